//! Publication: who is on a photograph, and which uses they allow.

use be_right::model::Timestamp;
use be_right::model::keys::in_fours;
use poem::http::Method;
use serde_json::{Value, json};

use super::{fetch, form, id, jpeg, photo, send_form};
use crate::support::{PASSWORD, Recipient, Reply, Server, Studio, rows};

pub async fn names(studio: &Studio<'_>, file: i64, people: &[i64]) -> Value {
    let body = json!({ "employeeIds": people });
    studio.put(&format!("/file/{file}/people"), body).await.is(200).json.clone()
}

/// The ids of an event's photographs in this state for a use.
async fn listed(studio: &Studio<'_>, event: i64, wanted: &str, state: &str) -> Vec<i64> {
    let list = studio.get(&format!("/event/{event}/photos?use={wanted}&state={state}")).await;
    let data = list.is(200).json["data"].as_array().unwrap();
    assert_eq!(list.json["total"], data.len());
    data.iter().map(id).collect()
}

async fn accepts(server: &Server, email: &str, uses: &[&str]) {
    server.settle().await;
    let mut recipient = Recipient::invited(server, email);
    recipient.proves_the_email().await;
    recipient.accepts(uses).await.is(201);
}

#[tokio::test]
async fn a_photograph_may_be_published_once_everybody_on_it_said_yes_to_that_use() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "M", "ana@example.org").await;
    let bea = studio.employs("Béa", "N", "bea@example.org").await;
    let (event, _) = studio.plans("Été", &[ana, bea]).await;
    let (alone, both, nobody) = (
        photo(&studio, event, 1).await,
        photo(&studio, event, 2).await,
        photo(&studio, event, 3).await,
    );
    let (alone, both, nobody) = (id(&alone), id(&both), id(&nobody));
    assert_eq!(names(&studio, alone, &[ana]).await["consent"]["web"], "pending");
    names(&studio, both, &[ana, bea]).await;
    assert_eq!(listed(&studio, event, "web", "pending").await, [alone, both]);
    assert_eq!(listed(&studio, event, "web", "unknown").await, [nobody]);

    accepts(&server, "ana@example.org", &["web", "press"]).await;
    assert_eq!(listed(&studio, event, "web", "allowed").await, [alone]);
    assert_eq!(listed(&studio, event, "print", "refused").await, [alone, both]);
    assert_eq!(listed(&studio, event, "web", "pending").await, [both]);
    accepts(&server, "bea@example.org", &["web"]).await;
    assert_eq!(listed(&studio, event, "web", "allowed").await, [alone, both]);
    assert_eq!(listed(&studio, event, "press", "allowed").await, [alone]);
    let one = studio.get(&format!("/file/{both}")).await;
    assert_eq!(
        one.json["consent"],
        json!({
            "internal": "refused", "web": "allowed", "social": "refused", "press": "refused",
            "print": "refused",
        })
    );
    assert_eq!(one.json["employeeIds"], json!([ana, bea]));
    // All of them without a filter, a page at a time.
    let page = studio.get(&format!("/event/{event}/photos?limit=2&page=2")).await;
    assert_eq!((page.json["total"].as_i64(), page.id("/data/0/id")), (Some(3), nobody));
    studio.get(&format!("/event/{event}/photos?state=allowed")).await.refuses(&["use"]);
}

#[tokio::test]
async fn a_shared_address_is_dead_at_the_next_request_after_a_withdrawal() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "M", "ana@example.org").await;
    let (event, _) = studio.plans("Été", &[ana]).await;
    let file = id(&photo(&studio, event, 1).await);
    names(&studio, file, &[ana]).await;
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "ana@example.org");
    recipient.proves_the_email().await;
    recipient.accepts(&["web", "press"]).await.is(201);
    let link = |bound: &'static str| {
        let body = json!({ "transform": "t_card", "use": bound });
        let path = format!("/file/{file}/link");
        let studio = &studio;
        async move { studio.post(&path, body).await.is(201).json["url"].as_str().unwrap().to_owned() }
    };
    let (web, press) = (link("web").await, link("press").await);
    let shown = fetch(&server, &web, &[]).await;
    assert_eq!(shown.is(200).header("cache-control"), "private, no-cache");
    let tag = shown.header("etag").to_owned();
    fetch(&server, &web, &[("if-none-match", &tag)]).await.is(304);
    fetch(&server, &press, &[]).await.is(200);

    recipient.withdraws(Some(&["web"])).await.is(200);
    let gone = fetch(&server, &web, &[]).await;
    gone.is_problem(410, "not_published");
    assert_eq!(gone.header("cache-control"), "no-store");
    fetch(&server, &web, &[("if-none-match", &tag)]).await.is(410);
    fetch(&server, &press, &[]).await.is(200);
    // The use cannot be removed from the URL.
    fetch(&server, &web.replace(".bweb", ".bpress"), &[]).await.is(404);
    fetch(&server, &web.replace(".bweb", ""), &[]).await.is(404);

    recipient.withdraws(None).await.is(200);
    fetch(&server, &press, &[]).await.is_problem(410, "not_published");
    assert_eq!(listed(&studio, event, "press", "refused").await, [file]);
}

