//! Adding many employees in one request. Valid ones are added; the others are refused one by one.

use serde::{Deserialize, Serialize};

use super::groups;
use super::write::add_one;
use crate::App;
use crate::error::{Error, Invalid, Result};
use crate::model::employee::EmployeeInput;
use crate::model::{Locale, Once, Person, group};
use crate::store::{Scope, idempotency};

/// The outcome of one employee.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Added(Box<Person>),
    Refused(Refusal),
}

/// Why one was refused, as stored under an idempotency key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The code of the problem: `invalid`, `employee_exists`.
    pub code: String,
    /// The invalid fields with their codes.
    pub fields: Vec<(String, String)>,
}

impl Refusal {
    /// The errors that concern one employee; any other fails the whole request.
    fn of(error: Error) -> Result<Self> {
        let named = |invalid: Invalid| (invalid.field.into_owned(), invalid.code.to_owned());
        match error {
            Error::Invalid(fields) => Ok(Self {
                code: "invalid".to_owned(),
                fields: fields.into_iter().map(named).collect(),
            }),
            Error::PlanLimit(_) => Ok(Self { code: "plan_limit".to_owned(), fields: vec![] }),
            Error::Conflict(code) => Ok(Self { code: code.to_owned(), fields: vec![] }),
            other => Err(other),
        }
    }
}

/// Adds all valid employees, in their order. `locale` is for those without a language. An item that
/// could not be parsed is passed as its error.
pub async fn create_many(
    app: &App,
    scope: Scope,
    inputs: Vec<Result<EmployeeInput>>,
    locale: Locale,
    once: Option<Once>,
) -> Result<Vec<Outcome>> {
    if inputs.is_empty() {
        return Err(Error::invalid("employees", "required"));
    }
    if inputs.len() > group::PEOPLE {
        return Err(Error::invalid("employees", "too_many_people"));
    }
    let (zone, rules) = (app.config.time_zone.clone(), app.config.plan_rules());
    app.db
        .write(scope, move |tx| {
            idempotency::once(tx, once.as_ref(), || {
                let today = tx.now().day_in(&zone);
                let mut outcomes = Vec::with_capacity(inputs.len());
                for input in inputs {
                    // Everything is checked before the first write, so that a refusal leaves
                    // nothing behind.
                    let added =
                        input.and_then(|input| input.checked(today, locale)).and_then(|details| {
                            groups::check(tx, &details)?;
                            add_one(tx, rules.as_ref(), &details)
                        });
                    outcomes.push(match added {
                        Ok(person) => Outcome::Added(Box::new(person)),
                        Err(error) => Outcome::Refused(Refusal::of(error)?),
                    });
                }
                Ok(outcomes)
            })
        })
        .await
}
