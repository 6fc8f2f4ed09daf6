//! The fuzz targets: everything that reads untrusted bytes.

use std::time::{Duration, Instant};

use be_right::Error;
use be_right::adapters::LocalImages;
use be_right::model::import::{Columns, Reading, score};
use be_right::model::media::{MediaLimits, PictureRequest};
use be_right::model::media_url::MediaLink;
use be_right::model::seal::SealKey;
use be_right::model::search::{Piece, SearchText, excerpt, marks};
use be_right::model::signature::Signature;
use be_right::model::time_token::{Reply, TimeToken, granted};
use be_right::model::transform::{Accepts, Presets, Transform};
use be_right::model::{Keys, Locale, Timestamp};
use be_right::ports::{Bounds, Images, Source};
use be_right::render::sheet::{self, Limits};

use crate::{Target, packed};

pub const ALL: [(&str, Target); 8] = [
    ("table", table),
    ("picture", picture),
    ("workbook", packed::workbook),
    ("bundle", packed::bundle),
    ("signature", signature),
    ("address", address),
    ("words", words),
    ("token", token),
];

/// A file of employees: the lines are in order and within the limits, and each one is imported or
/// has a reason.
pub fn table(bytes: &[u8]) {
    const LIMITS: Limits = Limits { lines: 500, columns: 64, cell: 2_000, unpacked: 1 << 20 };
    let Ok(lines) = sheet::read(bytes, &LIMITS, &score) else { return };
    assert!(lines.len() <= LIMITS.lines);
    assert!(lines.windows(2).all(|two| two[0].number < two[1].number));
    assert!(lines.iter().all(|line| line.cells.len() <= LIMITS.columns));
    let Some(at) = lines.iter().position(|line| score(&line.cells) > 1) else { return };
    let Ok(columns) = Columns::of(&lines[at].cells) else { return };
    let today = jiff::civil::date(2026, 5, 1);
    let reading = Reading::new(columns, today, Locale::Fr);
    for line in &lines[at + 1..] {
        match reading.employee(&line.cells) {
            Ok(imported) => assert!(!imported.details.last_name.trim().is_empty()),
            Err(wrong) => assert!(!wrong.is_empty()),
        }
    }
}

/// A reply of a time-stamping authority is refused, or its token is read the same again.
pub fn token(bytes: &[u8]) {
    for token in [Some(bytes), reply(bytes)].into_iter().flatten() {
        let Ok(read) = TimeToken::read(token) else { continue };
        assert_eq!(TimeToken::read(&read.der), Ok(read));
    }
}

fn reply(bytes: &[u8]) -> Option<&[u8]> {
    match granted(bytes) {
        Ok(Reply::Token(token)) => Some(token),
        _ => None,
    }
}

/// An upload is refused, or becomes a picture of exactly the requested size.
fn picture(bytes: &[u8]) {
    let limits = MediaLimits { pixels: 1_000_000, decoded: 32 << 20, ..MediaLimits::default() };
    let deadline = Some(Instant::now() + Duration::from_secs(10));
    let bounds = Bounds { limits, deadline };
    let images = LocalImages::new(256 << 20);
    let looked = images.inspect(Source::Bytes(bytes), &bounds);
    assert!(!matches!(looked, Err(Error::Internal(_))), "{looked:?}");
    let words: Transform = "w_24,h_16,c_fill,g_auto,f_jpg".parse().expect("words of ours");
    let order = PictureRequest::plain(words.settle(Accepts::default(), false, false));
    match images.transform(Source::Bytes(bytes), &order, &bounds) {
        Ok(made) => {
            assert_eq!((made.width, made.height), (24, 16));
            assert!(made.bytes.starts_with(&[0xff, 0xd8]));
        }
        Err(Error::Invalid(_) | Error::TooLarge(_) | Error::Unavailable(_)) => {}
        Err(error) => panic!("{error:?}"),
    }
}

/// The JSON of a signature: a signature that is accepted reads back unchanged from its stored form.
fn signature(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(taken) = Signature::parse(text) else { return };
    let json = taken.to_json().expect("it was read from JSON");
    assert_eq!(Signature::from_json(&json).expect("it was written by us"), taken);
}

/// A media address: no input has a valid signature by chance, and parsed options are written back
/// as the same words.
fn address(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let keys = Keys::new([1; 32], SealKey::from_bytes([2; 32]));
    let parts: Vec<&str> = text.splitn(4, '/').collect();
    if let [signature, transform, public_id, extension] = parts[..] {
        let link =
            MediaLink::check(&keys, Timestamp(0), signature, transform, public_id, extension);
        assert!(link.is_err());
    }
    let words = parts.get(1).copied().unwrap_or(text);
    let _ = Presets::default().read(words);
    if let Ok(transform) = words.parse::<Transform>() {
        let written = transform.to_string();
        assert_eq!(written.parse::<Transform>().as_ref(), Ok(&transform), "{written}");
        let settled = transform.settle(Accepts::read("image/webp,image/avif"), true, true);
        assert!(!settled.varies(), "{written}");
    }
}

/// A search text, and a text in which its matches are marked: the parts add up to the text.
fn words(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (typed, text) = text.split_once('\n').unwrap_or((text, text));
    let Ok(wanted) = SearchText::parse(typed) else { return };
    let stems = |word: &str| vec![word.to_lowercase()];
    let joined =
        |pieces: Vec<Piece>| pieces.into_iter().map(|piece| piece.text).collect::<String>();
    if let Some(pieces) = marks(text, &wanted, &stems) {
        assert_eq!(joined(pieces), text);
    }
    if let Some(pieces) = excerpt(text, &wanted, &stems, 160) {
        let shown = joined(pieces);
        assert!(text.contains(shown.trim_matches('…')), "{shown}");
    }
}
