//! Who is told of what. Facts come here from the queue, so nothing below needs
//! to know that mails, notifications or the search index exist.

use std::collections::BTreeSet;

use crate::App;
use crate::error::Result;
use crate::model::address::Located;
use crate::model::renewal::Notice;
use crate::model::{
    AnswerId, DecisionId, EmployeeId, EventId, Fact, Job, Letter, Timestamp, UserId,
};
use crate::store::{Scope, Tx, answers, cases, events, jobs, mails, places, users};

/// Tells a fact to whoever it concerns. May run twice: each mail is queued once.
pub async fn announce(app: &App, scope: Scope, fact: Fact) -> Result<()> {
    let places = app.geocoder.is_some();
    app.db
        .write(scope, move |tx| {
            if places {
                locate(tx, &fact)?;
            }
            tell(tx, fact)
        })
        .await
}

/// Has an address that was just written looked up, if it says nothing of where it is.
fn locate(tx: &Tx, fact: &Fact) -> Result<()> {
    let of = match *fact {
        Fact::CompanyUpdated => Located::Company,
        Fact::EmployeeCreated { employee } | Fact::EmployeeUpdated { employee } => {
            Located::Employee { id: employee }
        }
        Fact::EventCreated { event } | Fact::EventUpdated { event } => Located::Event { id: event },
        _ => return Ok(()),
    };
    if places::find(tx, of)?.is_some_and(|address| address.place().is_some()) {
        jobs::enqueue(tx, &Job::Geocode { of })?;
    }
    Ok(())
}

fn tell(tx: &Tx, fact: Fact) -> Result<()> {
    match fact {
        Fact::EventCompleted { event } => completed(tx, event),
        Fact::AnswerWithdrawn { answer, decision, .. } => withdrawn(tx, answer, decision),
        Fact::ConsentsExpiring { event, notice, at } => expiring(tx, event, notice, at),
        Fact::CameOfAge { employee, at } => came_of_age(tx, employee, at),
        // Told in the journal; nobody is written to.
        Fact::AnswerGiven { .. }
        | Fact::AnswerExpired { .. }
        | Fact::CompanyUpdated
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
        | Fact::ImportDone { .. }
        | Fact::GroupCreated { .. }
        | Fact::GroupUpdated { .. }
        | Fact::GroupDeleted { .. }
        | Fact::GroupRestored { .. }
        | Fact::UserJoined { .. } => Ok(()),
    }
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

/// As [`completed`]: one letter for all that came due together.
fn expiring(tx: &Tx, event: EventId, notice: Notice, at: Timestamp) -> Result<()> {
    let Some(found) = events::find(tx, event)? else { return Ok(()) };
    for user in readers(tx, found.created_by)? {
        let Some(member) = users::find_member(tx, user, false)? else { continue };
        let key = format!("expiring:{}:{}:{}:{}", event.0, notice.days(), at.0, user.0);
        if jobs::claim_once(tx, &key)? {
            mails::queue(tx, Letter::ConsentsExpiring { event, notice, at, user }, &member.email)?;
        }
    }
    Ok(())
}

/// Whoever planned one of the shoots, or the owners.
fn came_of_age(tx: &Tx, employee: EmployeeId, at: Timestamp) -> Result<()> {
    let mut told: BTreeSet<UserId> = BTreeSet::new();
    for answer in answers::came_of_age(tx, employee, at)? {
        let Some(shoot) = events::find(tx, answer.event)? else { continue };
        told.extend(readers(tx, shoot.created_by)?);
    }
    for user in told {
        let Some(member) = users::find_member(tx, user, false)? else { continue };
        if jobs::claim_once(tx, &format!("of-age:{}:{}:{}", employee.0, at.0, user.0))? {
            mails::queue(tx, Letter::CameOfAge { employee, at, user }, &member.email)?;
        }
    }
    Ok(())
}

fn readers(tx: &Tx, planner: Option<UserId>) -> Result<Vec<UserId>> {
    if let Some(user) = planner
        && users::find_member(tx, user, false)?.is_some()
    {
        return Ok(vec![user]);
    }
    users::owners(tx)
}
