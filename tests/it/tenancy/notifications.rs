//! Who may call the operations on notifications.

use be_right::model::Role;
use serde_json::json;

use super::table::Who::{Company, Own};
use super::table::{EVERY, Line, none};

pub fn lines() -> Vec<Line> {
    vec![
        Line("listNotifications", "/notifications", none, Company(EVERY), &[]),
        Line(
            "broadcast",
            "/notifications",
            |_| {
                let both = json!({ "fr": "Bonjour", "en": "Hello" });
                json!({ "title": both, "text": both })
            },
            Company(&[Role::Admin]),
            &[],
        ),
        Line(
            "setNotificationRead",
            "/notifications/{notification}",
            |_| json!({ "read": true }),
            Own,
            &[],
        ),
        Line(
            "setManyNotificationsRead",
            "/notifications/read-many",
            |_| json!({ "all": true }),
            Company(EVERY),
            &[],
        ),
        Line("deleteNotification", "/notifications/{notification}", none, Own, &[]),
        Line("listSubscriptions", "/notification-subscription", none, Company(EVERY), &[]),
        Line(
            "subscribe",
            "/notification-subscription",
            |_| json!({ "type": "SYSTEM", "channel": "BOTH" }),
            Company(EVERY),
            &[],
        ),
        Line("unsubscribe", "/notification-subscription/SYSTEM", none, Company(EVERY), &[]),
        Line("listen", "/sse", none, Company(EVERY), &[]),
        Line("createStreamTicket", "/sse/ticket", none, Company(EVERY), &[]),
        Line("listBadges", "/badges", none, Company(EVERY), &[]),
        Line("listOwnBadges", "/badges/user", none, Company(EVERY), &[]),
    ]
}
