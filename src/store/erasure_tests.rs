//! Checks, column by column, what erasing an employee does. A new column in any table fails the
//! first test until it is listed here as erased or kept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rusqlite::Connection;

use super::{answer, event_with_requests, person_with_requests};
use crate::model::employee::fields::Erasure;
use crate::model::{AnswerId, CompanyId, EmployeeId, EventId, Timestamp};
use crate::ports::Clock;
use crate::store::{Db, Scope, employee_columns};

/// What erasing an employee does to a column about them.
#[derive(Clone, Copy)]
enum Fate {
    /// Emptied, or its row deleted: at once, or for evidence once its retention is over.
    Erased,
    /// Kept, for the reason given.
    Kept(&'static str),
}

/// Every column of every table but `employees`, whose columns are declared where the erasure reads
/// them.
#[rustfmt::skip]
const COLUMNS: &[(&str, Fate, &str)] = &[
    ("alarms", Fate::Kept("of the company and the instance"), "kind since detail confirmed_at"),
    ("answer_counts", Fate::Kept("of the company and the instance"), "company_id deleted state total"),
    ("answer_days", Fate::Kept("of the company and the instance"), "company_id day deleted state total"),
    ("answers", Fate::Erased, "reason"),
    ("answers", Fate::Kept("state, dates and hashes of the proof; nobody is named"), "id company_id event_id employee_id reference locale state uses signed_at link_expires_at mail_sent_at reminded_at expires_at evidence_until supersedes created_at updated_at deleted_at erased_at notice_days notice_at of_age_at reminders guardians_needed offered"),
    ("api_tokens", Fate::Kept("of accounts"), "id company_id user_id name prefix token_hash scopes created_at used_at expires_at revoked_at"),
    ("audit", Fate::Kept("who of the company did what; ids, and the reasons given for opening proof"), "id company_id user_id action about ip at previous_hash hash"),
    ("backups", Fate::Kept("of the company and the instance"), "id began_at ended_at name bytes added blobs lost trouble"),
    ("badge_counts", Fate::Kept("of accounts"), "company_id user_id kind subject_id"),
    ("badges", Fate::Kept("of accounts"), "id company_id user_id badge earned_at"),
    ("blobs", Fate::Kept("of the company and the instance"), "company_id sha256 bytes files created_at"),
    ("broadcasts", Fate::Kept("of the company and the instance"), "id title_fr title_en body_fr body_en created_by created_at ended_at"),
    ("calendar_feeds", Fate::Kept("of accounts"), "id company_id user_id token_hash created_at"),
    ("chain_seals", Fate::Kept("hashes and signatures of the proof"), "id company_id answer_id seal sealed_at fault_at about_event about_employee"),
    ("claims", Fate::Kept("of the company and the instance"), "id token_hash created_at used_at"),
    ("clock_readings", Fate::Kept("of the company and the instance"), "id trusted_at read_at steady leap"),
    ("code_tries", Fate::Kept("gone with their link"), "id company_id link_id at"),
    ("codes", Fate::Kept("hashes and a nonce, gone with their link"), "id company_id link_id nonce code_hash created_at expires_at used_at"),
    ("companies", Fate::Kept("of the company and the instance"), "id name siret colour line line2 postal_code city subdivision subdivision2 country lat lng logo_file_id watermark_file_id guardians_needed licence_months evidence_months retention_months created_at updated_at deleted_at reminders_enabled reminders_first_days reminders_every_days reminders_at_most reminders_last_days reminders_hour reminders_zone contact_email legal_form representative representative_capacity vat_number contact_name contact_phone privacy_contact withdrawal_days assent_age suspended_at suspended_for name_key customer_kind"),
    ("audit_heads", Fate::Kept("of the instance; ids and hashes"), "number body"),
    ("daily_roots", Fate::Kept("of the company and the instance"), "number body has_leaves mailed"),
    ("decisions", Fate::Erased, "record signature"),
    ("decisions", Fate::Kept("what was granted, without who"), "id company_id answer_id signer_id kind uses document_id supersedes decided_at"),
    ("documents", Fate::Erased, "body"),
    ("documents", Fate::Kept("the hash goes on being chained"), "id company_id answer_id signer_id template_id locale sha256 created_at"),
    ("email_changes", Fate::Kept("of accounts"), "id user_id email nonce token_hash created_at expires_at ended_at"),
    ("employee_counts", Fate::Kept("of the company and the instance"), "company_id deleted total"),
    (
        "event_counts",
        Fate::Kept("of the company and the instance"),
        "company_id deleted archived status total",
    ),
    ("event_groups", Fate::Kept("of the company and the instance"), "id company_id event_id group_id created_at"),
    ("events", Fate::Erased, "name description client partner_id created_by line line2 postal_code city subdivision subdivision2 country lat lng"),
    ("events", Fate::Kept("the tombstone"), "id company_id starts_at ends_at status status_order answered asked created_at updated_at archived_at deleted_at revision erased_at"),
    ("evidence", Fate::Erased, "fields"),
    ("evidence", Fate::Kept("the chain goes on verifying"), "id company_id answer_id signer_id seq kind at previous_hash hash"),
    ("exports", Fate::Kept("of the company and the instance"), "id company_id user_id state nonce done total bytes created_at ended_at expires_at"),
    ("facts", Fate::Kept("numbers only"), "id company_id kind body happened_at user_id"),
    ("failed_tries", Fate::Kept("hashes, for a day"), "id rule key at"),
    ("file_counts", Fate::Kept("of the company and the instance"), "company_id total"),
    ("file_people", Fate::Kept("numbers: a no goes on counting"), "id company_id file_id employee_id named_by created_at"),
    ("files", Fate::Erased, "id company_id kind event_id employee_id sha256 bytes name description format width height orientation captured_at camera placeholder colour focus_x focus_y has_alpha faces public_id uploaded_by created_at updated_at deleted_at nobody_by nobody_at names_lost_at"),
    ("group_members", Fate::Erased, "id company_id group_id employee_id created_at"),
    ("groups", Fate::Kept("of the company and the instance"), "id company_id name name_key description created_at updated_at deleted_at"),
    ("holds", Fate::Erased, "guardian_id email_key"),
    ("holds", Fate::Kept("which uses wait, and why they were released"), "id company_id event_id employee_id by_guardian uses backup decided_at last_decision created_at released_at released_by reason"),
    ("guardians", Fate::Erased, "first_name last_name email email_key bounced_at bounced_for"),
    ("guardians", Fate::Kept("the tombstone"), "id company_id employee_id locale created_at updated_at deleted_at erased_at"),
    ("idempotency_keys", Fate::Erased, "reply"),
    ("idempotency_keys", Fate::Kept("that a call was made"), "user_id route key body_hash created_at"),
    ("import_files", Fate::Erased, "bytes samples"),
    ("import_files", Fate::Kept("number"), "id company_id import_id"),
    ("import_lines", Fate::Erased, "cells"),
    ("import_lines", Fate::Kept("what became of each line; the problems name columns, not people"), "id company_id import_id line outcome employee_id problems notes"),
    ("imports", Fate::Erased, "file_name"),
    ("imports", Fate::Kept("what became of the file"), "id company_id user_id group_id group_name locale dry_run state columns total done created updated unchanged refused created_at started_at ended_at deleted_at reading"),
    ("invitations", Fate::Kept("an invitation to an account, ended with it"), "id company_id email email_key first_name last_name role locale invited_by nonce token_hash created_at sent_at expires_at ended_at outcome user_id"),
    ("instance_days", Fate::Kept("of the company and the instance"), "kind state day total"),
    ("invoices", Fate::Kept("of the company and the instance"), "id company_id year nth kind source payment corrects gross content issued_at"),
    ("jobs", Fate::Kept("numbers only"), "id company_id kind body priority due_at lease_until attempts parked_at last_error created_at done total held"),
    ("known_origins", Fate::Kept("of accounts"), "id user_id origin_hash used_at told_at"),
    ("links", Fate::Kept("hashes and a nonce, while a consent may be in force: to take it back"), "id company_id signer_id nonce token_hash created_at expires_at closed_until revoked_at moved_at copied_at"),
    ("live_journal", Fate::Kept("numbers only, for some hours"), "seq company_id user_id kind body at for_operators"),
    ("lost_photographs", Fate::Kept("hashes of photographs"), "company_id sha256 created_at"),
    ("lost_blobs", Fate::Kept("of the company and the instance"), "owner owner_id sha256 bytes rotten found_at"),
    ("mail_sending", Fate::Kept("of the company and the instance"), "id failures verdict reply since probe_at"),
    ("mails", Fate::Erased, "to_address reply"),
    ("mails", Fate::Kept("that a mail was sent"), "id company_id kind about answer_id status tries message_id created_at sent_at verdict failing_since resent first_id"),
    ("manifests", Fate::Erased, "content record"),
    ("manifests", Fate::Kept("hashes and signatures of the proof"), "id company_id answer_id number kind decision_id signature receipt_sha256 receipt_bytes made_at"),
    ("memberships", Fate::Kept("of accounts"), "id company_id user_id role created_at updated_at deleted_at"),
    ("notification_subscriptions", Fate::Kept("of accounts"), "company_id user_id type channel updated_at"),
    ("notifications", Fate::Kept("of accounts; numbers only"), "id company_id user_id type key event_id answer_id employee_id import_id badge broadcast_id number shown digest read_at created_at deleted_at mail_id"),
    ("once_keys", Fate::Kept("of the company and the instance"), "key created_at"),
    ("orders", Fate::Erased, "draft title"),
    ("orders", Fate::Kept("of the company and the instance"), "id company_id user_id key digest plan recipients amount currency state session url expires_at event_id created_at paid_at done_at"),
    ("password_resets", Fate::Kept("of accounts"), "id user_id nonce token_hash created_at expires_at used_at"),
    ("payment_calls", Fate::Kept("of the company and the instance"), "id received_at"),
    ("portraits", Fate::Kept("of accounts"), "user_id sha256 bytes format width height has_alpha placeholder colour public_id updated_at"),
    ("recovery_codes", Fate::Kept("of accounts"), "id user_id code_hash created_at used_at"),
    ("refresh_tokens", Fate::Kept("of accounts"), "id session_id token_hash created_at used_at"),
    ("released_blobs", Fate::Kept("of the company and the instance"), "owner owner_id sha256 released_at"),
    ("root_leaves", Fate::Kept("hashes: the proof goes on being in the newest root"), "company_id block leaves"),
    ("schedules", Fate::Kept("of the company and the instance"), "name due queued_at job_id finished_at outcome"),
    ("seals", Fate::Kept("hashes"), "id company_id answer_id pdf_sha256 pdf_bytes seal made_at"),
    ("search_changes", Fate::Kept("numbers only"), "seq company_id kind row_id"),
    ("search_progress", Fate::Kept("of the company and the instance"), "id lineage trimmed_to"),
    ("root_tokens", Fate::Kept("of the company and the instance"), "number url token at authority certificate is_checked"),
    ("publications", Fate::Kept("where the company published, without who is on it"), "id company_id file_id event_id use_name medium place published_on note created_by created_at ended_at ended_by outcome"),
    ("takedowns", Fate::Kept("numbers, and what became of what was published"), "id company_id publication_id employee_id cause opened_at due_at ended_at ended_by outcome note"),
    ("second_factors", Fate::Kept("of accounts"), "user_id nonce created_at confirmed_at last_step"),
    ("sessions", Fate::Kept("of accounts"), "id user_id company_id created_at used_at expires_at ended_at end_reason ip user_agent visit_until"),
    ("settings", Fate::Kept("of accounts"), "user_id theme locale time_zone page_sizes updated_at"),
    ("signers", Fate::Kept("numbers"), "id company_id answer_id position employee_id guardian_id created_at released_at"),
    ("signing_sessions", Fate::Kept("hashes, gone with their link"), "id company_id link_id document_id token_hash created_at expires_at ended_at"),
    ("storage", Fate::Kept("of the company and the instance"), "company_id bytes"),
    ("stream_tickets", Fate::Kept("of accounts"), "token_hash session_id user_id expires_at"),
    ("strange_payments", Fate::Kept("of the company and the instance"), "id company_id kind noticed_at"),
    ("subscriptions", Fate::Kept("of the company and the instance"), "id company_id label expires_at created_at updated_at reason customer paid_plan paid_status paid_until past_due_since cancels synced_at"),
    ("templates", Fate::Kept("of the company and the instance"), "id company_id locale version title body uses created_by created_at confirmed_by confirmed_name confirmed_signature confirmed_at"),
    ("unnamed_people", Fate::Kept("numbers: who of the company named and un-named whom"), "id company_id file_id employee_id named_by named_at unnamed_by unnamed_at with_nobody"),
    ("uploads", Fate::Erased, "id company_id user_id token kind event_id employee_id name description bytes file_id created_at expires_at metadata kept_as"),
    ("users", Fate::Kept("an account is its holder’s own and is erased with it"), "id email email_key email_proved_at password_hash first_name last_name phone signature instance_role seen_at created_at updated_at deleted_at erased_at name_key archived_at suspended_at suspended_for"),
];

/// [`COLUMNS`] with those of `employees`, one by one.
fn columns() -> Vec<(&'static str, Fate, &'static str)> {
    let employees = employee_columns::all().map(|(column, erasure)| match erasure {
        Erasure::Emptied => ("employees", Fate::Erased, column),
        Erasure::Kept(why) => ("employees", Fate::Kept(why), column),
    });
    COLUMNS.iter().copied().chain(employees).collect()
}

struct Noon;
impl Clock for Noon {
    fn running(&self) -> std::time::Duration {
        std::time::Duration::ZERO
    }

