//! Resumable uploads (tus).

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use be_right::model::Timestamp;
use poem::http::Method;
use serde_json::{Value, json};

use super::{blobs, drafts, jpeg};
use crate::support::{Listener, Reply, Running, Server, Studio, change, fetch, smtp_server};

async fn tus(
    studio: &Studio<'_>,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: Vec<u8>,
) -> Reply {
    let path = path.strip_prefix("https://be-right.example").unwrap_or(path);
    let mut request = studio.server.client().request(method, path);
    request = request.header("authorization", format!("Bearer {}", studio.token));
    if headers.iter().all(|(name, _)| *name != "tus-resumable") {
        request = request.header("tus-resumable", "1.0.0");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Reply::read(request.body(body).send().await).await
}

fn metadata(pairs: &[(&str, &str)]) -> String {
    let pair = |(key, value): &(&str, &str)| format!("{key} {}", BASE64_STANDARD.encode(value));
    pairs.iter().map(pair).collect::<Vec<_>>().join(",")
}

pub async fn announces(studio: &Studio<'_>, event: i64, bytes: usize) -> Reply {
    let said = metadata(&[("owner", "event"), ("id", &event.to_string()), ("filename", "Été.jpg")]);
    let length = bytes.to_string();
    let headers = [("upload-length", length.as_str()), ("upload-metadata", &said)];
    tus(studio, Method::POST, "/tus", &headers, vec![]).await
}

pub async fn appends(studio: &Studio<'_>, at: &str, offset: usize, bytes: &[u8]) -> Reply {
    let offset = offset.to_string();
    let headers =
        [("upload-offset", offset.as_str()), ("content-type", "application/offset+octet-stream")];
    tus(studio, Method::PATCH, at, &headers, bytes.to_vec()).await
}

#[tokio::test]
async fn every_reply_of_the_protocol_names_it_and_a_post_can_stand_for_other_methods() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let bytes = jpeg(1);
    let id = event.to_string();
    let pairs = [("owner", "event"), ("id", id.as_str()), ("filename", "Été.jpg")];
    // Metadata in another order than ours, with an unknown key, and a key without a value.
    let said =
        format!("relaxed,filetype {},{}", BASE64_STANDARD.encode("image/jpeg"), metadata(&pairs));
    let length = bytes.len().to_string();
    let headers = [("upload-length", length.as_str()), ("upload-metadata", &said)];
    let begun = tus(&studio, Method::POST, "/tus", &headers, vec![]).await;
    let at = begun.is(201).header("location").to_owned();
    let look = tus(&studio, Method::HEAD, &at, &[], vec![]).await;
    assert_eq!(look.is(200).header("upload-metadata"), said);

    let meant = |method: &'static str| ("x-http-method-override", method);
    let look = tus(&studio, Method::POST, &at, &[meant("HEAD")], vec![]).await;
    assert_eq!(look.is(200).header("upload-offset"), "0");
    let kind = ("content-type", "application/offset+octet-stream");
    let patch = [meant("PATCH"), ("upload-offset", "0"), kind];
    let sent = tus(&studio, Method::POST, &at, &patch, bytes[..9].to_vec()).await;
    assert_eq!(sent.is(204).header("upload-offset"), "9");
    tus(&studio, Method::POST, &at, &[meant("DELETE")], vec![]).await.is(204);
    // What is wrong is said in the language of the page that uploads, else in that of the account.
    for (page, said) in [("/tus", "Vérifiez-la"), ("/tus?lang=en", "Check the address")] {
        let known = [("owner", "event"), ("id", "999999"), ("filename", "a.jpg")];
        let said_of = metadata(&known);
        let headers = [("upload-length", length.as_str()), ("upload-metadata", &said_of)];
        let refused = tus(&studio, Method::POST, page, &headers, vec![]).await;
        assert!(refused.is(404).json["detail"].to_string().contains(said), "{}", refused.json);
    }
    // X-HTTP-Method-Override works on POST only.
    tus(&studio, Method::GET, &at, &[meant("DELETE")], vec![]).await.is(405);

    let wrong = [("upload-offset", "1"), kind];
    for (method, path, headers, status) in [
        (Method::HEAD, at.as_str(), &[][..], 404),
        (Method::PATCH, &at, &wrong, 404),
        (Method::POST, "/tus", &[("upload-length", "x")], 422),
        (Method::PUT, "/tus", &[], 405),
        (Method::POST, &at, &[meant("BREW")], 405),
        (Method::OPTIONS, "/tus", &[], 204),
    ] {
        let reply = tus(&studio, method.clone(), path, headers, vec![]).await;
        assert_eq!(reply.status, status, "{method} {path}");
        assert_eq!(reply.header("tus-resumable"), "1.0.0", "{method} {path}");
    }
    let nobody = server.client().post("/tus").header("tus-resumable", "1.0.0");
    assert_eq!(Reply::read(nobody.send().await).await.header("tus-resumable"), "1.0.0");
}

