//! Matching: the same file twice, the same employee twice, employees who are known already.

use serde_json::{Value, json};

use super::{count, imports, imports_with, outcomes, people, studio, tally};
use crate::support::{Recipient, Server};

const TEXT: &str = "Nom;Prénom;E-mail;Téléphone\nMoreau;Inès;ines@example.org;0612345678\nPetit;Léa;lea@example.org;\n";

#[tokio::test]
async fn the_same_file_again_changes_nothing() {
    let server = Server::start();
    let studio = studio(&server).await;
    assert_eq!(tally(&imports(&studio, TEXT).await), [2, 0, 0, 0]);
    let before = people(&studio).await;
    server.clock.advance(60_000);
    let again = imports(&studio, TEXT).await;
    assert_eq!(tally(&again), [0, 0, 2, 0]);
    assert_eq!(again["rows"][0]["employeeId"], before[0]["id"]);
    assert_eq!(people(&studio).await, before);
}

#[tokio::test]
async fn a_line_updates_a_person_and_erases_nothing() {
    let server = Server::start();
    let studio = studio(&server).await;
    imports(&studio, TEXT).await;
    let text = "E-mail;Prénom;Nom;Ville;Tél\nLEA@example.org;léa;PETIT;Lyon;\nines@example.org;Inès;Moreau;;0698765432\n";
    let import = imports(&studio, text).await;
    assert_eq!(tally(&import), [0, 2, 0, 0], "{import}");
    let all = people(&studio).await;
    assert_eq!(all.len(), 2);
    // The known spelling is kept, not that of the file.
    assert_eq!(
        (&all[1]["lastName"], &all[1]["email"]),
        (&json!("Petit"), &json!("lea@example.org"))
    );
    assert_eq!(all[1]["address"]["city"], "Lyon");
    assert_eq!(all[0]["phone"], "+33698765432");
    let import = imports(&studio, TEXT.replace("0612345678", "")).await;
    assert_eq!(tally(&import), [0, 0, 2, 0]);
    assert_eq!(people(&studio).await[1]["address"]["city"], "Lyon");
}

#[tokio::test]
async fn the_same_person_twice_in_a_file_is_one() {
    let text = "Nom;Prénom;E-mail;Ville\nMoreau;Inès;i@x.org;\nMOREAU;ines;I@X.ORG;\nMoreau;Inès;i@x.org;Paris\nMoreau;Luc;i@x.org;\n";
    let expected = ["CREATED", "UNCHANGED", "UPDATED", "CREATED"];
    let server = Server::start();
    let studio = studio(&server).await;
    // A trial reports the same as the import that follows.
    for dry_run in ["true", "false"] {
        let import = imports_with(&studio, text, &[("dryRun", dry_run)]).await;
        let output: Vec<_> = outcomes(&import).into_iter().map(|(_, outcome)| outcome).collect();
        assert_eq!(output, expected, "{import}");
    }
    assert_eq!(count(&studio).await, 2);
}

#[tokio::test]
async fn a_trial_run_writes_nothing() {
    let server = Server::start();
    let studio = studio(&server).await;
    studio.employs("Inès", "Moreau", "ines@example.org").await;
    let before = people(&studio).await;
    let text = format!("{TEXT}Blanc;;noe@example.org;\n").replace("Téléphone", "Téléphone;Groupe");
    let text = text.replace("0612345678", "0612345678;Chorale");
    let import = imports_with(&studio, text.clone(), &[("dryRun", "true")]).await;
    assert_eq!(tally(&import), [1, 1, 0, 1], "{import}");
    assert_eq!(import["dryRun"], true);
    assert_eq!(import["rows"][0]["employeeId"], before[0]["id"]);
    assert_eq!(import["rows"][1]["employeeId"], Value::Null);
    assert_eq!(people(&studio).await, before);
    assert_eq!(studio.get("/group").await.is(200).id("/total"), 0);
    assert_eq!(tally(&imports(&studio, text).await), [1, 1, 0, 1]);
}

