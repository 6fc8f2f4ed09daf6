//! The photographs of the sample studio: drawn here, so that none of real people is needed.

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, RgbImage};

use crate::Result;

type Colour = [u8; 3];

/// How somebody looks on every photograph.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    skin: Colour,
    hair: Colour,
    clothes: Colour,
    has_long_hair: bool,
}

const fn look(skin: Colour, hair: Colour, clothes: Colour, has_long_hair: bool) -> Look {
    Look { skin, hair, clothes, has_long_hair }
}

/// Some people, all different.
pub const LOOKS: [Look; 7] = [
    look([236, 188, 158], [74, 42, 26], [178, 58, 72], true),
    look([244, 208, 182], [196, 150, 82], [42, 72, 110], false),
    look([248, 216, 194], [214, 170, 96], [38, 104, 96], true),
    look([240, 202, 170], [24, 22, 26], [216, 164, 60], true),
    look([166, 112, 78], [30, 22, 20], [88, 70, 128], false),
    look([250, 220, 204], [168, 72, 36], [66, 110, 62], true),
    look([224, 172, 138], [110, 64, 38], [120, 126, 140], true),
];

/// A photograph: who stands where, in thousandths of the width; and from how near.
#[derive(Debug, Clone, Copy)]
pub struct Scene {
    /// Index in [`LOOKS`], and the middle of the figure.
    pub people: &'static [(usize, u32)],
    /// The height of a head, in thousandths of the height of the picture.
    pub head: u32,
    /// Whether they are seen from behind.
    pub is_from_behind: bool,
}

const SIZE: (u32, u32) = (960, 640);

/// The photograph as a JPEG. `number` varies its lights.
pub fn photograph(number: u32, scene: &Scene) -> Result<Vec<u8>> {
    let mut canvas = Canvas::new(SIZE.0, SIZE.1);
    room(&mut canvas, number);
    let (width, height) = (SIZE.0 as f32, SIZE.1 as f32);
    let head = height * scene.head as f32 / 1000.0;
    for (nth, (who, middle)) in scene.people.iter().enumerate() {
        let x = width * *middle as f32 / 1000.0;
        // Not all of a height.
        let top = height * 0.34 + head * (((who * 5 + nth * 3) % 4) as f32) * 0.08;
        figure(&mut canvas, &LOOKS[who % LOOKS.len()], (x, top), head / 2.0, scene.is_from_behind);
    }
    encode(&canvas.picture)
}

pub fn encode(picture: &RgbImage) -> Result<Vec<u8>> {
    let mut bytes = vec![];
    JpegEncoder::new_with_quality(&mut bytes, 82)
        .encode(picture.as_raw(), picture.width(), picture.height(), ExtendedColorType::Rgb8)
        .map_err(anyhow::Error::from)?;
    Ok(bytes)
}

/// An evening in a workshop: a wall, a floor, a garland of bulbs, and lights out of focus.
fn room(canvas: &mut Canvas, number: u32) {
    let (width, height) = (SIZE.0 as f32, SIZE.1 as f32);
    let walls = [[52, 40, 66], [40, 50, 74], [70, 44, 44], [36, 58, 60]];
    let wall: Colour = walls[number as usize % walls.len()];
    canvas.gradient(wall, mixed(wall, [236, 150, 84], 0.55));
    let mut seed = number.wrapping_mul(2_654_435_761).wrapping_add(97);
    let mut random = move || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as f32 / (1 << 24) as f32
    };
    for _ in 0..16 {
        let at = (random() * width, random() * height * 0.7);
        let radius = 14.0 + random() * 44.0;
        let glow = mixed([255, 214, 140], [255, 138, 92], random());
        canvas.disc(at, radius, glow, 0.10 + random() * 0.16);
    }
    let floor = height * 0.86;
    canvas.fill((0.0, floor, width, height), mixed(wall, [20, 14, 16], 0.6), 0.8, |_, y| floor - y);
    // The garland hangs in two bows.
    for bow in 0..2 {
        for bulb in 0..=10 {
            let along = bulb as f32 / 10.0;
            let x = width * (bow as f32 + along) / 2.0;
            let y = height * (0.06 + 0.11 * (1.0 - (2.0 * along - 1.0).powi(2)));
            canvas.disc((x, y), 17.0, [255, 206, 120], 0.25);
            canvas.disc((x, y), 6.0, [255, 244, 214], 1.0);
        }
    }
}

