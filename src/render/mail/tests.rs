//! The exact texts of every mail.

use jiff::civil::date;
use jiff::tz::TimeZone;

use super::*;
use crate::model::Timestamp;
use crate::model::backup::Trouble;
use crate::model::mail_kind::FactorChange;

fn paris() -> TimeZone {
    TimeZone::get("Europe/Paris").unwrap()
}

fn at(rfc3339: &str) -> Timestamp {
    Timestamp::parse_rfc3339(rfc3339).unwrap()
}

fn studio() -> Brand {
    Brand { name: "Atelier Lumière".into(), colour: Colour::parse("#b4451f") }
}

fn uses(locale: Locale) -> Vec<String> {
    let uses = match locale {
        Locale::Fr => ["En interne", "Site internet", "Réseaux sociaux"],
        Locale::En => ["Internally", "Website", "Social networks"],
    };
    uses.map(Into::into).into()
}

fn invitation(locale: Locale) -> Invitation {
    Invitation {
        locale,
        zone: paris(),
        brand: studio(),
        name: "Šárka".into(),
        child: None,
        event: "Portraits d’équipe".into(),
        starts: at("2026-05-23T07:30:00Z"),
        ends: at("2026-05-23T15:00:00Z"),
        place: Some("12 rue des Lilas, 69003 Lyon".into()),
        uses: uses(locale),
        link: "https://photos.example.org/sign/3q2-7wEjRr8aLkVn0TzXbC5dFgHiJmPs".into(),
        link_expires: at("2026-06-22T07:30:00Z"),
        again: None,
        contact: Some("studio@lumiere.example".into()),
    }
}

fn confirmation(locale: Locale, decision: Decision) -> Confirmation {
    let valid_until = match decision {
        Decision::Refused => None,
        _ => Some(at("2034-05-01T22:00:00Z")),
    };
    Confirmation {
        locale,
        zone: paris(),
        brand: studio(),
        name: "Šárka".into(),
        child: None,
        event: "Portraits d’équipe".into(),
        decision,
        decided_at: at("2026-05-02T16:04:00Z"),
        valid_until,
        reference: "BR-7H2K-9QXM-4TNV".into(),
        document_attached: true,
        awaits_other: false,
        link: "https://photos.example.org/sign/3q2-7wEjRr8aLkVn0TzXbC5dFgHiJmPs".into(),
        contact: Some("studio@lumiere.example".into()),
    }
}

fn code(locale: Locale) -> Code {
    Code { locale, brand: studio(), child: None, code: "042917".into(), valid_minutes: 10 }
}

fn new_links(locale: Locale) -> NewLinks {
    let given = |event: &str, child: Option<&str>| GivenAnswer {
        event: event.into(),
        decided_on: date(2026, 5, 2),
        child: child.map(Into::into),
        url: "https://photos.example.org/sign/3q2-7wEjRr8aLkVn0TzXbC5dFgHiJmPs".into(),
    };
    let given = vec![given("Portraits d’équipe", None), given("Fête du club", Some("Zoé Petit"))];
    NewLinks { locale, brand: studio(), name: "Šárka".into(), given, is_former: false }
}

fn event_reminder(locale: Locale, many: usize) -> EventReminder {
    EventReminder {
        locale,
        zone: paris(),
        brand: studio(),
        name: "Camille".into(),
        event: "Portraits d’équipe".into(),
        starts: at("2026-05-23T07:30:00Z"),
        ends: at("2026-05-23T15:00:00Z"),
        awaited: ["Šárka Müller-Łęcka", "Zoé Petit"][..many]
            .iter()
            .map(|one| (*one).into())
            .collect(),
        asked: 12,
        link: "https://photos.example.org/event/12".into(),
    }
}

fn expiring(locale: Locale, many: usize) -> ConsentsExpiring {
    let ending = (1..=many).map(|nth| (format!("Person {nth}"), date(2034, 5, 1)));
    ConsentsExpiring {
        locale,
        brand: studio(),
        name: "Camille".into(),
        event: "Portraits d’équipe".into(),
        ending: ending.collect(),
        asked_again: 1,
        link: "https://photos.example.org/event/12".into(),
    }
}

