//! Consents that were withdrawn or refused after the backup are put on hold by the restore.

use serde_json::{Value, json};

use super::{fine, secrets};
use crate::files::{id, photo};
use crate::standing::{child, guardian};
use crate::support::{PASSWORD, Recipient, Running, Server, Studio, change, rows};

const ANNE: &str = "anne@example.org";
const PAUL: &str = "paul@example.org";

pub async fn accepts<'s>(server: &'s Server, email: &str, uses: &[&str]) -> Recipient<'s> {
    let mut recipient = Recipient::invited(server, email);
    recipient.proves_the_email().await;
    recipient.accepts(uses).await.is(201);
    recipient
}

pub async fn employs(studio: &Studio<'_>, first: &str) -> i64 {
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
    // After the backup one withdraws everything, one a part; one refuses, one accepts.
    ana.withdraws(None).await.is(200);
    bea.withdraws(Some(&["press"])).await.is(200);
    let mut cleo = Recipient::invited(&server, "cleo@example.org");
    cleo.proves_the_email().await;
    cleo.refuses(None).await.is(201);
    accepts(&server, "dan@example.org", &["web"]).await;
    server.settle().await;

    let alone = kept.path().join("alone");
    let output = fine(&["restore", &folder, "--to", alone.to_str().unwrap()]);
    assert!(output.contains("are lost, and those people must be asked again"), "{output}");
    // Restores over a newer folder, whose withdrawals are kept. It is a copy, because the server of
    // this test goes on.
    let place = kept.path().join("place");
    copy(server.folder.path(), &place);
    let at = place.to_str().unwrap();
    let output = fine(&["restore", &folder, "--replace", "--to", at]);
    assert!(output.contains("that are not in it: 2."), "{output}");
    assert!(output.contains("4 people had refused or taken back since"), "{output}");
    for kind in ["withdrawn on", "allowed less on", "refused on"] {
        assert!(output.contains(kind), "{output}");
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
    let rest = json!(["internal", "social", "press", "print"]);
    assert_eq!(uses(answers[3]).2, rest, "Dan had allowed the web only");
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
    // The owner sees the holds, and releases one with a reason.
    let release = format!("/answer/{}/release", answers[1]);
    assert_eq!(ask("POST", &release, &json!({ "reason": " " })).unwrap().0, 422);
    let (status, released) = ask("POST", &release, &json!({ "reason": "called her" })).unwrap();
    assert_eq!((status, &released["onHold"]), (200, &json!([])), "{released}");
    assert_eq!(ask("POST", &release, &json!({ "reason": "again" })).unwrap().0, 409);
    assert_eq!(state(photos[1], "press"), "allowed");
    assert_eq!(state(photos[0], "press"), "refused");
    assert!(running.stop().success());
    let output = "SELECT 1 FROM notifications AS n JOIN broadcasts AS b ON b.id = n.broadcast_id
                 WHERE b.title_en LIKE '%consents are on hold%'";
    assert!(!rows(&place, output).is_empty());
    let noted = "SELECT about FROM audit WHERE action = 'release_hold'";
    assert!(rows(&place, noted)[0][0].contains("called her"));
    // A second restore from the same backup keeps the hold.
    let output = fine(&["restore", &folder, "--replace", "--to", at]);
    assert!(output.contains("people had refused or taken back since"), "{output}");
    let held = "SELECT DISTINCT employee_id FROM active_holds ORDER BY 1";
    assert_eq!(rows(&place, held)[0], [people[0].to_string()]);
}

/// The answers of Anne, one of two guardians, to a request that needs both.
struct Scene {
    name: &'static str,
    /// Both have accepted an earlier request for web and print.
    is_renewal: bool,
    /// The uses she allowed before the backup; `None` if she had not answered.
    before: Option<&'static [&'static str]>,
    /// The uses she leaves after the backup; empty if she refuses or withdraws.
    after: &'static [&'static str],
    on_hold: &'static [&'static str],
}

