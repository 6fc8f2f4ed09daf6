//! Invitations to companies.

use super::columns::text_or_empty;
use super::{
    AllRead, AllTx, Changes, Params, Read, Row, Rows, Scope, Tx, companies, facts, files,
    memberships, params,
};
use crate::error::Result;
use crate::model::invitation::{Account, Details, Invitation};
use crate::model::{
    CompanyId, Email, Fact, InvitationId, Logo, Page, PageQuery, Role, Timestamp, UserId,
};

/// How an invitation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationOutcome {
    Accepted,
    Declined,
    /// The company withdrew it.
    Withdrawn,
}

impl InvitationOutcome {
    fn name(self) -> &'static str {
        match self {
            InvitationOutcome::Accepted => "ACCEPTED",
            InvitationOutcome::Declined => "DECLINED",
            InvitationOutcome::Withdrawn => "WITHDRAWN",
        }
    }
}

/// An invitation with the data of its mail and its page.
#[derive(Debug, Clone)]
pub struct OpenInvitation {
    pub invitation: Invitation,
    /// The token is derived from this.
    pub nonce: String,
    pub company_name: String,
    pub company_colour: Option<String>,
    /// The name of the inviter; empty if they are gone.
    pub inviter: String,
    /// The account with that e-mail, if there is one.
    pub account: Option<Account>,
}

/// Creates an invitation, or replaces one: the earlier link becomes invalid.
pub fn put(
    tx: &Tx,
    details: &Details,
    by: UserId,
    nonce: &str,
    token_hash: &str,
    expires_at: Timestamp,
) -> Result<InvitationId> {
    let id = tx.insert(
        "INSERT INTO invitations (company_id, email, email_key, first_name, last_name, role,
                locale, invited_by, nonce, token_hash, created_at, sent_at, expires_at)
         VALUES (:company, :email, :key, :first, :last, :role, :locale, :by, :nonce, :hash,
                :now, :now, :expires)
         ON CONFLICT (company_id, email_key) WHERE ended_at IS NULL DO UPDATE
            SET email = :email, first_name = :first, last_name = :last, role = :role,
                locale = :locale, invited_by = :by, nonce = :nonce, token_hash = :hash,
                sent_at = :now, expires_at = :expires
         RETURNING id",
        params! {
            ":email": details.email.address, ":key": details.email.key,
            ":first": details.first_name, ":last": details.last_name,
            ":role": details.role.name(), ":locale": details.locale.tag(), ":by": by,
            ":nonce": nonce, ":hash": token_hash, ":now": tx.now(), ":expires": expires_at,
        },
    )?;
    Ok(InvitationId(id))
}

/// A pending invitation, expired ones too.
pub fn find(read: &Read, id: InvitationId) -> Result<Option<Invitation>> {
    read.first(
        &format!(
            "SELECT {COLUMNS} FROM invitations AS i
              WHERE i.company_id = :company AND i.id = :id AND i.ended_at IS NULL"
        ),
        params! { ":id": id },
        invitation,
    )
}

/// The pending, unexpired invitation for this e-mail.
pub fn waiting(read: &Read, email: &Email) -> Result<Option<Invitation>> {
    read.first(
        &format!(
            "SELECT {COLUMNS} FROM invitations AS i
              WHERE i.company_id = :company AND i.email_key = :key AND i.ended_at IS NULL
                AND i.expires_at > :now"
        ),
        params! { ":key": email.key, ":now": read.now() },
        invitation,
    )
}

/// The pending invitations, expired ones too, the latest first.
pub fn list(read: &Read, query: &PageQuery<()>) -> Result<Page<Invitation>> {
    let wanted = "FROM invitations AS i WHERE i.company_id = :company AND i.ended_at IS NULL";
    let total = read.count(&format!("SELECT COUNT(*) {wanted}"), &[])?;
    let data = read.all(
        &format!("SELECT {COLUMNS} {wanted} ORDER BY i.id DESC LIMIT :limit OFFSET :offset"),
        params! { ":limit": query.limit, ":offset": query.offset() },
        invitation,
    )?;
    Ok(Page { data, page: query.page, limit: query.limit, total })
}

/// A valid invitation, for its mail.
pub fn asked(read: &Read, id: InvitationId) -> Result<Option<OpenInvitation>> {
    let now = read.now().0;
    let which = "i.company_id = :company AND i.id = :id AND i.expires_at > :now";
    one(read, which, params! { ":id": id, ":now": now })
}

/// A valid invitation by its token, with the scope of its company.
pub fn by_token(all: &AllRead, token_hash: &str) -> Result<Option<(Scope, OpenInvitation)>> {
    let which = "i.token_hash = :hash AND i.expires_at > :now";
    let found = one(all, which, params! { ":hash": token_hash, ":now": all.now() })?;
    Ok(found.map(entered))
}

/// A valid invitation for the account with its e-mail, once the e-mail is verified.
pub fn by_account(
    all: &AllRead,
    user: UserId,
    company: CompanyId,
) -> Result<Option<(Scope, OpenInvitation)>> {
    let which = "i.company_id = :of AND i.expires_at > :now AND u.id = :user
                 AND u.email_proved_at IS NOT NULL";
    let now = all.now().0;
    Ok(one(all, which, params! { ":of": company, ":user": user, ":now": now })?.map(entered))
}

