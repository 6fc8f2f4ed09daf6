//! Verifies a PDF that an instance has signed: that it is byte for byte what was signed, by the key
//! that the instance's seal attests; and takes the evidence out of it.
//!
//! Only files as this program writes them are accepted. The signature is not interpreted: from the
//! certificate and the hash of the file it is made anew, and must be the same.

use super::signature::{Certificate, Parts};
use crate::model::Digest;
use crate::model::der::{take, take_if};
use crate::model::document_key::{Attestation, signed};
use crate::model::seal::{PublicKey, SealBytes};
use crate::model::time_token::TimeToken;

/// A PDF that is as it was signed.
#[derive(Debug)]
pub struct SignedPdf<'p> {
    /// The seal's key, which attests the key of the signature.
    pub key: PublicKey,
    /// The name in the certificate; anybody can choose one.
    pub name: String,
    /// The attached evidence bundle, if there is one.
    pub evidence: Option<&'p [u8]>,
    /// When an authority has signed that the signature existed.
    pub timestamp: Option<TimeToken>,
}

/// Why a PDF cannot be verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotVerified {
    /// It has no signature of this kind: it was made by an earlier version or another program.
    Unsigned,
    /// It is not what was signed.
    Altered,
}

const RANGE: &[u8] = b"/ByteRange [0 ";
const CONTENTS: &[u8] = b"/Contents <";
const ATTACHED: &[u8] = b"/Type /EmbeddedFile";
const STREAM: &[u8] = b"\nstream\n";
const STREAM_END: &[u8] = b"\nendstream\nendobj\n";

/// Verifies a file.
pub fn verify(pdf: &[u8]) -> Result<SignedPdf<'_>, NotVerified> {
    let Some(range) = only(pdf, RANGE) else { return Err(NotVerified::Unsigned) };
    let (covered, message) = parts(pdf, range).ok_or(NotVerified::Altered)?;
    let (certificate, value, timestamp) = read(&message).ok_or(NotVerified::Unsigned)?;
    let attributes = certificate.attributes(&hash(&covered));
    let is_ours = certificate.attestation.holds_for(&certificate.point)
        && signed(&certificate.point, &certificate.body(), &certificate.signature)
        && signed(&certificate.point, &Certificate::signed(&attributes), &value);
    let token = timestamp.as_deref().map(TimeToken::read).transpose();
    let token = token.map_err(|_| NotVerified::Altered)?;
    let is_stamped = token.as_ref().is_none_or(|token| token.imprint == Digest::of(&value));
    let anew = certificate.message(&Parts { attributes, value, timestamp });
    let (same, padding) = message.split_at_checked(anew.len()).unwrap_or_default();
    if !is_ours || !is_stamped || same != anew || padding.iter().any(|byte| *byte != 0) {
        return Err(NotVerified::Altered);
    }
    let evidence = match only(pdf, ATTACHED) {
        Some(at) => Some(attached(pdf, at).ok_or(NotVerified::Altered)?),
        None => None,
    };
    let Certificate { name, attestation, .. } = certificate;
    Ok(SignedPdf { key: attestation.by, name, evidence, timestamp: token })
}

/// The hash that a time-stamp of a file's signature is over; None if it has no signature of this kind.
pub fn signature_digest(pdf: &[u8]) -> Option<Digest> {
    let (_, message) = parts(pdf, only(pdf, RANGE)?)?;
    Some(Digest::of(read(&message)?.1))
}

/// A file with a time-stamp of its signature; None if it has no room for it.
pub fn time_stamped(pdf: &[u8], token: &TimeToken) -> Option<Vec<u8>> {
    let (covered, message) = parts(pdf, only(pdf, RANGE)?)?;
    let (certificate, value, _) = read(&message)?;
    let attributes = certificate.attributes(&hash(&covered));
    let timestamp = Some(token.der.clone());
    let stamped = hex::encode(certificate.message(&Parts { attributes, value, timestamp }));
    // After the bracket.
    let start = covered[0].len() + 1;
    let mut pdf = pdf.to_vec();
    pdf.get_mut(start..start + 2 * message.len())?
        .get_mut(..stamped.len())?
        .copy_from_slice(stamped.as_bytes());
    Some(pdf)
}

fn hash(covered: &[&[u8]; 2]) -> [u8; 32] {
    Digest::of_parts(covered).0
}

/// The only place of a word: None if there is none, or several.
fn only(pdf: &[u8], word: &[u8]) -> Option<usize> {
    let mut places = pdf.windows(word.len()).enumerate().filter(|(_, here)| *here == word);
    let (at, _) = places.next()?;
    places.next().is_none().then_some(at)
}

