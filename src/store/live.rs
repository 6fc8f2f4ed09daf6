//! What listeners are told: written in the transaction that made it true, handed
//! to them once it is on the disk, and kept for a day for who comes back.
//!
//! Whoever does something worth watching calls [`publish`] with the change.

use std::borrow::Cow;

use rusqlite::{Row, named_params};

use super::{AllRead, AllTx, Changes, Reach, Rows, Scope, Tx};
use crate::error::Result;
use crate::model::live::Audience;
use crate::model::{AnswerId, ApiTokenId, CompanyId, EventId, Live, SessionId, Timestamp, UserId};

/// How long it is kept, in milliseconds.
const KEPT: i64 = Timestamp::DAY;
/// How much is kept at most, and how often that is looked at.
const MOST: i64 = 50_000;
const EVERY: i64 = 1_000;
/// How much is told again at most; who missed more reads everything anew.
const REPLAYED: i64 = 500;

/// Something to be told to who listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// Its place in the journal.
    pub seq: i64,
    pub audience: Audience,
    /// The name of the event.
    pub kind: Cow<'static, str>,
    /// JSON.
    pub body: String,
}

/// What a transaction has for the listeners, once it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signal {
    News(News),
    /// Whoever listens like this may do so no longer, or not in the same way.
    Ended(Whose),
}

/// Whose streams end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    Session(SessionId),
    Token(ApiTokenId),
    User(UserId),
    Member(CompanyId, UserId),
    Company(CompanyId),
}

/// Tells whoever may read all of the company.
pub fn publish(tx: &Tx, live: &Live) -> Result<()> {
    append(tx, None, live)
}

/// Tells one user, while they work for the company.
pub fn publish_to(tx: &Tx, user: UserId, live: &Live) -> Result<()> {
    append(tx, Some(user), live)
}

/// Tells whoever may read the shoot: as [`publish`], and its photographer.
pub fn publish_of_event(tx: &Tx, event: EventId, live: &Live) -> Result<()> {
    publish(tx, live)?;
    // Whoever is more than a photographer has heard it already.
    let partner = tx.first(
        "SELECT e.partner_id FROM events AS e
           JOIN live_memberships AS m ON m.company_id = e.company_id AND m.user_id = e.partner_id
          WHERE e.company_id = :company AND e.id = :event AND m.role = 'PHOTOGRAPHER'",
        named_params! { ":event": event.0 },
        |row| row.get(0).map(UserId),
    )?;
    match partner {
        Some(user) => publish_to(tx, user, live),
        None => Ok(()),
    }
}

/// Tells the person whom an answer is about, if they have an account here: known
/// by an e-mail that they have shown to be theirs.
pub fn publish_to_person(tx: &Tx, answer: AnswerId, live: &Live) -> Result<()> {
    let holders = tx.all(
        "SELECT m.user_id FROM answers AS a
           JOIN employees AS p ON p.company_id = a.company_id AND p.id = a.employee_id
           JOIN live_users AS u ON u.email_key = p.email_key AND u.email_proved_at IS NOT NULL
           JOIN live_memberships AS m ON m.company_id = a.company_id AND m.user_id = u.id
          WHERE a.company_id = :company AND a.id = :answer AND m.role = 'EMPLOYEE'",
        named_params! { ":answer": answer.0 },
        |row| row.get(0).map(UserId),
    )?;
    holders.into_iter().try_for_each(|user| publish_to(tx, user, live))
}

/// Tells everybody of the instance.
pub fn publish_to_all(all: &AllTx, live: &Live) -> Result<()> {
    append_anywhere(all, Audience::Everybody, live)
}

/// As [`publish`], where no company is open.
pub(super) fn publish_in(all: &AllTx, company: CompanyId, live: &Live) -> Result<()> {
    append_anywhere(all, Audience::Company(company), live)
}

/// Tells whoever runs the instance.
pub(super) fn publish_to_operators(all: &AllTx, live: &Live) -> Result<()> {
    append_anywhere(all, Audience::Operators, live)
}

fn append(tx: &Tx, user: Option<UserId>, live: &Live) -> Result<()> {
    let company = tx.scope().company();
    let (kind, body) = words(live)?;
    let seq = tx.insert(
        "INSERT INTO live_journal (company_id, user_id, kind, body, at)
         VALUES (:company, :user, :kind, :body, :now) RETURNING seq",
        named_params! {
            ":user": user.map(|id| id.0), ":kind": kind, ":body": body, ":now": tx.now().0,
        },
    )?;
    if seq % EVERY == 0 {
        tx.change(
            "DELETE FROM live_journal WHERE company_id = :company AND seq <= :last",
            named_params! { ":last": seq - MOST },
        )?;
    }
    let audience = user.map_or(Audience::Company(company), |user| Audience::User(company, user));
    tx.signal(Signal::News(News { seq, audience, kind: kind.into(), body }));
    Ok(())
}

