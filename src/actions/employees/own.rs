//! What somebody with an account sees of themselves.

use crate::App;
use crate::error::Result;
use crate::model::{Address, Person, UserId};
use crate::store::{Scope, employees, users};

/// The people whose e-mail is the account's, and the children it is a guardian of.
/// Of other guardians nothing is told, nor of the groups the company keeps. A guardian is
/// not told where the child can be reached: that is the child's, or where they live now.
pub async fn mine(app: &App, scope: Scope, user: UserId) -> Result<Vec<Person>> {
    app.db
        .read(scope, move |read| {
            let Some(email) = users::proved_email(read, user)? else { return Ok(vec![]) };
            let mut own = vec![];
            for employee in employees::of_mailbox(read, &email)? {
                let mut person = employees::whole(read, employee)?;
                // A child may share the address of one guardian.
                person.guardians.retain(|one| one.email.to_lowercase() == email);
                person.groups.clear();
                if person.employee.email.to_lowercase() != email {
                    person.employee.email.clear();
                    person.employee.phone = None;
                    person.employee.address = Address::default();
                }
                own.push(person);
            }
            Ok(own)
        })
        .await
}
