//! The people asked for an event, with their answers: filter, search, order, pages.

use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::super::forms::After;
use super::super::{Belong, Console, ConsoleContext, ConsoleForm, Plan, SeeEvents};
use super::change::merged_toast;
use super::papers::papers_of;
use crate::actions::events::{self, Participant};
use crate::actions::home::Remindable;
use crate::actions::{answers, employees, uses};
use crate::http::pages::{go, show};
use crate::http::problem::{self, Problem};
use crate::model::uses::UseLabels;
use crate::model::{
    Answer, AnswerId, AnswerState, ConsolePage, EmailState, EmployeeId, EventId, GuardianId,
    Person, Right, Timestamp, Use, fold,
};
use crate::render::dates;
use crate::render::page::console::{EventPage, Mailbox, NotArrived, Notice, Pager, PersonRow, Tab};
use crate::render::page::ui::{Chart, ListPath, Slice, Undo};
use crate::{App, Error};

/// The number of people on a page.
const ROWS: usize = 50;

/// The query of the page.
#[derive(Deserialize, Default, Clone)]
pub struct PeopleOfEventQuery {
    page: Option<u32>,
    #[serde(default)]
    search: String,
    /// `open`, `yes`, `part`, `no` or `lost`.
    #[serde(default)]
    state: String,
    #[serde(default)]
    sort: String,
    /// The id of the employee that a mail or a notification refers to: listed first.
    #[serde(default)]
    person: String,
}

/// Which people of an event are meant: by state, and by a text in their names.
pub struct Which {
    pub state: String,
    pub search: String,
}

impl Which {
    pub fn of(state: &str, search: &str) -> Self {
        let known = ["open", "yes", "part", "no", "lost"].contains(&state);
        let state = if known { state.to_owned() } else { String::new() };
        Self { state, search: search.trim().chars().take(100).collect() }
    }

    /// Whether a participant is meant.
    pub fn fits(&self, one: &Participant, now: Timestamp) -> bool {
        let name = fold(&format!("{} {}", one.first_name, one.last_name));
        let is_found = fold(&self.search).split_whitespace().all(|word| name.contains(word));
        let is_lost = slice_of(one, now) == "open" && is_lost(one);
        is_found
            && match self.state.as_str() {
                "" => true,
                "lost" => is_lost,
                state => slice_of(one, now) == state,
            }
    }
}

/// Whether the request did not reach anybody.
fn is_lost(one: &Participant) -> bool {
    one.not_arrived.is_some() || one.email_state != EmailState::Ok
}

/// The part of the chart that an answer belongs to.
fn slice_of(one: &Participant, now: Timestamp) -> &'static str {
    let answer = one.answer.clone().as_of(now);
    match answer.state {
        AnswerState::Pending => "open",
        AnswerState::Accepted if answer.part().is_some() || answer.is_on_hold() => "part",
        AnswerState::Accepted => "yes",
        AnswerState::Refused | AnswerState::Withdrawn | AnswerState::Expired => "no",
    }
}

