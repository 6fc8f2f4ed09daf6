//! The integration tests: one binary, a file per noun.

mod smtp;
mod support;
