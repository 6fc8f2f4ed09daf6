//! Erased employees can still withdraw a consent that is in force; their evidence is open to owners
//! only, who state a reason.

use be_right::actions::retention::purge;
use poem::http::Method;
use serde_json::json;

use super::{Shoot, accepts, asked_of_parents, refuses};
use crate::console::ConsoleContext;
use crate::files::fetch;
use crate::support::{Recipient, Server, rows};

const ANA: &str = "ana@example.org";

/// The tables that contain this text.
fn remembering(server: &Server, mark: &str) -> Vec<String> {
    let folder = server.folder.path();
    let tables = rows(folder, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
    let remembers = |table: &String| {
        let rows = rows(folder, &format!("SELECT * FROM {table}"));
        rows.concat().iter().any(|value| value.contains(mark))
    };
    tables.concat().into_iter().filter(remembers).collect()
}

#[tokio::test]
async fn who_has_been_erased_still_reads_what_is_in_force_and_takes_it_back() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    let mut ana = accepts(&server, ANA, &["web", "print"]).await;
    let studio = &shoot.studio;
    studio.delete(&format!("/employee/{}/forever", shoot.ana)).await.is(204);
    server.settle().await;
    server.clock.advance(3_600_000);
    let intro = ana.opens().await;
    assert_eq!(intro.is(200).json["maskedEmail"], "a•••@e•••.org");
    ana.proves_the_email().await;
    ana.sends(Method::GET, "/document", None).await.is(200);
    ana.sends(Method::GET, "/document.pdf", None).await.is(200);
    assert_eq!(ana.withdraws(Some(&["print"])).await.is(200).json["uses"], json!(["web"]));
    server.settle().await;
    let receipt = server.postbox.last_to(ANA);
    assert!(receipt.text.contains("Ana Moreau"), "{}", receipt.text);
    assert!(receipt.text.contains("/sign/"), "{}", receipt.text);
    assert_eq!(ana.withdraws(None).await.is(200).json["state"], "WITHDRAWN");
    server.settle().await;
    // The address to which these mails were sent is stored nowhere else.
    purge(&server.app).await.unwrap();
    assert_eq!(remembering(&server, ANA), ["documents", "evidence"]);
    let studio = studio.comes_back().await;
    let answer = studio.get(&format!("/answer/{}", shoot.answer)).await;
    assert_eq!(answer.is(200).json["state"], "WITHDRAWN");
}

#[tokio::test]
async fn a_link_that_was_lost_is_made_again_and_its_code_goes_to_who_signed() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    accepts(&server, ANA, &["web"]).await;
    // The current e-mail is in the evidence.
    let moved = json!({ "firstName": "Ana", "lastName": "Moreau", "email": "new@example.org" });
    shoot.studio.put(&format!("/employee/{}", shoot.ana), moved).await.is(200);
    server.settle().await;
    shoot.studio.delete(&format!("/employee/{}/forever", shoot.ana)).await.is(204);
    server.settle().await;
    let copied = shoot.studio.acts(&format!("/answer/{}/link", shoot.answer)).await;
    let url = copied.is(200).json[0]["url"].as_str().unwrap().to_owned();
    let mut ana = Recipient::invited(&server, ANA);
    ana.token = url.rsplit('/').next().unwrap().to_owned();
    ana.email = "new@example.org".into();
    server.clock.advance(61_000);
    ana.proves_the_email().await;
    ana.withdraws(None).await.is(200);
    server.settle().await;
}

#[tokio::test]
async fn what_is_not_in_force_opens_nothing_once_the_person_is_erased() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    let ana = refuses(&server, ANA).await;
    shoot.studio.delete(&format!("/employee/{}/forever", shoot.ana)).await.is(204);
    ana.opens().await.is_problem(404, "not_found");
    server.settle().await;
}

#[tokio::test]
async fn guardians_of_an_erased_child_take_back_what_they_said() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (zoe, event, answer) = asked_of_parents(&studio).await;
    let mut anne = accepts(&server, "anne@example.org", &["web"]).await;
    accepts(&server, "paul@example.org", &["web"]).await;
    studio.delete(&format!("/employee/{zoe}/forever")).await.is(204);
    server.settle().await;
    studio.get(&format!("/event/{event}/accepted.pdf")).await.is(200);
    server.clock.advance(61_000);
    anne.proves_the_email().await;
    assert_eq!(anne.withdraws(None).await.is(200).json["state"], "WITHDRAWN");
    server.settle().await;
    let found = studio.get(&format!("/answer/{answer}")).await;
    assert_eq!(found.is(200).json["state"], "WITHDRAWN");
}

