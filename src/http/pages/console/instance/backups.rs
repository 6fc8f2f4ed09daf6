//! The backups of the instance: those that are kept, and the latest attempts.

use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Response, handler};

use super::super::forms::After;
use super::super::{Console, ConsoleContext, ConsoleForm, Operate};
use super::size;
use crate::actions::backup::{self, Snapshot, Tried};
use crate::http::caller::Caller;
use crate::http::pages::{go, show};
use crate::http::problem::Problem;
use crate::render::page::console::{BackupRow, BackupTryRow, InstanceBackups, InstanceTab};
use crate::render::words;
use crate::{App, Error};

const TAB: InstanceTab = InstanceTab::Backups;
/// The attempts that are listed.
const TRIES: usize = 10;

/// The list.
#[handler]
pub async fn show_backups(
    app: Data<&App>,
    Query(after): Query<After>,
    context: Console<Operate>,
) -> poem::Result<Response> {
    let found = backup::list(&app).await.map_err(Problem)?;
    let plan = match found.next {
        None => context.say("instance-backup-off-hint"),
        Some(next) => {
            let at = context.moment(next);
            let values = [("at", at.as_str().into()), ("count", (found.keep as u64).into())];
            words(context.locale).say_with("instance-backup-next", values).into_owned()
        }
    };
    let mut chrome = context.instance_chrome(TAB);
    chrome.toast = context.toast(&after, None);
    let (kept, trouble) = match found.kept {
        Ok(kept) => (kept, None),
        Err(trouble) => {
            (vec![], Some(format!("{} ({trouble})", context.say("instance-backup-unread"))))
        }
    };
    let page = InstanceBackups {
        chrome,
        nav: context.instance(Some(TAB)),
        is_on: found.is_on,
        plan,
        is_under_way: found.job.is_some(),
        trouble,
        kept: kept.into_iter().map(|one| row(&context, one)).collect(),
        tries: found.tried.into_iter().take(TRIES).map(|one| tried(&context, one)).collect(),
    };
    Ok(show(StatusCode::OK, &page))
}

fn row(context: &ConsoleContext, Snapshot { name, manifest }: Snapshot) -> BackupRow {
    let lost = manifest.lost.len();
    BackupRow {
        name,
        at: context.moment(manifest.at()),
        size: size(context, manifest.bytes()),
        files: context
            .count("instance-backup-count", usize::try_from(manifest.blobs).unwrap_or_default()),
        lost: (lost > 0).then(|| context.count("instance-backup-lost", lost)),
        version: manifest.version,
    }
}

fn tried(context: &ConsoleContext, tried: Tried) -> BackupTryRow {
    let at = context.moment(tried.ended_at);
    match tried.outcome {
        Ok(name) => {
            let added = size(context, tried.added);
            BackupTryRow {
                at,
                class: "is-yes",
                said: context.say("instance-run-done"),
                detail: format!(
                    "{name} · {}",
                    context.say_with("instance-backup-new", "size", &added)
                ),
            }
        }
        Err(trouble) => BackupTryRow {
            at,
            class: "is-no",
            said: context.say("instance-backup-failed"),
            detail: context.say(&format!("backup-trouble-{}", trouble.code().replace('_', "-"))),
        },
    }
}

/// Queues a backup.
#[handler]
pub async fn make_backup(
    app: Data<&App>,
    caller: Caller,
    form: ConsoleForm<Operate>,
) -> poem::Result<Response> {
    let by = form.context.actor.user;
    match backup::request(&app, by, caller.origin()).await {
        Ok(_) => Ok(go(&format!("{}?after=backup", TAB.path()))),
        Err(Error::Unavailable(_)) => Ok(go(&TAB.path())),
        Err(error) => Err(Problem(error).into()),
    }
}
