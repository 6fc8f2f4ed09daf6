//! Detects leaps of the clock: see [`crate::model::clock`].

use std::sync::{Mutex, PoisonError};

use super::App;
use crate::error::Result;
use crate::model::clock::{ClockTrust, Reading};
use crate::model::{AlarmKind, Timestamp};
use crate::store::{alarms, clock_readings};

/// The readings so far; None before the first.
#[derive(Default)]
pub struct ClockWatch(Mutex<Option<ClockTrust>>);

impl App {
    /// How far the clock has leapt ahead, in milliseconds, if it is not trusted for deleting,
    /// archiving and expiring. Reads the clocks only, not the database.
    pub fn clock_leap(&self) -> Option<i64> {
        self.watch_clock(|trust| trust.leap())
    }

    fn watch_clock<T>(&self, look: impl FnOnce(&mut ClockTrust) -> T) -> T {
        let now = Reading { at: self.now(), running: self.clock.running() };
        let mut watched = self.clock_watch.0.lock().unwrap_or_else(PoisonError::into_inner);
        let trust = watched.get_or_insert_with(|| ClockTrust::begin(None, now));
        trust.read(now);
        look(trust)
    }

    /// Loads the last reading of the previous process; called at a start.
    pub async fn load_clock(&self) -> Result<()> {
        let kept = self.db.read_all(clock_readings::find).await?;
        let now = Reading { at: self.now(), running: self.clock.running() };
        let mut watched = self.clock_watch.0.lock().unwrap_or_else(PoisonError::into_inner);
        *watched = Some(ClockTrust::begin(kept, now));
        Ok(())
    }

    /// Stores the reading for the next start, and raises or clears the alarm. A leap that somebody
    /// confirmed is trusted. Called periodically.
    pub async fn keep_clock(&self) -> Result<()> {
        let alarm = self.db.read_all(|all| alarms::find(all, AlarmKind::ClockLeapt)).await?;
        let is_confirmed = alarm.as_ref().is_some_and(|alarm| alarm.confirmed_at.is_some());
        let kept = self.watch_clock(|trust| {
            if is_confirmed {
                trust.believe();
            }
            trust.kept()
        });
        let days = kept.leap.map(|leap| leap / Timestamp::DAY);
        self.db
            .write_all(move |all| {
                match days {
                    Some(days) => {
                        let text = format!("by {days} days");
                        alarms::raise(all, AlarmKind::ClockLeapt, &text)?;
                    }
                    None if alarm.is_some() => {
                        alarms::clear(all, AlarmKind::ClockLeapt)?;
                    }
                    None => {}
                }
                clock_readings::keep(all, &kept)
            })
            .await
    }
}
