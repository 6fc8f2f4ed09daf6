//! The page of a mail's unsubscribe link, and the one-click request of mail programs (RFC 8058).

use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};

use super::brand::brand;
use super::show;
use super::site::LangQuery as Wanted;
use crate::App;
use crate::actions::unsubscribe::{self, UnsubscribePage};
use crate::http::problem::Problem;
use crate::render::page::{Frame, Unsubscribe};

fn page(app: &App, asked: UnsubscribePage, token: String, wanted: &Wanted, done: bool) -> Response {
    let locale = wanted.locale().unwrap_or(asked.locale);
    let path = Some(format!("/unsubscribe/{token}"));
    let brand = asked
        .company_name
        .as_ref()
        .map(|name| brand(app, name, asked.company_colour.as_deref(), asked.company_logo.as_ref()));
    let frame = Frame { path, brand, ..Frame::plain(locale) };
    let company = asked.company_name;
    show(StatusCode::OK, &Unsubscribe { frame, token, company, of: asked.of, done })
}

/// `/unsubscribe/{token}`: names the mails, and shows a button. A GET changes nothing.
#[handler]
pub async fn look(
    app: Data<&App>,
    Path(token): Path<String>,
    wanted: Query<Wanted>,
) -> Result<Response, Problem> {
    Ok(page(&app, unsubscribe::look(&app, &token).await?, token, &wanted, false))
}

/// Unsubscribes, whether a person pressed the button or a mail program sent the request.
#[handler]
pub async fn stop(
    app: Data<&App>,
    Path(token): Path<String>,
    wanted: Query<Wanted>,
) -> Result<Response, Problem> {
    Ok(page(&app, unsubscribe::stop(&app, &token).await?, token, &wanted, true))
}
