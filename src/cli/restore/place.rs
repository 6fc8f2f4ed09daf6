//! The data folder during a restore. The restored files replace the old ones in steps that can be
//! interrupted and resumed. The file `restore-unfinished` names the step:
//!
//! | note    | state if interrupted there                                              |
//! |---------|------------------------------------------------------------------------|
//! | none    | the old files are untouched; the laid-out backup is discarded           |
//! | `laying`| the folder was empty; the laid-out backup is discarded                  |
//! | `out …` | old files are being moved out, into the folder named                    |
//! | `in`    | restored files are being moved in                                       |
//!
//! The last two notes also hold the report to print at the end.

use std::ffi::{OsStr, OsString};
use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::cli::data_dir::{DATABASE, LOCK, STAGED, UNFINISHED};
use crate::store::restore::had_decisions;

/// The prefix of the folder that receives the old files.
const ASIDE: &str = "before-restore-";
/// The note while it is being written.
const PART: &str = "restore-unfinished.part";
/// A configuration file in the data folder stays in place.
const CONFIG: &str = "be-right.toml";
const LAYING: &str = "laying";
const OUT: &str = "out";
const IN: &str = "in";

pub struct Place {
    path: PathBuf,
}

impl Place {
    pub fn of(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// Whether a restore was interrupted after it began to move files.
    pub fn is_moving(&self) -> bool {
        match fs::read_to_string(self.path.join(UNFINISHED)) {
            Ok(note) => note.lines().next() != Some(LAYING),
            Err(error) => error.kind() != ErrorKind::NotFound,
        }
    }

    /// Whether the folder holds nothing worth keeping.
    pub fn is_empty(&self) -> io::Result<bool> {
        for name in self.own()? {
            if !is_empty_folder(&self.path.join(name))? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The databases with which the restored one is compared: the one in place, if there is one or
    /// has been, then those that earlier restores replaced, from the newest to the oldest.
    pub fn databases(&self) -> io::Result<Vec<PathBuf>> {
        let in_place = self.path.join(DATABASE);
        let was_there = in_place.exists() || had_decisions(&in_place);
        let earlier = self.replaced()?.into_iter().map(|folder| folder.join(DATABASE));
        let earlier = earlier.filter(|file| file.exists());
        Ok(Some(in_place).filter(|_| was_there).into_iter().chain(earlier).collect())
    }

    /// The data folder, then what earlier restores replaced, from the newest to the oldest.
    pub fn folders(&self) -> io::Result<Vec<PathBuf>> {
        Ok([self.path.clone()].into_iter().chain(self.replaced()?).collect())
    }

    /// What earlier restores replaced, from the newest to the oldest.
    fn replaced(&self) -> io::Result<Vec<PathBuf>> {
        let named = names(&self.path)?.into_iter();
        let named = named.filter(|name| name.to_string_lossy().starts_with(ASIDE));
        let mut folders: Vec<PathBuf> = named.map(|name| self.path.join(name)).collect();
        folders.sort();
        folders.reverse();
        Ok(folders)
    }

    /// Creates the empty folder for the laid-out backup.
    pub fn begin(&self) -> io::Result<PathBuf> {
        // A server would start a new instance in an empty folder.
        if self.is_empty()? {
            self.note(LAYING)?;
        }
        let staged = self.path.join(STAGED);
        if staged.exists() {
            fs::remove_dir_all(&staged)?;
        }
        make(&staged)?;
        Ok(staged)
    }

    /// Deletes the laid-out backup.
    pub fn give_up(&self) {
        // If this fails, the next restore deletes it.
        let _ = fs::remove_dir_all(self.path.join(STAGED));
        if !self.is_moving() {
            let _ = fs::remove_file(self.path.join(UNFINISHED));
        }
    }

    /// Replaces the old files by the laid-out backup. `report` makes the text to print, from the
    /// path of the old files if there were any. If a file cannot be moved, the old ones stay.
    pub fn commit(
        &self,
        when: &str,
        report: impl FnOnce(Option<&Path>) -> String,
    ) -> io::Result<String> {
        sync(&self.path.join(STAGED))?;
        let first = format!("{ASIDE}{when}");
        let later = (2..).map(|n| format!("{ASIDE}{when}-{n}"));
        let mut names = std::iter::once(first.clone()).chain(later);
        let name = names.find(|name| !self.path.join(name).exists()).unwrap_or(first);
        let aside = self.path.join(&name);
        let text = report((!self.is_empty()?).then_some(&aside));
        self.note(&format!("{OUT} {name}\n{text}"))?;
        if let Err(error) = self.move_out(&aside) {
            self.put_back(&aside)?;
            return Err(error);
        }
        self.finish()
    }

    /// Resumes [`Place::commit`] from the step it stopped at; returns the report to print.
    pub fn finish(&self) -> io::Result<String> {
        let note = fs::read_to_string(self.path.join(UNFINISHED))?;
        let (step, text) = note.split_once('\n').unwrap_or((&note, ""));
        if let Some(aside) = step.strip_prefix(OUT).map(str::trim) {
            self.move_out(&self.path.join(aside))?;
            self.note(&format!("{IN}\n{text}"))?;
        }
        let staged = self.path.join(STAGED);
        if staged.exists() {
            for name in names(&staged)? {
                fs::rename(staged.join(&name), self.path.join(&name))?;
            }
            sync(&self.path)?;
            fs::remove_dir(&staged)?;
        }
        fs::remove_file(self.path.join(UNFINISHED))?;
        sync(&self.path)?;
        Ok(text.to_owned())
    }

    fn move_out(&self, aside: &Path) -> io::Result<()> {
        for name in self.own()? {
            let path = self.path.join(&name);
            // Empty folders of a first start need not be kept.
            if is_empty_folder(&path)? {
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

    /// Moves the old files back.
    fn put_back(&self, aside: &Path) -> io::Result<()> {
        if aside.exists() {
            for name in names(aside)? {
                fs::rename(aside.join(&name), self.path.join(&name))?;
            }
            sync(&self.path)?;
            fs::remove_dir(aside)?;
        }
        fs::remove_file(self.path.join(UNFINISHED))?;
        sync(&self.path)
    }

    /// The names of the instance's own files and folders.
    fn own(&self) -> io::Result<Vec<OsString>> {
        let ours = [LOCK, UNFINISHED, PART, STAGED, CONFIG].map(OsStr::new);
        let mut names = names(&self.path)?;
        names.retain(|name| {
            let is_aside = name.to_string_lossy().starts_with(ASIDE);
            !is_aside && !ours.contains(&name.as_os_str())
        });
        Ok(names)
    }

    fn note(&self, text: &str) -> io::Result<()> {
        let part = self.path.join(PART);
        let mut options = File::options();
        let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&part)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(part, self.path.join(UNFINISHED))?;
        sync(&self.path)
    }
}

/// The entries of a folder, all read before any is moved.
fn names(folder: &Path) -> io::Result<Vec<OsString>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect()
}

fn is_empty_folder(path: &Path) -> io::Result<bool> {
    let is_folder = fs::symlink_metadata(path)?.is_dir();
    Ok(is_folder && fs::read_dir(path)?.next().is_none())
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

    /// A folder with files of an instance, and a laid-out backup.
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
    fn old_files_move_aside_and_restored_ones_move_in() {
        let (folder, place) = folder();
        assert!(!place.is_empty().unwrap());
        let aside = folder.path().join("before-restore-today");
        let text = place.commit("today", |went| {
            assert_eq!(went, Some(aside.as_path()));
            "done".to_owned()
        });
        assert_eq!(text.unwrap(), "done");
        is_replaced(folder.path(), "before-restore-today");
    }

    #[test]
    fn an_interrupted_restore_resumes_at_any_step() {
        let was = |folder: &Path| fs::create_dir(folder.join("before-restore-x")).unwrap();
        let moved = |folder: &Path, name: &str| {
            fs::rename(folder.join(name), folder.join("before-restore-x").join(name)).unwrap();
        };
        for cut in 0..5 {
            let (folder, place) = folder();
            let folder = folder.path();
            place.note("out before-restore-x\ndone\nat last").unwrap();
            if cut > 0 {
                was(folder);
                moved(folder, "be-right.db-wal");
            }
            if cut > 1 {
                moved(folder, "be-right.db");
            }
            if cut > 2 {
                place.note("in\ndone\nat last").unwrap();
            }
            if cut > 3 {
                fs::rename(folder.join("restoring/be-right.db"), folder.join("be-right.db"))
                    .unwrap();
            }
            assert!(place.is_moving());
            assert_eq!(place.finish().unwrap(), "done\nat last");
            assert!(!place.is_moving());
            is_replaced(folder, "before-restore-x");
        }
    }

    #[test]
    fn an_empty_folder_is_marked_unfinished() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("blobs")).unwrap();
        fs::write(folder.path().join("be-right.toml"), "").unwrap();
        let place = Place::of(folder.path());
        let staged = place.begin().unwrap();
        assert_eq!(fs::read_to_string(folder.path().join(UNFINISHED)).unwrap(), LAYING);
        assert!(place.is_empty().unwrap() && !place.is_moving(), "it may begin again");
        fs::write(staged.join("be-right.db"), "half").unwrap();
        let staged = place.begin().unwrap();
        assert_eq!(entries(&staged), [""; 0]);
        place.give_up();
        assert_eq!(entries(folder.path()), ["be-right.toml", "blobs"]);
        // A folder in use is not marked unfinished while a backup is laid out beside it.
        fs::write(folder.path().join("be-right.db"), "old").unwrap();
        place.begin().unwrap();
        assert!(!folder.path().join(UNFINISHED).exists());
    }

    #[test]
    fn files_that_cannot_be_moved_stay() {
        let (folder, place) = folder();
        let path = folder.path();
        // An entry of the same name exists already, as with a mount point.
        place.note("out before-restore-x").unwrap();
        fs::create_dir_all(path.join("before-restore-x/be-right.db")).unwrap();
        assert!(place.move_out(&path.join("before-restore-x")).is_err());
        fs::remove_dir(path.join("before-restore-x/be-right.db")).unwrap();
        place.put_back(&path.join("before-restore-x")).unwrap();
        place.give_up();
        assert_eq!(entries(path), ["be-right.db", "be-right.db-wal", "lock"]);
        assert_eq!(fs::read_to_string(path.join("be-right.db")).unwrap(), "old");
    }
}
