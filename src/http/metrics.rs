//! `/metrics`: figures for Prometheus, without personal data. Label values come from our own routes
//! and kinds only, so that their number is bounded.
//!
//! Access needs `metrics.token`; if none is set, a request from this machine, not through a proxy.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64};
use std::time::Duration;

use poem::http::{Method, header};
use poem::web::Data;
use poem::{Request, Response, handler};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::hosts;
use super::problem::Problem;
use crate::actions::health::{Figures, figures};
use crate::app::{ProcessFigures, Tried};
use crate::model::AlarmKind;
use crate::model::keys::{same, token_hash};
use crate::{App, Error};

/// Bounds of the latency histograms, in seconds.
const LATENCY: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

/// The label of unknown paths.
const UNKNOWN: &str = "unknown";

/// Counts requests.
#[derive(Clone)]
pub struct Traffic(Arc<Counted>);

struct Counted {
    requests: Family<ResponseLabels, Counter>,
    latency: Family<RequestLabels, Histogram, fn() -> Histogram>,
    in_flight: Gauge,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ResponseLabels {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: &'static str,
    route: String,
}

/// A request in progress; decrements the gauge when dropped.
pub struct InFlight(Gauge);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Default for Traffic {
    fn default() -> Self {
        Self(Arc::new(Counted {
            requests: Family::default(),
            latency: Family::new_with_constructor(|| Histogram::new(LATENCY)),
            in_flight: Gauge::default(),
        }))
    }
}

impl Traffic {
    pub fn begin(&self) -> InFlight {
        self.0.in_flight.inc();
        InFlight(self.0.in_flight.clone())
    }

    /// Counts a reply. `route`: the path as it is declared; None for unknown paths.
    pub fn count(&self, method: &Method, route: Option<&str>, status: u16, took: Duration) {
        let (method, route) = (verb(method), route.unwrap_or(UNKNOWN).to_owned());
        let asked = RequestLabels { method, route: route.clone() };
        self.0.latency.get_or_create(&asked).observe(took.as_secs_f64());
        self.0.requests.get_or_create(&ResponseLabels { method, route, status }).inc();
    }
}

fn verb(method: &Method) -> &'static str {
    let known = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
    known.into_iter().find(|name| *name == method.as_str()).unwrap_or("OTHER")
}

