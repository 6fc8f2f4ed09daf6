//! The form that was sent without a session, once its user has signed in: what it would do, and two
//! ways to go on.

use percent_encoding::percent_decode_str;
use poem::Response;
use poem::http::StatusCode;

use super::inside;
use super::login::SECRETS;
use crate::http::pages::show;
use crate::model::Locale;
use crate::model::check::day;
use crate::render::page::Frame;
use crate::render::page::console::Resume;
use crate::render::{dates, words};

/// The forms that are named: the path, in which `*` stands for an id; the key of their title; and
/// whether they are shown again as they were sent, with `do=review`.
const FORMS: &[(&str, &str, bool)] = &[
    ("/console/shoots/new", "event-new", true),
    ("/console/shoots/*/edit", "console-resume-event", true),
    ("/console/shoots/*/duplicate", "console-resume-copy", true),
    ("/console/shoots/*/ask", "console-resume-ask", true),
    ("/console/people/new", "person-new", true),
    ("/console/people/*/edit", "console-resume-person", true),
    ("/console/settings/release", "settings-release", true),
    ("/console/groups", "people-groups", false),
    ("/console/groups/*", "people-groups", false),
    ("/console/settings/studio", "settings-studio", false),
    ("/console/settings/requests", "settings-requests", false),
    ("/console/settings/team", "settings-team", false),
    ("/console/settings/profile", "settings-profile", false),
];

/// The fields that are said, by the key of their label.
const FIELDS: &[(&str, &str)] = &[
    ("name", "event-name"),
    ("firstName", "person-first-name"),
    ("lastName", "person-last-name"),
    ("email", "person-email"),
    ("phone", "person-phone"),
    ("birthDate", "person-birth-date"),
    ("day", "event-day"),
    ("from", "event-hour"),
    ("last", "event-last"),
    ("until", "event-hour-end"),
    ("line", "event-line"),
    ("postalCode", "event-postal-code"),
    ("city", "event-city"),
    ("address.line", "event-line"),
    ("address.postalCode", "event-postal-code"),
    ("address.city", "event-city"),
    ("description", "event-description"),
    ("title", "release-title"),
    ("body", "release-body"),
];
/// The longest value that is said, in characters.
const LONGEST: usize = 160;

/// The page with the kept form: what would be sent, a button that sends it, and a way back to the
/// form. `next` is the page that the form stood on.
pub fn resume(locale: Locale, action: &str, kept: &str, next: &str) -> Response {
    // Only to our own pages, whatever the hidden field says.
    let action = inside(action).to_owned();
    let plain = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let pairs = kept.split('&').filter_map(|pair| pair.split_once('='));
    let fields = pairs.map(|(name, value)| (plain(name), plain(value)));
    let mut fields: Vec<(String, String)> =
        fields.filter(|(name, _)| !SECRETS.contains(&name.as_str())).collect();
    let act = fields.iter().find(|(name, _)| name == "do").map(|(_, value)| value.clone());
    fields.retain(|(name, _)| name != "do");
    let form = FORMS.iter().find(|(pattern, ..)| is_at(&action, pattern));
    let say = |key: &str| words(locale).say(key).into_owned();
    let value = |name: &str| {
        let found = fields.iter().find(|(key, _)| key == name)?.1.trim();
        (!found.is_empty()).then(|| found.to_owned())
    };
    let mut said: Vec<(String, String)> = vec![];
    for (name, key) in FIELDS {
        said.extend(value(name).map(|text| (say(key), in_words(locale, name, &text))));
    }
    let count = |name: &str| fields.iter().filter(|(key, _)| key == name).count();
    for (name, key) in [("person", "console-people"), ("group", "people-groups")] {
        if count(name) > 0 {
            said.push((say(key), count(name).to_string()));
        }
    }
    let page = Resume {
        frame: Frame::plain(locale),
        title: form.map(|(_, key, _)| say(key)),
        said,
        act,
        can_review: form.is_some_and(|(.., can_review)| *can_review),
        back: if next == "/console" { action.clone() } else { next.to_owned() },
        action,
        fields,
    };
    show(StatusCode::OK, &page)
}

fn is_at(path: &str, pattern: &str) -> bool {
    let (path, pattern) = (path.split('/'), pattern.split('/'));
    path.clone().count() == pattern.clone().count()
        && path.zip(pattern).all(|(one, part)| match part {
            "*" => one.parse::<i64>().is_ok(),
            part => one == part,
        })
}

/// A value as one reads it: days in words, texts not at length.
fn in_words(locale: Locale, name: &str, text: &str) -> String {
    match day(text) {
        Ok(date) if ["day", "last", "birthDate"].contains(&name) => dates::date(locale, date),
        _ => shortened(text),
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
