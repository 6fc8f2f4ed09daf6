//! `/sign/{token}`: the recipient's pages, from the link to the sealed copy. The address stays the
//! same; the page depends on the state of the answer.

mod answer;
mod form;
mod lost;
mod session;
mod shown;
mod withdraw;

pub use answer::give;
pub use lost::{find_lost, look_for_lost};
pub use withdraw::withdraw_uses;

use poem::http::StatusCode;
use poem::web::cookie::CookieJar;
use poem::web::{Data, Path, Query};
use poem::{IntoResponse, Response, handler};
use serde::Deserialize;

use super::brand::brand;
use super::fields::Fields;
use super::{explain, foreign, go, show};
use crate::actions::consent::{self, Intro, Stage};
use crate::http::caller::Caller;
use crate::http::problem::{self, Problem};
use crate::http::reply::Download;
use crate::model::Locale;
use crate::model::Timestamp;
use crate::model::answer::Link;
use crate::render::page::{self, Brand, Frame, Message, MessageKind, Notice};
use crate::{App, Error};

/// The query of the address.
#[derive(Deserialize, Default)]
pub struct SignQuery {
    lang: Option<String>,
    /// `code`: the page where a code is typed.
    step: Option<String>,
    /// What precedes this page: a code was `sent`, an answer `given`, a `withdrawal` made.
    after: Option<String>,
}

/// An opened link, with the caller and the language.
pub(super) struct Visit {
    token: String,
    intro: Intro,
    locale: Locale,
    caller: Caller,
    brand: Brand,
    form_token: Option<String>,
}

impl Visit {
    async fn begin(
        app: &App,
        caller: Caller,
        token: String,
        asked: Option<Locale>,
        jar: &CookieJar,
    ) -> poem::Result<Self> {
        match consent::open(app, &token, &caller.address()).await {
            Ok(intro) => {
                let locale = asked.unwrap_or(intro.locale);
                let (colour, logo) = (intro.company_colour.as_deref(), intro.company_logo.as_ref());
                let brand = brand(app, &intro.company_name, colour, logo);
                let brand = Brand { contact: intro.contact.clone(), ..brand };
                if intro.stage == Stage::Suspended {
                    let frame = Frame { brand: Some(brand), ..Frame::plain(locale) };
                    let kind = MessageKind::AskerSuspended;
                    let page = Message { frame, kind, retry: None, request_id: None, chrome: None };
                    return Err(poem::Error::from_response(show(StatusCode::CONFLICT, &page)));
                }
                let form_token = session::form_token(app, jar, &token);
                Ok(Self { token, intro, locale, caller, brand, form_token })
            }
            // The link is closed; the page names the company to contact.
            Err(error @ Error::Gone(_)) => {
                let asker = consent::asker(app, &token).await.map_err(Problem)?;
                let (colour, logo) = (asker.company_colour.as_deref(), asker.company_logo.as_ref());
                let brand = brand(app, &asker.company_name, colour, logo);
                let brand = Brand { contact: asker.contact, ..brand };
                let locale = asked.unwrap_or(asker.locale);
                let response = explain(&error, locale, Some(brand), &caller);
                Err(poem::Error::from_response(response))
            }
            Err(error) => Err(Problem(error).into()),
        }
    }

    /// The frame of a page; its language switch leads to `step`.
    fn frame(&self, step: &str) -> Frame {
        Frame {
            brand: Some(self.brand.clone()),
            path: Some(format!("/sign/{}{step}", self.token)),
            form_token: self.form_token.clone(),
            ..Frame::plain(self.locale)
        }
    }

    /// This address, in this language.
    fn path(&self, query: &str) -> String {
        format!("/sign/{}?lang={}{query}", self.token, self.locale.tag())
    }

    /// An error, as a page of this company.
    fn explain(&self, error: &Error) -> Response {
        explain(error, self.locale, Some(self.brand.clone()), &self.caller)
    }

    fn intro(&self) -> Response {
        let page = page::Intro {
            frame: self.frame(""),
            token: self.token.clone(),
            event_name: self.intro.event_name.clone(),
            masked_email: self.intro.masked_email.clone(),
            answered: self.intro.stage == Stage::Answered,
            notice: None,
        };
        show(StatusCode::OK, &page)
    }

