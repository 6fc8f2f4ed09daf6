//! The data folder while it is restored: what is laid out takes the place of what was
//! there, in steps each of which can be cut short and gone on with.

use std::ffi::OsStr;
use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use crate::cli::data_dir::{LOCK, UNFINISHED};

/// Where a backup is laid out.
const STAGED: &str = "restoring";
/// Begins the name of where what was there goes.
const ASIDE: &str = "before-restore-";
/// Notes: what was there moves out; what was laid out moves in.
const OUT: &str = "out";
const IN: &str = "in";

pub struct Place {
    path: PathBuf,
}

impl Place {
    pub fn of(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// Whether a restore was cut short after it had begun to move things.
    pub fn is_unfinished(&self) -> bool {
        self.path.join(UNFINISHED).exists()
    }

    /// Whether nothing is there that would be missed.
    pub fn is_empty(&self) -> io::Result<bool> {
        for name in self.own()? {
            let path = self.path.join(name);
            let is_empty_folder = path.is_dir() && fs::read_dir(&path)?.next().is_none();
            if !is_empty_folder {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// An empty folder to lay the backup out in.
    pub fn begin(&self) -> io::Result<PathBuf> {
        let staged = self.path.join(STAGED);
        if staged.exists() {
            fs::remove_dir_all(&staged)?;
        }
        make(&staged)?;
        Ok(staged)
    }

    /// Throws away what was laid out.
    pub fn give_up(&self) {
        // The next restore does it, if this cannot.
        let _ = fs::remove_dir_all(self.path.join(STAGED));
    }

    /// Puts what was laid out in the place of what is there; where that went, if anywhere.
    pub fn commit(&self, when: &str) -> io::Result<Option<PathBuf>> {
        sync(&self.path.join(STAGED))?;
        let first = format!("{ASIDE}{when}");
        let later = (2..).map(|n| format!("{ASIDE}{when}-{n}"));
        let mut names = std::iter::once(first.clone()).chain(later);
        let aside = names.find(|name| !self.path.join(name).exists()).unwrap_or(first);
        self.note(&format!("{OUT} {aside}"))?;
        self.finish()?;
        let aside = self.path.join(aside);
        Ok(aside.exists().then_some(aside))
    }

    /// Goes on with what [`Place::commit`] had begun, from wherever it stopped.
    pub fn finish(&self) -> io::Result<()> {
        let note = fs::read_to_string(self.path.join(UNFINISHED))?;
        if let Some(aside) = note.strip_prefix(OUT).map(str::trim) {
            self.move_out(&self.path.join(aside))?;
            self.note(IN)?;
        }
        let staged = self.path.join(STAGED);
        if staged.exists() {
            for entry in fs::read_dir(&staged)? {
                let entry = entry?;
                fs::rename(entry.path(), self.path.join(entry.file_name()))?;
            }
            sync(&self.path)?;
            fs::remove_dir(&staged)?;
        }
        fs::remove_file(self.path.join(UNFINISHED))?;
        sync(&self.path)
    }

    fn move_out(&self, aside: &Path) -> io::Result<()> {
        for name in self.own()? {
            let path = self.path.join(&name);
            // Folders that stand ready for a first start are in the way of nothing.
            if path.is_dir() && fs::read_dir(&path)?.next().is_none() {
                fs::remove_dir(&path)?;
                continue;
            }
            if !aside.exists() {
                make(aside)?;
            }
            fs::rename(&path, aside.join(&name))?;
        }
        if aside.exists() {
            sync(aside)?;
        }
        sync(&self.path)
    }

    /// The names of what belongs to the instance that is there.
    fn own(&self) -> io::Result<Vec<std::ffi::OsString>> {
        let ours = [LOCK, UNFINISHED, STAGED].map(OsStr::new);
        let mut names = vec![];
        for entry in fs::read_dir(&self.path)? {
            let name = entry?.file_name();
            let is_aside = name.to_string_lossy().starts_with(ASIDE);
            if !is_aside && !ours.contains(&name.as_os_str()) {
                names.push(name);
            }
        }
        Ok(names)
    }

    fn note(&self, text: &str) -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(self.path.join(STAGED))?;
        io::Write::write_all(&mut file, text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(self.path.join(UNFINISHED)).map_err(|error| error.error)?;
        sync(&self.path)
    }
}

fn make(folder: &Path) -> io::Result<()> {
    DirBuilder::new().mode(0o700).create(folder)
}

fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// A folder with something in it, and a backup laid out.
    fn folder() -> (tempfile::TempDir, Place) {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("be-right.db", "old"), ("be-right.db-wal", "old"), ("lock", "1")] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let place = Place::of(folder.path());
        let staged = place.begin().unwrap();
        fs::write(staged.join("be-right.db"), "new").unwrap();
        fs::create_dir(staged.join("blobs")).unwrap();
        (folder, place)
    }

    fn is_replaced(folder: &Path, aside: &str) {
        assert_eq!(entries(folder), ["be-right.db", aside, "blobs", "lock"]);
        assert_eq!(fs::read_to_string(folder.join("be-right.db")).unwrap(), "new");
        assert_eq!(entries(&folder.join(aside)), ["be-right.db", "be-right.db-wal"]);
    }

    #[test]
    fn what_was_there_moves_aside_and_what_was_laid_out_takes_its_place() {
        let (folder, place) = folder();
        assert!(!place.is_empty().unwrap());
        place.commit("today").unwrap();
        is_replaced(folder.path(), "before-restore-today");
    }

    #[test]
    fn wherever_it_is_cut_short_it_is_gone_on_with() {
        let was = |folder: &Path| fs::create_dir(folder.join("before-restore-x")).unwrap();
        let moved = |folder: &Path, name: &str| {
            fs::rename(folder.join(name), folder.join("before-restore-x").join(name)).unwrap();
        };
        for cut in 0..5 {
            let (folder, place) = folder();
            let folder = folder.path();
            place.note("out before-restore-x").unwrap();
            if cut > 0 {
                was(folder);
                moved(folder, "be-right.db-wal");
            }
            if cut > 1 {
                moved(folder, "be-right.db");
            }
            if cut > 2 {
                place.note(IN).unwrap();
            }
            if cut > 3 {
                fs::rename(folder.join("restoring/be-right.db"), folder.join("be-right.db"))
                    .unwrap();
            }
            assert!(place.is_unfinished());
            place.finish().unwrap();
            assert!(!place.is_unfinished());
            is_replaced(folder, "before-restore-x");
        }
    }
}
