//! Who was named on photographs after the backup is named again by the restore.

use poem::http::Method;
use serde_json::{Value, json};

use super::holds::{backed_up, copy, employs, restored};
use super::{fine, secrets};
use crate::files::{fetch, form, id, jpeg, photo, send_form};
use crate::support::{PASSWORD, Recipient, Server, Studio};

/// What a photograph may be used for on the web, and the ids of who is named on it.
async fn named(studio: &Studio<'_>, file: i64) -> (Value, Value) {
    let file = studio.get(&format!("/file/{file}")).await.is(200).json.clone();
    (file["consent"]["web"].clone(), file["employeeIds"].clone())
}

async fn names(studio: &Studio<'_>, file: i64, people: Value) {
    studio.put(&format!("/file/{file}/people"), people).await.is(200);
}

async fn answers(server: &Server, email: &str, uses: &[&str]) {
    let mut recipient = Recipient::invited(server, email);
    recipient.proves_the_email().await;
    match uses {
        [] => recipient.refuses(None).await.is(201),
        uses => recipient.accepts(uses).await.is(201),
    };
    server.settle().await;
}

#[tokio::test]
async fn a_restore_names_again_who_was_named_since_the_backup() {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    let (yes, no) = (employs(&studio, "Ana").await, employs(&studio, "Bea").await);
    let (event, _) = studio.plans("Été", &[yes, no]).await;
    server.settle().await;
    answers(&server, "ana@example.org", &["web"]).await;
    answers(&server, "bea@example.org", &[]).await;
    let mut photos = vec![];
    for nth in 1..=6 {
        photos.push(id(&photo(&studio, event, nth).await));
    }
    let ids = |people: &[i64]| json!({ "employeeIds": people });
    let nobody = || json!({ "people": "none" });
    names(&studio, photos[0], ids(&[yes])).await;
    names(&studio, photos[1], nobody()).await;
    names(&studio, photos[2], nobody()).await;
    names(&studio, photos[3], ids(&[yes])).await;
    names(&studio, photos[4], ids(&[yes])).await;
    let backups = backed_up(&server);

    // Since then: she who refused is found on two photographs, another shows somebody after all,
    // one shows a person who is new, and one is named for the first time.
    names(&studio, photos[0], ids(&[yes, no])).await;
    names(&studio, photos[1], ids(&[no])).await;
    names(&studio, photos[2], ids(&[])).await;
    let new = employs(&studio, "Cleo").await;
    names(&studio, photos[3], ids(&[yes, new])).await;
    names(&studio, photos[5], ids(&[yes])).await;
    let (there, output) = restored(&server, &backups, |_| {}).await;
    assert!(output.contains("are named again: 4."), "{output}");
    assert!(output.contains("Photographs of people who are not in it: 1."), "{output}");
    let studio = Studio::enters(&there, &studio.email).await;
    let expected = [
        ("refused", vec![yes, no]),
        ("refused", vec![no]),
        ("unknown", vec![]),
        ("unknown", vec![yes]),
        ("allowed", vec![yes]),
        ("allowed", vec![yes]),
    ];
    for (nth, (file, (state, people))) in photos.iter().zip(expected).enumerate() {
        assert_eq!(named(&studio, *file).await, (json!(state), json!(people)), "{nth}");
    }
}

#[tokio::test]
async fn names_survive_in_whatever_order_backups_are_restored() {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    let yes = employs(&studio, "Ana").await;
    let (event, _) = studio.plans("Été", &[yes]).await;
    let (file, cleared) =
        (id(&photo(&studio, event, 1).await), id(&photo(&studio, event, 2).await));
    names(&studio, file, json!({ "employeeIds": [yes] })).await;
    server.settle().await;
    answers(&server, "ana@example.org", &["web"]).await;
    let first = backed_up(&server);
    let no = employs(&studio, "Bea").await;
    let one = json!({ "eventId": event, "employeeId": no });
    studio.post("/answer", one).await.is(201);
    server.settle().await;
    answers(&server, "bea@example.org", &[]).await;
    let second = backed_up(&server);
    names(&studio, file, json!({ "employeeIds": [yes, no] })).await;
    // Somebody is named by mistake, and taken off by a user: that is not undone.
    names(&studio, cleared, json!({ "employeeIds": [yes, no] })).await;
    server.clock.advance(1_000);
    names(&studio, cleared, json!({ "employeeIds": [yes], "confirm": true })).await;
    server.settle().await;
    let place = tempfile::tempdir().unwrap();
    copy(server.folder.path(), place.path());
    let to = place.path().to_str().unwrap().to_owned();
    for backup in [&first, &second] {
        fine(&["restore", backup.path().to_str().unwrap(), "--replace", "--to", &to]);
    }
    let there = Server::start_over(place);
    let studio = Studio::enters(&there, &studio.email).await;
    assert_eq!(named(&studio, file).await, (json!("refused"), json!([yes, no])));
    assert_eq!(named(&studio, cleared).await, (json!("allowed"), json!([yes])));
}