    fn code(
        &self,
        status: StatusCode,
        sent: bool,
        resend_in: u64,
        notice: Option<Notice>,
    ) -> Response {
        let page = page::Code {
            frame: self.frame("?step=code"),
            token: self.token.clone(),
            masked_email: self.intro.masked_email.clone(),
            sent,
            resend_in,
            notice,
        };
        show(status, &page)
    }

    /// Sets the language of the document and mails to the page's, while nobody has answered.
    async fn set_language(&self, app: &App) -> Result<(), Error> {
        if self.locale != self.intro.locale && self.intro.stage == Stage::Open {
            consent::set_language(app, &self.token, self.locale).await?;
        }
        Ok(())
    }

    /// The signing session, for a form of one of its pages; or the page to show instead.
    async fn session(
        &self,
        app: &App,
        jar: &CookieJar,
        fields: &Fields,
    ) -> Result<Result<consent::Session, Response>, Problem> {
        let Some(session) = session::of(app, jar, &self.token).await? else {
            return Ok(Err(self.ended()));
        };
        if !session::is_own_form(app, jar, &self.token, fields.text("formToken")) {
            return Ok(Err(foreign(self.locale, Some(self.brand.clone()), &self.caller)));
        }
        Ok(Ok(session))
    }

    /// The session and its document; or the page to show instead.
    async fn opened(
        &self,
        app: &App,
        jar: &CookieJar,
        fields: &Fields,
    ) -> Result<Result<(consent::Session, consent::Shown), Response>, Problem> {
        let session = match self.session(app, jar, fields).await? {
            Ok(session) => session,
            Err(page) => return Ok(Err(page)),
        };
        let shown = consent::show(app, session.clone()).await;
        Ok(shown.map(|shown| (session, shown)).map_err(|error| self.explain(&error)))
    }

    /// There is no session (any more): the code page is shown.
    fn ended(&self) -> Response {
        self.code(StatusCode::UNAUTHORIZED, false, 0, Some(Notice::SessionOver))
    }

    /// The page for a code that was wrong or could not be sent.
    fn refused(&self, error: &Error) -> Response {
        let status = problem::status(error);
        let minutes = |seconds: u64| seconds.div_ceil(60).max(1);
        let (resend_in, notice) = match error {
            Error::TooSoon { code: "code_too_soon", retry_after } => {
                (*retry_after, Notice::CodeTooSoon { seconds: *retry_after })
            }
            Error::TooSoon { code: "code_daily_limit", .. } => (0, Notice::CodeTooMany),
            Error::TooSoon { code: "code_mailbox_limit", retry_after } => {
                (0, Notice::CodeMailboxFull { minutes: minutes(*retry_after) })
            }
            Error::TooSoon { code: "code_closed", retry_after } => {
                (0, Notice::CodeClosed { minutes: minutes(*retry_after) })
            }
            Error::Invalid(wrong) if wrong.iter().any(|wrong| wrong.code == "code_format") => {
                (0, Notice::CodeEmpty)
            }
            Error::Invalid(_) => {
                // Counted before this attempt.
                let left = self.intro.tries_left.saturating_sub(1).unsigned_abs();
                (0, Notice::CodeWrong { left })
            }
            other => return self.explain(other),
        };
        self.code(status, false, resend_in, Some(notice))
    }
}

/// The page for the state of the answer.
#[handler]
pub async fn look(
    app: Data<&App>,
    caller: Caller,
    Path(token): Path<String>,
    Query(params): Query<SignQuery>,
    jar: &CookieJar,
) -> poem::Result<Response> {
    let lang = params.lang.as_deref().and_then(Locale::from_tag);
    let visit = Visit::begin(&app, caller, token, lang, jar).await?;
    if visit.intro.stage == Stage::Expired {
        let page = Message {
            frame: visit.frame(""),
            kind: MessageKind::Expired,
            retry: None,
            request_id: None,
            chrome: None,
        };
        return Ok(show(StatusCode::GONE, &page));
    }
    if let Some(session) = session::of(&app, jar, &visit.token).await? {
        return Ok(match consent::show(&app, session).await {
            Ok(shown) => visit.shown(&app, shown, params.after.as_deref()),
            Err(error) => visit.explain(&error),
        });
    }
    let sent = params.after.as_deref() == Some("sent");
    Ok(match params.step.as_deref() {
        Some("code") => {
            let wait = if sent { Link::CODE_EVERY / Timestamp::SECOND } else { 0 };
            visit.code(StatusCode::OK, sent, wait.unsigned_abs(), None)
        }
        _ => visit.intro(),
    })
}

