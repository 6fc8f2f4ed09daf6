//! Time-stamps of daily roots and PDFs by a real authority, which is up, slow, wrong or down.

use std::path::Path;
use std::process::Command;

use be_right::model::Timestamp;
use be_right::render::pdf::signed;
use serde_json::{Value, json};

use crate::backups::holds::{backed_up, restored};
use crate::backups::secrets;
use crate::roots::{Saved, anchor, bundle, consented, key, roots};
use crate::support::{Authority, Server, Studio, change, python, rows};

const ANA: &str = "ana@example.org";

/// The time-stamps of the newest root.
async fn stamps(server: &Server) -> Vec<Value> {
    roots(server).await[0]["timestamps"].as_array().unwrap().clone()
}

async fn pdf(studio: &Studio<'_>, answer: i64) -> Vec<u8> {
    studio.get(&format!("/answer/{answer}/pdf")).await.is(200).bytes.clone()
}

/// What the second verifier says of a bundle.
fn second_opinion(saved: &Saved, key: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(python(root));
    let command = command.arg(root.join("tests/vectors/verify.py")).arg(saved.path());
    let done = command.args(["--key", key]).output().unwrap();
    String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned()
}

/// What OpenSSL says of the token in a bundle.
fn openssl(saved: &Saved, root: &Path) -> String {
    let token = saved.folder.path().join("anchor.tst");
    std::fs::write(&token, saved.file("anchor.tst")).unwrap();
    let done = Command::new("openssl")
        .args(["ts", "-verify", "-token_in", "-digest", &saved.daily_root().hash().hex(), "-in"])
        .arg(token)
        .arg("-CAfile")
        .arg(root)
        .output()
        .unwrap();
    String::from_utf8_lossy(&done.stdout).into_owned()
}

#[tokio::test]
async fn a_root_is_stamped_once_by_each_authority_and_bundles_prove_it() {
    let authority = Authority::new("each");
    let server = authority.server(&["good", "p384", "sha512"], true);
    let (studio, answer, _) = consented(&server, ANA).await;
    assert_eq!(anchor(&studio, answer).await, "PENDING");
    let asked = authority.asked().await;
    assert_eq!(asked, 1, "for the PDF");
    server.sleeps(1).await;
    let studio = studio.comes_back().await;
    assert_eq!(anchor(&studio, answer).await, "TIMESTAMPED");
    let stamped = stamps(&server).await;
    assert_eq!(stamped.len(), 3);
    assert!(
        stamped.iter().all(|one| one["checked"] == true && one["at"].is_string()),
        "{stamped:?}"
    );
    let names: Vec<&str> = stamped.iter().filter_map(|one| one["authority"].as_str()).collect();
    assert!(names.contains(&"Authority p384, Tests"), "{names:?}");
    // Whatever runs again asks nobody again.
    be_right::worker::enqueue_due(&server.app).await.unwrap();
    server.settle().await;
    assert_eq!(authority.asked().await, asked + 3);

    let saved = bundle(&studio, answer).await;
    for name in ["anchor.tst", "anchor-2.tst", "anchor-3.tst"] {
        assert!(saved.files().contains(&name.to_owned()), "{:?}", saved.files());
    }
    let key = key(&server);
    let (code, said) = saved.judged(&["--key", &key]);
    assert!(code == Some(0) && said.contains("Anybody can choose such a name"), "{said}");
    let root = authority.root().to_str().unwrap();
    let (code, said) = saved.judged(&["--key", &key, "--timestamp-roots", root]);
    assert!(code == Some(0) && said.contains("An authority that you trust has signed"), "{said}");
    let said = second_opinion(&saved, &key);
    assert!(said.starts_with("genuine") && said.matches("Time-stamped at ").count() == 3, "{said}");
    assert!(openssl(&saved, authority.root()).contains("Verification: OK"));

    let page = async |path: &str| {
        let reply = server.client().get(path).header("accept", "text/html").send().await;
        reply.0.into_body().into_string().await.unwrap()
    };
    let listed = page("/verify/roots?lang=fr").await;
    assert!(listed.contains("Authority p384, Tests") && listed.contains("se fie"), "{listed}");
    let verify = page("/verify?lang=en").await;
    assert!(verify.contains("Authorities outside this server are asked to sign"), "{verify}");
    // A token says nothing about another root: the swapped one is not handed out.
    server.sleeps(1).await;
    change(
        server.folder.path(),
        "UPDATE root_tokens SET token = (SELECT o.token FROM root_tokens AS o
          WHERE o.number = 1 AND o.url = root_tokens.url) WHERE number = 2",
    );
    let studio = studio.comes_back().await;
    assert_eq!(anchor(&studio, answer).await, "ROOT");
    let saved = bundle(&studio, answer).await;
    assert!(!saved.files().contains(&"anchor.tst".to_owned()));
    assert_eq!(saved.judged(&["--key", &key]).0, Some(0));
}

