//! Validation of input: all invalid fields are reported together.

use std::borrow::Cow;

use super::Timestamp;
use super::text::{Layout, is_blank, shown};
use super::time::is_full_date;
use crate::error::{Error, Invalid, Result};

/// The longest reason that a user gives for an entry of the audit log, in characters.
pub const LONGEST_REASON: usize = 500;

/// Collects the invalid fields of a request.
#[derive(Debug, Default)]
pub struct Check(Vec<Invalid>);

impl Check {
    pub fn new() -> Self {
        Self::default()
    }

    /// Records that `field` is invalid.
    pub fn refuse(&mut self, field: impl Into<Cow<'static, str>>, code: &'static str) {
        self.0.push(Invalid { field: field.into(), code });
    }

    /// Records `code` for `field` unless `fine`.
    pub fn require(&mut self, fine: bool, field: impl Into<Cow<'static, str>>, code: &'static str) {
        if !fine {
            self.refuse(field, code);
        }
    }

    /// The value; or None, and the error is recorded.
    pub fn field<T>(
        &mut self,
        field: impl Into<Cow<'static, str>>,
        parsed: Result<T, &'static str>,
    ) -> Option<T> {
        parsed.map_err(|code| self.refuse(field, code)).ok()
    }

    /// Like [`Check::field`], for optional fields.
    pub fn optional<T>(
        &mut self,
        field: impl Into<Cow<'static, str>>,
        text: Option<&str>,
        parse: impl FnOnce(&str) -> Result<T, &'static str>,
    ) -> Option<T> {
        let text = text.map(str::trim).filter(|text| !is_blank(text))?;
        self.field(field, parse(text))
    }

    /// Adds the errors of a nested part, with `path` prefixed to each field.
    pub fn absorb(&mut self, path: &str, part: Check) {
        self.0.extend(part.0.into_iter().map(|invalid| Invalid {
            field: format!("{path}.{}", invalid.field).into(),
            code: invalid.code,
        }));
    }

    /// Returns an error naming every invalid field, if any.
    pub fn done(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Invalid(self.0)) }
    }

    /// `value` if there are no errors; it must then be present.
    pub fn finish<T>(self, value: Option<T>) -> Result<T> {
        self.done()?;
        value.ok_or_else(|| Error::Internal(anyhow::anyhow!("a checked value is missing")))
    }
}

/// A line of displayed text: trimmed, not empty, at most `most` characters, without invisible
/// characters, see [`shown`] (a line break in a name would forge a mail header).
pub fn line(text: &str, most: usize) -> Result<String, &'static str> {
    let text = shown(text.trim(), Layout::Line).ok_or("control_characters")?;
    let text = text.trim();
    if is_blank(text) {
        return Err("required");
    }
    if text.chars().count() > most {
        return Err("too_long");
    }
    Ok(text.to_owned())
}

/// Several lines of text: line breaks and tabs are kept, other invisible characters are treated
/// as in [`line()`].
pub fn lines(text: &str, most: usize) -> Result<String, &'static str> {
    let text = text.trim().replace("\r\n", "\n");
    let text = shown(&text, Layout::Lines).ok_or("control_characters")?;
    let text = text.trim();
    if text.chars().count() > most {
        return Err("too_long");
    }
    Ok(if is_blank(text) { String::new() } else { text.to_owned() })
}

/// An instant in RFC 3339, with its offset.
pub fn instant(text: &str) -> Result<Timestamp, &'static str> {
    Timestamp::parse_rfc3339(text).ok_or("instant")
}

/// A day, in the form `YYYY-MM-DD` only.
pub fn day(text: &str) -> Result<jiff::civil::Date, &'static str> {
    if !is_full_date(text) {
        return Err("day");
    }
    text.parse().map_err(|_| "day")
}

/// An IANA time zone, such as `Europe/Paris`.
pub fn time_zone(text: &str) -> Result<String, &'static str> {
    jiff::tz::TimeZone::get(text).map(|_| text.to_owned()).map_err(|_| "time_zone")
}

