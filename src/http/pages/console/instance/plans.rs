//! What the studios pay for: their list; and, on the page of a studio, the plan set by hand and a
//! look at the payment service. Not there where nothing is billed.

use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::super::billing::is_there;
use super::super::settings::plan_name;
use super::super::{Administer, Console, ConsoleContext};
use super::{choice, reason_form};
use crate::actions::billing::{self, ByHandInput, Subscriber, SubscriberFilter};
use crate::http::pages::fields::Fields;
use crate::http::pages::show;
use crate::http::problem::Problem;
use crate::model::billing::payments::Status;
use crate::model::{CompanyId, List, Plan, Timestamp};
use crate::render::page::console::{AdminList, AdminListPage, AdminRow, InstanceTab, Pager};
use crate::render::page::ui::{FieldKind, Filled, FormField, FormPanel, ListPath, SortHead};
use crate::{App, Error};

const TAB: InstanceTab = InstanceTab::Plans;

/// The query of the list.
#[derive(Deserialize, Default)]
pub struct PlansQuery {
    page: Option<u32>,
    #[serde(default)]
    search: String,
    /// `paid`, `late` or `by_hand`.
    #[serde(default)]
    state: String,
}

/// The list, the latest studio first.
#[handler]
pub async fn list_plans(
    app: Data<&App>,
    Query(params): Query<PlansQuery>,
    context: Console<Administer>,
) -> poem::Result<Response> {
    is_there(&app)?;
    let query = context.page_of(List::Companies, params.page, ());
    let filter = SubscriberFilter::from_name(&params.state);
    let search = Some(params.search.clone());
    let found = billing::list(&app, query, filter, search).await.map_err(Problem)?;
    let path = ListPath::new(
        TAB.path(),
        [("search", params.search.clone()), ("state", params.state.clone())],
    );
    let plain = |label: &str| SortHead::plain(context.say(label));
    let states = [
        ("", "instance-state-any"),
        ("paid", "instance-plans-paid"),
        ("late", "instance-plans-late"),
        ("by_hand", "instance-plans-by-hand"),
    ];
    let page = AdminListPage {
        chrome: context.chrome(format!("{}{}", path.page_base(), found.page)),
        nav: context.instance(Some(TAB)),
        rows: found.data.iter().map(|one| row(&context, one)).collect(),
        list: AdminList {
            path: TAB.path(),
            search: FormField {
                value: params.search.clone(),
                ..FormField::new("search", context.say("instance-search-companies"))
                    .kind(FieldKind::Search)
                    .growing()
            },
            choices: vec![choice(&context, "state", "event-state", &states, &params.state)],
            is_narrowed: !params.search.is_empty() || !params.state.is_empty(),
            sort: String::new(),
            heads: vec![
                plain("event-name"),
                plain("instance-plan"),
                plain("instance-plans-until"),
                plain("instance-plans-read"),
            ],
            total: found.total,
            pager: Pager { page: found.page, pages: found.total_pages(), base: path.page_base() },
        },
        forms: vec![],
    };
    Ok(show(StatusCode::OK, &page))
}

fn row(context: &ConsoleContext, one: &Subscriber) -> AdminRow {
    let standing = &one.standing;
    AdminRow {
        href: format!("{}/{}", InstanceTab::Companies.path(), standing.company.0),
        name: one.company.clone(),
        detail: standing.by_hand.as_ref().map(|hand| hand.reason.clone()).unwrap_or_default(),
        badges: badges(context, one),
        cells: vec![
            plan_name(context, standing.plan),
            until(one).map(|at| context.day(at)).unwrap_or_default(),
            standing.synced_at.map(|at| context.moment(at)).unwrap_or_default(),
        ],
    }
}

/// Until when the plan is sure.
fn until(one: &Subscriber) -> Option<Timestamp> {
    let by_hand = one.standing.by_hand.as_ref().map(|hand| hand.until);
    by_hand.unwrap_or_else(|| one.standing.paid.and_then(|paid| paid.period_end))
}

