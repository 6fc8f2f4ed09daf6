//! Groups of employees, and adding many employees at once.

use serde_json::{Value, json};

use crate::support::{Server, Studio};

async fn group(studio: &Studio<'_>, name: &str, people: &[i64]) -> i64 {
    let made = studio.post("/group", json!({ "name": name, "employeeIds": people })).await;
    made.is(201).id("/id")
}

fn ids(list: &Value) -> Vec<i64> {
    list.as_array().unwrap().iter().map(|one| one["id"].as_i64().unwrap()).collect()
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_group_is_made_renamed_deleted_and_brought_back() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Roy", "ana@example.org").await;
    let body = json!({ "name": " Équipe  ventes ", "description": "Paris", "employeeIds": [ana] });
    let made = studio.post("/group", body).await;
    let id = made.is(201).id("/id");
    assert_eq!(made.json["name"], "Équipe  ventes");
    assert_eq!((&made.json["description"], made.id("/memberCount")), (&json!("Paris"), 1));
    let path = format!("/group/{id}");
    assert_eq!(studio.get(&path).await.is(200).json, made.json);
    // Names that differ only in accents, capitals or spaces are equal.
    studio.post("/group", json!({ "name": "EQUIPE VENTES" })).await.is_problem(409, "group_exists");
    let other = group(&studio, "Accueil", &[]).await;
    let renamed = studio.put(&format!("/group/{other}"), json!({ "name": "équipe ventes" })).await;
    renamed.is_problem(409, "group_exists");
    let renamed = studio.put(&path, json!({ "name": "équipe ventes" })).await;
    assert_eq!(renamed.is(200).json["name"], "équipe ventes");
    assert!(renamed.json["description"].is_null());
    assert_eq!(renamed.id("/memberCount"), 1);

    studio.acts(&format!("{path}/restore")).await.is_problem(409, "not_deleted");
    studio.delete(&path).await.is(204);
    studio.get(&path).await.is_problem(404, "not_found");
    studio.delete(&path).await.is_problem(404, "not_found");
    studio.put(&path, json!({ "name": "x" })).await.is_problem(404, "not_found");
    let employee = studio.get(&format!("/employee/{ana}")).await;
    assert_eq!(employee.is(200).json["groups"], json!([]), "the person stays, without it");
    assert_eq!(studio.get("/group").await.json["total"], 1);
    assert_eq!(studio.get("/group?withDeleted=true").await.json["total"], 2);
    // The name of a deleted group may be used; then the group cannot be restored.
    let heir = group(&studio, "Equipe ventes", &[]).await;
    studio.acts(&format!("{path}/restore")).await.is_problem(409, "group_exists");
    studio.delete(&format!("/group/{heir}")).await.is(204);
    let back = studio.acts(&format!("{path}/restore")).await;
    assert_eq!(back.is(200).id("/memberCount"), 1, "with who was in it");
}

#[tokio::test]
async fn groups_are_listed_by_name_whatever_their_accents() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    for name in ["Zèbres", "Écoliers", "abeilles"] {
        group(&studio, name, &[]).await;
    }
    let list = studio.get("/group").await;
    assert_eq!(names(&list.json["data"]), ["abeilles", "Écoliers", "Zèbres"]);
    let list = studio.get("/group?orderBy=createdAt:desc&limit=2").await;
    assert_eq!(names(&list.json["data"]), ["abeilles", "Écoliers"]);
    assert_eq!((list.id("/total"), list.id("/totalPages")), (3, 2));
    studio.get("/group?orderBy=size").await.refuses(&["orderBy"]);
    studio.patch("/settings", json!({ "pageSizes": { "groups": 1 } })).await.is(200);
    assert_eq!(studio.get("/group").await.id("/limit"), 1);
}

