//! The OpenAPI document we publish: what poem-openapi derives from the handlers,
//! less the error statuses an operation cannot answer, plus who may call it.

use serde_json::{Map, Value, json};

use super::tokens;

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

/// Operations that change things and yet never meet a conflict.
const NEVER_CONFLICT: &[&str] = &[
    "login",
    "refresh",
    "logout",
    "forgotPassword",
    "resetPassword",
    "endSession",
    "endOtherSessions",
    "revokeApiToken",
    "changePassword",
    "updateProfile",
    "setSignature",
    "updateSettings",
    "updateCompany",
    "deleteCompany",
    "remindEvent",
    "synchroniseEvent",
    "renewEvent",
    "renewAnswers",
    "publishTemplate",
    "withdrawInvitation",
    "acceptInvitation",
    "declineInvitation",
    "join",
    "switchCompany",
    "addGroupEmployees",
    "removeGroupEmployees",
    "requestConsentCode",
    "verifyConsentCode",
    "uploadFiles",
    "uploadLogo",
    "uploadWatermark",
    "uploadPortrait",
    "getPortrait",
    "deletePortrait",
    "updateFile",
    "deleteFile",
    "broadcast",
    "setNotificationRead",
    "setManyNotificationsRead",
    "deleteNotification",
    "subscribe",
    "unsubscribe",
    "createStreamTicket",
];

/// Reading operations that may find that it is too early.
const READ_CONFLICT: &[&str] =
    &["downloadAnswerPdf", "downloadAnswerPdfs", "downloadAnswerEvidence", "downloadConsentPdf"];

/// Operations that use up what a plan includes.
const PAID: &[&str] = &["uploadFiles", "uploadLogo", "uploadWatermark"];

/// Operations that may find that what they need is gone, besides the recipient's.
const GONE: &[&str] = &[
    "register",
    "resetPassword",
    "join",
    "acceptInvitation",
    "declineInvitation",
    "withdrawAnswer",
    "downloadAnswerPdf",
    "downloadAnswerEvidence",
    "downloadImportReport",
];

/// Operations that ask for a password or send mail, and are counted, besides the recipient's.
const COUNTED: &[&str] = &[
    "inviteUser",
    "invitePhotographer",
    "inviteEmployee",
    "beginSecondFactor",
    "confirmSecondFactor",
    "renewRecoveryCodes",
    "turnSecondFactorOff",
    "createApiToken",
    "register",
    "login",
    "refresh",
    "forgotPassword",
    "join",
    "changePassword",
    "updateProfile",
    "verifyDocument",
    "listen",
];

/// Drops the statuses that the operation cannot answer.
fn prune(path: &str, method: &str, operation: &mut Value) {
    let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
    let listed = |names: &[&str]| names.contains(&id.as_str());
    let secured = operation["security"].as_array().is_some_and(|list| !list.is_empty());
    let has_body = operation.get("requestBody").is_some();
    let parameters = operation["parameters"].as_array();
    let has_fields = has_body
        || parameters.is_some_and(|list| list.iter().any(|parameter| parameter["in"] != "path"));
    let consent = path.starts_with("/consent/");
    let scopes = secured.then(|| method.to_uppercase().parse().ok()).flatten();
    let scopes = scopes.and_then(|method| tokens::wanted(&method, path)).filter(|_| !consent);
    let possible = |status: &str| match status {
        "400" | "413" | "415" => has_body,
        "401" => secured || listed(&["login", "refresh"]),
        "402" => listed(PAID),
        // At the least for who comes with the token of a program.
        "403" => secured && !consent,
        "404" => path.contains('{') || listed(&["getPortrait", "deletePortrait"]),
        "409" => (method != "get" && !listed(NEVER_CONFLICT)) || listed(READ_CONFLICT),
        "410" => consent || listed(GONE),
        "422" => has_fields,
        "429" => consent || listed(COUNTED) || scopes.is_some(),
        _ => true,
    };
    if let Some(scopes) = scopes {
        let names: Vec<_> = scopes.iter().map(|scope| format!("`{}`", scope.name())).collect();
        let said = operation["description"].as_str().unwrap_or_default();
        operation["description"] =
            json!(format!("{said}\n\nAPI tokens: {}.", names.join(", ")).trim_start());
        operation["x-token-scopes"] =
            json!(scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>());
    }
    if let Some(responses) = operation["responses"].as_object_mut() {
        let kept: Map<String, Value> =
            std::mem::take(responses).into_iter().filter(|(status, _)| possible(status)).collect();
        *responses = kept;
        if let Some(found) = responses.get_mut("200")
            && found["description"] == ""
        {
            found["description"] = json!("What was asked for.");
        }
    }
}