#[tokio::test]
async fn a_restored_photograph_shows_whom_its_later_copy_showed() {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    let no = employs(&studio, "Ana").await;
    let (event, _) = studio.plans("Été", &[no]).await;
    let first = id(&photo(&studio, event, 1).await);
    names(&studio, first, json!({ "people": "none" })).await;
    server.settle().await;
    let backups = backed_up(&server);
    answers(&server, "ana@example.org", &[]).await;
    studio.delete(&format!("/file/{first}")).await.is(204);
    let copy = id(&photo(&studio, event, 1).await);
    names(&studio, copy, json!({ "employeeIds": [no] })).await;
    let (there, _) = restored(&server, &backups, |_| {}).await;
    let studio = Studio::enters(&there, &studio.email).await;
    assert_eq!(named(&studio, first).await, (json!("refused"), json!([no])));
}

/// An API token that may name people on photographs.
async fn programs_token(studio: &Studio<'_>) -> String {
    let wanted = json!({
        "name": "naming", "scopes": ["files:write", "shoots:write"], "currentPassword": PASSWORD,
    });
    let token = studio.post("/api-token", wanted).await;
    token.is(201).json["token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_program_cannot_settle_who_is_on_a_photograph_whose_names_a_restore_lost() {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    let yes = employs(&studio, "Ana").await;
    let (event, _) = studio.plans("Été", &[yes]).await;
    let files = [id(&photo(&studio, event, 1).await), id(&photo(&studio, event, 2).await)];
    server.settle().await;
    answers(&server, "ana@example.org", &["web"]).await;
    let backups = backed_up(&server);
    let new = employs(&studio, "Bea").await;
    for file in files {
        names(&studio, file, json!({ "employeeIds": [new] })).await;
    }
    let (once, _) = restored(&server, &backups, |_| {}).await;
    // A second restore does not forget it, whatever is left of the first replaced database.
    let (there, output) = restored(&once, &backups, |_| {}).await;
    assert!(output.contains("Photographs of people who are not in it: 2."), "{output}");
    let studio = Studio::enters(&there, &studio.email).await;
    let token = programs_token(&studio).await;
    let by_program = async |file: i64, body: Value| {
        there.send(Some(&token), Method::PUT, &format!("/file/{file}/people"), Some(&body)).await
    };
    let lost = async |file: i64| {
        studio.get(&format!("/file/{file}")).await.is(200).json["namesLost"].clone()
    };
    by_program(files[0], json!({ "people": "none" })).await.is_problem(409, "refused_on_photo");
    by_program(files[0], json!({ "employeeIds": [yes] })).await.is(200);
    assert_eq!(named(&studio, files[0]).await, (json!("unknown"), json!([yes])));
    // The list of the event agrees, and so does a copy of the photograph.
    let listed = studio.get(&format!("/event/{event}/photos?use=web&state=unknown")).await;
    assert_eq!(listed.is(200).json["total"], 2);
    studio.delete(&format!("/file/{}", files[0])).await.is(204);
    let copy = id(&photo(&studio, event, 1).await);
    by_program(copy, json!({ "employeeIds": [yes] })).await.is(200);
    assert_eq!(named(&studio, copy).await, (json!("unknown"), json!([yes])));
    // A user looks at them.
    names(&studio, copy, json!({ "employeeIds": [yes] })).await;
    assert_eq!((named(&studio, copy).await.0, lost(copy).await), (json!("allowed"), json!(false)));
    assert_eq!(lost(files[1]).await, json!(true));
    names(&studio, files[1], json!({ "people": "none" })).await;
    assert_eq!(named(&studio, files[1]).await.0, json!("allowed"));
}

#[tokio::test]
async fn a_lost_photograph_that_is_uploaded_again_waits_for_names() {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    let (yes, no) = (employs(&studio, "Ana").await, employs(&studio, "Bea").await);
    let (event, _) = studio.plans("Été", &[yes, no]).await;
    server.settle().await;
    answers(&server, "ana@example.org", &["web"]).await;
    answers(&server, "bea@example.org", &[]).await;
    let backups = backed_up(&server);
    let with_names = id(&photo(&studio, event, 1).await);
    photo(&studio, event, 2).await;
    names(&studio, with_names, json!({ "employeeIds": [yes, no] })).await;
    let (once, output) = restored(&server, &backups, |_| {}).await;
    assert!(output.contains("Photographs with names that are not in it: 1."), "{output}");
    // A second restore does not forget it.
    let (there, output) = restored(&once, &backups, |_| {}).await;
    assert!(output.contains("Photographs with names that are not in it: 1."), "{output}");
    let studio = Studio::enters(&there, &studio.email).await;
    let (again, unnamed) = (photo(&studio, event, 1).await, photo(&studio, event, 2).await);
    assert_eq!((&again["namesLost"], &unnamed["namesLost"]), (&json!(true), &json!(false)));
    let token = programs_token(&studio).await;
    for body in [json!({ "people": "none" }), json!({ "employeeIds": [yes] })] {
        let path = format!("/file/{}/people", id(&again));
        there.send(Some(&token), Method::PUT, &path, Some(&body)).await;
        assert_eq!(named(&studio, id(&again)).await.0, json!("unknown"), "{body}");
    }
    names(&studio, id(&again), json!({ "employeeIds": [yes, no] })).await;
    assert_eq!(named(&studio, id(&again)).await.0, json!("refused"));
    // Somebody has said who is on it.
    let (other, _) = studio.plans("Hiver", &[yes]).await;
    assert_eq!(photo(&studio, other, 1).await["namesLost"], json!(false));
}

#[tokio::test]
async fn a_program_cannot_say_that_nobody_is_on_a_copy_at_another_shoot() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let no = employs(&studio, "Ana").await;
    let (event, _) = studio.plans("Été", &[no]).await;
    let (other, _) = studio.plans("Hiver", &[]).await;
    names(&studio, id(&photo(&studio, event, 1).await), json!({ "employeeIds": [no] })).await;
    let copy = id(&photo(&studio, other, 1).await);
    let token = programs_token(&studio).await;
    let (path, none) = (format!("/file/{copy}/people"), json!({ "people": "none" }));
    let by_program = server.send(Some(&token), Method::PUT, &path, Some(&none)).await;
    by_program.is_problem(409, "refused_on_photo");
    names(&studio, copy, none).await;
    let fresh = id(&photo(&studio, other, 2).await);
    let (path, none) = (format!("/file/{fresh}/people"), json!({ "people": "none" }));
    server.send(Some(&token), Method::PUT, &path, Some(&none)).await.is(200);
}

