//! The language of image transforms, `w_400,h_400,c_fill,g_auto,q_auto,f_auto`: syntax, meaning
//! and canonical form. Names follow Cloudinary where it has one (its transformation reference, as
//! of 2026).
//!
//! | word | meaning |
//! |---|---|
//! | `w_` `h_` | sides of the result in pixels, 1 to 4096 |
//! | `c_` | `limit` (the default: fits inside, never enlarged), `fit` (enlarged too), `fill` (covers, the rest cut off), `thumb` (as `fill`, closer, around `g_auto`), `pad` (fits inside, the rest filled) |
//! | `g_` | what stays in sight: `center`, `north_east` and the other seven, `auto` (the file's focus, else where the picture is richest), `xy:0.3:0.7` |
//! | `g_` | what stays visible: `center`, `north_east` and the other seven, `auto` (the file's focus, else the most salient window), `xy:0.3:0.7` |
//! | `b_` | the background colour, `b_ffffff`; white where the format has no transparency |
//! | `f_` | `jpg` `png` `webp` `avif`, or `auto`: by `Accept` |
//! | `dpr_` | 1 to 3 in halves, multiplies `w` and `h` |
//! | `e_` | `grayscale`, `sharpen`, `blur:1` to `blur:100`, `pixelate:1` to `pixelate:100`; `blur_faces`, `pixelate_faces`; `blur_region:x:y:w:h`, `pixelate_region:x:y:w:h` in parts of the upright original; up to 16, in this order |
//! | `l_` | `watermark`, `watermark:tile`, `watermark:south_east:25` (place, width in percent) |
//! | `o_` | of the watermark, 1 to 100 percent |
//! | `t_` | a preset, alone |

mod presets;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use presets::{Preset, Presets};

use super::media::{Focus, Format, Region};

/// The maximum side of a result, including `dpr`.
pub const MAX_SIDE: u32 = 4096;
/// The maximum number of effects in one transform.
pub const MAX_EFFECTS: usize = 16;
/// The maximum length of a transform's text, in characters.
pub const MAX_LENGTH: usize = 600;

/// A parsed transform. Transforms with the same meaning are equal and have the same text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transform {
    /// In pixels of the result, including `dpr`. None: derived from the other side.
    pub width: Option<u32>,
    pub height: Option<u32>,
    pub crop: Crop,
    pub gravity: Gravity,
    /// Behind transparency, and in the padding.
    pub background: Option<Colour>,
    pub effects: Vec<Effect>,
    pub layer: Option<Layer>,
    pub quality: Quality,
    pub target: Target,
}

/// How the image is fitted to `width` × `height`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Crop {
    /// Entirely inside; never enlarged.
    #[default]
    Limit,
    /// Entirely inside; enlarged if smaller.
    Fit,
    /// Covers the size; the rest is cut off. Enlarged if smaller.
    Fill,
    /// Like `Fill`, with a window of two thirds of the size: closer.
    Thumb,
    /// Entirely inside; the rest is background.
    Pad,
}

/// What stays visible if something is cut off, and the image's place in its padding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gravity {
    At(Anchor),
    /// The focus of the file, else the most salient window.
    Auto,
    /// A point of the upright original.
    Spot(Focus),
}

impl Default for Gravity {
    fn default() -> Self {
        Gravity::At(Anchor::Center)
    }
}

/// A compass direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Anchor {
    NorthWest,
    North,
    NorthEast,
    West,
    #[default]
    Center,
    East,
    SouthWest,
    South,
    SouthEast,
}

impl Anchor {
    pub const ALL: [Anchor; 9] = [
        Anchor::NorthWest,
        Anchor::North,
        Anchor::NorthEast,
        Anchor::West,
        Anchor::Center,
        Anchor::East,
        Anchor::SouthWest,
        Anchor::South,
        Anchor::SouthEast,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Anchor::NorthWest => "north_west",
            Anchor::North => "north",
            Anchor::NorthEast => "north_east",
            Anchor::West => "west",
            Anchor::Center => "center",
            Anchor::East => "east",
            Anchor::SouthWest => "south_west",
            Anchor::South => "south",
            Anchor::SouthEast => "south_east",
        }
    }

    /// The fractions of the free space at the left and at the top, 0 to 1.
    pub fn shares(self) -> (f64, f64) {
        let at = Anchor::ALL.iter().position(|place| *place == self).unwrap_or(4);
        ((at % 3) as f64 / 2.0, (at / 3) as f64 / 2.0)
    }
}

/// A colour without transparency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

impl Colour {
    pub const WHITE: Colour = Colour([255; 3]);
}

/// An effect on the pixels; effects apply in the order given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    Grayscale,
    Sharpen,
    /// Strength 1 to 100: the radius, in thousandths of the longer side.
    Blur(Extent, u8),
    /// Strength 1 to 100: the block size, in thousandths of the longer side.
    Pixelate(Extent, u8),
}

/// The area of an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    Everywhere,
    /// The faces marked on the file, made unrecognisable at any size.
    Faces,
    /// A box of the upright original, made unrecognisable at any size.
    Box(Region),
}

