//! Uses on hold since a restore are shown as such, never as a consent in force.

use be_right::model::AlarmKind;
use be_right::store::alarms;
use serde_json::{Value, json};

use crate::console::ConsoleContext;
use crate::support::{Recipient, Server, Studio, change, pdf_layout};

/// Puts uses that a person has allowed on hold, as a restore does.
fn hold(studio: &Studio<'_>, event: i64, person: i64, uses: &[&str]) {
    let (company, uses) = (studio.company, json!(uses));
    change(
        studio.server.folder.path(),
        &format!(
            "INSERT INTO holds (company_id, event_id, employee_id, by_guardian, uses, backup,
                                decided_at, last_decision, created_at)
             VALUES ({company}, {event}, {person}, 0, '{uses}', 'backup of May', 0,
                     (SELECT COALESCE(MAX(id), 0) FROM decisions), 0);"
        ),
    );
}

async fn accepts(server: &Server, email: &str, uses: &[&str]) {
    let mut recipient = Recipient::invited(server, email);
    recipient.proves_the_email().await;
    recipient.accepts(uses).await.is(201);
    server.settle().await;
}

/// What the page of an event says of a person.
fn said_of(page: &str, person: i64) -> &str {
    let (_, rest) = page.split_once(&format!("id=\"person-{person}\"")).unwrap();
    rest.split("id=\"person-").next().unwrap()
}

#[tokio::test]
async fn a_consent_on_hold_is_no_consent_in_force_on_any_page_list_or_mail() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    studio.patch("/settings", json!({ "locale": "en" })).await.is(200);
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let bea = studio.employs("Bea", "Noir", "bea@example.org").await;
    let cleo = studio.employs("Cleo", "Roux", "cleo@example.org").await;
    let (event, _) = studio.plans("Gala", &[ana, bea, cleo]).await;
    server.settle().await;
    accepts(&server, "ana@example.org", &["web", "press"]).await;
    accepts(&server, "bea@example.org", &["web", "press"]).await;
    hold(&studio, event, ana, &["web", "press"]);
    hold(&studio, event, bea, &["press"]);
    let all = ["web", "print", "press", "social", "internal"];
    accepts(&server, "cleo@example.org", &all).await;

    // The mail that says that all have answered.
    let mail = server.postbox.last_with(&studio.email, "All answers are in").text;
    for line in ["Full consents: 1", "Partial consents: 1", "Refusals: 0"] {
        assert!(mail.contains(line), "{line} is not in {mail}");
    }
    assert!(mail.contains("On hold: 1"), "{mail}");

    let list = studio.get(&format!("/event/{event}/participants")).await;
    let list: Vec<Value> = serde_json::from_value(list.is(200).json.clone()).unwrap();
    let held = |person: i64| {
        let one = list.iter().find(|one| one["employeeId"] == person).unwrap();
        assert_eq!(one["state"], "ACCEPTED");
        (one["onHold"].clone(), one["uses"]["web"] == true, one["uses"]["press"] == true)
    };
    assert_eq!(held(ana), (json!(["web", "press"]), false, false));
    assert_eq!(held(bea), (json!(["press"]), true, false));
    assert_eq!(held(cleo), (json!([]), true, true));

    let console = ConsoleContext::of(&server, &studio.email).await;
    let page = console.get(&format!("/console/shoots/{event}?lang=en")).await.is(200).text();
    let is = |class: &str, person: i64| {
        let start = format!("class=\"{class}\" id=\"person-{person}\"");
        assert!(page.contains(&start), "{start} is not in {page}");
    };
    is("is-held", ana);
    is("is-part", bea);
    is("is-yes", cleo);
    let of_ana = said_of(&page, ana);
    assert!(of_ana.contains("On hold since a restore<"), "{of_ana}");
    assert!(of_ana.contains("on hold since a restore: Website, Press and media."), "{of_ana}");
    assert!(of_ana.contains("Ask for their consent again"), "{of_ana}");
    assert!(!of_ana.contains("Accepted"), "{of_ana}");
    let of_bea = said_of(&page, bea);
    assert!(of_bea.contains("Accepted in part (1 of 5)"), "{of_bea}");
    assert!(of_bea.contains("on hold since a restore: Press and media."), "{of_bea}");
    let (_, refused) = of_bea.split_once("Declined: ").unwrap();
    assert!(!refused.split('<').next().unwrap().contains("Press"), "{refused}");
    assert!(!said_of(&page, cleo).contains("on hold since"), "{page}");
    let french = console.get(&format!("/console/shoots/{event}?lang=fr")).await.is(200).text();
    assert!(said_of(&french, ana).contains("En attente depuis une restauration<"), "{french}");

    let roster =
        pdf_layout(&studio.get(&format!("/event/{event}/accepted.pdf")).await.is(200).bytes);
    for there in ["2 consents in force, of 3", "one consent is on hold", "Noir", "Roux"] {
        assert!(roster.contains(there), "{there} is not in {roster}");
    }
    assert!(
        roster.contains("In part (1 of 5)") && roster.contains("On hold, not allowed"),
        "{roster}"
    );
    assert!(!roster.contains("Moreau"), "{roster}");
    let sheet = studio.get(&format!("/event/{event}/roster")).await.is(200).text();
    let line = sheet.lines().find(|line| line.contains("Moreau")).unwrap();
    assert!(line.contains("On hold since a restore"), "{line}");

    // What the person reads of their own consent.
    studio.hires("ana@example.org", "EMPLOYEE").await;
    let console = ConsoleContext::of(&server, "ana@example.org").await;
    let page = console.get("/console/mine?lang=en").await.is(200).text();
    assert!(page.contains("<strong>On hold since a restore</strong>"), "{page}");
    assert!(page.contains("This consent is on hold"), "{page}");
    server.settle().await;
}

