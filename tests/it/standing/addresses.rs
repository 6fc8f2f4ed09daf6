//! Whoever has answered keeps their say at the address they answered from, whatever a studio does to
//! addresses: they are told, and can withdraw.

use poem::http::Method;
use serde_json::json;

use super::signers::{ANNE, needs, of_zoe};
use super::{Shoot, accepts, asked_of_parents, child, guardian, refuses};
use crate::support::{Recipient, Server, change};

#[tokio::test]
async fn an_e_mail_that_the_studio_changes_takes_no_withdrawal_away() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    let before = "ana@example.org";
    let mut ana = accepts(&server, before, &["web", "print"]).await;
    let link = shoot.link().await;
    let moved = json!({ "firstName": "Ana", "lastName": "Moreau", "email": "new@example.org" });
    shoot.studio.put(&format!("/employee/{}", shoot.ana), moved).await.is(200);
    server.settle().await;
    let output = server.postbox.last_to(before);
    assert!(output.subject.contains("adresse e-mail"), "{}", output.subject);
    assert!(output.text.contains(&ana.token), "{}", output.text);
    // In the open session, and with a code sent to the old address.
    ana.sends(Method::GET, "/document", None).await.is(200);
    ana.withdraws(Some(&["print"])).await.is(200);
    server.settle().await;
    let receipt = server.postbox.last_to(before);
    assert!(receipt.text.contains(&ana.token), "{}", receipt.text);
    server.clock.advance(61_000);
    assert_eq!(ana.opens().await.is(200).json["maskedEmail"], "a•••@e•••.org");
    ana.proves_the_email().await;
    ana.sends(Method::GET, "/document.pdf", None).await.is(200);

    // Even once the new mailbox is proved: it may be the studio's.
    let mut new = Recipient::invited(&server, "new@example.org");
    assert_ne!(new.token, ana.token);
    new.proves_the_email().await;
    ana.opens().await.is(200);
    assert!(shoot.may_be_shown(&link).await);
    server.clock.advance(61_000);
    ana.proves_the_email().await;
    ana.withdraws(None).await.is(200);
    assert!(!shoot.may_be_shown(&link).await);
    server.settle().await;
    let path = format!("/answer/{}/evidence", shoot.answer);
    let bundle = shoot.studio.get(&path).await.is(200).bytes.clone();
    let trust =
        be_right::render::bundle::Trust { key: Some(server.app.keys.seal.public()), pdf: None };
    let report = be_right::render::bundle::examine(&bundle, &trust);
    assert!(report.verdict == be_right::render::bundle::Verdict::Genuine, "{:?}", report.checks);
}

#[tokio::test]
async fn who_refused_is_notified_of_a_new_answer_from_another_address() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    let before = "ana@example.org";
    let mut ana = refuses(&server, before).await;
    // Moved twice: the address in between is proved by nobody, and keeps nothing.
    let path = format!("/employee/{}", shoot.ana);
    for email in ["between@example.org", "ana@studio.example"] {
        let moved = json!({ "firstName": "Ana", "lastName": "Moreau", "email": email });
        shoot.studio.put(&path, moved).await.is(200);
        server.settle().await;
        server.clock.advance(1_000);
    }
    let between = Recipient::invited(&server, "between@example.org");
    between.opens().await.is(200);
    let mails_before = server.postbox.to(before).len();
    let renewed = shoot.asks_again().await["id"].as_i64().unwrap();
    accepts(&server, "ana@studio.example", &["web", "print"]).await;
    let link = shoot.link().await;
    assert!(shoot.may_be_shown(&link).await);
    between.opens().await.is_problem(410, "link_revoked");

    // The evidence of the new answer says that the address is another one than before.
    let bundle =
        shoot.studio.get(&format!("/answer/{renewed}/evidence")).await.is(200).bytes.clone();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&bundle)).unwrap();
    let mut chain = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("chain.json").unwrap(), &mut chain).unwrap();
    assert!(chain.contains("EMAIL_CHANGED") && chain.contains(before), "{chain}");
    let trust =
        be_right::render::bundle::Trust { key: Some(server.app.keys.seal.public()), pdf: None };
    let report = be_right::render::bundle::examine(&bundle, &trust);
    assert!(report.verdict == be_right::render::bundle::Verdict::Genuine, "{:?}", report.checks);

    // She is told once, by a link that withdraws it.
    assert_eq!(server.postbox.to(before).len(), mails_before + 1);
    let mail = server.postbox.last_to(before);
    assert!(mail.subject.contains("Nouvelle réponse"), "{}", mail.subject);
    assert!(mail.text.contains(&ana.token), "{}", mail.text);
    assert!(!mail.text.contains("studio.example"), "{}", mail.text);
    server.clock.advance(61_000);
    ana.proves_the_email().await;
    ana.withdraws(None).await.is(200);
    assert!(!shoot.may_be_shown(&link).await);
    assert_eq!(shoot.answer(renewed).await["state"], "WITHDRAWN");
    server.settle().await;
    // Nobody is told of a refusal, nor where the address stayed.
    let mails = server.postbox.to(before).len();
    shoot.asks_again().await;
    refuses(&server, "ana@studio.example").await;
    assert_eq!(server.postbox.to(before).len(), mails);
}

