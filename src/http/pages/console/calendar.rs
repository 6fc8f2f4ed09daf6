//! The calendar of events by month, and the address of the calendar feed.

use jiff::ToSpan;
use jiff::civil::Date;
use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::{Console, ConsoleContext, ConsoleForm, SeeEvents};
use crate::actions::calendar;
use crate::http::pages::{go, show};
use crate::http::problem::Problem;
use crate::render::dates;
use crate::render::page::console::{Calendar, CalendarDay, CalendarEvent, Feed};
use crate::{App, Error};

const HERE: &str = "/console/calendar";
/// The years that can be shown.
const YEARS: std::ops::RangeInclusive<i16> = 1901..=2199;

/// The query of the calendar.
#[derive(Deserialize, Default)]
pub struct CalendarQuery {
    /// Such as `2026-05`; anything else means this month.
    #[serde(default)]
    month: String,
}

/// Shows a month.
#[handler]
pub async fn show_month(
    app: Data<&App>,
    Query(params): Query<CalendarQuery>,
    context: Console<SeeEvents>,
) -> poem::Result<Response> {
    let wanted = read(&params.month);
    let here =
        wanted.map_or_else(|| HERE.to_owned(), |first| format!("{HERE}?month={}", named(first)));
    Ok(show(StatusCode::OK, &month(&app, &context, wanted, here, None).await?))
}

/// Creates, replaces or revokes the feed's address.
#[handler]
pub async fn change_feed(app: Data<&App>, form: ConsoleForm<SeeEvents>) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let user = context.actor.user;
    match fields.text("do") {
        // Shown at once, not after a redirect: the address is a secret and must appear in no page's
        // URL.
        "open" => {
            let url = calendar::open(&app, context.scope, user).await.map_err(Problem)?;
            let page = month(&app, &context, None, HERE.to_owned(), Some(url)).await?;
            Ok(show(StatusCode::OK, &page))
        }
        "close" => {
            calendar::close(&app, context.scope, user).await.map_err(Problem)?;
            Ok(go(&format!("{HERE}#feed")))
        }
        _ => Err(Problem(Error::invalid("do", "required")).into()),
    }
}

async fn month(
    app: &App,
    context: &ConsoleContext,
    wanted: Option<Date>,
    here: String,
    fresh: Option<String>,
) -> Result<Calendar, Problem> {
    let user = context.actor.user;
    let zone = &context.zone;
    let today = app.now().day_in(zone);
    let first = wanted.unwrap_or_else(|| today.first_of_month());
    let (from, until) = (week_of(first), week_of(first.last_of_month()).saturating_add(6.days()));
    let found =
        calendar::days(app, context.scope, user, from.to_string(), until.to_string(), None).await?;
    let days = found.stretch.days().iter().zip(&found.placed).map(|(day, placed)| CalendarDay {
        date: day.date.to_string(),
        number: day.date.day(),
        said: dates::day(context.locale, day.date),
        in_month: day.date.month() == first.month(),
        is_today: day.date == today,
        events: placed
            .iter()
            .filter_map(|place| found.events.get(*place))
            .map(|event| CalendarEvent {
                id: event.id.0,
                at: (event.start >= day.start).then(|| dates::hour(event.start, zone)),
                status: event.status,
                name: event.name.clone(),
            })
            .collect(),
    });
    let mut weeks: Vec<Vec<CalendarDay>> = vec![];
    for day in days {
        match weeks.last_mut() {
            Some(week) if week.len() < 7 => week.push(day),
            _ => weeks.push(vec![day]),
        }
    }
    let feed = match fresh {
        Some(url) => Feed::Fresh(url),
        None => match calendar::open_since(app, context.scope, user).await? {
            Some(since) => Feed::Open(dates::date(context.locale, since.day_in(zone))),
            None => Feed::Closed,
        },
    };
    let turned = |months: i64| {
        let other = first.saturating_add(months.months());
        YEARS.contains(&other.year()).then(|| named(other))
    };
    Ok(Calendar {
        chrome: context.chrome(here),
        title: dates::month(context.locale, first),
        before: turned(-1),
        after: turned(1),
        is_this_month: first == today.first_of_month(),
        zone: found.zone,
        weekdays: dates::weekdays(context.locale).map(str::to_owned).into(),
        weeks,
        feed,
    })
}

/// The first day of a month such as `2026-05`.
fn read(month: &str) -> Option<Date> {
    let (year, month) = month.split_once('-')?;
    let first = Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()?;
    YEARS.contains(&first.year()).then_some(first)
}

fn named(first: Date) -> String {
    format!("{:04}-{:02}", first.year(), first.month())
}

/// The Monday of its week.
fn week_of(day: Date) -> Date {
    day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days())
}