#[tokio::test]
async fn a_shared_address_dies_with_the_licence_the_shoot_the_person_and_the_naming() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "M", "ana@example.org").await;
    let bea = studio.employs("Béa", "N", "bea@example.org").await;
    let (event, _) = studio.plans("Été", &[ana]).await;
    let file = id(&photo(&studio, event, 1).await);
    names(&studio, file, &[ana]).await;
    accepts(&server, "ana@example.org", &["web"]).await;
    let body = json!({ "transform": "t_card", "use": "web" });
    let url = studio.post(&format!("/file/{file}/link"), body).await;
    let url = url.is(201).json["url"].as_str().unwrap().to_owned();
    let works = || async { fetch(&server, &url, &[]).await.status };
    assert_eq!(works().await, 200);
    // Somebody who was never asked is named on it.
    names(&studio, file, &[ana, bea]).await;
    assert_eq!(works().await, 410);
    let body = json!({ "employeeIds": [], "confirm": true });
    studio.put(&format!("/file/{file}/people"), body).await.is(200);
    assert_eq!(works().await, 410, "nobody named is not everybody agreed");
    names(&studio, file, &[ana]).await;
    assert_eq!(works().await, 200);
    studio.delete(&format!("/event/{event}")).await.is(204);
    assert_eq!(works().await, 410);
    studio.acts(&format!("/event/{event}/restore")).await.is(200);
    assert_eq!(works().await, 200);
    // Eight years later the licence has ended.
    server.clock.advance(8 * 366 * Timestamp::DAY);
    assert_eq!(works().await, 410);
}

#[tokio::test]
async fn people_are_named_as_on_the_photograph_before_or_on_many_at_a_time() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "M", "ana@example.org").await;
    let bea = studio.employs("Béa", "N", "bea@example.org").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let mut ids = vec![];
    for seed in 1..=3 {
        ids.push(id(&photo(&studio, event, seed).await));
        server.clock.advance(1_000);
    }
    let by = &studio;
    let put = |path: String, body: Value| async move { by.put(&path, body).await };
    let same = json!({ "sameAsPrevious": true });
    put(format!("/file/{}/people", ids[0]), same.clone())
        .await
        .is_problem(409, "no_previous_photo");
    names(&studio, ids[0], &[ana, bea]).await;
    let next = put(format!("/file/{}/people", ids[1]), same).await;
    assert_eq!(next.is(200).json["employeeIds"], json!([ana, bea]));
    let many = put("/file/people".into(), json!({ "fileIds": ids, "employeeIds": [bea] })).await;
    let named: Vec<&Value> = many.is(200).json["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["employeeIds"])
        .collect();
    assert_eq!(named, [&json!([bea]); 3]);
    let added = put(
        "/file/people".into(),
        json!({ "fileIds": [ids[2]], "employeeIds": [ana], "add": true }),
    )
    .await;
    assert_eq!(added.is(200).json["data"][0]["employeeIds"], json!([bea, ana]));

    let refused = |body: Value, fields: &'static [&'static str]| {
        let reply = put("/file/people".into(), body);
        async move {
            reply.await.refuses(fields);
        }
    };
    refused(
        json!({ "fileIds": [ids[0], 999_999], "employeeIds": [999_999] }),
        &["fileIds.1", "employeeIds.0"],
    )
    .await;
    refused(json!({ "fileIds": [], "employeeIds": [ana] }), &["fileIds"]).await;
    refused(json!({ "fileIds": ids, "employeeIds": [ana, ana] }), &["employeeIds.1"]).await;
    let people = format!("/file/{}/people", ids[0]);
    put(people.clone(), json!({})).await.refuses(&["employeeIds"]);
    put(people, json!({ "employeeIds": [ana], "sameAsPrevious": true }))
        .await
        .refuses(&["employeeIds"]);
}

