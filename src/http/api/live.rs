//! Hearing of things as they happen.

use poem::web::Data;
use poem::{IntoResponse, Response};
use poem_openapi::param::{Header, Query};
use poem_openapi::registry::{
    MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry,
};
use poem_openapi::types::Type;
use poem_openapi::{ApiResponse, Object, OpenApi};

use super::Tag;
use super::jobs::JobProgress;
use crate::App;
use crate::actions::live;
use crate::http::guard::{Listener, Member};
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::Created;
use crate::http::stream::Events;
use crate::model::api_token::TokenScope::LiveRead;
use crate::model::live::{JobState, MailState, UploadState};
use crate::model::{AnswerState, EventStatus, ImportState, NotificationType, Right};

pub const OPERATIONS: &[Operation] = &[
    op("listen").scopes(&[LiveRead]).counted(),
    op("listenToInstance"),
    op("createStreamTicket").no_conflict(),
];

pub struct LiveApi;

#[OpenApi(tag = "Tag::Live")]
impl LiveApi {
    /// Listen
    ///
    /// A stream of server-sent events (`text/event-stream`) that stays open: what
    /// happens in the active company is told within moments, as far as the caller may
    /// read it. A photographer hears of their own shoots, a person of their own
    /// answers. Events hold ids and counts; fetch what you want to show. Each has the
    /// fields of LiveNotification, LiveAnswer and so on, below.
    ///
    /// | `event` | said when | `data`, for example |
    /// |---|---|---|
    /// | `ready` | first of all; `true` if nothing is lost of what came after `Last-Event-ID`, which then follows | `{"resumed":true}` |
    /// | `notification` | there is a new one of the caller's own | `{"id":51,"type":"ANSWER_RESPONSE_ACCEPTED"}` |
    /// | `answer` | an answer stands elsewhere than it stood | `{"id":7,"eventId":3,"state":"ACCEPTED"}` |
    /// | `event` | a shoot's status or counts have changed | `{"id":3,"status":"PENDING","signatureCount":4,"totalSignatureNeeded":9}` |
    /// | `mail` | a mail to somebody who is asked was taken by the mail server, refused, put off or dropped | `{"id":90,"kind":"INVITATION","state":"SENT","tries":1,"answerId":7,"eventId":3}` |
    /// | `import` | lines of a file were read; to who sent it | `{"id":2,"state":"RUNNING","done":400,"total":1200}` |
    /// | `upload` | bytes of a file have come | `{"id":5,"eventId":3,"userId":1,"state":"ARRIVING","done":1048576,"total":8388608,"fileId":null}` |
    /// | `job` | a document is made, a file of people read, its addresses placed: begun, how far (`progress`), done, to be tried again, or given up on | `{"id":88,"kind":"make_pdf","state":"DONE","tries":1,"progress":null,"answerId":7,"importId":null}` |
    /// | `resync` | some could not be told: the connection is too slow, or you were away for more than a day; read anew what you show | `{}` |
    ///
    /// A comment every 15 seconds keeps the connection open. The stream ends when the
    /// session does, when the caller's role changes and when the server stops: come back
    /// with the last `id`.
    ///
    /// A browser that signed in at `/console` is known by its cookie. Elsewhere, since
    /// browsers' `EventSource` sends no `Authorization`, ask for a ticket
    /// first, with `POST /sse/ticket`, and open `/sse?ticket=…`. When the stream breaks,
    /// ask for another and give the last id as `lastEventId`.
    ///
    /// Refused like anything else: 401 for who is not signed in, 403 for a role or an API
    /// token that may not listen (`live:read`), 429 `too_many_streams` where the caller or
    /// their company has too many open, 503 `streams_full` where the instance has; the
    /// last two say when to try again in `Retry-After`. An `EventSource` takes any of them
    /// as final (`readyState` is `CLOSED`) and shows no status: to learn why, ask once with
    /// `fetch`; to go on, open another after a while.
    #[oai(path = "/sse", method = "get", operation_id = "listen")]
    async fn listen(
        &self,
        app: Data<&App>,
        listener: Listener,
        /// The `id` of the last event that was received.
        #[oai(name = "Last-Event-ID")]
        last: Header<Option<String>>,
        /// The same, for those who cannot send headers.
        #[oai(name = "lastEventId")]
        last_id: Query<Option<String>>,
    ) -> Result<LiveEvents, Problem> {
        let member = listener.0;
        member.may(Right::Belong)?;
        let after = after(last.0, last_id.0);
        let begun = live::listen(&app, &member.0, after).await?;
        Ok(LiveEvents(Events::new(app.clone(), member.0, begun, after)))
    }

