//! Reads IPTC-IIM from Photoshop's image resources. Its texts are in the encoding named by data
//! set 1:90; most programs omit that and use the system's encoding.

use encoding_rs::{ISO_8859_2, ISO_8859_5, ISO_8859_6, ISO_8859_7, ISO_8859_8, WINDOWS_1254};

use super::metadata::{Rights, together};
use crate::model::legacy_text::{TextEncoding, guess};

/// By-line and Copyright Notice of record 2.
const BY_LINE: u8 = 80;
const COPYRIGHT: u8 = 116;

/// Creator and copyright, from a block of Photoshop image resources.
pub(super) fn read(block: &[u8]) -> Rights {
    let Some(body) = resource(block) else { return Rights::default() };
    let sets = data_sets(body);
    let of = |record: u8, set: u8| {
        let those = sets.iter().filter(move |one| (one.0, one.1) == (record, set));
        those.map(|one| one.2)
    };
    let declared = of(1, 90).next().and_then(declared);
    let texts = |set: u8| -> Vec<String> {
        let texts = of(2, set).map(|bytes| match declared {
            // A declared UTF-8 is not always kept to.
            Some(encoding) if encoding != TextEncoding::UTF_8 => encoding.decode(bytes),
            _ => guess(bytes).text,
        });
        texts.collect()
    };
    // A by-line may be repeated, one for each photographer.
    Rights { creator: together(&texts(BY_LINE)), rights: together(&texts(COPYRIGHT)) }
}

/// The IPTC resource (0x0404) of the block.
fn resource(block: &[u8]) -> Option<&[u8]> {
    let mut at = 0;
    while block.get(at..at + 4)? == b"8BIM" {
        let kind = u16::from_be_bytes([*block.get(at + 4)?, *block.get(at + 5)?]);
        // A Pascal string padded to an even length, then the content, padded too.
        let name = usize::from(*block.get(at + 6)?);
        let head = at + 6 + (name + 2) / 2 * 2;
        let length = u32::from_be_bytes(block.get(head..head + 4)?.try_into().ok()?) as usize;
        let body = block.get(head + 4..(head + 4).checked_add(length)?)?;
        if kind == 0x0404 {
            return Some(body);
        }
        at = head + 4 + length.next_multiple_of(2);
    }
    None
}

/// Every data set: record, number, content.
fn data_sets(body: &[u8]) -> Vec<(u8, u8, &[u8])> {
    let (mut at, mut found) = (0, vec![]);
    while let Some(&[0x1c, record, set, l1, l2]) = body.get(at..at + 5) {
        let length = usize::from(u16::from_be_bytes([l1, l2]));
        let Some(content) = body.get(at + 5..at + 5 + length) else { break };
        found.push((record, set, content));
        at += 5 + length;
    }
    found
}

/// The encoding named by an ISO 2022 escape sequence (registry ISO-IR).
fn declared(escape: &[u8]) -> Option<TextEncoding> {
    let web = TextEncoding::Web;
    Some(match escape {
        [0x1b, b'%', b'G'] | [0x1b, b'%', b'/', ..] => TextEncoding::UTF_8,
        // Parts 1 to 9 of ISO 8859, as the upper half. Windows-1252 contains all of part 1.
        [0x1b, b'-' | b'.' | b'/', part] => match part {
            b'A' => TextEncoding::LATIN_1,
            b'B' => web(ISO_8859_2),
            b'L' => web(ISO_8859_5),
            b'G' => web(ISO_8859_6),
            b'F' => web(ISO_8859_7),
            b'H' => web(ISO_8859_8),
            b'M' => web(WINDOWS_1254),
            _ => return None,
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(sets: &[(u8, u8, &[u8])]) -> Vec<u8> {
        let mut body = vec![];
        for (record, set, content) in sets {
            body.extend([0x1c, *record, *set]);
            body.extend(u16::try_from(content.len()).unwrap().to_be_bytes());
            body.extend(*content);
        }
        let mut block = b"8BIM\x04\x04\0\0".to_vec();
        block.extend(u32::try_from(body.len()).unwrap().to_be_bytes());
        block.extend(&body);
        block
    }

    #[test]
    fn a_by_line_keeps_its_letters_whatever_wrote_it() {
        let latin = b"H\xe9l\xe8ne Lef\xe8vre".as_slice();
        let utf_8 = "Hélène Lefèvre".as_bytes();
        for (declares, bytes) in [
            (Some(b"\x1b%G".as_slice()), utf_8),
            (None, utf_8),
            (None, latin),
            (Some(b"\x1b.A"), latin),
            (Some(b"\x1b-A"), latin),
            // Declared UTF-8, but not encoded so.
            (Some(b"\x1b%G"), latin),
            (None, b"H\x8el\x8fne Lef\x8fvre"),
        ] {
            let mut sets = vec![];
            sets.extend(declares.map(|escape| (1, 90, escape)));
            sets.push((2, BY_LINE, bytes));
            let read = read(&block(&sets));
            assert_eq!(read.creator.as_deref(), Some("Hélène Lefèvre"), "{declares:?} {bytes:?}");
        }
        // The typographic quotation marks of windows-1250, the euro of windows-1252.
        let of = |bytes: &[u8]| read(&block(&[(2, BY_LINE, bytes)])).creator;
        assert_eq!(
            of(b"\x8a\xe1rka Dvo\xf8\xe1kov\xe1 Jele\xf2").as_deref(),
            Some("Šárka Dvořáková Jeleň")
        );
        assert_eq!(of(b"Studio L\x92\xc9toile").as_deref(), Some("Studio L’Étoile"));
    }

    #[test]
    fn several_by_lines_are_several_people() {
        let sets: [(u8, u8, &[u8]); 4] = [
            (2, BY_LINE, b"Ana Un"),
            (2, BY_LINE, b"Bea Deux"),
            (2, 5, b"Title"),
            (2, COPYRIGHT, b"(c) Me"),
        ];
        let read = read(&block(&sets));
        assert_eq!(read.creator.as_deref(), Some("Ana Un; Bea Deux"));
        assert_eq!(read.rights.as_deref(), Some("(c) Me"));
    }

    #[test]
    fn what_is_cut_short_is_read_as_far_as_it_goes() {
        let whole = block(&[(2, BY_LINE, b"Ana Un"), (2, COPYRIGHT, b"(c) Me")]);
        for end in 0..whole.len() {
            let _ = read(&whole[..end]);
        }
    }
}
