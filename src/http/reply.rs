//! Replies other than 200 with JSON, and the wire formats of plain values.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use poem::http::{StatusCode, header};
use poem::{IntoResponse, Response};
use poem_openapi::ApiResponse;
use poem_openapi::payload::{Json, Payload};
use poem_openapi::registry::{
    MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry,
};
use poem_openapi::types::{
    ParseError, ParseFromJSON, ParseFromParameter, ParseResult, ToJSON, Type,
};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::model::Timestamp;
use crate::render::sheet::{Format, Written};

/// 201: the created resource.
pub struct Created<T>(pub T);

impl<T: ToJSON> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        poem::web::Json(self.0.to_json()).with_status(StatusCode::CREATED).into_response()
    }
}

impl<T: ToJSON> ApiResponse for Created<T> {
    fn meta() -> MetaResponses {
        one(201, "Created.", vec![json::<T>()])
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

/// 202: accepted, without a body.
pub struct Accepted;

impl IntoResponse for Accepted {
    fn into_response(self) -> Response {
        StatusCode::ACCEPTED.into_response()
    }
}

impl ApiResponse for Accepted {
    fn meta() -> MetaResponses {
        one(202, "Accepted: a job does the work.", vec![])
    }

    fn register(_: &mut Registry) {}
}

/// 202: accepted, with the pending resource.
pub struct Taken<T>(pub T);

impl<T: ToJSON> IntoResponse for Taken<T> {
    fn into_response(self) -> Response {
        poem::web::Json(self.0.to_json()).with_status(StatusCode::ACCEPTED).into_response()
    }
}

impl<T: ToJSON> ApiResponse for Taken<T> {
    fn meta() -> MetaResponses {
        one(202, "Accepted: a job does the work.", vec![json::<T>()])
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

/// 204: done.
pub struct Done;

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

impl ApiResponse for Done {
    fn meta() -> MetaResponses {
        one(204, "Done.", vec![])
    }

    fn register(_: &mut Registry) {}
}

/// A file download: its bytes, its media type and its name.
pub struct Download {
    pub bytes: Vec<u8>,
    pub media_type: &'static str,
    pub name: String,
}

impl IntoResponse for Download {
    fn into_response(self) -> Response {
        Response::builder()
            .header(header::CONTENT_TYPE, self.media_type)
            .header(header::CONTENT_DISPOSITION, attachment(&self.name))
            .header(header::CACHE_CONTROL, "private, no-store")
            .body(self.bytes)
    }
}

impl ApiResponse for Download {
    fn meta() -> MetaResponses {
        let schema =
            MetaSchemaRef::Inline(Box::new(MetaSchema::new_with_format("string", "binary")));
        let media = |content_type| MetaMediaType { content_type, schema: schema.clone() };
        one(200, "The file.", vec![media("application/octet-stream")])
    }

    fn register(_: &mut Registry) {}
}

/// A table download, streamed from a file.
pub struct Sheet(pub Written);

impl IntoResponse for Sheet {
    fn into_response(self) -> Response {
        let Written { file, format, name } = self.0;
        let length = file.metadata().map(|file| file.len());
        let body = poem::Body::from_async_read(tokio::fs::File::from_std(file));
        let mut response = Response::builder()
            .header(header::CONTENT_TYPE, format.media_type())
            .header(header::CONTENT_DISPOSITION, attachment(&name))
            .header(header::CACHE_CONTROL, "private, no-store");
        if let Ok(length) = length {
            response = response.header(header::CONTENT_LENGTH, length);
        }
        response.body(body)
    }
}

impl ApiResponse for Sheet {
    fn meta() -> MetaResponses {
        let schema =
            MetaSchemaRef::Inline(Box::new(MetaSchema::new_with_format("string", "binary")));
        let media = |content_type| MetaMediaType { content_type, schema: schema.clone() };
        let types = [Format::Csv, Format::Xlsx].map(|format| media(format.media_type()));
        one(200, "The table.", types.into())
    }

    fn register(_: &mut Registry) {}
}

/// What is percent-encoded in names and queries: all but the unreserved characters of RFC 3986.
pub const ESCAPED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// `Content-Disposition` for a name in any script (RFC 6266, RFC 8187).
pub fn attachment(name: &str) -> String {
    let plain: String = deunicode::deunicode(name)
        .chars()
        .map(|c| if c.is_ascii_graphic() && !"\"\\/;%".contains(c) { c } else { '_' })
        .collect();
    let encoded = utf8_percent_encode(name, ESCAPED);
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

fn json<T: Type>() -> MetaMediaType {
    MetaMediaType { content_type: Json::<T>::CONTENT_TYPE, schema: T::schema_ref() }
}

fn one(status: u16, description: &'static str, content: Vec<MetaMediaType>) -> MetaResponses {
    MetaResponses {
        responses: vec![MetaResponse {
            description,
            status: Some(status),
            status_range: None,
            content,
            headers: vec![],
        }],
    }
}

/// An instant on the wire: RFC 3339; in UTC in our replies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instant(pub Timestamp);

impl From<Timestamp> for Instant {
    fn from(at: Timestamp) -> Self {
        Self(at)
    }
}

impl Type for Instant {
    const IS_REQUIRED: bool = true;
    type RawValueType = Self;
    type RawElementValueType = Self;

    fn name() -> Cow<'static, str> {
        "string_date-time".into()
    }

    fn schema_ref() -> MetaSchemaRef {
        let mut schema = MetaSchema::new_with_format("string", "date-time");
        schema.example = Some(Value::from("2026-05-23T07:30:00Z"));
        MetaSchemaRef::Inline(Box::new(schema))
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }

    fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
        Box::new(self.as_raw_value().into_iter())
    }
}

impl ToJSON for Instant {
    fn to_json(&self) -> Option<Value> {
        Some(Value::String(self.0.rfc3339()))
    }
}

impl ParseFromJSON for Instant {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        let text = value.as_ref().and_then(Value::as_str).unwrap_or_default();
        Self::parse_from_parameter(text)
    }
}

impl ParseFromParameter for Instant {
    fn parse_from_parameter(text: &str) -> ParseResult<Self> {
        Timestamp::parse_rfc3339(text)
            .map(Self)
            .ok_or_else(|| ParseError::custom("not an instant in RFC 3339"))
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Timestamp::parse_rfc3339(&text)
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("not an instant in RFC 3339"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_of_any_script_is_offered_twice() {
        assert_eq!(
            attachment("Été \"2026\".pdf"),
            "attachment; filename=\"Ete__2026_.pdf\"; filename*=UTF-8''%C3%89t%C3%A9%20%222026%22.pdf"
        );
    }
}
