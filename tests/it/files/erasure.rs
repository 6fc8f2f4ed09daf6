//! The files of an employee who is erased.

use be_right::model::{Role, Timestamp, UserId};
use be_right::store::users;
use serde_json::json;

use super::{blobs, fetch, form, id, jpeg, photo, send_form};
use crate::support::{Recipient, Server, Studio, rows};

const DAY: i64 = Timestamp::DAY;

/// An administrator of the instance, who belongs to no company.
async fn administrator<'s>(server: &'s Server, studio: &Studio<'s>) -> Studio<'s> {
    let hired = studio.hires("admin@instance.example", "USER").await;
    studio.delete(&format!("/user/{}", hired.user)).await.is(204);
    let id = UserId(hired.user);
    let made =
        server.app.db.write_all(move |all| users::set_instance_role(all, id, Some(Role::Admin)));
    assert!(made.await.unwrap());
    hired
}

/// The number of files below a folder of the server's data.
fn lying(server: &Server, folder: &str) -> usize {
    fn count(path: &std::path::Path) -> usize {
        let entries = std::fs::read_dir(path).into_iter().flatten().map(|one| one.unwrap().path());
        entries.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
    }
    count(&server.folder.path().join(folder))
}

#[tokio::test]
async fn erasure_deletes_a_portrait_and_keeps_the_refusal() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Zyxomma", "ana@example.org").await;
    let bea = studio.employs("Béa", "Noir", "bea@example.org").await;
    let (event, _) = studio.plans("Été", &[ana, bea]).await;
    let shared = id(&photo(&studio, event, 1).await);
    let people = json!({ "employeeIds": [ana, bea] });
    studio.put(&format!("/file/{shared}/people"), people).await.is(200);
    // A portrait, its description, and a derivative of it.
    let path = format!("/file/{ana}?owner=employee");
    let fields = [("name", "Zyxomma.jpg"), ("description", "Zyxomma, de face")];
    let body = form(&fields, &[("a.jpg", &jpeg(9))]);
    let sent = send_form(&server, &studio.token, &path, body).await;
    let portrait = sent.is(201).json["data"][0]["file"].clone();
    let url = portrait["urls"]["thumb"].as_str().unwrap().to_owned();
    fetch(&server, &url, &[]).await.is(200);
    server.settle().await;
    for (email, accepts) in [("ana@example.org", false), ("bea@example.org", true)] {
        let mut recipient = Recipient::invited(&server, email);
        recipient.proves_the_email().await;
        match accepts {
            true => recipient.accepts(&["web"]).await.is(201),
            false => recipient.answers(json!({ "accepted": false, "uses": {} })).await.is(201),
        };
    }
    server.settle().await;
    server.indexes().await;
    assert_eq!(studio.get("/search?q=zyxomma&type=FILE").await.id("/total"), 1);
    assert_eq!((blobs(&server, studio.company).len(), lying(&server, "derivatives")), (2, 1));

    // Bytes stored a moment ago might belong to a row that is being written.
    server.clock.advance(DAY + 1_000);
    let studio = studio.back().await;
    studio.delete(&format!("/employee/{ana}/forever")).await.is(204);
    server.settle().await;
    server.indexes().await;
    studio.get(&format!("/file/{}", id(&portrait))).await.is_problem(404, "not_found");
    fetch(&server, &url, &[]).await.is(404);
    assert_eq!(studio.get("/search?q=zyxomma").await.id("/total"), 0);
    let left = rows(server.folder.path(), "SELECT id, name FROM files");
    assert_eq!(left, [[shared.to_string(), "photo-1.jpg".to_owned()]]);
    assert_eq!((blobs(&server, studio.company).len(), lying(&server, "derivatives")), (1, 0));
    // The row of the shared photograph stays, with an id that identifies nobody.
    let named = rows(server.folder.path(), "SELECT employee_id FROM file_people ORDER BY id");
    assert_eq!(named, [[ana.to_string()], [bea.to_string()]]);
    let photo = studio.get(&format!("/file/{shared}")).await;
    assert_eq!(photo.is(200).json["consent"]["web"], "refused");
    assert!(!photo.text().contains("Zyxomma"));
    let published = studio.get(&format!("/event/{event}/photos?use=web&state=allowed")).await;
    assert_eq!(published.id("/total"), 0);
    // An erased person cannot be asked any more, so they count as having refused, whatever others
    // answer.
    let list = studio.get(&format!("/event/{event}/photos?use=web&state=refused")).await;
    assert_eq!((list.id("/total"), list.id("/data/0/id")), (1, shared));
}

#[tokio::test]
async fn who_runs_the_instance_erases_in_any_company_and_it_is_noted() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let other = server.studio("pathe").await;
    let admin = administrator(&server, &studio).await;
    let ana = studio.employs("Ana", "Zyxomma", "ana@example.org").await;
    let (event, _) = studio.plans("Zyxomma", &[ana]).await;
    let bea = other.employs("Béa", "Zyxomma", "bea@example.org").await;
    server.settle().await;
    for (path, by) in [
        (format!("/admin/employee/{ana}/forever"), &studio),
        (format!("/admin/event/{event}/forever"), &studio),
    ] {
        by.delete(&path).await.is_problem(403, "forbidden");
    }
    // Also what was deleted together with its company.
    other.delete(&format!("/company/{}", other.company)).await.is(204);
    server.settle().await;
    for path in [
        format!("/admin/employee/{ana}/forever"),
        format!("/admin/employee/{bea}/forever"),
        format!("/admin/event/{event}/forever"),
    ] {
        admin.delete(&path).await.is(204);
        admin.delete(&path).await.is_problem(404, "not_found");
    }
    admin.delete("/admin/employee/999999/forever").await.is_problem(404, "not_found");
    server.settle().await;
    let folder = server.folder.path();
    let known = rows(folder, "SELECT id FROM employees WHERE last_name IS NOT NULL");
    assert!(known.is_empty());
    let noted = rows(
        folder,
        "SELECT company_id, user_id, action, about FROM audit
          WHERE action IN ('erase_employee', 'erase_event') ORDER BY id",
    );
    let by = admin.user.to_string();
    let line = |company: i64, action: &str, about: String| {
        vec![company.to_string(), by.clone(), action.to_owned(), about]
    };
    assert_eq!(
        noted,
        [
            line(studio.company, "erase_employee", format!("{{\"employee\":{ana}}}")),
            line(other.company, "erase_employee", format!("{{\"employee\":{bea}}}")),
            line(studio.company, "erase_event", format!("{{\"event\":{event}}}")),
        ]
    );
}
