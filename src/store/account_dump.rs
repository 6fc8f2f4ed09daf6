//! Everything that the instance holds about an account, in all companies and beside them.

use serde_json::Value as Json;

use super::dump::{ExportedTable, table};
use super::{AllRead, params};
use crate::error::Result;
use crate::model::UserId;

/// The tables with rows about an account. Kinds as in [`super::dump::TABLES`].
#[rustfmt::skip]
pub const TABLES: &[ExportedTable] = &[
    table("account", "users AS x WHERE x.id = :user", "id:n email:t email_proved_at:i first_name:t last_name:t phone:t signature:j instance_role:t seen_at:i created_at:i updated_at:i deleted_at:i archived_at:i suspended_at:i suspended_for:t"),
    table("settings", "(SELECT user_id AS id, * FROM settings) AS x WHERE x.user_id = :user", "id:n theme:t locale:t time_zone:t page_sizes:j updated_at:i"),
    table("portrait", "(SELECT user_id AS id, * FROM portraits) AS x WHERE x.user_id = :user", "id:n sha256:t bytes:n format:t width:n height:n updated_at:i"),
    table("memberships", "memberships AS x JOIN companies AS c ON c.id = x.company_id WHERE x.user_id = :user", "id:n company_id:n c.name:t role:t created_at:i updated_at:i deleted_at:i"),
    table("invitations", "invitations AS x WHERE x.user_id = :user", "id:n company_id:n email:t first_name:t last_name:t role:t locale:t created_at:i sent_at:i expires_at:i ended_at:i outcome:t"),
    table("sessions", "sessions AS x WHERE x.user_id = :user", "id:n company_id:n created_at:i used_at:i expires_at:i ended_at:i end_reason:t visit_until:i ip:t user_agent:t"),
    table("second-factor", "(SELECT user_id AS id, * FROM second_factors) AS x WHERE x.user_id = :user", "id:n created_at:i confirmed_at:i"),
    table("recovery-codes", "recovery_codes AS x WHERE x.user_id = :user", "id:n created_at:i used_at:i"),
    table("password-links", "password_resets AS x WHERE x.user_id = :user", "id:n created_at:i expires_at:i used_at:i"),
    table("email-changes", "email_changes AS x WHERE x.user_id = :user", "id:n email:t created_at:i expires_at:i ended_at:i"),
    table("known-devices", "known_origins AS x WHERE x.user_id = :user", "id:n used_at:i told_at:i"),
    table("api-tokens", "api_tokens AS x WHERE x.user_id = :user", "id:n company_id:n name:t prefix:t scopes:j created_at:i used_at:i expires_at:i revoked_at:i"),
    table("calendar-feeds", "calendar_feeds AS x WHERE x.user_id = :user", "id:n company_id:n created_at:i"),
    table("notification-settings", "(SELECT ROW_NUMBER() OVER (ORDER BY s.company_id, s.type) AS id, s.* FROM notification_subscriptions AS s WHERE s.user_id = :user) AS x WHERE TRUE", "id:n company_id:n type:t channel:t updated_at:i"),
    table("notifications", "notifications AS x WHERE x.user_id = :user", "id:n company_id:n type:t event_id:n answer_id:n employee_id:n import_id:n badge:t broadcast_id:n number:n read_at:i created_at:i deleted_at:i"),
    table("badges", "badges AS x WHERE x.user_id = :user", "id:n company_id:n badge:t earned_at:i"),
    table("mails", "mails AS x WHERE x.about ->> 'user' = :user", "id:n company_id:n kind:t to_address:t status:t created_at:i sent_at:i"),
    table("audit", "audit AS x WHERE x.user_id = :user", "id:n company_id:n action:t about:j ip:t at:i"),
];

/// The rows of a table about an account, after an id, by id, each with its id.
pub fn page_after(
    all: &AllRead,
    table: &ExportedTable,
    user: UserId,
    after: i64,
    limit: u32,
) -> Result<Vec<(i64, Json)>> {
    table.rows(all, "TRUE", params! { ":user": user, ":after": after, ":limit": limit })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rusqlite::Connection;

    use super::*;
    use crate::adapters::SystemClock;
    use crate::store::Db;

    /// The tables with a `user_id` that are left out, and why.
    const LEFT_OUT: &[(&str, &str)] = &[
        ("badge_counts", "counted from what the companies hold"),
        ("exports", "of the companies"),
        ("facts", "what happened in the companies; audit has what is recorded of the account"),
        ("idempotency_keys", "of requests of the last day"),
        ("imports", "of the companies"),
        ("live_journal", "of the last minutes"),
        ("orders", "of the companies"),
        ("stream_tickets", "secrets of the last minute"),
        ("uploads", "not arrived yet"),
    ];

    #[tokio::test]
    async fn every_table_about_an_account_is_exported_or_left_out_for_a_reason() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.db");
        drop(Db::open(&path, Arc::new(SystemClock)).unwrap());
        #[expect(clippy::disallowed_methods, reason = "the schema is read beside the store")]
        let conn = Connection::open(&path).unwrap();
        let sql = "SELECT m.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c
                    WHERE m.type = 'table' AND c.name = 'user_id' ORDER BY m.name";
        let mut found = conn.prepare(sql).unwrap();
        let names: Vec<String> =
            found.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        for name in &names {
            let is_exported = TABLES.iter().any(|table| table.reads(name));
            let is_left_out = LEFT_OUT.iter().any(|(table, _)| table == name);
            assert!(is_exported != is_left_out, "{name} must be exported or left out");
        }
        assert!(LEFT_OUT.iter().all(|(table, _)| names.iter().any(|name| name == table)));
    }
}
