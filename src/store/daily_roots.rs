//! The signed root of each day, and the leaves of the newest one: how far each evidence chain had
//! come. Leaves are kept in blocks, so that only those that changed are written each day.

use std::collections::BTreeMap;

use super::columns::{json, word};
use super::{AllRead, AllTx, Changes, Read, Row, Rows, Scope, params};
use crate::error::Result;
use crate::model::chain::Head;
use crate::model::daily_root::{DailyRoot, Leaf};
use crate::model::seal::{Seal, SealKey};
use crate::model::{AnswerId, CompanyId, Digest};

/// The number of answers in a block, by their ids.
const BLOCK: i64 = 1_024;
/// The bytes of a leaf in its block.
const LEAF_BYTES: usize = 80;

/// A leaf, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptLeaf {
    pub company: CompanyId,
    pub answer: AnswerId,
    pub leaf: Leaf,
}

impl KeptLeaf {
    /// The whole company.
    pub fn scope(&self) -> Scope {
        Scope::whole(self.company)
    }
}

/// The end of a stored chain.
#[derive(Debug, Clone, Copy)]
pub struct StoredHead {
    pub kept: KeptLeaf,
    /// Whether the stored seal is of this step, and the chain is not known to be faulty.
    pub is_sealed: bool,
}

/// Leaves as they are stored: company, block, bytes.
pub type Block = (CompanyId, i64, Vec<u8>);

/// A stored root. None if it cannot be read, is of another number than its row, or is not rightly
/// signed: it was changed from outside, and counts as missing.
fn root(row: &Row) -> Result<Option<DailyRoot>> {
    let number = row.get::<i64>("number")?.unsigned_abs();
    let root = json::<DailyRoot>(row, "body").ok();
    Ok(root.filter(|root| root.number == number && root.is_sound() && root.is_signed()))
}

/// Every stored root by its number, the oldest first; None where it was changed.
pub fn all(all: &AllRead) -> Result<Vec<(u64, Option<DailyRoot>)>> {
    all.all("SELECT number, body FROM daily_roots ORDER BY number", &[], |row| {
        Ok((row.get::<i64>("number")?.unsigned_abs(), root(row)?))
    })
}

/// The root with the highest number.
pub fn newest(all: &AllRead) -> Result<Option<DailyRoot>> {
    Ok(list(all, None, 1)?.pop())
}

/// Roots with numbers below `before`, the newest first.
pub fn list(all: &AllRead, before: Option<u64>, limit: usize) -> Result<Vec<DailyRoot>> {
    let mut before = before.and_then(|number| i64::try_from(number).ok()).unwrap_or(i64::MAX);
    let mut found = vec![];
    // Those that were changed are passed over.
    while found.len() < limit {
        let page = all.all(
            "SELECT number, body FROM daily_roots
              WHERE number < :before ORDER BY number DESC LIMIT :limit",
            params! { ":before": before, ":limit": (limit - found.len()) as i64 },
            |row| Ok((row.get::<i64>("number")?, root(row)?)),
        )?;
        let Some((last, _)) = page.last() else { break };
        before = *last;
        found.extend(page.into_iter().filter_map(|(_, root)| root));
    }
    Ok(found)
}

/// The root of a number.
pub fn find(all: &AllRead, number: i64) -> Result<Option<DailyRoot>> {
    let found = all.first(
        "SELECT number, body FROM daily_roots WHERE number = :number",
        params! { ":number": number },
        root,
    )?;
    Ok(found.flatten())
}

/// The root that the stored leaves are of.
pub fn with_leaves(all: &AllRead) -> Result<Option<DailyRoot>> {
    let found =
        all.first("SELECT number, body FROM daily_roots WHERE has_leaves = 1", &[], root)?;
    Ok(found.flatten())
}

/// Whether roots were stored, and all of them are gone: numbers are not given twice.
pub fn all_are_gone(all: &AllRead) -> Result<bool> {
    let left = all.count("SELECT COUNT(*) FROM daily_roots", &[])?;
    Ok(left == 0 && were_made(all)?)
}

