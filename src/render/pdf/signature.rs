//! The digital signature of a PDF: PAdES baseline B-B (ETSI EN 319 142-1), a detached CMS (RFC
//! 5652) over all bytes of the file but the signature's own, with the self-made X.509 certificate
//! (RFC 5280) of the instance. It shows that the file is unchanged since this instance made it. A
//! reader that does not know the certificate calls the identity unknown.
//!
//! The same file and key give the same signature. A time-stamp over its value (level B-T, RFC 3161) is
//! put in afterwards, by [`super::signed::time_stamped`], if the file has room for it.

use sha2::{Digest as _, Sha256};

use super::writer::Unsigned;
use crate::error::Result;
use crate::model::DocumentKey;
use crate::model::der::{
    TRUE, bits, explicit, octets, oid, positive, sequence, set, small, tagged, utf8,
};
use crate::model::document_key::Attestation;

/// Who signs.
pub struct Identity {
    key: DocumentKey,
    certificate: Certificate,
}

/// What a certificate says.
pub(super) struct Certificate {
    /// The name under which the instance is known: its host.
    pub name: String,
    /// The public key: an uncompressed point of P-256, 65 bytes.
    pub point: Vec<u8>,
    pub attestation: Attestation,
    /// The certificate's own signature, in DER.
    pub signature: Vec<u8>,
}

/// The content of OBJECT IDENTIFIER values.
mod oids {
    pub const COMMON_NAME: &[u8] = &[0x55, 4, 3];
    pub const ORGANIZATION: &[u8] = &[0x55, 4, 10];
    pub const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
    pub const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
    pub const ECDSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
    pub const SHA256: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
    pub const SUBJECT_KEY_ID: &[u8] = &[0x55, 0x1d, 14];
    pub const KEY_USAGE: &[u8] = &[0x55, 0x1d, 15];
    pub const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 19];
    pub const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
    pub const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
    pub const CONTENT_TYPE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 3];
    pub const MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 4];
    /// signing-certificate-v2 (RFC 5035).
    pub const SIGNING_CERTIFICATE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 47];
    /// Of [`Attestation`](crate::model::document_key::Attestation): 2.25 and a UUID (ITU-T X.667),
    /// 6c0d5b64-3f0e-4b9a-9d52-1d3a7e8f4c21.
    pub const ATTESTATION: &[u8] = &[
        0x69, 0x81, 0xd8, 0x8d, 0xad, 0xd9, 0x87, 0xf0, 0xf2, 0xae, 0xb5, 0x9d, 0xa9, 0x87, 0xa7,
        0xa7, 0xf4, 0xbd, 0x98, 0x21,
    ];
    /// signature-time-stamp (RFC 3161, appendix A).
    pub const TIME_STAMP: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 14];
}

/// The first and the last instant of the certificate: keys are changed, they do not expire (RFC
/// 5280, 4.1.2.5).
const NOT_BEFORE: &[u8] = b"200101000000Z";
const NOT_AFTER: &[u8] = b"99991231235959Z";
/// The maximum length of a name (RFC 5280, upper bound of X520CommonName).
const MAX_NAME: usize = 64;

impl Certificate {
    /// The name as a subject, and the serial number, by which a signature names the certificate.
    fn named(&self) -> (Vec<u8>, Vec<u8>) {
        let named = |kind: &[u8], value: &str| set(&[&sequence(&[&oid(kind), &utf8(value)])]);
        let name = sequence(&[
            &named(oids::ORGANIZATION, "be-right"),
            &named(oids::COMMON_NAME, &self.name),
        ]);
        let mut serial = Sha256::digest([&self.point[..], &name].concat())[..16].to_vec();
        // Positive, and of the same length for all.
        serial[0] = serial[0] & 0x7f | 0x40;
        (name, positive(&serial))
    }

