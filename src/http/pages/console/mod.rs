//! `/console`: the pages of the studio. Users need to be signed in and have the same rights as in
//! the API; others are sent to the sign-in page and back.

mod billing;
mod calendar;
mod events;
mod forms;
mod home;
mod imports;
mod instance;
mod login;
mod merge;
mod mine;
mod naming;
mod notifications;
mod people;
mod personal_data;
mod photos;
mod publications;
mod resume;
mod search;
pub(super) mod session;
mod settings;
mod styles;
mod uploading;

pub use billing::{show_order, show_paid};
pub use calendar::{change_feed, show_month};
pub use events::{
    act_on_answers, answer_document, answer_evidence, answer_receipt, ask_more, cancel,
    change_bounced_email, download_table, duplicate, find_answer, list_events, plan,
    remind_awaited, restore, save, show_ask, show_duplicate, show_edit, show_event, show_history,
    show_new, show_papers, synchronise,
};
pub use home::show_home;
pub use imports::{
    ask_for_file, give_report, import_for_good, show_import, stop_import, take_file,
    try_import_again,
};
pub use instance::{
    act_on_any_mail, act_on_mail, change_company, change_job, change_row, change_user,
    change_users, export_all_audit, export_audit, leave_company, list_all_mails, list_companies,
    list_jobs, list_mails, list_messages, list_plans, list_rows, list_schedules, list_users,
    make_backup, run_schedule, send_message, show_all_audit, show_audit, show_backups,
    show_company, show_instance, show_instance_settings, show_row, show_user,
};
pub use login::{ask, enter, forgot, give_token, leave, show_forgot};
pub use mine::{
    download_own_evidence, download_own_pdf, list_own_consents, open_own, withdraw_own,
};
pub use naming::{make_link, name_many, name_one};
pub use notifications::{list_notifications, mark_notifications};
pub use people::{
    act_on_people, add_members, add_person, change_group, create_group, delete_group,
    delete_person, erase_person, export_people, invite_person, list_groups, list_people,
    restore_group, restore_person, save_person, show_edit_person, show_group, show_new_person,
    show_person,
};
pub use personal_data::{export_account, export_person};
pub use photos::{download, list_photos, show_photo};
pub use publications::{change_publication, list_publications, publish, show_publish};
pub use search::search_all;
pub use settings::{
    adopt_standard, change_companies, change_data, change_invitation, change_member,
    change_own_picture, change_password, change_plan, change_second_factor, create_token,
    download_export, download_invoice, end_sessions, invite_member, publish_release,
    remove_own_picture, revoke_token, save_channels, save_profile, save_requests, save_studio,
    show_channels, show_companies, show_data, show_plan, show_profile, show_register, show_release,
    show_requests, show_security, show_settings, show_standard, show_studio, show_team,
    show_tokens, show_version,
};
pub use styles::show_styles;
pub use uploading::add;

use std::marker::PhantomData;
use std::ops::Deref;

use jiff::tz::TimeZone;
use percent_encoding::{AsciiSet, utf8_percent_encode};
use poem::http::{Method, StatusCode, Uri, header};
use poem::web::Data;
use poem::web::cookie::CookieJar;
use poem::{Endpoint, FromRequest, IntoResponse, Request, RequestBody, Response, handler};

use super::brand::brand;
use super::fields::Fields;
use super::{explain, go, kind_of, page as any_page, show};
use crate::actions::home::Remindable;
use crate::actions::{self, Actor, Bar, Scope, console, files};
use crate::http::caller::Caller;
use crate::http::guard::bar_to;
use crate::http::problem::{self, Problem, document};
use crate::http::reply::ESCAPED;
use crate::http::right::{
    Administer, Belong, Curate, Erase, Govern, Name, Operate, Own, OwnAccount, Plan, Read,
    Required, SeeEvents, Upload,
};
use crate::model::{ConsolePage, Event, EventId, List, Locale, PageQuery, Right, Theme, Timestamp};
use crate::render::dates;
use crate::render::page::console::{
    Chrome, ChromeBar, EventHead, EventRow, Notice, Offer, Place, Tab,
};
use crate::render::page::{Brand, Frame, Message, MessageKind};
use crate::{App, Error};

