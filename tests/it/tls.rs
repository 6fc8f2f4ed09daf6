//! TLS without a proxy: certificates from files and from an authority, HTTP/2, and HTTP that is sent
//! on to HTTPS.

use std::io::{BufRead, BufReader, Read};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::json;

use crate::command_line::{be_right, said};
use crate::support::{Running, python};

const NAME: &str = "consent.example.org";

/// Killed when dropped.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// A certificate for these names in a folder of its own: `server.pem`, `server.key`, and the
/// authority that gave it, `client.pem`.
fn certificate(folder: PathBuf, names: &[&str]) -> PathBuf {
    expiring(folder, names, "2038-01-01")
}

fn expiring(folder: PathBuf, names: &[&str], day: &str) -> PathBuf {
    std::fs::create_dir_all(&folder).unwrap();
    let made = Command::new(python(Path::new(env!("CARGO_MANIFEST_DIR"))))
        .args(["-m", "trustme", "-q", "-x", day, "-d"])
        .arg(&folder)
        .arg("-i")
        .args(names)
        .status();
    assert!(made.unwrap().success());
    folder
}

/// Starts the server on a port, with these settings.
fn serves(data: &Path, port: u16, settings: &[(&str, &str)]) -> Running {
    let mut command = Command::new(env!("CARGO_BIN_EXE_be-right"));
    command.args(["serve", "--port", &port.to_string(), "--data-dir"]).arg(data);
    Running::of(with(command, settings))
}

fn with(mut command: Command, settings: &[(&str, &str)]) -> Command {
    command.env_clear();
    for (key, value) in settings {
        command.args(["--set", &format!("{key}={value}")]);
    }
    command
}

/// What curl prints about a request to the server by its name.
fn curl(port: u16, path: &str, more: &[&str]) -> (bool, String) {
    let (name, port) = match path.strip_prefix("http:") {
        Some(path) => (format!("http://{NAME}:{port}{path}"), port),
        None => (format!("https://{NAME}:{port}{path}"), port),
    };
    let asked = Command::new("curl")
        .args(["-sS", "--max-time", "30", "--resolve", &format!("{NAME}:{port}:127.0.0.1")])
        .args(more)
        .arg(name)
        .output()
        .unwrap();
    (asked.status.success(), said(&asked.stdout) + &said(&asked.stderr))
}

fn hangs_up(server: &Running) {
    let pid = server.pid().to_string();
    assert!(Command::new("kill").args(["-HUP", &pid]).status().unwrap().success());
}

#[test]
fn https_is_served_in_both_versions_and_http_is_sent_on() {
    let folder = tempfile::tempdir().unwrap();
    let given = certificate(folder.path().join("given"), &[NAME]);
    let (port, plain) = (free_port(), free_port());
    let url = format!("https://{NAME}:{port}");
    let file = |name: &str| given.join(name).display().to_string();
    let server = serves(
        &folder.path().join("data"),
        port,
        &[
            ("tls.certificate", &file("server.pem")),
            ("tls.key", &file("server.key")),
            ("tls.redirect_port", &plain.to_string()),
            ("public_url", &url),
            ("registration", "open"),
        ],
    );
    let trusted = file("client.pem");
    for (version, number) in [("--http2", "2"), ("--http1.1", "1.1")] {
        let shown = ["--cacert", &trusted, version, "-D", "-", "-w", "HTTP %{http_version}"];
        let (is_fine, reply) = curl(port, "/healthz", &shown);
        assert!(is_fine && reply.ends_with(&format!("HTTP {number}")), "{reply}");
        assert!(reply.contains("strict-transport-security: max-age="), "{reply}");
    }
    // A body, and a reply that sets a cookie for HTTPS only.
    let account = json!({
        "email": "claire@example.org", "password": "une phrase de passe", "firstName": "Claire",
        "lastName": "Fontaine", "companyName": "Studio Lumière",
    });
    let sent = ["--cacert", &trusted, "-H", "Content-Type: application/json", "-d"];
    let (is_fine, reply) =
        curl(port, "/auth/register", &[&sent[..], &[&account.to_string()]].concat());
    assert!(is_fine && reply.contains("accessToken"), "{reply}");
    let form = "email=claire@example.org&password=une+phrase+de+passe";
    let origin = format!("Origin: {url}");
    let (_, reply) =
        curl(port, "/console/login", &["--cacert", &trusted, "-D", "-", "-H", &origin, "-d", form]);
    assert!(reply.contains("set-cookie: __Host-be-right=") && reply.contains("Secure"), "{reply}");

    // Without TLS, on either port: to the same place with TLS.
    for port in [plain, port] {
        let (is_fine, reply) = curl(port, "http:/verify?ref=1", &["-D", "-"]);
        assert!(is_fine && reply.starts_with("HTTP/1.1 308"), "{reply}");
        assert!(reply.contains(&format!("location: {url}/verify?ref=1")), "{reply}");
        let (_, reply) = curl(port, "http:/.well-known/acme-challenge/none", &["-D", "-"]);
        assert!(reply.starts_with("HTTP/1.1 404"), "{reply}");
    }
    assert!(server.stop().success());
}

