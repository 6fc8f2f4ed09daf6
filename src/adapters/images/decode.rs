//! Decodes images, no larger than needed.

use std::io::{BufReader, Cursor, Read, Seek, SeekFrom};

use image::codecs::{gif::GifDecoder, jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder};
use image::{DynamicImage, ImageDecoder};
use jpeg_decoder::{Error as JpegError, PixelFormat};

use super::containers;
use super::header::{Header, allowed, allowed_png};
use super::layout::Window;
use crate::model::media::{Format, Refusal};
use crate::ports::Bounds;

/// The channels of a pixel, eight bits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    Gray,
    Rgb,
    /// Not premultiplied.
    Rgba,
    /// Ink amounts: 0 is none.
    Cmyk,
}

impl Layout {
    pub fn bytes(self) -> usize {
        match self {
            Layout::Gray => 1,
            Layout::Rgb => 3,
            Layout::Rgba | Layout::Cmyk => 4,
        }
    }
}

/// Pixels as stored: not rotated upright, in the file's colour space.
pub struct Pixels {
    pub width: u32,
    pub height: u32,
    pub layout: Layout,
    pub data: Vec<u8>,
}

impl Pixels {
    pub fn whole(&self) -> Window {
        Window { x: 0.0, y: 0.0, width: f64::from(self.width), height: f64::from(self.height) }
    }
}

/// The deadline is checked each time this many bytes are read: a few bytes of a hostile file may
/// cause a pass over the whole image (an empty scan of a progressive JPEG).
const GLANCE: usize = 512;

/// Reads from memory until the deadline.
struct Watched<'a> {
    bytes: Cursor<&'a [u8]>,
    bounds: Bounds,
}

impl Read for Watched<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.bounds.is_over() {
            return Err(std::io::ErrorKind::TimedOut.into());
        }
        self.bytes.read(into)
    }
}

impl Seek for Watched<'_> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.bytes.seek(to)
    }
}

/// Decodes the first frame. With `least`, a JPEG is scaled to the smallest of 1/1, 1/2, 1/4 and
/// 1/8 that is at least that large (width and height as stored).
pub fn decode(
    bytes: &[u8],
    header: &Header,
    least: (u32, u32),
    bounds: &Bounds,
) -> Result<Pixels, Refusal> {
    bounds.check()?;
    let failed = |_| if bounds.is_over() { Refusal::TooSlow } else { Refusal::Broken };
    let watched = |glance| {
        BufReader::with_capacity(glance, Watched { bytes: Cursor::new(bytes), bounds: *bounds })
    };
    let decoded = match header.format {
        Format::Jpeg => return jpeg(bytes, watched(GLANCE), header, least, bounds),
        Format::Png => {
            let decoder = PngDecoder::with_limits(watched(1 << 14), allowed_png(&bounds.limits));
            decoder.and_then(DynamicImage::from_decoder)
        }
        Format::Webp => WebPDecoder::new(watched(1 << 14)).and_then(|mut decoder| {
            decoder.set_limits(allowed(&bounds.limits))?;
            DynamicImage::from_decoder(decoder)
        }),
        Format::Gif => GifDecoder::new(watched(1 << 14)).and_then(|mut decoder| {
            decoder.set_limits(allowed(&bounds.limits))?;
            DynamicImage::from_decoder(decoder)
        }),
        _ => return Err(Refusal::NotAPicture),
    };
    Ok(of_image(decoded.map_err(failed)?))
}

/// Decodes a JPEG with the scaling decoder, else with the other one.
fn jpeg(
    bytes: &[u8],
    reader: impl Read,
    header: &Header,
    least: (u32, u32),
    bounds: &Bounds,
) -> Result<Pixels, Refusal> {
    let side = |side: u32| side.clamp(1, u32::from(u16::MAX)) as u16;
    let mut decoder = jpeg_decoder::Decoder::new(reader);
    decoder.set_max_decoding_buffer_size(bounds.limits.decoded as usize);
    let sized = decoder.scale(side(least.0), side(least.1));
    match sized.and_then(|(width, height)| Ok((width, height, decoder.decode()?))) {
        Ok((width, height, data)) => {
            // The decoder would collect metadata only now; the header was read already.
            let format = decoder.info().ok_or(Refusal::Broken)?.pixel_format;
            of_jpeg(u32::from(width), u32::from(height), format, data)
        }
        Err(_) if bounds.is_over() => Err(Refusal::TooSlow),
        // A truncated file is refused: the sender still has the complete one.
        Err(_) if !containers::jpeg_ends(bytes) => Err(Refusal::Broken),
        // The other decoder may support it, and displays a few wrong bits in the middle as other
        // programs do.
        Err(JpegError::Unsupported(_) | JpegError::Format(_) | JpegError::Io(_)) => {
            lenient_jpeg(bytes, header, bounds)
        }
        Err(_) => Err(Refusal::Broken),
    }
}

/// Decodes at full size, from memory; the deadline is checked only before.
fn lenient_jpeg(bytes: &[u8], header: &Header, bounds: &Bounds) -> Result<Pixels, Refusal> {
    let mut decoder = JpegDecoder::new(Cursor::new(bytes)).map_err(|_| Refusal::Broken)?;
    decoder.set_limits(allowed(&bounds.limits)).map_err(|_| Refusal::DecodesTooLarge)?;
    if decoder.dimensions() != (header.width, header.height) {
        return Err(Refusal::Broken);
    }
    let decoded = DynamicImage::from_decoder(decoder).map_err(|_| Refusal::Broken)?;
    Ok(of_image(decoded))
}

fn of_jpeg(width: u32, height: u32, format: PixelFormat, data: Vec<u8>) -> Result<Pixels, Refusal> {
    let (layout, data) = match format {
        PixelFormat::L8 => (Layout::Gray, data),
        // Two bytes per sample, in native byte order.
        PixelFormat::L16 => {
            let high = |pair: &[u8]| (u16::from_ne_bytes([pair[0], pair[1]]) >> 8) as u8;
            (Layout::Gray, data.chunks_exact(2).map(high).collect())
        }
        PixelFormat::RGB24 => (Layout::Rgb, data),
        PixelFormat::CMYK32 => (Layout::Cmyk, data),
    };
    let is_whole = data.len() == width as usize * height as usize * layout.bytes();
    if is_whole { Ok(Pixels { width, height, layout, data }) } else { Err(Refusal::Broken) }
}

/// Converts to eight bits per sample; grey with alpha becomes RGBA.
fn of_image(image: DynamicImage) -> Pixels {
    let (width, height) = (image.width(), image.height());
    let (layout, data) = match image {
        DynamicImage::ImageLuma8(image) => (Layout::Gray, image.into_raw()),
        DynamicImage::ImageRgb8(image) => (Layout::Rgb, image.into_raw()),
        DynamicImage::ImageRgba8(image) => (Layout::Rgba, image.into_raw()),
        DynamicImage::ImageLuma16(_) => (Layout::Gray, image.into_luma8().into_raw()),
        image if image.color().has_alpha() => (Layout::Rgba, image.into_rgba8().into_raw()),
        image => (Layout::Rgb, image.into_rgb8().into_raw()),
    };
    Pixels { width, height, layout, data }
}
