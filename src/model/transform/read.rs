//! Parses transforms. Errors are codes that never contain the input, since URLs may be logged.

use std::str::FromStr;

use super::{
    Anchor, Colour, Crop, Effect, Extent, Fraction, Gravity, Layer, LayerPlace, MAX_EFFECTS,
    MAX_LENGTH, MAX_SIDE, Quality, Target, Transform,
};
use crate::model::media::{Focus, Region};

/// Half-pixels per pixel of the layout: `dpr` in halves.
const HALVES: u32 = 2;

impl FromStr for Transform {
    /// An error code, with a text under `invalid-`.
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        if text.is_empty() || text.len() > MAX_LENGTH {
            return Err("transform_length");
        }
        let mut words = Words::default();
        for word in text.split(',') {
            let (key, value) = word.split_once('_').ok_or("transform_word")?;
            words.take(key, value)?;
        }
        words.transform()
    }
}

/// The words parsed so far; each at most once, apart from effects.
#[derive(Default)]
struct Words {
    width: Option<u32>,
    height: Option<u32>,
    crop: Option<Crop>,
    gravity: Option<Gravity>,
    background: Option<Colour>,
    quality: Option<Quality>,
    target: Option<Target>,
    /// In halves.
    dpr: Option<u32>,
    effects: Vec<Effect>,
    layer: Option<Layer>,
    opacity: Option<u8>,
}

impl Words {
    fn take(&mut self, key: &str, value: &str) -> Result<(), &'static str> {
        match key {
            "w" => once(&mut self.width, within(value, MAX_SIDE).ok_or("transform_side")?),
            "h" => once(&mut self.height, within(value, MAX_SIDE).ok_or("transform_side")?),
            "c" => once(&mut self.crop, crop(value).ok_or("transform_crop")?),
            "g" => once(&mut self.gravity, gravity(value).ok_or("transform_gravity")?),
            "b" => once(&mut self.background, background(value).ok_or("transform_colour")?),
            "q" => once(&mut self.quality, quality(value).ok_or("transform_quality")?),
            "f" => once(&mut self.target, target(value).ok_or("transform_format")?),
            "dpr" => once(&mut self.dpr, dpr(value).ok_or("transform_dpr")?),
            "l" => once(&mut self.layer, layer(value).ok_or("transform_layer")?),
            "o" => {
                let opacity = within(value, 100).ok_or("transform_opacity")?;
                once(&mut self.opacity, opacity as u8)
            }
            "e" => {
                self.effects.push(effect(value).ok_or("transform_effect")?);
                if self.effects.len() > MAX_EFFECTS {
                    return Err("transform_effects");
                }
                Ok(())
            }
            _ => Err("transform_word"),
        }
    }

    fn transform(self) -> Result<Transform, &'static str> {
        let halves = self.dpr.unwrap_or(HALVES);
        let scaled = |side: Option<u32>| {
            let side = side.map(|side| (side * halves).div_ceil(HALVES));
            if side.is_some_and(|side| side > MAX_SIDE) { Err("transform_side") } else { Ok(side) }
        };
        let layer = match (self.layer, self.opacity) {
            (Some(layer), opacity) => {
                Some(Layer { opacity: opacity.unwrap_or(layer.opacity), ..layer })
            }
            (None, Some(_)) => return Err("transform_opacity"),
            (None, None) => None,
        };
        let crop = self.crop.unwrap_or_default();
        let gravity = self.gravity.unwrap_or(match crop {
            Crop::Thumb => Gravity::Auto,
            _ => Gravity::default(),
        });
        let transform = Transform {
            width: scaled(self.width)?,
            height: scaled(self.height)?,
            crop,
            gravity,
            background: self.background,
            effects: self.effects,
            layer,
            quality: self.quality.unwrap_or_default(),
            target: self.target.unwrap_or_default(),
        };
        Ok(transform.canonical())
    }
}

fn once<T>(place: &mut Option<T>, value: T) -> Result<(), &'static str> {
    match place.replace(value) {
        Some(_) => Err("transform_twice"),
        None => Ok(()),
    }
}

/// A positive integer, without sign, leading zeroes or trailing text.
fn within(text: &str, most: u32) -> Option<u32> {
    let is_plain = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|number| is_plain && *number <= most)
}

/// `0`, `1`, or `0.` and one to four digits; never above 1.
fn fraction(text: &str) -> Option<Fraction> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let is_plain = !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
    let part: u16 = format!("{part:0<4}").parse().ok().filter(|_| is_plain)?;
    match whole {
        "0" => Fraction::new(part),
        "1" if part == 0 => Fraction::new(Fraction::WHOLE),
        _ => None,
    }
}

