//! Reads an image's header and checks it against the limits before pixels are decoded.

use std::io::Cursor;

use image::codecs::{gif::GifDecoder, png::PngDecoder, webp::WebPDecoder};
use image::{ImageDecoder, ImageResult, Limits};

use super::containers;
use super::metadata::Metadata;
use crate::model::media::{Format, MediaLimits, Refusal};

/// The values declared in an image's header.
pub struct Header {
    pub format: Format,
    /// In pixels, as stored.
    pub width: u32,
    pub height: u32,
    pub frames: u32,
    pub has_alpha: bool,
    /// Bytes per pixel of the decoder's output.
    pub pixel: u32,
    /// For a JPEG: all coefficients are held in memory while decoding.
    pub is_progressive: bool,
    pub metadata: Metadata,
    /// The colour profile.
    pub profile: Option<Vec<u8>>,
}

/// Larger profiles are suspect; real ones with tables for four inks take two megabytes.
const LONGEST_PROFILE: usize = 8 << 20;

/// Reads the header of an image and refuses values beyond the limits.
pub fn read(bytes: &[u8], limits: &MediaLimits) -> Result<Header, Refusal> {
    let header = match Format::sniff(bytes).ok_or(Refusal::UnknownType)? {
        Format::Jpeg => jpeg(bytes).ok_or(Refusal::Broken)?,
        format @ Format::Png => {
            let mut decoder =
                quick(PngDecoder::with_limits(Cursor::new(bytes), allowed_png(limits)))?;
            of(format, containers::png_frames(bytes), &mut decoder, limits)?
        }
        // The decoder would fill in what a truncated file lacks.
        Format::Webp if !containers::webp_ends(bytes) => return Err(Refusal::Broken),
        format @ Format::Webp => {
            let mut decoder = quick(WebPDecoder::new(Cursor::new(bytes)))?;
            of(format, containers::webp_frames(bytes), &mut decoder, limits)?
        }
        format @ Format::Gif => {
            let mut decoder = quick(GifDecoder::new(Cursor::new(bytes)))?;
            of(format, containers::gif_frames(bytes), &mut decoder, limits)?
        }
        Format::Pdf => return Err(Refusal::NotAPicture),
        Format::Heic => return Err(Refusal::Heic),
        Format::Avif => return Err(Refusal::Avif),
        Format::Svg => return Err(Refusal::Svg),
    };
    header.check(limits)?;
    Ok(header)
}

impl Header {
    fn check(&self, limits: &MediaLimits) -> Result<(), Refusal> {
        let pixels = u64::from(self.width) * u64::from(self.height);
        if pixels == 0 {
            return Err(Refusal::Broken);
        }
        if self.width.max(self.height) > limits.side {
            return Err(Refusal::TooLong);
        }
        if pixels > limits.pixels {
            return Err(Refusal::TooManyPixels);
        }
        if self.frames > limits.frames {
            return Err(Refusal::TooManyFrames);
        }
        let decoded = pixels * u64::from(self.pixel) * u64::from(self.frames.max(1));
        if decoded > limits.decoded {
            return Err(Refusal::DecodesTooLarge);
        }
        Ok(())
    }

    /// Whether the orientation swaps width and height.
    pub fn is_turned(&self) -> bool {
        self.metadata.orientation >= 5
    }

    /// Width and height when displayed.
    pub fn upright(&self) -> (u32, u32) {
        if self.is_turned() { (self.height, self.width) } else { (self.width, self.height) }
    }
}

fn jpeg(bytes: &[u8]) -> Option<Header> {
    let walk = containers::jpeg(bytes)?;
    let part = |range: &Option<std::ops::Range<usize>>| range.clone().and_then(|at| bytes.get(at));
    Some(Header {
        format: Format::Jpeg,
        width: walk.width,
        height: walk.height,
        frames: 1,
        has_alpha: false,
        pixel: u32::from(walk.components) * if walk.precision > 8 { 2 } else { 1 },
        is_progressive: walk.is_progressive,
        metadata: Metadata::read(part(&walk.exif), part(&walk.xmp), part(&walk.iptc)),
        profile: walk.profile(bytes).filter(|profile| profile.len() <= LONGEST_PROFILE),
    })
}

fn of(
    format: Format,
    frames: u32,
    decoder: &mut impl ImageDecoder,
    limits: &MediaLimits,
) -> Result<Header, Refusal> {
    let (width, height) = decoder.dimensions();
    let colour = decoder.color_type();
    let mut header = Header {
        format,
        width,
        height,
        frames,
        has_alpha: colour.has_alpha(),
        pixel: u32::from(colour.bytes_per_pixel()),
        is_progressive: false,
        metadata: Metadata { orientation: 1, ..Metadata::default() },
        profile: None,
    };
    // Before metadata is decompressed, which takes memory too.
    header.check(limits)?;
    let exif = decoder.exif_metadata().ok().flatten();
    let xmp = decoder.xmp_metadata().ok().flatten();
    header.metadata = Metadata::read(exif.as_deref(), xmp.as_deref(), None);
    let profile = decoder.icc_profile().ok().flatten();
    header.profile = profile.filter(|profile| profile.len() <= LONGEST_PROFILE);
    Ok(header)
}

fn quick<T>(read: ImageResult<T>) -> Result<T, Refusal> {
    read.map_err(|error| match error {
        image::ImageError::Limits(_) => Refusal::DecodesTooLarge,
        _ => Refusal::Broken,
    })
}

/// Limits for the PNG decoder, which counts rows and decompressed metadata, but not our pixel
/// buffer.
pub fn allowed_png(limits: &MediaLimits) -> Limits {
    let mut allowed = allowed(limits);
    allowed.max_alloc = Some(limits.decoded.min(24 << 20));
    allowed
}

/// Our limits as `image` limits.
pub fn allowed(limits: &MediaLimits) -> Limits {
    let mut allowed = Limits::no_limits();
    allowed.max_image_width = Some(limits.side);
    allowed.max_image_height = Some(limits.side);
    allowed.max_alloc = Some(limits.decoded);
    allowed
}
