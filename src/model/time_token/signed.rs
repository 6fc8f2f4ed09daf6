//! Reads the signed message that a token is (RFC 5652, with the rules of RFC 3161).

use rustls::pki_types::{CertificateDer, SignatureVerificationAlgorithm};
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use webpki::{EndEntityCert, ring};

use super::certificate::{self, Certificate};
use super::{Authority, MAX_TOKEN, TimeToken, Wrong, oids};
use crate::model::der::{is_strict, tagged, take, take_if, value};
use crate::model::{Digest, Timestamp};

/// The message, taken apart.
struct Message<'m> {
    content: &'m [u8],
    certificates: Vec<&'m [u8]>,
    signer: By<'m>,
    /// The hash that the attributes are made with.
    hash: &'m [u8],
    attributes: &'m [u8],
    algorithm: &'m [u8],
    signature: &'m [u8],
}

/// How the message names its certificate.
enum By<'m> {
    /// Issuer in DER, and serial number.
    Number(&'m [u8], &'m [u8]),
    Key(&'m [u8]),
}

/// What is said of the hash.
struct Content<'m> {
    imprint: Digest,
    at: Timestamp,
    nonce: Option<&'m [u8]>,
}

pub fn read(der: &[u8]) -> Result<TimeToken, Wrong> {
    // Also what is not looked at, so that all readers find the same parts.
    if der.len() > MAX_TOKEN || !is_strict(der) {
        return Err(Wrong::Unreadable);
    }
    let message = message(der).ok_or(Wrong::Unreadable)?;
    let content = content(message.content).ok_or(Wrong::Unreadable)?;
    let mut certificates = message.certificates.iter();
    let own =
        certificates.find_map(|one| certificate::read(one).filter(|one| is_by(&message, one)));
    let own = own.ok_or(Wrong::Certificate)?;
    if !attributes_fit(&message, &own).unwrap_or_default() {
        return Err(Wrong::Attributes);
    }
    if !own.is_for_time {
        return Err(Wrong::Usage);
    }
    if content.at < own.valid.0 || content.at > own.valid.1 {
        return Err(Wrong::Expired);
    }
    if !is_signed(&message, &own) {
        return Err(Wrong::Signature);
    }
    let others = message.certificates.iter().filter(|one| **one != own.whole);
    Ok(TimeToken {
        der: der.to_vec(),
        at: content.at,
        imprint: content.imprint,
        nonce: content.nonce.map(<[u8]>::to_vec),
        certificates: [&own.whole].into_iter().chain(others).map(|one| one.to_vec()).collect(),
        authority: Authority { certificate: Digest::of(own.whole), name: own.name },
    })
}

fn message(der: &[u8]) -> Option<Message<'_>> {
    let mut rest = der;
    let mut outer = take(&mut rest, 0x30)?;
    let kind = take(&mut outer, 0x06)?;
    let mut data = take(&mut outer, 0xa0)?;
    if !rest.is_empty() || !outer.is_empty() || kind != oids::SIGNED_DATA {
        return None;
    }
    let mut data = take(&mut data, 0x30)?;
    take(&mut data, 0x02)?;
    take(&mut data, 0x31)?;
    let mut inner = take(&mut data, 0x30)?;
    if take(&mut inner, 0x06)? != oids::TOKEN {
        return None;
    }
    let content = take(&mut take(&mut inner, 0xa0)?, 0x04)?;
    let mut certificates = vec![];
    let mut set = take_if(&mut data, 0xa0).unwrap_or_default();
    while !set.is_empty() {
        // Those of other kinds are not looked at.
        certificates
            .extend(Some(value(&mut set)?).filter(|one| one.tag == 0x30).map(|one| one.whole));
    }
    take_if(&mut data, 0xa1);
    let mut signers = take(&mut data, 0x31)?;
    let mut signer = take(&mut signers, 0x30)?;
    if !signers.is_empty() || !data.is_empty() {
        return None;
    }
    take(&mut signer, 0x02)?;
    let named = value(&mut signer)?;
    let by = match named.tag {
        0x30 => {
            let mut named = named.content;
            let issuer = value(&mut named).filter(|name| name.tag == 0x30)?;
            By::Number(issuer.whole, take(&mut named, 0x02)?)
        }
        0x80 => By::Key(named.content),
        _ => return None,
    };
    let hash = take(&mut take(&mut signer, 0x30)?, 0x06)?;
    let attributes = take(&mut signer, 0xa0)?;
    let algorithm = take(&mut take(&mut signer, 0x30)?, 0x06)?;
    let signature = take(&mut signer, 0x04)?;
    // Attributes that are not signed say nothing.
    take_if(&mut signer, 0xa1);
    let is_whole = signer.is_empty();
    let message =
        Message { content, certificates, signer: by, hash, attributes, algorithm, signature };
    is_whole.then_some(message)
}

