//! Signing in and out.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use poem::http::{StatusCode, header};
use poem::web::cookie::CookieJar;
use poem::web::{Data, Query};
use poem::{FromRequest, Request, RequestBody, Response, handler};
use serde::Deserialize;

use super::resume::resume;
use super::{inside, session};
use crate::actions::auth;
use crate::config::Registration;
use crate::http::caller::Caller;
use crate::http::pages::fields::Fields;
use crate::http::pages::{go, show};
use crate::http::problem::{self, Problem};
use crate::model::{Locale, Right};
use crate::render::page::Frame;
use crate::render::page::console::{Forgot, Login};
use crate::{App, Error};

/// The query of the page.
#[derive(Deserialize, Default)]
pub struct LoginQuery {
    lang: Option<String>,
    next: Option<String>,
}

/// The form; signed-in users are redirected.
#[handler]
pub async fn ask(
    app: Data<&App>,
    caller: Caller,
    Query(params): Query<LoginQuery>,
    jar: &CookieJar,
) -> Result<Response, Problem> {
    let next = inside(params.next.as_deref().unwrap_or_default());
    if let Some(actor) = session::of(&app, jar).await?
        && (actor.scope.is_some() || Right::Operate.is_held_by(&actor.roles))
        && params.next.is_some()
    {
        return Ok(go(next));
    }
    let locale = session::chosen_locale(&app, jar, params.lang.as_deref());
    let locale = locale.unwrap_or_else(|| caller.locale());
    Ok(show(StatusCode::OK, &form(&app, locale, next, None, None)))
}

/// The fields that are never written into a page again.
pub(super) const SECRETS: [&str; 6] =
    ["password", "currentPassword", "newPassword", "code", "totp", "confirm"];
/// The longest form that is kept, in bytes.
const KEPT: usize = 200_000;

/// The sign-in page for a form that was sent without a session: it keeps what was typed, and offers
/// to send it once the user has signed in. None with a session, and for forms with nothing to keep
/// or with a password.
pub(super) async fn keep_form(
    request: &Request,
    fields: &Fields,
) -> poem::Result<Option<Response>> {
    let Data(app) = Data::<&App>::from_request(request, &mut RequestBody::default()).await?;
    // A button alone is nothing typed.
    let typed = fields
        .pairs()
        .filter(|(name, value)| !["lang", "do", "once"].contains(name) && !value.is_empty());
    if typed.count() == 0 || fields.pairs().any(|(name, _)| SECRETS.contains(&name)) {
        return Ok(None);
    }
    let jar = request.cookie();
    if session::of(app, jar).await?.is_some() {
        return Ok(None);
    }
    let code = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pairs = fields.pairs().map(|(name, value)| format!("{}={}", code(name), code(value)));
    let kept = pairs.collect::<Vec<_>>().join("&");
    if kept.len() > KEPT {
        return Ok(None);
    }
    let caller = Caller::from_request(request, &mut RequestBody::default()).await?;
    let locale = fields.locale().unwrap_or_else(|| caller.locale());
    let mut page = form(app, locale, &super::return_path(request), None, None);
    page.kept = Some((request.uri().path().to_owned(), kept));
    Ok(Some(show(StatusCode::UNAUTHORIZED, &page)))
}

fn form(
    app: &App,
    locale: Locale,
    next: &str,
    email: Option<&str>,
    problem: Option<String>,
) -> Login {
    let path = Some(format!("/console/login?next={}", super::encoded(next)));
    let guest = app.guest.as_ref();
    Login {
        frame: Frame { path, ..Frame::plain(locale) },
        email: email.map(str::to_owned).or(guest.map(|one| one.email.clone())).unwrap_or_default(),
        guest: guest.is_some(),
        open: app.config.registration == Registration::Open,
        next: next.to_owned(),
        second: false,
        kept: None,
        problem,
    }
}

