//! Mails when sending is switched off, and mails that are written or sent again after their reader
//! has another address, another role or has decided anew.

use std::collections::BTreeSet;
use std::sync::Arc;

use be_right::model::{Mail, Timestamp};
use be_right::ports::Stage;
use serde_json::{Value, json};

use crate::support::{Answering, PASSWORD, Recipient, Reply, Server, Studio};

const MINUTE: i64 = Timestamp::MINUTE;

fn server() -> (Server, Arc<Answering>) {
    let post = Arc::new(Answering::default());
    let own = post.clone();
    (Server::start_on(&[], |app| app.mailer = own), post)
}

/// The tokens of the signing links in mails.
fn links(mails: &[Mail]) -> BTreeSet<String> {
    let parts = mails.iter().flat_map(|mail| mail.text.split("/sign/").skip(1));
    parts.map(|rest| rest.split_whitespace().next().unwrap().to_owned()).collect()
}

/// Zoé, who has accepted by the link to her first address.
async fn accepted(server: &Server, studio: &Studio<'_>, post: &Answering) -> (i64, i64) {
    let zoe = studio.employs("Zoé", "Petit", "e1@example.org").await;
    let (_, answers) = studio.plans("Gala", &[zoe]).await;
    server.settle().await;
    let text = post.taken.last_to("e1@example.org").text;
    let mut recipient = Recipient::of(server, "e1@example.org", &text);
    recipient.asks_for_code().await.is(202);
    server.settle().await;
    let code = post.taken.last_to("e1@example.org").text;
    let code = code.split(|sign: char| !sign.is_ascii_digit()).find(|part| part.len() == 6);
    let proved = recipient.types(code.unwrap()).await;
    let of = |name: &str| proved.is(200).json[name].as_str().unwrap().to_owned();
    (recipient.session, recipient.sha256) = (of("session"), of("documentSha256"));
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
    (zoe, answers[0])
}

async fn moves(studio: &Studio<'_>, zoe: i64, to: &str) {
    let body = json!({ "firstName": "Zoé", "lastName": "Petit", "email": to });
    studio.put(&format!("/employee/{zoe}"), body).await.is(200);
}

async fn resent(studio: &Studio<'_>, mail: &Value) -> Reply {
    let reply = studio.acts(&format!("/mail/{}/resend", mail["id"])).await;
    studio.server.settle().await;
    reply
}

#[tokio::test]
async fn no_mail_leaves_while_mail_is_switched_off() {
    let server = Server::start_with(&[("mail.enabled", "false")]);
    let studio = server.studio("Studio Lumière").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let (_, answers) = studio.plans("Catalogue d’été", &[ana]).await;
    server.settle().await;
    assert!(server.postbox.to("ana@example.org").is_empty());
    // The link can still be copied and sent by other means.
    studio.acts(&format!("/answer/{}/link", answers[0])).await.is(200);
    server.settle().await;
}

#[tokio::test]
async fn a_mail_that_left_late_has_no_links_of_a_later_address() {
    let (server, post) = server();
    let studio = server.studio("lumiere").await;
    let (zoe, _) = accepted(&server, &studio, &post).await;
    post.says(Stage::Connect, "connection refused");
    moves(&studio, zoe, "typo@example.org").await;
    server.settle().await;
    server.clock.advance(1);
    moves(&studio, zoe, "right@example.org").await;
    post.takes_all();
    server.clock.advance(20 * MINUTE);
    server.settle().await;
    let [first, typo, right] =
        ["e1", "typo", "right"].map(|name| links(&post.taken.to(&format!("{name}@example.org"))));
    assert_eq!(right.len(), 1);
    assert!(right.is_disjoint(&typo) && right.is_disjoint(&first), "{right:?} {typo:?}");
    let studio = studio.back().await;
    let mails = studio.mails("&kind=NEW_LINKS").await;
    let dropped = mails.iter().find(|mail| mail["to"] == "typo@example.org").unwrap();
    assert_eq!(dropped["status"], "DROPPED");
    assert_eq!(dropped["reply"], "the address is no longer the recipient's");
}

