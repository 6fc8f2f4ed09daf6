//! A database that is edited from outside, column by column: each column that says what was decided, by
//! whom, about which text and until when is noticed by the nightly check, and its answer is not handed
//! out as proof. Those that need not be noticed are listed with the reason.

use std::collections::BTreeSet;
use std::path::Path;

use be_right::actions::answers;
use be_right::model::AnswerId;
use be_right::store::chain_seals;
use serde_json::json;

use crate::support::{Recipient, Server, change, rows};

/// What is edited: an answer (the one of two guardians, of whom one withdrew), or a row of it.
#[derive(Clone, Copy)]
enum Edit {
    /// SQL of the new value.
    Noticed(&'static str),
    /// As before, in the row that is chosen by SQL.
    In(&'static str, &'static str),
    /// Why it need not be noticed.
    Not(&'static str),
}

use Edit::{In, Not, Noticed};

const KEY: Edit = Not("the key of the row: other rows name it, and SQLite refuses another one");
const WHEN: Edit = Not("when the request was or will be written about");
const NEVER: Edit = Not("said of the row, and nothing is decided by it");

/// The id of the refusal of another person, and of the second guardian.
const REFUSAL: &str = "(SELECT id FROM answers WHERE state = 'REFUSED')";
const SECOND: &str = "(SELECT MAX(id) FROM signers WHERE answer_id = :answer)";
const OTHER_PERSON: &str = "(SELECT id FROM employees WHERE first_name = 'Dora')";

const COLUMNS: &[(&str, &str, Edit)] = &[
    ("answers", "id", KEY),
    ("answers", "company_id", KEY),
    ("answers", "event_id", Noticed("(SELECT MAX(id) FROM events)")),
    ("answers", "employee_id", Noticed(OTHER_PERSON)),
    ("answers", "reference", Noticed("'AAAA' || substr(reference, 5)")),
    ("answers", "locale", Not("the language of mails to come: the document has its own")),
    ("answers", "state", Noticed("'WITHDRAWN'")),
    ("answers", "uses", Noticed(r#"'["web","print"]'"#)),
    ("answers", "reason", In(REFUSAL, "'another one'")),
    ("answers", "signed_at", Noticed("signed_at + 1")),
    ("answers", "link_expires_at", WHEN),
    ("answers", "mail_sent_at", WHEN),
    ("answers", "reminded_at", WHEN),
    ("answers", "expires_at", Noticed("expires_at + 1000")),
    ("answers", "evidence_until", Noticed("expires_at + 1")),
    ("answers", "supersedes", Noticed(REFUSAL)),
    ("answers", "created_at", NEVER),
    ("answers", "updated_at", NEVER),
    ("answers", "deleted_at", Not("hides it from lists; once given, it counts all the same")),
    ("answers", "erased_at", Noticed("1")),
    ("answers", "notice_days", WHEN),
    ("answers", "notice_at", WHEN),
    ("answers", "of_age_at", WHEN),
    ("answers", "reminders", WHEN),
    ("answers", "guardians_needed", Noticed("1")),
    ("answers", "offered", Noticed("'[]'")),
    ("signers", "id", KEY),
    ("signers", "company_id", KEY),
    ("signers", "answer_id", In(SECOND, REFUSAL)),
    ("signers", "position", Noticed("9")),
    ("signers", "employee_id", Noticed(OTHER_PERSON)),
    ("signers", "guardian_id", Noticed("NULL")),
    ("signers", "created_at", NEVER),
    ("signers", "released_at", Noticed("1")),
    ("decisions", "id", KEY),
    ("decisions", "company_id", KEY),
    ("decisions", "answer_id", In(LAST_DECISION, REFUSAL)),
    ("decisions", "signer_id", In(LAST_DECISION, SECOND)),
    ("decisions", "kind", Noticed("'REFUSED'")),
    ("decisions", "uses", Noticed(r#"'["web"]'"#)),
    ("decisions", "document_id", Noticed("(SELECT MAX(document_id) FROM decisions)")),
    ("decisions", "record", Noticed("replace(record, 'Anne', 'Eve')")),
    ("decisions", "signature", Noticed("replace(signature, '1', '2')")),
    (
        "decisions",
        "supersedes",
        In(
            LAST_DECISION,
            "(SELECT id FROM decisions WHERE signer_id = \
        (SELECT MAX(id) FROM signers WHERE answer_id = :answer))",
        ),
    ),
    ("decisions", "decided_at", Noticed("decided_at + 1")),
    ("documents", "id", KEY),
    ("documents", "company_id", KEY),
    ("documents", "answer_id", Noticed(REFUSAL)),
    ("documents", "signer_id", Noticed(SECOND)),
    (
        "documents",
        "template_id",
        Not("the document names its version; the studio's signature is \
        printed only if the document has its hash"),
    ),
    ("documents", "locale", Not("nothing reads it: the document has its own")),
    ("documents", "body", Noticed("replace(body, 'Petit', 'Grand')")),
    ("documents", "sha256", Noticed("replace(sha256, substr(sha256, 1, 4), 'abcd')")),
    ("documents", "created_at", NEVER),
    ("evidence", "id", Not("steps are in the order of their numbers")),
    ("evidence", "company_id", KEY),
    ("evidence", "answer_id", In(LAST_STEP, REFUSAL)),
    ("evidence", "signer_id", In(ANSWERED, SECOND)),
    ("evidence", "seq", Noticed("99")),
    ("evidence", "kind", Noticed("'REMINDED'")),
    ("evidence", "at", Noticed("at + 1")),
    ("evidence", "fields", Noticed("replace(fields, 'example.org', 'example.net')")),
    ("evidence", "previous_hash", In(LAST_STEP, "hash")),
    ("evidence", "hash", Noticed("replace(hash, substr(hash, 1, 4), 'abcd')")),
    ("seals", "id", KEY),
    ("seals", "company_id", KEY),
    ("seals", "answer_id", Noticed("(SELECT id FROM answers WHERE state = 'PENDING')")),
    ("seals", "pdf_sha256", Noticed("replace(pdf_sha256, substr(pdf_sha256, 1, 4), 'abcd')")),
    ("seals", "pdf_bytes", Not("the size in lists: the bytes have their hash")),
    ("seals", "seal", Noticed("replace(seal, '1', '2')")),
    ("seals", "made_at", Not("nothing reads it: the step has the time")),
    ("chain_seals", "id", KEY),
    ("chain_seals", "company_id", KEY),
    ("chain_seals", "answer_id", Not("no two rows have one, and each chain has a row")),
    ("chain_seals", "seal", Noticed("replace(seal, '1', '2')")),
    ("chain_seals", "sealed_at", NEVER),
    ("chain_seals", "fault_at", Not("the check writes it itself")),
    ("chain_seals", "about_event", Not("written together with a fault")),
    ("chain_seals", "about_employee", Not("written together with a fault")),
    ("manifests", "id", KEY),
    ("manifests", "company_id", KEY),
    ("manifests", "answer_id", In(LAST_MANIFEST, REFUSAL)),
    ("manifests", "number", In(LAST_MANIFEST, "3")),
    ("manifests", "kind", In(LAST_MANIFEST, "'EXPIRY'")),
    ("manifests", "decision_id", In(LAST_MANIFEST, "(SELECT MIN(id) FROM decisions)")),
    ("manifests", "content", Noticed("replace(content, 'GUARDIAN', 'PERSON')")),
    ("manifests", "signature", Noticed("replace(signature, substr(signature, 1, 4), 'abcd')")),
    ("manifests", "record", Noticed("replace(record, 'allowed', 'refused')")),
    ("manifests", "receipt_sha256", In(LAST_MANIFEST, "(SELECT pdf_sha256 FROM seals LIMIT 1)")),
    ("manifests", "receipt_bytes", Not("the size in lists: the bytes have their hash")),
    ("manifests", "made_at", Noticed("made_at + 1")),
];

const LAST_DECISION: &str = "(SELECT MAX(id) FROM decisions WHERE answer_id = :answer)";
const LAST_STEP: &str = "(SELECT MAX(id) FROM evidence WHERE answer_id = :answer)";
const ANSWERED: &str =
    "(SELECT MIN(id) FROM evidence WHERE kind = 'ANSWERED' AND answer_id = :answer)";
const LAST_MANIFEST: &str = "(SELECT MAX(id) FROM manifests WHERE answer_id = :answer)";

/// Other tables that concern answers, and why they are no part of the evidence.
const ELSEWHERE: &[(&str, &str)] = &[
    (
        "employees",
        "who is written to today: names and addresses change, the document has those of then",
    ),
    ("guardians", "the same"),
    ("events", "what the document says of the event is frozen"),
    ("companies", "what the document says of the company is frozen"),
    ("templates", "the text that is shown next: each document shown is frozen"),
    ("links", "who may open a page: what they do there is in the evidence"),
    ("codes", "the same"),
    ("signing_sessions", "the same"),
    ("holds", "what a restore found in another database: no step of this one says so"),
    ("daily_roots", "see `roots`"),
    ("root_leaves", "see `roots`"),
    ("root_tokens", "see `roots`"),
];

/// A row, and the statements that edit a column of it and put it back.
fn statements(data: &Path, answer: i64, (table, column, edit): (&str, &str, Edit)) -> Vec<String> {
    let (row, value) = match edit {
        Noticed(value) => {
            let of = if table == "answers" { "id" } else { "answer_id" };
            (format!("(SELECT MIN(id) FROM {table} WHERE {of} = :answer)"), value)
        }
        In(row, value) => (row.to_owned(), value),
        Not(_) => return vec![],
    };
    let of_answer = |sql: &str| sql.replace(":answer", &answer.to_string());
    let id = rows(data, &format!("SELECT {}", of_answer(&row)))[0][0].clone();
    let before = rows(data, &format!("SELECT quote({column}) FROM {table} WHERE id = {id}"));
    let set = |value: &str| {
        format!("PRAGMA foreign_keys = OFF; UPDATE {table} SET {column} = {value} WHERE id = {id}")
    };
    vec![set(&of_answer(value)), set(&before[0][0])]
}

#[tokio::test]
async fn each_column_that_matters_is_noticed_at_night_and_at_an_export() {
    let server = Server::start();
    let data = server.folder.path();
    let studio = server.studio("Studio Lumière").await;
    let guardian = |first: &str| {
        let email = format!("{}@example.org", first.to_lowercase());
        json!({ "firstName": first, "lastName": "Petit", "email": email })
    };
    let zoe = json!({
        "firstName": "Zoé", "lastName": "Petit", "email": "famille@example.org",
        "birthDate": "2016-03-01", "guardians": [guardian("Anne"), guardian("Paul")],
    });
    let zoe = studio.post("/employee", zoe).await.is(201).id("/id");
    let bob = studio.employs("Bob", "Roux", "bob@example.org").await;
    let chloe = studio.employs("Chloé", "Roux", "chloe@example.org").await;
    let (_, asked) = studio.plans("Kermesse", &[zoe, bob, chloe]).await;
    studio.plans("Été", &[]).await;
    studio.employs("Dora", "Roux", "dora@example.org").await;
    server.settle().await;
    let (answer, refusal) = (asked[0], asked[1]);
    let mut guardians = vec![];
    for email in ["anne@example.org", "paul@example.org"] {
        let mut guardian = Recipient::invited(&server, email);
        guardian.proves_the_email().await;
        guardian.accepts(&["web", "print"]).await.is(201);
        guardians.push(guardian);
    }
    server.settle().await;
    guardians[0].withdraws(Some(&["web"])).await.is(200);
    let mut bob = Recipient::invited(&server, "bob@example.org");
    bob.proves_the_email().await;
    bob.refuses(Some("I said why")).await.is(201);
    server.settle().await;

    let scope = server.app.db.read_all(chain_seals::companies).await.unwrap()[0];
    let night = async || {
        answers::check_chains(&server.app, scope, AnswerId(i64::MIN)).await.unwrap();
        rows(data, "SELECT id FROM chain_seals WHERE fault_at IS NOT NULL").len()
    };
    let export = async |answer: i64| {
        let reply = studio.get(&format!("/answer/{answer}/evidence")).await;
        reply.json["code"].as_str().map(str::to_owned)
    };
    assert_eq!((night().await, export(answer).await, export(refusal).await), (0, None, None));

    let mut unnoticed = vec![];
    for &(table, column, edit) in COLUMNS {
        let statements = statements(data, answer, (table, column, edit));
        let [edited, back] = statements.as_slice() else { continue };
        let of = if column == "reason" { refusal } else { answer };
        change(data, edited);
        let found = (night().await > 0, export(of).await);
        if found != (true, Some("evidence_contradicted".to_owned())) {
            // An answer that is said to be erased is gone, and not handed out either.
            let is_gone = found == (true, Some("erased".to_owned())) && column == "erased_at";
            if !is_gone {
                unnoticed.push(format!("{table}.{column}: {found:?}, {edited}"));
            }
        }
        change(data, back);
        let after = night().await;
        assert_eq!(after, 0, "{table}.{column} put back");
    }
    assert!(unnoticed.is_empty(), "{}", unnoticed.join("\n"));
    assert_eq!(export(answer).await, None);
    change(data, "DELETE FROM jobs");
    are_complete(data);
}

/// Every column of these tables is listed, and every table exists.
fn are_complete(data: &Path) {
    let tables: BTreeSet<&str> = COLUMNS.iter().map(|(table, ..)| *table).collect();
    for table in tables {
        let listed = COLUMNS.iter().filter(|(of, ..)| *of == table).map(|(_, column, _)| *column);
        let listed: BTreeSet<String> = listed.map(str::to_owned).collect();
        let there = rows(data, &format!("SELECT name FROM pragma_table_info('{table}')"));
        let there: BTreeSet<String> = there.concat().into_iter().collect();
        assert_eq!(listed, there, "columns of {table}");
    }
    for (_, column, edit) in COLUMNS {
        assert!(!matches!(edit, Not("")), "{column}");
    }
    for (table, why) in ELSEWHERE {
        let there = format!("SELECT 1 FROM sqlite_master WHERE name = '{table}'");
        assert!(!why.is_empty() && rows(data, &there).len() == 1, "{table}");
    }
}
