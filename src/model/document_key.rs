//! The key that signs PDFs: ECDSA on the curve P-256, which every PDF reader knows; few know the
//! Ed25519 of the seal. It is derived from the seal's key, so there is no second secret to keep,
//! back up, restore or lose, and a restored instance signs as before. The derivation (HMAC-SHA-256,
//! RFC 2104) is one-way: this key does not reveal that of the seal.

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};

use super::seal::SealKey;

/// The secret key. Wiped from memory when dropped.
pub struct DocumentKey(SigningKey);

impl DocumentKey {
    /// The key of an instance.
    pub fn of(seal: &SealKey) -> Self {
        let mut round = 0_u32;
        loop {
            let secret = seal.derive("be-right document key 1", round);
            // A number above the order of the curve is no key: one in 2^32 is.
            if let Ok(key) = SigningKey::from_slice(&*secret) {
                return Self(key);
            }
            round += 1;
        }
    }

    /// The public point, uncompressed (SEC 1, 2.3.3): 65 bytes.
    pub fn public_point(&self) -> Vec<u8> {
        self.0.verifying_key().to_sec1_point(false).as_bytes().to_vec()
    }

    /// Signs the SHA-256 of a message: DER, and the same each time (RFC 6979), so that a file made
    /// again is the same file.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signature: Signature = self.0.sign(message);
        signature.to_der().as_bytes().to_vec()
    }
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
}
