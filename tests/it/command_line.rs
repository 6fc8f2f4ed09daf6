//! The binary, run as a process.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::smtp_server::SmtpServer;
use crate::support::{Running, fetch};

/// Runs the binary in an empty environment.
pub fn be_right(args: &[&str], variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_be-right"))
        .args(args)
        .env_clear()
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

pub fn said(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn config_show_prints_the_settings_in_effect_and_their_sources() {
    let secret = "0123456789abcdef0123456789abcdef";
    let shown = be_right(&["config", "show"], &[("PORT", "90"), ("JWT_SECRET", secret)]);
    let text = said(&shown.stdout);
    assert!(shown.status.success());
    assert!(text.contains("port = 90                                # variable PORT"), "{text}");
    assert!(
        text.contains("secret = \"***\"                           # variable JWT_SECRET"),
        "{text}"
    );
    assert!(!text.contains(secret));
}

#[test]
fn the_sample_that_is_printed_is_the_one_we_ship() {
    let printed = be_right(&["config", "sample"], &[]);
    assert_eq!(said(&printed.stdout), include_str!("../../packaging/be-right.toml"));
}

#[test]
fn a_wrong_setting_exits_with_2_and_says_what_to_do() {
    let failed =
        be_right(&["config", "show", "--set", "smtp.hots=x"], &[("BE_RIGHT_LOCALE", "de")]);
    let printed = said(&failed.stderr);
    assert_eq!(failed.status.code(), Some(2));
    assert!(printed.contains("did you mean smtp.host?"), "{printed}");
    assert!(printed.contains("`be-right config sample` explains every setting"), "{printed}");
    assert_eq!(be_right(&["sevre"], &[]).status.code(), Some(2));
    assert_eq!(be_right(&[], &[]).status.code(), Some(2));
}

#[test]
fn the_binary_is_statically_linked() {
    let bytes = std::fs::read(Path::new(env!("CARGO_BIN_EXE_be-right"))).unwrap();
    // ELF, 64 bits: no program header may ask for an interpreter (PT_INTERP, 3).
    let number = |at: usize, size: usize| {
        bytes[at..at + size].iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte))
    };
    assert_eq!(&bytes[..5], b"\x7fELF\x02");
    let (start, size, count) = (number(32, 8), number(54, 2), number(56, 2));
    let kinds: Vec<usize> = (0..count).map(|n| number(start + n * size, 4)).collect();
    assert!(!kinds.contains(&3), "linked dynamically: {kinds:?}");
}

#[test]
fn a_first_start_prints_a_claim_link_serves_and_stops_on_request() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Running::start(&data, &[]);
    let link = std::fs::read_to_string(data.join("claim-link")).unwrap();
    assert!(server.received.contains(link.trim()), "{}", server.received);
    assert!(link.starts_with(&format!("http://localhost:{}/claim/", server.port())), "{link}");
    assert_eq!(server.ask("GET", "/readyz", "", &Value::Null).unwrap().0, 200);
    let mode =
        |name: &str| std::fs::metadata(data.join(name)).unwrap().permissions().mode() & 0o777;
    let modes = ["", "be-right.db", "claim-link", "secrets/seal.key"].map(mode);
    assert_eq!(modes, [0o700, 0o600, 0o600, 0o600]);
    assert!(server.stop().success());
}

#[test]
fn it_serves_in_a_chroot_with_only_the_binary_and_random_devices() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().display().to_string();
    // Only root may chroot; others get a namespace in which they are root.
    let make = "cp \"$0\" be-right && mkdir -p dev data";
    let nodes = "mknod dev/random c 1 8 && mknod dev/urandom c 1 9";
    let mounts = "touch dev/random dev/urandom && mount --bind /dev/random dev/random \
                  && mount --bind /dev/urandom dev/urandom";
    let go = "exec chroot . /be-right serve --port 0 --data-dir /data";
    let is_root = said(&Command::new("id").arg("-u").output().unwrap().stdout).trim() == "0";
    let (program, before, chance) = match is_root {
        true => ("sh", &[][..], nodes),
        false => ("unshare", &["--map-root-user", "--mount", "sh"][..], mounts),
    };
    let mut command = Command::new(program);
    command.args(before).args(["-c", &format!("{make} && {chance} && {go}")]);
    command.arg(env!("CARGO_BIN_EXE_be-right")).current_dir(&root);
    let server = Running::of(command);
    assert_eq!(server.ask("GET", "/readyz", "", &Value::Null).unwrap().0, 200);
    assert!(
        server.ask("GET", "/docs", "", &Value::Null).unwrap().1.to_string().contains("swagger")
    );
    assert!(server.stop().success());
}

