//! The companies of the user: working for another one, invitations, a new one, a closed one. Also
//! for users who have none at the moment.

use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Response, handler};

use super::super::forms::{After, filled, once};
use super::super::{Console, ConsoleContext, ConsoleForm, OwnAccount};
use super::{passed_on, role_key};
use crate::actions::companies::{self, Details, Order};
use crate::actions::{auth, invitations, profile};
use crate::config::Registration;
use crate::http::caller::Caller;
use crate::http::pages::{go, show};
use crate::http::problem::{self, Problem};
use crate::model::keys::fresh_nonce;
use crate::model::{CompanyId, List, PageQuery, Role};
use crate::render::page::console::{CompanyInvitation, CompanyRow, CompanySettings, SettingsTab};
use crate::render::page::ui::{Filled, FormPanel};
use crate::{App, Error};

const TAB: SettingsTab = SettingsTab::Companies;

/// The companies that are listed.
const MOST: u32 = 100;

/// The companies, and the invitations to others.
#[handler]
pub async fn show_companies(
    app: Data<&App>,
    Query(after): Query<After>,
    context: Console<OwnAccount>,
) -> poem::Result<Response> {
    let mut page = page(&app, &context, Filled::default(), fresh_nonce()).await?;
    page.chrome.toast = context.toast(&after, None);
    Ok(show(StatusCode::OK, &page))
}

async fn page(
    app: &App,
    context: &ConsoleContext,
    filled: Filled,
    key: String,
) -> Result<CompanySettings, Problem> {
    let user = context.actor.user;
    let own = profile::companies(app, user).await?;
    let query = context.page_of(List::Companies, None, Order::Name);
    let query = PageQuery { limit: MOST, with_deleted: true, ..query };
    let closed = companies::list(app, user, query).await?;
    let closed = closed.data.into_iter().filter_map(|one| {
        let on = context.say_with("companies-closed-on", "day", &context.day(one.deleted_at?));
        Some((one.id.0, one.name, on))
    });
    let waiting = invitations::waiting(app, user).await?;
    let runs = profile::find(app, user).await?.instance_role == Some(Role::Admin);
    let may_create = app.config.registration == Registration::Open
        || runs
        || own.iter().any(|one| one.role == Role::Owner);
    Ok(CompanySettings {
        chrome: context.settings_chrome(TAB),
        nav: context.settings(Some(TAB)),
        rows: own
            .into_iter()
            .map(|one| CompanyRow {
                id: one.company.0,
                is_current: Some(one.company) == context.actor.company,
                role: role_key(one.role),
                name: one.company_name,
            })
            .collect(),
        invitations: waiting
            .into_iter()
            .map(|one| CompanyInvitation {
                company: one.invitation.company.0,
                role: role_key(one.invitation.role),
                name: one.company_name,
                by: Some(one.inviter).filter(|name| !name.trim().is_empty()),
            })
            .collect(),
        closed: closed.collect(),
        create: may_create.then(|| create_form(context, &filled, key)),
    })
}

fn create_form(context: &ConsoleContext, filled: &Filled, key: String) -> FormPanel {
    context
        .panel("new", "companies-new", TAB, "companies-create")
        .hint(context.say("companies-new-hint"))
        .act("create")
        .once(key)
        .fields(vec![filled.field("name", context.say("studio-name")).required()])
        .with_problems(filled, context.say("ui-problems"))
        .folded()
}

/// `do=switch` works for another company, `accept` and `decline` answer an invitation, `create`
/// opens a company, `restore` opens a closed one again.
#[handler]
pub async fn change_companies(
    app: Data<&App>,
    caller: Caller,
    form: ConsoleForm<OwnAccount>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let (user, origin) = (context.actor.user, caller.origin());
    let company = fields.ids("company").first().copied().map(CompanyId);
    let named = || company.ok_or(Problem(Error::invalid("company", "required")));
    let into = match fields.text("do") {
        "switch" => named()?,
        "accept" => {
            let joined = invitations::accept_own(&app, user, named()?, origin).await;
            joined.map_err(Problem)?.company
        }
        "decline" => {
            match invitations::decline_own(&app, user, named()?, origin).await {
                Ok(()) | Err(Error::NotFound(_)) => {}
                Err(error) => return Err(Problem(error).into()),
            }
            return Ok(go(&format!("{}?after=invitation-declined", TAB.path())));
        }
        "restore" => match companies::restore(&app, user, named()?, origin).await {
            Ok(opened) => opened.id,
            Err(Error::Conflict("not_deleted")) => named()?,
            Err(error) => return Err(Problem(error).into()),
        },
        "create" => {
            let details = Details::named(fields.text("name"));
            let key = once(&fields, user, "console/company");
            match companies::create(&app, user, details, key, origin).await {
                Ok(made) => made.id,
                Err(error) => {
                    let error = passed_on(error)?;
                    let errors = context.errors(&error, str::to_owned);
                    let filled = filled(&fields, &["name"]).with_errors(errors);
                    let page = page(&app, &context, filled, fresh_nonce()).await?;
                    return Ok(show(problem::status(&error), &page));
                }
            }
        }
        _ => return Err(Problem(Error::invalid("do", "required")).into()),
    };
    let session = context.actor.session();
    let session = session.ok_or(Problem(Error::Unauthenticated("session_ended")))?;
    match auth::switch(&app, user, session, into).await {
        Ok(_) => Ok(go("/console?after=switched")),
        // Not theirs any more, or never was.
        Err(Error::Invalid(_)) => Err(Problem(Error::NotFound("company")).into()),
        Err(error) => Err(Problem(error).into()),
    }
}
