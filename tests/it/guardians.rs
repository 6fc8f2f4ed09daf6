//! Guardians: who signs for a minor, and until when.

use serde_json::{Value, json};

use be_right::model::Timestamp;

use crate::pages::Reader;
use crate::support::{
    Recipient, Reply, Server, Studio, drawn, pdf_attachment, pdf_text, read_json, rows,
};

fn child(first: &str, born: &str, guardians: &[&str]) -> Value {
    let guardian = |first: &&str| {
        let email = format!("{}@example.org", first.to_lowercase());
        json!({ "firstName": first, "lastName": "Petit", "email": email })
    };
    json!({
        "firstName": first, "lastName": "Petit", "email": "famille@example.org",
        "birthDate": born, "guardians": guardians.iter().map(guardian).collect::<Vec<_>>(),
    })
}

/// Zoé, 10, whose parents are asked about an event; returns the event and the answer.
async fn asked(studio: &Studio<'_>) -> (i64, i64) {
    let zoe = studio.post("/employee", child("Zoé", "2016-03-01", &["Anne", "Paul"])).await;
    let (event, answers) = studio.plans("Kermesse", &[zoe.is(201).id("/id")]).await;
    studio.server.settle().await;
    (event, answers[0])
}

/// Makes the company require one guardian only.
async fn asks_for_one(studio: &Studio<'_>) {
    let company = format!("/company/{}", studio.company);
    studio.put(&company, json!({ "name": "lumiere", "guardiansNeeded": 1 })).await.is(200);
}

/// Zoé, 10, of whose parents the company knows one, although it requires two.
async fn asked_through_one(studio: &Studio<'_>) -> (i64, i64) {
    let zoe = studio.post("/employee", child("Zoé", "2016-03-01", &["Anne"])).await;
    let zoe = zoe.is(201).id("/id");
    let (_, answers) = studio.plans("Kermesse", &[zoe]).await;
    studio.server.settle().await;
    (zoe, answers[0])
}

fn paul() -> Value {
    json!({ "firstName": "Paul", "lastName": "Petit", "email": "paul@example.org" })
}

/// Accepts the use web, with the given fields.
async fn consents(guardian: &Recipient<'_>, more: Value) -> Reply {
    let mut body = json!({ "accepted": true, "uses": { "web": true }, "signature": drawn() });
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    guardian.answers(body).await
}

async fn signs<'s>(server: &'s Server, email: &str, uses: &[&str]) -> Recipient<'s> {
    let mut guardian = Recipient::invited(server, email);
    guardian.proves_the_email().await;
    guardian.accepts(uses).await.is(201);
    server.settle().await;
    guardian
}

async fn answer(studio: &Studio<'_>, id: i64) -> Value {
    studio.get(&format!("/answer/{id}")).await.is(200).json.clone()
}

#[tokio::test]
async fn what_both_guardians_allow_is_allowed_and_no_more() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, id) = asked(&studio).await;
    signs(&server, "anne@example.org", &["web", "print", "social"]).await;
    assert_eq!(answer(&studio, id).await["state"], "PENDING");
    signs(&server, "paul@example.org", &["web", "press"]).await;
    let settled = answer(&studio, id).await;
    assert_eq!(settled["state"], "ACCEPTED");
    let uses = json!({
        "internal": false, "web": true, "social": false, "press": false, "print": false,
    });
    assert_eq!(settled["uses"], uses);
    assert_eq!(studio.get(&format!("/event/{event}")).await.json["status"], "COMPLETED");
    // Each guardian receives the PDF, which contains neither one's e-mail or IP address.
    let pdf = pdf_text(&studio.get(&format!("/answer/{id}/pdf")).await.is(200).bytes);
    for printed in ["anne@", "paul@", "famille@", "127.0.0.1"] {
        assert!(!pdf.contains(printed), "{printed}: {pdf}");
    }
    assert!(pdf.contains("a•••@e•••.org") && pdf.contains("p•••@e•••.org"), "{pdf}");
}

#[tokio::test]
async fn what_one_guardian_takes_back_is_taken_back() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (_, id) = asked(&studio).await;
    let anne = signs(&server, "anne@example.org", &["web", "print"]).await;
    let paul = signs(&server, "paul@example.org", &["web", "print"]).await;
    paul.withdraws(Some(&["web"])).await.is(200);
    assert_eq!(answer(&studio, id).await["uses"]["web"], false);
    assert_eq!(answer(&studio, id).await["state"], "ACCEPTED");
    // Her own decision does not allow it any more either, and the answer is as it was.
    assert_eq!(anne.withdraws(Some(&["web"])).await.is(200).json["uses"], json!(["print"]));
    anne.withdraws(Some(&["web"])).await.is(422);
    anne.withdraws(None).await.is(200);
    assert_eq!(answer(&studio, id).await["state"], "WITHDRAWN");
    server.settle().await;
}

