//! Inviting a person, or the guardians of a minor, to follow their consents with an account.

use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::super::forms::once;
use super::super::{ConsoleContext, ConsoleForm, Plan};
use crate::actions::invitations::{self, Account, AccountState};
use crate::http::caller::Caller;
use crate::http::pages::{go, show};
use crate::http::problem::Problem;
use crate::model::keys::fresh_nonce;
use crate::model::{EmployeeId, GuardianId, Right};
use crate::render::dates;
use crate::render::page::console::{AccountRow, Confirm};
use crate::{App, Error};

/// Those who can follow the consents of a person, as their page shows them.
pub(super) async fn accounts(
    app: &App,
    context: &ConsoleContext,
    id: EmployeeId,
) -> Result<Vec<AccountRow>, Problem> {
    let all = invitations::accounts_of_person(app, context.scope, id).await?;
    let row = |one: Account| AccountRow {
        guardian: one.guardian.map(|id| id.0),
        name: one.name,
        is_member: one.state == AccountState::Member,
        invited: match one.state {
            AccountState::Invited(until) => {
                Some(dates::date(context.locale, until.day_in(&context.zone)))
            }
            _ => None,
        },
    };
    Ok(all.into_iter().map(row).collect())
}

/// Invites one of them, once that is confirmed.
#[handler]
pub async fn invite_person(
    app: Data<&App>,
    caller: Caller,
    Path(id): Path<i64>,
    form: ConsoleForm<Plan>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let back = format!("/console/people/{id}");
    let (scope, employee) = (context.scope, EmployeeId(id));
    let guardian = fields.ids("guardian").first().copied().map(GuardianId);
    let all = invitations::accounts_of_person(&app, scope, employee).await.map_err(Problem)?;
    let one = all.into_iter().find(|one| one.guardian == guardian);
    let one = one.ok_or(Problem(Error::NotFound("guardian")))?;
    if one.state == AccountState::Member {
        return Ok(go(&format!("{back}?after=already-member")));
    }
    if !fields.ticked("confirm") {
        let mut hidden = vec![("once".to_owned(), fresh_nonce())];
        hidden.extend(guardian.map(|id| ("guardian".to_owned(), id.0.to_string())));
        let page = Confirm {
            chrome: context.chrome_without_path(),
            title: context.say_with("account-invite-title", "name", &one.name),
            lines: vec![
                context.say_with("account-invite-text", "email", &one.email),
                context.say("account-invite-sees"),
            ],
            names: vec![],
            more: 0,
            asked: vec![],
            action: format!("{back}/account"),
            fields: hidden,
            go: context.say("account-invite-go"),
            is_destructive: false,
            back,
        };
        return Ok(show(StatusCode::OK, &page));
    }
    let (by, origin) = (context.actor.user, caller.origin());
    let key = once(&fields, by, "console/account").map(|one| one.about(id));
    let (any, whom) = (context.may(Right::Govern), (employee, guardian));
    match invitations::invite_person(&app, scope, by, whom, any, key, origin).await {
        Ok(_) => Ok(go(&format!("{back}?after=invited"))),
        // Joined meanwhile.
        Err(Error::Conflict("already_member")) => Ok(go(&format!("{back}?after=already-member"))),
        Err(error) => Err(Problem(error).into()),
    }
}
