//! SMTP failures: the step, the cause, whether a retry may help, and a hint for administrators.

use std::error::Error as StdError;
use std::future::Future;
use std::time::Duration;

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::response::Response;
use tokio::time::Instant;

use crate::model::mail::one_line;
use crate::ports::{Cause, Stage, Undelivered};

/// Stored replies are cut to this many characters.
const LONGEST_REPLY: usize = 500;

/// A failed step.
pub struct Failure {
    stage: Stage,
    /// Set where the cause is not derived from the reply.
    cause: Option<Cause>,
    reply: String,
    hint: Option<&'static str>,
}

impl Failure {
    pub fn new(stage: Stage, reply: &str) -> Self {
        Self { stage, cause: None, reply: reply.to_owned(), hint: None }
    }

    /// A failure that every retry would repeat.
    pub fn hopeless(stage: Stage, reply: &str) -> Self {
        Self { cause: Some(Cause::Unsendable), ..Self::new(stage, reply) }
    }

    /// The server does not know the command, even if it advertised it.
    pub fn is_unknown_command(&self) -> bool {
        ["500", "502", "504"].iter().any(|code| self.reply.starts_with(code))
    }

    /// To be stored: on one line, with a hint, and without the password even if the server
    /// repeats it.
    pub fn reported(self, password: Option<&str>) -> Undelivered {
        // Before it is cut: long replies may name their cause late.
        let cause = self.cause.unwrap_or_else(|| Cause::of(self.stage, &one_line(&self.reply)));
        let mut reply = one_line(&self.reply);
        if let Some(password) = password.filter(|password| !password.is_empty()) {
            reply = reply.replace(password, "…");
        }
        if reply.chars().count() > LONGEST_REPLY {
            reply = reply.chars().take(LONGEST_REPLY).chain(['…']).collect();
        }
        if let Some(hint) = self.hint {
            reply = format!("{reply} ({hint})");
        }
        Undelivered { stage: self.stage, cause, reply }
    }
}

/// The time limit of a step, and the deadline of the whole.
#[derive(Clone, Copy)]
pub struct Pace {
    step: Duration,
    end: Instant,
}

impl Pace {
    pub fn new(step: Duration, whole: Duration) -> Self {
        Self { step, end: Instant::now() + whole }
    }

    /// The same with a longer limit for the step.
    pub fn times(self, factor: u32) -> Self {
        Self { step: self.step * factor, ..self }
    }
}

/// Runs a step within its time limit.
pub async fn within<T, E: Into<Problem>>(
    pace: Pace,
    stage: Stage,
    step: impl Future<Output = Result<T, E>>,
) -> Result<T, Failure> {
    let limit = pace.step.min(pace.end.saturating_duration_since(Instant::now()));
    match tokio::time::timeout(limit, step).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(problem)) => Err(problem.into().at(stage)),
        Err(_) => {
            let hint = match stage {
                Stage::Hello => {
                    Some("if it wants TLS from the start, as on port 465, set smtp.security to tls")
                }
                _ => None,
            };
            let reply = format!("no answer within {} s", limit.as_secs_f32());
            Err(Failure { hint, ..Failure::new(stage, &reply) })
        }
    }
}

/// The errors of a step.
pub enum Problem {
    Smtp(SmtpError),
    /// From connecting with implicit TLS: any of its steps.
    OfEncrypted(SmtpError),
    Io(std::io::Error),
}

impl From<SmtpError> for Problem {
    fn from(error: SmtpError) -> Self {
        Problem::Smtp(error)
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        Problem::Io(error)
    }
}

impl Problem {
    fn at(self, stage: Stage) -> Failure {
        match self {
            Problem::Io(error) => Failure::new(stage, &error.to_string()),
            Problem::Smtp(error) => refused(stage, &error),
            Problem::OfEncrypted(error) => refused(stage_of(&error), &error),
        }
    }
}

/// The step at which connecting with TLS failed. lettre wraps handshake errors twice; resets and
/// ends of stream that are not wrapped so came after the handshake.
fn stage_of(error: &SmtpError) -> Stage {
    use std::io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    let after = |error: &std::io::Error| {
        matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof)
    };
    let io = || chain(error).find_map(|error| error.downcast_ref::<std::io::Error>());
    if chain(error).any(|error| error.is::<SmtpError>()) {
        Stage::Tls
    } else if error.status().is_some() || error.is_response() || io().is_some_and(after) {
        Stage::Hello
    } else {
        Stage::Connect
    }
}

fn refused(stage: Stage, error: &SmtpError) -> Failure {
    let root = root(error);
    if let Some(code) = error.status() {
        return Failure::new(stage, &format!("{code} {root}"));
    }
    if let Some(tls) = tls_error(error) {
        return Failure { hint: tls_hint(tls), ..Failure::new(Stage::Tls, &tls.to_string()) };
    }
    Failure::new(stage, if root == "incomplete response" { "connection closed" } else { &root })
}

/// The reply on one line, with its code: `250 2.0.0 Ok: queued`.
pub fn reply_line(reply: &Response) -> String {
    let text = reply.message().collect::<Vec<_>>().join(" ");
    one_line(&format!("{} {text}", reply.code())).chars().take(LONGEST_REPLY).collect()
}

fn root(error: &SmtpError) -> String {
    chain(error).last().map_or_else(|| error.to_string(), ToString::to_string)
}

fn chain(error: &SmtpError) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    std::iter::successors(error.source(), |error| below(*error))
}

/// An I/O error presents the error it holds as itself, not as its source.
fn below<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}

fn tls_error(error: &SmtpError) -> Option<&rustls::Error> {
    chain(error).find_map(|error| error.downcast_ref())
}

fn tls_hint(error: &rustls::Error) -> Option<&'static str> {
    use rustls::CertificateError::{NotValidForName, NotValidForNameContext, UnknownIssuer};
    match error {
        rustls::Error::InvalidMessage(_) => {
            Some("if it begins in the clear, as on port 587, set smtp.security to starttls")
        }
        rustls::Error::InvalidCertificate(UnknownIssuer) => {
            Some("if the certificate is your own, name its authority in smtp.ca_file")
        }
        rustls::Error::InvalidCertificate(NotValidForName | NotValidForNameContext { .. }) => {
            Some("smtp.host must be a name that the server's certificate bears")
        }
        _ => None,
    }
}
