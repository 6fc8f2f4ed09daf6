//! The decisions that a replaced database contains and the backup does not, because they were made
//! later.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

use anyhow::Context;

use super::NewerNames;
use super::columns::json;
use super::engine::Connection;
use super::holds::{self, About, HeldSigner, NewHold};
use super::{AllTx, Row, Rows, params};
use crate::error::Result;
use crate::model::{Timestamp, Use};

/// What was done about decisions that are newer than the backup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Newer {
    /// Refusals and withdrawals; each becomes a hold.
    pub held: Vec<HeldDecision>,
    /// The number of answers given since, granted or refused: they are lost.
    pub lost: usize,
    /// The people named on photographs since.
    pub names: NewerNames,
    /// Why the replaced database could not be compared, or only in part; None if it was.
    pub unread: Option<String>,
}

/// A refusal, a withdrawal or a narrower answer that is not in the backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldDecision {
    pub reference: String,
    /// `refused`, `withdrawn` or `allowed less`.
    pub kind: &'static str,
    pub at: Timestamp,
    pub uses: Vec<Use>,
}

/// The last decision of one signer about one employee and event.
struct LastDecision {
    signer: HeldSigner,
    reference: String,
    kind: String,
    /// The uses that it allows.
    uses: Vec<Use>,
    at: Timestamp,
    /// Whether the restored database contains it too.
    is_known: bool,
}

/// Values of a row of `decisions`, equal in two databases if and only if it is the same decision.
type Fingerprint = (String, i64, String, String);

/// The answers and decisions of one database.
#[derive(Default)]
struct Decided {
    /// Whether the answer with this reference was given.
    answers: BTreeMap<String, bool>,
    /// The reference of the last given answer about an employee and event.
    given: HashMap<About, String>,
    /// The employees and events with a request that the employee themselves has to answer.
    awaited: HashSet<About>,
    last: BTreeMap<About, Vec<LastDecision>>,
    fingerprints: HashSet<Fingerprint>,
    /// The events and employees, each with its company and the time of its creation.
    rows: HashSet<Created>,
}

const ANSWERS: &str = "SELECT a.reference, a.company_id, a.event_id, a.employee_id,
            a.signed_at IS NOT NULL AS is_signed,
            a.signed_at IS NULL AND a.deleted_at IS NULL
            AND EXISTS (SELECT 1 FROM signers AS s
                         WHERE s.company_id = a.company_id AND s.answer_id = a.id
                           AND s.guardian_id IS NULL AND s.released_at IS NULL) AS is_awaited
       FROM answers AS a ORDER BY a.id";

/// In the order of the answers: a decision on a later answer replaces those on earlier ones, even
/// if an earlier answer was narrowed afterwards. `body`: for a guardian, the document, which
/// contains the e-mail they had then.
const DECISIONS: &str = "SELECT a.reference, a.company_id, a.event_id, a.employee_id,
            s.guardian_id, g.created_at AS guardian_since, g.email_key,
            CASE WHEN s.guardian_id IS NOT NULL THEN shown.body END AS body,
            d.kind, d.uses, d.decided_at
       FROM decisions AS d
       JOIN answers AS a ON a.company_id = d.company_id AND a.id = d.answer_id
       JOIN signers AS s ON s.company_id = d.company_id AND s.id = d.signer_id
       JOIN documents AS shown ON shown.company_id = d.company_id AND shown.id = d.document_id
       LEFT JOIN guardians AS g ON g.company_id = s.company_id AND g.id = s.guardian_id
      ORDER BY d.answer_id, d.id";

const ROWS: [(&str, &str); 2] = [
    ("event", "SELECT company_id, id, created_at FROM events"),
    ("employee", "SELECT company_id, id, created_at FROM employees"),
];

const HOLDS: &str = "SELECT h.company_id, h.event_id, h.employee_id, h.by_guardian,
            h.guardian_id, g.created_at AS guardian_since, h.guardian_email_key AS email_key,
            h.uses, h.decided_at
       FROM active_holds AS h
       LEFT JOIN guardians AS g ON g.company_id = h.company_id AND g.id = h.guardian_id
      ORDER BY h.id";

/// The holds in a database of an earlier version, which did not record the signer: one for each
/// signer of the answer.
const HOLDS_OF_ANSWERS: &str = "SELECT a.company_id, a.event_id, a.employee_id,
            s.guardian_id IS NOT NULL AS by_guardian, s.guardian_id,
            g.created_at AS guardian_since, g.email_key, h.uses, h.decided_at
       FROM active_holds AS h
       JOIN answers AS a ON a.company_id = h.company_id AND a.id = h.answer_id
       JOIN signers AS s ON s.company_id = a.company_id AND s.answer_id = a.id
                        AND s.released_at IS NULL
       LEFT JOIN guardians AS g ON g.company_id = s.company_id AND g.id = s.guardian_id
      ORDER BY h.id, s.position";

