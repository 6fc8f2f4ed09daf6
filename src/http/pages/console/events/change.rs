//! Changing an event, copying it to another day, cancelling and restoring it.

use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::super::forms::{filled, hour, instant, once};
use super::super::{Console, ConsoleContext, ConsoleForm, Curate, Plan};
use super::plan_form::{NAMES, PlanFields, form_field, input, known, values_of, zone_name};
use crate::actions::events::{self, Copy};
use crate::http::pages::fields::Fields;
use crate::http::pages::{go, show};
use crate::http::problem::{self, Problem};
use crate::model::check::day;
use crate::model::keys::fresh_nonce;
use crate::model::{Event, EventId};
use crate::render::page::console::{DuplicatePage, PlanPage, Tab};
use crate::render::page::ui::{FieldKind, Filled};
use crate::{App, Error};

/// The form, with the event as it is.
#[handler]
pub async fn show_edit(
    app: Data<&App>,
    Path(id): Path<i64>,
    context: Console<Plan>,
) -> poem::Result<Response> {
    let event = known(&app, &context, id).await?;
    let page = page(&app, &context, &event, values_of(&context, &event), vec![]).await?;
    Ok(show(StatusCode::OK, &page))
}

/// Saves the event. If somebody else has changed it since the form was made, it says what, and saves
/// at the second time.
#[handler]
pub async fn save(
    app: Data<&App>,
    Path(id): Path<i64>,
    form: ConsoleForm<Plan>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let event = known(&app, &context, id).await?;
    let typed = filled(&fields, NAMES);
    let input = match input(&context, &fields, Some(&event)) {
        Ok(input) => input,
        Err(errors) => {
            let page = page(&app, &context, &event, typed.with_errors(errors), vec![]).await?;
            return Ok(show(StatusCode::UNPROCESSABLE_ENTITY, &page));
        }
    };
    if fields.text("revision") != event.revision.to_string() {
        let theirs = theirs(&app, &context, &event, &fields).await?;
        if !theirs.is_empty() {
            let page = page(&app, &context, &event, typed, theirs).await?;
            return Ok(show(StatusCode::CONFLICT, &page));
        }
    }
    let seen = Some(event.revision);
    match events::update(&app, context.scope, EventId(id), input, seen).await {
        // Changed between the comparison and the update.
        Err(Error::Conflict("event_changed")) => {
            let event = known(&app, &context, id).await?;
            let theirs = theirs(&app, &context, &event, &fields).await?;
            let page = page(&app, &context, &event, typed, theirs).await?;
            Ok(show(StatusCode::CONFLICT, &page))
        }
        Ok(_) => Ok(go(&format!("/console/shoots/{id}?after=saved"))),
        Err(error @ (Error::Internal(_) | Error::NotFound(_))) => Err(Problem(error).into()),
        Err(error) => {
            let errors = context.errors(&error, form_field);
            let page = page(&app, &context, &event, typed.with_errors(errors), vec![]).await?;
            Ok(show(problem::status(&error), &page))
        }
    }
}

/// The fields whose values now differ from those sent: labels, and the values now.
async fn theirs(
    app: &App,
    context: &ConsoleContext,
    event: &Event,
    sent: &Fields,
) -> Result<Vec<(String, String)>, Problem> {
    let now = values_of(context, event);
    let fields = PlanFields::of(app, context, &now).await?;
    let differs = fields.all().into_iter().filter(|field| field.value != sent.text(&field.name));
    let said = |field: &crate::render::page::ui::FormField| {
        let choice = field.choices.iter().find(|one| one.value == field.value);
        let value = choice.map_or_else(|| field.value.clone(), |one| one.label.clone());
        (field.label.clone(), if value.is_empty() { "—".to_owned() } else { value })
    };
    Ok(differs.map(said).collect())
}

async fn page(
    app: &App,
    context: &ConsoleContext,
    event: &Event,
    filled: Filled,
    theirs: Vec<(String, String)>,
) -> Result<PlanPage, Problem> {
    let fields = PlanFields::of(app, context, &filled).await?;
    let problems = filled.problems(&fields.all()).titled(context.say("ui-problems"));
    let here = format!("/console/shoots/{}", event.id.0);
    Ok(PlanPage {
        chrome: context.chrome(format!("{here}/edit")),
        changed: Some(event.id.0),
        title: context.say("event-edit"),
        action: format!("{here}/edit"),
        back: here,
        problems,
        what: fields.what,
        when: fields.when,
        zone: zone_name(context),
        place: fields.place,
        picker: None,
        recipients: None,
        leaves_out: false,
        hidden: vec![("revision", event.revision.to_string())],
        theirs,
    })
}

/// The form to copy an event: a day, a name, and what is kept.
#[handler]
pub async fn show_duplicate(
    app: Data<&App>,
    Path(id): Path<i64>,
    context: Console<Plan>,
) -> poem::Result<Response> {
    let event = known(&app, &context, id).await?;
    let hours = crate::render::dates::hour(event.start, &context.zone);
    let name = context.say_with("calendar-copy", "name", &event.name);
    let values = vec![("name".to_owned(), name), ("from".to_owned(), hours)];
    let page = copy_page(&app, &context, id, Filled::new(values), None, fresh_nonce()).await?;
    Ok(show(StatusCode::OK, &page))
}

