//! Parses image containers without decoding: sizes, the number of frames, and the position of
//! metadata. Never allocates more than the file's length, and trusts no declared value.

use std::ops::Range;

/// The segments of a JPEG file before its first scan (ITU T.81, annex B).
#[derive(Debug, Default)]
pub struct JpegWalk {
    pub width: u32,
    pub height: u32,
    pub components: u8,
    /// In bits.
    pub precision: u8,
    /// Progressive: all coefficients are held in memory until the last scan.
    pub is_progressive: bool,
    pub exif: Option<Range<usize>>,
    pub xmp: Option<Range<usize>>,
    pub iptc: Option<Range<usize>>,
    /// The offset of the first scan.
    pub scan: usize,
    /// The parts of the colour profile with their numbers.
    pub profile: Vec<(u8, Range<usize>)>,
}

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const ICC: &[u8] = b"ICC_PROFILE\0";
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";

/// None if there is no frame header before the first scan.
pub fn jpeg(bytes: &[u8]) -> Option<JpegWalk> {
    let mut walk = JpegWalk::default();
    let mut at = 2;
    loop {
        // Any number of fill bytes may stand before a marker.
        while *bytes.get(at)? == 0xff && *bytes.get(at + 1)? == 0xff {
            at += 1;
        }
        if bytes[at] != 0xff {
            // Decoders skip stray bytes between segments, and so does this.
            at += 1;
            continue;
        }
        let marker = *bytes.get(at + 1)?;
        at += 2;
        if matches!(marker, 0x00 | 0x01 | 0xd0..=0xd8) {
            continue;
        }
        if matches!(marker, 0xd9 | 0xda) {
            walk.scan = at;
            return (walk.width > 0).then_some(walk);
        }
        let length = usize::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
        let body = at + 2..at + length.max(2);
        let content = bytes.get(body.clone())?;
        let after = |prefix: &[u8]| {
            content.starts_with(prefix).then(|| body.start + prefix.len()..body.end)
        };
        match marker {
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let &[precision, h1, h2, w1, w2, components, ..] = content else { return None };
                // Decoders disagree on a second frame header.
                if walk.width > 0 {
                    return None;
                }
                walk.precision = precision;
                walk.height = u32::from(u16::from_be_bytes([h1, h2]));
                walk.width = u32::from(u16::from_be_bytes([w1, w2]));
                walk.components = components;
                walk.is_progressive = matches!(marker, 0xc2 | 0xc6 | 0xca | 0xce);
            }
            0xe1 => {
                walk.exif = walk.exif.or_else(|| after(EXIF));
                walk.xmp = walk.xmp.or_else(|| after(XMP));
            }
            0xe2 => {
                if let Some(part) = after(ICC).filter(|part| part.len() > 2) {
                    walk.profile.push((bytes[part.start], part.start + 2..part.end));
                }
            }
            0xed => walk.iptc = walk.iptc.or_else(|| after(PHOTOSHOP)),
            _ => {}
        }
        at = body.end;
    }
}

impl JpegWalk {
    /// The colour profile reassembled; None if a part is missing or duplicated.
    pub fn profile(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut parts = self.profile.clone();
        parts.sort_by_key(|(number, _)| *number);
        let is_whole = parts.iter().zip(1..).all(|((number, _), place)| *number == place);
        let parts = parts.into_iter().filter_map(|(_, part)| bytes.get(part));
        (is_whole && !self.profile.is_empty()).then(|| parts.flatten().copied().collect())
    }
}

/// Whether a JPEG file is complete: an end marker follows the start of the scans. Phones append
/// data after it, and thumbnails contain one before.
pub fn jpeg_ends(bytes: &[u8]) -> bool {
    let scans = jpeg(bytes).and_then(|walk| bytes.get(walk.scan..)).unwrap_or_default();
    scans.windows(2).rev().any(|pair| pair == [0xff, 0xd9])
}

/// The number of frames in a GIF file (GIF89a); a truncated one is not counted.
pub fn gif_frames(bytes: &[u8]) -> u32 {
    count_gif(bytes).1
}

fn count_gif(bytes: &[u8]) -> (Option<()>, u32) {
    let mut frames = 0;
    let mut walk = || {
        let table = |flags: u8| if flags & 0x80 != 0 { 3 << ((flags & 7) + 1) } else { 0usize };
        let skip = |mut at: usize| loop {
            let length = usize::from(*bytes.get(at)?);
            at += 1 + length;
            if length == 0 {
                return Some(at);
            }
        };
        let mut at = 13 + table(*bytes.get(10)?);
        loop {
            match *bytes.get(at)? {
                0x2c => {
                    frames += 1;
                    at = skip(at + 11 + table(*bytes.get(at + 9)?))?;
                }
                0x21 => at = skip(at + 2)?,
                _ => return Some(()),
            }
        }
    };
    let end = walk();
    (end, frames)
}

/// Whether a WebP file has its declared length.
pub fn webp_ends(bytes: &[u8]) -> bool {
    let length = bytes.get(4..8).and_then(|length| length.try_into().ok());
    length.is_some_and(|length| bytes.len() as u64 >= u64::from(u32::from_le_bytes(length)) + 8)
}

/// The number of frames of a WebP file; 1 if not animated.
pub fn webp_frames(bytes: &[u8]) -> u32 {
    let mut at = 12;
    let mut frames = 0u32;
    while let Some(head) = bytes.get(at..at + 8) {
        frames += u32::from(&head[..4] == b"ANMF");
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        at = at.saturating_add(8).saturating_add(length).saturating_add(length & 1);
    }
    frames.max(1)
}

/// The declared number of frames of a PNG file; 1 if not animated.
pub fn png_frames(bytes: &[u8]) -> u32 {
    let mut at = 8;
    while let Some(head) = bytes.get(at..at + 12) {
        match &head[4..8] {
            b"acTL" => return u32::from_be_bytes([head[8], head[9], head[10], head[11]]).max(1),
            b"IDAT" => break,
            _ => {}
        }
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        at = at.saturating_add(12).saturating_add(length);
    }
    1
}
