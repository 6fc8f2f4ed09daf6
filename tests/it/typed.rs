//! Validation of what people type: names with visible characters, instants and days in one form,
//! and ids of existing rows.

use serde_json::{Value, json};

use crate::support::{Server, rows};

#[tokio::test]
async fn instants_and_days_have_one_form() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let plans = async |start: &str| {
        let body = json!({
            "name": "Gala", "start": start, "end": "2026-05-24T10:00:00Z", "employeeIds": [],
        });
        studio.post("/event", body).await
    };
    plans("2026-05-23T10:00:00+02:00").await.is(201);
    for start in [
        "20260523T100000Z",
        "2026-05-23T10Z",
        "2026-05-23T10:00Z",
        "2026-05-23 10:00:00Z",
        "2026-05-23T10:00:00,5Z",
        "2026-05-23T10:00:00+25:59",
        "2026-05-23T10:00:00+02:00[Europe/Paris]",
    ] {
        plans(start).await.refuses(&["start"]);
    }
    let born = async |day: &str| {
        let body = json!({
            "firstName": "Léo", "lastName": "Roy", "email": format!("{}@x.example", day.len()),
            "birthDate": day,
        });
        studio.post("/employee", body).await
    };
    born("1990-03-14").await.is(201);
    for day in ["19900314", "1990-3-14", "1990-03-14T10:00:00Z", "14/03/1990", "1990-02-30"] {
        born(day).await.refuses(&["birthDate"]);
    }
}

#[tokio::test]
async fn a_name_that_cannot_be_seen_is_refused_wherever_one_is_typed() {
    let server = Server::start_with(&[("limits.register_per_address", "1000 per 1h")]);
    let studio = server.studio("Lumière").await;
    let ana = studio.employs("Ana", "Moreau", "ana@mail.example").await;
    let (event, _) = studio.plans("Gala", &[]).await;
    let group = studio.post("/group", json!({ "name": "CM2" })).await.is(201).id("/id");
    let adds =
        |name: &str| json!({ "firstName": name, "lastName": "Roy", "email": "x@mail.example" });
    let account = |name: &str| {
        json!({ "email": "new@mail.example", "password": crate::support::PASSWORD,
                "firstName": "Zoé", "lastName": "Roy", "companyName": name })
    };
    let plan = |name: &str| {
        json!({ "name": name, "start": "2026-05-23T10:00:00Z", "end": "2026-05-24T10:00:00Z",
                "employeeIds": [] })
    };
    let moved = |name: &str| {
        let mut plan = plan(name);
        plan.as_object_mut().unwrap().remove("employeeIds");
        plan
    };
    let child = |name: &str| {
        json!({ "firstName": "Léo", "lastName": "Roy", "email": "x@mail.example",
                "birthDate": "2015-03-14", "guardians": [
                    { "firstName": name, "lastName": "Roy", "email": "g@mail.example" }] })
    };
    let person = format!("/employee/{ana}");
    let (group, event) = (format!("/group/{group}"), format!("/event/{event}"));
    let company = format!("/company/{}", studio.company);
    for blank in [
        "\u{200b}",
        "\u{2060}\u{200b}",
        "\u{3164}",
        "\u{2800}",
        "\u{e0041}",
        "\u{202e}a",
        "a\u{2028}b",
    ] {
        studio.post("/employee", adds(blank)).await.refuses(&["firstName"]);
        studio.put(&person, adds(blank)).await.refuses(&["firstName"]);
        studio.post("/employee", child(blank)).await.refuses(&["guardians.0.firstName"]);
        studio.post("/group", json!({ "name": blank })).await.refuses(&["name"]);
        studio.put(&group, json!({ "name": blank })).await.refuses(&["name"]);
        studio.post("/event", plan(blank)).await.refuses(&["name"]);
        studio.put(&event, moved(blank)).await.refuses(&["name"]);
        studio.post("/company", json!({ "name": blank })).await.refuses(&["name"]);
        studio.put(&company, json!({ "name": blank })).await.refuses(&["name"]);
        let guest = json!({ "email": "n@mail.example", "firstName": blank, "lastName": "B",
                            "role": "USER" });
        studio.post("/user", guest).await.refuses(&["firstName"]);
        let own = json!({ "firstName": "A", "lastName": blank, "email": studio.email });
        studio.put("/user/profile", own).await.refuses(&["lastName"]);
        server.post("/auth/register", account(blank)).await.refuses(&["companyName"]);
        let many = studio.post("/employee/many", json!({ "employees": [adds(blank)] })).await;
        assert_eq!(many.is(200).json["results"][0]["problem"]["errors"][0]["field"], "firstName");
        let reply = studio.post("/employee", adds(blank)).await;
        assert!(!reply.text().contains("invalid-"), "{}", reply.text());
    }
    let sheet =
        "Prénom;Nom;E-mail\n\u{200b};Roy;lou@mail.example\nLou\u{200b};Roy;lou@mail.example\n";
    studio.sends("/employee-upload/csv", "a.csv", sheet, &[]).await.is(202);
    server.settle().await;
    let people = studio.get("/employee?limit=100").await;
    let people = people.is(200).json["data"].as_array().unwrap();
    let names: Vec<&str> = people.iter().map(|one| one["firstName"].as_str().unwrap()).collect();
    assert!(names.contains(&"Lou"), "{names:?}");
    assert!(!names.iter().any(|name| name.contains('\u{200b}')), "{names:?}");

    // Harmless invisible characters are removed, those that a script needs are kept.
    for (typed, kept, slug) in [
        ("A\u{200b}na\u{2060}", "Ana", "ana-roy"),
        ("\u{202a}Zoé\u{202c}", "Zoé", "zoe-roy"),
        ("می\u{200c}نا", "می\u{200c}نا", "myn-roy"),
    ] {
        let body = json!({ "firstName": typed, "lastName": "Roy",
                           "email": format!("{slug}@mail.example") });
        let made = studio.post("/employee", body).await;
        assert_eq!(made.is(201).json["firstName"], kept);
    }
    let slugs = rows(server.folder.path(), "SELECT slug FROM employees");
    assert!(!slugs.iter().any(|row| row[0].starts_with("x")), "{slugs:?}");
}

