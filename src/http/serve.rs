//! The server's connections: a task for each, and a graceful shutdown. Without TLS HTTP/1.1 only:
//! the proxy in front speaks newer versions with browsers.

use std::collections::HashMap;
use std::convert::Infallible;
use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use hyper::body::{Body, Bytes, Incoming};
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use ipnet::IpNet;
use poem::endpoint::DynEndpoint;
use poem::http::uri::Scheme;
use poem::http::{HeaderValue, Version, header};
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Addr, Endpoint, Request, Response};
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::caller::counted;
use super::request_checks::Malformed;
use super::tls::{self, Agreed};

/// The pause after a temporary error, such as too many open files.
const PAUSE: Duration = Duration::from_millis(100);

/// The timeouts of connections.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For the next request, for all of its headers, and for a client that does not read.
    pub idle: Duration,
    /// For running requests, once the server stops.
    pub drain: Duration,
}

/// The most bytes of a request's head, and of a body buffered before it is read.
const HEAD_MOST: usize = 64 * 1024;
/// The time limit of a TLS handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// The first byte of TLS (RFC 8446, 5.1).
const TLS: u8 = 22;
/// The most requests of one client at a time over one connection, in HTTP/2.
const STREAMS: u32 = 100;

/// The reply to a client with too many connections.
const TOO_MANY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\
    retry-after: 15\r\ncontent-length: 0\r\n\r\n";

/// The open connections per address, and their limit.
#[derive(Debug)]
pub struct Connections {
    most: usize,
    /// Networks of proxies, which are not limited.
    exempt: Vec<IpNet>,
    open: Mutex<HashMap<String, usize>>,
}

/// A counted connection, until dropped.
struct Counted {
    connections: Arc<Connections>,
    address: String,
}

impl Connections {
    /// At most `most` connections per address, except for the exempt networks.
    pub fn new(most: usize, exempt: Vec<IpNet>) -> Arc<Self> {
        Arc::new(Self { most, exempt, open: Mutex::default() })
    }

    /// None if the address is at its limit; `Some(None)` if it is not counted.
    fn admit(self: &Arc<Self>, address: IpAddr) -> Option<Option<Counted>> {
        let address = address.to_canonical();
        if self.exempt.iter().any(|net| net.contains(&address)) {
            return Some(None);
        }
        let address = counted(Some(address));
        let mut open = self.lock();
        let held = open.entry(address.clone()).or_default();
        if *held >= self.most {
            return None;
        }
        *held += 1;
        Some(Some(Counted { connections: self.clone(), address }))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut open = self.connections.lock();
        if let Some(held) = open.get_mut(&self.address) {
            *held -= 1;
            if *held == 0 {
                open.remove(&self.address);
            }
        }
    }
}

/// How a listener speaks with its clients.
pub struct Speaking<E: ?Sized> {
    pub endpoint: Arc<E>,
    /// None: without TLS.
    pub tls: Option<Secured>,
    pub patience: Patience,
    pub connections: Arc<Connections>,
}

impl<E: ?Sized> Clone for Speaking<E> {
    fn clone(&self) -> Self {
        Self {
            endpoint: self.endpoint.clone(),
            tls: self.tls.clone(),
            patience: self.patience,
            connections: self.connections.clone(),
        }
    }
}

/// How a listener speaks TLS.
#[derive(Clone)]
pub struct Secured {
    pub settings: Arc<ServerConfig>,
    /// Answers clients that speak without TLS all the same.
    pub otherwise: Arc<dyn DynEndpoint<Output = Response>>,
}

/// Serves until `stop` completes; then accepts no more, and lets running requests finish.
///
/// # Errors
/// The listener cannot be used.
pub async fn serve<E: Endpoint + ?Sized + 'static>(
    listener: std::net::TcpListener,
    speaking: Speaking<E>,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    let local = listener.local_addr()?;
    let (over, _) = watch::channel(false);
    let mut tasks = JoinSet::new();
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            taken = listener.accept() => match taken {
                Ok((socket, remote)) => {
                    let Some(counted) = speaking.connections.admit(remote.ip()) else {
                        // Best effort: as much as fits without waiting.
                        let _ = socket.into_std().and_then(|mut socket| socket.write(TOO_MANY));
                        continue;
                    };
                    let ends = Ends { local, remote };
                    let one = serve_connection(socket, ends, speaking.clone(), over.subscribe());
                    tasks.spawn(async move {
                        one.await;
                        drop(counted);
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot take a connection");
                    tokio::time::sleep(PAUSE).await;
                }
            },
            // The panic was logged where it happened; the connection is closed either way.
            Some(_) = tasks.join_next() => {}
        }
    }
    drop(listener);
    // Sending fails if no connection is left.
    let _ = over.send(true);
    let finish = async { while tasks.join_next().await.is_some() {} };
    if tokio::time::timeout(speaking.patience.drain, finish).await.is_err() {
        tracing::warn!("{} connections were cut off", tasks.len());
    }
    Ok(())
}

/// The two ends of a connection.
#[derive(Clone, Copy)]
struct Ends {
    local: SocketAddr,
    remote: SocketAddr,
}

