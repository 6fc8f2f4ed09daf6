//! Benchmark of live streams: the cost of thousands of subscribers to one studio, and their delay.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;

use super::client::{Client, request};
use super::instance::{Instance, data};
use super::load::{Tally, expect};
use super::report::Listeners;
use super::scenes::{Outbox, Studio};
use crate::cli::failure::Failure;

/// How often an event is sent to all of them.
const REPEATS: usize = 20;
/// File descriptors the process needs besides.
const SPARE: usize = 200;
const PATIENCE: Duration = Duration::from_secs(30);
/// The live messages for an event, and for a subscriber that missed some, as sent.
const EVENT: &[u8] = b"event: event\n";
const LOST: &[u8] = b"event: resync\n";
const READY: &[u8] = b"event: ready\n";

/// The state shared by all subscribers.
struct Round {
    began: Instant,
    lost: AtomicUsize,
    /// When a subscriber received an event, in microseconds after `began`.
    received: UnboundedSender<u64>,
}

pub async fn measure(folder: &Path, wanted: usize) -> Result<Listeners, Failure> {
    std::fs::create_dir_all(folder)?;
    let (instance, _) = Instance::start(folder).await?;
    let studio = Studio::open(instance.address).await?;
    let thousand_ms = thousand(&studio, &instance, folder).await?;
    let idle_percent = busy(&instance, Duration::from_secs(3)).await;
    drop(instance);

    // A new instance, so that the memory measured is that of the streams only.
    let quiet = folder.join("quiet");
    std::fs::create_dir_all(&quiet)?;
    let (instance, _) = Instance::start(&quiet).await?;
    let mut studio = Studio::open(instance.address).await?;
    studio.plan("told", 1).await?;
    let event =
        studio.events.first().copied().ok_or_else(|| Failure::new("no shoot".to_owned()))?;
    let mut client = Client::new(instance.address);
    let (received, mut heard) = unbounded_channel();
    let round = Arc::new(Round { began: Instant::now(), lost: AtomicUsize::new(0), received });
    let mut all = JoinSet::new();
    let count = wanted.min(most_files().saturating_sub(SPARE));
    for _ in 0..count {
        let stream = open(instance.address, &studio.token).await?;
        all.spawn(listen(stream, round.clone()));
    }
    let listening_percent = busy(&instance, Duration::from_secs(3)).await;
    let mut micros = vec![];
    for nth in 0..REPEATS {
        studio.moves_event(&mut client, event, nth % 2 == 0).await?;
        let replied = round.began.elapsed().as_micros() as u64;
        // Some receive the event before the reply is read.
        let late = |at: u64| u32::try_from(at.saturating_sub(replied)).unwrap_or(u32::MAX);
        micros.extend(hear(&mut heard, count).await?.into_iter().map(late));
    }
    let (memory, _) = instance.memory();
    let tally = Tally::new(count, round.began.elapsed(), micros);
    Ok(Listeners {
        count,
        memory,
        idle_percent,
        listening_percent,
        p50_ms: tally.within(0.5),
        p99_ms: tally.within(0.99),
        worst_ms: tally.within(1.0),
        lost: round.lost.load(Ordering::SeqCst),
        thousand_ms,
    })
}

/// One user adds a thousand employees at once; another is notified of each.
async fn thousand(studio: &Studio, instance: &Instance, folder: &Path) -> Result<f64, Failure> {
    const EMAIL: &str = "second@bench.example";
    const PASSWORD: &str = "mesurer à deux";
    let mut client = Client::new(instance.address);
    let outbox = Outbox::new(&data(folder));
    let mut postman = JoinSet::new();
    postman.spawn(outbox.clone().watch());
    let invited =
        json!({ "email": EMAIL, "firstName": "Noé", "lastName": "Blanc", "role": "SUPER_USER" });
    studio.post(&mut client, "/user", &invited).await?;
    let token = outbox
        .read(EMAIL, |texts| {
            let (_, rest) = texts.iter().find_map(|text| text.split_once("/join/"))?;
            let is_part = |c: &char| c.is_ascii_alphanumeric() || "-_".contains(*c);
            Some(rest.chars().take_while(is_part).collect::<String>())
        })
        .await?;
    drop(postman);
    let yes = json!({ "token": token, "password": PASSWORD });
    expect(client.send(&request("POST", "/auth/join", "", &yes)).await?, 200)?;
    let login = json!({ "email": EMAIL, "password": PASSWORD });
    let entered = expect(client.send(&request("POST", "/auth/login", "", &login)).await?, 200)?;
    let entered: Value = serde_json::from_slice(&entered.body).unwrap_or_default();
    let second = entered["accessToken"].as_str().unwrap_or_default().to_owned();

    let people: Vec<Value> = (0..1_000)
        .map(|nth| {
            let email = format!("many-{nth}@bench.example");
            json!({ "firstName": "Ana", "lastName": format!("Many {nth}"), "email": email })
        })
        .collect();
    let many = request("POST", "/employee/many", &second, &json!({ "employees": people }));
    expect(client.send(&many).await?, 200)?;
    let began = Instant::now();
    let look =
        request("GET", "/notifications?type=EMPLOYEE_CREATED&limit=1", &studio.token, &Value::Null);
    while began.elapsed() < PATIENCE {
        let list = expect(client.send(&look).await?, 200)?;
        let list: Value = serde_json::from_slice(&list.body).unwrap_or_default();
        if list["total"] == 1_000 {
            return Ok(began.elapsed().as_secs_f64() * 1000.0);
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Err(Failure::new("a thousand notifications did not come"))
}

/// Opens a stream and waits until it is ready.
async fn open(address: SocketAddr, token: &str) -> Result<TcpStream, Failure> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(&request("GET", "/sse", token, &Value::Null)).await?;
    let mut said = vec![];
    while !contains(&said, READY) {
        if stream.read_buf(&mut said).await? == 0 {
            let said = String::from_utf8_lossy(&said).into_owned();
            return Err(Failure::new(format!("a stream could not be opened: {said}")));
        }
    }
    Ok(stream)
}

/// Records how long after the reply each event arrived, until the stream ends.
async fn listen(mut stream: TcpStream, round: Arc<Round>) {
    let mut said = vec![];
    // A failed stream shows as a missing figure.
    while let Ok(1..) = stream.read_buf(&mut said).await {
        let since = round.began.elapsed().as_micros() as u64;
        if contains(&said, LOST) {
            round.lost.fetch_add(1, Ordering::SeqCst);
        }
        if contains(&said, EVENT) {
            let _ = round.received.send(since);
        }
        if said.ends_with(b"\n\r\n") || said.len() > 4_096 {
            said.clear();
        }
    }
}

async fn hear(heard: &mut UnboundedReceiver<u64>, count: usize) -> Result<Vec<u64>, Failure> {
    let mut micros = vec![];
    while micros.len() < count {
        match tokio::time::timeout(PATIENCE, heard.recv()).await {
            Ok(Some(one)) => micros.push(one),
            _ => {
                let reached = micros.len();
                return Err(Failure::new(format!("{reached} of {count} listeners were told")));
            }
        }
    }
    Ok(micros)
}

/// Percent of a core that the instance uses over a while.
async fn busy(instance: &Instance, during: Duration) -> Option<f64> {
    let before = instance.ticks()?;
    tokio::time::sleep(during).await;
    Some((instance.ticks()?.saturating_sub(before)) as f64 / during.as_secs_f64())
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// The limit of open files of a process; unlimited if the system does not say.
fn most_files() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(usize::MAX)
}
