//! Signatures: drawn strokes, an image, or, for people who cannot draw, a typed name. Checked
//! here once, stored as the same JSON.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize, Serializer};

use crate::error::{Error, Result};
use crate::model::text::{deceives, is_blank};
use crate::model::{Digest, Timestamp};

/// One signature, checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(into = "SignatureInput", try_from = "SignatureInput")]
pub enum Signature {
    /// Drawn on a canvas of `width` × `height`; y grows downwards.
    Strokes { width: f64, height: f64, strokes: Vec<Stroke> },
    /// The bytes of a PNG file.
    Png(Vec<u8>),
    /// The name as typed, beside a ticked box.
    Typed { name: String },
}

/// One line, from pen down to pen up.
pub type Stroke = Vec<Point>;

/// Where the pen was; `t` in milliseconds since the first touch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
    pub t: u32,
}

/// A signature: drawn strokes, a PNG or a typed name. At most 64 KiB as JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, poem_openapi::Object)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none)]
pub struct SignatureInput {
    /// STROKES (with `width`, `height`, `strokes`), PNG (with `data`) or TYPED (with `name`).
    pub kind: SignatureKind,
    /// The width of the canvas, in the unit of the points.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "plainly")]
    pub width: Option<f64>,
    /// The height of the canvas, in the unit of the points.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "plainly")]
    pub height: Option<f64>,
    /// The strokes. Each is a list of points `[x, y, t]`, with `t` in milliseconds since the first
    /// touch.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "all_plainly")]
    pub strokes: Option<Vec<Vec<Vec<f64>>>>,
    /// The image as a data URL, `data:image/png;base64,…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    /// The typed name, 1 to 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// How somebody signed.
///
/// - `STROKES`: with drawn strokes.
/// - `PNG`: with an image.
/// - `TYPED`: by typing their name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, poem_openapi::Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[oai(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SignatureKind {
    /// With drawn strokes.
    Strokes,
    /// With an image.
    Png,
    /// By typing their name.
    Typed,
}

/// No signature is larger than this, as JSON.
pub const MAX_BYTES: usize = 64 * 1024;
const MAX_STROKES: usize = 500;
const MAX_POINTS: usize = 10_000;
const MAX_SIDE: f64 = 10_000.0;
/// Tolerance for strokes that leave the canvas, as a fraction of its side.
const MARGIN: f64 = 0.25;
/// The minimum length of all strokes, as a fraction of the canvas's longer side.
const MIN_INK: f64 = 0.03;
const MAX_MILLIS: f64 = Timestamp::DAY as f64;
const MAX_PNG_SIDE: u32 = 4_096;
const MAX_PNG_PIXELS: u64 = 4_000_000;
const MAX_NAME: usize = 200;
const DATA_URL: &str = "data:image/png;base64,";

impl SignatureInput {
    /// A typed name.
    pub fn typed(name: &str) -> Self {
        Self {
            kind: SignatureKind::Typed,
            width: None,
            height: None,
            strokes: None,
            data: None,
            name: Some(name.to_owned()),
        }
    }
}

impl Signature {
    /// Parses and checks the JSON sent by a client.
    pub fn parse(json: &str) -> Result<Self> {
        if json.len() > MAX_BYTES {
            return Err(Error::invalid("signature", "signature_too_large"));
        }
        let input: SignatureInput = serde_json::from_str(json)
            .map_err(|_| Error::invalid("signature", "signature_malformed"))?;
        Self::check(input)
    }

    /// Checks a signature sent by a client.
    pub fn check(input: SignatureInput) -> Result<Self> {
        // Before anything is copied or decoded.
        let points = input.strokes.iter().flatten().map(Vec::len).sum::<usize>();
        let text = input.data.as_ref().map_or(0, String::len);
        if text > MAX_BYTES || points > MAX_POINTS {
            return Err(Error::invalid("signature", "signature_too_large"));
        }
        let signature = Self::shape(input)?;
        match &signature {
            Signature::Strokes { width, height, strokes } => check_ink(*width, *height, strokes)?,
            Signature::Png(bytes) => check_png(bytes)?,
            Signature::Typed { name } => check_name(name)?,
        }
        if serde_json::to_string(&signature).map_or(usize::MAX, |json| json.len()) > MAX_BYTES {
            return Err(Error::invalid("signature", "signature_too_large"));
        }
        Ok(signature)
    }

