//! Daily roots that were changed or deleted in the database: noticed at night, and no answer is blamed.

use serde_json::json;

use crate::backups::{fine, secrets};
use crate::roots::{anchor, bundle, consented, roots};
use crate::support::{Server, change};

#[tokio::test]
async fn roots_that_were_changed_are_reported_and_no_answer_is_blamed() {
    let server = Server::start();
    secrets(&server);
    let (studio, answer, _) = consented(&server, "ana@example.org").await;
    let data = server.folder.path();
    let make = async || {
        server.clock.advance(86_400_000);
        be_right::actions::answers::make_daily_root(&server.app).await.unwrap();
    };
    for _ in 0..3 {
        make().await;
    }
    let studio = studio.comes_back().await;
    let night = async || {
        be_right::actions::answers::check_evidence(&server.app).await.unwrap();
        server.settle().await;
        let ready = server.get("/readyz").await.json;
        assert_eq!(ready["evidence"], "ok", "no answer is blamed");
        ready["alarms"].clone()
    };
    let keep = || {
        let tables = ["daily_roots", "root_leaves"];
        for table in tables {
            let again = format!("DROP TABLE IF EXISTS kept_{table}; CREATE TABLE kept_{table} AS");
            change(data, &format!("{again} SELECT * FROM {table}"));
        }
    };
    let put_back = || {
        for table in ["daily_roots", "root_leaves"] {
            let again = format!("DELETE FROM {table}; INSERT INTO {table}");
            change(data, &format!("{again} SELECT * FROM kept_{table}"));
        }
    };
    let numbers = async || -> Vec<i64> {
        let all = roots(&server).await;
        all.iter().map(|root| root["number"].as_i64().unwrap()).collect()
    };
    assert_eq!((night().await, numbers().await), (json!([]), vec![3, 2, 1]));
    let contradicted = json!(["roots_contradicted"]);

    // Those before the last one.
    for (nth, (sql, listed)) in [
        ("UPDATE daily_roots SET body = replace(body, '00Z', '01Z') WHERE number = 1", vec![3, 2]),
        ("UPDATE daily_roots SET body = 'nonsense' WHERE number = 2", vec![3, 1]),
        ("UPDATE daily_roots SET number = 90 WHERE number = 2", vec![3, 1]),
        ("DELETE FROM daily_roots WHERE number = 1", vec![3, 2]),
        ("DELETE FROM daily_roots WHERE number < 3", vec![3]),
    ]
    .into_iter()
    .enumerate()
    {
        keep();
        change(data, sql);
        assert_eq!((night().await, numbers().await), (contradicted.clone(), listed), "{sql}");
        assert_eq!(server.audited("roots_contradicted"), nth + 1, "{sql}");
        assert_eq!(anchor(&studio, answer).await, "ROOT");
        assert!(bundle(&studio, answer).await.anchor().is_some());
        put_back();
        assert_eq!((night().await, numbers().await), (json!([]), vec![3, 2, 1]), "{sql}");
    }

    // The last one, and its leaves: no other is made, and bundles have no proof of it.
    for sql in [
        "UPDATE daily_roots SET body = replace(body, '00Z', '01Z') WHERE has_leaves = 1",
        "UPDATE daily_roots SET body = 'nonsense' WHERE has_leaves = 1",
        "UPDATE daily_roots SET has_leaves = 0",
        "DELETE FROM daily_roots WHERE has_leaves = 1",
        "UPDATE root_leaves SET leaves = unhex(substr(hex(leaves), 1, 32) || hex(zeroblob(64)))",
    ] {
        keep();
        let before = numbers().await;
        change(data, sql);
        night().await;
        make().await;
        assert!(numbers().await.len() <= before.len(), "{sql}");
        let ready = server.get("/readyz").await.json;
        assert!(ready["alarms"].as_array().unwrap().contains(&json!("evidence_lost")), "{sql}");
        let studio = studio.comes_back().await;
        assert!(bundle(&studio, answer).await.anchor().is_none(), "{sql}");
        assert_eq!(anchor(&studio, answer).await, "DOUBTED", "{sql}");
        studio.get(&format!("/answer/{answer}/pdf")).await.is(200);
        put_back();
        make().await;
        assert_eq!((night().await, numbers().await.len()), (json!([]), before.len() + 1), "{sql}");
    }

    // An administrator may accept the list as it is.
    change(data, "DELETE FROM daily_roots WHERE number = 1");
    assert_eq!(night().await, contradicted);
    fine(&["seal", "confirm", "--data-dir", data.to_str().unwrap()]);
    for _ in 0..2 {
        assert_eq!(night().await, json!([]));
    }
    assert_eq!(server.audited("accept_roots"), 1);
    change(data, "DELETE FROM daily_roots WHERE number = 3");
    assert_eq!(night().await, contradicted);
    change(data, "DROP TABLE kept_daily_roots; DROP TABLE kept_root_leaves");
}
