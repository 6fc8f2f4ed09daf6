//! What a studio does for one person: withdrawing as they said, a reminder, their link, an account.

use be_right::model::Digest;
use serde_json::json;

use super::{ConsoleContext, accepts, said, shoot};
use crate::support::{Server, join_token, rows};

const DAY: i64 = 86_400_000;

#[tokio::test]
async fn a_withdrawal_that_the_studio_records_is_kept_with_the_reason_and_applies_at_once() {
    let server = Server::start();
    let (studio, event, zoe) = shoot(&server).await;
    accepts(&server, "zoe@example.net", &["web", "social", "print"]).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let page = console.get(&format!("/console/shoots/{event}?lang=en")).await.is(200).text();
    let act = said(&page, "value").into_iter().find_map(|one| one.strip_prefix("withdraw-"));
    let answer: i64 = act.unwrap_or_else(|| panic!("{page}")).parse().unwrap();
    let there = format!("/console/shoots/{event}/answers");
    // Asked first: which uses, and how the studio knows.
    let asked = console.sends(&there, &format!("one=withdraw-{answer}")).await.is(200).text();
    assert!(asked.contains("Withdraw for Zoé Müller?"), "{asked}");
    assert!(asked.contains("name=\"use.social\" value=\"yes\" checked"), "{asked}");
    let go = format!("do=withdraw&answer={answer}&confirm=yes");
    let wrong = console.sends(&there, &format!("{go}&use.social=yes&reason=")).await.is(422).text();
    assert!(wrong.contains("id=\"f-reason-error\""), "{wrong}");
    assert!(!wrong.contains("name=\"use.web\" value=\"yes\" checked"), "as sent: {wrong}");
    let none = console.sends(&there, &format!("{go}&reason=Called")).await.is(422).text();
    assert!(none.contains("This field is required"), "{none}");

    let one = format!("{go}&use.social=yes&reason=Called+on+12+May&from=person");
    let done = console.sends(&there, &one).await;
    let to = done.is(303).header("location").to_owned();
    assert_eq!(to, format!("/console/people/{zoe}?after=withdrawn"));
    server.settle().await;
    let page = console.get(&format!("{to}&lang=en")).await.is(200).text();
    assert!(page.contains("Withdrawal recorded"), "{page}");
    assert!(page.contains(&format!("value=\"withdraw-{answer}\"")), "web and print are left");
    let mail = server.postbox.last_to("zoe@example.net");
    assert!(mail.text.contains("parce qu’on le lui a demandé"), "{}", mail.text);
    let steps = studio.steps(answer, "WITHDRAWN").await;
    assert_eq!(steps.len(), 1);
    let said = steps[0].to_string();
    assert!(said.contains("Called on 12 May") && said.contains(&studio.user.to_string()), "{said}");
    assert_eq!(server.audited("withdraw_for"), 1);

    // The receipt is where the PDF is, and a PDF that is damaged on the disk is said to be there.
    let pages = ["", "/papers"].map(|rest| format!("/console/shoots/{event}{rest}?lang=en"));
    let pages = [&pages[..], &[format!("/console/people/{zoe}?lang=en")]].concat();
    let receipt = format!("/console/answers/{answer}/receipts/2");
    let name = rows(server.folder.path(), "SELECT pdf_sha256 FROM seals").concat().concat();
    let place = server.app.blobs.local_copy(Digest::parse(&name).unwrap()).unwrap().unwrap();
    let sound = std::fs::read(&place).unwrap();
    for is_damaged in [false, true] {
        if is_damaged {
            std::fs::write(&place, [&sound[..900], b"x", &sound[901..]].concat()).unwrap();
            let document = format!("/console/answers/{answer}/document.pdf?lang=en");
            let refused = console.get(&document).await.is(503).text();
            assert!(refused.contains("This file is damaged on the server"), "{refused}");
        }
        for page in &pages {
            let shown = console.get(page).await.is(200).text();
            assert!(shown.contains(&receipt), "{page}: {shown}");
            assert!(shown.contains("Receipt of the withdrawal of "), "{page}: {shown}");
            assert_eq!(shown.contains("A PDF is damaged"), is_damaged, "{page}: {shown}");
        }
        assert!(console.get(&receipt).await.is(200).bytes.starts_with(b"%PDF"));
    }
    std::fs::write(&place, &sound).unwrap();
    console.get(&format!("/console/answers/{answer}/receipts/1")).await.is(404);

    // All that is left; then there is nothing any more.
    let all = format!("{go}&use.web=yes&use.print=yes&reason=Called");
    let done = console.sends(&there, &all).await;
    assert!(done.is(303).header("location").ends_with("?after=withdrawn"));
    let found = studio.get(&format!("/answer/{answer}")).await;
    assert_eq!(found.json["state"], "WITHDRAWN");
    let done = console.sends(&there, &all).await;
    assert!(done.is(303).header("location").ends_with("?after=nothing-withdrawn"));
    server.settle().await;
    let mail = server.postbox.last_to("zoe@example.net");
    assert!(mail.subject.contains("est retirée"), "{}", mail.subject);
}

