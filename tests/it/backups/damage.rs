//! Failures and damage during and after a backup: an incomplete or damaged backup is never taken
//! for a whole one.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use be_right::ports::Shelf;

use super::{be_right, fine, is_killed_at, names, refused, secrets, text};
use crate::files::photo;
use crate::support::{Running, Server, change, rows};

/// The data folder of a stopped instance with one photograph.
async fn instance() -> Server {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    let ana = studio.employs("Ana", "M", "ana@example.org").await;
    let (event, _) = studio.plans("Été", &[ana]).await;
    photo(&studio, event, 1).await;
    server.settle().await;
    server
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    for name in names(folder) {
        let path = folder.join(name);
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found
}

#[tokio::test]
async fn a_flipped_byte_anywhere_is_found_by_a_check_and_refused_by_a_restore() {
    let server = instance().await;
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("kept");
    let (kept, again) = (kept.to_str().unwrap(), folder.path().join("again"));
    fine(&["backup", "--data-dir", server.folder.path().to_str().unwrap(), kept]);
    assert!(fine(&["backup", "--check", kept]).contains(": whole; "));
    let all = files(Path::new(kept));
    let all: Vec<_> = all.into_iter().filter(|path| !path.ends_with("lock")).collect();
    assert!(all.len() >= 8, "database, three secrets, list, manifest, sums, blob: {all:?}");
    for path in all {
        // A blob is hard-linked with the data folder; this file becomes a copy.
        let bytes = fs::read(&path).unwrap();
        let mut flipped = bytes.clone();
        let middle = flipped.len() / 2;
        flipped[middle] ^= 1;
        fs::remove_file(&path).unwrap();
        fs::write(&path, &flipped).unwrap();
        let printed = refused(&["backup", "--check", kept]);
        let name = path.file_name().unwrap().to_str().unwrap();
        let is_named = printed.contains(name) || name == "SHA256SUMS" || name == "manifest.json";
        assert!(is_named, "{name}: {printed}");
        let printed = refused(&["restore", kept, "--to", again.to_str().unwrap()]);
        assert!(
            printed.contains("damaged") || printed.contains("no whole backup"),
            "{name}: {printed}"
        );
        assert!(!again.exists() || names(&again) == ["lock"], "{name}");
        // The same for a missing file. A blob that was found damaged has been moved away already.
        let _ = fs::remove_file(&path);
        refused(&["backup", "--check", kept]);
        refused(&["restore", kept, "--to", again.to_str().unwrap()]);
        fs::write(&path, &bytes).unwrap();
    }
    fine(&["restore", kept, "--to", again.to_str().unwrap()]);
}

#[tokio::test]
async fn a_backup_of_a_newer_be_right_is_refused_with_what_to_do() {
    let server = instance().await;
    let folder = tempfile::tempdir().unwrap();
    let (kept, again) = (folder.path().join("kept"), folder.path().join("again"));
    let (kept, to) = (kept.to_str().unwrap(), again.to_str().unwrap());
    fine(&["backup", "--data-dir", server.folder.path().to_str().unwrap(), kept]);
    let manifest = files(Path::new(kept)).into_iter().find(|path| path.ends_with("manifest.json"));
    let manifest = manifest.unwrap();
    let printed = fs::read_to_string(&manifest).unwrap();
    let at = printed.find("\"schema\": ").unwrap() + "\"schema\": ".len();
    fs::write(&manifest, format!("{}9{}", &printed[..at], &printed[at..])).unwrap();
    let printed = refused(&["restore", kept, "--to", to]);
    assert!(
        printed.contains("was made by a newer be-right") && printed.contains("or newer"),
        "{printed}"
    );
    assert!(!again.exists());
}

/// Replaces the checksums of a backup, as anybody who may write to the folder can.
fn sums_anew(snapshot: &Path) {
    let manifest = snapshot.join("manifest.json");
    let mut printed: serde_json::Value =
        serde_json::from_slice(&fs::read(&manifest).unwrap()).unwrap();
    printed["databaseBytes"] = fs::metadata(snapshot.join("be-right.db")).unwrap().len().into();
    fs::write(&manifest, printed.to_string()).unwrap();
    let listed = fs::read_to_string(snapshot.join("SHA256SUMS")).unwrap();
    let files: Vec<&str> = listed.lines().filter_map(|line| line.split("  ").nth(1)).collect();
    let sums = Command::new("sha256sum").args(files).current_dir(snapshot).output().unwrap();
    assert!(sums.status.success());
    fs::write(snapshot.join("SHA256SUMS"), sums.stdout).unwrap();
}

#[tokio::test]
async fn files_added_to_a_backup_are_not_restored() {
    let server = instance().await;
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("kept");
    let (kept, again) = (kept.to_str().unwrap(), folder.path().join("again"));
    let to = again.to_str().unwrap();
    fine(&["backup", "--data-dir", server.folder.path().to_str().unwrap(), kept]);
    let snapshot = Path::new(kept).join("snapshots");
    let snapshot = snapshot.join(&names(&snapshot)[0]);
    let restores = || refused(&["restore", kept, "--to", to]);
    for (sql, printed) in [
        (
            "CREATE TRIGGER planted AFTER INSERT ON sessions BEGIN
               UPDATE users SET instance_role = 'ADMIN'; END",
            "the trigger \"planted\"",
        ),
        ("DROP TRIGGER planted; CREATE VIEW hidden AS SELECT 1 AS one", "the view \"hidden\""),
        ("DROP VIEW hidden; DROP TRIGGER search_follows_groups", "search_follows_groups"),
    ] {
        change(&snapshot, sql);
        sums_anew(&snapshot);
        let said = restores();
        assert!(said.contains("was changed") && said.contains(printed), "{said}");
        let said = refused(&["backup", "--check", kept]);
        assert!(said.contains(printed), "{said}");
        assert!(!again.exists() || names(&again) == ["lock"]);
    }
}

#[tokio::test]
async fn symbolic_links_and_control_characters_in_a_backup_are_harmless() {
    let server = instance().await;
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("kept");
    let (kept, again) = (kept.to_str().unwrap(), folder.path().join("again"));
    let to = again.to_str().unwrap();
    fine(&["backup", "--data-dir", server.folder.path().to_str().unwrap(), kept]);
    let snapshot = Path::new(kept).join("snapshots");
    let snapshot = snapshot.join(&names(&snapshot)[0]);
    let manifest = fs::read_to_string(snapshot.join("manifest.json")).unwrap();
    let version = format!("\"version\": \"{}", env!("CARGO_PKG_VERSION"));
    assert!(manifest.contains(&version), "{manifest}");
    let evil = manifest.replace(&version, &format!("{version}\\u001b[2J\\u202e"));
    fs::write(snapshot.join("manifest.json"), evil).unwrap();
    fs::create_dir(Path::new(kept).join("snapshots/2026\u{1b}[31m")).unwrap();
    for printed in [fine(&["backup", "--list", kept]), refused(&["backup", "--check", kept])] {
        assert!(!printed.contains('\u{1b}') && !printed.contains('\u{202e}'), "{printed:?}");
    }
    fs::write(snapshot.join("manifest.json"), manifest).unwrap();
    fine(&["backup", "--check", kept]);

    let elsewhere = folder.path().join("elsewhere");
    fs::rename(snapshot.join("secrets"), &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, snapshot.join("secrets")).unwrap();
    let said = refused(&["restore", kept, "--to", to]);
    assert!(said.contains("not in a folder of the backup"), "{said}");
}

#[tokio::test]
async fn with_a_key_only_what_was_made_with_it_is_restored() {
    let server = instance().await;
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("kept");
    let (kept, again) = (kept.to_str().unwrap(), folder.path().join("again"));
    let (data, to) = (server.folder.path().to_str().unwrap(), again.to_str().unwrap());
    let (key, other) = (folder.path().join("key"), folder.path().join("other"));
    fs::write(&key, "a long passphrase\n").unwrap();
    fs::write(&other, "another passphrase\n").unwrap();
    let with = |key: &Path, args: &[&str]| {
        let run = Command::new(env!("CARGO_BIN_EXE_be-right"))
            .args(args)
            .env_clear()
            .env("BE_RIGHT_BACKUP_KEY_FILE", key)
            .output()
            .unwrap();
        (run.status.success(), format!("{}{}", text(&run.stdout), text(&run.stderr)))
    };
    let (made, printed) = with(&key, &["backup", "--data-dir", data, kept]);
    assert!(made, "{printed}");
    let snapshot = Path::new(kept).join("snapshots");
    let snapshot = snapshot.join(&names(&snapshot)[0]);
    // openssl computes the same HMAC.
    let proof = Command::new("openssl")
        .args(["dgst", "-sha256", "-hmac", "a long passphrase", "-r", "SHA256SUMS"])
        .current_dir(&snapshot)
        .output();
    let printed = fs::read_to_string(snapshot.join("SHA256SUMS.hmac")).unwrap();
    assert!(text(&proof.unwrap().stdout).starts_with(printed.trim()), "{printed}");

    assert!(with(&key, &["backup", "--check", kept]).0);
    let (fits, printed) = with(&other, &["backup", "--check", kept]);
    assert!(!fits && printed.contains("not made with this key"), "{printed}");
    // Without the key, the database and all checksums are changed.
    change(&snapshot, "UPDATE users SET instance_role = 'ADMIN'");
    sums_anew(&snapshot);
    let (restored, printed) = with(&key, &["restore", kept, "--to", to]);
    assert!(!restored && printed.contains("was changed"), "{printed}");
    fs::remove_file(snapshot.join("SHA256SUMS.hmac")).unwrap();
    let (restored, printed) = with(&key, &["restore", kept, "--to", to]);
    assert!(!restored && printed.contains("SHA256SUMS.hmac"), "{printed}");
}

#[tokio::test]
async fn missing_blobs_are_reported_and_the_rest_is_backed_up() {
    let server = instance().await;
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("kept");
    let kept = kept.to_str().unwrap();
    let data = server.folder.path().to_str().unwrap();
    let shelf = server.app.blobs.shelves().unwrap();
    let shelf = shelf.into_iter().find(|one| matches!(one, Shelf::Company(_))).unwrap();
    let shelf = server.app.blobs.shelf(shelf);
    let lost = shelf.list().unwrap()[0].name;
    fs::remove_file(shelf.local_copy(lost).unwrap().unwrap()).unwrap();
    let printed = refused(&["backup", "--data-dir", data, kept]);
    assert!(printed.contains("1 files were lost before"), "{printed}");
    let printed = fine(&["backup", "--check", kept]);
    assert!(printed.contains("whole") && printed.contains("1 files had been lost"), "{printed}");
}

#[tokio::test]
async fn a_damaged_database_does_not_replace_a_good_backup() {
    let server = instance().await;
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("kept");
    let kept = kept.to_str().unwrap();
    let copy = folder.path().join("data");
    let data = copy.to_str().unwrap();
    fine(&["backup", "--data-dir", server.folder.path().to_str().unwrap(), kept]);
    fine(&["restore", kept, "--to", data]);
    fine(&["backup", "--data-dir", data, kept, "--keep", "1"]);
    // Damages a page in the middle.
    let file = copy.join("be-right.db");
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 2048].fill(0xff);
    fs::write(&file, bytes).unwrap();
    let printed = refused(&["backup", "--data-dir", data, kept, "--keep", "1"]);
    assert!(printed.contains("damaged") || printed.contains("malformed"), "{printed}");
    assert_eq!(names(&Path::new(kept).join("snapshots")).len(), 1);
    fine(&["backup", "--check", kept]);
}

