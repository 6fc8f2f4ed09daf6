//! Decodes text in legacy encodings, from imported files and image metadata. The encoding is not
//! declared: it is guessed by which decoding looks like names and words, and the result says
//! whether the guess is certain.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, ISO_8859_2, KOI8_R, MACINTOSH, SHIFT_JIS,
    WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1257,
};
use oem_cp::code_table as dos;

/// An encoding of text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum TextEncoding {
    /// An encoding of the WHATWG Encoding Standard.
    Web(&'static Encoding),
    /// A DOS code page, by number.
    Dos(u16),
}

impl std::fmt::Debug for TextEncoding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name())
    }
}

/// The encodings offered as alternatives to a guess: name, and where it is used. The common ones
/// first.
pub const OFFERED: [(&str, &str); 22] = [
    ("UTF-8", ""),
    ("windows-1252", "western"),
    ("macintosh", "mac"),
    ("cp850", "dos-western"),
    ("ISO-8859-15", "western"),
    ("UTF-16LE", ""),
    ("windows-1250", "central"),
    ("cp852", "dos-central"),
    ("windows-1251", "cyrillic"),
    ("cp866", "dos-cyrillic"),
    ("KOI8-R", "cyrillic"),
    ("windows-1253", "greek"),
    ("windows-1254", "turkish"),
    ("windows-1255", "hebrew"),
    ("windows-1256", "arabic"),
    ("windows-1257", "baltic"),
    ("gb18030", "chinese"),
    ("Big5", "chinese"),
    ("Shift_JIS", "japanese"),
    ("EUC-JP", "japanese"),
    ("EUC-KR", "korean"),
    ("UTF-16BE", ""),
];

impl TextEncoding {
    pub const UTF_8: Self = Self::Web(&encoding_rs::UTF_8_INIT);
    pub const LATIN_1: Self = Self::Web(&encoding_rs::WINDOWS_1252_INIT);

    /// Finds an encoding by a common label: `utf-8`, `latin1`, `windows-1252`, `CP850`, `IBM850`,
    /// `MacRoman`.
    pub fn of_name(name: &str) -> Option<Self> {
        let plain = name.trim().to_ascii_lowercase();
        let number = ["cp", "ibm", "ibm-", "dos-", "oem"]
            .iter()
            .find_map(|start| plain.strip_prefix(start)?.parse::<u16>().ok());
        match (number, plain.as_str()) {
            (Some(page), _) if code_page(page).is_some() => return Some(Self::Dos(page)),
            (Some(page @ 1250..=1258), _) => return Self::of_name(&format!("windows-{page}")),
            (_, "macroman" | "mac-roman") => return Some(Self::Web(MACINTOSH)),
            // GBK is a subset of GB 18030.
            (_, "gbk" | "gb2312" | "cp936") => return Some(Self::Web(GB18030)),
            _ => {}
        }
        let found = Encoding::for_label_no_replacement(plain.as_bytes())?;
        Some(Self::Web(found))
    }

    /// The label that is stored and offered.
    pub fn name(self) -> String {
        match self {
            Self::Web(encoding) => encoding.name().to_owned(),
            Self::Dos(page) => format!("cp{page}"),
        }
    }

    /// The text, without a byte order mark; undecodable bytes become U+FFFD.
    pub fn decode(self, bytes: &[u8]) -> String {
        match self {
            Self::Web(encoding) => encoding.decode_with_bom_removal(bytes).0.into_owned(),
            Self::Dos(page) => {
                let table = code_page(page);
                let letter = |byte: &u8| match (byte.checked_sub(0x80), table) {
                    (None, _) => char::from(*byte),
                    (Some(at), Some(table)) => table[usize::from(at)],
                    (Some(_), None) => '\u{fffd}',
                };
                bytes.iter().map(letter).collect()
            }
        }
    }
}

fn code_page(page: u16) -> Option<&'static [char; 128]> {
    Some(match page {
        437 => &dos::DECODING_TABLE_CP437,
        737 => &dos::DECODING_TABLE_CP737,
        775 => &dos::DECODING_TABLE_CP775,
        850 => &dos::DECODING_TABLE_CP850,
        852 => &dos::DECODING_TABLE_CP852,
        858 => &dos::DECODING_TABLE_CP858,
        860 => &dos::DECODING_TABLE_CP860,
        861 => &dos::DECODING_TABLE_CP861,
        863 => &dos::DECODING_TABLE_CP863,
        865 => &dos::DECODING_TABLE_CP865,
        866 => &dos::DECODING_TABLE_CP866,
        _ => return None,
    })
}

