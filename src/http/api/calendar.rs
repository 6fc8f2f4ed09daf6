//! Events by day, as JSON and as iCalendar files and feeds.

use poem::http::{HeaderValue, StatusCode, header};
use poem::web::Data;
use poem::{IntoResponse, Request, RequestBody, Response};
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::registry::{
    MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry,
};
use poem_openapi::{ApiExtractor, ApiExtractorType, ApiResponse, ExtractParamOptions};
use poem_openapi::{Object, OpenApi};

use super::Tag;
use super::events::Event;
use crate::App;
use crate::actions::calendar;
use crate::http::guard::Allowed;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Created, Done, Instant};
use crate::http::right;
use crate::model::Digest;
use crate::model::api_token::TokenScope::EventsRead;

pub const OPERATIONS: &[Operation] = &[
    op("getCalendar").scopes(&[EventsRead]),
    op("downloadCalendar").scopes(&[EventsRead]),
    op("getCalendarFeedState"),
    op("openCalendarFeed"),
    op("closeCalendarFeed"),
    op("readCalendarFeed"),
];

pub struct CalendarApi;

#[OpenApi(tag = "Tag::Events")]
impl CalendarApi {
    /// Get the calendar
    ///
    /// Returns each day of a period with the events on it, and those events. An event of several
    /// days is on each of them; one that ends at midnight is not on the day that begins then.
    /// Archived events are included, deleted ones are not. For OWNER, SUPER_USER and USER; a
    /// PHOTOGRAPHER sees the events they are the partner of.
    #[oai(path = "/event/calendar", method = "get", operation_id = "getCalendar")]
    async fn days(
        &self,
        app: Data<&App>,
        member: Allowed<right::SeeEvents>,
        /// The first day, such as `2026-05-01`; or an instant in RFC 3339, for the day it falls on.
        start: Query<String>,
        /// The last day, at most a year after the first; or an instant in RFC 3339, for the last
        /// day that began before it.
        end: Query<String>,
        /// The IANA time zone of the days. Defaults to the one in the caller's settings.
        #[oai(name = "timeZone")]
        time_zone: Query<Option<String>>,
    ) -> Result<Json<Calendar>, Problem> {
        let scope = member.scope()?;
        let found = calendar::days(&app, scope, member.0.user, start.0, end.0, time_zone.0).await?;
        Ok(Json(found.into()))
    }

    /// Download the calendar
    ///
    /// Returns the events of the last year and those to come as an iCalendar file (RFC 5545).
    /// Events deleted within the last two months are in it as cancelled. For OWNER, SUPER_USER and
    /// USER; a PHOTOGRAPHER gets the events they are the partner of.
    #[oai(path = "/event/calendar.ics", method = "get", operation_id = "downloadCalendar")]
    async fn download(
        &self,
        app: Data<&App>,
        member: Allowed<right::SeeEvents>,
        known: KnownTags,
    ) -> Result<Ics, Problem> {
        let scope = member.scope()?;
        Ok(Ics::of(calendar::file(&app, scope, member.0.user).await?, &known))
    }

    /// Get the state of the calendar feed
    ///
    /// Tells whether the caller has a feed address in the active company. The address itself is
    /// returned only when it is made. For OWNER, SUPER_USER, USER and PHOTOGRAPHER.
    #[oai(path = "/event/calendar/feed", method = "get", operation_id = "getCalendarFeedState")]
    async fn state(
        &self,
        app: Data<&App>,
        member: Allowed<right::SeeEvents>,
    ) -> Result<Json<FeedState>, Problem> {
        let scope = member.scope()?;
        let since = calendar::open_since(&app, scope, member.0.user).await?;
        Ok(Json(FeedState { open: since.is_some(), created_at: since.map(Into::into) }))
    }

    /// Create the address of the calendar feed
    ///
    /// Returns a secret address for calendar programs: whoever knows it can read the caller's
    /// events in the active company. It is returned only once. Calling again makes another address,
    /// and the former one stops working. It also stops when the caller's membership ends or their
    /// role changes. For OWNER, SUPER_USER, USER and PHOTOGRAPHER.
    #[oai(path = "/event/calendar/feed", method = "post", operation_id = "openCalendarFeed")]
    async fn open(
        &self,
        app: Data<&App>,
        member: Allowed<right::SeeEvents>,
    ) -> Result<Created<Feed>, Problem> {
        let scope = member.scope()?;
        Ok(Created(Feed { url: calendar::open(&app, scope, member.0.user).await? }))
    }

    /// Revoke the address of the calendar feed
    ///
    /// The address stops working at once. For OWNER, SUPER_USER, USER and PHOTOGRAPHER.
    #[oai(path = "/event/calendar/feed", method = "delete", operation_id = "closeCalendarFeed")]
    async fn close(
        &self,
        app: Data<&App>,
        member: Allowed<right::SeeEvents>,
    ) -> Result<Done, Problem> {
        let scope = member.scope()?;
        calendar::close(&app, scope, member.0.user).await?;
        Ok(Done)
    }

