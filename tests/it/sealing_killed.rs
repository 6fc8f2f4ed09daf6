//! The process is killed before each write to its database while it seals answers, withdrawals and
//! ended consents, and while the key is replaced. Each is sealed once, and proved.

use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};

use be_right::actions::answers;
use be_right::render::bundle::{Verdict, examine};
use be_right::store::chain_seals;
use serde_json::{Value, json};

use crate::backups::holds::copy;
use crate::backups::secrets;
use crate::support::waiting::until;
use crate::support::{
    Killer, PASSWORD, Recipient, Running, Server, Studio, change, fetch, rows, trust_in,
};

const YEAR: i64 = 366 * 86_400_000;
/// As many writes as sealing takes, with those of the request that wakes the worker.
const EACH: usize = 6;
/// When jobs are due that wait for their turn.
const LATER: i64 = 9_000_000_000_000;

/// People who were asked about an event: their answers and e-mail addresses.
async fn asked(studio: &Studio<'_>, name: &str) -> Vec<(i64, String)> {
    let (mut people, mut emails) = (vec![], vec![]);
    for nth in 0..EACH {
        emails.push(format!("{name}{nth}@example.org"));
        people.push(studio.employs("Ana", name, &emails[nth]).await);
    }
    studio.plans(name, &people).await.1.into_iter().zip(emails).collect()
}

/// They prove their addresses, which runs the jobs that are due.
async fn arrive<'s>(server: &'s Server, all: &[(i64, String)]) -> Vec<Recipient<'s>> {
    let mut arrived = vec![];
    for (_, email) in all {
        let mut recipient = Recipient::invited(server, email);
        recipient.proves_the_email().await;
        arrived.push(recipient);
    }
    arrived
}

async fn accept(all: &[Recipient<'_>]) {
    for recipient in all {
        recipient.accepts(&["web", "print"]).await.is(201);
    }
}

/// The process with what is to be sealed, and the end of each that was killed.
struct Sealing {
    killer: Killer,
    data: PathBuf,
    running: Running,
    token: String,
    kills: usize,
}

impl Sealing {
    fn begins(killer: Killer, data: &Path, email: &str) -> Self {
        let running = killer.serves(&[]);
        let who = json!({ "email": email, "password": PASSWORD });
        let (status, entered) = running.ask("POST", "/auth/login", "", &who).unwrap();
        assert_eq!(status, 200, "{entered}");
        let token = entered["accessToken"].as_str().unwrap().to_owned();
        Self { killer, data: data.to_owned(), running, token, kills: 0 }
    }

    fn starts_again(&mut self) -> bool {
        let Some(status) = self.running.ended() else { return false };
        assert_eq!(status.signal(), Some(9), "{}", self.running.received);
        self.kills += 1;
        self.running = self.killer.serves(&[]);
        true
    }

    /// Seals one of these answers after the other, and is killed before one more write each time.
    fn seals(&mut self, all: &[(i64, String)], manifests: &[&str]) {
        for (nth, (answer, email)) in all.iter().enumerate() {
            let of_answer = format!("(body LIKE '%:{answer}}}%' OR body LIKE '%:{answer},%')");
            let waiting = format!("kind IN ('make_pdf', 'make_receipt') AND {of_answer}");
            change(&self.data, &format!("UPDATE jobs SET due_at = 0 WHERE {waiting}"));
            self.killer.aims(nth, 'w');
            // A job that is queued wakes the worker; whether there is a reply does not matter.
            let body = json!({ "firstName": "Bob", "lastName": email, "email": email });
            let headers = [("Authorization", self.token.as_str())];
            fetch(self.running.port(), "POST", "/employee", &headers, &body);
            let left = format!("SELECT id FROM jobs WHERE {waiting}");
            let data = self.data.clone();
            until("the seal", || !self.starts_again() && rows(&data, &left).is_empty());
            self.killer.rests();
            // The kill may have been on its way.
            let replies = |port| fetch(port, "GET", "/healthz", &[], &Value::Null).is_some();
            until("a reply", || !self.starts_again() && replies(self.running.port()));
            is_proved(&self.data, &self.running, &self.token, *answer, manifests);
        }
    }
}

/// The answer has these manifests and no others, and its bundle is genuine.
fn is_proved(data: &Path, running: &Running, token: &str, answer: i64, manifests: &[&str]) {
    let look = |sql: &str| rows(data, sql).concat();
    let of = format!("answer_id = {answer}");
    let kinds = format!("SELECT kind FROM manifests WHERE {of} ORDER BY number");
    assert_eq!(look(&kinds), manifests);
    let steps = |kind: &str| {
        look(&format!("SELECT seq FROM evidence WHERE {of} AND kind = '{kind}'")).len()
    };
    assert_eq!((steps("PDF_MADE"), steps("SEALED")), (1, manifests.len()));
    assert_eq!(look(&format!("SELECT id FROM seals WHERE {of}")).len(), 1);
    let twice = "SELECT about FROM mails GROUP BY about HAVING COUNT(*) > 1";
    assert_eq!(look(twice), [""; 0]);
    assert_eq!(look("SELECT kind FROM jobs WHERE parked_at IS NOT NULL"), [""; 0]);
    let path = format!("/answer/{answer}/evidence");
    let reply = fetch(running.port(), "GET", &path, &[("Authorization", token)], &Value::Null);
    let (status, bundle) = reply.unwrap();
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&bundle));
    let report = examine(&bundle, &trust_in(data));
    assert_eq!(report.verdict, Verdict::Genuine, "{:?}", report.checks);
}

