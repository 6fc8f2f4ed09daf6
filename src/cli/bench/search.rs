//! Benchmark of search: a separate index, as large as that of a busy instance, with typical
//! queries.

use std::path::Path;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::load::Tally;
use super::{memory, millis};
use crate::adapters::TantivySearch;
use crate::cli::failure::Failure;
use crate::model::search::{SearchChange, SearchReach, SearchText, Wanted};
use crate::model::{CompanyId, SearchDoc, SearchKind};
use crate::ports::Search;

/// The other companies on the instance; nine tenths of the documents belong to the first.
const OTHERS: i64 = 10;
/// Documents written per commit while filling.
const BATCH: usize = 1_000;
/// Queries of each kind.
pub const TIMES: usize = 500;

const FIRST: &[&str] = &[
    "Élodie",
    "Jean-Marc",
    "Anaïs",
    "François",
    "Zoé",
    "Loïc",
    "Maëlys",
    "Théo",
    "Chloé",
    "Noël",
    "Inès",
    "Rémi",
    "Clémence",
    "Gaël",
    "Hélène",
    "Léa",
    "Hugo",
    "Camille",
    "Jules",
    "Manon",
];
const LAST: &[&str] =
    &["mar", "le", "du", "ber", "pe", "mo", "si", "lau", "mi", "gar", "rou", "fon"];
const MIDDLE: &[&str] =
    &["ti", "fe", "ran", "na", "re", "lo", "da", "che", "vi", "sso", "tai", "gu"];
const END: &[&str] = &["n", "vre", "d", "rd", "t", "au", "nt", "l", "er", "ux", "ne", "z"];
const EVENTS: &[&str] =
    &["Portraits d’équipe", "Mariage", "Gala", "Rentrée des classes", "Défilé", "Catalogue"];

/// A kind of query: its description, and the text of the nth query.
type Asking = (&'static str, fn(usize) -> String);

/// The kinds of query.
const WAYS: &[Asking] = &[
    ("a whole name", |n| format!("{} {}", first(n), last(n))),
    ("a last name", last),
    ("one letter", |n| last(n).chars().take(1).collect()),
    ("two letters", |n| last(n).chars().take(2).collect()),
    ("three letters", |n| last(n).chars().take(3).collect()),
    ("first name, then a beginning", |n| {
        format!("{} {}", first(n), last(n).chars().take(2).collect::<String>())
    }),
    ("two slips in a long name", |n| last(n).replacen('a', "o", 1).replacen('r', "l", 1)),
    ("a slip in a name", |n| last(n).replacen('e', "a", 1)),
    ("a part of a number", |n| format!("06 {:02} {:02}", n % 100, n / 7 % 100)),
    ("a phrase", |n| format!("\"{} {}\"", first(n), last(n))),
    ("other forms of words", |_| "portrait équipes".to_owned()),
    ("nothing like it", |n| format!("xq{n}wz")),
];

/// The results.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchFigures {
    pub documents: usize,
    pub documents_per_second: f64,
    pub index_bytes: u64,
    /// Of this process, before and after, in KiB.
    pub memory_before: Option<u64>,
    pub memory_after: Option<u64>,
    /// From changing one document until it can be found.
    pub commit_p50_ms: f64,
    pub commit_p99_ms: f64,
    pub ways: Vec<Way>,
    /// Over all kinds of query.
    pub p50_ms: f64,
    pub p99_ms: f64,
}

/// The results of one kind of query.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Way {
    pub what: &'static str,
    pub p50_ms: f64,
    pub p99_ms: f64,
    /// The average number of matches.
    pub found: f64,
}

