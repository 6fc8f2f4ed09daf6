//! What programs sign in with.

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
use crate::http::guard::Member;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Created, Done, Instant};
use crate::model::api_token::{self, TokenScope};
use crate::model::{ApiTokenId, Right, UserId};

pub const OPERATIONS: &[Operation] =
    &[op("listApiTokens"), op("createApiToken").counted(), op("revokeApiToken").no_conflict()];

pub struct ApiTokensApi;

#[OpenApi(tag = "Tag::Users")]
impl ApiTokensApi {
    /// List API tokens
    ///
    /// One's own for the active company, the latest first; an OWNER sees everybody's.
    /// The secrets are not kept: `prefix` is how each begins.
    #[oai(path = "/api-token", method = "get", operation_id = "listApiTokens")]
    async fn list(&self, app: Data<&App>, member: Member) -> Result<Json<Vec<ApiToken>>, Problem> {
        let scope = member.may(Right::Belong)?;
        let found = api_tokens::list(&app, scope, whose(&member)).await?;
        let now = app.now();
        Ok(Json(found.into_iter().map(|token| ApiToken::of(token, now)).collect()))
    }

    /// Make an API token
    ///
    /// For a program that works in one's name in the active company: send it as
    /// `Authorization: Bearer br_…`. It is shown this once. Each operation says which
    /// scopes it needs; a token never reaches further than its owner's role of the day,
    /// and nothing about accounts, passwords, sessions, tokens and the company (403
    /// `token_not_accepted`). It ends when it expires, is taken back, or its owner leaves
    /// the company. One is told by e-mail. 409 `too_many_tokens` above fifty.
    #[oai(path = "/api-token", method = "post", operation_id = "createApiToken")]
    async fn create(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Member,
        body: Body<NewApiToken>,
    ) -> Result<Created<MadeToken>, Problem> {
        let (scope, user) = (member.may(Right::SeeShoots)?, member.0.user);
        let NewApiToken { name, scopes, expires_at, current_password } = body.0;
        let expires_at = expires_at.map(|at| at.0);
        let new = api_tokens::NewToken { name, scopes, expires_at, current_password };
        let (made, token) = api_tokens::create(&app, scope, user, new, caller.origin()).await?;
        Ok(Created(MadeToken { about: ApiToken::of(made, app.now()), token }))
    }

    /// Take an API token back
    ///
    /// It is refused from the next request on, and what listens with it hears no more.
    /// One's own; an OWNER anybody's.
    #[oai(path = "/api-token/:id", method = "delete", operation_id = "revokeApiToken")]
    async fn revoke(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Member,
        /// The id of the API token.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let (scope, by) = (member.may(Right::Belong)?, member.0.user);
        let (of, id) = (whose(&member), ApiTokenId(id.0));
        api_tokens::revoke(&app, scope, by, of, id, caller.origin()).await?;
        Ok(Done)
    }
}

/// Whose tokens somebody may see: all, for who governs the company.
fn whose(member: &Member) -> Option<UserId> {
    (!Right::Govern.is_held_by(&member.0.roles)).then_some(member.0.user)
}

/// A token to be made.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewApiToken {
    /// To recognise it by, for example the program's.
    name: String,
    scopes: Vec<TokenScope>,
    /// Within three years; in one year if left out.
    expires_at: Option<Instant>,
    /// One's own.
    current_password: String,
}

impl Example for NewApiToken {
    fn example() -> Self {
        Self {
            name: "Gallery".into(),
            scopes: vec![TokenScope::ShootsRead, TokenScope::FilesRead],
            expires_at: None,
            current_password: "une phrase de passe".into(),
        }
    }
}

/// A token, without its secret.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct ApiToken {
    id: i64,
    name: String,
    /// How it begins.
    prefix: String,
    scopes: Vec<TokenScope>,
    /// Whose it is.
    user_id: i64,
    created_at: Instant,
    /// To the hour.
    last_used_at: Option<Instant>,
    expires_at: Instant,
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

/// A token and its secret, which is never shown again.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct MadeToken {
    #[oai(flatten)]
    about: ApiToken,
    /// `br_` and 43 characters.
    token: String,
}
