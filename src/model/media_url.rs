//! Signed image paths, `/media/{signature}/{transform}/{publicId}.{ext}`. The signature covers
//! everything after it, its expiry, and what it is bound to.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use super::keys::same;
use super::{Keys, Timestamp};

/// What a link gives access to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaLink {
    /// As in the path: words, or `t_` and a preset.
    pub transform: String,
    pub public_id: String,
    /// Without the dot; formats with `auto` have one too, which is ignored.
    pub extension: String,
    pub pass: MediaPass,
}

/// The parts of the signature segment beside the signature itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MediaPass {
    /// The expiry of the link; whole seconds, rounded down.
    pub until: Option<Timestamp>,
    /// A word of lowercase letters and digits the link is bound to, such as the use `web`: the
    /// caller must check at each request whether that is still allowed.
    pub bound: Option<String>,
}

/// The longest life of a link to a photograph without a bound use, in milliseconds: such links are
/// for the company itself.
pub const PHOTO_LINK: i64 = 7 * Timestamp::DAY;

impl MediaPass {
    /// Whether a link lasts longer than one to a photograph may without a bound use.
    pub fn is_too_long_for_photo(&self, now: Timestamp) -> bool {
        self.bound.is_none() && self.until.is_none_or(|until| until > now.plus(PHOTO_LINK))
    }
}

/// Why a link is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadLink {
    /// Not signed by us, or altered. Reported as not found.
    Forged,
    /// It was valid but has expired. Reported as gone.
    Expired,
}

impl MediaLink {
    /// The absolute path.
    pub fn path(&self, keys: &Keys) -> String {
        let Self { transform, public_id, extension, .. } = self;
        format!("/media/{}/{transform}/{public_id}.{extension}", self.signature(keys))
    }

    /// 43 characters of HMAC-SHA-256, then `.e` with the expiry in hexadecimal seconds and `.b`
    /// with the bound word, if present.
    pub fn signature(&self, keys: &Keys) -> String {
        let suffix = self.pass.suffix();
        BASE64_URL_SAFE_NO_PAD.encode(keys.media(&self.text(&suffix))) + &suffix
    }

    /// Parses and verifies a requested link: the signature first, in constant time, so that
    /// forged links reveal nothing.
    pub fn check(
        keys: &Keys,
        now: Timestamp,
        signature: &str,
        transform: &str,
        public_id: &str,
        extension: &str,
    ) -> Result<Self, BadLink> {
        let pass = MediaPass::read(signature).ok_or(BadLink::Forged)?;
        let link = Self {
            transform: transform.to_owned(),
            public_id: public_id.to_owned(),
            extension: extension.to_owned(),
            pass,
        };
        if !same(&link.signature(keys), signature) {
            return Err(BadLink::Forged);
        }
        match link.pass.until {
            Some(until) if now >= until => Err(BadLink::Expired),
            _ => Ok(link),
        }
    }

    /// The signed text. No part can contain a line break: each is one segment of a path.
    fn text(&self, suffix: &str) -> String {
        let Self { transform, public_id, extension, .. } = self;
        format!("{suffix}\n{transform}\n{public_id}\n{extension}")
    }
}

impl MediaPass {
    fn suffix(&self) -> String {
        let mut suffix = String::new();
        if let Some(until) = self.until {
            suffix.push_str(&format!(".e{:x}", until.0.max(0) / Timestamp::SECOND));
        }
        if let Some(word) = &self.bound {
            suffix.push_str(&format!(".b{word}"));
        }
        suffix
    }

    /// Parses a signature segment, which may still be forged.
    fn read(signature: &str) -> Option<Self> {
        let mut pass = Self::default();
        for part in signature.split('.').skip(1) {
            match part.split_at_checked(1)? {
                ("e", seconds) if seconds.len() <= 12 => {
                    let seconds = i64::from_str_radix(seconds, 16).ok()?;
                    pass.until = Some(Timestamp(seconds.checked_mul(Timestamp::SECOND)?));
                }
                ("b", word) if is_word(word) => pass.bound = Some(word.to_owned()),
                _ => return None,
            }
        }
        Some(pass)
    }
}

fn is_word(text: &str) -> bool {
    (1..=32).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::seal::SealKey;

    fn keys(secret: u8) -> Keys {
        Keys::new([secret; 32], SealKey::from_bytes([9; 32]))
    }

    fn link(pass: MediaPass) -> MediaLink {
        MediaLink {
            transform: "w_400,q_auto,f_auto".into(),
            public_id: "abc".into(),
            extension: "jpg".into(),
            pass,
        }
    }

    fn check(signature: &str, now: i64) -> Result<MediaPass, BadLink> {
        let link = link(MediaPass::default());
        MediaLink::check(&keys(1), Timestamp(now), signature, &link.transform, "abc", "jpg")
            .map(|link| link.pass)
    }

    #[test]
    fn a_link_opens_what_it_was_made_for_and_nothing_else() {
        let link = link(MediaPass::default());
        let signature = link.signature(&keys(1));
        assert_eq!(signature.len(), 43);
        assert_eq!(link.path(&keys(1)), format!("/media/{signature}/w_400,q_auto,f_auto/abc.jpg"));
        assert_eq!(check(&signature, i64::MAX), Ok(MediaPass::default()));
        let with = |transform: &str, id: &str, extension: &str| {
            MediaLink::check(&keys(1), Timestamp(0), &signature, transform, id, extension)
        };
        assert_eq!(with("w_401,q_auto,f_auto", "abc", "jpg"), Err(BadLink::Forged));
        assert_eq!(with("w_400,q_auto,f_auto", "abd", "jpg"), Err(BadLink::Forged));
        assert_eq!(with("w_400,q_auto,f_auto", "abc", "png"), Err(BadLink::Forged));
        let other = link.signature(&keys(2));
        assert_eq!(check(&other, 0), Err(BadLink::Forged));
    }

    #[test]
    fn a_link_ends_on_the_second() {
        let pass = MediaPass { until: Some(Timestamp(1_900_000_000_000)), bound: None };
        let signature = link(pass.clone()).signature(&keys(1));
        assert_eq!(check(&signature, 1_899_999_999_999), Ok(pass));
        assert_eq!(check(&signature, 1_900_000_000_000), Err(BadLink::Expired));
        let longer = signature.replace(".e71", ".e81");
        assert_ne!(longer, signature);
        assert_eq!(check(&longer, 0), Err(BadLink::Forged), "nobody prolongs a link");
        let endless = signature.split('.').next().unwrap().to_owned();
        assert_eq!(check(&endless, 0), Err(BadLink::Forged), "nor makes it endless");
    }

    #[test]
    fn a_link_cannot_be_freed_of_its_use() {
        let pass = MediaPass { until: None, bound: Some("web".into()) };
        let signature = link(pass.clone()).signature(&keys(1));
        assert_eq!(check(&signature, 0), Ok(pass));
        assert_eq!(check(&signature.replace(".bweb", ".bprint"), 0), Err(BadLink::Forged));
        assert_eq!(check(&signature.replace(".bweb", ""), 0), Err(BadLink::Forged));
    }

    #[test]
    fn no_text_as_a_signature_is_taken_or_panics() {
        for text in ["", ".", "..", ".e", ".ezz", ".b", ".bÉ", "é.é", ".e1.e1", ".effffffffffff"]
        {
            assert_eq!(check(text, 0), Err(BadLink::Forged), "{text}");
        }
    }
}
