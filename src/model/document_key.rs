//! The key that signs PDFs: ECDSA on the curve P-256, which every PDF reader knows; few know the
//! Ed25519 of the seal. It is derived from the seal's key, so there is no second secret to keep,
//! back up, restore or lose, and a restored instance signs as before. The derivation (HMAC-SHA-256,
//! RFC 2104) is one-way: this key does not reveal that of the seal. The seal's key attests it, so
//! that who trusts that one can verify a PDF.

use p256::ecdsa::signature::{Signer as _, Verifier as _};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};

use super::seal::{PublicKey, SealBytes, SealKey};

/// The secret key. Wiped from memory when dropped.
pub struct DocumentKey {
    key: SigningKey,
    attestation: Attestation,
}

/// That a key of PDFs belongs to an instance: a signature with the key of its seal.
///
/// The exact bytes signed (RFC 8032): the 24 bytes "be-right document key 1\n", the public point
/// (SEC 1, uncompressed, 65 bytes).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attestation {
    /// The key of the seal.
    pub by: PublicKey,
    pub signature: SealBytes,
}

impl Attestation {
    /// Whether it is about this public point.
    pub fn holds_for(&self, point: &[u8]) -> bool {
        self.by.signed(&attested(point), &self.signature)
    }
}

fn attested(point: &[u8]) -> Vec<u8> {
    [b"be-right document key 1\n", point].concat()
}

impl DocumentKey {
    /// The key of an instance.
    pub fn of(seal: &SealKey) -> Self {
        let mut round = 0_u32;
        loop {
            let secret = seal.derive("be-right document key 1", round);
            // A number above the order of the curve is no key: one in 2^32 is.
            if let Ok(key) = SigningKey::from_slice(&*secret) {
                let signature = seal.sign(&attested(&point(key.verifying_key())));
                return Self { attestation: Attestation { by: seal.public(), signature }, key };
            }
            round += 1;
        }
    }

    /// The public point, uncompressed (SEC 1, 2.3.3): 65 bytes.
    pub fn public_point(&self) -> Vec<u8> {
        point(self.key.verifying_key())
    }

    pub fn attestation(&self) -> Attestation {
        self.attestation
    }

    /// Signs the SHA-256 of a message: DER, and the same each time (RFC 6979), so that a file made
    /// again is the same file. Of the two forms of a signature it is the one with the lower `s`.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signature: Signature = self.key.sign(message);
        signature.normalize_s().to_der().as_bytes().to_vec()
    }
}

fn point(key: &VerifyingKey) -> Vec<u8> {
    key.to_sec1_point(false).as_bytes().to_vec()
}

/// Whether the key with this public point made a signature, in DER, of a message. Anybody can turn a
/// signature into its other form, with the higher `s`: that one does not count.
pub fn signed(point: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let Ok(key) = VerifyingKey::from_sec1_bytes(point) else { return false };
    Signature::from_der(signature).is_ok_and(|signature| {
        signature.normalize_s() == signature && key.verify(message, &signature).is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_belongs_to_its_seal_and_signs_the_same_each_time() {
        let of = |secret: u8| DocumentKey::of(&SealKey::from_bytes([secret; 32]));
        assert_eq!(of(7).public_point(), of(7).public_point());
        assert_ne!(of(7).public_point(), of(8).public_point());
        assert_eq!(of(7).sign(b"text"), of(7).sign(b"text"));
        assert_ne!(of(7).sign(b"text"), of(7).sign(b"other"));
    }

    #[test]
    fn the_seal_attests_its_key_and_no_other() {
        let seal = SealKey::from_bytes([7; 32]);
        let (key, other) = (DocumentKey::of(&seal), DocumentKey::of(&SealKey::from_bytes([8; 32])));
        assert_eq!(key.attestation().by, seal.public());
        assert!(key.attestation().holds_for(&key.public_point()));
        assert!(!key.attestation().holds_for(&other.public_point()));
        let claimed = Attestation { by: seal.public(), ..other.attestation() };
        assert!(!claimed.holds_for(&other.public_point()));
        assert!(signed(&key.public_point(), b"text", &key.sign(b"text")));
        assert!(!signed(&key.public_point(), b"other", &key.sign(b"text")));
        assert!(!signed(&other.public_point(), b"text", &key.sign(b"text")));
        // The other form of the same signature.
        let (r, s) = Signature::from_der(&key.sign(b"text")).unwrap().split_scalars();
        let high = Signature::from_scalars(r, -s).unwrap().to_der();
        assert!(!signed(&key.public_point(), b"text", high.as_bytes()));
    }
}
