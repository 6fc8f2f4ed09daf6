//! Pictures and documents as bytes: what they are, what is read from them, what
//! is refused. Types are told by content, never by a name.

use jiff::civil;
use jiff::tz::Offset;

use super::transform::{Fraction, Transform};
use super::{Digest, Timestamp};
use crate::error::Error;

/// What some bytes are. The first four are decoded; a PDF is kept as it is; the
/// others are known so that they can be refused with a sentence that helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    Jpeg,
    Png,
    Webp,
    Gif,
    Pdf,
    Avif,
    Heic,
    Svg,
}

impl Format {
    /// What bytes are by how they begin; the first 64 are enough but for SVG,
    /// which may open with a kilobyte of comments. None if it is nothing we know.
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Format::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Format::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Format::Webp),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Format::Gif),
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(Format::Pdf),
            [_, _, _, _, b'f', b't', b'y', b'p', ..] => Self::sniff_brands(bytes),
            _ => is_svg(bytes).then_some(Format::Svg),
        }
    }

    /// The file type box of ISO 14496-12: a major brand, a version, then the
    /// compatible brands. AVIF and HEIC may both name `mif1` as the major one.
    fn sniff_brands(bytes: &[u8]) -> Option<Self> {
        let length = u32::from_be_bytes(bytes.get(..4)?.try_into().ok()?) as usize;
        let end = length.clamp(16, 256).min(bytes.len());
        let brands = || bytes.get(8..end).unwrap_or_default().chunks_exact(4);
        let has = |known: &[&[u8; 4]]| brands().any(|brand| known.iter().any(|it| *it == brand));
        if has(&[b"avif", b"avis"]) {
            return Some(Format::Avif);
        }
        has(&[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"])
            .then_some(Format::Heic)
    }

    /// The media type, as in `Content-Type`.
    pub fn mime(self) -> &'static str {
        match self {
            Format::Jpeg => "image/jpeg",
            Format::Png => "image/png",
            Format::Webp => "image/webp",
            Format::Gif => "image/gif",
            Format::Pdf => "application/pdf",
            Format::Avif => "image/avif",
            Format::Heic => "image/heic",
            Format::Svg => "image/svg+xml",
        }
    }

    /// How file names end, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Jpeg => "jpg",
            Format::Png => "png",
            Format::Webp => "webp",
            Format::Gif => "gif",
            Format::Pdf => "pdf",
            Format::Avif => "avif",
            Format::Heic => "heic",
            Format::Svg => "svg",
        }
    }

    /// The format whose file names end so, in either case; `jpeg` is `jpg` too.
    pub fn of_extension(extension: &str) -> Option<Self> {
        let all = [
            Format::Jpeg,
            Format::Png,
            Format::Webp,
            Format::Gif,
            Format::Pdf,
            Format::Avif,
            Format::Heic,
            Format::Svg,
        ];
        if extension.eq_ignore_ascii_case("jpeg") {
            return Some(Format::Jpeg);
        }
        all.into_iter().find(|format| format.extension().eq_ignore_ascii_case(extension))
    }

    /// Whether it is a picture that transforms take.
    pub fn is_picture(self) -> bool {
        matches!(self, Format::Jpeg | Format::Png | Format::Webp | Format::Gif)
    }

    /// Whether transparency survives in it.
    pub fn has_alpha(self) -> bool {
        matches!(self, Format::Png | Format::Webp | Format::Avif | Format::Gif)
    }
}

/// Whether it is XML whose first element is `svg`, or nearly: an SVG is refused
/// either way, so this only chooses the sentence.
fn is_svg(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]);
    let start = start.trim_start();
    start.starts_with("<svg")
        || (start.starts_with("<?xml") | start.starts_with("<!")) && start.contains("<svg")
}

/// What was read from a file. Nothing of it but size, colour, placeholder,
/// artist and copyright may be shown without thought: see [`Picture::gps`].
#[derive(Debug, Clone, PartialEq)]
pub struct Inspected {
    pub format: Format,
    /// None for a PDF.
    pub picture: Option<Picture>,
}

/// A picture, as its headers and a small copy of it tell.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// In pixels, upright.
    pub width: u32,
    /// In pixels, upright.
    pub height: u32,
    /// As EXIF counts: 1 upright, 2 to 8 turned or mirrored. `width` and
    /// `height` already count it in.
    pub orientation: u8,
    /// 1 but for animations; only the first is ever shown.
    pub frames: u32,
    pub has_alpha: bool,
    pub taken: Option<Taken>,
    /// Maker and model, such as `Canon EOS R6`.
    pub camera: Option<String>,
    /// Where it was taken. Stays on the server: in no reply, log or derivative.
    pub gps: Option<Gps>,
    pub artist: Option<String>,
    pub copyright: Option<String>,
    /// The description of the embedded colour profile, such as `Display P3`; empty
    /// for one without. None if there is no profile: it is sRGB then.
    pub profile: Option<String>,
    /// A ThumbHash: 5 to 25 bytes from which a browser paints a blurred preview.
    pub placeholder: Vec<u8>,
    /// The colour that most of it has, as `#rrggbb`.
    pub colour: String,
}

/// When a picture was taken, by the clock of the camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    pub local: civil::DateTime,
    /// What the camera knew of its time zone: newer phones do, cameras don't.
    pub offset: Option<Offset>,
}

