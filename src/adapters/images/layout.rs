//! The geometry of a transform: which window of the upright image becomes how many pixels, on
//! what canvas. All in pixels of the upright original.

use crate::model::transform::{Crop, Gravity, MAX_SIDE, Transform};

/// The sizes of a transform, before the window is positioned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sizes {
    /// Of the window, in pixels of the original.
    pub window: (f64, f64),
    /// Of the image made from the window.
    pub picture: (u32, u32),
    /// Of the result; larger than the image only if padded.
    pub canvas: (u32, u32),
}

/// The factor by which `c_thumb` narrows the window.
const CLOSER: f64 = 2.0 / 3.0;

/// The sizes for an upright image of `width` × `height`.
pub fn sizes(transform: &Transform, width: u32, height: u32) -> Sizes {
    let (full_w, full_h) = (f64::from(width), f64::from(height));
    let most = f64::from(MAX_SIDE);
    let wanted_w = transform.width.map(f64::from);
    let wanted_h = transform.height.map(f64::from);
    let whole = |scale: f64| {
        let picture = (pixels(full_w * scale), pixels(full_h * scale));
        Sizes { window: (full_w, full_h), picture, canvas: picture }
    };
    // A side that was not given is still limited.
    let inside = (wanted_w.unwrap_or(most) / full_w).min(wanted_h.unwrap_or(most) / full_h);
    let (Some(box_w), Some(box_h)) = (wanted_w, wanted_h) else {
        let enlarges = transform.crop == Crop::Fit;
        return whole(if enlarges { inside } else { inside.min(1.0) });
    };
    match transform.crop {
        Crop::Limit => whole(inside.min(1.0)),
        Crop::Fit => whole(inside),
        Crop::Pad => {
            let fitted = whole(inside);
            Sizes { canvas: (pixels(box_w), pixels(box_h)), ..fitted }
        }
        Crop::Fill | Crop::Thumb => {
            let scale = (box_w / full_w).max(box_h / full_h);
            let window = ((box_w / scale).min(full_w), (box_h / scale).min(full_h));
            // Narrower only as far as the original has enough pixels.
            let closer = match transform.crop {
                Crop::Thumb => CLOSER.max((box_w / window.0).min(1.0)),
                _ => 1.0,
            };
            let picture = (pixels(box_w), pixels(box_h));
            Sizes { window: (window.0 * closer, window.1 * closer), picture, canvas: picture }
        }
    }
}

fn pixels(side: f64) -> u32 {
    (side.round() as u32).clamp(1, MAX_SIDE)
}

/// A rectangle, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// Positions a window in an image so that `(x, y)`, as fractions of the sides, is at its centre
/// as far as the edges allow.
pub fn around(x: f64, y: f64, window: (f64, f64), width: u32, height: u32) -> Window {
    let start = |at: f64, length: f64, whole: u32| {
        let whole = f64::from(whole);
        (at * whole - length / 2.0).clamp(0.0, (whole - length).max(0.0))
    };
    Window {
        x: start(x, window.0, width),
        y: start(y, window.1, height),
        width: window.0,
        height: window.1,
    }
}

/// The window where the gravity alone decides; None for `auto`.
pub fn by_gravity(gravity: Gravity, window: (f64, f64), width: u32, height: u32) -> Option<Window> {
    match gravity {
        Gravity::Auto => None,
        Gravity::Spot(spot) => Some(around(spot.x.value(), spot.y.value(), window, width, height)),
        Gravity::At(place) => {
            let (x, y) = place.shares();
            Some(Window {
                x: (f64::from(width) - window.0).max(0.0) * x,
                y: (f64::from(height) - window.1).max(0.0) * y,
                width: window.0,
                height: window.1,
            })
        }
    }
}

/// The same window in the image as stored (rotated or mirrored); `width` and `height` are the
/// upright ones.
pub fn as_stored(window: Window, orientation: u8, width: u32, height: u32) -> Window {
    let (width, height) = (f64::from(width), f64::from(height));
    let Window { x, y, width: w, height: h } = window;
    let mirrored_x = width - x - w;
    let mirrored_y = height - y - h;
    let straight = |x, y| Window { x, y, width: w, height: h };
    let turned = |x, y| Window { x, y, width: h, height: w };
    match orientation {
        2 => straight(mirrored_x, y),
        3 => straight(mirrored_x, mirrored_y),
        4 => straight(x, mirrored_y),
        5 => turned(y, x),
        6 => turned(y, mirrored_x),
        7 => turned(mirrored_y, mirrored_x),
        8 => turned(mirrored_y, x),
        _ => window,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(transform: &str, width: u32, height: u32) -> Sizes {
        sizes(&transform.parse().expect(transform), width, height)
    }

    #[test]
    fn each_crop_gives_the_size_it_promises() {
        for (transform, canvas, picture, window) in [
            ("w_400", (400, 300), (400, 300), (800.0, 600.0)),
            ("w_1600", (800, 600), (800, 600), (800.0, 600.0)),
            ("w_1600,c_fit", (1600, 1200), (1600, 1200), (800.0, 600.0)),
            ("w_400,h_400", (400, 300), (400, 300), (800.0, 600.0)),
            ("w_400,h_400,c_fill", (400, 400), (400, 400), (600.0, 600.0)),
            ("w_400,h_400,c_pad", (400, 400), (400, 300), (800.0, 600.0)),
            ("w_100,h_100,c_thumb", (100, 100), (100, 100), (400.0, 400.0)),
            ("w_500,h_500,c_thumb", (500, 500), (500, 500), (500.0, 500.0)),
            ("w_900,h_900,c_thumb", (900, 900), (900, 900), (600.0, 600.0)),
            ("f_png", (800, 600), (800, 600), (800.0, 600.0)),
        ] {
            let sizes = of(transform, 800, 600);
            assert_eq!(sizes.canvas, canvas, "{transform}");
            assert_eq!(sizes.picture, picture, "{transform}");
            let (w, h) = sizes.window;
            assert!(
                (w - window.0).abs() < 0.01 && (h - window.1).abs() < 0.01,
                "{transform}: {w} {h}"
            );
        }
    }

    #[test]
    fn no_shape_of_picture_makes_a_side_endless_or_nothing() {
        for transform in
            ["h_400,c_fit", "w_4096,c_fit", "w_1", "f_jpg", "w_9,h_4096,c_fill", "w_9,h_9,c_pad"]
        {
            for (width, height) in [(20_000, 1), (1, 20_000), (1, 1), (20_000, 5_000)] {
                let sizes = of(transform, width, height);
                for side in [sizes.canvas.0, sizes.canvas.1, sizes.picture.0, sizes.picture.1] {
                    assert!((1..=MAX_SIDE).contains(&side), "{transform} {width}x{height}");
                }
                assert!(sizes.window.0 <= f64::from(width) && sizes.window.1 <= f64::from(height));
            }
        }
    }

    #[test]
    fn a_window_stays_inside() {
        assert_eq!(
            around(0.0, 0.5, (100.0, 50.0), 200, 100),
            Window { x: 0.0, y: 25.0, width: 100.0, height: 50.0 }
        );
        assert_eq!(
            around(1.0, 1.0, (100.0, 50.0), 200, 100),
            Window { x: 100.0, y: 50.0, width: 100.0, height: 50.0 }
        );
    }
}
