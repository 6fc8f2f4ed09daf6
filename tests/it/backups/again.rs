//! Several restores, one after the other, and what ends a hold.

use serde_json::json;

use super::holds::{accepts, backed_up, copy, employs, is_allowed, restored};
use super::{fine, secrets};
use crate::files::{id, photo};
use crate::support::{Recipient, Server, Studio, change, rows};

/// A photograph of Ana, whom nobody has asked for anything else.
async fn of_ana<'s>(server: &'s Server) -> (Studio<'s>, i64, i64) {
    secrets(server);
    let studio = server.studio("Lumière").await;
    let ana = employs(&studio, "Ana").await;
    let (event, _) = studio.plans("Été", &[ana]).await;
    let file = id(&photo(&studio, event, 1).await);
    studio.put(&format!("/file/{file}/people"), json!({ "employeeIds": [ana] })).await.is(200);
    server.settle().await;
    (studio, event, ana)
}

#[tokio::test]
async fn a_part_that_was_taken_back_is_held_in_whatever_order_backups_are_restored() {
    let server = Server::start();
    let (studio, event, _) = of_ana(&server).await;
    let asked = backed_up(&server);
    let ana = accepts(&server, "ana@example.org", &["web", "print"]).await;
    server.settle().await;
    let answered = backed_up(&server);
    ana.withdraws(Some(&["web"])).await.is(200);
    server.settle().await;
    let place = tempfile::tempdir().unwrap();
    copy(server.folder.path(), place.path());
    let to = place.path().to_str().unwrap().to_owned();
    for backup in [&asked, &answered] {
        fine(&["restore", backup.path().to_str().unwrap(), "--replace", "--to", &to]);
    }
    let there = Server::start_over(place);
    let studio = Studio::enters(&there, &studio.email).await;
    assert!(!is_allowed(&studio, event, "web").await);
    assert!(is_allowed(&studio, event, "print").await);
}

#[tokio::test]
async fn only_the_address_that_refused_ends_a_hold() {
    let server = Server::start();
    let (studio, event, ana) = of_ana(&server).await;
    let backups = backed_up(&server);
    let mut refusing = Recipient::invited(&server, "ana@example.org");
    refusing.proves_the_email().await;
    refusing.refuses(None).await.is(201);
    let (there, output) = restored(&server, &backups, |_| {}).await;
    assert!(output.contains("1 person had refused or taken back since"), "{output}");
    let studio = Studio::enters(&there, &studio.email).await;
    let moved = json!({ "firstName": "Ana", "lastName": "M", "email": "own@studio.example" });
    studio.put(&format!("/employee/{ana}"), moved).await.is(200);
    there.settle().await;
    accepts(&there, "own@studio.example", &["web"]).await;
    there.settle().await;
    assert!(!is_allowed(&studio, event, "web").await);
}

#[tokio::test]
async fn ids_are_not_given_again_after_a_second_restore_of_the_same_backup() {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    employs(&studio, "Ana").await;
    let backups = backed_up(&server);
    let (once, _) = restored(&server, &backups, |_| {}).await;
    let there = Studio::enters(&once, &studio.email).await;
    let first = (employs(&there, "Bea").await, there.plans("Été", &[]).await.0);
    once.settle().await;
    let (twice, _) = restored(&once, &backups, |_| {}).await;
    let there = Studio::enters(&twice, &studio.email).await;
    let second = (employs(&there, "Cleo").await, there.plans("Hiver", &[]).await.0);
    twice.settle().await;
    assert!(second.0 > first.0 && second.1 > first.1, "{second:?} {first:?}");
}

/// The statements by which migration 26 makes its holds.
fn holds_of_26() -> &'static str {
    let migration = include_str!("../../../migrations/sqlite/0026_holds_and_names.sql");
    &migration[migration.find("CREATE TABLE answer_holds").unwrap()..]
}

