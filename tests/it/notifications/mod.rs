//! Notifications: who gets which, once, in their language, through their channel.

mod bulk;
mod channels;
mod lists;

use be_right::model::{Fact, Job};
use be_right::store::jobs;
use serde_json::{Value, json};

use crate::support::{Recipient, Server, Studio, rows};

const DAY: i64 = 86_400_000;

/// The type and text of a user's notifications, the oldest first.
async fn output(someone: &Studio<'_>) -> Vec<(String, String)> {
    let list = someone.get("/notifications?limit=100").await;
    let text = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
    let data = list.is(200).json["data"].as_array().unwrap().clone();
    data.iter().rev().map(|one| (text(one, "type"), text(one, "text"))).collect()
}

/// The types only, without badges.
async fn types(someone: &Studio<'_>) -> Vec<String> {
    let all = output(someone).await.into_iter().map(|(kind, _)| kind);
    all.filter(|kind| kind != "BADGE_EARNED").collect()
}

/// Claire, who owns the company, Noé, a SUPER_USER, and a photographer.
async fn staff(server: &Server) -> (Studio<'_>, Studio<'_>, Studio<'_>) {
    let studio = server.studio("Studio Lumière").await;
    let noe = studio.hires("noe@lumiere.example", "SUPER_USER").await;
    let photographer = studio.hires("photo@lumiere.example", "PHOTOGRAPHER").await;
    server.settle().await;
    (studio, noe, photographer)
}

fn shoot(server: &Server, name: &str, partner: Option<i64>, people: &[i64]) -> Value {
    let now = server.app.now();
    json!({
        "name": name, "start": now.plus(14 * DAY).rfc3339(), "end": now.plus(15 * DAY).rfc3339(),
        "employeeIds": people, "partnerId": partner,
    })
}

#[tokio::test]
async fn everybody_who_may_know_is_notified_but_not_who_did_it() {
    let server = Server::start();
    let (claire, noe, photographer) = staff(&server).await;
    let person = claire.hires("someone@example.org", "EMPLOYEE").await;
    let other = server.studio("Pathé").await;
    let ana = claire.employs("Ana", "Moreau", "ana@example.org").await;
    let body = json!({ "firstName": "Ana", "lastName": "Petit", "email": "ana@example.org" });
    claire.put(&format!("/employee/{ana}"), body).await.is(200);
    let body = shoot(&server, "Été", Some(photographer.user), &[ana]);
    let event = noe.post("/event", body.clone()).await.is(201).id("/event/id");
    let mut moved = body.clone();
    moved.as_object_mut().unwrap().remove("employeeIds");
    moved["name"] = json!("Plein été");
    claire.put(&format!("/event/{event}"), moved).await.is(200);
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "ana@example.org");
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
    recipient.withdraws(None).await.is(200);
    claire.delete(&format!("/event/{event}")).await.is(204);
    server.settle().await;

    let answers = ["ANSWER_RESPONSE_ACCEPTED", "EVENT_COMPLETED", "CONSENT_WITHDRAWN"];
    let mut expected = vec!["EVENT_CREATED"];
    expected.extend(answers);
    assert_eq!(types(&claire).await, expected);
    let mut expected = vec!["EMPLOYEE_CREATED", "EMPLOYEE_UPDATED", "EVENT_UPDATED"];
    expected.extend(answers);
    expected.push("EVENT_CLOSED");
    assert_eq!(types(&noe).await, expected);
    let mut expected = vec!["EVENT_CREATED", "EVENT_UPDATED"];
    expected.extend(answers);
    expected.push("EVENT_CLOSED");
    assert_eq!(types(&photographer).await, expected);
    assert!(output(&person).await.is_empty());
    assert!(types(&other).await.is_empty());

    let said = output(&noe).await;
    assert_eq!(said[0].1, "Une fiche a été créée\u{a0}: Ana Petit.");
    let part =
        "Ana Petit a accepté en partie (1 usage sur 5) pour la séance «\u{a0}Plein été\u{a0}».";
    assert_eq!(said[3].1, part);
}