fn append_anywhere(all: &AllTx, audience: Audience, live: &Live) -> Result<()> {
    let (kind, body) = words(live)?;
    let (company, user) = match audience {
        Audience::Company(company) => (Some(company.0), None),
        Audience::User(company, user) => (Some(company.0), Some(user.0)),
        Audience::Everybody | Audience::Operators => (None, None),
    };
    let seq = all.insert(
        "INSERT INTO live_journal (company_id, user_id, for_operators, kind, body, at)
         VALUES (:of, :user, :operators, :kind, :body, :now) RETURNING seq",
        named_params! {
            ":of": company, ":user": user, ":operators": audience == Audience::Operators,
            ":kind": kind, ":body": body, ":now": all.now().0,
        },
    )?;
    all.signal(Signal::News(News { seq, audience, kind: kind.into(), body }));
    Ok(())
}

fn words(live: &Live) -> Result<(&'static str, String)> {
    Ok((live.name(), serde_json::to_string(live).map_err(anyhow::Error::from)?))
}

/// Where someone goes on listening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// Everything up to there has been told, or is in `news`.
    pub seq: i64,
    /// What was told since they went; none if too much, or too long ago to know.
    pub news: Option<Vec<News>>,
}

/// What someone has missed after `after`, of what is meant for them; nothing if
/// they come for the first time.
pub fn missed(all: &AllRead, scope: Scope, user: UserId, after: Option<i64>) -> Result<Missed> {
    let (after, last) = match begins(all, after)? {
        Ok(ends) => ends,
        Err(nothing) => return Ok(nothing),
    };
    let mut news = all.enter(scope).all(
        "SELECT seq, company_id, user_id, for_operators, kind, body FROM live_journal
          WHERE company_id = :company AND seq > :after
            AND (user_id = :user OR (user_id IS NULL AND :reads_all))
          ORDER BY seq LIMIT :most",
        named_params! {
            ":after": after, ":user": user.0, ":reads_all": scope.reach() == Reach::Company,
            ":most": REPLAYED + 1,
        },
        told,
    )?;
    news.extend(all.all(
        "SELECT seq, company_id, user_id, for_operators, kind, body FROM live_journal
          WHERE company_id IS NULL AND for_operators = 0 AND seq > :after
          ORDER BY seq LIMIT :most",
        named_params! { ":after": after, ":most": REPLAYED + 1 },
        told,
    )?);
    Ok(whole(last, news))
}

/// The same of what operators are told.
pub fn missed_by_operators(all: &AllRead, after: Option<i64>) -> Result<Missed> {
    let (after, last) = match begins(all, after)? {
        Ok(ends) => ends,
        Err(nothing) => return Ok(nothing),
    };
    let news = all.all(
        "SELECT seq, company_id, user_id, for_operators, kind, body FROM live_journal
          WHERE company_id IS NULL AND for_operators = 1 AND seq > :after
          ORDER BY seq LIMIT :most",
        named_params! { ":after": after, ":most": REPLAYED + 1 },
        told,
    )?;
    Ok(whole(last, news))
}

/// How far the journal goes; 0: nothing was told yet.
pub fn last(all: &AllRead) -> Result<i64> {
    Ok(ends(all)?.map_or(0, |(_, last)| last))
}

/// From where to read, and how far the journal goes; or the answer, where there is nothing
/// to read: they come for the first time, or were away for too long.
fn begins(all: &AllRead, after: Option<i64>) -> Result<std::result::Result<(i64, i64), Missed>> {
    let (first, last) = ends(all)?.unwrap_or((1, 0));
    let Some(after) = after else {
        return Ok(Err(Missed { seq: last, news: Some(vec![]) }));
    };
    // What is counted out goes a company at a time: see `append`.
    let known = first.saturating_sub(1).max(last - MOST + EVERY)..=last;
    match known.contains(&after) {
        true => Ok(Ok((after, last))),
        false => Ok(Err(Missed { seq: last, news: None })),
    }
}

/// The first and the last of the journal; none if it is empty.
fn ends(all: &AllRead) -> Result<Option<(i64, i64)>> {
    let ends = all.first("SELECT MIN(seq), MAX(seq) FROM live_journal", &[], |row| {
        Ok((row.get::<_, Option<i64>>(0)?, row.get::<_, Option<i64>>(1)?))
    })?;
    Ok(ends.and_then(|(first, last)| first.zip(last)))
}

fn whole(last: i64, mut news: Vec<News>) -> Missed {
    news.sort_by_key(|one| one.seq);
    let few = news.len() as i64 <= REPLAYED;
    Missed { seq: last, news: few.then_some(news) }
}

/// Throws away what is older than a day, but for the last, which says how far we are.
pub fn forget(all: &AllTx) -> Result<usize> {
    all.change(
        "DELETE FROM live_journal
          WHERE at < :before AND seq < (SELECT MAX(seq) FROM live_journal)",
        named_params! { ":before": all.now().minus(KEPT).0 },
    )
}

fn told(row: &Row) -> rusqlite::Result<News> {
    let company = row.get::<_, Option<i64>>("company_id")?.map(CompanyId);
    let user = row.get::<_, Option<i64>>("user_id")?.map(UserId);
    let audience = match (company, user) {
        (None, _) if row.get("for_operators")? => Audience::Operators,
        (None, _) => Audience::Everybody,
        (Some(company), None) => Audience::Company(company),
        (Some(company), Some(user)) => Audience::User(company, user),
    };
    let (kind, body): (String, String) = (row.get("kind")?, row.get("body")?);
    Ok(News { seq: row.get("seq")?, audience, kind: kind.into(), body })
}
