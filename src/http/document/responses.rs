//! The responses that operations share, stated once in `components`, with their headers.

use serde_json::{Map, Value, json};

/// The names of the statuses of problems.
const NAMES: [(&str, &str); 13] = [
    ("400", "Malformed"),
    ("401", "Unauthenticated"),
    ("402", "PlanLimit"),
    ("403", "Forbidden"),
    ("404", "NotFound"),
    ("409", "Conflict"),
    ("410", "Gone"),
    ("413", "TooLarge"),
    ("415", "UnsupportedMediaType"),
    ("422", "Invalid"),
    ("429", "TooManyRequests"),
    ("500", "InternalError"),
    ("503", "Unavailable"),
];

/// The headers of responses, with their descriptions.
const HEADERS: [(&str, &str, &str); 6] = [
    ("XRequestId", "string", "The id of the request. Quote it when you ask for help."),
    ("RetryAfter", "integer", "After how many seconds to try again."),
    (
        "ETag",
        "string",
        "The version of the content, for `If-None-Match`, `If-Match` and `If-Range`.",
    ),
    ("ContentDisposition", "string", "The name of the file, as RFC 6266 writes it."),
    ("ContentRange", "string", "Which part of the file this is, and how long the file is."),
    ("AcceptRanges", "string", "`bytes`: parts of the file can be requested with `Range`."),
];

/// Moves the responses of problems to `components`, and declares the headers of all.
pub fn complete(document: &mut Value) {
    let mut shared = Map::new();
    if let Some(paths) = document["paths"].as_object_mut() {
        let operations =
            paths.values_mut().filter_map(Value::as_object_mut).flat_map(Map::values_mut);
        for operation in operations {
            let Some(responses) = operation["responses"].as_object_mut() else { continue };
            for (status, response) in responses {
                let name = NAMES.iter().find(|(of, _)| of == status).map(|(_, name)| *name);
                declare_headers(status, response);
                if let Some(name) = name
                    && *shared.entry(name).or_insert_with(|| response.clone()) == *response
                {
                    *response = json!({ "$ref": format!("#/components/responses/{name}") });
                }
            }
        }
    }
    document["components"]["responses"] = Value::Object(shared);
    let header = |(name, kind, description): (&str, &str, &str)| {
        let header = json!({ "description": description, "schema": { "type": kind } });
        (name.to_owned(), header)
    };
    document["components"]["headers"] = Value::Object(HEADERS.into_iter().map(header).collect());
}

fn declare_headers(status: &str, response: &mut Value) {
    let is_file = response["content"].as_object().is_some_and(|content| {
        content.keys().any(|kind| kind != "application/json" && kind != "application/problem+json")
    });
    let is_stream = !response["content"]["text/event-stream"].is_null();
    let mut names = vec![("X-Request-Id", "XRequestId")];
    if matches!(status, "429" | "503") {
        names.push(("Retry-After", "RetryAfter"));
    }
    if matches!(status, "200" | "206") && is_file && !is_stream {
        names.push(("Content-Disposition", "ContentDisposition"));
    }
    if matches!(status, "206" | "416") {
        names.push(("Content-Range", "ContentRange"));
    }
    if matches!(status, "206" | "304") {
        names.push(("ETag", "ETag"));
    }
    if status == "206" {
        names.push(("Accept-Ranges", "AcceptRanges"));
    }
    let headers = names.into_iter().map(|(name, to)| {
        (name.to_owned(), json!({ "$ref": format!("#/components/headers/{to}") }))
    });
    response["headers"] = Value::Object(headers.collect());
}
