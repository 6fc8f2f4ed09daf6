//! The instance's own pages: landing, claim, messages, the demonstration's outbox.

use askama::Template;

use super::console::Chrome;
use super::frame::Frame;

/// `/`: the landing page.
#[derive(Template)]
#[template(path = "pages/landing.html")]
pub struct Landing {
    pub frame: Frame,
    pub version: &'static str,
    /// Whether there is an outbox to show (demonstrations only).
    pub outbox: bool,
    /// Whether a demonstration's sample account may be entered.
    pub guest: bool,
    /// Whether anybody may open a company.
    pub open: bool,
}

/// Why a message is shown instead of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageKind {
    Expired,
    Revoked,
    Unknown,
    TooManyTries {
        minutes: u64,
    },
    SessionOver,
    BadRequest,
    /// The form was sent from another site.
    Foreign,
    TooLarge,
    ClaimGone,
    ResetGone,
    InvitationGone,
    EmailGone,
    /// Signed in, but the page or row does not exist or belongs to another company.
    NotInConsole,
    /// A member whose role does not allow the page.
    NotAllowed,
    /// To a recipient: the studio that asks is suspended, so nobody can consent.
    AskerSuspended,
    /// The studio is suspended, so nothing of it can be changed.
    Suspended,
    /// An administrator who reads a company wanted to change something.
    VisitReads,
    Busy,
    /// A file is damaged on the disk of the server.
    FileDamaged,
    ServerError,
}

/// A page with a message and a next step.
#[derive(Template)]
#[template(path = "pages/message.html")]
pub struct Message {
    pub frame: Frame,
    pub kind: MessageKind,
    /// The target of the retry button, if retrying makes sense.
    pub retry: Option<String>,
    pub request_id: Option<String>,
    /// The navigation of the console, for signed-in users.
    pub chrome: Option<Chrome>,
}

impl Message {
    fn stem(&self) -> &'static str {
        match self.kind {
            MessageKind::Expired => "page-expired",
            MessageKind::Revoked => "page-revoked",
            MessageKind::Unknown => "page-unknown",
            MessageKind::TooManyTries { .. } => "page-tries",
            MessageKind::SessionOver => "page-session",
            MessageKind::BadRequest => "page-bad",
            MessageKind::Foreign => "page-foreign",
            MessageKind::TooLarge => "page-large",
            MessageKind::ClaimGone => "page-claim-gone",
            MessageKind::ResetGone => "page-reset-gone",
            MessageKind::InvitationGone => "page-join-gone",
            MessageKind::EmailGone => "page-email-gone",
            MessageKind::NotInConsole => "console-unknown",
            MessageKind::NotAllowed => "console-not-allowed",
            MessageKind::AskerSuspended => "page-asker-suspended",
            MessageKind::Suspended => "page-suspended",
            MessageKind::VisitReads => "page-visit-reads",
            MessageKind::Busy => "page-busy",
            MessageKind::FileDamaged => "page-file-damaged",
            MessageKind::ServerError => "page-error",
        }
    }

    pub fn title(&self) -> String {
        self.frame.t(&format!("{}-title", self.stem())).into_owned()
    }

    pub fn text(&self) -> String {
        match self.kind {
            MessageKind::TooManyTries { minutes } => {
                self.frame.count("page-tries-text", "minutes", minutes)
            }
            _ => self.frame.t(&format!("{}-text", self.stem())),
        }
        .into_owned()
    }

    /// The key of the button's label.
    pub fn retry_key(&self) -> &'static str {
        match self.kind {
            MessageKind::NotInConsole
            | MessageKind::NotAllowed
            | MessageKind::Suspended
            | MessageKind::VisitReads => "console-to-start",
            _ => "page-retry",
        }
    }

    /// Whom to contact, if known.
    pub fn next(&self) -> Option<String> {
        let brand = self.frame.brand.as_ref()?;
        matches!(self.kind, MessageKind::Expired | MessageKind::Revoked)
            .then(|| self.frame.t1("page-contact", "studio", &brand.name).into_owned())
    }
}

/// `/claim/{token}`: the first administrator and company; `/register`: another company and its owner,
/// where anybody may open one.
#[derive(Template)]
#[template(path = "pages/claim.html")]
pub struct Claim {
    pub frame: Frame,
    /// Of the claim link; None on the page to register.
    pub token: Option<String>,
    pub filled: ClaimFilled,
    pub problems: Vec<ClaimProblem>,
}

