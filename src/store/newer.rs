//! What a database that is replaced knows and its backup does not: decisions that were
//! made since.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use anyhow::Context;
use rusqlite::{Connection, OpenFlags, Row};

use super::columns::{instant, instant_if_any, json};
use super::holds::{self, About, HeldSigner, NewHold};
use super::{AllTx, Rows};
use crate::error::Result;
use crate::model::{Timestamp, Use};

/// What became of decisions that are newer than the backup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Newer {
    /// The refusals and withdrawals: each is carried over as a hold.
    pub held: Vec<HeldDecision>,
    /// How many answers were given since, whatever they say: they are lost.
    pub lost: usize,
}

/// A refusal, a withdrawal or a narrower answer that the backup does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldDecision {
    pub reference: String,
    /// `refused`, `withdrawn` or `allowed less`.
    pub kind: &'static str,
    pub at: Timestamp,
    pub uses: Vec<Use>,
}

/// The last decision of one signer about one person's pictures of one shoot.
struct LastDecision {
    signer: HeldSigner,
    kind: String,
    /// What it allows.
    uses: Vec<Use>,
    at: Timestamp,
    /// It is in the restored database as well.
    is_known: bool,
}

/// One row of `decisions`, the same in two databases exactly if it is the same decision.
type Fingerprint = (String, i64, String, String);

/// The answers and decisions of one database.
#[derive(Default)]
struct Decided {
    /// By reference, whom each answer is about and whether it was given.
    answers: BTreeMap<String, (About, bool)>,
    last: HashMap<About, Vec<LastDecision>>,
    fingerprints: HashSet<Fingerprint>,
}

const ANSWERS: &str = "SELECT reference, company_id, event_id, employee_id,
            signed_at IS NOT NULL AS is_signed FROM answers ORDER BY id";

/// In the order of the answers: a decision on a newer answer is the newer word, whenever the
/// older answer was narrowed.
const DECISIONS: &str = "SELECT a.reference, a.company_id, a.event_id, a.employee_id,
            s.guardian_id, g.created_at AS guardian_since, g.email_key,
            d.kind, d.uses, d.decided_at
       FROM decisions AS d
       JOIN answers AS a ON a.company_id = d.company_id AND a.id = d.answer_id
       JOIN signers AS s ON s.company_id = d.company_id AND s.id = d.signer_id
       LEFT JOIN guardians AS g ON g.company_id = s.company_id AND g.id = s.guardian_id
      ORDER BY d.answer_id, d.id";

const HOLDS: &str = "SELECT h.company_id, h.event_id, h.employee_id, h.by_guardian,
            h.guardian_id, g.created_at AS guardian_since,
            COALESCE(g.email_key, h.guardian_email_key) AS email_key, h.uses, h.decided_at
       FROM active_holds AS h
       LEFT JOIN guardians AS g ON g.company_id = h.company_id AND g.id = h.guardian_id
      ORDER BY h.id";