/// Sends a code.
#[handler]
pub async fn code(
    app: Data<&App>,
    caller: Caller,
    Path(token): Path<String>,
    fields: Fields,
    jar: &CookieJar,
) -> poem::Result<Response> {
    let visit = Visit::begin(&app, caller, token, fields.locale(), jar).await?;
    let sent = async {
        visit.set_language(&app).await?;
        let (origin, address) = (visit.caller.origin(), visit.caller.address());
        consent::request_code(&app, &visit.token, origin, &address).await
    };
    Ok(match sent.await {
        Ok(()) => go(&visit.path("&step=code&after=sent")),
        Err(error) => visit.refused(&error),
    })
}

/// Checks a code, and opens a session.
#[handler]
pub async fn verify(
    app: Data<&App>,
    caller: Caller,
    Path(token): Path<String>,
    fields: Fields,
    jar: &CookieJar,
) -> poem::Result<Response> {
    let visit = Visit::begin(&app, caller, token, fields.locale(), jar).await?;
    let (origin, address) = (visit.caller.origin(), visit.caller.address());
    let verified = async {
        visit.set_language(&app).await?;
        consent::verify_code(&app, &visit.token, fields.text("code"), origin, &address).await
    };
    Ok(match verified.await {
        Ok(verified) => {
            session::keep(&app, jar, &visit.token, &verified.session);
            go(&visit.path(""))
        }
        Err(error) => visit.refused(&error),
    })
}

/// Shows the document in another language.
#[handler]
pub async fn language(
    app: Data<&App>,
    caller: Caller,
    Path(token): Path<String>,
    fields: Fields,
    jar: &CookieJar,
) -> poem::Result<Response> {
    let visit = Visit::begin(&app, caller, token, fields.locale(), jar).await?;
    let session = match visit.session(&app, jar, &fields).await? {
        Ok(session) => session,
        Err(page) => return Ok(page),
    };
    Ok(match consent::show_in(&app, session, visit.locale, visit.caller.origin()).await {
        Ok(_) => go(&visit.path("")),
        Err(error) => visit.explain(&error),
    })
}

/// The signer's copy of the PDF.
#[handler]
pub async fn pdf(
    app: Data<&App>,
    caller: Caller,
    Path(token): Path<String>,
    jar: &CookieJar,
) -> poem::Result<Response> {
    let visit = Visit::begin(&app, caller, token, None, jar).await?;
    let Some(session) = session::of(&app, jar, &visit.token).await? else {
        return Ok(go(&visit.path("&step=code")));
    };
    Ok(match consent::pdf(&app, session).await {
        Ok(bytes) => {
            let words = crate::render::words(visit.locale);
            let name = words.say_with("page-pdf-name", [("event", visit.intro.event_name.into())]);
            Download { bytes, media_type: "application/pdf", name: name.into_owned() }
                .into_response()
        }
        Err(Error::Conflict(_)) => go(&visit.path("")),
        Err(error) => visit.explain(&error),
    })
}

/// The signer's newest receipt.
#[handler]
pub async fn receipt(
    app: Data<&App>,
    caller: Caller,
    Path(token): Path<String>,
    jar: &CookieJar,
) -> poem::Result<Response> {
    let visit = Visit::begin(&app, caller, token, None, jar).await?;
    let Some(session) = session::of(&app, jar, &visit.token).await? else {
        return Ok(go(&visit.path("&step=code")));
    };
    Ok(match consent::receipt(&app, session).await {
        Ok(bytes) => {
            let words = crate::render::words(visit.locale);
            let event = [("event", visit.intro.event_name.into())];
            let name = words.say_with("page-receipt-name", event).into_owned();
            Download { bytes, media_type: "application/pdf", name }.into_response()
        }
        Err(Error::NotFound(_)) => go(&visit.path("")),
        Err(error) => visit.explain(&error),
    })
}
