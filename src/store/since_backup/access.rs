//! Access that ended or was narrowed after the backup was made, according to the replaced
//! databases. Access that was revoked stays revoked.

use super::credentials::{self, Credentials};
use crate::error::Result;
use crate::model::Timestamp;
use crate::store::engine::Connection;
use crate::store::{AllTx, Changes, Row, Rows, params};

/// What was done about access that ended after the backup.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NewerAccess {
    /// API tokens that had been revoked since the backup. They are revoked again.
    pub tokens: usize,
    /// Sessions that had ended since the backup. They are ended again.
    pub sessions: usize,
    /// Invitations that had been accepted, declined or withdrawn since the backup, and links for a
    /// new password, a new e-mail or a new instance that had been used since. They are ended again.
    pub links: usize,
    /// Members who had got a role with fewer rights since the backup. They get that role again.
    pub roles: usize,
    /// Shoots whose photographer had changed since the backup. They get that photographer again.
    pub photographers: usize,
    /// Accounts whose password had changed since the backup. They keep the newer password.
    pub passwords: usize,
    /// Accounts that had turned on a second step since the backup. It is turned on again.
    pub second_steps: usize,
    /// Accounts whose e-mail had changed since the backup. They keep the newer address.
    pub emails: usize,
    /// Calendar feeds that had been turned off, or had got another address, since the backup.
    pub feeds: usize,
    /// Recovery codes that had been used or replaced since the backup.
    pub codes: usize,
    /// Members who had left their company since the backup. They belong to it again, because their
    /// removal may be the reason why the backup was restored.
    pub members: usize,
}

/// A session: id, user, time of creation.
type Session = (i64, i64, i64);
/// A membership: company, id, user.
type Member = (i64, i64, i64);

/// An account: id, time of creation.
pub(super) type Account = (i64, i64);

/// An event: id and time of creation. No two events of an instance have the same of both.
type Created = (i64, i64);

/// The access that ended or was narrowed, according to one database.
pub(in crate::store) struct Ended {
    invitations: Vec<(String, Timestamp, String)>,
    /// Company, account, role, last change.
    roles: Vec<(i64, Account, String, Timestamp)>,
    /// Company, shoot and its creation, photographer, last change.
    photographers: Vec<(i64, Created, Option<Account>, Timestamp)>,
    /// Account, hash of its password, last change of the account.
    passwords: Vec<(Account, String, Timestamp)>,
    /// The accounts without a role in the instance, and their last change.
    without_instance_role: Vec<(Account, Timestamp)>,
    /// Account, nonce of its second step, times of creation and confirmation.
    second_steps: Vec<(Account, String, Timestamp, Timestamp)>,
    credentials: Credentials,
    sessions: Vec<(Session, Timestamp)>,
    members: Vec<Member>,
}

const SESSIONS: &str = "SELECT id, user_id, created_at, ended_at FROM sessions
      WHERE ended_at IS NOT NULL ORDER BY id";
const MEMBERS: &str = "SELECT company_id, id, user_id FROM memberships
      WHERE deleted_at IS NOT NULL ORDER BY id";

const INVITATIONS: &str = "SELECT token_hash, ended_at, outcome FROM invitations
      WHERE ended_at IS NOT NULL AND outcome IS NOT NULL ORDER BY id";
const ROLES: &str =
    "SELECT m.company_id, m.role, u.id, u.created_at, m.updated_at FROM memberships AS m
       JOIN users AS u ON u.id = m.user_id WHERE m.deleted_at IS NULL ORDER BY m.id";
const PHOTOGRAPHERS: &str = "SELECT e.company_id, e.id AS event, e.created_at AS since,
            e.updated_at, u.id, u.created_at FROM events AS e
       LEFT JOIN users AS u ON u.id = e.partner_id ORDER BY e.id";
const WITHOUT_ROLE: &str = "SELECT id, created_at, updated_at FROM users
      WHERE instance_role IS NULL ORDER BY id";
const PASSWORDS: &str = "SELECT id, created_at, password_hash, updated_at FROM users
      WHERE password_hash IS NOT NULL AND erased_at IS NULL ORDER BY id";
