//! Everything that a company holds, table by table, as JSON objects. A test compares the tables and
//! columns with the schema: each is written here, or left out with a reason.

use serde_json::{Map, Value as Json};

use super::{Params, Read, Row, Rows, params};
use crate::error::Result;
use crate::model::{AnswerId, FileId, Timestamp};

/// A table of an export.
pub struct ExportedTable {
    /// The name of its file: `{name}.json`.
    pub name: &'static str,
    /// `FROM` and `WHERE`; its rows are `x`.
    from: &'static str,
    /// The columns with their kinds, of `x` unless another table is named.
    columns: &'static str,
}

pub(super) const fn table(
    name: &'static str,
    from: &'static str,
    columns: &'static str,
) -> ExportedTable {
    ExportedTable { name, from, columns }
}

/// The tables, in the order in which they refer to each other. Kinds: `n` a number, `t` a text, `i`
/// an instant, `j` JSON, `b` true or false.
#[rustfmt::skip]
pub const TABLES: &[ExportedTable] = &[
    table("company", "companies AS x WHERE x.id = :company", "id:n name:t siret:t colour:t line:t line2:t postal_code:t city:t subdivision:t subdivision2:t country:t lat:r lng:r logo_file_id:n watermark_file_id:n guardians_needed:n licence_months:n evidence_months:n retention_months:n created_at:i updated_at:i deleted_at:i reminders_enabled:b reminders_first_days:n reminders_every_days:n reminders_at_most:n reminders_last_days:n reminders_hour:n reminders_zone:t contact_email:t legal_form:t representative:t representative_capacity:t vat_number:t contact_name:t contact_phone:t privacy_contact:t withdrawal_days:n assent_age:n suspended_at:i suspended_for:t customer_kind:t"),
    table("members", "memberships AS x JOIN users AS u ON u.id = x.user_id WHERE x.company_id = :company", "id:n user_id:n u.first_name:t u.last_name:t u.email:t role:t created_at:i updated_at:i deleted_at:i"),
    table("invitations", "invitations AS x WHERE x.company_id = :company", "id:n email:t first_name:t last_name:t role:t locale:t invited_by:n created_at:i sent_at:i expires_at:i ended_at:i outcome:t user_id:n"),
    table("templates", "templates AS x WHERE x.company_id = :company", "id:n locale:t version:n title:t body:t uses:j created_by:n created_at:i confirmed_by:n confirmed_name:t confirmed_signature:j confirmed_at:i"),
    table("employees", "employees AS x WHERE x.company_id = :company", "id:n first_name:t last_name:t email:t phone:t birth_date:t locale:t slug:t signature:j line:t line2:t postal_code:t city:t subdivision:t subdivision2:t country:t lat:r lng:r created_at:i updated_at:i deleted_at:i erased_at:i bounced_at:i bounced_for:t"),
    table("guardians", "guardians AS x WHERE x.company_id = :company", "id:n employee_id:n first_name:t last_name:t email:t locale:t created_at:i updated_at:i deleted_at:i erased_at:i bounced_at:i bounced_for:t"),
    table("groups", "groups AS x WHERE x.company_id = :company", "id:n name:t description:t created_at:i updated_at:i deleted_at:i"),
    table("group-members", "group_members AS x WHERE x.company_id = :company", "id:n group_id:n employee_id:n created_at:i"),
    table("events", "events AS x WHERE x.company_id = :company", "id:n name:t description:t client:t starts_at:i ends_at:i status:t answered:n asked:n partner_id:n created_by:n line:t line2:t postal_code:t city:t subdivision:t subdivision2:t country:t lat:r lng:r created_at:i updated_at:i archived_at:i deleted_at:i erased_at:i"),
    table("event-groups", "event_groups AS x WHERE x.company_id = :company", "id:n event_id:n group_id:n created_at:i"),
    table("answers", "answers AS x WHERE x.company_id = :company", "id:n event_id:n employee_id:n reference:t locale:t state:t uses:j offered:j reason:t signed_at:i link_expires_at:i mail_sent_at:i reminded_at:i reminders:n expires_at:i evidence_until:i supersedes:n guardians_needed:n created_at:i updated_at:i deleted_at:i erased_at:i notice_days:n notice_at:i of_age_at:i"),
    table("signers", "signers AS x WHERE x.company_id = :company", "id:n answer_id:n position:n employee_id:n guardian_id:n created_at:i released_at:i"),
    table("documents", "documents AS x WHERE x.company_id = :company", "id:n answer_id:n signer_id:n template_id:n locale:t body:t sha256:t created_at:i"),
    table("decisions", "decisions AS x WHERE x.company_id = :company", "id:n answer_id:n signer_id:n kind:t uses:j document_id:n record:t signature:j supersedes:n decided_at:i"),
    table("evidence", "evidence AS x WHERE x.company_id = :company", "id:n answer_id:n signer_id:n seq:n kind:t at:i fields:j previous_hash:t hash:t"),
    table("seals", "seals AS x WHERE x.company_id = :company", "id:n answer_id:n pdf_sha256:t pdf_bytes:n seal:j made_at:i"),
    table("manifests", "manifests AS x WHERE x.company_id = :company", "id:n answer_id:n number:n kind:t decision_id:n content:t signature:t record:j receipt_sha256:t receipt_bytes:n made_at:i"),
    table("holds", "holds AS x WHERE x.company_id = :company", "id:n event_id:n employee_id:n by_guardian:b guardian_id:n uses:j backup:t decided_at:i last_decision:n created_at:i released_at:i released_by:n reason:t"),
    table("mails", "mails AS x WHERE x.company_id = :company", "id:n kind:t about:j answer_id:n to_address:t status:t tries:n reply:t message_id:t created_at:i sent_at:i verdict:t failing_since:i resent:j first_id:n"),
    table("files", "files AS x WHERE x.company_id = :company", "id:n kind:t event_id:n employee_id:n sha256:t bytes:n name:t description:t format:t width:n height:n orientation:n captured_at:i camera:t placeholder:t colour:t focus_x:n focus_y:n has_alpha:b faces:j uploaded_by:n created_at:i updated_at:i deleted_at:i nobody_by:n nobody_at:i names_lost_at:i"),
    table("file-people", "file_people AS x WHERE x.company_id = :company", "id:n file_id:n employee_id:n named_by:n created_at:i"),
    table("unnamed-people", "unnamed_people AS x WHERE x.company_id = :company", "id:n file_id:n employee_id:n named_by:n named_at:i unnamed_by:n unnamed_at:i with_nobody:b"),
    table("publications", "publications AS x WHERE x.company_id = :company", "id:n file_id:n event_id:n use_name:t medium:t place:t published_on:t note:t created_by:n created_at:i ended_at:i ended_by:n outcome:t"),
    table("takedowns", "takedowns AS x WHERE x.company_id = :company", "id:n publication_id:n employee_id:n cause:t opened_at:i due_at:i ended_at:i ended_by:n outcome:t note:t"),
    table("imports", "imports AS x WHERE x.company_id = :company", "id:n user_id:n group_id:n group_name:t file_name:t locale:t dry_run:b state:t columns:j total:n done:n created:n updated:n unchanged:n refused:n created_at:i started_at:i ended_at:i deleted_at:i reading:j"),
    table("import-lines", "import_lines AS x WHERE x.company_id = :company", "id:n import_id:n line:n outcome:t employee_id:n problems:j notes:j cells:j"),
    table("invoices", "invoices AS x WHERE x.company_id = :company", "id:n year:n nth:n kind:t corrects:n gross:n content:j issued_at:i"),
    table("history", "facts AS x WHERE x.company_id = :company", "id:n kind:t body:j happened_at:i user_id:n"),
    table("audit", "audit AS x WHERE x.company_id = :company", "id:n user_id:n action:t about:j ip:t at:i previous_hash:t hash:t"),
];

