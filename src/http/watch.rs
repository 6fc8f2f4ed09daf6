//! What happens around every request: an id, a time limit, problem documents
//! for whatever went wrong, security headers, one line in the log.

use std::sync::Arc;
use std::time::Instant;

use poem::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use poem::{Endpoint, IntoResponse, Request, Response, Result};
use poem_openapi::OperationId;

use super::caller::Caller;
use super::problem;
use crate::config::Config;
use crate::{App, Error};

/// Wraps all routes.
pub async fn watch<E: Endpoint>(routes: Arc<E>, app: App, mut request: Request) -> Result<Response> {
    let config = app.config.clone();
    let caller = Caller::of(&request, &config.http.trusted_proxies, config.locale);
    request.extensions_mut().insert(caller.clone());
    let (method, began) = (request.method().clone(), Instant::now());
    let secure = config.is_public_url_secure();

    let answered = match refused_unread(&request, &config) {
        Some(error) => Err(poem::Error::from(problem::Problem(error))),
        None => match tokio::time::timeout(config.http.request_timeout, routes.call(request)).await {
            Ok(answered) => answered.map(IntoResponse::into_response),
            Err(_) => Err(problem::Problem(Error::Unavailable("timeout")).into()),
        },
    };
    let operation = match &answered {
        Ok(response) => response.data::<OperationId>().map(|id| id.0),
        Err(error) => error.data::<OperationId>().map(|id| id.0),
    };
    let mut response = answered
        .unwrap_or_else(|error| problem::dress(error, caller.locale(), caller.request()));
    finish(&mut response, &caller, secure);
    // Never the path: it may hold a token.
    tracing::info!(
        request = caller.request(),
        method = %method,
        operation = operation.unwrap_or("page"),
        status = response.status().as_u16(),
        ms = began.elapsed().as_millis() as u64,
        "served"
    );
    Ok(response)
}

/// What is refused by its headers alone.
fn refused_unread(request: &Request, config: &Config) -> Option<Error> {
    let headers = request.headers();
    let encoded = headers.get(header::CONTENT_ENCODING).is_some_and(|value| value != "identity");
    if encoded {
        return Some(Error::invalid("Content-Encoding", "content_encoding"));
    }
    let length = headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse::<u64>().ok()?;
    (length > config.http.body_limit).then_some(Error::TooLarge(config.http.body_limit))
}

/// The headers of every response; a page that needs others has set its own.
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

/// Methods that other sites' pages may use, when CORS lets them.
pub fn methods() -> [Method; 5] {
    [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE]
}
