//! The plan of the company: what it allows, what is used, subscribing, the customer portal, invoices.
//! Not offered where nothing is billed.

use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{IntoResponse, Response, handler};

use super::super::billing::is_there;
use super::super::{Console, ConsoleContext, ConsoleForm, Govern};
use super::passed_on;
use crate::actions::billing::{self, Overview};
use crate::http::pages::{go, show};
use crate::http::problem::{self, Problem};
use crate::http::reply::Download;
use crate::model::billing::invoice::{Invoice, InvoiceKind};
use crate::model::billing::payments::Status;
use crate::model::billing::{Limit, Ordered};
use crate::model::company::Missing;
use crate::model::{InvoiceId, Locale, Plan};
use crate::render::page::console::{
    InvoiceRow, LimitRow, PlanOffer, PlanSettings, SettingsTab, ToPayments,
};
use crate::render::pdf::money;
use crate::render::{grouped, words};
use crate::{App, Error};

const TAB: SettingsTab = SettingsTab::Plan;
/// The invoices that are shown; the API has all.
const SHOWN: u32 = 100;

/// The plan and the invoices.
#[handler]
pub async fn show_plan(app: Data<&App>, context: Console<Govern>) -> poem::Result<Response> {
    is_there(&app)?;
    Ok(show(StatusCode::OK, &page(&app, &context, None).await?))
}

async fn page(
    app: &App,
    context: &ConsoleContext,
    alert: Option<&Error>,
) -> Result<PlanSettings, Problem> {
    let overview = billing::overview(app, context.scope).await?;
    let invoices = billing::list_invoices(app, context.scope, 1, SHOWN).await?;
    let mut lines = lines(context, &overview);
    if let Some(paid) = overview.standing.paid.filter(|paid| paid.status.is_live())
        && let Some(price) = cost(app, context, paid.plan).await
    {
        lines.insert(0, price);
    }
    let is_live = overview.standing.paid.is_some_and(|paid| paid.status.is_live());
    let mut offers = vec![];
    for plan in [Plan::Medium, Plan::Premium] {
        if overview.rules.prices.of(plan).is_some() && !is_live {
            offers.push(PlanOffer {
                plan: plan.name(),
                name: plan_name(context, plan),
                price: cost(app, context, plan).await,
                allows: allows(context, &overview, plan),
            });
        }
    }
    Ok(PlanSettings {
        chrome: context.settings_chrome(TAB),
        nav: context.settings(Some(TAB)),
        notice: alert.map(|error| context.alert(error)),
        name: plan_name(context, overview.access.plan),
        lines,
        is_unpaid: !overview.access.may_add,
        has_portal: overview.standing.customer.is_some(),
        limits: limits(context, &overview),
        lacking: lacking(context, &overview.lacking).filter(|_| !offers.is_empty()),
        offers,
        invoices: invoices.data.iter().map(|one| row(context, one)).collect(),
    })
}

pub(in crate::http::pages::console) fn plan_name(context: &ConsoleContext, plan: Plan) -> String {
    context.say(&format!("plan-{}", plan.name().to_lowercase()))
}

/// What is to be said of the plan, a sentence each.
fn lines(context: &ConsoleContext, overview: &Overview) -> Vec<String> {
    let day = |key: &str, at| context.say_with(key, "day", &context.day(at));
    let standing = &overview.standing;
    let mut lines = vec![];
    if overview.others > 0 {
        lines.push(context.count("plan-subscriptions", overview.others as usize + 1));
    }
    if let Some(hand) = &standing.by_hand {
        lines.push(match hand.until {
            Some(until) => day("plan-by-hand-until", until),
            None => context.say("plan-by-hand"),
        });
    }
    if let Some(paid) = standing.paid {
        match (paid.status, paid.period_end) {
            (Status::Active | Status::Trialing, Some(end)) if paid.cancels => {
                lines.push(day("plan-ends", end));
            }
            (Status::Active | Status::Trialing, Some(end)) => lines.push(day("plan-renews", end)),
            _ => {}
        }
    }
    match (overview.access.grace_until, overview.access.may_add) {
        (Some(until), true) => lines.push(day("plan-late", until)),
        (_, false) => lines.push(context.say("plan-unpaid")),
        (None, true) => {}
    }
    if let Some(each) = overview.rules.price_of(overview.access.plan, 1) {
        let price = money(context.locale, each, &overview.rules.currency);
        lines.push(context.say_with("plan-each", "price", &price));
    }
    lines
}

/// What is asked for before anything is sold, and where it is entered.
fn lacking(context: &ConsoleContext, lacking: &[Missing]) -> Option<(String, String)> {
    let field = match lacking.first()? {
        Missing::Siret => "f-siret",
        Missing::VatNumber => "f-vatNumber",
        _ => "f-address-line",
    };
    let said = context.say_with("plan-lacking", "missing", &context.named(lacking));
    Some((said, format!("{}#{field}", SettingsTab::Studio.path())))
}

