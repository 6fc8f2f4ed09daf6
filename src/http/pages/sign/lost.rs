//! `/withdraw`: to one's own answer without the mailed link. A reference and an e-mail, then a code,
//! then the page of the link. A program that accepts JSON and no HTML gets the same as JSON: that the
//! code was sent, then the token and the session for `/consent/{token}`; errors as problems.

use poem::http::{StatusCode, header};
use poem::web::cookie::CookieJar;
use poem::web::{Data, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;
use serde_json::{Value, json};

use super::session;
use crate::actions::consent::{self, CODE_MINUTES, Claim};
use crate::http::caller::Caller;
use crate::http::pages::fields::Fields;
use crate::http::pages::verify::wants_page;
use crate::http::pages::{explain, go, show};
use crate::http::problem::{self, Problem};
use crate::model::Locale;
use crate::render::page::{Frame, LostCode, LostLink};
use crate::{App, Error};

/// The query of the address.
#[derive(Deserialize, Default)]
pub struct LostQuery {
    lang: Option<String>,
    #[serde(default)]
    reference: String,
}

/// The form for reference and e-mail.
#[handler]
pub async fn look_for_lost(caller: Caller, Query(params): Query<LostQuery>) -> Response {
    let lang = params.lang.as_deref().and_then(Locale::from_tag);
    let locale = lang.unwrap_or_else(|| caller.locale());
    show(StatusCode::OK, &form(locale, params.reference, String::new(), &[]))
}

/// Sends a code, with `do=open` takes it.
#[handler]
pub async fn find_lost(
    app: Data<&App>,
    caller: Caller,
    request: &Request,
    fields: Fields,
    jar: &CookieJar,
) -> poem::Result<Response> {
    let locale = fields.locale().unwrap_or_else(|| caller.locale());
    if wants_json(request) {
        return Ok(match found_as_json(&app, &caller, &fields).await {
            Ok((status, body)) => Response::builder()
                .status(status)
                .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
                .header(header::CACHE_CONTROL, "no-store")
                .body(body.to_string()),
            Err(error) => problem::response(&error, locale, caller.request()),
        });
    }
    let (reference, email) = (fields.text("reference").to_owned(), fields.text("email").to_owned());
    let claim = match Claim::checked(&reference, &email) {
        Ok(claim) => claim,
        Err(Error::Invalid(wrong)) => {
            let wrong: Vec<&str> = wrong.iter().map(|one| &*one.field).collect();
            return Ok(show(
                StatusCode::UNPROCESSABLE_ENTITY,
                &form(locale, reference, email, &wrong),
            ));
        }
        Err(error) => return Err(Problem(error).into()),
    };
    let page = |is_wrong| LostCode {
        frame: Frame::plain(locale),
        reference: reference.clone(),
        email: email.clone(),
        minutes: CODE_MINUTES,
        is_wrong,
    };
    let (origin, address) = (caller.origin(), caller.address());
    if fields.text("do") != "open" {
        return Ok(match consent::claim(&app, claim, origin, &address).await {
            Ok(()) => show(StatusCode::OK, &page(false)),
            Err(error) => explain(&error, locale, None, &caller),
        });
    }
    Ok(match consent::open_claim(&app, claim, fields.text("code"), origin, &address).await {
        Ok((token, verified)) => {
            session::keep(&app, jar, &token, &verified.session);
            go(&format!("/sign/{token}?lang={}", locale.tag()))
        }
        Err(Error::Invalid(_)) => show(StatusCode::UNPROCESSABLE_ENTITY, &page(true)),
        Err(error) => explain(&error, locale, None, &caller),
    })
}

fn wants_json(request: &Request) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    !wants_page(request) && accept.is_some_and(|accept| accept.contains("application/json"))
}

/// As [`find_lost`], for a program.
async fn found_as_json(
    app: &App,
    caller: &Caller,
    fields: &Fields,
) -> Result<(StatusCode, Value), Error> {
    let claim = Claim::checked(fields.text("reference"), fields.text("email"))?;
    let (origin, address) = (caller.origin(), caller.address());
    if fields.text("do") != "open" {
        consent::claim(app, claim, origin, &address).await?;
        return Ok((StatusCode::ACCEPTED, json!({ "validMinutes": CODE_MINUTES })));
    }
    let code = fields.text("code");
    let (token, verified) = consent::open_claim(app, claim, code, origin, &address).await?;
    let body = json!({
        "token": token,
        "session": verified.session,
        "expiresAt": verified.expires_at.rfc3339(),
    });
    Ok((StatusCode::OK, body))
}

fn form(locale: Locale, reference: String, email: String, wrong: &[&str]) -> LostLink {
    LostLink {
        frame: Frame { path: Some("/withdraw".to_owned()), ..Frame::plain(locale) },
        reference,
        email,
        wrong_reference: wrong.contains(&"reference"),
        wrong_email: wrong.contains(&"email"),
    }
}
