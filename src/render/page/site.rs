//! The pages of the instance itself: landing, claim, messages, the demo's outbox.

use askama::Template;

use super::console::Chrome;
use super::frame::Frame;

/// `/`: what this instance is.
#[derive(Template)]
#[template(path = "pages/landing.html")]
pub struct Landing {
    pub frame: Frame,
    pub version: &'static str,
    /// Whether there is an outbox to look at (the demonstration).
    pub outbox: bool,
    /// The e-mail and password of a demonstration's sample account.
    pub guest: Option<(String, String)>,
}

/// Why there is no page to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
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
    /// Signed in, in a role or a company that has no pages here.
    NoPages,
    /// Signed in, and there is no such page or row, or it is another company's.
    NotInConsole,
    /// At work in the studio, in a role that does not go so far.
    NotAllowed,
    Busy,
    ServerError,
}

/// A page that only says something, and what to do next.
#[derive(Template)]
#[template(path = "pages/message.html")]
pub struct Message {
    pub frame: Frame,
    pub kind: Kind,
    /// Where trying again leads, if that makes sense.
    pub retry: Option<String>,
    pub request_id: Option<String>,
    /// The navigation of the console, for who is signed in.
    pub chrome: Option<Chrome>,
}

impl Message {
    fn stem(&self) -> &'static str {
        match self.kind {
            Kind::Expired => "page-expired",
            Kind::Revoked => "page-revoked",
            Kind::Unknown => "page-unknown",
            Kind::TooManyTries { .. } => "page-tries",
            Kind::SessionOver => "page-session",
            Kind::BadRequest => "page-bad",
            Kind::Foreign => "page-foreign",
            Kind::TooLarge => "page-large",
            Kind::ClaimGone => "page-claim-gone",
            Kind::ResetGone => "page-reset-gone",
            Kind::InvitationGone => "page-join-gone",
            Kind::EmailGone => "page-email-gone",
            Kind::NoPages => "console-no-pages",
            Kind::NotInConsole => "console-unknown",
            Kind::NotAllowed => "console-not-allowed",
            Kind::Busy => "page-busy",
            Kind::ServerError => "page-error",
        }
    }

    pub fn title(&self) -> String {
        self.frame.t(&format!("{}-title", self.stem())).into_owned()
    }

    pub fn text(&self) -> String {
        match self.kind {
            Kind::TooManyTries { minutes } => {
                self.frame.count("page-tries-text", "minutes", minutes)
            }
            _ => self.frame.t(&format!("{}-text", self.stem())),
        }
        .into_owned()
    }

    /// What the button says.
    pub fn retry_key(&self) -> &'static str {
        match self.kind {
            Kind::NotInConsole | Kind::NotAllowed => "console-to-start",
            _ => "page-retry",
        }
    }

    /// Whom to turn to, when we know.
    pub fn next(&self) -> Option<String> {
        let brand = self.frame.brand.as_ref()?;
        matches!(self.kind, Kind::Expired | Kind::Revoked)
            .then(|| self.frame.t1("page-contact", "studio", &brand.name).into_owned())
    }
}

/// `/claim/{token}`: the first administrator and company.
#[derive(Template)]
#[template(path = "pages/claim.html")]
pub struct Claim {
    pub frame: Frame,
    pub token: String,
    pub filled: ClaimFilled,
    pub problems: Vec<ClaimProblem>,
}

/// The claim form as it came back; the password never does.
#[derive(Debug, Clone, Default)]
pub struct ClaimFilled {
    pub company_name: String,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
}

/// A field that does not do, and why, in words.
pub struct ClaimProblem {
    pub field: String,
    pub text: String,
}

impl ClaimProblem {
    /// From a field's API name (`companyName`) and the code of what is wrong with it.
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

/// A mail in the demo's outbox. The time is already in words.
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
    pub mails: Vec<OutboxRow>,
}

/// One of them. Its HTML is at `/outbox/{id}/html`, under a policy of its own.
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
