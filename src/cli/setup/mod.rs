//! `be-right setup`: from an installed package to a console that people reach. It takes options, asks
//! at a terminal for what is missing, tries each answer, and only then writes the configuration,
//! makes the first account and starts the service.

mod ask;
mod file;
mod questions;
mod system;
mod target;

use std::io::{Write, stdout};
use std::net::ToSocketAddrs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::ValueEnum;
use toml_edit::Value;

use super::data_dir::DataDir;
use super::failure::Failure;
use super::{Global, logging, tls, user};
use crate::config::Config;
use crate::model::Locale;
use ask::Asker;
use questions::ask;
use target::Target;

/// How long the first certificate is waited for.
const CERTIFICATE: Duration = Duration::from_secs(90);

pub const EXAMPLES: &str = "Examples:\n  be-right setup\n  be-right setup --no-input \
    --address https://consent.example.org --tls acme --acme-email you@example.org \\\n      \
    --mail-server smtp.example.org --mail-user studio --mail-password-file smtp.txt \\\n      \
    --mail-from 'Studio Ada <studio@example.org>' --backup /mnt/backup/be-right \\\n      \
    --account ada@example.org --first-name Ada --last-name Lovelace --studio 'Studio Ada'";

/// What is not given is asked for, at a terminal.
#[derive(clap::Args)]
pub struct Setup {
    /// The address people reach the instance at
    #[arg(long, value_name = "URL")]
    address: Option<String>,
    /// Who speaks TLS
    #[arg(long, value_enum)]
    tls: Option<Encryption>,
    /// With --tls acme: where the authority writes to when something is wrong
    #[arg(long, value_name = "EMAIL")]
    acme_email: Option<String>,
    /// With --tls files: the certificate with its chain, in PEM
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// With --tls files: its key
    #[arg(long, value_name = "FILE")]
    certificate_key: Option<PathBuf>,
    /// With --tls proxy: the address of the proxy, or its network [default: 127.0.0.1]
    #[arg(long, value_name = "ADDRESS")]
    proxy: Option<String>,
    /// The mail server; `none` writes e-mails to files, and nobody receives any
    #[arg(long, value_name = "HOST")]
    mail_server: Option<String>,
    /// How it is spoken to [default: starttls]
    #[arg(long, value_enum)]
    mail_security: Option<MailSecurity>,
    /// Its port, if it is not the usual one
    #[arg(long, value_name = "PORT")]
    mail_port: Option<u16>,
    /// The login, if it asks for one
    #[arg(long, value_name = "NAME")]
    mail_user: Option<String>,
    /// A file with the password in its first line
    #[arg(long, value_name = "FILE")]
    mail_password_file: Option<PathBuf>,
    /// The sender: `Studio Ada <studio@example.org>`
    #[arg(long, value_name = "SENDER")]
    mail_from: Option<String>,
    /// The folder of nightly backups; `none` for none
    #[arg(long, value_name = "DIR")]
    backup: Option<String>,
    /// The e-mail of the first account; `none` leaves it to the link that the server makes
    #[arg(long, value_name = "EMAIL")]
    account: Option<String>,
    #[arg(long)]
    first_name: Option<String>,
    #[arg(long)]
    last_name: Option<String>,
    /// The name of their studio
    #[arg(long, value_name = "NAME")]
    studio: Option<String>,
    /// A file with the account's password in its first line; without one it is asked for, or
    /// generated and printed once
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// The language of the instance: fr or en [default: fr]
    #[arg(long, value_parser = user::locale)]
    lang: Option<Locale>,
    /// Ask nothing: what is missing has its default, or is named
    #[arg(long)]
    no_input: bool,
    /// Start nothing
    #[arg(long)]
    no_start: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Encryption {
    /// be-right, with certificates that it obtains by ACME, from Let's Encrypt
    Acme,
    /// be-right, with certificates from files
    Files,
    /// A web server in front of it
    Proxy,
    /// Nobody: to try it on this machine only
    None,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum MailSecurity {
    /// Encrypted after a greeting, port 587
    Starttls,
    /// Encrypted from the first byte, port 465
    Tls,
    /// In clear, port 25: a server on this machine or network
    None,
}

/// The answers, as settings and as what to do.
struct Answers {
    settings: Vec<(String, Value)>,
    encryption: Encryption,
    sends_mail: bool,
    backup: Option<PathBuf>,
    account: Option<Account>,
}

struct Account {
    email: String,
    first_name: String,
    last_name: String,
    studio: String,
    /// None: to be generated.
    password: Option<String>,
}

pub fn run(global: &Global, setup: &Setup) -> Result<(), Failure> {
    logging::start_quiet();
    let target = Target::find(global)?;
    let asker = Asker::new(setup.no_input);
    if asker.asks() {
        say(&format!(
            "This writes {}. Ctrl+C ends it; nothing is changed before the end.\n",
            target.file.display()
        ))?;
    }
    let answers = loop {
        let answers = ask(&target, global, setup, asker)?;
        let tried = target.write_candidate(&answers).and_then(|config| {
            leads_somewhere(&config)?;
            try_mail(&target, &answers)
        });
        match tried {
            Ok(()) => break answers,
            Err(failure) => {
                target.drop_candidate();
                if !asker.asks() {
                    return Err(failure);
                }
                say(&format!("\n{}\n", failure.whole()))?;
                if !asker.yes("Answer again?", true)? {
                    return Err(failure);
                }
            }
        }
    };
    let config = target.put_in_place()?;
    say(&format!("{} is written.", target.file.display()))?;
    if let Some(folder) = &answers.backup {
        system::make_folder(folder, &config.data_dir)?;
    }
    if target.is_service() {
        system::allow_writing(answers.backup.as_deref())?;
    }
    if let Some(account) = &answers.account {
        target.add(account)?;
    }
    let starts = !setup.no_start && target.is_service() && system::has_systemd();
    if starts {
        let opens_ports = matches!(answers.encryption, Encryption::Acme | Encryption::Files);
        system::start(opens_ports)?;
        if answers.encryption == Encryption::Acme {
            wait_for_certificate(&config)?;
        }
    }
    say("")?;
    // It says itself what would not work.
    let _ = target.own().arg("doctor").status();
    say(&match starts {
        true => format!("\nbe-right runs: {}/console", config.public_url),
        false => format!(
            "\nNothing was started. To start it: {}",
            match system::has_systemd() && target.is_service() {
                true => format!("sudo systemctl enable --now {}", system::SERVICE),
                false => format!("be-right serve --config {}", target.file.display()),
            }
        ),
    })
}

/// An authority gives a certificate only for a name that leads to this machine.
fn leads_somewhere(config: &Config) -> Result<(), Failure> {
    if !config.tls.acme {
        return Ok(());
    }
    let host = config.public_host();
    (host, config.listen.port).to_socket_addrs().map(drop).map_err(|error| {
        let next = "First have the domain point to this machine. Nothing was changed.";
        Failure::new(format!("{host} leads nowhere yet: {error}")).next(next)
    })
}

/// Tries the mail server as the answers name it; sends a message to the account, if there is one.
fn try_mail(target: &Target, answers: &Answers) -> Result<(), Failure> {
    if !answers.sends_mail {
        return Ok(());
    }
    let mut command = target.own_with(&target.candidate());
    command.args(["mail", "test"]);
    if let Some(account) = &answers.account {
        command.args(["--to", &account.email]);
    }
    match command.status()?.success() {
        true => Ok(()),
        false => Err(Failure::new("mail cannot be sent so, see above").next(
            "Correct it, or leave mail for later with --mail-server none. Nothing was changed.",
        )),
    }
}

fn wait_for_certificate(config: &Config) -> Result<(), Failure> {
    say("Waiting for the certificate …")?;
    let data = DataDir::open(config)?;
    let since = Instant::now();
    while tls::kept(&data).is_err() {
        if since.elapsed() > CERTIFICATE {
            return say("It has not come yet; be-right goes on trying. `be-right doctor` tells.");
        }
        std::thread::sleep(Duration::from_secs(1));
    }
    Ok(())
}

fn say(text: &str) -> Result<(), Failure> {
    Ok(writeln!(stdout(), "{text}")?)
}
