//! Health, version, and the API documentation page.

use std::sync::OnceLock;

use hyper::body::Bytes;
use poem::http::header;
use poem::web::Data;
use poem::{IntoResponse, Response, handler};
use poem_openapi::OpenApiService;
use serde_json::json;

use super::DOCUMENT;
use crate::App;
use crate::actions::health as actions;

/// Liveness: 200 while the process can answer.
#[handler]
pub fn healthz() -> Response {
    text("ok\n")
}

/// Readiness: 200, or 503 naming the part that fails.
#[handler]
pub async fn readyz(app: Data<&App>) -> Response {
    let unavailable = |body: serde_json::Value| {
        let status = poem::http::StatusCode::SERVICE_UNAVAILABLE;
        poem::web::Json(body).with_status(status).into_response()
    };
    match actions::trouble(&app).await {
        Ok(None) => {}
        Ok(Some((part, why))) => {
            tracing::error!(part, why, "not ready");
            return unavailable(json!({ "status": "unavailable", part: why }));
        }
        Err(error) => tracing::error!(%error, "the disk does not say how full it is"),
    }
    match actions::ready(&app).await {
        Ok(ready) => poem::web::Json(json!({
            "status": if is_healthy(&ready) { "ready" } else { "degraded" },
            "alarms": ready.alarms.iter().map(|alarm| alarm.kind.name()).collect::<Vec<_>>(),
            "jobsWaiting": ready.waiting, "jobsParked": ready.parked,
            "search": ready.search.name(),
            "integrity": ready.integrity.as_deref().map(|found| if found == "ok" { "ok" } else { "damaged" }),
            "backup": ready.backup.name(),
            "mail": ready.mail.as_ref().map_or("ok", |trouble| trouble.name()),
            "mailReply": ready.mail.map(|trouble| trouble.reply),
            "evidence": if ready.contradicted == 0 { "ok" } else { "contradicted" },
        }))
        .into_response(),
        Err(error) => {
            tracing::error!(%error, "not ready");
            let damaged = app.db.damage().is_some();
            let integrity = if damaged { "damaged" } else { "unknown" };
            unavailable(json!({
                "status": "unavailable", "database": "does not answer", "integrity": integrity,
            }))
        }
    }
}

/// Whether no alarm is raised and the last integrity check passed.
fn is_healthy(ready: &actions::Ready) -> bool {
    ready.alarms.is_empty() && ready.integrity.as_deref().is_none_or(|found| found == "ok")
}

#[handler]
pub fn version() -> Response {
    poem::web::Json(json!({ "name": "be-right", "version": env!("CARGO_PKG_VERSION") }))
        .into_response()
}

/// Serves the JSON document.
pub fn json() -> Response {
    Response::builder()
        .header(header::CONTENT_TYPE, "application/json")
        .body(Bytes::from_static(DOCUMENT.as_bytes()))
}

/// Serves the document as YAML (RFC 9512), converted on the first request.
pub fn yaml() -> impl poem::Endpoint<Output = Response> {
    let made = OnceLock::new();
    poem::endpoint::make_sync(move |_| {
        let text = made.get_or_init(|| {
            let value: serde_json::Value = serde_json::from_str(DOCUMENT).unwrap_or_default();
            // Every parsed JSON value can be serialised.
            Bytes::from(serde_yaml::to_string(&value).unwrap_or_default())
        });
        Response::builder().header(header::CONTENT_TYPE, "application/yaml").body(text.clone())
    })
}

/// Swagger UI in one page, without external resources. Its script and style are inline, so this
/// path alone has a policy that allows them.
///
/// Built on the first request: it takes megabytes, and most instances never show it.
pub fn docs() -> impl poem::Endpoint<Output = Response> {
    let page = OnceLock::new();
    poem::endpoint::make_sync(move |_| {
        let page = page.get_or_init(swagger);
        Response::builder()
            .header(header::CONTENT_TYPE, "text/html; charset=utf-8")
            .header(
                header::CONTENT_SECURITY_POLICY,
                "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; \
                 img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'",
            )
            .body(page.clone())
    })
}

/// poem-openapi's page of an empty API, with our published document in its place.
fn swagger() -> Bytes {
    let service = OpenApiService::new((), "be-right", env!("CARGO_PKG_VERSION"));
    let empty = service.spec();
    // `</` would end a script element.
    let safe = DOCUMENT.replace("</", "<\\/");
    let page = service.swagger_ui_html().replace(&empty, &safe);
    let page = page
        .trim_start()
        .replacen("<html charset=\"UTF-8\">", "<!doctype html>\n<html lang=\"en\">", 1)
        .replacen(
            "<title>Swagger UI</title>",
            "<title>be-right API</title>\n<meta name=\"viewport\" content=\"width=device-width\">",
            1,
        );
    Bytes::from(page)
}

fn text(body: &'static str) -> Response {
    Response::builder().header(header::CONTENT_TYPE, "text/plain; charset=utf-8").body(body)
}
