//! Notifications. Rows contain kinds and ids; names are joined when read, within the reader's
//! scope.

use super::columns::{json, text_or_empty};
use super::{
    AllRead, AllTx, Changes, Reach, Read, Row, Rows, Tx, answers, live, mails, params, uses,
};
use crate::error::Result;
use crate::model::live::NotificationNews;
use crate::model::notification::{About, Broadcast, Notification, SentBroadcast};
use crate::model::{
    AnswerId, Badge, BroadcastId, Channel, EmployeeId, EventId, ImportId, Live, Locale, MailId,
    NotificationId, NotificationType, Page, Role, Timestamp, Use, UserId,
};

/// A possible recipient of a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    pub user: UserId,
    pub role: Role,
    pub email: String,
    /// Their setting for this kind; None: the default.
    pub channel: Option<Channel>,
}

/// Filters notifications; None matches all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Filter {
    pub unread: bool,
    pub kind: Option<NotificationType>,
}

/// A page of a user's notifications, and the total number unread.
pub struct Listed {
    pub page: Page<Notification>,
    pub unread: i64,
}

/// Whether anybody other than `by` could be notified of events in the company.
pub fn has_readers(read: &Read, by: Option<UserId>) -> Result<bool> {
    let found = read.first(
        "SELECT 1 FROM live_memberships
          WHERE company_id = :company AND role <> 'EMPLOYEE'
            AND (:by IS NULL OR user_id <> :by) LIMIT 1",
        params! { ":by": by },
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// All users who may see the subject of a notification of this kind: the staff, and the partner of
/// the event. Users who have not accepted their invitation are excluded.
pub fn readers(read: &Read, kind: NotificationType, event: Option<EventId>) -> Result<Vec<Reader>> {
    let all = read.all(
        "SELECT m.user_id, m.role, u.email, s.channel
           FROM live_memberships AS m
           JOIN live_users AS u ON u.id = m.user_id AND u.password_hash IS NOT NULL
           LEFT JOIN notification_subscriptions AS s
             ON s.company_id = m.company_id AND s.user_id = m.user_id AND s.type = :type
          WHERE m.company_id = :company
            AND (m.role <> 'PHOTOGRAPHER' OR m.user_id =
                 (SELECT partner_id FROM events WHERE company_id = :company AND id = :event))
          ORDER BY m.user_id",
        params! { ":type": kind.name(), ":event": event },
        |row| {
            let channel: Option<String> = row.get("channel")?;
            Ok(Reader {
                user: row.get("user_id")?,
                role: row.get("role")?,
                email: text_or_empty(row, "email")?,
                channel: channel.as_deref().and_then(Channel::from_name),
            })
        },
    )?;
    Ok(all.into_iter().filter(|reader| kind.is_for(reader.role)).collect())
}

/// Creates and publishes a notification for a user, once per `key`; None if it exists already.
pub fn create(
    tx: &Tx,
    user: UserId,
    kind: NotificationType,
    key: &str,
    about: About,
    channel: Channel,
) -> Result<Option<NotificationId>> {
    let id = tx.try_insert(
        "INSERT INTO notifications (company_id, user_id, type, key, event_id, answer_id,
                employee_id, import_id, badge, number, mail_id, shown, digest, created_at)
         VALUES (:company, :user, :type, :key, :event, :answer, :employee, :import, :badge,
                :number, :mail, :shown, :digest, :now)
         ON CONFLICT DO NOTHING RETURNING id",
        params! {
            ":user": user, ":type": kind.name(), ":key": key,
            ":event": about.event, ":answer": about.answer,
            ":employee": about.employee, ":import": about.import,
            ":badge": about.badge.map(Badge::name), ":number": about.number,
            ":mail": about.mail,
            ":shown": channel.shows(), ":digest": (channel == Channel::Digest).then_some(0),
            ":now": tx.now(),
        },
    )?;
    let id = id.map(NotificationId);
    if id.is_some() && channel.shows() {
        live::publish_to(tx, user, &Live::Notification(NotificationNews { id, kind }))?;
    }
    Ok(id)
}

/// A user's notifications from the current company and the instance, the latest first.
pub fn list(read: &Read, user: UserId, page: u32, limit: u32, filter: Filter) -> Result<Listed> {
    let unread = if filter.unread { "AND n.read_at IS NULL" } else { "" };
    let kind = if filter.kind.is_some() { "AND n.type = :type" } else { "AND :type IS NULL" };
    let wanted = format!("{OWN} {unread} {kind}");
    let kind = filter.kind.map(NotificationType::name);
    let total = read.count(
        &format!("SELECT COUNT(*) FROM notifications AS n {wanted}"),
        params! { ":user": user, ":type": kind },
    )?;
    let offset = i64::from(page.saturating_sub(1)) * i64::from(limit);
    let (reads_all, partner) = reach(read);
    let mut data = read.all(
        &format!("SELECT {COLUMNS} {FROM} {wanted} ORDER BY n.id DESC LIMIT :limit OFFSET :offset"),
        params! {
            ":user": user, ":type": kind, ":reads_all": reads_all, ":partner": partner,
            ":limit": limit, ":offset": offset,
        },
        notification,
    )?;
    name_withdrawn(read, &mut data)?;
    Ok(Listed { page: Page { data, page, limit, total }, unread: self::unread(read, user)? })
}

/// The number of a user's unread notifications.
pub fn unread(read: &Read, user: UserId) -> Result<i64> {
    read.count(
        &format!("SELECT COUNT(*) FROM notifications AS n {OWN} AND n.read_at IS NULL"),
        params! { ":user": user },
    )
}

/// A notification of a user.
pub fn find(read: &Read, user: UserId, id: NotificationId) -> Result<Option<Notification>> {
    let (reads_all, partner) = reach(read);
    let found = read.first(
        &format!("SELECT {COLUMNS} {FROM} {OWN} AND n.id = :id"),
        params! {
            ":user": user, ":id": id, ":reads_all": reads_all, ":partner": partner,
        },
        notification,
    )?;
    named(read, found)
}

/// A notification to send by mail, whether listed or not.
pub fn to_mail(read: &Read, user: UserId, id: NotificationId) -> Result<Option<Notification>> {
    let (reads_all, partner) = reach(read);
    let found = read.first(
        &format!(
            "SELECT {COLUMNS} {FROM}
              WHERE n.user_id = :user AND n.id = :id
                AND (n.company_id = :company OR n.company_id IS NULL)"
        ),
        params! {
            ":user": user, ":id": id, ":reads_all": reads_all, ":partner": partner,
        },
        notification,
    )?;
    named(read, found)
}

/// The kind of a notification.
pub fn kind_of(all: &AllRead, id: NotificationId) -> Result<Option<NotificationType>> {
    all.first("SELECT type FROM notifications WHERE id = :id", params! { ":id": id }, |row| {
        row.get("type")
    })
}

/// Marks a notification as read or unread; false if there is no such one.
pub fn set_read(tx: &Tx, user: UserId, id: NotificationId, read: bool) -> Result<bool> {
    let changed = tx.change(
        "UPDATE notifications
            SET read_at = CASE WHEN :read THEN COALESCE(read_at, :now) ELSE NULL END
          WHERE (company_id = :company OR company_id IS NULL) AND user_id = :user AND id = :id
            AND shown = 1 AND deleted_at IS NULL",
        params! { ":read": read, ":now": tx.now(), ":user": user, ":id": id },
    )?;
    Ok(changed == 1)
}

/// Marks all of a user's notifications as read; returns how many.
pub fn set_all_read(tx: &Tx, user: UserId) -> Result<usize> {
    tx.change(
        "UPDATE notifications SET read_at = :now
          WHERE (company_id = :company OR company_id IS NULL) AND user_id = :user
            AND shown = 1 AND deleted_at IS NULL AND read_at IS NULL",
        params! { ":now": tx.now(), ":user": user },
    )
}

/// Removes a notification from a user's list; false if there is no such one.
pub fn delete(tx: &Tx, user: UserId, id: NotificationId) -> Result<bool> {
    let changed = tx.change(
        "UPDATE notifications SET deleted_at = :now
          WHERE (company_id = :company OR company_id IS NULL) AND user_id = :user AND id = :id
            AND shown = 1 AND deleted_at IS NULL",
        params! { ":now": tx.now(), ":user": user, ":id": id },
    )?;
    Ok(changed == 1)
}

/// Deletes notifications read before `before`.
pub fn forget(all: &AllTx, before: Timestamp) -> Result<usize> {
    all.change("DELETE FROM notifications WHERE read_at < :before", params! { ":before": before })
}

/// Stores a broadcast by an administrator, or by the instance itself (None), which may end by itself.
pub fn create_broadcast(
    all: &AllTx,
    by: Option<UserId>,
    said: &Broadcast,
    ends: Option<Timestamp>,
) -> Result<BroadcastId> {
    let id = all.insert(
        "INSERT INTO broadcasts
             (title_fr, title_en, body_fr, body_en, created_by, created_at, ended_at)
         VALUES (:title_fr, :title_en, :fr, :en, :by, :now, :ends) RETURNING id",
        params! {
            ":title_fr": said.title[0], ":title_en": said.title[1], ":fr": said.text[0],
            ":en": said.text[1], ":by": by, ":now": all.now(), ":ends": ends,
        },
    )?;
    Ok(BroadcastId(id))
}

/// The next recipients of a broadcast, after the user `after`, and whether they want a mail.
pub fn broadcast_readers(
    all: &AllRead,
    after: UserId,
    most: usize,
) -> Result<Vec<(UserId, String, bool)>> {
    all.all(
        "SELECT u.id, u.email, EXISTS (SELECT 1 FROM notification_subscriptions AS s
                 WHERE s.user_id = u.id AND s.type = 'SYSTEM' AND s.channel = 'BOTH') AS mails
           FROM live_users AS u WHERE u.id > :after AND u.password_hash IS NOT NULL
          ORDER BY u.id LIMIT :most",
        params! { ":after": after, ":most": most as i64 },
        |row| Ok((row.get("id")?, text_or_empty(row, "email")?, row.get("mails")?)),
    )
}