#[test]
fn a_stream_stays_open_in_http2_and_ends_with_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let given = certificate(folder.path().join("given"), &[NAME]);
    let (port, file) = (free_port(), |name: &str| given.join(name).display().to_string());
    let server = serves(
        &folder.path().join("data"),
        port,
        &[
            ("tls.certificate", &file("server.pem")),
            ("tls.key", &file("server.key")),
            ("public_url", &format!("https://{NAME}:{port}")),
            ("registration", "open"),
            // Less than the time between two signs of life: a stream alone is no silence.
            ("http.idle_timeout", "5s"),
        ],
    );
    let trusted = file("client.pem");
    let account = json!({
        "email": "claire@example.org", "password": "une phrase de passe", "firstName": "Claire",
        "lastName": "Fontaine", "companyName": "Studio Lumière",
    });
    let sent = ["--cacert", &trusted, "-H", "Content-Type: application/json", "-d"];
    let (_, reply) = curl(port, "/auth/register", &[&sent[..], &[&account.to_string()]].concat());
    let entered: serde_json::Value = serde_json::from_str(&reply).unwrap();
    let token = entered["accessToken"].as_str().unwrap();
    let mut listening = Command::new("curl")
        .args(["-sSN", "--http2", "--cacert", &trusted])
        .args(["--resolve", &format!("{NAME}:{port}:127.0.0.1")])
        .args(["-H", &format!("Authorization: Bearer {token}")])
        .arg(format!("https://{NAME}:{port}/sse"))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(listening.stdout.take().unwrap()).lines();
    let _curl = Process(listening);
    assert!(lines.by_ref().any(|line| line.unwrap() == "event: ready"));
    assert!(lines.by_ref().any(|line| line.unwrap().starts_with(':')), "no sign of life");
    assert!(server.stop().success());
    assert!(lines.map_while(Result::ok).all(|line| !line.starts_with("event: error")));
}

#[test]
fn a_renewed_certificate_is_shown_and_a_broken_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let first = certificate(folder.path().join("first"), &[NAME]);
    let second = certificate(folder.path().join("second"), &[NAME]);
    let used = folder.path().join("used");
    std::fs::create_dir(&used).unwrap();
    let put = |from: &Path| {
        for name in ["server.pem", "server.key"] {
            std::fs::copy(from.join(name), used.join(name)).unwrap();
        }
    };
    put(&first);
    let (port, file) = (free_port(), |at: &Path, name: &str| at.join(name).display().to_string());
    let mut server = serves(
        &folder.path().join("data"),
        port,
        &[
            ("tls.certificate", &file(&used, "server.pem")),
            ("tls.key", &file(&used, "server.key")),
            ("public_url", &format!("https://{NAME}:{port}")),
        ],
    );
    let trusts = |at: &Path| curl(port, "/healthz", &["--cacert", &file(at, "client.pem")]).0;
    assert!(trusts(&first) && !trusts(&second));
    put(&second);
    hangs_up(&server);
    server.waits_for_line("a new certificate is shown");
    assert!(trusts(&second) && !trusts(&first));
    // The key of another certificate.
    std::fs::copy(first.join("server.key"), used.join("server.key")).unwrap();
    hangs_up(&server);
    let line = server.waits_for_line("the former one is kept");
    assert!(line.contains("the key is not that of the certificate"), "{line}");
    assert!(trusts(&second));
    assert!(server.stop().success());
}

