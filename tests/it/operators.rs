//! Problems of an instance, as its operators see them: on the command line and in the log.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::command_line::{be_right, said};
use crate::support::Running;

#[test]
fn a_missing_database_is_not_recreated_beside_existing_data() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let dir = data.to_str().unwrap();
    assert!(Running::start(&data, &[]).stop().success());
    std::fs::remove_file(data.join("be-right.db")).unwrap();
    for command in [&["serve", "--port", "0"][..], &["media", "gc"], &["jobs", "list"]] {
        let refused = be_right(&[command, &["--data-dir", dir]].concat(), &[]);
        let printed = said(&refused.stderr);
        assert_eq!(refused.status.code(), Some(1), "{printed}");
        assert!(printed.contains("be-right.db is missing, but the secrets"), "{printed}");
        assert!(
            printed.contains("be-right restore") && printed.contains("--new-database"),
            "{printed}"
        );
        assert!(!data.join("be-right.db").exists());
    }
    let doctor = said(&be_right(&["doctor", "--data-dir", dir], &[]).stdout);
    assert!(
        doctor.contains("BROKEN  database       ") && doctor.contains("is missing"),
        "{doctor}"
    );
    // An empty database counts as missing, and the error names the photographs beside it.
    std::fs::write(data.join("be-right.db"), "").unwrap();
    let shelf = data.join("blobs/company/1/ab");
    std::fs::create_dir_all(&shelf).unwrap();
    let photo = shelf.join("ab".repeat(32));
    std::fs::write(&photo, "a photograph").unwrap();
    let printed = said(&be_right(&["serve", "--port", "0", "--data-dir", dir], &[]).stderr);
    assert!(printed.contains("but photographs and documents"), "{printed}");
    // The flag is needed once.
    let mut command = Command::new(env!("CARGO_BIN_EXE_be-right"));
    command.args(["serve", "--port", "0", "--new-database", "--data-dir", dir]).env_clear();
    assert!(Running::of(command).stop().success());
    assert!(Running::start(&data, &[]).stop().success());
    assert!(photo.exists());
}

/// All files of a folder that belong to another account.
fn foreign(folder: &Path, uid: u32) -> Vec<String> {
    use std::os::unix::fs::MetadataExt;
    let mut found = vec![];
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if entry.metadata().unwrap().uid() != uid {
            found.push(entry.path().display().to_string());
        }
        if entry.file_type().unwrap().is_dir() {
            found.extend(foreign(&entry.path(), uid));
        }
    }
    found
}