#[tokio::test]
async fn guardians_who_agree_on_nothing_have_refused() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (_, id) = asked(&studio).await;
    signs(&server, "anne@example.org", &["web"]).await;
    signs(&server, "paul@example.org", &["print"]).await;
    assert_eq!(answer(&studio, id).await["state"], "REFUSED");
}

#[tokio::test]
async fn how_many_sign_is_the_studios_policy() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let company = format!("/company/{}", studio.company);
    let one = json!({ "name": "lumiere", "guardiansNeeded": 1 });
    assert_eq!(studio.put(&company, one).await.is(200).json["guardiansNeeded"], 1);
    let (_, id) = asked(&studio).await;
    assert!(server.postbox.to("paul@example.org").is_empty(), "one is enough");
    signs(&server, "anne@example.org", &["web"]).await;
    assert_eq!(answer(&studio, id).await["state"], "ACCEPTED");
    // A field that is left out of a change stays.
    let kept = studio.put(&company, json!({ "name": "lumiere" })).await;
    assert_eq!(kept.json["guardiansNeeded"], 1);
    let two = json!({ "name": "lumiere", "guardiansNeeded": 2 });
    studio.put(&company, two).await.is(200);
    let leo = studio.post("/employee", child("Léo", "2016-03-01", &["Anne", "Paul"])).await;
    studio.plans("Fête", &[leo.id("/id")]).await;
    server.settle().await;
    assert_eq!(server.postbox.to("paul@example.org").len(), 1);
}

#[tokio::test]
async fn brothers_and_sisters_have_links_and_codes_of_their_own() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    asks_for_one(&studio).await;
    let mut children = vec![];
    for name in ["Zoé", "Léo"] {
        let added = studio.post("/employee", child(name, "2016-03-01", &["Anne"])).await;
        children.push(added.is(201).id("/id"));
    }
    let (event, answers) = studio.plans("Kermesse", &children).await;
    server.settle().await;
    let mails = server.postbox.to("anne@example.org");
    assert_eq!(mails.len(), 2);
    let token = |text: &str| {
        let rest = text.split("/sign/").nth(1).unwrap();
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect()
    };
    for (mail, name) in mails.iter().zip(["Zoé", "Léo"]) {
        assert!(mail.subject.contains(&format!("photos de {name}")), "{}", mail.subject);
        assert!(!mail.text.contains("photos de vous"), "{}", mail.text);
    }
    let tokens: Vec<String> = mails.iter().map(|mail| token(&mail.text)).collect();
    assert_ne!(tokens[0], tokens[1]);
    let mut first = Recipient::invited(&server, "anne@example.org");
    first.token = tokens[0].clone();
    let mut second = Recipient::invited(&server, "anne@example.org");
    second.token = tokens[1].clone();
    let shown = first.proves_the_email().await;
    let code = first.code();
    assert!(shown.json["document"]["text"].as_str().unwrap().contains("Zoé"));
    second.types(&code).await.refuses(&["code"]);
    let shown = second.proves_the_email().await;
    assert!(shown.json["document"]["text"].as_str().unwrap().contains("Léo"));
    // A session opens its own link and no other.
    first.token = tokens[1].clone();
    first.accepts(&["web"]).await.is(401);
    first.token = tokens[0].clone();
    first.accepts(&["web"]).await.is(201);
    second.refuses(None).await.is(201);
    server.settle().await;
    assert_eq!(answer(&studio, answers[0]).await["state"], "ACCEPTED");
    assert_eq!(answer(&studio, answers[1]).await["state"], "REFUSED");
    let shoot = studio.get(&format!("/event/{event}")).await;
    assert_eq!(shoot.json["status"], "COMPLETED");
}

