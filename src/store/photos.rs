//! The people on photographs, and their consents to the event.

use std::collections::HashMap;

use super::columns::{json, text_or_empty};
use super::decisions::{first_uses_of_answer, withdrawn};
use super::holds::{held, held_of_answer};
use super::{Changes, Read, Row, Rows, Tx, params};
use crate::error::Result;
use crate::model::file::{Consent, GivenAnswer, Others};
use crate::model::{AnswerId, EmployeeId, EventId, FileId, Timestamp, Use, UserId};

/// The employees named on a file, in the order in which they were named.
pub fn people(read: &Read, file: FileId) -> Result<Vec<EmployeeId>> {
    read.all(
        "SELECT employee_id FROM file_people
          WHERE company_id = :company AND file_id = :file ORDER BY id",
        params! { ":file": file },
        |row| row.get("employee_id"),
    )
}

/// The live photographs of an event, by the time they were taken; then those of which it is not
/// known, by name. Several files arrive at a time, so the order of upload means nothing.
pub fn ids(read: &Read, event: EventId) -> Result<Vec<FileId>> {
    let mut photos = read.all(
        "SELECT id, captured_at, name FROM files
          WHERE company_id = :company AND event_id = :event AND deleted_at IS NULL
            AND kind = 'EVENT_PHOTO' ORDER BY created_at, id",
        params! { ":event": event },
        |row| {
            let taken: Option<Timestamp> = row.get("captured_at")?;
            Ok((taken, text_or_empty(row, "name")?, row.get("id")?))
        },
    )?;
    photos.sort_by(|(taken, name, id), (other_taken, other_name, other_id)| {
        let by_time = (taken.is_none(), taken).cmp(&(other_taken.is_none(), other_taken));
        let by_name = || alphanumeric_sort::compare_str(name, other_name);
        by_time.then_with(by_name).then_with(|| FileId::cmp(id, other_id))
    });
    Ok(photos.into_iter().map(|(_, _, id)| id).collect())
}

/// The number of live photographs of an event.
pub fn count(read: &Read, event: EventId) -> Result<i64> {
    read.count(
        "SELECT COUNT(*) FROM files
          WHERE company_id = :company AND event_id = :event AND deleted_at IS NULL
            AND kind = 'EVENT_PHOTO'",
        params! { ":event": event },
    )
}

/// The employees named on each live photograph of an event; photographs with nobody named are left
/// out.
pub fn people_of_event(read: &Read, event: EventId) -> Result<HashMap<FileId, Vec<EmployeeId>>> {
    let pairs = read.all(
        "SELECT p.file_id, p.employee_id FROM files AS f
           JOIN file_people AS p ON p.company_id = f.company_id AND p.file_id = f.id
          WHERE f.company_id = :company AND f.event_id = :event AND f.deleted_at IS NULL
            AND f.kind = 'EVENT_PHOTO' ORDER BY p.id",
        params! { ":event": event },
        |row| Ok((row.get("file_id")?, row.get("employee_id")?)),
    )?;
    let mut people: HashMap<FileId, Vec<EmployeeId>> = HashMap::new();
    for (file, person) in pairs {
        people.entry(file).or_default().push(person);
    }
    Ok(people)
}

/// What is known of who else is on the live photographs of an event, as [`File::others`] has it;
/// those of which nothing is known are left out.
///
/// [`File::others`]: crate::model::File::others
pub fn others(read: &Read, event: EventId) -> Result<HashMap<FileId, Others>> {
    let marks = read.all(
        "SELECT id, names_lost_at IS NOT NULL AS is_lost FROM files
          WHERE company_id = :company AND event_id = :event AND deleted_at IS NULL
            AND kind = 'EVENT_PHOTO' AND (nobody_at IS NOT NULL OR names_lost_at IS NOT NULL)",
        params! { ":event": event },
        |row| {
            let is_lost: bool = row.get("is_lost")?;
            Ok((row.get("id")?, if is_lost { Others::Lost } else { Others::Unrecognisable }))
        },
    )?;
    Ok(marks.into_iter().collect())
}

/// The consents of everybody who is named on a live photograph of an event.
pub fn consents_of_event(read: &Read, event: EventId) -> Result<Vec<Consent>> {
    read.all(
        &select(
            "SELECT DISTINCT p.employee_id AS id, :event AS event_id FROM files AS f
               JOIN file_people AS p ON p.company_id = f.company_id AND p.file_id = f.id
              WHERE f.company_id = :company AND f.event_id = :event AND f.deleted_at IS NULL
                AND f.kind = 'EVENT_PHOTO'",
        ),
        params! { ":event": event },
        consent,
    )
}

