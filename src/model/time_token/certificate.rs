//! What has to be known of an authority's certificate (RFC 5280), apart from its chain.

use super::oids;
use crate::model::Timestamp;
use crate::model::der::{Value, take, take_if, value};

/// The parts of a certificate.
pub struct Certificate<'c> {
    pub whole: &'c [u8],
    /// In DER.
    pub issuer: &'c [u8],
    /// The content of the integer.
    pub serial: &'c [u8],
    pub subject_key: Option<&'c [u8]>,
    pub valid: (Timestamp, Timestamp),
    /// Common name and organisation, as far as there are any.
    pub name: String,
    /// Whether it is for time-stamping and nothing else, and says so as critical (RFC 3161, 2.3).
    pub is_for_time: bool,
}

/// Reads a certificate in DER.
pub fn read(whole: &[u8]) -> Option<Certificate<'_>> {
    let mut rest = whole;
    let mut certificate = take(&mut rest, 0x30)?;
    let mut body = take(&mut certificate, 0x30)?;
    take_if(&mut body, 0xa0);
    let serial = take(&mut body, 0x02).filter(|serial| is_shortest(serial))?;
    take(&mut body, 0x30)?;
    let issuer = value(&mut body).filter(|name| name.tag == 0x30)?.whole;
    let mut dates = take(&mut body, 0x30)?;
    let (from, until) = (value(&mut dates)?, value(&mut dates)?);
    // Without a fraction (RFC 5280, 4.1.2.5.2).
    if from.content.contains(&b'.') || until.content.contains(&b'.') {
        return None;
    }
    let from = instant(from)?;
    // Without an end (RFC 5280, 4.1.2.5).
    let is_endless = (until.tag, until.content) == (0x18, b"99991231235959Z");
    let valid = (from, if is_endless { Timestamp(i64::MAX) } else { instant(until)? });
    let name = name(take(&mut body, 0x30)?)?;
    take(&mut body, 0x30)?;
    take_if(&mut body, 0x81);
    take_if(&mut body, 0x82);
    let (mut subject_key, mut is_for_time, mut usages) = (None, false, 0);
    if let Some(mut extensions) = take_if(&mut body, 0xa3) {
        let mut extensions = take(&mut extensions, 0x30)?;
        while !extensions.is_empty() {
            let mut one = take(&mut extensions, 0x30)?;
            let kind = take(&mut one, 0x06)?;
            let is_critical = take_if(&mut one, 0x01).is_some_and(|is| is == [0xff]);
            let mut content = take(&mut one, 0x04)?;
            if kind == oids::SUBJECT_KEY_ID {
                subject_key = Some(take(&mut content, 0x04)?);
            } else if kind == oids::EXTENDED_KEY_USAGE {
                let mut all = take(&mut content, 0x30)?;
                let first = take(&mut all, 0x06)?;
                usages += 1;
                is_for_time = is_critical && all.is_empty() && first == oids::TIME_STAMPING;
            }
        }
    }
    let is_for_time = is_for_time && usages == 1;
    Some(Certificate { whole, issuer, serial, subject_key, valid, name, is_for_time })
}

/// Whether an integer has no byte too many.
fn is_shortest(integer: &[u8]) -> bool {
    match integer {
        [] => false,
        [0, second, ..] => *second >= 0x80,
        [0xff, second, ..] => *second < 0x80,
        _ => true,
    }
}

/// A UTCTime or GeneralizedTime in UTC, with a fraction of a second at most.
pub fn instant(time: Value<'_>) -> Option<Timestamp> {
    let text = std::str::from_utf8(time.content).ok()?.strip_suffix('Z')?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|one| one.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let whole = match (time.tag, whole.len()) {
        // RFC 5280, 4.1.2.5.1.
        (0x17, 12) if whole.as_bytes()[0] < b'5' => format!("20{whole}"),
        (0x17, 12) => format!("19{whole}"),
        (0x18, 14) => whole.to_owned(),
        _ => return None,
    };
    let (day, time) = whole.split_at(8);
    let (year, month, day) = (&day[..4], &day[4..6], &day[6..]);
    let (hour, minute, second) = (&time[..2], &time[2..4], &time[4..]);
    // Parsers read a leap second as the one before it, or refuse it.
    if second == "60" {
        return None;
    }
    let fraction = &fraction[..fraction.len().min(3)];
    Timestamp::parse_rfc3339(&format!("{year}-{month}-{day}T{hour}:{minute}:{second}.{fraction}Z"))
}

/// The common name and the organisation of a name.
fn name(mut parts: &[u8]) -> Option<String> {
    let (mut common, mut organization) = (None, None);
    while !parts.is_empty() {
        let mut set = take(&mut parts, 0x31)?;
        while !set.is_empty() {
            let mut one = take(&mut set, 0x30)?;
            let kind = take(&mut one, 0x06)?;
            let text = value(&mut one)?;
            match kind {
                oids::COMMON_NAME => common = Some(words(text)),
                oids::ORGANIZATION => organization = Some(words(text)),
                _ => {}
            }
        }
    }
    let both: Vec<String> = [common, organization].into_iter().flatten().collect();
    Some(both.join(", "))
}

/// A text of any of the types that names have.
fn words(text: Value<'_>) -> String {
    match text.tag {
        // BMPString.
        0x1e => {
            let units = text.content.as_chunks::<2>().0.iter().map(|one| u16::from_be_bytes(*one));
            char::decode_utf16(units).map(|one| one.unwrap_or('\u{fffd}')).collect()
        }
        // TeletexString, which everybody writes as Latin 1.
        0x14 => text.content.iter().copied().map(char::from).collect(),
        _ => String::from_utf8_lossy(text.content).into_owned(),
    }
}
