//! Mails when sending is switched off.

use crate::support::Server;

#[tokio::test]
async fn no_mail_leaves_while_mail_is_switched_off() {
    let server = Server::start_with(&[("mail.enabled", "false")]);
    let studio = server.studio("Studio Lumière").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let (_, answers) = studio.plans("Catalogue d’été", &[ana]).await;
    server.settle().await;
    assert!(server.postbox.to("ana@example.org").is_empty());
    // The link can still be copied and sent by other means.
    studio.acts(&format!("/answer/{}/link", answers[0])).await.is(200);
    server.settle().await;
}
