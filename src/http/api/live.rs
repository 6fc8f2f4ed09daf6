//! Server-sent events: changes, reported as they happen.

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
use crate::http::guard::{Allowed, Listener};
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::Created;
use crate::http::right;
use crate::http::stream::Events;
use crate::model::api_token::TokenScope::LiveRead;
use crate::model::live::{JobState, MailState, UploadState};
use crate::model::{AnswerState, EventStatus, ImportState, NotificationType};

pub const OPERATIONS: &[Operation] = &[
    op("listen").scopes(&[LiveRead]).counted(),
    op("listenToInstance"),
    op("createStreamTicket").for_readers().no_conflict(),
];

pub struct LiveApi;

#[OpenApi(tag = "Tag::Live")]
impl LiveApi {
    /// Stream events of the company
    ///
    /// Opens a stream of server-sent events (`text/event-stream`) that reports changes in the
    /// active company within moments, as far as the caller may read them. A PHOTOGRAPHER gets those
    /// of their own events, an EMPLOYEE those of their own answers. The data hold ids and counts;
    /// fetch what you want to show. Their fields are those of LiveNotification, LiveAnswer and the
    /// other schemas of the reply. For every member of the company.
    ///
    /// | `event` | sent when | `data`, for example |
    /// |---|---|---|
    /// | `ready` | the stream begins; `resumed` is true if everything after `Last-Event-ID` follows and nothing is lost | `{"resumed":true}` |
    /// | `notification` | the caller has a new notification | `{"id":51,"type":"ANSWER_RESPONSE_ACCEPTED"}` |
    /// | `answer` | the state of an answer has changed | `{"id":7,"eventId":3,"state":"ACCEPTED"}` |
    /// | `event` | the status or the counts of an event have changed | `{"id":3,"status":"PENDING","signatureCount":4,"totalSignatureNeeded":9}` |
    /// | `mail` | a mail to a signer was accepted by the mail server, refused, postponed or dropped | `{"id":90,"kind":"INVITATION","state":"SENT","tries":1,"answerId":7,"eventId":3}` |
    /// | `import` | lines of a file were processed; only to the user who sent it | `{"id":2,"state":"RUNNING","done":400,"total":1200}` |
    /// | `upload` | bytes of a file have arrived | `{"id":5,"eventId":3,"userId":1,"state":"ARRIVING","done":1048576,"total":8388608,"fileId":null}` |
    /// | `job` | a document is made, a file of employees is imported, or its addresses are located: when the job begins, makes progress (`progress`), ends, is to be retried, or is parked | `{"id":88,"kind":"make_pdf","state":"DONE","tries":1,"progress":null,"answerId":7,"importId":null}` |
    /// | `resync` | events were lost, because the connection is too slow or was interrupted for more than a day; read again what you show | `{}` |
    ///
    /// A comment every 15 seconds keeps the connection open. The stream ends with the session, when
    /// the role of the caller changes, and when the server stops: reconnect with the last `id`.
    ///
    /// A browser that signed in at `/console` is known by its cookie. Elsewhere, because
    /// `EventSource` sends no `Authorization`, get a ticket with `POST /sse/ticket` and open
    /// `/sse?ticket=…`. When the stream breaks, get another ticket and send the last id as
    /// `after`.
    ///
    /// 401 without valid credentials, 403 for a role or an API token (`live:read`) that may not
    /// listen, 429 `too_many_streams` if the caller or their company has too many streams open, 503
    /// `streams_full` if the instance has; the last two have a `Retry-After`. An `EventSource`
    /// treats all of these as final (`readyState` is `CLOSED`) and shows no status: to learn it,
    /// send the request once with `fetch`; to continue, open another `EventSource` later.
    #[oai(path = "/sse", method = "get", operation_id = "listen")]
    async fn listen(
        &self,
        app: Data<&App>,
        listener: Listener<right::Belong>,
        /// The `id` of the last event that was received.
        #[oai(name = "Last-Event-ID")]
        last: Header<Option<String>>,
        /// The same, for clients that cannot send headers.
        #[oai(name = "after")]
        last_id: Query<Option<String>>,
    ) -> Result<LiveEvents, Problem> {
        let actor = listener.0.into_actor();
        let after = after(last.0, last_id.0);
        let begun = live::listen(&app, &actor, after).await?;
        Ok(LiveEvents(Events::new(app.clone(), actor, begun, after)))
    }

    /// Stream events of the instance
    ///
    /// Works as `GET /sse`, with `job` events of the instance's own jobs (checks, clean-ups,
    /// scheduled mails) when they begin, end or fail, for example
    /// `{"id":12,"kind":"check_database","state":"RUNNING","tries":1,"progress":null,"answerId":null,"importId":null}`;
    /// and of jobs of any company that were parked (`PARKED`), which then have a `companyId`.
    /// Nothing else of a company is reported. For ADMIN and DEVELOPER.
    #[oai(path = "/admin/sse", method = "get", operation_id = "listenToInstance")]
    async fn listen_to_instance(
        &self,
        app: Data<&App>,
        listener: Listener<right::Operate>,
        /// The `id` of the last event that was received.
        #[oai(name = "Last-Event-ID")]
        last: Header<Option<String>>,
        /// The same, for clients that cannot send headers.
        #[oai(name = "after")]
        last_id: Query<Option<String>>,
    ) -> Result<LiveEvents, Problem> {
        let actor = listener.0.into_actor();
        let after = after(last.0, last_id.0);
        let begun = live::listen_to_instance(&app, &actor, after).await?;
        Ok(LiveEvents(Events::new(app.clone(), actor, begun, after)))
    }

