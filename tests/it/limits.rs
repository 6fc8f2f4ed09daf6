//! Limits and checks that apply to every request: how often, how large, how long, from which site,
//! and how a refusal is written.

use be_right::model::Timestamp;
use poem::Body;
use poem::http::Method;
use poem::test::TestRequestBuilder;
use serde_json::{Value, json};

use crate::support::waiting::ends;
use crate::support::{PASSWORD, Recipient, Reply, Server, Studio};

/// The reply to a request.
pub async fn sent(request: TestRequestBuilder<'_, impl poem::Endpoint>) -> Reply {
    Reply::read(request.send().await).await
}

/// Sends a request `times` times, then once more; that one is refused until `wait` has passed.
async fn holds(server: &Server, times: usize, wait: i64, what: &str, body: &Value) {
    for turn in 1..=times {
        let reply = server.post(what, body.clone()).await;
        assert_ne!(reply.status, 429, "the {turn}th {what} of {times} was refused");
    }
    let refused = server.post(what, body.clone()).await;
    refused.is_problem(429, "rate_limited");
    let seconds: i64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=wait / 1000 + 1).contains(&seconds), "{seconds} s");
    server.clock.advance(seconds * 1000);
    assert_ne!(server.post(what, body.clone()).await.status, 429, "Retry-After was kept");
}

#[tokio::test]
async fn logins_to_one_account_are_counted() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let wrong = json!({ "email": studio.email, "password": "not the password" });
    holds(&server, 10, 15 * Timestamp::MINUTE / 10, "/auth/login", &wrong).await;
    // Another account from the same address is not limited.
    let other = json!({ "email": "someone@else.example", "password": "not the password" });
    server.post("/auth/login", other).await.is_problem(401, "wrong_credentials");
}

#[tokio::test]
async fn logins_from_one_address_are_counted() {
    let server = Server::start();
    for turn in 0..30 {
        let body = json!({ "email": format!("n{turn}@else.example"), "password": "no password" });
        server.post("/auth/login", body).await.is(401);
    }
    let body = json!({ "email": "last@else.example", "password": "no password" });
    server.post("/auth/login", body).await.is_problem(429, "rate_limited");
}

#[tokio::test]
async fn sign_ups_are_counted() {
    let server = Server::start();
    let body = json!({
        "email": "a@b.example", "password": PASSWORD, "firstName": "A", "lastName": "B",
        "companyName": "C",
    });
    holds(&server, 5, Timestamp::HOUR / 5, "/auth/register", &body).await;
}

#[tokio::test]
async fn password_resets_are_refused_per_address_and_silently_dropped_per_account() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    server.settle().await;
    let before = server.postbox.to(&studio.email).len();
    let body = json!({ "email": studio.email });
    for _ in 0..5 {
        server.post("/auth/forgot-password", body.clone()).await.is(202);
    }
    server.settle().await;
    assert_eq!(server.postbox.to(&studio.email).len() - before, 3, "three mails an hour");
    for _ in 0..5 {
        server.post("/auth/forgot-password", body.clone()).await.is(202);
    }
    server.post("/auth/forgot-password", body).await.is_problem(429, "rate_limited");
}

#[tokio::test]
async fn refreshes_are_counted() {
    let server = Server::start();
    let body = json!({ "refreshToken": "nobody's" });
    holds(&server, 60, Timestamp::SECOND, "/auth/refresh", &body).await;
}

#[tokio::test]
async fn guesses_at_links_and_references_are_counted() {
    let server = Server::start();
    for _ in 0..120 {
        server.get("/consent/nobodys-link").await.is(404);
    }
    server.get("/consent/nobodys-link").await.is_problem(429, "rate_limited");
    for _ in 0..60 {
        assert_ne!(server.get("/verify/01234567890123456789ABCDEF").await.status, 429);
    }
    server.get("/verify/01234567890123456789ABCDEF").await.is_problem(429, "rate_limited");
}

#[tokio::test]
async fn a_password_cannot_be_guessed_by_changing_it() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let body = json!({ "currentPassword": "is it this?", "newPassword": "une autre phrase" });
    for _ in 0..10 {
        studio.put("/user/password", body.clone()).await.refuses(&["currentPassword"]);
    }
    studio.put("/user/password", body).await.is_problem(429, "rate_limited");
}

