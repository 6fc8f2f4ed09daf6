//! Renewal of consents: before they end, and when a child comes of age.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Answer, AnswerId, AnswerState, Timestamp};

/// How long before a consent's end the company is notified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    SixtyDays,
    FifteenDays,
}

impl Notice {
    pub fn days(self) -> i64 {
        match self {
            Notice::SixtyDays => 60,
            Notice::FifteenDays => 15,
        }
    }

    /// Consents that end before this are announced now.
    pub fn until(self, now: Timestamp) -> Timestamp {
        now.plus(self.days() * Timestamp::DAY)
    }
}

/// Why a consent was not renewed.
///
/// - `ALREADY_ASKED`: a request to renew it has not been answered yet.
/// - `REPLACED`: a later answer has replaced it.
/// - `NOT_DUE`: it ends in more than 60 days.
/// - `NOT_GRANTED`: it was never answered, or it was refused or withdrawn.
/// - `GONE`: the employee or the event has been deleted.
/// - `GUARDIAN_REQUIRED`: the employee is a minor without a guardian.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, poem_openapi::Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[oai(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NotRenewed {
    /// A request to renew it has not been answered yet.
    AlreadyAsked,
    /// A later answer has replaced it.
    Replaced,
    /// It ends in more than 60 days.
    NotDue,
    /// It was never answered, or it was refused or withdrawn.
    NotGranted,
    /// The employee or the event has been deleted.
    Gone,
    /// The employee is a minor without a guardian.
    GuardianRequired,
}

/// A consent that was not renewed, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    pub answer: AnswerId,
    pub reason: NotRenewed,
}

impl Answer {
    /// Whether it grants, or granted, uses that can be renewed.
    pub fn check_renewable(&self) -> Result<(), NotRenewed> {
        match self.state {
            AnswerState::Accepted | AnswerState::Expired => Ok(()),
            _ => Err(NotRenewed::NotGranted),
        }
    }

    /// Whether it has ended, or ends soon enough for the company to have been notified.
    pub fn check_due(&self, now: Timestamp) -> Result<(), NotRenewed> {
        let until = Notice::SixtyDays.until(now);
        if self.expires_at.is_some_and(|end| end <= until) {
            Ok(())
        } else {
            Err(NotRenewed::NotDue)
        }
    }
}

/// The latest birth date of somebody who is 18 on `today`. A person born on 29 February is of age
/// on the 28th, see [`is_minor`](super::person::is_minor).
pub fn born_to_be_of_age(today: Date) -> Date {
    use jiff::ToSpan;
    let then = today.saturating_sub(18.years());
    // On 28 February, those born on the 29th are of age too.
    let next = then.tomorrow().unwrap_or(then);
    if next.checked_add(18.years()).is_ok_and(|day| day <= today) { next } else { then }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn born_by_then_means_of_age_today() {
        assert_eq!(born_to_be_of_age(date(2026, 5, 23)), date(2008, 5, 23));
        assert_eq!(born_to_be_of_age(date(2026, 2, 28)), date(2008, 2, 29));
        assert_eq!(born_to_be_of_age(date(2026, 2, 27)), date(2008, 2, 27));
        assert_eq!(born_to_be_of_age(date(2028, 2, 29)), date(2010, 2, 28));
    }

    #[test]
    fn notices_reach_as_far_as_their_names_say() {
        let now = Timestamp(0);
        assert_eq!(Notice::SixtyDays.until(now), Timestamp(60 * Timestamp::DAY));
        assert_eq!(Notice::FifteenDays.until(now), Timestamp(15 * Timestamp::DAY));
    }
}
