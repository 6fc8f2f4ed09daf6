//! Hostile uploads: file names with paths, files of another type than they claim, and files of
//! other companies.

use image::ImageFormat;
use serde_json::json;

use super::{BOUNDARY, blobs, drafts, fetch, form, id, jpeg, photo, picture, send_form, upload};
use crate::support::waiting::{ends, until};
use crate::support::{Running, Server, rows};

#[tokio::test]
async fn a_file_name_cannot_escape_the_data_folder() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let long = format!("{}.jpg", "é".repeat(251));
    for (n, (came, kept)) in [
        ("../../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/etc/shadow.jpg", "shadow.jpg"),
        ("..", "file.jpg"),
        ("", "file.jpg"),
        (long.as_str(), &long[..long.len()]),
    ]
    .into_iter()
    .enumerate()
    {
        let reply = upload(&studio, event, &[(came, &jpeg(n as u8))]).await;
        let name = reply.is(201).json["data"][0]["file"]["name"].as_str().unwrap();
        assert!(name.len() <= 255, "{name}");
        if came.len() < 100 {
            assert_eq!(name, kept, "{came:?}");
        }
    }
    // A form whose headers contain NUL is invalid.
    upload(&studio, event, &[("a\0b.jpg", &jpeg(90))]).await.refuses(&["body"]);
    let data = server.folder.path();
    let names: Vec<String> = std::fs::read_dir(data)
        .unwrap()
        .map(|one| one.unwrap().file_name().into_string().unwrap())
        .collect();
    for name in names {
        assert!(
            name.starts_with("be-right.db")
                || ["blobs", "derivatives", "search"].contains(&name.as_str()),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_file_is_what_its_bytes_are() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    // A picture under another extension is delivered as what it is.
    let png = picture(40, 30, 1, ImageFormat::Png);
    let reply = upload(&studio, event, &[("page.html", &png)]).await;
    let file = reply.is(201).json["data"][0]["file"].clone();
    assert_eq!(file["format"], "png");
    let back = studio.get(&format!("/file/{}/content", id(&file))).await;
    assert_eq!(back.header("content-type"), "image/png");
    assert!(back.header("content-disposition").contains("filename=\"page.html.png\""));
    // Other content under the name of a picture is refused.
    for (bytes, code) in [
        (&b"<!doctype html><script>alert(1)</script>"[..], "file_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "file_svg"),
        (b"MZ\x90\0\x03\0\0\0", "file_type"),
        (b"PK\x03\x04 a zip", "file_type"),
        (b"#!/bin/sh\nrm -rf /\n", "file_type"),
        (b"\0\0\0\x1cftypheic\0\0\0\0mif1heic", "file_heic"),
    ] {
        let reply = upload(&studio, event, &[("a.jpg", bytes)]).await;
        assert_eq!(reply.is(415).json["errors"][0]["code"], code);
    }
    // A picture followed by HTML or an archive is stored byte for byte, and its derivatives contain
    // none of that.
    let mut both = jpeg(2);
    both.extend(b"<script>alert(document.domain)</script>PK\x03\x04");
    let reply = upload(&studio, event, &[("a.jpg", &both)]).await;
    let file = reply.is(201).json["data"][0]["file"].clone();
    let shown = fetch(&server, file["urls"]["large"].as_str().unwrap(), &[]).await;
    assert!(!shown.is(200).text().contains("script"));
    assert_eq!(drafts(&server), 0);
}

#[tokio::test]
async fn half_a_picture_and_a_bomb_are_refused_and_the_server_goes_on() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let mut wide = jpeg(1);
    // The frame header claims 64,250 by 64,250 pixels.
    let at = wide.windows(2).position(|two| two == [0xff, 0xc0]).unwrap();
    wide[at + 5..at + 9].copy_from_slice(&[0xfa, 0xfa, 0xfa, 0xfa]);
    for bytes in [&wide[..], &jpeg(1)[..200], b"\xff\xd8\xff\xe0", b"GIF89a"] {
        let reply = upload(&studio, event, &[("a.jpg", bytes)]).await;
        reply.is_problem(422, "invalid");
        assert_eq!(reply.json["errors"][0]["field"], "file");
    }
    photo(&studio, event, 3).await;
    assert_eq!(drafts(&server), 0);
}

#[tokio::test]
async fn a_company_learns_nothing_of_what_another_keeps() {
    let server = Server::start();
    let ours = server.studio("lumiere").await;
    let theirs = server.studio("pathe").await;
    let (our_event, _) = ours.plans("Été", &[]).await;
    let (their_event, _) = theirs.plans("Été", &[]).await;
    let mine = photo(&ours, our_event, 1).await;
    // The same bytes become another file, blob and URL.
    let copy = photo(&theirs, their_event, 1).await;
    assert_eq!(copy["sha256"], mine["sha256"]);
    assert_ne!(copy["publicId"], mine["publicId"]);
    assert_eq!((blobs(&server, ours.company).len(), blobs(&server, theirs.company).len()), (1, 1));
    let used = rows(server.folder.path(), "SELECT DISTINCT bytes FROM storage");
    assert_eq!(used.len(), 1, "each pays for its own: {used:?}");
    for path in ["", "/content"] {
        theirs.get(&format!("/file/{}{path}", id(&mine))).await.is_problem(404, "not_found");
    }
    let many = theirs.get(&format!("/file/many?ids={},{}", id(&mine), id(&copy))).await;
    assert_eq!(many.is(200).json["data"].as_array().unwrap().len(), 1);
    upload(&theirs, our_event, &[("a.jpg", &jpeg(2))]).await.is(404);
    let path = format!("/file/{our_event}?owner=employee");
    send_form(&server, &theirs.token, &path, form(&[], &[("a.jpg", &jpeg(2))])).await.is(404);
    // A signature of their URL is not valid for our file.
    let url =
        theirs.post(&format!("/file/{}/link", id(&copy)), json!({ "transform": "w_90" })).await;
    let url = url.is(201).json["url"].as_str().unwrap().to_owned();
    let text = |file: &serde_json::Value| file["publicId"].as_str().unwrap().to_owned();
    fetch(&server, &url.replace(&text(&copy), &text(&mine)), &[]).await.is(404);
    // Deleting their file does not delete ours.
    theirs.delete(&format!("/file/{}", id(&copy))).await.is(204);
    ours.get(&format!("/file/{}/content", id(&mine))).await.is(200);
}

/// Files that are expensive to decode: large pictures cut off near their end, and pictures that
/// claim a larger size than they have.
fn costly() -> Vec<Vec<u8>> {
    let mut all = vec![];
    for (seed, format) in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif]
        .into_iter()
        .enumerate()
    {
        let whole = picture(1_500, 1_000, seed as u8, format);
        all.push(whole[..whole.len() - 20].to_vec());
        let mut garbled = whole;
        let middle = garbled.len() / 2;
        garbled[middle..middle + 64].fill(0xff);
        all.push(garbled);
    }
    all
}