#[tokio::test]
async fn what_is_wrong_with_a_group_is_named() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let stranger = server.studio("pathe").await;
    let theirs = stranger.employs("Ana", "Roy", "ana@example.org").await;
    let gone = studio.employs("Gil", "Roy", "gil@example.org").await;
    studio.delete(&format!("/employee/{gone}")).await.is(204);
    studio.post("/group", json!({ "name": " " })).await.refuses(&["name"]);
    studio.post("/group", json!({ "name": "a".repeat(101) })).await.refuses(&["name"]);
    studio.post("/group", json!({ "name": "a", "size": 3 })).await.refuses(&["size"]);
    let body = json!({ "name": "a", "employeeIds": [theirs, 999, gone] });
    let fields = ["employeeIds.0", "employeeIds.1", "employeeIds.2"];
    studio.post("/group", body).await.refuses(&fields);
    assert_eq!(studio.get("/group").await.id("/total"), 0, "nothing was made");
    let id = group(&studio, "a", &[]).await;
    let many = vec![1; 1_001];
    let path = format!("/group/{id}/employees");
    studio.put(&path, json!({ "employeeIds": many })).await.refuses(&["employeeIds"]);
    studio.put(&path, json!({ "employeeIds": [theirs] })).await.refuses(&["employeeIds.0"]);
    studio.delete(&format!("{path}?ids={theirs}")).await.refuses(&["ids.0"]);
    studio.delete(&format!("{path}?ids=one")).await.refuses(&["ids"]);
    studio.delete(&path).await.refuses(&["ids"]);
}

#[tokio::test]
async fn people_come_and_go_as_often_as_one_asks() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Roy", "ana@example.org").await;
    let leo = studio.employs("Léo", "Blanc", "leo@example.org").await;
    let una = studio.employs("Una", "Noir", "una@example.org").await;
    let id = group(&studio, "Ventes", &[]).await;
    let path = format!("/group/{id}/employees");
    for _ in 0..2 {
        let filled = studio.put(&path, json!({ "employeeIds": [ana, leo, ana] })).await;
        assert_eq!(filled.is(200).id("/memberCount"), 2);
    }
    let page = studio.get(&path).await;
    assert_eq!(ids(&page.is(200).json["data"]), [leo, ana], "by last name");
    assert_eq!(studio.get(&format!("{path}?orderBy=createdAt:asc")).await.id("/data/0/id"), ana);
    let filtered = studio.get(&format!("/employee?groupId={id}")).await;
    assert_eq!(ids(&filtered.is(200).json["data"]), [leo, ana]);
    studio.get("/employee?groupId=999").await.refuses(&["groupId"]);
    // A deleted employee is not counted, and counts again when restored.
    studio.delete(&format!("/employee/{leo}")).await.is(204);
    assert_eq!(studio.get(&format!("/group/{id}")).await.id("/memberCount"), 1);
    assert_eq!(studio.get(&path).await.id("/total"), 1);
    studio.acts(&format!("/employee/{leo}/restore")).await.is(200);
    assert_eq!(studio.get(&path).await.id("/total"), 2);
    for _ in 0..2 {
        let emptied = studio.delete(&format!("{path}?ids={ana},{una}")).await;
        assert_eq!(emptied.is(200).id("/memberCount"), 1);
    }
    let other = group(&studio, "Accueil", &[leo]).await;
    let own = studio.get(&format!("/group/employee/{leo}")).await;
    assert_eq!(ids(&own.is(200).json), [other, id]);
    studio.get("/group/employee/999").await.is_problem(404, "not_found");
    studio.get("/group/999/employees").await.is_problem(404, "not_found");
}

#[tokio::test]
async fn somebody_is_added_to_groups_and_keeps_them_until_they_are_changed() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let stranger = server.studio("pathe").await;
    let theirs = group(&stranger, "Leurs", &[]).await;
    let (sales, reception) =
        (group(&studio, "Ventes", &[]).await, group(&studio, "Accueil", &[]).await);
    let mut body = json!({
        "firstName": "Ana", "lastName": "Roy", "email": "ana@example.org",
        "groupIds": [sales, theirs],
    });
    studio.post("/employee", body.clone()).await.refuses(&["groupIds.1"]);
    assert_eq!(studio.get("/employee").await.id("/total"), 0);
    body["groupIds"] = json!([sales, sales]);
    let ana = studio.post("/employee", body.clone()).await;
    let path = format!("/employee/{}", ana.is(201).id("/id"));
    assert_eq!(ana.json["groups"], json!([{ "id": sales, "name": "Ventes" }]));
    body.as_object_mut().unwrap().remove("groupIds");
    let kept = studio.put(&path, body.clone()).await;
    assert_eq!(names(&kept.is(200).json["groups"]), ["Ventes"], "left out, left alone");
    body["groupIds"] = json!([reception]);
    let moved = studio.put(&path, body.clone()).await;
    assert_eq!(names(&moved.is(200).json["groups"]), ["Accueil"]);
    body["groupIds"] = json!([]);
    assert_eq!(studio.put(&path, body.clone()).await.is(200).json["groups"], json!([]));
    body["groupIds"] = json!((0..101).collect::<Vec<_>>());
    studio.put(&path, body.clone()).await.refuses(&["groupIds"]);
    // A USER may change employees, but not groups.
    let user = studio.hires("noe@example.org", "USER").await;
    body["groupIds"] = json!([reception]);
    user.put(&path, body.clone()).await.is_problem(403, "forbidden");
    body.as_object_mut().unwrap().remove("groupIds");
    user.put(&path, body).await.is(200);
    user.get(&format!("/group/{reception}")).await.is(200);
}

