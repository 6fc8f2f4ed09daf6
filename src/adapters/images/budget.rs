//! The memory budget shared by all image operations.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::model::media::Refusal;
use crate::ports::Bounds;

/// A memory budget, in bytes.
pub struct Budget {
    whole: u64,
    left: Mutex<u64>,
    freed: Condvar,
}

/// A share of the budget, returned on drop.
pub struct Share<'a> {
    budget: &'a Budget,
    bytes: u64,
}

impl Budget {
    pub fn of(bytes: u64) -> Self {
        Self { whole: bytes, left: Mutex::new(bytes), freed: Condvar::new() }
    }

    /// Waits until that much is free. A request above the whole budget takes the whole: the
    /// limits on single images reject what is too large.
    pub fn take(&self, bytes: u64, bounds: &Bounds) -> Result<Share<'_>, Refusal> {
        let bytes = bytes.min(self.whole);
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        while *left < bytes {
            bounds.check()?;
            let wait = bounds.deadline.map_or(Duration::from_secs(1), |deadline| {
                deadline.saturating_duration_since(Instant::now())
            });
            let waited = self.freed.wait_timeout(left, wait);
            left = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        *left -= bytes;
        Ok(Share { budget: self, bytes })
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        *self.budget.left.lock().unwrap_or_else(PoisonError::into_inner) += self.bytes;
        self.budget.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::media::MediaLimits;

    fn within(millis: u64) -> Bounds {
        let deadline = Some(Instant::now() + Duration::from_millis(millis));
        Bounds { limits: MediaLimits::default(), deadline }
    }

    #[test]
    fn who_comes_late_waits_for_memory_until_the_deadline() {
        let budget = Budget::of(100);
        let first = budget.take(60, &within(0)).ok();
        assert!(first.is_some(), "what is left is given at once");
        assert_eq!(budget.take(50, &within(20)).err(), Some(Refusal::TooSlow));
        std::thread::scope(|scope| {
            let second = scope.spawn(|| budget.take(50, &within(10_000)).is_ok());
            drop(first);
            assert!(second.join().unwrap(), "given back is given on");
        });
        assert!(budget.take(1_000, &within(0)).is_ok(), "the whole is the most");
    }
}
