//! The command line: one file per command, and what they share. A command that fails prints the
//! reason and the fix on stderr and exits with 1; a wrong command line or configuration exits with
//! 2.

mod account;
mod backup;
mod bench;
mod clock;
mod config_show;
mod data_dir;
mod demo;
mod doctor;
mod failure;
mod first_run;
mod jobs;
mod logging;
mod mail;
mod manual;
mod media;
mod memory;
mod openapi;
mod reindex;
mod restore;
mod seal;
mod serve;
mod setup;
mod stripe;
mod tls;
mod user;
mod verify;
mod version;
mod wire;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::config::{Config, Layers, Sources};
use failure::Failure;

/// The default configuration file, if it exists.
const USUAL_FILE: &str = "/etc/be-right/be-right.toml";

/// Photo consent in one binary: ask, sign, seal, prove.
#[derive(Parser)]
#[command(
    name = "be-right",
    version,
    max_term_width = 100,
    after_help = "Example:\n  be-right --config /etc/be-right/be-right.toml config show"
)]
struct Arguments {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// The options of all commands.
#[derive(Args)]
struct Global {
    /// The configuration file [default: /etc/be-right/be-right.toml, if it exists]
    #[arg(long, global = true, value_name = "FILE", env = "BE_RIGHT_CONFIG")]
    config: Option<PathBuf>,
    /// The data folder; same as --set data_dir=DIR
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<String>,
    /// One setting, overriding file and environment; may be repeated
    #[arg(long, global = true, value_name = "KEY=VALUE", value_parser = pair)]
    set: Vec<(String, String)>,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server until SIGTERM or SIGINT
    #[command(after_help = "Example:\n  be-right serve --data-dir ./be-right-data --port 8080")]
    Serve(serve::Serve),
    /// Run a sample studio on this machine; nothing is sent, and nothing is left behind
    #[command(after_help = "Example:\n  be-right demo --lang en")]
    Demo(demo::Demo),
    /// Set an installed instance up: address, TLS, mail, backups, first account; asks for what is
    /// not given
    #[command(after_help = setup::EXAMPLES)]
    Setup(Box<setup::Setup>),
    /// Check everything the instance needs, and report what would not work
    #[command(after_help = "Example:\n  be-right doctor")]
    Doctor,
    /// Manage accounts; a running server applies changes within a second
    #[command(subcommand)]
    User(user::User),
    /// Check and clean up uploaded files
    #[command(subcommand)]
    Media(media::Media),
    /// Inspect and control queued jobs and scheduled tasks
    #[command(subcommand)]
    Jobs(jobs::Jobs),
    /// Confirm the system clock after a leap
    #[command(subcommand)]
    Clock(clock::ClockCommand),
    /// Test and resume outgoing e-mail
    #[command(subcommand)]
    Mail(mail::MailCommand),
    /// Back everything up while the server runs, or check a backup
    #[command(after_help = backup::EXAMPLES)]
    Backup(backup::Backup),
    /// Restore a data folder from a backup
    #[command(after_help = restore::EXAMPLES)]
    Restore(restore::Restore),
    /// Rebuild the search index from the database; a running server does the work itself
    #[command(after_help = "Example:\n  be-right reindex")]
    Reindex,
    /// Connect the instance to Stripe
    #[command(subcommand)]
    Stripe(stripe::StripeCommand),
    /// Show the key that seals evidence, or replace it
    #[command(subcommand)]
    Seal(seal::SealCommand),
    /// Print the API's OpenAPI document
    #[command(after_help = "Example:\n  be-right openapi > be-right.json")]
    Openapi,
    /// Show the settings in effect, or a sample file
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Verify an evidence bundle, without any server
    #[command(
        after_help = "Example:\n  be-right verify bundle.zip --pdf consent.pdf --key KEY\n\n\
        Ends with 0 if it is genuine, 1 altered, 2 unreadable, 3 incomplete, 4 sealed with a \
        key that was not given."
    )]
    Verify(verify::Verify),
    /// Measure the speed of this build on this machine
    #[command(after_help = "Example:\n  be-right bench --seconds 5 --json > bench.json")]
    Bench(bench::Bench),
    /// Write the manual pages of all commands into a folder
    #[command(after_help = "Example:\n  be-right man ./man && man ./man/be-right.1")]
    Man(manual::Man),
    /// Print the completions of a shell
    #[command(
        after_help = "Example:\n  be-right completions bash > ~/.local/share/bash-completion/completions/be-right"
    )]
    Completions(manual::Completions),
    /// Print the version
    #[command(after_help = "Example:\n  be-right version")]
    Version,
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Print every setting in effect and its origin, secrets masked
    #[command(after_help = "Examples:\n  be-right config show\n  be-right config show smtp")]
    Show(config_show::Show),
    /// Print a sample configuration file that explains every setting
    #[command(after_help = "Example:\n  be-right config sample > be-right.toml")]
    Sample,
}