#[tokio::test]
async fn a_guardian_whose_address_was_moved_takes_back_what_was_said_in_a_begun_request() {
    let server = Server::start();
    let shoot = of_zoe(&server).await;
    let mut anne = refuses(&server, ANNE).await;
    let mut moved = guardian("Anne", "Petit");
    moved["email"] = json!("anne@studio.example");
    let parents = [moved, guardian("Paul", "Petit")];
    shoot.studio.put(&format!("/employee/{}", shoot.ana), child(&parents)).await.is(200);
    server.settle().await;
    let asked = shoot.asks_again().await["id"].as_i64().unwrap();
    accepts(&server, "anne@studio.example", &["web"]).await;
    assert!(server.postbox.last_to(ANNE).text.contains(&anne.token));
    server.clock.advance(61_000);
    anne.proves_the_email().await;
    anne.withdraws(None).await.is(200);
    server.settle().await;
    assert!(!shoot.is_allowed().await);
    assert_ne!(shoot.answer(asked).await["state"], "PENDING");
}

#[tokio::test]
async fn a_guardian_who_refused_is_notified_though_others_took_their_address_over() {
    let server = Server::start();
    let shoot = of_zoe(&server).await;
    needs(&shoot.studio, 1).await;
    shoot.guarded_by(&[guardian("Anne", "Petit")]).await;
    let mut anne = refuses(&server, ANNE).await;
    // In two steps: first the address, then the name at that address.
    let named = |first: &str, email: &str| json!({ "firstName": first, "lastName": "Petit", "email": email });
    shoot.guarded_by(&[named("Anne", "own@studio.example")]).await;
    server.clock.advance(1_000);
    shoot.guarded_by(&[named("Zed", "own@studio.example")]).await;
    let asked = shoot.asks_again().await;
    assert_eq!(asked["earlierSigners"], 1, "she is asked too");
    let mails = server.postbox.to(ANNE).len();
    for mail in server.postbox.to("own@studio.example") {
        if !mail.text.contains("/sign/") {
            continue;
        }
        let mut own = Recipient::of(&server, "own@studio.example", &mail.text);
        if own.opens().await.json["state"] != "OPEN" {
            continue;
        }
        server.clock.advance(61_000);
        own.proves_the_email().await;
        own.accepts(&["web", "print"]).await.is(201);
        server.settle().await;
    }
    assert!(shoot.is_allowed().await);
    assert!(server.postbox.to(ANNE).len() > mails, "nobody told her");
    let mail = server.postbox.last_to(ANNE);
    assert!(mail.text.contains("Bonjour Anne") && mail.text.contains(&anne.token), "{}", mail.text);
    server.clock.advance(61_000);
    anne.proves_the_email().await;
    anne.withdraws(None).await.is(200);
    assert!(!shoot.is_allowed().await);
    server.settle().await;
}