const SECOND_STEPS: &str = "SELECT u.id, u.created_at, f.nonce, f.created_at AS begun_at,
            f.confirmed_at FROM second_factors AS f JOIN users AS u ON u.id = f.user_id
      WHERE f.confirmed_at IS NOT NULL ORDER BY u.id";
/// The roles, beginning with the one that has the most rights.
const ROLES_BY_RIGHTS: [&str; 5] = ["OWNER", "SUPER_USER", "USER", "PHOTOGRAPHER", "EMPLOYEE"];

/// Reads a replaced database.
pub(in crate::store) fn read(sql: &Connection) -> Result<Ended> {
    let session = |row: &Row| {
        let id = (row.get("id")?, row.get("user_id")?, row.get("created_at")?);
        Ok((id, row.get("ended_at")?))
    };
    let member = |row: &Row| Ok((row.get("company_id")?, row.get("id")?, row.get("user_id")?));
    let account = |row: &Row| -> Result<Account> { Ok((row.get("id")?, row.get("created_at")?)) };
    let invitation =
        |row: &Row| Ok((row.get("token_hash")?, row.get("ended_at")?, row.get("outcome")?));
    let role = |row: &Row| {
        Ok((row.get("company_id")?, account(row)?, row.get("role")?, row.get("updated_at")?))
    };
    let password =
        |row: &Row| Ok((account(row)?, row.get("password_hash")?, row.get("updated_at")?));
    let photographer = |row: &Row| {
        let event = (row.get("event")?, row.get("since")?);
        let is_none = row.get::<Option<i64>>("id")?.is_none();
        let by = if is_none { None } else { Some(account(row)?) };
        Ok((row.get("company_id")?, event, by, row.get("updated_at")?))
    };
    let second_step = |row: &Row| {
        Ok((account(row)?, row.get("nonce")?, row.get("begun_at")?, row.get("confirmed_at")?))
    };
    Ok(Ended {
        invitations: sql.all(INVITATIONS, &[], invitation)?,
        roles: sql.all(ROLES, &[], role)?,
        photographers: sql.all(PHOTOGRAPHERS, &[], photographer)?,
        passwords: sql.all(PASSWORDS, &[], password)?,
        without_instance_role: sql
            .all(WITHOUT_ROLE, &[], |row| Ok((account(row)?, row.get("updated_at")?)))?,
        second_steps: sql.all(SECOND_STEPS, &[], second_step)?,
        credentials: credentials::read(sql)?,
        sessions: sql.all(SESSIONS, &[], session)?,
        members: sql.all(MEMBERS, &[], member)?,
    })
}