#[tokio::test]
async fn of_two_guardians_the_word_of_one_is_recorded_and_a_user_may_not() {
    let server = Server::start();
    let (studio, _, _) = shoot(&server).await;
    let child = json!({
        "firstName": "Noa", "lastName": "Petit", "email": "noa@example.net",
        "birthDate": "2020-01-01",
        "guardians": [
            { "firstName": "Anne", "lastName": "Petit", "email": "anne@example.net" },
            { "firstName": "Paul", "lastName": "Petit", "email": "paul@example.net" },
        ],
    });
    let noa = studio.post("/employee", child).await.is(201).id("/id");
    let (event, answers) = studio.plans("School", &[noa]).await;
    for guardian in ["anne@example.net", "paul@example.net"] {
        accepts(&server, guardian, &["web", "print"]).await;
    }
    let path = format!("/answer/{}/withdrawal", answers[0]);
    let user = studio.hires("user@lumiere.example", "USER").await;
    user.post(&path, json!({ "reason": "Called" })).await.is(403);
    studio.post(&path, json!({ "reason": " " })).await.refuses(&["reason"]);
    // Whose word it is has to be said, and is.
    let unnamed = studio.post(&path, json!({ "reason": "Called" })).await;
    unnamed.refuses(&["signerId"]);
    assert_eq!(unnamed.json["errors"][0]["code"], "signer_required");
    let known = studio.get(&format!("/answer/{}/signers", answers[0])).await.is(200).json.clone();
    let names: Vec<_> = known.as_array().unwrap().iter().map(|one| one["name"].clone()).collect();
    assert_eq!(names, ["Anne Petit", "Paul Petit"]);
    user.get(&format!("/answer/{}/signers", answers[0])).await.is(403);
    let (anne, paul) = (known[0]["id"].clone(), known[1]["id"].clone());
    let other = json!({ "reason": "Called", "signerId": 999 });
    studio.post(&path, other).await.refuses(&["signerId"]);
    let none = json!({ "reason": "Called", "signerId": paul, "uses": ["press"] });
    studio.post(&path, none).await.refuses(&["uses.press"]);
    let some = json!({ "reason": "Paul called", "signerId": paul, "uses": ["web"] });
    assert_eq!(studio.post(&path, some).await.is(200).json["uses"], json!(["print"]));
    server.settle().await;
    let to_anne = server.postbox.last_to("anne@example.net");
    assert!(to_anne.text.contains("Paul Petit a retiré"), "{}", to_anne.text);
    assert!(!to_anne.text.contains("paul@example.net"), "{}", to_anne.text);
    let to_paul = server.postbox.last_to("paul@example.net");
    assert!(to_paul.text.contains("Vous avez retiré"), "{}", to_paul.text);
    // The console offers the names.
    let console = ConsoleContext::of(&server, &studio.email).await;
    let there = format!("/console/shoots/{event}/answers");
    let asked = console.sends(&there, &format!("one=withdraw-{}", answers[0])).await.is(200).text();
    assert!(asked.contains("Who told you") && asked.contains("Anne Petit"), "{asked}");
    let go = format!("do=withdraw&answer={}&confirm=yes&use.print=yes&reason=x", answers[0]);
    let none = console.sends(&there, &go).await.is(422).text();
    assert!(none.contains("Say which of the signers told you"), "{none}");
    let done = console.sends(&there, &format!("{go}&signer={paul}")).await;
    assert!(done.is(303).header("location").ends_with("?after=withdrawn"));
    let all = json!({ "reason": "Called", "signerId": anne });
    studio.post(&path, all).await.is_problem(409, "already_withdrawn");
    let steps = studio.steps(answers[0], "WITHDRAWN").await;
    assert_eq!(steps.len(), 2);
    assert!(steps.iter().all(|step| step["signer"] == steps[0]["signer"]), "{steps:?}");
    // In the console a USER is not offered it.
    let console = ConsoleContext::of(&server, &user.email).await;
    console.sends(&there, &format!("one=withdraw-{}", answers[0])).await.is(403);
    server.settle().await;
}

