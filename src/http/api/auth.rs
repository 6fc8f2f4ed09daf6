//! Registration, login, sessions and forgotten passwords.

use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use serde::Deserialize;

use super::Tag;
use super::shapes::{Company, Membership, Settings, Subscription, User};
use crate::App;
use crate::actions::auth;
use crate::http::body::Body;
use crate::http::caller::Caller;
use crate::http::guard::Allowed;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Accepted, Created, Done, Instant};
use crate::http::right;
use crate::model::agent::Agent;
use crate::model::{self, CompanyId, Role, SessionId};

pub const OPERATIONS: &[Operation] = &[
    op("register").gone().counted(),
    op("login").unauthenticated().no_conflict().counted(),
    op("refresh").unauthenticated().no_conflict().counted(),
    op("switchCompany").no_conflict(),
    op("logout").no_conflict(),
    op("forgotPassword").no_conflict().counted(),
    op("resetPassword").no_conflict().gone(),
    op("listSessions"),
    op("endSession").no_conflict(),
    op("endOtherSessions").no_conflict(),
];

pub struct AuthApi;

#[OpenApi(tag = "Tag::Auth")]
impl AuthApi {
    /// Register a company
    ///
    /// Creates a company, its first user as OWNER, their settings and a BASIC subscription, and
    /// logs the user in. No credentials are needed. What is required depends on the instance's
    /// setting `registration`:
    ///
    /// - `open`: anybody may register.
    /// - `invite`: the body must contain the token of an invitation to another company, which is
    ///   accepted with the registration. 409 `registration_by_invitation` without a token, 410
    ///   `invitation_over` if the invitation is no longer valid, 422 `not_invited` if it was mailed
    ///   to another e-mail.
    /// - else: 409 `registration_closed`.
    ///
    /// 409 `email_taken` if the e-mail has an account. 429 after too many registrations from one
    /// address.
    #[oai(path = "/auth/register", method = "post", operation_id = "register")]
    async fn register(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Body<NewAccount>,
    ) -> Result<Created<SignedIn>, Problem> {
        let account = body.0.into_account(&caller);
        let entered = auth::register(&app, account, caller.origin(), &caller.address()).await?;
        Ok(Created(entered.into()))
    }

    /// Log in
    ///
    /// Returns an access token, to be sent as `Authorization: Bearer …`, and a refresh token, to be
    /// exchanged once at `POST /auth/refresh`. No credentials are needed but those in the body.
    ///
    /// 401 `wrong_credentials` if the e-mail or the password is wrong. An account with a second
    /// factor also needs `totp`: 401 `totp_required` if it is left out (only after the right
    /// password), 401 `wrong_totp` if it is wrong or was used before. 429 after too many attempts.
    #[oai(path = "/auth/login", method = "post", operation_id = "login")]
    async fn login(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Body<Credentials>,
    ) -> Result<Json<SignedIn>, Problem> {
        let Credentials { email, password, totp } = body.0;
        let (origin, address) = (caller.origin(), caller.address());
        let entered = auth::login(&app, &email, password, totp, origin, &address).await?;
        Ok(Json(entered.into()))
    }

    /// Exchange the refresh token
    ///
    /// Returns a new access token and a new refresh token. Each refresh token works once. If a used
    /// one is sent again, it has been copied, and its session is ended.
    #[oai(path = "/auth/refresh", method = "post", operation_id = "refresh")]
    async fn refresh(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Body<Refresh>,
    ) -> Result<Json<Tokens>, Problem> {
        Ok(Json(auth::refresh(&app, &body.0.refresh_token, &caller.address()).await?.into()))
    }

    /// Switch to another company
    ///
    /// Returns an access token for another company of the caller; the refresh token stays the same.
    /// Access tokens of the former company are refused from now on (401 `company_switched`), so
    /// that a forgotten window cannot write to the wrong company. 422 if the caller is not a member
    /// of the company. For every user, with an access token; API tokens are refused.
    #[oai(path = "/auth/switch-company", method = "post", operation_id = "switchCompany")]
    async fn switch(
        &self,
        app: Data<&App>,
        member: Allowed<right::OwnAccount>,
        caller: Caller,
        body: Body<CompanySwitch>,
    ) -> Result<Json<Switched>, Problem> {
        let user = member.user();
        let company = CompanyId(body.0.company_id);
        Ok(Json(
            auth::switch(&app, user, member.session()?, company, caller.origin()).await?.into(),
        ))
    }

