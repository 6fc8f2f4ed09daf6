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
mod list_item;
mod media;
mod methods;
mod metrics;
mod middleware;
mod operation;
mod pages;
mod problem;
pub mod redirect;
mod reply;
mod request_checks;
mod right;
mod send;
pub mod serve;
mod site;
mod stream;
mod stripe_webhook;
pub mod tls;
mod tus;
mod upload;
mod uses;
mod weighted_header;

use std::sync::Arc;

use poem::endpoint::{BoxEndpoint, make_sync};
use poem::error::{MethodNotAllowedError, NotFoundError};
use poem::http::Method;
use poem::{Endpoint, EndpointExt, FromRequest, IntoEndpoint, Request, Response};
use poem_openapi::registry::MetaPath;
use poem_openapi::{LicenseObject, OpenApi, OpenApiService, ServerObject};

use crate::model::api_token::TokenScope::FilesWrite;
use crate::{App, Result};
pub use caller::Caller;
use operation::BodyKind;
use pages::console;
use pages::verify::wants_page;
pub use problem::{Problem, sentence};
use site::{Site, Takes, get, post};

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
        (
            api::EmployeesApi,
            api::GroupsApi,
            api::PublicationsApi,
            api::EventsApi,
            api::CalendarApi,
            api::ImportsApi,
        ),
        (api::FilesApi, api::PhotosApi, api::ExportsApi),
        (api::AnswersApi, api::BulkRequestsApi, api::SearchApi, api::DownloadsApi),
        (api::NotificationsApi, api::LiveApi, api::BadgesApi, api::BillingApi),
        (api::AuditApi, api::JobsApi, api::BackupsApi, api::MailsApi),
        (
            api::StatsApi,
            api::InstanceCompaniesApi,
            api::InstanceUsersApi,
            api::InstanceRowsApi,
            api::InstanceSettingsApi,
        ),
        (api::ConsentApi, api::VerifyApi, api::RootsApi, api::ErasureApi, api::PersonalDataApi),
    );
    OpenApiService::new(apis, "be-right", env!("CARGO_PKG_VERSION"))
        .description(include_str!("../../openapi/introduction.md"))
        .license(LicenseObject::new("ISC").url("https://spdx.org/licenses/ISC.html"))
        .server(ServerObject::new("/").description("This instance"))
}

/// The published OpenAPI document. A test compares it with [`openapi`].
pub static DOCUMENT: &str = include_str!("../../openapi/be-right.json");

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
    let site = site();
    let methods = Arc::new(methods::Methods::of(&described(), &site.pages));
    let traffic = metrics::Traffic::default();
    let bodies = Arc::new(bodies::Bodies::of(&app.config));
    let routes = site.routes.data(traffic.clone()).data(app.clone());
    let routes = Arc::new(middleware::catch_panics(routes));
    Ok(poem::endpoint::make(move |request| {
        let (methods, traffic, bodies) = (methods.clone(), traffic.clone(), bodies.clone());
        middleware::watch(routes.clone(), app.clone(), methods, traffic, bodies, request)
    }))
}

