//! Whoever has refused or signed keeps their say: nobody is asked in their place, and what they
//! refuse is not allowed, whatever a company changes.

use serde_json::{Value, json};

use super::{Shoot, accepts, child, guardian, refuses};
use crate::files::{id, photo};
use crate::support::{Recipient, Server, Studio, change, rows};

pub const ANNE: &str = "anne@example.org";
const PAUL: &str = "paul@example.org";

fn parents() -> [Value; 2] {
    [guardian("Anne", "Petit"), guardian("Paul", "Petit")]
}

/// An event with a photograph of Zoé, 10, whose parents are asked.
pub async fn of_zoe(server: &Server) -> Shoot<'_> {
    let studio = server.studio("lumiere").await;
    let zoe = studio.post("/employee", child(&parents())).await.is(201).id("/id");
    let (event, answers) = studio.plans("Kermesse", &[zoe]).await;
    let file = id(&photo(&studio, event, 1).await);
    let named = json!({ "employeeIds": [zoe] });
    studio.put(&format!("/file/{file}/people"), named).await.is(200);
    server.settle().await;
    Shoot { studio, ana: zoe, event, answer: answers[0], file }
}

pub async fn needs(studio: &Studio<'_>, guardians: u8) {
    let company = format!("/company/{}", studio.company);
    let rule = json!({ "name": "lumiere", "guardiansNeeded": guardians });
    studio.put(&company, rule).await.is(200);
}

impl Shoot<'_> {
    pub async fn guarded_by(&self, guardians: &[Value]) {
        let path = format!("/employee/{}", self.ana);
        self.studio.put(&path, child(guardians)).await.is(200);
        self.studio.server.settle().await;
    }

    /// Whether the photograph is among those that may be used for the web.
    pub async fn is_allowed(&self) -> bool {
        let path = format!("/event/{}/photos?use=web&state=allowed", self.event);
        self.studio.get(&path).await.is(200).json["total"] == 1
    }

    pub async fn asks_again(&self) -> Value {
        let ask = json!({ "eventId": self.event, "employeeId": self.ana });
        let asked = self.studio.post("/answer", ask).await.is(201).json.clone();
        self.studio.server.settle().await;
        asked
    }
}

/// Both parents accept these uses.
async fn both_accept<'s>(server: &'s Server, uses: &[&str]) -> (Recipient<'s>, Recipient<'s>) {
    let anne = accepts(server, ANNE, uses).await;
    (anne, accepts(server, PAUL, uses).await)
}

#[tokio::test]
async fn what_one_guardian_denies_on_a_renewal_is_not_allowed_while_the_other_is_waited_for() {
    let server = Server::start();
    let shoot = of_zoe(&server).await;
    let (_, mut paul) = both_accept(&server, &["web", "print"]).await;
    let link = shoot.link().await;
    assert!(shoot.may_be_shown(&link).await);
    let pdf = shoot.studio.get(&format!("/answer/{}/pdf", shoot.answer)).await;
    let sha256 = be_right::model::Digest::of(&pdf.is(200).bytes).hex();
    let renewed = shoot.renews(shoot.answer).await;
    let again = accepts(&server, PAUL, &["print"]).await;
    assert!(!shoot.may_be_shown(&link).await);
    let stands = shoot.answer(shoot.answer).await;
    assert_eq!((&stands["uses"]["web"], &stands["uses"]["print"]), (&json!(false), &json!(true)));
    let path = format!("/verify/{}?sha256={sha256}", stands["reference"].as_str().unwrap());
    let today = server.get(&path).await;
    assert_eq!(today.is(200).json["uses"]["web"], false);
    assert_eq!(today.json["changes"][0]["change"], "WITHDRAWN");

    // The renewal cannot be deleted, neither alone nor with the child, so the refusal cannot be
    // undone.
    let delete = format!("/answer/{renewed}");
    let refused = shoot.studio.delete(&delete).await;
    refused.is_problem(409, "answer_begun");
    assert!(refused.json["detail"].as_str().unwrap().len() > 40, "{}", refused.json);
    let child = format!("/employee/{}", shoot.ana);
    shoot.studio.delete(&child).await.is(204);
    assert_eq!(shoot.answer(renewed).await["state"], "PENDING");
    shoot.studio.acts(&format!("{child}/restore")).await.is(200);
    server.settle().await;
    assert!(!shoot.may_be_shown(&link).await);

    // By either of his links Paul can also withdraw what is in force.
    again.withdraws(Some(&["print"])).await.is(200);
    server.settle().await;
    assert_eq!(shoot.answer(shoot.answer).await["state"], "WITHDRAWN");
    server.clock.advance(61_000);
    paul.proves_the_email().await;
    paul.withdraws(None).await.is_problem(409, "already_withdrawn");
    server.settle().await;
}

