//! A database file opened exclusively: that of a backup, or the one being restored.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde_json::json;

use super::alarms::Alarm;
use super::db::After;
use super::engine::{self, Connection};
use super::{
    AllRead, AllTx, Changes, Newer, Row, Rows, Scope, account_erasure, alarms, audit, chain_seals,
    companies, employees, erasure, instance, last_decision, params, since_backup,
};
use crate::error::Result;
use crate::model::audit::AuditAction;
use crate::model::seal::{PublicKey, SealKey};
use crate::model::{AlarmKind, CompanyId, Digest, EmployeeId, Job, MailId, Timestamp, UserId};
use crate::ports::Shelf;

/// The tables whose rows are counted, so that people can see whether it is the database they
/// expect.
const COUNTED: [&str; 7] =
    ["companies", "users", "employees", "events", "answers", "evidence", "files"];
/// By how much the next id of each table is raised: ids given after the backup must not be given
/// again, since a link, a token or a mail with such an id would refer to another row. No instance
/// gives so many in the lifetime of a backup.
const AHEAD: i64 = 1_000_000;
/// The reply recorded with a mail that was held back.
pub const HELD: &str = "held back by the restore: it may have been sent before";

/// A database file, opened for reading only.
pub struct DatabaseFile {
    sql: Connection,
}

/// A blob that a database refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Referred {
    /// None: a sealed document of the instance.
    pub shelf: Option<Shelf>,
    pub name: Digest,
    pub bytes: u64,
}

/// What to do with mails after a restore.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuedMails {
    /// Whether mails that were queued in the backup are sent all the same.
    pub send_queued: bool,
    /// Once keys of scheduled mails that already ran or whose time has passed: they must not run
    /// after the restore.
    pub already_due: Vec<String>,
}

/// How a restored database differs from its backup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settled {
    /// The number of queued mails that were held back.
    pub held: usize,
    /// How many answers were sealed with the key that replaced the one in the backup.
    pub sealed: usize,
    /// How many answers were not, since their evidence is not what was sealed or has no seal.
    pub refused: usize,
    /// Whether the backup is of a version that sealed each chain: a seal that is missing was taken
    /// away, and is not made by the next start.
    pub had_seals: bool,
    /// What the replaced database contained and the backup did not; None if no database was
    /// replaced.
    pub newer: Option<Newer>,
}

/// The keys that seal evidence, in a restore.
#[derive(Clone, Copy)]
pub struct SealKeys<'k> {
    /// The one from now on, if it is known.
    pub today: Option<PublicKey>,
    /// The key that sealed the evidence of the backup and when it was replaced, if it was since, and
    /// the one of today, with which the evidence is sealed then.
    pub later: Option<(PublicKey, Timestamp, &'k SealKey)>,
}

impl DatabaseFile {
    /// Opens a database file for reading only.
    pub fn open(file: &Path) -> Result<Self> {
        let sql = Connection::open_copy(file).context("cannot open the copy")?;
        Ok(Self { sql })
    }

    /// The number of migrations that were applied to it.
    pub fn schema(&self) -> Result<u32> {
        self.sql.schema()
    }

    /// Checks the whole file; returns the first faults, if any. `deep` also checks indexes and
    /// foreign keys.
    pub fn faults(&self, deep: bool) -> Result<Vec<String>> {
        self.sql.faults(deep)
    }

    /// The differences between its schema and the one that its migrations make.
    pub fn schema_differences(&self) -> Result<Vec<String>> {
        engine::schema_differences(&self.sql)
    }

    /// The number of rows of each table in `COUNTED`.
    pub fn rows(&self) -> Result<BTreeMap<String, i64>> {
        let count = |table: &str| {
            let counted = format!("SELECT COUNT(*) FROM {table}");
            Ok((table.to_owned(), self.sql.count(&counted, &[])?))
        };
        COUNTED.into_iter().map(count).collect()
    }

