//! Forms with files: read in pieces, never whole in memory, with a limit of their own.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll};

use poem::web::{Field, Multipart};
use poem::{Body, FromRequest, Request, RequestBody};
use poem_openapi::payload::{ParsePayload, Payload};
use poem_openapi::registry::{MetaSchema, MetaSchemaRef};
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};

use super::Problem;
use crate::model::FileKind;
use crate::{App, Error};

/// The most bytes between two fields or two pieces of a file: more means an endless header.
const STRIDE: u64 = 1 << 20;
/// The reader pauses after this many bytes, so that the parser returns: it would otherwise read as
/// long as it can.
const BREATH: usize = 1 << 16;
/// The longest text field, in bytes.
const TEXT: usize = 1 << 14;

/// A form with files, as `multipart/form-data`.
pub struct Form {
    multipart: Multipart,
    passed: Arc<Passed>,
    limit: u64,
}

/// State shared by the reader below the parser and the code that reads the fields.
#[derive(Default)]
struct Passed {
    /// The bytes read since the last field or piece.
    bytes: AtomicU64,
    /// Whether the whole form is too large.
    over: AtomicBool,
}

/// A field of a form.
pub enum Part {
    /// A text field: its name and its value.
    Text(String, String),
    File(Incoming),
}

/// A file of a form, to be read in pieces.
pub struct Incoming {
    /// The file name given by the client.
    pub name: Option<String>,
    reader: Pin<Box<dyn AsyncRead + Send>>,
    passed: Arc<Passed>,
    limit: u64,
}

impl Form {
    /// The next field; None at the end.
    pub async fn next(&mut self) -> Result<Option<Part>, Error> {
        self.passed.bytes.store(0, Ordering::Relaxed);
        let field = self.multipart.next_field().await;
        let field = field.map_err(|_| refused(&self.passed, self.limit))?;
        let Some(field) = field else { return Ok(None) };
        let name = field.name().unwrap_or_default().to_owned();
        // Some clients send files without a file name.
        if field.file_name().is_some() || name == "file" {
            let came_as = field.file_name().map(str::to_owned);
            let incoming = self.incoming(field, came_as);
            return Ok(Some(Part::File(incoming)));
        }
        let mut incoming = self.incoming(field, None);
        let mut text = vec![];
        while let Some(piece) = incoming.piece().await? {
            text.extend_from_slice(&piece);
            if text.len() > TEXT {
                return Err(Error::invalid(name, "too_long"));
            }
        }
        let text =
            String::from_utf8(text).map_err(|_| Error::invalid(name.clone(), "wrong_type"))?;
        Ok(Some(Part::Text(name, text)))
    }

    fn incoming(&self, field: Field, name: Option<String>) -> Incoming {
        let reader = Box::pin(field.into_async_read());
        Incoming { name, reader, passed: self.passed.clone(), limit: self.limit }
    }
}

impl Incoming {
    /// The next piece; None at the end.
    pub async fn piece(&mut self) -> Result<Option<Vec<u8>>, Error> {
        self.passed.bytes.store(0, Ordering::Relaxed);
        let mut piece = Vec::with_capacity(BREATH);
        let read = self.reader.read_buf(&mut piece).await;
        match read.map_err(|_| refused(&self.passed, self.limit))? {
            0 => Ok(None),
            _ => Ok(Some(piece)),
        }
    }
}

fn refused(passed: &Passed, limit: u64) -> Error {
    if passed.over.load(Ordering::Relaxed) {
        Error::TooLarge(limit)
    } else {
        Error::invalid("body", "malformed_form")
    }
}

/// The reader below the parser: counts bytes, pauses, and stops endless headers.
struct Paced<R> {
    inner: R,
    breath: usize,
    left: u64,
    passed: Arc<Passed>,
}

impl<R: AsyncRead + Unpin> AsyncRead for Paced<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        if self.breath >= BREATH {
            self.breath = 0;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let before = into.filled().len();
        match Pin::new(&mut self.inner).poll_read(context, into) {
            Poll::Ready(Ok(())) => {}
            other => return other,
        }
        let read = into.filled().len() - before;
        self.breath += read;
        let passed = self.passed.bytes.fetch_add(read as u64, Ordering::Relaxed) + read as u64;
        match self.left.checked_sub(read as u64) {
            Some(left) if passed <= STRIDE => {
                self.left = left;
                Poll::Ready(Ok(()))
            }
            Some(_) => Poll::Ready(Err(std::io::Error::other("a header without end"))),
            None => {
                self.passed.over.store(true, Ordering::Relaxed);
                Poll::Ready(Err(std::io::Error::other("too large")))
            }
        }
    }
}

impl Payload for Form {
    const CONTENT_TYPE: &'static str = "multipart/form-data";

    fn check_content_type(content_type: &str) -> bool {
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case(Self::CONTENT_TYPE)
    }

    fn schema_ref() -> MetaSchemaRef {
        let of = |ty: &'static str, format: Option<&'static str>, description| {
            let schema =
                MetaSchema { format, description: Some(description), ..MetaSchema::new(ty) };
            MetaSchemaRef::Inline(Box::new(schema))
        };
        let file =
            of("string", Some("binary"), "The bytes. Their type is recognised from the content.");
        let files = MetaSchema {
            items: Some(Box::new(file)),
            description: Some("One or more files, each in a field of this name."),
            ..MetaSchema::new("array")
        };
        let properties = vec![
            ("file", MetaSchemaRef::Inline(Box::new(files))),
            (
                "name",
                of(
                    "string",
                    None,
                    "The name of a single file. Several files keep their own names.",
                ),
            ),
            (
                "description",
                of("string", None, "A description of one or more lines, at most 2,000 characters."),
            ),
            (
                "type",
                <FileKind as poem_openapi::types::Type>::schema_ref().merge(MetaSchema {
                    description: Some(
                        "The purpose of the files: MODEL, IMAGE_RIGHT, EVENT_PHOTO or DOCUMENT. By default EVENT_PHOTO for an event and MODEL for an employee.",
                    ),
                    ..MetaSchema::ANY
                }),
            ),
        ];
        let example = Some(serde_json::json!({ "file": ["(bytes)"], "description": "Le soir" }));
        let schema =
            MetaSchema { properties, example, required: vec!["file"], ..MetaSchema::new("object") };
        MetaSchemaRef::Inline(Box::new(schema))
    }
}

impl ParsePayload for Form {
    const IS_REQUIRED: bool = true;

    async fn from_request(request: &Request, body: &mut RequestBody) -> poem::Result<Self> {
        let app = request
            .data::<App>()
            .ok_or_else(|| Problem(Error::Internal(anyhow::anyhow!("no App in the request"))))?;
        let (limit, passed) = (app.config.media.request_limit, Arc::new(Passed::default()));
        let inner = body.take()?.into_async_read();
        let paced = Paced { inner, breath: 0, left: limit, passed: passed.clone() };
        let mut body = RequestBody::new(Body::from_async_read(paced));
        let multipart = Multipart::from_request(request, &mut body)
            .await
            .map_err(|_| Problem(Error::invalid("body", "malformed_form")))?;
        Ok(Self { multipart, passed, limit })
    }
}

poem_openapi::impl_apirequest_for_payload!(Form,);
