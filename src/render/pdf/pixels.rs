//! A last font for names that no other font has: the bitmaps of GNU Unifont as TrueType outlines.
//! They are coarse, and they are the characters: a name is printed as it is written. Only scripts
//! are included whose characters stand side by side each as it is: those that must be joined or
//! stacked would come out wrong.

use unifont::Glyph;

/// Blocks of the Unicode standard: Ethiopic, Cherokee, Canadian syllabics; CJK radicals to Yi
/// (Han, kana, bopomofo); Hangul syllables; compatibility and full-width forms.
const BLOCKS: [(u32, u32); 7] = [
    (0x1200, 0x139f),
    (0x13a0, 0x13ff),
    (0x1400, 0x167f),
    (0x2e80, 0xa4cf),
    (0xac00, 0xd7a3),
    (0xf900, 0xfaff),
    (0xff01, 0xffee),
];
/// Units per pixel; an em is sixteen pixels high.
const PIXEL: i16 = 64;
/// The rows below the base line.
const BELOW: i16 = 2;
/// By how much the rows of a glyph overlap, so that no viewer shows a gap between them.
const OVERLAP: i16 = 2;

/// Whether the last font has a character.
pub fn covers(character: char) -> bool {
    let code = u32::from(character);
    BLOCKS.iter().any(|(first, last)| (*first..=*last).contains(&code))
        && unifont::get_glyph(character).is_some()
}

/// A TrueType font (OpenType 1.9) of these characters, which must be sorted and covered.
pub fn font(characters: &[char]) -> Vec<u8> {
    let (mut outlines, mut offsets, mut metrics) = (vec![], vec![0_u32], vec![]);
    let (mut points, mut contours) = (0_u16, 0_u16);
    // The first glyph stands for what is missing, and is never used.
    for character in [None].into_iter().chain(characters.iter().copied().map(Some)) {
        let glyph = character.and_then(unifont::get_glyph);
        let bars = glyph.map(bars).unwrap_or_default();
        let left = bars.iter().map(|bar| bar[0]).min().unwrap_or(0);
        outline(&mut outlines, &bars);
        offsets.push(outlines.len() as u32);
        let width = glyph.map_or(16, Glyph::get_width) as u16 * PIXEL as u16;
        metrics.push((width, left));
        points = points.max(4 * bars.len() as u16);
        contours = contours.max(bars.len() as u16);
    }
    let count = metrics.len() as u16;
    let (top, bottom, side) = (PIXEL * (16 - BELOW), -PIXEL * BELOW, PIXEL * 16);
    let head = [
        words(&[1, 0, 1, 0, 0, 0, 0x5f0f, 0x3cf5, 0, side as u16]),
        // Two dates, which nobody needs.
        vec![0; 16],
        words(&[0, bottom as u16, side as u16, top as u16, 0, 8, 2, 1, 0]),
    ];
    let hhea = [
        words(&[1, 0, top as u16, bottom as u16, 0, side as u16, 0, 0, side as u16, 1, 0]),
        vec![0; 12],
        words(&[count]),
    ];
    let maxp = words(&[1, 0, count, points, contours, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0]);
    let hmtx: Vec<u8> =
        metrics.iter().flat_map(|(width, left)| words(&[*width, *left as u16])).collect();
    let loca: Vec<u8> = offsets.iter().flat_map(|offset| offset.to_be_bytes()).collect();
    tables(&[
        (b"cmap", cmap(characters)),
        (b"glyf", outlines),
        (b"head", head.concat()),
        (b"hhea", hhea.concat()),
        (b"hmtx", hmtx),
        (b"loca", loca),
        (b"maxp", maxp),
        (b"name", name()),
    ])
}

fn words(values: &[u16]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_be_bytes()).collect()
}

