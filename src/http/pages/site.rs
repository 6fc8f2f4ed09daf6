//! The pages of the instance itself: landing, claim, setting a password.

use poem::http::StatusCode;
use poem::web::cookie::CookieJar;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::console::session;
use super::fields::Fields;
use super::{go, show};
use crate::actions::auth;
use crate::config::Registration;
use crate::error::Invalid;
use crate::http::caller::Caller;
use crate::http::problem::{self, Problem};
use crate::model::Locale;
use crate::render::page::{
    Claim, ClaimFilled, ClaimProblem, Claimed, Frame, Landing, Reset, ResetDone,
};
use crate::{App, Error};

/// The query of every page: its language.
#[derive(Deserialize)]
pub struct LangQuery {
    pub lang: Option<String>,
}

impl LangQuery {
    pub fn locale(&self) -> Option<Locale> {
        Locale::from_tag(self.lang.as_deref()?)
    }
}

fn frame(locale: Locale, path: &str) -> Frame {
    Frame { path: Some(path.to_owned()), ..Frame::plain(locale) }
}

/// `/`: the landing page.
#[handler]
pub fn landing(app: Data<&App>, caller: Caller, asked: Query<LangQuery>) -> Response {
    let locale = asked.locale().unwrap_or_else(|| caller.locale());
    let frame = frame(locale, "/");
    let outbox = app.outbox.is_some();
    let guest = app.guest.is_some();
    let open = app.config.registration == Registration::Open;
    let version = env!("CARGO_PKG_VERSION");
    show(StatusCode::OK, &Landing { frame, version, outbox, guest, open })
}

/// `/claim/{token}`: the form for the first administrator and company.
#[handler]
pub async fn claim(
    app: Data<&App>,
    caller: Caller,
    Path(token): Path<String>,
    asked: Query<LangQuery>,
) -> Result<Response, Problem> {
    if !auth::is_claim_valid(&app, &token).await? {
        return Err(Problem(Error::Gone("claim_used")));
    }
    let locale = asked.locale().unwrap_or_else(|| caller.locale());
    let frame = frame(locale, &format!("/claim/{token}"));
    let filled = ClaimFilled::default();
    let page = Claim { frame, token: Some(token), filled, problems: vec![] };
    Ok(show(StatusCode::OK, &page))
}

/// `/register`: the form for another company and its owner, where anybody may open one; else the page
/// to sign in.
#[handler]
pub fn register(app: Data<&App>, caller: Caller, asked: Query<LangQuery>) -> Response {
    if app.config.registration != Registration::Open {
        return go("/console/login");
    }
    let locale = asked.locale().unwrap_or_else(|| caller.locale());
    let (frame, filled) = (frame(locale, "/register"), ClaimFilled::default());
    show(StatusCode::OK, &Claim { frame, token: None, filled, problems: vec![] })
}

/// Handles the form: the new owner is signed in.
#[handler]
pub async fn registered(
    app: Data<&App>,
    caller: Caller,
    fields: Fields,
    jar: &CookieJar,
) -> Result<Response, Problem> {
    let (filled, account) = account(&fields, &caller);
    let done = auth::register(&app, account, caller.origin(), &caller.address()).await;
    entered(&app, &caller, None, (&fields, filled), jar, done)
}

/// Handles the form.
#[handler]
pub async fn claimed(
    app: Data<&App>,
    caller: Caller,
    Path(token): Path<String>,
    fields: Fields,
    jar: &CookieJar,
) -> Result<Response, Problem> {
    let (filled, account) = account(&fields, &caller);
    let done = auth::claim(&app, &token, account, caller.origin()).await;
    entered(&app, &caller, Some(token), (&fields, filled), jar, done)
}

/// What the form says.
fn account(fields: &Fields, caller: &Caller) -> (ClaimFilled, auth::NewAccount) {
    let filled = ClaimFilled {
        company_name: fields.text("companyName").to_owned(),
        first_name: fields.text("firstName").to_owned(),
        last_name: fields.text("lastName").to_owned(),
        email: fields.text("email").to_owned(),
    };
    let account = auth::NewAccount {
        email: filled.email.clone(),
        password: fields.text("password").to_owned(),
        first_name: filled.first_name.clone(),
        last_name: filled.last_name.clone(),
        company_name: filled.company_name.clone(),
        locale: fields.locale().unwrap_or_else(|| caller.locale()),
        invitation: None,
    };
    (filled, account)
}

/// The way into the new company, or the form with what is wrong.
fn entered(
    app: &App,
    caller: &Caller,
    token: Option<String>,
    (fields, filled): (&Fields, ClaimFilled),
    jar: &CookieJar,
    done: Result<auth::SignedIn, Error>,
) -> Result<Response, Problem> {
    let frame = Frame::plain(fields.locale().unwrap_or_else(|| caller.locale()));
    let error = match done {
        Ok(entered) => {
            session::keep(app, jar, &entered.tokens.refresh);
            let ClaimFilled { company_name, email, .. } = filled;
            return Ok(show(StatusCode::OK, &Claimed { frame, company_name, email }));
        }
        Err(error) => error,
    };
    let problems = match &error {
        Error::Invalid(wrong) => {
            let problem = |one: &Invalid| ClaimProblem::new(&frame, &one.field, one.code);
            wrong.iter().map(problem).collect()
        }
        // There is an account with this address; or too many were made.
        Error::Conflict("email_taken") | Error::TooSoon { .. } if token.is_none() => {
            let text = problem::sentence(&error, frame.locale);
            vec![ClaimProblem { field: "email".to_owned(), text }]
        }
        _ => return Err(Problem(error)),
    };
    Ok(show(problem::status(&error), &Claim { frame, token, filled, problems }))
}

/// `/reset/{token}`: the form to set a password. A GET changes nothing.
#[handler]
pub async fn reset(
    app: Data<&App>,
    caller: Caller,
    Path(token): Path<String>,
    asked: Query<LangQuery>,
) -> Result<Response, Problem> {
    if !auth::is_reset_valid(&app, &token).await? {
        return Err(Problem(Error::Gone("reset_used")));
    }
    let locale = asked.locale().unwrap_or_else(|| caller.locale());
    let frame = frame(locale, &format!("/reset/{token}"));
    Ok(show(StatusCode::OK, &Reset { frame, token, problem: None }))
}

/// Handles the form.
#[handler]
pub async fn reset_sent(
    app: Data<&App>,
    caller: Caller,
    Path(token): Path<String>,
    fields: Fields,
) -> Result<Response, Problem> {
    let frame = Frame::plain(fields.locale().unwrap_or_else(|| caller.locale()));
    let password = fields.text("password").to_owned();
    match auth::reset(&app, &token, password, caller.origin()).await {
        Ok(()) => Ok(show(StatusCode::OK, &ResetDone { frame })),
        Err(Error::Invalid(wrong)) => {
            let problem = Some(frame.t("page-claim-problem-password").into_owned());
            let status = problem::status(&Error::Invalid(wrong));
            Ok(show(status, &Reset { frame, token, problem }))
        }
        Err(error) => Err(Problem(error)),
    }
}
