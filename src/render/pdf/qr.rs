//! A QR code as filled rectangles.

use qrcodegen::{QrCode, QrCodeEcc};

use super::sheet::Sheets;
use crate::render::Colour;

/// Draws the QR code of a text into a square; nothing if the text is too long.
pub fn draw(sheets: &mut Sheets<'_>, text: &str, x: f32, y: f32, side: f32) {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return };
    let unit = side / code.size() as f32;
    let mut runs = vec![];
    for row in 0..code.size() {
        let mut column = 0;
        while column < code.size() {
            let start = column;
            while code.get_module(column, row) {
                column += 1;
            }
            if column > start {
                let (left, right) = (x + start as f32 * unit, x + column as f32 * unit);
                let (top, bottom) = (y + row as f32 * unit, y + (row + 1) as f32 * unit);
                runs.push(vec![(left, top), (right, top), (right, bottom), (left, bottom)]);
            }
            column += 1;
        }
    }
    sheets.polygons(runs, Colour::BLACK);
}
