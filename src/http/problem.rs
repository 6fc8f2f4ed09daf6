//! Errors as RFC 9457 problem documents. The only place that knows status codes. All errors, ours
//! and poem's, pass through [`to_response`].

use std::borrow::Cow;

use poem::Response;
use poem::error::{MethodNotAllowedError, NotFoundError, ResponseError};
use poem::http::{StatusCode, header};
use poem_openapi::error::{
    AuthorizationError, ContentTypeError, ParseMultipartError, ParseParamError, ParsePathError,
    ParseRequestPayloadError,
};
use poem_openapi::registry::{MetaMediaType, MetaResponse, MetaResponses, Registry};
use poem_openapi::types::{ToJSON, Type};
use poem_openapi::{ApiResponse, Object};

use crate::Error;
use crate::model::Locale;
use crate::render::words::{Words, words};

/// Why a request was refused (RFC 9457). Programs decide by `code`; the texts are for people, in
/// their language.
#[derive(Debug, Object)]
#[oai(rename = "Problem")]
pub struct ProblemDocument {
    /// A stable URN, for example `urn:be-right:problem:email_taken`.
    #[oai(rename = "type")]
    pub kind: String,
    /// A short title of the status, in the reader's language.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened and what to do about it, in the reader's language.
    pub detail: String,
    /// A stable code, for example `email_taken`.
    pub code: String,
    /// The id of the refused request, as in `X-Request-Id`. Quote it when you ask for help.
    pub instance: String,
    /// For the code `plan_limit`: the limit that is reached, for example `events`.
    pub limit: Option<String>,
    /// For the code `invalid`: each field that is not valid. Empty for other codes.
    pub errors: Vec<FieldProblem>,
}

/// A field that does not validate.
#[derive(Debug, Object)]

/// A field that is not valid.
pub struct FieldProblem {
    /// The path in the body or the name of the parameter, for example `address.postalCode`.
    pub field: String,
    /// A stable code, for example `too_long`.
    pub code: String,
    /// What is wrong with the field, in the reader's language.
    pub message: String,
}

/// An error returned by a handler. It becomes a `ProblemDocument` where the reader's language is
/// known.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Problem(#[from] pub Error);

impl ResponseError for Problem {
    fn status(&self) -> StatusCode {
        status(&self.0)
    }
}

/// All statuses of problems, with descriptions; `http/document/` drops those that an operation
/// cannot return.
const STATUSES: [(u16, &str); 13] = [
    (400, "The request is malformed, for example its body is not JSON."),
    (401, "The credentials are missing, invalid or expired."),
    (402, "A limit of the plan is reached."),
    (403, "The caller's role may not do this."),
    (404, "The resource does not exist, or belongs to another company."),
    (409, "The request conflicts with the current state; `code` gives the reason."),
    (410, "The link or code has expired, was used or was revoked."),
    (413, "The body is too large."),
    (415, "The content type of the body is not accepted."),
    (422, "Some fields are invalid; `errors` names each of them."),
    (429, "Too many requests; `Retry-After` gives the seconds to wait."),
    (500, "An internal error; `instance` identifies it in the server's log."),
    (503, "A part of the server is switched off or overloaded."),
];

impl ApiResponse for Problem {
    fn meta() -> MetaResponses {
        let response = |(status, description)| MetaResponse {
            description,
            status: Some(status),
            status_range: None,
            content: vec![MetaMediaType {
                content_type: "application/problem+json",
                schema: ProblemDocument::schema_ref(),
            }],
            headers: vec![],
        };
        MetaResponses { responses: STATUSES.into_iter().map(response).collect() }
    }

    fn register(registry: &mut Registry) {
        ProblemDocument::register(registry);
    }
}

/// Any error as a response: in the reader's language, with the request's id.
pub fn to_response(error: poem::Error, locale: Locale, request: &str) -> Response {
    if error.is_from_response() {
        return error.into_response();
    }
    response(&translate(error), locale, request)
}

/// One of our errors as a response.
pub fn response(error: &Error, locale: Locale, request: &str) -> Response {
    if let Error::Internal(cause) = error {
        tracing::error!(request, cause = format!("{cause:#}"), "internal error");
    }
    let document = document(error, locale, request);
    let mut builder = Response::builder()
        .status(status(error))
        .header(header::CONTENT_TYPE, "application/problem+json")
        .header(header::CACHE_CONTROL, "no-store");
    if let Error::TooSoon { retry_after, .. } = error {
        builder = builder.header(header::RETRY_AFTER, *retry_after);
    }
    // A full queue is soon shorter, and streams end; other causes have no known end.
    match error {
        Error::Unavailable("pictures_busy" | "bodies_full") => {
            builder = builder.header(header::RETRY_AFTER, 3);
        }
        Error::Unavailable("streams_full") => {
            builder = builder.header(header::RETRY_AFTER, 15);
        }
        _ => {}
    }
    if matches!(error, Error::Unauthenticated(_)) {
        builder = builder.header(header::WWW_AUTHENTICATE, "Bearer");
    }
    builder.body(document.to_json_string())
}