pub fn measure(folder: &Path, documents: usize, times: usize) -> Result<SearchFigures, Failure> {
    let memory_before = memory(std::process::id()).0;
    let search = TantivySearch::in_folder(folder);
    search.begin("bench")?;
    let began = Instant::now();
    let mut batch = vec![];
    for n in 0..documents {
        batch.push(SearchChange::Put(document(n)));
        if batch.len() == BATCH {
            search.put(std::mem::take(&mut batch))?;
            search.commit(None)?;
        }
    }
    search.put(batch)?;
    search.commit(Some(0))?;
    let documents_per_second = documents as f64 / began.elapsed().as_secs_f64().max(1e-9);

    let mut commits = vec![];
    for n in 0..times {
        let began = Instant::now();
        search.put(vec![SearchChange::Put(document(n * 7))])?;
        search.commit(Some(n as i64))?;
        commits.push(began.elapsed());
    }
    let (mut ways, mut all) = (vec![], vec![]);
    for (what, text) in WAYS {
        let (mut took, mut found) = (vec![], 0);
        for n in 0..times {
            let wanted = wanted(&text(n * 31))?;
            let began = Instant::now();
            let result = search.find(&wanted)?;
            took.push(began.elapsed());
            found += result.totals.iter().map(|(_, count)| count).sum::<u64>();
        }
        all.extend(took.iter().copied());
        let (p50_ms, p99_ms) = middle_and_end(took);
        ways.push(Way { what, p50_ms, p99_ms, found: found as f64 / times as f64 });
    }
    let (commit_p50_ms, commit_p99_ms) = middle_and_end(commits);
    let (p50_ms, p99_ms) = middle_and_end(all);
    Ok(SearchFigures {
        documents,
        documents_per_second,
        index_bytes: size(folder)?,
        memory_before,
        memory_after: memory(std::process::id()).0,
        commit_p50_ms,
        commit_p99_ms,
        ways,
        p50_ms,
        p99_ms,
    })
}

fn first(n: usize) -> String {
    FIRST.get(n % FIRST.len()).copied().unwrap_or_default().to_owned()
}

fn last(n: usize) -> String {
    let of =
        |parts: &[&'static str], n: usize| parts.get(n % parts.len()).copied().unwrap_or_default();
    let (n, more) = (n / 3, n / 5_000);
    let end = format!("{}{}", of(MIDDLE, n / 12 + more), of(END, n / 144));
    format!("{}{}{end}", of(LAST, n), of(MIDDLE, more))
}

/// Six employees and three answers per event, as in a typical studio.
fn document(n: usize) -> SearchDoc {
    let company = if n.is_multiple_of(10) { 2 + (n as i64 / 10) % OTHERS } else { 1 };
    let kind = match n % 10 {
        0..=5 => SearchKind::Employee,
        6 => SearchKind::Event,
        _ => SearchKind::Answer,
    };
    let name = format!("{} {}", first(n), last(n));
    let event = format!("{} {}", EVENTS.get(n % EVENTS.len()).copied().unwrap_or_default(), n / 60);
    let email = format!("{}.{n}@people.example", last(n));
    let named = |name: String| SearchDoc::named(CompanyId(company), kind, n as i64 + 1, name);
    match kind {
        SearchKind::Employee => SearchDoc {
            contact: vec![email, "12 rue des Lilas".into(), "75011".into(), "Paris".into()],
            phones: vec![format!("+336{:08}", n * 997 % 100_000_000)],
            ..named(name)
        },
        SearchKind::Event => SearchDoc {
            also: vec!["12 rue des Lilas, 75011 Paris, France".into()],
            prose: vec![
                event.clone(),
                "Au studio, puis dans le jardin ; tenues claires, sans logo. Prévoir une heure."
                    .into(),
            ],
            ..named(event)
        },
        _ => SearchDoc {
            also: vec![event.clone(), format!("{n:026}")],
            prose: vec![event],
            contact: vec![email],
            ..named(name)
        },
    }
}

fn wanted(text: &str) -> Result<Wanted, Failure> {
    Ok(Wanted {
        company: CompanyId(1),
        reach: SearchReach::Company,
        text: SearchText::parse(text).map_err(Failure::new)?,
        kinds: SearchKind::ALL.to_vec(),
        with_deleted: false,
        strict_first: false,
        limit: 20,
    })
}

fn middle_and_end(times: Vec<Duration>) -> (f64, f64) {
    let micros = times.iter().map(|time| (millis(*time) * 1000.0) as u32).collect();
    let tally = Tally::new(1, Duration::ZERO, micros);
    (tally.within(0.5), tally.within(0.99))
}

fn size(folder: &Path) -> std::io::Result<u64> {
    let mut sum = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let found = entry.metadata()?;
        sum += if found.is_dir() { size(&entry.path())? } else { found.len() };
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_asking_but_the_last_finds_something() {
        let folder = tempfile::tempdir().unwrap();
        let figures = measure(folder.path(), 1_000, 4).unwrap();
        for way in &figures.ways {
            assert_eq!(way.found > 0.0, way.what != "nothing like it", "{}", way.what);
        }
        assert!(figures.index_bytes > 0 && figures.documents == 1_000);
    }
}
