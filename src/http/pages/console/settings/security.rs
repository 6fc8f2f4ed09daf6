//! Password, second factor and open sessions of one's own account.

use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Response, handler};

use super::super::forms::After;
use super::super::{Console, ConsoleContext, ConsoleForm, OwnAccount};
use super::passed_on;
use crate::actions::auth;
use crate::http::caller::Caller;
use crate::http::pages::{go, show};
use crate::http::problem::{self, Problem};
use crate::model::SessionId;
use crate::model::agent::Agent;
use crate::model::second_factor::Enrolment;
use crate::render::page::console::{
    EnrolmentShown, RecoveryCodesShown, SecuritySettings, SessionRow, SettingsTab,
};
use crate::render::page::ui::{FieldKind, Filled, FormField, FormPanel};
use crate::render::{dates, qr};
use crate::{App, Error};

const TAB: SettingsTab = SettingsTab::Security;

/// What was refused: the form's `do`, and its errors.
type Refused = Option<(&'static str, Vec<(String, String)>)>;

/// The page, as it is.
#[handler]
pub async fn show_security(
    app: Data<&App>,
    Query(after): Query<After>,
    context: Console<OwnAccount>,
) -> poem::Result<Response> {
    let mut page = page(&app, &context, None, None).await?;
    page.chrome.toast = context.toast(&after, None);
    Ok(show(StatusCode::OK, &page))
}

/// A password, which is never shown again.
fn password(context: &ConsoleContext, filled: &Filled) -> FormField {
    filled
        .field("currentPassword", context.say("password-current"))
        .kind(FieldKind::Password)
        .autocomplete("current-password")
        .required()
}

fn code(context: &ConsoleContext, filled: &Filled, help: &str) -> FormField {
    filled
        .field("code", context.say("factor-code"))
        .most(20)
        .autocomplete("one-time-code")
        .help(context.say(help))
        .required()
}

async fn page(
    app: &App,
    context: &ConsoleContext,
    enrolment: Option<Enrolment>,
    refused: Refused,
) -> Result<SecuritySettings, Problem> {
    let user = context.actor.user;
    let state = auth::second_factor(app, user).await?;
    let errors = |act: &str| match &refused {
        Some((of, errors)) if *of == act => Filled::default().with_errors(errors.clone()),
        _ => Filled::default(),
    };
    let path = format!("{}/second-factor", TAB.path());
    let panel = |id: &'static str, title: &str, go: &str, act: &'static str| {
        FormPanel::new(context.frame(None), id, context.say(title), path.clone(), context.say(go))
            .act(act)
    };
    let title = || context.say("ui-problems");
    let change = errors("password");
    let change_panel = context
        .panel("password", "password-title", TAB, "password-go")
        .hint(context.say("password-hint"))
        .act("password")
        .fields(vec![
            password(context, &change),
            change
                .field("newPassword", context.say("password-new"))
                .kind(FieldKind::Password)
                .autocomplete("new-password")
                .help(context.say("page-claim-password-hint"))
                .required(),
        ])
        .with_problems(&change, title());
    let is_wrong_code = matches!(&refused, Some(("confirm", _)));
    let confirm = errors("confirm");
    let enrolment = (enrolment.is_some() || is_wrong_code).then(|| EnrolmentShown {
        secret: enrolment.map(|made| (qr::data_url(&made.uri), made.secret)),
        confirm: panel("confirm", "factor-confirm", "factor-confirm-go", "confirm")
            .fields(vec![code(context, &confirm, "factor-code-hint")])
            .with_problems(&confirm, title()),
    });
    let mut factor = vec![];
    if state.since.is_some() {
        let (renew, off) = (errors("renew"), errors("off"));
        factor.push(
            panel("renew", "factor-renew", "factor-renew-go", "renew")
                .hint(context.say("factor-renew-hint"))
                .fields(vec![
                    password(context, &renew).in_form("renew-"),
                    code(context, &renew, "factor-any-code-hint"),
                ])
                .with_problems(&renew, title())
                .folded(),
        );
        factor.push(
            panel("off", "factor-turn-off", "factor-turn-off-go", "off")
                .hint(context.say("factor-turn-off-hint"))
                .fields(vec![
                    password(context, &off).in_form("off-"),
                    code(context, &off, "factor-any-code-hint").in_form("off-"),
                ])
                .with_problems(&off, title())
                .destructive()
                .folded(),
        );
    } else if enrolment.is_none() || is_wrong_code {
        let begin = errors("begin");
        let key = if is_wrong_code { "factor-begin-again" } else { "factor-begin" };
        factor.push(
            panel("begin", key, "factor-begin-go", "begin")
                .fields(vec![password(context, &begin).in_form("begin-")])
                .with_problems(&begin, title()),
        );
    }
    let current = context.actor.session();
    let sessions = auth::sessions(app, user).await?;
    let sessions = sessions.into_iter().map(|one| SessionRow {
        id: one.id.0,
        agent: one.user_agent.as_deref().map(|text| Agent::of(text).name()).unwrap_or_default(),
        ip: one.ip,
        used: dates::short_moment(context.locale, one.used_at, &context.zone),
        is_current: Some(one.id) == current,
    });
    Ok(SecuritySettings {
        chrome: context.settings_chrome(TAB),
        nav: context.settings(Some(TAB)),
        password: change_panel,
        since: state.since.map(|at| context.day(at)),
        codes_left: state.recovery_codes_left,
        factor,
        enrolment,
        sessions: sessions.collect(),
    })
}

/// The page with the errors of one of its forms.
async fn refuse(
    app: &App,
    context: &ConsoleContext,
    act: &'static str,
    error: Error,
) -> poem::Result<Response> {
    let error = passed_on(error)?;
    let errors = context.errors(&error, str::to_owned);
    let page = page(app, context, None, Some((act, errors))).await?;
    Ok(show(problem::status(&error), &page))
}

/// Changes the password: other sessions and all API tokens end.
#[handler]
pub async fn change_password(
    app: Data<&App>,
    caller: Caller,
    form: ConsoleForm<OwnAccount>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let session = session_of(&context)?;
    let text = |name: &str| fields.text(name).to_owned();
    let (current, fresh) = (text("currentPassword"), text("newPassword"));
    let user = context.actor.user;
    match auth::change_password(&app, user, session, current, fresh, caller.origin()).await {
        Ok(()) => Ok(go(&format!("{}?after=password", TAB.path()))),
        Err(error) => refuse(&app, &context, "password", error).await,
    }
}

fn session_of(context: &ConsoleContext) -> Result<SessionId, Problem> {
    context.actor.session().ok_or(Problem(Error::Unauthenticated("session_ended")))
}

/// `do=begin` shows a secret for an app, `confirm` turns the second factor on, `renew` replaces the
/// recovery codes, `off` turns it off.
#[handler]
pub async fn change_second_factor(
    app: Data<&App>,
    caller: Caller,
    form: ConsoleForm<OwnAccount>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let (user, origin) = (context.actor.user, caller.origin());
    let text = |name: &str| fields.text(name).to_owned();
    let (current, code) = (text("currentPassword"), text("code"));
    match fields.text("do") {
        "begin" => match auth::begin_second_factor(&app, user, current).await {
            Ok(made) => {
                let page = page(&app, &context, Some(made), None).await?;
                Ok(show(StatusCode::OK, &page))
            }
            Err(error) => refuse(&app, &context, "begin", error).await,
        },
        "confirm" => match auth::confirm_second_factor(&app, user, &code, origin).await {
            Ok(codes) => Ok(recovery(&context, codes)),
            Err(error) => {
                let is_begun = !matches!(&error, Error::Conflict(_));
                refuse(&app, &context, if is_begun { "confirm" } else { "begin" }, error).await
            }
        },
        "renew" => match auth::renew_recovery_codes(&app, user, current, code, origin).await {
            Ok(codes) => Ok(recovery(&context, codes)),
            Err(error) => refuse(&app, &context, "renew", error).await,
        },
        "off" => match auth::turn_second_factor_off(&app, user, current, code, origin).await {
            Ok(()) => Ok(go(&format!("{}?after=factor-off", TAB.path()))),
            Err(error) => refuse(&app, &context, "off", error).await,
        },
        _ => Err(Problem(Error::invalid("do", "required")).into()),
    }
}

fn recovery(context: &ConsoleContext, codes: Vec<String>) -> Response {
    let nav = context.settings(Some(TAB));
    let page = RecoveryCodesShown { chrome: context.settings_chrome(TAB), nav, codes };
    show(StatusCode::OK, &page)
}

/// `do=end` ends one session, `others` all but this one.
#[handler]
pub async fn end_sessions(
    app: Data<&App>,
    caller: Caller,
    form: ConsoleForm<OwnAccount>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let (user, origin) = (context.actor.user, caller.origin());
    match fields.ids("session").first().copied().map(SessionId) {
        Some(one) => match auth::end_session(&app, user, one, origin).await {
            Ok(()) | Err(Error::NotFound(_)) => {}
            Err(error) => return Err(Problem(error).into()),
        },
        None => {
            let current = session_of(&context)?;
            auth::end_other_sessions(&app, user, current, origin).await.map_err(Problem)?;
        }
    }
    Ok(go(&format!("{}?after=session-ended", TAB.path())))
}