#[test]
fn a_backup_that_is_killed_halfway_is_none_and_the_next_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (data, kept) = (folder.path().join("data"), folder.path().join("kept"));
    assert!(Running::start(&data, &[]).stop().success());
    // A table, so that the database has tens of megabytes.
    change(
        &data,
        "CREATE TABLE ballast (bytes BLOB);
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600)
         INSERT INTO ballast SELECT randomblob(100000) FROM n;",
    );
    let (data, kept_dir) = (data.to_str().unwrap(), kept.to_str().unwrap());
    let snapshots = kept.join("snapshots");
    let begun = || -> Vec<String> {
        let all = if snapshots.exists() { names(&snapshots) } else { vec![] };
        all.into_iter().filter(|name| name.starts_with('.')).collect()
    };
    for megabytes in [1, 20, 40, 59] {
        // Removes the unfinished backups, except the last one, which the next backup finds.
        begun().iter().for_each(|name| fs::remove_dir_all(snapshots.join(name)).unwrap());
        is_killed_at(megabytes, &["backup", "--data-dir", data, kept_dir]);
        assert_eq!(begun().len(), 1);
        assert!(!fine(&["backup", "--list", kept_dir]).contains("not whole"));
    }
    fine(&["backup", "--data-dir", data, kept_dir]);
    assert!(names(&kept.join("snapshots")).iter().all(|name| !name.starts_with('.')));
    fine(&["backup", "--check", "--all", kept_dir]);
    assert_eq!(rows(Path::new(data), "PRAGMA integrity_check"), [["ok"]]);
}