#[tokio::test]
async fn an_upload_goes_on_where_it_stopped_and_becomes_a_file() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let bytes = jpeg(1);
    let begun = announces(&studio, event, bytes.len()).await;
    begun.is(201);
    let at = begun.header("location").to_owned();
    assert!(begun.header("upload-expires").ends_with("GMT"));
    let third = bytes.len() / 3;
    let first = appends(&studio, &at, 0, &bytes[..third]).await;
    assert_eq!(first.is(204).header("upload-offset"), third.to_string());
    let look = tus(&studio, Method::HEAD, &at, &[], vec![]).await;
    assert_eq!(look.is(200).header("upload-offset"), third.to_string());
    assert_eq!(look.header("upload-length"), bytes.len().to_string());
    assert_eq!(look.header("cache-control"), "no-store");
    // At another offset than the current one.
    for offset in [0, third - 1, third + 1] {
        appends(&studio, &at, offset, b"x").await.is_problem(409, "upload_offset");
    }
    appends(&studio, &at, third, &bytes[third..2 * third]).await.is(204);
    let done = appends(&studio, &at, 2 * third, &bytes[2 * third..]).await;
    let file = done.is(204).header("x-file-id").to_owned();
    let kept = studio.get(&format!("/file/{file}")).await;
    assert_eq!(
        (&kept.is(200).json["name"], &kept.json["bytes"]),
        (&"Été.jpg".into(), &bytes.len().into())
    );
    assert_eq!(studio.get(&format!("/file/{file}/content")).await.bytes, bytes);
    assert_eq!((drafts(&server), blobs(&server, studio.company).len()), (0, 1));
    let over = tus(&studio, Method::HEAD, &at, &[], vec![]).await;
    assert_eq!(over.is(200).header("upload-offset"), bytes.len().to_string());
    appends(&studio, &at, bytes.len(), b"").await.is_problem(409, "upload_offset");
}

#[tokio::test]
async fn what_is_no_picture_is_refused_at_its_end_and_thrown_away() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let at = announces(&studio, event, 9).await.is(201).header("location").to_owned();
    appends(&studio, &at, 0, b"no pictur").await.is(415);
    tus(&studio, Method::HEAD, &at, &[], vec![]).await.is(404);
    assert_eq!(drafts(&server), 0);
    // More bytes than announced.
    let at = announces(&studio, event, 9).await.is(201).header("location").to_owned();
    appends(&studio, &at, 0, b"no picture").await.is(413);
}

#[tokio::test]
async fn an_upload_can_be_given_up_and_expires_by_itself() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let bytes = jpeg(1);
    let at = announces(&studio, event, bytes.len()).await.is(201).header("location").to_owned();
    appends(&studio, &at, 0, &bytes[..100]).await.is(204);
    assert_eq!(drafts(&server), 1);
    tus(&studio, Method::DELETE, &at, &[], vec![]).await.is(204);
    assert_eq!(drafts(&server), 0);
    tus(&studio, Method::HEAD, &at, &[], vec![]).await.is(404);

    let at = announces(&studio, event, bytes.len()).await.is(201).header("location").to_owned();
    appends(&studio, &at, 0, &bytes[..100]).await.is(204);
    server.clock.advance(23 * Timestamp::HOUR);
    let studio = studio.back().await;
    appends(&studio, &at, 100, &bytes[100..200]).await.is(204);
    server.clock.advance(23 * Timestamp::HOUR);
    let studio = studio.back().await;
    tus(&studio, Method::HEAD, &at, &[], vec![]).await.is(200);
    server.clock.advance(Timestamp::HOUR);
    let studio = studio.back().await;
    tus(&studio, Method::HEAD, &at, &[], vec![]).await.is(404);
    server.clock.advance(2 * Timestamp::DAY);
    be_right::actions::files::sweep(&server.app).await.unwrap();
    assert_eq!(drafts(&server), 0);
}

