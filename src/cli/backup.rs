//! `be-right backup`: makes a backup while the server runs, and verifies backups.

use std::io::{Write, stdout};
use std::path::{Path, PathBuf};

use super::data_dir::DataDir;
use super::failure::Failure;
use super::serve::runtime;
use super::{Global, logging, wire};
use crate::Error;
use crate::actions::backup;
use crate::adapters::DiskBackupStore;
use crate::app::Progress;
use crate::model::Secret;
use crate::model::backup::{Size, Trouble};
use crate::ports::{BackupStore, Snapshot};
use crate::store::restore::DatabaseFile;

pub const EXAMPLES: &str = "Examples:
  be-right backup
  be-right backup /mnt/usb/be-right --keep 30
  be-right backup --check
  be-right backup --check /mnt/usb/be-right
  be-right backup --list";

/// The arguments of `be-right backup`.
#[derive(clap::Args)]
pub struct Backup {
    /// The backup folder; several backups in one folder share identical files [default:
    /// backup.folder]
    folder: Option<PathBuf>,
    /// Keep this many backups and delete older ones [default: backup.keep in its folder, else all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    keep: Option<u32>,
    /// Make no backup: read every byte of the latest and check its database
    #[arg(long, conflicts_with_all = ["keep", "list"])]
    check: bool,
    /// Check all backups
    #[arg(long, requires = "check")]
    all: bool,
    /// Make no backup: list the existing ones
    #[arg(long, conflicts_with = "keep")]
    list: bool,
}

pub fn run(global: &Global, asked: &Backup) -> Result<(), Failure> {
    logging::start_quiet();
    let config = global.config()?;
    let own = config.backup.folder.clone();
    let Some(folder) = asked.folder.clone().or_else(|| own.clone()) else {
        return Err(Failure::new("there is no folder to keep backups in").next(
            "Name one, best on another disk: `be-right backup /mnt/backup/be-right`, or set \
             backup.folder, and one is made every night.",
        ));
    };
    if asked.check {
        return check(&folder, asked.all, config.backup.key.as_ref());
    }
    if asked.list {
        return list(&folder);
    }
    let data = DataDir::open(&config)?;
    if is_within(&folder, data.path()) || is_within(data.path(), &folder) {
        return Err(Failure::new("a backup does not belong into the data folder, nor around it")
            .next("Name a folder beside it, best on another disk."));
    }
    if !data.has_database() {
        let why = format!("there is nothing to back up in {}", data.path().display());
        return Err(Failure::new(why).next("Name the data folder with --data-dir or --config."));
    }
    let is_own = own.as_ref() == Some(&folder);
    let keep = asked.keep.map(|keep| keep as usize);
    let usual = config.backup.keep;
    let made = runtime()?.block_on(async {
        let app = wire::app(config, &data)?;
        let backup_store = wire::backup_store(&folder, &app.config, &data);
        let made = match is_own {
            true => {
                backup::keep(&app, backup_store, keep.unwrap_or(usual), &Progress::unreported())
                    .await
            }
            false => backup::make_elsewhere(&app, backup_store, keep).await,
        };
        made.map_err(|error| explained(&error))
    })?;
    let Snapshot { name, manifest } = &made.kept;
    let mut out = stdout().lock();
    let (bytes, new) = (Size(manifest.bytes()), Size(made.added));
    writeln!(out, "{}: {bytes}, {new} of them new", folder.join("snapshots").join(name).display())?;
    writeln!(out, "{}, documents and photographs {}", manifest.people(), manifest.blobs)?;
    if made.rotated.backups > 0 {
        let (gone, freed) = (made.rotated.backups, Size(made.rotated.bytes));
        writeln!(out, "{gone} older taken away, {freed} freed")?;
    }
    if let Some(why) = &made.stuck {
        writeln!(out, "Older ones could not be taken away: {why}")?;
    }
    writeln!(out, "It holds the keys of the instance: keep it as safe as the data folder.")?;
    if !manifest.set_elsewhere.is_empty() {
        let keys = manifest.set_elsewhere.join(", ");
        writeln!(
            out,
            "Not in it is what is set in variables, flags and files of secrets: {keys}."
        )?;
    }
    match manifest.lost.len() {
        0 => Ok(()),
        lost => Err(Failure::new(format!("the backup is made, but {lost} files were lost before"))
            .next("`be-right media check` names them; an older backup may have them.")),
    }
}

