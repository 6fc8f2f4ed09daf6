//! The nightly comparison of blobs and rows.

use be_right::actions::files;
use be_right::model::{AlarmKind, CompanyId, Digest, Role, Timestamp, UserId};
use be_right::ports::Shelf;
use be_right::store::users;
use serde_json::Value;

use super::{blobs, id, photo};
use crate::support::{Server, Studio, change, rows};

#[tokio::test]
async fn what_was_deleted_long_ago_goes_for_good_with_its_bytes() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let (other, _) = studio.plans("Hiver", &[]).await;
    let (gone, kept, shared) = (
        photo(&studio, event, 1).await,
        photo(&studio, event, 2).await,
        photo(&studio, event, 3).await,
    );
    photo(&studio, other, 3).await;
    for file in [&gone, &shared] {
        studio.delete(&format!("/file/{}", id(file))).await.is(204);
    }
    let found = files::sweep(&server.app).await.unwrap();
    assert_eq!((found.purged, found.blobs, found.orphans), (0, 3, 0));
    // A year and a few days: the retention of a company that set none.
    server.clock.advance(12 * 31 * Timestamp::DAY + 1);
    let found = files::sweep(&server.app).await.unwrap();
    assert_eq!((found.purged, found.orphans, found.blobs), (2, 1, 2));
    assert!(found.orphan_bytes > 0 && found.missing.is_empty() && found.miscounted.is_empty());
    assert_eq!(blobs(&server, studio.company).len(), 2);
    let left = rows(server.folder.path(), "SELECT id FROM files ORDER BY id");
    assert_eq!(left.len(), 2);
    assert_eq!(left[0], [id(&kept).to_string()]);
    let again = files::sweep(&server.app).await.unwrap();
    assert_eq!((again.purged, again.orphans), (0, 0));
}

#[tokio::test]
async fn orphan_blobs_go_after_a_day_and_missing_blobs_are_reported() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    photo(&studio, event, 1).await;
    let shelf = server.app.blobs.shelf(Shelf::Company(CompanyId(studio.company)));
    let lost = blobs(&server, studio.company)[0];
    shelf.delete(lost).unwrap();
    let mut draft = shelf.draft().unwrap();
    draft.write(b"nobody's").unwrap();
    let orphan = draft.keep(server.app.now()).unwrap();

    let looked = files::check(&server.app).await.unwrap();
    assert_eq!((looked.orphans, looked.orphan_bytes), (1, 8));
    assert_eq!(looked.missing, [(CompanyId(studio.company), lost)]);
    let swept = files::sweep(&server.app).await.unwrap();
    assert_eq!(
        (swept.orphans, blobs(&server, studio.company)),
        (0, vec![orphan]),
        "it may be on its way"
    );
    server.clock.advance(Timestamp::DAY + 1);
    let swept = files::sweep(&server.app).await.unwrap();
    assert_eq!((swept.orphans, blobs(&server, studio.company)), (1, vec![]));
}

/// Deletes the rows of all files, as a database has it that is older than the files.
fn forgets_all_files(server: &Server) {
    change(
        server.folder.path(),
        "PRAGMA foreign_keys = OFF; DELETE FROM files; DELETE FROM blobs; DELETE FROM storage;",
    );
}

async fn photos(studio: &Studio<'_>, event: i64, seeds: std::ops::Range<u8>) {
    for seed in seeds {
        photo(studio, event, seed).await;
    }
}

#[tokio::test]
async fn files_of_no_row_are_set_aside_and_come_back_with_their_rows() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    photos(&studio, event, 1..4).await;
    server.settle().await;
    let data = server.folder.path();
    let kept = blobs(&server, studio.company);
    change(data, &format!("VACUUM INTO '{}'", data.join("copy.db").display()));
    forgets_all_files(&server);
    server.clock.advance(Timestamp::DAY + 1);
    let swept = files::sweep(&server.app).await.unwrap();
    assert_eq!((swept.set_aside, swept.held), (3, 0));
    assert_eq!(blobs(&server, studio.company), vec![]);
    // The right database is put back: the files that it names are there.
    change(
        data,
        &format!(
            "ATTACH '{}' AS right; PRAGMA foreign_keys = OFF;
             INSERT INTO blobs SELECT * FROM right.blobs; INSERT INTO files SELECT * FROM right.files;
             INSERT INTO storage SELECT * FROM right.storage;",
            data.join("copy.db").display()
        ),
    );
    let studio = studio.back().await;
    let list = studio.get(&format!("/file/event/{event}")).await;
    let first = list.is(200).json["data"][0]["id"].as_i64().unwrap();
    studio.get(&format!("/file/{first}/content")).await.is(200);
    let swept = files::sweep(&server.app).await.unwrap();
    assert_eq!((swept.blobs, swept.missing.len(), swept.orphans), (3, 0, 0));
    let mut back = blobs(&server, studio.company);
    let mut before = kept;
    back.sort();
    before.sort();
    assert_eq!(back, before);
}

#[tokio::test]
async fn what_was_set_aside_is_deleted_after_its_days() {
    let server = Server::start_with(&[("media.set_aside_days", "10")]);
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    photos(&studio, event, 1..3).await;
    server.settle().await;
    forgets_all_files(&server);
    server.clock.advance(Timestamp::DAY + 1);
    assert_eq!(files::sweep(&server.app).await.unwrap().set_aside, 2);
    let aside = || {
        let days = std::fs::read_dir(server.folder.path().join("blobs/set-aside")).unwrap();
        days.count()
    };
    server.clock.advance(9 * Timestamp::DAY);
    files::sweep(&server.app).await.unwrap();
    assert_eq!(aside(), 1);
    server.clock.advance(2 * Timestamp::DAY);
    files::sweep(&server.app).await.unwrap();
    assert_eq!(aside(), 0);
}

