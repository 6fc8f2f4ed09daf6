//! The outbox of a demonstration.

use super::{ZOE, invited, places};
use crate::support::{Reply, Server};

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
    assert!(text.contains("sandbox=") && text.contains("/sign/"), "{text}");
    let html = get(&format!("{path}/html")).await;
    assert!(html.is(200).header("content-security-policy").contains("sandbox"));
    assert_eq!(html.header("x-frame-options"), "SAMEORIGIN");
    assert!(html.text().contains("/sign/") && html.text().contains("<base target=\"_top\">"));
    let file = get(&format!("{path}/attachment/0")).await;
    assert_eq!(file.is(200).header("content-type"), "application/pdf");
    assert!(file.header("content-disposition").contains("Droit%20%C3%A0%20l%E2%80%99image.pdf"));
    assert_eq!(file.bytes, b"%PDF-1.7");
    get(&format!("{path}/attachment/1")).await.is(404);
    get("/outbox/..%2f..%2fetc%2fpasswd").await.is(404);
}