/// The valid invitations for an account, the oldest first.
pub fn of_account(all: &AllRead, user: UserId) -> Result<Vec<OpenInvitation>> {
    all.all(
        &format!(
            "{ASKED} AND i.expires_at > :now AND u.id = :user AND u.email_proved_at IS NOT NULL
               AND i.email_key = (SELECT email_key FROM live_users WHERE id = :user)
             ORDER BY i.id"
        ),
        params! { ":user": user, ":now": all.now() },
        read_asked,
    )
}

/// Makes the invited user a member, and returns their role; None if the invitation is over. A member whose role allows more
/// keeps it: somebody who is invited at two addresses of theirs loses nothing by accepting.
pub fn accept(
    all: &AllTx,
    scope: Scope,
    invitation: &Invitation,
    user: UserId,
) -> Result<Option<Role>> {
    let tx = companies::enter(all, scope);
    if !end(&tx, invitation.id, InvitationOutcome::Accepted, Some(user))? {
        return Ok(None);
    }
    if memberships::create(&tx, user, invitation.role)? {
        facts::record(&tx, Fact::UserJoined { user })?;
    } else if memberships::role(&tx, user)?.is_some_and(|role| invitation.role.is_above(role)) {
        memberships::set_role(&tx, user, invitation.role)?;
    }
    memberships::role(&tx, user)
}

/// Ends an invitation; false if it is over already.
pub fn end(
    tx: &Tx,
    id: InvitationId,
    outcome: InvitationOutcome,
    user: Option<UserId>,
) -> Result<bool> {
    let changed = tx.change(
        "UPDATE invitations SET ended_at = :now, outcome = :outcome, user_id = :user
          WHERE company_id = :company AND id = :id AND ended_at IS NULL",
        params! {
            ":now": tx.now(), ":outcome": outcome.name(), ":user": user,
            ":id": id,
        },
    )?;
    Ok(changed == 1)
}

/// Deletes invitations ended or expired before `before`.
pub fn forget(all: &AllTx, before: Timestamp) -> Result<usize> {
    all.change(
        "DELETE FROM invitations WHERE ended_at < :before OR expires_at < :before",
        params! { ":before": before },
    )
}

/// The logo of a company, for invited people who are not members yet.
pub fn logo(all: &AllRead, company: CompanyId) -> Result<Option<Logo>> {
    files::logo(&all.enter(Scope::whole(company)))
}

const COLUMNS: &str = "i.id, i.company_id, i.email, i.first_name, i.last_name, i.role, i.locale,
     i.created_at, i.sent_at, i.expires_at";

const ASKED: &str = "SELECT i.id, i.company_id, i.email, i.first_name, i.last_name, i.role,
     i.locale, i.created_at, i.sent_at, i.expires_at, i.nonce,
     c.name AS company_name, c.colour AS company_colour,
     b.first_name AS by_first, b.last_name AS by_last,
     u.id AS account, u.password_hash, u.email_proved_at IS NOT NULL AS proved
  FROM invitations AS i
  JOIN companies AS c ON c.id = i.company_id AND c.deleted_at IS NULL
  LEFT JOIN users AS b ON b.id = i.invited_by AND b.deleted_at IS NULL
  LEFT JOIN users AS u ON u.email_key = i.email_key AND u.deleted_at IS NULL
 WHERE i.ended_at IS NULL";

fn one(view: &impl Rows, which: &str, params: Params) -> Result<Option<OpenInvitation>> {
    view.first(&format!("{ASKED} AND {which}"), params, read_asked)
}

fn entered(asked: OpenInvitation) -> (Scope, OpenInvitation) {
    (Scope::whole(asked.invitation.company), asked)
}

fn read_asked(row: &Row) -> Result<OpenInvitation> {
    let inviter = format!("{} {}", text_or_empty(row, "by_first")?, text_or_empty(row, "by_last")?);
    let account = match row.get::<Option<i64>>("account")? {
        Some(id) => Some(Account {
            user: UserId(id),
            password_hash: row.get("password_hash")?,
            proved: row.get("proved")?,
        }),
        None => None,
    };
    Ok(OpenInvitation {
        invitation: invitation(row)?,
        nonce: row.get("nonce")?,
        company_name: row.get("company_name")?,
        company_colour: row.get("company_colour")?,
        inviter: inviter.trim().to_owned(),
        account,
    })
}

fn invitation(row: &Row) -> Result<Invitation> {
    Ok(Invitation {
        id: row.get("id")?,
        company: row.get("company_id")?,
        email: text_or_empty(row, "email")?,
        first_name: text_or_empty(row, "first_name")?,
        last_name: text_or_empty(row, "last_name")?,
        role: row.get("role")?,
        locale: row.get("locale")?,
        created_at: row.get("created_at")?,
        sent_at: row.get("sent_at")?,
        expires_at: row.get("expires_at")?,
    })
}
