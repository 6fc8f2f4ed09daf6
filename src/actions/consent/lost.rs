//! The way to one's own answer without the mailed link: the reference on the copy, the e-mail one
//! signed with, and a code sent to it. Nothing tells whether both belong together to somebody who does
//! not read that mailbox.

use super::code::{Verified, WrongCode, queue_code, redeem_code};
use crate::App;
use crate::error::{Error, Result};
use crate::model::answer::Link;
use crate::model::keys::read_reference;
use crate::model::{Check, Email, Timestamp};
use crate::ports::Rule;
use crate::store::sessions::Origin;
use crate::store::{AllRead, Read, Scope, companies, links, seals, signers};

/// Who says that an answer is theirs.
#[derive(Debug, Clone)]
pub struct Claim {
    /// In the form in which it is stored.
    reference: String,
    email: Email,
}

impl Claim {
    /// Checks what was typed. What is well formed need not exist.
    pub fn checked(reference: &str, email: &str) -> Result<Self> {
        let mut check = Check::new();
        let reference = check.field("reference", read_reference(reference).ok_or("reference"));
        let email = check.field("email", Email::parse(email));
        let (reference, email) = check.finish(reference.zip(email))?;
        Ok(Self { reference, email })
    }

    /// By which tries are counted: the same for each spelling.
    fn key(&self) -> String {
        format!("{} {}", self.reference, self.email.key)
    }

    /// The company and the link of the claim, if there is an open one.
    fn find(&self, all: &AllRead) -> Result<Option<(Scope, Link)>> {
        let Some(known) = seals::by_reference(all, &self.reference)? else { return Ok(None) };
        let read = companies::look(all, known.scope);
        for signer in signers::of_answer(&read, known.answer)? {
            let link = self.link(&read, signer.id)?;
            if let Some(link) = link.filter(|link| link.check_open(read.now()).is_ok()) {
                return Ok(Some((known.scope, link)));
            }
        }
        Ok(None)
    }

    /// The link to this e-mail: the one that the signer has, or one that they had.
    fn link(&self, read: &Read, signer: crate::model::SignerId) -> Result<Option<Link>> {
        let is_own =
            signers::reachable(read, signer)?.is_some_and(|who| who.has_email(&self.email.address));
        match is_own {
            true => links::of_signer(read, signer),
            false => signers::moved_link(read, signer, &self.email.address),
        }
    }
}

/// How long every [`claim`] takes: longer than the slowest that writes, on a server that is not overloaded.
const CLAIM_TAKES: std::time::Duration = std::time::Duration::from_millis(300);

/// Sends a code to the e-mail of a claim that is right, within the limits of its link. The result is
/// the same for every other claim, and for one over the limits.
pub async fn claim(app: &App, claim: Claim, origin: Origin, address: &str) -> Result<()> {
    app.limiter.check(Rule::ConsentAddress, address)?;
    let keys = app.keys.clone();
    // A claim that is right writes, and takes longer: neither may be told from the other.
    let replies = tokio::time::Instant::now() + CLAIM_TAKES;
    let done = app
        .db
        .write_all(move |all| {
            let Some((scope, link)) = claim.find(all)? else { return Ok(()) };
            match queue_code(&companies::enter(all, scope), &keys, link, &origin) {
                Err(error @ Error::Internal(_)) => Err(error),
                _ => Ok(()),
            }
        })
        .await;
    tokio::time::sleep_until(replies).await;
    done
}

/// Exchanges the code for a signing session, and returns the token of the link with it. Every claim
/// that does not hold is `code_wrong`, whatever the reason, and so many in an hour are refused. Wrong
/// codes do not count for the link: who tries them may have nothing but the paper.
pub async fn open_claim(
    app: &App,
    claim: Claim,
    code: &str,
    origin: Origin,
    address: &str,
) -> Result<(String, Verified)> {
    app.limiter.check(Rule::ConsentAddress, address)?;
    let tried = app.attempt(Rule::ClaimCode, &claim.key())?;
    let found = app.db.read_all(move |all| claim.find(all)).await?;
    let opened = match found {
        None => Err(wrong()),
        Some((scope, link)) => {
            let token = app.keys.link_token(link.signer, &link.nonce);
            match redeem_code(app, scope, link, code, origin, WrongCode::IsCountedApart).await {
                Ok(verified) => Ok((token, verified)),
                Err(error @ Error::Internal(_)) => Err(error),
                Err(_) => Err(wrong()),
            }
        }
    };
    app.record_outcome(vec![tried], opened).await
}

fn wrong() -> Error {
    Error::invalid("code", "code_wrong")
}

/// For how long a code sent by [`claim`] is valid, in minutes.
pub const CODE_MINUTES: i64 = Link::CODE_LASTS / Timestamp::MINUTE;
