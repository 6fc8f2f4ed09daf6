//! What comes a moment later: pictures that are still being made, and the colour of a studio on a page
//! that takes the place of another one.

use serde_json::json;

use super::browser::Screen;
use super::stage::play;
use super::support::{PASSWORD, Recipient};

#[tokio::test]
async fn a_picture_that_is_not_there_yet_is_asked_for_again_by_itself() {
    play(Screen::Desktop, async |server, browser| {
        let studio = server.studio("Lumière").await;
        let (event, _) = studio.plans("Gala", &[]).await;
        let photos = concat!(env!("CARGO_MANIFEST_DIR"), "/target/photos/skimage/data/");
        let bytes = std::fs::read(format!("{photos}coffee.png")).unwrap();
        let path = format!("/file/{event}?owner=event");
        studio.sends(&path, "coffee.png", bytes, &[]).await.is(201);
        server.settle().await;
        browser.goes("/console").await;
        browser.types("#email", &studio.email).await;
        browser.types("#password", PASSWORD).await;
        browser.presses("form[action='/console/login'] button.main").await;
        browser.reads("Gala").await;
        browser.never_fetches("*/media/*").await;
        browser.goes(&format!("/console/shoots/{event}/photos")).await;
        // What stands for it is in its place, and no sign of a broken picture.
        browser.waits_for("document.querySelector('.tile img').ariaBusy === 'true'").await;
        let style = "const one = document.querySelector('.tile img');
                     return [one.src.startsWith('data:'), one.style.background !== '']";
        assert_eq!(browser.asks(style).await, json!([true, true]));
        browser.never_fetches("").await;
        // The only errors are the requests that the test blocks.
        assert!(browser.complaints().await.iter().all(|one| one.contains("ERR_BLOCKED_BY_CLIENT")));
        browser.waits_for("document.querySelector('.tile img').naturalWidth > 100").await;
        browser.waits_for("document.querySelector('.tile img').style.background === ''").await;
        browser.waits_for("document.querySelector('.tile img').ariaBusy === null").await;
    })
    .await;
}

#[tokio::test]
async fn the_colour_of_the_studio_comes_with_the_page_that_takes_the_place_of_a_plain_one() {
    play(Screen::Phone, async |server, phone| {
        let studio = server.studio("Lumière").await;
        let company = json!({ "name": "Lumière", "colour": "#b00020" });
        studio.put(&format!("/company/{}", studio.company), company).await.is(200);
        let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
        let (_, answers) = studio.plans("Gala", &[zoe]).await;
        server.settle().await;
        let mut recipient = Recipient::invited(server, "zoe@example.net");
        recipient.proves_the_email().await;
        recipient.accepts(&["web"]).await.is(201);
        server.settle().await;
        let answer = studio.get(&format!("/answer/{}", answers[0])).await;
        let reference = answer.json["reference"].as_str().unwrap().to_owned();
        // The next code is sent a minute after the one before, at the soonest.
        server.clock.advance(120_000);
        phone.goes("/withdraw?lang=en").await;
        phone.types("#reference", &reference).await;
        phone.types("#email", "zoe@example.net").await;
        phone.presses("form[action='/withdraw'] button.main").await;
        phone.finds("#code").await;
        server.settle().await;
        let mail = server.postbox.last_to("zoe@example.net").text;
        let is_of_code = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '\u{a0}' | '\u{202f}');
        let digits = |run: &str| run.chars().filter(char::is_ascii_digit).collect::<String>();
        let code = mail.split(|c| !is_of_code(c)).map(digits).find(|code| code.len() == 6);
        phone.types("#code", &code.unwrap()).await;
        phone.presses("button[value=open]").await;
        phone.reads("You may change your mind").await;
        let sheet = "document.querySelector('head link[href*=\"b00020\"]')?.sheet !== undefined";
        phone.waits_for(sheet).await;
        phone.pictures("withdraw-colour").await;
        // And goes with it.
        phone.presses("#withdraw summary").await;
        phone.presses("#withdraw button.refusing + button").await;
        phone.reads("15 days to take down").await;
        phone.pictures("withdraw-term").await;
    })
    .await;
}

#[tokio::test]
async fn somebody_new_is_added_before_the_rest_of_the_form_is_filled_in() {
    play(Screen::Desktop, async |server, browser| {
        let studio = server.studio("Lumière").await;
        studio.employs("Zoé", "Müller", "zoe@example.net").await;
        server.settle().await;
        server.indexes().await;
        browser.goes("/console").await;
        browser.types("#email", &studio.email).await;
        browser.types("#password", PASSWORD).await;
        browser.presses("form[action='/console/login'] button.main").await;
        browser.finds(".rail").await;
        browser.goes("/console/shoots/new?lang=en").await;
        browser.types("#q", "muller").await;
        browser.presses("#picker-found .options label").await;
        browser.finds("#picker-chosen input:checked").await;
        browser.types("#q", "Nora Blanc").await;
        browser.waits_for("document.querySelector('#f-newLastName')?.value === 'Blanc'").await;
        browser.types("#f-newEmail", "nora@example.net").await;
        browser.presses("button[value=add]").await;
        browser
            .waits_for("document.querySelectorAll('#picker-chosen input:checked').length === 2")
            .await;
        browser.reads("2 e-mails").await;
        browser.pictures("newcomer-added").await;
    })
    .await;
}
