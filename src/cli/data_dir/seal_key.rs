//! The key that seals evidence, in the folder of secrets, and how another one takes its place.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::{DATABASE, DataDir, SECRETS, remove, sync_folder};
use crate::adapters::SystemClock;
use crate::cli::failure::Failure;
use crate::model::seal::{PublicKey, SealKey};
use crate::model::seal_history::{RetiredKey, SealHistory};
use crate::model::{Secret, Timestamp};
use crate::ports::Clock as _;
use crate::store::chain_seals;

pub(super) const SEAL_KEY: &str = "seal.key";
/// The file of the public keys that sealed before the current one.
const SEAL_HISTORY: &str = "seal.history";
/// The file of the next key, which exists only while the key is being replaced.
const NEXT_SEAL_KEY: &str = "seal.key.next";
/// Says that a chain without a seal is a fault from now on.
const CHAINS_SEALED: &str = "chains-sealed";

/// A key that took the place of the one in a backup, after the backup was made.
pub struct LaterKey {
    /// The key in the backup.
    pub retired: PublicKey,
    /// When it was replaced.
    pub until: Timestamp,
    pub key: SealKey,
    history: SealHistory,
}

impl LaterKey {
    /// The key of the first of the data folders `known` whose history says that it replaced the one
    /// in the laid-out backup `there`.
    pub fn find(known: &[PathBuf], there: &Path) -> Option<Self> {
        let retired = key_in(there)?.public();
        known.iter().find_map(|here| Self::after(retired, here))
    }

    fn after(retired: PublicKey, here: &Path) -> Option<Self> {
        let key = key_in(here)?;
        let history = fs::read_to_string(here.join(SECRETS).join(SEAL_HISTORY)).ok()?;
        let history = SealHistory::read(&history, key.public())?;
        let until = history.end_of(retired)?;
        Some(Self { retired, until, key, history })
    }

    /// Puts it in place of the one in the laid-out backup, whose database is sealed with it.
    pub fn put_into(&self, there: &Path) -> Result<(), Failure> {
        let data = DataDir::bare(there)?;
        let secrets = data.secrets();
        DataDir::replace_private(&secrets.join(SEAL_HISTORY), &self.history.to_json())?;
        DataDir::replace_private(&secrets.join(SEAL_KEY), &self.key.to_hex())
    }
}

/// The public key of a data folder, if it has one.
pub fn seal_key_of(folder: &Path) -> Option<PublicKey> {
    key_in(folder).map(|key| key.public())
}

/// The key in a data folder, if there is one.
fn key_in(folder: &Path) -> Option<SealKey> {
    let text = Secret::new(fs::read_to_string(folder.join(SECRETS).join(SEAL_KEY)).ok()?);
    SealKey::from_hex(text.reveal())
}

impl DataDir {
    /// The keys that sealed before `current`.
    pub(super) fn seal_history(&self, current: PublicKey) -> Result<SealHistory, Failure> {
        let path = self.secrets().join(SEAL_HISTORY);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(SealHistory::default());
            }
            Err(error) => return Err(Failure::at(&path, &error)),
        };
        SealHistory::read(&text, current).ok_or_else(|| {
            let why = format!("{} does not lead to the key in {SEAL_KEY}", path.display());
            Failure::new(why)
                .next("Put both back from the same backup: they are in its folder `secrets`.")
        })
    }

    /// The key that a rotation puts in place of the current one: the one of a rotation that was
    /// stopped, or a new one.
    pub fn next_seal_key(&self) -> Result<SealKey, Failure> {
        let path = self.secrets().join(NEXT_SEAL_KEY);
        let fresh = hex::encode(rand::random::<[u8; 32]>());
        self.write_private(&path, &fresh)?;
        let text = Secret::new(fs::read_to_string(&path).map_err(|e| Failure::at(&path, &e))?);
        SealKey::from_hex(text.reveal()).ok_or_else(|| {
            Failure::new(format!("{} does not hold 64 hexadecimal digits", path.display()))
                .next("Delete it.")
        })
    }

    /// Puts the next key in place, once the database is sealed with it.
    pub fn put_next_seal_key(&self, now: Timestamp) -> Result<PublicKey, Failure> {
        let next = self.next_seal_key()?.public();
        let old = SealKey::from_bytes(self.secret(SEAL_KEY)?);
        if !self.is_handed_over_to(next) {
            let history = self.seal_history(old.public())?;
            let history = history.with(RetiredKey::of(&old, next, now));
            Self::replace_private(&self.secrets().join(SEAL_HISTORY), &history.to_json())?;
        }
        let (from, to) = (self.secrets().join(NEXT_SEAL_KEY), self.secrets().join(SEAL_KEY));
        fs::rename(&from, &to).map_err(|error| Failure::at(&to, &error))?;
        sync_folder(&self.secrets()).map_err(|error| Failure::at(&self.secrets(), &error))?;
        Ok(next)
    }

    /// Whether the history is written up to the next key, which is not in place yet.
    fn is_handed_over_to(&self, next: PublicKey) -> bool {
        let leads = |history: SealHistory| !history.keys().is_empty();
        self.seal_history(next).is_ok_and(leads)
    }

    /// Finishes a rotation that was stopped after the database was sealed with the next key.
    pub fn finish_rotation(&self) -> Result<(), Failure> {
        if !self.secrets().join(NEXT_SEAL_KEY).exists() {
            return Ok(());
        }
        let next = self.next_seal_key()?.public();
        // There may be no evidence yet.
        if self.is_handed_over_to(next) || chain_seals::is_used_in(&self.path.join(DATABASE), next)?
        {
            self.put_next_seal_key(SystemClock.now())?;
        }
        Ok(())
    }

    /// Whether the evidence of earlier versions, which had no seal for each step, has been sealed.
    /// It is once, and not because a row says so: who can write to the database could take a seal
    /// away, and have what they altered sealed anew.
    pub fn has_sealed_chains(&self) -> bool {
        self.chains_sealed().exists()
    }

    /// Records that it has been.
    pub fn note_sealed_chains(&self) -> Result<(), Failure> {
        let text = "From now on, evidence without a seal is evidence altered.\n";
        Self::replace_private(&self.chains_sealed(), text)
    }

    /// Has the next start seal it, in a restored folder: what a backup says of it does not count.
    pub fn forget_sealed_chains(&self) -> Result<(), Failure> {
        remove(&self.chains_sealed())
    }

    fn chains_sealed(&self) -> PathBuf {
        self.secrets().join(CHAINS_SEALED)
    }
}
