//! What one was told, and how one wants to be.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{Object, OpenApi};
use serde::Deserialize;

use super::Tag;
use super::lists::Wanted;
use crate::actions::notifications::{self, Filter};
use crate::http::body::Body;
use crate::http::caller::Caller;
use crate::http::guard::{IdempotencyKey, Member};
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Accepted, Done, Instant};
use crate::model::notification::Broadcast;
use crate::model::{self, Badge, Channel, List, Locale, NotificationId, NotificationType, Right};
use crate::render::notification::say;
use crate::{App, Error};

pub const OPERATIONS: &[Operation] = &[
    op("listNotifications"),
    op("broadcast").no_conflict(),
    op("setNotificationRead").no_conflict(),
    op("setManyNotificationsRead").no_conflict(),
    op("deleteNotification").no_conflict(),
    op("listSubscriptions"),
    op("subscribe").no_conflict(),
    op("unsubscribe").no_conflict(),
];

pub struct NotificationsApi;

#[OpenApi(tag = "Tag::Notifications")]
impl NotificationsApi {
    /// List one's notifications
    ///
    /// Those of the active company and those of the instance, the latest first, in
    /// the caller's language, with the names of today. `unread` counts all that are
    /// not read, whatever the filters.
    #[oai(path = "/notifications", method = "get", operation_id = "listNotifications")]
    #[expect(clippy::too_many_arguments, reason = "one per query parameter")]
    async fn list(
        &self,
        app: Data<&App>,
        member: Member,
        caller: Caller,
        /// The page to return, from 1. Defaults to 1.
        page: Query<Option<u32>>,
        /// Rows per page, 1 to 100. Defaults to the caller's page size for this list (`GET
        /// /settings`), else 20.
        limit: Query<Option<u32>>,
        /// True: only those that are not read.
        unread: Query<Option<bool>>,
        /// Only those of this type.
        #[oai(name = "type")]
        kind: Query<Option<NotificationType>>,
    ) -> Result<Json<NotificationPage>, Problem> {
        let scope = member.may(Right::Belong)?;
        let wanted = Wanted { page: page.0, limit: limit.0, order_by: None, with_deleted: None };
        let size = member.page_size(List::Notifications);
        let query = wanted.checked(&[("createdAt", ())], true, size)?;
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

    /// Tell everybody of the instance
    ///
    /// Of maintenance, or of what is new. Each user gets a notification of the type
    /// SYSTEM, in their language, and a mail if they asked for one. Only for
    /// administrators of the instance.
    #[oai(path = "/notifications", method = "post", operation_id = "broadcast")]
    async fn broadcast(
        &self,
        app: Data<&App>,
        member: Member,
        caller: Caller,
        /// A key that makes it safe to repeat the call: 1 to 255 visible ASCII characters of your
        /// own choice. For 24 hours the same key with the same request returns the first reply and
        /// creates nothing more; with another request it is 422.
        #[oai(name = "Idempotency-Key")]
        key: IdempotencyKey,
        body: Body<NewBroadcast>,
    ) -> Result<Accepted, Problem> {
        let by = member.allowed(Right::Administer)?;
        let once = member.once("broadcast", key, &body)?;
        let NewBroadcast { title, text } = body.0;
        let said = Broadcast::checked([&title.fr, &title.en], [&text.fr, &text.en])?;
        notifications::broadcast(&app, by, said, once, caller.origin()).await?;
        Ok(Accepted)
    }

    /// Mark a notification as read or unread
    ///
    /// It keeps the instant at which it was first read, until it is unread again.
    #[oai(path = "/notifications/:id", method = "put", operation_id = "setNotificationRead")]
    async fn set_read(
        &self,
        app: Data<&App>,
        member: Member,
        caller: Caller,
        /// The id of the notification.
        id: Path<i64>,
        body: Body<ReadBody>,
    ) -> Result<Json<Notification>, Problem> {
        let scope = member.may(Right::Belong)?;
        let (user, id) = (member.0.user, NotificationId(id.0));
        let told = notifications::set_read(&app, scope, user, id, body.0.read).await?;
        Ok(Json(Notification::of(told, caller.locale())))
    }

    /// Mark several notifications as read
    ///
    /// Either those of `ids`, at most 1,000, or `all` that are not read. If one of the
    /// ids is not the caller's, nothing is marked.
    #[oai(
        path = "/notifications/read-many",
        method = "patch",
        operation_id = "setManyNotificationsRead"
    )]
    async fn set_many_read(
        &self,
        app: Data<&App>,
        member: Member,
        body: Body<ManyBody>,
    ) -> Result<Json<UnreadCount>, Problem> {
        let scope = member.may(Right::Belong)?;
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
    /// It is gone from the caller's own list; others keep theirs.
    #[oai(path = "/notifications/:id", method = "delete", operation_id = "deleteNotification")]
    async fn delete(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the notification.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let scope = member.may(Right::Belong)?;
        notifications::delete(&app, scope, member.0.user, NotificationId(id.0)).await?;
        Ok(Done)
    }

    /// List how one is told
    ///
    /// Of each type that concerns the caller's role in the active company. Who set
    /// nothing finds everything in the list of notifications; mails of their own go
    /// out, to who planned the shoot, when all answers are in and when a consent is
    /// withdrawn.
    #[oai(path = "/notification-subscription", method = "get", operation_id = "listSubscriptions")]
    async fn subscriptions(
        &self,
        app: Data<&App>,
        member: Member,
    ) -> Result<Json<Vec<Subscription>>, Problem> {
        let scope = member.may(Right::Belong)?;
        let all = notifications::subscriptions(&app, scope, member.0.user).await?;
        Ok(Json(all.into_iter().map(Into::into).collect()))
    }

    /// Choose how to be told of a type
    ///
    /// IN_APP: in the list. EMAIL: by a mail only. BOTH. DIGEST: in the list, and in
    /// one mail a day, at seven in the morning. NONE: not at all. What the
    /// administrators of the instance say (SYSTEM) is IN_APP or BOTH.
    #[oai(path = "/notification-subscription", method = "post", operation_id = "subscribe")]
    async fn subscribe(
        &self,
        app: Data<&App>,
        member: Member,
        body: Body<SubscriptionBody>,
    ) -> Result<Json<Subscription>, Problem> {
        let scope = member.may(Right::Belong)?;
        let SubscriptionBody { kind, channel } = body.0;
        let set = notifications::subscribe(&app, scope, member.0.user, kind, channel).await?;
        Ok(Json(set.into()))
    }

    /// Be told of a type as everybody is
    ///
    /// Forgets what was chosen; nothing changes if nothing was.
    #[oai(
        path = "/notification-subscription/:type",
        method = "delete",
        operation_id = "unsubscribe"
    )]
    async fn unsubscribe(
        &self,
        app: Data<&App>,
        member: Member,
        /// The type.
        #[oai(name = "type")]
        kind: Path<NotificationType>,
    ) -> Result<Done, Problem> {
        let scope = member.may(Right::Belong)?;
        notifications::unsubscribe(&app, scope, member.0.user, kind.0).await?;
        Ok(Done)
    }
}

