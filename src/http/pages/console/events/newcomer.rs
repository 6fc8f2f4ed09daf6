//! Where people are chosen: the search that goes on, and adding somebody who is not in the studio's list
//! yet.

use super::super::ConsoleContext;
use crate::actions::employees;
use crate::http::pages::fields::Fields;
use crate::http::problem::Problem;
use crate::model::employee::EmployeeInput;
use crate::model::once::once_key;
use crate::model::{Digest, EmployeeId, Once};
use crate::render::page::ui::{FieldKind, Filled, FormField, Newcomer};
use crate::{App, Error};

/// The fields, and those of the API.
const NAMES: [(&str, &str); 3] =
    [("newFirstName", "firstName"), ("newLastName", "lastName"), ("newEmail", "email")];
/// The search for which the fields were filled in.
const SOUGHT: &str = "newSought";

/// The text that is searched; none once somebody was chosen whom it found.
pub fn still_sought(fields: &Fields) -> &str {
    let text = fields.text("q");
    let chosen = fields.ids("person").len() + fields.ids("group").len();
    let is_found = fields.text("sought").split_once(' ').is_some_and(|(before, of)| {
        of == text.trim() && before.parse().is_ok_and(|before: usize| chosen > before)
    });
    if is_found { "" } else { text }
}

/// Adds the person that the form has, and returns their id; else what is wrong, by field. A form that
/// is sent twice adds one.
pub async fn add(
    app: &App,
    context: &ConsoleContext,
    fields: &Fields,
) -> Result<Result<EmployeeId, Vec<(String, String)>>, Problem> {
    let [first_name, last_name, email] = NAMES.map(|(name, _)| fields.text(name).to_owned());
    let typed = format!("{first_name}\n{last_name}\n{email}");
    let once = once_key(fields.text("once")).ok().map(|key| {
        let body = Digest::of(typed.as_bytes()).hex();
        let key = Digest::of(format!("{key}\n{body}").as_bytes()).hex();
        Once { user: context.actor.user, route: "console/newcomer", key, body }
    });
    let input = EmployeeInput { first_name, last_name, email, ..EmployeeInput::default() };
    match employees::create(app, context.scope, input, context.locale, once).await {
        Ok(person) => Ok(Ok(person.employee.id)),
        Err(error @ (Error::Internal(_) | Error::Forbidden)) => Err(error.into()),
        Err(error) => {
            let name = |api: &str| {
                let known = NAMES.into_iter().find(|(_, name)| *name == api);
                known.map_or("newEmail", |(name, _)| name).to_owned()
            };
            let mut errors = context.errors(&error, name);
            // What is about no field, such as the limit of a plan, is said beside the last one.
            for (field, _) in errors.iter_mut().filter(|(field, _)| field.is_empty()) {
                *field = "newEmail".to_owned();
            }
            Ok(Err(errors))
        }
    }
}

/// The fields for somebody new: as they were sent or, after another search, with what was searched.
pub fn newcomer(
    context: &ConsoleContext,
    fields: &Fields,
    errors: Vec<(String, String)>,
) -> Newcomer {
    let sought = fields.text("q").trim();
    let is_typed = fields.has(SOUGHT) && fields.text(SOUGHT) == sought;
    let values: Vec<(String, String)> = match is_typed || !errors.is_empty() {
        true => {
            let value = |(name, _): (&str, &str)| (name.to_owned(), fields.text(name).to_owned());
            NAMES.map(value).into()
        }
        false => {
            let (first, last) = sought.split_once(' ').unwrap_or((sought, ""));
            let (first, last, email) = match sought.contains('@') {
                true => ("", "", sought),
                false => (first, last.trim(), ""),
            };
            let values = [first, last, email].map(str::to_owned);
            NAMES.into_iter().map(|(name, _)| name.to_owned()).zip(values).collect()
        }
    };
    let is_wrong = !errors.is_empty();
    let filled = Filled::new(values).with_errors(errors);
    let field =
        |name: &str, key: &str| -> FormField { filled.field(name, context.say(key)).most(100) };
    Newcomer {
        fields: vec![
            field("newFirstName", "person-first-name"),
            field("newLastName", "person-last-name"),
            field("newEmail", "person-email").kind(FieldKind::Email).most(254),
        ],
        sought: sought.to_owned(),
        is_wrong,
    }
}