    /// All blobs it refers to: sealed documents, then files, then portraits.
    pub fn referred(&self) -> Result<Vec<Referred>> {
        let mut all = vec![];
        self.take(
            "SELECT pdf_sha256 AS name, pdf_bytes AS bytes, 0 AS owner FROM seals ORDER BY id",
            |_| None,
            &mut all,
        )?;
        self.take(
            "SELECT receipt_sha256 AS name, receipt_bytes AS bytes, 0 AS owner FROM manifests
              WHERE receipt_sha256 IS NOT NULL ORDER BY id",
            |_| None,
            &mut all,
        )?;
        let company = |id| Some(Shelf::Company(CompanyId(id)));
        self.take(
            "SELECT sha256 AS name, bytes, company_id AS owner FROM blobs ORDER BY 3, 1",
            company,
            &mut all,
        )?;
        let user = |id| Some(Shelf::User(UserId(id)));
        self.take(
            "SELECT sha256 AS name, bytes, user_id AS owner FROM portraits ORDER BY 3",
            user,
            &mut all,
        )?;
        Ok(all)
    }

    fn take(
        &self,
        rows: &str,
        shelf: impl Fn(i64) -> Option<Shelf>,
        into: &mut Vec<Referred>,
    ) -> Result<()> {
        let read = |row: &Row| {
            let (name, bytes, owner): (&str, i64, i64) =
                (row.text("name")?, row.get("bytes")?, row.get("owner")?);
            Ok(Digest::parse(name).map(|name| Referred {
                shelf: shelf(owner),
                name,
                bytes: bytes.unsigned_abs(),
            }))
        };
        into.extend(self.sql.all(rows, &[], read)?.into_iter().flatten());
        Ok(())
    }
}

/// Whether a running instance still refers to this blob.
pub fn is_referred(all: &AllRead, one: &Referred) -> Result<bool> {
    let (from, owner) = match one.shelf {
        None => (
            "(SELECT pdf_sha256 AS name FROM seals WHERE pdf_sha256 = :name
              UNION ALL SELECT receipt_sha256 FROM manifests WHERE receipt_sha256 = :name) AS sealed
             WHERE name = :name AND :owner = 0",
            0,
        ),
        Some(Shelf::Company(id)) => ("blobs WHERE sha256 = :name AND company_id = :owner", id.0),
        Some(Shelf::User(id)) => ("portraits WHERE sha256 = :name AND user_id = :owner", id.0),
    };
    let found = all.count(
        &format!("SELECT COUNT(*) FROM {from}"),
        params! { ":name": one.name.hex(), ":owner": owner },
    )?;
    Ok(found > 0)
}

/// The number of migrations in this version.
pub fn known_schema() -> u32 {
    engine::known_schema()
}

/// Prepares a database file restored from the backup `backup` for use: migrates it, holds back
/// mails that may have been sent since, and raises ids so that none is given twice. Refusals and
/// withdrawals made since are taken over from the `replaced` databases: the one in place, if there
/// is one, then those that earlier restores replaced, from the newest to the oldest. `keys`: the
/// key that sealed its evidence and when it was replaced, if it was since, and the one of today,
/// with which the evidence is sealed then.
pub fn settle(
    file: &Path,
    backup: &str,
    mails: &QueuedMails,
    replaced: &[PathBuf],
    keys: SealKeys,
    now: Timestamp,
) -> Result<Settled> {
    let mut sql = Connection::open(file)?;
    let had_seals = chain_seals::are_in(sql.schema()?);
    engine::migrate(&mut sql, file)?;
    let settled = {
        let tx = sql.transaction()?;
        let after = After::default();
        let all = AllTx::open(&sql, now, &after, None);
        for old in replaced {
            raise_id_sequences(&all, old);
        }
        let mut settled = change(&all, backup, mails)?;
        settled.had_seals = had_seals;
        seal(&all, replaced, keys, &mut settled)?;
        settled.newer = compare_all(&all, replaced, beside(file)?, backup)?;
        tx.commit()?;
        settled
    };
    sql.close()?;
    Ok(settled)
}

