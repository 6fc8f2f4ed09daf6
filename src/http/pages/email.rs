//! The page of the link that confirms a new e-mail address of an account.

use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};

use super::fields::Fields;
use super::show;
use super::site::LangQuery;
use crate::actions::profile;
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::model::Locale;
use crate::render::page::{EmailConfirm, Frame};
use crate::{App, Error};

fn page(locale: Locale, token: String, email: String) -> EmailConfirm {
    let frame = Frame { path: Some(format!("/email/{token}")), ..Frame::plain(locale) };
    EmailConfirm { frame, token, email, problem: None, done: false }
}

/// `/email/{token}`. A GET changes nothing, because mail scanners open links.
#[handler]
pub async fn look(
    app: Data<&App>,
    caller: Caller,
    Path(token): Path<String>,
    asked: Query<LangQuery>,
) -> Result<Response, Problem> {
    let email = profile::email_to_confirm(&app, &token).await?;
    let locale = asked.locale().unwrap_or_else(|| caller.locale());
    Ok(show(StatusCode::OK, &page(locale, token, email)))
}

/// Handles the form.
#[handler]
pub async fn confirm(
    app: Data<&App>,
    caller: Caller,
    Path(token): Path<String>,
    fields: Fields,
) -> Result<Response, Problem> {
    let email = profile::email_to_confirm(&app, &token).await?;
    let locale = fields.locale().unwrap_or_else(|| caller.locale());
    let page = page(locale, token.clone(), email);
    let password = fields.text("password").to_owned();
    let (status, page) = match profile::confirm_email(&app, &token, password, caller.origin()).await
    {
        Ok(()) => {
            let frame = Frame::plain(locale);
            (StatusCode::OK, EmailConfirm { frame, done: true, ..page })
        }
        Err(Error::Invalid(_)) => {
            let problem = Some("page-email-wrong");
            (StatusCode::UNPROCESSABLE_ENTITY, EmailConfirm { problem, ..page })
        }
        Err(Error::Conflict(_)) => {
            let problem = Some("page-email-taken");
            (StatusCode::CONFLICT, EmailConfirm { problem, ..page })
        }
        Err(error) => return Err(Problem(error)),
    };
    Ok(show(status, &page))
}
