//! An answer keeps its effect: no deletion, restoration, renewal or change of details grants again
//! what was refused or withdrawn, and whoever has answered can read and withdraw the answer
//! whatever happens to the rows around it.

mod addresses;
mod contradicted;
mod erased;
mod one_content;
mod signers;
mod today;

use poem::http::Method;
use serde_json::{Value, json};

use crate::files::{fetch, id, photo};
use crate::support::{PASSWORD, Recipient, Server, Studio, change};

/// An event with a photograph of Ana, and the URL of the photograph for the web.
struct Shoot<'s> {
    studio: Studio<'s>,
    ana: i64,
    event: i64,
    answer: i64,
    file: i64,
}

impl<'s> Shoot<'s> {
    async fn of_ana(server: &'s Server) -> Self {
        let studio = server.studio("lumiere").await;
        let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
        let (event, answers) = studio.plans("Été", &[ana]).await;
        let file = id(&photo(&studio, event, 1).await);
        let named = json!({ "employeeIds": [ana] });
        studio.put(&format!("/file/{file}/people"), named).await.is(200);
        server.settle().await;
        Self { studio, ana, event, answer: answers[0], file }
    }

    /// A URL that works as long as the photograph may be used for the web.
    async fn link(&self) -> String {
        let body = json!({ "transform": "t_card", "use": "web" });
        let link = self.studio.post(&format!("/file/{}/link", self.file), body).await;
        link.is(201).json["url"].as_str().unwrap().to_owned()
    }

    /// Whether the photograph may be used for the web: the list, the file, the archive and the URL
    /// must agree.
    async fn may_be_shown(&self, link: &str) -> bool {
        let (studio, event) = (&self.studio, self.event);
        let list = studio.get(&format!("/event/{event}/photos?use=web&state=allowed")).await;
        let listed = list.is(200).json["total"] == 1;
        let file = studio.get(&format!("/file/{}", self.file)).await;
        let state = file.is(200).json["consent"]["web"] == "allowed";
        let zip = studio.get(&format!("/event/{event}/photos.zip?use=web&state=allowed")).await;
        let zipped = zip.is(200).bytes.windows(11).any(|part| part == b"photo-1.jpg");
        let shown = fetch(studio.server, link, &[]).await.status;
        assert!(matches!(shown, 200 | 410), "{shown}");
        assert_eq!([listed, state, zipped], [shown == 200; 3]);
        listed
    }

    async fn renews(&self, answer: i64) -> i64 {
        let asked = self.studio.post("/answer/renew", json!({ "ids": [answer] })).await;
        let new = asked.is(200).id("/asked/0/id");
        self.studio.server.settle().await;
        new
    }

    async fn answer(&self, id: i64) -> Value {
        self.studio.get(&format!("/answer/{id}")).await.is(200).json.clone()
    }
}

async fn accepts<'s>(server: &'s Server, email: &str, uses: &[&str]) -> Recipient<'s> {
    let mut recipient = Recipient::invited(server, email);
    recipient.proves_the_email().await;
    recipient.accepts(uses).await.is(201);
    server.settle().await;
    recipient
}

async fn refuses<'s>(server: &'s Server, email: &str) -> Recipient<'s> {
    let mut recipient = Recipient::invited(server, email);
    recipient.proves_the_email().await;
    recipient.refuses(None).await.is(201);
    server.settle().await;
    recipient
}

const ANA: &str = "ana@example.org";