fn content(der: &[u8]) -> Option<Content<'_>> {
    let mut rest = der;
    let mut info = take(&mut rest, 0x30)?;
    if !rest.is_empty() || take(&mut info, 0x02)? != [1] {
        return None;
    }
    // The policy of the authority.
    take(&mut info, 0x06)?;
    let mut imprint = take(&mut info, 0x30)?;
    let is_sha256 = take(&mut take(&mut imprint, 0x30)?, 0x06)? == oids::SHA256;
    let digest = Digest::try_from(take(&mut imprint, 0x04)?).ok()?;
    // Its number.
    take(&mut info, 0x02)?;
    let at = certificate::instant(value(&mut info).filter(|time| time.tag == 0x18)?)?;
    // The accuracy, and whether tokens are in order.
    take_if(&mut info, 0x30);
    take_if(&mut info, 0x01);
    let nonce = take_if(&mut info, 0x02);
    take_if(&mut info, 0xa0);
    take_if(&mut info, 0xa1);
    (is_sha256 && info.is_empty()).then_some(Content { imprint: digest, at, nonce })
}

fn is_by(message: &Message<'_>, own: &Certificate<'_>) -> bool {
    match message.signer {
        By::Number(issuer, serial) => own.issuer == issuer && own.serial == serial,
        By::Key(key) => own.subject_key == Some(key),
    }
}

/// Whether the signed attributes are of the content and of the certificate; None if they cannot be read.
fn attributes_fit(message: &Message<'_>, own: &Certificate<'_>) -> Option<bool> {
    let (mut kind, mut digest, mut first, mut second) = (None, None, None, None);
    let mut all = message.attributes;
    while !all.is_empty() {
        let mut one = take(&mut all, 0x30)?;
        let name = take(&mut one, 0x06)?;
        let mut values = take(&mut one, 0x31)?;
        let place = match name {
            oids::CONTENT_TYPE => &mut kind,
            oids::MESSAGE_DIGEST => &mut digest,
            oids::SIGNING_CERTIFICATE => &mut first,
            oids::SIGNING_CERTIFICATE_2 => &mut second,
            _ => continue,
        };
        let value = value(&mut values)?;
        // Once, and with one value (RFC 5652, 11).
        if place.replace(value).is_some() || !values.is_empty() {
            return None;
        }
    }
    let (kind, digest) = (kind?, digest?);
    let is_of_content = (kind.tag, kind.content) == (0x06, oids::TOKEN)
        && (digest.tag, digest.content) == (0x04, &hashed(message.hash, message.content)?[..]);
    let by_first = match first {
        Some(first) => named(first.content)?.1 == Sha1::digest(own.whole).as_slice(),
        None => second.is_some(),
    };
    let by_second = match second {
        Some(second) => {
            let (hash, digest) = named(second.content)?;
            digest == hashed(hash, own.whole)?
        }
        None => true,
    };
    Some(is_of_content && by_first && by_second)
}

/// How an attribute names the certificate: the algorithm of its second kind, and the hash.
fn named(mut attribute: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut list = take(&mut attribute, 0x30)?;
    let mut one = take(&mut list, 0x30)?;
    // SHA-256 is the default of the second kind, and the only one without this.
    let hash = take_if(&mut one, 0x30);
    let hash = hash.map_or(Some(oids::SHA256), |mut hash| take(&mut hash, 0x06))?;
    Some((hash, take(&mut one, 0x04)?))
}

fn hashed(algorithm: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
    Some(match algorithm {
        oids::SHA256 => Sha256::digest(bytes).to_vec(),
        oids::SHA384 => Sha384::digest(bytes).to_vec(),
        oids::SHA512 => Sha512::digest(bytes).to_vec(),
        _ => return None,
    })
}

/// Whether the key of the certificate signed the attributes: their set itself, not the implicit tag
/// that they have in the message (RFC 5652, 5.4).
fn is_signed(message: &Message<'_>, own: &Certificate<'_>) -> bool {
    let algorithms: &[&dyn SignatureVerificationAlgorithm] = match (message.algorithm, message.hash)
    {
        (oids::RSA_SHA256, _) | (oids::RSA, oids::SHA256) => &[ring::RSA_PKCS1_2048_8192_SHA256],
        (oids::RSA_SHA384, _) | (oids::RSA, oids::SHA384) => &[ring::RSA_PKCS1_2048_8192_SHA384],
        (oids::RSA_SHA512, _) | (oids::RSA, oids::SHA512) => &[ring::RSA_PKCS1_2048_8192_SHA512],
        (oids::ECDSA_SHA256, _) => &[ring::ECDSA_P256_SHA256, ring::ECDSA_P384_SHA256],
        (oids::ECDSA_SHA384, _) => &[ring::ECDSA_P384_SHA384, ring::ECDSA_P256_SHA384],
        _ => return false,
    };
    let certificate = CertificateDer::from(own.whole);
    let Ok(certificate) = EndEntityCert::try_from(&certificate) else { return false };
    let signed = tagged(0x31, message.attributes);
    let mut algorithms = algorithms.iter();
    algorithms.any(|one| certificate.verify_signature(*one, &signed, message.signature).is_ok())
}
