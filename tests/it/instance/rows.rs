//! Events, employees and answers of all companies, as administrators see them.

use be_right::model::Role;
use serde_json::{Value, json};

use super::{because, operator};
use crate::console::ConsoleContext;
use crate::support::{Recipient, Server};

fn ids(list: &Value) -> Vec<i64> {
    list["data"].as_array().unwrap().iter().map(|one| one["id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn rows_of_all_companies_are_found_filtered_and_say_nothing_of_what_was_answered() {
    let server = Server::start();
    let admin = operator(&server, "instance", Role::Admin).await;
    let studio = server.studio("lumiere").await;
    let other = server.studio("pathe").await;
    let ana = studio.employs("Ana", "Roche", "ana@example.org").await;
    let bea = studio.employs("Béa", "Petit", "bea@example.org").await;
    let far = other.employs("Ana", "Roche", "ana@example.org").await;
    let (event, answers) = studio.plans("Fête d’été", &[ana, bea]).await;
    let (second, theirs) = other.plans("Portraits", &[far]).await;
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "bea@example.org");
    recipient.proves_the_email().await.is(200);
    recipient.refuses(Some("Because of my dog")).await.is(201);
    server.settle().await;
    let list = |path: String| {
        let admin = &admin;
        async move {
            let reply = admin.get(&path).await;
            assert!(!reply.is(200).text().contains("my dog"), "{}", reply.text());
            assert_eq!(reply.json["total"].as_i64().unwrap() as usize, ids(&reply.json).len());
            ids(&reply.json)
        }
    };
    assert_eq!(list("/admin/event".into()).await, [second, event]);
    assert_eq!(list("/admin/event?orderBy=createdAt:asc".into()).await, [event, second]);
    let company = studio.company;
    assert_eq!(list(format!("/admin/event?companyId={company}")).await, [event]);
    assert_eq!(list(format!("/admin/event?companyId={company}&search=ETE%20fete")).await, [event]);
    assert_eq!(list(format!("/admin/event?companyId={company}&search=xyz")).await, [0; 0]);
    admin.get("/admin/event?search=fete").await.refuses(&["companyId"]);
    assert_eq!(list("/admin/event?status=CLOSED".into()).await, [0; 0]);

    assert_eq!(list("/admin/employee".into()).await, [far, bea, ana]);
    assert_eq!(list("/admin/employee?search=ANA@example.org".into()).await, [far, ana]);
    assert_eq!(list("/admin/employee?search=petit".into()).await, [bea]);
    assert_eq!(list(format!("/admin/employee?companyId={company}&search=roche")).await, [ana]);
    assert_eq!(list("/admin/answer?state=REFUSED".into()).await, [answers[1]]);
    assert_eq!(list(format!("/admin/answer?eventId={event}&state=PENDING")).await, [answers[0]]);
    assert_eq!(list(format!("/admin/answer?employeeId={far}")).await, theirs);
    let one = admin.get(&format!("/admin/answer/{}", answers[1])).await.is(200).json.clone();
    assert_eq!((&one["state"], &one["employeeName"]), (&json!("REFUSED"), &json!("Béa Petit")));
    for hidden in ["reason", "uses", "signature"] {
        assert!(one.get(hidden).is_none(), "{one}");
    }
    let reference = one["reference"].as_str().unwrap();
    assert_eq!(list(format!("/admin/answer?search={reference}")).await, [answers[1]]);
    assert_eq!(
        admin.get(&format!("/admin/event/{event}")).await.is(200).json["companyName"],
        "lumiere"
    );
    assert_eq!(
        admin.get(&format!("/admin/employee/{ana}")).await.is(200).json["email"],
        "ana@example.org"
    );

    // Deleted ones on request; erased ones never.
    studio.delete(&format!("/employee/{ana}")).await.is(204);
    assert_eq!(list("/admin/employee".into()).await, [far, bea]);
    assert_eq!(list("/admin/employee?withDeleted=true".into()).await, [far, bea, ana]);
    studio.delete(&format!("/employee/{ana}/forever")).await.is(204);
    assert_eq!(list("/admin/employee?withDeleted=true".into()).await, [far, bea]);
    admin.get(&format!("/admin/employee/{ana}")).await.is_problem(404, "not_found");
    for path in ["/admin/event", "/admin/employee", "/admin/answer"] {
        studio.get(path).await.is_problem(403, "forbidden");
    }
}

#[tokio::test]
async fn rows_are_deleted_and_restored_for_a_reason_that_owners_read() {
    let server = Server::start();
    let admin = operator(&server, "instance", Role::Admin).await;
    let developer = operator(&server, "operator", Role::Developer).await;
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Roche", "ana@example.org").await;
    let bea = studio.employs("Béa", "Petit", "bea@example.org").await;
    let (event, answers) = studio.plans("Fête d’été", &[ana, bea]).await;
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "bea@example.org");
    recipient.proves_the_email().await.is(200);
    recipient.refuses(None).await.is(201);
    server.settle().await;
    for (row, id) in [("answer", answers[0]), ("employee", ana), ("event", event)] {
        let path = format!("/admin/{row}/{id}");
        let gone = format!("{path}?reason=Asked%20by%20phone");
        for other in [&developer, &studio] {
            other.delete(&gone).await.is_problem(403, "forbidden");
            other.post(&format!("{path}/restore"), because("x")).await.is_problem(403, "forbidden");
        }
        admin.delete(&format!("{path}?reason=%20")).await.refuses(&["reason"]);
        admin.post(&format!("{path}/restore"), because("x")).await.is_problem(409, "not_deleted");
        admin.delete(&gone).await.is(204);
        studio.get(&format!("/{row}/{id}")).await.is_problem(404, "not_found");
        assert!(admin.get(&path).await.is(200).json["deletedAt"].is_string());
        admin.delete(&gone).await.is_problem(404, "not_found");
        let back = admin.post(&format!("{path}/restore"), because("By mistake")).await;
        assert_eq!(back.is(200).json["deletedAt"], Value::Null);
        studio.get(&format!("/{row}/{id}")).await.is(200);
    }
    // What was answered stays, and what is not there is not found.
    let given = format!("/admin/answer/{}", answers[1]);
    admin.delete(&format!("{given}?reason=x")).await.is_problem(409, "answer_given");
    for row in ["answer", "employee", "event"] {
        admin.delete(&format!("/admin/{row}/999999?reason=x")).await.is_problem(404, "not_found");
    }
    server.settle().await;
    let found = studio.get("/audit?action=act_for_company&limit=100").await.is(200).json.clone();
    let found = found["data"].as_array().unwrap();
    assert!(found.iter().all(|one| one["userId"] == admin.user), "{found:?}");
    let reasons: Vec<_> = found.iter().map(|one| one["about"].as_str().unwrap()).collect();
    assert!(reasons.iter().any(|about| about.contains("Asked by phone")), "{reasons:?}");
    assert!(reasons.iter().any(|about| about.contains("By mistake")), "{reasons:?}");
    let deleted = studio.get("/audit?action=delete_event").await.is(200).json["data"].clone();
    assert_eq!(deleted[0]["userId"], admin.user, "{deleted}");
}

