//! `/console/notifications`: what the user was notified of, the latest first. Each leads to the
//! page it is about.

use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::{Belong, Console, ConsoleContext, ConsoleForm};
use crate::actions::notifications::{self, Filter};
use crate::http::pages::{go, show};
use crate::http::problem::Problem;
use crate::model::notification::Notification;
use crate::model::user::PAGE;
use crate::model::{ConsolePage, List, NotificationId, NotificationType, Right, Timestamp};
use crate::render::dates;
use crate::render::notification::say;
use crate::render::page::console::{NotificationRow, NotificationsPage, Pager};
use crate::{App, Error};

const HERE: &str = "/console/notifications";
/// The tab of those that are unread.
const UNREAD: &str = "unread";

/// The query of the list.
#[derive(Deserialize, Default)]
pub struct NotificationsQuery {
    page: Option<u32>,
    /// `unread`; anything else means all.
    #[serde(default)]
    show: String,
}

fn shown(show: &str) -> &'static str {
    if show == UNREAD { UNREAD } else { "" }
}

/// The list.
#[handler]
pub async fn list_notifications(
    app: Data<&App>,
    Query(params): Query<NotificationsQuery>,
    context: Console<Belong>,
) -> poem::Result<Response> {
    let shown = shown(&params.show);
    let page = params.page.unwrap_or(1).clamp(1, 1_000_000);
    let limit = context.actor.page_sizes.get(&List::Notifications).copied().unwrap_or(PAGE);
    let filter = Filter { unread: shown == UNREAD, ..Filter::default() };
    let (scope, user) = (context.scope, context.actor.user);
    let found = notifications::list(&app, scope, user, page, limit, filter).await;
    let found = found.map_err(Problem)?;
    let here = if shown.is_empty() { HERE.to_owned() } else { format!("{HERE}?show={shown}") };
    let joint = if shown.is_empty() { '?' } else { '&' };
    let pager = Pager {
        page: found.page.page,
        pages: found.page.total_pages(),
        base: format!("{here}{joint}page="),
    };
    let now = app.now();
    let tabs = vec![
        (HERE.to_owned(), context.say("event-all"), None, shown.is_empty()),
        (
            format!("{HERE}?show={UNREAD}"),
            context.say("notices-tab-unread"),
            Some(found.unread),
            !shown.is_empty(),
        ),
    ];
    let mut days: Vec<(jiff::civil::Date, Vec<NotificationRow>)> = vec![];
    for one in found.page.data {
        let day = one.created_at.day_in(&context.zone);
        let row = row(&context, one, now);
        match days.last_mut() {
            Some((of, rows)) if *of == day => rows.push(row),
            _ => days.push((day, vec![row])),
        }
    }
    let today = now.day_in(&context.zone);
    let said = |day: jiff::civil::Date| match today.since(day).map_or(0, |span| span.get_days()) {
        0 => context.say("event-today"),
        1 => context.count("event-days-ago", 1),
        _ => dates::day(context.locale, day),
    };
    let days = days.into_iter().map(|(day, rows)| (said(day), rows)).collect();
    let page = NotificationsPage {
        chrome: context.chrome(format!("{}{}", pager.base, pager.page)),
        days,
        tabs,
        unread: found.unread,
        pager,
        show: shown,
    };
    Ok(show(StatusCode::OK, &page))
}

fn row(context: &ConsoleContext, one: Notification, now: Timestamp) -> NotificationRow {
    let (title, text) = say(context.locale, &one);
    NotificationRow {
        id: one.id.0,
        icon: icon(&one),
        title,
        text,
        href: href(context, &one),
        ago: context.ago(one.created_at, now),
        at: dates::moment(context.locale, one.created_at, &context.zone),
        instant: one.created_at.rfc3339(),
        is_unread: one.read_at.is_none(),
    }
}

/// The page it is about, if it is still there and the user may open it.
fn href(context: &ConsoleContext, one: &Notification) -> Option<String> {
    let about = &one.about;
    if one.kind == NotificationType::ExportReady {
        return context.may(Right::Govern).then(|| ConsolePage::Exports.path());
    }
    if one.kind == NotificationType::TakedownDue {
        return context.may(Right::Read).then(|| ConsolePage::Takedowns.path());
    }
    let page = match (about.answer, about.event, about.employee, about.import) {
        (Some(answer), ..) if context.may(Right::Read) && one.person.is_some() => {
            ConsolePage::Answer(answer)
        }
        (_, Some(event), ..) if one.event_name.is_some() => ConsolePage::Event(event),
        (_, _, Some(person), _) if context.may(Right::Read) && one.person.is_some() => {
            ConsolePage::Employee(person)
        }
        (.., Some(import)) if context.may(Right::Curate) => ConsolePage::Import(import),
        _ => return None,
    };
    Some(page.path())
}

fn icon(one: &Notification) -> &'static str {
    use NotificationType as Kind;
    match one.kind {
        // Some uses only; or none in force, since all are on hold.
        Kind::AnswerResponseAccepted if one.about.number.is_some() => "part",
        Kind::AnswerResponse => "clock",
        Kind::ConsentWithdrawn if one.withdrawn.is_some() => "part",
        Kind::AnswerResponseAccepted => "yes",
        Kind::AnswerResponseRefused | Kind::ConsentWithdrawn | Kind::TakedownDue => "no",
        Kind::ConsentExpiring => "clock",
        Kind::EventCreated
        | Kind::EventUpdated
        | Kind::EventPending
        | Kind::EventCompleted
        | Kind::EventClosed => "camera",
        Kind::EventReminder | Kind::EmailBounced | Kind::MailUndelivered => "mail",
        Kind::ExportReady => "download",
        Kind::EmployeeCreated | Kind::EmployeeUpdated | Kind::ImportDone => "people",
        Kind::CompanySuspended | Kind::CompanyReopened => "lock",
        Kind::CompanyEntered => "look",
        Kind::DailyRoot | Kind::BadgeEarned | Kind::System => "bell",
    }
}

/// `do=read` and `unread` mark one, `all` marks all as read.
#[handler]
pub async fn mark_notifications(
    app: Data<&App>,
    form: ConsoleForm<Belong>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let (scope, user) = (context.scope, context.actor.user);
    let back = match shown(fields.text("show")) {
        "" => HERE.to_owned(),
        shown => format!("{HERE}?show={shown}"),
    };
    let act = fields.text("do");
    if act == "all" {
        notifications::set_many_read(&app, scope, user, None).await.map_err(Problem)?;
        return Ok(go(&back));
    }
    let id = fields.ids("id").first().copied().map(NotificationId);
    let id = id.ok_or(Problem(Error::invalid("id", "required")))?;
    let read = act != "unread";
    notifications::set_read(&app, scope, user, id, read).await.map_err(Problem)?;
    Ok(go(&back))
}
