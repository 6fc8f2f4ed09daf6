//! `be-right jobs`: inspects and controls the job queue and the cron from this machine. Works while
//! the server runs; the server acts within seconds.

use std::fmt::Write as _;
use std::io::{Write, stdout};

use clap::Subcommand;

use super::data_dir::DataDir;
use super::failure::Failure;
use super::serve::runtime;
use super::{Global, logging, wire};
use crate::actions::jobs::{self, Filter, State};
use crate::actions::{Origin, health, schedules};
use crate::model::live::JobProgress;
use crate::model::{JobId, PageQuery};
use crate::{App, Error};

/// Most jobs listed.
const SHOWN: u32 = 100;

#[derive(Subcommand)]
pub enum Jobs {
    /// List waiting, running and abandoned jobs, and the scheduled tasks
    #[command(after_help = "Examples:\n  be-right jobs list\n  be-right jobs list --parked")]
    List {
        /// Only abandoned jobs
        #[arg(long)]
        parked: bool,
        /// Only jobs of this kind, such as mail
        #[arg(long)]
        kind: Option<String>,
    },
    /// Retry one job now, with its attempts reset; or all failed jobs
    #[command(
        after_help = "Examples:\n  be-right jobs retry 42\n  be-right jobs retry --kind mail\n  be-right jobs retry --all"
    )]
    Retry {
        #[arg(required_unless_present_any = ["all", "kind"])]
        id: Option<i64>,
        /// All failed or abandoned jobs
        #[arg(long, conflicts_with_all = ["id", "kind"])]
        all: bool,
        /// Failed jobs of this kind, such as mail
        #[arg(long, conflicts_with = "id")]
        kind: Option<String>,
    },
    /// Delete a job without running it
    #[command(after_help = "Example:\n  be-right jobs drop 42")]
    Drop { id: i64 },
    /// Run a scheduled task now, such as purge
    #[command(after_help = "Example:\n  be-right jobs run purge")]
    Run { name: String },
}

pub fn run(global: &Global, asked: &Jobs) -> Result<(), Failure> {
    logging::start_quiet();
    let config = global.config()?;
    let data = DataDir::open(&config)?;
    let report = runtime()?.block_on(async {
        let app = wire::app(config, &data)?;
        answer(&app, asked).await
    })?;
    Ok(stdout().write_all(report.as_bytes())?)
}

async fn answer(app: &App, asked: &Jobs) -> Result<String, Failure> {
    let unknown = |id: i64| move |error| explained(error, &format!("there is no job {id}"));
    Ok(match asked {
        Jobs::List { parked, kind } => {
            let state = parked.then_some(State::Parked);
            list(app, Filter { state, kind: kind.clone() }).await?
        }
        Jobs::Retry { id: None, kind, .. } => {
            let count = jobs::retry_all(app, kind.clone(), Origin::default()).await?;
            format!("{count} jobs are due now; the server does them within seconds.\n")
        }
        Jobs::Retry { id: Some(id), .. } => {
            let job = jobs::retry(app, JobId(*id), None, Origin::default()).await;
            let job = job.map_err(unknown(*id))?.job;
            format!("Job {id} ({}) is due now; the server does it within seconds.\n", job.kind)
        }
        Jobs::Drop { id } => {
            let gone = jobs::drop(app, JobId(*id), None, Origin::default()).await;
            gone.map_err(unknown(*id))?;
            format!("Job {id} is forgotten.\n")
        }
        Jobs::Run { name } => {
            let job = schedules::run(app, name, None, Origin::default()).await;
            let why = format!("nothing is done by the clock under the name {name}");
            let job = job.map_err(|error| explained(error, &why))?;
            format!("{name} is job {}; the server does it within seconds.\n", job.0)
        }
    })
}

async fn list(app: &App, filter: Filter) -> Result<String, Failure> {
    let query = PageQuery {
        page: 1,
        limit: SHOWN,
        order: (),
        descending: false,
        with_deleted: false,
        among: None,
    };
    let found = jobs::list(app, query, filter).await?;
    let mut text = String::new();
    let _ = writeln!(text, "{} jobs", found.total);
    if let Some(trouble) = health::ready(app).await?.mail {
        let _ = writeln!(text, "{}", super::mail::trouble(&trouble));
    }
    for jobs::JobView { job, progress } in &found.data {
        let due = job.due_at.rfc3339();
        let (id, state, kind) = (job.id.0, job.state.name(), &job.kind);
        let _ = write!(text, "{id:>8}  {state:<8}{kind:<16}due {due}  {} tries", job.attempts);
        if let Some(JobProgress { done, total }) = progress {
            let _ = write!(text, "  {done} of {total}");
        }
        if let Some(error) = &job.last_error {
            let _ = write!(text, "  {error}");
        }
        text.push('\n');
    }
    let left = found.total - found.data.len() as i64;
    if left > 0 {
        let _ = writeln!(text, "and {left} more");
    }
    text.push_str("\nBy the clock\n");
    for line in schedules::list(app).await? {
        let one = line.schedule;
        let last = match &line.last {
            None => "never yet".to_owned(),
            Some(run) => {
                let what = match (run.finished_at, run.parked) {
                    (Some(at), _) => format!("done {}", at.rfc3339()),
                    (None, true) => "given up on".to_owned(),
                    (None, false) => "not done yet".to_owned(),
                };
                let found = run.outcome.iter().map(|found| format!(", {found}"));
                format!("for {}: {what}{}", run.due, found.collect::<String>())
            }
        };
        let next = line.next.rfc3339();
        let _ = writeln!(text, "  {:<16}{}  next {next}  last {last}", one.name, one.hour());
    }
    Ok(text)
}

fn explained(error: Error, unknown: &str) -> Failure {
    match error {
        Error::NotFound(_) => {
            Failure::new(unknown).next("`be-right jobs list` shows what there is.")
        }
        Error::Conflict(_) => Failure::new("the job is being done now")
            .next("Look again with `be-right jobs list` when it has ended."),
        other => other.into(),
    }
}