fn crop(text: &str) -> Option<Crop> {
    Some(match text {
        "limit" => Crop::Limit,
        "fit" => Crop::Fit,
        "fill" => Crop::Fill,
        "thumb" => Crop::Thumb,
        "pad" => Crop::Pad,
        _ => return None,
    })
}

fn place(text: &str) -> Option<Anchor> {
    Anchor::ALL.into_iter().find(|place| place.name() == text)
}

fn gravity(text: &str) -> Option<Gravity> {
    if text == "auto" {
        return Some(Gravity::Auto);
    }
    if let Some(spot) = text.strip_prefix("xy:") {
        let (x, y) = spot.split_once(':')?;
        return Some(Gravity::Spot(Focus { x: fraction(x)?, y: fraction(y)? }));
    }
    place(text).map(Gravity::At)
}

fn background(text: &str) -> Option<Colour> {
    match text {
        "white" => return Some(Colour::WHITE),
        "black" => return Some(Colour([0; 3])),
        _ => {}
    }
    let mut colour = [0; 3];
    hex::decode_to_slice(text, &mut colour).ok()?;
    Some(Colour(colour))
}

fn quality(text: &str) -> Option<Quality> {
    if text == "auto" {
        return Some(Quality::Auto);
    }
    within(text, 100).map(|quality| Quality::Exactly(quality as u8))
}

fn target(text: &str) -> Option<Target> {
    Some(match text {
        "auto" => Target::Auto,
        "jpg" | "jpeg" => Target::Jpeg,
        "png" => Target::Png,
        "webp" => Target::Webp,
        "avif" => Target::Avif,
        _ => return None,
    })
}

fn dpr(text: &str) -> Option<u32> {
    Some(match text {
        "1" | "1.0" => 2,
        "1.5" => 3,
        "2" | "2.0" => 4,
        "2.5" => 5,
        "3" | "3.0" => 6,
        _ => return None,
    })
}

fn layer(text: &str) -> Option<Layer> {
    let mut parts = text.split(':');
    if parts.next() != Some("watermark") {
        return None;
    }
    let mut layer = Layer::default();
    if let Some(name) = parts.next() {
        layer.place = match name {
            "tile" => LayerPlace::Tile,
            name => LayerPlace::At(place(name)?),
        };
    }
    if let Some(scale) = parts.next() {
        layer.scale = within(scale, 100).filter(|scale| *scale >= 5)? as u8;
    }
    parts.next().is_none().then_some(layer)
}

fn effect(text: &str) -> Option<Effect> {
    let (name, rest) = text.split_once(':').map_or((text, None), |(name, rest)| (name, Some(rest)));
    let strength = |usual: u8| match rest {
        None => Some(usual),
        Some(text) => within(text, 100).map(|strength| strength as u8),
    };
    Some(match name {
        "grayscale" if rest.is_none() => Effect::Grayscale,
        "sharpen" if rest.is_none() => Effect::Sharpen,
        "blur" => Effect::Blur(Extent::Everywhere, strength(20)?),
        "pixelate" => Effect::Pixelate(Extent::Everywhere, strength(20)?),
        // Effects that hide people have one fixed, sufficient strength.
        "blur_faces" if rest.is_none() => Effect::Blur(Extent::Faces, 100),
        "pixelate_faces" if rest.is_none() => Effect::Pixelate(Extent::Faces, 100),
        "blur_region" => Effect::Blur(Extent::Box(region(rest?)?), 100),
        "pixelate_region" => Effect::Pixelate(Extent::Box(region(rest?)?), 100),
        _ => return None,
    })
}

/// A box with an area, inside the image.
fn region(text: &str) -> Option<Region> {
    let mut parts = text.split(':').map(fraction);
    let region = Region {
        x: parts.next()??,
        y: parts.next()??,
        width: parts.next()??,
        height: parts.next()??,
    };
    (parts.next().is_none() && region.is_inside()).then_some(region)
}

impl Region {
    /// Whether it has an area and lies inside the image.
    pub fn is_inside(&self) -> bool {
        let fits = |start: Fraction, length: Fraction| {
            let (start, length) = (start.ten_thousandths(), length.ten_thousandths());
            length > 0 && start + length <= Fraction::WHOLE
        };
        fits(self.x, self.width) && fits(self.y, self.height)
    }
}