#[tokio::test]
async fn a_photographer_uploads_and_sees_photographs_of_their_own_shoots_only() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let partner = studio.hires("photo@example.org", "PHOTOGRAPHER").await;
    let ana = studio.employs("Ana", "M", "ana@example.org").await;
    let now = server.app.now();
    let shoot = |partner: Value| {
        json!({
            "name": "Été", "start": now.plus(Timestamp::DAY).rfc3339(),
            "end": now.plus(2 * Timestamp::DAY).rfc3339(), "employeeIds": [ana], "partnerId": partner,
        })
    };
    let own = studio.post("/event", shoot(json!(partner.user))).await.is(201).id("/event/id");
    let other = studio.post("/event", shoot(Value::Null)).await.is(201).id("/event/id");
    let mine = id(&photo(&partner, own, 1).await);
    names(&studio, mine, &[ana]).await;
    let theirs = id(&photo(&studio, other, 2).await);
    let seen = partner.get(&format!("/file/{mine}")).await;
    assert_eq!(
        (&seen.is(200).json["employeeIds"], &seen.json["consent"]["web"]),
        (&json!([ana]), &json!("pending"))
    );
    partner.get(&format!("/file/{mine}/content")).await.is(200);
    partner.get(&format!("/event/{own}/photos")).await.is(200);
    super::upload(&partner, other, &[("a.jpg", &super::jpeg(3))]).await.is(404);
    for path in ["", "/content"] {
        partner.get(&format!("/file/{theirs}{path}")).await.is_problem(404, "not_found");
    }
    partner.get(&format!("/file/event/{other}")).await.is(404);
    partner.get(&format!("/event/{other}/photos")).await.is(404);
    partner.get(&format!("/file/employee/{ana}")).await.is(404);
    let form = |kind: &'static str| super::form(&[("type", kind)], &[("a.jpg", &super::jpeg(4))]);
    let (at, token, form) = (&server, &partner.token, &form);
    let send =
        |path: String, kind| async move { super::send_form(at, token, &path, form(kind)).await };
    send(format!("/file/{own}?owner=event"), "DOCUMENT").await.is(403);
    send(format!("/file/{ana}?owner=employee"), "MODEL").await.is(403);
    let many = partner.get(&format!("/file/many?ids={theirs},{mine}")).await;
    assert_eq!(
        (many.is(200).id("/data/0/id"), many.json["data"].as_array().unwrap().len()),
        (mine, 1)
    );
}

#[tokio::test]
async fn employees_see_their_own_photographs_and_only_their_own_answers() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "M", "ana@example.org").await;
    let bea = studio.employs("Béa", "N", "bea@example.org").await;
    let (event, _) = studio.plans("Été", &[ana, bea]).await;
    let account = studio.hires("ana@example.org", "EMPLOYEE").await;
    let (with, without) =
        (id(&photo(&studio, event, 1).await), id(&photo(&studio, event, 2).await));
    names(&studio, with, &[ana, bea]).await;
    names(&studio, without, &[bea]).await;
    let seen: Reply = account.get(&format!("/file/{with}")).await;
    assert_eq!(
        (&seen.is(200).json["employeeIds"], &seen.json["consent"]),
        (&json!([]), &Value::Null)
    );
    account.get(&format!("/file/{without}")).await.is(404);
    account.get(&format!("/file/{without}/content")).await.is(404);
    let list = account.get(&format!("/file/event/{event}")).await;
    assert_eq!((list.is(200).json["total"].as_i64(), list.id("/data/0/id")), (Some(1), with));
    names(&studio, with, &[bea]).await;
    account.get(&format!("/file/{with}")).await.is(404);
}

