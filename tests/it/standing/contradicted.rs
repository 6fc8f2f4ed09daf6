//! Nothing is published on the strength of an answer whose evidence is not what was sealed.

use serde_json::json;

use super::{Shoot, accepts};
use crate::console::ConsoleContext;
use crate::support::{Recipient, Server, change, rows};

const ANA: &str = "ana@example.org";

/// Changes the time of the last step, in milliseconds.
fn moves_last_step(server: &Server, answer: i64, by: i64) {
    change(
        server.folder.path(),
        &format!(
            "UPDATE evidence SET at = at + {by} WHERE answer_id = {answer}
                AND seq = (SELECT MAX(seq) FROM evidence WHERE answer_id = {answer})"
        ),
    );
}

#[tokio::test]
async fn a_consent_whose_evidence_was_changed_allows_nothing_until_it_is_given_anew() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    let studio = &shoot.studio;
    studio.patch("/settings", json!({ "locale": "en" })).await.is(200);
    accepts(&server, ANA, &["web"]).await;
    let link = shoot.link().await;
    assert!(shoot.may_be_shown(&link).await);
    moves_last_step(&server, shoot.answer, 1);
    // Whoever asks for the evidence finds it.
    let evidence = format!("/answer/{}/evidence", shoot.answer);
    studio.get(&evidence).await.is_problem(500, "evidence_contradicted");
    assert!(!shoot.may_be_shown(&link).await);
    let answer = shoot.answer(shoot.answer).await;
    assert_eq!(answer["onHold"], json!(["web"]));
    assert_eq!(answer["onHoldBecause"], "EVIDENCE_CONTRADICTED");
    assert_eq!(answer["uses"]["web"], false);
    let release = format!("/answer/{}/release", shoot.answer);
    let released = studio.post(&release, json!({ "reason": "called her" })).await;
    released.is_problem(409, "evidence_contradicted");
    server.settle().await;
    let mail = server.postbox.last_with(&studio.email, "not what was sealed").text;
    assert!(mail.contains("no photograph is published on the strength of them"), "{mail}");
    assert_eq!(server.get("/readyz").await.json["alarms"], json!(["evidence_contradicted"]));
    let console = ConsoleContext::of(&server, &studio.email).await;
    let page =
        console.get(&format!("/console/shoots/{}?lang=en", shoot.event)).await.is(200).text();
    assert!(page.contains("On hold: its evidence was changed<"), "{page}");
    assert!(page.contains("Uses on hold: Website. The evidence of this consent is not"), "{page}");
    assert!(!page.contains("since a restore"), "{page}");

    // A new answer settles it, with evidence of its own.
    let renewed = shoot.renews(shoot.answer).await;
    assert!(!shoot.may_be_shown(&link).await);
    accepts(&server, ANA, &["web"]).await;
    assert!(shoot.may_be_shown(&link).await);
    assert_eq!(shoot.answer(renewed).await["onHoldBecause"], json!(null));
    // If the newer one is changed too, the older one does not count again.
    change(
        server.folder.path(),
        &format!(
            "UPDATE answers SET state = 'PENDING', signed_at = NULL, uses = '[]' WHERE id = {renewed};
             UPDATE chain_seals SET fault_at = NULL WHERE answer_id = {}",
            shoot.answer
        ),
    );
    moves_last_step(&server, shoot.answer, -1);
    server.sleeps(1).await;
    let shoot = Shoot { studio: shoot.studio.comes_back().await, ..shoot };
    let answer = shoot.answer(shoot.answer).await;
    assert_eq!(answer["onHoldBecause"], "EVIDENCE_CONTRADICTED");
    assert!(!shoot.may_be_shown(&link).await);
}

#[tokio::test]
async fn the_nightly_check_stops_publication_and_allows_it_again_once_the_evidence_is_right() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    accepts(&server, ANA, &["web"]).await;
    for (by, is_whole) in [(5, false), (-5, true)] {
        moves_last_step(&server, shoot.answer, by);
        server.sleeps(1).await;
        let there = shoot.studio.comes_back().await;
        let file = there.get(&format!("/file/{}", shoot.file)).await;
        let allowed = file.is(200).json["consent"]["web"] == "allowed";
        let alarms = server.get("/readyz").await.json["alarms"].clone();
        let wanted = if is_whole { json!([]) } else { json!(["evidence_contradicted"]) };
        assert_eq!((allowed, alarms), (is_whole, wanted));
    }
}

#[tokio::test]
async fn an_answer_is_about_the_event_and_the_person_that_its_evidence_says() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    let studio = &shoot.studio;
    let bea = studio.employs("Bea", "Petit", "bea@example.org").await;
    let cleo = studio.employs("Cleo", "Roux", "cleo@example.org").await;
    let (other, answers) = studio.plans("Hiver", &[bea, cleo]).await;
    server.settle().await;
    accepts(&server, ANA, &["web"]).await;
    accepts(&server, "bea@example.org", &["web"]).await;
    let mut refusing = Recipient::invited(&server, "cleo@example.org");
    refusing.proves_the_email().await;
    refusing.refuses(None).await.is(201);
    server.settle().await;
    let (mine, data) = (shoot.answer, server.folder.path());
    let moves = |answer: i64, event: i64| {
        format!("UPDATE answers SET event_id = {event} WHERE id = {answer};")
    };
    let (bea_said, cleo_said) = (answers[0], answers[1]);
    let hers = |answer: i64, person: i64| {
        format!(
            "UPDATE answers SET employee_id = {person} WHERE id = {answer};
             UPDATE signers SET employee_id = {person} WHERE answer_id = {answer};"
        )
    };
    let cases = [
        // Two answers at each other's event.
        (
            moves(mine, other) + &moves(bea_said, shoot.event),
            moves(mine, shoot.event) + &moves(bea_said, other),
            vec![mine, bea_said],
        ),
        // A refusal that is somebody else's.
        (hers(cleo_said, shoot.ana), hers(cleo_said, cleo), vec![cleo_said]),
    ];
    for (wrong, right, found) in cases {
        for (sql, found) in [(wrong, found), (right, vec![])] {
            change(data, &sql);
            server.sleeps(1).await;
            let marked = "SELECT answer_id FROM chain_seals WHERE fault_at IS NOT NULL ORDER BY 1";
            let found: Vec<Vec<String>> = found.iter().map(|id| vec![id.to_string()]).collect();
            assert_eq!(rows(data, marked), found, "{sql}");
        }
    }
}
