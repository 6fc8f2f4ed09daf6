//! Notifications that wait for the daily mail, and those already assigned to one.

use super::notifications::{COLUMNS, FROM, name_withdrawn, notification, reach};
use super::{AllRead, AllTx, Changes, Read, Row, Rows, Scope, Tx, params, sessions};
use crate::error::Result;
use crate::model::notification::Notification;
use crate::model::{CompanyId, NotificationId, Role, UserId};

/// A user with notifications waiting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    company: CompanyId,
    pub user: UserId,
    /// The last notification of the mail, which identifies it.
    pub upto: NotificationId,
    /// None if they are no longer a member.
    pub email: Option<String>,
}

/// Some users with notifications waiting, one entry per company.
pub fn waiting(all: &AllRead, most: usize) -> Result<Vec<Waiting>> {
    all.all(
        "SELECT n.company_id, n.user_id, MAX(n.id) AS upto,
                (SELECT u.email FROM live_memberships AS m JOIN live_users AS u ON u.id = m.user_id
                  WHERE m.company_id = n.company_id AND m.user_id = n.user_id) AS email
           FROM notifications AS n
          WHERE n.digest = 0 AND n.company_id IS NOT NULL
          GROUP BY n.user_id, n.company_id LIMIT :most",
        params! { ":most": most as i64 },
        |row: &Row| {
            Ok(Waiting {
                company: row.get("company_id")?,
                user: row.get("user_id")?,
                upto: row.get("upto")?,
                email: row.get("email")?,
            })
        },
    )
}

/// Assigns the waiting notifications to a mail.
pub fn put_into(all: &AllTx, one: &Waiting) -> Result<()> {
    all.change(
        "UPDATE notifications SET digest = :upto
          WHERE digest = 0 AND user_id = :user AND company_id = :of AND id <= :upto",
        params! { ":upto": one.upto, ":user": one.user, ":of": one.company },
    )?;
    Ok(())
}

/// Enters the company of the notifications.
pub fn enter<'c>(all: &AllTx<'c>, one: &Waiting) -> Tx<'c> {
    all.enter(Scope::whole(one.company))
}

/// The notifications of a mail, the oldest first, with the names its reader may see; those read or
/// deleted since are left out.
pub fn of_mail(read: &Read, user: UserId, upto: NotificationId) -> Result<Vec<Notification>> {
    let (reads_all, partner) = reach(read);
    let mut found = read.all(
        &format!(
            "SELECT {COLUMNS} {FROM}
              WHERE n.digest = :upto AND n.user_id = :user AND n.company_id = :company
                AND n.read_at IS NULL AND n.deleted_at IS NULL ORDER BY n.id LIMIT 200"
        ),
        params! {
            ":upto": upto, ":user": user, ":reads_all": reads_all, ":partner": partner,
        },
        notification,
    )?;
    name_withdrawn(read, &mut found)?;
    Ok(found)
}

/// The company within the scope of a member's role.
pub fn enter_read<'c>(read: &Read<'c>, user: UserId, role: Role) -> Read<'c> {
    read.as_seen_by(sessions::scope(read.scope().company(), user, role))
}
