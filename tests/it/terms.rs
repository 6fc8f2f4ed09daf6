//! The term of consents: they end, the company is notified before, and one call asks for them
//! again.

use be_right::model::Timestamp;
use be_right::render::bundle::{Verdict, examine};
use poem::http::Method;
use serde_json::{Value, json};

use crate::support::{Recipient, Server, Studio};

/// A company whose consents last three months.
async fn studio(server: &Server) -> Studio<'_> {
    let studio = server.studio("lumiere").await;
    let details = json!({ "name": "lumiere", "licenceMonths": 3 });
    studio.put(&format!("/company/{}", studio.company), details).await.is(200);
    studio
}

/// Accepts these uses through the last invitation.
async fn accepts(server: &Server, email: &str, uses: &[&str]) {
    let mut recipient = Recipient::invited(server, email);
    recipient.proves_the_email().await;
    recipient.accepts(uses).await.is(201);
    server.settle().await;
}

/// An event that Ana has accepted for the web and print on 1 May; the consent ends on 1 August.
async fn accepted(server: &Server) -> (Studio<'_>, i64, i64) {
    let studio = studio(server).await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let (event, answers) = studio.plans("Été", &[ana]).await;
    server.settle().await;
    accepts(server, "ana@example.org", &["web", "print"]).await;
    (studio, event, answers[0])
}

fn expiring(server: &Server, studio: &str) -> usize {
    let mails = server.postbox.to(studio);
    mails.iter().filter(|mail| mail.subject.contains("prennent bientôt fin")).count()
}

