//! Being asked to work in a company: nobody is a member before they say yes.

use serde::{Deserialize, Serialize};

use super::check::line;
use super::{Check, CompanyId, Email, InvitationId, Locale, Role, Timestamp, UserId};
use crate::error::Result;

/// How long an invitation can be taken up, in milliseconds.
pub const LASTS: i64 = 7 * Timestamp::DAY;

/// An invitation that has been neither taken up, declined nor taken back. Names
/// and e-mail are as the company typed them, whoever they belong to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    pub id: InvitationId,
    pub company: CompanyId,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub role: Role,
    /// The language of the mail, and of an account opened by it.
    pub locale: Locale,
    pub created_at: Timestamp,
    /// The last time: inviting again sends another link.
    pub sent_at: Timestamp,
    pub expires_at: Timestamp,
}

/// Somebody to work with, as typed.
#[derive(Debug, Clone)]
pub struct InvitationInput {
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub role: Role,
    pub locale: Locale,
}

/// Somebody to work with, checked.
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

/// What whoever holds an invitation's token has to bring besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// The account of that e-mail has shown before that it reads the mailbox.
    Nothing,
    /// The e-mail has an account that anybody may have opened: its password.
    Password,
    /// There is no account, or nobody has ever been in it: a password to have.
    NewPassword,
}

/// The account of the e-mail that was invited.
#[derive(Debug, Clone)]
pub struct Account {
    pub user: UserId,
    pub password_hash: Option<String>,
    /// They have shown that they read this mailbox.
    pub proved: bool,
}

impl Proof {
    /// Who opened an account with somebody else's e-mail must not come into a
    /// company by an invitation that was meant for its owner.
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