/// Every route, with what is known of it before its handler is called.
fn site() -> Site {
    let api = Arc::new(api().into_endpoint());
    Site::default()
        .at("/healthz", get(health::healthz))
        .at("/readyz", get(health::readyz))
        .at("/metrics", get(metrics::metrics))
        .at("/version", get(health::version))
        .at("/docs", get(health::docs()))
        .at("/openapi.yaml", get(health::yaml()))
        .at("/openapi.json", get(make_sync(|_| health::json())))
        .link_page("/sign/:token", get(pages::sign::look))
        .link_page("/sign/:token/code", post(pages::sign::code).body(BodyKind::Signature))
        .link_page("/sign/:token/verify", post(pages::sign::verify).body(BodyKind::Signature))
        .link_page("/sign/:token/language", post(pages::sign::language).body(BodyKind::Signature))
        .link_page("/sign/:token/answer", post(pages::sign::give).body(BodyKind::Signature))
        .link_page(
            "/sign/:token/withdraw",
            post(pages::sign::withdraw_uses).body(BodyKind::Signature),
        )
        .link_page("/sign/:token/document.pdf", get(pages::sign::pdf))
        .link_page("/sign/:token/receipt.pdf", get(pages::sign::receipt))
        .page("/withdraw", get(pages::sign::look_for_lost).post(pages::sign::find_lost))
        .page(
            "/verify",
            get(pages::verify::form).post(pages::verify::judge_file).body(BodyKind::File),
        )
        .at("/verify/FORMAT.md", get(pages::verify::format))
        .at("/.well-known/be-right/keys.json", get(pages::verify::keys))
        .at("/.well-known/tdmrep.json", get(media::reservations))
        .other("/verify/roots", first(wants_page, poem::get(pages::roots::roots), api.clone()))
        .other("/verify/:reference", first(wants_page, poem::get(pages::verify::one), api.clone()))
        .at("/media/:signature/:transform/:file", get(media::picture))
        .at("/stripe/webhook", post(stripe_webhook::receive).body(BodyKind::Signature))
        .at(
            "/tus",
            post(tus::create).options(tus::options).body(BodyKind::Chunk).scopes(&[FilesWrite]),
        )
        .at(
            "/tus/:token",
            Takes::default()
                .head(tus::look)
                .patch(tus::append)
                .delete(tus::terminate)
                .options(tus::options)
                .body(BodyKind::Chunk)
                .scopes(&[FilesWrite]),
        )
        .link_page("/claim/:token", get(pages::site::claim).post(pages::site::claimed))
        .page("/register", get(pages::site::register).post(pages::site::registered))
        .link_page("/reset/:token", get(pages::site::reset).post(pages::site::reset_sent))
        .link_page("/email/:token", get(pages::email::look).post(pages::email::confirm))
        .link_page("/join/:token", get(pages::join::look).post(pages::join::accept))
        .link_page("/join/:token/decline", post(pages::join::decline))
        .link_page(
            "/unsubscribe/:token",
            get(pages::unsubscribe::look).post(pages::unsubscribe::stop),
        )
        .console("/console", get(console::show_home))
        .console("/console/remind", post(console::remind_awaited))
        .console("/console/login", get(console::ask).post(console::enter))
        .console("/console/forgot", get(console::show_forgot).post(console::forgot))
        .console("/console/logout", post(console::leave))
        .page("/console/token", post(console::give_token))
        .console("/console/calendar", get(console::show_month).post(console::change_feed))
        .console(
            "/console/notifications",
            get(console::list_notifications).post(console::mark_notifications).while_suspended(),
        )
        .console("/console/search", get(console::search_all))
        .console("/console/answers/:id", get(console::find_answer))
        .console("/console/answers/:id/document.pdf", get(console::answer_document))
        .console("/console/answers/:id/evidence.zip", get(console::answer_evidence))
        .console("/console/answers/:id/receipts/:number", get(console::answer_receipt))
        .console("/console/mine", get(console::list_own_consents))
        .console("/console/mine/:id/document.pdf", get(console::download_own_pdf))
        .console("/console/mine/:id/evidence.zip", get(console::download_own_evidence))
        .console("/console/mine/:id/withdraw", post(console::withdraw_own).while_suspended())
        .console("/me", get(console::open_own))
        .console("/console/people", get(console::list_people))
        .console(
            "/console/people/import",
            get(console::ask_for_file).post(console::take_file).body(BodyKind::Upload),
        )
        .console("/console/people/import/:id", get(console::show_import))
        .console("/console/people/import/:id/report", get(console::give_report))
        .console("/console/people/import/:id/cancel", post(console::stop_import))
        .console("/console/people/import/:id/for-good", post(console::import_for_good))
        .console("/console/people/import/:id/again", post(console::try_import_again))
        .console("/console/people/new", get(console::show_new_person).post(console::add_person))
        .console("/console/people/many", post(console::act_on_people))
        .console("/console/people/export", get(console::export_people))
        .console("/console/people/:id", get(console::show_person))
        .console(
            "/console/people/:id/edit",
            get(console::show_edit_person).post(console::save_person),
        )
        .console("/console/people/:id/delete", post(console::delete_person))
        .console("/console/people/:id/restore", post(console::restore_person))
        .console("/console/people/:id/erase", post(console::erase_person))
        .console("/console/people/:id/account", post(console::invite_person))
        .console("/console/people/:id/data.zip", get(console::export_person))
        .console("/console/groups", get(console::list_groups).post(console::create_group))
        .console("/console/groups/:id", get(console::show_group).post(console::change_group))
        .console("/console/groups/:id/members", post(console::add_members))
        .console("/console/groups/:id/delete", post(console::delete_group))
        .console("/console/groups/:id/restore", post(console::restore_group))
        .console("/console/shoots", get(console::list_events))
        .console("/console/shoots/new", get(console::show_new).post(console::plan))
        .console("/console/shoots/:id", get(console::show_event))
        .console("/console/shoots/:id/edit", get(console::show_edit).post(console::save))
        .console(
            "/console/shoots/:id/duplicate",
            get(console::show_duplicate).post(console::duplicate),
        )
        .console("/console/shoots/:id/cancel", post(console::cancel))
        .console("/console/shoots/:id/restore", post(console::restore))
        .console("/console/shoots/:id/ask", get(console::show_ask).post(console::ask_more))
        .console("/console/shoots/:id/synchronise", post(console::synchronise))
        .console("/console/shoots/:id/answers", post(console::act_on_answers))
        .console("/console/shoots/:id/papers", get(console::show_papers))
        .console("/console/shoots/:id/papers/:name", get(console::download_table))
        .console("/console/shoots/:id/history", get(console::show_history))
        .console(
            "/console/shoots/:id/photos",
            get(console::list_photos).post(console::add).body(BodyKind::Upload),
        )
        .console("/console/shoots/:id/photos.zip", get(console::download))
        .console("/console/shoots/:id/people", post(console::name_many))
        .console("/console/shoots/:id/publish", get(console::show_publish).post(console::publish))
        .console("/console/publications", get(console::list_publications))
        .console("/console/publications/:id", post(console::change_publication))
        .console("/console/shoots/:id/people/:person/email", post(console::change_bounced_email))
        .console("/console/shoots/:id/photos/:file", get(console::show_photo))
        .console("/console/shoots/:id/photos/:file/people", post(console::name_one))
        .console("/console/shoots/:id/photos/:file/link", post(console::make_link))
        .console("/console/settings", get(console::show_settings))
        .console("/console/settings/studio", get(console::show_studio).post(console::save_studio))
        .console(
            "/console/settings/studio/logo",
            post(console::change_own_picture).body(BodyKind::Upload),
        )
        .console("/console/settings/studio/logo/remove", post(console::remove_own_picture))
        .console(
            "/console/settings/studio/watermark",
            post(console::change_own_picture).body(BodyKind::Upload),
        )
        .console("/console/settings/studio/watermark/remove", post(console::remove_own_picture))
        .console(
            "/console/settings/release",
            get(console::show_release).post(console::publish_release),
        )
        .console(
            "/console/settings/release/standard",
            get(console::show_standard).post(console::adopt_standard),
        )
        .console("/console/settings/release/:id", get(console::show_version))
        .console(
            "/console/settings/requests",
            get(console::show_requests).post(console::save_requests),
        )
        .console("/console/settings/team", get(console::show_team).post(console::invite_member))
        .console("/console/settings/team/:id", post(console::change_member))
        .console("/console/settings/team/invitations/:id", post(console::change_invitation))
        .console("/console/settings/tokens", get(console::show_tokens).post(console::create_token))
        .console("/console/settings/tokens/:id", post(console::revoke_token))
        .console("/console/settings/plan", get(console::show_plan).post(console::change_plan))
        .console("/console/settings/plan/invoices/:id", get(console::download_invoice))
        .console("/console/billing/order/:id", get(console::show_order))
        .console("/console/billing/:session", get(console::show_paid))
        .console(
            "/console/settings/data",
            get(console::show_data).post(console::change_data).while_suspended(),
        )
        .console("/console/settings/data/export/:id", get(console::download_export))
        .console("/console/settings/data/register", get(console::show_register))
        .console(
            "/console/settings/profile",
            get(console::show_profile).post(console::save_profile),
        )
        .console(
            "/console/settings/security",
            get(console::show_security).post(console::change_password),
        )
        .console("/console/settings/security/second-factor", post(console::change_second_factor))
        .console("/console/settings/security/sessions", post(console::end_sessions))
        .console("/console/settings/security/data.zip", get(console::export_account))
        .console(
            "/console/settings/notifications",
            get(console::show_channels).post(console::save_channels),
        )
        .console(
            "/console/settings/companies",
            get(console::show_companies).post(console::change_companies),
        )
        .console("/console/settings/mails", get(console::list_mails))
        .console("/console/settings/mails/:id", post(console::act_on_mail))
        .console("/console/settings/audit", get(console::show_audit))
        .console("/console/settings/audit/export", get(console::export_audit))
        .console("/console/instance", get(console::show_instance))
        .console("/console/instance/leave", post(console::leave_company))
        .console("/console/instance/companies", get(console::list_companies))
        .console(
            "/console/instance/companies/:id",
            get(console::show_company).post(console::change_company),
        )
        .console("/console/instance/users", get(console::list_users).post(console::change_users))
        .console("/console/instance/users/:id", get(console::show_user).post(console::change_user))
        .console("/console/instance/plans", get(console::list_plans))
        .console("/console/instance/all/:kind", get(console::list_rows))
        .console(
            "/console/instance/all/:kind/:id",
            get(console::show_row).post(console::change_row),
        )
        .console("/console/instance/settings", get(console::show_instance_settings))
        .console("/console/instance/audit", get(console::show_all_audit))
        .console("/console/instance/audit/export", get(console::export_all_audit))
        .console("/console/instance/mails", get(console::list_all_mails))
        .console("/console/instance/mails/:id", post(console::act_on_any_mail))
        .console("/console/instance/jobs", get(console::list_jobs))
        .console("/console/instance/jobs/:id", post(console::change_job))
        .console(
            "/console/instance/schedules",
            get(console::list_schedules).post(console::run_schedule),
        )
        .console("/console/instance/backups", get(console::show_backups).post(console::make_backup))
        .console(
            "/console/instance/messages",
            get(console::list_messages).post(console::send_message),
        )
        .other("/console/*rest", console::page(console::lost))
        .console("/styles", get(console::show_styles))
        .page("/outbox", get(pages::outbox::list))
        .page("/outbox/:id", get(pages::outbox::one))
        .page("/outbox/:id/html", get(pages::outbox::html))
        .page("/outbox/:id/attachment/:number", get(pages::outbox::attached))
        .at("/assets/brand/:name", get(pages::assets::sheet))
        .at("/assets/:version/:name", get(pages::assets::file))
        // The API is mounted at the root, so the landing page is tried first.
        .root(get(pages::site::landing), |landing| first(is_root, landing, api))
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