    /// Log out
    ///
    /// Ends the session; its tokens are refused from now on. For every user, with an access token;
    /// API tokens are refused.
    #[oai(path = "/auth/logout", method = "post", operation_id = "logout")]
    async fn logout(
        &self,
        app: Data<&App>,
        member: Allowed<right::OwnAccount>,
    ) -> Result<Done, Problem> {
        auth::logout(&app, member.user(), member.session()?).await?;
        Ok(Done)
    }

    /// Request a password link
    ///
    /// Mails a link to choose a new password. It works once and for one hour. The reply is the same
    /// whether or not the e-mail has an account. No credentials are needed. 429 after too many
    /// requests.
    #[oai(path = "/auth/forgot-password", method = "post", operation_id = "forgotPassword")]
    async fn forgot_password(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Body<Forgotten>,
    ) -> Result<Accepted, Problem> {
        auth::forgot(&app, &body.0.email, caller.origin(), &caller.address()).await?;
        Ok(Accepted)
    }

    /// Choose a new password
    ///
    /// Sets the password with the token of the mailed link. It ends everything that the old
    /// password may have opened: all sessions of the account, its API tokens and its calendar
    /// addresses. No credentials are needed but the token.
    ///
    /// 410 `reset_used` if the link was used or has expired.
    #[oai(path = "/auth/reset-password", method = "post", operation_id = "resetPassword")]
    async fn reset_password(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Body<Reset>,
    ) -> Result<Done, Problem> {
        auth::reset(&app, &body.0.token, body.0.password, caller.origin()).await?;
        Ok(Done)
    }

    /// List your sessions
    ///
    /// Returns the open sessions of the caller, the latest used first. `current` marks the one that
    /// makes this call. For every user, with an access token; API tokens are refused.
    #[oai(path = "/auth/sessions", method = "get", operation_id = "listSessions")]
    async fn sessions(
        &self,
        app: Data<&App>,
        member: Allowed<right::OwnAccount>,
    ) -> Result<Json<Vec<Session>>, Problem> {
        let open = auth::sessions(&app, member.user()).await?;
        let current = member.session()?;
        Ok(Json(open.into_iter().map(|one| Session::of(one, current)).collect()))
    }

    /// End one of your sessions
    ///
    /// Use it for a lost device. The tokens of the session are refused from now on. For every user.
    #[oai(path = "/auth/sessions/:id", method = "delete", operation_id = "endSession")]
    async fn end_session(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Allowed<right::OwnAccount>,
        /// The id of the session.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let user = member.user();
        auth::end_session(&app, user, SessionId(id.0), caller.origin()).await?;
        Ok(Done)
    }

    /// End all other sessions
    ///
    /// Ends all sessions of the caller but the current one, for example after a login that was not
    /// theirs. API tokens stay valid: see `GET /api-token`. For every user, with an access token;
    /// API tokens are refused.
    #[oai(path = "/auth/sessions", method = "delete", operation_id = "endOtherSessions")]
    async fn end_others(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Allowed<right::OwnAccount>,
    ) -> Result<Done, Problem> {
        let (user, current) = (member.user(), member.session()?);
        auth::end_other_sessions(&app, user, current, caller.origin()).await?;
        Ok(Done)
    }
}

/// A company and its first user.
#[derive(Object, Deserialize)]
#[oai(rename = "AccountInput", rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewAccount {
    /// The e-mail of the user.
    email: String,
    /// The password: at least 10 characters, not a common one, and not the e-mail.
    password: String,
    /// The first name of the user.
    first_name: String,
    /// The last name of the user.
    last_name: String,
    /// The name of the company.
    company_name: String,
    /// The token of a mailed invitation to another company, which is accepted with the
    /// registration.
    invitation: Option<String>,
}

impl NewAccount {
    fn into_account(self, caller: &Caller) -> auth::NewAccount {
        auth::NewAccount {
            email: self.email,
            password: self.password,
            first_name: self.first_name,
            last_name: self.last_name,
            company_name: self.company_name,
            locale: caller.locale(),
            invitation: self.invitation,
        }
    }
}

impl poem_openapi::types::Example for NewAccount {
    fn example() -> Self {
        Self {
            email: "claire@studio-lumiere.example".into(),
            password: "une phrase de passe".into(),
            first_name: "Claire".into(),
            last_name: "Fontaine".into(),
            company_name: "Studio Lumière".into(),
            invitation: None,
        }
    }
}

/// The e-mail and password, and a code where the account has a second factor.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Credentials {
    /// The e-mail of the account.
    email: String,
    /// The password.
    password: String,
    /// Six digits of the authenticator app, or a recovery code.
    totp: Option<String>,
}

impl poem_openapi::types::Example for Credentials {
    fn example() -> Self {
        Self {
            email: "claire@studio-lumiere.example".into(),
            password: "une phrase de passe".into(),
            totp: None,
        }
    }
}

