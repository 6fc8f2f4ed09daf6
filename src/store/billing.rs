//! What companies pay for: their standing, what they use of their plan, and what the payment service
//! called us with.

use super::columns::size;
use super::search::{Among, among};
use super::{AllRead, AllTx, Changes, Read, Row, Rows, Scope, Tx, orders, params};
use crate::error::{Error, Result};
use crate::model::billing::payments::CustomerId;
use crate::model::billing::rules::PlanRules;
use crate::model::billing::{ByHand, Limit, Paid, Standing, Usage};
use crate::model::{CompanyId, Event, Job, Page, PageQuery, Plan, Timestamp};

/// The columns of a standing, under names that no other table has.
const COLUMNS: &str = "s.id AS plan_id, s.company_id AS plan_company, s.label AS plan_label,
    s.expires_at AS plan_until, s.reason AS plan_reason, s.customer AS plan_customer,
    s.paid_plan AS plan_paid, s.paid_status AS plan_status, s.paid_until AS plan_period_end,
    s.past_due_since AS plan_late_since, s.cancels AS plan_cancels, s.synced_at AS plan_synced_at,
    s.created_at AS plan_since";

/// The same columns of [`beside`], and how much there is of what its limit counts.
pub(super) const BESIDE: &str = "plan_id, plan_company, plan_label, plan_until, plan_reason,
    plan_customer, plan_paid, plan_status, plan_period_end, plan_late_since, plan_cancels,
    plan_synced_at, plan_since, plan_used";

/// The standing of the current company.
pub fn standing(read: &Read) -> Result<Option<Standing>> {
    read.first(
        &format!("SELECT {COLUMNS} FROM subscriptions AS s WHERE s.company_id = :company"),
        params! {},
        read_standing,
    )
}

/// A table to select from, with one row: the standing of the current company, and how much there is
/// of what a limit counts, of kept counts but for the events of the month, which need `:month`, its
/// first instant. Joined to a row that is read anyway, it costs no statement of its own.
pub(super) fn beside(limit: Limit) -> String {
    let used = match limit {
        Limit::Events => EVENTS,
        Limit::People => PEOPLE,
        Limit::Photos => PHOTOS,
        Limit::Seats => SEATS,
        Limit::Storage => STORAGE,
        Limit::Payment | Limit::Recipients => "0",
    };
    format!(
        "(SELECT {COLUMNS}, {used} AS plan_used FROM subscriptions AS s
           WHERE s.company_id = :company) AS plan"
    )
}

/// What [`BESIDE`] selects.
pub(super) fn read_beside(row: &Row) -> Result<Used> {
    Ok(Used { standing: read_standing(row)?, used: size(row, "plan_used")? })
}

/// A standing, and how much there is of what a limit counts.
pub struct Used {
    pub standing: Standing,
    pub used: u64,
}

fn standing_and_used(read: &Read, limit: Limit, month: Timestamp) -> Result<Option<Used>> {
    let sql = format!("SELECT {BESIDE} FROM {}", beside(limit));
    // A parameter that the statement lacks would be an error.
    match limit {
        Limit::Events => read.first(&sql, params! { ":month": month }, read_beside),
        _ => read.first(&sql, params! {}, read_beside),
    }
}

const EVENTS: &str = "(SELECT COUNT(*) FROM events AS e
    WHERE e.company_id = :company AND e.created_at >= :month)";
const PEOPLE: &str = "COALESCE((SELECT SUM(c.total) FROM employee_counts AS c
    WHERE c.company_id = :company AND c.deleted = 0), 0)";
const PHOTOS: &str = "COALESCE((SELECT c.total FROM file_counts AS c
    WHERE c.company_id = :company), 0)";
const SEATS: &str = "(SELECT COUNT(*) FROM memberships AS m
    WHERE m.company_id = :company AND m.deleted_at IS NULL AND m.role <> 'EMPLOYEE')";
const STORAGE: &str = "COALESCE((SELECT c.bytes FROM storage AS c
    WHERE c.company_id = :company), 0)";