/// Seals the evidence with the key of today where another one sealed it, and marks what cannot be
/// sealed.
fn seal(all: &AllTx, replaced: &[PathBuf], keys: SealKeys, settled: &mut Settled) -> Result<()> {
    let known = keys.today.map(|key| since_backup::chains::Chains::of(replaced, key, all.now()));
    let differs = |reference: &str, steps: &[_]| {
        known.as_ref().is_some_and(|known| known.differ(reference, steps))
    };
    if let Some((old, until, new)) = keys.later {
        let done = chain_seals::replace_key(all, (old, Some(until)), new, differs)?;
        (settled.sealed, settled.refused) = (done.sealed, done.refused);
    }
    settled.refused += match settled.had_seals {
        true => chain_seals::mark_unsealed(all)?,
        false => chain_seals::mark_doubtful(all, differs)?,
    };
    Ok(())
}

/// The folder of the restored database, in which copies may be made.
fn beside(file: &Path) -> Result<&Path> {
    Ok(file.parent().context("the database is in no folder")?)
}

/// Raises ids above those given by the replaced database, which may itself have been restored. If
/// it cannot be read, a warning is logged.
fn raise_id_sequences(all: &AllTx, replaced: &Path) {
    let read = || -> Result<()> {
        let given = DatabaseFile::open(replaced)?;
        let given = given.sql.all("SELECT name, seq FROM sqlite_sequence", &[], |row| {
            Ok((row.get::<String>("name")?, row.get::<i64>("seq")?))
        })?;
        for (name, seq) in given {
            all.change(
                "UPDATE sqlite_sequence SET seq = :seq WHERE name = :name AND seq < :seq",
                params! { ":name": name, ":seq": seq },
            )?;
            // A table that was empty when the backup was made has no row in `sqlite_sequence` yet.
            all.change(
                "INSERT INTO sqlite_sequence (name, seq)
                 SELECT m.name, :seq FROM sqlite_master AS m
                  WHERE m.type = 'table' AND m.name = :name
                    AND NOT EXISTS (SELECT 1 FROM sqlite_sequence AS s WHERE s.name = m.name)",
                params! { ":name": name, ":seq": seq },
            )?;
        }
        Ok(())
    };
    if let Err(error) = read() {
        tracing::warn!(%error, "the ids of what is replaced cannot be read");
    }
}

/// Whether decisions were made in a database, which may be gone.
pub fn had_decisions(database: &Path) -> bool {
    last_decision::recorded(database).is_some()
}

/// Compares with the replaced databases; None if there is none. A replaced database is often
/// damaged: then rows may be missing from it, so it is not compared, and the caller reports that.
/// `room`: the folder for copies.
fn compare_all(
    all: &AllTx,
    replaced: &[PathBuf],
    room: &Path,
    backup: &str,
) -> Result<Option<Newer>> {
    let Some(in_place) = replaced.first() else { return Ok(None) };
    carry_alarms_over(all, in_place)?;
    let (mut decided, mut names, mut erased, mut ended) = (vec![], vec![], vec![], vec![]);
    let (mut roots, mut invoices, mut accounts) = (vec![], vec![], vec![]);
    let mut unread = None;
    for file in replaced {
        match look(all, file, room) {
            Ok(Look { missing, decisions, named, gone, closed, access, roots: made, issued }) => {
                if missing > 0 {
                    tracing::warn!(missing, "what is replaced lacks the last decisions");
                    unread = unread.or(Some(format!("decisions missing from it: {missing}")));
                }
                decided.push(decisions);
                names.push(named);
                erased.extend(gone);
                accounts.extend(closed);
                ended.push(access);
                roots.push(made);
                invoices.push(issued);
            }
            Err(error) => {
                tracing::warn!(?error, "what is replaced cannot be read, and is not compared");
                unread = unread.or(Some(error.to_string()));
            }
        }
    }
    if unread.is_some() {
        alarms::raise(all, AlarmKind::DecisionsUnknown, &format!("backup {backup}"))?;
    }
    let names = since_backup::names::carry_over(all, &names)?;
    let newer = since_backup::hold_newer_refusals(all, decided, backup)?;
    if !newer.held.is_empty() {
        let detail = format!("{} decisions, backup {backup}", newer.held.len());
        alarms::raise(all, AlarmKind::DecisionsHeld, &detail)?;
    }
    let erased = erase_again(all, erased)?;
    let access = since_backup::access::carry_over(all, &ended)?;
    let accounts = erase_accounts_again(all, accounts)?;
    let roots = since_backup::roots::carry_over(all, &roots)?;
    let invoices = since_backup::invoices::carry_over(all, &invoices)?;
    Ok(Some(Newer { names, unread, erased, accounts, access, roots, invoices, ..newer }))
}

