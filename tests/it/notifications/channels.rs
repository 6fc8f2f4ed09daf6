//! The channels of notifications: in the list, by mail, both, a daily digest, or none.

use be_right::actions::notify;
use serde_json::json;

use super::{shoot, staff, types};
use crate::support::{Recipient, Server, Studio};

async fn chooses(someone: &Studio<'_>, kind: &str, channel: &str) {
    let body = json!({ "type": kind, "channel": channel });
    let set = someone.post("/notification-subscription", body).await;
    assert_eq!(set.is(200).json["channel"], channel);
    assert_eq!(set.json["isDefault"], false);
}

#[tokio::test]
async fn each_type_of_notification_uses_the_chosen_channel() {
    let server = Server::start();
    let (claire, noe, _) = staff(&server).await;
    let mails = || server.postbox.to(&noe.email).len() - 1;
    chooses(&noe, "EMPLOYEE_CREATED", "NONE").await;
    chooses(&noe, "EVENT_CREATED", "EMAIL").await;
    chooses(&noe, "EVENT_UPDATED", "BOTH").await;
    let ana = claire.employs("Ana", "Moreau", "ana@example.org").await;
    server.settle().await;
    assert_eq!((types(&noe).await.len(), mails()), (0, 0));

    let mut body = shoot(&server, "Été", None, &[ana]);
    let event = claire.post("/event", body.clone()).await.is(201).id("/event/id");
    server.settle().await;
    assert_eq!((types(&noe).await.len(), mails()), (0, 1));
    let mail_kind = server.postbox.last_to(&noe.email);
    assert_eq!(mail_kind.subject, "Nouvelle séance");
    assert!(
        mail_kind.text.contains("La séance «\u{a0}Été\u{a0}» a été créée."),
        "{}",
        mail_kind.text
    );
    assert!(mail_kind.text.contains(&format!("https://be-right.example/console/shoots/{event}")));
    assert!(mail_kind.html.contains("Studio Lumière"));

    body.as_object_mut().unwrap().remove("employeeIds");
    claire.put(&format!("/event/{event}"), body).await.is(200);
    server.settle().await;
    assert_eq!((types(&noe).await, mails()), (vec!["EVENT_UPDATED".to_owned()], 2));

    let list = noe.get("/notification-subscription").await;
    let list = list.is(200).json.as_array().unwrap().clone();
    assert_eq!(list.len(), 24);
    let of = |kind: &str| list.iter().find(|one| one["type"] == kind).unwrap().clone();
    assert_eq!(of("EVENT_CREATED")["channel"], "EMAIL");
    assert_eq!(
        (&of("EVENT_CLOSED")["channel"], &of("EVENT_CLOSED")["isDefault"]),
        (&json!("IN_APP"), &json!(true))
    );
    // Back to the default, which may be repeated.
    noe.delete("/notification-subscription/EVENT_CREATED").await.is(204);
    noe.delete("/notification-subscription/EVENT_CREATED").await.is(204);
    noe.delete("/notification-subscription/NONSENSE").await.is(404);
    claire.plans("Automne", &[]).await;
    server.settle().await;
    assert_eq!((types(&noe).await.len(), mails()), (2, 2));
}

