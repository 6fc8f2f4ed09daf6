//! Everything that a company holds about one person: the rows of its tables that are about them.

use serde_json::Value as Json;

use super::dump::{ExportedTable, TABLES};
use super::{Read, Rows, params};
use crate::error::Result;
use crate::model::{AnswerId, EmployeeId, FileId};

const OF_ANSWERS: &str = "x.answer_id IN
     (SELECT a.id FROM answers AS a WHERE a.company_id = :company AND a.employee_id = :person)";

/// The tables of [`TABLES`], in their order, each with the condition on `x` that selects the rows about
/// a person, in which `:person` is the employee's id; None: none of them.
const PARTS: &[(&str, Option<&str>)] = &[
    // The studio is named in consent-records.json.
    ("company", None),
    // The people who work for the studio.
    ("members", None),
    // The people who are to work for the studio.
    ("invitations", None),
    // Documents hold the text that the person was shown.
    ("templates", None),
    ("employees", Some("x.id = :person")),
    ("guardians", Some("x.employee_id = :person")),
    (
        "groups",
        Some(
            "x.id IN (SELECT m.group_id FROM group_members AS m
                       WHERE m.company_id = :company AND m.employee_id = :person)",
        ),
    ),
    ("group-members", Some("x.employee_id = :person")),
    (
        "events",
        Some(
            "x.id IN (SELECT a.event_id FROM answers AS a
                       WHERE a.company_id = :company AND a.employee_id = :person)",
        ),
    ),
    // Which groups were asked, not which people.
    ("event-groups", None),
    ("answers", Some("x.employee_id = :person")),
    ("signers", Some(OF_ANSWERS)),
    ("documents", Some(OF_ANSWERS)),
    ("decisions", Some(OF_ANSWERS)),
    ("evidence", Some(OF_ANSWERS)),
    ("seals", Some(OF_ANSWERS)),
    ("manifests", Some(OF_ANSWERS)),
    ("holds", Some("x.employee_id = :person")),
    (
        "mails",
        Some(
            // Not those to the studio's people.
            "x.about ->> 'user' IS NULL AND (
               x.answer_id IN (SELECT a.id FROM answers AS a
                                WHERE a.company_id = :company AND a.employee_id = :person)
               OR x.about ->> 'employee' = :person)",
        ),
    ),
    (
        "files",
        Some(
            "x.employee_id = :person OR x.id IN
               (SELECT p.file_id FROM file_people AS p
                 WHERE p.company_id = :company AND p.employee_id = :person)",
        ),
    ),
    ("file-people", Some("x.employee_id = :person")),
    ("unnamed-people", Some("x.employee_id = :person")),
    (
        "publications",
        Some(
            "x.file_id IN (SELECT p.file_id FROM file_people AS p
                            WHERE p.company_id = :company AND p.employee_id = :person)",
        ),
    ),
    ("takedowns", Some("x.employee_id = :person")),
    // Files with many people; import-lines has the person's line.
    ("imports", None),
    ("import-lines", Some("x.employee_id = :person")),
    // What the company pays for.
    ("invoices", None),
    (
        "history",
        Some(
            "x.body ->> 'employee' = :person
             OR x.body ->> 'answer' IN
                (SELECT a.id FROM answers AS a
                  WHERE a.company_id = :company AND a.employee_id = :person)",
        ),
    ),
    // What the people who work for the studio did, and from where.
    ("audit", None),
];

/// The tables with rows about a person, each with the condition that selects them.
pub fn tables() -> impl Iterator<Item = (&'static ExportedTable, &'static str)> {
    PARTS.iter().filter_map(|(name, condition)| {
        let table = TABLES.iter().find(|table| table.name == *name)?;
        Some((table, (*condition)?))
    })
}

/// The rows of a table about a person, after an id, by id, each with its id.
pub fn page_after(
    read: &Read,
    (table, condition): (&ExportedTable, &str),
    person: EmployeeId,
    after: i64,
    limit: u32,
) -> Result<Vec<(i64, Json)>> {
    table.rows(read, condition, params! { ":person": person, ":after": after, ":limit": limit })
}

/// The answers of a person, by id, each with its reference, and whether it was given.
pub fn answers_of(read: &Read, person: EmployeeId) -> Result<Vec<(AnswerId, String, bool)>> {
    read.all(
        "SELECT id, reference, signed_at IS NOT NULL AS is_given FROM answers
          WHERE company_id = :company AND employee_id = :person AND erased_at IS NULL ORDER BY id",
        params! { ":person": person },
        |row| Ok((row.get("id")?, row.get("reference")?, row.get("is_given")?)),
    )
}

/// The files about a person and the photographs that they are named on, without deleted ones.
pub fn files_of(read: &Read, person: EmployeeId) -> Result<Vec<FileId>> {
    read.all(
        "SELECT id FROM files
          WHERE company_id = :company AND deleted_at IS NULL AND (employee_id = :person OR id IN
            (SELECT p.file_id FROM file_people AS p
              WHERE p.company_id = :company AND p.employee_id = :person))
          ORDER BY id",
        params! { ":person": person },
        |row| row.get("id"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_each_table_it_is_decided_what_is_about_a_person() {
        let decided: Vec<&str> = PARTS.iter().map(|(name, _)| *name).collect();
        let tables: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
        assert_eq!(decided, tables);
    }
}
