//! Reminding everyone who has not answered, from a shoot and from the first page.

use be_right::model::Timestamp;
use serde_json::json;

use super::{ConsoleContext, accepts, said};
use crate::support::Server;

fn mails(server: &Server, email: &str) -> usize {
    server.postbox.to(email).len()
}

#[tokio::test]
async fn everyone_who_has_not_answered_is_reminded_after_one_question_that_counts_the_mails() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.net").await;
    let max = studio.employs("Max", "Roy", "max@example.net").await;
    let guardian = |first: &str| json!({ "firstName": first, "lastName": "Petit", "email": format!("{first}@example.net") });
    let child = json!({
        "firstName": "Noa", "lastName": "Petit", "email": "noa@example.net",
        "birthDate": "2020-01-01", "guardians": [guardian("lea"), guardian("tom")],
    });
    let noa = studio.post("/employee", child).await.is(201).id("/id");
    let (gala, _) = studio.plans("Gala", &[zoe, ana, noa]).await;
    let (ball, _) = studio.plans("Ball", &[zoe, max]).await;
    accepts(&server, "ana@example.net", &["web"]).await;
    server.settle().await;
    server.clock.advance(2 * Timestamp::DAY);

    // One button on the page of the shoot; the question says how many mails and to whom.
    let console = ConsoleContext::of(&server, &studio.email).await;
    let page = console.get(&format!("/console/shoots/{gala}?lang=en")).await.is(200).text();
    assert!(page.contains("title=\"Remind the 2 who have not answered\""), "{page}");
    let there = format!("/console/shoots/{gala}/answers");
    let asked = console.sends(&there, "do=remind&all=yes&state=open").await.is(200).text();
    let asked = asked.split("id=\"confirm-title\"").nth(1).unwrap();
    assert!(asked.contains("Send a reminder to 2 people?"), "{asked}");
    assert!(asked.contains("3 e-mails leave"), "both guardians are written to: {asked}");
    assert!(asked.contains("Noa Petit") && !asked.contains("Ana Moreau"), "{asked}");

    // From the first page, for one shoot and for all.
    let home = console.get("/console?lang=en").await.is(200).text();
    assert!(home.contains("Remind everyone") && home.contains("Remind for “Ball”"), "{home}");
    let one = console.sends("/console/remind", &format!("event={ball}")).await.is(200).text();
    assert!(one.contains("Send a reminder to 2 people?") && one.contains("2 e-mails"), "{one}");
    assert!(!one.contains("Noa Petit"), "{one}");
    let all = console.sends("/console/remind", "").await.is(200).text();
    assert!(all.contains("Send a reminder to 3 people?"), "Zoé is named once: {all}");
    assert!(all.contains("5 e-mails leave") && all.contains("Send 5 reminders"), "{all}");
    let fields: Vec<String> = all
        .split("name=\"")
        .skip(1)
        .filter_map(|input| {
            let (name, rest) = input.split_once("\" value=\"")?;
            let value = rest.split('"').next()?;
            ["event", "answer", "confirm"].contains(&name).then(|| format!("{name}={value}"))
        })
        .collect();
    let before = mails(&server, "zoe@example.net");
    let done = console.sends("/console/remind", &fields.join("&")).await;
    assert_eq!(done.is(303).header("location"), "/console?after=reminded&count=4");
    server.settle().await;
    assert_eq!(mails(&server, "zoe@example.net"), before + 2, "once for each shoot");
    // Sent twice, and asked again: nobody is reminded twice a day.
    let twice = console.sends("/console/remind", &fields.join("&")).await;
    assert!(twice.is(303).header("location").contains("after=nobody-reminded"));
    let again = console.sends("/console/remind", "").await;
    assert!(again.is(303).header("location").contains("after=nobody-reminded"));
    server.settle().await;
    assert_eq!(mails(&server, "zoe@example.net"), before + 2);

    // Another studio's shoot is not found, and whoever may not remind is not offered it.
    let other = server.studio("pathe").await;
    let other = ConsoleContext::of(&server, &other.email).await;
    other.sends("/console/remind", &format!("event={gala}")).await.is(404);
    other.sends("/console/remind", &fields.join("&")).await.is(404);
    let studio = studio.back().await;
    let user = studio.hires("noe@lumiere.example", "USER").await;
    let user = ConsoleContext::of(&server, &user.email).await;
    user.sends("/console/remind", "").await.is(403);
    let home = user.get("/console?lang=en").await.is(200).text();
    assert!(home.contains("Awaited answers") && !home.contains("/console/remind"), "{home}");
    server.settle().await;
}

#[tokio::test]
async fn the_first_page_shows_each_shoot_and_each_request_once() {
    let server = Server::start();
    server.postbox.refuses("ana@example.net");
    server.postbox.refuses("lea@example.net");
    let studio = server.studio("lumiere").await;
    let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.net").await;
    let child = json!({
        "firstName": "Noa", "lastName": "Petit", "email": "noa@example.net",
        "birthDate": "2020-01-01",
        "guardians": [{ "firstName": "Lea", "lastName": "Petit", "email": "lea@example.net" }],
    });
    let noa = studio.post("/employee", child).await.is(201).id("/id");
    let (open, _) = studio.plans("Gala", &[zoe, ana, noa]).await;
    let (quiet, _) = studio.plans("Empty hall", &[]).await;
    server.settle().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let page = console.get("/console?lang=en").await.is(200).text();
    let main = page.split("<main").nth(1).unwrap();
    let to = |path: String| {
        let all = said(main, "href").into_iter();
        all.filter(|one| one.split(['?', '#']).next() == Some(path.as_str())).count()
    };
    assert_eq!(to(format!("/console/shoots/{open}")), 1, "{main}");
    assert_eq!(to(format!("/console/shoots/{quiet}")), 1, "{main}");
    assert!(main.contains("Other upcoming shoots") && !main.contains("Next shoots"), "{main}");
    assert_eq!(main.matches("Ana Moreau").count(), 1, "{main}");
    assert_eq!(main.matches("Noa Petit").count(), 1, "their guardian's address: {main}");
    // An address that does not exist is named there alone.
    let mail = studio.mail_to("lea@example.net").await;
    studio.acts(&format!("/mail/{mail}/bounced")).await;
    let page = console.get("/console?lang=en").await.is(200).text();
    assert_eq!(page.matches("Noa Petit").count(), 1, "{page}");
    assert_eq!(said(main, "href").iter().filter(|one| **one == "/console/shoots/new").count(), 1);
    server.settle().await;
}
