//! API tokens, each of a member of a company. Only hashes are stored.

use super::columns::json;
use super::live::{Signal, Whose};
use super::{Actor, AllRead, AllTx, Bar, Changes, Credential, Read, Row, Rows, Tx, params};
use crate::error::Result;
use crate::model::api_token::{ApiToken, TokenScope};
use crate::model::{ApiTokenId, Locale, Timestamp, UserId};

/// A presented token, and its user with their current rights.
pub struct Entered {
    pub actor: Actor,
    pub scopes: Vec<TokenScope>,
    pub used_at: Option<Timestamp>,
}

/// Finds a token by its hash or by its id.
#[derive(Clone, Copy)]
pub enum Which<'h> {
    Hash(&'h str),
    Id(ApiTokenId),
}

/// The user of a valid token: a member of its company with their current role there, without their
/// instance role.
pub fn enter(all: &AllRead, which: Which) -> Result<Option<Entered>> {
    let (hash, id) = match which {
        Which::Hash(hash) => (Some(hash), None),
        Which::Id(id) => (None, Some(id.0)),
    };
    let found = "SELECT t.id, t.company_id, t.user_id, t.scopes, t.used_at, m.role, g.locale,
                c.suspended_at IS NOT NULL AS suspended
           FROM live_api_tokens AS t
           JOIN live_users AS u ON u.id = t.user_id AND u.suspended_at IS NULL
           JOIN companies AS c ON c.id = t.company_id
           JOIN live_memberships AS m ON m.company_id = t.company_id AND m.user_id = t.user_id
           LEFT JOIN settings AS g ON g.user_id = t.user_id
          WHERE t.expires_at > :now AND ";
    let read = |row: &Row| {
        let (company, user) = (row.get("company_id")?, row.get("user_id")?);
        let role = row.get("role")?;
        let actor = Actor {
            user,
            credential: Credential::Token(row.get("id")?),
            roles: vec![role],
            company: Some(company),
            scope: Some(super::sessions::scope(company, user, role)),
            bar: row.get::<bool>("suspended")?.then_some(Bar::Suspended),
            locale: row.get::<Option<String>>("locale")?.and_then(|tag| Locale::from_tag(&tag)),
            page_sizes: Default::default(),
        };
        let used_at = row.get("used_at")?;
        Ok(Entered { actor, scopes: json(row, "scopes")?, used_at })
    };
    // Two statements, so that each uses an index.
    match (hash, id) {
        (Some(hash), _) => all.first(
            &format!("{found} t.token_hash = :hash"),
            params! { ":hash": hash, ":now": all.now() },
            read,
        ),
        (None, id) => all.first(
            &format!("{found} t.id = :id"),
            params! { ":id": id, ":now": all.now() },
            read,
        ),
    }
}

/// Records that the token was used.
pub fn mark_used(all: &AllTx, id: ApiTokenId) -> Result<()> {
    all.change(
        "UPDATE api_tokens SET used_at = :now WHERE id = :id",
        params! { ":now": all.now(), ":id": id },
    )?;
    Ok(())
}

/// Creates a token of a member.
pub fn create(
    tx: &Tx,
    user: UserId,
    name: &str,
    (prefix, hash): (&str, &str),
    scopes: &[TokenScope],
    expires_at: Timestamp,
) -> Result<ApiTokenId> {
    let scopes = serde_json::to_string(scopes).map_err(anyhow::Error::from)?;
    let id = tx.insert(
        "INSERT INTO api_tokens (company_id, user_id, name, prefix, token_hash, scopes,
                created_at, expires_at)
         VALUES (:company, :user, :name, :prefix, :hash, :scopes, :now, :expires) RETURNING id",
        params! {
            ":user": user, ":name": name, ":prefix": prefix, ":hash": hash, ":scopes": scopes,
            ":now": tx.now(), ":expires": expires_at,
        },
    )?;
    Ok(ApiTokenId(id))
}

/// How many tokens a member has, expired ones too.
pub fn count(read: &Read, user: UserId) -> Result<i64> {
    read.count(
        "SELECT COUNT(*) FROM live_api_tokens WHERE company_id = :company AND user_id = :user",
        params! { ":user": user },
    )
}

/// The tokens of a member, or all of the company's; the latest first, 1,000 at most.
pub fn list(read: &Read, user: Option<UserId>) -> Result<Vec<ApiToken>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM live_api_tokens
              WHERE company_id = :company AND (:user IS NULL OR user_id = :user)
              ORDER BY id DESC LIMIT 1000"
        ),
        params! { ":user": user },
        token,
    )
}

/// A token of a member, or of anybody in the company.
pub fn find(read: &Read, id: ApiTokenId, user: Option<UserId>) -> Result<Option<ApiToken>> {
    read.first(
        &format!(
            "SELECT {COLUMNS} FROM live_api_tokens
              WHERE company_id = :company AND id = :id AND (:user IS NULL OR user_id = :user)"
        ),
        params! { ":id": id, ":user": user },
        token,
    )
}

/// Revokes a token from the next request on.
pub fn revoke(tx: &Tx, id: ApiTokenId) -> Result<bool> {
    tx.signal(Signal::Ended(Whose::Token(id)));
    let changed = tx.change(
        "UPDATE api_tokens SET revoked_at = :now
          WHERE company_id = :company AND id = :id AND revoked_at IS NULL",
        params! { ":now": tx.now(), ":id": id },
    )?;
    Ok(changed == 1)
}

/// Revokes all tokens of a member who leaves; they stay revoked if the member returns.
pub fn revoke_all(tx: &Tx, user: UserId) -> Result<usize> {
    tx.change(
        "UPDATE api_tokens SET revoked_at = :now
          WHERE company_id = :company AND user_id = :user AND revoked_at IS NULL",
        params! { ":now": tx.now(), ":user": user },
    )
}

/// Revokes all tokens of a user in all companies: anybody who knew the password may have created
/// some.
pub fn revoke_everywhere(all: &AllTx, user: UserId) -> Result<usize> {
    all.change(
        "UPDATE api_tokens SET revoked_at = :now WHERE user_id = :user AND revoked_at IS NULL",
        params! { ":now": all.now(), ":user": user },
    )
}

/// Deletes tokens revoked or expired before `before`.
pub fn forget(all: &AllTx, before: Timestamp) -> Result<usize> {
    all.change(
        "DELETE FROM api_tokens WHERE expires_at < :before OR revoked_at < :before",
        params! { ":before": before },
    )
}

const COLUMNS: &str = "id, user_id, name, prefix, scopes, created_at, used_at, expires_at";

fn token(row: &Row) -> Result<ApiToken> {
    Ok(ApiToken {
        id: row.get("id")?,
        user: row.get("user_id")?,
        name: row.get("name")?,
        prefix: row.get("prefix")?,
        scopes: json(row, "scopes")?,
        created_at: row.get("created_at")?,
        used_at: row.get("used_at")?,
        expires_at: row.get("expires_at")?,
    })
}
