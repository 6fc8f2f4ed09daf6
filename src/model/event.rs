//! Events and their status.

use serde::{Deserialize, Serialize};

use super::check::{line, lines};
use super::{Address, Check, CompanyId, EmployeeId, EventId, Fact, GroupId, Timestamp, UserId};

/// An event (a shoot).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub id: EventId,
    pub company: CompanyId,
    pub name: String,
    pub description: Option<String>,
    /// For whom it is made, if not for the company itself.
    #[serde(default)]
    pub client: Option<String>,
    pub start: Timestamp,
    /// Never before the start.
    pub end: Timestamp,
    pub status: EventStatus,
    pub progress: Progress,
    pub address: Address,
    /// The photographer: a user of the company.
    pub partner: Option<UserId>,
    pub created_by: Option<UserId>,
    /// How often the planned data was changed.
    #[serde(default)]
    pub revision: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Archived, long after its end: not in lists any more.
    #[serde(default)]
    pub archived_at: Option<Timestamp>,
    pub deleted_at: Option<Timestamp>,
}

impl Event {
    /// Whether it starts within the days in which reminders are daily.
    pub fn is_near(&self, now: Timestamp) -> bool {
        self.start > now && self.start <= now.plus(6 * Timestamp::DAY)
    }

    /// When a link sent now expires: in `days` days, and never before the day after the event.
    pub fn link_expires_at(&self, now: Timestamp, days: u32) -> Timestamp {
        now.plus(i64::from(days) * Timestamp::DAY).max(self.end.plus(Timestamp::DAY))
    }
}

/// Whom an event asks for consent: these employees, and all members of these groups, each once.
#[derive(Debug, Clone, Default)]
pub struct Invited {
    pub people: Vec<EmployeeId>,
    pub groups: Vec<GroupId>,
    /// Minors without a guardian are left out, instead of being an error.
    pub leaves_out: bool,
}

impl From<Vec<EmployeeId>> for Invited {
    fn from(people: Vec<EmployeeId>) -> Self {
        Self { people, ..Self::default() }
    }
}

/// The planned data of an event, as typed.
#[derive(Debug, Clone)]
pub struct PlanInput {
    pub name: String,
    pub description: Option<String>,
    pub client: Option<String>,
    pub start: Timestamp,
    pub end: Timestamp,
    pub address: Address,
    pub partner: Option<UserId>,
}

/// The planned data of an event, checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub name: String,
    pub description: Option<String>,
    pub client: Option<String>,
    pub start: Timestamp,
    pub end: Timestamp,
    pub address: Address,
    pub partner: Option<UserId>,
}

impl Plan {
    /// 1 January 2000: the earliest start.
    pub const EARLIEST: Timestamp = Timestamp(946_684_800_000);
    /// How far in the future an event may end, in milliseconds: ten years.
    pub const AHEAD: i64 = 3_653 * Timestamp::DAY;
    /// The maximum duration, in milliseconds: a leap year.
    pub const LONGEST: i64 = 366 * Timestamp::DAY;
    /// The longest name, in characters.
    pub const NAME: usize = 200;
    /// The maximum number of people asked at a time.
    pub const PEOPLE: usize = 1_000;
}

impl PlanInput {
    /// Checks every field and records errors in `check`.
    pub fn checked(self, now: Timestamp, check: &mut Check) -> Option<Plan> {
        let name = check.field("name", line(&self.name, Plan::NAME));
        let description =
            check.optional("description", self.description.as_deref(), |text| lines(text, 5_000));
        let client = check.optional("client", self.client.as_deref(), |text| line(text, 200));
        let within = Plan::EARLIEST..=now.plus(Plan::AHEAD);
        check.require(within.contains(&self.start), "start", "far_away");
        if self.end < self.start {
            check.refuse("end", "end_before_start");
        } else if !within.contains(&self.end) {
            check.refuse("end", "far_away");
        } else {
            check.require(self.end.since(self.start) <= Plan::LONGEST, "end", "shoot_too_long");
        }
        let address = self.address.checked(check, "address");
        let (start, end, partner) = (self.start, self.end, self.partner);
        name.map(|name| Plan { name, description, client, start, end, address, partner })
    }
}

/// How many people were asked for consent and how many have decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Progress {
    pub asked: i64,
    pub answered: i64,
}

impl Progress {
    /// Everybody has decided, and at least one person was asked.
    pub fn is_complete(self) -> bool {
        self.asked > 0 && self.answered >= self.asked
    }
}

crate::model::published! { "SCREAMING_SNAKE_CASE"
/// The status of an event.
///
/// - `CREATE`: it has not begun.
/// - `PENDING`: it has begun and not ended.
/// - `COMPLETED`: everybody who was asked has answered, and at least one employee was asked. This
///   outranks the dates.
/// - `CLOSED`: it has ended, or is deleted.
#[derive(Hash)]
pub enum EventStatus {
    /// It has not begun.
    Create,
    /// It has begun and not ended.
    Pending,
    /// Everybody who was asked has answered.
    Completed,
    /// It has ended, or is deleted.
    Closed,
}
}

