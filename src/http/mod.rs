//! The HTTP layer: authentication, parsing, replies. No SQL, no rules. All routes are listed here.

pub mod api;
mod bodies;
mod body;
mod caller;
mod compress;
mod conditions;
mod cors;
mod document;
mod guard;
mod health;
mod hosts;
mod json;
mod loose;
mod media;
mod methods;
mod metrics;
mod operation;
mod pages;
mod problem;
mod reply;
mod send;
pub mod serve;
mod stream;
mod tus;
mod upload;
mod watch;
mod weights;
mod wire;

use std::sync::Arc;

use poem::endpoint::{BoxEndpoint, make_sync};
use poem::error::{MethodNotAllowedError, NotFoundError};
use poem::http::Method;
use poem::{Endpoint, EndpointExt, FromRequest, IntoEndpoint, Request, Response, Route, get, post};
use poem_openapi::registry::MetaPath;
use poem_openapi::{LicenseObject, OpenApi, OpenApiService, ServerObject};

use crate::{App, Result};
pub use caller::Caller;
use pages::console;
use pages::verify::wants_page;
pub use problem::{Problem, sentence};

/// All API modules, in the order of the document.
pub fn api() -> OpenApiService<impl OpenApi, ()> {
    let apis = (
        api::AuthApi,
        (
            api::ProfileApi,
            api::SecondFactorApi,
            api::ApiTokensApi,
            api::UsersApi,
            api::InvitationsApi,
        ),
        (api::CompaniesApi, api::CompanyExportsApi, api::TemplatesApi),
        (api::EmployeesApi, api::GroupsApi, api::EventsApi, api::CalendarApi, api::ImportsApi),
        (api::FilesApi, api::PhotosApi, api::ExportsApi),
        (api::AnswersApi, api::BulkRequestsApi, api::SearchApi, api::DownloadsApi),
        (api::NotificationsApi, api::LiveApi, api::BadgesApi),
        (api::JobsApi, api::BackupsApi, api::MailsApi),
        (api::ConsentApi, api::VerifyApi, api::ErasureApi),
    );
    OpenApiService::new(apis, "be-right", env!("CARGO_PKG_VERSION"))
        .description(include_str!("../../openapi/introduction.md"))
        .license(LicenseObject::new("ISC").url("https://spdx.org/licenses/ISC.html"))
        .server(ServerObject::new("/").description("This instance"))
}

/// The published OpenAPI document. A test compares it with [`openapi`].
pub const DOCUMENT: &str = include_str!("../../openapi/be-right.json");

/// The document, derived from the handlers. That takes longer than all else at the start, so what
/// is served is the committed one.
pub fn openapi() -> Result<String> {
    document::complete(&api().spec())
}

/// All operations of the API, by path.
fn described() -> Vec<MetaPath> {
    fn of<T: OpenApi>(_: &OpenApiService<T, ()>) -> Vec<MetaPath> {
        T::meta().into_iter().flat_map(|api| api.paths).collect()
    }
    of(&api())
}

