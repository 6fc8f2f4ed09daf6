//! Low-priority threads for long work. The number of slots is limited so that cores stay idle for
//! requests, which otherwise wait some milliseconds for the kernel to preempt running work. When
//! all cores are busy, the kernel schedules requests first.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Once};
use std::thread;

use anyhow::{Context, anyhow};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::error::Result;

/// Threads with raised niceness. Threads they start, such as the merge threads of the search index,
/// inherit it: on Linux a thread inherits niceness and CPU affinity.
#[derive(Clone)]
pub struct BackgroundPool {
    work: flume::Sender<Work>,
    slots: Arc<Semaphore>,
}

/// Makes the warning appear once per process.
static WARNED: Once = Once::new();

type Work = Box<dyn FnOnce() + Send>;

/// The niceness: a quarter of a core when another thread wants it all, all of it when idle
/// (`sched(7)`: a step of niceness weighs 1.25).
const NICENESS: i32 = 5;

impl BackgroundPool {
    /// Starts `threads` threads on any core. They end with the last clone.
    pub fn start(name: &str, threads: usize) -> Result<Self> {
        Self::begin(name, threads, || Ok(()))
    }

    /// As [`BackgroundPool::start`], restricted to as many cores as threads, so that the other
    /// cores stay free of this work.
    pub fn aside(name: &str, threads: usize) -> Result<Self> {
        Self::begin(name, threads, move || keep_to(threads.max(1)))
    }

    fn begin(
        name: &str,
        threads: usize,
        restrict: impl Fn() -> rustix::io::Result<()> + Clone + Send + 'static,
    ) -> Result<Self> {
        let threads = threads.max(1);
        let (pool, queue) = flume::unbounded::<Work>();
        for n in 1..=threads {
            let (queue, restrict) = (queue.clone(), restrict.clone());
            let work = move || {
                // For this thread only: Linux keeps both per thread (setpriority(2)).
                let nice = rustix::process::setpriority_process(None, NICENESS);
                if let Err(error) = nice.and_then(|()| restrict()) {
                    // If it is forbidden, it is so for every thread.
                    WARNED.call_once(|| {
                        tracing::warn!(
                            %error,
                            "work in the background does not yield to requests: the system \
                             forbids setpriority or sched_setaffinity"
                        );
                    });
                }
                while let Ok(work) = queue.recv() {
                    work();
                }
            };
            let named = thread::Builder::new().name(format!("{name}-{n}"));
            named.spawn(work).context("cannot start a thread")?;
        }
        Ok(Self { work: pool, slots: Arc::new(Semaphore::new(threads)) })
    }

    /// A slot for work done elsewhere, such as a long change by the writer: while it is held, one
    /// thread fewer works here.
    pub async fn slot(&self) -> Result<OwnedSemaphorePermit> {
        let slot = self.slots.clone().acquire_owned().await;
        Ok(slot.context("work in the background has ended")?)
    }

    /// The number of free threads.
    pub fn free(&self) -> usize {
        self.slots.available_permits()
    }

    /// Runs work when a thread is free. Once begun it runs to its end even if the caller is
    /// cancelled. A panic is returned as an error.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let slot = self.slot().await?;
        self.run_in(slot, work).await
    }

    /// As [`BackgroundPool::run`], in a slot already obtained.
    pub async fn run_in<T: Send + 'static>(
        &self,
        slot: OwnedSemaphorePermit,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let (sender, receiver) = oneshot::channel();
        let work = Box::new(move || {
            let _slot = slot;
            // Sending fails if the caller was cancelled, which is fine.
            let _ = sender.send(catch_unwind(AssertUnwindSafe(work)));
        });
        self.work.send_async(work).await.map_err(|_| anyhow!("the threads have ended"))?;
        let ran = receiver.await.context("work in the background was dropped")?;
        Ok(ran.map_err(|_| anyhow!("work in the background panicked"))?)
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
        let pool = BackgroundPool::aside("test", 1).unwrap();
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
        let pool = BackgroundPool::start("test", 1).unwrap();
        let (own, started) =
            pool.run(|| (niceness(), thread::spawn(niceness).join().unwrap())).await.unwrap();
        assert_eq!((own, started), (NICENESS, NICENESS));
        assert_eq!(niceness(), mine, "the threads of others are as they were");
    }

    #[tokio::test]
    async fn a_held_slot_keeps_a_thread_idle() {
        let pool = BackgroundPool::start("test", 1).unwrap();
        let slot = pool.slot().await.unwrap();
        let mut waits = std::pin::pin!(pool.run(|| 1));
        assert!(futures_util::poll!(waits.as_mut()).is_pending());
        drop(slot);
        assert_eq!(waits.await.unwrap(), 1);
    }

    #[tokio::test]
    async fn a_panic_is_an_error_and_the_thread_goes_on() {
        let pool = BackgroundPool::start("test", 1).unwrap();
        assert!(pool.run(|| panic!("on purpose")).await.is_err());
        assert_eq!(pool.run(|| 1).await.unwrap(), 1);
    }
}