#[tokio::test]
async fn a_wait_is_written_in_words() {
    let server = Server::start_with(&[("limits.refresh_per_address", "1 per 45min")]);
    let body = json!({ "refreshToken": "nobody's" });
    server.post("/auth/refresh", body.clone()).await.is(401);
    for (language, said) in [("fr", "45\u{a0}minutes"), ("en", "45 minutes")] {
        let request = server.client().post("/auth/refresh").header("accept-language", language);
        let reply = sent(request.content_type("application/json").body(body.to_string())).await;
        reply.is_problem(429, "rate_limited");
        assert!(reply.json["detail"].as_str().unwrap().contains(said), "{}", reply.json);
    }
}

#[tokio::test]
async fn a_body_may_be_as_long_as_the_limit_and_not_a_byte_longer() {
    let server = Server::start_with(&[("http.body_limit", "2 KiB")]);
    let body = |length: usize| {
        let empty = json!({ "email": "", "password": "" }).to_string().len();
        json!({ "email": "a".repeat(length - empty), "password": "" }).to_string()
    };
    let login = || server.client().post("/auth/login").content_type("application/json");
    sent(login().body(body(2048))).await.is_problem(401, "wrong_credentials");
    let refused = sent(login().body(body(2049))).await;
    refused.is_problem(413, "too_large");
    assert!(refused.json["detail"].as_str().unwrap().contains("2\u{a0}Kio"), "{}", refused.json);
    // Content-Length is believed at once: the body is not read.
    let announced = sent(login().header("content-length", "999999999").body("{}")).await;
    announced.is_problem(413, "too_large");
    // Chunked bodies do not announce their length.
    let chunks =
        |length: usize| Body::from_async_read(std::io::Cursor::new(body(length).into_bytes()));
    sent(login().body(chunks(2048))).await.is_problem(401, "wrong_credentials");
    sent(login().body(chunks(2049))).await.is_problem(413, "too_large");
    // The forms of pages too, before the user is known.
    let form =
        server.client().post("/sign/x/answer").content_type("application/x-www-form-urlencoded");
    let form = sent(form.body(Body::from_async_read(tokio::io::repeat(b'a')))).await;
    form.is(413);
}

#[tokio::test]
async fn a_request_that_never_ends_is_ended() {
    let server = Server::start_with(&[("http.request_timeout", "1s")]);
    let (_open, never) = tokio::io::duplex(8);
    let request = server.client().post("/auth/login").content_type("application/json");
    let ended = ends(sent(request.body(Body::from_async_read(never)))).await;
    ended.is_problem(503, "timeout");
}

#[tokio::test]
async fn compressed_bodies_are_refused_unread() {
    let server = Server::start();
    for coding in ["gzip", "br", "deflate", "zstd", "whatever"] {
        let request = server.client().post("/auth/login").content_type("application/json");
        let reply = sent(request.header("content-encoding", coding).body("{}")).await;
        reply.is_problem(415, "content_encoding");
    }
}

#[tokio::test]
async fn a_request_id_that_is_sane_is_kept_and_any_other_replaced() {
    let server = Server::start();
    let asked = |id: &str| sent(server.client().get("/healthz").header("x-request-id", id));
    for id in ["a", "Job.7_of-9", &"x".repeat(64)] {
        assert_eq!(asked(id).await.header("x-request-id"), id);
    }
    for id in ["", "with space", "é", "a/b", "<script>", &"x".repeat(65)] {
        let given = asked(id).await.header("x-request-id").to_owned();
        assert!(given != id && given.len() >= 16, "{id:?} became {given:?}");
    }
    let one = server.get("/healthz").await;
    let other = server.get("/nowhere").await;
    assert_ne!(one.header("x-request-id"), other.header("x-request-id"));
    let output = format!("urn:be-right:request:{}", other.header("x-request-id"));
    assert_eq!(other.json["instance"], output);
}

