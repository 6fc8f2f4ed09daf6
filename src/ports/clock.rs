//! The time.

use std::time::Duration;

use crate::model::Timestamp;

/// What time it is. Asked once per transaction.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;

    /// How long it is since some instant before the process began, by a clock that nobody
    /// can set and that goes on while the machine sleeps.
    fn running(&self) -> Duration;
}
