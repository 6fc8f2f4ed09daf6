//! Attacks that have been tried against the instance and must go on failing.

mod escapes;
mod garbage;
mod races;
mod tokens;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use be_right::app::Guest;
use poem::http::Method;
use serde_json::{Value, json};

use crate::support::document::operations;
use crate::support::{PASSWORD, Recipient, Reply, Running, Server, fetch};

#[tokio::test]
async fn the_demonstration_accepts_local_host_names_only() {
    let server = Server::start_on(&[], |app| {
        app.guest = Some(Guest { email: "owner@studio.example".into() });
    });
    let asks = async |path: &str, host: &str| {
        Reply::read(server.client().get(path).header("host", host).send().await).await
    };
    for host in ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "10.0.0.8"] {
        for path in ["/", "/outbox", "/outbox/1", "/console", "/openapi.json"] {
            let reply = asks(path, host).await;
            reply.is_problem(403, "demo_is_local");
            assert!(!reply.text().contains("name=\"guest\""));
        }
    }
    for host in ["localhost:8080", "127.0.0.1:8080", "[::1]:8080", "demo.localhost"] {
        assert!(asks("/", host).await.is(200).text().contains("name=\"guest\""), "{host}");
    }
    // Outside the demonstration any host name is accepted: no link is made from it.
    let server = Server::start();
    let reply = server.client().get("/").header("host", "10.0.0.8").send().await;
    Reply::read(reply).await.is(200);
}

/// A search reveals no hidden rows to an account with a limited reach, neither by what it finds nor
/// by the relevance of the results.
#[tokio::test]
async fn a_search_reveals_nothing_hidden_by_its_results_or_their_ranking() {
    let server = Server::start();
    let studio = server.studio("Lumiere").await;
    let child = json!({
        "firstName": "Tom", "lastName": "Roche", "email": "eva@people.example",
        "phone": "+33612345678", "birthDate": "2016-05-01",
        "address": { "line": "3 rue Secrete", "postalCode": "69003", "city": "Villeurbanne" },
        "guardians": [
            { "firstName": "Eva", "lastName": "Castel", "email": "eva@people.example" },
            { "firstName": "Maximilien", "lastName": "Durand", "email": "max.durand@hidden.example" },
        ],
    });
    let tom = studio.post("/employee", child).await.is(201).id("/id");
    let photographer = studio.hires("photo@lumiere.example", "PHOTOGRAPHER").await;
    let start = server.app.now().plus(86_400_000);
    let body = json!({
        "name": "Portraits", "start": start.rfc3339(), "end": start.plus(3_600_000).rfc3339(),
        "employeeIds": [tom], "partnerId": photographer.user,
    });
    let planned = studio.post("/event", body).await;
    let answer = planned.is(201).id("/answers/0/id");
    let reference = studio.get(&format!("/answer/{answer}")).await;
    let reference = reference.json["reference"].as_str().unwrap().to_owned();
    let eva = studio.hires("eva@people.example", "EMPLOYEE").await;
    server.settle().await;
    server.indexes().await;

    let hidden = [
        "max.durand@hidden.example",
        "max",
        "maximilien",
        "durand",
        "dur",
        "duran",
        "durond",
        "hidden.example",
        "\"max durand\"",
        "tom durand",
        "0612345678",
        "06 12 34",
        "5678",
        "secrete",
        "69003",
        "villeurbanne",
        reference.as_str(),
        &reference[..6],
        "people.example",
        "castel",
    ];
    for text in hidden {
        let query: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        assert!(studio.get(&format!("/search?q={query}")).await.id("/total") > 0, "staff: {text}");
        for (who, actor) in [("EMPLOYEE", &eva), ("PHOTOGRAPHER", &photographer)] {
            let found = actor.get(&format!("/search?q={query}")).await;
            assert_eq!(found.is(200).id("/total"), 0, "{who} finds {text}: {}", found.text());
        }
        let list = eva.get(&format!("/answer?search={query}")).await;
        assert_eq!(list.is(200).id("/total"), 0, "EMPLOYEE lists by {text}");
        let list = photographer.get(&format!("/event?search={query}")).await;
        assert_eq!(list.is(200).id("/total"), 0, "PHOTOGRAPHER lists by {text}");
    }
    for actor in [&eva, &photographer] {
        let found = actor.get("/search?q=roche").await;
        assert_eq!(found.is(200).id("/totals/employees"), 1);
        assert_eq!(found.id("/totals/answers"), 1);
        for secret in ["hidden.example", "people.example", "3361", "Villeurbanne", &reference] {
            assert!(!found.text().contains(secret), "{secret} in {}", found.text());
        }
    }
    // Nor do the account's own data and its children's.
    let me = eva.get("/employee/me").await;
    assert!(me.is(200).text().contains("Castel") && !me.text().contains("Durand"), "{}", me.text());
}

