//! Billing: what a plan allows, what a company is entitled to, and what it ordered.

pub mod invoice;
pub mod payments;
pub mod rules;
pub mod webhook;

use serde::{Deserialize, Serialize};

use super::event::{Plan as EventPlan, PlanInput};
use super::{CompanyId, EmployeeId, GroupId, OrderId, Plan, Timestamp, UserId};
use payments::{CustomerId, Status};

crate::model::published! { "snake_case"
/// A limit of a plan.
///
/// - `events`: how many events are planned in a calendar month.
/// - `people`: how many employees there are.
/// - `photos`: how many files there are.
/// - `seats`: how many users there are, except employees with an account.
/// - `storage`: the disk space of all files.
/// - `payment`: none of these: a subscription is not paid for, and nothing is added until it is.
/// - `recipients`: the consents that were paid for.
#[derive(Hash)]
pub enum Limit {
    /// How many events are planned in a calendar month.
    Events,
    /// How many employees there are.
    People,
    /// How many files there are.
    Photos,
    /// How many users there are.
    Seats,
    /// The disk space of all files.
    Storage,
    /// The subscription is not paid for.
    Payment,
    /// The consents that were paid for.
    Recipients,
}
}

/// What a plan allows; None: any number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PlanLimits {
    /// In a calendar month, in the time zone of the instance.
    pub events: Option<u32>,
    pub people: Option<u32>,
    pub photos: Option<u32>,
    pub seats: Option<u32>,
    /// In bytes.
    pub storage: Option<u64>,
}

impl Limit {
    /// Those of which there is a number.
    pub const COUNTED: [Self; 5] =
        [Limit::Events, Limit::People, Limit::Photos, Limit::Seats, Limit::Storage];
}

impl PlanLimits {
    /// The most there may be of something that is counted.
    pub fn most(&self, of: Limit) -> Option<u64> {
        match of {
            Limit::Events => self.events.map(u64::from),
            Limit::People => self.people.map(u64::from),
            Limit::Photos => self.photos.map(u64::from),
            Limit::Seats => self.seats.map(u64::from),
            Limit::Storage => self.storage,
            Limit::Payment | Limit::Recipients => None,
        }
    }
}

/// How much of each limit a company uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// This calendar month.
    pub events: u64,
    pub people: u64,
    pub photos: u64,
    pub seats: u64,
    /// In bytes.
    pub storage: u64,
}

impl Usage {
    pub fn of(&self, limit: Limit) -> u64 {
        match limit {
            Limit::Events => self.events,
            Limit::People => self.people,
            Limit::Photos => self.photos,
            Limit::Seats => self.seats,
            Limit::Storage => self.storage,
            Limit::Payment | Limit::Recipients => 0,
        }
    }
}

/// A plan that an administrator set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByHand {
    pub plan: Plan,
    /// None: until it is changed.
    pub until: Option<Timestamp>,
    pub reason: String,
}

/// The subscription at the payment service, as it was last read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paid {
    pub plan: Plan,
    pub status: Status,
    pub period_end: Option<Timestamp>,
    /// Since when a payment is missing.
    pub past_due_since: Option<Timestamp>,
    /// Whether it ends with the period.
    pub cancels: bool,
}

/// All that decides about the plan of a company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub id: i64,
    pub company: CompanyId,
    /// The plan that was last written.
    pub plan: Plan,
    pub by_hand: Option<ByHand>,
    pub paid: Option<Paid>,
    pub customer: Option<CustomerId>,
    /// When the payment service was last asked.
    pub synced_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// What a company may do today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Access {
    pub plan: Plan,
    /// Whether it may add anything. Nobody is ever kept from what exists: evidence, documents,
    /// withdrawals and exports.
    pub may_add: bool,
    /// Until when a missing payment has no consequence.
    pub grace_until: Option<Timestamp>,
}

impl Standing {
    /// What it may do at an instant: a plan set by hand comes first, then what is paid for. A
    /// missing payment is forgiven for `grace` milliseconds; then nothing can be added until it is
    /// made. A subscription that ended is none: the company is on the plan of new ones.
    pub fn access(&self, now: Timestamp, grace: i64) -> Access {
        let is_in_force = |hand: &&ByHand| hand.until.is_none_or(|until| now < until);
        if let Some(hand) = self.by_hand.as_ref().filter(is_in_force) {
            return Access { plan: hand.plan, may_add: true, grace_until: None };
        }
        let Some(paid) = self.paid.filter(|paid| paid.status.is_live()) else {
            return Access { plan: Plan::Basic, may_add: true, grace_until: None };
        };
        match paid.status {
            Status::Trialing | Status::Active => {
                Access { plan: paid.plan, may_add: true, grace_until: None }
            }
            Status::PastDue => {
                let until = paid.past_due_since.unwrap_or(now).plus(grace);
                Access { plan: paid.plan, may_add: now < until, grace_until: Some(until) }
            }
            _ => Access { plan: paid.plan, may_add: false, grace_until: None },
        }
    }
}

