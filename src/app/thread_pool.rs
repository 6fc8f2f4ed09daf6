//! Threads for work that would hold up requests. A pool has few of them, which are started when there
//! is work and end when there has been none for a second: the allocator keeps what each thread has
//! freed for its next use, several megabytes after a PDF or a search, until the thread ends.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Once};
use std::thread;
use std::time::Duration;

use anyhow::{Context, anyhow};
use flume::RecvTimeoutError;
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::error::Result;

/// A number of slots, each with a thread while there is work. Work that has no slot waits for one,
/// in the order in which it came.
#[derive(Clone)]
pub struct ThreadPool {
    name: &'static str,
    priority: Priority,
    /// How long a thread waits for more work.
    patience: Duration,
    slots: Arc<Semaphore>,
    work: flume::Sender<Work>,
    queue: flume::Receiver<Work>,
    /// The threads that wait for work and have been given none.
    idle: Arc<AtomicUsize>,
}

/// Where and when the threads run. Those that they start, such as the merge threads of the search
/// index, inherit it: on Linux a thread inherits niceness and CPU affinity.
#[derive(Clone, Copy)]
enum Priority {
    /// Like requests.
    Beside,
    /// With raised niceness. When all cores are busy, the kernel schedules requests first.
    Behind,
    /// With raised niceness, on this many cores, so that the others stay idle for requests, which
    /// otherwise wait some milliseconds for the kernel to preempt running work.
    Aside(usize),
}

/// Makes the warning appear once per process.
static WARNED: Once = Once::new();

/// Work, and the slot that it occupies.
type Work = (OwnedSemaphorePermit, Box<dyn FnOnce() + Send>);

/// The niceness: a quarter of a core when another thread wants it all, all of it when idle
/// (`sched(7)`: a step of niceness weighs 1.25).
const NICENESS: i32 = 5;
/// How long a thread of every pool outside the tests waits for more work.
const PATIENCE: Duration = Duration::from_secs(1);

impl ThreadPool {
    /// Threads that have the same part of the cores as requests.
    pub fn beside(name: &'static str, threads: usize) -> Self {
        Self::new(name, threads, Priority::Beside)
    }

    /// Threads of low priority, on any core.
    pub fn behind(name: &'static str, threads: usize) -> Self {
        Self::new(name, threads, Priority::Behind)
    }

    /// Threads of low priority, restricted to as many cores as threads.
    pub fn aside(name: &'static str, threads: usize) -> Self {
        Self::new(name, threads, Priority::Aside(threads.max(1)))
    }

    fn new(name: &'static str, threads: usize, priority: Priority) -> Self {
        let (work, queue) = flume::unbounded();
        let slots = Arc::new(Semaphore::new(threads.max(1)));
        Self { name, priority, patience: PATIENCE, slots, work, queue, idle: Arc::default() }
    }

    /// A slot for work done elsewhere, such as a long change by the writer: while it is held, one
    /// thread fewer works here.
    pub async fn slot(&self) -> Result<OwnedSemaphorePermit> {
        let slot = self.slots.clone().acquire_owned().await;
        Ok(slot.context("the threads have ended")?)
    }

    /// The number of free slots.
    pub fn free(&self) -> usize {
        self.slots.available_permits()
    }

    /// Runs work when a slot is free. Once begun it runs to its end even if the caller is
    /// cancelled. A panic is returned as an error.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let slot = self.slot().await?;
        self.run_in(slot, work).await
    }

    /// As [`ThreadPool::run`], in a slot already obtained.
    pub async fn run_in<T: Send + 'static>(
        &self,
        slot: OwnedSemaphorePermit,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let (sender, receiver) = oneshot::channel();
        let work = Box::new(move || {
            // Sending fails if the caller was cancelled, which is fine.
            let _ = sender.send(catch_unwind(AssertUnwindSafe(work)));
        });
        self.begin((slot, work))?;
        let ran = receiver.await.with_context(|| format!("work of {} was dropped", self.name))?;
        Ok(ran.map_err(|_| anyhow!("work of {} panicked", self.name))?)
    }

    /// Gives work to an idle thread, or else to a new one.
    fn begin(&self, work: Work) -> Result<()> {
        if take_one(&self.idle) {
            return Ok(self.work.send(work).map_err(|_| anyhow!("the threads have ended"))?);
        }
        let (queue, idle) = (self.queue.clone(), self.idle.clone());
        let (priority, patience) = (self.priority, self.patience);
        // The queue ends with the last sender, and so do the threads.
        let named = thread::Builder::new().name(self.name.to_owned());
        named
            .spawn(move || serve(work, &queue, &idle, priority, patience))
            .context("cannot start a thread")?;
        Ok(())
    }
}

/// Works until there has been nothing to do for a while.
fn serve(
    first: Work,
    queue: &flume::Receiver<Work>,
    idle: &AtomicUsize,
    priority: Priority,
    patience: Duration,
) {
    priority.take();
    let mut next = Some(first);
    while let Some((slot, work)) = next {
        work();
        // Before the slot is free: whoever takes it finds this thread.
        idle.fetch_add(1, Ordering::AcqRel);
        drop(slot);
        next = match queue.recv_timeout(patience) {
            Ok(work) => Some(work),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) if take_one(idle) => None,
            // Each idle thread has been counted on: work is being sent.
            Err(RecvTimeoutError::Timeout) => queue.recv().ok(),
        };
    }
}

