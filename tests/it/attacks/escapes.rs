//! Escaping of user input where others read it: pages, mails, calendars and archives.

use poem::http::Method;
use serde_json::json;

use crate::files::{BOUNDARY, id, picture, upload};
use crate::support::routes::pages;
use crate::support::{PASSWORD, Recipient, Reply, Server, Studio, join_token};

/// Ends an attribute in either quote, a script and a comment, and adds an element.
const TYPED: &str = "'\"--></script><img src=x onerror=alert(1)>{{7*7}}";
/// What the output contains if the input is not escaped.
const MARKUP: [&str; 3] = ["<img src=x", "</script><", "49}"];

#[track_caller]
fn is_text(what: &str, html: &str) {
    for part in MARKUP {
        assert!(!html.contains(part), "{what} has {part}:\n{html}");
    }
    // It does not end an attribute either: its quotes never follow ours unescaped.
    assert!(!html.contains("\"'\"--"), "{what}:\n{html}");
}

/// A small photograph.
fn small(seed: u8) -> Vec<u8> {
    picture(16, 16, seed, image::ImageFormat::Png)
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// A company in which every name is that input, and the mails its employees get.
struct Stage<'s> {
    studio: Studio<'s>,
    event: i64,
    person: i64,
    answer: i64,
    file: i64,
    import: i64,
}

async fn stage(server: &Server) -> Stage<'_> {
    let studio = server.studio(TYPED).await;
    let body = json!({ "firstName": TYPED, "lastName": TYPED, "email": "ana@example.org" });
    let person = studio.post("/employee", body).await.is(201).id("/id");
    studio.post("/group", json!({ "name": TYPED, "employeeIds": [person] })).await.is(201);
    let now = server.app.now();
    let shoot = json!({
        "name": TYPED, "description": format!("{TYPED}\n{TYPED}"), "employeeIds": [person],
        "start": now.rfc3339(), "end": now.plus(86_400_000).rfc3339(),
        "address": { "line": TYPED, "postalCode": "75011", "city": TYPED },
    });
    let planned = studio.post("/event", shoot).await;
    let (event, answer) = (planned.is(201).id("/event/id"), planned.id("/answers/0/id"));
    let sent = upload(&studio, event, &[("a.png", &small(1))]).await;
    let file = id(&sent.is(201).json["data"][0]["file"]);
    // The name of a file may not contain a slash.
    let renamed = json!({ "name": TYPED.replace('/', "|"), "description": TYPED });
    studio.patch(&format!("/file/{file}"), renamed).await.is(200);
    let named = json!({ "employeeIds": [person] });
    studio.put(&format!("/file/{file}/people"), named).await.is(200);
    let table =
        format!("prénom,nom,e-mail,{0}\n\"{0}\",\"{0}\",no address\n", TYPED.replace('"', ""));
    let import = studio.sends("/employee-upload/csv", "a.csv", table.into_bytes(), &[]).await;
    let import = import.is(202).id("/id");
    let token = json!({ "name": TYPED, "scopes": ["people:read"], "currentPassword": PASSWORD });
    studio.post("/api-token", token).await.is(201);
    server.settle().await;
    Stage { studio, event, person, answer, file, import }
}

