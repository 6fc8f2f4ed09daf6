//! The companies of the user: working for another one, invitations, a new one, a closed one. Also
//! for users who have none at the moment.

use jiff::tz::TimeZone;
use poem::http::StatusCode;
use poem::web::cookie::CookieJar;
use poem::web::{Data, Query};
use poem::{Response, handler};

use super::super::forms::{After, filled, once};
use super::super::{Console, ConsoleContext, OwnAccount, session};
use super::{passed_on, role_key};
use crate::actions::companies::{self, Details, Order};
use crate::actions::{Actor, auth, invitations, profile};
use crate::config::Registration;
use crate::http::caller::Caller;
use crate::http::pages::fields::Fields;
use crate::http::pages::{go, show};
use crate::http::problem::{self, Problem};
use crate::model::keys::fresh_nonce;
use crate::model::{CompanyId, Locale, PageQuery, Role};
use crate::render::page::Frame;
use crate::render::page::console::{
    CompanyInvitation, CompanyRow, CompanySettings, NoCompany, SettingsTab,
};
use crate::render::page::ui::{Filled, FormPanel};
use crate::render::{dates, words};
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

/// The companies around the active one, as they are shown.
struct Around {
    rows: Vec<CompanyRow>,
    invitations: Vec<CompanyInvitation>,
    closed: Vec<(i64, String, String)>,
    may_create: bool,
}

impl Around {
    /// The companies of a user. Days are said in a language and a time zone.
    async fn of(
        app: &App,
        actor: &Actor,
        locale: Locale,
        zone: &TimeZone,
    ) -> Result<Self, Problem> {
        let user = actor.user;
        let own = profile::companies(app, user).await?;
        let query = PageQuery {
            page: 1,
            limit: MOST,
            order: Order::Name,
            descending: false,
            with_deleted: true,
            among: None,
        };
        let closed = companies::list(app, user, query).await?;
        let closed = closed.data.into_iter().filter_map(|one| {
            let on = dates::date(locale, one.deleted_at?.day_in(zone));
            let on = words(locale).say_with("companies-closed-on", [("day", on.into())]);
            Some((one.id.0, one.name, on.into_owned()))
        });
        let waiting = invitations::waiting(app, user).await?;
        let runs = profile::find(app, user).await?.instance_role == Some(Role::Admin);
        let may_create = app.config.registration == Registration::Open
            || runs
            || own.iter().any(|one| one.role == Role::Owner);
        let rows = own.into_iter().map(|one| CompanyRow {
            id: one.company.0,
            is_current: Some(one.company) == actor.company,
            role: role_key(one.role),
            name: one.company_name,
        });
        let invited = waiting.into_iter().map(|one| CompanyInvitation {
            company: one.invitation.company.0,
            role: role_key(one.invitation.role),
            name: one.company_name,
            by: Some(one.inviter).filter(|name| !name.trim().is_empty()),
        });
        Ok(Self {
            rows: rows.collect(),
            invitations: invited.collect(),
            closed: closed.collect(),
            may_create,
        })
    }
}

async fn page(
    app: &App,
    context: &ConsoleContext,
    filled: Filled,
    key: String,
) -> Result<CompanySettings, Problem> {
    let around = Around::of(app, &context.actor, context.locale, &context.zone).await?;
    let create = around.may_create.then(|| create_form(context.frame(None), &filled, key));
    Ok(CompanySettings {
        chrome: context.settings_chrome(TAB),
        nav: context.settings(Some(TAB)),
        rows: around.rows,
        invitations: around.invitations,
        closed: around.closed,
        create,
    })
}

/// The page of a signed-in user without a company: an account that has left its last one, or an
/// operator of the instance. It offers invitations, and companies that can be reopened.
pub async fn page_without_company(app: &App, context: &ConsoleContext) -> poem::Result<Response> {
    let around = Around::of(app, &context.actor, context.locale, &context.zone).await?;
    let create = around
        .may_create
        .then(|| create_form(context.frame(None), &Filled::default(), fresh_nonce()));
    let page = NoCompany {
        chrome: context.chrome_without_path(),
        rows: around.rows,
        invitations: around.invitations,
        closed: around.closed,
        create,
    };
    Ok(show(StatusCode::FORBIDDEN, &page))
}

fn create_form(frame: Frame, filled: &Filled, key: String) -> FormPanel {
    let say = |key: &str| frame.t(key).into_owned();
    let name = filled.field("name", say("studio-name")).required();
    FormPanel::new(frame.clone(), "new", say("companies-new"), TAB.path(), say("companies-create"))
        .hint(say("companies-new-hint"))
        .act("create")
        .once(key)
        .fields(vec![name])
        .with_problems(filled, say("ui-problems"))
        .folded()
}

/// `do=switch` works for another company, `accept` and `decline` answer an invitation, `create`
/// opens a company, `restore` opens a closed one again.
#[handler]
pub async fn change_companies(
    app: Data<&App>,
    caller: Caller,
    jar: &CookieJar,
    fields: Fields,
) -> poem::Result<Response> {
    // A user without a company may do this, too.
    let Some(actor) = session::of(&app, jar).await? else {
        return Ok(go("/console/login?next=/console/settings/companies"));
    };
    let (user, origin, switched_from) = (actor.user, caller.origin(), caller.origin());
    let company = fields.ids("company").first().copied().map(CompanyId);
    let named = || company.ok_or(Problem(Error::invalid("company", "required")));
    let into = match fields.text("do") {
        "switch" => named()?,
        "accept" => {
            let joined = invitations::accept_own(&app, user, named()?, origin).await;
            joined.map_err(Problem)?.company
        }
        "decline" => {
            match invitations::decline_own(&app, user, named()?).await {
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
                    let locale = fields.locale();
                    let context = ConsoleContext::at(&app, caller, locale, actor).await?;
                    let errors = context.errors(&error, str::to_owned);
                    let filled = filled(&fields, &["name"]).with_errors(errors);
                    let page = page(&app, &context, filled, fresh_nonce()).await?;
                    return Ok(show(problem::status(&error), &page));
                }
            }
        }
        _ => return Err(Problem(Error::invalid("do", "required")).into()),
    };
    let session = actor.session();
    let session = session.ok_or(Problem(Error::Unauthenticated("session_ended")))?;
    match auth::switch(&app, user, session, into, switched_from).await {
        Ok(_) => Ok(go("/console?after=switched")),
        // Not theirs any more, or never was.
        Err(Error::Invalid(_)) => Err(Problem(Error::NotFound("company")).into()),
        Err(error) => Err(Problem(error).into()),
    }
}
