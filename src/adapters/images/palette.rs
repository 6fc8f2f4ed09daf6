//! Placeholders of an image while it loads: a ThumbHash and one colour.

use std::collections::HashMap;

use image::RgbaImage;

/// The maximum side of a ThumbHash's input.
pub const SIDE: u32 = 100;

/// The hash of a small upright copy, at most [`SIDE`] on a side.
pub fn placeholder(copy: &RgbaImage) -> Vec<u8> {
    thumbhash::rgba_to_thumb_hash(copy.width() as usize, copy.height() as usize, copy)
}

/// The image encoded in a hash, at most 32 pixels a side.
pub fn preview(hash: &[u8]) -> Option<RgbaImage> {
    let (width, height, pixels) = thumbhash::thumb_hash_to_rgba(hash).ok()?;
    RgbaImage::from_raw(width as u32, height as u32, pixels)
}

/// The mean of the most frequent group of similar colours, as `#rrggbb`.
pub fn colour(copy: &RgbaImage) -> String {
    /// Colours that agree in the upper three bits of each channel are similar.
    const ALIKE: u32 = 5;
    let mut kinds: HashMap<[u8; 3], (u64, [u64; 3])> = HashMap::new();
    for pixel in copy.pixels().filter(|pixel| pixel.0[3] >= 128) {
        let [r, g, b, _] = pixel.0;
        let (count, sums) = kinds.entry([r, g, b].map(|channel| channel >> ALIKE)).or_default();
        *count += 1;
        sums.iter_mut().zip([r, g, b]).for_each(|(sum, channel)| *sum += u64::from(channel));
    }
    // A deterministic choice among equals.
    let most = kinds.into_iter().max_by_key(|(kind, (count, _))| (*count, *kind));
    let (count, sums) = most.map_or((1, [255; 3]), |(_, found)| found);
    let [r, g, b] = sums.map(|sum| (sum / count) as u8);
    format!("#{r:02x}{g:02x}{b:02x}")
}
