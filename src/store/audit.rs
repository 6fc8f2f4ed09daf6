//! The audit log: append-only, ids only. The entries of a company are a chain, and those of the
//! instance are another: each holds the hash of the one before it.

use super::columns::{json, text_or_empty, word};
use super::{AllRead, AllTx, Changes, Params, Read, Row, Rows, Scope, Tx, companies, params};
use crate::error::Result;
use crate::model::audit::{AuditAction, AuditContent, AuditTopic};
use crate::model::{CompanyId, Digest, Page, PageQuery, Timestamp, UserId};

/// Records that `user` did `action` from `ip`, on the ids in `about`.
pub fn note(
    all: &AllTx,
    company: Option<CompanyId>,
    user: Option<UserId>,
    action: AuditAction,
    about: serde_json::Value,
    ip: Option<&str>,
) -> Result<()> {
    let about = about.to_string();
    let (action, at) = (action.name(), all.now());
    let content = AuditContent { company, user, action, about: &about, ip, at };
    let previous = match company {
        Some(_) => head(&**all, OF_ONE, params! { ":of": company })?,
        None => head(&**all, OF_INSTANCE, &[])?,
    };
    all.change(
        "INSERT INTO audit (company_id, user_id, action, about, ip, at, previous_hash, hash)
         VALUES (:of, :user, :action, :about, :ip, :now, :previous, :hash)",
        params! {
            ":of": company, ":user": user, ":action": action, ":about": about, ":ip": ip,
            ":now": at, ":previous": previous.hex(), ":hash": content.hash(previous).hex(),
        },
    )?;
    Ok(())
}

/// As [`note`], in the current company, from the address of the request.
pub fn note_in(
    tx: &Tx,
    user: Option<UserId>,
    action: AuditAction,
    about: serde_json::Value,
) -> Result<()> {
    let about = about.to_string();
    let company = Some(tx.scope().company());
    let ip = tx.scope().address().map(|address| address.to_string());
    let (action, ip, at) = (action.name(), ip.as_deref(), tx.now());
    let content = AuditContent { company, user, action, about: &about, ip, at };
    let previous = head(&**tx, "company_id = :company", &[])?;
    tx.change(
        "INSERT INTO audit (company_id, user_id, action, about, ip, at, previous_hash, hash)
         VALUES (:company, :user, :action, :about, :ip, :now, :previous, :hash)",
        params! {
            ":user": user, ":action": action, ":about": about, ":ip": ip, ":now": at,
            ":previous": previous.hex(), ":hash": content.hash(previous).hex(),
        },
    )?;
    Ok(())
}

const OF_ONE: &str = "company_id = :of";
const OF_INSTANCE: &str = "company_id IS NULL";

/// The hash of the last entry of a chain; zeroes without entries. Entries of before the chain have
/// no hash: it is computed over all of them.
fn head(rows: &impl Rows, of: &str, given: Params) -> Result<Digest> {
    let last = rows.first(
        &format!("SELECT hash FROM audit WHERE {of} ORDER BY id DESC LIMIT 1"),
        given,
        |row| Ok(kept_hash(row)),
    )?;
    let Some(hash) = last else { return Ok(Digest::ZERO) };
    if let Some(hash) = hash {
        return Ok(hash);
    }
    let mut hash = Digest::ZERO;
    rows.until(
        &format!(
            "SELECT company_id, user_id, action, about, ip, at FROM audit WHERE {of} ORDER BY id"
        ),
        given,
        |row| {
            if let Ok(content) = content(row) {
                hash = content.hash(hash);
            }
            Ok(None::<()>)
        },
    )?;
    Ok(hash)
}

/// The hash of an entry; None of one of before the chain. Of one that cannot be read something is
/// returned: nobody may be kept from signing in, and no alarm from being raised, by a row that somebody
/// has changed. The check reports it.
fn kept_hash(row: &Row) -> Option<Digest> {
    match row.text_if_any("hash") {
        Ok(hash) => hash.map(|hash| Digest::parse(hash).unwrap_or_else(|| Digest::of(hash))),
        Err(_) => Some(Digest::ZERO),
    }
}

fn digest(row: &Row, column: &'static str) -> Result<Option<Digest>> {
    match row.text_if_any(column)? {
        None => Ok(None),
        Some(_) => word(row, column, Digest::parse).map(Some),
    }
}

fn content<'r>(row: &Row<'r>) -> Result<AuditContent<'r>> {
    Ok(AuditContent {
        company: row.get("company_id")?,
        user: row.get("user_id")?,
        action: row.text("action")?,
        about: row.text("about")?,
        ip: row.text_if_any("ip")?,
        at: row.get("at")?,
    })
}