    pub fn kind(&self) -> SignatureKind {
        match self {
            Signature::Strokes { .. } => SignatureKind::Strokes,
            Signature::Png(_) => SignatureKind::Png,
            Signature::Typed { .. } => SignatureKind::Typed,
        }
    }

    /// The JSON that is stored and included in the bundle; [`Signature::from_json`] parses it.
    pub fn to_json(&self) -> Result<String> {
        Ok(serde_json::to_string(self).map_err(anyhow::Error::from)?)
    }

    /// The digest in decisions and evidence: the SHA-256 of its JSON.
    pub fn digest(&self) -> Result<Digest> {
        Ok(Digest::of(self.to_json()?))
    }

    /// Parses what [`Signature::to_json`] wrote. Only the shape is checked, as the content was
    /// checked on input.
    pub fn from_json(json: &str) -> Result<Self> {
        Ok(serde_json::from_str(json).map_err(anyhow::Error::from)?)
    }

    /// Requires the members of the kind, and no others. Coordinates are rounded to hundredths,
    /// times to milliseconds; empty strokes are dropped.
    fn shape(input: SignatureInput) -> Result<Self> {
        let SignatureInput { kind, width, height, strokes, data, name } = input;
        match (kind, width, height, strokes, data, name) {
            (SignatureKind::Strokes, Some(width), Some(height), Some(strokes), None, None) => {
                let strokes = strokes.into_iter().filter(|stroke| !stroke.is_empty());
                let strokes = strokes
                    .map(|stroke| stroke.iter().map(|point| Point::read(point)).collect())
                    .collect::<Option<Vec<Stroke>>>()
                    .ok_or_else(|| Error::invalid("signature.strokes", "signature_geometry"))?;
                if !is_near(width) || !is_near(height) {
                    return Err(Error::invalid("signature", "signature_geometry"));
                }
                let (width, height) = (hundredth(width), hundredth(height));
                Ok(Signature::Strokes { width, height, strokes })
            }
            (SignatureKind::Png, None, None, None, Some(data), None) => {
                let bytes = data.strip_prefix(DATA_URL).and_then(|data| STANDARD.decode(data).ok());
                let bytes =
                    bytes.ok_or_else(|| Error::invalid("signature.data", "signature_not_png"))?;
                Ok(Signature::Png(bytes))
            }
            (SignatureKind::Typed, None, None, None, None, Some(name)) => {
                Ok(Signature::Typed { name: name.trim().to_owned() })
            }
            _ => Err(Error::invalid("signature", "signature_malformed")),
        }
    }
}

impl Point {
    fn read(numbers: &[f64]) -> Option<Self> {
        let &[x, y, t] = numbers else { return None };
        let sane = is_near(x) && is_near(y) && (0.0..=MAX_MILLIS).contains(&t);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "just found to be between 0 and a day of milliseconds"
        )]
        sane.then(|| Point { x: hundredth(x), y: hundredth(y), t: t.round() as u32 })
    }
}

/// Whether a number can be of a signature: on the largest canvas, or its margin. Of those, hundredths
/// are exact in every implementation (FORMAT.md, section 7).
fn is_near(number: f64) -> bool {
    number.abs() <= MAX_SIDE * (1.0 + MARGIN)
}