/// Handles the form.
#[handler]
pub async fn enter(
    app: Data<&App>,
    caller: Caller,
    fields: Fields,
    jar: &CookieJar,
) -> Result<Response, Problem> {
    let locale = fields.locale().unwrap_or_else(|| caller.locale());
    let (email, next) = (fields.text("email"), inside(fields.text("next")));
    let password = fields.text("password").to_owned();
    let totp = fields.filled("totp").map(str::to_owned);
    let entered = match fields.ticked("guest") && app.guest.is_some() {
        true => {
            // Visitors go on in the language they read, not in that of the sample's owner.
            session::chosen_locale(&app, jar, Some(locale.tag()));
            auth::enter_as_guest(&app, caller.origin()).await
        }
        false => auth::login(&app, email, password, totp, caller.origin(), &caller.address()).await,
    };
    match entered {
        Ok(entered) => {
            // End the session of the browser's previous user.
            let before = session::of(&app, jar).await?;
            if let Some((user, session)) = before.and_then(|one| Some((one.user, one.session()?))) {
                auth::logout(&app, user, session).await?;
            }
            session::keep(&app, jar, &entered.tokens.refresh);
            Ok(match fields.filled("resume").zip(fields.filled("kept")) {
                Some((action, kept)) => resume(locale, action, kept, next),
                None => go(next),
            })
        }
        Err(error @ (Error::Unauthenticated(_) | Error::TooSoon { .. })) => {
            let message = problem::sentence(&error, locale);
            let mut page = form(&app, locale, next, Some(email), Some(message));
            let kept = fields.filled("resume").zip(fields.filled("kept"));
            page.kept = kept.map(|(action, kept)| (action.to_owned(), kept.to_owned()));
            page.second = matches!(error, Error::Unauthenticated("totp_required" | "wrong_totp"));
            let mut response = show(problem::status(&error), &page);
            if let Error::TooSoon { retry_after, .. } = error {
                response.headers_mut().insert(header::RETRY_AFTER, retry_after.into());
            }
            Ok(response)
        }
        Err(error) => Err(Problem(error)),
    }
}

/// The form of somebody who has forgotten their password.
#[handler]
pub async fn show_forgot(
    app: Data<&App>,
    caller: Caller,
    Query(params): Query<LoginQuery>,
    jar: &CookieJar,
) -> Result<Response, Problem> {
    let locale = session::chosen_locale(&app, jar, params.lang.as_deref());
    let frame = forgot_frame(locale.unwrap_or_else(|| caller.locale()));
    let page = Forgot { frame, email: String::new(), problem: None, is_sent: false };
    Ok(show(StatusCode::OK, &page))
}

fn forgot_frame(locale: Locale) -> Frame {
    Frame { path: Some("/console/forgot".to_owned()), ..Frame::plain(locale) }
}

/// Mails a link to choose a new password. The page does not reveal whether the account exists.
#[handler]
pub async fn forgot(app: Data<&App>, caller: Caller, fields: Fields) -> Result<Response, Problem> {
    let locale = fields.locale().unwrap_or_else(|| caller.locale());
    let (frame, email) = (forgot_frame(locale), fields.text("email").trim().to_owned());
    let done = auth::forgot(&app, &email, caller.origin(), &caller.address()).await;
    let problem = match &done {
        Ok(()) => None,
        Err(Error::Invalid(_)) => Some(crate::render::words(locale).say("invalid-email").into()),
        Err(error @ Error::TooSoon { .. }) => Some(problem::sentence(error, locale)),
        Err(_) => None,
    };
    let is_sent = done.is_ok();
    let Some(status) = (match &done {
        Ok(()) => Some(StatusCode::OK),
        Err(error) if problem.is_some() => Some(problem::status(error)),
        Err(_) => None,
    }) else {
        return done.map(|()| go("/console/login")).map_err(Problem);
    };
    let mut response = show(status, &Forgot { frame, email, problem, is_sent });
    if let Err(Error::TooSoon { retry_after, .. }) = done {
        response.headers_mut().insert(header::RETRY_AFTER, retry_after.into());
    }
    Ok(response)
}

/// Signs out: ends the session and all that depends on it.
#[handler]
pub async fn leave(app: Data<&App>, jar: &CookieJar) -> Result<Response, Problem> {
    let actor = session::of(&app, jar).await?;
    if let Some((user, session)) = actor.and_then(|one| Some((one.user, one.session()?))) {
        auth::logout(&app, user, session).await?;
    }
    session::forget(&app, jar);
    Ok(go("/console/login"))
}

/// An API access token for the scripts of our pages, which cannot read the cookie.
#[handler]
pub async fn give_token(app: Data<&App>, jar: &CookieJar) -> Result<Response, Problem> {
    let actor = session::of(&app, jar).await?;
    let actor = actor.ok_or(Problem(Error::Unauthenticated("session_ended")))?;
    let (access, expires_in) = auth::access(&app, &actor)?;
    let body = serde_json::json!({ "accessToken": access, "expiresIn": expires_in });
    Ok(Response::builder()
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::CACHE_CONTROL, "no-store")
        .body(body.to_string()))
}
