//! Backups as files: made, interrupted, deleted, restored.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;

use super::*;
use crate::model::CompanyId;
use crate::model::backup::FORMAT;
use crate::ports::{Shelf, Taken};

const NOON: Timestamp = Timestamp(1_800_000_000_000);
const SHELF: Option<Shelf> = Some(Shelf::Company(CompanyId(7)));

struct Scene {
    folder: tempfile::TempDir,
    backup_store: DiskBackupStore,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let secrets = folder.path().join("data/secrets");
        fs::create_dir_all(&secrets).unwrap();
        fs::write(secrets.join("links.key"), "secret").unwrap();
        fs::write(secrets.join("seal.key"), "another").unwrap();
        let config = folder.path().join("be-right.toml");
        fs::write(&config, "locale = \"fr\"").unwrap();
        let backup_store =
            DiskBackupStore::new(&folder.path().join("kept"), &secrets, Some(&config));
        Self { folder, backup_store }
    }

    /// A blob of the instance, named by its digest.
    fn blob(&self, text: &str) -> (Digest, u64, PathBuf) {
        let path = self.folder.path().join("data").join(text);
        fs::write(&path, text).unwrap();
        (Digest::of(text), text.len() as u64, path)
    }

    fn begin(&self, day: i64) -> Box<dyn Making> {
        let making = self.backup_store.begin(NOON.plus(day * Timestamp::DAY)).unwrap();
        fs::write(making.database(), "a database").unwrap();
        making
    }

    fn make(&self, day: i64, texts: &[&str]) -> Snapshot {
        let mut making = self.begin(day);
        let mut manifest = manifest(NOON.plus(day * Timestamp::DAY));
        for text in texts {
            let (name, bytes, path) = self.blob(text);
            assert_ne!(making.add(SHELF, name, bytes, &path).unwrap(), Taken::Lost);
            manifest.blobs += 1;
        }
        making.finish(&manifest).unwrap()
    }

    fn names(&self) -> Vec<String> {
        self.backup_store.list().unwrap().into_iter().map(|kept| kept.name).collect()
    }

    fn blobs(&self) -> Vec<String> {
        let folders = fs::read_dir(self.backup_store.folder.join(BLOBS)).unwrap();
        let mut texts: Vec<String> = folders
            .flat_map(|folder| fs::read_dir(folder.unwrap().path()).unwrap())
            .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
            .collect();
        texts.sort();
        texts
    }
}

fn manifest(at: Timestamp) -> Manifest {
    Manifest {
        format: FORMAT,
        version: "0.0.0".into(),
        schema: 1,
        instance: None,
        set_elsewhere: vec![],
        taken_at: at.rfc3339(),
        database_bytes: "a database".len() as u64,
        blobs: 0,
        blob_bytes: 0,
        rows: BTreeMap::new(),
        lost: vec![],
    }
}

#[test]
fn backups_share_what_is_the_same_and_cost_nothing_beside_the_data() {
    let scene = Scene::new();
    scene.make(0, &["a", "b"]);
    let mut making = scene.begin(1);
    assert!(making.room().unwrap().is_beside);
    let (name, bytes, path) = scene.blob("a");
    assert!(making.has(name, bytes) && !making.has(name, bytes + 1));
    assert_eq!(making.add(SHELF, name, bytes, &path).unwrap(), Taken::Had);
    let (name, bytes, path) = scene.blob("c");
    assert_eq!(making.add(SHELF, name, bytes, &path).unwrap(), Taken::New);
    making.finish(&manifest(NOON)).unwrap();
    assert_eq!(scene.blobs(), ["a", "b", "c"]);
    let kept = fs::metadata(scene.backup_store.blob(name)).unwrap();
    assert_eq!(kept.ino(), fs::metadata(path).unwrap().ino(), "one file with two names");
}

#[test]
fn bytes_that_are_not_what_their_name_says_are_lost_and_not_kept() {
    let scene = Scene::new();
    let mut making = scene.begin(0);
    let (name, bytes, path) = scene.blob("a");
    fs::write(&path, "b").unwrap();
    assert_eq!(making.add(SHELF, name, bytes, &path).unwrap(), Taken::Lost);
    let nowhere = scene.folder.path().join("nowhere");
    assert_eq!(making.add(SHELF, name, bytes, &nowhere).unwrap(), Taken::Lost);
    making.finish(&manifest(NOON)).unwrap();
    assert_eq!(scene.blobs(), [""; 0]);
}