#[tokio::test]
async fn an_id_that_a_filter_names_is_one_of_ours() {
    let server = Server::start();
    let ours = server.studio("Lumière").await;
    let theirs = server.studio("Pathé").await;
    let ana = ours.employs("Ana", "Moreau", "ana@mail.example").await;
    let (event, _) = ours.plans("Gala", &[ana]).await;
    let group = ours.post("/group", json!({ "name": "CM2" })).await.is(201).id("/id");
    let eve = theirs.employs("Eve", "Roy", "eve@mail.example").await;
    let (gala, _) = theirs.plans("Gala", &[eve]).await;
    let class = theirs.post("/group", json!({ "name": "CM2" })).await.is(201).id("/id");
    server.settle().await;
    for (path, field, own, foreign) in [
        ("/employee", "groupId", group, class),
        ("/event", "partnerId", ours.user, theirs.user),
        ("/answer", "eventId", event, gala),
        ("/answer", "employeeId", ana, eve),
    ] {
        ours.get(&format!("{path}?{field}={own}")).await.is(200);
        let unknown = ours.get(&format!("{path}?{field}=999999")).await;
        unknown.refuses(&[field]);
        let foreign = ours.get(&format!("{path}?{field}={foreign}")).await;
        foreign.refuses(&[field]);
        let without = |json: &Value| {
            let mut json = json.clone();
            json["instance"] = Value::Null;
            json
        };
        assert_eq!(without(&foreign.json), without(&unknown.json), "{path} tells them apart");
    }
    // A deleted group still belongs to the company.
    ours.delete(&format!("/group/{group}")).await.is(204);
    ours.get(&format!("/employee?groupId={group}")).await.is(200);
    // An employee's own account may name its own events, and no others.
    let me = {
        ours.acts(&format!("/employee/{ana}/account")).await.is(201);
        server.settle().await;
        let token = crate::support::join_token(&server, "ana@mail.example");
        let yes = json!({ "token": token, "password": crate::support::PASSWORD });
        server.post("/auth/join", yes).await.is(200);
        let body = json!({ "email": "ana@mail.example", "password": crate::support::PASSWORD });
        let reply = server.post("/auth/login", body).await;
        crate::support::Studio::of(&server, "ana@mail.example".into(), &reply.is(200).json)
    };
    let (other, _) = ours.plans("Bal", &[]).await;
    me.get(&format!("/answer?eventId={event}&employeeId={ana}")).await.is(200);
    me.get(&format!("/answer?eventId={other}")).await.refuses(&["eventId"]);
}

#[tokio::test]
async fn an_invalid_hash_is_refused_with_a_sentence() {
    let server = Server::start();
    let reply = server.get("/verify/6YY5VCY5BXJD366EERK0PQMQPB?sha256=zz").await;
    assert!(!reply.refuses(&["sha256"]).text().contains("invalid-"), "{}", reply.text());
}
