//! The nightly backups, and the mails to administrators when one is missing.

use std::fs;

use serde_json::{Value, json};

use super::{admin, names};
use crate::files::photo;
use crate::support::{Listener, Server, rows};

#[tokio::test]
async fn a_backup_is_kept_every_night_and_seen_by_those_who_run_the_instance() {
    let kept = tempfile::tempdir().unwrap();
    let folder = kept.path().display().to_string();
    let flags = [("backup.folder", folder.as_str()), ("backup.keep", "2"), ("backup.at", "02:30")];
    let server = Server::start_with(&flags);
    let admin = admin(&server).await;
    let studio = server.studio("Lumière").await;
    let ana = studio.employs("Ana", "M", "ana@example.org").await;
    let (event, _) = studio.plans("Été", &[ana]).await;
    let file = photo(&studio, event, 1).await;
    server.settle().await;
    assert_eq!(server.get("/readyz").await.is(200).json["backup"], "none");
    let before = admin.get("/admin/backup").await.is(200).json.clone();
    assert_eq!((&before["enabled"], &before["keep"]), (&json!(true), &json!(2)));
    assert_eq!(before["backups"], json!([]));

    for day in 2..=4 {
        server.wakes(&format!("2026-05-0{day}T02:30:00+02:00")).await;
        // A second run in the same night makes no second backup.
        server.wakes(&format!("2026-05-0{day}T02:31:00+02:00")).await;
    }
    let admin = admin.comes_back().await;
    let found = admin.get("/admin/backup").await.is(200).json.clone();
    let taken: Vec<_> =
        found["backups"].as_array().unwrap().iter().map(|one| &one["takenAt"]).collect();
    assert_eq!(taken, ["2026-05-04T00:30:00Z", "2026-05-03T00:30:00Z"], "the latest two");
    assert_eq!(found["backups"][0]["files"], 1);
    assert_eq!(found["tries"].as_array().unwrap().len(), 3);
    assert_eq!(found["nextRunAt"], "2026-05-05T00:30:00Z");
    let (new, all) = (&found["tries"][0]["newBytes"], &found["tries"][0]["bytes"]);
    assert!(new.as_u64() < all.as_u64(), "the photograph is kept once: {found}");
    assert_eq!(server.get("/readyz").await.json["backup"], "ok");
    let lines = admin.get("/admin/schedules").await.json;
    let line = lines.as_array().unwrap().iter().find(|one| one["name"] == "backup").unwrap();
    assert_eq!(line["at"], "02:30");
    assert!(line["lastRun"]["outcome"].as_str().unwrap().starts_with("2026-05-04T00-30-00Z: "));

    // A backup on demand; while its job waits, a second request returns the same job. A live stream
    // shows its progress.
    let mut received = Listener::opens(&server, "/admin/sse", &admin.token, None).await;
    let job = admin.acts("/admin/backup").await.is(202).id("/jobId");
    assert_eq!(admin.acts("/admin/backup").await.is(202).id("/jobId"), job);
    assert_eq!(admin.get("/admin/backup").await.json["jobId"], job);
    server.settle().await;
    let output = loop {
        let news = received.receives_event("job").await.data;
        if news["kind"] == "backup" && !news["progress"].is_null() {
            break news;
        }
    };
    assert_eq!((&output["state"], &output["id"]), (&json!("RUNNING"), &json!(job)));
    assert!(output["progress"]["total"].as_u64() > output["progress"]["done"].as_u64(), "{output}");
    let found = admin.get("/admin/backup").await.json;
    assert_eq!((&found["jobId"], found["tries"].as_array().unwrap().len()), (&Value::Null, 4));
    assert_eq!((server.audited("request_backup"), server.audited("backup")), (2, 4));

    // A deleted file leaves the backups with the last one that contains it.
    let blobs = || names(&kept.path().join("blobs")).len();
    studio.comes_back().await.delete(&format!("/file/{}", file["id"])).await.is(204);
    for day in ["2027-06-01", "2027-06-02", "2027-06-03", "2027-06-04"] {
        server.wakes(&format!("{day}T12:00:00+02:00")).await;
    }
    let folders = names(&kept.path().join("blobs"));
    let left: usize =
        folders.iter().map(|two| names(&kept.path().join("blobs").join(two)).len()).sum();
    assert_eq!(left, 0, "{} folders", blobs());
}

#[tokio::test]
async fn without_a_backup_folder_no_backup_is_made_and_the_status_says_so() {
    let server = Server::start();
    let admin = admin(&server).await;
    admin.acts("/admin/backup").await.is_problem(503, "backup_off");
    let found = admin.get("/admin/backup").await.is(200).json.clone();
    assert_eq!((&found["enabled"], &found["nextRunAt"]), (&json!(false), &Value::Null));
    server.wakes("2026-05-02T12:00:00+02:00").await;
    let lines = admin.comes_back().await.get("/admin/schedules").await.json;
    assert!(lines.as_array().unwrap().iter().all(|one| one["name"] != "backup"));
    assert_eq!(server.get("/readyz").await.json["backup"], "off");
}

#[tokio::test]
async fn a_missing_backup_is_reported_once_a_day_until_there_is_one() {
    let kept = tempfile::tempdir().unwrap();
    let place = kept.path().join("disk");
    // The disk is not mounted: a file is in its place.
    fs::write(&place, "").unwrap();
    let server = Server::start_with(&[("backup.folder", place.to_str().unwrap())]);
    let admin = admin(&server).await;
    server.settle().await;
    let mails = || {
        let all = server.postbox.to("owner@instance.example");
        let about = |mail: &&be_right::model::Mail| mail.subject.contains("sauvegarde");
        all.iter().filter(about).cloned().collect::<Vec<_>>()
    };
    server.wakes("2026-05-02T04:30:00+02:00").await;
    // The server tries again by itself.
    for minute in ["33", "40", "50"] {
        server.wakes(&format!("2026-05-02T04:{minute}:00+02:00")).await;
    }
    assert_eq!(mails().len(), 1);
    let output = &mails()[0].text;
    assert!(output.contains("n’est pas utilisable") && output.contains("disk"), "{output}");
    let admin = admin.comes_back().await;
    let found = admin.get("/admin/backup").await.is(200).json.clone();
    assert_eq!(found["tries"][0]["trouble"], "folder", "{found}");
    assert!(found["tries"].as_array().unwrap().len() > 1, "{found}");
    assert!(found["trouble"].as_str().unwrap().contains("cannot keep backups in"), "{found}");

    // The disk is mounted.
    fs::remove_file(&place).unwrap();
    server.wakes("2026-05-02T18:00:00+02:00").await;
    let found = admin.comes_back().await.get("/admin/backup").await.json;
    assert_eq!(found["backups"].as_array().unwrap().len(), 1, "{found}");
    assert_eq!(server.get("/readyz").await.json["backup"], "ok");
    assert_eq!(rows(server.folder.path(), "SELECT 1 FROM jobs WHERE kind = 'backup'").len(), 0);
    // The disk is missing again, for days.
    fs::remove_dir_all(&place).unwrap();
    fs::write(&place, "").unwrap();
    server.wakes("2026-05-03T12:00:00+02:00").await;
    server.wakes("2026-05-04T18:00:01+02:00").await;
    assert_eq!(mails().len(), 3, "one a day");
    assert_eq!(server.get("/readyz").await.json["backup"], "stale");
    fs::remove_file(&place).unwrap();
    server.wakes("2026-05-05T18:00:00+02:00").await;
}