#[tokio::test]
async fn after_a_second_change_of_the_address_the_first_is_notified_too() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    let before = "ana@example.org";
    let ana = refuses(&server, before).await;
    let path = format!("/employee/{}", shoot.ana);
    // Both before the mail about the first is written.
    for email in ["one@example.org", "two@example.org"] {
        server.clock.advance(1_000);
        let moved = json!({ "firstName": "Ana", "lastName": "Moreau", "email": email });
        shoot.studio.put(&path, moved).await.is(200);
    }
    server.settle().await;
    let mail = server.postbox.last_to(before);
    assert!(mail.subject.contains("adresse e-mail"), "{}", mail.subject);
    assert!(mail.text.contains(&ana.token), "{}", mail.text);
}

#[tokio::test]
async fn a_studio_cannot_keep_the_warning_from_an_address_by_calling_it_dead() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    let before = "ana@example.org";
    let ana = refuses(&server, before).await;
    // Of somebody else with the same address, mails are said to come back.
    let double = shoot.studio.employs("Double", "M", before).await;
    let bounced = format!(
        "UPDATE employees SET bounced_at = 1, bounced_for = 'RETURNED' WHERE id = {double}"
    );
    change(server.folder.path(), &bounced);
    let moved = json!({ "firstName": "Ana", "lastName": "Moreau", "email": "ana@studio.example" });
    shoot.studio.put(&format!("/employee/{}", shoot.ana), moved).await.is(200);
    server.settle().await;
    assert!(server.postbox.last_to(before).subject.contains("adresse e-mail"));
    shoot.asks_again().await;
    accepts(&server, "ana@studio.example", &["web"]).await;
    let mail = server.postbox.last_to(before);
    assert!(mail.subject.contains("Nouvelle réponse"), "{}", mail.subject);
    assert!(mail.text.contains(&ana.token), "{}", mail.text);
}

#[tokio::test]
async fn a_proved_address_between_two_changes_is_notified_and_keeps_its_link() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    refuses(&server, "ana@example.org").await;
    let path = format!("/employee/{}", shoot.ana);
    let moves = async |email: &str| {
        server.clock.advance(61_000);
        let moved = json!({ "firstName": "Ana", "lastName": "Moreau", "email": email });
        shoot.studio.put(&path, moved).await.is(200);
        server.settle().await;
    };
    moves("between@example.org").await;
    let mut between = Recipient::invited(&server, "between@example.org");
    between.proves_the_email().await;
    moves("ana@studio.example").await;
    shoot.asks_again().await;
    accepts(&server, "ana@studio.example", &["web"]).await;
    for email in ["ana@example.org", "between@example.org"] {
        let mail = server.postbox.last_to(email);
        assert!(mail.subject.contains("Nouvelle réponse"), "{email}: {}", mail.subject);
    }
    server.clock.advance(61_000);
    between.proves_the_email().await;
    between.withdraws(None).await.is(200);
    server.settle().await;
}

#[tokio::test]
async fn codes_at_one_address_do_not_use_up_those_of_a_former_one() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    let mut ana = accepts(&server, "ana@example.org", &["web"]).await;
    let moved = json!({ "firstName": "Ana", "lastName": "Moreau", "email": "ana@studio.example" });
    shoot.studio.put(&format!("/employee/{}", shoot.ana), moved).await.is(200);
    server.settle().await;
    let own = Recipient::invited(&server, "ana@studio.example");
    // The studio uses up the codes of the day and the wrong tries.
    for _ in 0..10 {
        server.clock.advance(61_000);
        own.asks_for_code().await.is(202);
    }
    server.settle().await;
    for _ in 0..5 {
        own.types("000000").await;
    }
    own.types("000000").await.is_problem(429, "code_closed");
    server.clock.advance(61_000);
    ana.proves_the_email().await;
    ana.withdraws(None).await.is(200);
    server.settle().await;
}

