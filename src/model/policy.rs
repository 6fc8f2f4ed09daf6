//! The table of access rights. A handler names a [`Right`]; nothing else decides.
//! `tests/it/tenancy` tests every published operation with every role.

use super::Role;

/// The right an operation requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    /// The caller's own account: profile, sessions, settings, companies.
    OwnAccount,
    /// Be a member of the active company.
    Belong,
    /// Read employees, events and answers.
    Read,
    /// Read accessible events: for photographers, those they are the partner of.
    SeeEvents,
    /// Read accessible files: for photographers, photographs of their events; for employees,
    /// those they are on and those about them.
    SeeFiles,
    /// Add files: for photographers, to their events.
    Upload,
    /// Read accessible answers: for employees, their own.
    SeeAnswers,
    /// The caller's own answers as an employee, and their own employee record.
    Own,
    /// Add and change employees, events and requests for consent.
    Plan,
    /// Say who is on photographs: for photographers, those who were asked for their events.
    Name,
    /// Delete, restore, remind everybody.
    Curate,
    /// Erase an employee or an event irreversibly.
    Erase,
    /// Open the archived evidence of an erased employee. A reason is required and recorded.
    OpenArchive,
    /// Administer the company: its details, users and texts.
    Govern,
    /// Operate the instance, without access to personal data.
    Operate,
    /// Administer the whole instance.
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
            Right::SeeEvents | Right::Upload | Right::Name => {
                &[Owner, SuperUser, User, Photographer]
            }
            Right::Read | Right::Plan => &[Owner, SuperUser, User],
            Right::Curate => &[Owner, SuperUser],
            Right::Erase | Right::Govern => &[Owner],
            Right::OpenArchive => &[Admin, Owner],
            Right::Operate => &[Admin, Developer],
            Right::Administer => &[Admin],
        }
    }

    /// Whether it is about the instance or the caller's own account, so that a user without a company
    /// may have it.
    pub fn needs_no_company(self) -> bool {
        matches!(self, Right::OwnAccount | Right::Operate | Right::Administer)
    }

    /// Whether a user with all of `roles` has this right. The own account stays accessible after
    /// leaving the last company.
    pub fn is_held_by(self, roles: &[Role]) -> bool {
        self == Right::OwnAccount || roles.iter().any(|role| self.roles().contains(role))
    }
}
