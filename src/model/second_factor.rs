//! Second factors: codes of an authenticator app (RFC 6238: SHA-1, six digits, 30 seconds), and
//! recovery codes for a lost one.

use anyhow::anyhow;
use totp_rs::{Builder, Totp};

use super::Timestamp;
use crate::error::Result;

/// The number of recovery codes issued at a time.
pub const RECOVERY_CODES: usize = 10;
/// How long a secret may wait for its first code, in milliseconds.
pub const BEGUN_FOR: i64 = Timestamp::HOUR;
/// A time step, in seconds.
const STEP: u64 = 30;
/// Letters and digits that are not confused with one another (Crockford's base32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 50 bits each.
const RECOVERY_LETTERS: usize = 10;

/// The data for the app of `account`: the secret to type, and the `otpauth:` URI for a QR code.
pub struct Enrolment {
    /// In base32.
    pub secret: String,
    pub uri: String,
}

impl Enrolment {
    /// For an account named by its e-mail, at `issuer`.
    pub fn of(secret: [u8; 20], issuer: &str, account: &str) -> Result<Self> {
        // A colon separates the issuer from the account.
        let plain = |text: &str| text.replace(':', " ");
        let totp = Builder::new()
            .with_secret(secret)
            .with_issuer(Some(plain(issuer)))
            .with_account_name(plain(account))
            .build()
            .map_err(|error| anyhow!("no second factor: {error}"))?;
        let uri = totp.to_url().map_err(|error| anyhow!("no address for the app: {error}"))?;
        Ok(Self { secret: totp.secret().to_base32(), uri })
    }
}

/// A second factor as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// Six digits.
    Code(String),
    /// A recovery code as printed, without its hyphen.
    Recovery(String),
}

impl Typed {
    /// Case, spaces and hyphens are ignored; letters that look like digits are read as digits.
    /// None if it is neither.
    pub fn read(text: &str) -> Option<Self> {
        let kept: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| c.to_ascii_uppercase())
            .collect();
        if kept.len() == 6 && kept.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Self::Code(kept));
        }
        let read: String = kept
            .chars()
            .map(|c| match c {
                'O' => '0',
                'I' | 'L' => '1',
                c => c,
            })
            .collect();
        let fits = read.len() == RECOVERY_LETTERS && read.bytes().all(|b| ALPHABET.contains(&b));
        fits.then_some(Self::Recovery(read))
    }
}

/// The time step of this code: the current one, the one before or the one after, and later than
/// `last`, so that no code is accepted twice.
pub fn step(
    secret: [u8; 20],
    code: &str,
    now: Timestamp,
    last: Option<i64>,
) -> Result<Option<i64>> {
    let totp: Totp = Builder::new()
        .with_secret(secret)
        .with_step_duration(STEP)
        .build()
        .map_err(|error| anyhow!("no second factor: {error}"))?;
    let seconds = u64::try_from(now.0.div_euclid(1000)).unwrap_or(0);
    let found = totp.check(code, seconds).and_then(|step| i64::try_from(step).ok());
    Ok(found.filter(|step| last.is_none_or(|last| *step > last)))
}

/// New recovery codes, as displayed: `7K3QZ-M0XTB`.
pub fn fresh_recovery_codes() -> Vec<String> {
    let letter = || char::from(ALPHABET[usize::from(rand::random::<u8>() & 31)]);
    let code = |_| {
        let text: String = (0..RECOVERY_LETTERS).map(|_| letter()).collect();
        format!("{}-{}", &text[..5], &text[5..])
    };
    (0..RECOVERY_CODES).map(code).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B.
    const SECRET: [u8; 20] = *b"12345678901234567890";

    fn at(seconds: i64) -> Timestamp {
        Timestamp(seconds * 1000)
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // Appendix B has eight digits; the last six are the code.
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")]
        {
            assert_eq!(step(SECRET, code, at(seconds), None).unwrap(), Some(seconds / 30));
        }
    }

    #[test]
    fn a_code_is_taken_a_step_early_or_late_and_never_twice() {
        let code = "287082"; // of step 1
        for seconds in [0, 30, 59, 60, 89] {
            assert_eq!(step(SECRET, code, at(seconds), None).unwrap(), Some(1), "{seconds}");
        }
        assert_eq!(step(SECRET, code, at(90), None).unwrap(), None);
        assert_eq!(step(SECRET, code, at(59), Some(1)).unwrap(), None);
        assert_eq!(step(SECRET, code, at(59), Some(0)).unwrap(), Some(1));
        assert_eq!(step(SECRET, "287083", at(59), None).unwrap(), None);
    }

    #[test]
    fn what_is_typed_is_read_as_people_type_it() {
        assert_eq!(Typed::read(" 287 082 "), Some(Typed::Code("287082".into())));
        assert_eq!(Typed::read("7k3qz-mOxlb"), Some(Typed::Recovery("7K3QZM0X1B".into())));
        for text in ["", "28708", "2870822", "7K3QZ-M0XT", "7K3QZ-M0XTU", "２８７０８２"] {
            assert_eq!(Typed::read(text), None, "{text}");
        }
        for code in fresh_recovery_codes() {
            assert!(matches!(Typed::read(&code), Some(Typed::Recovery(_))), "{code}");
        }
    }

    #[test]
    fn the_app_gets_the_issuer_and_the_account() {
        let made = Enrolment::of(SECRET, "be-right: Lumière", "claire@lumiere.example").unwrap();
        assert_eq!(made.secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert!(made.uri.starts_with("otpauth://totp/"), "{}", made.uri);
        assert!(made.uri.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "{}", made.uri);
        let back = Totp::from_url(&made.uri).unwrap();
        assert_eq!(back.account_name(), "claire@lumiere.example");
    }
}
