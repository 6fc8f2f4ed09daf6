//! Signing, from the e-mail to the sealed copy.

use super::browser::{Browser, Screen};
use super::stage::play;
use super::support::{Server, Studio};

const ZOE: &str = "zoe@example.net";

/// A company with an event to which Zoé is invited, and the path of her link.
async fn invites(server: &Server) -> (Studio<'_>, i64, String) {
    let studio = server.studio("Lumière").await;
    let zoe = studio.employs("Zoé", "Müller-Łęcka", ZOE).await;
    let (event, _) = studio.plans("Portes ouvertes de l’atelier", &[zoe]).await;
    server.settle().await;
    let link = link(&server.postbox.last_to(ZOE).text);
    (studio, event, link)
}

fn link(text: &str) -> String {
    let (_, rest) = text.split_once("/sign/").unwrap_or_else(|| panic!("no link in {text}"));
    let token: String =
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    format!("/sign/{token}")
}

/// The six digits of the code in the last mail.
fn digits(server: &Server) -> String {
    let text = server.postbox.last_to(ZOE).text;
    let digits: String = text
        .split(|c: char| !c.is_ascii_digit() && !matches!(c, ' ' | '\u{a0}' | '\u{202f}'))
        .map(|run| run.chars().filter(char::is_ascii_digit).collect::<String>())
        .find(|run| run.len() == 6)
        .unwrap_or_else(|| panic!("no code in {text}"));
    digits
}

/// Asks for the code and types it.
async fn proves_it(server: &Server, browser: &Browser) {
    browser.presses("form[action$='/code'] button.main").await;
    browser.finds("#code").await;
    server.settle().await;
    browser.types("#code", &digits(server)).await;
    browser.presses("form[action$='/verify'] button").await;
    browser.finds("form[data-answer]").await;
}

async fn chooses(browser: &Browser, use_name: &str, answer: &str) {
    browser.presses(&format!(".choice label:has([name='use.{use_name}'][value='{answer}'])")).await;
}

#[tokio::test]
async fn a_person_signs_on_a_phone_with_a_finger() {
    play(Screen::Phone, async |server, phone| {
        let (studio, event, link) = invites(server).await;
        phone.goes(&link).await;
        phone.reads("Lumière vous demande votre autorisation").await;
        phone.pictures("phone-1-intro").await;
        phone.presses("form[action$='/code'] button.main").await;
        phone.reads("Saisissez votre code").await;
        phone.pictures("phone-2-code").await;
        phone.types("#code", "000 000").await;
        phone.presses("form[action$='/verify'] button").await;
        phone.reads("Il vous reste 4 essais").await;
        phone.pictures("phone-3-wrong-code").await;
        server.settle().await;
        phone.types("#code", &digits(server)).await;
        phone.presses("form[action$='/verify'] button").await;
        phone.reads("Acceptez-vous que Lumière utilise des photos de vous").await;
        phone.pictures("phone-4-document").await;

        // No use is ticked in advance, and the page names what is missing.
        let ticked = phone.asks("return document.querySelectorAll('.use :checked').length").await;
        assert_eq!(ticked, 0);
        phone.presses("button[value=accept]").await;
        phone.reads("Avant l’envoi, vérifiez ceci").await;
        phone.reads("Dessinez votre signature").await;

        for (name, answer) in [
            ("internal", "yes"),
            ("web", "yes"),
            ("social", "no"),
            ("press", "no"),
            ("print", "yes"),
        ] {
            chooses(phone, name, answer).await;
        }
        phone.draws("#pad", &[(-35.0, 10.0), (-20.0, -30.0), (-5.0, 20.0), (10.0, -25.0)]).await;
        phone.draws("#pad", &[(15.0, 0.0), (25.0, 20.0), (35.0, -15.0)]).await;
        phone.draws("#pad", &[(0.0, 0.0), (1.0, 1.0)]).await;
        phone.presses("[data-undo]").await;
        let strokes = "return JSON.parse(document.querySelector('[name=strokes]').value).strokes";
        assert_eq!(phone.asks(&format!("{strokes}.length")).await, 2);

        // The drawing survives a rotation and another size.
        let before = phone.asks(strokes).await;
        let ink = "const pad = document.querySelector('#pad');
                   const data = pad.getContext('2d').getImageData(0, 0, pad.width, pad.height).data;
                   return data.some((value, at) => at % 4 === 3 && value > 0)";
        phone.resizes(740, 360, 3.0).await;
        assert_eq!(phone.asks(ink).await, true);
        phone.resizes(360, 740, 1.0).await;
        assert_eq!(phone.asks(ink).await, true);
        assert_eq!(phone.asks(strokes).await, before);

        // A reload keeps the choices and the drawing.
        phone.goes(&link).await;
        phone.finds("form[data-answer]").await;
        assert_eq!(phone.asks(strokes).await, before);
        assert_eq!(phone.asks("return document.querySelectorAll('.use :checked').length").await, 5);
        phone.pictures("phone-5-filled").await;
        phone.sees_dark(true).await;
        phone.pictures("phone-5-filled-dark").await;
        phone.sees_dark(false).await;

        // The network fails while the answer is sent.
        phone.is_offline(true).await;
        phone.presses("button[value=accept]").await;
        phone.reads("faute de connexion").await;
        phone.pictures("phone-6-offline").await;
        phone.is_offline(false).await;
        phone.presses("button[value=accept]").await;
        phone.reads("Merci, votre réponse est enregistrée").await;
        phone.pictures("phone-7-thanks").await;
        server.settle().await;
        phone.reads("Télécharger le PDF").await;
        phone.pictures("phone-8-pdf").await;

        let shoot = studio.get(&format!("/event/{event}")).await;
        assert_eq!(shoot.json["signatureCount"], 1, "{}", shoot.json);
        assert_eq!(shoot.json["status"], "COMPLETED");

        // Withdraws one use, then everything.
        phone.presses("#withdraw summary").await;
        phone.presses("[name='withdraw.web']").await;
        phone.presses("#withdraw button.refusing").await;
        phone.reads("Retirer votre autorisation").await;
        phone.pictures("phone-9-withdraw").await;
        phone.presses("form[action$='/withdraw'] button").await;
        phone.reads("votre retrait est enregistré").await;
        phone.pictures("phone-10-withdrawn").await;
        server.settle().await;
    })
    .await;
}

