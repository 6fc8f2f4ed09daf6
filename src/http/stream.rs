//! Server-sent events (HTML standard, 9.2): an endless reply with events and periodic keep-alives.

use futures_util::{Stream, stream};
use poem::http::header;
use poem::{Body, IntoResponse, Response};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use crate::App;
use crate::actions::Actor;
use crate::actions::live::{Listening, may_go_on};
use crate::live::Heard;

/// The client's delay before reconnecting, in milliseconds.
const RETRY: u64 = 3_000;

/// A stream of events, as a reply.
pub struct Events(Body);

impl Events {
    /// `after`: the last event the client received.
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
        let events = EventStream { app, actor, begun, first: Some(first), pulse };
        Self(Body::from_bytes_stream(events.into_stream()))
    }
}

impl IntoResponse for Events {
    fn into_response(self) -> Response {
        Response::builder()
            .header(header::CONTENT_TYPE, "text/event-stream")
            .header(header::CACHE_CONTROL, "no-store")
            // Otherwise nginx buffers the reply.
            .header("x-accel-buffering", "no")
            .body(self.0)
    }
}

struct EventStream {
    app: App,
    actor: Actor,
    begun: Listening,
    first: Option<String>,
    pulse: Interval,
}

impl EventStream {
    fn into_stream(self) -> impl Stream<Item = Result<String, std::io::Error>> + Send {
        stream::unfold(self, |mut events| async move {
            let text = events.next().await?;
            Some((Ok(text), events))
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
                    // Sent already with the missed events.
                    Heard::News(frame) if frame.seq <= self.begun.seq => {}
                    Heard::News(frame) => return Some(frame.text.clone()),
                    Heard::Lost(seq) => return Some(event(seq, "resync", "{}")),
                    Heard::Over => return None,
                },
                _ = self.pulse.tick() => {
                    // Boxed: thousands of streams would keep the space of this future.
                    let may = Box::pin(may_go_on(&self.app, &self.actor)).await;
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