#[tokio::test]
async fn a_shoot_is_planned_with_groups_and_everybody_is_asked_once() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Roy", "ana@example.org").await;
    let leo = studio.employs("Léo", "Blanc", "leo@example.org").await;
    let una = studio.employs("Una", "Noir", "una@example.org").await;
    let gone = studio.employs("Gil", "Vert", "gil@example.org").await;
    let sales = group(&studio, "Ventes", &[ana, leo, gone]).await;
    let reception = group(&studio, "Accueil", &[leo]).await;
    studio.delete(&format!("/employee/{gone}")).await.is(204);
    let now = server.app.now();
    let shoot = |people: Value, groups: Value| {
        json!({
            "name": "Portraits", "start": now.plus(86_400_000).rfc3339(),
            "end": now.plus(90_000_000).rfc3339(), "employeeIds": people, "groupIds": groups,
        })
    };
    let planned =
        studio.post("/event", shoot(json!([una, ana]), json!([sales, reception, sales]))).await;
    planned.is(201);
    let mut asked: Vec<_> = planned.json["answers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|answer| answer["employeeId"].as_i64().unwrap())
        .collect();
    asked.sort_unstable();
    assert_eq!(asked, [ana, leo, una]);
    assert_eq!(planned.json["event"]["totalSignatureNeeded"], 3);
    server.settle().await;
    assert_eq!(server.postbox.to("leo@example.org").len(), 1);

    // A minor without guardians is named, whether they come from the list or from a group.
    let body = json!({
        "firstName": "Zoé", "lastName": "Petit", "email": "zoe@example.org",
        "birthDate": "2020-01-01",
    });
    let zoe = studio.post("/employee", body).await.is(201).id("/id");
    studio
        .put(&format!("/group/{reception}/employees"), json!({ "employeeIds": [zoe] }))
        .await
        .is(200);
    let refused = studio.post("/event", shoot(json!([]), json!([sales, reception]))).await;
    refused.refuses(&[&format!("groupIds.1.employees.{zoe}")]);
    assert_eq!(refused.json["errors"][0]["code"], "guardian_required");
    studio
        .post("/event", shoot(json!([zoe]), json!([reception])))
        .await
        .refuses(&["employeeIds.0"]);
    // So is an unknown group.
    studio.delete(&format!("/group/{sales}")).await.is(204);
    studio
        .post("/event", shoot(json!([]), json!([sales, 999])))
        .await
        .refuses(&["groupIds.0", "groupIds.1"]);
    let many = json!(vec![reception; 101]);
    studio
        .post("/event", shoot(json!([ana]), many))
        .await
        .refuses(&["groupIds", &format!("groupIds.0.employees.{zoe}")]);
    assert_eq!(studio.get("/event").await.id("/total"), 1);
}

#[tokio::test]
async fn a_shoot_takes_a_thousand_people_whatever_groups_they_come_from() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let people: Vec<_> = (0..1_001)
        .map(|n| json!({ "firstName": "A", "lastName": format!("N{n}"), "email": "a@example.org" }))
        .collect();
    let first = studio.post("/employee/many", json!({ "employees": people[..1_000] })).await;
    let mut all: Vec<i64> = first.is(200).json["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["employee"]["id"].as_i64().unwrap())
        .collect();
    studio.post("/employee/many", json!({ "employees": people })).await.refuses(&["employees"]);
    all.push(studio.post("/employee", people[1_000].clone()).await.is(201).id("/id"));
    let (half, rest) =
        (group(&studio, "1", &all[..500]).await, group(&studio, "2", &all[500..]).await);
    let now = server.app.now();
    let mut body = json!({
        "name": "Foule", "start": now.plus(86_400_000).rfc3339(),
        "end": now.plus(90_000_000).rfc3339(), "employeeIds": [], "groupIds": [half, rest],
    });
    let refused = studio.post("/event", body.clone()).await;
    refused.refuses(&["groupIds"]);
    assert_eq!(refused.json["errors"][0]["code"], "too_many_people");
    studio.delete(&format!("/group/{rest}/employees?ids={}", all[1_000])).await.is(200);
    body["employeeIds"] = json!([all[0]]);
    let planned = studio.post("/event", body).await;
    assert_eq!(planned.is(201).json["event"]["totalSignatureNeeded"], 1_000);
}

