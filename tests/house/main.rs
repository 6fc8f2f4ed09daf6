//! The house rules a machine can check, in the sources as text. A message says what to do instead.
#![expect(clippy::unwrap_used, reason = "a test may stop where it cannot go on")]

mod source;
mod sql;
mod words;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use source::{code, first_word, numbered, uses, without_comment};

/// What each floor may use besides itself; `cli` may use all, `main` and `lib` stand outside.
const FLOORS: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("model", &["error"]),
    ("ports", &["error", "model"]),
    ("adapters", &["error", "model", "ports"]),
    ("store", &["error", "model", "ports"]),
    ("render", &["error", "model"]),
    ("config", &["error", "model", "ports", "store"]),
    ("live", &["error", "model", "ports", "store"]),
    ("app", &["config", "error", "live", "model", "ports", "store"]),
    ("actions", &["app", "config", "error", "live", "model", "ports", "render", "store"]),
    ("worker", &["actions", "app", "error", "live", "model", "store"]),
    ("http", &["actions", "app", "config", "error", "live", "model", "render"]),
    (
        "cli",
        &[
            "actions", "adapters", "app", "config", "error", "http", "live", "model", "ports",
            "render", "store", "worker",
        ],
    ),
];

/// Who may look at every company's rows, and why. A name that ends with `/` is a folder.
const SEES_EVERYONE: &[(&str, &str)] = &[
    ("src/actions/account_export.rs", "an account is its holder’s in all companies"),
    ("src/actions/alarms.rs", "what threatens the instance belongs to no company"),
    ("src/actions/notifications.rs", "a message to all users belongs to no company"),
    ("src/actions/notify/digest.rs", "the daily mails of all companies go out together"),
    (
        "src/actions/answers/evidence_check.rs",
        "the evidence of all companies is checked each night",
    ),
    ("src/actions/answers/root_check.rs", "a daily root is over the evidence of all companies"),
    ("src/actions/answers/time_stamps.rs", "a daily root is over the evidence of all companies"),
    ("src/actions/answers/roots.rs", "a daily root is over the evidence of all companies"),
    (
        "src/actions/audit.rs",
        "administrators read the audit log of all companies, and it is checked each night",
    ),
    ("src/actions/api_tokens.rs", "a token is all that a program brings"),
    ("src/actions/auth/", "signing in comes before knowing the company"),
    ("src/actions/backup.rs", "a backup is of all companies"),
    (
        "src/actions/billing/",
        "a call of the payment service names a customer, invoices have one series, and what was paid \
         twice is an alarm of the instance",
    ),
    ("src/actions/calendar.rs", "an address is all that a calendar program brings"),
    ("src/actions/companies.rs", "one user's companies, and the first day of a new one"),
    ("src/actions/consent/mod.rs", "a link's token is all that its holder brings"),
    ("src/actions/consent/lost.rs", "a reference is all that tells of which company an answer is"),
    ("src/actions/files/", "portraits belong to no company, and the sweep goes through all"),
    ("src/actions/health.rs", "the queue serves all companies"),
    ("src/actions/instance/", "administrators see the whole instance"),
    ("src/actions/jobs.rs", "the queue serves all companies"),
    ("src/actions/live.rs", "a ticket, and what everybody is told, belong to no company"),
    ("src/actions/invitations/", "a token or an e-mail is all that the invited bring"),
    ("src/actions/mails/", "the mail queue is the instance's: mails go out for all companies"),
    ("src/actions/media.rs", "who follows a picture's address belongs to no company"),
    ("src/actions/profile.rs", "one's own account is the same in every company"),
    ("src/actions/retention/", "the purge, and who runs the instance, go through all companies"),
    ("src/actions/schedules.rs", "schedules are of all companies"),
    ("src/actions/search/", "one index follows all companies; searches are within one"),
    ("src/actions/settings.rs", "one's own settings are the same in every company"),
    ("src/actions/unsubscribe.rs", "a link in a mail is all that its reader brings"),
    ("src/actions/maintenance.rs", "what has served is thrown away for all companies"),
    ("src/actions/users.rs", "an account that nobody took up outlives its company's membership"),
    ("src/store/alarms.rs", "what threatens the instance belongs to no company"),
    ("src/app/", "clock, queue, sign-ins and damage are the instance's; askers are listed here"),
    ("src/cli/bench/", "it fills an instance of its own"),
    ("src/store/attempts.rs", "who signs in does so before a company is known"),
    ("src/store/archive.rs", "what is long over is archived for all companies"),
    ("src/store/api_tokens.rs", "a token is all that a program brings"),
    ("src/store/account_dump.rs", "an account is its holder’s in all companies"),
    ("src/store/audit_heads.rs", "the audit log of the instance belongs to no company"),
    ("src/store/audit.rs", "what the instance's administrators did belongs to no company"),
    ("src/store/backups.rs", "a backup is of all companies"),
    ("src/store/bench.rs", "a company to measure lists with comes from nowhere"),
    ("src/store/billing.rs", "a customer is all that the payment service names"),
    ("src/store/invoices.rs", "invoices of all companies have one series of numbers"),
    ("src/store/calendar.rs", "an address is all that a calendar program brings"),
    ("src/store/exports.rs", "the files of all companies expire together"),
    ("src/store/claims.rs", "the first visitor comes before the first company"),
    ("src/store/clock_readings.rs", "the clock is the instance's"),
    ("src/store/chain_seals.rs", "the evidence of all companies is checked each night"),
    ("src/store/companies.rs", "making a company comes before it"),
    ("src/store/restore.rs", "a backup is of all companies"),
    ("src/store/daily_roots.rs", "a daily root is over the evidence of all companies"),
    ("src/store/root_tokens.rs", "a daily root is over the evidence of all companies"),
    ("src/store/db.rs", "defines it"),
    ("src/store/files/", "figures, and who follows a picture's address, are of no company"),
    ("src/store/email_changes.rs", "an account's e-mail is its user's, in every company"),
    ("src/store/account_erasure.rs", "an account is of no company"),
    ("src/store/erasure.rs", "the nightly purge goes through all companies"),
    ("src/store/digests.rs", "the daily mails of all companies go out together"),
    ("src/store/holds.rs", "a restore is of all companies, and so is its alarm"),
    ("src/store/since_backup/", "a restore is of all companies"),
    ("src/store/last_decision.rs", "it is the last of all companies"),
    ("src/store/idempotency.rs", "a company is made before it is entered; old keys go together"),
    ("src/store/instance/", "administrators see the whole instance"),
    ("src/store/imports.rs", "files that have served are forgotten for all companies"),
    ("src/store/invitations.rs", "an invitation's token is all that its holder brings"),
    ("src/store/jobs.rs", "the queue serves all companies"),
    ("src/store/links.rs", "a link's token is all that its holder brings"),
    ("src/store/sent_mail.rs", "the mail queue is the instance's, and looked at as one"),
    ("src/store/live.rs", "what everybody is told belongs to no company; old news go together"),
    ("src/store/mail_sending.rs", "one mail server serves all companies"),
    ("src/store/lost.rs", "a damaged file is an alarm of the instance"),
    ("src/store/mails.rs", "the mail queue is the instance's: mails go out for all companies"),
    ("src/store/memberships.rs", "which companies a user belongs to comes before entering one"),
    ("src/store/mod.rs", "lends it"),
    ("src/store/portraits.rs", "a portrait is its user's, in every company"),
    ("src/store/queue.rs", "the queue serves all companies"),
    ("src/store/schedules.rs", "schedules are of all companies"),
    ("src/store/notifications.rs", "what administrators tell everybody belongs to no company"),
    ("src/store/origins.rs", "signing in comes before knowing the company"),
    ("src/store/released.rs", "the sweep of files goes through all companies"),
    ("src/store/resets.rs", "resetting a password comes before knowing the company"),
    ("src/store/seals.rs", "who verifies a reference belongs to no company"),
    ("src/store/search/", "the index follows all companies"),
    ("src/store/second_factors.rs", "a second factor is its user's, in every company"),
    ("src/store/sessions.rs", "signing in comes before knowing the company"),
    ("src/store/settings.rs", "a user's settings are the same in every company"),
    ("src/store/signings.rs", "a signing session's token is all that its holder brings"),
    ("src/store/uploads.rs", "what has expired is thrown away for all companies"),
    ("src/store/tickets.rs", "a ticket is all that its holder brings"),
    ("src/store/users.rs", "signing in comes before knowing the company"),
    ("src/store/writer.rs", "runs every change, whoever asked"),
    ("src/worker/", "the queue serves all companies"),
];

