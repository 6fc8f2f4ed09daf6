//! Saying yes or no to a company's invitation.

use askama::Template;

use super::Frame;
use crate::model::Role;
use crate::model::invitation::Proof;

/// `/join/{token}`: who invites, to what, and the two buttons.
#[derive(Template)]
#[template(path = "pages/join.html")]
pub struct Join {
    pub frame: Frame,
    pub token: String,
    pub company: String,
    /// The name of who invites; empty if they are gone.
    pub inviter: String,
    pub role: Role,
    /// The address that was invited.
    pub email: String,
    pub proof: Proof,
    /// What is wrong with the password that was sent, in words.
    pub problem: Option<String>,
}

impl Join {
    /// Who invites to what, in a sentence.
    fn said(&self) -> String {
        if self.inviter.is_empty() {
            self.frame.t1("page-join-said-nobody", "company", &self.company).into_owned()
        } else {
            self.frame
                .t2("page-join-said", ("inviter", &self.inviter), ("company", &self.company))
                .into_owned()
        }
    }

    /// What they would be able to do.
    fn role_key(&self) -> &'static str {
        match self.role {
            Role::Photographer => "page-join-photographer",
            Role::Employee => "page-join-employee",
            _ => "page-join-studio",
        }
    }

    /// What is asked besides the button, if anything, and what a browser is to make of it.
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

/// The answer is kept.
#[derive(Template)]
#[template(path = "pages/join_done.html")]
pub struct JoinDone {
    pub frame: Frame,
    pub company: String,
    /// What they log in with; none if they declined.
    pub email: Option<String>,
}
