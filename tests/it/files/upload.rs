//! Uploads, and downloads of the original.

use image::ImageFormat;
use poem::Body;
use serde_json::{Value, json};

use super::{blobs, drafts, form, id, jpeg, photo, picture, send_form, upload};
use crate::support::waiting::ends;
use crate::support::{FullDisk, Reply, Server, rows};

#[tokio::test]
async fn a_photograph_is_kept_byte_for_byte_and_known_by_what_it_shows() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let bytes = jpeg(1);
    let reply = upload(&studio, event, &[("Été à la mer.JPG", &bytes)]).await;
    let file = reply.is(201).json["data"][0]["file"].clone();
    assert_eq!(file["type"], "EVENT_PHOTO");
    assert_eq!(file["name"], "Été à la mer.JPG");
    assert_eq!(
        (&file["width"], &file["height"], &file["orientation"]),
        (&json!(640), &json!(480), &json!(1))
    );
    assert_eq!((&file["format"], &file["mediaType"]), (&json!("jpg"), &json!("image/jpeg")));
    assert_eq!(file["bytes"], bytes.len());
    assert_eq!(file["sha256"], be_right::model::Digest::of(&bytes).hex());
    assert_eq!(file["eventId"], event);
    assert_eq!(file["uploadedBy"], studio.user);
    assert!(file["placeholder"].as_str().unwrap().len() > 8);
    assert!(file["colour"].as_str().unwrap().starts_with('#'));
    assert_eq!(file["consent"]["web"], "unknown");

    let path = format!("/file/{}", id(&file));
    assert_eq!(studio.get(&path).await.is(200).json["sha256"], file["sha256"]);
    let back = studio.get(&format!("{path}/content")).await;
    assert_eq!(back.is(200).bytes, bytes);
    assert_eq!(back.header("content-type"), "image/jpeg");
    assert_eq!(back.header("x-content-type-options"), "nosniff");
    assert!(back.header("content-security-policy").contains("sandbox"));
    let offered = back.header("content-disposition");
    assert!(offered.starts_with("attachment; filename=\"Ete_a_la_mer.JPG\""), "{offered}");
    assert!(offered.contains("filename*=UTF-8''%C3%89t%C3%A9%20"), "{offered}");
    let list = studio.get(&format!("/file/event/{event}")).await;
    assert_eq!((list.is(200).json["total"].as_i64(), list.id("/data/0/id")), (Some(1), id(&file)));
    assert_eq!(drafts(&server), 0);
}

#[tokio::test]
async fn of_several_files_each_is_answered_for_itself() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let (one, png) = (jpeg(1), picture(30, 20, 2, ImageFormat::Png));
    let files: [(&str, &[u8]); 4] = [
        ("a.jpg", &one),
        ("notes.txt", b"not a picture at all"),
        ("b.png", &png),
        ("empty.jpg", b""),
    ];
    let reply = upload(&studio, event, &files).await;
    let data = reply.is(201).json["data"].as_array().unwrap();
    assert_eq!(data.len(), 4);
    assert_eq!(data[0]["file"]["format"], "jpg");
    assert_eq!(data[1]["problem"]["status"], 415);
    assert_eq!(data[1]["problem"]["errors"][0]["code"], "file_type");
    assert_eq!(data[1]["name"], "notes.txt");
    assert_eq!(data[2]["file"]["format"], "png");
    assert_eq!(data[3]["problem"]["errors"][0]["code"], "file_empty");
    // If every file is refused, the first one's problem is the reply.
    upload(&studio, event, &files[1..2]).await.is(415);
    let path = format!("/file/{event}?owner=event");
    let nothing = send_form(&server, &studio.token, &path, form(&[], &[])).await;
    nothing.refuses(&["file"]);
    assert_eq!(studio.get(&format!("/file/event/{event}")).await.json["total"], 2);
}

