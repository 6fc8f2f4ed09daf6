//! What mails about accounts and to administrators need.

use jiff::tz::TimeZone;

use super::{Dropped, NotWritten, Written};
use crate::App;
use crate::error::Result;
use crate::model::agent::{self, Agent};
use crate::model::mail_kind::FactorChange;
use crate::model::person::masked;
use crate::model::{
    ApiTokenId, BackupId, CompanyId, ConsolePage, Contact, Email, EmailChangeId, InvitationId,
    Locale, ResetId, SessionId, Timestamp, UserId,
};
use crate::render::Colour;
use crate::render::mail::Brand;
use crate::render::mail::api_token::ApiTokenMade;
use crate::render::mail::backup_failed::BackupFailed;
use crate::render::mail::email_change::{EmailChange, EmailChangeTaken};
use crate::render::mail::email_change_asked::EmailChangeAsked;
use crate::render::mail::evidence_contradicted::EvidenceContradicted;
use crate::render::mail::joining::Joining;
use crate::render::mail::new_account::Welcome;
use crate::render::mail::password_reset::PasswordReset;
use crate::render::mail::second_factor::SecondFactor;
use crate::render::mail::sign_in::SignIn;
use crate::store::{
    Scope, api_tokens, backups, chain_seals, email_changes, invitations, memberships, resets,
    second_factors, sessions, settings, users,
};

const OVER: Dropped = Dropped("the link has been used or is over");
const GONE: Dropped = Dropped("the account is gone");

/// The link to choose a new password.
pub(super) async fn password_reset(
    app: &App,
    user: UserId,
    reset: ResetId,
) -> Result<Written, NotWritten> {
    let reader = reader(app, user).await?.ok_or(GONE)?;
    let reset = app.db.read_all(move |all| resets::find(all, reset)).await?.ok_or(OVER)?;
    let rendered = PasswordReset {
        locale: reader.locale,
        name: reader.first_name,
        link: link(app, user, &reset.nonce),
        valid_minutes: reset.expires_at.minutes_left(app.now()),
        is_first: !reader.has_password,
    }
    .render();
    Ok(Written::plain(rendered, reader.name))
}

/// The link to confirm a changed e-mail, to the new address.
pub(super) async fn email_change(app: &App, id: EmailChangeId) -> Result<Written, NotWritten> {
    let change = app.db.read_all(move |all| email_changes::find(all, id)).await?.ok_or(OVER)?;
    let reader = reader(app, change.user).await?.ok_or(GONE)?;
    if let Some(written) = taken(app, &change.email, change.user).await? {
        return Ok(written);
    }
    let token = app.keys.email_token(change.user, &change.nonce);
    let rendered = EmailChange {
        locale: reader.locale,
        name: reader.first_name,
        link: app.url(&format!("/email/{token}")),
        valid_hours: ((change.expires_at.minutes_left(app.now()) + 30) / 60).max(1),
    }
    .render();
    Ok(Written::plain(rendered, reader.name))
}

/// The notice of a changed e-mail, to the current one.
pub(super) async fn email_change_asked(
    app: &App,
    id: EmailChangeId,
) -> Result<Written, NotWritten> {
    let change = app.db.read_all(move |all| email_changes::find(all, id)).await?.ok_or(OVER)?;
    let reader = reader(app, change.user).await?.ok_or(GONE)?;
    let rendered = EmailChangeAsked {
        locale: reader.locale,
        name: reader.first_name,
        email: masked(&change.email),
    }
    .render();
    Ok(Written::plain(rendered, reader.name))
}

/// The notice to an account whose e-mail was requested for another account; None if the e-mail has
/// no other account.
async fn taken(app: &App, email: &str, by: UserId) -> Result<Option<Written>> {
    let Ok(email) = Email::parse(email) else { return Ok(None) };
    let owner = app.db.read_all(move |all| users::by_email(all, &email)).await?;
    let Some(owner) = owner.map(|(found, _)| found.id).filter(|owner| *owner != by) else {
        return Ok(None);
    };
    let Some(owner) = reader(app, owner).await? else { return Ok(None) };
    let (locale, name) = (owner.locale, owner.first_name);
    let rendered = EmailChangeTaken { locale, name }.render();
    Ok(Some(Written::plain(rendered, owner.name)))
}

/// The invitation to join a company.
pub(super) async fn joining(
    app: &App,
    scope: Scope,
    id: InvitationId,
) -> Result<Written, NotWritten> {
    let found = app.db.read(scope, move |read| invitations::asked(read, id)).await?;
    let asked = found.ok_or(Dropped("the invitation is over"))?;
    let invitation = asked.invitation;
    let token = app.keys.join_token(invitation.company, &asked.nonce);
    let rendered = Joining {
        locale: invitation.locale,
        zone: app.config.time_zone.clone(),
        brand: Brand {
            name: asked.company_name,
            colour: asked.company_colour.as_deref().and_then(Colour::parse),
            contact: Contact::default(),
        },
        name: invitation.first_name.clone(),
        inviter: asked.inviter,
        role: invitation.role,
        link: app.url(&format!("/join/{token}")),
        link_expires: invitation.expires_at,
    }
    .render();
    let name = format!("{} {}", invitation.first_name, invitation.last_name);
    Ok(Written::plain(rendered, name))
}

