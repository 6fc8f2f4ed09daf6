//! `be-right seal`: the key that seals evidence: shows it, and replaces it.

use std::io::{Write, stdout};

use clap::{Subcommand, ValueEnum};

use super::data_dir::DataDir;
use super::failure::Failure;
use super::serve::runtime;
use super::{Global, logging, wire};
use crate::Error;
use crate::actions::{alarms, answers};
use crate::config::Config;
use crate::model::AlarmKind;

#[derive(Subcommand)]
pub enum SealCommand {
    /// Print the public key that seals evidence, and those that did before
    #[command(after_help = "Example:\n  be-right seal show")]
    Show,
    /// Replace the key; the server must be stopped
    #[command(after_help = "Example:\n  be-right seal rotate\n\n\
        Needed if somebody else may have read secrets/seal.key. All evidence is sealed anew; what \
        was handed out before stays valid with the old key, which stays published.")]
    Rotate,
    /// Sign daily roots, or the audit log, as the database is now, though it lacks what was signed
    #[command(after_help = "Examples:\n  be-right seal confirm\n  be-right seal confirm audit\n\n\
        For the alarms evidence_lost, roots_contradicted and audit_contradicted. What the database lacks, or was changed in \
        it, is not found by later checks: compare with a backup before.")]
    Confirm {
        #[arg(value_enum, default_value_t = Signed::Evidence)]
        what: Signed,
    },
}

/// What is signed each night.
#[derive(Clone, Copy, ValueEnum)]
pub enum Signed {
    /// The evidence of answers, by daily roots
    Evidence,
    /// The audit log
    Audit,
}

pub fn run(global: &Global, command: &SealCommand) -> Result<(), Failure> {
    logging::start_quiet();
    let config = global.config()?;
    let data = DataDir::open(&config)?;
    match command {
        SealCommand::Show => {
            data.expect_database()?;
            let keys = data.keys()?;
            let mut lines = vec![format!("{}  seals now", keys.seal.public())];
            let retired = keys.retired.keys().iter().rev();
            lines.extend(
                retired.map(|one| format!("{}  until {}", one.public_key, one.until.rfc3339())),
            );
            Ok(writeln!(stdout(), "{}", lines.join("\n"))?)
        }
        SealCommand::Confirm { what } => confirm(config, &data, *what),
        SealCommand::Rotate => {
            let _alone = data.hold()?;
            data.expect_database()?;
            let sealed = runtime()?.block_on(async {
                let app = wire::app(config, &data)?;
                let next = data.next_seal_key()?;
                let sealed = answers::seal_with(&app, next).await?;
                Ok::<_, Failure>((sealed, app.now()))
            });
            let (done, now) = sealed?;
            let (sealed, refused) = (done.sealed, done.refused);
            let key = data.put_next_seal_key(now)?;
            let refused = not_sealed(refused).map(|line| format!("{line}\n")).unwrap_or_default();
            Ok(writeln!(
                stdout(),
                "The key is now {key}.\n\
                 Answers sealed anew: {sealed}. {refused}Bundles and PDFs that were handed out before stay \
                 valid with the old key,\nwhich the page /verify and /.well-known/be-right/keys.json \
                 go on to show.\nMake a backup now: earlier ones hold the old key."
            )?)
        }
    }
}

/// Works while the server runs.
fn confirm(config: Config, data: &DataDir, what: Signed) -> Result<(), Failure> {
    let (kinds, done, none): (&[AlarmKind], _, _) = match what {
        Signed::Evidence => (
            &[AlarmKind::EvidenceLost, AlarmKind::RootsContradicted],
            "The next daily root is made over the evidence that there is, in the night to come.",
            "no daily root is in doubt",
        ),
        Signed::Audit => (
            &[AlarmKind::AuditContradicted],
            "The audit log is signed as it is, in the night to come.",
            "the audit log is not in doubt",
        ),
    };
    let confirmed = runtime()?.block_on(async {
        let app = wire::app(config, data)?;
        let mut confirmed = 0;
        for kind in kinds {
            match alarms::confirm(&app, *kind, None).await {
                Ok(()) => confirmed += 1,
                Err(Error::NotFound(_)) => {}
                Err(error) => return Err(Failure::from(error)),
            }
        }
        Ok(confirmed)
    })?;
    match confirmed {
        0 => Err(Failure::new(none).next("`be-right doctor` shows what is wrong, if anything is.")),
        _ => Ok(writeln!(stdout(), "{done}")?),
    }
}

/// What is said of answers that were not sealed anew, if there are any.
pub fn not_sealed(refused: usize) -> Option<String> {
    (refused > 0).then(|| {
        format!(
            "Answers whose evidence is not what was sealed, and is not sealed anew: {refused}. \
             Nothing is published on the strength of them."
        )
    })
}
