//! What time does to consents: they end, the studio is told before, and a child
//! whose guardians answered comes of age and is asked themself.

use std::collections::BTreeSet;

use super::renew::Asker;
use crate::App;
use crate::error::{Error, Result};
use crate::model::chain::EvidenceKind;
use crate::model::renewal::{Notice, born_to_be_of_age};
use crate::model::{Answer, EmployeeId, Fact, Job};
use crate::store::{Scope, Tx, answers, evidence, facts, guardians, jobs};

/// How many consents one transaction deals with; if there are more, the job comes back.
const BATCH: usize = 200;

/// The nightly job of a company. Run twice it changes nothing, and a night that was
/// missed is made up for by the next: what is marked decides, not the day.
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

/// Notes the end of what has ended, as evidence too.
fn expire(tx: &Tx) -> Result<usize> {
    let ended = answers::expire(tx, BATCH)?;
    for &(answer, event) in &ended {
        evidence::append(tx, answer, None, EvidenceKind::Expired, vec![])?;
        facts::record(tx, Fact::AnswerExpired { answer, event })?;
    }
    Ok(ended.len())
}

/// Has the studio told of what will end: fifteen days ahead or sixty, each once for
/// a consent, and one telling for all of a shoot that came due together.
fn give_notices(tx: &Tx) -> Result<()> {
    // The nearer first: what is due for both is told of once.
    for notice in [Notice::FifteenDays, Notice::SixtyDays] {
        let shoots: BTreeSet<_> = answers::give_notice(tx, notice)?.into_iter().collect();
        for event in shoots {
            facts::record(tx, Fact::ConsentsExpiring { event, notice, at: tx.now() })?;
        }
    }
    Ok(())
}

/// Asks those who have come of age about what their guardians consented to, which
/// stands until they answer. Each consent is asked about once for this reason.
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
        // Whoever cannot be asked has been deleted since.
        let _ = asker.ask(tx, given, false)?;
        return Ok(());
    };
    // Their guardians were being asked again: it is theirs to say now.
    if let Ok(signing) = guardians::signing(tx, given.employee, tx.now(), asker.zone())? {
        match answers::ask_who_signs_now(tx, asker.keys(), &pending, &signing) {
            // Begun, and nobody can take the place of who has no say any more: it stays as it
            // is, and the other answers of the night are followed.
            Err(Error::Conflict("answer_begun")) => {}
            asked => drop(asked?),
        }
    }
    Ok(())
}