/// The default rows per page.
const ROWS: u32 = 20;

/// Extracts the context of a signed-in user with a right. Others get the sign-in page, which leads
/// back, an explanation, or their own page.
pub(super) struct Console<R>(ConsoleContext, PhantomData<R>);

/// As [`Console`], with the fields of a submitted form, which has the language of its page.
pub(super) struct ConsoleForm<R> {
    context: ConsoleContext,
    fields: Fields,
    right: PhantomData<R>,
}

impl<R> Deref for Console<R> {
    type Target = ConsoleContext;

    fn deref(&self) -> &ConsoleContext {
        &self.0
    }
}

impl<'a, R: Required> FromRequest<'a> for Console<R> {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        let context = ConsoleContext::of(request, super::wanted(request), R::RIGHT).await?;
        Ok(Self(context, PhantomData))
    }
}

impl<'a, R: Required> FromRequest<'a> for ConsoleForm<R> {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let fields = Fields::from_request(request, body).await?;
        if let Some(page) = login::keep_form(request, &fields).await? {
            return Err(poem::Error::from_response(page));
        }
        let context = ConsoleContext::of(request, fields.locale(), R::RIGHT).await?;
        Ok(Self { context, fields, right: PhantomData })
    }
}

/// The page to return to after signing in: the one that was asked for or, of a form, the one it
/// stands on.
fn return_path(request: &Request) -> String {
    let home = ConsolePage::Home.path();
    if request.method() == Method::GET {
        let path = request.uri().path_and_query();
        return path.map_or(home, |path| without_language(path.as_str()));
    }
    let page = request.header(header::REFERER).and_then(|page| page.parse::<Uri>().ok());
    let path = page.and_then(|page| page.path_and_query().map(|path| path.as_str().to_owned()));
    path.filter(|path| path.starts_with(&home)).map_or(home, |path| without_language(&path))
}

/// A path with its query, but for the language: the sign-in page keeps it.
fn without_language(path: &str) -> String {
    let Some((path, query)) = path.split_once('?') else { return path.to_owned() };
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("lang=")).collect();
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
}

/// The signed-in user, and what the frame of a page needs.
pub(super) struct ConsoleContext {
    actor: Actor,
    /// Without a company, one without rows.
    scope: Scope,
    locale: Locale,
    caller: Caller,
    /// None without a company.
    brand: Option<Brand>,
    /// The country of the company, as it was written.
    country: Option<String>,
    user: String,
    /// The user's time zone.
    zone: TimeZone,
    theme: Theme,
    since: i64,
    /// None without a company.
    unread: Option<i64>,
    /// Why the company is suspended, if it is.
    suspended_for: Option<String>,
    /// Their other companies: ids and names.
    elsewhere: Vec<(i64, String)>,
    /// Whether anything is billed.
    bills: bool,
}