#[tokio::test]
async fn the_age_on_the_day_of_the_shoot_where_the_studio_is_decides() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let plan = |start: &str, person: i64| {
        json!({
            "name": "Nuit", "start": start, "end": "2026-05-24T10:00:00Z",
            "employeeIds": [person],
        })
    };
    // 18 on 23 May. In Paris that day begins at 22:00 UTC on the 22nd.
    let zoe = studio.post("/employee", child("Zoé", "2008-05-23", &["Anne"])).await.id("/id");
    studio.post("/event", plan("2026-05-22T21:59:00Z", zoe)).await.is(201);
    server.settle().await;
    assert_eq!(server.postbox.to("anne@example.org").len(), 1);
    assert!(server.postbox.to("famille@example.org").is_empty());
    studio.post("/event", plan("2026-05-22T22:00:00Z", zoe)).await.is(201);
    server.settle().await;
    assert_eq!(server.postbox.to("anne@example.org").len(), 1);
    assert_eq!(server.postbox.to("famille@example.org").len(), 1);
}

/// Zoé, 18 on 10 June 2026, whose parents accepted on 1 May.
async fn nearly_of_age(studio: &Studio<'_>) -> i64 {
    let server = studio.server;
    let zoe = studio.post("/employee", child("Zoé", "2008-06-10", &["Anne", "Paul"])).await;
    let (_, answers) = studio.plans("Bal", &[zoe.is(201).id("/id")]).await;
    server.settle().await;
    signs(server, "anne@example.org", &["web", "print"]).await;
    signs(server, "paul@example.org", &["web", "print"]).await;
    answers[0]
}

/// What a guardian who has answered sees behind the mailed link.
async fn page_of(server: &Server, email: &str) -> String {
    server.clock.advance(2 * Timestamp::MINUTE);
    let reader = Reader::opens(server, email);
    reader.proves_it(email).await;
    reader.get("").await.is(200).text().to_string()
}

#[tokio::test]
async fn a_guardian_withdraws_on_the_page_while_the_other_has_not_answered() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (_, id) = asked(&studio).await;
    let anne = signs(&server, "anne@example.org", &["web", "social"]).await;
    let page = page_of(&server, "anne@example.org").await;
    assert!(page.contains("id=\"withdraw\""), "{page}");
    anne.withdraws(None).await.is(200);
    server.settle().await;
    assert_eq!(answer(&studio, id).await["state"], "REFUSED");
}

#[tokio::test]
async fn what_the_other_guardian_did_not_accept_is_not_said_to_be_withdrawn() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    asked(&studio).await;
    signs(&server, "anne@example.org", &["web", "social"]).await;
    signs(&server, "paul@example.org", &["web"]).await;
    let page = page_of(&server, "anne@example.org").await;
    assert!(page.contains("Pas accepté par l’autre représentant légal"), "{page}");
    assert!(!page.contains("Retiré<"), "{page}");
}

/// Claims of a minor do not lapse before they come of age (Code civil, art. 2235).
#[tokio::test]
async fn the_evidence_of_a_child_is_kept_until_eighteen_and_as_long_again_as_that_of_others() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    asks_for_one(&studio).await;
    for (first, email) in [("Zoé", "anne@example.org"), ("Léo", "jeanne@example.org")] {
        let guardian = email.split('@').next().unwrap();
        let one = studio.post("/employee", child(first, "2023-03-01", &[guardian])).await;
        studio.plans("Kermesse", &[one.is(201).id("/id")]).await;
        server.settle().await;
    }
    let of_age: Timestamp = Timestamp::parse_rfc3339("2041-03-01T00:00:00Z").unwrap();
    let kept = || {
        let found = rows(server.folder.path(), "SELECT evidence_until FROM answers ORDER BY id");
        found.concat().iter().map(|at| at.parse().unwrap_or(0)).collect::<Vec<i64>>()
    };
    // Eight years of licence end before.
    let anne = signs(&server, "anne@example.org", &["web"]).await;
    let mut jeanne = Recipient::invited(&server, "jeanne@example.org");
    jeanne.proves_the_email().await;
    jeanne.refuses(None).await.is(201);
    server.settle().await;
    assert_eq!(kept(), [of_age.after_months(60).0; 2]);
    anne.withdraws(None).await.is(200);
    server.settle().await;
    assert_eq!(kept(), [of_age.after_months(60).0; 2]);
}

