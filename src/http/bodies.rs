//! Request bodies: how long each may be, how much memory all of them may take at a time, and what
//! happens to a body that is not read.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use hyper::body::Bytes;
use poem::http::{HeaderMap, header};
use poem::{Body, Request};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::body;
use super::methods::{Credentials, Rule};
use super::operation::BodyKind;
use crate::Error;
use crate::config::Config;

/// The longest body, in bytes, of a caller without credentials: e-mails, passwords, codes and
/// tokens are short.
const SMALL: u64 = 16 * 1024;
/// The longest form with a signature of 64 KiB: its quotes and brackets take three bytes each.
const FILE_FORM: u64 = 6 << 20;
const SIGNATURE_FORM: u64 = 256 * 1024;
/// The bytes that surround a file in a form.
const FORM: u64 = 16 * 1024;
/// How much of an unread body is read and discarded, so that its connection can be used again, and
/// how long that may take.
const UNREAD_BYTES: usize = 1 << 20;
const UNREAD_TIME: Duration = Duration::from_secs(2);

/// The most bytes and the most time of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    pub bytes: u64,
    /// The time limit of the whole request.
    pub time: Duration,
    /// Whether the body is read whole into memory; otherwise it goes to disk in pieces.
    pub is_whole: bool,
}

/// The limits of a request, by the rule of its operation or page.
pub fn limit(rule: Option<Rule>, request: &Request, config: &Config) -> Limit {
    let (most, media) = (config.http.body_limit, &config.media);
    let whole = |bytes| Limit { bytes, time: config.http.request_timeout, is_whole: true };
    let pieces = |bytes| Limit { bytes, time: media.upload_timeout, is_whole: false };
    // Without a rule there is no handler, and nothing reads the body.
    let Some(rule) = rule else { return whole(most) };
    let kind = request.content_type().map(|kind| kind.trim_start().to_ascii_lowercase());
    match (rule.body, kind) {
        (BodyKind::Upload, Some(kind)) if kind.starts_with("multipart/form-data") => {
            pieces(media.request_limit)
        }
        (BodyKind::Chunk, Some(_)) => pieces(media.file_limit),
        (BodyKind::Table, _) => whole(most.max(config.import.max_bytes + FORM)),
        (BodyKind::Signature, _) => whole(most.min(SIGNATURE_FORM)),
        (BodyKind::File, _) => whole(FILE_FORM),
        (BodyKind::Upload | BodyKind::Chunk | BodyKind::Fields, _) => {
            let is_known = match rule.credentials {
                Credentials::None => false,
                Credentials::Cookie => request.headers().contains_key(header::COOKIE),
                Credentials::Needed => true,
            };
            whole(if is_known { most } else { most.min(SMALL) })
        }
    }
}

/// The memory budget shared by the bodies of all requests.
pub struct Bodies {
    budget: Budget,
}

impl Bodies {
    pub fn of(config: &Config) -> Self {
        Self { budget: Budget::new(config.http.body_budget) }
    }

    /// Meters the body of a request from now on. `longest`: its limit if it is read whole; None if
    /// it goes to disk.
    pub fn watch(&self, request: &mut Request, longest: Option<u64>) -> Watched {
        Watched::begin(request, longest.map(|longest| (longest, self.budget.clone())))
    }
}

/// The bytes of bodies that may be in memory at a time, over all requests. Bodies with files do not
/// count: they are written to disk in pieces.
#[derive(Clone)]
struct Budget(Arc<Semaphore>);

impl Budget {
    fn new(bytes: u64) -> Self {
        let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
        Self(Arc::new(Semaphore::new(bytes.min(Semaphore::MAX_PERMITS))))
    }
}

/// A metered body, kept until the reply is made. Its share of the budget is released when this is
/// dropped.
pub struct Watched(Option<Arc<Meter>>);

struct Meter {
    body: Mutex<Incoming>,
    /// For a body that is read whole: its limit, and the budget.
    whole: Option<(u64, Budget)>,
    outcome: AtomicU8,
}

struct Incoming {
    stream: Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>,
    received: u64,
    is_asked_for: bool,
    is_at_end: bool,
    held: Option<OwnedSemaphorePermit>,
}

const TOO_LARGE: u8 = 1;
const NO_ROOM: u8 = 2;

impl Watched {
    /// Replaces the body of a request by a metered one. `whole`: its limit and the budget if it is
    /// read whole into memory.
    fn begin(request: &mut Request, whole: Option<(u64, Budget)>) -> Self {
        let body = request.take_body();
        if body.is_empty() {
            request.set_body(body);
            return Self(None);
        }
        let incoming = Incoming {
            stream: Box::pin(body.into_bytes_stream()),
            received: 0,
            is_asked_for: false,
            is_at_end: false,
            held: None,
        };
        let outcome = AtomicU8::default();
        let meter = Arc::new(Meter { body: Mutex::new(incoming), whole, outcome });
        request.set_body(Body::from_bytes_stream(Reader(meter.clone())));
        Self(Some(meter))
    }

