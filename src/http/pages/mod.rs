//! Server-rendered pages: they work by plain links and forms, and script only
//! makes them nicer. What went wrong is shown as a page too.

pub mod assets;
mod brand;
pub mod console;
mod fields;
pub mod join;
pub mod outbox;
pub mod sign;
pub mod site;
pub mod unsubscribe;
pub mod verify;

use poem::http::{Method, StatusCode, header};
use poem::middleware::CookieJarManager;
use poem::web::headers::{HeaderMapExt, Host};
use poem::{Endpoint, EndpointExt, FromRequest, IntoResponse, Request, RequestBody, Response};

use super::caller::Caller;
use super::problem;
use crate::Error;
use crate::model::Locale;
use crate::render::page::{Brand, Frame, Kind, Message, Page};

/// Nothing inline, nothing from elsewhere.
macro_rules! policy {
    () => {
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    };
}
use policy;

/// A page on its way out.
pub fn show(status: StatusCode, page: &dyn Page) -> Response {
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "text/html; charset=utf-8")
        .header(header::CONTENT_SECURITY_POLICY, policy!())
        .header(header::CACHE_CONTROL, "no-store")
        .body(page.html())
}

/// To another page, by GET.
pub fn go(path: &str) -> Response {
    Response::builder()
        .status(StatusCode::SEE_OTHER)
        .header(header::LOCATION, path)
        .header(header::CACHE_CONTROL, "no-store")
        .finish()
}

/// What every page's route is wrapped in: forms of other sites are refused, and
/// errors become pages.
pub fn page<E>(endpoint: E) -> impl Endpoint<Output = Response>
where
    E: Endpoint + 'static,
{
    endpoint.with(CookieJarManager::new()).around(|endpoint, request| async move {
        let caller = Caller::from_request(&request, &mut RequestBody::default()).await?;
        let locale = wanted(&request).unwrap_or_else(|| caller.locale());
        if is_from_elsewhere(&request) {
            return Ok(trouble(Kind::Foreign, StatusCode::FORBIDDEN, locale, None, &caller));
        }
        match endpoint.call(request).await {
            Ok(response) => Ok(response.into_response()),
            Err(error) if error.is_from_response() => Ok(error.into_response()),
            Err(error) => Ok(explain(&problem::translate(error), locale, None, &caller)),
        }
    })
}

/// An address that leads nowhere, opened in a browser.
pub fn lost(caller: &Caller) -> Response {
    trouble(Kind::Unknown, StatusCode::NOT_FOUND, caller.locale(), None, caller)
}

/// An error as a page.
pub fn explain(error: &Error, locale: Locale, brand: Option<Brand>, caller: &Caller) -> Response {
    if let Error::Internal(cause) = error {
        tracing::error!(request = caller.request(), cause = format!("{cause:#}"), "internal error");
    }
    let mut response = trouble(kind_of(error), problem::status(error), locale, brand, caller);
    if let Error::TooSoon { retry_after, .. } = error {
        response.headers_mut().insert(header::RETRY_AFTER, (*retry_after).into());
    }
    response
}

/// Which page explains an error.
fn kind_of(error: &Error) -> Kind {
    match error {
        Error::NotFound(_) => Kind::Unknown,
        Error::Gone("claim_used") => Kind::ClaimGone,
        Error::Gone("reset_used") => Kind::ResetGone,
        Error::Gone("invitation_over") => Kind::InvitationGone,
        Error::Gone("link_expired") => Kind::Expired,
        Error::Gone(_) => Kind::Revoked,
        Error::Unauthenticated(_) | Error::Forbidden | Error::TokenRefused(_) => Kind::SessionOver,
        Error::TooSoon { retry_after, .. } => {
            Kind::TooManyTries { minutes: retry_after.div_ceil(60).max(1) }
        }
        Error::TooLarge(_) => Kind::TooLarge,
        Error::Unavailable(_) => Kind::Busy,
        Error::Contradicted(_) | Error::Internal(_) => Kind::ServerError,
        Error::Conflict(_) | Error::Invalid(_) | Error::QuotaReached(_) => Kind::BadRequest,
    }
}

fn trouble(
    kind: Kind,
    status: StatusCode,
    locale: Locale,
    brand: Option<Brand>,
    caller: &Caller,
) -> Response {
    let request_id = (kind == Kind::ServerError).then(|| caller.request().to_owned());
    let frame = Frame { brand, ..Frame::plain(locale) };
    show(status, &Message { frame, kind, retry: None, request_id, chrome: None })
}

/// The language asked for by `?lang=`.
fn wanted(request: &Request) -> Option<Locale> {
    let query = request.uri().query()?;
    let (_, tag) = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(name, _)| *name == "lang")?;
    Locale::from_tag(tag)
}

/// Whether a form comes from another site. Browsers say so; our pages' referrer
/// policy makes some of them call their origin `null`, which alone proves nothing.
fn is_from_elsewhere(request: &Request) -> bool {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return false;
    }
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = header("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    match header("origin") {
        None | Some("null") => false,
        Some(origin) => {
            let ours = request.headers().typed_get::<Host>().map(|host| host.to_string());
            origin.split_once("://").map(|(_, host)| host) != ours.as_deref()
        }
    }
}
