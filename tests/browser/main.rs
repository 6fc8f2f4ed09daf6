//! The recipient's pages in a real browser, on a phone and on a desk, against
//! all of the server. Needs `chromium` and `chromedriver`. Screenshots are left
//! in `target/screenshots`.
#![expect(clippy::unwrap_used, reason = "a test may stop where it cannot go on")]

mod accessibility;
mod browser;
mod colleagues;
mod console;
mod newcomer;
mod outbox;
mod signing;
mod stage;
mod verifying;

#[expect(dead_code, unused_imports, reason = "shared with the other tests, which use it all")]
#[path = "../it/support/mod.rs"]
mod support;
