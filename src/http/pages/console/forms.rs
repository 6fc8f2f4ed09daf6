//! What the forms of the console share: days and hours as typed, errors beside their fields, forms
//! that have one effect when they are sent twice, and what is said after a redirect.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::{ConsoleContext, Fields};
use crate::Error;
use crate::http::problem::document;
use crate::model::once::once_key;
use crate::model::{Digest, Once, Timestamp, UserId};
use crate::render::page::ui::{Filled, Toast, Undo};
use crate::render::words;

/// The first instant of a day.
pub fn day_start(date: Date, zone: &TimeZone) -> Timestamp {
    instant(date, Time::midnight(), zone)
}

/// A day and an hour in a zone. An hour that a change of clocks skips is the one after it.
pub fn instant(date: Date, time: Time, zone: &TimeZone) -> Timestamp {
    let zoned = date.to_datetime(time).to_zoned(zone.clone());
    zoned.map_or(Timestamp(0), |at| Timestamp(at.timestamp().as_millisecond()))
}

/// An hour as a browser sends it: `09:30`, perhaps with seconds.
pub fn hour(text: &str) -> Result<Time, &'static str> {
    let text = text.trim();
    let is_plain = text.len() >= 4 && text.bytes().all(|b| b.is_ascii_digit() || b == b':');
    let padded = if text.find(':') == Some(1) { format!("0{text}") } else { text.to_owned() };
    if is_plain { padded.parse().map_err(|_| "hour") } else { Err("hour") }
}

/// What was just done, in the query of the page that a form leads to: `?after=reminded&count=3`.
#[derive(Debug, Clone, Deserialize, Default)]
pub struct After {
    /// The end of the name of a sentence, `toast-…`.
    #[serde(default)]
    after: String,
    #[serde(default)]
    count: String,
    /// The ids that can be undone, separated by dots.
    #[serde(default)]
    ids: String,
    /// The instant of what was done to many, by which it can be undone.
    #[serde(default)]
    at: String,
}

impl After {
    pub fn is(&self, after: &str) -> bool {
        self.after == after
    }

    /// The ids of what was done.
    pub fn ids(&self) -> Vec<i64> {
        self.ids.split('.').filter_map(|id| id.parse().ok()).take(200).collect()
    }

    /// The first of them.
    pub fn id(&self) -> Option<i64> {
        self.ids().first().copied()
    }

    /// The instant of what was done, as it was sent.
    pub fn at(&self) -> Option<Timestamp> {
        self.at.parse().ok().map(Timestamp)
    }

    /// The ids as they are written in an address: those of one page.
    pub fn written(ids: &[i64]) -> String {
        ids.iter().map(i64::to_string).collect::<Vec<_>>().join(".")
    }
}

/// Where a form leads to after it was saved: `?after=saved`, or `?after=merged` with the places in
/// `names` of the fields that others have changed meanwhile.
pub fn saved_to(path: &str, names: &[&str], taken: &[String]) -> String {
    let place = |name: &String| names.iter().position(|one| one == name);
    let places: Vec<i64> = taken.iter().filter_map(place).map(|at| at as i64).collect();
    match places.is_empty() {
        true => format!("{path}?after=saved"),
        false => format!("{path}?after=merged&ids={}", After::written(&places)),
    }
}

/// The longest name of a draft, in bytes.
const DRAFT: usize = 200;

impl ConsoleContext {
    /// The name of the draft that a browser keeps of a form: one for each company and for each
    /// beginning, such as a day chosen in the calendar.
    pub fn draft(&self, form: &str, begun: &[&str]) -> String {
        let begun: Vec<&str> = begun.iter().filter(|part| !part.is_empty()).copied().collect();
        let company = self.actor.company.map(|id| id.0).unwrap_or_default();
        let name = format!("{company}:{form}");
        match begun.is_empty() {
            true => name,
            false => format!("{name}:{}", &Digest::of(begun.join("\n").as_bytes()).hex()[..16]),
        }
    }