#[test]
fn tls_that_cannot_be_served_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let one = certificate(folder.path().join("one"), &[NAME]);
    let other = certificate(folder.path().join("other"), &[NAME]);
    let data = folder.path().join("data").display().to_string();
    let file = |at: &Path, name: &str| at.join(name).display().to_string();
    let (chain, key, foreign) =
        (file(&one, "server.pem"), file(&one, "server.key"), file(&other, "server.key"));
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("tls.certificate", &chain), ("tls.key", &foreign)], "the key is not that of the"),
        (&[("tls.certificate", &key), ("tls.key", &key)], "there is no certificate in it"),
        (&[("tls.certificate", &chain), ("tls.key", &chain)], "the key is not PEM"),
        (&[("tls.certificate", "/nowhere"), ("tls.key", &key)], "/nowhere cannot be read"),
        (&[("tls.certificate", &chain)], "tls.key: missing"),
        (&[("tls.key", &key)], "tls.certificate: missing"),
        (
            &[("tls.certificate", &chain), ("tls.key", &key), ("public_url", "http://a.example")],
            "must begin with https://",
        ),
        (&[("tls.redirect_port", "8081")], "no TLS to send anybody on to"),
        (&[("tls.acme", "true")], "a name that the world knows"),
        (
            &[("tls.acme", "true"), ("public_url", "https://192.0.2.1")],
            "a name that the world knows",
        ),
        (
            &[("tls.acme", "true"), ("tls.certificate", &chain), ("tls.key", &key)],
            "either certificates of your own",
        ),
    ];
    for (settings, why) in cases {
        let settings: Vec<String> = settings
            .iter()
            .flat_map(|(key, value)| ["--set".to_owned(), format!("{key}={value}")])
            .collect();
        let settings = settings.iter().map(String::as_str);
        let arguments: Vec<&str> =
            ["serve", "--port", "0", "--data-dir", &data].into_iter().chain(settings).collect();
        let refused = be_right(&arguments, &[]);
        assert_ne!(refused.status.code(), Some(0));
        assert!(said(&refused.stderr).contains(why), "{why}: {}", said(&refused.stderr));
    }
}

#[test]
fn a_client_that_never_begins_its_handshake_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let given = certificate(folder.path().join("given"), &[NAME]);
    let (port, file) = (free_port(), |name: &str| given.join(name).display().to_string());
    let server = serves(
        &folder.path().join("data"),
        port,
        &[
            ("tls.certificate", &file("server.pem")),
            ("tls.key", &file("server.key")),
            ("public_url", &format!("https://{NAME}:{port}")),
        ],
    );
    let silent = TcpStream::connect(("127.0.0.1", port)).unwrap();
    silent.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let mut half = TcpStream::connect(("127.0.0.1", port)).unwrap();
    half.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    std::io::Write::write_all(&mut half, &[22, 3, 1, 2]).unwrap();
    // Others are served meanwhile.
    assert!(curl(port, "/healthz", &["--cacert", &file("client.pem")]).0);
    for mut client in [silent, half] {
        let mut reply = vec![];
        // An end or a reset, but no patience that runs out.
        let ended = client.read_to_end(&mut reply);
        assert!(
            ended.is_ok()
                || ended.is_err_and(|error| error.kind() == std::io::ErrorKind::ConnectionReset)
        );
    }
    assert!(server.stop().success());
}

