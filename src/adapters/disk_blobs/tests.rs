use std::os::unix::fs::PermissionsExt;

use super::*;

const NOON: Timestamp = Timestamp(1_800_000_000_000);

fn open() -> (tempfile::TempDir, DiskBlobs) {
    let folder = tempfile::tempdir().unwrap();
    let blobs = DiskBlobs::open(&folder.path().join("blobs")).unwrap();
    (folder, blobs)
}

fn drafted(blobs: &dyn Blobs, pieces: &[&[u8]], now: Timestamp) -> Digest {
    let mut draft = blobs.draft().unwrap();
    pieces.iter().for_each(|piece| draft.write(piece).unwrap());
    draft.keep(now).unwrap()
}

#[test]
fn a_blob_is_kept_once_and_noticed_when_it_rots() {
    let (_folder, blobs) = open();
    let name = blobs.put(b"release").unwrap();
    assert_eq!(blobs.put(b"release").unwrap(), name);
    assert_eq!(blobs.get(name).unwrap().as_deref(), Some(&b"release"[..]));
    fs::write(blobs.path(name), b"relaese").unwrap();
    assert!(blobs.get(name).is_err());
    blobs.delete(name).unwrap();
    blobs.delete(name).unwrap();
    assert_eq!(blobs.get(name).unwrap(), None);
}

#[test]
fn a_draft_is_nowhere_until_it_is_kept_and_then_whole() {
    let (_folder, blobs) = open();
    let shelf = blobs.shelf(Shelf::Company(CompanyId(7)));
    let mut draft = shelf.draft().unwrap();
    draft.write(b"rel").unwrap();
    draft.write(b"ease").unwrap();
    assert_eq!((draft.bytes(), shelf.list().unwrap()), (7, vec![]));
    assert_eq!(fs::read(draft.local_copy().unwrap()).unwrap(), b"release");
    let name = draft.keep(NOON).unwrap();
    assert_eq!(name, Digest::of("release"));
    assert_eq!(shelf.list().unwrap(), [Blob { name, bytes: 7, kept_at: NOON }]);
    assert_eq!(fs::read(shelf.local_copy(name).unwrap().unwrap()).unwrap(), b"release");
    drop(shelf.draft().unwrap());
    assert!(entries(&blobs.root.join(DRAFTS)).unwrap().is_empty());
}

#[test]
fn shelves_share_nothing() {
    let (_folder, blobs) = open();
    let (one, two) =
        (blobs.shelf(Shelf::Company(CompanyId(1))), blobs.shelf(Shelf::Company(CompanyId(2))));
    let name = drafted(&*one, &[b"release"], NOON);
    assert_eq!((two.get(name).unwrap(), blobs.get(name).unwrap()), (None, None));
    drafted(&*two, &[b"release"], NOON);
    two.delete(name).unwrap();
    assert!(one.get(name).unwrap().is_some());
    drafted(&*blobs.shelf(Shelf::User(UserId(3))), &[b"me"], NOON);
    let mut shelves = blobs.shelves().unwrap();
    shelves.sort_by_key(|shelf| format!("{shelf:?}"));
    let companies = [1, 2].map(|id| Shelf::Company(CompanyId(id)));
    assert_eq!(shelves, [companies[0], companies[1], Shelf::User(UserId(3))]);
    assert!(blobs.list().unwrap().is_empty());
}

#[test]
fn a_part_goes_on_where_it_stopped() {
    let (_folder, blobs) = open();
    let shelf = blobs.shelf(Shelf::Company(CompanyId(7)));
    assert_eq!(shelf.part_bytes("a-B_9").unwrap(), None);
    for piece in [&b"rel"[..], b"ease", b"d?"] {
        let mut part = shelf.part("a-B_9", NOON).unwrap();
        part.write(piece).unwrap();
        part.sync().unwrap();
    }
    let mut part = shelf.part("a-B_9", NOON).unwrap();
    assert_eq!(part.bytes(), 9);
    part.cut(7).unwrap();
    assert_eq!(part.keep(NOON).unwrap(), Digest::of("release"));
    assert_eq!(shelf.part_bytes("a-B_9").unwrap(), None);
    assert!(shelf.has(Digest::of("release")).unwrap());
    for wrong in ["", "../x", "a/b", "a.b", &"a".repeat(65)] {
        assert!(shelf.part(wrong, NOON).is_err(), "{wrong}");
    }
    shelf.part("old", NOON).unwrap().sync().unwrap();
    assert_eq!(blobs.sweep(NOON).unwrap(), 0);
    assert_eq!(blobs.sweep(NOON.plus(1)).unwrap(), 1);
}

