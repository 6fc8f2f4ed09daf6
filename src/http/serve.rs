//! The server's connections: a task for each, and a graceful shutdown. HTTP/1.1 only: the proxy in
//! front speaks newer versions with browsers.

use std::collections::HashMap;
use std::convert::Infallible;
use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use ipnet::IpNet;
use poem::http::uri::Scheme;
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Addr, Endpoint, Request};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_io_timeout::TimeoutStream;

use super::caller::counted;
use super::request_checks::Malformed;

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

/// Serves until `stop` completes; then accepts no more, and lets running requests finish.
///
/// # Errors
/// The listener cannot be used.
pub async fn serve<E: Endpoint + 'static>(
    listener: std::net::TcpListener,
    endpoint: E,
    patience: Patience,
    connections: Arc<Connections>,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    let local = listener.local_addr()?;
    let endpoint = Arc::new(endpoint);
    let (over, _) = watch::channel(false);
    let mut tasks = JoinSet::new();
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            taken = listener.accept() => match taken {
                Ok((socket, remote)) => {
                    let Some(counted) = connections.admit(remote.ip()) else {
                        // Best effort: as much as fits without waiting.
                        let _ = socket.into_std().and_then(|mut socket| socket.write(TOO_MANY));
                        continue;
                    };
                    let ends = Ends { local, remote };
                    let one = serve_connection(socket, ends, endpoint.clone(), patience.idle, over.subscribe());
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
    if tokio::time::timeout(patience.drain, finish).await.is_err() {
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
async fn serve_connection<E: Endpoint + 'static>(
    socket: TcpStream,
    ends: Ends,
    endpoint: Arc<E>,
    idle: Duration,
    mut over: watch::Receiver<bool>,
) {
    // Events are small and urgent. If the socket refuses, it works all the same.
    let _ = socket.set_nodelay(true);
    let mut socket = TimeoutStream::new(socket);
    socket.set_write_timeout(Some(idle));
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let endpoint = endpoint.clone();
        // Boxed: hyper keeps the space of this future as long as the connection, but a stream of
        // events needs it only at first.
        Box::pin(async move {
            let (local, remote) =
                (LocalAddr(Addr::from(ends.local)), RemoteAddr(Addr::from(ends.remote)));
            let malformed = Malformed::of(request.version(), request.headers());
            let mut request = Request::from((request, local, remote, Scheme::HTTP));
            if let Some(malformed) = malformed {
                // Refused where error replies are made.
                request.extensions_mut().insert(malformed);
            }
            Ok::<_, Infallible>(hyper::Response::from(endpoint.get_response(request).await))
        })
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(idle)
        .max_buf_size(HEAD_MOST)
        .serve_connection(TokioIo::new(Box::pin(socket)), service);
    tokio::pin!(connection);
    // Errors of a connection are the client's doing, and not logged.
    tokio::select! {
        _ = &mut connection => return,
        _ = over.wait_for(|over| *over) => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}
