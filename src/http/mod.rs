//! The HTTP floor: who is asking, what they sent, what we answer. No SQL, no
//! rules. Every route is on this screen.

pub mod api;
mod body;
mod caller;
mod document;
mod guard;
mod health;
mod problem;
mod reply;
mod watch;

use std::sync::Arc;

use poem::middleware::{Compression, Cors};
use poem::{Endpoint, EndpointExt, Route, endpoint::make_sync, get};
use poem_openapi::{LicenseObject, OpenApi, OpenApiService, ServerObject};

use crate::{App, Result};
pub use caller::Caller;
pub use problem::{Problem, sentence};

/// Everything the API offers, in the order of the document.
pub fn api() -> OpenApiService<impl OpenApi, ()> {
    let apis = (
        api::AuthApi,
        api::EmployeesApi,
        api::EventsApi,
        api::AnswersApi,
        api::ConsentApi,
        api::VerifyApi,
    );
    OpenApiService::new(apis, "be-right", env!("CARGO_PKG_VERSION"))
        .summary("Photo consent: ask, sign, seal, prove.")
        .description(include_str!("../../openapi/introduction.md"))
        .license(LicenseObject::new("ISC").identifier("ISC"))
        .server(ServerObject::new("/").description("This instance"))
}

/// The OpenAPI document, as served and as committed in `openapi/`.
pub fn openapi() -> Result<String> {
    document::tailor(&api().spec())
}

/// All routes, wrapped in what every request gets.
pub fn routes(app: App) -> Result<impl Endpoint + 'static> {
    let document = openapi()?;
    let routes = Route::new()
        .at("/healthz", get(health::healthz))
        .at("/readyz", get(health::readyz))
        .at("/version", get(health::version))
        .at("/docs", get(health::docs(&document)))
        .at("/openapi.json", get(make_sync(move |_| health::json(document.clone()))))
        .nest("/", api())
        .data(app.clone());
    let cors = Cors::new()
        .allow_origins(app.config.http.cors_origins.iter().map(String::as_str))
        .allow_methods(watch::methods())
        .allow_headers(["authorization", "content-type", "idempotency-key", "x-request-id"])
        .expose_headers(["x-request-id", "retry-after", "content-disposition"])
        .max_age(3600);
    let routes = Arc::new(routes);
    let watched = poem::endpoint::make(move |request| {
        watch::watch(routes.clone(), app.clone(), request)
    });
    Ok(watched.with(Compression::new()).with(cors).catch_all_error(|error: poem::Error| async move {
        problem::dress(error, crate::model::Locale::default(), "")
    }))
}