#[test]
fn the_service_manager_is_notified_of_start_health_and_stop() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("notify");
    let manager = UnixDatagram::bind(&socket).unwrap();
    manager.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let received = || {
        let mut message = [0; 500];
        let length = manager.recv(&mut message).unwrap();
        said(&message[..length])
    };
    let path = socket.display().to_string();
    let printed = [("NOTIFY_SOCKET", path.as_str()), ("WATCHDOG_USEC", "3000000")];
    let server = Running::start(&folder.path().join("data"), &printed);
    assert!(received().contains("READY=1"));
    assert!(received().contains("WATCHDOG=1"));
    assert!(server.stop().success());
    while !received().contains("STOPPING=1") {}
}

#[test]
fn a_second_server_on_the_same_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::start(folder.path(), &[]);
    let path = folder.path().display().to_string();
    let second = be_right(&["serve", "--port", "0", "--data-dir", &path], &[]);
    let printed = said(&second.stderr);
    assert_eq!(second.status.code(), Some(1));
    assert!(printed.contains(&format!("another be-right (process {})", server.pid())), "{printed}");
}

#[test]
fn a_taken_port_is_named_with_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display().to_string();
    let failed = be_right(&["serve", "--port", &port, "--data-dir", &path], &[]);
    let printed = said(&failed.stderr);
    assert_eq!(failed.status.code(), Some(1));
    assert!(
        printed.contains("cannot listen on") && printed.contains("choose another port"),
        "{printed}"
    );
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let failed = be_right(&["serve", "--data-dir", "/proc/nowhere"], &[]);
    let printed = said(&failed.stderr);
    assert_eq!(failed.status.code(), Some(1));
    assert!(printed.contains("cannot use the data folder /proc/nowhere"), "{printed}");
}

#[test]
fn the_configured_administrator_is_made_once() {
    let folder = tempfile::tempdir().unwrap();
    let admin = [("ADMIN_EMAIL", "ada@example.org"), ("ADMIN_PASSWORD", "correct horse battery")];
    for _ in 0..2 {
        let server = Running::start(folder.path(), &admin);
        assert!(!server.received.contains("/claim/"), "{}", server.received);
        assert!(!folder.path().join("claim-link").exists());
        assert!(server.stop().success());
    }
}

#[test]
fn users_are_added_and_changed_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display().to_string();
    let user = |args: &[&str]| be_right(&[&["--data-dir", &path, "user"], args].concat(), &[]);
    let add =
        ["add", "ada@example.org", "--first-name", "Ada", "--last-name", "L", "--role", "ADMIN"];
    let added = user(&add);
    assert!(added.status.success(), "{}", said(&added.stderr));
    assert!(said(&added.stdout).contains("ada@example.org can sign in, with the password "));
    let again = user(&add);
    assert_eq!(again.status.code(), Some(1));
    assert!(said(&again.stderr).contains("has an account already"));
    assert!(user(&["passwd", "ada@example.org"]).status.success());
    assert!(user(&["role", "ada@example.org", "DEVELOPER"]).status.success());
    assert_eq!(user(&["role", "ada@example.org", "OWNER"]).status.code(), Some(2));
    let nobody = user(&["passwd", "bob@example.org"]);
    assert!(said(&nobody.stderr).contains("No account has this e-mail"));
}

