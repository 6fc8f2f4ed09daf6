//! The company's side: sending invitations.

use serde_json::json;

use super::is_open_to_staff;
use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::billing::Limit;
use crate::model::invitation::{Details, Invitation, InvitationInput, LASTS};
use crate::model::keys::{fresh_nonce, token_hash};
use crate::model::{EmployeeId, GuardianId, Locale, MailKind, Once, Role, UserId};
use crate::ports::Rule;
use crate::store::sessions::Origin;
use crate::store::{
    AllTx, Scope, audit, billing, companies, employees, guardians, idempotency, invitations, mails,
    memberships,
};

/// Invites a person to become a member. If an invitation is pending, it gets a new link and the
/// given role; `any` as in [`super::withdraw`].
pub async fn invite(
    app: &App,
    scope: Scope,
    by: UserId,
    input: InvitationInput,
    any: bool,
    once: Option<Once>,
    origin: Origin,
) -> Result<Invitation> {
    let details = input.checked()?;
    not_too_often(app, scope)?;
    let (keys, rules) = (app.keys.clone(), app.config.plan_rules());
    app.db
        .write_all(move |all| {
            let tx = companies::enter(all, scope);
            idempotency::once(&tx, once.as_ref(), || {
                if details.role != Role::Employee {
                    billing::check(&tx, rules.as_ref(), Limit::Seats, 1)?;
                }
                send(all, scope, &keys, by, &details, any, &origin)
            })
        })
        .await
}

/// Invites an employee or one of their guardians; for a minor, only a guardian. With an account, they see their own consents and
/// can withdraw them.
pub async fn invite_person(
    app: &App,
    scope: Scope,
    by: UserId,
    (id, guardian): (EmployeeId, Option<GuardianId>),
    any: bool,
    once: Option<Once>,
    origin: Origin,
) -> Result<Invitation> {
    not_too_often(app, scope)?;
    let (keys, zone) = (app.keys.clone(), app.config.time_zone.clone());
    app.db
        .write_all(move |all| {
            let tx = companies::enter(all, scope);
            idempotency::once(&tx, once.as_ref(), || {
                let person = employees::find(&tx, id)?.ok_or(Error::NotFound("employee"))?;
                let input = |first: String, last: String, email: String, locale: Locale| {
                    let role = Role::Employee;
                    InvitationInput { email, first_name: first, last_name: last, role, locale }
                };
                let input = match guardian {
                    None if person.is_minor(tx.now(), &zone) => {
                        return Err(Error::invalid("guardianId", "guardian_required"));
                    }
                    None => input(
                        person.first_name,
                        person.last_name,
                        person.email,
                        person.fields.locale,
                    ),
                    Some(wanted) => {
                        let theirs = guardians::of_employee(&tx, id)?;
                        let one = theirs.into_iter().find(|one| one.id == wanted);
                        let one = one.ok_or_else(|| Error::invalid("guardianId", "unknown"))?;
                        input(one.first_name, one.last_name, one.email, one.locale)
                    }
                };
                send(all, scope, &keys, by, &input.checked()?, any, &origin)
            })
        })
        .await
}

/// Limits mails to strangers, so that a compromised company cannot send spam.
fn not_too_often(app: &App, scope: Scope) -> Result<()> {
    app.limiter.check(Rule::InviteCompany, &scope.company().0.to_string())
}

fn send(
    all: &AllTx,
    scope: Scope,
    keys: &crate::model::Keys,
    by: UserId,
    details: &Details,
    any: bool,
    origin: &Origin,
) -> Result<Invitation> {
    let tx = companies::enter(all, scope);
    if memberships::has_email(&tx, &details.email)? {
        return Err(Error::Conflict("already_member"));
    }
    // A new invitation replaces the pending one, which needs the right to withdraw it.
    let waits = invitations::waiting(&tx, &details.email)?;
    if waits.is_some_and(|one| !(any || is_open_to_staff(one.role))) {
        return Err(Error::Conflict("invited_by_owner"));
    }
    let nonce = fresh_nonce();
    let hash = token_hash(&keys.join_token(scope.company(), &nonce));
    let expires = all.now().plus(LASTS);
    let id = invitations::put(&tx, details, by, &nonce, &hash, expires)?;
    mails::queue(&tx, MailKind::Joining { invitation: id }, &details.email.address)?;
    let about = json!({ "invitation": id, "role": details.role });
    let (company, ip) = (Some(scope.company()), origin.ip.as_deref());
    audit::note(all, company, Some(by), AuditAction::InviteUser, about, ip)?;
    invitations::find(&tx, id)?.ok_or(Error::NotFound("invitation"))
}