#[tokio::test]
async fn the_evidence_of_what_was_denied_on_a_renewal_is_genuine() {
    let server = Server::start();
    let shoot = of_zoe(&server).await;
    both_accept(&server, &["web", "print"]).await;
    shoot.renews(shoot.answer).await;
    accepts(&server, PAUL, &["print"]).await;
    let mail = server.postbox.last_to(&shoot.studio.email);
    assert!(mail.text.contains("Paul Petit"), "{}", mail.text);
    let path = format!("/answer/{}/evidence", shoot.answer);
    let bundle = shoot.studio.get(&path).await.is(200).bytes.clone();
    let trust =
        be_right::render::bundle::Trust { key: Some(server.app.keys.seal.public()), pdf: None };
    let report = be_right::render::bundle::examine(&bundle, &trust);
    assert!(report.verdict == be_right::render::bundle::Verdict::Genuine, "{:?}", report.checks);
}

#[tokio::test]
async fn a_guardian_who_refused_is_asked_again_though_they_were_taken_out_of_the_list() {
    let server = Server::start();
    let shoot = of_zoe(&server).await;
    needs(&shoot.studio, 1).await;
    refuses(&server, ANNE).await;
    let asked_before = server.postbox.to(ANNE).len();
    shoot.guarded_by(&[guardian("Paul", "Petit")]).await;
    let asked = shoot.asks_again().await;
    assert_eq!(asked["earlierSigners"], 1);
    assert_eq!(server.postbox.to(ANNE).len(), asked_before + 1);
    accepts(&server, PAUL, &["web"]).await;
    assert!(!shoot.is_allowed().await);
    // Only her own consent allows it.
    accepts(&server, ANNE, &["web", "print"]).await;
    assert!(shoot.is_allowed().await);
    assert_eq!(shoot.answer(asked["id"].as_i64().unwrap()).await["earlierSigners"], 0);
}

#[tokio::test]
async fn nobody_becomes_the_only_guardian_by_the_other_being_taken_out() {
    let server = Server::start();
    let shoot = of_zoe(&server).await;
    let anne = refuses(&server, ANNE).await;
    shoot.guarded_by(&[guardian("Paul", "Petit")]).await;
    shoot.asks_again().await;
    let mut paul = Recipient::invited(&server, PAUL);
    paul.proves_the_email().await;
    let uses = json!({ "web": true });
    let alone = json!({
        "accepted": true, "uses": uses, "signature": crate::support::drawn(),
        "soleAuthority": true,
    });
    paul.answers(alone).await.refuses(&["otherGuardian"]);
    paul.accepts(&["web"]).await.is(201);
    server.settle().await;
    assert_eq!(shoot.studio.get("/answer?state=ACCEPTED").await.is(200).json["total"], 0);
    anne.withdraws(None).await.is_problem(409, "nothing_to_withdraw");
    assert!(!shoot.is_allowed().await);
}

#[tokio::test]
async fn a_renewal_is_asked_of_all_who_signed_and_each_withdraws_by_every_way() {
    let server = Server::start();
    let shoot = of_zoe(&server).await;
    let (mut anne, _) = both_accept(&server, &["web"]).await;
    needs(&shoot.studio, 1).await;
    shoot.guarded_by(&[guardian("Paul", "Petit")]).await;
    let renewed = shoot.renews(shoot.answer).await;
    accepts(&server, PAUL, &["web", "print"]).await;
    accepts(&server, ANNE, &["web", "print"]).await;
    let link = shoot.link().await;
    assert!(shoot.may_be_shown(&link).await);
    // By the link of the first answer.
    server.clock.advance(61_000);
    anne.proves_the_email().await;
    anne.withdraws(None).await.is(200);
    assert!(!shoot.may_be_shown(&link).await);
    assert_eq!(shoot.answer(renewed).await["state"], "WITHDRAWN");
    // What was withdrawn is not granted by Paul alone.
    assert_eq!(shoot.asks_again().await["earlierSigners"], 1);
    server.settle().await;
}

#[tokio::test]
async fn another_birth_date_does_not_end_what_a_guardian_has_to_say() {
    let server = Server::start();
    let shoot = of_zoe(&server).await;
    refuses(&server, ANNE).await;
    let grown = json!({
        "firstName": "Zoé", "lastName": "Petit", "email": "staff@example.org",
        "birthDate": "2000-01-01",
    });
    shoot.studio.put(&format!("/employee/{}", shoot.ana), grown).await.is(200);
    assert_eq!(shoot.asks_again().await["earlierSigners"], 1);
    accepts(&server, "staff@example.org", &["web"]).await;
    assert!(!shoot.is_allowed().await);
    accepts(&server, ANNE, &["web"]).await;
    assert!(shoot.is_allowed().await);
}

