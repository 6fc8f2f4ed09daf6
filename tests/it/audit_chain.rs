//! The check of the audit log: what was changed, taken out or made anew raises an alarm.

use be_right::actions::audit;
use serde_json::{Value, json};

use crate::audit::actions;
use crate::backups::{fine, refused, secrets};
use crate::support::{Server, change, rows};

#[tokio::test]
async fn an_entry_that_cannot_be_read_stops_neither_sign_ins_nor_the_check_of_other_chains() {
    let server = Server::start();
    let owner = server.studio("lumiere").await;
    let other = server.studio("pathe").await;
    let data = server.folder.path();
    change(data, "CREATE TABLE kept AS SELECT * FROM audit");
    let last = "(SELECT MAX(id) FROM audit WHERE company_id = 1)";
    for damage in
        ["hash = 'zz'", "about = CAST(x'ff' AS TEXT)", "previous_hash = CAST(x'ff' AS TEXT)"]
    {
        change(data, &format!("UPDATE audit SET {damage} WHERE id = {last}"));
        owner.comes_back().await;
        assert_eq!(alarms(&server).await, json!(["audit_contradicted"]), "{damage}");
        change(data, "DELETE FROM audit; INSERT INTO audit SELECT * FROM kept");
        change(
            data,
            "UPDATE sqlite_sequence SET seq = (SELECT MAX(id) FROM kept) WHERE name = 'audit'",
        );
        assert_eq!(alarms(&server).await, json!([]), "{damage}");
    }
    // What was changed is not deleted for its age.
    change(data, "UPDATE audit SET ip = '192.0.2.9' WHERE id = (SELECT MIN(id) FROM audit)");
    server.clock.advance(1_100 * 86_400_000);
    owner.comes_back().await;
    other.comes_back().await;
    assert_eq!(alarms(&server).await, json!(["audit_contradicted"]));
    assert_eq!(server.audited("prune_audit"), 1, "of the other company");
}

async fn alarms(server: &Server) -> Value {
    audit::check(&server.app).await.unwrap();
    server.settle().await;
    server.get("/readyz").await.json["alarms"].clone()
}

#[tokio::test]
async fn an_entry_that_was_changed_taken_out_or_cut_off_raises_an_alarm() {
    let server = Server::start();
    let owner = server.studio("lumiere").await;
    for nth in 0..4 {
        let group = owner.post("/group", json!({ "name": format!("G{nth}") })).await.id("/id");
        owner.delete(&format!("/group/{group}")).await.is(204);
    }
    let whole = json!([]);
    let broken = json!(["audit_contradicted"]);
    assert_eq!(alarms(&server).await, whole);
    let data = server.folder.path();
    let ids = rows(data, "SELECT id FROM audit WHERE action = 'delete_group' ORDER BY id").concat();
    change(data, "CREATE TABLE kept AS SELECT * FROM audit");
    let back = "DELETE FROM audit; INSERT INTO audit SELECT * FROM kept";
    let middle = &ids[1];
    for column in ["company_id", "user_id", "action", "about", "ip", "at", "previous_hash", "hash"]
    {
        let value = match column {
            "user_id" | "company_id" => "NULL",
            "at" => "at + 1",
            "about" => "'{}'",
            _ => "'0'",
        };
        change(data, &format!("UPDATE audit SET {column} = {value} WHERE id = {middle}"));
        let found = alarms(&server).await;
        change(data, back);
        assert_eq!(found, broken, "{column}");
        assert_eq!(alarms(&server).await, whole, "{column}");
    }
    for gone in [ids.first().unwrap(), middle, ids.last().unwrap()] {
        change(data, &format!("DELETE FROM audit WHERE id = {gone}"));
        let found = alarms(&server).await;
        change(data, back);
        assert_eq!(found, broken, "{gone}");
    }
    assert_eq!(alarms(&server).await, whole);
}

