//! Users, their memberships, sessions and settings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::text::fold;
use super::{CompanyId, Locale, Role, SessionId, Signature, Timestamp, UserId};

/// How long a deleted account can be restored; it is erased in the night after.
pub const KEPT: i64 = 30 * Timestamp::DAY;

/// A user.
#[derive(Debug, Clone, PartialEq)]
pub struct User {
    pub id: UserId,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub phone: Option<String>,
    /// ADMIN or DEVELOPER; None for all others.
    pub instance_role: Option<Role>,
    /// Whether signing in requires a second factor.
    pub second_factor: bool,
    /// Their signature on releases for the company.
    pub signature: Option<Signature>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl User {
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

/// The sort key of lists: the last name, then the first, without accents and case.
pub fn name_key(first: &str, last: &str) -> String {
    fold(&format!("{last} {first}"))
}

/// A user as other members of a company see them.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    pub id: UserId,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub role: Role,
    /// False if they have yet to choose a password.
    pub active: bool,
    pub created_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

/// A photographer the company works or has worked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    pub id: UserId,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    /// Their current role in the company; None if they have left.
    pub role: Option<Role>,
    /// The number of events they are the partner of, without deleted ones.
    pub events: i64,
    /// The number of those that have not ended.
    pub to_come: i64,
    /// When the latest of them begins.
    pub last_event_at: Option<Timestamp>,
}

/// A company a user belongs to, and their role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    pub company: CompanyId,
    pub company_name: String,
    pub role: Role,
}

/// A session, from login to logout, with changing tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub company: Option<CompanyId>,
    pub created_at: Timestamp,
    pub used_at: Timestamp,
    pub expires_at: Timestamp,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
}

/// The colours of the console.
///
/// - `SYSTEM`: those of the device.
/// - `LIGHT`: dark text on a light background.
/// - `DARK`: light text on a dark background.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, poem_openapi::Enum,
)]
#[serde(rename_all = "UPPERCASE")]
#[oai(rename_all = "UPPERCASE")]
pub enum Theme {
    /// Those of the device.
    #[default]
    System,
    /// Dark text on a light background.
    Light,
    /// Light text on a dark background.
    Dark,
}

impl Theme {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The name that is stored and published.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "SYSTEM",
            Self::Light => "LIGHT",
            Self::Dark => "DARK",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.name() == name)
    }
}

/// A user's settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub theme: Theme,
    pub locale: Locale,
    /// An IANA name.
    pub time_zone: String,
    /// Rows per page, per list.
    pub page_sizes: BTreeMap<List, u32>,
}

/// The lists whose page size can be set.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    poem_openapi::Enum,
)]
#[serde(rename_all = "camelCase")]
#[oai(rename_all = "camelCase")]
#[derive(strum::EnumCount, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum List {
    Employees,
    Events,
    Answers,
    Users,
    Companies,
    Groups,
    Files,
    Notifications,
}

crate::model::named!(List);

/// The default number of rows per page.
pub const PAGE: u32 = 20;
/// The maximum number of rows per page.
pub const PAGE_MOST: u32 = 100;