#[tokio::test]
async fn of_many_people_all_who_can_be_added_are() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    studio.employs("Ana", "Roy", "ana@example.org").await;
    let reception = group(&studio, "Accueil", &[]).await;
    let body = json!({ "employees": [
        { "firstName": "Léo", "lastName": "Blanc", "email": "leo@example.org", "groupIds": [reception] },
        { "firstName": "ANA", "lastName": "roy", "email": "ana@example.org" },
        { "firstName": "Una", "email": "una@example.org" },
        { "firstName": "Una", "lastName": "Noir", "email": "una", "phone": "12" },
        { "firstName": "Una", "lastName": "Noir", "email": "una@example.org", "colour": "red" },
        { "firstName": "Una", "lastName": "Noir", "email": "una@example.org", "groupIds": [999] },
        "Una",
        { "firstName": "Léo", "lastName": "Blanc", "email": "LEO@example.org" },
        { "firstName": "Una", "lastName": "Noir", "email": "una@example.org" },
    ]});
    let done = studio.post_once("/employee/many", "k", &body).await;
    done.is(200);
    assert_eq!((done.id("/created"), done.id("/refused")), (2, 7));
    let output: Vec<_> = done.json["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| match one.get("problem").filter(|problem| !problem.is_null()) {
            Some(problem) => {
                let field = problem["errors"][0]["field"].as_str().unwrap_or("-");
                format!("{} {} {field}", problem["status"], problem["code"].as_str().unwrap())
            }
            None => one["employee"]["lastName"].as_str().unwrap().to_owned(),
        })
        .collect();
    assert_eq!(
        output,
        [
            "Blanc",
            "409 employee_exists -",
            "422 invalid lastName",
            "422 invalid email",
            "422 invalid colour",
            "422 invalid groupIds.0",
            "422 invalid body",
            "409 employee_exists -",
            "Noir",
        ]
    );
    let problem = &done.json["results"][1]["problem"];
    assert_eq!(problem["type"], "urn:be-right:problem:employee_exists");
    assert!(problem["detail"].as_str().unwrap().contains("espace"), "{problem}");
    assert_eq!(names(&done.json["results"][0]["employee"]["groups"]), ["Accueil"]);
    // The same request under the same key adds nobody.
    let again = studio.post_once("/employee/many", "k", &body).await;
    assert_eq!(again.is(200).json["created"], 2);
    let first = &again.json["results"][0]["employee"];
    assert_eq!(first["id"], done.json["results"][0]["employee"]["id"]);
    assert_eq!(studio.get("/employee").await.id("/total"), 3);
    studio.post("/employee/many", json!({ "employees": [] })).await.refuses(&["employees"]);
    studio.post("/employee/many", json!({})).await.refuses(&["employees"]);
    let user = studio.hires("noe@example.org", "USER").await;
    let one = json!({ "employees": [
        { "firstName": "Ida", "lastName": "Or", "email": "ida@example.org", "groupIds": [reception] },
    ]});
    user.post("/employee/many", one).await.is_problem(403, "forbidden");
}

#[tokio::test]
async fn a_group_made_twice_under_one_key_is_one() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let body = json!({ "name": "Ventes" });
    let one = studio.post_once("/group", "k", &body).await;
    let two = studio.post_once("/group", "k", &body).await;
    assert_eq!((one.is(201).json.clone(), 201), (two.json.clone(), two.status));
    studio.post_once("/group", "k", &json!({ "name": "x" })).await.refuses(&["Idempotency-Key"]);
    assert_eq!(studio.get("/group").await.id("/total"), 1);
}
