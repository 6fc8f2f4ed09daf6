//! Changing an event, copying it to another day, cancelling and restoring it.

use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::super::forms::{day_start, filled, hour, instant, once, saved_to};
use super::super::merge::{self, Merged, merged, was};
use super::super::{Console, ConsoleContext, ConsoleForm, Curate, Plan};
use super::plan_form::{
    NAMES, PlanFields, form_field, input, known, recipients, refused, values_of, zone_name,
};
use crate::actions::events::{self, Copy};
use crate::http::pages::fields::Fields;
use crate::http::pages::{go, show};
use crate::http::problem::{self, Problem};
use crate::model::check::day;
use crate::model::event::Invited;
use crate::model::keys::fresh_nonce;
use crate::model::{Event, EventId};
use crate::render::page::console::{DuplicatePage, PlanPage, Tab, Theirs};
use crate::render::page::ui::{FieldKind, Filled, Toast};
use crate::{App, Error};

/// The form, with the event as it is.
#[handler]
pub async fn show_edit(
    app: Data<&App>,
    Path(id): Path<i64>,
    context: Console<Plan>,
) -> poem::Result<Response> {
    let event = known(&app, &context, id).await?;
    let page = page(&app, &context, &event, values_of(&context, &event), Theirs::default()).await?;
    Ok(show(StatusCode::OK, &page))
}

/// Saves the event. What only somebody else has changed since the form was made stays as they saved
/// it; what both have changed is said, and saved at the second time. `do=review` shows the form again.
#[handler]
pub async fn save(
    app: Data<&App>,
    Path(id): Path<i64>,
    form: ConsoleForm<Plan>,
) -> poem::Result<Response> {
    let ConsoleForm { context, mut fields, .. } = form;
    let event = known(&app, &context, id).await?;
    let mut taken = vec![];
    if fields.text("revision") != event.revision.to_string() {
        let merged = merge(&context, &event, fields);
        if !merged.asked.is_empty() {
            return Ok(conflict(&app, &context, &event, &merged).await?);
        }
        (fields, taken) = (merged.fields, merged.taken);
    }
    let typed = filled(&fields, NAMES);
    let again = async |errors: Vec<(String, String)>, status: StatusCode| {
        let typed = typed.clone().with_errors(errors);
        let page = page(&app, &context, &event, typed, Theirs::default()).await?;
        Ok::<_, Problem>(show(status, &page))
    };
    if fields.text("do") == "review" {
        return Ok(again(vec![], StatusCode::OK).await?);
    }
    let input = match input(&context, &fields, Some(&event)) {
        Ok(input) => input,
        Err(errors) => return Ok(again(errors, StatusCode::UNPROCESSABLE_ENTITY).await?),
    };
    let seen = Some(event.revision);
    match events::update(&app, context.scope, EventId(id), input, seen).await {
        // Changed between the comparison and the update.
        Err(Error::Conflict("event_changed")) => {
            let event = known(&app, &context, id).await?;
            let merged = merge(&context, &event, fields);
            Ok(conflict(&app, &context, &event, &merged).await?)
        }
        Ok(_) => Ok(go(&saved_to(&format!("/console/shoots/{id}"), NAMES, &taken))),
        Err(error @ (Error::Internal(_) | Error::NotFound(_))) => Err(Problem(error).into()),
        Err(error) => Ok(again(context.errors(&error, form_field), problem::status(&error)).await?),
    }
}

fn merge(context: &ConsoleContext, event: &Event, fields: Fields) -> Merged {
    merged(fields, NAMES, &values_of(context, event), str::to_owned)
}

/// The form again, with what somebody else has changed meanwhile.
async fn conflict(
    app: &App,
    context: &ConsoleContext,
    event: &Event,
    merged: &Merged,
) -> Result<Response, Problem> {
    let now = values_of(context, event);
    let fields = PlanFields::of(app, context, &now).await?;
    let theirs = Theirs {
        asked: merge::said(context.locale, &merged.asked, &fields.all(), &now),
        taken: merge::said(context.locale, &merged.taken, &fields.all(), &now),
    };
    let page = page(app, context, event, filled(&merged.fields, NAMES), theirs).await?;
    Ok(show(StatusCode::CONFLICT, &page))
}