/// The welcome mail.
pub(super) async fn new_account(app: &App, user: UserId) -> Result<Written, NotWritten> {
    let reader = reader(app, user).await?.ok_or(GONE)?;
    // A newly registered user has only one company.
    let belongs = app.db.read_all(move |all| memberships::of_user(all, user)).await?;
    let company = belongs.into_iter().next_back();
    let rendered = Welcome {
        locale: reader.locale,
        name: reader.first_name,
        company: company.map(|one| one.company_name).unwrap_or_default(),
        link: app.console_url(ConsolePage::Home),
    }
    .render();
    Ok(Written::plain(rendered, reader.name))
}

/// A change of the second factor.
pub(super) async fn second_factor(
    app: &App,
    user: UserId,
    change: FactorChange,
) -> Result<Written, NotWritten> {
    let reader = reader(app, user).await?.ok_or(GONE)?;
    let left = app.db.read_all(move |all| second_factors::recovery_codes_left(all, user)).await?;
    let rendered = SecondFactor {
        locale: reader.locale,
        name: reader.first_name,
        change,
        recovery_codes_left: usize::try_from(left).unwrap_or(0),
    }
    .render();
    Ok(Written::plain(rendered, reader.name))
}

/// A new API token.
pub(super) async fn api_token(
    app: &App,
    scope: Scope,
    user: UserId,
    id: ApiTokenId,
) -> Result<Written, NotWritten> {
    let reader = reader(app, user).await?.ok_or(GONE)?;
    let found = app.db.read(scope, move |read| api_tokens::find(read, id, Some(user))).await?;
    let token = found.ok_or(Dropped("the token was taken back"))?;
    let rendered = ApiTokenMade {
        locale: reader.locale,
        zone: reader.zone,
        name: reader.first_name,
        token: token.name,
        prefix: token.prefix,
        expires_at: token.expires_at,
    }
    .render();
    Ok(Written::plain(rendered, reader.name))
}

/// A sign-in from a new origin.
pub(super) async fn sign_in(
    app: &App,
    user: UserId,
    session: SessionId,
) -> Result<Written, NotWritten> {
    let reader = reader(app, user).await?.ok_or(GONE)?;
    // Also for a session that has ended.
    let found = app.db.read_all(move |all| sessions::find(all, session, user)).await?;
    let session = found.ok_or(Dropped("the session was forgotten"))?;
    let rendered = SignIn {
        locale: reader.locale,
        zone: reader.zone,
        name: reader.first_name,
        at: session.created_at,
        device: Agent::of(session.user_agent.as_deref().unwrap_or_default()).name(),
        network: agent::network(session.ip.as_deref().unwrap_or_default()),
    }
    .render();
    Ok(Written::plain(rendered, reader.name))
}

/// A failed backup, to administrators.
pub(super) async fn backup_failed(
    app: &App,
    user: UserId,
    id: BackupId,
) -> Result<Written, NotWritten> {
    let reader = reader(app, user).await?.ok_or(GONE)?;
    let looked =
        app.db.read_all(move |all| Ok((backups::find(all, id)?, backups::last_good(all)?)));
    let (tried, last) = looked.await?;
    let tried = tried.ok_or(Dropped("it was long ago"))?;
    let trouble = tried.outcome.err().ok_or(Dropped("there is a backup"))?;
    if last.as_ref().is_some_and(|last| last.ended_at > tried.ended_at) {
        return Err(Dropped("there is a backup since").into());
    }
    let rendered = BackupFailed {
        locale: reader.locale,
        zone: reader.zone,
        name: reader.first_name,
        at: tried.ended_at,
        trouble,
        last: last.map(|last| last.ended_at),
    }
    .render();
    Ok(Written::plain(rendered, reader.name))
}

/// Evidence that does not match its seal, to administrators.
pub(super) async fn evidence_contradicted(
    app: &App,
    user: UserId,
    company: CompanyId,
    at: Timestamp,
) -> Result<Written, NotWritten> {
    let reader = reader(app, user).await?.ok_or(GONE)?;
    let found = app.db.read_all(move |all| chain_seals::found_faulty(all, company, at)).await?;
    if found.is_empty() {
        return Err(Dropped("all of it fits again").into());
    }
    let rendered = EvidenceContradicted {
        locale: reader.locale,
        zone: reader.zone,
        name: reader.first_name,
        at,
        references: found,
    }
    .render();
    Ok(Written::plain(rendered, reader.name))
}

fn link(app: &App, user: UserId, nonce: &str) -> String {
    app.url(&format!("/reset/{}", app.keys.reset_token(user, nonce)))
}

struct Reader {
    has_password: bool,
    first_name: String,
    name: String,
    locale: Locale,
    zone: TimeZone,
}

async fn reader(app: &App, user: UserId) -> Result<Option<Reader>> {
    let (fallback, zone) = (app.config.locale, app.config.time_zone.clone());
    app.db
        .read_all(move |all| {
            let Some(found) = users::find(all, user)? else { return Ok(None) };
            let chosen = settings::find(all, user)?;
            Ok(Some(Reader {
                has_password: users::has_password(all, user)?,
                name: found.name(),
                first_name: found.first_name,
                zone: chosen
                    .as_ref()
                    .and_then(|settings| TimeZone::get(&settings.time_zone).ok())
                    .unwrap_or(zone),
                locale: chosen.map_or(fallback, |settings| settings.locale),
            }))
        })
        .await
}
