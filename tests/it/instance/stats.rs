//! The figures of the instance: what is kept is what there is.

use be_right::model::Role;
use serde_json::{Value, json};

use super::operator;
use crate::files::{picture, upload};
use crate::support::{Recipient, Server, Studio, rows};
use image::ImageFormat;

/// The figures by counting rows.
fn counted(server: &Server) -> Value {
    let number = |sql: &str| -> i64 { rows(server.folder.path(), sql)[0][0].parse().unwrap() };
    let live = |table: &str, more: &str| {
        number(&format!("SELECT COUNT(*) FROM {table} WHERE deleted_at IS NULL {more}"))
    };
    let answers = |state: &str| live("answers", &format!("AND state = '{state}'"));
    let mails =
        |state: &str| number(&format!("SELECT COUNT(*) FROM mails WHERE status = '{state}'"));
    json!({
        "companies": live("companies", ""),
        "users": live("users", ""),
        "employees": live("employees", "AND erased_at IS NULL"),
        "events": live("events", "AND erased_at IS NULL"),
        "answers": {
            "pending": answers("PENDING"), "accepted": answers("ACCEPTED"),
            "refused": answers("REFUSED"), "withdrawn": answers("WITHDRAWN"),
            "expired": answers("EXPIRED"),
        },
        "mails": {
            "queued": mails("QUEUED"), "sent": mails("SENT"), "failed": mails("FAILED"),
            "dropped": mails("DROPPED"),
        },
        "storageBytes": number("SELECT COALESCE(SUM(bytes), 0) FROM storage"),
    })
}

async fn are_true(server: &Server, admin: &Studio<'_>) {
    let shown = admin.get("/admin/stats?by=DAY").await;
    let shown = shown.is(200).json.clone();
    let counted = counted(server);
    for (name, value) in counted.as_object().unwrap() {
        assert_eq!(&shown[name], value, "{name}: {shown}");
    }
    // Everything in the tests was added in the last 12 months.
    let months = admin.get("/admin/stats").await.json["overTime"].clone();
    let sum = |name: &str| -> i64 {
        months.as_array().unwrap().iter().map(|one| one[name].as_i64().unwrap()).sum()
    };
    for name in ["companies", "users", "employees", "events", "storageBytes"] {
        assert_eq!(sum(name), counted[name].as_i64().unwrap(), "{name}");
    }
    let all = |name: &str| -> i64 {
        counted[name].as_object().unwrap().values().map(|one| one.as_i64().unwrap()).sum()
    };
    assert_eq!((sum("answers"), sum("mails")), (all("answers"), all("mails")));
}

#[tokio::test]
async fn the_figures_are_those_of_the_rows_after_every_kind_of_change() {
    let server = Server::start();
    let admin = operator(&server, "instance", Role::Admin).await;
    are_true(&server, &admin).await;
    let studio = server.studio("lumiere").await;
    let other = server.studio("pathe").await;
    let mut people = vec![];
    for n in 0..5 {
        people.push(studio.employs(&format!("P{n}"), "Moreau", &format!("p{n}@example.org")).await);
    }
    let (event, answers) = studio.plans("Portraits", &people).await;
    let (second, _) = studio.plans("Landscapes", &people[..2]).await;
    are_true(&server, &admin).await;
    server.settle().await;
    are_true(&server, &admin).await;

    for n in 0..3 {
        let mut invited = Recipient::invited(&server, &format!("p{n}@example.org"));
        invited.proves_the_email().await.is(200);
        match n {
            1 => invited.refuses(None).await.is(201),
            _ => invited.accepts(&["web", "press"]).await.is(201),
        };
        if n == 2 {
            invited.withdraws(None).await.is(200);
        }
    }
    server.settle().await;
    are_true(&server, &admin).await;
    let state = |name: &'static str| {
        let admin = &admin;
        async move { admin.get("/admin/stats").await.json["answers"][name].as_i64().unwrap() }
    };
    assert_eq!((state("accepted").await, state("refused").await), (1, 1));

    // A photograph, the same once more, and its deletion.
    let photo = picture(180, 90, 1, ImageFormat::Png);
    upload(&studio, event, &[("a.png", &photo)]).await;
    upload(&studio, event, &[("b.png", &photo)]).await;
    are_true(&server, &admin).await;
    let held = admin.get("/admin/stats").await.json["storageBytes"].as_i64().unwrap();
    assert!(held > 0);

    // Deleting, restoring, erasing, and the purge.
    studio.delete(&format!("/event/{second}")).await.is(204);
    are_true(&server, &admin).await;
    studio.acts(&format!("/event/{second}/restore")).await.is(200);
    are_true(&server, &admin).await;
    studio.delete(&format!("/employee/{}", people[4])).await.is(204);
    are_true(&server, &admin).await;
    studio.acts(&format!("/employee/{}/restore", people[4])).await.is(200);
    studio.delete(&format!("/employee/{}/forever", people[3])).await.is(204);
    are_true(&server, &admin).await;
    studio.delete(&format!("/answer/{}", answers[4])).await;
    studio.delete(&format!("/event/{second}")).await.is(204);
    let company = format!("/company/{}", other.company);
    other.delete(&company).await.is(204);
    are_true(&server, &admin).await;
    other.acts(&format!("{company}/restore")).await.is(200);
    are_true(&server, &admin).await;
    other.delete(&company).await.is(204);
    server.sleeps(150).await;
    server.leaves_jobs();
    let admin = admin.back().await;
    are_true(&server, &admin).await;
}

#[tokio::test]
async fn figures_are_for_operators_and_their_periods_have_no_gaps() {
    let server = Server::start();
    let admin = operator(&server, "instance", Role::Admin).await;
    let developer = operator(&server, "machine", Role::Developer).await;
    let owner = server.studio("lumiere").await;
    owner.get("/admin/stats").await.is_problem(403, "forbidden");
    for operator in [&admin, &developer] {
        let days = operator.get("/admin/stats?by=DAY").await;
        assert_eq!(days.is(200).json["overTime"].as_array().unwrap().len(), 30);
        let months = operator.get("/admin/stats?by=MONTH").await.is(200).json.clone();
        assert_eq!(months["overTime"].as_array().unwrap().len(), 12);
        assert_eq!(months["companies"], 3);
    }
    admin.get("/admin/stats?by=YEAR").await.is(422);
}