#[test]
fn what_was_kept_again_is_not_forgotten() {
    let (_folder, blobs) = open();
    let name = drafted(&blobs, &[b"release"], NOON);
    drafted(&blobs, &[b"release"], NOON.plus(1_000));
    assert!(!blobs.forget(name, NOON.plus(1_000)).unwrap());
    assert!(blobs.forget(name, NOON.plus(1_001)).unwrap());
    assert!(!blobs.forget(name, NOON.plus(1_001)).unwrap());
    assert!(!blobs.has(name).unwrap());
}

#[test]
fn what_was_set_aside_is_found_again_until_it_is_deleted() {
    let (_folder, blobs) = open();
    let shelf = blobs.shelf(Shelf::Company(CompanyId(7)));
    let (kept, gone) = (drafted(&*shelf, &[b"kept"], NOON), drafted(&*shelf, &[b"gone"], NOON));
    assert!(!shelf.set_aside(kept, NOON, NOON).unwrap(), "too fresh");
    for name in [kept, gone] {
        assert!(shelf.set_aside(name, NOON.plus(1), NOON).unwrap());
    }
    assert!(shelf.list().unwrap().is_empty());
    let other = blobs.shelf(Shelf::Company(CompanyId(8)));
    assert!(!other.has(kept).unwrap(), "it is another's");
    assert_eq!(shelf.get(kept).unwrap().as_deref(), Some(&b"kept"[..]));
    assert_eq!(shelf.list().unwrap().len(), 1);
    assert_eq!(blobs.delete_set_aside(NOON).unwrap(), 0, "of the same day");
    assert_eq!(blobs.delete_set_aside(NOON.plus(Timestamp::DAY)).unwrap(), 1);
    assert!(!shelf.has(gone).unwrap());
    assert!(shelf.has(kept).unwrap());
}

#[test]
fn corruption_is_detected_on_reading_and_on_checking() {
    let (_folder, blobs) = open();
    let name = drafted(&blobs, &[b"release"], NOON);
    assert!(blobs.open(name).unwrap().is_some());
    assert!(blobs.local_copy(name).unwrap().is_some());
    assert_eq!(blobs.check(name).unwrap(), Condition::Whole);
    fs::write(blobs.path(name), b"relaese").unwrap();
    assert!(blobs.open(name).is_err());
    assert!(blobs.local_copy(name).is_err());
    assert!(blobs.unverified_copy(name).unwrap().is_some());
    assert_eq!(blobs.check(name).unwrap(), Condition::Rotten);
    blobs.delete(name).unwrap();
    assert!(blobs.open(name).unwrap().is_none());
    assert!(blobs.local_copy(name).unwrap().is_none());
    assert_eq!(blobs.check(name).unwrap(), Condition::Missing);
}

#[test]
fn a_range_of_an_open_blob_is_read_even_after_it_was_deleted() {
    let (_folder, blobs) = open();
    let name = drafted(&blobs, &[b"release"], NOON);
    let reader = blobs.open(name).unwrap().unwrap();
    blobs.delete(name).unwrap();
    assert_eq!((reader.bytes(), reader.read(2..5).unwrap()), (7, b"lea".to_vec()));
    assert_eq!(reader.read(7..7).unwrap(), b"");
    assert!(reader.read(5..8).is_err(), "past the end");
}

#[test]
fn only_the_owner_can_look_and_leftovers_are_swept() {
    let (_folder, blobs) = open();
    let name = drafted(&*blobs.shelf(Shelf::Company(CompanyId(7))), &[b"x"], NOON);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let shelf = blobs.root.join("company/7");
    for folder in [&blobs.root, &blobs.root.join("company"), &shelf, &blobs.root.join(DRAFTS)] {
        assert_eq!(mode(folder), 0o700, "{}", folder.display());
    }
    assert_eq!(mode(&shelf.join(&name.hex()[..2]).join(name.hex())), 0o600);
    let left = blobs.root.join(DRAFTS).join("left");
    let file = File::create(&left).unwrap();
    file.set_modified(system_time(NOON)).unwrap();
    assert_eq!(blobs.sweep(NOON).unwrap(), 0);
    assert_eq!(blobs.sweep(NOON.plus(1)).unwrap(), 1);
}
