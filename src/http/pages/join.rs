//! The page of an invitation link: shows who invites; accepts or declines.

use poem::http::StatusCode;
use poem::web::cookie::CookieJar;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};

use super::brand::brand;
use super::console::session;
use super::fields::Fields;
use super::show;
use super::site::LangQuery;
use crate::actions::auth;
use crate::actions::invitations::{self, OpenInvitation as Invited};
use crate::http::caller::Caller;
use crate::http::problem::{self, Problem};
use crate::model::invitation::Proof;
use crate::model::{CompanyId, Locale};
use crate::render::page::{Brand, Frame, Join, JoinDone};
use crate::{App, Error};

async fn page(
    app: &App,
    locale: Locale,
    token: String,
    asked: Invited,
    proof: Proof,
    problem: Option<&str>,
) -> Result<Join, Problem> {
    let company = asked.invitation.company;
    let brand = of(app, company, &asked.company_name, asked.company_colour.as_deref()).await?;
    let frame =
        Frame { brand: Some(brand), path: Some(format!("/join/{token}")), ..Frame::plain(locale) };
    Ok(Join {
        problem: problem.map(|key| frame.t(key).into_owned()),
        frame,
        token,
        company: asked.company_name,
        inviter: asked.inviter,
        role: asked.invitation.role,
        email: asked.invitation.email,
        proof,
    })
}

/// The branding of the company that invites.
async fn of(app: &App, id: CompanyId, name: &str, colour: Option<&str>) -> Result<Brand, Problem> {
    let logo = invitations::logo(app, id).await?;
    Ok(brand(app, name, colour, logo.as_ref()))
}

/// `/join/{token}`. A GET changes nothing, because mail scanners open links.
#[handler]
pub async fn look(
    app: Data<&App>,
    Path(token): Path<String>,
    wanted: Query<LangQuery>,
) -> Result<Response, Problem> {
    let (asked, proof) = invitations::look(&app, &token).await?;
    let locale = wanted.locale().unwrap_or(asked.invitation.locale);
    Ok(show(StatusCode::OK, &page(&app, locale, token, asked, proof, None).await?))
}

/// Accepts the invitation.
#[handler]
pub async fn accept(
    app: Data<&App>,
    caller: Caller,
    Path(token): Path<String>,
    fields: Fields,
    jar: &CookieJar,
) -> Result<Response, Problem> {
    let locale = fields.locale().unwrap_or_else(|| caller.locale());
    let password = Some(fields.text("password").to_owned()).filter(|typed| !typed.is_empty());
    let chosen = match invitations::look(&app, &token).await? {
        (_, Proof::NewPassword) => password.clone(),
        _ => None,
    };
    match invitations::accept(&app, &token, password, caller.origin()).await {
        Ok(joined) => {
            let is_in = match chosen {
                Some(chosen) => enter(&app, &caller, &joined.email, chosen, jar).await?,
                None => false,
            };
            let (name, colour) = (&joined.company_name, joined.company_colour.as_deref());
            let brand = of(&app, joined.company, name, colour).await?;
            let frame = Frame { brand: Some(brand), ..Frame::plain(locale) };
            let (company, email) = (joined.company_name, Some(joined.email));
            Ok(show(StatusCode::OK, &JoinDone { frame, company, email, is_in }))
        }
        Err(Error::Invalid(wrong)) => {
            let (asked, proof) = invitations::look(&app, &token).await?;
            let problem = match wrong.first().map(|invalid| invalid.code) {
                Some("wrong_password") => "page-join-problem-wrong",
                Some("required") => "page-join-problem-required",
                _ => "page-claim-problem-password",
            };
            let status = problem::status(&Error::Invalid(wrong));
            Ok(show(status, &page(&app, locale, token, asked, proof, Some(problem)).await?))
        }
        Err(error) => Err(Problem(error)),
    }
}

/// Signs somebody in with the password that they have just chosen for their new account. False: they
/// sign in by themselves, as after too many attempts.
async fn enter(
    app: &App,
    caller: &Caller,
    email: &str,
    password: String,
    jar: &CookieJar,
) -> Result<bool, Problem> {
    match auth::login(app, email, password, None, caller.origin(), &caller.address()).await {
        Ok(entered) => {
            session::keep(app, jar, &entered.tokens.refresh);
            Ok(true)
        }
        Err(Error::Unauthenticated(_) | Error::TooSoon { .. }) => Ok(false),
        Err(error) => Err(Problem(error)),
    }
}

/// Declines the invitation.
#[handler]
pub async fn decline(
    app: Data<&App>,
    caller: Caller,
    Path(token): Path<String>,
    fields: Fields,
) -> Result<Response, Problem> {
    let locale = fields.locale().unwrap_or_else(|| caller.locale());
    let (asked, _) = invitations::look(&app, &token).await?;
    invitations::decline(&app, &token).await?;
    let (name, colour) = (&asked.company_name, asked.company_colour.as_deref());
    let brand = of(&app, asked.invitation.company, name, colour).await?;
    let frame = Frame { brand: Some(brand), ..Frame::plain(locale) };
    Ok(show(
        StatusCode::OK,
        &JoinDone { frame, company: asked.company_name, email: None, is_in: false },
    ))
}
