//! Finds the most salient window of an image, which `g_auto` keeps when no focus is set. A
//! heuristic: it scores edges, skin-like colours and saturated colours; a face scores in all
//! three, but so may a wooden table, so set a focus where it matters. The result is
//! deterministic.

use image::RgbImage;

use super::layout::{Window, around};

/// The longer side of the examined copy.
pub const LOOK: u32 = 96;

/// The best place for a window in an image, found on a small upright copy.
pub fn best(copy: &RgbImage, window: (f64, f64), width: u32, height: u32) -> Window {
    let (across, down) = (copy.width() as usize, copy.height() as usize);
    let scores = scores(copy);
    let sums = Sums::of(&scores, across, down);
    // The window, scaled to the copy.
    let wide = (window.0 / f64::from(width) * across as f64).round().clamp(1.0, across as f64);
    let high = (window.1 / f64::from(height) * down as f64).round().clamp(1.0, down as f64);
    let (wide, high) = (wide as usize, high as usize);
    let mut best = (f64::MIN, 0, 0);
    for top in 0..=down - high {
        for left in 0..=across - wide {
            let inside = sums.of_box(left, top, wide, high);
            // The middle of the window counts twice, to keep faces away from the edges.
            let (inner_w, inner_h) = ((wide / 2).max(1), (high / 2).max(1));
            let inner = sums.of_box(
                left + (wide - inner_w) / 2,
                top + (high - inner_h) / 2,
                inner_w,
                inner_h,
            );
            // Of equals, the one nearer to the middle, slightly above it.
            let away = offset(left, wide, across, 0.5) + offset(top, high, down, 0.42);
            let score = inside + inner - away * (sums.whole * 0.02 + 1e-6);
            if score > best.0 {
                best = (score, left, top);
            }
        }
    }
    let middle = |start: usize, length: usize, whole: usize| {
        (start as f64 + length as f64 / 2.0) / whole as f64
    };
    around(middle(best.1, wide, across), middle(best.2, high, down), window, width, height)
}

/// The distance of a range's centre from a spot, as a fraction of the whole.
fn offset(start: usize, length: usize, whole: usize, spot: f64) -> f64 {
    ((start as f64 + length as f64 / 2.0) / whole as f64 - spot).abs()
}

/// A summed-area table.
struct Sums {
    sums: Vec<f64>,
    across: usize,
    whole: f64,
}

impl Sums {
    fn of(scores: &[f64], across: usize, down: usize) -> Self {
        let stride = across + 1;
        let mut sums = vec![0.0; stride * (down + 1)];
        for y in 0..down {
            let mut row = 0.0;
            for x in 0..across {
                row += scores[y * across + x];
                sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + row;
            }
        }
        let whole = sums.last().copied().unwrap_or_default();
        Self { sums, across, whole }
    }

    fn of_box(&self, left: usize, top: usize, wide: usize, high: usize) -> f64 {
        let at = |x: usize, y: usize| self.sums[y * (self.across + 1) + x];
        at(left + wide, top + high) - at(left, top + high) - at(left + wide, top) + at(left, top)
    }
}

fn scores(copy: &RgbImage) -> Vec<f64> {
    let (across, down) = (copy.width(), copy.height());
    let luma = |x: u32, y: u32| {
        let [r, g, b] = copy.get_pixel(x.min(across - 1), y.min(down - 1)).0.map(f64::from);
        0.299 * r + 0.587 * g + 0.114 * b
    };
    let mut scores = Vec::with_capacity((across * down) as usize);
    for y in 0..down {
        for x in 0..across {
            let here = luma(x, y);
            let around = luma(x.saturating_sub(1), y)
                + luma(x + 1, y)
                + luma(x, y.saturating_sub(1))
                + luma(x, y + 1);
            let edge = ((4.0 * here - around).abs() / 255.0).min(1.0);
            let colour = copy.get_pixel(x, y).0;
            scores.push(
                0.4 * edge + 3.0 * skin(colour) * (0.3 + edge.min(0.7)) + 0.05 * vivid(colour),
            );
        }
    }
    scores
}

/// The similarity to skin colours of any shade, 0 to 1: by the direction from black, ignoring
/// brightness.
fn skin(colour: [u8; 3]) -> f64 {
    let [r, g, b] = colour.map(f64::from);
    let length = (r * r + g * g + b * b).sqrt();
    if !(60.0..=430.0).contains(&length) {
        return 0.0;
    }
    let [r, g, b] = [r / length, g / length, b / length];
    let away = ((r - 0.76).powi(2) + (g - 0.53).powi(2) + (b - 0.39).powi(2)).sqrt();
    (1.0 - away / 0.2).max(0.0)
}

fn vivid(colour: [u8; 3]) -> f64 {
    let most = f64::from(colour.into_iter().max().unwrap_or_default());
    let least = f64::from(colour.into_iter().min().unwrap_or_default());
    if most < 40.0 { 0.0 } else { (most - least) / most }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_goes_where_something_is() {
        let mut copy = RgbImage::from_pixel(96, 48, image::Rgb([200, 210, 220]));
        for y in 10..34 {
            for x in 68..86 {
                let skin = if (x + y) % 3 == 0 { [150, 100, 75] } else { [220, 147, 110] };
                copy.put_pixel(x, y, image::Rgb(skin));
            }
        }
        let window = best(&copy, (2000.0, 2000.0), 4000, 2000);
        assert!(window.x > 1_500.0 && window.y == 0.0, "{window:?}");
        assert_eq!(window, best(&copy, (2000.0, 2000.0), 4000, 2000));
    }

    #[test]
    fn nothing_anywhere_leaves_the_middle() {
        let copy = RgbImage::from_pixel(96, 48, image::Rgb([90, 90, 90]));
        let window = best(&copy, (2000.0, 2000.0), 4000, 2000);
        assert!((window.x - 1_000.0).abs() < 50.0, "{window:?}");
    }
}