#[tokio::test]
async fn that_people_and_consents_were_read_is_in_the_audit_log() {
    let server = Server::start();
    let admin = operator(&server, "instance", Role::Admin).await;
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Roche", "ana@example.org").await;
    let (_, answers) = studio.plans("Portraits", &[ana]).await;
    server.settle().await;
    admin.get(&format!("/admin/employee/{ana}")).await.is(200);
    admin.get(&format!("/admin/answer/{}", answers[0])).await.is(200);
    let entries = studio.get("/audit?action=read_row").await.is(200).json["data"].clone();
    let about: Vec<_> = entries.as_array().unwrap().iter().map(|one| &one["about"]).collect();
    let [answer, person] = &about[..] else { panic!("{entries}") };
    assert_eq!(**answer, format!(r#"{{"answer":{}}}"#, answers[0]));
    assert_eq!(**person, format!(r#"{{"employee":{ana}}}"#));
    assert_eq!(entries[0]["userId"], admin.user);
    // A list of all companies is an entry of the instance, without what was searched.
    admin.get("/admin/employee?search=roche").await.is(200);
    admin.get(&format!("/admin/answer?companyId={}", studio.company)).await.is(200);
    let lists = admin.get("/admin/audit?action=read_rows").await.is(200).json["data"].clone();
    assert_eq!(lists.as_array().unwrap().len(), 2, "{lists}");
    assert!(!lists.to_string().contains("roche"), "{lists}");
    assert!(lists[1]["about"].as_str().unwrap().contains("employees"), "{lists}");
    // Which list it was stands in the sentence, and which kind of row.
    let said = |of: &Value| -> Vec<String> {
        of.as_array().unwrap().iter().map(|one| one["said"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(
        said(&lists),
        ["Autorisations listées par un administrateur", "Personnes listées par un administrateur",]
    );
    assert_eq!(
        said(&entries),
        [
            "Autorisation consultée par un administrateur",
            "Personne consultée par un administrateur",
        ]
    );
    // What is not there is not an entry.
    admin.get("/admin/employee/999999").await.is(404);
    assert_eq!(server.audited("read_row"), 2);
}

#[tokio::test]
async fn the_console_lists_rows_of_all_studios_and_deletes_and_restores_them() {
    let server = Server::start();
    let admin = operator(&server, "instance", Role::Admin).await;
    let developer = operator(&server, "operator", Role::Developer).await;
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Roche", "ana@example.org").await;
    let (event, answers) = studio.plans("Fête d’été", &[ana]).await;
    server.settle().await;
    let console = ConsoleContext::of(&server, &admin.email).await;
    let all = |kind: &str| format!("/console/instance/all/{kind}");
    for (kind, id, name) in [
        ("shoots", event, "Fête d’été"),
        ("people", ana, "Ana Roche"),
        ("consents", answers[0], "Ana Roche"),
    ] {
        let page = console.get(&format!("{}?lang=en", all(kind))).await.is(200).text();
        let one = format!("{}/{id}", all(kind));
        assert!(page.contains(name) && page.contains(&one), "{page}");
        let page = console.get(&format!("{one}?lang=en")).await.is(200).text();
        assert!(page.contains(name) && page.contains("lumiere"), "{page}");
        let refused = console.sends(&one, "do=delete&reason.delete=+").await;
        assert!(refused.is(422).text().contains("reason.delete"), "{}", refused.text());
        let done = console.sends(&one, "do=delete&reason.delete=Asked").await;
        let back = done.is(303).header("location").to_owned();
        let page = console.get(&format!("{back}&lang=en")).await.is(200).text();
        assert!(page.contains("Deleted") && page.contains("is deleted."), "{page}");
        let page = console.get(&format!("{}?lang=en", all(kind))).await.is(200).text();
        assert!(!page.contains(&one), "{page}");
        let page = console.get(&format!("{}?state=deleted", all(kind))).await.is(200).text();
        assert!(page.contains(&one), "{page}");
        let done = console.sends(&one, "do=restore&reason.restore=Back").await;
        let back = format!("{}&lang=en", done.is(303).header("location"));
        let page = console.get(&back).await.is(200).text();
        assert!(page.contains("is restored.") && !page.contains(">Deleted<"), "{page}");
        console.sends(&one, "do=burn&reason.burn=x").await.is(422);
        let company = studio.company;
        let page = console.get(&format!("{}?company={company}", all(kind))).await.is(200).text();
        assert!(page.contains(&one));
        let page = console.get(&format!("{}?company=999999", all(kind))).await.is(200).text();
        assert!(!page.contains(&one));
    }
    // A name is searched in one studio; an e-mail and a reference in all.
    let page = console.get(&format!("{}?search=fete&lang=en", all("shoots"))).await.is(200).text();
    assert!(page.contains("give its number") && !page.contains("Fête"), "{page}");
    let within = format!("{}?search=fete&company={}", all("shoots"), studio.company);
    assert!(console.get(&within).await.is(200).text().contains("Fête"));
    let page = console.get(&format!("{}?search=ana@example.org", all("people"))).await;
    assert!(page.is(200).text().contains("Ana Roche"));
    console.get(&all("nothing")).await.is(404);
    console.get(&format!("{}/999999", all("people"))).await.is(404);
    for other in [&developer, &studio] {
        let console = ConsoleContext::of(&server, &other.email).await;
        for kind in ["shoots", "people", "consents"] {
            let page = console.get(&all(kind)).await;
            assert!(page.is(403).text().contains("403") || !page.text().contains("Ana"));
            console.sends(&format!("{}/1", all(kind)), "do=delete&reason.delete=x").await.is(403);
        }
        let page = console.get("/console/instance?lang=en").await.text();
        assert!(!page.contains("/console/instance/all/"), "{page}");
    }
}
