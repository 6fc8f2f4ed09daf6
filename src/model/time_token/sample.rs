//! An authority for tests: it makes tokens that are right, and any that are not.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use sha2::{Digest as _, Sha256};

use super::{Nonce, oids};
use crate::model::Digest;
use crate::model::der::{
    Der, TRUE, bits, explicit, octets, oid, sequence, set, small, tagged, utf8,
};

pub const CLIENT_AUTHENTICATION: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 2];

/// What a token is like; by default all is right.
#[derive(Clone)]
pub struct Maker {
    /// The key of the certificate, and the one that signs.
    pub key: u8,
    pub signs_with: u8,
    /// The key of the root that issued the certificate.
    pub root: u8,
    pub usages: Vec<&'static [u8]>,
    pub is_critical: bool,
    /// Whether the certificate says what it is for.
    pub has_usage: bool,
    pub until: &'static str,
    pub at: &'static str,
    pub nonce: Option<Nonce>,
    pub has_certificate: bool,
    /// Whether the signed attributes name the certificate, and which one.
    pub names: Option<u8>,
    /// Whether the attribute that should name the certificate has an empty list.
    pub names_nothing: bool,
    /// Attributes that are not signed, as they are encoded.
    pub unsigned: &'static [u8],
    /// Instead of the hash of the content.
    pub digest: Option<Digest>,
}

impl Default for Maker {
    fn default() -> Self {
        Self {
            key: 21,
            signs_with: 21,
            root: 20,
            usages: vec![oids::TIME_STAMPING],
            is_critical: true,
            has_usage: true,
            until: "20450101000000Z",
            at: "20260522073210Z",
            nonce: None,
            has_certificate: true,
            names: Some(21),
            names_nothing: false,
            unsigned: &[],
            digest: None,
        }
    }
}

fn key(secret: u8) -> SigningKey {
    SigningKey::from_slice(&[secret; 32]).unwrap()
}

fn signed(by: u8, message: &[u8]) -> Der {
    let signature: Signature = key(by).sign(message);
    signature.to_der().as_bytes().to_vec()
}

fn algorithm() -> Der {
    sequence(&[&oid(oids::ECDSA_SHA256)])
}

fn name(common: &str) -> Der {
    let part = |kind: &[u8], text: &str| set(&[&sequence(&[&oid(kind), &utf8(text)])]);
    let organization = part(oids::ORGANIZATION, "Exemple");
    sequence(&[&organization, &part(oids::COMMON_NAME, common)])
}

fn certificate(
    (subject, of): (&str, u8),
    (issuer, by): (&str, u8),
    until: &str,
    extension: &Der,
) -> Der {
    const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
    const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
    let point = key(of).verifying_key().to_sec1_point(false).as_bytes().to_vec();
    let body = sequence(&[
        &explicit(0, &small(2)),
        &small(of),
        &algorithm(),
        &name(issuer),
        &sequence(&[&tagged(0x17, b"200101000000Z"), &tagged(0x18, until.as_bytes())]),
        &name(subject),
        &sequence(&[&sequence(&[&oid(EC), &oid(P256)]), &bits(&point, 0)]),
        &explicit(3, &sequence(&[extension])),
    ]);
    let signature = signed(by, &body);
    sequence(&[&body, &algorithm(), &bits(&signature, 0)])
}

/// The root certificate of a key, in PEM.
pub fn root_pem(root: u8) -> String {
    const BASIC: &[u8] = &[0x55, 0x1d, 19];
    let authority = sequence(&[&oid(BASIC), TRUE, &octets(&sequence(&[TRUE]))]);
    let named = ("Racine", root);
    let der = certificate(named, named, "20450101000000Z", &authority);
    let text = BASE64_STANDARD.encode(der);
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).map(|one| str::from_utf8(one).unwrap()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

impl Maker {
    fn certificate(&self, of: u8) -> Der {
        let usages =
            sequence(&[&self.usages.iter().map(|one| oid(one)).collect::<Vec<_>>().concat()]);
        let critical = if self.is_critical { TRUE } else { &[] };
        let usage = sequence(&[&oid(oids::EXTENDED_KEY_USAGE), critical, &octets(&usages)]);
        let usage = if self.has_usage { usage } else { vec![] };
        certificate(("Horodatage", of), ("Racine", self.root), self.until, &usage)
    }

    /// A token over a hash.
    pub fn token(&self, imprint: Digest) -> Der {
        let sha256 = sequence(&[&oid(oids::SHA256)]);
        let nonce = self.nonce.as_ref().map(|nonce| tagged(0x02, nonce.content()));
        let content = sequence(&[
            &small(1),
            &oid(&[0x2a, 3, 4]),
            &sequence(&[&sha256, &octets(imprint.as_bytes())]),
            &small(7),
            &tagged(0x18, self.at.as_bytes()),
            &nonce.unwrap_or_default(),
        ]);
        let attribute = |kind: &[u8], value: &[u8]| sequence(&[&oid(kind), &tagged(0x31, value)]);
        let digest = self.digest.unwrap_or_else(|| Digest::of(&content));
        let mut attributes = vec![
            attribute(oids::CONTENT_TYPE, &oid(oids::TOKEN)),
            attribute(oids::MESSAGE_DIGEST, &octets(digest.as_bytes())),
        ];
        attributes.extend(self.names.map(|of| {
            let certificate = octets(&Sha256::digest(self.certificate(of)));
            let certificate = sequence(&[&certificate]);
            let list = if self.names_nothing { sequence(&[]) } else { sequence(&[&certificate]) };
            let value = sequence(&[&list]);
            attribute(oids::SIGNING_CERTIFICATE_2, &value)
        }));
        attributes.sort_unstable();
        let attributes = attributes.concat();
        let certificates = match self.has_certificate {
            true => explicit(0, &self.certificate(self.key)),
            false => vec![],
        };
        let signer = sequence(&[
            &small(1),
            &sequence(&[&name("Racine"), &small(self.key)]),
            &sha256,
            &explicit(0, &attributes),
            &algorithm(),
            &octets(&signed(self.signs_with, &tagged(0x31, &attributes))),
            self.unsigned,
        ]);
        let data = sequence(&[
            &small(3),
            &set(&[&sha256]),
            &sequence(&[&oid(oids::TOKEN), &explicit(0, &octets(&content))]),
            &certificates,
            &set(&[&signer]),
        ]);
        sequence(&[&oid(oids::SIGNED_DATA), &explicit(0, &data)])
    }
}
