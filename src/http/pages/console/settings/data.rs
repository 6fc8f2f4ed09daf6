//! Taking the data of the company away, and closing it.

use poem::http::StatusCode;
use poem::web::Data;
use poem::{Response, handler};

use super::super::forms::filled;
use super::super::{Console, ConsoleContext, ConsoleForm, Govern};
use super::studio::current;
use crate::App;
use crate::actions::companies;
use crate::http::caller::Caller;
use crate::http::pages::{go, show};
use crate::http::problem::Problem;
use crate::model::Company;
use crate::render::page::console::{DataSettings, SettingsTab};
use crate::render::page::ui::Filled;

const TAB: SettingsTab = SettingsTab::Data;

/// The exports, and the form that closes the company.
#[handler]
pub async fn show_data(app: Data<&App>, context: Console<Govern>) -> poem::Result<Response> {
    let company = current(&app, &context).await?;
    Ok(show(StatusCode::OK, &page(&context, &company, Filled::default())))
}

fn page(context: &ConsoleContext, company: &Company, filled: Filled) -> DataSettings {
    let months = usize::try_from(company.retention_months).unwrap_or_default();
    let close = context
        .panel("close", "data-close", TAB, "data-close-go")
        .hint(context.count("data-close-hint", months))
        .act("close")
        .fields(vec![
            filled
                .field("name", context.say_with("data-close-name", "name", &company.name))
                .required(),
        ])
        .with_problems(&filled, context.say("ui-problems"))
        .destructive()
        .folded();
    let (chrome, nav) = (context.settings_chrome(TAB), context.settings(Some(TAB)));
    DataSettings { chrome, nav, close }
}

/// Closes the company, if its name was typed. An owner can open it again for some time.
#[handler]
pub async fn close_company(
    app: Data<&App>,
    caller: Caller,
    form: ConsoleForm<Govern>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let company = current(&app, &context).await?;
    if fields.text("name").trim() != company.name.trim() {
        let errors = vec![("name".to_owned(), context.say("data-close-other"))];
        let filled = filled(&fields, &["name"]).with_errors(errors);
        return Ok(show(StatusCode::UNPROCESSABLE_ENTITY, &page(&context, &company, filled)));
    }
    companies::delete(&app, context.actor.user, company.id, caller.origin())
        .await
        .map_err(Problem)?;
    Ok(go(&SettingsTab::Companies.path()))
}
