//! Consent: a person is asked, proves their e-mail, decides, signs, and may withdraw. Includes the
//! failures on both sides.

mod code;
mod columns;
mod decide;
mod evidence;
mod forgeries;
mod manifests;
mod names;
mod paper;
mod proof;
mod receipts;
mod studio;
mod withdraw;

use poem::http::Method;
use serde_json::json;

use crate::support::{Recipient, Server, Studio};

/// A company, an employee who was asked about an event, and their invitation.
async fn asked<'s>(server: &'s Server) -> (Studio<'s>, i64, Recipient<'s>) {
    let studio = server.studio("Studio Lumière").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let (_, answers) = studio.plans("Catalogue d’été", &[ana]).await;
    server.settle().await;
    (studio, answers[0], Recipient::invited(server, "ana@example.org"))
}

#[tokio::test]
async fn a_person_is_asked_decides_signs_and_the_studio_sees_it() {
    let server = Server::start();
    let studio = server.studio("Studio Lumière").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let (event, answers) = studio.plans("Catalogue d’été", &[ana]).await;
    server.settle().await;

    let mut recipient = Recipient::invited(&server, "ana@example.org");
    let intro = recipient.opens().await;
    intro.is(200);
    assert_eq!(intro.json["state"], "OPEN");
    assert_eq!(intro.json["maskedEmail"], "a•••@e•••.org");

    let verified = recipient.proves_the_email().await;
    assert!(verified.json["document"]["text"].as_str().unwrap().contains("Ana Moreau"));
    let answered = recipient.accepts(&["web", "print"]).await;
    answered.is(201);
    assert_eq!(answered.json["state"], "ACCEPTED");
    let early = recipient.sends(Method::GET, "/document.pdf", None).await;
    early.is_problem(409, "pdf_not_ready");

    server.settle().await;
    let answer = studio.get(&format!("/answer/{}", answers[0])).await;
    assert_eq!(
        answer.json["uses"],
        json!({ "internal": false, "web": true, "social": false, "press": false, "print": true })
    );
    let event = studio.get(&format!("/event/{event}")).await;
    assert_eq!(event.json["status"], "COMPLETED");
    assert_eq!(event.json["signatureCount"], 1);

    let mail = server.postbox.last_to("ana@example.org");
    assert_eq!(mail.attachments.len(), 1);
    assert!(mail.attachments[0].bytes.starts_with(b"%PDF"));
    assert!(server.postbox.last_to(&studio.email).text.contains("Catalogue d’été"));
    let pdf = studio.get(&format!("/answer/{}/pdf", answers[0])).await;
    assert_eq!(pdf.is(200).bytes, mail.attachments[0].bytes);
    let copy = recipient.sends(Method::GET, "/document.pdf", None).await;
    assert_eq!(copy.is(200).bytes, pdf.bytes);
}

#[tokio::test]
async fn before_the_code_a_link_shows_next_to_nothing() {
    let server = Server::start();
    let (_, _, recipient) = asked(&server).await;
    let intro = recipient.opens().await;
    let output: Vec<_> = intro.json.as_object().unwrap().keys().cloned().collect();
    let known =
        ["state", "companyName", "eventName", "maskedEmail", "contact", "locale", "expiresAt"];
    assert_eq!(output, known);
    assert!(intro.json["contact"].is_null(), "the company has named nobody");
    assert!(!intro.text().contains("Moreau") && !intro.text().contains("ana@"));
}

#[tokio::test]
async fn looking_at_a_link_uses_nothing_up() {
    let server = Server::start();
    let (studio, answer, mut recipient) = asked(&server).await;
    for _ in 0..5 {
        recipient.opens().await.is(200);
    }
    assert_eq!(studio.get(&format!("/answer/{answer}")).await.json["state"], "PENDING");
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
}

#[tokio::test]
async fn a_link_nobody_made_is_not_found() {
    let server = Server::start();
    let (_, _, mut recipient) = asked(&server).await;
    recipient.token = "A".repeat(43);
    recipient.opens().await.is_problem(404, "not_found");
    recipient.asks_for_code().await.is_problem(404, "not_found");
    recipient.types("123456").await.is_problem(404, "not_found");
}

#[tokio::test]
async fn an_expired_link_says_so_and_does_nothing_more() {
    let server = Server::start();
    let (studio, answer, mut recipient) = asked(&server).await;
    let soon = server.app.now().plus(3_600_000).rfc3339();
    let changed = json!({ "linkExpiresAt": soon });
    studio.put(&format!("/answer/{answer}"), changed).await.is(200);
    server.clock.advance(3_600_000 - 1_000);
    recipient.proves_the_email().await;
    server.clock.advance(1_000);
    assert_eq!(recipient.opens().await.json["state"], "EXPIRED");
    recipient.asks_for_code().await.is_problem(410, "link_expired");
    recipient.types("123456").await.is_problem(410, "link_expired");
    // The session ends with its link.
    recipient.accepts(&["web"]).await.is_problem(401, "signing_session_ended");
}

#[tokio::test]
async fn a_request_taken_back_closes_its_link() {
    let server = Server::start();
    let (studio, answer, recipient) = asked(&server).await;
    studio.delete(&format!("/answer/{answer}")).await.is(204);
    recipient.opens().await.is_problem(410, "link_revoked");
    recipient.asks_for_code().await.is_problem(410, "link_revoked");
}

#[tokio::test]
async fn a_session_opens_its_own_link_only() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let bob = studio.employs("Bob", "Martin", "bob@example.org").await;
    studio.plans("Été", &[ana, bob]).await;
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "ana@example.org");
    recipient.proves_the_email().await;
    recipient.token = Recipient::invited(&server, "bob@example.org").token;
    recipient.accepts(&["web"]).await.is_problem(401, "signing_session_ended");
    recipient.sends(Method::GET, "/document", None).await.is_problem(401, "signing_session_ended");
}

#[tokio::test]
async fn a_couple_may_share_an_address_and_each_answers_for_themselves() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "famille@example.org").await;
    let leo = studio.employs("Léo", "Moreau", "famille@example.org").await;
    let (_, answers) = studio.plans("Été", &[ana, leo]).await;
    server.settle().await;
    let mails = server.postbox.to("famille@example.org");
    assert_eq!(mails.len(), 2);
    let mut recipient = Recipient::invited(&server, "famille@example.org");
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
    let state = async |id: i64| studio.get(&format!("/answer/{id}")).await.json["state"].clone();
    assert_eq!(state(answers[0]).await, "PENDING");
    assert_eq!(state(answers[1]).await, "ACCEPTED");
}