#[tokio::test]
async fn a_guardian_reads_the_address_of_the_other_nowhere() {
    let server = Server::start();
    let studio = server.studio("Lumiere").await;
    let child = json!({
        "firstName": "Zoe", "lastName": "Petit", "email": "anne@people.example",
        "birthDate": "2020-01-01",
        "guardians": [
            { "firstName": "Anne", "lastName": "Petit", "email": "anne@people.example" },
            { "firstName": "Paul", "lastName": "Grand", "email": "paul@hidden.example" },
        ],
    });
    let zoe = studio.post("/employee", child).await.is(201).id("/id");
    let (event, answers) = studio.plans("Portraits", &[zoe]).await;
    server.settle().await;
    for email in ["anne@people.example", "paul@hidden.example"] {
        let mut signer = Recipient::invited(&server, email);
        signer.proves_the_email().await;
        signer.accepts(&["web"]).await.is(201);
        server.settle().await;
    }
    let anne = studio.hires("anne@people.example", "EMPLOYEE").await;
    server.settle().await;
    server.indexes().await;
    let answer = answers[0];
    studio.get(&format!("/answer/{answer}/evidence")).await.is(200);
    anne.get(&format!("/answer/{answer}/evidence")).await.is_problem(403, "forbidden");
    anne.get(&format!("/answer/{answer}/pdf")).await.is(200);
    // Every GET operation, whatever its result.
    let mut read = 0;
    for operation in operations().iter().filter(|one| one.method == Method::GET) {
        let path = operation
            .path
            .replace("/employee/{id}", &format!("/employee/{zoe}"))
            .replace("/event/{id}", &format!("/event/{event}"))
            .replace("/answer/event/{id}", &format!("/answer/event/{event}"))
            .replace("{id}", &answer.to_string());
        if path.contains('{') || path.contains("sse") {
            continue;
        }
        let reply = anne.get(&path).await;
        let text = reply.text();
        assert!(!text.contains("paul@") && !text.contains("hidden.example"), "{path}: {text}");
        read += 1;
    }
    assert!(read > 40, "{read}");
}

#[tokio::test]
async fn a_search_finds_the_answers_that_may_be_read_and_no_others() {
    let server = Server::start();
    let studio = server.studio("Lumiere").await;
    let born = |day: &str| {
        json!({
            "firstName": "Zoe", "lastName": "Petit", "email": "zoe@people.example", "birthDate": day,
            "guardians": [{ "firstName": "Anne", "lastName": "Petit", "email": "anne@people.example" }],
        })
    };
    // An adult signs alone, even if they had a guardian before.
    let zoe = studio.post("/employee", born("2000-01-01")).await.is(201).id("/id");
    let (_, answers) = studio.plans("Portraits", &[zoe]).await;
    let anne = studio.hires("anne@people.example", "EMPLOYEE").await;
    let grown = studio.hires("zoe@people.example", "EMPLOYEE").await;
    server.settle().await;
    server.indexes().await;
    let path = format!("/answer/{}", answers[0]);
    anne.get(&path).await.is_problem(404, "not_found");
    let found = anne.get("/search?q=petit").await;
    assert_eq!(found.is(200).id("/totals/answers"), 0, "{}", found.text());
    assert!(!found.text().contains("ANSWER"));
    grown.get(&path).await.is(200);
    assert_eq!(grown.get("/search?q=petit").await.id("/totals/answers"), 1);
}

/// A server with small limits.
fn small(settings: &[(&str, &str)]) -> (tempfile::TempDir, Running) {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::start(folder.path(), settings);
    (folder, running)
}