    fn now(&self) -> Timestamp {
        Timestamp(1_000)
    }
}

/// An empty database.
pub fn fresh() -> (tempfile::TempDir, Db, Connection) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("t.db");
    let db = Db::open(&file, Arc::new(Noon)).unwrap();
    #[expect(clippy::disallowed_methods, reason = "a look at the schema, past the store")]
    let look = Connection::open(&file).unwrap();
    (folder, db, look)
}

pub fn texts(look: &Connection, sql: &str) -> Vec<String> {
    let mut statement = look.prepare(sql).unwrap();
    let found = statement.query_map([], |row| row.get(0)).unwrap();
    found.collect::<rusqlite::Result<_>>().unwrap()
}

#[test]
fn nothing_personal_is_kept_of_an_erased_employee() {
    let kept = employee_columns::all().filter(|(_, erasure)| matches!(erasure, Erasure::Kept(_)));
    let kept: BTreeSet<&str> = kept.map(|(column, _)| column).collect();
    let tombstone = "id company_id locale created_at updated_at deleted_at erased_at";
    assert_eq!(kept, tombstone.split_whitespace().collect());
}

#[test]
fn every_column_is_listed_as_erased_or_kept() {
    let (_folder, _db, look) = fresh();
    let mut said: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (table, fate, columns) in columns() {
        if let Fate::Kept(why) = fate {
            assert!(!why.is_empty(), "{table}: say why");
        }
        for column in columns.split_whitespace() {
            let twice = !said.entry(table.to_owned()).or_default().insert(column.to_owned());
            assert!(!twice, "{table}.{column} is there twice");
        }
    }
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    for table in texts(&look, tables) {
        let columns = texts(&look, &format!("SELECT name FROM pragma_table_info('{table}')"));
        let mut said = said.remove(&table).unwrap_or_default();
        for column in columns {
            assert!(
                said.remove(&column),
                "{table}.{column} is new: of an employee, declare it in model/employee/fields.rs. \
                 Else have `person` or `answer` in erasure.rs empty it if it says anything of a \
                 person, and put it on the list above as erased or as kept"
            );
        }
        assert!(said.is_empty(), "{table} has no {said:?}");
    }
    assert!(said.is_empty(), "there are no {said:?}");
}