#[tokio::test]
async fn form_fields_apply_before_and_after_the_file() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "M", "ana@example.org").await;
    let path = format!("/file/{ana}?owner=employee");
    let before = form(
        &[("type", "IMAGE_RIGHT"), ("name", "Accord signé.pdf"), ("description", "Du 3 mai")],
        &[("scan0001.pdf", b"%PDF-1.4\n%%EOF\n")],
    );
    let paper = send_form(&server, &studio.token, &path, before).await;
    let file = &paper.is(201).json["data"][0]["file"];
    assert_eq!((&file["type"], &file["name"]), (&json!("IMAGE_RIGHT"), &json!("Accord signé.pdf")));
    assert_eq!((&file["description"], &file["width"]), (&json!("Du 3 mai"), &Value::Null));
    assert_eq!((&file["employeeId"], &file["urls"]), (&json!(ana), &json!({})));
    // The field comes after the file.
    let mut after = form(&[], &[("a.jpg", &jpeg(1))]);
    after.truncate(after.len() - format!("--{}--\r\n", super::BOUNDARY).len());
    after.extend(form(&[("name", "Portrait.jpg")], &[]));
    let portrait = send_form(&server, &studio.token, &path, after).await;
    let file = &portrait.is(201).json["data"][0]["file"];
    assert_eq!((&file["type"], &file["name"]), (&json!("MODEL"), &json!("Portrait.jpg")));

    let send = |fields: Vec<(&'static str, &'static str)>, files: Vec<(&'static str, Vec<u8>)>| {
        let files: Vec<(&str, &[u8])> = files.iter().map(|(n, b)| (*n, b.as_slice())).collect();
        let body = form(&fields, &files);
        let (server, token, path) = (&server, &studio.token, &path);
        async move { send_form(server, token, path, body).await }
    };
    let one = || vec![("a.jpg", jpeg(2))];
    send(vec![("type", "EVENT_PHOTO")], one()).await.refuses(&["type"]);
    send(vec![("type", "LOGO")], one()).await.refuses(&["type"]);
    send(vec![("type", "KING")], one()).await.refuses(&["type"]);
    send(vec![("colour", "red")], one()).await.refuses(&["colour"]);
    send(vec![("name", "../a.jpg")], one()).await.refuses(&["name"]);
    send(vec![("name", "a.jpg")], vec![("a.jpg", jpeg(3)), ("b.jpg", jpeg(4))])
        .await
        .refuses(&["name"]);
    send(vec![], vec![("a.pdf", b"%PDF-1.4\n".to_vec())]).await.refuses(&["file"]);
}

#[tokio::test]
async fn the_same_picture_is_there_once() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let (other, _) = studio.plans("Hiver", &[]).await;
    let first = photo(&studio, event, 1).await;
    let again = upload(&studio, event, &[("renamed.jpg", &jpeg(1))]).await;
    assert_eq!(again.is(201).json["data"][0]["duplicate"], true);
    assert_eq!(again.json["data"][0]["file"]["id"], first["id"]);
    // Another event has its own file with the same bytes.
    let third = photo(&studio, other, 1).await;
    assert_ne!(third["id"], first["id"]);
    assert_ne!(third["publicId"], first["publicId"]);
    assert_eq!(blobs(&server, studio.company).len(), 1);
    let about = "SELECT files, (SELECT bytes FROM storage) - bytes FROM blobs";
    assert_eq!(rows(server.folder.path(), about), [["2", "0"]]);

    let path = format!("/file/{}", id(&first));
    studio.delete(&path).await.is(204);
    studio.get(&path).await.is(404);
    let anew = photo(&studio, event, 1).await;
    assert_ne!(anew["id"], first["id"]);
    studio.acts(&format!("{path}/restore")).await.is_problem(409, "file_exists");
    studio.delete(&format!("/file/{}", id(&anew))).await.is(204);
    studio.acts(&format!("{path}/restore")).await.is(200);
    studio.acts(&format!("{path}/restore")).await.is_problem(409, "not_deleted");
}

#[tokio::test]
async fn of_two_identical_uploads_racing_one_adds_a_file_and_both_get_it() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let bytes = jpeg(1);
    let files: [(&str, &[u8]); 1] = [("a.jpg", &bytes)];
    let (one, two) = tokio::join!(upload(&studio, event, &files), upload(&studio, event, &files));
    let output = |reply: &Reply| {
        let data = &reply.is(201).json["data"][0];
        (data["file"]["id"].as_i64().unwrap(), data["duplicate"].as_bool().unwrap())
    };
    assert_eq!(output(&one).0, output(&two).0);
    assert_ne!(output(&one).1, output(&two).1);
    assert_eq!(blobs(&server, studio.company).len(), 1);
    assert_eq!(studio.get(&format!("/file/event/{event}")).await.json["total"], 1);
    assert_eq!(drafts(&server), 0);
}

#[tokio::test]
async fn limits_are_held_to_the_byte() {
    let bytes = jpeg(1);
    let limit = format!("{} B", bytes.len());
    let server = Server::start_with(&[("media.file_limit", &limit)]);
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    upload(&studio, event, &[("a.jpg", &bytes)]).await.is(201);
    let mut longer = bytes.clone();
    longer.push(0);
    upload(&studio, event, &[("b.jpg", &longer)]).await.is_problem(413, "too_large");
    // Sent together with another file, only this one is refused.
    let both = upload(&studio, event, &[("b.jpg", &longer), ("c.jpg", &jpeg(2)[..300])]).await;
    assert!(both.status == 413 || both.json["data"][0]["problem"]["status"] == 413);
    assert_eq!(drafts(&server), 0);
}