/// Every kind of refusal that comes before a handler: the case, the status, the code and the reply.
async fn refusals(
    server: &Server,
    language: &str,
) -> Vec<(&'static str, u16, &'static str, Reply)> {
    let login = || {
        let request = server.client().post("/auth/login").header("accept-language", language);
        request.content_type("application/json")
    };
    let plain = |method: Method, path: &str| {
        server.client().request(method, path).header("accept-language", language)
    };
    let json = |text: &'static str| sent(login().body(text));
    let list = |query: &str| format!("/user?{query}");
    let studio = server.studio(&format!("studio {language}")).await;
    // The account's language takes precedence over the browser's.
    studio.patch("/settings", serde_json::json!({ "locale": &language[..2] })).await.is(200);
    let mine = |path: &str| {
        plain(Method::GET, path).header("authorization", format!("Bearer {}", studio.token))
    };
    vec![
        ("an unknown path", 404, "not_found", sent(plain(Method::GET, "/nowhere")).await),
        (
            "an unknown method",
            405,
            "method_not_allowed",
            sent(plain(Method::PUT, "/auth/login")).await,
        ),
        (
            "another media type",
            415,
            "media_type",
            sent(plain(Method::POST, "/auth/login").content_type("text/plain").body("{}")).await,
        ),
        (
            "no media type",
            415,
            "media_type",
            sent(plain(Method::POST, "/auth/login").body("{}")).await,
        ),
        ("an empty body", 400, "malformed_json", json("").await),
        ("half a body", 400, "malformed_json", json("{\"email\":").await),
        (
            "two bodies",
            400,
            "malformed_json",
            json("{\"email\":\"a\",\"password\":\"b\"} {}").await,
        ),
        ("no UTF-8", 400, "malformed_json", sent(login().body(&b"{\"email\":\"\xff\"}"[..])).await),
        (
            "an unknown field",
            422,
            "invalid",
            json("{\"email\":\"a\",\"password\":\"b\",\"x\":1}").await,
        ),
        ("a missing field", 422, "invalid", json("{\"email\":\"a\"}").await),
        ("null", 422, "invalid", json("{\"email\":null,\"password\":\"b\"}").await),
        ("null as a body", 422, "invalid", json("null").await),
        ("a list as a body", 422, "invalid", json("[]").await),
        ("no token", 401, "unauthenticated", sent(plain(Method::GET, "/user/profile")).await),
        ("a word for a number", 422, "invalid", sent(mine(&list("limit=abc"))).await),
        ("a limit too low", 422, "invalid", sent(mine(&list("limit=0"))).await),
        ("a limit too high", 422, "invalid", sent(mine(&list("limit=101"))).await),
        ("a negative page", 422, "invalid", sent(mine(&list("page=-1"))).await),
        ("an unknown order", 422, "invalid", sent(mine(&list("orderBy=password"))).await),
        ("an unknown role", 422, "invalid", sent(mine(&list("role=KING"))).await),
        ("a word for an id", 404, "not_found", sent(mine("/user/abc")).await),
        ("an id too long", 404, "not_found", sent(mine("/user/99999999999999999999")).await),
    ]
}

#[tokio::test]
async fn every_error_is_a_problem_document_in_the_readers_language() {
    let server = Server::start();
    let french = refusals(&server, "fr-FR, en;q=0.5").await;
    let english = refusals(&server, "en").await;
    for ((what, status, code, fr), (_, _, _, en)) in french.iter().zip(&english) {
        for reply in [fr, en] {
            assert_eq!(
                (reply.status, reply.json["code"].as_str()),
                (*status, Some(*code)),
                "{what}: {}",
                reply.json
            );
            assert_eq!(reply.header("content-type"), "application/problem+json", "{what}");
            assert_eq!(reply.json["type"], format!("urn:be-right:problem:{code}"), "{what}");
            assert_eq!(reply.json["status"], *status, "{what}");
            let output = reply.text();
            assert!(
                !output.contains("problem-") && !output.contains("invalid-"),
                "{what}: {output}"
            );
            for word in
                ["serde", "poem", "column", "Expected input", "invalid type", "param0", "src/"]
            {
                assert!(!output.contains(word), "{what}: {output}");
            }
        }
        for text in ["title", "detail"] {
            assert_ne!(fr.json[text], en.json[text], "{what} is told in one language");
            assert!(fr.json[text].as_str().unwrap().len() > 8, "{what}");
        }
        let named = |reply: &Reply| reply.json["errors"].as_array().map_or(0, Vec::len);
        assert_eq!(named(fr) > 0, matches!(status, 422 | 415 | 400), "{what}: {}", fr.json);
    }
    assert_eq!(
        french.iter().find(|one| one.0 == "null").unwrap().3.json["errors"][0]["field"],
        "email"
    );
}

