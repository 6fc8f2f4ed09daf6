//! Migrates a database file to this version's schema: forward only, one transaction per step, with
//! a copy kept beside the file before the first one.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anyhow::{Context, ensure};
use rusqlite::{Connection, Transaction};
use rusqlite_migration::{M, Migrations};

use crate::error::Result;
use crate::model::Digest;
use crate::model::fold;
use crate::model::user::name_key;

/// The steps, with a hook where SQL is not enough.
static STEPS: LazyLock<Vec<M<'static>>> = LazyLock::new(|| {
    vec![
        M::up(include_str!("../../../migrations/sqlite/0001_foundations.sql")).foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0002_imports.sql")).foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0003_groups.sql")).foreign_key_check(),
        M::up_with_hook(
            include_str!("../../../migrations/sqlite/0004_calendar.sql"),
            |tx: &Transaction| Ok(fold_names(tx)?),
        )
        .foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0005_search.sql")).foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0006_consents.sql")).foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0007_files.sql")).foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0008_live.sql")).foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0009_schedules.sql")).foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0010_second_factor.sql"))
            .foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0011_search_files.sql")).foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0012_answer_days.sql")).foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0013_backups.sql")).foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0014_live.sql")).foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0015_job_progress.sql")).foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0016_chain_seals.sql")).foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0017_standing_answers.sql"))
            .foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0018_guardians.sql")).foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0019_email_changes.sql"))
            .foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0020_upload_metadata.sql"))
            .foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0021_mail_sending.sql")).foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0022_import_reading.sql"))
            .foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0023_operations.sql")).foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0024_nobody_recognisable.sql"))
            .foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0025_signers.sql")).foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0026_holds_and_names.sql"))
            .foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0027_holds_by_signer.sql"))
            .foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0028_holds_by_email.sql")),
        M::up(include_str!("../../../migrations/sqlite/0029_event_counts.sql")).foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0030_names_lost.sql")),
        M::up(include_str!("../../../migrations/sqlite/0031_copied_links.sql")),
        M::up(include_str!("../../../migrations/sqlite/0032_exports.sql")).foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0033_holds_by_answer.sql")),
        M::up(include_str!("../../../migrations/sqlite/0034_lost_photographs.sql"))
            .foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0035_daily_roots.sql")).foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0036_contradicted.sql")),
        M::up(include_str!("../../../migrations/sqlite/0037_closed_links.sql")),
        M::up(include_str!("../../../migrations/sqlite/0038_broadcasts.sql")),
        M::up(include_str!("../../../migrations/sqlite/0039_theme.sql")),
        M::up(include_str!("../../../migrations/sqlite/0040_faults_about.sql")),
        M::up(include_str!("../../../migrations/sqlite/0041_uses.sql")),
        M::up(include_str!("../../../migrations/sqlite/0042_resent_mails.sql")),
        M::up(include_str!("../../../migrations/sqlite/0043_audit_chain.sql")),
        M::up(include_str!("../../../migrations/sqlite/0044_root_tokens.sql")),
        M::up(include_str!("../../../migrations/sqlite/0045_studio_identity.sql")),
        M::up(include_str!("../../../migrations/sqlite/0046_confirmed_releases.sql")),
        M::up(include_str!("../../../migrations/sqlite/0047_audit_heads.sql")),
        M::up(include_str!("../../../migrations/sqlite/0048_instance_counts.sql")),
        M::up_with_hook(
            include_str!("../../../migrations/sqlite/0049_suspensions.sql"),
            |tx: &Transaction| Ok(fold_company_names(tx)?),
        ),
        M::up(include_str!("../../../migrations/sqlite/0050_billing.sql")).foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0051_no_customer_of_users.sql")),
        M::up(include_str!("../../../migrations/sqlite/0052_manifests.sql")).foreign_key_check(),
        M::up(include_str!("../../../migrations/sqlite/0053_customer_kind.sql")),
        M::up(include_str!("../../../migrations/sqlite/0054_publications.sql")),
    ]
});

fn fold_names(tx: &Transaction) -> rusqlite::Result<()> {
    let mut statement = tx.prepare("SELECT id, first_name, last_name FROM users")?;
    let text = |name: Option<String>| name.unwrap_or_default();
    let names = statement.query_map([], |row| {
        Ok((row.get::<_, i64>(0)?, name_key(&text(row.get(1)?), &text(row.get(2)?))))
    })?;
    for named in names {
        let (id, key) = named?;
        tx.execute("UPDATE users SET name_key = ?2 WHERE id = ?1", (id, key))?;
    }
    Ok(())
}

fn fold_company_names(tx: &Transaction) -> rusqlite::Result<()> {
    let mut statement = tx.prepare("SELECT id, name FROM companies")?;
    let names =
        statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
    for named in names {
        let (id, name) = named?;
        tx.execute("UPDATE companies SET name_key = ?2 WHERE id = ?1", (id, fold(&name)))?;
    }
    Ok(())
}

/// Applies the pending steps.
pub fn run(conn: &mut super::Connection, file: &Path) -> Result<()> {
    Ok(bring_up_to_date(&mut conn.sql, file)?)
}

