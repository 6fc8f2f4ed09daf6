//! Nothing is published on the strength of an answer whose evidence is not what was sealed.

use std::path::Path;

use serde_json::json;

use super::{Shoot, accepts, asked_of_parents, refuses};
use crate::console::ConsoleContext;
use crate::files::{id, photo};
use crate::support::{Recipient, Server, Studio, change, rows};

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

/// The statements that erase the values in all steps of an answer, as the program does.
fn erases_steps(data: &Path, answer: i64) -> String {
    let steps = rows(data, &format!("SELECT id, fields FROM evidence WHERE answer_id = {answer}"));
    let erases = |row: Vec<String>| {
        let mut fields: Vec<serde_json::Value> = serde_json::from_str(&row[1]).unwrap();
        for field in &mut fields {
            field.as_object_mut().unwrap().retain(|name, _| name == "name" || name == "hash");
        }
        let fields = serde_json::to_string(&fields).unwrap();
        format!("UPDATE evidence SET fields = '{fields}' WHERE id = {};", row[0])
    };
    steps.into_iter().map(erases).collect()
}

/// The answers whose evidence the nightly check finds not to be what was sealed.
async fn found_at_night(server: &Server) -> Vec<i64> {
    server.sleeps(1).await;
    let marked = "SELECT answer_id FROM chain_seals WHERE fault_at IS NOT NULL ORDER BY 1";
    rows(server.folder.path(), marked).iter().map(|row| row[0].parse().unwrap()).collect()
}

#[tokio::test]
async fn the_word_of_one_guardian_is_not_made_that_of_the_other() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (_, _, answer) = asked_of_parents(&studio).await;
    accepts(&server, "anne@example.org", &["internal", "web"]).await;
    let data = server.folder.path();
    let undo = rows(data, &format!("SELECT uses, state FROM answers WHERE id = {answer}"));
    let signer = |position: i64| {
        format!("(SELECT id FROM signers WHERE answer_id = {answer} AND position = {position})")
    };
    // One of two is not enough, whatever the answer is said to be.
    let first = "SELECT MIN(decided_at) FROM decisions";
    change(
        data,
        &format!(
            "UPDATE answers SET state = 'ACCEPTED', uses = '[\"web\"]', signed_at = ({first}),
                    expires_at = ({first}) + 252460800000 WHERE id = {answer}"
        ),
    );
    assert_eq!(found_at_night(&server).await, [answer]);
    change(
        data,
        &format!(
            "UPDATE answers SET state = '{}', uses = '{}', signed_at = NULL, expires_at = NULL
              WHERE id = {answer}",
            undo[0][1], undo[0][0]
        ),
    );
    assert_eq!(found_at_night(&server).await, [0_i64; 0]);

    accepts(&server, "paul@example.org", &["web", "print"]).await;
    assert_eq!(found_at_night(&server).await, [0_i64; 0]);
    // What Anne allowed is said to be an earlier word of Paul, whose later one allows more.
    change(
        data,
        &format!(
            "UPDATE decisions SET supersedes = (SELECT MIN(id) FROM decisions)
              WHERE signer_id = {paul};
             UPDATE decisions SET signer_id = {paul} WHERE signer_id = {anne};
             UPDATE answers SET uses = '[\"web\",\"print\"]' WHERE id = {answer}",
            anne = signer(1),
            paul = signer(2)
        ),
    );
    assert_eq!(found_at_night(&server).await, [answer]);
}

#[tokio::test]
async fn nobody_changes_a_refusal_by_saying_that_its_evidence_was_erased() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    refuses(&server, ANA).await;
    let (answer, data) = (shoot.answer, server.folder.path());
    let allows = format!(
        "UPDATE answers SET erased_at = 1777000000000, state = 'ACCEPTED', uses = '[\"web\"]',
                expires_at = signed_at + 252460800000 WHERE id = {answer};
         UPDATE decisions SET record = NULL, signature = NULL WHERE answer_id = {answer};
         UPDATE documents SET body = NULL WHERE answer_id = {answer};"
    );
    change(data, &allows);
    assert_eq!(found_at_night(&server).await, [answer]);
    // Nor by erasing all of it.
    change(data, &erases_steps(data, answer));
    assert_eq!(found_at_night(&server).await, [answer]);
    let studio = shoot.studio.comes_back().await;
    let file = studio.get(&format!("/file/{}", shoot.file)).await;
    assert_ne!(file.is(200).json["consent"]["web"], "allowed");
}

