//! Sign-in, token refresh and authentication of access tokens.

use std::sync::Arc;

use super::second_factor::opens;
use super::{Entry, SignedIn, Tokens, open_session, origin_hash, sign};
use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::keys::{fresh_token, token_hash};
use crate::model::{CompanyId, Digest, Email, Locale, SessionId, Timestamp, UserId};
use crate::ports::{Lookup, Rule};
use crate::store::sessions::{End, Origin};
use crate::store::{
    Actor, AllRead, AllTx, audit, memberships, origins, second_factors, sessions, users,
};

const WRONG: Error = Error::Unauthenticated("wrong_credentials");

/// Opens a session. An unknown e-mail takes as long as a wrong password and gives the same error.
/// Only with the right password does the error reveal that a second factor is required.
pub async fn login(
    app: &App,
    email: &str,
    password: String,
    totp: Option<String>,
    origin: Origin,
    address: &str,
) -> Result<SignedIn> {
    let from = app.attempt(Rule::LoginAddress, address)?;
    let (parsed, tried) = match Email::parse(email) {
        Ok(email) => {
            let account =
                app.attempt(Rule::LoginAccount, &counted_by(app, &email, &origin).await?)?;
            (Some(email), vec![from, account])
        }
        Err(_) => (None, vec![from]),
    };
    let outcome = match parsed {
        Some(email) => enter(app, email, password, totp, origin).await,
        None => Err(WRONG),
    };
    if let Err(Error::Unauthenticated(_)) = &outcome
        && app.config.log.failed_sign_ins
    {
        // Programs that block addresses parse this line; its form must not change.
        tracing::warn!(address, "a sign-in failed");
    }
    app.record_outcome(tried, outcome).await
}

/// The key under which attempts at an account are counted. Attempts from an origin where the user
/// has signed in before are counted separately, so that attempts from elsewhere cannot lock them
/// out.
async fn counted_by(app: &App, email: &Email, origin: &Origin) -> Result<String> {
    let (inner, email, origin) = (app.clone(), email.clone(), origin.clone());
    app.db
        .read_all(move |all| {
            if let Some((user, _)) = users::by_email(all, &email)? {
                let hash = origin_hash(&inner, user.id, &origin);
                if origins::is_known(all, user.id, &hash)? {
                    return Ok(format!("{} from {hash}", email.key));
                }
            }
            Ok(email.key)
        })
        .await
}

async fn enter(
    app: &App,
    email: Email,
    password: String,
    totp: Option<String>,
    origin: Origin,
) -> Result<SignedIn> {
    let found = app.db.read_all(move |all| users::by_email(all, &email)).await?;
    let (user, kept) = found.map_or((None, None), |(user, kept)| (Some(user), kept));

    let (passwords, refused) = (app.passwords.clone(), origin.clone());
    let (right, better) = app
        .off_thread(move || {
            let right = passwords.verify(&password, kept.as_deref());
            let old = right && kept.is_none_or(|kept| passwords.is_outdated(&kept));
            (right, old.then(|| passwords.hash(&password)).transpose())
        })
        .await?;
    let better = better?;
    if !right {
        // For an unknown e-mail too: both take the same time.
        let user = user.as_ref().map(|user| user.id);
        let note = move |all: &AllTx| note_of(all, user, AuditAction::SignInRefused, &refused);
        app.db.write_all(note).await?;
    }
    let user = user.filter(|_| right).ok_or(WRONG)?;

    let inner = app.clone();
    let entered = app
        .db
        .write_all(move |all| {
            if let Some(factor) = second_factors::find_on(all, user.id)? {
                let Some(typed) = totp else { return Ok(Entered::Refused("totp_required")) };
                if !opens(all, &inner.keys, &user, &factor, &typed)? {
                    note_of(all, Some(user.id), AuditAction::SecondFactorRefused, &origin)?;
                    return Ok(Entered::Refused("wrong_totp"));
                }
            }
            if let Some(hash) = better {
                users::set_password(all, user.id, &hash)?;
            }
            if users::is_suspended(all, user.id)? {
                note_of(all, Some(user.id), AuditAction::SignInRefused, &origin)?;
                return Ok(Entered::Refused("account_suspended"));
            }
            let entry = open_session(all, &inner, user.id, None, &origin)?;
            note_of(all, Some(user.id), AuditAction::SignIn, &origin)?;
            Ok(Entered::In(Box::new(entry)))
        })
        .await?;
    match entered {
        Entered::In(entry) => entry.signed(app),
        Entered::Refused(code) => Err(Error::Unauthenticated(code)),
    }
}

