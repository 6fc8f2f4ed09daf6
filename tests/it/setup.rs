//! `be-right setup`: from options or answers at a terminal to a file, an account and a server.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::json;

use crate::command_line::{be_right, said};
use crate::support::smtp_server::SmtpServer;
use crate::support::{Running, python};

const PASSWORD: &str = "correct horse battery";

/// Options that need nothing of the world.
const QUIET: [&str; 8] = [
    "--no-input",
    "--no-start",
    "--address",
    "https://consent.example.org",
    "--tls",
    "proxy",
    "--mail-server",
    "none",
];

/// Runs setup on `be-right.toml` of the folder.
fn setup(folder: &Path, options: &[&str]) -> Output {
    let (file, data) = (folder.join("be-right.toml"), folder.join("data"));
    let (file, data) = (file.display().to_string(), data.display().to_string());
    be_right(&[&["--config", &file, "--data-dir", &data, "setup"], options].concat(), &[])
}

/// The settings that a file has in effect.
fn shown(folder: &Path, section: &str) -> String {
    let file = folder.join("be-right.toml").display().to_string();
    said(&be_right(&["--config", &file, "config", "show", section], &[]).stdout)
}

fn signs_in(server: &Running) {
    let body = json!({ "email": "ada@example.org", "password": PASSWORD });
    let (status, reply) = server.ask("POST", "/auth/login", "", &body).unwrap();
    assert_eq!(status, 200, "{reply}");
}

#[test]
fn one_command_sets_up_an_instance() {
    let folder = tempfile::tempdir().unwrap();
    let (password, backup) = (folder.path().join("password"), folder.path().join("backup"));
    fs::write(&password, format!("{PASSWORD}\n")).unwrap();
    let (password, backup) = (password.display().to_string(), backup.display().to_string());
    let account = [
        "--account",
        "ada@example.org",
        "--first-name",
        "Ada",
        "--last-name",
        "Lovelace",
        "--studio",
        "Studio Ada",
        "--password-file",
        &password,
        "--backup",
        &backup,
    ];
    let done = setup(folder.path(), &[&QUIET[..], &account].concat());
    let printed = said(&done.stdout);
    assert!(done.status.success(), "{printed}{}", said(&done.stderr));
    assert!(printed.contains("be-right.toml is written."), "{printed}");
    assert!(printed.contains("ada@example.org can sign in\n"), "{printed}");
    assert!(printed.contains("ok      registration"), "the doctor was not asked: {printed}");
    assert!(printed.contains("Nothing was started. To start it: be-right serve"), "{printed}");
    assert!(!printed.contains(PASSWORD));
    let file = folder.path().join("be-right.toml");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("\npublic_url = \"https://consent.example.org\"\n"), "{text}");
    assert!(text.contains("# be-right: every setting, with its default."), "the comments are gone");
    assert_eq!(fs::metadata(&backup).unwrap().permissions().mode() & 0o777, 0o700);
    assert!(shown(folder.path(), "http").contains("trusted_proxies = [\"127.0.0.1\"]"));

    let mut command = Command::new(env!("CARGO_BIN_EXE_be-right"));
    command.env_clear().arg("--config").arg(&file).args(["serve", "--port", "0"]);
    let server = Running::of(command);
    signs_in(&server);
    assert!(server.stop().success());

    // Once more, for another address: what it does not ask about stays, and so does what was there.
    let again = [&QUIET[..3], &["http://localhost:8080", "--tls", "none", "--mail-server", "none"]];
    let done = setup(folder.path(), &again.concat());
    assert!(done.status.success(), "{}", said(&done.stderr));
    let before = fs::read_to_string(folder.path().join("be-right.toml.before-setup")).unwrap();
    assert_eq!(before, text);
    assert!(
        fs::read_to_string(&file).unwrap().contains("\npublic_url = \"http://localhost:8080\"\n")
    );
}