/// Who may start a task of its own: what serves until the process ends.
const MAY_SPAWN: &[&str] = &["src/cli", "src/worker", "src/http"];

/// Which tests may pause between two looks at a condition, and why.
const MAY_SLEEP: &[(&str, &str)] = &[
    ("tests/it/support/waiting.rs", "the one place that waits for another process or thread"),
    ("tests/browser/browser.rs", "waits for the page of a browser"),
];

/// Longer than this, a file becomes a folder of verbs. Aim for 400.
const LONGEST_FILE: usize = 600;

#[test]
fn each_floor_uses_only_those_below() {
    let mut wrong = vec![];
    for file in sources() {
        let floor = floor_of(&file);
        if matches!(floor.as_str(), "lib" | "main") {
            continue;
        }
        let Some((_, below)) = FLOORS.iter().find(|(name, _)| *name == floor) else {
            wrong.push(format!("{}: {floor} is no floor; see CONTRIBUTING.md", file.display()));
            continue;
        };
        for used in uses(&code(&file)) {
            let known = FLOORS.iter().any(|(name, _)| *name == used);
            if known && used != floor && !below.contains(&used.as_str()) {
                wrong.push(format!("{}: {floor} may not use {used}", file.display()));
            }
        }
    }
    report(wrong, "Share downward; to cause something later, write a Fact or a Job.");
}

