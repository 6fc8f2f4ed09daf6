//! What happens to consents over time: they expire, the company is notified before, and minors who
//! come of age are asked themselves.

use std::collections::BTreeSet;

use super::renew::Asker;
use crate::App;
use crate::error::{Error, Result};
use crate::model::chain::EvidenceKind;
use crate::model::renewal::{Notice, born_to_be_of_age};
use crate::model::{Answer, EmployeeId, Fact, Job};
use crate::store::{Scope, Tx, answers, evidence, facts, guardians, jobs};

/// The number of consents per transaction. If there are more, the job queues itself again.
const BATCH: usize = 200;

/// The nightly job of a company. Running it twice changes nothing, and it makes up for a missed
/// night, because it depends on marks in the rows and not on the date.
pub async fn follow(app: &App, scope: Scope) -> Result<()> {
    let asker = Asker::of(app);
    app.db
        .write(scope, move |tx| {
            let expired = expire(tx)?;
            let asked = ask_who_came_of_age(tx, &asker)?;
            if expired == BATCH || asked == BATCH {
                jobs::enqueue(tx, &Job::FollowTerms)?;
            }
            give_notices(tx)
        })
        .await
}

/// Expires consents whose term is over, with an entry in the evidence.
fn expire(tx: &Tx) -> Result<usize> {
    let ended = answers::expire(tx, BATCH)?;
    for &(answer, event) in &ended {
        evidence::append(tx, answer, None, EvidenceKind::Expired, vec![])?;
        facts::record(tx, Fact::AnswerExpired { answer, event })?;
        let (decision, link) = (None, None);
        jobs::enqueue(tx, &Job::MakeReceipt { answer, decision, link, on_behalf: false })?;
    }
    Ok(ended.len())
}

/// Notifies the company of consents that end within sixty and within fifteen days: each consent
/// once per notice, in one notification per event.
fn give_notices(tx: &Tx) -> Result<()> {
    // The nearer notice goes first, so that a consent due for both is notified once.
    for notice in [Notice::FifteenDays, Notice::SixtyDays] {
        let events: BTreeSet<_> = answers::give_notice(tx, notice)?.into_iter().collect();
        for event in events {
            facts::record(tx, Fact::ConsentsExpiring { event, notice, at: tx.now() })?;
        }
    }
    Ok(())
}

/// Asks employees who have come of age about what their guardians consented to, which stands until
/// they answer. Each consent is asked about once for this reason.
fn ask_who_came_of_age(tx: &Tx, asker: &Asker) -> Result<usize> {
    let today = tx.now().day_in(asker.zone());
    let due = answers::due_of_age(tx, born_to_be_of_age(today), BATCH)?;
    let mut people: BTreeSet<EmployeeId> = BTreeSet::new();
    for given in &due {
        ask_of_age(tx, asker, given)?;
        answers::mark_asked_of_age(tx, given.id)?;
        people.insert(given.employee);
    }
    for employee in people {
        facts::record(tx, Fact::CameOfAge { employee, at: tx.now() })?;
    }
    Ok(due.len())
}

fn ask_of_age(tx: &Tx, asker: &Asker, given: &Answer) -> Result<()> {
    let Some(pending) = answers::pending_renewal_of(tx, given.id)? else {
        // An employee who cannot be asked was deleted meanwhile.
        let _ = asker.ask(tx, given, false)?;
        return Ok(());
    };
    // A renewal was pending with the guardians; now the employee has to answer it.
    if let Ok(signing) = guardians::signing(tx, given.employee, tx.now(), asker.zone())? {
        match answers::ask_who_signs_now(tx, asker.keys(), &pending, &signing) {
            // One signer has decided, and nobody can replace the one who lost their say. The
            // request stays as it is, and the job goes on with the other answers.
            Err(Error::Conflict("answer_begun")) => {}
            asked => drop(asked?),
        }
    }
    Ok(())
}