/// Whether a root was ever stored.
pub fn were_made(all: &AllRead) -> Result<bool> {
    let given = all.count(
        "SELECT COUNT(*) FROM sqlite_sequence WHERE name = 'daily_roots' AND seq > 0",
        &[],
    )?;
    Ok(given > 0)
}

/// The last root that owners were written about.
pub fn last_mailed(all: &AllRead) -> Result<Option<DailyRoot>> {
    let found = all.first(
        "SELECT number, body FROM daily_roots WHERE mailed = 1 ORDER BY number DESC LIMIT 1",
        &[],
        root,
    )?;
    Ok(found.flatten())
}

/// Records that owners are written about a root.
pub fn set_mailed(all: &AllTx, number: u64) -> Result<()> {
    all.change(
        "UPDATE daily_roots SET mailed = 1 WHERE number = :number",
        params! { ":number": number as i64 },
    )?;
    Ok(())
}

/// Signs and stores a root over so many leaves, which follows `previous`. Their blocks are stored
/// with [`set_blocks`].
pub fn create(
    all: &AllTx,
    key: &SealKey,
    (leaves, root): (u64, Digest),
    previous: Option<&DailyRoot>,
) -> Result<DailyRoot> {
    all.change("UPDATE daily_roots SET has_leaves = 0 WHERE has_leaves = 1", &[])?;
    let number = all.insert(
        "INSERT INTO daily_roots (body, has_leaves, mailed) VALUES ('', 1, 0) RETURNING number",
        &[],
    )?;
    let made = DailyRoot::sign(key, number.unsigned_abs(), all.now(), (leaves, root), previous);
    let body = serde_json::to_string(&made).map_err(anyhow::Error::from)?;
    all.change(
        "UPDATE daily_roots SET body = :body WHERE number = :number",
        params! { ":body": body, ":number": number },
    )?;
    Ok(made)
}

/// Stores the root of another database; false if there is one of this number.
pub fn carry_over(all: &AllTx, root: &DailyRoot) -> Result<bool> {
    let body = serde_json::to_string(root).map_err(anyhow::Error::from)?;
    let changed = all.change(
        "INSERT INTO daily_roots (number, body, has_leaves, mailed) VALUES (:number, :body, 0, 0)
         ON CONFLICT DO NOTHING",
        params! { ":number": root.number as i64, ":body": body },
    )?;
    Ok(changed == 1)
}

/// The ends of all chains that were ever sealed, by the ids of their answers.
pub fn heads(all: &AllRead) -> Result<Vec<StoredHead>> {
    all.all(
        "SELECT s.company_id, s.answer_id, s.seal, s.fault_at IS NOT NULL AS is_faulty,
                a.reference, e.seq, e.hash
           FROM chain_seals AS s
           JOIN answers AS a ON a.company_id = s.company_id AND a.id = s.answer_id
           JOIN evidence AS e ON e.company_id = s.company_id AND e.answer_id = s.answer_id
          WHERE s.seal IS NOT NULL
            AND e.seq = (SELECT MAX(l.seq) FROM evidence AS l
                          WHERE l.company_id = s.company_id AND l.answer_id = s.answer_id)
          ORDER BY s.answer_id",
        &[],
        |row| {
            let head = Head {
                seq: row.get::<i64>("seq")? as u64,
                hash: word(row, "hash", Digest::parse)?,
            };
            // A seal that cannot be read fits nothing.
            let seal: Option<Seal> = serde_json::from_str(row.text("seal")?).ok();
            let fits = seal.is_some_and(|seal| seal.chain_head == head.hash);
            Ok(StoredHead {
                kept: KeptLeaf {
                    company: row.get("company_id")?,
                    answer: row.get("answer_id")?,
                    leaf: Leaf::of(row.text("reference")?, head),
                },
                is_sealed: fits && !row.get::<bool>("is_faulty")?,
            })
        },
    )
}

/// The hash of a step of a stored chain.
pub fn step(all: &AllRead, answer: AnswerId, seq: u64) -> Result<Option<Digest>> {
    all.first(
        "SELECT hash FROM evidence WHERE answer_id = :answer AND seq = :seq",
        params! { ":answer": answer, ":seq": seq as i64 },
        |row| word(row, "hash", Digest::parse),
    )
}