#[test]
fn a_notice_names_forty_people_and_counts_the_others() {
    let text = expiring(Locale::En, 45).render().text;
    assert!(text.contains("Person 40, on 1 May 2034") && !text.contains("Person 41"), "{text}");
    assert!(text.contains("and 5 more") && text.contains("45 consents"), "{text}");
    let one = expiring(Locale::Fr, 1).render();
    assert!(one.text.contains("Un accord donné pour la séance"), "{}", one.text);
}

fn factor(locale: Locale, change: FactorChange) -> Rendered {
    SecondFactor { locale, name: "Camille".into(), change, recovery_codes_left: 9 }.render()
}

fn sign_in(locale: Locale, device: &str, network: &str) -> Rendered {
    SignIn {
        locale,
        zone: paris(),
        name: "Camille".into(),
        at: at("2026-05-01T10:00:00Z"),
        device: device.into(),
        network: network.into(),
    }
    .render()
}

fn backup_failed(locale: Locale, trouble: Trouble) -> Rendered {
    BackupFailed {
        locale,
        zone: paris(),
        name: "Camille".into(),
        at: at("2026-05-02T02:30:00Z"),
        trouble,
        last: Some(at("2026-05-01T02:30:00Z")),
    }
    .render()
}

#[test]
fn a_failed_backup_is_told_of_in_sizes_that_people_read() {
    let trouble = Trouble::NoRoom { needed: 1_550_000_000, free: 12_000 };
    let french = backup_failed(Locale::Fr, trouble.clone()).text;
    assert!(french.contains("il faut 1,6\u{a0}Go, il reste 12,0\u{a0}ko"), "{french}");
    let english = backup_failed(Locale::En, trouble).text;
    assert!(english.contains("it needs 1.6 GB, and 12.0 kB are left"), "{english}");
}

/// Every mail to a guardian about a child.
fn mails_to_a_guardian(locale: Locale) -> Vec<(&'static str, Rendered)> {
    let child = Some(Child { first_name: "Anna".into(), name: "Anna Petit".into() });
    let asked = Invitation { child: child.clone(), ..invitation(locale) };
    let renewal = Invitation { again: Some(Again::Ends(date(2034, 5, 1))), ..asked.clone() };
    let all = uses(locale);
    let (some, rest) = (all[..1].to_vec(), all[1..].to_vec());
    let confirmed =
        |decision| Confirmation { child: child.clone(), ..confirmation(locale, decision) }.render();
    let first = Confirmation {
        child: child.clone(),
        document_attached: false,
        awaits_other: true,
        ..confirmation(locale, Decision::Accepted { accepted: all.clone(), refused: vec![] })
    };
    vec![
        ("invitation", asked.render()),
        ("renewal", renewal.render()),
        ("reminder", Reminder(asked).render()),
        ("code", Code { child: child.clone(), ..code(locale) }.render()),
        ("accepted_first_of_two", first.render()),
        ("accepted", confirmed(Decision::Accepted { accepted: all.clone(), refused: vec![] })),
        (
            "accepted_in_part",
            confirmed(Decision::Accepted { accepted: some.clone(), refused: rest.clone() }),
        ),
        ("refused", confirmed(Decision::Refused)),
        ("withdrawn", confirmed(Decision::Withdrawn { withdrawn: all, left: vec![] })),
        ("withdrawn_in_part", confirmed(Decision::Withdrawn { withdrawn: rest, left: some })),
    ]
}

#[test]
fn a_guardian_reads_of_the_child_by_name_and_never_of_themselves() {
    for locale in Locale::ALL {
        for (name, draft) in mails_to_a_guardian(locale) {
            for place in [&draft.subject, &draft.text] {
                assert!(place.contains("Anna"), "{name} does not say whom it is about: {place}");
                let of_the_reader = [
                    "photos of you",
                    "in which you",
                    "Your image",
                    "photos de vous",
                    "vous reconnaît",
                    "Votre image",
                ];
                for words in of_the_reader {
                    assert!(!place.contains(words), "{name} says {words:?}: {place}");
                }
            }
            let own = format!("guardian_{name}_{}", locale.tag());
            insta::assert_snapshot!(own, format!("{}\n\n{}", draft.subject, draft.text));
        }
    }
}