/// The consents of everybody who is named on a file, for its event. Callers check that the file and
/// the event are live.
pub fn consents(read: &Read, file: FileId) -> Result<Vec<Consent>> {
    read.all(
        &select(
            "SELECT p.employee_id AS id, f.event_id FROM files AS f
               JOIN file_people AS p ON p.company_id = f.company_id AND p.file_id = f.id
              WHERE f.company_id = :company AND f.id = :file",
        ),
        params! { ":file": file },
        consent,
    )
}

/// As [`consents`], for everybody who is named on this file or on another one of the event with the
/// same bytes, deleted ones too: a photograph that was deleted and uploaded again shows the same
/// people.
pub fn consents_by_content(read: &Read, file: FileId) -> Result<Vec<Consent>> {
    read.all(
        &select(
            "SELECT DISTINCT p.employee_id AS id, f.event_id FROM files AS f
               JOIN files AS same ON same.company_id = f.company_id AND same.sha256 = f.sha256
                                 AND same.event_id = f.event_id
               JOIN file_people AS p ON p.company_id = f.company_id AND p.file_id = same.id
              WHERE f.company_id = :company AND f.id = :file",
        ),
        params! { ":file": file },
        consent,
    )
}

/// The uses that a signer of the answer `a` has not allowed while other signers are still to
/// decide, as a JSON list.
macro_rules! denied_of_answer {
    () => {
        "(SELECT json_group_array(d.name) FROM denied_uses AS d
           WHERE d.company_id = a.company_id AND d.answer_id = a.id
             AND a.signed_at IS NULL) AS denied"
    };
}

/// Selects the employees in `people` with the answer that counts: the last given one or, if none
/// was given, the request.
fn select(people: &str) -> String {
    format!(
        "SELECT e.id, e.first_name, e.last_name, e.erased_at, a.id AS answer_id, a.reference,
                a.state, a.uses, a.offered, a.signed_at, a.expires_at, {}
           FROM ({people}) AS n
           JOIN employees AS e ON e.company_id = :company AND e.id = n.id
           LEFT JOIN answers AS a ON a.company_id = :company AND a.id = (
                SELECT s.id FROM standing_answers AS s
                 WHERE s.company_id = :company AND s.employee_id = n.id
                   AND s.event_id = n.event_id LIMIT 1)
          ORDER BY e.name_key, e.id",
        concat!(held_of_answer!(), ", ", denied_of_answer!(), ", ", first_uses_of_answer!())
    )
}

fn consent(row: &Row) -> Result<Consent> {
    let answer = match row.get::<Option<i64>>("answer_id")? {
        Some(id) => {
            let (uses, offered): (Vec<Use>, Vec<Use>) = (json(row, "uses")?, json(row, "offered")?);
            let signed_at: Option<Timestamp> = row.get("signed_at")?;
            Some(GivenAnswer {
                id: AnswerId(id),
                reference: row.get("reference")?,
                state: row.get("state")?,
                held: held(row, (signed_at.is_some(), &uses, &offered))?,
                denied: json(row, "denied")?,
                withdrawn: withdrawn(row, &uses)?,
                uses,
                offered,
                signed_at,
                expires_at: row.get("expires_at")?,
            })
        }
        None => None,
    };
    let (first, last) = (text_or_empty(row, "first_name")?, text_or_empty(row, "last_name")?);
    Ok(Consent {
        employee: row.get("id")?,
        person: format!("{first} {last}").trim().to_owned(),
        erased: row.get::<Option<i64>>("erased_at")?.is_some(),
        answer,
    })
}

/// The employees who were removed from a file when it was marked "nobody recognisable", while that
/// mark stands.
pub fn removed_as_unrecognisable(read: &Read, file: FileId) -> Result<Vec<EmployeeId>> {
    let people = read.all(
        "SELECT u.employee_id FROM files AS f
           JOIN unnamed_people AS u ON u.company_id = f.company_id AND u.file_id = f.id
          WHERE f.company_id = :company AND f.id = :file AND u.with_nobody = 1
            AND u.unnamed_at >= f.nobody_at ORDER BY u.id",
        params! { ":file": file },
        |row| row.get("employee_id"),
    )?;
    let mut once: Vec<EmployeeId> = vec![];
    for person in people {
        if !once.contains(&person) {
            once.push(person);
        }
    }
    Ok(once)
}