/// The stored blocks of leaves.
pub fn blocks(all: &AllRead) -> Result<Vec<Block>> {
    all.all("SELECT company_id, block, leaves FROM root_leaves", &[], |row| {
        Ok((row.get("company_id")?, row.get("block")?, row.get("leaves")?))
    })
}

/// Writes the blocks that are given, and deletes those of `gone`.
pub fn set_blocks(all: &AllTx, changed: &[Block], gone: &[(CompanyId, i64)]) -> Result<()> {
    for (company, block) in gone {
        all.change(
            "DELETE FROM root_leaves WHERE company_id = :of AND block = :block",
            params! { ":of": *company, ":block": *block },
        )?;
    }
    for (company, block, leaves) in changed {
        all.change(
            "INSERT INTO root_leaves (company_id, block, leaves) VALUES (:of, :block, :leaves)
             ON CONFLICT (company_id, block) DO UPDATE SET leaves = :leaves",
            params! { ":of": *company, ":block": *block, ":leaves": leaves.as_slice() },
        )?;
    }
    Ok(())
}

/// How far the chain of an answer had come in the root that has leaves; None if it is not in it.
pub fn leaf(read: &Read, answer: AnswerId) -> Result<Option<Leaf>> {
    let block: Option<Vec<u8>> = read.first(
        "SELECT leaves FROM root_leaves WHERE company_id = :company AND block = :block",
        params! { ":block": answer.0 / BLOCK },
        |row| row.get("leaves"),
    )?;
    let company = read.scope().company();
    let mut leaves = block.iter().flat_map(|block| unpacked(company, block));
    Ok(leaves.find(|kept| kept.answer == answer).map(|kept| kept.leaf))
}

/// The leaves of blocks, by the ids of their answers.
pub fn leaves_of(blocks: &[Block]) -> Vec<KeptLeaf> {
    let leaves = blocks.iter().flat_map(|(company, _, leaves)| unpacked(*company, leaves));
    let mut leaves: Vec<KeptLeaf> = leaves.collect();
    leaves.sort_unstable_by_key(|kept| kept.answer.0);
    leaves
}

/// The blocks of leaves that are in the order of their answers.
pub fn blocks_of(leaves: &[KeptLeaf]) -> Vec<Block> {
    let mut blocks: BTreeMap<(i64, i64), Vec<u8>> = BTreeMap::new();
    for KeptLeaf { company, answer, leaf } in leaves {
        let block = blocks.entry((company.0, answer.0 / BLOCK)).or_default();
        block.extend(answer.0.to_be_bytes());
        block.extend(leaf.head.seq.to_be_bytes());
        block.extend(leaf.head.hash.as_bytes());
        block.extend(leaf.reference.as_bytes());
    }
    blocks.into_iter().map(|((company, at), bytes)| (CompanyId(company), at, bytes)).collect()
}

/// The leaves in a block. Bytes that do not fill one are ignored: the root does not fit then.
fn unpacked(company: CompanyId, block: &[u8]) -> impl Iterator<Item = KeptLeaf> {
    block.chunks_exact(LEAF_BYTES).filter_map(move |bytes| {
        let (answer, rest) = bytes.split_first_chunk()?;
        let (seq, rest) = rest.split_first_chunk()?;
        let (hash, reference) = rest.split_at_checked(32)?;
        let head = Head { seq: u64::from_be_bytes(*seq), hash: Digest::try_from(hash).ok()? };
        Some(KeptLeaf {
            company,
            answer: AnswerId(i64::from_be_bytes(*answer)),
            leaf: Leaf { reference: Digest::try_from(reference).ok()?, head },
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_are_read_from_their_blocks() {
        let leaf = |n: i64| KeptLeaf {
            company: CompanyId(n % 3),
            answer: AnswerId(n * 37),
            leaf: Leaf::of(
                &format!("reference {n}"),
                Head { seq: n as u64, hash: Digest::of(n.to_be_bytes()) },
            ),
        };
        let leaves: Vec<KeptLeaf> = (1..300).map(leaf).collect();
        let blocks = blocks_of(&leaves);
        assert_eq!(blocks.len(), 3 * 11);
        assert_eq!(leaves_of(&blocks), leaves);
    }
}