#[tokio::test]
async fn what_may_be_published_is_had_in_one_archive_with_the_proof_beside_it() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "=Moreau", "ana@example.org").await;
    let bea = studio.employs("Béa", "N", "bea@example.org").await;
    let (event, answers) = studio.plans("Été à la mer", &[ana, bea]).await;
    let files: Vec<Vec<u8>> = (1..=3).map(super::jpeg).collect();
    let named: Vec<(&str, &[u8])> =
        files.iter().map(|bytes| ("=plage.jpg", bytes.as_slice())).collect();
    let reply = super::upload(&studio, event, &named).await;
    let ids: Vec<i64> = (0..3).map(|n| reply.is(201).id(&format!("/data/{n}/file/id"))).collect();
    names(&studio, ids[0], &[ana]).await;
    names(&studio, ids[1], &[ana]).await;
    names(&studio, ids[2], &[ana, bea]).await;
    accepts(&server, "ana@example.org", &["web"]).await;
    let zip = studio.get(&format!("/event/{event}/photos.zip?use=web")).await;
    assert_eq!(zip.is(200).header("content-type"), "application/zip");
    assert!(zip.header("content-disposition").contains("ete-a-la-mer-web-allowed.zip"));
    let (photos, manifest) = unzip(&zip.bytes);
    let kept: Vec<&str> = photos.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(kept, ["=plage.jpg", "=plage (2).jpg"]);
    assert!(photos[0].1 == files[0] && photos[1].1 == files[1], "byte for byte");
    let reference = studio.get(&format!("/answer/{}", answers[0])).await;
    let reference = reference.json["reference"].as_str().unwrap().to_owned();
    let lines: Vec<&str> = manifest.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(
        lines[1].starts_with("'=plage.jpg;") && lines[1].contains(&in_fours(&reference)),
        "{manifest}"
    );
    assert!(lines[1].contains(";Ana =Moreau;web;allowed;"), "{manifest}");
    // The photographs with pending consents, and a use that nobody allowed.
    let zip = studio.get(&format!("/event/{event}/photos.zip?use=web&state=pending")).await;
    let (photos, manifest) = unzip(&zip.is(200).bytes);
    assert_eq!((photos.len(), manifest.lines().count()), (1, 3));
    let zip = studio.get(&format!("/event/{event}/photos.zip?use=print")).await;
    assert_eq!(unzip(&zip.is(200).bytes).0.len(), 0);
    studio.get(&format!("/event/{event}/photos.zip")).await.refuses(&["use"]);
    assert_eq!(studio.get(&format!("/event/{event}/details")).await.json["fileCount"], 3);
}

/// The photographs of an archive, and its manifest.
pub fn unzip(bytes: &[u8]) -> (Vec<(String, Vec<u8>)>, String) {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut photos = vec![];
    let mut manifest = String::new();
    for at in 0..archive.len() {
        let mut bytes = vec![];
        let mut entry = archive.by_index(at).unwrap();
        std::io::Read::read_to_end(&mut entry, &mut bytes).unwrap();
        match entry.name().unwrap().into_owned() {
            name if name == "manifest.csv" => manifest = String::from_utf8(bytes).unwrap(),
            name => photos.push((name, bytes)),
        }
    }
    (photos, manifest)
}

#[tokio::test]
async fn an_archive_for_the_web_takes_nothing_of_the_camera_along() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "M", "ana@example.org").await;
    let (event, _) = studio.plans("Été", &[ana]).await;
    let plain = super::picture(2_600, 130, 1, image::ImageFormat::Jpeg);
    // A rotated photograph with EXIF data of the camera (EXIF 2.32: 0x0110 model, 0x0112
    // orientation 6).
    let mut exif = b"\xff\xe1\x00\x34Exif\0\0II*\0\x08\0\0\0\x02\0".to_vec();
    exif.extend(b"\x10\x01\x02\0\x06\0\0\0\x26\0\0\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0");
    exif.extend(b"\0\0\0\0SPY-1\0");
    let bytes = [&plain[..2], &exif, &plain[2..]].concat();
    let reply = super::upload(&studio, event, &[("IMG_1.JPEG", bytes.as_slice())]).await;
    assert_eq!(reply.is(201).json["data"][0]["file"]["camera"], "SPY-1");
    names(&studio, reply.id("/data/0/file/id"), &[ana]).await;
    accepts(&server, "ana@example.org", &["web"]).await;

    let path = format!("/event/{event}/photos.zip?use=web");
    assert!(unzip(&studio.get(&path).await.bytes).0[0].1 == bytes, "the original is as it was");
    let zip = studio.get(&format!("{path}&version=web")).await;
    assert!(zip.is(200).header("content-disposition").contains("ete-web-allowed-2048.zip"));
    let (photos, manifest) = unzip(&zip.bytes);
    assert_eq!(photos[0].0, "IMG_1.jpg");
    assert!(manifest.contains("IMG_1.jpg;"), "{manifest}");
    let made = image::load_from_memory(&photos[0].1).unwrap();
    assert_eq!((made.width(), made.height()), (102, 2_048), "upright, and no larger");
    for secret in [b"SPY-1".as_slice(), b"Exif"] {
        assert!(!photos[0].1.windows(secret.len()).any(|part| part == secret));
    }
    studio.get(&format!("{path}&version=tiny")).await.refuses(&["version"]);
}

