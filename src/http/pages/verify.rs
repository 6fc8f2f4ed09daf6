//! `/verify`: checks whether a document is genuine. `/verify/{reference}` is also an API address,
//! for clients that do not accept HTML.

use poem::http::{StatusCode, header};
use poem::web::{Data, Path, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;

use super::brand::brand;
use super::show;
use crate::actions::consent;
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::model::seal_history::PublishedKeys;
use crate::model::standing::Today;
use crate::model::{AnswerState, Locale, Timestamp, Use};
use crate::render::bundle;
use crate::render::dates;
use crate::render::page::{Brand, Frame, TodayState, UseToday, Verify, VerifyResult};
use crate::{App, Error, Result};

/// The form's fields.
#[derive(Deserialize, Default)]
pub struct VerifyQuery {
    lang: Option<String>,
    #[serde(default)]
    reference: String,
    #[serde(default)]
    sha256: String,
}

/// The form, and its result.
#[handler]
pub async fn form(
    app: Data<&App>,
    caller: Caller,
    Query(params): Query<VerifyQuery>,
) -> Result<Response, Problem> {
    Ok(page(&app, &caller, params).await?)
}

/// The form with a reference filled in: the target of the QR code.
#[handler]
pub async fn one(
    app: Data<&App>,
    caller: Caller,
    Path(reference): Path<String>,
    Query(params): Query<VerifyQuery>,
) -> Result<Response, Problem> {
    Ok(page(&app, &caller, VerifyQuery { reference, ..params }).await?)
}

/// The public keys that seal evidence, and did before: the current one first.
#[handler]
pub fn keys(app: Data<&App>) -> Response {
    let keys = PublishedKeys::of(app.keys.seal.public(), &app.keys.retired);
    let body = serde_json::to_string(&keys).unwrap_or_default();
    Response::builder().header(header::CONTENT_TYPE, "application/json").body(body)
}

/// The format of evidence bundles, for those who write a verifier.
#[handler]
pub fn format() -> Response {
    let kind = "text/markdown; charset=utf-8";
    Response::builder().header(header::CONTENT_TYPE, kind).body(bundle::format())
}

/// Whether a browser sent the request.
pub fn wants_page(request: &Request) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

async fn page(app: &App, caller: &Caller, asked: VerifyQuery) -> Result<Response> {
    let lang = asked.lang.as_deref().and_then(Locale::from_tag);
    let locale = lang.unwrap_or_else(|| caller.locale());
    let (reference, sha256) = (asked.reference.trim(), asked.sha256.trim());
    let (verdict, brand) = match reference {
        "" => (None, None),
        reference => {
            let (verdict, brand) = verify_result(app, caller, locale, reference, sha256).await?;
            (Some(verdict), brand)
        }
    };
    let page = Verify {
        frame: Frame { path: Some(address(reference, sha256)), brand, ..Frame::plain(locale) },
        reference: reference.to_owned(),
        sha256: sha256.to_owned(),
        public_key: app.keys.seal.public().to_string(),
        retired_keys: retired_keys(app, locale),
        has_authorities: !app.witnesses.authorities.is_empty(),
        verdict,
    };
    Ok(show(StatusCode::OK, &page))
}

/// The keys that sealed before, the latest first, each with the day until which it did.
fn retired_keys(app: &App, locale: Locale) -> Vec<(String, String)> {
    let zone = &app.config.time_zone;
    let day = |at: Timestamp| dates::day(locale, at.day_in(zone));
    let retired = app.keys.retired.keys().iter().rev();
    retired.map(|key| (key.public_key.to_string(), day(key.until))).collect()
}

async fn verify_result(
    app: &App,
    caller: &Caller,
    locale: Locale,
    reference: &str,
    sha256: &str,
) -> Result<(VerifyResult, Option<Brand>)> {
    let given = Some(sha256).filter(|text| !text.is_empty());
    let found = match consent::verify(app, reference, given, &caller.address()).await {
        Ok(found) => found,
        Err(Error::NotFound(_)) => return Ok((VerifyResult::Unknown, None)),
        Err(Error::Invalid(_)) => return Ok((VerifyResult::Malformed, None)),
        Err(error) => return Err(error),
    };
    let signed_on = found.signed_at.map(|at| dates::date(locale, at.day_in(&app.config.time_zone)));
    let brand = found.company.map(|company| Brand {
        contact: company.contact,
        ..brand(app, &company.name, company.colour.as_deref(), company.logo.as_ref())
    });
    let verdict = match (found.genuine, found.today) {
        (Some(true), Some(today)) => {
            let day = |at: Timestamp| dates::date(locale, at.day_in(&app.config.time_zone));
            let label = |name| found.labels.label_of(found.answer, locale, name);
            VerifyResult::Genuine {
                state: state_of(today.state),
                signed_on,
                superseded_on: today.superseded_at.map(day),
                ends_on: today.ends_at.map(day),
                uses: uses(&today, label, day),
            }
        }
        _ if !found.answered => VerifyResult::Unsigned,
        (Some(false), _) => VerifyResult::Altered,
        _ if given.is_some() => VerifyResult::Pending,
        _ => VerifyResult::Exists,
    };
    Ok((verdict, brand))
}

/// The uses that the document grants, or that changed since.
fn uses(
    today: &Today,
    label: impl Fn(Use) -> String,
    day: impl Fn(Timestamp) -> String,
) -> Vec<UseToday> {
    let of = |name: Use| {
        let change = today.changes.iter().find(|change| change.name == name);
        UseToday {
            label: label(name),
            in_force: today.in_force.contains(&name),
            change: change.map(|change| (change.kind, day(change.at))),
        }
    };
    let changed = today.changes.iter().map(|change| change.name);
    let all = today.granted.iter().copied().chain(changed);
    Use::sorted(all).into_iter().map(of).collect()
}

fn state_of(state: AnswerState) -> TodayState {
    match state {
        // A PDF is made of a given answer, so none is pending.
        AnswerState::Accepted | AnswerState::Pending => TodayState::Accepted,
        AnswerState::Refused => TodayState::Refused,
        AnswerState::Withdrawn => TodayState::Withdrawn,
        AnswerState::Expired => TodayState::Expired,
    }
}

/// The page's own address, for the other language. Only alphanumeric input is kept.
fn address(reference: &str, sha256: &str) -> String {
    let plain = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    match (plain(reference), plain(sha256)) {
        (reference, _) if reference.is_empty() => "/verify".to_owned(),
        (reference, sha256) if sha256.is_empty() => format!("/verify?reference={reference}"),
        (reference, sha256) => format!("/verify?reference={reference}&sha256={sha256}"),
    }
}
