//! Verification of a PDF, for anyone. Reveals no personal data.

use crate::App;
use crate::error::{Error, Result};
use crate::model::keys::read_reference;
use crate::model::standing::{GivenWord, Today};
use crate::model::uses::UseLabels;
use crate::model::{AnswerId, Contact, Digest, Logo, Timestamp, Use};
use crate::ports::Rule;
use crate::store::{Read, answers, companies, decisions, files, seals, signers, uses};

/// The result of a verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// None: unknown, because no PDF was compared or none is made yet.
    pub genuine: Option<bool>,
    /// Whether an answer was given under the reference.
    pub answered: bool,
    /// Only for holders of the PDF.
    pub today: Option<Today>,
    /// The words for the uses, of the document and of the company.
    pub labels: UseLabels,
    pub answer: AnswerId,
    /// Only for holders of the PDF.
    pub signed_at: Option<Timestamp>,
    /// The key that verifies seals of this instance, in hexadecimal.
    pub public_key: String,
    /// Only for holders of the PDF, and while the company exists.
    pub company: Option<Issuer>,
}

/// Counts a file that is judged for a client at this address, as [`verify`] counts.
pub fn count_file(app: &App, address: &str) -> Result<()> {
    app.limiter.check(Rule::VerifyAddress, address)
}

/// The company that an answer was given to, as on its letterhead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    pub name: String,
    pub colour: Option<String>,
    pub logo: Option<Logo>,
    pub contact: Contact,
}

/// Compares the SHA-256 of a PDF with the stored ones of a reference, of the release and of receipts. If they are equal, also
/// returns what is in force today.
pub async fn verify(
    app: &App,
    reference: &str,
    sha256: Option<&str>,
    address: &str,
) -> Result<Verification> {
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
    let answered = known.signed_at.is_some();
    let genuine = match (held, known.pdf) {
        (Some(held), Some(made)) => Some(held == made || known.receipts.contains(&held)),
        // A request without an answer has no PDF.
        (Some(_), None) if !answered => Some(false),
        _ => None,
    };
    let is_shown = genuine == Some(true);
    let (today, company, labels) = match is_shown {
        true => {
            let look = move |read: &Read| {
                let labels = uses::labels(read, &[known.answer])?;
                Ok((today(read, known.answer)?, letterhead(read)?, labels))
            };
            app.db.read(known.scope, look).await?
        }
        false => (None, None, UseLabels::default()),
    };
    Ok(Verification {
        genuine,
        answered,
        today,
        labels,
        answer: known.answer,
        signed_at: known.signed_at.filter(|_| is_shown),
        public_key: app.keys.seal.public().to_string(),
        company,
    })
}

/// What is in force today, by this answer and later ones.
fn today(read: &Read, answer: AnswerId) -> Result<Option<Today>> {
    let Some(own) = answers::find_any(read, answer)? else { return Ok(None) };
    let mut given = answers::later_given(read, &own)?;
    given.insert(0, own);
    let mut words = vec![];
    for one in &given {
        let needed = signers::of_answer(read, one.id)?.len();
        let said = decisions::of_answer(read, one.id)?;
        let signed_at = one.signed_at.unwrap_or(one.created_at);
        words.push(GivenWord::of(needed, &said, signed_at, one.expires_at));
    }
    if let Some((word, last)) = words.last_mut().zip(given.last()) {
        // Uses denied by someone who is not a signer of it.
        let granted = word.granted.iter().filter(|one| !last.uses.contains(one));
        let is_withdrawn = |one: &&Use| word.taken_back.iter().any(|(taken, _)| taken == *one);
        let denied: Vec<Use> = granted.filter(|one| !is_withdrawn(one)).copied().collect();
        word.taken_back.extend(denied.into_iter().map(|one| (one, last.updated_at)));
    }
    let last = given.last();
    Ok(last.map(|last| Today::of(&words, last.state, last.in_force().to_vec(), read.now())))
}

fn letterhead(read: &Read) -> Result<Option<Issuer>> {
    let Some(company) = companies::current(read)? else { return Ok(None) };
    Ok(Some(Issuer {
        contact: company.contact(),
        name: company.name,
        colour: company.colour,
        logo: files::logo(read)?,
    }))
}