fn hundredth(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

/// A number serialised without a needless `.0`, the same in every implementation.
struct Plain(f64);

impl Serialize for Plain {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        // An integer well below the limit of exact integers in an f64.
        if self.0.fract() == 0.0 && self.0.abs() < 1e15 {
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

fn plainly<S: Serializer>(
    number: &Option<f64>,
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    number.map(Plain).serialize(serializer)
}

fn all_plainly<S: Serializer>(
    strokes: &Option<Vec<Vec<Vec<f64>>>>,
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    let point = |point: &Vec<f64>| point.iter().copied().map(Plain).collect::<Vec<_>>();
    let stroke = |stroke: &Vec<Vec<f64>>| stroke.iter().map(point).collect::<Vec<_>>();
    let strokes = strokes.iter().flatten().map(stroke);
    strokes.collect::<Vec<_>>().serialize(serializer)
}

impl From<Signature> for SignatureInput {
    fn from(signature: Signature) -> Self {
        let mut input = SignatureInput {
            kind: signature.kind(),
            width: None,
            height: None,
            strokes: None,
            data: None,
            name: None,
        };
        match signature {
            Signature::Strokes { width, height, strokes } => {
                // Rounded here too, so that every drawing is parsed back to equal bytes.
                let numbers = |point: &Point| {
                    vec![hundredth(point.x), hundredth(point.y), f64::from(point.t)]
                };
                input.width = Some(hundredth(width));
                input.height = Some(hundredth(height));
                input.strokes =
                    Some(strokes.iter().map(|s| s.iter().map(numbers).collect()).collect());
            }
            Signature::Png(bytes) => {
                input.data = Some(format!("{DATA_URL}{}", STANDARD.encode(bytes)));
            }
            Signature::Typed { name } => input.name = Some(name),
        }
        input
    }
}

impl TryFrom<SignatureInput> for Signature {
    type Error = Error;

    fn try_from(input: SignatureInput) -> Result<Self> {
        Self::shape(input)
    }
}

fn check_ink(width: f64, height: f64, strokes: &[Stroke]) -> Result<()> {
    let geometry = || Error::invalid("signature.strokes", "signature_geometry");
    // The ranges also exclude NaN.
    if !(1.0..=MAX_SIDE).contains(&width) || !(1.0..=MAX_SIDE).contains(&height) {
        return Err(Error::invalid("signature", "signature_geometry"));
    }
    if strokes.is_empty() {
        return Err(Error::invalid("signature.strokes", "signature_empty"));
    }
    if strokes.len() > MAX_STROKES {
        return Err(Error::invalid("signature", "signature_too_large"));
    }
    let (across, down) = (width * MARGIN, height * MARGIN);
    let inside = |point: &Point| {
        (-across..=width + across).contains(&point.x) && (-down..=height + down).contains(&point.y)
    };
    if !strokes.iter().flatten().all(inside) {
        return Err(geometry());
    }
    let length = |stroke: &Stroke| {
        stroke.windows(2).map(|pair| (pair[1].x - pair[0].x).hypot(pair[1].y - pair[0].y)).sum()
    };
    let ink: f64 = strokes.iter().map(|stroke| -> f64 { length(stroke) }).sum();
    if ink < width.max(height) * MIN_INK {
        return Err(Error::invalid("signature.strokes", "signature_dot"));
    }
    Ok(())
}

fn check_png(bytes: &[u8]) -> Result<()> {
    let not_png = || Error::invalid("signature.data", "signature_not_png");
    let open = || image::ImageReader::with_format(Cursor::new(bytes), image::ImageFormat::Png);
    // The header first: a few bytes may declare gigabytes.
    let (width, height) = open().into_dimensions().map_err(|_| not_png())?;
    if width.max(height) > MAX_PNG_SIDE || u64::from(width) * u64::from(height) > MAX_PNG_PIXELS {
        return Err(Error::invalid("signature.data", "signature_image_too_large"));
    }
    let pixels = open().decode().map_err(|_| not_png())?.into_rgba8();
    let paper = *pixels.get_pixel(0, 0);
    let (mut left, mut right, mut top, mut bottom) = (u32::MAX, 0, u32::MAX, 0);
    for (x, y, pixel) in pixels.enumerate_pixels() {
        if differs(pixel.0, paper.0) {
            (left, right) = (left.min(x), right.max(x));
            (top, bottom) = (top.min(y), bottom.max(y));
        }
    }
    if left == u32::MAX {
        return Err(Error::invalid("signature.data", "signature_empty"));
    }
    let ink = f64::from((right - left).max(bottom - top));
    if ink < f64::from(width.max(height)) * MIN_INK {
        return Err(Error::invalid("signature.data", "signature_dot"));
    }
    Ok(())
}

/// Whether two pixels look different; the colour of transparent ones is ignored.
fn differs(a: [u8; 4], b: [u8; 4]) -> bool {
    let seen = |pixel: [u8; 4], at: usize| u32::from(pixel[at]) * u32::from(pixel[3]) / 255;
    let alpha = a[3].abs_diff(b[3]) > 32;
    alpha || (0..3).any(|at| seen(a, at).abs_diff(seen(b, at)) > 32)
}

fn check_name(name: &str) -> Result<()> {
    let letters = name.chars().count();
    let is_seen = !is_blank(name) && !name.chars().any(deceives);
    if !(1..=MAX_NAME).contains(&letters) || !is_seen {
        return Err(Error::invalid("signature.name", "signature_name"));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