/// Copies an event, and asks its people again if they are kept.
#[handler]
pub async fn duplicate(
    app: Data<&App>,
    Path(id): Path<i64>,
    form: ConsoleForm<Plan>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    known(&app, &context, id).await?;
    let typed = filled(&fields, &["name", "day", "from"]);
    let first = match fields.filled("day").map(day) {
        None => Err(("day", "required")),
        Some(read) => read.map_err(|code| ("day", code)),
    };
    let from = fields.filled("from").map_or(Ok(jiff::civil::Time::midnight()), hour);
    let from = from.map_err(|code| ("from", code));
    let key = Some(fields.text("once")).filter(|key| !key.is_empty()).map(str::to_owned);
    let key = key.unwrap_or_else(fresh_nonce);
    let (first, from) = match (first, from) {
        (Ok(first), Ok(from)) => (first, from),
        (first, from) => {
            let wrong = [first.err(), from.err()].into_iter().flatten();
            let errors = wrong.map(|(name, code)| (name.to_owned(), context.said_of_field(code)));
            let typed = typed.with_errors(errors.collect());
            let page = copy_page(&app, &context, id, typed, Some(&fields), key).await?;
            return Ok(show(StatusCode::UNPROCESSABLE_ENTITY, &page));
        }
    };
    let copy = Copy {
        start: instant(first, from, &context.zone),
        end: None,
        name: fields.filled("name").map(str::to_owned),
        keep_address: fields.ticked("keepAddress"),
        keep_partner: fields.ticked("keepPartner"),
        keep_people: fields.ticked("keepPeople"),
    };
    let (by, locale) = (context.actor.user, context.locale);
    let once = once(&fields, by, "console/duplicate").map(|one| one.about(id));
    match events::duplicate(&app, context.scope, by, EventId(id), copy, locale, once).await {
        Ok(planned) => {
            let count = planned.answers.len();
            let after = if count == 0 { "created" } else { "asked" };
            let new = planned.event.id.0;
            Ok(go(&format!("/console/shoots/{new}?after={after}&count={count}")))
        }
        Err(error @ (Error::Internal(_) | Error::NotFound(_))) => Err(Problem(error).into()),
        Err(error) => {
            let typed = typed.with_errors(context.errors(&error, form_field));
            let page = copy_page(&app, &context, id, typed, Some(&fields), key).await?;
            Ok(show(problem::status(&error), &page))
        }
    }
}

async fn copy_page(
    app: &App,
    context: &ConsoleContext,
    id: i64,
    filled: Filled,
    sent: Option<&Fields>,
    once: String,
) -> Result<DuplicatePage, Problem> {
    let fields = vec![
        filled.field("name", context.say("event-name")).required().wide(),
        filled.field("day", context.say("event-day")).kind(FieldKind::Date).required(),
        filled.field("from", context.say("event-hour")).kind(FieldKind::Time),
    ];
    let keeps = [
        ("keepAddress", "event-keep-place"),
        ("keepPartner", "event-keep-partner"),
        ("keepPeople", "event-keep-people"),
    ];
    let keep = |(name, key)| {
        let ticked = sent.is_none_or(|sent| sent.ticked(name));
        (name, context.say(key), ticked)
    };
    let head = context.head(app, EventId(id), Tab::People).await?;
    let references: Vec<_> = fields.iter().collect();
    Ok(DuplicatePage {
        chrome: context.chrome(format!("/console/shoots/{id}/duplicate")),
        problems: filled.problems(&references).titled(context.say("ui-problems")),
        people: head.row.progress.asked.unsigned_abs(),
        head,
        fields,
        keeps: keeps.into_iter().map(keep).collect(),
        once,
    })
}

/// Cancels an event: its links stop working. The list offers to undo it.
#[handler]
pub async fn cancel(
    app: Data<&App>,
    Path(id): Path<i64>,
    form: ConsoleForm<Curate>,
) -> poem::Result<Response> {
    events::delete(&app, form.context.scope, EventId(id)).await.map_err(Problem)?;
    Ok(go(&format!("/console/shoots?after=cancelled&ids={id}")))
}

/// Restores a cancelled event.
#[handler]
pub async fn restore(
    app: Data<&App>,
    Path(id): Path<i64>,
    form: ConsoleForm<Curate>,
) -> poem::Result<Response> {
    match events::restore(&app, form.context.scope, EventId(id)).await {
        Ok(_) => Ok(go(&format!("/console/shoots/{id}?after=restored"))),
        // Restored meanwhile.
        Err(Error::Conflict("not_deleted")) => Ok(go(&format!("/console/shoots/{id}"))),
        Err(error) => Err(Problem(error).into()),
    }
}
