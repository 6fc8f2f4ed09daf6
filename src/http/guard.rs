//! Authentication and rights. A handler with an [`Allowed`] parameter requires a caller with its right,
//! and the OpenAPI document shows it.

use std::marker::PhantomData;
use std::ops::Deref;

use poem::http::header;
use poem::{FromRequest, Request, RequestBody};
use poem_openapi::auth::{ApiKey, Bearer};
use poem_openapi::registry::{MetaParamIn, MetaSchema, MetaSchemaRef, Registry};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions, SecurityScheme};

use super::bodies::UnexpectedBody;
use super::body::Body;
use super::caller::Caller;
use super::methods::Rule;
use super::operation::Despite;
use super::problem::Problem;
use super::right::{OwnAccount, Required};
use crate::actions::{Actor, Bar, Credential, Scope, api_tokens, auth, companies, consent, live};
use crate::model::once::once_key;
use crate::model::{CompanyId, Digest, List, Once, Right, SessionId, UserId, api_token};
use crate::{App, Error};

/// The access token of `POST /auth/login`, as `Authorization: Bearer …`. Operations that name the
/// scopes of API tokens also accept the API token of a program (`br_…`, made with
/// `POST /api-token`); others refuse it with 403 `token_not_accepted`.
#[derive(SecurityScheme)]
#[oai(ty = "bearer", bearer_format = "JWT", rename = "accessToken", checker = "signed_in")]
struct AccessToken(Actor);

/// A caller, whose rights are still to be looked at.
pub struct Member(pub Actor);

/// A caller who has the right that `R` names. Whoever has it not is refused before anything else
/// of the request is looked at: its body says nothing about who they are.
pub struct Allowed<R>(Member, PhantomData<R>);

impl<R> Deref for Allowed<R> {
    type Target = Member;

    fn deref(&self) -> &Member {
        &self.0
    }
}

impl<R: Required> Allowed<R> {
    fn of(request: &Request, actor: Actor) -> poem::Result<Self> {
        let member = Self::whatever_is_sent(actor)?;
        expects_body(request)?;
        Ok(member)
    }

    fn whatever_is_sent(actor: Actor) -> poem::Result<Self> {
        let member = Member(actor);
        member.allowed(R::RIGHT)?;
        Ok(Self(member, PhantomData))
    }

    /// The scope of the active company, as far as the caller may see.
    pub fn scope(&self) -> Result<Scope, Problem> {
        self.0.0.scope.ok_or(Problem(Error::Forbidden))
    }

    pub fn user(&self) -> UserId {
        self.0.0.user
    }

    pub fn into_actor(self) -> Actor {
        self.0.0
    }
}

impl<'a, R: Required> ApiExtractor<'a> for Allowed<R> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        AccessToken::register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        AccessToken::security_schemes()
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        Self::of(request, AccessToken::from_request(request, body, options).await?.0)
    }
}

/// The OWNER of the company that the path names, which need not be the active one.
pub struct Owner(Allowed<OwnAccount>);

impl Deref for Owner {
    type Target = Allowed<OwnAccount>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<'a> ApiExtractor<'a> for Owner {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        AccessToken::register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        AccessToken::security_schemes()
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        let token = AccessToken::from_request(request, body, options).await?;
        let member = Allowed::whatever_is_sent(token.0)?;
        let (app, _) = context(request).await?;
        // What is no id is refused where the path is read.
        if let Ok(id) = request.path_params::<i64>() {
            companies::check_governed(app, member.user(), CompanyId(id)).await.map_err(Problem)?;
        }
        expects_body(request)?;
        Ok(Self(member))
    }
}

/// Refuses a body that the operation does not take, once it is known who sends it.
fn expects_body(request: &Request) -> poem::Result<()> {
    match request.extensions().get::<UnexpectedBody>() {
        Some(unexpected) => Err(Problem(unexpected.error()).into()),
        None => Ok(()),
    }
}

impl Member {
    /// The scope of the active company, as far as the caller may see, if they have the right.
    pub fn may(&self, right: Right) -> Result<Scope, Problem> {
        self.allowed(right)?;
        self.0.scope.ok_or(Problem(Error::Forbidden))
    }

    /// The caller, if they have the right; no company is needed.
    pub fn allowed(&self, right: Right) -> Result<UserId, Problem> {
        if !right.is_held_by(&self.0.roles) {
            return Err(Problem(Error::Forbidden));
        }
        if let Some(bar) = self.0.bar.filter(|_| !right.needs_no_company()) {
            return Err(Problem(bar.error()));
        }
        match self.0.credential {
            Credential::Token(_) if !api_token::may_have(right) => Err(Problem(NOT_BY_TOKEN)),
            _ => Ok(self.0.user),
        }
    }