#[tokio::test]
async fn what_is_decided_is_sealed_once_wherever_the_process_ends() {
    let server = Server::start();
    secrets(&server);
    server.leaves_jobs();
    // In the past, so that a consent can have ended.
    server.clock.leaps(-12 * YEAR);
    let studio = server.studio("Studio Lumière").await;
    let was_ended = asked(&studio, "ended").await;
    server.settle().await;
    accept(&arrive(&server, &was_ended).await).await;
    server.settle().await;
    server.clock.advance(9 * YEAR);
    let studio = studio.comes_back().await;
    let (withdrawn, answered) =
        (asked(&studio, "withdrawn").await, asked(&studio, "answered").await);
    server.settle().await;
    let recipients = arrive(&server, &withdrawn).await;
    accept(&recipients).await;
    let others = arrive(&server, &answered).await;
    // From here on no job is run.
    for recipient in recipients {
        recipient.withdraws(Some(&["web"])).await.is(200);
    }
    accept(&others).await;
    let scope = server.app.db.read_all(chain_seals::companies).await.unwrap()[0];
    answers::follow_terms(&server.app, scope).await.unwrap();
    change(
        server.folder.path(),
        &format!(
            "DELETE FROM jobs WHERE kind NOT IN ('make_pdf', 'make_receipt');
             UPDATE jobs SET due_at = {LATER}"
        ),
    );
    let jobs = rows(server.folder.path(), "SELECT kind, body FROM jobs");
    assert_eq!(jobs.len(), 3 * EACH, "{jobs:?}");

    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let data = root.join("data");
    copy(server.folder.path(), &data);
    let mut sealing = Sealing::begins(Killer::of(&root, &data), &data, &studio.email);
    sealing.seals(&answered, &["ANSWER"]);
    sealing.seals(&withdrawn, &["ANSWER", "WITHDRAWAL"]);
    sealing.seals(&was_ended, &["ANSWER", "EXPIRY"]);
    assert!(sealing.kills >= 2 * EACH, "only {} kills", sealing.kills);

    // The key is replaced, and the process killed at one commit more each time.
    let Sealing { killer, running, token, .. } = sealing;
    running.kill();
    let mut kills = 0;
    for commits in 1.. {
        killer.aims(commits, 'c');
        let ended = killer.command(&["seal", "rotate"]).output().unwrap();
        killer.rests();
        let running = killer.serves(&[]);
        is_proved(&data, &running, &token, answered[0].0, &["ANSWER"]);
        is_proved(&data, &running, &token, was_ended[0].0, &["ANSWER", "EXPIRY"]);
        running.kill();
        if ended.status.success() {
            break;
        }
        assert_eq!(ended.status.signal(), Some(9), "{}", String::from_utf8_lossy(&ended.stderr));
        kills += 1;
    }
    assert!(kills >= 1, "the change of the key was not interrupted");
}
