//! The roles of users.

use serde::{Deserialize, Serialize};

/// A role: the first two are the instance's and stand on the user, the others a
/// company's and stand on the membership.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    poem_openapi::Enum,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[oai(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// Runs the instance.
    Admin,
    /// Operates the instance without seeing personal data.
    Developer,
    /// Everything in a company, its users and billing included.
    Owner,
    /// A user who may also delete, restore, import and raise.
    SuperUser,
    /// Plans shoots and follows consents.
    User,
    /// Sees the shoots they are the partner of.
    Photographer,
    /// Sees what concerns themselves.
    Employee,
}

impl Role {
    pub const ALL: [Role; 7] = [
        Role::Admin,
        Role::Developer,
        Role::Owner,
        Role::SuperUser,
        Role::User,
        Role::Photographer,
        Role::Employee,
    ];

    /// The stable name, such as `SUPER_USER`.
    pub fn name(self) -> &'static str {
        match self {
            Role::Admin => "ADMIN",
            Role::Developer => "DEVELOPER",
            Role::Owner => "OWNER",
            Role::SuperUser => "SUPER_USER",
            Role::User => "USER",
            Role::Photographer => "PHOTOGRAPHER",
            Role::Employee => "EMPLOYEE",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Whether it belongs to a membership rather than to the user.
    pub fn is_of_company(self) -> bool {
        !matches!(self, Role::Admin | Role::Developer)
    }
}
