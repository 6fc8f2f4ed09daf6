//! Sends files: in pieces as they are read, whole or a range.

use std::future::Future;
use std::io;
use std::ops::Range;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http_range_header::{RangeUnsatisfiableError, parse_range_header};
use poem::http::{HeaderMap, StatusCode, header};
use poem::{Body, IntoResponse, Response};
use poem_openapi::ApiResponse;
use poem_openapi::registry::{
    MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry,
};
use tokio::task::JoinHandle;
use tokio_stream::Stream;
use tokio_stream::wrappers::ReceiverStream;

use super::reply::attachment;
use crate::actions::files::BlobReader;
use crate::app::archive::Sending;
use crate::model::file::PIECE;
use crate::{App, Error};

/// No scripts, frames or forms: browsers only display the bytes.
pub const INERT: &str = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'";

/// A whole picture as a body. A small one is opened and read in one go.
pub async fn whole(
    app: &App,
    open: impl FnOnce() -> Result<Box<dyn BlobReader>, Error> + Send + 'static,
) -> Result<Body, Error> {
    enum Begun {
        Read(Vec<u8>),
        Open(Box<dyn BlobReader>),
    }
    let begin = move || -> Result<Begun, Error> {
        let reader = open()?;
        match reader.bytes() {
            bytes if bytes > PIECE as u64 => Ok(Begun::Open(reader)),
            bytes => Ok(Begun::Read(reader.read(0..bytes).map_err(anyhow::Error::from)?)),
        }
    };
    match app.on_disk(begin).await?? {
        Begun::Read(bytes) => Ok(Body::from_vec(bytes)),
        Begun::Open(reader) => {
            let bytes = reader.bytes();
            body(app, reader, 0..bytes).await
        }
    }
}

/// A range of an open blob as a body. A short one is read at once.
async fn body(app: &App, reader: Box<dyn BlobReader>, range: Range<u64>) -> Result<Body, Error> {
    if range.end - range.start <= PIECE as u64 {
        let read = move || reader.read(range);
        return Ok(Body::from_vec(app.on_disk(read).await?.map_err(anyhow::Error::from)?));
    }
    let reader = Arc::from(reader);
    Ok(Body::from_bytes_stream(Pieces { reader, at: range.start, end: range.end, reading: None }))
}

/// A stream of pieces that reads one piece ahead.
struct Pieces {
    reader: Arc<dyn BlobReader>,
    at: u64,
    end: u64,
    reading: Option<JoinHandle<io::Result<Vec<u8>>>>,
}

impl Stream for Pieces {
    type Item = io::Result<Vec<u8>>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Vec<u8>>>> {
        if self.at >= self.end {
            return Poll::Ready(None);
        }
        let (at, to) = (self.at, self.end.min(self.at + PIECE as u64));
        let reader = self.reader.clone();
        let reading = self
            .reading
            .get_or_insert_with(|| tokio::task::spawn_blocking(move || reader.read(at..to)));
        let Poll::Ready(piece) = Pin::new(reading).poll(context) else { return Poll::Pending };
        self.reading = None;
        self.at = to;
        Poll::Ready(Some(piece.unwrap_or_else(|stopped| Err(io::Error::other(stopped)))))
    }
}

/// An original file: whole, a range, or 304.
pub struct Original {
    response: Response,
}

/// An original to send.
pub struct Sent<'s> {
    pub bytes: Box<dyn BlobReader>,
    pub media_type: &'static str,
    pub name: &'s str,
    /// Strong, in quotes.
    pub tag: String,
}

impl Original {
    /// Applies `If-None-Match`, `If-Range` and `Range` (RFC 9110, 13 and 14). Several ranges at
    /// once are answered with the whole file, as the RFC allows.
    pub async fn of(app: &App, headers: &HeaderMap, sent: Sent<'_>) -> Result<Self, Error> {
        let Sent { bytes: reader, media_type, name, tag } = sent;
        let builder = || {
            Response::builder()
                .header(header::ETAG, &tag)
                .header(header::CACHE_CONTROL, "private, no-cache")
                .header(header::ACCEPT_RANGES, "bytes")
        };
        if tags(headers).iter().any(|one| one.trim_start_matches("W/") == tag || one == "*") {
            return Ok(Self { response: builder().status(StatusCode::NOT_MODIFIED).finish() });
        }
        let bytes = reader.bytes();
        let fresh =
            headers.get(header::IF_RANGE).is_none_or(|one| one.as_bytes() == tag.as_bytes());
        let asked = headers.get(header::RANGE).and_then(|range| range.to_str().ok());
        let range = match asked.filter(|_| fresh).map(|asked| range_of(asked, bytes)) {
            Some(RangeRequest::Part(range)) => Some(range),
            Some(RangeRequest::Nowhere) => {
                let whole = format!("bytes */{bytes}");
                let builder = builder().status(StatusCode::RANGE_NOT_SATISFIABLE);
                let response = builder.header(header::CONTENT_RANGE, whole).finish();
                return Ok(Self { response });
            }
            Some(RangeRequest::Whole) | None => None,
        };
        let mut builder = builder()
            .header(header::CONTENT_TYPE, media_type)
            .header(header::CONTENT_DISPOSITION, attachment(name))
            .header(header::CONTENT_SECURITY_POLICY, INERT);
        if let Some(range) = &range {
            let part = format!("bytes {}-{}/{bytes}", range.start, range.end - 1);
            builder =
                builder.status(StatusCode::PARTIAL_CONTENT).header(header::CONTENT_RANGE, part);
        }
        let range = range.unwrap_or(0..bytes);
        let builder = builder.header(header::CONTENT_LENGTH, range.end - range.start);
        Ok(Self { response: builder.body(body(app, reader, range).await?) })
    }
}