/// The refresh token to exchange.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Refresh {
    /// The last refresh token that was received.
    refresh_token: String,
}

impl poem_openapi::types::Example for Refresh {
    fn example() -> Self {
        Self { refresh_token: "3xAmPle0fARefresh7oken".into() }
    }
}

/// The account whose password was forgotten.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Forgotten {
    /// The e-mail of the account.
    email: String,
}

impl poem_openapi::types::Example for Forgotten {
    fn example() -> Self {
        Self { email: "claire@studio-lumiere.example".into() }
    }
}

/// The token of a mailed link and the new password.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Reset {
    /// The token of the link.
    token: String,
    /// The new password: at least 10 characters, not a common one, and not the e-mail.
    password: String,
}

impl poem_openapi::types::Example for Reset {
    fn example() -> Self {
        Self { token: "3xAmPle0fAResetToken".into(), password: "une autre phrase".into() }
    }
}

/// The user who logged in, the active company, and the tokens.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct SignedIn {
    /// The user.
    user: User,
    /// The active company. Null if the user is not a member of any.
    company: Option<Company>,
    /// The companies that the user is a member of.
    memberships: Vec<Membership>,
    /// The settings of the user.
    settings: Settings,
    /// The plan of the active company. Null without a company.
    subscription: Option<Subscription>,
    /// The access token. Send it as `Authorization: Bearer …`.
    access_token: String,
    /// The refresh token, to be exchanged once at `POST /auth/refresh`.
    refresh_token: String,
    /// Seconds until the access token expires.
    expires_in: u64,
}

impl From<auth::SignedIn> for SignedIn {
    fn from(entered: auth::SignedIn) -> Self {
        Self {
            user: entered.user.into(),
            company: entered.company.map(Into::into),
            memberships: entered.memberships.into_iter().map(Into::into).collect(),
            settings: entered.settings.into(),
            subscription: entered.subscription.map(Into::into),
            access_token: entered.tokens.access,
            refresh_token: entered.tokens.refresh,
            expires_in: entered.tokens.expires_in,
        }
    }
}

/// The company to switch to.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CompanySwitch {
    /// The id of the company.
    company_id: i64,
}

impl poem_openapi::types::Example for CompanySwitch {
    fn example() -> Self {
        Self { company_id: 1 }
    }
}

/// The active company and the token for it.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Switched {
    /// The company that is now active.
    company: Company,
    /// The caller's role in it.
    role: Role,
    /// The new access token.
    access_token: String,
    /// Seconds until the access token expires.
    expires_in: u64,
}

impl From<auth::Switched> for Switched {
    fn from(switched: auth::Switched) -> Self {
        Self {
            company: switched.company.into(),
            role: switched.role,
            access_token: switched.access,
            expires_in: switched.expires_in,
        }
    }
}

/// The tokens to use from now on.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Tokens {
    /// The new access token.
    access_token: String,
    /// The new refresh token, to be exchanged once.
    refresh_token: String,
    /// Seconds until the access token expires.
    expires_in: u64,
}

impl From<auth::Tokens> for Tokens {
    fn from(tokens: auth::Tokens) -> Self {
        Self {
            access_token: tokens.access,
            refresh_token: tokens.refresh,
            expires_in: tokens.expires_in,
        }
    }
}

/// A session, from login to logout.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Session {
    /// The id of the session.
    id: i64,
    /// Whether it is the session of this call.
    current: bool,
    /// The id of the session's active company. Null if there is none.
    company_id: Option<i64>,
    /// When the user logged in.
    created_at: Instant,
    /// When the session was last used.
    used_at: Instant,
    /// When the session ends by itself.
    expires_at: Instant,
    /// The IP address of the login. Null if it is not known.
    ip: Option<String>,
    /// The `User-Agent` header as it was sent. Null if there was none.
    user_agent: Option<String>,
    /// The browser, for example `Firefox`. Null if it is not recognised.
    browser: Option<String>,
    /// The operating system, for example `Windows` or `iOS`. Null if it is not recognised.
    system: Option<String>,
}

impl Session {
    fn of(from: model::Session, current: SessionId) -> Self {
        let agent = Agent::of(from.user_agent.as_deref().unwrap_or_default());
        Self {
            browser: agent.browser.map(Into::into),
            system: agent.system.map(Into::into),
            id: from.id.0,
            current: from.id == current,
            company_id: from.company.map(|id| id.0),
            created_at: from.created_at.into(),
            used_at: from.used_at.into(),
            expires_at: from.expires_at.into(),
            ip: from.ip,
            user_agent: from.user_agent,
        }
    }
}
