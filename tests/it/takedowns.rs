//! Where photographs were published, and what has to be taken down.

use be_right::model::Timestamp;
use be_right::worker;
use serde_json::{Value, json};

use crate::console::ConsoleContext;
use crate::files::{id, photo};
use crate::support::{Recipient, Server, Studio, rows};

const DAY: i64 = Timestamp::DAY;
const PLACE: &str = "https://example.com/summer";

async fn accepts<'s>(server: &'s Server, email: &str, uses: &[&str]) -> Recipient<'s> {
    server.settle().await;
    let mut recipient = Recipient::invited(server, email);
    recipient.proves_the_email().await;
    recipient.accepts(uses).await.is(201);
    recipient
}

/// A photograph of Ana, who allows the web; the event, the photograph and Ana.
async fn of_ana<'s>(server: &'s Server, studio: &Studio<'s>) -> (i64, i64, i64, Recipient<'s>) {
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let (event, _) = studio.plans("Été", &[ana]).await;
    let file = id(&photo(studio, event, 1).await);
    studio.put(&format!("/file/{file}/people"), json!({ "employeeIds": [ana] })).await.is(200);
    let recipient = accepts(server, "ana@example.org", &["web"]).await;
    server.settle().await;
    (event, file, ana, recipient)
}

fn published(file: i64, wanted: &str) -> Value {
    json!({
        "fileIds": [file], "use": wanted, "medium": "WEBSITE", "place": PLACE,
        "publishedOn": "2026-04-30",
    })
}

async fn states(studio: &Studio<'_>, query: &str) -> Vec<String> {
    let list = studio.get(&format!("/publication?{query}")).await;
    let data = list.is(200).json["data"].as_array().unwrap();
    assert_eq!(list.json["total"], data.len());
    data.iter().map(|one| one["state"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_withdrawal_opens_a_task_where_the_photograph_was_published_until_it_is_ticked() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, file, ana, recipient) = of_ana(&server, &studio).await;
    let made = studio.post("/publication", published(file, "web")).await;
    let publication = made.is(201).id("/0/id");
    assert_eq!(made.json[0]["state"], "PUBLISHED");
    assert_eq!(states(&studio, &format!("fileId={file}")).await, ["PUBLISHED"]);

    recipient.withdraws(None).await.is(200);
    let withdrawn = server.app.now();
    server.settle().await;
    let path = format!("/publication/{publication}");
    let due = studio.get(&path).await.is(200).json.clone();
    assert_eq!(
        (&due["state"], &due["takedowns"][0]["cause"]),
        (&json!("DUE"), &json!("WITHDRAWN"))
    );
    assert_eq!(due["takedowns"][0]["employeeId"], ana);
    // Within the days that the release text promises.
    let days =
        studio.get(&format!("/company/{}", studio.company)).await.is(200).json["withdrawalDays"]
            .as_i64();
    let until = withdrawn.plus(days.unwrap_or(7) * DAY).rfc3339();
    assert_eq!(due["takedowns"][0]["dueAt"], until);
    for query in ["state=DUE", "", &format!("employeeId={ana}"), &format!("eventId={event}")] {
        assert_eq!(states(&studio, query).await, ["DUE"], "{query}");
    }
    assert_eq!(states(&studio, "state=PUBLISHED").await, [""; 0]);
    // Once, whatever runs again.
    worker::enqueue_due(&server.app).await.unwrap();
    server.clock.advance(DAY);
    server.settle().await;
    let studio = studio.comes_back().await;
    let notified = studio.get("/notifications?limit=100").await.is(200).json["data"].clone();
    let notified = notified.as_array().unwrap().iter().filter(|one| one["type"] == "TAKEDOWN_DUE");
    assert_eq!(notified.count(), 1);
    let letter = server.postbox.last_with(&studio.email, "/console/publications");
    assert!(letter.text.contains("Été"), "{}", letter.text);

    let end = json!({ "outcome": "REMOVED", "note": "Page supprimée" });
    let ended = studio.post(&format!("{path}/end"), end.clone()).await.is(200).json.clone();
    assert_eq!(ended["state"], "ENDED");
    let done = &ended["takedowns"][0];
    assert_eq!((&done["outcome"], &done["endedBy"]), (&json!("REMOVED"), &json!(studio.user)));
    studio.post(&format!("{path}/end"), end).await.is_problem(409, "publication_ended");
    studio.delete(&path).await.is_problem(409, "publication_ended");
    assert_eq!(states(&studio, "state=DUE").await, [""; 0]);
    let log = studio.get("/audit?limit=100").await.is(200).json["data"].to_string();
    assert!(log.contains("note_publication") && log.contains("end_publication"), "{log}");
}

#[tokio::test]
async fn what_is_not_allowed_is_due_at_once_and_no_more_once_it_is_allowed() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, file, ana, _) = of_ana(&server, &studio).await;
    let made = studio.post("/publication", published(file, "press")).await.is(201).json.clone();
    assert_eq!(
        (&made[0]["state"], &made[0]["takedowns"][0]["cause"]),
        (&json!("DUE"), &json!("REFUSED"))
    );
    let other = photo(&studio, event, 2).await;
    let made = studio.post("/publication", published(id(&other), "web")).await.is(201).json.clone();
    assert_eq!(made[0]["state"], "PUBLISHED", "nobody is named on it");

    // Somebody who refused is named on it later.
    let bea = studio.employs("Béa", "Nguyen", "bea@example.org").await;
    studio.post("/answer", json!({ "eventId": event, "employeeId": bea })).await.is(201);
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "bea@example.org");
    recipient.proves_the_email().await;
    recipient.refuses(None).await.is(201);
    server.settle().await;
    let people = json!({ "employeeIds": [bea] });
    studio.put(&format!("/file/{}/people", id(&other)), people).await.is(200);
    assert_eq!(states(&studio, "state=DUE").await.len(), 2);

    // Ana answers anew, and allows it.
    let answer = studio.get(&format!("/answer?employeeId={ana}")).await.id("/data/0/id");
    studio.post("/answer/renew", json!({ "ids": [answer] })).await.is(200);
    accepts(&server, "ana@example.org", &["web", "press"]).await;
    server.settle().await;
    let list = studio.get(&format!("/publication?fileId={file}")).await.is(200).json.clone();
    let one = &list["data"][0];
    assert_eq!(
        (&one["state"], &one["takedowns"][0]["outcome"]),
        (&json!("PUBLISHED"), &json!("ALLOWED"))
    );
}

