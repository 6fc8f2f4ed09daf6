//! The one way in which the payment service changes anything here: all that it knows of a customer is
//! fetched, then written in one transaction. It does not matter who asked for it, how often, or in
//! what order.

use super::invoices::write_invoices;
use super::{rules, service, write_to_owners};
use crate::App;
use crate::error::{Error, Result};
use crate::model::billing::payments::{CheckoutState, CustomerState, Status};
use crate::model::billing::rules::PlanRules;
use crate::model::billing::{OrderState, Paid, Standing};
use crate::model::mail_kind::PlanChange;
use crate::model::{AlarmKind, Fact, Job, MailKind, Plan, Timestamp};
use crate::ports::{Payments, Unpaid};
use crate::store::{AllTx, Scope, Tx, alarms, billing, companies, facts, jobs, orders};

/// An order whose payment page was never recorded is given up after this time, in milliseconds: the
/// payment service keeps none that long.
const GIVEN_UP: i64 = 2 * Timestamp::DAY;

/// Queues a look at the payment service for each company whose standing may change.
pub async fn sync_all(app: &App) -> Result<()> {
    if app.payments.is_none() {
        return Ok(());
    }
    app.db
        .write_all(|all| {
            for scope in billing::that_may_change(all)? {
                billing::enqueue_sync(&billing::enter(all, scope))?;
            }
            Ok(())
        })
        .await
}

/// Fetches what the payment service knows of the company, and writes it.
pub async fn sync(app: &App, scope: Scope) -> Result<()> {
    // Switched off since.
    let (Ok(service), Ok(rules)) = (service(app), rules(app)) else { return Ok(()) };
    let began = app.now();
    let Some(standing) = app.db.read(scope, billing::standing).await? else { return Ok(()) };
    let state = match &standing.customer {
        Some(customer) => service.state(customer).await,
        None => Ok(CustomerState::default()),
    };
    // A job that fails is tried again, later each time: the service may be down for a day.
    let mut state = state.map_err(failed)?;
    if let Some(customer) = &standing.customer
        && app.db.read(scope, companies::is_deleted).await?
        && end_all(service.as_ref(), &state).await.map_err(failed)?
    {
        state = service.state(customer).await.map_err(failed)?;
    }
    app.db
        .write_all(move |all| {
            let tx = billing::enter(all, scope);
            let Some(standing) = billing::standing(&tx)? else { return Ok(()) };
            // Another look, which began later, was written before: ask again rather than go back.
            if standing.synced_at.is_some_and(|at| at > began) {
                return billing::enqueue_sync(&tx);
            }
            write_plan(&tx, &rules, standing, &state)?;
            write_orders(&tx, &state)?;
            write_invoices(&tx, &rules, &state)?;
            billing::replace_strange(&tx, &strange(&tx, &rules, &state)?)?;
            raise(all)
        })
        .await
}

fn failed(why: Unpaid) -> Error {
    Error::Internal(anyhow::anyhow!("payment service: {why}"))
}

/// Has everything end that a deleted company pays for: its subscriptions with the period that is paid
/// for, and the payment pages that are open. True if anything did.
async fn end_all(service: &dyn Payments, state: &CustomerState) -> Result<bool, Unpaid> {
    let mut ended = false;
    for one in state.subscriptions.iter().filter(|one| one.status.is_live() && !one.cancels) {
        match service.end_subscription(&one.id).await {
            Ok(()) => ended = true,
            // Administrators are told of it, and all else is written.
            Err(Unpaid::Refused(why)) => tracing::error!(why, "a subscription cannot be ended"),
            Err(error) => return Err(error),
        }
    }
    for page in state.checkouts.iter().filter(|page| page.state == CheckoutState::Open) {
        match service.expire_checkout(&page.id).await {
            // It was paid or ended meanwhile.
            Ok(()) | Err(Unpaid::Refused(_)) => ended = true,
            Err(error) => return Err(error),
        }
    }
    Ok(ended)
}

/// Writes the subscription, ends a plan by hand whose time is over, and records the plan that
/// follows.
fn write_plan(
    tx: &Tx,
    rules: &PlanRules,
    mut standing: Standing,
    state: &CustomerState,
) -> Result<()> {
    let now = tx.now();
    let was = standing.paid;
    let late_since = was.and_then(|paid| paid.past_due_since);
    standing.paid = state.current(&rules.prices).map(|found| Paid {
        plan: rules.prices.plan_of(&found.price),
        status: found.status,
        period_end: found.period_end,
        past_due_since: match found.status {
            Status::PastDue => late_since.or(Some(now)),
            _ => None,
        },
        cancels: found.cancels,
    });
    billing::set_paid(tx, standing.paid.as_ref())?;
    let status = standing.paid.map(|paid| paid.status);
    let is_missing = matches!(status, Some(Status::PastDue | Status::Unpaid));
    if is_missing && status != was.map(|paid| paid.status) {
        write_to_owners(tx, |user| MailKind::CardFailed { user, at: now })?;
    }
    let is_live = |paid: &Paid| paid.status.is_live();
    let mut why =
        match was.as_ref().is_some_and(is_live) && !standing.paid.as_ref().is_some_and(is_live) {
            true => PlanChange::Ended,
            false => PlanChange::Subscription,
        };
    if standing.by_hand.as_ref().is_some_and(|hand| hand.until.is_some_and(|until| until <= now)) {
        billing::set_by_hand(tx, None)?;
        standing.by_hand = None;
        why = PlanChange::ByHand;
    }
    let plan = settle_label(tx, rules, &standing)?;
    write_of_change(tx, standing.plan, plan, why)
}

