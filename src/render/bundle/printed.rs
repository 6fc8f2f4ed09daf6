//! Extracts the printed text of our PDFs.

use crate::model::Digest;

/// The text of a PDF, without its white space.
pub struct Printed(String);

impl Printed {
    /// Reads a PDF; None if no text can be extracted.
    pub fn read(pdf: &[u8]) -> Option<Self> {
        let document = lopdf::Document::load_mem(pdf).ok()?;
        let pages: Vec<u32> = document.get_pages().keys().copied().collect();
        let text = document.extract_text(&pages).ok()?;
        Some(Self(text.chars().filter(|c| !c.is_whitespace()).collect()))
    }

    /// Whether the text contains a digest.
    pub fn has(&self, digest: &Digest) -> bool {
        self.0.contains(&digest.hex())
    }
}
