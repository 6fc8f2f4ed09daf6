use super::*;
use crate::model::{CompanyId, Job};
use crate::store::{companies, facts, jobs, memberships, params, users};

struct Midnight;
impl Clock for Midnight {
    fn running(&self) -> std::time::Duration {
        std::time::Duration::ZERO
    }

    fn now(&self) -> Timestamp {
        Timestamp(0)
    }
}

const ONE: Scope = Scope::whole(CompanyId(1));

fn open() -> (tempfile::TempDir, Db) {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&folder.path().join("t.db"), Arc::new(Midnight)).unwrap();
    (folder, db)
}

fn message(result: Result<impl Sized>) -> String {
    match result {
        Err(Error::Internal(cause)) => format!("{cause:#}"),
        _ => panic!("expected an internal error"),
    }
}

#[test]
fn the_committed_schema_is_the_sum_of_the_migrations() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/schema.sql");
    let schema = engine::schema().unwrap();
    if std::env::var_os("ACCEPT").is_some() {
        std::fs::write(file, &schema).unwrap();
    }
    let committed = std::fs::read_to_string(file).unwrap_or_default();
    assert!(schema == committed, "migrations/schema.sql is stale: run ACCEPT=1 cargo test schema");
}

#[tokio::test]
async fn a_companys_statement_must_name_the_company() {
    let (_folder, db) = open();
    let forgot = db.write(ONE, |tx| tx.change("DELETE FROM answers", &[])).await;
    assert_eq!(message(forgot), "unscoped: DELETE FROM answers");
}

#[tokio::test]
async fn a_parameter_left_out_is_an_error_not_a_null() {
    let (_folder, db) = open();
    let sql = "UPDATE answers SET reason = :reason WHERE company_id = :company";
    let forgot = db.write(ONE, move |tx| tx.change(sql, &[])).await;
    assert_eq!(message(forgot), format!("unbound parameter in: {sql}"));
}

#[tokio::test]
async fn a_snapshot_cannot_be_written_through() {
    let (_folder, db) = open();
    let sql = "UPDATE companies SET name = 'x' WHERE id = :company RETURNING id";
    let wrote = db.read(ONE, move |read| read.first(sql, &[], |row| row.at::<i64>(0))).await;
    assert!(message(wrote).contains("readonly"));
}

#[tokio::test]
async fn the_schema_refuses_a_row_that_crosses_companies() {
    let (_folder, db) = open();
    let crossing = db
        .write_all(|all| {
            let ours = companies::create(all, "lumiere", 96, 60)?;
            let theirs = companies::create(all, "pathe", 96, 60)?;
            let employee = all.enter(theirs).insert(
                "INSERT INTO employees (company_id, locale, created_at, updated_at)
                 VALUES (:company, 'fr', 0, 0) RETURNING id",
                &[],
            )?;
            all.enter(ours).change(
                "INSERT INTO guardians (company_id, employee_id, locale, created_at, updated_at)
                 VALUES (:company, :employee, 'fr', 0, 0)",
                params! { ":employee": employee },
            )
        })
        .await;
    assert!(message(crossing).contains("FOREIGN KEY"));
}

#[tokio::test]
async fn every_reference_between_company_tables_carries_the_company() {
    let (_folder, db) = open();
    let loose = db
        .read_all(|all| {
            all.all(
                r#"SELECT child.name || ' -> ' || fk."table"
                     FROM sqlite_schema AS child
                     JOIN pragma_foreign_key_list(child.name) AS fk
                    WHERE child.type = 'table'
                      AND EXISTS (SELECT 1 FROM pragma_table_info(fk."table") WHERE name = 'company_id')
                      AND fk."table" <> 'sessions'
                    GROUP BY child.name, fk.id
                   HAVING SUM(fk."from" = 'company_id' AND fk."to" = 'company_id') = 0"#,
                &[],
                |row| row.at::<String>(0),
            )
        })
        .await
        .unwrap();
    assert!(loose.is_empty(), "{loose:?}: refer by (company_id, id)");
}

#[tokio::test]
async fn every_foreign_key_can_be_followed_by_an_index() {
    let (_folder, db) = open();
    let slow = db
        .read_all(|all| {
            all.all(
                r#"SELECT DISTINCT child.name || '.' || fk."from"
                     FROM sqlite_schema AS child
                     JOIN pragma_foreign_key_list(child.name) AS fk
                    WHERE child.type = 'table' AND fk."from" LIKE '%\_id' ESCAPE '\'
                      AND fk."from" NOT IN ('company_id', 'created_by', 'user_id', 'template_id', 'document_id')
                      AND NOT EXISTS (
                        SELECT 1 FROM pragma_index_list(child.name) AS i
                          JOIN pragma_index_info(i.name) AS c
                         WHERE c.name = fk."from" AND c.seqno <= 1)"#,
                &[],
                |row| row.at::<String>(0),
            )
        })
        .await
        .unwrap();
    assert!(slow.is_empty(), "{slow:?} have no index");
}

