//! Wire forms that several nouns share.

use std::collections::BTreeMap;

use poem_openapi::Object;
use serde::Deserialize;

use crate::actions::invitations::OpenInvitation;
use crate::http::reply::Instant;
use crate::model::{self, Locale, Plan, Role, Theme};

/// A postal address; every part may be missing. `lat` and `lng` come together.
#[derive(Debug, Clone, Default, Object, Deserialize)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Address {
    #[oai(validator(max_length = 200))]
    pub line: Option<String>,
    pub line2: Option<String>,
    pub postal_code: Option<String>,
    pub city: Option<String>,
    pub subdivision: Option<String>,
    pub subdivision2: Option<String>,
    pub country: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lng: Option<f64>,
}

impl From<Address> for model::Address {
    fn from(from: Address) -> Self {
        Self {
            line: from.line,
            line2: from.line2,
            postal_code: from.postal_code,
            city: from.city,
            subdivision: from.subdivision,
            subdivision2: from.subdivision2,
            country: from.country,
            lat: from.lat,
            lng: from.lng,
        }
    }
}

impl Address {
    /// None if there is nothing to tell.
    pub fn of(from: model::Address) -> Option<Self> {
        (!from.is_empty()).then_some(Self {
            line: from.line,
            line2: from.line2,
            postal_code: from.postal_code,
            city: from.city,
            subdivision: from.subdivision,
            subdivision2: from.subdivision2,
            country: from.country,
            lat: from.lat,
            lng: from.lng,
        })
    }
}

/// Someone who signs in.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct User {
    pub id: i64,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    /// E.164.
    pub phone: Option<String>,
    /// ADMIN or DEVELOPER, if anything on the instance.
    pub instance_role: Option<Role>,
    /// Whether a signature is kept for the studio's side of releases.
    pub has_signature: bool,
    pub created_at: Instant,
    pub updated_at: Instant,
}

impl From<model::User> for User {
    fn from(user: model::User) -> Self {
        Self {
            id: user.id.0,
            email: user.email,
            first_name: user.first_name,
            last_name: user.last_name,
            phone: user.phone,
            instance_role: user.instance_role,
            has_signature: user.signature.is_some(),
            created_at: user.created_at.into(),
            updated_at: user.updated_at.into(),
        }
    }
}

/// Whether one belongs to a company.
#[derive(Clone, Copy, PartialEq, Eq, poem_openapi::Enum)]
#[oai(rename_all = "UPPERCASE")]
pub enum MembershipState {
    Member,
    /// OpenInvitation to; see `POST /user/companies/{id}/accept`.
    Invited,
}

/// A company one belongs to, or is invited to, and as what.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Membership {
    pub company_id: i64,
    pub company_name: String,
    pub role: Role,
    pub state: MembershipState,
    /// When the invitation ends.
    pub expires_at: Option<Instant>,
}

impl From<OpenInvitation> for Membership {
    fn from(asked: OpenInvitation) -> Self {
        Self {
            company_id: asked.invitation.company.0,
            company_name: asked.company_name,
            role: asked.invitation.role,
            state: MembershipState::Invited,
            expires_at: Some(asked.invitation.expires_at.into()),
        }
    }
}

impl From<model::Membership> for Membership {
    fn from(from: model::Membership) -> Self {
        Self {
            company_id: from.company.0,
            company_name: from.company_name,
            role: from.role,
            state: MembershipState::Member,
            expires_at: None,
        }
    }
}

/// A studio.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Company {
    pub id: i64,
    pub name: String,
    /// Fourteen digits.
    pub siret: Option<String>,
    /// `#rrggbb`, the accent of pages, mails and documents.
    pub colour: Option<String>,
    pub address: Option<Address>,
    /// Where answers to mails to people and guardians go; null: to who planned the shoot, or
    /// an owner.
    pub contact_email: Option<String>,
    /// How many guardians sign for a minor: 1 or 2.
    pub guardians_needed: u8,
    /// How long a consent lasts.
    pub licence_months: u32,
    /// How long evidence is kept after that.
    pub evidence_months: u32,
    /// How long deleted rows can be restored.
    pub retention_months: u32,
    /// When those who have not answered are written to again.
    pub reminders: Reminders,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub deleted_at: Option<Instant>,
}

impl From<model::Company> for Company {
    fn from(company: model::Company) -> Self {
        Self {
            id: company.id.0,
            name: company.name,
            siret: company.siret,
            colour: company.colour,
            address: Address::of(company.address),
            contact_email: company.contact_email,
            guardians_needed: company.guardians_needed,
            licence_months: company.licence_months,
            evidence_months: company.evidence_months,
            retention_months: company.retention_months,
            reminders: company.reminders.into(),
            created_at: company.created_at.into(),
            updated_at: company.updated_at.into(),
            deleted_at: company.deleted_at.map(Into::into),
        }
    }
}

/// When those who have not answered are written to again.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Reminders {
    /// False: only by hand.
    pub enabled: bool,
    /// So many days after the invitation.
    pub first_after_days: u32,
    /// Then again every so many days.
    pub every_days: u32,
    /// At most so often.
    pub at_most: u32,
    /// On top of these, each of so many days before the shoot.
    pub last_days: u32,
    /// From this hour of the day on, 8 to 19.
    pub hour: u8,
    /// IANA, in which hours and days are counted; none: the instance's.
    pub time_zone: Option<String>,
}

impl From<model::Reminders> for Reminders {
    fn from(from: model::Reminders) -> Self {
        Self {
            enabled: from.enabled,
            first_after_days: from.first_after_days,
            every_days: from.every_days,
            at_most: from.at_most,
            last_days: from.last_days,
            hour: from.hour,
            time_zone: from.time_zone,
        }
    }
}

/// A company's plan.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Subscription {
    pub label: Plan,
    /// None: it does not end.
    pub expires_at: Option<Instant>,
    pub created_at: Instant,
}

impl From<model::Subscription> for Subscription {
    fn from(from: model::Subscription) -> Self {
        Self {
            label: from.plan,
            expires_at: from.expires_at.map(Into::into),
            created_at: from.created_at.into(),
        }
    }
}

/// What someone set for themselves.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Settings {
    pub theme: Theme,
    pub locale: Locale,
    /// IANA, for example `Europe/Paris`.
    pub time_zone: String,
    /// Rows a page, per list, where it differs from 20: `{"employees": 50}`.
    pub page_sizes: BTreeMap<String, u32>,
}

impl From<model::Settings> for Settings {
    fn from(from: model::Settings) -> Self {
        let sizes = from.page_sizes.into_iter().map(|(list, size)| (list.name().to_owned(), size));
        Self {
            theme: from.theme,
            locale: from.locale,
            time_zone: from.time_zone,
            page_sizes: sizes.collect(),
        }
    }
}
