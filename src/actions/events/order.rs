//! An event that is paid for before it is created: what is wanted is checked and kept with the order,
//! and becomes an event once, when the money is there.

use std::collections::BTreeSet;

use super::write::{begin, check_partner, everybody, who_signs};
use crate::App;
use crate::error::{Error, Result};
use crate::model::billing::{EventDraft, Limit, Order, OrderState};
use crate::model::event::{Invited, PlanInput};
use crate::model::{Check, EventId, OrderId};
use crate::store::{
    Scope, Tx, billing, companies, employees, event_groups, groups, memberships, orders, users,
};

/// What an event would ask, checked as if it were created, and how many people that is.
pub async fn draft(
    app: &App,
    scope: Scope,
    input: PlanInput,
    invited: impl Into<Invited>,
) -> Result<(EventDraft, u32)> {
    let invited = invited.into();
    let (zone, rules) = (app.config.time_zone.clone(), app.config.plan_rules());
    app.db
        .read(scope, move |read| {
            let mut check = Check::new();
            let everybody = everybody(read, &mut check, &invited)?;
            check_partner(read, &mut check, input.partner)?;
            let start = input.start;
            let plan = input.checked(read.now(), &mut check);
            let (asked, _) = who_signs(read, &mut check, everybody, &invited, start, &zone)?;
            let plan = check.finish(plan)?;
            billing::check(read, rules.as_ref(), Limit::Events, 1)?;
            // Somebody who is named twice is asked, and paid for, once.
            let mut people: Vec<_> = asked.iter().map(|one| one.person.employee.id).collect();
            let mut seen = BTreeSet::new();
            people.retain(|id| seen.insert(*id));
            let count = u32::try_from(people.len()).unwrap_or(u32::MAX);
            Ok((EventDraft { plan, people, groups: invited.groups }, count))
        })
        .await
}

/// Creates the event of a paid order, once. Who cannot be asked any more is left out; if nothing can
/// be created, the order is stuck and administrators are notified: the money is there.
pub async fn create_ordered(app: &App, scope: Scope, id: OrderId) -> Result<()> {
    let inner = app.clone();
    app.db
        .write(scope, move |tx| {
            let Some(order) = orders::find(tx, id)? else { return Ok(()) };
            if order.state != OrderState::Paid {
                return Ok(());
            }
            let made = match companies::is_suspended(tx)? {
                // Who was paid for would not be asked: no mail leaves.
                true => Err(Error::Barred("company_suspended")),
                false => tx.part(|| create(tx, &inner, &order)),
            };
            match made {
                Ok(event) => {
                    orders::finish(tx, id, Some(event), OrderState::Done)?;
                }
                Err(Error::Internal(why)) => return Err(Error::Internal(why)),
                Err(why) => {
                    tracing::error!(order = id.0, %why, "an event that was paid for cannot be created");
                    orders::finish(tx, id, None, OrderState::Stuck)?;
                    billing::enqueue_sync(tx)?;
                }
            }
            Ok(())
        })
        .await
}

fn create(tx: &Tx, app: &App, order: &Order) -> Result<EventId> {
    let draft = order.draft.as_ref().ok_or(Error::NotFound("event"))?;
    // Those who were paid for, and nobody else: a group may have more members by now.
    let mut invited = Invited { leaves_out: true, ..Invited::default() };
    for id in &draft.people {
        if employees::find(tx, *id)?.is_some() {
            invited.people.push(*id);
        }
    }
    let mut input = draft.input();
    if let Some(partner) = input.partner
        && !memberships::exists(tx, partner)?
    {
        input.partner = None;
    }
    let by = match order.by {
        Some(by) => by,
        None => users::owners(tx)?.into_iter().next().ok_or(Error::NotFound("user"))?,
    };
    let mut check = Check::new();
    let everybody = everybody(tx, &mut check, &invited)?;
    let start = input.start;
    let plan = input.checked(tx.now(), &mut check);
    let zone = &app.config.time_zone;
    let (asked, _) = who_signs(tx, &mut check, everybody, &invited, start, zone)?;
    let planned = begin(tx, app, &check.finish(plan)?, &asked, by, None)?;
    for group in &draft.groups {
        if groups::exists(tx, *group)? {
            event_groups::remember(tx, planned.event.id, *group)?;
        }
    }
    Ok(planned.event.id)
}