    /// Get a ticket for a stream
    ///
    /// Returns a ticket for clients that cannot send a header with `GET /sse`. It works once,
    /// within 30 seconds. It has the rights of the session that made it, and ends with it. For
    /// every member of the company, with an access token; API tokens are refused.
    #[oai(path = "/sse/ticket", method = "post", operation_id = "createStreamTicket")]
    async fn ticket(
        &self,
        app: Data<&App>,
        member: Allowed<right::Belong>,
    ) -> Result<Created<Ticket>, Problem> {
        let (ticket, expires_in) = live::ticket(&app, member.0.user, member.session()?).await?;
        Ok(Created(Ticket { ticket, expires_in }))
    }
}

/// A value that is not a number of ours is treated as an id of long ago.
fn after(header: Option<String>, query: Option<String>) -> Option<i64> {
    let after = header.or(query).filter(|text| !text.is_empty());
    after.map(|text| text.trim().parse::<i64>().unwrap_or(-1))
}

/// A ticket that opens one stream.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Ticket {
    /// The ticket, for `/sse?ticket=…`.
    ticket: String,
    /// Seconds until the ticket expires.
    expires_in: i64,
}

/// The data of `notification`: the caller has a new notification.
#[derive(Debug, PartialEq, Object)]
#[oai(rename_all = "camelCase")]
struct LiveNotification {
    /// The id of the notification. Null if it is for all users of the instance: read the list.
    id: Option<i64>,
    /// What it is about.
    #[oai(rename = "type")]
    kind: NotificationType,
}

/// The data of `answer`: the state of an answer has changed.
#[derive(Debug, PartialEq, Object)]
#[oai(rename_all = "camelCase")]
struct LiveAnswer {
    /// The id of the answer.
    id: i64,
    /// The id of the event.
    event_id: i64,
    /// The new state.
    state: AnswerState,
}

/// The data of `event`: the status or the counts of an event have changed.
#[derive(Debug, PartialEq, Object)]
#[oai(rename_all = "camelCase")]
struct LiveEvent {
    /// The id of the event.
    id: i64,
    /// The status.
    status: EventStatus,
    /// The number of employees who have answered.
    signature_count: i64,
    /// The number of employees who were asked.
    total_signature_needed: i64,
}

/// The data of `import`: the progress of an import.
#[derive(Debug, PartialEq, Object)]
#[oai(rename_all = "camelCase")]
struct LiveImport {
    /// The id of the import.
    id: i64,
    /// The state, as in `GET /import/:id`.
    state: ImportState,
    /// The number of lines that were processed.
    done: i64,
    /// The number of lines.
    total: i64,
}

/// The data of `upload`: the progress of an upload.
#[derive(Debug, PartialEq, Object)]
#[oai(rename_all = "camelCase")]
struct LiveUpload {
    /// The id of the upload. Null if the file came in a form, which is reported once it is stored.
    id: Option<i64>,
    /// The id of the event. Null if the file is not for an event.
    event_id: Option<i64>,
    /// The id of the user who uploads.
    user_id: i64,
    /// The state of the upload.
    state: UploadState,
    /// The number of bytes received.
    done: u64,
    /// The size in bytes.
    total: u64,
    /// The id of the file it has become; else null.
    file_id: Option<i64>,
}

/// The data of `job`: the state of background work.
#[derive(Debug, PartialEq, Object)]
#[oai(rename_all = "camelCase")]
struct LiveJob {
    /// The id of the job.
    id: i64,
    /// What the job does, for example `make_pdf`.
    kind: String,
    /// The state of the job.
    state: JobState,
    /// The number of the current or last attempt, from 1.
    tries: i64,
    /// The progress, where it is counted; else null. Reported at most once a second.
    progress: Option<JobProgress>,
    /// The id of the answer it is about, or null.
    answer_id: Option<i64>,
    /// The id of the import it is about, or null. Its progress is also reported as `import`.
    import_id: Option<i64>,
    /// The id of the company whose job it is. Only in `GET /admin/sse`, for a job of a company.
    #[oai(skip_serializing_if_is_none)]
    company_id: Option<i64>,
}

/// The data of `mail`: the result of a mail to a signer.
#[derive(Debug, PartialEq, Object)]
#[oai(rename_all = "camelCase")]
struct LiveMail {
    /// The id of the mail.
    id: i64,
    /// What the mail is: `INVITATION`, `REMINDER`, `CODE` or `CONFIRMATION`.
    kind: String,
    /// What happened to the mail.
    state: MailState,
    /// How often it was tried.
    tries: i64,
    /// The id of the answer.
    answer_id: i64,
    /// The id of the event.
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
