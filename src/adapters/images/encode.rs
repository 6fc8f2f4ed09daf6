//! Encodes images. Metadata is limited to artist and copyright; colours are sRGB, which needs no
//! profile.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ImageEncoder};
use jpeg_encoder::{ChromaSubsamplingMethod, ColorType, Encoder as JpegEncoder, SamplingFactor};

use crate::model::media::{Format, Rendered};
use crate::model::transform::{Quality, Target};

/// Encodes an image to a format. Errors are internal: every decoded image can be encoded.
pub fn encode(
    image: &DynamicImage,
    target: Target,
    quality: Quality,
    rights: Option<&[u8]>,
) -> anyhow::Result<Rendered> {
    let (format, bytes) = match target {
        Target::Jpeg | Target::Auto => (Format::Jpeg, jpeg(image, quality, rights)?),
        Target::Png => (Format::Png, png(image, rights)?),
        Target::Webp => (Format::Webp, webp(image, quality, rights)?),
        Target::Avif => (Format::Avif, avif(image, quality, rights)?),
    };
    Ok(Rendered { bytes, format, width: image.width(), height: image.height() })
}

/// With the standard Huffman tables: this encoder writes optimised ones only with a scan per
/// colour component, which some decoders handle wrongly.
fn jpeg(image: &DynamicImage, quality: Quality, rights: Option<&[u8]>) -> anyhow::Result<Vec<u8>> {
    let once = |quality: u8| {
        let mut bytes = Vec::with_capacity(image.width() as usize * image.height() as usize / 4);
        let mut encoder = JpegEncoder::new(&mut bytes, quality);
        // A quality above 90 is for close inspection.
        encoder.set_sampling_factor(match quality {
            91.. => SamplingFactor::F_1_1,
            _ => SamplingFactor::F_2_2,
        });
        // Not the default `Nearest`, which frays coloured edges.
        encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
        if let Some(rights) = rights {
            encoder.add_exif_metadata(rights)?;
        }
        let (width, height) = (image.width() as u16, image.height() as u16);
        match image {
            DynamicImage::ImageRgb8(image) => {
                encoder.encode(image.as_raw(), width, height, ColorType::Rgb)?;
            }
            other => encoder.encode(&other.to_rgb8(), width, height, ColorType::Rgb)?,
        }
        anyhow::Ok(bytes)
    };
    at_quality(image, quality, [80, 74, 88], once)
}

/// Method 2 of libwebp: half the time of the default 4 for 3 % more bytes.
fn webp(image: &DynamicImage, quality: Quality, rights: Option<&[u8]>) -> anyhow::Result<Vec<u8>> {
    let once = |quality: u8| {
        let mut config = webp::WebPConfig::new().map_err(|()| anyhow::anyhow!("no libwebp"))?;
        config.quality = f32::from(quality);
        config.method = 2;
        let encoder = match image {
            DynamicImage::ImageRgba8(image) => {
                webp::Encoder::from_rgba(image, image.width(), image.height())
            }
            DynamicImage::ImageRgb8(image) => {
                webp::Encoder::from_rgb(image, image.width(), image.height())
            }
            _ => anyhow::bail!("neither RGB nor RGBA"),
        };
        let made = encoder.encode_advanced(&config);
        made.map(|bytes| bytes.to_vec()).map_err(|error| anyhow::anyhow!("libwebp: {error:?}"))
    };
    let bytes = at_quality(image, quality, [78, 72, 86], once)?;
    Ok(match rights {
        Some(rights) => with_exif(&bytes, image, rights).unwrap_or(bytes),
        None => bytes,
    })
}

