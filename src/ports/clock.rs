//! The time.

use crate::model::Timestamp;

/// What time it is. Asked once per transaction.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}
