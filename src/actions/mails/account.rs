//! Mails about accounts.

use jiff::tz::TimeZone;

use super::{Dropped, Written};
use crate::App;
use crate::error::Result;
use crate::model::agent::{self, Agent};
use crate::model::mail_kind::FactorChange;
use crate::model::person::masked;
use crate::model::{
    ApiTokenId, BackupId, CompanyId, ConsolePage, Email, EmailChangeId, InvitationId, Locale,
    ResetId, Role, SessionId, Timestamp, UserId,
};
use crate::render::Colour;
use crate::render::mail::{self, Brand};
use crate::store::{
    Scope, api_tokens, backups, chain_seals, email_changes, invitations, memberships, resets,
    second_factors, sessions, settings, users,
};

const OVER: Dropped = "the link has been used or is over";
const GONE: Dropped = "the account is gone";

/// The link to choose a new password.
pub(super) async fn reset(
    app: &App,
    user: UserId,
    reset: ResetId,
) -> Result<Result<Written, Dropped>> {
    let Some(reader) = reader(app, user).await? else { return Ok(Err(GONE)) };
    let Some(reset) = app.db.read_all(move |all| resets::find(all, reset)).await? else {
        return Ok(Err(OVER));
    };
    let rendered = mail::PasswordReset {
        locale: reader.locale,
        name: reader.first_name,
        link: link(app, user, &reset.nonce),
        valid_minutes: reset.expires_at.minutes_left(app.now()),
    }
    .render();
    Ok(Ok(Written {
        rendered,
        name: reader.name,
        sender: None,
        reply_to: None,
        attachments: vec![],
    }))
}

/// A changed e-mail: the link to confirm it, to the new address (`fresh`), or a notice, to the
/// current one.
pub(super) async fn email_change(
    app: &App,
    id: EmailChangeId,
    fresh: bool,
) -> Result<Result<Written, Dropped>> {
    let Some(change) = app.db.read_all(move |all| email_changes::find(all, id)).await? else {
        return Ok(Err(OVER));
    };
    let Some(reader) = reader(app, change.user).await? else { return Ok(Err(GONE)) };
    if fresh && let Some(written) = taken(app, &change.email, change.user).await? {
        return Ok(Ok(written));
    }
    let token = app.keys.email_token(change.user, &change.nonce);
    let rendered = match fresh {
        true => mail::EmailChange {
            locale: reader.locale,
            name: reader.first_name,
            link: app.url(&format!("/email/{token}")),
            valid_hours: ((change.expires_at.minutes_left(app.now()) + 30) / 60).max(1),
        }
        .render(),
        false => mail::EmailChangeAsked {
            locale: reader.locale,
            name: reader.first_name,
            email: masked(&change.email),
        }
        .render(),
    };
    Ok(Ok(Written {
        rendered,
        name: reader.name,
        sender: None,
        reply_to: None,
        attachments: vec![],
    }))
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
    let rendered = mail::EmailChangeTaken { locale, name }.render();
    Ok(Some(Written {
        rendered,
        name: owner.name,
        sender: None,
        reply_to: None,
        attachments: vec![],
    }))
}

/// The invitation to join a company.
pub(super) async fn joining(
    app: &App,
    scope: Scope,
    id: InvitationId,
) -> Result<Result<Written, Dropped>> {
    let Some(asked) = app.db.read(scope, move |read| invitations::asked(read, id)).await? else {
        return Ok(Err("the invitation is over"));
    };
    let invitation = asked.invitation;
    let token = app.keys.join_token(invitation.company, &asked.nonce);
    let rendered = mail::AccountInvitation {
        locale: invitation.locale,
        zone: app.config.time_zone.clone(),
        brand: Brand {
            name: asked.company_name,
            colour: asked.company_colour.as_deref().and_then(Colour::parse),
        },
        name: invitation.first_name.clone(),
        inviter: asked.inviter,
        role: invitation.role,
        link: app.url(&format!("/join/{token}")),
        link_expires: invitation.expires_at,
    }
    .render();
    let name = format!("{} {}", invitation.first_name, invitation.last_name);
    Ok(Ok(Written { rendered, name, sender: None, reply_to: None, attachments: vec![] }))
}

/// The welcome mail; with a link if the password is not chosen yet.
pub(super) async fn new(
    app: &App,
    scope: Option<Scope>,
    user: UserId,
    reset: Option<ResetId>,
) -> Result<Result<Written, Dropped>> {
    let Some(reader) = reader(app, user).await? else { return Ok(Err(GONE)) };
    let belongs = app.db.read_all(move |all| memberships::of_user(all, user)).await?;
    // The inviting company; a newly registered user has only one.
    let company = match scope {
        Some(scope) => belongs.into_iter().find(|one| one.company == scope.company()),
        None => belongs.into_iter().next_back(),
    };
    if scope.is_some() && company.is_none() {
        return Ok(Err("they are no longer invited"));
    }
    let company = company.map(|one| one.company_name).unwrap_or_default();
    let rendered = match reset {
        None => mail::Welcome {
            locale: reader.locale,
            name: reader.first_name,
            company,
            link: app.console_url(ConsolePage::Home),
        }
        .render(),
        Some(reset) => {
            let Some(reset) = app.db.read_all(move |all| resets::find(all, reset)).await? else {
                return Ok(Err(OVER));
            };
            mail::AccountInvitation {
                locale: reader.locale,
                zone: app.config.time_zone.clone(),
                brand: Brand { name: company, colour: None },
                name: reader.first_name,
                inviter: String::new(),
                role: Role::User,
                link: link(app, user, &reset.nonce),
                link_expires: reset.expires_at,
            }
            .render()
        }
    };
    Ok(Ok(Written {
        rendered,
        name: reader.name,
        sender: None,
        reply_to: None,
        attachments: vec![],
    }))
}