/// The people of an event and the state of their consents.
#[handler]
pub async fn show_event(
    app: Data<&App>,
    Path(id): Path<i64>,
    Query(params): Query<PeopleOfEventQuery>,
    Query(after): Query<After>,
    context: Console<SeeEvents>,
) -> poem::Result<Response> {
    let here = format!("/console/shoots/{id}");
    let sent = after.is("sent");
    let notice = sent.then(|| context.good("console-email-sent"));
    let mut page = people(&app, &context, EventId(id), params, notice, None).await?;
    let ids = after.ids();
    let undo = (after.is("removed") && !ids.is_empty()).then(|| Undo {
        action: format!("{here}/answers"),
        fields: [("do", "undo".to_owned())]
            .into_iter()
            .chain(ids.iter().map(|id| ("answer", id.to_string())))
            .collect(),
    });
    page.chrome.toast = match after.is("merged") && context.may(Right::Plan) {
        true => merged_toast(&app, &context, EventId(id), &ids).await?,
        false => context.toast(&after, undo),
    };
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
            let page = people(
                &app,
                &context,
                event,
                Default::default(),
                Some(context.alert(&error)),
                typed,
            )
            .await?;
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
    params: PeopleOfEventQuery,
    notice: Option<Notice>,
    typed: Option<Typed>,
) -> Result<EventPage, Problem> {
    let head = context.head(app, event, Tab::People).await?;
    let now = app.now();
    let sought = params.person.parse::<i64>().ok();
    let which = Which::of(&params.state, &params.search);
    let sort = match params.sort.as_str() {
        sort @ ("-name" | "state" | "-state" | "written" | "-written") => sort.to_owned(),
        _ => String::new(),
    };
    let mut all = events::participants(app, context.scope, event).await?;
    let count = all.len();
    let chosen = [
        ("search", which.search.clone()),
        ("state", which.state.clone()),
        ("sort", sort.clone()),
        ("person", sought.map(|id| id.to_string()).unwrap_or_default()),
    ];
    let here = ListPath::new(format!("/console/shoots/{}", event.0), chosen);
    let chart = (count > 0).then(|| chart(context, &here, &which, &all, now));
    all.retain(|one| which.fits(one, now));
    match sort.trim_start_matches('-') {
        "state" => all.sort_by_key(|one| slice_order(slice_of(one, now))),
        "written" => all.sort_by_key(written),
        // As it is: by name.
        _ => {}
    }
    if sort.starts_with('-') {
        all.reverse();
    }
    // Stable: the others keep their order.
    all.sort_by_key(|one| sought != Some(one.employee.0));
    let total = all.len();
    let pages = total.div_ceil(ROWS).max(1);
    let number = (params.page.unwrap_or(1).max(1) as usize).min(pages);
    let mut rows = vec![];
    let all: Vec<Participant> = all.into_iter().skip((number - 1) * ROWS).take(ROWS).collect();
    let ids = all.iter().map(|one| one.answer.id).collect();
    let ids: Vec<AnswerId> = ids;
    let labels = uses::labels(app, context.scope, ids.clone()).await?;
    let other_names = answers::other_names(app, context.scope, ids.clone()).await?;
    let papers = answers::kept_files(app, context.scope, ids).await?;
    for one in all {
        let refused = one.not_arrived.as_ref().filter(|one| one.over).map(|one| one.to.clone());
        let employee = one.employee;
        let is_given = one.answer.signed_at.is_some();
        let mut row = row(context, one, &labels, now);
        let id = AnswerId(row.answer);
        row.papers = is_given.then(|| papers_of(context, id, &papers));
        row.is_sought = sought == Some(row.id);
        row.signed_as = signed_as(&other_names, AnswerId(row.answer));
        if (row.email_key().is_some() || refused.is_some()) && context.may(Right::Plan) {
            let typed = typed.as_ref();
            row.mailboxes = mailboxes(app, context, employee, refused.as_deref(), typed).await?;
        }
        rows.push(row);
    }
    let pager = Pager { page: number as u32, pages: pages as i64, base: here.page_base() };
    let unfiltered = !which.state.is_empty() || !which.search.is_empty();
    let now_sorted = if sort.is_empty() { "name" } else { &sort };
    Ok(EventPage {
        chrome: context.chrome(match (sought, typed.is_some()) {
            (_, true) => format!("/console/shoots/{}", event.0),
            _ => here.here(),
        }),
        heads: vec![
            here.head("name", context.say("console-people"), now_sorted),
            here.head("state", context.say("event-state"), now_sorted),
            here.head("written", context.say("event-written"), now_sorted),
        ],
        head,
        people: rows,
        total,
        all: count,
        chart,
        unfiltered: unfiltered.then(|| format!("/console/shoots/{}", event.0)),
        search: which.search,
        state: which.state,
        sort,
        pager,
        notice,
    })
}

/// The order of states: what needs attention first.
fn slice_order(slice: &str) -> usize {
    ["open", "no", "part", "yes"].iter().position(|one| *one == slice).unwrap_or(4)
}

/// When they were last written to.
fn written(one: &Participant) -> Option<Timestamp> {
    one.answer.reminded_at.max(one.answer.mail_sent_at)
}