/// What was saved, with the fields that others had changed meanwhile, by their places in [`NAMES`].
pub(super) async fn merged_toast(
    app: &App,
    context: &ConsoleContext,
    id: EventId,
    places: &[i64],
) -> Result<Option<Toast>, Problem> {
    let event = known(app, context, id.0).await?;
    let now = values_of(context, &event);
    let fields = PlanFields::of(app, context, &now).await?;
    let names = places.iter().filter_map(|at| NAMES.get(usize::try_from(*at).ok()?));
    let names: Vec<String> = names.map(ToString::to_string).collect();
    Ok(context.merged_toast(&merge::said(context.locale, &names, &fields.all(), &now)))
}

async fn page(
    app: &App,
    context: &ConsoleContext,
    event: &Event,
    filled: Filled,
    theirs: Theirs,
) -> Result<PlanPage, Problem> {
    let fields = PlanFields::of(app, context, &filled).await?;
    let mut hidden = was(NAMES, &values_of(context, event));
    hidden.push(("revision".to_owned(), event.revision.to_string()));
    let problems = filled.problems(&fields.all()).titled(context.say("ui-problems"));
    let here = format!("/console/shoots/{}", event.id.0);
    Ok(PlanPage {
        chrome: context.chrome(format!("{here}/edit")),
        changed: Some(event.id.0),
        title: context.say_with("edit-title", "name", &event.name),
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
        hidden,
        theirs,
        quota: vec![],
        price: None,
        is_full: false,
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

/// Copies an event, and asks its people again if they are kept. `do=find` and `review` show the form
/// again with who would be written to.
#[handler]
pub async fn duplicate(
    app: Data<&App>,
    Path(id): Path<i64>,
    form: ConsoleForm<Plan>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    known(&app, &context, id).await?;
    let typed = filled(&fields, &["name", "day", "from"]);
    if matches!(fields.text("do"), "find" | "review") {
        let key = Some(fields.text("once")).filter(|key| !key.is_empty()).map(str::to_owned);
        let key = key.unwrap_or_else(fresh_nonce);
        let page = copy_page(&app, &context, id, typed, Some(&fields), key).await?;
        return Ok(show(StatusCode::OK, &page));
    }
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
        leaves_out: fields.ticked("leaveOut"),
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
        filled.field("name", context.say("event-name")).required().followed().wide(),
        filled.field("day", context.say("event-day")).kind(FieldKind::Date).required(),
        filled
            .field("from", context.say("event-hour"))
            .kind(FieldKind::Time)
            .optional(context.say("ui-optional")),
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
    let event = EventId(id);
    let is_asking = sent.is_none_or(|sent| sent.ticked("keepPeople"));
    let people = match is_asking {
        true => events::people_of(app, context.scope, event).await?,
        false => vec![],
    };
    let leaves_out = sent.is_some_and(|sent| sent.ticked("leaveOut"));
    let first = day(filled.value("day"));
    let on = first.map_or_else(|_| app.now(), |date| day_start(date, &context.zone));
    let invited = Invited { people, ..Invited::default() };
    let prospects = events::prospects(app, context.scope, on, invited, None).await?;
    let refused = refused(context, &prospects);
    let mut problems = filled.problems(&fields.iter().collect::<Vec<_>>());
    let is_blocked = filled.error("keepPeople").is_some();
    problems.rows.retain(|(field, _)| !(is_blocked && field.is_none() && !refused.is_empty()));
    if is_blocked {
        problems.rows.extend(refused);
    }
    let head = context.head(app, EventId(id), Tab::People).await?;
    Ok(DuplicatePage {
        chrome: context.chrome(format!("/console/shoots/{id}/duplicate")),
        problems: problems.titled(context.say("ui-problems")),
        recipients: recipients(context, &prospects, filled.value("name"), leaves_out),
        leaves_out,
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
