//! `be-right restore`: restores a data folder from a backup. All steps happen inside that folder:
//! the backup is laid out and checked in `restoring/`, the old files move into `before-restore-…/`,
//! and the restored ones take their place.

mod place;

use std::io::{self, Write, stdout};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use super::data_dir::{DataDir, Held, LaterKey, seal_key_of};
use super::failure::Failure;
use super::seal::not_sealed;
use super::{Global, backup, logging};
use crate::adapters::{CONFIG_OF_THEN, DiskBackupStore, Restored, SystemClock};
use crate::model::Secret;
use crate::model::backup::{SPARE, Size, name};
use crate::model::schedule::ALL;
use crate::model::seal::PublicKey;
use crate::ports::{Clock, Snapshot};
use crate::store::Newer;
use crate::store::restore::{self, DatabaseFile, QueuedMails, SealKeys, Settled};
use place::Place;

pub const EXAMPLES: &str = "Examples:
  be-right restore /mnt/backup/be-right
  be-right restore /mnt/backup/be-right --to /tmp/drill
  be-right restore /mnt/backup/be-right/snapshots/2026-05-01T02-30-00Z --replace";

/// The arguments of `be-right restore`.
#[derive(clap::Args)]
pub struct Restore {
    /// A backup folder, of which the latest backup is taken, or one of its snapshots
    from: PathBuf,
    /// The data folder to restore [default: data_dir]
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// Replace an existing instance, whose files are kept in before-restore-…/
    #[arg(long)]
    replace: bool,
    /// Restore even if documents or photographs are damaged in the backup, without them
    #[arg(long)]
    leave_out_damaged: bool,
    /// Send the e-mails that were queued when the backup was made: they may have been sent since
    #[arg(long)]
    send_queued: bool,
}

pub fn run(global: &Global, asked: &Restore) -> Result<(), Failure> {
    logging::start_quiet();
    let to = asked.to.iter().map(|to| ("data_dir".to_owned(), to.display().to_string()));
    let config = global.config_and(to)?;
    let path = config.data_dir.clone();
    let place = Place::of(&path);
    if place.is_moving() {
        let _held = hold(&path)?;
        let text = place.finish().map_err(|error| stuck(&error))?;
        let mut out = stdout().lock();
        writeln!(out, "The restore that was interrupted is finished.\n{text}")?;
        writeln!(out, "For another backup than that, restore once more with --replace.")?;
        return Ok(());
    }
    let (backup_store, kept) = choose(&asked.from, config.backup.key.as_ref())?;
    let _held = hold(&path)?;
    if !asked.replace && !place.is_empty()? {
        let why = format!("{} is not empty", path.display());
        return Err(Failure::new(why).next(
            "With --replace, what is there moves into before-restore-…/ within it; or name \
             another folder with --to. Nothing was changed.",
        ));
    }
    // A change of the seal key that was stopped is finished first: the key that is there counts. What
    // is damaged is replaced all the same.
    let _ = DataDir::bare(&path)?.finish_rotation();
    let staged = place.begin()?;
    let before = Before { databases: place.databases()?, folders: place.folders()? };
    let laid = lay_out(&backup_store, &kept, &staged, asked, &config.time_zone, &before);
    let committed = laid.and_then(|laid| {
        let report = |aside: Option<&Path>| report(&path, &kept, &laid, aside);
        place.commit(&name(SystemClock.now()), report).map_err(|error| stuck(&error))
    });
    match committed {
        Ok(text) => Ok(writeln!(stdout(), "{text}")?),
        Err(failure) => {
            place.give_up();
            Err(failure)
        }
    }
}

/// What a restore replaces, now or an earlier one did: each from the newest to the oldest.
struct Before {
    databases: Vec<PathBuf>,
    /// The data folder, and the former ones within it.
    folders: Vec<PathBuf>,
}

/// The result of laying out a backup.
struct Laid {
    restored: Restored,
    /// The number of mails held back.
    held: usize,
    /// What was decided since the backup, if there was something to compare with.
    newer: Option<Newer>,
    seal_key: RestoredSealKey,
    /// How many answers have evidence that is not what was sealed.
    refused: usize,
    has_config: bool,
}

