//! Requests repeated with the same `Idempotency-Key`, for every POST that creates something.

use std::collections::BTreeSet;

use be_right::model::{Role, UserId};
use be_right::store::users;
use poem::http::{HeaderValue, Method};
use poem::test::{TestForm, TestFormField};
use serde_json::{Value, json};

use crate::files::{id, photo};
use crate::support::{Recipient, Reply, Server, Studio, rows};

/// Creating operations that take no key, and why none is needed.
const WITHOUT: &[(&str, &str)] = &[
    ("register", "issues tokens"),
    ("createAnyUser", "an e-mail has one account"),
    ("beginSecondFactor", "issues a secret, shown once"),
    ("createApiToken", "issues a token, shown once"),
    ("openCalendarFeed", "issues a token; there is one per user"),
    ("createStreamTicket", "issues a ticket"),
    ("forgotPassword", "issues a token"),
    ("requestConsentCode", "a consent route; one code a minute"),
    ("answerConsent", "a consent route; answers are given once"),
    ("uploadFiles", "the same bytes again are the same file"),
    ("uploadLogo", "there is one, which is replaced"),
    ("uploadWatermark", "there is one, which is replaced"),
    ("uploadPortrait", "there is one, which is replaced"),
    ("linkFile", "writes nothing: the address is computed"),
    ("exportCompany", "one is made at a time"),
    ("syncSubscription", "the state is read anew each time"),
    ("makeBackup", "one that waits or is being made is that one"),
    ("runSchedule", "one that waits or is running is that one"),
];

fn document() -> Value {
    serde_json::from_str(&be_right::http::openapi().unwrap()).unwrap()
}

/// The ids of the POSTs that create something, and whether they take a key.
fn creating() -> Vec<(String, bool)> {
    let document = document();
    let mut found = vec![];
    for item in document["paths"].as_object().unwrap().values() {
        let post = &item["post"];
        let made = ["201", "202"].iter().any(|status| post["responses"].get(status).is_some());
        let parameters = post["parameters"].as_array();
        let keyed =
            parameters.is_some_and(|all| all.iter().any(|p| p["name"] == "Idempotency-Key"));
        if made || keyed {
            found.push((post["operationId"].as_str().unwrap().to_owned(), keyed));
        }
    }
    found
}

#[test]
fn every_creating_operation_takes_a_key_or_needs_none() {
    let listed: BTreeSet<_> = WITHOUT.iter().map(|(id, _)| *id).collect();
    let all = creating();
    let without: BTreeSet<_> =
        all.iter().filter(|(_, keyed)| !keyed).map(|(id, _)| id.as_str()).collect();
    let unlisted: Vec<_> = without.difference(&listed).collect();
    assert!(unlisted.is_empty(), "these take no Idempotency-Key: {unlisted:?}");
    let stale: Vec<_> = listed.difference(&without).collect();
    assert!(stale.is_empty(), "these need no exception: {stale:?}");
}

/// The body: JSON, a file in a form, or none.
enum Sent {
    Json(Value),
    Table(&'static str, Option<&'static str>),
    Nothing,
}

impl Sent {
    /// A different body for the same operation.
    fn other(&self) -> Option<Self> {
        match self {
            Sent::Json(body) => {
                let mut other = body.clone();
                // The members in another order make a different body: bytes are compared.
                let (name, value) = {
                    let (name, value) = other.as_object().unwrap().iter().next().unwrap();
                    (name.clone(), value.clone())
                };
                let members = other.as_object_mut().unwrap();
                members.shift_remove(&name);
                if members.is_empty() {
                    return None;
                }
                members.insert(name, value);
                Some(Sent::Json(other))
            }
            Sent::Table(_, group) => {
                Some(Sent::Table("Prénom;Nom;E-mail\nZoé;Roy;zoe@mail.example\n", *group))
            }
            Sent::Nothing => None,
        }
    }
}

