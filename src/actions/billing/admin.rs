//! Plans that administrators set by hand, with an end and a reason.

use serde_json::json;

use super::sync::{settle_label, write_of_change};
use super::{rules, service};
use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::billing::{ByHand, Standing};
use crate::model::check::line;
use crate::model::mail_kind::PlanChange;
use crate::model::{Check, CompanyId, Page, PageQuery, Plan, Timestamp, UserId};
use crate::store::billing::{self, Subscriber, SubscriberFilter};
use crate::store::instance::companies_named;
use crate::store::{audit, companies};

/// A plan to set by hand; without one, the plan by hand ends.
pub struct ByHandInput {
    pub plan: Option<Plan>,
    pub until: Option<Timestamp>,
    pub reason: String,
}

/// The subscriptions of all companies, the latest company first; `search`: of those whose names
/// contain all the words, or with this number.
pub async fn list(
    app: &App,
    query: PageQuery<()>,
    filter: Option<SubscriberFilter>,
    search: Option<String>,
) -> Result<Page<Subscriber>> {
    service(app)?;
    app.db
        .read_all(move |all| {
            let found = match search.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
                Some(text) => Some(companies_named(all, text)?),
                None => None,
            };
            billing::list(all, &PageQuery { among: found, ..query }, filter)
        })
        .await
}

/// The subscription of a company; None if it is deleted or has none.
pub async fn of_company(app: &App, id: CompanyId) -> Result<Option<Subscriber>> {
    service(app)?;
    let query = PageQuery {
        page: 1,
        limit: 1,
        order: (),
        descending: false,
        with_deleted: false,
        among: Some(vec![id.0]),
    };
    let found = app.db.read_all(move |all| billing::list(all, &query, None)).await?;
    Ok(found.data.into_iter().next())
}

/// Sets the plan of a company, or ends the one that was set.
pub async fn set_by_hand(app: &App, id: i64, by: UserId, input: ByHandInput) -> Result<Subscriber> {
    let rules = rules(app)?;
    let mut check = Check::new();
    let reason = check.field("reason", line(&input.reason, 500));
    let in_future = input.until.is_none_or(|until| until > app.now());
    check.require(in_future, "until", "in_the_past");
    let reason = check.finish(reason)?;
    app.db
        .write_all(move |all| {
            let scope = billing::scope_of(all, id)?.ok_or(Error::NotFound("subscription"))?;
            let tx = billing::enter(all, scope);
            let hand = input.plan.map(|plan| ByHand { plan, until: input.until, reason });
            let was = billing::standing(&tx)?.ok_or(Error::NotFound("subscription"))?;
            billing::set_by_hand(&tx, hand.as_ref())?;
            let standing = Standing { by_hand: hand, ..was.clone() };
            let now = settle_label(&tx, &rules, &standing)?;
            write_of_change(&tx, was.plan, now, PlanChange::ByHand)?;
            let (plan, until) = (input.plan.map(Plan::name), input.until.map(Timestamp::rfc3339));
            let about = json!({ "from": was.plan.name(), "plan": plan, "until": until });
            audit::note_in(&tx, Some(by), AuditAction::ChangePlan, about)?;
            let company = companies::current(&tx)?.ok_or(Error::NotFound("company"))?;
            let standing = billing::standing(&tx)?.ok_or(Error::NotFound("subscription"))?;
            Ok(Subscriber { company: company.name, standing })
        })
        .await
}

/// Queues a look at the payment service for a company.
pub async fn sync_by_hand(app: &App, id: i64) -> Result<()> {
    service(app)?;
    app.db
        .write_all(move |all| {
            let scope = billing::scope_of(all, id)?.ok_or(Error::NotFound("subscription"))?;
            billing::enqueue_sync(&billing::enter(all, scope))
        })
        .await
}
