//! Draws the studio's watermark: once at a position, or tiled at an angle.

use image::{DynamicImage, RgbaImage};

use super::effects::{blend, lay};
use super::{decode, header, lettering, resample};
use crate::model::media::{Refusal, Watermark};
use crate::model::transform::{Layer, LayerPlace};
use crate::ports::Bounds;

/// The distance to the edge, as a fraction of the shorter side.
const MARGIN: f64 = 0.03;
/// The maximum height, as a fraction of the image's.
const HIGHEST: f64 = 0.5;
/// Cosine and sine of the tiles' angle: about 25 degrees upwards.
const SLANT: (f32, f32) = (0.906, -0.423);

/// Draws the watermark. One too small to be drawn is left out.
pub fn apply(
    image: &mut DynamicImage,
    layer: &Layer,
    mark: &Watermark,
    bounds: &Bounds,
) -> Result<(), Refusal> {
    let (width, height) = (image.width(), image.height());
    let wide = (f64::from(width) * f64::from(layer.scale) / 100.0).round().max(1.0) as u32;
    let high = (f64::from(height) * HIGHEST).round().max(1.0) as u32;
    let mark = match mark {
        Watermark::Text(text) => lettering::draw(text, wide, high),
        Watermark::Picture(bytes) => Some(picture(bytes, wide, high, bounds)?),
    };
    let Some(mark) = mark else { return Ok(()) };
    let opacity = f32::from(layer.opacity) / 100.0;
    match layer.place {
        LayerPlace::Tile => tile(image, &mark, opacity),
        LayerPlace::At(place) => {
            let margin = (f64::from(width.min(height)) * MARGIN).round();
            let (x, y) = place.shares();
            let start = |whole: u32, part: u32, share: f64| {
                let room = f64::from(whole) - f64::from(part);
                let margin = margin.min((room / 2.0).max(0.0));
                (margin + (room - 2.0 * margin) * share).round() as i64
            };
            let (left, top) = (start(width, mark.width(), x), start(height, mark.height(), y));
            lay(image, &mark, left, top, opacity);
        }
    }
    Ok(())
}

/// The studio's image, scaled to fit the box.
fn picture(bytes: &[u8], wide: u32, high: u32, bounds: &Bounds) -> Result<RgbaImage, Refusal> {
    let header = header::read(bytes, &bounds.limits)?;
    let (across, down) = (f64::from(header.width), f64::from(header.height));
    let scale = (f64::from(wide) / across).min(f64::from(high) / down);
    let side = |side: f64| (side * scale).round().max(1.0) as u32;
    let size = (side(across), side(down));
    let pixels = decode::decode(bytes, &header, size, bounds)?;
    let pixels = resample::sample(&pixels, pixels.whole(), size.0, size.1)?;
    Ok(resample::to_srgb(pixels, header.profile.as_deref())?.into_rgba8())
}

/// Repeats the watermark in slanted rows, offset like bricks.
fn tile(image: &mut DynamicImage, mark: &RgbaImage, opacity: f32) {
    let (wide, high) = (mark.width() as f32, mark.height() as f32);
    let (step_x, step_y) = (wide * 1.3, high * 3.0);
    let (cos, sin) = SLANT;
    for y in 0..image.height() {
        for x in 0..image.width() {
            let (fx, fy) = (x as f32, y as f32);
            let (u, v) = (fx * cos + fy * sin, fy * cos - fx * sin);
            let row = (v / step_y).floor();
            let shifted = if row.rem_euclid(2.0) < 1.0 { u } else { u + step_x / 2.0 };
            let (u, v) = (shifted.rem_euclid(step_x), v - row * step_y);
            if u < wide && v < high {
                let over = mark.get_pixel(u as u32, v as u32).0;
                if over[3] > 0 {
                    blend(image, x, y, over, opacity);
                }
            }
        }
    }
}