/// What the last entry of an action is about, of those of the instance.
pub fn last(all: &AllRead, action: AuditAction) -> Result<Option<serde_json::Value>> {
    all.first(
        "SELECT about FROM audit WHERE company_id IS NULL AND action = :action
          ORDER BY id DESC LIMIT 1",
        params! { ":action": action.name() },
        |row| json(row, "about"),
    )
}

/// Selects entries; None matches all.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    pub topic: Option<AuditTopic>,
    pub action: Option<AuditAction>,
    pub user: Option<UserId>,
    pub company: Option<CompanyId>,
    /// Not earlier.
    pub from: Option<Timestamp>,
    /// Earlier.
    pub until: Option<Timestamp>,
    /// With a lower id.
    pub before: Option<i64>,
}

/// An entry of the audit log.
#[derive(Debug, Clone)]
pub struct AuditEntry {
    pub id: i64,
    pub company: Option<CompanyId>,
    /// The company's name; empty for entries of the instance.
    pub company_name: String,
    pub user: Option<UserId>,
    /// The user's name; empty without one, and once the account is erased.
    pub user_name: String,
    /// A name of [`AuditAction`], or one of an earlier version.
    pub action: String,
    /// The ids concerned, as JSON: the text that the hash covers.
    pub about: String,
    /// The name today of what it is about: an event, a person, a group, a file or a user.
    pub subject: Option<String>,
    pub ip: Option<String>,
    pub at: Timestamp,
    /// None for entries of before the chain.
    pub previous: Option<String>,
    pub hash: Option<String>,
}

impl AuditEntry {
    /// The ids concerned.
    pub fn ids(&self) -> serde_json::Value {
        serde_json::from_str(&self.about).unwrap_or_default()
    }
}

/// The condition of a filter. The actions of a topic are names of ours, never input.
fn wanted(filter: &AuditFilter) -> String {
    let mut wanted = "(:user IS NULL OR x.user_id = :user)
        AND (:from IS NULL OR x.at >= :from) AND (:until IS NULL OR x.at < :until)
        AND (:before IS NULL OR x.id < :before)"
        .to_owned();
    let actions: Vec<String> = AuditAction::ALL
        .into_iter()
        .filter(|action| filter.topic.is_none_or(|topic| action.topic() == topic))
        .filter(|action| filter.action.is_none_or(|one| *action == one))
        .map(|action| format!("'{}'", action.name()))
        .collect();
    if filter.topic.is_some() || filter.action.is_some() {
        wanted.push_str(&format!(" AND x.action IN ({})", actions.join(", ")));
    }
    wanted
}

const COLUMNS: &str = "x.id, x.company_id, x.user_id, x.action, x.about, x.ip, x.at,
     x.previous_hash, x.hash, u.first_name, u.last_name, c.name AS company_name";
/// With the users, of a company its members, present and former, alone: somebody else who was there by an
/// address, such as that of an invitation, is not named to it. Administrators of the instance are.
const TABLES: &str = "audit AS x
     LEFT JOIN memberships AS m ON m.company_id = x.company_id AND m.user_id = x.user_id
     LEFT JOIN users AS u
       ON u.id = x.user_id AND (m.user_id IS NOT NULL OR u.instance_role = 'ADMIN')
     LEFT JOIN companies AS c ON c.id = x.company_id";
const TABLES_OF_ALL: &str = "audit AS x LEFT JOIN users AS u ON u.id = x.user_id
     LEFT JOIN companies AS c ON c.id = x.company_id";

/// The entries of the company, the latest first.
pub fn list(read: &Read, query: &PageQuery<()>, filter: &AuditFilter) -> Result<Page<AuditEntry>> {
    let wanted = format!("x.company_id = :company AND {}", wanted(filter));
    let total = read.count(
        &format!("SELECT COUNT(*) FROM audit AS x WHERE {wanted}"),
        params! { ":user": filter.user, ":from": filter.from, ":until": filter.until, ":before": filter.before },
    )?;
    let mut data = read.all(
        &format!(
            "SELECT {COLUMNS} FROM {TABLES} WHERE {wanted}
              ORDER BY x.id DESC LIMIT :limit OFFSET :offset"
        ),
        params! {
            ":user": filter.user, ":from": filter.from, ":until": filter.until, ":before": filter.before,
            ":limit": query.limit, ":offset": query.offset(),
        },
        entry,
    )?;
    for entry in &mut data {
        entry.subject = subject(read, entry)?;
    }
    Ok(Page { data, page: query.page, limit: query.limit, total })
}