fn list(folder: &Path) -> Result<(), Failure> {
    let backup_store = DiskBackupStore::at(folder);
    let mut out = stdout().lock();
    for kept in backup_store.list().map_err(|error| explained(&error))? {
        let Snapshot { name, manifest } = kept;
        let (bytes, version) = (Size(manifest.bytes()).to_string(), &manifest.version);
        writeln!(out, "{name}  {bytes:>10}  be-right {version}  {}", manifest.people())?;
    }
    for name in backup_store.broken() {
        writeln!(out, "{name}  is not whole")?;
    }
    Ok(())
}

fn check(folder: &Path, all: bool, key: Option<&Secret>) -> Result<(), Failure> {
    let (backup_store, name) = find(folder, key);
    let chosen = match all {
        true => backup_store.list().map_err(|error| explained(&error))?,
        false => vec![backup_store.choose(name.as_deref())?],
    };
    let mut wrong = 0;
    for kept in &chosen {
        let mut out = stdout().lock();
        let mut found = backup_store.check(kept)?;
        let faults = match found.wrong {
            0 => {
                let copy = DatabaseFile::open(&backup_store.database(kept))?;
                let mut faults = copy.faults(true)?;
                faults.extend(copy.schema_differences()?);
                faults
            }
            _ => vec![],
        };
        found.faults.extend(faults.iter().map(|fault| format!("the database: {fault}")));
        found.wrong += faults.len() as u64;
        let (name, bytes, blobs) = (&kept.name, Size(found.bytes), found.blobs);
        if found.wrong == 0 {
            writeln!(
                out,
                "{name}: whole; {bytes} read, {blobs} blobs; {}",
                kept.manifest.people()
            )?;
            if !kept.manifest.lost.is_empty() {
                writeln!(out, "{} files had been lost before it", kept.manifest.lost.len())?;
            }
        } else {
            writeln!(out, "{name}: {} faults", found.wrong)?;
        }
        for fault in &found.faults {
            writeln!(out, "  {fault}")?;
        }
        wrong += u64::from(found.wrong > 0);
    }
    match wrong {
        0 => Ok(()),
        some => Err(Failure::new(format!("{some} of {} backups are damaged", chosen.len())).next(
            "Make a new one (`be-right backup`): it takes documents and photographs that are \
                 damaged in again, for all backups. And mistrust the disk they are on.",
        )),
    }
}

/// The backup store, and the snapshot if `path` names one. With a key, only backups made with that
/// key are valid.
pub fn find(path: &Path, key: Option<&Secret>) -> (DiskBackupStore, Option<String>) {
    let at = |folder: &Path| DiskBackupStore::at(folder).with_key(key.cloned());
    let name = path.file_name().and_then(|name| name.to_str());
    let above = path.parent().filter(|above| above.ends_with("snapshots"));
    match (above.and_then(Path::parent), name) {
        (Some(folder), Some(name)) => (at(folder), Some(name.to_owned())),
        _ => (at(path), None),
    }
}

/// Whether `inner` is inside `outer` or equal to it, as far as both paths exist.
fn is_within(inner: &Path, outer: &Path) -> bool {
    let real = |path: &Path| {
        let known = path.ancestors().find_map(|above| {
            let rest = path.strip_prefix(above).ok()?;
            Some(std::fs::canonicalize(above).ok()?.join(rest))
        });
        known.unwrap_or_else(|| path.to_owned())
    };
    real(inner).starts_with(real(outer))
}

/// The cause and the fix.
fn explained(error: &Error) -> Failure {
    match backup::trouble(error) {
        Trouble::Other { why } => Failure::new(why),
        trouble => Failure::new(&trouble).next(trouble.next()),
    }
}
