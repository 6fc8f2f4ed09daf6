//! PDFs: the signed document, the roster of an event, and merged documents. The signed document
//! contains the release (parties, event, uses, signatures) and the page of evidence. It is
//! deterministic for the same values and fonts, and can print any name: a glyph that no face has
//! is replaced by a sign and a note, without error or transliteration. It is an archival file
//! (PDF/A-3b), can be read aloud (PDF/UA-1), carries its evidence, and is digitally signed.
//!
//! From values to file: [`input`], `release`, `receipt` and `evidence_page` draw on `sheet`s the lines that
//! `text` shapes with `fonts`, and build the structure in `tags`; `file` makes the objects,
//! `archive` adds what archives and readers need, `writer` serialises, `signature` signs. [`signed`]
//! verifies a file.

mod archive;
mod evidence_page;
mod file;
mod flow;
mod fonts;
mod ink;
pub mod input;
mod invoice;
mod merge;
mod pixels;
mod qr;
mod receipt;
mod release;
mod roster;
mod sample;
mod sheet;
mod signature;
pub mod signed;
mod system_fonts;
mod tags;
mod text;
mod writer;

#[cfg(test)]
mod tests;

use archive::Attachment;
pub use file::SignedBy;
pub use input::{
    Carried, Company, Event, Guardians, Logo, OtherText, Person, Receipt, ReceiptOf, Release, Role,
    Signer, Step, Studio, Use, UseLeft,
};
pub use invoice::money;
pub use merge::merged;
pub use roster::{Roster, Row};
pub use sample::{sample, sample_identity};
pub use signature::Identity;
use system_fonts::Library;

use crate::error::Result;
use crate::model::billing::invoice::Invoice;
use crate::model::{Digest, Locale, Timestamp};
use crate::render::words;

/// A finished PDF.
#[derive(Debug, Clone)]
pub struct Pdf {
    pub bytes: Vec<u8>,
    pub sha256: Digest,
    pub pages: usize,
    /// Some characters could not be printed; the document says so.
    pub unprinted: bool,
}

/// Makes and signs the PDF of one answer.
pub fn release(input: &Release, signing: &SignedBy<'_>) -> Result<Pdf> {
    with_fonts(input, Library::installed(), Some(signing))
}

/// Makes and signs the receipt of a withdrawal, or of the end of a consent.
pub fn receipt(input: &Receipt, signing: &SignedBy<'_>) -> Result<Pdf> {
    with_fonts(input, Library::installed(), Some(signing))
}

/// Makes the list of consents to an event.
pub fn roster(input: &Roster) -> Result<Pdf> {
    with_fonts(input, Library::installed(), None)
}

/// Makes an invoice or credit note, with its data inside.
pub fn invoice(input: &Invoice) -> Result<Pdf> {
    with_fonts(input, Library::installed(), None)
}

/// A printable document.
trait Printed {
    /// Every text that was typed by users.
    fn texts(&self) -> Vec<&str>;
    /// The metadata of the file.
    fn about(&self) -> About;
    fn draw(&self, sheets: &mut sheet::Sheets<'_>);
}

/// The metadata of a file.
struct About {
    locale: Locale,
    title: String,
    author: String,
    subject: String,
    made_at: Timestamp,
    /// The same for equal files.
    identity: Digest,
    /// Where anyone can verify the file.
    address: Option<String>,
    attachments: Vec<Attachment>,
    /// Whether an attachment is the data of an invoice (Factur-X).
    is_invoice: bool,
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
            address: Some(self.verify_url.clone()),
            attachments: self.bundle.iter().map(|bundle| self.attachment(bundle)).collect(),
            is_invoice: false,
        }
    }

    fn draw(&self, sheets: &mut sheet::Sheets<'_>) {
        release::draw(sheets, self);
        evidence_page::draw(sheets, self);
        release::draw_margins(sheets, self);
    }
}

impl Printed for Receipt {
    fn texts(&self) -> Vec<&str> {
        let mut texts = self.release.texts();
        texts.extend(self.uses.iter().map(|(label, _)| label.as_str()));
        if let ReceiptOf::Withdrawal { signer, .. } = &self.of {
            texts.push(signer);
        }
        texts
    }

    fn about(&self) -> About {
        let release = self.release.about();
        let identity = Digest::of_parts(&[release.identity.as_bytes(), b"receipt"]);
        About { identity, ..release }
    }

    fn draw(&self, sheets: &mut sheet::Sheets<'_>) {
        receipt::draw(sheets, self);
    }
}

impl Release {
    fn attachment(&self, bundle: &Carried) -> Attachment {
        let key = if bundle.is_whole { "pdf-bundle" } else { "pdf-bundle-part" };
        let reference = [("reference", self.reference.as_str().into())];
        Attachment {
            name: self.bundle_name(),
            media_type: "application/zip",
            about: words(self.locale).say_with(key, reference).into_owned(),
            bytes: bundle.zip.clone(),
        }
    }
}

/// Makes the PDF with the embedded fonts and those of `library`. An unusable font is left out
/// without error.
fn with_fonts(
    input: &impl Printed,
    library: &Library,
    signing: Option<&SignedBy<'_>>,
) -> Result<Pdf> {
    let spares = fonts::spares_for(input.texts().into_iter(), library);
    let fonts = fonts::Fonts::new(&spares)?;
    let mut sheets = sheet::Sheets::new(&fonts);
    input.draw(&mut sheets);
    let (pages, unprinted) = (sheets.pages.len(), sheets.unprinted);
    match file::write(sheets, &input.about(), signing) {
        Ok(bytes) => Ok(Pdf { sha256: Digest::of(&bytes), bytes, pages, unprinted }),
        Err(problem) if spares.is_empty() => Err(problem),
        Err(problem) => {
            tracing::warn!(%problem, "an installed font cannot be used in a PDF");
            let paths: Vec<_> = spares.iter().map(|spare| spare.path.clone()).collect();
            let is_last = paths.iter().all(|path| path.as_os_str().is_empty());
            if is_last {
                return Err(problem);
            }
            with_fonts(input, &library.without(&paths), signing)
        }
    }
}
