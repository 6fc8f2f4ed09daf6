//! The nightly purge, in many short transactions. The next run continues an interrupted one.

use super::erase::{account_deleted_by, event_deleted_by, person_deleted_by};
use crate::App;
use crate::error::{Error, Result};
use crate::model::user::KEPT;
use crate::model::{AnswerId, CompanyId, EmployeeId, EventId, Timestamp, UserId};
use crate::store::{
    AllRead, Read, Scope, Tx, account_erasure, answers, companies, erasure, manifests,
};

/// Rows read at a time.
const BATCH: usize = 200;

/// Pages freed per transaction, so that others can write in between.
const PAGES: u32 = 1_000;

/// The numbers erased.
#[derive(Debug, Default)]
struct Purged {
    evidence: usize,
    people: usize,
    events: usize,
    requests: usize,
    accounts: usize,
}

/// Erases evidence whose retention is over and, per company, what was deleted longer ago than its
/// retention, including deleted companies. Running it again changes nothing.
pub async fn purge(app: &App) -> Result<()> {
    let mut purged = Purged { evidence: evidence(app).await?, ..Purged::default() };
    let mut after = CompanyId(0);
    loop {
        let next = app.db.read_all(move |all| companies::retentions(all, after, BATCH)).await?;
        let Some(last) = next.last() else { break };
        after = last.scope.company();
        for company in next {
            let (scope, cutoff) = (company.scope, company.cutoff(app.now()));
            if let Some(then) = company.deleted_at.filter(|at| *at <= cutoff) {
                let follow = move |tx: &Tx| erasure::follow_company(tx, then);
                while app.db.write(scope, follow).await? > 0 {}
            }
            purged.people += each(app, scope, cutoff, erasure::people, |tx, id, cutoff| {
                person_deleted_by(tx, EmployeeId(id), cutoff)
            })
            .await?;
            purged.requests += each(app, scope, cutoff, erasure::requests, |tx, id, cutoff| {
                request_deleted_by(tx, AnswerId(id), cutoff)
            })
            .await?;
            purged.events += each(app, scope, cutoff, erasure::events, |tx, id, cutoff| {
                event_deleted_by(tx, EventId(id), cutoff)
            })
            .await?;
        }
    }
    app.db.write_all(erasure::forget_sent).await?;
    let accounts_erased = accounts(app).await;
    let mut left = i64::MAX;
    loop {
        let before = left;
        left = app.db.write_all(|all| erasure::release_free_pages(all, PAGES)).await?;
        // A page that cannot be moved is tried again the next night.
        if left == 0 || left >= before {
            break;
        }
    }
    let db = app.db.clone();
    // The journal holds the erased data until it is overwritten.
    let wiped = app.off_thread(move || db.truncate_wal()).await??;
    // What can be wiped is wiped first, whatever is wrong with an account.
    purged.accounts = accounts_erased?;
    let Purged { evidence, people, events, requests, accounts } = purged;
    tracing::info!(evidence, people, events, requests, accounts, wiped, "purged");
    Ok(())
}

/// Erases evidence whose retention is over: first the PDFs, then the rows, so that an interrupted
/// run can be repeated.
async fn evidence(app: &App) -> Result<usize> {
    let (mut after, mut gone) = ((Timestamp(i64::MIN), AnswerId(0)), 0);
    loop {
        let due = app.db.read_all(move |all| erasure::expired(all, after, BATCH)).await?;
        let Some(last) = due.last() else { return Ok(gone) };
        after = (last.until, last.answer);
        for one in due {
            let answer = one.answer;
            let receipts = app.db.read(one.scope, move |read| manifests::receipts(read, answer));
            for pdf in one.pdf.into_iter().chain(receipts.await?) {
                let blobs = app.blobs.clone();
                app.off_thread(move || blobs.delete(pdf)).await??;
            }
            let erased = app.db.write(one.scope, move |tx| erasure::answer(tx, answer)).await?;
            gone += usize::from(erased);
        }
    }
}

/// Erases the accounts deleted longer ago than they can be restored, each in its own transaction.
async fn accounts(app: &App) -> Result<usize> {
    let cutoff = app.now().minus(KEPT);
    let (mut after, mut gone) = (UserId(0), 0);
    loop {
        let list = move |all: &AllRead| account_erasure::due(all, cutoff, after, BATCH);
        let due = app.db.read_all(list).await?;
        let Some(last) = due.last() else { return Ok(gone) };
        after = *last;
        for id in due {
            gone += usize::from(
                app.db.write_all(move |all| account_deleted_by(all, id, cutoff)).await?,
            );
        }
    }
}

/// A query for the rows deleted by an instant, after a row (deletion and id).
type List = fn(&Read, Timestamp, (Timestamp, i64), usize) -> Result<Vec<(Timestamp, i64)>>;

/// Erases the rows of `list`, each in its own transaction, which checks again that it is due.
async fn each(
    app: &App,
    scope: Scope,
    cutoff: Timestamp,
    list: List,
    erase: fn(&Tx, i64, Timestamp) -> Result<bool>,
) -> Result<usize> {
    let (mut after, mut gone) = ((Timestamp(i64::MIN), 0), 0);
    loop {
        let due = app.db.read(scope, move |read| list(read, cutoff, after, BATCH)).await?;
        let Some(last) = due.last() else { return Ok(gone) };
        after = *last;
        for (_, id) in due {
            gone += usize::from(app.db.write(scope, move |tx| erase(tx, id, cutoff)).await?);
        }
    }
}

fn request_deleted_by(tx: &Tx, id: AnswerId, cutoff: Timestamp) -> Result<bool> {
    let request = answers::find_any(tx, id)?.ok_or(Error::NotFound("answer"))?;
    let due = request.deleted_at.is_some_and(|at| at <= cutoff) && request.signed_at.is_none();
    Ok(due && erasure::answer(tx, id)?)
}
