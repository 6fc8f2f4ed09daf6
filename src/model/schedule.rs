//! The schedules: each with its time of day, in the zone of the instance, and its job.

use jiff::ToSpan;
use jiff::civil::{Date, Time, time};
use jiff::tz::TimeZone;

use super::{Job, Timestamp};

/// A schedule.
#[derive(Debug, Clone, Copy)]
pub struct Schedule {
    /// The name under which it is stored and can be run.
    pub name: &'static str,
    pub frequency: Frequency,
    /// Whether it sends mails: what was due before a restore is not sent again.
    pub sends_mail: bool,
    at: Time,
    job: fn() -> Job,
}

/// On which days a schedule runs.
///
/// - `DAILY`: every day.
/// - `MONTHLY`: on the first day of each month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, poem_openapi::Enum)]
#[oai(rename_all = "UPPERCASE")]
pub enum Frequency {
    /// Every day.
    Daily,
    /// On the first day of each month.
    Monthly,
}

const fn daily(name: &'static str, hour: i8, minute: i8, job: fn() -> Job) -> Schedule {
    let at = time(hour, minute, 0, 0);
    Schedule { name, frequency: Frequency::Daily, sends_mail: false, at, job }
}

/// A daily schedule that sends mails.
const fn daily_mails(name: &'static str, hour: i8, minute: i8, job: fn() -> Job) -> Schedule {
    Schedule { sends_mail: true, ..daily(name, hour, minute, job) }
}

/// The schedule that is due only if a backup folder is set.
pub const BACKUP: &str = "backup";

/// All of them, by their usual hour.
pub const ALL: &[Schedule] = &[
    Schedule {
        name: "archive",
        frequency: Frequency::Monthly,
        sends_mail: false,
        at: time(0, 0, 0, 0),
        job: || Job::Archive,
    },
    daily("check_database", 3, 15, || Job::CheckDatabase),
    daily("check_files", 3, 20, || Job::CheckFiles),
    daily("check_evidence", 3, 25, || Job::CheckEvidence),
    daily("check_audit", 3, 26, || Job::CheckAudit),
    // After the check of evidence was queued, and before the backup.
    daily("daily_root", 3, 28, || Job::DailyRoot),
    daily("sweep", 3, 30, || Job::Sweep),
    daily("sweep_files", 3, 45, || Job::SweepFiles),
    daily("check_search", 3, 45, || Job::CheckSearch),
    daily("sync_customers", 3, 47, || Job::SyncCustomers),
    daily("purge", 3, 50, || Job::Purge),
    daily_mails("reminders", 4, 0, || Job::PlanReminders),
    daily_mails("terms", 4, 10, || Job::WatchTerms),
    // After the mails to people: a restored instance does not send them again.
    daily(BACKUP, 4, 30, || Job::Backup),
    daily_mails("digest", 7, 0, || Job::Digest),
];