#[test]
fn files_that_root_creates_belong_to_the_owner_of_the_folder() {
    const SOMEBODY: u32 = 54_321;
    if said(&Command::new("id").arg("-u").output().unwrap().stdout).trim() != "0" {
        // Only root can act on the folder of another account.
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    std::os::unix::fs::chown(&data, Some(SOMEBODY), Some(SOMEBODY)).unwrap();
    let dir = data.to_str().unwrap();
    let cheap = [("BE_RIGHT_ARGON2_MEMORY_KIB", "64"), ("BE_RIGHT_ARGON2_ITERATIONS", "1")];
    let user = ["user", "add", "--email", "a@example.org", "--role", "ADMIN", "--data-dir", dir];
    for command in
        [&["doctor", "--data-dir", dir][..], &user, &["media", "check", "--data-dir", dir]]
    {
        let done = Command::new(env!("CARGO_BIN_EXE_be-right"))
            .args(command)
            .env_clear()
            .envs(cheap)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert_eq!(foreign(&data, SOMEBODY), [""; 0], "{command:?} {}", said(&done.stderr));
    }
    assert!(data.join("secrets").exists());
    // `doctor` names a file that root has left there.
    std::fs::write(data.join("secrets/left"), "by root").unwrap();
    std::os::unix::fs::chown(data.join("secrets/left"), Some(0), Some(0)).unwrap();
    let doctor = said(&be_right(&["doctor", "--data-dir", dir], &[]).stdout);
    assert!(doctor.contains("secrets/left belongs to another account"), "{doctor}");
}

#[test]
fn doctor_names_what_would_not_work() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let dir = data.to_str().unwrap();
    let doctor = |more: &[&str]| {
        let args = [&["doctor", "--data-dir", dir, "--set", "listen.port=1"][..], more].concat();
        let done = be_right(&args, &[]);
        (done.status.success(), said(&done.stdout))
    };
    assert!(Running::start(&data, &[]).stop().success());
    let (_, well) = doctor(&[]);
    assert!(well.contains("ok      integrity") && well.contains("ok      evidence"), "{well}");
    assert!(!well.contains("BROKEN"), "{well}");
    let broken = |what: &str, part: &str, more: &[&str]| {
        let (fine, printed) = doctor(more);
        let line = printed.lines().find(|line| line.starts_with(&format!("BROKEN  {what}")));
        let line = line.unwrap_or_else(|| panic!("{what} is not BROKEN in:\n{printed}"));
        assert!(line.contains(part), "{part:?} is not in {line}");
        assert!(!fine);
    };
    // A configuration file with secrets that anybody can read.
    let file = folder.path().join("be-right.toml");
    std::fs::write(&file, format!("[jwt]\nsecret = \"{}\"\n", "s".repeat(40))).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    broken("configuration", "chmod o=", &["--config", file.to_str().unwrap()]);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
    let (_, printed) = doctor(&["--config", file.to_str().unwrap()]);
    assert!(printed.contains("ok      configuration"), "{printed}");
    // A disk for backups that is not mounted.
    let nowhere = format!("backup.folder={}/nowhere/backups", folder.path().display());
    broken("backup", "what it stands in does not exist", &["--set", &nowhere]);
    // Folders and files that cannot be written to. The index is made behind the start, which the
    // server above may not have lived to see.
    std::fs::create_dir_all(data.join("search")).unwrap();
    for name in ["be-right.db", "blobs", "search"] {
        let path = data.join(name);
        let before = std::fs::metadata(&path).unwrap().permissions();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o500)).unwrap();
        broken("data folder", name, &[]);
        std::fs::set_permissions(&path, before).unwrap();
        // The files that SQLite adds get the mode of the database.
        for beside in ["be-right.db-shm", "be-right.db-wal"] {
            let beside = data.join(beside);
            if beside.exists() {
                let own = std::fs::Permissions::from_mode(0o600);
                std::fs::set_permissions(&beside, own).unwrap();
            }
        }
    }
    // A signed document and a photograph whose bytes are missing, and another key.
    let other = "ab".repeat(32);
    crate::support::change(
        &data,
        &format!(
            "PRAGMA foreign_keys = OFF;
             INSERT INTO blobs VALUES (1, '{other}', 5, 1, 0);
             INSERT INTO seals (company_id, answer_id, pdf_sha256, pdf_bytes, seal, made_at)
             VALUES (1, 1, '{other}', 5, '{}', 0);
             INSERT INTO alarms (kind, since, detail) VALUES ('clock_leapt', 0, 'by 5 days');",
            serde_json::to_string(&be_right::model::seal::SealKey::from_bytes([1; 32]).seal(
                be_right::model::Digest::of("head"),
                be_right::model::Digest::parse(&other).unwrap(),
            ))
            .unwrap()
        ),
    );
    broken("files", "1 signed documents and 1 photographs are lost", &[]);
    broken("evidence", "secrets/seal.key is not the key", &[]);
    broken("alarm", "be-right clock confirm", &[]);
    let check = be_right(&["media", "check", "--data-dir", dir], &[]);
    assert_eq!(check.status.code(), Some(1));
    assert!(said(&check.stdout).contains("lost: signed document"), "{}", said(&check.stdout));
    // A damaged page of the database.
    let database = data.join("be-right.db");
    let mut bytes = std::fs::read(&database).unwrap();
    let page = bytes.len() / 2 / 4096 * 4096;
    bytes[page..page + 4096].fill(0xee);
    std::fs::write(&database, bytes).unwrap();
    broken("integrity", "damaged", &[]);
}

