//! Photo uploads by a plain form; the page's script uploads by tus instead.

use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Body, Request, RequestBody, Response, handler};
use poem_openapi::payload::ParsePayload;

use super::photos::{PhotosQuery, Returned, album};
use super::{Console, ConsoleContext, Upload};
use crate::actions::files;
use crate::http::api::files::take;
use crate::http::caller::Caller;
use crate::http::pages::show;
use crate::http::problem::{self, Problem};
use crate::http::upload::Form;
use crate::model::{EventId, FileKind, FileOwner};
use crate::render::page::console::Notice;
use crate::{App, Error};

/// Takes the files and shows the result of each.
#[handler]
pub async fn add(
    app: Data<&App>,
    caller: Caller,
    Path(id): Path<i64>,
    context: Console<Upload>,
    request: &Request,
    body: Body,
) -> poem::Result<Response> {
    let form = Form::from_request(request, &mut RequestBody::new(body)).await?;
    let owner = FileOwner::Event(EventId(id));
    let intake =
        files::begin(&app, context.scope, context.actor.user, owner).await.map_err(Problem)?;
    let kind = Some(FileKind::EventPhoto);
    caller.prefers(context.locale);
    let (status, notice) = match take::all(&app, &caller, context.scope, intake, kind, form).await {
        Ok(taken) => (StatusCode::OK, notice(&context, taken.data)),
        Err(Problem(error @ Error::Internal(_))) => return Err(Problem(error).into()),
        Err(Problem(error)) => (problem::status(&error), context.alert(&error)),
    };
    let page = album(
        &app,
        &context,
        EventId(id),
        PhotosQuery::default(),
        Some(notice),
        Returned::default(),
    )
    .await?;
    Ok(show(status, &page))
}

fn notice(context: &ConsoleContext, taken: Vec<crate::http::api::files::Uploaded>) -> Notice {
    let words = crate::render::words(context.locale);
    let (mut fresh, mut known, mut lines) = (0_u64, 0_u64, vec![]);
    for one in taken {
        match one.problem {
            None if one.duplicate => known += 1,
            None => fresh += 1,
            Some(problem) => {
                let field = problem.errors.into_iter().next().map(|field| field.message);
                let why = field.unwrap_or(problem.detail);
                let name = one.name.unwrap_or_default();
                let values = [("name", name.as_str().into()), ("why", why.as_str().into())];
                lines.push(words.say_with("console-refused-one", values).into_owned());
            }
        }
    }
    let class = if lines.is_empty() { "good" } else { "alert" };
    if known > 0 {
        lines.insert(0, words.say_with("console-known", [("count", known.into())]).into_owned());
    }
    if fresh > 0 {
        lines.insert(0, words.say_with("console-added", [("count", fresh.into())]).into_owned());
    }
    Notice { class, lines }
}