#[tokio::test]
async fn at_eighteen_one_is_asked_oneself_once_and_the_guardians_word_stands_until_then() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let given = nearly_of_age(&studio).await;
    server.sleeps(39).await;
    assert!(server.postbox.to("famille@example.org").is_empty(), "9 June");
    let studio_mails = server.postbox.to(&studio.email).len();
    server.sleeps(1).await;
    let mail = server.postbox.last_to("famille@example.org");
    assert!(mail.text.contains("Vous avez maintenant 18 ans"), "{}", mail.text);
    let printed = server.postbox.to(&studio.email);
    assert_eq!(printed.len(), studio_mails + 1);
    let printed = printed.last().unwrap();
    assert!(printed.subject.contains("Zoé Petit a 18 ans"), "{}", printed.subject);
    assert!(printed.text.contains("Bal"), "{}", printed.text);
    for _ in 0..5 {
        server.sleeps(1).await;
    }
    // She is reminded once in these days, as everybody is who has not answered; she is not asked
    // again.
    let mails = server.postbox.to("famille@example.org");
    let reminders = mails.iter().filter(|mail| mail.subject.starts_with("Rappel"));
    assert_eq!((mails.len(), reminders.count()), (2, 1), "nobody is asked twice: {mails:?}");
    let printed = server.postbox.to(&studio.email);
    let of_age = printed.iter().filter(|mail| mail.subject.contains("Zoé Petit a 18 ans"));
    assert_eq!(of_age.count(), 1);
    let studio = studio.comes_back().await;
    assert_eq!(answer(&studio, given).await["state"], "ACCEPTED");

    // Zoé's own answer replaces her guardians', and they cannot change it.
    let anne = "anne@example.org";
    let mut parent = Recipient::invited(&server, anne);
    let zoe = signs(&server, "famille@example.org", &["web"]).await;
    parent.proves_the_email().await;
    parent.withdraws(None).await.is_problem(409, "answer_replaced");
    let own = studio.get("/answer").await;
    let own = own.json["data"].as_array().unwrap();
    let own = own.iter().find(|one| one["supersedes"] == given).unwrap();
    assert_eq!((&own["state"], &own["uses"]["print"]), (&json!("ACCEPTED"), &json!(false)));
    zoe.withdraws(None).await.is(200);
    server.settle().await;
}

#[tokio::test]
async fn whose_eighteenth_birthday_was_missed_is_asked_when_the_server_is_back() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    nearly_of_age(&studio).await;
    server.sleeps(60).await;
    assert_eq!(server.postbox.to("famille@example.org").len(), 1);
    // The company deletes the request: it is not made again for the same reason.
    let studio = studio.comes_back().await;
    let found = studio.get("/answer?state=PENDING").await;
    studio.delete(&format!("/answer/{}", found.id("/data/0/id"))).await.is(204);
    server.sleeps(1).await;
    assert_eq!(server.postbox.to("famille@example.org").len(), 1);
}

#[tokio::test]
async fn a_renewal_that_waits_for_guardians_goes_to_the_person_at_eighteen() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let given = nearly_of_age(&studio).await;
    let asked = studio.post("/answer/renew", json!({ "ids": [given] })).await;
    let theirs = asked.is(200).id("/asked/0/id");
    server.settle().await;
    assert!(server.postbox.to("famille@example.org").is_empty(), "she is 17");
    let anne = Recipient::invited(&server, "anne@example.org");
    server.sleeps(40).await;
    assert_eq!(server.postbox.to("famille@example.org").len(), 1);
    anne.opens().await.is_problem(410, "link_revoked");
    let studio = studio.comes_back().await;
    studio.get(&format!("/answer/{theirs}")).await.is_problem(404, "not_found");
    signs(&server, "famille@example.org", &["web"]).await;
}

#[tokio::test]
async fn who_has_signed_themself_is_not_asked_again_on_a_birthday() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    // Of age on the day of the event, in two weeks; a minor when asked.
    let zoe = studio.post("/employee", child("Zoé", "2008-05-10", &["Anne"])).await;
    studio.plans("Bal", &[zoe.id("/id")]).await;
    server.settle().await;
    signs(&server, "famille@example.org", &["web"]).await;
    let mails = server.postbox.to("famille@example.org").len();
    server.sleeps(20).await;
    assert_eq!(server.postbox.to("famille@example.org").len(), mails);
}

