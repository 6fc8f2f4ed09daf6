//! Who gets a mail when it is written, which may be long after it was queued: whether the address is
//! still theirs, and whether they may still read what it is about. The table in `model/mail_kind.rs`
//! has a rule for each kind.

use super::{Dropped, NotWritten};
use crate::App;
use crate::error::{Error, Result};
use crate::model::mail_kind::{Holder, Needs};
use crate::model::person::same_email;
use crate::model::{MailKind, NotificationType, Right, UserId};
use crate::store::{
    AllRead, Read, Scope, answers, codes, companies, email_changes, invitations, links,
    memberships, notifications, signers, users,
};

const MOVED: Dropped = Dropped("the address is no longer the recipient's");
const GONE: Dropped = Dropped("the account is gone");
pub(super) const NOT_ALLOWED: Dropped = Dropped("the user may not read this any more");

/// The address that a mail queued for `to` goes to: `to` itself, or the present one of an account.
/// Dropped if the address is no longer that of its reader, or if they may not read it any more.
pub(super) async fn of(
    app: &App,
    scope: Option<Scope>,
    mail_kind: MailKind,
    to: &str,
) -> Result<String, NotWritten> {
    let to = to.to_owned();
    let found = app.db.read_all(move |all| {
        let rules = mail_kind.rules();
        if let Holder::Account(user) = rules.to {
            let Some(account) = users::find(all, user)? else { return Ok(Err(GONE)) };
            let may = may_read(all, scope, user, rules.needs)?;
            return Ok(if may { Ok(account.email) } else { Err(NOT_ALLOWED) });
        }
        let is_theirs = match scope {
            Some(scope) => is_of_recipient(&companies::look(all, scope), rules.to, &to)?,
            None => match rules.to {
                Holder::Change(change) => email_changes::find(all, change)?
                    .is_some_and(|change| same_email(&change.email, &to)),
                _ => false,
            },
        };
        Ok(if is_theirs { Ok(to) } else { Err(MOVED) })
    });
    Ok(found.await??)
}

/// Whether `to` is the address of an employee, a guardian or somebody invited.
fn is_of_recipient(read: &Read, holder: Holder, to: &str) -> Result<bool> {
    let is_of_link = |link| -> Result<bool> {
        let Some(link) = links::find(read, link)? else { return Ok(false) };
        let who = signers::behind(read, &link)?;
        Ok(who.is_some_and(|who| who.has_email(to)))
    };
    Ok(match holder {
        Holder::Link(link) => is_of_link(link)?,
        Holder::Code(code) => match codes::find(read, code)? {
            Some(code) => is_of_link(code.link)?,
            None => false,
        },
        Holder::Signer(signer) => match signers::reachable(read, signer)? {
            Some(who) if who.has_email(to) => true,
            Some(who) => {
                let signed_with = signers::signed_with(read, &who)?;
                signed_with.is_some_and(|email| same_email(&email, to))
            }
            None => false,
        },
        Holder::Mailbox(employee, guardian) => {
            let all = signers::of_mailbox(read, employee, guardian)?;
            all.iter().any(|who| who.has_email(to))
        }
        Holder::Former(employee, guardian, at) => {
            let mut found = false;
            for who in signers::of_mailbox(read, employee, guardian)? {
                for link in links::moved(read, who.id)? {
                    let stayed = link.moved_at == Some(at);
                    found |= stayed && is_of_link(link.id)?;
                }
            }
            found
        }
        Holder::Invited(id) => {
            let asked = invitations::asked(read, id)?;
            asked.is_some_and(|asked| same_email(&asked.invitation.email, to))
        }
        Holder::Account(_) | Holder::Change(_) => false,
    })
}

/// Whether a user may still read what a mail is about.
fn may_read(all: &AllRead, scope: Option<Scope>, user: UserId, needs: Needs) -> Result<bool> {
    let within = || {
        let scope = scope.ok_or_else(|| anyhow::anyhow!("the mail needs a company"));
        scope.map(|scope| companies::look(all, scope)).map_err(Error::from)
    };
    match needs {
        Needs::Nothing => Ok(true),
        Needs::Notices(kind) => is_notified(&within()?, user, kind, None),
        Needs::NoticesOfEvent(kind, event) => is_notified(&within()?, user, kind, Some(event)),
        Needs::NoticesOfAnswer(kind, answer) => {
            let read = within()?;
            match answers::find_any(&read, answer)? {
                Some(answer) => is_notified(&read, user, kind, Some(answer.event)),
                None => Ok(false),
            }
        }
        Needs::Right(right) => has(all, scope, user, right),
    }
}

/// Whether a member is one of those who are notified of something of this type.
pub(super) fn is_notified(
    read: &Read,
    user: UserId,
    kind: NotificationType,
    event: Option<crate::model::EventId>,
) -> Result<bool> {
    Ok(notifications::readers(read, kind, event)?.iter().any(|reader| reader.user == user))
}

fn has(all: &AllRead, scope: Option<Scope>, user: UserId, right: Right) -> Result<bool> {
    let mut roles = vec![];
    if let Some(scope) = scope {
        roles.extend(memberships::role(&companies::look(all, scope), user)?);
    }
    roles.extend(users::find(all, user)?.and_then(|user| user.instance_role));
    Ok(right.is_held_by(&roles))
}
