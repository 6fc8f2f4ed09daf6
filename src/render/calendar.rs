//! iCalendar files of events (RFC 5545).

use icalendar::Property;
use icalendar::{Calendar as File, Component, Event as Entry, EventLike, EventStatus, Parameter};

use crate::model::{Event, Locale, Timestamp};
use crate::render::words;

/// The contents of a file.
pub struct Calendar<'c> {
    pub locale: Locale,
    /// The IANA zone in which programs display times; they are written in UTC.
    pub zone: &'c str,
    /// The host name, which makes identifiers unique to this instance.
    pub host: &'c str,
    pub company: &'c str,
    pub events: &'c [Event],
}

/// The file. Deterministic: it does not contain the time of its creation.
pub fn file(calendar: &Calendar) -> String {
    let name = words(calendar.locale)
        .say_with("calendar-name", [("company", calendar.company.into())])
        .into_owned();
    let mut file = File::empty();
    file.append_property(("VERSION", "2.0"))
        .append_property(("PRODID", "-//be-right//be-right//FR"))
        .append_property(("CALSCALE", "GREGORIAN"))
        .append_property(("X-WR-CALNAME", name.as_str()))
        .append_property(("X-WR-TIMEZONE", calendar.zone))
        .append_property(
            Property::new("REFRESH-INTERVAL", "PT1H")
                .append_parameter(Parameter::new("VALUE", "DURATION"))
                .done(),
        )
        .append_property(("X-PUBLISHED-TTL", "PT1H"));
    for event in calendar.events {
        file.push(entry(event, calendar.host, calendar.locale));
    }
    folded(&file.to_string())
}

fn entry(event: &Event, host: &str, locale: Locale) -> Entry {
    let mut entry = Entry::new();
    let changed = utc(event.updated_at);
    entry
        .uid(&format!("event-{}@{host}", event.id.0))
        // Without a METHOD, DTSTAMP is the time of the entry's last revision (3.8.7.2).
        .add_property("DTSTAMP", &changed)
        .add_property("LAST-MODIFIED", &changed)
        .add_property("CREATED", utc(event.created_at))
        .add_property("SEQUENCE", event.revision.to_string())
        .add_property("DTSTART", utc(event.start))
        .status(match event.deleted_at {
            Some(_) => EventStatus::Cancelled,
            None => EventStatus::Confirmed,
        })
        .summary(&event.name);
    // DTEND must be later than DTSTART (3.6.1), so it is omitted if equal in whole seconds.
    let (start, end) = (utc(event.start), utc(event.end));
    if end > start {
        entry.add_property("DTEND", end);
    }
    if let Some(description) = event.description.as_deref().filter(|text| !text.is_empty()) {
        entry.description(description);
    }
    if let Some(place) = event.address.one_line(locale, None) {
        entry.location(&place);
    }
    if let (Some(lat), Some(lng)) = (event.address.lat, event.address.lng) {
        entry.add_property("GEO", format!("{lat:.6};{lng:.6}"));
    }
    entry.done()
}

/// `20260523T073000Z`.
fn utc(at: Timestamp) -> String {
    at.to_jiff().strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Lines of at most 75 octets, folded between characters (RFC 5545, 3.1). The crate's own folding
/// may exceed that by one octet in the last line.
fn folded(text: &str) -> String {
    const MOST: usize = 75;
    let mut out = String::with_capacity(text.len() + text.len() / 32);
    for line in text.replace("\r\n ", "").split("\r\n").filter(|line| !line.is_empty()) {
        let mut used = 0;
        for c in line.chars() {
            if used + c.len_utf8() > MOST {
                out.push_str("\r\n ");
                used = 1;
            }
            out.push(c);
            used += c.len_utf8();
        }
        out.push_str("\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_folded_between_characters_and_unfolds_to_itself() {
        for text in ["é".repeat(500), "x".repeat(75), "x".repeat(76), "a 老虎 b".repeat(90)] {
            let line = format!("SUMMARY:{text}\r\n");
            let folded = folded(&line);
            assert!(folded.split("\r\n").all(|line| line.len() <= 75), "{folded}");
            assert_eq!(folded.replace("\r\n ", ""), line);
        }
    }
}