/// What a replaced database says.
struct Look {
    /// How many decisions it has lost.
    missing: i64,
    decisions: since_backup::Replaced,
    named: since_backup::names::Names,
    /// Who was erased.
    gone: Vec<Person>,
    /// Whose account was erased.
    closed: Vec<(UserId, Timestamp)>,
    access: since_backup::access::Ended,
    roots: since_backup::roots::Published,
    issued: Vec<since_backup::invoices::Issued>,
}

/// An employee: company, id, time of creation.
type Person = (i64, EmployeeId, Timestamp);

const ERASED: &str = "SELECT company_id, id, created_at FROM employees WHERE erased_at IS NOT NULL";

fn person(row: &Row) -> Result<Person> {
    Ok((row.get("company_id")?, row.get("id")?, row.get("created_at")?))
}

/// Erases the employees that were erased after the backup was made; returns how many.
fn erase_again(all: &AllTx, gone: Vec<Person>) -> Result<usize> {
    let mut erased = 0;
    for (company, id, since) in gone {
        let tx = companies::enter(all, Scope::whole(CompanyId(company)));
        let found = employees::find_any(&tx, id)?;
        if found.is_some_and(|person| person.created_at == since)
            && erasure::person_with_requests(&tx, id)?
        {
            erased += 1;
            let about = json!({ "employee": id.0, "restore": true });
            audit::note_in(&tx, None, AuditAction::EraseEmployee, about)?;
        }
    }
    Ok(erased)
}

/// Erases the accounts (id, time of creation) that were erased after the backup was made; returns how
/// many, and how many were kept, since a company in the backup has no other owner.
fn erase_accounts_again(all: &AllTx, closed: Vec<(UserId, Timestamp)>) -> Result<(usize, usize)> {
    let closed: BTreeMap<UserId, Timestamp> = closed.into_iter().collect();
    let (mut erased, mut kept) = (0, 0);
    for (id, since) in closed {
        let found = instance::user(all, id)?;
        if !found.is_some_and(|user| user.created_at == since && !user.erased) {
            continue;
        }
        if !instance::owned_alone(all, id)?.is_empty() {
            kept += 1;
            continue;
        }
        instance::delete_user(all, id)?;
        if account_erasure::account(all, id)? {
            erased += 1;
            let about = json!({ "user": id, "restore": true });
            audit::note(all, None, None, AuditAction::EraseAccount, about, None)?;
        }
    }
    Ok((erased, kept))
}

/// Reads a replaced database, or fails if it is damaged. A database of an earlier version is copied
/// to `room` and migrated there before it is read.
fn look(all: &AllTx, file: &Path, room: &Path) -> Result<Look> {
    let old = DatabaseFile::open(file)?;
    if let Some(fault) = old.faults(true)?.into_iter().next() {
        return Err(anyhow::Error::msg(fault).into());
    }
    if old.schema()? >= known_schema() {
        return what_it_says(all, &old.sql, file);
    }
    let folder = tempfile::tempdir_in(room).context("cannot make a folder for a copy")?;
    let copy = folder.path().join("replaced.sqlite");
    old.sql.copy_to(&copy)?;
    let mut migrated = Connection::open(&copy)?;
    engine::migrate(&mut migrated, &copy)?;
    what_it_says(all, &migrated, file)
}

