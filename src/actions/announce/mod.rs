//! Who is told of what. Facts come here from the queue, so nothing below needs
//! to know that mails, notifications or badges exist.

mod broadcast;
mod digest;
mod earned;

pub use broadcast::broadcast;
pub use digest::digest;

use crate::App;
use crate::error::Result;
use crate::model::notification::About;
use crate::model::{Channel, Fact, FactId, Letter, NotificationId, UserId};
use crate::store::notifications::Reader;
use crate::store::{Scope, Tx, answers, events, facts, jobs, mails, notifications, users};

/// Tells a fact to whoever it concerns. May run twice: everybody is told once.
pub async fn announce(app: &App, scope: Scope, fact: Fact, id: Option<FactId>) -> Result<()> {
    app.db
        .write(scope, move |tx| {
            let by = id.map(|id| facts::by(tx, id)).transpose()?.flatten();
            tell(tx, &fact, id, by)?;
            earned::reward(tx, &fact, by)
        })
        .await
}

/// Tells everybody who may read what it is about, but for the one who did it.
fn tell(tx: &Tx, fact: &Fact, id: Option<FactId>, by: Option<UserId>) -> Result<()> {
    let Some((kind, about)) = fact.tells() else { return Ok(()) };
    let Some(about) = whole(tx, about)? else { return Ok(()) };
    let key = match id {
        Some(id) => format!("fact:{}", id.0),
        // One that an older version left in the queue.
        None => format!("fact:{}", serde_json::to_string(fact).map_err(anyhow::Error::from)?),
    };
    let responsible = responsible(tx, about)?;
    for reader in notifications::readers(tx, kind, about.event)? {
        if by == Some(reader.user) {
            continue;
        }
        let channel = reader.channel;
        let channel = channel.unwrap_or(kind.default_channel(responsible.contains(&reader.user)));
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

/// The ids that go with those of a fact; none if what it is about is gone.
fn whole(tx: &Tx, about: About) -> Result<Option<About>> {
    let Some(id) = about.answer else { return Ok(Some(about)) };
    Ok(answers::find(tx, id)?.map(|answer| About {
        event: Some(answer.event),
        employee: Some(answer.employee),
        ..about
    }))
}

/// Who has to act: the one who planned the shoot, or the owners if they have left.
fn responsible(tx: &Tx, about: About) -> Result<Vec<UserId>> {
    let Some(event) = about.event else { return Ok(vec![]) };
    let planner = events::find_any(tx, event)?.and_then(|event| event.created_by);
    if let Some(user) = planner
        && users::find_member(tx, user, false)?.is_some()
    {
        return Ok(vec![user]);
    }
    users::owners(tx)
}

/// The letter of a fact: one of its own, or the notification as a letter.
fn write_to(
    tx: &Tx,
    fact: &Fact,
    about: About,
    reader: &Reader,
    notification: NotificationId,
) -> Result<()> {
    let user = reader.user;
    let (letter, key) = match *fact {
        Fact::EventCompleted { event } => {
            // A shoot can complete again, when someone is added later and answers.
            let asked = events::find_any(tx, event)?.map_or(0, |event| event.progress.asked);
            let key = format!("all-answered:{}:{asked}:{}", event.0, user.0);
            (Letter::AllAnswered { event, user }, Some(key))
        }
        Fact::AnswerWithdrawn { answer, decision, .. } => {
            let key = format!("withdrawn:{}:{}", decision.0, user.0);
            (Letter::ConsentWithdrawn { answer, decision, user }, Some(key))
        }
        _ => (Letter::Notification { notification, user, answer: about.answer }, None),
    };
    if let Some(key) = key
        && !jobs::claim_once(tx, &key)?
    {
        return Ok(());
    }
    mails::queue(tx, letter, &reader.email)?;
    Ok(())
}
