//! Naming the people on photographs, and making a link to a photograph for a use.

use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::forms::After;
use super::photos::{PhotosQuery, Returned, album, single};
use super::{ConsoleContext, ConsoleForm, Name, Plan};
use crate::actions::files::{self, LinkWanted, NamedBy, Names};
use crate::http::pages::fields::Fields;
use crate::http::pages::{go, show};
use crate::http::problem::{self, Problem};
use crate::model::{EmployeeId, EventId, FileId, Right, Use};
use crate::render::page::console::Notice;
use crate::{App, Error};

/// The transform of a link made for a use: large enough for a web page.
const SHARED: &str = "w_2048,h_2048,c_limit,q_auto,f_auto";

fn people(fields: &Fields) -> Vec<EmployeeId> {
    let mut people: Vec<EmployeeId> = vec![];
    for id in fields.ids("person").into_iter().map(EmployeeId) {
        if !people.contains(&id) {
            people.push(id);
        }
    }
    people
}

/// The submitted form, to be shown again: people, photographs and search text.
fn returned(fields: &Fields) -> Returned {
    let photos = fields.ids("photo").into_iter().map(FileId).collect();
    Returned { people: Some(people(fields)), photos, find: fields.text("q").to_owned() }
}

/// Names the people on one photograph, then shows the next one unless the form says otherwise.
#[handler]
pub async fn name_one(
    app: Data<&App>,
    Path((id, file)): Path<(i64, i64)>,
    form: ConsoleForm<Name>,
) -> poem::Result<Response> {
    let here = format!("/console/shoots/{id}/photos/{file}");
    let ConsoleForm { context, fields, .. } = form;
    let (event, file) = (EventId(id), FileId(file));
    // Not found if the file belongs to another event than the one in the path.
    let shown = files::among(&app, context.scope, event, file).await.map_err(Problem)?;
    if fields.text("do") == "find" {
        let back = returned(&fields);
        return Ok(show(StatusCode::OK, &single(&app, &context, event, file, None, back).await?));
    }
    let names = match fields.text("do") {
        "same" => Names::AsPrevious,
        "nobody" => Names::Nobody,
        _ => Names::These(people(&fields)),
    };
    let by = named_by(&context, &fields);
    match files::name_people(&app, context.scope, by, vec![file], names, files::IdsFrom::Path).await
    {
        Ok(_) => Ok(match (fields.text("do"), shown.after) {
            ("stay", _) => go(&format!("{here}?after=named")),
            (_, Some(next)) => go(&format!("/console/shoots/{id}/photos/{}?after=named", next.0)),
            (_, None) => go(&format!("/console/shoots/{id}/photos?after=named")),
        }),
        Err(error @ Error::Internal(_)) => Err(Problem(error).into()),
        Err(error) => {
            let notice = context.alert(&error);
            let confirm = to_confirm(&app, &context, &error, vec![file], &fields).await?;
            let back = if confirm.is_some() { returned(&fields) } else { Returned::default() };
            let mut page = single(&app, &context, event, file, Some(notice), back).await?;
            page.confirm = confirm;
            Ok(show(problem::status(&error), &page))
        }
    }
}

fn named_by(context: &ConsoleContext, fields: &Fields) -> NamedBy {
    // Who refused stays named, unless somebody of the studio says otherwise.
    let confirmed = fields.ticked("confirm") && context.may(Right::Plan);
    NamedBy { user: context.actor.user, confirmed, is_program: false }
}

/// The sentence to confirm before the form is sent again, with the names of those who refused; None
/// for other errors.
async fn to_confirm(
    app: &App,
    context: &ConsoleContext,
    error: &Error,
    photos: Vec<FileId>,
    fields: &Fields,
) -> Result<Option<String>, Problem> {
    if !matches!(error, Error::Conflict("refused_on_photo")) || !context.may(Right::Plan) {
        return Ok(None);
    }
    let staying = match fields.text("do") {
        "same" | "nobody" => vec![],
        _ => people(fields),
    };
    let people = files::who_said_no(app, context.scope, photos, staying).await?.join(", ");
    let words = crate::render::words(context.locale);
    let values = [("people", people.as_str().into())];
    Ok(Some(words.say_with("console-unname-refused", values).into_owned()))
}

