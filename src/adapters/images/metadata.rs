//! What cameras and editors write into pictures: EXIF, XMP, IPTC. Read with
//! care, and only artist and copyright are ever written again.

use std::io::Cursor;

use exif::experimental::Writer;
use exif::{Exif, Field, In, Reader, Tag, Value};
use jiff::civil;
use jiff::tz::Offset;

use crate::model::media::{Gps, Taken};

/// The longest text that is kept of any field, in characters.
const LONGEST: usize = 300;

/// What was found, from the best source of each.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Metadata {
    /// 1 to 8; 1 if unknown or senseless.
    pub orientation: u8,
    pub taken: Option<Taken>,
    pub camera: Option<String>,
    pub gps: Option<Gps>,
    pub artist: Option<String>,
    pub copyright: Option<String>,
}

impl Metadata {
    /// From the blocks of a file, where there are any: EXIF as a TIFF structure,
    /// XMP as XML, IPTC as Photoshop's resources.
    pub fn read(exif: Option<&[u8]>, xmp: Option<&[u8]>, iptc: Option<&[u8]>) -> Self {
        let exif = exif.and_then(parse);
        let mut found = exif.as_ref().map(of_exif).unwrap_or_default();
        if !(1..=8).contains(&found.orientation) {
            found.orientation = 1;
        }
        let xmp = xmp.map(|xml| String::from_utf8_lossy(xml));
        let of_xmp = |name| xmp.as_deref().and_then(|xml| xmp_text(xml, name));
        let of_iptc = |set| iptc.and_then(|block| iptc_text(block, set));
        // 2:80 and 2:116 are By-line and Copyright Notice of the IPTC's model.
        found.artist = found.artist.or_else(|| of_xmp("dc:creator")).or_else(|| of_iptc(80));
        found.copyright = found.copyright.or_else(|| of_xmp("dc:rights")).or_else(|| of_iptc(116));
        found
    }

    /// Artist and copyright as EXIF, and nothing else; none if there is neither.
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
    // WebP files are seen with and without the prefix that JPEG needs.
    let tiff = tiff.strip_prefix(b"Exif\0\0").unwrap_or(tiff);
    let mut reader = Reader::new();
    reader.continue_on_error(true);
    match reader.read_raw(tiff.to_vec()) {
        Ok(exif) => Some(exif),
        // A camera that writes one field wrong has still written the others right.
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

/// When the shutter was released, else when the file was made.
fn taken(exif: &Exif) -> Option<Taken> {
    let pairs = [
        (Tag::DateTimeOriginal, Tag::OffsetTimeOriginal),
        (Tag::DateTimeDigitized, Tag::OffsetTimeDigitized),
        (Tag::DateTime, Tag::OffsetTime),
    ];
    pairs.into_iter().find_map(|(when, offset)| {
        let text = |tag| exif.get_field(tag, In::PRIMARY).and_then(|field| ascii(&field.value));
        let local = civil::DateTime::strptime("%Y:%m:%d %H:%M:%S", text(when)?).ok()?;
        let offset = text(offset).and_then(|text| read_offset(&text));
        Some(Taken { local, offset })
    })
}

/// `+02:00`.
fn read_offset(text: &str) -> Option<Offset> {
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let seconds = hours.parse::<i32>().ok()? * 3_600 + minutes.parse::<i32>().ok()? * 60;
    Offset::from_seconds(sign * seconds).ok()
}

/// `NIKON CORPORATION` and `NIKON D750` are one camera, named once.
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

/// The first text of an ASCII field that is not blank. Cameras fill unused
/// fields with spaces; many write UTF-8 where the standard says ASCII.
fn ascii(value: &Value) -> Option<String> {
    let Value::Ascii(parts) = value else { return None };
    parts.iter().find_map(|part| clean(&String::from_utf8_lossy(part)))
}

/// One short line, or none.
fn clean(text: &str) -> Option<String> {
    let plain: String = text.chars().filter(|c| !c.is_control() && *c != '\u{fffd}').collect();
    let plain: String = plain.trim().chars().take(LONGEST).collect();
    (!plain.is_empty()).then_some(plain)
}

/// The first item of a Dublin Core property in an XMP packet.
fn xmp_text(xml: &str, name: &str) -> Option<String> {
    let start = xml.find(&format!("<{name}"))?;
    let end = start + xml[start..].find(&format!("</{name}>"))?;
    let property = &xml[start..end];
    let item = &property[property.find("<rdf:li")?..];
    let item = &item[item.find('>')? + 1..];
    let text = &item[..item.find('<')?];
    let plain = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&#xA;", " ")
        .replace("&amp;", "&");
    clean(&plain)
}

/// A data set of record 2 in the IPTC resource (0x0404) of Photoshop's block.
fn iptc_text(block: &[u8], set: u8) -> Option<String> {
    let mut at = 0;
    while block.get(at..at + 4)? == b"8BIM" {
        let kind = u16::from_be_bytes([*block.get(at + 4)?, *block.get(at + 5)?]);
        // A Pascal string padded to an even length, then the content, padded too.
        let name = usize::from(*block.get(at + 6)?);
        let head = at + 6 + (name + 2) / 2 * 2;
        let length = u32::from_be_bytes(block.get(head..head + 4)?.try_into().ok()?) as usize;
        let body = block.get(head + 4..(head + 4).checked_add(length)?)?;
        if kind == 0x0404 {
            return data_set(body, set);
        }
        at = head + 4 + length.next_multiple_of(2);
    }
    None
}

fn data_set(body: &[u8], wanted: u8) -> Option<String> {
    let mut at = 0;
    loop {
        let &[0x1c, record, set, l1, l2] = body.get(at..at + 5)? else { return None };
        let length = usize::from(u16::from_be_bytes([l1, l2]));
        let content = body.get(at + 5..at + 5 + length)?;
        if (record, set) == (2, wanted) {
            return clean(&String::from_utf8_lossy(content));
        }
        at += 5 + length;
    }
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
    fn a_camera_is_named_once() {
        let name = |make: &str, model: &str| camera(Some(make.into()), Some(model.into()));
        assert_eq!(name("NIKON CORPORATION", "NIKON D750").as_deref(), Some("NIKON D750"));
        assert_eq!(name("Apple", "iPhone 15").as_deref(), Some("Apple iPhone 15"));
        assert_eq!(read_offset("-03:30"), Offset::from_seconds(-12_600).ok());
        assert_eq!(read_offset("2"), None);
    }
}
