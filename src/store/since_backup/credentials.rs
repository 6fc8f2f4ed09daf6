//! Tokens, codes and e-mail addresses that give access, according to the replaced databases. Those
//! that had been used, turned off or changed since the backup stay used, turned off or changed.

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
    emails: Vec<Email>,
    feeds: Vec<Feed>,
    codes: Vec<RecoveryCode>,
    accounts: Vec<Account>,
    /// The time of the last audit entry or use of a session.
    last: Timestamp,
}

/// The address of an account, with the last change of the account.
struct Email {
    account: Account,
    address: String,
    key: String,
    proved_at: Option<Timestamp>,
    at: Timestamp,
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

const EMAILS: &str =
    "SELECT id, created_at, email, email_key, email_proved_at, updated_at FROM users
      WHERE email IS NOT NULL AND deleted_at IS NULL AND erased_at IS NULL ORDER BY id";
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
    let email = |row: &Row| {
        Ok(Email {
            account: account(row)?,
            address: row.get("email")?,
            key: row.get("email_key")?,
            proved_at: row.get("email_proved_at")?,
            at: row.get("updated_at")?,
        })
    };
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
    let last = sql.all(LAST, &[], |row| row.get::<Option<Timestamp>>("at"))?;
    Ok(Credentials {
        ended: ended.collect::<Result<_>>()?,
        emails: sql.all(EMAILS, &[], email)?,
        feeds: sql.all(FEEDS, &[], feed)?,
        codes: sql.all(CODES, &[], code)?,
        accounts: sql.all("SELECT id, created_at FROM users ORDER BY id", &[], account)?,
        last: last.into_iter().flatten().next().unwrap_or(Timestamp(0)),
    })
}

/// Ends in the restored database what has ended in any replaced one. The first of `replaced` is the
/// database that was in use until now; e-mail addresses and feeds are taken from it alone.
pub(super) fn carry_over(
    all: &AllTx,
    replaced: &[&Credentials],
    done: &mut NewerAccess,
) -> Result<()> {
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
    let Some(now) = replaced.first() else { return Ok(()) };
    codes(all, now, done)?;
    feeds(all, now, done)?;
    emails(all, now, done)
}

/// Replaces the recovery codes of the backup by those that were made since.
fn codes(all: &AllTx, now: &Credentials, done: &mut NewerAccess) -> Result<()> {
    for code in &now.codes {
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

/// Gives each feed the address that it has got since the backup. A feed that the database in use
/// until now does not have was turned off, and is deleted.
fn feeds(all: &AllTx, now: &Credentials, done: &mut NewerAccess) -> Result<()> {
    for Feed { company, account: (user, since), token, since: made } in &now.feeds {
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
        let is_in_place = now.feeds.iter().any(|feed| feed.token == token);
        if is_in_place || !now.accounts.contains(&whose) {
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

/// Gives each account the e-mail address that it has got since the backup, unless another account
/// of the restored database has this address.
fn emails(all: &AllTx, now: &Credentials, done: &mut NewerAccess) -> Result<()> {
    for Email { account: (user, since), address, key, proved_at, at } in &now.emails {
        done.emails += all.change(
            "UPDATE users SET email = :email, email_key = :key, email_proved_at = :proved,
                    updated_at = :now
              WHERE id = :user AND created_at = :since AND deleted_at IS NULL AND erased_at IS NULL
                AND email_key <> :key AND updated_at < :at
                AND NOT EXISTS (SELECT 1 FROM users AS o
                                 WHERE o.email_key = :key AND o.deleted_at IS NULL)",
            params! {
                ":email": address, ":key": key, ":proved": proved_at, ":now": all.now(),
                ":user": *user, ":since": *since, ":at": at,
            },
        )?;
    }
    Ok(())
}