    /// Read a calendar feed
    ///
    /// Returns the file of `GET /event/calendar.ics` to a calendar program that subscribes to the
    /// address. No credentials are needed but the token in the address.
    #[oai(path = "/calendar/:name", method = "get", operation_id = "readCalendarFeed")]
    async fn feed(
        &self,
        app: Data<&App>,
        /// The token that `POST /event/calendar/feed` returned, followed by `.ics`.
        name: Path<String>,
        known: KnownTags,
    ) -> Result<Ics, Problem> {
        let token = name.0.strip_suffix(".ics").unwrap_or(&name.0).to_owned();
        Ok(Ics::of(calendar::feed(&app, token).await?, &known))
    }
}

/// The days of a period and the events on them.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Calendar {
    /// The IANA time zone of the days.
    time_zone: String,
    /// Every day of the period, in order.
    days: Vec<Day>,
    /// Each event once, by its start.
    events: Vec<Event>,
    /// The number of events.
    total: i64,
}

/// One day of the calendar.
#[derive(Object)]
#[oai(rename = "CalendarDay", rename_all = "camelCase")]
struct Day {
    /// The date, `YYYY-MM-DD`.
    day: String,
    /// The first instant of the day.
    start: Instant,
    /// The first instant of the next day: 23 or 25 hours later when clocks change.
    end: Instant,
    /// The ids of the events on this day, by their start.
    event_ids: Vec<i64>,
    /// The number of events on this day.
    count: i64,
}

impl From<calendar::Calendar> for Calendar {
    fn from(found: calendar::Calendar) -> Self {
        let calendar::Calendar { zone, stretch, events, placed } = found;
        let day = |(day, placed): (&crate::model::calendar::Day, Vec<usize>)| Day {
            day: day.date.to_string(),
            start: day.start.into(),
            end: day.end.into(),
            count: placed.len() as i64,
            event_ids: placed.into_iter().map(|place| events[place].id.0).collect(),
        };
        let days = stretch.days().iter().zip(placed).map(day).collect();
        let total = events.len() as i64;
        Self { time_zone: zone, days, events: events.into_iter().map(Into::into).collect(), total }
    }
}

/// The address of a calendar feed.
#[derive(Object)]
#[oai(rename = "CalendarFeed")]
struct Feed {
    /// The address to subscribe to in a calendar program. Keep it secret.
    url: String,
}

/// Whether the caller has a calendar feed.
#[derive(Object)]
#[oai(rename = "CalendarFeedState", rename_all = "camelCase")]
struct FeedState {
    /// Whether a feed address exists.
    open: bool,
    /// When the address was made. Null if there is none.
    created_at: Option<Instant>,
}

/// The entity tags that the client already has: `If-None-Match` (RFC 9110, 13.1.2).
struct KnownTags(Vec<String>);

impl<'a> ApiExtractor<'a> for KnownTags {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::PoemExtractor];
    type ParamType = ();
    type ParamRawType = ();

    async fn from_request(
        request: &'a Request,
        _: &mut RequestBody,
        _: ExtractParamOptions<Self::ParamType>,
    ) -> poem::Result<Self> {
        let sent = request.headers().get_all(header::IF_NONE_MATCH);
        let tags = sent.iter().filter_map(|value| value.to_str().ok());
        let tags = tags.flat_map(|value| value.split(','));
        Ok(Self(tags.map(|tag| tag.trim().trim_start_matches("W/").to_owned()).collect()))
    }
}

/// An iCalendar file, or 304 if the client has it already.
struct Ics {
    text: Option<String>,
    tag: String,
}

impl Ics {
    fn of(text: String, known: &KnownTags) -> Self {
        let tag = format!("\"{}\"", &Digest::of(&text).hex()[..32]);
        let same = known.0.iter().any(|one| *one == tag || one == "*");
        Self { text: (!same).then_some(text), tag }
    }
}

impl IntoResponse for Ics {
    fn into_response(self) -> Response {
        let tag = HeaderValue::from_str(&self.tag).ok();
        let mut response = match self.text {
            Some(text) => Response::builder()
                .header(header::CONTENT_TYPE, "text/calendar; charset=utf-8")
                .header(header::CONTENT_DISPOSITION, "inline; filename=\"be-right.ics\"")
                .body(text),
            None => StatusCode::NOT_MODIFIED.into_response(),
        };
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        headers.extend(tag.map(|tag| (header::ETAG, tag)));
        response
    }
}

impl ApiResponse for Ics {
    fn meta() -> MetaResponses {
        let schema =
            MetaSchemaRef::Inline(Box::new(MetaSchema::new_with_format("string", "binary")));
        let file = MetaMediaType { content_type: "text/calendar", schema };
        let answer = |status, description, content| MetaResponse {
            description,
            status: Some(status),
            status_range: None,
            content,
            headers: vec![],
        };
        MetaResponses {
            responses: vec![
                answer(200, "The file, with its `ETag`.", vec![file]),
                answer(304, "It is what `If-None-Match` names.", vec![]),
            ],
        }
    }

    fn register(_: &mut Registry) {}
}
