//! The first pages: where the links in mails lead, who may open which page, and the pages for
//! errors.

use poem::http::Method;
use serde_json::json;

use super::super::files::{id, photo};
use super::{ConsoleContext, accepts, said, shoot, typed};
use crate::support::{PASSWORD, Recipient, Server, Studio};

/// The links to this instance in the last mail to an address, as paths.
fn links(server: &Server, email: &str) -> Vec<String> {
    let mail = server.postbox.last_to(email);
    let words = mail.text.split(|c: char| c.is_whitespace() || "<>()".contains(c));
    words
        .filter_map(|word| word.strip_prefix("https://be-right.example"))
        .map(|path| if path.is_empty() { "/".to_owned() } else { path.to_owned() })
        .collect()
}

async fn follows(console: &ConsoleContext<'_>, path: &str) -> String {
    let mut path = path.to_owned();
    for _ in 0..3 {
        let reply = console.get(&path).await;
        if reply.status != 303 {
            assert_eq!(reply.is(200).header("content-type"), "text/html; charset=utf-8", "{path}");
            return reply.text();
        }
        path = reply.header("location").to_owned();
    }
    panic!("{path} leads on and on");
}

#[tokio::test]
async fn a_mail_about_an_answer_opens_the_shoot_at_that_person() {
    let server = Server::start();
    let (studio, event, zoe) = shoot(&server).await;
    let ana = studio.employs("Ana", "Abel", "ana@example.net").await;
    studio.post(&format!("/event/{event}/synchronise"), json!({})).await;
    let many = json!({ "eventId": event, "employeeIds": [ana] });
    studio.post("/answer/many", many).await.is(201);
    accepts(&server, "ana@example.net", &["web"]).await;
    let mut recipient = Recipient::invited(&server, "zoe@example.net");
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    recipient.withdraws(None).await.is(200);
    server.settle().await;
    let link = links(&server, &studio.email).into_iter().find(|link| link.starts_with("/console"));
    let link = link.expect("the mail that tells of a withdrawal has a link");
    assert!(link.starts_with("/console/answers/"), "{link}");

    // Who is not signed in is sent to the login, and returns to the same page.
    let stranger = ConsoleContext::new(&server);
    let asked = stranger.get(&link).await;
    let next = asked.is(303).header("location").to_owned();
    assert_eq!(next, format!("/console/login?next={link}"));
    let body = format!("email={}&password={}&next={link}", studio.email, typed(PASSWORD));
    assert_eq!(stranger.sends("/console/login", &body).await.is(303).header("location"), link);

    let console = ConsoleContext::of(&server, &studio.email).await;
    let page = follows(&console, &link).await;
    let marked = page.find("is-sought").expect("somebody is marked");
    assert!(page[marked..].starts_with(&format!("is-sought\" id=\"person-{zoe}\"")), "{page}");
    assert!(page.find("Zoé Müller") < page.find("Ana Abel"), "the sought one is first");
    // The answer is not found for another company.
    let other = server.studio("Ombre").await;
    server.settle().await;
    let elsewhere = ConsoleContext::of(&server, &other.email).await;
    elsewhere.get(&link).await.is(404);
}

#[tokio::test]
async fn every_mail_to_the_studio_leads_to_pages() {
    let server = Server::start();
    let (studio, event, _) = shoot(&server).await;
    accepts(&server, "zoe@example.net", &["web"]).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let mails = server.postbox.to(&studio.email);
    assert!(mails.len() >= 2, "a welcome, and that everybody has answered");
    let mut seen = 0;
    for mail in mails {
        for word in mail.text.split(|c: char| c.is_whitespace() || "<>()".contains(c)) {
            let Some(path) = word.strip_prefix("https://be-right.example") else { continue };
            if path.starts_with("/unsubscribe") {
                continue;
            }
            follows(&console, path).await;
            seen += 1;
        }
    }
    assert!(seen >= 2, "{seen} links were followed");
    let last = links(&server, &studio.email);
    assert!(last.contains(&format!("/console/shoots/{event}")), "{last:?}");
}