#[tokio::test]
async fn removing_the_name_of_somebody_who_refused_needs_a_confirmation() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "M", "ana@example.org").await;
    let bea = studio.employs("Béa", "N", "bea@example.org").await;
    let (event, _) = studio.plans("Été", &[ana, bea]).await;
    let file = id(&photo(&studio, event, 1).await);
    names(&studio, file, &[ana, bea]).await;
    server.settle().await;
    for (email, uses) in [("bea@example.org", &["web"][..]), ("ana@example.org", &["web"])] {
        let mut recipient = Recipient::invited(&server, email);
        recipient.proves_the_email().await;
        recipient.accepts(uses).await.is(201);
        if email.starts_with("ana") {
            recipient.withdraws(None).await.is(200);
        }
    }
    let one = format!("/file/{file}/people");
    // In whichever way the name would be removed.
    for body in
        [json!({ "people": "none" }), json!({ "employeeIds": [bea] }), json!({ "employeeIds": [] })]
    {
        studio.put(&one, body.clone()).await.is_problem(409, "refused_on_photo");
        let mut many = body;
        many["fileIds"] = json!([file]);
        studio.put("/file/people", many).await.is_problem(409, "refused_on_photo");
    }
    // An API token cannot confirm it, because a program does not look at photographs.
    let wanted = json!({
        "name": "naming", "scopes": ["files:write", "shoots:write"], "currentPassword": PASSWORD,
    });
    let token = studio.post("/api-token", wanted).await;
    let token = token.is(201).json["token"].as_str().unwrap().to_owned();
    let confirmed = json!({ "people": "none", "confirm": true });
    let by_program = server.send(Some(&token), Method::PUT, &one, Some(&confirmed)).await;
    by_program.is_problem(409, "refused_on_photo");
    assert_eq!(studio.get(&format!("/file/{file}")).await.json["consent"]["web"], "refused");
    let said = studio.put(&one, confirmed).await;
    assert_eq!(said.is(200).json["consent"]["web"], "allowed");
    assert_eq!(said.json["employeeIds"], json!([]));
    // Withdrawing the statement restores the names that it had removed.
    let back = studio.put(&one, json!({ "employeeIds": [] })).await;
    assert_eq!(back.is(200).json["employeeIds"], json!([ana, bea]));
    assert_eq!(back.json["consent"]["web"], "refused");
    assert_eq!(server.audited("unname_people"), 1);
    let data = server.folder.path();
    let record = rows(data, "SELECT employee_id, unnamed_by FROM unnamed_people");
    let by = studio.user.to_string();
    assert_eq!(record, [ana, bea].map(|id| vec![id.to_string(), by.clone()]));
    // A partial refusal counts too: without the name, the photograph could be published in the
    // press.
    studio.put(&one, json!({ "employeeIds": [ana] })).await.is_problem(409, "refused_on_photo");
}

#[tokio::test]
async fn removing_the_name_of_somebody_whose_consent_has_ended_needs_a_confirmation() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "M", "ana@example.org").await;
    let (event, _) = studio.plans("Été", &[ana]).await;
    let file = id(&photo(&studio, event, 1).await);
    names(&studio, file, &[ana]).await;
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "ana@example.org");
    recipient.proves_the_email().await;
    recipient.accepts(&["web", "print", "press", "social", "internal"]).await.is(201);
    let one = format!("/file/{file}/people");
    let nobody = json!({ "people": "none" });
    // While it lasts, nothing is published that would not be without her name.
    studio.put(&one, nobody.clone()).await.is(200);
    names(&studio, file, &[ana]).await;
    server.sleeps(366 * 11).await;
    let studio = studio.comes_back().await;
    let state = studio.get(&format!("/file/{file}")).await.is(200).json["consent"]["web"].clone();
    assert_eq!(state, "refused");
    studio.put(&one, nobody).await.is_problem(409, "refused_on_photo");
}

