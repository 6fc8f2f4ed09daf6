//! The text of notifications in the reader's language, with current names.

use super::words;
use crate::model::badge::{BadgeCounter, BadgeRule};
use crate::model::notification::Notification;
use crate::model::{Badge, Locale, NotificationType};

/// The title, and a sentence or the administrator's text.
pub fn say(locale: Locale, notification: &Notification) -> (String, String) {
    if let (NotificationType::System, Some([french, english])) =
        (notification.kind, &notification.broadcast)
    {
        return match locale {
            Locale::Fr => french.clone(),
            Locale::En => english.clone(),
        };
    }
    let words = words(locale);
    let event = |known: &str, gone: &str| match &notification.event_name {
        Some(name) => words.say_with(known, [("event", name.as_str().into())]).into_owned(),
        None => words.say(gone).into_owned(),
    };
    let person = match &notification.person {
        Some(name) => name.clone(),
        None => words.say("notification-person-gone").into_owned(),
    };
    let badge = notification.about.badge.map(|badge| badge_name(locale, badge)).unwrap_or_default();
    let kind = notification.kind.name().to_lowercase().replace('_', "-");
    // For an answer, `number` is the number of uses allowed if not all are; 0: all are on hold.
    let is_yes = notification.kind == NotificationType::AnswerResponseAccepted;
    let withdrawn = notification.withdrawn.as_ref().map(|[french, english]| match locale {
        Locale::Fr => french.as_str(),
        Locale::En => english.as_str(),
    });
    let key = match notification.about.number.filter(|_| is_yes) {
        _ if withdrawn.is_some() => "notification-consent-withdrawn-partly".to_owned(),
        Some(0) => "notification-answer-response-accepted-on-hold".to_owned(),
        Some(_) => "notification-answer-response-accepted-partly".to_owned(),
        None => format!("notification-{kind}"),
    };
    let text = words.say_with(
        &format!("{key}-text"),
        [
            ("shoot", event("notification-shoot", "notification-shoot-gone").into()),
            ("first", event("notification-shoot-first", "notification-shoot-gone-first").into()),
            ("person", person.into()),
            ("badge", badge.into()),
            ("number", notification.about.number.unwrap_or(1).into()),
            // A mail that has arrived meanwhile is not reported as refused.
            ("state", if notification.reply.is_some() { "refused" } else { "arrived" }.into()),
            ("reply", notification.reply.as_deref().unwrap_or_default().into()),
            ("uses", withdrawn.unwrap_or_default().into()),
            ("offered", notification.offered.unwrap_or_default().into()),
        ],
    );
    (words.say(&format!("{key}-title")).into_owned(), text.into_owned())
}

/// The name of a badge.
pub fn badge_name(locale: Locale, badge: Badge) -> String {
    let name = badge.name().to_lowercase().replace('_', "-");
    words(locale).say(&format!("badge-{name}")).into_owned()
}

/// The description of a badge.
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

    fn notification(kind: NotificationType, known: bool) -> Notification {
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
            withdrawn: None,
            reply: name("550 5.2.0 Mailbox unavailable"),
            read_at: None,
            created_at: Timestamp(0),
        }
    }

    #[test]
    fn a_consent_whose_uses_are_all_on_hold_is_not_told_as_one_in_force() {
        for (locale, title) in
            [(Locale::Fr, "Autorisation en attente"), (Locale::En, "Consent on hold")]
        {
            let mut one = notification(NotificationType::AnswerResponseAccepted, true);
            one.about.number = Some(0);
            assert_eq!(say(locale, &one).0, title);
        }
    }

    #[test]
    fn a_withdrawal_in_part_names_the_uses() {
        for (locale, said) in [
            (Locale::Fr, "a retiré son autorisation en partie pour la séance « Été » : Presse."),
            (Locale::En, "withdrew their consent in part for the shoot “Été”: Press."),
        ] {
            let mut one = notification(NotificationType::ConsentWithdrawn, true);
            one.withdrawn = Some(["Presse".into(), "Press".into()]);
            let text = say(locale, &one).1.replace('\u{a0}', " ");
            assert!(text.contains(said), "{text}");
        }
    }

    #[test]
    fn every_kind_reads_well_in_both_languages_also_when_names_are_gone() {
        let mut all = String::new();
        for locale in Locale::ALL {
            for known in [true, false] {
                for kind in NotificationType::ALL {
                    let (title, text) = say(locale, &notification(kind, known));
                    for said in [&title, &text] {
                        let is_text = !said.contains('{') && !said.contains("notification-");
                        assert!(is_text, "{} has no text for {said}", kind.name());
                    }
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
