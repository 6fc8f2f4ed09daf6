//! Plain values and pure rules: no clock, no disk, no network.

mod locale;
pub mod mail;
mod time;

pub use locale::Locale;
pub use mail::{Attachment, Mail, Mailbox};
pub use time::Timestamp;
