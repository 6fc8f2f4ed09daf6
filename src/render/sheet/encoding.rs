//! Bytes of text, in whichever encoding a program on somebody's desk saved them.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The text. By its byte order mark; else UTF-16 by where its zeroes stand, UTF-8
/// if it is that, and else the older encoding it looks most like. `Err` if it is
/// no text at all.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, &'static str> {
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => encoding.decode_without_bom_handling(&bytes[length..]).0,
        None => match wide(bytes) {
            Some(encoding) => encoding.decode_without_bom_handling(bytes).0,
            None => match std::str::from_utf8(bytes) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) => old(bytes),
            },
        },
    };
    // What is not text has control characters, or is full of what could not be read.
    // A text that says what it is may hold signs of what was lost before.
    let sure = Encoding::for_bom(bytes).is_some() || std::str::from_utf8(bytes).is_ok();
    let control = |c: char| c.is_control() && !"\t\n\r\u{b}\u{c}\u{1a}".contains(c);
    let odd = |c: &char| control(*c) || (!sure && *c == '\u{fffd}');
    let sample = text.chars().take(100_000);
    let (all, odd) = sample.fold((0, 0), |(all, count), c| (all + 1, count + usize::from(odd(&c))));
    if odd * 200 > all { Err("not_a_table") } else { Ok(text) }
}

/// UTF-16 without a mark: Latin text has every second byte zero.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    let zeroes = |from: usize| sample.iter().skip(from).step_by(2).filter(|b| **b == 0).count();
    let (first, second, pairs) = (zeroes(0), zeroes(1), sample.len() / 2);
    match () {
        _ if pairs == 0 => None,
        _ if second * 10 > pairs * 6 && first * 10 < pairs => Some(UTF_16LE),
        _ if first * 10 > pairs * 6 && second * 10 < pairs => Some(UTF_16BE),
        _ => None,
    }
}

/// One byte a letter, or one of the older Asian encodings.
fn old(bytes: &[u8]) -> Cow<'_, str> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    // The web, for which the guess is made, has no DOS and hardly any old Macs.
    // Files have: Excel saves "CSV (MS-DOS)" and "CSV (Macintosh)". All three
    // have French letters at other places, so the reading with more of them wins.
    let western = WINDOWS_1252.decode_without_bom_handling(bytes).0;
    let mut best = (letters(&western), western);
    if guess != WINDOWS_1252 && guess != UTF_8 {
        let guessed = guess.decode_without_bom_handling(bytes).0;
        // A guess that is wrong about French is usually one about its neighbours.
        let french = best.0 > 0 && best.0 * 10 >= high(bytes) * 8;
        if !french {
            return guessed;
        }
    }
    for other in [MACINTOSH.decode_without_bom_handling(bytes).0, Cow::Owned(dos(bytes))] {
        let count = letters(&other);
        if count > best.0 {
            best = (count, other);
        }
    }
    best.1
}

fn high(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte >= 0x80).count()
}

/// How many letters of French and its neighbours there are beyond ASCII.
fn letters(text: &str) -> usize {
    text.chars().filter(|c| "éèêëàâäçôöîïûùüñœæáíóúÉÈÊËÀÂÄÇÔÖÎÏÛÙÜÑŒß’°".contains(*c)).count()
}

/// IBM code page 850, from 0x80.
const DOS: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

fn dos(bytes: &[u8]) -> String {
    let table: Vec<char> = DOS.chars().collect();
    let letter = |byte: &u8| match byte.checked_sub(0x80) {
        None => char::from(*byte),
        Some(at) => table.get(usize::from(at)).copied().unwrap_or('\u{fffd}'),
    };
    bytes.iter().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "Nom;Prénom;E-mail\r\nLefèvre;Éloïse;eloise@example.org\r\nGarçon;Zoé;z@example.org\r\n";

    #[test]
    fn the_same_text_comes_out_of_every_encoding() {
        let read = |bytes: &[u8]| decode(bytes).unwrap().into_owned();
        assert_eq!(read(TEXT.as_bytes()), TEXT);
        assert_eq!(read(format!("\u{feff}{TEXT}").as_bytes()), TEXT);
        let western = WINDOWS_1252.encode(TEXT).0;
        assert_eq!(read(&western), TEXT);
        assert_eq!(read(&MACINTOSH.encode(TEXT).0), TEXT);
        let dos: Vec<u8> = TEXT
            .chars()
            .map(|c| match DOS.chars().position(|known| known == c) {
                Some(at) => 0x80 + at as u8,
                None => c as u8,
            })
            .collect();
        assert_eq!(read(&dos), TEXT);
        for mark in ["", "\u{feff}"] {
            let units: Vec<u16> = format!("{mark}{TEXT}").encode_utf16().collect();
            let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
            let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
            assert_eq!(read(&little), TEXT);
            assert_eq!(read(&big), TEXT);
        }
    }

    #[test]
    fn other_alphabets_are_guessed() {
        let russian =
            "Имя;Фамилия;E-mail\nИван;Иванов;ivan@example.org\nМария;Петрова;m@example.org\n";
        let bytes = encoding_rs::WINDOWS_1251.encode(russian).0;
        assert_eq!(decode(&bytes).unwrap(), russian);
        let czech = "Jméno;Příjmení\nŠárka;Dvořáková\nJiří;Novotný\nŽofie;Růžičková\n";
        let bytes = encoding_rs::WINDOWS_1250.encode(czech).0;
        assert_eq!(decode(&bytes).unwrap(), czech);
    }

    #[test]
    fn one_accent_is_enough() {
        for name in ["Zoé", "Éric", "François", "Noël", "Hélène Lœuf", "Muñoz", "Müller"] {
            let text = format!("nom;mail\n{name};x@example.org\n");
            let bytes = WINDOWS_1252.encode(&text).0;
            assert_eq!(decode(&bytes).unwrap(), text);
        }
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let noise: Vec<u8> =
            (0..2000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert!(decode(&noise).is_err());
    }
}
