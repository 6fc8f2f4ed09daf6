//! `/verify`: checks whether a document is genuine. `/verify/{reference}` is also an API address,
//! for clients that do not accept HTML.

use poem::http::{StatusCode, header};
use poem::web::{Data, Path, Query};
use poem::{Body, Request, RequestBody, Response, handler};
use poem_openapi::payload::ParsePayload as _;
use serde::Deserialize;

use super::brand::brand;
use super::show;
use crate::actions::consent;
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::upload::{Form, Part};
use crate::model::keys::{in_fours, read_reference};
use crate::model::seal::PublicKey;
use crate::model::seal_history::PublishedKeys;
use crate::model::standing::Today;
use crate::model::{AnswerState, Digest, Locale, Timestamp, Use};
use crate::render::bundle::{self, Outside, Verdict};
use crate::render::judge::{Judged, NotJudged, judge};
use crate::render::page::{
    Brand, Compared, FileReport, Frame, TodayState, UseToday, Verify, VerifyResult,
};
use crate::render::{dates, words};
use crate::{App, Error, Result};

/// The form's fields.
#[derive(Deserialize, Default)]
pub struct VerifyQuery {
    lang: Option<String>,
    #[serde(default)]
    reference: String,
    #[serde(default)]
    sha256: String,
    /// Whether the digest is of the PDF in an evidence bundle of which nothing else was read.
    #[serde(default, deserialize_with = "ticked")]
    bundle: bool,
}

/// A field that is there, with any value.
fn ticked<'d, D: serde::Deserializer<'d>>(field: D) -> std::result::Result<bool, D::Error> {
    serde::de::IgnoredAny::deserialize(field).map(|_| true)
}

/// The form, and its result.
#[handler]
pub async fn form(
    app: Data<&App>,
    caller: Caller,
    Query(params): Query<VerifyQuery>,
) -> Result<Response, Problem> {
    Ok(page(&app, &caller, params, None).await?)
}

/// The largest file that is judged here; larger ones are for `be-right verify`.
const MOST: u64 = 4 << 20;
/// The largest bundle, unpacked: anybody may send one, and small archives unpack to large files.
const MOST_UNPACKED: u64 = 6 << 20;

/// Judges a bundle or a PDF that is sent whole, as `be-right verify` does, with the keys of this
/// instance. The file is not kept.
#[handler]
pub async fn judge_file(
    app: Data<&App>,
    caller: Caller,
    request: &Request,
    body: Body,
) -> poem::Result<Response> {
    consent::count_file(&app, &caller.address()).map_err(Problem)?;
    let sent = Form::from_request(request, &mut RequestBody::new(body)).await?;
    let (asked, file) = read(sent).await.map_err(Problem)?;
    let lang = asked.lang.as_deref().and_then(Locale::from_tag);
    let locale = lang.unwrap_or_else(|| caller.locale());
    let file = match file {
        Some(file) if file.len() as u64 <= MOST => file,
        Some(_) => return too_large(&app, &caller, asked, locale).await,
        None => return Ok(page(&app, &caller, asked, None).await.map_err(Problem)?),
    };
    let own = app.clone();
    let judged = app
        .off_thread_later(move || {
            let retired = &own.keys.retired;
            let former = retired.keys().iter().rev().map(|key| key.public_key);
            let all: Vec<PublicKey> = [own.keys.seal.public()].into_iter().chain(former).collect();
            let outside = Outside {
                keys: &all,
                history: Some(retired),
                authorities: own.witnesses.roots.as_ref(),
                ..Outside::default()
            };
            let found = judge(&file, None, &outside, MOST_UNPACKED, &words(locale));
            found.map_err(|why| (why, Digest::of(&file)))
        })
        .await
        .map_err(Problem)?;
    let (asked, report) = match judged {
        Ok(found) => {
            let report = FileReport::of(&found);
            let hash = found.pdf.map(|pdf| pdf.hex()).unwrap_or_default();
            let reference = found.reference.unwrap_or(asked.reference);
            (VerifyQuery { reference, sha256: hash, ..asked }, Some(report))
        }
        Err((NotJudged::TooLarge, _)) => return too_large(&app, &caller, asked, locale).await,
        // Perhaps of another program: only its bytes can be compared.
        Err((NotJudged::PlainPdf, hash)) => (VerifyQuery { sha256: hash.hex(), ..asked }, None),
    };
    Ok(page(&app, &caller, asked, report).await.map_err(Problem)?)
}