/// Pebble, the authority that Let's Encrypt tests with, and a DNS that has every name here.
struct Authority {
    _processes: [Process; 2],
    port: u16,
}

impl Authority {
    /// Proofs are looked for on these ports.
    fn start(folder: &Path, https: u16, http: u16) -> Self {
        let (port, management, dns) = (free_port(), free_port(), free_port());
        let config = json!({ "pebble": {
            "listenAddress": format!("127.0.0.1:{port}"),
            "managementListenAddress": format!("127.0.0.1:{management}"),
            "certificate": folder.join("server.pem"), "privateKey": folder.join("server.key"),
            "httpPort": http, "tlsPort": https, "ocspResponderURL": "",
            "externalAccountBindingRequired": false,
        } });
        let file = folder.join("pebble.json");
        std::fs::write(&file, config.to_string()).unwrap();
        let run = |command: &mut Command| {
            let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
            let started = quiet.spawn();
            Process(started.unwrap_or_else(|error| panic!("apt-get install pebble: {error}")))
        };
        let names = run(Command::new("pebble-challtestsrv")
            .args(["-defaultIPv6", "", "-http01", "", "-https01", "", "-tlsalpn01", ""])
            .args(["-dns01", &format!("127.0.0.1:{dns}")])
            .args(["-management", &format!("127.0.0.1:{}", free_port())]));
        let pebble = run(Command::new("pebble")
            .args(["-dnsserver", &format!("127.0.0.1:{dns}"), "-config"])
            .arg(&file)
            .env("PEBBLE_VA_NOSLEEP", "1"));
        for port in [port, dns] {
            let patience = std::time::Instant::now() + Duration::from_secs(30);
            while TcpStream::connect(("127.0.0.1", port)).is_err() {
                assert!(std::time::Instant::now() < patience, "the authority does not start");
                std::thread::yield_now();
            }
        }
        Self { _processes: [names, pebble], port }
    }
}

#[test]
fn a_certificate_is_obtained_from_an_authority_in_both_ways_and_kept() {
    for by_http in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let own = certificate(folder.path().join("own"), &["localhost", "127.0.0.1"]);
        let (port, plain) = (free_port(), free_port());
        let authority = Authority::start(&own, port, plain);
        let data = folder.path().join("data");
        let url = format!("https://{NAME}:{port}");
        let directory = format!("https://127.0.0.1:{}/dir", authority.port);
        let trusted = own.join("client.pem").display().to_string();
        let redirect_port = if by_http { plain } else { 0 }.to_string();
        let settings = [
            ("tls.acme", "true"),
            ("tls.acme_directory", directory.as_str()),
            ("tls.acme_email", "claire@example.org"),
            ("tls.acme_ca_file", &trusted),
            ("tls.redirect_port", &redirect_port),
            ("public_url", &url),
        ];
        let mut server = serves(&data, port, &settings);
        server.waits_for_line("a new certificate is shown");
        let (is_fine, reply) = curl(port, "/healthz", &["-kv"]);
        assert!(is_fine && reply.contains("Pebble Intermediate CA"), "{reply}");
        assert!(server.stop().success());
        // It is there at the next start, without the authority, and nobody else can read its key.
        drop(authority);
        let server = serves(&data, port, &settings);
        let (is_fine, reply) = curl(port, "/healthz", &["-kv"]);
        assert!(is_fine && reply.contains("Pebble Intermediate CA"), "{reply}");
        assert!(!server.received.contains("a new certificate"), "{}", server.received);
        let mode = std::fs::metadata(data.join("tls/certificate.key")).unwrap().permissions();
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&mode) & 0o077, 0);
        assert!(server.stop().success());
    }
}

