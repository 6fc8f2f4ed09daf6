//! The outbox of a demo: mails kept instead of sent.

use base64::Engine;
use base64::prelude::BASE64_STANDARD as STANDARD;
use poem::http::{HeaderValue, StatusCode, header};
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::site::LangQuery;
use super::{policy, show};
use crate::actions::outbox;
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::reply::attachment;
use crate::model::{Locale, Timestamp};
use crate::render::{dates, page};
use crate::{App, Error};

/// The policy of a mail in its frame: inline styles as mails use them, and no scripts; it is of our
/// origin so that the page can measure it.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data: cid:; \
    frame-ancestors 'self'; base-uri 'none'; form-action 'none'; \
    sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation";

/// The mails on a page of the list.
const ROWS: usize = 50;

/// The query of the list.
#[derive(Deserialize, Default)]
pub struct OutboxQuery {
    /// Words of a recipient or subject.
    #[serde(default)]
    q: String,
    page: Option<usize>,
}

/// The list, newest first, day by day.
#[handler]
pub async fn list(
    app: Data<&App>,
    caller: Caller,
    asked: Query<LangQuery>,
    Query(params): Query<OutboxQuery>,
) -> Result<Response, Problem> {
    let locale = asked.locale().unwrap_or_else(|| caller.locale());
    let search: String = params.q.trim().chars().take(100).collect();
    let page = params.page.unwrap_or(1).clamp(1, 100_000);
    let (found, total) = outbox::list(&app, &search, (page - 1) * ROWS, ROWS).await?;
    let zone = &app.config.time_zone;
    let mut days: Vec<(String, Vec<page::OutboxRow>)> = vec![];
    for mail in found {
        let day = dates::day(locale, mail.at.day_in(zone));
        let at = dates::hour(mail.at, zone);
        let row = page::OutboxRow { at, id: mail.id, subject: mail.subject, to: mail.to };
        match days.last_mut().filter(|(last, _)| *last == day) {
            Some((_, rows)) => rows.push(row),
            None => days.push((day, vec![row])),
        }
    }
    let frame = frame(locale, "/outbox".to_owned());
    let pages = total.div_ceil(ROWS);
    Ok(show(StatusCode::OK, &page::Outbox { frame, days, search, total, page, pages }))
}

/// One mail.
#[handler]
pub async fn one(
    app: Data<&App>,
    caller: Caller,
    Path(id): Path<String>,
    asked: Query<LangQuery>,
) -> Result<Response, Problem> {
    let locale = asked.locale().unwrap_or_else(|| caller.locale());
    let mail = outbox::read(&app, &id).await?;
    let page = page::OutboxMail {
        frame: frame(locale, format!("/outbox/{id}")),
        links: links(&mail.text),
        has_html: !mail.html.is_empty(),
        attachments: mail.attachments.into_iter().map(|attachment| attachment.name).collect(),
        from: mail.from,
        text: mail.text,
        mail: page::OutboxRow {
            at: time(&app, locale, mail.at),
            id,
            subject: mail.subject,
            to: mail.to,
        },
    };
    let mut response = show(StatusCode::OK, &page);
    // Only this page contains a frame.
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(concat!(policy!(), "; frame-src 'self'")),
    );
    Ok(response)
}

/// The mail's HTML, for the frame.
#[handler]
pub async fn html(app: Data<&App>, Path(id): Path<String>) -> Result<Response, Problem> {
    let mail = outbox::read(&app, &id).await?;
    // Links open in the whole window instead of the frame.
    let mut body = mail.html.replacen("<head>", "<head><base target=\"_top\">", 1);
    for picture in mail.inline {
        let data = format!("data:{};base64,{}", picture.media_type, STANDARD.encode(picture.bytes));
        body = body.replace(&format!("cid:{}", picture.content_id), &data);
    }
    Ok(Response::builder()
        .header(header::CONTENT_TYPE, "text/html; charset=utf-8")
        .header(header::CONTENT_SECURITY_POLICY, MAIL_POLICY)
        .header("x-frame-options", "SAMEORIGIN")
        .body(body))
}

/// An attachment of a mail.
#[handler]
pub async fn attached(
    app: Data<&App>,
    Path((id, number)): Path<(String, usize)>,
) -> Result<Response, Problem> {
    let mail = outbox::read(&app, &id).await?;
    let file = mail.attachments.into_iter().nth(number).ok_or(Error::NotFound("attachment"))?;
    Ok(Response::builder()
        .header(header::CONTENT_TYPE, file.media_type)
        .header(header::CONTENT_DISPOSITION, attachment(&file.name))
        .body(file.bytes))
}

fn frame(locale: Locale, path: String) -> page::Frame {
    page::Frame { path: Some(path), ..page::Frame::plain(locale) }
}

fn time(app: &App, locale: Locale, at: Timestamp) -> String {
    dates::moment(locale, at, &app.config.time_zone)
}

/// The web addresses in a text, without duplicates.
fn links(text: &str) -> Vec<String> {
    let mut links: Vec<String> = vec![];
    for word in text.split_whitespace() {
        let word = word.trim_matches(|c: char| "<>()[],;.".contains(c));
        let is_link = word.starts_with("http://") || word.starts_with("https://");
        if is_link && !links.iter().any(|known| known == word) {
            links.push(word.to_owned());
        }
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_once_each() {
        let text = "See <http://a.fr/x>, then http://a.fr/x. Or (https://b.fr/?q=1).";
        assert_eq!(links(text), ["http://a.fr/x", "https://b.fr/?q=1"]);
    }
}