#[tokio::test]
async fn pages_escape_user_input() {
    let server = Server::start();
    let stage = stage(&server).await;
    let studio = &stage.studio;
    server.indexes().await;
    let login = format!("email={}&password={}", studio.email, PASSWORD.replace(' ', "+"));
    let form = "application/x-www-form-urlencoded";
    let entered = server.client().post("/console/login").content_type(form).body(login);
    let entered = Reply::read(entered.send().await).await;
    let cookie = entered.is(303).header("set-cookie").split(';').next().unwrap().to_owned();

    // The links in mails, one of each kind.
    let recipient = Recipient::invited(&server, "ana@example.org");
    let guest = json!({
        "email": "noe@example.org", "firstName": TYPED, "lastName": TYPED, "role": "USER",
    });
    studio.post("/user", guest).await.is(201);
    server.post("/auth/forgot-password", json!({ "email": studio.email })).await.is(202);
    server.settle().await;
    let join = join_token(&server, "noe@example.org");
    let reset = server.postbox.last_with(&studio.email, "/reset/").text;
    let reset =
        reset.split("/reset/").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();

    let asked = percent(TYPED);
    let (mut shown, mut escaped) = (0, 0);
    for page in pages().into_iter().filter(|page| page.is_read) {
        let id = match page.path {
            path if path.starts_with("/console/shoots") => stage.event,
            path if path.starts_with("/console/people/import") => stage.import,
            _ => stage.answer,
        };
        let token = match page.path.split('/').nth(1).unwrap() {
            "sign" => &recipient.token,
            "join" => &join,
            "reset" => &reset,
            _ => asked.as_str(),
        };
        let path = page.path.replace(":id", &id.to_string());
        let path = path.replace(":file", &stage.file.to_string()).replace("*rest", &asked);
        let given = path.replace(":person", &stage.person.to_string()).replace(":token", token);
        // With valid links and with invalid ones.
        for path in [given.clone(), path.replace(":token", &asked)] {
            let path = path.replace([':'], "");
            let query =
                ["q", "search", "next", "lang", "use", "state", "reference", "month", "page"]
                    .map(|key| format!("{key}={asked}"));
            for path in [path.clone(), format!("{path}?{}", query.join("&"))] {
                let request = server.client().get(&path).header("cookie", &cookie);
                let request = request.header("accept", "text/html");
                let reply = Reply::read(request.send().await).await;
                assert!(reply.status < 500, "{path}: {}", reply.text());
                assert!(!reply.header("location").contains(['<', '"', '\'']), "{path}");
                if reply.header("content-type").starts_with("text/html") && !path.contains("docs") {
                    is_text(&path, &reply.text());
                    shown += 1;
                    escaped += usize::from(reply.text().contains("&#60;img src=x"));
                }
            }
        }
    }
    assert!(shown > 60 && escaped > 12, "{shown} pages, {escaped} with what was typed");

    // Forms repeat invalid input.
    for (path, fields) in [
        ("/console/login".to_owned(), &["email", "next"][..]),
        (format!("/claim/{asked}"), &["companyName", "firstName", "lastName", "email"]),
        ("/register".to_owned(), &["companyName", "firstName", "lastName", "email"]),
        (format!("/join/{join}"), &["password", "firstName", "lastName"]),
        (format!("/reset/{asked}"), &["password"]),
        (format!("/sign/{}/code", recipient.token), &["lang"]),
        (format!("/sign/{}/verify", recipient.token), &["code"]),
        (format!("/console/shoots/{}/people/{}/email", stage.event, stage.person), &["email"]),
        ("/console/people/import".to_owned(), &["group"]),
    ] {
        let fields: Vec<String> = fields.iter().map(|field| format!("{field}={asked}")).collect();
        let request = server.client().post(&path).header("cookie", &cookie);
        let request = request.header("sec-fetch-site", "same-origin").content_type(form);
        let reply = Reply::read(request.body(fields.join("&")).send().await).await;
        assert!(reply.status < 500, "{path}: {}", reply.text());
        is_text(&path, &reply.text());
    }
    // The name of a file that is refused.
    let body = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; \
         filename=\"<img src=x onerror=alert(1)>.txt\"\r\n\r\nhello\r\n--{BOUNDARY}--\r\n"
    );
    let request = server.client().post(format!("/console/shoots/{}/photos", stage.event));
    let request = request.header("cookie", &cookie).header("sec-fetch-site", "same-origin");
    let request =
        request.header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"));
    let refused = Reply::read(request.body(body).send().await).await;
    is_text("a refused file", &refused.is(415).text());
    assert!(refused.text().contains("&#60;img src=x"));
    server.settle().await;
}

#[tokio::test]
async fn mails_escape_user_input_in_html_and_headers() {
    let server = Server::start();
    let stage = stage(&server).await;
    let studio = &stage.studio;
    for role in ["PHOTOGRAPHER", "EMPLOYEE"] {
        let email = format!("{}@example.org", role.to_lowercase());
        let guest = json!({ "email": email, "firstName": TYPED, "lastName": TYPED, "role": role });
        studio.post("/user", guest).await.is(201);
    }
    let mut recipient = Recipient::invited(&server, "ana@example.org");
    recipient.proves_the_email().await;
    recipient.refuses(Some(TYPED)).await.is(201);
    server.settle().await;
    server.clock.advance(25 * 3_600_000);
    let studio = studio.comes_back().await;
    let other = json!({ "firstName": TYPED, "lastName": "Roy", "email": "bob@example.org" });
    let bob = studio.post("/employee", other).await.is(201).id("/id");
    studio.plans(TYPED, &[bob]).await;
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "bob@example.org");
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
    recipient.withdraws(None).await.is(200);
    server.settle().await;
    let mut addresses = server.postbox.addresses();
    addresses.sort();
    addresses.dedup();
    let (mut read, mut escaped) = (0, 0);
    for mail in addresses.iter().flat_map(|address| server.postbox.to(address)) {
        read += 1;
        is_text(&mail.subject, &mail.html);
        escaped += usize::from(mail.html.contains("&#60;img src=x"));
        let named = [&mail.to, mail.reply_to.as_ref().unwrap_or(&mail.to)];
        let names = named.iter().flat_map(|one| [Some(&one.address), one.name.as_ref()]).flatten();
        let texts = mail.headers.iter().map(|(_, value)| value).chain(names);
        for header in texts.chain([&mail.subject]).chain(mail.sender_name.as_ref()) {
            assert!(!header.contains(['\r', '\n']), "{header:?}");
        }
        for one in &mail.attachments {
            assert!(!one.name.contains(['/', '\\', '"', '<', '\r', '\n']), "{}", one.name);
        }
    }
    assert!(read > 9 && escaped > 6, "{read} mails, {escaped} with what was typed");
}

