//! The integration tests: one binary, a file per noun.
#![expect(clippy::unwrap_used, reason = "a test may stop where it cannot go on")]

mod smtp;
mod support;