/// Replaces the people named on a file and returns those removed. Rows of people who stay are kept,
/// with who named them; removals are recorded in `unnamed_people`.
pub fn set_people(
    tx: &Tx,
    file: FileId,
    people: &[EmployeeId],
    by: UserId,
    with_nobody: bool,
) -> Result<Vec<EmployeeId>> {
    let before = self::people(tx, file)?;
    let (kept, unnamed): (Vec<EmployeeId>, Vec<EmployeeId>) =
        before.into_iter().partition(|person| people.contains(person));
    for gone in &unnamed {
        tx.change(
            "INSERT INTO unnamed_people (company_id, file_id, employee_id, named_by, named_at,
                                         unnamed_by, unnamed_at, with_nobody)
             SELECT company_id, file_id, employee_id, named_by, created_at, :by, :now, :nobody
               FROM file_people
              WHERE company_id = :company AND file_id = :file AND employee_id = :person",
            params! {
                ":file": file, ":person": gone, ":by": by, ":now": tx.now(),
                ":nobody": i64::from(with_nobody),
            },
        )?;
        tx.change(
            "DELETE FROM file_people
              WHERE company_id = :company AND file_id = :file AND employee_id = :person",
            params! { ":file": file, ":person": gone },
        )?;
    }
    for fresh in people.iter().filter(|person| !kept.contains(person)) {
        tx.change(
            "INSERT INTO file_people (company_id, file_id, employee_id, named_by, created_at)
             VALUES (:company, :file, :person, :by, :now) ON CONFLICT DO NOTHING",
            params! {
                ":file": file, ":person": fresh, ":by": by, ":now": tx.now(),
            },
        )?;
    }
    Ok(unnamed)
}

/// Whether anybody is or was named on a file, or on another one of the company with the same bytes,
/// which a restore may have lost.
pub fn was_anybody_named(read: &Read, file: FileId) -> Result<bool> {
    let named = read.count(
        "SELECT COUNT(*) FROM files AS f
           JOIN files AS same ON same.company_id = f.company_id AND same.sha256 = f.sha256
          WHERE f.company_id = :company AND f.id = :file
            AND (EXISTS (SELECT 1 FROM file_people AS p
                          WHERE p.company_id = f.company_id AND p.file_id = same.id)
              OR EXISTS (SELECT 1 FROM unnamed_people AS u
                          WHERE u.company_id = f.company_id AND u.file_id = same.id)
              OR EXISTS (SELECT 1 FROM lost_photographs AS l
                          WHERE l.company_id = f.company_id AND l.sha256 = f.sha256))",
        params! { ":file": file },
    )?;
    Ok(named > 0)
}

/// Whether the bytes of a file, whatever it was uploaded as, are or were a photograph of a shoot of the
/// company, which a restore may have lost; not one on which, as a user declared, nobody can be
/// recognised.
pub fn is_photograph(read: &Read, file: FileId) -> Result<bool> {
    let same = read.count(
        "SELECT COUNT(*) FROM files AS f
          WHERE f.company_id = :company AND f.id = :file
            AND (EXISTS (SELECT 1 FROM files AS same
                          WHERE same.company_id = f.company_id AND same.sha256 = f.sha256
                            AND same.kind = 'EVENT_PHOTO' AND same.nobody_at IS NULL)
              OR EXISTS (SELECT 1 FROM lost_photographs AS l
                          WHERE l.company_id = f.company_id AND l.sha256 = f.sha256))",
        params! { ":file": file },
    )?;
    Ok(same > 0)
}

/// The people who are named on a file, or on another one of the company with the same bytes, deleted
/// ones too: at whatever shoot it is, a photograph shows the same people.
pub fn people_by_content(read: &Read, file: FileId) -> Result<Vec<EmployeeId>> {
    read.all(
        "SELECT DISTINCT p.employee_id FROM files AS f
           JOIN files AS same ON same.company_id = f.company_id AND same.sha256 = f.sha256
           JOIN file_people AS p ON p.company_id = f.company_id AND p.file_id = same.id
          WHERE f.company_id = :company AND f.id = :file",
        params! { ":file": file },
        |row| row.get("employee_id"),
    )
}

