//! API tokens: created and revoked by users, and checked on requests.

use serde_json::json;

use crate::App;
use crate::error::{Error, Result};
use crate::model::api_token::{
    self, ApiToken, LASTS, LASTS_AT_MOST, MOST, TokenScope, USED_WITHIN,
};
use crate::model::audit::AuditAction;
use crate::model::check::line;
use crate::model::keys::token_hash;
use crate::model::{ApiTokenId, Check, Digest, MailKind, Timestamp, UserId};
use crate::ports::{Lookup, Rule};
use crate::store::api_tokens::{self, Which};
use crate::store::sessions::Origin;
use crate::store::{Actor, AllRead, AllTx, Credential, Scope, audit, companies, mails, users};

/// A token to be created, as typed.
pub struct NewToken {
    pub name: String,
    pub scopes: Vec<TokenScope>,
    /// None: in a year.
    pub expires_at: Option<Timestamp>,
    /// The user's password, so that nobody creates a token at a computer that was left signed in.
    pub current_password: String,
}

/// Creates a token of `user` for the company. Returns the token and its secret, which is not
/// stored.
pub async fn create(
    app: &App,
    scope: Scope,
    user: UserId,
    new: NewToken,
    origin: Origin,
) -> Result<(ApiToken, String)> {
    let now = app.now();
    let mut check = Check::new();
    let name = check.field("name", line(&new.name, 100));
    let mut scopes = new.scopes;
    scopes.sort();
    scopes.dedup();
    let some = if scopes.is_empty() { Err("required") } else { Ok(scopes) };
    let scopes = check.field("scopes", some);
    let expires_at = new.expires_at.unwrap_or(now.plus(LASTS));
    let expires_at = check.field(
        "expiresAt",
        match expires_at.since(now) {
            ..=0 => Err("in_the_past"),
            later if later > LASTS_AT_MOST => Err("too_far"),
            _ => Ok(expires_at),
        },
    );
    let ((name, scopes), expires_at) = check.finish(name.zip(scopes).zip(expires_at))?;
    app.prove_password(user, Some(new.current_password)).await?;

    let (token, prefix) = api_token::fresh();
    let hash = token_hash(&token);
    let made = app
        .db
        .write_all(move |all| {
            let tx = companies::enter(all, scope);
            if api_tokens::count(&tx, user)? >= MOST {
                return Err(Error::Conflict("too_many_tokens"));
            }
            let id = api_tokens::create(&tx, user, &name, (&prefix, &hash), &scopes, expires_at)?;
            let email = users::find(all, user)?.ok_or(Error::NotFound("user"))?.email;
            mails::queue(&tx, MailKind::ApiToken { user, token: id }, &email)?;
            let about = json!({ "token": id, "scopes": scopes });
            let (company, ip) = (Some(scope.company()), origin.ip.as_deref());
            audit::note(all, company, Some(user), AuditAction::CreateApiToken, about, ip)?;
            api_tokens::find(&tx, id, None)?.ok_or(Error::NotFound("api_token"))
        })
        .await?;
    Ok((made, token))
}

/// The tokens of a member, or, with `of` None, of the whole company.
pub async fn list(app: &App, scope: Scope, of: Option<UserId>) -> Result<Vec<ApiToken>> {
    app.db.read(scope, move |read| api_tokens::list(read, of)).await
}

/// Revokes a token. With `of` set, only a token of that user.
pub async fn revoke(
    app: &App,
    scope: Scope,
    by: UserId,
    of: Option<UserId>,
    id: ApiTokenId,
    origin: Origin,
) -> Result<()> {
    app.db
        .write_all(move |all| {
            let tx = companies::enter(all, scope);
            let found = api_tokens::find(&tx, id, of)?.ok_or(Error::NotFound("api_token"))?;
            api_tokens::revoke(&tx, id)?;
            let about = json!({ "token": id, "user": found.user });
            let (company, ip) = (Some(scope.company()), origin.ip.as_deref());
            audit::note(all, company, Some(by), AuditAction::RevokeApiToken, about, ip)
        })
        .await
}

/// The actor of a token for an operation that requires all scopes of `wanted`; None if the
/// operation accepts no tokens. Records the last use to the hour.
pub async fn authenticate(
    app: &App,
    token: &str,
    wanted: Option<&'static [TokenScope]>,
) -> Result<Actor> {
    let hash = token_hash(token);
    let key = Digest::of(format!("token {hash}"));
    let look = move |all: &AllRead| api_tokens::enter(all, Which::Hash(&hash));
    let entered = app.look_up(Lookup::Callers, key, look).await?;
    let entered = entered.ok_or(Error::Unauthenticated("api_token_over"))?;
    let Credential::Token(id) = entered.actor.credential else {
        return Err(Error::Unauthenticated("api_token_over"));
    };
    app.limiter.check(Rule::ApiToken, &id.0.to_string())?;
    let wanted = wanted.ok_or(Error::TokenRefused("token_not_accepted"))?;
    if !wanted.iter().all(|scope| entered.scopes.contains(scope)) {
        return Err(Error::TokenRefused("token_scope_missing"));
    }
    let recent = |used: Timestamp| app.now().since(used) < USED_WITHIN;
    if !entered.used_at.is_some_and(recent) {
        let user = entered.actor.user;
        let note = move |all: &AllTx| {
            api_tokens::mark_used(all, id)?;
            // A user whose programs are in use is active.
            users::mark_seen(all, user)
        };
        app.db.write_all(note).await?;
    }
    Ok(entered.actor.clone())
}