/// Records a sign-in or its refusal, in the company in which the session would begin.
fn note_of(all: &AllTx, user: Option<UserId>, action: AuditAction, origin: &Origin) -> Result<()> {
    let memberships = user.map(|user| memberships::of_user(all, user)).transpose()?;
    let company = memberships.iter().flatten().next().map(|membership| membership.company);
    audit::note(all, company, user, action, serde_json::json!({}), origin.ip.as_deref())
}

/// The result of a sign-in. A wrong code is not an error inside the transaction, because it is
/// recorded.
enum Entered {
    In(Box<Entry>),
    Refused(&'static str),
}

/// The result of a refresh. A refusal is not an error inside the transaction, because that would
/// roll back what the refusal records.
enum Refreshed {
    Anew {
        user: UserId,
        session: SessionId,
        company: Option<CompanyId>,
        token: String,
        now: Timestamp,
    },
    Refused(&'static str),
}

/// Exchanges a refresh token, once. A token that is used a second time has been copied: the session
/// ends, for the thief and for the user.
pub async fn refresh(app: &App, token: &str, address: &str) -> Result<Tokens> {
    app.limiter.check(Rule::RefreshAddress, address)?;
    let hash = token_hash(token);
    let refreshed = app
        .db
        .write_all(move |all| {
            let Some(found) = sessions::use_refresh(all, &hash)? else {
                return Ok(Refreshed::Refused("invalid_token"));
            };
            if found.reused {
                if sessions::end(all, found.session, found.user, End::Reuse)? {
                    let about = serde_json::json!({ "session": found.session });
                    audit::note(
                        all,
                        None,
                        Some(found.user),
                        AuditAction::RefreshTokenReused,
                        about,
                        None,
                    )?;
                }
                return Ok(Refreshed::Refused("session_revoked"));
            }
            // The user may have been deleted since.
            if !found.open || sessions::actor(all, found.session, found.user)?.is_none() {
                return Ok(Refreshed::Refused("expired_token"));
            }
            let token = fresh_token();
            sessions::add_refresh(all, found.session, &token_hash(&token))?;
            users::mark_seen(all, found.user)?;
            Ok(Refreshed::Anew {
                user: found.user,
                session: found.session,
                company: found.company,
                token,
                now: all.now(),
            })
        })
        .await?;
    match refreshed {
        Refreshed::Anew { user, session, company, token, now } => {
            sign(app, user, session, company, token, now)
        }
        Refreshed::Refused(code) => Err(Error::Unauthenticated(code)),
    }
}

/// The actor of an access token, with the current session, membership and role.
pub async fn authenticate(app: &App, token: String) -> Result<(Actor, Option<Locale>)> {
    let claims = app.tokens.read(&token, app.now())?;
    let key = Digest::of(format!("session {} of {}", claims.sid.0, claims.sub.0));
    let look = move |all: &AllRead| sessions::actor(all, claims.sid, claims.sub);
    let actor = app.look_up(Lookup::Callers, key, look).await?;
    let actor = actor.map(Arc::unwrap_or_clone).ok_or(Error::Unauthenticated("session_ended"))?;
    if actor.company != claims.cid {
        return Err(Error::Unauthenticated("company_switched"));
    }
    let locale = actor.locale;
    Ok((actor, locale))
}
