//! A company: a studio that photographs and asks for consents.

use serde::{Deserialize, Serialize};

use super::{Address, CompanyId, Reminders, Timestamp, phone};

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
    /// Who it is in law, and who answers questions.
    pub identity: Identity,
    /// How many guardians sign for a minor: 1 or 2.
    pub guardians_needed: u8,
    /// From which age a minor is asked as well; [`Self::NEVER`]: not at all.
    pub assent_age: u8,
    /// Within how many days it carries out a withdrawal.
    pub withdrawal_days: u32,
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

/// Who a company is in law, and who answers questions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// `SAS`, `association loi 1901`.
    pub legal_form: Option<String>,
    /// The name of who represents it.
    pub representative: Option<String>,
    /// As what: `présidente`, `manager`.
    pub capacity: Option<String>,
    pub vat_number: Option<String>,
    /// Who answers questions about consents.
    pub contact_name: Option<String>,
    /// In E.164.
    pub contact_phone: Option<String>,
    /// The e-mail for questions about personal data; None: that of the company.
    pub privacy_contact: Option<String>,
    /// As what it pays.
    #[serde(default)]
    pub customer_kind: CustomerKind,
}

crate::model::published! { "SCREAMING_SNAKE_CASE"
/// As what a company pays, which its invoices say.
///
/// - `BUSINESS`: as a business. In France it has a SIRET, elsewhere in the European Union a VAT number.
/// - `ASSOCIATION`: as an association or another body that need not have either.
/// - `PRIVATE`: as a private person.
#[derive(Default)]
pub enum CustomerKind {
    /// As a business.
    #[default]
    Business,
    /// As an association or another body.
    Association,
    /// As a private person.
    Private,
}
}

/// Whom to ask about a consent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    pub name: Option<String>,
    pub email: Option<String>,
    /// In E.164.
    pub phone: Option<String>,
}

impl Contact {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// In one line: `Jeanne Morel, contact@lumiere.example, +33 4 72 00 00 00`; None if it is empty.
    pub fn line(&self) -> Option<String> {
        let phone = self.phone.as_deref().map(phone::spaced);
        let parts = [self.name.clone(), self.email.clone(), phone];
        let line = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
        Some(line).filter(|line| !line.is_empty())
    }

    /// The telephone number as one reads it aloud.
    pub fn spoken_phone(&self) -> Option<String> {
        self.phone.as_deref().map(phone::spaced)
    }
}

/// Settings without which a release does not say who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    LegalForm,
    Representative,
    Address,
    Siret,
    ContactName,
    ContactEmail,
    ContactPhone,
    PrivacyContact,
    VatNumber,
}

impl Missing {
    /// The name of its field in the form of the studio.
    pub fn field(self) -> &'static str {
        match self {
            Self::LegalForm => "legalForm",
            Self::Representative => "representative",
            Self::Address => "address",
            Self::Siret => "siret",
            Self::ContactName => "contactName",
            Self::ContactEmail => "contactEmail",
            Self::ContactPhone => "contactPhone",
            Self::PrivacyContact => "privacyContact",
            Self::VatNumber => "vatNumber",
        }
    }
}

impl Company {
    /// The age from which nobody is asked as a child.
    pub const NEVER: u8 = 18;
    /// The ages that can be set.
    pub const ASSENT: (u32, u32) = (6, Self::NEVER as u32);
    /// The days that can be set: a month at most (GDPR art. 12(3)).
    pub const WITHDRAWAL: (u32, u32) = (1, 30);

    /// Whom to ask. Without a contact of its own, nobody: a caller may know a user.
    pub fn contact(&self) -> Contact {
        Contact {
            name: self.identity.contact_name.clone(),
            email: self.contact_email.clone(),
            phone: self.identity.contact_phone.clone(),
        }
    }

    /// Whether a setting is missing.
    pub fn lacks(&self, one: Missing) -> bool {
        let own = &self.identity;
        match one {
            Missing::LegalForm => own.legal_form.is_none(),
            Missing::Representative => own.representative.is_none(),
            Missing::Address => self.address.is_empty(),
            Missing::Siret => self.siret.is_none(),
            Missing::ContactName => own.contact_name.is_none(),
            Missing::ContactEmail => self.contact_email.is_none(),
            Missing::ContactPhone => own.contact_phone.is_none(),
            Missing::PrivacyContact => own.privacy_contact.is_none(),
            Missing::VatNumber => own.vat_number.is_none(),
        }
    }

    /// What every release needs and this company has not told.
    pub fn missing(&self) -> Vec<Missing> {
        use Missing::*;
        let needed = [LegalForm, Representative, Address, Siret, ContactName, ContactEmail];
        needed.into_iter().filter(|one| self.lacks(*one)).collect()
    }

    /// The least time for which evidence of a refusal is kept: a shorter one would take from
    /// somebody what shows that they said no.
    pub const REFUSAL_MONTHS: u32 = 12;

    /// Until when the evidence of an answer is kept that is given `now` and lasts until
    /// `expires_at`; None: refused or withdrawn. That of a minor is counted from `majority` at the
    /// earliest, since no claim of theirs lapses before (Code civil, art. 2235).
    pub fn evidence_until(
        &self,
        now: Timestamp,
        expires_at: Option<Timestamp>,
        majority: Option<Timestamp>,
    ) -> Timestamp {
        let counted_from = |at: Timestamp| majority.map_or(at, |of_age| at.max(of_age));
        match expires_at {
            Some(end) => counted_from(end).after_months(self.evidence_months),
            None => {
                let months = self.evidence_months.max(Self::REFUSAL_MONTHS);
                counted_from(now).after_months(months)
            }
        }
    }
}

crate::model::published! { "SCREAMING_SNAKE_CASE"
/// The plan of a company.
///
/// - `BASIC`: the plan of a new company.
/// - `MEDIUM`: the middle plan.
/// - `PREMIUM`: the largest plan.
#[derive(PartialOrd, Ord)]
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