/// `auto` uses the default quality of a format, and a lower one where the result takes many bits
/// (so much detail hides the loss), or a higher one where it takes few (smooth gradients would
/// show bands). Default, lower, higher.
fn at_quality(
    image: &DynamicImage,
    quality: Quality,
    [usual, lower, higher]: [u8; 3],
    mut encode: impl FnMut(u8) -> anyhow::Result<Vec<u8>>,
) -> anyhow::Result<Vec<u8>> {
    /// Bits per pixel between which the default quality is kept.
    const USUAL: std::ops::RangeInclusive<f64> = 0.45..=2.6;
    /// Below this, in pixels, headers and tables are much of the file.
    const SMALL: f64 = 120.0 * 120.0;
    if let Quality::Exactly(quality) = quality {
        return encode(quality);
    }
    let bytes = encode(usual)?;
    let pixels = f64::from(image.width()) * f64::from(image.height());
    let bits = bytes.len() as f64 * 8.0 / pixels;
    if pixels < SMALL || USUAL.contains(&bits) {
        return Ok(bytes);
    }
    encode(if bits > *USUAL.end() { lower } else { higher })
}

fn png(image: &DynamicImage, rights: Option<&[u8]>) -> anyhow::Result<Vec<u8>> {
    let mut bytes = vec![];
    let mut encoder =
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive);
    if let Some(rights) = rights {
        encoder.set_exif_metadata(rights.to_vec())?;
    }
    image.write_with_encoder(encoder)?;
    Ok(bytes)
}

/// Slow: seconds for a large image. On one thread, so that interactive work continues meanwhile.
fn avif(image: &DynamicImage, quality: Quality, rights: Option<&[u8]>) -> anyhow::Result<Vec<u8>> {
    let quality = match quality {
        Quality::Exactly(quality) => f32::from(quality),
        Quality::Auto => 62.0,
    };
    let pixels = u64::from(image.width()) * u64::from(image.height());
    let mut encoder = ravif::Encoder::new()
        .with_quality(quality)
        .with_alpha_quality(quality.clamp(70.0, 100.0))
        .with_speed(if pixels > 1_000_000 { 10 } else { 8 })
        .with_num_threads(Some(1));
    if let Some(rights) = rights {
        encoder = encoder.with_exif(rights);
    }
    let (width, height) = (image.width() as usize, image.height() as usize);
    let made = match image {
        DynamicImage::ImageRgba8(image) => {
            let pixels: Vec<ravif::RGBA8> =
                image.pixels().map(|p| ravif::RGBA8::new(p[0], p[1], p[2], p[3])).collect();
            encoder.encode_rgba(ravif::Img::new(&pixels, width, height))?
        }
        other => {
            let rgb = other.to_rgb8();
            let pixels: Vec<ravif::RGB8> =
                rgb.pixels().map(|p| ravif::RGB8::new(p[0], p[1], p[2])).collect();
            encoder.encode_rgb(ravif::Img::new(&pixels, width, height))?
        }
    };
    Ok(made.avif_file)
}

/// Converts a WebP file to the extended form, with an EXIF chunk (WebP Container Specification,
/// "Extended File Format"). None if it is not structured as libwebp writes it.
fn with_exif(webp: &[u8], image: &DynamicImage, exif: &[u8]) -> Option<Vec<u8>> {
    const HAS_EXIF: u8 = 0b0000_1000;
    const HAS_ALPHA: u8 = 0b0001_0000;
    let chunks = webp.get(12..)?;
    let mut body = b"WEBP".to_vec();
    if chunks.starts_with(b"VP8X") {
        body.extend_from_slice(chunks);
        *body.get_mut(4 + 8)? |= HAS_EXIF;
    } else {
        let alpha = if image.color().has_alpha() { HAS_ALPHA } else { 0 };
        body.extend_from_slice(b"VP8X\x0a\0\0\0");
        body.extend_from_slice(&[HAS_EXIF | alpha, 0, 0, 0]);
        body.extend_from_slice(&(image.width() - 1).to_le_bytes()[..3]);
        body.extend_from_slice(&(image.height() - 1).to_le_bytes()[..3]);
        body.extend_from_slice(chunks);
    }
    body.extend_from_slice(b"EXIF");
    body.extend_from_slice(&u32::try_from(exif.len()).ok()?.to_le_bytes());
    body.extend_from_slice(exif);
    if exif.len() % 2 == 1 {
        body.push(0);
    }
    let mut file = b"RIFF".to_vec();
    file.extend_from_slice(&u32::try_from(body.len()).ok()?.to_le_bytes());
    file.extend_from_slice(&body);
    Some(file)
}
