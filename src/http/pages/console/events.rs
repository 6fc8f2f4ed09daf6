//! The list of events, and the people asked for one.

use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::{Belong, Console, ConsoleContext, ConsoleForm, Plan, SeeEvents};
use crate::actions::events::{self, Filter, Order};
use crate::actions::{answers, employees};
use crate::http::pages::{go, show};
use crate::http::problem::{self, Problem};
use crate::model::{
    AnswerId, AnswerState, ConsolePage, EmailState, EmployeeId, EventId, GuardianId, List, Person,
    Right,
};
use crate::render::dates;
use crate::render::document::use_label;
use crate::render::page::console::{
    EventPage, EventsPage, Mailbox, NotArrived, Notice, Pager, PersonRow, Tab,
};
use crate::render::words;
use crate::{App, Error};

/// The query of these pages.
#[derive(Deserialize, Default)]
pub struct EventsQuery {
    page: Option<u32>,
    /// The action just done.
    after: Option<String>,
    /// The id of the employee that a mail or a notification refers to: listed first.
    #[serde(default)]
    person: String,
}

/// The list.
#[handler]
pub async fn list_events(
    app: Data<&App>,
    Query(params): Query<EventsQuery>,
    context: Console<SeeEvents>,
) -> poem::Result<Response> {
    let query = context.page_of(List::Events, params.page, Order::Status);
    let filter = Filter { archived: Some(false), ..Filter::default() };
    let page = events::list(&app, context.scope, query, filter).await.map_err(Problem)?;
    let pager =
        Pager { page: page.page, pages: page.total_pages(), base: "/console?page=".to_owned() };
    let rows = page.data.into_iter().map(|event| context.row(event)).collect();
    let chrome = context.chrome(format!("/console?page={}", pager.page));
    Ok(show(StatusCode::OK, &EventsPage { chrome, rows, pager }))
}

/// The people of an event and the state of their consents.
#[handler]
pub async fn show_event(
    app: Data<&App>,
    Path(id): Path<i64>,
    Query(params): Query<EventsQuery>,
    context: Console<SeeEvents>,
) -> poem::Result<Response> {
    let path = format!("/console/shoots/{id}");
    let sent = params.after.as_deref() == Some("sent");
    let notice = sent.then(|| context.good("console-email-sent"));
    let mut page = people(&app, &context, EventId(id), notice, None).await?;
    if let Ok(sought) = params.person.parse::<i64>() {
        for row in &mut page.people {
            row.is_sought = row.id == sought;
        }
        // Stable: the others keep their order.
        page.people.sort_by_key(|row| !row.is_sought);
        page.chrome.frame.path = Some(format!("{path}?person={sought}"));
    }
    Ok(show(StatusCode::OK, &page))
}

/// Redirects the link of a mail or a notification about an answer to the person on the event's
/// page, or to the reader's own consents.
#[handler]
pub async fn find_answer(
    app: Data<&App>,
    Path(id): Path<i64>,
    context: Console<Belong>,
) -> poem::Result<Response> {
    if !context.may(Right::SeeEvents) {
        return Ok(go(&ConsolePage::OwnConsents.path()));
    }
    let answer = answers::find(&app, context.scope, AnswerId(id)).await.map_err(Problem)?;
    Ok(go(&ConsolePage::path_of_participant(answer.event, answer.employee)))
}

/// Changes the address of somebody whose mails bounce, or retries the same one.
#[handler]
pub async fn change_bounced_email(
    app: Data<&App>,
    Path((id, person)): Path<(i64, i64)>,
    form: ConsoleForm<Plan>,
) -> poem::Result<Response> {
    let here = format!("/console/shoots/{id}");
    let ConsoleForm { context, fields, .. } = form;
    let (event, person) = (EventId(id), EmployeeId(person));
    let asked = events::participants(&app, context.scope, event).await.map_err(Problem)?;
    if !asked.iter().any(|one| one.employee == person) {
        return Err(Problem(Error::NotFound("employee")).into());
    }
    let guardian = fields.ids("guardian").first().copied().map(GuardianId);
    let (email, by) = (fields.text("email").to_owned(), context.actor.user);
    let done =
        employees::correct_email(&app, context.scope, person, guardian, email.clone(), by).await;
    match done {
        Ok(()) => Ok(go(&format!("{here}?after=sent"))),
        Err(error @ (Error::Internal(_) | Error::NotFound(_))) => Err(Problem(error).into()),
        Err(error) => {
            let typed = Some((person, guardian, email));
            let page = people(&app, &context, event, Some(context.alert(&error)), typed).await?;
            Ok(show(problem::status(&error), &page))
        }
    }
}