/// Names on a photograph whoever is named on another one of the event with the same bytes, and takes
/// the mark "nobody recognisable" off it if there is anybody.
pub fn take_over_names(tx: &Tx, file: FileId) -> Result<()> {
    let named = tx.change(
        "INSERT INTO file_people (company_id, file_id, employee_id, named_by, created_at)
         SELECT p.company_id, f.id, p.employee_id, p.named_by, :now
           FROM files AS f
           JOIN files AS same ON same.company_id = f.company_id AND same.sha256 = f.sha256
                             AND same.event_id = f.event_id AND same.id <> f.id
           JOIN file_people AS p ON p.company_id = f.company_id AND p.file_id = same.id
          WHERE f.company_id = :company AND f.id = :file AND f.kind = 'EVENT_PHOTO'
         ON CONFLICT DO NOTHING",
        params! { ":file": file, ":now": tx.now() },
    )?;
    take_over_lost_names(tx, file)?;
    if named > 0 {
        set_nobody(tx, file, None)?;
    }
    Ok(())
}

/// Marks a photograph as one whose names a restore lost, if another one of the event with the same
/// bytes is, or was lost with its names.
pub fn take_over_lost_names(tx: &Tx, file: FileId) -> Result<()> {
    tx.change(
        "UPDATE files SET names_lost_at = :now
          WHERE company_id = :company AND id = :file AND kind = 'EVENT_PHOTO'
            AND (EXISTS (SELECT 1 FROM files AS same
                          WHERE same.company_id = files.company_id AND same.sha256 = files.sha256
                            AND same.event_id = files.event_id AND same.id <> files.id
                            AND same.names_lost_at IS NOT NULL)
              OR EXISTS (SELECT 1 FROM lost_photographs AS l
                          WHERE l.company_id = files.company_id AND l.sha256 = files.sha256))",
        params! { ":file": file, ":now": tx.now() },
    )?;
    Ok(())
}

/// Takes the mark "nobody recognisable" off the other photographs of the company with the same bytes:
/// somebody is named on this one.
pub fn set_somebody_on_copies(tx: &Tx, file: FileId) -> Result<()> {
    tx.change(
        "UPDATE files SET nobody_by = NULL, nobody_at = NULL
          WHERE company_id = :company AND kind = 'EVENT_PHOTO' AND nobody_at IS NOT NULL
            AND id <> :file
            AND sha256 = (SELECT f.sha256 FROM files AS f
                           WHERE f.company_id = :company AND f.id = :file)",
        params! { ":file": file },
    )?;
    Ok(())
}

/// Records that a user has said who is on a photograph whose names a restore had lost; or that nobody
/// is, which says nothing of its copies.
pub fn names_found(tx: &Tx, file: FileId, is_anybody: bool) -> Result<()> {
    if is_anybody {
        content_found(tx, file)?;
    }
    tx.change(
        "UPDATE files SET names_lost_at = NULL
          WHERE company_id = :company AND id = :file AND names_lost_at IS NOT NULL",
        params! { ":file": file },
    )?;
    Ok(())
}

fn content_found(tx: &Tx, file: FileId) -> Result<()> {
    tx.change(
        "DELETE FROM lost_photographs
          WHERE company_id = :company
            AND sha256 = (SELECT f.sha256 FROM files AS f
                           WHERE f.company_id = :company AND f.id = :file)",
        params! { ":file": file },
    )?;
    Ok(())
}

/// Sets the mark "nobody recognisable" of a file, or removes it (None); false if nothing changed. A
/// mark that is set keeps its user.
pub fn set_nobody(tx: &Tx, file: FileId, by: Option<UserId>) -> Result<bool> {
    let changed = match by {
        Some(by) => tx.change(
            "UPDATE files SET nobody_by = :by, nobody_at = :now
              WHERE company_id = :company AND id = :file AND nobody_at IS NULL",
            params! { ":file": file, ":by": by, ":now": tx.now() },
        )?,
        None => tx.change(
            "UPDATE files SET nobody_by = NULL, nobody_at = NULL
              WHERE company_id = :company AND id = :file AND nobody_at IS NOT NULL",
            params! { ":file": file },
        )?,
    };
    Ok(changed == 1)
}

/// The photograph of the same event before this one, in the order of [`ids`].
pub fn previous(read: &Read, file: FileId) -> Result<Option<FileId>> {
    let event = read.first(
        "SELECT event_id FROM files
          WHERE company_id = :company AND id = :file AND event_id IS NOT NULL",
        params! { ":file": file },
        |row| row.get("event_id"),
    )?;
    let Some(event) = event else { return Ok(None) };
    let photos = ids(read, event)?;
    let at = photos.iter().position(|id| *id == file);
    Ok(at.and_then(|at| at.checked_sub(1)).map(|before| photos[before]))
}