#[test]
fn jobs_and_schedules_are_managed_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display().to_string();
    let jobs = |args: &[&str]| be_right(&[&["--data-dir", &path, "jobs"], args].concat(), &[]);
    let empty = said(&jobs(&["list"]).stdout);
    assert!(empty.starts_with("0 jobs\n") && empty.contains("reminders       04:00"), "{empty}");
    let set_off = jobs(&["run", "sweep"]);
    assert!(said(&set_off.stdout).contains("sweep is job 1"), "{}", said(&set_off.stderr));
    let listed = said(&jobs(&["list"]).stdout);
    assert!(listed.contains("1 jobs") && listed.contains("WAITING sweep"), "{listed}");
    assert!(jobs(&["retry", "1"]).status.success());
    let all = said(&jobs(&["retry", "--all"]).stdout);
    assert!(all.starts_with("0 jobs are due now"), "{all}");
    assert_eq!(jobs(&["retry"]).status.code(), Some(2), "which?");
    // A server does it at its start, and also what is requested while it runs.
    let mut server = Running::start(folder.path(), &[]);
    server.waits_for_line("swept");
    assert!(jobs(&["run", "sweep"]).status.success());
    server.waits_for_line("swept");
    assert!(server.stop().success());
    assert!(jobs(&["run", "purge"]).status.success());
    let listed = said(&jobs(&["list", "--kind", "purge"]).stdout);
    let id = listed.split_whitespace().nth(2).unwrap().to_owned();
    assert!(jobs(&["drop", &id]).status.success(), "{listed}");
    for args in [&["drop", &id][..], &["retry", "999"], &["run", "nothing"]] {
        let refused = jobs(args);
        assert_eq!(refused.status.code(), Some(1), "{args:?}");
        assert!(said(&refused.stderr).contains("`be-right jobs list`"), "{args:?}");
    }
}

#[test]
fn the_step_at_which_the_mail_server_refuses_is_named_with_what_to_do() {
    let tries = |mode: &str, set: &[&str], to: Option<&str>| {
        let server = SmtpServer::start(mode);
        let port = format!("smtp.port={}", server.port());
        let mut args = vec!["mail", "test", "--set", "smtp.host=127.0.0.1", "--set", &port];
        args.extend(["--set", "smtp.from=studio@example.org", "--set", "smtp.timeout=2s"]);
        let ca = server.ca_file().map(|file| format!("smtp.ca_file={}", file.display()));
        let ca = ca.filter(|_| !set.contains(&"no ca"));
        args.extend(ca.iter().flat_map(|ca| ["--set", ca.as_str()]));
        args.extend(set.iter().filter(|one| **one != "no ca").flat_map(|one| ["--set", *one]));
        args.extend(to.iter().flat_map(|to| ["--to", *to]));
        let logs_in = set.iter().any(|one| one.starts_with("smtp.username"));
        let password = [("BE_RIGHT_SMTP_PASSWORD", "wrong-password-7")];
        let ran = be_right(&args, if logs_in { &password } else { &[] });
        let mails = server.mails().len();
        (ran.status.code(), said(&ran.stdout), said(&ran.stderr), mails)
    };
    let plain = "smtp.security=none";
    let (code, out, err, mails) = tries("plain", &[plain], None);
    assert_eq!((code, mails), (Some(0), 0), "{out}{err}");
    assert!(out.contains("Nothing was sent"), "{out}");
    let (code, out, err, mails) = tries("plain", &[plain], Some("ann@example.org"));
    assert_eq!((code, mails), (Some(0), 1), "{out}{err}");
    let ann = Some("ann@example.org");
    let login = "smtp.username=studio@example.org";
    for (mode, set, to, step, advice) in [
        ("mute", &[plain][..], None, "greeting", "smtp.security"),
        ("starttls", &["smtp.security=starttls", "no ca"], None, "TLS", "smtp.ca_file"),
        ("plain", &["smtp.security=starttls"], None, "TLS", "smtp.security"),
        (
            "auth+starttls",
            &["smtp.security=starttls", login],
            None,
            "authentication",
            "smtp.password",
        ),
        ("sender", &[plain], ann, "sender", "smtp.from"),
        ("refuse", &[plain], Some("nobody@example.org"), "recipient", "check the address"),
        ("busy", &[plain], ann, "data", "by itself"),
        ("greylist", &[plain], ann, "recipient", "by itself"),
        ("auth", &[plain], ann, "sender", "smtp.username"),
        ("helo", &[plain, "smtp.ehlo=studio"], ann, "recipient", "smtp.ehlo"),
        ("auth+token", &[plain, login], None, "authentication", "A password does not do"),
    ] {
        let (code, out, err, _) = tries(mode, set, to);
        assert_eq!(code, Some(1), "{mode}: {out}{err}");
        let line = out.lines().find(|line| line.ends_with("FAILED")).unwrap_or_default();
        assert!(line.trim_start().starts_with(step), "{mode}: {out}{err}");
        assert!(out.contains("resolve         ok"), "{mode}: {out}");
        assert!(err.starts_with(&format!("be-right: {step}: ")), "{mode}: {err}");
        assert!(err.contains(advice), "{mode}: {err}");
        assert!(!err.contains("wrong-password-7"), "{err}");
    }
    let greets = [plain, "public_url=https://consent.studio.example"];
    let (code, out, err, mails) = tries("helo", &greets, ann);
    assert_eq!((code, mails), (Some(0), 1), "{out}{err}");
    assert!(out.contains("greeted as consent.studio.example"), "{out}");
    let nowhere = |host: &str, port: &str| {
        let (host, port) = (format!("smtp.host={host}"), format!("smtp.port={port}"));
        let from = "smtp.from=studio@example.org";
        said(
            &be_right(&["mail", "test", "--set", &host, "--set", &port, "--set", from], &[]).stderr,
        )
    };
    assert!(nowhere("mail.invalid", "25").starts_with("be-right: resolve: "));
    assert!(nowhere("127.0.0.1", "9").starts_with("be-right: connect: "));
    assert!(nowhere("[::1]", "9").starts_with("be-right: connect: "), "{}", nowhere("[::1]", "9"));
    let unset = be_right(&["mail", "test"], &[]);
    assert!(said(&unset.stderr).contains("smtp.host"), "{}", said(&unset.stderr));
    assert_eq!(be_right(&["mail", "test", "--to", "ann"], &[]).status.code(), Some(1));
}

