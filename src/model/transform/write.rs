//! Writes a transform in its canonical form: words in a fixed order, defaults omitted except for
//! quality and format.

use std::fmt::{self, Display, Formatter};

use super::{
    Crop, Effect, Extent, Fraction, Gravity, Layer, LayerPlace, Quality, Target, Transform,
};

impl Display for Transform {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        if let Some(width) = self.width {
            write!(out, "w_{width},")?;
        }
        if let Some(height) = self.height {
            write!(out, "h_{height},")?;
        }
        if self.crop != Crop::default() {
            write!(out, "c_{},", crop(self.crop))?;
        }
        // Each crop mode has a default gravity that is omitted.
        let usual = match self.crop {
            Crop::Thumb => Gravity::Auto,
            _ => Gravity::default(),
        };
        match self.gravity {
            gravity if gravity == usual => {}
            Gravity::Auto => write!(out, "g_auto,")?,
            Gravity::At(place) => write!(out, "g_{},", place.name())?,
            Gravity::Spot(spot) => write!(out, "g_xy:{}:{},", spot.x, spot.y)?,
        }
        if let Some(background) = self.background {
            write!(out, "b_{},", hex::encode(background.0))?;
        }
        for effect in &self.effects {
            write!(out, "e_{effect},")?;
        }
        if let Some(layer) = self.layer {
            write!(out, "l_{layer},o_{},", layer.opacity)?;
        }
        match self.quality {
            Quality::Auto => write!(out, "q_auto,")?,
            Quality::Exactly(quality) => write!(out, "q_{quality},")?,
        }
        write!(out, "f_{}", target(self.target))
    }
}

fn crop(crop: Crop) -> &'static str {
    match crop {
        Crop::Limit => "limit",
        Crop::Fit => "fit",
        Crop::Fill => "fill",
        Crop::Thumb => "thumb",
        Crop::Pad => "pad",
    }
}

fn target(target: Target) -> &'static str {
    match target {
        Target::Auto => "auto",
        Target::Jpeg => "jpg",
        Target::Png => "png",
        Target::Webp => "webp",
        Target::Avif => "avif",
    }
}

impl Display for Effect {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Effect::Grayscale => out.write_str("grayscale"),
            Effect::Sharpen => out.write_str("sharpen"),
            Effect::Blur(extent, strength) => within(out, "blur", extent, *strength),
            Effect::Pixelate(extent, strength) => within(out, "pixelate", extent, *strength),
        }
    }
}

fn within(out: &mut Formatter<'_>, name: &str, extent: &Extent, strength: u8) -> fmt::Result {
    match extent {
        Extent::Everywhere => write!(out, "{name}:{strength}"),
        Extent::Faces => write!(out, "{name}_faces"),
        Extent::Box(region) => write!(out, "{name}_region:{region}"),
    }
}

impl Display for Layer {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let place = match self.place {
            LayerPlace::At(place) => place.name(),
            LayerPlace::Tile => "tile",
        };
        write!(out, "watermark:{place}:{}", self.scale)
    }
}

impl Display for Fraction {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        if self.ten_thousandths() == Fraction::WHOLE {
            return out.write_str("1");
        }
        let text = format!("0.{:04}", self.ten_thousandths());
        out.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}
