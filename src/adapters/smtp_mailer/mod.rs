//! [`Mailer`] over SMTP: implicit TLS, STARTTLS, or a plain relay; with or without login. Each
//! step of the session has its own time limit and is named in errors.
//!
//! lettre's transport does not report the step at which a message was refused, so this one
//! manages lettre's connections itself, and keeps a few of them open.

mod connect;
mod failure;
mod login;

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use lettre::Message;
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use tokio::time::Instant;

use self::failure::{Failure, Pace, reply_line, within};
use super::mime;
use crate::model::{Mail, Mailbox, Secret};
use crate::ports::{Mailer, Receipt, Stage, Undelivered};

/// How many idle connections are kept, how long, and for how many messages each is used.
const IDLE_CONNECTIONS: usize = 4;
const IDLE_TIME: Duration = Duration::from_secs(30);
const MESSAGES_PER_CONNECTION: u32 = 50;

/// Servers may scan the whole message before they reply to it: that reply has this many times the
/// time limit.
const PATIENCE_AFTER_CONTENT: u32 = 4;

/// The limit of the whole, from the first connection: less than the five minutes for which the
/// worker leases a job, so that no other worker takes it meanwhile.
const WHOLE: Duration = Duration::from_secs(240);

/// The server's address and the session's parameters.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// None: no login.
    pub username: Option<String>,
    pub password: Option<Secret>,
    /// The instance's sender address, and the name shown when a message has none.
    pub from: Mailbox,
    /// The name given in EHLO; None: the machine's.
    pub ehlo: Option<String>,
    /// Per step.
    pub timeout: Duration,
    /// Certificates (PEM) trusted besides the public authorities.
    pub ca_file: Option<PathBuf>,
}

/// The encryption of the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Implicit TLS, as on port 465.
    Tls,
    /// STARTTLS, as on port 587; required, so without it nothing is sent.
    StartTls,
    /// Unencrypted: for a relay on the same machine or private network.
    None,
}

/// The server's properties, see [`SmtpMailer::test_connection`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// The name in its reply to EHLO.
    pub server: String,
    pub encrypted: bool,
    pub logged_in: bool,
}

/// See the module's notes.
pub struct SmtpMailer {
    settings: SmtpSettings,
    hello: ClientId,
    tls: Option<TlsParameters>,
    idle: Mutex<Vec<KeptConnection>>,
}

struct KeptConnection {
    connection: AsyncSmtpConnection,
    since: Instant,
    messages: u32,
}

impl SmtpMailer {
    /// Reads the CA file, if one is set; does not connect yet.
    pub fn new(settings: SmtpSettings) -> anyhow::Result<Self> {
        let tls = match settings.security {
            Security::None => None,
            Security::Tls | Security::StartTls => Some(connect::tls_parameters(&settings)?),
        };
        mime::address(&settings.from.address, "smtp.from")
            .map_err(|unfit| anyhow::anyhow!(unfit.reply))?;
        let hello = connect::hello(settings.ehlo.as_deref())?;
        Ok(Self { settings, hello, tls, idle: Mutex::default() })
    }

    /// Connects, encrypts and logs in as for a message, then quits.
    pub async fn test_connection(&self) -> Result<Reached, Undelivered> {
        let mut connection = self.connect(self.pace()).await?;
        let reached = Reached {
            server: connection.server_info().name().to_owned(),
            encrypted: connection.is_encrypted(),
            logged_in: self.settings.username.is_some(),
        };
        self.leave(&mut connection).await;
        Ok(reached)
    }

    /// The name given in EHLO.
    pub fn greeting(&self) -> String {
        self.hello.to_string()
    }

    /// Closes the connections kept open.
    pub async fn close(&self) {
        let kept = std::mem::take(&mut *self.idle());
        for mut kept in kept {
            self.leave(&mut kept.connection).await;
        }
    }

    async fn deliver(
        &self,
        connection: &mut AsyncSmtpConnection,
        message: &Message,
        pace: Pace,
    ) -> Result<Receipt, Failure> {
        let envelope = message.envelope();
        let mut options = vec![];
        let mut addresses = envelope.from().into_iter().chain(envelope.to());
        if !addresses.all(|address| AsRef::<str>::as_ref(address).is_ascii()) {
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(Failure::hopeless(
                    Stage::Recipient,
                    "this server takes no address with such letters (SMTPUTF8)",
                ));
            }
            options.push(MailParameter::SmtpUtfEight);
        }
        let from = MailFrom::new(envelope.from().cloned(), options);
        within(pace, Stage::From, connection.command(from)).await?;
        for to in envelope.to() {
            let to = Rcpt::new(to.clone(), vec![]);
            within(pace, Stage::Recipient, connection.command(to)).await?;
        }
        within(pace, Stage::Data, connection.command(Data)).await?;
        let content = message.formatted();
        let patient = pace.times(PATIENCE_AFTER_CONTENT);
        let reply = within(patient, Stage::Data, connection.message(&content)).await?;
        Ok(Receipt { reply: reply_line(&reply) })
    }

    /// An idle connection that still answers, else a new one.
    async fn take(&self, pace: Pace) -> Result<KeptConnection, Undelivered> {
        loop {
            let Some(mut kept) = self.idle().pop() else { break };
            let limit = self.settings.timeout.min(Duration::from_secs(5));
            let fresh = kept.since.elapsed() < IDLE_TIME;
            if fresh
                && tokio::time::timeout(limit, kept.connection.test_connected())
                    .await
                    .unwrap_or(false)
            {
                return Ok(kept);
            }
            self.leave(&mut kept.connection).await;
        }
        Ok(KeptConnection {
            connection: self.connect(pace).await?,
            since: Instant::now(),
            messages: 0,
        })
    }

    async fn keep(&self, mut kept: KeptConnection) {
        kept.messages += 1;
        kept.since = Instant::now();
        if kept.messages < MESSAGES_PER_CONNECTION {
            let mut idle = self.idle();
            if idle.len() < IDLE_CONNECTIONS {
                idle.push(kept);
                return;
            }
        }
        self.leave(&mut kept.connection).await;
    }

    async fn connect(&self, pace: Pace) -> Result<AsyncSmtpConnection, Undelivered> {
        connect::connect(&self.settings, self.tls.as_ref(), &self.hello, pace)
            .await
            .map_err(|failure| self.report(failure))
    }

    fn pace(&self) -> Pace {
        Pace::new(self.settings.timeout, WHOLE)
    }

    /// Sends QUIT, with a short time limit.
    async fn leave(&self, connection: &mut AsyncSmtpConnection) {
        let limit = self.settings.timeout.min(Duration::from_secs(1));
        let _ = tokio::time::timeout(limit, connection.abort()).await;
    }

    fn report(&self, failure: Failure) -> Undelivered {
        failure.reported(self.settings.password.as_ref().map(Secret::reveal))
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<KeptConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: &Mail) -> Result<Receipt, Undelivered> {
        let message = mime::message(mail, &self.settings.from)?;
        let pace = self.pace();
        let mut kept = self.take(pace).await?;
        match self.deliver(&mut kept.connection, &message, pace).await {
            Ok(receipt) => {
                self.keep(kept).await;
                Ok(receipt)
            }
            Err(failure) => {
                self.leave(&mut kept.connection).await;
                Err(self.report(failure))
            }
        }
    }
}
