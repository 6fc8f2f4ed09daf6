//! JSON bodies. Every field that is unknown, missing or of the wrong type is
//! refused by its name.

use poem::{FromRequest, Request, RequestBody, Result};
use poem_openapi::payload::{ParsePayload, Payload};
use poem_openapi::registry::{MetaSchemaRef, Registry};
use poem_openapi::types::Type;
use serde::de::DeserializeOwned;

use super::Problem;
use crate::Error;
use crate::model::Digest;

/// A JSON body, read by serde and described by poem-openapi, and the digest of its bytes.
pub struct Body<T>(pub T, pub Digest);

impl<T: Type> Payload for Body<T> {
    const CONTENT_TYPE: &'static str = "application/json";

    fn check_content_type(content_type: &str) -> bool {
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case("application/json")
    }

    fn schema_ref() -> MetaSchemaRef {
        T::schema_ref()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

impl<T: Type + DeserializeOwned> ParsePayload for Body<T> {
    const IS_REQUIRED: bool = true;

    async fn from_request(request: &Request, body: &mut RequestBody) -> Result<Self> {
        let bytes = Vec::<u8>::from_request(request, body).await?;
        Ok(Self(parse(&bytes).map_err(Problem)?, Digest::of(&bytes)))
    }
}

poem_openapi::impl_apirequest_for_payload!(Body<T>, T: Type + DeserializeOwned);

/// Reads JSON, naming the field at which it does not fit.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    let reader = &mut serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut *reader).map_err(explain)?;
    reader.end().map_err(|_| Error::invalid("body", "malformed_json"))?;
    Ok(value)
}

/// As [`parse`], from JSON that has been read already.
pub fn read<T: DeserializeOwned>(value: serde_json::Value) -> Result<T, Error> {
    serde_path_to_error::deserialize(value).map_err(explain)
}

fn explain(error: serde_path_to_error::Error<serde_json::Error>) -> Error {
    if !error.inner().is_data() {
        return Error::invalid("body", "malformed_json");
    }
    let path = error.path().to_string();
    let told = error.inner().to_string();
    let named = |start: &str| {
        told.strip_prefix(start).and_then(|rest| rest.split('`').next()).map(str::to_owned)
    };
    let (name, code) = if let Some(name) = named("unknown field `") {
        (Some(name), "unknown_field")
    } else if let Some(name) = named("missing field `") {
        (Some(name), "required")
    } else if told.starts_with("not an instant") {
        (None, "instant")
    } else if told.starts_with("unknown variant") {
        (None, "choice")
    } else {
        (None, "wrong_type")
    };
    let field = match (path.as_str(), name) {
        (".", Some(name)) => name,
        (".", None) => "body".to_owned(),
        (path, Some(name)) if path == name || path.ends_with(&format!(".{name}")) => {
            path.to_owned()
        }
        (path, Some(name)) => format!("{path}.{name}"),
        (path, None) => path.to_owned(),
    };
    Error::invalid(plain_path(&field), code)
}

/// `employees[3].email` as `employees.3.email`.
fn plain_path(path: &str) -> String {
    path.replace('[', ".").replace(']', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only parsed")]
    struct Person {
        name: String,
        friends: Vec<Friend>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only parsed")]
    struct Friend {
        age: u8,
    }

    fn wrong(json: &str) -> (String, &'static str) {
        match parse::<Person>(json.as_bytes()) {
            Err(Error::Invalid(fields)) => (fields[0].field.to_string(), fields[0].code),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_does_not_fit_is_named() {
        assert_eq!(wrong("{"), ("body".into(), "malformed_json"));
        assert_eq!(wrong("[] x"), ("body".into(), "wrong_type"));
        assert_eq!(wrong(r#"{"nom":"a"}"#), ("nom".into(), "unknown_field"));
        assert_eq!(wrong(r#"{"name":"a"}"#), ("friends".into(), "required"));
        assert_eq!(wrong(r#"{"name":1}"#), ("name".into(), "wrong_type"));
        let friend =
            |friend: &str| wrong(&format!(r#"{{"name":"a","friends":[{{"age":1}},{friend}]}}"#));
        assert_eq!(friend(r#"{"age":300}"#), ("friends.1.age".into(), "wrong_type"));
        assert_eq!(friend(r#"{"age":3,"x":1}"#), ("friends.1.x".into(), "unknown_field"));
    }
}