#[tokio::test]
async fn an_authority_that_is_down_for_a_day_costs_the_level_and_nothing_else() {
    let authority = Authority::new("down");
    let server = authority.server(&["good"], true);
    authority.is_down(true).await;
    let (studio, answer, _) = consented(&server, ANA).await;
    assert!(signed::verify(&pdf(&studio, answer).await).unwrap().timestamp.is_none());
    server.sleeps(1).await;
    let studio = studio.comes_back().await;
    assert_eq!((anchor(&studio, answer).await, stamps(&server).await), ("ROOT".into(), vec![]));
    assert_eq!(bundle(&studio, answer).await.judged(&["--key", &key(&server)]).0, Some(0));
    let failed =
        rows(server.folder.path(), "SELECT last_error FROM jobs WHERE kind = 'timestamp_root'");
    assert!(failed[0][0].starts_with("the time-stamping authority http://127.0.0.1"), "{failed:?}");
    // For hours it is tried again, in vain, and nobody is troubled.
    for _ in 0..6 {
        server.clock.advance(3 * Timestamp::HOUR);
        server.settle().await;
    }
    assert_eq!(server.jobs().await.1, 0);
    authority.is_down(false).await;
    server.clock.advance(7 * Timestamp::HOUR);
    server.settle().await;
    let studio = studio.comes_back().await;
    assert_eq!(anchor(&studio, answer).await, "TIMESTAMPED");
    let (root, stamp) = (roots(&server).await.remove(0), stamps(&server).await.remove(0));
    assert!(stamp["at"].as_str() > root["at"].as_str(), "it says its own time: {stamp}");
    assert_eq!(bundle(&studio, answer).await.judged(&["--key", &key(&server)]).0, Some(0));
}

#[tokio::test]
async fn a_reply_that_proves_nothing_is_not_kept_and_raises_an_alarm() {
    for (mode, why) in [
        ("wrong-digest", "another hash"),
        ("wrong-nonce", "another request"),
        ("expired", "was not valid"),
        ("not-for-time", "not for time-stamping alone"),
        ("ahead", "five minutes from the clock"),
        ("garbage", "no time-stamp"),
        ("huge", "no time-stamp"),
    ] {
        let authority = Authority::new("wrong");
        let server = authority.server(&[mode], true);
        // The job fails, and goes on trying.
        server.leaves_jobs();
        let (studio, answer, _) = consented(&server, ANA).await;
        assert!(signed::verify(&pdf(&studio, answer).await).unwrap().timestamp.is_none());
        server.sleeps(1).await;
        let studio = studio.comes_back().await;
        assert_eq!((anchor(&studio, answer).await, stamps(&server).await), ("ROOT".into(), vec![]));
        let ready = server.get("/readyz").await;
        assert_eq!(ready.is(200).json["alarms"], json!(["timestamps_wrong"]), "{mode}");
        let detail = rows(server.folder.path(), "SELECT detail FROM alarms");
        assert!(detail[0][0].contains(why), "{mode}: {detail:?}");
    }
}

