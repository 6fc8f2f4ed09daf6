//! Colours of companies, and legible text colours for them (WCAG 2.2, contrast of 4.5 to 1, level
//! AA).

use std::fmt;

/// The minimum contrast of legible text: WCAG 2.2, 1.4.3.
pub const LEGIBLE: f64 = 4.5;

/// An opaque sRGB colour. Displays as `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Colour {
    pub red: u8,
    pub green: u8,
    pub blue: u8,
}

impl Colour {
    pub const BLACK: Colour = Colour { red: 0, green: 0, blue: 0 };
    pub const WHITE: Colour = Colour { red: 255, green: 255, blue: 255 };
    /// The product's colour, for companies without one.
    pub const DEFAULT: Colour = Colour { red: 0x1f, green: 0x5c, blue: 0x4d };

    /// Parses `#rrggbb`, in either case; nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Self { red, green, blue })
    }

    /// Parses `#rrggbb`, or returns [`Colour::DEFAULT`].
    pub fn parse_or_default(text: &str) -> Self {
        Self::parse(text).unwrap_or(Self::DEFAULT)
    }

    /// The contrast with another colour, from 1 (none) to 21 (black and white).
    pub fn contrast(self, other: Colour) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// Black or white, whichever is more legible on this colour. One of them always passes
    /// [`LEGIBLE`]; white is preferred if both do.
    pub fn readable_on_it(self) -> Colour {
        if self.contrast(Colour::WHITE) >= LEGIBLE { Colour::WHITE } else { Colour::BLACK }
    }

    /// This colour, darkened or lightened just enough to be legible as text on `background`.
    pub fn legible_on(self, background: Colour) -> Colour {
        let towards = background.readable_on_it();
        (0u8..=20)
            .map(|step| self.mixed(towards, f64::from(step) / 20.0))
            .find(|colour| colour.contrast(background) >= LEGIBLE)
            .unwrap_or(towards)
    }

    /// This colour mixed with a share (0 to 1) of another.
    pub fn mixed(self, other: Colour, share: f64) -> Colour {
        let mix = |one: u8, two: u8| {
            let value = f64::from(one) + (f64::from(two) - f64::from(one)) * share.clamp(0.0, 1.0);
            value.round() as u8
        };
        Colour {
            red: mix(self.red, other.red),
            green: mix(self.green, other.green),
            blue: mix(self.blue, other.blue),
        }
    }

    /// Relative luminance (WCAG 2.2 glossary), 0 to 1.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_colour() -> impl Strategy<Value = Colour> {
        any::<(u8, u8, u8)>().prop_map(|(red, green, blue)| Colour { red, green, blue })
    }

    #[test]
    fn only_six_hexadecimal_digits_are_a_colour() {
        assert_eq!(Colour::parse("#1F5c4d"), Some(Colour::DEFAULT));
        for wrong in ["", "#", "1f5c4d", "#1f5c4", "#1f5c4d0", "#+f5c4d", "#éé5c", "red", "#12 456"]
        {
            assert_eq!(Colour::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        assert!((Colour::BLACK.contrast(Colour::WHITE) - 21.0).abs() < 1e-9);
        let grey = Colour::parse("#767676").unwrap();
        assert!((grey.contrast(Colour::WHITE) - 4.54).abs() < 0.01);
        assert_eq!(Colour::parse("#ffe600").unwrap().readable_on_it(), Colour::BLACK);
        assert_eq!(Colour::DEFAULT.readable_on_it(), Colour::WHITE);
    }

    proptest! {
        #[test]
        fn every_colour_can_be_written_on(colour in any_colour()) {
            prop_assert!(colour.contrast(colour.readable_on_it()) >= LEGIBLE);
        }

        #[test]
        fn every_colour_can_be_made_legible(colour in any_colour(), background in any_colour()) {
            prop_assert!(colour.legible_on(background).contrast(background) >= LEGIBLE);
        }

        #[test]
        fn a_colour_reads_back_as_written(colour in any_colour()) {
            prop_assert_eq!(Colour::parse(&colour.to_string()), Some(colour));
        }
    }
}