    /// What its signature covers, in DER.
    pub fn body(&self) -> Vec<u8> {
        let (name, serial) = self.named();
        let public = sequence(&[
            &sequence(&[&oid(oids::EC_PUBLIC_KEY), &oid(oids::P256)]),
            &bits(&self.point, 0),
        ]);
        let extension = |kind: &[u8], critical: &[u8], value: &[u8]| {
            sequence(&[&oid(kind), critical, &octets(value)])
        };
        let Attestation { by, signature } = &self.attestation;
        let attestation = sequence(&[&octets(&by.0), &octets(&signature.0)]);
        let extensions = sequence(&[
            // No authority: it vouches for no other certificate.
            &extension(oids::BASIC_CONSTRAINTS, TRUE, &sequence(&[])),
            // digitalSignature and nonRepudiation.
            &extension(oids::KEY_USAGE, TRUE, &bits(&[0xc0], 6)),
            &extension(oids::SUBJECT_KEY_ID, &[], &octets(&Sha256::digest(&self.point)[..20])),
            &extension(oids::ATTESTATION, &[], &attestation),
        ]);
        sequence(&[
            &explicit(0, &small(2)),
            &serial,
            &sequence(&[&oid(oids::ECDSA_SHA256)]),
            &name,
            &sequence(&[&tagged(0x17, NOT_BEFORE), &tagged(0x18, NOT_AFTER)]),
            &name,
            &public,
            &explicit(3, &extensions),
        ])
    }

    /// In DER.
    pub fn encoded(&self) -> Vec<u8> {
        let algorithm = sequence(&[&oid(oids::ECDSA_SHA256)]);
        sequence(&[&self.body(), &algorithm, &bits(&self.signature, 0)])
    }

    /// The signed attributes of a signature over a file with this hash, in the order of a set.
    pub fn attributes(&self, digest: &[u8]) -> Vec<u8> {
        let attribute = |kind: &[u8], value: &[u8]| sequence(&[&oid(kind), &tagged(0x31, value)]);
        let certificate = Sha256::digest(self.encoded());
        let certificate = sequence(&[&sequence(&[&sequence(&[&octets(&certificate)])])]);
        let mut all = [
            attribute(oids::CONTENT_TYPE, &oid(oids::DATA)),
            attribute(oids::MESSAGE_DIGEST, &octets(digest)),
            attribute(oids::SIGNING_CERTIFICATE, &certificate),
        ];
        all.sort_unstable();
        all.concat()
    }

    /// What a signature signs: the set of the attributes itself, not its implicit tag in the
    /// message (RFC 5652, 5.4).
    pub fn signed(attributes: &[u8]) -> Vec<u8> {
        tagged(0x31, attributes)
    }

    /// The message that is put into the file.
    pub fn message(&self, parts: &Parts) -> Vec<u8> {
        let (name, serial) = self.named();
        let digest = sequence(&[&oid(oids::SHA256)]);
        let unsigned = parts
            .timestamp
            .as_ref()
            .map(|token| explicit(1, &sequence(&[&oid(oids::TIME_STAMP), &tagged(0x31, token)])));
        let signer = sequence(&[
            &small(1),
            &sequence(&[&name, &serial]),
            &digest,
            &explicit(0, &parts.attributes),
            &sequence(&[&oid(oids::ECDSA_SHA256)]),
            &octets(&parts.value),
            unsigned.as_deref().unwrap_or_default(),
        ]);
        let data = sequence(&[
            &small(1),
            &set(&[&digest]),
            &sequence(&[&oid(oids::DATA)]),
            &explicit(0, &self.encoded()),
            &set(&[&signer]),
        ]);
        sequence(&[&oid(oids::SIGNED_DATA), &explicit(0, &data)])
    }
}

impl Identity {
    /// The identity of an instance that is known under a name: its host.
    pub fn new(key: DocumentKey, name: &str) -> Self {
        let mut certificate = Certificate {
            name: name.chars().take(MAX_NAME).collect(),
            point: key.public_point(),
            attestation: key.attestation(),
            signature: vec![],
        };
        certificate.signature = key.sign(&certificate.body());
        Self { key, certificate }
    }

    /// The certificate, in DER.
    pub fn certificate(&self) -> Vec<u8> {
        self.certificate.encoded()
    }

    /// Signs a file.
    pub fn sign(&self, file: Unsigned) -> Result<Vec<u8>> {
        let mut hash = Sha256::new();
        file.covered().iter().for_each(|part| hash.update(part));
        let attributes = self.certificate.attributes(&hash.finalize());
        let value = self.key.sign(&Certificate::signed(&attributes));
        file.signed(&self.certificate.message(&Parts { attributes, value, timestamp: None }))
    }
}

/// A signature before it is encoded.
pub(super) struct Parts {
    pub attributes: Vec<u8>,
    pub value: Vec<u8>,
    /// A time-stamp token (RFC 3161) over `value`, in DER: what makes the level B-T.
    pub timestamp: Option<Vec<u8>>,
}
