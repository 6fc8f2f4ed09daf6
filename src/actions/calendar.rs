//! Events by day, and as iCalendar files for calendar programs.

use jiff::tz::TimeZone;
use serde_json::json;

use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::calendar::Stretch;
use crate::model::check::time_zone;
use crate::model::keys::{fresh_token, token_hash};
use crate::model::{Check, Event, Locale, Right, Timestamp, UserId};
use crate::render::calendar as render;
use crate::store::{Read, Scope, audit, calendar, companies, events, settings};

/// How long a past event stays in the file, in milliseconds.
const PAST: i64 = 366 * Timestamp::DAY;
/// How long a deleted event is listed as cancelled, in milliseconds. Programs that fetch the file
/// less often drop missing events anyway.
const CANCELLED: i64 = 60 * Timestamp::DAY;
/// The largest number of events in a file.
const MOST: usize = 5_000;

/// Days, and the events on them.
pub struct Calendar {
    /// An IANA name.
    pub zone: String,
    pub stretch: Stretch,
    /// By start.
    pub events: Vec<Event>,
    /// For each day, the indices of its events in `events`.
    pub placed: Vec<Vec<usize>>,
}

/// The events between two bounds (days or instants, as typed), in the named time zone, or else in
/// the user's own.
pub async fn days(
    app: &App,
    scope: Scope,
    user: UserId,
    start: String,
    end: String,
    zone: Option<String>,
) -> Result<Calendar> {
    let mut check = Check::new();
    let named = check.optional("timeZone", zone.as_deref(), time_zone);
    check.done()?;
    let own = app.default_settings().time_zone;
    app.db
        .read(scope, move |read| {
            let set = || settings::place_of_member(read, user).map(|set| set.map(|set| set.1));
            let name = match named {
                Some(named) => named,
                None => set()?.unwrap_or(own),
            };
            let zone = TimeZone::get(&name).unwrap_or(TimeZone::UTC);
            let mut check = Check::new();
            let stretch = Stretch::checked(&start, &end, &zone, &mut check);
            let stretch = check.finish(stretch)?;
            let (from, until) = (stretch.start(), stretch.end());
            let events = events::between(read, from, until, Stretch::MOST_EVENTS + 1)?;
            if events.len() > Stretch::MOST_EVENTS {
                return Err(Error::invalid("end", "too_many_events"));
            }
            let placed = stretch.place(&events);
            Ok(Calendar { zone: name, stretch, events, placed })
        })
        .await
}

/// The events of the scope as an iCalendar file.
pub async fn file(app: &App, scope: Scope, user: UserId) -> Result<String> {
    let inner = app.clone();
    app.db.read(scope, move |read| written(&inner, read, user)).await
}

/// The file at a calendar address.
pub async fn feed(app: &App, token: String) -> Result<String> {
    let inner = app.clone();
    let hash = token_hash(&token);
    let written = app.db.read_all(move |all| {
        let holder = calendar::by_token(all, &hash)?
            .filter(|holder| Right::SeeEvents.is_held_by(&[holder.role]))
            .ok_or(Error::NotFound("calendar"))?;
        written(&inner, &calendar::enter(all, &holder), holder.user)
    });
    written.await
}

fn written(app: &App, read: &Read, user: UserId) -> Result<String> {
    let company = companies::current(read)?.ok_or(Error::NotFound("company"))?;
    let fresh = app.default_settings();
    let (locale, zone): (Locale, String) =
        settings::place_of_member(read, user)?.unwrap_or((fresh.locale, fresh.time_zone));
    let (since, deleted) = (read.now().minus(PAST), read.now().minus(CANCELLED));
    let events = events::recent(read, since, deleted, MOST)?;
    let base = &app.config.public_url;
    let host = base.split_once("://").map_or(base.as_str(), |(_, host)| host);
    Ok(render::file(&render::Calendar {
        locale,
        zone: &zone,
        host,
        company: &company.name,
        events: &events,
    }))
}

/// Creates the address of the user's calendar and revokes an earlier one. The address contains a
/// secret, and is returned only here.
pub async fn open(app: &App, scope: Scope, user: UserId) -> Result<String> {
    let token = fresh_token();
    let hash = token_hash(&token);
    app.db
        .write(scope, move |tx| {
            calendar::open(tx, user, &hash)?;
            audit::note_in(tx, Some(user), AuditAction::OpenCalendarFeed, json!({}))
        })
        .await?;
    Ok(app.url(&format!("/calendar/{token}.ics")))
}

/// When the current address was created; None if there is none.
pub async fn open_since(app: &App, scope: Scope, user: UserId) -> Result<Option<Timestamp>> {
    app.db.read(scope, move |read| calendar::open_since(read, user)).await
}

/// Revokes the address, if there is one.
pub async fn close(app: &App, scope: Scope, user: UserId) -> Result<()> {
    app.db
        .write(scope, move |tx| {
            if calendar::close(tx, user)? {
                audit::note_in(tx, Some(user), AuditAction::CloseCalendarFeed, json!({}))?;
            }
            Ok(())
        })
        .await
}
