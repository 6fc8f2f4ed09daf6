//! Invitations to work in a company: membership requires the invited user's acceptance.

use serde::{Deserialize, Serialize};

use super::check::line;
use super::{Check, CompanyId, Email, InvitationId, Locale, Role, Timestamp, UserId};
use crate::error::Result;

/// The lifetime of an invitation, in milliseconds.
pub const LASTS: i64 = 7 * Timestamp::DAY;

/// A pending invitation. Names and e-mail are as the company typed them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    pub id: InvitationId,
    pub company: CompanyId,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub role: Role,
    /// The language of the mail, and of an account created by it.
    pub locale: Locale,
    pub created_at: Timestamp,
    /// The last time: inviting again sends a new link.
    pub sent_at: Timestamp,
    pub expires_at: Timestamp,
}

/// The invited user, as typed.
#[derive(Debug, Clone)]
pub struct InvitationInput {
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub role: Role,
    pub locale: Locale,
}

/// The invited user, checked.
#[derive(Debug, Clone)]
pub struct Details {
    pub email: Email,
    pub first_name: String,
    pub last_name: String,
    pub role: Role,
    pub locale: Locale,
}

impl InvitationInput {
    /// Checks every field.
    pub fn checked(self) -> Result<Details> {
        let mut check = Check::new();
        let email = check.field("email", Email::parse(&self.email));
        let first_name = check.field("firstName", line(&self.first_name, 100));
        let last_name = check.field("lastName", line(&self.last_name, 100));
        check.require(self.role.is_of_company(), "role", "role_of_company");
        let parts = email.zip(first_name).zip(last_name);
        let ((email, first_name), last_name) = check.finish(parts)?;
        Ok(Details { email, first_name, last_name, role: self.role, locale: self.locale })
    }
}

/// What the holder of an invitation's token must provide besides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// None: the account of that e-mail has already proved control of the mailbox.
    Nothing,
    /// The password of the account, which may have been opened by anybody.
    Password,
    /// A new password: there is no account, or nobody has ever signed in.
    NewPassword,
}

/// The account with the invited e-mail.
#[derive(Debug, Clone)]
pub struct Account {
    pub user: UserId,
    pub password_hash: Option<String>,
    /// Whether control of the mailbox has been proved.
    pub proved: bool,
}

impl Proof {
    /// Somebody who opened an account with another person's e-mail must not join a company by an
    /// invitation meant for that person.
    pub fn needed(account: Option<&Account>) -> Self {
        match account {
            Some(Account { password_hash: Some(_), proved: true, .. }) => Proof::Nothing,
            Some(Account { password_hash: Some(_), .. }) => Proof::Password,
            _ => Proof::NewPassword,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_account_that_reads_the_mailbox_joins_by_the_link_alone() {
        let account = |hash: Option<&str>, proved| Account {
            user: UserId(1),
            password_hash: hash.map(str::to_owned),
            proved,
        };
        assert_eq!(Proof::needed(None), Proof::NewPassword);
        assert_eq!(Proof::needed(Some(&account(None, false))), Proof::NewPassword);
        assert_eq!(Proof::needed(Some(&account(Some("h"), false))), Proof::Password);
        assert_eq!(Proof::needed(Some(&account(Some("h"), true))), Proof::Nothing);
    }
}