/// Takes one from a number; false if it is 0.
fn take_one(number: &AtomicUsize) -> bool {
    number.fetch_update(Ordering::AcqRel, Ordering::Acquire, |now| now.checked_sub(1)).is_ok()
}

impl Priority {
    /// Sets the priority and the cores of this thread only: Linux keeps both per thread
    /// (setpriority(2)).
    fn take(self) {
        let lower = || rustix::process::setpriority_process(None, NICENESS);
        let taken = match self {
            Priority::Beside => Ok(()),
            Priority::Behind => lower(),
            Priority::Aside(cores) => lower().and_then(|()| keep_to(cores)),
        };
        if let Err(error) = taken {
            // If it is forbidden, it is so for every thread.
            WARNED.call_once(|| {
                tracing::warn!(
                    %error,
                    "work in the background does not yield to requests: the system forbids \
                     setpriority or sched_setaffinity"
                );
            });
        }
    }
}

/// Restricts this thread to the last `cores` of the cores it may use.
fn keep_to(cores: usize) -> rustix::io::Result<()> {
    let allowed = sched_getaffinity(None)?;
    let mut kept = CpuSet::new();
    let last = (0..CpuSet::MAX_CPU).rev().filter(|core| allowed.is_set(*core)).take(cores);
    last.for_each(|core| kept.set(core));
    sched_setaffinity(None, &kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cores() -> u32 {
        sched_getaffinity(None).unwrap().count()
    }

    #[tokio::test]
    async fn work_aside_keeps_to_its_cores_and_so_does_what_it_starts() {
        let all = cores();
        let pool = ThreadPool::aside("test", 1);
        let (own, started) =
            pool.run(|| (cores(), thread::spawn(cores).join().unwrap())).await.unwrap();
        assert_eq!((own, started), (1, 1));
        assert_eq!(cores(), all, "the threads of others are as they were");
    }

    fn niceness() -> i32 {
        rustix::process::getpriority_process(None).unwrap()
    }

    #[tokio::test]
    async fn work_in_the_background_yields_and_so_does_what_it_starts() {
        let mine = niceness();
        let pool = ThreadPool::behind("test", 1);
        let (own, started) =
            pool.run(|| (niceness(), thread::spawn(niceness).join().unwrap())).await.unwrap();
        assert_eq!((own, started), (NICENESS, NICENESS));
        assert_eq!(niceness(), mine, "the threads of others are as they were");
    }

    fn pool_with(patience: Duration) -> ThreadPool {
        ThreadPool { patience, ..ThreadPool::beside("test", 1) }
    }

    #[tokio::test]
    async fn an_idle_thread_is_used_again() {
        let pool = pool_with(Duration::from_secs(600));
        let first = pool.run(|| thread::current().id()).await.unwrap();
        assert_eq!(pool.run(|| thread::current().id()).await.unwrap(), first);
    }

    #[tokio::test]
    async fn a_thread_without_work_ends() {
        let pool = pool_with(Duration::from_millis(1));
        let first = pool.run(|| thread::current().id()).await.unwrap();
        // Its slot is free once it has nothing to do; the result came before that.
        drop(pool.slot().await.unwrap());
        while pool.idle.load(Ordering::Acquire) > 0 {
            tokio::task::yield_now().await;
        }
        assert_ne!(pool.run(|| thread::current().id()).await.unwrap(), first);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn as_much_is_done_at_a_time_as_there_are_slots() {
        let (pool, running) = (ThreadPool::beside("test", 2), Arc::new(AtomicUsize::new(0)));
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..200 {
            let (pool, running) = (pool.clone(), running.clone());
            all.spawn(async move {
                let work = move || {
                    let now = running.fetch_add(1, Ordering::AcqRel);
                    thread::yield_now();
                    running.fetch_sub(1, Ordering::AcqRel);
                    now
                };
                pool.run(work).await.unwrap()
            });
        }
        assert!(all.join_all().await.into_iter().max() <= Some(1));
        assert!(pool.idle.load(Ordering::Acquire) <= 2);
    }

    #[tokio::test]
    async fn a_held_slot_keeps_a_thread_idle() {
        let pool = ThreadPool::behind("test", 1);
        let slot = pool.slot().await.unwrap();
        let mut waits = std::pin::pin!(pool.run(|| 1));
        assert!(futures_util::poll!(waits.as_mut()).is_pending());
        drop(slot);
        assert_eq!(waits.await.unwrap(), 1);
    }

    #[tokio::test]
    async fn a_panic_is_an_error_and_the_thread_goes_on() {
        let pool = ThreadPool::behind("test", 1);
        assert!(pool.run(|| panic!("on purpose")).await.is_err());
        assert_eq!(pool.run(|| 1).await.unwrap(), 1);
    }
}
