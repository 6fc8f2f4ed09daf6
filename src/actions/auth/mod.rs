//! Registration, sign-in, sessions, passwords and second factors.

mod browser;
mod guest;
mod login;
mod operate;
mod password;
mod register;
mod second_factor;
mod sign_out;
mod switch;

pub use browser::{access, access_to, by_cookie};
pub use guest::enter_as_guest;
pub use login::{authenticate, login, refresh};
pub use operate::{NewPerson, add, is_unclaimed, open_claim, set_password_of, set_role_of};
pub use password::{change_password, forgot, is_reset_valid, reset};
pub use register::{NewAccount, claim, is_claim_valid, register};
pub use second_factor::{
    FactorState, begin_second_factor, confirm_second_factor, renew_recovery_codes,
    reset_second_factor, reset_second_factor_locally, reset_second_factor_of_member, second_factor,
    turn_second_factor_off,
};
pub use sign_out::{end_other_sessions, end_session, logout, sessions};
pub use switch::{Switched, switch};

use crate::App;
use crate::error::Result;
use crate::model::keys::{fresh_token, token_hash};
use crate::model::token::Claims;
use crate::model::{
    Company, CompanyId, MailKind, Membership, SessionId, Settings, Subscription, Timestamp, User,
    UserId, agent,
};
use crate::store::sessions::{End, Origin};
use crate::store::{
    AllTx, api_tokens, calendar, companies, email_changes, mails, memberships, origins, resets,
    sessions, settings, users,
};

/// A user who has just signed in.
pub struct SignedIn {
    pub user: User,
    /// The active company; None if they are a member of none.
    pub company: Option<Company>,
    pub memberships: Vec<Membership>,
    pub settings: Settings,
    pub subscription: Option<Subscription>,
    pub tokens: Tokens,
}

/// The tokens that a client stores.
pub struct Tokens {
    pub access: String,
    pub refresh: String,
    /// Seconds until the access token expires.
    pub expires_in: u64,
}

/// The result of the transaction. The tokens are signed after it.
struct Entry {
    user: User,
    company: Option<Company>,
    memberships: Vec<Membership>,
    settings: Settings,
    subscription: Option<Subscription>,
    session: SessionId,
    refresh: String,
    now: Timestamp,
}

/// Opens a session for `user` in their first company, or in `wanted`.
fn open_session(
    all: &AllTx,
    app: &App,
    user: UserId,
    wanted: Option<CompanyId>,
    origin: &Origin,
) -> Result<Entry> {
    let memberships = memberships::of_user(all, user)?;
    let active = wanted.or_else(|| memberships.first().map(|membership| membership.company));
    let lasts = app.config.tokens.refresh.as_millis() as i64;
    let session = sessions::create(all, user, active, all.now().plus(lasts), origin)?;
    let refresh = fresh_token();
    sessions::add_refresh(all, session, &token_hash(&refresh))?;
    users::mark_seen(all, user)?;
    let (company, subscription) = match active {
        Some(id) => companies::of_member(all, user, id)?.unzip(),
        None => (None, None),
    };
    let settings = settings::find(all, user)?.unwrap_or_else(|| app.default_settings());
    let user = users::find(all, user)?.ok_or(crate::Error::Unauthenticated("wrong_credentials"))?;
    mail_if_new(all, app, &user, session, origin)?;
    Ok(Entry {
        user,
        company,
        memberships,
        settings,
        subscription,
        session,
        refresh,
        now: all.now(),
    })
}

/// Ends everything that someone with the old password may have opened: sessions (except `but`), API
/// tokens, calendar addresses, password reset links and pending e-mail changes.
fn end_access_by_password(all: &AllTx, user: UserId, but: Option<SessionId>) -> Result<()> {
    sessions::end_all(all, user, but, End::Password)?;
    api_tokens::revoke_everywhere(all, user)?;
    calendar::close_everywhere(all, user)?;
    resets::invalidate(all, user)?;
    email_changes::invalidate(all, user)?;
    Ok(())
}

/// The most mails a day to one user about sign-ins from a new origin, so that frequent travel or
/// attacks do not flood their mailbox.
const MAILS_A_DAY: i64 = 5;

/// A keyed hash of the origin of a sign-in: program and network.
fn origin_hash(app: &App, user: UserId, origin: &Origin) -> String {
    let text = agent::origin(origin.ip.as_deref(), origin.user_agent.as_deref());
    app.keys.origin_hash(user, &text)
}

/// Queues a mail to the user if they signed in from a new origin (program and network). The first
/// sign-in of a user is not reported.
fn mail_if_new(
    all: &AllTx,
    app: &App,
    user: &User,
    session: SessionId,
    origin: &Origin,
) -> Result<()> {
    let hash = origin_hash(app, user.id, origin);
    let new = origins::note(all, user.id, &hash)?;
    if !new || origins::mailed_since(all, user.id, all.now().minus(Timestamp::DAY))? >= MAILS_A_DAY
    {
        return Ok(());
    }
    origins::set_mailed(all, user.id, &hash)?;
    mails::queue_for_instance(all, MailKind::SignIn { user: user.id, session }, &user.email)?;
    Ok(())
}

impl Entry {
    fn signed(self, app: &App) -> Result<SignedIn> {
        let company = self.company.as_ref().map(|company| company.id);
        let tokens = sign(app, self.user.id, self.session, company, self.refresh, self.now)?;
        Ok(SignedIn {
            user: self.user,
            company: self.company,
            memberships: self.memberships,
            settings: self.settings,
            subscription: self.subscription,
            tokens,
        })
    }
}

fn sign(
    app: &App,
    user: UserId,
    session: SessionId,
    company: Option<CompanyId>,
    refresh: String,
    now: Timestamp,
) -> Result<Tokens> {
    let (access, expires_in) = sign_access(app, user, session, company, now)?;
    Ok(Tokens { access, refresh, expires_in })
}

/// An access token, and its lifetime in seconds.
fn sign_access(
    app: &App,
    user: UserId,
    session: SessionId,
    company: Option<CompanyId>,
    now: Timestamp,
) -> Result<(String, u64)> {
    let lasts = app.config.tokens.access.as_secs();
    let iat = now.0.div_euclid(1000);
    let claims = Claims { sub: user, sid: session, cid: company, iat, exp: iat + lasts as i64 };
    Ok((app.tokens.sign(&claims)?, lasts))
}