#[tokio::test]
async fn an_upload_is_of_the_one_who_began_it() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let stranger = server.studio("pathe").await;
    let colleague = studio.hires("noe@example.org", "USER").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let at = announces(&studio, event, 100).await.is(201).header("location").to_owned();
    for other in [&stranger, &colleague] {
        tus(other, Method::HEAD, &at, &[], vec![]).await.is(404);
        appends(other, &at, 0, b"x").await.is_problem(404, "not_found");
        tus(other, Method::DELETE, &at, &[], vec![]).await.is(404);
    }
    announces(&stranger, event, 100).await.is_problem(404, "not_found");
    let employee = studio.hires("ana@example.org", "EMPLOYEE").await;
    announces(&employee, event, 100).await.is_problem(403, "forbidden");
    let nobody = server.client().post("/tus").header("tus-resumable", "1.0.0");
    assert_eq!(Reply::read(nobody.send().await).await.status, 401);
}

#[tokio::test]
async fn the_protocol_is_kept_to() {
    let server = Server::start_with(&[("media.file_limit", "100 B")]);
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let offered = tus(&studio, Method::OPTIONS, "/tus", &[], vec![]).await;
    assert_eq!(offered.is(204).header("tus-version"), "1.0.0");
    assert_eq!(offered.header("tus-extension"), "creation,expiration,termination,checksum");
    assert_eq!(offered.header("tus-checksum-algorithm"), "sha1,sha256");
    assert_eq!(offered.header("tus-max-size"), "100");
    announces(&studio, event, 100).await.is(201);
    announces(&studio, event, 101).await.is_problem(413, "too_large");
    announces(&studio, event, 0).await.refuses(&["Upload-Length"]);
    let old = [("tus-resumable", "0.2.2"), ("upload-length", "9")];
    let refused = tus(&studio, Method::POST, "/tus", &old, vec![]).await;
    refused.is_problem(412, "tus_version");
    let versions = [refused.header("tus-resumable"), refused.header("tus-version")];
    assert_eq!(versions, ["1.0.0", "1.0.0"]);
    let said = metadata(&[("owner", "event")]);
    let headers = [("upload-length", "9"), ("upload-metadata", said.as_str())];
    tus(&studio, Method::POST, "/tus", &headers, vec![]).await.refuses(&["id"]);
    let headers = [("upload-length", "9"), ("upload-metadata", "filename ???")];
    tus(&studio, Method::POST, "/tus", &headers, vec![]).await.refuses(&["Upload-Metadata"]);
    let at = announces(&studio, event, 50).await.is(201).header("location").to_owned();
    let plain = [("upload-offset", "0"), ("content-type", "text/plain")];
    tus(&studio, Method::PATCH, &at, &plain, b"x".to_vec()).await.is(415);
    for token in ["..%2F..%2Fx", "unknown", &"a".repeat(100)] {
        tus(&studio, Method::HEAD, &format!("/tus/{token}"), &[], vec![]).await.is(404);
    }
}

#[tokio::test]
async fn a_garbled_stretch_is_sent_again() {
    use sha2::{Digest, Sha256};
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let bytes = jpeg(1);
    let at = announces(&studio, event, bytes.len()).await.is(201).header("location").to_owned();
    let (half, rest) = bytes.split_at(bytes.len() / 2);
    let sum = |part: &[u8]| format!("sha256 {}", BASE64_STANDARD.encode(Sha256::digest(part)));
    let sends = async |offset: usize, sum: &str, part: &[u8]| {
        let offset = offset.to_string();
        let headers = [
            ("upload-offset", offset.as_str()),
            ("content-type", "application/offset+octet-stream"),
            ("upload-checksum", sum),
        ];
        tus(&studio, Method::PATCH, &at, &headers, part.to_vec()).await
    };
    let stands = async || {
        let look = tus(&studio, Method::HEAD, &at, &[], vec![]).await;
        look.is(200).header("upload-offset").parse::<usize>().unwrap()
    };
    sends(0, &sum(half), half).await.is(204);
    // One bit is changed on the way.
    let mut garbled = rest.to_vec();
    garbled[100] ^= 1;
    sends(half.len(), &sum(rest), &garbled).await.is_problem(460, "upload_checksum");
    assert_eq!(stands().await, half.len(), "nothing of it stays");
    for unknown in ["md5 XrY7u+Ae7tCTyyK7j1rNww==", "sha1 YWJj", "sha1"] {
        let refused = sends(half.len(), unknown, rest).await;
        assert_eq!(refused.is(400).json["errors"][0]["code"], "checksum", "{unknown}");
    }
    assert_eq!(stands().await, half.len());
    // An empty part has a checksum too; this SHA-1 value is from the standard.
    sends(half.len(), "sha1 2jmj7l5rSw0yVb/vlWAYkK/YBwk=", b"").await.is(204);
    let done = sends(half.len(), &sum(rest), rest).await;
    let file = done.is(204).header("x-file-id").to_owned();
    assert_eq!(studio.get(&format!("/file/{file}/content")).await.bytes, bytes);
}

