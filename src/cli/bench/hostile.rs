//! Benchmark of hostile uploads: costly pictures sent by several clients, and how much they slow
//! down others.

use std::io::Cursor;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::Context;
use image::{GrayImage, ImageFormat};
use serde_json::Value;

use super::background_latency::BackgroundClient;
use super::client::{Client, request};
use super::photos;
use super::report::Load;
use crate::cli::failure::Failure;

/// Clients that send at the same time.
const SENDERS: usize = 4;
const REPEATS: usize = 3;

/// Reads an event at a slow rate, alone and while hostile pictures with this side are uploaded and
/// requested.
pub async fn measure(
    address: SocketAddr,
    token: &str,
    event: i64,
    alone: Duration,
    side: u32,
) -> Result<Vec<Load>, Failure> {
    let mut large = vec![];
    GrayImage::new(side, side)
        .write_to(&mut Cursor::new(&mut large), ImageFormat::Png)
        .context("the large picture cannot be made")?;
    let mut background = BackgroundClient::new(address, token, event, alone);
    for round in 0..REPEATS {
        let senders = (0..SENDERS).map(|sender| {
            let large = &large;
            async move {
                let mut client = Client::new(address);
                // At least one is sent, however slow the machine.
                let until = Instant::now() + alone * 2 + Duration::from_secs(2);
                for sent in 0_usize.. {
                    // A new file each time: identical bytes are processed once.
                    let mut large = large.clone();
                    large.extend(format!("{round} {sender} {sent}").as_bytes());
                    send(&mut client, token, event, &large).await?;
                    send(&mut client, token, event, &bomb()).await?;
                    if Instant::now() >= until {
                        break;
                    }
                }
                Ok::<_, Failure>(())
            }
        });
        background.round(futures_util::future::try_join_all(senders)).await?;
    }
    Ok(background.loads("  the same beside hostile pictures").into())
}

/// Sends a picture; if it is accepted, requests a small version. A refusal and a busy reply are both
/// acceptable.
async fn send(client: &mut Client, token: &str, event: i64, file: &[u8]) -> Result<(), Failure> {
    let reply = photos::send(client, token, event, file).await?;
    let Some(id) = photos::taken(&reply) else { return Ok(()) };
    let path = photos::path(client, token, id, "w_300,f_webp").await?;
    client.send(&request("GET", &path, token, &Value::Null)).await?;
    Ok(())
}

/// The header alone of a JPEG that claims to be 64,250 pixels wide and high (ITU-T T.81, B.2.2).
fn bomb() -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xc0, 0, 17, 8];
    bytes.extend([64_250_u16.to_be_bytes(), 64_250_u16.to_be_bytes()].concat());
    bytes.extend([3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
    bytes.resize(5_000, 0);
    bytes
}
