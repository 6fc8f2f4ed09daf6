//! `be-right mail test`: runs the SMTP dialogue step by step and gives advice on the step that
//! fails. `be-right mail send-held`: sends the mails a restore held back.

use std::fmt::Write as _;
use std::io::{Write, stdout};

mod advice;

use clap::Subcommand;

use super::data_dir::DataDir;
use super::failure::Failure;
use super::serve::runtime;
use super::{Global, logging, wire};
use crate::actions::health::Trouble;
use crate::actions::{Origin, mails};
use crate::adapters::{Security, SmtpMailer, SmtpSettings};
use crate::config::Config;
use crate::model::keys::fresh_nonce;
use crate::model::{Email, Mail, Mailbox};
use crate::ports::{Clock, Mailer, Stage, Undelivered};
use crate::render::mail::notification::NotificationMail;
use crate::render::words;

#[derive(Subcommand)]
pub enum MailCommand {
    /// Test the mail server and name the step that fails; with --to, send a message
    #[command(
        after_help = "Examples:\n  be-right mail test\n  be-right mail test --to ada@example.org"
    )]
    Test {
        /// The recipient of a test message; without it none is sent
        #[arg(long, value_name = "ADDRESS")]
        to: Option<String>,
    },
    /// Send the mails a restore held back, except those no longer needed
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
    let report = format!("{sent} e-mails are queued; the server sends them within seconds.\n");
    Ok(stdout().write_all(report.as_bytes())?)
}

/// Why no mail can be sent, in words for the operator.
pub fn trouble(trouble: &Trouble) -> String {
    let why = match trouble.name() {
        "refused" => "the mail server refuses us",
        _ => "the mail server is out of reach",
    };
    let tried = match trouble.probe_at {
        Some(at) => format!("one is tried at {}", at.rfc3339()),
        None => "it is tried again".to_owned(),
    };
    let (since, reply) = (trouble.since.rfc3339(), &trouble.reply);
    format!("mail waits since {since}: {why} ({reply}); {tried}; see `be-right mail test`")
}

/// The step that failed, the server's reply, and the advice.
struct Failed {
    step: Step,
    reply: String,
    advice: String,
}

/// A step of the SMTP dialogue, as printed.
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
}

async fn test(config: &Config, settings: SmtpSettings, to: Option<Email>) -> Result<(), Failure> {
    let server = format!("{}:{}", settings.host, settings.port);
    let steps = steps(&settings, to.is_some());
    let mut out = String::new();
    let greeting = connect_name(&settings);
    let _ = writeln!(out, "{server}, greeted as {greeting}");
    let tried = try_all(config, settings, to.as_ref()).await;
    let failed = tried.as_ref().err().map(|failed| failed.step);
    let reached = failed.map(|step| steps.iter().position(|one| *one == step));
    for (nth, step) in steps.iter().enumerate() {
        let status = match reached {
            None => "ok",
            Some(Some(at)) if nth < at => "ok",
            Some(Some(at)) if nth == at => "FAILED",
            // It failed before the first listed step.
            Some(_) => "not tried",
        };
        let _ = writeln!(out, "  {:<16}{status}", step.name());
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
        Err(Failed { step, reply, advice }) => {
            Err(Failure::new(format!("{}: {reply}", step.name())).next(advice))
        }
    }
}

/// The steps, in order.
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

/// The host name sent in EHLO.
fn connect_name(settings: &SmtpSettings) -> String {
    match SmtpMailer::new(settings.clone()) {
        Ok(mailer) => mailer.greeting(),
        Err(_) => settings.ehlo.clone().unwrap_or_default(),
    }
}

async fn try_all(
    config: &Config,
    settings: SmtpSettings,
    to: Option<&Email>,
) -> Result<(), Failed> {
    let address = (settings.host.clone(), settings.port);
    let found = tokio::net::lookup_host(address).await;
    let unresolved = |reply: String| Failed {
        step: Step::Resolve,
        reply,
        advice: "Check the spelling of smtp.host and this machine's DNS.".to_owned(),
    };
    match found.map(|mut found| found.next()) {
        Ok(Some(_)) => {}
        Ok(None) => return Err(unresolved("the name has no address".into())),
        Err(error) => return Err(unresolved(error.to_string())),
    }
    let greeting = connect_name(&settings);
    let has_login = settings.username.is_some();
    let mailer = SmtpMailer::new(settings).map_err(|error| Failed {
        step: Step::At(Stage::Compose),
        reply: format!("{error:#}"),
        advice: "Check smtp.from, smtp.ehlo and smtp.ca_file.".to_owned(),
    })?;
    let failed = |failed: Undelivered| Failed {
        step: Step::At(failed.stage),
        advice: advice::of(failed.stage, failed.cause, has_login, &greeting),
        reply: failed.reply,
    };
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
    let draft = NotificationMail {
        locale: config.locale,
        brand: None,
        name: String::new(),
        title: words.say("mail-test-title").into_owned(),
        text: words.say("mail-test-text").into_owned(),
        link: config.public_url.clone(),
        settings: format!(
            "{}{}",
            config.public_url,
            crate::model::ConsolePage::NotificationSettings.path()
        ),
    };
    let rendered = draft.render();
    let host = config.public_host();
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
