//! What a new event costs, and paying for it before it is created.

use super::super::ConsoleContext;
use crate::actions::{billing, events};
use crate::http::problem::Problem;
use crate::model::OrderId;
use crate::model::billing::Ordered;
use crate::model::event::{Invited, PlanInput};
use crate::render::pdf::money;
use crate::{App, Error};

/// Orders the event: it is created once it is paid for.
pub(super) async fn pay(
    app: &App,
    context: &ConsoleContext,
    input: PlanInput,
    invited: Invited,
) -> Result<OrderId, Error> {
    let (scope, by, locale) = (context.scope, context.actor.user, context.locale);
    let (draft, people) = events::draft(app, scope, input, invited).await?;
    if people == 0 {
        return Err(Error::invalid("employeeIds", "nobody_chosen"));
    }
    let order =
        billing::order(app, scope, by, Ordered::Event(Box::new(draft)), people, locale).await?;
    Ok(order.id)
}

/// What the plan of the company says of one more event: sentences, what it costs, and whether it
/// allows none.
pub(super) async fn quota(
    app: &App,
    context: &ConsoleContext,
    people: usize,
) -> Result<(Vec<String>, Option<String>, bool), Problem> {
    let Some(quote) = billing::quote(app, context.scope).await? else {
        return Ok((vec![], None, false));
    };
    let mut lines = vec![];
    let limit = match (quote.is_unpaid, quote.left) {
        (true, _) => Some("plan-limit-payment"),
        (false, Some(0)) => Some("plan-limit-events"),
        (false, Some(left)) => {
            lines.push(context.count("event-quota-left", left as usize));
            None
        }
        (false, None) => None,
    };
    if let Some(key) = limit {
        return Ok((vec![context.say(key)], None, true));
    }
    let price = quote.each.map(|each| {
        let single = money(context.locale, each, &quote.currency);
        lines.push(context.say_with("event-quota-each", "price", &single));
        money(context.locale, each * people as i64, &quote.currency)
    });
    Ok((lines, price, false))
}
