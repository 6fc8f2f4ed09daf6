//! The process is killed again and again under load: what was acknowledged is kept, what was queued
//! is done, and the data is consistent.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU16, AtomicUsize, Ordering::SeqCst};
use std::thread;

use be_right::adapters::SystemClock;
use be_right::model::Timestamp;
use be_right::ports::Clock;
use be_right::render::bundle::{Verdict, examine};
use serde_json::{Value, json};

use crate::support::smtp_server::SmtpServer;
use crate::support::waiting::{until, until_some};
use crate::support::{Running, drawn, fetch, rows, trust_in};

const USES: [&str; 3] = ["internal", "web", "print"];

/// An employee who was asked.
#[derive(Clone)]
struct Asked {
    answer: i64,
    email: String,
}

/// A decision that the server acknowledged.
struct Given {
    answer: i64,
    accepted: bool,
    uses: BTreeSet<&'static str>,
}

/// The clients of the server, and what it acknowledged to them.
struct Story<'s> {
    port: AtomicU16,
    over: AtomicBool,
    token: String,
    /// The day of the events.
    day: Timestamp,
    smtp: &'s SmtpServer,
    /// The addresses and texts of the mails received, in order.
    mails: Mutex<Vec<(String, String)>>,
    asked: Mutex<VecDeque<Asked>>,
    planned: Mutex<BTreeMap<i64, Vec<i64>>>,
    given: Mutex<Vec<Given>>,
    /// How many requests were acknowledged.
    acknowledged: AtomicUsize,
    /// How many recipients used their code up and lost the session when the process was killed.
    stranded: AtomicUsize,
}

/// Stops the threads, also when the test fails.
struct Curfew<'a>(&'a AtomicBool);

impl Drop for Curfew<'_> {
    fn drop(&mut self) {
        self.0.store(true, SeqCst);
    }
}