#[tokio::test]
async fn mails_about_answers_go_once_to_the_planner_and_can_be_turned_off() {
    let server = Server::start();
    let (claire, noe, _) = staff(&server).await;
    let ana = claire.employs("Ana", "Moreau", "ana@example.org").await;
    let answers = |subject: &'static str, to: String| {
        let mails = server.postbox.to(&to);
        mails.iter().filter(|mail| mail.subject.contains(subject)).count()
    };
    let says_yes_then_no = || async {
        server.settle().await;
        let mut recipient = Recipient::invited(&server, "ana@example.org");
        recipient.proves_the_email().await;
        recipient.accepts(&["web"]).await.is(201);
        server.settle().await;
        recipient.withdraws(None).await.is(200);
        server.settle().await;
    };
    claire.post("/event", shoot(&server, "Été", None, &[ana])).await.is(201);
    says_yes_then_no().await;
    for subject in ["Toutes les réponses", "Une autorisation a été retirée"] {
        assert_eq!(answers(subject, claire.email.clone()), 1, "{subject}");
        assert_eq!(answers(subject, noe.email.clone()), 0, "{subject}");
    }
    // Claire chooses no mails; Noé chooses them.
    chooses(&claire, "EVENT_COMPLETED", "IN_APP").await;
    chooses(&noe, "EVENT_COMPLETED", "BOTH").await;
    claire.post("/event", shoot(&server, "Automne", None, &[ana])).await.is(201);
    says_yes_then_no().await;
    assert_eq!(answers("Toutes les réponses", claire.email.clone()), 1);
    assert_eq!(answers("Toutes les réponses", noe.email.clone()), 1);
    assert_eq!(answers("Une autorisation a été retirée", claire.email.clone()), 2);
    assert_eq!(types(&claire).await.iter().filter(|kind| *kind == "EVENT_COMPLETED").count(), 2);
}

#[tokio::test]
async fn a_digest_is_one_mail_with_what_is_still_unread() {
    let server = Server::start();
    let (claire, noe, _) = staff(&server).await;
    chooses(&noe, "EMPLOYEE_CREATED", "DIGEST").await;
    for nth in 0..3 {
        claire.employs("P", &format!("N{nth}"), &format!("p{nth}@example.org")).await;
    }
    server.settle().await;
    assert_eq!(server.postbox.to(&noe.email).len(), 1);
    let first = noe.get("/notifications").await;
    let read = format!("/notifications/{}", first.id("/data/1/id"));
    noe.put(&read, json!({ "read": true })).await.is(200);
    for _ in 0..2 {
        notify::digest(&server.app).await.unwrap();
        server.settle().await;
    }
    assert_eq!(server.postbox.to(&noe.email).len(), 2);
    let mail_kind = server.postbox.last_to(&noe.email);
    assert_eq!(mail_kind.subject, "Studio Lumière\u{a0}: 2 nouvelles");
    assert!(
        mail_kind.text.contains("P N0")
            && !mail_kind.text.contains("P N1")
            && mail_kind.text.contains("P N2"),
        "{}",
        mail_kind.text
    );
    assert_eq!(types(&noe).await.len(), 3);

    // Who has read everything by then, or has left, gets no mail.
    claire.employs("P", "N4", "p4@example.org").await;
    server.settle().await;
    noe.patch("/notifications/read-many", json!({ "all": true })).await.is(200);
    notify::digest(&server.app).await.unwrap();
    server.settle().await;
    claire.employs("P", "N5", "p5@example.org").await;
    server.settle().await;
    claire.delete(&format!("/user/{}", noe.user)).await.is(204);
    notify::digest(&server.app).await.unwrap();
    server.settle().await;
    assert_eq!(server.postbox.to(&noe.email).len(), 2);
}

#[tokio::test]
async fn administrators_cannot_be_silenced() {
    let server = Server::start();
    let (_, noe, photographer) = staff(&server).await;
    for channel in ["NONE", "EMAIL", "DIGEST"] {
        let body = json!({ "type": "SYSTEM", "channel": channel });
        noe.post("/notification-subscription", body).await.refuses(&["channel"]);
    }
    chooses(&noe, "SYSTEM", "BOTH").await;
    // A photographer chooses only among the kinds that they get.
    let list = photographer.get("/notification-subscription").await;
    let kinds: Vec<_> = list.json.as_array().unwrap().iter().map(|one| &one["type"]).collect();
    assert!(
        kinds.contains(&&json!("CONSENT_WITHDRAWN")) && !kinds.contains(&&json!("IMPORT_DONE"))
    );
}