#[tokio::test]
async fn a_person_signs_with_the_keyboard_alone() {
    play(Screen::Desktop, async |server, browser| {
        let (_, _, link) = invites(server).await;
        browser.goes(&format!("{link}?lang=en")).await;
        browser.reads("Lumière asks for your consent").await;
        browser.pictures("desktop-1-intro").await;
        proves_it(server, browser).await;
        browser.reads("May Lumière use photos of you?").await;
        browser.pictures("desktop-2-document").await;

        // Uses only Tab, arrows, Space and letters, as the user of a screen reader would.
        let focus = "const at = document.activeElement; return at.name + '=' + at.value";
        let walk = async |until: &str| {
            for _ in 0..40 {
                browser.keys("\u{e004}").await;
                if browser.asks(focus).await.as_str().is_some_and(|at| at.starts_with(until)) {
                    return;
                }
            }
            panic!("{until} cannot be reached by Tab");
        };
        for name in ["internal", "web", "social", "press", "print"] {
            walk(&format!("use.{name}=")).await;
            let key = if name == "press" { "\u{e014}" } else { " " };
            browser.keys(key).await;
        }
        walk("signature=").await;
        browser.keys("\u{e014}").await;
        walk("typedName=").await;
        browser.keys("Zoé Müller-Łęcka").await;
        walk("typedConfirm=").await;
        browser.keys(" ").await;
        browser.pictures("desktop-3-filled").await;
        walk("decision=accept").await;
        browser.keys("\u{e007}").await;
        browser.reads("Thank you, your answer is recorded").await;
        let text = browser.text().await;
        assert_eq!(text.lines().filter(|line| *line == "Accepted").count(), 4, "{text}");
        server.settle().await;
        browser.reads("Download the PDF").await;
        browser.pictures("desktop-4-thanks").await;
    })
    .await;
}

#[tokio::test]
async fn a_person_refuses_on_a_phone_in_the_dark() {
    play(Screen::Phone, async |server, phone| {
        let (_, _, link) = invites(server).await;
        phone.sees_dark(true).await;
        phone.goes(&link).await;
        proves_it(server, phone).await;
        for name in ["internal", "web", "social", "press", "print"] {
            chooses(phone, name, "no").await;
        }
        phone.reads("Vous dites non à tout").await;
        phone.pictures("phone-all-no-dark").await;
        phone.presses("button[value=refuse]").await;
        phone.reads("Rien n’est encore enregistré").await;
        phone.presses("button.refusing").await;
        phone.reads("Votre refus est enregistré").await;
        phone.pictures("phone-refused-dark").await;
        server.settle().await;
    })
    .await;
}

#[tokio::test]
async fn the_document_changes_language_under_the_reader_s_eyes() {
    play(Screen::Phone, async |server, phone| {
        let (_, _, link) = invites(server).await;
        phone.goes(&link).await;
        proves_it(server, phone).await;
        phone.reads("Autorisation").await;
        phone.presses(".languages button[value=en]").await;
        phone.reads("May Lumière use photos of you?").await;
        let lang = phone.asks("return document.querySelector('.paper').lang").await;
        assert_eq!(lang, "en");
    })
    .await;
}

#[tokio::test]
async fn a_session_that_ran_out_takes_a_new_code_and_loses_nothing() {
    play(Screen::Phone, async |server, phone| {
        let (_, _, link) = invites(server).await;
        phone.goes(&link).await;
        proves_it(server, phone).await;
        for name in ["internal", "web", "social", "press", "print"] {
            chooses(phone, name, "yes").await;
        }
        phone.draws("#pad", &[(-35.0, 10.0), (-20.0, -30.0), (15.0, 20.0), (30.0, -25.0)]).await;
        server.clock.advance(31 * 60_000);
        phone.presses("button[value=accept]").await;
        phone.reads("Votre session de 30 minutes est terminée").await;
        phone.presses("form[data-resend] button").await;
        phone.reads("Un code vient d’être envoyé").await;
        server.settle().await;
        phone.types("#code", &digits(server)).await;
        phone.presses("form[action$='/verify'] button").await;
        phone.finds("form[data-answer]").await;
        assert_eq!(phone.asks("return document.querySelectorAll('.use :checked').length").await, 5);
        phone.presses("button[value=accept]").await;
        phone.reads("Merci, votre réponse est enregistrée").await;
        server.settle().await;
    })
    .await;
}