#[test]
fn a_disk_without_room_is_named_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    assert!(Running::start(&data, &[]).stop().success());
    fs::create_dir(folder.path().join("disk")).unwrap();
    // A disk of 8 MB that only this process sees.
    let script = "mount -t tmpfs -o size=8m none disk && \"$0\" backup --data-dir data disk/kept; \
                  code=$?; find disk -type f; exit $code";
    let is_root = text(&Command::new("id").arg("-u").output().unwrap().stdout).trim() == "0";
    let map: &[&str] = if is_root { &[] } else { &["--map-root-user"] };
    let done = Command::new("unshare")
        .args(map)
        .args(["--mount", "sh", "-c", script, env!("CARGO_BIN_EXE_be-right")])
        .current_dir(folder.path())
        .env_remove("BE_RIGHT_CONFIG")
        .output()
        .unwrap();
    let printed = text(&done.stderr);
    assert_eq!(done.status.code(), Some(1), "{printed}");
    assert!(
        printed.contains("not enough room for a backup: it needs") && printed.contains("Make room"),
        "{printed}"
    );
    assert_eq!(text(&done.stdout).trim(), "disk/kept/lock", "nothing is left");
}

#[test]
fn a_disk_that_fails_halfway_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    assert!(Running::start(&data, &[]).stop().success());
    // No file may become longer than 400 KiB, as when the disk becomes full on the way.
    let script = "trap '' XFSZ; ulimit -f 800; exec \"$0\" backup --data-dir data kept";
    let done = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_be-right")])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(1), "{}", text(&done.stderr));
    assert_eq!(names(&folder.path().join("kept/snapshots")), [""; 0], "{}", text(&done.stderr));
    fine(&[
        "backup",
        "--data-dir",
        data.to_str().unwrap(),
        folder.path().join("kept").to_str().unwrap(),
    ]);
}

