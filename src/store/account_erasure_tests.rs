//! Checks, column by column, what is left of an erased account. A new table that names accounts, or a
//! new text in one, fails until its fate is listed here.

use std::collections::{BTreeMap, BTreeSet};

use super::account;
use crate::model::UserId;
use crate::store::erasure::tests::{fill, fresh, texts};

/// Every table about accounts, the texts that are left there, and why.
#[rustfmt::skip]
const LEFT: &[(&str, &str, &str)] = &[
    ("api_tokens", "", ""),
    ("audit", "action about ip previous_hash hash", "who did what: the log is chained"),
    ("badge_counts", "", ""),
    ("badges", "", ""),
    ("broadcasts", "title_fr title_en body_fr body_en", "what the instance told everybody"),
    ("calendar_feeds", "", ""),
    ("email_changes", "", ""),
    ("events", "name description line line2 postal_code city subdivision subdivision2 country client", "of the company"),
    ("exports", "nonce", "of the company"),
    ("facts", "kind body", "numbers only"),
    ("file_people", "", "numbers only"),
    ("files", "sha256 name description format camera placeholder public_id", "of the company"),
    ("holds", "email_key backup reason", "of the company"),
    ("idempotency_keys", "", ""),
    ("imports", "group_name file_name locale columns reading", "of the company"),
    ("invitations", "locale nonce token_hash", "that somebody was invited"),
    ("known_origins", "", ""),
    ("live_journal", "kind body", "numbers only, for some hours"),
    ("mails", "verdict resent message_id", "that a mail was sent"),
    ("memberships", "", "that somebody was a member"),
    ("notification_subscriptions", "", ""),
    ("notifications", "", ""),
    ("orders", "key digest draft title currency session url", "of the company"),
    ("password_resets", "", ""),
    ("portraits", "", ""),
    ("publications", "use_name place published_on note", "of the company"),
    ("recovery_codes", "", ""),
    ("refresh_tokens", "", ""),
    ("second_factors", "", ""),
    ("sessions", "", ""),
    ("settings", "", ""),
    ("stream_tickets", "", ""),
    ("takedowns", "note", "of the company"),
    ("templates", "locale title body confirmed_name confirmed_signature", "below the text of a consent: evidence"),
    ("unnamed_people", "", "numbers only"),
    ("uploads", "token kind name description metadata kept_as", "of the company, until the upload ends"),
    ("users", "", ""),
];

/// Values for columns that do not take any text.
fn given(table: &str) -> Vec<(&'static str, &'static str)> {
    const LIVE: (&str, &str) = ("deleted_at", "NULL");
    match table {
        "events" => vec![LIVE, ("status", "'PENDING'")],
        "exports" => vec![("state", "'DONE'")],
        "files" => vec![
            LIVE,
            ("kind", "'DOCUMENT'"),
            ("employee_id", "NULL"),
            ("format", "'MARK'"),
            ("faces", "'[]'"),
            ("colour", "'#ffffff'"),
        ],
        "uploads" => vec![("employee_id", "NULL")],
        "holds" => vec![("uses", "'[]'")],
        "imports" => vec![("state", "'DONE'")],
        "invitations" => vec![("role", "'USER'"), ("ended_at", "NULL"), ("outcome", "NULL")],
        "memberships" => vec![LIVE, ("role", "'USER'")],
        "mails" => {
            vec![("status", "'SENT'"), ("kind", "'PASSWORD_RESET'"), ("about", r#"'{"user":1}'"#)]
        }
        "notification_subscriptions" => vec![("channel", "'BOTH'")],
        "orders" => vec![("plan", "NULL"), ("state", "'DONE'")],
        "portraits" => vec![
            ("sha256", "'0000000000000000000000000000000000000000000000000000000000000000'"),
            ("format", "'jpg'"),
            ("colour", "'#ffffff'"),
        ],
        "publications" => vec![("medium", "'WEBSITE'"), ("outcome", "NULL")],
        "takedowns" => vec![("cause", "'REFUSED'"), ("outcome", "NULL")],
        "settings" => vec![("theme", "'DARK'")],
        "templates" => vec![("uses", "'[]'")],
        "users" => vec![("instance_role", "NULL"), ("erased_at", "NULL")],
        _ => vec![],
    }
}

#[tokio::test]
async fn of_an_erased_account_only_the_listed_texts_are_left() {
    let (_folder, db, look) = fresh();
    look.pragma_update(None, "foreign_keys", false).unwrap();
    look.execute_batch(
        "INSERT INTO companies (id, name, created_at, updated_at) VALUES (1, 'Lumière', 1, 1)",
    )
    .unwrap();
    for (table, ..) in LEFT {
        fill(&look, table, &given(table));
    }
    // Of the mails also the one that brought the invitation, and the reply to whoever invited.
    let joining = [
        ("id", "2"),
        ("status", "'QUEUED'"),
        ("kind", "'JOINING'"),
        ("about", r#"'{"invitation":1}'"#),
        ("answer_id", "NULL"),
        ("message_id", "'2'"),
    ];
    fill(&look, "mails", &joining);
    let reply = [("user_id", "2"), ("reply", r#"'{"email":"MARK"}'"#)];
    fill(&look, "idempotency_keys", &reply);

    assert!(db.write_all(|all| account(all, UserId(1))).await.unwrap());
    assert!(!db.write_all(|all| account(all, UserId(1))).await.unwrap(), "once");
    let mut left: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (table, said, why) in LEFT {
        let columns = texts(&look, &format!("SELECT name FROM pragma_table_info('{table}')"));
        let kept = columns.into_iter().filter(|column| {
            let sql = format!("SELECT COUNT(*) FROM {table} WHERE {column} LIKE '%MARK%'");
            look.query_row(&sql, [], |row| row.get::<_, i64>(0)).unwrap() > 0
        });
        let said: BTreeSet<String> = said.split_whitespace().map(str::to_owned).collect();
        assert!(said.is_empty() || !why.is_empty(), "{table}: say why");
        assert_eq!(kept.collect::<BTreeSet<_>>(), said, "{table}");
        left.insert(table, said);
    }
    assert_eq!(texts(&look, "SELECT status FROM mails WHERE id = 2"), ["DROPPED"]);
    assert_eq!(texts(&look, "SELECT outcome FROM invitations"), ["WITHDRAWN"]);

    let tables =
        "SELECT DISTINCT s.name FROM sqlite_schema AS s, pragma_foreign_key_list(s.name) AS f
                   WHERE s.type = 'table' AND f.\"table\" IN ('users', 'sessions')";
    for table in texts(&look, tables) {
        assert!(left.contains_key(table.as_str()), "list what is left of an account in {table}");
    }
}
