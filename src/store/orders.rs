//! What companies order: written before the payment service is asked, so that nothing is paid that
//! is not known here.

use super::columns::json_if_any;
use super::{Changes, Read, Row, Rows, Tx, params};
use crate::error::Result;
use crate::model::billing::payments::Checkout;
use crate::model::billing::{EventDraft, Order, OrderState, Ordered};
use crate::model::{CompanyId, EventId, OrderId, Timestamp, UserId};

const COLUMNS: &str =
    "id, company_id, user_id, key, plan, draft, title, recipients, amount, currency,
    state, session, url, expires_at, event_id, created_at, paid_at";

/// An order to write.
pub struct NewOrder<'a> {
    pub by: UserId,
    /// Random.
    pub key: &'a str,
    /// Of what is ordered.
    pub digest: &'a str,
    pub ordered: &'a Ordered,
    pub recipients: u32,
    pub amount: i64,
    pub currency: &'a str,
}

/// Writes an open order.
pub fn create(tx: &Tx, new: &NewOrder) -> Result<OrderId> {
    let (plan, draft) = match new.ordered {
        Ordered::Plan(plan) => (Some(plan.name()), None),
        Ordered::Event(draft) => (None, Some(draft)),
    };
    let json = draft.map(serde_json::to_string).transpose().map_err(anyhow::Error::from)?;
    let id = tx.insert(
        "INSERT INTO orders (company_id, user_id, key, digest, plan, draft, title, recipients,
                amount, currency, state, created_at)
         VALUES (:company, :user, :key, :digest, :plan, :draft, :title, :recipients, :amount,
                :currency, 'OPEN', :now) RETURNING id",
        params! {
            ":user": new.by, ":key": new.key, ":digest": new.digest, ":plan": plan,
            ":draft": json, ":title": draft.map(|draft| draft.plan.name.as_str()),
            ":recipients": new.recipients, ":amount": new.amount, ":currency": new.currency,
            ":now": tx.now(),
        },
    )?;
    Ok(OrderId(id))
}

/// An order of the current company.
pub fn find(read: &Read, id: OrderId) -> Result<Option<Order>> {
    read.first(
        &format!("SELECT {COLUMNS} FROM orders WHERE company_id = :company AND id = :id"),
        params! { ":id": id },
        order,
    )
}

/// The order of a payment page.
pub fn of_session(read: &Read, session: &str) -> Result<Option<Order>> {
    read.first(
        &format!("SELECT {COLUMNS} FROM orders WHERE company_id = :company AND session = :session"),
        params! { ":session": session },
        order,
    )
}

/// The order with this key.
pub fn of_key(read: &Read, key: &str) -> Result<Option<Order>> {
    read.first(
        &format!("SELECT {COLUMNS} FROM orders WHERE company_id = :company AND key = :key"),
        params! { ":key": key },
        order,
    )
}

/// The open orders for a plan, or the open order of something with this digest.
pub fn open(read: &Read, digest: Option<&str>) -> Result<Vec<Order>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM orders
              WHERE company_id = :company AND state = 'OPEN'
                AND ((:digest IS NULL AND plan IS NOT NULL) OR digest = :digest)
              ORDER BY id"
        ),
        params! { ":digest": digest },
        order,
    )
}

/// The orders in a state, the oldest first.
pub fn in_state(read: &Read, state: OrderState) -> Result<Vec<Order>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM orders WHERE company_id = :company AND state = :state ORDER BY id"
        ),
        params! { ":state": state },
        order,
    )
}

/// Records the payment page of an order.
pub fn set_page(tx: &Tx, id: OrderId, page: &Checkout) -> Result<()> {
    tx.change(
        "UPDATE orders SET session = :session, url = :url, expires_at = :expires
          WHERE company_id = :company AND id = :id AND (session IS NULL OR session = :session)",
        params! {
            ":id": id, ":session": page.id, ":url": page.url, ":expires": page.expires_at,
        },
    )?;
    Ok(())
}

/// Marks an open order as paid; false if it was before. One that was taken for expired is paid all
/// the same if the money is there.
pub fn set_paid(tx: &Tx, id: OrderId, at: Timestamp) -> Result<bool> {
    let changed = tx.change(
        "UPDATE orders SET state = 'PAID', paid_at = :at, url = NULL
          WHERE company_id = :company AND id = :id AND state IN ('OPEN', 'EXPIRED')",
        params! { ":id": id, ":at": at },
    )?;
    Ok(changed == 1)
}

/// Marks an open order as expired; false if it was not open. Its event is kept: the money may yet be
/// on its way.
pub fn set_expired(tx: &Tx, id: OrderId) -> Result<bool> {
    let changed = tx.change(
        "UPDATE orders SET state = 'EXPIRED', url = NULL
          WHERE company_id = :company AND id = :id AND state = 'OPEN'",
        params! { ":id": id },
    )?;
    Ok(changed == 1)
}

/// Marks a paid order as carried out, or as one that cannot be; false if it is over.
pub fn finish(tx: &Tx, id: OrderId, event: Option<EventId>, state: OrderState) -> Result<bool> {
    let changed = tx.change(
        "UPDATE orders SET state = :state, event_id = :event, done_at = :now,
                draft = CASE WHEN :state = 'DONE' THEN NULL ELSE draft END
          WHERE company_id = :company AND id = :id AND state IN ('PAID', 'STUCK')",
        params! { ":id": id, ":state": state, ":event": event, ":now": tx.now() },
    )?;
    Ok(changed == 1)
}

/// How many recipients of an event were paid for; None if it was not paid for.
pub fn paid_recipients(read: &Read, event: EventId) -> Result<Option<u64>> {
    read.first(
        "SELECT recipients FROM orders WHERE company_id = :company AND event_id = :event",
        params! { ":event": event },
        |row| row.get::<i64>("recipients").map(|count| count.max(0).unsigned_abs()),
    )
}

fn order(row: &Row) -> Result<Order> {
    Ok(Order {
        id: row.get("id")?,
        company: CompanyId(row.get("company_id")?),
        key: row.get("key")?,
        by: row.get("user_id")?,
        plan: row.get("plan")?,
        draft: json_if_any::<EventDraft>(row, "draft")?,
        title: row.get("title")?,
        recipients: row.get("recipients")?,
        amount: row.get("amount")?,
        currency: row.get("currency")?,
        state: row.get("state")?,
        session: row.get("session")?,
        url: row.get("url")?,
        expires_at: row.get("expires_at")?,
        event: row.get("event_id")?,
        created_at: row.get("created_at")?,
        paid_at: row.get("paid_at")?,
    })
}