async fn send(studio: &Studio<'_>, path: &str, keys: &[&[u8]], sent: &Sent) -> Reply {
    let client = studio.server.client();
    let mut request = client
        .request(Method::POST, path)
        .header("authorization", format!("Bearer {}", studio.token));
    for key in keys {
        request = request.header("idempotency-key", HeaderValue::from_bytes(key).unwrap());
    }
    request = match sent {
        Sent::Json(body) => request.content_type("application/json").body(body.to_string()),
        Sent::Table(text, group) => {
            let file = TestFormField::text(*text).name("file").filename("people.csv");
            let form = TestForm::new().field(file);
            request.multipart(match group {
                Some(name) => form.text("name", *name),
                None => form,
            })
        }
        Sent::Nothing => request,
    };
    Reply::read(request.send().await).await
}

#[tokio::test]
async fn every_creating_request_sent_again_under_its_key_makes_nothing_more() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let user = UserId(studio.user);
    let admin =
        move |all: &be_right::store::AllTx| users::set_instance_role(all, user, Some(Role::Admin));
    server.app.db.write_all(admin).await.unwrap();
    let ana = studio.employs("Ana", "Moreau", "ana@mail.example").await;
    let ben = studio.employs("Ben", "Roy", "ben@mail.example").await;
    let cid = studio.employs("Cid", "Roy", "cid@mail.example").await;
    let (event, answers) = studio.plans("Gala", &[ana]).await;
    server.settle().await;
    studio.delete(&format!("/answer/{}", answers[0])).await;
    let (event2, renewable) = studio.plans("Fête", &[ana]).await;
    let joins =
        json!({ "email": "z@mail.example", "firstName": "N", "lastName": "B", "role": "USER" });
    studio.post("/user", joins).await.is(201);
    let dan = studio.employs("Dan", "Roy", "dan@mail.example").await;
    let (_, given) = studio.plans("Bal", &[dan]).await;
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "dan@mail.example");
    recipient.proves_the_email().await;
    recipient.accepts(&["web", "print"]).await.is(201);
    server.settle().await;
    let resent = format!("/mail/{}/resend", studio.mail_to("z@mail.example").await);
    let welcome = studio.get("/admin/mail?kind=NEW_ACCOUNT").await.is(200).id("/data/0/id");
    let welcome = format!("/admin/mail/{welcome}/resend");
    let withdrawal = format!("/answer/{}/withdrawal", given[0]);
    let start = server.app.now().plus(20 * 86_400_000).rfc3339();
    let end = server.app.now().plus(21 * 86_400_000).rfc3339();
    let guest = |email: &str| json!({ "email": email, "firstName": "N", "lastName": "B" });
    let with = |mut body: Value, name: &str, value: &str| {
        body[name] = json!(value);
        body
    };
    let both = |text: &str| json!({ "fr": text, "en": text });
    let copy = format!("/event/{event}/duplicate");
    let account = format!("/employee/{cid}/account");
    let people = json!([guest("p1@mail.example"), guest("p2@mail.example")]);
    let table = "Prénom;Nom;E-mail\nLou;Roy;lou@mail.example\n";
    let file = id(&photo(&studio, event2, 1).await);
    let published =
        json!({ "fileIds": [file], "use": "web", "medium": "PRINT", "place": "Programme" });
    let requests: Vec<(&str, &str, Sent)> = vec![
        ("notePublications", "/publication", Sent::Json(published)),
        ("inviteUser", "/user", Sent::Json(with(guest("a@mail.example"), "role", "USER"))),
        ("invitePhotographer", "/user/photographer", Sent::Json(guest("b@mail.example"))),
        ("inviteEmployee", &account, Sent::Nothing),
        ("createCompany", "/company", Sent::Json(json!({ "name": "Autre" }))),
        ("createOwnCompany", "/user/company", Sent::Json(json!({ "name": "Encore" }))),
        ("createEmployee", "/employee", Sent::Json(guest("c@mail.example"))),
        ("createEmployees", "/employee/many", Sent::Json(json!({ "employees": people }))),
        ("createGroup", "/group", Sent::Json(json!({ "name": "CM2", "description": "x" }))),
        (
            "createEvent",
            "/event",
            Sent::Json(json!({ "name": "Bal", "start": start, "end": end, "employeeIds": [ben] })),
        ),
        ("duplicateEvent", &copy, Sent::Json(json!({ "start": start, "name": "Bal 2" }))),
        ("importEmployees", "/employee-upload/csv", Sent::Table(table, None)),
        ("importGroup", "/group/csv", Sent::Table(table, Some("Import"))),
        ("createAnswer", "/answer", Sent::Json(json!({ "eventId": event2, "employeeId": ben }))),
        (
            "createAnswers",
            "/answer/many",
            Sent::Json(json!({ "eventId": event2, "employeeIds": [cid] })),
        ),
        (
            "recordWithdrawal",
            &withdrawal,
            Sent::Json(json!({ "reason": "Called", "uses": ["web"] })),
        ),
        ("resendMailOfCompany", &resent, Sent::Nothing),
        ("resendMail", &welcome, Sent::Nothing),
        ("renewAnswers", "/answer/renew", Sent::Json(json!({ "ids": renewable }))),
        (
            "broadcast",
            "/notifications",
            Sent::Json(json!({ "title": both("Bonjour"), "text": both("Du nouveau.") })),
        ),
    ];
    let keyed: BTreeSet<_> =
        creating().into_iter().filter(|(_, keyed)| *keyed).map(|(id, _)| id).collect();
    let tried: BTreeSet<_> = requests.iter().map(|(id, ..)| (*id).to_owned()).collect();
    assert_eq!(keyed, tried);
    for (id, path, sent) in &requests {
        for keys in
            [&[&b"caf\xe9"[..]][..], &[b"a b"], &[b"k1", b"k2"], &["k".repeat(256).as_bytes()]]
        {
            let reply = send(&studio, path, keys, sent).await;
            assert_eq!((*id, reply.status), (*id, 422), "{}", reply.text());
            reply.refuses(&["Idempotency-Key"]);
        }
        let first = send(&studio, path, &[id.as_bytes()], sent).await;
        assert!((200..300).contains(&first.status), "{id}: {}", first.text());
        // The reply is repeated even after the row it created was deleted.
        match *id {
            "inviteUser" | "invitePhotographer" | "inviteEmployee" => {
                let invitation = first.id("/id");
                studio.delete(&format!("/user/invitation/{invitation}")).await.is(204);
            }
            "createCompany" | "createOwnCompany" => {
                studio.delete(&format!("/company/{}", first.id("/id"))).await.is(204);
            }
            "createGroup" => {
                studio.delete(&format!("/group/{}", first.id("/id"))).await.is(204);
            }
            _ => {}
        }
        let count =
            |table: &str| rows(server.folder.path(), &format!("SELECT id FROM {table}")).len();
        let tables = [
            "jobs",
            "facts",
            "invitations",
            "companies",
            "employees",
            "groups",
            "events",
            "answers",
            "imports",
            "broadcasts",
            "audit",
            "mails",
            "decisions",
        ];
        let before = tables.map(count);
        let again = send(&studio, path, &[id.as_bytes()], sent).await;
        assert_eq!((again.status, &again.json), (first.status, &first.json), "{id}");
        assert_eq!(tables.map(count), before, "{id} made something twice, of {tables:?}");
        if let Some(other) = sent.other() {
            let reply = send(&studio, path, &[id.as_bytes()], &other).await;
            assert_eq!((*id, reply.status), (*id, 422), "{}", reply.text());
            reply.refuses(&["Idempotency-Key"]);
        }
    }
    server.settle().await;
}
