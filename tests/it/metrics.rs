//! Metrics for Prometheus: their values, who may read them, and that they contain no personal data.

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;

use be_right::config::Config;
use be_right::model::Secret;
use serde_json::{Value, json};

use crate::support::{Reply, Running, Server, fetch};

pub const TOKEN: &str = "a token for the scraper";

/// A server whose metrics are open to whoever has the token.
pub fn watched() -> Server {
    Server::start_on(&[], |app| {
        let mut config = Config::clone(&app.config);
        config.metrics.token = Some(Secret::new(TOKEN));
        app.config = Arc::new(config);
    })
}

/// The text of GET /metrics.
pub async fn figures(server: &Server) -> String {
    let reply = server.client().get("/metrics").header("authorization", format!("Bearer {TOKEN}"));
    let reply = Reply::read(reply.send().await).await;
    assert_eq!(reply.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    reply.is(200).text()
}

/// The value of a line.
#[track_caller]
pub fn value(text: &str, line: &str) -> f64 {
    let found = text.lines().find_map(|one| one.strip_prefix(line)?.strip_prefix(' '));
    found.unwrap_or_else(|| panic!("no {line} in:\n{text}")).parse().unwrap()
}

/// The verdict of Debian's promtool.
fn judged(text: &str) -> String {
    let mut promtool = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("promtool: {error}; apt-get install prometheus"));
    promtool.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let judged = promtool.wait_with_output().unwrap();
    let said = [judged.stdout, judged.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(judged.status.success(), "{said}\n{text}");
    said
}

#[tokio::test]
async fn requests_are_counted_by_route_and_status_and_by_nobodys_name() {
    let server = watched();
    let studio = server.studio("Zanzibar").await;
    let ana = studio.employs("Ana", "Zanzibar", "ana@zanzibar.example").await;
    studio.get(&format!("/employee/{ana}")).await.is(200);
    studio.get("/employee/999999").await.is(404);
    for path in ["/wp-login.php", "/sign/s3cr3t-token/code", "/employee/1/2/3/4", "/reset/s3cr3t"] {
        server.get(path).await;
    }
    // While the mails are still queued.
    let text = figures(&server).await;
    let count = |labels: &str| value(&text, &format!("be_right_http_requests_total{{{labels}}}"));
    assert_eq!(count(r#"method="GET",route="/employee/{id}",status="200""#), 1.0);
    assert_eq!(count(r#"method="GET",route="/employee/{id}",status="404""#), 1.0);
    assert_eq!(count(r#"method="POST",route="/auth/register",status="201""#), 1.0);
    assert_eq!(count(r#"method="GET",route="/sign/{token}/code",status="405""#), 1.0);
    assert_eq!(count(r#"method="GET",route="unknown",status="404""#), 2.0);
    let took =
        r#"be_right_http_request_duration_seconds_count{method="GET",route="/employee/{id}"}"#;
    assert_eq!(value(&text, took), 2.0);
    assert_eq!(value(&text, "be_right_http_requests_in_flight"), 1.0);
    assert_eq!(value(&text, r#"be_right_jobs_waiting{kind="mail"}"#), 1.0);
    assert_eq!(value(&text, r#"be_right_mails{state="queued"}"#), 1.0);
    assert!(value(&text, "be_right_db_commit_changes_sum") >= 2.0, "{text}");
    assert!(value(&text, "be_right_db_write_wait_seconds_count") >= 2.0, "{text}");
    // So early, nearly everything is still in the journal.
    assert!(value(&text, r#"be_right_db_size_bytes{file="journal"}"#) > 4096.0, "{text}");
    assert_eq!(value(&text, "be_right_sse_clients"), 0.0);
    for word in ["Zanzibar", "zanzibar", "s3cr3t", "wp-login"] {
        assert!(!text.contains(word), "{word} in:\n{text}");
    }
    assert_eq!(judged(&text), "");

    server.clock.advance(90_000);
    let text = figures(&server).await;
    assert_eq!(value(&text, r#"be_right_jobs_oldest_due_seconds{kind="mail"}"#), 90.0);
    server.settle().await;
    let text = figures(&server).await;
    assert_eq!(value(&text, r#"be_right_mails{state="sent"}"#), 1.0);
}

#[tokio::test]
async fn made_up_paths_and_methods_make_no_series() {
    let server = watched();
    let series = |text: &str| text.lines().filter(|line| line.contains("http_requests")).count();
    server.get("/nothing").await;
    let before = series(&figures(&server).await);
    for n in 0..50 {
        server.get(&format!("/nothing/{n}")).await;
        let method = poem::http::Method::from_bytes(format!("M{n}").as_bytes()).unwrap();
        server.send(None, method, "/nothing", None).await;
    }
    let after = series(&figures(&server).await);
    // `OTHER`, and the series of the scrapes themselves.
    assert!(after <= before + 3, "{before} series became {after}");
}

#[tokio::test]
async fn metrics_are_readable_by_the_scraper_only() {
    let server = watched();
    server.get("/metrics").await.is_problem(404, "not_found");
    for wrong in ["Bearer nope", "Basic a token for the scraper", "Bearer", ""] {
        let asked = server.client().get("/metrics").header("authorization", wrong).send().await;
        Reply::read(asked).await.is_problem(404, "not_found");
    }
    figures(&server).await;
    // Without a token in the configuration, no token helps; and a request without a peer address is
    // refused.
    let server = Server::start();
    let asked = server.client().get("/metrics").header("authorization", format!("Bearer {TOKEN}"));
    Reply::read(asked.send().await).await.is_problem(404, "not_found");
}

#[test]
fn without_a_token_this_machine_reads_them_and_no_proxy_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::start(folder.path(), &[]);
    let ask = |headers: &[(&str, &str)]| {
        fetch(server.port(), "GET", "/metrics", headers, &Value::Null).unwrap()
    };
    let (status, text) = ask(&[]);
    assert_eq!(status, 200);
    assert_eq!(judged(&String::from_utf8(text).unwrap()), "");
    for passed_on in ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"] {
        assert_eq!(ask(&[(passed_on, "203.0.113.9")]).0, 404, "{passed_on}");
    }
    assert!(server.stop().success());
    // If a token is configured, it is required on this machine too.
    let token = [("BE_RIGHT_METRICS_TOKEN", TOKEN)];
    let server = Running::start(folder.path(), &token);
    let ask = |token: &str| {
        let headers = [("Authorization", token)];
        fetch(server.port(), "GET", "/metrics", &headers, &json!(null)).unwrap().0
    };
    assert_eq!((ask(""), ask("nope"), ask(TOKEN)), (404, 404, 200));
}

#[tokio::test]
async fn process_disk_and_storage_have_metrics() {
    let server = watched();
    let studio = server.studio("lumiere").await;
    let (event, _) = studio.plans("Été", &[]).await;
    crate::files::photo(&studio, event, 1).await;
    let text = figures(&server).await;
    judged(&text);
    assert!(value(&text, "process_resident_memory_bytes") > 1e6);
    assert!(value(&text, "process_open_fds") > 2.0);
    assert!(value(&text, "process_max_fds") > value(&text, "process_open_fds"));
    assert!(value(&text, "process_cpu_seconds_total") > 0.0);
    assert!(value(&text, "process_start_time_seconds") > 0.0);
    assert!(value(&text, "be_right_disk_free_bytes") <= value(&text, "be_right_disk_size_bytes"));
    assert!(value(&text, "be_right_files_size_bytes") > 1_000.0);
    assert_eq!(value(&text, "be_right_files_kept_total"), 1.0);
    assert_eq!(value(&text, "be_right_files_lost"), 0.0);
    assert_eq!(value(&text, "be_right_uploads_under_way"), 0.0);
    assert_eq!(value(&text, "be_right_alarm{kind=\"files_lost\"}"), 0.0);
    // A photograph is lost.
    let shelf = be_right::ports::Shelf::Company(be_right::model::CompanyId(studio.company));
    let shelf = server.app.blobs.shelf(shelf);
    shelf.delete(shelf.list().unwrap()[0].name).unwrap();
    be_right::actions::files::sweep(&server.app).await.unwrap();
    server.sleeps(1).await;
    let text = figures(&server).await;
    judged(&text);
    assert_eq!(value(&text, "be_right_files_lost"), 1.0);
    assert_eq!(value(&text, "be_right_alarm{kind=\"files_lost\"}"), 1.0);
    assert_eq!(value(&text, "be_right_db_intact"), 1.0);
}
