//! `be-right mail test`: the conversation with the mail server, step by step, and what
//! to do about the step that fails. `be-right mail send-held`: what a restore held back.

use std::fmt::Write as _;
use std::io::{Write, stdout};

use clap::Subcommand;

use super::data_dir::DataDir;
use super::failure::Failure;
use super::serve::runtime;
use super::{Global, logging, wire};
use crate::actions::{Origin, mails};
use crate::adapters::{Security, SmtpMailer, SmtpSettings};
use crate::config::Config;
use crate::model::keys::fresh_nonce;
use crate::model::{Email, Mail, Mailbox};
use crate::ports::{Clock, Mailer, Stage, Undelivered};
use crate::render::mail::{Brand, Told};
use crate::render::words;

#[derive(Subcommand)]
pub enum MailCommand {
    /// Talk to the mail server and say which step fails; with --to, send a message
    #[command(
        after_help = "Examples:\n  be-right mail test\n  be-right mail test --to ada@example.org"
    )]
    Test {
        /// Who gets the message; without it none is sent
        #[arg(long, value_name = "ADDRESS")]
        to: Option<String>,
    },
    /// Send what a restore held back, as far as it is still wanted
    #[command(after_help = "Example:\n  be-right mail send-held")]
    SendHeld,
}

pub fn run(global: &Global, asked: &MailCommand) -> Result<(), Failure> {
    logging::start_quiet();
    let MailCommand::Test { to } = asked else { return send_held(global) };
    let to = to.as_deref().map(Email::parse).transpose().map_err(|_| {
        Failure::new("--to is not an e-mail address").next("Give one such as ada@example.org.")
    })?;
    let config = global.config()?;
    let Some(settings) = wire::smtp(&config) else {
        return Err(Failure::new("no mail server is set: mails become files in outbox/").next(
            "Set smtp.host, smtp.port and smtp.from; `be-right config sample` explains them.",
        ));
    };
    runtime()?.block_on(test(&config, settings, to))
}

fn send_held(global: &Global) -> Result<(), Failure> {
    let config = global.config()?;
    let data = DataDir::open(&config)?;
    let sent = runtime()?.block_on(async {
        let app = wire::app(config, &data)?;
        Ok::<_, Failure>(mails::send_held(&app, Origin::default()).await?)
    })?;
    let told = format!("{sent} e-mails are queued; the server sends them within seconds.\n");
    Ok(stdout().write_all(told.as_bytes())?)
}

/// A step of the conversation, as it is told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Resolve,
    At(Stage),
}

impl Step {
    fn name(self) -> &'static str {
        match self {
            Step::Resolve => "resolve",
            Step::At(Stage::Compose) => "compose",
            Step::At(Stage::Connect) => "connect",
            Step::At(Stage::Tls) => "TLS",
            Step::At(Stage::Hello) => "greeting",
            Step::At(Stage::Auth) => "authentication",
            Step::At(Stage::From) => "sender",
            Step::At(Stage::Recipient) => "recipient",
            Step::At(Stage::Data) => "data",
            Step::At(Stage::Store) => "store",
        }
    }

    /// What to do when it fails.
    fn advice(self) -> &'static str {
        match self {
            Step::Resolve => "Check the spelling of smtp.host and this machine's DNS.",
            Step::At(Stage::Compose) => "Check smtp.from and --to.",
            Step::At(Stage::Connect) => {
                "Check smtp.host and smtp.port, and that no firewall stands between: many \
                 networks let port 587 out and not 25."
            }
            Step::At(Stage::Tls) => {
                "Check smtp.security: `tls` is for port 465, `starttls` for 587 and 25. For a \
                 certificate of your own, name its authority in smtp.ca_file."
            }
            Step::At(Stage::Hello) => {
                "The server refuses this machine before any message: check that smtp.port speaks \
                 SMTP, that smtp.security fits it, and that this machine's address may relay."
            }
            Step::At(Stage::Auth) => {
                "Check smtp.username and smtp.password. Some services want a password made for \
                 applications, or SMTP switched on for the account."
            }
            Step::At(Stage::From) => {
                "The server does not let this account send as smtp.from: use the account's own \
                 address, or have the domain confirmed with the service."
            }
            Step::At(Stage::Recipient) => {
                "The server does not take mail for this recipient: check the address; `relay` in \
                 the reply means that it wants a login first."
            }
            Step::At(Stage::Data) => {
                "The server read the message and did not take it: its reply says why. Check SPF, \
                 DKIM and DMARC of the domain of smtp.from."
            }
            Step::At(Stage::Store) => "Make room on the disk.",
        }
    }
}

