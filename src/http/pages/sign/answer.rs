//! The form of the answer.

use poem::http::StatusCode;
use poem::web::cookie::CookieJar;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::shown::{Known, is_answered};
use super::{Visit, form, session};
use crate::actions::consent;
use crate::http::caller::Caller;
use crate::http::pages::fields::Fields;
use crate::http::pages::{go, show};
use crate::http::problem::Problem;
use crate::render::page::{Frame, Notice, RefuseConfirm};
use crate::{App, Error};

/// Records the answer, or shows the form again with its problems.
#[handler]
pub async fn give(
    app: Data<&App>,
    caller: Caller,
    Path(token): Path<String>,
    fields: Fields,
    jar: &CookieJar,
) -> poem::Result<Response> {
    let visit = Visit::begin(&app, caller, token, fields.locale(), jar).await?;
    let (session, shown) = match visit.opened(&app, jar, &fields).await? {
        Ok(opened) => opened,
        Err(page) => return Ok(page),
    };
    if is_answered(&shown) {
        let known = Known { notice: Some(Notice::AlreadyAnswered), ..Known::default() };
        return Ok(visit.answered(&app, shown, StatusCode::CONFLICT, known));
    }
    let (mut back, submission) = form::read(&fields, &shown);
    if !back.problems.is_empty() {
        return Ok(visit.ask(shown, StatusCode::UNPROCESSABLE_ENTITY, back));
    }
    if !submission.accepted && !fields.ticked("confirm") {
        let page = RefuseConfirm {
            frame: Frame { path: None, ..visit.frame("") },
            token: visit.token.clone(),
            person: shown.is_guardian.then(|| shown.document.person.name.clone()),
            sha256: submission.document_sha256,
            reason: submission.reason.unwrap_or_default(),
        };
        return Ok(show(StatusCode::OK, &page));
    }
    let origin = visit.caller.origin();
    match consent::answer(&app, session.clone(), submission, origin).await {
        Ok(_) => Ok(go(&visit.path("&after=given"))),
        Err(Error::Invalid(wrong)) => {
            back.problems = form::problems(&wrong);
            Ok(visit.ask(shown, StatusCode::UNPROCESSABLE_ENTITY, back))
        }
        // The new document is shown: nobody decides on a text they have not seen.
        Err(Error::Conflict("document_changed")) => {
            let shown =
                consent::show(&app, reopened(&app, jar, &visit).await?).await.map_err(Problem)?;
            back.changed = true;
            back.choices.clear();
            Ok(visit.ask(shown, StatusCode::CONFLICT, back))
        }
        Err(Error::Conflict("already_answered")) => {
            let shown = consent::show(&app, session).await.map_err(Problem)?;
            let known = Known { notice: Some(Notice::AlreadyAnswered), ..Known::default() };
            Ok(visit.answered(&app, shown, StatusCode::CONFLICT, known))
        }
        Err(error) => Ok(visit.explain(&error)),
    }
}

/// The session as stored now: with the new document.
async fn reopened(app: &App, jar: &CookieJar, visit: &Visit) -> Result<consent::Session, Problem> {
    let session = session::of(app, jar, &visit.token).await?;
    session.ok_or(Problem(Error::Unauthenticated("signing_session_ended")))
}
