//! `be-right media`: checks uploaded files against the database. The nightly job does the same.

use std::io::Write;

use clap::Subcommand;

use super::data_dir::DataDir;
use super::failure::Failure;
use super::{Global, serve, wire};
use crate::Error;
use crate::actions::alarms;
use crate::actions::files::{self, Damaged, Findings};
use crate::config::Config;
use crate::model::AlarmKind;
use crate::ports::Shelf;

#[derive(Subcommand)]
pub enum Media {
    /// Read all files and signed documents, and report lost or damaged ones; change nothing
    #[command(after_help = "Example:\n  be-right media check")]
    Check,
    /// Let the next sweep set aside all unreferenced files, however many
    #[command(after_help = "Example:\n  be-right media confirm")]
    Confirm,
    /// Purge files deleted long ago and remove unreferenced bytes, as the nightly job does
    #[command(after_help = "Example:\n  be-right media gc")]
    Gc,
}

/// `check` and `confirm` may run beside the server; `gc` may not: the server runs it itself.
pub fn run(global: &Global, media: &Media) -> Result<(), Failure> {
    let config = global.config()?;
    let data = DataDir::open(&config)?;
    let held = match media {
        Media::Check | Media::Confirm => None,
        Media::Gc => Some(data.hold()?),
    };
    if let Media::Confirm = media {
        return confirm(config, &data);
    }
    let found = serve::runtime()?.block_on(async {
        let app = wire::app(config, &data)?;
        let found = match media {
            Media::Gc => {
                app.load_clock().await?;
                if app.clock_leap().is_some() {
                    return Err(Failure::new("the clock leapt since the server last ran")
                        .next(AlarmKind::ClockLeapt.next()));
                }
                files::sweep(&app).await?
            }
            Media::Check | Media::Confirm => files::check(&app).await?,
        };
        Ok::<_, Failure>(found)
    })?;
    drop(held);
    print(&found, media)?;
    if found.held > 0 {
        let why = format!(
            "{} files of no row are far more than usual, and were left where they are",
            found.held
        );
        return Err(Failure::new(why).next(AlarmKind::SweepHeld.next()));
    }
    let lost = found.damaged.len().max(found.missing.len());
    match (lost, found.miscounted.len()) {
        (0, 0) => Ok(()),
        (0, some) => Err(Failure::new(format!("the counts of {some} companies are wrong"))
            .next("Nothing is lost. Tell who maintains be-right.")),
        (some, _) => Err(Failure::new(format!("{some} files or documents are lost"))
            .next("Put the folder blobs/ back from a backup, then look again.")),
    }
}

fn confirm(config: Config, data: &DataDir) -> Result<(), Failure> {
    let confirmed = serve::runtime()?.block_on(async {
        let app = wire::app(config, data)?;
        Ok::<_, Failure>(alarms::confirm(&app, AlarmKind::SweepHeld, None).await)
    })?;
    match confirmed {
        Ok(()) => Ok(writeln!(
            std::io::stdout(),
            "The next sweep sets them aside: tonight, or after `be-right jobs run sweep_files`."
        )?),
        Err(Error::NotFound(_)) => Err(Failure::new("no sweep of files is held")
            .next("`be-right media check` shows what there is.")),
        Err(error) => Err(error.into()),
    }
}

fn print(found: &Findings, media: &Media) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{} blobs, {} bytes", found.blobs, found.bytes)?;
    let what = match media {
        Media::Gc => "of no file taken away",
        Media::Check | Media::Confirm => "of no file",
    };
    writeln!(out, "{} blobs {what}, {} bytes", found.orphans, found.orphan_bytes)?;
    if matches!(media, Media::Gc) {
        writeln!(out, "{} of these set aside in blobs/set-aside", found.set_aside)?;
        writeln!(out, "{} files purged, {} leftovers thrown away", found.purged, found.leftovers)?;
    }
    let damaged = |one: &Damaged| (one.shelf, one.name);
    for (company, name) in &found.missing {
        // A check lists these below, with their kind.
        if !found.damaged.iter().any(|one| damaged(one) == (Some(Shelf::Company(*company)), *name))
        {
            writeln!(out, "lost: company {}, blob {name}", company.0)?;
        }
    }
    for one in &found.damaged {
        let what = if one.rotten { "rotten" } else { "lost" };
        let owner = match one.shelf {
            Some(Shelf::Company(id)) => format!("company {}", id.0),
            Some(Shelf::User(id)) => format!("portrait of user {}", id.0),
            None => "signed document".to_owned(),
        };
        writeln!(out, "{what}: {owner}, blob {}", one.name)?;
    }
    for company in &found.miscounted {
        writeln!(out, "miscounted: company {}", company.0)?;
    }
    Ok(())
}