/// Every mail, by the name of its snapshot.
fn drafts(locale: Locale) -> Vec<(&'static str, Rendered)> {
    let all = uses(locale);
    let (some, rest) = (all[..1].to_vec(), all[1..].to_vec());
    let confirmed = |decision| confirmation(locale, decision).render();
    vec![
        ("invitation", invitation(locale).render()),
        ("reminder", Reminder(invitation(locale)).render()),
        ("code", code(locale).render()),
        ("accepted", confirmed(Decision::Accepted { accepted: all.clone(), refused: vec![] })),
        (
            "accepted_in_part",
            confirmed(Decision::Accepted { accepted: some.clone(), refused: rest.clone() }),
        ),
        ("refused", confirmed(Decision::Refused)),
        ("withdrawn", confirmed(Decision::Withdrawn { withdrawn: all, left: vec![] })),
        (
            "withdrawn_in_part",
            confirmed(Decision::Withdrawn { withdrawn: rest.clone(), left: some.clone() }),
        ),
        (
            "renewal",
            Invitation { again: Some(Again::Ends(date(2034, 5, 1))), ..invitation(locale) }
                .render(),
        ),
        ("of_age", Invitation { again: Some(Again::OfAge), ..invitation(locale) }.render()),
        ("new_links", new_links(locale).render()),
        ("email_replaced", NewLinks { is_former: true, ..new_links(locale) }.render()),
        ("expiring", expiring(locale, 2).render()),
        ("expiring_many", expiring(locale, 45).render()),
        (
            "came_of_age",
            CameOfAge {
                locale,
                brand: studio(),
                name: "Camille".into(),
                person: "Šárka Müller-Łęcka".into(),
                events: vec!["Portraits d’équipe".into(), "Fête du club".into()],
                link: "https://photos.example.org/employee/7".into(),
            }
            .render(),
        ),
        ("event_reminder", event_reminder(locale, 2).render()),
        ("event_reminder_one", event_reminder(locale, 1).render()),
        (
            "all_answered",
            AllAnswered {
                locale,
                brand: studio(),
                name: "Camille".into(),
                event: "Portraits d’équipe".into(),
                accepted: 18,
                partly: 3,
                refused: 1,
                on_hold: 0,
                link: "https://photos.example.org/events/12".into(),
            }
            .render(),
        ),
        (
            "consent_withdrawn",
            ConsentWithdrawn {
                locale,
                zone: paris(),
                brand: studio(),
                name: "Camille".into(),
                person: "Šárka Müller-Łęcka".into(),
                by: None,
                event: "Portraits d’équipe".into(),
                at: at("2026-05-02T16:04:00Z"),
                withdrawn: rest,
                left: some,
                link: "https://photos.example.org/answers/7".into(),
            }
            .render(),
        ),
        (
            "password_reset",
            PasswordReset {
                locale,
                name: "Camille".into(),
                link: "https://photos.example.org/reset/9f8e7d6c5b4a".into(),
                valid_minutes: 60,
            }
            .render(),
        ),
        (
            "email_change",
            EmailChange {
                locale,
                name: "Camille".into(),
                link: "https://photos.example.org/email/9f8e7d6c5b4a".into(),
                valid_hours: 24,
            }
            .render(),
        ),
        (
            "email_change_asked",
            EmailChangeAsked {
                locale, name: "Camille".into(), email: "c•••@e•••.org".into()
            }
            .render(),
        ),
        ("email_change_taken", EmailChangeTaken { locale, name: "Camille".into() }.render()),
        ("second_factor_on", factor(locale, FactorChange::On)),
        ("second_factor_off", factor(locale, FactorChange::Off)),
        ("second_factor_reset", factor(locale, FactorChange::Reset)),
        ("recovery_code_used", factor(locale, FactorChange::RecoveryCodeUsed)),
        (
            "api_token",
            ApiTokenMade {
                locale,
                zone: paris(),
                name: "Camille".into(),
                token: "Galerie en ligne".into(),
                prefix: "br_Xk3v9Q".into(),
                expires_at: at("2027-05-01T10:00:00Z"),
            }
            .render(),
        ),
        ("sign_in", sign_in(locale, "Firefox, Windows", "203.0.x.x")),
        (
            "backup_failed",
            backup_failed(locale, Trouble::NoRoom { needed: 1_550_000_000, free: 12_000_000 }),
        ),
        ("sign_in_unknown", sign_in(locale, "", "")),
        (
            "account_invitation",
            AccountInvitation {
                locale,
                zone: paris(),
                brand: studio(),
                name: "Noé".into(),
                inviter: "Camille Roy".into(),
                role: crate::model::Role::Photographer,
                link: "https://photos.example.org/join/9f8e7d6c5b4a".into(),
                link_expires: at("2026-06-01T10:00:00Z"),
            }
            .render(),
        ),
        (
            "welcome",
            Welcome {
                locale,
                name: "Camille".into(),
                company: "Atelier Lumière".into(),
                link: "https://photos.example.org/".into(),
            }
            .render(),
        ),
    ]
}