/// The broadcasts of administrators, the latest first.
pub fn broadcasts(all: &AllRead, most: u32) -> Result<Vec<SentBroadcast>> {
    all.all(
        "SELECT b.id, b.title_fr, b.title_en, b.body_fr, b.body_en, b.created_at,
                CASE WHEN b.ended_at > :now THEN b.ended_at END AS ends_at,
                CASE WHEN b.ended_at <= :now THEN b.ended_at END AS ended_at,
                (SELECT COUNT(*) FROM notifications AS n WHERE n.broadcast_id = b.id) AS readers,
                (SELECT COUNT(*) FROM notifications AS n
                  WHERE n.broadcast_id = b.id AND n.read_at IS NOT NULL) AS read
           FROM broadcasts AS b WHERE b.created_by IS NOT NULL
          ORDER BY b.id DESC LIMIT :most",
        params! { ":most": most, ":now": all.now() },
        |row| {
            Ok(SentBroadcast {
                id: BroadcastId(row.get("id")?),
                said: Broadcast {
                    title: [row.get("title_fr")?, row.get("title_en")?],
                    text: [row.get("body_fr")?, row.get("body_en")?],
                },
                readers: row.get("readers")?,
                read: row.get("read")?,
                created_at: row.get("created_at")?,
                ends_at: row.get("ends_at")?,
                ended_at: row.get("ended_at")?,
            })
        },
    )
}

