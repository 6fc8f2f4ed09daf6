//! What a notification says, in its reader's language, with the names of today.

use super::words;
use crate::model::badge::{BadgeCounter, BadgeRule};
use crate::model::notification::Notification;
use crate::model::{Badge, Locale, NotificationType};

/// The title, and a sentence or what the administrator wrote.
pub fn say(locale: Locale, told: &Notification) -> (String, String) {
    if let (NotificationType::System, Some([french, english])) = (told.kind, &told.broadcast) {
        return match locale {
            Locale::Fr => french.clone(),
            Locale::En => english.clone(),
        };
    }
    let words = words(locale);
    let shoot = |known: &str, gone: &str| match &told.event_name {
        Some(name) => words.say_with(known, [("event", name.as_str().into())]).into_owned(),
        None => words.say(gone).into_owned(),
    };
    let person = match &told.person {
        Some(name) => name.clone(),
        None => words.say("notification-person-gone").into_owned(),
    };
    let badge = told.about.badge.map(|badge| badge_name(locale, badge)).unwrap_or_default();
    let kind = told.kind.name().to_lowercase().replace('_', "-");
    // Of an answer, the number is that of the uses allowed where some are not.
    let is_part =
        told.kind == NotificationType::AnswerResponseAccepted && told.about.number.is_some();
    let key = if is_part {
        "notification-answer-response-accepted-partly".to_owned()
    } else {
        format!("notification-{kind}")
    };
    let text = words.say_with(
        &format!("{key}-text"),
        [
            ("shoot", shoot("notification-shoot", "notification-shoot-gone").into()),
            ("first", shoot("notification-shoot-first", "notification-shoot-gone-first").into()),
            ("person", person.into()),
            ("badge", badge.into()),
            ("number", told.about.number.unwrap_or(1).into()),
            // Of a mail that has arrived since, nothing is wrong any more.
            ("state", if told.reply.is_some() { "refused" } else { "arrived" }.into()),
            ("reply", told.reply.as_deref().unwrap_or_default().into()),
            ("offered", told.offered.unwrap_or_default().into()),
        ],
    );
    (words.say(&format!("{key}-title")).into_owned(), text.into_owned())
}

/// What a badge is called.
pub fn badge_name(locale: Locale, badge: Badge) -> String {
    let name = badge.name().to_lowercase().replace('_', "-");
    words(locale).say(&format!("badge-{name}")).into_owned()
}

/// What a badge is for.
pub fn badge_text(locale: Locale, badge: Badge) -> String {
    let words = words(locale);
    match badge.rule() {
        BadgeRule::Count(counter, needed) => {
            let key = match counter {
                BadgeCounter::RecipientsCreated => "badge-for-recipients-created",
                BadgeCounter::RecipientsDeleted => "badge-for-recipients-deleted",
                BadgeCounter::EventsCreated => "badge-for-events-created",
                BadgeCounter::EventsDeleted => "badge-for-events-deleted",
                BadgeCounter::EventsCompleted => "badge-for-events-completed",
            };
            words.say_with(key, [("number", needed.into())]).into_owned()
        }
        BadgeRule::Plan(plan) => {
            words.say_with("badge-for-plan", [("plan", plan.name().into())]).into_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::notification::About;
    use crate::model::{NotificationId, Timestamp};

    fn told(kind: NotificationType, known: bool) -> Notification {
        let name = |name: &str| known.then(|| name.to_owned());
        let badge = Some(Badge::Create10Events);
        Notification {
            id: NotificationId(1),
            kind,
            about: About { badge, number: Some(3), ..About::default() },
            event_name: name("Été"),
            person: name("Ana Pires"),
            offered: Some(5),
            broadcast: Some([
                ("Arrêt".into(), "À midi.".into()),
                ("Stop".into(), "At noon.".into()),
            ]),
            reply: name("550 5.2.0 Mailbox unavailable"),
            read_at: None,
            created_at: Timestamp(0),
        }
    }

    #[test]
    fn every_kind_reads_well_in_both_languages_also_when_names_are_gone() {
        let mut all = String::new();
        for locale in Locale::ALL {
            for known in [true, false] {
                for kind in NotificationType::ALL {
                    let (title, text) = say(locale, &told(*kind, known));
                    assert!(!text.contains('{') && !text.contains("notification-"), "{text}");
                    all.push_str(&format!("{title} | {text}\n"));
                }
            }
            for badge in Badge::ALL {
                all.push_str(&format!(
                    "{} | {}\n",
                    badge_name(locale, *badge),
                    badge_text(locale, *badge)
                ));
            }
        }
        insta::assert_snapshot!(all);
    }
}
