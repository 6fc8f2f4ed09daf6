//! A load generator: many connections that send requests back to back, for a while.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::client::{Client, Reply};
use crate::cli::failure::Failure;

/// The result of a load.
pub struct Tally {
    pub connections: usize,
    pub took: Duration,
    /// The duration of each request in microseconds, sorted.
    micros: Vec<u32>,
}

impl Tally {
    pub fn new(connections: usize, took: Duration, mut micros: Vec<u32>) -> Self {
        micros.sort_unstable();
        Self { connections, took, micros }
    }

    pub fn count(&self) -> usize {
        self.micros.len()
    }

    pub fn per_second(&self) -> f64 {
        self.count() as f64 / self.took.as_secs_f64().max(1e-9)
    }

    /// The time, in milliseconds, within which this fraction of the requests was answered.
    pub fn within(&self, part: f64) -> f64 {
        let last = self.micros.len().saturating_sub(1);
        let at = (last as f64 * part).round() as usize;
        self.micros.get(at).map_or(0.0, |micros| f64::from(*micros) / 1000.0)
    }
}

/// Sends `make(0)`, `make(1)`… over this many connections. Any other status than `status` fails the
/// run: refusals are quick and would flatter the figures.
pub async fn drive(
    address: SocketAddr,
    connections: usize,
    lasts: Duration,
    status: u16,
    make: impl Fn(u64) -> Vec<u8> + Send + Sync + 'static,
) -> Result<Tally, Failure> {
    let (make, next) = (Arc::new(make), Arc::new(AtomicU64::new(0)));
    let began = Instant::now();
    let until = began + lasts;
    let mut all = JoinSet::new();
    for _ in 0..connections {
        let (make, next) = (make.clone(), next.clone());
        all.spawn(async move {
            let (mut client, mut micros) = (Client::new(address), vec![]);
            while Instant::now() < until {
                let request = make(next.fetch_add(1, Ordering::Relaxed));
                let asked = Instant::now();
                expect(client.send(&request).await?, status)?;
                micros.push(asked.elapsed().as_micros() as u32);
            }
            Ok::<_, Failure>(micros)
        });
    }
    let mut micros = vec![];
    while let Some(one) = all.join_next().await {
        micros.extend(one.map_err(anyhow::Error::from)??);
    }
    Ok(Tally::new(connections, began.elapsed(), micros))
}

/// Checks the status of a reply.
pub fn expect(reply: Reply, status: u16) -> Result<Reply, Failure> {
    if reply.status == status {
        return Ok(reply);
    }
    let said = String::from_utf8_lossy(&reply.body);
    Err(Failure::new(format!("{} instead of {status}: {said}", reply.status)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_knows_its_middle_and_its_end() {
        let tally =
            Tally::new(1, Duration::from_secs(2), (1..=100).rev().map(|n| n * 1000).collect());
        assert_eq!(tally.per_second(), 50.0);
        assert!((50.0..=51.0).contains(&tally.within(0.5)));
        assert_eq!((tally.within(0.99), tally.within(1.0)), (99.0, 100.0));
        assert_eq!(Tally::new(1, Duration::ZERO, vec![]).within(0.5), 0.0);
    }
}