/// Compares a restored database with the one it replaces, which nobody writes to, and holds
/// what its people had taken back since.
pub(super) fn carry_over(all: &AllTx, replaced: &Path, backup: &str) -> Result<Newer> {
    let restored = decided(all)?;
    let (replaced, held_before) = decided_in(replaced, &restored.fingerprints)?;
    let mut newer = Newer::default();
    for (reference, (_, is_signed)) in &replaced.answers {
        let is_known = restored.answers.get(reference).is_some_and(|(_, is_signed)| *is_signed);
        if *is_signed && !is_known {
            newer.lost += 1;
        }
    }
    let mut about: BTreeMap<About, (&str, bool)> = BTreeMap::new();
    for (reference, (whom, is_signed)) in &restored.answers {
        // Of another instance, or of a person the other database never knew.
        if replaced.answers.get(reference).is_some_and(|(there, _)| there == whom) {
            let (shown, has_signed) = about.entry(*whom).or_insert((reference, false));
            if *is_signed {
                *shown = reference;
            }
            *has_signed |= is_signed;
        }
    }
    for (whom, (reference, has_signed)) in about {
        let mut holds: Vec<(HeldSigner, Vec<Use>, Timestamp, &'static str)> = vec![];
        for hold in held_before.iter().filter(|hold| hold.about == whom) {
            let kind = "refused or withdrawn";
            holds.push((hold.signer.clone(), hold.uses.clone(), hold.decided_at, kind));
        }
        for last in replaced.last.get(&whom).into_iter().flatten().filter(|last| !last.is_known) {
            let before = restored.last.get(&whom).into_iter().flatten();
            let before = before.into_iter().find(|one| one.signer.is_same(&last.signer));
            // A person who had not decided is asked again: nothing counts until they answer.
            // For a child, something may count without a guardian who is not known any more.
            let asked_again = before.is_none() && !last.signer.by_guardian && !has_signed;
            if asked_again && !last.uses.is_empty() {
                continue;
            }
            let before = before.map_or_else(|| Use::ALL.to_vec(), |one| one.uses.clone());
            let gone: Vec<Use> =
                before.into_iter().filter(|name| !last.uses.contains(name)).collect();
            let kind = match last.kind.as_str() {
                "REFUSED" => "refused",
                "WITHDRAWN" if last.uses.is_empty() => "withdrawn",
                _ => "allowed less",
            };
            match holds.iter_mut().find(|(signer, ..)| signer.is_same(&last.signer)) {
                Some((_, uses, at, said)) => {
                    uses.extend(
                        gone.into_iter().filter(|name| !uses.contains(name)).collect::<Vec<_>>(),
                    );
                    (*at, *said) = (last.at, kind);
                }
                None => holds.push((last.signer.clone(), gone, last.at, kind)),
            }
        }
        for (signer, uses, at, kind) in holds {
            if uses.is_empty() {
                continue;
            }
            let hold = NewHold { about: whom, signer, uses, decided_at: at };
            if holds::create(all, &hold, backup)? {
                let (reference, uses) = (reference.to_owned(), hold.uses);
                newer.held.push(HeldDecision { reference, kind, at, uses });
            }
        }
    }
    Ok(newer)
}

/// What is decided in the restored database.
fn decided(all: &AllTx) -> Result<Decided> {
    let mut decided = Decided::default();
    for (reference, of, is_signed) in all.all(ANSWERS, &[], answer)? {
        decided.answers.insert(reference, (of, is_signed));
    }
    for (whom, row, last) in all.all(DECISIONS, &[], decision)? {
        decided.fingerprints.insert(row);
        decided.add(whom, last);
    }
    Ok(decided)
}

/// What is decided in the database that is replaced, and the holds that are active in it.
fn decided_in(file: &Path, known: &HashSet<Fingerprint>) -> Result<(Decided, Vec<NewHold>)> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    #[expect(clippy::disallowed_methods, reason = "nobody serves from what is replaced")]
    let sql = Connection::open_with_flags(file, flags).context("cannot open what is replaced")?;
    let mut decided = Decided::default();
    for read in sql.prepare(ANSWERS)?.query_map([], answer)? {
        let (reference, of, is_signed) = read?;
        decided.answers.insert(reference, (of, is_signed));
    }
    for read in sql.prepare(DECISIONS)?.query_map([], decision)? {
        let (whom, row, last) = read?;
        let is_known = known.contains(&row);
        decided.add(whom, LastDecision { is_known, ..last });
    }
    // A database of an earlier version has no holds by signer.
    let has_holds: bool = sql.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'holds')",
        [],
        |row| row.get(0),
    )?;
    let mut held = vec![];
    if has_holds {
        for read in sql.prepare(HOLDS)?.query_map([], hold)? {
            held.push(read?);
        }
    }
    Ok((decided, held))
}

impl Decided {
    fn add(&mut self, whom: About, last: LastDecision) {
        let signers = self.last.entry(whom).or_default();
        match signers.iter_mut().find(|one| one.signer.is_same(&last.signer)) {
            Some(earlier) => *earlier = last,
            None => signers.push(last),
        }
    }
}

fn about(row: &Row) -> rusqlite::Result<About> {
    Ok((row.get("company_id")?, row.get("event_id")?, row.get("employee_id")?))
}

fn answer(row: &Row) -> rusqlite::Result<(String, About, bool)> {
    Ok((row.get("reference")?, about(row)?, row.get("is_signed")?))
}

fn signer(row: &Row, by_guardian: bool) -> rusqlite::Result<HeldSigner> {
    let since = instant_if_any(row, "guardian_since")?;
    let guardian = row.get::<_, Option<i64>>("guardian_id")?.zip(since);
    Ok(HeldSigner { by_guardian, guardian, email_key: row.get("email_key")? })
}

fn decision(row: &Row) -> rusqlite::Result<(About, Fingerprint, LastDecision)> {
    let kind: String = row.get("kind")?;
    let at = instant(row, "decided_at")?;
    let by_guardian = row.get::<_, Option<i64>>("guardian_id")?.is_some();
    let fingerprint = (row.get("reference")?, at.0, kind.clone(), row.get("uses")?);
    let (signer, uses) = (signer(row, by_guardian)?, json(row, "uses")?);
    Ok((about(row)?, fingerprint, LastDecision { signer, kind, uses, at, is_known: true }))
}

fn hold(row: &Row) -> rusqlite::Result<NewHold> {
    Ok(NewHold {
        about: about(row)?,
        signer: signer(row, row.get("by_guardian")?)?,
        uses: json(row, "uses")?,
        decided_at: instant(row, "decided_at")?,
    })
}