/// Whether the plan of the current company allows `more` of something. One statement, and none if
/// billing is off.
///
/// # Errors
/// [`Error::PlanLimit`] with the limit that stands in the way.
pub fn check(read: &Read, rules: Option<&PlanRules>, of: Limit, more: u64) -> Result<()> {
    let Some(rules) = rules else { return Ok(()) };
    let now = read.now();
    let found = standing_and_used(read, of, rules.month(now))?;
    found.map_or(Ok(()), |found| found.allows(rules, of, more, now))
}

impl Used {
    /// Whether the plan allows `more` of what `of` counts.
    ///
    /// # Errors
    /// [`Error::PlanLimit`] with the limit that stands in the way.
    pub fn allows(&self, rules: &PlanRules, of: Limit, more: u64, now: Timestamp) -> Result<()> {
        let refused = rules.refusal(&self.standing, (of, self.used, more), now);
        refused.map_or(Ok(()), |limit| Err(Error::PlanLimit(limit.name())))
    }
}

/// Whether no more people were asked about an event than were paid for, if it had to be paid for.
///
/// # Errors
/// [`Error::PlanLimit`] `recipients`.
pub fn check_recipients(read: &Read, rules: Option<&PlanRules>, event: &Event) -> Result<()> {
    let Some(rules) = rules else { return Ok(()) };
    let Some(standing) = standing(read)? else { return Ok(()) };
    let access = rules.access(&standing, read.now());
    if !access.may_add {
        return Err(Error::PlanLimit(Limit::Payment.name()));
    }
    if rules.price_of(access.plan, 1).is_none() {
        return Ok(());
    }
    // An event that cost nothing then, because it asked nobody or by another plan, asks no more now.
    let paid = orders::paid_recipients(read, event.id)?.unwrap_or(0);
    match event.progress.asked.max(0).unsigned_abs() > paid {
        true => Err(Error::PlanLimit(Limit::Recipients.name())),
        false => Ok(()),
    }
}

/// As [`check_recipients`], for requests that come back: those of an event that was not paid for may.
pub fn check_restored(read: &Read, rules: Option<&PlanRules>, event: &Event) -> Result<()> {
    match rules {
        Some(_) if orders::paid_recipients(read, event.id)?.is_some() => {
            check_recipients(read, rules, event)
        }
        _ => Ok(()),
    }
}

/// All that the current company uses of its plan. `month`: its first instant.
pub fn usage(read: &Read, month: Timestamp) -> Result<Usage> {
    let found = read.first(
        &format!(
            "SELECT {EVENTS} AS events, {PEOPLE} AS people, {PHOTOS} AS photos, {SEATS} AS seats,
                    {STORAGE} AS storage"
        ),
        params! { ":month": month },
        |row| {
            Ok(Usage {
                events: size(row, "events")?,
                people: size(row, "people")?,
                photos: size(row, "photos")?,
                seats: size(row, "seats")?,
                storage: size(row, "storage")?,
            })
        },
    )?;
    Ok(found.unwrap_or_default())
}

/// Records the customer of the current company; false if it has one already.
pub fn set_customer(tx: &Tx, customer: &CustomerId) -> Result<bool> {
    let changed = tx.change(
        "UPDATE subscriptions SET customer = :customer, updated_at = :now
          WHERE company_id = :company AND customer IS NULL",
        params! { ":customer": customer.0, ":now": tx.now() },
    )?;
    Ok(changed == 1)
}

/// Records what the payment service says of the current company's subscription.
pub fn set_paid(tx: &Tx, paid: Option<&Paid>) -> Result<()> {
    tx.change(
        "UPDATE subscriptions SET paid_plan = :plan, paid_status = :status, paid_until = :until,
                past_due_since = :since, cancels = :cancels, synced_at = :now
          WHERE company_id = :company",
        params! {
            ":plan": paid.map(|paid| paid.plan.name()),
            ":status": paid.map(|paid| paid.status.name()),
            ":until": paid.and_then(|paid| paid.period_end),
            ":since": paid.and_then(|paid| paid.past_due_since),
            ":cancels": paid.is_some_and(|paid| paid.cancels), ":now": tx.now(),
        },
    )?;
    Ok(())
}

