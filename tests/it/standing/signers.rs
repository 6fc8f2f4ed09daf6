//! Whoever has said no, or has signed, keeps their say: nobody is asked in their place, and
//! what they deny is not allowed, whatever a studio changes.

use serde_json::{Value, json};

use super::{Shoot, accepts, child, guardian};
use crate::files::{id, photo};
use crate::support::{Recipient, Server};

const ANNE: &str = "anne@example.org";
const PAUL: &str = "paul@example.org";

fn parents() -> [Value; 2] {
    [guardian("Anne", "Petit"), guardian("Paul", "Petit")]
}

/// A shoot with a photograph of Zoé, 10, whose parents are asked.
async fn of_zoe(server: &Server) -> Shoot<'_> {
    let studio = server.studio("lumiere").await;
    let zoe = studio.post("/employee", child(&parents())).await.is(201).id("/id");
    let (event, answers) = studio.plans("Kermesse", &[zoe]).await;
    let file = id(&photo(&studio, event, 1).await);
    let named = json!({ "employeeIds": [zoe] });
    studio.put(&format!("/file/{file}/people"), named).await.is(200);
    server.settle().await;
    Shoot { studio, ana: zoe, event, answer: answers[0], file }
}

/// Both parents say yes to these uses.
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

    // It can neither be deleted, nor with the child, and so it cannot be undone.
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

    // By either of his links, Paul takes back what stands, too.
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
