//! Signing up, logging in and out, sessions, forgotten passwords.

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
use crate::http::guard::Member;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Accepted, Created, Done, Instant};
use crate::model::agent::Agent;
use crate::model::{self, CompanyId, Right, Role, SessionId};

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
    /// Sign a studio up
    ///
    /// Makes a company, its OWNER, their settings and a BASIC subscription, and logs
    /// them in. Anybody may where `registration = "open"`. Where it is `"invite"`, it
    /// takes the token of an invitation to another company, mailed to this e-mail, which
    /// is accepted with it: 409 `registration_by_invitation` without one, 410
    /// `invitation_over` if it is over. Elsewhere 409 `registration_closed`.
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
    /// Gives an access token, to be sent as `Authorization: Bearer …`, and a refresh
    /// token, to be exchanged once at `POST /auth/refresh`. An account with a second factor
    /// needs `totp` too: 401 `totp_required` without it (told only to who knows the
    /// password), 401 `wrong_totp` if it is wrong or was used before.
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
    /// Each refresh token works once. One that comes back ends its session: it has been copied.
    #[oai(path = "/auth/refresh", method = "post", operation_id = "refresh")]
    async fn refresh(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Body<Refresh>,
    ) -> Result<Json<Tokens>, Problem> {
        Ok(Json(auth::refresh(&app, &body.0.refresh_token, &caller.address()).await?.into()))
    }

    /// Work for another of one's companies
    ///
    /// Gives an access token for it; the refresh token stays. Access tokens given for
    /// the company before are refused from now on (401 `company_switched`), so that a
    /// forgotten window cannot write into the wrong one.
    #[oai(path = "/auth/switch-company", method = "post", operation_id = "switchCompany")]
    async fn switch(
        &self,
        app: Data<&App>,
        member: Member,
        body: Body<CompanySwitch>,
    ) -> Result<Json<Switched>, Problem> {
        let user = member.allowed(Right::OwnAccount)?;
        let company = CompanyId(body.0.company_id);
        Ok(Json(auth::switch(&app, user, member.session()?, company).await?.into()))
    }

    /// Log out
    ///
    /// Ends the session: its tokens are refused from now on.
    #[oai(path = "/auth/logout", method = "post", operation_id = "logout")]
    async fn logout(&self, app: Data<&App>, member: Member) -> Result<Done, Problem> {
        auth::logout(&app, member.allowed(Right::OwnAccount)?, member.session()?).await?;
        Ok(Done)
    }

    /// Ask for a new password
    ///
    /// Mails a link that works once, for an hour. The reply is the same whether or
    /// not the e-mail has an account.
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
    /// With the token of the mailed link. Ends what the old password may have opened:
    /// every session of the account, its API tokens and its calendar addresses.
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

    /// List one's open sessions
    ///
    /// The latest used first; `current` marks the one that asks.
    #[oai(path = "/auth/sessions", method = "get", operation_id = "listSessions")]
    async fn sessions(
        &self,
        app: Data<&App>,
        member: Member,
    ) -> Result<Json<Vec<Session>>, Problem> {
        let open = auth::sessions(&app, member.allowed(Right::OwnAccount)?).await?;
        let current = member.session()?;
        Ok(Json(open.into_iter().map(|one| Session::of(one, current)).collect()))
    }

    /// End one of one's sessions
    ///
    /// For a device that was lost. Its tokens are refused from now on.
    #[oai(path = "/auth/sessions/:id", method = "delete", operation_id = "endSession")]
    async fn end_session(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Member,
        /// The id of the session.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let user = member.allowed(Right::OwnAccount)?;
        auth::end_session(&app, user, SessionId(id.0), caller.origin()).await?;
        Ok(Done)
    }

    /// End all of one's sessions but this one
    ///
    /// For who has seen a sign-in that was not theirs. Tokens of programs stay: see
    /// `GET /api-token`.
    #[oai(path = "/auth/sessions", method = "delete", operation_id = "endOtherSessions")]
    async fn end_others(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Member,
    ) -> Result<Done, Problem> {
        let (user, current) = (member.allowed(Right::OwnAccount)?, member.session()?);
        auth::end_other_sessions(&app, user, current, caller.origin()).await?;
        Ok(Done)
    }
}

/// A studio and its first user.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewAccount {
    email: String,
    /// Ten characters or more, not a common one, not the e-mail.
    password: String,
    first_name: String,
    last_name: String,
    company_name: String,
    /// The token of a mailed invitation to another company, which is accepted with it.
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

/// An e-mail and its password, and a code where one is wanted.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Credentials {
    email: String,
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

/// A refresh token, to be exchanged.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Refresh {
    refresh_token: String,
}

impl poem_openapi::types::Example for Refresh {
    fn example() -> Self {
        Self { refresh_token: "3xAmPle0fARefresh7oken".into() }
    }
}

/// Whose password is forgotten.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Forgotten {
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
    token: String,
    password: String,
}

impl poem_openapi::types::Example for Reset {
    fn example() -> Self {
        Self { token: "3xAmPle0fAResetToken".into(), password: "une autre phrase".into() }
    }
}

/// Who came in, for which company, and the tokens to keep.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct SignedIn {
    user: User,
    /// The company being worked for; none if the user belongs to none.
    company: Option<Company>,
    /// All the companies the user belongs to.
    memberships: Vec<Membership>,
    settings: Settings,
    subscription: Option<Subscription>,
    access_token: String,
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

/// The company to work for.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CompanySwitch {
    company_id: i64,
}

impl poem_openapi::types::Example for CompanySwitch {
    fn example() -> Self {
        Self { company_id: 1 }
    }
}

/// The company being worked for from now on, and the token to do so.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Switched {
    company: Company,
    /// What one is there.
    role: Role,
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

/// The tokens to keep from now on.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Tokens {
    access_token: String,
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

/// A stay from login to logout.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Session {
    id: i64,
    /// Whether it is the one that asks.
    current: bool,
    company_id: Option<i64>,
    created_at: Instant,
    used_at: Instant,
    expires_at: Instant,
    ip: Option<String>,
    /// As it was sent.
    user_agent: Option<String>,
    /// What that is, coarsely: `Firefox`; none if it is none of the usual ones.
    browser: Option<String>,
    /// `Windows`, `iOS`, …
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
