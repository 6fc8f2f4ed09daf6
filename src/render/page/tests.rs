//! Every page in every state, in both languages.

use std::collections::BTreeSet;

use super::*;
use crate::model::signer_decision::{SignerDecision, UseState};
use crate::model::standing::ChangeKind;
use crate::model::{Locale, Use};
use crate::render::colour::Colour;
use crate::render::words;

const TOKEN: &str = "qz3Jq0nVw1f6r2yPS8sTxA";
const NASTY: &str = "<script>alert(1)</script>\"' onload=x";

fn frame(locale: Locale, path: &str) -> Frame {
    Frame {
        brand: Some(Brand {
            name: "Studio Lumière".into(),
            colour: Colour::parse("#c2410c"),
            logo: None,
            contact: crate::model::Contact {
                name: Some("Jeanne Morel".into()),
                email: Some("bonjour@studio-lumiere.example".into()),
                phone: Some("+33472000000".into()),
            },
        }),
        path: Some(path.to_owned()),
        ..Frame::plain(locale)
    }
}

fn release(locale: Locale) -> Release {
    let (title, text) = match locale {
        Locale::Fr => (
            "Autorisation de prise et d’utilisation de photos",
            "Vous avez été ou serez photographié lors de la séance ci-dessus.\n\n# Ce que vous autorisez\n\nVous autorisez le studio à reproduire les photos pour les seuls usages auxquels vous dites oui :\n- sans modification qui en change le sens ;\n- sans légende qui vous porte atteinte.\n\n# Durée\n\nHuit ans à compter de votre signature. Vous pouvez retirer votre accord à tout moment.",
        ),
        Locale::En => (
            "Permission to take and use photographs",
            "You have been or will be photographed at the shoot above.\n\n# What you allow\n\nYou allow the studio to reproduce the photos for the only uses to which you say yes:\n- without a change that alters their meaning;\n- without a caption that harms you.\n\n# Duration\n\nEight years from your signature. You may withdraw your consent at any time.",
        ),
    };
    let fact = |label: &str, value: &str| Fact { label: label.into(), value: value.into() };
    Release {
        locale,
        title: title.into(),
        facts: match locale {
            Locale::Fr => vec![
                fact("Demandé par", "Studio Lumière, 12 rue des Lilas, 69003 Lyon"),
                fact("Personne photographiée", "Šárka Müller-Łęcka"),
                fact("Séance", "Portes ouvertes de l’atelier"),
                fact("Lieu", "Halle Tony-Garnier, Lyon"),
                fact("Date", "samedi 5 décembre 2026"),
                fact("Durée", "8 ans"),
            ],
            Locale::En => vec![
                fact("Asked by", "Studio Lumière, 12 rue des Lilas, 69003 Lyon"),
                fact("Person photographed", "Šárka Müller-Łęcka"),
                fact("Shoot", "Workshop open day"),
                fact("Place", "Halle Tony-Garnier, Lyon"),
                fact("Date", "Saturday 5 December 2026"),
                fact("Duration", "8 years"),
            ],
        },
        text: text.into(),
    }
}

const USES: [Use; 5] = Use::DEFAULT;

fn use_label(locale: Locale, key: Use) -> String {
    key.shipped_words(locale).unwrap().label
}

fn row(locale: Locale, key: Use, state: UseState) -> UseRow {
    UseRow { key, label: use_label(locale, key), state }
}

fn ask(locale: Locale) -> Ask {
    Ask {
        frame: frame(locale, "/sign/x"),
        token: TOKEN.into(),
        person: None,
        release: release(locale),
        sha256: "ab".repeat(32),
        choices: USES
            .map(|key| Choice {
                key,
                label: use_label(locale, key),
                sentence: None,
                given: None,
                missing: false,
            })
            .into(),
        kept: None,
        filled: Filled::default(),
        problems: vec![],
        changed: false,
        asks_child: false,
        asks_other: false,
        signer: "Zoé Müller".into(),
    }
}

fn answered(locale: Locale) -> Answered {
    let state = |at| if at < 3 { UseState::Allowed } else { UseState::Refused };
    Answered {
        frame: frame(locale, "/sign/x"),
        token: TOKEN.into(),
        fresh: true,
        decision: SignerDecision::Accepted,
        waiting: false,
        event_name: "Portes ouvertes de l’atelier".into(),
        person: None,
        uses: USES.iter().enumerate().map(|(at, key)| row(locale, *key, state(at))).collect(),
        reference: "7K3M-9QXV-2WPA-HD84-TB6N-ZC5R-0Y".into(),
        reason: None,
        answered_on: "22/11/2026".into(),
        withdrawn_on: None,
        expires_on: Some("22/11/2034".into()),
        pdf_ready: false,
        receipt_ready: false,
        withdraw_open: false,
        notice: None,
    }
}