/// The problem document of an error.
pub fn document(error: &Error, locale: Locale, request: &str) -> ProblemDocument {
    let words = words(locale);
    let status = status(error);
    let code = code(error);
    let key = code.replace('_', "-");
    let detail = match error {
        Error::TooSoon { retry_after, .. } => {
            let wait = wait(words, *retry_after);
            words.say_with(&format!("problem-{key}"), [("wait", wait.as_ref().into())])
        }
        Error::TooLarge(limit) => {
            words.say_with("problem-too-large", [("limit", (*limit as i64 / 1024).into())])
        }
        Error::PlanLimit(limit) => words.say(&format!("plan-limit-{limit}")),
        _ => words.say(&format!("problem-{key}")),
    };
    let limit = match error {
        Error::PlanLimit(limit) => Some((*limit).to_owned()),
        _ => None,
    };
    let errors = match error {
        Error::Invalid(fields) => fields
            .iter()
            .map(|invalid| field_problem(&invalid.field, invalid.code, locale))
            .collect(),
        _ => vec![],
    };
    ProblemDocument {
        kind: format!("urn:be-right:problem:{code}"),
        title: words.say(&format!("status-{}", status.as_u16())).into(),
        status: status.as_u16(),
        detail: detail.into(),
        code: code.to_owned(),
        instance: format!("urn:be-right:request:{request}"),
        limit,
        errors,
    }
}

/// The problem of one field.
pub fn field_problem(field: &str, code: &str, locale: Locale) -> FieldProblem {
    FieldProblem {
        field: field.to_owned(),
        code: code.to_owned(),
        message: words(locale).say(&format!("invalid-{}", code.replace('_', "-"))).into(),
    }
}

/// The problem of one item of a bulk request, from the codes that were stored.
pub fn of_one(
    code: &str,
    fields: &[(String, String)],
    locale: Locale,
    request: &str,
) -> ProblemDocument {
    let words = words(locale);
    let status = match code {
        "invalid" => 422,
        "plan_limit" => 402,
        _ => 409,
    };
    ProblemDocument {
        kind: format!("urn:be-right:problem:{code}"),
        title: words.say(&format!("status-{status}")).into(),
        status,
        detail: words.say(&format!("problem-{}", code.replace('_', "-"))).into(),
        code: code.to_owned(),
        instance: format!("urn:be-right:request:{request}"),
        limit: None,
        errors: fields.iter().map(|(field, code)| field_problem(field, code, locale)).collect(),
    }
}

/// A waiting time in words: `45 seconds`, `14 minutes`, `23 hours`; rounded up.
fn wait(words: Words, seconds: u64) -> Cow<'static, str> {
    let (key, count) = match seconds {
        ..100 => ("wait-seconds", seconds),
        100..6_000 => ("wait-minutes", seconds.div_ceil(60)),
        _ => ("wait-hours", seconds.div_ceil(3_600)),
    };
    words.say_with(key, [("count", (count as i64).into())])
}

/// The sentence that explains an error to a person, for pages.
pub fn sentence(error: &Error, locale: Locale) -> String {
    document(error, locale, "").detail
}