#[test]
fn what_was_interrupted_is_no_backup_and_goes_when_the_next_begins() {
    let scene = Scene::new();
    // As after a power cut.
    std::mem::forget(scene.begin(0));
    let left = scene.backup_store.snapshots();
    let count = || fs::read_dir(&left).unwrap().count();
    assert_eq!((scene.names().len(), count()), (0, 1));
    assert!(matches!(scene.backup_store.begin(NOON), Err(Error::Internal(_))), "its lock is held");
    // The process would release the lock.
    fs::remove_file(scene.backup_store.folder.join(LOCK)).unwrap();
    scene.make(1, &[]);
    assert_eq!((scene.names().len(), count()), (1, 1));
    drop(scene.begin(2));
    assert_eq!(count(), 1, "one that fails leaves nothing");
}

#[test]
fn old_backups_go_with_what_only_they_had_and_the_last_good_one_never() {
    let scene = Scene::new();
    for (day, text) in [(0, "old"), (1, "new"), (2, "newest")] {
        scene.make(day, &["all", text]);
    }
    let rotated = scene.backup_store.rotate(2).unwrap();
    assert_eq!(rotated, Rotated { backups: 1, blobs: 1, bytes: 3 });
    assert_eq!(scene.blobs(), ["all", "new", "newest"]);
    // A broken backup does not count towards `keep`, and its blobs are kept.
    let latest = scene.names().remove(0);
    fs::write(scene.backup_store.snapshots().join(&latest).join(DATABASE), "short").unwrap();
    assert_eq!(scene.backup_store.broken(), [latest.as_str()]);
    assert_eq!(scene.backup_store.rotate(1).unwrap(), Rotated::default());
    assert_eq!((scene.names().len(), scene.blobs().len()), (1, 3));
    // A list that cannot be read must not cause deletions.
    fs::write(scene.backup_store.snapshots().join(&latest).join(LIST), "nonsense\n").unwrap();
    fs::create_dir(scene.backup_store.folder.join(BLOBS).join("stray")).unwrap();
    fs::write(scene.backup_store.folder.join(BLOBS).join("stray/file"), "").unwrap();
    scene.make(3, &[]);
    assert_eq!(scene.backup_store.rotate(1).unwrap().blobs, 0);
    assert_eq!(scene.blobs().len(), 4);
}

#[test]
fn a_backup_is_laid_out_as_it_was_and_only_if_every_byte_is() {
    let scene = Scene::new();
    let kept = scene.make(0, &["a"]);
    let into = scene.folder.path().join("again");
    let (restored, checked) = scene.backup_store.lay_out(&kept, &into).unwrap();
    assert_eq!((restored.blobs, checked.wrong), (1, 0));
    let (name, ..) = scene.blob("a");
    let hex = name.hex();
    let path = into.join("blobs/company/7").join(&hex[..2]).join(&hex);
    assert_eq!(fs::read_to_string(path).unwrap(), "a");
    let laid = |name: &str| fs::read_to_string(into.join(name)).unwrap();
    assert_eq!(
        (laid("secrets/links.key"), laid("secrets/seal.key")),
        ("secret".into(), "another".into())
    );
    assert_eq!(laid(CONFIG_OF_THEN), "locale = \"fr\"");
    let mode = |name: &str| fs::metadata(into.join(name)).unwrap().mode() & 0o777;
    assert_eq!(
        (mode(CONFIG_OF_THEN), mode("secrets/seal.key"), mode("secrets")),
        (0o600, 0o600, 0o700)
    );
    fs::write(scene.backup_store.snapshots().join(&kept.name).join("secrets/links.key"), "sEcret")
        .unwrap();
    let again = scene.folder.path().join("no");
    let (_, checked) = scene.backup_store.lay_out(&kept, &again).unwrap();
    assert_eq!(checked.faults, ["secrets/links.key is not what it was"]);
    assert!(!again.exists(), "nothing is laid out before the sums are right");
    assert_eq!(scene.backup_store.check(&kept).unwrap().faults, checked.faults);
}

#[test]
fn another_instance_does_not_keep_its_backups_in_the_same_folder() {
    let scene = Scene::new();
    scene.make(0, &[]);
    scene.make(1, &[]);
    let secrets = scene.folder.path().join("other");
    fs::create_dir(&secrets).unwrap();
    for key in KEYS {
        fs::write(secrets.join(key), "another secret").unwrap();
    }
    let other = DiskBackupStore::new(&scene.folder.path().join("kept"), &secrets, None);
    let refused = other.begin(NOON).map(drop).unwrap_err().to_string();
    assert!(refused.contains("the backups of another instance"), "{refused}");
    assert_eq!(scene.names().len(), 2);
}