#[test]
fn other_tus_clients_resume_uploads_and_no_log_reveals_urls() {
    let folder = tempfile::tempdir().unwrap();
    let variables = [
        ("ADMIN_EMAIL", "claire@lumiere.example"),
        ("ADMIN_PASSWORD", "une phrase de passe"),
        ("BE_RIGHT_ADMIN_COMPANY_NAME", "Lumière"),
        ("BE_RIGHT_LOG_LEVEL", "trace"),
    ];
    let mut running = Running::start(folder.path(), &variables);
    let login = json!({ "email": "claire@lumiere.example", "password": "une phrase de passe" });
    let ask = |running: &Running, method: &str, path: &str, token: &str, body: &Value| {
        let (status, json) = running.ask(method, path, token, body).unwrap();
        assert!(status < 300, "{path}: {status} {json}");
        json
    };
    let token = ask(&running, "POST", "/auth/login", "", &login)["accessToken"].clone();
    let token = token.as_str().unwrap();
    let shoot = json!({
        "name": "Été", "start": "2027-01-01T10:00:00Z", "end": "2027-01-02T10:00:00Z",
        "employeeIds": [],
    });
    let event = ask(&running, "POST", "/event", token, &shoot)["event"]["id"].as_i64().unwrap();
    let home = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let uploads = |seed: u8, mut command: std::process::Command, script: &str| {
        let mut bytes = jpeg(seed);
        bytes.resize(100_000, 0);
        let file = folder.path().join(format!("{seed}.jpg"));
        std::fs::write(&file, &bytes).unwrap();
        command.arg(home.join("tests/tus").join(script));
        command.arg(format!("http://127.0.0.1:{}/tus", running.port()));
        command.arg(token).arg(event.to_string()).arg(&file);
        let ended = command.output().unwrap_or_else(|error| panic!("{error}: tests/run names it"));
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
        let at = String::from_utf8(ended.stdout).unwrap();
        let (_, at) = at.trim().rsplit_once("/tus/").unwrap();
        (at.to_owned(), be_right::model::Digest::of(&bytes).hex())
    };
    let python = std::process::Command::new(smtp_server::python(home));
    let (first, first_sum) = uploads(1, python, "upload.py");
    let installed = home.join("target/venv/bin/node");
    let node = if installed.exists() { installed } else { "node".into() };
    let mut node = std::process::Command::new(node);
    node.env("NODE_PATH", home.join("target/node/node_modules"));
    let (second, second_sum) = uploads(2, node, "upload.js");

    let path = format!("/file/event/{event}?orderBy=createdAt:asc");
    let list = ask(&running, "GET", &path, token, &Value::Null);
    let said = |at: usize, key: &str| list["data"][at][key].as_str().unwrap().to_owned();
    assert_eq!((&list["total"], &list["data"][0]["bytes"]), (&json!(2), &json!(100_000)));
    assert_eq!((said(0, "name"), said(0, "sha256")), ("Été au studio.jpg".into(), first_sum));
    assert_eq!((said(1, "name"), said(1, "sha256")), ("Loge nº 2.jpg".into(), second_sum));

    // The log, at its most detailed level, contains no URL that could be used to fetch the file.
    let url = list["data"][0]["urls"]["thumb"].as_str().unwrap();
    let media = &url[url.find("/media/").unwrap()..];
    let signature = media.split('/').nth(2).unwrap().to_owned();
    let look = |path: &str, id: &str| {
        fetch(running.port(), "GET", path, &[("X-Request-Id", id)], &Value::Null).unwrap().0
    };
    assert_eq!(look(media, "a-picture"), 200);
    assert_eq!(look(&media.replace("/t_", "/t_x"), "no-picture"), 404);
    assert_eq!(look(&format!("/tus/{first}"), "no-upload"), 405);
    let public = said(0, "publicId");
    assert_eq!(look("/healthz", "the-last-one"), 200);
    running.waits_for_line("the-last-one");
    for id in ["a-picture", "no-picture", "no-upload"] {
        assert!(running.received.contains(id), "{id} is not in:\n{}", running.received);
    }
    for secret in [&first, &second, &signature, &public, token] {
        assert!(!running.received.contains(secret), "{secret} is in:\n{}", running.received);
    }
}