/// Somebody from the waist up. `radius`: half the height of the head.
fn figure(canvas: &mut Canvas, look: &Look, top: (f32, f32), radius: f32, is_from_behind: bool) {
    let ((x, y), r) = (top, radius);
    let dark = |colour| mixed(colour, [20, 10, 24], 0.28);
    if look.has_long_hair {
        canvas.oval((x, y + r * 0.45), (r * 1.12, r * 1.5), dark(look.hair));
    }
    // Neck, shoulders, and what they wear.
    canvas.oval((x, y + r * 1.25), (r * 0.36, r * 0.7), dark(look.skin));
    canvas.body((x, y + r * 4.05), (r * 1.9, r * 2.6), dark(look.clothes));
    canvas.body((x - r * 0.07, y + r * 4.1), (r * 1.76, r * 2.55), look.clothes);
    if !is_from_behind {
        canvas.oval((x, y + r * 1.55), (r * 0.5, r * 0.42), look.skin);
    }
    canvas.oval((x, y), (r * 0.82, r), look.skin);
    if is_from_behind {
        canvas.oval((x, y - r * 0.02), (r * 0.9, r * 1.06), look.hair);
        return;
    }
    // Hair above the brow: what is inside its oval and above a slanting line.
    let brow = |px: f32, py: f32| (py - (y - r * 0.34)) + (px - x) * 0.22;
    let within = (x - r * 1.1, y - r * 1.2, x + r * 1.1, y + r * 0.4);
    canvas.fill(within, look.hair, 1.0, |px, py| {
        oval_distance((px, py), (x, y - r * 0.02), (r * 0.93, r * 1.1)).max(brow(px, py))
    });
    for side in [-1.0, 1.0] {
        canvas.disc((x + side * r * 0.3, y + r * 0.02), r * 0.075, [40, 28, 30], 1.0);
        let cheek = mixed(look.skin, [232, 98, 92], 0.5);
        canvas.disc((x + side * r * 0.45, y + r * 0.3), r * 0.17, cheek, 0.45);
    }
    // A smile: the lower part of a ring.
    let smile = (x - r * 0.4, y + r * 0.3, x + r * 0.4, y + r * 0.7);
    canvas.fill(smile, [150, 52, 56], 1.0, |px, py| {
        let from = ((px - x).powi(2) + (py - (y + r * 0.22)).powi(2)).sqrt();
        ((from - r * 0.34).abs() - r * 0.05).max(y + r * 0.4 - py)
    });
}

fn mixed(one: Colour, other: Colour, share: f32) -> Colour {
    std::array::from_fn(|at| {
        (f32::from(one[at]) * (1.0 - share) + f32::from(other[at]) * share).round() as u8
    })
}

/// How far a point is outside an oval, about in pixels; negative inside.
fn oval_distance(point: (f32, f32), middle: (f32, f32), radii: (f32, f32)) -> f32 {
    let (dx, dy) = ((point.0 - middle.0) / radii.0, (point.1 - middle.1) / radii.1);
    ((dx * dx + dy * dy).sqrt() - 1.0) * radii.0.min(radii.1)
}

/// A picture that is painted from back to front.
struct Canvas {
    picture: RgbImage,
}

impl Canvas {
    fn new(width: u32, height: u32) -> Self {
        Self { picture: RgbImage::new(width, height) }
    }

    fn gradient(&mut self, top: Colour, bottom: Colour) {
        let (width, height) = self.picture.dimensions();
        let row = 3 * width as usize;
        for (y, line) in self.picture.chunks_exact_mut(row).enumerate() {
            let colour = mixed(top, bottom, y as f32 / height as f32);
            line.as_chunks_mut::<3>().0.fill(colour);
        }
    }

    fn disc(&mut self, middle: (f32, f32), radius: f32, colour: Colour, opacity: f32) {
        self.shape(middle, (radius, radius), colour, opacity);
    }

    /// Rounder than a rectangle and squarer than an oval: shoulders and what is below them.
    fn body(&mut self, (x, y): (f32, f32), (w, h): (f32, f32), colour: Colour) {
        self.fill((x - w - 1.0, y - h - 1.0, x + w + 1.0, y + h + 1.0), colour, 1.0, |px, py| {
            let (dx, dy) = (((px - x) / w).abs(), ((py - y) / h).abs());
            ((dx.powi(3) + dy.powi(3)).cbrt() - 1.0) * w.min(h)
        });
    }

    fn oval(&mut self, middle: (f32, f32), radii: (f32, f32), colour: Colour) {
        self.shape(middle, radii, colour, 1.0);
    }

    fn shape(&mut self, (x, y): (f32, f32), (w, h): (f32, f32), colour: Colour, opacity: f32) {
        let within = (x - w - 1.0, y - h - 1.0, x + w + 1.0, y + h + 1.0);
        self.fill(within, colour, opacity, |px, py| oval_distance((px, py), (x, y), (w, h)));
    }

    /// Paints what is inside: where `outside`, a distance in pixels, is negative. Edges are soft.
    fn fill(
        &mut self,
        (left, top, right, bottom): (f32, f32, f32, f32),
        colour: Colour,
        opacity: f32,
        outside: impl Fn(f32, f32) -> f32,
    ) {
        let (width, height) = self.picture.dimensions();
        let range =
            |from: f32, to: f32, most: u32| from.max(0.0) as u32..(to.max(0.0) as u32).min(most);
        for y in range(top, bottom + 1.0, height) {
            for x in range(left, right + 1.0, width) {
                let share = (0.5 - outside(x as f32 + 0.5, y as f32 + 0.5)).clamp(0.0, 1.0);
                if share > 0.0 {
                    let pixel = self.picture.get_pixel_mut(x, y);
                    pixel.0 = mixed(pixel.0, colour, share * opacity);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_looks_different_and_no_picture_is_another() {
        let scenes = [
            Scene { people: &[(0, 500)], head: 260, is_from_behind: false },
            Scene { people: &[(1, 500)], head: 260, is_from_behind: false },
            Scene { people: &[(1, 500)], head: 260, is_from_behind: true },
            Scene { people: &[], head: 260, is_from_behind: false },
        ];
        let drawn: Vec<_> = scenes.iter().map(|one| photograph(3, one).unwrap()).collect();
        for (nth, one) in drawn.iter().enumerate() {
            assert!(one.starts_with(&[0xff, 0xd8]) && one.len() > 8_000, "{}", one.len());
            assert!(drawn[nth + 1..].iter().all(|other| other != one));
        }
    }
}
