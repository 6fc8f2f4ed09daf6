//! Idempotency keys: a repeated creating request has no second effect.

use super::{Timestamp, UserId};

/// The caller, the operation and the key of an idempotent request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Once {
    pub user: UserId,
    /// The operation, such as `createEvent`: each has its own key space.
    pub route: &'static str,
    /// The `Idempotency-Key` header, see [`once_key`].
    pub key: String,
    /// The SHA-256 of the body: the same key with another body is an error.
    pub body: String,
}

impl Once {
    /// The same for a route with an id in its path: another id makes it another request.
    pub fn about(self, id: i64) -> Self {
        Self { body: format!("{id} {}", self.body), ..self }
    }

    /// How long a key is remembered, in milliseconds.
    pub const LASTS: i64 = Timestamp::DAY;
    /// The maximum length of a key.
    pub const LONGEST: usize = 255;
}

/// An `Idempotency-Key`: 1 to 255 visible ASCII characters.
pub fn once_key(text: &str) -> Result<String, &'static str> {
    let fits =
        (1..=Once::LONGEST).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
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