/// A number of what a limit counts, as people read it.
fn amount(locale: Locale, limit: Limit, number: u64) -> String {
    let megabytes = match locale {
        Locale::Fr => "Mo",
        Locale::En => "MB",
    };
    match limit {
        Limit::Storage => {
            format!("{}\u{a0}{megabytes}", grouped(locale, number.div_ceil(1_000_000)))
        }
        _ => grouped(locale, number),
    }
}

fn limits(context: &ConsoleContext, overview: &Overview) -> Vec<LimitRow> {
    let row = |limit: Limit| {
        let (used, most) = (overview.usage.of(limit), overview.limits.most(limit));
        let says = match most {
            Some(most) => {
                let (used, most) =
                    (amount(context.locale, limit, used), amount(context.locale, limit, most));
                let values = [("used", used.as_str().into()), ("most", most.as_str().into())];
                words(context.locale).say_with("plan-used", values).into_owned()
            }
            None => context.say_with("plan-used-any", "used", &amount(context.locale, limit, used)),
        };
        let name = context.say(&format!("limit-{}", limit.name()));
        let bar = most.map(|most| (used.min(most), most.max(1)));
        LimitRow { name, says, bar, is_reached: most.is_some_and(|most| used >= most) }
    };
    Limit::COUNTED.map(row).into()
}

/// What a plan costs, as people read it.
pub(in crate::http::pages::console) async fn cost(
    app: &App,
    context: &ConsoleContext,
    plan: Plan,
) -> Option<String> {
    let price = billing::price_of(app, plan).await?;
    let amount = money(context.locale, price.amount?, &price.currency);
    Some(match price.interval.as_deref() {
        Some("month") => context.say_with("plan-price-month", "price", &amount),
        Some("year") => context.say_with("plan-price-year", "price", &amount),
        _ => amount,
    })
}

/// What another plan allows, in a line.
fn allows(context: &ConsoleContext, overview: &Overview, plan: Plan) -> String {
    let limits = overview.rules.limits(plan);
    let each = Limit::COUNTED.map(|limit| {
        let name = context.say(&format!("limit-{}", limit.name()));
        match limits.most(limit) {
            Some(most) => format!("{name}\u{a0}: {}", amount(context.locale, limit, most)),
            None => format!("{name}\u{a0}: {}", context.say("plan-any")),
        }
    });
    each.join(" · ")
}

fn row(context: &ConsoleContext, invoice: &Invoice) -> InvoiceRow {
    let key = match invoice.kind {
        InvoiceKind::Invoice => "invoice-title",
        InvoiceKind::CreditNote => "invoice-title-credit-note",
    };
    let gross = invoice.content.line.gross;
    InvoiceRow {
        id: invoice.id.0,
        title: context.say_with(key, "number", &invoice.number),
        day: context.day(invoice.issued_at),
        label: invoice.content.line.label.clone(),
        amount: money(context.locale, gross, &invoice.content.currency),
    }
}

/// `do=subscribe` orders a plan and leads to its page; `do=portal` leads to the customer portal.
#[handler]
pub async fn change_plan(app: Data<&App>, form: ConsoleForm<Govern>) -> poem::Result<Response> {
    is_there(&app)?;
    let ConsoleForm { context, fields, .. } = form;
    let (scope, by, locale) = (context.scope, context.actor.user, context.locale);
    let done = match fields.text("do") {
        "portal" => billing::portal(&app, scope, by, locale).await.map(|url| {
            show(
                StatusCode::OK,
                &ToPayments {
                    chrome: context.settings_chrome(TAB),
                    title: context.say("plan-portal"),
                    lines: vec![context.say("plan-portal-hint")],
                    go: Some((url, context.say("plan-portal-go"))),
                    back: (TAB.path(), context.say("ui-back")),
                    refresh: false,
                },
            )
        }),
        _ => {
            let plan = Plan::from_name(fields.text("plan")).filter(|plan| *plan != Plan::Basic);
            match plan {
                Some(plan) => billing::order(&app, scope, by, Ordered::Plan(plan), 0, locale)
                    .await
                    .map(|order| go(&format!("/console/billing/order/{}", order.id.0))),
                None => Ok(go(&TAB.path())),
            }
        }
    };
    match done {
        Ok(response) => Ok(response),
        Err(error @ Error::Unavailable(_)) => {
            let page = page(&app, &context, Some(&error)).await?;
            Ok(show(problem::status(&error), &page))
        }
        Err(error) => {
            let error = passed_on(error)?;
            let page = page(&app, &context, Some(&error)).await?;
            Ok(show(problem::status(&error), &page))
        }
    }
}

/// An invoice as a PDF.
#[handler]
pub async fn download_invoice(
    app: Data<&App>,
    Path(id): Path<i64>,
    context: Console<Govern>,
) -> poem::Result<Response> {
    is_there(&app)?;
    let made = billing::pdf(&app, context.scope, InvoiceId(id)).await.map_err(Problem)?;
    let file = Download { bytes: made.bytes, media_type: "application/pdf", name: made.name };
    Ok(file.into_response())
}

/// The amount of an order as people read it; None if the payment page says it.
pub(in crate::http::pages::console) fn price(
    context: &ConsoleContext,
    amount: i64,
    currency: &str,
) -> Option<String> {
    (amount > 0).then(|| money(context.locale, amount, currency))
}