#[tokio::test]
async fn listeners_receive_the_progress_and_the_result_of_an_upload() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    server.settle().await;
    let stranger = server.studio("ombre").await;
    let mut listener = Listener::of(&studio).await;
    let mut elsewhere = Listener::of(&stranger).await;
    let bytes = jpeg(3);
    let at = announces(&studio, event, bytes.len()).await.header("location").to_owned();
    let received = listener.receives_event("upload").await.data;
    let upload = received["id"].as_i64().unwrap();
    let news = |state: &str, done: usize, file: Value| {
        json!({
            "id": upload, "eventId": event, "userId": studio.user, "state": state, "done": done,
            "total": bytes.len(), "fileId": file,
        })
    };
    assert_eq!(received, news("ARRIVING", 0, Value::Null));
    let half = bytes.len() / 2;
    appends(&studio, &at, 0, &bytes[..half]).await.is(204);
    assert_eq!(listener.receives_event("upload").await.data, news("ARRIVING", half, Value::Null));
    let done = appends(&studio, &at, half, &bytes[half..]).await;
    assert_eq!(done.header("x-file-duplicate"), "");
    let file: i64 = done.header("x-file-id").parse().unwrap();
    assert_eq!(
        listener.receives_event("upload").await.data,
        news("DONE", bytes.len(), json!(file))
    );

    // The same bytes again are reported as a duplicate.
    let at = announces(&studio, event, bytes.len()).await.header("location").to_owned();
    let duplicate = appends(&studio, &at, 0, &bytes).await;
    assert_eq!(
        (duplicate.header("x-file-duplicate"), duplicate.header("x-file-id")),
        ("true", &*file.to_string())
    );
    listener.receives_the_rest().await;
    // A file that is no picture, and an upload that is cancelled.
    let at = announces(&studio, event, 9).await.header("location").to_owned();
    appends(&studio, &at, 0, b"no photo!").await.is(415);
    assert_eq!(listener.receives_event("upload").await.data["state"], "ARRIVING");
    assert_eq!(listener.receives_event("upload").await.data["state"], "STOPPED");
    let at = announces(&studio, event, 9).await.header("location").to_owned();
    tus(&studio, Method::DELETE, &at, &[], vec![]).await.is(204);
    assert_eq!(listener.receives_event("upload").await.data["state"], "ARRIVING");
    assert_eq!(listener.receives_event("upload").await.data["state"], "STOPPED");
    // An upload by form is reported once it is complete.
    super::photo(&studio, event, 7).await;
    let received = listener.receives_event("upload").await.data;
    assert_eq!((&received["id"], &received["state"]), (&Value::Null, &json!("DONE")));
    elsewhere.receives_nothing().await;
}

#[tokio::test]
async fn a_photographer_receives_news_of_uploads_to_their_own_shoots_only() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let partner = studio.hires("lens@example.org", "PHOTOGRAPHER").await;
    let (other, _) = studio.plans("Été", &[]).await;
    let now = server.app.now();
    let body = json!({
        "name": "Theirs", "start": now.rfc3339(), "end": now.plus(86_400_000).rfc3339(),
        "partnerId": partner.user, "employeeIds": [],
    });
    let own = studio.post("/event", body).await.is(201).id("/event/id");
    server.settle().await;
    let mut listener = Listener::of(&partner).await;
    super::photo(&studio, other, 1).await;
    listener.receives_nothing().await;
    let file = super::id(&super::photo(&studio, own, 2).await);
    assert_eq!(listener.receives_event("upload").await.data["fileId"], file);
}

