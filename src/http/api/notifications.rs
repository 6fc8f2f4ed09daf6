//! The caller's notifications, and how they are delivered.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{Object, OpenApi};
use serde::Deserialize;

use super::Tag;
use super::lists::ListQuery;
use crate::actions::notifications::{self, Filter};
use crate::http::body::Body;
use crate::http::caller::Caller;
use crate::http::guard::{Allowed, IdempotencyKey};
use crate::http::operation::{LIST, Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Accepted, Done, Instant};
use crate::http::right;
use crate::model::notification::{Broadcast, SentBroadcast};
use crate::model::{
    self, Badge, BroadcastId, Channel, List, Locale, NotificationId, NotificationType,
};
use crate::render::notification::say;
use crate::{App, Error};

pub const OPERATIONS: &[Operation] = &[
    op("listNotifications").list(LIST),
    op("broadcast").no_conflict(),
    op("listBroadcasts"),
    op("endBroadcast").no_conflict(),
    op("setNotificationRead").while_suspended().no_conflict(),
    op("setManyNotificationsRead").while_suspended().no_conflict(),
    op("deleteNotification").while_suspended().no_conflict(),
    op("listSubscriptions"),
    op("subscribe").while_suspended().no_conflict(),
    op("unsubscribe").while_suspended().no_conflict(),
];

pub struct NotificationsApi;

#[OpenApi(tag = "Tag::Notifications")]
impl NotificationsApi {
    /// List your notifications
    ///
    /// Returns the caller's notifications of the active company and of the instance, the latest
    /// first, in the caller's language and with current names. `unread` counts all unread
    /// notifications, whatever the filters. For every member of the company.
    #[oai(path = "/notifications", method = "get", operation_id = "listNotifications")]
    async fn list(
        &self,
        app: Data<&App>,
        member: Allowed<right::Belong>,
        caller: Caller,
        list: ListQuery,
        /// If true, return only unread notifications.
        unread: Query<Option<bool>>,
        /// Return only notifications of this type.
        #[oai(name = "type")]
        kind: Query<Option<NotificationType>>,
    ) -> Result<Json<NotificationPage>, Problem> {
        let scope = member.scope()?;
        let size = member.page_size(List::Notifications);
        let query = list.checked_in_order(true, size)?;
        let filter = Filter { unread: unread.0.unwrap_or(false), kind: kind.0 };
        let (user, limit) = (member.0.user, query.limit);
        let found = notifications::list(&app, scope, user, query.page, limit, filter).await?;
        let total_pages = found.page.total_pages();
        let locale = caller.locale();
        Ok(Json(NotificationPage {
            current_page: found.page.page,
            limit: found.page.limit,
            total: found.page.total,
            data: found.page.data.into_iter().map(|one| Notification::of(one, locale)).collect(),
            total_pages,
            unread: found.unread,
        }))
    }

    /// Send a notification to all users
    ///
    /// Announces maintenance or news. Every user of the instance gets a notification of the type
    /// SYSTEM in their language, and a mail if they chose to. Only for an ADMIN.
    #[oai(path = "/notifications", method = "post", operation_id = "broadcast")]
    async fn broadcast(
        &self,
        app: Data<&App>,
        member: Allowed<right::Administer>,
        caller: Caller,
        #[oai(name = "Idempotency-Key")] key: IdempotencyKey,
        body: Body<NewBroadcast>,
    ) -> Result<Accepted, Problem> {
        let by = member.user();
        let once = member.once("broadcast", key, &body)?;
        let NewBroadcast { title, text, ends_at } = body.0;
        let said = Broadcast::checked([&title.fr, &title.en], [&text.fr, &text.en])?;
        let said = (said, ends_at.map(|at| at.0));
        notifications::broadcast(&app, by, said, once, caller.origin()).await?;
        Ok(Accepted)
    }

    /// List the messages to all users
    ///
    /// Returns the latest 50 messages of administrators, the latest first. Only for an ADMIN.
    #[oai(path = "/admin/broadcast", method = "get", operation_id = "listBroadcasts")]
    async fn broadcasts(
        &self,
        app: Data<&App>,
        _member: Allowed<right::Administer>,
    ) -> Result<Json<Vec<BroadcastSent>>, Problem> {
        let found = notifications::broadcasts(&app).await?;
        Ok(Json(found.into_iter().map(BroadcastSent::from).collect()))
    }

