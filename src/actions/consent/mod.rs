//! The recipient's actions: link, code, document, decision, withdrawal. Recipients have no account;
//! their scope is one signer's own answer.

mod code;
mod decide;
mod lost;
mod on_behalf;
mod shown;
mod signed_pdf;
mod verify;
mod withdraw;

pub use code::{Verified, request_code, verify_code};
pub use decide::{Answered, Submission, answer};
pub use lost::{CODE_MINUTES, Claim, claim, open_claim};
pub use on_behalf::{Reported, Teller, tellers, withdraw_for};
pub use shown::{Shown, show, show_in};
pub use signed_pdf::{pdf, receipt};
pub use verify::{Verification, count_file, verify};
pub use withdraw::{Withdrawn, deny_by_begun_renewals, withdraw, withdraw_own};

use crate::App;
use crate::error::{Error, Result};
use crate::model::answer::Link;
use crate::model::keys::token_hash;
use crate::model::person::masked;
use crate::model::{AnswerState, Contact, Locale, Logo, Timestamp};
use crate::ports::Rule;
pub use crate::store::signings::Signing as Session;
use crate::store::{Read, Scope, cases, companies, decisions, files, links, signers};

/// What the holder of a link may see before the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intro {
    pub stage: Stage,
    pub company_name: String,
    pub company_colour: Option<String>,
    pub company_logo: Option<Logo>,
    /// Of the company's own settings; empty if it has none.
    pub contact: Contact,
    pub event_name: String,
    pub masked_email: String,
    pub locale: Locale,
    pub expires_at: Timestamp,
    /// Wrong codes that may still be typed before the code step closes.
    pub tries_left: i64,
}

/// What a signing link is still good for.
///
/// - `OPEN`: the request can be answered.
/// - `ANSWERED`: the answer was given; the link shows it and serves to withdraw it.
/// - `EXPIRED`: the link has expired.
/// - `SUSPENDED`: the company is suspended, so that no consent can be given to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, poem_openapi::Enum)]
#[oai(rename = "LinkStage", rename_all = "UPPERCASE")]
pub enum Stage {
    /// The request can be answered.
    Open,
    /// The answer was given; the link shows it and serves to withdraw it.
    Answered,
    /// The link has expired.
    Expired,
    /// The company is suspended, so that no consent can be given to it.
    Suspended,
}

/// Reads a link. Uses nothing up and records nothing, because mail scanners open links.
pub async fn open(app: &App, token: &str, address: &str) -> Result<Intro> {
    app.limiter.check(Rule::ConsentAddress, address)?;
    let (scope, link) = find_link(app, token).await?;
    if link.revoked {
        return Err(Error::Gone("link_revoked"));
    }
    app.db
        .read(scope, move |read| {
            let signer = signers::behind(read, &link)?.ok_or(Error::NotFound("link"))?;
            let case = cases::find(read, link.answer)?.ok_or(Error::NotFound("link"))?;
            let decided = has_decided(read, &link)?;
            check_wanted(&case, decided)?;
            let is_asked = !decided && case.answer.state == AnswerState::Pending;
            let stage = if read.now() >= link.expires_at {
                Stage::Expired
            } else if is_asked && companies::is_suspended(read)? {
                Stage::Suspended
            } else if decided || case.answer.state != AnswerState::Pending {
                Stage::Answered
            } else {
                Stage::Open
            };
            Ok(Intro {
                stage,
                contact: case.company.contact(),
                company_name: case.company.name,
                company_colour: case.company.colour,
                company_logo: files::logo(read)?,
                event_name: case.event.name,
                masked_email: signer.email.as_deref().map(masked).unwrap_or_default(),
                locale: case.answer.locale,
                expires_at: link.expires_at,
                tries_left: code::tries_left(read, &link)?,
            })
        })
        .await
}

/// The company behind a link, which may be expired or revoked: whom to contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asker {
    pub company_name: String,
    pub company_colour: Option<String>,
    pub company_logo: Option<Logo>,
    /// Of the company's own settings; empty if it has none.
    pub contact: Contact,
    pub locale: Locale,
}

pub async fn asker(app: &App, token: &str) -> Result<Asker> {
    let (scope, link) = find_link(app, token).await?;
    app.db
        .read(scope, move |read| {
            let case = cases::find(read, link.answer)?.ok_or(Error::NotFound("link"))?;
            Ok(Asker {
                contact: case.company.contact(),
                company_name: case.company.name,
                company_colour: case.company.colour,
                company_logo: files::logo(read)?,
                locale: case.answer.locale,
            })
        })
        .await
}

/// The signing session of this link.
pub async fn authenticate(app: &App, token: &str, session: &str) -> Result<Session> {
    let (session, link) = (token_hash(session), token_hash(token));
    app.db
        .read_all(move |all| crate::store::signings::by_tokens(all, &session, &link))
        .await?
        .ok_or(Error::Unauthenticated("signing_session_ended"))
}

/// Sets the language of the page, the document and the mails, while nobody has answered.
pub async fn set_language(app: &App, token: &str, locale: Locale) -> Result<()> {
    let (scope, link) = find_link(app, token).await?;
    app.db
        .write(scope, move |tx| {
            let link = links::find(tx, link.id)?.ok_or(Error::NotFound("link"))?;
            link.check_open(tx.now())?;
            crate::store::answers::set_locale(tx, link.answer, locale)
        })
        .await
}

async fn find_link(app: &App, token: &str) -> Result<(Scope, Link)> {
    let hash = token_hash(token);
    app.db.read_all(move |all| links::by_token(all, &hash)).await?.ok_or(Error::NotFound("link"))
}

/// Refuses a pending request that was deleted, or whose event or company was. Signers who have
/// `decided` keep access.
fn check_wanted(case: &cases::Case, decided: bool) -> Result<()> {
    if case.is_closed() && case.answer.state == AnswerState::Pending && !decided {
        return Err(Error::Gone("link_revoked"));
    }
    Ok(())
}

/// Whether the signer of a link has decided.
fn has_decided(read: &Read, link: &Link) -> Result<bool> {
    let standing = decisions::standing(read, link.answer)?;
    Ok(standing.iter().any(|decision| decision.signer == link.signer))
}
