use std::collections::BTreeSet;
use std::sync::Mutex;

use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

use super::*;
use crate::error::Error;
use crate::model::{SessionId, Timestamp, UserId};
use crate::ports::Clock;
use crate::store::api_tokens::Which;
use crate::store::engine::params;
use crate::store::{
    AllRead, AllTx, Changes, Db, Rows, api_tokens, companies, files, plans, portraits, sessions,
};

struct Midnight;
impl Clock for Midnight {
    fn running(&self) -> std::time::Duration {
        std::time::Duration::ZERO
    }

    fn now(&self) -> Timestamp {
        Timestamp(0)
    }
}

fn open() -> (tempfile::TempDir, Db) {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&folder.path().join("t.db"), Arc::new(Midnight)).unwrap();
    (folder, db)
}

/// Creates a company with a logo that is also its watermark, and no members.
fn company(all: &AllTx) -> Result<()> {
    let tx = all.enter(companies::create(all, "lumiere", 96, 60)?);
    let sha256 = "0".repeat(64);
    tx.change(
        "INSERT INTO blobs (company_id, sha256, bytes, files, created_at)
         VALUES (:company, :sha256, 1, 1, 0)",
        params! { ":sha256": sha256 },
    )?;
    let file = tx.insert(
        "INSERT INTO files (company_id, kind, sha256, bytes, name, format, width, height,
                orientation, placeholder, colour, has_alpha, public_id, created_at, updated_at)
         VALUES (:company, 'LOGO', :sha256, 1, 'logo', 'png', 1, 1, 1, '', '#000000', 0,
                'public', 0, 0) RETURNING id",
        params! { ":sha256": sha256 },
    )?;
    tx.change(
        "UPDATE companies SET logo_file_id = :file, watermark_file_id = :file WHERE id = :company",
        params! { ":file": file },
    )?;
    Ok(())
}