#[tokio::test]
async fn others_are_answered_while_hostile_pictures_are_looked_into() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let costly = costly();
    let under_way = std::cell::Cell::new(costly.len());
    let uploads = costly.iter().map(|bytes| async {
        let reply = upload(&studio, event, &[("a.jpg", bytes)]).await;
        under_way.set(under_way.get() - 1);
        // Accepted as far as it can be decoded, or refused; never a 500.
        assert!(matches!(reply.status, 201 | 415 | 422 | 503), "{}: {}", reply.status, reply.json);
    });
    let others = async {
        let mut answered = 0;
        while under_way.get() > 0 {
            studio.get(&format!("/event/{event}")).await.is(200);
            answered += 1;
        }
        answered
    };
    let (_, answered) =
        futures_util::future::join(futures_util::future::join_all(uploads), others).await;
    // At least as many replies as uploads, while those were running.
    assert!(answered >= 8, "{answered}");
    assert_eq!(drafts(&server), 0);
}

#[tokio::test]
async fn nobody_uploads_without_a_token_and_nothing_is_read_of_it() {
    let server = Server::start();
    let (_open, never) = tokio::io::duplex(8);
    let request = server.client().post("/file/1?owner=event");
    let request = request
        .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
        .body(poem::Body::from_async_read(never));
    ends(request.send()).await.assert_status(poem::http::StatusCode::UNAUTHORIZED);
}

#[test]
fn killed_in_the_middle_of_an_upload_nothing_half_is_left_to_see() {
    use std::io::Write;
    let folder = tempfile::tempdir().unwrap();
    let variables = [
        ("ADMIN_EMAIL", "claire@lumiere.example"),
        ("ADMIN_PASSWORD", "une phrase de passe"),
        ("BE_RIGHT_ADMIN_COMPANY_NAME", "Lumière"),
    ];
    let running = Running::start(folder.path(), &variables);
    let login = json!({ "email": "claire@lumiere.example", "password": "une phrase de passe" });
    let ask = |running: &Running, method: &str, path: &str, token: &str, body| {
        let (status, json) = running.ask(method, path, token, &body).unwrap();
        assert!(status < 300, "{path}: {status} {json}");
        json
    };
    let token = ask(&running, "POST", "/auth/login", "", login.clone())["accessToken"].clone();
    let token = token.as_str().unwrap().to_owned();
    let shoot = json!({
        "name": "Été", "start": "2027-01-01T10:00:00Z", "end": "2027-01-02T10:00:00Z",
        "employeeIds": [],
    });
    let event = ask(&running, "POST", "/event", &token, shoot)["event"]["id"].as_i64().unwrap();
    let body = form(
        &[],
        &[("a.jpg", &{
            let mut bytes = jpeg(1);
            bytes.resize(5_000_000, 0);
            bytes
        })],
    );
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", running.port())).unwrap();
    let head = format!(
        "POST /file/{event}?owner=event HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&body[..body.len() / 2]).unwrap();
    let drafts =
        || std::fs::read_dir(folder.path().join("blobs/drafts")).map_or(0, Iterator::count);
    until("it has begun to write", || drafts() == 1);
    running.kill();
    assert!(!folder.path().join("blobs/company").exists() || blobs_in(folder.path()) == 0);
    let running = Running::start(folder.path(), &variables);
    let token = ask(&running, "POST", "/auth/login", "", login)["accessToken"].clone();
    let list =
        ask(&running, "GET", &format!("/file/event/{event}"), token.as_str().unwrap(), json!(null));
    assert_eq!(list["total"], 0);
}

fn blobs_in(data: &std::path::Path) -> usize {
    let company = data.join("blobs/company");
    let all = |folder: &std::path::Path| std::fs::read_dir(folder).into_iter().flatten().flatten();
    all(&company)
        .flat_map(|shelf| all(&shelf.path()).collect::<Vec<_>>())
        .flat_map(|folder| all(&folder.path()).collect::<Vec<_>>())
        .count()
}