fn stuck(error: &io::Error) -> Failure {
    Failure::new(format!("cannot put the backup in its place: {error}")).next(
        "If a folder of the data folder is a disk of its own, restore elsewhere with --to, and \
         move what is there by hand. Nothing is lost.",
    )
}

/// Creates the folder if needed, and locks out servers.
fn hold(path: &Path) -> Result<Held, Failure> {
    let data = DataDir::bare(path).map_err(|error| {
        Failure::new(format!("cannot make {}: {error}", path.display()))
            .next("Name a folder that can be made with --to.")
    })?;
    data.lock()
}

/// The selected backup, if this version can read it.
fn choose(from: &Path, key: Option<&Secret>) -> Result<(DiskBackupStore, Snapshot), Failure> {
    let (backup_store, name) = backup::find(from, key);
    let kept = backup_store.choose(name.as_deref()).map_err(|error| {
        Failure::new(format!("{error:#}"))
            .next("`be-right backup --list FOLDER` says what there is.")
    })?;
    let knows = restore::known_schema();
    if kept.manifest.schema > knows {
        let (schema, version) = (kept.manifest.schema, &kept.manifest.version);
        let why = format!(
            "{} was made by a newer be-right ({version}, schema {schema}; this one knows {knows})",
            kept.name
        );
        return Err(Failure::new(why)
            .next(format!("Restore it with be-right {version} or newer. Nothing was changed.")));
    }
    Ok((backup_store, kept))
}

/// Lays the backup out and prepares it for serving.
fn lay_out(
    backup_store: &DiskBackupStore,
    kept: &Snapshot,
    staged: &Path,
    asked: &Restore,
    zone: &TimeZone,
    before: &Before,
) -> Result<Laid, Failure> {
    same_owner(staged)?;
    let needed = backup_store.needs(kept, staged)?.saturating_add(SPARE);
    let free = fs4::available_space(staged)?;
    if needed > free {
        let (needed, free) = (Size(needed), Size(free));
        let why = format!("there is not enough room: the restore needs {needed}, {free} are free");
        return Err(Failure::new(why)
            .next("Make room, or restore to a larger disk with --to. Nothing was changed."));
    }
    let (restored, checked) = backup_store.lay_out(kept, staged)?;
    let damaged = |faults: &[String]| {
        Failure::new(format!("{} is damaged:\n  {}", kept.name, faults.join("\n  "))).next(
            "Take an older one: `be-right backup --list` names them, `--check` tests them, and \
             the path of its snapshot restores it. Nothing was changed.",
        )
    };
    if checked.wrong > restored.lost {
        return Err(damaged(&checked.faults));
    }
    if restored.lost > 0 && !asked.leave_out_damaged {
        let (name, lost) = (&kept.name, restored.lost);
        let faults = checked.faults.join("\n  ");
        let why = format!("{name} is damaged: {lost} of its blobs are not whole:\n  {faults}");
        return Err(Failure::new(why).next(
            "All backups of a folder share them, so an older one may lack them too. A copy of the \
             folder may have them; or restore without them with --leave-out-damaged. Nothing was \
             changed.",
        ));
    }
    let database = staged.join("be-right.db");
    let copy = DatabaseFile::open(&database)?;
    let faults = copy.faults(true)?;
    if !faults.is_empty() {
        return Err(damaged(&faults));
    }
    // Checked before any write, which would run foreign triggers.
    let strange = copy.schema_differences()?;
    if !strange.is_empty() {
        let why = format!("the database of {} was changed:\n  {}", kept.name, strange.join("\n  "));
        return Err(Failure::new(why).next(
            "Somebody has put into it what be-right does not, or taken out what it does: it is \
             not restored. Take an older backup, of a place that nobody else could write to. \
             Nothing was changed.",
        ));
    }
    drop(copy);
    let now = SystemClock.now();
    let already_due = ALL
        .iter()
        .filter(|schedule| schedule.sends_mail)
        .map(|schedule| format!("{}:{}", schedule.name, schedule.last_due(now, zone)))
        .collect();
    let mails = QueuedMails { send_queued: asked.send_queued, already_due };
    let later = LaterKey::find(&before.folders, staged);
    let keys = SealKeys {
        today: later.as_ref().map(|later| later.key.public()).or(seal_key_of(staged)),
        later: later.as_ref().map(|later| (later.retired, later.until, &later.key)),
    };
    let settled = restore::settle(&database, &kept.name, &mails, &before.databases, keys, now)?;
    let key_before = before.folders.first().and_then(|folder| seal_key_of(folder));
    let seal_key = match (&later, key_before) {
        (Some(later), _) => {
            later.put_into(staged)?;
            RestoredSealKey::Later { sealed: settled.sealed }
        }
        (None, Some(before)) if seal_key_of(staged) != Some(before) => {
            RestoredSealKey::Other { before }
        }
        (None, _) => RestoredSealKey::Same,
    };
    let laid_out = DataDir::bare(staged)?;
    match settled.had_seals {
        true => laid_out.note_sealed_chains()?,
        false => laid_out.forget_sealed_chains()?,
    }
    let has_config = staged.join(CONFIG_OF_THEN).exists();
    let Settled { held, newer, refused, .. } = settled;
    Ok(Laid { restored, held, newer, seal_key, refused, has_config })
}