#[tokio::test]
async fn a_refusal_that_was_made_somebody_elses_stops_what_is_published_of_who_refused() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    let studio = &shoot.studio;
    let bea = studio.employs("Bea", "Petit", "bea@example.org").await;
    accepts(&server, ANA, &["web"]).await;
    let link = shoot.link().await;
    let renewed = shoot.renews(shoot.answer).await;
    refuses(&server, ANA).await;
    assert!(!shoot.may_be_shown(&link).await);
    // Another photograph, of Bea, is not concerned.
    let other = id(&photo(studio, shoot.event, 2).await);
    studio.put(&format!("/file/{other}/people"), json!({ "employeeIds": [bea] })).await.is(200);
    change(
        server.folder.path(),
        &format!(
            "UPDATE answers SET employee_id = {bea}, supersedes = NULL WHERE id = {renewed};
             UPDATE signers SET employee_id = {bea} WHERE answer_id = {renewed};"
        ),
    );
    assert_eq!(found_at_night(&server).await, [renewed]);
    let shoot = Shoot { studio: shoot.studio.comes_back().await, ..shoot };
    assert!(!shoot.may_be_shown(&link).await);
    assert_eq!(shoot.answer(shoot.answer).await["onHoldBecause"], "EVIDENCE_CONTRADICTED");
}

/// The last answer given counts, and ids say which one is.
#[tokio::test]
async fn an_earlier_yes_does_not_count_again_by_other_ids_or_an_erased_refusal() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    accepts(&server, ANA, &["web"]).await;
    server.clock.advance(3 * 86_400_000);
    let shoot = Shoot { studio: shoot.studio.comes_back().await, ..shoot };
    let (yes, no) = (shoot.answer, shoot.renews(shoot.answer).await);
    refuses(&server, ANA).await;
    let data = server.folder.path();
    // Tables that name an answer by its id.
    let moves = |from: i64, to: i64| {
        let named = ["decisions", "documents", "evidence", "signers", "seals", "chain_seals"];
        let rows = named
            .map(|table| format!("UPDATE {table} SET answer_id = {to} WHERE answer_id = {from};"));
        format!("UPDATE answers SET id = {to} WHERE id = {from};{}", rows.concat())
    };
    let renews = format!(
        "UPDATE answers SET supersedes = 900 WHERE id = {yes};
         UPDATE answers SET supersedes = NULL WHERE id = {no};"
    );
    let erased = format!(
        "{} UPDATE answers SET erased_at = 1777000000000 WHERE id = {no};
         UPDATE decisions SET record = NULL, signature = NULL WHERE answer_id = {no};
         UPDATE documents SET body = NULL WHERE answer_id = {no};",
        erases_steps(data, no)
    );
    let never_given = format!("UPDATE answers SET signed_at = NULL WHERE id = {no};");
    for sql in [
        moves(no, -5),
        [&renews[..], &moves(no, 900), &moves(yes, 901)].concat(),
        erased.clone(),
        [&erased[..], &never_given].concat(),
    ] {
        let copy = tempfile::tempdir().unwrap();
        crate::backups::holds::copy(data, copy.path());
        change(copy.path(), &format!("PRAGMA foreign_keys = OFF; {sql}"));
        let there = Server::start_over(copy);
        there.clock.advance(3 * 86_400_000);
        there.sleeps(1).await;
        let studio = Studio::enters(&there, &shoot.studio.email).await;
        let file = studio.get(&format!("/file/{}", shoot.file)).await;
        assert_ne!(file.is(200).json["consent"]["web"], "allowed", "{sql}");
        let alarms = there.get("/readyz").await.json["alarms"].clone();
        assert_eq!(alarms, json!(["evidence_contradicted"]), "{sql}");
        there.leaves_jobs();
    }
}