/// Runs one command.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    // An error only means that a provider is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let line = match Arguments::try_parse_from(args) {
        Ok(line) => line,
        Err(error) => {
            // If printing fails, there is nowhere left to report it.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let Arguments { global, command } = line;
    let done = match command {
        Command::Serve(serve) => serve::run(&global, &serve),
        Command::Demo(demo) => demo::run(&demo),
        Command::Setup(setup) => setup::run(&global, &setup),
        Command::Doctor => doctor::run(&global),
        Command::User(user) => user::run(&global, user),
        Command::Media(media) => media::run(&global, &media),
        Command::Jobs(jobs) => jobs::run(&global, &jobs),
        Command::Clock(clock) => clock::run(&global, &clock),
        Command::Mail(mail) => mail::run(&global, &mail),
        Command::Backup(backup) => backup::run(&global, &backup),
        Command::Restore(restore) => restore::run(&global, &restore),
        Command::Stripe(stripe) => stripe::run(&global, &stripe),
        Command::Seal(seal) => seal::run(&global, &seal),
        Command::Openapi => openapi::run(),
        Command::Reindex => reindex::run(&global),
        Command::Config(ConfigCommand::Show(show)) => config_show::run(&global, &show),
        Command::Config(ConfigCommand::Sample) => config_show::sample(),
        Command::Verify(verify) => return verify::run(&verify, &mut std::io::stdout()),
        Command::Bench(bench) => bench::run(&bench),
        Command::Man(man) => manual::write_pages(&man),
        Command::Completions(shell) => {
            manual::print_completions(&shell);
            Ok(())
        }
        Command::Version => version::run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

impl Global {
    fn sources(&self) -> Sources {
        let usual = || Some(PathBuf::from(USUAL_FILE)).filter(|file| Path::exists(file));
        let data_dir = self.data_dir.iter().map(|dir| ("data_dir".to_owned(), dir.clone()));
        Sources {
            file: self.config.clone().or_else(usual),
            variables: std::env::vars_os()
                .filter_map(|(name, value)| {
                    Some((name.into_string().ok()?, value.into_string().ok()?))
                })
                .collect(),
            flags: data_dir.chain(self.set.iter().cloned()).collect(),
        }
    }

    fn layers(&self) -> Result<Layers, Failure> {
        Ok(Layers::find(&self.sources())?)
    }

    /// Loads and checks the configuration.
    fn config(&self) -> Result<Config, Failure> {
        self.config_and(None)
    }

    /// As [`Global::config`], with the command's own flags on top.
    fn config_and(
        &self,
        flags: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Config, Failure> {
        let mut sources = self.sources();
        sources.flags.extend(flags);
        Ok(Config::load(&sources)?)
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (key, value) =
        text.split_once('=').ok_or("expected KEY=VALUE, such as listen.port=8080")?;
    Ok((key.trim().to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_command_has_help_and_an_example() {
        fn check(command: &clap::Command) {
            for sub in command.get_subcommands() {
                assert!(sub.get_about().is_some(), "{} says nothing", sub.get_name());
                let is_leaf = sub.get_subcommands().next().is_none();
                let example = sub.get_after_help().map(ToString::to_string).unwrap_or_default();
                assert!(
                    !is_leaf || example.contains("  be-right "),
                    "{}: no example",
                    sub.get_name()
                );
                check(sub);
            }
        }
        check(&Arguments::command());
    }

    #[test]
    fn a_setting_on_the_command_line_is_key_and_value() {
        assert_eq!(pair("listen.port=1=2"), Ok(("listen.port".to_owned(), "1=2".to_owned())));
        assert!(pair("listen.port").is_err());
    }
}
