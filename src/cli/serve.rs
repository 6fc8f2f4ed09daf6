//! `be-right serve`: runs the server until it receives a signal.

use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::time::Duration;

use listenfd::ListenFd;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use sd_notify::NotifyState;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use super::data_dir::DataDir;
use super::failure::Failure;
use super::tls::Tls;
use super::{Global, first_run, logging, memory, wire};
use crate::actions::{answers, auth, health};
use crate::config::Config;
use crate::http::serve::{Patience, Speaking};
use crate::{App, http, worker};

/// The arguments of `be-right serve`.
#[derive(clap::Args)]
pub struct Serve {
    /// Same as --set listen.port=PORT; 0 picks a free port
    #[arg(long)]
    port: Option<u16>,
    /// Start with an empty database although the folder holds files or secrets of another one
    #[arg(long)]
    new_database: bool,
}

pub fn run(global: &Global, serve: &Serve) -> Result<(), Failure> {
    let port = serve.port.map(|port| ("listen.port".to_owned(), port.to_string()));
    let mut config = global.config_and(port)?;
    logging::start(&config.log);
    descriptors()?;
    let mut given = ListenFd::from_env();
    // The folder's owner may not bind a privileged port: bind before switching to that account.
    let privileged = (1..1024).contains(&config.listen.port);
    let early = match handed_over(&mut given, 0)? {
        Some(listener) => Some(listener),
        None => privileged.then(|| bind(&config)).transpose()?,
    };
    let redirects = match (handed_over(&mut given, 1)?, config.tls.redirect_port) {
        (Some(listener), _) => Some(listener),
        (None, 0) => None,
        (None, port) => Some(bind_to(config.listen.address, port)?),
    };
    let data = DataDir::open(&config)?;
    let _held = data.hold()?;
    if let Some(path) = data.leftover() {
        let path = path.display();
        tracing::warn!(%path, "a restore was interrupted before it changed anything; delete this");
    }
    if serve.new_database {
        data.accept_new_database()?;
    }
    let listener = match early {
        Some(listener) => listener,
        None => bind(&config)?,
    };
    config.is_listening_on(listener.local_addr()?.port());
    let tls = Tls::prepare(&config, &data, redirects)?;
    runtime()?.block_on(async {
        let app = wire::app(config, &data)?;
        if auth::is_unclaimed(&app).await? {
            data.unknown_blobs()?;
        }
        app.load_attempts().await?;
        is_its_key(&app, &data).await?;
        if data.has_sealed_chains() {
            answers::check_unsealed(&app).await?;
        } else {
            answers::seal_earlier(&app).await?;
            data.note_sealed_chains()?;
        }
        first_run::prepare(&app, &data).await?;
        until_stopped(app, listener, tls).await
    })
}

/// Refuses a seal key that made none of the existing seals: all evidence so far would look forged,
/// and new evidence would be sealed with another key.
async fn is_its_key(app: &App, data: &DataDir) -> Result<(), Failure> {
    if answers::seals_with_known_key(app).await? {
        return Ok(());
    }
    let path = data.secrets().join("seal.key");
    let why = format!(
        "{} is not the key that the evidence in this database was sealed with",
        path.display()
    );
    Err(Failure::new(why).next(
        "Put the seal.key of before back: it is in the folder `secrets` of every backup. \
         Nothing was changed.",
    ))
}

/// How long a thread that waited for the disk is kept for the next wait: while it is, so is the
/// memory that it has freed.
const KEPT: Duration = Duration::from_secs(1);

/// The async runtime.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().thread_keep_alive(KEPT).build()?)
}

/// The least number of file descriptors to work with.
const DESCRIPTORS: u64 = 256;

/// Raises the limit of file descriptors to the maximum, and refuses to start with too few: requests
/// would fail later.
fn descriptors() -> Result<(), Failure> {
    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.unwrap_or(u64::MAX);
    if limit.current.is_some_and(|now| now < most) {
        let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
        if let Err(error) = setrlimit(Resource::Nofile, raised) {
            tracing::warn!(%error, "cannot raise the limit of open files");
        }
    }
    let now = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    if now >= DESCRIPTORS {
        return Ok(());
    }
    Err(Failure::new(format!("only {now} files and connections may be open at a time")).next(
        "Allow at least 256, better 65536: LimitNOFILE=65536 in the unit, or `ulimit -n 65536`.",
    ))
}

/// A socket that the service manager opened (`be-right.socket`): the first is for requests, the
/// second for those that are sent on to HTTPS.
fn handed_over(given: &mut ListenFd, at: usize) -> Result<Option<TcpListener>, Failure> {
    let found = given.take_tcp_listener(at)?;
    if let Some(listener) = &found {
        listener.set_nonblocking(true)?;
    }
    Ok(found)
}

/// Binds the port before anything else is done.
pub fn bind(config: &Config) -> Result<TcpListener, Failure> {
    bind_to(config.listen.address, config.listen.port)
}