#[test]
fn adapters_are_named_only_where_the_process_is_wired() {
    let mut wrong = vec![];
    for file in sources() {
        if file.starts_with("src/cli") || file.starts_with("src/adapters") {
            continue;
        }
        for (number, line) in numbered(&file) {
            if line.contains("adapters::") {
                wrong.push(format!("{}:{number}", file.display()));
            }
        }
    }
    report(wrong, "Ask for the port; src/cli/wire.rs decides who stands behind it.");
}

#[test]
fn few_look_over_the_fence() {
    let mut wrong = vec![];
    let mut needless: BTreeSet<&str> = SEES_EVERYONE.iter().map(|(file, _)| *file).collect();
    for file in sources() {
        let text = code(&file);
        let words = [
            "AllRead",
            "AllTx",
            "db.read_all(",
            "db.write_all(",
            ".read_all(|",
            ".write_all(|",
            "look_here(",
        ];
        let sees = words.iter().any(|word| text.contains(word));
        let listed = SEES_EVERYONE.iter().find(|(name, _)| match name.ends_with('/') {
            true => file.starts_with(name),
            false => Path::new(name) == file,
        });
        match (sees, listed) {
            (true, None) => wrong.push(format!("{} sees all companies", file.display())),
            (true, Some((name, _))) => {
                needless.remove(name);
            }
            (false, _) => {}
        }
    }
    let needless = needless.into_iter().map(|file| format!("{file} no longer needs to be listed"));
    wrong.extend(needless);
    report(wrong, "Open a view with a Scope, or be listed in SEES_EVERYONE with a reason.");
}

#[test]
fn actions_do_not_call_each_other() {
    let mut wrong = vec![];
    for file in sources().into_iter().filter(|file| file.starts_with("src/actions")) {
        // A folder of verbs is one action: its files may use each other.
        let noun = part(&file, 2);
        if noun == "mod" {
            continue;
        }
        let code = code(&file);
        for (at, _) in code.match_indices("crate::actions::") {
            let used = first_word(&code[at + "crate::actions::".len()..]);
            if used != noun && used.starts_with(|c: char| c.is_ascii_lowercase() || c == '{') {
                wrong.push(format!("{}: uses crate::actions::{used}", file.display()));
            }
        }
        let is_flat = file.components().count() == 3;
        for (number, line) in numbered(&file) {
            if is_flat && line.trim_start().starts_with("use super::") {
                let used = first_word(line.trim_start().trim_start_matches("use super::"));
                if used.starts_with(|c: char| c.is_ascii_lowercase()) {
                    wrong.push(format!("{}:{number}: uses super::{used}", file.display()));
                }
            }
        }
    }
    report(wrong, "Share a rule in model or a query in store.");
}

