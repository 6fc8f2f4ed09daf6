//! The port for reading the time.

use std::time::Duration;

use crate::model::Timestamp;

/// The current time. Read once per transaction.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;

    /// The time since a fixed instant before the process began, by a monotonic clock that nobody
    /// can set and that includes the machine's sleep.
    fn running(&self) -> Duration;
}
