//! A creating request that may be sent again without making anything twice.

use super::{Timestamp, UserId};

/// Who asks, for what, under which key of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Once {
    pub user: UserId,
    /// The operation, such as `createEvent`: keys of different ones do not meet.
    pub route: &'static str,
    /// The `Idempotency-Key` header, see [`once_key`].
    pub key: String,
    /// The SHA-256 of the body: the same key with another body is a mistake.
    pub body: String,
}

impl Once {
    /// The same for a route with an id in its path: with another id it is another request.
    pub fn about(self, id: i64) -> Self {
        Self { body: format!("{id} {}", self.body), ..self }
    }

    /// How long a key is remembered, in milliseconds.
    pub const LASTS: i64 = Timestamp::DAY;
    /// The longest key.
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