#[tokio::test]
async fn the_alarm_ends_when_the_authority_is_right_again() {
    let authority = Authority::new("mended");
    let mut server = authority.server(&["good"], true);
    let witnesses = server.app.witnesses.clone();
    // The clock of this server is an hour behind that of the authority.
    let ahead = authority.server(&["good"], true);
    ahead.clock.set("2026-05-20T12:00:00Z");
    server.has_witnesses(ahead.app.witnesses.clone());
    consented(&server, ANA).await;
    server.sleeps(1).await;
    let alarms = || rows(server.folder.path(), "SELECT kind FROM alarms").len();
    assert_eq!((alarms(), stamps(&server).await.len()), (1, 0));
    let data = server.folder.path().to_owned();
    server.has_witnesses(witnesses);
    server.clock.advance(7 * Timestamp::HOUR);
    server.settle().await;
    assert_eq!(rows(&data, "SELECT kind FROM alarms").len(), 0);
    assert_eq!(stamps(&server).await.len(), 1);
}

#[tokio::test]
async fn a_slow_or_refusing_authority_holds_up_one_pdf_and_no_other() {
    for mode in ["slow", "refuses", "error"] {
        let authority = Authority::new("slow");
        let server = authority.server(&[mode], false);
        server.leaves_jobs();
        let before = authority.asked().await;
        let (studio, first, _) = consented(&server, ANA).await;
        let (second, _) = crate::roots::consents(&server, &studio, "bea@example.org").await;
        assert_eq!(authority.asked().await, before + 1, "{mode}: the second was not held up");
        for answer in [first, second] {
            let bytes = pdf(&studio, answer).await;
            assert!(signed::verify(&bytes).unwrap().timestamp.is_none(), "{mode}");
        }
        server.clock.advance(11 * Timestamp::MINUTE);
        crate::roots::consents(&server, &studio, "cleo@example.org").await;
        assert_eq!(authority.asked().await, before + 2, "{mode}: it is asked again later");
    }
}

#[tokio::test]
async fn an_authority_that_is_not_trusted_is_kept_and_named_as_not_checked() {
    let authority = Authority::new("unknown");
    let server = authority.server(&["unknown"], true);
    let (studio, answer, _) = consented(&server, ANA).await;
    server.sleeps(1).await;
    let studio = studio.comes_back().await;
    assert_eq!(anchor(&studio, answer).await, "TIMESTAMPED");
    let stamped = stamps(&server).await;
    assert_eq!(stamped[0]["checked"], json!(false));
    assert_eq!(stamped[0]["certificateSha256"].as_str().unwrap().len(), 64);
    let saved = bundle(&studio, answer).await;
    let key = key(&server);
    assert_eq!(saved.judged(&["--key", &key]).0, Some(0));
    let root = authority.root().to_str().unwrap();
    let (code, said) = saved.judged(&["--key", &key, "--timestamp-roots", root]);
    assert!(code == Some(4) && said.contains("No time-stamp in it comes from"), "{said}");
    let none = saved.folder.path().join("none.pem");
    std::fs::write(&none, "nothing").unwrap();
    let none = none.to_str().unwrap();
    assert_eq!(saved.judged(&["--key", &key, "--timestamp-roots", none]).0, Some(2));
}

#[tokio::test]
async fn a_pdf_is_stamped_and_other_readers_say_when() {
    let authority = Authority::new("pdf");
    let server = authority.server(&["good"], true);
    let (studio, answer, _) = consented(&server, ANA).await;
    let bytes = pdf(&studio, answer).await;
    let token = signed::verify(&bytes).unwrap().timestamp.unwrap();
    assert_eq!(token.authority.name, "Authority good, Tests");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("consent.pdf");
    std::fs::write(&path, &bytes).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let judge = |path: &Path| {
        let mut command = Command::new(python(root));
        let command = command.arg(root.join("tests/pdf/judge.py")).arg(path);
        let done = command.arg("--authority").arg(authority.root()).output().unwrap();
        let said = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned();
        (done.status.success(), said)
    };
    let (is_good, said) = judge(&path);
    assert!(is_good && said.contains("time-stamped at "), "{said}");
    let saved = Saved { folder, bytes: bytes.clone() };
    let (key, root) = (key(&server), authority.root().to_str().unwrap());
    let (code, said) = saved.judged_as("consent.pdf", &["--key", &key, "--timestamp-roots", root]);
    assert!(code == Some(0) && said.contains("when the PDF had this signature"), "{said}");
    // Another token in its place, rightly signed and of something else.
    let other = authority.server(&["good"], true);
    let (studio, answer, _) = consented(&other, ANA).await;
    let other = signed::verify(&pdf(&studio, answer).await).unwrap().timestamp.unwrap();
    let swapped = signed::time_stamped(&bytes, &other).unwrap();
    assert!(signed::verify(&swapped).is_err());
}

