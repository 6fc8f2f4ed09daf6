//! Who is told of what. Facts come here from the queue, so nothing below needs
//! to know that mails, notifications or the search index exist.

use crate::App;
use crate::error::Result;
use crate::model::{AnswerId, DecisionId, EventId, Fact, Letter};
use crate::store::{Scope, Tx, cases, events, jobs, mails, users};

/// Tells a fact to whoever it concerns. May run twice: each mail is queued once.
pub async fn announce(app: &App, scope: Scope, fact: Fact) -> Result<()> {
    app.db
        .write(scope, move |tx| match fact {
            Fact::EventCompleted { event } => completed(tx, event),
            Fact::AnswerWithdrawn { answer, decision, .. } => withdrawn(tx, answer, decision),
            // Told in the journal; nobody is written to.
            Fact::AnswerGiven { .. }
            | Fact::EventCreated { .. }
            | Fact::EventUpdated { .. }
            | Fact::EventDeleted { .. }
            | Fact::EventRestored { .. }
            | Fact::EventStarted { .. }
            | Fact::EventClosed { .. }
            | Fact::EmployeeCreated { .. }
            | Fact::EmployeeUpdated { .. }
            | Fact::EmployeeDeleted { .. }
            | Fact::EmployeeRestored { .. }
            | Fact::EmployeeErased { .. }
            | Fact::EventErased { .. }
            | Fact::UserJoined { .. } => Ok(()),
        })
        .await
}

/// The one who planned the shoot, or the owners if they have left.
fn completed(tx: &Tx, event: EventId) -> Result<()> {
    let Some(found) = events::find(tx, event)? else { return Ok(()) };
    for user in readers(tx, found.created_by)? {
        let Some(member) = users::find_member(tx, user, false)? else { continue };
        // A shoot can complete again, when someone is added later and answers.
        let key = format!("all-answered:{}:{}:{}", event.0, found.progress.asked, user.0);
        if jobs::claim_once(tx, &key)? {
            mails::queue(tx, Letter::AllAnswered { event, user }, &member.email)?;
        }
    }
    Ok(())
}

fn withdrawn(tx: &Tx, answer: AnswerId, decision: DecisionId) -> Result<()> {
    let Some(case) = cases::find(tx, answer)? else { return Ok(()) };
    for user in readers(tx, case.shoot.created_by)? {
        let Some(member) = users::find_member(tx, user, false)? else { continue };
        if jobs::claim_once(tx, &format!("withdrawn:{}:{}", decision.0, user.0))? {
            let letter = Letter::ConsentWithdrawn { answer, decision, user };
            mails::queue(tx, letter, &member.email)?;
        }
    }
    Ok(())
}

fn readers(tx: &Tx, planner: Option<crate::model::UserId>) -> Result<Vec<crate::model::UserId>> {
    if let Some(user) = planner
        && users::find_member(tx, user, false)?.is_some()
    {
        return Ok(vec![user]);
    }
    users::owners(tx)
}