impl Taken {
    /// The instant, in `zone` where the camera named no offset.
    pub fn at(&self, zone: &jiff::tz::TimeZone) -> Option<Timestamp> {
        let instant = match self.offset {
            Some(offset) => offset.to_timestamp(self.local).ok()?,
            None => zone.to_ambiguous_timestamp(self.local).compatible().ok()?,
        };
        Some(Timestamp(instant.as_millisecond()))
    }
}

/// A place on Earth, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gps {
    pub lat: f64,
    pub lng: f64,
}

/// What is refused before it is decoded. All are inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MediaLimits {
    /// Of the file.
    pub bytes: u64,
    /// The longer side, in pixels.
    pub side: u32,
    /// Width times height.
    pub pixels: u64,
    /// Of an animation.
    pub frames: u32,
    /// What the file's own pixels would take decoded whole, in bytes, all frames counted.
    pub decoded: u64,
}

impl Default for MediaLimits {
    fn default() -> Self {
        Self { bytes: 50 << 20, side: 20_000, pixels: 100_000_000, frames: 1_000, decoded: 1 << 30 }
    }
}

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("of no known type")]
    UnknownType,
    #[error("HEIC is not decoded")]
    Heic,
    #[error("AVIF is not decoded")]
    Avif,
    #[error("SVG may hold scripts")]
    Svg,
    /// A PDF where a picture is needed.
    #[error("not a picture")]
    NotAPicture,
    /// The limit in bytes.
    #[error("larger than {0} bytes")]
    TooLarge(u64),
    #[error("a side is too long")]
    TooLong,
    #[error("too many pixels")]
    TooManyPixels,
    #[error("too many frames")]
    TooManyFrames,
    #[error("would take too much memory")]
    DecodesTooLarge,
    #[error("damaged or cut off")]
    Broken,
    #[error("took too long")]
    TooSlow,
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::UnknownType => Error::invalid("file", "file_type"),
            Refusal::Heic => Error::invalid("file", "file_heic"),
            Refusal::Avif => Error::invalid("file", "file_avif"),
            Refusal::Svg => Error::invalid("file", "file_svg"),
            Refusal::NotAPicture => Error::invalid("file", "file_not_a_picture"),
            Refusal::TooLarge(limit) => Error::TooLarge(limit),
            Refusal::TooLong => Error::invalid("file", "picture_too_long"),
            Refusal::TooManyPixels => Error::invalid("file", "picture_too_many_pixels"),
            Refusal::TooManyFrames => Error::invalid("file", "picture_too_many_frames"),
            Refusal::DecodesTooLarge => Error::invalid("file", "picture_decodes_too_large"),
            Refusal::Broken => Error::invalid("file", "picture_broken"),
            Refusal::TooSlow => Error::Unavailable("picture_too_slow"),
        }
    }
}

/// What to make of a picture: the transform, and what the studio has set that
/// the transform only points at.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// Settled: its format is no longer left to `Accept`, see [`Transform::settle`].
    pub transform: Transform,
    /// What `g_auto` keeps in sight; none lets the picture decide.
    pub focus: Option<Focus>,
    /// What `e_blur_faces` and `e_pixelate_faces` hide.
    pub faces: Vec<Region>,
    /// What `l_watermark` lays over it; none and the picture stays bare.
    pub watermark: Option<Watermark>,
}

impl Order {
    /// An order for which nothing was set beside the transform.
    pub fn plain(transform: Transform) -> Self {
        Self { transform, focus: None, faces: vec![], watermark: None }
    }

    /// The name of the derivative: equal exactly if source, transform and
    /// whatever it uses of the settings are.
    pub fn key(&self, source: Digest) -> Digest {
        /// Raised when the same order gives other bytes.
        const EDITION: u8 = 1;
        let mut text = format!("{EDITION}\n{source}\n{}\n", self.transform);
        if let Some(focus) = self.focus.filter(|_| self.transform.uses_focus()) {
            text.push_str(&format!("focus {}:{}\n", focus.x, focus.y));
        }
        if self.transform.uses_faces() {
            self.faces.iter().for_each(|face| text.push_str(&format!("face {face}\n")));
        }
        let watermark = self.watermark.as_ref().filter(|_| self.transform.layer.is_some());
        let layer = match watermark {
            Some(Watermark::Text(words)) => Digest::of_parts(&[b"text\n", words.as_bytes()]).hex(),
            Some(Watermark::Picture(bytes)) => Digest::of_parts(&[b"picture\n", bytes]).hex(),
            None => String::new(),
        };
        Digest::of(text + &layer)
    }
}

/// The spot to keep in sight, from the upper left corner of the upright picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Focus {
    pub x: Fraction,
    pub y: Fraction,
}

/// A rectangle of the upright picture, as parts of its sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    pub x: Fraction,
    pub y: Fraction,
    pub width: Fraction,
    pub height: Fraction,
}

impl std::fmt::Display for Region {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}:{}:{}:{}", self.x, self.y, self.width, self.height)
    }
}

/// What is laid over a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Watermark {
    /// One line, such as `© Studio Ana`.
    Text(String),
    /// The bytes of a PNG, WebP or JPEG, best with transparency.
    Picture(Vec<u8>),
}

/// A picture made to order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    pub bytes: Vec<u8>,
    pub format: Format,
    pub width: u32,
    pub height: u32,
}