/// Serves the figures; 404 to callers without access.
#[handler]
pub async fn metrics(
    request: &Request,
    app: Data<&App>,
    traffic: Data<&Traffic>,
) -> Result<Response, Problem> {
    if !may_read(request, &app) {
        return Err(Problem(Error::NotFound("path")));
    }
    let text = render(&app, &traffic, &figures(&app).await?)?;
    Ok(Response::builder()
        .header(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
        .body(text))
}

fn may_read(request: &Request, app: &App) -> bool {
    let headers = request.headers();
    if let Some(token) = &app.config.metrics.token {
        let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let sent = sent
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        return sent
            .is_some_and(|(_, sent)| same(&token_hash(sent.trim()), &token_hash(token.reveal())));
    }
    // Proxies add these headers; then the client is elsewhere.
    let passed_on = ["x-forwarded-for", "forwarded", "via", "x-real-ip"];
    let peer = request.remote_addr().as_socket_addr().map(|peer| peer.ip().to_canonical());
    // A page in a local browser may use a foreign name that resolves to this machine.
    let is_local = hosts::host(request).is_none_or(|host| hosts::is_loopback(hosts::host_of(host)));
    is_local
        && peer.is_some_and(|peer| peer.is_loopback())
        && !passed_on.iter().any(|name| headers.contains_key(*name))
}

type Number = Gauge<i64, AtomicI64>;
type Share = Gauge<f64, AtomicU64>;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct KindLabel {
    kind: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StateLabel {
    state: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct File {
    file: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Version {
    version: &'static str,
}

/// All figures in the text format of Prometheus.
fn render(app: &App, traffic: &Traffic, figures: &Figures) -> crate::Result<String> {
    let mut all = Registry::with_prefix("be_right");
    let build = Family::<Version, Number>::default();
    build.get_or_create(&Version { version: env!("CARGO_PKG_VERSION") }).set(1);
    all.register("build_info", "The version that runs", build);
    of_traffic(&mut all, &traffic.0);
    of_database(&mut all, app, figures);
    of_work(&mut all, figures, &app.counts.mails);
    of_passwords(&mut all, app);
    of_pictures(&mut all, app);
    of_data_safety(&mut all, app, figures);
    all.register("lookups", "Answers by where they came from", app.counts.lookups.clone());
    let streams = Number::default();
    streams.set(whole(app.live.count()));
    all.register("sse_clients", "Streams of events that are open", streams);
    let mut text = String::new();
    encode(&mut text, &all).map_err(anyhow::Error::from)?;
    // The usual names of process metrics have no prefix.
    let mut process = Registry::default();
    of_process(&mut process, app, &figures.process);
    encode(&mut text, &process).map_err(anyhow::Error::from)?;
    Ok(plain(&text))
}

/// Figures about data safety.
fn of_data_safety(all: &mut Registry, app: &App, figures: &Figures) {
    let number = |value: i64| {
        let gauge = Number::default();
        gauge.set(value);
        gauge
    };
    let bytes = |value: u64| number(i64::try_from(value).unwrap_or(i64::MAX));
    if let Some(disk) = figures.disk {
        let help = "What is left on the disk that the data is on";
        all.register_with_unit("disk_free", help, Unit::Bytes, bytes(disk.free));
        all.register_with_unit("disk_size", "Of that disk", Unit::Bytes, bytes(disk.total));
    }
    let help = "The files of all companies";
    all.register_with_unit("files_size", help, Unit::Bytes, bytes(figures.blobs));
    let help = "Files and documents known to be missing or damaged";
    all.register("files_lost", help, number(figures.lost));
    all.register("files_kept", "Files that came in and were kept", app.counts.files_kept.clone());
    let help = "Files that came in and were refused";
    all.register("files_refused", help, app.counts.files_refused.clone());
    let help = "Uploads in parts that are under way";
    all.register("uploads_under_way", help, number(figures.uploads));
    if let Some(intact) = figures.intact {
        let help = "Whether the database file passed its last check";
        all.register("db_intact", help, number(i64::from(intact)));
    }
    let alarms = Family::<KindLabel, Number>::default();
    for kind in AlarmKind::ALL {
        let lasts = figures.alarms.iter().any(|alarm| alarm.kind == kind);
        let label = KindLabel { kind: kind.name().to_owned() };
        alarms.get_or_create(&label).set(i64::from(lasts));
    }
    all.register("alarm", "Whether something threatens data, by what it is", alarms);
}

fn of_process(all: &mut Registry, app: &App, process: &ProcessFigures) {
    let number = |value: u64| {
        let gauge = Number::default();
        gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
        gauge
    };
    if let Some(bytes) = process.resident {
        let help = "Memory that is really there";
        all.register_with_unit("process_resident_memory", help, Unit::Bytes, number(bytes));
    }
    if let Some(files) = process.open_files {
        all.register("process_open_fds", "Descriptors that are open", number(files));
    }
    if let Some(files) = process.most_files {
        all.register("process_max_fds", "How many may be open", number(files));
    }
    if let Some(used) = process.on_cores {
        let counter = Counter::<f64, AtomicU64>::default();
        counter.inc_by(used.as_secs_f64());
        let help = "Time of all threads on a core";
        all.register_with_unit("process_cpu", help, Unit::Seconds, counter);
    }
    if let Some(started) = process.started {
        let share = Share::default();
        let ago = app.clock.running().saturating_sub(started).as_secs_f64();
        share.set(app.now().0 as f64 / 1000.0 - ago);
        let help = "When the process began, since the Unix epoch";
        all.register_with_unit("process_start_time", help, Unit::Seconds, share);
    }
}

fn of_traffic(all: &mut Registry, counted: &Counted) {
    all.register("http_requests", "Requests answered", counted.requests.clone());
    all.register_with_unit(
        "http_request_duration",
        "From the request to the head of its answer",
        Unit::Seconds,
        counted.latency.clone(),
    );
    all.register("http_requests_in_flight", "Requests being answered", counted.in_flight.clone());
}

fn of_database(all: &mut Registry, app: &App, figures: &Figures) {
    let writer = app.db.meters();
    all.register_with_unit(
        "db_write_wait",
        "How long changes waited for the writer",
        Unit::Seconds,
        writer.wait,
    );
    all.register("db_commit_changes", "Changes that shared a commit", writer.batch);
    all.register_with_unit(
        "db_commit",
        "From the beginning of a batch until it is on the disk",
        Unit::Seconds,
        writer.commit,
    );
    let help = "Statements of changes, without those that begin and end them";
    all.register("db_write_statements", help, writer.statements);
    all.register("db_failed_commits", "Batches that could not be kept", writer.failed);
    let sizes = Family::<File, Number>::default();
    for (file, bytes) in [("main", figures.database), ("journal", figures.journal)] {
        sizes.get_or_create(&File { file }).set(i64::try_from(bytes).unwrap_or(i64::MAX));
    }
    all.register_with_unit("db_size", "The database's files", Unit::Bytes, sizes);
}

fn of_work(all: &mut Registry, figures: &Figures, tries: &Family<Tried, Counter>) {
    let (waiting, parked) =
        (Family::<KindLabel, Number>::default(), Family::<KindLabel, Number>::default());
    let oldest = Family::<KindLabel, Share>::default();
    for queue in &figures.jobs {
        let kind = KindLabel { kind: queue.kind.clone() };
        waiting.get_or_create(&kind).set(queue.waiting);
        parked.get_or_create(&kind).set(queue.parked);
        oldest.get_or_create(&kind).set(queue.late as f64 / 1000.0);
    }
    all.register("jobs_waiting", "Jobs that are due or will be", waiting);
    all.register("jobs_parked", "Jobs that were given up on", parked);
    all.register_with_unit(
        "jobs_oldest_due",
        "For how long the longest waiting job has been due",
        Unit::Seconds,
        oldest,
    );
    let mails = Family::<StateLabel, Number>::default();
    for (state, count) in &figures.mails {
        mails.get_or_create(&StateLabel { state: state.to_lowercase() }).set(*count);
    }
    all.register("mails", "Mails of the record, by what became of them", mails);
    let trouble = Family::<KindLabel, Number>::default();
    for kind in ["refused", "unreachable"] {
        let is_so = figures.mail.as_ref().is_some_and(|trouble| trouble.name() == kind);
        trouble.get_or_create(&KindLabel { kind: kind.to_owned() }).set(i64::from(is_so));
    }
    all.register("mail_trouble", "Whether mail is kept from leaving, and by what", trouble);
    all.register("mail_tries", "Tries to send a mail, by what came of them", tries.clone());
    let ready = Number::default();
    ready.set(i64::from(figures.search_ready));
    if let Some((age, bytes)) = figures.backup {
        let seconds = Share::default();
        seconds.set(age as f64 / 1000.0);
        let help = "Since the last good backup ended";
        all.register_with_unit("backup_age", help, Unit::Seconds, seconds);
        let size = Number::default();
        size.set(i64::try_from(bytes).unwrap_or(i64::MAX));
        all.register_with_unit("backup_size", "All that it needs", Unit::Bytes, size);
    }
    let contradicted = Number::default();
    contradicted.set(figures.contradicted);
    let help = "Answers whose evidence is not what was sealed";
    all.register("evidence_contradicted", help, contradicted);
    all.register("search_ready", "Whether the search index can be asked", ready);
}

fn of_passwords(all: &mut Registry, app: &App) {
    let hashed = Counter::<u64>::default();
    hashed.inc_by(app.passwords.computed());
    all.register("passwords_hashed", "Passwords hashed, each at the full cost", hashed);
}

fn of_pictures(all: &mut Registry, app: &App) {
    let number = |value: i64| {
        let gauge = Number::default();
        gauge.set(value);
        gauge
    };
    let counts = &app.counts;
    all.register("pictures_made", "Derivatives made", counts.pictures_made.clone());
    let hits = counts.pictures_kept.clone();
    all.register("pictures_cache_hits", "Derivatives that had been made before", hits);
    let refused = counts.pictures_refused.clone();
    all.register("pictures_refused", "Derivatives refused as too many waited", refused);
    let (files, bytes) = app.derivatives.weight();
    let bytes = number(i64::try_from(bytes).unwrap_or(i64::MAX));
    all.register_with_unit("pictures_cache_size", "The derivatives kept", Unit::Bytes, bytes);
    let files = number(i64::try_from(files).unwrap_or(i64::MAX));
    all.register("pictures_cache_files", "How many derivatives are kept", files);
    let busy = number(whole(app.picture_pool.busy()));
    all.register("pictures_seats_busy", "Pictures being made", busy);
    let seats = number(whole(app.picture_pool.slots()));
    all.register("pictures_seats", "How many can be made at a time", seats);
    let waiting = number(whole(app.picture_pool.waiting()));
    all.register("pictures_waiting", "Pictures that wait for a seat", waiting);
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Converts OpenMetrics 1.0 to the older text format (0.0.4), which every scraper reads: there a
/// counter's family has the suffix `_total`, and there are no units.
fn plain(text: &str) -> String {
    let counters: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE ")?.strip_suffix(" counter"))
        .collect();
    let mut plain = String::with_capacity(text.len());
    for line in text.lines() {
        let comment = ["# HELP ", "# TYPE "].into_iter().find_map(|mark| {
            let (name, rest) = line.strip_prefix(mark)?.split_once(' ')?;
            Some((mark, name, rest))
        });
        let written = match comment {
            Some((mark, name, rest)) if counters.contains(&name) => {
                writeln!(plain, "{mark}{name}_total {rest}")
            }
            None if line.starts_with('#') => continue,
            _ => writeln!(plain, "{line}"),
        };
        // Writing to a string does not fail.
        debug_assert!(written.is_ok());
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_up_methods_share_one_label() {
        assert_eq!(verb(&Method::from_bytes(b"BREW").unwrap()), "OTHER");
    }

    #[test]
    fn the_older_format_has_no_units_and_no_end() {
        let open = "# HELP a_b Things.\n# TYPE a_b counter\na_b_total{x=\"1\"} 3\n\
                    # UNIT c_seconds seconds\n# HELP c_seconds Time.\n# TYPE c_seconds gauge\n\
                    c_seconds 1.5\n# EOF\n";
        assert_eq!(
            plain(open),
            "# HELP a_b_total Things.\n# TYPE a_b_total counter\na_b_total{x=\"1\"} 3\n\
             # HELP c_seconds Time.\n# TYPE c_seconds gauge\nc_seconds 1.5\n"
        );
    }
}
