//! Companies (studios).

use super::columns::{self, ADDRESS};
use super::live::{Signal, Whose};
use super::{
    AllRead, AllTx, Changes, Read, Row, Rows, Scope, Tx, facts, memberships, params, templates,
};
use crate::error::Result;
use crate::model::{
    Company, CompanyId, Fact, Identity, Page, PageQuery, Plan, Reminders, Role, Subscription,
    Timestamp, UserId, fold,
};

/// Creates a company and returns its scope: one of the few places that create scopes.
pub fn create(all: &AllTx, name: &str, licence_months: u32, evidence_months: u32) -> Result<Scope> {
    let now = all.now().0;
    let id = all.insert(
        "INSERT INTO companies (name, name_key, licence_months, evidence_months, created_at, updated_at)
         VALUES (:name, :name_key, :licence, :evidence, :now, :now) RETURNING id",
        params! {
            ":name": name, ":name_key": fold(name), ":licence": licence_months, ":evidence": evidence_months, ":now": now,
        },
    )?;
    let scope = Scope::whole(CompanyId(id));
    all.enter(scope).change(
        "INSERT INTO subscriptions (company_id, label, created_at, updated_at)
         VALUES (:company, 'BASIC', :now, :now)",
        params! { ":now": now },
    )?;
    Ok(scope)
}

/// Creates a company with its initial rows: an OWNER, the BASIC plan and the release texts in every
/// language.
pub fn create_owned(
    all: &AllTx,
    name: &str,
    licence_months: u32,
    evidence_months: u32,
    owner: UserId,
) -> Result<Scope> {
    let scope = create(all, name, licence_months, evidence_months)?;
    let tx = all.enter(scope);
    memberships::create(&tx, owner, Role::Owner)?;
    templates::create_defaults(&tx)?;
    facts::record(&tx, Fact::UserJoined { user: owner })?;
    Ok(scope)
}

/// A company, possibly deleted, and how long it keeps deleted rows.
pub struct Retention {
    pub scope: Scope,
    pub months: u32,
    pub deleted_at: Option<Timestamp>,
}

impl Retention {
    /// Rows deleted before this instant may be purged.
    pub fn cutoff(&self, now: Timestamp) -> Timestamp {
        now.months_before(self.months)
    }

    /// False for a company that is deleted and cannot be restored any more.
    pub fn can_be_used_again(&self, now: Timestamp) -> bool {
        self.deleted_at.is_none_or(|deleted| deleted > self.cutoff(now))
    }

    /// Reads the columns `id`, `retention_months` and `deleted_at` of a company.
    pub(super) fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            scope: Scope::whole(row.get("id")?),
            months: row.get("retention_months")?,
            deleted_at: row.get("deleted_at")?,
        })
    }
}

/// A company of a member, possibly deleted, and the member's role.
pub fn of_member_any(
    all: &AllRead,
    user: UserId,
    id: CompanyId,
) -> Result<Option<(Retention, Role)>> {
    all.first(
        "SELECT c.id, c.retention_months, c.deleted_at, m.role
           FROM memberships AS m JOIN companies AS c ON c.id = m.company_id
          WHERE m.user_id = :user AND m.company_id = :id AND m.deleted_at IS NULL",
        params! { ":user": user, ":id": id },
        |row| Ok((Retention::read(row)?, row.get("role")?)),
    )
}

/// How long the current company keeps deleted rows, and when it was deleted.
pub fn retention(tx: &Tx) -> Result<Retention> {
    let found = tx.first(
        "SELECT id, retention_months, deleted_at FROM companies WHERE id = :company",
        &[],
        Retention::read,
    )?;
    found.ok_or(crate::Error::NotFound("company"))
}

/// Restores the current company; false if it was not deleted.
pub fn restore(tx: &Tx) -> Result<bool> {
    let changed = tx.change(
        "UPDATE companies SET deleted_at = NULL, updated_at = :now
          WHERE id = :company AND deleted_at IS NOT NULL",
        params! { ":now": tx.now() },
    )?;
    Ok(changed == 1)
}

/// Whether the company exists, possibly deleted.
pub fn exists(all: &AllRead, id: CompanyId) -> Result<bool> {
    let found =
        all.count("SELECT COUNT(*) FROM companies WHERE id = :id", params! { ":id": id })?;
    Ok(found > 0)
}

/// The name of a company, also of a deleted one.
pub fn name(all: &AllRead, id: CompanyId) -> Result<Option<String>> {
    all.first("SELECT name FROM companies WHERE id = :id", params! { ":id": id }, |row| {
        row.get("name")
    })
}

