//! The server dies while people answer, again and again. What it acknowledged
//! is there afterwards, what it promised is done, and everybody can go on.
//!
//! `BE_RIGHT_POWER_CUTS=50 cargo test --test it power_cuts` for longer.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use mail_parser::MessageParser;
use serde_json::{Value, json};

use crate::support::{Running, ask, drawn};

const PEOPLE: usize = 6;
const EMAIL: &str = "ada@example.org";
const PASSWORD: &str = "correct horse battery";
const SETTINGS: &[(&str, &str)] = &[
    ("ADMIN_EMAIL", EMAIL),
    ("ADMIN_PASSWORD", PASSWORD),
    ("BE_RIGHT_LIMITS_CONSENT_PER_ADDRESS", "100000 per 1min"),
    ("BE_RIGHT_LIMITS_LOGIN_PER_ADDRESS", "100000 per 1min"),
    ("BE_RIGHT_LIMITS_LOGIN_PER_ACCOUNT", "100000 per 1min"),
    ("BE_RIGHT_ARGON2_MEMORY_KIB", "64"),
    ("BE_RIGHT_LOG_LEVEL", "be_right=info"),
];

/// One person's request: its id, their mailbox, the token of their link.
struct Asked {
    answer: i64,
    email: String,
    token: String,
}