const SCENES: [Scene; 6] = [
    Scene {
        name: "she refuses a first request",
        is_renewal: false,
        before: None,
        after: &[],
        on_hold: &["web", "print", "press", "social", "internal"],
    },
    Scene {
        name: "she allows a part of a first request",
        is_renewal: false,
        before: None,
        after: &["print"],
        on_hold: &["web", "press", "social", "internal"],
    },
    Scene {
        name: "she withdraws what she said to a first request",
        is_renewal: false,
        before: Some(&["web", "print"]),
        after: &[],
        on_hold: &["web", "print"],
    },
    Scene {
        name: "she withdraws a part of what she said to a first request",
        is_renewal: false,
        before: Some(&["web", "print"]),
        after: &["print"],
        on_hold: &["web"],
    },
    Scene {
        name: "she withdraws what she said to a renewal",
        is_renewal: true,
        before: Some(&["web", "print"]),
        after: &[],
        on_hold: &["web", "print"],
    },
    Scene {
        name: "she refuses a renewal",
        is_renewal: true,
        before: None,
        after: &[],
        on_hold: &["web", "print"],
    },
];

/// An event with Zoé, and the links of her parents to the request that waits.
struct Asked<'s> {
    event: i64,
    answer: i64,
    anne: Recipient<'s>,
    paul: Recipient<'s>,
}

async fn asked<'s>(server: &'s Server, studio: &Studio<'_>, scene: &Scene) -> Asked<'s> {
    let parents = [guardian("Anne", "Petit"), guardian("Paul", "Petit")];
    let zoe = studio.post("/employee", child(&parents)).await.is(201).id("/id");
    let (event, answers) = studio.plans("Kermesse", &[zoe]).await;
    let file = id(&photo(studio, event, 1).await);
    let named = json!({ "employeeIds": [zoe] });
    studio.put(&format!("/file/{file}/people"), named).await.is(200);
    server.settle().await;
    let mut answer = answers[0];
    if scene.is_renewal {
        for parent in [ANNE, PAUL] {
            accepts(server, parent, &["web", "print"]).await;
            server.settle().await;
        }
        let renewed = studio.post("/answer/renew", json!({ "ids": [answer] })).await;
        answer = renewed.is(200).id("/asked/0/id");
        server.settle().await;
    }
    let paul = Recipient::invited(server, PAUL);
    let mut anne = Recipient::invited(server, ANNE);
    server.clock.advance(61_000);
    anne.proves_the_email().await;
    if let Some(uses) = scene.before {
        anne.accepts(uses).await.is(201);
        server.settle().await;
    }
    Asked { event, answer, anne, paul }
}

#[tokio::test]
async fn what_a_guardian_took_back_after_the_backup_does_not_return_by_the_others_answer() {
    for scene in SCENES {
        a_guardian_took_back(&scene).await;
    }
}

/// A backup, with the folder it is in.
pub fn backed_up(server: &Server) -> tempfile::TempDir {
    let backups = tempfile::tempdir().unwrap();
    let (kept, data) = (backups.path().to_str().unwrap(), server.folder.path().to_str().unwrap());
    fine(&["backup", "--data-dir", data, kept]);
    backups
}

/// Another server, on a copy of the data in whose place the backup was restored; and what the
/// command said. `change`: what happens to the copy before.
pub async fn restored(
    server: &Server,
    backups: &tempfile::TempDir,
    change: impl FnOnce(&std::path::Path),
) -> (Server, String) {
    server.settle().await;
    let place = tempfile::tempdir().unwrap();
    copy(server.folder.path(), place.path());
    change(place.path());
    let kept = backups.path().to_str().unwrap();
    let output = fine(&["restore", kept, "--replace", "--to", place.path().to_str().unwrap()]);
    let there = Server::start_over(place);
    there.clock.advance(600_000);
    there.settle().await;
    (there, output)
}

/// Whether the only photograph of an event may be used so.
pub async fn is_allowed(studio: &Studio<'_>, event: i64, wanted: &str) -> bool {
    let path = format!("/event/{event}/photos?use={wanted}&state=allowed");
    studio.get(&path).await.is(200).json["total"] == 1
}

