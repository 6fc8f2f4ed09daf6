//! A company: a studio that photographs and asks for consents.

use serde::{Deserialize, Serialize};

use super::{Address, CompanyId, Reminders, Timestamp};

/// A company and its settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Company {
    pub id: CompanyId,
    pub name: String,
    /// Fourteen digits, with a valid check digit.
    pub siret: Option<String>,
    /// `#rrggbb`.
    pub colour: Option<String>,
    pub address: Address,
    /// The Reply-To of the company's mails; None: the planner of the event, or an owner.
    pub contact_email: Option<String>,
    /// How many guardians sign for a minor: 1 or 2.
    pub guardians_needed: u8,
    /// How long a consent lasts.
    pub licence_months: u32,
    /// How long evidence is kept after that.
    pub evidence_months: u32,
    /// How long deleted rows can be restored.
    pub retention_months: u32,
    /// When people who have not answered are reminded.
    pub reminders: Reminders,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

impl Company {
    /// The least time for which evidence of a refusal is kept: a shorter one would take from
    /// somebody what shows that they said no.
    pub const REFUSAL_MONTHS: u32 = 12;

    /// Until when the evidence of an answer is kept that is given `now` and lasts until
    /// `expires_at`; None: refused.
    pub fn evidence_until(&self, now: Timestamp, expires_at: Option<Timestamp>) -> Timestamp {
        match expires_at {
            Some(end) => end.after_months(self.evidence_months),
            None => now.after_months(self.evidence_months.max(Self::REFUSAL_MONTHS)),
        }
    }
}

crate::model::published! { "SCREAMING_SNAKE_CASE"
/// The plan of a company.
///
/// - `BASIC`: the plan of a new company.
/// - `MEDIUM`: the middle plan.
/// - `PREMIUM`: the largest plan.
pub enum Plan {
    /// The plan of a new company.
    Basic,
    /// The middle plan.
    Medium,
    /// The largest plan.
    Premium,
}
}

/// A company's plan and its end; None: unlimited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    pub plan: Plan,
    pub expires_at: Option<Timestamp>,
    pub created_at: Timestamp,
}
