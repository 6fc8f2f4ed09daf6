//! Adding many people at once: who can be added is, the others are told apart.

use serde::{Deserialize, Serialize};

use super::groups;
use super::write::add;
use crate::App;
use crate::error::{Error, Invalid, Result};
use crate::model::employee::EmployeeInput;
use crate::model::{Locale, Once, Person, group};
use crate::store::{Scope, idempotency};

/// What became of one of many.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Added(Box<Person>),
    Refused(Refusal),
}

/// Why one of many was refused, as it is remembered under an idempotency key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Of the problem: `invalid`, `employee_exists`.
    pub code: String,
    /// Each field that does not validate, and the code of what is wrong with it.
    pub fields: Vec<(String, String)>,
}

impl Refusal {
    /// What one of many can be refused for; anything else is everybody's error.
    fn of(error: Error) -> Result<Self> {
        let told = |invalid: Invalid| (invalid.field.into_owned(), invalid.code.to_owned());
        match error {
            Error::Invalid(fields) => Ok(Self {
                code: "invalid".to_owned(),
                fields: fields.into_iter().map(told).collect(),
            }),
            Error::Conflict(code) => Ok(Self { code: code.to_owned(), fields: vec![] }),
            other => Err(other),
        }
    }
}

/// Adds all who can be added, in their order; `locale` is for who says nothing
/// about theirs. An item that could not even be read comes as its error.
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
    let zone = app.config.time_zone.clone();
    app.db
        .write(scope, move |tx| {
            idempotency::once(tx, once.as_ref(), || {
                let today = tx.now().day_in(&zone);
                let mut outcomes = Vec::with_capacity(inputs.len());
                for input in inputs {
                    // Nothing is written before all that can be refused has been looked
                    // at, so that a refusal leaves nothing behind.
                    let added =
                        input.and_then(|input| input.checked(today, locale)).and_then(|details| {
                            groups::check(tx, &details)?;
                            add(tx, &details)
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