#[tokio::test]
async fn a_reminder_is_offered_only_where_it_would_be_sent() {
    let server = Server::start();
    let (studio, event, _) = shoot(&server).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let page = format!("/console/shoots/{event}?lang=en");
    let fresh = console.get(&page).await.is(200).text();
    assert!(!fresh.contains("value=\"remind-"), "{fresh}");
    assert!(fresh.contains("Written to less than a day ago"), "{fresh}");
    server.clock.advance(2 * DAY);
    let rested = console.get(&page).await.is(200).text();
    assert!(rested.contains("value=\"remind-") && !rested.contains("Written to less"), "{rested}");
    // Somebody added, whose mail has not left.
    let studio = studio.back().await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.net").await;
    studio.post("/answer", json!({ "eventId": event, "employeeId": ana })).await.is(201);
    let waiting = console.get(&page).await.is(200).text();
    assert!(waiting.contains("The request is being sent"), "{waiting}");
    assert!(waiting.contains("<span class=\"soft\">being sent</span>"), "{waiting}");
    server.settle().await;
    // The link is on a page for a browser without scripts; scripts copy it from there.
    let row = said(&rested, "value").into_iter().find(|one| one.starts_with("link-")).unwrap();
    let there = format!("/console/shoots/{event}/answers");
    let links = console.sends(&there, &format!("one={row}")).await.is(200).text();
    assert_eq!(links.matches("/sign/").count(), 1, "{links}");
}

#[tokio::test]
async fn a_person_or_the_guardian_of_a_child_is_invited_to_an_account_of_their_own() {
    let server = Server::start();
    let (studio, _, zoe) = shoot(&server).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let here = format!("/console/people/{zoe}");
    let page = console.get(&format!("{here}?lang=en")).await.is(200).text();
    assert!(page.contains("No account") && page.contains(&format!("{here}/account")), "{page}");
    let account = format!("{here}/account");
    let asked = console.sends(&account, "").await.is(200).text();
    assert!(asked.contains("An invitation goes to zoe@example.net"), "{asked}");
    assert_eq!(server.postbox.to("zoe@example.net").len(), 1, "only the request");
    let key = said(&asked, "name=\"once\" value")[0].to_owned();
    for _ in 0..2 {
        let done = console.sends(&account, &format!("confirm=yes&once={key}")).await;
        assert_eq!(done.is(303).header("location"), format!("{here}?after=invited"));
    }
    server.settle().await;
    assert_eq!(server.postbox.to("zoe@example.net").len(), 2, "sent twice, mailed once");
    let page = console.get(&format!("{here}?lang=en")).await.is(200).text();
    assert!(page.contains("Invited, until") && page.contains("Invite again"), "{page}");
    let token = join_token(&server, "zoe@example.net");
    let joined = json!({ "token": token, "password": "a long enough passphrase" });
    server.post("/auth/join", joined).await.is(200);
    let page = console.get(&format!("{here}?lang=en")).await.is(200).text();
    assert!(page.contains("Has an account") && !page.contains("Invite again"), "{page}");
    let late = console.sends(&account, "confirm=yes").await;
    assert!(late.is(303).header("location").ends_with("?after=already-member"));

    // Of a child it is the guardians who are invited, not the child.
    let child = json!({
        "firstName": "Noa", "lastName": "Petit", "email": "noa@example.net",
        "birthDate": "2020-01-01",
        "guardians": [{ "firstName": "Anne", "lastName": "Petit", "email": "anne@example.net" }],
    });
    let made = studio.post("/employee", child).await;
    let (noa, anne) = (made.is(201).id("/id"), made.id("/guardians/0/id"));
    let account = format!("/console/people/{noa}/account");
    console.sends(&account, "confirm=yes").await.is(404);
    let done = console.sends(&account, &format!("confirm=yes&guardian={anne}")).await;
    assert!(done.is(303).header("location").ends_with("?after=invited"));
    server.settle().await;
    assert_eq!(server.postbox.to("anne@example.net").len(), 1);
}