async fn a_guardian_took_back(scene: &Scene) {
    let name = scene.name;
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    let asked = asked(&server, &studio, scene).await;
    let backups = backed_up(&server);
    let (anne, before) = (&asked.anne, scene.before.unwrap_or_default());
    let said = match (scene.before, scene.after) {
        (None, []) => anne.refuses(None).await,
        (None, uses) => anne.accepts(uses).await,
        (Some(_), left) => {
            let gone: Vec<&str> =
                before.iter().filter(|one| !left.contains(one)).copied().collect();
            anne.withdraws(Some(&gone)).await
        }
    };
    said.is(if scene.before.is_none() { 201 } else { 200 });
    let (restored, output) = restored(&server, &backups, |_| {}).await;
    assert!(output.contains("1 person had refused or taken back since"), "{name}: {output}");
    let there = Studio::enters(&restored, &studio.email).await;
    let (mut anne, mut paul) = (asked.anne.at(&restored), asked.paul.at(&restored));
    paul.proves_the_email().await;
    paul.accepts(&["web", "print"]).await.is(201);
    restored.settle().await;
    let answer =
        || async { there.get(&format!("/answer/{}", asked.answer)).await.is(200).json.clone() };
    let allowed = async |wanted: &str| is_allowed(&there, asked.event, wanted).await;
    let may_print = scene.after.contains(&"print") && scene.before.is_some();
    assert!(!allowed("web").await, "{name}: Paul alone has answered since");
    assert_eq!(allowed("print").await, may_print, "{name}");
    let mut held: Vec<String> = serde_json::from_value(answer().await["onHold"].clone()).unwrap();
    held.sort();
    let mut wanted = scene.on_hold.to_vec();
    wanted.sort_unstable();
    if !scene.is_renewal {
        assert_eq!(held, wanted, "{name}");
    }
    if scene.before.is_none() {
        // She can answer again, which ends the hold.
        anne.proves_the_email().await;
        anne.accepts(&["web"]).await.is(201);
    } else {
        assert_eq!(answer().await["state"], "ACCEPTED", "{name}");
        let release = format!("/answer/{}/release", asked.answer);
        there.post(&release, json!({ "reason": "She says so on the phone" })).await.is(200);
    }
    restored.settle().await;
    assert!(allowed("web").await, "{name}");
    assert_eq!(answer().await["onHold"], json!([]), "{name}");
}