async fn test(config: &Config, settings: SmtpSettings, to: Option<Email>) -> Result<(), Failure> {
    let server = format!("{}:{}", settings.host, settings.port);
    let steps = steps(&settings, to.is_some());
    let mut out = String::new();
    let _ = writeln!(out, "{server}");
    let tried = try_all(config, settings, to.as_ref()).await;
    let failed = tried.as_ref().err().map(|(step, _)| *step);
    let reached = failed.map(|step| steps.iter().position(|one| *one == step));
    for (nth, step) in steps.iter().enumerate() {
        let told = match reached {
            None => "ok",
            Some(Some(at)) if nth < at => "ok",
            Some(Some(at)) if nth == at => "FAILED",
            // What fails before any step of the list.
            Some(_) => "not tried",
        };
        let _ = writeln!(out, "  {:<16}{told}", step.name());
    }
    if failed.is_none() {
        let _ = match &to {
            Some(to) => writeln!(out, "A message is on its way to {}.", to.address),
            None => writeln!(out, "Nothing was sent; --to ADDRESS sends a message."),
        };
    }
    stdout().write_all(out.as_bytes())?;
    match tried {
        Ok(()) => Ok(()),
        Err((step, reply)) => {
            Err(Failure::new(format!("{}: {reply}", step.name())).next(step.advice()))
        }
    }
}

/// The steps there are, in the order in which they are taken.
fn steps(settings: &SmtpSettings, sends: bool) -> Vec<Step> {
    let mut stages = vec![Stage::Connect];
    stages.extend(match settings.security {
        Security::Tls => vec![Stage::Tls, Stage::Hello],
        Security::StartTls => vec![Stage::Hello, Stage::Tls],
        Security::None => vec![Stage::Hello],
    });
    if settings.username.is_some() {
        stages.push(Stage::Auth);
    }
    if sends {
        stages.extend([Stage::From, Stage::Recipient, Stage::Data]);
    }
    std::iter::once(Step::Resolve).chain(stages.into_iter().map(Step::At)).collect()
}

async fn try_all(
    config: &Config,
    settings: SmtpSettings,
    to: Option<&Email>,
) -> Result<(), (Step, String)> {
    let address = (settings.host.clone(), settings.port);
    let found = tokio::net::lookup_host(address).await;
    match found.map(|mut found| found.next()) {
        Ok(Some(_)) => {}
        Ok(None) => return Err((Step::Resolve, "the name has no address".into())),
        Err(error) => return Err((Step::Resolve, error.to_string())),
    }
    let mailer = SmtpMailer::new(settings)
        .map_err(|error| (Step::At(Stage::Compose), format!("{error:#}")))?;
    let failed = |failed: Undelivered| (Step::At(failed.stage), failed.reply);
    match to {
        None => mailer.test_connection().await.map(drop).map_err(failed),
        Some(to) => {
            let sent = mailer.send(&message(config, to)).await.map(drop).map_err(failed);
            mailer.close().await;
            sent
        }
    }
}

fn message(config: &Config, to: &Email) -> Mail {
    let words = words(config.locale);
    let letter = Told {
        locale: config.locale,
        brand: Brand::own(),
        name: String::new(),
        title: words.say("mail-test-title").into_owned(),
        text: words.say("mail-test-text").into_owned(),
        link: config.public_url.clone(),
    };
    let rendered = letter.render();
    let host = config.public_url.split("://").nth(1).unwrap_or("localhost");
    let host = host.split([':', '/']).next().unwrap_or("localhost");
    Mail {
        to: Mailbox::bare(to.address.clone()),
        sender_name: None,
        reply_to: None,
        html: rendered.html(None),
        subject: rendered.subject,
        text: rendered.text,
        message_id: format!("{}@{host}", fresh_nonce()),
        date: crate::adapters::SystemClock.now(),
        auto_submitted: true,
        headers: vec![],
        attachments: vec![],
        inline: vec![],
    }
}