/// The entries of all companies and of the instance, the latest first.
pub fn list_all(
    all: &AllRead,
    query: &PageQuery<()>,
    filter: &AuditFilter,
) -> Result<Page<AuditEntry>> {
    let wanted = format!("(:of IS NULL OR x.company_id = :of) AND {}", wanted(filter));
    let total = all.count(
        &format!("SELECT COUNT(*) FROM audit AS x WHERE {wanted}"),
        params! {
            ":of": filter.company, ":user": filter.user, ":from": filter.from,
            ":until": filter.until, ":before": filter.before,
        },
    )?;
    let mut data = all.all(
        &format!(
            "SELECT {COLUMNS} FROM {TABLES_OF_ALL} WHERE {wanted}
              ORDER BY x.id DESC LIMIT :limit OFFSET :offset"
        ),
        params! {
            ":of": filter.company, ":user": filter.user, ":from": filter.from,
            ":until": filter.until, ":before": filter.before, ":limit": query.limit, ":offset": query.offset(),
        },
        entry,
    )?;
    for entry in &mut data {
        entry.subject = match entry.company {
            Some(company) => subject(&companies::look(all, Scope::whole(company)), entry)?,
            None => subject_of_instance(all, entry)?,
        };
    }
    Ok(Page { data, page: query.page, limit: query.limit, total })
}

fn entry(row: &Row) -> Result<AuditEntry> {
    let name =
        format!("{} {}", text_or_empty(row, "first_name")?, text_or_empty(row, "last_name")?);
    Ok(AuditEntry {
        id: row.get("id")?,
        company: row.get("company_id")?,
        company_name: text_or_empty(row, "company_name")?,
        user: row.get("user_id")?,
        user_name: name.trim().to_owned(),
        action: row.get("action")?,
        about: row.get("about")?,
        subject: None,
        ip: row.get("ip")?,
        at: row.get("at")?,
        previous: row.get("previous_hash")?,
        hash: row.get("hash")?,
    })
}

/// The name of what an entry is about, if it has an id of something with a name.
fn subject(read: &Read, entry: &AuditEntry) -> Result<Option<String>> {
    const NAMED: [(&str, &str); 8] = [
        ("event", "SELECT name FROM events WHERE company_id = :company AND id = :id"),
        (
            "employee",
            "SELECT TRIM(COALESCE(first_name, '') || ' ' || COALESCE(last_name, '')) AS name
               FROM employees WHERE company_id = :company AND id = :id",
        ),
        (
            "invitation",
            "SELECT TRIM(COALESCE(first_name, '') || ' ' || COALESCE(last_name, '')) AS name
               FROM invitations WHERE company_id = :company AND id = :id",
        ),
        (
            "template",
            "SELECT title || ' (' || locale || ')' AS name
               FROM templates WHERE company_id = :company AND id = :id",
        ),
        ("group", "SELECT name FROM groups WHERE company_id = :company AND id = :id"),
        ("file", "SELECT name FROM files WHERE company_id = :company AND id = :id"),
        (
            "answer",
            "SELECT TRIM(COALESCE(p.first_name, '') || ' ' || COALESCE(p.last_name, ''))
                    || ', ' || e.name AS name
               FROM answers AS a
               JOIN employees AS p ON p.company_id = a.company_id AND p.id = a.employee_id
               JOIN events AS e ON e.company_id = a.company_id AND e.id = a.event_id
              WHERE a.company_id = :company AND a.id = :id",
        ),
        (
            "user",
            "SELECT TRIM(COALESCE(u.first_name, '') || ' ' || COALESCE(u.last_name, '')) AS name
               FROM memberships AS m JOIN users AS u ON u.id = m.user_id
              WHERE m.company_id = :company AND m.user_id = :id",
        ),
    ];
    let about = entry.ids();
    for (key, sql) in NAMED {
        if let Some(id) = about[key].as_i64() {
            let name = read.first(sql, params! { ":id": id }, |row| text_or_empty(row, "name"))?;
            return Ok(name.filter(|name| !name.is_empty()));
        }
    }
    Ok(None)
}

/// The same of an entry of the instance, which only users are a subject of.
fn subject_of_instance(all: &AllRead, entry: &AuditEntry) -> Result<Option<String>> {
    let Some(id) = entry.ids()["user"].as_i64() else { return Ok(None) };
    let name = all.first(
        "SELECT TRIM(COALESCE(first_name, '') || ' ' || COALESCE(last_name, '')) AS name
           FROM users WHERE id = :id",
        params! { ":id": id },
        |row| text_or_empty(row, "name"),
    )?;
    Ok(name.filter(|name| !name.is_empty()))
}

/// The chains: of each company with entries, and of the instance.
pub fn chains(all: &AllRead) -> Result<Vec<Option<CompanyId>>> {
    all.all("SELECT DISTINCT company_id FROM audit ORDER BY company_id", &[], |row| row.at(0))
}

