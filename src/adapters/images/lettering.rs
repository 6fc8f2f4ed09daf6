//! Renders a line of text: shaped, in visual order, white with a dark outline so that it shows on
//! any background. The font is DejaVu Sans, which covers the alphabets of Europe and the Near
//! East; missing glyphs are transliterated to Latin.

use std::sync::LazyLock;

use ab_glyph_rasterizer::{Point, Rasterizer, point};
use image::RgbaImage;
use rustybuzz::ttf_parser::{GlyphId, OutlineBuilder};
use rustybuzz::{Direction, Face, UnicodeBuffer};
use unicode_bidi::BidiInfo;

static FACE: LazyLock<Option<Face<'static>>> =
    LazyLock::new(|| Face::from_slice(dejavu::sans::bold(), 0));

/// The longest text that is drawn, in characters.
const LONGEST: usize = 120;

/// Renders the text `width` pixels wide, at most `height` high; None if there is nothing to draw.
pub fn draw(text: &str, width: u32, height: u32) -> Option<RgbaImage> {
    let face = FACE.as_ref()?;
    let glyphs = set(face, &writable(face, text));
    let length: f32 = glyphs.iter().map(|glyph| glyph.advance).sum();
    let line = f32::from(face.ascender()) - f32::from(face.descender());
    if length <= 0.0 {
        return None;
    }
    // An outline on all sides, in proportion to the font size.
    let rim_of = |scale: f32| (line * scale / 24.0).max(1.0).ceil();
    let scale = (width as f32 / length).min(height as f32 / line);
    let rim = rim_of(scale);
    let scale = ((width as f32 - 2.0 * rim) / length).min((height as f32 - 2.0 * rim) / line);
    if scale * line < 4.0 {
        return None;
    }
    let wide = (length * scale + 2.0 * rim).ceil() as usize;
    let high = (line * scale + 2.0 * rim).ceil() as usize;
    let mut pen = Pen {
        raster: Rasterizer::new(wide, high),
        scale,
        x: rim,
        y: rim + f32::from(face.ascender()) * scale,
        at: point(0.0, 0.0),
        start: point(0.0, 0.0),
    };
    for glyph in &glyphs {
        let (x, y) = (pen.x, pen.y);
        pen.x += glyph.dx * scale;
        pen.y -= glyph.dy * scale;
        face.outline_glyph(GlyphId(glyph.id), &mut pen);
        (pen.x, pen.y) = (x + glyph.advance * scale, y);
    }
    let mut covered = vec![0.0f32; wide * high];
    pen.raster.for_each_pixel(|at, cover| {
        if let Some(pixel) = covered.get_mut(at) {
            *pixel = cover.clamp(0.0, 1.0);
        }
    });
    Some(rimmed(&covered, wide, high, rim as i64))
}

/// White where the text is, with a fading black outline.
fn rimmed(covered: &[f32], wide: usize, high: usize, rim: i64) -> RgbaImage {
    let at = |x: i64, y: i64| {
        let inside = (0..wide as i64).contains(&x) && (0..high as i64).contains(&y);
        if inside { covered[y as usize * wide + x as usize] } else { 0.0 }
    };
    RgbaImage::from_fn(wide as u32, high as u32, |x, y| {
        let (x, y) = (i64::from(x), i64::from(y));
        let text = at(x, y);
        let mut near = 0.0f32;
        for (dx, dy) in [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (1, -1), (-1, 1)] {
            near = near.max(at(x + dx * rim, y + dy * rim));
        }
        let shade = near * 0.6;
        let alpha = text + shade * (1.0 - text);
        let white = if alpha > 0.0 { (text / alpha * 255.0) as u8 } else { 0 };
        image::Rgba([white, white, white, (alpha * 255.0) as u8])
    })
}

/// Transliterates characters that the font lacks to Latin.
fn writable(face: &Face, text: &str) -> String {
    let text = text.chars().filter(|c| !c.is_control()).take(LONGEST);
    text.map(|c| match face.glyph_index(c) {
        Some(_) => c.to_string(),
        None => deunicode::deunicode_char(c).unwrap_or("").to_owned(),
    })
    .collect()
}

struct Glyph {
    id: u16,
    advance: f32,
    dx: f32,
    dy: f32,
}

/// Shapes a line, run by run in visual order.
fn set(face: &Face, text: &str) -> Vec<Glyph> {
    let order = BidiInfo::new(text, None);
    let mut glyphs = vec![];
    for paragraph in &order.paragraphs {
        let (levels, runs) = order.visual_runs(paragraph, paragraph.range.clone());
        for run in runs {
            let mut buffer = UnicodeBuffer::new();
            buffer.push_str(&text[run.clone()]);
            buffer.guess_segment_properties();
            let is_rtl = levels.get(run.start).is_some_and(|level| level.is_rtl());
            buffer.set_direction(if is_rtl {
                Direction::RightToLeft
            } else {
                Direction::LeftToRight
            });
            let shaped = rustybuzz::shape(face, &[], buffer);
            let pairs = shaped.glyph_infos().iter().zip(shaped.glyph_positions());
            glyphs.extend(pairs.map(|(info, place)| Glyph {
                id: info.glyph_id as u16,
                advance: place.x_advance as f32,
                dx: place.x_offset as f32,
                dy: place.y_offset as f32,
            }));
        }
    }
    glyphs
}

/// Draws glyph outlines into the raster; y grows downwards there and upwards in fonts.
struct Pen {
    raster: Rasterizer,
    scale: f32,
    x: f32,
    y: f32,
    at: Point,
    start: Point,
}

impl Pen {
    fn to(&self, x: f32, y: f32) -> Point {
        point(self.x + x * self.scale, self.y - y * self.scale)
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.at = self.to(x, y);
        self.start = self.at;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let end = self.to(x, y);
        self.raster.draw_line(self.at, end);
        self.at = end;
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let end = self.to(x, y);
        self.raster.draw_quad(self.at, self.to(x1, y1), end);
        self.at = end;
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let end = self.to(x, y);
        self.raster.draw_cubic(self.at, self.to(x1, y1), self.to(x2, y2), end);
        self.at = end;
    }

    fn close(&mut self) {
        self.raster.draw_line(self.at, self.start);
        self.at = self.start;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_any_script_leaves_ink_within_its_box() {
        for text in ["© Studio Ana 2026", "استوديو عمر", "Šárka Łęcka", "山田写真館"]
        {
            let drawn = draw(text, 400, 100).unwrap_or_else(|| panic!("{text}"));
            assert!(
                drawn.width() <= 401 && drawn.height() <= 101,
                "{text}: {:?}",
                drawn.dimensions()
            );
            assert!(drawn.pixels().filter(|pixel| pixel.0[3] > 200).count() > 300, "{text}");
        }
        for text in ["", "   ", "\u{200b}"] {
            assert!(draw(text, 400, 100).is_none_or(|drawn| drawn.pixels().all(|p| p.0[3] == 0)));
        }
        assert!(draw("far too small to be read", 6, 6).is_none());
    }
}
