//! Bodies of requests: how long each may be, how much of all of them is in memory at
//! a time, and what becomes of one that nobody read.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use hyper::body::Bytes;
use poem::http::{HeaderMap, Method, header};
use poem::{Body, Request};
use serde_json::Value;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::Error;
use crate::config::Config;

/// How long a body may be that is sent by somebody who has not shown who they are:
/// e-mails, passwords, codes and tokens are short.
const SMALL: u64 = 16 * 1024;
/// A signature of 64 KiB in a form, whose quotes and brackets take three bytes each.
const SIGNATURE_FORM: u64 = 256 * 1024;
/// What surrounds a file in a form.
const FORM: u64 = 16 * 1024;
/// What is read of a body that nobody wanted, so that its connection can go on, and
/// how long that may take.
const UNREAD_BYTES: usize = 1 << 20;
const UNREAD_TIME: Duration = Duration::from_secs(2);

/// What is known of bodies before they are read.
pub struct Bodies {
    budget: Budget,
    public: Public,
}

impl Bodies {
    /// By the published document.
    pub fn of(document: &str, config: &Config) -> Self {
        Self { budget: Budget::new(config.http.body_budget), public: Public::of(document) }
    }

    /// How long a body may be that is read whole, in bytes.
    pub fn longest(&self, request: &Request, config: &Config) -> u64 {
        let limit = config.http.body_limit;
        match request.uri().path() {
            "/employee-upload/csv" | "/group/csv" => limit.max(config.import.max_bytes + FORM),
            path if path.starts_with("/sign/") => limit.min(SIGNATURE_FORM),
            path if self.public.has(request.method(), path) => limit.min(SMALL),
            path if is_page(path) && !request.headers().contains_key(header::COOKIE) => {
                limit.min(SMALL)
            }
            _ => limit,
        }
    }

    /// Watches a request's body from here on. `longest`: if it is read whole.
    pub fn watch(&self, request: &mut Request, longest: Option<u64>) -> Watched {
        Watched::begin(request, longest.map(|longest| (longest, self.budget.clone())))
    }
}

fn is_page(path: &str) -> bool {
    let first = path.split('/').nth(1).unwrap_or_default();
    matches!(first, "claim" | "reset" | "email" | "join" | "unsubscribe" | "console")
}

/// How many bytes of bodies may be in memory at a time, over all requests. Bodies with
/// files are not: they go to the disk piece by piece.
#[derive(Clone)]
struct Budget(Arc<Semaphore>);

impl Budget {
    fn new(bytes: u64) -> Self {
        let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
        Self(Arc::new(Semaphore::new(bytes.min(Semaphore::MAX_PERMITS))))
    }
}

/// The operations that ask for no credentials, by method and path.
struct Public(Vec<(Method, Vec<Option<String>>)>);

impl Public {
    /// Reads the published document.
    fn of(document: &str) -> Self {
        let document: Value = serde_json::from_str(document).unwrap_or_default();
        let mut public = vec![];
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            let operations = item.as_object().into_iter().flatten();
            for (method, operation) in operations {
                let is_open = operation["security"].as_array().is_none_or(Vec::is_empty);
                if let Ok(method) = method.to_ascii_uppercase().parse::<Method>()
                    && is_open
                {
                    let segment = |text: &str| (!text.starts_with('{')).then(|| text.to_owned());
                    public.push((method, path.split('/').map(segment).collect()));
                }
            }
        }
        Self(public)
    }

    fn has(&self, method: &Method, path: &str) -> bool {
        let asked: Vec<&str> = path.split('/').collect();
        self.0.iter().any(|(taken, segments)| {
            taken == method
                && segments.len() == asked.len()
                && segments
                    .iter()
                    .zip(&asked)
                    .all(|(own, asked)| own.as_deref().is_none_or(|word| word == *asked))
        })
    }
}

/// A body on its way in, as seen by who waits for the reply. What it holds of the
/// budget is free again when this is dropped.
pub struct Watched(Option<Arc<Meter>>);

struct Meter {
    body: Mutex<Incoming>,
    /// For bodies that are read whole: the longest, and where their bytes are counted.
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
    /// Takes the place of a request's body. `whole`: the longest that it may be, if it
    /// is read whole into memory.
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

    /// Reads what is left of the body, within bounds. False: there is more, and the
    /// connection cannot go on. Whoever asked first whether to send it (`Expect`) and
    /// heard nothing sends none, and cannot be understood after that.
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
            // Nobody keeps what is read from here on.
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
        // Whether it came to its end says the rest.
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

/// What the handler reads.
struct Reader(Arc<Meter>);

impl Stream for Reader {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll(context, true)
    }
}

/// What the handler left.
struct Rest(Arc<Meter>);

impl Stream for Rest {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll(context, false)
    }
}

#[cfg(test)]
mod tests {
    use poem::error::ReadBodyError;

    use super::*;

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
        // Files go elsewhere.
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
        let document = crate::http::openapi().unwrap();
        let public = Public::of(&document);
        for (method, path) in [
            (Method::POST, "/auth/login"),
            (Method::POST, "/auth/register"),
            (Method::POST, "/consent/token/verify"),
        ] {
            assert!(public.has(&method, path), "{method} {path}");
        }
        for (method, path) in [
            (Method::POST, "/employee"),
            (Method::POST, "/consent/token/answer"),
            (Method::GET, "/auth/login"),
            (Method::PUT, "/user/profile"),
        ] {
            assert!(!public.has(&method, path), "{method} {path}");
        }
    }
}
