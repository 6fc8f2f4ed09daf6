//! Withdrawing consent.

use poem::http::Method;
use serde_json::json;

use super::asked;
use crate::support::{Recipient, Server};

#[tokio::test]
async fn some_uses_can_be_taken_back_then_all() {
    let server = Server::start();
    let (studio, answer, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    recipient.accepts(&["web", "social", "print"]).await.is(201);
    server.settle().await;

    let left = recipient.withdraws(Some(&["social"])).await;
    assert_eq!(left.is(200).json, json!({ "state": "ACCEPTED", "uses": ["web", "print"] }));
    recipient.withdraws(Some(&["social"])).await.refuses(&["uses.social"]);
    let none = recipient.withdraws(None).await;
    assert_eq!(none.is(200).json, json!({ "state": "WITHDRAWN", "uses": [] }));
    recipient.withdraws(None).await.is_problem(409, "already_withdrawn");
    server.settle().await;

    let found = studio.get(&format!("/answer/{answer}")).await;
    assert_eq!(
        (found.json["state"].as_str(), found.json["hasSigned"].as_bool()),
        (Some("WITHDRAWN"), Some(true))
    );
    // The person gets a mail for each withdrawal; so does the company.
    let subjects: Vec<_> =
        server.postbox.to("ana@example.org").into_iter().map(|mail| mail.subject).collect();
    assert_eq!(subjects.len(), 5, "{subjects:?}");
    let output = server.postbox.to(&studio.email);
    assert_eq!(output.iter().filter(|mail| mail.text.contains("Ana Moreau")).count(), 2);
}

#[tokio::test]
async fn a_used_link_serves_the_document_and_the_withdrawal_for_years() {
    let server = Server::start();
    let (_, _, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
    server.clock.advance(7 * 365 * 86_400_000);
    assert_eq!(recipient.opens().await.json["state"], "ANSWERED");
    let shown = recipient.proves_the_email().await;
    assert_eq!(shown.json["answer"]["state"], "ACCEPTED");
    recipient.sends(Method::GET, "/document.pdf", None).await.is(200);
    recipient.withdraws(None).await.is(200);
    server.settle().await;
}

#[tokio::test]
async fn what_was_not_given_cannot_be_taken_back() {
    let server = Server::start();
    let (_, _, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    recipient.withdraws(None).await.is_problem(409, "not_answered");
    recipient.refuses(None).await.is(201);
    recipient.withdraws(None).await.is_problem(409, "nothing_to_withdraw");
    server.settle().await;
}

#[tokio::test]
async fn of_two_withdrawals_racing_one_wins() {
    let server = Server::start();
    let (_, _, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
    let (one, other) = tokio::join!(recipient.withdraws(None), recipient.withdraws(None));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    server.settle().await;
}

#[tokio::test]
async fn the_confirmation_holds_the_link_to_take_it_back() {
    let server = Server::start();
    let (_, _, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
    let mut later = Recipient::invited(&server, "ana@example.org");
    assert_eq!(later.token, recipient.token);
    server.clock.advance(86_400_000);
    later.proves_the_email().await;
    later.withdraws(None).await.is(200);
    server.settle().await;
}

#[tokio::test]
async fn what_is_withdrawn_no_longer_counts_but_the_shoot_stays_complete() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let (event, _) = studio.plans("Été", &[ana]).await;
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "ana@example.org");
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    recipient.withdraws(None).await.is(200);
    server.settle().await;
    let event = studio.get(&format!("/event/{event}")).await;
    assert_eq!(event.json["status"], "COMPLETED");
}
