//! The machine's clock.

use crate::model::Timestamp;
use crate::ports::Clock;

/// The time of day, as the operating system tells it.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this is the clock the ban points to")]
        Timestamp(jiff::Timestamp::now().as_millisecond())
    }
}