#[tokio::test]
async fn a_chain_that_was_made_anew_or_taken_away_raises_an_alarm() {
    let server = Server::start();
    let owner = server.studio("lumiere").await;
    server.studio("pathe").await;
    let group = owner.post("/group", json!({ "name": "G" })).await.id("/id");
    owner.delete(&format!("/group/{group}")).await.is(204);
    let (whole, broken) = (json!([]), json!(["audit_contradicted"]));
    assert_eq!(alarms(&server).await, whole);
    let data = server.folder.path();
    change(
        data,
        "CREATE TABLE kept AS SELECT * FROM audit; CREATE TABLE signed AS SELECT * FROM audit_heads",
    );
    let back = "DELETE FROM audit; INSERT INTO audit SELECT * FROM kept;
                DELETE FROM audit_heads; INSERT INTO audit_heads SELECT * FROM signed;
                UPDATE sqlite_sequence SET seq = (SELECT number FROM signed) WHERE name = 'audit_heads'";
    let last = "(SELECT MAX(id) FROM audit WHERE company_id = 1)";
    for damage in [
        // Each of these leaves chains that are whole in themselves.
        "DELETE FROM audit WHERE company_id = 1".to_owned(),
        "UPDATE audit SET hash = NULL, previous_hash = NULL WHERE company_id = 1".to_owned(),
        format!("DELETE FROM audit WHERE id = {last}"),
        format!("UPDATE audit SET id = 9001 WHERE id = {last}"),
        "DELETE FROM audit_heads".to_owned(),
        "UPDATE audit_heads SET body = json_remove(body, '$.heads[0]')".to_owned(),
        "UPDATE audit_heads SET body = json_set(body, '$.number', 90)".to_owned(),
        "UPDATE audit_heads SET body = 'nothing'".to_owned(),
    ] {
        change(data, &damage);
        let found = (alarms(&server).await, alarms(&server).await);
        assert_eq!(found, (broken.clone(), broken.clone()), "{damage}");
        change(data, back);
        assert_eq!(alarms(&server).await, whole, "{damage}");
        change(data, "DELETE FROM signed; INSERT INTO signed SELECT * FROM audit_heads");
    }
}

#[tokio::test]
async fn a_confirmed_fault_of_the_signed_ends_is_not_reported_again() {
    let server = Server::start();
    server.studio("lumiere").await;
    assert_eq!(alarms(&server).await, json!([]));
    secrets(&server);
    let data = server.folder.path().to_str().unwrap();
    let confirm = ["seal", "confirm", "audit", "--data-dir", data];
    assert!(refused(&confirm).contains("not in doubt"));
    change(server.folder.path(), "DELETE FROM audit_heads");
    assert_eq!(alarms(&server).await, json!(["audit_contradicted"]));
    fine(&confirm);
    assert_eq!(alarms(&server).await, json!(["audit_contradicted"]));
    assert_eq!(alarms(&server).await, json!([]));
}

#[tokio::test]
async fn entries_of_before_the_chain_are_covered_by_its_first_entry() {
    let server = Server::start();
    let owner = server.studio("lumiere").await;
    let data = server.folder.path();
    change(data, "UPDATE audit SET previous_hash = NULL, hash = NULL");
    let group = owner.post("/group", json!({ "name": "G" })).await.id("/id");
    owner.delete(&format!("/group/{group}")).await.is(204);
    assert_eq!(alarms(&server).await, json!([]));
    change(data, "UPDATE audit SET ip = '192.0.2.1' WHERE hash IS NULL");
    assert_eq!(alarms(&server).await, json!(["audit_contradicted"]));
}

#[tokio::test]
async fn old_entries_are_deleted_and_what_is_left_is_whole() {
    let server = Server::start();
    let owner = server.studio("lumiere").await;
    for nth in 0..3 {
        let group = owner.post("/group", json!({ "name": format!("G{nth}") })).await.id("/id");
        owner.delete(&format!("/group/{group}")).await.is(204);
    }
    server.clock.advance(1_094 * 86_400_000);
    assert_eq!(alarms(&server).await, json!([]));
    assert_eq!(server.audited("delete_group"), 3);
    let owner = owner.comes_back().await;
    server.clock.advance(2 * 86_400_000);
    assert_eq!(alarms(&server).await, json!([]));
    assert_eq!(server.audited("delete_group"), 0);
    assert_eq!(actions(&owner.comes_back().await, "/audit").await[..2], ["sign_in", "prune_audit"]);
    // Whoever deletes by hand does not know which hash to name.
    let data = server.folder.path();
    change(
        data,
        "DELETE FROM audit WHERE id = (SELECT MIN(id) FROM audit WHERE company_id IS NOT NULL)",
    );
    assert_eq!(alarms(&server).await, json!(["audit_contradicted"]));
}
