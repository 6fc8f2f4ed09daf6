//! `/console`: the studio's own pages. Each is for whoever is signed in, with the
//! rights they have in the API; who is not is asked to, and comes back.

mod calendar;
mod imports;
mod login;
mod naming;
mod people;
mod photos;
mod search;
mod session;
mod shoots;
mod uploading;

pub use calendar::{change_feed, show_month};
pub use imports::{
    ask_for_file, give_report, import_for_good, show_import, stop_import, take_file,
};
pub use login::{ask, enter, give_token, leave};
pub use naming::{make_link, name_many, name_one};
pub use people::list_people;
pub use photos::{download, list_photos, show_photo};
pub use search::search_all;
pub use shoots::{list_shoots, mend_email, show_shoot};
pub use uploading::add;

use jiff::tz::TimeZone;
use poem::http::StatusCode;
use poem::web::cookie::CookieJar;

use super::brand::brand;
use super::{go, show};
use crate::actions::{Actor, Scope, companies, events, files, live, profile, settings};
use crate::http::caller::Caller;
use crate::http::problem::{Problem, document};
use crate::model::{Event, EventId, List, Locale, PageQuery, Right};
use crate::render::dates;
use crate::render::page::console::{Chrome, Notice, Place, ShootHead, ShootRow, Tab};
use crate::render::page::{Brand, Frame, Kind, Message};
use crate::{App, Error};

/// Rows of a page, for who has not said otherwise.
const ROWS: u32 = 20;

/// Somebody at work, and what surrounds the pages they see.
pub(super) struct Desk {
    actor: Actor,
    scope: Scope,
    locale: Locale,
    caller: Caller,
    brand: Brand,
    user: String,
    /// In which they read the clock.
    zone: TimeZone,
    since: i64,
}

impl Desk {
    /// Whoever is signed in and may see shoots; else the page that says what to do.
    /// `path`: where to come back to.
    async fn of(
        app: &App,
        caller: Caller,
        jar: &CookieJar,
        lang: Option<&str>,
        path: &str,
    ) -> poem::Result<Self> {
        let lang = session::spoken(app, jar, lang);
        let Some(actor) = session::of(app, jar).await? else {
            let to = format!("/console/login?next={}", encoded(path));
            return Err(poem::Error::from_response(go(&to)));
        };
        let locale = lang.or(actor.locale).unwrap_or_else(|| caller.locale());
        let since = live::so_far(app).await.map_err(Problem)?;
        let may = Right::SeeShoots.is_held_by(&actor.roles);
        let (Some(scope), Some(company), true) = (actor.scope, actor.company, may) else {
            let (frame, retry) = (Frame::plain(locale), Some("/console/login".to_owned()));
            let page = Message { frame, kind: Kind::NotYours, retry, request_id: None };
            return Err(poem::Error::from_response(show(StatusCode::FORBIDDEN, &page)));
        };
        let company = companies::find(app, actor.user, company).await.map_err(Problem)?;
        let user = profile::find(app, actor.user).await.map_err(Problem)?;
        let zone = settings::find(app, actor.user).await.map_err(Problem)?.time_zone;
        let zone = TimeZone::get(&zone).unwrap_or(TimeZone::UTC);
        let logo = companies::logo(app, scope).await.map_err(Problem)?;
        let brand = brand(app, &company.name, company.colour.as_deref(), logo.as_ref());
        Ok(Self { actor, scope, locale, caller, brand, user: user.name(), zone, since })
    }

    fn may(&self, right: Right) -> bool {
        right.is_held_by(&self.actor.roles)
    }

    /// Refuses who lacks a right.
    fn must(&self, right: Right) -> poem::Result<()> {
        if self.may(right) {
            return Ok(());
        }
        let frame = Frame { brand: Some(self.brand.clone()), ..Frame::plain(self.locale) };
        let page = Message { frame, kind: Kind::NotAllowed, retry: None, request_id: None };
        Err(poem::Error::from_response(show(StatusCode::FORBIDDEN, &page)))
    }

    fn chrome(&self, path: String) -> Chrome {
        let place = Place::of(&path);
        let frame = Frame {
            locale: self.locale,
            brand: Some(self.brand.clone()),
            path: Some(path),
            switch: None,
        };
        Chrome {
            frame,
            place,
            sees_people: self.may(Right::Read),
            user: self.user.clone(),
            user_id: self.actor.user.0,
            since: self.since,
            search: String::new(),
        }
    }

    /// That something went well.
    fn good(&self, key: &str) -> Notice {
        let text = crate::render::words(self.locale).say(key).into_owned();
        Notice { class: "good", lines: vec![text] }
    }

    /// What went wrong, above a page.
    fn alert(&self, error: &Error) -> Notice {
        Notice { class: "alert", lines: vec![self.said(error)] }
    }

    /// A page of a list, of as many rows as one likes of it.
    fn page_of<O>(&self, list: List, page: Option<u32>, order: O) -> PageQuery<O> {
        PageQuery {
            page: page.unwrap_or(1).clamp(1, 1_000_000),
            limit: self.actor.page_sizes.get(&list).copied().unwrap_or(ROWS),
            order,
            descending: false,
            with_deleted: false,
            among: None,
        }
    }

    /// What went wrong, in words: of a field, or of all of it.
    fn said(&self, error: &Error) -> String {
        let told = document(error, self.locale, self.caller.request());
        let field = told.errors.into_iter().next().map(|field| field.message);
        field.filter(|message| !message.is_empty()).unwrap_or(told.detail)
    }

    fn row(&self, event: Event) -> ShootRow {
        ShootRow {
            id: event.id.0,
            when: dates::range(self.locale, event.start, event.end, &self.zone),
            place: event.address.one_line(),
            status: event.status,
            progress: event.progress,
            name: event.name,
        }
    }

    /// The head of a shoot's pages.
    async fn head(&self, app: &App, event: EventId, tab: Tab) -> Result<ShootHead, Problem> {
        let found = events::find(app, self.scope, event).await?;
        let photos = files::photos(app, self.scope, event, (1, 1), None).await?.total;
        Ok(ShootHead { row: self.row(found), tab, photos })
    }
}

/// A path, as the value of a query parameter.
fn encoded(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

/// Where to go after signing in: a page of the console, whatever was asked for.
fn inside(next: &str) -> &str {
    let is_ours =
        next == "/console" || next.starts_with("/console/") || next.starts_with("/console?");
    if is_ours && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
        next
    } else {
        "/console"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_leads_nowhere_else() {
        assert_eq!(inside("/console/shoots/1/photos?use=web"), "/console/shoots/1/photos?use=web");
        for elsewhere in [
            "",
            "https://evil.example",
            "//evil.example",
            "/console\\x",
            "/consoles",
            "/console/\r\n",
        ] {
            assert_eq!(inside(elsewhere), "/console", "{elsewhere}");
        }
        assert_eq!(encoded("/console/a?b=c&d"), "/console/a%3Fb%3Dc%26d");
    }
}
