//! Who was named on photographs after the backup is named again by the restore.

use serde_json::{Value, json};

use super::holds::{backed_up, employs, restored};
use super::secrets;
use crate::files::{id, photo};
use crate::support::{Recipient, Server, Studio};

/// What a photograph may be used for on the web, and the ids of who is named on it.
async fn named(studio: &Studio<'_>, file: i64) -> (Value, Value) {
    let file = studio.get(&format!("/file/{file}")).await.is(200).json.clone();
    (file["consent"]["web"].clone(), file["employeeIds"].clone())
}

async fn names(studio: &Studio<'_>, file: i64, people: Value) {
    studio.put(&format!("/file/{file}/people"), people).await.is(200);
}

async fn answers(server: &Server, email: &str, uses: &[&str]) {
    let mut recipient = Recipient::invited(server, email);
    recipient.proves_the_email().await;
    match uses {
        [] => recipient.refuses(None).await.is(201),
        uses => recipient.accepts(uses).await.is(201),
    };
    server.settle().await;
}

#[tokio::test]
async fn a_restore_names_again_who_was_named_since_the_backup() {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    let (yes, no) = (employs(&studio, "Ana").await, employs(&studio, "Bea").await);
    let (event, _) = studio.plans("Été", &[yes, no]).await;
    server.settle().await;
    answers(&server, "ana@example.org", &["web"]).await;
    answers(&server, "bea@example.org", &[]).await;
    let mut photos = vec![];
    for nth in 1..=6 {
        photos.push(id(&photo(&studio, event, nth).await));
    }
    let ids = |people: &[i64]| json!({ "employeeIds": people });
    let nobody = || json!({ "people": "none" });
    names(&studio, photos[0], ids(&[yes])).await;
    names(&studio, photos[1], nobody()).await;
    names(&studio, photos[2], nobody()).await;
    names(&studio, photos[3], ids(&[yes])).await;
    names(&studio, photos[4], ids(&[yes])).await;
    let backups = backed_up(&server);

    // Since then: she who refused is found on two photographs, another shows somebody after all,
    // one shows a person who is new, and one is named for the first time.
    names(&studio, photos[0], ids(&[yes, no])).await;
    names(&studio, photos[1], ids(&[no])).await;
    names(&studio, photos[2], ids(&[])).await;
    let new = employs(&studio, "Cleo").await;
    names(&studio, photos[3], ids(&[yes, new])).await;
    names(&studio, photos[5], ids(&[yes])).await;
    let (there, output) = restored(&server, &backups, |_| {}).await;
    assert!(output.contains("are named again: 4."), "{output}");
    assert!(output.contains("Photographs of people who are not in it: 1."), "{output}");
    let studio = Studio::enters(&there, &studio.email).await;
    let expected = [
        ("refused", vec![yes, no]),
        ("refused", vec![no]),
        ("unknown", vec![]),
        ("unknown", vec![]),
        ("allowed", vec![yes]),
        ("allowed", vec![yes]),
    ];
    for (nth, (file, (state, people))) in photos.iter().zip(expected).enumerate() {
        assert_eq!(named(&studio, *file).await, (json!(state), json!(people)), "{nth}");
    }
}
