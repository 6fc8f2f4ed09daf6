//! Lists: pages, cursors, and totals that are kept rather than counted.

use serde_json::{Value, json};

use crate::support::{Recipient, Server, rows};

fn ids(list: &Value) -> Vec<i64> {
    list["data"].as_array().unwrap().iter().map(|one| one["id"].as_i64().unwrap()).collect()
}

/// Checks the stored counts against the rows.
fn counts_are_right(server: &Server) {
    let folder = server.folder.path();
    let kept = "SELECT company_id, deleted, state, total FROM answer_counts WHERE total <> 0
                 ORDER BY 1, 2, 3";
    let counted = "SELECT company_id, deleted_at IS NOT NULL, state, COUNT(*) FROM answers
                    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";
    assert_eq!(rows(folder, kept), rows(folder, counted));
    let kept = "SELECT company_id, day, deleted, state, total FROM answer_days WHERE total <> 0
                 ORDER BY 1, 2, 3, 4";
    let counted = "SELECT company_id, created_at / 86400000, deleted_at IS NOT NULL, state,
                          COUNT(*) FROM answers GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4";
    assert_eq!(rows(folder, kept), rows(folder, counted));
    let kept = "SELECT company_id, deleted, total FROM employee_counts WHERE total <> 0
                 ORDER BY 1, 2";
    let counted = "SELECT company_id, deleted_at IS NOT NULL, COUNT(*) FROM employees
                    WHERE erased_at IS NULL GROUP BY 1, 2 ORDER BY 1, 2";
    assert_eq!(rows(folder, kept), rows(folder, counted));
}

#[tokio::test]
async fn a_list_is_the_same_by_its_pages_from_either_end_and_row_by_row() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let mut people = vec![];
    for n in 0..23 {
        people.push(
            studio.employs(&format!("P{n:02}"), "Moreau", &format!("p{n}@example.org")).await,
        );
    }
    // Created in the same millisecond: the id decides.
    let (_, mut answers) = studio.plans("Portraits", &people).await;
    answers.reverse();
    for (list, all) in
        [("/answer?orderBy=createdAt:desc", answers), ("/employee?orderBy=name:asc", people)]
    {
        for limit in [1, 5, 23, 100] {
            let mut walked = vec![];
            for page in 1..=23 / limit + 2 {
                let reply = studio.get(&format!("{list}&page={page}&limit={limit}")).await;
                assert_eq!((reply.is(200).id("/total"), reply.id("/currentPage")), (23, page));
                walked.extend(ids(&reply.json));
            }
            assert_eq!(walked, all, "{list} by {limit}");
        }
    }
}

#[tokio::test]
async fn pages_far_into_a_long_list_are_the_same_rows_as_walking_there() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let (event, answers) = studio.plans("Portraits", &[ana]).await;
    server.settle().await;
    // Four thousand more, some of them deleted, over nine days, two of them without any.
    rows(
        server.folder.path(),
        &format!(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
             INSERT INTO answers (company_id, event_id, employee_id, reference, locale, state,
                    link_expires_at, supersedes, created_at, updated_at, deleted_at)
             SELECT company_id, event_id, employee_id, 'R' || i, locale,
                    iif(i % 3 = 0, 'REFUSED', 'PENDING'), 0, id + i - 1,
                    created_at + i / 700 * 86400000 * iif(i > 2000, 2, 1) + i % 7, 0,
                    iif(i % 11 = 0, 1, NULL)
               FROM answers, n WHERE answers.id = {}",
            answers[0]
        ),
    );
    counts_are_right(&server);
    for filter in ["", "&state=REFUSED", "&withDeleted=true", "&withDeleted=true&state=PENDING"] {
        for order in ["asc", "desc"] {
            let list = format!("/answer?orderBy=createdAt:{order}&limit=100{filter}");
            let total = studio.get(&list).await.is(200).id("/total");
            let (mut walked, mut after) = (0, String::new());
            for page in 1..=total / 100 + 2 {
                let by_number = studio.get(&format!("{list}&page={page}")).await;
                let by_hand = studio.get(&format!("{list}{after}")).await;
                let (numbered, handed) = (ids(&by_number.json), ids(&by_hand.json));
                if after.is_empty() || !numbered.is_empty() {
                    assert_eq!(numbered, handed, "page {page} of {list}");
                }
                walked += numbered.len() as i64;
                if let Some(last) = handed.last() {
                    after = format!("&after={last}");
                }
            }
            assert_eq!(walked, total, "{list}");
        }
    }
    studio.get(&format!("/event/{event}")).await.is(200);
}