#[tokio::test]
async fn a_photographed_person_with_an_account_sees_and_withdraws_their_own_consents() {
    let server = Server::start();
    let (studio, _, _) = shoot(&server).await;
    let mut recipient = Recipient::invited(&server, "zoe@example.net");
    let max = studio.employs("Max", "Other", "max@example.net").await;
    studio.plans("Secret shoot", &[max]).await;
    let zoe = studio.hires("zoe@example.net", "EMPLOYEE").await;
    let console = ConsoleContext::of(&server, &zoe.email).await;
    let home = console.get("/console").await;
    assert_eq!(home.is(303).header("location"), "/console/mine");
    let page = console.get("/console/mine?lang=en").await.is(200).text();
    assert!(page.contains("Open day") && page.contains("Awaiting your answer"), "{page}");
    assert!(!page.contains("Secret shoot") && !page.contains("Max"), "{page}");
    assert!(page.contains("action=\"/console/logout\""), "there is a way out");
    assert!(!page.contains("href=\"/console/people\""), "nothing is offered that is refused");

    recipient.proves_the_email().await;
    recipient.accepts(&["web", "press"]).await.is(201);
    server.settle().await;
    let page = console.get("/console/mine?lang=en").await.is(200).text();
    assert!(page.contains("Accepted") && page.contains("name=\"withdraw.web\""), "{page}");
    let pdf = said(&page, "href").into_iter().find(|href| href.ends_with("/document.pdf"));
    let pdf = console.get(pdf.expect("the PDF is offered")).await;
    assert_eq!(pdf.is(200).header("content-type"), "application/pdf");

    let action = said(&page, "action").into_iter().find(|to| to.ends_with("/withdraw"));
    let action = action.expect("withdrawing is offered").to_owned();
    // Nothing ticked changes nothing; one use asks for confirmation, and is then withdrawn.
    console.sends(&action, "").await.is(303);
    let asked = console.sends(&action, "withdraw.press=yes").await.is(200).text();
    assert!(asked.contains("Withdraw your consent?"), "{asked}");
    let page = console.get("/console/mine?lang=en").await.text();
    assert!(page.contains("name=\"withdraw.press\""), "asking withdraws nothing");
    let done = console.sends(&action, "withdraw.press=yes&confirm=yes").await;
    assert_eq!(done.is(303).header("location"), "/console/mine?after=withdrawal");
    let page = console.get("/console/mine?after=withdrawal&lang=en").await.text();
    assert!(page.contains("your withdrawal is recorded"), "{page}");
    assert!(page.contains("name=\"withdraw.web\"") && !page.contains("withdraw.press"), "{page}");
    server.settle().await;

    // The pages of the company stay closed; the error has the navigation of the user's own pages.
    for closed in ["/console/people", "/console/search?q=max", "/console/calendar"] {
        let page = console
            .get(&format!("{closed}{}lang=en", if closed.contains('?') { "&" } else { "?" }))
            .await;
        let page = page.is(403).text();
        assert!(page.contains("Access denied") && page.contains("/console/logout"), "{page}");
    }
    // Nobody reaches another person's consent by its id.
    let others = server.studio("Ombre").await;
    others.hires("mia@example.net", "EMPLOYEE").await;
    let mia = ConsoleContext::of(&server, "mia@example.net").await;
    mia.get(&action.replace("/withdraw", "/document.pdf")).await.is(404);
    mia.sends(&action, "all=yes&confirm=yes").await.is(404);
    server.settle().await;
}

#[tokio::test]
async fn the_studios_team_has_no_page_of_own_consents() {
    let server = Server::start();
    let (studio, ..) = shoot(&server).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    assert_eq!(console.get("/console/mine").await.is(303).header("location"), "/console");
}

#[tokio::test]
async fn an_unknown_page_is_reported_within_the_console() {
    let server = Server::start();
    let (studio, ..) = shoot(&server).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    for path in ["/console/shoots/999", "/console/nothing/here", "/console/shoots/1/photos/77"] {
        let page = console.get(&format!("{path}?lang=en")).await.is(404).text();
        assert!(page.contains("Page not found"), "{page}");
        assert!(page.contains("href=\"/console/people\""), "the navigation stays: {page}");
        assert!(page.contains("/console/logout") && !page.contains("from the e-mail"), "{page}");
    }
    // Who is not signed in cannot tell whether the page exists.
    let stranger = ConsoleContext::new(&server);
    let asked = stranger.get("/console/nothing/here").await;
    assert_eq!(asked.is(303).header("location"), "/console/login?next=/console/nothing/here");
}

/// States who is on a photograph, through the API.
async fn says(studio: &Studio<'_>, file: i64, body: serde_json::Value) -> serde_json::Value {
    studio.put(&format!("/file/{file}/people"), body).await.is(200).json.clone()
}