impl ConsoleContext {
    /// The context of a signed-in user with the right; else a response: the sign-in page, an
    /// explanation, or the user's own page.
    async fn of(request: &Request, lang: Option<Locale>, right: Right) -> poem::Result<Self> {
        let Data(app) = Data::<&App>::from_request(request, &mut RequestBody::default()).await?;
        let caller = Caller::from_request(request, &mut RequestBody::default()).await?;
        let jar = request.cookie();
        let lang = session::chosen_locale(app, jar, lang.map(Locale::tag));
        let Some(actor) = session::of(app, jar).await? else {
            let to = format!("/console/login?next={}", encoded(&return_path(request)));
            return Err(poem::Error::from_response(go(&to)));
        };
        let context = Self::at(app, caller, lang, actor).await?;
        if let Some(bar) = bar_to(request, &context.actor).filter(|_| !right.needs_no_company()) {
            return Err(Problem(bar.error()).into());
        }
        let home = ConsolePage::Home.path();
        if !context.has_company() && !right.needs_no_company() {
            let operates = context.may(Right::Operate) && request.uri().path() == home;
            return Err(poem::Error::from_response(match operates {
                true => go("/console/instance"),
                false => settings::page_without_company(app, &context).await?,
            }));
        }
        if context.may(right) {
            return Ok(context);
        }
        let own = ConsolePage::OwnConsents.path();
        let elsewhere = match right {
            Right::SeeEvents if context.may(Right::Own) && request.uri().path() == home => {
                Some(own)
            }
            Right::Own if context.may(Right::SeeEvents) => Some(home),
            _ => None,
        };
        Err(poem::Error::from_response(match elsewhere {
            Some(page) => go(&page),
            None => context.trouble(MessageKind::NotAllowed, StatusCode::FORBIDDEN, None),
        }))
    }

    /// The context of a signed-in user.
    async fn at(
        app: &App,
        caller: Caller,
        lang: Option<Locale>,
        mut actor: Actor,
    ) -> Result<Self, Problem> {
        actor.scope = actor.scope.map(|scope| scope.from_address(caller.ip()));
        let locale = lang.or(actor.locale).unwrap_or_else(|| caller.locale());
        let frame = console::frame(app, actor.user, actor.scope).await?;
        let brand = frame
            .company
            .as_ref()
            .map(|company| brand(app, company, frame.colour.as_deref(), frame.logo.as_ref()));
        let elsewhere = frame.elsewhere.into_iter().map(|one| (one.company.0, one.company_name));
        Ok(Self {
            scope: actor.scope.unwrap_or(Scope::NOWHERE),
            actor,
            locale,
            caller,
            brand,
            country: frame.country,
            user: frame.user,
            zone: frame.zone,
            theme: frame.theme,
            since: frame.since,
            unread: frame.unread,
            suspended_for: frame.suspended_for,
            elsewhere: elsewhere.collect(),
            bills: app.payments.is_some(),
        })
    }

    fn has_company(&self) -> bool {
        self.actor.scope.is_some()
    }

    fn may(&self, right: Right) -> bool {
        right.is_held_by(&self.actor.roles)
    }

    /// An error page within the navigation.
    fn trouble(
        &self,
        kind: MessageKind,
        status: StatusCode,
        request_id: Option<String>,
    ) -> Response {
        let chrome = self.chrome_without_path();
        let retry = Some(ConsolePage::Home.path());
        let frame = chrome.frame.clone();
        show(status, &Message { frame, kind, retry, request_id, chrome: Some(chrome) })
    }

    /// The frame of a page without navigation.
    fn frame(&self, path: Option<String>) -> Frame {
        Frame { brand: self.brand.clone(), path, theme: self.theme, ..Frame::plain(self.locale) }
    }

    /// The parts of the console open to the user.
    fn offer(&self) -> Offer {
        match (self.may(Right::SeeEvents), self.may(Right::Read), self.may(Right::Own)) {
            (true, true, _) => Offer::Studio,
            (true, false, _) => Offer::Events,
            (false, _, true) => Offer::Own,
            (false, _, false) => Offer::Nothing,
        }
    }

    fn chrome_without_path(&self) -> Chrome {
        let mut chrome = self.chrome(String::new());
        chrome.frame.path = None;
        chrome
    }

    fn chrome(&self, path: String) -> Chrome {
        let place = Place::of(&path);
        Chrome {
            frame: self.frame(Some(path)),
            place,
            offer: self.offer(),
            user: self.user.clone(),
            user_id: self.actor.user.0,
            unread: self.unread,
            elsewhere: self.elsewhere.clone(),
            since: self.since,
            search: String::new(),
            may_curate: self.may(Right::Curate),
            settings: self.settings(None).tabs(),
            instance: self.instance(None).tabs,
            bar: self.said_bar(),
            toast: None,
        }
    }

