//! A copy of a database that nobody else has open: of a backup, or about to be one's
//! own again.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags, Row, TransactionBehavior, named_params};
use serde_json::json;

use super::db::{After, connect};
use super::{AllRead, AllTx, Changes, Newer, Rows, alarms, audit, migrations, newer};
use crate::error::Result;
use crate::model::{AlarmKind, CompanyId, Digest, Timestamp, UserId};
use crate::ports::Shelf;

/// Rows of these are counted, for people to see whether it is the database they mean.
const COUNTED: [&str; 7] =
    ["companies", "users", "employees", "events", "answers", "evidence", "files"];
/// Ids given after a backup was taken are never given again: a link, a token or a mail
/// that bears one must not come to mean somebody else. No instance gives so many in the
/// life of a backup.
const AHEAD: i64 = 1_000_000;
/// What a mail says that was held back.
pub const HELD: &str = "held back by the restore: it may have been sent before";

/// A database file, opened to look.
pub struct DatabaseFile {
    sql: Connection,
}

/// Bytes that a database refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Referred {
    /// None: documents of the instance.
    pub shelf: Option<Shelf>,
    pub name: Digest,
    pub bytes: u64,
}

/// What is to be done about mails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuedMails {
    /// Whether what waited is sent all the same.
    pub send_queued: bool,
    /// The once keys of what the clock has done, or missed, and is not to make up for.
    pub struck: Vec<String>,
}

/// How a restored database differs from its backup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settled {
    /// Mails that waited and were held back.
    pub held: usize,
    /// What the database that is replaced knew and the backup does not; none if there was
    /// none to compare with.
    pub newer: Option<Newer>,
}

/// Copies all of a database, as of one instant, into a file that is to be made: whoever
/// writes meanwhile goes on. The copy is one plain file, without a journal beside it.
pub(super) fn write(from: &Connection, file: &Path) -> Result<()> {
    #[expect(clippy::disallowed_methods, reason = "the file is not one of ours yet")]
    let mut to = Connection::open(file).context("cannot make the copy")?;
    // In one go: in parts, each commit meanwhile would begin it anew.
    Backup::new(from, &mut to)?.run_to_completion(i32::MAX, std::time::Duration::ZERO, None)?;
    to.pragma_update(None, "journal_mode", "DELETE")?;
    to.close().map_err(|(_, error)| error)?;
    Ok(())
}

impl DatabaseFile {
    /// Opens a copy, changing nothing.
    pub fn open(file: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        #[expect(clippy::disallowed_methods, reason = "a copy is not served from")]
        let sql = Connection::open_with_flags(file, flags).context("cannot open the copy")?;
        Ok(Self { sql })
    }

    /// How many migrations it has seen.
    pub fn schema(&self) -> Result<u32> {
        Ok(self.sql.query_row("PRAGMA user_version", [], |row| row.get(0))?)
    }

    /// Looks it over; the first faults, or none. It reads all of it. `deep` compares the
    /// indexes and references too.
    pub fn faults(&self, deep: bool) -> Result<Vec<String>> {
        let look = if deep { "PRAGMA integrity_check(10)" } else { "PRAGMA quick_check(10)" };
        let mut faults = self.words(look)?;
        faults.retain(|line| line != "ok");
        if deep && faults.is_empty() {
            let tables = self.words("PRAGMA foreign_key_check")?;
            faults.extend(tables.first().map(|table| format!("{table} refers to what is not")));
        }
        Ok(faults)
    }

    /// What differs between its schema and the one that the migrations it has seen make:
    /// a trigger or a view of somebody else's would do as they like from the first
    /// statement on. A table or an index does nothing by itself, and may be there.
    pub fn strange(&self) -> Result<Vec<String>> {
        let found = migrations::objects(&self.sql)?;
        let known = migrations::objects_after(self.schema()?)?;
        let acts = |kind: &str| matches!(kind, "trigger" | "view");
        let strange = found
            .difference(&known)
            .filter(|(kind, ..)| acts(kind))
            .map(|(kind, name, ..)| format!("the {kind} {name:?} is not be-right's"));
        let lost = known
            .difference(&found)
            .map(|(kind, name, ..)| format!("the {kind} {name:?} is missing or changed"));
        Ok(strange.chain(lost).collect())
    }