#[tokio::test]
async fn a_request_over_the_limit_or_cut_off_is_refused() {
    let body = form(&[], &[("a.jpg", &jpeg(1))]);
    let limit = format!("{} B", body.len());
    let server = Server::start_with(&[("media.request_limit", &limit)]);
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let path = format!("/file/{event}?owner=event");
    let stream = |body: Vec<u8>| Body::from_async_read(std::io::Cursor::new(body));
    send_form(&server, &studio.token, &path, body.clone()).await.is(201);
    let mut longer = body.clone();
    longer.extend(b"x");
    // With a Content-Length it is refused without being read.
    send_form(&server, &studio.token, &path, longer).await.is_problem(413, "too_large");
    // Without one it is read up to the limit.
    let more = form(&[], &[("b.jpg", &jpeg(2)), ("c.jpg", &jpeg(3))]);
    send_form(&server, &studio.token, &path, stream(more)).await.is_problem(413, "too_large");
    send_form(&server, &studio.token, &path, stream(body[..body.len() / 2].to_vec()))
        .await
        .refuses(&["body"]);
    assert_eq!(studio.get(&format!("/file/event/{event}")).await.json["total"], 1);
    assert_eq!(drafts(&server), 0);
}

#[tokio::test]
async fn an_endless_part_header_is_refused() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let head = format!(
        "--{}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"",
        super::BOUNDARY
    );
    let endless = tokio::io::AsyncReadExt::chain(
        std::io::Cursor::new(head.into_bytes()),
        tokio::io::repeat(b'a'),
    );
    let path = format!("/file/{event}?owner=event");
    let ended = send_form(&server, &studio.token, &path, Body::from_async_read(endless));
    ends(ended).await.refuses(&["body"]);
}

#[tokio::test]
async fn a_hundred_files_at_a_time_and_not_one_more() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let small: Vec<Vec<u8>> = (0..101).map(|n| picture(8 + n, 9, 1, ImageFormat::Png)).collect();
    let files: Vec<(&str, &[u8])> = small.iter().map(|one| ("a.png", one.as_slice())).collect();
    upload(&studio, event, &files).await.refuses(&["file"]);
    let all = upload(&studio, event, &files[..100]).await;
    let data = all.is(201).json["data"].as_array().unwrap();
    assert!(data.len() == 100 && data.iter().all(|one| one["file"]["id"].is_i64()));
    assert_eq!(drafts(&server), 0);
}

#[tokio::test]
async fn a_plan_limits_storage_and_duplicates_count_once() {
    let (one, two) = (jpeg(1), jpeg(2));
    let quota = format!("{} B", one.len() + two.len() - 1);
    let server = Server::start_with(&[("media.quota_basic", &quota)]);
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let (other, _) = studio.plans("Hiver", &[]).await;
    upload(&studio, event, &[("a.jpg", &one)]).await.is(201);
    upload(&studio, other, &[("a.jpg", &one)]).await.is(201);
    upload(&studio, event, &[("b.jpg", &two)]).await.is_problem(402, "storage_quota");
    let mixed =
        upload(&studio, event, &[("b.jpg", &two), ("c.png", &picture(9, 9, 1, ImageFormat::Png))])
            .await;
    let data = &mixed.is(201).json["data"];
    assert_eq!(data[0]["problem"]["code"], "storage_quota");
    assert_eq!(data[1]["file"]["format"], "png");
}

#[tokio::test]
async fn a_full_disk_is_said_and_leaves_nothing_half_done() {
    let server = Server::start_on(&[], |app| {
        let disk = app.blobs.clone();
        app.blobs = std::sync::Arc::new(FullDisk::new(disk, 1));
    });
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    upload(&studio, event, &[("a.jpg", &jpeg(1))]).await.is_problem(503, "storage_full");
    assert_eq!(studio.get(&format!("/file/event/{event}")).await.json["total"], 0);
    upload(&studio, event, &[("a.jpg", &jpeg(1))]).await.is(201);
}