/// The companies after an id, in order of creation.
pub fn retentions(all: &AllRead, after: CompanyId, limit: usize) -> Result<Vec<Retention>> {
    all.all(
        "SELECT id, retention_months, deleted_at FROM companies WHERE id > :after ORDER BY id LIMIT :limit",
        params! { ":after": after, ":limit": limit as i64 },
        Retention::read,
    )
}

/// Enters a company within a transaction on all companies.
pub fn enter<'c>(all: &AllTx<'c>, scope: Scope) -> Tx<'c> {
    all.enter(scope)
}

/// Enters a company within a snapshot of all companies.
pub fn look<'c>(all: &AllRead<'c>, scope: Scope) -> Read<'c> {
    all.enter(scope)
}

/// The companies with consents that have not ended.
pub fn with_terms(all: &AllRead) -> Result<Vec<Scope>> {
    all.all(
        "SELECT id FROM live_companies AS c
          WHERE EXISTS (SELECT 1 FROM answers AS a
                         WHERE a.company_id = c.id AND a.state = 'ACCEPTED') ORDER BY id",
        &[],
        |row| row.get("id").map(|id| Scope::whole(CompanyId(id))),
    )
}

/// The companies with automatic reminders and unanswered requests.
pub fn with_awaited(all: &AllRead) -> Result<Vec<Scope>> {
    all.all(
        "SELECT id FROM live_companies AS c
          WHERE reminders_enabled = 1 AND suspended_at IS NULL
            AND EXISTS (SELECT 1 FROM answers AS a
                         WHERE a.company_id = c.id AND a.state = 'PENDING'
                           AND a.deleted_at IS NULL)
          ORDER BY id",
        &[],
        |row| row.get("id").map(|id| Scope::whole(CompanyId(id))),
    )
}

/// The current company.
pub fn current(read: &Read) -> Result<Option<Company>> {
    read.first(
        &format!("SELECT {} FROM live_companies WHERE id = :company", columns()),
        &[],
        company,
    )
}

/// The current company, deleted or not.
pub fn current_or_deleted(read: &Read) -> Result<Option<Company>> {
    read.first(&format!("SELECT {} FROM companies WHERE id = :company", columns()), &[], company)
}

/// Whether the current company is deleted.
pub fn is_deleted(read: &Read) -> Result<bool> {
    let found = read.count(
        "SELECT COUNT(*) FROM companies WHERE id = :company AND deleted_at IS NOT NULL",
        &[],
    )?;
    Ok(found > 0)
}

/// Whether the current company is suspended.
pub fn is_suspended(read: &Read) -> Result<bool> {
    let found = read.count(
        "SELECT COUNT(*) FROM companies WHERE id = :company AND suspended_at IS NOT NULL",
        &[],
    )?;
    Ok(found > 0)
}

/// Whether a company is suspended.
pub fn is_suspended_one(all: &AllRead, id: CompanyId) -> Result<bool> {
    is_suspended(&look(all, Scope::whole(id)))
}

/// Why the current company is suspended; None if it is not.
pub fn suspended_for(read: &Read) -> Result<Option<String>> {
    let found = read.first(
        "SELECT suspended_for FROM companies WHERE id = :company AND suspended_at IS NOT NULL",
        &[],
        |row| row.get::<Option<String>>("suspended_for"),
    )?;
    Ok(found.map(Option::unwrap_or_default))
}

/// Suspends the current company, or reopens it; false if it was so already.
pub fn set_suspended(tx: &Tx, reason: Option<&str>) -> Result<bool> {
    let changed = tx.change(
        "UPDATE companies SET suspended_at = CASE WHEN :reason IS NULL THEN NULL ELSE :now END,
                suspended_for = :reason
          WHERE id = :company AND (suspended_at IS NULL) <> (:reason IS NULL)",
        params! { ":reason": reason, ":now": tx.now() },
    )?;
    Ok(changed == 1)
}

/// Changes the name of the current company.
pub fn set_name(tx: &Tx, name: &str) -> Result<bool> {
    let changed = tx.change(
        "UPDATE companies SET name = :name, name_key = :key, updated_at = :now WHERE id = :company",
        params! { ":name": name, ":key": fold(name), ":now": tx.now() },
    )?;
    Ok(changed == 1)
}

/// The scope of any company, possibly deleted, for an administrator of the instance.
pub fn scope_for_administrator(all: &AllRead, by: UserId, id: CompanyId) -> Result<Option<Scope>> {
    all.first(
        "SELECT c.id FROM companies AS c
           JOIN live_users AS u ON u.id = :by AND u.instance_role = 'ADMIN'
          WHERE c.id = :id",
        params! { ":by": by, ":id": id },
        |row| row.get("id").map(|id| Scope::whole(CompanyId(id))),
    )
}