#[tokio::test]
async fn answers_are_walked_by_the_last_one_seen() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let mut people = vec![];
    for n in 0..7 {
        people
            .push(studio.employs("P", &format!("Moreau {n}"), &format!("p{n}@example.org")).await);
    }
    let (_, answers) = studio.plans("Portraits", &people).await;
    for (order, all) in
        [("asc", answers.clone()), ("desc", answers.iter().rev().copied().collect())]
    {
        let mut walked = vec![];
        let mut path = format!("/answer?limit=3&orderBy=createdAt:{order}");
        loop {
            let page = studio.get(&path).await;
            assert_eq!(page.is(200).id("/total"), 7);
            let Some(last) = ids(&page.json).last().copied() else { break };
            walked.extend(ids(&page.json));
            path = format!("/answer?limit=3&orderBy=createdAt:{order}&after={last}");
            if walked.len() == 3 {
                // A new answer in the meantime shifts nothing.
                let new = studio.employs("New", order, &format!("{order}@example.org")).await;
                let (_, extra) = studio.plans("Meanwhile", &[new]).await;
                studio.delete(&format!("/answer/{}", extra[0])).await.is(204);
            }
        }
        assert_eq!(walked, all);
    }
    studio.get("/answer?after=999999").await.refuses(&["after"]);
    let stranger = server.studio("pathe").await;
    let theirs = stranger.employs("Ana", "Moreau", "ana@example.org").await;
    let (_, theirs) = stranger.plans("Theirs", &[theirs]).await;
    studio.get(&format!("/answer?after={}", theirs[0])).await.refuses(&["after"]);
}

#[tokio::test]
async fn totals_are_what_counting_would_give_whatever_happens() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let leo = studio.employs("Léo", "Adam", "leo@example.org").await;
    let zoe = studio.employs("Zoé", "Blanc", "zoe@example.org").await;
    let (event, answers) = studio.plans("Portraits", &[ana, leo, zoe]).await;
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "ana@example.org");
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    recipient.withdraws(None).await.is(200);
    counts_are_right(&server);
    studio.delete(&format!("/employee/{leo}")).await.is(204);
    studio.delete(&format!("/answer/{}", answers[0])).await.is_problem(409, "answer_given");
    studio.delete(&format!("/answer/{}", answers[2])).await.is(204);
    counts_are_right(&server);
    let total = async |path: &str| studio.get(path).await.is(200).id("/total");
    assert_eq!((total("/answer").await, total("/answer?withDeleted=true").await), (1, 3));
    assert_eq!(total("/answer?withDeleted=true&state=WITHDRAWN").await, 1);
    assert_eq!(total("/answer?state=WITHDRAWN").await, 1);
    assert_eq!(total("/answer?state=PENDING").await, 0);
    assert_eq!((total("/employee").await, total("/employee?withDeleted=true").await), (2, 3));
    studio.acts(&format!("/employee/{leo}/restore")).await.is(200);
    studio.delete(&format!("/employee/{zoe}/forever")).await.is(204);
    server.settle().await;
    counts_are_right(&server);
    assert_eq!((total("/employee").await, total("/employee?withDeleted=true").await), (2, 2));
    assert_eq!(total(&format!("/answer?eventId={event}")).await, 2);
}

#[tokio::test]
async fn users_are_ordered_as_people_read_names() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    for (first, last) in [("Zoé", "Étienne"), ("Ana", "Zola"), ("Noé", "adam"), ("Éva", "Eluard")]
    {
        let email = format!("{}@example.org", be_right::model::slug(last));
        let hired = studio.hires(&email, "USER").await;
        let profile = json!({ "email": email, "firstName": first, "lastName": last });
        hired.put("/user/profile", profile).await.is(200);
    }
    let list = studio.get("/user?orderBy=name:asc").await;
    let names: Vec<_> = list.json["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["lastName"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["adam", "Eluard", "Étienne", "Fontaine", "Zola"]);
    server.settle().await;
}

