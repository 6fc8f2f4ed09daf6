//! What operators and explorers look at: health, version, the API's own page.

use std::sync::OnceLock;

use hyper::body::Bytes;
use poem::http::header;
use poem::web::Data;
use poem::{IntoResponse, Response, handler};
use serde_json::json;

use crate::App;
use crate::actions::health as actions;

/// The process answers.
#[handler]
pub fn healthz() -> Response {
    text("ok\n")
}

/// The instance can do its work: 200, or 503 naming what cannot.
#[handler]
pub async fn readyz(app: Data<&App>) -> Response {
    let unavailable = |told: serde_json::Value| {
        let status = poem::http::StatusCode::SERVICE_UNAVAILABLE;
        poem::web::Json(told).with_status(status).into_response()
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
            "status": if is_well(&ready) { "ready" } else { "degraded" },
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

/// Nothing threatens data.
fn is_well(ready: &actions::Ready) -> bool {
    ready.alarms.is_empty() && ready.integrity.as_deref().is_none_or(|found| found == "ok")
}

#[handler]
pub fn version() -> Response {
    poem::web::Json(json!({ "name": "be-right", "version": env!("CARGO_PKG_VERSION") }))
        .into_response()
}

/// A JSON document, as it stands.
pub fn json(document: Bytes) -> Response {
    Response::builder().header(header::CONTENT_TYPE, "application/json").body(document)
}

/// The same document as YAML (RFC 9512), made when somebody first asks for it.
pub fn yaml(document: Bytes) -> impl poem::Endpoint<Output = Response> {
    let made = OnceLock::new();
    poem::endpoint::make_sync(move |_| {
        let text = made.get_or_init(|| {
            let value: serde_json::Value = serde_json::from_slice(&document).unwrap_or_default();
            // What was read out of JSON can be written.
            Bytes::from(serde_yaml::to_string(&value).unwrap_or_default())
        });
        Response::builder().header(header::CONTENT_TYPE, "application/yaml").body(text.clone())
    })
}

/// Swagger UI, whole in one page and without anything from elsewhere. Its script
/// and style are inline, so this path alone has a policy that lets them be.
///
/// Made when somebody first looks: it takes megabytes, and most instances show it to nobody.
pub fn docs(document: Bytes) -> impl poem::Endpoint<Output = Response> {
    let page = OnceLock::new();
    poem::endpoint::make_sync(move |_| {
        let page = page.get_or_init(|| swagger(&document));
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

/// poem-openapi's page, with the document as we publish it in place of the derived one.
fn swagger(document: &[u8]) -> Bytes {
    // It was made here, out of text.
    let document = String::from_utf8_lossy(document);
    let service = super::api();
    let derived = service.spec();
    // Inside a script element `</` would end it.
    let safe = document.replace("</", "<\\/");
    let page = service.swagger_ui_html().replace(&derived, &safe);
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
