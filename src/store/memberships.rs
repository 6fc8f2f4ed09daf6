//! The members of companies, and their roles.

use super::live::{Signal, Whose};
use super::{AllRead, Changes, Read, Rows, Scope, Tx, api_tokens, calendar, params};
use crate::error::Result;
use crate::model::{Email, Membership, Role, UserId};

/// The companies of a user, the oldest membership first.
pub fn of_user(all: &AllRead, user: UserId) -> Result<Vec<Membership>> {
    all.all(
        "SELECT m.company_id, m.role, c.name
           FROM live_memberships AS m JOIN companies AS c ON c.id = m.company_id
          WHERE m.user_id = :user ORDER BY m.id",
        params! { ":user": user },
        |row| {
            Ok(Membership {
                company: row.get("company_id")?,
                company_name: row.get("name")?,
                role: row.get("role")?,
            })
        },
    )
}

/// The companies in which the verified e-mail of a user is an employee's or a guardian's, by name,
/// whether or not the user is a member; each with a scope of what is theirs, and its contact.
pub fn own_scopes(all: &AllRead, user: UserId) -> Result<Vec<(Scope, String, Option<String>)>> {
    const WHOSE: &str = "u.id = :user AND u.deleted_at IS NULL AND u.email_proved_at IS NOT NULL
        AND p.company_id = c.id AND p.email_key = u.email_key AND p.erased_at IS NULL";
    all.all(
        &format!(
            "SELECT c.id, c.name, c.contact_email FROM companies AS c
              WHERE c.deleted_at IS NULL
                AND (EXISTS (SELECT 1 FROM users AS u JOIN employees AS p ON {WHOSE})
                     OR EXISTS (SELECT 1 FROM users AS u JOIN guardians AS p ON {WHOSE}))
              ORDER BY c.name, c.id"
        ),
        params! { ":user": user },
        |row| {
            let scope = super::sessions::scope(row.get("id")?, user, Role::Employee);
            Ok((scope, row.get("name")?, row.get("contact_email")?))
        },
    )
}

/// Adds a member, or restores a former one; false if they are a member already.
pub fn create(tx: &Tx, user: UserId, role: Role) -> Result<bool> {
    let changed = tx.change(
        "INSERT INTO memberships (company_id, user_id, role, created_at, updated_at)
         VALUES (:company, :user, :role, :now, :now)
         ON CONFLICT (company_id, user_id) DO UPDATE
            SET role = :role, deleted_at = NULL, updated_at = :now WHERE deleted_at IS NOT NULL",
        params! { ":user": user, ":role": role.name(), ":now": tx.now() },
    )?;
    Ok(changed == 1)
}

/// Sets a member's role. This revokes their calendar feed, and for the role EMPLOYEE their API
/// tokens.
pub fn set_role(tx: &Tx, user: UserId, role: Role) -> Result<bool> {
    tx.signal(Signal::Ended(Whose::Member(tx.scope().company(), user)));
    calendar::close_unless(tx, user, role)?;
    if role == Role::Employee {
        api_tokens::revoke_all(tx, user)?;
    }
    let changed = tx.change(
        "UPDATE memberships SET role = :role, updated_at = :now
          WHERE company_id = :company AND user_id = :user AND deleted_at IS NULL",
        params! { ":role": role.name(), ":now": tx.now(), ":user": user },
    )?;
    Ok(changed == 1)
}

/// Removes a member, with their calendar feed and API tokens.
pub fn delete(tx: &Tx, user: UserId) -> Result<bool> {
    tx.signal(Signal::Ended(Whose::Member(tx.scope().company(), user)));
    calendar::close(tx, user)?;
    api_tokens::revoke_all(tx, user)?;
    let changed = tx.change(
        "UPDATE memberships SET deleted_at = :now, updated_at = :now
          WHERE company_id = :company AND user_id = :user AND deleted_at IS NULL",
        params! { ":now": tx.now(), ":user": user },
    )?;
    Ok(changed == 1)
}

/// The number of OWNERs besides `user`. Users who have not accepted their invitation do not count:
/// their mailbox may never be read.
pub fn other_owners(read: &Read, user: UserId) -> Result<i64> {
    read.count(
        "SELECT COUNT(*) FROM live_memberships AS m JOIN live_users AS u ON u.id = m.user_id
          WHERE m.company_id = :company AND m.role = 'OWNER' AND m.user_id <> :user
            AND u.password_hash IS NOT NULL",
        params! { ":user": user },
    )
}

/// A user's role in the company.
pub fn role(read: &Read, user: UserId) -> Result<Option<Role>> {
    read.first(
        "SELECT role FROM live_memberships WHERE company_id = :company AND user_id = :user",
        params! { ":user": user },
        |row| row.get("role"),
    )
}

/// Whether the account with this e-mail is a member of the company, and can sign in.
pub fn has_email(read: &Read, email: &Email) -> Result<bool> {
    let found = read.count(
        "SELECT COUNT(*) FROM live_memberships AS m JOIN live_users AS u ON u.id = m.user_id
          WHERE m.company_id = :company AND u.email_key = :email AND u.password_hash IS NOT NULL",
        params! { ":email": email.key },
    )?;
    Ok(found > 0)
}

/// Whether a user is a member of the company.
pub fn exists(read: &Read, user: UserId) -> Result<bool> {
    let found = read.count(
        "SELECT COUNT(*) FROM live_memberships WHERE company_id = :company AND user_id = :user",
        params! { ":user": user },
    )?;
    Ok(found > 0)
}