#[test]
fn every_mail_reads_well_in_both_languages() {
    for locale in Locale::ALL {
        for (name, draft) in drafts(locale) {
            let name = format!("{name}_{}", locale.tag());
            insta::assert_snapshot!(name, format!("{}\n\n{}", draft.subject, draft.text));
        }
    }
}

#[test]
fn the_html_of_a_mail_is_what_it_was() {
    insta::assert_snapshot!("invitation_html_fr", invitation(Locale::Fr).render().html(None));
}

#[test]
fn html_and_text_say_the_same() {
    for locale in Locale::ALL {
        for (name, draft) in drafts(locale) {
            let spoken: String = strip_tags(&draft.html(None));
            for line in draft.text.lines().filter(|line| !line.starts_with(['–', '-'])) {
                // Labels are above their values in HTML, before them in the text.
                let parts = line.trim().split(": ").flat_map(|part| part.split("\u{a0}: "));
                for part in parts {
                    let part = part.trim_end_matches([':', '\u{a0}']);
                    assert!(spoken.contains(part), "{name}: {part:?} is missing in the HTML");
                }
            }
        }
    }
}

#[test]
fn no_mail_loads_or_tracks_anything() {
    for (name, draft) in drafts(Locale::En) {
        for word in ["<img", "<link", "<script", "@import", "url(", "src=", "<form", "<iframe"] {
            assert!(!draft.html(None).contains(word), "{name} has {word}");
        }
        let links = draft.html(None).matches("href=\"").count();
        let ours = draft.html(None).matches("href=\"https://photos.example.org/").count();
        assert_eq!(links, ours, "{name}");
    }
}

#[test]
fn the_code_is_not_shown_where_a_locked_screen_shows_it() {
    for locale in Locale::ALL {
        let draft = code(locale).render();
        assert!(!draft.subject.contains("042917"));
        assert_eq!(draft.text.matches("042917").count(), 1);
        assert_eq!(draft.html(None).matches("042917").count(), 1);
        let html = draft.html(None);
        let before_the_heading = html.split("<h1").next().unwrap();
        assert!(!before_the_heading.contains("042917"));
    }
}

#[test]
fn what_people_write_is_neither_markup_nor_a_line_of_ours() {
    let evil = "</p><script>alert(1)</script>\r\n\r\n-- \r\n<b onload='x'>&quot;\u{202e}\u{0}";
    for locale in Locale::ALL {
        let invitation = Invitation {
            brand: Brand { name: evil.into(), colour: None },
            name: evil.into(),
            event: evil.into(),
            place: Some(evil.into()),
            uses: vec![evil.into()],
            contact: Some(evil.into()),
            ..invitation(locale)
        };
        let confirmation = Confirmation {
            brand: invitation.brand.clone(),
            name: evil.into(),
            event: evil.into(),
            reference: evil.into(),
            ..confirmation(
                locale,
                Decision::Accepted { accepted: vec![evil.into()], refused: vec![evil.into()] },
            )
        };
        for draft in [invitation.render(), Reminder(invitation).render(), confirmation.render()] {
            assert!(
                !draft.html(None).contains("<script") && !draft.html(None).contains("<b onload")
            );
            assert!(draft.html(None).contains("&#60;script&#62;"));
            assert_eq!(draft.text.lines().filter(|line| line.trim() == "--").count(), 1);
            for seen in [&draft.subject, &draft.text, &draft.html(None)] {
                assert!(!seen.contains(['\r', '\0', '\u{202e}']));
            }
            assert_eq!(draft.subject.lines().count(), 1);
        }
    }
}