#[tokio::test]
async fn a_mail_that_is_sent_again_has_no_links_of_a_later_address() {
    let (server, post) = server();
    let studio = server.studio("lumiere").await;
    let (zoe, _) = accepted(&server, &studio, &post).await;
    moves(&studio, zoe, "e2@example.org").await;
    server.settle().await;
    server.clock.advance(1);
    moves(&studio, zoe, "e3@example.org").await;
    server.settle().await;
    let own = |name: &str| links(&post.taken.to(&format!("{name}@example.org")));
    let (first, second, third) = (own("e1"), own("e2"), own("e3"));
    assert!(!third.is_empty() && third.is_disjoint(&second) && third.is_disjoint(&first));
    for mail in studio.mails("").await {
        resent(&studio, &mail).await;
        if mail["kind"] == "CODE" {
            let last = studio.mails("&kind=CODE").await.pop().unwrap();
            assert_eq!(last["status"], "DROPPED", "a code that was used: {last}");
        }
    }
    assert_eq!((own("e1"), own("e2"), own("e3")), (first, second, third));
    // The receipt of what was decided from the first address went there again, with its own link.
    let receipts = studio.mails("&kind=CONFIRMATION").await;
    assert!(receipts.iter().all(|mail| mail["to"] == "e1@example.org"), "{receipts:?}");
    assert_eq!(receipts.last().unwrap()["status"], "SENT");
}

#[tokio::test]
async fn a_receipt_is_not_sent_again_once_its_decision_was_replaced() {
    let (server, post) = server();
    let studio = server.studio("lumiere").await;
    let (_, answer) = accepted(&server, &studio, &post).await;
    let receipt = studio.mails("&kind=CONFIRMATION").await.pop().unwrap();
    let reported = json!({ "reason": "Called on 12 May" });
    studio.post(&format!("/answer/{answer}/withdrawal"), reported).await.is(200);
    server.settle().await;
    let again = resent(&studio, &receipt).await;
    let again = studio.mails("").await.into_iter().find(|mail| mail["id"] == again.json["id"]);
    let again = again.unwrap();
    assert_eq!(again["status"], "DROPPED");
    assert_eq!(again["reply"], "another decision has replaced this one");
}

#[tokio::test]
async fn a_mail_to_a_user_goes_to_their_address_of_today_while_they_may_read_it() {
    let (server, post) = server();
    let owner = server.studio("lumiere").await;
    let body = json!({
        "email": "plan@lumiere.example", "firstName": "P", "lastName": "L", "role": "SUPER_USER",
    });
    owner.post("/user", body).await.is(201);
    server.settle().await;
    let text = post.taken.last_to("plan@lumiere.example").text;
    let token = text.split("/join/").nth(1).unwrap().split_whitespace().next().unwrap();
    let yes = json!({ "token": token, "password": PASSWORD });
    server.post("/auth/join", yes).await.is(200);
    let planner = Studio::enters(&server, "plan@lumiere.example").await;
    let (_, answer) = accepted(&server, &planner, &post).await;
    let reported = json!({ "reason": "Called on 12 May" });
    owner.post(&format!("/answer/{answer}/withdrawal"), reported).await.is(200);
    server.settle().await;
    let mail = owner.mails("&kind=CONSENT_WITHDRAWN").await;
    let mail = mail.into_iter().find(|mail| mail["to"] == "plan@lumiere.example").unwrap();
    // As a photographer of another shoot they may not read it.
    let user = format!("/user/{}", planner.user);
    owner.patch(&user, json!({ "role": "PHOTOGRAPHER" })).await.is(200);
    let count = post.taken.to("plan@lumiere.example").len();
    resent(&owner, &mail).await.is(200);
    assert_eq!(post.taken.to("plan@lumiere.example").len(), count);
    let last = owner.mails("&kind=CONSENT_WITHDRAWN").await.pop().unwrap();
    assert_eq!(last["reply"], "the user may not read this any more");
    owner.patch(&user, json!({ "role": "SUPER_USER" })).await.is(200);
    // Their account has another e-mail.
    let planner = planner.back().await;
    let profile = json!({
        "firstName": "P", "lastName": "L", "email": "new@lumiere.example",
        "currentPassword": PASSWORD,
    });
    planner.put("/user/profile", profile).await.is(200);
    server.settle().await;
    let text = post.taken.last_to("new@lumiere.example").text;
    let token = text.split("/email/").nth(1).unwrap().split_whitespace().next().unwrap();
    let request = server.client().post(format!("/email/{token}"));
    let form = format!("password={}", PASSWORD.replace(' ', "+"));
    let request = request.content_type("application/x-www-form-urlencoded").body(form);
    Reply::read(request.send().await).await.is(200);
    server.clock.advance(11 * MINUTE);
    let count = post.taken.to("plan@lumiere.example").len();
    let owner = owner.back().await;
    resent(&owner, &mail).await.is(200);
    let last = owner.mails("&kind=CONSENT_WITHDRAWN").await.pop().unwrap();
    assert_eq!(
        (last["to"].as_str(), last["status"].as_str()),
        (Some("new@lumiere.example"), Some("SENT"))
    );
    assert_eq!(post.taken.to("plan@lumiere.example").len(), count);
    assert!(post.taken.last_to("new@lumiere.example").text.contains("Petit"));
}

