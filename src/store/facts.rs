//! The journal of facts: append-only, ids only.

use super::{
    Changes, Read, Rows, Tx, answers, audit, badges, jobs, live, notifications, params, places,
    takedowns,
};
use crate::error::Result;
use crate::model::live::AnswerNews;
use crate::model::{AnswerId, EmployeeId, Fact, FactId, Job, Live, UserId};

/// Records a fact in the transaction that makes it true, and queues notifications if it has any
/// effect.
pub fn record(tx: &Tx, fact: Fact) -> Result<()> {
    let body = serde_json::to_string(&fact).map_err(anyhow::Error::from)?;
    let id = tx.insert(
        "INSERT INTO facts (company_id, kind, body, happened_at, user_id)
         VALUES (:company, :kind, :body, :now, :by) RETURNING id",
        params! {
            ":kind": fact.kind(), ":body": body, ":now": tx.now(),
            ":by": tx.scope().by(),
        },
    )?;
    if let Some((action, about)) = fact.audited() {
        audit::note_in(tx, tx.scope().by(), action, about)?;
    }
    if let Fact::AnswerBegun { answer, .. }
    | Fact::AnswerGiven { answer, .. }
    | Fact::AnswerWithdrawn { answer, .. }
    | Fact::AnswerExpired { answer, .. } = &fact
    {
        publish(tx, *answer)?;
    }
    // Asked first: few companies note what they publish.
    if fact.may_end_consent()
        && takedowns::any(tx)?
        && let Some(employee) = employee_of(tx, &fact)?
    {
        jobs::enqueue(tx, &Job::SettleTakedowns { employee })?;
    }
    if has_effects(tx, &fact)? {
        jobs::enqueue(tx, &Job::Announce { fact, id: Some(FactId(id)) })?;
    }
    Ok(())
}

/// Whose consent a fact is about.
fn employee_of(tx: &Tx, fact: &Fact) -> Result<Option<EmployeeId>> {
    match fact {
        Fact::EmployeeErased { employee } => Ok(Some(*employee)),
        Fact::AnswerBegun { answer, .. }
        | Fact::AnswerGiven { answer, .. }
        | Fact::AnswerWithdrawn { answer, .. }
        | Fact::AnswerExpired { answer, .. } => {
            Ok(answers::find_any(tx, *answer)?.map(|answer| answer.employee))
        }
        _ => Ok(None),
    }
}

/// The user who caused a fact; None for a recipient or a schedule.
pub fn by(read: &Read, id: FactId) -> Result<Option<UserId>> {
    let found = read.first(
        "SELECT user_id FROM facts WHERE company_id = :company AND id = :id",
        params! { ":id": id },
        |row| row.get::<Option<i64>>("user_id"),
    )?;
    Ok(found.flatten().map(UserId))
}

/// Publishes the state of an answer to subscribers.
fn publish(tx: &Tx, id: AnswerId) -> Result<()> {
    let Some(answer) = answers::find(tx, id)? else { return Ok(()) };
    let news = Live::Answer(AnswerNews { id, event_id: answer.event, state: answer.state });
    live::publish_of_event(tx, answer.event, &news)?;
    live::publish_to_person(tx, id, &news)
}

/// Whether a fact has effects: notifications, badges or geocoding.
fn has_effects(tx: &Tx, fact: &Fact) -> Result<bool> {
    // Counted in any case, so before the condition.
    let earns = badges::count_fact(tx, fact)?;
    let by = tx.scope().by();
    let unplaced = match fact.located() {
        Some(of) => places::is_unplaced(tx, of)?,
        None => false,
    };
    Ok(earns
        || unplaced
        || matches!(
            fact,
            Fact::UserJoined { .. }
                | Fact::PlanChanged
                | Fact::CameOfAge { .. }
                | Fact::ImportDone { .. }
        )
        || (fact.notification().is_some() && notifications::has_readers(tx, by)?))
}
