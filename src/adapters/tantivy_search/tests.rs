//! Properties of the index that the API does not show: files, merging, order.

use super::*;
use crate::model::search::{SearchReach, SearchText};
use crate::model::{CompanyId, SearchDoc, UserId};

fn person(company: i64, row: i64, name: &str) -> SearchDoc {
    SearchDoc::named(CompanyId(company), SearchKind::Employee, row, name.into())
}

fn filled(docs: Vec<SearchDoc>) -> TantivySearch {
    let search = TantivySearch::in_memory();
    search.begin("test").unwrap();
    put(&search, docs);
    search
}

fn put(search: &TantivySearch, docs: Vec<SearchDoc>) {
    search.put(docs.into_iter().map(SearchChange::Put).collect()).unwrap();
    search.commit(Some(1)).unwrap();
}

fn wanted(company: i64, text: &str) -> Wanted {
    Wanted {
        company: CompanyId(company),
        reach: SearchReach::Company,
        text: SearchText::parse(text).unwrap(),
        kinds: SearchKind::ALL.to_vec(),
        with_deleted: false,
        strict_first: false,
        limit: 10,
    }
}

fn rows(search: &TantivySearch, wanted: &Wanted) -> Vec<i64> {
    search.find(wanted).unwrap().hits.iter().map(|hit| hit.row).collect()
}

#[test]
fn companies_whose_numbers_look_alike_do_not_meet() {
    let search = filled(vec![
        person(1, 1, "Ana Roche"),
        person(11, 2, "Ana Roche"),
        person(2, 3, "Ana Roche"),
        person(12, 4, "1 Roche"),
    ]);
    for text in ["roche", "roch", "rohce", "r", "\"ana roche\"", "ana"] {
        assert_eq!(rows(&search, &wanted(1, text)), [1], "{text}");
        assert_eq!(rows(&search, &wanted(11, text)), [2], "{text}");
        assert!(rows(&search, &wanted(111, text)).is_empty(), "{text}");
    }
}

#[test]
fn reach_is_part_of_the_question() {
    let mut seen = person(1, 1, "Ana Roche");
    seen.partners = vec![UserId(7), UserId(8)];
    seen.owners = vec!["ana@people.example".into()];
    seen.contact = vec!["ana@people.example".into()];
    let search = filled(vec![seen, person(1, 2, "Noé Roche")]);
    let ask = |reach, text| {
        let found = search.find(&Wanted { reach, ..wanted(1, text) }).unwrap();
        found.totals.iter().map(|(_, count)| count).sum::<u64>()
    };
    assert_eq!(ask(SearchReach::Company, "roche"), 2);
    assert_eq!(ask(SearchReach::PartnerOf(UserId(8)), "roche"), 1);
    assert_eq!(ask(SearchReach::PartnerOf(UserId(9)), "roche"), 0);
    assert_eq!(ask(SearchReach::PartnerOf(UserId(8)), "people"), 0);
    assert_eq!(ask(SearchReach::Own("ana@people.example".into()), "roche"), 1);
    assert_eq!(ask(SearchReach::Own("ana@people.example".into()), "people"), 0);
    assert_eq!(ask(SearchReach::Own(String::new()), "roche"), 0);
}

#[test]
fn the_order_is_exact_then_beginning_then_misspelt_and_never_by_chance() {
    let docs = vec![
        person(1, 1, "Mortin"),
        person(1, 2, "Martinez"),
        person(1, 3, "Martin"),
        person(1, 4, "Jean Martin"),
        person(1, 5, "Martin"),
    ];
    let order = [5, 3, 4, 2, 1];
    assert_eq!(rows(&filled(docs.clone()), &wanted(1, "martin")), order);
    // Each document in its own segment.
    let search = TantivySearch::in_memory();
    search.begin("test").unwrap();
    for doc in docs {
        put(&search, vec![doc]);
    }
    assert_eq!(rows(&search, &wanted(1, "martin")), order);
    let first = Wanted { limit: 2, ..wanted(1, "martin") };
    assert_eq!(rows(&search, &first), order[..2]);
}

#[test]
fn what_is_forgotten_leaves_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let search = TantivySearch::in_folder(folder.path());
    search.begin("test").unwrap();
    put(&search, (1..=50).map(|row| person(1, row, "Ana Roche")).collect());
    put(&search, vec![person(1, 99, "Zyxwv Secret")]);
    let key = person(1, 99, "").key;
    search
        .put(vec![SearchChange::Remove(key), SearchChange::Remove(person(1, 3, "").key)])
        .unwrap();
    search.commit(Some(2)).unwrap();
    search.forget().unwrap();
    let searcher = search.reader().unwrap().searcher();
    assert_eq!(searcher.num_docs(), 49);
    assert!(searcher.segment_readers().iter().all(|segment| segment.num_deleted_docs() == 0));
    let term = Fields::word(search.fields.name, CompanyId(1), "zyxwv");
    assert_eq!(searcher.doc_freq(&term).unwrap(), 0);
    drop(searcher);
    // The position is kept across a restart.
    drop(search);
    let search = TantivySearch::in_folder(folder.path());
    let progress = SearchProgress { lineage: "test".into(), trimmed_to: 0, last: 9 };
    search.open(&progress).unwrap();
    assert_eq!((search.position(), search.state()), (Some(2), SearchState::Ready));
    assert_eq!(search.count().unwrap(), 49);
}

#[test]
fn while_one_is_made_the_old_one_answers_and_says_so() {
    let search = filled(vec![person(1, 1, "Ana Roche")]);
    assert!(search.find(&wanted(1, "roche")).unwrap().complete);
    search.begin("test").unwrap();
    assert_eq!((search.state(), search.position()), (SearchState::Rebuilding, None));
    let meanwhile = search.find(&wanted(1, "roche")).unwrap();
    assert!((meanwhile.complete, meanwhile.hits.len()) == (false, 1));
    put(&search, vec![person(1, 2, "Noé Roche")]);
    let after = search.find(&wanted(1, "roche")).unwrap();
    assert!(after.complete && after.hits[0].row == 2 && after.hits.len() == 1);
}

#[test]
fn where_there_is_none_nothing_is_found_and_it_is_said() {
    let search = TantivySearch::in_memory();
    let found = search.find(&wanted(1, "roche")).unwrap();
    assert!(!found.complete && found.hits.is_empty());
    assert_eq!(search.prints(&[person(1, 1, "").key]).unwrap(), [None]);
}

#[test]
fn prints_are_those_of_what_was_put_last() {
    let search = filled(vec![person(1, 1, "Ana Roche")]);
    let doc = person(1, 1, "Ana Castel");
    put(&search, vec![doc.clone()]);
    let prints = search.prints(&[doc.key, person(1, 2, "").key, person(2, 1, "").key]).unwrap();
    assert_eq!(prints, [Some(doc.print()), None, None]);
}

#[test]
fn hostile_words_cost_no_more_than_others() {
    let search = filled((1..500).map(|row| person(1, row, &"é".repeat(row as usize))).collect());
    let long = "abcdefghijklmnopqrstuvwxyz ".repeat(7);
    for text in [long.as_str(), &"a".repeat(200), &"\u{301}".repeat(200), "a a a a a a a a a a a a"]
    {
        search.find(&wanted(1, text)).unwrap();
    }
}
