//! Rate limits in memory, by `governor` (the generic cell rate algorithm): a burst at once, then
//! one per fraction of the period.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use governor::clock::Clock as Ticks;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

use crate::error::{Error, Result};
use crate::model::{Digest, Timestamp};
use crate::ports::{Clock, Limiter, Rule};

/// Keys are stored as hashes, so that addresses and e-mails do not stay in memory.
type Key = [u8; 32];
type Keyed = RateLimiter<Key, DefaultKeyedStateStore<Key>, Watch, NoOpMiddleware<Nanos>>;
/// Above this number of keys, idle ones are removed.
const CROWD: usize = 10_000;

/// Rate limits by the instance's clock.
pub struct MemoryLimiter {
    by_rule: HashMap<Rule, Keyed>,
    watch: Arc<Steady>,
}

impl MemoryLimiter {
    /// Each rule with its burst size, and the period in which it is fully restored.
    pub fn new(
        rates: impl IntoIterator<Item = (Rule, u32, Duration)>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let steady = Arc::new(Steady { clock, seen: Mutex::default() });
        let limiter = |(rule, times, per): (Rule, u32, Duration)| {
            let times = NonZeroU32::new(times).unwrap_or(NonZeroU32::MIN);
            let each = (per / times.get()).max(Duration::from_nanos(1));
            let quota = Quota::with_period(each)?.allow_burst(times);
            let watch = Watch(steady.clone());
            // The limiter starts one period ago: replayed events are younger than that, or
            // expired.
            steady.plays_back(Some(steady.now().saturating_sub(per.as_millis() as i64)));
            let keyed = Keyed::new(quota, DefaultKeyedStateStore::default(), watch);
            steady.plays_back(None);
            Some((rule, keyed))
        };
        let by_rule = rates.into_iter().filter_map(limiter).collect();
        Self { by_rule, watch: steady }
    }
}

impl Limiter for MemoryLimiter {
    fn check(&self, rule: Rule, key: &str) -> Result<()> {
        let Some(limiter) = self.by_rule.get(&rule) else { return Ok(()) };
        if limiter.len() > CROWD {
            limiter.retain_recent();
        }
        limiter.check_key(&Digest::of(key).0).map_err(|early| {
            let wait = early.wait_time_from(Ticks::now(limiter.clock()));
            // Whole seconds, rounded up.
            let retry_after = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            Error::TooSoon { code: "rate_limited", retry_after: retry_after.max(1) }
        })
    }

    fn recall(&self, rule: Rule, key: &str, at: Timestamp) {
        let Some(limiter) = self.by_rule.get(&rule) else { return };
        self.watch.plays_back(Some(at.0.min(self.watch.now())));
        // An event that was refused then is refused again, and not counted.
        let _ = limiter.check_key(&Digest::of(key).0);
        self.watch.plays_back(None);
    }
}

/// The instance's clock, made monotonic: setting it back by a day must not make clients at a
/// limit wait for a day.
struct Steady {
    clock: Arc<dyn Clock>,
    seen: Mutex<Seen>,
}

/// In milliseconds.
#[derive(Default)]
struct Seen {
    last: i64,
    /// The total by which the clock was set back.
    back: i64,
    /// The instant of the event being replayed.
    again: Option<i64>,
}

impl Steady {
    fn now(&self) -> i64 {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(again) = seen.again {
            return again;
        }
        let now = self.clock.now().0;
        seen.back += (seen.last - now).max(0);
        seen.last = now;
        now + seen.back
    }

    fn plays_back(&self, at: Option<i64>) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).again = at;
    }
}

/// The clock as governor's trait.
#[derive(Clone)]
struct Watch(Arc<Steady>);

impl Ticks for Watch {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        Nanos::from(Duration::from_millis(self.0.now().max(0) as u64))
    }
}
