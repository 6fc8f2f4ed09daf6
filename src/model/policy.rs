//! The one table of who may do what. A handler names a [`Right`]; nothing else
//! decides. `tests/it/tenancy.rs` tries every published operation as every role.

use super::Role;

/// What an operation asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    /// One's own account: profile, sessions, settings, the companies one belongs to.
    OwnAccount,
    /// Belong to the active company at all.
    Belong,
    /// Read people, shoots and answers.
    Read,
    /// Read shoots as far as one's reach goes: a photographer's are the ones they are
    /// the partner of.
    SeeShoots,
    /// Read files as far as one's reach goes: a photographer's are the photographs of
    /// their shoots, an employee's those they are on and what is kept about them.
    SeeFiles,
    /// Add files: a photographer to their shoots.
    Upload,
    /// Read answers as far as one's reach goes: somebody with an account of their own
    /// reads what they said themselves.
    SeeAnswers,
    /// What one said oneself as a person photographed, and who one is for the company.
    Own,
    /// Add and change people, shoots and requests for consent.
    Plan,
    /// Delete, restore, remind everybody.
    Curate,
    /// Erase a person or a shoot for good.
    Erase,
    /// Open what is kept of an erased person as proof. A reason is asked for, and noted.
    OpenArchive,
    /// The company itself: its details, users and texts.
    Govern,
    /// What keeps the instance going, without anybody's personal data.
    Operate,
    /// The whole instance.
    Administer,
}

impl Right {
    /// The roles that have this right.
    pub fn roles(self) -> &'static [Role] {
        use Role::*;
        match self {
            Right::OwnAccount => {
                &[Admin, Developer, Owner, SuperUser, User, Photographer, Employee]
            }
            Right::Belong | Right::SeeFiles => &[Owner, SuperUser, User, Photographer, Employee],
            Right::SeeAnswers => &[Owner, SuperUser, User, Employee],
            Right::Own => &[Employee],
            Right::SeeShoots | Right::Upload => &[Owner, SuperUser, User, Photographer],
            Right::Read | Right::Plan => &[Owner, SuperUser, User],
            Right::Curate => &[Owner, SuperUser],
            Right::Erase | Right::Govern => &[Owner],
            Right::OpenArchive => &[Admin, Owner],
            Right::Operate => &[Admin, Developer],
            Right::Administer => &[Admin],
        }
    }

    /// Whether someone who is all of `roles` has this right. One's own account is
    /// one's own even after one's last company has let one go.
    pub fn is_held_by(self, roles: &[Role]) -> bool {
        self == Right::OwnAccount || roles.iter().any(|role| self.roles().contains(role))
    }
}