#[tokio::test]
async fn a_panic_rolls_back_and_the_writer_lives_on() {
    let (_folder, db) = open();
    let other = db.clone();
    #[expect(clippy::disallowed_methods, reason = "to survive the panic")]
    let crashed = tokio::spawn(async move {
        other
            .write_all(|all| -> Result<()> {
                companies::create(all, "lumiere", 96, 60)?;
                panic!("halfway")
            })
            .await
    });
    assert!(crashed.await.is_err());
    let found = db.read_all(|all| all.count("SELECT COUNT(*) FROM companies", &[])).await.unwrap();
    assert_eq!(found, 0);
    assert!(db.write_all(|all| companies::create(all, "lumiere", 96, 60)).await.is_ok());
}

#[tokio::test]
async fn two_hundred_writers_share_commits_and_none_spoils_anothers() {
    let (_folder, db) = open();
    let one = |n: i32| {
        let db = db.clone();
        #[expect(clippy::disallowed_methods, reason = "to write at the same time")]
        tokio::spawn(async move {
            db.write_all(move |all| {
                companies::create(all, &format!("{n}"), 96, 60)?;
                // Every third one is rolled back.
                if n % 3 == 0 { Err(Error::Forbidden) } else { Ok(n) }
            })
            .await
        })
    };
    let writers: Vec<_> = (0..200).map(one).collect();
    let mut kept = 0;
    for writer in writers {
        kept += i64::from(writer.await.unwrap().is_ok());
    }
    let found = db.read_all(|all| all.count("SELECT COUNT(*) FROM companies", &[])).await.unwrap();
    assert_eq!((kept, found), (133, 133));
}

#[tokio::test]
async fn a_job_exists_exactly_when_its_transaction_does() {
    let (_folder, db) = open();
    let undone: Result<()> = db
        .write_all(|all| {
            let scope = companies::create(all, "lumiere", 96, 60)?;
            facts::record(
                &all.enter(scope),
                crate::model::Fact::EventCreated { event: crate::model::EventId(1) },
            )?;
            Err(Error::Forbidden)
        })
        .await;
    assert!(undone.is_err());
    assert_eq!(db.read_all(jobs::depth).await.unwrap(), (0, 0));
}

#[tokio::test]
async fn a_job_that_cannot_be_read_is_handed_out_as_such() {
    let (_folder, db) = open();
    db.write_all(|all| {
        all.change(
            "INSERT INTO jobs (kind, body, priority, due_at, created_at)
             VALUES ('of_tomorrow', '{\"job\":\"of_tomorrow\"}', 1, 0, 0)",
            &[],
        )
    })
    .await
    .unwrap();
    let leased = db.write_all(jobs::take).await.unwrap().unwrap();
    assert!(leased.job.is_none());
    db.write_all(move |all| jobs::park(all, leased.id, leased.attempt, "unreadable"))
        .await
        .unwrap();
    assert!(db.write_all(jobs::take).await.unwrap().is_none());
    assert_eq!(db.read_all(jobs::depth).await.unwrap(), (0, 1));
}

#[tokio::test]
async fn a_lease_that_ran_out_cannot_finish_the_job_of_the_next_worker() {
    let (_folder, db) = open();
    db.write_all(|all| jobs::insert_for_instance(all, &Job::Sweep)).await.unwrap();
    let first = db.write_all(jobs::take).await.unwrap().unwrap();
    assert!(db.write_all(jobs::take).await.unwrap().is_none());
    db.write_all(jobs::free_leases).await.unwrap();
    let second = db.write_all(jobs::take).await.unwrap().unwrap();
    assert_eq!((first.attempt, second.attempt), (1, 2));
    db.write_all(move |all| jobs::finish(all, first.id, first.attempt)).await.unwrap();
    assert_eq!(db.read_all(jobs::depth).await.unwrap(), (1, 0));
    db.write_all(move |all| jobs::finish(all, second.id, second.attempt)).await.unwrap();
    assert_eq!(db.read_all(jobs::depth).await.unwrap(), (0, 0));
}