/// A trigger could let a photograph be published that somebody refused, and delete the alarm about it.
#[tokio::test]
async fn a_database_with_a_foreign_trigger_or_view_is_not_opened_and_is_noticed_while_it_is_open() {
    let server = Server::start();
    let data = server.folder.path().to_owned();
    let trigger = "CREATE TRIGGER quiet AFTER INSERT ON alarms BEGIN
                     DELETE FROM alarms WHERE kind = NEW.kind; END";
    let view = "CREATE VIEW standing AS SELECT * FROM answers";
    for (made, undone) in [(trigger, "DROP TRIGGER quiet"), (view, "DROP VIEW standing")] {
        change(&data, made);
        let open = || {
            let file = data.join("be-right.db");
            let opened = be_right::store::Db::open(&file, server.app.clock.clone());
            opened.err().map(|error| format!("{error:?}"))
        };
        let refused = open().unwrap();
        assert!(refused.contains("changed from outside"), "{refused}");
        assert_eq!(server.app.db.check().unwrap().len(), 1);
        change(&data, undone);
        assert_eq!(open(), None);
        assert_eq!(server.app.db.check().unwrap(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_withdrawal_is_not_undone_by_deleting_the_answer_that_carries_it() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    accepts(&server, ANA, &["web", "print"]).await;
    let link = shoot.link().await;
    assert!(shoot.may_be_shown(&link).await);
    let renewed = shoot.renews(shoot.answer).await;
    let recipient = accepts(&server, ANA, &["web"]).await;
    assert!(shoot.may_be_shown(&link).await);
    recipient.withdraws(None).await.is(200);
    assert!(!shoot.may_be_shown(&link).await);

    let token = json!({ "name": "x", "scopes": ["answers:write"], "currentPassword": PASSWORD });
    let token = shoot.studio.post("/api-token", token).await;
    let token = token.is(201).json["token"].as_str().unwrap().to_owned();
    for answer in [renewed, shoot.answer] {
        let path = format!("/answer/{answer}");
        let refused = shoot.studio.delete(&path).await;
        refused.is_problem(409, "answer_given");
        assert!(refused.json["detail"].as_str().unwrap().len() > 40, "{}", refused.json);
        let program = server.send(Some(&token), Method::DELETE, &path, None).await;
        program.is_problem(409, "answer_given");
    }
    assert!(!shoot.may_be_shown(&link).await);
    assert_eq!(shoot.answer(renewed).await["state"], "WITHDRAWN");
    server.settle().await;
}

#[tokio::test]
async fn a_refused_renewal_stands_and_cannot_be_deleted() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    accepts(&server, ANA, &["web"]).await;
    let link = shoot.link().await;
    let renewed = shoot.renews(shoot.answer).await;
    // A renewal does not suspend the consent, and may be deleted while it waits.
    assert!(shoot.may_be_shown(&link).await);
    shoot.studio.delete(&format!("/answer/{renewed}")).await.is(204);
    assert!(shoot.may_be_shown(&link).await);
    let renewed = shoot.renews(shoot.answer).await;
    refuses(&server, ANA).await;
    assert!(!shoot.may_be_shown(&link).await);
    shoot.studio.delete(&format!("/answer/{renewed}")).await.is_problem(409, "answer_given");
    shoot.studio.delete(&format!("/answer/{}", shoot.answer)).await.is_problem(409, "answer_given");
    assert!(!shoot.may_be_shown(&link).await);
    // The answer that was replaced grants nothing any more, and says so.
    let old = shoot.answer(shoot.answer).await;
    let none = json!({
        "internal": false, "web": false, "social": false, "press": false, "print": false,
    });
    assert_eq!((&old["uses"], &old["supersededBy"]), (&none, &json!(renewed)));
    assert_eq!(old["supersededAt"], "2026-05-01T10:00:00Z");
    let list = shoot.studio.get("/answer?orderBy=createdAt:asc").await;
    assert_eq!(list.is(200).json["data"][0]["uses"], none);
    assert_eq!(shoot.answer(renewed).await["supersededBy"], Value::Null);
}

#[tokio::test]
async fn what_an_older_version_deleted_still_counts() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    accepts(&server, ANA, &["web"]).await;
    let link = shoot.link().await;
    let renewed = shoot.renews(shoot.answer).await;
    let mut recipient = refuses(&server, ANA).await;
    let delete = |id: i64| {
        let sql = format!("UPDATE answers SET deleted_at = 1 WHERE id = {id}");
        change(server.folder.path(), &sql);
    };
    delete(renewed);
    assert!(!shoot.may_be_shown(&link).await);
    delete(shoot.answer);
    assert!(!shoot.may_be_shown(&link).await);
    // The signer reads it as before.
    server.clock.advance(61_000);
    recipient.opens().await.is(200);
    recipient.proves_the_email().await;
    recipient.sends(Method::GET, "/document.pdf", None).await.is(200);
    let roster = shoot.studio.get(&format!("/event/{}/participants", shoot.event)).await;
    assert_eq!(roster.is(200).json[0]["state"], "REFUSED");
    // Nobody is asked a second time while the first answer counts.
    let again = json!({ "eventId": shoot.event, "employeeIds": [shoot.ana] });
    assert_eq!(shoot.studio.post("/answer/many", again).await.is(201).json, json!([]));
    shoot.studio.acts(&format!("/answer/{renewed}/restore")).await.is(200);
    assert!(!shoot.may_be_shown(&link).await);
    server.settle().await;
}

#[tokio::test]
async fn who_has_said_no_is_asked_again_and_their_no_stands_until_they_answer() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    refuses(&server, ANA).await;
    let many = json!({ "eventId": shoot.event, "employeeIds": [shoot.ana] });
    assert_eq!(shoot.studio.post("/answer/many", many).await.is(201).json, json!([]));
    let one = json!({ "eventId": shoot.event, "employeeId": shoot.ana });
    let again = shoot.studio.post("/answer", one.clone()).await;
    assert_eq!(again.is(201).json["supersedes"], shoot.answer);
    shoot.studio.post("/answer", one.clone()).await.is_problem(409, "already_asked");
    let list = format!("/event/{}/photos?use=web&state=refused", shoot.event);
    assert_eq!(shoot.studio.get(&list).await.id("/total"), 1);
    let event = shoot.studio.get(&format!("/event/{}", shoot.event)).await;
    assert_eq!((event.id("/signatureCount"), event.id("/totalSignatureNeeded")), (1, 1));
    server.settle().await;
    let recipient = accepts(&server, ANA, &["web"]).await;
    assert!(shoot.may_be_shown(&shoot.link().await).await);
    shoot.studio.post("/answer", one.clone()).await.is_problem(409, "already_asked");
    // Also after everything was withdrawn.
    recipient.withdraws(None).await.is(200);
    shoot.studio.post("/answer", one).await.is(201);
    assert_eq!(shoot.studio.get(&list).await.id("/total"), 1);
    server.settle().await;
    let mail = server.postbox.last_to(ANA);
    assert!(!mail.text.contains("prend fin"), "{}", mail.text);
}

