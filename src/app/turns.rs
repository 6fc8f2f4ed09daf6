//! One at a time, per key.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::OwnedMutexGuard;

use crate::model::Digest;

/// One at a time per key: who comes second finds what the first has made.
#[derive(Default)]
pub struct Turns(Mutex<HashMap<Digest, Weak<tokio::sync::Mutex<()>>>>);

impl Turns {
    /// Waits until nobody else has the turn of this key, and takes it.
    pub async fn take(&self, key: Digest) -> OwnedMutexGuard<()> {
        self.turn(key).lock_owned().await
    }

    /// Takes the turn of this key, unless somebody else has it.
    pub fn take_if_free(&self, key: Digest) -> Option<OwnedMutexGuard<()>> {
        self.turn(key).try_lock_owned().ok()
    }

    fn turn(&self, key: Digest) -> Arc<tokio::sync::Mutex<()>> {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if turns.len() > 1_000 {
            turns.retain(|_, turn| turn.strong_count() > 0);
        }
        match turns.get(&key).and_then(Weak::upgrade) {
            Some(turn) => turn,
            None => {
                let turn = Arc::default();
                turns.insert(key, Arc::downgrade(&turn));
                turn
            }
        }
    }
}
