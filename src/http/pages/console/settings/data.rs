//! Taking the data of the company away, and closing it.

use poem::http::{HeaderMap, StatusCode};
use poem::web::{Data, Path, Query};
use poem::{IntoResponse, Response, handler};

use super::super::forms::{After, filled};
use super::super::{Console, ConsoleContext, ConsoleForm, Govern};
use super::studio::current;
use super::{is_beyond_the_form, passed_on};
use crate::actions::{billing, companies, exports};
use crate::http::caller::Caller;
use crate::http::pages::{go, show};
use crate::http::problem::{self, Problem};
use crate::http::send::{Original, Sent};
use crate::model::{Export, ExportId, ExportState};
use crate::render::dates;
use crate::render::page::console::{DataSettings, ExportRow, SettingsTab};
use crate::render::page::ui::{FieldKind, Filled};
use crate::{App, Error};

const TAB: SettingsTab = SettingsTab::Data;

/// The exports, and the form that closes the company.
#[handler]
pub async fn show_data(
    app: Data<&App>,
    Query(after): Query<After>,
    context: Console<Govern>,
) -> poem::Result<Response> {
    let mut page = page(&app, &context, Filled::default(), Filled::default()).await?;
    page.chrome.toast = context.toast(&after, None);
    Ok(show(StatusCode::OK, &page))
}

/// The page, with what was typed into its two forms.
async fn page(
    app: &App,
    context: &ConsoleContext,
    export: Filled,
    close: Filled,
) -> Result<DataSettings, Problem> {
    let company = current(app, context).await?;
    let months = usize::try_from(company.retention_months).unwrap_or_default();
    let password = export
        .field("currentPassword", context.say("password-current"))
        .kind(FieldKind::Password)
        .autocomplete("current-password")
        .required();
    let export_panel = context
        .panel("everything", "data-everything", TAB, "data-everything-go")
        .hint(context.say("data-everything-hint"))
        .act("export")
        .fields(vec![password])
        .with_problems(&export, context.say("ui-problems"));
    let mut closing = context.count("data-close-hint", months);
    if billing::is_on(app).is_ok() {
        closing = format!("{closing} {}", context.say("data-close-paid"));
    }
    let name =
        close.field("name", context.say_with("data-close-name", "name", &company.name)).required();
    let close_panel = context
        .panel("close", "data-close", TAB, "data-close-go")
        .hint(closing)
        .act("close")
        .fields(vec![name])
        .with_problems(&close, context.say("ui-problems"))
        .destructive()
        .folded();
    let found = exports::list(app, context.scope).await?;
    Ok(DataSettings {
        chrome: context.settings_chrome(TAB),
        nav: context.settings(Some(TAB)),
        export: export_panel,
        exports: found.into_iter().map(|one| row(context, one)).collect(),
        close: close_panel,
    })
}

fn row(context: &ConsoleContext, export: Export) -> ExportRow {
    let words = crate::render::words(context.locale);
    let state = match (export.state, export.expires_at, export.bytes) {
        (ExportState::Done, Some(until), Some(bytes)) => {
            let (megabytes, until) = ((bytes + 999_999) / 1_000_000, context.day(until));
            let values = [("size", megabytes.into()), ("day", until.as_str().into())];
            words.say_with("export-state-done", values).into_owned()
        }
        (state, ..) => context.say(&format!("export-state-{}", state.name().to_lowercase())),
    };
    ExportRow {
        id: export.id.0,
        asked: dates::short_moment(context.locale, export.created_at, &context.zone),
        state,
        progress: export.state.is_under_way().then_some((export.done, export.total)),
        is_ready: export.state == ExportState::Done,
    }
}

/// `do=export` asks for an export of everything, once the password is right; `do=close` closes the
/// company, if its name was typed. An owner can open it again for some time.
#[handler]
pub async fn change_data(
    app: Data<&App>,
    caller: Caller,
    form: ConsoleForm<Govern>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    if fields.text("do") == "export" {
        let password = Some(fields.text("currentPassword").to_owned());
        let user = context.actor.user;
        return match exports::request(&app, context.scope, user, password).await {
            Ok(_) => Ok(go(&format!("{}?after=export", TAB.path()))),
            // Sent twice: the first one is being made.
            Err(Error::Conflict("export_under_way")) => Ok(go(&TAB.path())),
            Err(error) if is_beyond_the_form(&error) => Err(Problem(error).into()),
            Err(error) => {
                let error = passed_on(error)?;
                let errors = context.errors(&error, str::to_owned);
                let typed = Filled::default().with_errors(errors);
                let page = page(&app, &context, typed, Filled::default()).await?;
                Ok(show(problem::status(&error), &page))
            }
        };
    }
    let company = current(&app, &context).await?;
    if fields.text("name").trim() != company.name.trim() {
        let errors = vec![("name".to_owned(), context.say("data-close-other"))];
        let typed = filled(&fields, &["name"]).with_errors(errors);
        let page = page(&app, &context, Filled::default(), typed).await?;
        return Ok(show(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    companies::delete(&app, context.actor.user, company.id, caller.origin())
        .await
        .map_err(Problem)?;
    Ok(go(&SettingsTab::Companies.path()))
}

/// The archive of an export, whole or a range of it.
#[handler]
pub async fn download_export(
    app: Data<&App>,
    Path(id): Path<i64>,
    headers: &HeaderMap,
    context: Console<Govern>,
) -> poem::Result<Response> {
    let user = context.actor.user;
    let opened = exports::open(&app, context.scope, user, ExportId(id)).await;
    let (name, bytes) = opened.map_err(Problem)?;
    let tag = format!("\"export-{id}\"");
    let sent = Sent { bytes, media_type: "application/zip", name: &name, tag };
    Ok(Original::of(&app, headers, sent).await.map_err(Problem)?.into_response())
}