#[test]
fn sighup_does_not_stop_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Running::start(folder.path(), &[]);
    let pid = server.pid().to_string();
    assert!(Command::new("kill").args(["-HUP", &pid]).status().unwrap().success());
    server.waits_for_line("SIGHUP changes nothing");
    assert_eq!(server.ask("GET", "/readyz", "", &Value::Null).unwrap().0, 200);
    assert!(server.stop().success());
}

#[test]
fn a_second_server_is_refused_even_if_the_lock_file_was_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::start(folder.path(), &[]);
    std::fs::remove_file(folder.path().join("lock")).unwrap();
    let dir = folder.path().to_str().unwrap();
    let refused = be_right(&["serve", "--port", "0", "--data-dir", dir], &[]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused.stderr).contains("another be-right"), "{}", said(&refused.stderr));
    assert!(server.stop().success());
}

#[test]
fn too_few_descriptors_are_refused_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let refused = Command::new("sh")
        .args(["-c", "ulimit -n 48; exec \"$0\" serve --port 0 --data-dir \"$1\""])
        .arg(env!("CARGO_BIN_EXE_be-right"))
        .arg(folder.path())
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused.stderr).contains("LimitNOFILE=65536"), "{}", said(&refused.stderr));
}

#[test]
fn the_link_of_the_first_account_is_not_in_the_journal() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Running::start(&data, &[("JOURNAL_STREAM", "8:1")]);
    let link = std::fs::read_to_string(data.join("claim-link")).unwrap();
    assert!(!server.received.contains(link.trim()), "{}", server.received);
    assert!(server.received.contains("claim-link"), "{}", server.received);
    assert!(server.stop().success());
}

#[test]
fn a_database_deleted_while_the_server_runs_accepts_nothing_and_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::start(
        folder.path(),
        &[("ADMIN_EMAIL", "a@example.org"), ("ADMIN_PASSWORD", "une phrase de passe")],
    );
    let aside = folder.path().join("aside.db");
    std::fs::rename(folder.path().join("be-right.db"), &aside).unwrap();
    let (status, printed) = server.ask("GET", "/readyz", "", &Value::Null).unwrap();
    assert_eq!((status, &printed["database"]), (503, &"gone".into()));
    let login = serde_json::json!({ "email": "a@example.org", "password": "une phrase de passe" });
    let (status, printed) = server.ask("POST", "/auth/login", "", &login).unwrap();
    assert_eq!((status, &printed["code"]), (503, &"database_gone".into()));
    std::fs::rename(&aside, folder.path().join("be-right.db")).unwrap();
    assert_eq!(server.ask("GET", "/readyz", "", &Value::Null).unwrap().0, 200);
    assert_eq!(server.ask("POST", "/auth/login", "", &login).unwrap().0, 200);
    assert!(server.stop().success());
}

#[test]
fn failed_sign_ins_are_logged_with_their_address_where_that_is_wanted() {
    let login = serde_json::json!({ "email": "nobody@example.org", "password": "wrong" });
    for (wanted, line) in [("true", true), ("false", false)] {
        let folder = tempfile::tempdir().unwrap();
        let variables =
            [("BE_RIGHT_LOG_FAILED_SIGN_INS", wanted), ("BE_RIGHT_LOG_REQUESTS", "off")];
        let mut server = Running::start(folder.path(), &variables);
        assert_eq!(server.ask("POST", "/auth/login", "", &login).unwrap().0, 401);
        let pid = server.pid().to_string();
        assert!(Command::new("kill").args(["-HUP", &pid]).status().unwrap().success());
        server.waits_for_line("SIGHUP changes nothing");
        let received = &server.received;
        assert_eq!(received.contains("a sign-in failed address=\"127.0.0.1\""), line, "{received}");
        assert!(!received.contains("served") && !received.contains("nobody@"), "{received}");
    }
}