/// Serves the requests of a connection until it closes.
async fn serve_connection<E: Endpoint + ?Sized + 'static>(
    socket: TcpStream,
    ends: Ends,
    speaking: Speaking<E>,
    over: watch::Receiver<bool>,
) {
    // Events are small and urgent. If the socket refuses, it works all the same.
    let _ = socket.set_nodelay(true);
    let idle = speaking.patience.idle;
    let Some(secured) = speaking.tls else {
        let replying = Replying::new(ends, Scheme::HTTP, speaking.endpoint);
        // Boxed, as each of them: a connection's task has room for the largest future in it.
        return Box::pin(http1(socket, replying, idle, over)).await;
    };
    // Errors of a handshake are the client's doing, and not logged.
    let beginning: BoxFuture<'_, _> = Box::pin(begin(socket, secured.settings));
    let Ok(Ok(started)) = tokio::time::timeout(HANDSHAKE, beginning).await else { return };
    match started {
        Begun::InClear(socket) => {
            let replying = Replying::new(ends, Scheme::HTTP, secured.otherwise);
            Box::pin(http1(socket, replying, idle, over)).await;
        }
        Begun::Secured(stream) => {
            let replying = Replying::new(ends, Scheme::HTTPS, speaking.endpoint);
            match tls::agreed(stream.get_ref().1) {
                Agreed::Http1 => Box::pin(http1(stream, replying, idle, over)).await,
                Agreed::Http2 => Box::pin(http2(stream, replying, idle, over)).await,
                Agreed::Nothing => {}
            }
        }
    }
}

/// What a client begins with.
enum Begun {
    InClear(TcpStream),
    Secured(Box<TlsStream<TcpStream>>),
}

/// Shakes hands, unless the client does not speak TLS.
async fn begin(socket: TcpStream, settings: Arc<ServerConfig>) -> io::Result<Begun> {
    let mut first = [0];
    if socket.peek(&mut first).await? == 1 && first != [TLS] {
        return Ok(Begun::InClear(socket));
    }
    let stream = TlsAcceptor::from(settings).accept(socket).await?;
    Ok(Begun::Secured(Box::new(stream)))
}

type Replied<B> = Result<hyper::Response<B>, Infallible>;

/// Replies to the requests of a connection.
struct Replying<E: ?Sized> {
    ends: Ends,
    scheme: Scheme,
    endpoint: Arc<E>,
}

impl<E: Endpoint + ?Sized + 'static> Replying<E> {
    fn new(ends: Ends, scheme: Scheme, endpoint: Arc<E>) -> Self {
        Self { ends, scheme, endpoint }
    }

    /// Boxed: hyper keeps the space of this future as long as the connection, but a stream of events
    /// needs it only at first.
    fn reply(
        &self,
        mut request: hyper::Request<Incoming>,
    ) -> BoxFuture<'static, Replied<impl Body<Data = Bytes, Error = io::Error> + use<E>>> {
        let Self { ends, scheme, endpoint } = self;
        let (local, remote) =
            (LocalAddr(Addr::from(ends.local)), RemoteAddr(Addr::from(ends.remote)));
        named(&mut request);
        let malformed = Malformed::of(request.version(), request.headers());
        let mut request = Request::from((request, local, remote, scheme.clone()));
        if let Some(malformed) = malformed {
            // Refused where error replies are made.
            request.extensions_mut().insert(malformed);
        }
        let endpoint = endpoint.clone();
        Box::pin(async move { Ok(hyper::Response::from(endpoint.get_response(request).await)) })
    }
}

/// Copies the host that HTTP/2 has in `:authority` to where HTTP/1.1 has it (RFC 9113, 8.3.1).
fn named(request: &mut hyper::Request<Incoming>) {
    if request.version() != Version::HTTP_2 || request.headers().contains_key(header::HOST) {
        return;
    }
    let authority = request.uri().authority().map(|authority| authority.as_str());
    if let Some(Ok(host)) = authority.map(HeaderValue::from_str) {
        request.headers_mut().insert(header::HOST, host);
    }
}

/// Runs a connection to its end, or until the server stops and its requests are answered. Errors of
/// a connection are the client's doing, and not logged. A macro, since the two kinds of connections
/// have no trait in common.
macro_rules! run {
    ($connection:ident, $over:ident) => {
        tokio::pin!($connection);
        let mut over = $over;
        tokio::select! {
            _ = &mut $connection => return,
            _ = over.wait_for(|over| *over) => $connection.as_mut().graceful_shutdown(),
        }
        let _ = $connection.await;
    };
}

async fn http1<E: Endpoint + ?Sized + 'static>(
    socket: impl AsyncRead + AsyncWrite + Send + 'static,
    replying: Replying<E>,
    idle: Duration,
    over: watch::Receiver<bool>,
) {
    let mut socket = TimeoutStream::new(socket);
    socket.set_write_timeout(Some(idle));
    let service = service_fn(move |request| replying.reply(request));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(idle)
        .max_buf_size(HEAD_MOST)
        .serve_connection(TokioIo::new(Box::pin(socket)), service);
    run!(connection, over);
}

async fn http2<E: Endpoint + ?Sized + 'static>(
    socket: impl AsyncRead + AsyncWrite + Send + 'static,
    replying: Replying<E>,
    idle: Duration,
    over: watch::Receiver<bool>,
) {
    let mut socket = TimeoutStream::new(socket);
    socket.set_write_timeout(Some(idle));
    // Twice as long as between two pings, which are sent while there is a request: a client without
    // one, or that has gone, says nothing in that time.
    socket.set_read_timeout(Some(idle));
    let service = service_fn(move |request| replying.reply(request));
    let connection = http2::Builder::new(TokioExecutor::new())
        .timer(TokioTimer::new())
        .keep_alive_interval(Some(idle / 2))
        .max_header_list_size(HEAD_MOST as u32)
        .max_concurrent_streams(STREAMS)
        .serve_connection(TokioIo::new(Box::pin(socket)), service);
    run!(connection, over);
}
