//! The implementations of the ports. Only `cli` names them, when it wires an instance together.

pub mod acme;
mod disk_backup_store;
mod disk_blobs;
mod disk_derivatives;
mod disk_reader;
pub mod http_client;
mod http_geocoder;
mod http_payments;
mod http_timestamps;
mod images;
mod memory_cache;
mod memory_limiter;
mod mime;
pub mod outbox_mailer;
pub mod smtp_mailer;
mod system_clock;
mod tantivy_search;

pub use disk_backup_store::{CONFIG_OF_THEN, Checked, DiskBackupStore, Restored};
pub use disk_blobs::DiskBlobs;
pub use disk_derivatives::DiskDerivatives;
pub use http_geocoder::HttpGeocoder;
pub use http_payments::HttpPayments;
pub use http_timestamps::HttpTimestamps;
pub use images::LocalImages;
pub use memory_cache::MemoryCache;
pub use memory_limiter::MemoryLimiter;
pub use outbox_mailer::OutboxMailer;
pub use smtp_mailer::{Security, SmtpMailer, SmtpSettings};
pub use system_clock::SystemClock;
pub use tantivy_search::TantivySearch;
