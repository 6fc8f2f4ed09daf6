//! The thread pool for picture processing: few threads, so that requests keep their cores, and a
//! bounded queue.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::Context;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::ThreadPool;
use crate::error::{Error, Result};

/// Slots for picture processing, separate from other slow work.
#[derive(Clone)]
pub struct PicturePool {
    /// Each thread is a slot.
    pool: ThreadPool,
    /// Limits work that nobody waits for to half the slots (at least one).
    later_slots: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    waiting_later: Arc<AtomicUsize>,
    most_waiting: usize,
    patience: Duration,
}

/// The length of the queue per slot. At 0.1 s per picture, the last one waits about 3 s.
const QUEUE_PER_SLOT: usize = 32;

impl PicturePool {
    /// Creates a pool with `slots` threads; nothing waits longer than `patience`.
    pub fn new(slots: usize, patience: Duration) -> Self {
        let slots = slots.max(1);
        Self {
            pool: ThreadPool::behind("pictures", slots),
            later_slots: Arc::new(Semaphore::new((slots / 2).max(1))),
            waiting: Arc::default(),
            waiting_later: Arc::default(),
            most_waiting: slots * QUEUE_PER_SLOT,
            patience,
        }
    }

    /// Runs work that a client waits for. [`Error::Unavailable`] if no slot is free in time, or the
    /// queue is full.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let place = QueueSlot::take(&self.waiting);
        if place.number > self.most_waiting {
            return Err(Error::Unavailable("pictures_busy"));
        }
        let seat = timeout(self.patience, self.pool.slot()).await;
        let seat = seat.map_err(|_| Error::Unavailable("pictures_busy"))??;
        drop(place);
        self.pool.run_in(seat, work).await
    }

    /// Runs work that can wait, such as an AVIF for later requests. [`Error::Unavailable`] if its
    /// queue is full.
    pub async fn run_later<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let place = QueueSlot::take(&self.waiting_later);
        if place.number > self.most_waiting {
            return Err(Error::Unavailable("pictures_busy"));
        }
        let back = self.later_slots.clone().acquire_owned().await;
        let _back = back.context("work on pictures has ended")?;
        let seat = self.pool.slot().await?;
        drop(place);
        self.pool.run_in(seat, work).await
    }

    /// The number of slots.
    pub fn slots(&self) -> usize {
        self.most_waiting / QUEUE_PER_SLOT
    }

    /// The number of busy slots.
    pub fn busy(&self) -> usize {
        self.slots().saturating_sub(self.pool.free())
    }

    /// The number of waiting calls.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }
}

/// A place in the queue, freed when dropped, including when the caller is cancelled.
struct QueueSlot {
    number: usize,
    waiting: Arc<AtomicUsize>,
}

impl QueueSlot {
    fn take(waiting: &Arc<AtomicUsize>) -> Self {
        let number = waiting.fetch_add(1, Ordering::Relaxed) + 1;
        Self { number, waiting: waiting.clone() }
    }
}

impl Drop for QueueSlot {
    fn drop(&mut self) {
        self.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn is_busy<T>(result: &Result<T>) -> bool {
        matches!(result, Err(Error::Unavailable("pictures_busy")))
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn without_a_free_slot_in_time_work_is_refused() {
        let room = PicturePool::new(1, Duration::from_millis(30));
        let (finish, finished) = mpsc::channel::<()>();
        let (begin, begun) = mpsc::channel::<()>();
        let first = {
            let room = room.clone();
            let work = move || {
                begin.send(()).unwrap();
                finished.recv().unwrap()
            };
            async move { room.run(work).await }
        };
        let second = {
            let room = room.clone();
            async move {
                tokio::task::spawn_blocking(move || begun.recv().unwrap()).await.unwrap();
                let refused = room.run(|| 1).await;
                finish.send(()).unwrap();
                refused
            }
        };
        let (first, second) = tokio::join!(first, second);
        assert!(first.is_ok() && is_busy(&second));
        assert_eq!(room.run(|| 2).await.unwrap(), 2);
        assert_eq!(room.waiting(), 0);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_queue_that_is_too_long_refuses_at_once() {
        let room = PicturePool::new(1, Duration::from_secs(60));
        let _held = room.pool.slot().await.unwrap();
        let _queue: Vec<QueueSlot> =
            (0..QUEUE_PER_SLOT).map(|_| QueueSlot::take(&room.waiting)).collect();
        assert!(is_busy(&room.run(|| ()).await));
        assert_eq!(room.waiting(), QUEUE_PER_SLOT, "whoever is refused does not stay");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn work_that_can_wait_never_takes_the_last_slot() {
        let room = PicturePool::new(2, Duration::from_secs(10));
        let (finish, finished) = mpsc::channel::<()>();
        let later = room.run_later(move || finished.recv().unwrap());
        let other = room.run_later(|| ());
        let now = async {
            let made = room.run(|| 3).await;
            finish.send(()).unwrap();
            made
        };
        let (later, other, now) = tokio::join!(later, other, now);
        assert!(later.is_ok() && other.is_ok());
        assert_eq!(now.unwrap(), 3);
    }
}