#[tokio::test]
async fn one_of_two_guardians_does_not_silently_decide_for_both() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (_, id) = asked_through_one(&studio).await;
    assert_eq!(answer(&studio, id).await["guardians"], json!({ "needed": 2, "asked": 1 }));
    let mut anne = Recipient::invited(&server, "anne@example.org");
    let shown = anne.proves_the_email().await;
    assert_eq!(shown.json["document"]["otherGuardian"], true);
    let silent = consents(&anne, json!({})).await;
    assert_eq!(silent.refuses(&["otherGuardian"]).json["errors"][0]["code"], "other_guardian");
    let both = json!({ "otherGuardian": paul(), "soleAuthority": true });
    consents(&anne, both).await.refuses(&["soleAuthority"]);
    let mut own = paul();
    own["email"] = json!("ANNE@example.org");
    let own = consents(&anne, json!({ "otherGuardian": own })).await;
    assert_eq!(own.refuses(&["otherGuardian.email"]).json["errors"][0]["code"], "same_guardian");
    let empty = json!({ "firstName": "", "lastName": "Petit", "email": "paul" });
    let wrong = consents(&anne, json!({ "otherGuardian": empty })).await;
    wrong.refuses(&["otherGuardian.firstName", "otherGuardian.email"]);
    assert_eq!(answer(&studio, id).await["state"], "PENDING");
    assert!(server.postbox.to("paul@example.org").is_empty());
    // One refusal is enough.
    anne.refuses(None).await.is(201);
    server.settle().await;
    assert_eq!(answer(&studio, id).await["state"], "REFUSED");
}

#[tokio::test]
async fn the_guardian_who_is_named_is_asked_and_their_word_counts() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (zoe, id) = asked_through_one(&studio).await;
    let mut anne = Recipient::invited(&server, "anne@example.org");
    anne.proves_the_email().await;
    let named = consents(&anne, json!({ "otherGuardian": paul() })).await;
    assert_eq!(named.is(201).json["state"], "PENDING");
    server.settle().await;
    let receipt = server.postbox.last_to("anne@example.org");
    assert!(
        receipt.subject.contains("Votre autorisation partielle pour Zoé"),
        "{}",
        receipt.subject
    );
    assert!(receipt.text.contains("n’a pas encore répondu"), "{}", receipt.text);
    assert!(receipt.attachments.is_empty());
    let known = studio.get(&format!("/employee/{zoe}")).await;
    assert_eq!(known.json["guardians"][1]["email"], "paul@example.org");
    assert_eq!(answer(&studio, id).await["guardians"], json!({ "needed": 2, "asked": 2 }));

    let mut second = Recipient::invited(&server, "paul@example.org");
    let shown = second.proves_the_email().await;
    assert_eq!(shown.json["document"]["otherGuardian"], false);
    // The other guardian has answered already, so the question is refused.
    let odd = consents(&second, json!({ "soleAuthority": true })).await;
    odd.refuses(&["otherGuardian"]);
    consents(&second, json!({})).await.is(201);
    server.settle().await;
    assert_eq!(answer(&studio, id).await["state"], "ACCEPTED");

    let pdf = pdf_text(&studio.get(&format!("/answer/{id}/pdf")).await.is(200).bytes);
    let pdf = pdf.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "2 titulaires de l’autorité parentale répondent pour l’enfant",
        "le studio en connaissait 1",
        "Anne Petit a indiqué l’autre titulaire de l’autorité parentale : Paul Petit <p•••@e•••.org>",
        "a•••@e•••.org",
        "Empreinte SHA-256 du document présenté à Anne Petit",
        "Empreinte SHA-256 du document présenté à Paul Petit",
        "L’invitation a été envoyée à Anne Petit (a•••@e•••.org).",
        "L’invitation a été envoyée à Paul Petit (p•••@e•••.org).",
        "Anne Petit a donné sa réponse.",
        "Paul Petit a donné sa réponse.",
    ] {
        let said = said.replace('\u{a0}', " ");
        assert!(pdf.replace('\u{a0}', " ").contains(&said), "{said:?} is not in {pdf}");
    }
    let bundle = studio.get(&format!("/answer/{id}/evidence")).await.is(200).bytes.clone();
    let chain = read_json(&bundle, "chain.json");
    let field = |entry: &Value, name: &str| {
        let fields = entry["fields"].as_array().unwrap();
        fields.iter().find(|one| one["name"] == name).map(|one| one["value"].clone())
    };
    let of_server = [json!("PDF_MADE"), json!("SEALED")];
    for entry in chain.as_array().unwrap().iter().filter(|one| !of_server.contains(&one["kind"])) {
        let number = field(entry, "signer").unwrap_or_else(|| panic!("nobody's: {entry}"));
        assert!(number == "1" || number == "2", "{entry}");
        assert_eq!(field(entry, "role").unwrap(), "GUARDIAN");
        assert!(entry["fields"][0]["salt"].is_string(), "salted: {entry}");
    }
    let answered = chain.as_array().unwrap().iter().filter(|one| one["kind"] == "ANSWERED");
    let by: Vec<Value> = answered.map(|entry| field(entry, "signer").unwrap()).collect();
    assert_eq!(by, ["1", "2"]);
    let decisions = read_json(&bundle, "decisions.json");
    assert_eq!(decisions[0]["guardians"], json!({ "needed": 2, "known": 1 }));
    assert_eq!(decisions[0]["otherGuardian"]["name"], "Paul Petit");
}