fn code(locale: Locale, notice: Option<Notice>) -> Code {
    Code {
        frame: frame(locale, "/sign/x?step=code"),
        token: TOKEN.into(),
        masked_email: "š•••••a@exemple.fr".into(),
        sent: notice.is_none(),
        resend_in: 58,
        notice,
    }
}

/// Every page in every distinct state.
fn samples(locale: Locale) -> Vec<(String, String)> {
    let mut pages: Vec<(String, String)> = vec![];
    let mut add = |name: &str, page: &dyn Page| pages.push((name.to_owned(), page.html()));
    let intro = |answered| Intro {
        frame: frame(locale, "/sign/x"),
        token: TOKEN.into(),
        event_name: "Portes ouvertes de l’atelier".into(),
        masked_email: "š•••••a@exemple.fr".into(),
        answered,
        notice: None,
    };
    add("intro", &intro(false));
    add("intro-answered", &intro(true));
    add("code", &code(locale, None));
    for (name, notice) in [
        ("empty", Notice::CodeEmpty),
        ("wrong", Notice::CodeWrong { left: 3 }),
        ("wrong-last", Notice::CodeWrong { left: 1 }),
        ("expired", Notice::CodeExpired),
        ("too-soon", Notice::CodeTooSoon { seconds: 42 }),
        ("too-many", Notice::CodeTooMany),
        ("mailbox-full", Notice::CodeMailboxFull { minutes: 5 }),
        ("closed", Notice::CodeClosed { minutes: 15 }),
        ("session", Notice::SessionOver),
    ] {
        add(&format!("code-{name}"), &code(locale, Some(notice)));
    }
    add("ask", &ask(locale));
    let mut troubled = ask(locale);
    troubled.changed = true;
    troubled.person = Some("Zoé 山田".into());
    troubled.choices[0].given = Some(true);
    troubled.choices[1].given = Some(false);
    troubled.choices[2].missing = true;
    troubled.kept = Some(Kept {
        drawing: Some(Drawing {
            width: 1000.0,
            height: 400.0,
            strokes: vec![
                vec![(200., 260.), (300., 120.), (380., 280.), (460., 150.), (700., 240.)],
                vec![(350., 90.)],
            ],
        }),
        ..Kept::default()
    });
    troubled.filled.way = Way::Kept;
    troubled.asks_other = true;
    troubled.filled.other = Other::Named;
    troubled.filled.other_first_name = "Paul".into();
    troubled.problems = vec![
        Problem::OtherMissing,
        Problem::OtherName,
        Problem::OtherEmail,
        Problem::OtherSame,
        Problem::UseMissing(Use::SOCIAL),
        Problem::NoUse,
        Problem::SignatureMissing,
        Problem::SignatureTooSmall,
        Problem::SignatureTooLarge,
        Problem::TypedMissing,
        Problem::TypedNotConfirmed,
        Problem::KeptNotConfirmed,
        Problem::ReasonTooLong,
    ];
    add("ask-problems", &troubled);
    add("thanks", &answered(locale));
    add("thanks-pdf", &Answered { pdf_ready: true, withdraw_open: true, ..answered(locale) });
    let refused =
        || USES.map(|key| row(locale, key, UseState::Refused)).into_iter().collect::<Vec<_>>();
    add(
        "thanks-refused",
        &Answered {
            decision: SignerDecision::Refused,
            uses: refused(),
            expires_on: None,
            pdf_ready: true,
            reason: Some("Je préfère ne pas apparaître.".into()),
            ..answered(locale)
        },
    );
    add(
        "answered",
        &Answered {
            fresh: false,
            pdf_ready: true,
            notice: Some(Notice::AlreadyAnswered),
            ..answered(locale)
        },
    );
    add(
        "withdrawn",
        &Answered {
            fresh: false,
            pdf_ready: true,
            decision: SignerDecision::Withdrawn,
            withdrawn_on: Some("23/11/2026".into()),
            uses: USES.map(|key| row(locale, key, UseState::Withdrawn)).into(),
            notice: Some(Notice::WithdrawDone),
            ..answered(locale)
        },
    );
    add(
        "withdraw",
        &WithdrawConfirm {
            frame: Frame { path: None, ..frame(locale, "") },
            action: format!("/sign/{TOKEN}/withdraw"),
            back: format!("/sign/{TOKEN}"),
            person: None,
            uses: [Use::WEB, Use::SOCIAL].map(|key| (key, use_label(locale, key))).into(),
            remaining: vec![(Use::INTERNAL, use_label(locale, Use::INTERNAL))],
            days: Some(15),
        },
    );
    let refuse = |person: Option<&str>| RefuseConfirm {
        frame: Frame { path: None, ..frame(locale, "") },
        token: TOKEN.into(),
        person: person.map(Into::into),
        sha256: "ab".repeat(32),
        reason: "Je préfère ne pas apparaître.".into(),
    };
    add("refuse", &refuse(None));
    add("refuse-child", &refuse(Some("Zoé 山田")));
    for (name, decision) in [
        ("child", SignerDecision::Accepted),
        ("child-refused", SignerDecision::Refused),
        ("child-withdrawn", SignerDecision::Withdrawn),
    ] {
        for fresh in [true, false] {
            let person = Some("Anna Petit".into());
            let page = Answered { fresh, decision, person, ..answered(locale) };
            add(&format!("{name}-{}", if fresh { "thanks" } else { "answered" }), &page);
        }
    }
    for (name, problem, done) in
        [("", None, false), ("-wrong", Some("page-email-wrong"), false), ("-done", None, true)]
    {
        let (frame, token) = (frame(locale, "/email/x"), TOKEN.into());
        let email = "camille@example.org".into();
        let page = EmailConfirm { frame, token, email, problem, done };
        add(&format!("email{name}"), &page);
    }
    for (name, kind) in [
        ("expired", MessageKind::Expired),
        ("revoked", MessageKind::Revoked),
        ("unknown", MessageKind::Unknown),
        ("tries", MessageKind::TooManyTries { minutes: 4 }),
        ("over", MessageKind::SessionOver),
        ("bad", MessageKind::BadRequest),
        ("foreign", MessageKind::Foreign),
        ("large", MessageKind::TooLarge),
        ("claim-gone", MessageKind::ClaimGone),
        ("email-gone", MessageKind::EmailGone),
        ("busy", MessageKind::Busy),
        ("file-damaged", MessageKind::FileDamaged),
        ("error", MessageKind::ServerError),
    ] {
        let known = matches!(kind, MessageKind::Expired | MessageKind::Revoked);
        let frame = if known { frame(locale, "/sign/x") } else { Frame::plain(locale) };
        let retry =
            matches!(kind, MessageKind::ServerError | MessageKind::Busy).then(|| "/".to_owned());
        let request_id = (kind == MessageKind::ServerError).then(|| "01JD8Z6Q5T".to_owned());
        add(&format!("message-{name}"), &Message { frame, kind, retry, request_id, chrome: None });
    }
    add("verify", &Verify::sample(locale, None));
    let roots = |rows: Vec<RootRow>, next| Roots {
        frame: Frame { path: Some("/verify/roots".into()), ..Frame::plain(locale) },
        rows,
        next,
    };
    add("roots-none", &roots(vec![], None));
    let stamp = |is_checked| RootStamp {
        at: "2026-05-01 01:29:00 UTC".into(),
        authority: "Horodatage, Exemple".into(),
        certificate: "7f".repeat(32),
        is_checked,
    };
    let row = RootRow {
        number: "412".into(),
        day: "1 May 2026".into(),
        at: "2026-05-01 01:28:00 UTC".into(),
        leaves: 1_203,
        root: "3d".repeat(32),
        stamps: [true, false].map(stamp).to_vec(),
    };
    add("roots", &roots(vec![row], Some(412)));
    for (name, verdict) in [
        (
            "genuine",
            VerifyResult::Genuine {
                compared: Compared::Whole,
                state: TodayState::Accepted,
                signed_on: Some("22/11/2026".into()),
                superseded_on: Some("23/11/2026".into()),
                ends_on: Some("22/11/2034".into()),
                uses: vec![
                    UseToday { label: "A".into(), in_force: true, change: None },
                    UseToday {
                        label: "B".into(),
                        in_force: false,
                        change: Some((ChangeKind::Withdrawn, "24/11/2026".into())),
                    },
                ],
            },
        ),
        (
            "bundle",
            VerifyResult::Genuine {
                compared: Compared::PdfOfUnread,
                state: TodayState::Accepted,
                signed_on: None,
                superseded_on: None,
                ends_on: None,
                uses: vec![],
            },
        ),
        ("altered", VerifyResult::Altered),
        ("unknown", VerifyResult::Unknown),
        ("exists", VerifyResult::Exists),
        ("unsigned", VerifyResult::Unsigned),
        ("pending", VerifyResult::Pending),
        ("malformed", VerifyResult::Malformed),
    ] {
        add(&format!("verify-{name}"), &Verify::sample(locale, Some(verdict)));
    }
    let plain = || Frame { path: Some("/".into()), ..Frame::plain(locale) };
    let (outbox, guest, open) = (true, false, true);
    add("landing", &Landing { frame: plain(), version: "0.1.0", outbox, guest, open });
    let problem = |field, code| ClaimProblem::new(&plain(), field, code);
    let (token, filled) = (Some("t".into()), ClaimFilled::default());
    add("claim", &Claim { frame: plain(), token, filled, problems: vec![] });
    add(
        "claim-problems",
        &Claim {
            filled: ClaimFilled { company_name: NASTY.into(), ..Default::default() },
            frame: plain(),
            token: None,
            problems: vec![
                problem("firstName", "required"),
                problem("lastName", "too_long"),
                problem("companyName", "odd"),
                problem("email", "email"),
                problem("password", "too_short"),
            ],
        },
    );
    add(
        "claimed",
        &Claimed { frame: plain(), company_name: "Studio Lumière".into(), email: "a@b.fr".into() },
    );
    let row = |id: &str, subject: &str| OutboxRow {
        id: id.into(),
        subject: subject.into(),
        to: "Šárka <s@exemple.fr>".into(),
        at: "14:05:12".into(),
    };
    add(
        "outbox-empty",
        &Outbox {
            frame: plain(),
            days: vec![],
            search: String::new(),
            total: 0,
            page: 1,
            pages: 0,
        },
    );
    add(
        "outbox",
        &Outbox {
            frame: plain(),
            days: vec![(
                "lundi 3 mai 2026".into(),
                vec![row("2", "Votre code : 123 456"), row("1", "Studio Lumière vous demande…")],
            )],
            search: "zoé".into(),
            total: 120,
            page: 2,
            pages: 3,
        },
    );
    add(
        "outbox-mail",
        &OutboxMail {
            frame: plain(),
            mail: row("1", NASTY),
            from: "be-right <no-reply@exemple.fr>".into(),
            text: "Bonjour,\n\nhttp://localhost/sign/abc".into(),
            has_html: true,
            attachments: vec!["consentement.pdf".into()],
            links: vec!["http://localhost/sign/abc".into()],
        },
    );
    pages
}

