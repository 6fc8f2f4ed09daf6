//! `be-right bench`: measures the speed of this build on this machine. It starts an instance of its
//! own, in a temporary folder, on 127.0.0.1. Figures of different machines cannot be compared;
//! ratios within a run can.

mod background_latency;
mod check;
mod client;
mod hostile;
mod imports;
mod instance;
mod listeners;
mod lists;
mod load;
mod pages;
mod photos;
mod pictures;
mod queue;
mod report;
mod scenes;
mod search;

use std::io::{Write, stderr, stdout};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::failure::Failure;
use super::serve::runtime;
use crate::render::pdf;
use client::request;
use instance::{Instance, data};
use load::{Tally, drive};
use report::{Load, Memory, Pdf, Report, Start};
use scenes::{Outbox, Studio, consents};

/// After this time without work, memory that is not needed has been returned to the system.
const RETURNED: Duration = Duration::from_secs(4);

/// The arguments of `be-right bench`.
#[derive(clap::Args)]
pub struct Bench {
    /// Seconds each load lasts
    #[arg(long, default_value_t = 2.0, value_parser = seconds)]
    seconds: f64,
    /// Connections of each load, unless it sets its own number
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=256))]
    connections: u16,
    /// Shoots of the sample studio, four people each
    #[arg(long = "shoots", value_name = "SHOOTS", default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=1000))]
    events: u16,
    /// Shoots whose people all give their consent
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=250))]
    consents: u16,
    /// Measure only pages of long lists: a million answers take a minute to fill
    #[arg(long)]
    lists: bool,
    /// Measure only how fast the queue drains, and how much that slows others down
    #[arg(long, conflicts_with = "lists")]
    queue: bool,
    /// Measure only the pages of the console, of a studio with as many people as --people: the time
    /// of the server, and bytes as they are and compressed
    #[arg(long, conflicts_with_all = ["lists", "queue"])]
    pages: bool,
    /// Event streams open at a time; fewer where open files are limited (ulimit -n)
    #[arg(long, default_value_t = 5000, value_parser = clap::value_parser!(u16).range(1..=50000))]
    listeners: u16,
    /// Documents in the search index
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(100..=2_000_000))]
    documents: u32,
    /// People in each imported file
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    people: u32,
    /// Width and height of the hostile pictures: by default 49 megapixels, which are within the
    /// limits, in 50 kB. Photographs are as wide, 6,000 pixels at most
    #[arg(long, default_value_t = 7_000, value_parser = clap::value_parser!(u32).range(16..=7_000))]
    side: u32,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Compare with an earlier report of --json, and say what is worse by more than a fifth
    #[arg(long, value_name = "FILE", conflicts_with_all = ["lists", "queue", "pages", "photo"])]
    check: Option<std::path::PathBuf>,
    /// Only resize this photograph, and compare with vipsthumbnail
    #[arg(long, conflicts_with = "json")]
    photo: Option<std::path::PathBuf>,
    /// Resize it once to this width: the process that `--photo` measures
    #[arg(long, requires = "photo", hide = true)]
    make: Option<u32>,
}