#[tokio::test]
async fn the_clock_a_refusal_and_a_return_cause_notifications_too() {
    let server = Server::start();
    let (claire, noe, _) = staff(&server).await;
    let ana = claire.employs("Ana", "Moreau", "ana@example.org").await;
    let bea = claire.employs("Bea", "Moreau", "bea@example.org").await;
    let event = claire.post("/event", shoot(&server, "Été", None, &[ana, bea])).await;
    let event = event.is(201).id("/event/id");
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "ana@example.org");
    recipient.proves_the_email().await;
    recipient.refuses(None).await.is(201);
    server.settle().await;
    server.clock.advance(14 * DAY + 1);
    server.settle().await;
    server.clock.advance(DAY);
    server.settle().await;
    let claire = claire.comes_back().await;
    claire.delete(&format!("/employee/{bea}")).await.is(204);
    claire.acts(&format!("/employee/{bea}/restore")).await.is(200);
    claire.delete(&format!("/event/{event}")).await.is(204);
    claire.acts(&format!("/event/{event}/restore")).await.is(200);
    server.settle().await;
    let noe = noe.comes_back().await;
    let mut output = types(&noe).await;
    output.sort_unstable();
    let mut expected = [
        "EMPLOYEE_CREATED",
        "EMPLOYEE_CREATED",
        "EVENT_CREATED",
        "ANSWER_RESPONSE_REFUSED",
        "EVENT_PENDING",
        "EVENT_CLOSED",
        // Without Bea everybody had answered; with her restored, not any more.
        "EVENT_COMPLETED",
        "EMPLOYEE_UPDATED",
        "EVENT_CLOSED",
        "EVENT_CLOSED",
        "EVENT_UPDATED",
    ];
    expected.sort_unstable();
    output.retain(|kind| expected.contains(&kind.as_str()));
    output.dedup();
    let mut kinds = expected.to_vec();
    kinds.dedup();
    assert_eq!(output, kinds);
}

#[tokio::test]
async fn the_first_guardians_decision_notifies_and_the_second_completes_the_answer() {
    let server = Server::start();
    let (claire, noe, _) = staff(&server).await;
    let guardian =
        |name: &str, email: &str| json!({ "firstName": name, "lastName": "Roy", "email": email });
    let child = json!({
        "firstName": "Lou", "lastName": "Roy", "email": "lou@example.org", "birthDate": "2016-03-01",
        "guardians": [guardian("Max", "max@example.org"), guardian("Zoé", "zoe@example.org")],
    });
    let child = claire.post("/employee", child).await.is(201).id("/id");
    claire.post("/event", shoot(&server, "École", None, &[child])).await.is(201);
    server.settle().await;
    for email in ["max@example.org", "zoe@example.org"] {
        let mut guardian = Recipient::invited(&server, email);
        guardian.proves_the_email().await;
        guardian.accepts(&["web"]).await.is(201);
        server.settle().await;
    }
    let types = types(&noe).await;
    assert_eq!(
        types[2..],
        ["ANSWER_RESPONSE", "ANSWER_RESPONSE_ACCEPTED", "EVENT_COMPLETED"],
        "{types:?}"
    );
    let said = output(&noe).await;
    let first = said.iter().find(|(kind, _)| kind == "ANSWER_RESPONSE").unwrap();
    assert!(
        first.1.starts_with("Lou Roy\u{a0}: un des deux représentants légaux a répondu"),
        "{first:?}"
    );
}

