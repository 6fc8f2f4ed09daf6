//! Badges earned by using be-right.

use serde::{Deserialize, Serialize};

use super::Plan;

crate::model::named! { "SCREAMING_SNAKE_CASE"
/// What is counted: each action of one user in one company, once per subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BadgeCounter {
    RecipientsCreated,
    RecipientsDeleted,
    EventsCreated,
    EventsDeleted,
    /// Events planned by the user to which everybody has answered.
    EventsCompleted,
}
}

impl BadgeCounter {
    /// The highest count a badge needs; counting stops there.
    pub const MOST: i64 = 50;
}

/// The condition of a badge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadgeRule {
    /// A number of counted actions.
    Count(BadgeCounter, i64),
    /// Owning a company with this plan.
    Plan(Plan),
}

macro_rules! badges {
    ($($badge:ident = $name:literal: $rule:expr,)+) => {
        /// A badge. `CREATE_…`, `DELETE_…` and `COMPLETED_…` are awarded for that many employees
        /// (recipients) or events; `…_SUBSCRIPTION` for owning a company with that plan.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, poem_openapi::Enum,
        )]
        pub enum Badge {
            $(#[serde(rename = $name)] #[oai(rename = $name)] $badge,)+
        }

        impl Badge {
            pub const ALL: &[Badge] = &[$(Badge::$badge),+];

            /// The stable name.
            pub fn name(self) -> &'static str {
                match self {
                    $(Badge::$badge => $name,)+
                }
            }

            pub fn rule(self) -> BadgeRule {
                match self {
                    $(Badge::$badge => $rule,)+
                }
            }
        }
    };
}

badges! {
    Create10Recipients = "CREATE_10_RECIPIENTS": BadgeRule::Count(BadgeCounter::RecipientsCreated, 10),
    Create25Recipients = "CREATE_25_RECIPIENTS": BadgeRule::Count(BadgeCounter::RecipientsCreated, 25),
    Create50Recipients = "CREATE_50_RECIPIENTS": BadgeRule::Count(BadgeCounter::RecipientsCreated, 50),
    Delete10Recipients = "DELETE_10_RECIPIENTS": BadgeRule::Count(BadgeCounter::RecipientsDeleted, 10),
    Delete25Recipients = "DELETE_25_RECIPIENTS": BadgeRule::Count(BadgeCounter::RecipientsDeleted, 25),
    Delete50Recipients = "DELETE_50_RECIPIENTS": BadgeRule::Count(BadgeCounter::RecipientsDeleted, 50),
    Create10Events = "CREATE_10_EVENTS": BadgeRule::Count(BadgeCounter::EventsCreated, 10),
    Create25Events = "CREATE_25_EVENTS": BadgeRule::Count(BadgeCounter::EventsCreated, 25),
    Create50Events = "CREATE_50_EVENTS": BadgeRule::Count(BadgeCounter::EventsCreated, 50),
    Delete10Events = "DELETE_10_EVENTS": BadgeRule::Count(BadgeCounter::EventsDeleted, 10),
    Delete25Events = "DELETE_25_EVENTS": BadgeRule::Count(BadgeCounter::EventsDeleted, 25),
    Delete50Events = "DELETE_50_EVENTS": BadgeRule::Count(BadgeCounter::EventsDeleted, 50),
    Completed10Events = "COMPLETED_10_EVENTS": BadgeRule::Count(BadgeCounter::EventsCompleted, 10),
    Completed25Events = "COMPLETED_25_EVENTS": BadgeRule::Count(BadgeCounter::EventsCompleted, 25),
    Completed50Events = "COMPLETED_50_EVENTS": BadgeRule::Count(BadgeCounter::EventsCompleted, 50),
    BasicSubscription = "BASIC_SUBSCRIPTION": BadgeRule::Plan(Plan::Basic),
    MediumSubscription = "MEDIUM_SUBSCRIPTION": BadgeRule::Plan(Plan::Medium),
    PremiumSubscription = "PREMIUM_SUBSCRIPTION": BadgeRule::Plan(Plan::Premium),
}

impl Badge {
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|badge| badge.name() == name)
    }

    /// The badges earned by a count.
    pub fn earned_by(counter: BadgeCounter, count: i64) -> impl Iterator<Item = Badge> {
        Self::ALL.iter().copied().filter(move |badge| {
            matches!(badge.rule(), BadgeRule::Count(what, needed) if what == counter && count >= needed)
        })
    }

    /// The badge of a plan.
    pub fn of_plan(plan: Plan) -> Badge {
        match plan {
            Plan::Basic => Badge::BasicSubscription,
            Plan::Medium => Badge::MediumSubscription,
            Plan::Premium => Badge::PremiumSubscription,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_eighteen_and_each_has_its_step() {
        assert_eq!(Badge::ALL.len(), 18);
        for badge in Badge::ALL {
            assert_eq!(Badge::from_name(badge.name()), Some(*badge));
            assert_eq!(serde_json::to_value(badge).unwrap(), badge.name());
        }
        let earned = |count| -> Vec<_> {
            Badge::earned_by(BadgeCounter::EventsCompleted, count).map(Badge::name).collect()
        };
        assert!(earned(9).is_empty());
        assert_eq!(earned(10), ["COMPLETED_10_EVENTS"]);
        assert_eq!(earned(24), ["COMPLETED_10_EVENTS"]);
        assert_eq!(earned(25), ["COMPLETED_10_EVENTS", "COMPLETED_25_EVENTS"]);
        assert_eq!(earned(BadgeCounter::MOST).len(), 3);
        for plan in [Plan::Basic, Plan::Medium, Plan::Premium] {
            assert_eq!(Badge::of_plan(plan).rule(), BadgeRule::Plan(plan));
        }
    }
}