#[test]
fn the_doctor_says_what_would_not_work() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display().to_string();
    let smtp = [
        ("BE_RIGHT_SMTP_HOST", "127.0.0.1"),
        ("BE_RIGHT_SMTP_PORT", "9"),
        ("BE_RIGHT_SMTP_FROM", "studio@example.org"),
        ("FRONT_URL", "https://consent.example.org"),
    ];
    let looked = be_right(&["doctor", "--set", "listen.port=9", "--data-dir", &path], &smtp);
    let report = said(&looked.stdout);
    assert_eq!(looked.status.code(), Some(1));
    assert!(report.contains("BROKEN  mail           127.0.0.1:9: CONNECT"), "{report}");
    assert!(report.contains("http.trusted_proxies is empty"), "{report}");
    let looked = be_right(&["doctor", "--set", "listen.port=9", "--data-dir", &path], &[]);
    assert!(looked.status.success(), "{}", said(&looked.stdout));
}

#[test]
fn mail_that_does_not_leave_is_named_with_what_the_server_says() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display().to_string();
    let server = SmtpServer::start("sender");
    let port = server.port().to_string();
    let smtp = [
        ("BE_RIGHT_SMTP_HOST", "127.0.0.1"),
        ("BE_RIGHT_SMTP_PORT", port.as_str()),
        ("BE_RIGHT_SMTP_SECURITY", "none"),
        ("BE_RIGHT_SMTP_FROM", "studio@example.org"),
        ("ADMIN_EMAIL", "ada@example.org"),
        ("ADMIN_PASSWORD", "correct horse battery"),
    ];
    let running = Running::start(folder.path(), &smtp);
    let ada = json!({ "email": "ada@example.org" });
    assert_eq!(running.ask("POST", "/auth/forgot-password", "", &ada).unwrap().0, 202);
    let ready = || running.ask("GET", "/readyz", "", &Value::Null).unwrap().1;
    while ready()["mail"] == "ok" {
        std::thread::yield_now();
    }
    assert_eq!(ready()["mail"], "refused");
    assert_eq!(ready()["mailReply"], "550 5.7.1 Sender not allowed");
    let list = || said(&be_right(&["jobs", "list", "--data-dir", &path], &smtp).stdout);
    // The list gives the reason of each job, once it has been queued again.
    let listed = (0..100).map(|_| list()).find(|listed| listed.contains("FROM: 550 5.7.1"));
    let listed = listed.unwrap_or_else(list);
    let refused = "the mail server refuses us (550 5.7.1 Sender not allowed)";
    assert!(listed.contains(refused) && listed.contains("FROM: 550 5.7.1"), "{listed}");
    let looked = be_right(&["doctor", "--data-dir", &path], &smtp);
    let report = said(&looked.stdout);
    assert!(report.contains("BROKEN  waiting mail"), "{report}");
    assert_eq!(looked.status.code(), Some(1));
    let retried =
        said(&be_right(&["jobs", "retry", "--kind", "mail", "--data-dir", &path], &smtp).stdout);
    assert!(retried.starts_with("1 jobs are due now"), "{retried}");
    assert!(running.stop().success());
}

