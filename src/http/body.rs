//! JSON bodies. Each unknown, missing or mistyped field is refused by name.

use poem::{FromRequest, Request, RequestBody, Result};
use poem_openapi::payload::{ParsePayload, Payload};
use poem_openapi::registry::{MetaSchemaRef, Registry};
use poem_openapi::types::Type;
use serde::de::{DeserializeOwned, DeserializeSeed};
use serde_path_to_error::{Path, Track};

use super::Problem;
use super::json::{ByName, DUPLICATE, Unique};
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

/// Parses JSON and names the field that does not fit. Invalid JSON is `malformed_json`; all other
/// errors are field errors.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    let reader = &mut serde_json::Deserializer::from_slice(bytes);
    let mut track = Track::new();
    let tracked = serde_path_to_error::Deserializer::new(&mut *reader, &mut track);
    let value = Unique.deserialize(tracked);
    let value = value.map_err(|inner| explain(&track.path(), &inner))?;
    reader.end().map_err(|_| Error::invalid("body", "malformed_json"))?;
    read(value)
}

/// As [`parse`], from parsed JSON.
pub fn read<T: DeserializeOwned>(value: serde_json::Value) -> Result<T, Error> {
    let read = serde_path_to_error::deserialize(ByName(value));
    read.map_err(|error| explain(error.path(), error.inner()))
}

fn explain(path: &Path, inner: &serde_json::Error) -> Error {
    let path = path.to_string();
    let message = inner.to_string();
    // Valid JSON, but beyond our limits for numbers or nesting.
    let too_much =
        message.starts_with("number out of range") || message.starts_with("recursion limit");
    if !inner.is_data() && !too_much {
        return Error::invalid("body", "malformed_json");
    }
    let named = |start: &str| {
        message.strip_prefix(start).and_then(|rest| rest.split('`').next()).map(str::to_owned)
    };
    let field = |name: Option<String>| match (path.as_str(), name) {
        (".", Some(name)) => name,
        (".", None) => "body".to_owned(),
        (path, Some(name)) if path == name || path.ends_with(&format!(".{name}")) => {
            path.to_owned()
        }
        (path, Some(name)) => format!("{path}.{name}"),
        (path, None) => path.to_owned(),
    };
    if message.starts_with("recursion limit") {
        return Error::invalid("body", "too_deep");
    }
    if let Some(name) = named(DUPLICATE) {
        return Error::invalid(plain_path(&field(Some(name))), "duplicate_field");
    }
    let (name, code) = if let Some(name) = named("unknown field `") {
        (Some(name), "unknown_field")
    } else if let Some(name) = named("missing field `") {
        (Some(name), "required")
    } else if message.starts_with("not an instant") {
        (None, "instant")
    } else if ["unknown variant", "not the code of a use"]
        .iter()
        .any(|what| message.starts_with(what))
    {
        (None, "choice")
    } else {
        (None, "wrong_type")
    };
    Error::invalid(plain_path(&field(name)), code)
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

    #[derive(Debug, serde::Deserialize)]
    #[serde(rename_all = "UPPERCASE")]
    enum Kind {
        Red,
        Blue,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only parsed")]
    struct Thing {
        kind: Kind,
        other: Option<Kind>,
        spot: Option<(f64, f64)>,
        friend: Option<Friend>,
    }

    #[test]
    fn objects_are_read_by_name_and_variants_by_their_names_alone() {
        let wrong = |json: &str| match parse::<Thing>(json.as_bytes()) {
            Err(Error::Invalid(fields)) => (fields[0].field.to_string(), fields[0].code),
            other => panic!("{json}: {other:?}"),
        };
        let of = |rest: &str| wrong(&format!(r#"{{"kind":"RED",{rest}}}"#));
        assert!(parse::<Thing>(br#"{"kind":"RED","other":null,"spot":[1,2.5]}"#).is_ok());
        for body in [r#"["RED",null,null,null]"#, "null", "1", r#""RED""#, "[]"] {
            assert_eq!(wrong(body), ("body".into(), "wrong_type"), "{body}");
        }
        for kind in [r#"{"RED":null}"#, "null", "1", r#"["RED"]"#, "{}"] {
            let expected = ("kind".to_owned(), "wrong_type");
            assert_eq!(wrong(&format!(r#"{{"kind":{kind}}}"#)), expected, "{kind}");
        }
        assert_eq!(of(r#""other":"GREEN""#), ("other".into(), "choice"));
        assert_eq!(of(r#""other":{"BLUE":null}"#), ("other".into(), "wrong_type"));
        assert_eq!(of(r#""friend":[3]"#), ("friend".into(), "wrong_type"));
        assert_eq!(of(r#""spot":[1,2,3]"#), ("spot".into(), "wrong_type"));
        assert_eq!(of(r#""spot":[1]"#), ("spot".into(), "wrong_type"));
    }

    #[test]
    fn duplicate_members_are_refused_at_any_depth() {
        assert_eq!(wrong(r#"{"name":"a","name":"b"}"#), ("name".into(), "duplicate_field"));
        assert_eq!(
            wrong(r#"{"name":"a","friends":[{"age":1,"age":2}]}"#),
            ("friends.0.age".into(), "duplicate_field")
        );
    }

    #[test]
    fn only_what_is_not_json_is_called_malformed() {
        for text in ["", "{", "nul", r#"{"name":"a",}"#, "{} {}", "\u{feff}{}", r#""\ud800""#] {
            assert_eq!(wrong(text), ("body".into(), "malformed_json"), "{text}");
        }
        assert_eq!(wrong(r#"{"name":1e999}"#), ("name".into(), "wrong_type"));
        assert_eq!(wrong(&"[".repeat(5_000)), ("body".into(), "too_deep"));
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
        assert_eq!(wrong("[] x"), ("body".into(), "malformed_json"));
        assert_eq!(wrong("[]"), ("body".into(), "wrong_type"));
        assert_eq!(wrong(r#"{"nom":"a"}"#), ("nom".into(), "unknown_field"));
        assert_eq!(wrong(r#"{"name":"a"}"#), ("friends".into(), "required"));
        assert_eq!(wrong(r#"{"name":1}"#), ("name".into(), "wrong_type"));
        let friend =
            |friend: &str| wrong(&format!(r#"{{"name":"a","friends":[{{"age":1}},{friend}]}}"#));
        assert_eq!(friend(r#"{"age":300}"#), ("friends.1.age".into(), "wrong_type"));
        assert_eq!(friend(r#"{"age":3,"x":1}"#), ("friends.1.x".into(), "unknown_field"));
    }
}
