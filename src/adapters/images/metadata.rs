//! Reads EXIF, XMP and IPTC metadata. Only artist and copyright are written to results.

use std::io::Cursor;

use exif::experimental::Writer;
use exif::{Exif, Field, In, Reader, Tag, Value};
use jiff::civil;
use jiff::tz::Offset;

use super::{iptc, xmp};
use crate::model::legacy_text::guess;
use crate::model::media::{Gps, Taken};

/// The maximum length of any text field, in characters.
const LONGEST: usize = 300;

/// The metadata found, each field from its best source.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Metadata {
    /// 1 to 8; 1 if unknown or invalid.
    pub orientation: u8,
    pub taken: Option<Taken>,
    pub camera: Option<String>,
    pub gps: Option<Gps>,
    pub artist: Option<String>,
    pub copyright: Option<String>,
}

impl Metadata {
    /// From the metadata blocks of a file, if present: EXIF as a TIFF structure, XMP as XML, IPTC
    /// as Photoshop image resources.
    pub fn read(exif: Option<&[u8]>, xmp: Option<&[u8]>, iptc: Option<&[u8]>) -> Self {
        let exif = exif.and_then(parse);
        let mut found = exif.as_ref().map(of_exif).unwrap_or_default();
        if !(1..=8).contains(&found.orientation) {
            found.orientation = 1;
        }
        let xmp = xmp.map(xmp::read).unwrap_or_default();
        let iptc = iptc.map(iptc::read).unwrap_or_default();
        found.artist = best([found.artist, xmp.creator, iptc.creator]);
        found.copyright = best([found.copyright, xmp.rights, iptc.rights]);
        found
    }

    /// Artist and copyright as EXIF; None if there is neither.
    pub fn rights(&self) -> Option<Vec<u8>> {
        let field = |tag, text: &Option<String>| {
            let text = text.as_ref()?.as_bytes().to_vec();
            Some(Field { tag, ifd_num: In::PRIMARY, value: Value::Ascii(vec![text]) })
        };
        let fields = [field(Tag::Artist, &self.artist), field(Tag::Copyright, &self.copyright)];
        let mut writer = Writer::new();
        let mut any = false;
        for field in fields.iter().flatten() {
            writer.push_field(field);
            any = true;
        }
        let mut out = Cursor::new(vec![]);
        (any && writer.write(&mut out, false).is_ok()).then(|| out.into_inner())
    }
}

fn parse(tiff: &[u8]) -> Option<Exif> {
    // WebP files occur with and without the prefix that JPEG requires.
    let tiff = tiff.strip_prefix(b"Exif\0\0").unwrap_or(tiff);
    let mut reader = Reader::new();
    reader.continue_on_error(true);
    match reader.read_raw(tiff.to_vec()) {
        Ok(exif) => Some(exif),
        // One invalid field does not invalidate the others.
        Err(exif::Error::PartialResult(partial)) => Some(partial.into_inner().0),
        Err(_) => None,
    }
}

fn of_exif(exif: &Exif) -> Metadata {
    let text = |tag| exif.get_field(tag, In::PRIMARY).and_then(|field| ascii(&field.value));
    let orientation = exif
        .get_field(Tag::Orientation, In::PRIMARY)
        .and_then(|field| field.value.get_uint(0))
        .and_then(|number| u8::try_from(number).ok())
        .unwrap_or(1);
    Metadata {
        orientation,
        taken: taken(exif),
        camera: camera(text(Tag::Make), text(Tag::Model)),
        gps: gps(exif),
        artist: text(Tag::Artist),
        copyright: text(Tag::Copyright),
    }
}

/// The time the photo was taken, else the time it was digitised or modified.
fn taken(exif: &Exif) -> Option<Taken> {
    let pairs = [
        (Tag::DateTimeOriginal, Tag::OffsetTimeOriginal),
        (Tag::DateTimeDigitized, Tag::OffsetTimeDigitized),
        (Tag::DateTime, Tag::OffsetTime),
    ];
    let text = |tag| exif.get_field(tag, In::PRIMARY).and_then(|field| ascii(&field.value));
    let offset = |tag| text(tag).and_then(|text| read_offset(&text));
    let (at, (local, own)) = pairs
        .iter()
        .enumerate()
        .find_map(|(at, (when, _))| Some((at, read_moment(&text(*when)?)?)))?;
    // Its own offset, else that of the paired tag.
    let offset = own
        .or_else(|| offset(pairs[at].1))
        .or_else(|| pairs.iter().find_map(|(_, tag)| offset(*tag)));
    Some(Taken { local, offset })
}

