//! Plain values and pure rules: no clock, no disk, no network.

mod locale;
mod secret;
mod time;

pub use locale::Locale;
pub use secret::Secret;
pub use time::Timestamp;
