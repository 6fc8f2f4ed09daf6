//! The journal of live news: written in the transaction of the change, sent to subscribers once
//! committed, and kept for a day for clients that reconnect.
//!
//! To publish a change, call [`publish`] in its transaction.

use std::borrow::Cow;

use super::{AllRead, AllTx, Changes, Reach, Row, Rows, Scope, Tx, params};
use crate::error::Result;
use crate::model::live::Audience;
use crate::model::{AnswerId, ApiTokenId, CompanyId, EventId, Live, SessionId, Timestamp, UserId};

/// How long news are kept, in milliseconds.
const KEPT: i64 = Timestamp::DAY;
/// How many news are kept at most, and how often the limit is applied.
const MOST: i64 = 50_000;
const EVERY: i64 = 1_000;
/// The most news replayed; a client that missed more reloads everything.
const REPLAYED: i64 = 500;

/// An item for subscribers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// Its number in the journal.
    pub seq: i64,
    pub audience: Audience,
    /// The name of the server-sent event.
    pub kind: Cow<'static, str>,
    /// JSON.
    pub body: String,
}

/// What a transaction sends to subscribers, once committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signal {
    News(News),
    /// These streams lose their access, or it changes.
    Ended(Whose),
}

/// The streams to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    Session(SessionId),
    Token(ApiTokenId),
    User(UserId),
    Member(CompanyId, UserId),
    Company(CompanyId),
}

/// Ends streams after the commit; their clients open them again with what they may see then.
pub fn end_streams(all: &AllTx, whose: Whose) {
    all.signal(Signal::Ended(whose));
}

/// Publishes to all who may read the whole company.
pub fn publish(tx: &Tx, live: &Live) -> Result<()> {
    append(tx, None, live)
}

/// Publishes to one user, while the company is active.
pub fn publish_to(tx: &Tx, user: UserId, live: &Live) -> Result<()> {
    append(tx, Some(user), live)
}

/// Publishes to all who may read the event: as [`publish`], and its partner.
pub fn publish_of_event(tx: &Tx, event: EventId, live: &Live) -> Result<()> {
    publish(tx, live)?;
    // A partner with another role received it already.
    let partner = tx.first(
        "SELECT e.partner_id FROM events AS e
           JOIN live_memberships AS m ON m.company_id = e.company_id AND m.user_id = e.partner_id
          WHERE e.company_id = :company AND e.id = :event AND m.role = 'PHOTOGRAPHER'",
        params! { ":event": event },
        |row| row.at(0),
    )?;
    match partner {
        Some(user) => publish_to(tx, user, live),
        None => Ok(()),
    }
}

/// Publishes to the employee of an answer, if they have an account, recognised by its verified
/// e-mail.
pub fn publish_to_person(tx: &Tx, answer: AnswerId, live: &Live) -> Result<()> {
    let holders = tx.all(
        "SELECT m.user_id FROM answers AS a
           JOIN employees AS p ON p.company_id = a.company_id AND p.id = a.employee_id
           JOIN live_users AS u ON u.email_key = p.email_key AND u.email_proved_at IS NOT NULL
           JOIN live_memberships AS m ON m.company_id = a.company_id AND m.user_id = u.id
          WHERE a.company_id = :company AND a.id = :answer AND m.role = 'EMPLOYEE'",
        params! { ":answer": answer },
        |row| row.at(0),
    )?;
    holders.into_iter().try_for_each(|user| publish_to(tx, user, live))
}

/// Publishes to all users of the instance.
pub fn publish_to_all(all: &AllTx, live: &Live) -> Result<()> {
    append_anywhere(all, Audience::Everybody, live)
}

/// As [`publish`], outside a company.
pub(super) fn publish_in(all: &AllTx, company: CompanyId, live: &Live) -> Result<()> {
    append_anywhere(all, Audience::Company(company), live)
}

/// Publishes to the operators of the instance.
pub(super) fn publish_to_operators(all: &AllTx, live: &Live) -> Result<()> {
    append_anywhere(all, Audience::Operators, live)
}

