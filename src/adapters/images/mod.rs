//! Image processing in Rust and linked libraries: scaled JPEG decoding, SIMD resampling, colour
//! management, libwebp, rav1e. This file is the pipeline; each step is a module.
//!
//! HEIC and AVIF input is not supported: the decoders that could be linked (`heic`, `zenavif`)
//! are AGPL, and dav1d needs an assembler.

mod budget;
mod containers;
mod decode;
mod effects;
mod encode;
mod header;
mod iptc;
mod layout;
mod lettering;
mod metadata;
mod palette;
mod resample;
mod saliency;
mod watermark;
mod xmp;

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::Context;
use image::DynamicImage;
use image::metadata::Orientation;
use moxcms::ColorProfile;

use self::budget::Budget;
use self::decode::Pixels;
use self::effects::Scene;
use self::header::Header;
use self::layout::{Sizes, Window};
use crate::error::Result;
use crate::model::media::{
    Format, Inspected, MediaLimits, Picture, PictureRequest, Refusal, Rendered,
};
use crate::model::transform::{Colour, Gravity, Quality, Target};
use crate::ports::{Bounds, Images, Source};

/// Reads and transforms images in this process.
pub struct LocalImages {
    memory: Budget,
}

impl LocalImages {
    /// `memory`: the budget in bytes for all images processed together.
    pub fn new(memory: u64) -> Self {
        Self { memory: Budget::of(memory) }
    }
}

impl Images for LocalImages {
    fn inspect(&self, source: Source<'_>, bounds: &Bounds) -> Result<Inspected> {
        let bytes = read(source, &bounds.limits)?;
        survive(|| self.look(&bytes, bounds))
    }

    fn transform(
        &self,
        source: Source<'_>,
        order: &PictureRequest,
        bounds: &Bounds,
    ) -> Result<Rendered> {
        let bytes = read(source, &bounds.limits)?;
        survive(|| self.make(&bytes, order, bounds))
    }

    fn preview(&self, hash: &[u8]) -> Option<Vec<u8>> {
        let made = survive(|| {
            let picture = palette::preview(hash).ok_or(Refusal::Broken)?;
            let is_opaque = picture.pixels().all(|pixel| pixel.0[3] == 255);
            let picture = DynamicImage::from(picture);
            let picture = if is_opaque { picture.into_rgb8().into() } else { picture };
            Ok(encode::encode(&picture, Target::Webp, PREVIEW, None)?.bytes)
        });
        made.ok()
    }
}

/// A preview has no fine detail.
const PREVIEW: Quality = Quality::Exactly(40);

/// The bytes, if within the size limit.
fn read<'a>(source: Source<'a>, limits: &MediaLimits) -> Result<Cow<'a, [u8]>> {
    match source {
        Source::Bytes(bytes) if bytes.len() as u64 > limits.bytes => {
            Err(Refusal::TooLarge(limits.bytes).into())
        }
        Source::Bytes(bytes) => Ok(Cow::Borrowed(bytes)),
        Source::File(path) => {
            let file = File::open(path).context("opening a picture")?;
            let length = file.metadata().context("the size of a picture")?.len();
            if length > limits.bytes {
                return Err(Refusal::TooLarge(limits.bytes).into());
            }
            let mut bytes = Vec::with_capacity(length as usize);
            file.take(limits.bytes).read_to_end(&mut bytes).context("reading a picture")?;
            Ok(Cow::Owned(bytes))
        }
    }
}

/// Converts a panic of a decoder, which a hostile file may cause, to an error for that file.
fn survive<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(Refusal::Broken.into()))
}

