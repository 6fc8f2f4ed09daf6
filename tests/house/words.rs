//! The words of the code: the glossary of CONTRIBUTING.md holds, and what it replaced
//! does not come back.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::source::{code, numbered, without_comment};
use crate::{part, report, rust_files, sources};

/// Words that no identifier may have as a part, and what to write instead. `letter` is not among
/// them, since programs have letters of alphabets.
const RETIRED: &[(&str, &str)] = &[
    ("vault", "backup store"),
    ("darkroom", "picture pool"),
    ("lane", "background pool"),
    ("clockwork", "cron, schedule"),
    ("letterbox", "sent mail"),
    ("bells", "observers"),
    ("ears", "subscribers"),
    ("ledger", "dry run"),
    ("twin", "duplicate"),
    ("deed", "badge counter"),
    ("merit", "badge rule"),
    ("desk", "console context"),
    ("calm", "catch panics"),
    ("wish", "say what is wished"),
    ("deal", "write, apply"),
    ("dealt", "written, applied"),
    ("told", "said, sent, notified, published: which of these"),
    ("tell", "say, send, notify, publish: which of these"),
    ("tells", "says, sends, notifies, publishes: which of these"),
    ("hears", "receives"),
    ("brings", "uploads, has, contains: which of these"),
    ("mends", "corrects, repairs"),
    ("mended", "corrected, repaired"),
    ("papers", "documents, bundles"),
    ("turns", "becomes, changes"),
    ("rounds", "repeats"),
    ("course", "run, progress"),
    ("gate", "check, permission"),
    ("shoot", "event; shoot is what people read"),
    ("shoots", "events; shoots is what people read"),
];

/// Where a retired word stays, and why. A name that ends with `/` is a folder.
const KEPT: &[(&str, &[&str], &str)] = &[
    ("shoot", &["tests/"], "tests do what people do, who read this word"),
    ("shoots", &["tests/"], "tests do what people do, who read this word"),
    (
        "papers",
        &["src/http/pages/console/", "src/render/page/console/", "src/http/mod.rs"],
        "a page of the console has this address",
    ),
];

/// In how many modules a type of the same name may stand: in more, a search finds
/// everything but the one that is looked for.
const MOST_NAMESAKES: usize = 3;

/// Names that many modules share on purpose: of a feature, which is called the same on
/// each floor, and those that are written with their module (`events::Filter`).
const SHARED_NAMES: &[&str] =
    &["Error", "Err", "Calendar", "File", "Import", "Subscription", "Details", "Filter", "Order"];

#[test]
fn no_identifier_has_a_retired_word() {
    let mut wrong = vec![];
    for file in sources().into_iter().chain(rust_files("tests")) {
        let is_kept = |word: &str| {
            let places = KEPT.iter().filter(|(kept, ..)| *kept == word);
            places.flat_map(|(_, files, _)| *files).any(|kept| file.starts_with(kept))
        };
        for (number, line) in numbered(&file) {
            let line = without_strings(&without_comment(&line));
            for word in words(&line) {
                let retired = RETIRED.iter().find(|(retired, _)| *retired == word);
                if let Some((_, instead)) = retired.filter(|(word, _)| !is_kept(word)) {
                    wrong.push(format!("{}:{number}: {word} → {instead}", file.display()));
                }
            }
        }
    }
    report(wrong, "Use the word of the glossary in CONTRIBUTING.md.");
}

#[test]
fn few_types_share_a_name() {
    let mut modules: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in sources() {
        let code = code(&file);
        for kind in ["struct ", "enum "] {
            for (at, _) in code.match_indices(kind) {
                let starts = code[..at].chars().next_back().is_none_or(char::is_whitespace);
                let name: String =
                    code[at + kind.len()..].chars().take_while(|c| c.is_alphanumeric()).collect();
                if starts && name.starts_with(|c: char| c.is_ascii_uppercase()) {
                    modules.entry(name).or_default().insert(file.display().to_string());
                }
            }
        }
    }
    assert!(modules.len() > 500, "types are found: {}", modules.len());
    let many = modules.iter().filter(|(name, files)| {
        files.len() > MOST_NAMESAKES && !SHARED_NAMES.contains(&name.as_str())
    });
    let wrong = many.map(|(name, files)| {
        let files: Vec<_> = files.iter().map(String::as_str).collect();
        format!("{name}: {}", files.join(", "))
    });
    report(wrong.collect(), "Name each by what it is: `EventsQuery`, not `Asked`.");
}

#[test]
fn every_word_of_the_glossary_is_used() {
    let page = std::fs::read_to_string("CONTRIBUTING.md").unwrap();
    let (_, table) = page.split_once("| word | meaning |").unwrap();
    let all: String = sources().iter().map(|file| code(file).to_lowercase()).collect();
    let mut wrong = vec![];
    let mut seen = 0;
    for line in table.lines().skip(2).take_while(|line| line.starts_with('|')) {
        for word in line.split('|').nth(1).unwrap().split(',') {
            let (spaced, word) = (word.trim().to_lowercase(), word.trim().to_lowercase());
            let forms = [word.replace(' ', "_"), word.replace(' ', ""), spaced];
            seen += 1;
            if !forms.iter().any(|form| all.contains(form.as_str())) {
                wrong.push(word);
            }
        }
    }
    assert!(seen > 25, "{seen}");
    report(wrong, "The glossary explains words that the code has.");
}

#[test]
fn what_contributing_names_exists() {
    let page = std::fs::read_to_string("CONTRIBUTING.md").unwrap();
    let mut wrong = vec![];
    let mut seen = 0;
    for quoted in page.split('`').skip(1).step_by(2) {
        let named = quoted.contains('/') && !quoted.contains([' ', '{', '<', '…', '*']);
        if !named || quoted.starts_with('/') {
            continue;
        }
        seen += 1;
        let places = [quoted.to_owned(), format!("src/{quoted}")];
        if !places.iter().any(|place| Path::new(place).exists()) {
            wrong.push(quoted.to_owned());
        }
    }
    assert!(seen > 30, "{seen}");
    report(wrong, "CONTRIBUTING.md names files that are gone.");
}

/// The parts of the identifiers of a line, in small letters: `KeptBackup` is two.
fn words(line: &str) -> Vec<String> {
    let mut found = vec![];
    for name in line.split(|c: char| !c.is_alphanumeric()) {
        let mut word = String::new();
        for c in name.chars() {
            if c.is_uppercase() && !word.is_empty() && !word.ends_with(char::is_uppercase) {
                found.push(std::mem::take(&mut word).to_lowercase());
            }
            word.push(c);
        }
        found.push(word.to_lowercase());
    }
    found
}

/// A line without what stands between quotes on it.
fn without_strings(line: &str) -> String {
    let mut kept = String::new();
    let mut quoted = false;
    let mut before = ' ';
    for c in line.chars() {
        match c {
            '"' if before != '\\' => quoted = !quoted,
            c if !quoted => kept.push(c),
            _ => {}
        }
        before = c;
    }
    kept
}

#[test]
fn identifiers_are_taken_apart() {
    assert_eq!(words("fn has_KeptBackup(x)"), ["fn", "has", "kept", "backup", "x", ""]);
    assert_eq!(part(Path::new("src/store/db.rs"), 1), "store");
    assert_eq!(without_strings(r#"say("a \" b", c)"#), "say(, c)");
}