    /// The session of the request; API tokens have none.
    pub fn session(&self) -> Result<SessionId, Problem> {
        self.0.session().ok_or(Problem(NOT_BY_TOKEN))
    }

    /// The number of rows per page the user chose for a list.
    pub fn page_size(&self, list: List) -> Option<u32> {
        self.0.page_sizes.get(&list).copied()
    }

    /// The key that identifies a repeated creating request; None without an `Idempotency-Key`.
    pub fn once<T>(
        &self,
        route: &'static str,
        key: IdempotencyKey,
        body: &Body<T>,
    ) -> Result<Option<Once>, Problem> {
        self.once_of(route, key, &body.1)
    }

    /// As [`Member::once`], for a body other than JSON, by the digest of its content.
    pub fn once_of(
        &self,
        route: &'static str,
        key: IdempotencyKey,
        body: &Digest,
    ) -> Result<Option<Once>, Problem> {
        let Some(key) = key.0.transpose().map_err(Problem)? else { return Ok(None) };
        Ok(Some(Once { user: self.0.user, route, key, body: body.hex() }))
    }
}

/// The `Idempotency-Key` of a creating request. [`Member::once`] refuses an invalid one: it is
/// never treated as absent.
pub struct IdempotencyKey(Option<Result<String, Error>>);

impl<'a> ApiExtractor<'a> for IdempotencyKey {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::Parameter];
    type ParamType = Option<String>;
    type ParamRawType = String;

    fn param_in() -> Option<MetaParamIn> {
        Some(MetaParamIn::Header)
    }

    fn param_schema_ref() -> Option<MetaSchemaRef> {
        let schema = MetaSchema {
            pattern: Some("^[!-~]{1,255}$".to_owned()),
            max_length: Some(Once::LONGEST),
            ..MetaSchema::new("string")
        };
        Some(MetaSchemaRef::Inline(Box::new(schema)))
    }

    async fn from_request(
        request: &'a Request,
        _: &mut RequestBody,
        options: ExtractParamOptions<Self::ParamType>,
    ) -> poem::Result<Self> {
        let mut sent = request.headers().get_all(options.name).iter();
        let key = match (sent.next(), sent.next()) {
            (None, _) => return Ok(Self(None)),
            (Some(one), None) => one.to_str().ok().and_then(|key| once_key(key).ok()),
            (Some(_), Some(_)) => None,
        };
        Ok(Self(Some(key.ok_or_else(|| Error::invalid(options.name, "idempotency_key")))))
    }
}

const NOT_BY_TOKEN: Error = Error::TokenRefused("token_not_accepted");

/// The caller, for routes outside the API.
pub async fn member(request: &Request) -> poem::Result<Member> {
    let token = bearer(request).ok_or(Problem(Error::Unauthenticated("unauthenticated")))?;
    Ok(Member(signed_in(request, Bearer { token }).await?))
}

/// None for other schemes, such as a proxy's `Basic`.
fn bearer(request: &Request) -> Option<String> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

/// A ticket of `POST /sse/ticket`, for clients that cannot send headers.
#[derive(SecurityScheme)]
#[oai(
    ty = "api_key",
    key_name = "ticket",
    key_in = "query",
    rename = "streamTicket",
    checker = "by_ticket"
)]
pub struct TicketHolder(pub Actor);

/// The session cookie of a browser that signed in at `/console/login`. Without TLS the cookie is
/// called `be-right`.
#[derive(SecurityScheme)]
#[oai(
    ty = "api_key",
    key_name = "__Host-be-right",
    key_in = "cookie",
    rename = "browserSession",
    checker = "by_cookie"
)]
pub struct CookieHolder(pub Actor);

/// The session cookie without TLS, where browsers refuse the name `__Host-be-right`.
#[derive(SecurityScheme)]
#[oai(
    ty = "api_key",
    key_name = "be-right",
    key_in = "cookie",
    rename = "plainBrowserSession",
    checker = "by_plain_cookie"
)]
pub struct PlainCookieHolder(pub Actor);

/// The caller of a stream, by token, ticket or cookie, who has the right that `R` names. If several are
/// sent, the first in that order counts, and its error is returned.
pub struct Listener<R>(pub Allowed<R>);

