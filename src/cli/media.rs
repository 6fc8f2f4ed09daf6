//! `be-right media`: files held against their bytes. The nightly job does the same.

use std::io::Write;

use clap::Subcommand;

use super::data_dir::DataDir;
use super::failure::Failure;
use super::{Global, serve, wire};
use crate::actions::files::{self, Findings};

#[derive(Subcommand)]
pub enum Media {
    /// Look for files whose bytes are lost and bytes of no file; change nothing
    #[command(after_help = "Example:\n  be-right media check")]
    Check,
    /// Purge what was deleted long ago and throw away bytes of no file, as every night
    #[command(after_help = "Example:\n  be-right media gc")]
    Gc,
}

/// `check` may run beside the server; `gc` may not: the server does it by itself.
pub fn run(global: &Global, media: &Media) -> Result<(), Failure> {
    let config = global.config()?;
    let data = DataDir::open(&config)?;
    let held = match media {
        Media::Check => None,
        Media::Gc => Some(data.hold()?),
    };
    let found = serve::runtime()?.block_on(async {
        let app = wire::app(config, &data)?;
        let found = match media {
            Media::Check => files::check(&app).await?,
            Media::Gc => files::sweep(&app).await?,
        };
        Ok::<_, Failure>(found)
    })?;
    drop(held);
    tell(&found, media)?;
    if found.missing.is_empty() && found.miscounted.is_empty() {
        return Ok(());
    }
    let why = format!("{} files have lost their bytes", found.missing.len());
    Err(Failure::new(why).next("Put the folder blobs/ back from a backup, then look again."))
}

fn tell(found: &Findings, media: &Media) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{} blobs, {} bytes", found.blobs, found.bytes)?;
    let what = match media {
        Media::Check => "of no file",
        Media::Gc => "of no file thrown away",
    };
    writeln!(out, "{} blobs {what}, {} bytes", found.orphans, found.orphan_bytes)?;
    if matches!(media, Media::Gc) {
        writeln!(out, "{} files purged, {} leftovers thrown away", found.purged, found.leftovers)?;
    }
    for (company, name) in &found.missing {
        writeln!(out, "lost: company {}, blob {name}", company.0)?;
    }
    for company in &found.miscounted {
        writeln!(out, "miscounted: company {}", company.0)?;
    }
    Ok(())
}
