//! Events, employees and answers of all companies, as administrators see them.

use be_right::model::Role;
use serde_json::{Value, json};

use super::operator;
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
