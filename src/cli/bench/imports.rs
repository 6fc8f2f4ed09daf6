//! Benchmark of imports: files of many people, and how much it slows down others.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::background_latency::BackgroundClient;
use super::client::{Client, request};
use super::load::{Tally, expect};
use super::report::Load;
use crate::cli::failure::Failure;

/// Files, one after the other: a single one is too short for a p99.
const FILES: usize = 4;
/// The timeout of one import.
const PATIENCE: Duration = Duration::from_secs(300);

/// Reads an event at a slow rate, alone and while files of so many lines are imported.
pub async fn measure(
    address: SocketAddr,
    token: &str,
    event: i64,
    alone: Duration,
    lines: usize,
) -> Result<Vec<Load>, Failure> {
    let mut background = BackgroundClient::new(address, token, event, alone);
    let mut took = vec![];
    for file in 0..FILES {
        took.push(background.round(read(address, token, file, lines)).await?);
    }
    took.sort_unstable();
    let middle = took.get(FILES / 2).copied().unwrap_or_default();
    let read = Tally::new(1, middle, vec![0; lines]);
    let read = Load::of(&format!("a CSV of {lines} people, lines"), &read, None);
    let mut loads = Vec::from(background.loads("  the same while a file is read"));
    loads.push(Load { p50_ms: 0.0, p99_ms: 0.0, ..read });
    Ok(loads)
}

/// Uploads a file and waits until everybody in it was added; returns the time it took.
async fn read(
    address: SocketAddr,
    token: &str,
    file: usize,
    lines: usize,
) -> Result<Duration, Failure> {
    let mut client = Client::new(address);
    let began = Instant::now();
    let taken = expect(client.send(&upload(token, file, lines)).await?, 202)?;
    let id = serde_json::from_slice::<Value>(&taken.body).unwrap_or_default()["id"].clone();
    let progress = request("GET", &format!("/import/{id}?limit=1"), token, &Value::Null);
    while began.elapsed() < PATIENCE {
        let reply = expect(client.send(&progress).await?, 200)?;
        let import: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        if import["state"] == "DONE" {
            return match import["created"].as_u64() {
                Some(created) if created == lines as u64 => Ok(began.elapsed()),
                _ => Err(Failure::new(format!("not everybody was added: {import}"))),
            };
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Err(Failure::new("the file was not read to its end".to_owned()))
}

/// A multipart form with a file.
fn upload(token: &str, file: usize, count: usize) -> Vec<u8> {
    let line = |n: usize| {
        format!(
            "Personne {n};Ana;file-{file}-{n}@bench.example;06123{:05};12 rue des Lilas;75011;Paris\r\n",
            n
        )
    };
    let lines: String = (0..count).map(line).collect();
    let body = format!(
        "--bench\r\nContent-Disposition: form-data; name=\"file\"; filename=\"people.csv\"\r\n\r\n\
         Nom;Prénom;E-mail;Téléphone;Adresse;Code postal;Ville\r\n{lines}\r\n--bench--\r\n"
    );
    format!(
        "POST /employee-upload/csv HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: multipart/form-data; boundary=bench\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}