impl LocalImages {
    fn look(&self, bytes: &[u8], bounds: &Bounds) -> Result<Inspected> {
        if Format::sniff(bytes) == Some(Format::Pdf) {
            return Ok(Inspected { format: Format::Pdf, picture: None });
        }
        let header = header::read(bytes, &bounds.limits)?;
        let size = fitted((header.width, header.height), palette::SIDE);
        let _share = self.memory.take(memory(&header, size), bounds)?;
        let pixels = decode::decode(bytes, &header, size, bounds)?;
        let copy = small(&pixels, palette::SIDE)?;
        let copy = upright(resample::to_srgb(copy, header.profile.as_deref())?, &header);
        let copy = copy.into_rgba8();
        let (width, height) = header.upright();
        let profile = header.profile.as_deref();
        let profile = profile.and_then(|profile| ColorProfile::new_from_slice(profile).ok());
        let picture = Picture {
            width,
            height,
            orientation: header.metadata.orientation,
            frames: header.frames,
            has_alpha: header.has_alpha,
            taken: header.metadata.taken,
            camera: header.metadata.camera,
            gps: header.metadata.gps,
            artist: header.metadata.artist,
            copyright: header.metadata.copyright,
            profile: profile.map(|profile| resample::description(&profile)),
            placeholder: palette::placeholder(&copy),
            colour: palette::colour(&copy),
        };
        Ok(Inspected { format: header.format, picture: Some(picture) })
    }

    fn make(&self, bytes: &[u8], order: &PictureRequest, bounds: &Bounds) -> Result<Rendered> {
        let transform = &order.transform;
        let header = header::read(bytes, &bounds.limits)?;
        let (width, height) = header.upright();
        let sizes = layout::sizes(transform, width, height);
        let least = least(&header, &sizes);
        let share = self.memory.take(memory(&header, least), bounds)?;

        let pixels = decode::decode(bytes, &header, least, bounds)?;
        bounds.check()?;
        let window = window(&pixels, &header, order, &sizes)?;
        let pixels = cut(pixels, &header, window, sizes.picture)?;
        // The rest is small: release the memory for the next call.
        drop(share);
        bounds.check()?;
        let image = upright(resample::to_srgb(pixels, header.profile.as_deref())?, &header);

        let mut scene = Scene { image, window, size: (width, height) };
        effects::apply(&mut scene, order);
        bounds.check()?;
        let target = transform.target;
        let keeps_alpha = target.format().is_some_and(Format::has_alpha);
        let mut image = padded(scene.image, sizes.canvas, order, keeps_alpha);
        if let (Some(layer), Some(mark)) = (&transform.layer, &order.watermark) {
            watermark::apply(&mut image, layer, mark, bounds)?;
        }
        bounds.check()?;
        let rights = header.metadata.rights();
        Ok(encode::encode(&image, target, transform.quality, rights.as_deref())?)
    }
}

/// The minimum size to decode at, as stored. Slightly larger than needed: scaling in the JPEG
/// decoder is softer than resampling.
fn least(header: &Header, sizes: &Sizes) -> (u32, u32) {
    let scale_x = f64::from(sizes.picture.0) / sizes.window.0;
    let scale_y = f64::from(sizes.picture.1) / sizes.window.1;
    let (across, down) = if header.is_turned() { (scale_y, scale_x) } else { (scale_x, scale_y) };
    const SPARE: f64 = 1.2;
    let side = |side: u32, scale: f64| (f64::from(side) * scale * SPARE).ceil().max(1.0) as u32;
    (side(header.width, across).min(header.width), side(header.height, down).min(header.height))
}

/// The memory needed for decoding, estimated high: the decoder's output, its buffers, and the
/// converted copy.
fn memory(header: &Header, least: (u32, u32)) -> u64 {
    let pixels = u64::from(header.width) * u64::from(header.height);
    let whole = pixels * u64::from(header.pixel);
    let made = u64::from(least.0) * u64::from(least.1) * 8;
    let taken = match header.format {
        Format::Jpeg => {
            let wide = u64::from((header.width / least.0.max(1)).clamp(1, 8));
            let step = if wide.is_power_of_two() { wide } else { wide.next_power_of_two() / 2 };
            let coefficients = if header.is_progressive { whole * 2 } else { 0 };
            coefficients + 2 * whole / (step * step)
        }
        // As stored, and again at eight bits with alpha.
        _ => whole + pixels * 4,
    };
    taken + made + (1 << 20)
}

