//! The instance's seal: its Ed25519 signature over a chain's head and the PDF. It shows that both
//! are unchanged since sealing. It does not identify the person: signatures given here are
//! *simple* electronic signatures in the sense of eIDAS.
//!
//! The exact bytes signed (RFC 8032, no prehash): the 18 bytes
//! "be-right seal 1\n" and two zeroes, the chain's head (32 bytes, see
//! [`super::chain`]), the SHA-256 of the PDF (32 bytes): 82 bytes in all.

use std::fmt;

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::{Zeroize as _, Zeroizing};

use super::Digest;

const DOMAIN: &[u8; 18] = b"be-right seal 1\n\0\0";
const ALGORITHM: &str = "Ed25519";

/// The instance's secret key. Never printed, wiped from memory when dropped.
pub struct SealKey(SigningKey);

impl SealKey {
    /// From the 32 secret bytes: random ones make a new key.
    pub fn from_bytes(mut secret: [u8; 32]) -> Self {
        let key = SigningKey::from_bytes(&secret);
        secret.zeroize();
        Self(key)
    }

    /// From the stored form, 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut secret = [0; 32];
        hex::decode_to_slice(text.trim(), &mut secret).ok()?;
        Some(Self::from_bytes(secret))
    }

    /// The form to store.
    pub fn to_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::encode(Zeroizing::new(self.0.to_bytes())))
    }

    /// Derives another secret for one purpose. Knowing it does not help to find this key.
    pub(super) fn derive(&self, purpose: &str, round: u32) -> Zeroizing<[u8; 32]> {
        let secret = Zeroizing::new(self.0.to_bytes());
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(&*secret).expect("any length");
        mac.update(purpose.as_bytes());
        mac.update(&round.to_be_bytes());
        Zeroizing::new(mac.finalize().into_bytes().into())
    }

    /// Signs a message of another kind than a seal, which must begin with a line that names its kind.
    pub(super) fn sign(&self, message: &[u8]) -> SealBytes {
        SealBytes(self.0.sign(message).to_bytes())
    }

    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// Seals a PDF together with its evidence chain.
    pub fn seal(&self, chain_head: Digest, pdf_sha256: Digest) -> Seal {
        Seal {
            algorithm: ALGORITHM.to_owned(),
            public_key: self.public(),
            chain_head,
            pdf_sha256,
            signature: SealBytes(self.0.sign(&message(chain_head, pdf_sha256)).to_bytes()),
        }
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "SealKey(public {})", self.public())
    }
}

/// A public key: 64 hexadecimal digits in text and JSON.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey(pub [u8; 32]);

impl PublicKey {
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text.trim(), &mut bytes).ok()?;
        Some(Self(bytes))
    }
}

impl PublicKey {
    /// Whether it made this signature of a message (RFC 8032, strictly).
    pub(super) fn signed(&self, message: &[u8], signature: &SealBytes) -> bool {
        let signature = Signature::from_bytes(&signature.0);
        VerifyingKey::from_bytes(&self.0)
            .is_ok_and(|key| key.verify_strict(message, &signature).is_ok())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "PublicKey({self})")
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> String {
        key.to_string()
    }
}

impl TryFrom<String> for PublicKey {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        Self::parse(&text).ok_or("not 32 bytes in hexadecimal")
    }
}

/// The 64 bytes of an Ed25519 signature: 128 hexadecimal digits in JSON.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SealBytes(pub [u8; 64]);

impl fmt::Debug for SealBytes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "SealBytes({})", hex::encode(self.0))
    }
}

impl From<SealBytes> for String {
    fn from(bytes: SealBytes) -> String {
        hex::encode(bytes.0)
    }
}

impl TryFrom<String> for SealBytes {
    type Error = hex::FromHexError;

    fn try_from(text: String) -> Result<Self, hex::FromHexError> {
        let mut bytes = [0; 64];
        hex::decode_to_slice(text, &mut bytes)?;
        Ok(Self(bytes))
    }
}