pub fn run(bench: &Bench) -> Result<(), Failure> {
    match (&bench.photo, bench.make) {
        (Some(photo), Some(width)) => {
            let out = std::env::var_os("BE_RIGHT_BENCH_OUT");
            return pictures::make(photo, width, out.unwrap_or("/dev/null".into()).as_ref());
        }
        (Some(photo), None) => {
            return Ok(stdout().write_all(pictures::table(photo)?.as_bytes())?);
        }
        _ => {}
    }
    let folder = tempfile::tempdir()?;
    if bench.lists {
        let text = runtime()?.block_on(lists::measure(folder.path()))?;
        return Ok(stdout().write_all(text.as_bytes())?);
    }
    if bench.queue {
        let text = runtime()?.block_on(queue::measure(folder.path()))?;
        return Ok(stdout().write_all(text.as_bytes())?);
    }
    if bench.pages {
        let (people, json) = (bench.people.into(), bench.json);
        let text = runtime()?.block_on(pages::measure(folder.path(), people, json))?;
        return Ok(stdout().write_all(text.as_bytes())?);
    }
    let about = 2 * 10 + 60 + (20.0 * bench.seconds) as u64;
    writeln!(stderr(), "Measuring; this takes about {about} s.")?;
    let report = runtime()?.block_on(bench.measure(folder.path()))?;
    let text = match bench.json {
        true => serde_json::to_string_pretty(&report).map_err(anyhow::Error::from)? + "\n",
        false => report.table(),
    };
    stdout().write_all(text.as_bytes())?;
    if let Some(file) = &bench.check {
        let report = serde_json::to_value(&report).map_err(anyhow::Error::from)?;
        for sentence in check::worse(&report, file)? {
            writeln!(stderr(), "Worse than before: {sentence}.")?;
        }
    }
    Ok(())
}

impl Bench {
    async fn measure(&self, folder: &std::path::Path) -> Result<Report, Failure> {
        let pdf = pdfs()?;
        let search =
            search::measure(&folder.join("search"), self.documents as usize, search::TIMES)?;
        let (instance, first) = Instance::start(folder).await?;
        let mut studio = Studio::open(instance.address).await?;
        let outbox = Outbox::new(&data(folder));
        let mut postman = tokio::task::JoinSet::new();
        postman.spawn(outbox.clone().watch());
        studio.plan("sample", self.events.into()).await?;
        let asked = studio.plan("consent", self.consents.into()).await?;
        outbox.all_have(&asked, 1).await?;

        let (instance, starts) = restarts(instance, folder).await?;
        studio.moves(instance.address);
        tokio::time::sleep(Duration::from_secs(1)).await;
        let (idle, _) = instance.memory();

        let mut loads = self.requests(&studio, instance.address).await?;
        instance.is_quiet().await;
        let nothing = loads.first().map(|load| load.per_second);
        if let Some(event) = studio.events.first() {
            let alone = Duration::from_secs_f64(self.seconds);
            let address = instance.address;
            let (token, people) = (&studio.token, self.people as usize);
            loads.extend(imports::measure(address, token, *event, alone, people).await?);
            let width = self.side.min(6_000);
            loads.extend(photos::measure(address, token, *event, width, nothing).await?);
            loads.extend(hostile::measure(address, token, *event, alone, self.side).await?);
        }
        let began = Instant::now();
        let given = consents(instance.address, self.connections.into(), &outbox, &asked).await?;
        loads.push(Load::of("a whole consent, with its mails", &given, nothing));
        // The invitation, the code, and the copy with the PDF.
        outbox.all_have(&asked, 3).await?;
        let sealed = Tally::new(given.connections, began.elapsed(), vec![0; asked.len()]);
        loads.push(Load {
            p50_ms: 0.0,
            p99_ms: 0.0,
            ..Load::of("  the same, sealed and sent", &sealed, nothing)
        });
        instance.is_quiet().await;
        tokio::time::sleep(RETURNED).await;
        let (after_load, most) = instance.memory();
        drop(instance);
        let listeners = listeners::measure(&folder.join("live"), self.listeners.into()).await?;
        Ok(Report {
            listeners,
            version: env!("CARGO_PKG_VERSION"),
            optimised: !cfg!(debug_assertions),
            cores: std::thread::available_parallelism().map_or(0, usize::from),
            seconds: self.seconds,
            binary_bytes: std::fs::metadata(std::env::current_exe()?)?.len(),
            start: Start { first: millis(first), median: middle(&starts), worst: last(&starts) },
            memory: Memory { idle, after_load, most },
            pdf,
            search,
            loads,
        })
    }

