//! Cached replies are never older than the last change that was acknowledged.

use std::cell::Cell;

use futures_util::future::{join, join_all};
use serde_json::json;

use crate::files::{fetch, id, photo};
use crate::metrics::{figures, value, watched};
use crate::support::{Server, change};

/// Makes the changes one after the other while other requests go on, so that a reply is always in
/// the cache and another always being computed.
async fn raced<A: Future<Output = ()>>(ask: impl Fn() -> A, changes: impl Future<Output = ()>) {
    let over = Cell::new(false);
    let asks = (0..6).map(async |_| {
        while !over.get() {
            ask().await;
        }
    });
    let changes = async {
        changes.await;
        over.set(true);
    };
    join(join_all(asks), changes).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_changes_a_setting_finds_it_changed_however_many_others_ask() {
    let server = watched();
    let studio = server.studio("lumiere").await;
    let limit = async || studio.get("/employee").await.is(200).json["limit"].as_i64().unwrap();
    let changes = async {
        for rows in (1..=100).chain(1..=100) {
            let wanted = json!({ "pageSizes": { "employees": rows } });
            studio.patch("/settings", wanted).await.is(200);
            assert_eq!(limit().await, rows);
        }
    };
    raced(async || assert!(limit().await > 0), changes).await;
    let text = figures(&server).await;
    let lookups = |from| {
        value(&text, &format!("be_right_lookups_total{{lookup=\"callers\",from=\"{from}\"}}"))
    };
    assert!(lookups("memory") > 200.0 && lookups("database") > 100.0, "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_was_ended_is_over_at_once() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    for round in 0..6 {
        let other = studio.comes_back().await;
        let over = Cell::new(false);
        let ask = async || {
            let reply = other.get("/user/profile").await;
            // A request made before the change may see either state.
            assert!(matches!(reply.status, 200 | 401), "round {round}");
        };
        let changes = async {
            other.get("/user/profile").await.is(200);
            other.acts("/auth/logout").await.is(204);
            over.set(true);
            other.get("/user/profile").await.is(401);
        };
        raced(ask, changes).await;
        assert!(over.get());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_member_may_do_ends_with_the_change_of_their_role() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let member = studio.hires("paul@lumiere.example", "USER").await;
    let role = async |role: &str| {
        let path = format!("/user/{}", member.user);
        studio.patch(&path, json!({ "role": role })).await.is(200);
    };
    let add = async |n: usize| {
        let person =
            json!({ "firstName": "Ana", "lastName": "Li", "email": format!("a{n}@b.example") });
        member.post("/employee", person).await.status
    };
    let changes = async {
        for n in 0..20 {
            role("PHOTOGRAPHER").await;
            assert_eq!(add(n).await, 403);
            role("USER").await;
            assert_eq!(add(n).await, 201);
        }
    };
    raced(async || drop(member.get("/event").await), changes).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_was_deleted_is_gone_at_once_and_back_at_once() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let file = id(&photo(&studio, event, 1).await);
    let link = studio.post(&format!("/file/{file}/link"), json!({ "transform": "w_64" })).await;
    let url = link.is(201).json["url"].as_str().unwrap().to_owned();
    let changes = async {
        for _ in 0..30 {
            studio.delete(&format!("/file/{file}")).await.is(204);
            fetch(&server, &url, &[]).await.is(404);
            studio.acts(&format!("/file/{file}/restore")).await.is(200);
            fetch(&server, &url, &[]).await.is(200);
        }
    };
    raced(async || drop(fetch(&server, &url, &[]).await), changes).await;
}

#[tokio::test]
async fn a_cached_reply_is_valid_for_a_second() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    studio.get("/user/profile").await.is(200);
    // As another process does it, of which this one is not notified.
    change(server.folder.path(), "UPDATE sessions SET ended_at = 1");
    studio.get("/user/profile").await.is(200);
    server.clock.advance(1_000);
    studio.get("/user/profile").await.is(401);
}
