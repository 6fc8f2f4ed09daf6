//! The employees that belong to an account.

use crate::App;
use crate::error::Result;
use crate::model::person::same_email;
use crate::model::{Person, UserId};
use crate::store::{Scope, employees, users};

/// The employees whose e-mail is the account's, and those it is a guardian of. Other guardians and
/// groups are left out. A guardian does not get the contact data of the minor, which may be that of
/// another home: which fields they get is declared in `model/employee/fields.rs`.
pub async fn mine(app: &App, scope: Scope, user: UserId) -> Result<Vec<Person>> {
    app.db
        .read(scope, move |read| {
            let Some(email) = users::proved_email(read, user)? else { return Ok(vec![]) };
            let mut own = vec![];
            for employee in employees::of_mailbox(read, &email)? {
                let mut person = employees::whole(read, employee)?;
                let known = person.guardians.len();
                // A minor may have the same e-mail as a guardian.
                person.guardians.retain(|one| same_email(&one.email, &email));
                // Those who are left out are not missing.
                let left_out = u8::try_from(known - person.guardians.len()).unwrap_or(u8::MAX);
                person.guardians_needed = person.guardians_needed.saturating_sub(left_out);
                person.groups.clear();
                if !same_email(&person.employee.email, &email) {
                    person.employee.email.clear();
                    person.employee.fields.hide_from_guardian();
                }
                own.push(person);
            }
            Ok(own)
        })
        .await
}