#[tokio::test]
async fn a_photograph_on_which_nobody_can_be_recognised_may_be_published() {
    let server = Server::start();
    let (studio, event, zoe) = shoot(&server).await;
    let files = [
        id(&photo(&studio, event, 1).await),
        id(&photo(&studio, event, 2).await),
        id(&photo(&studio, event, 3).await),
    ];
    let file = says(&studio, files[0], json!({ "people": "none" })).await;
    assert_eq!(file["consent"]["press"], "allowed", "{file}");
    assert_eq!(file["nobodyRecognisable"], true);
    assert_eq!(file["nobodyRecognisableBy"], studio.user);
    assert_eq!(file["employeeIds"], json!([]));
    // Stated again, it keeps the user who stated it first.
    let colleague = studio.hires("colleague@example.net", "USER").await;
    let again = says(&colleague, files[0], json!({ "people": "none" })).await;
    assert_eq!(again["nobodyRecognisableBy"], studio.user);
    let list = studio.get(&format!("/event/{event}/photos?use=web&state=allowed")).await;
    assert_eq!(list.is(200).json["total"], 1);

    // A link for a use works, and stops when somebody is named.
    let link = json!({ "transform": "w_400", "use": "web" });
    let link = studio.post(&format!("/file/{}/link", files[0]), link).await;
    let url = link.is(201).json["url"].as_str().unwrap_or_default().to_owned();
    let url = url.trim_start_matches("https://be-right.example").to_owned();
    server.get(&url).await.is(200);
    let named = says(&studio, files[0], json!({ "employeeIds": [zoe] })).await;
    assert_eq!(named["consent"]["web"], "pending");
    assert_eq!(named["nobodyRecognisable"], false);
    assert_eq!(
        named["blocked"]["web"],
        json!({ "refusedBy": [], "notOfferedTo": [], "awaited": [zoe] })
    );
    server.get(&url).await.is(410);
    // An empty list of names does not mean that nobody is recognisable.
    let emptied = says(&studio, files[0], json!({ "employeeIds": [] })).await;
    assert_eq!(emptied["consent"]["web"], "unknown");

    // For several photographs at once, and copied from the photograph before.
    let many = json!({ "fileIds": [files[0], files[1]], "people": "none" });
    studio.put("/file/people", many).await.is(200);
    let same = says(&studio, files[2], json!({ "sameAsPrevious": true })).await;
    assert_eq!(same["nobodyRecognisable"], true);
    for wrong in [
        json!({ "people": "none", "employeeIds": [zoe] }),
        json!({ "people": "none", "sameAsPrevious": true }),
        json!({}),
        json!({ "people": "some" }),
    ] {
        let refused = studio.put(&format!("/file/{}/people", files[0]), wrong.clone()).await;
        assert!(matches!(refused.status, 400 | 422), "{wrong}: {}", refused.status);
    }
    let photographer = studio.hires("partner@example.net", "PHOTOGRAPHER").await;
    let body = json!({ "people": "none" });
    let path = format!("/file/{}/people", files[0]);
    assert_eq!(
        server.send(Some(&photographer.token), Method::PUT, &path, Some(&body)).await.status,
        404,
        "it is of an event that is not theirs"
    );
    server.settle().await;
}

#[tokio::test]
async fn the_pages_say_nobody_recognisable_and_who_keeps_a_photograph_back() {
    let server = Server::start();
    let (studio, event, zoe) = shoot(&server).await;
    let ana = studio.employs("Ana", "Abel", "ana@example.net").await;
    let many = json!({ "eventId": event, "employeeIds": [ana] });
    studio.post("/answer/many", many).await.is(201);
    let file = id(&photo(&studio, event, 1).await);
    let console = ConsoleContext::of(&server, &studio.email).await;
    let here = format!("/console/shoots/{event}/photos");
    let one = format!("{here}/{file}");
    console.sends(&format!("{one}/people"), "do=nobody").await.is(303);
    let page = console.get(&format!("{one}?lang=en")).await.is(200).text();
    assert!(page.contains("nobody on this photograph can be recognised"), "{page}");
    assert!(page.contains("state is-allowed"), "{page}");
    let page = console.get(&format!("{here}?lang=en")).await.is(200).text();
    assert!(page.contains("Nobody recognisable"), "{page}");

    let body = format!("photo={file}&person={zoe}&person={ana}&do=replace");
    console.sends(&format!("/console/shoots/{event}/people"), &body).await.is(303);
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "zoe@example.net");
    recipient.proves_the_email().await;
    recipient.refuses(None).await.is(201);
    server.settle().await;
    let page = console.get(&format!("{one}?lang=en")).await.is(200).text();
    assert!(!page.contains("nobody on this photograph can be recognised"), "naming undoes it");
    assert!(page.contains("Declined: Zoé Müller"), "{page}");
    assert!(page.contains("Awaited: Ana Abel"), "{page}");
    let page = console.get(&format!("{here}?use=web&lang=en")).await.is(200).text();
    assert!(page.contains("Declined: Zoé Müller"), "{page}");
    // Also from the form for many photographs.
    let body = format!("photo={file}&do=nobody&lang=en");
    for (path, body) in [
        (format!("/console/shoots/{event}/people"), body.as_str()),
        (format!("{one}/people"), "do=nobody&lang=en"),
        (format!("{one}/people"), "do=stay&lang=en"),
    ] {
        let page = console.sends(&path, body).await.is(409).text();
        assert!(page.contains("I have looked: Zoé Müller"), "{page}");
        assert!(page.contains("name=\"confirm\""), "{page}");
    }
    let body = format!("{body}&confirm=yes");
    console.sends(&format!("/console/shoots/{event}/people"), &body).await.is(303);
    let json = studio.get(&format!("/file/{file}")).await.is(200).json.clone();
    assert_eq!(json["nobodyRecognisable"], true);
}

