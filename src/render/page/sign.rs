//! The signers' pages, all at `/sign/{token}`.

use std::borrow::Cow;

use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::frame::Frame;
use super::release::{Block, Release};
use super::strokes::Drawing;
use crate::model::signer_decision::{SignerDecision, UseState};
use crate::model::{Signature, Use};
use crate::render::words;

/// A message at the top of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    CodeEmpty,
    /// The number of attempts left; 0 if unknown.
    CodeWrong {
        left: u64,
    },
    CodeExpired,
    CodeTooSoon {
        seconds: u64,
    },
    CodeTooMany,
    /// Too many codes were sent to one address, for all requests of the company.
    CodeMailboxFull {
        minutes: u64,
    },
    CodeClosed {
        minutes: u64,
    },
    SessionOver,
    WithdrawNone,
    WithdrawDone,
    AlreadyAnswered,
}

impl Notice {
    pub fn class(&self) -> &'static str {
        match self {
            Notice::WithdrawDone => "good",
            Notice::SessionOver | Notice::CodeTooSoon { .. } | Notice::AlreadyAnswered => "note",
            _ => "alert",
        }
    }

    pub fn text(&self, frame: &Frame) -> String {
        match *self {
            Notice::CodeEmpty => frame.t("page-code-empty"),
            Notice::CodeWrong { left } => frame.count("page-code-wrong", "left", left),
            Notice::CodeExpired => frame.t("page-code-expired"),
            Notice::CodeTooSoon { seconds } => {
                frame.count("page-code-too-soon", "seconds", seconds)
            }
            Notice::CodeTooMany => frame.t("page-code-too-many"),
            Notice::CodeMailboxFull { minutes } => {
                frame.count("page-code-mailbox-full", "minutes", minutes)
            }
            Notice::CodeClosed { minutes } => frame.count("page-code-closed", "minutes", minutes),
            Notice::SessionOver => frame.t("page-code-session"),
            Notice::WithdrawNone => frame.t("page-withdraw-none"),
            Notice::WithdrawDone => frame.t("page-withdrawn-done"),
            Notice::AlreadyAnswered => frame.t("page-answer-already"),
        }
        .into_owned()
    }
}

/// The page before the code, without personal data.
#[derive(Template)]
#[template(path = "pages/sign_intro.html")]
pub struct Intro {
    pub frame: Frame,
    pub token: String,
    pub event_name: String,
    pub masked_email: String,
    pub answered: bool,
    pub notice: Option<Notice>,
}

/// The page to enter the code.
#[derive(Template)]
#[template(path = "pages/sign_code.html")]
pub struct Code {
    pub frame: Frame,
    pub token: String,
    pub masked_email: String,
    /// Whether a code has just been sent.
    pub sent: bool,
    /// Seconds until another code may be requested.
    pub resend_in: u64,
    pub notice: Option<Notice>,
}

/// The page with the document, the uses and the signature.
#[derive(Template)]
#[template(path = "pages/sign_ask.html")]
pub struct Ask {
    pub frame: Frame,
    pub token: String,
    /// The employee, when a guardian decides for them.
    pub person: Option<String>,
    pub release: Release,
    pub sha256: String,
    pub choices: Vec<Choice>,
    pub kept: Option<Kept>,
    /// The submitted values when the form is shown again.
    pub filled: Filled,
    pub problems: Vec<Problem>,
    /// Whether the document differs from the one first shown.
    pub changed: bool,
    /// Whether the other of two guardians must be named.
    pub asks_other: bool,
    /// Whether the child is asked as well.
    pub asks_child: bool,
    /// The signer, as the document names them.
    pub signer: String,
}

impl Ask {
    pub fn question(&self) -> String {
        let studio = [("studio", self.frame.sender())];
        self.frame.t_for("page-ask-title", self.person.as_deref(), studio)
    }

    /// A problem, in words.
    pub fn said(&self, problem: &Problem) -> String {
        match problem {
            Problem::UseMissing(key) => {
                let choice = self.choices.iter().find(|choice| choice.key == *key);
                let label = choice.map_or(key.name(), |choice| &choice.label);
                self.frame.t1("page-problem-use-for", "use", label).into_owned()
            }
            Problem::TypedOther => self.of_typed("page-problem-typed-other"),
            other => other.text(&self.frame).into_owned(),
        }
    }

    /// Whether another name than the signer's was typed.
    pub fn is_typed_other(&self) -> bool {
        self.problems.contains(&Problem::TypedOther)
    }

    /// A text about the signer and the name that was typed.
    pub fn of_typed(&self, key: &str) -> String {
        let (signer, typed) = (self.signer.as_str(), self.filled.typed_name.trim());
        self.frame.t2(key, ("signer", signer), ("typed", typed)).into_owned()
    }