#[tokio::test]
async fn the_end_of_a_consent_and_an_erasure_open_tasks_and_an_erased_photograph_keeps_its_places()
{
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (_, file, ana, _) = of_ana(&server, &studio).await;
    studio.post("/publication", published(file, "web")).await.is(201);
    studio.delete(&format!("/employee/{ana}/forever")).await.is(204);
    server.settle().await;
    let list = studio.get("/publication").await.is(200).json.clone();
    assert_eq!(list["data"][0]["takedowns"][0]["cause"], "ERASED");

    let cem = studio.employs("Cem", "Kaya", "cem@example.org").await;
    let (event, _) = studio.plans("Hiver", &[cem]).await;
    let own = id(&photo(&studio, event, 3).await);
    studio.put(&format!("/file/{own}/people"), json!({ "employeeIds": [cem] })).await.is(200);
    accepts(&server, "cem@example.org", &["web"]).await;
    server.settle().await;
    studio.post("/publication", published(own, "web")).await.is(201);
    // Longer than any licence.
    server.clock.advance(11 * 366 * DAY);
    worker::enqueue_due(&server.app).await.unwrap();
    server.settle().await;
    let studio = studio.comes_back().await;
    let ended = studio.get(&format!("/publication?fileId={own}")).await.is(200).json.clone();
    assert_eq!(ended["data"][0]["takedowns"][0]["cause"], "ENDED");

    let (empty, _) = studio.plans("Vide", &[]).await;
    let alone = id(&photo(&studio, empty, 4).await);
    studio.post("/publication", published(alone, "web")).await.is(201);
    studio.delete(&format!("/event/{empty}/forever")).await.is(204);
    server.settle().await;
    let kept = studio.get(&format!("/publication?eventId={empty}")).await.is(200).json.clone();
    assert_eq!(
        (&kept["data"][0]["fileId"], &kept["data"][0]["place"]),
        (&Value::Null, &json!(PLACE))
    );
    let open = "SELECT COUNT(*) FROM takedowns WHERE ended_at IS NULL";
    assert_eq!(rows(server.folder.path(), open), [["2"]]);
}

