//! Telephone numbers as people and programs write them, kept as E.164 (ITU-T).

use phonenumber::country::Id;

use super::country;

/// The country whose numbers are written without a code, where nothing says another.
pub const HOME: Id = Id::FR;

/// How the numbers of the overseas departments begin: people there write ten digits as
/// everywhere in France, and abroad each has a code of its own (ARCEP, numbering plan).
/// Not asked of the library: it knows the numbers of one department per code alone.
const OVERSEAS: [(&str, &str); 13] = [
    ("0590", "590"),
    ("0690", "590"),
    ("0691", "590"),
    ("0594", "594"),
    ("0694", "594"),
    ("0596", "596"),
    ("0696", "596"),
    ("0697", "596"),
    ("0262", "262"),
    ("0692", "262"),
    ("0693", "262"),
    ("0269", "262"),
    ("0639", "262"),
];

/// A telephone number as E.164: `+33612345678`. One without a code of its country is one
/// of `home`; in France, it may be of an overseas department too. What it returns, it
/// accepts again.
pub fn parse(text: &str, home: Id) -> Result<String, &'static str> {
    let text = plain(text)?;
    if let Some(number) = overseas(&text, home) {
        return Ok(number);
    }
    let number = phonenumber::parse(Some(home), &text).map_err(|_| "phone")?;
    match phonenumber::is_valid(&number) {
        true => Ok(number.format().mode(phonenumber::Mode::E164).to_string()),
        false => Err("phone"),
    }
}

/// A number in E.164 in groups, as people read it, which stay on one line: `+33 4 72 00 00 00`.
pub fn spaced(e164: &str) -> String {
    match phonenumber::parse(None, e164) {
        Ok(number) => {
            let grouped = number.format().mode(phonenumber::Mode::International).to_string();
            grouped.replace(' ', "\u{a0}")
        }
        Err(_) => e164.to_owned(),
    }
}

/// A number of an overseas department, as the table has it: with ten digits, or with the
/// code of the department.
fn overseas(text: &str, home: Id) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let abroad = match text.starts_with('+') {
        true => Some(digits.as_str()),
        false => digits.strip_prefix("00"),
    };
    let has = |code: &str, own: &str| {
        let listed = |(start, of): &(&str, &str)| *of == code && own.starts_with(&start[1..]);
        own.len() == 9 && OVERSEAS.iter().any(listed)
    };
    if let Some(abroad) = abroad {
        let (code, own) = abroad.split_at_checked(3)?;
        // With the zero that is left out abroad.
        let own = own.strip_prefix('0').unwrap_or(own);
        return has(code, own).then(|| format!("+{code}{own}"));
    }
    let is_home = home == Id::FR && digits.len() == 10;
    let (_, code) = OVERSEAS.iter().find(|(start, _)| is_home && digits.starts_with(start))?;
    Some(format!("+{code}{}", &digits[1..]))
}

/// The same, for what is typed beside the name of a country, as in a line of a file. A
/// number without a code is refused if the country is none that is known: taken for one of
/// another country it might be somebody else's.
pub fn parse_in(text: &str, country: Option<&str>, home: Id) -> Result<String, &'static str> {
    let named = country.map(str::trim).filter(|name| !name.is_empty());
    match named.map(country::named) {
        None => parse(text, home),
        // Who lives abroad may have kept the number from here.
        Some(Some(country)) => parse(text, country).or_else(|code| match international(text) {
            true => parse(text, home),
            false => Err(code),
        }),
        Some(None) if international(text) => parse(text, home),
        Some(None) => Err("phone_country"),
    }
}

/// Whether more than one number stands in a text.
pub fn holds_more(text: &str) -> bool {
    let digits = |text: &str| text.chars().filter(|c| digit(*c).is_some()).count();
    // An extension is no number of its own.
    plain(text).is_ok_and(|number| digits(text) >= digits(&number) + 6)
}

/// Whether a number says of which country it is.
pub fn international(text: &str) -> bool {
    plain(text).is_ok_and(|text| text.starts_with('+') || text.starts_with("00"))
}

