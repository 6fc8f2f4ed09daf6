//! The columns of the table `employees`: one for each declared field, and the others.

use anyhow::Context;

use super::Row;
use super::columns::{signature, text_or_empty};
use super::engine::{ToParam, Value};
use crate::error::Result;
use crate::model::Employee;
use crate::model::employee::fields::{Erasure, Kind};
use crate::model::employee::{FIELDS, Fields};

const TOMBSTONE: Erasure = Erasure::Kept("the tombstone");

/// The columns that are not a field's, and what erasing the employee does to them.
const OTHERS: [(&str, Erasure); 15] = [
    ("id", TOMBSTONE),
    ("company_id", TOMBSTONE),
    ("first_name", Erasure::Emptied),
    ("last_name", Erasure::Emptied),
    ("name_key", Erasure::Emptied),
    ("email", Erasure::Emptied),
    ("email_key", Erasure::Emptied),
    ("slug", Erasure::Emptied),
    ("signature", Erasure::Emptied),
    ("bounced_at", Erasure::Emptied),
    ("bounced_for", Erasure::Emptied),
    ("created_at", TOMBSTONE),
    ("updated_at", TOMBSTONE),
    ("deleted_at", TOMBSTONE),
    ("erased_at", TOMBSTONE),
];

/// Every column, and what erasing the employee does to it.
pub(super) fn all() -> impl Iterator<Item = (&'static str, Erasure)> {
    let fields = FIELDS.into_iter().map(|field| (field.column, field.erasure));
    OTHERS.into_iter().chain(fields)
}

/// The columns that [`employee`] reads, for SELECT lists.
pub(super) fn read() -> String {
    format!(
        "id, company_id, first_name, last_name, email, slug, signature, {}, created_at,
         updated_at, deleted_at, bounced_at, bounced_for",
        fields(|column| column.to_owned())
    )
}

/// The columns of the fields, each written by `write`, separated by commas.
pub(super) fn fields(write: impl Fn(&str) -> String) -> String {
    FIELDS.map(|field| write(field.column)).join(", ")
}

/// The values of the fields as parameters, named as their columns, with others.
pub(super) fn with_fields<T>(
    fields: &Fields,
    others: &[(&str, Value<'_>)],
    run: impl FnOnce(&[(&str, Value<'_>)]) -> T,
) -> T {
    // Names and days have no text of their own to borrow.
    let texts = FIELDS.map(|field| {
        let day = match &field.kind {
            Kind::Day(at, _) => (at.get)(fields).map(|day| day.to_string()),
            _ => None,
        };
        (format!(":{}", field.column), day)
    });
    let mut params: Vec<(&str, Value<'_>)> = others.to_vec();
    for (field, (name, day)) in FIELDS.into_iter().zip(&texts) {
        let value = match &field.kind {
            Kind::Text(at, _) => (at.get)(fields).to_param(),
            Kind::Day(..) => day.to_param(),
            Kind::Language(at) => (at.get)(fields).to_param(),
            Kind::Number(at) => (at.get)(fields).to_param(),
        };
        params.push((name, value));
    }
    run(&params)
}

/// Reads the columns of [`read`].
pub(super) fn employee(row: &Row) -> Result<Employee> {
    let mut fields = Fields::default();
    for field in FIELDS {
        match &field.kind {
            Kind::Text(at, _) => *(at.get_mut)(&mut fields) = row.get(field.column)?,
            Kind::Day(at, _) => {
                let day = row.text_if_any(field.column)?.map(str::parse).transpose();
                *(at.get_mut)(&mut fields) = day.context("a day cannot be read")?;
            }
            Kind::Language(at) => *(at.get_mut)(&mut fields) = row.get(field.column)?,
            Kind::Number(at) => *(at.get_mut)(&mut fields) = row.get(field.column)?,
        }
    }
    Ok(Employee {
        id: row.get("id")?,
        company: row.get("company_id")?,
        first_name: text_or_empty(row, "first_name")?,
        last_name: text_or_empty(row, "last_name")?,
        email: text_or_empty(row, "email")?,
        fields,
        slug: text_or_empty(row, "slug")?,
        signature: signature(row)?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        deleted_at: row.get("deleted_at")?,
        bounced_at: row.get("bounced_at")?,
        email_state: super::bounces::state(row)?,
    })
}