    /// End a message to all users
    ///
    /// Nobody sees it any more, and nobody else receives it. Mails about it stay sent. Only for an
    /// ADMIN.
    #[oai(path = "/admin/broadcast/:id", method = "delete", operation_id = "endBroadcast")]
    async fn end_broadcast(
        &self,
        app: Data<&App>,
        member: Allowed<right::Administer>,
        caller: Caller,
        /// The id of the message.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let by = member.user();
        notifications::end_broadcast(&app, by, BroadcastId(id.0), caller.origin()).await?;
        Ok(Done)
    }

    /// Mark a notification as read or unread
    ///
    /// `readAt` is the time at which it was first read, until it is marked as unread. For every
    /// member of the company.
    #[oai(path = "/notifications/:id", method = "put", operation_id = "setNotificationRead")]
    async fn set_read(
        &self,
        app: Data<&App>,
        member: Allowed<right::Belong>,
        caller: Caller,
        /// The id of the notification.
        id: Path<i64>,
        body: Body<ReadBody>,
    ) -> Result<Json<Notification>, Problem> {
        let scope = member.scope()?;
        let (user, id) = (member.0.user, NotificationId(id.0));
        let notification = notifications::set_read(&app, scope, user, id, body.0.read).await?;
        Ok(Json(Notification::of(notification, caller.locale())))
    }

    /// Mark several notifications as read
    ///
    /// Marks either the notifications in `ids`, at most 1,000, or `all` unread ones. If one of the
    /// ids is not a notification of the caller, nothing is marked. For every member of the company.
    #[oai(
        path = "/notifications/read-many",
        method = "patch",
        operation_id = "setManyNotificationsRead"
    )]
    async fn set_many_read(
        &self,
        app: Data<&App>,
        member: Allowed<right::Belong>,
        body: Body<ManyBody>,
    ) -> Result<Json<UnreadCount>, Problem> {
        let scope = member.scope()?;
        let ids = match (body.0.ids, body.0.all) {
            (Some(ids), None | Some(false)) => Some(ids.into_iter().map(NotificationId).collect()),
            (None, Some(true)) => None,
            _ => return Err(Problem(Error::invalid("ids", "ids_or_all"))),
        };
        let unread = notifications::set_many_read(&app, scope, member.0.user, ids).await?;
        Ok(Json(UnreadCount { unread }))
    }

    /// Delete a notification
    ///
    /// Removes it from the caller's list only. For every member of the company.
    #[oai(path = "/notifications/:id", method = "delete", operation_id = "deleteNotification")]
    async fn delete(
        &self,
        app: Data<&App>,
        member: Allowed<right::Belong>,
        /// The id of the notification.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let scope = member.scope()?;
        notifications::delete(&app, scope, member.0.user, NotificationId(id.0)).await?;
        Ok(Done)
    }

    /// List your notification channels
    ///
    /// Returns the channel of each type that concerns the caller's role in the active company. By
    /// default, all notifications appear in the list only. Without a choice of their own, the user
    /// who is responsible (who planned the event, or an OWNER if that user has left) also gets
    /// mails for EVENT_COMPLETED, EVENT_REMINDER, CONSENT_WITHDRAWN, CONSENT_EXPIRING,
    /// TAKEDOWN_DUE, EMAIL_BOUNCED and MAIL_UNDELIVERED, and whoever asked for an export for EXPORT_READY.
    /// An OWNER gets mails for COMPANY_SUSPENDED, COMPANY_REOPENED and COMPANY_ENTERED, and DAILY_ROOT
    /// by mail only, once a week. For every member of the company.
    #[oai(path = "/notification-subscription", method = "get", operation_id = "listSubscriptions")]
    async fn subscriptions(
        &self,
        app: Data<&App>,
        member: Allowed<right::Belong>,
    ) -> Result<Json<Vec<Subscription>>, Problem> {
        let scope = member.scope()?;
        let all = notifications::subscriptions(&app, scope, member.0.user).await?;
        Ok(Json(all.into_iter().map(Into::into).collect()))
    }

    /// Choose the channel of a notification type
    ///
    /// Sets how notifications of this type are delivered to the caller in the active company.
    /// SYSTEM accepts only IN_APP and BOTH (422 `system_channel`). For every member of the company.
    #[oai(path = "/notification-subscription", method = "post", operation_id = "subscribe")]
    async fn subscribe(
        &self,
        app: Data<&App>,
        member: Allowed<right::Belong>,
        body: Body<SubscriptionBody>,
    ) -> Result<Json<Subscription>, Problem> {
        let scope = member.scope()?;
        let SubscriptionBody { kind, channel } = body.0;
        let set = notifications::subscribe(&app, scope, member.0.user, kind, channel).await?;
        Ok(Json(set.into()))
    }

    /// Reset a notification type to its default channel
    ///
    /// Removes the caller's choice. If there is none, nothing changes. For every member of the
    /// company.
    #[oai(
        path = "/notification-subscription/:type",
        method = "delete",
        operation_id = "unsubscribe"
    )]
    async fn unsubscribe(
        &self,
        app: Data<&App>,
        member: Allowed<right::Belong>,
        /// The notification type.
        #[oai(name = "type")]
        kind: Path<NotificationType>,
    ) -> Result<Done, Problem> {
        let scope = member.scope()?;
        notifications::unsubscribe(&app, scope, member.0.user, kind.0).await?;
        Ok(Done)
    }
}