#[test]
fn tasks_are_started_only_by_what_serves() {
    let mut wrong = vec![];
    for file in sources() {
        if MAY_SPAWN.iter().any(|folder| file.starts_with(folder)) {
            continue;
        }
        for (number, line) in numbered(&file) {
            if line.contains("tokio::spawn") || line.contains("task::spawn(") {
                wrong.push(format!("{}:{number}", file.display()));
            }
        }
    }
    report(wrong, "Queue a job: it survives a crash.");
}

#[test]
fn time_is_asked_of_the_clock() {
    let mut wrong = vec![];
    for file in sources().into_iter().filter(|file| !file.ends_with("system_clock.rs")) {
        for (number, line) in numbered(&file) {
            let words =
                ["SystemTime::now", "Timestamp::now(", "Zoned::now(", "OffsetDateTime::now"];
            if words.iter().any(|word| without_comment(&line).contains(word)) {
                wrong.push(format!("{}:{number}", file.display()));
            }
        }
    }
    report(wrong, "Time comes from tx.now() or app.clock.");
}

#[test]
fn tests_neither_sleep_nor_measure_time() {
    let mut wrong = vec![];
    for file in rust_files("tests") {
        if file.starts_with("tests/house") || MAY_SLEEP.iter().any(|(it, _)| file == Path::new(it))
        {
            continue;
        }
        for (n, line) in numbered(&file) {
            if ["sleep(", "elapsed()", "duration_since("].iter().any(|it| line.contains(it)) {
                wrong.push(format!("{}:{n}: {}", file.display(), line.trim()));
            }
        }
    }
    report(
        wrong,
        "Wait for a condition (tests/it/support/waiting.rs), move the test's clock, or count work.",
    );
}

#[test]
fn every_file_says_what_lives_in_it() {
    let mut wrong = vec![];
    for file in rust_files("src").into_iter().chain(rust_files("tests")) {
        let text = fs::read_to_string(&file).unwrap();
        let is_rest_of_another = is_tests(&file) && file.starts_with("src");
        if !is_rest_of_another && !text.starts_with("//! ") {
            wrong.push(format!("{} has no //! header", file.display()));
        }
    }
    report(wrong, "Open the file with //! and what lives here, in one to ten lines.");
}

#[test]
fn files_are_short() {
    let mut wrong = vec![];
    for file in rust_files("src").into_iter().chain(rust_files("tests")) {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        if lines > LONGEST_FILE {
            wrong.push(format!("{} has {lines} lines", file.display()));
        }
    }
    report(wrong, "Make it a folder, with a file per verb.");
}

#[test]
fn every_sentence_is_said_somewhere() {
    let mut said = String::new();
    for file in rust_files("src") {
        said.push_str(&fs::read_to_string(file).unwrap());
    }
    for file in files(Path::new("assets/templates")) {
        said.push_str(&fs::read_to_string(file).unwrap());
    }
    // Everything between two quotes, wherever a string begins.
    let quoted: BTreeSet<&str> = said.split('"').collect();
    // Sentences found by the code of an error, or by a name made of parts.
    let by_code = |key: &str| {
        let code = key.strip_prefix("invalid-").unwrap_or(key).replace('-', "_");
        quoted.contains(code.as_str())
    };
    let made: Vec<Vec<&str>> = said
        .split('"')
        .filter(|text| text.contains('{') && text.contains('-') && !text.contains(' '))
        .map(|text| text.split('{').map(|part| part.rsplit('}').next().unwrap_or(part)).collect())
        .collect();
    let mut wrong = vec![];
    let of_mails = files(Path::new("src/render/mail")).into_iter();
    let of_mails = of_mails.filter(|file| file.ends_with("fr.ftl"));
    for file in files(Path::new("assets/locales/fr")).into_iter().chain(of_mails) {
        for line in fs::read_to_string(&file).unwrap().lines() {
            let Some((key, _)) = line.split_once(" =") else { continue };
            if !key.starts_with(|c: char| c.is_ascii_lowercase()) || key.contains(' ') {
                continue;
            }
            let is_word = |word: &str| quoted.contains(word);
            let is_made = made.iter().any(|parts| match parts[..] {
                ["", end] => key.strip_suffix(end).is_some_and(is_word),
                _ => fits(key, parts),
            });
            if !is_word(key) && !by_code(key) && !is_made {
                wrong.push(format!("{}: {key}", file.display()));
            }
        }
    }
    report(wrong, "Nothing says these sentences: use them or drop them.");
}

