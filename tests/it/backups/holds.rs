//! What people took back after the backup was made does not come back with it.

use serde_json::{Value, json};

use super::{fine, secrets};
use crate::files::photo;
use crate::support::{PASSWORD, Recipient, Running, Server, Studio, rows};

async fn accepts<'s>(server: &'s Server, email: &str, uses: &[&str]) -> Recipient<'s> {
    let mut recipient = Recipient::invited(server, email);
    recipient.proves_the_email().await;
    recipient.accepts(uses).await.is(201);
    recipient
}

async fn employs(studio: &Studio<'_>, first: &str) -> i64 {
    let email = format!("{}@example.org", first.to_lowercase());
    studio.employs(first, "M", &email).await
}

#[tokio::test]
async fn what_was_taken_back_after_the_backup_is_on_hold_once_it_is_restored() {
    let kept = tempfile::tempdir().unwrap();
    let folder = kept.path().display().to_string();
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    let mut people = vec![];
    for first in ["Ana", "Bea", "Cleo", "Dan"] {
        people.push(employs(&studio, first).await);
    }
    let (event, answers) = studio.plans("Été", &people).await;
    server.settle().await;
    let ana = accepts(&server, "ana@example.org", &["web", "press"]).await;
    let bea = accepts(&server, "bea@example.org", &["web", "press"]).await;
    let mut photos = vec![];
    for (nth, person) in (1..).zip(&people) {
        let file = photo(&studio, event, nth).await["id"].as_i64().unwrap();
        let body = json!({ "employeeIds": [person] });
        studio.put(&format!("/file/{file}/people"), body).await.is(200);
        photos.push(file);
    }
    server.settle().await;
    let data = server.folder.path().to_str().unwrap().to_owned();
    fine(&["backup", "--data-dir", &data, &folder]);
    // Since then: one takes all back, one a part; one refuses, one accepts.
    ana.withdraws(None).await.is(200);
    bea.withdraws(Some(&["press"])).await.is(200);
    let mut cleo = Recipient::invited(&server, "cleo@example.org");
    cleo.proves_the_email().await;
    cleo.refuses(None).await.is(201);
    accepts(&server, "dan@example.org", &["web"]).await;
    server.settle().await;

    let alone = kept.path().join("alone");
    let told = fine(&["restore", &folder, "--to", alone.to_str().unwrap()]);
    assert!(told.contains("are lost, and those people must be asked again"), "{told}");
    // In its place: what it knew is not forgotten. A copy, as the server here goes on.
    let place = kept.path().join("place");
    copy(server.folder.path(), &place);
    let at = place.to_str().unwrap();
    let told = fine(&["restore", &folder, "--replace", "--to", at]);
    assert!(told.contains("2 answers given after"), "{told}");
    assert!(told.contains("3 people had refused or taken back since"), "{told}");
    for kind in ["withdrawn on", "allowed less on", "refused on"] {
        assert!(told.contains(kind), "{told}");
    }

    let running = Running::start(&place, &[]);
    let credentials = json!({ "email": studio.email, "password": PASSWORD });
    let (_, entered) = running.ask("POST", "/auth/login", "", &credentials).unwrap();
    let token = entered["accessToken"].as_str().unwrap().to_owned();
    let ask = |method: &str, path: &str, body: &Value| running.ask(method, path, &token, body);
    let uses = |id: i64| {
        let (status, answer) = ask("GET", &format!("/answer/{id}"), &Value::Null).unwrap();
        assert_eq!(status, 200, "{answer}");
        (answer["uses"]["web"] == true, answer["uses"]["press"] == true, answer["onHold"].clone())
    };
    assert_eq!(uses(answers[0]), (false, false, json!(["web", "press"])));
    assert_eq!(uses(answers[1]), (true, false, json!(["press"])));
    assert_eq!(uses(answers[3]).2, json!([]));
    let state = |file: i64, name: &str| {
        let (_, file) = ask("GET", &format!("/file/{file}"), &Value::Null).unwrap();
        file["consent"][name].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(
        (state(photos[0], "web"), state(photos[1], "web")),
        ("refused".into(), "allowed".into())
    );
    assert_eq!(
        (state(photos[1], "press"), state(photos[2], "web")),
        ("refused".into(), "refused".into())
    );
    assert_eq!(state(photos[3], "web"), "pending");
    let link = json!({ "transform": "t_card", "use": "web" });
    let (status, _) = ask("POST", &format!("/file/{}/link", photos[0]), &link).unwrap();
    assert_eq!(status, 409);
    // The owner is told, and releases one for a reason.
    let release = format!("/answer/{}/release", answers[1]);
    assert_eq!(ask("POST", &release, &json!({ "reason": " " })).unwrap().0, 422);
    let (status, released) = ask("POST", &release, &json!({ "reason": "called her" })).unwrap();
    assert_eq!((status, &released["onHold"]), (200, &json!([])), "{released}");
    assert_eq!(ask("POST", &release, &json!({ "reason": "again" })).unwrap().0, 409);
    assert_eq!(state(photos[1], "press"), "allowed");
    assert_eq!(state(photos[0], "press"), "refused");
    assert!(running.stop().success());
    let told = "SELECT 1 FROM notifications AS n JOIN broadcasts AS b ON b.id = n.broadcast_id
                 WHERE b.title_en LIKE '%consents are on hold%'";
    assert!(!rows(&place, told).is_empty());
    let noted = "SELECT about FROM audit WHERE action = 'release_hold'";
    assert!(rows(&place, noted)[0][0].contains("called her"));
    // Restored once more from the same backup: still on hold.
    let told = fine(&["restore", &folder, "--replace", "--to", at]);
    assert!(told.contains("people had refused or taken back since"), "{told}");
    let held = "SELECT answer_id FROM active_holds ORDER BY 1";
    assert_eq!(rows(&place, held)[0], [answers[0].to_string()]);
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap() {
            kind if kind.is_dir() => copy(&entry.path(), &target),
            kind if kind.is_file() && entry.file_name() != "lock" => {
                std::fs::copy(entry.path(), &target).unwrap();
            }
            _ => {}
        }
    }
}
