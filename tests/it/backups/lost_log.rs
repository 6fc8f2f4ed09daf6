//! Decisions that stood only in a write-ahead log that was removed or damaged.

use serde_json::json;

use super::holds::{backed_up, copy, employs};
use super::{fine, secrets};
use crate::support::{Recipient, Server, rows};

/// The data of a server whose last decision, Ana's withdrawal, stands only in the write-ahead log.
struct Withdrawn {
    /// A copy of the data.
    place: tempfile::TempDir,
    /// A backup of before she withdrew.
    backups: tempfile::TempDir,
    /// A backup of before the event.
    oldest: tempfile::TempDir,
}

async fn withdrawn_in_the_log(server: &Server) -> Withdrawn {
    secrets(server);
    let studio = server.studio("Lumière").await;
    let oldest = backed_up(server);
    let ana = employs(&studio, "Ana").await;
    studio.plans("Été", &[ana]).await;
    server.settle().await;
    let mut recipient = Recipient::invited(server, "ana@example.org");
    recipient.proves_the_email().await;
    recipient.accepts(&["web", "print"]).await.is(201);
    server.settle().await;
    let backups = backed_up(server);
    server.settle().await;
    assert!(server.app.db.truncate_wal().unwrap());
    recipient.withdraws(None).await.is(200);
    server.settle().await;
    let place = tempfile::tempdir().unwrap();
    copy(server.folder.path(), place.path());
    Withdrawn { place, backups, oldest }
}

/// A way in which a write-ahead log gets lost: its name, and what happens to the file.
type Loss = (&'static str, fn(&std::path::Path));

const LOSSES: [Loss; 3] = [
    ("removed", |log| std::fs::remove_file(log).unwrap()),
    ("emptied", |log| std::fs::write(log, "").unwrap()),
    ("damaged in its first page", |log| {
        let mut bytes = std::fs::read(log).unwrap();
        bytes[500..600].fill(0x5a);
        std::fs::write(log, bytes).unwrap();
    }),
];

#[tokio::test]
async fn a_restore_says_that_the_replaced_database_lost_its_last_decisions() {
    let server = Server::start();
    let Withdrawn { place, backups, .. } = withdrawn_in_the_log(&server).await;
    let kept = backups.path().to_str().unwrap();
    for (loss, lose) in LOSSES {
        let damaged = tempfile::tempdir().unwrap();
        copy(place.path(), damaged.path());
        lose(&damaged.path().join("be-right.db-wal"));
        let to = damaged.path().to_str().unwrap();
        let output = fine(&["restore", kept, "--replace", "--to", to]);
        assert!(output.contains("(decisions missing from it: 1)"), "{loss}: {output}");
        assert!(output.contains("must be asked again"), "{loss}: {output}");
        let alarms = rows(damaged.path(), "SELECT kind FROM alarms");
        assert_eq!(alarms, [["decisions_unknown"]], "{loss}");
        // Another restore does not make it known.
        fine(&["restore", kept, "--replace", "--to", to]);
        let alarms = rows(damaged.path(), "SELECT kind FROM alarms");
        assert_eq!(alarms, [["decisions_unknown"]], "{loss}, restored twice");
    }
    let to = place.path().to_str().unwrap();
    let output = fine(&["restore", kept, "--replace", "--to", to]);
    assert!(output.contains("withdrawn on"), "{output}");
    assert_eq!(rows(place.path(), "SELECT kind FROM alarms"), [["decisions_held"]]);
}

#[tokio::test]
async fn an_alarm_says_that_the_database_lost_decisions_while_stopped() {
    let server = Server::start();
    let Withdrawn { place, .. } = withdrawn_in_the_log(&server).await;
    for (loss, lose) in LOSSES {
        let damaged = tempfile::tempdir().unwrap();
        copy(place.path(), damaged.path());
        lose(&damaged.path().join("be-right.db-wal"));
        let there = Server::start_over(damaged);
        let alarms = there.get("/readyz").await.is(200).json["alarms"].clone();
        assert_eq!(alarms, json!(["decisions_lost"]), "{loss}");
        there.settle().await;
        let detail = rows(there.folder.path(), "SELECT detail FROM alarms");
        assert_eq!(detail, [["decisions: 1"]], "{loss}");
    }
    let whole = Server::start_over(place);
    assert_eq!(whole.get("/readyz").await.is(200).json["alarms"], json!([]));
}

#[tokio::test]
async fn what_was_taken_back_is_held_though_the_wrong_backup_was_restored_first() {
    let server = Server::start();
    let Withdrawn { place, backups, oldest } = withdrawn_in_the_log(&server).await;
    let to = place.path().to_str().unwrap();
    let restore = |from: &tempfile::TempDir| {
        fine(&["restore", from.path().to_str().unwrap(), "--replace", "--to", to])
    };
    // The event is not in this one, so there is nothing to hold.
    assert!(!restore(&oldest).contains("withdrawn on"));
    let output = restore(&backups);
    assert!(output.contains("withdrawn on"), "{output}");
    assert_eq!(rows(place.path(), "SELECT kind FROM alarms"), [["decisions_held"]]);
}

#[tokio::test]
async fn a_restore_says_that_the_database_with_the_last_decisions_is_gone() {
    let server = Server::start();
    let Withdrawn { place, backups, .. } = withdrawn_in_the_log(&server).await;
    for name in ["be-right.db", "be-right.db-wal", "be-right.db-shm"] {
        std::fs::remove_file(place.path().join(name)).unwrap();
    }
    let (kept, to) = (backups.path().to_str().unwrap(), place.path().to_str().unwrap());
    let output = fine(&["restore", kept, "--replace", "--to", to]);
    assert!(output.contains("must be asked again"), "{output}");
    assert_eq!(rows(place.path(), "SELECT kind FROM alarms"), [["decisions_unknown"]]);
}
