//! What happened after the backup was made, according to the replaced databases. This file is about
//! decisions: those that the backup lacks become holds.

pub(super) mod access;
mod accounts;
pub(super) mod chains;
mod credentials;
pub(super) mod invoices;
pub(super) mod names;
pub(super) mod roots;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use access::NewerAccess;
use names::NewerNames;

use super::columns::json;
use super::engine::Connection;
use super::holds::{self, About, HeldSigner, NewHold};
use super::{AllTx, Row, Rows};
use crate::error::Result;
use crate::model::record::DecisionRecord;
use crate::model::uses::ForbiddenUses;
use crate::model::{Timestamp, Use};

/// What a restore did about everything that is newer than the backup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Newer {
    /// The refusals and withdrawals since the backup; each becomes a hold.
    pub held: Vec<HeldDecision>,
    /// The number of answers given since the backup, whatever was decided. They are lost.
    pub lost: usize,
    /// The people named on photographs since the backup.
    pub names: NewerNames,
    /// The access that ended since the backup.
    pub access: NewerAccess,
    /// The number of daily roots made since the backup. They stay in the list.
    pub roots: usize,
    /// The number of invoices issued since the backup, which stay; and of those that could not be kept.
    pub invoices: (usize, usize),
    /// The number of employees who had been erased since the backup. They are erased again.
    pub erased: usize,
    /// The number of accounts that had been erased since the backup and are erased again; and of those
    /// that are kept, since a company in the backup has no other owner.
    pub accounts: (usize, usize),
    /// Why a replaced database could not be compared, or only partly. None if all were compared.
    pub unread: Option<String>,
}

/// A refusal, a withdrawal or a narrower answer that is not in the backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldDecision {
    pub reference: String,
    /// `refused`, `withdrawn` or `allowed less`.
    pub kind: &'static str,
    pub at: Timestamp,
    pub uses: ForbiddenUses,
}

/// A decision of one signer about one employee and event.
#[derive(Clone)]
struct Said {
    signer: HeldSigner,
    reference: String,
    kind: String,
    /// The uses that the decision allows.
    uses: Vec<Use>,
    /// The uses that were offered and that the decision does not allow.
    denied: ForbiddenUses,
    at: Timestamp,
    row: Fingerprint,
    /// Whether its evidence is not what was sealed: it takes away what it does not allow, and gives
    /// nothing.
    is_contradicted: bool,
}

/// The result of all decisions of one signer.
struct Standing {
    signer: HeldSigner,
    uses: Vec<Use>,
    denied: ForbiddenUses,
    /// Whether only the uses that a contradicted answer does not allow are known.
    is_partly_known: bool,
    /// The kind of the decision that changed the result last; the fields below belong to it too.
    kind: String,
    reference: String,
    at: Timestamp,
    row: Fingerprint,
}

/// Values of a row of `decisions`: reference, time, kind, uses. They are equal in two databases if
/// and only if it is the same decision.
type Fingerprint = (String, i64, String, String);

/// The answers and decisions of one database.
#[derive(Default)]
struct Decided {
    /// The answers by reference, and whether each was given.
    answers: BTreeMap<String, bool>,
    /// The reference of the last given answer about an employee and event.
    given: HashMap<About, String>,
    said: BTreeMap<About, Vec<Said>>,
    /// The events and employees of the database.
    rows: HashSet<Created>,
}

const ANSWERS: &str = "SELECT a.reference, a.company_id, a.event_id, a.employee_id,
            a.signed_at IS NOT NULL AS is_signed
       FROM answers AS a ORDER BY a.id";

/// All decisions. `body` is the document, which contains the e-mail that the signer had then.
const DECISIONS: &str = "SELECT a.reference, a.company_id, a.event_id, a.employee_id,
            s.guardian_id, g.created_at AS guardian_since, g.email_key,
            shown.body, d.kind, d.uses, d.record, d.decided_at,
            EXISTS (SELECT 1 FROM chain_seals AS c
                     WHERE c.company_id = a.company_id AND c.answer_id = a.id
                       AND c.fault_at IS NOT NULL) AS is_contradicted
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