/// The number alone: without what stands behind it, with common marks in place of those
/// of print.
fn plain(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    if is_rounded(text) {
        return Err("phone_rounded");
    }
    // A spreadsheet took it for a number.
    let text = text.strip_suffix(".0").or_else(|| text.strip_suffix(",0")).unwrap_or(text);
    let mut number = String::new();
    let mut digits = 0;
    for c in text.chars() {
        let c = match c {
            _ if let Some(digit) = digit(c) => {
                digits += 1;
                digit
            }
            '+' | '\u{ff0b}' => '+',
            '(' | ')' | '.' | '-' => c,
            '/' | '\\' | ',' | '_' | '·' | '•' | '∙' | '‐'..='―' | '−' => ' ',
            _ if c.is_whitespace() || is_invisible(c) => ' ',
            _ if digits < 4 => {
                // `Tél. : 06…`: what stands before it.
                number.clear();
                digits = 0;
                continue;
            }
            // `… (mère)`, `… poste 12`: what stands behind it.
            _ => break,
        };
        // A second number, behind a slash or a line break, is another.
        if c == '+' && digits > 3 {
            break;
        }
        number.push(c);
    }
    // `06 12 34 56 78 (`: the bracket of what has been left out.
    let number = number.trim_start_matches([')', '.', '-', ' ']);
    let number = number.trim_end_matches(['(', '.', '-', ' ']);
    // `+33 (0)6`, with the zero that is left out abroad.
    let number = match number.starts_with('+') || number.starts_with("00") {
        true => number.replace("(0)", ""),
        false => number.to_owned(),
    };
    Ok(one_of_two(&number))
}

/// `06 12 34 56 78 06 87 65 43 21`: the first of two French numbers.
fn one_of_two(number: &str) -> String {
    let mut digits: String = number.chars().filter(char::is_ascii_digit).collect();
    if digits.len() == 20 && digits.starts_with('0') && digits[10..].starts_with('0') {
        digits.truncate(10);
        return digits;
    }
    number.to_owned()
}

/// A digit of any script that has ten of them in a row, as full-width ones.
fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '\u{ff10}'..='\u{ff19}' => char::from_digit(u32::from(c) - 0xff10, 10),
        '\u{660}'..='\u{669}' => char::from_digit(u32::from(c) - 0x660, 10),
        _ => None,
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

