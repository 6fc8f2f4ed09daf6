//! All accounts, as administrators see them, and what is done to them.

use super::companies::name_of;
use super::{Searched, searched};
use crate::error::Result;
use crate::model::{CompanyId, Page, PageQuery, Role, Timestamp, UserId};
use crate::store::columns::text_or_empty;
use crate::store::companies::Retention;
use crate::store::search::{Among, among};
use crate::store::{AllRead, AllTx, Changes, Rows, params};

/// An account in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserLine {
    pub id: UserId,
    /// Empty once it is erased.
    pub name: String,
    pub first_name: String,
    pub last_name: String,
    pub email: Option<String>,
    /// ADMIN or DEVELOPER; None for all others.
    pub instance_role: Option<Role>,
    /// The number of companies of which they are a member.
    pub companies: i64,
    pub seen_at: Option<Timestamp>,
    pub second_factor: bool,
    /// False if they have yet to choose a password.
    pub active: bool,
    pub suspended_at: Option<Timestamp>,
    pub suspended_for: Option<String>,
    pub created_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
    /// Whether it was erased; then it cannot be restored.
    pub erased: bool,
}

/// A company of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipLine {
    pub company: CompanyId,
    pub company_name: String,
    pub role: Role,
}

/// The sort orders of accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserOrder {
    Name,
    CreatedAt,
}

/// Filters accounts; None matches all.
#[derive(Debug, Clone, Copy, Default)]
pub struct UserFilter {
    pub suspended: Option<bool>,
    /// Only those with this role on the instance.
    pub instance_role: Option<Role>,
}

/// A page of the accounts.
pub fn users(
    all: &AllRead,
    query: &PageQuery<UserOrder>,
    filter: UserFilter,
) -> Result<Page<UserLine>> {
    let by = match query.order {
        UserOrder::Name => "name_key {d}, id {d}",
        UserOrder::CreatedAt => "created_at {d}, id {d}",
    };
    let by = by.replace("{d}", if query.descending { "DESC" } else { "ASC" });
    let Among { which, found, .. } = among("id", query.among.as_deref());
    let (suspended, role) = (filter.suspended, filter.instance_role.map(Role::name));
    let wanted = format!(
        "FROM users WHERE (:deleted OR deleted_at IS NULL)
            AND (:suspended IS NULL OR (suspended_at IS NOT NULL) = :suspended)
            AND (:role IS NULL OR instance_role = :role) {which}"
    );
    let total = all.count(
        &format!("SELECT COUNT(*) {wanted}"),
        params! {
            ":deleted": query.with_deleted, ":suspended": suspended, ":role": role,
            ":found": found,
        },
    )?;
    let ids: Vec<UserId> = all.all(
        &format!("SELECT id {wanted} ORDER BY {by} LIMIT :limit OFFSET :offset"),
        params! {
            ":deleted": query.with_deleted, ":suspended": suspended, ":role": role,
            ":found": found, ":limit": query.limit, ":offset": query.offset(),
        },
        |row| row.get("id"),
    )?;
    let lines = ids.into_iter().filter_map(|id| user(all, id).transpose());
    let data = lines.collect::<Result<_>>()?;
    Ok(Page { data, page: query.page, limit: query.limit, total })
}

/// An account, possibly deleted.
pub fn user(all: &AllRead, id: UserId) -> Result<Option<UserLine>> {
    all.first(
        "SELECT u.id, u.first_name, u.last_name, u.email, u.instance_role, u.seen_at,
                u.password_hash IS NOT NULL AS active, u.suspended_at, u.suspended_for,
                u.created_at, u.deleted_at, u.erased_at IS NOT NULL AS erased,
                EXISTS (SELECT 1 FROM second_factors AS f
                         WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL) AS second_factor,
                (SELECT COUNT(*) FROM memberships AS m
                  WHERE m.user_id = u.id AND m.deleted_at IS NULL) AS companies
           FROM users AS u WHERE u.id = :id",
        params! { ":id": id },
        |row| {
            let role: Option<String> = row.get("instance_role")?;
            Ok(UserLine {
                id: row.get("id")?,
                name: name_of(row)?,
                first_name: text_or_empty(row, "first_name")?,
                last_name: text_or_empty(row, "last_name")?,
                email: row.get("email")?,
                instance_role: role.as_deref().and_then(Role::from_name),
                companies: row.get("companies")?,
                seen_at: row.get("seen_at")?,
                second_factor: row.get("second_factor")?,
                active: row.get("active")?,
                suspended_at: row.get("suspended_at")?,
                suspended_for: row.get("suspended_for")?,
                created_at: row.get("created_at")?,
                deleted_at: row.get("deleted_at")?,
                erased: row.get("erased")?,
            })
        },
    )
}