#[tokio::test]
async fn the_language_of_the_account_goes_before_that_of_the_browser() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let asked = |accepted: &'static str| {
        let request = server.client().get("/user/999999").header("accept-language", accepted);
        sent(request.header("authorization", format!("Bearer {}", studio.token)))
    };
    assert_eq!(asked("en").await.json["title"], "Introuvable");
    studio.patch("/settings", json!({ "locale": "en" })).await.is(200);
    assert_eq!(asked("fr").await.json["title"], "Not found");
}

#[tokio::test]
async fn every_kind_of_reply_has_the_security_headers() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    studio.plans("Catalogue", &[ana]).await;
    server.settle().await;
    let recipient = Recipient::invited(&server, "ana@example.org");
    let page = format!("/sign/{}", recipient.token);
    let head = |path: &str| sent(server.client().request(Method::HEAD, path));
    let replies = [
        ("health", server.get("/healthz").await),
        ("a page", server.get(&page).await),
        ("a page that is not there", server.get("/sign/unknown").await),
        ("the API", studio.get("/user/profile").await),
        ("no content", studio.acts("/auth/logout").await),
        ("a refusal", studio.get("/user/profile").await),
        ("nothing there", server.get("/nowhere").await),
        (
            "a refusal unread",
            sent(server.client().post("/auth/login").header("content-encoding", "br")).await,
        ),
        ("the document", server.get("/openapi.json").await),
        ("the explorer", server.get("/docs").await),
        ("a head", head("/healthz").await),
    ];
    for (what, reply) in replies {
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("x-frame-options", "DENY"),
            ("cross-origin-opener-policy", "same-origin"),
            ("strict-transport-security", "max-age=31536000"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(reply.header(name), value, "{what}: {name}");
        }
        let policy = reply.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{what}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{what}: {policy}");
        assert_eq!(policy.contains("unsafe-inline"), what == "the explorer", "{what}: {policy}");
        assert!(!reply.header("permissions-policy").is_empty(), "{what}");
        assert!(!reply.header("x-request-id").is_empty(), "{what}");
    }
}

#[tokio::test]
async fn no_hsts_without_https() {
    let server = Server::start_with(&[("public_url", "http://127.0.0.1:3000")]);
    assert_eq!(server.get("/healthz").await.header("strict-transport-security"), "");
}

#[tokio::test]
async fn only_named_sites_may_use_the_api_from_a_browser() {
    let server = Server::start_with(&[("http.cors_origins", "https://app.example")]);
    let ask = |origin: &str| {
        let request = server.client().request(Method::OPTIONS, "/auth/login");
        sent(request.header("origin", origin).header("access-control-request-method", "POST"))
    };
    let leave = ask("https://app.example").await;
    leave.is(204);
    assert_eq!(leave.header("access-control-allow-origin"), "https://app.example");
    assert!(leave.header("access-control-allow-methods").contains("PATCH"));
    let headers = leave.header("access-control-allow-headers");
    for name in ["authorization", "upload-checksum", "if-match", "last-event-id"] {
        assert!(headers.contains(name), "{name}");
    }
    assert_eq!(leave.header("access-control-allow-credentials"), "");
    for other in ["https://evil.example", "http://app.example", "https://app.example.evil", "null"]
    {
        let refused = ask(other).await;
        refused.is_problem(403, "origin_refused");
        assert_eq!(refused.header("access-control-allow-origin"), "", "{other}");
        assert!(!refused.header("x-request-id").is_empty());
    }
    let read = |origin: &str| sent(server.client().get("/version").header("origin", origin));
    let named = read("https://app.example").await;
    assert_eq!(named.header("access-control-allow-origin"), "https://app.example");
    for name in ["retry-after", "x-file-duplicate", "etag", "content-range", "upload-metadata"] {
        assert!(named.header("access-control-expose-headers").contains(name), "{name}");
    }
    assert_eq!(read("https://evil.example").await.header("access-control-allow-origin"), "");
    // The page that caused a refusal can read it.
    let refused = server.client().get("/user/profile").header("origin", "https://app.example");
    let refused = sent(refused).await;
    refused.is_problem(401, "unauthenticated");
    assert_eq!(refused.header("access-control-allow-origin"), "https://app.example");
}