    fn words(&self, pragma: &str) -> Result<Vec<String>> {
        let mut statement = self.sql.prepare(pragma)?;
        let words = statement.query_map([], |row| row.get::<_, String>(0))?;
        Ok(words.collect::<rusqlite::Result<_>>()?)
    }

    /// How many rows there are of what people know by name.
    pub fn rows(&self) -> Result<BTreeMap<String, i64>> {
        let count = |table: &str| {
            let counted = format!("SELECT COUNT(*) FROM {table}");
            Ok((table.to_owned(), self.sql.query_row(&counted, [], |row| row.get(0))?))
        };
        COUNTED.into_iter().map(count).collect()
    }

    /// All bytes it refers to: sealed documents, then files, then portraits.
    pub fn referred(&self) -> Result<Vec<Referred>> {
        let mut all = vec![];
        self.take("SELECT pdf_sha256, pdf_bytes, 0 FROM seals ORDER BY id", |_| None, &mut all)?;
        let company = |id| Some(Shelf::Company(CompanyId(id)));
        self.take("SELECT sha256, bytes, company_id FROM blobs ORDER BY 3, 1", company, &mut all)?;
        let user = |id| Some(Shelf::User(UserId(id)));
        self.take("SELECT sha256, bytes, user_id FROM portraits ORDER BY 3", user, &mut all)?;
        Ok(all)
    }

    fn take(
        &self,
        rows: &str,
        shelf: impl Fn(i64) -> Option<Shelf>,
        into: &mut Vec<Referred>,
    ) -> Result<()> {
        let mut statement = self.sql.prepare(rows)?;
        let read = |row: &Row| {
            let (name, bytes, owner): (String, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Digest::parse(&name).map(|name| Referred {
                shelf: shelf(owner),
                name,
                bytes: bytes.unsigned_abs(),
            }))
        };
        for found in statement.query_map([], read)? {
            into.extend(found?);
        }
        Ok(())
    }
}

/// Whether an instance that serves still refers to these bytes.
pub fn is_referred(all: &AllRead, one: &Referred) -> Result<bool> {
    let (from, owner) = match one.shelf {
        None => ("seals WHERE pdf_sha256 = :name AND :owner = 0", 0),
        Some(Shelf::Company(id)) => ("blobs WHERE sha256 = :name AND company_id = :owner", id.0),
        Some(Shelf::User(id)) => ("portraits WHERE sha256 = :name AND user_id = :owner", id.0),
    };
    let found = all.count(
        &format!("SELECT COUNT(*) FROM {from}"),
        named_params! { ":name": one.name.hex(), ":owner": owner },
    )?;
    Ok(found > 0)
}

/// How many migrations this version knows.
pub fn known_schema() -> u32 {
    migrations::known()
}

/// Makes a copy fit to be served from after it was taken from the backup of that name:
/// brings it up to date, keeps what was sent since from being sent again, and keeps ids
/// given since from being given again. What people took back since is carried over from
/// the database that is `replaced`, if there is one.
pub fn settle(
    file: &Path,
    backup: &str,
    mails: &QueuedMails,
    replaced: Option<&Path>,
    now: Timestamp,
) -> Result<Settled> {
    let mut sql = connect(file)?;
    migrations::run(&mut sql, file)?;
    let settled = {
        let tx = sql.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let after = After::default();
        let all = AllTx::open(&tx, now, &after, None);
        if let Some(old) = replaced {
            use_no_id_again(&all, old);
        }
        let mut settled = change(&all, backup, mails)?;
        settled.newer = replaced.map(|old| compare(&all, old, backup)).transpose()?;
        tx.commit()?;
        settled
    };
    sql.close().map_err(|(_, error)| error)?;
    Ok(settled)
}

