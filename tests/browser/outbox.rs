//! The demonstration's outbox: a mail is read in the page, and its link works.

use std::sync::Arc;

use be_right::App;
use be_right::adapters::OutboxMailer;
use be_right::ports::{Mailer, Outbox};

use super::browser::Screen;
use super::stage::play_with;

#[tokio::test]
async fn the_invitation_is_opened_from_the_outbox() {
    let outbox = async |screen, name: &'static str| {
        let folder = tempfile::tempdir().unwrap();
        let kept = folder.path().to_owned();
        let app = move |server: &super::support::Server| {
            let from = server.app.config.smtp.from.clone();
            let outbox = Arc::new(OutboxMailer::new(kept, from).unwrap());
            let (mailer, outbox): (Arc<dyn Mailer>, Arc<dyn Outbox>) = (outbox.clone(), outbox);
            App { mailer, outbox: Some(outbox), ..server.app.clone() }
        };
        play_with(screen, app, async |server, browser| {
            let studio = server.studio("Lumière").await;
            let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
            studio.plans("Portes ouvertes", &[zoe]).await;
            server.settle().await;
            // The server's own worker sends the mail to the test's postbox; the outbox gets a copy.
            let from = server.app.config.smtp.from.clone();
            let outbox = OutboxMailer::new(folder.path(), from).unwrap();
            outbox.send(&server.postbox.last_to("zoe@example.net")).await.unwrap();
            browser.goes("/outbox").await;
            browser.reads("Zoé Müller").await;
            browser.pictures(&format!("{name}-outbox")).await;
            browser.presses(".mails a").await;
            browser.waits_in_frame("a[href*='/sign/']").await;
            // The whole letter, above its button and below it.
            browser
                .waits_for(
                    "document.querySelector('.letter').contentDocument.documentElement.scrollHeight
                     <= document.querySelector('.letter').clientHeight + 2",
                )
                .await;
            browser.draws_a_frame().await;
            browser.pictures(&format!("{name}-outbox-mail")).await;
            browser.presses_in_frame("a[href*='/sign/']").await;
            browser.reads("Lumière vous demande votre autorisation").await;
        })
        .await;
    };
    outbox(Screen::Phone, "phone").await;
    outbox(Screen::Desktop, "desktop").await;
}