/// Names the people on all selected photographs.
#[handler]
pub async fn name_many(
    app: Data<&App>,
    Path(id): Path<i64>,
    form: ConsoleForm<Name>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let query = PhotosQuery::of(&fields);
    let here = query.path(EventId(id));
    let back = returned(&fields);
    if fields.text("do") == "find" {
        let page = album(&app, &context, EventId(id), query, None, back).await?;
        return Ok(show(StatusCode::OK, &page));
    }
    let (people, photos) = (people(&fields), fields.ids("photo"));
    if fields.text("do") == "publish" && context.may(Right::Plan) && !photos.is_empty() {
        let photos = After::written(&photos);
        return Ok(go(&format!("/console/shoots/{id}/publish?photos={photos}")));
    }
    if matches!(fields.text("do"), "delete" | "restore") {
        return delete_or_restore(&app, &context, &fields, EventId(id)).await;
    }
    if fields.text("do") == "add" && people.is_empty() {
        let notice = Notice { class: "alert", lines: vec![context.say("console-name-nobody")] };
        let page = album(&app, &context, EventId(id), query, Some(notice), back).await?;
        return Ok(show(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    let names = match fields.text("do") {
        "replace" => Names::These(people),
        "nobody" => Names::Nobody,
        _ => Names::Also(people),
    };
    let photos: Vec<FileId> = photos.into_iter().map(FileId).collect();
    let by = named_by(&context, &fields);
    match files::name_people(&app, context.scope, by, photos.clone(), names, files::IdsFrom::Body)
        .await
    {
        Ok(_) => Ok(go(&format!("{here}after=named"))),
        Err(error @ (Error::Internal(_) | Error::NotFound(_))) => Err(Problem(error).into()),
        Err(error) => {
            let notice = context.alert(&error);
            let confirm = to_confirm(&app, &context, &error, photos, &fields).await?;
            let mut page = album(&app, &context, EventId(id), query, Some(notice), back).await?;
            page.confirm = confirm;
            Ok(show(problem::status(&error), &page))
        }
    }
}

/// Deletes the chosen photographs, or restores those just deleted.
async fn delete_or_restore(
    app: &App,
    context: &ConsoleContext,
    fields: &Fields,
    event: EventId,
) -> poem::Result<Response> {
    if !context.may(Right::Curate) {
        return Err(Problem(Error::Forbidden).into());
    }
    let photos: Vec<FileId> = fields.ids("photo").into_iter().map(FileId).collect();
    let here = PhotosQuery::of(fields).path(event);
    if fields.text("do") == "restore" {
        let restored = files::restore_photos(app, context.scope, event, photos).await;
        let count = restored.map_err(Problem)?;
        return Ok(go(&format!("{here}after=restored-photos&count={count}")));
    }
    let deleted = files::delete_photos(app, context.scope, event, photos).await.map_err(Problem)?;
    let ids: Vec<i64> = deleted.iter().map(|id| id.0).collect();
    let (count, ids) = (ids.len(), After::written(&ids));
    Ok(go(&format!("{here}after=deleted-photos&count={count}&ids={ids}")))
}

/// Makes a URL of one photograph that works as long as a use of it is allowed.
#[handler]
pub async fn make_link(
    app: Data<&App>,
    Path((id, file)): Path<(i64, i64)>,
    form: ConsoleForm<Plan>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let (event, file) = (EventId(id), FileId(file));
    let wanted = Use::from_name(fields.text("use"));
    let wanted = wanted.ok_or(Problem(Error::invalid("use", "required")))?;
    files::among(&app, context.scope, event, file).await.map_err(Problem)?;
    let layer = if fields.ticked("watermark") { ",l_watermark" } else { "" };
    let transform = format!("{SHARED}{layer}");
    let asked = LinkWanted { transform, bound: Some(wanted), until: None };
    match files::link(&app, context.scope, file, asked).await {
        Ok((url, _)) => {
            let mut page = single(&app, &context, event, file, None, Returned::default()).await?;
            let verdict = page.states.iter().find(|one| one.wanted == wanted);
            let label = verdict.map_or(wanted.name(), |one| &one.label).to_owned();
            page.link = Some((label, url));
            Ok(show(StatusCode::OK, &page))
        }
        Err(error @ Error::Internal(_)) => Err(Problem(error).into()),
        Err(error) => {
            let notice = context.alert(&error);
            let page =
                single(&app, &context, event, file, Some(notice), Returned::default()).await?;
            Ok(show(problem::status(&error), &page))
        }
    }
}
