//! Users: accounts of the instance, tied to companies by memberships.

use super::columns::{signature, text_or_empty};
use super::search::{Among, among};
use super::{AllRead, AllTx, Changes, Read, Row, Rows, params};
use crate::error::Result;
use crate::model::user::name_key;
use crate::model::{Email, Member, Page, PageQuery, Partner, Role, Signature, User, UserId};

/// A user and their password hash, if they have one.
pub type WithPassword = (User, Option<String>);

const COLUMNS: &str = "id, email, first_name, last_name, phone, instance_role, signature,
                       created_at, updated_at,
                       EXISTS (SELECT 1 FROM second_factors AS f
                                WHERE f.user_id = live_users.id
                                  AND f.confirmed_at IS NOT NULL) AS second_factor";

/// The live account with this e-mail.
pub fn by_email(all: &AllRead, email: &Email) -> Result<Option<WithPassword>> {
    all.first(
        &format!("SELECT {COLUMNS}, password_hash FROM live_users WHERE email_key = :email"),
        params! { ":email": email.key },
        |row| Ok((user(row)?, row.get("password_hash")?)),
    )
}

/// The live accounts of administrators, with their e-mails.
pub fn administrators(all: &AllRead) -> Result<Vec<(UserId, String)>> {
    all.all(
        "SELECT id, email FROM live_users
          WHERE instance_role = 'ADMIN' AND email IS NOT NULL ORDER BY id",
        &[],
        |row| Ok((row.get("id")?, row.get("email")?)),
    )
}

pub fn find(all: &AllRead, id: UserId) -> Result<Option<User>> {
    all.first(
        &format!("SELECT {COLUMNS} FROM live_users WHERE id = :id"),
        params! { ":id": id },
        user,
    )
}

pub fn password_hash(all: &AllRead, id: UserId) -> Result<Option<String>> {
    let kept = all.first(
        "SELECT password_hash FROM live_users WHERE id = :id",
        params! { ":id": id },
        |row| row.at(0),
    )?;
    Ok(kept.flatten())
}

/// Whether no account was ever created.
pub fn none_yet(all: &AllRead) -> Result<bool> {
    Ok(all.first("SELECT 1 FROM users LIMIT 1", &[], |_| Ok(()))?.is_none())
}

/// Creates an account; None if the e-mail has one. Without a password it waits for its invitation.
pub fn create(
    all: &AllTx,
    email: &Email,
    first_name: &str,
    last_name: &str,
    password_hash: Option<&str>,
) -> Result<Option<UserId>> {
    let id = all.try_insert(
        "INSERT INTO users (email, email_key, first_name, last_name, name_key, password_hash,
                created_at, updated_at)
         VALUES (:email, :key, :first, :last, :name_key, :hash, :now, :now)
         ON CONFLICT DO NOTHING RETURNING id",
        params! {
            ":email": email.address, ":key": email.key, ":first": first_name, ":last": last_name,
            ":name_key": name_key(first_name, last_name),
            ":hash": password_hash, ":now": all.now(),
        },
    )?;
    Ok(id.map(UserId))
}

pub fn set_password(all: &AllTx, id: UserId, hash: &str) -> Result<bool> {
    let changed = all.change(
        "UPDATE users SET password_hash = :hash, updated_at = :now
          WHERE id = :id AND deleted_at IS NULL",
        params! { ":hash": hash, ":now": all.now(), ":id": id },
    )?;
    Ok(changed == 1)
}

/// Whether the account is suspended.
pub fn is_suspended(all: &AllRead, id: UserId) -> Result<bool> {
    let found = all.count(
        "SELECT COUNT(*) FROM users WHERE id = :id AND suspended_at IS NOT NULL",
        params! { ":id": id },
    )?;
    Ok(found > 0)
}

pub fn set_email_proved(all: &AllTx, id: UserId) -> Result<()> {
    all.change(
        "UPDATE users SET email_proved_at = :now WHERE id = :id AND email_proved_at IS NULL",
        params! { ":now": all.now(), ":id": id },
    )?;
    Ok(())
}

pub fn set_instance_role(all: &AllTx, id: UserId, role: Option<Role>) -> Result<bool> {
    let changed = all.change(
        "UPDATE users SET instance_role = :role, updated_at = :now
          WHERE id = :id AND deleted_at IS NULL",
        params! { ":role": role.map(Role::name), ":now": all.now(), ":id": id },
    )?;
    Ok(changed == 1)
}

/// Replaces the profile of a live user, except the e-mail.
pub fn set_profile(
    all: &AllTx,
    id: UserId,
    first_name: &str,
    last_name: &str,
    phone: Option<&str>,
) -> Result<()> {
    all.change(
        "UPDATE users SET first_name = :first, last_name = :last, name_key = :name_key,
                phone = :phone, updated_at = :now
          WHERE id = :id AND deleted_at IS NULL",
        params! {
            ":first": first_name, ":last": last_name, ":name_key": name_key(first_name, last_name),
            ":phone": phone, ":now": all.now(), ":id": id,
        },
    )?;
    Ok(())
}

