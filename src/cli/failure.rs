//! The failure of a command, as printed to the user.

use std::fmt::Display;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use super::account;
use crate::config::Problems;
use crate::error::Error;

/// The reason for a failure and the suggested fix.
#[derive(Debug)]
pub struct Failure {
    why: String,
    next: Option<String>,
    code: u8,
}

impl Failure {
    pub fn new(why: impl Display) -> Self {
        Self { why: why.to_string(), next: None, code: 1 }
    }

    /// A file or folder cannot be used.
    pub fn at(path: &Path, error: &io::Error) -> Self {
        let failure = Self::new(format!("cannot use {}: {error}", path.display()));
        match error.kind() {
            io::ErrorKind::PermissionDenied => failure.next(account::advice(path)),
            io::ErrorKind::StorageFull => failure.next("The disk is full: make room on it."),
            io::ErrorKind::ReadOnlyFilesystem => {
                failure.next("The disk is mounted for reading only: mend and mount it for writing.")
            }
            _ => failure,
        }
    }

    /// Adds the suggested fix.
    pub fn next(self, next: impl Display) -> Self {
        Self { next: Some(next.to_string()), ..self }
    }

    /// The reason and the fix in one line.
    pub fn whole(&self) -> String {
        match &self.next {
            Some(next) => format!("{}. {next}", self.why),
            None => self.why.clone(),
        }
    }

    /// Prints it on stderr.
    #[expect(clippy::print_stderr, reason = "this is where people are told")]
    pub fn report(self) -> ExitCode {
        eprintln!("be-right: {}", self.why);
        if let Some(next) = self.next {
            eprintln!("\n{next}");
        }
        ExitCode::from(self.code)
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.why)
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        let next = "Mend these and try again; `be-right config sample` explains every setting.";
        Self { code: 2, ..Self::new(problems).next(next) }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Internal(error) => error.into(),
            other => Self::new(other),
        }
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        // Including the chain of causes.
        Self::new(format!("{error:#}"))
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::new(error)
    }
}