fn connects(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

/// One response on a connection that stays open: its head and its body.
fn reads(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut head = vec![];
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.trim().parse().unwrap())];
    stream.read_exact(&mut body).ok()?;
    Some((head, body))
}

#[test]
fn a_connection_survives_a_refusal_whose_body_nobody_read() {
    let (_folder, server) = small(&[]);
    let mut stream = connects(server.port());
    for turn in 0..20 {
        let body = "x".repeat(20_000);
        // A login body that is too long, an encoded one, an unknown path, and no login.
        for (path, more) in [
            ("/auth/login", ""),
            ("/auth/login", "content-encoding: br\r\n"),
            ("/nowhere", ""),
            ("/employee", ""),
        ] {
            let head = format!(
                "POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
                 {more}content-length: {}\r\n\r\n",
                body.len()
            );
            stream.write_all((head + &body).as_bytes()).unwrap();
            let (head, _) = reads(&mut stream).unwrap_or_else(|| panic!("{path}, {turn}"));
            assert!(head.starts_with("http/1.1 4"), "{head}");
            assert!(!head.contains("connection: close"), "{head}");
        }
    }
    // A body that is too long to be skipped closes the connection, and the response says so.
    let head = "POST /auth/login HTTP/1.1\r\nhost: localhost\r\nexpect: 100-continue\r\n\
                content-type: application/json\r\ncontent-length: 999999999\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let (head, _) = reads(&mut stream).unwrap();
    assert!(head.starts_with("http/1.1 413") && head.contains("connection: close"), "{head}");
    assert!(reads(&mut stream).is_none(), "it is closed");
}

#[test]
fn connections_per_address_are_limited_except_for_trusted_proxies() {
    let key = "BE_RIGHT_HTTP_CONNECTIONS_PER_ADDRESS";
    let ask = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let (_folder, server) = small(&[(key, "3")]);
    let mut held: Vec<TcpStream> = (0..3).map(|_| connects(server.port())).collect();
    for stream in &mut held {
        stream.write_all(ask).unwrap();
        assert!(reads(stream).unwrap().0.starts_with("http/1.1 200"));
    }
    let mut fourth = connects(server.port());
    let (head, _) = reads(&mut fourth).unwrap();
    assert!(head.starts_with("http/1.1 503") && head.contains("retry-after"), "{head}");
    // Closing one makes room for another.
    drop(held.pop());
    let mut again = None;
    while again.is_none() {
        let mut stream = connects(server.port());
        let sent = stream.write_all(ask);
        again =
            sent.ok().and_then(|()| reads(&mut stream)).filter(|(head, _)| head.contains("200 ok"));
    }

    let proxies = ("BE_RIGHT_HTTP_TRUSTED_PROXIES", "127.0.0.1");
    let (_folder, server) = small(&[(key, "3"), proxies]);
    let mut many: Vec<TcpStream> = (0..10).map(|_| connects(server.port())).collect();
    for stream in &mut many {
        stream.write_all(ask).unwrap();
        assert!(reads(stream).unwrap().0.starts_with("http/1.1 200"));
    }
}