/// The companies of an account, also of a deleted one.
pub fn memberships(all: &AllRead, id: UserId) -> Result<Vec<MembershipLine>> {
    all.all(
        "SELECT m.company_id, m.role, c.name
           FROM memberships AS m JOIN companies AS c ON c.id = m.company_id
          WHERE m.user_id = :id AND m.deleted_at IS NULL ORDER BY c.name, c.id LIMIT 100",
        params! { ":id": id },
        |row| {
            Ok(MembershipLine {
                company: row.get("company_id")?,
                company_name: row.get("name")?,
                role: row.get("role")?,
            })
        },
    )
}

/// The accounts whose names or e-mails contain all the words, deleted ones too.
pub fn users_named(all: &AllRead, text: &str) -> Result<Vec<i64>> {
    let Some(words) = searched(text) else { return Ok(vec![]) };
    let keys =
        all.all("SELECT id, name_key, email_key FROM users ORDER BY name_key, id", &[], |row| {
            let key = |column| {
                Ok::<_, crate::Error>(row.get::<Option<String>>(column)?.unwrap_or_default())
            };
            Ok((row.get::<i64>("id")?, key("name_key")?, key("email_key")?))
        })?;
    let fits =
        |(id, name, email): (i64, String, String)| words.fit(id, &[&name, &email]).then_some(id);
    Ok(keys.into_iter().filter_map(fits).take(Searched::MOST).collect())
}

/// The number of other administrators who can sign in.
pub fn other_administrators(all: &AllRead, but: UserId) -> Result<i64> {
    all.count(
        "SELECT COUNT(*) FROM live_users
          WHERE instance_role = 'ADMIN' AND suspended_at IS NULL AND password_hash IS NOT NULL
            AND id <> :but",
        params! { ":but": but },
    )
}

/// The companies, not deleted or still to be restored, of whose owners only this account, possibly
/// deleted, can sign in.
pub fn owned_alone(all: &AllRead, id: UserId) -> Result<Vec<Retention>> {
    let mut companies = all.all(
        "SELECT c.id, c.retention_months, c.deleted_at
           FROM memberships AS m JOIN companies AS c ON c.id = m.company_id
          WHERE m.user_id = :id AND m.role = 'OWNER' AND m.deleted_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM memberships AS o JOIN live_users AS u ON u.id = o.user_id
                             WHERE o.company_id = m.company_id AND o.role = 'OWNER'
                               AND o.deleted_at IS NULL AND o.user_id <> m.user_id
                               AND u.password_hash IS NOT NULL AND u.suspended_at IS NULL)",
        params! { ":id": id },
        Retention::read,
    )?;
    companies.retain(|company| company.can_be_used_again(all.now()));
    Ok(companies)
}

/// Whether a company, possibly deleted, has an owner whose account is not deleted.
pub fn has_owner(all: &AllRead, company: CompanyId) -> Result<bool> {
    let found = all.count(
        "SELECT COUNT(*) FROM memberships AS m JOIN live_users AS u ON u.id = m.user_id
          WHERE m.company_id = :of AND m.role = 'OWNER' AND m.deleted_at IS NULL
            AND u.password_hash IS NOT NULL",
        params! { ":of": company },
    )?;
    Ok(found > 0)
}

/// Suspends an account, or reopens it; false if it was so already.
pub fn set_user_suspended(all: &AllTx, id: UserId, reason: Option<&str>) -> Result<bool> {
    let changed = all.change(
        "UPDATE users SET suspended_at = CASE WHEN :reason IS NULL THEN NULL ELSE :now END,
                suspended_for = :reason
          WHERE id = :id AND deleted_at IS NULL AND (suspended_at IS NULL) <> (:reason IS NULL)",
        params! { ":reason": reason, ":now": all.now(), ":id": id },
    )?;
    Ok(changed == 1)
}

/// Deletes an account (soft); false if it was deleted.
pub fn delete_user(all: &AllTx, id: UserId) -> Result<bool> {
    let changed = all.change(
        "UPDATE users SET deleted_at = :now, instance_role = NULL, updated_at = :now
          WHERE id = :id AND deleted_at IS NULL",
        params! { ":now": all.now(), ":id": id },
    )?;
    Ok(changed == 1)
}

/// Restores a deleted account that is not erased. False if it is not deleted, or if its e-mail has
/// another account by now.
pub fn restore_user(all: &AllTx, id: UserId) -> Result<bool> {
    let changed = all.change(
        "UPDATE users SET deleted_at = NULL, updated_at = :now
          WHERE id = :id AND deleted_at IS NOT NULL AND erased_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM live_users AS o WHERE o.email_key = users.email_key)",
        params! { ":now": all.now(), ":id": id },
    )?;
    Ok(changed == 1)
}
