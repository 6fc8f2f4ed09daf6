//! The published OpenAPI document: its rules, and that it equals the file in `openapi/`.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::support::Server;
use crate::support::document::operations;

const COMMITTED: &str = "openapi/be-right.json";

fn document() -> Value {
    serde_json::from_str(&be_right::http::openapi().unwrap()).unwrap()
}

/// Each operation with its path and method.
fn each(document: &Value) -> Vec<(String, Value)> {
    let mut all = vec![];
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            all.push((format!("{method} {path}"), operation.clone()));
        }
    }
    all
}

#[tokio::test]
async fn the_committed_document_is_the_one_we_serve() {
    let served = Server::start().get("/openapi.json").await;
    assert_eq!(served.header("content-type"), "application/json");
    let served = served.is(200).text();
    if std::env::var_os("ACCEPT").is_some() {
        fs::write(COMMITTED, &served).unwrap();
    }
    let committed = fs::read_to_string(COMMITTED).unwrap_or_default();
    let differ = committed.lines().zip(served.lines()).find(|(old, new)| old != new);
    assert!(
        committed == served,
        "{COMMITTED} is not what we serve; from {differ:?} on. If that is meant: ACCEPT=1 cargo test --test it openapi"
    );
}

#[tokio::test]
async fn the_document_is_the_same_as_yaml() {
    let server = Server::start();
    let yaml = server.get("/openapi.yaml").await;
    assert_eq!(yaml.is(200).header("content-type"), "application/yaml");
    assert!(yaml.text().starts_with("openapi:"), "{}", &yaml.text()[..80]);
    let read: Value = serde_yaml::from_slice(&yaml.bytes).unwrap();
    assert_eq!(read, server.get("/openapi.json").await.json);
}

#[test]
fn every_operation_is_documented() {
    let document = document();
    let mut wrong = vec![];
    let mut seen = BTreeSet::new();
    for (name, operation) in each(&document) {
        for key in ["summary", "description"] {
            let text = operation[key].as_str().unwrap_or_default();
            if text.len() < 3 {
                wrong.push(format!("{name} has no {key}"));
            }
        }
        if operation["summary"].as_str().is_some_and(|text| text.ends_with('.')) {
            wrong.push(format!("{name}: a summary is a title, without a full stop"));
        }
        if operation["tags"].as_array().is_none_or(|tags| tags.len() != 1) {
            wrong.push(format!("{name} has not one tag"));
        }
        let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
        let camel = id.starts_with(|c: char| c.is_ascii_lowercase())
            && id.chars().all(|c| c.is_ascii_alphanumeric());
        if !camel {
            wrong.push(format!("{name}: {id:?} is no good name for a method"));
        }
        if !seen.insert(id) {
            wrong.push(format!("{name} shares its operationId"));
        }
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            if parameter["description"].as_str().is_none_or(str::is_empty) {
                wrong.push(format!("{name}: {} is not described", parameter["name"]));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_body_that_is_sent_has_an_example() {
    let document = document();
    let mut wrong = vec![];
    for (name, operation) in each(&document) {
        for (kind, media) in operation["requestBody"]["content"].as_object().into_iter().flatten() {
            if kind == "multipart/form-data" {
                // A file has no example; the fields beside it are described.
                continue;
            }
            let schema = match media["schema"]["$ref"].as_str() {
                Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
                None => &media["schema"],
            };
            let shown = [&media["example"], &schema["example"]];
            let Some(example) = shown.into_iter().find(|example| !example.is_null()) else {
                wrong.push(format!("{name}: {kind} has no example"));
                continue;
            };
            let properties = schema["properties"].as_object();
            for key in example.as_object().into_iter().flatten().map(|(key, _)| key) {
                if properties.is_none_or(|known| !known.contains_key(key)) {
                    wrong.push(format!("{name}: the example's {key} is unknown"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn statuses_are_those_an_operation_can_have() {
    let document = document();
    let mut wrong = vec![];
    for (name, operation) in each(&document) {
        let responses = operation["responses"].as_object().unwrap();
        let has = |status: &str| responses.contains_key(status);
        let mut expect = |fine: bool, what: &str| {
            if !fine {
                wrong.push(format!("{name}: {what}, but it documents {:?}", responses.keys()));
            }
        };
        let successes = responses.keys().filter(|status| status.starts_with('2')).count();
        // A download may be requested in part.
        expect(successes == 1 || has("206"), "one way to succeed");
        expect(has("500") && has("503"), "whatever serves can fail");
        let body = operation.get("requestBody").is_some();
        for status in ["400", "413", "415"] {
            expect(has(status) == body, "a body, and only a body, can be malformed");
        }
        if operation.get("security").is_some() {
            expect(has("401"), "a token can be missing");
        }
        // There may be no portrait.
        let named = name.contains('{') || (name.ends_with("/file/profile") && !body);
        expect(has("404") == named, "what is named may not be there");
        expect(body || !has("422") || operation.get("parameters").is_some(), "no field to refuse");
        // 304 is neither a success nor an error, and has no body.
        for (status, response) in responses.iter().filter(|(status, _)| *status != "304") {
            let problem = response["content"].as_object();
            let problem =
                problem.is_some_and(|types| types.contains_key("application/problem+json"));
            let plain = status.starts_with('2') || matches!(status.as_str(), "304" | "416");
            expect(problem != plain, "refusals are problems");
            let output = response["description"].as_str().unwrap_or_default();
            expect(output.len() > 2, "each status is described");
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn the_document_holds_together() {
    let document = document();
    let text = document.to_string();
    for (at, _) in text.match_indices("\"$ref\":\"#") {
        let reference = text[at + "\"$ref\":\"#".len()..].split('"').next().unwrap();
        assert!(document.pointer(reference).is_some(), "{reference} leads nowhere");
    }
    assert!(document["info"]["description"].as_str().unwrap().contains("problem documents"));
    assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
    assert!(operations().iter().any(|operation| operation.secured));
    // No name, address or company of a developer: examples are examples.
    assert!(!text.contains("localhost") && !text.contains("127.0.0.1"));
}

/// A null where a list or an object belongs makes the document invalid for strict readers.
#[test]
fn no_part_of_an_operation_is_null() {
    let document: Value = serde_json::from_str(&be_right::http::openapi().unwrap()).unwrap();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            for (key, value) in operation.as_object().unwrap() {
                assert!(!value.is_null(), "{method} {path}: {key}");
            }
        }
    }
}