pub fn copy(from: &std::path::Path, to: &std::path::Path) {
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

const RENEWAL: Scene = Scene {
    name: "a renewal",
    is_renewal: true,
    before: None,
    after: &[],
    on_hold: &["web", "print"],
};

#[tokio::test]
async fn a_hold_is_not_ended_by_giving_the_other_guardian_the_same_address() {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    let asked = asked(&server, &studio, &RENEWAL).await;
    let backups = backed_up(&server);
    asked.anne.refuses(None).await.is(201);
    let (restored, _) = restored(&server, &backups, |_| {}).await;
    let there = Studio::enters(&restored, &studio.email).await;
    let mut paul = asked.paul.at(&restored);
    paul.proves_the_email().await;
    paul.accepts(&["web", "print"]).await.is(201);
    restored.settle().await;
    let child = |email: &str| {
        let paul = json!({ "firstName": "Paul", "lastName": "Petit", "email": email });
        child(&[paul])
    };
    let employee = there.get("/employee").await.is(200).id("/data/0/id");
    restored.clock.advance(86_400_000);
    let there = there.comes_back().await;
    there.put(&format!("/employee/{employee}"), child(ANNE)).await;
    restored.settle().await;
    assert!(!is_allowed(&there, asked.event, "web").await);
    let stands = there.get("/answer?orderBy=createdAt:asc").await;
    assert_eq!(stands.is(200).json["data"][0]["onHold"], json!(["web", "print"]));
}

#[tokio::test]
async fn everything_is_withdrawn_though_the_other_guardian_had_withdrawn_a_part() {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    let asked = asked(&server, &studio, &RENEWAL).await;
    let backups = backed_up(&server);
    let first = studio.get("/answer?orderBy=createdAt:asc").await.is(200).id("/data/0/id");
    for (parent, uses) in [(PAUL, &["print"][..]), (ANNE, &["web"])] {
        let mails = server.postbox.to(parent);
        let mail = mails.iter().find(|mail| mail.text.contains("/sign/")).unwrap();
        let mut signer = Recipient::of(&server, parent, &mail.text);
        server.clock.advance(61_000);
        signer.proves_the_email().await;
        // Of hers, web is all that is left, and all that a page offers.
        signer.withdraws(Some(uses)).await.is(200);
        server.settle().await;
    }
    let left = rows(
        server.folder.path(),
        &format!("SELECT uses, record FROM decisions WHERE answer_id = {first} ORDER BY id DESC"),
    );
    assert_eq!(left[0][0], "[]");
    assert!(!left[0][1].contains("\"accepted\":true"), "{}", left[0][1]);
    let (restored, output) = restored(&server, &backups, |_| {}).await;
    assert!(output.contains("withdrawn on"), "{output}");
    let there = Studio::enters(&restored, &studio.email).await;
    let mut paul = asked.paul.at(&restored);
    paul.proves_the_email().await;
    paul.accepts(&["web", "print"]).await.is(201);
    restored.settle().await;
    assert!(!is_allowed(&there, asked.event, "print").await, "Anne has withdrawn everything");
}

#[tokio::test]
async fn nothing_is_compared_with_a_database_that_is_damaged() {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    employs(&studio, "Ana").await;
    let backups = backed_up(&server);
    let (restored, output) = restored(&server, &backups, |place| {
        let file = place.join("be-right.db");
        let root = rows(place, "SELECT rootpage FROM sqlite_master WHERE name = 'employees'");
        let at = (root[0][0].parse::<usize>().unwrap() - 1) * 4_096;
        let mut bytes = std::fs::read(&file).unwrap();
        bytes[at + 8..at + 4_096].fill(0x5a);
        std::fs::write(&file, bytes).unwrap();
    })
    .await;
    let alarms = rows(restored.folder.path(), "SELECT kind FROM alarms");
    assert_eq!(alarms, [["decisions_unknown"]]);
    assert!(output.contains("is damaged") && output.contains("must be asked again"), "{output}");
    Studio::enters(&restored, &studio.email).await;
}

#[tokio::test]
async fn who_decided_in_place_of_the_guardians_since_is_not_overruled_by_them() {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    let first = Scene { is_renewal: false, ..RENEWAL };
    let asked = asked(&server, &studio, &first).await;
    let backups = backed_up(&server);
    // She is of age, it turns out, and answers herself.
    let employee = studio.get("/employee").await.is(200).id("/data/0/id");
    let adult = json!({
        "firstName": "Zoé", "lastName": "Petit", "email": "zoe@example.org",
        "birthDate": "1990-03-01",
    });
    studio.put(&format!("/employee/{employee}"), adult).await.is(200);
    server.settle().await;
    accepts(&server, "zoe@example.org", &["web"]).await;
    let (restored, _) = restored(&server, &backups, |_| {}).await;
    // Her parents had ceased to be her guardians: their links stay revoked until they are asked anew.
    restored.clock.advance(86_400_000);
    let there = Studio::enters(&restored, &studio.email).await;
    asked.anne.at(&restored).opens().await.is(410);
    there.post(&format!("/event/{}/raise", asked.event), json!({})).await.is(200);
    restored.settle().await;
    for email in ["anne@example.org", "paul@example.org"] {
        let mut parent = Recipient::invited(&restored, email);
        parent.proves_the_email().await;
        parent.accepts(&["web", "print"]).await.is(201);
        restored.settle().await;
    }
    assert!(is_allowed(&there, asked.event, "web").await);
    assert!(!is_allowed(&there, asked.event, "print").await, "she has not allowed it herself");
}

#[tokio::test]
async fn a_refusal_of_a_request_that_the_backup_does_not_know_is_held() {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    let ana = employs(&studio, "Ana").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let file = id(&photo(&studio, event, 1).await);
    let named = json!({ "employeeIds": [ana] });
    studio.put(&format!("/file/{file}/people"), named).await.is(200);
    server.settle().await;
    let backups = backed_up(&server);
    let ask = json!({ "eventId": event, "employeeId": ana });
    studio.post("/answer", ask.clone()).await.is(201);
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "ana@example.org");
    recipient.proves_the_email().await;
    recipient.refuses(None).await.is(201);
    let (restored, output) = restored(&server, &backups, |_| {}).await;
    assert!(output.contains("1 person had refused or taken back since"), "{output}");
    let there = Studio::enters(&restored, &studio.email).await;
    let answer = there.post("/answer", ask).await.is(201).json.clone();
    restored.settle().await;
    assert_eq!(answer["onHold"].as_array().unwrap().len(), 5);
    // Once she has answered herself, it is her answer that counts.
    accepts(&restored, "ana@example.org", &["web"]).await;
    restored.settle().await;
    assert!(is_allowed(&there, event, "web").await);
}

