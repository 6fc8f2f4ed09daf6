//! The list of events, with filters and order in its address.

use jiff::tz::TimeZone;
use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::super::forms::{After, day_start};
use super::super::people::LONGEST_SEARCH;
use super::super::{Console, SeeEvents};
use crate::App;
use crate::actions::events::{self, Filter, Order};
use crate::actions::search;
use crate::http::pages::show;
use crate::http::problem::Problem;
use crate::model::check::day;
use crate::model::{EventStatus, List, PageQuery, Right, SearchKind, Timestamp};
use crate::render::page::console::{EventsPage, Pager};
use crate::render::page::ui::{FieldKind, Filled, ListPath, SortHead, Undo};

const HERE: &str = "/console/shoots";
/// The tab of deleted events.
const DELETED: &str = "deleted";

/// The query of the list.
#[derive(Deserialize, Default)]
pub struct EventsQuery {
    page: Option<u32>,
    #[serde(default)]
    search: String,
    /// A status in small letters, or `deleted`.
    #[serde(default)]
    state: String,
    /// Days: events that are not over before, and have begun by then.
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    sort: String,
}

/// The list.
#[handler]
pub async fn list_events(
    app: Data<&App>,
    Query(params): Query<EventsQuery>,
    Query(after): Query<After>,
    context: Console<SeeEvents>,
) -> poem::Result<Response> {
    let search: String = params.search.trim().chars().take(LONGEST_SEARCH).collect();
    let reads = context.may(Right::Read);
    let is_deleted = params.state == DELETED && reads;
    let status = EventStatus::from_name(&params.state.to_uppercase());
    let state = match status {
        Some(status) => status.name().to_lowercase(),
        None if is_deleted => DELETED.to_owned(),
        None => String::new(),
    };
    let sort = match params.sort.as_str() {
        sort @ ("day" | "-day" | "added" | "-added") => sort.to_owned(),
        _ => String::new(),
    };
    let (from, until) = (day(&params.from).ok(), day(&params.until).ok());
    let typed = |date: Option<jiff::civil::Date>| date.map(|one| one.to_string());
    let (from_text, until_text) =
        (typed(from).unwrap_or_default(), typed(until).unwrap_or_default());
    let here = ListPath::new(
        HERE,
        [
            ("search", search.clone()),
            ("state", state.clone()),
            ("from", from_text.clone()),
            ("until", until_text.clone()),
            ("sort", sort.clone()),
        ],
    );
    let order = match sort.trim_start_matches('-') {
        "day" => Order::Start,
        "added" => Order::CreatedAt,
        _ => Order::Status,
    };
    let zone = &context.zone;
    let filter = Filter {
        from: from.map(|date| day_start(date, zone)),
        until: until.map(|date| day_end(date, zone)),
        archived: Some(false),
        ..Filter::default()
    };
    let found = search::among(&app, context.scope, SearchKind::Event, Some(&search), false).await;
    let found = found.map_err(Problem)?;
    let mut query = context.page_of(List::Events, params.page, order).among(found);
    query.descending = sort.starts_with('-');

    let mut tabs = vec![];
    let shown = [
        None,
        Some(EventStatus::Pending),
        Some(EventStatus::Create),
        Some(EventStatus::Completed),
        Some(EventStatus::Closed),
    ];
    for one in shown {
        let first = PageQuery { page: 1, limit: 1, ..query.clone() };
        let of = Filter { status: one, ..filter };
        let total = events::list(&app, context.scope, first, of).await.map_err(Problem)?.total;
        let name = one.map(|one| one.name().to_lowercase()).unwrap_or_default();
        let label = match one {
            None => "event-all".to_owned(),
            Some(_) => format!("console-status-{name}"),
        };
        let label = context.say(&label);
        tabs.push((here.with("state", &name), label, total, !is_deleted && one == status));
    }
    let deleted = PageQuery { order: (), among: None, ..context.page_of(List::Events, None, ()) };
    let deleted = PageQuery { page: params.page.unwrap_or(1).clamp(1, 1_000_000), ..deleted };
    if reads {
        let gone = events::list_deleted(&app, context.scope, deleted.clone());
        let total = gone.await.map_err(Problem)?.total;
        if total > 0 || is_deleted {
            let href = format!("{HERE}?state={DELETED}");
            tabs.push((href, context.say("event-deleted"), total, is_deleted));
        }
    }
    let page = match is_deleted {
        true => events::list_deleted(&app, context.scope, deleted).await,
        false => events::list(&app, context.scope, query, Filter { status, ..filter }).await,
    };
    let page = page.map_err(Problem)?;
    let pager = Pager { page: page.page, pages: page.total_pages(), base: here.page_base() };
    let now = app.now();
    let total = page.total;
    let rows: Vec<_> = page.data.into_iter().map(|event| context.row(event, now)).collect();
    let is_filtered = [&search, &state, &from_text, &until_text].iter().any(|one| !one.is_empty());
    let filled = Filled::new(vec![
        ("search".into(), search),
        ("from".into(), from_text),
        ("until".into(), until_text),
    ]);
    let find = filled.field("search", context.say("event-find")).kind(FieldKind::Search);
    let mut chrome = context.chrome(format!("{}{}", here.page_base(), pager.page));
    let undo = after
        .id()
        .filter(|_| after.is("cancelled"))
        .map(|id| Undo { action: format!("{HERE}/{id}/restore"), fields: vec![] });
    chrome.toast = context.toast(&after, undo);
    let page = EventsPage {
        heads: vec![
            SortHead::plain(context.say("event-name")),
            here.head("day", context.say("event-when"), &sort),
            here.head("", context.say("event-state"), &sort),
            SortHead::plain(context.say("event-answers")),
        ],
        filters: vec![find.growing()],
        days: vec![
            filled.field("from", context.say("event-from")).kind(FieldKind::Date),
            filled.field("until", context.say("event-until")).kind(FieldKind::Date),
        ],
        hidden: [("state", state), ("sort", sort)]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect(),
        all: is_filtered.then(|| HERE.to_owned()),
        chrome,
        rows,
        tabs,
        total,
        pager,
        may_plan: context.may(Right::Plan),
        is_deleted,
        may_restore: context.may(Right::Curate),
    };
    Ok(show(StatusCode::OK, &page))
}

/// The last instant of a day.
fn day_end(date: jiff::civil::Date, zone: &TimeZone) -> Timestamp {
    day_start(date.saturating_add(jiff::ToSpan::days(1)), zone).minus(1)
}
