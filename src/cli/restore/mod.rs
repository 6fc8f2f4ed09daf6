//! `be-right restore`: a data folder made out of a backup. All of it happens within
//! that folder: the backup is laid out and checked in `restoring/`, then what was there
//! moves into `before-restore-…/`, and what was laid out takes its place.

mod place;

use std::io::{Write, stdout};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use super::data_dir::{DataDir, Held};
use super::failure::Failure;
use super::{Global, backup, logging};
use crate::adapters::{DiskVault, SystemClock};
use crate::model::backup::{SPARE, Size, name};
use crate::model::schedule::{ALL, LETTERS};
use crate::ports::{Clock, Snapshot};
use crate::store::copy::{self, Copy, Letters};
use place::Place;

pub const EXAMPLES: &str = "Examples:
  be-right restore /mnt/backup/be-right
  be-right restore /mnt/backup/be-right --to /tmp/drill
  be-right restore /mnt/backup/be-right/snapshots/2026-05-01T02-30-00Z --replace";

/// From where, and to where.
#[derive(clap::Args)]
pub struct Restore {
    /// A folder of backups, of which the latest is taken, or one of its snapshots
    from: PathBuf,
    /// The data folder to be made [default: data_dir]
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// Take the place of what is there, which is kept in before-restore-…/
    #[arg(long)]
    replace: bool,
    /// Send the e-mails that waited when the backup was made: they may have been sent since
    #[arg(long)]
    send_queued: bool,
}

pub fn run(global: &Global, asked: &Restore) -> Result<(), Failure> {
    logging::start_quiet();
    let to = asked.to.iter().map(|to| ("data_dir".to_owned(), to.display().to_string()));
    let config = global.config_and(to)?;
    let path = config.data_dir.clone();
    let place = Place::of(&path);
    if place.is_unfinished() {
        let _held = hold(&path)?;
        place.finish()?;
        let told = format!("The restore that was interrupted is finished: {}.\n", path.display());
        return Ok(stdout().write_all(told.as_bytes())?);
    }
    let (vault, kept) = choose(&asked.from)?;
    let _held = hold(&path)?;
    if !asked.replace && !place.is_empty()? {
        let why = format!("{} is not empty", path.display());
        return Err(Failure::new(why).next(
            "With --replace, what is there moves into before-restore-…/ within it; or name \
             another folder with --to. Nothing was changed.",
        ));
    }
    let staged = place.begin()?;
    let laid = lay_out(&vault, &kept, &staged, asked, &config.time_zone);
    let (blobs, held) = match laid {
        Ok(laid) => laid,
        Err(failure) => {
            place.give_up();
            return Err(failure);
        }
    };
    let aside = place.commit(&name(SystemClock.now()))?;
    tell(&path, &kept, blobs, held, aside.as_deref())
}

/// Makes the folder if need be, and keeps servers off it.
fn hold(path: &Path) -> Result<Held, Failure> {
    let data = DataDir::bare(path).map_err(|error| {
        Failure::new(format!("cannot make {}: {error}", path.display()))
            .next("Name a folder that can be made with --to.")
    })?;
    data.hold()
}

/// The backup that is meant, if this version understands it.
fn choose(from: &Path) -> Result<(DiskVault, Snapshot), Failure> {
    let (vault, name) = backup::find(from);
    let kept = vault.choose(name.as_deref()).map_err(|error| {
        Failure::new(format!("{error:#}"))
            .next("`be-right backup --list FOLDER` says what there is.")
    })?;
    let knows = copy::known_schema();
    if kept.manifest.schema > knows {
        let (schema, version) = (kept.manifest.schema, &kept.manifest.version);
        let why = format!(
            "{} was made by a newer be-right ({version}, schema {schema}; this one knows {knows})",
            kept.name
        );
        return Err(Failure::new(why)
            .next(format!("Restore it with be-right {version} or newer. Nothing was changed.")));
    }
    Ok((vault, kept))
}

/// Lays the backup out and makes it fit to be served from; how many blobs it has, and
/// how many mails were held back.
fn lay_out(
    vault: &DiskVault,
    kept: &Snapshot,
    staged: &Path,
    asked: &Restore,
    zone: &TimeZone,
) -> Result<(u64, usize), Failure> {
    same_owner(staged)?;
    let needed = vault.needs(kept, staged)?.saturating_add(SPARE);
    let free = fs4::available_space(staged)?;
    if needed > free {
        let (needed, free) = (Size(needed), Size(free));
        let why = format!("there is not enough room: the restore needs {needed}, {free} are free");
        return Err(Failure::new(why)
            .next("Make room, or restore to a larger disk with --to. Nothing was changed."));
    }
    let (restored, checked) = vault.lay_out(kept, staged)?;
    let damaged = |faults: &[String]| {
        Failure::new(format!("{} is damaged:\n  {}", kept.name, faults.join("\n  "))).next(
            "Take an older one: `be-right backup --list` names them, `--check` tests them, and \
             the path of its snapshot restores it. Nothing was changed.",
        )
    };
    if checked.wrong > 0 {
        return Err(damaged(&checked.faults));
    }
    let database = staged.join("be-right.db");
    let faults = Copy::open(&database)?.faults(true)?;
    if !faults.is_empty() {
        return Err(damaged(&faults));
    }
    let now = SystemClock.now();
    let due = |name: &&str| {
        let line = ALL.iter().find(|line| line.name == *name)?;
        Some(format!("{name}:{}", line.last_due(now, zone)))
    };
    let struck = LETTERS.iter().filter_map(due).collect();
    let letters = Letters { send_queued: asked.send_queued, struck };
    let settled = copy::settle(&database, &kept.name, &letters, now)?;
    Ok((restored.blobs, settled.held))
}

/// A folder that root fills is one that the server cannot use.
fn same_owner(staged: &Path) -> Result<(), Failure> {
    let data = staged.parent().unwrap_or(staged);
    let (here, there) = (std::fs::metadata(staged)?.uid(), std::fs::metadata(data)?.uid());
    if here != there {
        let why = format!("{} belongs to another account (uid {there})", data.display());
        return Err(Failure::new(why).next(
            "Restore as that account: `sudo -u be-right be-right restore …`. Nothing was changed.",
        ));
    }
    Ok(())
}

fn tell(
    path: &Path,
    kept: &Snapshot,
    blobs: u64,
    held: usize,
    aside: Option<&Path>,
) -> Result<(), Failure> {
    let mut out = stdout().lock();
    writeln!(out, "{} is {} again, as of {}:", path.display(), kept.name, kept.manifest.taken_at)?;
    writeln!(out, "{}, documents and photographs {blobs}.", kept.manifest.people())?;
    writeln!(out, "Every byte was compared.")?;
    if let Some(aside) = aside {
        writeln!(out, "What was there is in {}: delete it when all is well.", aside.display())?;
    }
    if held > 0 {
        writeln!(
            out,
            "{held} e-mails that waited then may have been sent since: they were held back, and are \
             listed as DROPPED (GET /admin/mail). `be-right mail send-held` sends them."
        )?;
    }
    if !kept.manifest.lost.is_empty() {
        writeln!(out, "{} files had been lost before the backup.", kept.manifest.lost.len())?;
    }
    writeln!(out, "Start the server; it makes its search index anew by itself.")?;
    Ok(())
}