/// Takes a broadcast that is over from everybody who has it; returns from how many.
pub fn hide_ended(all: &AllTx, id: BroadcastId) -> Result<usize> {
    all.change(
        "UPDATE notifications SET deleted_at = :now
          WHERE broadcast_id = :id AND deleted_at IS NULL
            AND EXISTS (SELECT 1 FROM broadcasts AS b WHERE b.id = :id AND b.ended_at <= :now)",
        params! { ":id": id, ":now": all.now() },
    )
}

/// Ends a broadcast: nobody else gets it, and those who have it do not see it any more. False if
/// there is none that is not ended.
pub fn end_broadcast(all: &AllTx, id: BroadcastId) -> Result<bool> {
    let ended = all.change(
        "UPDATE broadcasts SET ended_at = :now
          WHERE id = :id AND (ended_at IS NULL OR ended_at > :now)
            AND created_by IS NOT NULL",
        params! { ":id": id, ":now": all.now() },
    )?;
    all.change(
        "UPDATE notifications SET deleted_at = :now
          WHERE broadcast_id = :id AND deleted_at IS NULL AND :ended > 0",
        params! { ":id": id, ":now": all.now(), ":ended": ended as i64 },
    )?;
    Ok(ended > 0)
}

/// Creates a user's notification of a broadcast, once; None if it exists already, or the broadcast
/// is ended.
pub fn create_of_broadcast(
    all: &AllTx,
    user: UserId,
    broadcast: BroadcastId,
) -> Result<Option<NotificationId>> {
    let id = all.try_insert(
        "INSERT INTO notifications (user_id, type, key, broadcast_id, shown, created_at)
         SELECT :user, 'SYSTEM', 'broadcast:' || b.id, b.id, 1, :now
           FROM broadcasts AS b WHERE b.id = :broadcast AND (b.ended_at IS NULL OR b.ended_at > :now)
         ON CONFLICT DO NOTHING RETURNING id",
        params! { ":user": user, ":broadcast": broadcast, ":now": all.now() },
    )?;
    Ok(id.map(NotificationId))
}

/// Title and text of a broadcast, French then English, for a mail of the instance.
pub fn broadcast_of(all: &AllRead, id: NotificationId) -> Result<Option<[(String, String); 2]>> {
    let found = all.first(
        "SELECT b.title_fr, b.body_fr, b.title_en, b.body_en
           FROM notifications AS n JOIN broadcasts AS b ON b.id = n.broadcast_id
          WHERE n.id = :id",
        params! { ":id": id },
        broadcast,
    )?;
    Ok(found.flatten())
}