    /// A text about the child.
    pub fn of_child(&self, key: &str) -> String {
        let (studio, person) = (self.frame.sender(), self.person.as_deref().unwrap_or_default());
        self.frame.t2(key, ("studio", studio), ("person", person)).into_owned()
    }
}

/// A use offered, with the document's label. `given` is None until the signer has decided.
#[derive(Debug, Clone)]
pub struct Choice {
    pub key: Use,
    pub label: String,
    /// What the use means, if the document says it.
    pub sentence: Option<String>,
    pub given: Option<bool>,
    pub missing: bool,
}

/// A stored signature: drawn or typed.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    pub drawing: Option<Drawing>,
    /// A `data:` URL.
    pub image: Option<String>,
    pub typed: Option<String>,
}

impl From<&Signature> for Kept {
    fn from(signature: &Signature) -> Self {
        match signature {
            Signature::Strokes { width, height, strokes } => Self {
                drawing: Some(Drawing {
                    width: *width,
                    height: *height,
                    strokes: strokes
                        .iter()
                        .map(|stroke| stroke.iter().map(|point| (point.x, point.y)).collect())
                        .collect(),
                }),
                ..Self::default()
            },
            Signature::Png(bytes) => Self {
                image: Some(format!("data:image/png;base64,{}", STANDARD.encode(bytes))),
                ..Self::default()
            },
            Signature::Typed { name } => Self { typed: Some(name.clone()), ..Self::default() },
        }
    }
}

/// The way to sign. Without scripts only ways that need none are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Way {
    /// Not chosen yet.
    #[default]
    Open,
    Draw,
    Type,
    Kept,
}

/// The submitted values of a form that is shown again.
#[derive(Debug, Clone, Default)]
pub struct Filled {
    pub way: Way,
    /// The drawing as JSON from the script; empty if there is none.
    pub strokes: String,
    pub typed_name: String,
    pub keep: bool,
    pub reason: String,
    /// The child, who was asked as well, agrees.
    pub child_agrees: bool,
    /// The statement about the other guardian.
    pub other: Other,
    pub other_first_name: String,
    pub other_last_name: String,
    pub other_email: String,
}

/// Whether there is another guardian.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Other {
    /// Not answered yet.
    #[default]
    Open,
    Named,
    Alone,
}

/// Why an answer is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    UseMissing(Use),
    NoUse,
    SignatureMissing,
    SignatureTooSmall,
    SignatureTooLarge,
    TypedMissing,
    TypedNotConfirmed,
    /// Another name than the signer's, which they have not confirmed.
    TypedOther,
    KeptNotConfirmed,
    ReasonTooLong,
    OtherMissing,
    OtherName,
    OtherEmail,
    OtherSame,
    ChildMissing,
}

impl Problem {
    /// The id of the element concerned.
    pub fn anchor(&self) -> String {
        match self {
            Problem::UseMissing(key) => return format!("use-{}", key.name()),
            Problem::NoUse => "uses",
            Problem::SignatureMissing | Problem::SignatureTooSmall | Problem::SignatureTooLarge => {
                "signature"
            }
            Problem::TypedMissing => "typed-name",
            Problem::TypedNotConfirmed => "typed-confirm",
            Problem::TypedOther => "typed-sure",
            Problem::KeptNotConfirmed => "kept-confirm",
            Problem::ReasonTooLong => "reason",
            Problem::OtherMissing => "other",
            Problem::ChildMissing => "child-agrees",
            Problem::OtherName => "other-first-name",
            Problem::OtherEmail | Problem::OtherSame => "other-email",
        }
        .to_owned()
    }

    fn text(&self, frame: &Frame) -> Cow<'static, str> {
        match self {
            Problem::UseMissing(_) => frame.t("page-problem-use"),
            Problem::NoUse => frame.t("page-problem-none"),
            Problem::SignatureMissing => frame.t("page-problem-draw"),
            Problem::SignatureTooSmall => frame.t("page-problem-dot"),
            Problem::SignatureTooLarge => frame.t("page-problem-large"),
            Problem::TypedMissing => frame.t("page-problem-typed"),
            Problem::TypedNotConfirmed => frame.t("page-problem-typed-confirm"),
            // Said with both names by the page.
            Problem::TypedOther => frame.t("page-problem-typed"),
            Problem::KeptNotConfirmed => frame.t("page-problem-kept"),
            Problem::ReasonTooLong => frame.t("page-problem-reason"),
            Problem::OtherMissing => frame.t("page-problem-other"),
            Problem::ChildMissing => frame.t("page-problem-child"),
            Problem::OtherName => frame.t("page-problem-other-name"),
            Problem::OtherEmail => frame.t("page-problem-other-email"),
            Problem::OtherSame => frame.t("page-problem-other-same"),
        }
    }
}