fn chart(
    context: &ConsoleContext,
    here: &ListPath,
    which: &Which,
    all: &[Participant],
    now: Timestamp,
) -> Chart {
    let slices = [
        ("yes", "is-yes", "console-answer-accepted"),
        ("part", "is-part", "event-part"),
        ("no", "is-no", "event-no"),
        ("open", "is-open", "console-answer-pending"),
    ];
    let slice = |(state, class, key): (&str, _, _)| Slice {
        class,
        label: context.say(key),
        count: all.iter().filter(|one| slice_of(one, now) == state).count(),
        href: here.with("state", if which.state == state { "" } else { state }),
        is_chosen: which.state == state,
    };
    Chart {
        locale: context.locale,
        label: context.say("event-answers"),
        slices: slices.into_iter().map(slice).filter(|slice| slice.count > 0).collect(),
    }
}

fn row(
    context: &ConsoleContext,
    one: Participant,
    labels: &UseLabels,
    now: Timestamp,
) -> PersonRow {
    let (locale, zone) = (context.locale, &context.zone);
    let said = written(&one).map(|at| dates::date(locale, at.day_in(zone)));
    let no_reminder = no_reminder(context, &one, now);
    let is_leaving = one.answer.state == AnswerState::Pending && is_leaving(&one);
    let answer = one.answer.as_of(now);
    let name = format!("{} {}", one.first_name, one.last_name).trim().to_owned();
    let is_erased = name.is_empty();
    let label = |one: &Use| labels.label_of(answer.id, locale, *one);
    PersonRow {
        id: one.employee.0,
        is_erased,
        answer: answer.id.0,
        written: said,
        is_leaving: is_leaving && !is_erased,
        papers: None,
        is_sought: false,
        name: if is_erased { context.say("erased-person") } else { name },
        state: answer.state,
        part: answer.part(),
        uses: answer.in_force().iter().map(label).collect(),
        refused: answer.refused_uses().iter().map(label).collect(),
        withdrawn: answer.withdrawn_uses().iter().map(label).collect(),
        guardians: guardians_answered(context, &answer),
        signed_as: vec![],
        on_hold: answer.on_hold().iter().map(label).collect(),
        is_on_hold: answer.is_on_hold(),
        hold_reason: answer.hold_reason(),
        is_guardian_unknown: answer.state == AnswerState::Pending
            && answer.guardians.is_some_and(|rule| rule.is_one_unknown()),
        email: one.email_state,
        not_arrived: one.not_arrived.map(|one| NotArrived {
            verdict: one.verdict,
            reply: one.reply,
            over: one.over,
        }),
        on: answer.signed_at.map(|at| dates::date(locale, at.day_in(zone))),
        mailboxes: vec![],
        no_reminder,
        may_withdraw: answer.state == AnswerState::Accepted && !is_erased,
    }
}

/// How many guardians have answered, while another is awaited.
pub fn guardians_answered(context: &ConsoleContext, answer: &Answer) -> Option<String> {
    let (done, asked) = answer.guardians_answered()?;
    let counts = [("done", done.into()), ("asked", asked.into())];
    let words = crate::render::words(context.locale);
    Some(words.say_with("console-guardians-answered", counts).into_owned())
}

/// The names typed as a signature of an answer, where it is not the signer's name.
pub fn signed_as(names: &[(AnswerId, String)], answer: AnswerId) -> Vec<String> {
    let own = names.iter().filter(|(of, _)| *of == answer);
    own.map(|(_, name)| name.clone()).collect()
}

/// Whether the request to somebody is about to leave.
fn is_leaving(one: &Participant) -> bool {
    let is_reached = one.not_arrived.is_none() && one.email_state == EmailState::Ok;
    is_reached && one.answer.mail_sent_at.is_none()
}

/// Why a reminder would do nothing now.
fn no_reminder(context: &ConsoleContext, one: &Participant, now: Timestamp) -> Option<String> {
    let waits = one.not_arrived.as_ref().is_some_and(|mail| !mail.over);
    match one.answer.check_remindable(now) {
        Ok(()) if waits || is_leaving(one) => Some(context.say("event-no-reminder-leaving")),
        Ok(()) if one.email_state != EmailState::Ok => {
            Some(context.say("event-no-reminder-mailbox"))
        }
        Ok(()) => None,
        Err(_) => {
            let last = written(one).unwrap_or(now);
            context.no_reminder(Remindable::From(last.plus(Timestamp::DAY)), now)
        }
    }
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
