//! Server-sent events (HTML standard, 9.2): a reply that does not end. It tells
//! what happens, and every few seconds that it is alive.

use futures_util::{Stream, stream};
use poem::http::header;
use poem::{Body, IntoResponse, Response};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use crate::App;
use crate::actions::Actor;
use crate::actions::live::{Listening, may_go_on};
use crate::live::Heard;

/// What a client waits before it comes back, in milliseconds.
const RETRY: u64 = 3_000;

/// A stream of events, as a reply.
pub struct Events(Body);

impl Events {
    /// `after`: where the client says it left off.
    pub fn new(app: App, actor: Actor, begun: Listening, after: Option<i64>) -> Self {
        let resumed = after.filter(|_| begun.missed.is_some());
        let mut first = format!("retry: {RETRY}\n\n");
        first.push_str(&event(resumed.unwrap_or(begun.seq), "ready", &is(resumed.is_some())));
        match &begun.missed {
            Some(missed) => missed.iter().for_each(|frame| first.push_str(&frame.text)),
            None => first.push_str(&event(begun.seq, "resync", "{}")),
        }
        let pulse = app.live.pulse();
        let mut pulse = interval_at(Instant::now() + pulse, pulse);
        pulse.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let told = Told { app, actor, begun, first: Some(first), pulse };
        Self(Body::from_bytes_stream(told.into_stream()))
    }
}

impl IntoResponse for Events {
    fn into_response(self) -> Response {
        Response::builder()
            .header(header::CONTENT_TYPE, "text/event-stream")
            .header(header::CACHE_CONTROL, "no-store")
            // nginx keeps replies back otherwise, until there is enough of them.
            .header("x-accel-buffering", "no")
            .body(self.0)
    }
}

struct Told {
    app: App,
    actor: Actor,
    begun: Listening,
    first: Option<String>,
    pulse: Interval,
}

impl Told {
    fn into_stream(self) -> impl Stream<Item = Result<String, std::io::Error>> + Send {
        stream::unfold(self, |mut told| async move {
            let text = told.next().await?;
            Some((Ok(text), told))
        })
    }

    /// None ends the reply.
    async fn next(&mut self) -> Option<String> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        loop {
            tokio::select! {
                heard = self.begun.stream.next() => match heard {
                    // What was told already came again by the other way.
                    Heard::News(frame) if frame.seq <= self.begun.seq => {}
                    Heard::News(frame) => return Some(frame.text.clone()),
                    Heard::Lost(seq) => return Some(event(seq, "resync", "{}")),
                    Heard::Over => return None,
                },
                _ = self.pulse.tick() => {
                    let may = may_go_on(&self.app, &self.actor).await;
                    return matches!(may, Ok(true)).then(|| ":\n\n".to_owned());
                }
            }
        }
    }
}

fn event(seq: i64, name: &str, data: &str) -> String {
    format!("id: {seq}\nevent: {name}\ndata: {data}\n\n")
}

fn is(resumed: bool) -> String {
    format!("{{\"resumed\":{resumed}}}")
}
