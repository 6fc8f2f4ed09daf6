//! Companies and their release texts.

use poem::http::Method;
use serde_json::json;

use crate::support::Server;

/// The example SIRET of INSEE: its checksum is right.
const SIRET: &str = "732 829 320 00074";

#[tokio::test]
async fn a_company_is_kept_as_typed_but_clean() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let path = format!("/company/{}", studio.company);
    let details = json!({
        "name": "  Studio Łęcka & fils ", "siret": SIRET, "colour": "#1A6B54",
        "address": { "line": " 12 rue des Lilas ", "postalCode": "75011", "city": "Paris", "line2": "" },
        "guardiansNeeded": 1, "licenceMonths": 24, "evidenceMonths": 0, "retentionMonths": 120,
    });
    let kept = studio.put(&path, details).await;
    kept.is(200);
    assert_eq!(kept.json["name"], "Studio Łęcka & fils");
    assert_eq!(kept.json["siret"], "73282932000074");
    assert_eq!(kept.json["colour"], "#1a6b54");
    assert_eq!(
        kept.json["address"],
        json!({ "line": "12 rue des Lilas", "postalCode": "75011", "city": "Paris" })
    );
    assert_eq!(studio.get(&path).await.json, kept.json);
    // PUT removes the fields that are left out; numbers stay.
    let bare = studio.put(&path, json!({ "name": "Bare" })).await;
    assert!(bare.is(200).json["siret"].is_null() && bare.json["address"].is_null());
    assert_eq!(
        (bare.json["licenceMonths"].as_i64(), bare.json["guardiansNeeded"].as_i64()),
        (Some(24), Some(1))
    );
}

#[tokio::test]
async fn every_field_that_is_wrong_is_named() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let details = json!({
        "name": "", "siret": "73282932000075", "colour": "green",
        "address": { "city": "Pa\nris", "lat": 91, "lng": 200 },
        "guardiansNeeded": 3, "licenceMonths": 0, "evidenceMonths": 1201, "retentionMonths": 0,
    });
    let fields = [
        "name",
        "siret",
        "colour",
        "address.city",
        "address.lat",
        "address.lng",
        "guardiansNeeded",
        "licenceMonths",
        "evidenceMonths",
        "retentionMonths",
    ];
    studio.put(&format!("/company/{}", studio.company), details.clone()).await.refuses(&fields);
    studio.post("/company", details).await.refuses(&fields);
    let half = json!({ "name": "A", "address": { "lat": 48.85 } });
    studio.post("/company", half).await.refuses(&["address.lat"]);
    let misspelt = json!({ "name": "A", "address": { "zip": "75011" } });
    studio.post("/company", misspelt).await.refuses(&["address.zip"]);
}

#[tokio::test]
async fn markup_in_a_name_stays_text() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let name = "<script>alert(1)</script> & \"Co\"";
    let made = studio.post("/company", json!({ "name": name })).await;
    assert_eq!(made.is(201).json["name"], name);
}

#[tokio::test]
async fn a_user_opens_a_second_company_and_owns_it() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    for (turn, route) in ["/company", "/user/company"].iter().enumerate() {
        let made = studio.post(route, json!({ "name": "Annexe", "colour": "#102030" })).await;
        assert_eq!(made.is(201).json["colour"], "#102030");
        assert_eq!(made.json["licenceMonths"], 96);
        let own = studio.get("/user/companies").await;
        assert_eq!(own.json.as_array().unwrap().len(), turn + 2);
        assert_eq!(own.json[turn + 1]["role"], "OWNER");
        studio.get(&format!("/company/{}", made.id("/id"))).await.is(200);
    }
    let list = studio.get("/company?orderBy=name:desc&limit=1").await;
    assert_eq!((list.json["total"].as_i64(), list.json["totalPages"].as_i64()), (Some(3), Some(3)));
    assert_eq!(list.json["data"][0]["name"], "lumiere");
}

#[tokio::test]
async fn where_strangers_may_not_sign_up_owners_may_still_open_a_company() {
    let open = Server::start();
    for (role, status) in [("USER", 201), ("OWNER", 201)] {
        let studio = open.studio(&format!("lumiere {role}")).await;
        let noe = studio.hires(&format!("{role}@lumiere.example").to_lowercase(), role).await;
        noe.post("/company", json!({ "name": "Annexe" })).await.is(status);
    }
    // Other users of the same instance, which is closed afterwards.
    let studio = open.studio("pathe").await;
    let noe = studio.hires("noe@pathe.example", "SUPER_USER").await;
    let mut config = (*open.app.config).clone();
    config.registration = be_right::config::Registration::Closed;
    let app = be_right::App { config: config.into(), ..open.app.clone() };
    let closed = poem::test::TestClient::new(be_right::http::routes(app).unwrap());
    let tries = async |token: &str| {
        let request = closed.post("/company").header("authorization", format!("Bearer {token}"));
        let body = json!({ "name": "Annexe" }).to_string();
        request.content_type("application/json").body(body).send().await.0.status().as_u16()
    };
    assert_eq!(tries(&studio.token).await, 201);
    assert_eq!(tries(&noe.token).await, 403);
}

