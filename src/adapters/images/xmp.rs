//! Reads two Dublin Core properties from XMP (RDF as XML).

use encoding_rs::Encoding;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;

use super::metadata::{Rights, clean, together};
use crate::model::legacy_text::guess;

/// The Dublin Core namespace; its prefix varies.
const DC: &str = "http://purl.org/dc/elements/1.1/";

/// The property being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Property {
    Creator,
    Rights,
}

/// Creator and copyright. A truncated packet is read as far as possible.
pub(super) fn read(packet: &[u8]) -> Rights {
    let text = decoded(packet);
    let mut reader = NsReader::from_str(&text);
    reader.config_mut().check_end_names = false;
    let (mut creators, mut rights) = (vec![], vec![]);
    // The property, the number of elements open since it began, and the text of its item so far.
    let mut open: Option<(Property, u32)> = None;
    let mut item = String::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Eof => break,
            Event::Start(element) => match &mut open {
                None => {
                    open = property(&reader, &element).map(|property| (property, 0));
                    item.clear();
                    attributes(&reader, &element, &mut creators, &mut rights);
                }
                Some((_, depth)) => {
                    *depth += 1;
                    item.clear();
                }
            },
            Event::Empty(element) if open.is_none() => {
                attributes(&reader, &element, &mut creators, &mut rights);
            }
            Event::Text(text) if open.is_some() => item.push_str(&text.xml10_content()),
            Event::CData(text) if open.is_some() => item.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) if open.is_some() => {
                let named = || quick_xml::escape::resolve_predefined_entity(&reference);
                match reference.resolve_char_ref() {
                    Ok(Some(c)) => item.push(c),
                    _ => item.push_str(named().unwrap_or("\u{fffd}")),
                }
            }
            Event::End(_) => {
                let Some((property, depth)) = open else { continue };
                if let Some(said) = clean(&std::mem::take(&mut item)) {
                    match property {
                        Property::Creator => creators.push(said),
                        Property::Rights => rights.push(said),
                    }
                }
                open = depth.checked_sub(1).map(|depth| (property, depth));
            }
            _ => {}
        }
    }
    // A text in several languages: the first one is the default.
    Rights { creator: together(&creators), rights: rights.into_iter().next() }
}

/// The property of an element. Some packets lack namespace declarations: then the usual prefix
/// suffices.
fn property(reader: &NsReader<&[u8]>, element: &BytesStart<'_>) -> Option<Property> {
    let (found, name) = reader.resolver().resolve_element(element.name());
    let is_dc = match found {
        ResolveResult::Bound(Namespace(uri)) => uri == DC,
        ResolveResult::Unknown(prefix) => &prefix[..] == "dc",
        ResolveResult::Unbound => false,
    };
    if is_dc { named(name.into_inner()) } else { None }
}

fn named(name: &str) -> Option<Property> {
    match name {
        "creator" => Some(Property::Creator),
        "rights" => Some(Property::Rights),
        _ => None,
    }
}

/// A simple property may be an attribute of its description.
fn attributes(
    reader: &NsReader<&[u8]>,
    element: &BytesStart<'_>,
    creators: &mut Vec<String>,
    rights: &mut Vec<String>,
) {
    for attribute in element.attributes().flatten() {
        let (found, name) = reader.resolver().resolve_attribute(attribute.key);
        if !matches!(found, ResolveResult::Bound(Namespace(uri)) if uri == DC) {
            continue;
        }
        let Ok(value) = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0) else {
            continue;
        };
        match named(name.into_inner()) {
            Some(Property::Creator) => creators.push(value.into_owned()),
            Some(Property::Rights) => rights.extend(clean(&value)),
            None => {}
        }
    }
}