#[tokio::test]
async fn archived_shoots_are_listed_only_where_they_are_asked_for() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (old, _) = studio.plans("Old", &[]).await;
    let (new, _) = studio.plans("New", &[]).await;
    rows(
        server.folder.path(),
        &format!("UPDATE events SET archived_at = 1 WHERE id = {old} RETURNING id"),
    );
    assert_eq!(ids(&studio.get("/event").await.json), [new]);
    assert_eq!(ids(&studio.get("/event?archived=false").await.json), [new]);
    let archived = studio.get("/event?archived=true").await;
    assert_eq!(ids(&archived.json), [old]);
    assert_eq!(archived.json["data"][0]["archivedAt"], "1970-01-01T00:00:00.001Z");
    studio.get(&format!("/event/{old}")).await.is(200);
    studio.delete(&format!("/event/{old}")).await.is(204);
    assert_eq!(ids(&studio.get("/event/deleted").await.json), [old]);
}

/// Every list of the published document accepts what is declared of it beside its handler, and
/// refuses what is just outside.
#[tokio::test]
async fn every_list_takes_the_parameters_that_are_published() {
    let server = Server::start();
    let studio = crate::backups::admin(&server).await;
    let person = studio.employs("Ana", "M", "ana@example.org").await;
    let (event, _) = studio.plans("Été", &[person]).await;
    let group = json!({ "name": "G", "employeeIds": [person] });
    let group = studio.post("/group", group).await.is(201).id("/id");
    let lines = "Prénom;Nom;E-mail\nBéa;N;bea@example.org\n";
    let import = studio.sends("/employee-upload/csv", "a.csv", lines, &[]).await.is(202).id("/id");
    server.settle().await;
    let document: Value = serde_json::from_str(&be_right::http::openapi().unwrap()).unwrap();
    let mut tried = 0;
    for (path, operations) in document["paths"].as_object().unwrap() {
        let parameters = operations["get"]["parameters"].as_array().cloned().unwrap_or_default();
        let named = |name: &str| parameters.iter().find(|one| one["name"] == name);
        // The daily roots go on from a root, not by pages.
        let (Some(limit), Some(_)) = (named("limit"), named("page")) else { continue };
        let id = match path.as_str() {
            "/employee/event/{id}" | "/event/{id}/photos" | "/file/event/{id}" => event,
            "/group/{id}/employees" => group,
            "/import/{id}" => import,
            _ => person,
        };
        let at = path.replace("{id}", &id.to_string());
        // Nothing is billed here; the list is that of all others.
        if studio.get(&at).await.status == 503 {
            assert!(["/invoice", "/admin/subscription"].contains(&path.as_str()), "{path}");
            continue;
        }
        let get = async |query: &str| {
            let reply = studio.get(&format!("{at}?{query}")).await;
            assert!([200, 422].contains(&reply.status), "{at}?{query}: {}", reply.json);
            reply.status == 200
        };
        assert_eq!(limit["schema"]["maximum"], 100, "{path}");
        assert!(get("limit=100&page=1").await && get("limit=1").await, "{path}");
        for outside in ["limit=0", "limit=101", "limit=x", "page=0", "page=1000001"] {
            assert!(!get(outside).await, "{path}?{outside}");
        }
        if let Some(order) = named("orderBy") {
            let pattern = order["schema"]["pattern"].as_str().unwrap();
            let names = pattern.trim_start_matches("^(").split(')').next().unwrap();
            for name in names.split('|') {
                for direction in ["", ":asc", ":desc"] {
                    assert!(get(&format!("orderBy={name}{direction}")).await, "{path} {name}");
                }
                assert!(!get(&format!("orderBy={name}:up")).await, "{path} {name}");
            }
            assert!(!get("orderBy=passwordHash").await, "{path}");
        }
        if named("withDeleted").is_some() {
            assert!(get("withDeleted=true").await && !get("withDeleted=perhaps").await, "{path}");
        }
        if named("search").is_some() {
            // Of all companies, the shoots of one are searched.
            let of = if path == "/admin/event" {
                format!("&companyId={}", studio.company)
            } else {
                String::new()
            };
            assert!(get(&format!("search=ana{of}")).await, "{path}");
        }
        tried += 1;
    }
    assert!(tried >= 20, "{tried}");
    server.settle().await;
}