/// A hold to create, and the kind of decision that causes it.
struct Made {
    signer: HeldSigner,
    reference: String,
    uses: Vec<Use>,
    at: Timestamp,
    kind: &'static str,
}

/// An event or employee, with its company and the time of its creation.
pub(super) type Created = (&'static str, i64, i64, i64);

/// Compares the restored database with an undamaged one that it replaces, now or by an earlier
/// restore, which nobody writes to, and creates holds for what was refused or withdrawn since the
/// backup. `compared`: the events and employees of the databases that were compared before, which
/// are newer; those of this one are added.
pub(super) fn hold_newer_refusals(
    all: &AllTx,
    replaced: &Path,
    compared: &mut HashSet<Created>,
    backup: &str,
) -> Result<Newer> {
    let restored = decided(all)?;
    let (replaced, held_before) = decided_in(replaced, &restored.fingerprints)?;
    let mut newer = Newer::default();
    for (reference, is_signed) in &replaced.answers {
        if *is_signed && !restored.answers.get(reference).is_some_and(|is_signed| *is_signed) {
            newer.lost += 1;
        }
    }
    // Rows of another instance, and events and employees created after the backup, are skipped.
    let shared: HashSet<_> = restored.rows.intersection(&replaced.rows).collect();
    let shared: HashSet<_> = shared.iter().map(|(kind, of, id, _)| (*kind, *of, *id)).collect();
    // What a newer database knows of them was compared with it.
    let known: HashSet<_> = compared.iter().map(|(kind, of, id, _)| (*kind, *of, *id)).collect();
    let is_here = |(company, event, employee): &About| {
        let both = [("event", *company, *event), ("employee", *company, *employee)];
        both.iter().all(|one| shared.contains(one)) && !both.iter().all(|one| known.contains(one))
    };
    let people: BTreeSet<About> =
        replaced.last.keys().copied().chain(held_before.iter().map(|hold| hold.about)).collect();
    for whom in people.into_iter().filter(is_here) {
        for made in holds_of(whom, &restored, &replaced, &held_before) {
            let Made { signer, reference, uses, at, kind } = made;
            let hold = NewHold { about: whom, signer, uses, decided_at: at };
            if holds::create(all, &hold, backup)? {
                let known = restored.given.get(&whom).or(replaced.given.get(&whom)).cloned();
                let reference = known.unwrap_or(reference);
                newer.held.push(HeldDecision { reference, kind, at, uses: hold.uses });
            }
        }
    }
    compared.extend(replaced.rows);
    Ok(newer)
}

/// The holds about one employee and event.
fn holds_of(
    whom: About,
    restored: &Decided,
    replaced: &Decided,
    held_before: &[NewHold],
) -> Vec<Made> {
    let mut all: Vec<Made> = vec![];
    for hold in held_before.iter().filter(|hold| hold.about == whom) {
        all.push(Made {
            signer: hold.signer.clone(),
            reference: String::new(),
            uses: hold.uses.clone(),
            at: hold.decided_at,
            kind: "refused or withdrawn",
        });
    }
    for last in replaced.last.get(&whom).into_iter().flatten().filter(|last| !last.is_known) {
        let before = restored.last.get(&whom).into_iter().flatten();
        let before = before.into_iter().find(|one| one.signer.is_same(&last.signer));
        // An employee without an earlier decision whose request is pending is asked again: nothing
        // is allowed until they answer. Guardians may allow something without the one who has
        // decided since.
        let is_asked_again = before.is_none()
            && !last.signer.by_guardian
            && restored.awaited.contains(&whom)
            && !restored.given.contains_key(&whom);
        if is_asked_again && !last.uses.is_empty() {
            continue;
        }
        let before = before.map_or_else(|| Use::ALL.to_vec(), |one| one.uses.clone());
        let mut gone: Vec<Use> =
            before.into_iter().filter(|name| !last.uses.contains(name)).collect();
        if let Some(at) = all.iter().position(|made| made.signer.is_same(&last.signer)) {
            let earlier = all.remove(at).uses;
            gone.extend(earlier.into_iter().filter(|name| !last.uses.contains(name)));
        }
        all.push(Made {
            signer: last.signer.clone(),
            reference: last.reference.clone(),
            uses: gone,
            at: last.at,
            kind: match last.kind.as_str() {
                "REFUSED" => "refused",
                "WITHDRAWN" if last.uses.is_empty() => "withdrawn",
                _ => "allowed less",
            },
        });
    }
    all.retain(|made| !made.uses.is_empty());
    all
}

/// The answers and decisions of the restored database.
fn decided(all: &AllTx) -> Result<Decided> {
    let mut decided = Decided::default();
    for read in all.all(ANSWERS, &[], answer)? {
        decided.add_answer(read);
    }
    for (whom, row, last) in all.all(DECISIONS, &[], decision)? {
        decided.fingerprints.insert(row);
        decided.add(whom, last);
    }
    for (kind, sql) in ROWS {
        decided.rows.extend(all.all(sql, &[], |row| created(kind, row))?);
    }
    Ok(decided)
}

/// The answers and decisions of the replaced database, and its active holds.
fn decided_in(file: &Path, known: &HashSet<Fingerprint>) -> Result<(Decided, Vec<NewHold>)> {
    let sql = Connection::open_copy(file).context("cannot open what is replaced")?;
    let mut decided = Decided::default();
    for read in sql.all(ANSWERS, &[], answer)? {
        decided.add_answer(read);
    }
    for (whom, row, last) in sql.all(DECISIONS, &[], decision)? {
        let is_known = known.contains(&row);
        decided.add(whom, LastDecision { is_known, ..last });
    }
    for (kind, rows) in ROWS {
        decided.rows.extend(sql.all(rows, &[], |row| created(kind, row))?);
    }
    let has = |table: &str| {
        let sql_of = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = :name";
        sql.count(sql_of, params! { ":name": table }).map(|found| found > 0)
    };
    let holds = match (has("holds")?, has("answer_holds")?) {
        (true, _) => Some(HOLDS),
        (false, true) => Some(HOLDS_OF_ANSWERS),
        (false, false) => None,
    };
    let held = match holds {
        Some(holds) => sql.all(holds, &[], hold)?,
        None => vec![],
    };
    Ok((decided, held))
}

impl Decided {
    fn add_answer(
        &mut self,
        (reference, whom, is_signed, is_awaited): (String, About, bool, bool),
    ) {
        if is_signed {
            self.given.insert(whom, reference.clone());
        }
        if is_awaited {
            self.awaited.insert(whom);
        }
        self.answers.insert(reference, is_signed);
    }

    fn add(&mut self, whom: About, last: LastDecision) {
        let signers = self.last.entry(whom).or_default();
        match signers.iter_mut().find(|one| one.signer.is_same(&last.signer)) {
            Some(earlier) => *earlier = last,
            None => signers.push(last),
        }
    }
}

fn about(row: &Row) -> Result<About> {
    Ok((row.get("company_id")?, row.get("event_id")?, row.get("employee_id")?))
}

fn answer(row: &Row) -> Result<(String, About, bool, bool)> {
    Ok((row.get("reference")?, about(row)?, row.get("is_signed")?, row.get("is_awaited")?))
}

fn created(kind: &'static str, row: &Row) -> Result<Created> {
    Ok((kind, row.get("company_id")?, row.get("id")?, row.get("created_at")?))
}

fn signer(row: &Row, by_guardian: bool, email_key: Option<String>) -> Result<HeldSigner> {
    let since = row.get("guardian_since")?;
    let guardian = row.get::<Option<i64>>("guardian_id")?.zip(since);
    Ok(HeldSigner { by_guardian, guardian, email_key })
}

/// The e-mail of a guardian in the document they decided on.
fn email_of_then(body: &str) -> Option<String> {
    let document: serde_json::Value = serde_json::from_str(body).ok()?;
    Some(document["signer"]["email"].as_str()?.to_ascii_lowercase())
}

fn decision(row: &Row) -> Result<(About, Fingerprint, LastDecision)> {
    let (kind, reference): (String, String) = (row.get("kind")?, row.get("reference")?);
    let at: Timestamp = row.get("decided_at")?;
    let by_guardian = row.get::<Option<i64>>("guardian_id")?.is_some();
    let fingerprint = (reference.clone(), at.0, kind.clone(), row.get("uses")?);
    let body: Option<String> = row.get("body")?;
    let email = match body.as_deref().and_then(email_of_then) {
        Some(email) => Some(email),
        None => row.get("email_key")?,
    };
    let (signer, uses) = (signer(row, by_guardian, email)?, json(row, "uses")?);
    let last = LastDecision { signer, reference, kind, uses, at, is_known: true };
    Ok((about(row)?, fingerprint, last))
}

fn hold(row: &Row) -> Result<NewHold> {
    Ok(NewHold {
        about: about(row)?,
        signer: signer(row, row.get("by_guardian")?, row.get("email_key")?)?,
        uses: json(row, "uses")?,
        decided_at: row.get("decided_at")?,
    })
}
