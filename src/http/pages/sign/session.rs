//! The signing session in the browser: one cookie per link, so that a parent of
//! several children keeps several.

use std::time::Duration;

use poem::web::cookie::{Cookie, CookieJar, SameSite};

use crate::actions::consent::{self, Session};
use crate::http::problem::Problem;
use crate::model::answer::Link;
use crate::model::keys::{same, token_hash};
use crate::{App, Error};

/// The session that stands for this link, if the browser holds one.
pub async fn of(app: &App, jar: &CookieJar, token: &str) -> Result<Option<Session>, Problem> {
    let Some(cookie) = jar.get(&name(app, token)) else { return Ok(None) };
    match consent::authenticate(app, token, cookie.value_str()).await {
        Ok(session) => Ok(Some(session)),
        Err(Error::Unauthenticated(_)) => Ok(None),
        Err(error) => Err(Problem(error)),
    }
}

/// Gives the browser the session to keep for as long as it lasts.
pub fn keep(app: &App, jar: &CookieJar, token: &str, session: &str) {
    let mut cookie = Cookie::new_with_str(name(app, token), session);
    cookie.set_path("/");
    cookie.set_http_only(true);
    cookie.set_secure(app.config.is_public_url_secure());
    // Lax: the link in a web mail leads here from another site.
    cookie.set_same_site(SameSite::Lax);
    cookie.set_max_age(Duration::from_millis(Link::SESSION.unsigned_abs()));
    jar.add(cookie);
}

/// What the forms of this session's pages bring back. It follows from the cookie, which
/// no other site can read, and does not tell it.
pub fn form_token(app: &App, jar: &CookieJar, token: &str) -> Option<String> {
    let cookie = jar.get(&name(app, token))?;
    Some(token_hash(&format!("form of {}", cookie.value_str())))
}

/// Whether a form was on a page of this session.
pub fn is_own_form(app: &App, jar: &CookieJar, token: &str, brought: &str) -> bool {
    form_token(app, jar, token).is_some_and(|expected| same(&expected, brought))
}

/// Tells nothing of the link it belongs to.
fn name(app: &App, token: &str) -> String {
    let prefix = if app.config.is_public_url_secure() { "__Host-" } else { "" };
    let hash: String =
        token_hash(token).chars().filter(char::is_ascii_alphanumeric).take(16).collect();
    format!("{prefix}sign-{hash}")
}