/// A decoded text and the guessed encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    pub text: String,
    pub encoding: TextEncoding,
    /// No other encoding makes as much sense.
    pub is_sure: bool,
}

/// Decodes text of unknown encoding: UTF-8 if valid (other encodings rarely are by chance), else
/// the encoding whose result looks most like names and words.
pub fn guess(bytes: &[u8]) -> Guess {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let text = text.to_owned();
        return Guess { text, encoding: TextEncoding::UTF_8, is_sure: true };
    }
    if is_broken_utf_8(bytes) {
        // Text cut within its last character lacks only that character.
        let cut = std::str::from_utf8(bytes).err().filter(|error| error.error_len().is_none());
        let whole = cut.map_or(bytes, |error| &bytes[..error.valid_up_to()]);
        let text = String::from_utf8_lossy(whole).into_owned();
        return Guess { text, encoding: TextEncoding::UTF_8, is_sure: false };
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let browser = match detector.guess(None, Utf8Detection::Deny) {
        guess if guess == GBK => GB18030,
        guess => guess,
    };
    // Enough to decide, and little enough for every encoding to be quick.
    let sample = sample(bytes);
    let mut readings: Vec<(i64, String, TextEncoding)> = vec![];
    for (encoding, prior) in candidates() {
        let text = encoding.decode(&sample);
        let browsers_too = encoding == TextEncoding::Web(browser);
        let per_letter = prior + if browsers_too { BROWSERS_WORD } else { 0 };
        let foreign = text.chars().filter(|c| !c.is_ascii()).count();
        let score = sense(&text) + per_letter * i64::try_from(foreign).unwrap_or(i64::MAX) / 10;
        readings.push((score, text, encoding));
    }
    if readings.iter().all(|(.., encoding)| *encoding != TextEncoding::Web(browser)) {
        let encoding = TextEncoding::Web(browser);
        let text = encoding.decode(&sample);
        readings.push((sense(&text), text, encoding));
    }
    // A stable sort: of equals the first one stays first.
    readings.sort_by_key(|(score, ..)| std::cmp::Reverse(*score));
    let (best, text, encoding) = &readings[0];
    // Many encodings share code positions: only a different text is a rival.
    let rival = readings.iter().find(|(_, other, _)| other != text).map(|(score, ..)| *score);
    // Three accented letters or fewer are too few to be certain.
    let is_sure = *best >= 10 && rival.is_none_or(|rival| rival * 10 < best * 7);
    Guess { text: encoding.decode(bytes), encoding: *encoding, is_sure }
}

/// Whether most of the non-ASCII bytes are valid UTF-8: other encodings do not produce that many
/// multi-byte sequences by chance.
fn is_broken_utf_8(bytes: &[u8]) -> bool {
    let (mut letters, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        letters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    letters > 0 && letters >= broken * 2
}

/// The encodings tried, and their preference where nothing else decides, in tenths of a point per
/// letter.
fn candidates() -> [(TextEncoding, i64); 17] {
    [
        (TextEncoding::Web(WINDOWS_1252), 4),
        (TextEncoding::Web(MACINTOSH), 0),
        (TextEncoding::Dos(850), 0),
        (TextEncoding::Web(WINDOWS_1250), 0),
        (TextEncoding::Dos(852), -2),
        (TextEncoding::Web(WINDOWS_1257), -1),
        (TextEncoding::Web(WINDOWS_1254), -1),
        (TextEncoding::Web(WINDOWS_1251), 0),
        (TextEncoding::Dos(866), -2),
        (TextEncoding::Web(KOI8_R), -2),
        (TextEncoding::Web(WINDOWS_1253), 0),
        (TextEncoding::Web(GB18030), 0),
        (TextEncoding::Web(BIG5), -2),
        (TextEncoding::Web(SHIFT_JIS), 0),
        (TextEncoding::Web(EUC_JP), 0),
        (TextEncoding::Web(EUC_KR), 0),
        (TextEncoding::Web(ISO_8859_2), -3),
    ]
}
/// The preference for the encoding that browsers would detect (chardetng).
const BROWSERS_WORD: i64 = 6;

/// The lines with non-ASCII bytes, up to a limit: most of a table is ASCII.
fn sample(bytes: &[u8]) -> Vec<u8> {
    const MOST: usize = 64 * 1024;
    let mut sample = vec![];
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if sample.len() + line.len() > MOST {
            break;
        }
        if !line.is_ascii() {
            sample.extend_from_slice(line);
        }
    }
    if sample.is_empty() { bytes[..bytes.len().min(MOST)].to_vec() } else { sample }
}

