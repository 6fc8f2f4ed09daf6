//! Benchmark of photographs: how long one takes to be taken in, and to be resized when it is first
//! asked for.

use std::io::Cursor;
use std::net::SocketAddr;
use std::time::Instant;

use anyhow::Context;
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use serde_json::{Value, json};

use super::client::{Client, Reply, request};
use super::load::{Tally, expect};
use super::report::Load;
use crate::cli::failure::Failure;

/// Photographs sent, one after the other.
const PHOTOS: usize = 12;
/// The widths asked for, in pixels.
const WIDTHS: [u32; 2] = [2048, 400];

/// Sends photographs that are this wide, in pixels, and asks for each in several widths.
pub async fn measure(
    address: SocketAddr,
    token: &str,
    event: i64,
    width: u32,
    nothing: Option<f64>,
) -> Result<Vec<Load>, Failure> {
    let photo = photograph(width)?;
    let mut client = Client::new(address);
    let mut times = vec![vec![]; 1 + WIDTHS.len()];
    for nth in 0..PHOTOS {
        // A new file each time: identical bytes are processed once.
        let photo = [photo.as_slice(), nth.to_string().as_bytes()].concat();
        let began = Instant::now();
        let id = taken(&expect(send(&mut client, token, event, &photo).await?, 201)?);
        times[0].push(began.elapsed().as_micros() as u32);
        let id = id.ok_or_else(|| Failure::new("a photograph was refused".to_owned()))?;
        for (of_width, width) in times[1..].iter_mut().zip(WIDTHS) {
            let path = path(&mut client, token, id, &format!("w_{width},f_jpg")).await?;
            let began = Instant::now();
            expect(client.send(&request("GET", &path, token, &Value::Null)).await?, 200)?;
            of_width.push(began.elapsed().as_micros() as u32);
        }
    }
    let megabytes = photo.len() as f64 / 1e6;
    let names = [
        format!("a photograph of {megabytes:.1} MB taken in"),
        format!("  it, at {} px", WIDTHS[0]),
        format!("  it, at {} px", WIDTHS[1]),
    ];
    let loads = names.iter().zip(times).map(|(name, micros)| {
        let took = micros.iter().map(|&one| std::time::Duration::from_micros(one.into())).sum();
        Load::of(name, &Tally::new(1, took, micros), nothing)
    });
    Ok(loads.collect())
}

/// A picture with edges, slopes and grain, which compresses about as a photograph does.
fn photograph(width: u32) -> Result<Vec<u8>, Failure> {
    let mut grain = 1_u32;
    let picture = RgbImage::from_fn(width, width * 2 / 3, |x, y| {
        grain = grain.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = (grain >> 28) as u8;
        let edge = if (x / 97 + y / 61).is_multiple_of(5) { 70 } else { 0 };
        let slope = (x / 40 + y / 50) as u8 / 2;
        Rgb([slope / 2 + edge + noise, slope + noise, 150 - slope / 2 + noise])
    });
    let mut bytes = Cursor::new(vec![]);
    JpegEncoder::new_with_quality(&mut bytes, 80)
        .encode_image(&picture)
        .context("the photograph cannot be made")?;
    Ok(bytes.into_inner())
}

/// Sends a photograph of an event.
pub async fn send(
    client: &mut Client,
    token: &str,
    event: i64,
    file: &[u8],
) -> std::io::Result<Reply> {
    let head = "--bench\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\nEVENT_PHOTO\r\n\
                --bench\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\n";
    let body = [head.as_bytes(), file, b"\r\n--bench--\r\n"].concat();
    let head = format!(
        "POST /file/{event}?owner=event HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: multipart/form-data; boundary=bench\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    client.send(&[head.as_bytes(), &body].concat()).await
}

/// The id of a photograph that was taken in.
pub fn taken(reply: &Reply) -> Option<i64> {
    let reply: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    reply["data"][0]["file"]["id"].as_i64()
}

/// The path of a photograph transformed.
pub async fn path(
    client: &mut Client,
    token: &str,
    id: i64,
    transform: &str,
) -> Result<String, Failure> {
    let link = json!({ "transform": transform });
    let link = request("POST", &format!("/file/{id}/link"), token, &link);
    let link = expect(client.send(&link).await?, 201)?;
    let link: Value = serde_json::from_slice(&link.body).unwrap_or_default();
    let url = link["url"].as_str().and_then(|url| url.find("/media/").and_then(|at| url.get(at..)));
    let path = url.ok_or_else(|| Failure::new("a picture has no address".to_owned()))?;
    Ok(path.to_owned())
}