/// The active holds. A hold that an owner has released is not read: the decision that caused it
/// becomes a hold again, because the backup does not know of the release.
const HELD: &str = "SELECT h.company_id, h.event_id, h.employee_id, h.by_guardian, h.guardian_id,
            g.created_at AS guardian_since, h.email_key, h.uses, h.decided_at
       FROM active_holds AS h
       LEFT JOIN guardians AS g ON g.company_id = h.company_id AND g.id = h.guardian_id
      ORDER BY h.id";

/// A hold to create, and the kind of decision that causes it.
struct Made {
    signer: HeldSigner,
    reference: String,
    uses: ForbiddenUses,
    at: Timestamp,
    kind: &'static str,
}

/// An event or employee, with its company and the time of its creation.
type Created = (&'static str, i64, i64, i64);

/// The decisions and holds of a replaced database.
pub(super) struct Replaced {
    decided: Decided,
    /// The active holds.
    held: Vec<NewHold>,
}

/// Creates holds for the uses that were refused or withdrawn since the backup, according to
/// `replaced`: the undamaged databases that this restore or an earlier one replaces. Each of them
/// may contain decisions that the others lack. The last decision of each signer, in any of them,
/// counts.
pub(super) fn hold_newer_refusals(
    all: &AllTx,
    replaced: Vec<Replaced>,
    backup: &str,
) -> Result<Newer> {
    let restored = decided(all)?;
    let mut then = Decided::default();
    let mut held = vec![];
    for one in replaced {
        // Rows of another instance, and events and employees created after the backup, are ignored.
        let shared: HashSet<_> = restored.rows.intersection(&one.decided.rows).collect();
        let shared: HashSet<_> = shared.iter().map(|(kind, of, id, _)| (*kind, *of, *id)).collect();
        let is_here = |(company, event, employee): &About| {
            let both = [("event", *company, *event), ("employee", *company, *employee)];
            both.iter().all(|one| shared.contains(one))
        };
        for (reference, is_signed) in one.decided.answers {
            *then.answers.entry(reference).or_default() |= is_signed;
        }
        for (whom, reference) in one.decided.given {
            then.given.entry(whom).or_insert(reference);
        }
        for (whom, said) in one.decided.said.into_iter().filter(|(whom, _)| is_here(whom)) {
            then.said.entry(whom).or_default().extend(said);
        }
        held.extend(one.held.into_iter().filter(|hold| is_here(&hold.about)));
    }
    let mut newer = Newer::default();
    for (reference, is_signed) in &then.answers {
        if *is_signed && !restored.answers.get(reference).is_some_and(|is_signed| *is_signed) {
            newer.lost += 1;
        }
    }
    let is_over = |hold: &NewHold| {
        then.said.get(&hold.about).into_iter().flatten().any(|said| said.ends(hold))
    };
    held.retain(|hold| !is_over(hold));
    let people: BTreeSet<About> =
        then.said.keys().copied().chain(held.iter().map(|hold| hold.about)).collect();
    for whom in people {
        for made in holds_of(whom, &restored, &then, &held) {
            let Made { signer, reference, uses, at, kind } = made;
            let hold = NewHold { about: whom, signer, uses, decided_at: at };
            if holds::create(all, &hold, backup)? {
                let known = restored.given.get(&whom).or(then.given.get(&whom)).cloned();
                let reference = known.unwrap_or(reference);
                newer.held.push(HeldDecision { reference, kind, at, uses: hold.uses });
            }
        }
    }
    Ok(newer)
}

/// The kind that is listed for a hold which an earlier restore made.
const HELD_BEFORE: &str = "refused or withdrawn";

/// The holds about one employee and event.
fn holds_of(
    whom: About,
    restored: &Decided,
    replaced: &Decided,
    held_before: &[NewHold],
) -> Vec<Made> {
    let mut all: Vec<Made> = vec![];
    for hold in held_before.iter().filter(|hold| hold.about == whom) {
        if all.iter().any(|made: &Made| made.signer.is_same(&hold.signer)) {
            continue;
        }
        all.push(Made {
            signer: hold.signer.clone(),
            reference: String::new(),
            uses: hold.uses.clone(),
            at: hold.decided_at,
            kind: HELD_BEFORE,
        });
    }
    let said = |decided: &Decided| decided.said.get(&whom).cloned().unwrap_or_default();
    let here = said(restored);
    let rows: HashSet<Fingerprint> = here.iter().map(|said| said.row.clone()).collect();
    // The result for each signer, from the decisions in all databases.
    let known = standing(here.iter().cloned().chain(said(replaced)).collect());
    // What is contradicted allows nothing now, and may again once its rows are put right.
    let sound = |said: Said| Said { is_contradicted: false, ..said };
    let here = standing(here.into_iter().map(sound).collect());
    // What anybody's answer allows in the restored database.
    let allowed: Vec<Use> = here.iter().flat_map(|one| one.uses.clone()).collect();
    for now in known {
        let before = here.iter().find(|one| one.signer.is_same(&now.signer));
        let before = match before {
            _ if now.is_partly_known => now.denied.clone(),
            // The answer at another address may have taken the place of theirs, by somebody who did
            // not know of what they decided since.
            Some(_) if !rows.contains(&now.row) => allowed.clone().into(),
            Some(before) => before.uses.clone().into(),
            // A signer whom the backup does not know, and who allows nothing.
            None if now.uses.is_empty() => ForbiddenUses::Every,
            // They were not asked about every use that an answer in the backup may allow.
            None => now.denied.clone().and(allowed.clone().into()),
        };
        let mut gone = before.without(&now.uses);
        if gone.is_empty() {
            continue;
        }
        if let Some(at) = all.iter().position(|made| made.signer.is_same(&now.signer)) {
            gone = gone.and(all.remove(at).uses);
        }
        all.push(Made {
            reference: now.reference,
            uses: gone,
            at: now.at,
            kind: match now.kind.as_str() {
                "REFUSED" => "refused",
                WITHDRAWN if now.uses.is_empty() => "withdrawn",
                _ => "allowed less",
            },
            signer: now.signer,
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
    for (whom, last) in all.all(DECISIONS, &[], decision)? {
        decided.add(whom, last);
    }
    for (kind, sql) in ROWS {
        decided.rows.extend(all.all(sql, &[], |row| created(kind, row))?);
    }
    Ok(decided)
}

/// Reads a replaced database.
pub(super) fn read(sql: &Connection) -> Result<Replaced> {
    let mut decided = Decided::default();
    for read in sql.all(ANSWERS, &[], answer)? {
        decided.add_answer(read);
    }
    for (whom, last) in sql.all(DECISIONS, &[], decision)? {
        decided.add(whom, last);
    }
    for (kind, rows) in ROWS {
        decided.rows.extend(sql.all(rows, &[], |row| created(kind, row))?);
    }
    Ok(Replaced { decided, held: sql.all(HELD, &[], hold)? })
}

const WITHDRAWN: &str = "WITHDRAWN";

/// The result of the decisions of each signer, applied in the order in which they were made. An
/// answer replaces the earlier decisions. A withdrawal removes uses, whichever answer it belongs
/// to, and never adds any: everybody with the current e-mail address can send one.
fn standing(mut all: Vec<Said>) -> Vec<Standing> {
    // Of a decision that several databases have, one with sound evidence counts.
    all.sort_by_key(|said| (said.at, said.is_contradicted));
    let mut seen = HashSet::new();
    all.retain(|said| seen.insert(said.row.clone()));
    let mut standing: Vec<Standing> = vec![];
    // The uses that each answer still allows after its withdrawals.
    let mut granted: HashMap<String, Vec<Use>> = HashMap::new();
    for said in all {
        let known = standing.iter().position(|one| one.signer.is_same(&said.signer));
        let Said { signer, reference, kind, mut uses, denied, at, row, is_contradicted } = said;
        let key = format!("{reference} {:?}", signer.email_key);
        match known.and_then(|known| standing.get_mut(known)) {
            Some(now) if kind == WITHDRAWN || is_contradicted => {
                let gone = match granted.get(&key) {
                    _ if kind != WITHDRAWN && uses.is_empty() => ForbiddenUses::Every,
                    _ if kind != WITHDRAWN => denied,
                    Some(before) => ForbiddenUses::from(before.clone()).without(&uses),
                    None => denied,
                };
                if let Some(before) = granted.get_mut(&key) {
                    before.retain(|name| !gone.contains(name));
                }
                if now.uses.iter().any(|name| gone.contains(name)) {
                    now.uses.retain(|name| !gone.contains(name));
                    now.denied = now.denied.clone().and(gone);
                    (now.kind, now.reference, now.at, now.row) = (kind, reference, at, row);
                }
            }
            known => {
                let is_partly_known = is_contradicted && !uses.is_empty();
                if is_contradicted {
                    uses.clear();
                }
                granted.insert(key, uses.clone());
                let latest =
                    Standing { signer, uses, denied, is_partly_known, kind, reference, at, row };
                match known {
                    Some(now) => *now = latest,
                    None => standing.push(latest),
                }
            }
        }
    }
    standing
}

impl Said {
    /// Whether this decision ends a hold, because the same signer answered after it.
    fn ends(&self, hold: &NewHold) -> bool {
        self.at > hold.decided_at
            && self.signer.is_same(&hold.signer)
            && self.kind != WITHDRAWN
            && !self.is_contradicted
    }
}

impl Decided {
    fn add_answer(&mut self, (reference, whom, is_signed): (String, About, bool)) {
        if is_signed {
            self.given.insert(whom, reference.clone());
        }
        self.answers.insert(reference, is_signed);
    }

    fn add(&mut self, whom: About, said: Said) {
        self.said.entry(whom).or_default().push(said);
    }
}

fn about(row: &Row) -> Result<About> {
    Ok((row.get("company_id")?, row.get("event_id")?, row.get("employee_id")?))
}

fn answer(row: &Row) -> Result<(String, About, bool)> {
    Ok((row.get("reference")?, about(row)?, row.get("is_signed")?))
}

fn created(kind: &'static str, row: &Row) -> Result<Created> {
    Ok((kind, row.get("company_id")?, row.get("id")?, row.get("created_at")?))
}

fn signer(row: &Row, by_guardian: bool, email_key: Option<String>) -> Result<HeldSigner> {
    let since = row.get("guardian_since")?;
    let guardian = row.get::<Option<i64>>("guardian_id")?.zip(since);
    Ok(HeldSigner { by_guardian, guardian, email_key })
}

/// The signer's e-mail according to the document that they decided on.
fn email_of_then(body: &str) -> Option<String> {
    let document: serde_json::Value = serde_json::from_str(body).ok()?;
    Some(document["signer"]["email"].as_str()?.to_ascii_lowercase())
}

/// The uses that were offered in a decision and that it does not allow, according to its record.
/// Empty if the record was erased.
fn denied(record: Option<&str>) -> ForbiddenUses {
    let record = record.and_then(|record| serde_json::from_str::<DecisionRecord>(record).ok());
    let uses = record.into_iter().flat_map(|record| record.uses);
    let denied = uses.filter(|one| !one.accepted).filter_map(|one| Use::from_name(&one.name));
    denied.collect::<Vec<_>>().into()
}

fn decision(row: &Row) -> Result<(About, Said)> {
    let (kind, reference): (String, String) = (row.get("kind")?, row.get("reference")?);
    let at: Timestamp = row.get("decided_at")?;
    let by_guardian = row.get::<Option<i64>>("guardian_id")?.is_some();
    let fingerprint: Fingerprint = (reference.clone(), at.0, kind.clone(), row.get("uses")?);
    let body: Option<String> = row.get("body")?;
    let email = match body.as_deref().and_then(email_of_then) {
        Some(email) => Some(email),
        None => row.get("email_key")?,
    };
    let (signer, uses) = (signer(row, by_guardian, email)?, json(row, "uses")?);
    let denied = denied(row.get::<Option<String>>("record")?.as_deref());
    let is_contradicted = row.get("is_contradicted")?;
    let said =
        Said { signer, reference, kind, uses, denied, at, row: fingerprint, is_contradicted };
    Ok((about(row)?, said))
}

fn hold(row: &Row) -> Result<NewHold> {
    Ok(NewHold {
        about: about(row)?,
        signer: signer(row, row.get("by_guardian")?, row.get("email_key")?)?,
        uses: json(row, "uses")?,
        decided_at: row.get("decided_at")?,
    })
}
