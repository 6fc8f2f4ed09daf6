//! Files, from the upload to the delivery.

mod delivery;
mod erasure;
mod hostile;
mod publication;
mod remote;
mod resume;
mod sweep;
mod upload;

use be_right::model::{CompanyId, Digest};
use be_right::ports::Shelf;
use image::{ImageFormat, Rgb, RgbImage};
use poem::Body;
use poem::http::Method;
use serde_json::Value;

use crate::support::{Reply, Server, Studio, document};

/// A picture with some structure; each `seed` gives another.
pub fn picture(width: u32, height: u32, seed: u8, format: ImageFormat) -> Vec<u8> {
    let pixel = |x: u32, y: u32| {
        let wave = (f64::from(x) / 17.0).sin() * (f64::from(y) / 11.0).cos() * 90.0 + 128.0;
        Rgb([wave as u8, (x * 255 / width) as u8 ^ seed, (y * 255 / height) as u8])
    };
    let mut bytes = std::io::Cursor::new(vec![]);
    RgbImage::from_fn(width, height, pixel).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub fn jpeg(seed: u8) -> Vec<u8> {
    picture(640, 480, seed, ImageFormat::Jpeg)
}

pub const BOUNDARY: &str = "----a-boundary-of-ours";

/// A multipart form as browsers write it: text fields, then files with their names.
pub fn form(fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = vec![];
    for (name, text) in fields {
        let part = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n"
        );
        body.extend(part.into_bytes());
    }
    for (name, bytes) in files {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend(head.into_bytes());
        body.extend_from_slice(bytes);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
    body
}

/// Sends a form.
pub async fn send_form(server: &Server, token: &str, path: &str, body: impl Into<Body>) -> Reply {
    let request = server.client().post(path);
    let request = request
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
        .body(body.into());
    let reply = Reply::read(request.send().await).await;
    document::is_published(&Method::POST, path, &reply);
    reply
}

/// Uploads photographs to an event; returns the reply.
pub async fn upload(studio: &Studio<'_>, event: i64, files: &[(&str, &[u8])]) -> Reply {
    let path = format!("/file/{event}?owner=event");
    send_form(studio.server, &studio.token, &path, form(&[], files)).await
}

/// Uploads one photograph to an event; returns the file.
pub async fn photo(studio: &Studio<'_>, event: i64, seed: u8) -> Value {
    let name = format!("photo-{seed}.jpg");
    let reply = upload(studio, event, &[(&name, &jpeg(seed))]).await;
    reply.is(201).json["data"][0]["file"].clone()
}

pub fn id(file: &Value) -> i64 {
    file["id"].as_i64().unwrap_or_else(|| panic!("no id in {file}"))
}

/// Requests a picture by its full URL.
pub async fn fetch(server: &Server, url: &str, headers: &[(&str, &str)]) -> Reply {
    let path = url.strip_prefix("https://be-right.example").unwrap_or(url);
    let mut request = server.client().get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Reply::read(request.send().await).await
}

/// The names of a company's blobs on the disk.
pub fn blobs(server: &Server, company: i64) -> Vec<Digest> {
    let shelf = server.app.blobs.shelf(Shelf::Company(CompanyId(company)));
    shelf.list().unwrap().into_iter().map(|blob| blob.name).collect()
}

/// The number of drafts on the disk.
pub fn drafts(server: &Server) -> usize {
    std::fs::read_dir(server.folder.path().join("blobs/drafts")).map_or(0, Iterator::count)
}