#[tokio::test]
async fn whatever_is_deleted_around_an_answer_its_signer_reads_it_and_takes_it_back() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    let mut recipient = accepts(&server, ANA, &["web", "print", "social"]).await;
    let link = shoot.link().await;
    let studio = &shoot.studio;
    studio.delete(&format!("/event/{}", shoot.event)).await.is(204);
    recipient.withdraws(Some(&["print"])).await.is(200);
    server.settle().await;
    studio.delete(&format!("/employee/{}", shoot.ana)).await.is(204);
    server.clock.advance(61_000);
    recipient.opens().await.is(200);
    recipient.proves_the_email().await;
    recipient.sends(Method::GET, "/document", None).await.is(200);
    recipient.sends(Method::GET, "/document.pdf", None).await.is(200);
    recipient.withdraws(Some(&["social"])).await.is(200);
    studio.delete(&format!("/company/{}", studio.company)).await.is(204);
    assert_eq!(fetch(&server, &link, &[]).await.status, 404);
    // The open session continues, and a new one can be opened.
    recipient.sends(Method::GET, "/document.pdf", None).await.is(200);
    server.settle().await;
    server.clock.advance(3_600_000);
    assert_eq!(recipient.opens().await.is(200).json["state"], "ANSWERED");
    recipient.proves_the_email().await;
    recipient.sends(Method::GET, "/document", None).await.is(200);
    let left = recipient.withdraws(None).await;
    assert_eq!(left.is(200).json, json!({ "state": "WITHDRAWN", "uses": [] }));
    server.settle().await;
    assert!(server.postbox.last_to(ANA).text.contains("/sign/"), "the receipt");

    // Everything is restored, except what was withdrawn.
    let company = studio.company;
    let mut studio = studio.comes_back().await;
    studio.acts(&format!("/company/{company}/restore")).await.is(200);
    let entered = json!({ "companyId": company });
    let entered = studio.post("/auth/switch-company", entered).await;
    studio.token = entered.is(200).json["accessToken"].as_str().unwrap().to_owned();
    studio.company = company;
    studio.acts(&format!("/event/{}/restore", shoot.event)).await.is(200);
    studio.acts(&format!("/employee/{}/restore", shoot.ana)).await.is(200);
    assert!(!Shoot { studio, ..shoot }.may_be_shown(&link).await);
    server.settle().await;
}

#[tokio::test]
async fn what_nobody_answered_is_closed_with_the_company() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    let mut recipient = Recipient::invited(&server, ANA);
    recipient.proves_the_email().await;
    let studio = &shoot.studio;
    studio.delete(&format!("/company/{}", studio.company)).await.is(204);
    recipient.opens().await.is_problem(410, "link_revoked");
    recipient.asks_for_code().await.is_problem(410, "link_revoked");
    recipient.accepts(&["web"]).await.is_problem(410, "link_revoked");
}

#[tokio::test]
async fn of_a_deletion_and_an_answer_that_race_the_answer_is_kept_or_never_given() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    let mut recipient = Recipient::invited(&server, ANA);
    recipient.proves_the_email().await;
    let path = format!("/answer/{}", shoot.answer);
    let (deleted, given) = tokio::join!(shoot.studio.delete(&path), recipient.accepts(&["web"]));
    let found = shoot.studio.get(&path).await;
    match (deleted.status, given.status) {
        (409, 201) => assert_eq!(found.is(200).json["state"], "ACCEPTED"),
        (204, 401 | 410) => assert_eq!(found.status, 404),
        other => panic!("{other:?}"),
    }
    server.settle().await;
}

