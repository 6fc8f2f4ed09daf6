//! The release text that is shipped, beside the company's own, and its adoption.

use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Response, handler};

use super::super::{Console, ConsoleForm, Govern};
use super::release::{ReleaseQuery, TAB, missing, preview};
use super::studio::current;
use crate::App;
use crate::actions::templates;
use crate::http::caller::Caller;
use crate::http::pages::{go, show};
use crate::http::problem::Problem;
use crate::model::Locale;
use crate::model::release::Text;
use crate::render::page::console::ReleaseStandard;

/// Both texts, side by side.
#[handler]
pub async fn show_standard(
    app: Data<&App>,
    Query(params): Query<ReleaseQuery>,
    context: Console<Govern>,
) -> poem::Result<Response> {
    let locale = params.locale().unwrap_or(context.locale);
    let company = current(&app, &context).await?;
    let all = templates::list(&app, context.scope).await.map_err(Problem)?;
    let yours = all.iter().find(|one| one.locale == locale);
    let yours = yours.map_or_else(|| Text::default_in(locale), |one| one.text());
    let standard = Text { uses: yours.uses.clone(), ..Text::default_in(locale) };
    let path = format!("{}/standard?language={}", TAB.path(), locale.tag());
    let page = ReleaseStandard {
        chrome: context.chrome(path),
        nav: context.settings(Some(TAB)),
        language: locale.tag(),
        yours: preview(&app, &context, &company, locale, &yours),
        missing: missing(&context, &company, &standard.body),
        standard: preview(&app, &context, &company, locale, &standard),
    };
    Ok(show(StatusCode::OK, &page))
}

/// Publishes the text that is shipped, with the uses that the company offers: in all languages with
/// `do=both`, else in the one that is shown.
#[handler]
pub async fn adopt_standard(
    app: Data<&App>,
    caller: Caller,
    form: ConsoleForm<Govern>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let shown = Locale::from_tag(fields.text("language")).unwrap_or(context.locale);
    let wanted = match fields.text("do") {
        "both" => Locale::ALL.to_vec(),
        _ => vec![shown],
    };
    let by = context.actor.user;
    templates::adopt(&app, context.scope, by, wanted, caller.origin()).await.map_err(Problem)?;
    Ok(go(&format!("{}?language={}&after=published", TAB.path(), shown.tag())))
}