    /// Why nothing of the company can be changed, in words.
    fn said_bar(&self) -> Option<ChromeBar> {
        let studio = self.brand.as_ref().map(|brand| brand.name.as_str()).unwrap_or_default();
        match (self.actor.bar, &self.suspended_for) {
            (Some(Bar::Visit { until }), _) => {
                let until = dates::moment(self.locale, until, &self.zone);
                let said = crate::render::words(self.locale).say_with(
                    "console-visit",
                    [("studio", studio.into()), ("until", until.into())],
                );
                Some(ChromeBar { text: said.into_owned(), reason: None, leaves: true })
            }
            (_, Some(reason)) => Some(ChromeBar {
                text: self.say("console-suspended"),
                reason: Some(reason.clone()).filter(|reason| !reason.is_empty()),
                leaves: false,
            }),
            (_, None) => None,
        }
    }

    /// A notice of success.
    fn good(&self, key: &str) -> Notice {
        let text = crate::render::words(self.locale).say(key).into_owned();
        Notice { class: "good", lines: vec![text] }
    }

    /// A notice of an error, above a page.
    fn alert(&self, error: &Error) -> Notice {
        Notice { class: "alert", lines: vec![self.said(error)] }
    }

    /// A page of a list, with the user's preferred number of rows.
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

    /// The message of an error: that of its first field, else the general one.
    fn said(&self, error: &Error) -> String {
        let described = document(error, self.locale, self.caller.request());
        let field = described.errors.into_iter().next().map(|field| field.message);
        field.filter(|message| !message.is_empty()).unwrap_or(described.detail)
    }

    fn row(&self, event: Event, now: Timestamp) -> EventRow {
        EventRow {
            id: event.id.0,
            when: dates::short_range(self.locale, event.start, event.end, &self.zone),
            near: self.near(event.start, event.end, now),
            place: event.address.one_line(self.locale, self.country.as_deref()),
            status: event.status,
            progress: event.progress,
            name: event.name,
        }
    }

    /// How far away an event is, in days: `today`, `in 12 days`, `3 days ago`.
    fn near(&self, start: Timestamp, end: Timestamp, now: Timestamp) -> String {
        let day = |at: Timestamp| at.day_in(&self.zone);
        let days = |from, to: jiff::civil::Date| to.since(from).map_or(0, |span| span.get_days());
        let today = day(now);
        let (to_start, since_end) = (days(today, day(start)), days(day(end), today));
        match () {
            () if to_start > 0 => self.count("event-in-days", to_start.unsigned_abs() as usize),
            () if since_end > 0 => self.count("event-days-ago", since_end.unsigned_abs() as usize),
            () => self.say("event-today"),
        }
    }

    /// An instant that is near, as one says it: `today at 15:00`, `tomorrow at 09:12`.
    fn soon(&self, at: Timestamp, now: Timestamp) -> String {
        let hour = dates::hour(at, &self.zone);
        let (day, today) = (at.day_in(&self.zone), now.day_in(&self.zone));
        match day {
            _ if day == today => self.say_with("when-today", "hour", &hour),
            _ if today.tomorrow().is_ok_and(|tomorrow| day == tomorrow) => {
                self.say_with("when-tomorrow", "hour", &hour)
            }
            _ => dates::short_moment(self.locale, at, &self.zone),
        }
    }

    /// Why nobody who is awaited can be reminded now, and from when on; None if somebody can.
    fn no_reminder(&self, when: Remindable, now: Timestamp) -> Option<String> {
        match when {
            Remindable::Now => None,
            Remindable::From(at) => {
                Some(self.say_with("event-no-reminder-recent", "when", &self.soon(at, now)))
            }
            Remindable::Leaving => Some(self.say("event-no-reminder-leaving")),
            Remindable::Unreachable => Some(self.say("event-no-reminder-mailbox")),
        }
    }

