//! Effects on the pixels of the result, before padding and watermark.

use image::imageops::fast_blur;
use image::{DynamicImage, GenericImage, GenericImageView, RgbaImage};

use super::layout::Window;
use crate::model::media::{PictureRequest, Region};
use crate::model::transform::{Effect, Extent};

/// The image, and the part of the upright original it shows.
pub struct Scene {
    pub image: DynamicImage,
    /// In pixels of the original.
    pub window: Window,
    /// The size of the original.
    pub size: (u32, u32),
}

/// The number of blocks on the shorter side of a hidden box. Five do not make a face, at any
/// image size: the hidden content is removed, and no larger derivative of the same box reveals
/// more.
const BLOCKS: u32 = 5;

/// Applies all effects of an order in sequence.
pub fn apply(scene: &mut Scene, order: &PictureRequest) {
    for effect in &order.transform.effects {
        match effect {
            Effect::Grayscale => grayscale(&mut scene.image),
            Effect::Sharpen => sharpen(&mut scene.image),
            Effect::Blur(Extent::Everywhere, strength) => {
                let sigma = thousandths(&scene.image, *strength).max(0.5);
                scene.image = blur(&scene.image, sigma);
            }
            Effect::Pixelate(Extent::Everywhere, strength) => {
                let block = thousandths(&scene.image, *strength).round().max(2.0) as u32;
                let all = (0, 0, scene.image.width(), scene.image.height());
                pixelate(&mut scene.image, all, block);
            }
            Effect::Blur(Extent::Faces, _) => hide_all(scene, &order.faces, true),
            Effect::Pixelate(Extent::Faces, _) => hide_all(scene, &order.faces, false),
            Effect::Blur(Extent::Box(region), _) => hide(scene, region, true),
            Effect::Pixelate(Extent::Box(region), _) => hide(scene, region, false),
        }
    }
}

fn thousandths(image: &DynamicImage, count: u8) -> f32 {
    image.width().max(image.height()) as f32 * f32::from(count) / 1_000.0
}

fn grayscale(image: &mut DynamicImage) {
    let gray = |rgb: &mut [u8]| {
        let [r, g, b] = [rgb[0], rgb[1], rgb[2]].map(u32::from);
        // Rec. 709, in 65 536ths.
        let luma = ((13_933 * r + 46_871 * g + 4_732 * b + 32_768) >> 16) as u8;
        rgb[..3].fill(luma);
    };
    match image {
        DynamicImage::ImageRgba8(image) => image.chunks_exact_mut(4).for_each(gray),
        DynamicImage::ImageRgb8(image) => image.chunks_exact_mut(3).for_each(gray),
        _ => {}
    }
}

fn sharpen(image: &mut DynamicImage) {
    let soft = blur(image, 0.8);
    let add = |sharp: &mut [u8], soft: &[u8], step: usize| {
        for (sharp, soft) in sharp.chunks_exact_mut(step).zip(soft.chunks_exact(step)) {
            for channel in 0..3 {
                let (value, mean) = (i32::from(sharp[channel]), i32::from(soft[channel]));
                sharp[channel] = (value + (value - mean) * 7 / 10).clamp(0, 255) as u8;
            }
        }
    };
    match (image, soft) {
        (DynamicImage::ImageRgb8(image), DynamicImage::ImageRgb8(soft)) => add(image, &soft, 3),
        (DynamicImage::ImageRgba8(image), DynamicImage::ImageRgba8(soft)) => add(image, &soft, 4),
        _ => {}
    }
}

fn blur(image: &DynamicImage, sigma: f32) -> DynamicImage {
    match image {
        DynamicImage::ImageRgba8(image) => fast_blur(image, sigma).into(),
        DynamicImage::ImageRgb8(image) => fast_blur(image, sigma).into(),
        other => other.clone(),
    }
}

fn hide_all(scene: &mut Scene, faces: &[Region], softly: bool) {
    faces.iter().for_each(|face| hide(scene, face, softly));
}

