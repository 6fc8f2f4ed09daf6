//! Interfaces to the outside world, as narrow as possible. A port is named for its service, an
//! adapter for its implementation: `Mailer` is a port, `SmtpMailer` an adapter. Those
//! that always wait for a network are async; blobs, derivatives and backups are files today, and are
//! read and written on threads of their own. None is called within an open transaction.

mod backup_store;
mod blobs;
mod cache;
mod clock;
mod derivatives;
mod geocoder;
mod images;
mod limiter;
mod mailer;
mod outbox;
mod payments;
mod refusal;
mod search;
mod timestamps;

pub use backup_store::{BackupStore, Making, Room, Rotated, Snapshot, Taken};
pub use blobs::{Blob, BlobReader, Blobs, Condition, Draft, LocalCopy, Shelf};
pub use cache::{Cache, Lookup, Remembered};
pub use clock::Clock;
pub use derivatives::{Derivative, Derivatives};
pub use geocoder::Geocoder;
pub use images::{Bounds, Images, Source};
pub use limiter::{Limiter, Rule};
pub use mailer::{Mailer, Receipt, Stage, Undelivered};
pub use outbox::{Outbox, OutboxEntry, OutboxMail};
pub use payments::{Payments, Unpaid};
pub use refusal::Cause;
pub use search::Search;
pub use timestamps::{Timestamps, Unstamped};
