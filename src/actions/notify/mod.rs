//! Facts become notifications, mails and badges here. Lower floors only record facts.

mod broadcast;
mod digest;
mod earned;

pub use broadcast::{broadcast, end_broadcast};
pub use digest::digest;

use std::collections::BTreeSet;

use crate::App;
use crate::error::Result;
use crate::model::notification::{About, Readers};
use crate::model::{
    Channel, EmployeeId, EventId, Fact, FactId, Job, MailKind, NotificationId, Timestamp, UserId,
};
use crate::store::notifications::Reader;
use crate::store::{
    Scope, Tx, answers, events, exports, facts, imports, jobs, mails, notifications, places, users,
};

/// Handles a fact: notifies those concerned, and queues the look-up of its address. May run twice:
/// each is notified once.
pub async fn notify(app: &App, scope: Scope, fact: Fact, id: Option<FactId>) -> Result<()> {
    let places = app.geocoder.is_some();
    app.db
        .write(scope, move |tx| {
            if places {
                locate(tx, &fact)?;
            }
            let by = id.map(|id| facts::by(tx, id)).transpose()?.flatten();
            create_notifications(tx, &fact, id, by)?;
            if let Fact::CameOfAge { employee, at } = fact {
                came_of_age(tx, employee, at)?;
            }
            earned::reward(tx, &fact, by)
        })
        .await
}

/// Queues the look-up of a new address without coordinates; for an import, of all its addresses.
fn locate(tx: &Tx, fact: &Fact) -> Result<()> {
    if let Fact::ImportDone { import } = *fact {
        return jobs::enqueue(tx, &Job::PlaceImport { import, after: 0 });
    }
    let Some(of) = fact.located() else { return Ok(()) };
    if places::is_unplaced(tx, of)? {
        jobs::enqueue(tx, &Job::Geocode { of })?;
    }
    Ok(())
}

/// Notifies everyone who may read the subject, except the user who caused the fact.
fn create_notifications(
    tx: &Tx,
    fact: &Fact,
    id: Option<FactId>,
    by: Option<UserId>,
) -> Result<()> {
    let Some((kind, about)) = fact.notification() else { return Ok(()) };
    let Some(about) = whole(tx, fact, about)? else { return Ok(()) };
    let key = match id {
        Some(id) => format!("fact:{}", id.0),
        // Queued by an older version, without an id.
        None => format!("fact:{}", serde_json::to_string(fact).map_err(anyhow::Error::from)?),
    };
    let readers = kind.rules().readers;
    let responsible = match about.event {
        Some(event) => responsible_for(tx, event)?,
        None if readers == Readers::Responsible => users::owners(tx)?,
        None => vec![],
    };
    // Only the user who sent the file is notified of an import, and who asked of an export.
    let import = about.import.map(|id| imports::find(tx, id)).transpose()?.flatten();
    let export = match fact {
        Fact::ExportReady { export } => exports::find(tx, *export)?.map(|export| export.user),
        _ => None,
    };
    let sender = import.and_then(|import| import.user).or(export);
    for reader in notifications::readers(tx, kind, about.event)? {
        let is_for = match readers {
            Readers::Own => sender == Some(reader.user),
            Readers::Responsible => responsible.contains(&reader.user),
            Readers::All => by != Some(reader.user),
        };
        if !is_for {
            continue;
        }
        let channel = reader.channel;
        let channel = channel.unwrap_or(
            kind.default_channel(responsible.contains(&reader.user) || export == Some(reader.user)),
        );
        if channel == Channel::None {
            continue;
        }
        if let Some(id) = notifications::create(tx, reader.user, kind, &key, about, channel)?
            && channel.mails()
        {
            write_to(tx, fact, about, &reader, id)?;
        }
    }
    Ok(())
}

