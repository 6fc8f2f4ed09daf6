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
async fn the_committed_document_is_what_the_handlers_say_and_what_is_served() {
    let derived = be_right::http::openapi().unwrap();
    if std::env::var_os("ACCEPT").is_some() {
        fs::write(COMMITTED, &derived).unwrap();
        // This program still serves the one that it was built with.
        return;
    }
    let committed = fs::read_to_string(COMMITTED).unwrap_or_default();
    let differ = committed.lines().zip(derived.lines()).find(|(old, new)| old != new);
    assert!(
        committed == derived,
        "{COMMITTED} is not what the handlers say; from {differ:?} on. If that is meant: ACCEPT=1 cargo test --test it openapi"
    );
    let served = Server::start().get("/openapi.json").await;
    assert_eq!(served.header("content-type"), "application/json");
    assert!(served.is(200).text() == committed, "build again: another document is served");
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
        if operation["security"].as_array().is_some_and(|schemes| !schemes.is_empty()) {
            expect(has("401"), "a token can be missing");
        }
        // There may be no portrait.
        let named = name.contains('{') || (name.ends_with("/file/profile") && !body);
        expect(has("404") == named, "what is named may not be there");
        // Where no body is read, one that is sent is refused.
        let refuses = body || !name.starts_with("get ") || operation.get("parameters").is_some();
        expect(refuses || !has("422"), "no field to refuse");
        // 304 is neither a success nor an error, and has no body.
        for (status, response) in responses.iter().filter(|(status, _)| *status != "304") {
            let shared = response["$ref"].as_str().and_then(|to| document.pointer(&to[1..]));
            let response = shared.unwrap_or(response);
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
fn generators_of_clients_can_read_the_document() {
    let document = document();
    let mut wrong = vec![];
    look(&document, "", &mut |at, object| {
        let all_of = object.get("allOf").and_then(Value::as_array);
        if all_of.is_some_and(|parts| parts.iter().any(|part| part.get("$ref").is_none())) {
            wrong.push(format!("{at}: allOf of something without a name"));
        }
        if object.get("nullable").is_some() && object.get("type").is_none() {
            wrong.push(format!("{at}: nullable without a type"));
        }
        if object.get("format").and_then(Value::as_str).is_some_and(|it| it.starts_with("uint")) {
            wrong.push(format!("{at}: a format that OpenAPI does not know"));
        }
        let content = object.get("content").and_then(Value::as_object);
        if content.is_some_and(|content| content.keys().any(|kind| kind.contains(';'))) {
            wrong.push(format!("{at}: a media type with a parameter"));
        }
    });
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        // Go and Java make constructors, getters and reserved words of these.
        let reserved = ["File", "Import", "Use", "Box", "Map", "List", "Object", "String"];
        if reserved.contains(&name.as_str()) || name.starts_with("New") || name.contains('_') {
            wrong.push(format!("{name}: a name that does not compile everywhere"));
        }
        let properties = schema["properties"].as_object().cloned().unwrap_or_default();
        for property in properties.keys() {
            let mut letters = property.chars();
            let first = letters.next().unwrap().to_uppercase();
            let getter = format!("has{first}{}", letters.as_str());
            if properties.contains_key(&getter) {
                wrong.push(format!("{name}: {property} beside {getter}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    // A field of a reply is there, if only as null; one of a request may be left out.
    let schemas = &document["components"]["schemas"];
    let employee = &schemas["Employee"];
    assert!(employee["required"].as_array().unwrap().contains(&"phone".into()));
    assert_eq!(employee["properties"]["phone"]["nullable"], true);
    let input = &schemas["EmployeeInput"];
    assert!(!input["required"].as_array().unwrap().contains(&"phone".into()));
    assert!(input["properties"]["phone"].get("nullable").is_none());
    let problem = schemas["Problem"]["required"].as_array().unwrap();
    assert!(problem.contains(&"errors".into()));
}

/// Calls `look` with each object of the document and where it is.
fn look(value: &Value, at: &str, seen: &mut impl FnMut(&str, &serde_json::Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            seen(at, object);
            object.iter().for_each(|(name, one)| look(one, &format!("{at}/{name}"), seen));
        }
        Value::Array(all) => all.iter().for_each(|one| look(one, at, seen)),
        _ => {}
    }
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
