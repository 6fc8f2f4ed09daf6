//! Codes, which prove that the holder of the link reads the signer's e-mail.

use super::shown::{InstanceFacts, Shown, freeze};
use super::{check_wanted, find_link, has_decided};
use crate::App;
use crate::error::{Error, Result};
use crate::model::answer::{Link, read_code};
use crate::model::chain::{EvidenceKind, field};
use crate::model::keys::{fresh_nonce, fresh_token, token_hash};
use crate::model::person::same_email;
use crate::model::{Digest, Keys, MailKind, SignerId, Timestamp};
use crate::ports::Rule;
use crate::store::sessions::Origin;
use crate::store::{Read, Scope, Tx, cases, codes, evidence, links, mails, signers, signings};

/// Queues a mail with a code of six digits to the signer: at most one a minute per link, ten a day
/// per signer, and [`Link::CODES_TO_MAILBOX`] per mailbox.
pub async fn request_code(app: &App, token: &str, origin: Origin, address: &str) -> Result<()> {
    app.limiter.check(Rule::ConsentAddress, address)?;
    let (scope, link) = find_link(app, token).await?;
    let keys = app.keys.clone();
    app.db.write(scope, move |tx| queue_code(tx, &keys, link, &origin)).await
}

/// As [`request_code`], of a link that was found. An error has written nothing.
pub(super) fn queue_code(tx: &Tx, keys: &Keys, link: Link, origin: &Origin) -> Result<()> {
    let link = still_open(tx, link)?;
    link.check_code_step(tx.now())?;
    let day = tx.now().minus(Timestamp::DAY);
    let alone = link.is_alone(has_decided(tx, &link)?);
    let (today, last) = codes::asked_since(tx, &link, alone, day)?;
    if let Some(last) = last
        && tx.now().since(last) < Link::CODE_EVERY
    {
        let wait = (Link::CODE_EVERY - tx.now().since(last)) / 1000 + 1;
        return Err(too_soon("code_too_soon", wait));
    }
    if today >= Link::CODES_A_DAY {
        return Err(too_soon("code_daily_limit", 3600));
    }
    for (within, at_most, again) in Link::CODES_TO_MAILBOX {
        let sent = codes::asked_of_mailbox(tx, &link, alone, tx.now().minus(within))?;
        if sent >= at_most {
            return Err(too_soon("code_mailbox_limit", again / 1000));
        }
    }
    let signer = signers::behind(tx, &link)?.ok_or(Error::NotFound("link"))?;
    let to = signer.email.ok_or(Error::Gone("link_revoked"))?;
    let nonce = fresh_nonce();
    let hash = keys.code_hash(link.id, &keys.code(link.id, &nonce));
    let expires = tx.now().plus(Link::CODE_LASTS);
    let code = codes::create(tx, link.id, &nonce, &hash, expires)?;
    note(tx, &link, EvidenceKind::CodeRequested, vec![], origin)?;
    let (answer, signer) = (link.answer, link.signer);
    mails::queue(tx, MailKind::Code { answer, signer, code }, &to)?;
    Ok(())
}

/// The result of a right code: a signing session, and the document it shows.
pub struct Verified {
    pub session: String,
    pub expires_at: Timestamp,
    pub shown: Shown,
}

/// Revokes the links to the signer's former e-mails, since the current one is proved; except those
/// to an e-mail from which the signer decided, or that was proved too.
fn close_former(tx: &Tx, signer: SignerId) -> Result<()> {
    for link in links::moved_of_mailbox(tx, signer)? {
        let Some(of) = signers::behind(tx, &link)? else { continue };
        let emails = of.email.as_deref().zip(signers::signed_with(tx, &of)?);
        let decided_there = emails.is_some_and(|(email, decided)| same_email(email, &decided));
        if decided_there || links::was_proved(tx, link.id)? {
            continue;
        }
        links::revoke(tx, link.id)?;
        let why = vec![("why", "the new e-mail is confirmed".to_owned())];
        evidence::append(tx, of.answer, Some(of.id), EvidenceKind::LinkRevoked, why)?;
    }
    Ok(())
}

/// The result of an attempt. A wrong code is not an error inside the transaction, because it is
/// recorded.
/// What follows from a wrong code.
#[derive(Debug, Clone, Copy)]
pub(super) enum WrongCode {
    /// It counts for the link: see [`verify_code`].
    Counts,
    /// Who tried has not shown the link: nothing follows for who has it.
    IsCountedApart,
}

enum Tried {
    Right(Box<Verified>),
    Wrong,
    /// The code step is closed for so many milliseconds.
    Closed(i64),
    /// The link is revoked.
    Revoked,
}

/// Exchanges the code for a signing session of half an hour, bound to this link, and freezes the
/// document it shows. Five wrong codes close the step for a quarter of an hour; twenty revoke the
/// link or, if its signer has decided and needs it to withdraw, close the step for a day.
pub async fn verify_code(
    app: &App,
    token: &str,
    code: &str,
    origin: Origin,
    address: &str,
) -> Result<Verified> {
    app.limiter.check(Rule::ConsentAddress, address)?;
    let (scope, link) = find_link(app, token).await?;
    redeem_code(app, scope, link, code, origin, WrongCode::Counts).await
}