/// The dots of a glyph as bars: left, bottom, right, top.
fn bars(glyph: &Glyph) -> Vec<[i16; 4]> {
    let mut bars = vec![];
    for row in 0..16_i16 {
        let is_set = |x: i16| glyph.get_pixel(x as usize, row as usize);
        let width = glyph.get_width() as i16;
        let mut x = 0;
        while x < width {
            let start = x;
            while x < width && is_set(x) {
                x += 1;
            }
            if x > start {
                let bottom = (15 - row - BELOW) * PIXEL;
                bars.push([start * PIXEL, bottom - OVERLAP, x * PIXEL, bottom + PIXEL]);
            }
            x += 1;
        }
    }
    bars
}

/// A simple glyph (`glyf`): each bar is a contour of four corners.
fn outline(out: &mut Vec<u8>, bars: &[[i16; 4]]) {
    if bars.is_empty() {
        return;
    }
    let side = |at: usize, pick: fn(i16, i16) -> i16| bars.iter().map(|bar| bar[at]).reduce(pick);
    let bounds = [side(0, i16::min), side(1, i16::min), side(2, i16::max), side(3, i16::max)];
    out.extend((bars.len() as i16).to_be_bytes());
    out.extend(bounds.into_iter().flat_map(|side| side.unwrap_or(0).to_be_bytes()));
    out.extend((0..bars.len()).flat_map(|at| (4 * at as u16 + 3).to_be_bytes()));
    // No instructions; all points on the curve, as 16-bit differences.
    out.extend([0, 0]);
    out.extend(vec![1; 4 * bars.len()]);
    // Clockwise, from the lower left corner.
    let corners: Vec<(i16, i16)> = bars
        .iter()
        .flat_map(|&[left, bottom, right, top]| {
            [(left, bottom), (left, top), (right, top), (right, bottom)]
        })
        .collect();
    for axis in [|corner: &(i16, i16)| corner.0, |corner: &(i16, i16)| corner.1] {
        let mut before = 0;
        for corner in &corners {
            out.extend((axis(corner) - before).to_be_bytes());
            before = axis(corner);
        }
    }
    while !out.len().is_multiple_of(4) {
        out.push(0);
    }
}

/// A character map of format 12: the n-th character is the n-th glyph.
fn cmap(characters: &[char]) -> Vec<u8> {
    let count = characters.len() as u32;
    let mut out = words(&[0, 1, 3, 10, 0, 12, 12, 0]);
    for number in [16 + 12 * count, 0, count] {
        out.extend(number.to_be_bytes());
    }
    for (glyph, character) in (1_u32..).zip(characters) {
        let code = u32::from(*character);
        out.extend([code, code, glyph].into_iter().flat_map(u32::to_be_bytes));
    }
    out
}

/// The PostScript name.
fn name() -> Vec<u8> {
    let text: Vec<u8> = "Unifont".encode_utf16().flat_map(u16::to_be_bytes).collect();
    [words(&[0, 1, 18, 3, 1, 0x409, 6, text.len() as u16, 0]), text].concat()
}

/// The file: a directory and its tables. Nobody checks the sums of an embedded font.
fn tables(tables: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let count = tables.len() as u16;
    let mut out = words(&[1, 0, count, 128, 3, count * 16 - 128]);
    let mut offset = 12 + 16 * tables.len();
    let mut data = vec![];
    for (tag, table) in tables {
        out.extend(*tag);
        for number in [0, offset as u32, table.len() as u32] {
            out.extend(number.to_be_bytes());
        }
        data.extend(table);
        let padding = table.len().next_multiple_of(4) - table.len();
        data.extend(vec![0; padding]);
        offset += table.len() + padding;
    }
    out.extend(data);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_is_read_back_as_it_was_drawn() {
        let font = font(&['か', '山', '田', '김']);
        let face = rustybuzz::Face::from_slice(&font, 0).unwrap();
        for (nth, character) in (1..).zip(['か', '山', '田', '김']) {
            let glyph = face.glyph_index(character).unwrap();
            assert_eq!(glyph.0, nth);
            assert_eq!(face.glyph_hor_advance(glyph), Some(1024));
            let bounds = face.glyph_bounding_box(glyph).unwrap();
            assert!(bounds.width() > 600 && bounds.height() > 600, "{character} {bounds:?}");
        }
        assert!(covers('山') && !covers('न') && !covers('a') && !covers('🦄'));
    }
}