#[tokio::test]
async fn a_fact_announced_twice_notifies_once_and_mails_once() {
    let server = Server::start();
    let (claire, noe, _) = staff(&server).await;
    let ana = claire.employs("Ana", "Moreau", "ana@example.org").await;
    claire.post("/event", shoot(&server, "Été", None, &[ana])).await.is(201);
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "ana@example.org");
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
    let before = (output(&noe).await, output(&claire).await, server.postbox.count());
    assert_eq!(
        server
            .postbox
            .to(&claire.email)
            .iter()
            .filter(|mail| mail.subject.contains("réponses"))
            .count(),
        1
    );

    let facts = rows(server.folder.path(), "SELECT id, body, company_id FROM facts ORDER BY id");
    assert!(facts.len() >= 6);
    for row in &facts {
        let id = Some(be_right::model::FactId(row[0].parse().unwrap()));
        let fact: Fact = serde_json::from_str(&row[1]).unwrap();
        let (user, company) = (be_right::model::UserId(claire.user), row[2].parse().unwrap());
        let queued = server.app.db.write_all(move |all| {
            let company = be_right::model::CompanyId(company);
            let (scope, _) =
                be_right::store::companies::scope_of_member(all, user, company)?.unwrap();
            let tx = be_right::store::companies::enter(all, scope);
            jobs::enqueue(&tx, &Job::Announce { fact, id })
        });
        queued.await.unwrap();
    }
    server.settle().await;
    assert_eq!((output(&noe).await, output(&claire).await, server.postbox.count()), before);
}

#[tokio::test]
async fn nothing_is_queued_if_nobody_is_notified() {
    let server = Server::start();
    let studio = server.studio("Studio Lumière").await;
    server.settle().await;
    let queued = || async { server.jobs().await.0 };
    studio.employs("Ana", "Moreau", "ana@example.org").await;
    assert_eq!(queued().await, 0);
    studio.hires("noe@lumiere.example", "USER").await;
    server.settle().await;
    studio.employs("Bea", "Moreau", "bea@example.org").await;
    assert_eq!(queued().await, 1);
    server.settle().await;
}

#[tokio::test]
async fn names_are_those_of_today_and_only_for_who_may_still_know_them() {
    let server = Server::start();
    let (claire, _, photographer) = staff(&server).await;
    let second = claire.hires("second@lumiere.example", "PHOTOGRAPHER").await;
    let ana = claire.employs("Ana", "Moreau", "ana@example.org").await;
    let mut body = shoot(&server, "Été", Some(photographer.user), &[ana]);
    let event = claire.post("/event", body.clone()).await.is(201).id("/event/id");
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "ana@example.org");
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
    assert!(output(&photographer).await.iter().any(|(_, text)| text.contains("Ana Moreau")));
    body.as_object_mut().unwrap().remove("employeeIds");
    body["partnerId"] = json!(second.user);
    body["name"] = json!("Automne");
    claire.put(&format!("/event/{event}"), body).await.is(200);
    server.settle().await;
    for (_, text) in output(&photographer).await {
        assert!(
            !text.contains("Ana") && !text.contains("Automne") && !text.contains("Été"),
            "{text}"
        );
    }
    let own = output(&second).await;
    assert_eq!(
        own,
        [("EVENT_UPDATED".into(), "La séance «\u{a0}Automne\u{a0}» a été modifiée.".into())]
    );
    let accepted =
        output(&claire).await.into_iter().find(|(kind, _)| kind == "ANSWER_RESPONSE_ACCEPTED");
    assert!(accepted.unwrap().1.contains("«\u{a0}Automne\u{a0}»"));
}

#[tokio::test]
async fn an_administrator_sends_a_message_to_every_user_in_their_language() {
    let server = Server::start();
    let (claire, noe, _) = staff(&server).await;
    let other = server.studio("Pathé").await;
    other.patch("/settings", json!({ "locale": "en" })).await.is(200);
    let both = json!({ "type": "SYSTEM", "channel": "BOTH" });
    other.post("/notification-subscription", both).await.is(200);
    server.settle().await;
    let user = be_right::model::UserId(claire.user);
    let admin = Some(be_right::model::Role::Admin);
    let made = server
        .app
        .db
        .write_all(move |all| be_right::store::users::set_instance_role(all, user, admin));
    assert!(made.await.unwrap());
    let said = json!({
        "title": { "fr": "Maintenance", "en": "Maintenance ahead" },
        "text": { "fr": "Dimanche à 6 h.", "en": "On Sunday\nat 6." },
    });
    noe.post("/notifications", said.clone()).await.is_problem(403, "forbidden");
    let mut wrong = said.clone();
    wrong["title"]["fr"] = json!("a".repeat(121));
    wrong["text"]["en"] = json!(" ");
    claire.post("/notifications", wrong).await.refuses(&["title.fr", "text.en"]);
    let mut listener = crate::support::Listener::of(&other).await;
    claire.post("/notifications", said).await.is(202);
    server.settle().await;
    let news = listener.receives_event("notification").await;
    assert_eq!(news.data, json!({ "id": null, "type": "SYSTEM" }));
    assert_eq!(output(&noe).await.pop().unwrap(), ("SYSTEM".into(), "Dimanche à 6 h.".into()));
    let list = other.get("/notifications?type=SYSTEM").await;
    assert_eq!(list.json["data"][0]["title"], "Maintenance ahead");
    assert_eq!(list.json["data"][0]["text"], "On Sunday\nat 6.");
    let mail_kind = server.postbox.last_to(&other.email);
    assert!(mail_kind.subject == "Maintenance ahead" && mail_kind.text.contains("On Sunday"));
    assert_eq!(server.postbox.to("noe@lumiere.example").len(), 1);
    // The notification belongs to the user, who can mark and delete it.
    let id = list.id("/data/0/id");
    other.put(&format!("/notifications/{id}"), json!({ "read": true })).await.is(200);
    other.delete(&format!("/notifications/{id}")).await.is(204);
    assert!(output(&noe).await.iter().any(|(kind, _)| kind == "SYSTEM"));
}