#[test]
fn bodies_before_sign_in_and_all_bodies_together_are_limited() {
    let (_folder, server) =
        small(&[("BE_RIGHT_HTTP_BODY_BUDGET", "64 KiB"), ("BE_RIGHT_REGISTRATION", "open")]);
    let post = |path: &str, token: &str, body: &str| {
        format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
             authorization: Bearer {token}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let mut stream = connects(server.port());
    stream.write_all(post("/auth/login", "", &"x".repeat(16 * 1024 + 1)).as_bytes()).unwrap();
    let (head, body) = reads(&mut stream).unwrap();
    assert!(head.starts_with("http/1.1 413"), "{head}");
    assert!(String::from_utf8(body).unwrap().contains("too_large"));

    let account = json!({
        "email": "owner@studio.example", "password": PASSWORD, "firstName": "A", "lastName": "B",
        "companyName": "C",
    });
    let (status, entered) = server.ask("POST", "/auth/register", "", &account).unwrap();
    assert_eq!(status, 201, "{entered}");
    let token = entered["accessToken"].as_str().unwrap().to_owned();
    // One request without its last byte holds the budget, so another has no room. Whichever of the
    // two is read later is refused; repeated until that is the short one.
    let name = "n".repeat(60_000);
    let long = json!({ "name": "Group", "description": name }).to_string();
    let whole = post("/group", &token, &long);
    let (most, last) = whole.split_at(whole.len() - 1);
    let small = json!({ "name": "Group", "description": "d".repeat(9_000) }).to_string();
    let mut refused = None;
    for _ in 0..100 {
        let mut slow = connects(server.port());
        slow.write_all(most.as_bytes()).unwrap();
        stream.write_all(post("/group", &token, &small).as_bytes()).unwrap();
        let short = reads(&mut stream).unwrap();
        // The budget is free again when the long request is complete, unless an earlier one kept it
        // out.
        let through = slow.write_all(last.as_bytes()).ok().and_then(|()| reads(&mut slow));
        let is_through = through.is_some_and(|(head, _)| head.starts_with("http/1.1 422"));
        if short.0.starts_with("http/1.1 503") && is_through {
            refused = Some(short);
            break;
        }
    }
    let (head, body) = refused.expect("never refused");
    assert!(head.contains("retry-after: 3"), "{head}");
    assert!(String::from_utf8(body).unwrap().contains("bodies_full"));
    stream.write_all(post("/group", &token, &small).as_bytes()).unwrap();
    assert!(reads(&mut stream).unwrap().0.starts_with("http/1.1 422"));
}

#[test]
fn behind_a_proxy_each_client_is_remembered_and_counted_by_their_own_address() {
    let settings = [
        ("BE_RIGHT_HTTP_TRUSTED_PROXIES", "127.0.0.1"),
        ("BE_RIGHT_REGISTRATION", "open"),
        ("BE_RIGHT_LIMITS_LOGIN_PER_ADDRESS", "2 per 1h"),
        ("BE_RIGHT_LIMITS_LOGIN_PER_ACCOUNT", "1000 per 1s"),
    ];
    let (_folder, server) = small(&settings);
    let (email, password) = ("owner@studio.example", PASSWORD);
    let account = json!({
        "email": email, "password": password, "firstName": "A", "lastName": "B",
        "companyName": "C",
    });
    assert_eq!(server.ask("POST", "/auth/register", "", &account).unwrap().0, 201);
    let login = json!({ "email": email, "password": password });
    let enters = |headers: &[(&str, &str)]| {
        let (status, body) = fetch(server.port(), "POST", "/auth/login", headers, &login).unwrap();
        let body: Value = serde_json::from_slice(&body).unwrap();
        (status, body["accessToken"].as_str().unwrap_or_default().to_owned())
    };
    for (headers, address) in [
        (&[("X-Forwarded-For", "203.0.113.1")][..], "203.0.113.1"),
        (&[("X-Forwarded-For", "203.0.113.2:54321")], "203.0.113.2"),
        (&[("X-Forwarded-For", "[2001:db8:1::1]:443")], "2001:db8:1::1"),
        (&[("X-Forwarded-For", "[2001:db8:2::1]")], "2001:db8:2::1"),
        (&[("X-Forwarded-For", "\"203.0.113.3\"")], "203.0.113.3"),
        (&[("X-Forwarded-For", "\u{e9}, 203.0.113.4:1, 127.0.0.1:5")], "203.0.113.4"),
        (&[("X-Forwarded-For", "198.51.100.9"), ("X-Forwarded-For", "203.0.113.5")], "203.0.113.5"),
        (
            &[("Forwarded", "for=198.51.100.9, for=\"[2001:db8:3::1]:80\";proto=https")],
            "2001:db8:3::1",
        ),
        (&[("X-Real-IP", "203.0.113.6")], "203.0.113.6"),
        (&[("X-Real-IP", "198.51.100.9"), ("X-Forwarded-For", "203.0.113.7")], "203.0.113.7"),
    ] {
        let (status, token) = enters(headers);
        assert_eq!(status, 200, "{headers:?}");
        let sessions = server.ask("GET", "/auth/sessions", &token, &Value::Null).unwrap().1;
        let current = sessions.as_array().unwrap().iter().find(|one| one["current"] == true);
        assert_eq!(current.unwrap()["ip"], address, "{headers:?}");
    }
    // What a client adds in front of the proxy's own entry does not select another rate limit
    // bucket.
    let mut last = 0;
    for turn in 0..3 {
        let noise = format!("\u{e9}{turn}, 198.51.100.{turn}, 203.0.113.99");
        last = enters(&[("X-Forwarded-For", noise.as_str())]).0;
    }
    assert_eq!(last, 429);
}

/// The routes that the OpenAPI document leaves out, requested by an OWNER of another company for
/// our rows, signed in to the API and to the console.
#[tokio::test]
async fn routes_outside_the_document_refuse_other_companies_too() {
    let server = Server::start();
    let studio = server.studio("Zanzibar").await;
    let ana = studio.employs("Ana", "Zanzibar", "ana@zanzibar.example").await;
    let (event, answers) = studio.plans("Zanzibar", &[ana]).await;
    let answer = answers[0];
    let group = json!({ "name": "Zanzibar", "employeeIds": [ana] });
    let group = studio.post("/group", group).await.is(201).id("/id");
    server.settle().await;
    let stranger = server.studio("Pathe").await;
    let table = "prénom,nom,e-mail\nAna,Zanzibar,ana@zanzibar.example\n";
    let form = poem::test::TestForm::new()
        .field(poem::test::TestFormField::text(table).name("file").filename("z.csv"));
    let import = server.send_form(&studio.token, "/employee-upload/csv", form).await;
    let import = import.is(202).id("/id");
    server.settle().await;

    let login = format!("email={}&password={}", stranger.email, PASSWORD.replace(' ', "+"));
    let request = server.client().post("/console/login").body(login);
    let request = request.content_type("application/x-www-form-urlencoded");
    let entered = Reply::read(request.send().await).await;
    let cookie = entered.is(303).header("set-cookie").split(';').next().unwrap().to_owned();
    for path in [
        format!("/console/shoots/{event}"),
        format!("/console/shoots/{event}/edit"),
        format!("/console/shoots/{event}/duplicate"),
        format!("/console/shoots/{event}/ask?people={ana}"),
        format!("/console/shoots/{event}/papers"),
        format!("/console/shoots/{event}/papers/roster.csv"),
        format!("/console/shoots/{event}/papers/documents.zip"),
        format!("/console/shoots/{event}/history"),
        format!("/console/answers/{answer}/document.pdf"),
        format!("/console/answers/{answer}/evidence.zip"),
        format!("/console/answers/{answer}/receipts/2"),
        format!("/console/people/{ana}"),
        format!("/console/people/{ana}/edit"),
        format!("/console/people?person={ana}"),
        format!("/console/shoots/new?people={ana}&group={group}"),
        format!("/console/groups/{group}"),
        "/console/shoots?state=deleted&search=zanzibar".to_owned(),
        "/console/groups?search=zanzibar".to_owned(),
        "/console/people/export?format=csv".to_owned(),
        "/console/settings/release/1".to_owned(),
        "/console/settings/release/standard".to_owned(),
        "/console/settings/team?search=zanzibar".to_owned(),
        "/console/settings/tokens".to_owned(),
        "/console/settings/companies".to_owned(),
        "/console/settings/data".to_owned(),
        "/console/settings/plan".to_owned(),
        "/console/settings/mails".to_owned(),
        format!("/console/shoots/{event}/photos"),
        format!("/console/shoots/{event}/photos.zip?use=web"),
        format!("/console/people/import/{import}"),
        format!("/console/people/import/{import}/report"),
        "/console/search?q=zanzibar".to_owned(),
        "/console/people?search=zanzibar".to_owned(),
    ] {
        let request = server.client().get(&path).header("cookie", &cookie);
        let reply = Reply::read(request.send().await).await;
        assert!(matches!(reply.status, 200 | 404), "{path}: {}", reply.status);
        let text = reply.text().replace("zanzibar", "");
        assert!(!text.contains("Zanzibar") && !text.contains("ana@"), "{path}: {text}");
    }
    for (path, body) in [
        (format!("/console/shoots/{event}/people"), "fileIds=1&employeeIds=1"),
        (format!("/console/shoots/{event}/people/{ana}/email"), "email=x@pathe.example"),
        (format!("/console/people/import/{import}/cancel"), ""),
        (format!("/console/people/import/{import}/for-good"), ""),
        (format!("/console/shoots/{event}/edit"), "name=Mine&day=2027-01-01"),
        (format!("/console/shoots/{event}/duplicate"), "name=Mine&day=2027-01-01"),
        (format!("/console/shoots/{event}/cancel"), ""),
        (format!("/console/shoots/{event}/restore"), ""),
        (format!("/console/shoots/{event}/ask"), "do=send&person=1"),
        (format!("/console/shoots/{event}/synchronise"), "confirm=yes"),
        (format!("/console/shoots/{event}/answers"), "do=remind&all=yes&confirm=yes"),
        (format!("/console/shoots/{event}/answers"), "do=undo&answer=1"),
        (format!("/console/people/{ana}/edit"), "firstName=A&lastName=B&email=x@pathe.example"),
        (format!("/console/people/{ana}/delete"), ""),
        (format!("/console/people/{ana}/restore"), ""),
        (format!("/console/people/{ana}/erase"), "confirm=yes"),
        (format!("/console/people/{ana}/account"), "confirm=yes"),
        (
            format!("/console/shoots/{event}/answers"),
            "one=withdraw-1&confirm=yes&reason=x&use.web=yes",
        ),
        (format!("/console/groups/{group}"), "name=Mine"),
        (format!("/console/groups/{group}/members"), "do=add&person=1"),
        (format!("/console/groups/{group}/delete"), ""),
        (format!("/console/groups/{group}/restore"), ""),
        (format!("/console/settings/team/{}", studio.user), "do=role&role=USER"),
        (format!("/console/settings/team/{}", studio.user), "do=remove"),
        ("/console/settings/team/invitations/1".to_owned(), "do=withdraw"),
        ("/console/settings/tokens/1".to_owned(), "confirm=yes"),
        ("/console/settings/security/second-factor".to_owned(), "do=off&code=000000"),
        ("/console/settings/companies".to_owned(), "do=switch&company=1"),
        ("/console/settings/mails/1".to_owned(), "do=resend&confirm=yes"),
        ("/console/instance/companies/1".to_owned(), "do=suspend&reason.suspend=x"),
        ("/console/instance/users/1".to_owned(), "do=suspend&reason.suspend=x"),
        ("/console/instance/all/people/1".to_owned(), "do=delete&reason.delete=x"),
        ("/console/instance/users".to_owned(), "do=sign-out&reason.sign-out=x"),
        ("/console/instance/leave".to_owned(), ""),
        ("/console/instance/mails/1".to_owned(), "do=resend&confirm=yes"),
        ("/console/instance/jobs/1".to_owned(), "do=drop&confirm=yes"),
        ("/console/instance/schedules".to_owned(), "name=sweep&confirm=yes"),
        ("/console/instance/backups".to_owned(), ""),
        ("/console/instance/messages".to_owned(), "do=end&message=1&confirm=yes"),
    ] {
        let request = server.client().post(&path).header("cookie", &cookie);
        let request = request.header("origin", "https://be-right.example");
        let request = request.content_type("application/x-www-form-urlencoded").body(body);
        let reply = Reply::read(request.send().await).await;
        assert!(matches!(reply.status, 403 | 404 | 422), "{path}: {}", reply.status);
        assert!(!reply.text().contains("Zanzibar"), "{path}");
    }
    server.settle().await;
}

#[tokio::test]
async fn a_company_name_with_deceptive_characters_is_refused() {
    let server = Server::start();
    let studio = server.studio("Lumiere").await;
    for name in ["Lumi\u{2028}Bcc: eve@evil.example", "Lumi\u{202e}ere", "Lumi\nere", "\u{200b}"] {
        let account = json!({
            "email": "eve@evil.example", "password": PASSWORD, "firstName": "A", "lastName": "B",
            "companyName": name,
        });
        server.post("/auth/register", account).await.refuses(&["companyName"]);
        studio.post("/user/company", json!({ "name": name })).await.refuses(&["name"]);
    }
}