    /// Listen to the instance's own work
    ///
    /// As `GET /sse`, for who runs the instance: `job` events of the instance's own jobs
    /// (checks, clean-ups, mails that go out by the calendar) as they begin, end or fail,
    /// such as `{"id":12,"kind":"check_database","state":"RUNNING","tries":1,"progress":null,"answerId":null,"importId":null}`,
    /// and of any company's job that was given up on (`PARKED`), which then has a
    /// `companyId`. Nothing else of any company.
    #[oai(path = "/admin/sse", method = "get", operation_id = "listenToInstance")]
    async fn listen_to_instance(
        &self,
        app: Data<&App>,
        listener: Listener,
        /// The `id` of the last event that was received.
        #[oai(name = "Last-Event-ID")]
        last: Header<Option<String>>,
        /// The same, for those who cannot send headers.
        #[oai(name = "lastEventId")]
        last_id: Query<Option<String>>,
    ) -> Result<LiveEvents, Problem> {
        let member = listener.0;
        member.allowed(Right::Operate)?;
        let after = after(last.0, last_id.0);
        let begun = live::listen_to_instance(&app, &member.0, after).await?;
        Ok(LiveEvents(Events::new(app.clone(), member.0, begun, after)))
    }

    /// Get a ticket to listen with
    ///
    /// For who cannot send a header with `GET /sse`: one use, within 30 seconds. It is
    /// worth as much as the session it was made in, and dies with it.
    #[oai(path = "/sse/ticket", method = "post", operation_id = "createStreamTicket")]
    async fn ticket(&self, app: Data<&App>, member: Member) -> Result<Created<Ticket>, Problem> {
        member.may(Right::Belong)?;
        let (ticket, expires_in) = live::ticket(&app, member.0.user, member.session()?).await?;
        Ok(Created(Ticket { ticket, expires_in }))
    }
}

/// What is no number of ours is answered like one of long ago.
fn after(header: Option<String>, query: Option<String>) -> Option<i64> {
    let after = header.or(query).filter(|text| !text.is_empty());
    after.map(|text| text.trim().parse::<i64>().unwrap_or(-1))
}

/// Opens one stream.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Ticket {
    ticket: String,
    /// Seconds until it is worth nothing.
    expires_in: i64,
}

/// The data of `notification`: there is a new one of the caller's own.
#[derive(Debug, PartialEq, Object)]
#[oai(rename_all = "camelCase")]
struct LiveNotification {
    /// Null: for everybody of the instance; read the list.
    id: Option<i64>,
    #[oai(rename = "type")]
    kind: NotificationType,
}

/// The data of `answer`: it stands elsewhere than it stood.
#[derive(Debug, PartialEq, Object)]
#[oai(rename_all = "camelCase")]
struct LiveAnswer {
    id: i64,
    event_id: i64,
    state: AnswerState,
}

/// The data of `event`: a shoot's status or counts have changed.
#[derive(Debug, PartialEq, Object)]
#[oai(rename_all = "camelCase")]
struct LiveEvent {
    id: i64,
    status: EventStatus,
    /// How many have answered.
    signature_count: i64,
    /// How many were asked.
    total_signature_needed: i64,
}

/// The data of `import`: how far it is.
#[derive(Debug, PartialEq, Object)]
#[oai(rename_all = "camelCase")]
struct LiveImport {
    id: i64,
    /// As in `GET /import/:id`.
    state: ImportState,
    /// Lines read.
    done: i64,
    /// Lines there are.
    total: i64,
}

/// The data of `upload`: how far it is.
#[derive(Debug, PartialEq, Object)]
#[oai(rename_all = "camelCase")]
struct LiveUpload {
    /// Null: it came in a form, and is told of once it is there.
    id: Option<i64>,
    /// Null: it is not for a shoot.
    event_id: Option<i64>,
    /// Who uploads.
    user_id: i64,
    state: UploadState,
    /// Bytes received.
    done: u64,
    /// Bytes there are.
    total: u64,
    /// The file it has become.
    file_id: Option<i64>,
}

/// The data of `job`: how work in the background stands.
#[derive(Debug, PartialEq, Object)]
#[oai(rename_all = "camelCase")]
struct LiveJob {
    id: i64,
    /// Such as `make_pdf`.
    kind: String,
    state: JobState,
    /// Which try this is or was, from 1.
    tries: i64,
    /// How far it has come, where that is counted; told once a second at most.
    progress: Option<JobProgress>,
    /// The answer it is about, if it is about one.
    answer_id: Option<i64>,
    /// The import it is about, if it is about one; its progress is told as `import`.
    import_id: Option<i64>,
    /// Whose it is: only where operators are told of a company's.
    #[oai(skip_serializing_if_is_none)]
    company_id: Option<i64>,
}