fn bind_to(address: IpAddr, port: u16) -> Result<TcpListener, Failure> {
    let address = SocketAddr::new(address, port);
    let bound = TcpListener::bind(address).and_then(|listener| {
        listener.set_nonblocking(true)?;
        Ok(listener)
    });
    bound.map_err(|error| {
        let (ip, port) = (address.ip(), address.port());
        let next = match error.kind() {
            ErrorKind::AddrInUse => format!(
                "Something listens there already: `ss -ltnp 'sport = :{port}'` names it. \
                 Stop it, or choose another port with --port."
            ),
            ErrorKind::PermissionDenied => format!(
                "Port {port} is for privileged programs: choose one above 1023 and let a \
                 reverse proxy take {port}, or grant CAP_NET_BIND_SERVICE."
            ),
            ErrorKind::AddrNotAvailable => {
                format!("This machine has no {ip}: see `ip address`, and set listen.address.")
            }
            _ => "See listen.address and listen.port in `be-right config show`.".to_owned(),
        };
        Failure::new(format!("cannot listen on {address}: {error}")).next(next)
    })
}

/// Serves until SIGTERM or SIGINT; then lets running requests and jobs finish within
/// `http.drain_timeout`. A second signal stops at once.
pub async fn until_stopped(
    app: App,
    listener: TcpListener,
    tls: Option<Tls>,
) -> Result<(), Failure> {
    // Installed before readiness is reported.
    let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    // SIGHUP, from a closed terminal or meant as a reload, does not stop the server.
    let mut hangup = signal(SignalKind::hangup())?;
    let (reload, hint) = watch::channel(0_u64);
    let has_tls = tls.is_some();
    #[expect(clippy::disallowed_methods, reason = "it listens until the process ends")]
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            match has_tls {
                true => {
                    tracing::info!("SIGHUP: the certificate is looked at; all else needs a restart")
                }
                false => tracing::warn!(
                    "SIGHUP changes nothing: restart to have the configuration read anew"
                ),
            }
            reload.send_modify(|times| *times += 1);
        }
    });
    #[expect(clippy::disallowed_methods, reason = "memory is returned until the process ends")]
    tokio::spawn(memory::return_unused());
    let address = listener.local_addr()?;
    let drain = app.config.http.drain_timeout;
    let (stop, stopping) = watch::channel(false);
    let routes = http::routes(app.clone())?;
    #[expect(clippy::disallowed_methods, reason = "the worker is what runs queued jobs")]
    let worker = tokio::spawn(worker::run(app.clone(), stopping.clone()));
    let mut stopped = stopping.clone();
    let patience = Patience { idle: app.config.http.idle_timeout, drain };
    let (most, exempt) =
        (app.config.http.connections_per_address, app.config.http.trusted_proxies.clone());
    let connections = http::serve::Connections::new(most, exempt);
    let secured = tls.as_ref().map(Tls::secured);
    if let Some(mut tls) = tls {
        if let Some(listener) = tls.redirects.take() {
            let endpoint = tls.secured().otherwise;
            let speaking =
                Speaking { endpoint, tls: None, patience, connections: connections.clone() };
            #[expect(clippy::disallowed_methods, reason = "it sends clients on until the end")]
            tokio::spawn(http::serve::serve(listener, speaking, std::future::pending()));
        }
        #[expect(clippy::disallowed_methods, reason = "certificates are renewed until the end")]
        tokio::spawn(tls.keep(hint));
    }
    let speaking =
        Speaking { endpoint: std::sync::Arc::new(routes), tls: secured, patience, connections };
    let server = http::serve::serve(listener, speaking, async move {
        // An error means that the sender is gone: stop as well.
        let _ = stopped.wait_for(|stop| *stop).await;
    });
    tokio::pin!(server);
    notify_systemd(&[NotifyState::Ready, NotifyState::Status("serving")]);
    tracing::info!(%address, url = app.config.public_url, "be-right {} is ready", env!("CARGO_PKG_VERSION"));

    tokio::select! {
        () = either(&mut term, &mut int) => {}
        () = feed_watchdog(&app) => {}
        ended = &mut server => return Ok(ended?),
    }
    tracing::info!("stopping: what has begun may finish");
    notify_systemd(&[NotifyState::Stopping]);
    // Event streams never end by themselves.
    app.live.close();
    // Sending fails only if both have ended.
    let _ = stop.send(true);
    let finish = async {
        let (served, worked) = tokio::join!(&mut server, tokio::time::timeout(drain, worker));
        if worked.is_err() {
            tracing::warn!("a job was cut off; it will run again");
        }
        Ok(served?)
    };
    tokio::select! {
        finished = finish => finished,
        () = either(&mut term, &mut int) => {
            tracing::warn!("stopped at once");
            Ok(())
        }
    }
}

async fn either(term: &mut Signal, int: &mut Signal) {
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
    }
}

/// Feeds systemd's watchdog while the database answers; otherwise systemd restarts the server.
async fn feed_watchdog(app: &App) {
    let Some(patience) = sd_notify::watchdog_enabled() else {
        return std::future::pending().await;
    };
    let pause = (patience / 3).max(Duration::from_secs(1));
    loop {
        match tokio::time::timeout(pause, health::ready(app)).await {
            Ok(Ok(_)) => notify_systemd(&[NotifyState::Watchdog]),
            Ok(Err(error)) => tracing::error!(%error, "the database does not answer"),
            Err(_) => tracing::error!("the database does not answer in time"),
        }
        tokio::time::sleep(pause).await;
    }
}

fn notify_systemd(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::warn!(%error, "cannot reach the service manager");
    }
}
