//! A file of ten thousand people, and whether others notice that it is read.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::client::{Client, request};
use super::load::{Tally, expect};
use super::report::Load;
use crate::cli::failure::Failure;

/// People in the file.
const LINES: usize = 10_000;
/// Between two looks of who looks at leisure, so that the cores are not theirs alone.
const PAUSE: Duration = Duration::from_millis(2);
/// No file takes that long.
const PATIENCE: Duration = Duration::from_secs(300);

/// Looks at a shoot at leisure, alone and then while a file is read.
pub async fn measure(
    address: SocketAddr,
    token: &str,
    event: i64,
    alone: Duration,
) -> Result<Vec<Load>, Failure> {
    let look = request("GET", &format!("/event/{event}"), token, &Value::Null);
    let until = Instant::now() + alone;
    let quiet = looks(address, &look, || Instant::now() < until).await?;

    let mut client = Client::new(address);
    let began = Instant::now();
    let taken = expect(client.send(&upload(token)).await?, 202)?;
    let id = serde_json::from_slice::<Value>(&taken.body).unwrap_or_default()["id"].clone();
    let progress = request("GET", &format!("/import/{id}?limit=1"), token, &Value::Null);
    let over = std::sync::atomic::AtomicBool::new(false);
    let ends = async {
        while began.elapsed() < PATIENCE {
            let reply = expect(client.send(&progress).await?, 200)?;
            let import: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
            if import["state"] == "DONE" {
                over.store(true, std::sync::atomic::Ordering::Relaxed);
                return match import["created"].as_u64() {
                    Some(created) if created == LINES as u64 => Ok(began.elapsed()),
                    _ => Err(Failure::new(format!("not everybody was added: {import}"))),
                };
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        over.store(true, std::sync::atomic::Ordering::Relaxed);
        Err(Failure::new("the file was not read to its end".to_owned()))
    };
    let goes_on = || !over.load(std::sync::atomic::Ordering::Relaxed);
    let (took, busy) = tokio::join!(ends, looks(address, &look, goes_on));
    let read = Tally::new(1, took?, vec![0; LINES]);
    Ok(vec![
        Load::of("GET /event/:id, at leisure", &quiet, None),
        Load::of("  the same while a file is read", &busy?, None),
        Load { p50_ms: 0.0, p99_ms: 0.0, ..Load::of("a CSV of 10,000 people, lines", &read, None) },
    ])
}

async fn looks(
    address: SocketAddr,
    look: &[u8],
    goes_on: impl Fn() -> bool,
) -> Result<Tally, Failure> {
    let (mut client, mut micros) = (Client::new(address), vec![]);
    let began = Instant::now();
    while goes_on() {
        let asked = Instant::now();
        expect(client.send(look).await?, 200)?;
        micros.push(asked.elapsed().as_micros() as u32);
        tokio::time::sleep(PAUSE).await;
    }
    Ok(Tally::new(1, began.elapsed(), micros))
}

/// A form with a file in it.
fn upload(token: &str) -> Vec<u8> {
    let line = |n: usize| {
        format!(
            "Personne {n};Ana;file-{n}@bench.example;06123{:05};12 rue des Lilas;75011;Paris\r\n",
            n
        )
    };
    let lines: String = (0..LINES).map(line).collect();
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