#[test]
fn what_was_acknowledged_survives_every_power_cut() {
    let rounds: u64 =
        std::env::var("BE_RIGHT_POWER_CUTS").map_or(6, |rounds| rounds.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let (data, outbox) = (folder.path(), folder.path().join("outbox"));
    let acknowledged = Mutex::new(BTreeMap::new());
    let (mut everybody, mut events) = (vec![], vec![]);
    for round in 0..rounds {
        let server = Running::start(data, SETTINGS);
        let (event, asked) = plan(&server, round);
        let port = server.port();
        thread::scope(|scope| {
            for person in &asked {
                let (outbox, acknowledged) = (&outbox, &acknowledged);
                scope.spawn(move || {
                    if let Ok(reference) = consent(port, person, outbox) {
                        acknowledged.lock().unwrap().insert(person.answer, reference);
                    }
                });
            }
            // Spread over the whole flow, from the first code to the last signature.
            thread::sleep(Duration::from_millis(100 + (round * 797) % 2_400));
            server.kill();
        });
        everybody.extend(asked);
        events.push(event);
    }
    let acknowledged = acknowledged.into_inner().unwrap();
    println!("{} of {} had answered before the cut", acknowledged.len(), everybody.len());

    let server = Running::start(data, SETTINGS);
    let owner = login(&server);
    let (mut accepted, mut decided) = (BTreeMap::new(), vec![]);
    for person in &everybody {
        let path = format!("/answer/{}", person.answer);
        let (_, answer) = server.ask("GET", &path, &owner, &Value::Null).unwrap();
        match acknowledged.get(&person.answer) {
            Some(reference) => {
                assert_eq!(answer["state"], "ACCEPTED", "{} was lost: {answer}", person.email);
                assert_eq!(&answer["reference"], reference);
            }
            // Cut off before, or just after it was taken: then it stands as well.
            None if answer["state"] == "ACCEPTED" => {}
            None => match consent(server.port(), person, &outbox) {
                Ok(_) => {}
                // Their code is used up, and a new one is sent once a minute.
                Err(Stuck::TooSoon) => continue,
                Err(Stuck::Cut) => panic!("{} can no longer answer", person.email),
            },
        }
        decided.push(person.answer);
        *accepted.entry(answer["eventId"].as_i64().unwrap()).or_insert(0) += 1;
        let pdf = format!("/answer/{}/pdf", person.answer);
        until(|| server.ask("GET", &pdf, &owner, &Value::Null).unwrap().0 == 200);
    }
    // What was promised with the answer: a copy for each, by mail.
    until(|| {
        let copies: Vec<String> =
            mails(&outbox, usize::MAX).filter(|mail| mail.has_pdf).map(|mail| mail.to).collect();
        let promised = everybody.iter().filter(|person| decided.contains(&person.answer));
        promised.into_iter().all(|person| copies.contains(&person.email))
    });
    for event in &events {
        let signed = accepted.get(event).copied().unwrap_or(0);
        let (_, event) =
            server.ask("GET", &format!("/event/{event}"), &owner, &Value::Null).unwrap();
        assert_eq!(event["signatureCount"], signed);
        assert_eq!(event["totalSignatureNeeded"], PEOPLE);
        assert_eq!(event["status"] == "COMPLETED", signed == PEOPLE);
    }
    let (_, queue) = server.ask("GET", "/readyz", "", &Value::Null).unwrap();
    assert_eq!(queue["jobsParked"], 0, "{queue}");
    assert!(server.stop().success());
    whole(&data.join("be-right.db"));
}

/// A shoot of its own, with people of its own, and their links.
fn plan(server: &Running, round: u64) -> (i64, Vec<Asked>) {
    let owner = login(server);
    let post = |path: &str, body: Value| {
        let (status, reply) = server.ask("POST", path, &owner, &body).unwrap();
        assert!(matches!(status, 200 | 201), "{path}: {status} {reply}");
        reply
    };
    let emails: Vec<String> = (0..PEOPLE).map(|n| format!("p{round}-{n}@example.org")).collect();
    let ids: Vec<Value> = emails
        .iter()
        .map(|email| json!({ "firstName": "Zoé", "lastName": "Müller", "email": email }))
        .map(|person| post("/employee", person)["id"].clone())
        .collect();
    #[expect(clippy::disallowed_methods, reason = "the server's clock is this machine's")]
    let now = jiff::Timestamp::now();
    let day = jiff::Span::new().hours(24);
    let (start, end) = ((now - day).to_string(), (now + day).to_string());
    let shoot = json!({
        "name": format!("Shoot {round}"), "start": start, "end": end, "employeeIds": ids,
    });
    let planned = post("/event", shoot);
    let asked = planned["answers"].as_array().unwrap().iter().map(|answer| {
        let id = answer["id"].as_i64().unwrap();
        let at = ids.iter().position(|id| *id == answer["employeeId"]).unwrap();
        let links = post(&format!("/answer/{id}/link"), Value::Null);
        let url = links[0]["url"].as_str().unwrap();
        let token = url.rsplit('/').next().unwrap().to_owned();
        Asked { answer: id, email: emails[at].clone(), token }
    });
    (planned["event"]["id"].as_i64().unwrap(), asked.collect())
}

fn login(server: &Running) -> String {
    let account = json!({ "email": EMAIL, "password": PASSWORD });
    let (_, reply) = server.ask("POST", "/auth/login", "", &account).unwrap();
    reply["accessToken"].as_str().unwrap_or_else(|| panic!("{reply}")).to_owned()
}

/// Why somebody could not answer.
#[derive(Debug)]
enum Stuck {
    /// The server is gone.
    Cut,
    /// They used their code, and must wait for the next.
    TooSoon,
}

/// From the code to the signature; the reference if it was acknowledged.
fn consent(port: u16, person: &Asked, outbox: &Path) -> Result<Value, Stuck> {
    let send = |rest: &str, session: &str, body: &Value| {
        let path = format!("/consent/{}{rest}", person.token);
        ask(port, "POST", &path, session, body).ok_or(Stuck::Cut)
    };
    let (status, _) = send("/code", "", &Value::Null)?;
    assert!(matches!(status, 202 | 429), "{status}");
    let (patience, mut tried) = (Instant::now(), String::new());
    let verified = loop {
        let newest = mails(outbox, 40 * PEOPLE)
            .filter(|mail| mail.to == person.email)
            .find_map(|mail| mail.code);
        if let Some(code) = newest.filter(|code| *code != tried) {
            match send("/verify", "", &json!({ "code": code }))? {
                (200, verified) => break verified,
                // It was used before the cut; the one asked for just now is on its way.
                (422, refused) => assert_eq!(refused["errors"][0]["code"], "code_wrong"),
                (status, other) => panic!("{status} {other}"),
            }
            tried = code;
        } else if status == 429 && !tried.is_empty() {
            return Err(Stuck::TooSoon);
        }
        // Nobody writes mails any more once the server is gone.
        ask(port, "GET", "/healthz", "", &Value::Null).ok_or(Stuck::Cut)?;
        assert!(patience.elapsed() < Duration::from_secs(30), "no code came");
        thread::sleep(Duration::from_millis(20));
    };
    let word = json!({
        "accepted": true, "uses": { "web": true, "press": true },
        "signature": drawn(), "documentSha256": verified["documentSha256"],
    });
    let session = verified["session"].as_str().unwrap();
    let (status, answered) = send("/answer", session, &word)?;
    assert_eq!(status, 201, "{answered}");
    Ok(answered["reference"].clone())
}

struct Mail {
    to: String,
    code: Option<String>,
    has_pdf: bool,
}

/// The newest mails, the newest first.
fn mails(outbox: &Path, most: usize) -> impl Iterator<Item = Mail> {
    let mut names: Vec<PathBuf> = fs::read_dir(outbox).map_or(vec![], |entries| {
        entries
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|end| end == "eml"))
            .collect()
    });
    names.sort();
    names.into_iter().rev().take(most).filter_map(|path| {
        let bytes = fs::read(path).ok()?;
        let mail = MessageParser::default().parse(&bytes)?;
        let to = mail.to()?.first()?.address()?.to_owned();
        let text = mail.body_text(0).unwrap_or_default().into_owned();
        let code = text
            .lines()
            .map(|line| line.chars().filter(|c| !c.is_whitespace()).collect::<String>())
            .find(|line| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit()));
        Some(Mail { to, code, has_pdf: mail.attachment_count() > 0 })
    })
}

fn until(mut holds: impl FnMut() -> bool) {
    let patience = Instant::now();
    while !holds() {
        assert!(patience.elapsed() < Duration::from_secs(60), "it never came to that");
        thread::sleep(Duration::from_millis(50));
    }
}

/// The file is sound and refers to nothing that is not there.
fn whole(database: &Path) {
    #[expect(clippy::disallowed_methods, reason = "looked at from outside, as a stranger would")]
    let file = rusqlite::Connection::open(database).unwrap();
    let sound: String = file.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
    let mut dangling = file.prepare("PRAGMA foreign_key_check").unwrap();
    assert!(!dangling.exists([]).unwrap());
}
