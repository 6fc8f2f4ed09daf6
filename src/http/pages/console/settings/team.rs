//! The members of the company: invited, given another role, removed.

use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::super::forms::{After, filled, once};
use super::super::merge::merged_plainly;
use super::super::people::LONGEST_SEARCH;
use super::super::{Console, ConsoleContext, ConsoleForm, Govern, Plan, Read};
use super::{languages, passed_on, role_key};
use crate::actions::users::Order;
use crate::actions::{auth, invitations, search, users};
use crate::http::caller::Caller;
use crate::http::pages::{go, show};
use crate::http::problem::{self, Problem};
use crate::model::invitation::InvitationInput;
use crate::model::keys::fresh_nonce;
use crate::model::{
    InvitationId, List, Locale, Member, PageQuery, Right, Role, SearchKind, UserId,
};
use crate::render::page::console::{
    Confirm, InvitationRow, MemberRow, Pager, SettingsTab, TeamSettings,
};
use crate::render::page::ui::{FieldKind, FieldProblems, Filled, FormPanel, ListPath, Undo};
use crate::render::words;
use crate::{App, Error};

const TAB: SettingsTab = SettingsTab::Team;

/// The roles in a company, from the most rights to the fewest.
const ROLES: [Role; 5] =
    [Role::Owner, Role::SuperUser, Role::User, Role::Photographer, Role::Employee];
/// The invitations that are listed.
const INVITATIONS: u32 = 100;

/// The query of the list.
#[derive(Deserialize, Default)]
pub struct TeamQuery {
    page: Option<u32>,
    #[serde(default)]
    search: String,
    /// The name of a role; anything else means all.
    #[serde(default)]
    role: String,
}

/// The members, the invitations, and the form to invite somebody.
#[handler]
pub async fn show_team(
    app: Data<&App>,
    Query(params): Query<TeamQuery>,
    Query(after): Query<After>,
    context: Console<Read>,
) -> poem::Result<Response> {
    let invite = invite_form(&context, Filled::default(), fresh_nonce());
    let mut page = page(&app, &context, params, invite).await?;
    let undo = after.id().filter(|_| after.is("member-removed")).map(|id| Undo {
        action: format!("{}/{id}", TAB.path()),
        fields: vec![("do", "restore".to_owned())],
    });
    page.chrome.toast = context.toast(&after, undo);
    Ok(show(StatusCode::OK, &page))
}

/// The roles that the user may give.
fn givable(context: &ConsoleContext) -> &'static [Role] {
    match context.may(Right::Govern) {
        true => &[Role::User, Role::SuperUser, Role::Owner, Role::Photographer],
        false => &[Role::Photographer],
    }
}

async fn page(
    app: &App,
    context: &ConsoleContext,
    params: TeamQuery,
    invite: FormPanel,
) -> Result<TeamSettings, Problem> {
    let text: String = params.search.trim().chars().take(LONGEST_SEARCH).collect();
    let role = Role::from_name(&params.role).filter(|role| role.is_of_company());
    let name = role.map(Role::name).unwrap_or_default();
    let here = ListPath::new(TAB.path(), [("search", text.clone()), ("role", name.to_owned())]);
    let found = search::among(app, context.scope, SearchKind::User, Some(&text), false).await?;
    let query = context.page_of(List::Users, params.page, Order::Name).among(found);
    let found = users::list(app, context.scope, query, role, false).await?;
    let pager = Pager { page: found.page, pages: found.total_pages(), base: here.page_base() };
    let me = context.actor.user;
    let row = |one: Member| MemberRow {
        id: one.id.0,
        name: format!("{} {}", one.first_name, one.last_name).trim().to_owned(),
        email: one.email,
        role: role_key(one.role),
        role_name: one.role.name(),
        is_self: one.id == me,
        is_active: one.active,
        since: context.day(one.created_at),
    };
    let open = PageQuery { limit: INVITATIONS, ..context.page_of(List::Users, None, ()) };
    let open = invitations::list(app, context.scope, open).await?;
    let now = app.now();
    let may_govern = context.may(Right::Govern);
    let invited = open.data.into_iter().map(|one| InvitationRow {
        id: one.id.0,
        name: format!("{} {}", one.first_name, one.last_name),
        role: role_key(one.role),
        until: context.day(one.expires_at),
        is_over: now >= one.expires_at,
        may_change: may_govern
            || (context.may(Right::Plan)
                && matches!(one.role, Role::Photographer | Role::Employee)),
        email: one.email,
    });
    Ok(TeamSettings {
        chrome: context.chrome(format!("{}{}", here.page_base(), found.page)),
        nav: context.settings(Some(TAB)),
        total: found.total,
        rows: found.data.into_iter().map(row).collect(),
        pager,
        search: text,
        role: name.to_owned(),
        roles: ROLES.map(|role| (role.name(), context.say(role_key(role)))).to_vec(),
        invitations: invited.collect(),
        invite,
        may_govern,
        problems: FieldProblems::default(),
    })
}