#[test]
fn a_folder_that_cannot_be_used_is_named_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    assert!(Running::start(&data, &[]).stop().success());
    let data = data.to_str().unwrap();
    assert!(refused(&["backup", "--data-dir", data]).contains("backup.folder"));
    let inside = format!("{data}/backups");
    assert!(refused(&["backup", "--data-dir", data, &inside]).contains("does not belong into"));
    let set = format!("backup.folder={inside}");
    let done = be_right(&["doctor", "--data-dir", data, "--set", &set]);
    assert_eq!(done.status.code(), Some(2));
    assert!(text(&done.stderr).contains("must stand beside data_dir"), "{}", text(&done.stderr));
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let printed = refused(&["backup", "--data-dir", data, file.to_str().unwrap()]);
    assert!(
        printed.contains("cannot keep backups in") && printed.contains("ReadWritePaths"),
        "{printed}"
    );
    let to = folder.path().join("to");
    let printed = refused(&["restore", file.to_str().unwrap(), "--to", to.to_str().unwrap()]);
    assert!(printed.contains("no backup in") && !to.exists(), "{printed}");
}

#[tokio::test]
async fn a_damaged_blob_is_replaced_or_left_out_by_the_next_backup() {
    let server = instance().await;
    let folder = tempfile::tempdir().unwrap();
    let (kept, again) = (folder.path().join("kept"), folder.path().join("again"));
    let (kept, to) = (kept.to_str().unwrap(), again.to_str().unwrap());
    let data = server.folder.path().to_str().unwrap();
    fine(&["backup", "--data-dir", data, kept]);
    let blob = files(&Path::new(kept).join("blobs")).remove(0);
    let hex = blob.file_name().unwrap().to_str().unwrap().to_owned();
    let bytes = fs::read(&blob).unwrap();
    fs::remove_file(&blob).unwrap();
    fs::write(&blob, vec![0; bytes.len()]).unwrap();
    let printed = refused(&["restore", kept, "--to", to]);
    assert!(printed.contains(&hex) && printed.contains("--leave-out-damaged"), "{printed}");
    let printed = fine(&["restore", kept, "--to", to, "--leave-out-damaged"]);
    assert!(printed.contains("1 that are damaged were left out"), "{printed}");
    let lost = "SELECT COUNT(*) FROM files";
    assert_eq!(rows(&again, lost), [["1"]], "what is known of it is there");
    let printed = refused(&["backup", "--check", kept]);
    assert!(
        printed.contains("takes documents and photographs that are damaged in again"),
        "{printed}"
    );
    fine(&["backup", "--data-dir", data, kept]);
    fine(&["backup", "--check", "--all", kept]);
    fine(&["restore", kept, "--to", to, "--replace"]);
    assert_eq!(names(&again.join("blobs")).len(), 1);
}

