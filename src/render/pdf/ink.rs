//! Draws signatures: strokes as smooth curves, images cropped to their ink, typed names as plain
//! text (never in a handwriting font).

use image::imageops::{self, FilterType};
use image::{Rgba, RgbaImage};
use printpdf::{RawImage, RawImageData, RawImageFormat};

use super::fonts::Cut;
use super::sheet::{Sheets, Style};
use crate::model::Signature;
use crate::model::signature::Stroke;
use crate::render::Colour;

const INK: Colour = Colour { red: 0x14, green: 0x22, blue: 0x3c };
const THICKNESS: f32 = 1.15;
/// The maximum enlargement of a small drawing, in points per unit of a canvas as wide as the box.
const MAX_GROWTH: f32 = 1.6;
/// The maximum width of images; more gains nothing on paper.
const MAX_PIXELS: u32 = 900;

/// Draws a signature inside a rectangle.
pub fn draw(sheets: &mut Sheets<'_>, signature: &Signature, [x, y, w, h]: [f32; 4]) {
    match signature {
        Signature::Strokes { width, strokes, .. } => {
            let curves = curves(*width as f32, strokes, (x, y), (w, h));
            sheets.curves(&curves, THICKNESS, INK);
        }
        Signature::Png(bytes) => {
            if let Some(image) = inked(bytes) {
                let (across, down) = (image.width() as f32, image.height() as f32);
                let scale = (w / across).min(h / down).min(1.0);
                let (across, down) = (across * scale, down * scale);
                sheets.image(raw(&image), x, y + (h - down) / 2.0, across, down);
            }
        }
        Signature::Typed { name } => {
            let style = Style { cut: Cut::Regular, size: 11.0, leading: 14.0, colour: INK };
            let block = sheets.set(name, style, w);
            let room = (h / style.leading) as usize;
            for at in 0..block.lines().len().min(room) {
                sheets.put_line(&block, at, x, y + 4.0 + at as f32 * style.leading);
            }
        }
    }
}

/// Converts strokes to Bézier curves through their points (Catmull-Rom), fitted into a box.
fn curves(
    canvas: f32,
    strokes: &[Stroke],
    (x, y): (f32, f32),
    (w, h): (f32, f32),
) -> Vec<Vec<(f32, f32)>> {
    let points = || strokes.iter().flatten().map(|point| (point.x as f32, point.y as f32));
    let left = points().map(|p| p.0).fold(f32::INFINITY, f32::min);
    let right = points().map(|p| p.0).fold(f32::NEG_INFINITY, f32::max);
    let top = points().map(|p| p.1).fold(f32::INFINITY, f32::min);
    let bottom = points().map(|p| p.1).fold(f32::NEG_INFINITY, f32::max);
    let (across, down) = ((right - left).max(1e-3), (bottom - top).max(1e-3));
    let (room_w, room_h) = (w - 2.0 * THICKNESS, h - 2.0 * THICKNESS);
    let growth = MAX_GROWTH * w / canvas.max(1.0);
    let scale = (room_w / across).min(room_h / down).min(growth);
    let x = x + THICKNESS;
    let y = y + THICKNESS + (room_h - down * scale) / 2.0;
    let place = |point: (f32, f32)| (x + (point.0 - left) * scale, y + (point.1 - top) * scale);
    let strokes = strokes.iter().map(|stroke| {
        let mut points: Vec<(f32, f32)> = vec![];
        let last = stroke.len().saturating_sub(1);
        for (at, point) in stroke.iter().enumerate() {
            let point = place((point.x as f32, point.y as f32));
            // Closer than print resolution.
            let near = points.last().is_some_and(|p| (p.0 - point.0).hypot(p.1 - point.1) < 0.35);
            if !near || (at == last && points.len() < 2) {
                points.push(point);
            }
        }
        smooth(&points)
    });
    strokes.filter(|curve| !curve.is_empty()).collect()
}

fn smooth(points: &[(f32, f32)]) -> Vec<(f32, f32)> {
    let Some(&first) = points.first() else { return vec![] };
    let mut curve = vec![first];
    if points.len() == 1 {
        // A dot: a curve of length zero, visible by its round caps.
        curve.extend([first; 3]);
    }
    let at = |index: usize| points[index.min(points.len() - 1)];
    for index in 1..points.len() {
        let (before, from, to, after) =
            (at(index.saturating_sub(2)), at(index - 1), at(index), at(index + 1));
        curve.push((from.0 + (to.0 - before.0) / 6.0, from.1 + (to.1 - before.1) / 6.0));
        curve.push((to.0 - (after.0 - from.0) / 6.0, to.1 - (after.1 - from.1) / 6.0));
        curve.push(to);
    }
    curve
}

/// Decodes a PNG without transparency. None if it is not a PNG.
pub fn picture(png: &[u8]) -> Option<RawImage> {
    let image = image::load_from_memory_with_format(png, image::ImageFormat::Png).ok()?;
    let image = image.into_rgb8();
    Some(RawImage {
        width: image.width() as usize,
        height: image.height() as usize,
        pixels: RawImageData::U8(image.into_raw()),
        data_format: RawImageFormat::RGB8,
        tag: vec![],
    })
}

/// Crops the image to its ink; light ink on transparency is made dark.
fn inked(bytes: &[u8]) -> Option<RgbaImage> {
    let image = image::load_from_memory_with_format(bytes, image::ImageFormat::Png).ok()?;
    let mut image = image.into_rgba8();
    let paper = *image.get_pixel(0, 0);
    let ink = |pixel: &Rgba<u8>| {
        pixel.0[3].abs_diff(paper.0[3]) > 8
            || pixel.0[3] > 8 && (0..3).any(|at| pixel.0[at].abs_diff(paper.0[at]) > 8)
    };
    let inked = image.enumerate_pixels().filter(|(_, _, pixel)| ink(pixel));
    let (mut left, mut right, mut top, mut bottom) = (u32::MAX, 0, u32::MAX, 0);
    let (mut light, mut count) = (0_u64, 0_u64);
    for (x, y, pixel) in inked {
        (left, right) = (left.min(x), right.max(x));
        (top, bottom) = (top.min(y), bottom.max(y));
        light += u64::from(pixel.0[0]) + u64::from(pixel.0[1]) + u64::from(pixel.0[2]);
        count += 3;
    }
    if count == 0 {
        return None;
    }
    if paper.0[3] == 0 && light / count > 140 {
        for pixel in image.pixels_mut() {
            pixel.0[..3].copy_from_slice(&[INK.red, INK.green, INK.blue]);
        }
    }
    let (wide, high) = (right - left + 1, bottom - top + 1);
    let cut = imageops::crop_imm(&image, left, top, wide, high).to_image();
    if wide.max(high) <= MAX_PIXELS {
        return Some(cut);
    }
    let scale = f64::from(MAX_PIXELS) / f64::from(wide.max(high));
    let side = |length: u32| ((f64::from(length) * scale).round() as u32).max(1);
    Some(imageops::resize(&cut, side(wide), side(high), FilterType::Triangle))
}

fn raw(image: &RgbaImage) -> RawImage {
    RawImage {
        pixels: RawImageData::U8(image.as_raw().clone()),
        width: image.width() as usize,
        height: image.height() as usize,
        data_format: RawImageFormat::RGBA8,
        tag: vec![],
    }
}
