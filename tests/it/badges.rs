//! Badges: earned once, by the user who did it, in the company where they did it.

use be_right::model::{Fact, Plan};
use be_right::store::{companies, facts};
use serde_json::{Value, json};

use crate::support::{Recipient, Server, Studio};

async fn own(studio: &Studio<'_>) -> Value {
    studio.get("/badges/user").await.is(200).json.clone()
}

fn find<'v>(badges: &'v Value, name: &str) -> &'v Value {
    let all = badges.as_array().unwrap();
    all.iter().find(|one| one["badge"] == name).unwrap_or_else(|| panic!("no {name}"))
}

fn earned(badges: &Value) -> Vec<&str> {
    let all = badges.as_array().unwrap().iter();
    all.filter(|one| one["earned"] == true).map(|one| one["badge"].as_str().unwrap()).collect()
}

async fn output(studio: &Studio<'_>) -> Vec<Value> {
    let list = studio.get("/notifications?type=BADGE_EARNED").await;
    list.is(200).json["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn the_catalogue_names_all_eighteen_in_both_languages() {
    let server = Server::start();
    let studio = server.studio("Studio Lumière").await;
    let french = studio.get("/badges").await.is(200).json.clone();
    assert_eq!(french.as_array().unwrap().len(), 18);
    studio.patch("/settings", json!({ "locale": "en" })).await.is(200);
    let english = studio.get("/badges").await.is(200).json.clone();
    for (fr, en) in french.as_array().unwrap().iter().zip(english.as_array().unwrap()) {
        assert_eq!(fr["badge"], en["badge"]);
        assert_ne!(fr["description"], en["description"]);
    }
    let album = find(&french, "CREATE_25_EVENTS");
    assert_eq!(album["description"], "Créer 25 séances.");
    assert_eq!(find(&english, "CREATE_25_EVENTS")["description"], "Create 25 shoots.");
    assert_eq!((&album["needed"], &album["name"]), (&json!(25), &json!("Planche-contact")));
    assert_eq!(find(&french, "BASIC_SUBSCRIPTION")["needed"], Value::Null);
}

#[tokio::test]
async fn the_tenth_person_earns_a_badge_once_for_who_added_them() {
    let server = Server::start();
    let studio = server.studio("Studio Lumière").await;
    let noe = studio.hires("noe@lumiere.example", "USER").await;
    server.settle().await;
    for nth in 0..9 {
        studio.employs("P", &nth.to_string(), &format!("p{nth}@example.org")).await;
    }
    noe.employs("Q", "Noé’s", "q@example.org").await;
    server.settle().await;
    let mine = own(&studio).await;
    assert_eq!(earned(&mine), ["BASIC_SUBSCRIPTION"]);
    assert_eq!(find(&mine, "CREATE_10_RECIPIENTS")["count"], 9);
    assert_eq!(find(&own(&noe).await, "CREATE_10_RECIPIENTS")["count"], 1);

    let tenth = studio.employs("P", "9", "p9@example.org").await;
    server.settle().await;
    let mine = own(&studio).await;
    assert_eq!(earned(&mine), ["CREATE_10_RECIPIENTS", "BASIC_SUBSCRIPTION"]);
    assert_eq!(find(&mine, "CREATE_10_RECIPIENTS")["count"], 10);
    assert_eq!(find(&mine, "CREATE_25_RECIPIENTS")["count"], 10);
    let news = output(&studio).await;
    assert_eq!(news.len(), 2);
    assert_eq!(news[0]["badge"], "CREATE_10_RECIPIENTS");
    assert_eq!(news[0]["text"], "Vous avez obtenu le badge «\u{a0}Carnet d’adresses\u{a0}».");
    assert!(output(&noe).await.is_empty());

    // Deleting and restoring again does not count again, and takes no badge away.
    for _ in 0..12 {
        studio.delete(&format!("/employee/{tenth}")).await.is(204);
        studio.acts(&format!("/employee/{tenth}/restore")).await.is(200);
    }
    studio.employs("P", "10", "p10@example.org").await;
    server.settle().await;
    let mine = own(&studio).await;
    assert_eq!(find(&mine, "DELETE_10_RECIPIENTS")["count"], 1);
    assert_eq!(earned(&mine).len(), 2);
    assert_eq!(output(&studio).await.len(), 2);
}

#[tokio::test]
async fn shoots_are_counted_when_they_are_created_deleted_and_completed() {
    let server = Server::start();
    let studio = server.studio("Studio Lumière").await;
    let noe = studio.hires("noe@lumiere.example", "SUPER_USER").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    server.settle().await;
    let (mut shoots, mut studio) = (vec![], studio);
    for nth in 0..5 {
        shoots.push(studio.plans(&format!("Shoot {nth}"), &[ana]).await.0);
        server.settle().await;
        let mut recipient = Recipient::invited(&server, "ana@example.org");
        recipient.proves_the_email().await;
        recipient.accepts(&["web"]).await.is(201);
        // As many codes as may be sent in an hour.
        server.clock.advance(3 * 3_600_000);
        server.settle().await;
        studio = studio.comes_back().await;
    }
    let mine = own(&studio).await;
    assert_eq!(find(&mine, "COMPLETED_10_EVENTS")["count"], 5);
    assert_eq!(find(&mine, "CREATE_10_EVENTS")["count"], 5);
    for nth in 5..10 {
        shoots.push(studio.plans(&format!("Shoot {nth}"), &[]).await.0);
    }
    let noe = noe.comes_back().await;
    for shoot in &shoots {
        noe.delete(&format!("/event/{shoot}")).await.is(204);
    }
    server.settle().await;
    assert_eq!(earned(&own(&studio).await), ["CREATE_10_EVENTS", "BASIC_SUBSCRIPTION"]);
    assert_eq!(earned(&own(&noe).await), ["DELETE_10_EVENTS"]);
}

#[tokio::test]
async fn the_plan_of_a_company_is_its_owners_badge() {
    let server = Server::start();
    let studio = server.studio("Studio Lumière").await;
    let noe = studio.hires("noe@lumiere.example", "USER").await;
    let other = server.studio("Pathé").await;
    server.settle().await;
    let user = be_right::model::UserId(studio.user);
    let company = be_right::model::CompanyId(studio.company);
    for _ in 0..2 {
        let bought = server.app.db.write_all(move |all| {
            let (scope, _) = companies::scope_of_member(all, user, company)?.unwrap();
            let tx = companies::enter(all, scope);
            companies::set_plan(&tx, Plan::Premium, None)?;
            facts::record(&tx, Fact::PlanChanged)
        });
        bought.await.unwrap();
        server.settle().await;
    }
    assert_eq!(earned(&own(&studio).await), ["BASIC_SUBSCRIPTION", "PREMIUM_SUBSCRIPTION"]);
    assert!(earned(&own(&noe).await).is_empty());
    assert_eq!(earned(&own(&other).await), ["BASIC_SUBSCRIPTION"]);
    assert_eq!(output(&studio).await.len(), 2);
}

#[tokio::test]
async fn badges_do_not_count_across_companies() {
    let server = Server::start();
    let mut studio = server.studio("Studio Lumière").await;
    for nth in 0..10 {
        studio.employs("P", &nth.to_string(), &format!("p{nth}@example.org")).await;
    }
    server.settle().await;
    let second = studio.post("/user/company", json!({ "name": "Second" })).await;
    let second = second.is(201).id("/id");
    server.settle().await;
    // Each company gets its own notification.
    assert_eq!(output(&studio).await.len(), 2);
    let there = studio.post("/auth/switch-company", json!({ "companyId": second })).await;
    studio.token = there.is(200).json["accessToken"].as_str().unwrap().to_owned();
    assert_eq!(earned(&own(&studio).await), ["BASIC_SUBSCRIPTION"]);
    assert_eq!(output(&studio).await.len(), 1);
}
