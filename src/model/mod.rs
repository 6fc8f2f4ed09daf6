//! Plain values and pure rules: no clock, no disk, no network.

mod address;
pub mod chain;
pub mod check;
mod fact;
mod hash;
mod ids;
mod job;
pub mod keys;
mod locale;
mod page;
pub mod password;
pub mod person;
mod policy;
mod role;
pub mod seal;
pub mod signature;
mod text;
pub mod mail;
mod time;
pub mod token;

pub use address::Address;
pub use check::Check;
pub use fact::Fact;
pub use hash::{Digest, NotADigest};
pub use ids::*;
pub use job::Job;
pub use keys::Keys;
pub use locale::Locale;
pub use page::{Page, PageQuery};
pub use person::Email;
pub use policy::Right;
pub use role::Role;
pub use signature::{Signature, SignatureInput, SignatureKind};
pub use text::{fold, slug};
pub use mail::{Attachment, Mail, Mailbox};
pub use time::Timestamp;