/// Records the plan that an administrator sets for the current company, or that there is none any
/// more.
pub fn set_by_hand(tx: &Tx, hand: Option<&ByHand>) -> Result<()> {
    tx.change(
        "UPDATE subscriptions SET label = COALESCE(:label, label), expires_at = :until,
                reason = :reason, updated_at = :now
          WHERE company_id = :company",
        params! {
            ":label": hand.map(|hand| hand.plan.name()),
            ":until": hand.and_then(|hand| hand.until),
            ":reason": hand.map(|hand| hand.reason.as_str()), ":now": tx.now(),
        },
    )?;
    Ok(())
}

/// Records the plan that follows from the rest; true if it is another one.
pub fn set_label(tx: &Tx, plan: Plan) -> Result<bool> {
    let changed = tx.change(
        "UPDATE subscriptions SET label = :label, updated_at = :now
          WHERE company_id = :company AND label <> :label",
        params! { ":label": plan.name(), ":now": tx.now() },
    )?;
    Ok(changed == 1)
}

/// Queues a look at the payment service for the current company, unless one waits.
pub fn enqueue_sync(tx: &Tx) -> Result<()> {
    let waiting = tx.count(
        "SELECT COUNT(*) FROM jobs WHERE company_id = :company AND kind = 'sync_customer'
            AND parked_at IS NULL AND lease_until IS NULL AND due_at <= :now",
        params! { ":now": tx.now() },
    )?;
    if waiting > 0 { Ok(()) } else { super::jobs::enqueue(tx, &Job::SyncCustomer) }
}

/// Records a call of the payment service; false if it was received before.
pub fn receive(all: &AllTx, id: &str) -> Result<bool> {
    let changed = all.change(
        "INSERT INTO payment_calls (id, received_at) VALUES (:id, :now) ON CONFLICT DO NOTHING",
        params! { ":id": id, ":now": all.now() },
    )?;
    Ok(changed == 1)
}

/// Deletes calls received before an instant.
pub fn forget(all: &AllTx, before: Timestamp) -> Result<usize> {
    all.change(
        "DELETE FROM payment_calls WHERE received_at < :before",
        params! { ":before": before },
    )
}

/// The company of a customer.
pub fn of_customer(all: &AllTx, customer: &CustomerId) -> Result<Option<Scope>> {
    all.first(
        "SELECT company_id FROM subscriptions WHERE customer = :customer",
        params! { ":customer": customer.0 },
        |row| Ok(Scope::whole(row.get("company_id")?)),
    )
}

/// The companies whose standing may change with time: those with a customer, and those with a plan
/// set by hand.
pub fn that_may_change(all: &AllRead) -> Result<Vec<Scope>> {
    all.all(
        "SELECT company_id FROM subscriptions WHERE customer IS NOT NULL OR reason IS NOT NULL
          ORDER BY company_id",
        params! {},
        |row| Ok(Scope::whole(row.get("company_id")?)),
    )
}

/// A subscription with the name of its company, for administrators.
pub struct Subscriber {
    pub company: String,
    pub standing: Standing,
}

/// Which subscriptions are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubscriberFilter {
    /// There is a subscription that is paid for.
    Paid,
    /// A payment is missing.
    Late,
    /// An administrator set the plan.
    ByHand,
}

impl SubscriberFilter {
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "paid" => Some(Self::Paid),
            "late" => Some(Self::Late),
            "by_hand" => Some(Self::ByHand),
            _ => None,
        }
    }

    fn condition(self) -> &'static str {
        match self {
            Self::Paid => "AND s.paid_status IN ('active', 'trialing')",
            Self::Late => "AND s.paid_status IN ('past_due', 'unpaid', 'paused')",
            Self::ByHand => "AND s.reason IS NOT NULL",
        }
    }
}

