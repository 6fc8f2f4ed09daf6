//! The system clock.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use crate::model::Timestamp;
use crate::ports::Clock;

/// The time of the operating system.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this is the clock the ban points to")]
        Timestamp(jiff::Timestamp::now().as_millisecond())
    }

    fn running(&self) -> Duration {
        let since_boot = clock_gettime(ClockId::Boottime);
        let secs = u64::try_from(since_boot.tv_sec).unwrap_or_default();
        Duration::new(secs, u32::try_from(since_boot.tv_nsec).unwrap_or_default())
    }
}