impl UseState {
    pub fn key(&self) -> &'static str {
        match self {
            UseState::Allowed => "page-state-allowed",
            UseState::Refused => "page-state-refused",
            UseState::Withdrawn => "page-state-withdrawn",
            UseState::OtherRefused => "page-state-other-refused",
        }
    }
}

/// A use of the answer, with the document's label.
#[derive(Debug, Clone)]
pub struct UseRow {
    pub key: Use,
    pub label: String,
    pub state: UseState,
}

/// The current answer: thanks when `fresh`, a summary later. Days are already in words.
#[derive(Template)]
#[template(path = "pages/sign_answered.html")]
pub struct Answered {
    pub frame: Frame,
    pub token: String,
    pub fresh: bool,
    pub decision: SignerDecision,
    /// Whether another signer has not answered yet.
    pub waiting: bool,
    pub event_name: String,
    pub person: Option<String>,
    pub uses: Vec<UseRow>,
    pub reference: String,
    pub reason: Option<String>,
    pub answered_on: String,
    pub withdrawn_on: Option<String>,
    pub expires_on: Option<String>,
    pub pdf_ready: bool,
    /// Whether there is a receipt of a withdrawal or of the end.
    pub receipt_ready: bool,
    pub withdraw_open: bool,
    pub notice: Option<Notice>,
}

impl Answered {
    pub fn headline(&self) -> String {
        let person = self.person.as_deref();
        let key = match (self.decision, self.fresh) {
            (SignerDecision::Accepted, true) => "page-answer-accepted-title",
            (SignerDecision::Accepted, false) => "page-answer-accepted",
            (SignerDecision::Refused, true) => "page-answer-refused-title",
            (SignerDecision::Refused, false) => "page-answer-refused",
            (SignerDecision::Withdrawn, _) => "page-answer-withdrawn",
        };
        self.frame.t_for(key, person, [])
    }

    /// How many uses are allowed, if only some are.
    pub fn part(&self) -> Option<String> {
        let allowed = self.uses.iter().filter(|row| row.state == UseState::Allowed).count();
        let is_part = self.decision == SignerDecision::Accepted && allowed < self.uses.len();
        let counts = [("accepted", allowed.into()), ("offered", self.uses.len().into())];
        is_part
            .then(|| words(self.frame.locale).say_with("page-answer-partly", counts).into_owned())
    }

    /// What happens next.
    pub fn follow_up(&self) -> String {
        let key = match self.decision {
            SignerDecision::Accepted => "page-answer-accepted-next",
            _ => "page-answer-refused-next",
        };
        self.frame.t1(key, "studio", self.frame.sender()).into_owned()
    }

    pub fn can_withdraw(&self) -> bool {
        self.decision == SignerDecision::Accepted
            && self.uses.iter().any(|row| row.state == UseState::Allowed)
    }
}

/// The confirmation before a withdrawal.
#[derive(Template)]
#[template(path = "pages/sign_withdraw.html")]
pub struct WithdrawConfirm {
    pub frame: Frame,
    /// The form's target.
    pub action: String,
    /// The page to return to without withdrawing.
    pub back: String,
    /// The child, when a guardian withdraws.
    pub person: Option<String>,
    /// The uses to withdraw, with the document's labels.
    pub uses: Vec<(Use, String)>,
    /// The uses that would remain allowed.
    pub remaining: Vec<(Use, String)>,
    /// Within how many days the company has to carry it out; None if the document does not say it.
    pub days: Option<u32>,
}

impl WithdrawConfirm {
    pub fn question(&self) -> String {
        self.frame.t_for("page-withdraw-confirm-title", self.person.as_deref(), [])
    }

    /// Until when what is published is taken down.
    pub fn term(&self, days: &u32) -> String {
        let values = [("days", (*days).into()), ("studio", self.frame.sender().into())];
        words(self.frame.locale).say_with("page-withdraw-term", values).into_owned()
    }
}

/// The confirmation before everything is refused.
#[derive(Template)]
#[template(path = "pages/sign_refuse.html")]
pub struct RefuseConfirm {
    pub frame: Frame,
    pub token: String,
    /// The child, when a guardian decides for them.
    pub person: Option<String>,
    pub sha256: String,
    pub reason: String,
}

impl RefuseConfirm {
    pub fn question(&self) -> String {
        self.frame.t_for("page-refuse-sure-title", self.person.as_deref(), [])
    }
}
