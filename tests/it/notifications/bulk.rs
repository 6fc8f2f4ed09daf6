//! Notifications about bulk work: imports, reminders, consents that are about to end.

use be_right::actions::maintenance;
use serde_json::json;

use super::{output, shoot, staff, types};
use crate::support::{Listener, Recipient, Server};

const DAY: i64 = 86_400_000;

#[tokio::test]
async fn whoever_sent_a_file_receives_its_progress_and_its_end() {
    let server = Server::start();
    let (claire, noe, _) = staff(&server).await;
    let (mut sender, mut other) = (Listener::of(&noe).await, Listener::of(&claire).await);
    let lines: String = (0..12).map(|n| format!("Nom{n};Ana;ana{n}@example.org\n")).collect();
    let file = format!("Nom;Prénom;E-mail\n{lines}");
    let taken = noe.sends("/employee-upload/csv", "gens.csv", file, &[]).await;
    let id = taken.is(202).id("/id");
    server.settle().await;
    let mut received = sender.receives_event("import").await;
    while received.data["state"] != "DONE" {
        received = sender.receives_event("import").await;
    }
    assert_eq!(received.data, json!({ "id": id, "state": "DONE", "done": 12, "total": 12 }));
    other.receives_the_rest().await;
    assert!(!other.raw.contains("event: import"), "{}", other.raw);
    let said = output(&noe).await;
    assert!(
        said.contains(&(
            "IMPORT_DONE".into(),
            "L’import est terminé\u{a0}: 12 lignes traitées.".into()
        )),
        "{said:?}"
    );
    assert!(!types(&claire).await.contains(&"IMPORT_DONE".to_owned()));
    // Imported employees count towards a badge like others.
    let badges = noe.get("/badges/user").await.json.clone();
    let earned: Vec<_> =
        badges.as_array().unwrap().iter().filter(|one| one["earned"] == true).collect();
    assert_eq!((earned.len(), &earned[0]["badge"]), (1, &json!("CREATE_10_RECIPIENTS")));
}

#[tokio::test]
async fn reminders_and_the_end_of_consents_cause_notifications() {
    let server = Server::start();
    let (claire, noe, _) = staff(&server).await;
    let ana = claire.employs("Ana", "Moreau", "ana@example.org").await;
    let bea = claire.employs("Bea", "Moreau", "bea@example.org").await;
    let event = claire.post("/event", shoot(&server, "Été", None, &[ana, bea])).await;
    let event = event.is(201).id("/event/id");
    server.settle().await;
    server.clock.advance(DAY + 1);
    let claire = claire.comes_back().await;
    claire.acts(&format!("/event/{event}/raise")).await.is(200);
    server.settle().await;
    let noe = noe.comes_back().await;
    let said = output(&noe).await;
    let text = "2 personnes ont été relancées pour la séance «\u{a0}Été\u{a0}».";
    assert!(said.contains(&("EVENT_REMINDER".into(), text.into())), "{said:?}");

    let mut recipient = Recipient::invited(&server, "ana@example.org");
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
    let answers = claire.get(&format!("/answer/event/{event}")).await;
    let ends = answers.json["data"].as_array().unwrap_or_else(|| answers.json.as_array().unwrap());
    let ends = ends.iter().find_map(|one| one["expiresAt"].as_str()).unwrap().to_owned();
    let ends = be_right::model::Timestamp::parse_rfc3339(&ends).unwrap();
    server.clock.advance(ends.since(server.app.now()) - 30 * DAY);
    for _ in 0..2 {
        maintenance::watch_terms(&server.app).await.unwrap();
        server.settle().await;
    }
    let noe = noe.comes_back().await;
    let expiring: Vec<_> =
        output(&noe).await.into_iter().filter(|(kind, _)| kind == "CONSENT_EXPIRING").collect();
    let text = "Une autorisation arrive bientôt à échéance pour la séance «\u{a0}Été\u{a0}».";
    assert_eq!(expiring, [("CONSENT_EXPIRING".into(), text.into())]);
    // Whoever planned the event gets one mail, as before.
    let mails = |to: &str| {
        let mails = server.postbox.to(to);
        mails
            .iter()
            .filter(|mail| mail.subject.contains("Été") && mail.subject.contains("autorisation"))
            .count()
    };
    assert_eq!((mails(&claire.email), mails(&noe.email)), (1, 0));
}