#[tokio::test]
async fn a_new_signer_is_asked_through_the_pending_request() {
    let server = Server::start();
    let shoot = of_zoe(&server).await;
    accepts(&server, ANNE, &["web"]).await;
    accepts(&server, PAUL, &["web"]).await;
    let renewed = shoot.renews(shoot.answer).await;
    server.settle().await;
    // She turns out to be of age: both guardians keep their say, and she gets one.
    let grown = json!({
        "firstName": "Zoé", "lastName": "Petit", "email": "staff@example.org",
        "birthDate": "2000-01-01",
    });
    shoot.studio.put(&format!("/employee/{}", shoot.ana), grown).await.is(200);
    server.settle().await;
    assert_eq!(server.postbox.to("staff@example.org").len(), 1);
    accepts(&server, ANNE, &["web", "print"]).await;
    accepts(&server, PAUL, &["web", "print"]).await;
    assert_eq!(shoot.answer(renewed).await["state"], "PENDING");
    accepts(&server, "staff@example.org", &["web"]).await;
    let settled = shoot.answer(renewed).await;
    assert_eq!((&settled["state"], &settled["uses"]["print"]), (&json!("ACCEPTED"), &json!(false)));
}

#[tokio::test]
async fn a_guardian_who_refused_is_asked_though_a_namesake_took_their_mailbox_for_a_while() {
    let server = Server::start();
    let shoot = of_zoe(&server).await;
    refuses(&server, ANNE).await;
    let path = format!("/employee/{}", shoot.ana);
    let named = |email: &str| json!({ "firstName": "Ann", "lastName": "Petit", "email": email });
    let both = child(&[named(ANNE), guardian("Paul", "Petit")]);
    shoot.studio.put(&path, both).await.is(200);
    shoot.asks_again().await;
    server.settle().await;
    let moved = child(&[named("ann@studio.example"), guardian("Paul", "Petit")]);
    shoot.studio.put(&path, moved).await.is(200);
    server.settle().await;
    accepts(&server, "ann@studio.example", &["web"]).await;
    accepts(&server, PAUL, &["web"]).await;
    assert!(!shoot.is_allowed().await, "she who refused has not been asked");
    accepts(&server, ANNE, &["web"]).await;
    assert!(shoot.is_allowed().await);
}

#[tokio::test]
async fn a_guardian_who_is_given_the_others_address_does_not_speak_for_them() {
    let server = Server::start();
    let shoot = of_zoe(&server).await;
    accepts(&server, PAUL, &["print"]).await;
    accepts(&server, ANNE, &["web", "print"]).await;
    server.settle().await;
    assert!(!shoot.is_allowed().await, "Paul has not allowed it");
    // Paul has Anne's address now, and Anne is left out: the next request would ask one of them.
    let path = format!("/employee/{}", shoot.ana);
    let moved = json!({ "firstName": "Paul", "lastName": "Petit", "email": ANNE });
    shoot.studio.put(&path, child(&[moved])).await.is(200);
    server.settle().await;
    let before = server.postbox.to(ANNE).len();
    let renew = json!({ "ids": [shoot.answer] });
    let asked = shoot.studio.post("/answer/renew", renew).await.is(200).json.clone();
    server.settle().await;
    assert_eq!(server.postbox.to(ANNE).len(), before + 2, "each of them is asked: {asked}");
    accepts(&server, ANNE, &["web"]).await;
    assert!(!shoot.is_allowed().await, "one of them has not answered");
}

#[tokio::test]
async fn in_a_begun_request_a_removed_guardian_must_be_replaced() {
    let server = Server::start();
    let shoot = of_zoe(&server).await;
    let paul = Recipient::invited(&server, PAUL);
    accepts(&server, ANNE, &["web"]).await;
    // Without Paul, Anne alone would decide what she was shown that two decide.
    let path = format!("/employee/{}", shoot.ana);
    let alone = shoot.studio.put(&path, child(&[guardian("Anne", "Petit")])).await;
    alone.is_problem(409, "answer_begun");
    shoot.guarded_by(&[guardian("Anne", "Petit"), guardian("Karl", "Roux")]).await;
    paul.opens().await.is_problem(410, "link_revoked");
    accepts(&server, "karl@example.org", &["web", "print"]).await;
    let settled = shoot.answer(shoot.answer).await;
    assert_eq!((&settled["state"], &settled["uses"]["web"]), (&json!("ACCEPTED"), &json!(true)));
    let pdf = shoot.studio.get(&format!("/answer/{}/pdf", shoot.answer)).await;
    let pdf = crate::support::pdf_layout(&pdf.is(200).bytes);
    assert!(!pdf.contains(PAUL) && !pdf.contains(ANNE), "{pdf}");
}

