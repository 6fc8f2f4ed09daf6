//! The queue of jobs, and the schedules that fill it.

use std::collections::BTreeMap;

use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::super::forms::After;
use super::super::{Administer, Console, ConsoleContext, ConsoleForm, Operate};
use crate::actions::jobs::{self, Filter, JobView, State};
use crate::actions::schedules::{self, ScheduleLine};
use crate::http::caller::Caller;
use crate::http::pages::{go, show};
use crate::http::problem::Problem;
use crate::model::schedule::Frequency;
use crate::model::{CompanyId, JobId, List};
use crate::render::dates;
use crate::render::page::console::{
    Confirm, InstanceJobs, InstanceSchedules, InstanceTab, JobRow, Pager, ScheduleRow,
};
use crate::render::page::ui::ListPath;
use crate::{App, Error};

/// The query of the queue.
#[derive(Deserialize, Default)]
pub struct JobsQuery {
    page: Option<u32>,
    /// A state, in small letters.
    #[serde(default)]
    state: String,
}

const STATES: [(&str, State); 3] =
    [("parked", State::Parked), ("waiting", State::Waiting), ("running", State::Running)];

/// The jobs: those given up first, then by when they are due.
#[handler]
pub async fn list_jobs(
    app: Data<&App>,
    Query(params): Query<JobsQuery>,
    Query(after): Query<After>,
    context: Console<Operate>,
) -> poem::Result<Response> {
    let tab = InstanceTab::Jobs;
    let chosen = STATES.into_iter().find(|(name, _)| *name == params.state);
    let state = chosen.map(|(name, _)| name.to_owned()).unwrap_or_default();
    let here = ListPath::new(tab.path(), [("state", state.clone())]);
    let query = context.page_of(List::Users, params.page, ());
    let filter = Filter { state: chosen.map(|(_, state)| state), kind: None };
    let found = jobs::list(&app, query, filter).await.map_err(Problem)?;
    let pager = Pager { page: found.page, pages: found.total_pages(), base: here.page_base() };
    let of = found.data.iter().map(|one| one.job.scope.map(|scope| scope.company()));
    let studios = context.studios(&app, of).await?;
    let mut states = vec![("", context.say("instance-jobs-all"))];
    states.extend(STATES.map(|(name, _)| (name, context.say(&format!("job-state-{name}")))));
    let may_change = context.may_administer();
    let mut chrome = context.chrome(format!("{}{}", here.page_base(), found.page));
    chrome.toast = context.toast(&after, None);
    let page = InstanceJobs {
        chrome,
        nav: context.instance(Some(tab)),
        total: found.total,
        rows: found.data.into_iter().map(|one| row(&context, one, &studios, may_change)).collect(),
        states,
        state,
        pager,
        may_change,
    };
    Ok(show(StatusCode::OK, &page))
}

fn row(
    context: &ConsoleContext,
    JobView { job, progress }: JobView,
    studios: &BTreeMap<CompanyId, String>,
    may_change: bool,
) -> JobRow {
    let tries = usize::try_from(job.attempts).unwrap_or_default();
    JobRow {
        id: job.id.0,
        name: job_name(context, &job.kind),
        class: match job.state {
            State::Parked => "is-no",
            _ if job.last_error.is_some() => "is-part",
            State::Running => "is-yes",
            State::Waiting => "",
        },
        state: context.say(&format!("job-state-{}", job.state.name().to_lowercase())),
        attempts: context.count("instance-job-attempts", tries),
        due: context.moment(job.parked_at.unwrap_or(job.due_at)),
        error: job.last_error,
        company: job.scope.and_then(|scope| studios.get(&scope.company()).cloned()),
        progress: progress.map(|one| (one.done, one.total)),
        may_change: may_change && job.state != State::Running,
    }
}

/// What a job or a schedule does, by its name.
fn job_name(context: &ConsoleContext, name: &str) -> String {
    let key = format!("job-{}", name.replace('_', "-"));
    match crate::render::words(context.locale).knows(&key) {
        true => context.say(&key),
        false => name.to_owned(),
    }
}