/// Whether the table has lost its last entries: it has given out a higher id than any it holds.
pub fn is_cut(all: &AllRead) -> Result<bool> {
    let given = all.count("SELECT seq FROM sqlite_sequence WHERE name = 'audit'", &[])?;
    Ok(given > all.count("SELECT MAX(id) FROM audit", &[])?)
}

/// The number of entries that are checked or pruned at a time.
const STEP: i64 = 2_000;

/// How far the check of a chain has come.
#[derive(Debug, Clone, Copy, Default)]
pub struct CheckState {
    after: i64,
    /// None before the first entry.
    head: Option<Digest>,
    /// Whether an entry with a hash was seen: those of before the chain cannot follow it.
    is_chained: bool,
}

/// A step of a check.
#[derive(Debug, Clone, Copy)]
pub enum CheckStep {
    More(CheckState),
    Whole,
    /// This entry is not as it was made, or the one before it is missing.
    Broken(i64),
}

/// Checks the next entries of a chain.
pub fn check(all: &AllRead, of: Option<CompanyId>, mut checked: CheckState) -> Result<CheckStep> {
    let of_it = if of.is_some() { OF_ONE } else { OF_INSTANCE };
    let sql = format!(
        "SELECT id, company_id, user_id, action, about, ip, at, previous_hash, hash FROM audit
          WHERE {of_it} AND id > :after ORDER BY id LIMIT :limit"
    );
    let (mut read, after) = (0, checked.after);
    let broken = {
        let look = |row: &Row| {
            read += 1;
            checked.after = row.get("id")?;
            let Ok(content) = content(row) else { return Ok(Some(checked.after)) };
            let is_right = match (digest(row, "previous_hash"), digest(row, "hash")) {
                (Ok(Some(previous)), Ok(Some(hash))) => {
                    let follows = match checked.head {
                        Some(head) => previous == head,
                        None => previous == Digest::ZERO || is_pruned(all, of, previous)?,
                    };
                    (checked.head, checked.is_chained) = (Some(hash), true);
                    follows && content.hash(previous) == hash
                }
                // Of before the chain; the first entry with a hash covers them.
                (Ok(None), Ok(None)) => {
                    checked.head = Some(content.hash(checked.head.unwrap_or(Digest::ZERO)));
                    !checked.is_chained
                }
                _ => false,
            };
            Ok((!is_right).then_some(checked.after))
        };
        match of {
            Some(_) => {
                all.until(&sql, params! { ":of": of, ":after": after, ":limit": STEP }, look)?
            }
            None => all.until(&sql, params! { ":after": after, ":limit": STEP }, look)?,
        }
    };
    Ok(match broken {
        Some(id) => CheckStep::Broken(id),
        None if read < STEP => CheckStep::Whole,
        None => CheckStep::More(checked),
    })
}

/// Whether the entry with this hash was deleted for its age.
fn is_pruned(all: &AllRead, of: Option<CompanyId>, hash: Digest) -> Result<bool> {
    let of_it =
        if of.is_some() { "company_id = :of" } else { "company_id IS NULL AND :of IS NULL" };
    let noted = all.all(
        &format!("SELECT about FROM audit WHERE {of_it} AND action = :action"),
        params! { ":of": of, ":action": AuditAction::PruneAudit.name() },
        |row| Ok(json::<serde_json::Value>(row, "about").unwrap_or_default()),
    )?;
    Ok(noted.iter().any(|about| about["lastHash"].as_str() == Some(&hash.hex())))
}

/// Deletes the entries of a chain of before `before`, at most some at a time and never the last, and
/// records that. Returns whether there may be more.
pub fn prune(all: &AllTx, of: Option<CompanyId>, before: Timestamp) -> Result<bool> {
    let of_it =
        if of.is_some() { "company_id = :of" } else { "company_id IS NULL AND :of IS NULL" };
    // The first one that stays holds the hash of the last one that goes.
    let stays = all.first(
        &format!(
            "SELECT id, previous_hash FROM audit
              WHERE {of_it} AND previous_hash IS NOT NULL AND id >
                (SELECT MAX(id) FROM
                  (SELECT id FROM audit WHERE {of_it} AND at < :before ORDER BY id LIMIT :limit) AS old)
              ORDER BY id LIMIT 1"
        ),
        params! { ":of": of, ":before": before, ":limit": STEP },
        |row| Ok((row.get::<i64>("id")?, row.text("previous_hash")?.to_owned())),
    )?;
    let Some((stays, hash)) = stays else { return Ok(false) };
    let count = all.change(
        &format!("DELETE FROM audit WHERE {of_it} AND id < :stays"),
        params! { ":of": of, ":stays": stays },
    )?;
    if count == 0 {
        return Ok(false);
    }
    let about = serde_json::json!({ "entries": count, "lastHash": hash });
    note(all, of, None, AuditAction::PruneAudit, about, None)?;
    Ok(count as i64 >= STEP)
}