#[tokio::test]
async fn after_joining_or_a_password_reset_a_link_leads_on() {
    let server = Server::start();
    let (studio, ..) = shoot(&server).await;
    let body = json!({ "email": "new@example.net", "firstName": "Noé", "lastName": "Blanc",
        "role": "USER" });
    studio.post("/user", body).await.is(201);
    server.settle().await;
    let token = crate::support::join_token(&server, "new@example.net");
    let console = ConsoleContext::new(&server);
    let body = format!("password={}", typed(PASSWORD));
    let joined = console.sends(&format!("/join/{token}"), &body).await.is(200).text();
    assert!(joined.contains("You are signed in") && !joined.contains("/console/login"), "{joined}");
    console.get("/console").await.is(200);
    let letter = server.postbox.last_to("new@example.net").text;
    assert!(
        letter.contains("Votre rôle\u{a0}: membre") || letter.contains("role: member"),
        "{letter}"
    );

    server.post("/auth/forgot-password", json!({ "email": "new@example.net" })).await.is(202);
    server.settle().await;
    let reset = links(&server, "new@example.net");
    let reset = reset.iter().find(|link| link.starts_with("/reset/")).expect("a link");
    let done = console.sends(reset, "password=a+whole+new+phrase").await.is(200).text();
    assert!(done.contains("/console/login?next=/console"), "{done}");
    server.settle().await;
}

#[tokio::test]
async fn a_person_finds_their_consents_of_every_company_under_their_proven_address() {
    let server = Server::start();
    let (studio, ..) = shoot(&server).await;
    super::accepts(&server, "zoe@example.net", &["web"]).await;
    let other = server.studio("pathe").await;
    let again = other.employs("Zoé", "Müller", "zoe@example.net").await;
    let secret = other.employs("Max", "Other", "max@example.net").await;
    other.plans("Gala evening", &[again]).await;
    other.plans("Secret shoot", &[secret]).await;
    super::accepts(&server, "zoe@example.net", &["web", "press"]).await;
    let zoe = studio.hires("zoe@example.net", "EMPLOYEE").await;
    let console = ConsoleContext::of(&server, &zoe.email).await;
    assert_eq!(console.get("/me").await.is(303).header("location"), "/console/mine");
    let page = console.get("/console/mine?lang=en").await.is(200).text();
    for shown in ["Open day", "Gala evening", "lumiere", "pathe", "knows about you"] {
        assert!(page.contains(shown), "{shown} in {page}");
    }
    assert!(!page.contains("Secret shoot") && !page.contains("max@example.net"), "{page}");
    // The papers and the withdrawal of a company that they are no member of.
    let of_other = page.split_once("Gala evening").unwrap().1;
    let link = |end: &str| {
        let found = said(of_other, "href").into_iter().find(|href| href.ends_with(end));
        found.unwrap_or_else(|| panic!("no {end}")).to_owned()
    };
    console.get(&link("/document.pdf")).await.is(200);
    let evidence = console.get(&link("/evidence.zip")).await;
    assert_eq!(evidence.is(200).header("content-type"), "application/zip");
    let action = said(of_other, "action").into_iter().find(|to| to.ends_with("/withdraw"));
    let action = action.unwrap().to_owned();
    console.sends(&action, "all=yes&confirm=yes").await.is(303);
    let answers = other.get("/answer").await;
    assert!(answers.text().contains("WITHDRAWN"), "{}", answers.text());
    server.settle().await;
}