/// How much a decoding looks like names and words: points for common letters, minus points for
/// improbable characters.
fn sense(text: &str) -> i64 {
    let mut score = 0;
    let mut word: Vec<char> = vec![];
    for c in text.chars() {
        // A typographic apostrophe occurs within words.
        if c.is_alphabetic() || (is_mark(c) && !word.is_empty()) {
            word.push(c);
            continue;
        }
        score += of_word(&word);
        word.clear();
        score += match c {
            _ if c.is_ascii() => 0,
            '’' | '‘' | '“' | '”' | '«' | '»' | '–' | '—' | '…' => 1,
            '€' | '°' | '©' | '®' | '™' | '№' | '\u{a0}' => 1,
            '\u{fffd}' | '\u{80}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}' | '─'..='▟' => -6,
            '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}' => 1,
            _ => -3,
        };
    }
    score + of_word(&word)
}

/// Characters that a wrong decoding puts within a word.
fn is_mark(c: char) -> bool {
    !c.is_ascii() && !c.is_whitespace() && !"’‘–—“”«»…°º№€".contains(c)
}

fn of_word(word: &[char]) -> i64 {
    if word.iter().all(char::is_ascii) {
        return 0;
    }
    // A single letter occurs in every alphabet: no evidence.
    let is_letter =
        |c: &char| matches!(Script::of(*c), Script::Latin | Script::Greek | Script::Cyrillic);
    if let [letter] = word
        && is_letter(letter)
    {
        return 0;
    }
    let mut score = 0;
    let loud = word.iter().filter(|c| c.is_uppercase()).count();
    let quiet = word.iter().filter(|c| c.is_lowercase()).count();
    for (at, c) in word.iter().copied().enumerate() {
        let before = at.checked_sub(1).map(|at| word[at]);
        let after = word.get(at + 1).copied();
        let accented = |c: Option<char>| {
            c.is_some_and(|c| !c.is_ascii() && c.is_alphabetic() && Script::of(c) == Script::Latin)
        };
        if let Some(before) = before
            && before.is_alphabetic()
            && c.is_alphabetic()
            && Script::of(before) != Script::of(c)
        {
            score -= 4;
        }
        if c.is_uppercase() && before.is_some_and(char::is_lowercase) {
            // `McÉ`: rarely; `HŽl`: never.
            score -= 4;
        }
        if c.is_ascii() {
            continue;
        }
        if !c.is_alphabetic() {
            score -= 5;
            continue;
        }
        score += commonness(c);
        if accented(before) {
            score -= 1;
        }
        let consonant = after.is_some_and(|c| c.is_ascii_alphabetic() && !is_vowel(c));
        if matches!(c, 'ç' | 'Ç') && (consonant || after.is_some_and(|c| "eiy".contains(c))) {
            score -= 3;
        }
        // All capitals but one lower-case letter.
        if c.is_lowercase() && loud > 2 && quiet == 1 {
            score -= 3;
        }
    }
    // Letters that occur together in no language.
    let holds = |letters: &str| {
        word.iter().any(|c| !c.is_ascii() && c.to_lowercase().any(|c| letters.contains(c)))
    };
    let central = holds("šžčćđřěůťďňľĺŕłąęśźżńőű");
    if (holds("èêàûùœñï") && central) || (holds("øåæ") && (central || holds("áíýúóě")))
    {
        score -= 4;
    }
    // A Latin word contains unaccented letters.
    let latin = word.iter().all(|c| Script::of(*c) == Script::Latin);
    if latin && word.len() >= 3 && word.iter().all(|c| !c.is_ascii()) {
        score -= 3 * i64::try_from(word.len()).unwrap_or(i64::MAX);
    }
    score
}

fn is_vowel(c: char) -> bool {
    "aeiouyAEIOUY".contains(c)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Greek,
    Cyrillic,
    Hebrew,
    Arabic,
    Kana,
    Han,
    Hangul,
    Other,
}

