//! The people whom replaced databases name on photographs and the backup does not, because they
//! were named later. Without them a photograph would be published that shows somebody who said no.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context;

use super::engine::Connection;
use super::{AllTx, Changes, Row, Rows, params};
use crate::error::Result;
use crate::model::Timestamp;

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

/// A photograph of an event, the same in two databases if and only if all of it is: company, event,
/// creation of the event, content. Files with the same content show the same people.
type Photo = (i64, i64, i64, String);

/// An employee of the photograph's company: id and time of creation.
type Person = (i64, i64);

/// What a database says of its photographs.
#[derive(Default)]
pub(super) struct Names {
    photos: BTreeMap<Photo, Named>,
    /// When a user last took somebody off a photograph.
    removed: BTreeMap<(Photo, Person), Timestamp>,
}

/// Who is on a photograph.
#[derive(Default)]
struct Named {
    files: BTreeSet<i64>,
    nobody_recognisable: bool,
    people: BTreeMap<Person, Timestamp>,
}

const NAMED: &str = "SELECT f.company_id, f.event_id, v.created_at AS event_since, f.sha256, f.id,
            f.nobody_at IS NOT NULL AS is_nobody, e.id AS person, e.created_at AS since,
            p.created_at AS named_at
       FROM files AS f
       JOIN events AS v ON v.company_id = f.company_id AND v.id = f.event_id
       LEFT JOIN file_people AS p ON p.company_id = f.company_id AND p.file_id = f.id
       LEFT JOIN employees AS e ON e.company_id = p.company_id AND e.id = p.employee_id
      WHERE f.kind = 'EVENT_PHOTO'";

/// Those whom a restore took off a photograph have no `unnamed_by`.
const REMOVED: &str = "SELECT f.company_id, f.event_id, v.created_at AS event_since, f.sha256,
            e.id AS person, e.created_at AS since, MAX(u.unnamed_at) AS unnamed_at
       FROM unnamed_people AS u
       JOIN files AS f ON f.company_id = u.company_id AND f.id = u.file_id
       JOIN events AS v ON v.company_id = f.company_id AND v.id = f.event_id
       JOIN employees AS e ON e.company_id = u.company_id AND e.id = u.employee_id
      WHERE u.unnamed_by IS NOT NULL
      GROUP BY f.company_id, f.event_id, f.sha256, e.id";

/// Reads a replaced database.
pub(super) fn read(file: &Path) -> Result<Names> {
    let sql = Connection::open_copy(file).context("cannot open what is replaced")?;
    Ok(collect(sql.all(NAMED, &[], named)?, sql.all(REMOVED, &[], removed)?))
}

/// Names people on photographs of the restored database as the replaced ones do, of which the
/// newest comes first. Whoever is named in one of them and was not taken off since by a user is
/// named.
pub(super) fn carry_over(all: &AllTx, replaced: &[Names]) -> Result<NewerNames> {
    let here = collect(all.all(NAMED, &[], named)?, all.all(REMOVED, &[], removed)?);
    let known: BTreeSet<(i64, Person)> = all
        .all("SELECT company_id, id, created_at FROM employees", &[], |row| {
            Ok((row.get("company_id")?, (row.get("id")?, row.get("created_at")?)))
        })?
        .into_iter()
        .collect();
    let was_removed = |photo: &Photo, person: Person, named_at: Timestamp| {
        let key = (photo.clone(), person);
        let mut times = replaced.iter().chain([&here]).filter_map(|names| names.removed.get(&key));
        times.any(|at| *at >= named_at)
    };
    let mut done = NewerNames::default();
    for (photo, now) in &here.photos {
        let then: Vec<&Named> =
            replaced.iter().filter_map(|names| names.photos.get(photo)).collect();
        let Some(newest) = then.first() else { continue };
        let mut missing = BTreeSet::new();
        for (person, named_at) in then.iter().flat_map(|named| &named.people) {
            if !now.people.contains_key(person) && !was_removed(photo, *person, *named_at) {
                missing.insert(*person);
            }
        }
        let is_nobody_no_longer =
            now.nobody_recognisable && (!newest.nobody_recognisable || !missing.is_empty());
        let company = photo.0;
        if missing.iter().any(|person| !known.contains(&(company, *person))) {
            for file in &now.files {
                unname_all(all, company, *file)?;
                done.unknown += 1;
            }
            continue;
        }
        if missing.is_empty() && !is_nobody_no_longer {
            continue;
        }
        for file in &now.files {
            for (person, _) in &missing {
                all.change(
                    "INSERT INTO file_people (company_id, file_id, employee_id, created_at)
                     VALUES (:of, :file, :person, :now) ON CONFLICT DO NOTHING",
                    params! {
                        ":of": company, ":file": *file, ":person": *person, ":now": all.now(),
                    },
                )?;
            }
            clear_nobody(all, company, *file)?;
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

fn photo(row: &Row) -> Result<Photo> {
    Ok((row.get("company_id")?, row.get("event_id")?, row.get("event_since")?, row.get("sha256")?))
}

/// A photograph's file, whether nobody is recognisable on it, and one of the people on it.
type OnFile = (Photo, i64, bool, Option<(Person, Timestamp)>);

fn named(row: &Row) -> Result<OnFile> {
    let person = match row.get::<Option<i64>>("person")? {
        Some(id) => Some(((id, row.get("since")?), row.get("named_at")?)),
        None => None,
    };
    Ok((photo(row)?, row.get("id")?, row.get("is_nobody")?, person))
}

fn removed(row: &Row) -> Result<((Photo, Person), Timestamp)> {
    let person = (row.get("person")?, row.get("since")?);
    Ok(((photo(row)?, person), row.get("unnamed_at")?))
}

fn collect(named: Vec<OnFile>, removed: Vec<((Photo, Person), Timestamp)>) -> Names {
    let mut names = Names { removed: removed.into_iter().collect(), ..Names::default() };
    for (photo, file, is_nobody, person) in named {
        let photo = names.photos.entry(photo).or_default();
        photo.files.insert(file);
        photo.nobody_recognisable |= is_nobody;
        photo.people.extend(person);
    }
    names
}