#[tokio::test]
async fn a_photograph_that_is_restored_shows_whom_its_copy_shows() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "M", "ana@example.org").await;
    let (event, _) = studio.plans("Été", &[ana]).await;
    let first = id(&photo(&studio, event, 1).await);
    studio.put(&format!("/file/{first}/people"), json!({ "people": "none" })).await.is(200);
    studio.delete(&format!("/file/{first}")).await.is(204);
    let copy = id(&photo(&studio, event, 1).await);
    assert_ne!(copy, first);
    names(&studio, copy, &[ana]).await;
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "ana@example.org");
    recipient.proves_the_email().await;
    recipient.refuses(None).await.is(201);
    studio.delete(&format!("/file/{copy}")).await.is(204);
    let back = studio.acts(&format!("/file/{first}/restore")).await;
    back.is(200);
    let back = studio.get(&format!("/file/{first}")).await.is(200).json.clone();
    assert_eq!((&back["consent"]["web"], &back["employeeIds"]), (&json!("refused"), &json!([ana])));
}

#[tokio::test]
async fn a_program_calls_nobody_recognisable_only_where_nobody_was_ever_named() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "M", "ana@example.org").await;
    let (event, _) = studio.plans("Été", &[ana]).await;
    let file = id(&photo(&studio, event, 1).await);
    let other = id(&photo(&studio, event, 2).await);
    names(&studio, file, &[ana]).await;
    let wanted = json!({
        "name": "naming", "scopes": ["files:write", "shoots:write"], "currentPassword": PASSWORD,
    });
    let token = studio.post("/api-token", wanted).await;
    let token = token.is(201).json["token"].as_str().unwrap().to_owned();
    let by_program = async |file: i64, body: &Value| {
        let path = format!("/file/{file}/people");
        server.send(Some(&token), Method::PUT, &path, Some(body)).await
    };
    let nobody = json!({ "people": "none" });
    // She has not answered: she may still refuse.
    by_program(file, &nobody).await.is_problem(409, "refused_on_photo");
    by_program(file, &json!({ "employeeIds": [] })).await.is_problem(409, "refused_on_photo");
    studio.put(&format!("/file/{file}/people"), json!({ "employeeIds": [] })).await.is(200);
    by_program(file, &nobody).await.is_problem(409, "refused_on_photo");
    by_program(other, &nobody).await.is(200);
    // A user looks at it.
    studio.put(&format!("/file/{file}/people"), nobody).await.is(200);
}

#[tokio::test]
async fn a_photograph_that_is_a_document_as_well_has_no_link_for_good() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let (event, _) = studio.plans("Été", &[ana]).await;
    let document = async |seed: u8| {
        let body = form(&[("type", "DOCUMENT")], &[("paper.jpg", &jpeg(seed))]);
        let path = format!("/file/{event}?owner=event");
        send_form(&server, &studio.token, &path, body).await.is(201).json.clone()
    };
    let link = async |file: i64, more: Value| {
        let mut body = json!({ "transform": "t_card" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        studio.post(&format!("/file/{file}/link"), body).await
    };
    let before = document(1).await;
    let before = id(&before["data"][0]["file"]);
    let endless = link(before, json!({})).await.is(201).json.clone();
    let long = link(before, json!({ "expiresAt": "2099-01-01T00:00:00Z" })).await;
    let urls = [endless["url"].clone(), long.is(201).json["url"].clone()];
    assert_eq!(endless["expiresAt"], Value::Null);
    for url in &urls {
        fetch(&server, url.as_str().unwrap(), &[]).await.is(200);
    }
    // The same bytes become a photograph of a shoot.
    let file = id(&photo(&studio, event, 1).await);
    for url in &urls {
        let refused = fetch(&server, url.as_str().unwrap(), &[]).await;
        refused.is_problem(410, "not_published");
    }
    let short = link(before, json!({})).await.is(201).json.clone();
    assert!(short["expiresAt"].is_string(), "{short}");
    fetch(&server, short["url"].as_str().unwrap(), &[]).await.is(200);
    let long = link(before, json!({ "expiresAt": "2099-01-01T00:00:00Z" })).await;
    long.refuses(&["expiresAt"]);
    // Another one, after the photograph, though it is deleted.
    studio.delete(&format!("/file/{file}")).await.is(204);
    assert!(link(before, json!({})).await.is(201).json["expiresAt"].is_string());
    // Nobody can be recognised on it: it is a picture like any other.
    let other = id(&photo(&studio, event, 2).await);
    let copy = document(2).await;
    let copy = id(&copy["data"][0]["file"]);
    assert!(link(copy, json!({})).await.is(201).json["expiresAt"].is_string());
    studio.put(&format!("/file/{other}/people"), json!({ "people": "none" })).await.is(200);
    assert_eq!(link(copy, json!({})).await.is(201).json["expiresAt"], Value::Null);
}