/// The subject of a notification with the ids and numbers that the fact does not contain; None if
/// it does not exist any more.
fn whole(tx: &Tx, fact: &Fact, about: About) -> Result<Option<About>> {
    if let Fact::ConsentsExpiring { event, notice, at } = *fact {
        let number = answers::on_notice(tx, event, notice, at)?.len() as i64;
        return Ok((number > 0).then_some(About { number: Some(number), ..about }));
    }
    if let Some(id) = about.import {
        let number = imports::find(tx, id)?.map(|import| import.done);
        return Ok(number.map(|_| About { number, ..about }));
    }
    let Some(id) = about.answer else { return Ok(Some(about)) };
    let part = matches!(fact, Fact::AnswerGiven { accepted: true, .. });
    let withdrawn_in_part = matches!(fact, Fact::AnswerWithdrawn { wholly: false, .. });
    Ok(answers::find_given(tx, id)?.map(|answer| {
        let allowed = match answer.part() {
            Some((allowed, _)) => Some(allowed as i64),
            None => answer.is_on_hold().then_some(0),
        };
        About {
            event: Some(answer.event),
            employee: Some(answer.employee),
            number: match withdrawn_in_part {
                true => Some(answer.granted_today().len() as i64),
                false => allowed.filter(|_| part),
            },
            ..about
        }
    }))
}

/// The users who have to act: the planner of the event, or the owners if the planner has left.
fn responsible_for(tx: &Tx, event: EventId) -> Result<Vec<UserId>> {
    let planner = events::find_any(tx, event)?.and_then(|event| event.created_by);
    if let Some(user) = planner
        && users::find_member(tx, user, false)?.is_some()
    {
        return Ok(vec![user]);
    }
    users::owners(tx)
}

/// Queues a mail to the planner of each event concerned, or to the owners: an employee who has come
/// of age was asked about what their guardians consented to.
fn came_of_age(tx: &Tx, employee: EmployeeId, at: Timestamp) -> Result<()> {
    let mut readers: BTreeSet<UserId> = BTreeSet::new();
    for answer in answers::came_of_age(tx, employee, at)? {
        if events::find(tx, answer.event)?.is_some() {
            readers.extend(responsible_for(tx, answer.event)?);
        }
    }
    for user in readers {
        let Some(member) = users::find_member(tx, user, false)? else { continue };
        if jobs::claim_once(tx, &format!("of-age:{}:{}:{}", employee.0, at.0, user.0))? {
            mails::queue(tx, MailKind::CameOfAge { employee, at, user }, &member.email)?;
        }
    }
    Ok(())
}

/// Queues the mail of a fact: its own kind, or the notification as a mail.
fn write_to(
    tx: &Tx,
    fact: &Fact,
    about: About,
    reader: &Reader,
    notification: NotificationId,
) -> Result<()> {
    let user = reader.user;
    let (mail_kind, key) = match *fact {
        Fact::EventCompleted { event } => {
            // An event completes again when an employee is added later and answers.
            let asked = events::find_any(tx, event)?.map_or(0, |event| event.progress.asked);
            let key = format!("all-answered:{}:{asked}:{}", event.0, user.0);
            (MailKind::AllAnswered { event, user }, Some(key))
        }
        Fact::EventReminded { event, .. } => {
            let Some(found) = events::find(tx, event)? else { return Ok(()) };
            // Users who chose mails get one per reminder; by default, one before the event.
            let key = match reader.channel {
                Some(_) => format!("event-reminder:{}:{}", notification.0, user.0),
                None if !found.is_near(tx.now()) => return Ok(()),
                None => format!("event-near:{}:{}:{}", event.0, found.start.0, user.0),
            };
            (MailKind::EventReminder { event, user }, Some(key))
        }
        Fact::AnswerWithdrawn { answer, decision, .. } => {
            let key = format!("withdrawn:{}:{}", decision.0, user.0);
            (MailKind::ConsentWithdrawn { answer, decision, user }, Some(key))
        }
        Fact::ConsentsExpiring { event, notice, at } => {
            let key = format!("expiring:{}:{}:{}:{}", event.0, notice.days(), at.0, user.0);
            (MailKind::ConsentsExpiring { event, notice, at, user }, Some(key))
        }
        Fact::RootMade { number } => {
            let key = format!("daily-root:{number}:{}:{}", tx.scope().company().0, user.0);
            (MailKind::DailyRoot { number, user }, Some(key))
        }
        _ => (MailKind::Notification { notification, user, answer: about.answer }, None),
    };
    if let Some(key) = key
        && !jobs::claim_once(tx, &key)?
    {
        return Ok(());
    }
    mails::queue(tx, mail_kind, &reader.email)?;
    Ok(())
}