#[tokio::test]
async fn what_is_sent_is_checked_and_sent_twice_it_is_noted_once() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, file, ..) = of_ana(&server, &studio).await;
    let with = |change: &dyn Fn(&mut Value)| {
        let mut body = published(file, "web");
        change(&mut body);
        body
    };
    let now = server.app.now();
    let tomorrow = now.plus(DAY).rfc3339()[..10].to_owned();
    for (body, fields) in [
        (with(&|b| b["fileIds"] = json!([])), &["fileIds"][..]),
        (with(&|b| b["fileIds"] = json!(vec![file; 501])), &["fileIds"]),
        (with(&|b| b["fileIds"] = json!([file, file])), &["fileIds.1"]),
        (with(&|b| b["fileIds"] = json!([file, 987_654])), &["fileIds.1"]),
        (with(&|b| b["place"] = json!(" ")), &["place"]),
        (with(&|b| b["place"] = json!("x".repeat(2_001))), &["place"]),
        (with(&|b| b["note"] = json!("x".repeat(1_001))), &["note"]),
        (with(&|b| b["publishedOn"] = json!("2026-02-30")), &["publishedOn"]),
        (with(&|b| b["publishedOn"] = json!(tomorrow)), &["publishedOn"]),
        (with(&|b| b["use"] = json!("billboards_nobody_offers")), &["use"]),
    ] {
        studio.post("/publication", body).await.refuses(fields);
    }
    let most = with(&|b| {
        b["place"] = json!("x".repeat(2_000));
        b["note"] = json!("x".repeat(1_000));
        b["publishedOn"] = json!(now.rfc3339()[..10]);
    });
    let first = studio.post_once("/publication", "once", &most).await.is(201).json.clone();
    let again = studio.post_once("/publication", "once", &most).await.is(201).json.clone();
    assert_eq!(first, again);
    assert_eq!(states(&studio, &format!("eventId={event}")).await.len(), 1);
    let path = format!("/publication/{}", first[0]["id"]);
    studio.delete(&path).await.is(204);
    studio.get(&path).await.is_problem(404, "not_found");
    assert_eq!(states(&studio, "").await, [""; 0]);
}

#[tokio::test]
async fn a_place_is_noted_and_ticked_off_in_the_console() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, file, ana, recipient) = of_ana(&server, &studio).await;
    let other = id(&photo(&studio, event, 2).await);
    let console = ConsoleContext::of(&server, &studio.email).await;
    let text = async |path: &str| {
        let join = if path.contains('?') { '&' } else { '?' };
        console.get(&format!("{path}{join}lang=en")).await.is(200).text()
    };
    let picked = format!("photo={file}&photo={other}");
    let form = console
        .sends(&format!("/console/shoots/{event}/people"), &format!("{picked}&do=publish"))
        .await;
    let to = form.is(303).header("location").to_owned();
    assert!(to.ends_with(&format!("/publish?photos={file}.{other}")), "{to}");
    let page = text(&to).await;
    assert!(page.contains("2 photos"), "{page}");
    let path = format!("/console/shoots/{event}/publish");
    let wrong = console.sends(&path, &format!("{picked}&use=web&medium=PRINT&place=")).await;
    let wrong = wrong.is(422).text();
    assert!(wrong.contains("id=\"f-place-error\"") && wrong.contains("2 photos"), "{wrong}");
    let right =
        format!("{picked}&use=web&medium=PRINT&place=Programme%2C+page+4&once=abcdefghijklmnop");
    for _ in 0..2 {
        let noted = console.sends(&path, &right).await.is(303).header("location").to_owned();
        assert!(noted.contains("after=place-noted"), "{noted}");
    }
    assert_eq!(states(&studio, "").await.len(), 2, "the second click notes nothing");
    recipient.withdraws(None).await.is(200);
    server.settle().await;
    let home = text("/console").await;
    assert!(home.contains("Programme, page 4") && home.contains("show=due"), "{home}");
    let list = text("/console/publications?show=due").await;
    assert!(list.contains("Ana Moreau withdrew their consent to this use."), "{list}");
    // A letter to whoever published it names nobody who is on the photograph.
    let letter = list.split("href=\"mailto:").nth(1).unwrap().split('"').next().unwrap();
    assert!(letter.contains("Programme%2C%20page%204") && !letter.contains("Ana"), "{letter}");
    let one = text(&format!("/console/shoots/{event}/photos/{file}")).await;
    assert!(one.contains("Programme, page 4") && one.contains("To take down"), "{one}");
    let of_person = text(&format!("/console/publications?person={ana}")).await;
    assert!(of_person.contains("Photos of Ana Moreau"), "{of_person}");
    let due = studio.get("/publication?state=DUE").await.id("/data/0/id");
    let path = format!("/console/publications/{due}");
    let gone = console.sends(&path, "do=impossible").await.is(303).header("location").to_owned();
    assert!(gone.contains("after=publication-ended"), "{gone}");
    console.sends(&path, "do=removed").await.is(303);
    let list = text("/console/publications?show=ended").await;
    assert!(list.contains("as impossible to take down"), "{list}");
    // What may not be shown is said when it is noted.
    let late = format!("photo={file}&use=press&medium=PRESS&place=Le+Journal");
    let late = console.sends(&format!("/console/shoots/{event}/publish"), &late).await;
    assert!(late.is(303).header("location").contains("place-noted-due"));
    studio.hires("pia@example.org", "PHOTOGRAPHER").await;
    let pia = ConsoleContext::of(&server, "pia@example.org").await;
    pia.get("/console/publications").await.is(403);
}
