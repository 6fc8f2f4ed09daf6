//! The columns of the table `employees`: one for each declared field, and the others.

use rusqlite::Row;
use rusqlite::types::{ToSql, Type};

use super::columns::{instant, instant_if_any, signature, text_or_empty, word};
use crate::model::employee::fields::{Erasure, Kind};
use crate::model::employee::{FIELDS, Fields};
use crate::model::{CompanyId, Employee, EmployeeId, Locale};

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
    others: &[(&str, &dyn ToSql)],
    run: impl FnOnce(&[(&str, &dyn ToSql)]) -> T,
) -> T {
    let values = FIELDS.map(|field| {
        let value: Box<dyn ToSql> = match &field.kind {
            Kind::Text(at, _) => Box::new((at.get)(fields).clone()),
            Kind::Day(at, _) => Box::new((at.get)(fields).map(|day| day.to_string())),
            Kind::Language(at) => Box::new((at.get)(fields).tag()),
            Kind::Number(at) => Box::new(*(at.get)(fields)),
        };
        (format!(":{}", field.column), value)
    });
    let mut params: Vec<(&str, &dyn ToSql)> = others.to_vec();
    params.extend(values.iter().map(|(name, value)| (name.as_str(), value.as_ref())));
    run(&params)
}

/// Reads the columns of [`read`].
pub(super) fn employee(row: &Row) -> rusqlite::Result<Employee> {
    let mut fields = Fields::default();
    for field in FIELDS {
        match &field.kind {
            Kind::Text(at, _) => *(at.get_mut)(&mut fields) = row.get(field.column)?,
            Kind::Day(at, _) => {
                let text: Option<String> = row.get(field.column)?;
                let day = text.map(|text| text.parse()).transpose();
                *(at.get_mut)(&mut fields) = day.map_err(|error: jiff::Error| {
                    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error))
                })?;
            }
            Kind::Language(at) => {
                *(at.get_mut)(&mut fields) = word(row, field.column, Locale::from_tag)?;
            }
            Kind::Number(at) => *(at.get_mut)(&mut fields) = row.get(field.column)?,
        }
    }
    Ok(Employee {
        id: EmployeeId(row.get("id")?),
        company: CompanyId(row.get("company_id")?),
        first_name: text_or_empty(row, "first_name")?,
        last_name: text_or_empty(row, "last_name")?,
        email: text_or_empty(row, "email")?,
        fields,
        slug: text_or_empty(row, "slug")?,
        signature: signature(row)?,
        created_at: instant(row, "created_at")?,
        updated_at: instant(row, "updated_at")?,
        deleted_at: instant_if_any(row, "deleted_at")?,
        bounced_at: instant_if_any(row, "bounced_at")?,
        email_state: super::bounces::state(row)?,
    })
}