#[test]
fn the_configuration_goes_with_the_backup_and_what_is_set_elsewhere_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (data, kept) = (folder.path().join("data"), folder.path().join("kept"));
    let (data_dir, kept, again) =
        (data.to_str().unwrap(), kept.to_str().unwrap(), folder.path().join("again"));
    let config = folder.path().join("be-right.toml");
    fs::write(&config, format!("data_dir = {data_dir:?}\nlocale = \"en\"\n")).unwrap();
    assert!(Running::start(&data, &[]).stop().success());
    let secret = "a secret of more than thirty-two characters";
    let made = Command::new(env!("CARGO_BIN_EXE_be-right"))
        .args(["backup", "--config", config.to_str().unwrap(), kept])
        .env_clear()
        .env("BE_RIGHT_JWT_SECRET", secret)
        .output()
        .unwrap();
    let printed = format!("{}{}", text(&made.stdout), text(&made.stderr));
    assert!(made.status.success(), "{printed}");
    assert!(printed.contains("files of secrets: jwt.secret."), "{printed}");
    let printed = fine(&["restore", kept, "--to", again.to_str().unwrap()]);
    assert!(printed.contains("not in it: jwt.secret. Bring them."), "{printed}");
    let laid = again.join("be-right.toml.restored");
    assert!(printed.contains(laid.to_str().unwrap()), "{printed}");
    assert_eq!(fs::read(&laid).unwrap(), fs::read(&config).unwrap());
    assert_eq!(fs::metadata(&laid).unwrap().permissions().mode() & 0o777, 0o600);
    for file in files(Path::new(kept)) {
        let bytes = fs::read(&file).unwrap();
        let is_in = bytes.windows(secret.len()).any(|piece| piece == secret.as_bytes());
        assert!(!is_in, "{}", file.display());
    }
}

#[test]
fn a_backup_does_not_upgrade_the_database_of_a_running_older_server() {
    let folder = tempfile::tempdir().unwrap();
    let (data, kept) = (folder.path().join("data"), folder.path().join("kept"));
    let (data_dir, kept) = (data.to_str().unwrap(), kept.to_str().unwrap());
    let running = Running::start(&data, &[]);
    let schema = rows(&data, "PRAGMA user_version").concat().concat();
    // The state that a server with one migration less would have left.
    change(&data, "PRAGMA user_version = 1");
    let printed = refused(&["backup", "--data-dir", data_dir, kept]);
    assert!(
        printed.contains("is an older be-right") && printed.contains("Restart it first"),
        "{printed}"
    );
    assert_eq!(rows(&data, "PRAGMA user_version"), [["1"]]);
    change(&data, &format!("PRAGMA user_version = {schema}"));
    fine(&["backup", "--data-dir", data_dir, kept]);
    assert!(running.stop().success());
}
