//! Tokens, codes and e-mail addresses that give access, according to the replaced databases. Those
//! that had been used, turned off or changed since the backup stay used, turned off or changed.

use std::collections::BTreeSet;

use super::access::{Account, NewerAccess};
use crate::error::Result;
use crate::model::Timestamp;
use crate::store::engine::Connection;
use crate::store::{AllTx, Changes, Row, Rows, params};

/// The tables of tokens, each with the column that has the time at which a token ended.
const ENDED: [(&str, &str); 4] = [
    ("api_tokens", "revoked_at"),
    ("password_resets", "used_at"),
    ("email_changes", "ended_at"),
    ("claims", "used_at"),
];

/// The tokens, codes and addresses in one database.
pub(super) struct Credentials {
    /// For each table in [`ENDED`], the tokens that ended and the time of it.
    ended: Vec<Vec<(String, Timestamp)>>,
    /// The links that were revoked, the time of it, and the signer's address; None if they are no
    /// guardian any more.
    links: Vec<(String, Timestamp, Option<String>)>,
    feeds: Vec<Feed>,
    codes: Vec<RecoveryCode>,
    accounts: BTreeSet<Account>,
    /// When something was done last.
    last: Timestamp,
}

/// A calendar feed of an account in a company.
struct Feed {
    company: i64,
    account: Account,
    token: String,
    since: Timestamp,
}

/// A recovery code of an account.
struct RecoveryCode {
    account: Account,
    hash: String,
    since: Timestamp,
    used_at: Option<Timestamp>,
}

const LINKS: &str = "SELECT l.token_hash, l.revoked_at AS at,
            CASE WHEN s.guardian_id IS NULL THEN p.email_key
                 WHEN g.deleted_at IS NULL THEN g.email_key END AS email_key
       FROM links AS l
       JOIN signers AS s ON s.company_id = l.company_id AND s.id = l.signer_id
       JOIN employees AS p ON p.company_id = s.company_id AND p.id = s.employee_id
       LEFT JOIN guardians AS g ON g.company_id = s.company_id AND g.id = s.guardian_id
      WHERE l.revoked_at IS NOT NULL";
const FEEDS: &str = "SELECT u.id, u.created_at, f.company_id, f.token_hash, f.created_at AS since
       FROM calendar_feeds AS f JOIN users AS u ON u.id = f.user_id ORDER BY f.id";
const CODES: &str = "SELECT u.id, u.created_at, c.code_hash, c.created_at AS since, c.used_at
       FROM recovery_codes AS c JOIN users AS u ON u.id = c.user_id ORDER BY c.id";
const LAST: &str = "SELECT MAX(seen.at) AS at
       FROM (SELECT at FROM audit UNION ALL SELECT used_at AS at FROM sessions) AS seen";

fn account(row: &Row) -> Result<Account> {
    Ok((row.get("id")?, row.get("created_at")?))
}

/// Reads a replaced database.
pub(super) fn read(sql: &Connection) -> Result<Credentials> {
    let ended = ENDED.iter().map(|(table, column)| {
        let ended =
            format!("SELECT token_hash, {column} AS at FROM {table} WHERE {column} IS NOT NULL");
        sql.all(&ended, &[], |row| Ok((row.get("token_hash")?, row.get("at")?)))
    });
    let feed = |row: &Row| {
        Ok(Feed {
            company: row.get("company_id")?,
            account: account(row)?,
            token: row.get("token_hash")?,
            since: row.get("since")?,
        })
    };
    let code = |row: &Row| {
        Ok(RecoveryCode {
            account: account(row)?,
            hash: row.get("code_hash")?,
            since: row.get("since")?,
            used_at: row.get("used_at")?,
        })
    };
    let accounts = sql.all("SELECT id, created_at FROM users", &[], account)?;
    let last = sql.all(LAST, &[], |row| row.get::<Option<Timestamp>>("at"))?;
    Ok(Credentials {
        ended: ended.collect::<Result<_>>()?,
        links: sql.all(LINKS, &[], |row| {
            Ok((row.get("token_hash")?, row.get("at")?, row.get("email_key")?))
        })?,
        feeds: sql.all(FEEDS, &[], feed)?,
        codes: sql.all(CODES, &[], code)?,
        accounts: accounts.into_iter().collect(),
        last: last.into_iter().flatten().next().unwrap_or(Timestamp(0)),
    })
}

impl Credentials {
    /// Whether the database has this account.
    pub(super) fn knows(&self, account: &Account) -> bool {
        self.accounts.contains(account)
    }
}