    /// The head of an event's pages.
    async fn head(&self, app: &App, event: EventId, tab: Tab) -> Result<EventHead, Problem> {
        let found = actions::events::find(app, self.scope, event).await?;
        let photos = files::count_photos(app, self.scope, event).await?;
        let may_read = self.may(Right::Read);
        let partner = match found.partner.filter(|_| may_read) {
            Some(user) => actions::users::find(app, self.scope, user).await.ok(),
            None => None,
        };
        let description = found.description.clone();
        let is_awaited = found.progress.asked > found.progress.answered;
        let no_reminder = match is_awaited && self.may(Right::Curate) {
            true => {
                let when = actions::home::remindable(app, self.scope, event).await?;
                self.no_reminder(when, app.now())
            }
            false => None,
        };
        Ok(EventHead {
            no_reminder,
            row: self.row(found, app.now()),
            tab,
            photos,
            partner: partner.map(|one| format!("{} {}", one.first_name, one.last_name)),
            description,
            may_plan: self.may(Right::Plan),
            may_curate: self.may(Right::Curate),
            may_read,
        })
    }
}

/// Wraps each page of the console: as any page, and errors of signed-in users are shown within the
/// navigation.
pub fn page<E>(endpoint: E) -> impl Endpoint<Output = Response>
where
    E: Endpoint + 'static,
{
    any_page(poem::EndpointExt::around(endpoint, |endpoint, request: Request| async move {
        let app = request.data::<App>().cloned();
        let jar = request.cookie().clone();
        let caller = Caller::from_request(&request, &mut RequestBody::default()).await?;
        let lang = super::wanted(&request);
        let path = request.uri().path_and_query().map_or("/console", |path| path.as_str());
        let path = path.to_owned();
        match endpoint.call(request).await {
            Ok(response) => Ok(response.into_response()),
            Err(error) if error.is_from_response() => Err(error),
            Err(error) => match app {
                Some(app) => {
                    let error = problem::translate(error);
                    Ok(explained(&app, caller, &jar, lang, &path, &error).await?)
                }
                None => Err(error),
            },
        }
    }))
}

/// The error page, for signed-in and other users.
async fn explained(
    app: &App,
    caller: Caller,
    jar: &CookieJar,
    lang: Option<Locale>,
    path: &str,
    error: &Error,
) -> poem::Result<Response> {
    let plain =
        |caller: &Caller| explain(error, lang.unwrap_or_else(|| caller.locale()), None, caller);
    let lang = session::chosen_locale(app, jar, lang.map(Locale::tag));
    let Some(actor) = session::of(app, jar).await? else {
        return Ok(match error {
            // Not found may mean not visible without signing in.
            Error::Unauthenticated(_) | Error::Forbidden | Error::NotFound(_) => {
                go(&format!("/console/login?next={}", encoded(path)))
            }
            _ => plain(&caller),
        });
    };
    let request = caller.request().to_owned();
    let mut response = plain(&caller);
    let context = ConsoleContext::at(app, caller, lang, actor).await?;
    let kind = match error {
        Error::NotFound(_) => MessageKind::NotInConsole,
        Error::Forbidden | Error::Unauthenticated(_) | Error::TokenRefused(_) => {
            MessageKind::NotAllowed
        }
        _ => kind_of(error),
    };
    let request = (kind == MessageKind::ServerError).then_some(request);
    let within = context.trouble(kind, response.status(), request);
    // The error's headers, such as Retry-After, stay.
    response.set_body(within.into_body());
    Ok(response)
}

/// Any unknown address below `/console`.
#[handler]
pub fn lost() -> Result<Response, Problem> {
    Err(Problem(Error::NotFound("page")))
}

/// Encodes a path as the value of a query parameter.
fn encoded(path: &str) -> String {
    const IN_A_QUERY: &AsciiSet = &ESCAPED.remove(b'/');
    utf8_percent_encode(path, IN_A_QUERY).to_string()
}

/// Where to go after signing in: only to pages of the console.
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
