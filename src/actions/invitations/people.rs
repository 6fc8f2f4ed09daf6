//! The accounts with which an employee and their guardians can follow their consents.

use crate::App;
use crate::error::{Error, Result};
use crate::model::person::is_minor;
use crate::model::{Email, EmployeeId, GuardianId, Timestamp};
use crate::store::{Scope, employees, guardians, invitations, memberships};

/// Somebody who can follow an employee's consents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// None: the employee.
    pub guardian: Option<GuardianId>,
    pub name: String,
    pub email: String,
    pub state: AccountState,
}

/// Whether there is an account in the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    /// They can be invited.
    Missing,
    /// They have not accepted yet; the link works until then.
    Invited(Timestamp),
    Member,
}

/// Those who can follow the consents of an employee: the guardians of a minor, else the employee.
pub async fn accounts_of_person(app: &App, scope: Scope, id: EmployeeId) -> Result<Vec<Account>> {
    let zone = app.config.time_zone.clone();
    app.db
        .read(scope, move |read| {
            let person = employees::find(read, id)?.ok_or(Error::NotFound("employee"))?;
            let born = person.fields.birth_date;
            let whom = match born.is_some_and(|born| is_minor(born, read.now(), &zone)) {
                false => vec![(None, person.name(), person.email)],
                true => guardians::of_employee(read, id)?
                    .into_iter()
                    .map(|one| (Some(one.id), one.name(), one.email))
                    .collect(),
            };
            let mut accounts = vec![];
            for (guardian, name, email) in whom {
                let Ok(key) = Email::parse(&email) else { continue };
                let state = match memberships::has_email(read, &key)? {
                    true => AccountState::Member,
                    false => invitations::waiting(read, &key)?
                        .map_or(AccountState::Missing, |one| AccountState::Invited(one.expires_at)),
                };
                accounts.push(Account { guardian, name, email, state });
            }
            Ok(accounts)
        })
        .await
}