/// One page of notifications.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct NotificationPage {
    /// The notifications.
    data: Vec<Notification>,
    /// The number of this page, from 1.
    current_page: u32,
    /// The number of rows per page.
    limit: u32,
    /// The number of pages.
    total_pages: i64,
    /// The number of rows on all pages.
    total: i64,
    /// The number of unread notifications, whatever the filters.
    unread: i64,
}

/// A notification of the caller.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Notification {
    /// The id of the notification.
    id: i64,
    /// What it is about.
    #[oai(rename = "type")]
    kind: NotificationType,
    /// A short title, in the caller's language.
    title: String,
    /// A sentence, in the caller's language. For SYSTEM, the text of the administrator.
    text: String,
    /// The id of the event it is about, or null.
    event_id: Option<i64>,
    /// The id of the answer it is about, or null.
    answer_id: Option<i64>,
    /// The id of the employee it is about, or null.
    employee_id: Option<i64>,
    /// The id of the import it is about, or null.
    import_id: Option<i64>,
    /// The badge it is about, or null.
    badge: Option<Badge>,
    /// Whether it has been read.
    read: bool,
    /// When it was first read. Null if it is unread.
    read_at: Option<Instant>,
    /// When it was created.
    created_at: Instant,
}

impl Notification {
    fn of(notification: model::notification::Notification, locale: Locale) -> Self {
        let (title, text) = say(locale, &notification);
        Self {
            id: notification.id.0,
            kind: notification.kind,
            title,
            text,
            event_id: notification.about.event.map(|id| id.0),
            answer_id: notification.about.answer.map(|id| id.0),
            employee_id: notification.about.employee.map(|id| id.0),
            import_id: notification.about.import.map(|id| id.0),
            badge: notification.about.badge,
            read: notification.read_at.is_some(),
            read_at: notification.read_at.map(Into::into),
            created_at: notification.created_at.into(),
        }
    }
}

/// A text in each language.
#[derive(Object, Deserialize)]
#[serde(deny_unknown_fields)]
struct InBothLanguages {
    /// The text in French.
    fr: String,
    /// The text in English.
    en: String,
}

/// A notification to all users of the instance.
#[derive(Object, Deserialize)]
#[oai(rename = "BroadcastInput", rename_all = "camelCase", example)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct NewBroadcast {
    /// The title, at most 120 characters in each language.
    title: InBothLanguages,
    /// The text, at most 2,000 characters in each language. It may have several lines.
    text: InBothLanguages,
    /// When it ends by itself: from then on nobody sees it. Null or left out: until it is ended.
    #[serde(default)]
    ends_at: Option<Instant>,
}