#[tokio::test]
async fn names_that_a_restore_lost_are_not_forgotten_where_the_photograph_is_elsewhere() {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    let (yes, no) = (employs(&studio, "Ana").await, employs(&studio, "Bea").await);
    let (event, _) = studio.plans("Été", &[yes, no]).await;
    let (other, _) = studio.plans("Hiver", &[yes, no]).await;
    // The backup has the photograph at one shoot, without names.
    let kept = id(&photo(&studio, other, 1).await);
    let unnamed = id(&photo(&studio, other, 2).await);
    server.settle().await;
    let backups = backed_up(&server);
    let file = id(&photo(&studio, event, 1).await);
    names(&studio, file, json!({ "employeeIds": [no] })).await;
    // Somebody is taken off again: it is known that there is somebody.
    names(&studio, unnamed, json!({ "employeeIds": [yes] })).await;
    names(&studio, unnamed, json!({ "employeeIds": [], "confirm": true })).await;
    let (there, _) = restored(&server, &backups, |_| {}).await;
    let studio = Studio::enters(&there, &studio.email).await;
    let token = programs_token(&studio).await;
    let again = photo(&studio, event, 1).await;
    assert_eq!(again["namesLost"], json!(true));
    for file in [kept, unnamed, id(&again)] {
        let (path, none) = (format!("/file/{file}/people"), json!({ "people": "none" }));
        let said = there.send(Some(&token), Method::PUT, &path, Some(&none)).await;
        said.is_problem(409, "refused_on_photo");
    }
}