fn each_page(check: impl Fn(&str, &str)) {
    for locale in Locale::ALL {
        for (name, html) in samples(locale) {
            check(&format!("{name} ({})", locale.tag()), &html);
        }
    }
}

#[test]
fn no_page_shows_the_name_of_a_sentence() {
    each_page(|name, html| {
        assert!(html.starts_with("<!doctype html>"), "{name} is empty");
        let class_free = html.replace("href=\"/verify", "");
        for hole in [">page-", "\"page-", " page-", "{ $", "{$"] {
            assert!(!class_free.contains(hole), "{name} shows {hole}");
        }
    });
}

#[test]
fn every_sentence_a_template_or_page_names_exists() {
    let mut sources = String::new();
    for folder in ["assets/templates/pages", "src/render/page"] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() && !path.ends_with("tests.rs") {
                sources += &std::fs::read_to_string(path).unwrap();
            }
        }
    }
    let named: BTreeSet<&str> = sources
        .split('"')
        .filter(|word| word.starts_with("page-") && !word.ends_with('-') && !word.contains('{'))
        .collect();
    // These keys are composed from a stem: `page-expired` + `-title`.
    let stems: BTreeSet<&str> = named
        .iter()
        .copied()
        .filter(|key| {
            !words(Locale::Fr).knows(key) || words(Locale::Fr).knows(&format!("{key}-text"))
        })
        .collect();
    for stem in &stems {
        assert!(words(Locale::Fr).knows(&format!("{stem}-text")), "no sentence {stem}");
    }
}