/// Refuses a folder of another account: the server could not use files made by root.
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

/// The key that seals evidence after the restore.
enum RestoredSealKey {
    /// It is the one of before, or there was none.
    Same,
    /// The one that replaced the key of the backup since. So many answers were sealed with it.
    Later { sealed: usize },
    /// The one of the backup, which is another than before and is known nowhere.
    Other { before: PublicKey },
}

/// How many decisions are listed; the others are counted.
const HOLDS_LISTED: usize = 20;

/// The lines about decisions made after the backup.
fn since(newer: Option<&Newer>, taken_at: &str) -> Vec<String> {
    let lost = format!(
        "Answers, refusals and withdrawals given after {taken_at} are lost, and those people must \
         be asked again: publish nothing on the strength of older answers before that."
    );
    let Some(newer) = newer else { return vec![lost] };
    let mut lines = vec![];
    if let Some(why) = &newer.unread {
        let first = why.lines().next().unwrap_or_default();
        lines.push(format!("What was there is damaged ({first}) and could not be compared whole."));
        lines.push(lost);
    }
    if newer.lost > 0 {
        lines.push(format!(
            "Answers given after {taken_at} that are not in it: {}. Those people must be asked again.",
            newer.lost
        ));
    }
    if newer.erased > 0 {
        lines
            .push(format!("People who were erased since, and are erased again: {}.", newer.erased));
    }
    let (erased, kept) = newer.accounts;
    if erased > 0 {
        lines.push(format!("Accounts that were erased since, and are erased again: {erased}."));
    }
    if kept > 0 {
        lines.push(format!(
            "Accounts that were erased since, and are there again, since a company in the backup has no \
             other owner: {kept}. Make somebody else its owner, then delete and erase them again."
        ));
    }
    if newer.roots > 0 {
        lines.push(format!(
            "Daily roots made since, which stay in the list: {}. Evidence that they cover and that \
             is not in it is lost.",
            newer.roots
        ));
    }
    let (kept, unkept) = newer.invoices;
    if kept > 0 {
        lines.push(format!("Invoices issued since, which stay: {kept}."));
    }
    if unkept > 0 {
        lines.push(format!(
            "Invoices issued since that cannot be stored, of companies that are not in it: {unkept}. Keep \
             what is replaced, and send them from there; their numbers are given again."
        ));
    }
    let access = &newer.access;
    for (count, what) in [
        (
            access.tokens + access.sessions + access.links,
            "API tokens, sessions, invitations, links for a new password or e-mail, and links to \
             former addresses that had ended since, and are ended again",
        ),
        (access.roles, "Members whose role allowed less since, and allows less again"),
        (access.photographers, "Shoots whose photographer changed since, and is changed again"),
        (access.passwords, "Accounts whose password changed since, and stays the new one"),
        (access.emails, "Accounts whose e-mail changed since, and stays the new one"),
        (access.feeds, "Calendar feeds that were turned off or changed since, and are so again"),
        (access.codes, "Recovery codes that were used or replaced since, and are so again"),
        (access.second_steps, "Accounts with two-step sign-in since, which have it again"),
    ] {
        if count > 0 {
            lines.push(format!("{what}: {count}."));
        }
    }
    if newer.access.members > 0 {
        lines.push(format!(
            "Members who had left their studio since, and belong to it again: {}. Remove them again \
             if they must not see it.",
            newer.access.members
        ));
    }
    if newer.names.named > 0 {
        lines.push(format!(
            "Photographs on which people had been named since, and are named again: {}.",
            newer.names.named
        ));
    }
    if newer.names.unknown > 0 {
        lines.push(format!(
            "Photographs of people who are not in it: {}. They cannot be published until somebody \
             names everybody on them.",
            newer.names.unknown
        ));
    }
    if newer.names.lost > 0 {
        lines.push(format!(
            "Photographs with names that are not in it: {}. Uploaded again, they cannot be \
             published until somebody names everybody on them.",
            newer.names.lost
        ));
    }
    if newer.held.is_empty() {
        return lines;
    }
    lines.push(format!(
        "{} had refused or taken back since, as what was there says: these uses are on hold \
         until they answer again or an owner releases them (POST /answer/{{id}}/release).",
        match newer.held.len() {
            1 => "1 person".to_owned(),
            many => format!("{many} people"),
        }
    ));
    for one in newer.held.iter().take(HOLDS_LISTED) {
        let uses = one.uses.names();
        let (reference, kind, at) = (&one.reference, one.kind, one.at.rfc3339());
        lines.push(format!("  {reference} {kind} on {at}: {}", uses.join(", ")));
    }
    if newer.held.len() > HOLDS_LISTED {
        lines.push("  …".to_owned());
    }
    lines
}

