//! The JSON bodies of all operations: members are read by name, and errors name the field.

use std::collections::BTreeSet;

use be_right::model::Role;
use poem::http::Method;
use serde_json::{Value, json};

use crate::instance::operator;
use crate::support::document::operations;
use crate::support::{Recipient, Reply, Server};

/// The schema behind a reference, directly or in an `allOf`.
fn resolved<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    let reference = schema["$ref"].as_str().or(schema["allOf"][0]["$ref"].as_str());
    match reference {
        Some(at) => resolved(document, document.pointer(at.trim_start_matches('#')).unwrap()),
        None => schema,
    }
}

/// A value of the right type.
fn sample(document: &Value, schema: &Value) -> Value {
    let schema = resolved(document, schema);
    if let Some(one) = schema["enum"].as_array().and_then(|all| all.first()) {
        return one.clone();
    }
    match schema["type"].as_str().unwrap() {
        "string" if schema["format"] == "date-time" => json!("2026-05-23T07:30:00Z"),
        "string" if schema["pattern"].is_string() => schema["example"].clone(),
        "string" => json!("x"),
        "integer" => json!(1),
        "number" => json!(0.5),
        "boolean" => json!(true),
        "array" => json!([sample(document, &schema["items"])]),
        "object" => {
            let known = schema["properties"].as_object();
            let members = known.into_iter().flatten();
            members.map(|(name, schema)| (name.clone(), sample(document, schema))).collect()
        }
        other => panic!("what is {other}?"),
    }
}

/// Bodies that do not fit the schema, at any depth: the path of the wrong field, and the body.
fn misfits(document: &Value, schema: &Value) -> Vec<(String, Value)> {
    let schema = resolved(document, schema);
    let (whole, mut found) = (sample(document, schema), vec![]);
    let at = |path: &str, value| (path.to_owned(), value);
    if let Some(all) = schema["enum"].as_array() {
        let one = all[0].as_str().unwrap();
        found.push(at("", json!({ one: null })));
        found.push(at("", json!([one])));
        found.push(at("", json!(1)));
        return found;
    }
    match schema["type"].as_str().unwrap() {
        "string" => found.push(at("", json!(5))),
        "integer" | "number" | "boolean" => {
            found.push(at("", json!("x")));
            found.push(at("", json!([1])));
        }
        "array" => {
            found.push(at("", json!({ "0": 1 })));
            for (path, item) in misfits(document, &schema["items"]) {
                found.push((joined("0", &path), json!([item])));
            }
        }
        "object" => {
            // An array of the fields in order, which serde would accept for a struct.
            let by_position = whole.as_object().unwrap().values().cloned().collect();
            found.push(at("", Value::Array(by_position)));
            found.push(at("", json!("x")));
            if let Some(of) = schema.get("additionalProperties").filter(|of| of.is_object()) {
                for (path, value) in misfits(document, of) {
                    found.push((joined("any", &path), json!({ "any": value })));
                }
                return found;
            }
            let with = |name: &str, value| {
                let mut whole = whole.clone();
                whole[name] = value;
                whole
            };
            found.push(at("nobodyKnows", with("nobodyKnows", json!(1))));
            for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
                for (path, value) in misfits(document, schema) {
                    found.push((joined(name, &path), with(name, value)));
                }
            }
            for name in schema["required"].as_array().into_iter().flatten() {
                let name = name.as_str().unwrap();
                found.push(at(name, with(name, Value::Null)));
            }
        }
        other => panic!("what is {other}?"),
    }
    found
}

fn joined(name: &str, path: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{name}.{path}") }
}

/// An operation and a token to call it with.
struct Door<'s> {
    server: &'s Server,
    token: String,
    method: Method,
    path: String,
}

impl Door<'_> {
    async fn takes(&self, text: &str) -> Reply {
        let request = self.server.client().request(self.method.clone(), &self.path);
        let request = request
            .header("authorization", format!("Bearer {}", self.token))
            .content_type("application/json")
            .body(text.to_owned());
        Reply::read(request.send().await).await
    }
}

#[tokio::test]
async fn every_body_is_read_by_name_and_refused_by_field() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let ana = studio.employs("Ana", "Moreau", "ana@mail.example").await;
    studio.plans("Gala", &[ana]).await;
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "ana@mail.example");
    recipient.proves_the_email().await;
    let person = studio.hires("ana@mail.example", "EMPLOYEE").await;
    let admin = operator(&server, "instance", Role::Admin).await;
    let document: Value = serde_json::from_str(&be_right::http::openapi().unwrap()).unwrap();
    let (mut tried, mut wrong) = (BTreeSet::new(), vec![]);
    for operation in operations() {
        let method = operation.method.as_str().to_lowercase();
        let described = &document["paths"][&operation.path][&method];
        let schema = &described["requestBody"]["content"]["application/json"]["schema"];
        if schema.is_null() {
            continue;
        }
        let (mut path, consents) = (operation.path.clone(), operation.path.contains("/consent/"));
        for parameter in described["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap();
            let value = match name {
                "token" => json!(recipient.token),
                _ => sample(&document, &parameter["schema"]),
            };
            let value = value.as_str().map_or(value.to_string(), str::to_owned);
            path = path.replace(&format!("{{{name}}}"), &value);
        }
        // Who may not do it is told nothing of the body.
        let token = match operation.id.as_str() {
            _ if consents => recipient.session.clone(),
            "withdrawAnswer" => person.token.clone(),
            "broadcast" => admin.token.clone(),
            _ if path.starts_with("/admin/") => admin.token.clone(),
            _ => studio.token.clone(),
        };
        let door = Door { server: &server, token, method: operation.method.clone(), path };
        for text in ["", "{", "[1,]", "{'a': 1}", "{} {}"] {
            let reply = door.takes(text).await;
            if (reply.status, &reply.json["code"]) != (400, &json!("malformed_json")) {
                wrong.push(format!("{} of {text:?}: {}", operation.id, reply.text()));
            }
        }
        for (field, body) in misfits(&document, schema) {
            let field = if field.is_empty() { "body".to_owned() } else { field };
            let reply = door.takes(&body.to_string()).await;
            // Each employee of createEmployees is checked for itself.
            let each = operation.id == "createEmployees" && field.starts_with("employees.0");
            let found = match (each, field.strip_prefix("employees.0.")) {
                (false, _) => (reply.status, &reply.json["errors"][0]["field"], field.as_str()),
                (true, inside) => {
                    let problem = &reply.json["results"][0]["problem"];
                    let status = problem["status"].as_u64().unwrap_or_default();
                    let output = &problem["errors"][0]["field"];
                    (u16::try_from(status).unwrap(), output, inside.unwrap_or("body"))
                }
            };
            if found.0 != 422 || found.1 != found.2 {
                wrong.push(format!(
                    "{} takes {field} in {body}: {}, {}",
                    operation.id,
                    reply.status,
                    reply.text()
                ));
            }
        }
        tried.insert(operation.id.as_str());
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(tried.len() > 40 && tried.contains("answerConsent"), "{tried:?}");
}

#[tokio::test]
async fn a_body_in_which_a_name_stands_twice_is_refused() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let door = Door {
        server: &server,
        token: studio.token.clone(),
        method: Method::POST,
        path: "/group".into(),
    };
    door.takes(r#"{"name":"a","name":"b"}"#).await.refuses(&["name"]);
    door.takes(&format!("{}{}", "[".repeat(4_000), "]".repeat(4_000))).await.refuses(&["body"]);
    assert_eq!(studio.get("/group").await.id("/total"), 0);
}