#[tokio::test]
async fn wrong_codes_of_a_namesake_do_not_close_the_link_of_who_has_decided() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    let mut ana = accepts(&server, "ana@example.org", &["web"]).await;
    let double = shoot.studio.employs("Double", "M", "ana@example.org").await;
    shoot.studio.plans("Autre", &[double]).await;
    server.settle().await;
    let double = Recipient::invited(&server, "ana@example.org");
    double.asks_for_code().await.is(202);
    server.settle().await;
    for _ in 0..5 {
        double.types("000000").await;
    }
    double.types("000000").await.is_problem(429, "code_closed");
    server.clock.advance(61_000);
    ana.proves_the_email().await;
    ana.withdraws(None).await.is(200);
    server.settle().await;
}

#[tokio::test]
async fn what_a_studio_does_with_a_copied_link_does_not_close_the_persons_own() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    let mut ana = accepts(&server, "ana@example.org", &["web"]).await;
    let copied = shoot.studio.acts(&format!("/answer/{}/link", shoot.answer)).await;
    let url = copied.is(200).json[0]["url"].as_str().unwrap().to_owned();
    let copy = Recipient::of(&server, "ana@example.org", &url);
    assert_ne!(copy.token, ana.token);
    server.clock.advance(61_000);
    copy.asks_for_code().await.is(202);
    server.settle().await;
    for _ in 0..5 {
        copy.types("000000").await;
    }
    copy.types("000000").await.is_problem(429, "code_closed");
    ana.proves_the_email().await;
    ana.withdraws(None).await.is(200);
    server.settle().await;
}

#[tokio::test]
async fn no_mail_carries_a_link_that_the_studio_has_copied() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    let copied = async || {
        let links = shoot.studio.acts(&format!("/answer/{}/link", shoot.answer)).await;
        let url = links.is(200).json[0]["url"].as_str().unwrap().to_owned();
        url.rsplit('/').next().unwrap().to_owned()
    };
    let before = copied().await;
    assert_eq!(copied().await, before, "a second copy needs no further link");
    let ana = accepts(&server, "ana@example.org", &["web"]).await;
    assert_ne!(ana.token, before);
    server.settle().await;
    let after = copied().await;
    ana.withdraws(None).await.is(200);
    server.settle().await;
    let mails = server.postbox.to("ana@example.org");
    assert!(mails.iter().filter(|mail| mail.text.contains(&ana.token)).count() >= 3);
    for mail in mails {
        assert!(!mail.text.contains(&before) && !mail.text.contains(&after), "{}", mail.text);
    }
}

#[tokio::test]
async fn the_link_of_who_refused_lasts_as_long_as_what_another_address_allowed() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    let company = format!("/company/{}", shoot.studio.company);
    let short = json!({ "name": "Lumière", "evidenceMonths": 0 });
    shoot.studio.put(&company, short).await.is(200);
    refuses(&server, "ana@example.org").await;
    let moved = json!({ "firstName": "Ana", "lastName": "Moreau", "email": "own@studio.example" });
    shoot.studio.put(&format!("/employee/{}", shoot.ana), moved).await.is(200);
    server.settle().await;
    let again = json!({ "eventId": shoot.event, "employeeId": shoot.ana });
    shoot.studio.post("/answer", again).await.is(201);
    server.settle().await;
    accepts(&server, "own@studio.example", &["web"]).await;
    server.settle().await;
    let mut ana = Recipient::invited(&server, "ana@example.org");
    server.clock.advance(500 * 86_400_000);
    be_right::actions::retention::purge(&server.app).await.unwrap();
    ana.proves_the_email().await;
    ana.withdraws(None).await.is(200);
}

#[tokio::test]
async fn the_link_of_a_guardian_who_has_answered_does_not_end_while_the_other_is_awaited() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (_, _, answer) = asked_of_parents(&studio).await;
    let soon = server.app.now().plus(3_600_000).rfc3339();
    studio.put(&format!("/answer/{answer}"), json!({ "linkExpiresAt": soon })).await.is(200);
    let mut anne = accepts(&server, "anne@example.org", &["web"]).await;
    server.clock.advance(2 * 86_400_000);
    anne.proves_the_email().await;
    anne.withdraws(None).await.is(200);
}