/// Whether a live user has chosen a password.
pub fn has_password(all: &AllRead, id: UserId) -> Result<bool> {
    let found = all.count(
        "SELECT COUNT(*) FROM live_users WHERE id = :id AND password_hash IS NOT NULL",
        params! { ":id": id },
    )?;
    Ok(found > 0)
}

/// Replaces the name of a live user.
pub fn set_name(all: &AllTx, id: UserId, first_name: &str, last_name: &str) -> Result<()> {
    all.change(
        "UPDATE users SET first_name = :first, last_name = :last, name_key = :name_key,
                updated_at = :now
          WHERE id = :id AND deleted_at IS NULL",
        params! {
            ":first": first_name, ":last": last_name, ":name_key": name_key(first_name, last_name),
            ":now": all.now(), ":id": id,
        },
    )?;
    Ok(())
}

/// Whether another account has this e-mail.
pub fn is_taken(all: &AllRead, id: UserId, email: &Email) -> Result<bool> {
    let taken = all.count(
        "SELECT COUNT(*) FROM live_users WHERE email_key = :email AND id <> :id",
        params! { ":email": email.key, ":id": id },
    )?;
    Ok(taken > 0)
}

/// Sets a verified e-mail; false if another account has it. If only the spelling changes, the date
/// of verification stays.
pub fn set_email(all: &AllTx, id: UserId, email: &Email) -> Result<bool> {
    if is_taken(all, id, email)? {
        return Ok(false);
    }
    let changed = all.change(
        "UPDATE users SET email_proved_at = CASE WHEN email_key = :key THEN email_proved_at
                                                 ELSE :now END,
                email = :email, email_key = :key, updated_at = :now
          WHERE id = :id AND deleted_at IS NULL",
        params! {
            ":email": email.address, ":key": email.key, ":now": all.now(), ":id": id,
        },
    )?;
    Ok(changed == 1)
}

pub fn set_signature(all: &AllTx, id: UserId, signature: Option<&Signature>) -> Result<()> {
    let json = signature.map(Signature::to_json).transpose()?;
    all.change(
        "UPDATE users SET signature = :signature, updated_at = :now
          WHERE id = :id AND deleted_at IS NULL",
        params! { ":signature": json, ":now": all.now(), ":id": id },
    )?;
    Ok(())
}

pub fn mark_seen(all: &AllTx, id: UserId) -> Result<()> {
    all.change(
        "UPDATE users SET seen_at = :now, archived_at = NULL WHERE id = :id",
        params! { ":now": all.now(), ":id": id },
    )?;
    Ok(())
}

/// The sort orders of a company's users.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Name,
    CreatedAt,
}

/// The members of the company: archived ones or the others.
pub fn list(
    read: &Read,
    query: &PageQuery<Order>,
    role: Option<Role>,
    archived: bool,
) -> Result<Page<Member>> {
    let by = match query.order {
        Order::Name => "u.name_key {d}, u.id {d}",
        Order::CreatedAt => "m.created_at {d}, u.id {d}",
    };
    let by = by.replace("{d}", if query.descending { "DESC" } else { "ASC" });
    let Among { which: searched, found, .. } = among("m.user_id", query.among.as_deref());
    let total = read.count(
        &format!(
            "SELECT COUNT(*) FROM memberships AS m JOIN live_users AS u ON u.id = m.user_id
              WHERE m.company_id = :company AND (:deleted OR m.deleted_at IS NULL)
                AND (u.archived_at IS NOT NULL) = :archived
                AND (:role IS NULL OR m.role = :role) {searched}"
        ),
        params! {
            ":archived": archived, ":deleted": query.with_deleted, ":role": role.map(Role::name), ":found": found,
        },
    )?;
    let data = read.all(
        &format!(
            "SELECT {MEMBER} FROM memberships AS m JOIN live_users AS u ON u.id = m.user_id
              WHERE m.company_id = :company AND (:deleted OR m.deleted_at IS NULL)
                AND (u.archived_at IS NOT NULL) = :archived
                AND (:role IS NULL OR m.role = :role) {searched}
              ORDER BY {by} LIMIT :limit OFFSET :offset"
        ),
        params! {
            ":archived": archived, ":deleted": query.with_deleted,
            ":role": role.map(Role::name), ":found": found,
            ":limit": query.limit, ":offset": query.offset(),
        },
        member,
    )?;
    Ok(Page { data, page: query.page, limit: query.limit, total })
}

/// The sort orders of partners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartnerOrder {
    Name,
    /// By the number of events they are the partner of.
    Events,
}

