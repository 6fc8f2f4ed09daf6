//! The roles of users.

crate::model::published! { "SCREAMING_SNAKE_CASE"
/// The role of a user. ADMIN and DEVELOPER belong to the account and hold on the whole instance;
/// the others belong to the membership in a company.
///
/// - `ADMIN`: runs the instance.
/// - `DEVELOPER`: operates the instance, without access to personal data.
/// - `OWNER`: may do everything in the company, including its users, details and texts.
/// - `SUPER_USER`: as USER, and may delete, restore, import, change groups and send reminders.
/// - `USER`: plans events, manages employees and follows answers.
/// - `PHOTOGRAPHER`: sees the events they are the partner of, and uploads their photographs.
/// - `EMPLOYEE`: sees what concerns themselves.
#[derive(Hash, PartialOrd, Ord)]
pub enum Role {
    /// Runs the instance.
    Admin,
    /// Operates the instance, without access to personal data.
    Developer,
    /// May do everything in the company, including its users, details and texts.
    Owner,
    /// As `User`, and may delete, restore, import, change groups and send reminders.
    SuperUser,
    /// Plans events, manages employees and follows answers.
    User,
    /// Sees the events they are the partner of, and uploads their photographs.
    Photographer,
    /// Sees what concerns themselves.
    Employee,
}
}

impl Role {
    /// Whether it belongs to a membership rather than to the user.
    pub fn is_of_company(self) -> bool {
        !matches!(self, Role::Admin | Role::Developer)
    }

    /// Whether it allows more than another role of a company.
    pub fn is_above(self, other: Role) -> bool {
        self < other
    }
}
