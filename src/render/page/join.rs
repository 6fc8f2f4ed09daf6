//! Accepting or declining a company's invitation.

use askama::Template;

use super::Frame;
use crate::model::Role;
use crate::model::invitation::Proof;

/// `/join/{token}`: the inviter, the company, and the two buttons.
#[derive(Template)]
#[template(path = "pages/join.html")]
pub struct Join {
    pub frame: Frame,
    pub token: String,
    pub company: String,
    /// The inviter's name; empty if they were deleted.
    pub inviter: String,
    pub role: Role,
    /// The address that was invited.
    pub email: String,
    pub proof: Proof,
    /// The problem with the submitted password, in words.
    pub problem: Option<String>,
}

impl Join {
    /// The inviter and the company, in a sentence.
    fn said(&self) -> String {
        if self.inviter.is_empty() {
            self.frame.t1("page-join-said-nobody", "company", &self.company).into_owned()
        } else {
            self.frame
                .t2("page-join-said", ("inviter", &self.inviter), ("company", &self.company))
                .into_owned()
        }
    }

    /// The description of the role.
    fn role_key(&self) -> &'static str {
        match self.role {
            Role::Photographer => "page-join-photographer",
            Role::Employee => "page-join-employee",
            _ => "page-join-studio",
        }
    }

    /// The password required, if any: its label, and the `autocomplete` value.
    fn password(&self) -> Option<(&'static str, &'static str)> {
        match self.proof {
            Proof::Nothing => None,
            Proof::Password => Some(("page-join-prove", "current-password")),
            Proof::NewPassword => Some(("page-join-new", "new-password")),
        }
    }

    fn is_new(&self) -> bool {
        self.proof == Proof::NewPassword
    }
}

/// The answer is stored.
#[derive(Template)]
#[template(path = "pages/join_done.html")]
pub struct JoinDone {
    pub frame: Frame,
    pub company: String,
    /// The e-mail to sign in with; None if they declined.
    pub email: Option<String>,
    /// Whether they are signed in already.
    pub is_in: bool,
}