crate::model::published! { "SCREAMING_SNAKE_CASE"
/// The state of an order.
///
/// - `OPEN`: it is not paid.
/// - `PAID`: it is paid, and being carried out.
/// - `DONE`: it was carried out.
/// - `EXPIRED`: it was not paid in time.
/// - `STUCK`: it is paid and cannot be carried out; administrators know.
pub enum OrderState {
    /// It is not paid.
    Open,
    /// It is paid, and being carried out.
    Paid,
    /// It was carried out.
    Done,
    /// It was not paid in time.
    Expired,
    /// It is paid and cannot be carried out.
    Stuck,
}
}

/// What a company orders.
#[derive(Debug, Clone, PartialEq)]
pub enum Ordered {
    /// An event, whose consents are paid for one by one.
    Event(Box<EventDraft>),
    /// A subscription.
    Plan(Plan),
}

/// An event that is created once it is paid for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventDraft {
    pub plan: EventPlan,
    /// All who are asked, those of the groups too: they are what is paid for.
    pub people: Vec<EmployeeId>,
    /// The groups that the event remembers.
    pub groups: Vec<GroupId>,
}

impl EventDraft {
    /// The event, as it was typed.
    pub fn input(&self) -> PlanInput {
        let plan = self.plan.clone();
        PlanInput {
            name: plan.name,
            description: plan.description,
            client: plan.client,
            start: plan.start,
            end: plan.end,
            address: plan.address,
            partner: plan.partner,
        }
    }
}

/// An order.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    pub id: OrderId,
    pub company: CompanyId,
    /// Names it at the payment service, and makes its creation there happen once.
    pub key: String,
    pub by: Option<UserId>,
    /// The plan that is subscribed to; None: an event.
    pub plan: Option<Plan>,
    /// The event to create, until it was created or the order expired.
    pub draft: Option<EventDraft>,
    /// Of the event, as people read it.
    pub title: Option<String>,
    pub recipients: u32,
    /// In the smallest unit of the currency.
    pub amount: i64,
    pub currency: String,
    pub state: OrderState,
    /// The id of the payment page.
    pub session: Option<String>,
    /// The address of the payment page.
    pub url: Option<String>,
    pub expires_at: Option<Timestamp>,
    pub event: Option<super::EventId>,
    pub created_at: Timestamp,
    pub paid_at: Option<Timestamp>,
}

/// An amount as people read it: `1234.50`.
pub fn decimal(amount: i64) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let amount = amount.unsigned_abs();
    format!("{sign}{}.{:02}", amount / 100, amount % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = Timestamp::DAY;

    fn standing(paid: Option<Paid>, by_hand: Option<ByHand>) -> Standing {
        let (plan, customer, synced_at) = (Plan::Basic, None, None);
        let (company, created_at) = (CompanyId(1), Timestamp(0));
        Standing { id: 1, company, plan, by_hand, paid, customer, synced_at, created_at }
    }

    fn paid(status: Status) -> Option<Paid> {
        let past_due_since = Some(Timestamp(10 * DAY));
        Some(Paid { plan: Plan::Medium, status, period_end: None, past_due_since, cancels: false })
    }

    fn at(of: &Standing, day: i64) -> (Plan, bool) {
        let access = of.access(Timestamp(day * DAY), 14 * DAY);
        (access.plan, access.may_add)
    }

    #[test]
    fn a_missing_payment_is_forgiven_for_the_days_of_grace() {
        let late = standing(paid(Status::PastDue), None);
        assert_eq!(at(&late, 10), (Plan::Medium, true));
        assert_eq!(at(&late, 23), (Plan::Medium, true));
        assert_eq!(at(&late, 24), (Plan::Medium, false));
        for status in [Status::Unpaid, Status::Paused] {
            assert_eq!(at(&standing(paid(status), None), 10), (Plan::Medium, false));
        }
    }

    #[test]
    fn a_subscription_that_ended_or_never_began_is_none() {
        for status in [Status::Canceled, Status::Incomplete, Status::IncompleteExpired] {
            assert_eq!(at(&standing(paid(status), None), 10), (Plan::Basic, true));
        }
        assert_eq!(at(&standing(None, None), 10), (Plan::Basic, true));
    }

    #[test]
    fn a_plan_set_by_hand_comes_first_until_it_ends() {
        let until = Some(Timestamp(20 * DAY));
        let hand = ByHand { plan: Plan::Premium, until, reason: "a partner".to_owned() };
        let both = standing(paid(Status::Unpaid), Some(hand));
        assert_eq!(at(&both, 19), (Plan::Premium, true));
        assert_eq!(at(&both, 20), (Plan::Medium, false));
    }

    #[test]
    fn amounts_have_two_decimals() {
        let all = [0, 5, 150, -1_234].map(decimal);
        assert_eq!(all, ["0.00", "0.05", "1.50", "-12.34"]);
    }
}