/// Parses `2024:02:21 10:14:22` as in EXIF, and variants of editors and phones: dashes, slashes
/// or dots, a `T`, fractional seconds, a trailing offset.
fn read_moment(text: &str) -> Option<(civil::DateTime, Option<Offset>)> {
    let (day, clock) = text.trim().split_once([' ', 'T', 't'])?;
    let mut day = day.split([':', '-', '/', '.']);
    let mut number = || day.next().and_then(|part| part.parse::<i16>().ok());
    let (year, month, date) = (number()?, number()?, number()?);
    let clock = clock.trim();
    let end = clock.find(['+', '-', 'Z', 'z']).unwrap_or(clock.len());
    let (clock, offset) = clock.split_at(end);
    let mut parts = clock.trim().split([':', '.', ',']);
    let mut number = || parts.next().map(|part| part.trim().parse::<i8>().ok());
    let (hour, minute) = (number()??, number()??);
    // Seconds may be missing; a leap second becomes 59.
    let second = number().map_or(Some(0), |second| second)?.min(59);
    // Year 0, from a clock that was never set, is invalid.
    if !(1800..=9999).contains(&year) {
        return None;
    }
    let month = i8::try_from(month).ok()?;
    let date = i8::try_from(date).ok()?;
    let local = civil::DateTime::new(year, month, date, hour, minute, second, 0).ok()?;
    Some((local, read_offset(offset.trim())))
}

/// Parses `+02:00`, `+0200`, `+02`, `Z`.
fn read_offset(text: &str) -> Option<Offset> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("z") || text.eq_ignore_ascii_case("utc") {
        return Some(Offset::UTC);
    }
    // A typographic minus is accepted.
    let (sign, rest) = match text.chars().next()? {
        '+' => (1, &text[1..]),
        '-' => (-1, &text[1..]),
        '−' => (-1, &text['−'.len_utf8()..]),
        _ => return None,
    };
    let (hours, minutes) = match rest.split_once(':') {
        Some((hours, minutes)) => (hours, minutes.get(..2)?),
        None if rest.len() == 4 && rest.is_ascii() => rest.split_at(2),
        None => (rest, "0"),
    };
    let (hours, minutes) = (hours.parse::<u8>().ok()?, minutes.parse::<u8>().ok()?);
    // From Baker Island to Kiritimati.
    if hours > 14 || minutes > 59 {
        return None;
    }
    Offset::from_seconds(sign * (i32::from(hours) * 3_600 + i32::from(minutes) * 60)).ok()
}

/// Make and model without repetition: `NIKON CORPORATION` and `NIKON D750` become one name.
fn camera(make: Option<String>, model: Option<String>) -> Option<String> {
    match (make, model) {
        (Some(make), Some(model)) => {
            let first = make.split_whitespace().next().unwrap_or_default().to_lowercase();
            let names_it = model.to_lowercase().starts_with(&first);
            Some(if names_it { model } else { format!("{make} {model}") })
        }
        (make, model) => model.or(make),
    }
}

fn gps(exif: &Exif) -> Option<Gps> {
    let degrees = |tag, sign_tag, negative: &str| {
        let Value::Rational(parts) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
        let parts: Vec<f64> = parts.iter().take(3).map(|part| part.to_f64()).collect();
        let [degrees, minutes, seconds] = parts[..] else { return None };
        let sign = exif.get_field(sign_tag, In::PRIMARY).and_then(|field| ascii(&field.value));
        let value = degrees + minutes / 60.0 + seconds / 3_600.0;
        let value = if sign.as_deref() == Some(negative) { -value } else { value };
        value.is_finite().then_some(value)
    };
    let lat = degrees(Tag::GPSLatitude, Tag::GPSLatitudeRef, "S")?;
    let lng = degrees(Tag::GPSLongitude, Tag::GPSLongitudeRef, "W")?;
    (lat.abs() <= 90.0 && lng.abs() <= 180.0).then_some(Gps { lat, lng })
}

