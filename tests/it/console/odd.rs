//! What people really send: hundreds at once, broken files among good ones, names that are very long,
//! written from right to left, or not text at all; and links that lead nowhere people can read.

use std::collections::{BTreeSet, VecDeque};

use be_right::model::{Role, Timestamp, UserId};
use be_right::store::users;
use image::ImageFormat;
use serde_json::json;

use super::{ConsoleContext, accepts, said};
use crate::files::{jpeg, picture};
use crate::support::Server;
use crate::support::document::operations;

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

#[tokio::test]
async fn six_hundred_people_are_asked_and_reminded_at_once() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let mut people = vec![];
    for part in 0..6 {
        let person = |n: i32| {
            json!({
                "firstName": "Alix", "lastName": format!("Moreau{part}x{n}"),
                "email": format!("p{part}x{n}@example.net"),
            })
        };
        let body = json!({ "employees": (0..100).map(person).collect::<Vec<_>>() });
        let made = studio.post("/employee/many", body).await.is(200).json.clone();
        let made = made["results"].as_array().unwrap().clone();
        people.extend(made.iter().map(|one| one["employee"]["id"].as_i64().unwrap()));
    }
    assert_eq!(people.len(), 600);
    server.settle().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let page = console.get("/console/shoots/new?lang=en").await.is(200).text();
    let key = said(&page, "name=\"once\" value")[0].to_owned();
    let chosen: String = people.iter().map(|id| format!("&person={id}")).collect();
    let form = format!("once={key}&do=send&name=Gala&day=2027-03-14&from=09%3A00&until=17%3A00");
    let made = console.sends("/console/shoots/new", &format!("{form}{chosen}")).await;
    let made = made.is(303).header("location").to_owned();
    let twice = console.sends("/console/shoots/new", &format!("{form}{chosen}")).await;
    assert_eq!(twice.is(303).header("location").split('?').next(), made.split('?').next());
    let here = made.split('?').next().unwrap().to_owned();
    server.settle().await;
    let page = console.get(&format!("{here}?lang=en")).await.is(200).text();
    assert!(page.contains("0 of 600") && page.contains("page=12\">of 12</a>"), "{page}");
    // The number of a page is typed, and what is chosen stays.
    let page = console.get(&format!("{here}?sort=-name&state=open&lang=en")).await.is(200).text();
    let (_, jump) = page.split_once("<form id=\"jump\"").unwrap_or_else(|| panic!("{page}"));
    let jump = &jump[..jump.find("</form>").unwrap()];
    assert!(jump.contains(&format!("action=\"{here}\"")), "{jump}");
    for field in ["name=\"sort\" value=\"-name\"", "name=\"state\" value=\"open\""] {
        assert!(jump.contains(field), "{jump}");
    }
    server.clock.advance(2 * Timestamp::DAY);
    let console = ConsoleContext::of(&server, &studio.email).await;
    let there = format!("{here}/answers");
    let asked = console.sends(&there, "do=remind&all=yes&state=open").await.is(200).text();
    assert!(asked.contains("Send a reminder to 600 people?"), "{asked}");
    assert!(asked.contains("600 e-mails leave") && asked.contains("540 more"), "{asked}");
    let ids = asked.split("name=\"answer\" value=\"").skip(1);
    let ids: String =
        ids.map(|one| format!("&answer={}", one.split('"').next().unwrap())).collect();
    let done = console.sends(&there, &format!("do=remind&confirm=yes{ids}")).await;
    assert!(done.is(303).header("location").contains("after=reminded&count=600"));
    server.settle().await;
    assert_eq!(server.postbox.to("p5x99@example.net").len(), 2);
}

#[tokio::test]
async fn of_three_hundred_photographs_the_three_broken_ones_are_named_and_the_others_kept() {
    let server = Server::start();
    let (studio, event, _) = super::shoot(&server).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let mut files: Vec<(String, Vec<u8>)> = (0..297u32)
        .map(|n| {
            let bytes = picture(32 + n / 200, 24, (n % 200) as u8, ImageFormat::Jpeg);
            (format!("photo{n:03}.jpg"), bytes)
        })
        .collect();
    let mut cut = jpeg(7);
    cut.truncate(200);
    files.insert(3, ("cut.jpg".to_owned(), cut));
    files.insert(150, ("notes.txt".to_owned(), b"hello".to_vec()));
    files.push(("empty.jpg".to_owned(), vec![]));
    let sent: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    // A form takes a hundred at a time and says so; scripts send one by one.
    let refused = console.uploads(event, &sent).await.is(422).text();
    assert!(refused.contains("Cent fichiers au plus"), "{refused}");
    let mut said = vec![];
    for part in sent.chunks(100) {
        let page = console.uploads(event, part).await.is(200).text();
        let list = page.split("class=\"alert\"").nth(1).expect("what was refused is said");
        said.push(list.split("</div>").next().unwrap().to_owned());
    }
    for (part, name) in said.iter().zip(["cut.jpg", "notes.txt", "empty.jpg"]) {
        assert!(part.contains(name) && !part.contains("photo0"), "{name}: {part}");
        assert!(part.contains("99 photos"), "{part}");
    }
    server.settle().await;
    let page = console.get(&format!("/console/shoots/{event}/photos?lang=en")).await.text();
    assert!(page.contains("id=\"count\">297</span>"), "{page}");
    console.get(&format!("/console/shoots/{event}/photos?page=5")).await.is(200);
}