/// Revokes and ends in the restored database what any replaced database says has ended. The first
/// of `replaced` is the database that was in use until now. Roles, photographers, passwords and
/// second steps are taken from that one alone. Members who had left according to it are only
/// counted.
pub(in crate::store) fn carry_over(all: &AllTx, replaced: &[Ended]) -> Result<NewerAccess> {
    let mut done = NewerAccess::default();
    for ((id, user, since), at) in replaced.iter().flat_map(|ended| &ended.sessions) {
        done.sessions += all.change(
            "UPDATE sessions SET ended_at = :at, end_reason = 'REVOKED'
              WHERE id = :id AND user_id = :user AND created_at = :since AND ended_at IS NULL",
            params! { ":id": *id, ":user": *user, ":since": *since, ":at": at },
        )?;
    }
    for (hash, at, outcome) in replaced.iter().flat_map(|ended| &ended.invitations) {
        done.links += all.change(
            "UPDATE invitations SET ended_at = :at, outcome = :outcome
              WHERE token_hash = :hash AND ended_at IS NULL",
            params! { ":hash": hash, ":at": at, ":outcome": outcome },
        )?;
    }
    let known: Vec<&Credentials> = replaced.iter().map(|ended| &ended.credentials).collect();
    credentials::carry_over(all, &known, &mut done)?;
    if let Some(now) = replaced.first() {
        narrow(all, now, &mut done)?;
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

/// Narrows access to what `now` allows, the database that was in use until now. Only changes that
/// are later than the last one in the backup count, because `now` may be an older backup that was
/// restored by mistake.
fn narrow(all: &AllTx, now: &Ended, done: &mut NewerAccess) -> Result<()> {
    for (company, (user, since), role, at) in &now.roles {
        let less = ROLES_BY_RIGHTS.iter().skip_while(|one| **one != role.as_str());
        let more: Vec<&str> =
            ROLES_BY_RIGHTS.iter().take(ROLES_BY_RIGHTS.len() - less.count()).copied().collect();
        for had in more {
            if had == "OWNER" && !has_other_owner(all, now, *company, *user)? {
                continue;
            }
            done.roles += all.change(
                "UPDATE memberships SET role = :role, updated_at = :now
                  WHERE company_id = :of AND user_id = :user AND role = :had AND deleted_at IS NULL
                    AND updated_at < :at
                    AND EXISTS (SELECT 1 FROM users AS u
                                 WHERE u.id = memberships.user_id AND u.created_at = :since)",
                params! {
                    ":role": role, ":now": all.now(), ":of": *company, ":user": *user,
                    ":had": had, ":since": *since, ":at": at,
                },
            )?;
        }
    }
    for (company, (event, since), by, at) in &now.photographers {
        let (user, user_since) = by.unzip();
        done.photographers += all.change(
            "UPDATE events SET updated_at = :now,
                    partner_id = (SELECT m.user_id FROM memberships AS m
                                    JOIN users AS u ON u.id = m.user_id
                                   WHERE m.company_id = :of AND m.user_id = :user
                                     AND u.created_at = :user_since)
              WHERE company_id = :of AND id = :event AND created_at = :since
                AND partner_id IS NOT NULL AND partner_id IS NOT :user AND updated_at < :at",
            params! {
                ":at": at, ":now": all.now(), ":of": *company, ":event": *event, ":since": *since,
                ":user": user, ":user_since": user_since,
            },
        )?;
    }
    for ((user, since), at) in &now.without_instance_role {
        done.roles += all.change(
            "UPDATE users SET instance_role = NULL, updated_at = :now
              WHERE id = :user AND created_at = :since AND updated_at < :at
                AND instance_role IS NOT NULL",
            params! { ":now": all.now(), ":user": *user, ":since": *since, ":at": at },
        )?;
    }
    for ((user, since), hash, at) in &now.passwords {
        done.passwords += all.change(
            "UPDATE users SET password_hash = :hash, updated_at = :now
              WHERE id = :user AND created_at = :since AND password_hash IS NOT NULL
                AND password_hash <> :hash AND erased_at IS NULL AND updated_at < :at",
            params! {
                ":hash": hash, ":now": all.now(), ":user": *user, ":since": *since, ":at": at,
            },
        )?;
    }
    for ((user, since), nonce, begun_at, confirmed_at) in &now.second_steps {
        done.second_steps += all.change(
            "INSERT INTO second_factors (user_id, nonce, created_at, confirmed_at)
             SELECT id, :nonce, :begun, :confirmed FROM users
              WHERE id = :user AND created_at = :since AND erased_at IS NULL
             ON CONFLICT (user_id) DO UPDATE SET nonce = :nonce, created_at = :begun,
                    confirmed_at = :confirmed
              WHERE second_factors.nonce <> :nonce AND second_factors.created_at < :begun",
            params! {
                ":nonce": nonce, ":begun": begun_at, ":confirmed": confirmed_at,
                ":user": *user, ":since": *since,
            },
        )?;
    }
    Ok(())
}

/// Whether the company has, in the restored database, another owner who had not left since the
/// backup.
fn has_other_owner(all: &AllTx, now: &Ended, company: i64, user: i64) -> Result<bool> {
    let owners: Vec<i64> = all.all(
        "SELECT user_id FROM memberships
          WHERE company_id = :of AND role = 'OWNER' AND deleted_at IS NULL",
        params! { ":of": company },
        |row| row.get("user_id"),
    )?;
    let has_left =
        |one: &i64| now.members.iter().any(|(of, _, who)| (*of, *who) == (company, *one));
    Ok(owners.iter().any(|one| *one != user && !has_left(one)))
}
