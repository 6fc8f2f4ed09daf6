//! Sessions, and the refresh tokens that extend them.

use super::live::{Signal, Whose};
use super::{Actor, AllRead, AllTx, Bar, Changes, Credential, Reach, Row, Rows, Scope, params};
use crate::error::Result;
use crate::model::{CompanyId, Locale, Role, Session, SessionId, Timestamp, UserId};

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Logout,
    /// Ended by its user from another session, or by an administrator.
    Revoked,
    /// A refresh token was used twice: it may have been copied.
    Reuse,
    /// The password was changed.
    Password,
}

impl End {
    fn name(self) -> &'static str {
        match self {
            End::Logout => "LOGOUT",
            End::Revoked => "REVOKED",
            End::Reuse => "REUSE",
            End::Password => "PASSWORD",
        }
    }
}

/// The origin of a request, shown so that users recognise their own sessions.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    pub ip: Option<String>,
    pub user_agent: Option<String>,
}

pub fn create(
    all: &AllTx,
    user: UserId,
    company: Option<CompanyId>,
    expires_at: Timestamp,
    origin: &Origin,
) -> Result<SessionId> {
    let id = all.insert(
        "INSERT INTO sessions (user_id, company_id, created_at, used_at, expires_at, ip, user_agent)
         VALUES (:user, :active, :now, :now, :expires, :ip, :agent) RETURNING id",
        params! {
            ":user": user, ":active": company, ":now": all.now(),
            ":expires": expires_at, ":ip": origin.ip, ":agent": origin.user_agent,
        },
    )?;
    Ok(SessionId(id))
}

/// The user of a valid session, with their current roles. Looked up for each request and not
/// cached: it is one statement by primary key, cheaper than decoding the token, and is never stale.
pub fn actor(all: &AllRead, session: SessionId, user: UserId) -> Result<Option<Actor>> {
    all.first(
        "SELECT u.instance_role, s.company_id, m.role, g.locale, g.page_sizes,
                c.suspended_at IS NOT NULL AS suspended,
                CASE WHEN m.role IS NULL AND c.deleted_at IS NULL AND u.instance_role = 'ADMIN'
                      AND s.visit_until > :now THEN s.visit_until END AS visit_until
           FROM sessions AS s
           JOIN live_users AS u ON u.id = s.user_id
           LEFT JOIN companies AS c ON c.id = s.company_id
           LEFT JOIN live_memberships AS m
             ON m.user_id = s.user_id AND m.company_id = s.company_id
           LEFT JOIN settings AS g ON g.user_id = s.user_id
          WHERE s.id = :session AND s.user_id = :user AND s.ended_at IS NULL
            AND s.expires_at > :now AND u.suspended_at IS NULL",
        params! { ":session": session, ":user": user, ":now": all.now() },
        |row| {
            let named = |column: &'static str| -> Result<Option<Role>> {
                let name: Option<String> = row.get(column)?;
                Ok(name.as_deref().and_then(Role::from_name))
            };
            let company: Option<i64> = row.get("company_id")?;
            let visit: Option<Timestamp> = row.get("visit_until")?;
            // Who visits reads what an owner reads.
            let role = named("role")?.or(visit.map(|_| Role::Owner));
            let suspended: bool = row.get("suspended")?;
            let bar = visit.map(|until| Bar::Visit { until });
            Ok(Actor {
                user,
                credential: Credential::Session(session),
                company: company.map(CompanyId),
                roles: named("instance_role")?.into_iter().chain(role).collect(),
                scope: company.zip(role).map(|(id, role)| scope(CompanyId(id), user, role)),
                bar: bar.or((suspended && role.is_some()).then_some(Bar::Suspended)),
                locale: row.get::<Option<String>>("locale")?.and_then(|tag| Locale::from_tag(&tag)),
                page_sizes: row
                    .get::<Option<String>>("page_sizes")?
                    .and_then(|json| serde_json::from_str(&json).ok())
                    .unwrap_or_default(),
            })
        },
    )
}

/// The scope of a role in its company.
pub(super) fn scope(company: CompanyId, user: UserId, role: Role) -> Scope {
    let reach = match role {
        Role::Photographer => Reach::PartnerOf(user),
        Role::Employee => Reach::Own(user),
        _ => Reach::Company,
    };
    Scope::of(company, reach).by_user(user)
}

/// The open sessions of a user, the last used first.
pub fn list(all: &AllRead, user: UserId) -> Result<Vec<Session>> {
    all.all(
        "SELECT id, company_id, created_at, used_at, expires_at, ip, user_agent FROM sessions
          WHERE user_id = :user AND ended_at IS NULL AND expires_at > :now
          ORDER BY used_at DESC, id DESC LIMIT 100",
        params! { ":user": user, ":now": all.now() },
        session,
    )
}

/// A session of a user, open or ended.
pub fn find(all: &AllRead, id: SessionId, user: UserId) -> Result<Option<Session>> {
    all.first(
        "SELECT id, company_id, created_at, used_at, expires_at, ip, user_agent FROM sessions
          WHERE id = :id AND user_id = :user",
        params! { ":id": id, ":user": user },
        session,
    )
}

/// Sets the active company of a session.
pub fn set_company(all: &AllTx, id: SessionId, user: UserId, company: CompanyId) -> Result<bool> {
    let changed = all.change(
        "UPDATE sessions SET company_id = :to, visit_until = NULL
          WHERE id = :id AND user_id = :user AND ended_at IS NULL",
        params! { ":to": company, ":id": id, ":user": user },
    )?;
    Ok(changed == 1)
}

