//! The browser session of a console user: one cookie, which scripts cannot read and other sites do
//! not send.

use std::time::Duration;

use poem::web::cookie::{Cookie, CookieJar, SameSite};

use crate::actions::{Actor, auth};
use crate::http::problem::Problem;
use crate::model::Locale;
use crate::{App, Error};

/// The cookie of the chosen language, and its lifetime.
const LANGUAGE: &str = "be-right-language";
const YEAR: Duration = Duration::from_secs(31_536_000);

/// The signed-in user, if the session is valid.
pub async fn of(app: &App, jar: &CookieJar) -> Result<Option<Actor>, Problem> {
    let Some(cookie) = jar.get(name(app)) else { return Ok(None) };
    match auth::by_cookie(app, cookie.value_str()).await {
        Ok(actor) => Ok(Some(actor)),
        Err(Error::Unauthenticated(_)) => Ok(None),
        Err(error) => Err(Problem(error)),
    }
}

/// Sets the session cookie, for the longest a session can last.
pub fn keep(app: &App, jar: &CookieJar, token: &str) {
    jar.add(cookie(app, token, app.config.tokens.refresh));
}

/// Deletes the session cookie.
pub fn forget(app: &App, jar: &CookieJar) {
    jar.add(cookie(app, "", Duration::ZERO));
}

/// The language chosen for the console, now or earlier. It is kept until another is chosen.
pub fn chosen_locale(app: &App, jar: &CookieJar, asked: Option<&str>) -> Option<Locale> {
    let Some(locale) = asked.and_then(Locale::from_tag) else {
        return Locale::from_tag(jar.get(LANGUAGE)?.value_str());
    };
    let mut kept = cookie(app, locale.tag(), YEAR);
    kept.set_name(LANGUAGE);
    jar.add(kept);
    Some(locale)
}

fn cookie(app: &App, value: &str, lasts: Duration) -> Cookie {
    let mut cookie = Cookie::new_with_str(name(app), value);
    cookie.set_path("/");
    cookie.set_http_only(true);
    cookie.set_secure(app.config.is_public_url_secure());
    // Lax: a link in a mail leads here from another site. Changes are made by POST, with which
    // other sites do not send the cookie.
    cookie.set_same_site(SameSite::Lax);
    cookie.set_max_age(lasts);
    cookie
}

/// The same names as in `http/guard.rs`. Browsers refuse the longer one without TLS.
fn name(app: &App) -> &'static str {
    if app.config.is_public_url_secure() { "__Host-be-right" } else { "be-right" }
}
