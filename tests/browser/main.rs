//! The pages for recipients and the console in a real browser, on a phone and on a desktop, with a
//! whole server behind them. Needs `chromium` and `chromedriver`. Screenshots are written to
//! `target/screenshots`.
#![expect(clippy::unwrap_used, reason = "a test may stop where it cannot go on")]

mod accessibility;
mod arriving;
mod billing;
mod browser;
mod colleagues;
mod console;
mod drafts;
mod instance;
mod keyboard;
mod naming;
mod newcomer;
mod outbox;
mod settings;
mod signing;
mod stage;
mod studio;
mod ten_minutes;
mod verifying;

#[expect(dead_code, unused_imports, reason = "shared with the other tests, which use it all")]
#[path = "../it/support/mod.rs"]
mod support;
