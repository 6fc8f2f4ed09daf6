//! The sockets: a task for each connection, and time to finish when it is over.
//! HTTP/1.1 only: the proxy in front speaks the newer ones with browsers.

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
use super::wire::Malformed;

/// How long to wait until something that may pass, such as too many open files, has.
const PAUSE: Duration = Duration::from_millis(100);

/// How long connections are waited for.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For the next request, for all of its headers, and for who does not read.
    pub idle: Duration,
    /// For what has begun, once the server stops.
    pub drain: Duration,
}

/// The longest head of a request, and what is read ahead of a body that nobody reads yet.
const HEAD_MOST: usize = 64 * 1024;

/// What is said to who has too many connections.
const TOO_MANY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\
    retry-after: 15\r\ncontent-length: 0\r\n\r\n";

/// How many connections each address has, and may have.
#[derive(Debug)]
pub struct Connections {
    most: usize,
    /// These speak for many.
    exempt: Vec<IpNet>,
    open: Mutex<HashMap<String, usize>>,
}

/// A connection, counted as long as this is there.
struct Counted {
    connections: Arc<Connections>,
    address: String,
}

impl Connections {
    /// At most so many from an address at a time, but for those networks.
    pub fn new(most: usize, exempt: Vec<IpNet>) -> Arc<Self> {
        Arc::new(Self { most, exempt, open: Mutex::default() })
    }

    /// None if the address has as many as it may; `Some(None)` if it is not counted.
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

/// Serves until `stop` is done; then takes no more, and lets finish what has begun.
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
                        // As much as fits without waiting: it is a courtesy.
                        let _ = socket.into_std().and_then(|mut socket| socket.write(TOO_MANY));
                        continue;
                    };
                    let ends = Ends { local, remote };
                    let one = converse(socket, ends, endpoint.clone(), patience.idle, over.subscribe());
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
            // A panic was told where it happened; the connection is gone either way.
            Some(_) = tasks.join_next() => {}
        }
    }
    drop(listener);
    // Nobody hears it if no connection is left.
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

/// Request after request, until one side has had enough.
async fn converse<E: Endpoint + 'static>(
    socket: TcpStream,
    ends: Ends,
    endpoint: Arc<E>,
    idle: Duration,
    mut over: watch::Receiver<bool>,
) {
    // Events are small and urgent. A socket that refuses this serves all the same.
    let _ = socket.set_nodelay(true);
    let mut socket = TimeoutStream::new(socket);
    socket.set_write_timeout(Some(idle));
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let endpoint = endpoint.clone();
        // In a box: the room for it is kept as long as the connection, and a stream of
        // events needs it for its first moment only.
        Box::pin(async move {
            let (local, remote) =
                (LocalAddr(Addr::from(ends.local)), RemoteAddr(Addr::from(ends.remote)));
            let malformed = Malformed::of(request.version(), request.headers());
            let mut request = Request::from((request, local, remote, Scheme::HTTP));
            if let Some(malformed) = malformed {
                // Refused where errors are told.
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
    // How a connection ends is up to its client: there is nothing to tell of it.
    tokio::select! {
        _ = &mut connection => return,
        _ = over.wait_for(|over| *over) => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}