#[test]
fn every_code_has_its_sentence_in_both_languages() {
    let mut problems: BTreeSet<String> =
        ["not-found", "forbidden", "invalid", "internal", "too-large"].map(str::to_owned).into();
    let mut fields = BTreeSet::new();
    let outside =
        ["src/config", "src/cli", "src/render", "src/adapters", "src/ports", "src/main.rs"];
    for file in sources() {
        let text = code(&file);
        let text = text.split("#[cfg(test)]").next().unwrap();
        let note = |marks: &[&str], into: &mut BTreeSet<String>| {
            for mark in marks {
                for (at, _) in text.match_indices(mark) {
                    into.extend(literal(text[at + mark.len()..].trim_start()));
                }
            }
        };
        for refusal in
            "Conflict Barred Unauthenticated Gone QuotaReached Unavailable Refused Contradicted"
                .split(' ')
        {
            note(&[&format!("{refusal}(")], &mut problems);
        }
        note(&["code:"], &mut problems);
        let reads = file.starts_with("src/render/sheet");
        if !reads && outside.iter().any(|folder| file.starts_with(folder)) {
            continue;
        }
        note(&["Err(", "map_err(|_|", ".ok_or("], &mut fields);
        for mark in ["invalid(", ".require(", ".refuse("] {
            for (at, _) in text.match_indices(mark) {
                fields.extend(last_literal(&text[at + mark.len()..]));
            }
        }
    }
    // What a whole request may be refused for is told of its field too.
    problems.extend(
        ["malformed-json", "media-type", "content-encoding", "not-a-table"].map(str::to_owned),
    );
    assert!(problems.len() > 15 && fields.len() > 25, "{problems:?} {fields:?}");
    let mut wrong = vec![];
    for locale in ["fr", "en"] {
        let known = fs::read_to_string(format!("assets/locales/{locale}/problems.ftl")).unwrap();
        let wanted = problems
            .iter()
            .map(|code| format!("problem-{code}"))
            .chain(fields.iter().map(|code| format!("invalid-{code}")));
        for key in wanted {
            if !known.lines().any(|line| line.split_once(" =").is_some_and(|(k, _)| k == key)) {
                wrong.push(format!("assets/locales/{locale}/problems.ftl: {key}"));
            }
        }
    }
    let known = fs::read_to_string("assets/locales/fr/problems.ftl").unwrap();
    for line in known.lines() {
        let Some((key, _)) = line.split_once(" =") else { continue };
        let stale = match (key.strip_prefix("problem-"), key.strip_prefix("invalid-")) {
            (Some(code), _) => !problems.contains(code),
            (_, Some(code)) => !fields.contains(code),
            _ => false,
        };
        if stale {
            wrong.push(format!("nothing is refused with {key} any more"));
        }
    }
    report(wrong, "Say what happened and what to do, in both languages.");
}

/// The code at the start of `text`, if it starts with one, as sentences are named.
fn literal(text: &str) -> Option<String> {
    let (word, _) = text.strip_prefix('"')?.split_once('"')?;
    let is_code = word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    is_code.then(|| word.replace('_', "-"))
}

