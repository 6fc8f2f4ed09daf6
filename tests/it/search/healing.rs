//! The search index is derived: whatever happens to it, the server starts, and builds it again.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use be_right::adapters::TantivySearch;
use be_right::model::search::SearchProgress;
use be_right::ports::Search;
use serde_json::{Value, json};

use crate::support::waiting::until;
use crate::support::{Running, change, rows};

/// A server process on a folder, and the token of its owner.
struct Instance {
    running: Running,
    token: String,
}

impl Instance {
    fn start(data: &Path) -> Self {
        let variables = [("BE_RIGHT_REGISTRATION", "open"), ("BE_RIGHT_TOKENS_ACCESS", "12h")];
        let running = Running::start(data, &variables);
        let account = json!({
            "email": "claire@example.org", "password": "une phrase de passe",
            "firstName": "Claire", "lastName": "Fontaine", "companyName": "Studio Lumière",
        });
        let login = json!({ "email": account["email"], "password": account["password"] });
        let (status, entered) = running.ask("POST", "/auth/login", "", &login).unwrap();
        let entered = match status {
            200 => entered,
            _ => running.ask("POST", "/auth/register", "", &account).unwrap().1,
        };
        Self { token: entered["accessToken"].as_str().unwrap().to_owned(), running }
    }

    fn employ(&self, last: &str) {
        let email = format!("{}@people.example", last.to_lowercase());
        let body = json!({ "firstName": "Ana", "lastName": last, "email": email });
        let reply = self.running.ask("POST", "/employee", &self.token, &body).unwrap();
        assert_eq!(reply.0, 201, "{}", reply.1);
    }

    fn search(&self, text: &str) -> Value {
        let path = format!("/search?q={text}");
        let (status, found) = self.running.ask("GET", &path, &self.token, &Value::Null).unwrap();
        assert_eq!(status, 200, "{found}");
        found
    }

    /// Waits until the search finds exactly this number, and the index is complete.
    fn finds(&self, text: &str, count: usize) {
        until(&format!("{count} of {text}"), || {
            let found = self.search(text);
            found["complete"] == true && found["total"] == count
        });
        let (status, ready) = self.running.ask("GET", "/readyz", "", &Value::Null).unwrap();
        assert_eq!((status, &ready["search"]), (200, &json!("ready")));
    }
}

/// The folder of the index in use.
fn index(data: &Path) -> PathBuf {
    let mut folders: Vec<_> =
        fs::read_dir(data.join("search")).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders.pop().unwrap()
}

/// The files that hold the indexed data.
fn parts(data: &Path) -> Vec<PathBuf> {
    let ends = ["term", "idx", "pos", "fast"];
    let all = fs::read_dir(index(data)).unwrap().map(|entry| entry.unwrap().path());
    let parts: Vec<_> = all
        .filter(|path| ends.iter().any(|end| path.extension().is_some_and(|own| own == *end)))
        .collect();
    assert!(!parts.is_empty());
    parts
}

fn be_right(data: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_be-right"));
    command.args(args).arg("--data-dir").arg(data).env_clear().output().unwrap()
}