/// The two parts of a file that its signature covers, and the signature with its padding.
fn parts(pdf: &[u8], range: usize) -> Option<([&[u8]; 2], Vec<u8>)> {
    let numbers = &pdf[range + RANGE.len()..];
    let end = numbers.iter().position(|byte| *byte == b']')?;
    let numbers = std::str::from_utf8(&numbers[..end]).ok()?;
    let numbers: Vec<usize> =
        numbers.split(' ').map(|one| one.parse().ok()).collect::<Option<_>>()?;
    let [start, after, rest] = numbers[..] else { return None };
    let (first, second) = (pdf.get(..start)?, pdf.get(after..)?);
    let gap = pdf.get(start..after)?.strip_prefix(b"<")?.strip_suffix(b">")?;
    // All of the file but the value, which stands where the dictionary says.
    let is_whole = second.len() == rest && first.ends_with(&CONTENTS[..CONTENTS.len() - 1]);
    let message = hex::decode(gap).ok()?;
    // In one way only: in lower case.
    (is_whole && hex::encode(&message).as_bytes() == gap).then_some(([first, second], message))
}

/// The certificate and the value of a signature, and its time-stamp if it has one.
fn read(message: &[u8]) -> Option<(Certificate, Vec<u8>, Option<Vec<u8>>)> {
    const SEQUENCE: u8 = 0x30;
    const SET: u8 = 0x31;
    let mut rest = message;
    let mut outer = take(&mut rest, SEQUENCE)?;
    take(&mut outer, 0x06)?;
    let mut data = take(&mut outer, 0xa0)?;
    let mut data = take(&mut data, SEQUENCE)?;
    take(&mut data, 0x02)?;
    take(&mut data, SET)?;
    take(&mut data, SEQUENCE)?;
    let mut certificates = take(&mut data, 0xa0)?;
    let mut signers = take(&mut data, SET)?;

    let mut signer = take(&mut signers, SEQUENCE)?;
    take(&mut signer, 0x02)?;
    take(&mut signer, SEQUENCE)?;
    take(&mut signer, SEQUENCE)?;
    take(&mut signer, 0xa0)?;
    take(&mut signer, SEQUENCE)?;
    let value = take(&mut signer, 0x04)?.to_vec();
    let timestamp = match take_if(&mut signer, 0xa1) {
        Some(mut unsigned) => {
            let mut attribute = take(&mut unsigned, SEQUENCE)?;
            take(&mut attribute, 0x06)?;
            Some(take(&mut attribute, SET)?.to_vec())
        }
        None => None,
    };

    let mut certificate = take(&mut certificates, SEQUENCE)?;
    let mut body = take(&mut certificate, SEQUENCE)?;
    take(&mut certificate, SEQUENCE)?;
    let signature = take(&mut certificate, 0x03)?.get(1..)?.to_vec();
    take(&mut body, 0xa0)?;
    take(&mut body, 0x02)?;
    take(&mut body, SEQUENCE)?;
    let mut name = take(&mut body, SEQUENCE)?;
    take(&mut name, SET)?;
    let mut name = take(&mut name, SET)?;
    let mut name = take(&mut name, SEQUENCE)?;
    take(&mut name, 0x06)?;
    let name = std::str::from_utf8(take(&mut name, 0x0c)?).ok()?.to_owned();
    take(&mut body, SEQUENCE)?;
    take(&mut body, SEQUENCE)?;
    let mut public = take(&mut body, SEQUENCE)?;
    take(&mut public, SEQUENCE)?;
    let point = take(&mut public, 0x03)?.get(1..)?.to_vec();
    let mut extensions = take(&mut body, 0xa3)?;
    let mut extensions = take(&mut extensions, SEQUENCE)?;
    for _ in 0..3 {
        take(&mut extensions, SEQUENCE)?;
    }
    let mut attestation = take(&mut extensions, SEQUENCE)?;
    take(&mut attestation, 0x06)?;
    let mut attestation = take(&mut attestation, 0x04)?;
    let mut attestation = take(&mut attestation, SEQUENCE)?;
    let by = PublicKey(take(&mut attestation, 0x04)?.try_into().ok()?);
    let signed = SealBytes(take(&mut attestation, 0x04)?.try_into().ok()?);
    let attestation = Attestation { by, signature: signed };
    Some((Certificate { name, point, attestation, signature }, value, timestamp))
}

/// The content of the attached file whose dictionary has `/Type` at `at`.
fn attached(pdf: &[u8], at: usize) -> Option<&[u8]> {
    let find = |from: usize, word: &[u8]| {
        let place = pdf.get(from..)?.windows(word.len()).position(|here| here == word)?;
        Some(from + place)
    };
    let start = find(at, STREAM)?;
    let dictionary = pdf.get(at..start)?;
    let length = only(dictionary, b"/Length ")? + b"/Length ".len();
    let digits: Vec<u8> =
        dictionary[length..].iter().copied().take_while(u8::is_ascii_digit).collect();
    let length: usize = std::str::from_utf8(&digits).ok()?.parse().ok()?;
    let start = start + STREAM.len();
    let end = start.checked_add(length)?;
    pdf.get(end..)?.starts_with(STREAM_END).then(|| pdf.get(start..end)).flatten()
}