/// All routes, with the middleware of every request.
pub fn routes(app: App) -> Result<impl Endpoint + 'static> {
    let described = described();
    let methods = Arc::new(methods::Methods::of(&described));
    let traffic = metrics::Traffic::of(&described);
    let bodies = Arc::new(bodies::Bodies::of(&app.config));
    let api = Arc::new(api().into_endpoint());
    let routes = Route::new()
        .at("/healthz", get(health::healthz))
        .at("/readyz", get(health::readyz))
        .at("/metrics", get(metrics::metrics))
        .at("/version", get(health::version))
        .at("/docs", get(health::docs()))
        .at("/openapi.yaml", get(health::yaml()))
        .at("/openapi.json", get(make_sync(|_| health::json())))
        .at("/sign/:token", pages::link_page(get(pages::sign::look)))
        .at("/sign/:token/code", pages::link_page(post(pages::sign::code)))
        .at("/sign/:token/verify", pages::link_page(post(pages::sign::verify)))
        .at("/sign/:token/language", pages::link_page(post(pages::sign::language)))
        .at("/sign/:token/answer", pages::link_page(post(pages::sign::give)))
        .at("/sign/:token/withdraw", pages::link_page(post(pages::sign::withdraw_uses)))
        .at("/sign/:token/document.pdf", pages::link_page(get(pages::sign::pdf)))
        .at("/verify", pages::page(get(pages::verify::form)))
        .at("/.well-known/be-right/keys.json", get(pages::verify::keys))
        .at("/verify/FORMAT.md", get(pages::verify::format))
        .at("/verify/:reference", first(wants_page, get(pages::verify::one), api.clone()))
        .at("/media/:signature/:transform/:file", get(media::picture))
        .at("/tus", post(tus::create).options(tus::options))
        .at(
            "/tus/:token",
            poem::RouteMethod::new()
                .head(tus::look)
                .patch(tus::append)
                .delete(tus::terminate)
                .options(tus::options),
        )
        .at("/claim/:token", pages::link_page(get(pages::site::claim).post(pages::site::claimed)))
        .at(
            "/reset/:token",
            pages::link_page(get(pages::site::reset).post(pages::site::reset_sent)),
        )
        .at("/email/:token", pages::link_page(get(pages::email::look).post(pages::email::confirm)))
        .at("/join/:token", pages::link_page(get(pages::join::look).post(pages::join::accept)))
        .at("/join/:token/decline", pages::link_page(post(pages::join::decline)))
        .at(
            "/unsubscribe/:token",
            pages::link_page(get(pages::unsubscribe::look).post(pages::unsubscribe::stop)),
        )
        .at("/console", console::page(get(console::show_home)))
        .at("/console/login", console::page(get(console::ask).post(console::enter)))
        .at("/console/forgot", console::page(get(console::show_forgot).post(console::forgot)))
        .at("/console/logout", console::page(post(console::leave)))
        .at("/console/token", pages::page(post(console::give_token)))
        .at("/console/calendar", console::page(get(console::show_month).post(console::change_feed)))
        .at(
            "/console/notifications",
            console::page(get(console::list_notifications).post(console::mark_notifications)),
        )
        .at("/console/search", console::page(get(console::search_all)))
        .at("/console/answers/:id", console::page(get(console::find_answer)))
        .at("/console/answers/:id/document.pdf", console::page(get(console::answer_document)))
        .at("/console/answers/:id/evidence.zip", console::page(get(console::answer_evidence)))
        .at("/console/mine", console::page(get(console::list_own_consents)))
        .at("/console/mine/:id/document.pdf", console::page(get(console::download_own_pdf)))
        .at("/console/mine/:id/evidence.zip", console::page(get(console::download_own_evidence)))
        .at("/me", console::page(get(console::open_own)))
        .at("/console/mine/:id/withdraw", console::page(post(console::withdraw_own)))
        .at("/console/people", console::page(get(console::list_people)))
        .at(
            "/console/people/import",
            console::page(get(console::ask_for_file).post(console::take_file)),
        )
        .at("/console/people/import/:id", console::page(get(console::show_import)))
        .at("/console/people/import/:id/report", console::page(get(console::give_report)))
        .at("/console/people/import/:id/cancel", console::page(post(console::stop_import)))
        .at("/console/people/import/:id/for-good", console::page(post(console::import_for_good)))
        .at("/console/people/import/:id/again", console::page(post(console::try_import_again)))
        .at(
            "/console/people/new",
            console::page(get(console::show_new_person).post(console::add_person)),
        )
        .at("/console/people/many", console::page(post(console::act_on_people)))
        .at("/console/people/export", console::page(get(console::export_people)))
        .at("/console/people/:id", console::page(get(console::show_person)))
        .at(
            "/console/people/:id/edit",
            console::page(get(console::show_edit_person).post(console::save_person)),
        )
        .at("/console/people/:id/delete", console::page(post(console::delete_person)))
        .at("/console/people/:id/restore", console::page(post(console::restore_person)))
        .at("/console/people/:id/erase", console::page(post(console::erase_person)))
        .at("/console/groups", console::page(get(console::list_groups).post(console::create_group)))
        .at(
            "/console/groups/:id",
            console::page(get(console::show_group).post(console::change_group)),
        )
        .at("/console/groups/:id/members", console::page(post(console::add_members)))
        .at("/console/groups/:id/delete", console::page(post(console::delete_group)))
        .at("/console/groups/:id/restore", console::page(post(console::restore_group)))
        .at("/console/shoots", console::page(get(console::list_events)))
        .at("/console/shoots/new", console::page(get(console::show_new).post(console::plan)))
        .at("/console/shoots/:id", console::page(get(console::show_event)))
        .at("/console/shoots/:id/edit", console::page(get(console::show_edit).post(console::save)))
        .at(
            "/console/shoots/:id/duplicate",
            console::page(get(console::show_duplicate).post(console::duplicate)),
        )
        .at("/console/shoots/:id/cancel", console::page(post(console::cancel)))
        .at("/console/shoots/:id/restore", console::page(post(console::restore)))
        .at(
            "/console/shoots/:id/ask",
            console::page(get(console::show_ask).post(console::ask_more)),
        )
        .at("/console/shoots/:id/synchronise", console::page(post(console::synchronise)))
        .at("/console/shoots/:id/answers", console::page(post(console::act_on_answers)))
        .at("/console/shoots/:id/papers", console::page(get(console::show_papers)))
        .at("/console/shoots/:id/papers/:name", console::page(get(console::download_table)))
        .at("/console/shoots/:id/history", console::page(get(console::show_history)))
        .at(
            "/console/shoots/:id/photos",
            console::page(get(console::list_photos).post(console::add)),
        )
        .at("/console/shoots/:id/photos.zip", console::page(get(console::download)))
        .at("/console/shoots/:id/people", console::page(post(console::name_many)))
        .at(
            "/console/shoots/:id/people/:person/email",
            console::page(post(console::change_bounced_email)),
        )
        .at("/console/shoots/:id/photos/:file", console::page(get(console::show_photo)))
        .at("/console/shoots/:id/photos/:file/people", console::page(post(console::name_one)))
        .at("/console/shoots/:id/photos/:file/link", console::page(post(console::make_link)))
        .at("/console/settings", console::page(get(console::show_settings)))
        .at(
            "/console/settings/studio",
            console::page(get(console::show_studio).post(console::save_studio)),
        )
        .at("/console/settings/studio/logo", console::page(post(console::change_logo)))
        .at("/console/settings/studio/logo/remove", console::page(post(console::remove_logo)))
        .at(
            "/console/settings/release",
            console::page(get(console::show_release).post(console::publish_release)),
        )
        .at("/console/settings/release/:id", console::page(get(console::show_version)))
        .at(
            "/console/settings/requests",
            console::page(get(console::show_requests).post(console::save_requests)),
        )
        .at(
            "/console/settings/team",
            console::page(get(console::show_team).post(console::invite_member)),
        )
        .at("/console/settings/team/:id", console::page(post(console::change_member)))
        .at(
            "/console/settings/team/invitations/:id",
            console::page(post(console::change_invitation)),
        )
        .at(
            "/console/settings/tokens",
            console::page(get(console::show_tokens).post(console::create_token)),
        )
        .at("/console/settings/tokens/:id", console::page(post(console::revoke_token)))
        .at(
            "/console/settings/data",
            console::page(get(console::show_data).post(console::change_data)),
        )
        .at("/console/settings/data/export/:id", console::page(get(console::download_export)))
        .at(
            "/console/settings/profile",
            console::page(get(console::show_profile).post(console::save_profile)),
        )
        .at(
            "/console/settings/security",
            console::page(get(console::show_security).post(console::change_password)),
        )
        .at(
            "/console/settings/security/second-factor",
            console::page(post(console::change_second_factor)),
        )
        .at("/console/settings/security/sessions", console::page(post(console::end_sessions)))
        .at(
            "/console/settings/notifications",
            console::page(get(console::show_channels).post(console::save_channels)),
        )
        .at(
            "/console/settings/companies",
            console::page(get(console::show_companies).post(console::change_companies)),
        )
        .at("/console/*rest", console::page(console::lost))
        .at("/styles", console::page(get(console::show_styles)))
        .at("/outbox", pages::page(get(pages::outbox::list)))
        .at("/outbox/:id", pages::page(get(pages::outbox::one)))
        .at("/outbox/:id/html", pages::page(get(pages::outbox::html)))
        .at("/outbox/:id/attachment/:number", pages::page(get(pages::outbox::attached)))
        .at("/assets/brand/:name", get(pages::assets::sheet))
        .at("/assets/:version/:name", get(pages::assets::file))
        // The API is mounted at the root, so the landing page is tried first.
        .nest("/", first(is_root, get(pages::site::landing), api))
        .data(traffic.clone())
        .data(app.clone());
    let routes = Arc::new(watch::catch_panics(routes));
    Ok(poem::endpoint::make(move |request| {
        let (methods, traffic, bodies) = (methods.clone(), traffic.clone(), bodies.clone());
        watch::watch(routes.clone(), app.clone(), methods, traffic, bodies, request)
    }))
}

fn is_root(request: &Request) -> bool {
    request.uri().path() == "/"
}

/// The page if `holds` is true, else the API.
fn first(
    holds: fn(&Request) -> bool,
    page: impl Endpoint + 'static,
    api: Arc<BoxEndpoint<'static>>,
) -> impl Endpoint<Output = Response> {
    let page = Arc::new(pages::page(page));
    poem::endpoint::make(move |request: Request| {
        let (page, api) = (page.clone(), api.clone());
        async move {
            // The page answers reads only; the API answers other methods.
            let reads = matches!(*request.method(), Method::GET | Method::HEAD);
            if reads && holds(&request) {
                return page.call(request).await;
            }
            if request.uri().path() == "/" {
                return Err(MethodNotAllowedError.into());
            }
            let looks = request.method() == Method::GET && wants_page(&request);
            let caller = Caller::from_request_without_body(&request).await?;
            match api.call(request).await {
                Err(error) if looks && error.is::<NotFoundError>() => Ok(pages::lost(&caller)),
                answered => answered,
            }
        }
    })
}
