//! Someone who signs in, and what they set for themselves.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::text::fold;
use super::{CompanyId, Locale, Role, SessionId, Signature, Timestamp, UserId};

/// Someone who signs in.
#[derive(Debug, Clone, PartialEq)]
pub struct User {
    pub id: UserId,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub phone: Option<String>,
    /// ADMIN or DEVELOPER, or nothing on the instance.
    pub instance_role: Option<Role>,
    /// Whether login asks for a second factor.
    pub second_factor: bool,
    /// The studio's side of a release.
    pub signature: Option<Signature>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl User {
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

/// What lists are ordered by: the last name, then the first, without accents and case.
pub fn name_key(first: &str, last: &str) -> String {
    fold(&format!("{last} {first}"))
}

/// A user as the others of a company see them.
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

/// A photographer the company works with, or has worked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    pub id: UserId,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    /// What they are in the company today; none if they have left.
    pub role: Option<Role>,
    /// The live shoots they are the partner of.
    pub shoots: i64,
    /// Those of them that have not ended.
    pub to_come: i64,
    /// When the latest of them begins.
    pub last_shoot_at: Option<Timestamp>,
}

/// A company someone belongs to, and as what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    pub company: CompanyId,
    pub company_name: String,
    pub role: Role,
}

/// Someone's stay, from login to logout, whatever tokens come and go.
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

/// Light or dark.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, poem_openapi::Enum,
)]
#[serde(rename_all = "UPPERCASE")]
#[oai(rename_all = "UPPERCASE")]
pub enum Theme {
    #[default]
    Light,
    Dark,
}

/// What someone set for themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub theme: Theme,
    pub locale: Locale,
    /// IANA.
    pub time_zone: String,
    /// Rows a page, per list.
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

impl List {
    const ALL: [List; 8] = [
        List::Employees,
        List::Events,
        List::Answers,
        List::Users,
        List::Companies,
        List::Groups,
        List::Files,
        List::Notifications,
    ];

    /// The stable name, such as `employees`.
    pub fn name(self) -> &'static str {
        match self {
            List::Employees => "employees",
            List::Events => "events",
            List::Answers => "answers",
            List::Users => "users",
            List::Companies => "companies",
            List::Groups => "groups",
            List::Files => "files",
            List::Notifications => "notifications",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.name() == name)
    }
}

/// Rows a page where nothing was set.
pub const PAGE: u32 = 20;
/// The most rows a page.
pub const PAGE_MOST: u32 = 100;