impl ExportedTable {
    /// The columns, with the table each is of and its kind.
    fn columns(&self) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
        self.columns.split(' ').map(|one| {
            let (column, kind) = one.split_once(':').unwrap_or((one, "t"));
            let (of, column) = column.split_once('.').unwrap_or(("x", column));
            (of, column, kind)
        })
    }

    /// Whether its rows are of this table of the database.
    #[cfg(test)]
    pub(super) fn reads(&self, name: &str) -> bool {
        let begins = |end: char| self.from.contains(&format!("FROM {name}{end}"));
        self.from.starts_with(&format!("{name} ")) || begins(')') || begins(' ')
    }

    /// The names of the fields of its objects, with what each holds.
    pub fn fields(&self) -> Vec<(String, &'static str)> {
        let what = |kind| match kind {
            "n" | "r" => "number",
            "i" => "instant",
            "j" => "JSON",
            "b" => "true or false",
            _ => "text",
        };
        self.columns().map(|(_, column, kind)| (camel(column), what(kind))).collect()
    }

    /// The objects after an id, by id, each with its id.
    pub fn page_after(&self, read: &Read, after: i64, limit: u32) -> Result<Vec<(i64, Json)>> {
        self.rows(read, "TRUE", params! { ":after": after, ":limit": limit })
    }

    /// The objects that meet a condition on `x`, by id, each with its id. `given` has `:after`,
    /// `:limit`, and what the condition names.
    pub(super) fn rows(
        &self,
        read: &impl Rows,
        condition: &str,
        given: Params,
    ) -> Result<Vec<(i64, Json)>> {
        let columns: Vec<String> =
            self.columns().map(|(of, column, _)| format!("{of}.{column} AS {column}")).collect();
        read.all(
            &format!(
                "SELECT {} FROM {} AND ({condition}) AND x.id > :after ORDER BY x.id LIMIT :limit",
                columns.join(", "),
                self.from
            ),
            given,
            |row| {
                let mut object = Map::new();
                for (_, column, kind) in self.columns() {
                    object.insert(camel(column), value(row, column, kind)?);
                }
                Ok((row.get("id")?, Json::Object(object)))
            },
        )
    }
}

