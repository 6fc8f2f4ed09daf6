//! Logging to stderr, as text for people or JSON for machines. Lines carry ids and route templates,
//! never a name, an address or a token.

use std::collections::HashMap;
use std::io::{IsTerminal, stderr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tracing::callsite::Identifier;
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Filter, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, fmt};

use crate::config::{Log, LogFormat, RequestLog};

/// Starts logging; a second call in one process changes nothing.
pub fn start(log: &Log) {
    // The level was checked with the configuration.
    let filter = EnvFilter::builder().parse_lossy(directive(&log.level));
    let lines = fmt::layer().with_writer(stderr);
    let lines = match log.format {
        LogFormat::Text => {
            let lines = lines.with_ansi(stderr().is_terminal()).with_target(false);
            // The systemd journal adds its own time stamps.
            match std::env::var_os("JOURNAL_STREAM") {
                Some(_) => lines.without_time().boxed(),
                None => lines.boxed(),
            }
        }
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(false).boxed(),
    };
    let lines = lines.with_filter(Flood::default());
    let _ = tracing_subscriber::registry().with(filter).with(lines).try_init();
}

/// Most lines of one kind per window. An error repeated a thousand times a second would fill the
/// disk.
const MOST: u32 = 50;
const WINDOW: Duration = Duration::from_secs(10);

/// Drops warnings and errors beyond [`MOST`] per window and call site, and logs how many were
/// dropped when the next window begins.
#[derive(Default)]
struct Flood(Mutex<HashMap<Identifier, Window>>);

/// The counter of one call site.
struct Window {
    began: Instant,
    lines: u32,
}

impl Window {
    /// Whether a line is logged, and how many were dropped in the window before.
    fn lets_through(&mut self, now: Instant) -> (bool, u32) {
        let mut left_out = 0;
        if now.duration_since(self.began) >= WINDOW {
            left_out = self.lines.saturating_sub(MOST);
            *self = Window { began: now, lines: 0 };
        }
        self.lines = self.lines.saturating_add(1);
        (self.lines <= MOST, left_out)
    }
}

impl<S: Subscriber> Filter<S> for Flood {
    fn enabled(&self, _: &Metadata<'_>, _: &Context<'_, S>) -> bool {
        true
    }

    fn event_enabled(&self, event: &Event<'_>, _: &Context<'_, S>) -> bool {
        let about = event.metadata();
        // In tracing, ERROR is less than WARN.
        if *about.level() > Level::WARN {
            return true;
        }
        let now = Instant::now();
        let (passes, left_out) = {
            let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let window = seen.entry(about.callsite()).or_insert(Window { began: now, lines: 0 });
            window.lets_through(now)
        };
        if left_out > 0 {
            tracing::warn!(left_out, "lines like the next one were left out: there were too many");
        }
        passes
    }
}

/// A bare level applies to this crate; libraries log from WARN up.
fn directive(level: &str) -> String {
    match level {
        "info" | "debug" | "trace" => format!("warn,be_right={level}"),
        other => other.to_owned(),
    }
}

/// Logs warnings and errors only, for commands that print their result.
pub fn start_quiet() {
    start(&Log {
        format: LogFormat::Text,
        level: "warn".to_owned(),
        requests: RequestLog::Off,
        failed_sign_ins: false,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_one_kind_of_line_is_cut_and_counted() {
        let began = Instant::now();
        let mut window = Window { began, lines: 0 };
        let passed = (0..1_000).filter(|_| window.lets_through(began).0).count();
        assert_eq!(passed, MOST as usize);
        assert_eq!(window.lets_through(began + WINDOW), (true, 950));
        assert_eq!(window.lets_through(began + WINDOW), (true, 0));
    }
}
