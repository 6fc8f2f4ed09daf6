//! Validation of personal details: e-mail address, birth date, majority.

use std::str::FromStr;

use super::Timestamp;
use super::text::{Layout, shown};

/// An e-mail address as typed, and its key for comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    pub address: String,
    /// Lowercase: mailboxes that differ by case only are one in practice.
    pub key: String,
}

impl Email {
    /// Parses an address of the form of RFC 5321, without display name or comments.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let seen = shown(text.trim(), Layout::Line).ok_or("email")?;
        let address = seen.trim();
        if address.is_empty() {
            return Err("required");
        }
        let parsed = email_address::EmailAddress::from_str(address).map_err(|_| "email")?;
        // Quoted local parts and address literals are legal, but in practice mistakes.
        if address.contains(['"', '[', '<', '>', ' ']) || !parsed.domain().contains('.') {
            return Err("email");
        }
        Ok(Self { key: address.to_lowercase(), address: address.to_owned() })
    }
}

/// Whether two addresses are one mailbox: see [`Email::key`].
pub fn same_email(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// `m•••@e•••.org`: recognisable to its owner only.
pub fn masked(address: &str) -> String {
    let hide = |part: &str| match part.chars().next() {
        Some(first) => format!("{first}•••"),
        None => "•••".to_owned(),
    };
    match address.rsplit_once('@') {
        Some((local, domain)) => match domain.rsplit_once('.') {
            Some((name, top)) => format!("{}@{}.{top}", hide(local), hide(name)),
            None => format!("{}@{}", hide(local), hide(domain)),
        },
        None => "•••".to_owned(),
    }
}

/// Parses a birth date between 1880 and `today`.
pub fn birth_date(text: &str, today: jiff::civil::Date) -> Result<jiff::civil::Date, &'static str> {
    let day = super::check::day(text)?;
    if day > today || day.year() < 1880 { Err("birth_date") } else { Ok(day) }
}

/// Whether someone born on `born` came of age after the day `since`, and has by `today`.
pub fn came_of_age(
    born: jiff::civil::Date,
    since: jiff::civil::Date,
    today: jiff::civil::Date,
) -> bool {
    use jiff::ToSpan;
    let majority = born.checked_add(18.years());
    majority.is_ok_and(|majority| since < majority && majority <= today)
}

/// The instant at which someone born on `born` comes of age, in UTC.
pub fn majority(born: jiff::civil::Date) -> Option<Timestamp> {
    use jiff::ToSpan;
    let day = born.checked_add(18.years()).ok()?;
    let start = day.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(Timestamp(start.timestamp().as_millisecond()))
}

/// Whether someone born on `born` is under eighteen on the day of `at`, in `zone`
/// (Code civil, art. 388: majority is the eighteenth birthday).
pub fn is_minor(born: jiff::civil::Date, at: Timestamp, zone: &jiff::tz::TimeZone) -> bool {
    use jiff::ToSpan;
    // Of age on 28 February if born on the 29th, as jiff constrains the day.
    born.checked_add(18.years()).is_ok_and(|majority| at.day_in(zone) < majority)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_mailbox_and_nothing_else() {
        assert_eq!(Email::parse(" Ana@Example.ORG ").unwrap().key, "ana@example.org");
        // As copied from a chat: with a direction mark and a zero-width space.
        assert_eq!(Email::parse("\u{202a}ana\u{200b}@x.org\u{202c}").unwrap().address, "ana@x.org");
        for wrong in [
            "",
            "ana",
            "ana@",
            "ana@localhost",
            "a b@x.org",
            "Ana <ana@x.org>",
            "a@x.org\r\nBcc: b@x.org",
        ] {
            assert!(Email::parse(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_mask_tells_the_owner_only() {
        assert_eq!(masked("marie.curie@example.org"), "m•••@e•••.org");
        assert_eq!(masked("x"), "•••");
    }

    #[test]
    fn one_is_of_age_on_the_eighteenth_birthday() {
        let paris = jiff::tz::TimeZone::get("Europe/Paris").unwrap();
        let born = jiff::civil::date(2008, 5, 23);
        // 23:30 in Paris, 21:30 UTC: still the day before the birthday.
        let eve = Timestamp::parse_rfc3339("2026-05-22T21:30:00Z").unwrap();
        let night = Timestamp::parse_rfc3339("2026-05-22T22:30:00Z").unwrap();
        assert!(is_minor(born, eve, &paris));
        assert!(!is_minor(born, night, &paris));
        assert!(!is_minor(
            jiff::civil::date(2008, 2, 29),
            Timestamp::parse_rfc3339("2026-02-28T12:00:00Z").unwrap(),
            &paris
        ));
    }
}
