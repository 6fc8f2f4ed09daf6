//! The outbox of a demonstration.

use super::{ZOE, invited, places};
use crate::support::{Reply, Server};

async fn outbox_of(server: &Server, mail: &be_right::model::Mail) {
    use be_right::ports::Mailer;
    let folder = server.folder.path().join("outbox");
    let from = server.app.config.smtp.from.clone();
    be_right::adapters::OutboxMailer::new(folder, from).unwrap().send(mail).await.unwrap();
}

#[tokio::test]
async fn the_outbox_of_a_demonstration_shows_the_mails_as_they_would_have_left() {
    use be_right::adapters::OutboxMailer;
    use be_right::ports::Mailer;
    use std::sync::Arc;

    let server = Server::start();
    invited(&server).await;
    let mut mail = server.postbox.last_to(ZOE);
    let pdf = be_right::model::Attachment {
        name: "Droit à l’image.pdf".into(),
        media_type: "application/pdf".into(),
        bytes: b"%PDF-1.7".to_vec(),
    };
    mail.attachments.push(pdf);
    let folder = server.folder.path().join("outbox");
    let from = server.app.config.smtp.from.clone();
    let outbox = Arc::new(OutboxMailer::new(folder, from).unwrap());
    outbox.send(&mail).await.unwrap();
    let app = be_right::App { outbox: Some(outbox), ..server.app.clone() };
    let client = poem::test::TestClient::new(be_right::http::routes(app).unwrap());
    let get = async |path: &str| Reply::read(client.get(path).send().await).await;

    assert!(get("/").await.is(200).text().contains("href=\"/outbox\""));
    let list = get("/outbox?lang=fr").await.is(200).text();
    assert!(
        list.contains(&mail.subject.replace('\'', "&#39;")) || list.contains("Open day"),
        "{list}"
    );
    let path = places(&list).into_iter().find(|place| place.starts_with("/outbox/")).unwrap();
    let page = get(&path).await;
    let text = page.is(200).text();
    assert!(page.header("content-security-policy").ends_with("frame-src 'self'"));
    // Of our origin, so that its height can be measured; never with scripts.
    assert!(text.contains("sandbox=\"allow-same-origin ") && !text.contains("allow-scripts"));
    assert!(text.contains("letter.js") && text.contains("/sign/"), "{text}");
    let html = get(&format!("{path}/html")).await;
    assert!(!html.header("content-security-policy").contains("script"));
    assert!(html.is(200).header("content-security-policy").contains("sandbox"));
    assert_eq!(html.header("x-frame-options"), "SAMEORIGIN");
    assert!(html.text().contains("/sign/") && html.text().contains("<base target=\"_top\">"));
    let file = get(&format!("{path}/attachment/0")).await;
    assert_eq!(file.is(200).header("content-type"), "application/pdf");
    assert!(file.header("content-disposition").contains("Droit%20%C3%A0%20l%E2%80%99image.pdf"));
    assert_eq!(file.bytes, b"%PDF-1.7");
    get(&format!("{path}/attachment/1")).await.is(404);
    // Fifty on a page, by day; found by their recipient.
    for number in 0..60 {
        mail.message_id = format!("more-{number}@be-right.example");
        mail.to.address = format!("p{number}@example.net");
        outbox_of(&server, &mail).await;
    }
    let list = get("/outbox?lang=en").await.is(200).text();
    assert!(list.contains("61 e-mails.") && list.contains("Page 1 of 2"), "{list}");
    assert_eq!(list.matches("class=\"mail-day\"").count(), 1, "{list}");
    let next = get("/outbox?lang=en&page=2").await.is(200).text();
    assert_eq!(next.matches("<time>").count(), 11, "{next}");
    let found = get("/outbox?lang=en&q=P7%40example").await.is(200).text();
    assert!(found.contains("1 e-mail.") && found.contains("p7@example.net"), "{found}");
    let none = get("/outbox?lang=en&q=nobody").await.is(200).text();
    assert!(none.contains("No e-mail found") && none.contains("value=\"nobody\""), "{none}");
    get("/outbox/..%2f..%2fetc%2fpasswd").await.is(404);
}