impl Script {
    fn of(c: char) -> Self {
        match c {
            'A'..='Z' | 'a'..='z' | '\u{aa}' | '\u{b5}' | '\u{ba}'..='\u{24f}' => Script::Latin,
            '\u{1e00}'..='\u{1eff}' => Script::Latin,
            '\u{370}'..='\u{3ff}' => Script::Greek,
            '\u{400}'..='\u{52f}' => Script::Cyrillic,
            '\u{590}'..='\u{5ff}' => Script::Hebrew,
            '\u{600}'..='\u{6ff}' => Script::Arabic,
            // These occur together in one name.
            '\u{3040}'..='\u{30ff}' => Script::Kana,
            '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '々' => Script::Han,
            '\u{ac00}'..='\u{d7a3}' => Script::Hangul,
            _ => Script::Other,
        }
    }
}

/// How common a letter is in names: 3 in those of western Europe, 2 in those of its neighbours,
/// less where it suggests a wrong decoding.
fn commonness(c: char) -> i64 {
    const WESTERN: &str = "éèêëàâçôîïûüñöäœáíóúãõßÉÈÊËÀÂÇÔÎÏÛÜÑÖÄŒÁÍÓÚÃÕ";
    const NEIGHBOURS: &str =
        "šžčćđřěůýťďňľłąęśźżńőűșțşţăāēīūģķļņėįųåæøğıŠŽČĆĐŘĚŮÝŤĎŇĽŁĄĘŚŹŻŃŐŰȘȚŞŢĂĀĒĪŪĢĶĻŅĖĮŲÅÆØĞİ";
    match Script::of(c) {
        Script::Latin if WESTERN.contains(c) => 3,
        Script::Latin if NEIGHBOURS.contains(c) => 2,
        Script::Latin if "òìùÿÒÌÙŸ".contains(c) => 1,
        Script::Latin if "ðþÐÞ".contains(c) => 0,
        Script::Latin => -2,
        Script::Cyrillic if matches!(c, 'А'..='я' | 'ё' | 'Ё' | 'і' | 'ї' | 'є' | 'ґ' | 'І') => {
            3
        }
        Script::Cyrillic => -1,
        Script::Greek | Script::Hebrew => 3,
        Script::Arabic => 2,
        // Two bytes each. The syllables of KS X 1001 are those used in names; Japanese and
        // Chinese decoded as Korean give others.
        Script::Hangul if is_common_hangul(c) => 7,
        Script::Hangul => -1,
        Script::Kana if matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fc}') => 5,
        // Two bytes each. Those of the first level of GB 2312 are the common ones.
        Script::Han if is_common_han(c) => 6,
        Script::Han => 1,
        Script::Kana | Script::Other => -2,
    }
}

/// Whether a character is in the first level of GB 2312 or JIS X 0208: the few thousand that
/// texts and names use.
fn is_common_han(c: char) -> bool {
    let mut buffer = [0; 4];
    let text: &str = c.encode_utf8(&mut buffer);
    let (chinese, _, lost) = GBK.encode(text);
    if !lost && matches!(chinese[..], [0xb0..=0xd7, 0xa1..=0xfe]) {
        return true;
    }
    let (japanese, _, lost) = EUC_JP.encode(text);
    !lost && matches!(japanese[..], [0xb0..=0xcf, 0xa1..=0xfe])
}

