//! The words of a transform, `w_400,h_400,c_fill,g_auto,q_auto,f_auto`: what
//! they mean, and the one way of writing each meaning. Names are Cloudinary's
//! where it has one (its transformation reference, read in 2026).
//!
//! | word | meaning |
//! |---|---|
//! | `w_` `h_` | sides of the result in pixels, 1 to 4096 |
//! | `c_` | `limit` (the default: fits inside, never enlarged), `fit` (enlarged too), `fill` (covers, the rest cut off), `thumb` (as `fill`, closer, around `g_auto`), `pad` (fits inside, the rest filled) |
//! | `g_` | what stays in sight: `center`, `north_east` and the other seven, `auto` (the file's focus, else where the picture is richest), `xy:0.3:0.7` |
//! | `b_` | the colour behind, `b_ffffff`; white where the format has no transparency |
//! | `q_` | 1 to 100, or `auto` |
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

/// The longest side a transform may ask for, `dpr` counted in.
pub const MAX_SIDE: u32 = 4096;
/// Effects in one transform.
pub const MAX_EFFECTS: usize = 16;
/// Characters of a transform as it is sent.
pub const MAX_LENGTH: usize = 600;

/// What is to be made of a picture. Two that mean the same are equal and are
/// written the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transform {
    /// In pixels of the result; `dpr` is multiplied in. None: as the other side gives.
    pub width: Option<u32>,
    pub height: Option<u32>,
    pub crop: Crop,
    pub gravity: Gravity,
    /// Behind what is transparent, and beside what is padded.
    pub background: Option<Colour>,
    pub effects: Vec<Effect>,
    pub layer: Option<Layer>,
    pub quality: Quality,
    pub target: Target,
}

/// How the picture is put into `width` × `height`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Crop {
    /// Whole, inside; never enlarged.
    #[default]
    Limit,
    /// Whole, inside; enlarged if smaller.
    Fit,
    /// Covers; what is outside is cut off. Enlarged if smaller.
    Fill,
    /// As `Fill`, with a window of two thirds of it: closer.
    Thumb,
    /// Whole, inside; the rest is background.
    Pad,
}

/// What stays in sight where something is cut off, and where the picture stands
/// in its padding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gravity {
    At(Place),
    /// The focus of the file, else where the picture is richest.
    Auto,
    /// A spot of the upright original.
    Spot(Focus),
}

impl Default for Gravity {
    fn default() -> Self {
        Gravity::At(Place::Center)
    }
}

/// A point of the compass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
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

impl Place {
    pub const ALL: [Place; 9] = [
        Place::NorthWest,
        Place::North,
        Place::NorthEast,
        Place::West,
        Place::Center,
        Place::East,
        Place::SouthWest,
        Place::South,
        Place::SouthEast,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Place::NorthWest => "north_west",
            Place::North => "north",
            Place::NorthEast => "north_east",
            Place::West => "west",
            Place::Center => "center",
            Place::East => "east",
            Place::SouthWest => "south_west",
            Place::South => "south",
            Place::SouthEast => "south_east",
        }
    }

    /// Which part of the free room lies to the left and above, 0 to 1.
    pub fn shares(self) -> (f64, f64) {
        let at = Place::ALL.iter().position(|place| *place == self).unwrap_or(4);
        ((at % 3) as f64 / 2.0, (at / 3) as f64 / 2.0)
    }
}

/// A colour without transparency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

impl Colour {
    pub const WHITE: Colour = Colour([255; 3]);
}

/// What is done to the pixels, in the order given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    Grayscale,
    Sharpen,
    /// Strength 1 to 100: the radius is that many thousandths of the longer side.
    Blur(Extent, u8),
    /// Strength 1 to 100: a block is that many thousandths of the longer side.
    Pixelate(Extent, u8),
}

/// Where an effect works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    Everywhere,
    /// The faces marked on the file, beyond recognition whatever the size.
    Faces,
    /// A box of the upright original, beyond recognition whatever the size.
    Box(Region),
}

/// The watermark of the studio, laid over the result.
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
        Layer { place: LayerPlace::At(Place::SouthEast), scale: 30, opacity: 50 }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayerPlace {
    At(Place),
    /// Again and again, aslant, over everything.
    Tile,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Quality {
    /// The least that people do not see.
    #[default]
    Auto,
    /// 1 to 100, on the scale of the encoder.
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
    /// None while it is open.
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

/// Which formats a client takes beside JPEG and PNG, which all do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Accepts {
    pub webp: bool,
    pub avif: bool,
}

impl Accepts {
    /// Reads an `Accept` header. Only a format that is named counts: `image/*` is
    /// said by clients that know none of the newer ones.
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
    /// Decides what was left open: the format by what the client takes and
    /// whether the picture is transparent. AVIF is taken only if `avif` says that
    /// it is ready or may be waited for: it costs a hundred times as much.
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

    /// Whether the reply depends on `Accept`, so that it must say `Vary`.
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

    /// Drops what has no effect.
    fn canonical(mut self) -> Self {
        let cuts = matches!(self.crop, Crop::Fill | Crop::Thumb | Crop::Pad);
        match (self.width, self.height) {
            (None, None) => self.crop = Crop::Limit,
            // One side leaves nothing to cut or to pad, only whether to enlarge.
            (None, _) | (_, None) if cuts && self.crop != Crop::Thumb => self.crop = Crop::Fit,
            (None, side) | (side, None) if self.crop == Crop::Thumb => {
                (self.width, self.height) = (side, side);
            }
            _ => {}
        }
        self.gravity = match (self.crop, self.gravity) {
            (Crop::Limit | Crop::Fit, _) => Gravity::default(),
            // There is nothing in the padding to choose from.
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

/// A part of a side, in ten-thousandths: 0 to 10 000. Written `0.25`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fraction(u16);

impl Fraction {
    pub const WHOLE: u16 = 10_000;

    /// None above the whole.
    pub fn new(ten_thousandths: u16) -> Option<Self> {
        (ten_thousandths <= Self::WHOLE).then_some(Self(ten_thousandths))
    }

    /// The nearest to a number from 0 to 1; outside, the nearer end.
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
