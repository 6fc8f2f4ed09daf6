//! The people who were named on photographs after the backup was made, according to the replaced
//! databases. Without their names, a photograph of somebody who refused could be published.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Result;
use crate::model::Timestamp;
use crate::store::engine::Connection;
use crate::store::{AllTx, Changes, Row, Rows, params};

/// What was done about photographs with newer names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NewerNames {
    /// The photographs on which somebody was named again, or which lost the mark "nobody
    /// recognisable".
    pub named: usize,
    /// The photographs that show somebody who is not in the backup. They cannot be published until
    /// a user names the people on them.
    pub unknown: usize,
    /// The photographs that the backup lacks and on which people were named. If they are uploaded
    /// again, they cannot be published until a user names the people on them.
    pub lost: usize,
}

/// A photograph of an event: company, event, creation of the event, content. Two databases have the
/// same photograph if and only if all four are equal. Files with the same content show the same
/// people.
type Photo = (i64, i64, i64, String);

/// An employee of the photograph's company: id and time of creation.
type Person = (i64, i64);

/// The people of the restored database, each with their company.
type Known = BTreeSet<(i64, Person)>;

/// Who is named on the photographs of one database.
#[derive(Default)]
pub(in crate::store) struct Names {
    photos: BTreeMap<Photo, Named>,
    /// When a user last removed somebody's name from a photograph.
    removed: BTreeMap<(Photo, Person), Timestamp>,
    /// The photographs that an earlier restore lost, by company and content.
    lost: BTreeSet<Content>,
}

/// The company and the content of a photograph.
type Content = (i64, String);

/// Who is on a photograph.
#[derive(Default)]
struct Named {
    /// The files with this content, deleted ones too, and who is named on each.
    files: BTreeMap<i64, BTreeSet<Person>>,
    /// Whether any of its files, or each of them, is marked "nobody recognisable".
    is_nobody_on_any: bool,
    is_nobody_on_all: bool,
    /// Whether an earlier restore could not name everybody on it, and no user has named people
    /// since.
    are_lost: bool,
    /// The people named on any of the files, and when each was named last.
    people: BTreeMap<Person, Timestamp>,
}

const NAMED: &str = "SELECT f.company_id, f.event_id, v.created_at AS event_since, f.sha256, f.id,
            f.nobody_at IS NOT NULL AS is_nobody, f.names_lost_at IS NOT NULL AS are_lost,
            e.id AS person, e.created_at AS since, p.created_at AS named_at
       FROM files AS f
       JOIN events AS v ON v.company_id = f.company_id AND v.id = f.event_id
       LEFT JOIN file_people AS p ON p.company_id = f.company_id AND p.file_id = f.id
       LEFT JOIN employees AS e ON e.company_id = p.company_id AND e.id = p.employee_id
      WHERE f.kind = 'EVENT_PHOTO'";

/// The people whose names a user removed from a photograph. `unnamed_by` is empty if an earlier
/// version of this program removed a name during a restore.
const REMOVED: &str = "SELECT f.company_id, f.event_id, v.created_at AS event_since, f.sha256,
            e.id AS person, e.created_at AS since, MAX(u.unnamed_at) AS unnamed_at
       FROM unnamed_people AS u
       JOIN files AS f ON f.company_id = u.company_id AND f.id = u.file_id
       JOIN events AS v ON v.company_id = f.company_id AND v.id = f.event_id
       JOIN employees AS e ON e.company_id = u.company_id AND e.id = u.employee_id
      WHERE u.unnamed_by IS NOT NULL
      GROUP BY f.company_id, f.event_id, f.sha256, e.id";

/// Reads a replaced database.
pub(in crate::store) fn read(sql: &Connection) -> Result<Names> {
    let lost = sql.all("SELECT company_id, sha256 FROM lost_photographs", &[], |row| {
        Ok((row.get("company_id")?, row.get("sha256")?))
    })?;
    let names = collect(sql.all(NAMED, &[], named)?, sql.all(REMOVED, &[], removed)?);
    Ok(Names { lost: lost.into_iter().collect(), ..names })
}

/// Names people on photographs of the restored database as the replaced databases do, of which the
/// newest comes first. A person is named if one of the databases names them and no user has removed
/// the name since.
pub(in crate::store) fn carry_over(all: &AllTx, replaced: &[Names]) -> Result<NewerNames> {
    let here = collect(all.all(NAMED, &[], named)?, all.all(REMOVED, &[], removed)?);
    let known: Known = all
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
    let lost = note_lost(all, &here, &known, replaced)?;
    let mut done = NewerNames { lost, ..NewerNames::default() };
    for (photo, now) in &here.photos {
        let then: Vec<&Named> =
            replaced.iter().filter_map(|names| names.photos.get(photo)).collect();
        let Some(newest) = then.first() else { continue };
        let mut named = BTreeSet::new();
        for (person, named_at) in then.iter().flat_map(|named| &named.people) {
            if !was_removed(photo, *person, *named_at) {
                named.insert(*person);
            }
        }
        let is_missing = |person: &Person| now.files.values().any(|on| !on.contains(person));
        let mut missing: BTreeSet<Person> = named.into_iter().filter(is_missing).collect();
        let is_nobody_no_longer =
            now.is_nobody_on_any && (!newest.is_nobody_on_all || !missing.is_empty());
        let company = photo.0;
        let total = missing.len();
        missing.retain(|person| known.contains(&(company, *person)));
        let are_lost = newest.are_lost || missing.len() < total;
        if missing.is_empty() && !is_nobody_no_longer && !are_lost {
            continue;
        }
        for file in now.files.keys() {
            for (person, _) in &missing {
                all.change(
                    "INSERT INTO file_people (company_id, file_id, employee_id, created_at)
                     VALUES (:of, :file, :person, :now) ON CONFLICT DO NOTHING",
                    params! {
                        ":of": company, ":file": *file, ":person": *person, ":now": all.now(),
                    },
                )?;
            }
            mark(all, company, *file, are_lost)?;
            if are_lost {
                done.unknown += 1;
            } else {
                done.named += 1;
            }
        }
    }
    Ok(done)
}

