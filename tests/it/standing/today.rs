//! What `/verify` shows to the holder of a document: the state today, not that of the signature.

use be_right::model::Digest;
use be_right::model::keys::in_fours;
use serde_json::{Value, json};

use super::{Shoot, accepts, refuses};
use crate::support::{Recipient, Server};

const ANA: &str = "ana@example.org";

/// A document: its reference and the hash of the PDF.
struct Held {
    reference: String,
    sha256: String,
}

impl Held {
    async fn of(shoot: &Shoot<'_>, answer: i64) -> Self {
        let pdf = shoot.studio.get(&format!("/answer/{answer}/pdf")).await;
        let sha256 = Digest::of(&pdf.is(200).bytes).hex();
        let reference = shoot.answer(answer).await["reference"].as_str().unwrap().to_owned();
        Self { reference, sha256 }
    }

    async fn checked(&self, server: &Server) -> Value {
        let path = format!("/verify/{}?sha256={}", self.reference, self.sha256);
        let found = server.get(&path).await;
        assert_eq!(found.is(200).json["genuine"], true, "{}", found.json);
        assert!(!found.text().contains("Moreau") && !found.text().contains("example.org"));
        found.json.clone()
    }

    /// The page about it, in English.
    async fn page(&self, server: &Server) -> String {
        let path = format!("/verify?reference={}&sha256={}&lang=en", self.reference, self.sha256);
        let page = server.get(&path).await;
        page.is(200).text()
    }
}

fn only(uses: &[&str]) -> Value {
    let all = ["internal", "web", "social", "press", "print"];
    all.into_iter().map(|one| (one.to_owned(), json!(uses.contains(&one)))).collect()
}

#[tokio::test]
async fn a_partial_withdrawal_shows_use_by_use_with_its_day() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    let mut ana = accepts(&server, ANA, &["internal", "web", "social", "press", "print"]).await;
    let held = Held::of(&shoot, shoot.answer).await;
    let found = held.checked(&server).await;
    assert_eq!((&found["state"], &found["changes"]), (&json!("ACCEPTED"), &json!([])));
    assert_eq!(found["uses"], only(&["internal", "web", "social", "press", "print"]));
    assert_eq!(found["endsOn"], "2034-05-01");
    server.clock.advance(86_400_000);
    ana.proves_the_email().await;
    ana.withdraws(Some(&["web", "press"])).await.is(200);
    server.settle().await;
    let found = held.checked(&server).await;
    assert_eq!(found["uses"], only(&["internal", "social", "print"]));
    let gone = json!([
        { "use": "web", "change": "WITHDRAWN", "on": "2026-05-02" },
        { "use": "press", "change": "WITHDRAWN", "on": "2026-05-02" },
    ]);
    assert_eq!((&found["changes"], &found["signedAt"]), (&gone, &json!("2026-05-01")));
    let page = held.page(&server).await;
    assert_eq!(page.matches("withdrawn on").count(), 2, "{page}");
    assert_eq!(page.matches("in force<").count(), 3, "{page}");
}

#[tokio::test]
async fn what_was_renewed_and_then_refused_is_not_given_any_more() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    accepts(&server, ANA, &["web", "print"]).await;
    let old = Held::of(&shoot, shoot.answer).await;
    let renewed = shoot.renews(shoot.answer).await;
    // A renewal that nobody has answered changes nothing.
    let found = old.checked(&server).await;
    assert_eq!((&found["uses"], &found["supersededOn"]), (&only(&["web", "print"]), &Value::Null));
    refuses(&server, ANA).await;
    let found = old.checked(&server).await;
    assert_eq!((&found["state"], &found["uses"]), (&json!("REFUSED"), &only(&[])));
    assert_eq!(found["supersededOn"], "2026-05-01");
    assert_eq!(found["changes"][0]["change"], "SUPERSEDED");
    assert!(old.page(&server).await.contains("Replaced by a later answer"));
    // The export of answers does not show it as in force either.
    let table = shoot.studio.get(&format!("/answer/event/{}/export", shoot.event)).await;
    let table = table.is(200).text();
    let line =
        table.lines().find(|line| line.contains(&in_fours(&old.reference))).expect("its line");
    assert!(line.contains("Remplacée par une réponse ultérieure (était"), "{line}");
    assert!(line.contains("01/05/2026"), "{line}");
    assert!(table.lines().next().unwrap().contains("Remplacée le"), "{table}");
    let new = Held::of(&shoot, renewed).await.checked(&server).await;
    assert_eq!((&new["state"], &new["supersededOn"]), (&json!("REFUSED"), &Value::Null));
}

