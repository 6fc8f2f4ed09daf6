//! Examples of responses: real replies that the tests recorded, in `openapi/examples.json`, which
//! `tests/openapi/examples.py` writes.

use anyhow::Context;
use serde_json::{Map, Value};

/// By the id of the operation and the status; under `*` those of problems, the same everywhere.
const EXAMPLES: &str = include_str!("../../../openapi/examples.json");

/// Gives each response in JSON its example, where one was recorded.
pub fn complete(document: &mut Value) -> crate::Result<()> {
    let examples: Value = serde_json::from_str(EXAMPLES).context("openapi/examples.json")?;
    let Some(paths) = document["paths"].as_object_mut() else { return Ok(()) };
    let operations = paths.values_mut().filter_map(Value::as_object_mut).flat_map(Map::values_mut);
    for operation in operations {
        let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
        let Some(responses) = operation["responses"].as_object_mut() else { continue };
        for (status, response) in responses {
            let by = if status.starts_with('2') { id.as_str() } else { "*" };
            let example = examples[by].get(status.as_str());
            let content = response.get_mut("content").and_then(Value::as_object_mut);
            let (Some(example), Some(content)) = (example, content) else { continue };
            for (kind, of) in content {
                if kind.starts_with("application/json") || kind == "application/problem+json" {
                    of["example"] = example.clone();
                }
            }
        }
    }
    Ok(())
}
