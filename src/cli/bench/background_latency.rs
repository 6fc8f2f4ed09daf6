//! A client that reads an event at a slow rate, alone and while the server is busy. The difference
//! of its latencies is the figure.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::client::{Client, request};
use super::load::{Tally, expect};
use super::report::Load;
use crate::cli::failure::Failure;

/// The pause between two requests, so that they leave the cores free.
const PAUSE: Duration = Duration::from_millis(2);
/// The time for earlier load to end.
const SETTLED: Duration = Duration::from_secs(2);

/// Latencies alone and under load. Measured alternately in several rounds, so that outside
/// disturbances affect both.
pub struct BackgroundClient {
    address: SocketAddr,
    look: Vec<u8>,
    /// The time measured alone in each round.
    alone: Duration,
    quiet: Looks,
    busy: Looks,
}

/// Latencies, in microseconds.
#[derive(Default)]
struct Looks {
    lasted: Duration,
    micros: Vec<u32>,
}

impl BackgroundClient {
    pub fn new(address: SocketAddr, token: &str, event: i64, alone: Duration) -> Self {
        let look = request("GET", &format!("/event/{event}"), token, &Value::Null);
        Self { address, look, alone, quiet: Looks::default(), busy: Looks::default() }
    }

    /// Measures alone for a while, and then for as long as `busy` takes.
    pub async fn round<T>(
        &mut self,
        busy: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        tokio::time::sleep(SETTLED).await;
        let until = Instant::now() + self.alone;
        let (address, look) = (self.address, self.look.as_slice());
        self.quiet.go_on(address, look, || Instant::now() < until).await?;
        let over = AtomicBool::new(false);
        let busy = async {
            let done = busy.await;
            over.store(true, Ordering::Relaxed);
            done
        };
        let goes_on = || !over.load(Ordering::Relaxed);
        let (done, looked) = tokio::join!(busy, self.busy.go_on(address, look, goes_on));
        looked?;
        done
    }

    /// The lines of the report.
    pub fn loads(self, beside: &str) -> [Load; 2] {
        let load = |name: &str, looks: Looks| {
            Load::of(name, &Tally::new(1, looks.lasted, looks.micros), None)
        };
        [load("GET /event/:id, at a slow rate", self.quiet), load(beside, self.busy)]
    }
}

impl Looks {
    async fn go_on(
        &mut self,
        address: SocketAddr,
        look: &[u8],
        goes_on: impl Fn() -> bool,
    ) -> Result<(), Failure> {
        let mut client = Client::new(address);
        let began = Instant::now();
        while goes_on() {
            let asked = Instant::now();
            expect(client.send(look).await?, 200)?;
            self.micros.push(asked.elapsed().as_micros() as u32);
            tokio::time::sleep(PAUSE).await;
        }
        self.lasted += began.elapsed();
        Ok(())
    }
}