/// As [`verify_code`], of a link that was found.
pub(super) async fn redeem_code(
    app: &App,
    scope: Scope,
    link: Link,
    code: &str,
    origin: Origin,
    wrong_code: WrongCode,
) -> Result<Verified> {
    let code = read_code(code);
    let (keys, facts) = (app.keys.clone(), InstanceFacts::of(app));
    let tried = app
        .db
        .write(scope, move |tx| {
            let link = still_open(tx, link)?;
            link.check_code_step(tx.now())?;
            let code = code.ok_or_else(|| Error::invalid("code", "code_format"))?;
            if !codes::redeem(tx, link.id, &keys.code_hash(link.id, &code))? {
                return match wrong_code {
                    WrongCode::Counts => wrong(tx, &link, &origin),
                    WrongCode::IsCountedApart => Ok(Tried::Wrong),
                };
            }
            note(tx, &link, EvidenceKind::CodeVerified, vec![], &origin)?;
            if link.moved_at.is_none() {
                close_former(tx, link.signer)?;
            }
            let shown = freeze(tx, link.answer, link.signer, &facts)?;
            let sha256 = vec![(field::DOCUMENT_SHA256, shown.sha256.hex())];
            note(tx, &link, EvidenceKind::DocumentShown, sha256, &origin)?;
            let session = fresh_token();
            let expires_at = tx.now().plus(Link::SESSION);
            let hash = token_hash(&session);
            signings::create(tx, link.id, Some(shown.document_id), &hash, expires_at)?;
            Ok(Tried::Right(Box::new(Verified { session, expires_at, shown })))
        })
        .await?;
    match tried {
        Tried::Right(verified) => Ok(*verified),
        Tried::Wrong => Err(Error::invalid("code", "code_wrong")),
        Tried::Closed(time) => Err(too_soon("code_closed", time / 1000)),
        Tried::Revoked => Err(Error::Gone("link_revoked")),
    }
}

/// Counts a wrong code, and closes the step or revokes the link at the limits. Whoever has decided
/// keeps their link: it is how they withdraw, and wrong codes may be those of somebody else. A new
/// link or a new request does not reset the count.
fn wrong(tx: &Tx, link: &Link, origin: &Origin) -> Result<Tried> {
    codes::add_wrong_try(tx, link.id)?;
    let can_withdraw = has_decided(tx, link)?;
    let alone = link.is_alone(can_withdraw);
    let tries = codes::wrong_tries(tx, link, alone)?;
    let lately = lately(tx, link, alone)?;
    let is_last = tries % Link::TRIES_IN_LIFE == 0;
    if !is_last && tries % Link::TRIES != 0 && lately < Link::TRIES {
        return Ok(Tried::Wrong);
    }
    let time = if is_last && can_withdraw { Link::CLOSED_LONG } else { Link::CLOSED };
    links::close(tx, link, alone, tx.now().plus(time))?;
    if !is_last || can_withdraw {
        return Ok(Tried::Closed(time));
    }
    links::revoke(tx, link.id)?;
    note(tx, link, EvidenceKind::LinkRevoked, vec![("why", "wrong codes".into())], origin)?;
    Ok(Tried::Revoked)
}

/// The number of recent wrong codes of the link's mailbox, within the time the step stays closed.
fn lately(read: &Read, link: &Link, alone: bool) -> Result<i64> {
    codes::wrong_tries_of_mailbox(read, link, alone, read.now().minus(Link::CLOSED))
}

/// How many wrong codes remain until the step closes.
pub(super) fn tries_left(read: &Read, link: &Link) -> Result<i64> {
    let alone = link.is_alone(has_decided(read, link)?);
    let left = Link::TRIES - codes::wrong_tries(read, link, alone)? % Link::TRIES;
    Ok(left.min(Link::TRIES - lately(read, link, alone)?).max(0))
}

/// The current row of the link, if it is open and its request still wanted.
fn still_open(tx: &Tx, link: Link) -> Result<Link> {
    let link = links::find(tx, link.id)?.ok_or(Error::NotFound("link"))?;
    link.check_open(tx.now())?;
    let case = cases::find(tx, link.answer)?.ok_or(Error::NotFound("link"))?;
    check_wanted(&case, has_decided(tx, &link)?)?;
    Ok(link)
}

fn too_soon(code: &'static str, seconds: i64) -> Error {
    Error::TooSoon { code, retry_after: seconds.max(1) as u64 }
}

/// Appends a step of the signer to the evidence, with the origin of the request.
pub(super) fn note(
    tx: &Tx,
    link: &Link,
    kind: EvidenceKind,
    fields: Vec<(&'static str, String)>,
    origin: &Origin,
) -> Result<Digest> {
    let fields = with_origin(fields, origin);
    Ok(evidence::append(tx, link.answer, Some(link.signer), kind, fields)?.hash)
}

pub(super) fn with_origin(
    mut fields: Vec<(&'static str, String)>,
    origin: &Origin,
) -> Vec<(&'static str, String)> {
    fields.extend(origin.ip.clone().map(|ip| (field::IP, ip)));
    fields.extend(origin.user_agent.clone().map(|agent| (field::USER_AGENT, agent)));
    fields
}
