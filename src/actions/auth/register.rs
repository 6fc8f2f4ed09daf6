//! Registration of new accounts.

use serde_json::json;

use super::{SignedIn, open_session};
use crate::App;
use crate::config::Registration;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::check::line;
use crate::model::keys::token_hash;
use crate::model::{Check, Email, Locale, MailKind, Role, Settings, UserId, password};
use crate::ports::Rule;
use crate::store::sessions::Origin;
use crate::store::{AllTx, audit, claims, companies, invitations, mails, settings, users};

/// A company and its first user, as typed.
pub struct NewAccount {
    pub email: String,
    pub password: String,
    pub first_name: String,
    pub last_name: String,
    pub company_name: String,
    pub locale: Locale,
    /// The token of an invitation to another company, which is accepted with the registration.
    pub invitation: Option<String>,
}

const OVER: Error = Error::Gone("invitation_over");

struct Checked {
    email: Email,
    first_name: String,
    last_name: String,
    company_name: String,
    locale: Locale,
    hash: String,
}

/// Creates a company and its owner. Depending on the configuration, anyone may register, only those
/// with an invitation, or nobody. The invitation is accepted too.
pub async fn register(
    app: &App,
    account: NewAccount,
    origin: Origin,
    address: &str,
) -> Result<SignedIn> {
    match app.config.registration {
        Registration::Open => {}
        Registration::Invite if account.invitation.is_some() => {}
        Registration::Invite => return Err(Error::Conflict("registration_by_invitation")),
        Registration::Closed => return Err(Error::Conflict("registration_closed")),
    }
    app.limiter.check(Rule::RegisterAddress, address)?;
    let token = account.invitation.as_deref().map(token_hash);
    if let Some(hash) = token.clone() {
        // Checked before the password is hashed, which is expensive: strangers try tokens too.
        app.db.read_all(move |all| invitations::by_token(all, &hash)).await?.ok_or(OVER)?;
    }
    let account = check(app, account).await?;
    let inner = app.clone();
    let entry = app
        .db
        .write_all(move |all| {
            let user = found(all, &inner, &account, AuditAction::Register, &origin)?;
            if let Some(hash) = &token {
                join(all, hash, &account.email, user, &origin)?;
            }
            open_session(all, &inner, user, None, &origin)
        })
        .await?;
    entry.signed(app)
}

/// Accepts the invitation that a user registered with. It must be addressed to their e-mail.
fn join(all: &AllTx, hash: &str, email: &Email, user: UserId, origin: &Origin) -> Result<()> {
    let (scope, asked) = invitations::by_token(all, hash)?.ok_or(OVER)?;
    if asked.invitation.email.to_lowercase() != email.key {
        return Err(Error::invalid("email", "not_invited"));
    }
    users::set_email_proved(all, user)?;
    invitations::accept(all, scope, &asked.invitation, user)?.ok_or(OVER)?;
    let about = json!({ "invitation": asked.invitation.id, "role": asked.invitation.role });
    let (company, ip) = (Some(scope.company()), origin.ip.as_deref());
    audit::note(all, company, Some(user), AuditAction::AcceptInvitation, about, ip)
}

/// Whether a claim link can still be used.
pub async fn is_claim_valid(app: &App, token: &str) -> Result<bool> {
    let hash = token_hash(token);
    app.db.read_all(move |all| claims::is_valid(all, &hash)).await
}

/// Claims an empty instance with the link printed at its first start: the visitor becomes ADMIN of
/// the instance and OWNER of its first company.
pub async fn claim(
    app: &App,
    token: &str,
    account: NewAccount,
    origin: Origin,
) -> Result<SignedIn> {
    let hash = token_hash(token);
    // Checked before the password is hashed, which is expensive: strangers try links too.
    if !is_claim_valid(app, token).await? {
        return Err(Error::Gone("claim_used"));
    }
    let account = check(app, account).await?;
    let inner = app.clone();
    let entry = app
        .db
        .write_all(move |all| {
            if !claims::redeem(all, &hash)? {
                return Err(Error::Gone("claim_used"));
            }
            let user = found(all, &inner, &account, AuditAction::Claim, &origin)?;
            users::set_instance_role(all, user, Some(Role::Admin))?;
            open_session(all, &inner, user, None, &origin)
        })
        .await?;
    entry.signed(app)
}

async fn check(app: &App, account: NewAccount) -> Result<Checked> {
    let mut check = Check::new();
    let email = check.field("email", Email::parse(&account.email));
    let first_name = check.field("firstName", line(&account.first_name, 100));
    let last_name = check.field("lastName", line(&account.last_name, 100));
    let company_name = check.field("companyName", line(&account.company_name, 200));
    let password = check.field("password", password::check(&account.password, &account.email));
    let parts = email.zip(first_name).zip(last_name).zip(company_name).zip(password);
    let ((((email, first_name), last_name), company_name), ()) = check.finish(parts)?;
    let passwords = app.passwords.clone();
    let hash = app.off_thread(move || passwords.hash(&account.password)).await??;
    Ok(Checked { email, first_name, last_name, company_name, locale: account.locale, hash })
}

/// Creates the user and the company with its initial rows.
fn found(
    all: &AllTx,
    app: &App,
    account: &Checked,
    how: AuditAction,
    origin: &Origin,
) -> Result<UserId> {
    let (first, last) = (&account.first_name, &account.last_name);
    let user = users::create(all, &account.email, first, last, Some(&account.hash))?
        .ok_or(Error::Conflict("email_taken"))?;
    let settings = Settings { locale: account.locale, ..app.default_settings() };
    settings::put(all, user, &settings)?;
    let (licence, evidence) = app.config.consent.months();
    let scope = companies::create_owned(all, &account.company_name, licence, evidence, user)?;
    audit::note(all, Some(scope.company()), Some(user), how, json!({}), origin.ip.as_deref())?;
    mails::queue_for_instance(all, MailKind::NewAccount { user }, &account.email.address)?;
    Ok(user)
}