/// Records the plan that follows from a standing, and returns it.
pub(super) fn settle_label(tx: &Tx, rules: &PlanRules, standing: &Standing) -> Result<Plan> {
    let plan = rules.access(standing, tx.now()).plan;
    if billing::set_label(tx, plan)? {
        facts::record(tx, Fact::PlanChanged)?;
    }
    Ok(plan)
}

/// Writes to the owners if the plan is another one.
pub(super) fn write_of_change(tx: &Tx, was: Plan, plan: Plan, why: PlanChange) -> Result<()> {
    if plan == was {
        return Ok(());
    }
    let at = tx.now();
    write_to_owners(tx, |user| MailKind::PlanChanged { user, was, plan, why, at })
}

/// Marks orders as paid or expired, and queues what was paid for.
fn write_orders(tx: &Tx, state: &CustomerState) -> Result<()> {
    for page in &state.checkouts {
        let found = match &page.key {
            Some(key) => orders::of_key(tx, key)?,
            None => orders::of_session(tx, &page.id)?,
        };
        let Some(order) = found else { continue };
        if order.session.is_none() {
            orders::set_page(tx, order.id, page)?;
        }
        match page.state {
            CheckoutState::Open | CheckoutState::Awaited => {}
            CheckoutState::Expired => {
                orders::set_expired(tx, order.id)?;
            }
            CheckoutState::Paid => {
                if orders::set_paid(tx, order.id, tx.now())? {
                    match order.plan {
                        Some(_) => {
                            orders::finish(tx, order.id, None, OrderState::Done)?;
                        }
                        None => jobs::enqueue(tx, &Job::CreateOrdered { order: order.id })?,
                    }
                }
            }
        }
    }
    for order in orders::in_state(tx, OrderState::Open)? {
        if order.session.is_none() && order.created_at.plus(GIVEN_UP) <= tx.now() {
            orders::set_expired(tx, order.id)?;
        }
    }
    Ok(())
}

/// What was paid that nothing here explains, and was not given back.
fn strange(
    tx: &Tx,
    rules: &PlanRules,
    state: &CustomerState,
) -> Result<Vec<(String, &'static str)>> {
    let mut found = vec![];
    let current = state.current(&rules.prices).map(|one| one.id.clone());
    let is_gone = companies::is_deleted(tx)?;
    for one in state.subscriptions.iter().filter(|one| one.status.is_live()) {
        if is_gone && !one.cancels {
            found.push((one.id.clone(), "of_a_deleted_company"));
        } else if current.as_deref() != Some(one.id.as_str()) {
            found.push((one.id.clone(), "second_subscription"));
        }
    }
    for page in &state.checkouts {
        let given_back = page.payment.as_ref().is_some_and(|payment| {
            let refunds = state.refunds.iter().filter(|refund| refund.payment == *payment);
            refunds.map(|refund| refund.amount).sum::<i64>() >= page.amount
        });
        if page.is_subscription || page.state != CheckoutState::Paid || given_back {
            continue;
        }
        let order = match &page.key {
            Some(key) => orders::of_key(tx, key)?,
            None => orders::of_session(tx, &page.id)?,
        };
        match order {
            None => found.push((page.id.clone(), "paid_without_order")),
            Some(order) if order.session.as_deref() != Some(page.id.as_str()) => {
                found.push((page.id.clone(), "paid_twice"));
            }
            Some(order) if order.state == OrderState::Stuck => {
                found.push((page.id.clone(), "cannot_be_carried_out"));
            }
            Some(_) => {}
        }
    }
    Ok(found)
}

/// Has administrators know of payments that nothing explains, for as long as there are any.
fn raise(all: &AllTx) -> Result<()> {
    let all_strange = billing::strange(all)?;
    if all_strange.is_empty() {
        return alarms::clear(all, AlarmKind::PaymentsStrange).map(drop);
    }
    alarms::raise(all, AlarmKind::PaymentsStrange, &all_strange.join("; ")).map(drop)
}