#[tokio::test]
async fn a_sweep_that_would_take_far_more_than_usual_takes_nothing_until_it_is_confirmed() {
    let server = Server::start();
    let admin = server.studio("instance").await;
    let user = UserId(admin.user);
    let made = server
        .app
        .db
        .write_all(move |all| users::set_instance_role(all, user, Some(Role::Admin)))
        .await;
    assert!(made.unwrap());
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    photos(&studio, event, 1..10).await;
    server.settle().await;
    forgets_all_files(&server);
    server.clock.advance(Timestamp::DAY + 1);
    let swept = files::sweep(&server.app).await.unwrap();
    assert_eq!((swept.held, swept.set_aside, swept.orphans), (9, 0, 0));
    assert_eq!(blobs(&server, studio.company).len(), 9);
    let ready = server.get("/readyz").await;
    assert_eq!(ready.is(200).json["alarms"], serde_json::json!(["sweep_held"]));
    assert_eq!(ready.json["status"], "degraded");
    // Administrators get one mail.
    server.settle().await;
    files::sweep(&server.app).await.unwrap();
    server.settle().await;
    let admin = admin.back().await;
    let output = admin.get("/notifications").await.is(200).json["data"].clone();
    let about_it = |one: &&Value| one.to_string().contains("be-right media confirm");
    assert_eq!(output.as_array().unwrap().iter().filter(about_it).count(), 1, "{output}");
    let mails = server.postbox.to("owner@instance.example");
    assert!(mails.iter().any(|mail| mail.text.contains("be-right media confirm")));

    be_right::actions::alarms::confirm(&server.app, AlarmKind::SweepHeld, None).await.unwrap();
    let swept = files::sweep(&server.app).await.unwrap();
    assert_eq!((swept.held, swept.set_aside), (0, 9));
    assert_eq!(server.get("/readyz").await.json["alarms"], serde_json::json!([]));
}

#[tokio::test]
async fn files_that_were_erased_on_purpose_are_not_set_aside() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    photos(&studio, event, 1..9).await;
    server.clock.advance(Timestamp::DAY + 1);
    let studio = studio.back().await;
    studio.delete(&format!("/event/{event}")).await.is(204);
    studio.delete(&format!("/event/{event}/forever")).await.is(204);
    server.settle().await;
    assert_eq!(blobs(&server, studio.company), vec![]);
    assert!(!server.folder.path().join("blobs/set-aside").exists());
    assert_eq!(rows(server.folder.path(), "SELECT sha256 FROM released_blobs"), [[""; 0]; 0]);
}

#[tokio::test]
async fn a_damaged_photograph_is_not_delivered_and_administrators_are_notified() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let file = id(&photo(&studio, event, 1).await);
    let path = format!("/file/{file}/content");
    studio.get(&path).await.is(200);
    let name: Digest = blobs(&server, studio.company)[0];
    let on_disk = server.app.blobs.shelf(Shelf::Company(CompanyId(studio.company)));
    let place = on_disk.local_copy(name).unwrap().unwrap();
    let sound = std::fs::read(&place).unwrap();
    let mut rotten = sound.clone();
    rotten[200] ^= 1;
    std::fs::write(&place, &rotten).unwrap();
    studio.get(&path).await.is_problem(503, "file_damaged");
    let looked = files::check(&server.app).await.unwrap();
    assert_eq!((looked.damaged.len(), looked.damaged[0].rotten), (1, true));
    let ready = server.get("/readyz").await;
    assert_eq!(ready.json["alarms"], serde_json::json!(["files_lost"]));
    // Once the file is restored from a backup, the next check accepts it.
    std::fs::write(&place, &sound).unwrap();
    studio.get(&path).await.is(200);
    files::check_share(&server.app).await.unwrap();
    assert_eq!(server.get("/readyz").await.json["alarms"], serde_json::json!([]));
    server.settle().await;
}

#[tokio::test]
async fn every_file_is_read_within_four_weeks_of_nights() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    photo(&studio, event, 1).await;
    let shelf = server.app.blobs.shelf(Shelf::Company(CompanyId(studio.company)));
    let place = shelf.local_copy(blobs(&server, studio.company)[0]).unwrap().unwrap();
    std::fs::write(&place, b"rotten").unwrap();
    let mut found = 0;
    for _ in 0..28 {
        files::check_share(&server.app).await.unwrap();
        found = rows(server.folder.path(), "SELECT sha256 FROM lost_blobs WHERE rotten = 1").len();
        if found == 1 {
            break;
        }
        server.clock.advance(Timestamp::DAY);
    }
    assert_eq!(found, 1);
    // A file that was erased since is no longer reported as lost.
    change(
        server.folder.path(),
        "PRAGMA foreign_keys = OFF; DELETE FROM files; DELETE FROM blobs;",
    );
    files::check_share(&server.app).await.unwrap();
    assert_eq!(rows(server.folder.path(), "SELECT sha256 FROM lost_blobs").len(), 0);
    server.settle().await;
}