fn report(path: &Path, kept: &Snapshot, laid: &Laid, aside: Option<&Path>) -> String {
    let Snapshot { name, manifest } = kept;
    let Laid { restored, held, newer, seal_key, refused, has_config } = laid;
    let blobs = restored.blobs;
    let mut lines = vec![
        format!("{} is {name} again, as of {}:", path.display(), manifest.taken_at),
        format!("{}, documents and photographs {blobs}.", manifest.people()),
        "Every byte was compared.".to_owned(),
    ];
    if restored.lost > 0 {
        let lost = restored.lost;
        lines.push(format!("{lost} that are damaged were left out: `be-right media check`."));
    }
    if let Some(aside) = aside {
        let aside = aside.display();
        lines.push(format!("What was there is in {aside}: delete it when all is well."));
    }
    if *held > 0 {
        lines.push(format!(
            "{held} e-mails that waited then may have been sent since: they were held back, and are \
             listed as DROPPED (GET /admin/mail). `be-right mail send-held` sends them."
        ));
    }
    match seal_key {
        RestoredSealKey::Same => {}
        RestoredSealKey::Later { sealed } => lines.push(format!(
            "The key that seals evidence was replaced since, and the new one stays. Answers sealed \
             anew with it: {sealed}."
        )),
        RestoredSealKey::Other { before } => lines.push(format!(
            "The key that seals evidence is the one of the backup; before it was {before}. Is it the \
             backup of this instance? Bundles and PDFs of before are verified with that one."
        )),
    }
    lines.extend(not_sealed(*refused));
    lines.extend(since(newer.as_ref(), &manifest.taken_at.to_string()));
    if !manifest.lost.is_empty() {
        lines.push(format!("{} files had been lost before the backup.", manifest.lost.len()));
    }
    lines.push(match has_config {
        true => format!(
            "The configuration file of then is {}: compare it with the one here.",
            path.join(CONFIG_OF_THEN).display()
        ),
        false => "There was no configuration file then: bring your settings.".to_owned(),
    });
    if !manifest.set_elsewhere.is_empty() {
        let keys = manifest.set_elsewhere.join(", ");
        lines.push(format!(
            "In variables, flags and files of secrets, which are not in it: {keys}. Bring them."
        ));
    }
    lines.push("Start the server; it makes its search index anew by itself.".to_owned());
    lines.join("\n")
}
