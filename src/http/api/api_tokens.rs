//! API tokens, by which programs authenticate.

use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{Object, OpenApi};
use serde::Deserialize;

use super::Tag;
use crate::App;
use crate::actions::api_tokens;
use crate::http::body::Body;
use crate::http::caller::Caller;
use crate::http::guard::{Allowed, Member};
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Created, Done, Instant};
use crate::http::right;
use crate::model::api_token::{self, TokenScope};
use crate::model::{ApiTokenId, Right, UserId};

pub const OPERATIONS: &[Operation] = &[
    op("listApiTokens"),
    op("createApiToken").counted(),
    op("revokeApiToken").while_suspended().no_conflict(),
];

pub struct ApiTokensApi;

#[OpenApi(tag = "Tag::Users")]
impl ApiTokensApi {
    /// List API tokens
    ///
    /// Returns the caller's tokens for the active company, the latest first; an OWNER gets those of
    /// all users. The secrets are not kept: `prefix` is how each token begins. For every member of
    /// the company.
    #[oai(path = "/api-token", method = "get", operation_id = "listApiTokens")]
    async fn list(
        &self,
        app: Data<&App>,
        member: Allowed<right::Belong>,
    ) -> Result<Json<Vec<ApiToken>>, Problem> {
        let scope = member.scope()?;
        let found = api_tokens::list(&app, scope, whose(&member)).await?;
        let now = app.now();
        Ok(Json(found.into_iter().map(|token| ApiToken::of(token, now)).collect()))
    }

    /// Create an API token
    ///
    /// Makes a token for a program that works in the caller's name in the active company. Send it
    /// as `Authorization: Bearer br_…`. It is shown only once. Each operation says which scopes it
    /// needs. A token never has more rights than its owner's current role, and none over accounts,
    /// passwords, sessions, tokens and the company (403 `token_not_accepted`). It ends when it
    /// expires, when it is revoked, or when its owner leaves the company. A mail informs the owner.
    /// For OWNER, SUPER_USER, USER and PHOTOGRAPHER.
    ///
    /// 409 `too_many_tokens` above 50 tokens. 422 `wrong_password` if the password is wrong.
    #[oai(path = "/api-token", method = "post", operation_id = "createApiToken")]
    async fn create(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Allowed<right::SeeEvents>,
        body: Body<NewApiToken>,
    ) -> Result<Created<MadeToken>, Problem> {
        let (scope, user) = (member.scope()?, member.0.user);
        let NewApiToken { name, scopes, expires_at, current_password } = body.0;
        let expires_at = expires_at.map(|at| at.0);
        let new = api_tokens::NewToken { name, scopes, expires_at, current_password };
        let (made, token) = api_tokens::create(&app, scope, user, new, caller.origin()).await?;
        Ok(Created(MadeToken { about: ApiToken::of(made, app.now()), token }))
    }

    /// Revoke an API token
    ///
    /// The token is refused from the next request on, and open streams that use it end. For every
    /// member of the company, their own tokens; an OWNER can revoke those of all users.
    #[oai(path = "/api-token/:id", method = "delete", operation_id = "revokeApiToken")]
    async fn revoke(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Allowed<right::Belong>,
        /// The id of the API token.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let (scope, by) = (member.scope()?, member.0.user);
        let (of, id) = (whose(&member), ApiTokenId(id.0));
        api_tokens::revoke(&app, scope, by, of, id, caller.origin()).await?;
        Ok(Done)
    }
}

/// The user whose tokens are visible; None for all, which needs the right to govern the company.
fn whose(member: &Member) -> Option<UserId> {
    (!Right::Govern.is_held_by(&member.0.roles)).then_some(member.0.user)
}

/// The API token to create.
#[derive(Object, Deserialize)]
#[oai(rename = "ApiTokenInput", rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewApiToken {
    /// A name to recognise the token by, for example that of the program.
    name: String,
    /// What the token may be used for.
    scopes: Vec<TokenScope>,
    /// When the token expires, at most three years from now. Defaults to one year from now.
    expires_at: Option<Instant>,
    /// The caller's password.
    current_password: String,
}

impl Example for NewApiToken {
    fn example() -> Self {
        Self {
            name: "Gallery".into(),
            scopes: vec![TokenScope::EventsRead, TokenScope::FilesRead],
            expires_at: None,
            current_password: "une phrase de passe".into(),
        }
    }
}

/// An API token, without its secret.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct ApiToken {
    /// The id of the token.
    id: i64,
    /// The name of the token.
    name: String,
    /// The first characters of the token.
    prefix: String,
    /// What the token may be used for.
    scopes: Vec<TokenScope>,
    /// The id of the user who owns the token.
    user_id: i64,
    /// When the token was made.
    created_at: Instant,
    /// When the token was last used, to the hour. Null if it never was.
    last_used_at: Option<Instant>,
    /// When the token expires.
    expires_at: Instant,
    /// Whether the token has expired.
    expired: bool,
}

impl ApiToken {
    fn of(from: api_token::ApiToken, now: crate::model::Timestamp) -> Self {
        Self {
            id: from.id.0,
            name: from.name,
            prefix: from.prefix,
            scopes: from.scopes,
            user_id: from.user.0,
            created_at: from.created_at.into(),
            last_used_at: from.used_at.map(Into::into),
            expires_at: from.expires_at.into(),
            expired: now >= from.expires_at,
        }
    }
}

/// A new API token with its secret, which is never shown again.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct MadeToken {
    #[oai(flatten)]
    about: ApiToken,
    /// The token: `br_` and 43 characters.
    token: String,
}