fn badges(context: &ConsoleContext, one: &Subscriber) -> Vec<(&'static str, String)> {
    let by_hand = one.standing.by_hand.as_ref().map(|_| ("", "instance-plans-by-hand"));
    let paid = one.standing.paid.filter(|paid| paid.status.is_live());
    let paid = paid.map(|paid| match paid.status {
        Status::Active | Status::Trialing if paid.cancels => ("is-part", "instance-plans-ends"),
        Status::Active | Status::Trialing => ("is-yes", "instance-plans-paid"),
        _ => ("is-no", "instance-plans-late"),
    });
    by_hand.into_iter().chain(paid).map(|(class, key)| (class, context.say(key))).collect()
}

/// What the page of a studio says of its plan, and the forms that change it. Nothing where nothing is
/// billed.
pub(super) async fn of_company(
    app: &App,
    context: &ConsoleContext,
    id: CompanyId,
    path: &str,
    filled: &Filled,
) -> Result<(Vec<(&'static str, String)>, Vec<FormPanel>), Problem> {
    if billing::is_on(app).is_err() {
        return Ok((vec![], vec![]));
    }
    let Some(one) = billing::of_company(app, id).await? else { return Ok((vec![], vec![])) };
    let plans = [("BASIC", "plan-basic"), ("MEDIUM", "plan-medium"), ("PREMIUM", "plan-premium")];
    let now = one.standing.plan.name();
    let plan = choice(context, "plan", "instance-plan", &plans, now);
    let until = filled
        .field("until", context.say("instance-plans-last-day"))
        .kind(FieldKind::Date)
        .optional(context.say("ui-optional"));
    let form = |act| reason_form(context, "plan", act, path, filled);
    let mut forms = vec![form("set-plan").fields_first(vec![plan, until])];
    if one.standing.by_hand.is_some() {
        forms.push(form("end-plan"));
    }
    if one.standing.customer.is_some() {
        let go = context.say("instance-plan-sync");
        let sync = FormPanel::new(context.frame(None), "sync", go.clone(), path, go)
            .hint(context.say("instance-plan-sync-hint"))
            .act("sync-plan")
            .folded();
        forms.push(sync);
    }
    Ok((badges(context, &one), forms))
}

/// What the forms of the plan do: None if the form is another one.
pub(super) async fn change(
    app: &App,
    context: &ConsoleContext,
    id: CompanyId,
    act: &str,
    fields: &Fields,
) -> Option<Result<(), Error>> {
    if !matches!(act, "set-plan" | "end-plan" | "sync-plan") {
        return None;
    }
    Some(changed(app, context, id, act, fields).await)
}

async fn changed(
    app: &App,
    context: &ConsoleContext,
    id: CompanyId,
    act: &str,
    fields: &Fields,
) -> Result<(), Error> {
    let found = billing::of_company(app, id).await?.ok_or(Error::NotFound("subscription"))?;
    let subscription = found.standing.id;
    if act == "sync-plan" {
        return billing::sync_by_hand(app, subscription).await;
    }
    let plan = (act == "set-plan").then(|| Plan::from_name(fields.text("plan"))).flatten();
    let until = match fields.text("until").trim() {
        "" => None,
        _ if plan.is_none() => None,
        day => {
            let day: jiff::civil::Date = day.parse().map_err(|_| Error::invalid("until", "day"))?;
            // Its last day counts whole.
            let end = day.tomorrow().map_err(|_| Error::invalid("until", "day"))?;
            let end = end.to_zoned(context.zone.clone());
            let end = end.map_err(|_| Error::invalid("until", "day"))?;
            Some(Timestamp(end.timestamp().as_millisecond()))
        }
    };
    let reason = fields.text(&format!("reason.{act}")).to_owned();
    let input = ByHandInput { plan, until, reason };
    billing::set_by_hand(app, subscription, context.actor.user, input).await.map(drop)
}
