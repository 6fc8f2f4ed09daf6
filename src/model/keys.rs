//! The instance's secrets and what is derived from them. They are stored outside the database: a
//! stolen copy of it allows neither links nor codes to be made.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::seal::SealKey;
use super::seal_history::SealHistory;
use super::unsubscribe::Stop;
use super::{CompanyId, Digest, LinkId, SignerId, UserId};

/// The secrets of this instance.
pub struct Keys {
    /// The secret from which links, codes and reset tokens are derived.
    secret: Zeroizing<[u8; 32]>,
    /// The key that seals evidence.
    pub seal: SealKey,
    /// The keys that sealed evidence before this one.
    pub retired: SealHistory,
}

impl Keys {
    pub fn new(secret: [u8; 32], seal: SealKey) -> Self {
        Self { secret: Zeroizing::new(secret), seal, retired: SealHistory::default() }
    }

    /// With the keys that sealed before.
    pub fn with_retired(self, retired: SealHistory) -> Self {
        Self { retired, ..self }
    }

    /// The token of a signing link: 43 characters, 256 bits.
    pub fn link_token(&self, signer: SignerId, nonce: &str) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.derive("link", signer.0, nonce))
    }

    /// The token of a password reset or of an invitation to an account.
    pub fn reset_token(&self, user: UserId, nonce: &str) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.derive("reset", user.0, nonce))
    }

    /// The token that confirms an account's new e-mail.
    pub fn email_token(&self, user: UserId, nonce: &str) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.derive("email", user.0, nonce))
    }

    /// The token of an invitation to work in a company.
    pub fn join_token(&self, company: CompanyId, nonce: &str) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.derive("join", company.0, nonce))
    }

    /// The token of an unsubscribe link: it names the mails concerned, and its last part
    /// authenticates it.
    pub fn stop_token(&self, stop: &Stop) -> String {
        let said = stop.words();
        let proof = self.derive("stop", stop.user.0, &said);
        format!("{said}.{}", BASE64_URL_SAFE_NO_PAD.encode(&proof[..16]))
    }

    /// The content of such a token; None if it is forged.
    pub fn read_stop(&self, token: &str) -> Option<Stop> {
        let (said, _) = token.rsplit_once('.')?;
        let stop = Stop::read(said)?;
        same(&self.stop_token(&stop), token).then_some(stop)
    }

    /// The six-digit code mailed for a link.
    pub fn code(&self, link: LinkId, nonce: &str) -> String {
        let bytes = self.derive("code", link.0, nonce);
        let mut number = 0u64;
        for byte in &bytes[..8] {
            number = (number << 8) | u64::from(*byte);
        }
        // The bias, 10^6 / 2^64, is negligible.
        format!("{:06}", number % 1_000_000)
    }

    /// The stored hash of a code. Keyed: a million guesses are quickly hashed.
    pub fn code_hash(&self, link: LinkId, code: &str) -> String {
        hex::encode(self.derive("code hash", link.0, code))
    }

    /// The secret for an authenticator app: 160 bits, as RFC 4226 recommends.
    pub fn totp_secret(&self, user: UserId, nonce: &str) -> [u8; 20] {
        let [secret @ .., _, _, _, _, _, _, _, _, _, _, _, _] = self.derive("totp", user.0, nonce);
        secret
    }

    /// The stored hash of a recovery code. Keyed: it is short enough to be guessed.
    pub fn recovery_hash(&self, user: UserId, code: &str) -> String {
        hex::encode(self.derive("recovery hash", user.0, code))
    }

    /// The stored hash of a sign-in's origin. Keyed: an address is easily guessed.
    pub fn origin_hash(&self, user: UserId, origin: &str) -> String {
        hex::encode(self.derive("origin hash", user.0, origin))
    }

    /// The stored hash of a rate limit's key. Keyed: e-mails and addresses are easily guessed.
    pub fn limit_key(&self, rule: &str, subject: &str) -> String {
        hex::encode(self.derive(&format!("limit {rule}"), 0, subject))
    }

    /// The signature of a media path.
    pub fn media(&self, text: &str) -> [u8; 32] {
        self.derive("media", 0, text)
    }

    fn derive(&self, purpose: &str, id: i64, nonce: &str) -> [u8; 32] {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.as_slice()).expect("any length");
        mac.update(format!("be-right {purpose}\n{id}\n{nonce}").as_bytes());
        mac.finalize().into_bytes().into()
    }
}

/// The stored hash of a token of 128 bits or more, which cannot be guessed.
pub fn token_hash(token: &str) -> String {
    Digest::of(token).hex()
}

/// Compares two hashes in constant time.
pub fn same(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}

/// A new token: 43 characters, 256 bits from the operating system.
pub fn fresh_token() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// A new nonce: 22 characters, 128 bits.
pub fn fresh_nonce() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>())
}

/// A new reference, as printed on a PDF and typed by hand: 128 bits in Crockford's base32 (no I,
/// L, O, U), 26 characters.
pub fn fresh_reference() -> String {
    const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut number = rand::random::<u128>();
    let mut text = [0u8; 26];
    for place in text.iter_mut().rev() {
        *place = DIGITS[(number & 31) as usize];
        number >>= 5;
    }
    text.iter().map(|byte| char::from(*byte)).collect()
}

/// Parses a typed reference: case, spaces and hyphens are ignored, and letters that look like
/// digits are read as digits.
pub fn read_reference(text: &str) -> Option<String> {
    let read: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        })
        .collect();
    (read.len() == 26 && read.bytes().all(|b| b.is_ascii_alphanumeric())).then_some(read)
}

/// A reference in groups of four, as people read it everywhere; [`read_reference`] takes both forms.
pub fn in_fours(reference: &str) -> String {
    let letters: Vec<char> = reference.chars().filter(|one| *one != '-').collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::new([7; 32], SealKey::from_bytes([9; 32]))
    }

    #[test]
    fn a_token_belongs_to_its_signer_and_nonce() {
        let token = keys().link_token(SignerId(1), "n");
        assert_eq!(token.len(), 43);
        assert_eq!(token, keys().link_token(SignerId(1), "n"));
        assert_ne!(token, keys().link_token(SignerId(2), "n"));
        assert_ne!(token, keys().link_token(SignerId(1), "m"));
    }

    #[test]
    fn a_code_is_six_digits() {
        let code = keys().code(LinkId(1), "n");
        assert!(code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()), "{code}");
    }

    #[test]
    fn a_reference_survives_being_typed() {
        let reference = fresh_reference();
        assert_eq!(reference.len(), 26);
        let typed = format!(" {}-{} ", &reference[..13], reference[13..].to_lowercase());
        assert_eq!(read_reference(&typed), Some(reference.clone()));
        assert_eq!(read_reference("short"), None);
        let shown = in_fours(&reference);
        assert_eq!(shown.len(), 32);
        assert_eq!(read_reference(&shown), Some(reference));
    }
}