#[test]
fn nothing_people_type_becomes_markup() {
    let mut asked = ask(Locale::En);
    asked.person = Some(NASTY.into());
    asked.release.title = NASTY.into();
    asked.release.text = NASTY.into();
    asked.release.facts[0].value = NASTY.into();
    asked.filled.typed_name = NASTY.into();
    asked.filled.strokes = NASTY.into();
    asked.filled.reason = NASTY.into();
    if let Some(brand) = &mut asked.frame.brand {
        brand.name = NASTY.into();
    }
    let html = asked.html();
    assert!(!html.contains("<script>"));
    assert!(!html.contains("\"' onload"));
    let answered = Answered { reason: Some(NASTY.into()), ..answered(Locale::Fr) };
    assert!(!answered.html().contains("<script>"));
}

#[test]
fn pages_need_no_inline_script_or_style() {
    each_page(|name, html| {
        for forbidden in ["<style", " style=", "javascript:", " onclick", " onload", "http://www"] {
            let found = html.contains(forbidden) && !html.contains("&#60;script");
            assert!(!found, "{name} contains {forbidden}");
        }
        for script in html.match_indices("<script") {
            assert!(
                html[script.0..].starts_with("<script type=\"module\" src=\"/assets/"),
                "{name}"
            );
        }
    });
}

