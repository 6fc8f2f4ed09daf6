//! Whether the clock has leapt: see [`crate::model::clock`].

use std::sync::{Mutex, PoisonError};

use super::App;
use crate::error::Result;
use crate::model::clock::{ClockTrust, Reading};
use crate::model::{AlarmKind, Timestamp};
use crate::store::{alarms, clock_readings};

/// What the process has read so far; nothing before its first look.
#[derive(Default)]
pub struct ClockWatch(Mutex<Option<ClockTrust>>);

impl App {
    /// How far the clock has leapt ahead, in milliseconds, if it cannot be trusted with
    /// what deletes, archives or lets expire. Reads no more than the clocks.
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

    /// Takes up at a start what the last process has read.
    pub async fn recall_clock(&self) -> Result<()> {
        let kept = self.db.read_all(clock_readings::find).await?;
        let now = Reading { at: self.now(), running: self.clock.running() };
        let mut watched = self.clock_watch.0.lock().unwrap_or_else(PoisonError::into_inner);
        *watched = Some(ClockTrust::begin(kept, now));
        Ok(())
    }

    /// Keeps what is read for the next start, and raises or clears the alarm. What
    /// somebody has confirmed is believed. Called now and then.
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
                        let told = format!("by {days} days");
                        alarms::raise(all, AlarmKind::ClockLeapt, &told)?;
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
