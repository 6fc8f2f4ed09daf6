//! Where pictures are made: few at a time, so that other requests keep their
//! cores, and with a queue that says no rather than growing.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::Context;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::BackgroundPool;
use crate::error::{Error, Result};

/// Seats for work on pictures, apart from those of other slow work.
#[derive(Clone)]
pub struct PicturePool {
    /// Of its threads each is a seat.
    pool: BackgroundPool,
    /// For what nobody waits for: never all the seats, if there are two.
    back_seats: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    waiting_behind: Arc<AtomicUsize>,
    most_waiting: usize,
    patience: Duration,
}

/// How many may stand in the queue for each seat. With a tenth of a second for a
/// picture, the last of them waits three seconds.
const QUEUE_PER_SEAT: usize = 32;

impl PicturePool {
    /// With so many seats, and a queue in which nobody waits longer than `patience`.
    pub fn new(seats: usize, patience: Duration) -> Result<Self> {
        let seats = seats.max(1);
        Ok(Self {
            pool: BackgroundPool::start("pictures", seats)?,
            back_seats: Arc::new(Semaphore::new((seats / 2).max(1))),
            waiting: Arc::default(),
            waiting_behind: Arc::default(),
            most_waiting: seats * QUEUE_PER_SEAT,
            patience,
        })
    }

    /// Does work that somebody waits for. [`Error::Unavailable`] if there is no
    /// seat for it in time, or the queue is too long already.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let place = Place::take(&self.waiting);
        if place.number > self.most_waiting {
            return Err(Error::Unavailable("pictures_busy"));
        }
        let seat = timeout(self.patience, self.pool.slot()).await;
        let seat = seat.map_err(|_| Error::Unavailable("pictures_busy"))??;
        drop(place);
        self.pool.run_in(seat, work).await
    }

    /// Does work that can wait, such as an AVIF to be there the next time.
    /// [`Error::Unavailable`] if much of that is waiting already.
    pub async fn run_later<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let place = Place::take(&self.waiting_behind);
        if place.number > self.most_waiting {
            return Err(Error::Unavailable("pictures_busy"));
        }
        let back = self.back_seats.clone().acquire_owned().await;
        let _back = back.context("work on pictures has ended")?;
        let seat = self.pool.slot().await?;
        drop(place);
        self.pool.run_in(seat, work).await
    }

    /// How many pictures can be made at a time.
    pub fn seats(&self) -> usize {
        self.most_waiting / QUEUE_PER_SEAT
    }

    /// How many are being made.
    pub fn busy(&self) -> usize {
        self.seats().saturating_sub(self.pool.free())
    }

    /// How many wait for a seat.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }
}

/// A place in the queue, left when dropped: also by whoever hangs up.
struct Place {
    number: usize,
    waiting: Arc<AtomicUsize>,
}

impl Place {
    fn take(waiting: &Arc<AtomicUsize>) -> Self {
        let number = waiting.fetch_add(1, Ordering::Relaxed) + 1;
        Self { number, waiting: waiting.clone() }
    }
}

impl Drop for Place {
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
    async fn who_finds_no_seat_in_time_is_sent_away_and_the_seat_comes_back() {
        let room = PicturePool::new(1, Duration::from_millis(30)).unwrap();
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
        let room = PicturePool::new(1, Duration::from_secs(60)).unwrap();
        let _held = room.pool.slot().await.unwrap();
        let _queue: Vec<Place> = (0..QUEUE_PER_SEAT).map(|_| Place::take(&room.waiting)).collect();
        assert!(is_busy(&room.run(|| ()).await));
        assert_eq!(room.waiting(), QUEUE_PER_SEAT, "whoever is refused does not stay");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_can_wait_never_takes_the_last_seat() {
        let room = PicturePool::new(2, Duration::from_secs(10)).unwrap();
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
