//! Access tokens: JWT signed with HS256 (RFC 7519, RFC 7518 section 3.2). The `kid` names the
//! key, so that the secret can be changed while tokens signed with the previous one stay valid.

use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error as JwtError, ErrorKind, Result as JwtResult};
use jsonwebtoken::signature::{Error as SignatureError, Signer, Verifier};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode,
};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::{CompanyId, Digest, SessionId, Timestamp, UserId};
use crate::error::{Error, Result};

/// The claims of an access token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The user.
    pub sub: UserId,
    /// The session that the token belongs to.
    pub sid: SessionId,
    /// The active company.
    pub cid: Option<CompanyId>,
    /// Seconds since 1970.
    pub iat: i64,
    /// Seconds since 1970.
    pub exp: i64,
}

/// Signs with the current secret; verifies with it and with the previous one.
pub struct TokenKeys {
    current: Key,
    previous: Option<Key>,
}

struct Key {
    id: String,
    encoding: EncodingKey,
    decoding: DecodingKey,
}

impl TokenKeys {
    pub fn new(secret: &[u8], previous: Option<&[u8]>) -> Self {
        // A second instance in a process (in tests) finds it installed already.
        let _ = PROVIDER.install_default();
        Self { current: Key::new(secret), previous: previous.map(Key::new) }
    }

    pub fn sign(&self, claims: &Claims) -> Result<String> {
        let header = Header { kid: Some(self.current.id.clone()), ..Header::new(Algorithm::HS256) };
        Ok(encode(&header, claims, &self.current.encoding).map_err(anyhow::Error::from)?)
    }

    /// The claims of a token that we signed and that has not expired.
    pub fn read(&self, token: &str, now: Timestamp) -> Result<Claims> {
        let refused = |_| Error::Unauthenticated("invalid_token");
        let kid = decode_header(token).map_err(refused)?.kid;
        let key = [Some(&self.current), self.previous.as_ref()]
            .into_iter()
            .flatten()
            .find(|key| Some(&key.id) == kid.as_ref())
            .ok_or(Error::Unauthenticated("invalid_token"))?;
        let mut validation = Validation::new(Algorithm::HS256);
        // Checked below, against the instance's clock.
        validation.validate_exp = false;
        let claims = decode::<Claims>(token, &key.decoding, &validation).map_err(refused)?.claims;
        // A token from the future was issued before the clock was set back.
        let latest = now.plus(Timestamp::SLACK).0;
        if now.0 >= claims.exp.saturating_mul(1000) || claims.iat.saturating_mul(1000) > latest {
            return Err(Error::Unauthenticated("expired_token"));
        }
        Ok(claims)
    }
}

impl Key {
    fn new(secret: &[u8]) -> Self {
        Self {
            id: Digest::of_parts(&[b"be-right kid\n", secret]).hex()[..8].to_owned(),
            encoding: EncodingKey::from_secret(secret),
            decoding: DecodingKey::from_secret(secret),
        }
    }
}

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| Ok(Box::new(Hs256::new(algorithm, key.as_bytes())?)),
    verifier_factory: |algorithm, key| {
        Ok(Box::new(Hs256::new(algorithm, key.try_get_as_bytes()?)?))
    },
    key_utils: KeyUtils::new_unimplemented(),
};

struct Hs256(Hmac<Sha256>);

impl Hs256 {
    fn new(algorithm: &Algorithm, key: &[u8]) -> JwtResult<Self> {
        if *algorithm != Algorithm::HS256 {
            return Err(JwtError::from(ErrorKind::InvalidAlgorithm));
        }
        let mac = Hmac::new_from_slice(key).map_err(|_| ErrorKind::InvalidKeyFormat)?;
        Ok(Self(mac))
    }
}

impl Signer<Vec<u8>> for Hs256 {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, SignatureError> {
        Ok(self.0.clone().chain_update(message).finalize().into_bytes().to_vec())
    }
}

impl Verifier<Vec<u8>> for Hs256 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), SignatureError> {
        let mac = self.0.clone().chain_update(message);
        mac.verify_slice(signature).map_err(|_| SignatureError::new())
    }
}

impl JwtSigner for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl JwtVerifier for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims() -> Claims {
        Claims { sub: UserId(1), sid: SessionId(2), cid: Some(CompanyId(3)), iat: 0, exp: 900 }
    }

    #[test]
    fn a_token_says_what_was_signed_until_it_expires() {
        let keys = TokenKeys::new(b"secret", None);
        let token = keys.sign(&claims()).unwrap();
        assert_eq!(keys.read(&token, Timestamp(899_999)).unwrap(), claims());
        assert!(keys.read(&token, Timestamp(900_000)).is_err());
    }

    #[test]
    fn a_changed_or_foreign_token_is_refused() {
        let keys = TokenKeys::new(b"secret", None);
        let token = keys.sign(&claims()).unwrap();
        let foreign = TokenKeys::new(b"other", None).sign(&claims()).unwrap();
        // {"alg":"none"}, with and without a signature.
        let unsigned = format!("eyJhbGciOiJub25lIn0.{}.", token.split('.').nth(1).unwrap());
        for wrong in [foreign.as_str(), &unsigned, "", "a.b.c", &token[..token.len() - 2]] {
            assert!(keys.read(wrong, Timestamp(0)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_new_secret_spares_the_tokens_of_the_one_before() {
        let token = TokenKeys::new(b"old", None).sign(&claims()).unwrap();
        let rotated = TokenKeys::new(b"new", Some(b"old"));
        assert!(rotated.read(&token, Timestamp(0)).is_ok());
        assert!(TokenKeys::new(b"new", None).read(&token, Timestamp(0)).is_err());
    }
}