/// The status code of an error.
pub fn status(error: &Error) -> StatusCode {
    match error {
        Error::NotFound(_) => StatusCode::NOT_FOUND,
        Error::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
        Error::Forbidden | Error::TokenRefused(_) | Error::Barred(_) => StatusCode::FORBIDDEN,
        Error::Conflict("method_not_allowed") => StatusCode::METHOD_NOT_ALLOWED,
        Error::Conflict("origin_refused") => StatusCode::FORBIDDEN,
        Error::Conflict("tus_version" | "precondition_failed") => StatusCode::PRECONDITION_FAILED,
        Error::Conflict("malformed_host" | "malformed_request") => StatusCode::BAD_REQUEST,
        Error::Conflict("transfer_encoding") => StatusCode::NOT_IMPLEMENTED,
        // Defined by the tus protocol: 460 Checksum Mismatch.
        Error::Conflict("upload_checksum") => {
            StatusCode::from_u16(460).unwrap_or(StatusCode::CONFLICT)
        }
        Error::Conflict(_) => StatusCode::CONFLICT,
        Error::Invalid(fields) => match fields.first().map(|invalid| invalid.code) {
            Some("malformed_json" | "checksum") => StatusCode::BAD_REQUEST,
            Some(
                "media_type" | "content_encoding" | "file_type" | "file_heic" | "file_avif"
                | "file_svg" | "not_a_table",
            ) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        },
        Error::Gone(_) => StatusCode::GONE,
        Error::QuotaReached(_) | Error::PlanLimit(_) => StatusCode::PAYMENT_REQUIRED,
        Error::TooSoon { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
        Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        Error::Contradicted(_) | Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn code(error: &Error) -> &str {
    match error {
        Error::NotFound(_) => "not_found",
        Error::Forbidden => "forbidden",
        Error::Invalid(fields) => fields
            .first()
            .map(|invalid| invalid.code)
            .filter(|code| {
                matches!(
                    *code,
                    "malformed_json" | "media_type" | "content_encoding" | "not_a_table"
                )
            })
            .unwrap_or("invalid"),
        Error::TooLarge(_) => "too_large",
        Error::Internal(_) => "internal",
        Error::PlanLimit(_) => "plan_limit",
        Error::TooSoon { code, .. } => code,
        Error::Unauthenticated(code)
        | Error::TokenRefused(code)
        | Error::Barred(code)
        | Error::Conflict(code)
        | Error::Gone(code)
        | Error::QuotaReached(code)
        | Error::Unavailable(code)
        | Error::Contradicted(code) => code,
    }
}

/// The form part named in an error of poem-openapi.
fn part_name(reason: &str) -> String {
    reason.split('`').nth(1).unwrap_or("body").to_owned()
}

/// Converts poem's errors to ours.
pub fn translate(error: poem::Error) -> Error {
    let error = match error.downcast::<Problem>() {
        Ok(problem) => return problem.0,
        Err(error) => error,
    };
    if let Some(param) = error.downcast_ref::<ParseParamError>() {
        return Error::invalid(param.name, "wrong_type");
    }
    // A path that is not UTF-8 is not found either.
    let no_path = error.is::<ParsePathError>() || error.is::<poem::error::ParsePathError>();
    if no_path || error.is::<NotFoundError>() {
        return Error::NotFound("path");
    }
    if error.is::<AuthorizationError>() {
        return Error::Unauthenticated("unauthenticated");
    }
    if error.is::<ContentTypeError>() {
        return Error::invalid("Content-Type", "media_type");
    }
    if let Some(error) = error.downcast_ref::<ParseMultipartError>() {
        return Error::invalid(part_name(&error.reason), "multipart");
    }
    if error.is::<poem::error::ParseMultipartError>() {
        return Error::invalid("body", "multipart");
    }
    if error.is::<MethodNotAllowedError>() {
        return Error::Conflict("method_not_allowed");
    }
    if error.is::<ParseRequestPayloadError>() {
        return Error::invalid("body", "malformed_json");
    }
    match error.status() {
        StatusCode::NOT_FOUND => Error::NotFound("path"),
        StatusCode::UNAUTHORIZED => Error::Unauthenticated("unauthenticated"),
        status if status.is_client_error() => Error::Conflict("malformed_request"),
        _ => Error::Internal(anyhow::anyhow!("{error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_its_title_in_both_languages() {
        let source = include_str!("problem.rs");
        let (_, rules) = source.split_once("pub fn status(error: &Error)").unwrap();
        let (rules, _) = rules.split_once("\n}\n").unwrap();
        // The names of the constants, such as `PAYLOAD_TOO_LARGE`.
        let constant = |code: StatusCode| {
            let words = code.canonical_reason()?.to_uppercase().replace([' ', '-'], "_");
            Some(format!("StatusCode::{words}"))
        };
        let all = (400..600).filter_map(|code| StatusCode::from_u16(code).ok());
        let named = |code: &StatusCode| {
            constant(*code).is_some_and(|name| {
                let goes_on = |at: usize| rules[at + name.len()..].starts_with('_');
                rules.match_indices(&name).any(|(at, _)| !goes_on(at))
            }) || rules.contains(&format!("from_u16({})", code.as_u16()))
        };
        let given: Vec<_> = all.filter(named).collect();
        let uses = rules.matches("StatusCode::").count();
        assert!(given.len() > 15 && uses >= given.len(), "{given:?}");
        for code in given {
            for locale in Locale::ALL {
                let key = format!("status-{}", code.as_u16());
                assert!(words(locale).knows(&key), "{key} is not said in {}", locale.tag());
            }
        }
    }
}