    /// The toast of a form that was merged with what others changed meanwhile: which fields, and
    /// their values now.
    pub fn merged_toast(&self, changed: &[String]) -> Option<Toast> {
        (!changed.is_empty())
            .then(|| self.say_toast(self.say_with("toast-merged", "changes", &changed.join(", "))))
    }

    /// A toast that says this.
    pub fn say_toast(&self, text: String) -> Toast {
        Toast { frame: self.frame(None), text, undo: None, in_place: false }
    }

    /// A text in the language of the page.
    pub fn say(&self, key: &str) -> String {
        words(self.locale).say(key).into_owned()
    }

    /// A text with a number.
    pub fn count(&self, key: &str, count: usize) -> String {
        words(self.locale).say_with(key, [("count", (count as u64).into())]).into_owned()
    }

    /// A text with a value.
    pub fn say_with(&self, key: &str, name: &str, value: &str) -> String {
        words(self.locale).say_with(key, [(name, value.into())]).into_owned()
    }

    /// The toast of what was just done, if it is known.
    pub fn toast(&self, after: &After, undo: Option<Undo>) -> Option<Toast> {
        let key = format!("toast-{}", after.after);
        if after.after.is_empty() || !words(self.locale).knows(&key) {
            return None;
        }
        let count: u64 = after.count.parse().unwrap_or(1);
        let text = words(self.locale).say_with(&key, [("count", count.into())]).into_owned();
        Some(Toast { frame: self.frame(None), text, undo, in_place: false })
    }

    /// The errors of a refused form, by the names of its fields. An error without a field has an
    /// empty name. `name` gives the form's field for one of the API.
    pub fn errors(&self, error: &Error, name: impl Fn(&str) -> String) -> Vec<(String, String)> {
        let described = document(error, self.locale, self.caller.request());
        if described.errors.is_empty() {
            return vec![(String::new(), described.detail)];
        }
        let mut errors: Vec<(String, String)> = vec![];
        for field in described.errors {
            let found = (name(&field.field), field.message);
            if !errors.contains(&found) {
                errors.push(found);
            }
        }
        errors
    }

    /// The sentence of the code of a field's error.
    pub fn said_of_field(&self, code: &str) -> String {
        self.say(&format!("invalid-{}", code.replace('_', "-")))
    }
}

/// The name of the draft that a browser keeps of a form, as it was sent.
pub fn drafted(fields: &Fields) -> Option<String> {
    fields.filled("draft").filter(|name| name.len() <= DRAFT).map(str::to_owned)
}

/// The fields of a form as they were sent.
pub fn filled(fields: &Fields, names: &[&str]) -> Filled {
    let value = |name: &&str| ((*name).to_owned(), fields.text(name).to_owned());
    Filled::new(names.iter().map(value).collect())
}

/// Makes a form have one effect if it is sent twice: it carries a key of its own, `once`.
pub fn once(fields: &Fields, user: UserId, route: &'static str) -> Option<Once> {
    let key = once_key(fields.text("once")).ok()?;
    let sent: Vec<String> = fields.pairs().map(|(name, value)| format!("{name}={value}")).collect();
    let body = Digest::of(sent.join("\n").as_bytes()).hex();
    Some(Once { user, route, key, body })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_read_as_browsers_and_people_write_it() {
        for (text, hours, minutes) in [
            ("09:30", 9, 30),
            ("9:30", 9, 30),
            (" 18:05 ", 18, 5),
            ("00:00", 0, 0),
            ("07:15:00", 7, 15),
        ] {
            let time = hour(text).unwrap();
            assert_eq!((time.hour(), time.minute()), (hours, minutes), "{text}");
        }
        for text in ["", "9", "25:00", "09:60", "half past nine", "09h30", "-1:00"] {
            assert!(hour(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_hour_that_the_clock_skips_is_the_next() {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let at = instant(jiff::civil::date(2026, 3, 29), jiff::civil::time(2, 30, 0, 0), &zone);
        assert_eq!(at.rfc3339(), "2026-03-29T01:30:00Z");
    }
}