#[tokio::test]
async fn documents_of_an_erased_person_are_opened_only_by_owners_with_a_reason() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    accepts(&server, ANA, &["web"]).await;
    let studio = &shoot.studio;
    let user = studio.hires("user@example.org", "USER").await;
    let documents = ["pdf", "evidence"].map(|what| format!("/answer/{}/{what}", shoot.answer));
    for path in &documents {
        user.get(path).await.is(200);
    }
    studio.delete(&format!("/employee/{}/forever", shoot.ana)).await.is(204);
    server.settle().await;
    for path in &documents {
        user.get(path).await.is_problem(403, "forbidden");
        user.get(&format!("{path}?reason=Because")).await.is_problem(403, "forbidden");
        studio.get(path).await.refuses(&["reason"]);
        studio.get(&format!("{path}?reason=%20")).await.refuses(&["reason"]);
    }
    assert_eq!(server.audited("open_archive"), 0);
    for path in &documents {
        studio.get(&format!("{path}?reason=Claim%20of%202031")).await.is(200);
    }
    let noted = rows(
        server.folder.path(),
        "SELECT user_id, about FROM audit WHERE action = 'open_archive'",
    );
    assert_eq!(noted.len(), 2);
    assert_eq!(noted[0][0], studio.user.to_string());
    assert!(noted[0][1].contains("Claim of 2031"), "{noted:?}");
    // Nor among other documents, nor with an API token.
    let alone = format!("/answer/pdf?ids={}", shoot.answer);
    studio.get(&alone).await.is_problem(409, "person_erased");
    let zipped = studio.get(&format!("{alone}&as=zip")).await;
    assert!(!zipped.is(200).bytes.windows(4).any(|part| part == b"%PDF"));
    let token = json!({
        "name": "x", "scopes": ["answers:read"], "currentPassword": crate::support::PASSWORD,
    });
    let token = studio.post("/api-token", token).await;
    let token = token.is(201).json["token"].as_str().unwrap().to_owned();
    let path = format!("{}?reason=Because", documents[0]);
    server.send(Some(&token), Method::GET, &path, None).await.is(403);
    server.settle().await;
}

#[tokio::test]
async fn a_shoot_counts_an_erased_person_and_names_nobody() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    let bob = shoot.studio.employs("Bob", "Martin", "bob@example.org").await;
    let ask = json!({ "eventId": shoot.event, "employeeId": bob });
    shoot.studio.post("/answer", ask).await.is(201);
    server.settle().await;
    accepts(&server, ANA, &["web"]).await;
    accepts(&server, "bob@example.org", &["web"]).await;
    let link = shoot.link().await;
    let studio = &shoot.studio;
    studio.delete(&format!("/employee/{}/forever", shoot.ana)).await.is(204);
    server.settle().await;
    // Nothing of the person is published any more.
    assert_eq!(fetch(&server, &link, &[]).await.status, 410);
    let roster = studio.get(&format!("/event/{}/accepted.pdf", shoot.event)).await;
    assert!(roster.is(200).bytes.starts_with(b"%PDF"));
    studio.get(&format!("/answer/event/{}/export", shoot.event)).await.is(200);
    studio.get(&format!("/event/{}/roster", shoot.event)).await.is(200);
    let there = studio.get(&format!("/event/{}/participants", shoot.event)).await;
    let names: Vec<_> = there.is(200).json.as_array().unwrap().iter().collect();
    assert_eq!(names.len(), 2);
    assert_eq!(names[1]["employeeId"], shoot.ana);
    assert_eq!((&names[1]["firstName"], &names[1]["lastName"]), (&json!(""), &json!("")));
    let event = studio.get(&format!("/event/{}", shoot.event)).await;
    assert_eq!((event.id("/signatureCount"), event.id("/totalSignatureNeeded")), (2, 2));
    let console = ConsoleContext::of(&server, &studio.email).await;
    let shown =
        console.get(&format!("/console/shoots/{}?lang=en", shoot.event)).await.is(200).text();
    assert!(shown.contains("Erased person") && shown.contains("Bob Martin"), "{shown}");
    // Naming the people of the photograph again does not silently remove the erased one.
    let named = json!({ "employeeIds": [bob] });
    let file = studio.put(&format!("/file/{}/people", shoot.file), named).await;
    assert_eq!(file.is(200).json["consent"]["web"], "refused");
}

#[tokio::test]
async fn a_refusal_can_be_shown_for_a_year_however_short_evidence_is_kept() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    let company = format!("/company/{}", shoot.studio.company);
    let short = json!({ "name": "Lumière", "evidenceMonths": 0 });
    shoot.studio.put(&company, short).await.is(200);
    let ana = refuses(&server, ANA).await;
    for (days, is_kept) in [(360, true), (10, false)] {
        server.clock.advance(days * 86_400_000);
        purge(&server.app).await.unwrap();
        assert_eq!(ana.opens().await.status == 200, is_kept, "{days}");
        assert_eq!(remembering(&server, ANA).contains(&"evidence".to_owned()), is_kept, "{days}");
    }
}

#[tokio::test]
async fn a_withdrawal_can_be_shown_for_a_year_as_well() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    let company = format!("/company/{}", shoot.studio.company);
    let short = json!({ "name": "Lumière", "licenceMonths": 1, "evidenceMonths": 0 });
    shoot.studio.put(&company, short).await.is(200);
    let ana = accepts(&server, ANA, &["web"]).await;
    ana.withdraws(None).await.is(200);
    server.settle().await;
    for (days, is_kept) in [(360, true), (10, false)] {
        server.clock.advance(days * 86_400_000);
        purge(&server.app).await.unwrap();
        assert_eq!(ana.opens().await.status == 200, is_kept, "{days}");
    }
}
