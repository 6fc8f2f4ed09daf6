//! Bodies and replies that several modules share.

use std::collections::BTreeMap;

use poem_openapi::Object;
use serde::Deserialize;

use crate::actions::invitations::OpenInvitation;
use crate::http::reply::Instant;
use crate::model::{self, Locale, Plan, Role, Theme};

/// A postal address. Every part may be left out, and has at most 200 characters; `lat` and `lng`
/// are set together.
#[derive(Debug, Clone, Default, Object, Deserialize)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Address {
    /// The first line: number and street.
    #[oai(validator(max_length = 200))]
    pub line: Option<String>,
    /// The second line.
    pub line2: Option<String>,
    /// The postal code.
    pub postal_code: Option<String>,
    /// The town.
    pub city: Option<String>,
    /// The administrative region, such as a French department.
    pub subdivision: Option<String>,
    /// The larger region, such as a French region.
    pub subdivision2: Option<String>,
    /// The country.
    pub country: Option<String>,
    /// The latitude, in degrees north.
    pub lat: Option<f64>,
    /// The longitude, in degrees east.
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
    /// None if it is empty.
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

/// The account of somebody who can sign in.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct User {
    /// The id of the user.
    pub id: i64,
    /// The e-mail of the account.
    pub email: String,
    /// The first name.
    pub first_name: String,
    /// The last name.
    pub last_name: String,
    /// The telephone number, E.164. Null if there is none.
    pub phone: Option<String>,
    /// ADMIN or DEVELOPER for those who operate the instance; null for others.
    pub instance_role: Option<Role>,
    /// Whether a signature is kept for the company's side of releases.
    pub signature_kept: bool,
    /// When the account was created.
    pub created_at: Instant,
    /// When the account was last changed.
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
            signature_kept: user.signature.is_some(),
            created_at: user.created_at.into(),
            updated_at: user.updated_at.into(),
        }
    }
}

/// Whether the user is a member of a company.
///
/// - `MEMBER`: they are a member.
/// - `INVITED`: they are invited; accept with `POST /user/companies/{id}/accept`.
#[derive(Clone, Copy, PartialEq, Eq, poem_openapi::Enum)]
#[oai(rename_all = "UPPERCASE")]
pub enum MembershipState {
    /// They are a member.
    Member,
    /// They are invited; accept with `POST /user/companies/{id}/accept`.
    Invited,
}

/// A company that the user is a member of or invited to, and their role.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Membership {
    /// The id of the company.
    pub company_id: i64,
    /// The name of the company.
    pub company_name: String,
    /// The role in the company, or the one offered by the invitation.
    pub role: Role,
    /// Whether the user is a member or invited.
    pub state: MembershipState,
    /// When the invitation expires. Null for a member.
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

/// A company: a photo studio.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Company {
    /// The id of the company.
    pub id: i64,
    /// The name.
    pub name: String,
    /// The French establishment number (SIRET), fourteen digits. Null if there is none.
    pub siret: Option<String>,
    /// The accent colour of pages, mails and documents, `#rrggbb`. Null: the default one.
    pub colour: Option<String>,
    /// The postal address. Null if there is none.
    pub address: Option<Address>,
    /// The address for replies to mails to employees and guardians. Null: replies go to the user
    /// who planned the event, or to an OWNER.
    pub contact_email: Option<String>,
    /// Who the company is in law, and who answers questions.
    pub identity: Identity,
    /// How many guardians sign for a minor: 1 or 2.
    pub guardians_needed: u8,
    /// From which age a minor is asked as well; 18: never.
    pub assent_age: u8,
    /// Within how many days the company carries out a withdrawal.
    pub withdrawal_days: u32,
    /// How long a consent lasts, in months.
    pub licence_months: u32,
    /// How long evidence is kept after the consent ends, in months. That of a refusal is kept for at
    /// least a year.
    pub evidence_months: u32,
    /// How long deleted rows can be restored, in months.
    pub retention_months: u32,
    /// When signers who have not answered are reminded.
    pub reminders: Reminders,
    /// When the company was created.
    pub created_at: Instant,
    /// When the company was last changed.
    pub updated_at: Instant,
    /// When the company was deleted. Null if it is not.
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
            identity: company.identity.into(),
            guardians_needed: company.guardians_needed,
            assent_age: company.assent_age,
            withdrawal_days: company.withdrawal_days,
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

/// Who a company is in law, and who answers questions.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Identity {
    /// The legal form, such as `SAS` or `association loi 1901`: at most 100 characters.
    pub legal_form: Option<String>,
    /// The name of who represents it, at most 200 characters.
    pub representative: Option<String>,
    /// As what they represent it, such as `présidente`: at most 100 characters.
    pub capacity: Option<String>,
    /// The VAT number. A French one is checked by its key.
    pub vat_number: Option<String>,
    /// The name of who answers questions about consents, at most 200 characters.
    pub contact_name: Option<String>,
    /// Their telephone number, kept in E.164. Without a country code it is one of the country of the
    /// address, else of France.
    pub contact_phone: Option<String>,
    /// The e-mail address for questions about personal data, if it is another one.
    pub privacy_contact: Option<String>,
    /// As what the company pays. BUSINESS if it is left out.
    pub customer_kind: Option<model::CustomerKind>,
}

impl From<model::Identity> for Identity {
    fn from(own: model::Identity) -> Self {
        Self {
            legal_form: own.legal_form,
            representative: own.representative,
            capacity: own.capacity,
            vat_number: own.vat_number,
            contact_name: own.contact_name,
            contact_phone: own.contact_phone,
            privacy_contact: own.privacy_contact,
            customer_kind: Some(own.customer_kind),
        }
    }
}

impl From<Identity> for model::Identity {
    fn from(own: Identity) -> Self {
        Self {
            legal_form: own.legal_form,
            representative: own.representative,
            capacity: own.capacity,
            vat_number: own.vat_number,
            contact_name: own.contact_name,
            contact_phone: own.contact_phone,
            privacy_contact: own.privacy_contact,
            customer_kind: own.customer_kind.unwrap_or_default(),
        }
    }
}

/// When signers who have not answered are reminded.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Reminders {
    /// Whether reminders are sent automatically. If false, only by hand.
    pub enabled: bool,
    /// Days from the invitation to the first reminder.
    pub first_after_days: u32,
    /// Days between further reminders.
    pub every_days: u32,
    /// The maximum number of reminders.
    pub at_most: u32,
    /// In addition, remind on each of this many days before the event.
    pub last_days: u32,
    /// The hour of the day from which reminders are sent, 8 to 19.
    pub hour: u8,
    /// The IANA time zone of hours and days. Null: the instance's.
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

/// The plan of a company.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Subscription {
    /// The plan.
    pub label: Plan,
    /// When the plan ends. Null: it does not end.
    pub expires_at: Option<Instant>,
    /// When the plan began.
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

/// The settings of a user.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Settings {
    /// The colours of the console.
    pub theme: Theme,
    /// The language of pages, mails and messages.
    pub locale: Locale,
    /// The IANA time zone, for example `Europe/Paris`.
    pub time_zone: String,
    /// Rows per page by list, where they differ from 20: `{"employees": 50}`.
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
