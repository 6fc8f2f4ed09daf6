//! The release texts of a company, in all versions.

use super::columns::json;
use super::{Changes, Read, Row, Rows, Tx, params};
use crate::error::Result;
use crate::model::release::{Confirmation, Text};
use crate::model::{Locale, Signature, Template, TemplateId, Timestamp, UserId};

/// Creates the default texts of a new company.
pub fn create_defaults(tx: &Tx) -> Result<()> {
    for locale in Locale::ALL {
        create(tx, locale, &Text::default_in(locale), None)?;
    }
    Ok(())
}

/// Creates a new version, in force from now on.
pub fn create(tx: &Tx, locale: Locale, text: &Text, by: Option<UserId>) -> Result<TemplateId> {
    let uses = serde_json::to_string(&text.uses).map_err(anyhow::Error::from)?;
    let id = tx.insert(
        "INSERT INTO templates (company_id, locale, version, title, body, uses, created_by, created_at)
         SELECT :company, :locale, COALESCE(MAX(version), 0) + 1, :title, :body, :uses, :by, :now
           FROM templates WHERE company_id = :company AND locale = :locale
         RETURNING id",
        params! {
            ":locale": locale.tag(), ":title": text.title, ":body": text.body, ":uses": uses,
            ":by": by, ":now": tx.now(),
        },
    )?;
    Ok(TemplateId(id))
}

/// The version in force.
pub fn current(read: &Read, locale: Locale) -> Result<Option<Template>> {
    read.first(
        &format!(
            "SELECT {COLUMNS} FROM templates
              WHERE company_id = :company AND locale = :locale ORDER BY version DESC LIMIT 1"
        ),
        params! { ":locale": locale.tag() },
        template,
    )
}

/// The version that was in force at a time.
pub fn in_force_at(read: &Read, locale: Locale, at: Timestamp) -> Result<Option<Template>> {
    read.first(
        &format!(
            "SELECT {COLUMNS} FROM templates
              WHERE company_id = :company AND locale = :locale AND created_at <= :at
              ORDER BY version DESC LIMIT 1"
        ),
        params! { ":locale": locale.tag(), ":at": at },
        template,
    )
}

pub fn find(read: &Read, id: TemplateId) -> Result<Option<Template>> {
    read.first(
        &format!("SELECT {COLUMNS} FROM templates WHERE company_id = :company AND id = :id"),
        params! { ":id": id },
        template,
    )
}

/// All versions in both languages, the newest first.
pub fn list(read: &Read) -> Result<Vec<Template>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM templates
              WHERE company_id = :company ORDER BY id DESC LIMIT 200"
        ),
        &[],
        template,
    )
}

/// Records who signed a version for the company; false if somebody has.
pub fn confirm(
    tx: &Tx,
    id: TemplateId,
    by: UserId,
    name: &str,
    signature: &Signature,
) -> Result<bool> {
    let changed = tx.change(
        "UPDATE templates SET confirmed_by = :by, confirmed_name = :name,
                confirmed_signature = :signature, confirmed_at = :now
          WHERE company_id = :company AND id = :id AND confirmed_at IS NULL",
        params! {
            ":id": id, ":by": by, ":name": name, ":signature": signature.to_json()?,
            ":now": tx.now(),
        },
    )?;
    Ok(changed == 1)
}

const COLUMNS: &str = "id, locale, version, title, body, uses, created_at, confirmed_name,
     confirmed_signature AS signature, confirmed_at";

fn template(row: &Row) -> Result<Template> {
    let signature = super::columns::signature(row)?;
    let at: Option<Timestamp> = row.get("confirmed_at")?;
    let name: Option<String> = row.get("confirmed_name")?;
    let confirmation = signature.zip(at).zip(name);
    Ok(Template {
        id: row.get("id")?,
        locale: row.get("locale")?,
        version: row.get("version")?,
        title: row.get("title")?,
        body: row.get("body")?,
        uses: json(row, "uses")?,
        created_at: row.get("created_at")?,
        confirmation: confirmation.map(|((signature, at), by)| Confirmation { by, at, signature }),
    })
}
