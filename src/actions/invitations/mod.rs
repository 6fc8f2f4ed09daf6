//! Invitations to join a company. The company learns nothing before one is accepted: neither
//! whether the e-mail has an account, nor whose it is.

mod answer;
mod invite;
mod people;

pub use answer::{Joined, accept, accept_own, decline, decline_own, look, waiting};
pub use invite::{invite, invite_person};
pub use people::{Account, AccountState, accounts_of_person};

pub use crate::store::invitations::OpenInvitation;
use serde_json::json;

use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::invitation::Invitation;
use crate::model::{CompanyId, InvitationId, Logo, Page, PageQuery, Role, UserId};
use crate::store::sessions::Origin;
use crate::store::{Scope, audit, companies, invitations};

/// The pending invitations, including expired ones, the latest first.
pub async fn list(app: &App, scope: Scope, query: PageQuery<()>) -> Result<Page<Invitation>> {
    app.db.read(scope, move |read| invitations::list(read, &query)).await
}

/// The logo of the company that invites, or was joined.
pub async fn logo(app: &App, company: CompanyId) -> Result<Option<Logo>> {
    app.db.read_all(move |all| invitations::logo(all, company)).await
}

/// Whether members without the right to govern may invite with this role, and withdraw it.
fn is_open_to_staff(role: Role) -> bool {
    matches!(role, Role::Photographer | Role::Employee)
}

/// Withdraws an invitation and its link. With `any`, whatever its role; otherwise only invitations
/// of photographers and employees.
pub async fn withdraw(
    app: &App,
    scope: Scope,
    by: UserId,
    id: InvitationId,
    any: bool,
    origin: Origin,
) -> Result<()> {
    app.db
        .write_all(move |all| {
            let tx = companies::enter(all, scope);
            let found = invitations::find(&tx, id)?.ok_or(Error::NotFound("invitation"))?;
            if !(any || is_open_to_staff(found.role)) {
                return Err(Error::Forbidden);
            }
            invitations::end(&tx, id, invitations::InvitationOutcome::Withdrawn, None)?;
            let (about, ip) = (json!({ "invitation": id }), origin.ip.as_deref());
            audit::note(
                all,
                Some(scope.company()),
                Some(by),
                AuditAction::WithdrawInvitation,
                about,
                ip,
            )
        })
        .await
}
