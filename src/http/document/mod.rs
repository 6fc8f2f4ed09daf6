//! The published OpenAPI document: what poem-openapi derives from the handlers, without the error
//! statuses that an operation cannot return, and with the scopes of API tokens.

mod examples;
mod responses;
mod schemas;

use serde_json::{Map, Value, json};

use super::api;
use super::api::described;
use super::operation::{Operation, op};

/// The declaration used for an operation that has none; a test reports such operations.
const UNDECLARED: Operation = op("");

/// The security scheme of API tokens.
const API_TOKEN: &str = "apiToken";

/// The description of `Idempotency-Key`, wherever it is accepted.
const IDEMPOTENCY_KEY: &str = "A key that makes it safe to repeat the call: 1 to 255 visible \
     ASCII characters of your own choice. For 24 hours the same key with the same request returns \
     the first reply and creates nothing more; with another request it is 422 \
     `idempotency_key_reused`.";

/// Completes the derived document. Returns it pretty-printed, with a line break at its end.
pub fn complete(derived: &str) -> crate::Result<String> {
    let mut document: Value = serde_json::from_str(derived).map_err(anyhow::Error::from)?;
    // The version whose `nullable` and licence it uses; poem-openapi writes 3.0.0.
    document["openapi"] = json!("3.0.3");
    document["components"]["securitySchemes"][API_TOKEN] = json!({
        "type": "http", "scheme": "bearer",
        "description": "The API token of a program (`br_…`, made with `POST /api-token`), as \
                        `Authorization: Bearer …`. An operation names the scopes that it needs.",
    });
    if let Some(paths) = document["paths"].as_object_mut() {
        for (path, operations) in paths {
            for (method, operation) in operations.as_object_mut().into_iter().flatten() {
                complete_operation(path, method, operation);
            }
        }
    }
    // A 500 in the schema of each operation would hide what matters; the document states it once,
    // here.
    document["info"]["x-problem-type"] = json!("urn:be-right:problem:{code}");
    schemas::complete(&mut document);
    examples::complete(&mut document)?;
    responses::complete(&mut document);
    let text = serde_json::to_string_pretty(&document).map_err(anyhow::Error::from)?;
    Ok(text + "\n")
}

/// Removes the statuses that the operation cannot return, and adds its list parameters and its
/// scopes.
fn complete_operation(path: &str, method: &str, operation: &mut Value) {
    let id = operation["operationId"].as_str().unwrap_or_default();
    let declared = api::operation(id).unwrap_or(&UNDECLARED);
    let requirements = operation["security"].as_array().into_iter().flatten();
    let schemes = requirements.filter_map(Value::as_object).flat_map(Map::keys);
    let is_secured = schemes.clone().next().is_some();
    let is_for_members = schemes.into_iter().any(|scheme| scheme != "signingSession");
    let has_body = operation.get("requestBody").is_some();
    // Not by index, which would add the key where it is missing.
    let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten() {
        if parameter["name"] == "Idempotency-Key" {
            parameter["description"] = json!(IDEMPOTENCY_KEY);
        }
        // Handlers split the text at its commas.
        if parameter["name"] == "ids" && parameter["in"] == "query" {
            parameter["schema"] = json!({
                "type": "array", "minItems": 1, "items": { "type": "integer", "format": "int64" }
            });
            parameter["style"] = json!("form");
            parameter["explode"] = json!(false);
        }
    }
    if let Some(list) = &declared.list {
        // List parameters follow those of the path.
        let mut all = operation["parameters"].as_array().cloned().unwrap_or_default();
        let at = all.iter().take_while(|one| one["in"] == "path").count();
        all.splice(at..at, described(list));
        operation["parameters"] = all.into();
    }
    if declared.single_file {
        let form = &mut operation["requestBody"]["content"]["multipart/form-data"]["schema"];
        *form = json!({
            "type": "object",
            "required": ["file"],
            "properties": {
                "file": {
                    "type": "string", "format": "binary",
                    "description": "The bytes. Their type is recognised from the content.",
                },
            },
        });
    }
    let parameters = operation["parameters"].as_array();
    let has_fields = has_body
        || parameters.is_some_and(|list| list.iter().any(|parameter| parameter["in"] != "path"));
    let scopes = declared.scopes;
    let possible = |status: &str| match status {
        "400" | "413" | "415" => has_body,
        "401" => is_secured || declared.unauthenticated,
        "402" => declared.paid,
        // Members may lack the role, and API tokens the scope; a signing session may do everything
        // that its link allows.
        "403" => is_for_members,
        "404" => path.contains('{') || declared.not_found,
        "409" => declared.conflict.unwrap_or(method != "get"),
        "410" => declared.gone,
        // A body is refused where none is read.
        "422" => has_fields || method != "get",
        "429" => declared.counted || !scopes.is_empty(),
        _ => true,
    };
    if !scopes.is_empty() {
        let names: Vec<_> = scopes.iter().map(|scope| format!("`{}`", scope.name())).collect();
        let said = operation["description"].as_str().unwrap_or_default();
        operation["description"] =
            json!(format!("{said}\n\nAPI tokens: {}.", names.join(", ")).trim_start());
        operation["x-token-scopes"] =
            json!(scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>());
        if let Some(requirements) = operation["security"].as_array_mut() {
            requirements.push(json!({ API_TOKEN: [] }));
        }
    }
    if !is_secured {
        // Said, not left to a default.
        operation["security"] = json!([]);
    }
    if let Some(responses) = operation["responses"].as_object_mut() {
        let kept: Map<String, Value> =
            std::mem::take(responses).into_iter().filter(|(status, _)| possible(status)).collect();
        *responses = kept;
        for response in responses.values_mut() {
            name_media_types(response, declared.media_types);
        }
        if let Some(found) = responses.get_mut("200")
            && found["description"] == ""
        {
            found["description"] = json!("The result.");
        }
    }
}

/// Replaces the media type of any bytes by those of the files that are returned. A stream of events
/// is bytes, too: a generated client would wait for its end, to parse it.
fn name_media_types(response: &mut Value, media_types: &[&str]) {
    let content = response.get_mut("content").and_then(Value::as_object_mut);
    let Some(content) = content else { return };
    if let Some(events) = content.get_mut("text/event-stream") {
        events["schema"] = json!({ "type": "string", "format": "binary" });
    }
    if media_types.is_empty() {
        return;
    }
    if let Some(bytes) = content.remove("application/octet-stream") {
        for media_type in media_types {
            content.insert((*media_type).to_owned(), bytes.clone());
        }
    }
}