/// Lets an administrator read a company until an instant, or brings them back to one of their own.
/// Streams of the session end, since it sees another company.
pub fn set_visit(
    all: &AllTx,
    id: SessionId,
    company: Option<CompanyId>,
    until: Option<Timestamp>,
) -> Result<()> {
    all.signal(Signal::Ended(Whose::Session(id)));
    all.change(
        "UPDATE sessions SET company_id = :to, visit_until = :until
          WHERE id = :id AND ended_at IS NULL",
        params! { ":to": company, ":until": until, ":id": id },
    )?;
    Ok(())
}

/// The company that an administrator reads in a session.
pub fn visited(all: &AllRead, id: SessionId) -> Result<Option<CompanyId>> {
    let found = all.first(
        "SELECT company_id FROM sessions
          WHERE id = :id AND ended_at IS NULL AND visit_until IS NOT NULL",
        params! { ":id": id },
        |row| row.get::<Option<i64>>("company_id"),
    )?;
    Ok(found.flatten().map(CompanyId))
}

/// The users with open sessions.
pub fn with_sessions(all: &AllRead) -> Result<Vec<UserId>> {
    all.all(
        "SELECT DISTINCT user_id FROM sessions
          WHERE ended_at IS NULL AND expires_at > :now ORDER BY user_id",
        params! { ":now": all.now() },
        |row| row.at(0),
    )
}

/// Ends a session of `user`; false if it is not open.
pub fn end(all: &AllTx, id: SessionId, user: UserId, why: End) -> Result<bool> {
    let changed = all.change(
        "UPDATE sessions SET ended_at = :now, end_reason = :why
          WHERE id = :id AND user_id = :user AND ended_at IS NULL",
        params! { ":now": all.now(), ":why": why.name(), ":id": id, ":user": user },
    )?;
    all.signal(Signal::Ended(Whose::Session(id)));
    Ok(changed == 1)
}

/// Ends all sessions of a user, except `but`.
pub fn end_all(all: &AllTx, user: UserId, but: Option<SessionId>, why: End) -> Result<usize> {
    // The client of the remaining session reconnects by itself.
    all.signal(Signal::Ended(Whose::User(user)));
    all.change(
        "UPDATE sessions SET ended_at = :now, end_reason = :why
          WHERE user_id = :user AND ended_at IS NULL AND (:but IS NULL OR id <> :but)",
        params! {
            ":now": all.now(), ":why": why.name(), ":user": user, ":but": but,
        },
    )
}

/// Adds a refresh token to a session.
pub fn add_refresh(all: &AllTx, session: SessionId, hash: &str) -> Result<()> {
    all.change(
        "INSERT INTO refresh_tokens (session_id, token_hash, created_at)
         VALUES (:session, :hash, :now)",
        params! { ":session": session, ":hash": hash, ":now": all.now() },
    )?;
    Ok(())
}

/// A refresh token that was presented.
pub struct Refresh {
    pub session: SessionId,
    pub user: UserId,
    pub company: Option<CompanyId>,
    /// It was used before, so it may have been copied.
    pub reused: bool,
    /// The session is still open.
    pub open: bool,
}

/// Uses a refresh token; None if it is unknown.
pub fn use_refresh(all: &AllTx, hash: &str) -> Result<Option<Refresh>> {
    let now = all.now().0;
    let found = all.first(
        "SELECT r.session_id, s.user_id, s.company_id, r.used_at IS NOT NULL AS reused,
                s.ended_at IS NULL AND s.expires_at > :now AS open
           FROM refresh_tokens AS r JOIN sessions AS s ON s.id = r.session_id
          WHERE r.token_hash = :hash",
        params! { ":hash": hash, ":now": now },
        |row| {
            Ok(Refresh {
                session: row.get("session_id")?,
                user: row.get("user_id")?,
                company: row.get("company_id")?,
                reused: row.get("reused")?,
                open: row.get("open")?,
            })
        },
    )?;
    if let Some(refresh) = &found
        && !refresh.reused
    {
        all.change(
            "UPDATE refresh_tokens SET used_at = :now WHERE token_hash = :hash",
            params! { ":now": now, ":hash": hash },
        )?;
        all.change(
            "UPDATE sessions SET used_at = :now WHERE id = :id",
            params! { ":now": now, ":id": refresh.session },
        )?;
    }
    Ok(found)
}

/// The session and user of an unused refresh token.
pub fn by_token(all: &AllRead, hash: &str) -> Result<Option<(SessionId, UserId)>> {
    all.first(
        "SELECT r.session_id, s.user_id
           FROM refresh_tokens AS r JOIN sessions AS s ON s.id = r.session_id
          WHERE r.token_hash = :hash AND r.used_at IS NULL",
        params! { ":hash": hash },
        |row| Ok((row.get("session_id")?, row.get("user_id")?)),
    )
}

/// Deletes sessions ended or expired before `before`, with their tokens.
pub fn forget(all: &AllTx, before: Timestamp) -> Result<usize> {
    all.change(
        "DELETE FROM sessions WHERE expires_at < :before OR ended_at < :before",
        params! { ":before": before },
    )
}

fn session(row: &Row) -> Result<Session> {
    Ok(Session {
        id: row.get("id")?,
        company: row.get("company_id")?,
        created_at: row.get("created_at")?,
        used_at: row.get("used_at")?,
        expires_at: row.get("expires_at")?,
        ip: row.get("ip")?,
        user_agent: row.get("user_agent")?,
    })
}