#[tokio::test]
async fn owners_manage_their_company_whichever_company_is_active() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let other = server.studio("pathe").await;
    let invite =
        json!({ "email": studio.email, "firstName": "C", "lastName": "F", "role": "SUPER_USER" });
    other.post("/user", invite).await.is(201);
    server.settle().await;
    let token = crate::support::join_token(&server, &studio.email);
    let yes = json!({ "token": token, "password": crate::support::PASSWORD });
    server.post("/auth/join", yes).await.is(200);
    let path = format!("/company/{}", other.company);
    studio.get(&path).await.is(200);
    studio.put(&path, json!({ "name": "Mine" })).await.is_problem(403, "forbidden");
    studio.delete(&path).await.is_problem(403, "forbidden");
    studio.get("/company/999999").await.is_problem(404, "not_found");
    let annexe = studio.post("/company", json!({ "name": "Annexe" })).await.is(201).id("/id");
    studio.put(&format!("/company/{annexe}"), json!({ "name": "Renamed" })).await.is(200);
    other.get(&format!("/company/{annexe}")).await.is_problem(404, "not_found");
}

#[tokio::test]
async fn a_deleted_company_is_gone_for_everybody_at_once() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let noe = studio.hires("noe@lumiere.example", "USER").await;
    let path = format!("/company/{}", studio.company);
    noe.get("/employee").await.is(200);
    studio.delete(&path).await.is(204);
    studio.delete(&path).await.is_problem(404, "not_found");
    studio.get("/employee").await.is_problem(403, "forbidden");
    noe.get("/employee").await.is_problem(403, "forbidden");
    noe.get("/user/profile").await.is(200);
    // Its owner may open another one.
    let entered = studio.comes_back().await;
    assert_eq!(entered.company, 0);
    entered.post("/company", json!({ "name": "Anew" })).await.is(201);
    assert_ne!(studio.comes_back().await.company, studio.company);
}

#[tokio::test]
async fn a_release_text_is_changed_by_a_new_version_and_every_version_stays() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let first = studio.get("/template").await;
    assert_eq!(first.is(200).json.as_array().unwrap().len(), 2, "French and English");
    let french = first.json.as_array().unwrap().iter().find(|one| one["locale"] == "fr").unwrap();
    let old = studio.get(&format!("/template/{}", french["id"])).await;
    assert!(old.is(200).json["body"].as_str().unwrap().contains("{person}"));

    let text = json!({
        "title": "Notre texte", "body": "{company} peut montrer {person} pendant {duration}.",
        "uses": ["web", "print"],
    });
    let new = studio.put("/template/current/fr", text.clone()).await;
    assert_eq!(new.is(200).json["version"], 2);
    assert_eq!(new.json["uses"], json!(["web", "print"]));
    // The same text again makes no new version.
    assert_eq!(studio.put("/template/current/fr", text).await.json, new.json);
    assert_eq!(studio.get(&format!("/template/{}", french["id"])).await.json, old.json);
    let current: Vec<_> = studio
        .get("/template")
        .await
        .json
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["locale"].clone(), one["version"].clone(), one["current"].clone()))
        .collect();
    assert_eq!(current[0], (json!("fr"), json!(2), json!(true)));
    assert_eq!(current.iter().filter(|one| one.2 == true).count(), 2);
    studio.put("/template/current/de", json!({})).await.is_problem(404, "not_found");
}

#[tokio::test]
async fn a_release_text_that_says_too_little_is_refused() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let fine = "{company} {person} {duration}";
    for (title, body, uses, fields) in [
        ("", fine, json!(["web"]), &["title"][..]),
        ("T", "", json!(["web"]), &["body"]),
        ("T", "{company} {person}", json!(["web"]), &["body"]),
        ("T", "{company} {person} {duration} {salary}", json!(["web"]), &["body"]),
        ("T", "{company} {person} {duration} {", json!(["web"]), &["body"]),
        ("T", fine, json!([]), &["uses"]),
        ("T", fine, json!(["web", "web"]), &["uses"]),
        ("T", fine, json!(["billboard"]), &["useTexts.billboard.label"]),
        ("T", fine, json!(["Billboard"]), &["uses.0"]),
    ] {
        let text = json!({ "title": title, "body": body, "uses": uses });
        studio.put("/template/current/fr", text).await.refuses(fields);
    }
    assert_eq!(studio.get("/template").await.json.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_document_that_was_opened_does_not_change_with_the_text() {
    use crate::support::Recipient;
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let lea = studio.employs("Léa", "Petit", "lea@example.org").await;
    studio.plans("Catalogue", &[ana, lea]).await;
    server.settle().await;
    let mut early = Recipient::invited(&server, "ana@example.org");
    early.proves_the_email().await;
    early.refuses(None).await.is(201);
    let before = early.sends(Method::GET, "/document", None).await;
    let text = json!({ "title": "Neuf", "body": "{company} {person} {duration}", "uses": ["web"] });
    studio.put("/template/current/fr", text).await.is(200);
    let after = early.sends(Method::GET, "/document", None).await;
    assert_eq!(before.is(200).json["document"], after.is(200).json["document"]);
    let late = Recipient::invited(&server, "lea@example.org").proves_the_email().await;
    assert_eq!(late.json["document"]["title"], "Neuf");
}