/// Records the contents of photographs on which somebody is or was named and the restored database
/// does not know it. An API token cannot mark such a photograph as "nobody recognisable", and one
/// that is uploaded again cannot be published until a user names the people on it. Returns how many
/// of the contents have no file in the restored database.
fn note_lost(all: &AllTx, here: &Names, known: &Known, replaced: &[Names]) -> Result<usize> {
    let mut lost: BTreeSet<Content> = BTreeSet::new();
    for names in replaced {
        let mut people: BTreeMap<&Photo, BTreeSet<Person>> = BTreeMap::new();
        for (photo, named) in &names.photos {
            let those = people.entry(photo).or_default();
            those.extend(named.people.keys());
            if named.are_lost {
                lost.insert(content_of(photo));
            }
        }
        for (photo, person) in names.removed.keys() {
            people.entry(photo).or_default().insert(*person);
        }
        for (photo, those) in people {
            // The restored database knows a person who is named on it, or who is named again.
            let is_shown = |person: &Person| {
                let key = (photo.clone(), *person);
                let is_named = here.photos.get(photo).is_some_and(|now| {
                    now.people.contains_key(person) || known.contains(&(photo.0, *person))
                });
                // If a name was removed, the restored database must know that as well.
                here.removed.contains_key(&key) || (is_named && !names.removed.contains_key(&key))
            };
            if !those.iter().all(is_shown) {
                lost.insert(content_of(photo));
            }
        }
    }
    let contents: BTreeSet<Content> = here.photos.keys().map(content_of).collect();
    let mut absent = 0;
    for (company, content) in &lost {
        note(all, *company, content)?;
        absent += usize::from(!contents.contains(&(*company, content.clone())));
    }
    let earlier: BTreeSet<&Content> = replaced.iter().flat_map(|names| &names.lost).collect();
    for content in &earlier {
        note(all, content.0, &content.1)?;
        absent += usize::from(!contents.contains(*content) && !lost.contains(*content));
    }
    // This backup may contain a photograph that an earlier restore lost, without the names on it.
    // No remaining database knows these names.
    for (photo, now) in &here.photos {
        let is_known = replaced.iter().any(|names| names.photos.contains_key(photo));
        if !is_known && earlier.contains(&content_of(photo)) {
            for file in now.files.keys() {
                mark(all, photo.0, *file, true)?;
            }
        }
    }
    Ok(absent)
}

fn content_of((company, _, _, content): &Photo) -> Content {
    (*company, content.clone())
}

fn note(all: &AllTx, company: i64, content: &str) -> Result<()> {
    all.change(
        "INSERT INTO lost_photographs (company_id, sha256, created_at)
         SELECT id, :content, :now FROM companies WHERE id = :of
         ON CONFLICT DO NOTHING",
        params! { ":of": company, ":content": content.to_owned(), ":now": all.now() },
    )?;
    Ok(())
}

/// Removes the mark "nobody recognisable" from a photograph. If `are_lost`, records that names were
/// lost.
fn mark(all: &AllTx, company: i64, file: i64, are_lost: bool) -> Result<()> {
    all.change(
        "UPDATE files SET nobody_by = NULL, nobody_at = NULL,
                names_lost_at = CASE WHEN :lost = 1 THEN :now ELSE names_lost_at END
          WHERE company_id = :of AND id = :file",
        params! {
            ":of": company, ":file": file, ":lost": i64::from(are_lost), ":now": all.now(),
        },
    )?;
    Ok(())
}

fn photo(row: &Row) -> Result<Photo> {
    Ok((row.get("company_id")?, row.get("event_id")?, row.get("event_since")?, row.get("sha256")?))
}

/// A photograph's file, and one of the people on it.
struct OnFile {
    photo: Photo,
    file: i64,
    nobody_recognisable: bool,
    are_lost: bool,
    person: Option<(Person, Timestamp)>,
}

fn named(row: &Row) -> Result<OnFile> {
    let person = match row.get::<Option<i64>>("person")? {
        Some(id) => Some(((id, row.get("since")?), row.get("named_at")?)),
        None => None,
    };
    Ok(OnFile {
        photo: photo(row)?,
        file: row.get("id")?,
        nobody_recognisable: row.get("is_nobody")?,
        are_lost: row.get("are_lost")?,
        person,
    })
}

fn removed(row: &Row) -> Result<((Photo, Person), Timestamp)> {
    let person = (row.get("person")?, row.get("since")?);
    Ok(((photo(row)?, person), row.get("unnamed_at")?))
}

fn collect(named: Vec<OnFile>, removed: Vec<((Photo, Person), Timestamp)>) -> Names {
    let mut names = Names { removed: removed.into_iter().collect(), ..Names::default() };
    for one in named {
        let photo = names.photos.entry(one.photo).or_default();
        photo.is_nobody_on_all =
            one.nobody_recognisable && (photo.files.is_empty() || photo.is_nobody_on_all);
        let on_file = photo.files.entry(one.file).or_default();
        on_file.extend(one.person.map(|(person, _)| person));
        photo.is_nobody_on_any |= one.nobody_recognisable;
        photo.are_lost |= one.are_lost;
        if let Some((person, named_at)) = one.person {
            // If a person is named on several files, the last time counts.
            let last = photo.people.entry(person).or_insert(named_at);
            *last = named_at.max(*last);
        }
    }
    names
}
