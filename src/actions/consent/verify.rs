//! Is this document genuine? For anybody, and without personal data.

use crate::App;
use crate::error::{Error, Result};
use crate::model::keys::read_reference;
use crate::model::{AnswerState, Digest, Logo, Timestamp};
use crate::ports::Rule;
use crate::store::{Read, companies, files, seals};

/// What may be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// None: not known, as no PDF was compared or none is made yet.
    pub genuine: Option<bool>,
    /// Only to who holds the PDF.
    pub state: Option<AnswerState>,
    /// Only to who holds the PDF.
    pub signed_at: Option<Timestamp>,
    /// What seals of this instance are checked with, in hexadecimal.
    pub public_key: String,
    /// Only to who holds the PDF, and while the company is there.
    pub company: Option<Asked>,
}

/// The company that an answer was given to, as its letterhead has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub name: String,
    pub colour: Option<String>,
    pub logo: Option<Logo>,
}

/// Compares the SHA-256 of a PDF with the one we made for a reference.
pub async fn verify(
    app: &App,
    reference: &str,
    sha256: Option<&str>,
    address: &str,
) -> Result<Verdict> {
    app.limiter.check(Rule::VerifyAddress, address)?;
    let held = match sha256.map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => Some(Digest::parse(text).ok_or_else(|| Error::invalid("sha256", "sha256"))?),
        None => None,
    };
    let reference = read_reference(reference).ok_or(Error::NotFound("reference"))?;
    let known = app
        .db
        .read_all(move |all| seals::by_reference(all, &reference))
        .await?
        .ok_or(Error::NotFound("reference"))?;
    let genuine = held.zip(known.pdf).map(|(held, made)| held == made);
    let told = genuine == Some(true);
    let company = match told {
        true => app.db.read(known.scope, letterhead).await?,
        false => None,
    };
    Ok(Verdict {
        genuine,
        state: told.then_some(known.state),
        signed_at: known.signed_at.filter(|_| told),
        public_key: app.keys.seal.public().to_string(),
        company,
    })
}

fn letterhead(read: &Read) -> Result<Option<Asked>> {
    let Some(company) = companies::current(read)? else { return Ok(None) };
    Ok(Some(Asked { name: company.name, colour: company.colour, logo: files::logo(read)? }))
}
