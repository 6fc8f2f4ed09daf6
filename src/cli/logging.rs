//! Where log lines go: stderr, as text for people or JSON for machines. Lines
//! carry ids and route templates, never a name, an address or a token.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat};

/// Starts logging; a second call in one process changes nothing.
pub fn start(log: &Log) {
    // The level was checked with the configuration.
    let filter = EnvFilter::builder().parse_lossy(directive(&log.level));
    let lines = tracing_subscriber::fmt().with_writer(stderr).with_env_filter(filter);
    let _ = match log.format {
        LogFormat::Text => {
            let lines = lines.with_ansi(stderr().is_terminal()).with_target(false);
            // The journal stamps lines itself.
            match std::env::var_os("JOURNAL_STREAM") {
                Some(_) => lines.without_time().try_init(),
                None => lines.try_init(),
            }
        }
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(false).try_init(),
    };
}

/// A single word is about us; of the libraries only what is wrong is told.
fn directive(level: &str) -> String {
    match level {
        "info" | "debug" | "trace" => format!("warn,be_right={level}"),
        other => other.to_owned(),
    }
}

/// Only what is wrong, for commands that print their result.
pub fn start_quiet() {
    start(&Log { format: LogFormat::Text, level: "warn".to_owned() });
}
