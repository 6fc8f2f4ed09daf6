//! The session of somebody of a studio in the browser: one cookie, which no
//! script reads and no other site sends.

use std::time::Duration;

use poem::web::cookie::{Cookie, CookieJar, SameSite};

use crate::actions::{Actor, auth};
use crate::http::problem::Problem;
use crate::model::Locale;
use crate::{App, Error};

/// What the chosen language is kept under, and for how long.
const LANGUAGE: &str = "be-right-language";
const YEAR: Duration = Duration::from_secs(31_536_000);

/// Who is signed in, if anybody still is.
pub async fn of(app: &App, jar: &CookieJar) -> Result<Option<Actor>, Problem> {
    let Some(cookie) = jar.get(name(app)) else { return Ok(None) };
    match auth::by_cookie(app, cookie.value_str()).await {
        Ok(actor) => Ok(Some(actor)),
        Err(Error::Unauthenticated(_)) => Ok(None),
        Err(error) => Err(Problem(error)),
    }
}

/// Gives the browser a session to keep, for as long as it can last.
pub fn keep(app: &App, jar: &CookieJar, token: &str) {
    jar.add(cookie(app, token, app.config.tokens.refresh));
}

/// Takes it back.
pub fn forget(app: &App, jar: &CookieJar) {
    jar.add(cookie(app, "", Duration::ZERO));
}

/// The language that was chosen for these pages, or is now. It stays until another is.
pub fn spoken(app: &App, jar: &CookieJar, asked: Option<&str>) -> Option<Locale> {
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
    // Lax: a link in a mail leads here from another site. What changes anything is
    // a POST, which no other site sends with it.
    cookie.set_same_site(SameSite::Lax);
    cookie.set_max_age(lasts);
    cookie
}

/// As `http/guard.rs` has them. The longer one is refused by browsers without TLS.
fn name(app: &App) -> &'static str {
    if app.config.is_public_url_secure() { "__Host-be-right" } else { "be-right" }
}