/// The first text of an ASCII field that is not blank. Cameras fill unused fields with spaces;
/// instead of ASCII, some write UTF-8 and some the system's encoding.
fn ascii(value: &Value) -> Option<String> {
    let Value::Ascii(parts) = value else { return None };
    parts.iter().find_map(|part| clean(&guess(part).text))
}

/// The first source with a value. Programs that write ASCII replace other characters by `?`: a
/// source with the same text in full is preferred.
fn best(sources: [Option<String>; 3]) -> Option<String> {
    let mut known = sources.iter().flatten();
    let first = known.next()?;
    let lost = |c: char| c == '?' || c == '\u{fffd}';
    let full = known.find(|other| {
        first.contains(lost)
            && other.chars().count() == first.chars().count()
            && first.chars().zip(other.chars()).all(|(a, b)| a == b || (lost(a) && !lost(b)))
    });
    Some(full.unwrap_or(first).clone())
}

/// Joins several names as EXIF does.
pub(super) fn together(names: &[String]) -> Option<String> {
    let mut each: Vec<String> = vec![];
    for name in names.iter().filter_map(|name| clean(name)) {
        if !each.contains(&name) {
            each.push(name);
        }
    }
    clean(&each.join("; "))
}

/// Creator and copyright from a metadata block.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Rights {
    pub creator: Option<String>,
    pub rights: Option<String>,
}

