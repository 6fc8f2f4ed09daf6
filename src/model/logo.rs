//! A company's logo in its mails and pages: its displayed size and the background it needs.

use super::file::File;
use super::{CompanyId, Digest};

/// The current logo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    pub company: CompanyId,
    pub sha256: Digest,
    /// Identifies it in URLs.
    pub public_id: String,
    /// In pixels of the file, upright.
    pub width: u32,
    pub height: u32,
    pub ground: Ground,
}

/// The background a logo needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// None: no part of it is transparent.
    Own,
    /// A light background on dark pages.
    Light,
    /// A dark background everywhere: the logo itself is light.
    Dark,
}

/// Brighter colours are invisible on white (of 255, weighted as in ITU-R BT.601).
const BRIGHT: u32 = 190;

impl Logo {
    /// The available space, in CSS pixels.
    pub const ROOM: (u32, u32) = (220, 48);

    /// None for a file that is not an image.
    pub fn of(file: &File) -> Option<Self> {
        let seen = file.picture.as_ref()?;
        let ground = match (seen.has_alpha, is_bright(&seen.colour)) {
            (false, _) => Ground::Own,
            (true, false) => Ground::Light,
            (true, true) => Ground::Dark,
        };
        Some(Self {
            company: file.company,
            sha256: file.sha256,
            public_id: file.public_id.clone(),
            width: seen.width,
            height: seen.height,
            ground,
        })
    }

    /// The displayed width and height, in CSS pixels: integers, never enlarged.
    pub fn shown(&self) -> (u32, u32) {
        let (width, height) = (f64::from(self.width.max(1)), f64::from(self.height.max(1)));
        let room = (f64::from(Self::ROOM.0) / width, f64::from(Self::ROOM.1) / height);
        let scale = room.0.min(room.1).min(1.0);
        let side = |side: f64| ((side * scale).round() as u32).max(1);
        (side(width), side(height))
    }

    /// The transform that scales it to the displayed size, at `density` pixels per CSS pixel.
    pub fn fitted(density: u32) -> String {
        let (width, height) = (Self::ROOM.0 * density, Self::ROOM.1 * density);
        format!("w_{width},h_{height},c_limit")
    }
}

/// Whether a colour, `#rrggbb`, is nearly white. False if it is invalid.
fn is_bright(colour: &str) -> bool {
    let Some(digits) = colour.strip_prefix('#').filter(|digits| digits.len() == 6) else {
        return false;
    };
    let Ok(number) = u32::from_str_radix(digits, 16) else { return false };
    let [_, red, green, blue] = number.to_be_bytes().map(u32::from);
    (red * 299 + green * 587 + blue * 114) / 1000 >= BRIGHT
}

#[cfg(test)]
mod tests {
    use super::*;

    fn logo(width: u32, height: u32) -> Logo {
        Logo {
            company: CompanyId(1),
            sha256: Digest::of("logo"),
            public_id: "x".into(),
            width,
            height,
            ground: Ground::Own,
        }
    }

    #[test]
    fn a_logo_is_shown_whole_and_never_enlarged() {
        for (size, shown) in [
            ((440, 96), (220, 48)),
            ((1000, 1000), (48, 48)),
            ((2200, 100), (220, 10)),
            ((30, 20), (30, 20)),
            ((1, 4000), (1, 48)),
            ((10_000, 1), (220, 1)),
        ] {
            assert_eq!(logo(size.0, size.1).shown(), shown, "{size:?}");
        }
    }

    #[test]
    fn nearly_white_colours_are_recognised() {
        for bright in ["#ffffff", "#f4f3f0", "#ffe680"] {
            assert!(is_bright(bright), "{bright}");
        }
        for other in ["#000000", "#b4451f", "#808080", "", "#fff", "ffffff", "#gggggg"] {
            assert!(!is_bright(other), "{other}");
        }
    }
}