#[tokio::test]
async fn a_once_key_lets_one_in_and_outlives_it() {
    let (_folder, db) = open();
    let queue = |db: Db| async move {
        db.write_all(|all| jobs::enqueue_for_instance(all, "sweep:2026-05-01", &Job::Sweep)).await
    };
    assert!(queue(db.clone()).await.unwrap().is_some());
    assert!(queue(db.clone()).await.unwrap().is_none());
    let leased = db.write_all(jobs::take).await.unwrap().unwrap();
    db.write_all(move |all| jobs::finish(all, leased.id, leased.attempt)).await.unwrap();
    assert!(queue(db).await.unwrap().is_none());
}

#[tokio::test]
async fn a_membership_given_twice_is_one_and_can_be_given_again() {
    let (_folder, db) = open();
    db.write_all(|all| {
        let email = crate::model::Email::parse("a@x.org").unwrap();
        let user = users::create(all, &email, "A", "B", None)?.unwrap();
        assert_eq!(users::create(all, &email, "A", "B", None)?, None);
        let tx = all.enter(companies::create(all, "lumiere", 96, 60)?);
        assert!(memberships::create(&tx, user, crate::model::Role::User)?);
        assert!(!memberships::create(&tx, user, crate::model::Role::Owner)?);
        assert!(memberships::delete(&tx, user)?);
        assert!(memberships::create(&tx, user, crate::model::Role::Owner)?);
        Ok(())
    })
    .await
    .unwrap();
}

#[test]
fn a_file_from_a_newer_version_is_refused_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("t.db");
    drop(Db::open(&file, Arc::new(Midnight)).unwrap());
    let conn = Connection::open(&file).unwrap();
    conn.execute("PRAGMA user_version = 99").unwrap();
    drop(conn);
    assert!(message(Db::open(&file, Arc::new(Midnight))).contains("newer be-right"));
    assert_eq!(Connection::open(&file).unwrap().schema().unwrap(), 99);
}

#[tokio::test]
async fn no_connection_makes_or_reads_another_file() {
    let (folder, db) = open();
    let (file, aside) = (folder.path().join("t.db"), folder.path().join("aside.db"));
    let soon = std::time::Duration::from_millis(300);
    std::fs::rename(&file, &aside).unwrap();
    assert!(db.pool.get_timeout(soon).is_err());
    assert!(!file.exists(), "an empty database was made");
    std::fs::write(&file, b"").unwrap();
    assert!(db.pool.get_timeout(soon).is_err());
    assert_eq!(std::fs::metadata(&file).unwrap().len(), 0, "another file was written to");
    std::fs::rename(&aside, &file).unwrap();
    assert!(db.pool.get_timeout(std::time::Duration::from_secs(20)).is_ok());
}

#[tokio::test]
async fn the_counts_of_events_are_what_counting_finds() {
    let (_folder, db) = open();
    let steps = [
        "INSERT INTO events (id, company_id, name, starts_at, ends_at, status, status_order,
                             created_at, updated_at)
         SELECT id, :of, 'x', 0, 0, 'CREATE', 1, 0, 0
           FROM (SELECT 1 AS id UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4)",
        "UPDATE events SET status = 'PENDING' WHERE company_id = :of AND id > 1",
        "UPDATE events SET deleted_at = 1 WHERE company_id = :of AND id IN (2, 3)",
        "UPDATE events SET deleted_at = 1, erased_at = 2 WHERE company_id = :of AND id = 3",
        "UPDATE events SET archived_at = 1, status = 'CLOSED' WHERE company_id = :of AND id = 4",
        "UPDATE events SET deleted_at = NULL WHERE company_id = :of AND id = 2",
        "DELETE FROM events WHERE company_id = :of AND id IN (1, 3)",
    ];
    let differ = |all: &AllTx, of: CompanyId| {
        all.count(
            "SELECT COUNT(*) FROM
              (SELECT deleted, archived, status, total FROM event_counts
                WHERE company_id = :of AND total <> 0
               EXCEPT
               SELECT deleted_at IS NOT NULL, archived_at IS NOT NULL, status, COUNT(*)
                 FROM events WHERE company_id = :of AND erased_at IS NULL GROUP BY 1, 2, 3)",
            params! { ":of": of },
        )
    };
    let counted = db.write_all(move |all| {
        let of = super::super::bench::fill(all, 1, 1)?.company();
        all.change("DELETE FROM answers WHERE company_id = :of", params! { ":of": of })?;
        all.change("DELETE FROM events WHERE company_id = :of", params! { ":of": of })?;
        for sql in steps {
            all.change(sql, params! { ":of": of })?;
            assert_eq!(differ(all, of)?, 0, "after {sql}");
        }
        let total = "SELECT SUM(total) FROM event_counts WHERE company_id = :of";
        all.count(total, params! { ":of": of })
    });
    assert_eq!(counted.await.unwrap(), 2);
}