/// An address as entered, and its owner.
type Typed = (EmployeeId, Option<GuardianId>, String);

/// The people page, with a notice above it.
async fn people(
    app: &App,
    context: &ConsoleContext,
    event: EventId,
    notice: Option<Notice>,
    typed: Option<Typed>,
) -> Result<EventPage, Problem> {
    let head = context.head(app, event, Tab::People).await?;
    let (locale, now, zone) = (context.locale, app.now(), &context.zone);
    let mut people = vec![];
    for one in events::participants(app, context.scope, event).await? {
        let answer = one.answer.as_of(now);
        let name = format!("{} {}", one.first_name, one.last_name).trim().to_owned();
        let erased = name.is_empty();
        let mut row = PersonRow {
            id: one.employee.0,
            is_sought: false,
            name: if erased { words(locale).say("erased-person").into_owned() } else { name },
            state: answer.state,
            part: answer.part(),
            uses: answer.in_force().iter().map(|one| use_label(locale, *one)).collect(),
            refused: answer.not_allowed().into_iter().map(|one| use_label(locale, one)).collect(),
            on_hold: answer.on_hold().iter().map(|one| use_label(locale, *one)).collect(),
            is_on_hold: answer.is_on_hold(),
            is_guardian_unknown: answer.state == AnswerState::Pending
                && answer.guardians.is_some_and(|rule| rule.is_one_unknown()),
            email: one.email_state,
            not_arrived: one.not_arrived.as_ref().map(|one| NotArrived {
                verdict: one.verdict,
                reply: one.reply.clone(),
                over: one.over,
            }),
            on: answer.signed_at.map(|at| dates::date(locale, at.day_in(zone))),
            mailboxes: vec![],
        };
        let refused = one.not_arrived.filter(|one| one.over).map(|one| one.to);
        if (row.email_key().is_some() || refused.is_some()) && context.may(Right::Plan) {
            let typed = typed.as_ref();
            row.mailboxes =
                mailboxes(app, context, one.employee, refused.as_deref(), typed).await?;
        }
        people.push(row);
    }
    let chrome = context.chrome(format!("/console/shoots/{}", event.0));
    Ok(EventPage { chrome, head, people, notice })
}

/// The bouncing addresses of an employee and their guardians, and the one a mail was refused at.
async fn mailboxes(
    app: &App,
    context: &ConsoleContext,
    id: EmployeeId,
    refused: Option<&str>,
    typed: Option<&Typed>,
) -> Result<Vec<Mailbox>, Problem> {
    let Person { employee, guardians, .. } = match employees::find(app, context.scope, id).await {
        Ok(person) => person,
        // Deleted since.
        Err(Error::NotFound(_)) => return Ok(vec![]),
        Err(error) => return Err(error.into()),
    };
    let own = (None, employee.name(), employee.email, employee.email_state);
    let theirs =
        guardians.into_iter().map(|one| (Some(one.id), one.name(), one.email, one.email_state));
    let is_wrong = |(_, _, email, state): &(_, _, String, EmailState)| {
        *state != EmailState::Ok || Some(email.as_str()) == refused
    };
    let wrong = std::iter::once(own).chain(theirs).filter(is_wrong);
    let mailbox = |(guardian, name, email, _): (Option<GuardianId>, String, String, _)| {
        let typed = typed.filter(|(of, whose, _)| *of == id && *whose == guardian);
        let email = typed.map_or(email, |(.., typed)| typed.clone());
        Mailbox { id: id.0, guardian: guardian.map(|id| id.0), name, email }
    };
    Ok(wrong.map(mailbox).collect())
}
