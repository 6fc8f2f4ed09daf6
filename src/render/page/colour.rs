//! A company's colour, made readable on our paper, by day and by night.

/// An sRGB colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

const WHITE: Colour = Colour { red: 255, green: 255, blue: 255 };
const BLACK: Colour = Colour { red: 0, green: 0, blue: 0 };
/// The darker of the two light grounds of `app.css`, and the lighter of the dark ones.
const DAY: Colour = Colour { red: 0xf4, green: 0xf1, blue: 0xea };
const NIGHT: Colour = Colour { red: 0x1b, green: 0x1e, blue: 0x23 };
/// WCAG AA for text.
const READABLE: f64 = 4.5;

impl Colour {
    /// Reads `#1d4ed8` or `1d4ed8`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').unwrap_or(text);
        let bytes: [u8; 3] = hex::decode(digits).ok()?.try_into().ok()?;
        let [red, green, blue] = bytes;
        Some(Self { red, green, blue })
    }

    /// `#1d4ed8`.
    pub fn hex(&self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }

    /// Where the stylesheet that carries this colour is.
    pub fn sheet_url(&self) -> String {
        format!("/assets/brand/{}.css", self.hex().trim_start_matches('#'))
    }

    /// The stylesheet: the colour as it is for surfaces, what is readable on it,
    /// and a readable form of it for text.
    pub fn sheet(&self) -> String {
        let ink = if self.contrast(WHITE) >= self.contrast(BLACK) { WHITE } else { BLACK };
        format!(
            ":root{{--brand:{};--brand-ink:{};--brand-text:{}}}\n\
             @media (prefers-color-scheme:dark){{:root{{--brand:{0};--brand-ink:{1};--brand-text:{}}}}}\n",
            self.hex(),
            ink.hex(),
            self.readable_on(DAY, BLACK).hex(),
            self.readable_on(NIGHT, WHITE).hex(),
        )
    }

    /// This colour, moved towards `end` no further than it takes to be read on `ground`.
    fn readable_on(self, ground: Colour, end: Colour) -> Colour {
        (0..=20u8)
            .map(|step| self.towards(end, f64::from(step) / 20.0))
            .find(|colour| colour.contrast(ground) >= READABLE)
            .unwrap_or(end)
    }

    fn towards(self, end: Colour, share: f64) -> Colour {
        let mix = |from: u8, to: u8| {
            (f64::from(from) + (f64::from(to) - f64::from(from)) * share).round() as u8
        };
        Colour {
            red: mix(self.red, end.red),
            green: mix(self.green, end.green),
            blue: mix(self.blue, end.blue),
        }
    }

    /// WCAG 2 contrast ratio, 1 to 21.
    fn contrast(self, other: Colour) -> f64 {
        let (one, two) = (self.luminance() + 0.05, other.luminance() + 0.05);
        one.max(two) / one.min(two)
    }

    /// WCAG 2 relative luminance, 0 to 1.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_company_colour_can_be_read() {
        for step in 0..=0xfff_u32 {
            let channel = |shift: u32| ((step >> shift & 0xf) * 17) as u8;
            let colour = Colour { red: channel(8), green: channel(4), blue: channel(0) };
            assert!(colour.readable_on(DAY, BLACK).contrast(DAY) >= READABLE, "{}", colour.hex());
            assert!(colour.readable_on(NIGHT, WHITE).contrast(NIGHT) >= READABLE);
            assert!(colour.contrast(WHITE).max(colour.contrast(BLACK)) >= READABLE);
        }
    }

    #[test]
    fn only_six_digits_are_a_colour() {
        assert_eq!(Colour::parse("#1d4ED8").map(|colour| colour.hex()).as_deref(), Some("#1d4ed8"));
        for odd in ["", "#fff", "1d4ed8ff", "red;}", "#1d4ed"] {
            assert_eq!(Colour::parse(odd), None, "{odd}");
        }
    }
}