#[tokio::test]
async fn of_a_deletion_and_a_withdrawal_that_race_the_withdrawal_holds() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    accepts(&server, ANA, &["web"]).await;
    let link = shoot.link().await;
    let renewed = shoot.renews(shoot.answer).await;
    let recipient = accepts(&server, ANA, &["web"]).await;
    let path = format!("/answer/{renewed}");
    let (deleted, left) = tokio::join!(shoot.studio.delete(&path), recipient.withdraws(None));
    deleted.is_problem(409, "answer_given");
    left.is(200);
    assert!(!shoot.may_be_shown(&link).await);
    server.settle().await;
}

pub fn guardian(first: &str, last: &str) -> Value {
    let email = format!("{}@example.org", first.to_lowercase());
    json!({ "firstName": first, "lastName": last, "email": email })
}

pub fn child(guardians: &[Value]) -> Value {
    json!({
        "firstName": "Zoé", "lastName": "Petit", "email": "famille@example.org",
        "birthDate": "2016-03-01", "guardians": guardians,
    })
}

/// Zoé, whose parents are asked about an event; returns her, the event and the answer.
async fn asked_of_parents(studio: &Studio<'_>) -> (i64, i64, i64) {
    let parents = [guardian("Anne", "Petit"), guardian("Paul", "Petit")];
    let zoe = studio.post("/employee", child(&parents)).await.is(201).id("/id");
    let (event, answers) = studio.plans("Kermesse", &[zoe]).await;
    studio.server.settle().await;
    (zoe, event, answers[0])
}

async fn state(studio: &Studio<'_>, answer: i64) -> String {
    let found = studio.get(&format!("/answer/{answer}")).await;
    found.is(200).json["state"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_guardian_takes_their_word_back_before_the_other_has_answered() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (_, _, answer) = asked_of_parents(&studio).await;
    let anne = accepts(&server, "anne@example.org", &["web", "print"]).await;
    let left = anne.withdraws(Some(&["print"])).await;
    assert_eq!(left.is(200).json["state"], "PENDING");
    anne.withdraws(Some(&["print"])).await.refuses(&["uses.print"]);
    accepts(&server, "paul@example.org", &["web", "print"]).await;
    let found = studio.get(&format!("/answer/{answer}")).await;
    assert_eq!(
        (&found.json["uses"]["web"], &found.json["uses"]["print"]),
        (&json!(true), &json!(false))
    );

    // If a guardian withdraws everything, the answer is a refusal, and the other one is not asked
    // any more.
    let parents = [guardian("Lise", "Roy"), guardian("Marc", "Roy")];
    let mut other = child(&parents);
    other["firstName"] = json!("Tom");
    let tom = studio.post("/employee", other).await.is(201).id("/id");
    let (_, answers) = studio.plans("Fête", &[tom]).await;
    server.settle().await;
    let lise = accepts(&server, "lise@example.org", &["web"]).await;
    assert_eq!(lise.withdraws(None).await.is(200).json["state"], "REFUSED");
    assert_eq!(state(&studio, answers[0]).await, "REFUSED");
    let mut marc = Recipient::invited(&server, "marc@example.org");
    marc.proves_the_email().await;
    marc.accepts(&["web"]).await.is_problem(409, "already_answered");
    server.settle().await;
}

#[tokio::test]
async fn what_a_guardian_took_back_does_not_return_by_a_renewal_they_had_begun() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (zoe, _, given) = asked_of_parents(&studio).await;
    let mut anne = accepts(&server, "anne@example.org", &["web", "print"]).await;
    accepts(&server, "paul@example.org", &["web", "print"]).await;
    let renewed = studio.post("/answer/renew", json!({ "ids": [given] })).await;
    let renewed = renewed.is(200).id("/asked/0/id");
    server.settle().await;
    accepts(&server, "anne@example.org", &["web", "print"]).await;
    // By the link of the first answer, while the request is deleted with the child.
    studio.delete(&format!("/employee/{zoe}")).await.is(204);
    server.clock.advance(61_000);
    anne.proves_the_email().await;
    anne.withdraws(Some(&["web"])).await.is(200);
    studio.acts(&format!("/employee/{zoe}/restore")).await.is(200);
    server.settle().await;
    let mut paul = Recipient::invited(&server, "paul@example.org");
    paul.proves_the_email().await;
    paul.accepts(&["web", "print"]).await.is(201);
    let uses = studio.get(&format!("/answer/{renewed}")).await.is(200).json["uses"].clone();
    assert_eq!((&uses["web"], &uses["print"]), (&json!(false), &json!(true)));
    server.settle().await;
}

