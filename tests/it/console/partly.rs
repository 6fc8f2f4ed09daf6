//! What the console says of consents that allow some uses, and of answers that are not whole yet:
//! what was declined, what was withdrawn, what nobody asked for, and who is still awaited.

use be_right::model::Timestamp;
use serde_json::json;

use super::{ConsoleContext, accepts, id, photo, said, shoot};
use crate::support::{Recipient, Server, pdf_layout};

#[tokio::test]
async fn a_withdrawn_use_is_not_said_to_be_declined_anywhere() {
    let server = Server::start();
    let (studio, event, zoe) = shoot(&server).await;
    studio.patch("/settings", json!({ "locale": "en" })).await.is(200);
    let mut recipient = Recipient::invited(&server, "zoe@example.net");
    recipient.proves_the_email().await;
    recipient.accepts(&["web", "press", "social"]).await.is(201);
    server.settle().await;
    let file = id(&photo(&studio, event, 1).await);
    let named = json!({ "employeeIds": [zoe] });
    studio.put(&format!("/file/{file}/people"), named).await.is(200);
    recipient.withdraws(Some(&["press"])).await.is(200);
    server.settle().await;

    let console = ConsoleContext::of(&server, &studio.email).await;
    for path in [format!("/console/shoots/{event}"), format!("/console/people/{zoe}")] {
        let page = console.get(&format!("{path}?lang=en")).await.is(200).text();
        assert!(page.contains("Withdrawn: Press and media<"), "{page}");
        let declined = page.split("Declined: ").nth(1).unwrap_or_else(|| panic!("{page}"));
        let declined = declined.split('<').next().unwrap();
        assert!(!declined.contains("Press") && declined.contains("Print"), "{declined}");
    }
    let page = console.get(&format!("/console/shoots/{event}/photos/{file}?lang=en")).await;
    let page = page.is(200).text();
    assert!(page.contains("Withdrawn: Zoé Müller"), "the press: {page}");
    assert!(page.contains("Declined: Zoé Müller"), "in print: {page}");
    let home = console.get("/console?lang=en").await.is(200).text();
    let named = "One photograph of “Open day” names them: take it down where it is published for the \
                 uses withdrawn.";
    assert!(home.contains(named), "{home}");
    let roster = studio.get(&format!("/event/{event}/accepted.pdf")).await;
    let roster = pdf_layout(&roster.is(200).bytes);
    assert!(roster.contains("Withdrawn:") && roster.contains("Declined:"), "{roster}");

    // The notification and its mail say that it is a part, and which.
    let page = console.get("/console/notifications?lang=en").await.is(200).text();
    let text =
        "Zoé Müller withdrew their consent in part for the shoot “Open day”: Press and media.";
    assert!(page.contains(text), "{page}");
    let french = console.get("/console/notifications?lang=fr").await.is(200).text();
    assert!(french.contains("a retiré son autorisation en partie"), "{french}");
    let mail = server.postbox.last_to(&studio.email);
    assert!(mail.subject.contains("withdrawn in part"), "{}", mail.subject);
    assert!(mail.text.contains("The other uses stay allowed"), "{}", mail.text);

    // All of it: then it is whole, also what was told before.
    recipient.withdraws(None).await.is(200);
    server.settle().await;
    let mail = server.postbox.last_to(&studio.email);
    assert!(!mail.subject.contains("in part"), "{}", mail.subject);
    let page = console.get("/console/notifications?lang=en").await.is(200).text();
    assert!(page.contains("withdrew their consent for the shoot"), "{page}");
    let page = console.get(&format!("/console/shoots/{event}?lang=en")).await.is(200).text();
    assert!(!page.contains("Declined: "), "{page}");
}

#[tokio::test]
async fn a_use_that_was_never_offered_to_a_person_is_said_to_be_not_asked() {
    let server = Server::start();
    let (studio, event, zoe) = shoot(&server).await;
    let body = "{company} may use photographs of {person} for {duration}.";
    for locale in ["fr", "en"] {
        let text = json!({ "title": "Release", "body": body, "uses": ["web", "press"] });
        studio.put(&format!("/template/current/{locale}"), text).await.is(200);
    }
    accepts(&server, "zoe@example.net", &["web"]).await;
    for locale in ["fr", "en"] {
        let text = json!({ "title": "Release", "body": body, "uses": ["web", "press", "ai"] });
        studio.put(&format!("/template/current/{locale}"), text).await.is(200);
    }
    let file = id(&photo(&studio, event, 1).await);
    let named = json!({ "employeeIds": [zoe] });
    let file_of = studio.put(&format!("/file/{file}/people"), named).await.is(200).json.clone();
    assert_eq!(file_of["consent"]["ai"], "refused", "nothing is published unasked: {file_of}");
    let blocked = &file_of["blocked"];
    assert_eq!(blocked["ai"]["notOfferedTo"], json!([zoe]), "{blocked}");
    assert_eq!(blocked["ai"]["refusedBy"], json!([]), "{blocked}");
    assert_eq!(blocked["press"]["refusedBy"], json!([zoe]), "{blocked}");
    let console = ConsoleContext::of(&server, &studio.email).await;
    let here = format!("/console/shoots/{event}/photos");
    let page = console.get(&format!("{here}/{file}?lang=en")).await.is(200).text();
    assert!(page.contains("Not asked about this use: Zoé Müller"), "{page}");
    let page = console.get(&format!("{here}?use=ai&lang=fr")).await.is(200).text();
    assert!(page.contains("Usage non demandé à\u{a0}: Zoé Müller"), "{page}");
}

