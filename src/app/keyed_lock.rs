//! A lock per key.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::OwnedMutexGuard;

use crate::model::Digest;

/// Serialises work per key: the second caller finds the result of the first.
#[derive(Default)]
pub struct KeyedLock(Mutex<HashMap<Digest, Weak<tokio::sync::Mutex<()>>>>);

impl KeyedLock {
    /// Waits for the lock of this key.
    pub async fn lock(&self, key: Digest) -> OwnedMutexGuard<()> {
        self.mutex(key).lock_owned().await
    }

    /// Takes the lock of this key if it is free.
    pub fn try_lock(&self, key: Digest) -> Option<OwnedMutexGuard<()>> {
        self.mutex(key).try_lock_owned().ok()
    }

    fn mutex(&self, key: Digest) -> Arc<tokio::sync::Mutex<()>> {
        let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if locks.len() > 1_000 {
            locks.retain(|_, mutex| mutex.strong_count() > 0);
        }
        match locks.get(&key).and_then(Weak::upgrade) {
            Some(mutex) => mutex,
            None => {
                let mutex = Arc::default();
                locks.insert(key, Arc::downgrade(&mutex));
                mutex
            }
        }
    }
}