/// Hides a box of the original, at its place in the result, plus a tenth around it.
fn hide(scene: &mut Scene, region: &Region, softly: bool) {
    let Some(spot) = place(scene, region) else { return };
    let (x, y, width, height) = spot;
    let block = (width.min(height) / BLOCKS).max(2);
    pixelate(&mut scene.image, spot, block);
    if softly {
        // Blurs the blocks, not the face: a blur alone can be reversed.
        let part = blur(&scene.image.crop_imm(x, y, width, height), block as f32);
        // Cannot fail: the part was cut from there.
        let _ = scene.image.copy_from(&part, x, y);
    }
}

/// The place of a box of the original in the image; None if outside.
fn place(scene: &Scene, region: &Region) -> Option<(u32, u32, u32, u32)> {
    let (width, height) = (f64::from(scene.image.width()), f64::from(scene.image.height()));
    let along = |start: f64, length: f64, whole: u32, from: f64, shown: f64, pixels: f64| {
        let grown = length * 0.1;
        let first = (start - grown) * f64::from(whole);
        let last = (start + length + grown) * f64::from(whole);
        let first = ((first - from) / shown * pixels).floor().clamp(0.0, pixels) as u32;
        let last = ((last - from) / shown * pixels).ceil().clamp(0.0, pixels) as u32;
        (last > first).then_some((first, last - first))
    };
    let Window { x, y, width: wide, height: high } = scene.window;
    let (left, wide) = along(region.x.value(), region.width.value(), scene.size.0, x, wide, width)?;
    let (top, high) =
        along(region.y.value(), region.height.value(), scene.size.1, y, high, height)?;
    Some((left, top, wide, high))
}

/// Replaces each block by its mean, including alpha.
fn pixelate(image: &mut DynamicImage, spot: (u32, u32, u32, u32), block: u32) {
    let (left, top, width, height) = spot;
    for y in (top..top + height).step_by(block as usize) {
        for x in (left..left + width).step_by(block as usize) {
            let wide = block.min(left + width - x);
            let high = block.min(top + height - y);
            let mut sums = [0u64; 4];
            for (_, _, pixel) in image.view(x, y, wide, high).pixels() {
                let weight = u64::from(pixel.0[3]);
                (0..3).for_each(|channel| sums[channel] += u64::from(pixel.0[channel]) * weight);
                sums[3] += weight;
            }
            let mean = |sum: u64| (sum / sums[3].max(1)) as u8;
            let alpha = (sums[3] / u64::from(wide * high)) as u8;
            let colour = image::Rgba([mean(sums[0]), mean(sums[1]), mean(sums[2]), alpha]);
            for y in y..y + high {
                (x..x + wide).for_each(|x| image.put_pixel(x, y, colour));
            }
        }
    }
}

/// Draws `over` onto an image with `opacity` (0 to 1); it may lie partly outside.
pub fn lay(under: &mut DynamicImage, over: &RgbaImage, left: i64, top: i64, opacity: f32) {
    for (x, y, pixel) in over.enumerate_pixels() {
        let (x, y) = (left + i64::from(x), top + i64::from(y));
        let inside = (0..i64::from(under.width())).contains(&x)
            && (0..i64::from(under.height())).contains(&y);
        if inside && pixel.0[3] > 0 {
            blend(under, x as u32, y as u32, pixel.0, opacity);
        }
    }
}

/// Draws one pixel over another (Porter and Duff's "over").
pub fn blend(under: &mut DynamicImage, x: u32, y: u32, over: [u8; 4], opacity: f32) {
    let below = under.get_pixel(x, y).0;
    let above = f32::from(over[3]) / 255.0 * opacity;
    let behind = f32::from(below[3]) / 255.0 * (1.0 - above);
    let alpha = above + behind;
    if alpha <= 0.0 {
        return;
    }
    let mix = |channel: usize| {
        let sum = f32::from(over[channel]) * above + f32::from(below[channel]) * behind;
        (sum / alpha).round() as u8
    };
    under.put_pixel(x, y, image::Rgba([mix(0), mix(1), mix(2), (alpha * 255.0).round() as u8]));
}