/// The data of `mail`: what became of a mail to somebody who is asked.
#[derive(Debug, PartialEq, Object)]
#[oai(rename_all = "camelCase")]
struct LiveMail {
    id: i64,
    /// `INVITATION`, `REMINDER`, `CODE` or `CONFIRMATION`.
    kind: String,
    state: MailState,
    /// How often it was tried.
    tries: i64,
    answer_id: i64,
    event_id: i64,
}

/// The reply of `GET /sse`.
struct LiveEvents(Events);

impl IntoResponse for LiveEvents {
    fn into_response(self) -> Response {
        self.0.into_response()
    }
}

impl ApiResponse for LiveEvents {
    fn meta() -> MetaResponses {
        let data = vec![
            LiveNotification::schema_ref(),
            LiveAnswer::schema_ref(),
            LiveEvent::schema_ref(),
            LiveImport::schema_ref(),
            LiveUpload::schema_ref(),
            LiveJob::schema_ref(),
            LiveMail::schema_ref(),
        ];
        let schema = MetaSchema {
            any_of: data,
            description: Some("The `data` of an event, by its name."),
            ..MetaSchema::ANY
        };
        MetaResponses {
            responses: vec![MetaResponse {
                description: "What happens, until the stream ends.",
                status: Some(200),
                status_range: None,
                content: vec![MetaMediaType {
                    content_type: "text/event-stream",
                    schema: MetaSchemaRef::Inline(Box::new(schema)),
                }],
                headers: vec![],
            }],
        }
    }

    fn register(registry: &mut Registry) {
        LiveNotification::register(registry);
        LiveAnswer::register(registry);
        LiveEvent::register(registry);
        LiveImport::register(registry);
        LiveUpload::register(registry);
        LiveJob::register(registry);
        LiveMail::register(registry);
    }
}

#[cfg(test)]
mod tests {
    use poem_openapi::types::{ParseFromJSON, ToJSON};

    use super::*;
    use crate::model::live::*;
    use crate::model::{
        AnswerId, EventId, FileId, ImportId, JobId, Live, MailId, NotificationId, UploadId, UserId,
    };

    /// What is sent has exactly the fields that are described.
    #[track_caller]
    fn is_described<T: ParseFromJSON + ToJSON>(live: Live) {
        let sent = serde_json::to_value(&live).unwrap();
        let read = T::parse_from_json(Some(sent.clone())).unwrap_or_else(|_| panic!("{sent}"));
        assert_eq!(read.to_json(), Some(sent));
    }

    #[test]
    fn what_is_told_is_what_is_documented() {
        let kind = NotificationType::EventCompleted;
        let id = Some(NotificationId(1));
        is_described::<LiveNotification>(Live::Notification(NotificationNews { id, kind }));
        is_described::<LiveNotification>(Live::Notification(NotificationNews { id: None, kind }));
        let (id, event_id, state) = (AnswerId(1), EventId(2), AnswerState::Refused);
        is_described::<LiveAnswer>(Live::Answer(AnswerNews { id, event_id, state }));
        let progress = crate::model::Progress { asked: 3, answered: 2 };
        let news = EventNews::new(event_id, EventStatus::Completed, progress);
        is_described::<LiveEvent>(Live::Event(news));
        let news = ImportNews { id: ImportId(1), state: ImportState::Running, done: 2, total: 3 };
        is_described::<LiveImport>(Live::Import(news));
        for (id, event_id, file_id, state) in [
            (Some(UploadId(1)), Some(event_id), None, UploadState::Arriving),
            (None, None, Some(FileId(1)), UploadState::Done),
        ] {
            let user_id = UserId(1);
            let news = UploadNews { id, event_id, user_id, state, done: 2, total: 3, file_id };
            is_described::<LiveUpload>(Live::Upload(news));
        }
        let (kind, answer_id, import_id) = ("make_pdf".to_owned(), Some(id), Some(ImportId(2)));
        for (state, company_id) in
            [(JobState::Done, None), (JobState::Parked, Some(crate::model::CompanyId(3)))]
        {
            let (kind, id, tries) = (kind.clone(), JobId(9), 1);
            let progress =
                company_id.map(|_| crate::model::live::JobProgress { done: 1, total: 2 });
            let news =
                JobNews { id, kind, state, tries, progress, answer_id, import_id, company_id };
            is_described::<LiveJob>(Live::Job(news));
        }
        let (kind, state, tries) = ("INVITATION".to_owned(), MailState::Sent, 1);
        let (id, answer_id) = (MailId(9), AnswerId(1));
        is_described::<LiveMail>(Live::Mail(MailNews {
            id,
            kind,
            state,
            tries,
            answer_id,
            event_id,
        }));
    }
}
