//! The people whom a replaced database names on photographs and the backup does not, because they
//! were named later. Without them a photograph would be published that shows somebody who said no.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use anyhow::Context;

use super::engine::Connection;
use super::{AllTx, Changes, Row, Rows, params};
use crate::error::Result;

/// What was done about photographs with newer names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NewerNames {
    /// The photographs on which somebody was named again, or that "nobody recognisable" was taken
    /// from.
    pub named: usize,
    /// The photographs that show somebody who is not in the backup: nobody is named on them now, so
    /// they cannot be published until somebody names them.
    pub unknown: usize,
}

/// A photograph, the same in two databases if and only if all of it is: company, id, time of
/// creation, content.
pub(super) type Photo = (i64, i64, i64, String);

/// An employee of the photograph's company: id and time of creation.
type Person = (i64, i64);

/// Who is on a photograph.
#[derive(Default)]
struct Named {
    nobody_recognisable: bool,
    people: Vec<Person>,
}

const NAMED: &str = "SELECT f.company_id, f.id, f.created_at, f.sha256,
            f.nobody_at IS NOT NULL AS is_nobody, e.id AS person, e.created_at AS since
       FROM files AS f
       LEFT JOIN file_people AS p ON p.company_id = f.company_id AND p.file_id = f.id
       LEFT JOIN employees AS e ON e.company_id = p.company_id AND e.id = p.employee_id
      WHERE f.kind = 'EVENT_PHOTO' ORDER BY f.id, p.id";

/// Names people on photographs of the restored database as a replaced one does. Nobody is removed:
/// of two databases, the one that names more people counts. `compared`: the photographs of newer
/// replaced databases, which are skipped; those of this one are added.
pub(super) fn carry_over(
    all: &AllTx,
    replaced: &Path,
    compared: &mut HashSet<Photo>,
) -> Result<NewerNames> {
    let sql = Connection::open_copy(replaced).context("cannot open what is replaced")?;
    let (newer, here) = (collect(sql.all(NAMED, &[], row)?), collect(all.all(NAMED, &[], row)?));
    let known: HashSet<(i64, Person)> = all
        .all("SELECT company_id, id, created_at FROM employees", &[], |row| {
            Ok((row.get("company_id")?, (row.get("id")?, row.get("created_at")?)))
        })?
        .into_iter()
        .collect();
    let mut done = NewerNames::default();
    for (photo, then) in newer {
        let Some(now) = here.get(&photo) else { continue };
        if !compared.insert(photo.clone()) {
            continue;
        }
        let (company, file, ..) = photo;
        let missing = then.people.iter().filter(|person| !now.people.contains(person));
        let missing: Vec<&Person> = missing.collect();
        let is_nobody_no_longer = now.nobody_recognisable && !then.nobody_recognisable;
        if missing.iter().any(|person| !known.contains(&(company, **person))) {
            unname_all(all, company, file)?;
            done.unknown += 1;
            continue;
        }
        for (person, _) in &missing {
            all.change(
                "INSERT INTO file_people (company_id, file_id, employee_id, created_at)
                 VALUES (:of, :file, :person, :now) ON CONFLICT DO NOTHING",
                params! { ":of": company, ":file": file, ":person": *person, ":now": all.now() },
            )?;
        }
        if is_nobody_no_longer {
            clear_nobody(all, company, file)?;
        }
        if is_nobody_no_longer || !missing.is_empty() {
            done.named += 1;
        }
    }
    Ok(done)
}

/// Leaves a photograph with nobody named, and keeps who was in the history.
fn unname_all(all: &AllTx, company: i64, file: i64) -> Result<()> {
    let of_file = params! { ":of": company, ":file": file };
    all.change(
        "INSERT INTO unnamed_people (company_id, file_id, employee_id, named_by, named_at,
                                     unnamed_at, with_nobody)
         SELECT company_id, file_id, employee_id, named_by, created_at, :now, 0
           FROM file_people WHERE company_id = :of AND file_id = :file",
        params! { ":of": company, ":file": file, ":now": all.now() },
    )?;
    all.change("DELETE FROM file_people WHERE company_id = :of AND file_id = :file", of_file)?;
    clear_nobody(all, company, file)
}

fn clear_nobody(all: &AllTx, company: i64, file: i64) -> Result<()> {
    all.change(
        "UPDATE files SET nobody_by = NULL, nobody_at = NULL
          WHERE company_id = :of AND id = :file",
        params! { ":of": company, ":file": file },
    )?;
    Ok(())
}

fn row(row: &Row) -> Result<(Photo, bool, Option<Person>)> {
    let photo =
        (row.get("company_id")?, row.get("id")?, row.get("created_at")?, row.get("sha256")?);
    let person = row.get::<Option<i64>>("person")?.zip(row.get("since")?);
    Ok((photo, row.get("is_nobody")?, person))
}

fn collect(rows: Vec<(Photo, bool, Option<Person>)>) -> BTreeMap<Photo, Named> {
    let mut photos: BTreeMap<Photo, Named> = BTreeMap::new();
    for (photo, nobody_recognisable, person) in rows {
        let named = photos.entry(photo).or_default();
        named.nobody_recognisable = nobody_recognisable;
        named.people.extend(person);
    }
    photos
}