impl Schedule {
    pub fn find(name: &str) -> Option<&'static Schedule> {
        ALL.iter().find(|one| one.name == name)
    }

    /// The same at another time of day.
    pub fn at(self, at: Time) -> Self {
        Self { at, ..self }
    }

    pub fn job(&self) -> Job {
        (self.job)()
    }

    /// The time of day at which it is due: `04:00`.
    pub fn hour(&self) -> String {
        format!("{:02}:{:02}", self.at.hour(), self.at.minute())
    }

    /// The latest day on which it was due. A time skipped by daylight saving is due at its end; a
    /// repeated one is due the first time.
    pub fn last_due(&self, now: Timestamp, zone: &TimeZone) -> Date {
        let today = now.day_in(zone);
        let day = match self.frequency {
            Frequency::Daily => today,
            Frequency::Monthly => today.first_of_month(),
        };
        if self.instant(day, zone) <= now { day } else { self.before(day) }
    }

    /// When it is due next.
    pub fn next(&self, now: Timestamp, zone: &TimeZone) -> Timestamp {
        let last = self.last_due(now, zone);
        let next = match self.frequency {
            Frequency::Daily => last.checked_add(1.day()),
            Frequency::Monthly => last.checked_add(1.month()),
        };
        self.instant(next.unwrap_or(last), zone)
    }

    fn before(&self, day: Date) -> Date {
        let before = match self.frequency {
            Frequency::Daily => day.checked_sub(1.day()),
            Frequency::Monthly => day.checked_sub(1.month()),
        };
        before.unwrap_or(day)
    }

    fn instant(&self, day: Date, zone: &TimeZone) -> Timestamp {
        let at = day.to_datetime(self.at).to_zoned(zone.clone());
        at.map_or(Timestamp(i64::MAX), |at| Timestamp(at.timestamp().as_millisecond()))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse_rfc3339(text).unwrap()
    }

    fn paris() -> TimeZone {
        TimeZone::get("Europe/Paris").unwrap()
    }

    fn due(now: &str, hour: i8, minute: i8) -> Date {
        daily("test", hour, minute, || Job::Sweep).last_due(at(now), &paris())
    }

    #[test]
    fn a_daily_job_is_due_from_its_minute_on_in_the_zone_that_is_set() {
        assert_eq!(due("2026-07-01T01:29:59Z", 3, 30), date(2026, 6, 30));
        assert_eq!(due("2026-07-01T01:30:00Z", 3, 30), date(2026, 7, 1));
        assert_eq!(due("2026-07-01T21:59:00Z", 3, 30), date(2026, 7, 1));
        // A minute later it is tomorrow in Paris.
        assert_eq!(due("2026-07-01T22:00:00Z", 3, 30), date(2026, 7, 1));
        assert_eq!(due("2026-12-01T02:29:00Z", 3, 30), date(2026, 11, 30));
        assert_eq!(due("2026-12-01T02:30:00Z", 3, 30), date(2026, 12, 1));
    }

    #[test]
    fn the_days_of_23_and_25_hours_have_it_once_each() {
        // 29 March 2026: 02:00 becomes 03:00, so 03:30 comes an hour earlier by UTC.
        assert_eq!(due("2026-03-29T01:29:00Z", 3, 30), date(2026, 3, 28));
        assert_eq!(due("2026-03-29T01:30:00Z", 3, 30), date(2026, 3, 29));
        // 02:30 does not exist that day: it is due at 03:30.
        assert_eq!(due("2026-03-29T01:00:00Z", 2, 30), date(2026, 3, 28));
        assert_eq!(due("2026-03-29T01:30:00Z", 2, 30), date(2026, 3, 29));
        // 25 October 2026: 03:00 becomes 02:00, so 03:30 comes an hour later by UTC.
        assert_eq!(due("2026-10-25T01:30:00Z", 3, 30), date(2026, 10, 24));
        assert_eq!(due("2026-10-25T02:30:00Z", 3, 30), date(2026, 10, 25));
        // 02:30 exists twice: it is due the first time only.
        assert_eq!(due("2026-10-25T00:30:00Z", 2, 30), date(2026, 10, 25));
        assert_eq!(due("2026-10-25T01:30:00Z", 2, 30), date(2026, 10, 25));
    }

    #[test]
    fn a_monthly_schedule_runs_at_midnight_in_the_time_zone_of_the_instance() {
        let archive = Schedule::find("archive").unwrap();
        let due = |now| archive.last_due(at(now), &paris());
        assert_eq!(due("2026-06-30T21:59:59Z"), date(2026, 6, 1));
        assert_eq!(due("2026-06-30T22:00:00Z"), date(2026, 7, 1));
        assert_eq!(due("2026-07-31T12:00:00Z"), date(2026, 7, 1));
        let next = archive.next(at("2026-12-15T12:00:00Z"), &paris());
        assert_eq!(next.rfc3339(), "2026-12-31T23:00:00Z");
    }

    #[test]
    fn the_next_run_is_after_now() {
        for one in ALL {
            for now in ["2026-03-28T23:00:00Z", "2026-10-25T00:30:00Z", "2026-12-31T22:59:59Z"] {
                assert!(one.next(at(now), &paris()) > at(now), "{} at {now}", one.name);
            }
        }
        let names: std::collections::BTreeSet<_> = ALL.iter().map(|one| one.name).collect();
        assert_eq!(names.len(), ALL.len());
    }
}