    /// The loads of single requests; the first measures a route without work.
    async fn requests(
        &self,
        studio: &Studio,
        address: std::net::SocketAddr,
    ) -> Result<Vec<Load>, Failure> {
        let (many, lasts) = (usize::from(self.connections), Duration::from_secs_f64(self.seconds));
        let get = |path: &str, token: &str| request("GET", path, token, &Value::Null);
        let health = get("/healthz", "");
        let tally = drive(address, many, lasts, 200, move |_| health.clone()).await?;
        let nothing = Some(tally.per_second());
        let mut loads = vec![Load::of("nothing: GET /healthz", &tally, nothing)];

        let token = studio.token.clone();
        let events: Vec<Vec<u8>> =
            studio.events.iter().map(|id| get(&format!("/event/{id}"), &token)).collect();
        let one = move |n: u64| events[n as usize % events.len()].clone();
        let tally = drive(address, many, lasts, 200, one).await?;
        loads.push(Load::of("GET /event/:id", &tally, nothing));

        let page = get("/event?page=1&limit=20", &token);
        let tally = drive(address, many, lasts, 200, move |_| page.clone()).await?;
        loads.push(Load::of("GET /event?page=1 (20 rows)", &tally, nothing));

        let texts = ["ana", "sample", "shoot%20sam", "smaple", "an%20sam"];
        let texts = texts.map(|text| get(&format!("/search?q={text}"), &token));
        let search = move |n: u64| texts[n as usize % texts.len()].clone();
        let tally = drive(address, many, lasts, 200, search).await?;
        loads.push(Load::of("GET /search (20 results)", &tally, nothing));

        let tally = drive(address, many.min(8), lasts, 200, |_| Studio::login()).await?;
        loads.push(Load::of("POST /auth/login", &tally, nothing));

        for connections in [1, 8, 32] {
            let token = token.clone();
            let add = move |n: u64| Studio::employ(&token, &format!("load-{connections}-{n}"));
            let tally = drive(address, connections, lasts, 201, add).await?;
            loads.push(Load::of("POST /employee", &tally, nothing));
        }
        let tally = studio.plans_at_once(self.events.into()).await?;
        loads.push(Load::of("POST /event (20 people)", &tally, nothing));
        Ok(loads)
    }
}

/// The times of ten starts in milliseconds, sorted.
async fn restarts(
    mut instance: Instance,
    folder: &std::path::Path,
) -> Result<(Instance, Vec<f64>), Failure> {
    let mut starts = vec![];
    for _ in 0..10 {
        instance.kill()?;
        let took;
        (instance, took) = Instance::start(folder).await?;
        starts.push(millis(took));
    }
    starts.sort_unstable_by(f64::total_cmp);
    Ok((instance, starts))
}

/// Renders the sample document several times.
fn pdfs() -> Result<Pdf, Failure> {
    let mut times = vec![];
    let mut made = None;
    for _ in 0..21 {
        let began = Instant::now();
        let identity = pdf::sample_identity();
        let input = pdf::sample();
        let signing = pdf::SignedBy { identity: &identity, at: input.made_at, has_room: false };
        made = Some(pdf::release(&input, &signing)?);
        times.push(millis(began.elapsed()));
    }
    let first_ms = times.first().copied().unwrap_or_default();
    times.sort_unstable_by(f64::total_cmp);
    let (pages, bytes) = made.map_or((0, 0), |pdf| (pdf.pages, pdf.bytes.len()));
    Ok(Pdf { pages, bytes, first_ms, median_ms: middle(&times) })
}

/// The current and the peak memory of a process in KiB, if the system reports them.
fn memory(process: u32) -> (Option<u64>, Option<u64>) {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse().ok()
    };
    (of("VmRSS:"), of("VmHWM:"))
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn middle(sorted: &[f64]) -> f64 {
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

fn last(sorted: &[f64]) -> f64 {
    sorted.last().copied().unwrap_or_default()
}

fn seconds(text: &str) -> Result<f64, String> {
    let seconds: f64 = text.parse().map_err(|_| "expected a number of seconds".to_owned())?;
    if (0.05..=60.0).contains(&seconds) {
        Ok(seconds)
    } else {
        Err("expected 0.05 to 60 seconds".to_owned())
    }
}