/// A change of the second factor.
pub(super) async fn factor(
    app: &App,
    user: UserId,
    change: FactorChange,
) -> Result<Result<Written, Dropped>> {
    let Some(reader) = reader(app, user).await? else { return Ok(Err(GONE)) };
    let left = app.db.read_all(move |all| second_factors::recovery_codes_left(all, user)).await?;
    let rendered = mail::SecondFactor {
        locale: reader.locale,
        name: reader.first_name,
        change,
        recovery_codes_left: usize::try_from(left).unwrap_or(0),
    }
    .render();
    Ok(Ok(Written {
        rendered,
        name: reader.name,
        sender: None,
        reply_to: None,
        attachments: vec![],
    }))
}

/// A new API token.
pub(super) async fn api_token(
    app: &App,
    scope: Scope,
    user: UserId,
    id: ApiTokenId,
) -> Result<Result<Written, Dropped>> {
    let Some(reader) = reader(app, user).await? else { return Ok(Err(GONE)) };
    let found = app.db.read(scope, move |read| api_tokens::find(read, id, Some(user))).await?;
    let Some(token) = found else { return Ok(Err("the token was taken back")) };
    let rendered = mail::ApiTokenMade {
        locale: reader.locale,
        zone: reader.zone,
        name: reader.first_name,
        token: token.name,
        prefix: token.prefix,
        expires_at: token.expires_at,
    }
    .render();
    Ok(Ok(Written {
        rendered,
        name: reader.name,
        sender: None,
        reply_to: None,
        attachments: vec![],
    }))
}

/// A sign-in from a new origin.
pub(super) async fn sign_in(
    app: &App,
    user: UserId,
    session: SessionId,
) -> Result<Result<Written, Dropped>> {
    let Some(reader) = reader(app, user).await? else { return Ok(Err(GONE)) };
    // Also for a session that has ended.
    let found = app.db.read_all(move |all| sessions::find(all, session, user)).await?;
    let Some(session) = found else { return Ok(Err("the session was forgotten")) };
    let rendered = mail::SignIn {
        locale: reader.locale,
        zone: reader.zone,
        name: reader.first_name,
        at: session.created_at,
        device: Agent::of(session.user_agent.as_deref().unwrap_or_default()).name(),
        network: agent::network(session.ip.as_deref().unwrap_or_default()),
    }
    .render();
    Ok(Ok(Written {
        rendered,
        name: reader.name,
        sender: None,
        reply_to: None,
        attachments: vec![],
    }))
}

/// A failed backup, to administrators.
pub(super) async fn backup(
    app: &App,
    user: UserId,
    id: BackupId,
) -> Result<Result<Written, Dropped>> {
    let Some(reader) = reader(app, user).await? else { return Ok(Err(GONE)) };
    let looked =
        app.db.read_all(move |all| Ok((backups::find(all, id)?, backups::last_good(all)?)));
    let (Some(tried), last) = looked.await? else { return Ok(Err("it was long ago")) };
    let Err(trouble) = tried.outcome else { return Ok(Err("there is a backup")) };
    if last.as_ref().is_some_and(|last| last.ended_at > tried.ended_at) {
        return Ok(Err("there is a backup since"));
    }
    let rendered = mail::BackupFailed {
        locale: reader.locale,
        zone: reader.zone,
        name: reader.first_name,
        at: tried.ended_at,
        trouble,
        last: last.map(|last| last.ended_at),
    }
    .render();
    Ok(Ok(Written {
        rendered,
        name: reader.name,
        sender: None,
        reply_to: None,
        attachments: vec![],
    }))
}

/// Evidence that does not match its seal, to administrators.
pub(super) async fn evidence(
    app: &App,
    user: UserId,
    company: CompanyId,
    at: Timestamp,
) -> Result<Result<Written, Dropped>> {
    let Some(reader) = reader(app, user).await? else { return Ok(Err(GONE)) };
    let found = app.db.read_all(move |all| chain_seals::found_faulty(all, company, at)).await?;
    if found.is_empty() {
        return Ok(Err("all of it fits again"));
    }
    let rendered = mail::EvidenceContradicted {
        locale: reader.locale,
        zone: reader.zone,
        name: reader.first_name,
        at,
        references: found,
    }
    .render();
    Ok(Ok(Written {
        rendered,
        name: reader.name,
        sender: None,
        reply_to: None,
        attachments: vec![],
    }))
}

fn link(app: &App, user: UserId, nonce: &str) -> String {
    app.url(&format!("/reset/{}", app.keys.reset_token(user, nonce)))
}

struct Reader {
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
