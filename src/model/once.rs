//! A creating request that may be sent again without making anything twice.

use super::{Digest, UserId};

/// How long a key is remembered.
pub const ONCE_LASTS: i64 = super::Timestamp::DAY;

/// Who asks, for what, under which key of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Once {
    pub user: UserId,
    /// Stable, such as `POST /employee`.
    pub route: &'static str,
    pub key: String,
    /// Of what is asked for: the same key with another body is a mistake.
    pub body: Digest,
}

/// An `Idempotency-Key`: 1 to 255 visible ASCII characters.
pub fn once_key(text: &str) -> Result<String, &'static str> {
    let fits = (1..=255).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
    if fits { Ok(text.to_owned()) } else { Err("idempotency_key") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_short_and_plain() {
        assert!(once_key("8e03978e-40d5-43e8-bc93-6894a57f9324").is_ok());
        assert!(once_key(&"k".repeat(255)).is_ok());
        for wrong in ["", " ", "a b", "é", &"k".repeat(256)] {
            assert!(once_key(wrong).is_err(), "{wrong:?}");
        }
    }
}