#[test]
fn the_bench_weighs_every_page_of_the_console() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display().to_string();
    let measured =
        be_right(&["bench", "--pages", "--people", "100", "--json"], &[("TMPDIR", &path)]);
    assert!(measured.status.success(), "{}", said(&measured.stderr));
    let pages: Vec<Value> = serde_json::from_slice(&measured.stdout).unwrap();
    assert!(pages.len() >= 40);
    for page in pages {
        let compressed = page["gzip"].as_u64().unwrap();
        assert!((1_000..60_000).contains(&compressed), "{page}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "something was left behind");
}

#[test]
fn the_demo_runs_locally_and_deletes_its_data() {
    let folder = tempfile::tempdir().unwrap();
    let mut demo = Command::new(env!("CARGO_BIN_EXE_be-right"))
        .args(["demo", "--port", "0", "--lang", "en"])
        .env_clear()
        .env("TMPDIR", folder.path())
        // The demonstration ignores the configured mail server.
        .env("BE_RIGHT_SMTP_HOST", "smtp.example.org")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(demo.stdout.take().unwrap()).lines().map(Result::unwrap);
    let password = lines.find(|line| line.trim_start().starts_with("password")).unwrap();
    let password = password.split_whitespace().nth(1).unwrap().to_owned();
    let invitation = lines.find(|line| line.contains("Read the invitation")).unwrap();
    assert!(invitation.contains("Emma Clarke: http://localhost:"), "{invitation}");
    let (_, address) = invitation.split_once("http://localhost:").unwrap();
    let (port, path) = address.split_once('/').unwrap();
    let get = |path: &str| {
        let (status, page) = fetch(port.parse().unwrap(), "GET", path, &[], &Value::Null).unwrap();
        (status, said(&page))
    };
    let (status, mail) = get(&format!("/{path}"));
    assert_eq!(status, 200);
    assert!(mail.contains("/sign/"), "{mail}");
    let (_, list) = get("/outbox");
    for name in ["Šárka Müller-Łęcka", "花子 山田", "A day in the kitchen", "Workshop gala"]
    {
        assert!(list.contains(name), "{name} in {list}");
    }
    // Its colour is that of the logo, and the gala has photographs of every state.
    let (_, letter) = get(&format!("/{path}/html"));
    assert!(letter.contains("#c2410c"), "{letter}");
    let port = port.parse().unwrap();
    let account = json!({ "email": "camille@studio-lumiere.example", "password": password });
    let (_, entered) = fetch(port, "POST", "/auth/login", &[], &account).unwrap();
    let entered: Value = serde_json::from_slice(&entered).unwrap();
    let token = entered["accessToken"].as_str().unwrap();
    let read = |path: &str| -> Value {
        let headers = [("Authorization", token)];
        let (status, body) = fetch(port, "GET", path, &headers, &Value::Null).unwrap();
        assert_eq!(status, 200, "{path}");
        serde_json::from_slice(&body).unwrap()
    };
    let events = read("/event?limit=100");
    let events = events["data"].as_array().unwrap();
    let gala = events.iter().find(|one| one["name"] == "Workshop gala").unwrap();
    for (state, count) in [("allowed", 8), ("refused", 2), ("pending", 3), ("unknown", 3)] {
        let path = format!("/event/{}/photos?use=internal&state={state}", gala["id"]);
        assert_eq!(read(&path)["total"], count, "{state}");
    }
    let stopped = Command::new("kill").args(["-INT", &demo.id().to_string()]).status().unwrap();
    assert!(stopped.success() && demo.wait().unwrap().success());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "something was left behind");
}
