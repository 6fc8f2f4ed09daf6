//! Alarms: conditions that threaten data. They are announced, listed and confirmed.

use serde_json::json;

use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::live::NotificationNews;
use crate::model::notification::Broadcast;
use crate::model::{AlarmKind, Live, Locale, MailKind, NotificationType, UserId};
use crate::render::words;
use crate::store::{alarms, audit, chain_seals, holds, live, mails, notifications, users};

pub use crate::store::alarms::Alarm;

/// Notifies the administrators of the instance in the console and by e-mail. For
/// [`AlarmKind::DecisionsHeld`] and [`AlarmKind::EvidenceContradicted`], also notifies the owners of
/// the companies concerned; the detail, which counts the answers of all companies, is left out. May run twice: an alarm is announced
/// once while it lasts, and not at all if it is already cleared.
pub async fn notify(app: &App, kind: AlarmKind) -> Result<()> {
    let key = kind.name().replace('_', "-");
    let in_each =
        |what: &str| Locale::ALL.map(|locale| words(locale).say(&format!("alarm-{key}-{what}")));
    let (titles, texts) = (in_each("title"), in_each("text"));
    app.db
        .write_all(move |all| {
            let Some(alarm) = alarms::find(all, kind)? else { return Ok(()) };
            tracing::error!(alarm = kind.name(), detail = alarm.detail, "{}", kind.next());
            let said = Broadcast {
                title: titles.map(|title| title.into_owned()),
                text: texts.map(|text| match kind {
                    AlarmKind::DecisionsHeld | AlarmKind::EvidenceContradicted => text.into_owned(),
                    _ => format!("{text} ({})", alarm.detail),
                }),
            };
            let broadcast = notifications::create_broadcast(all, None, &said, None)?;
            let mut readers = users::administrators(all)?;
            let owners = match kind {
                AlarmKind::DecisionsHeld => holds::owners(all)?,
                AlarmKind::EvidenceContradicted => chain_seals::owners_of_faulty(all)?,
                _ => vec![],
            };
            for owner in owners {
                if readers.iter().all(|(user, _)| *user != owner.0) {
                    readers.push(owner);
                }
            }
            for (user, email) in readers {
                let made = notifications::create_of_broadcast(all, user, broadcast)?;
                if let Some(notification) = made {
                    let mail_kind = MailKind::Notification { notification, user, answer: None };
                    mails::queue_for_instance(all, mail_kind, &email)?;
                }
            }
            let news = NotificationNews { id: None, kind: NotificationType::System };
            live::publish_to_all(all, &Live::Notification(news))
        })
        .await
}

/// The active alarms.
pub async fn list(app: &App) -> Result<Vec<Alarm>> {
    app.db.read_all(alarms::list).await
}

/// Confirms an alarm, which allows what it had suspended.
pub async fn confirm(app: &App, kind: AlarmKind, by: Option<UserId>) -> Result<()> {
    app.db
        .write_all(move |all| {
            if !alarms::confirm(all, kind)? {
                return Err(Error::NotFound("alarm"));
            }
            audit::note(
                all,
                None,
                by,
                AuditAction::ConfirmAlarm,
                json!({ "alarm": kind.name() }),
                None,
            )
        })
        .await
}
