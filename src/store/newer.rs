//! What a database that is replaced knows and its backup does not: decisions that were
//! made since.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use anyhow::Context;
use rusqlite::{Connection, OpenFlags, Row};

use super::columns::json;
use super::holds::{self, NewHold};
use super::{AllTx, Rows};
use crate::error::Result;
use crate::model::{Timestamp, Use};

/// What became of decisions that are newer than the backup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Newer {
    /// The noes: each is carried over as a hold.
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

/// Whom an answer is about, and the shoot: company, event, employee.
type About = (i64, i64, i64);

/// The answer that counted last, in the database that is replaced.
struct Last {
    id: i64,
    state: String,
    /// What it allowed.
    uses: Vec<Use>,
    decided_at: Timestamp,
}

/// Compares a restored database with the one it replaces, which nobody writes to, and holds
/// what its people had taken back since.
pub(super) fn carry_over(all: &AllTx, replaced: &Path, backup: &str) -> Result<Newer> {
    let (about, last) = decided(replaced)?;
    let mut newer = Newer::default();
    let standing = holds::standing(all)?;
    let signed = |reference: &str| -> Result<bool> {
        let found = all.count(
            "SELECT COUNT(*) FROM answers WHERE reference = :reference AND signed_at IS NOT NULL",
            rusqlite::named_params! { ":reference": reference },
        )?;
        Ok(found > 0)
    };
    for (reference, is_signed) in about.iter().map(|(reference, one)| (reference, one.1)) {
        if is_signed && !signed(reference)? {
            newer.lost += 1;
        }
    }
    for one in standing {
        // Of another instance, or of a person the other database never knew.
        let Some((about, _)) = about.get(&one.reference) else { continue };
        let Some(last) = last.get(about) else { continue };
        let before = match (one.is_signed, one.offered.is_empty()) {
            (true, _) => one.uses.clone(),
            (false, false) => one.offered.clone(),
            (false, true) => Use::ALL.to_vec(),
        };
        let mut uses: Vec<Use> =
            before.into_iter().filter(|name| !last.uses.contains(name)).collect();
        // A request that was granted since, in part or whole, is only asked again.
        if !one.is_signed && !last.uses.is_empty() {
            uses.clear();
        }
        if uses.iter().all(|name| one.held.contains(name)) {
            continue;
        }
        uses.extend(
            one.held.iter().filter(|name| !uses.contains(name)).copied().collect::<Vec<_>>(),
        );
        let hold = NewHold {
            company: one.company,
            answer: one.answer,
            uses: uses.clone(),
            decided_at: last.decided_at,
        };
        holds::create(all, &hold, backup)?;
        let kind = match last.state.as_str() {
            "REFUSED" => "refused",
            "WITHDRAWN" => "withdrawn",
            _ => "allowed less",
        };
        let (reference, at) = (one.reference, last.decided_at);
        newer.held.push(HeldDecision { reference, kind, at, uses });
    }
    Ok(newer)
}

/// By reference, whom each answer is about and whether it was given; and the last that was
/// given by each person about each shoot.
type Decided = (BTreeMap<String, (About, bool)>, HashMap<About, Last>);

fn decided(file: &Path) -> Result<Decided> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    #[expect(clippy::disallowed_methods, reason = "nobody serves from what is replaced")]
    let sql = Connection::open_with_flags(file, flags).context("cannot open what is replaced")?;
    let knows_holds: i64 = sql.query_row(
        "SELECT COUNT(*) FROM sqlite_master WHERE name = 'active_holds'",
        [],
        |row| row.get(0),
    )?;
    let held = if knows_holds > 0 { holds::HELD } else { "NULL AS held" };
    let mut statement = sql.prepare(&format!(
        "SELECT a.id, a.reference, a.company_id, a.event_id, a.employee_id, a.state, a.uses,
                a.signed_at, {held},
                COALESCE((SELECT MAX(d.decided_at) FROM decisions AS d
                           WHERE d.company_id = a.company_id AND d.answer_id = a.id),
                         a.signed_at, 0) AS decided_at
           FROM answers AS a ORDER BY a.id"
    ))?;
    let mut about: BTreeMap<String, (About, bool)> = BTreeMap::new();
    let mut last: HashMap<About, Last> = HashMap::new();
    for read in statement.query_map([], read)? {
        let (reference, of, is_signed, one) = read?;
        about.insert(reference, (of, is_signed));
        if is_signed && last.get(&of).is_none_or(|before| before.id < one.id) {
            last.insert(of, one);
        }
    }
    Ok((about, last))
}

fn read(row: &Row) -> rusqlite::Result<(String, About, bool, Last)> {
    let state: String = row.get("state")?;
    let grants = matches!(state.as_str(), "ACCEPTED" | "EXPIRED");
    let mut uses: Vec<Use> = if grants { json(row, "uses")? } else { vec![] };
    let held: Vec<Use> = super::columns::json_if_any(row, "held")?.unwrap_or_default();
    uses.retain(|name| !held.contains(name));
    let about = (row.get("company_id")?, row.get("event_id")?, row.get("employee_id")?);
    let is_signed = row.get::<_, Option<i64>>("signed_at")?.is_some();
    let decided_at = Timestamp(row.get("decided_at")?);
    Ok((
        row.get("reference")?,
        about,
        is_signed,
        Last { id: row.get("id")?, state, uses, decided_at },
    ))
}
