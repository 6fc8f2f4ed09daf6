//! The shoots, and who was asked for one.

use poem::http::StatusCode;
use poem::web::cookie::CookieJar;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::Desk;
use crate::App;
use crate::actions::events::{self, Filter, Order};
use crate::http::caller::Caller;
use crate::http::pages::show;
use crate::http::problem::Problem;
use crate::model::{EventId, List};
use crate::render::dates;
use crate::render::document::use_label;
use crate::render::page::console::{Pager, PersonRow, Shoot, Shoots, Tab};

/// What a list may be asked.
#[derive(Deserialize, Default)]
pub struct Asked {
    lang: Option<String>,
    page: Option<u32>,
}

/// The list.
#[handler]
pub async fn list_shoots(
    app: Data<&App>,
    caller: Caller,
    Query(asked): Query<Asked>,
    jar: &CookieJar,
) -> poem::Result<Response> {
    let desk = Desk::of(&app, caller, jar, asked.lang.as_deref(), "/console").await?;
    let query = desk.page_of(List::Events, asked.page, Order::Status);
    let filter = Filter { archived: Some(false), ..Filter::default() };
    let page = events::list(&app, desk.scope, query, filter).await.map_err(Problem)?;
    let pager =
        Pager { page: page.page, pages: page.total_pages(), base: "/console?page=".to_owned() };
    let rows = page.data.into_iter().map(|event| desk.row(&app, event)).collect();
    let chrome = desk.chrome(format!("/console?page={}", pager.page));
    Ok(show(StatusCode::OK, &Shoots { chrome, rows, pager }))
}

/// The people of a shoot and where their consents stand.
#[handler]
pub async fn show_shoot(
    app: Data<&App>,
    caller: Caller,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
    jar: &CookieJar,
) -> poem::Result<Response> {
    let path = format!("/console/shoots/{id}");
    let desk = Desk::of(&app, caller, jar, asked.lang.as_deref(), &path).await?;
    let head = desk.head(&app, EventId(id), Tab::People).await?;
    let people = events::participants(&app, desk.scope, EventId(id)).await.map_err(Problem)?;
    let (locale, now, zone) = (desk.locale, app.now(), &app.config.time_zone);
    let people = people
        .into_iter()
        .map(|one| {
            let answer = one.answer.as_of(now);
            PersonRow {
                name: format!("{} {}", one.first_name, one.last_name).trim().to_owned(),
                state: answer.state,
                uses: answer.uses.iter().map(|one| use_label(locale, *one)).collect(),
                email: one.email_state,
                on: answer.signed_at.map(|at| dates::date(locale, at.day_in(zone))),
            }
        })
        .collect();
    Ok(show(StatusCode::OK, &Shoot { chrome: desk.chrome(path), head, people }))
}