#[tokio::test]
async fn the_holds_of_an_earlier_version_are_carried_over() {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    let ana = employs(&studio, "Ana").await;
    let (_, answers) = studio.plans("Été", &[ana]).await;
    server.settle().await;
    accepts(&server, "ana@example.org", &["web"]).await;
    server.settle().await;
    let backups = backed_up(&server);
    let (restored, output) = restored(&server, &backups, |place| {
        let older = format!(
            "DROP TABLE takedowns; DROP TABLE publications;
             ALTER TABLE users ADD COLUMN stripe_customer TEXT; ALTER TABLE companies DROP COLUMN customer_kind;
             DROP INDEX companies_by_name; DROP INDEX companies_by_creation; DROP INDEX users_by_name;
             DROP INDEX users_by_creation; ALTER TABLE companies DROP COLUMN suspended_at;
             ALTER TABLE companies DROP COLUMN suspended_for; ALTER TABLE companies DROP COLUMN name_key;
             ALTER TABLE users DROP COLUMN suspended_at; ALTER TABLE users DROP COLUMN suspended_for;
             ALTER TABLE sessions DROP COLUMN visit_until; DROP TABLE instance_days; DROP TRIGGER companies_of_instance_counted; DROP TRIGGER companies_of_instance_recounted; DROP TRIGGER companies_of_instance_uncounted; DROP TRIGGER users_of_instance_counted; DROP TRIGGER users_of_instance_recounted; DROP TRIGGER users_of_instance_uncounted; DROP TRIGGER employees_of_instance_counted; DROP TRIGGER employees_of_instance_recounted; DROP TRIGGER employees_of_instance_uncounted; DROP TRIGGER events_of_instance_counted; DROP TRIGGER events_of_instance_recounted; DROP TRIGGER events_of_instance_uncounted; DROP TRIGGER mails_of_instance_counted; DROP TRIGGER mails_of_instance_recounted; DROP TRIGGER mails_of_instance_uncounted; DROP TRIGGER answers_of_instance_counted; DROP TRIGGER answers_of_instance_recounted; DROP TRIGGER answers_of_instance_uncounted; DROP TRIGGER blobs_of_instance_counted; DROP TRIGGER blobs_of_instance_uncounted;
             DROP TABLE manifests;
             DROP TABLE file_counts; DROP TRIGGER files_counted; DROP TRIGGER files_recounted;
             DROP TRIGGER files_uncounted; DROP TABLE invoices; DROP TABLE orders;
             DROP TABLE payment_calls; DROP TABLE strange_payments;
             DROP INDEX subscriptions_of_customer;
             ALTER TABLE subscriptions DROP COLUMN reason;
             ALTER TABLE subscriptions DROP COLUMN customer;
             ALTER TABLE subscriptions DROP COLUMN paid_plan;
             ALTER TABLE subscriptions DROP COLUMN paid_status;
             ALTER TABLE subscriptions DROP COLUMN paid_until;
             ALTER TABLE subscriptions DROP COLUMN past_due_since;
             ALTER TABLE subscriptions DROP COLUMN cancels;
             ALTER TABLE subscriptions DROP COLUMN synced_at;
             ALTER TABLE audit DROP COLUMN previous_hash; ALTER TABLE audit DROP COLUMN hash;
                         ALTER TABLE templates DROP COLUMN confirmed_by;
             ALTER TABLE templates DROP COLUMN confirmed_name;
             ALTER TABLE templates DROP COLUMN confirmed_signature;
             ALTER TABLE templates DROP COLUMN confirmed_at;
             ALTER TABLE companies DROP COLUMN legal_form; ALTER TABLE companies DROP COLUMN representative;
             ALTER TABLE companies DROP COLUMN representative_capacity;
             ALTER TABLE companies DROP COLUMN vat_number; ALTER TABLE companies DROP COLUMN contact_name;
             ALTER TABLE companies DROP COLUMN contact_phone;
             ALTER TABLE companies DROP COLUMN privacy_contact;
             ALTER TABLE companies DROP COLUMN withdrawal_days;
             ALTER TABLE companies DROP COLUMN assent_age; ALTER TABLE events DROP COLUMN client;
             DROP INDEX chain_seals_about; ALTER TABLE chain_seals DROP COLUMN about_event;
             ALTER TABLE chain_seals DROP COLUMN about_employee;
             ALTER TABLE mails DROP COLUMN resent; ALTER TABLE mails DROP COLUMN first_id;
             ALTER TABLE broadcasts DROP COLUMN ended_at; DROP INDEX closed_links;
             DROP INDEX chain_seals_contradicted;
             DROP TABLE audit_heads; DROP TABLE root_tokens; DROP TABLE root_leaves; DROP TABLE daily_roots;
             DROP TABLE lost_photographs; DROP TABLE exports; ALTER TABLE links DROP COLUMN copied_at; ALTER TABLE files DROP COLUMN names_lost_at;
             DROP TABLE event_counts; DROP TRIGGER events_counted; DROP TRIGGER events_recounted;
             DROP TRIGGER events_uncounted;
             DROP VIEW denied_uses; DROP VIEW held_uses; DROP VIEW active_holds; DROP TABLE holds;
             {} PRAGMA user_version = 26;
             INSERT INTO answer_holds (company_id, answer_id, uses, backup, decided_at, created_at)
             VALUES ({}, {}, '[\"web\"]', 'b', 9999999999999, 9999999999999);",
            holds_of_26(),
            studio.company,
            answers[0]
        );
        change(place, &older);
    })
    .await;
    assert!(output.contains("1 person had refused or taken back since"), "{output}");
    let there = Studio::enters(&restored, &studio.email).await;
    let answer = there.get(&format!("/answer/{}", answers[0])).await;
    assert_eq!(answer.is(200).json["onHold"], json!(["web"]));
}