/// The photographers of the company, and all partners of its events.
pub fn partners(read: &Read, query: &PageQuery<PartnerOrder>) -> Result<Page<Partner>> {
    let d = if query.descending { "DESC" } else { "ASC" };
    let by = match query.order {
        PartnerOrder::Name => format!("u.last_name {d}, u.first_name {d}, u.id {d}"),
        PartnerOrder::Events => format!("event_count {d}, u.id {d}"),
    };
    let wanted = "FROM memberships AS m JOIN live_users AS u ON u.id = m.user_id
         LEFT JOIN events AS e ON e.company_id = m.company_id AND e.partner_id = m.user_id
                               AND e.deleted_at IS NULL
        WHERE m.company_id = :company
        GROUP BY m.id
       HAVING COUNT(e.id) > 0 OR (m.deleted_at IS NULL AND m.role = 'PHOTOGRAPHER')";
    let total =
        read.count(&format!("SELECT COUNT(*) FROM (SELECT m.id {wanted}) AS found"), &[])?;
    let data = read.all(
        &format!(
            "SELECT u.id, u.email, u.first_name, u.last_name,
                    CASE WHEN m.deleted_at IS NULL THEN m.role END AS role,
                    COUNT(e.id) AS event_count, COUNT(CASE WHEN e.ends_at > :now THEN 1 END) AS to_come,
                    MAX(e.starts_at) AS last_event
             {wanted} ORDER BY {by} LIMIT :limit OFFSET :offset"
        ),
        params! {
            ":now": read.now(), ":limit": query.limit, ":offset": query.offset(),
        },
        |row| {
            Ok(Partner {
                id: row.get("id")?,
                email: text_or_empty(row, "email")?,
                first_name: text_or_empty(row, "first_name")?,
                last_name: text_or_empty(row, "last_name")?,
                role: row.get::<Option<String>>("role")?.and_then(|name| Role::from_name(&name)),
                events: row.get("event_count")?,
                to_come: row.get("to_come")?,
                last_event_at: row.get("last_event")?,
            })
        },
    )?;
    Ok(Page { data, page: query.page, limit: query.limit, total })
}

const MEMBER: &str =
    "u.id, u.email, u.first_name, u.last_name, u.password_hash IS NOT NULL AS active,
                      m.role, m.created_at, m.deleted_at";

/// A member of the company, former ones too if requested.
pub fn find_member(read: &Read, id: UserId, with_deleted: bool) -> Result<Option<Member>> {
    read.first(
        &format!(
            "SELECT {MEMBER} FROM memberships AS m JOIN live_users AS u ON u.id = m.user_id
              WHERE m.company_id = :company AND m.user_id = :id
                AND (:deleted OR m.deleted_at IS NULL)"
        ),
        params! { ":id": id, ":deleted": with_deleted },
        member,
    )
}

/// The verified e-mail of a member, folded.
pub fn proved_email(read: &Read, id: UserId) -> Result<Option<String>> {
    read.first(
        "SELECT u.email_key FROM live_memberships AS m JOIN live_users AS u ON u.id = m.user_id
          WHERE m.company_id = :company AND m.user_id = :id AND u.email_proved_at IS NOT NULL",
        params! { ":id": id },
        |row| row.at(0),
    )
}

/// The name of a member, current or former, and their signature for releases.
pub fn signature_of_member(read: &Read, id: UserId) -> Result<Option<(String, Option<Signature>)>> {
    read.first(
        "SELECT u.first_name, u.last_name, u.signature
           FROM memberships AS m JOIN users AS u ON u.id = m.user_id
          WHERE m.company_id = :company AND m.user_id = :id",
        params! { ":id": id },
        |row| {
            let (first, last) =
                (text_or_empty(row, "first_name")?, text_or_empty(row, "last_name")?);
            Ok((format!("{first} {last}").trim().to_owned(), signature(row)?))
        },
    )
}

/// The owners to notify about the company.
pub fn owners(read: &Read) -> Result<Vec<UserId>> {
    read.all(
        "SELECT user_id FROM live_memberships
          WHERE company_id = :company AND role = 'OWNER' ORDER BY user_id",
        &[],
        |row| row.at(0),
    )
}

fn user(row: &Row) -> Result<User> {
    Ok(User {
        id: row.get("id")?,
        email: text_or_empty(row, "email")?,
        first_name: text_or_empty(row, "first_name")?,
        last_name: text_or_empty(row, "last_name")?,
        phone: row.get("phone")?,
        instance_role: row
            .get::<Option<String>>("instance_role")?
            .and_then(|name| Role::from_name(&name)),
        second_factor: row.get("second_factor")?,
        signature: signature(row)?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
    })
}

fn member(row: &Row) -> Result<Member> {
    Ok(Member {
        id: row.get("id")?,
        email: text_or_empty(row, "email")?,
        first_name: text_or_empty(row, "first_name")?,
        last_name: text_or_empty(row, "last_name")?,
        role: row.get("role")?,
        active: row.get("active")?,
        created_at: row.get("created_at")?,
        deleted_at: row.get("deleted_at")?,
    })
}