#[tokio::test]
async fn restoring_a_begun_renewal_does_not_ask_again_after_a_full_withdrawal() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (_, _, given) = asked_of_parents(&studio).await;
    let mut anne = accepts(&server, "anne@example.org", &["web"]).await;
    accepts(&server, "paul@example.org", &["web"]).await;
    let renewed = studio.post("/answer/renew", json!({ "ids": [given] })).await;
    let renewed = renewed.is(200).id("/asked/0/id");
    server.settle().await;
    accepts(&server, "anne@example.org", &["web"]).await;
    server.clock.advance(61_000);
    anne.proves_the_email().await;
    anne.withdraws(None).await.is(200);
    studio.get(&format!("/answer/{renewed}")).await.is_problem(404, "not_found");
    let restore = format!("/answer/{renewed}/restore");
    studio.acts(&restore).await.is_problem(409, "answer_begun");
    assert_eq!(state(&studio, given).await, "WITHDRAWN");
    server.settle().await;
}

#[tokio::test]
async fn who_is_a_guardian_no_more_can_still_take_back_what_they_said() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (zoe, _, answer) = asked_of_parents(&studio).await;
    let mut anne = accepts(&server, "anne@example.org", &["web"]).await;
    accepts(&server, "paul@example.org", &["web"]).await;
    // Another guardian in her place, and then none.
    let path = format!("/employee/{zoe}");
    let step = [guardian("Paul", "Petit"), guardian("Karl", "Roux")];
    studio.put(&path, child(&step)).await.is(200);
    server.settle().await;
    assert!(server.postbox.to("karl@example.org").is_empty(), "it was not his word");
    studio.put(&path, child(&[guardian("Paul", "Petit")])).await.is(200);
    server.settle().await;
    server.clock.advance(61_000);
    anne.opens().await.is(200);
    anne.proves_the_email().await;
    anne.withdraws(None).await.is(200);
    assert_eq!(state(&studio, answer).await, "WITHDRAWN");
    server.settle().await;
}

#[tokio::test]
async fn who_corrects_a_guardians_address_reaches_the_same_guardian() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (zoe, _, answer) = asked_of_parents(&studio).await;
    let anne = accepts(&server, "anne@example.org", &["web"]).await;
    accepts(&server, "paul@example.org", &["web"]).await;
    let mut moved = guardian("Anne", "Petit");
    moved["email"] = json!("anne.petit@example.org");
    let parents = [guardian("Paul", "Petit"), moved];
    studio.put(&format!("/employee/{zoe}"), child(&parents)).await.is(200);
    server.settle().await;
    anne.opens().await.is(200);
    let mut new = Recipient::invited(&server, "anne.petit@example.org");
    new.proves_the_email().await;
    anne.opens().await.is(200);
    let anne = new;
    anne.withdraws(None).await.is(200);
    assert_eq!(state(&studio, answer).await, "WITHDRAWN");
    server.settle().await;
}

#[tokio::test]
async fn an_old_link_takes_back_what_was_said_since() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    let mut first = accepts(&server, ANA, &["web"]).await;
    first.withdraws(None).await.is(200);
    server.settle().await;
    let one = json!({ "eventId": shoot.event, "employeeId": shoot.ana });
    let again = shoot.studio.post("/answer", one).await.is(201).id("/id");
    server.settle().await;
    accepts(&server, ANA, &["web", "print"]).await;
    let link = shoot.link().await;
    assert!(shoot.may_be_shown(&link).await);
    server.clock.advance(61_000);
    first.proves_the_email().await;
    let left = first.withdraws(None).await;
    assert_eq!(left.is(200).json["state"], "WITHDRAWN");
    assert_eq!(shoot.answer(again).await["state"], "WITHDRAWN");
    assert!(!shoot.may_be_shown(&link).await);
    server.settle().await;
}

#[tokio::test]
async fn the_document_shows_what_was_granted_even_if_it_is_made_after_a_withdrawal() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    let mut recipient = Recipient::invited(&server, ANA);
    recipient.proves_the_email().await;
    recipient.accepts(&["web", "print"]).await.is(201);
    recipient.withdraws(Some(&["web"])).await.is(200);
    server.settle().await;
    let pdf = shoot.studio.get(&format!("/answer/{}/pdf", shoot.answer)).await;
    let text = crate::support::pdf_layout(&pdf.is(200).bytes);
    assert_eq!(text.matches('✓').count(), 2, "{text}");
}
