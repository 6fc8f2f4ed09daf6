//! The signed document as a PDF: the release (who, what, which uses, signatures)
//! and the page of evidence. Made once from plain values, byte for byte the same
//! from the same values and fonts, and able to print any name: a glyph that no
//! face has is written in Latin letters, never an error.
//!
//! From the values down to the file: [`input`], `release` and `evidence_page`
//! draw on `sheet`s the lines that `text` shapes with `fonts`; `file` writes.

mod evidence_page;
mod file;
mod flow;
mod fonts;
mod ink;
pub mod input;
mod qr;
mod release;
mod sample;
mod sheet;
mod system_fonts;
mod text;

#[cfg(test)]
mod tests;

pub use input::{Company, Event, Person, Release, Role, Signer, Step, Studio, Use};
pub use sample::sample;
use system_fonts::Library;

use crate::error::Result;
use crate::model::Digest;

/// A finished PDF.
#[derive(Debug, Clone)]
pub struct Pdf {
    pub bytes: Vec<u8>,
    pub sha256: Digest,
    pub pages: usize,
    /// Some text was not printed in its own letters; the document says so.
    pub transliterated: bool,
}

/// Makes the PDF of one answer.
pub fn release(input: &Release) -> Result<Pdf> {
    with_fonts(input, Library::installed())
}

/// Makes the PDF with the embedded fonts and those of `library`. A font that
/// turns out to be unusable is left out rather than fatal.
fn with_fonts(input: &Release, library: &Library) -> Result<Pdf> {
    let spares = fonts::spares_for(input.texts().into_iter(), library);
    let fonts = fonts::Fonts::new(&spares)?;
    let mut sheets = sheet::Sheets::new(&fonts);
    release::draw(&mut sheets, input);
    evidence_page::draw(&mut sheets, input);
    release::draw_margins(&mut sheets, input);
    let (pages, transliterated) = (sheets.pages.len(), sheets.replaced);
    match file::write(sheets, input) {
        Ok(bytes) => Ok(Pdf { sha256: Digest::of(&bytes), bytes, pages, transliterated }),
        Err(problem) if spares.is_empty() => Err(problem),
        Err(problem) => {
            tracing::warn!(%problem, "an installed font cannot be used in a PDF");
            let paths: Vec<_> = spares.iter().map(|spare| spare.path.clone()).collect();
            with_fonts(input, &library.without(&paths))
        }
    }
}
