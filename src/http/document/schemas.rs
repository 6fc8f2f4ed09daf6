//! Makes the derived schemas fit for generators of clients, which read OpenAPI 3.0 more strictly
//! than poem-openapi writes it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

const SCHEMAS: &str = "#/components/schemas/";
/// The prefix that poem-openapi gives to a page of a list.
const LISTED: &str = "Listed_";

/// Applies all of it.
pub fn complete(document: &mut Value) {
    name_pages(document);
    each_object(document, &mut |object| {
        join_description(object);
        simplify_number(object);
        simplify_media_types(object);
        if let Some(example) = object.get_mut("example") {
            leave_out_null(example);
        }
    });
    say_what_is_null(document);
}

/// Calls `change` with every object, the innermost first.
fn each_object(value: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            object.values_mut().for_each(|one| each_object(one, change));
            change(object);
        }
        Value::Array(all) => all.iter_mut().for_each(|one| each_object(one, change)),
        _ => {}
    }
}

/// `Listed_Employee` is `EmployeePage`.
fn name_pages(document: &mut Value) {
    let page = |name: &str| Some(format!("{}Page", name.strip_prefix(LISTED)?));
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        let renamed = std::mem::take(schemas).into_iter().map(|(name, mut schema)| {
            let Some(page) = page(&name) else { return (name, schema) };
            schema["title"] = json!(page);
            (page, schema)
        });
        *schemas = renamed.collect();
    }
    each_object(document, &mut |object| {
        let named =
            object.get("$ref").and_then(Value::as_str).and_then(|to| to.strip_prefix(SCHEMAS));
        if let Some(page) = named.and_then(page) {
            object.insert("$ref".to_owned(), json!(format!("{SCHEMAS}{page}")));
        }
    });
}

/// `allOf: [{$ref}, {description}]` is a schema of two types to some generators: what describes
/// stands beside `allOf`.
fn join_description(object: &mut Map<String, Value>) {
    let Some(Value::Array(parts)) = object.get_mut("allOf") else { return };
    let (types, described): (Vec<Value>, Vec<Value>) =
        std::mem::take(parts).into_iter().partition(|part| part.get("$ref").is_some());
    *parts = types;
    for part in described {
        for (key, value) in part.as_object().into_iter().flatten() {
            object.entry(key).or_insert_with(|| value.clone());
        }
    }
}

/// OpenAPI 3.0 knows no unsigned formats. What fits 31 bits is `int32`, the rest `int64`, neither
/// below 0.
fn simplify_number(object: &mut Map<String, Value>) {
    let format = match object.get("format").and_then(Value::as_str) {
        Some("uint8" | "uint16") => "int32",
        Some("uint32" | "uint64") => "int64",
        _ => return,
    };
    object.insert("format".to_owned(), json!(format));
    object.entry("minimum").or_insert(json!(0));
}

/// Media types without parameters, by which generators choose how to read a body.
fn simplify_media_types(object: &mut Map<String, Value>) {
    let Some(Value::Object(content)) = object.get_mut("content") else { return };
    *content = std::mem::take(content)
        .into_iter()
        .map(|(media_type, body)| match media_type.split_once(';') {
            Some((plain, _)) => (plain.to_owned(), body),
            None => (media_type, body),
        })
        .collect();
}

/// An example of a request says what is set, not what could be.
fn leave_out_null(example: &mut Value) {
    each_object(example, &mut |object| object.retain(|_, value| !value.is_null()));
}

/// A field without a value is sent as null. In schemas that are only sent, such a field is required
/// and nullable; in those that are also received, it may be left out.
fn say_what_is_null(document: &mut Value) {
    let (mut received, mut sent) = (BTreeSet::new(), BTreeSet::new());
    for operation in operations(document) {
        reach(document, &operation["requestBody"], &mut received);
        reach(document, &operation["parameters"], &mut received);
        reach(document, &operation["responses"], &mut sent);
    }
    let Some(schemas) = document["components"]["schemas"].as_object_mut() else { return };
    for name in sent.difference(&received) {
        if let Some(schema) = schemas.get_mut(name) {
            require_all(schema);
        }
    }
}

fn operations(document: &Value) -> impl Iterator<Item = &Value> {
    let paths = document["paths"].as_object().into_iter().flat_map(Map::values);
    paths.filter_map(Value::as_object).flat_map(Map::values)
}

/// Adds the names of all schemas that this value refers to, directly or through others.
fn reach(document: &Value, value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            let named = object.get("$ref").and_then(Value::as_str);
            if let Some(name) = named.and_then(|to| to.strip_prefix(SCHEMAS))
                && into.insert(name.to_owned())
            {
                reach(document, &document["components"]["schemas"][name], into);
            }
            object.values().for_each(|one| reach(document, one, into));
        }
        Value::Array(all) => all.iter().for_each(|one| reach(document, one, into)),
        _ => {}
    }
}

fn require_all(schema: &mut Value) {
    let required: BTreeSet<String> = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
        return;
    };
    let names: Vec<String> = properties.keys().cloned().collect();
    for (_, property) in properties.iter_mut().filter(|(name, _)| !required.contains(*name)) {
        let Some(object) = property.as_object_mut() else { continue };
        // Beside `$ref`, other keys do not count.
        let refers = match object.get_mut("allOf").map(Value::take) {
            Some(mut parts) => Some(parts[0].take()),
            None => object.remove("$ref").map(|to| json!({ "$ref": to })),
        };
        match refers {
            // `nullable` counts only beside a `type`, and some generators read neither beside a
            // reference: what all read is one of two.
            Some(refers) => {
                object.remove("allOf");
                let none = json!({ "type": "object", "nullable": true, "enum": [null] });
                object.insert("oneOf".to_owned(), json!([refers, none]));
            }
            None => {
                object.insert("nullable".to_owned(), json!(true));
            }
        }
    }
    schema["required"] = json!(names);
}