/// Ids that the database which is replaced has given are not given again either: it may be a
/// restored one itself. What cannot be read of it is left.
fn use_no_id_again(all: &AllTx, replaced: &Path) {
    let read = || -> Result<()> {
        let given = DatabaseFile::open(replaced)?;
        let mut statement = given.sql.prepare("SELECT name, seq FROM sqlite_sequence")?;
        let given = statement
            .query_map([], |row| Ok((row.get::<_, String>("name")?, row.get::<_, i64>("seq")?)))?;
        for one in given {
            let (name, seq) = one?;
            all.change(
                "UPDATE sqlite_sequence SET seq = :seq WHERE name = :name AND seq < :seq",
                named_params! { ":name": name, ":seq": seq },
            )?;
            // A table that was empty when the backup was made has no row there yet.
            all.change(
                "INSERT INTO sqlite_sequence (name, seq)
                 SELECT m.name, :seq FROM sqlite_master AS m
                  WHERE m.type = 'table' AND m.name = :name
                    AND NOT EXISTS (SELECT 1 FROM sqlite_sequence AS s WHERE s.name = m.name)",
                named_params! { ":name": name, ":seq": seq },
            )?;
        }
        Ok(())
    };
    if let Err(error) = read() {
        tracing::warn!(%error, "the ids of what is replaced cannot be read");
    }
}

/// Carries over what people took back since. A restore is often of a database that is damaged: then
/// rows may be missing from what is read of it, nothing is compared, and the caller says so.
fn compare(all: &AllTx, replaced: &Path, backup: &str) -> Result<Newer> {
    let faults = DatabaseFile::open(replaced).and_then(|old| old.faults(true));
    let unread = match faults {
        Ok(faults) => faults.into_iter().next(),
        Err(error) => Some(error.to_string()),
    };
    if let Some(why) = unread {
        tracing::warn!(why, "what is replaced is damaged, and is not compared");
        return Ok(Newer { unread: Some(why), ..Newer::default() });
    }
    let newer = newer::carry_over(all, replaced, backup)?;
    if !newer.held.is_empty() {
        let detail = format!("{} decisions, backup {backup}", newer.held.len());
        alarms::raise(all, AlarmKind::DecisionsHeld, &detail)?;
    }
    Ok(newer)
}

fn change(all: &AllTx, backup: &str, mails: &QueuedMails) -> Result<Settled> {
    let now = all.now().0;
    let mut settled = Settled::default();
    // Leases are the late server's.
    all.change("UPDATE jobs SET lease_until = NULL WHERE lease_until IS NOT NULL", &[])?;
    if !mails.send_queued {
        // What was not to be sent before now has not been sent by anybody.
        settled.held = all.change(
            "UPDATE mails SET status = 'DROPPED', reply = :why
              WHERE status = 'QUEUED'
                AND NOT EXISTS (SELECT 1 FROM jobs AS j WHERE j.kind = 'mail' AND j.due_at > :now
                                   AND j.body = '{\"job\":\"mail\",\"mail\":' || mails.id || '}')",
            named_params! { ":why": HELD, ":now": now },
        )?;
        all.change(
            "DELETE FROM jobs WHERE due_at <= :now
                AND kind IN ('mail', 'digest', 'plan_reminders', 'remind_awaited')",
            named_params! { ":now": now },
        )?;
        for key in &mails.struck {
            all.change(
                "INSERT INTO once_keys (key, created_at) VALUES ('instance:' || :key, :now)
                 ON CONFLICT DO NOTHING",
                named_params! { ":key": key, ":now": now },
            )?;
        }
    }
    all.change("UPDATE sqlite_sequence SET seq = seq + :ahead", named_params! { ":ahead": AHEAD })?;
    let about = json!({ "backup": backup, "heldMails": settled.held });
    audit::note(all, None, None, "restore", about, None)?;
    Ok(settled)
}
