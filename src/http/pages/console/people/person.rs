//! The page of one person: identity, guardians, consents by event, photographs, mails, history.

use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};

use super::super::events::{guardians_answered, papers_of, signed_as, steps};
use super::super::forms::After;
use super::super::photos::square;
use super::super::{Console, ConsoleContext, ConsoleForm, Curate, Erase, Read};
use super::account::accounts;
use super::form::{child_toast, merged_toast};
use super::list::row;
use crate::actions::answers::{self, Order};
use crate::actions::{employees, files, history, mails, retention, uses};
use crate::http::pages::{go, show};
use crate::http::problem::Problem;
use crate::model::HoldReason;
use crate::model::uses::UseLabels;
use crate::model::{
    Answer, AnswerState, EmailState, EmployeeId, FileId, List, PageQuery, Person, Right, Use,
};
use crate::render::dates;
use crate::render::page::console::{
    Confirm, ConsentRow, GuardianRow, MailRow, PersonPage, PhotoOfPerson,
};
use crate::{App, Error};

/// The consents, photographs, mails and steps that the page shows.
const CONSENTS: u32 = 50;
const PHOTOS: usize = 24;
const MAILS: u32 = 10;
const STEPS: u32 = 20;

/// The page.
#[handler]
pub async fn show_person(
    app: Data<&App>,
    Path(id): Path<i64>,
    Query(after): Query<After>,
    context: Console<Read>,
) -> poem::Result<Response> {
    let (scope, employee) = (context.scope, EmployeeId(id));
    let person = match employees::find(&app, scope, employee).await {
        Ok(person) => person,
        Err(error @ Error::NotFound(_)) => {
            let deleted = employees::deleted(&app, scope, None).await.map_err(Problem)?;
            return match deleted.contains(&employee) && context.may(Right::Curate) {
                true => Ok(go(&format!("/console/people?show=deleted&person={id}"))),
                false => Err(Problem(error).into()),
            };
        }
        Err(error) => return Err(Problem(error).into()),
    };
    let query = context.page_of(List::Answers, None, Order::CreatedAt);
    let query = PageQuery { limit: CONSENTS, descending: true, ..query };
    let given = answers::of_employee(&app, scope, query, employee).await.map_err(Problem)?;
    let ids = given.data.iter().map(|answer| answer.id).collect();
    let names = answers::event_titles(&app, scope, ids).await.map_err(Problem)?;
    let ids = given.data.iter().map(|answer| answer.id).collect();
    let labels = uses::labels(&app, scope, ids).await.map_err(Problem)?;
    let ids = given.data.iter().map(|answer| answer.id).collect();
    let other_names = answers::other_names(&app, scope, ids).await.map_err(Problem)?;
    let now = app.now();
    let ids = given.data.iter().map(|answer| answer.id).collect();
    let papers = answers::kept_files(&app, scope, ids).await.map_err(Problem)?;
    let consents = given.data.into_iter().map(|answer| {
        let name = names.get(&answer.id).cloned().unwrap_or_default();
        let signed_as = signed_as(&other_names, answer.id);
        let is_given = answer.signed_at.is_some();
        let papers = is_given.then(|| papers_of(&context, answer.id, &papers));
        ConsentRow { signed_as, papers, ..consent(&context, answer.as_of(now), name, &labels) }
    });
    let consents = consents.collect();
    let query = PageQuery { limit: STEPS, ..context.page_of(List::Answers, None, ()) };
    let found = history::of_employee(&app, scope, employee, query).await.map_err(Problem)?;
    let sent = history::mails_of(&app, scope, employee, MAILS).await.map_err(Problem)?;
    let waits = mails::waits(&app, &sent).await.map_err(Problem)?;
    let mut chrome = context.chrome(format!("/console/people/{id}"));
    chrome.toast = match (after.is("child-added"), after.is("merged")) {
        (true, _) => child_toast(&app, &context, employee).await?,
        (_, true) => merged_toast(&app, &context, employee, &after.ids()).await?,
        _ => context.toast(&after, None),
    };
    let page = PersonPage {
        chrome,
        born: born(&app, &context, &person),
        locale: person.employee.fields.locale,
        place: person.employee.fields.address.one_line(context.locale, context.country.as_deref()),
        guardians: person.guardians.iter().map(|one| guardian(&context, one)).collect(),
        accounts: accounts(&app, &context, employee).await?,
        consents,
        photos: photos(&app, &context, employee).await?,
        history: steps(&context, found.data, false),
        mails: sent
            .into_iter()
            .map(|mail| MailRow {
                next: context.next_try(&mail, &waits, now),
                kind: context.mail_kind(&mail.kind),
                to: mail.to.unwrap_or_default(),
                status: mail.status.name().to_lowercase(),
                said: context.say(&format!("mail-status-{}", mail.status.name().to_lowercase())),
                at: dates::short_moment(
                    context.locale,
                    mail.sent_at.unwrap_or(mail.created_at),
                    &context.zone,
                ),
                reply: mail.reply.filter(|_| mail.verdict.is_some()),
            })
            .collect(),
        may_plan: context.may(Right::Plan),
        may_curate: context.may(Right::Curate),
        may_erase: context.may(Right::Erase),
        person: row(&app, &context, person),
    };
    Ok(show(StatusCode::OK, &page))
}

/// The birth date, and the age.
fn born(app: &App, context: &ConsoleContext, person: &Person) -> Option<String> {
    let day = person.employee.fields.birth_date?;
    let today = app.now().day_in(&app.config.time_zone);
    let age = today.since((jiff::Unit::Year, day)).map_or(0, |span| span.get_years());
    let said = dates::date(context.locale, day);
    let age = context.count("person-age", usize::try_from(age).unwrap_or_default());
    Some(format!("{said} ({age})"))
}

