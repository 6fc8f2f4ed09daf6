//! The invited person's side: reading, accepting and declining an invitation.

use serde_json::json;

use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::billing::Limit;
use crate::model::invitation::{Account, Invitation, Proof};
use crate::model::keys::token_hash;
use crate::model::{CompanyId, Role, Settings, UserId, password};
use crate::ports::Rule;
use crate::store::invitations::{InvitationOutcome, OpenInvitation};
use crate::store::sessions::Origin;
use crate::store::{AllTx, Scope, audit, billing, companies, invitations, settings, users};

const OVER: Error = Error::Gone("invitation_over");

/// The new membership.
#[derive(Debug, Clone)]
pub struct Joined {
    pub company: CompanyId,
    pub company_name: String,
    pub company_colour: Option<String>,
    pub role: Role,
    /// The e-mail to sign in with.
    pub email: String,
}

/// An invitation, for the holder of its token, and what accepting it requires. Uses nothing up,
/// because mail scanners open links.
pub async fn look(app: &App, token: &str) -> Result<(OpenInvitation, Proof)> {
    let hash = token_hash(token);
    let found = app.db.read_all(move |all| invitations::by_token(all, &hash)).await?;
    let (_, asked) = found.ok_or(OVER)?;
    let proof = Proof::needed(asked.account.as_ref());
    Ok((asked, proof))
}

/// The open invitations of an account.
pub async fn waiting(app: &App, user: UserId) -> Result<Vec<OpenInvitation>> {
    app.db.read_all(move |all| invitations::of_account(all, user)).await
}

/// Accepts an invitation with the token that was mailed. Without an account, `password` creates
/// one; an account whose e-mail is not proved must give its password; otherwise the token is
/// enough.
pub async fn accept(
    app: &App,
    token: &str,
    password: Option<String>,
    origin: Origin,
) -> Result<Joined> {
    let (asked, proof) = look(app, token).await?;
    let fresh = match proof {
        Proof::Nothing => None,
        Proof::Password => {
            prove(app, &asked, password).await?;
            None
        }
        Proof::NewPassword => Some(choose(app, &asked.invitation, password).await?),
    };
    let (hash, app, seen) = (token_hash(token), app.clone(), asked.account.map(|one| one.user));
    let db = app.db.clone();
    db.write_all(move |all| {
        let (scope, asked) = invitations::by_token(all, &hash)?.ok_or(OVER)?;
        // The proof was for this account, or for no account.
        if asked.account.as_ref().map(|one| one.user) != seen {
            return Err(OVER);
        }
        let user = match fresh {
            None => seen.ok_or(OVER)?,
            Some(hash) => open_account(all, &app, &asked, &hash)?,
        };
        // The link came by mail, so whoever holds it reads this mailbox.
        users::set_email_proved(all, user)?;
        join(all, &app, scope, asked, user, &origin)
    })
    .await
}

/// Accepts an invitation from the account it was sent to.
pub async fn accept_own(
    app: &App,
    user: UserId,
    company: CompanyId,
    origin: Origin,
) -> Result<Joined> {
    let inner = app.clone();
    app.db
        .write_all(move |all| {
            let (scope, asked) = invitations::by_account(all, user, company)?
                .ok_or(Error::NotFound("invitation"))?;
            join(all, &inner, scope, asked, user, &origin)
        })
        .await
}

/// Declines an invitation with the token that was mailed.
pub async fn decline(app: &App, token: &str) -> Result<()> {
    let hash = token_hash(token);
    app.db
        .write_all(move |all| {
            let (scope, asked) = invitations::by_token(all, &hash)?.ok_or(OVER)?;
            refuse(all, scope, &asked, asked.account.as_ref().map(|one| one.user))
        })
        .await
}

/// Declines an invitation from the account it was sent to.
pub async fn decline_own(app: &App, user: UserId, company: CompanyId) -> Result<()> {
    app.db
        .write_all(move |all| {
            let (scope, asked) = invitations::by_account(all, user, company)?
                .ok_or(Error::NotFound("invitation"))?;
            refuse(all, scope, &asked, Some(user))
        })
        .await
}

fn join(
    all: &AllTx,
    app: &App,
    scope: Scope,
    asked: OpenInvitation,
    user: UserId,
    origin: &Origin,
) -> Result<Joined> {
    if companies::is_suspended(&companies::look(all, scope))? {
        return Err(Error::Barred("company_suspended"));
    }
    let invitation = asked.invitation;
    if invitation.role != Role::Employee {
        let rules = app.config.plan_rules();
        billing::check(&companies::enter(all, scope), rules.as_ref(), Limit::Seats, 1)?;
    }
    let role = invitations::accept(all, scope, &invitation, user)?.ok_or(OVER)?;
    let about = json!({ "invitation": invitation.id, "role": invitation.role });
    let (company, ip) = (Some(scope.company()), origin.ip.as_deref());
    audit::note(all, company, Some(user), AuditAction::AcceptInvitation, about, ip)?;
    let email = users::find(all, user)?.map(|user| user.email).unwrap_or_default();
    Ok(Joined {
        company: scope.company(),
        company_name: asked.company_name,
        company_colour: asked.company_colour,
        role,
        email,
    })
}

fn refuse(all: &AllTx, scope: Scope, asked: &OpenInvitation, user: Option<UserId>) -> Result<()> {
    let (id, tx) = (asked.invitation.id, companies::enter(all, scope));
    if !invitations::end(&tx, id, InvitationOutcome::Declined, user)? {
        return Err(OVER);
    }
    // Whoever declines stays a stranger to the company.
    let about = json!({ "invitation": id });
    audit::note(all, Some(scope.company()), None, AuditAction::DeclineInvitation, about, None)
}

fn open_account(all: &AllTx, app: &App, asked: &OpenInvitation, hash: &str) -> Result<UserId> {
    let invitation = &asked.invitation;
    if let Some(Account { user, .. }) = asked.account {
        users::set_password(all, user, hash)?;
        return Ok(user);
    }
    let email = crate::model::Email::parse(&invitation.email).map_err(|_| OVER)?;
    let (first, last) = (&invitation.first_name, &invitation.last_name);
    let user = users::create(all, &email, first, last, Some(hash))?.ok_or(OVER)?;
    let own = Settings { locale: invitation.locale, ..app.default_settings() };
    settings::put(all, user, &own)?;
    Ok(user)
}

/// Checks and hashes a new password.
async fn choose(app: &App, invitation: &Invitation, password: Option<String>) -> Result<String> {
    let password = password.ok_or_else(|| Error::invalid("password", "required"))?;
    password::check(&password, &invitation.email)
        .map_err(|code| Error::invalid("password", code))?;
    let passwords = app.passwords.clone();
    app.off_thread(move || passwords.hash(&password)).await?
}

/// Checks the password of the account; a wrong one counts as a failed attempt.
async fn prove(app: &App, asked: &OpenInvitation, password: Option<String>) -> Result<()> {
    let password = password.ok_or_else(|| Error::invalid("password", "required"))?;
    let tried = app.attempt(Rule::LoginAccount, &asked.invitation.email.to_lowercase())?;
    let kept = asked.account.as_ref().and_then(|account| account.password_hash.clone());
    let outcome = app.check_password(password, kept, "password").await;
    app.record_outcome(vec![tried], outcome).await
}
