//! A person is asked, decides, and may think better of it.

use serde_json::json;

use crate::support::{Recipient, Server, drawn};

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
    recipient.sends(poem::http::Method::GET, "/document.pdf", None).await.is_problem(409, "pdf_not_ready");

    server.settle().await;
    let answer = studio.get(&format!("/answer/{}", answers[0])).await;
    assert_eq!(answer.json["uses"], json!({"internal":false,"web":true,"social":false,"press":false,"print":true}));
    let event = studio.get(&format!("/event/{event}")).await;
    assert_eq!(event.json["status"], "COMPLETED");
    assert_eq!(event.json["signatureCount"], 1);

    let mail = server.postbox.last_to("ana@example.org");
    assert_eq!(mail.attachments.len(), 1);
    assert!(mail.attachments[0].bytes.starts_with(b"%PDF"));
    assert!(server.postbox.last_to(&studio.email).text.contains("Catalogue d’été"));
    let pdf = studio.get(&format!("/answer/{}/pdf", answers[0])).await;
    assert_eq!(pdf.is(200).bytes, mail.attachments[0].bytes);
    assert_eq!(recipient.sends(poem::http::Method::GET, "/document.pdf", None).await.is(200).bytes, pdf.bytes);
    let _ = drawn;
}