fn bring_up_to_date(conn: &mut Connection, file: &Path) -> anyhow::Result<()> {
    let found: u32 = conn.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let found = found as usize;
    ensure!(
        found <= STEPS.len(),
        "{} was written by a newer be-right (schema {found}, this one knows {}): \
         run that version, or restore a backup made by this one",
        file.display(),
        STEPS.len()
    );
    if (1..STEPS.len()).contains(&found) {
        let copy = beside(file, found);
        conn.backup("main", &copy, None)
            .with_context(|| format!("cannot keep a copy at {}", copy.display()))?;
        tracing::info!(copy = %copy.display(), "kept a copy before the migration");
    }
    Migrations::from_slice(&STEPS).to_latest(conn).context("the migration failed")?;
    super::statistics::write(conn).context("the planner's statistics cannot be written")
}

/// The number of steps.
pub fn known() -> u32 {
    u32::try_from(STEPS.len()).unwrap_or(u32::MAX)
}

/// The infix in the name of a copy made before a migration, between the database's name and a
/// number.
pub const UPGRADE_COPY: &str = ".before-schema-";
/// A schema object: kind, name, table and, for triggers and views, their SQL.
pub type Object = (String, String, String, Option<String>);

/// The objects of a database, except SQLite's own tables and indexes. All triggers are included,
/// whatever their name.
pub fn objects(conn: &super::Connection) -> Result<BTreeSet<Object>> {
    Ok(objects_of(&conn.sql)?)
}

fn objects_of(conn: &Connection) -> rusqlite::Result<BTreeSet<Object>> {
    let mut statement = conn.prepare(
        "SELECT type, name, tbl_name,
                CASE WHEN type IN ('trigger', 'view') THEN sql END AS said
           FROM sqlite_schema
          WHERE NOT (type = 'table' AND substr(name, 1, 7) = 'sqlite_')
            AND NOT (type = 'index' AND sql IS NULL)",
    )?;
    let objects = statement.query_map([], |row| {
        let said: Option<String> = row.get(3)?;
        // Spaces and quotes may differ between versions of SQLite.
        let said =
            said.map(|sql| sql.chars().filter(|c| !c.is_whitespace() && *c != '"').collect());
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, said))
    })?;
    objects.collect()
}

/// The SHA-256 of the triggers and views that all migrations make: comparing takes no time at the start.
pub const ACTING: &str = "e7fbf9136feb131069b337c3fd893fa457e214923c72112107ea4772f186fdbc";

/// The triggers and views of a database, as a digest.
pub fn acting(conn: &super::Connection) -> Result<Digest> {
    Ok(digest_of(&objects(conn)?))
}

fn digest_of(objects: &BTreeSet<Object>) -> Digest {
    let mut said = String::new();
    for (kind, name, table, text) in objects {
        if let Some(text) = text {
            said.push_str(&format!("{kind} {name} {table} {text}\n"));
        }
    }
    Digest::of(said)
}

/// The differences between the schema of a database and the one that its migrations make. A foreign
/// trigger or view could act from the first statement on, so any is reported. Foreign tables and
/// indexes do nothing by themselves and are allowed.
pub fn schema_differences(conn: &super::Connection) -> Result<Vec<String>> {
    let found = objects(conn)?;
    let known = objects_after(conn.schema()?)?;
    let acts = |kind: &str| matches!(kind, "trigger" | "view");
    let strange = found
        .difference(&known)
        .filter(|(kind, ..)| acts(kind))
        .map(|(kind, name, ..)| format!("the {kind} {name:?} is not be-right's"));
    let lost = known
        .difference(&found)
        .map(|(kind, name, ..)| format!("the {kind} {name:?} is missing or changed"));
    Ok(strange.chain(lost).collect())
}

/// The objects made by the first `steps` migrations.
pub fn objects_after(steps: u32) -> anyhow::Result<BTreeSet<Object>> {
    #[expect(clippy::disallowed_methods, reason = "a database in memory, for its schema only")]
    let mut conn = Connection::open_in_memory()?;
    let steps = (steps as usize).min(STEPS.len());
    Migrations::from_slice(&STEPS).to_version(&mut conn, steps)?;
    Ok(objects_of(&conn)?)
}

fn beside(file: &Path, version: usize) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(format!("{UPGRADE_COPY}{}", version + 1));
    name.into()
}

/// The statements of the schema in a stable order: `migrations/schema.sql`.
#[cfg(test)]
pub fn schema() -> anyhow::Result<String> {
    #[expect(clippy::disallowed_methods, reason = "a database in memory, for its schema only")]
    let mut conn = Connection::open_in_memory()?;
    Migrations::from_slice(&STEPS).to_latest(&mut conn)?;
    let mut statement = conn.prepare(
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
          ORDER BY tbl_name, CASE type WHEN 'table' THEN 0 ELSE 1 END, name",
    )?;
    let parts: Vec<String> =
        statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(format!("-- Generated: the sum of the migrations.\n\n{};\n", parts.join(";\n\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_of_triggers_and_views_is_that_of_all_migrations() {
        let made = digest_of(&objects_after(u32::MAX).unwrap()).hex();
        assert_eq!(made, ACTING, "a migration changed a trigger or a view: set ACTING to {made}");
    }

    #[test]
    fn steps_are_listed_once_in_the_order_of_their_numbers() {
        let source = include_str!("migrations.rs");
        let names = source.split("/sqlite/").filter_map(|rest| rest.split('"').next());
        let listed: Vec<_> = names.filter(|name| name.ends_with(".sql")).collect();
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/sqlite");
        let mut kept: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        kept.sort_unstable();
        assert_eq!(listed, kept);
    }
}
