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
use crate::App;
use crate::actions::live;
use crate::http::guard::{Listener, Member};
use crate::http::problem::Problem;
use crate::http::reply::Created;
use crate::http::stream::Events;
use crate::model::live::{JobState, UploadState};
use crate::model::{AnswerState, EventStatus, ImportState, NotificationType, Right};

pub struct LiveApi;

#[OpenApi(tag = "Tag::Live")]
impl LiveApi {
    /// Listen
    ///
    /// A stream of server-sent events (`text/event-stream`) that stays open: what
    /// happens in the active company is told within moments, as far as the caller may
    /// read it. A photographer hears of their own shoots, a person of their own
    /// answers. Events hold ids and counts; fetch what you want to show.
    ///
    /// The first event is `ready` (`{"resumed":true}` if nothing is lost of what came
    /// after `Last-Event-ID`; it follows at once). Then `notification`, `answer`,
    /// `event`, `import`, `upload` and `job`, each with a JSON object described below,
    /// under the names LiveNotification, LiveAnswer and so on. `resync` (`{}`) says that
    /// some could not be told: the connection is too slow, or you were away for more
    /// than a day; read anew what you show. A comment every 15 seconds keeps the
    /// connection open. The stream ends when the session does, when the caller's role
    /// changes and when the server stops: come back with the last `id`.
    ///
    /// A browser that signed in at `/console` is known by its cookie. Elsewhere, since
    /// browsers' `EventSource` sends no `Authorization`, ask for a ticket
    /// first, with `POST /sse/ticket`, and open `/sse?ticket=…`. When the stream breaks,
    /// ask for another and give the last id as `lastEventId`.
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
        let member = listener.member();
        member.may(Right::Belong)?;
        // What is no number of ours is answered like one of long ago.
        let after = last.0.or(last_id.0).filter(|text| !text.is_empty());
        let after = after.map(|text| text.trim().parse::<i64>().unwrap_or(-1));
        let begun = live::listen(&app, &member.0, after).await?;
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

/// The data of `job`: work in the background has come to an end.
#[derive(Debug, PartialEq, Object)]
#[oai(rename_all = "camelCase")]
struct LiveJob {
    id: i64,
    /// Such as `make_pdf`.
    kind: String,
    state: JobState,
    /// The answer it was about, if it was about one.
    answer_id: Option<i64>,
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
    }
}

#[cfg(test)]
mod tests {
    use poem_openapi::types::{ParseFromJSON, ToJSON};

    use super::*;
    use crate::model::live::*;
    use crate::model::{
        AnswerId, EventId, FileId, ImportId, JobId, Live, NotificationId, UploadId, UserId,
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
        let (kind, state, answer_id) = ("make_pdf".to_owned(), JobState::Done, Some(id));
        is_described::<LiveJob>(Live::Job(JobNews { id: JobId(9), kind, state, answer_id }));
    }
}
