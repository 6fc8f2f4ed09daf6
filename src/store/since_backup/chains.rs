//! The evidence chains that replaced databases sealed with the current key. Somebody who has a
//! former key can write a different chain into a backup, but cannot seal it with the current key.

use std::path::PathBuf;

use crate::error::Result;
use crate::model::chain::{self, Entry};
use crate::model::seal::{PublicKey, Seal};
use crate::model::{AnswerId, Timestamp};
use crate::store::engine::Connection;
use crate::store::{AllRead, Rows, Scope, companies, evidence, params};

/// The replaced databases, and the key that sealed their chains.
pub(in crate::store) struct Chains {
    replaced: Vec<Connection>,
    key: PublicKey,
    now: Timestamp,
}

impl Chains {
    /// Opens databases whose evidence is sealed with `key`. Those that cannot be opened are left
    /// out.
    pub fn of(replaced: &[PathBuf], key: PublicKey, now: Timestamp) -> Self {
        let opened = replaced.iter().filter_map(|file| Connection::open_copy(file).ok());
        Self { replaced: opened.collect(), key, now }
    }

    /// Whether a replaced database is known to have other steps of this chain than `steps`. Only
    /// the steps that both have are compared.
    pub fn differ(&self, reference: &str, steps: &[Entry]) -> bool {
        let known = self.replaced.iter().filter_map(|sql| {
            // A database that is too old or damaged is not compared.
            self.chain(&AllRead::open(sql, self.now), reference).ok().flatten()
        });
        let known: Vec<Vec<Entry>> = known.collect();
        let same = |one: &Vec<Entry>| {
            let both = one.len().min(steps.len());
            one[..both].last().map(|entry| entry.hash)
                == steps[..both].last().map(|entry| entry.hash)
        };
        !known.is_empty() && !known.iter().any(same)
    }

    /// The chain of an answer, if no step is missing and it is sealed with the key.
    fn chain(&self, all: &AllRead, reference: &str) -> Result<Option<Vec<Entry>>> {
        let sealed = all.first(
            "SELECT s.company_id, s.answer_id, s.seal FROM answers AS a
               JOIN chain_seals AS s ON s.company_id = a.company_id AND s.answer_id = a.id
              WHERE a.reference = :reference AND s.seal IS NOT NULL AND s.fault_at IS NULL",
            params! { ":reference": reference },
            |row| {
                let of: (Scope, AnswerId) =
                    (Scope::whole(row.get("company_id")?), row.get("answer_id")?);
                Ok((of, serde_json::from_str::<Seal>(row.text("seal")?).ok()))
            },
        )?;
        let Some(((scope, answer), Some(seal))) = sealed else { return Ok(None) };
        let steps = evidence::chain(&companies::look(all, scope), answer)?;
        let is_whole = seal.verify(Some(&self.key)).is_ok()
            && chain::verify(&steps).is_ok_and(|head| head.hash == seal.chain_head);
        Ok(is_whole.then_some(steps))
    }
}
