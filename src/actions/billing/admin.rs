//! Plans that administrators set by hand, with an end and a reason.

use serde_json::json;

use super::sync::settle_label;
use super::{rules, service};
use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::billing::{ByHand, Standing};
use crate::model::check::line;
use crate::model::{Check, Page, Plan, Timestamp, UserId};
use crate::store::billing::{self, Subscriber};
use crate::store::{audit, companies};

/// A plan to set by hand; without one, the plan by hand ends.
pub struct ByHandInput {
    pub plan: Option<Plan>,
    pub until: Option<Timestamp>,
    pub reason: String,
}

/// All subscriptions, the latest company first.
pub async fn list(app: &App, page: u32, limit: u32) -> Result<Page<Subscriber>> {
    service(app)?;
    app.db.read_all(move |all| billing::list(all, page, limit)).await
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
            settle_label(&tx, &rules, &standing)?;
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
