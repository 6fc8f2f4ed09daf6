//! A restore that is killed: the folder holds the old data, or says that the restore is unfinished,
//! is not served, and is completed by restoring again.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::{fine, is_killed_at, names, refused};
use crate::support::{Running, change, rows};

/// The number of entries of the data that is replaced.
const ENTRIES: usize = 3000;

/// A backup large enough for a restore to be killed halfway, and its folder.
struct Scene {
    folder: tempfile::TempDir,
    kept: String,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("of-then");
        assert!(Running::start(&data, &[]).stop().success());
        change(
            &data,
            "CREATE TABLE mark (word TEXT); INSERT INTO mark VALUES ('then');
             CREATE TABLE ballast (bytes BLOB);
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
             INSERT INTO ballast SELECT randomblob(100000) FROM n;",
        );
        let kept = folder.path().join("kept").display().to_string();
        fine(&["backup", "--data-dir", data.to_str().unwrap(), &kept]);
        fs::remove_dir_all(data).unwrap();
        Self { folder, kept }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Puts newer data in place, with many entries to be moved.
    fn goes_on(&self) {
        let since = self.folder.path().join("since");
        if !since.exists() {
            assert!(Running::start(&since, &[]).stop().success());
            change(&since, "CREATE TABLE mark (word TEXT); INSERT INTO mark VALUES ('since')");
            for n in 0..ENTRIES {
                fs::write(since.join(format!("more-{n}")), "").unwrap();
            }
        }
        let _ = fs::remove_dir_all(self.data());
        assert!(
            Command::new("cp").arg("-a").args([since, self.data()]).status().unwrap().success()
        );
    }

    /// Restores, and kills the process as soon as so many entries were moved: of the old data out of
    /// the folder, or of the restored data into it.
    fn is_killed_after(&self, more: &[&str], moves: usize) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_be-right"))
            .args(["restore", &self.kept, "--to", self.data().to_str().unwrap()])
            .args(more)
            .env_clear()
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Without a pause between two looks: the moves take milliseconds.
        while child.try_wait().unwrap().is_none() {
            if self.is_unfinished() && self.left() + moves <= ENTRIES {
                child.kill().unwrap();
            }
        }
    }

    /// How many entries of the old data are where they were.
    fn left(&self) -> usize {
        names(&self.data()).iter().filter(|name| name.starts_with("more-")).count()
    }

    fn is_unfinished(&self) -> bool {
        self.data().join("restore-unfinished").exists()
    }

    /// The folder is neither served nor backed up, and the error says what to do.
    fn is_refused(&self) {
        let data = self.data();
        let data = data.to_str().unwrap();
        let elsewhere = self.folder.path().join("elsewhere");
        for line in [
            &["serve", "--port", "0", "--data-dir", data][..],
            &["backup", "--data-dir", data, elsewhere.to_str().unwrap()],
        ] {
            let output = refused(line);
            assert!(output.contains("was interrupted") && output.contains("once more"), "{output}");
        }
    }

    fn mark(&self) -> String {
        assert_eq!(rows(&self.data(), "PRAGMA integrity_check"), [["ok"]]);
        rows(&self.data(), "SELECT word FROM mark").concat().concat()
    }

    /// Either all entries of the old folder are in place, or none.
    fn is_whole(&self) {
        let expected = if self.mark() == "since" { ENTRIES } else { 0 };
        assert_eq!(self.left(), expected);
    }

    fn serves(&self) {
        assert!(Running::start(&self.data(), &[]).stop().success());
    }
}

#[test]
fn a_restore_that_is_killed_leaves_what_was_there_or_says_that_it_is_unfinished() {
    let scene = Scene::new();
    scene.goes_on();
    // Killed while the backup is unpacked: the old data is unchanged and can be served.
    let data = scene.data().display().to_string();
    for megabytes in [1, 15, 29] {
        is_killed_at(megabytes, &["restore", &scene.kept, "--replace", "--to", &data]);
        assert!(scene.data().join("restoring").exists() && !scene.is_unfinished());
        assert_eq!(scene.mark(), "since");
        scene.is_whole();
    }
    scene.serves();
    // Killed while the data is moved into place, and while that is resumed.
    let (mut halves, mut resumed) = (0, 0);
    for moves in [0, 1, 500, 1500, 2500, 0, 200, 1000, 2000, 2900, 3000, 0] {
        if scene.is_unfinished() {
            resumed += 1;
            scene.is_killed_after(&[], moves);
        } else {
            scene.goes_on();
            scene.is_killed_after(&["--replace"], moves);
        }
        if scene.is_unfinished() {
            halves += 1;
            scene.is_refused();
        } else {
            scene.is_whole();
        }
    }
    println!("killed halfway {halves} times, {resumed} times while it was resumed or just before");
    assert!(halves > 0 && resumed > 0, "never halfway");
    if !scene.is_unfinished() {
        scene.goes_on();
        scene.is_killed_after(&["--replace"], 0);
    }
    let output =
        fine(&["restore", &scene.kept, "--replace", "--to", scene.data().to_str().unwrap()]);
    assert!(output.contains("people 0, shoots 0"), "what is there now is told: {output}");
    assert_eq!((scene.mark().as_str(), scene.is_unfinished()), ("then", false));
    scene.is_whole();
    let aside = names(&scene.data()).into_iter().find(|name| name.starts_with("before-restore-"));
    let aside = scene.data().join(aside.unwrap());
    assert_eq!(names(&aside).iter().filter(|name| name.starts_with("more-")).count(), ENTRIES);
    assert_eq!(rows(&aside, "SELECT word FROM mark"), [["since"]], "nothing is lost");
    scene.serves();
}

#[test]
fn a_restore_that_is_killed_where_nothing_was_leaves_no_instance_that_looks_new() {
    let scene = Scene::new();
    let data = scene.data().display().to_string();
    for megabytes in [1, 15, 29] {
        is_killed_at(megabytes, &["restore", &scene.kept, "--to", &data]);
        assert!(scene.is_unfinished());
        scene.is_refused();
    }
    fine(&["restore", &scene.kept, "--to", scene.data().to_str().unwrap()]);
    assert_eq!((scene.mark().as_str(), scene.is_unfinished()), ("then", false));
    scene.serves();
}

#[test]
fn a_restore_that_was_cut_short_is_gone_on_with_and_nothing_is_served_before() {
    let folder = tempfile::tempdir().unwrap();
    let (data, kept) = (folder.path().join("data"), folder.path().join("kept"));
    assert!(Running::start(&data, &[]).stop().success());
    let (data_dir, kept) = (data.to_str().unwrap(), kept.to_str().unwrap());
    fine(&["backup", "--data-dir", data_dir, kept]);
    // As a power failure leaves it between the two halves of the move.
    fs::create_dir(data.join("restoring")).unwrap();
    fs::create_dir(data.join("before-restore-x")).unwrap();
    fs::rename(data.join("be-right.db"), data.join("restoring/be-right.db")).unwrap();
    fs::write(data.join("restore-unfinished"), "in\nIt is as it was.").unwrap();
    let output = refused(&["serve", "--port", "0", "--data-dir", data_dir]);
    assert!(output.contains("was interrupted") && output.contains("once more"), "{output}");
    let output = fine(&["restore", kept, "--to", data_dir]);
    assert!(output.contains("is finished.\nIt is as it was."), "{output}");
    assert!(Running::start(&data, &[]).stop().success());
}
