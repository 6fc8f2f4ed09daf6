//! `be-right clock`: confirms the system clock, so that irreversible schedules run again.

use std::io::{Write, stdout};

use clap::Subcommand;

use super::data_dir::DataDir;
use super::failure::Failure;
use super::serve::runtime;
use super::{Global, logging, wire};
use crate::Error;
use crate::actions::alarms;
use crate::model::AlarmKind;

#[derive(Subcommand)]
pub enum ClockCommand {
    /// Confirm that the clock is right after a leap: deletions and expiries resume
    #[command(after_help = "Example:\n  be-right clock confirm")]
    Confirm,
}

/// Works while the server runs, which notices within half a minute.
pub fn run(global: &Global, ClockCommand::Confirm: &ClockCommand) -> Result<(), Failure> {
    logging::start_quiet();
    let config = global.config()?;
    let data = DataDir::open(&config)?;
    let (now, confirmed) = runtime()?.block_on(async {
        let app = wire::app(config, &data)?;
        Ok::<_, Failure>((app.now(), alarms::confirm(&app, AlarmKind::ClockLeapt, None).await))
    })?;
    match confirmed {
        Ok(()) => Ok(writeln!(
            stdout(),
            "It is {}: what deletes, archives or expires goes on within half a minute.",
            now.rfc3339()
        )?),
        Err(Error::NotFound(_)) => {
            Err(Failure::new("the clock has not leapt, and nothing waits because of it")
                .next("`be-right doctor` shows what is wrong, if anything is."))
        }
        Err(error) => Err(error.into()),
    }
}