#[tokio::test]
async fn a_second_refusal_from_the_studios_address_takes_no_holds_place() {
    let server = Server::start();
    let (studio, event, ana) = of_ana(&server).await;
    let backups = backed_up(&server);
    let mut refusing = Recipient::invited(&server, "ana@example.org");
    refusing.proves_the_email().await;
    refusing.refuses(None).await.is(201);
    let (once, _) = restored(&server, &backups, |_| {}).await;
    let there = Studio::enters(&once, &studio.email).await;
    let moved = json!({ "firstName": "Ana", "lastName": "M", "email": "own@studio.example" });
    there.put(&format!("/employee/{ana}"), moved.clone()).await.is(200);
    once.settle().await;
    let mut own = Recipient::invited(&once, "own@studio.example");
    own.proves_the_email().await;
    own.refuses(None).await.is(201);
    let (twice, _) = restored(&once, &backups, |_| {}).await;
    let there = Studio::enters(&twice, &studio.email).await;
    there.put(&format!("/employee/{ana}"), moved).await.is(200);
    twice.settle().await;
    accepts(&twice, "own@studio.example", &["web"]).await;
    twice.settle().await;
    assert!(!is_allowed(&there, event, "web").await);
}

#[tokio::test]
async fn a_part_that_was_not_allowed_is_held_where_the_backup_waits_for_an_answer() {
    let server = Server::start();
    let (studio, event, ana) = of_ana(&server).await;
    let backups = backed_up(&server);
    accepts(&server, "ana@example.org", &["print"]).await;
    let (there, output) = restored(&server, &backups, |_| {}).await;
    assert!(output.contains("allowed less on"), "{output}");
    let at = Studio::enters(&there, &studio.email).await;
    let moved = json!({ "firstName": "Ana", "lastName": "M", "email": "own@studio.example" });
    at.put(&format!("/employee/{ana}"), moved).await.is(200);
    there.settle().await;
    accepts(&there, "own@studio.example", &["web", "print"]).await;
    there.settle().await;
    assert!(!is_allowed(&at, event, "web").await);
    assert!(is_allowed(&at, event, "print").await);
}

#[tokio::test]
async fn two_withdrawals_that_two_restores_lost_are_both_held() {
    let server = Server::start();
    let (studio, event, _) = of_ana(&server).await;
    let ana = accepts(&server, "ana@example.org", &["web", "print", "press"]).await;
    server.settle().await;
    let backups = backed_up(&server);
    ana.withdraws(Some(&["web"])).await.is(200);
    let (once, _) = restored(&server, &backups, |_| {}).await;
    let mut again = ana.at(&once);
    again.proves_the_email().await;
    again.withdraws(Some(&["print"])).await.is(200);
    let (twice, _) = restored(&once, &backups, |_| {}).await;
    let there = Studio::enters(&twice, &studio.email).await;
    for (wanted, allowed) in [("web", false), ("print", false), ("press", true)] {
        assert_eq!(is_allowed(&there, event, wanted).await, allowed, "{wanted}");
    }
}

#[tokio::test]
async fn an_answer_with_contradicted_evidence_takes_no_withdrawals_place() {
    let server = Server::start();
    let (studio, event, _) = of_ana(&server).await;
    let answer: i64 =
        rows(server.folder.path(), "SELECT MAX(id) FROM answers")[0][0].parse().unwrap();
    let ana = accepts(&server, "ana@example.org", &["web", "print"]).await;
    server.settle().await;
    let genuine = backed_up(&server);
    // Elsewhere she is said to have answered once more.
    let place = tempfile::tempdir().unwrap();
    copy(server.folder.path(), place.path());
    let other = Server::start_over(place);
    other.clock.advance(700_000);
    let at = Studio::enters(&other, &studio.email).await;
    let renewed = at.post("/answer/renew", json!({ "ids": [answer] })).await;
    let renewed = renewed.is(200).id("/asked/0/id");
    other.settle().await;
    accepts(&other, "ana@example.org", &["web", "print"]).await;
    other.settle().await;
    let mark = format!("UPDATE chain_seals SET fault_at = 1 WHERE answer_id = {renewed}");
    change(other.folder.path(), &mark);
    let forged = backed_up(&other);
    ana.withdraws(Some(&["web"])).await.is(200);
    server.settle().await;
    let (once, _) = restored(&server, &forged, |_| {}).await;
    let there = Studio::enters(&once, &studio.email).await;
    assert!(!is_allowed(&there, event, "web").await);
    let (twice, said) = restored(&once, &genuine, |_| {}).await;
    let there = Studio::enters(&twice, &studio.email).await;
    assert!(!is_allowed(&there, event, "web").await, "{said}");
    assert!(is_allowed(&there, event, "print").await, "{said}");
}