fn value(row: &Row, column: &'static str, kind: &str) -> Result<Json> {
    Ok(match kind {
        "n" => row.get::<Option<i64>>(column)?.into(),
        "r" => row.get::<Option<f64>>(column)?.into(),
        "b" => row.get::<Option<i64>>(column)?.map(|flag| flag != 0).into(),
        "i" => row.get::<Option<Timestamp>>(column)?.map(Timestamp::rfc3339).into(),
        "j" => match row.text_if_any(column)? {
            // What an earlier version wrote otherwise is given as it is.
            Some(text) => serde_json::from_str(text).unwrap_or_else(|_| text.into()),
            None => Json::Null,
        },
        _ => row.text_if_any(column)?.into(),
    })
}

/// `event_id` as `eventId`.
fn camel(column: &str) -> String {
    let mut words = column.split('_');
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}

/// The answers that were given, after one, by id.
pub fn given_after(read: &Read, after: AnswerId, limit: u32) -> Result<Vec<(AnswerId, String)>> {
    read.all(
        "SELECT id, reference FROM answers
          WHERE company_id = :company AND id > :after AND signed_at IS NOT NULL
            AND erased_at IS NULL ORDER BY id LIMIT :limit",
        params! { ":after": after, ":limit": limit },
        |row| Ok((row.get("id")?, row.get("reference")?)),
    )
}

/// The files that are not deleted, after one, by id.
pub fn files_after(read: &Read, after: FileId, limit: u32) -> Result<Vec<FileId>> {
    read.all(
        "SELECT id FROM files
          WHERE company_id = :company AND id > :after AND deleted_at IS NULL
          ORDER BY id LIMIT :limit",
        params! { ":after": after, ":limit": limit },
        |row| row.get("id"),
    )
}

/// The number of given answers and of files, and the bytes of all that is stored.
pub fn amounts(read: &Read) -> Result<(i64, i64)> {
    let answers = read.count(
        "SELECT COUNT(*) FROM answers
          WHERE company_id = :company AND signed_at IS NOT NULL AND erased_at IS NULL",
        &[],
    )?;
    let files = read.count(
        "SELECT COUNT(*) FROM files WHERE company_id = :company AND deleted_at IS NULL",
        &[],
    )?;
    let bytes = read.count(
        "SELECT COALESCE(SUM(bytes), 0) FROM files
          WHERE company_id = :company AND deleted_at IS NULL",
        &[],
    )?;
    Ok((answers + files, bytes))
}

#[cfg(test)]
#[path = "dump_tests.rs"]
mod tests;
