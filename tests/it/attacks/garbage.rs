//! Malformed requests: each is refused without a 500, and no secret of them appears in the log.

use std::io::Write;

use poem::http::Method;
use serde_json::{Value, json};

use super::{connects, reads};
use crate::support::document::operations;
use crate::support::routes::pages;
use crate::support::{PASSWORD, Reply, Running, Server, fetch, rows};

/// Values in place of an id or a token.
const PARAMETERS: &[&str] = &[
    "0",
    "-1",
    "9223372036854775807",
    "9223372036854775808",
    "1e3",
    "1%00",
    "..%2F..%2Fetc%2Fpasswd",
    "%27%20OR%201%3D1%20--",
    "%F0%9F%98%80",
    "%ff",
    "nul",
];

const QUERIES: &[&str] = &[
    "?limit=-1&page=9223372036854775807",
    "?limit=100&page=9223372036854775807&orderBy=id:desc",
    "?q=%00&search=%00&ids=%00&use=%00&start=%00&end=%00&email=%00",
    "?q=%22%28%29%2A%5E~%3A&search=%22%28%2A&ids=1,,2,x&lang=%ff",
    "?start=-9999-01-01&end=9999-12-31&ids=9223372036854775807&month=99999-99",
    "?limit=1&limit=2&limit=%31%30&&&==&%",
];

fn bodies() -> Vec<(&'static str, Vec<u8>)> {
    let json = "application/json";
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    let texts = [
        "",
        "null",
        "[]",
        "{}",
        "{\"\":\"\"}",
        "{\"name\":\"\\ud800\"}",
        "{\"name\":\"\\u0000\",\"email\":\"\\u0000\",\"password\":\"\\u0000\",\"token\":\"\\u0000\"}",
        "{\"ids\":[1e400],\"employeeIds\":[-0.0],\"fileIds\":[99999999999999999999]}",
        "{\"start\":\"9999-12-31T23:59:59Z\",\"end\":\"-0001-01-01T00:00:00Z\",\"name\":\"a\"}",
    ];
    let mut all: Vec<_> = texts.iter().map(|text| (json, text.as_bytes().to_vec())).collect();
    all.push((json, deep.into_bytes()));
    all.push((json, b"{\"name\":\"\xff\"}".to_vec()));
    all.push(("multipart/form-data", vec![]));
    all.push(("multipart/form-data; boundary=x", b"--x\r\n\r\n--x".to_vec()));
    all.push(("application/x-www-form-urlencoded", b"%=%&=&&a=%ff%00".to_vec()));
    all
}