/// Inserts a row with a value in every possible column, except those given.
pub fn fill(look: &Connection, table: &str, given: &[(&str, &str)]) {
    let mut names = vec![];
    let mut values = vec![];
    let mut columns =
        look.prepare(&format!("SELECT name, type FROM pragma_table_info('{table}')")).unwrap();
    let columns: Vec<(String, String)> = columns
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    for (name, kind) in columns {
        let value = match given.iter().find(|(one, _)| *one == name) {
            Some((_, value)) => (*value).to_owned(),
            None if kind == "TEXT" => "'MARK'".to_owned(),
            None if kind == "BLOB" => "x'00'".to_owned(),
            None => "1".to_owned(),
        };
        names.push(name);
        values.push(value);
    }
    let sql = format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), values.join(", "));
    look.execute_batch(&sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// The number of rows in which a column still has personal data. An empty text has none; of the
/// fields of evidence only the values are erased.
fn not_empty(look: &Connection, table: &str, column: &str) -> i64 {
    let is_filled = match (table, column) {
        ("evidence", "fields") => "fields LIKE '%MARK%'".to_owned(),
        _ => format!("{column} IS NOT NULL AND {column} <> ''"),
    };
    let sql = format!("SELECT COUNT(*) FROM {table} WHERE {is_filled}");
    look.query_row(&sql, [], |row| row.get(0)).unwrap()
}

/// Fills every table that has columns listed as erased, about the employee 1, the event 1 and the
/// answer 1.
fn fill_all(look: &Connection) {
    const LIVE: (&str, &str) = ("deleted_at", "NULL");
    const THERE: (&str, &str) = ("erased_at", "NULL");
    const FRENCH: (&str, &str) = ("locale", "'fr'");
    const ONE: (&str, &str) = ("id", "1");
    const TWO: (&str, &str) = ("id", "2");
    let field =
        r#"'[{"name":"ip","value":"MARK","salt":"00000000000000000000000000000000","hash":""#
            .to_owned()
            + &"0".repeat(64)
            + r#""}]'"#;
    let sha256 = format!("'{}'", "0".repeat(64));
    look.execute_batch(
        "INSERT INTO companies (id, name, created_at, updated_at) VALUES (1, 'Lumière', 1, 1)",
    )
    .unwrap();
    fill(look, "employees", &[LIVE, THERE, FRENCH]);
    fill(look, "guardians", &[LIVE, THERE, FRENCH]);
    fill(look, "events", &[LIVE, THERE, ("status", "'PENDING'")]);
    let given = [
        LIVE,
        THERE,
        FRENCH,
        ("state", "'REFUSED'"),
        ("uses", "'[]'"),
        ("notice_days", "NULL"),
        ("supersedes", "NULL"),
    ];
    fill(look, "answers", &given);
    fill(look, "orders", &[("plan", "NULL"), ("state", "'DONE'")]);
    fill(look, "documents", &[FRENCH]);
    fill(look, "decisions", &[("kind", "'REFUSED'"), ("uses", "'[]'"), ("supersedes", "NULL")]);
    fill(look, "evidence", &[("fields", &field), ("kind", "'ANSWERED'")]);
    fill(look, "manifests", &[("kind", "'ANSWER'")]);
    fill(look, "mails", &[("status", "'SENT'"), ("about", "'{}'")]);
    fill(look, "group_members", &[]);
    fill(look, "signers", &[]);
    fill(look, "holds", &[("uses", "'[]'")]);
    let reply = [("route", "'1 POST /employee'"), ("reply", r#"'{"email":"MARK"}'"#)];
    fill(look, "idempotency_keys", &reply);
    fill(look, "imports", &[("state", "'DONE'")]);
    fill(look, "import_files", &[]);
    fill(look, "import_lines", &[("outcome", "'CREATED'")]);
    // A file and an upload have one owner: the employee or the event.
    for (id, other, name) in [(ONE, "event_id", "'one'"), (TWO, "employee_id", "'two'")] {
        let file = [
            id,
            (other, "NULL"),
            ("public_id", name),
            ("kind", "'DOCUMENT'"),
            ("format", "'jpg'"),
            ("sha256", &sha256),
            ("colour", "'#ffffff'"),
            ("faces", "'[]'"),
        ];
        fill(look, "files", &file);
        fill(look, "uploads", &[id, (other, "NULL"), ("token", name)]);
    }
}

#[tokio::test]
async fn every_column_listed_as_erased_is_empty_afterwards() {
    let (_folder, db, look) = fresh();
    look.pragma_update(None, "foreign_keys", false).unwrap();
    fill_all(&look);
    let erased = || columns().into_iter().filter(|(_, fate, _)| matches!(fate, Fate::Erased));
    for (table, _, columns) in erased() {
        for column in columns.split_whitespace() {
            assert!(not_empty(&look, table, column) > 0, "fill {table}.{column}");
        }
    }

    let scope = Scope::whole(CompanyId(1));
    let (employee, event, id) = (EmployeeId(1), EventId(1), AnswerId(1));
    assert!(db.write(scope, move |tx| person_with_requests(tx, employee)).await.unwrap());
    assert!(db.write(scope, move |tx| answer(tx, id)).await.unwrap());
    db.write(scope, move |tx| event_with_requests(tx, event)).await.unwrap();
    for (table, _, columns) in erased() {
        for column in columns.split_whitespace() {
            assert_eq!(not_empty(&look, table, column), 0, "{table}.{column}");
        }
    }
    let fields = texts(&look, "SELECT fields FROM evidence");
    assert!(fields[0].contains("hash"), "the chain still verifies: {fields:?}");
}
