//! The OpenAPI document we publish: what poem-openapi derives from the handlers,
//! less the error statuses an operation cannot answer, plus who may call it.

use serde_json::{Map, Value, json};

/// Tailors the derived document. Pretty-printed, with a line break at its end.
pub fn tailor(derived: &str) -> crate::Result<String> {
    let mut document: Value = serde_json::from_str(derived).map_err(anyhow::Error::from)?;
    if let Some(paths) = document["paths"].as_object_mut() {
        for (path, operations) in paths {
            for (method, operation) in operations.as_object_mut().into_iter().flatten() {
                prune(path, method, operation);
            }
        }
    }
    // A 500 in the schema of each operation would drown what matters; it is said once, here.
    document["info"]["x-problem-type"] = json!("urn:be-right:problem:{code}");
    let text = serde_json::to_string_pretty(&document).map_err(anyhow::Error::from)?;
    Ok(text + "\n")
}

fn prune(path: &str, method: &str, operation: &mut Value) {
    let secured = operation["security"].as_array().is_some_and(|list| !list.is_empty());
    let has_body = operation.get("requestBody").is_some();
    let has_fields = has_body || operation["parameters"].as_array().is_some_and(|list| {
        list.iter().any(|parameter| parameter["in"] == "query")
    });
    let has_id = path.contains('{');
    let writes = method != "get";
    let consent = path.starts_with("/consent/");
    let account = path.starts_with("/auth/");
    let possible = |status: &str| match status {
        "400" | "413" | "415" => has_body,
        "401" => secured || path == "/auth/login" || path == "/auth/refresh",
        "402" => false,
        "403" => secured && !consent,
        "404" => has_id,
        "409" => writes,
        "410" => consent || path == "/auth/reset-password",
        "422" => has_fields,
        "429" => account || consent || path.starts_with("/verify") || path.ends_with("/raise"),
        "503" => writes,
        _ => true,
    };
    if let Some(responses) = operation["responses"].as_object_mut() {
        let kept: Map<String, Value> =
            std::mem::take(responses).into_iter().filter(|(status, _)| possible(status)).collect();
        *responses = kept;
    }
}