/// `database`: the replaced database, or a copy of it; `file`: where it was, and the record of its
/// last decision is.
fn what_it_says(all: &AllTx, database: &Connection, file: &Path) -> Result<Look> {
    Ok(Look {
        missing: last_decision::missing(&AllRead::open(database, all.now()), file)?,
        decisions: since_backup::read(database)?,
        named: since_backup::names::read(database)?,
        gone: database.all(ERASED, &[], person)?,
        closed: database.all(
            "SELECT id, created_at FROM users WHERE erased_at IS NOT NULL",
            &[],
            |row| Ok((row.get("id")?, row.get("created_at")?)),
        )?,
        access: since_backup::access::read(database)?,
        roots: since_backup::roots::read(database)?,
        issued: since_backup::invoices::read(database)?,
    })
}

/// Raises the alarms about decisions that are raised in the database in place.
fn carry_alarms_over(all: &AllTx, in_place: &Path) -> Result<()> {
    let read = || -> Result<Vec<Alarm>> {
        let old = DatabaseFile::open(in_place)?;
        alarms::list(&AllRead::open(&old.sql, all.now()))
    };
    // A damaged database raises an alarm of its own, and an old one has no alarms.
    for alarm in read().unwrap_or_default() {
        if matches!(alarm.kind, AlarmKind::DecisionsUnknown | AlarmKind::DecisionsLost) {
            alarms::raise(all, alarm.kind, &alarm.detail)?;
        }
    }
    Ok(())
}

/// The mails whose jobs are due after `now`.
fn mails_due_after(all: &AllTx, now: i64) -> Result<HashSet<MailId>> {
    let jobs = all.all(
        "SELECT body FROM jobs WHERE kind = 'mail' AND due_at > :now",
        params! { ":now": now },
        |row| row.get::<String>("body"),
    )?;
    let mail = |body: String| match serde_json::from_str(&body) {
        Ok(Job::Mail { mail }) => Some(mail),
        // A job that cannot be read sends nothing either.
        _ => None,
    };
    Ok(jobs.into_iter().filter_map(mail).collect())
}

fn change(all: &AllTx, backup: &str, mails: &QueuedMails) -> Result<Settled> {
    let now = all.now().0;
    let mut settled = Settled::default();
    // The leases belong to a process that has ended.
    all.change("UPDATE jobs SET lease_until = NULL WHERE lease_until IS NOT NULL", &[])?;
    if !mails.send_queued {
        // A mail that was due later than now has not been sent by anybody.
        let due_later = mails_due_after(all, now)?;
        let queued = all.all("SELECT id FROM mails WHERE status = 'QUEUED'", &[], |row| {
            row.get::<MailId>("id")
        })?;
        for mail in queued.iter().filter(|mail| !due_later.contains(mail)) {
            settled.held += all.change(
                "UPDATE mails SET status = 'DROPPED', reply = :why WHERE id = :mail",
                params! { ":why": HELD, ":mail": mail },
            )?;
        }
        all.change(
            "DELETE FROM jobs WHERE due_at <= :now
                AND kind IN ('mail', 'digest', 'plan_reminders', 'remind_awaited')",
            params! { ":now": now },
        )?;
        for key in &mails.already_due {
            all.change(
                "INSERT INTO once_keys (key, created_at) VALUES ('instance:' || :key, :now)
                 ON CONFLICT DO NOTHING",
                params! { ":key": key, ":now": now },
            )?;
        }
    }
    all.change("UPDATE sqlite_sequence SET seq = seq + :ahead", params! { ":ahead": AHEAD })?;
    let about = json!({ "backup": backup, "heldMails": settled.held });
    audit::note(all, None, None, AuditAction::Restore, about, None)?;
    Ok(settled)
}