/// The draft of the only upload in progress.
fn part(server: &Server) -> std::path::PathBuf {
    let drafts = server.folder.path().join("blobs/drafts");
    let found: Vec<_> = std::fs::read_dir(drafts).unwrap().map(|one| one.unwrap().path()).collect();
    assert_eq!(found.len(), 1);
    found[0].clone()
}

/// The process ends after the last byte is on the disk, at each point where it can.
#[tokio::test]
async fn an_upload_whose_last_byte_is_there_becomes_a_file_wherever_the_process_ended() {
    let bytes = jpeg(1);
    let (start, rest) = bytes.split_at(bytes.len() / 2);
    for (place, by) in (0..3).flat_map(|place| ["look", "start", "append"].map(|by| (place, by))) {
        let server = Server::start();
        let studio = server.studio("lumiere").await;
        let (event, _) = studio.plans("Été", &[]).await;
        let at = announces(&studio, event, bytes.len()).await.is(201).header("location").to_owned();
        appends(&studio, &at, 0, start).await.is(204);
        // The last part is written, and the reply is never sent.
        let part = part(&server);
        std::fs::write(&part, &bytes).unwrap();
        assert!(!rest.is_empty());
        let name = be_right::model::Digest::of(&bytes).hex();
        if place > 0 {
            let noted = format!("UPDATE uploads SET kept_as = '{name}'");
            change(server.folder.path(), &noted);
        }
        if place > 1 {
            let shelf = server.folder.path().join(format!("blobs/company/{}", studio.company));
            std::fs::create_dir_all(shelf.join(&name[..2])).unwrap();
            std::fs::rename(&part, shelf.join(&name[..2]).join(&name)).unwrap();
        }
        if by == "append" {
            appends(&studio, &at, bytes.len(), b"").await.is(204);
        }
        if by == "start" {
            be_right::actions::files::finish_whole(&server.app).await.unwrap();
            let list = studio.get(&format!("/file/event/{event}")).await;
            assert_eq!(list.is(200).json["total"], 1, "{place}");
        }
        let look = tus(&studio, Method::HEAD, &at, &[], vec![]).await;
        assert_eq!(look.is(200).header("upload-offset"), bytes.len().to_string(), "{place}");
        let file = look.header("x-file-id").to_owned();
        let kept = studio.get(&format!("/file/{file}/content")).await;
        assert_eq!(kept.is(200).bytes, bytes, "{place}");
        // The same reply however often it is requested.
        let again = tus(&studio, Method::HEAD, &at, &[], vec![]).await;
        assert_eq!(again.header("x-file-id"), file);
        let list = studio.get(&format!("/file/event/{event}")).await;
        assert_eq!((list.json["total"].as_i64(), drafts(&server)), (Some(1), 0), "{place}");
    }
}

#[tokio::test]
async fn an_acknowledged_offset_never_decreases() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let bytes = jpeg(1);
    let half = bytes.len() / 2;
    let at = announces(&studio, event, bytes.len()).await.is(201).header("location").to_owned();
    appends(&studio, &at, 0, &bytes[..half]).await.is(204);
    // The bytes are written, but the row cannot be.
    change(
        server.folder.path(),
        "CREATE TRIGGER full BEFORE INSERT ON files BEGIN SELECT RAISE(ABORT, 'full'); END",
    );
    appends(&studio, &at, half, &bytes[half..]).await.is(500);
    let look = tus(&studio, Method::HEAD, &at, &[], vec![]).await;
    assert!(look.status >= 500, "neither done nor less than was told: {}", look.status);
    change(server.folder.path(), "DROP TRIGGER full");
    let look = tus(&studio, Method::HEAD, &at, &[], vec![]).await;
    assert_eq!(look.is(200).header("upload-offset"), bytes.len().to_string());
    assert!(!look.header("x-file-id").is_empty());
}

#[tokio::test]
async fn an_upload_that_is_no_picture_is_also_refused_after_a_restart() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let at = announces(&studio, event, 9).await.is(201).header("location").to_owned();
    appends(&studio, &at, 0, b"no").await.is(204);
    std::fs::write(part(&server), b"no pictur").unwrap();
    be_right::actions::files::finish_whole(&server.app).await.unwrap();
    tus(&studio, Method::HEAD, &at, &[], vec![]).await.is(404);
    assert_eq!(drafts(&server), 0);
}