#[tokio::test]
async fn a_second_restore_marks_a_photograph_whose_names_the_first_one_lost() {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    let no = employs(&studio, "Ana").await;
    let (event, _) = studio.plans("Été", &[no]).await;
    server.settle().await;
    let without = backed_up(&server);
    let file = id(&photo(&studio, event, 1).await);
    let unnamed = backed_up(&server);
    names(&studio, file, json!({ "employeeIds": [no] })).await;
    let (once, _) = restored(&server, &without, |_| {}).await;
    let forget = |place: &std::path::Path| {
        for entry in std::fs::read_dir(place).unwrap().map(Result::unwrap) {
            if entry.file_name().to_string_lossy().starts_with("before-restore-") {
                std::fs::remove_dir_all(entry.path()).unwrap();
            }
        }
    };
    let (there, _) = restored(&once, &unnamed, forget).await;
    let studio = Studio::enters(&there, &studio.email).await;
    let found = studio.get(&format!("/file/{file}")).await.is(200).json.clone();
    assert_eq!(found["namesLost"], json!(true), "{found}");
}

#[tokio::test]
async fn a_program_cannot_name_one_of_several_on_a_copy_at_another_shoot() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let (yes, no) = (employs(&studio, "Ana").await, employs(&studio, "Bea").await);
    let (event, _) = studio.plans("Été", &[yes, no]).await;
    let (other, _) = studio.plans("Hiver", &[yes]).await;
    names(&studio, id(&photo(&studio, event, 1).await), json!({ "employeeIds": [yes, no] })).await;
    let copy = id(&photo(&studio, other, 1).await);
    let token = programs_token(&studio).await;
    let path = format!("/file/{copy}/people");
    let one =
        server.send(Some(&token), Method::PUT, &path, Some(&json!({ "employeeIds": [yes] }))).await;
    one.is_problem(409, "refused_on_photo");
    let both = json!({ "employeeIds": [yes, no] });
    server.send(Some(&token), Method::PUT, &path, Some(&both)).await.is(200);
}

#[tokio::test]
async fn whoever_is_named_at_one_shoot_is_on_the_copies_at_others() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let no = employs(&studio, "Ana").await;
    let (event, _) = studio.plans("Été", &[no]).await;
    let (other, _) = studio.plans("Hiver", &[no]).await;
    server.settle().await;
    let files = [id(&photo(&studio, event, 1).await), id(&photo(&studio, other, 1).await)];
    for file in files {
        names(&studio, file, json!({ "people": "none" })).await;
    }
    names(&studio, files[0], json!({ "employeeIds": [no] })).await;
    assert_eq!(named(&studio, files[1]).await.0, json!("unknown"));
}

#[tokio::test]
async fn a_link_for_good_to_what_was_a_photograph_does_not_work_again() {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    let no = employs(&studio, "Ana").await;
    let (event, _) = studio.plans("Été", &[no]).await;
    let mut links = vec![];
    for (owner, seed) in [(format!("{no}?owner=employee"), 1), (format!("{event}?owner=event"), 2)]
    {
        let (path, bytes) = (format!("/file/{owner}"), jpeg(seed));
        let body = form(&[("type", "DOCUMENT")], &[("d.jpg", &bytes)]);
        let sent = send_form(&server, &studio.token, &path, body).await;
        let document = id(&sent.is(201).json["data"][0]["file"]);
        let made = json!({ "transform": "w_90" });
        let link = studio.post(&format!("/file/{document}/link"), made).await;
        links.push((document, link.is(201).json["url"].as_str().unwrap().to_owned()));
    }
    fetch(&server, &links[0].1, &[]).await.is(200);
    server.settle().await;
    let backups = backed_up(&server);
    for seed in [1, 2] {
        let file = id(&photo(&studio, event, seed).await);
        names(&studio, file, json!({ "employeeIds": [no] })).await;
    }
    let before = [
        fetch(&server, &links[0].1, &[]).await.status,
        fetch(&server, &links[1].1, &[]).await.status,
    ];
    assert_eq!(before[0], 410);
    let (there, _) = restored(&server, &backups, |_| {}).await;
    let at = Studio::enters(&there, &studio.email).await;
    for ((document, link), before) in links.iter().zip(before) {
        assert_eq!(fetch(&there, link, &[]).await.status, before, "{document}");
        let long = json!({ "transform": "w_90", "expiresAt": "2099-01-01T00:00:00Z" });
        let refused = at.post(&format!("/file/{document}/link"), long).await;
        refused.is_problem(422, "invalid");
    }
}
