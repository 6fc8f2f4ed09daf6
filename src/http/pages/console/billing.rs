//! Between the console and the payment page: what is ordered, before it is paid; and what became of
//! it, afterwards. The payment page is opened by a link: our pages send forms to nobody else.

use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::settings::{plan_name, price};
use super::{Console, ConsoleContext, Read};
use crate::actions::billing;
use crate::http::pages::show;
use crate::http::problem::Problem;
use crate::model::billing::{Order, OrderState};
use crate::model::{OrderId, Right};
use crate::render::page::console::ToPayments;
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
    Ok(show(StatusCode::OK, &page(&context, &found)))
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
    let mut page = page(&context, &found);
    if matches!(found.state, OrderState::Open | OrderState::Paid) {
        page.title = context.say("order-awaited");
        page.lines = vec![context.say("order-awaited-hint")];
        page.go = None;
        page.refresh = true;
    }
    Ok(show(StatusCode::OK, &page))
}

fn page(context: &ConsoleContext, order: &Order) -> ToPayments {
    let what = match order.plan {
        Some(plan) => context.say_with("order-plan", "plan", &plan_name(context, plan)),
        None => {
            let event = order.title.as_deref().unwrap_or_default();
            context.say_with("order-event", "event", event)
        }
    };
    let (settings, events) = ("/console/settings/plan".to_owned(), "/console/shoots".to_owned());
    let back = match order.plan {
        Some(_) if context.may(Right::Govern) => (settings, context.say("settings-plan")),
        _ => (events, context.say("console-shoots")),
    };
    let mut lines = vec![what];
    let (title, go) = match order.state {
        OrderState::Open => {
            if order.plan.is_none() {
                lines.push(context.count("order-recipients", order.recipients as usize));
            }
            lines.push(match price(context, order.amount, &order.currency) {
                Some(price) => context.say_with("order-price", "price", &price),
                None => context.say("order-price-there"),
            });
            if order.plan.is_none() {
                lines.push(context.say("order-event-hint"));
            }
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
    let chrome = context.chrome("/console/billing".to_owned());
    ToPayments { chrome, title, lines, go, back, refresh: false }
}