#[test]
fn whatever_happens_to_the_index_it_is_made_anew_and_nobody_waits() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let instance = Instance::start(&data);
    instance.employ("Roche");
    instance.finds("roche", 1);
    instance.running.kill();
    type Damage = fn(&Path);
    let damages: &[(&str, Damage)] = &[
        ("nothing", |_| {}),
        ("it is missing", |data| fs::remove_dir_all(data.join("search")).unwrap()),
        ("bytes are flipped", |data| {
            for part in parts(data) {
                let mut bytes = fs::read(&part).unwrap();
                let middle = bytes.len() / 2;
                bytes
                    .iter_mut()
                    .skip(middle.saturating_sub(4))
                    .take(8)
                    .for_each(|byte| *byte ^= 0xff);
                fs::write(part, bytes).unwrap();
            }
        }),
        ("files are cut short", |data| {
            for part in parts(data) {
                let bytes = fs::read(&part).unwrap();
                fs::write(part, &bytes[..bytes.len() / 2]).unwrap();
            }
        }),
        ("files are empty", |data| {
            parts(data).iter().for_each(|part| fs::write(part, b"").unwrap())
        }),
        ("files are gone", |data| {
            parts(data).iter().for_each(|part| fs::remove_file(part).unwrap())
        }),
        ("its list of files is rubbish", |data| {
            fs::write(index(data).join("meta.json"), b"{\"segments\": [").unwrap();
        }),
        ("it is another program's folder", |data| {
            fs::remove_dir_all(index(data)).unwrap();
            fs::create_dir_all(data.join("search/999")).unwrap();
            fs::write(data.join("search/999/meta.json"), b"hello").unwrap();
        }),
        ("the changes it lacks are gone", |data| {
            change(data, "UPDATE search_progress SET trimmed_to = trimmed_to + 1000");
        }),
        ("it is of another database", |data| {
            change(data, "UPDATE search_progress SET lineage = 'another'");
        }),
        ("it is ahead of its database", |data| {
            change(
                data,
                "DELETE FROM search_changes; UPDATE search_progress SET trimmed_to = 1;
                 UPDATE sqlite_sequence SET seq = 1 WHERE name = 'search_changes'",
            );
        }),
    ];
    for (number, (what, damage)) in damages.iter().enumerate() {
        println!("{what}");
        damage(&data);
        let instance = Instance::start(&data);
        let (status, ready) = instance.running.ask("GET", "/readyz", "", &Value::Null).unwrap();
        assert_eq!(status, 200, "{what}: {ready}");
        instance.finds("roche", number + 1);
        // The index follows changes again, too.
        let last = format!("Roche{}", "x".repeat(number + 1));
        instance.employ(&last);
        instance.finds("roche", number + 2);
        assert_eq!(fs::read_dir(data.join("search")).unwrap().count(), 1, "{what}: old ones stay");
        match number % 2 {
            0 => instance.running.kill(),
            _ => assert!(instance.running.stop().success(), "{what}"),
        }
    }
    assert_eq!(rows(&data, "PRAGMA integrity_check"), [["ok"]]);
}

#[test]
fn an_index_locked_by_another_process_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let instance = Instance::start(&data);
    instance.employ("Roche");
    instance.finds("roche", 1);
    instance.running.kill();
    // Another process has it open for writing.
    let held = TantivySearch::in_folder(&data.join("search"));
    let progress = rows(&data, "SELECT lineage, trimmed_to FROM search_progress");
    let last = rows(&data, "SELECT MAX(seq) FROM search_changes")[0][0].parse();
    let trimmed_to = progress[0][1].parse().unwrap();
    let lineage = progress[0][0].clone();
    let known = SearchProgress { lineage, trimmed_to, last: last.unwrap_or(trimmed_to) };
    held.open(&known).unwrap();
    assert!(held.position().is_some());
    let instance = Instance::start(&data);
    instance.finds("roche", 1);
    instance.employ("Rocher");
    instance.finds("roche", 2);
}

#[test]
fn reindex_makes_it_anew_beside_a_running_server_and_without_one() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let instance = Instance::start(&data);
    instance.employ("Roche");
    instance.finds("roche", 1);
    // The index contains something that no row contains. A database without its triggers is not opened.
    let stealthily = |sql: &str| {
        let named = "name IN ('search_follows_employees', 'search_follows_names_of_employees')";
        let made = rows(&data, &format!("SELECT sql FROM sqlite_schema WHERE {named}")).concat();
        assert_eq!(made.len(), 2);
        change(
            &data,
            &format!(
                "DROP TRIGGER search_follows_employees;
                 DROP TRIGGER search_follows_names_of_employees; {sql}; {};",
                made.join(";\n")
            ),
        );
    };
    stealthily("UPDATE employees SET last_name = 'Tissier'");
    let asked = be_right(&data, &["reindex"]);
    assert!(asked.status.success(), "{asked:?}");
    instance.finds("tissier", 1);
    instance.running.kill();
    stealthily("UPDATE employees SET last_name = 'Bonnet'");
    let made = be_right(&data, &["reindex"]);
    assert!(made.status.success(), "{made:?}");
    assert!(String::from_utf8_lossy(&made.stdout).contains("2 documents"), "{made:?}");
    let doctor = be_right(&data, &["doctor"]);
    let printed = String::from_utf8_lossy(&doctor.stdout).into_owned();
    assert!(printed.contains("ok      search"), "{printed}");
    fs::write(index(&data).join("meta.json"), b"").unwrap();
    let doctor = be_right(&data, &["doctor"]);
    let printed = String::from_utf8_lossy(&doctor.stdout).into_owned();
    assert!(printed.contains("note    search"), "{printed}");
    let instance = Instance::start(&data);
    instance.finds("bonnet", 1);
}