#[tokio::test]
async fn every_company_has_its_own_people() {
    let server = Server::start();
    let (ours, theirs) = (studio(&server).await, server.studio("pathe").await);
    let one = imports(&ours, TEXT).await;
    let other = imports(&theirs, TEXT).await;
    assert_eq!(tally(&other), [2, 0, 0, 0]);
    assert_ne!(one["rows"][0]["employeeId"], other["rows"][0]["employeeId"]);
    assert_eq!(theirs.get("/import").await.id("/total"), 1);
}

const MINOR: &str = "Nom;Prénom;E-mail;Date de naissance;Responsable 1 nom;Responsable 1 prénom;Responsable 1 email\nPetit;Zoé;zoe@example.org;14/03/2010;Petit;Anne;anne@example.org\n";

#[tokio::test]
async fn a_minor_comes_with_who_signs_for_them() {
    let server = Server::start();
    let studio = studio(&server).await;
    imports(&studio, MINOR).await;
    let zoe = people(&studio).await[0]["id"].as_i64().unwrap();
    let (_, answers) = studio.plans("Classe", &[zoe]).await;
    server.settle().await;
    let first = Recipient::invited(&server, "anne@example.org");
    first.opens().await.is(200);

    // The mother's e-mail has changed: her request is sent to the new one.
    let moved = MINOR.replace("anne@", "anne.petit@");
    assert_eq!(tally(&imports(&studio, moved.clone()).await), [0, 1, 0, 0]);
    first.opens().await.is(410);
    Recipient::invited(&server, "anne.petit@example.org").opens().await.is(200);
    assert_eq!(
        studio.get(&format!("/answer/{}", answers[0])).await.is(200).json["state"],
        "PENDING"
    );
    assert_eq!(tally(&imports(&studio, moved).await), [0, 0, 1, 0]);

    // A file without the guardian and the birth date removes neither.
    let bare = "Nom;Prénom;E-mail\nPetit;Zoé;zoe@example.org\n";
    assert_eq!(tally(&imports(&studio, bare).await), [0, 0, 1, 0]);
    let text = MINOR.replace("14/03/2010", "").replace("zoe@", "other@");
    let import = imports(&studio, text).await;
    assert_eq!(import["rows"][0]["errors"][0]["code"], "guardians_without_age", "{import}");
    assert_eq!(import["rows"][0]["errors"][0]["column"], "Date de naissance");
}

#[tokio::test]
async fn a_line_that_would_leave_a_child_without_a_guardian_is_refused_and_undone() {
    let server = Server::start();
    let studio = studio(&server).await;
    let zoe = studio.employs("Zoé", "Petit", "zoe@example.org").await;
    studio.plans("Classe", &[zoe]).await;
    server.settle().await;
    let text = "Nom;Prénom;E-mail;Né le;Ville\nBlanc;Noé;noe@example.org;;\nPetit;Zoé;zoe@example.org;14/03/2010;Lyon\nBrun;Lou;lou@example.org;;\n";
    for dry_run in ["true", "false"] {
        let import = imports_with(&studio, text, &[("dryRun", dry_run)]).await;
        assert_eq!(tally(&import), [2, 0, 0, 1], "{import}");
        assert_eq!(import["rows"][1]["errors"][0]["code"], "guardian_required", "{import}");
    }
    let kept = studio.get(&format!("/employee/{zoe}")).await;
    assert_eq!((&kept.json["birthDate"], &kept.json["address"]), (&Value::Null, &Value::Null));
    assert_eq!(count(&studio).await, 3);
}

