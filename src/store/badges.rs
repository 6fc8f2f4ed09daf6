//! The badges of users, and the counts towards them.

use super::{Changes, Read, Row, Rows, Tx, events, params};
use crate::error::Result;
use crate::model::badge::BadgeCounter;
use crate::model::{Badge, Fact, Timestamp, UserId};

/// Counts a fact, and returns whether its user has earned a badge they do not have. A completed
/// event counts for the user who created it.
pub fn count_fact(tx: &Tx, fact: &Fact) -> Result<bool> {
    let Some((counter, subject)) = fact.counter() else { return Ok(false) };
    match credited_user(tx, fact, tx.scope().by())? {
        Some(user) => count(tx, user, counter, subject),
        None => Ok(false),
    }
}

/// The user a fact counts for: for a completed event, the one who created it.
pub fn credited_user(read: &Read, fact: &Fact, by: Option<UserId>) -> Result<Option<UserId>> {
    match fact {
        Fact::EventCompleted { event } => {
            Ok(events::find_any(read, *event)?.and_then(|event| event.created_by))
        }
        _ => Ok(by),
    }
}

/// Increments a counter, once per subject, up to what the highest badge requires. True if `user`
/// has earned a badge they do not have.
pub fn count(tx: &Tx, user: UserId, counter: BadgeCounter, subject: i64) -> Result<bool> {
    if counted(tx, user, counter)? < BadgeCounter::MOST {
        tx.change(
            "INSERT INTO badge_counts (company_id, user_id, kind, subject_id)
             VALUES (:company, :user, :kind, :subject) ON CONFLICT DO NOTHING",
            params! { ":user": user, ":kind": counter.name(), ":subject": subject },
        )?;
    }
    Ok(!due(tx, user, counter)?.is_empty())
}

/// The badges earned by these counts and not yet given.
pub fn due(read: &Read, user: UserId, counter: BadgeCounter) -> Result<Vec<Badge>> {
    let reached: Vec<Badge> = Badge::earned_by(counter, counted(read, user, counter)?).collect();
    if reached.is_empty() {
        return Ok(reached);
    }
    let has = of_user(read, user)?;
    Ok(reached.into_iter().filter(|one| has.iter().all(|(badge, _)| badge != one)).collect())
}

/// The value of a counter, at most [`BadgeCounter::MOST`].
pub fn counted(read: &Read, user: UserId, counter: BadgeCounter) -> Result<i64> {
    let found = read.all(
        "SELECT subject_id FROM badge_counts
          WHERE company_id = :company AND user_id = :user AND kind = :kind LIMIT :most",
        params! { ":user": user, ":kind": counter.name(), ":most": BadgeCounter::MOST },
        |_| Ok(()),
    )?;
    Ok(found.len() as i64)
}

/// Gives a badge; false if they have it.
pub fn give(tx: &Tx, user: UserId, badge: Badge) -> Result<bool> {
    let changed = tx.change(
        "INSERT INTO badges (company_id, user_id, badge, earned_at)
         VALUES (:company, :user, :badge, :now) ON CONFLICT DO NOTHING",
        params! { ":user": user, ":badge": badge.name(), ":now": tx.now() },
    )?;
    Ok(changed == 1)
}

/// A user's badges in the company, the oldest first.
pub fn of_user(read: &Read, user: UserId) -> Result<Vec<(Badge, Timestamp)>> {
    read.all(
        "SELECT badge, earned_at FROM badges
          WHERE company_id = :company AND user_id = :user ORDER BY id",
        params! { ":user": user },
        |row: &Row| Ok((row.get("badge")?, row.get("earned_at")?)),
    )
}
