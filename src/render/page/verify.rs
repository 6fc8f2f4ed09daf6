//! The page that verifies whether a document is genuine.

use askama::Template;

use super::frame::Frame;
use crate::model::standing::ChangeKind;

/// The state of the consent, shown only to holders of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TodayState {
    Accepted,
    Refused,
    Withdrawn,
    Expired,
}

impl TodayState {
    pub fn key(&self) -> &'static str {
        match self {
            TodayState::Accepted => "page-verify-state-accepted",
            TodayState::Refused => "page-verify-state-refused",
            TodayState::Withdrawn => "page-verify-state-withdrawn",
            TodayState::Expired => "page-verify-state-expired",
        }
    }
}

/// A use of a genuine document, in its current state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseToday {
    pub label: String,
    pub in_force: bool,
    /// The last change, with the day in words.
    pub change: Option<(ChangeKind, String)>,
}

impl UseToday {
    pub fn class(&self) -> &'static str {
        if self.in_force { "is-yes" } else { "is-no" }
    }

    /// `withdrawn on 3 May 2026`.
    pub fn note(&self, frame: &Frame) -> String {
        match &self.change {
            None if self.in_force => frame.t("page-verify-use-in-force").into_owned(),
            None => frame.t("page-verify-use-none").into_owned(),
            Some((kind, day)) => {
                let key = format!("page-verify-use-{}", kind.name());
                frame.t1(&key, "day", day.as_str()).into_owned()
            }
        }
    }
}

/// What was compared with what was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// All that was given.
    Whole,
    /// The PDF in a bundle, of which the rest was judged and is not genuine.
    PdfOfJudged,
    /// The PDF in a bundle, of which the rest was not looked at.
    PdfOfUnread,
}

/// The result for a file and a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VerifyResult {
    /// The days are already in words.
    Genuine {
        compared: Compared,
        state: TodayState,
        signed_on: Option<String>,
        superseded_on: Option<String>,
        ends_on: Option<String>,
        uses: Vec<UseToday>,
    },
    /// The reference exists, but the file differs.
    Altered,
    Unknown,
    /// The reference exists, no file was given.
    Exists,
    /// A request that nobody has answered.
    Unsigned,
    /// Answered, but not sealed yet.
    Pending,
    /// Not a valid reference or digest.
    Malformed,
}

impl VerifyResult {
    pub fn class(&self) -> &'static str {
        match self {
            VerifyResult::Genuine { compared: Compared::Whole, .. } => "good",
            VerifyResult::Genuine { .. } => "note",
            VerifyResult::Exists | VerifyResult::Pending => "note",
            _ => "alert",
        }
    }

    pub fn title_key(&self) -> &'static str {
        match self {
            VerifyResult::Genuine { compared: Compared::Whole, .. } => "page-verify-genuine",
            VerifyResult::Genuine { .. } => "page-verify-same-pdf",
            VerifyResult::Altered => "page-verify-altered",
            VerifyResult::Unknown => "page-verify-unknown",
            VerifyResult::Exists => "page-verify-exists",
            VerifyResult::Unsigned => "page-verify-unsigned",
            VerifyResult::Pending => "page-verify-pending",
            VerifyResult::Malformed => "page-verify-malformed",
        }
    }

    pub fn text(&self, frame: &Frame) -> String {
        if let VerifyResult::Genuine { compared: Compared::PdfOfUnread, .. } = self {
            return frame.t("page-verify-same-pdf-unread").into_owned();
        }
        frame.t(&format!("{}-text", self.title_key())).into_owned()
    }

    pub fn state(&self) -> Option<TodayState> {
        match self {
            VerifyResult::Genuine { state, .. } => Some(*state),
            _ => None,
        }
    }

    pub fn uses(&self) -> &[UseToday] {
        match self {
            VerifyResult::Genuine { uses, .. } => uses,
            _ => &[],
        }
    }

    pub fn superseded_on(&self) -> Option<&str> {
        match self {
            VerifyResult::Genuine { superseded_on, .. } => superseded_on.as_deref(),
            _ => None,
        }
    }

    pub fn ends_on(&self) -> Option<&str> {
        match self {
            VerifyResult::Genuine { ends_on, .. } => ends_on.as_deref(),
            _ => None,
        }
    }

    pub fn signed_on(&self) -> Option<&str> {
        match self {
            VerifyResult::Genuine { signed_on, .. } => signed_on.as_deref(),
            _ => None,
        }
    }
}

/// The page, with its input and the result.
#[derive(Template)]
#[template(path = "pages/verify.html")]
pub struct Verify {
    pub frame: Frame,
    pub reference: String,
    pub sha256: String,
    /// Whether the digest is of the PDF in a bundle of which nothing else was read.
    pub bundle: bool,
    /// The public key of this instance's seals, in hexadecimal.
    pub public_key: String,
    /// Those of before, the latest first, each with the day until which it sealed.
    pub retired_keys: Vec<(String, String)>,
    /// Whether authorities are asked for time-stamps.
    pub has_authorities: bool,
    pub verdict: Option<VerifyResult>,
    /// Of a file that was sent whole.
    pub judged: Option<FileReport>,
}

/// What was found in a bundle, or in a PDF with its bundle.
pub struct FileReport {
    /// The class of the verdict's box.
    pub class: &'static str,
    /// The verdict in a sentence.
    pub verdict: String,
    /// The other lines of the report.
    pub lines: Vec<String>,
}

#[cfg(test)]
impl Verify {
    /// The page of a verdict.
    pub fn sample(locale: crate::model::Locale, verdict: Option<VerifyResult>) -> Self {
        Verify {
            frame: Frame { path: Some("/verify".into()), ..Frame::plain(locale) },
            reference: if verdict.is_some() { "7K3M-9QXV-2WPA-HD84-TB6N-ZC5R-0Y" } else { "" }
                .into(),
            sha256: String::new(),
            bundle: false,
            public_key: "3d".repeat(32),
            retired_keys: vec![("5a".repeat(32), "3 May 2026".to_owned())],
            has_authorities: verdict.is_some(),
            verdict,
            judged: None,
        }
    }
}