impl<'a, R: Required> ApiExtractor<'a> for Listener<R> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        AccessToken::register(registry);
        CookieHolder::register(registry);
        PlainCookieHolder::register(registry);
        TicketHolder::register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        let (token, cookie) = (AccessToken::security_schemes(), CookieHolder::security_schemes());
        let (plain, ticket) =
            (PlainCookieHolder::security_schemes(), TicketHolder::security_schemes());
        [token, cookie, plain, ticket].concat()
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        let asked = request.params::<Vec<(String, String)>>().unwrap_or_default();
        if bearer(request).is_some() {
            return Allowed::of(request, member(request).await?.0).map(Self);
        }
        if asked.iter().any(|(name, _)| name == "ticket") {
            let holder = TicketHolder::from_request(request, body, options).await?;
            return Allowed::of(request, holder.0).map(Self);
        }
        let (app, _) = context(request).await?;
        let holder = if app.config.is_public_url_secure() {
            CookieHolder::from_request(request, body, options).await?.0
        } else {
            PlainCookieHolder::from_request(request, body, options).await?.0
        };
        Allowed::of(request, holder).map(Self)
    }
}

async fn by_ticket(request: &Request, ticket: ApiKey) -> poem::Result<Actor> {
    let (app, caller) = context(request).await?;
    let actor = live::enter(app, &ticket.key).await.map_err(Problem)?;
    if let Some(locale) = actor.locale {
        caller.prefers(locale);
    }
    Ok(seen(request, &caller, actor))
}

/// The actor of this request: with its address, and barred only from what the bar keeps from them.
fn seen(request: &Request, caller: &Caller, actor: Actor) -> Actor {
    let bar = bar_to(request, &actor);
    let scope = actor.scope.map(|scope| scope.from_address(caller.ip()));
    Actor { bar, scope, ..actor }
}

/// What keeps the actor from making this request, which is a change: of the method, or declared.
pub fn bar_to(request: &Request, actor: &Actor) -> Option<Bar> {
    let bar = actor.bar?;
    let despite = request.extensions().get::<Rule>().map_or(Despite::Nothing, |rule| rule.despite);
    let is_change = !request.method().is_safe() || despite == Despite::Suspension;
    let is_let = match bar {
        Bar::Suspended => despite != Despite::Nothing,
        Bar::Visit { .. } => despite == Despite::Anything,
    };
    (is_change && !is_let).then_some(bar)
}

async fn by_cookie(request: &Request, cookie: ApiKey) -> poem::Result<Actor> {
    in_browser(request, &cookie.key, true).await
}

async fn by_plain_cookie(request: &Request, cookie: ApiKey) -> poem::Result<Actor> {
    in_browser(request, &cookie.key, false).await
}

/// Only the cookie name in use is accepted.
async fn in_browser(request: &Request, cookie: &str, secure: bool) -> poem::Result<Actor> {
    let (app, caller) = context(request).await?;
    if app.config.is_public_url_secure() != secure {
        return Err(Problem(Error::Unauthenticated("unauthenticated")).into());
    }
    let actor = auth::by_cookie(app, cookie).await.map_err(Problem)?;
    if let Some(locale) = actor.locale {
        caller.prefers(locale);
    }
    Ok(seen(request, &caller, actor))
}

async fn signed_in(request: &Request, bearer: Bearer) -> poem::Result<Actor> {
    let (app, caller) = context(request).await?;
    let actor = if api_token::is_one(&bearer.token) {
        // None refuses the token: the operation accepts none, or the request has no rule.
        let wanted = request.extensions().get::<Rule>().and_then(Rule::token_scopes);
        api_tokens::authenticate(app, &bearer.token, wanted).await.map_err(Problem)?
    } else {
        auth::authenticate(app, bearer.token).await.map_err(Problem)?.0
    };
    if let Some(locale) = actor.locale {
        caller.prefers(locale);
    }
    Ok(seen(request, &caller, actor))
}

/// The signing session of `POST /consent/{token}/verify`, as `Authorization: Bearer …`.
#[derive(SecurityScheme)]
#[oai(ty = "bearer", rename = "signingSession", checker = "signing")]
pub struct Signing(pub consent::Session);

async fn signing(request: &Request, bearer: Bearer) -> poem::Result<consent::Session> {
    let (app, caller) = context(request).await?;
    // The session is bound to the link it was opened for: the path must contain that link's token.
    let token = request.path_params::<String>().unwrap_or_default();
    let session = consent::authenticate(app, &token, &bearer.token).await.map_err(Problem)?;
    caller.prefers(session.locale);
    expects_body(request)?;
    Ok(session)
}

async fn context(request: &Request) -> poem::Result<(&App, Caller)> {
    let app = request
        .data::<App>()
        .ok_or_else(|| Problem(Error::Internal(anyhow::anyhow!("no App in the request"))))?;
    Ok((app, <Caller as FromRequest>::from_request(request, &mut RequestBody::default()).await?))
}