#[tokio::test]
async fn names_of_any_script_are_shown_as_written_and_overlong_ones_beside_their_field() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let long = "é".repeat(300);
    let person = |first: &str, last: &str| {
        format!(
            "do=save&firstName={}&lastName={}&email=omar@example.net",
            encoded(first),
            encoded(last)
        )
    };
    for (path, form, field, typed) in [
        ("/console/people/new", person(&long, "Haddad"), "f-firstName", long.as_str()),
        ("/console/people/new", person("Omar\u{202e}", "Haddad"), "f-firstName", "Omar"),
        (
            "/console/shoots/new",
            format!("do=draft&name={}&day=2027-03-14&from=09%3A00&until=17%3A00", encoded(&long)),
            "f-name",
            long.as_str(),
        ),
        ("/console/groups", format!("do=create&name={}", encoded(&long)), "f-name", long.as_str()),
        ("/console/settings/studio", format!("name={}", encoded(&long)), "f-name", long.as_str()),
    ] {
        let page = console.sends(path, &form).await.is(422).text();
        assert!(page.contains(&format!("id=\"{field}-error\"")), "{path}: {page}");
        assert!(page.contains(typed), "{path} keeps what was typed");
    }
    console.sends("/console/people/new", &person("عمر 🎉", "حداد")).await.is(303);
    server.settle().await;
    server.indexes().await;
    let people = console.get("/console/people?lang=en").await.is(200).text();
    assert!(people.contains("dir=\"auto\">عمر 🎉 حداد</a>"), "{people}");
    let found = console.get(&format!("/console/people?search={}", encoded("عمر"))).await.text();
    assert!(found.contains("حداد"), "{found}");
    let id = said(&people, "name=\"person\" value")[0].to_owned();
    let form = format!(
        "do=send&name={}&day=2027-03-14&from=09%3A00&until=17%3A00&person={id}",
        encoded("زفاف 🎉 <b>")
    );
    let made = console.sends("/console/shoots/new", &form).await;
    let here = made.is(303).header("location").split('?').next().unwrap().to_owned();
    server.settle().await;
    for page in ["/console", "/console/shoots", here.as_str(), "/console/calendar?month=2027-03"] {
        let page = console.get(page).await.is(200).text();
        assert!(page.contains("زفاف 🎉 &#60;b&#62;") && !page.contains("🎉 <b>"), "{page}");
    }
    let mail = server.postbox.last_to("omar@example.net");
    assert!(mail.text.contains("زفاف 🎉 <b>"), "{}", mail.text);
    accepts(&server, "omar@example.net", &["web"]).await;
    for name in ["answers.csv", "answers.xlsx"] {
        console.get(&format!("{here}/papers/{name}")).await.is(200);
    }
    let page = console.get(&format!("{here}?lang=en")).await.is(200).text();
    assert!(page.contains("عمر 🎉 حداد"), "{page}");
    server.settle().await;
}

/// Follows every link of the console: each is a page or a file, and none is an address of the API.
#[tokio::test]
async fn no_page_links_to_an_address_of_the_api_and_no_link_is_dead() {
    let server = Server::start();
    let (studio, event, zoe) = super::shoot(&server).await;
    let owner = UserId(studio.user);
    let made =
        server.app.db.write_all(move |all| users::set_instance_role(all, owner, Some(Role::Admin)));
    assert!(made.await.unwrap());
    accepts(&server, "zoe@example.net", &["web"]).await;
    studio.post("/group", json!({ "name": "Danse", "employeeIds": [zoe] })).await.is(201);
    crate::files::photo(&studio, event, 1).await;
    server.settle().await;
    server.indexes().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let is_api = |path: &str| {
        let parts: Vec<&str> = path.split('/').collect();
        operations().iter().any(|one| {
            let own: Vec<&str> = one.path.split('/').collect();
            own.len() == parts.len()
                && own.iter().zip(&parts).all(|(own, part)| own.starts_with('{') || own == part)
        })
    };
    assert!(is_api("/event/7") && !is_api("/console/shoots/7"));
    let mut open = VecDeque::from(["/console".to_owned(), format!("/console/shoots/{event}")]);
    let mut seen: BTreeSet<String> = open.iter().cloned().collect();
    let (mut pages, mut files) = (0, 0);
    while let Some(path) = open.pop_front() {
        let reply = console.get(&path).await;
        if reply.status == 303 {
            continue;
        }
        let kind = reply.is(200).header("content-type").to_owned();
        if !kind.starts_with("text/html") {
            assert!(!kind.contains("json"), "{path} is {kind}");
            files += 1;
            continue;
        }
        pages += 1;
        let page = reply.text();
        for href in said(&page, "href") {
            let href = href.replace("&#38;", "&").replace("&amp;", "&");
            let path = href.split(['?', '#']).next().unwrap_or_default().to_owned();
            if !path.starts_with('/') || path.starts_with("/assets/") {
                continue;
            }
            let is_both = path.starts_with("/verify");
            assert!(
                is_both || !is_api(&path),
                "a page links to {href}, which is of the API: {page}"
            );
            // Each place once, with its first question.
            let is_page = path.starts_with("/console");
            if is_page && path != "/console/logout" && seen.insert(path) {
                open.push_back(href);
            }
        }
    }
    assert!(pages > 35 && files > 4, "{pages} pages, {files} files");
    server.settle().await;
}
