//! What is printed: the signed document, the roster of a shoot, several documents in
//! one. The signed document as a PDF: the release (who, what, which uses, signatures)
//! and the page of evidence. Made once from plain values, byte for byte the same
//! from the same values and fonts, and able to print any name: a glyph that no
//! face has leaves a sign and a note, never an error and never a guess.
//!
//! From the values down to the file: [`input`], `release` and `evidence_page`
//! draw on `sheet`s the lines that `text` shapes with `fonts`; `file` writes.

mod evidence_page;
mod file;
mod flow;
mod fonts;
mod ink;
pub mod input;
mod merge;
mod qr;
mod release;
mod roster;
mod sample;
mod sheet;
mod system_fonts;
mod text;

#[cfg(test)]
mod tests;

pub use input::{
    Company, Event, Guardians, Logo, Person, Release, Role, Signer, Step, Studio, Use,
};
pub use merge::merged;
pub use roster::{Roster, Row};
pub use sample::sample;
use system_fonts::Library;

use crate::error::Result;
use crate::model::{Digest, Locale, Timestamp};

/// A finished PDF.
#[derive(Debug, Clone)]
pub struct Pdf {
    pub bytes: Vec<u8>,
    pub sha256: Digest,
    pub pages: usize,
    /// Some letters could not be printed; the document says so.
    pub unprinted: bool,
}

/// Makes the PDF of one answer.
pub fn release(input: &Release) -> Result<Pdf> {
    with_fonts(input, Library::installed())
}

/// Makes the list of who consented to a shoot.
pub fn roster(input: &Roster) -> Result<Pdf> {
    with_fonts(input, Library::installed())
}

/// What can be printed.
trait Printed {
    /// Every text that somebody typed.
    fn texts(&self) -> Vec<&str>;
    /// What the file says of itself.
    fn about(&self) -> About;
    fn draw(&self, sheets: &mut sheet::Sheets<'_>);
}

/// What a file says of itself.
struct About {
    locale: Locale,
    title: String,
    author: String,
    subject: String,
    made_at: Timestamp,
    /// The same for the same file.
    identity: Digest,
}

impl Printed for Release {
    fn texts(&self) -> Vec<&str> {
        Release::texts(self)
    }

    fn about(&self) -> About {
        About {
            locale: self.locale,
            title: format!("{} – {}", self.title, self.person.name),
            author: self.company.name.clone(),
            subject: self.reference.clone(),
            made_at: self.made_at,
            identity: Digest::of_parts(&[
                self.reference.as_bytes(),
                self.document_sha256.as_bytes(),
                self.chain_head.as_bytes(),
            ]),
        }
    }

    fn draw(&self, sheets: &mut sheet::Sheets<'_>) {
        release::draw(sheets, self);
        evidence_page::draw(sheets, self);
        release::draw_margins(sheets, self);
    }
}

/// Makes the PDF with the embedded fonts and those of `library`. A font that
/// turns out to be unusable is left out rather than fatal.
fn with_fonts(input: &impl Printed, library: &Library) -> Result<Pdf> {
    let spares = fonts::spares_for(input.texts().into_iter(), library);
    let fonts = fonts::Fonts::new(&spares)?;
    let mut sheets = sheet::Sheets::new(&fonts);
    input.draw(&mut sheets);
    let (pages, unprinted) = (sheets.pages.len(), sheets.unprinted);
    match file::write(sheets, &input.about()) {
        Ok(bytes) => Ok(Pdf { sha256: Digest::of(&bytes), bytes, pages, unprinted }),
        Err(problem) if spares.is_empty() => Err(problem),
        Err(problem) => {
            tracing::warn!(%problem, "an installed font cannot be used in a PDF");
            let paths: Vec<_> = spares.iter().map(|spare| spare.path.clone()).collect();
            with_fonts(input, &library.without(&paths))
        }
    }
}
