//! QR codes as images for pages.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use image::{GrayImage, ImageFormat, Luma};
use qrcodegen::{QrCode, QrCodeEcc};

/// Pixels per module, and the quiet zone in modules (ISO/IEC 18004 requires four).
const MODULE: u32 = 6;
const QUIET: i32 = 4;

/// The QR code of a text as a `data:image/png;base64,…` URL; None if the text is too long.
pub fn data_url(text: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let modules = u32::try_from(code.size() + 2 * QUIET).ok()?;
    let side = modules * MODULE;
    let picture = GrayImage::from_fn(side, side, |x, y| {
        let at = |pixel: u32| (pixel / MODULE) as i32 - QUIET;
        Luma([if code.get_module(at(x), at(y)) { 0 } else { 255 }])
    });
    let mut png = std::io::Cursor::new(vec![]);
    picture.write_to(&mut png, ImageFormat::Png).ok()?;
    Some(format!("data:image/png;base64,{}", BASE64_STANDARD.encode(png.into_inner())))
}
