//! Time-stamps of daily roots: authorities outside this instance sign when a root existed, so that not
//! even the owner of the key can date one back.

use crate::App;
use crate::error::Result;
use crate::model::daily_root::DailyRoot;
use crate::model::time_token::{TimeToken, Wrong};
use crate::model::{AlarmKind, Job};
use crate::ports::Unstamped;
use crate::store::root_tokens;
use crate::store::{AllTx, alarms, daily_roots, jobs};

pub use crate::store::root_tokens::KeptToken;

/// Queues the time-stamps of a new root, one job for each authority.
pub(super) fn queue(all: &AllTx, app: &App, number: u64) -> Result<()> {
    for authority in &app.witnesses.authorities {
        let url = authority.url().to_owned();
        let key = format!("timestamp:{number}:{url}");
        jobs::enqueue_for_instance(all, &key, &Job::TimestampRoot { root: number, url })?;
    }
    Ok(())
}

/// Has a root time-stamped by the authority at this address, and keeps the token. Fails if the
/// authority is out of reach, so that the queue tries again later; a late token says its own time. A
/// reply that is wrong is not kept, and raises an alarm. Does nothing if the authority is no longer
/// configured, or has stamped this root.
pub async fn time_stamp_root(app: &App, number: u64, url: String) -> Result<()> {
    let of = url.clone();
    let look = app.db.read_all(move |all| {
        if root_tokens::exists(all, number, &of)? {
            return Ok(None);
        }
        daily_roots::find(all, number as i64)
    });
    let Some(root) = look.await? else { return Ok(()) };
    let Some(stamped) = app.time_stamp(&url, root.hash()).await else {
        return app.db.write_all(move |all| clear(all, &url)).await;
    };
    match stamped {
        // The clock of this server was ahead when the root was made.
        Ok(token) if !token.is_of(&root) => Err(refuse(app, &url, Wrong::Clock).await),
        Ok(token) => {
            let kept = KeptToken {
                number,
                is_checked: app.witnesses.is_trusted(&token),
                url,
                at: token.at,
                authority: token.authority,
                token: token.der,
            };
            if !kept.is_checked && app.witnesses.roots.is_some() {
                let by = &kept.authority;
                tracing::warn!(
                    url = kept.url, name = by.name, certificate = %by.certificate,
                    "the certificate of a time-stamp is not from proof.timestamp_roots"
                );
            }
            let keep = app.db.write_all(move |all| {
                root_tokens::keep(all, &kept)?;
                clear(all, &kept.url)
            });
            keep.await
        }
        Err(Unstamped::Wrong(wrong)) => Err(refuse(app, &url, wrong).await),
        Err(Unstamped::Unreached(why)) => {
            Err(anyhow::anyhow!("the time-stamping authority {url}: {why}").into())
        }
    }
}

/// Ends the alarm if it is about the authority at this address.
fn clear(all: &AllTx, url: &str) -> Result<()> {
    let alarm = alarms::find(all, AlarmKind::TimestampsWrong)?;
    if alarm.is_some_and(|alarm| alarm.detail.starts_with(&detail(url, ""))) {
        alarms::clear(all, AlarmKind::TimestampsWrong)?;
    }
    Ok(())
}

fn detail(url: &str, why: &str) -> String {
    format!("{url}: {why}")
}

async fn refuse(app: &App, url: &str, wrong: Wrong) -> crate::Error {
    let detail = detail(url, &wrong.to_string());
    let said = detail.clone();
    let raise = move |all: &AllTx| alarms::raise(all, AlarmKind::TimestampsWrong, &detail);
    match app.db.write_all(raise).await {
        Ok(_) => anyhow::anyhow!("{said}").into(),
        Err(error) => error,
    }
}

/// The tokens of a root, as a bundle has them: those that are over this root and rightly signed.
pub(super) async fn tokens(app: &App, root: &DailyRoot) -> Result<Vec<Vec<u8>>> {
    let number = root.number;
    let kept = app.db.read_all(move |all| root_tokens::list(all, number, number)).await?;
    let tokens = kept.into_iter().map(|kept| kept.token);
    let is_good = |token: &Vec<u8>| TimeToken::read(token).is_ok_and(|one| one.is_of(root));
    Ok(tokens.filter(is_good).take(crate::render::bundle::MAX_TOKENS).collect())
}