/// The tags in `If-None-Match`.
pub fn tags(headers: &HeaderMap) -> Vec<String> {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|one| one.trim().to_owned())
        .collect()
}

enum RangeRequest {
    Whole,
    Part(Range<u64>),
    Nowhere,
}

/// The range of a file of `bytes`. What is no range of bytes is ignored.
fn range_of(asked: &str, bytes: u64) -> RangeRequest {
    let Ok(asked) = parse_range_header(asked) else { return RangeRequest::Whole };
    match asked.validate(bytes).as_deref() {
        Ok([one]) => RangeRequest::Part(*one.start()..one.end().saturating_add(1)),
        Err(RangeUnsatisfiableError::Unsatisfiable) => RangeRequest::Nowhere,
        _ => RangeRequest::Whole,
    }
}

/// A file sent while it is made.
pub struct Streamed {
    pub name: String,
    pub media_type: &'static str,
    pub archive: Sending,
}

impl IntoResponse for Streamed {
    fn into_response(self) -> Response {
        let Sending { pieces, work } = self.archive;
        #[expect(
            clippy::disallowed_methods,
            reason = "whoever reads the archive waits for it here"
        )]
        tokio::spawn(work);
        Response::builder()
            .header(header::CONTENT_TYPE, self.media_type)
            .header(header::CONTENT_DISPOSITION, attachment(&self.name))
            .header(header::CACHE_CONTROL, "private, no-store")
            .body(Body::from_bytes_stream(ReceiverStream::new(pieces)))
    }
}

impl ApiResponse for Streamed {
    fn meta() -> MetaResponses {
        super::reply::Download::meta()
    }

    fn register(_: &mut Registry) {}
}

impl IntoResponse for Original {
    fn into_response(self) -> Response {
        self.response
    }
}

impl ApiResponse for Original {
    fn meta() -> MetaResponses {
        let schema =
            MetaSchemaRef::Inline(Box::new(MetaSchema::new_with_format("string", "binary")));
        let file = || {
            vec![MetaMediaType { content_type: "application/octet-stream", schema: schema.clone() }]
        };
        let one = |status, description, content| MetaResponse {
            description,
            status: Some(status),
            status_range: None,
            content,
            headers: vec![],
        };
        MetaResponses {
            responses: vec![
                one(200, "The file.", file()),
                one(206, "The part that `Range` requested.", file()),
                one(304, "The client has the current version.", vec![]),
                one(
                    416,
                    "The range begins after the end of the file; `Content-Range` gives its size.",
                    vec![],
                ),
            ],
        }
    }

    fn register(_: &mut Registry) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(asked: &str) -> Option<Range<u64>> {
        match range_of(asked, 100) {
            RangeRequest::Part(range) => Some(range),
            _ => None,
        }
    }

    #[test]
    fn a_range_is_read_as_rfc_9110_has_it() {
        assert_eq!(part("bytes=0-0"), Some(0..1));
        assert_eq!(part("bytes=10-19"), Some(10..20));
        assert_eq!(part("bytes=90-"), Some(90..100));
        assert_eq!(part("bytes=-10"), Some(90..100));
        assert_eq!(part("bytes=-1000"), Some(0..100));
        assert_eq!(part("bytes=0-1000"), Some(0..100));
        for nowhere in ["bytes=100-", "bytes=100-200", "bytes=-0"] {
            assert!(matches!(range_of(nowhere, 100), RangeRequest::Nowhere), "{nowhere}");
        }
        for whole in ["bytes=5-4", "bytes=a-b", "pages=1-2", "bytes=0-1,4-5", "bytes", "bytes=-"] {
            assert!(matches!(range_of(whole, 100), RangeRequest::Whole), "{whole}");
        }
        assert!(matches!(range_of("bytes=0-", 0), RangeRequest::Nowhere));
    }
}