#[tokio::test]
async fn a_partial_consent_is_announced_as_partial() {
    let server = Server::start();
    let studio = server.studio("Studio Lumière").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let bob = studio.employs("Bob", "Martin", "bob@example.org").await;
    let (event, answers) = studio.plans("Été", &[ana, bob]).await;
    server.settle().await;
    for (email, uses) in [
        ("ana@example.org", &["internal", "web", "print"][..]),
        ("bob@example.org", &["internal", "web", "social", "press", "print"]),
    ] {
        let mut recipient = Recipient::invited(&server, email);
        recipient.proves_the_email().await;
        recipient.accepts(uses).await.is(201);
        server.settle().await;
    }
    let output = output(&studio).await;
    let texts: Vec<&str> = output.iter().map(|(_, text)| text.as_str()).collect();
    assert!(
        texts.contains(
            &"Ana Moreau a accepté en partie (3 usages sur 5) pour la séance «\u{a0}Été\u{a0}»."
        ),
        "{texts:?}"
    );
    assert!(
        texts.iter().any(|text| text.starts_with("Bob Martin a donné son autorisation")),
        "{texts:?}"
    );
    let answer = studio.get(&format!("/answer/{}", answers[0])).await;
    let all = json!(["internal", "web", "social", "press", "print"]);
    assert_eq!(answer.json["offered"], all);
    let sheet = studio.get(&format!("/event/{event}/roster")).await;
    assert!(sheet.is(200).text().contains("Accepté en partie (3 sur 5)"), "{}", sheet.text());
}

#[tokio::test]
async fn whoever_is_asked_can_write_back_to_the_studio() {
    let server = Server::start();
    let studio = server.studio("Studio Lumière").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    studio.plans("Été", &[ana]).await;
    server.settle().await;
    let reply_to = || server.postbox.last_to("ana@example.org").reply_to.map(|to| to.address);
    assert_eq!(reply_to(), Some(studio.email.clone()), "who planned the shoot");
    let company = format!("/company/{}", studio.company);
    let typed = json!({ "name": "Studio Lumière", "contactEmail": "contact" });
    studio.put(&company, typed).await.refuses(&["contactEmail"]);
    let set = json!({ "name": "Studio Lumière", "contactEmail": "contact@lumiere.example" });
    let set = studio.put(&company, set).await;
    assert_eq!(set.is(200).json["contactEmail"], "contact@lumiere.example");
    let mut recipient = Recipient::invited(&server, "ana@example.org");
    recipient.asks_for_code().await.is(202);
    server.settle().await;
    assert_eq!(reply_to(), Some("contact@lumiere.example".into()));
    server.clock.advance(61_000);
    recipient.proves_the_email().await;
    recipient.refuses(None).await.is(201);
    server.settle().await;
    let receipt = server.postbox.last_to("ana@example.org").text;
    assert!(receipt.contains("contact@lumiere.example"), "{receipt}");
}