impl Story<'_> {
    fn is_over(&self) -> bool {
        self.over.load(SeqCst)
    }

    /// Repeats a request until there is a reply; a lost connection is none. `key` makes the
    /// repetition idempotent.
    fn insists(&self, path: &str, token: &str, key: &str, body: &Value) -> (u16, Value) {
        let headers = [("Authorization", token), ("Idempotency-Key", key)];
        let (status, bytes) =
            until_some(path, || fetch(self.port.load(SeqCst), "POST", path, &headers, body));
        self.acknowledged.fetch_add(1, SeqCst);
        (status, serde_json::from_slice(&bytes).unwrap_or_default())
    }

    fn look(&self, path: &str) -> Vec<u8> {
        let headers = [("Authorization", self.token.as_str())];
        let (status, bytes) =
            fetch(self.port.load(SeqCst), "GET", path, &headers, &Value::Null).unwrap();
        assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(&bytes));
        bytes
    }

    /// Plans events one after the other, as long as few employees wait to answer.
    fn plans(&self) {
        for shoot in 0.. {
            until("few wait to answer", || self.asked.lock().unwrap().len() <= 5 || self.is_over());
            if self.is_over() {
                return;
            }
            let emails: Vec<_> = (0..3).map(|n| format!("p{shoot}-{n}@example.org")).collect();
            let people: Vec<i64> = emails
                .iter()
                .map(|email| {
                    let body = json!({ "firstName": "Ana", "lastName": email, "email": email });
                    let (status, person) = self.insists("/employee", &self.token, email, &body);
                    assert_eq!(status, 201, "{person}");
                    person["id"].as_i64().unwrap()
                })
                .collect();
            let body = json!({
                "name": format!("Shoot {shoot}"), "start": self.day.rfc3339(),
                "end": self.day.plus(Timestamp::HOUR).rfc3339(), "employeeIds": people,
            });
            let (status, event) =
                self.insists("/event", &self.token, &format!("shoot-{shoot}"), &body);
            assert_eq!(status, 201, "{event}");
            let mut answers: Vec<i64> = event["answers"]
                .as_array()
                .unwrap()
                .iter()
                .map(|answer| answer["id"].as_i64().unwrap())
                .collect();
            answers.sort_unstable();
            let id = event["event"]["id"].as_i64().unwrap();
            for answer in event["answers"].as_array().unwrap() {
                let at = people.iter().position(|id| answer["employeeId"] == *id).unwrap();
                let (answer, email) = (answer["id"].as_i64().unwrap(), emails[at].clone());
                self.asked.lock().unwrap().push_back(Asked { answer, email });
            }
            self.planned.lock().unwrap().insert(id, answers);
        }
    }

    /// Reads the mails as they arrive.
    fn delivers(&self) {
        while !self.is_over() {
            let known = self.mails.lock().unwrap().len();
            until("a mail, or the end", || {
                self.collects();
                self.mails.lock().unwrap().len() > known || self.is_over()
            });
        }
    }

    fn collects(&self) {
        let mut mails = self.mails.lock().unwrap();
        for mail in self.smtp.mails_after(mails.len()) {
            mails.push((mail.envelope.to[0].clone(), mail.text()));
        }
    }

    /// Waits for a mail to an address in which `find` finds something.
    fn reads<T>(&self, email: &str, find: impl Fn(&str) -> Option<T>) -> Option<T> {
        until_some(email, || {
            let mails = self.mails.lock().unwrap();
            let found = mails.iter().rev().filter(|(to, _)| to == email);
            match found.filter_map(|(_, text)| find(text)).next() {
                Some(found) => Some(Some(found)),
                None => self.is_over().then_some(None),
            }
        })
    }

    /// Takes the next employee who was asked, and answers for them.
    fn answers(&self) {
        while !self.is_over() {
            let next = until_some("somebody is asked", || {
                let next = self.asked.lock().unwrap().pop_front();
                if next.is_none() { self.is_over().then_some(None) } else { Some(next) }
            });
            if let Some(asked) = next {
                self.decides(&asked);
            }
        }
    }

    /// From the invitation to the acknowledgement; None if the session was lost on the way.
    fn decides(&self, asked: &Asked) -> Option<()> {
        let link = self.reads(&asked.email, |text| {
            let (_, rest) = text.split_once("/sign/")?;
            Some(
                rest.chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
                    .collect(),
            )
        });
        let link: String = link?;
        let path = |rest: &str| format!("/consent/{link}{rest}");
        let (status, output) = self.insists(&path("/code"), "", "", &Value::Null);
        // 429: an earlier request was accepted before the process was killed, so its code is being
        // sent.
        assert!(matches!(status, 202 | 429), "{status} {output}");
        let code = self.reads(&asked.email, |text| {
            let parts = text.split(|c: char| !c.is_ascii_digit());
            parts.filter(|part| part.len() == 6).map(str::to_owned).next()
        })?;
        let (status, shown) = self.insists(&path("/verify"), "", "", &json!({ "code": code }));
        if status == 422 {
            // The code was used up when the process was killed; another one takes a minute.
            self.stranded.fetch_add(1, SeqCst);
            return None;
        }
        assert_eq!(status, 200, "{shown}");
        let accepted = asked.answer % 4 != 0;
        let uses: BTreeSet<_> = USES.into_iter().filter(|_| accepted).collect();
        let granted: Value = uses.iter().map(|one| ((*one).to_owned(), json!(true))).collect();
        let mut body = json!({
            "accepted": accepted, "uses": granted, "documentSha256": shown["documentSha256"],
        });
        if accepted {
            body["signature"] = drawn();
        }
        let session = shown["session"].as_str().unwrap();
        let (status, output) = self.insists(&path("/answer"), session, "", &body);
        // 409: accepted, but the acknowledgement was lost. Then the decision must be stored as
        // well.
        let taken = status == 201 || (status == 409 && output["code"] == "already_answered");
        assert!(taken, "{status} {output}");
        let mut uses = uses;
        if accepted && asked.answer % 3 == 0 {
            let body = json!({ "uses": ["web"] });
            let (status, output) = self.insists(&path("/withdraw"), session, "", &body);
            // 422: withdrawn before, and the acknowledgement was lost.
            assert!(matches!(status, 200 | 422), "{status} {output}");
            uses.remove("web");
        }
        self.given.lock().unwrap().push(Given { answer: asked.answer, accepted, uses });
        Some(())
    }
}

/// After how many more acknowledged requests the process is killed, in turn.
const KILLED_AFTER: [usize; 8] = [1, 23, 2, 38, 7, 3, 30, 13];

