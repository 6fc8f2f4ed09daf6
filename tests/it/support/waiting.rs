//! Waiting for another process or thread. The deadline only keeps a test from hanging: it is far
//! longer than anything takes, and no test measures time.

use std::panic::Location;
use std::thread;
use std::time::{Duration, Instant};

/// How long a test waits for anything before it fails.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Waits until something holds.
#[track_caller]
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    until_some(what, || holds().then_some(()));
}

/// Waits until there is something.
#[track_caller]
pub fn until_some<T>(what: &str, mut find: impl FnMut() -> Option<T>) -> T {
    let at = Location::caller();
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = find() {
            return found;
        }
        assert!(Instant::now() < end, "{at}: it did not come to that: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// Waits until something asynchronous holds.
#[track_caller]
pub fn until_async(what: &str, mut holds: impl AsyncFnMut() -> bool) -> impl Future<Output = ()> {
    let at = Location::caller();
    async move {
        let end = Instant::now() + PATIENCE;
        while !holds().await {
            assert!(Instant::now() < end, "{at}: it did not come to that: {what}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

/// Fails if something asynchronous does not end.
#[track_caller]
pub fn ends<T>(work: impl Future<Output = T>) -> impl Future<Output = T> {
    let at = Location::caller();
    async move {
        let ended = tokio::time::timeout(PATIENCE, work).await;
        ended.unwrap_or_else(|_| panic!("{at}: it does not end"))
    }
}