/// The window of the upright image that the order shows.
fn window(
    pixels: &Pixels,
    header: &Header,
    order: &PictureRequest,
    sizes: &Sizes,
) -> Result<Window> {
    let (width, height) = header.upright();
    let whole = (f64::from(width), f64::from(height));
    if sizes.window == whole {
        return Ok(Window { x: 0.0, y: 0.0, width: whole.0, height: whole.1 });
    }
    if let Some(window) = layout::by_gravity(order.transform.gravity, sizes.window, width, height) {
        return Ok(window);
    }
    if let Some(focus) = order.focus {
        let (x, y) = (focus.x.value(), focus.y.value());
        return Ok(layout::around(x, y, sizes.window, width, height));
    }
    let copy = small(pixels, saliency::LOOK)?;
    let copy = upright(resample::to_srgb(copy, None)?, header).into_rgb8();
    Ok(saliency::best(&copy, sizes.window, width, height))
}

/// Cuts out the window and scales it to its final size, still as stored.
fn cut(pixels: Pixels, header: &Header, window: Window, size: (u32, u32)) -> Result<Pixels> {
    let (width, height) = header.upright();
    let stored = layout::as_stored(window, header.metadata.orientation, width, height);
    let across = f64::from(pixels.width) / f64::from(header.width);
    let down = f64::from(pixels.height) / f64::from(header.height);
    let stored = Window {
        x: stored.x * across,
        y: stored.y * down,
        width: stored.width * across,
        height: stored.height * down,
    };
    let (wide, high) = if header.is_turned() { (size.1, size.0) } else { size };
    Ok(resample::resize(pixels, stored, wide, high)?)
}

/// A copy of the pixels with its longer side at most `side`.
fn small(pixels: &Pixels, side: u32) -> Result<Pixels> {
    let size = fitted((pixels.width, pixels.height), side);
    Ok(resample::sample(pixels, pixels.whole(), size.0, size.1)?)
}

/// The largest size of the same aspect ratio within a square; never larger than the original.
fn fitted((width, height): (u32, u32), side: u32) -> (u32, u32) {
    let scale = (f64::from(side) / f64::from(width.max(height))).min(1.0);
    let fit = |side: u32| ((f64::from(side) * scale).round() as u32).max(1);
    (fit(width), fit(height))
}

fn upright(mut image: DynamicImage, header: &Header) -> DynamicImage {
    let orientation = Orientation::from_exif(header.metadata.orientation);
    image.apply_orientation(orientation.unwrap_or(Orientation::NoTransforms));
    image
}

/// Puts the image on its canvas, and on its background where transparency is not kept.
fn padded(
    image: DynamicImage,
    canvas: (u32, u32),
    order: &PictureRequest,
    keeps_alpha: bool,
) -> DynamicImage {
    let background = order.transform.background;
    let is_opaque = !image.color().has_alpha();
    let fits = (image.width(), image.height()) == canvas;
    if fits && (is_opaque || (keeps_alpha && background.is_none())) {
        return image;
    }
    let (x, y) = match order.transform.gravity {
        Gravity::At(place) => place.shares(),
        _ => (0.5, 0.5),
    };
    let room = |whole: u32, part: u32, share: f64| {
        (f64::from(whole.saturating_sub(part)) * share).round() as i64
    };
    let left = room(canvas.0, image.width(), x);
    let top = room(canvas.1, image.height(), y);
    let mut sheet: DynamicImage = match background {
        None if keeps_alpha => image::RgbaImage::new(canvas.0, canvas.1).into(),
        colour => {
            let Colour(rgb) = colour.unwrap_or(Colour::WHITE);
            image::RgbImage::from_pixel(canvas.0, canvas.1, image::Rgb(rgb)).into()
        }
    };
    effects::lay(&mut sheet, &image.into_rgba8(), left, top, 1.0);
    sheet
}