/// One page of notifications.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct NotificationPage {
    data: Vec<Notification>,
    /// From 1.
    current_page: u32,
    /// Rows a page.
    limit: u32,
    total_pages: i64,
    /// Rows on all pages together.
    total: i64,
    /// How many are not read, whatever the filters.
    unread: i64,
}

/// What one was told.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Notification {
    id: i64,
    #[oai(rename = "type")]
    kind: NotificationType,
    /// A few words, in the caller's language.
    title: String,
    /// A sentence; of SYSTEM, what the administrator wrote.
    text: String,
    /// The shoot it is about.
    event_id: Option<i64>,
    /// The answer it is about.
    answer_id: Option<i64>,
    /// The person it is about.
    employee_id: Option<i64>,
    /// The import it is about.
    import_id: Option<i64>,
    /// The badge it is about.
    badge: Option<Badge>,
    read: bool,
    read_at: Option<Instant>,
    created_at: Instant,
}

impl Notification {
    fn of(told: model::notification::Notification, locale: Locale) -> Self {
        let (title, text) = say(locale, &told);
        Self {
            id: told.id.0,
            kind: told.kind,
            title,
            text,
            event_id: told.about.event.map(|id| id.0),
            answer_id: told.about.answer.map(|id| id.0),
            employee_id: told.about.employee.map(|id| id.0),
            import_id: told.about.import.map(|id| id.0),
            badge: told.about.badge,
            read: told.read_at.is_some(),
            read_at: told.read_at.map(Into::into),
            created_at: told.created_at.into(),
        }
    }
}

/// In each language that people use here.
#[derive(Object, Deserialize)]
#[serde(deny_unknown_fields)]
struct InBothLanguages {
    fr: String,
    en: String,
}

/// What is told to everybody.
#[derive(Object, Deserialize)]
#[oai(example)]
#[serde(deny_unknown_fields)]
struct NewBroadcast {
    /// At most 120 characters each.
    title: InBothLanguages,
    /// Several lines, at most 2,000 characters each.
    text: InBothLanguages,
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
        }
    }
}

/// Read or not.
#[derive(Object, Deserialize)]
#[oai(example)]
#[serde(deny_unknown_fields)]
struct ReadBody {
    read: bool,
}

impl Example for ReadBody {
    fn example() -> Self {
        Self { read: true }
    }
}

/// Which notifications: either some or all.
#[derive(Object, Deserialize)]
#[oai(example)]
#[serde(deny_unknown_fields)]
struct ManyBody {
    /// At most 1,000.
    ids: Option<Vec<i64>>,
    all: Option<bool>,
}

impl Example for ManyBody {
    fn example() -> Self {
        Self { ids: Some(vec![1, 2]), all: None }
    }
}

/// What is left to read.
#[derive(Object)]
struct UnreadCount {
    unread: i64,
}

/// How one is told of a type.
#[derive(Object)]
#[oai(rename = "NotificationSubscription", rename_all = "camelCase")]
struct Subscription {
    #[oai(rename = "type")]
    kind: NotificationType,
    channel: Channel,
    /// Whether nothing was set, so that `channel` is what everybody has.
    is_default: bool,
}

impl From<model::notification::Subscription> for Subscription {
    fn from(from: model::notification::Subscription) -> Self {
        let channel = from.chosen.unwrap_or(from.kind.default_channel(false));
        Self { kind: from.kind, channel, is_default: from.chosen.is_none() }
    }
}

/// How one wants to be told of a type.
#[derive(Object, Deserialize)]
#[oai(example)]
#[serde(deny_unknown_fields)]
struct SubscriptionBody {
    #[oai(rename = "type")]
    #[serde(rename = "type")]
    kind: NotificationType,
    channel: Channel,
}

impl Example for SubscriptionBody {
    fn example() -> Self {
        Self { kind: NotificationType::AnswerResponseRefused, channel: Channel::Both }
    }
}