/// A colour, `#rrggbb`.
pub fn colour(text: &str) -> Result<String, &'static str> {
    let digits = text.strip_prefix('#').filter(|d| d.len() == 6).ok_or("colour")?;
    if digits.chars().all(|c| c.is_ascii_hexdigit()) {
        Ok(text.to_ascii_lowercase())
    } else {
        Err("colour")
    }
}

/// A French establishment number: fourteen digits whose Luhn sum is a multiple
/// of ten (INSEE). La Poste's own (SIREN 356 000 000) sum to a multiple of five.
pub fn siret(text: &str) -> Result<String, &'static str> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != 14 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err("siret");
    }
    let values = digits.bytes().map(|b| u32::from(b - b'0'));
    let luhn: u32 = values
        .clone()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => digit,
            (_, double) if double > 9 => double - 9,
            (_, double) => double,
        })
        .sum();
    let post = digits.starts_with("356000000") && values.sum::<u32>() % 5 == 0;
    if luhn.is_multiple_of(10) || post { Ok(digits) } else { Err("siret") }
}

/// A VAT number: the letters of a country and 2 to 13 letters or digits; a French one has its key and a
/// SIREN (CGI, art. 286 ter).
pub fn vat_number(text: &str) -> Result<String, &'static str> {
    let plain = |c: &char| !c.is_whitespace() && !matches!(c, '.' | '-');
    let number: String = text.chars().filter(plain).collect::<String>().to_ascii_uppercase();
    let (country, rest) = number.split_at_checked(2).ok_or("vat_number")?;
    let is_known = country.bytes().all(|b| b.is_ascii_uppercase())
        && (2..=13).contains(&rest.len())
        && rest.bytes().all(|b| b.is_ascii_alphanumeric());
    if !is_known || country == "FR" && !is_french(rest) {
        return Err("vat_number");
    }
    Ok(number)
}

/// The key before a SIREN; one with letters cannot be computed.
fn is_french(rest: &str) -> bool {
    let Some((key, siren)) = rest.split_at_checked(2) else { return false };
    let Some(siren) = siren.parse::<u64>().ok().filter(|_| siren.len() == 9) else { return false };
    key.parse::<u64>().map_or(true, |key| key == (12 + 3 * (siren % 97)) % 97)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line() {
        assert_eq!(line("  Ana ", 10), Ok("Ana".into()));
        assert_eq!(line("Ana\r\nBcc: x", 100), Err("control_characters"));
        assert_eq!(line(" ", 10), Err("required"));
        assert_eq!(line("éééé", 4), Ok("éééé".into()));
        assert_eq!(line("ééééé", 4), Err("too_long"));
    }

    #[test]
    fn what_is_not_seen_is_no_name() {
        for blank in ["\u{200b}", "\u{2060}\u{feff}", "\u{3164}", "\u{2800}", "\u{301}", "\u{a0}"] {
            assert_eq!(line(blank, 10), Err("required"), "{blank:?}");
            assert_eq!(lines(blank, 10), Ok(String::new()), "{blank:?}");
        }
        assert_eq!(line("\u{202e}gpj.exe", 100), Err("control_characters"));
        assert_eq!(line("Ana\u{2028}Bcc: x", 100), Err("control_characters"));
        assert_eq!(lines("a\u{2028}b", 100), Ok("a\nb".into()));
        assert_eq!(line("A\u{200b}na\u{ad}", 3), Ok("Ana".into()));
    }

    #[test]
    fn a_day_has_one_form() {
        assert!(day("2010-03-14").is_ok());
        for wrong in
            ["20100314", "2010-3-14", "2010-03-14T10:00:00Z", "2010-02-30", "+002010-03-14"]
        {
            assert_eq!(day(wrong), Err("day"), "{wrong}");
        }
    }

    #[test]
    fn a_siret_is_checked_by_its_key() {
        assert_eq!(siret("732 829 320 00074"), Ok("73282932000074".into()));
        assert_eq!(siret("73282932000075"), Err("siret"));
        assert_eq!(siret("7328293200007"), Err("siret"));
        assert_eq!(siret("35600000000048"), Ok("35600000000048".into()));
    }
}
