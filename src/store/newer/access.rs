//! Who lost access after the backup was made, according to replaced databases: what was revoked
//! stays revoked.

use crate::error::Result;
use crate::model::Timestamp;
use crate::store::engine::Connection;
use crate::store::{AllTx, Changes, Row, Rows, params};

/// What was done about access that ended after the backup.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NewerAccess {
    /// API tokens that were revoked since, and are revoked again.
    pub tokens: usize,
    /// Sessions that ended since, and are ended again.
    pub sessions: usize,
    /// Members who had left their company since, and belong to it again: it may be why the backup
    /// was restored.
    pub members: usize,
}

/// A session: id, user, time of creation.
type Session = (i64, i64, i64);
/// A membership: company, id, user.
type Member = (i64, i64, i64);

/// What a database says of access that ended.
pub(in crate::store) struct Ended {
    tokens: Vec<(String, Timestamp)>,
    sessions: Vec<(Session, Timestamp)>,
    members: Vec<Member>,
}

const TOKENS: &str =
    "SELECT token_hash, revoked_at FROM api_tokens WHERE revoked_at IS NOT NULL ORDER BY id";
const SESSIONS: &str = "SELECT id, user_id, created_at, ended_at FROM sessions
      WHERE ended_at IS NOT NULL ORDER BY id";
const MEMBERS: &str = "SELECT company_id, id, user_id FROM memberships
      WHERE deleted_at IS NOT NULL ORDER BY id";

/// Reads a replaced database.
pub(in crate::store) fn read(sql: &Connection) -> Result<Ended> {
    let token = |row: &Row| Ok((row.get("token_hash")?, row.get("revoked_at")?));
    let session = |row: &Row| {
        let id = (row.get("id")?, row.get("user_id")?, row.get("created_at")?);
        Ok((id, row.get("ended_at")?))
    };
    let member = |row: &Row| Ok((row.get("company_id")?, row.get("id")?, row.get("user_id")?));
    Ok(Ended {
        tokens: sql.all(TOKENS, &[], token)?,
        sessions: sql.all(SESSIONS, &[], session)?,
        members: sql.all(MEMBERS, &[], member)?,
    })
}

/// Revokes and ends in the restored database what was in the replaced ones, of which the one in
/// place comes first. Members are only counted, by the database in place.
pub(in crate::store) fn carry_over(all: &AllTx, replaced: &[Ended]) -> Result<NewerAccess> {
    let mut done = NewerAccess::default();
    for (hash, at) in replaced.iter().flat_map(|ended| &ended.tokens) {
        done.tokens += all.change(
            "UPDATE api_tokens SET revoked_at = :at
              WHERE token_hash = :hash AND revoked_at IS NULL",
            params! { ":hash": hash, ":at": at },
        )?;
    }
    for ((id, user, since), at) in replaced.iter().flat_map(|ended| &ended.sessions) {
        done.sessions += all.change(
            "UPDATE sessions SET ended_at = :at, end_reason = 'REVOKED'
              WHERE id = :id AND user_id = :user AND created_at = :since AND ended_at IS NULL",
            params! { ":id": *id, ":user": *user, ":since": *since, ":at": at },
        )?;
    }
    for (company, id, user) in replaced.first().into_iter().flat_map(|ended| &ended.members) {
        done.members += usize::from(
            all.count(
                "SELECT COUNT(*) FROM memberships
                  WHERE company_id = :of AND id = :id AND user_id = :user AND deleted_at IS NULL",
                params! { ":of": *company, ":id": *id, ":user": *user },
            )? > 0,
        );
    }
    Ok(done)
}