#[tokio::test]
async fn a_withdrawal_ends_no_hold_and_an_owner_releases_it_whatever_the_answer_says() {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    let mut people = vec![];
    for first in ["Ana", "Bea"] {
        people.push(employs(&studio, first).await);
    }
    let (_, answers) = studio.plans("Été", &people).await;
    server.settle().await;
    let ana = accepts(&server, "ana@example.org", &["web", "print"]).await;
    let bea = accepts(&server, "bea@example.org", &["web", "print"]).await;
    server.settle().await;
    let backups = backed_up(&server);
    for (signer, uses) in [(&ana, &["print"][..]), (&bea, &["web", "print"])] {
        signer.withdraws(Some(uses)).await.is(200);
    }
    let (restored, _) = restored(&server, &backups, |_| {}).await;
    let there = Studio::enters(&restored, &studio.email).await;
    let active = || rows(restored.folder.path(), "SELECT employee_id FROM active_holds").len();
    assert_eq!(active(), 2);
    let mut again = ana.at(&restored);
    again.proves_the_email().await;
    again.withdraws(Some(&["print"])).await.is(200);
    assert_eq!(active(), 2, "whoever has the e-mail of today can withdraw");
    let mut again = bea.at(&restored);
    again.proves_the_email().await;
    again.withdraws(Some(&["web"])).await.is(200);
    restored.settle().await;
    let release = format!("/answer/{}/release", answers[1]);
    there.post(&release, json!({ "reason": "She says so" })).await.is(200);
    assert_eq!(active(), 1);
    let print = there.get(&format!("/answer/{}", answers[1])).await;
    assert_eq!(print.is(200).json["uses"]["print"], true);
}

#[tokio::test]
async fn a_hold_is_not_ended_by_an_answer_from_another_address_of_the_guardian() {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    let asked = asked(&server, &studio, &RENEWAL).await;
    let backups = backed_up(&server);
    asked.anne.refuses(None).await.is(201);
    let (restored, _) = restored(&server, &backups, |_| {}).await;
    let there = Studio::enters(&restored, &studio.email).await;
    // As whoever edits the child could have it, once the new address has proved itself.
    change(
        restored.folder.path(),
        "UPDATE guardians SET email = 'evil@example.org', email_key = 'evil@example.org'
          WHERE email_key = 'anne@example.org'",
    );
    let mut evil = Recipient { email: "evil@example.org".into(), ..asked.anne.at(&restored) };
    evil.proves_the_email().await;
    evil.accepts(&["web", "print"]).await.is(201);
    restored.settle().await;
    let mut paul = asked.paul.at(&restored);
    restored.clock.advance(61_000);
    paul.proves_the_email().await;
    paul.accepts(&["web", "print"]).await.is(201);
    restored.settle().await;
    assert!(!is_allowed(&there, asked.event, "web").await);
}