/// The code that ends an argument list opened just before `text`, if one does.
fn last_literal(text: &str) -> Option<String> {
    let mut depth = 0;
    let end = text.char_indices().find_map(|(at, c)| {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            _ => {}
        }
        None
    })?;
    let (_, last) = text[..end].trim_end().trim_end_matches(',').rsplit_once(',')?;
    literal(last.trim())
}

#[test]
fn bodies_are_read_by_name() {
    let mut wrong = vec![];
    // Read what the server wrote itself.
    let own = [
        "body.rs",
        "document/examples.rs",
        "document/mod.rs",
        "health.rs",
        "methods.rs",
        "metrics.rs",
        "operation.rs",
    ];
    for file in sources().into_iter().filter(|file| file.starts_with("src/http")) {
        let reads_own = own.iter().any(|name| file.ends_with(name));
        for (number, line) in numbered(&file) {
            let buffers = ["flatten", "untagged", "tag ="].iter().any(|word| line.contains(word));
            let is_around = line.contains("serde_json::from_") && !reads_own;
            if (line.contains("#[serde(") && buffers) || is_around {
                wrong.push(format!("{}:{number}: {}", file.display(), line.trim()));
            }
        }
    }
    report(wrong, "serde takes arrays for objects: read by http/body.rs, and let nothing buffer.");
}

#[test]
fn the_repository_says_nothing_of_where_it_was_made_and_has_no_mark_of_a_merge() {
    let mut wrong = vec![];
    let roots = ["src", "tests", "assets", "packaging", "systemd", "migrations", ".ci"];
    let top =
        ["Cargo.toml", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "clippy.toml", "deny.toml"];
    let all = roots.iter().flat_map(|root| files(Path::new(root)));
    for file in all.chain(top.iter().map(PathBuf::from)) {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        for (number, line) in text.lines().enumerate() {
            let paths = ["/wo\u{72}k/", "/ro\u{6f}t/", "/ho\u{6d}e/"];
            if let Some(path) = paths.iter().find(|path| line.contains(**path)) {
                wrong.push(format!("{}:{}: {path}", file.display(), number + 1));
            }
            if ["<<<<<<< ", ">>>>>>> "].iter().any(|mark| line.starts_with(mark)) {
                wrong.push(format!("{}:{}: {line}", file.display(), number + 1));
            }
        }
    }
    report(
        wrong,
        "Conflicts of a merge are resolved before it is committed. Paths of one person's machine belong to no one else's.",
    );
}

/// Whether the key begins and ends as the parts do, with the others between.
fn fits(key: &str, parts: &[&str]) -> bool {
    let [first, between @ .., last] = parts else { return false };
    let Some(mut rest) = key.strip_prefix(first).filter(|_| !first.is_empty()) else {
        return false;
    };
    for part in between {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.len() > last.len() && rest.ends_with(last)
}

fn report(wrong: Vec<String>, instead: &str) {
    assert!(wrong.is_empty(), "\n{}\n{instead}\n", wrong.join("\n"));
}

/// All files below a folder; none if there is no such folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return vec![] };
    let mut found = vec![];
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn rust_files(folder: &str) -> Vec<PathBuf> {
    let is_rust = |path: &PathBuf| path.extension().is_some_and(|end| end == "rs");
    files(Path::new(folder)).into_iter().filter(is_rust).collect()
}

/// What we ship: the sources without unit tests that have a file of their own.
fn sources() -> Vec<PathBuf> {
    rust_files("src").into_iter().filter(|file| !is_tests(file)).collect()
}

fn is_tests(file: &Path) -> bool {
    file.file_stem().is_some_and(|stem| {
        let stem = stem.to_string_lossy();
        stem == "tests" || stem.ends_with("_tests")
    }) || file.components().any(|part| part.as_os_str() == "tests" && file.starts_with("src"))
}

fn floor_of(file: &Path) -> String {
    part(file, 1)
}

fn part(file: &Path, at: usize) -> String {
    let part = file.components().nth(at).unwrap().as_os_str().to_string_lossy().into_owned();
    part.trim_end_matches(".rs").to_owned()
}