#[tokio::test]
async fn without_named_sites_none_may() {
    let server = Server::start();
    let request = server.client().request(Method::OPTIONS, "/auth/login");
    let ask = request
        .header("origin", "https://a.example")
        .header("access-control-request-method", "POST");
    sent(ask).await.is_problem(403, "origin_refused");
    let read = sent(server.client().get("/version").header("origin", "https://a.example")).await;
    assert_eq!(read.is(200).header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn long_text_is_compressed_for_who_can_read_it() {
    let server = Server::start();
    let get = |path: &str, coding: &str| {
        sent(server.client().get(path).header("accept-encoding", coding))
    };
    let whole = get("/openapi.json", "identity").await;
    assert_eq!(whole.header("content-encoding"), "");
    for (accepted, coding) in [
        ("gzip", "gzip"),
        ("gzip, deflate, br", "br"),
        ("br;Q=0, gzip", "gzip"),
        ("br;q=0.1, gzip;q=0.9", "gzip"),
    ] {
        let small = get("/openapi.json", accepted).await;
        assert_eq!(small.header("content-encoding"), coding);
        assert!(small.bytes.len() < whole.bytes.len() / 3);
        assert!(small.header("vary").contains("accept-encoding"));
    }
    assert_eq!(get("/version", "gzip").await.header("content-encoding"), "", "too short");
}

#[tokio::test]
async fn the_explorer_needs_nothing_from_elsewhere() {
    let server = Server::start();
    let page = server.get("/docs").await;
    let text = page.is(200).text();
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(text.starts_with("<!doctype html>"));
    for tag in text.split('<').filter(|tag| tag.starts_with("script") || tag.starts_with("link")) {
        let tag = tag.split('>').next().unwrap();
        let bare = !tag.contains("http://") && !tag.contains("https://") && !tag.contains("src=");
        assert!(bare || tag.contains("data:"), "<{tag}>");
    }
    assert!(page.header("content-security-policy").contains("connect-src 'self'"));
    assert!(text.contains("createCompany"), "the document is in it");
    assert!(text.contains("x-problem-type"), "and it is the one we publish");
}

#[tokio::test]
async fn operators_see_that_it_lives_is_ready_and_which_version_it_is() {
    let server = Server::start();
    assert_eq!(server.get("/healthz").await.is(200).text(), "ok\n");
    let ready = server.get("/readyz").await;
    assert_eq!(ready.is(200).json["status"], "ready");
    let version = server.get("/version").await;
    assert_eq!(version.is(200).json["version"], env!("CARGO_PKG_VERSION"));
}

#[tokio::test]
async fn invitations_to_an_account_are_counted_by_company() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let other = server.studio("pathe").await;
    let invite = |studio: &Studio<'_>, turn: usize| {
        let body = json!({
            "email": format!("n{turn}@else.example"), "firstName": "A", "lastName": "B",
            "role": "USER",
        });
        let token = studio.token.clone();
        let server = &server;
        async move { server.send(Some(&token), Method::POST, "/user", Some(&body)).await }
    };
    for turn in 0..99 {
        invite(&studio, turn).await.is(201);
    }
    // Invitations to employees count too.
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    studio.acts(&format!("/employee/{ana}/account")).await.is(201);
    let refused = invite(&studio, 100).await;
    refused.is_problem(429, "rate_limited");
    studio.acts(&format!("/employee/{ana}/account")).await.is_problem(429, "rate_limited");
    invite(&other, 0).await.is(201);
    let seconds: i64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=37).contains(&seconds), "{seconds}");
    server.clock.advance(seconds * 1000);
    invite(&studio, 101).await.is(201);
    invite(&studio, 102).await.is_problem(429, "rate_limited");
    server.settle().await;
}

#[tokio::test]
async fn a_form_of_a_page_that_is_too_long_is_answered_with_a_page() {
    let server = Server::start();
    let long = format!("reason={}", "a".repeat(3 << 20));
    for (locale, word) in [("fr", "trop"), ("en", "too")] {
        let request = server
            .client()
            .post("/sign/abc/answer")
            .header("accept", "text/html,application/xhtml+xml")
            .header("accept-language", locale)
            .header("sec-fetch-site", "same-origin")
            .content_type("application/x-www-form-urlencoded");
        let page = sent(request.body(long.clone())).await;
        assert_eq!(page.is(413).header("content-type"), "text/html; charset=utf-8");
        assert!(page.text().to_lowercase().contains(word), "{}", page.text());
        assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
    }
    // Programs get a problem document as usual.
    let plain = server.client().post("/sign/abc/answer");
    let plain = plain.content_type("application/x-www-form-urlencoded").body(long);
    sent(plain).await.is_problem(413, "too_large");
}