/// The submitted claim form, without the password.
#[derive(Debug, Clone, Default)]
pub struct ClaimFilled {
    pub company_name: String,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
}

/// An invalid field, and the error in words.
pub struct ClaimProblem {
    pub field: String,
    pub text: String,
}

impl ClaimProblem {
    /// From a field's API name (`companyName`) and the code of its error.
    pub fn new(frame: &Frame, field: &str, code: &str) -> Self {
        let label = match field {
            "companyName" => "page-claim-company",
            "firstName" => "page-claim-first-name",
            "lastName" => "page-claim-last-name",
            "password" => "page-claim-password",
            _ => "page-claim-email",
        };
        let label = frame.t(label);
        let say = |key: &str| frame.t1(key, "label", &label).into_owned();
        let text = match (field, code) {
            (_, "required" | "empty" | "blank") => say("page-claim-problem-required"),
            ("email", _) => say("page-claim-problem-email"),
            ("password", _) => say("page-claim-problem-password"),
            (_, "too_long") => say("page-claim-problem-long"),
            _ => say("page-claim-problem-other"),
        };
        Self { field: field.to_owned(), text }
    }
}

/// One input of the claim form.
pub struct Field<'a> {
    pub name: &'static str,
    pub kind: &'static str,
    pub label: &'static str,
    pub autocomplete: &'static str,
    pub value: &'a str,
    pub wrong: bool,
}

impl Claim {
    fn action(&self) -> String {
        match &self.token {
            Some(token) => format!("/claim/{token}"),
            None => "/register".to_owned(),
        }
    }

    fn title(&self) -> &'static str {
        if self.token.is_some() { "page-claim-title" } else { "page-register-title" }
    }

    fn lead(&self) -> &'static str {
        if self.token.is_some() { "page-claim-lead" } else { "page-register-lead" }
    }

    pub fn fields(&self) -> Vec<Field<'_>> {
        let filled = &self.filled;
        [
            ("companyName", "text", "page-claim-company", "organization", &*filled.company_name),
            ("firstName", "text", "page-claim-first-name", "given-name", &filled.first_name),
            ("lastName", "text", "page-claim-last-name", "family-name", &filled.last_name),
            ("email", "email", "page-claim-email", "username", &filled.email),
            ("password", "password", "page-claim-password", "new-password", ""),
        ]
        .into_iter()
        .map(|(name, kind, label, autocomplete, value)| Field {
            name,
            kind,
            label,
            autocomplete,
            value,
            wrong: self.problems.iter().any(|problem| problem.field == name),
        })
        .collect()
    }
}

/// The instance has its owner.
#[derive(Template)]
#[template(path = "pages/claimed.html")]
pub struct Claimed {
    pub frame: Frame,
    pub company_name: String,
    pub email: String,
}

/// A mail in the demonstration's outbox. The time is already in words; in the list, only the hour.
pub struct OutboxRow {
    pub id: String,
    pub subject: String,
    pub to: String,
    pub at: String,
}

/// `/outbox`: the mails a demonstration did not send, newest first.
#[derive(Template)]
#[template(path = "pages/outbox.html")]
pub struct Outbox {
    pub frame: Frame,
    /// By day, in words.
    pub days: Vec<(String, Vec<OutboxRow>)>,
    /// The text looked for, as typed.
    pub search: String,
    /// On all pages.
    pub total: usize,
    pub page: usize,
    pub pages: usize,
}

impl Outbox {
    /// The address of another page.
    fn at(&self, page: usize) -> String {
        let list = super::ui::ListPath::new("/outbox", [("q", self.search.clone())]);
        format!("{}{page}", list.page_base())
    }

    fn said(&self) -> String {
        let (page, pages) = (self.page.to_string(), self.pages.to_string());
        self.frame.t2("console-page", ("page", &page), ("pages", &pages)).into_owned()
    }
}

/// A mail of the outbox. Its HTML is at `/outbox/{id}/html`, with its own content security
/// policy.
#[derive(Template)]
#[template(path = "pages/outbox_mail.html")]
pub struct OutboxMail {
    pub frame: Frame,
    pub mail: OutboxRow,
    pub from: String,
    pub text: String,
    pub has_html: bool,
    pub attachments: Vec<String>,
    /// The links found in the text.
    pub links: Vec<String>,
}