fn guardian(context: &ConsoleContext, one: &crate::model::Guardian) -> GuardianRow {
    let trouble = match one.email_state {
        EmailState::Ok => None,
        EmailState::Unknown => Some("console-email-unknown"),
        EmailState::Returned => Some("console-email-returned"),
    };
    GuardianRow {
        name: one.name(),
        email: one.email.clone(),
        trouble: trouble.map(|key| context.say(key)),
    }
}

fn consent(
    context: &ConsoleContext,
    answer: Answer,
    event: String,
    labels: &UseLabels,
) -> ConsentRow {
    let locale = context.locale;
    let day = |at: crate::model::Timestamp| dates::date(locale, at.day_in(&context.zone));
    let (state, class) = match (answer.state, answer.part()) {
        (AnswerState::Accepted, Some((accepted, offered))) => {
            let counts = [("accepted", accepted.into()), ("offered", offered.into())];
            let words = crate::render::words(locale);
            (words.say_with("console-answer-partly", counts).into_owned(), "is-part")
        }
        (AnswerState::Accepted, None) if answer.is_on_hold() => {
            let reason = answer.hold_reason().unwrap_or(HoldReason::Restored);
            (context.say(&format!("console-answer-{}", reason.key())), "is-held")
        }
        (state, _) => {
            let class = match state {
                AnswerState::Accepted => "is-yes",
                AnswerState::Pending => "is-open",
                _ => "is-no",
            };
            (context.say(&format!("console-answer-{}", state.name().to_lowercase())), class)
        }
    };
    let label = |one: &Use| labels.label_of(answer.id, locale, *one);
    ConsentRow {
        answer: answer.id.0,
        event: answer.event.0,
        name: event,
        state,
        class,
        uses: answer.in_force().iter().map(label).collect(),
        refused: answer.refused_uses().iter().map(label).collect(),
        withdrawn: answer.withdrawn_uses().iter().map(label).collect(),
        guardians: guardians_answered(context, &answer),
        signed_as: vec![],
        on: answer.signed_at.map(day),
        until: answer.expires_at.filter(|_| answer.state == AnswerState::Accepted).map(day),
        papers: None,
        is_replaced: answer.replaced.is_some(),
        may_withdraw: answer.state == AnswerState::Accepted && answer.replaced.is_none(),
    }
}

/// The photographs on which they are named.
async fn photos(
    app: &App,
    context: &ConsoleContext,
    id: EmployeeId,
) -> Result<Vec<PhotoOfPerson>, Problem> {
    let found = history::photos_of(app, context.scope, id, PHOTOS).await?;
    let ids: Vec<FileId> = found.iter().map(|(_, file)| *file).collect();
    let known = files::many(app, context.scope, ids).await?;
    let blurs = files::previews(app, &known).await?;
    let photo = |(file, blur): (crate::model::File, Option<String>)| {
        let event = found.iter().find(|(_, id)| *id == file.id)?.0;
        let picture = square(app, &file, blur);
        Some(PhotoOfPerson { event: event.0, id: file.id.0, picture, name: file.name })
    };
    Ok(known.into_iter().zip(blurs).filter_map(photo).collect())
}

/// Deletes a person; the list offers to undo it.
#[handler]
pub async fn delete_person(
    app: Data<&App>,
    Path(id): Path<i64>,
    form: ConsoleForm<Curate>,
) -> poem::Result<Response> {
    let scope = form.context.scope;
    let (count, at) =
        employees::delete_many(&app, scope, vec![EmployeeId(id)]).await.map_err(Problem)?;
    if count == 0 {
        return Err(Problem(Error::NotFound("employee")).into());
    }
    Ok(go(&format!("/console/people?after=deleted-people&count=1&at={}", at.0)))
}

/// Restores a deleted person.
#[handler]
pub async fn restore_person(
    app: Data<&App>,
    Path(id): Path<i64>,
    form: ConsoleForm<Curate>,
) -> poem::Result<Response> {
    match employees::restore(&app, form.context.scope, EmployeeId(id)).await {
        Ok(_) | Err(Error::Conflict("not_deleted")) => {
            Ok(go(&format!("/console/people/{id}?after=restored-people&count=1")))
        }
        Err(error) => Err(Problem(error).into()),
    }
}

/// Erases a person for good, once it is confirmed.
#[handler]
pub async fn erase_person(
    app: Data<&App>,
    Path(id): Path<i64>,
    form: ConsoleForm<Erase>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let person = employees::find(&app, context.scope, EmployeeId(id)).await.map_err(Problem)?;
    let name = person.employee.name();
    if !fields.ticked("confirm") {
        let page = Confirm {
            chrome: context.chrome_without_path(),
            title: context.say_with("person-erase-title", "name", &name),
            lines: vec![context.say("person-erase-text"), context.say("person-erase-kept")],
            names: vec![],
            more: 0,
            asked: vec![],
            action: format!("/console/people/{id}/erase"),
            fields: vec![],
            go: context.say("person-erase"),
            is_destructive: true,
            back: format!("/console/people/{id}"),
        };
        return Ok(show(StatusCode::OK, &page));
    }
    let by = context.actor.user;
    let done = retention::erase_person(&app, context.scope, by, EmployeeId(id)).await;
    done.map_err(Problem)?;
    Ok(go("/console/people?after=erased"))
}
