//! The list of notifications: reading, marking and deleting, at any length.

use serde_json::json;

use super::{output, staff};
use crate::support::{Server, change};

#[tokio::test]
async fn they_are_read_unread_many_and_thrown_away() {
    let server = Server::start();
    let (claire, noe, _) = staff(&server).await;
    for nth in 0..5 {
        claire.employs("P", &format!("N{nth}"), &format!("p{nth}@example.org")).await;
    }
    claire.plans("Été", &[]).await;
    server.settle().await;
    let page = noe.get("/notifications?limit=2&page=2").await;
    assert_eq!(
        (&page.json["total"], &page.json["unread"], &page.json["totalPages"]),
        (&json!(6), &json!(6), &json!(3))
    );
    let ids: Vec<i64> = noe.get("/notifications").await.json["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_i64().unwrap())
        .collect();
    assert!(ids.is_sorted_by(|a, b| a > b));
    assert_eq!(page.id("/data/0/id"), ids[2]);

    let read = noe.put(&format!("/notifications/{}", ids[0]), json!({ "read": true })).await;
    assert_eq!(
        (&read.is(200).json["read"], &read.json["type"]),
        (&json!(true), &json!("EVENT_CREATED"))
    );
    let unread = |path: &'static str| {
        let noe = &noe;
        async move {
            let list = noe.get(path).await;
            (list.is(200).json["total"].as_i64().unwrap(), list.json["unread"].as_i64().unwrap())
        }
    };
    assert_eq!(unread("/notifications?unread=true").await, (5, 5));
    assert_eq!(unread("/notifications?type=EVENT_CREATED").await, (1, 5));
    assert_eq!(unread("/notifications?type=EVENT_CREATED&unread=true").await, (0, 5));
    noe.put(&format!("/notifications/{}", ids[0]), json!({ "read": false })).await.is(200);
    let many = json!({ "ids": [ids[1], ids[2], ids[1]] });
    let left = noe.patch("/notifications/read-many", many).await;
    assert_eq!(left.is(200).json["unread"], 4);

    // One of Claire's notifications is among them: the whole request is refused.
    let claires = claire.get("/notifications").await.id("/data/0/id");
    let mixed = json!({ "ids": [ids[3], claires, 999_999] });
    noe.patch("/notifications/read-many", mixed).await.refuses(&["ids.1", "ids.2"]);
    assert_eq!(unread("/notifications").await, (6, 4));
    for odd in [json!({}), json!({ "all": false }), json!({ "ids": [1], "all": true })] {
        noe.patch("/notifications/read-many", odd).await.refuses(&["ids"]);
    }
    let many: Vec<i64> = (0..1_001).map(|_| ids[3]).collect();
    noe.patch("/notifications/read-many", json!({ "ids": many })).await.refuses(&["ids"]);
    let many: Vec<i64> = (0..1_000).map(|_| ids[3]).collect();
    noe.patch("/notifications/read-many", json!({ "ids": many })).await.is(200);
    noe.put(&format!("/notifications/{claires}"), json!({ "read": true })).await.is(404);
    noe.delete(&format!("/notifications/{claires}")).await.is(404);

    noe.delete(&format!("/notifications/{}", ids[5])).await.is(204);
    noe.delete(&format!("/notifications/{}", ids[5])).await.is(404);
    let left = noe.patch("/notifications/read-many", json!({ "all": true })).await;
    assert_eq!(left.json["unread"], 0);
    assert_eq!(unread("/notifications").await, (5, 0));
    assert_eq!(output(&claire).await.len(), 1);
    noe.patch("/settings", json!({ "pageSizes": { "notifications": 3 } })).await.is(200);
    assert_eq!(noe.get("/notifications").await.json["limit"], 3);
}

#[tokio::test]
async fn ten_thousand_unread_are_counted_listed_and_marked() {
    let server = Server::start();
    let (claire, noe, _) = staff(&server).await;
    let made = format!(
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 10000)
         INSERT INTO notifications (company_id, user_id, type, key, shown, created_at)
         SELECT {}, {}, 'EVENT_CREATED', 'many:' || n, 1, 0 FROM n",
        claire.company, noe.user
    );
    change(server.folder.path(), &made);
    // That the indexes are used, so that this costs little, is tested in `store/plans_tests.rs`.
    for path in [
        "/notifications",
        "/notifications?unread=true&page=200",
        "/notifications?type=EVENT_CREATED",
    ] {
        let list = noe.get(path).await;
        assert_eq!(list.is(200).json["unread"], 10_000);
        assert_eq!(list.json["data"].as_array().unwrap().len(), 20);
    }
    noe.patch("/notifications/read-many", json!({ "all": true })).await.is(200);
    assert_eq!(noe.get("/notifications").await.json["unread"], 0);
}