/// The company's watermark, drawn over the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layer {
    pub place: LayerPlace,
    /// Its width as a percentage of the picture's, 5 to 100.
    pub scale: u8,
    /// In percent, 1 to 100.
    pub opacity: u8,
}

impl Default for Layer {
    fn default() -> Self {
        Layer { place: LayerPlace::At(Anchor::SouthEast), scale: 30, opacity: 50 }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayerPlace {
    At(Anchor),
    /// Repeated at an angle over the whole image.
    Tile,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Quality {
    /// The lowest quality without visible loss.
    #[default]
    Auto,
    /// 1 to 100, on the encoder's scale.
    Exactly(u8),
}

/// The format of the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Target {
    #[default]
    Auto,
    Jpeg,
    Png,
    Webp,
    Avif,
}

impl Target {
    /// None if it depends on `Accept`.
    pub fn format(self) -> Option<Format> {
        match self {
            Target::Auto => None,
            Target::Jpeg => Some(Format::Jpeg),
            Target::Png => Some(Format::Png),
            Target::Webp => Some(Format::Webp),
            Target::Avif => Some(Format::Avif),
        }
    }
}

/// The formats a client accepts beside JPEG and PNG, which all do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Accepts {
    pub webp: bool,
    pub avif: bool,
}

impl Accepts {
    /// Parses an `Accept` header. Only formats named explicitly count: `image/*` is sent by
    /// clients that support none of the newer ones.
    pub fn read(header: &str) -> Self {
        let takes = |mime: &str| {
            header.split(',').any(|range| {
                let mut parts = range.split(';').map(str::trim);
                let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(mime));
                let refused = |part: &str| {
                    let weight = part.strip_prefix("q=").or_else(|| part.strip_prefix("Q="));
                    weight.is_some_and(|q| q.trim().parse::<f32>().is_ok_and(|q| q <= 0.0))
                };
                named && !parts.any(refused)
            })
        };
        Self { webp: takes("image/webp"), avif: takes("image/avif") }
    }
}

impl Transform {
    /// Resolves automatic values: the format by what the client accepts and whether the image is
    /// transparent. AVIF is chosen only if `avif` says that it is cached or may be waited for: it
    /// costs a hundred times as much.
    #[must_use]
    pub fn settle(&self, accepts: Accepts, has_alpha: bool, avif: bool) -> Self {
        let target = match self.target {
            Target::Auto if avif && accepts.avif => Target::Avif,
            Target::Auto if accepts.webp => Target::Webp,
            Target::Auto if has_alpha && self.background.is_none() => Target::Png,
            Target::Auto => Target::Jpeg,
            target => target,
        };
        Self { target, ..self.clone() }.canonical()
    }

    /// Whether the result depends on `Accept`, so that the reply needs `Vary`.
    pub fn varies(&self) -> bool {
        self.target == Target::Auto
    }

    /// Whether the focus of the file changes the result.
    pub fn uses_focus(&self) -> bool {
        self.gravity == Gravity::Auto
    }

    /// Whether the faces marked on the file change the result.
    pub fn uses_faces(&self) -> bool {
        self.effects.iter().any(|effect| {
            matches!(effect, Effect::Blur(Extent::Faces, _) | Effect::Pixelate(Extent::Faces, _))
        })
    }

    /// Removes what has no effect.
    fn canonical(mut self) -> Self {
        let cuts = matches!(self.crop, Crop::Fill | Crop::Thumb | Crop::Pad);
        match (self.width, self.height) {
            (None, None) => self.crop = Crop::Limit,
            // With one side given there is nothing to cut or pad, only the question of enlarging.
            (None, _) | (_, None) if cuts && self.crop != Crop::Thumb => self.crop = Crop::Fit,
            (None, side) | (side, None) if self.crop == Crop::Thumb => {
                (self.width, self.height) = (side, side);
            }
            _ => {}
        }
        self.gravity = match (self.crop, self.gravity) {
            (Crop::Limit | Crop::Fit, _) => Gravity::default(),
            // Padding has no content to choose from.
            (Crop::Pad, Gravity::Auto | Gravity::Spot(_)) => Gravity::default(),
            (_, gravity) => gravity,
        };
        if self.target == Target::Jpeg && self.background == Some(Colour::WHITE) {
            self.background = None;
        }
        if self.target == Target::Png {
            self.quality = Quality::Auto;
        }
        self
    }
}

/// A fraction of a side, in ten-thousandths: 0 to 10 000. Written `0.25`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fraction(u16);

impl Fraction {
    pub const WHOLE: u16 = 10_000;

    /// None above 1.
    pub fn new(ten_thousandths: u16) -> Option<Self> {
        (ten_thousandths <= Self::WHOLE).then_some(Self(ten_thousandths))
    }

    /// The nearest fraction to a number, clamped to 0 to 1.
    pub fn near(value: f64) -> Self {
        Self((value.clamp(0.0, 1.0) * f64::from(Self::WHOLE)).round() as u16)
    }

    pub fn ten_thousandths(self) -> u16 {
        self.0
    }

    /// 0 to 1.
    pub fn value(self) -> f64 {
        f64::from(self.0) / f64::from(Self::WHOLE)
    }
}
