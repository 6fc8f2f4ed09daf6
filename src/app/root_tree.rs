//! The Merkle tree of the newest daily root, kept while it is the newest: an archive of everything
//! has the inclusion proofs of thousands of answers.

use std::sync::Arc;

use tokio::sync::Mutex;

use super::App;
use crate::error::Result;
use crate::model::AnswerId;
use crate::model::daily_root::{Anchor, DailyRoot};
use crate::model::merkle::Tree;
use crate::store::daily_roots;

/// A daily root, and what it is over. About 70 bytes a chain.
pub struct RootTree {
    root: DailyRoot,
    /// In the order of the leaves.
    answers: Vec<AnswerId>,
    tree: Tree,
}

/// The last tree that was built.
pub type LastTree = Arc<Mutex<Option<Arc<RootTree>>>>;

impl RootTree {
    pub fn root(&self) -> DailyRoot {
        self.root
    }

    /// The root with the inclusion proof of an answer; None if it is not in it.
    pub fn anchor(&self, answer: AnswerId) -> Option<Anchor> {
        let index = self.answers.binary_search_by_key(&answer.0, |one| one.0).ok()?;
        let path = self.tree.path(index)?;
        Some(Anchor { daily_root: self.root, index: index as u64, path })
    }
}

impl App {
    /// The tree of the root that has leaves. None if there is none, it is not rightly signed, or the
    /// leaves are not its own.
    pub async fn root_tree(&self) -> Result<Option<Arc<RootTree>>> {
        let Some(newest) = self.db.read_all(daily_roots::with_leaves).await? else {
            return Ok(None);
        };
        let mut last = self.last_root_tree.lock().await;
        if let Some(tree) = last.as_ref().filter(|tree| tree.root == newest) {
            return Ok(Some(tree.clone()));
        }
        let db = self.db.clone();
        let read = self.off_thread(move || {
            db.look_here(|all| Ok((daily_roots::with_leaves(all)?, daily_roots::blocks(all)?)))
        });
        let (root, blocks) = read.await??;
        let Some(root) = root else { return Ok(None) };
        let built = self.off_thread(move || {
            let leaves = daily_roots::leaves_of(&blocks);
            let tree = Tree::of(leaves.iter().map(|kept| kept.leaf.hash()).collect());
            let answers = leaves.iter().map(|kept| kept.answer).collect();
            RootTree { root, answers, tree }
        });
        let built = Arc::new(built.await?);
        if built.tree.root() != root.root {
            tracing::error!(number = root.number, "the leaves of the daily root are not its own");
            return Ok(None);
        }
        *last = Some(built.clone());
        Ok(Some(built))
    }
}
