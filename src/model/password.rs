//! The password policy and hashing (argon2id, RFC 9106). Hashing takes tens of milliseconds by
//! design: never do it on an async thread.

use std::sync::atomic::{AtomicU64, Ordering};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;

use crate::error::Result;

/// The minimum length of a password, in characters.
pub const LEAST: usize = 10;
/// The maximum: more only slows hashing down.
pub const MOST: usize = 200;

/// The most common passwords of ten characters or more.
const COMMON: &[&str] = &[
    "1234567890",
    "0123456789",
    "12345678910",
    "123456789a",
    "a123456789",
    "1q2w3e4r5t",
    "1q2w3e4r5t6y",
    "qwertyuiop",
    "qwerty12345",
    "qwerty1234",
    "azertyuiop",
    "azerty12345",
    "azerty1234",
    "password12",
    "password123",
    "password1234",
    "motdepasse",
    "motdepasse1",
    "motdepasse123",
    "administrator",
    "administrateur",
    "changeme123",
    "letmein123",
    "welcome123",
    "bienvenue1",
    "bienvenue123",
    "iloveyou123",
    "0000000000",
    "1111111111",
    "aaaaaaaaaa",
    "9876543210",
    "0987654321",
    "abcdefghij",
    "abcdefghijkl",
    "abcd1234567",
    "photographe",
    "photographer",
    "photographie",
    "loulou12345",
    "marseille13",
    "doudou12345",
    "soleil12345",
    "chocolat123",
    "jetaime123",
    "footballer",
    "basketball",
    "1qaz2wsx3edc",
    "qazwsxedcrfv",
    "passw0rd123",
    "p@ssw0rd123",
    "superman123",
    "dragon12345",
];

/// Whether a password is acceptable for the holder of `email`.
pub fn check(password: &str, email: &str) -> Result<(), &'static str> {
    let characters = password.chars().count();
    if characters < LEAST {
        return Err("password_short");
    }
    if characters > MOST {
        return Err("too_long");
    }
    let lower = password.to_lowercase();
    let local = email.split('@').next().unwrap_or_default().to_lowercase();
    if lower == email.to_lowercase() || (local.len() >= LEAST && lower == local) {
        return Err("password_is_email");
    }
    if COMMON.contains(&lower.as_str()) || lower.chars().all(|c| lower.starts_with(c)) {
        return Err("password_common");
    }
    Ok(())
}

/// The cost of hashing: OWASP recommends 19 MiB and 2 passes without parallelism for argon2id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    pub memory_kib: u32,
    pub passes: u32,
    pub lanes: u32,
}

/// Hashes and verifies at one cost.
pub struct Passwords {
    argon: Argon2<'static>,
    cost: Cost,
    /// The hash of no password, so that an unknown e-mail takes as long as a known one.
    decoy: String,
    computed: AtomicU64,
}

impl Passwords {
    /// Fails if argon2 rejects the cost.
    pub fn new(cost: Cost) -> Result<Self> {
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None)
            .map_err(|error| anyhow::anyhow!("argon2 parameters: {error}"))?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let decoy = decoy(cost);
        Ok(Self { argon, cost, decoy, computed: AtomicU64::new(0) })
    }

    /// The PHC string to store.
    pub fn hash(&self, password: &str) -> Result<String> {
        self.computed.fetch_add(1, Ordering::Relaxed);
        hash(&self.argon, password)
    }

    /// Whether `password` matches the hash `kept`. Without one, takes as long and returns false.
    pub fn verify(&self, password: &str, kept: Option<&str>) -> bool {
        let Ok(phc) = PasswordHash::new(kept.unwrap_or(&self.decoy)) else {
            return false;
        };
        // Refuses an overlong password before hashing it.
        let fits = password.chars().count() <= MOST;
        let right = fits && {
            self.computed.fetch_add(1, Ordering::Relaxed);
            self.argon.verify_password(password.as_bytes(), &phc).is_ok()
        };
        right && kept.is_some()
    }

    /// How many hashes have been computed since the start, for whatever reason.
    pub fn computed(&self) -> u64 {
        self.computed.load(Ordering::Relaxed)
    }

    /// Whether `kept` was made at another cost than today's.
    pub fn is_outdated(&self, kept: &str) -> bool {
        let Ok(phc) = PasswordHash::new(kept) else { return true };
        let wanted = |name: &str, value: u32| {
            phc.params.get_decimal(name).is_some_and(|found| found >= value)
        };
        !(wanted("m", self.cost.memory_kib) && wanted("t", self.cost.passes))
    }
}