/// How many guardians must sign in the current company.
pub fn guardians_needed(read: &Read) -> Result<u8> {
    let needed =
        read.first("SELECT guardians_needed FROM companies WHERE id = :company", &[], |row| {
            row.get("guardians_needed")
        })?;
    Ok(needed.unwrap_or_default())
}

/// The current company, even if deleted: answers given to it stay valid.
pub fn kept(read: &Read) -> Result<Option<Company>> {
    read.first(&format!("SELECT {} FROM companies WHERE id = :company", columns()), &[], company)
}

/// The scope of a company for a member, according to their role, and the role.
pub fn scope_of_member(
    all: &AllRead,
    user: UserId,
    id: CompanyId,
) -> Result<Option<(Scope, Role)>> {
    let role = all.first(
        "SELECT role FROM live_memberships WHERE user_id = :user AND company_id = :id",
        params! { ":user": user, ":id": id },
        |row| row.get("role"),
    )?;
    Ok(role.map(|role| (super::sessions::scope(id, user, role), role)))
}

/// The logo of a company, where it is read together with what is not the company's.
pub fn logo(all: &AllRead, scope: Scope) -> Result<Option<crate::model::Logo>> {
    super::files::logo(&all.enter(scope))
}

/// A company and its plan, for a member.
pub fn of_member(
    all: &AllRead,
    user: UserId,
    id: CompanyId,
) -> Result<Option<(Company, Subscription)>> {
    let Some((scope, _)) = scope_of_member(all, user, id)? else { return Ok(None) };
    let read = all.enter(scope);
    Ok(current(&read)?.zip(subscription(&read)?))
}

/// The sort orders of a list of companies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Name,
    CreatedAt,
}

/// The companies of a user; of deleted ones, if requested, those they owned.
pub fn list_of_user(
    all: &AllRead,
    user: UserId,
    query: &PageQuery<Order>,
) -> Result<Page<Company>> {
    let by = match query.order {
        Order::Name => "name {d}, id {d}",
        Order::CreatedAt => "created_at {d}, id {d}",
    };
    let by = by.replace("{d}", if query.descending { "DESC" } else { "ASC" });
    const WANTED: &str = "FROM companies WHERE id IN (
            SELECT m.company_id FROM memberships AS m
              JOIN companies AS c ON c.id = m.company_id
             WHERE m.user_id = :user AND m.deleted_at IS NULL
               AND (c.deleted_at IS NULL OR (:deleted AND m.role = 'OWNER')))";
    let total = all.count(
        &format!("SELECT COUNT(*) {WANTED}"),
        params! { ":user": user, ":deleted": query.with_deleted },
    )?;
    let data = all.all(
        &format!("SELECT {} {WANTED} ORDER BY {by} LIMIT :limit OFFSET :offset", columns()),
        params! {
            ":user": user, ":deleted": query.with_deleted, ":limit": query.limit,
            ":offset": query.offset(),
        },
        company,
    )?;
    Ok(Page { data, page: query.page, limit: query.limit, total })
}

/// Replaces the editable fields of the current company.
pub fn update(tx: &Tx, company: &Company) -> Result<bool> {
    let (address, reminders) = (&company.address, &company.reminders);
    let own = &company.identity;
    let changed = tx.change(
        "UPDATE companies SET name = :name, name_key = :name_key, siret = :siret, colour = :colour, contact_email = :contact,
                line = :line, line2 = :line2, postal_code = :postal_code, city = :city,
                subdivision = :subdivision, subdivision2 = :subdivision2, country = :country,
                lat = :lat, lng = :lng, legal_form = :form, representative = :representative,
                representative_capacity = :capacity, vat_number = :vat,
                contact_name = :asked, contact_phone = :phone, privacy_contact = :privacy,
                customer_kind = :customer_kind,
                withdrawal_days = :withdrawal, assent_age = :assent, guardians_needed = :guardians,
                licence_months = :licence, evidence_months = :evidence,
                retention_months = :retention, reminders_enabled = :reminded,
                reminders_first_days = :first, reminders_every_days = :every,
                reminders_at_most = :most, reminders_last_days = :last,
                reminders_hour = :hour, reminders_zone = :zone, updated_at = :now
          WHERE id = :company AND deleted_at IS NULL",
        params! {
            ":name": company.name, ":name_key": fold(&company.name), ":siret": company.siret, ":colour": company.colour,
            ":contact": company.contact_email,
            ":line": address.line, ":line2": address.line2, ":postal_code": address.postal_code,
            ":city": address.city, ":subdivision": address.subdivision,
            ":subdivision2": address.subdivision2, ":country": address.country,
            ":form": own.legal_form, ":representative": own.representative,
            ":capacity": own.capacity, ":vat": own.vat_number, ":asked": own.contact_name,
            ":phone": own.contact_phone, ":privacy": own.privacy_contact,
            ":customer_kind": own.customer_kind,
            ":withdrawal": company.withdrawal_days, ":assent": company.assent_age,
            ":lat": address.lat, ":lng": address.lng, ":guardians": company.guardians_needed,
            ":licence": company.licence_months, ":evidence": company.evidence_months,
            ":retention": company.retention_months, ":reminded": reminders.enabled,
            ":first": reminders.first_after_days, ":every": reminders.every_days,
            ":most": reminders.at_most, ":last": reminders.last_days, ":hour": reminders.hour,
            ":zone": reminders.time_zone, ":now": tx.now(),
        },
    )?;
    Ok(changed == 1)
}