fn invite_form(context: &ConsoleContext, filled: Filled, key: String) -> FormPanel {
    let roles = givable(context);
    let options = roles.iter().map(|role| (role.name().to_owned(), context.say(role_key(*role))));
    let mut locale = filled.field("locale", context.say("team-locale")).choices(languages());
    if locale.value.is_empty() {
        locale.value = context.locale.tag().to_owned();
    }
    let (title, hint) = match context.may(Right::Govern) {
        true => ("team-invite", "team-invite-hint"),
        false => ("team-invite-photographer", "team-invite-photographer-hint"),
    };
    context
        .panel("invite", title, TAB, "team-invite-go")
        .hint(context.say(hint))
        .act("invite")
        .once(key)
        .fields(vec![
            filled
                .field("email", context.say("person-email"))
                .kind(FieldKind::Email)
                .most(254)
                .required(),
            filled.field("firstName", context.say("person-first-name")).most(100).required(),
            filled.field("lastName", context.say("person-last-name")).most(100).required(),
            filled.field("role", context.say("team-role")).choices(options),
            locale,
        ])
        .with_problems(&filled, context.say("ui-problems"))
}

/// Invites somebody by e-mail. They join once they accept.
#[handler]
pub async fn invite_member(
    app: Data<&App>,
    caller: Caller,
    form: ConsoleForm<Plan>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let role = Role::from_name(fields.text("role")).filter(|role| givable(&context).contains(role));
    let role = role.ok_or(Problem(Error::Forbidden))?;
    let by = context.actor.user;
    let input = InvitationInput {
        email: fields.text("email").to_owned(),
        first_name: fields.text("firstName").to_owned(),
        last_name: fields.text("lastName").to_owned(),
        role,
        locale: Locale::from_tag(fields.text("locale")).unwrap_or(context.locale),
    };
    let (any, key) = (context.may(Right::Govern), once(&fields, by, "console/invite"));
    let sent = invitations::invite(&app, context.scope, by, input, any, key, caller.origin()).await;
    match sent {
        Ok(_) => Ok(go(&format!("{}?after=invited", TAB.path()))),
        Err(error) => {
            let error = passed_on(error)?;
            let errors = match &error {
                Error::Conflict(_) => vec![("email".to_owned(), context.said(&error))],
                error => context.errors(error, str::to_owned),
            };
            let names = ["email", "firstName", "lastName", "role", "locale"];
            let filled = filled(&fields, &names).with_errors(errors);
            let invite = invite_form(&context, filled, fresh_nonce());
            let page = page(&app, &context, TeamQuery::default(), invite).await?;
            Ok(show(problem::status(&error), &page))
        }
    }
}

/// `do=again` sends an invitation anew, `withdraw` closes its link.
#[handler]
pub async fn change_invitation(
    app: Data<&App>,
    caller: Caller,
    Path(id): Path<i64>,
    form: ConsoleForm<Plan>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let (scope, by, any) = (context.scope, context.actor.user, context.may(Right::Govern));
    let (id, origin) = (InvitationId(id), caller.origin());
    if fields.text("do") == "withdraw" {
        invitations::withdraw(&app, scope, by, id, any, origin).await.map_err(Problem)?;
        return Ok(go(&format!("{}?after=invitation-withdrawn", TAB.path())));
    }
    let open = PageQuery { limit: INVITATIONS, ..context.page_of(List::Users, None, ()) };
    let open = invitations::list(&app, scope, open).await.map_err(Problem)?;
    let found = open.data.into_iter().find(|one| one.id == id);
    let found = found.ok_or(Problem(Error::NotFound("invitation")))?;
    let input = InvitationInput {
        email: found.email,
        first_name: found.first_name,
        last_name: found.last_name,
        role: found.role,
        locale: found.locale,
    };
    if !any && !matches!(input.role, Role::Photographer | Role::Employee) {
        return Err(Problem(Error::Forbidden).into());
    }
    match invitations::invite(&app, scope, by, input, any, None, origin).await {
        Ok(_) => Ok(go(&format!("{}?after=invited", TAB.path()))),
        // They have joined meanwhile.
        Err(Error::Conflict("already_member")) => Ok(go(&TAB.path())),
        Err(error) => Err(Problem(error).into()),
    }
}