#[tokio::test]
async fn what_was_renewed_says_so_and_what_the_renewal_leaves_out_too() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    accepts(&server, ANA, &["web", "print"]).await;
    let old = Held::of(&shoot, shoot.answer).await;
    shoot.renews(shoot.answer).await;
    let ana = accepts(&server, ANA, &["web", "social"]).await;
    let found = old.checked(&server).await;
    assert_eq!(found["uses"], only(&["web", "social"]));
    let became = |found: &Value| -> Vec<(String, String)> {
        let all = found["changes"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        all.map(|one| (text(&one["use"]), text(&one["change"]))).collect()
    };
    let pairs = |all: &[(&str, &str)]| -> Vec<(String, String)> {
        all.iter().map(|(one, what)| ((*one).to_owned(), (*what).to_owned())).collect()
    };
    let expected = pairs(&[("web", "RENEWED"), ("social", "GRANTED"), ("print", "SUPERSEDED")]);
    assert_eq!(became(&found), expected);
    ana.withdraws(None).await.is(200);
    server.settle().await;
    let found = old.checked(&server).await;
    assert_eq!((&found["state"], &found["uses"]), (&json!("WITHDRAWN"), &only(&[])));
}

#[tokio::test]
async fn expired_and_erased_consents_are_reported_as_well() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    accepts(&server, ANA, &["web"]).await;
    let held = Held::of(&shoot, shoot.answer).await;
    shoot.studio.delete(&format!("/employee/{}/forever", shoot.ana)).await.is(204);
    server.settle().await;
    let found = held.checked(&server).await;
    assert_eq!((&found["state"], &found["uses"]), (&json!("ACCEPTED"), &only(&["web"])));
    // On the day it ends, before the nightly run has recorded it.
    server.clock.set("2034-05-01T10:00:01Z");
    let found = held.checked(&server).await;
    assert_eq!((&found["state"], &found["uses"]), (&json!("EXPIRED"), &only(&[])));
    assert_eq!(
        found["changes"],
        json!([{ "use": "web", "change": "EXPIRED", "on": "2034-05-01" }])
    );
    assert!(held.page(&server).await.contains("ended on"));
}

#[tokio::test]
async fn of_a_request_nobody_answered_nothing_has_been_signed() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    let reference = shoot.answer(shoot.answer).await["reference"].as_str().unwrap().to_owned();
    let found = server.get(&format!("/verify/{reference}")).await;
    assert_eq!(
        (&found.is(200).json["answered"], &found.json["genuine"]),
        (&json!(false), &Value::Null)
    );
    let other = server.get(&format!("/verify/{reference}?sha256={}", "0".repeat(64))).await;
    assert_eq!(other.is(200).json["genuine"], false);
    let page = server.get(&format!("/verify?reference={reference}&lang=en")).await;
    assert!(page.is(200).text().contains("Nothing has been signed"));
    let mut ana = Recipient::invited(&server, ANA);
    ana.proves_the_email().await;
    ana.refuses(None).await.is(201);
    server.settle().await;
    let found = server.get(&format!("/verify/{reference}")).await;
    assert_eq!(found.is(200).json["answered"], true);
    // The reference alone shows no more than that.
    for output in ["state", "signedAt", "uses", "supersededOn", "endsOn"] {
        assert!(found.json[output].is_null(), "{output}: {}", found.json);
    }
    assert_eq!(found.json["changes"], json!([]));
}