fn append(tx: &Tx, user: Option<UserId>, live: &Live) -> Result<()> {
    let company = tx.scope().company();
    let (kind, body) = words(live)?;
    let seq = tx.insert(
        "INSERT INTO live_journal (company_id, user_id, kind, body, at)
         VALUES (:company, :user, :kind, :body, :now) RETURNING seq",
        params! {
            ":user": user, ":kind": kind, ":body": body, ":now": tx.now(),
        },
    )?;
    if seq % EVERY == 0 {
        tx.change(
            "DELETE FROM live_journal WHERE company_id = :company AND seq <= :last",
            params! { ":last": seq - MOST },
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
        params! {
            ":of": company, ":user": user, ":operators": audience == Audience::Operators,
            ":kind": kind, ":body": body, ":now": all.now(),
        },
    )?;
    all.signal(Signal::News(News { seq, audience, kind: kind.into(), body }));
    Ok(())
}

fn words(live: &Live) -> Result<(&'static str, String)> {
    Ok((live.name(), serde_json::to_string(live).map_err(anyhow::Error::from)?))
}

/// Where a client resumes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// Everything up to here was sent before, or is in `news`.
    pub seq: i64,
    /// The news missed; None if too many, or too old to know.
    pub news: Option<Vec<News>>,
}

/// The news for a user since `after`; none on a first connection.
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
        params! {
            ":after": after, ":user": user, ":reads_all": scope.reach() == Reach::Company,
            ":most": REPLAYED + 1,
        },
        read_news,
    )?;
    news.extend(all.all(
        "SELECT seq, company_id, user_id, for_operators, kind, body FROM live_journal
          WHERE company_id IS NULL AND for_operators = 0 AND seq > :after
          ORDER BY seq LIMIT :most",
        params! { ":after": after, ":most": REPLAYED + 1 },
        read_news,
    )?);
    Ok(whole(last, news))
}

/// As [`missed`], for operators.
pub fn missed_by_operators(all: &AllRead, after: Option<i64>) -> Result<Missed> {
    let (after, last) = match begins(all, after)? {
        Ok(ends) => ends,
        Err(nothing) => return Ok(nothing),
    };
    let news = all.all(
        "SELECT seq, company_id, user_id, for_operators, kind, body FROM live_journal
          WHERE company_id IS NULL AND for_operators = 1 AND seq > :after
          ORDER BY seq LIMIT :most",
        params! { ":after": after, ":most": REPLAYED + 1 },
        read_news,
    )?;
    Ok(whole(last, news))
}

/// The last number of the journal; 0 if it is empty.
pub fn last(all: &AllRead) -> Result<i64> {
    Ok(ends(all)?.map_or(0, |(_, last)| last))
}

/// The range to read; or the reply, if there is nothing to read: a first connection, or away for
/// too long.
fn begins(all: &AllRead, after: Option<i64>) -> Result<std::result::Result<(i64, i64), Missed>> {
    let (first, last) = ends(all)?.unwrap_or((1, 0));
    let Some(after) = after else {
        return Ok(Err(Missed { seq: last, news: Some(vec![]) }));
    };
    // Excess news are deleted company by company: see `append`.
    let known = first.saturating_sub(1).max(last - MOST + EVERY)..=last;
    match known.contains(&after) {
        true => Ok(Ok((after, last))),
        false => Ok(Err(Missed { seq: last, news: None })),
    }
}

/// The first and the last number of the journal; None if it is empty.
fn ends(all: &AllRead) -> Result<Option<(i64, i64)>> {
    let ends = all.first("SELECT MIN(seq), MAX(seq) FROM live_journal", &[], |row| {
        Ok((row.at::<Option<i64>>(0)?, row.at::<Option<i64>>(1)?))
    })?;
    Ok(ends.and_then(|(first, last)| first.zip(last)))
}

fn whole(last: i64, mut news: Vec<News>) -> Missed {
    news.sort_by_key(|one| one.seq);
    let few = news.len() as i64 <= REPLAYED;
    Missed { seq: last, news: few.then_some(news) }
}

/// Deletes news older than a day, except the last, which keeps the numbering.
pub fn forget(all: &AllTx) -> Result<usize> {
    all.change(
        "DELETE FROM live_journal
          WHERE at < :before AND seq < (SELECT MAX(seq) FROM live_journal)",
        params! { ":before": all.now().minus(KEPT).0 },
    )
}

fn read_news(row: &Row) -> Result<News> {
    let company = row.get("company_id")?;
    let user = row.get("user_id")?;
    let audience = match (company, user) {
        (None, _) if row.get("for_operators")? => Audience::Operators,
        (None, _) => Audience::Everybody,
        (Some(company), None) => Audience::Company(company),
        (Some(company), Some(user)) => Audience::User(company, user),
    };
    let (kind, body): (String, String) = (row.get("kind")?, row.get("body")?);
    Ok(News { seq: row.get("seq")?, audience, kind: kind.into(), body })
}