/// `do=role` gives a member another role, `remove` ends the membership, `restore` undoes that,
/// `factor` turns the second factor off of somebody who has lost it.
#[handler]
pub async fn change_member(
    app: Data<&App>,
    caller: Caller,
    Path(id): Path<i64>,
    form: ConsoleForm<Govern>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let (scope, by, origin) = (context.scope, context.actor.user, caller.origin());
    let (id, act) = (UserId(id), fields.text("do").to_owned());
    if act == "restore" {
        return match users::restore(&app, scope, by, id, origin).await {
            Ok(_) | Err(Error::Conflict("not_deleted")) => {
                Ok(go(&format!("{}?after=member-restored", TAB.path())))
            }
            Err(error) => Err(Problem(error).into()),
        };
    }
    let member = users::find(&app, scope, id).await.map_err(Problem)?;
    let name = format!("{} {}", member.first_name, member.last_name);
    let is_self = id == by;
    let role = Role::from_name(fields.text("role")).filter(|role| role.is_of_company());
    // Somebody else has given another role since the page was loaded.
    if act == "role" && fields.has("was.role") {
        let now = Filled::new(vec![("role".to_owned(), member.role.name().to_owned())]);
        let merged = merged_plainly(fields.clone(), &["role"], &now);
        if !merged.asked.is_empty() || !merged.taken.is_empty() {
            let role = context.say(role_key(member.role));
            let values = [("name", name.as_str().into()), ("role", role.as_str().into())];
            let said = words(context.locale).say_with("team-role-changed", values).into_owned();
            return refused(&app, &context, said, StatusCode::CONFLICT).await;
        }
    }
    // What cannot be undone by the same person, or is serious, is asked once more.
    let question = match act.as_str() {
        "role" if is_self && role != Some(member.role) => Some("team-own-role"),
        "remove" if is_self => Some("team-leave"),
        "factor" => Some("team-reset-factor"),
        _ => None,
    };
    if let Some(key) = question.filter(|_| !fields.ticked("confirm")) {
        let mut hidden = vec![("do".to_owned(), act)];
        hidden.extend(role.map(|role| ("role".to_owned(), role.name().to_owned())));
        let page = Confirm {
            chrome: context.chrome_without_path(),
            title: context.say_with(&format!("{key}-title"), "name", &name),
            lines: vec![context.say_with(&format!("{key}-text"), "name", &name)],
            names: vec![],
            more: 0,
            asked: vec![],
            action: format!("{}/{}", TAB.path(), id.0),
            fields: hidden,
            go: context.say(&format!("{key}-go")),
            is_destructive: true,
            back: TAB.path(),
        };
        return Ok(show(StatusCode::OK, &page));
    }
    let done = match act.as_str() {
        "role" => {
            let role = role.ok_or(Problem(Error::invalid("role", "required")))?;
            users::set_role(&app, scope, by, id, role, origin).await.map(|_| "role-changed")
        }
        "remove" => users::remove(&app, scope, by, id, origin).await.map(|()| "member-removed"),
        "factor" => auth::reset_second_factor_of_member(&app, scope, by, id, origin)
            .await
            .map(|()| "factor-reset"),
        _ => return Err(Problem(Error::invalid("do", "required")).into()),
    };
    match done {
        Ok(_) if is_self => Ok(go("/console")),
        Ok(after) => Ok(go(&format!("{}?after={after}&ids={}", TAB.path(), id.0))),
        Err(error @ Error::Conflict(_)) => {
            refused(&app, &context, context.said(&error), problem::status(&error)).await
        }
        Err(error) => Err(Problem(error).into()),
    }
}

/// The page again, with the reason why a change was refused.
async fn refused(
    app: &App,
    context: &ConsoleContext,
    said: String,
    status: StatusCode,
) -> poem::Result<Response> {
    let filled = Filled::default().with_errors(vec![(String::new(), said)]);
    let invite = invite_form(context, Filled::default(), fresh_nonce());
    let mut page = page(app, context, TeamQuery::default(), invite).await?;
    page.problems = filled.problems(&[]).titled(context.say("ui-problems"));
    Ok(show(status, &page))
}