#[tokio::test]
async fn owners_read_what_is_on_hold_and_what_to_do_and_nothing_of_other_companies() {
    let server = Server::start();
    let lumiere = server.studio("Lumière").await;
    lumiere.patch("/settings", json!({ "locale": "en" })).await.is(200);
    let ombre = server.studio("Ombre").await;
    let other = server.studio("Autre").await;
    for (studio, email) in [(&lumiere, "ana@example.org"), (&ombre, "bea@example.org")] {
        let person = studio.employs("Zoé", "Petit", email).await;
        let (event, _) = studio.plans("Gala", &[person]).await;
        server.settle().await;
        accepts(&server, email, &["web"]).await;
        hold(studio, event, person, &["web"]);
    }
    let (kind, detail) = (AlarmKind::DecisionsHeld, "8 answers, backup of May");
    let raised = server.app.db.write_all(move |all| alarms::raise(all, kind, detail));
    assert!(raised.await.unwrap());
    server.settle().await;

    let english = server.postbox.last_with(&lumiere.email, "consents are on hold");
    let french = server.postbox.last_with(&ombre.email, "des autorisations sont suspendues");
    for (text, parts) in [
        (
            &english.text,
            [
                "no photograph of these people is published",
                "an owner can also release the uses",
                "You receive this message as a user of be-right.",
            ],
        ),
        (
            &french.text,
            [
                "aucune photo de ces personnes n’est publiée",
                "lever la suspension",
                "Vous recevez ce message en tant qu’utilisateur de be-right.",
            ],
        ),
    ] {
        for part in parts {
            assert!(text.contains(part), "{part} is not in {text}");
        }
        for part in ["8 answers", "backup of May"] {
            assert!(!text.contains(part), "{part} is in {text}");
        }
    }
    let output = lumiere.get("/notifications?type=SYSTEM").await;
    assert!(output.is(200).text().contains("an owner can also release"), "{}", output.text());
    assert!(!output.text().contains("8 answers"), "{}", output.text());
    // The company without a hold is not written to.
    let to_other = server.postbox.to(&other.email);
    assert!(to_other.iter().all(|mail| !mail.subject.contains("suspendus")));
}
