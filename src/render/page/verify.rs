//! The page that tells whether a document is genuine.

use askama::Template;

use super::frame::Frame;

/// What became of the consent, told only to who holds the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Accepted,
    Refused,
    Withdrawn,
    Expired,
}

impl State {
    pub fn key(&self) -> &'static str {
        match self {
            State::Accepted => "page-verify-state-accepted",
            State::Refused => "page-verify-state-refused",
            State::Withdrawn => "page-verify-state-withdrawn",
            State::Expired => "page-verify-state-expired",
        }
    }
}

/// What is known of a file and a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The day is already in words.
    Genuine {
        state: State,
        signed_on: Option<String>,
    },
    /// The reference exists, the file is another.
    Altered,
    Unknown,
    /// The reference exists, no file was given.
    Exists,
    /// Answered, and not sealed yet.
    Pending,
    /// Not a reference or not a fingerprint.
    Malformed,
}

impl Verdict {
    pub fn class(&self) -> &'static str {
        match self {
            Verdict::Genuine { .. } => "good",
            Verdict::Exists | Verdict::Pending => "note",
            _ => "alert",
        }
    }

    pub fn title_key(&self) -> &'static str {
        match self {
            Verdict::Genuine { .. } => "page-verify-genuine",
            Verdict::Altered => "page-verify-altered",
            Verdict::Unknown => "page-verify-unknown",
            Verdict::Exists => "page-verify-exists",
            Verdict::Pending => "page-verify-pending",
            Verdict::Malformed => "page-verify-malformed",
        }
    }

    pub fn text(&self, frame: &Frame) -> String {
        frame.t(&format!("{}-text", self.title_key())).into_owned()
    }

    pub fn state(&self) -> Option<State> {
        match self {
            Verdict::Genuine { state, .. } => Some(*state),
            _ => None,
        }
    }

    pub fn signed_on(&self) -> Option<&str> {
        match self {
            Verdict::Genuine { signed_on, .. } => signed_on.as_deref(),
            _ => None,
        }
    }
}

/// The page, with what was typed and what is known of it.
#[derive(Template)]
#[template(path = "pages/verify.html")]
pub struct Verify {
    pub frame: Frame,
    pub reference: String,
    pub sha256: String,
    pub verdict: Option<Verdict>,
}