/// A page of the subscriptions of all companies, the latest company first; of the companies among
/// `query.among`, if it is given.
pub fn list(
    all: &AllRead,
    query: &PageQuery<()>,
    filter: Option<SubscriberFilter>,
) -> Result<Page<Subscriber>> {
    let Among { which, found, .. } = among("s.company_id", query.among.as_deref());
    let wanted = format!(
        "FROM subscriptions AS s
           JOIN companies AS c ON c.id = s.company_id AND c.deleted_at IS NULL
          WHERE 1 = 1 {which} {}",
        filter.map_or("", SubscriberFilter::condition)
    );
    let total = all.count(&format!("SELECT COUNT(*) {wanted}"), params! { ":found": found })?;
    let (page, limit, offset) = (query.page, query.limit, query.offset());
    let data = all.all(
        &format!(
            "SELECT {COLUMNS}, c.name {wanted} ORDER BY s.id DESC LIMIT :limit OFFSET :offset"
        ),
        params! { ":found": found, ":limit": limit, ":offset": offset },
        |row| Ok(Subscriber { company: row.get("name")?, standing: read_standing(row)? }),
    )?;
    Ok(Page { data, page, limit, total })
}

/// The company of a subscription.
pub fn scope_of(all: &AllRead, id: i64) -> Result<Option<Scope>> {
    all.first(
        "SELECT s.company_id FROM subscriptions AS s
           JOIN companies AS c ON c.id = s.company_id AND c.deleted_at IS NULL
          WHERE s.id = :id",
        params! { ":id": id },
        |row| Ok(Scope::whole(row.get("company_id")?)),
    )
}

/// The view of a company that a scope is of, in a transaction over all.
pub fn enter<'c>(all: &AllTx<'c>, scope: Scope) -> Tx<'c> {
    all.enter(scope)
}

/// Replaces what was paid by the current company that nothing explains: the id at the payment
/// service and the kind of each.
pub fn replace_strange(tx: &Tx, found: &[(String, &'static str)]) -> Result<()> {
    let known =
        tx.all("SELECT id FROM strange_payments WHERE company_id = :company", params! {}, |row| {
            row.get::<String>("id")
        })?;
    for id in known.iter().filter(|id| !found.iter().any(|(one, _)| one == *id)) {
        tx.change(
            "DELETE FROM strange_payments WHERE company_id = :company AND id = :id",
            params! { ":id": id },
        )?;
    }
    for (id, kind) in found {
        tx.change(
            "INSERT INTO strange_payments (id, company_id, kind, noticed_at)
             VALUES (:id, :company, :kind, :now) ON CONFLICT DO NOTHING",
            params! { ":id": id, ":kind": kind, ":now": tx.now() },
        )?;
    }
    Ok(())
}

/// How many subscriptions the current company pays for beside the one that counts.
pub fn second_subscriptions(read: &Read) -> Result<u64> {
    let found = read.count(
        "SELECT COUNT(*) FROM strange_payments
          WHERE company_id = :company AND kind = 'second_subscription'",
        params! {},
    )?;
    Ok(found.max(0).unsigned_abs())
}

/// The payments of all companies that nothing explains, each in a few words without personal data.
pub fn strange(all: &AllRead) -> Result<Vec<String>> {
    all.all(
        "SELECT id, company_id, kind FROM strange_payments ORDER BY noticed_at, id LIMIT 20",
        params! {},
        |row| {
            let (id, kind): (String, String) = (row.get("id")?, row.get("kind")?);
            Ok(format!("{kind}: {id}, company {}", row.get::<i64>("company_id")?))
        },
    )
}

fn read_standing(row: &Row) -> Result<Standing> {
    let plan: Plan = row.get("plan_label")?;
    let reason: Option<String> = row.get("plan_reason")?;
    let paid_plan: Option<Plan> = row.get("plan_paid")?;
    let status = row.get("plan_status")?;
    let period_end = row.get("plan_period_end")?;
    let past_due_since = row.get("plan_late_since")?;
    let cancels = row.get("plan_cancels")?;
    let until = row.get("plan_until")?;
    Ok(Standing {
        id: row.get("plan_id")?,
        company: CompanyId(row.get("plan_company")?),
        plan,
        by_hand: reason.map(|reason| ByHand { plan, until, reason }),
        paid: paid_plan.zip(status).map(|(plan, status)| Paid {
            plan,
            status,
            period_end,
            past_due_since,
            cancels,
        }),
        customer: row.get::<Option<String>>("plan_customer")?.map(CustomerId),
        synced_at: row.get("plan_synced_at")?,
        created_at: row.get("plan_since")?,
    })
}