/// A message to all users.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct BroadcastSent {
    /// The id of the message.
    id: i64,
    /// The title.
    title: InBothLanguages,
    /// The text.
    text: InBothLanguages,
    /// How many users have received it.
    receivers: i64,
    /// How many of them have read it.
    read: i64,
    /// When it was sent.
    created_at: Instant,
    /// When it will end by itself. Null if it is ended, or does not.
    ends_at: Option<Instant>,
    /// When it was ended. Null if it is not.
    ended_at: Option<Instant>,
}

impl From<SentBroadcast> for BroadcastSent {
    fn from(sent: SentBroadcast) -> Self {
        let both = |[fr, en]: [String; 2]| InBothLanguages { fr, en };
        Self {
            id: sent.id.0,
            title: both(sent.said.title),
            text: both(sent.said.text),
            receivers: sent.readers,
            read: sent.read,
            created_at: sent.created_at.into(),
            ends_at: sent.ends_at.map(Into::into),
            ended_at: sent.ended_at.map(Into::into),
        }
    }
}

impl Example for NewBroadcast {
    fn example() -> Self {
        let both = |fr: &str, en: &str| InBothLanguages { fr: fr.into(), en: en.into() };
        Self {
            title: both("Maintenance dimanche", "Maintenance on Sunday"),
            text: both(
                "be-right sera arrêté dimanche de 6 h à 6 h 15.",
                "be-right will be down on Sunday from 6:00 to 6:15.",
            ),
            ends_at: None,
        }
    }
}

/// Whether a notification is read.
#[derive(Object, Deserialize)]
#[oai(rename = "ReadChange", example)]
#[serde(deny_unknown_fields)]
struct ReadBody {
    /// True for read, false for unread.
    read: bool,
}

impl Example for ReadBody {
    fn example() -> Self {
        Self { read: true }
    }
}

/// Which notifications to mark as read: either `ids` or `all`.
#[derive(Object, Deserialize)]
#[oai(rename = "ReadInput", example)]
#[serde(deny_unknown_fields)]
struct ManyBody {
    /// The ids of the notifications, at most 1,000.
    ids: Option<Vec<i64>>,
    /// If true, all unread notifications.
    all: Option<bool>,
}

impl Example for ManyBody {
    fn example() -> Self {
        Self { ids: Some(vec![1, 2]), all: None }
    }
}

/// The number of unread notifications.
#[derive(Object)]
struct UnreadCount {
    /// The number of the caller's notifications that are still unread.
    unread: i64,
}

/// The channel of a notification type.
#[derive(Object)]
#[oai(rename = "NotificationSubscription", rename_all = "camelCase")]
struct Subscription {
    /// The notification type.
    #[oai(rename = "type")]
    kind: NotificationType,
    /// How notifications of this type are delivered.
    channel: Channel,
    /// True if the caller has made no choice and `channel` is the default.
    is_default: bool,
}

impl From<model::notification::Subscription> for Subscription {
    fn from(from: model::notification::Subscription) -> Self {
        let channel = from.chosen.unwrap_or(from.kind.default_channel(false));
        Self { kind: from.kind, channel, is_default: from.chosen.is_none() }
    }
}

/// The channel to choose for a notification type.
#[derive(Object, Deserialize)]
#[oai(rename = "SubscriptionInput", example)]
#[serde(deny_unknown_fields)]
struct SubscriptionBody {
    /// The notification type.
    #[oai(rename = "type")]
    #[serde(rename = "type")]
    kind: NotificationType,
    /// How notifications of this type are delivered.
    channel: Channel,
}

impl Example for SubscriptionBody {
    fn example() -> Self {
        Self { kind: NotificationType::AnswerResponseRefused, channel: Channel::Both }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::NotificationType;

    #[test]
    fn the_documentation_names_the_types_that_are_mailed_by_default() {
        let source = include_str!("notifications.rs");
        let (_, after) = source.split_once("/// List your notification channels").unwrap();
        let (documentation, _) = after.split_once("#[oai(").unwrap();
        for kind in NotificationType::ALL {
            let is_named = documentation.contains(kind.name());
            assert_eq!(is_named, kind.default_channel(true).mails(), "{}", kind.name());
        }
    }
}