/// Decodes the packet: UTF-16 by its byte order mark or by the position of zero bytes, else
/// UTF-8.
fn decoded(packet: &[u8]) -> String {
    if let Some((encoding, length)) = Encoding::for_bom(packet) {
        return encoding.decode_without_bom_handling(&packet[length..]).0.into_owned();
    }
    match packet {
        [0, b'<', ..] => encoding_rs::UTF_16BE.decode(packet).0.into_owned(),
        [b'<', 0, ..] => encoding_rs::UTF_16LE.decode(packet).0.into_owned(),
        _ => guess(packet).text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(inner: &str) -> String {
        format!(
            r#"<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
            xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"
            >{inner}</rdf:RDF></x:xmpmeta><?xpacket end="w"?>"#
        )
    }

    fn creators(items: &str) -> String {
        packet(&format!(
            "<rdf:Description rdf:about=\"\"><dc:creator><rdf:Seq>{items}</rdf:Seq></dc:creator></rdf:Description>"
        ))
    }

    fn creator(packet: &[u8]) -> Option<String> {
        read(packet).creator
    }

    #[test]
    fn entities_are_read_named_and_numbered() {
        let text = creators("<rdf:li>H&#233;l&#xE8;ne &amp; L&#xE9;a &lt;x&gt;</rdf:li>");
        assert_eq!(creator(text.as_bytes()).as_deref(), Some("Hélène & Léa <x>"));
        let text = creators("<rdf:li><![CDATA[Ana & Zoé]]></rdf:li>");
        assert_eq!(creator(text.as_bytes()).as_deref(), Some("Ana & Zoé"));
    }

    #[test]
    fn several_creators_are_all_named() {
        let text = creators("<rdf:li>Ana Un</rdf:li>\n<rdf:li>Bea Deux</rdf:li><rdf:li/>");
        assert_eq!(creator(text.as_bytes()).as_deref(), Some("Ana Un; Bea Deux"));
    }

    #[test]
    fn a_packet_is_read_in_utf_16_and_in_latin_1() {
        let text = creators("<rdf:li>Hélène Lefèvre</rdf:li>");
        for mark in ["", "\u{feff}"] {
            let units: Vec<u16> = format!("{mark}{text}").encode_utf16().collect();
            let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
            let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
            assert_eq!(creator(&little).as_deref(), Some("Hélène Lefèvre"));
            assert_eq!(creator(&big).as_deref(), Some("Hélène Lefèvre"));
        }
        let latin = encoding_rs::WINDOWS_1252.encode(&text).0;
        assert_eq!(creator(&latin).as_deref(), Some("Hélène Lefèvre"));
    }

    #[test]
    fn a_property_goes_by_its_namespace_in_any_of_its_forms() {
        let text = packet("<rdf:Description dc:creator=\"L&#233;a\" dc:rights=\"© Léa\"/>");
        let read_ = read(text.as_bytes());
        assert_eq!(read_.creator.as_deref(), Some("Léa"));
        assert_eq!(read_.rights.as_deref(), Some("© Léa"));
        let text = packet("<rdf:Description><dc:creator>Léa</dc:creator></rdf:Description>");
        assert_eq!(creator(text.as_bytes()).as_deref(), Some("Léa"));
        let text =
            creators("<rdf:li>Léa</rdf:li>").replace("dc:", "dublin:").replace(":dc", ":dublin");
        assert_eq!(creator(text.as_bytes()).as_deref(), Some("Léa"));
        // A property of that name in another namespace.
        let text = creators("<rdf:li>Léa</rdf:li>").replace("purl.org", "example.org");
        assert_eq!(creator(text.as_bytes()), None);
    }

    #[test]
    fn of_several_languages_the_first_is_taken() {
        let text = packet(
            "<rdf:Description><dc:rights><rdf:Alt><rdf:li xml:lang=\"x-default\">© Léa</rdf:li>\
             <rdf:li xml:lang=\"de\">© Lea</rdf:li></rdf:Alt></dc:rights></rdf:Description>",
        );
        assert_eq!(read(text.as_bytes()).rights.as_deref(), Some("© Léa"));
    }

    #[test]
    fn a_packet_cut_short_is_read_as_far_as_it_goes() {
        let text = creators("<rdf:li>Ana Un</rdf:li><rdf:li>Bea</rdf:li>");
        for end in 0..text.len() {
            let _ = read(&text.as_bytes()[..end]);
        }
        let end = text.find("<rdf:li>Bea").unwrap();
        assert_eq!(creator(&text.as_bytes()[..end]).as_deref(), Some("Ana Un"));
    }
}