/// Ends in the restored database what any of the replaced ones has ended. Codes and feeds of an account
/// are those of the newest one that has the account; the one in place comes first.
pub(super) fn carry_over(
    all: &AllTx,
    replaced: &[&Credentials],
    done: &mut NewerAccess,
) -> Result<()> {
    for (nth, one) in replaced.iter().enumerate() {
        let is_known = |whose: &Account| replaced[..nth].iter().any(|newer| newer.knows(whose));
        codes(all, one, is_known, done)?;
    }
    feeds(all, replaced, done)?;
    for one in replaced {
        for ((table, column), ended) in ENDED.iter().zip(&one.ended) {
            let sql = format!(
                "UPDATE {table} SET {column} = :at WHERE token_hash = :hash AND {column} IS NULL"
            );
            for (hash, at) in ended {
                let count = all.change(&sql, params! { ":hash": hash, ":at": at })?;
                match *table {
                    "api_tokens" => done.tokens += count,
                    _ => done.links += count,
                }
            }
        }
        for (hash, at, email) in &one.links {
            // One that was revoked for another reason is open again, as is the request it is about. To
            // another address than today's it would let somebody else answer.
            done.links += all.change(
                "UPDATE links SET revoked_at = :at
                  WHERE token_hash = :hash AND revoked_at IS NULL
                    AND NOT EXISTS (
                        SELECT 1 FROM signers AS s
                          JOIN employees AS p ON p.company_id = s.company_id AND p.id = s.employee_id
                          LEFT JOIN guardians AS g
                            ON g.company_id = s.company_id AND g.id = s.guardian_id
                         WHERE s.company_id = links.company_id AND s.id = links.signer_id
                           AND COALESCE(g.email_key, p.email_key) = :email)",
                params! { ":hash": hash, ":at": at, ":email": email },
            )?;
        }
        for code in &one.codes {
            let Some(used_at) = code.used_at else { continue };
            let (user, since) = code.account;
            done.codes += all.change(
                "UPDATE recovery_codes SET used_at = :at
                  WHERE user_id = :user AND code_hash = :hash AND used_at IS NULL
                    AND EXISTS (SELECT 1 FROM users AS u WHERE u.id = :user AND u.created_at = :since)",
                params! { ":at": used_at, ":user": user, ":since": since, ":hash": code.hash },
            )?;
        }
    }
    Ok(())
}

/// Recovery codes that were made anew since take the place of those in the backup. `is_known`: whether
/// a newer database has the account.
fn codes(
    all: &AllTx,
    now: &Credentials,
    is_known: impl Fn(&Account) -> bool,
    done: &mut NewerAccess,
) -> Result<()> {
    for code in now.codes.iter().filter(|code| !is_known(&code.account)) {
        let (user, since) = code.account;
        done.codes += all.change(
            "DELETE FROM recovery_codes WHERE user_id = :user AND created_at < :made
                AND EXISTS (SELECT 1 FROM users AS u WHERE u.id = :user AND u.created_at = :since)",
            params! { ":user": user, ":since": since, ":made": code.since },
        )?;
        all.change(
            "INSERT INTO recovery_codes (user_id, code_hash, created_at, used_at)
             SELECT id, :hash, :made, :used FROM users
              WHERE id = :user AND created_at = :since AND erased_at IS NULL
                AND NOT EXISTS (SELECT 1 FROM recovery_codes AS c
                                 WHERE c.user_id = :user AND c.created_at > :made)
             ON CONFLICT DO NOTHING",
            params! {
                ":user": user, ":since": since, ":made": code.since, ":hash": code.hash,
                ":used": code.used_at,
            },
        )?;
    }
    Ok(())
}

/// A feed whose address was changed since has the last one; one that the newest database with the
/// account does not have was turned off.
fn feeds(all: &AllTx, replaced: &[&Credentials], done: &mut NewerAccess) -> Result<()> {
    let known = replaced.iter().flat_map(|one| &one.feeds);
    for Feed { company, account: (user, since), token, since: made } in known {
        done.feeds += all.change(
            "UPDATE calendar_feeds SET token_hash = :hash, created_at = :made
              WHERE company_id = :of AND user_id = :user AND token_hash <> :hash
                AND created_at < :made
                AND EXISTS (SELECT 1 FROM users AS u WHERE u.id = :user AND u.created_at = :since)",
            params! {
                ":of": *company, ":user": *user, ":since": *since, ":hash": token, ":made": made,
            },
        )?;
    }
    let here: Vec<(i64, Account, String)> = all.all(FEEDS, &[], |row| {
        Ok((row.get("company_id")?, account(row)?, row.get("token_hash")?))
    })?;
    for (company, whose, token) in here {
        let Some(now) = replaced.iter().find(|one| one.knows(&whose)) else { continue };
        if now.feeds.iter().any(|feed| feed.token == token) {
            continue;
        }
        done.feeds += all.change(
            "DELETE FROM calendar_feeds
              WHERE company_id = :of AND token_hash = :hash AND created_at <= :last",
            params! { ":of": company, ":hash": token, ":last": now.last },
        )?;
    }
    Ok(())
}
