//! Plain values and pure rules: no clock, no disk, no network.

mod locale;
mod time;

pub use locale::Locale;
pub use time::Timestamp;
