//! Deciding, once: which decisions are accepted, and which fields are refused.

use poem::http::Method;
use serde_json::{Value, json};

use super::asked;
use crate::support::{Recipient, Server, drawn};

#[tokio::test]
async fn refusing_takes_neither_use_nor_signature() {
    let server = Server::start();
    let (studio, answer, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    let refused = recipient.refuses(Some("Je préfère pas.")).await;
    assert_eq!(refused.is(201).json["state"], "REFUSED");
    server.settle().await;
    let answer = studio.get(&format!("/answer/{answer}")).await;
    assert_eq!(answer.json["hasSigned"], false);
    assert_eq!(answer.json["reason"], "Je préfère pas.");
    assert_eq!(answer.json["expiresAt"], Value::Null);
}

#[tokio::test]
async fn accepting_takes_a_use_and_a_signature() {
    let server = Server::start();
    let (_, _, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    let web = json!({ "web": true });
    let none = json!({ "web": false });
    recipient.answers(json!({ "accepted": true, "uses": web })).await.refuses(&["signature"]);
    let signed = json!({ "accepted": true, "uses": none, "signature": drawn() });
    recipient.answers(signed).await.refuses(&["uses"]);
    recipient.answers(json!({ "accepted": false, "uses": web })).await.refuses(&["uses"]);
    let unknown = json!({ "accepted": true, "uses": { "billboard": true }, "signature": drawn() });
    recipient.answers(unknown).await.refuses(&["uses.billboard"]);
    let odd = json!({ "accepted": true, "uses": { "web": "yes" }, "signature": drawn() });
    recipient.answers(odd).await.refuses(&["uses.web"]);
    // None of the refused decisions counts as the answer.
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
}

#[tokio::test]
async fn a_second_answer_changes_nothing() {
    let server = Server::start();
    let (studio, answer, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    recipient.refuses(None).await.is_problem(409, "already_answered");
    recipient.accepts(&["press"]).await.is_problem(409, "already_answered");
    server.settle().await;
    let answer = studio.get(&format!("/answer/{answer}")).await;
    assert_eq!(answer.json["state"], "ACCEPTED");
    assert_eq!(answer.json["uses"]["press"], false);
}

#[tokio::test]
async fn of_two_answers_racing_one_wins() {
    let server = Server::start();
    let (studio, answer, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    let (one, other) = tokio::join!(recipient.accepts(&["web"]), recipient.refuses(None));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    server.settle().await;
    let state = studio.get(&format!("/answer/{answer}")).await.json["state"].clone();
    assert_eq!(state, if one.status == 201 { "ACCEPTED" } else { "REFUSED" });
}

#[tokio::test]
async fn a_document_that_changed_is_shown_again() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let (event, _) = studio.plans("Catalogue", &[ana]).await;
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "ana@example.org");
    recipient.proves_the_email().await;

    let mut moved = studio.get(&format!("/event/{event}")).await.json;
    let details = json!({
        "name": "Catalogue d’hiver", "start": moved["start"].take(), "end": moved["end"].take(),
    });
    studio.put(&format!("/event/{event}"), details).await.is(200);
    recipient.accepts(&["web"]).await.is_problem(409, "document_changed");

    let shown = recipient.sends(Method::GET, "/document", None).await;
    assert!(shown.is(200).json["document"]["text"].as_str().unwrap().contains("hiver"));
    let fresh = shown.json["documentSha256"].as_str().unwrap().to_owned();
    assert_ne!(fresh, recipient.sha256);
    // The old version is refused, the new one is accepted.
    recipient.accepts(&["web"]).await.is_problem(409, "document_changed");
    recipient.sha256 = fresh;
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
}

#[tokio::test]
async fn a_new_text_is_a_new_document() {
    let server = Server::start();
    let (studio, _, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    let text = json!({
        "title": "Droit à l’image", "body": "{person} autorise {company} pendant {duration}.",
        "uses": ["web"],
    });
    studio.put("/template/current/fr", text).await.is(200);
    recipient.accepts(&["web"]).await.is_problem(409, "document_changed");
    let shown = recipient.sends(Method::GET, "/document", None).await;
    assert_eq!(shown.json["document"]["uses"].as_array().unwrap().len(), 1);
    recipient.sha256 = shown.json["documentSha256"].as_str().unwrap().to_owned();
    let press = recipient.accepts(&["press"]).await;
    press.refuses(&["uses.press"]);
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
}

#[tokio::test]
async fn absurd_signatures_are_refused_by_name() {
    let server = Server::start();
    let (_, _, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    let strokes = |strokes: Value| json!({ "kind": "STROKES", "width": 300, "height": 120, "strokes": strokes });
    let long: Vec<Value> = (0..9_000).map(|n| json!([n % 300, n % 120, n])).collect();
    let cases = [
        strokes(json!([])),
        strokes(json!([[[10, 10, 0]]])),
        strokes(json!([[[10, 10, 0], [10.2, 10, 5]]])),
        strokes(json!([[[-5000, 10, 0], [99999, 10, 5]]])),
        strokes(json!([[[10, 10], [20]]])),
        strokes(json!([long])),
        json!({ "kind": "STROKES", "width": 0, "height": 0, "strokes": [[[0, 0, 0], [1, 1, 1]]] }),
        json!({ "kind": "PNG", "data": "data:image/png;base64,AAAA" }),
        json!({ "kind": "PNG", "data": "<script>alert(1)</script>" }),
        json!({ "kind": "PNG", "data": format!("data:image/png;base64,{}", "A".repeat(66_000)) }),
        json!({ "kind": "TYPED", "name": "   " }),
        json!({ "kind": "TYPED", "name": "x".repeat(201) }),
    ];
    for signature in cases {
        let output = signature.to_string().chars().take(80).collect::<String>();
        let body = json!({ "accepted": true, "uses": { "web": true }, "signature": signature });
        let reply = recipient.answers(body).await;
        assert_eq!(reply.status, 422, "{output}: {}", reply.text());
        let field = reply.json["errors"][0]["field"].as_str().unwrap();
        assert!(field.starts_with("signature"), "{output}: {field}");
    }
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
}

#[tokio::test]
async fn a_typed_name_is_a_signature_too() {
    let server = Server::start();
    let (studio, answer, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    let body = json!({
        "accepted": true, "uses": { "web": true },
        "signature": { "kind": "TYPED", "name": "Ana Moreau" },
    });
    recipient.answers(body).await.is(201);
    server.settle().await;
    assert_eq!(studio.get(&format!("/answer/{answer}")).await.json["state"], "ACCEPTED");
}

#[tokio::test]
async fn a_kept_signature_is_offered_again_and_never_used_unasked() {
    let server = Server::start();
    let (studio, _, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    let body = json!({
        "accepted": true, "uses": { "web": true }, "signature": drawn(), "keepSignature": true,
    });
    recipient.answers(body).await.is(201);
    server.settle().await;
    let employees = studio.get("/employee").await;
    let ana = employees.json["data"][0]["id"].as_i64().unwrap();
    studio.plans("Automne", &[ana]).await;
    server.settle().await;
    let mut again = Recipient::invited(&server, "ana@example.org");
    let verified = again.proves_the_email().await;
    assert_eq!(verified.json["keptSignature"]["kind"], "STROKES");
    let unasked = json!({ "accepted": true, "uses": { "web": true } });
    again.answers(unasked).await.refuses(&["signature"]);
    let confirmed = json!({
        "accepted": true, "uses": { "web": true }, "signature": verified.json["keptSignature"],
    });
    again.answers(confirmed).await.is(201);
    server.settle().await;
}

#[tokio::test]
async fn the_licence_lasts_eight_calendar_years() {
    let server = Server::start();
    let (studio, answer, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
    let answer = studio.get(&format!("/answer/{answer}")).await;
    assert_eq!(answer.json["signedAt"], "2026-05-01T10:00:00Z");
    assert_eq!(answer.json["expiresAt"], "2034-05-01T10:00:00Z");
}
