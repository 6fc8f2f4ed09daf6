//! Server-rendered pages. They work with plain links and forms; scripts only add comfort. Errors
//! are shown as pages too.

pub mod assets;
mod brand;
pub mod console;
pub mod email;
mod fields;
pub mod join;
pub mod outbox;
pub mod roots;
pub mod sign;
pub mod site;
pub mod unsubscribe;
pub mod verify;

use poem::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use poem::middleware::CookieJarManager;
use poem::{Endpoint, EndpointExt, FromRequest, IntoResponse, Request, RequestBody, Response};

use super::caller::Caller;
use super::{hosts, problem};
use crate::model::Locale;
use crate::render::page::{Brand, Frame, Message, MessageKind, Page};
use crate::{App, Error};

/// Allows nothing inline and nothing from other origins.
macro_rules! policy {
    () => {
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    };
}
use policy;

/// Renders a page as a response.
pub fn show(status: StatusCode, page: &dyn Page) -> Response {
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "text/html; charset=utf-8")
        .header(header::CONTENT_SECURITY_POLICY, policy!())
        .header(header::CACHE_CONTROL, "no-store")
        .body(page.html())
}

/// Redirects to another page, by GET.
pub fn go(path: &str) -> Response {
    Response::builder()
        .status(StatusCode::SEE_OTHER)
        .header(header::LOCATION, path)
        .header(header::CACHE_CONTROL, "no-store")
        .finish()
}

/// Wraps the route of a page: refuses forms of other sites, and renders errors as pages. The
/// referrer policy lets browsers send the origin of its forms.
pub fn page<E>(endpoint: E) -> impl Endpoint<Output = Response>
where
    E: Endpoint + 'static,
{
    wrapped(endpoint, Forms::SayTheirOrigin)
}

/// As [`page`], for a page with a token in its address. The referrer policy keeps the token
/// private; browsers therefore send `null` as the origin of its forms. The forms are authorised by
/// the token alone, which another site does not know; those that also use a cookie carry its form
/// token (see `sign`).
pub fn link_page<E>(endpoint: E) -> impl Endpoint<Output = Response>
where
    E: Endpoint + 'static,
{
    wrapped(endpoint, Forms::KeepTheirAddress)
}

/// What browsers send about the origin of a page's forms.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Forms {
    SayTheirOrigin,
    KeepTheirAddress,
}

fn wrapped<E>(endpoint: E, forms: Forms) -> impl Endpoint<Output = Response>
where
    E: Endpoint + 'static,
{
    endpoint.with(CookieJarManager::new()).around(move |endpoint, request| async move {
        let caller = Caller::from_request(&request, &mut RequestBody::default()).await?;
        let locale = wanted(&request).unwrap_or_else(|| caller.locale());
        let mut response = if is_from_elsewhere(&request, forms) {
            foreign(locale, None, &caller)
        } else {
            match endpoint.call(request).await {
                Ok(response) => response.into_response(),
                Err(error) if error.is_from_response() => error.into_response(),
                Err(error) => explain(&problem::translate(error), locale, None, &caller),
            }
        };
        if forms == Forms::SayTheirOrigin {
            let policy = HeaderValue::from_static("same-origin");
            response.headers_mut().insert(header::REFERRER_POLICY, policy);
        }
        Ok(response)
    })
}

/// The page for a form sent from another site.
fn foreign(locale: Locale, brand: Option<Brand>, caller: &Caller) -> Response {
    trouble(MessageKind::Foreign, StatusCode::FORBIDDEN, locale, brand, caller)
}

/// The page for an unknown address.
pub fn lost(caller: &Caller) -> Response {
    trouble(MessageKind::Unknown, StatusCode::NOT_FOUND, caller.locale(), None, caller)
}

/// Renders an error as a page.
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

/// The page that explains an error.
fn kind_of(error: &Error) -> MessageKind {
    match error {
        Error::NotFound(_) => MessageKind::Unknown,
        Error::Gone("claim_used") => MessageKind::ClaimGone,
        Error::Gone("reset_used") => MessageKind::ResetGone,
        Error::Gone("invitation_over") => MessageKind::InvitationGone,
        Error::Gone("email_change_over") => MessageKind::EmailGone,
        Error::Gone("link_expired") => MessageKind::Expired,
        Error::Gone(_) => MessageKind::Revoked,
        Error::Unauthenticated(_) | Error::Forbidden | Error::TokenRefused(_) => {
            MessageKind::SessionOver
        }
        Error::Barred("visit_reads_only") => MessageKind::VisitReads,
        Error::Barred(_) => MessageKind::Suspended,
        Error::TooSoon { retry_after, .. } => {
            MessageKind::TooManyTries { minutes: retry_after.div_ceil(60).max(1) }
        }
        Error::TooLarge(_) => MessageKind::TooLarge,
        Error::Unavailable("pdf_damaged" | "file_damaged") => MessageKind::FileDamaged,
        Error::Unavailable(_) => MessageKind::Busy,
        Error::Contradicted(_) | Error::Internal(_) => MessageKind::ServerError,
        Error::Conflict(_) | Error::Invalid(_) | Error::PlanLimit(_) | Error::QuotaReached(_) => {
            MessageKind::BadRequest
        }
    }
}

fn trouble(
    kind: MessageKind,
    status: StatusCode,
    locale: Locale,
    brand: Option<Brand>,
    caller: &Caller,
) -> Response {
    let request_id = (kind == MessageKind::ServerError).then(|| caller.request().to_owned());
    let frame = Frame { brand, ..Frame::plain(locale) };
    show(status, &Message { frame, kind, retry: None, request_id, chrome: None })
}

/// The language in `?lang=`.
fn wanted(request: &Request) -> Option<Locale> {
    let query = request.uri().query()?;
    let (_, tag) = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(name, _)| *name == "lang")?;
    Locale::from_tag(tag)
}

/// Whether a form comes from another site, or has cookies but no proof that it comes from ours.
/// Current browsers send `Sec-Fetch-Site` to HTTPS and to localhost, and all send `Origin` with
/// every form; programs send neither, nor cookies.
fn is_from_elsewhere(request: &Request, forms: Forms) -> bool {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return false;
    }
    let headers = request.headers();
    // A header that is not text counts as an unknown value, not as absent.
    let header_text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let is_ours = |origin: &str| {
        request.data::<App>().is_some_and(|app| hosts::is_ours(origin, request, &app.config))
    };
    let site = header_text(HeaderName::from_static("sec-fetch-site"));
    if site.is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return true;
    }
    match header_text(header::ORIGIN) {
        Some("null") => site.is_none() && forms == Forms::SayTheirOrigin,
        Some(origin) => !is_ours(origin),
        None if site.is_some() || forms == Forms::KeepTheirAddress => false,
        None if !headers.contains_key(header::COOKIE) => false,
        None => !header_text(header::REFERER).is_some_and(is_ours),
    }
}