#[tokio::test]
async fn a_mail_is_sent_again_rarely() {
    let (server, post) = server();
    let mut studio = server.studio("lumiere").await;
    accepted(&server, &studio, &post).await;
    let receipt = studio.mails("&kind=CONFIRMATION").await.pop().unwrap();
    let resend = format!("/mail/{}/resend", receipt["id"]);
    for turn in 0..5 {
        let copy = studio.acts(&resend).await.is(200).id("/id");
        server.settle().await;
        let soon = studio.acts(&resend).await;
        soon.is_problem(429, "resent_too_often");
        let wait: i64 = soon.header("retry-after").parse().unwrap();
        assert!(wait > 0 && (turn == 4 || wait <= 601), "{wait} s");
        // A copy counts with what it is a copy of.
        studio.acts(&format!("/mail/{copy}/resend")).await.is_problem(429, "resent_too_often");
        server.clock.advance(11 * MINUTE);
        studio = studio.back().await;
    }
    studio.acts(&resend).await.is_problem(429, "resent_too_often");
    assert_eq!(studio.mails("&kind=CONFIRMATION").await.len(), 6);
    server.clock.advance(Timestamp::DAY);
    let studio = studio.back().await;
    studio.acts(&resend).await.is(200);
    server.settle().await;
    // The request was answered.
    let request = studio.mails("&kind=INVITATION").await.pop().unwrap();
    resent(&studio, &request).await.is_problem(409, "already_answered");
    // One that waits for its answer is repeated as it is reminded of: once a day.
    let ben = studio.employs("Ben", "Roy", "ben@example.org").await;
    let (_, answers) = studio.plans("Bal", &[ben]).await;
    server.settle().await;
    let request = studio.mails("&kind=INVITATION").await.pop().unwrap();
    resent(&studio, &request).await.is_problem(409, "reminded_recently");
    server.clock.advance(Timestamp::DAY);
    let studio = studio.back().await;
    resent(&studio, &request).await.is(200);
    let raise = studio.acts(&format!("/answer/{}/raise", answers[0])).await;
    raise.is_problem(409, "reminded_recently");
    assert_eq!(post.taken.to("ben@example.org").len(), 2);
}

#[tokio::test]
async fn a_company_sends_so_many_mails_again_and_its_invitations_count_as_new_ones() {
    let server = Server::start_with(&[
        ("limits.resends_per_company", "2 per 1h"),
        ("limits.invitations_per_company", "2 per 1h"),
    ]);
    let studio = server.studio("lumiere").await;
    for name in ["a", "b"] {
        let body = json!({
            "email": format!("{name}@example.org"), "firstName": "N", "lastName": "B", "role": "USER",
        });
        studio.post("/user", body).await.is(201);
    }
    server.settle().await;
    let joining = studio.mails("&kind=JOINING").await;
    resent(&studio, &joining[0]).await.is_problem(429, "rate_limited");
    server.clock.advance(Timestamp::HOUR + MINUTE);
    let studio = studio.back().await;
    for mail in &joining {
        resent(&studio, mail).await.is(200);
    }
    server.settle().await;
}