#[tokio::test]
async fn doctor_asks_each_authority() {
    let authority = Authority::new("doctor");
    let folder = tempfile::tempdir().unwrap();
    let root = authority.root().to_str().unwrap();
    let doctor = |modes: &[&str], roots: &str| {
        let urls: Vec<String> = modes.iter().map(|mode| authority.url(mode)).collect();
        let (urls, roots) = (urls.join(","), roots.to_owned());
        let done = Command::new(env!("CARGO_BIN_EXE_be-right"))
            .args(["doctor", "--data-dir", folder.path().to_str().unwrap()])
            .arg("--set")
            .arg(format!("proof.timestamp_urls={urls}"))
            .arg("--set")
            .arg(format!("proof.timestamp_roots={roots}"))
            .env_clear()
            .output()
            .unwrap();
        let said = [done.stdout, done.stderr].concat();
        let said = String::from_utf8(said).unwrap();
        said.lines()
            .filter(|line| line.contains("time-stamps"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let said = doctor(&["good", "unknown", "garbage", "error", "ahead"], root);
    for (line, part) in said.iter().zip([
        "ok      time-stamps    http",
        "is not from proof.timestamp_roots",
        "the reply is no time-stamp",
        "it replies 503",
        "but its time is 20",
    ]) {
        assert!(line.contains(part), "{said:#?}");
    }
    assert!(
        said.len() == 5 && said[1..].iter().all(|line| line.starts_with("BROKEN")),
        "{said:#?}"
    );
    let said = doctor(&["good"], "");
    assert!(
        said[0].starts_with("note") && said[0].contains("set proof.timestamp_roots"),
        "{said:?}"
    );
    assert_eq!(doctor(&[], ""), [""; 0]);
    // What cannot be read ends the command before anything is asked.
    for (key, value) in [
        ("proof.timestamp_roots", "/nowhere/authorities.pem"),
        ("proof.timestamp_roots", env!("CARGO_BIN_EXE_be-right")),
        ("proof.timestamp_urls", "ftp://authority.example"),
        ("proof.timestamp_urls", &["http://authority.example"; 9].join(",")),
    ] {
        let done = Command::new(env!("CARGO_BIN_EXE_be-right"))
            .args(["doctor", "--set", &format!("{key}={value}")])
            .env_clear()
            .output()
            .unwrap();
        let said = String::from_utf8(done.stderr).unwrap();
        assert!(!done.status.success() && said.contains(key), "{said}");
    }
}

#[tokio::test]
async fn a_restore_keeps_the_time_stamps_made_since() {
    let authority = Authority::new("restore");
    let server = authority.server(&["good", "p256"], true);
    secrets(&server);
    let (studio, answer, _) = consented(&server, ANA).await;
    server.sleeps(1).await;
    let backups = backed_up(&server);
    server.sleeps(1).await;
    let before = roots(&server).await;
    let count = |root: &Value| root["timestamps"].as_array().unwrap().len();
    assert_eq!(before.iter().map(count).collect::<Vec<_>>(), [2, 2]);
    // One that is of another root is not carried over.
    change(
        server.folder.path(),
        "UPDATE root_tokens SET token = (SELECT token FROM root_tokens WHERE number = 1)
          WHERE number = 2 AND url LIKE '%p256'",
    );
    let (there, _) = restored(&server, &backups, |_| {}).await;
    let after = roots(&there).await;
    assert_eq!((after.iter().map(count).collect::<Vec<_>>(), &after[1]), (vec![1, 2], &before[1]));
    there.clock.set("2026-05-10T12:00:00Z");
    let at = Studio::enters(&there, &studio.email).await;
    assert_eq!(anchor(&at, answer).await, "TIMESTAMPED");
}
