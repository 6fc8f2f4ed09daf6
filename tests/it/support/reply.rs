//! A reply and its checks.

use poem::http::HeaderMap;
use poem::test::TestResponse;
use serde_json::Value;

/// A response that was read to its end.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    /// Null if the body is not JSON.
    pub json: Value,
}

impl Reply {
    pub async fn read(response: TestResponse) -> Self {
        let response = response.0;
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        // A stream does not end: a `Listener` reads it.
        let is_stream = response.content_type() == Some("text/event-stream");
        let bytes = match is_stream {
            true => vec![],
            false => response.into_body().into_vec().await.unwrap(),
        };
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Self { status, headers, bytes, json }
    }

    /// Asserts the status; shows the body if it is another.
    #[track_caller]
    pub fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.bytes));
        self
    }

    /// Asserts a problem document with this status and code.
    #[track_caller]
    pub fn is_problem(&self, status: u16, code: &str) -> &Self {
        self.is(status);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.json["code"], code, "{}", self.json);
        self
    }

    /// Asserts a 422 that names exactly these fields.
    #[track_caller]
    pub fn refuses(&self, fields: &[&str]) -> &Self {
        self.is_problem(422, "invalid");
        let named: Vec<_> = self.json["errors"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|error| error["field"].as_str())
            .collect();
        assert_eq!(named, fields, "{}", self.json);
        self
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The number at `/id` or another JSON pointer.
    #[track_caller]
    pub fn id(&self, pointer: &str) -> i64 {
        let found = self.json.pointer(pointer).and_then(Value::as_i64);
        found.unwrap_or_else(|| panic!("no {pointer} in {}", self.json))
    }
}
