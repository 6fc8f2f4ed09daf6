//! All companies, as administrators see them: figures that are kept, and no row of a company.

use super::{Searched, searched};
use crate::error::Result;
use crate::model::{CompanyId, Page, PageQuery, Plan, Role, Timestamp, UserId};
use crate::store::search::{Among, among};
use crate::store::{AllRead, Row, Rows, params};

/// A company in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompanyLine {
    pub id: CompanyId,
    pub name: String,
    pub plan: Option<Plan>,
    /// The number of members, and of those who are OWNER.
    pub members: i64,
    pub owners: i64,
    /// Not deleted, and not erased.
    pub employees: i64,
    pub events: i64,
    pub answers: i64,
    /// Of files.
    pub storage_bytes: i64,
    /// When one of its members was last there.
    pub last_active_at: Option<Timestamp>,
    pub suspended_at: Option<Timestamp>,
    pub suspended_for: Option<String>,
    pub created_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

/// A member of a company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberLine {
    pub user: UserId,
    pub name: String,
    pub email: Option<String>,
    pub role: Role,
    pub seen_at: Option<Timestamp>,
    pub suspended_at: Option<Timestamp>,
}

/// The sort orders of companies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompanyOrder {
    Name,
    CreatedAt,
}

/// A page of the companies; `suspended`: only those that are, or only the others.
pub fn companies(
    all: &AllRead,
    query: &PageQuery<CompanyOrder>,
    suspended: Option<bool>,
) -> Result<Page<CompanyLine>> {
    let by = match query.order {
        CompanyOrder::Name => "name_key {d}, id {d}",
        CompanyOrder::CreatedAt => "created_at {d}, id {d}",
    };
    let by = by.replace("{d}", if query.descending { "DESC" } else { "ASC" });
    let Among { which, found, .. } = among("id", query.among.as_deref());
    let wanted = format!(
        "FROM companies WHERE (:deleted OR deleted_at IS NULL)
            AND (:suspended IS NULL OR (suspended_at IS NOT NULL) = :suspended) {which}"
    );
    let total = all.count(
        &format!("SELECT COUNT(*) {wanted}"),
        params! { ":deleted": query.with_deleted, ":suspended": suspended, ":found": found },
    )?;
    // The ids from the index alone; figures only of those on the page.
    let ids: Vec<CompanyId> = all.all(
        &format!("SELECT id {wanted} ORDER BY {by} LIMIT :limit OFFSET :offset"),
        params! {
            ":deleted": query.with_deleted, ":suspended": suspended, ":found": found,
            ":limit": query.limit, ":offset": query.offset(),
        },
        |row| row.get("id"),
    )?;
    let lines = ids.into_iter().filter_map(|id| company(all, id).transpose());
    let data = lines.collect::<Result<_>>()?;
    Ok(Page { data, page: query.page, limit: query.limit, total })
}

/// A company, possibly deleted.
pub fn company(all: &AllRead, id: CompanyId) -> Result<Option<CompanyLine>> {
    all.first(
        "SELECT c.id, c.name, c.suspended_at, c.suspended_for, c.created_at, c.deleted_at,
                (SELECT label FROM subscriptions WHERE company_id = c.id) AS plan,
                (SELECT COUNT(*) FROM memberships AS m
                  WHERE m.company_id = c.id AND m.deleted_at IS NULL) AS members,
                (SELECT COUNT(*) FROM memberships AS m
                  WHERE m.company_id = c.id AND m.deleted_at IS NULL AND m.role = 'OWNER') AS owners,
                (SELECT COALESCE(SUM(total), 0) FROM employee_counts
                  WHERE company_id = c.id AND deleted = 0) AS employees,
                (SELECT COALESCE(SUM(total), 0) FROM event_counts
                  WHERE company_id = c.id AND deleted = 0) AS events,
                (SELECT COALESCE(SUM(total), 0) FROM answer_counts
                  WHERE company_id = c.id AND deleted = 0) AS answered,
                (SELECT COALESCE(SUM(bytes), 0) FROM storage WHERE company_id = c.id) AS bytes,
                (SELECT MAX(u.seen_at) FROM memberships AS m JOIN users AS u ON u.id = m.user_id
                  WHERE m.company_id = c.id AND m.deleted_at IS NULL) AS active
           FROM companies AS c WHERE c.id = :id",
        params! { ":id": id },
        |row| {
            let plan: Option<String> = row.get("plan")?;
            Ok(CompanyLine {
                id: row.get("id")?,
                name: row.get("name")?,
                plan: plan.as_deref().and_then(Plan::from_name),
                members: row.get("members")?,
                owners: row.get("owners")?,
                employees: row.get("employees")?,
                events: row.get("events")?,
                answers: row.get("answered")?,
                storage_bytes: row.get("bytes")?,
                last_active_at: row.get("active")?,
                suspended_at: row.get("suspended_at")?,
                suspended_for: row.get("suspended_for")?,
                created_at: row.get("created_at")?,
                deleted_at: row.get("deleted_at")?,
            })
        },
    )
}

/// The members of a company, owners first; at most a hundred.
pub fn members(all: &AllRead, id: CompanyId) -> Result<Vec<MemberLine>> {
    all.all(
        "SELECT u.id, u.first_name, u.last_name, u.email, u.seen_at, u.suspended_at, m.role
           FROM memberships AS m JOIN live_users AS u ON u.id = m.user_id
          WHERE m.company_id = :id AND m.deleted_at IS NULL
          ORDER BY CASE m.role WHEN 'OWNER' THEN 0 ELSE 1 END, u.name_key, u.id LIMIT 100",
        params! { ":id": id },
        |row| {
            Ok(MemberLine {
                user: row.get("id")?,
                name: name_of(row)?,
                email: row.get("email")?,
                role: row.get("role")?,
                seen_at: row.get("seen_at")?,
                suspended_at: row.get("suspended_at")?,
            })
        },
    )
}

/// The users who are members of a company.
pub fn member_ids(all: &AllRead, id: CompanyId) -> Result<Vec<UserId>> {
    all.all(
        "SELECT user_id FROM memberships WHERE company_id = :id AND deleted_at IS NULL
          ORDER BY user_id",
        params! { ":id": id },
        |row| row.at(0),
    )
}

/// The companies whose names contain all the words, deleted ones too. The names are read from an
/// index alone.
pub fn companies_named(all: &AllRead, text: &str) -> Result<Vec<i64>> {
    let Some(words) = searched(text) else { return Ok(vec![]) };
    let names =
        all.all("SELECT id, name_key FROM companies ORDER BY name_key, id", &[], |row| {
            Ok((row.get::<i64>("id")?, row.get::<Option<String>>("name_key")?.unwrap_or_default()))
        })?;
    let fits = |(id, name): (i64, String)| words.fit(id, &[&name]).then_some(id);
    Ok(names.into_iter().filter_map(fits).take(Searched::MOST).collect())
}

/// First and last name, without spaces around them.
pub(super) fn name_of(row: &Row) -> Result<String> {
    let part =
        |column| Ok::<_, crate::Error>(row.get::<Option<String>>(column)?.unwrap_or_default());
    Ok(format!("{} {}", part("first_name")?, part("last_name")?).trim().to_owned())
}