/// `6.12E+08`: a spreadsheet has rounded the number, and its last digits are lost.
fn is_rounded(text: &str) -> bool {
    let Some((number, power)) = text.split_once(['E', 'e']) else { return false };
    let number = number.trim_start_matches('+').replace(',', ".");
    let power = power.trim_start_matches('+');
    !power.is_empty() && power.bytes().all(|b| b.is_ascii_digit()) && number.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here(text: &str) -> Result<String, &'static str> {
        parse(text, HOME)
    }

    #[test]
    fn numbers_are_written_one_way() {
        assert_eq!(here("06 12 34 56 78").unwrap(), "+33612345678");
        assert_eq!(here("+44 20 7946 0958").unwrap(), "+442079460958");
        assert!(here("12").is_err());
    }

    #[test]
    fn a_number_is_read_however_it_is_written() {
        for text in [
            "0612345678",
            "612345678",
            "06.12.34.56.78",
            "06-12-34-56-78",
            "06/12/34/56/78",
            "06·12·34·56·78",
            "06\u{202f}12\u{202f}34\u{202f}56\u{202f}78",
            "06\u{a0}12\u{2009}34\u{a0}56 78",
            "06‑12‑34‑56‑78",
            "\u{202a}06 12 34 56 78\u{202c}",
            "0612345678.0",
            "612345678,0",
            "06 12 34 56 78 (mère)",
            "06 12 34 56 78 mère",
            "06 12 34 56 78 – Maman",
            "Tél. : 06 12 34 56 78",
            "06 12 34 56 78 / 06 87 65 43 21",
            "0033 6 12 34 56 78",
            "+33 (0)6 12 34 56 78",
            "+33 6 12 34 56 78",
            "＋３３６１２３４５６７８",
            "tel:+33612345678",
        ] {
            assert_eq!(here(text).as_deref(), Ok("+33612345678"), "{text}");
        }
        for text in ["4.41E+11", "6,12E+08", "6.12345678E8"] {
            assert_eq!(here(text), Err("phone_rounded"), "{text}");
        }
        for text in ["", "x", "demander à la mère", "06 12", "0612345678901234"] {
            assert_eq!(here(text), Err("phone"), "{text}");
        }
    }

    #[test]
    fn the_overseas_departments_write_ten_digits_too() {
        for (text, number) in [
            ("0692 12 34 56", "+262692123456"),
            ("0262 12 34 56", "+262262123456"),
            ("0690 12 34 56", "+590690123456"),
            ("0590 81 12 34", "+590590811234"),
            ("0694 12 34 56", "+594694123456"),
            ("0594 30 12 34", "+594594301234"),
            ("0696 12 34 56", "+596696123456"),
            ("0596 71 12 34", "+596596711234"),
            ("0639 12 34 56", "+262639123456"),
            ("0269 61 12 34", "+262269611234"),
        ] {
            assert_eq!(here(text).as_deref(), Ok(number), "{text}");
            let abroad = number.replacen('+', "00", 1);
            let spaced = format!("{} (0){}", &number[..4], &number[4..]);
            for text in [number, &abroad, &spaced] {
                assert_eq!(here(text).as_deref(), Ok(number), "{text}");
            }
        }
        for text in ["+262 639 12 34", "+590 639 12 34 56", "+262 639 12 34 567"] {
            assert!(here(text).is_err(), "{text}");
        }
    }

    proptest::proptest! {
        /// A file is read twice, and what we export is imported again.
        #[test]
        fn what_a_number_is_kept_as_is_read_as_itself(
            start in proptest::sample::select(
                OVERSEAS.map(|(start, _)| start).into_iter().chain(["06", "01", "07", "6", "+44 20 ", "+32 470 ", "0041 79 "]).collect::<Vec<_>>()
            ),
            rest in "[0-9]{6,8}",
            form in 0..4,
            country in proptest::sample::select(vec![None, Some("France"), Some("Belgique"), Some("La Réunion"), Some("Mayotte")]),
        ) {
            let typed = match form {
                0 => format!("{start}{rest}"),
                1 => format!("Tél. {start} {rest} (mère)"),
                2 => format!("00262{}{rest}", start.trim_start_matches('0')),
                _ => format!("+33 ({start}) {rest}"),
            };
            if let Ok(number) = parse(&typed, HOME) {
                proptest::prop_assert_eq!(parse(&number, HOME), Ok(number.clone()), "{}", typed);
            }
            if let Ok(number) = parse_in(&typed, country, HOME) {
                proptest::prop_assert_eq!(parse_in(&number, country, HOME), Ok(number.clone()));
                proptest::prop_assert_eq!(parse(&number, HOME), Ok(number), "{}", typed);
            }
        }
    }

    #[test]
    fn the_country_beside_a_number_decides() {
        let of = |text: &str, country: &str| parse_in(text, Some(country), HOME);
        for (text, country, number) in [
            ("0470 12 34 56", "Belgique", "+32470123456"),
            ("079 123 45 67", "Suisse", "+41791234567"),
            ("621 123 456", "Luxembourg", "+352621123456"),
            ("07911 123456", "Royaume-Uni", "+447911123456"),
            ("06 12 34 56 78", "France", "+33612345678"),
            ("06 12 34 56 78", " ", "+33612345678"),
            ("+33 6 12 34 56 78", "Belgique", "+33612345678"),
            ("0033 6 12 34 56 78", "Narnia", "+33612345678"),
        ] {
            assert_eq!(of(text, country).as_deref(), Ok(number), "{text} {country}");
        }
        assert_eq!(of("06 12 34 56 78", "Narnia"), Err("phone_country"));
        // Not taken for a French one.
        assert_eq!(of("06 12 34 56 78", "Belgique"), Err("phone"));
        assert_eq!(parse_in("0470 12 34 56", None, Id::BE).as_deref(), Ok("+32470123456"));
    }
}