    /// Why reading was stopped, if it was.
    pub fn refused(&self) -> Option<Error> {
        let meter = self.0.as_ref()?;
        match meter.outcome.load(Ordering::Relaxed) {
            TOO_LARGE => Some(Error::TooLarge(meter.whole.as_ref().map_or(0, |whole| whole.0))),
            NO_ROOM => Some(Error::Unavailable("bodies_full")),
            _ => None,
        }
    }

    /// Reads and discards the rest of the body, within limits. False if there is more: the
    /// connection must be closed then. A client that sent `Expect` and got no interim reply may not
    /// send its body, so the connection must be closed too.
    pub async fn is_done(&self, headers: &HeaderMap) -> bool {
        let Some(meter) = &self.0 else { return true };
        {
            let mut body = meter.lock();
            if body.is_at_end {
                return true;
            }
            if !body.is_asked_for && headers.contains_key(header::EXPECT) {
                return false;
            }
            // What is read from here on is discarded, so it takes no memory.
            body.held = None;
        }
        let mut rest = Rest(meter.clone());
        let read = async {
            let mut left = UNREAD_BYTES;
            while let Some(Ok(piece)) = rest.next().await {
                match left.checked_sub(piece.len()) {
                    Some(less) => left = less,
                    None => return,
                }
            }
        };
        // After a timeout, `is_at_end` is false.
        let _ = tokio::time::timeout(UNREAD_TIME, read).await;
        meter.lock().is_at_end
    }
}

impl Meter {
    fn lock(&self) -> std::sync::MutexGuard<'_, Incoming> {
        self.body.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn poll(&self, context: &mut Context<'_>, counts: bool) -> Poll<Option<io::Result<Bytes>>> {
        let mut body = self.lock();
        body.is_asked_for = true;
        let piece = match body.stream.as_mut().poll_next(context) {
            Poll::Ready(Some(Ok(piece))) => piece,
            Poll::Ready(None) => {
                body.is_at_end = true;
                return Poll::Ready(None);
            }
            other => return other,
        };
        body.received += piece.len() as u64;
        let Some((longest, Budget(budget))) = self.whole.as_ref().filter(|_| counts) else {
            return Poll::Ready(Some(Ok(piece)));
        };
        if body.received > *longest {
            self.outcome.store(TOO_LARGE, Ordering::Relaxed);
            return Poll::Ready(Some(Err(io::Error::other("the body is too large"))));
        }
        let bytes = u32::try_from(piece.len()).unwrap_or(u32::MAX);
        match budget.clone().try_acquire_many_owned(bytes) {
            Ok(more) => match &mut body.held {
                Some(held) => held.merge(more),
                held => *held = Some(more),
            },
            Err(_) => {
                self.outcome.store(NO_ROOM, Ordering::Relaxed);
                return Poll::Ready(Some(Err(io::Error::other("no room for the body"))));
            }
        }
        Poll::Ready(Some(Ok(piece)))
    }
}

/// The body as the handler reads it.
struct Reader(Arc<Meter>);

impl Stream for Reader {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll(context, true)
    }
}

/// The part of the body that the handler did not read.
struct Rest(Arc<Meter>);

impl Stream for Rest {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll(context, false)
    }
}

/// An object without members.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// A body was sent to an operation that takes none: its sender believes that it says something.
#[derive(Debug, Clone, Copy)]
pub struct UnexpectedBody;

impl UnexpectedBody {
    pub fn error(self) -> Error {
        Error::invalid("body", "no_body")
    }
}

/// Reads a body that should not be there. Nothing, and an object without members, are accepted.
pub async fn unexpected(request: &mut Request) -> poem::Result<Option<UnexpectedBody>> {
    let bytes = request.take_body().into_bytes().await?;
    let text = bytes.trim_ascii();
    let says_nothing = text.is_empty() || body::parse::<Nothing>(text).is_ok();
    Ok((!says_nothing).then_some(UnexpectedBody))
}

#[cfg(test)]
mod tests {
    use poem::error::ReadBodyError;
    use poem::http::Method;

    use super::*;
    use crate::config::Sources;
    use crate::http::methods::Methods;

