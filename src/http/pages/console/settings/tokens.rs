//! API tokens: shown once when they are made, and revoked.

use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};

use super::super::forms::{After, filled};
use super::super::{Console, ConsoleContext, ConsoleForm, SeeEvents};
use super::passed_on;
use crate::actions::{api_tokens, users};
use crate::http::caller::Caller;
use crate::http::pages::{go, show};
use crate::http::problem::{self, Problem};
use crate::model::api_token::TokenScope;
use crate::model::{ApiTokenId, Right, Timestamp, UserId};
use crate::render::page::console::{Confirm, SettingsTab, TokenRow, TokenSettings};
use crate::render::page::ui::{FieldKind, Filled, FormPanel, TickList, TickOption};
use crate::{App, Error};

const TAB: SettingsTab = SettingsTab::Tokens;

/// How long a token may last, in days.
const LASTS: [i64; 4] = [30, 90, 365, 1095];

/// The tokens, and the form for a new one.
#[handler]
pub async fn show_tokens(
    app: Data<&App>,
    Query(after): Query<After>,
    context: Console<SeeEvents>,
) -> poem::Result<Response> {
    let mut page = page(&app, &context, fresh(&context, Filled::default(), &[])).await?;
    page.chrome.toast = context.toast(&after, None);
    Ok(show(StatusCode::OK, &page))
}

/// The user whose tokens are shown; None for all of the company.
fn whose(context: &ConsoleContext) -> Option<UserId> {
    (!context.may(Right::Govern)).then_some(context.actor.user)
}

async fn page(
    app: &App,
    context: &ConsoleContext,
    create: FormPanel,
) -> Result<TokenSettings, Problem> {
    let now = app.now();
    let mut rows = vec![];
    for one in api_tokens::list(app, context.scope, whose(context)).await? {
        let owner = match one.user == context.actor.user {
            true => None,
            false => users::find(app, context.scope, one.user).await.ok(),
        };
        rows.push(TokenRow {
            id: one.id.0,
            name: one.name,
            prefix: one.prefix,
            scopes: one.scopes.into_iter().map(TokenScope::name).collect(),
            owner: owner.map(|user| format!("{} {}", user.first_name, user.last_name)),
            made: context.day(one.created_at),
            used: one.used_at.map(|at| context.day(at)),
            until: context.day(one.expires_at),
            is_over: now >= one.expires_at,
        });
    }
    Ok(TokenSettings {
        chrome: context.settings_chrome(TAB),
        nav: context.settings(Some(TAB)),
        rows,
        create,
        made: None,
    })
}

/// The form for a new token.
fn fresh(context: &ConsoleContext, filled: Filled, ticked: &[String]) -> FormPanel {
    let lasts = LASTS.map(|days| {
        (days.to_string(), context.count("tokens-days", usize::try_from(days).unwrap_or_default()))
    });
    let mut last = filled.field("days", context.say("tokens-lasts")).choices(lasts);
    if last.value.is_empty() {
        last.value = "365".to_owned();
    }
    let scopes = TickList {
        name: "scopes",
        legend: context.say("tokens-scopes"),
        hint: Some(context.say("tokens-scopes-hint")),
        error: filled.error("scopes").map(str::to_owned),
        options: TokenScope::ALL
            .into_iter()
            .map(|scope| TickOption {
                value: scope.name().to_owned(),
                label: context.say(&format!("scope-{}", scope.name().replace(':', "-"))),
                hint: None,
                is_ticked: ticked.iter().any(|one| one == scope.name()),
            })
            .collect(),
    };
    context
        .panel("new", "tokens-new", TAB, "tokens-create")
        .hint(context.say("tokens-hint"))
        .act("create")
        .fields(vec![
            filled.field("name", context.say("tokens-name")).most(100).required(),
            last,
            filled
                .field("currentPassword", context.say("password-current"))
                .kind(FieldKind::Password)
                .autocomplete("current-password")
                .required(),
        ])
        .ticks(scopes)
        .with_problems(&filled, context.say("ui-problems"))
}

/// Makes a token, and shows it once.
#[handler]
pub async fn create_token(
    app: Data<&App>,
    caller: Caller,
    form: ConsoleForm<SeeEvents>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let ticked = fields.texts("scopes");
    let days = fields.text("days").parse().unwrap_or(365_i64).clamp(1, 1095);
    let new = api_tokens::NewToken {
        name: fields.text("name").to_owned(),
        scopes: TokenScope::ALL
            .into_iter()
            .filter(|scope| ticked.iter().any(|one| one == scope.name()))
            .collect(),
        expires_at: Some(app.now().plus(days * Timestamp::DAY)),
        current_password: fields.text("currentPassword").to_owned(),
    };
    let (scope, user) = (context.scope, context.actor.user);
    match api_tokens::create(&app, scope, user, new, caller.origin()).await {
        Ok((token, secret)) => {
            let create = fresh(&context, Filled::default(), &[]);
            let mut page = page(&app, &context, create).await?;
            page.made = Some((token.name, secret));
            Ok(show(StatusCode::OK, &page))
        }
        Err(error) => {
            let error = passed_on(error)?;
            let errors = context.errors(&error, |field| match field {
                "expiresAt" => "days".to_owned(),
                field => field.to_owned(),
            });
            let filled = filled(&fields, &["name", "days"]).with_errors(errors);
            let page = page(&app, &context, fresh(&context, filled, &ticked)).await?;
            Ok(show(problem::status(&error), &page))
        }
    }
}

/// Revokes a token, once that is confirmed: programs that use it are refused.
#[handler]
pub async fn revoke_token(
    app: Data<&App>,
    caller: Caller,
    Path(id): Path<i64>,
    form: ConsoleForm<SeeEvents>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let (of, by, id) = (whose(&context), context.actor.user, ApiTokenId(id));
    let known = api_tokens::list(&app, context.scope, of).await.map_err(Problem)?;
    let known = known.into_iter().find(|one| one.id == id);
    let known = known.ok_or(Problem(Error::NotFound("api_token")))?;
    if !fields.ticked("confirm") {
        let page = Confirm {
            chrome: context.chrome_without_path(),
            title: context.say_with("tokens-revoke-one", "name", &known.name),
            lines: vec![context.say("tokens-revoke-hint")],
            names: vec![],
            more: 0,
            asked: vec![],
            action: format!("{}/{}", TAB.path(), id.0),
            fields: vec![],
            go: context.say("tokens-revoke"),
            is_destructive: true,
            back: TAB.path(),
        };
        return Ok(show(StatusCode::OK, &page));
    }
    api_tokens::revoke(&app, context.scope, by, of, id, caller.origin()).await.map_err(Problem)?;
    Ok(go(&format!("{}?after=token-revoked", TAB.path())))
}