/// Kills the process 8 times; `BE_RIGHT_KILLS=50 cargo test --test it kill` runs longer.
#[test]
fn nothing_acknowledged_is_lost_however_often_the_plug_is_pulled() {
    let kills = std::env::var("BE_RIGHT_KILLS").ok().and_then(|kills| kills.parse().ok());
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let smtp = SmtpServer::start("plain");
    let port = smtp.port().to_string();
    let variables = [
        // Each process has another port, and the text that is signed says where to withdraw.
        ("BE_RIGHT_PUBLIC_URL", "http://localhost:8080"),
        ("BE_RIGHT_SMTP_HOST", "127.0.0.1"),
        ("BE_RIGHT_SMTP_PORT", &port),
        ("BE_RIGHT_SMTP_SECURITY", "none"),
        ("BE_RIGHT_SMTP_FROM", "studio@example.org"),
        ("BE_RIGHT_REGISTRATION", "open"),
        ("BE_RIGHT_TOKENS_ACCESS", "12h"),
        ("BE_RIGHT_LIMITS_CONSENT_PER_ADDRESS", "100000 per 1s"),
        ("BE_RIGHT_LOG_LEVEL", "info,be_right::http=warn"),
    ];
    let running = Running::start(&data, &variables);
    let account = json!({
        "email": "claire@example.org", "password": "une phrase de passe", "firstName": "Claire",
        "lastName": "Fontaine", "companyName": "Studio Lumière",
    });
    let (status, entered) = running.ask("POST", "/auth/register", "", &account).unwrap();
    assert_eq!(status, 201, "{entered}");
    let story = Story {
        port: AtomicU16::new(running.port()),
        over: AtomicBool::new(false),
        token: entered["accessToken"].as_str().unwrap().to_owned(),
        day: SystemClock.now().plus(30 * Timestamp::DAY),
        smtp: &smtp,
        mails: Mutex::default(),
        asked: Mutex::default(),
        planned: Mutex::default(),
        given: Mutex::default(),
        acknowledged: AtomicUsize::new(0),
        stranded: AtomicUsize::new(0),
    };
    let running = thread::scope(|scope| {
        let _curfew = Curfew(&story.over);
        scope.spawn(|| story.plans());
        scope.spawn(|| story.delivers());
        for _ in 0..4 {
            scope.spawn(|| story.answers());
        }
        let kills = KILLED_AFTER.into_iter().cycle().take(kills.unwrap_or(KILLED_AFTER.len()));
        let running = kills.fold(running, |running, more| {
            let target = story.acknowledged.load(SeqCst) + more;
            until("more is acknowledged", || story.acknowledged.load(SeqCst) >= target);
            running.kill();
            let running = Running::start(&data, &variables);
            story.port.store(running.port(), SeqCst);
            running
        });
        let known = story.given.lock().unwrap().len();
        until("another decision", || story.given.lock().unwrap().len() > known);
        running
    });
    let (given, planned) = (story.given.lock().unwrap(), story.planned.lock().unwrap());
    println!(
        "{} shoots planned, {} answers given, {} people stranded with a used code",
        planned.len(),
        given.len(),
        story.stranded.load(SeqCst)
    );
    assert!(!given.is_empty(), "nobody got as far as to answer");

    settles(&data);
    for one in given.iter() {
        let found = story.look(&format!("/answer/{}", one.answer));
        let found: Value = serde_json::from_slice(&found).unwrap();
        assert_eq!(found["state"], if one.accepted { "ACCEPTED" } else { "REFUSED" }, "{found}");
        for (name, granted) in found["uses"].as_object().unwrap() {
            assert_eq!(*granted, one.uses.contains(name.as_str()), "{found}");
        }
    }
    // Every stored decision is complete, whether it was acknowledged or not.
    for answer in rows(&data, "SELECT id FROM answers WHERE state <> 'PENDING'") {
        let bundle = story.look(&format!("/answer/{}/evidence", answer[0]));
        let report = examine(&bundle, &trust_in(&data));
        assert_eq!(report.verdict, Verdict::Genuine, "{:#?}", report.checks);
    }
    for (event, answers) in planned.iter() {
        let kept =
            rows(&data, &format!("SELECT id FROM answers WHERE event_id = {event} ORDER BY id"));
        let kept: Vec<i64> = kept.iter().map(|row| row[0].parse().unwrap()).collect();
        assert_eq!(kept, *answers);
    }
    story.collects();
    assert!(running.stop().success());
    adds_up(&data, &smtp);
}

/// Waits until no job is left, as long as their number falls.
fn settles(data: &Path) {
    // Events that have not begun have a job of their own.
    let sql = "SELECT kind, attempts, last_error FROM jobs WHERE kind <> 'settle_event'";
    let mut fewest = usize::MAX;
    while fewest > 0 {
        let left = || Some(rows(data, sql).len()).filter(|left| *left < fewest);
        fewest = until_some("fewer jobs are left", left);
    }
}