/// The tables read by the statements of a lookup, with views resolved.
async fn read_by(look: fn(&AllRead) -> Result<()>) -> BTreeSet<String> {
    let (folder, db) = open();
    db.write_all(company).await.unwrap();
    let steps = db.read_all(move |all| Ok(plans::watched(|| look(all)))).await.unwrap();
    let conn = Connection::open(&folder.path().join("t.db")).unwrap().sql;
    let read = Arc::new(Mutex::new(BTreeSet::new()));
    let seen = read.clone();
    let note = move |context: AuthContext<'_>| {
        if let AuthAction::Read { table_name, .. } = context.action {
            seen.lock().unwrap().insert(table_name.to_owned());
        }
        Authorization::Allow
    };
    conn.authorizer(Some(note)).unwrap();
    for step in steps {
        let (_, sql) = step.split_once(" ← ").unwrap();
        conn.prepare(sql).unwrap();
    }
    conn.authorizer(None::<fn(AuthContext<'_>) -> Authorization>).unwrap();
    let views: Vec<String> = conn
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'view'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    let mut read = std::mem::take(&mut *read.lock().unwrap());
    read.retain(|table| !views.contains(table));
    read
}

fn listed(lookup: Lookup) -> BTreeSet<String> {
    let tables = TABLES.iter().find(|(of, _)| *of == lookup).unwrap().1;
    tables.iter().map(|table| (*table).to_owned()).collect()
}

#[tokio::test]
async fn a_lookup_depends_on_the_tables_that_it_reads_and_on_no_other() {
    let callers = read_by(|all| {
        sessions::actor(all, SessionId(1), UserId(1))?;
        sessions::by_token(all, "hash")?;
        api_tokens::enter(all, Which::Hash("hash"))?;
        Ok(())
    });
    assert_eq!(callers.await, listed(Lookup::Callers));
    let pictures = read_by(|all| {
        assert!(files::delivered(all, "public", false)?.is_some_and(|one| one.watermark.is_some()));
        portraits::find_public(all, "other")?;
        Ok(())
    });
    let mut pictures = pictures.await;
    // Only a restore adds a row to it, and one goes only when people are named on a photograph with
    // these bytes, which makes them a photograph all the same.
    assert!(pictures.remove("lost_photographs"));
    assert_eq!(pictures, listed(Lookup::Pictures));
}

/// SQLite reports neither rows deleted with a whole table, nor tables without row ids.
#[test]
fn every_change_of_these_tables_is_reported() {
    let sources = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/store")).unwrap();
    let sources: String =
        sources.flatten().filter_map(|entry| std::fs::read_to_string(entry.path()).ok()).collect();
    let schema = super::super::schema().unwrap();
    for table in TABLES.iter().flat_map(|(_, tables)| *tables) {
        assert!(!sources.contains(&format!("\"DELETE FROM {table}\"")), "all of {table} at once");
        let made =
            schema.split("CREATE TABLE ").find(|made| made.starts_with(&format!("{table} (")));
        assert!(!made.unwrap().contains("WITHOUT ROWID"), "{table} has no row ids");
    }
}

#[tokio::test]
async fn the_version_changes_with_these_tables_only() {
    let (_folder, db) = open();
    let versions = || [db.version(Lookup::Callers), db.version(Lookup::Pictures)];
    assert_eq!(versions(), [Some(0), Some(0)]);
    let scope = db.write_all(|all| companies::create(all, "lumiere", 96, 60)).await.unwrap();
    assert_eq!(versions(), [Some(2), Some(2)], "companies matter to both");
    db.write(scope, |tx| {
        tx.change(
            "INSERT INTO employees (company_id, locale, created_at, updated_at)
             VALUES (:company, 'fr', 0, 0)",
            &[],
        )
    })
    .await
    .unwrap();
    assert_eq!(versions(), [Some(2), Some(2)], "employees matter to neither");
    let refused: Result<()> = db
        .write_all(|all| {
            companies::create(all, "pathe", 96, 60)?;
            Err(Error::Forbidden)
        })
        .await;
    assert!(refused.is_err());
    // It was rolled back by its savepoint in a committed batch: counting too often is harmless.
    assert!(versions().into_iter().all(|version| version.is_some_and(|count| count >= 2)));
}

#[tokio::test]
async fn rows_deleted_by_cascade_count() {
    let (_folder, db) = open();
    db.write_all(|all| {
        let scope = companies::create(all, "lumiere", 96, 60)?;
        let user = all.insert(
            "INSERT INTO users (email, email_key, instance_role, created_at, updated_at)
             VALUES ('a@b.example', 'a@b.example', NULL, 0, 0) RETURNING id",
            &[],
        )?;
        all.insert(
            "INSERT INTO sessions (user_id, company_id, created_at, used_at, expires_at)
             VALUES (:user, :company, 0, 0, 1) RETURNING id",
            params! { ":user": user, ":company": scope.company().0 },
        )?;
        all.insert(
            "INSERT INTO refresh_tokens (session_id, token_hash, created_at)
             VALUES (1, 'hash', 0) RETURNING id",
            &[],
        )
    })
    .await
    .unwrap();
    let before = db.version(Lookup::Callers);
    let gone = db.write_all(|all| sessions::forget(all, Timestamp(2))).await.unwrap();
    assert_eq!(gone, 1);
    assert!(db.version(Lookup::Callers) > before);
    let left = db.read_all(|all| all.count("SELECT COUNT(*) FROM refresh_tokens", &[])).await;
    assert_eq!(left.unwrap(), 0);
}

#[test]
fn there_is_no_version_during_a_commit() {
    let versions = Versions::default();
    versions.0.touched.store(1, SeqCst);
    let changing = versions.changing();
    assert_eq!([versions.of(Lookup::Callers), versions.of(Lookup::Pictures)], [None, Some(0)]);
    drop(changing);
    assert_eq!([versions.of(Lookup::Callers), versions.of(Lookup::Pictures)], [Some(2), Some(0)]);
}