/// One short line, or None. Undecodable characters stay visible: a name with letters missing
/// would pass for another name.
pub(super) fn clean(text: &str) -> Option<String> {
    let plain = text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c });
    let plain: String = plain.filter(|c| !c.is_control()).collect();
    let plain: String = plain.trim().chars().take(LONGEST).collect();
    (!plain.is_empty()).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rights_are_written_and_read_again_and_nothing_else() {
        let rights = Metadata {
            artist: Some("Šárka Müller".into()),
            copyright: Some("© 2026 Studio Ana".into()),
            camera: Some("Canon".into()),
            gps: Some(Gps { lat: 48.85, lng: 2.35 }),
            orientation: 6,
            ..Metadata::default()
        };
        let read = Metadata::read(rights.rights().as_deref(), None, None);
        let kept = Metadata {
            orientation: 1,
            artist: rights.artist,
            copyright: rights.copyright,
            ..Metadata::default()
        };
        assert_eq!(read, kept);
        assert_eq!(Metadata::default().rights(), None);
    }

    #[test]
    fn xmp_and_iptc_speak_where_exif_is_silent() {
        let xmp = r#"<x:xmpmeta><rdf:RDF><rdf:Description><dc:creator><rdf:Seq><rdf:li>Ana &amp; Zoé</rdf:li>
            </rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"#;
        let mut iptc = b"8BIM\x04\x04\0\0\0\0\0\x0b\x1c\x02\x74\x00\x06(c) Me\0".to_vec();
        iptc.extend_from_slice(b"8BIM");
        let found = Metadata::read(None, Some(xmp.as_bytes()), Some(&iptc));
        assert_eq!(found.artist.as_deref(), Some("Ana & Zoé"));
        assert_eq!(found.copyright.as_deref(), Some("(c) Me"));
    }

    #[test]
    fn a_moment_is_read_however_it_is_written() {
        let at = civil::date(2024, 2, 21).at(10, 14, 22, 0);
        let east = |seconds| Offset::from_seconds(seconds).ok();
        for (text, offset) in [
            ("2024:02:21 10:14:22", None),
            ("2024:02:21 10:14:22.27-05:30", east(-19_800)),
            ("2024:02:21 10:14:22+0000", east(0)),
            ("2024:02:21 10:14:22Z", east(0)),
            ("2024-02-21T10:14:22+02:00", east(7_200)),
            ("2024-02-21 10:14:22.270", None),
            ("2024/02/21 10:14:22", None),
            ("2024:02:21 10:14:22 +0900", east(32_400)),
            ("2024:02:21T10:14:22,5z", east(0)),
        ] {
            assert_eq!(read_moment(text), Some((at, offset)), "{text}");
        }
        let minute = civil::date(2024, 2, 21).at(10, 14, 0, 0);
        assert_eq!(read_moment("2024:02:21 10:14"), Some((minute, None)));
        for nothing in
            ["", "0000:00:00 00:00:00", "    :  :     :  :  ", "2024:02:21", "2024:13:21 10:14:22"]
        {
            assert_eq!(read_moment(nothing), None, "{nothing:?}");
        }
        for (text, offset) in [
            ("+02:00", east(7_200)),
            ("+0900", east(32_400)),
            ("-03:30", east(-12_600)),
            ("+09", east(32_400)),
            ("Z", east(0)),
            ("2", None),
            ("", None),
            ("+99:00", None),
            ("   :  ", None),
        ] {
            assert_eq!(read_offset(text), offset, "{text:?}");
        }
    }

    /// EXIF with these fields.
    fn exif(fields: &[(Tag, &[u8])]) -> Vec<u8> {
        let fields: Vec<Field> = fields
            .iter()
            .map(|(tag, text)| Field {
                tag: *tag,
                ifd_num: In::PRIMARY,
                value: Value::Ascii(vec![text.to_vec()]),
            })
            .collect();
        let mut writer = Writer::new();
        fields.iter().for_each(|field| writer.push_field(field));
        let mut out = Cursor::new(vec![]);
        writer.write(&mut out, false).unwrap();
        out.into_inner()
    }

    #[test]
    fn any_of_the_three_offsets_goes_before_none() {
        let when: &[u8] = b"2024:02:21 10:14:22";
        let read = |fields: &[(Tag, &[u8])]| {
            Metadata::read(Some(&exif(fields)), None, None).taken.unwrap().offset
        };
        let nine = Offset::from_seconds(32_400).ok();
        assert_eq!(read(&[(Tag::DateTimeOriginal, when)]), None);
        for tag in [Tag::OffsetTimeOriginal, Tag::OffsetTimeDigitized, Tag::OffsetTime] {
            assert_eq!(read(&[(Tag::DateTimeOriginal, when), (tag, b"+0900")]), nine, "{tag}");
        }
        let own = [
            (Tag::DateTimeOriginal, when),
            (Tag::OffsetTime, b"+01:00".as_slice()),
            (Tag::OffsetTimeOriginal, b"+09:00"),
        ];
        assert_eq!(read(&own), nine);
        assert_eq!(read(&[(Tag::DateTime, when), (Tag::OffsetTime, b"+09:00")]), nine);
    }

    #[test]
    fn a_name_in_exif_keeps_its_letters() {
        let artist = |bytes: &[u8], xmp: Option<&[u8]>| {
            Metadata::read(Some(&exif(&[(Tag::Artist, bytes)])), xmp, None).artist.unwrap()
        };
        assert_eq!(artist("Hélène Lefèvre".as_bytes(), None), "Hélène Lefèvre");
        assert_eq!(artist(b"H\xe9l\xe8ne Lef\xe8vre", None), "Hélène Lefèvre");
        assert_eq!(artist(b"H\x8el\x8fne Lef\x8fvre", None), "Hélène Lefèvre");
        let xmp = r#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
            xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Description><dc:creator><rdf:Seq>
            <rdf:li>Hélène Lefèvre</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"#;
        assert_eq!(artist(b"H?l?ne Lef?vre", Some(xmp.as_bytes())), "Hélène Lefèvre");
        // A different name is not preferred.
        assert_eq!(artist(b"Who?", Some(xmp.as_bytes())), "Who?");
    }

    #[test]
    fn a_camera_is_named_once() {
        let name = |make: &str, model: &str| camera(Some(make.into()), Some(model.into()));
        assert_eq!(name("NIKON CORPORATION", "NIKON D750").as_deref(), Some("NIKON D750"));
        assert_eq!(name("Apple", "iPhone 15").as_deref(), Some("Apple iPhone 15"));
    }
}