#[tokio::test]
async fn a_declaration_of_sole_authority_is_signed_with_the_answer() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (_, id) = asked_through_one(&studio).await;
    let mut anne = Recipient::invited(&server, "anne@example.org");
    anne.proves_the_email().await;
    let alone = consents(&anne, json!({ "soleAuthority": true })).await;
    assert_eq!(alone.is(201).json["state"], "ACCEPTED");
    server.settle().await;
    let pdf = pdf_text(&studio.get(&format!("/answer/{id}/pdf")).await.is(200).bytes);
    let pdf = pdf.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        pdf.contains("Anne Petit a déclaré être la seule personne à exercer l’autorité parentale"),
        "{pdf}"
    );
    let bundle = studio.get(&format!("/answer/{id}/evidence")).await.is(200).bytes.clone();
    let decisions = read_json(&bundle, "decisions.json");
    assert_eq!(decisions[0]["soleAuthority"], true);
    let document = read_json(&bundle, "document.json");
    assert_eq!(document["guardians"], json!({ "needed": 2, "known": 1 }));
    let report = be_right::render::bundle::examine(
        &bundle,
        &be_right::render::bundle::Trust { key: Some(server.app.keys.seal.public()), pdf: None },
    );
    assert!(report.verdict == be_right::render::bundle::Verdict::Genuine, "{:?}", report.checks);
}

#[tokio::test]
async fn a_second_guardian_whom_the_studio_adds_is_asked_too() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (zoe, id) = asked_through_one(&studio).await;
    let mut anne = Recipient::invited(&server, "anne@example.org");
    anne.proves_the_email().await;
    let both = child("Zoé", "2016-03-01", &["Anne", "Paul"]);
    studio.put(&format!("/employee/{zoe}"), both).await.is(200);
    server.settle().await;
    assert_eq!(server.postbox.to("paul@example.org").len(), 1);
    assert_eq!(answer(&studio, id).await["guardians"], json!({ "needed": 2, "asked": 2 }));
    // Anne was shown that she is the only known guardian, which is no longer true.
    consents(&anne, json!({ "soleAuthority": true })).await.is_problem(409, "document_changed");
    signs(&server, "paul@example.org", &["web"]).await;
    assert_eq!(answer(&studio, id).await["state"], "PENDING");
}

#[tokio::test]
async fn a_guardians_signature_is_never_kept() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    asks_for_one(&studio).await;
    let (zoe, _) = asked_through_one(&studio).await;
    let mut anne = Recipient::invited(&server, "anne@example.org");
    anne.proves_the_email().await;
    consents(&anne, json!({ "keepSignature": true })).await.is(201);
    server.settle().await;
    assert_eq!(studio.get(&format!("/employee/{zoe}")).await.json["hasSignature"], false);
}

#[tokio::test]
async fn the_reason_of_one_guardian_is_for_the_studio() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (_, id) = asked(&studio).await;
    signs(&server, "anne@example.org", &["web"]).await;
    let mut paul = Recipient::invited(&server, "paul@example.org");
    paul.proves_the_email().await;
    paul.refuses(Some("Nous divorçons")).await.is(201);
    server.settle().await;
    assert_eq!(answer(&studio, id).await["reason"], "Nous divorçons");
    let bundle = studio.get(&format!("/answer/{id}/evidence")).await.is(200).bytes.clone();
    assert_eq!(read_json(&bundle, "decisions.json")[1]["reason"], "Nous divorçons");
    let link = &server.postbox.to("anne@example.org")[0].text;
    let mut anne = Recipient::of(&server, "anne@example.org", link);
    server.clock.advance(61_000);
    let shown = anne.proves_the_email().await.is(200).json.clone();
    assert!(!shown.to_string().contains("divorçons"), "{shown}");
    // Both receive the PDF.
    let pdf = studio.get(&format!("/answer/{id}/pdf")).await.is(200).bytes.clone();
    assert!(!pdf_text(&pdf).contains("divorçons"));
    let carried = pdf_attachment(&pdf);
    let decisions = read_json(&carried, "decisions.json");
    assert_eq!(decisions.as_array().unwrap().len(), 1, "{decisions}");
    assert!(decisions[0]["signer"] == "Anne Petit" && !decisions.to_string().contains("reason"));
}