/// Deletes (soft) the current company, and ends its streams.
pub fn delete(tx: &Tx) -> Result<bool> {
    tx.signal(Signal::Ended(Whose::Company(tx.scope().company())));
    let changed = tx.change(
        "UPDATE companies SET deleted_at = :now, updated_at = :now
          WHERE id = :company AND deleted_at IS NULL",
        params! { ":now": tx.now() },
    )?;
    // What it pays for ends with it.
    if super::billing::standing(tx)?.is_some_and(|standing| standing.customer.is_some()) {
        super::billing::enqueue_sync(tx)?;
    }
    Ok(changed == 1)
}

/// The plan of the current company.
pub fn subscription(read: &Read) -> Result<Option<Subscription>> {
    read.first(
        "SELECT label, expires_at, created_at FROM subscriptions WHERE company_id = :company",
        &[],
        |row| {
            Ok(Subscription {
                plan: row.get("label")?,
                expires_at: row.get("expires_at")?,
                created_at: row.get("created_at")?,
            })
        },
    )
}

/// Sets the plan of the current company; the caller records the fact.
pub fn set_plan(tx: &Tx, plan: Plan, expires_at: Option<Timestamp>) -> Result<bool> {
    let changed = tx.change(
        "UPDATE subscriptions SET label = :label, expires_at = :expires, updated_at = :now
          WHERE company_id = :company",
        params! {
            ":label": plan.name(), ":expires": expires_at, ":now": tx.now(),
        },
    )?;
    Ok(changed == 1)
}

fn columns() -> String {
    format!(
        "id, name, siret, colour, contact_email, {ADDRESS}, legal_form, representative,
         representative_capacity, vat_number, contact_name, contact_phone, privacy_contact,
         customer_kind, withdrawal_days, assent_age, guardians_needed, licence_months, evidence_months,
         retention_months, reminders_enabled, reminders_first_days, reminders_every_days,
         reminders_at_most, reminders_last_days, reminders_hour, reminders_zone, created_at,
         updated_at, deleted_at"
    )
}

fn company(row: &Row) -> Result<Company> {
    Ok(Company {
        id: row.get("id")?,
        name: row.get("name")?,
        siret: row.get("siret")?,
        colour: row.get("colour")?,
        address: columns::address(row)?,
        contact_email: row.get("contact_email")?,
        identity: Identity {
            legal_form: row.get("legal_form")?,
            representative: row.get("representative")?,
            capacity: row.get("representative_capacity")?,
            vat_number: row.get("vat_number")?,
            contact_name: row.get("contact_name")?,
            contact_phone: row.get("contact_phone")?,
            privacy_contact: row.get("privacy_contact")?,
            customer_kind: row.get("customer_kind")?,
        },
        guardians_needed: row.get("guardians_needed")?,
        assent_age: row.get("assent_age")?,
        withdrawal_days: row.get("withdrawal_days")?,
        licence_months: row.get("licence_months")?,
        evidence_months: row.get("evidence_months")?,
        retention_months: row.get("retention_months")?,
        reminders: Reminders {
            enabled: row.get("reminders_enabled")?,
            first_after_days: row.get("reminders_first_days")?,
            every_days: row.get("reminders_every_days")?,
            at_most: row.get("reminders_at_most")?,
            last_days: row.get("reminders_last_days")?,
            hour: row.get("reminders_hour")?,
            time_zone: row.get("reminders_zone")?,
        },
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        deleted_at: row.get("deleted_at")?,
    })
}
