//! Plain values and pure rules: no clock, no disk, no network.

pub mod chain;
mod hash;
mod locale;
pub mod seal;
pub mod signature;
mod time;

pub use hash::{Digest, NotADigest};
pub use locale::Locale;
pub use signature::{Signature, SignatureInput, SignatureKind};
pub use time::Timestamp;
