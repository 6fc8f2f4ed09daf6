//! A daily root over very many chains: run with `--ignored --nocapture`, which prints the time that the
//! writer was held.

use crate::metrics::{figures, value, watched};
use crate::support::{Recipient, Server, change, rows};

const CHAINS: i64 = 100_000;

/// The seconds that commits took so far.
async fn commits(server: &Server) -> f64 {
    value(&figures(server).await, "be_right_db_commit_seconds_sum")
}

#[tokio::test]
#[ignore = "makes a database of 100,000 chains"]
async fn a_root_over_100_000_chains_writes_what_has_changed_only() {
    let server = watched();
    let studio = server.studio("Lumière").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let (_, answers) = studio.plans("Été", &[ana]).await;
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "ana@example.org");
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
    let (of, data) = (answers[0], server.folder.path());
    let numbers = format!("n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < {CHAINS})");
    // Copies of its chain under other ids.
    change(
        data,
        &format!(
            "BEGIN;
             WITH RECURSIVE {numbers}
             INSERT INTO answers (id, company_id, event_id, employee_id, reference, locale, state,
                                  link_expires_at, created_at, updated_at, deleted_at)
             SELECT 1000 + i, company_id, event_id, employee_id, 'R' || i, locale, state,
                    link_expires_at, created_at, updated_at, created_at
               FROM n, answers WHERE id = {of};
             WITH RECURSIVE {numbers}
             INSERT INTO evidence (company_id, answer_id, seq, kind, at, fields, previous_hash, hash)
             SELECT company_id, 1000 + i, seq, kind, at, '[]', previous_hash, hash
               FROM n, evidence WHERE answer_id = {of};
             WITH RECURSIVE {numbers}
             INSERT INTO chain_seals (company_id, answer_id, seal, sealed_at)
             SELECT company_id, 1000 + i, seal, sealed_at FROM n, chain_seals
              WHERE answer_id = {of};
             COMMIT"
        ),
    );
    let next_day = async || {
        server.clock.advance(86_400_000);
        let before = commits(&server).await;
        be_right::actions::answers::make_daily_root(&server.app).await.unwrap();
        let held = commits(&server).await - before;
        println!("the writer was held for {:.0} ms", held * 1_000.0);
    };
    let block = "SELECT block, hex(leaves) FROM root_leaves ORDER BY block";
    next_day().await;
    let first = rows(data, block);
    recipient.proves_the_email().await;
    recipient.withdraws(None).await.is(200);
    next_day().await;
    let second = rows(data, block);
    assert_eq!(first.iter().zip(&second).filter(|(one, other)| one != other).count(), 1);
    let roots = server.get("/verify/roots").await.json.clone();
    assert_eq!(roots["roots"][0]["leaves"], CHAINS + 1);
    let tree = server.app.root_tree().await.unwrap().unwrap();
    let anchor = tree.anchor(be_right::model::AnswerId(of)).unwrap();
    assert_eq!((anchor.index, anchor.path.len()), (0, 17));
    server.leaves_jobs();
}
