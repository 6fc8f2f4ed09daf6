//! The rules of HTTP that hold for every operation: methods, hosts, codings, conditions (RFC 9110,
//! RFC 9112).

use poem::http::Method;
use serde_json::json;

use crate::limits::sent;
use crate::support::Server;

#[tokio::test]
async fn a_405_lists_the_allowed_methods() {
    let server = Server::start();
    let mut paths: std::collections::BTreeMap<String, Vec<String>> = Default::default();
    for one in crate::support::document::operations() {
        let methods = paths.entry(one.path.replace(['{', '}'], "")).or_default();
        methods.push(one.method.to_string());
        if one.method == Method::GET {
            methods.push("HEAD".to_owned());
        }
    }
    for (path, get, post) in [
        ("/sign/abc", true, false),
        ("/sign/abc/code", false, true),
        ("/join/abc", true, true),
        ("/media/a/b/c.jpg", true, false),
        ("/assets/a/b", true, false),
        ("/readyz", true, false),
    ] {
        let mut methods = vec![];
        methods.extend(get.then(|| ["GET", "HEAD"].map(str::to_owned)).into_iter().flatten());
        methods.extend(post.then(|| "POST".to_owned()));
        paths.insert(path.to_owned(), methods);
    }
    let mut output = 0;
    for (path, mut methods) in paths {
        methods.sort();
        let request = server.client().request(Method::from_bytes(b"BREW").unwrap(), &path);
        let reply = sent(request).await;
        if reply.status != 405 {
            assert_eq!(reply.status, 404, "{path}");
            continue;
        }
        output += 1;
        assert_eq!(reply.header("allow"), methods.join(", "), "{path}");
    }
    assert!(output > 100, "{output}");
    let reply = sent(server.client().put("/tus/abc")).await;
    reply.is_problem(405, "method_not_allowed");
    assert_eq!(reply.header("allow"), "DELETE, HEAD, OPTIONS, PATCH");
    for accept in ["*/*", "text/html"] {
        let reply = sent(server.client().post("/").header("accept", accept)).await;
        reply.is_problem(405, "method_not_allowed");
        assert_eq!(reply.header("allow"), "GET, HEAD");
    }
}

#[tokio::test]
async fn a_path_that_is_no_text_leads_nowhere() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    for path in ["/employee/%ff", "/answer/%C3%28/pdf", "/%fe", "/consent/%ff"] {
        studio.get(path).await.is(404);
    }
    studio.get("/employee/%ff").await.is_problem(404, "not_found");
}

#[tokio::test]
async fn conditional_requests_are_honoured_or_refused() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@mail.example").await;
    let bearer = format!("Bearer {}", studio.token);
    let path = format!("/employee/{ana}");
    let body = json!({ "firstName": "Anna", "lastName": "Moreau", "email": "ana@mail.example" });
    let put = |name: &'static str, value: &'static str| {
        let request = server.client().put(&path).header("authorization", &bearer);
        let request = request.header(name, value).content_type("application/json");
        sent(request.body(body.to_string()))
    };
    put("if-match", "\"abc\"").await.is_problem(412, "precondition_failed");
    put("if-none-match", "*").await.is_problem(412, "precondition_failed");
    assert_eq!(studio.get(&path).await.json["firstName"], "Ana");
    put("if-none-match", "\"abc\"").await.is(200);
    put("if-match", "*").await.is(200);
    assert_eq!(studio.get(&path).await.json["firstName"], "Anna");
    let delete = server.client().delete(&path).header("authorization", &bearer);
    sent(delete.header("if-match", "\"abc\"")).await.is_problem(412, "precondition_failed");

    // A file has an ETag, made from its bytes.
    let (event, _) = studio.plans("Gala", &[]).await;
    let photo = crate::files::picture(18, 9, 1, image::ImageFormat::Png);
    let taken = studio.sends(&format!("/file/{event}?owner=event"), "a.png", photo, &[]).await;
    let path = format!("/file/{}/content", taken.is(201).id("/data/0/file/id"));
    let tag = studio.get(&path).await.is(200).header("etag").to_owned();
    let get = |tag: &str, range: Option<&str>| {
        let request = server.client().get(&path).header("authorization", &bearer);
        let request = request.header("if-match", tag);
        sent(match range {
            Some(range) => request.header("range", range),
            None => request,
        })
    };
    get(&tag, None).await.is(200);
    get(&format!("\"abc\", {tag}"), Some("bytes=0-3")).await.is(206);
    get("*", None).await.is(200);
    let other = get("\"abc\"", Some("bytes=0-3")).await;
    other.is_problem(412, "precondition_failed");
    get(&format!("W/{tag}"), None).await.is(412);
}

/// Sends raw bytes, and reads the status of each response until the end.
fn raw(port: u16, request: &str) -> Vec<u16> {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(std::time::Duration::from_secs(20))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = vec![];
    // A server that closes with unread input may cause an error here; what arrived before counts.
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let lines = answer.lines().filter_map(|line| {
        let at = line.find("HTTP/1.")?;
        line[at + 9..].split(' ').next()?.parse().ok()
    });
    lines.collect()
}

#[test]
fn what_http_forbids_is_refused_on_the_wire() {
    let folder = tempfile::tempdir().unwrap();
    let running = crate::support::Running::start(folder.path(), &[]);
    let is = |request: &str, statuses: &[u16]| {
        assert_eq!(raw(running.port(), request), statuses, "{request:?}");
    };
    let last = "Connection: close\r\n\r\n";
    let get = |rest: &str| format!("GET /healthz HTTP/1.1\r\n{rest}");
    is(&get(&format!("Host: a\r\n{last}")), &[200]);
    is(&get(&format!("Host: a\r\n\r\n{}", get(&format!("Host: a\r\n{last}")))), &[200, 200]);
    is("GET /healthz HTTP/1.0\r\n\r\n", &[200]);
    // The next request is not read, because its beginning is ambiguous.
    let next = get(&format!("Host: a\r\n{last}"));
    is(&get(&format!("\r\n{next}")), &[400]);
    is(&get(&format!("Host: a\r\nHost: b\r\n\r\n{next}")), &[400]);
    is(&get(&format!("Host: a b\r\n\r\n{next}")), &[400]);
    let chunked = |coding: &str| {
        format!(
            "POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n\
             Transfer-Encoding: {coding}\r\n{last}2\r\n{{}}\r\n0\r\n\r\n"
        )
    };
    is(&chunked("chunked"), &[422]);
    is(&chunked("Chunked"), &[422]);
    is(&chunked("gzip, chunked"), &[501]);
    is(&chunked("gzip\r\nTransfer-Encoding: chunked"), &[501]);
    // With Content-Length and chunks, the chunks count, and a second request after them is not
    // answered.
    let smuggled = "POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\
        Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
    is(smuggled, &[415]);
}
