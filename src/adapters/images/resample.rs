//! Resampling and conversion to sRGB.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::pixels::{U8, U8x3, U8x4};
use fast_image_resize::{
    FilterType, IntoImageView, IntoImageViewMut, PixelTrait, PixelType, ResizeAlg, ResizeOptions,
    Resizer,
};
use image::{DynamicImage, RgbImage, RgbaImage};
use moxcms::{ColorProfile, DataColorSpace, Layout as Channels, TransformOptions};

use super::decode::{Layout, Pixels};
use super::layout::Window;
use crate::model::media::Refusal;

/// Like [`sample`], consuming the pixels.
pub fn resize(pixels: Pixels, window: Window, width: u32, height: u32) -> Result<Pixels, Refusal> {
    if window == pixels.whole() && (width, height) == (pixels.width, pixels.height) {
        return Ok(pixels);
    }
    sample(&pixels, window, width, height)
}

/// Scales a window of the pixels (in their own coordinates). Pixels are weighted by alpha.
pub fn sample(pixels: &Pixels, window: Window, width: u32, height: u32) -> Result<Pixels, Refusal> {
    let kind = match pixels.layout {
        Layout::Gray => PixelType::U8,
        Layout::Rgb => PixelType::U8x3,
        Layout::Rgba | Layout::Cmyk => PixelType::U8x4,
    };
    let (whole_w, whole_h) = (f64::from(pixels.width), f64::from(pixels.height));
    // Rounding must not exceed the edge.
    let left = window.x.clamp(0.0, (whole_w - 1e-3).max(0.0));
    let top = window.y.clamp(0.0, (whole_h - 1e-3).max(0.0));
    let wide = window.width.min(whole_w - left).max(1e-3);
    let high = window.height.min(whole_h - top).max(1e-3);
    let options = ResizeOptions::new()
        .resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3))
        .crop(left, top, wide, high)
        .use_alpha(pixels.layout == Layout::Rgba);
    let layout = pixels.layout;
    let source = ImageRef::new(pixels.width, pixels.height, &pixels.data, kind);
    let source = source.map_err(|_| Refusal::Broken)?;
    let mut made = Image::new(width, height, kind);
    // Not `Resizer::resize`, which compiles the filters of thirteen kinds of pixels.
    let scaled = match kind {
        PixelType::U8 => scale::<U8>(&source, &mut made, &options),
        PixelType::U8x3 => scale::<U8x3>(&source, &mut made, &options),
        _ => scale::<U8x4>(&source, &mut made, &options),
    };
    scaled.ok_or(Refusal::Broken)?;
    Ok(Pixels { width, height, layout, data: made.into_vec() })
}

/// None if the images are not of this kind of pixel, or the window is not within the source.
fn scale<P: PixelTrait>(
    source: &ImageRef,
    made: &mut Image,
    options: &ResizeOptions,
) -> Option<()> {
    let (from, mut to) = (source.image_view::<P>()?, made.image_view_mut::<P>()?);
    Resizer::new().resize_typed(&from, &mut to, options).ok()
}

/// Converts to sRGB. An unusable profile is ignored: then the values are taken as sRGB, and CMYK
/// as generic inks.
pub fn to_srgb(pixels: Pixels, profile: Option<&[u8]>) -> Result<DynamicImage, Refusal> {
    let Pixels { width, height, layout, data } = pixels;
    let (from, to) = match layout {
        Layout::Gray => (Channels::Gray, Channels::Rgb),
        Layout::Rgb => (Channels::Rgb, Channels::Rgb),
        Layout::Rgba => (Channels::Rgba, Channels::Rgba),
        Layout::Cmyk => (Channels::Rgba, Channels::Rgb),
    };
    let converted = profile.and_then(|profile| convert(&data, layout, profile, from, to));
    let data = match (converted, layout) {
        (Some(converted), _) => converted,
        (None, Layout::Rgb | Layout::Rgba) => data,
        (None, Layout::Gray) => data.iter().flat_map(|gray| [*gray; 3]).collect(),
        (None, Layout::Cmyk) => data.chunks_exact(4).flat_map(without_profile).collect(),
    };
    let image = match layout {
        Layout::Rgba => RgbaImage::from_raw(width, height, data).map(DynamicImage::from),
        _ => RgbImage::from_raw(width, height, data).map(DynamicImage::from),
    };
    image.ok_or(Refusal::Broken)
}

fn convert(
    data: &[u8],
    layout: Layout,
    profile: &[u8],
    from: Channels,
    to: Channels,
) -> Option<Vec<u8>> {
    let profile = ColorProfile::new_from_slice(profile).ok()?;
    let fits = match layout {
        Layout::Gray => profile.color_space == DataColorSpace::Gray,
        Layout::Rgb | Layout::Rgba => profile.color_space == DataColorSpace::Rgb,
        Layout::Cmyk => profile.color_space == DataColorSpace::Cmyk,
    };
    if !fits || is_srgb(&profile) {
        return None;
    }
    let srgb = ColorProfile::new_srgb();
    let transform =
        profile.create_transform_8bit(from, &srgb, to, TransformOptions::default()).ok()?;
    let pixels = data.len() / layout.bytes();
    let made_of = if to == Channels::Rgba { 4 } else { 3 };
    let mut made = vec![0; pixels * made_of];
    transform.transform(data, &mut made).ok()?;
    Some(made)
}

/// Most profiles are sRGB under one of its names.
fn is_srgb(profile: &ColorProfile) -> bool {
    let name = description(profile);
    // Not every name with this prefix: a linear profile has it too.
    name.starts_with("sRGB IEC61966") || name == "sRGB" || name == "sRGB built-in"
}

/// The profile's description; empty if it has none.
pub fn description(profile: &ColorProfile) -> String {
    use moxcms::ProfileText;
    let text = match &profile.description {
        Some(ProfileText::PlainString(text)) => text.clone(),
        Some(ProfileText::Localizable(texts)) => {
            texts.first().map(|text| text.value.clone()).unwrap_or_default()
        }
        Some(ProfileText::Description(text)) => text.ascii_string.clone(),
        None => String::new(),
    };
    text.chars().filter(|c| !c.is_control()).take(100).collect::<String>().trim().to_owned()
}

/// A simple CMYK conversion: each ink on white paper absorbs its colour.
fn without_profile(inks: &[u8]) -> [u8; 3] {
    let light = |ink: u8| 255 - u32::from(ink);
    let black = light(inks[3]);
    [0, 1, 2].map(|channel| ((light(inks[channel]) * black + 127) / 255) as u8)
}
