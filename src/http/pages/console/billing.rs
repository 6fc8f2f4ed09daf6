//! Between the console and the payment page: what is ordered, before it is paid; and what became of
//! it, afterwards. The payment page is opened by a link: our pages send forms to nobody else.

use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::settings::{cost, plan_name, price};
use super::{Console, ConsoleContext, Read};
use crate::actions::billing;
use crate::http::pages::show;
use crate::http::problem::Problem;
use crate::model::billing::{Order, OrderState};
use crate::model::{Locale, OrderId, Right};
use crate::render::page::console::{Chrome, Place, ToPayments};
use crate::render::pdf::money;
use crate::render::words;
use crate::{App, Error};

/// These pages are not there where nothing is billed.
pub(super) fn is_there(app: &App) -> Result<(), Problem> {
    billing::is_on(app).map_err(|_| Problem(Error::NotFound("page")))
}

/// An order: what it is, what it costs, and the way to its payment page.
#[handler]
pub async fn show_order(
    app: Data<&App>,
    Path(id): Path<i64>,
    context: Console<Read>,
) -> poem::Result<Response> {
    is_there(&app)?;
    let found = billing::find_order(&app, context.scope, OrderId(id)).await.map_err(Problem)?;
    Ok(show(StatusCode::OK, &page(&app, &context, &found).await))
}

/// Where the payment page leads back to: it says what became of the order, again and again until it
/// is carried out.
#[handler]
pub async fn show_paid(
    app: Data<&App>,
    Path(session): Path<String>,
    context: Console<Read>,
) -> poem::Result<Response> {
    is_there(&app)?;
    let found = billing::returned(&app, context.scope, session).await.map_err(Problem)?;
    let mut page = page(&app, &context, &found).await;
    if matches!(found.state, OrderState::Open | OrderState::Paid) {
        page.title = context.say("order-awaited");
        page.lines = vec![context.say("order-awaited-hint")];
        page.go = None;
        page.refresh = true;
    }
    Ok(show(StatusCode::OK, &page))
}

async fn page(app: &App, context: &ConsoleContext, order: &Order) -> ToPayments {
    let what = match order.plan {
        Some(plan) => context.say_with("order-plan", "plan", &plan_name(context, plan)),
        None => {
            let event = order.title.as_deref().unwrap_or_default();
            context.say_with("order-event", "event", event)
        }
    };
    let (settings, events) = ("/console/settings/plan".to_owned(), "/console/shoots".to_owned());
    let (place, back) = match order.plan {
        Some(_) if context.may(Right::Govern) => {
            (Place::Settings, (settings, context.say("settings-plan")))
        }
        _ => (Place::Events, (events, context.say("console-shoots"))),
    };
    let mut lines = vec![what];
    let (title, go) = match order.state {
        OrderState::Open => {
            if order.plan.is_none() {
                lines.push(context.count("order-recipients", order.recipients as usize));
            }
            lines.extend(costs(app, context, order).await);
            lines.push(match order.plan {
                Some(_) => context.say("order-plan-hint"),
                None => context.say("order-event-hint"),
            });
            // A subscription is for owners; an event is for whoever plans it.
            let may = order.plan.is_none() || context.may(Right::Govern);
            let url = order.url.clone().filter(|_| may);
            let go = url.map(|url| (url, context.say("order-pay")));
            ("order-title", go)
        }
        OrderState::Paid => ("order-awaited", None),
        OrderState::Done => {
            let go = order.event.map(|event| {
                (format!("/console/shoots/{}", event.0), context.say("order-see-event"))
            });
            ("order-done", go)
        }
        OrderState::Expired => {
            lines.push(context.say("order-expired-hint"));
            ("order-expired", None)
        }
        OrderState::Stuck => {
            lines.push(context.say("order-stuck-hint"));
            ("order-stuck", None)
        }
    };
    let title = context.say(title);
    let chrome = Chrome { place, ..context.chrome(path_of(order)) };
    ToPayments { chrome, title, lines, go, back, refresh: false }
}

/// The address of an order, for a change of the language.
fn path_of(order: &Order) -> String {
    format!("/console/billing/order/{}", order.id.0)
}

/// What an open order costs, for how long, and the taxes in it.
async fn costs(app: &App, context: &ConsoleContext, order: &Order) -> Vec<String> {
    let Some(price) = price(context, order.amount, &order.currency) else {
        return vec![context.say("order-price-there")];
    };
    let each = match order.plan {
        Some(plan) => cost(app, context, plan).await,
        None => None,
    };
    let first = each.unwrap_or_else(|| context.say_with("order-price", "price", &price));
    let Some((rate, vat)) = billing::vat_in(app, order.amount) else {
        return vec![first, context.say("order-no-vat")];
    };
    let rate = match context.locale {
        Locale::Fr => rate.replace('.', ","),
        Locale::En => rate,
    };
    let vat = money(context.locale, vat, &order.currency);
    let values = [("rate", rate.as_str().into()), ("vat", vat.as_str().into())];
    vec![first, words(context.locale).say_with("order-vat", values).into_owned()]
}
