//! Benchmark of the job queue: how fast it drains jobs without effect, and how much that slows down
//! API requests.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::client::{Client, request};
use super::instance::{Instance, data};
use super::load::{Tally, drive, expect};
use super::scenes::Studio;
use crate::adapters::SystemClock;
use crate::cli::failure::Failure;
use crate::model::{Job, MailId};
use crate::store::{Db, jobs};

/// Jobs waiting when the instance starts.
const WAITING: usize = 20_000;
/// Connections that send requests meanwhile.
const CONNECTIONS: usize = 8;
/// How long the same requests are measured on an idle instance.
const ALONE: Duration = Duration::from_secs(2);
const PATIENCE: Duration = Duration::from_secs(300);

/// Fills the queue of a stopped instance, starts it, and returns the figures.
pub async fn measure(folder: &Path) -> Result<String, Failure> {
    let (instance, _) = Instance::start(folder).await?;
    let mut studio = Studio::open(instance.address).await?;
    studio.plan("queue", 1).await?;
    let event = studio.events.first().copied().unwrap_or_default();
    let ask = request("GET", &format!("/event/{event}"), &studio.token, &Value::Null);
    settled(&instance).await?;
    let again = ask.clone();
    let alone = drive(instance.address, CONNECTIONS, ALONE, 200, move |_| again.clone()).await?;
    instance.kill()?;
    fill(&data(folder).join("be-right.db")).await?;

    let (instance, _) = Instance::start(folder).await?;
    let began = Instant::now();
    // Only requests sent while the queue drains are measured.
    let mut asked: Option<Tally> = None;
    let first = waiting(&instance).await?;
    let watched = Instant::now();
    while waiting(&instance).await? > 0 {
        if began.elapsed() > PATIENCE {
            return Err(Failure::new("the queue does not drain"));
        }
        let again = ask.clone();
        let some = Duration::from_millis(500);
        let tally = drive(instance.address, CONNECTIONS, some, 200, move |_| again.clone()).await?;
        // The worst half second is reported.
        if asked.as_ref().is_none_or(|worst| worst.within(0.99) < tally.within(0.99)) {
            asked = Some(tally);
        }
    }
    let took = watched.elapsed().as_secs_f64().max(1e-9);
    let mut out = String::new();
    let _ = writeln!(out, "{first} jobs that come to nothing, {CONNECTIONS} connections asking");
    let _ = writeln!(out, "{:<40}{:>10.0}", "jobs a second", first as f64 / took);
    let p99 = |tally: &Tally| tally.within(0.99);
    let _ = writeln!(out, "{:<40}{:>10.2}", "GET /event/:id alone, p99 ms", p99(&alone));
    let beside = asked.as_ref().map_or(0.0, p99);
    let _ = writeln!(out, "{:<40}{beside:>10.2}", "  beside the queue, worst 0.5 s");
    Ok(out)
}

async fn fill(file: &Path) -> Result<(), Failure> {
    let db = Db::open(file, Arc::new(SystemClock))?;
    db.write_all(|all| {
        for _ in 0..WAITING {
            // No such mail exists: the job looks it up and ends.
            jobs::insert_for_instance(all, &Job::Mail { mail: MailId(0) })?;
        }
        Ok(())
    })
    .await?;
    Ok(())
}

/// Jobs waiting or running.
async fn waiting(instance: &Instance) -> Result<u64, Failure> {
    let ready = request("GET", "/readyz", "", &Value::Null);
    let reply = expect(Client::new(instance.address).send(&ready).await?, 200)?;
    let said: Value = serde_json::from_slice(&reply.body).map_err(anyhow::Error::from)?;
    // The event's own two jobs wait for its start and end.
    Ok(said["jobsWaiting"].as_u64().unwrap_or_default().saturating_sub(TIMERS))
}

/// The jobs that update an event when it starts and ends.
const TIMERS: u64 = 2;

async fn settled(instance: &Instance) -> Result<(), Failure> {
    let began = Instant::now();
    while waiting(instance).await? > 0 {
        if began.elapsed() > PATIENCE {
            return Err(Failure::new("the queue does not drain"));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}