#[test]
fn ids_are_unique_labels_find_their_fields_and_headings_keep_order() {
    each_page(|name, html| {
        let values = |attribute: &str| -> Vec<String> {
            html.split(&format!(" {attribute}=\""))
                .skip(1)
                .map(|rest| rest.split('"').next().unwrap_or_default().to_owned())
                .collect()
        };
        let ids = values("id");
        let unique: BTreeSet<_> = ids.iter().collect();
        assert_eq!(ids.len(), unique.len(), "{name} repeats an id: {ids:?}");
        for target in values("for").into_iter().chain(values("aria-labelledby")).chain(
            values("aria-describedby")
                .iter()
                .flat_map(|ids| ids.split(' ').map(str::to_owned).collect::<Vec<_>>()),
        ) {
            assert!(unique.contains(&target), "{name} points at {target}");
        }
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
    });
}

#[test]
fn a_page_weighs_little() {
    each_page(|name, html| assert!(html.len() < 20_000, "{name} is {} bytes", html.len()));
}

#[test]
fn french_is_typeset_as_french() {
    let ftl = concat!(
        include_str!("../../../assets/locales/fr/pages.ftl"),
        include_str!("../../../assets/locales/fr/console.ftl"),
        include_str!("../../../assets/locales/fr/events.ftl"),
        include_str!("../../../assets/locales/fr/people.ftl"),
        include_str!("../../../assets/locales/fr/settings.ftl"),
        include_str!("../../../assets/locales/fr/home.ftl"),
    );
    for line in ftl.lines().filter(|line| !line.starts_with('#')) {
        for bad in [" ;", " !", " ?", " »", "« ", "'", "..."] {
            assert!(!line.contains(bad), "{bad:?} in: {line}");
        }
        assert!(!line.split_once(" = ").is_some_and(|(_, text)| text.contains(" :")), "{line}");
    }
}

#[test]
fn a_document_s_text_becomes_headings_paragraphs_and_lists() {
    let release =
        Release { text: "# One\nline\nmore\n\n- a\n- b\n  c\n\nend".into(), ..release(Locale::En) };
    assert_eq!(
        release.blocks(),
        vec![
            Block::Heading("One".into()),
            Block::Paragraph("line more".into()),
            Block::Items(vec!["a".into(), "b c".into()]),
            Block::Paragraph("end".into()),
        ]
    );
}

/// `PAGES_PREVIEW=folder cargo test preview` writes every page there, for inspection.
#[test]
fn preview() {
    let Some(folder) = std::env::var_os("PAGES_PREVIEW") else { return };
    let folder = std::path::PathBuf::from(folder);
    for locale in Locale::ALL {
        let home = folder.join(locale.tag());
        std::fs::create_dir_all(&home).unwrap();
        for (name, html) in samples(locale) {
            std::fs::write(home.join(format!("{name}.html")), html).unwrap();
        }
    }
    let sheets = folder.join("assets/brand");
    std::fs::create_dir_all(&sheets).unwrap();
    std::fs::write(sheets.join("c2410c.css"), brand::sheet("c2410c.css").unwrap()).unwrap();
    std::fs::write(folder.join("version"), assets::version()).unwrap();
}