/// `do=retry` runs a job again now; `drop` removes it, once that is confirmed.
#[handler]
pub async fn change_job(
    app: Data<&App>,
    caller: Caller,
    Path(id): Path<i64>,
    form: ConsoleForm<Administer>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let (back, id, by) = (InstanceTab::Jobs.path(), JobId(id), Some(context.actor.user));
    let done = match fields.text("do") {
        "retry" => jobs::retry(&app, id, by, caller.origin()).await.map(|_| "job-retried"),
        "drop" if !fields.ticked("confirm") => {
            let page = Confirm {
                chrome: context.chrome_without_path(),
                title: context.say_with("instance-job-drop-title", "id", &id.0.to_string()),
                lines: vec![context.say("instance-job-drop-text")],
                names: vec![],
                more: 0,
                asked: vec![],
                action: format!("{back}/{}", id.0),
                fields: vec![("do".to_owned(), "drop".to_owned())],
                go: context.say("instance-job-drop"),
                is_destructive: true,
                back,
            };
            return Ok(show(StatusCode::OK, &page));
        }
        "drop" => jobs::drop(&app, id, by, caller.origin()).await.map(|()| "job-dropped"),
        _ => Err(Error::invalid("do", "required")),
    };
    match done {
        Ok(after) => Ok(go(&format!("{back}?after={after}"))),
        // It runs, or was done meanwhile.
        Err(Error::Conflict(_) | Error::NotFound(_)) => Ok(go(&format!("{back}?after=job-gone"))),
        Err(error) => Err(Problem(error).into()),
    }
}

/// The schedules, with their last runs and the next.
#[handler]
pub async fn list_schedules(
    app: Data<&App>,
    Query(after): Query<After>,
    context: Console<Operate>,
) -> poem::Result<Response> {
    let tab = InstanceTab::Schedules;
    let lines = schedules::list(&app).await.map_err(Problem)?;
    let mut chrome = context.instance_chrome(tab);
    chrome.toast = context.toast(&after, None);
    let page = InstanceSchedules {
        chrome,
        nav: context.instance(Some(tab)),
        // Where nothing is billed, nothing of it is seen.
        rows: lines
            .into_iter()
            .filter(|line| context.bills || line.schedule.name != "sync_customers")
            .map(|line| schedule(&context, line, app.config.time_zone.clone()))
            .collect(),
        zone: app.config.time_zone.iana_name().unwrap_or("UTC").to_owned(),
        may_run: context.may_administer(),
    };
    Ok(show(StatusCode::OK, &page))
}

fn schedule(context: &ConsoleContext, line: ScheduleLine, zone: jiff::tz::TimeZone) -> ScheduleRow {
    let often = match line.schedule.frequency {
        Frequency::Daily => "instance-daily",
        Frequency::Monthly => "instance-monthly",
    };
    // A check reports what is wrong, in the words of the log; the others what they did.
    let is_check = line.schedule.name.starts_with("check_");
    let outcome = line.last.as_ref().map(|run| {
        let found = run.outcome.as_ref().filter(|text| is_check && *text != "ok");
        match (found, run.parked, run.finished_at) {
            (Some(text), ..) => ("is-no", text.clone()),
            (_, true, _) => ("is-no", context.say("job-state-parked")),
            (_, _, None) => ("is-part", context.say("instance-run-open")),
            (_, _, Some(_)) => ("is-yes", context.say("instance-run-done")),
        }
    });
    ScheduleRow {
        name: line.schedule.name,
        label: job_name(context, line.schedule.name),
        often: context.say_with(often, "at", &line.schedule.hour()),
        last: line.last.map(|run| context.moment(run.finished_at.unwrap_or(run.queued_at))),
        outcome,
        next: dates::moment(context.locale, line.next, &zone),
    }
}

/// Runs a schedule now, once that is confirmed: it may send mails.
#[handler]
pub async fn run_schedule(
    app: Data<&App>,
    caller: Caller,
    form: ConsoleForm<Administer>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let (back, name) = (InstanceTab::Schedules.path(), fields.text("name"));
    let lines = schedules::list(&app).await.map_err(Problem)?;
    let line = lines.into_iter().find(|line| line.schedule.name == name);
    let line = line.ok_or(Problem(Error::NotFound("schedule")))?;
    if !fields.ticked("confirm") {
        let sends = match line.schedule.sends_mail {
            true => "instance-run-mails",
            false => "instance-run-text",
        };
        let label = job_name(&context, name);
        let page = Confirm {
            chrome: context.chrome_without_path(),
            title: context.say_with("instance-run-title", "name", &label),
            lines: vec![context.say(sends)],
            names: vec![],
            more: 0,
            asked: vec![],
            action: back.clone(),
            fields: vec![("name".to_owned(), name.to_owned())],
            go: context.say("instance-run"),
            is_destructive: false,
            back,
        };
        return Ok(show(StatusCode::OK, &page));
    }
    let by = Some(context.actor.user);
    schedules::run(&app, name, by, caller.origin()).await.map_err(Problem)?;
    Ok(go(&format!("{back}?after=schedule-run")))
}