pub(super) const COLUMNS: &str =
    "n.id, n.type, n.event_id, n.answer_id, n.employee_id, n.import_id, n.badge,
    n.broadcast_id, n.number, a.offered, n.mail_id, m.reply, n.read_at, n.created_at, e.name AS event_name, p.first_name,
    p.last_name, b.title_fr, b.body_fr, b.title_en, b.body_en";

/// Names are joined only if the reader may see them now: all of the company, or their own events.
pub(super) const FROM: &str = "FROM notifications AS n
    LEFT JOIN events AS e ON e.company_id = :company AND e.id = n.event_id
      AND (:reads_all OR e.partner_id = :partner)
    LEFT JOIN employees AS p ON p.company_id = :company AND p.id = n.employee_id
      AND (:reads_all OR e.id IS NOT NULL)
    LEFT JOIN mails AS m ON m.company_id = :company AND m.id = n.mail_id
      AND m.status IN ('QUEUED', 'FAILED')
    LEFT JOIN answers AS a ON a.company_id = :company AND a.id = n.answer_id
    LEFT JOIN broadcasts AS b ON b.id = n.broadcast_id";

/// Says which uses were withdrawn, where a consent was withdrawn in part.
pub(super) fn name_withdrawn(read: &Read, list: &mut [Notification]) -> Result<()> {
    for one in list {
        let About { answer: Some(id), number: Some(_), .. } = one.about else { continue };
        if one.kind != NotificationType::ConsentWithdrawn {
            continue;
        }
        let Some(answer) = answers::find_given(read, id)? else { continue };
        let gone = answer.withdrawn_uses();
        let labels = uses::labels(read, &[id])?;
        let said = |locale| {
            let label = |one: &Use| labels.label_of(id, locale, *one);
            gone.iter().map(label).collect::<Vec<_>>().join(", ")
        };
        one.withdrawn = (!gone.is_empty()).then(|| [Locale::Fr, Locale::En].map(said));
    }
    Ok(())
}

fn named(read: &Read, found: Option<Notification>) -> Result<Option<Notification>> {
    let mut found: Vec<Notification> = found.into_iter().collect();
    name_withdrawn(read, &mut found)?;
    Ok(found.pop())
}

const OWN: &str = "WHERE n.user_id = :user AND n.shown = 1 AND n.deleted_at IS NULL
    AND (n.company_id = :company OR n.company_id IS NULL)";

pub(super) fn reach(read: &Read) -> (bool, Option<i64>) {
    let scope = read.scope();
    (scope.reach() == Reach::Company, scope.partner())
}

pub(super) fn notification(row: &Row) -> Result<Notification> {
    let id = |column: &'static str| row.get::<Option<i64>>(column);
    let badge: Option<String> = row.get("badge")?;
    let name =
        format!("{} {}", text_or_empty(row, "first_name")?, text_or_empty(row, "last_name")?);
    let name = name.trim();
    Ok(Notification {
        id: row.get("id")?,
        kind: row.get("type")?,
        about: About {
            event: id("event_id")?.map(EventId),
            answer: id("answer_id")?.map(AnswerId),
            employee: id("employee_id")?.map(EmployeeId),
            import: id("import_id")?.map(ImportId),
            badge: badge.as_deref().and_then(Badge::from_name),
            broadcast: id("broadcast_id")?.map(BroadcastId),
            number: id("number")?,
            mail: id("mail_id")?.map(MailId),
        },
        event_name: row.get("event_name")?,
        person: (!name.is_empty()).then(|| name.to_owned()),
        offered: offered(row)?,
        broadcast: broadcast(row)?,
        withdrawn: None,
        reply: row.get::<Option<String>>("reply")?.as_deref().map(mails::said),
        read_at: row.get("read_at")?,
        created_at: row.get("created_at")?,
    })
}

/// How many uses were offered in the answer.
fn offered(row: &Row) -> Result<Option<usize>> {
    let Some(_) = row.get::<Option<String>>("offered")? else { return Ok(None) };
    let offered: Vec<Use> = json(row, "offered")?;
    Ok(Some(offered.len()))
}

fn broadcast(row: &Row) -> Result<Option<[(String, String); 2]>> {
    let part = |column: &'static str| text_or_empty(row, column);
    let french = (part("title_fr")?, part("body_fr")?);
    let english = (part("title_en")?, part("body_en")?);
    Ok((!french.0.is_empty()).then_some([french, english]))
}
