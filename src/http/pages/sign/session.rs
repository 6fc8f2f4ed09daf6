//! The signing session in the browser: one cookie per link, so that a parent of several children
//! can have several.

use std::time::Duration;

use poem::web::cookie::{Cookie, CookieJar, SameSite};

use crate::actions::consent::{self, Session};
use crate::http::problem::Problem;
use crate::model::answer::Link;
use crate::model::keys::{same, token_hash};
use crate::{App, Error};

/// The session of this link, if the browser has one.
pub async fn of(app: &App, jar: &CookieJar, token: &str) -> Result<Option<Session>, Problem> {
    let Some(cookie) = jar.get(&name(app, token)) else { return Ok(None) };
    match consent::authenticate(app, token, cookie.value_str()).await {
        Ok(session) => Ok(Some(session)),
        Err(Error::Unauthenticated(_)) => Ok(None),
        Err(error) => Err(Problem(error)),
    }
}

/// Sets the session cookie, which lasts as long as the session.
pub fn keep(app: &App, jar: &CookieJar, token: &str, session: &str) {
    let mut cookie = Cookie::new_with_str(name(app, token), session);
    cookie.set_path("/");
    cookie.set_http_only(true);
    cookie.set_secure(app.config.is_public_url_secure());
    // Lax: the link in a web mail comes from another site.
    cookie.set_same_site(SameSite::Lax);
    cookie.set_max_age(Duration::from_millis(Link::SESSION.unsigned_abs()));
    jar.add(cookie);
}

/// The token in the forms of this session, against forgery. It is a hash of the cookie, which other
/// sites cannot read, and does not reveal it.
pub fn form_token(app: &App, jar: &CookieJar, token: &str) -> Option<String> {
    let cookie = jar.get(&name(app, token))?;
    Some(token_hash(&format!("form of {}", cookie.value_str())))
}

/// Whether a form was sent from a page of this session.
pub fn is_own_form(app: &App, jar: &CookieJar, token: &str, brought: &str) -> bool {
    form_token(app, jar, token).is_some_and(|expected| same(&expected, brought))
}

/// The name of the cookie: a hash, so that it does not reveal the link.
fn name(app: &App, token: &str) -> String {
    let prefix = if app.config.is_public_url_secure() { "__Host-" } else { "" };
    let hash: String =
        token_hash(token).chars().filter(char::is_ascii_alphanumeric).take(16).collect();
    format!("{prefix}sign-{hash}")
}
