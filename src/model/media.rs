//! Images and documents as bytes: formats, extracted data, reasons for refusal. Formats are
//! detected by content, never by name.

use jiff::civil;
use jiff::tz::Offset;

use super::transform::{Fraction, Transform};
use super::{Digest, Timestamp};
use crate::error::Error;

/// A file format. The first four are decoded; a PDF is stored unchanged; the others are
/// recognised so that the refusal can name them.
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
    /// Detects the format by the first bytes; 64 are enough except for SVG, which may begin with
    /// a kilobyte of comments. None if unknown.
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

    /// The file extension, without the dot.
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

    /// The format of an extension, in either case; `jpeg` counts as `jpg`.
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

    /// Whether it is an image that can be transformed.
    pub fn is_picture(self) -> bool {
        matches!(self, Format::Jpeg | Format::Png | Format::Webp | Format::Gif)
    }

    /// Whether it supports transparency.
    pub fn has_alpha(self) -> bool {
        matches!(self, Format::Png | Format::Webp | Format::Avif | Format::Gif)
    }
}

/// Whether it resembles XML whose first element is `svg`: unknown data is refused in any case,
/// this only selects the message.
fn is_svg(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]);
    let start = start.trim_start();
    start.starts_with("<svg")
        || (start.starts_with("<?xml") | start.starts_with("<!")) && start.contains("<svg")
}

/// The data extracted from a file. Only size, colour, placeholder, artist and copyright may be
/// shown unconditionally: see [`Picture::gps`].
#[derive(Debug, Clone, PartialEq)]
pub struct Inspected {
    pub format: Format,
    /// None for a PDF.
    pub picture: Option<Picture>,
}

/// An image's properties, from its headers and a small copy.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// In pixels, upright.
    pub width: u32,
    /// In pixels, upright.
    pub height: u32,
    /// As in EXIF: 1 upright, 2 to 8 rotated or mirrored. `width` and `height` already include
    /// it.
    pub orientation: u8,
    /// 1 except for animations; only the first frame is displayed.
    pub frames: u32,
    pub has_alpha: bool,
    pub taken: Option<Taken>,
    /// Make and model, such as `Canon EOS R6`.
    pub camera: Option<String>,
    /// Where it was taken. Never leaves the server: in no reply, log or derivative.
    pub gps: Option<Gps>,
    pub artist: Option<String>,
    pub copyright: Option<String>,
    /// The description of the embedded colour profile, such as `Display P3`; empty if it has
    /// none. None: no profile, taken as sRGB.
    pub profile: Option<String>,
    /// A ThumbHash: 5 to 25 bytes from which a browser draws a blurred preview.
    pub placeholder: Vec<u8>,
    /// The most frequent colour, as `#rrggbb`.
    pub colour: String,
}

/// When a photo was taken, in the camera's local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    pub local: civil::DateTime,
    /// The UTC offset, if the camera recorded one: newer phones do, cameras do not.
    pub offset: Option<Offset>,
}

impl Taken {
    /// The instant, in `zone` if no offset was recorded.
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

/// The limits checked before decoding. All are inclusive.
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
    /// The decoded size of all frames, in bytes.
    pub decoded: u64,
}

impl Default for MediaLimits {
    fn default() -> Self {
        Self { bytes: 50 << 20, side: 20_000, pixels: 100_000_000, frames: 1_000, decoded: 1 << 30 }
    }
}

/// Why a file is refused.
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
    /// The maximum in bytes.
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

/// A transform together with the settings it refers to.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureRequest {
    /// Resolved: its format no longer depends on `Accept`, see [`Transform::settle`].
    pub transform: Transform,
    /// The focus for `g_auto`; None: the most salient window.
    pub focus: Option<Focus>,
    /// The faces hidden by `e_blur_faces` and `e_pixelate_faces`.
    pub faces: Vec<Region>,
    /// The watermark of `l_watermark`; None: the image has none.
    pub watermark: Option<Watermark>,
}

impl PictureRequest {
    /// An order with a transform and no settings.
    pub fn plain(transform: Transform) -> Self {
        Self { transform, focus: None, faces: vec![], watermark: None }
    }

    /// The cache key of the derivative: equal if and only if source, transform and the settings
    /// it uses are equal.
    pub fn key(&self, source: Digest) -> Digest {
        /// Incremented when the same order gives different bytes.
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

/// The point to keep visible, from the upper left corner of the upright image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Focus {
    pub x: Fraction,
    pub y: Fraction,
}

/// A rectangle of the upright image, in fractions of its sides.
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

/// The content of a watermark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Watermark {
    /// One line, such as `© Studio Ana`.
    Text(String),
    /// The bytes of a PNG, WebP or JPEG, preferably with transparency.
    Picture(Vec<u8>),
}

/// A transformed image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    pub bytes: Vec<u8>,
    pub format: Format,
    pub width: u32,
    pub height: u32,
}
