//! The middleware of every request: an id, a time limit, problem documents for errors, security
//! headers, and a line in the log.

use std::any::Any;
use std::sync::Arc;
use std::time::Instant;

use poem::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use poem::middleware::CatchPanic;
use poem::{Endpoint, EndpointExt, IntoResponse, Request, Response, Result};
use poem_openapi::OperationId;

use super::bodies::{self, Bodies};
use super::caller::Caller;
use super::methods::{Credentials, Methods};
use super::metrics::Traffic;
use super::pages::verify::wants_page;
use super::request_checks::Malformed;
use super::{compress, conditions, cors, hosts, pages, problem, tus};
use crate::config::RequestLog;
use crate::{App, Error};

/// Runs a request through all checks and the routes.
pub async fn watch<E: Endpoint>(
    routes: Arc<E>,
    app: App,
    methods: Arc<Methods>,
    traffic: Traffic,
    bodies: Arc<Bodies>,
    mut request: Request,
) -> Result<Response> {
    let config = app.config.clone();
    let caller = Caller::of(&request, &config.http.trusted_proxies, config.locale);
    request.extensions_mut().insert(caller.clone());
    let meant = tus::method_override(&request);
    if let Ok(Some(method)) = &meant {
        request.set_method(method.clone());
    }
    let (method, began) = (request.method().clone(), Instant::now());
    let path = request.uri().path().to_owned();
    let is_form_of_page = method == Method::POST && wants_page(&request) && is_form(&request);
    let _in_flight = traffic.begin();
    let secure = config.is_public_url_secure();

    let rule = methods.rule(&method, &path);
    let limit = bodies::limit(rule, &request, &config);
    if let Some(rule) = rule {
        request.extensions_mut().insert(rule);
    }
    let allowed = cors::allowed(&request, &config);
    let coding = compress::wanted(request.headers());
    let malformed = request.extensions().get::<Malformed>().copied();
    let (expected, refused) = match meant.and_then(|_| conditions::check(&request)) {
        Ok(expected) => (expected, None),
        Err(error) => (None, Some(error)),
    };
    let early = malformed
        .map(|malformed| Err(malformed.error()))
        .or_else(|| foreign_host(&request, &app).map(Err))
        .or_else(|| cors::preflight(&request, allowed.as_ref()))
        .or_else(|| refused_unread(&request, limit.bytes).map(Err))
        .or_else(|| refused.map(Err));
    let head = request.headers().clone();
    let body = bodies.watch(&mut request, limit.is_whole.then_some(limit.bytes));

    let answered = match early {
        Some(answered) => answered.map_err(|error| problem::Problem(error).into()),
        None => match tokio::time::timeout(limit.time, async {
            if let Some(rule) = rule.filter(|rule| !rule.takes_body)
                && let Some(body) = bodies::unexpected(&mut request).await?
            {
                // Where credentials are needed, those who lack them are told so first.
                match rule.credentials {
                    Credentials::Needed => {
                        request.extensions_mut().insert(body);
                    }
                    _ => return Err(problem::Problem(body.error()).into()),
                }
            }
            routes.call(request).await.map(IntoResponse::into_response).and_then(or_problem)
        })
        .await
        {
            Ok(answered) => answered,
            Err(_) => Err(problem::Problem(Error::Unavailable("timeout")).into()),
        },
    };
    let answered = match body.refused() {
        Some(error) => Err(problem::Problem(error).into()),
        None => answered,
    };
    let answered = answered.and_then(|response| match &expected {
        Some(expected) => match expected.holds(&response) {
            Ok(()) => Ok(response),
            Err(error) => Err(problem::Problem(error).into()),
        },
        None => Ok(response),
    });
    let operation = match &answered {
        Ok(response) => response.data::<OperationId>().map(|id| id.0),
        Err(error) => error.data::<OperationId>().map(|id| id.0),
    };
    let mut response = answered.unwrap_or_else(|error| match is_form_of_page {
        // Refused before any page was called: too long, or too slow.
        true if !error.is_from_response() => {
            pages::explain(&problem::translate(error), caller.locale(), None, &caller)
        }
        _ => problem::to_response(error, caller.locale(), caller.request()),
    });
    if response.status() == StatusCode::METHOD_NOT_ALLOWED
        && let Some(Ok(allow)) = methods.at(&path).map(HeaderValue::from_str)
    {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    if tus::is_at(&path) {
        tus::finish(response.status(), response.headers_mut());
    }
    finish(&mut response, &caller, secure);
    // It is unknown where the body of a malformed request ends, and the unread rest of a body would
    // be taken for the next request.
    if malformed.is_some() || !body.is_done(&head).await {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    drop(body);
    if !config.http.cors_origins.is_empty() {
        cors::open(response.headers_mut(), allowed);
    }
    let response = compress::compress(response, coding).await;
    let status = response.status().as_u16();
    traffic.count(&method, methods.template(&path), status, began.elapsed());
    // The path is never logged: it may contain a token.
    let (operation, ms) = (operation.unwrap_or("page"), began.elapsed().as_millis() as u64);
    let request = caller.request();
    match config.log.requests {
        RequestLog::Info => tracing::info!(request, %method, operation, status, ms, "served"),
        RequestLog::Debug => tracing::debug!(request, %method, operation, status, ms, "served"),
        RequestLog::Off => {}
    }
    Ok(response)
}

/// Catches panics, so that the connection survives; `or_problem` makes them errors.
pub fn catch_panics<E: Endpoint>(routes: E) -> impl Endpoint<Output = Response> {
    let shaken = |panic: Box<dyn Any + Send>| {
        let said = panic.downcast_ref::<&str>().map(|said| (*said).to_owned());
        let said = said.or_else(|| panic.downcast_ref::<String>().cloned());
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.set_data(Panicked(said.unwrap_or_default()));
        response
    };
    routes.with(CatchPanic::new().with_handler(shaken))
}

/// The message of a panic.
#[derive(Clone)]
struct Panicked(String);

/// Converts the response to a panic to an internal error.
fn or_problem(response: Response) -> Result<Response> {
    match response.data::<Panicked>() {
        Some(Panicked(said)) => {
            Err(problem::Problem(Error::Internal(anyhow::anyhow!("panicked: {said}"))).into())
        }
        None => Ok(response),
    }
}

/// Whether the body is a form, as browsers send it.
fn is_form(request: &Request) -> bool {
    let kind = request.content_type().unwrap_or_default();
    kind.starts_with("application/x-www-form-urlencoded") || kind.starts_with("multipart/form-data")
}

/// The error of a request that is refused by its headers alone.
fn refused_unread(request: &Request, limit: u64) -> Option<Error> {
    let headers = request.headers();
    let encoded = headers.get(header::CONTENT_ENCODING).is_some_and(|value| value != "identity");
    if encoded {
        return Some(Error::invalid("Content-Encoding", "content_encoding"));
    }
    let length = headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse::<u64>().ok()?;
    (length > limit).then_some(Error::TooLarge(limit))
}

/// Refuses foreign host names in a demonstration: it shows its mails and its password to anybody,
/// so a page elsewhere must not reach it by a name that resolves to this machine (DNS rebinding).
/// `serve` accepts any host (health checks use an address): it builds no URL from it, and cookies
/// belong to one host.
fn foreign_host(request: &Request, app: &App) -> Option<Error> {
    let is_demo = app.outbox.is_some() || app.guest.is_some();
    let is_local = hosts::host(request).is_none_or(|host| hosts::is_loopback(hosts::host_of(host)));
    (is_demo && !is_local).then_some(Error::TokenRefused("demo_is_local"))
}

/// Sets the headers of every response, except those that a page has set itself.
fn finish(response: &mut Response, caller: &Caller, secure: bool) {
    let status = response.status();
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: &'static str| {
        let name = HeaderName::from_static(name);
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "no-referrer");
    set("x-frame-options", "DENY");
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-resource-policy", "same-origin");
    set("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=()");
    set("content-security-policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'");
    if secure {
        set("strict-transport-security", "max-age=31536000");
    }
    if status != StatusCode::NOT_MODIFIED {
        set("cache-control", "no-store");
    }
    if let Ok(id) = HeaderValue::from_str(caller.request()) {
        headers.insert("x-request-id", id);
    }
}

#[cfg(test)]
mod tests {
    use poem::endpoint::make_sync;

    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_internal_error_and_says_nothing() {
        let routes = catch_panics(make_sync(|_| -> Response { panic!("the secret is 42") }));
        let answered = routes.call(Request::default()).await.and_then(or_problem);
        let error = answered.expect_err("a panic passed for an answer");
        let response = problem::to_response(error, crate::model::Locale::En, "r1");
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = response.into_body().into_string().await.unwrap_or_default();
        assert!(body.contains("\"internal\"") && body.contains("r1"), "{body}");
        assert!(!body.contains("secret"), "{body}");
    }
}
