//! Decodes the text of uploaded tables.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use crate::model::legacy_text::{Guess, TextEncoding, guess};

/// Decodes in the chosen encoding; else by the byte order mark; else UTF-16 by the position of
/// zero bytes, UTF-8 if valid, and else the most plausible legacy encoding. `Err` if it is not
/// text, or not in the chosen encoding.
pub(super) fn decode(bytes: &[u8], chosen: Option<TextEncoding>) -> Result<Guess, &'static str> {
    let known =
        |encoding: TextEncoding| Guess { text: encoding.decode(bytes), encoding, is_sure: true };
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let read = match (chosen, marked.or_else(|| wide(bytes))) {
        (Some(encoding), _) => known(encoding),
        (None, Some(encoding)) => known(TextEncoding::Web(encoding)),
        (None, None) => guess(bytes),
    };
    // Binary data has control characters, or many undecodable ones. A text that declares its
    // encoding may contain replacement characters from earlier losses.
    let says_itself = chosen.is_none()
        && (marked.is_some() || (read.encoding == TextEncoding::UTF_8 && read.is_sure));
    let control = |c: char| c.is_control() && !"\t\n\r\u{b}\u{c}\u{1a}".contains(c);
    let odd = |c: &char| control(*c) || (!says_itself && *c == '\u{fffd}');
    let sample = read.text.chars().take(100_000);
    let (all, odd) = sample.fold((0, 0), |(all, count), c| (all + 1, count + usize::from(odd(&c))));
    match (odd * 200 > all, chosen) {
        (false, _) => Ok(read),
        (true, None) => Err("not_a_table"),
        (true, Some(_)) => Err("other_encoding"),
    }
}

/// UTF-16 without a byte order mark: in Latin text every second byte is zero.
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

#[cfg(test)]
mod tests {
    use encoding_rs::{MACINTOSH, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252};

    use super::*;

    const TEXT: &str =
        "Nom;Prénom;E-mail\r\nLefèvre;Éloïse;eloise@example.org\r\nGarçon;Zoé;z@example.org\r\n";

    fn read(bytes: &[u8]) -> String {
        decode(bytes, None).unwrap().text
    }

    #[test]
    fn the_same_text_comes_out_of_every_encoding() {
        assert_eq!(read(TEXT.as_bytes()), TEXT);
        assert_eq!(read(format!("\u{feff}{TEXT}").as_bytes()), TEXT);
        for encoding in [WINDOWS_1252, MACINTOSH] {
            assert_eq!(read(&encoding.encode(TEXT).0), TEXT, "{}", encoding.name());
        }
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
        assert_eq!(read(&WINDOWS_1251.encode(russian).0), russian);
        let czech = "Jméno;Příjmení\nŠárka;Dvořáková\nJiří;Novotný\nŽofie;Růžičková\n";
        assert_eq!(read(&WINDOWS_1250.encode(czech).0), czech);
    }

    #[test]
    fn marks_of_print_do_not_make_a_text_one_of_a_mac() {
        let text = "Nom,Prénom,N° de téléphone,Complément d’adresse,Responsable 1 – Nom\nA,B,,,C\n";
        assert_eq!(read(&WINDOWS_1252.encode(text).0), text);
        assert_eq!(read(&MACINTOSH.encode(text).0), text);
    }

    #[test]
    fn what_is_chosen_goes_before_what_is_guessed() {
        let bytes = WINDOWS_1250.encode("Jiří").0;
        let of = |name: &str| decode(&bytes, TextEncoding::of_name(name)).map(|read| read.text);
        assert_eq!(of("windows-1250").as_deref(), Ok("Jiří"));
        assert_eq!(of("windows-1252").as_deref(), Ok("Jiøí"));
        assert_eq!(of("utf-8"), Err("other_encoding"));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let noise: Vec<u8> =
            (0..2000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert!(decode(&noise, None).is_err());
    }
}
