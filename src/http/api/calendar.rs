//! Shoots by the day, and in people's own calendar programs.

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
use crate::http::guard::Member;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Created, Done, Instant};
use crate::model::api_token::TokenScope::ShootsRead;
use crate::model::{Digest, Right};

pub const OPERATIONS: &[Operation] = &[
    op("getCalendar").scopes(&[ShootsRead]),
    op("downloadCalendar").scopes(&[ShootsRead]),
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
    /// Each day of a stretch, which shoots lie on it, and those shoots. A shoot of
    /// several days lies on each of them; one that ends at midnight does not lie on
    /// the day that begins. Archived shoots are there, deleted ones are not. A
    /// photographer sees the shoots they are the partner of.
    #[oai(path = "/event/calendar", method = "get", operation_id = "getCalendar")]
    async fn days(
        &self,
        app: Data<&App>,
        member: Member,
        /// The first day, such as `2026-05-01`; or an instant in RFC 3339, for the day
        /// it falls on.
        start: Query<String>,
        /// The last day, at most a year after the first; or an instant, for the day
        /// that has just ended or is going on by then.
        end: Query<String>,
        /// The IANA time zone whose days these are; by default what the caller's
        /// settings say.
        #[oai(name = "timeZone")]
        time_zone: Query<Option<String>>,
    ) -> Result<Json<Calendar>, Problem> {
        let scope = member.may(Right::SeeShoots)?;
        let found = calendar::days(&app, scope, member.0.user, start.0, end.0, time_zone.0).await?;
        Ok(Json(found.into()))
    }

    /// Download the calendar
    ///
    /// The shoots of the last year and those to come as an iCalendar file (RFC 5545);
    /// shoots deleted within two months are in it as cancelled.
    #[oai(path = "/event/calendar.ics", method = "get", operation_id = "downloadCalendar")]
    async fn download(
        &self,
        app: Data<&App>,
        member: Member,
        known: KnownTags,
    ) -> Result<Ics, Problem> {
        let scope = member.may(Right::SeeShoots)?;
        Ok(Ics::of(calendar::file(&app, scope, member.0.user).await?, &known))
    }

    /// Tell whether the calendar has an address
    ///
    /// The address itself is told only when it is made.
    #[oai(path = "/event/calendar/feed", method = "get", operation_id = "getCalendarFeedState")]
    async fn state(&self, app: Data<&App>, member: Member) -> Result<Json<FeedState>, Problem> {
        let scope = member.may(Right::SeeShoots)?;
        let since = calendar::open_since(&app, scope, member.0.user).await?;
        Ok(Json(FeedState { open: since.is_some(), created_at: since.map(Into::into) }))
    }

    /// Give the calendar an address
    ///
    /// For calendar programs, which ask by an address alone: whoever knows it sees
    /// the caller's shoots in this company. It is told this once; asking again gives
    /// another one and the old one opens nothing any more. It ends with the caller's
    /// membership, and when their role changes.
    #[oai(path = "/event/calendar/feed", method = "post", operation_id = "openCalendarFeed")]
    async fn open(&self, app: Data<&App>, member: Member) -> Result<Created<Feed>, Problem> {
        let scope = member.may(Right::SeeShoots)?;
        Ok(Created(Feed { url: calendar::open(&app, scope, member.0.user).await? }))
    }

    /// Take the calendar's address back
    ///
    /// It opens nothing any more.
    #[oai(path = "/event/calendar/feed", method = "delete", operation_id = "closeCalendarFeed")]
    async fn close(&self, app: Data<&App>, member: Member) -> Result<Done, Problem> {
        let scope = member.may(Right::SeeShoots)?;
        calendar::close(&app, scope, member.0.user).await?;
        Ok(Done)
    }

    /// Read a calendar by its address
    ///
    /// What calendar programs subscribe to: the file of `GET /event/calendar.ics`,
    /// for whoever holds the address.
    #[oai(path = "/calendar/:name", method = "get", operation_id = "readCalendarFeed")]
    async fn feed(
        &self,
        app: Data<&App>,
        /// The token that `POST /event/calendar/feed` gave, followed by `.ics`.
        name: Path<String>,
        known: KnownTags,
    ) -> Result<Ics, Problem> {
        let token = name.0.strip_suffix(".ics").unwrap_or(&name.0).to_owned();
        Ok(Ics::of(calendar::feed(&app, token).await?, &known))
    }
}

/// Days, and the shoots on them.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Calendar {
    /// IANA.
    time_zone: String,
    /// Every day of the stretch, in order.
    days: Vec<Day>,
    /// Each shoot once, by its start.
    events: Vec<Event>,
    /// How many shoots there are.
    total: i64,
}

/// One day.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Day {
    /// `YYYY-MM-DD`.
    day: String,
    /// Its first instant.
    start: Instant,
    /// The first instant of the next day: 23 or 25 hours later where clocks change.
    end: Instant,
    /// The shoots that lie on it, by their start.
    event_ids: Vec<i64>,
    /// How many.
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

/// The address of a calendar.
#[derive(Object)]
struct Feed {
    /// To be pasted into a calendar program (“subscribe”, “from URL”). A secret.
    url: String,
}

/// Whether a calendar has an address.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct FeedState {
    open: bool,
    created_at: Option<Instant>,
}

/// What the caller holds already: `If-None-Match` (RFC 9110, 13.1.2).
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
        let told = request.headers().get_all(header::IF_NONE_MATCH);
        let tags = told.iter().filter_map(|value| value.to_str().ok());
        let tags = tags.flat_map(|value| value.split(','));
        Ok(Self(tags.map(|tag| tag.trim().trim_start_matches("W/").to_owned()).collect()))
    }
}

/// An iCalendar file, or that the caller has it already.
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
        let schema = MetaSchemaRef::Inline(Box::new(MetaSchema::new("string")));
        let file = MetaMediaType { content_type: "text/calendar; charset=utf-8", schema };
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