/// A hash that no password has, at this cost. Constructed rather than computed: hashing would
/// double the time and memory of a start.
fn decoy(cost: Cost) -> String {
    let (salt, hash) = (rand::random::<[u8; 16]>(), rand::random::<[u8; 32]>());
    format!(
        "$argon2id$v=19$m={},t={},p={}${}${}",
        cost.memory_kib,
        cost.passes,
        cost.lanes,
        BASE64_STANDARD_NO_PAD.encode(salt),
        BASE64_STANDARD_NO_PAD.encode(hash)
    )
}

fn hash(argon: &Argon2<'_>, password: &str) -> Result<String> {
    let phc = argon
        .hash_password(password.as_bytes())
        .map_err(|error| anyhow::anyhow!("argon2: {error}"))?;
    Ok(phc.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused() {
        assert_eq!(check("short", "a@x.org"), Err("password_short"));
        assert_eq!(check("Motdepasse123", "a@x.org"), Err("password_common"));
        assert_eq!(check("marie.curie@x.org", "marie.curie@x.org"), Err("password_is_email"));
        assert_eq!(check("zzzzzzzzzzzz", "a@x.org"), Err("password_common"));
        assert_eq!(check("correct horse", "a@x.org"), Ok(()));
    }

    #[test]
    fn the_decoy_costs_what_a_hash_costs() {
        let cost = Cost { memory_kib: 64, passes: 3, lanes: 1 };
        let passwords = Passwords::new(cost).unwrap();
        let kept = passwords.hash("correct horse").unwrap();
        let (decoy, kept) =
            (PasswordHash::new(&passwords.decoy).unwrap(), PasswordHash::new(&kept).unwrap());
        assert_eq!(decoy.params, kept.params);
        assert_eq!((decoy.algorithm, decoy.version), (kept.algorithm, kept.version));
        let lengths = |hash: &PasswordHash| {
            (hash.salt.as_ref().map(|salt| salt.len()), hash.hash.as_ref().map(|hash| hash.len()))
        };
        assert_eq!(lengths(&decoy), lengths(&kept));
    }

    #[test]
    fn a_hash_is_verified_and_ages() {
        let weak = Passwords::new(Cost { memory_kib: 8, passes: 1, lanes: 1 }).unwrap();
        let kept = weak.hash("correct horse").unwrap();
        assert!(kept.starts_with("$argon2id$"));
        assert!(weak.verify("correct horse", Some(&kept)));
        assert!(!weak.verify("correct house", Some(&kept)));
        assert!(!weak.verify("correct horse", None));
        assert!(!weak.is_outdated(&kept));
        let strong = Passwords::new(Cost { memory_kib: 16, passes: 2, lanes: 1 }).unwrap();
        assert!(strong.is_outdated(&kept) && strong.verify("correct horse", Some(&kept)));
    }

    #[test]
    fn who_has_no_password_costs_as_much_as_who_has_one() {
        let passwords = Passwords::new(Cost { memory_kib: 16, passes: 2, lanes: 1 }).unwrap();
        // Verified at the current cost like any other, and matched by no password.
        assert!(PasswordHash::new(&passwords.decoy).is_ok());
        assert!(!passwords.is_outdated(&passwords.decoy));
        assert!(passwords.decoy.contains("m=16,t=2"));
    }
}
