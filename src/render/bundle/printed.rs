//! What a PDF of ours says in print.

use crate::model::Digest;

/// The text of a PDF, without its white space.
pub struct Printed(String);

impl Printed {
    /// Reads a PDF; none if there is no text to be had from it.
    pub fn read(pdf: &[u8]) -> Option<Self> {
        let document = lopdf::Document::load_mem(pdf).ok()?;
        let pages: Vec<u32> = document.get_pages().keys().copied().collect();
        let text = document.extract_text(&pages).ok()?;
        Some(Self(text.chars().filter(|c| !c.is_whitespace()).collect()))
    }

    /// Whether a fingerprint is printed in it.
    pub fn has(&self, digest: &Digest) -> bool {
        self.0.contains(&digest.hex())
    }
}