#[tokio::test]
async fn what_is_said_of_a_file_can_be_changed_and_its_bytes_cannot() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let file = photo(&studio, event, 1).await;
    let path = format!("/file/{}", id(&file));
    let said = json!({
        "name": "Sur la plage.jpg", "description": "Le soir", "focus": { "x": 0.25, "y": 0.75 },
        "faces": [{ "x": 0.1, "y": 0.2, "width": 0.3, "height": 0.4 }],
    });
    let changed = studio.patch(&path, said.clone()).await;
    for key in ["name", "description", "focus", "faces"] {
        assert_eq!(changed.is(200).json[key], said[key]);
    }
    let kept = studio.patch(&path, json!({ "description": null })).await;
    assert_eq!((&kept.json["description"], &kept.json["focus"]), (&Value::Null, &said["focus"]));
    for (wrong, field) in [
        (json!({ "name": "a/b.jpg" }), "name"),
        (json!({ "name": "" }), "name"),
        (json!({ "description": "a".repeat(2_001) }), "description"),
        (json!({ "focus": { "x": 1.01, "y": 0.0 } }), "focus"),
        (json!({ "faces": [{ "x": 0.9, "y": 0.0, "width": 0.2, "height": 0.1 }] }), "faces.0"),
        (json!({ "faces": [{ "x": 0.0, "y": 0.0, "width": 0.0, "height": 0.1 }] }), "faces.0"),
        (json!({ "sha256": "x" }), "sha256"),
    ] {
        studio.patch(&path, wrong).await.refuses(&[field]);
    }
    studio.patch(&path, json!({ "description": "a".repeat(2_000) })).await.is(200);
}

#[tokio::test]
async fn a_download_can_be_had_in_parts_and_not_twice() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let file = photo(&studio, event, 1).await;
    let bytes = jpeg(1);
    let get = |name: &'static str, value: String| {
        let request = server.client().get(format!("/file/{}/content", id(&file)));
        let request = request.header("authorization", format!("Bearer {}", studio.token));
        let request = request.header(name, value);
        async move { Reply::read(request.send().await).await }
    };
    let part = get("range", "bytes=100-199".into()).await;
    assert_eq!(part.is(206).bytes, bytes[100..200]);
    assert_eq!(part.header("content-range"), format!("bytes 100-199/{}", bytes.len()));
    let end = get("range", "bytes=-5".into()).await;
    assert_eq!(end.is(206).bytes, bytes[bytes.len() - 5..]);
    let beyond = get("range", format!("bytes={}-", bytes.len())).await;
    assert_eq!(beyond.is(416).header("content-range"), format!("bytes */{}", bytes.len()));
    let tag = part.header("etag").to_owned();
    assert_eq!(tag, format!("\"{}\"", file["sha256"].as_str().unwrap()));
    assert!(get("if-none-match", tag).await.is(304).bytes.is_empty());
    assert_eq!(get("if-none-match", "\"x\"".into()).await.is(200).bytes, bytes);
}

#[tokio::test]
async fn a_file_being_sent_survives_its_deletion() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    // Longer than one read.
    let mut bytes = jpeg(1);
    bytes.resize(2_000_000, 7);
    let file = upload(&studio, event, &[("a.jpg", &bytes)]).await;
    let path = format!("/file/{}/content", file.is(201).id("/data/0/file/id"));
    let request = server.client().get(path);
    let request = request.header("authorization", format!("Bearer {}", studio.token));
    let response = request.send().await;
    response.assert_status_is_ok();
    let name = blobs(&server, studio.company)[0];
    let shelf = be_right::ports::Shelf::Company(be_right::model::CompanyId(studio.company));
    server.app.blobs.shelf(shelf).delete(name).unwrap();
    assert_eq!(Reply::read(response).await.bytes, bytes);
}

#[tokio::test]
async fn a_portrait_is_ones_own_and_replaces_only_ones_own() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let noe = studio.hires("noe@example.org", "EMPLOYEE").await;
    studio.get("/file/profile").await.is(404);
    let send = |token: String, seed: u8| {
        let body = form(&[], &[("me.jpg", &jpeg(seed))]);
        let server = &server;
        async move { send_form(server, &token, "/file/profile", body).await }
    };
    let mine = send(studio.token.clone(), 1).await;
    mine.is(201);
    send(noe.token.clone(), 2).await.is(201);
    assert_eq!(studio.get("/file/profile").await.json["urls"], mine.json["urls"]);
    let shown = super::fetch(&server, mine.json["urls"]["thumb"].as_str().unwrap(), &[]).await;
    assert_eq!(shown.is(200).header("content-type"), "image/jpeg");
    let newer = send(studio.token.clone(), 3).await;
    super::fetch(&server, mine.json["urls"]["thumb"].as_str().unwrap(), &[]).await.is(404);
    super::fetch(&server, newer.json["urls"]["thumb"].as_str().unwrap(), &[]).await.is(200);
    let paper = form(&[], &[("me.pdf", b"%PDF-1.4\n")]);
    send_form(&server, &studio.token, "/file/profile", paper).await.is(422);
    studio.delete("/file/profile").await.is(204);
    studio.get("/file/profile").await.is(404);
    noe.get("/file/profile").await.is(200);
}