async fn state(studio: &Studio<'_>, answer: i64) -> String {
    let found = studio.get(&format!("/answer/{answer}")).await;
    found.is(200).json["state"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_studio_is_notified_sixty_and_fifteen_days_ahead_and_no_more_often() {
    let server = Server::start();
    let (studio, _, answer) = accepted(&server).await;
    let email = studio.email.clone();
    // 92 days remain: 1 May to 1 August.
    server.sleeps(31).await;
    assert_eq!(expiring(&server, &email), 0, "61 days are too early");
    server.sleeps(1).await;
    assert_eq!(expiring(&server, &email), 1);
    let output = server.postbox.last_to(&email);
    assert!(
        output.text.contains("Ana Moreau, le 1\u{a0}août 2026")
            || output.text.contains("Ana Moreau, le 1er août 2026"),
        "{}",
        output.text
    );
    for _ in 0..3 {
        server.sleeps(10).await;
    }
    assert_eq!(expiring(&server, &email), 1, "30 days ahead is nobody's date");
    server.sleeps(15).await;
    server.sleeps(1).await;
    assert_eq!(expiring(&server, &email), 2);
    server.sleeps(13).await;
    assert_eq!(expiring(&server, &email), 2);
    let studio = studio.comes_back().await;
    assert_eq!(state(&studio, answer).await, "ACCEPTED");
    server.sleeps(2).await;
    let studio = studio.comes_back().await;
    assert_eq!(state(&studio, answer).await, "EXPIRED");
    server.sleeps(1).await;
    assert_eq!(expiring(&server, &email), 2, "what has ended is not about to");
    let studio = studio.comes_back().await;
    assert_eq!(studio.steps(answer, "EXPIRED").await.len(), 1);
}

#[tokio::test]
async fn consents_of_a_shoot_that_end_together_are_announced_together() {
    let server = Server::start();
    let studio = studio(&server).await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let bob = studio.employs("Bob", "Martin", "bob@example.org").await;
    let cleo = studio.employs("Cléo", "Petit", "cleo@example.org").await;
    studio.plans("Été", &[ana, bob, cleo]).await;
    server.settle().await;
    accepts(&server, "ana@example.org", &["web"]).await;
    accepts(&server, "bob@example.org", &["web"]).await;
    let mut cleo = Recipient::invited(&server, "cleo@example.org");
    cleo.proves_the_email().await;
    cleo.refuses(None).await.is(201);
    server.settle().await;
    server.sleeps(35).await;
    assert_eq!(expiring(&server, &studio.email), 1);
    let text = server.postbox.last_with(&studio.email, "Bob Martin").text;
    assert!(text.contains("Ana Moreau") && text.contains("Bob Martin"), "{text}");
    assert!(!text.contains("Cléo"), "a refusal does not end: {text}");
}

#[tokio::test]
async fn what_downtime_missed_is_made_up_for_once() {
    let server = Server::start();
    let (studio, _, answer) = accepted(&server).await;
    // The server is off from before the sixtieth day to past the fifteenth.
    server.sleeps(80).await;
    assert_eq!(expiring(&server, &studio.email), 1, "one mail for both dates");
    server.sleeps(1).await;
    assert_eq!(expiring(&server, &studio.email), 1);
    // The server is off from before the end to a month after.
    server.sleeps(40).await;
    let studio = studio.comes_back().await;
    assert_eq!(state(&studio, answer).await, "EXPIRED");
    let studio = studio.comes_back().await;
    assert_eq!(studio.steps(answer, "EXPIRED").await.len(), 1);
    assert_eq!(expiring(&server, &studio.email), 1);
}

#[tokio::test]
async fn a_consent_has_ended_before_the_night_notes_it() {
    let server = Server::start();
    let (studio, event, answer) = accepted(&server).await;
    let mut ana = Recipient::invited(&server, "ana@example.org");
    server.clock.advance(92 * Timestamp::DAY + 1);
    let studio = studio.comes_back().await;
    assert_eq!(state(&studio, answer).await, "EXPIRED");
    let list = studio.get(&format!("/answer/event/{event}")).await;
    assert_eq!(list.json[0]["state"], "EXPIRED");
    ana.proves_the_email().await;
    ana.withdraws(None).await.is_problem(409, "nothing_to_withdraw");
    server.settle().await;
}

#[tokio::test]
async fn the_evidence_of_an_ended_consent_still_verifies() {
    let server = Server::start();
    let (studio, _, answer) = accepted(&server).await;
    server.sleeps(100).await;
    let studio = studio.comes_back().await;
    let bundle = studio.get(&format!("/answer/{answer}/evidence")).await;
    let found = examine(&bundle.is(200).bytes, &server.trust());
    assert_eq!(found.verdict, Verdict::Genuine, "{:#?}", found.checks);
}

#[tokio::test]
async fn what_is_asked_again_stands_until_it_is_answered() {
    let server = Server::start();
    let (studio, event, old) = accepted(&server).await;
    let early = studio.acts(&format!("/event/{event}/renew")).await;
    assert_eq!(early.is(200).json["asked"], json!([]));
    assert_eq!(early.json["skipped"], json!([{ "answerId": old, "reason": "NOT_DUE" }]));
    server.sleeps(40).await;
    let studio = studio.comes_back().await;
    let renewed = studio.acts(&format!("/event/{event}/renew")).await;
    let new = renewed.is(200).id("/asked/0/id");
    assert_eq!(renewed.json["asked"][0]["supersedes"], old);
    assert_eq!(renewed.json["asked"][0]["state"], "PENDING");
    let again = studio.acts(&format!("/event/{event}/renew")).await;
    assert_eq!(again.json["skipped"], json!([{ "answerId": old, "reason": "ALREADY_ASKED" }]));
    server.settle().await;
    let mail = server.postbox.last_to("ana@example.org");
    assert!(mail.text.contains("Vous aviez donné votre autorisation"), "{}", mail.text);
    assert_eq!(state(&studio, old).await, "ACCEPTED");
    // A renewal does not suspend the consent: the event stays completed.
    let shoot = studio.get(&format!("/event/{event}")).await;
    assert_eq!((shoot.id("/signatureCount"), shoot.id("/totalSignatureNeeded")), (1, 1));
    assert_eq!(shoot.json["status"], "COMPLETED");

    accepts(&server, "ana@example.org", &["web"]).await;
    assert_eq!(state(&studio, new).await, "ACCEPTED");
    let replaced = studio.acts(&format!("/event/{event}/renew")).await;
    assert_eq!(replaced.json["skipped"], json!([{ "answerId": new, "reason": "NOT_DUE" }]));
    let replaced = studio.post("/answer/renew", json!({ "ids": [old] })).await;
    assert_eq!(replaced.json["skipped"], json!([{ "answerId": old, "reason": "REPLACED" }]));
    let shoot = studio.get(&format!("/event/{event}")).await;
    assert_eq!((shoot.id("/signatureCount"), shoot.id("/totalSignatureNeeded")), (1, 1));
    // There is no mail about the end of an answer that has been replaced.
    let output = expiring(&server, &studio.email);
    server.sleeps(30).await;
    assert_eq!(expiring(&server, &studio.email), output);
}

#[tokio::test]
async fn what_has_ended_can_be_asked_again_and_what_was_refused_cannot() {
    let server = Server::start();
    let (studio, event, old) = accepted(&server).await;
    let bob = studio.employs("Bob", "Martin", "bob@example.org").await;
    let asked = studio.post("/answer", json!({ "eventId": event, "employeeId": bob })).await;
    let refused = asked.is(201).id("/id");
    server.settle().await;
    let mut bob = Recipient::invited(&server, "bob@example.org");
    bob.proves_the_email().await;
    bob.refuses(None).await.is(201);
    server.settle().await;
    server.sleeps(100).await;
    let studio = studio.comes_back().await;
    let renewed = studio.post("/answer/renew", json!({ "ids": [old, refused, old] })).await;
    assert_eq!(renewed.is(200).json["asked"].as_array().unwrap().len(), 1);
    assert_eq!(renewed.json["skipped"], json!([{ "answerId": refused, "reason": "NOT_GRANTED" }]));
    studio.post("/answer/renew", json!({ "ids": [] })).await.refuses(&["ids"]);
    studio.post("/answer/renew", json!({ "ids": [old, 999] })).await.refuses(&["ids.1"]);
    server.settle().await;
    accepts(&server, "ana@example.org", &["web"]).await;
}

#[tokio::test]
async fn two_calls_at_once_ask_again_once() {
    let server = Server::start();
    let (studio, event, _) = accepted(&server).await;
    server.sleeps(40).await;
    let studio = studio.comes_back().await;
    let path = format!("/event/{event}/renew");
    let (one, two) = tokio::join!(studio.acts(&path), studio.acts(&path));
    let asked = |reply: &Value| reply["asked"].as_array().unwrap().len();
    assert_eq!(asked(&one.json) + asked(&two.json), 1);
    server.settle().await;
}

#[tokio::test]
async fn taking_it_back_by_an_old_link_takes_the_renewal_back_too() {
    let server = Server::start();
    let (studio, event, old) = accepted(&server).await;
    let mut before = Recipient::invited(&server, "ana@example.org");
    server.sleeps(40).await;
    let studio = studio.comes_back().await;
    let new = studio.acts(&format!("/event/{event}/renew")).await.id("/asked/0/id");
    server.settle().await;
    accepts(&server, "ana@example.org", &["web", "social"]).await;
    before.proves_the_email().await;
    before.withdraws(Some(&["web"])).await.is(200);
    server.settle().await;
    let left = |reply: &Value, one: &str| reply["uses"][one].as_bool().unwrap();
    let (first, second) = (
        studio.get(&format!("/answer/{old}")).await.json,
        studio.get(&format!("/answer/{new}")).await.json,
    );
    // The later answer counts, and it does not grant what the first one did.
    assert_eq!(first["supersededBy"], new);
    assert!(!left(&first, "web") && !left(&first, "print"));
    assert!(!left(&second, "web") && left(&second, "social"));
}

#[tokio::test]
async fn who_takes_their_consent_back_is_not_asked_to_renew_it() {
    let server = Server::start();
    let (studio, event, old) = accepted(&server).await;
    let mut ana = Recipient::invited(&server, "ana@example.org");
    server.sleeps(40).await;
    let studio = studio.comes_back().await;
    let new = studio.acts(&format!("/event/{event}/renew")).await.id("/asked/0/id");
    server.settle().await;
    let renewal = Recipient::invited(&server, "ana@example.org");
    ana.proves_the_email().await;
    ana.withdraws(None).await.is(200);
    server.settle().await;
    studio.get(&format!("/answer/{new}")).await.is_problem(404, "not_found");
    renewal.opens().await.is_problem(410, "link_revoked");
    assert_eq!(state(&studio, old).await, "WITHDRAWN");
}

#[tokio::test]
async fn the_links_of_what_was_answered_follow_to_the_new_mailbox() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let mut given = vec![];
    for name in ["Été", "Automne"] {
        given.push(studio.plans(name, &[ana]).await.1[0]);
        server.settle().await;
        accepts(&server, "ana@example.org", &["web"]).await;
    }
    let (_, pending) = studio.plans("Hiver", &[ana]).await;
    server.settle().await;
    let moved = json!({
        "firstName": "Ana", "lastName": "Moreau", "email": "new@example.org", "locale": "fr",
    });
    studio.put(&format!("/employee/{ana}"), moved).await.is(200);
    server.settle().await;
    let mails = server.postbox.to("new@example.org");
    assert_eq!(mails.len(), 2, "an invitation, and one mail for all that was answered");
    let mail_kind = mails.iter().find(|mail| mail.text.contains("Automne")).unwrap();
    assert!(
        mail_kind.text.contains("Été") && !mail_kind.text.contains("Hiver"),
        "{}",
        mail_kind.text
    );
    assert_eq!(mail_kind.text.matches("/sign/").count(), 2);

    // The first link withdraws the first answer.
    let token = mail_kind.text.split("/sign/").nth(1).unwrap();
    let token: String =
        token.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    let mut moved = Recipient::invited(&server, "new@example.org");
    moved.token = token;
    moved.proves_the_email().await;
    moved.withdraws(None).await.is(200);
    server.settle().await;
    assert_eq!(state(&studio, given[0]).await, "WITHDRAWN");
    assert_eq!(state(&studio, given[1]).await, "ACCEPTED");
    assert_eq!(state(&studio, pending[0]).await, "PENDING");
    // An employee who has answered nothing gets no such mail.
    let bob = studio.employs("Bob", "Martin", "bob@example.org").await;
    studio.plans("Fête", &[bob]).await;
    server.settle().await;
    let moved = json!({ "firstName": "Bob", "lastName": "Martin", "email": "b2@example.org" });
    studio.put(&format!("/employee/{bob}"), moved).await.is(200);
    server.settle().await;
    assert_eq!(server.postbox.to("b2@example.org").len(), 1);
}

#[tokio::test]
async fn what_has_ended_is_listed_as_ended_before_the_night_has_noted_it() {
    let server = Server::start();
    let (studio, event, answer) = accepted(&server).await;
    let bob = studio.employs("Bob", "Martin", "bob@example.org").await;
    server.clock.advance(Timestamp::DAY);
    let studio = studio.comes_back().await;
    let (other, later) = studio.plans("Automne", &[bob]).await;
    server.settle().await;
    accepts(&server, "bob@example.org", &["web"]).await;
    let listed = |studio: &Studio<'_>, filter: String| {
        let path = format!("/answer?{filter}");
        let token = studio.token.clone();
        let server = &server;
        async move {
            let page = server.send(Some(&token), Method::GET, &path, None).await;
            let data = page.is(200).json["data"].as_array().unwrap();
            assert_eq!(page.json["total"], data.len(), "{path}");
            let ids = data.iter().map(|one| one["id"].as_i64().unwrap());
            ids.collect::<Vec<_>>()
        }
    };
    let ends = studio.get(&format!("/answer/{answer}")).await.json["expiresAt"].clone();
    let ends = Timestamp::parse_rfc3339(ends.as_str().unwrap()).unwrap();
    server.clock.advance(ends.since(server.app.now()) - 1);
    let studio = studio.comes_back().await;
    assert_eq!(listed(&studio, "state=ACCEPTED".into()).await, [later[0], answer]);
    assert_eq!(listed(&studio, "state=EXPIRED".into()).await, [0; 0]);
    server.clock.advance(1);
    // One of two has ended; no job has run.
    assert_eq!(listed(&studio, "state=ACCEPTED".into()).await, [later[0]]);
    assert_eq!(listed(&studio, "state=EXPIRED".into()).await, [answer]);
    assert_eq!(listed(&studio, format!("state=ACCEPTED&eventId={event}")).await, [0; 0]);
    assert_eq!(listed(&studio, format!("state=EXPIRED&eventId={event}")).await, [answer]);
    assert_eq!(listed(&studio, format!("state=ACCEPTED&eventId={other}")).await, [later[0]]);
    assert_eq!(listed(&studio, "state=EXPIRED&withDeleted=true".into()).await, [answer]);
    assert_eq!(listed(&studio, String::new()).await, [later[0], answer]);
    server.sleeps(1).await;
    let studio = studio.comes_back().await;
    assert_eq!(listed(&studio, "state=EXPIRED".into()).await, [later[0], answer]);
    assert_eq!(listed(&studio, "state=ACCEPTED".into()).await, [0; 0]);
}