impl EventStatus {
    /// The rule of the status. An event is over at its end instant; completeness outranks the
    /// dates, and deletion outranks everything.
    pub fn given(
        progress: Progress,
        start: Timestamp,
        end: Timestamp,
        now: Timestamp,
        deleted: bool,
    ) -> Self {
        if deleted {
            EventStatus::Closed
        } else if progress.is_complete() {
            EventStatus::Completed
        } else if now >= end {
            EventStatus::Closed
        } else if now >= start {
            EventStatus::Pending
        } else {
            EventStatus::Create
        }
    }

    /// The sort key in lists: what needs attention first.
    pub fn order(self) -> i64 {
        match self {
            EventStatus::Pending => 0,
            EventStatus::Create => 1,
            EventStatus::Completed => 2,
            EventStatus::Closed => 3,
        }
    }
}

/// A change of an event's status, its counts or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventChange {
    pub event: EventId,
    pub from: (EventStatus, Progress),
    pub to: (EventStatus, Progress),
}

impl EventChange {
    /// The fact to record, if any: a new status. A return to before the start is an edit and
    /// recorded as such.
    pub fn fact(&self) -> Option<Fact> {
        let (event, (to, _)) = (self.event, self.to);
        match to {
            _ if self.from.0 == to => None,
            EventStatus::Create => None,
            EventStatus::Pending => Some(Fact::EventStarted { event }),
            EventStatus::Completed => Some(Fact::EventCompleted { event }),
            EventStatus::Closed => Some(Fact::EventClosed { event }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp(1_000);
    const END: Timestamp = Timestamp(2_000);

    fn at(now: i64, asked: i64, answered: i64) -> EventStatus {
        EventStatus::given(Progress { asked, answered }, START, END, Timestamp(now), false)
    }

    #[test]
    fn the_status_follows_the_dates_while_answers_are_missing() {
        assert_eq!(at(999, 2, 1), EventStatus::Create);
        assert_eq!(at(1_000, 2, 1), EventStatus::Pending);
        assert_eq!(at(1_999, 2, 1), EventStatus::Pending);
        assert_eq!(at(2_000, 2, 1), EventStatus::Closed);
    }

    #[test]
    fn an_event_with_every_answer_is_complete_on_any_day() {
        for now in [0, 1_500, 9_000] {
            assert_eq!(at(now, 2, 2), EventStatus::Completed);
        }
        assert_eq!(at(0, 0, 0), EventStatus::Create, "nobody asked is not everybody answered");
    }

    #[test]
    fn a_deleted_event_is_closed_even_if_complete() {
        let complete = Progress { asked: 1, answered: 1 };
        let status = EventStatus::given(complete, START, END, Timestamp(0), true);
        assert_eq!(status, EventStatus::Closed);
    }

    #[test]
    fn an_event_lasts_a_year_at_most_and_begins_within_ten() {
        let now = Plan::EARLIEST.plus(26 * 365 * Timestamp::DAY);
        let wrong = |start: Timestamp, length: i64| {
            let (name, end) = ("Portraits".to_owned(), start.plus(length));
            let (description, client, partner) = (None, None, None);
            let address = Address::default();
            let mut check = Check::new();
            let input = PlanInput { name, description, client, start, end, address, partner };
            input.checked(now, &mut check);
            match check.done() {
                Ok(()) => None,
                Err(crate::Error::Invalid(fields)) => {
                    Some((fields[0].field.clone(), fields[0].code))
                }
                Err(other) => panic!("{other}"),
            }
        };
        assert_eq!(wrong(now, 0), None);
        assert_eq!(wrong(now, -1), Some(("end".into(), "end_before_start")));
        assert_eq!(wrong(now, Plan::LONGEST), None);
        assert_eq!(wrong(now, Plan::LONGEST + 1), Some(("end".into(), "shoot_too_long")));
        assert_eq!(wrong(Plan::EARLIEST, 0), None);
        assert_eq!(wrong(Plan::EARLIEST.minus(1), 0), Some(("start".into(), "far_away")));
        assert_eq!(wrong(now.plus(Plan::AHEAD), 0), None);
        assert_eq!(wrong(now.plus(Plan::AHEAD), 1), Some(("end".into(), "far_away")));
    }

    #[test]
    fn only_a_new_status_is_a_fact() {
        let event = EventId(7);
        let fact = |from, to| {
            let counts = |answered| Progress { asked: 2, answered };
            EventChange { event, from: (from, counts(0)), to: (to, counts(1)) }.fact()
        };
        assert_eq!(fact(EventStatus::Pending, EventStatus::Pending), None);
        let complete = fact(EventStatus::Pending, EventStatus::Completed);
        assert_eq!(complete, Some(Fact::EventCompleted { event }));
    }

    #[test]
    fn names_are_read_back() {
        for status in EventStatus::ALL {
            assert_eq!(EventStatus::from_name(status.name()), Some(status));
        }
        let mut orders = EventStatus::ALL.map(EventStatus::order);
        orders.sort_unstable();
        assert_eq!(orders, [0, 1, 2, 3]);
    }
}