#[test]
fn an_authority_that_does_not_find_the_server_is_said_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let own = certificate(folder.path().join("own"), &["localhost", "127.0.0.1"]);
    let port = free_port();
    // It looks elsewhere.
    let authority = Authority::start(&own, free_port(), free_port());
    let directory = format!("https://127.0.0.1:{}/dir", authority.port);
    let settings = [
        ("tls.acme", "true"),
        ("tls.acme_directory", directory.as_str()),
        ("tls.acme_ca_file", &own.join("client.pem").display().to_string()),
        ("public_url", &format!("https://{NAME}:{port}")),
    ];
    let mut server = serves(&folder.path().join("data"), port, &settings);
    let line = server.waits_for_line("no certificate for consent.example.org");
    assert!(line.contains("port 443") && line.contains("Failed to connect"), "{line}");
    // Without a certificate there is no HTTPS, but the server lives, and tells who asks in clear.
    assert!(!curl(port, "/healthz", &["-k"]).0);
    assert!(curl(port, "http:/healthz", &["-D", "-"]).1.starts_with("HTTP/1.1 308"));
    assert!(server.stop().success());
}

#[test]
fn the_sockets_of_the_service_manager_are_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let given = certificate(folder.path().join("given"), &[NAME]);
    let file = |name: &str| given.join(name).display().to_string();
    // As systemd does it: open sockets from 3 on, and variables that say so (sd_listen_fds(3)).
    let script = r#"
import os, socket, sys
sockets = [socket.create_server(("127.0.0.1", int(port))).detach() for port in sys.argv[1:3]]
sockets = [os.dup(one) for one in sockets]
for at, one in enumerate(sockets):
    os.dup2(one, 3 + at, inheritable=True)
os.environ["LISTEN_PID"], os.environ["LISTEN_FDS"] = str(os.getpid()), "2"
os.execv(sys.argv[3], sys.argv[3:])
"#;
    let (port, plain) = (free_port(), free_port());
    let mut command = Command::new(python(Path::new(env!("CARGO_MANIFEST_DIR"))));
    command.args(["-c", script, &port.to_string(), &plain.to_string()]);
    // The port of the settings is not opened.
    command.args([env!("CARGO_BIN_EXE_be-right"), "serve", "--port", "1", "--data-dir"]);
    command.arg(folder.path().join("data"));
    let server = Running::of(with(
        command,
        &[
            ("tls.certificate", &file("server.pem")),
            ("tls.key", &file("server.key")),
            ("public_url", &format!("https://{NAME}:{port}")),
        ],
    ));
    assert_eq!(server.port(), port);
    assert!(curl(port, "/healthz", &["--cacert", &file("client.pem")]).0);
    assert!(curl(plain, "http:/", &["-D", "-"]).1.starts_with("HTTP/1.1 308"));
    assert!(server.stop().success());
}

#[test]
fn the_checkup_says_what_is_wrong_with_a_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let given = certificate(folder.path().join("given"), &[NAME]);
    let other = certificate(folder.path().join("other"), &["other.example.org"]);
    let data = folder.path().join("data").display().to_string();
    let says = |at: &Path, name: &str| {
        let (chain, key) = (at.join("server.pem"), at.join("server.key"));
        let settings = [
            format!("tls.certificate={}", chain.display()),
            format!("tls.key={}", key.display()),
            format!("public_url=https://{name}"),
        ];
        let mut arguments = vec!["doctor", "--data-dir", &data];
        for setting in &settings {
            arguments.extend(["--set", setting]);
        }
        said(&be_right(&arguments, &[]).stdout)
    };
    let fine = says(&given, NAME);
    assert!(fine.contains("the certificate is for consent.example.org, until 20"), "{fine}");
    assert!(fine.contains("TLS is be-right's own"), "{fine}");
    let foreign = says(&other, NAME);
    assert!(foreign.contains("the certificate is not for consent.example.org"), "{foreign}");
    let past = expiring(folder.path().join("past"), &[NAME], "2020-01-01");
    let past = says(&past, NAME);
    assert!(past.contains("not today"), "{past}");
    std::fs::remove_file(given.join("server.key")).unwrap();
    let missing = says(&given, NAME);
    assert!(missing.contains("server.key cannot be read"), "{missing}");
}