    fn request(pieces: &[&'static [u8]]) -> Request {
        let pieces: Vec<io::Result<Bytes>> =
            pieces.iter().map(|piece| Ok(Bytes::from_static(piece))).collect();
        Request::builder().body(Body::from_bytes_stream(futures_util::stream::iter(pieces)))
    }

    async fn read(request: &mut Request) -> Result<Vec<u8>, ReadBodyError> {
        request.take_body().into_vec().await
    }

    #[tokio::test]
    async fn all_bodies_together_hold_no_more_than_the_budget() {
        let budget = Budget::new(8);
        let mut one = request(&[b"abc", b"de"]);
        let first = Watched::begin(&mut one, Some((100, budget.clone())));
        assert_eq!(read(&mut one).await.unwrap(), b"abcde");
        let mut two = request(&[b"fgh", b"i"]);
        let second = Watched::begin(&mut two, Some((100, budget.clone())));
        assert!(read(&mut two).await.is_err());
        assert!(matches!(second.refused(), Some(Error::Unavailable("bodies_full"))));
        assert!(first.refused().is_none());
        drop((first, second));
        let mut three = request(&[b"abcdefgh"]);
        let third = Watched::begin(&mut three, Some((100, budget.clone())));
        assert_eq!(read(&mut three).await.unwrap().len(), 8);
        assert!(third.refused().is_none());
        // Files are not in the budget.
        let mut four = request(&[b"a file of many bytes"]);
        let fourth = Watched::begin(&mut four, None);
        assert_eq!(read(&mut four).await.unwrap().len(), 20);
        assert!(fourth.refused().is_none());
    }

    #[tokio::test]
    async fn what_nobody_read_is_read_within_bounds() {
        let none = HeaderMap::new();
        let budget = Budget::new(100);
        let mut small = request(&[b"abc", b"de"]);
        let watched = Watched::begin(&mut small, Some((3, budget.clone())));
        assert!(read(&mut small).await.is_err());
        assert!(matches!(watched.refused(), Some(Error::TooLarge(3))));
        assert!(watched.is_done(&none).await);
        let whole: &'static [u8] = &[0; UNREAD_BYTES];
        let mut long = request(&[whole, b"more", b"and more"]);
        assert!(!Watched::begin(&mut long, None).is_done(&none).await);
        let mut asks = request(&[b"abc"]);
        let mut expects = HeaderMap::new();
        expects.insert(header::EXPECT, "100-continue".parse().unwrap());
        assert!(!Watched::begin(&mut asks, None).is_done(&expects).await);
        let mut empty = Request::builder().finish();
        assert!(Watched::begin(&mut empty, None).is_done(&none).await);
    }

    #[test]
    fn who_is_not_known_yet_sends_little() {
        let methods = Methods::of(&crate::http::described(), &crate::http::site().pages);
        let is_open = |method: &Method, path: &str| {
            methods.rule(method, path).is_some_and(|rule| rule.credentials == Credentials::None)
        };
        for (method, path) in [
            (Method::POST, "/auth/login"),
            (Method::POST, "/auth/register"),
            (Method::POST, "/consent/token/verify"),
        ] {
            assert!(is_open(&method, path), "{method} {path}");
        }
        for (method, path) in [
            (Method::POST, "/employee"),
            (Method::POST, "/consent/token/answer"),
            (Method::GET, "/auth/login"),
            (Method::PUT, "/user/profile"),
        ] {
            assert!(!is_open(&method, path), "{method} {path}");
        }
    }

    #[test]
    fn a_limit_follows_the_declaration_and_not_the_path() {
        let config = Config::load(&Sources::default()).unwrap();
        let methods = Methods::of(&crate::http::described(), &crate::http::site().pages);
        let of = |path: &str, kind: &str| {
            let mut request = Request::builder().method(Method::POST).finish();
            request.headers_mut().insert(header::CONTENT_TYPE, kind.parse().unwrap());
            limit(methods.rule(&Method::POST, path), &request, &config)
        };
        let (form, json) = ("multipart/form-data; boundary=b", "application/json");
        assert_eq!(of("/file/7", form).bytes, config.media.request_limit);
        assert!(!of("/file/7", form).is_whole && of("/file/7", json).is_whole);
        // A path below an upload that is no upload itself.
        assert_eq!(of("/file/7/link", form).bytes, config.http.body_limit);
        assert_eq!(of("/auth/login", json).bytes, SMALL);
        assert_eq!(of("/console/login", json).bytes, SMALL);
        assert_eq!(of("/employee", json).bytes, config.http.body_limit);
        assert!(of("/group/csv", form).bytes > config.import.max_bytes);
        assert_eq!(of("/sign/token/answer", json).bytes, SIGNATURE_FORM);
        assert_eq!(of("/tus", json).bytes, config.media.file_limit);
    }
}
