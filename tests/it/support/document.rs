//! Checks replies against the published document: no reply may have a status that its operation
//! does not list.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::LazyLock;

use poem::http::Method;
use serde_json::{Value, json};

use super::reply::Reply;

static PUBLISHED: LazyLock<Vec<Operation>> = LazyLock::new(read);

/// One published operation.
pub struct Operation {
    pub id: String,
    pub method: Method,
    /// With its `{parameters}`.
    pub path: String,
    /// Whether it needs an access token or a signing session.
    pub secured: bool,
    pub statuses: Vec<u16>,
    /// The scopes that an API token needs; None where no API token is accepted.
    pub scopes: Option<Vec<String>>,
}

/// Every operation of the document.
pub fn operations() -> &'static [Operation] {
    &PUBLISHED
}

/// Fails if the operation does not list the status of the reply. Records the reply for
/// `tests/openapi/examples.py` if `RECORD_REPLIES` names a folder.
#[track_caller]
pub fn is_published(method: &Method, path: &str, reply: &Reply) {
    let path = path.split('?').next().unwrap_or_default();
    let Some(operation) = find(method, path) else { return };
    let status = reply.status;
    if let Some(folder) = std::env::var_os("RECORD_REPLIES")
        && !reply.json.is_null()
    {
        let line = json!({ "operation": operation.id, "status": status, "reply": reply.json });
        let file = Path::new(&folder).join(format!("{}.jsonl", std::process::id()));
        let mut file = File::options().create(true).append(true).open(file).unwrap();
        // One write, as other tests of this process append to it.
        file.write_all(format!("{line}\n").as_bytes()).unwrap();
    }
    assert!(
        operation.statuses.contains(&status),
        "{method} {} answered {status}; the document knows only {:?}",
        operation.path,
        operation.statuses
    );
}

/// The operation of a request: the matching one with the fewest parameters.
fn find(method: &Method, path: &str) -> Option<&'static Operation> {
    let fits =
        |operation: &&Operation| operation.method == *method && matches(&operation.path, path);
    operations().iter().filter(fits).min_by_key(|operation| operation.path.matches('{').count())
}

fn matches(template: &str, path: &str) -> bool {
    let (ours, theirs) = (template.split('/'), path.split('/'));
    ours.clone().count() == theirs.clone().count()
        && ours.zip(theirs).all(|(ours, theirs)| ours.starts_with('{') || ours == theirs)
}

fn read() -> Vec<Operation> {
    let document: Value = serde_json::from_str(&be_right::http::openapi().unwrap()).unwrap();
    let mut found = vec![];
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let scopes = operation["x-token-scopes"].as_array().map(|scopes| {
                scopes.iter().map(|scope| scope.as_str().unwrap().to_owned()).collect()
            });
            let statuses = operation["responses"].as_object().unwrap().keys();
            found.push(Operation {
                id: operation["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                secured: operation["security"]
                    .as_array()
                    .is_some_and(|schemes| !schemes.is_empty()),
                scopes,
                statuses: statuses.map(|status| status.parse().unwrap()).collect(),
            });
        }
    }
    found
}