#[tokio::test]
async fn one_of_two_guardians_has_answered_is_seen_on_the_shoot_and_on_the_person() {
    let server = Server::start();
    let (studio, _, _) = shoot(&server).await;
    let guardian = |first: &str| json!({ "firstName": first, "lastName": "Petit", "email": format!("{first}@example.net") });
    let child = json!({
        "firstName": "Noa", "lastName": "Petit", "email": "noa@example.net",
        "birthDate": "2020-01-01", "guardians": [guardian("anne"), guardian("paul")],
    });
    let noa = studio.post("/employee", child).await.is(201).id("/id");
    let (event, _) = studio.plans("School", &[noa]).await;
    server.settle().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let pages = [format!("/console/shoots/{event}"), format!("/console/people/{noa}")];
    for (signer, here) in
        [(None, false), (Some("anne@example.net"), true), (Some("paul@example.net"), false)]
    {
        if let Some(signer) = signer {
            accepts(&server, signer, &["web"]).await;
        }
        for path in &pages {
            let page = console.get(&format!("{path}?lang=en")).await.is(200).text();
            assert_eq!(page.contains("1 of 2 guardians answered"), here, "{signer:?}: {page}");
            let page = console.get(&format!("{path}?lang=fr")).await.is(200).text();
            assert_eq!(page.contains("1 représentant légal sur 2 a répondu"), here, "{page}");
        }
    }
    let page = console.get(&format!("{}?lang=en", pages[0])).await.is(200).text();
    assert!(!said(&page, "class").contains(&"is-open"), "{page}");
}

#[tokio::test]
async fn the_first_page_counts_people_and_says_when_nobody_can_be_reminded() {
    let server = Server::start();
    let (studio, _, zoe) = shoot(&server).await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.net").await;
    let max = studio.employs("Max", "Roy", "max@example.net").await;
    let (ball, _) = studio.plans("Ball", &[zoe, ana, max]).await;
    server.settle().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let shoot = format!("/console/shoots/{ball}?lang=en");
    let home = console.get("/console?lang=en").await.is(200).text();
    assert!(home.contains("Awaited answers <span class=\"count\">4</span>"), "{home}");
    let why = "Written to less than a day ago: a reminder is possible tomorrow at ";
    assert_eq!(home.matches(why).count(), 2, "{home}");
    assert!(!home.contains("action=\"/console/remind\""), "{home}");
    let page = console.get(&shoot).await.is(200).text();
    assert!(page.contains(why) && !page.contains("do not arrive"), "{page}");
    assert!(!page.contains("title=\"Remind the 3"), "{page}");
    server.clock.advance(2 * Timestamp::DAY);
    let home = console.get("/console?lang=en").await.is(200).text();
    assert!(!home.contains(why) && home.contains("Remind everyone"), "{home}");
    let page = console.get(&shoot).await.is(200).text();
    assert!(!page.contains(why), "{page}");
    assert!(page.contains("title=\"Remind the 3 who have not answered\""), "{page}");
}

#[tokio::test]
async fn a_country_is_chosen_from_a_list_and_what_was_written_before_stays() {
    let server = Server::start();
    let (studio, ..) = shoot(&server).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let there = "/console/settings/studio";
    for (written, shown) in [("FR", "France"), ("Allemagne", "Germany"), ("Atlantis", "Atlantis")] {
        let company = json!({ "name": "lumiere", "address": { "country": written } });
        studio.put(&format!("/company/{}", studio.company), company).await.is(200);
        let page = console.get(&format!("{there}?lang=en")).await.is(200).text();
        let chosen = format!("<option value=\"{shown}\" selected>");
        assert!(page.contains(&chosen), "{written}: {page}");
        assert!(page.contains("<option value=\"Iceland\">"), "{page}");
    }
    let page = console.get(&format!("{there}?lang=fr")).await.is(200).text();
    assert!(page.contains("<option value=\"Islande\">"), "{page}");
}

#[tokio::test]
async fn an_address_names_its_country_in_words_and_only_abroad() {
    let server = Server::start();
    let (studio, event, _) = shoot(&server).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let company = json!({ "name": "lumiere", "address": { "city": "Lyon", "country": "FR" } });
    studio.put(&format!("/company/{}", studio.company), company).await.is(200);
    for (country, french, english) in [
        ("FR", "4000 Liège", "4000 Liège"),
        ("BE", "4000 Liège, Belgique", "4000 Liège, Belgium"),
        ("Belgien", "4000 Liège, Belgique", "4000 Liège, Belgium"),
    ] {
        let address = json!({ "postalCode": "4000", "city": "Liège", "country": country });
        let (start, end) = (server.app.now(), server.app.now().plus(3_600_000));
        let changed = json!({
            "name": "Open day", "start": start.rfc3339(), "end": end.rfc3339(), "address": address,
        });
        studio.put(&format!("/event/{event}"), changed).await.is(200);
        for (lang, said) in [("fr", french), ("en", english)] {
            let path = format!("/console/shoots/{event}?lang={lang}");
            let page = console.get(&path).await.is(200).text();
            assert!(page.contains(&format!("<bdi>{said}</bdi>")), "{country}: {page}");
        }
    }
    server.settle().await;
}