/// Whether a syllable is one of the 2,350 of KS X 1001. The thousands of others are in the
/// Windows extension (code page 949) and very rare in names.
fn is_common_hangul(c: char) -> bool {
    let mut buffer = [0; 4];
    let text: &str = c.encode_utf8(&mut buffer);
    let (korean, _, lost) = EUC_KR.encode(text);
    !lost && matches!(korean[..], [0xb0..=0xc8, 0xa1..=0xfe])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text as saved by a legacy program.
    fn saved(text: &str, encoding: TextEncoding) -> Vec<u8> {
        match encoding {
            TextEncoding::Web(encoding) => {
                let (bytes, _, lost) = encoding.encode(text);
                assert!(!lost, "{text:?} is not in {}", encoding.name());
                bytes.into_owned()
            }
            TextEncoding::Dos(page) => {
                let table = code_page(page).unwrap();
                let byte = |c: char| match table.iter().position(|known| *known == c) {
                    Some(at) => 0x80 + u8::try_from(at).unwrap(),
                    None => u8::try_from(c).unwrap(),
                };
                text.chars().map(byte).collect()
            }
        }
    }

    fn named(name: &str) -> TextEncoding {
        TextEncoding::of_name(name).unwrap_or_else(|| panic!("{name}"))
    }

    #[test]
    fn names_come_out_of_the_encoding_they_were_saved_in() {
        const FRENCH: &str = "Lefèvre;Éloïse\nGarçon;Zoé\nBenoît;Noël\n";
        const CZECH: &str = "Šárka;Dvořáková\nJiří;Novotný\nŽofie;Růžičková\n";
        const RUSSIAN: &str = "Иван;Иванов\nМария;Петрова\n";
        const LATVIAN: &str = "Jānis;Bērziņš\nIlze;Kalniņa\nPēteris;Ozoliņš\n";
        const CHINESE: &str = "王小明;李娜\n张伟;刘洋\n陈静;杨丽\n赵磊;黄敏\n周杰;吴芳\n";
        for (name, text) in [
            ("windows-1252", FRENCH),
            ("macintosh", FRENCH),
            ("cp850", FRENCH),
            ("ISO-8859-15", FRENCH),
            ("windows-1250", CZECH),
            ("cp852", CZECH),
            ("windows-1251", RUSSIAN),
            ("windows-1251", "Ольга;o@example.org"),
            ("cp866", RUSSIAN),
            ("KOI8-R", RUSSIAN),
            ("windows-1257", LATVIAN),
            ("gb18030", CHINESE),
            ("Shift_JIS", "山田;太郎\n佐藤;花子\n鈴木;さくら\n"),
            ("windows-1253", "Γιώργος;Παπαδόπουλος\nΜαρία;Οικονόμου\n"),
            ("windows-1254", "Şule;Yıldız\nÇağrı;Öztürk\nGülşen;Doğan\n"),
        ] {
            let read = guess(&saved(text, named(name)));
            assert_eq!(read.text, text, "{name} read as {:?}", read.encoding);
        }
    }

    #[test]
    fn one_accent_is_enough_in_french() {
        for name in [
            "© Studio Müller",
            "Zoé",
            "Éric",
            "François",
            "Noël",
            "Hélène Lœuf",
            "Muñoz",
            "Müller",
            "D’Été",
        ] {
            let bytes = saved(name, TextEncoding::LATIN_1);
            assert_eq!(guess(&bytes).text, name);
        }
    }

    #[test]
    fn a_guess_says_that_it_is_one() {
        let sure = |text: &str, name: &str| guess(&saved(text, named(name))).is_sure;
        assert!(sure("Hélène Lefèvre\nFrançois Garçon\nBenoît Noël\n", "windows-1252"));
        assert!(guess("Zoé".as_bytes()).is_sure);
        // Two letters only, and ř is at the position of ø in western encodings.
        assert!(!sure("Jiří", "windows-1250"));
    }

    #[test]
    fn a_few_broken_letters_do_not_make_utf_8_another_encoding() {
        let read = |bytes: &[u8]| guess(bytes);
        // Truncated to a number of bytes, as image metadata is.
        assert_eq!(read(&"Hélène Lefé".as_bytes()[..12]).text, "Hélène Lef");
        let broken = [b"H\xe9l ".as_slice(), "Éloïse Lefèvre".as_bytes()].concat();
        let read = read(&broken);
        assert_eq!((read.text.as_str(), read.is_sure), ("H\u{fffd}l Éloïse Lefèvre", false));
    }

    #[test]
    fn encodings_go_by_the_names_that_programs_give_them() {
        for (name, known) in [
            ("utf8", "UTF-8"),
            ("latin1", "windows-1252"),
            ("ISO-8859-1", "windows-1252"),
            ("CP1252", "windows-1252"),
            ("cp1257", "windows-1257"),
            ("IBM850", "cp850"),
            ("MacRoman", "macintosh"),
            ("x-mac-roman", "macintosh"),
            ("GB2312", "gb18030"),
            ("utf-16", "UTF-16LE"),
        ] {
            assert_eq!(TextEncoding::of_name(name).map(TextEncoding::name).as_deref(), Some(known));
        }
        for name in ["", "klingon", "cp9999", "replacement"] {
            assert_eq!(TextEncoding::of_name(name), None, "{name}");
        }
        for (name, _) in OFFERED {
            assert_eq!(named(name).name(), name);
        }
    }
}