fn filled(path: &str, with: &str) -> String {
    let part = |part: &str| match part.starts_with(['{', ':', '*']) {
        true => with.to_owned(),
        false => part.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn malformed_requests_never_cause_a_500() {
    let server = Server::start_with(&[
        ("limits.login_per_account", "100000 per 1s"),
        ("limits.login_per_address", "100000 per 1s"),
        ("limits.register_per_address", "100000 per 1s"),
        ("limits.forgot_per_address", "100000 per 1s"),
        ("limits.consent_per_address", "100000 per 1s"),
    ]);
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    studio.plans("Catalogue", &[ana]).await;
    server.settle().await;
    // Operations without a body would succeed.
    let ends = ["logout", "endOtherSessions", "deleteCompany"];
    let bodies = bodies();
    let mut asked = 0;
    let mut tries = |method: &Method, path: String, body: Option<&(&str, Vec<u8>)>| {
        asked += 1;
        let request = server.client().request(method.clone(), &path);
        let request = request.header("authorization", format!("Bearer {}", studio.token));
        let request = request.header("tus-resumable", "1.0.0");
        let request = match body {
            Some((kind, bytes)) => request.header("content-type", *kind).body(bytes.clone()),
            None => request,
        };
        let what = format!("{method} {path} {body:?}");
        async move {
            let reply = Reply::read(request.send().await).await;
            // Nothing is billed here.
            let is_off = reply.status == 503 && reply.text().contains("billing_disabled");
            assert!(reply.status < 500 || is_off, "{what}: {} {}", reply.status, reply.text());
        }
    };
    for operation in operations() {
        if ends.contains(&operation.id.as_str()) {
            continue;
        }
        let has_parameter = operation.path.contains('{');
        for with in PARAMETERS.iter().filter(|_| has_parameter) {
            tries(&operation.method, filled(&operation.path, with), None).await;
        }
        let path = filled(&operation.path, "1");
        match operation.method {
            Method::GET => {
                for query in QUERIES {
                    tries(&operation.method, format!("{path}{query}"), None).await;
                }
            }
            Method::DELETE => {}
            _ => {
                for body in &bodies {
                    tries(&operation.method, path.clone(), Some(body)).await;
                }
            }
        }
    }
    for page in pages() {
        for with in PARAMETERS {
            tries(&Method::GET, filled(page.path, with), None).await;
        }
        for query in QUERIES.iter().filter(|_| page.is_read) {
            tries(&Method::GET, format!("{}{query}", filled(page.path, "1")), None).await;
        }
        for body in bodies.iter().filter(|_| page.takes_a_form && page.path != "/console/logout") {
            tries(&Method::POST, filled(page.path, "1"), Some(body)).await;
        }
    }
    for body in &bodies {
        for (method, path) in [(Method::POST, "/tus"), (Method::PATCH, "/tus/1")] {
            tries(&method, path.to_owned(), Some(body)).await;
        }
    }
    assert!(asked > 2_500, "{asked}");
    studio.get("/user/profile").await.is(200);
    server.settle().await;
}

#[test]
fn no_log_level_reveals_a_secret_or_an_e_mail() {
    let folder = tempfile::tempdir().unwrap();
    let variables = [
        ("ADMIN_EMAIL", "claire@lumiere.example"),
        ("ADMIN_PASSWORD", PASSWORD),
        ("BE_RIGHT_ADMIN_COMPANY_NAME", "Lumiere"),
        ("BE_RIGHT_LOG_LEVEL", "trace"),
        ("BE_RIGHT_LOG_FAILED_SIGN_INS", "true"),
        ("BE_RIGHT_PUBLIC_URL", "http://localhost"),
    ];
    let mut running = Running::start(folder.path(), &variables);
    let ask = |method: &str, path: &str, token: &str, body: Value| {
        running.ask(method, path, token, &body).unwrap()
    };
    let text = |json: &Value, key: &str| json[key].as_str().unwrap_or_default().to_owned();
    let login = json!({ "email": "claire@lumiere.example", "password": PASSWORD });
    let (status, entered) = ask("POST", "/auth/login", "", login);
    assert_eq!(status, 200, "{entered}");
    let (access, refresh) = (text(&entered, "accessToken"), text(&entered, "refreshToken"));
    let person = json!({ "firstName": "Ana", "lastName": "Moreau", "email": "ana@people.example" });
    let person = ask("POST", "/employee", &access, person).1["id"].clone();
    let shoot = json!({
        "name": "Gala", "start": "2030-01-01T10:00:00Z", "end": "2030-01-02T10:00:00Z",
        "employeeIds": [person],
    });
    let planned = ask("POST", "/event", &access, shoot).1;
    let answer = planned["answers"][0]["id"].as_i64().unwrap();
    let copied = ask("POST", &format!("/answer/{answer}/link"), &access, Value::Null).1;
    let link = text(&copied[0], "url");
    let link = link.rsplit_once('/').unwrap().1.to_owned();
    let feed = text(&ask("POST", "/event/calendar/feed", &access, Value::Null).1, "url");
    let feed = feed.rsplit_once('/').unwrap().1.to_owned();
    let token = json!({ "name": "A", "scopes": ["people:read"], "currentPassword": PASSWORD });
    let program = text(&ask("POST", "/api-token", &access, token).1, "token");
    let ticket = text(&ask("POST", "/sse/ticket", &access, Value::Null).1, "ticket");
    for secret in [&link, &feed, &program, &ticket, &access, &refresh] {
        assert!(secret.len() > 20, "{secret:?} of {planned}");
    }
    // The requests that carry a secret or an e-mail, valid and invalid.
    let wrong = "an unusual password";
    for (method, path, token, body) in [
        ("GET", "/employee?email=ana@people.example".to_owned(), program.as_str(), Value::Null),
        ("GET", "/search?q=ana@people.example".into(), &access, Value::Null),
        ("GET", format!("/consent/{link}"), "", Value::Null),
        ("POST", format!("/consent/{link}/code"), "", Value::Null),
        ("POST", format!("/consent/{link}/verify"), "", json!({ "code": "918273" })),
        ("GET", format!("/sign/{link}"), "", Value::Null),
        ("GET", format!("/sign/{link}/nowhere"), "", Value::Null),
        ("GET", format!("/calendar/{feed}"), "", Value::Null),
        ("GET", format!("/sse?ticket={ticket}x"), "", Value::Null),
        ("GET", format!("/user/profile?token={access}"), "", Value::Null),
        ("POST", "/auth/refresh".into(), "", json!({ "refreshToken": refresh })),
        ("POST", "/auth/refresh".into(), "", json!({ "refreshToken": refresh })),
        (
            "POST",
            "/auth/login".into(),
            "",
            json!({ "email": "eve@evil.example", "password": wrong }),
        ),
        (
            "POST",
            "/auth/login".into(),
            "",
            json!({ "email": "claire@lumiere.example", "password": wrong }),
        ),
        ("POST", "/auth/login".into(), "", json!({ "email": "eve@evil.example", "password": 1 })),
        ("POST", "/auth/forgot-password".into(), "", json!({ "email": "claire@lumiere.example" })),
        ("POST", "/auth/reset-password".into(), "", json!({ "token": link, "password": wrong })),
        ("GET", "/reset/an-unusual-token".into(), "", Value::Null),
        ("GET", "/unsubscribe/an-unusual-token".into(), "", Value::Null),
        ("GET", "/wp-login.php?user=eve@evil.example".into(), "", Value::Null),
    ] {
        let status = ask(method, &path, token, body).0;
        assert!(status < 500, "{method} {path}: {status}");
    }
    // Waits until the worker has tried to send every mail.
    let unsent = "SELECT id FROM mails WHERE status = 'QUEUED'";
    while !rows(folder.path(), unsent).is_empty() {
        assert_eq!(ask("GET", "/healthz", "", Value::Null).0, 200, "it still serves");
    }
    let last = [("X-Request-Id", "the-last-one")];
    assert_eq!(fetch(running.port(), "GET", "/healthz", &last, &Value::Null).unwrap().0, 200);
    running.waits_for_line("the-last-one");
    let codes = "SELECT COUNT(*) FROM codes";
    assert_ne!(rows(folder.path(), codes), [["0"]], "a code has been sent");
    let received = &running.received;
    assert!(received.matches("status=401").count() >= 3, "{received}");
    for secret in [
        &access,
        access.split('.').nth(2).unwrap(),
        &refresh,
        &link,
        &feed,
        &program,
        &ticket,
        "918273",
        PASSWORD,
        wrong,
        "an-unusual-token",
        "@lumiere.example",
        "@people.example",
        "@evil.example",
        "Moreau",
    ] {
        assert!(!received.contains(secret), "{secret} is in:\n{received}");
    }
    for word in ["ERROR", "panicked", "status=5"] {
        assert!(!received.contains(word), "{word} is in:\n{received}");
    }
}

#[test]
fn slow_clients_delay_nobody_and_are_disconnected() {
    let folder = tempfile::tempdir().unwrap();
    let settings = [
        ("BE_RIGHT_HTTP_CONNECTIONS_PER_ADDRESS", "1000"),
        ("BE_RIGHT_HTTP_IDLE_TIMEOUT", "1s"),
        ("BE_RIGHT_HTTP_REQUEST_TIMEOUT", "1s"),
    ];
    let server = Running::start(folder.path(), &settings);
    let beginnings: [&[u8]; 4] = [
        b"",
        b"G",
        b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nx-slow: ",
        b"POST /auth/login HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
          content-length: 99\r\n\r\n{",
    ];
    let mut slow: Vec<_> = (0..400)
        .map(|turn| {
            let mut stream = connects(server.port());
            stream.write_all(beginnings[turn % beginnings.len()]).unwrap();
            stream
        })
        .collect();
    // While all of them are open, other clients are served.
    let mut other = connects(server.port());
    for _ in 0..50 {
        other.write_all(b"GET /version HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
        assert!(reads(&mut other).unwrap().0.starts_with("http/1.1 200"));
    }
    // A request that never ends is refused or its connection closed.
    for stream in &mut slow {
        let mut said = vec![];
        let ended = std::io::Read::read_to_end(stream, &mut said);
        let said = String::from_utf8_lossy(&said).to_ascii_lowercase();
        let reset =
            ended.as_ref().is_err_and(|error| error.kind() == std::io::ErrorKind::ConnectionReset);
        assert!(ended.is_ok() || reset, "it is still open: {ended:?}");
        let is_refused = said.is_empty()
            || ["http/1.1 408", "http/1.1 503"].iter().any(|one| said.starts_with(one));
        assert!(is_refused, "{said}");
    }
    assert!(server.stop().success());
}