#[tokio::test]
async fn people_join_the_groups_their_lines_name_and_the_group_of_the_file() {
    let server = Server::start();
    let studio = studio(&server).await;
    let text = "Nom;Prénom;E-mail;Groupe(s)\nMoreau;Inès;i@x.org;Chorale, Théâtre\nPetit;Léa;l@x.org;CHORALE\nBlanc;;n@x.org;Chorale\n";
    let sends = async |dry_run: &str| {
        let fields = [("name", "Classe 3"), ("dryRun", dry_run)];
        let taken = studio.sends("/group/csv", "a.csv", text, &fields).await.is(202).id("/id");
        server.settle().await;
        studio.get(&format!("/import/{taken}")).await.is(200).json.clone()
    };
    let members = async || {
        let groups = studio.get("/group?limit=100").await;
        let mut found = vec![];
        for group in groups.is(200).json["data"].as_array().unwrap() {
            let people = studio.get(&format!("/group/{}/employees", group["id"])).await;
            for one in people.is(200).json["data"].as_array().unwrap() {
                found.push(
                    [&group["name"], &one["firstName"]]
                        .map(|name| name.as_str().unwrap().to_owned()),
                );
            }
        }
        found.sort();
        found
    };
    assert_eq!(tally(&sends("true").await), [2, 0, 0, 1]);
    assert!(members().await.is_empty());
    let import = sends("false").await;
    assert_eq!(tally(&import), [2, 0, 0, 1]);
    assert!(import["groupId"].is_i64());
    let expected = [
        ["Chorale", "Inès"],
        ["Chorale", "Léa"],
        ["Classe 3", "Inès"],
        ["Classe 3", "Léa"],
        ["Théâtre", "Inès"],
    ];
    assert_eq!(members().await, expected);
    assert_eq!(tally(&sends("false").await), [0, 0, 2, 1]);
    // The file of another group: the employees are known, and join it.
    let taken = studio.sends("/group/csv", "a.csv", text, &[("name", "Sortie")]).await;
    server.settle().await;
    let import = studio.get(&format!("/import/{}", taken.is(202).id("/id"))).await;
    assert_eq!(tally(&import.json), [0, 2, 0, 1]);
}

#[tokio::test]
async fn a_class_list_needs_no_address_of_the_pupils() {
    let server = Server::start();
    let studio = studio(&server).await;
    let text = "Nom;Prénom;Date de naissance;Nom responsable;Prénom responsable;E-mail responsable\n\
                Petit;Zoé;14/03/2015;Petit;Anne;anne@example.org\n\
                Petit;Léo;02/09/2017;Petit;Anne;anne@example.org\n\
                Moreau;Inès;30/01/2016;;;\n";
    let import = imports(&studio, text).await;
    assert_eq!(tally(&import), [2, 0, 0, 1], "{import}");
    assert_eq!(import["rows"][2]["errors"][0]["field"], "email", "{import}");
    let all = people(&studio).await;
    let emails: Vec<&Value> = all.iter().map(|one| &one["guardians"][0]["email"]).collect();
    assert_eq!(emails, ["anne@example.org", "anne@example.org"]);
    assert_eq!(tally(&imports(&studio, text).await), [0, 0, 2, 1]);

    // The list of the next year still says nothing about the address that Zoé has got since.
    let zoe = all.iter().find(|one| one["firstName"] == "Zoé").unwrap();
    let body = json!({
        "firstName": "Zoé", "lastName": "Petit", "email": "zoe@example.org",
        "birthDate": "2015-03-14", "guardians": [{ "firstName": "Anne", "lastName": "Petit",
        "email": "anne@example.org" }],
    });
    studio.put(&format!("/employee/{}", zoe["id"]), body).await.is(200);
    assert_eq!(tally(&imports(&studio, text).await), [0, 0, 2, 1]);
    let zoe = studio.get(&format!("/employee/{}", zoe["id"])).await;
    assert_eq!(zoe.is(200).json["email"], "zoe@example.org");
    // A father of the same name, without a guardian, is somebody else.
    let father = "Nom;Prénom;E-mail\nPetit;Zoé;anne@example.org\n";
    assert_eq!(tally(&imports(&studio, father).await), [1, 0, 0, 0]);
}