#[test]
fn a_damaged_blob_is_mended_by_the_next_backup_in_all_of_them() {
    let scene = Scene::new();
    let first = scene.make(0, &["a", "b"]);
    let (name, ..) = scene.blob("a");
    let blob = scene.backup_store.blob(name);
    // A separate file: the one in the data folder is intact.
    fs::remove_file(&blob).unwrap();
    fs::write(&blob, "A").unwrap();
    assert_eq!(
        scene.backup_store.check(&first).unwrap().faults,
        [format!("blob {name} is not what it was")]
    );
    assert_eq!(
        scene.backup_store.check(&first).unwrap().faults,
        [format!("blob {name}: it is missing")]
    );
    let second = scene.make(1, &["a", "b"]);
    for kept in [&first, &second] {
        assert_eq!(scene.backup_store.check(kept).unwrap().wrong, 0);
    }
    let rotated = scene.backup_store.rotate(2).unwrap();
    assert_eq!((rotated.backups, rotated.blobs), (0, 1), "what was damaged goes");
}

#[test]
fn what_is_damaged_can_be_done_without_but_not_the_database() {
    let scene = Scene::new();
    let kept = scene.make(0, &["a", "b"]);
    let (name, ..) = scene.blob("a");
    fs::remove_file(scene.backup_store.blob(name)).unwrap();
    let into = scene.folder.path().join("again");
    let (restored, checked) = scene.backup_store.lay_out(&kept, &into).unwrap();
    assert_eq!((restored.blobs, restored.lost, checked.wrong), (1, 1, 1));
    fs::write(scene.backup_store.database(&kept), "another da").unwrap();
    let no = scene.folder.path().join("no");
    let (restored, checked) = scene.backup_store.lay_out(&kept, &no).unwrap();
    assert_eq!((restored.lost, checked.wrong), (0, 1));
}

#[test]
fn a_backup_leads_nowhere_else() {
    let scene = Scene::new();
    let kept = scene.make(0, &[]);
    let folder = scene.backup_store.snapshots().join(&kept.name);
    let sums = fs::read_to_string(folder.join(SUMS)).unwrap();
    let secret = scene.folder.path().join("secret");
    fs::write(&secret, "of somebody else").unwrap();
    let sum = Digest::of("of somebody else");
    for elsewhere in ["../../../secret", "/etc/hostname", "secrets/../x", ".hidden", "a/b/c"] {
        fs::write(folder.join(SUMS), format!("{sums}{sum}  {elsewhere}\n")).unwrap();
        let faults = scene.backup_store.check(&kept).unwrap().faults;
        assert_eq!(faults, [format!("SHA256SUMS: {elsewhere:?} is no file of it")]);
    }
    // Nor through a symbolic link.
    std::os::unix::fs::symlink(&secret, folder.join("secrets/more.key")).unwrap();
    fs::write(folder.join(SUMS), format!("{sums}{sum}  secrets/more.key\n")).unwrap();
    let faults = scene.backup_store.check(&kept).unwrap().faults;
    assert_eq!(faults, ["secrets/more.key: it is not a file"]);
    // A file without a checksum is not restored.
    fs::write(folder.join(SUMS), &sums).unwrap();
    let into = scene.folder.path().join("again");
    assert_eq!(scene.backup_store.lay_out(&kept, &into).unwrap().1.wrong, 0);
    assert!(!into.join("secrets/more.key").exists());
    // Required keys must have a checksum.
    let without: String = sums
        .lines()
        .filter(|line| !line.contains("seal.key"))
        .map(|line| format!("{line}\n"))
        .collect();
    fs::write(folder.join(SUMS), without).unwrap();
    let faults = scene.backup_store.check(&kept).unwrap().faults;
    assert_eq!(faults, ["SHA256SUMS says nothing of secrets/seal.key"]);
}

#[test]
fn no_backup_is_made_without_the_keys_nor_where_a_disk_should_be() {
    let scene = Scene::new();
    let unmounted = scene.folder.path().join("usb/be-right");
    let nowhere = DiskBackupStore { folder: unmounted, ..scene.backup_store.clone() };
    assert!(
        nowhere.begin(NOON).map(drop).unwrap_err().to_string().contains("cannot keep backups in")
    );
    assert!(!scene.folder.path().join("usb").exists());
    fs::remove_file(scene.folder.path().join("data/secrets/seal.key")).unwrap();
    let message = scene.backup_store.begin(NOON).map(drop).unwrap_err().to_string();
    assert!(message.contains("seal.key is missing"), "{message}");
}

#[test]
fn what_is_half_made_is_not_restored_by_its_name_either() {
    let scene = Scene::new();
    let kept = scene.make(0, &[]);
    let half = format!("{}{}", making::PART, kept.name);
    let snapshots = scene.backup_store.snapshots();
    fs::rename(snapshots.join(&kept.name), snapshots.join(&half)).unwrap();
    assert!(
        scene.backup_store.choose(Some(&half)).is_err() && scene.backup_store.choose(None).is_err()
    );
}