#[tokio::test]
async fn calendars_escape_user_input() {
    let server = Server::start();
    let studio = server.studio("Lumiere").await;
    let evil = "a\r\nEND:VEVENT\r\nBEGIN:VEVENT\nATTACH:http://evil.example\rX-EVIL:1\n \
                folded\u{85}ATTENDEE:mailto:eve@evil.example";
    let now = server.app.now();
    let shoot = |name: &str, text: &str| {
        json!({
            "name": name, "description": text, "employeeIds": [],
            "start": now.rfc3339(), "end": now.plus(3_600_000).rfc3339(),
            "address": { "line": "1;x,y:\\nEND:VCALENDAR", "postalCode": "75011", "city": "P" },
        })
    };
    studio.post("/event", shoot(evil, "")).await.refuses(&["name"]);
    let mut kept = 0;
    for text in [evil.to_owned(), evil.replace(['\r', '\u{85}'], "")] {
        kept += i32::from(studio.post("/event", shoot("N\\nX-EVIL:2", &text)).await.status == 201);
    }
    assert!(kept > 0);
    let feed = studio.acts("/event/calendar/feed").await;
    let feed = feed.is(201).json["url"].as_str().unwrap().to_owned();
    let feed = feed.strip_prefix("https://be-right.example").unwrap().to_owned();
    for reply in [studio.get("/event/calendar.ics").await, server.get(&feed).await] {
        let text = reply.is(200).text();
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert!(lines.iter().all(|line| !line.contains(['\r', '\n', '\u{85}'])), "{text}");
        let begun = lines.iter().filter(|line| **line == "BEGIN:VEVENT").count();
        assert_eq!(begun, usize::try_from(kept).unwrap(), "{text}");
        for line in lines {
            let is_ours = !["ATTACH", "ATTENDEE", "X-EVIL"].iter().any(|one| line.starts_with(one));
            assert!(is_ours, "{line} in {text}");
        }
    }
}

#[tokio::test]
async fn no_archive_entry_has_a_path_outside_the_archive() {
    let server = Server::start();
    let studio = server.studio("../../Lumiere").await;
    let names = ["../../../etc/cron.d/x", "C:\\Windows\\x", "/etc/passwd"];
    let mut people = vec![];
    for (turn, name) in names.iter().enumerate() {
        people.push(studio.employs(name, "..", &format!("p{turn}@example.org")).await);
    }
    let (event, answers) = studio.plans("../../../tmp/shoot", &people).await;
    let sent =
        upload(&studio, event, &[("../../a.png", &small(1)), ("..\\b.png", &small(2))]).await;
    let ids: Vec<i64> = (0..2).map(|at| sent.is(201).id(&format!("/data/{at}/file/id"))).collect();
    for name in names.iter().chain(&["..", ".", "a\0b", "a\nb", "/", "\\\\host\\share"]) {
        let renamed = studio.patch(&format!("/file/{}", ids[0]), json!({ "name": name })).await;
        renamed.refuses(&["name"]);
    }
    for file in &ids {
        let named = json!({ "employeeIds": [people[0]] });
        studio.put(&format!("/file/{file}/people"), named).await.is(200);
    }
    server.settle().await;
    for turn in 0..names.len() {
        let mut recipient = Recipient::invited(&server, &format!("p{turn}@example.org"));
        recipient.proves_the_email().await;
        recipient.accepts(&["web"]).await.is(201);
    }
    server.settle().await;
    let list = answers.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    let mut entries = 0;
    for path in [
        format!("/event/{event}/photos.zip?use=web"),
        format!("/answer/pdf?ids={list}"),
        format!("/answer/{}/evidence", answers[0]),
    ] {
        let reply = server.send(Some(&studio.token), Method::GET, &path, None).await;
        let offered = reply.is(200).header("content-disposition").to_owned();
        assert!(!offered.contains("..") && !offered.contains(['/', '\\']), "{offered}");
        let archive = std::io::Cursor::new(reply.bytes.clone());
        let mut archive = zip::ZipArchive::new(archive).unwrap();
        for at in 0..archive.len() {
            let entry = archive.by_index(at).unwrap();
            let name = entry.name().unwrap().into_owned();
            assert!(entry.is_file() && !entry.is_symlink(), "{name}");
            assert!(!name.contains(['/', '\\', ':', '\0']) && !name.starts_with('.'), "{name}");
            entries += 1;
        }
    }
    assert!(entries > 10, "{entries}");
}