#[test]
fn what_cannot_work_is_named_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = |options: &[&str], words: &[&str]| {
        let done = setup(folder.path(), options);
        let printed = said(&done.stdout) + &said(&done.stderr);
        assert!(!done.status.success(), "{options:?}: {printed}");
        for words in words {
            assert!(printed.contains(words), "{options:?}: {printed}");
        }
        let left = fs::read_dir(folder.path()).unwrap().map(|found| found.unwrap().file_name());
        assert_eq!(left.collect::<Vec<_>>(), [""; 0], "{options:?}");
    };
    let base = ["--no-input", "--no-start", "--address"];
    let with = |more: &[&'static str]| [&base[..], more].concat();
    wrong(&base[..2], &["--address is missing", "Nothing was changed"]);
    wrong(&with(&["consent.example.org"]), &["--address: an address begins with https://"]);
    wrong(&with(&["https://a.example/b"]), &["without a path"]);
    wrong(
        &with(&["https://nowhere.invalid", "--tls", "acme", "--acme-email", "a@example.org"]),
        &["nowhere.invalid leads nowhere yet", "have the domain point to this machine"],
    );
    wrong(&with(&["https://a.example", "--tls", "acme"]), &["--acme-email is missing"]);
    wrong(&with(&["https://a.example", "--tls", "files"]), &["--certificate is missing"]);
    wrong(
        &with(&["https://a.example", "--tls", "files", "--certificate", "/nowhere.pem"]),
        &["--certificate: /nowhere.pem: No such file"],
    );
    wrong(
        &with(&["https://a.example", "--tls", "proxy", "--proxy", "the-machine"]),
        &["http.trusted_proxies"],
    );
    wrong(&[&QUIET[..], &["--account", "ada"]].concat(), &["--account: an e-mail address"]);
    wrong(&[&QUIET[..], &["--account", "ada@example.org"]].concat(), &["--first-name is missing"]);
    let mail =
        ["https://a.example", "--tls", "proxy", "--mail-security", "none", "--mail-port", "1"];
    wrong(
        &with(
            &[&mail[..], &["--mail-server", "127.0.0.1", "--mail-from", "a@example.org"]].concat(),
        ),
        &["connect         FAILED", "mail cannot be sent so", "--mail-server none"],
    );
    wrong(
        &with(&[&mail[..], &["--mail-server", "127.0.0.1", "--mail-user", "a"]].concat()),
        &["--mail-password-file is missing"],
    );
}

#[test]
fn the_mail_server_is_tried_with_a_message_to_the_account() {
    let folder = tempfile::tempdir().unwrap();
    let mail = SmtpServer::start("plain");
    let port = mail.port().to_string();
    let options = [
        &QUIET[..6],
        &["--mail-server", "127.0.0.1", "--mail-security", "none", "--mail-port", &port],
        &["--mail-from", "Studio Ada <studio@example.org>", "--account", "ada@example.org"],
        &["--first-name", "Ada", "--last-name", "L", "--studio", "Studio Ada"],
    ];
    let done = setup(folder.path(), &options.concat());
    let printed = said(&done.stdout);
    assert!(done.status.success(), "{printed}{}", said(&done.stderr));
    assert!(printed.contains("A message is on its way to ada@example.org"), "{printed}");
    assert!(printed.contains("can sign in, with the password "), "{printed}");
    let [received] = &mail.mails()[..] else { panic!("not one message") };
    assert_eq!(received.envelope.to, ["ada@example.org"]);
    assert!(shown(folder.path(), "smtp").contains("Studio Ada <studio@example.org>"));
}

/// At a terminal it asks for what is missing, says what is wrong with an answer, and shows no password.
#[test]
fn at_a_terminal_it_asks() {
    let folder = tempfile::tempdir().unwrap();
    let dialogue = json!([
        ["The address people will reach it at", "consent.example.org\r"],
        ["an address begins with https://", "\u{15}https://consent.example.org\r"],
        ["Who speaks TLS", "\u{1b}[B\r"],
        ["The address of the web server", "\r"],
        ["Your e-mail", "ada@example.org\r"],
        ["Your first name", "Ada\r"],
        ["Your last name", "Lovelace\r"],
        ["The name of your studio", "Studio Ada\r"],
        ["A password", "password12\r"],
        ["too easy to guess", format!("{PASSWORD}\r")],
        ["The same once more", format!("{PASSWORD}\r")],
        ["The mail server", "none\r"],
        ["The folder of nightly backups", "none\r"],
    ]);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = folder.path().join("be-right.toml");
    let done = Command::new(python(root))
        .arg(root.join("tests/it/support/terminal.py"))
        .arg(dialogue.to_string())
        .arg(env!("CARGO_BIN_EXE_be-right"))
        .args(["--config".as_ref(), file.as_os_str(), "--data-dir".as_ref()])
        .arg(folder.path().join("data"))
        .args(["setup", "--no-start"])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let printed = said(&done.stdout);
    assert!(done.status.success(), "{printed}{}", said(&done.stderr));
    assert!(!printed.contains(PASSWORD), "{printed}");
    assert!(printed.contains("ada@example.org can sign in"), "{printed}");
    assert!(shown(folder.path(), "http").contains("127.0.0.1"));
}

#[test]
fn manual_pages_and_completions_name_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("man").display().to_string();
    let written = be_right(&["man", &path], &[]);
    assert!(written.status.success(), "{}", said(&written.stderr));
    let page = fs::read_to_string(folder.path().join("man/be-right-serve.1")).unwrap();
    assert!(page.contains(".TH be-right-serve 1"), "{page}");
    assert!(folder.path().join("man/be-right-user-add.1").exists());
    for shell in ["bash", "zsh", "fish"] {
        let printed = said(&be_right(&["completions", shell], &[]).stdout);
        assert!(printed.contains("restore") && printed.contains("leave-out-damaged"), "{shell}");
    }
}
