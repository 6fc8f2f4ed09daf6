//! The exact texts of every mail.

use std::collections::BTreeSet;

use super::confirmation::{Confirmation, Decision};
use super::draft::{CARD_DARK, CARD_LIGHT, Palette};
use super::invitation::Invitation;
use super::new_account::Welcome;
use super::reminder::Reminder;
use super::samples::Sample;
use super::*;
use crate::model::{Contact, Locale};
use crate::render::Colour;

/// The samples of every mail.
fn drafts(locale: Locale) -> Vec<Sample> {
    MailName::ALL.iter().flat_map(|mail| (folder(*mail).samples)(locale)).collect()
}

#[test]
fn every_mail_has_samples_of_their_own_names() {
    let mut names = BTreeSet::new();
    for mail in MailName::ALL {
        let samples = (folder(mail).samples)(Locale::Fr);
        assert!(!samples.is_empty(), "{} has no sample", mail.name());
        for (name, _) in samples {
            assert!(names.insert(name), "two samples of mails are called {name}");
        }
    }
}

#[test]
fn every_mail_reads_well_in_both_languages() {
    for locale in Locale::ALL {
        for (name, draft) in drafts(locale) {
            for said in [&draft.subject, &draft.text, &draft.html(None)] {
                let missing = said.split(|c: char| !c.is_ascii_lowercase() && c != '-');
                let missing: BTreeSet<_> =
                    missing.filter(|word| word.starts_with("mail-")).collect();
                assert!(missing.is_empty(), "{name} has no text for {missing:?}");
            }
            let name = format!("{name}_{}", locale.tag());
            insta::assert_snapshot!(name, format!("{}\n\n{}", draft.subject, draft.text));
        }
    }
}

#[test]
fn a_guardian_reads_of_the_child_by_name_and_never_of_themselves() {
    for locale in Locale::ALL {
        let to_guardians =
            drafts(locale).into_iter().filter(|(name, _)| name.starts_with("guardian_"));
        for (name, draft) in to_guardians {
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
        }
    }
}

#[test]
fn a_notice_names_forty_people_and_counts_the_others() {
    let text = consents_expiring::sample(Locale::En, 45).text;
    assert!(text.contains("Person 40, on 1 May 2034") && !text.contains("Person 41"), "{text}");
    assert!(text.contains("and 5 more") && text.contains("45 consents"), "{text}");
    let one = consents_expiring::sample(Locale::Fr, 1);
    assert!(one.text.contains("Une autorisation donnée pour la séance"), "{}", one.text);
}

#[test]
fn the_html_of_a_mail_is_what_it_was() {
    insta::assert_snapshot!(
        "invitation_html_fr",
        invitation::sample(Locale::Fr).render().html(None)
    );
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
        let draft = code::sample(locale).render();
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
            brand: Brand {
                name: evil.into(),
                colour: None,
                contact: Contact { email: Some(evil.into()), ..Contact::default() },
            },
            name: evil.into(),
            event: evil.into(),
            place: Some(evil.into()),
            uses: vec![evil.into()],
            ..invitation::sample(locale)
        };
        let confirmation = Confirmation {
            brand: invitation.brand.clone(),
            name: evil.into(),
            event: evil.into(),
            reference: evil.into(),
            ..confirmation::sample(
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
    let invitation =
        Invitation { event: "Très long ".repeat(30), ..invitation::sample(Locale::Fr) };
    let draft = invitation.render();
    assert!(draft.subject.chars().count() < 140, "{}", draft.subject);
    assert!(draft.subject.contains("…\u{a0}»"), "{}", draft.subject);
}

#[test]
fn somebody_without_a_name_is_greeted_all_the_same() {
    let draft = Invitation { name: " \n".into(), ..invitation::sample(Locale::Fr) }.render();
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
    let shared = include_str!("../../../assets/locales/fr/mail.ftl");
    let of_mails = MailName::ALL.map(|mail| folder(mail).texts[0]);
    let lines = of_mails.iter().flat_map(|texts| texts.lines()).chain(shared.lines());
    for line in lines.filter(|line| !line.starts_with('#')) {
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

/// Writes every mail to `target/drafts`, for inspection in a browser.
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
            name: "山田写真館 – عمر".into(),
            colour: Colour::parse("#ffe600"),
            contact: Contact::default(),
        },
        name: "عمر".into(),
        event: "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
            .into(),
        place: None,
        ..invitation::sample(Locale::En)
    };
    std::fs::write(folder.join("odd.html"), odd.render().html(None)).unwrap();
}