async fn too_large(
    app: &App,
    caller: &Caller,
    asked: VerifyQuery,
    locale: Locale,
) -> poem::Result<Response> {
    let verdict = words(locale).say("page-verify-too-large").into_owned();
    let report = FileReport { class: "alert", verdict, lines: vec![] };
    let mut shown = page(app, caller, asked, Some(report)).await.map_err(Problem)?;
    shown.set_status(StatusCode::PAYLOAD_TOO_LARGE);
    Ok(shown)
}

/// The fields and the file. Of one that is too large, the first bytes; the rest is read and left, or
/// browsers would report a broken connection.
async fn read(mut sent: Form) -> Result<(VerifyQuery, Option<Vec<u8>>)> {
    let (mut asked, mut file) = (VerifyQuery::default(), None);
    while let Some(part) = sent.next().await? {
        match part {
            Part::Text(name, text) => match name.as_str() {
                "lang" => asked.lang = Some(text),
                "reference" => asked.reference = text,
                _ => {}
            },
            Part::File(mut incoming) => {
                let mut bytes = vec![];
                while let Some(piece) = incoming.piece().await? {
                    if bytes.len() as u64 <= MOST {
                        bytes.extend_from_slice(&piece);
                    }
                }
                file = Some(bytes).filter(|bytes| !bytes.is_empty());
            }
        }
    }
    Ok((asked, file))
}

impl FileReport {
    fn of(judged: &Judged) -> Self {
        let class = match judged.verdict {
            Verdict::Genuine => "good",
            Verdict::Incomplete => "note",
            Verdict::Altered | Verdict::UnknownKey | Verdict::Unreadable => "alert",
        };
        let mut lines = judged.lines.iter().map(|line| line.trim().to_owned());
        let verdict = lines.next().unwrap_or_default();
        Self { class, verdict, lines: lines.filter(|line| !line.is_empty()).collect() }
    }
}

/// The form with a reference filled in: the target of the QR code.
#[handler]
pub async fn one(
    app: Data<&App>,
    caller: Caller,
    Path(reference): Path<String>,
    Query(params): Query<VerifyQuery>,
) -> Result<Response, Problem> {
    Ok(page(&app, &caller, VerifyQuery { reference, ..params }, None).await?)
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

async fn page(
    app: &App,
    caller: &Caller,
    asked: VerifyQuery,
    judged: Option<FileReport>,
) -> Result<Response> {
    let lang = asked.lang.as_deref().and_then(Locale::from_tag);
    let locale = lang.unwrap_or_else(|| caller.locale());
    let (reference, sha256) = (asked.reference.trim(), asked.sha256.trim());
    let (verdict, brand) = match reference {
        "" => (None, None),
        reference => {
            let (mut verdict, brand) =
                verify_result(app, caller, locale, reference, sha256).await?;
            if let VerifyResult::Genuine { compared, .. } = &mut verdict {
                *compared = match &judged {
                    Some(judged) if judged.class == "good" => Compared::Whole,
                    Some(_) => Compared::PdfOfJudged,
                    None if asked.bundle => Compared::PdfOfUnread,
                    None => Compared::Whole,
                };
            }
            (Some(verdict), brand)
        }
    };
    // The signature may be right and the file another than the one that this server sealed: that is
    // known here, and says more.
    let judged = judged
        .filter(|judged| judged.class != "good" || !matches!(verdict, Some(VerifyResult::Altered)));
    let page = Verify {
        frame: Frame {
            path: Some(address(reference, sha256, asked.bundle)),
            brand,
            ..Frame::plain(locale)
        },
        reference: read_reference(reference)
            .map_or_else(|| reference.to_owned(), |known| in_fours(&known)),
        sha256: sha256.to_owned(),
        bundle: asked.bundle,
        public_key: app.keys.seal.public().to_string(),
        retired_keys: retired_keys(app, locale),
        has_authorities: !app.witnesses.authorities.is_empty(),
        verdict,
        judged,
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
                compared: Compared::Whole,
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
fn address(reference: &str, sha256: &str, bundle: bool) -> String {
    let plain = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    match (plain(reference), plain(sha256)) {
        (reference, _) if reference.is_empty() => "/verify".to_owned(),
        (reference, sha256) if sha256.is_empty() => format!("/verify?reference={reference}"),
        (reference, sha256) => {
            let bundle = if bundle { "&bundle=1" } else { "" };
            format!("/verify?reference={reference}&sha256={sha256}{bundle}")
        }
    }
}