#[test]
fn long_names_leave_a_subject_short() {
    let invitation = Invitation { event: "Très long ".repeat(30), ..invitation(Locale::Fr) };
    let draft = invitation.render();
    assert!(draft.subject.chars().count() < 140, "{}", draft.subject);
    assert!(draft.subject.contains("…\u{a0}»"), "{}", draft.subject);
}

#[test]
fn somebody_without_a_name_is_greeted_all_the_same() {
    let draft = Invitation { name: " \n".into(), ..invitation(Locale::Fr) }.render();
    assert!(draft.text.contains("\nBonjour,\n"), "{}", draft.text);
}

#[test]
fn a_stranger_s_name_is_not_carried_as_a_link() {
    let welcome = Welcome {
        locale: Locale::En,
        name: "Win at evil.example".into(),
        company: "https://evil.example".into(),
        link: "https://photos.example.org/".into(),
    };
    let draft = welcome.render();
    assert!(!draft.text.contains("evil") && !draft.html(None).contains("evil"), "{}", draft.text);
}

#[test]
fn the_button_can_be_read_whatever_the_colour() {
    for colour in ["#ffe600", "#000000", "#ffffff", "#777777", "#b4451f"] {
        let palette = Palette::of(Colour::parse(colour));
        assert!(palette.colour.contrast(palette.on_colour) >= 4.5, "{colour}");
        assert!(palette.link.contrast(CARD_LIGHT) >= 4.5, "{colour}");
        assert!(palette.link_dark.contrast(CARD_DARK) >= 4.5, "{colour}");
    }
}

#[test]
fn french_is_typeset_as_french() {
    let source = include_str!("../../../assets/locales/fr/mail.ftl");
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        let text = line.split_once(" = ").map_or(line, |(_, text)| text);
        assert!(!text.contains(['\'', '"']), "a typewriter's quotes: {line}");
        for (before, mark) in text.chars().zip(text.chars().skip(1)) {
            let spaced = matches!(mark, ':' | ';' | '!' | '?' | '»') || before == '«';
            assert!(!spaced || mark == '\u{a0}' || before == '\u{a0}', "{before}{mark}: {line}");
        }
        // Names may begin with a vowel, before which these words would be elided.
        for word in ["que", "de", "le", "la", "si", "jusque", "lorsque"] {
            for name in ["company", "name", "inviter", "person", "child"] {
                assert!(!text.contains(&format!(" {word} {{ ${name} }}")), "elision: {line}");
            }
        }
    }
}

/// The text between tags, with entities decoded.
fn strip_tags(html: &str) -> String {
    let body = html.split("<body").nth(1).unwrap_or_default();
    let text: String =
        body.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text)).collect();
    text.replace("&#60;", "<").replace("&#38;", "&").replace("&#39;", "'").replace("&#34;", "\"")
}

/// Writes every mail to `target/mails`, for inspection in a browser.
#[test]
fn mails_are_whole_pages_to_look_at() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/drafts");
    std::fs::create_dir_all(&folder).unwrap();
    for locale in Locale::ALL {
        for (name, draft) in drafts(locale) {
            assert!(draft.html(None).trim_end().ends_with("</html>"), "{name} stops halfway");
            std::fs::write(folder.join(format!("{name}_{}.html", locale.tag())), draft.html(None))
                .unwrap();
        }
    }
    let odd = Invitation {
        brand: Brand {
            name: "山田写真館 – عمر".into(), colour: Colour::parse("#ffe600")
        },
        name: "عمر".into(),
        event: "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
            .into(),
        place: None,
        ..invitation(Locale::En)
    };
    std::fs::write(folder.join("odd.html"), odd.render().html(None)).unwrap();
}