/// What must hold for every database, and for the mails that were sent.
fn adds_up(data: &Path, smtp: &SmtpServer) {
    let none: Vec<Vec<String>> = vec![];
    assert_eq!(rows(data, "PRAGMA integrity_check"), [["ok"]]);
    assert_eq!(rows(data, "PRAGMA foreign_key_check"), none);
    assert_eq!(rows(data, "SELECT kind, last_error FROM jobs WHERE parked_at IS NOT NULL"), none);
    let counts = "SELECT e.id, e.answered, e.asked, COUNT(a.id), COUNT(CASE WHEN a.state <> 'PENDING' THEN 1 END)
          FROM events AS e LEFT JOIN live_answers AS a ON a.event_id = e.id GROUP BY e.id
        HAVING e.asked <> COUNT(a.id) OR e.answered <> COUNT(CASE WHEN a.state <> 'PENDING' THEN 1 END)
            OR (e.status = 'COMPLETED') <> (COUNT(a.id) > 0 AND e.answered = e.asked)";
    assert_eq!(rows(data, counts), none, "counts differ from the rows");
    assert_eq!(rows(data, "SELECT name FROM events GROUP BY name HAVING COUNT(*) > 1"), none);
    assert_eq!(rows(data, "SELECT email FROM employees GROUP BY email HAVING COUNT(*) > 1"), none);
    let unsealed = "SELECT a.id FROM answers AS a LEFT JOIN seals AS s ON s.answer_id = a.id
                     WHERE a.state <> 'PENDING' AND s.answer_id IS NULL";
    assert_eq!(rows(data, unsealed), none, "an answer without its PDF");
    let unstated = "SELECT a.id FROM answers AS a
                     WHERE a.state <> 'PENDING' AND 1 <>
                           (SELECT COUNT(*) FROM manifests AS m
                             WHERE m.answer_id = a.id AND m.kind = 'ANSWER')";
    assert_eq!(rows(data, unstated), none, "an answer without its manifest, or with two");
    let unreceipted = "SELECT d.id FROM decisions AS d
                        WHERE d.kind = 'WITHDRAWN' AND 1 <>
                              (SELECT COUNT(*) FROM manifests AS m WHERE m.decision_id = d.id)";
    assert_eq!(rows(data, unreceipted), none, "a withdrawal without its receipt, or with two");
    let unbound = "SELECT answer_id FROM manifests GROUP BY answer_id
                   HAVING COUNT(*) <> (SELECT COUNT(*) FROM evidence AS e
                                        WHERE e.answer_id = manifests.answer_id
                                          AND e.kind = 'SEALED')";
    assert_eq!(rows(data, unbound), none, "a manifest that no step has, or the other way round");

    // Claire was notified of every answer, once.
    let untold = "SELECT a.id, COUNT(n.id) FROM answers AS a
          LEFT JOIN notifications AS n ON n.answer_id = a.id
           AND n.type IN ('ANSWER_RESPONSE_ACCEPTED', 'ANSWER_RESPONSE_REFUSED')
         WHERE a.state <> 'PENDING' GROUP BY a.id HAVING COUNT(n.id) <> 1";
    assert_eq!(rows(data, untold), none, "told never, or twice");
    let badges = "SELECT badge, COUNT(*) FROM notifications WHERE type = 'BADGE_EARNED'
                   GROUP BY badge HAVING COUNT(*) > 1";
    assert_eq!(rows(data, badges), none, "a badge told twice");

    let queued = rows(
        data,
        "SELECT about, to_address, status FROM mails WHERE status NOT IN ('SENT', 'DROPPED')",
    );
    assert_eq!(queued, none, "a mail that did not leave");
    assert_eq!(rows(data, "SELECT about FROM mails GROUP BY about HAVING COUNT(*) > 1"), none);
    let sent = rows(data, "SELECT message_id, to_address FROM mails WHERE status = 'SENT'");
    let taken = smtp.mails();
    let came: BTreeSet<(String, String)> = taken
        .iter()
        .map(|mail| {
            let id = mail.message().message_id().unwrap().split('@').next().unwrap().to_owned();
            (id, mail.envelope.to[0].clone())
        })
        .collect();
    for mail in &sent {
        assert!(came.contains(&(mail[0].clone(), mail[1].clone())), "{mail:?} did not come");
    }
    // Every mail received was queued: a second copy has the Message-ID of the first.
    let known = rows(data, "SELECT message_id, to_address FROM mails");
    for (id, to) in &came {
        assert!(known.contains(&vec![id.clone(), to.clone()]), "{id} to {to} was never queued");
    }
    println!("{} mails came, {} of them twice", taken.len(), taken.len() - came.len());
}