#[tokio::test]
async fn who_takes_the_place_of_a_guardian_learns_nothing_of_the_one_before() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    needs(&studio, 1).await;
    let zoe = studio.post("/employee", child(&[guardian("Anne", "Petit")])).await;
    let zoe = zoe.is(201).id("/id");
    let (_, answers) = studio.plans("Kermesse", &[zoe]).await;
    server.settle().await;
    let mut anne = Recipient::invited(&server, ANNE);
    anne.proves_the_email().await;
    let karl = guardian("Karl", "Roux");
    studio.put(&format!("/employee/{zoe}"), child(&[karl])).await.is(200);
    server.settle().await;
    anne.opens().await.is_problem(410, "link_revoked");
    studio.get(&format!("/answer/{}", answers[0])).await.is_problem(404, "not_found");
    accepts(&server, "karl@example.org", &["web"]).await;
    let id = studio.get("/answer").await.is(200).id("/data/0/id");
    assert_ne!(id, answers[0]);
    let bundle = studio.get(&format!("/answer/{id}/evidence")).await.is(200).bytes.clone();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bundle)).unwrap();
    let mut chain = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("chain.json").unwrap(), &mut chain).unwrap();
    assert!(chain.contains("karl@") && !chain.contains(ANNE), "{chain}");
}

#[tokio::test]
async fn what_a_guardian_denied_under_an_earlier_version_is_denied_from_the_next_night() {
    let server = Server::start();
    let mut shoot = of_zoe(&server).await;
    both_accept(&server, &["web", "print"]).await;
    shoot.renews(shoot.answer).await;
    accepts(&server, PAUL, &["print"]).await;
    assert!(!shoot.is_allowed().await);
    // That version left the consent as it was.
    let as_it_was = format!(
        "UPDATE answers SET uses = '[\"web\",\"print\"]' WHERE id = {0}; \
         DELETE FROM manifests WHERE answer_id = {0} AND decision_id IS NOT NULL; \
         DELETE FROM decisions WHERE answer_id = {0} AND supersedes IS NOT NULL",
        shoot.answer
    );
    change(server.folder.path(), &as_it_was);
    assert!(shoot.is_allowed().await);
    server.sleeps(1).await;
    shoot.studio = shoot.studio.comes_back().await;
    assert!(!shoot.is_allowed().await);
    // Read from the database: the evidence has the decision that was taken away above, so that the
    // server allows nothing at all on the strength of this answer.
    let uses = format!("SELECT uses FROM answers WHERE id = {}", shoot.answer);
    assert_eq!(rows(server.folder.path(), &uses), [["[\"print\"]"]]);
    // The next night changes nothing.
    let said = "SELECT COUNT(*) FROM decisions";
    let before = rows(server.folder.path(), said);
    server.sleeps(1).await;
    assert_eq!(rows(server.folder.path(), said), before);
    // No receipt is made of what the evidence contradicts.
    change(server.folder.path(), "DELETE FROM jobs WHERE kind = 'make_receipt'");
}

#[tokio::test]
async fn a_no_of_one_guardian_counts_while_the_other_is_waited_for() {
    let server = Server::start();
    let shoot = of_zoe(&server).await;
    accepts(&server, ANNE, &["print"]).await;
    let path = format!("/file/{}", shoot.file);
    let standing = shoot.studio.get(&path).await.is(200).json["consent"].clone();
    assert_eq!((&standing["web"], &standing["print"]), (&json!("refused"), &json!("pending")));
    let nobody = json!({ "people": "none" });
    let people = format!("{path}/people");
    shoot.studio.put(&people, nobody.clone()).await.is_problem(409, "refused_on_photo");
    // Nor by deleting the photograph and uploading it again.
    shoot.studio.delete(&path).await.is(204);
    let again = id(&photo(&shoot.studio, shoot.event, 1).await);
    assert_ne!(again, shoot.file);
    let people = format!("/file/{again}/people");
    shoot.studio.put(&people, nobody).await.is_problem(409, "refused_on_photo");
    let confirmed = json!({ "people": "none", "confirm": true });
    shoot.studio.put(&people, confirmed).await.is(200);
}

#[tokio::test]
async fn an_earlier_end_of_a_request_leaves_who_has_answered_their_link() {
    let server = Server::start();
    let shoot = of_zoe(&server).await;
    let anne = accepts(&server, ANNE, &["web"]).await;
    let paul = Recipient::invited(&server, PAUL);
    let soon = json!({ "linkExpiresAt": server.app.now().plus(1_000).rfc3339() });
    shoot.studio.put(&format!("/answer/{}", shoot.answer), soon).await.is(200);
    server.clock.advance(2_000);
    assert_eq!(paul.opens().await.is(200).json["state"], "EXPIRED");
    assert_eq!(anne.opens().await.is(200).json["state"], "ANSWERED");
}