/// A seal, as stored beside the PDF (`seal.json` of the bundle).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Seal {
    /// Always `Ed25519`.
    pub algorithm: String,
    pub public_key: PublicKey,
    pub chain_head: Digest,
    pub pdf_sha256: Digest,
    pub signature: SealBytes,
}

/// Why a seal is invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSeal {
    #[error("the algorithm is unknown")]
    Algorithm,
    #[error("the signature does not match")]
    Signature,
    #[error("it was made with another key than the one trusted")]
    OtherKey,
}

impl Seal {
    /// Verifies the signature, and that the key is `trusted`. Without a trusted key this only
    /// shows that the seal is consistent: anyone can make a key.
    pub fn verify(&self, trusted: Option<&PublicKey>) -> Result<(), BadSeal> {
        if self.algorithm != ALGORITHM {
            return Err(BadSeal::Algorithm);
        }
        let key = VerifyingKey::from_bytes(&self.public_key.0).map_err(|_| BadSeal::Signature)?;
        let signature = Signature::from_bytes(&self.signature.0);
        key.verify_strict(&message(self.chain_head, self.pdf_sha256), &signature)
            .map_err(|_| BadSeal::Signature)?;
        match trusted {
            Some(trusted) if *trusted != self.public_key => Err(BadSeal::OtherKey),
            _ => Ok(()),
        }
    }
}

fn message(chain_head: Digest, pdf_sha256: Digest) -> [u8; 82] {
    let mut bytes = [0; 82];
    bytes[..18].copy_from_slice(DOMAIN);
    bytes[18..50].copy_from_slice(chain_head.as_bytes());
    bytes[50..].copy_from_slice(pdf_sha256.as_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed() -> (SealKey, Seal) {
        let key = SealKey::from_bytes([7; 32]);
        let seal = key.seal(Digest::of("chain"), Digest::of("pdf"));
        (key, seal)
    }

    #[test]
    fn a_seal_holds_for_its_key_and_no_other() {
        let (key, seal) = sealed();
        assert_eq!(seal.verify(None), Ok(()));
        assert_eq!(seal.verify(Some(&key.public())), Ok(()));
        let other = SealKey::from_bytes([8; 32]).public();
        assert_eq!(seal.verify(Some(&other)), Err(BadSeal::OtherKey));
    }

    #[test]
    fn any_change_breaks_a_seal() {
        let (_, seal) = sealed();
        for change in [
            |seal: &mut Seal| seal.chain_head = Digest::of("other"),
            |seal: &mut Seal| seal.pdf_sha256 = Digest::of("other"),
            |seal: &mut Seal| std::mem::swap(&mut seal.chain_head, &mut seal.pdf_sha256),
            |seal: &mut Seal| seal.public_key = SealKey::from_bytes([8; 32]).public(),
            |seal: &mut Seal| seal.public_key = PublicKey([0xff; 32]),
            |seal: &mut Seal| seal.signature.0[0] ^= 1,
            |seal: &mut Seal| seal.signature.0[63] ^= 0x80,
        ] {
            let mut seal = seal.clone();
            change(&mut seal);
            assert_eq!(seal.verify(None), Err(BadSeal::Signature), "{seal:?}");
        }
        let other = Seal { algorithm: "none".into(), ..seal };
        assert_eq!(other.verify(None), Err(BadSeal::Algorithm));
    }

    #[test]
    fn keys_and_seals_read_back_what_they_print() {
        let (key, seal) = sealed();
        let json = serde_json::to_string(&seal).unwrap();
        assert_eq!(serde_json::from_str::<Seal>(&json).unwrap(), seal);
        let back = SealKey::from_hex(&key.to_hex()).unwrap();
        assert_eq!(back.public(), key.public());
        assert!(!format!("{key:?}").contains(&*key.to_hex()));
        assert_eq!(PublicKey::parse(&key.public().to_string()), Some(key.public()));
    }
}
