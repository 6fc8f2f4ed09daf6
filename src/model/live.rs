//! Live events (server-sent events) and their audiences.

use serde::Serialize;

use super::{
    AnswerId, AnswerState, CompanyId, EventId, EventStatus, FileId, ImportId, ImportState, JobId,
    MailId, NotificationId, NotificationType, Progress, UploadId, UserId,
};

/// Something that has just changed: ids and counts, never a name. Subscribers fetch what they
/// display.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Live {
    Notification(NotificationNews),
    Answer(AnswerNews),
    Event(EventNews),
    Import(ImportNews),
    Upload(UploadNews),
    Job(JobNews),
    Mail(MailNews),
}

/// A new notification for the subscriber. Without an id it is for every user of the instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NotificationNews {
    pub id: Option<NotificationId>,
    #[serde(rename = "type")]
    pub kind: NotificationType,
}

/// An answer whose state changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AnswerNews {
    pub id: AnswerId,
    pub event_id: EventId,
    pub state: AnswerState,
}

/// An event whose status or counts changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EventNews {
    pub id: EventId,
    pub status: EventStatus,
    pub signature_count: i64,
    pub total_signature_needed: i64,
}

impl EventNews {
    pub fn new(id: EventId, status: EventStatus, progress: Progress) -> Self {
        Self {
            id,
            status,
            signature_count: progress.answered,
            total_signature_needed: progress.asked,
        }
    }
}

/// The progress of an import. `state` is that of GET /import/:id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportNews {
    pub id: ImportId,
    pub state: ImportState,
    pub done: i64,
    pub total: i64,
}

/// The progress of an upload, in bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UploadNews {
    /// None: uploaded in a form, and reported once complete.
    pub id: Option<UploadId>,
    /// None: not for an event.
    pub event_id: Option<EventId>,
    /// Who uploads.
    pub user_id: UserId,
    pub state: UploadState,
    pub done: u64,
    pub total: u64,
    /// The resulting file.
    pub file_id: Option<FileId>,
}

/// The state of an upload.
///
/// - `ARRIVING`: it is being received, or paused until it continues.
/// - `DONE`: it is complete and stored as a file.
/// - `STOPPED`: it was cancelled or refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, poem_openapi::Enum)]
#[serde(rename_all = "UPPERCASE")]
#[oai(rename_all = "UPPERCASE")]
pub enum UploadState {
    /// It is being received, or paused until it continues.
    Arriving,
    /// It is complete and stored as a file.
    Done,
    /// It was cancelled or refused.
    Stopped,
}

/// The state of a background job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct JobNews {
    pub id: JobId,
    /// Such as `make_pdf`.
    pub kind: String,
    pub state: JobState,
    /// The number of the current or last attempt, from 1.
    pub tries: i64,
    /// Its progress, where that is counted.
    pub progress: Option<JobProgress>,
    /// The answer concerned, if any.
    pub answer_id: Option<AnswerId>,
    /// The import concerned, if any.
    pub import_id: Option<ImportId>,
    /// Its company, for operators; None for the instance's own jobs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_id: Option<CompanyId>,
}

/// The progress of a job, in units of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct JobProgress {
    pub done: i64,
    /// May grow while the job discovers more work.
    pub total: i64,
}

/// The state of a job, as reported in the stream.
///
/// - `RUNNING`: it has begun.
/// - `WAITING`: it failed and will be retried automatically.
/// - `DONE`: it has succeeded.
/// - `PARKED`: its last attempt failed; it is retried only on request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, poem_openapi::Enum)]
#[serde(rename_all = "UPPERCASE")]
#[oai(rename_all = "UPPERCASE")]
pub enum JobState {
    /// It has begun.
    Running,
    /// It failed and will be retried automatically.
    Waiting,
    /// It has succeeded.
    Done,
    /// Its last attempt failed; it is retried only on request.
    Parked,
}

/// The state of a mail to somebody who is asked for an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MailNews {
    pub id: MailId,
    /// Such as `INVITATION`.
    pub kind: String,
    pub state: MailState,
    /// The number of attempts.
    pub tries: i64,
    pub answer_id: AnswerId,
    pub event_id: EventId,
}

/// The result of a mail, as reported in the stream.
///
/// - `WAITING`: the mail server did not accept it; it will be retried.
/// - `SENT`: the mail server accepted it.
/// - `FAILED`: the mail server refused it for good.
/// - `DROPPED`: it was no longer wanted when its turn came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, poem_openapi::Enum)]
#[serde(rename_all = "UPPERCASE")]
#[oai(rename_all = "UPPERCASE")]
pub enum MailState {
    /// The mail server did not accept it; it will be retried.
    Waiting,
    /// The mail server accepted it.
    Sent,
    /// The mail server refused it for good.
    Failed,
    /// The mail was no longer wanted when it was about to be sent.
    Dropped,
}

impl Live {
    /// The `event` name in the stream.
    pub fn name(&self) -> &'static str {
        match self {
            Live::Notification(_) => "notification",
            Live::Answer(_) => "answer",
            Live::Event(_) => "event",
            Live::Import(_) => "import",
            Live::Upload(_) => "upload",
            Live::Job(_) => "job",
            Live::Mail(_) => "mail",
        }
    }
}

/// The subscribers a live event is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Every user of the instance.
    Everybody,
    /// Every member who may read the whole company.
    Company(CompanyId),
    /// One user, while working for the company.
    User(CompanyId, UserId),
    /// Operators, in the instance's own stream.
    Operators,
}

/// What a subscriber follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Room {
    /// What happens in a company.
    Company(CompanyId),
    /// The instance itself.
    Instance,
}

impl Audience {
    /// Whether it is for `user`, who follows `room`; `reads_all`: their role may read the whole
    /// room.
    pub fn includes(self, room: Room, user: UserId, reads_all: bool) -> bool {
        match self {
            Audience::Everybody => room != Room::Instance,
            Audience::Company(of) => room == Room::Company(of) && reads_all,
            Audience::User(of, to) => room == Room::Company(of) && to == user,
            Audience::Operators => room == Room::Instance,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_told_what_is_not_theirs() {
        let (ours, theirs) = (Room::Company(CompanyId(1)), Room::Company(CompanyId(2)));
        let (company, instance) = (CompanyId(1), Room::Instance);
        let (ana, noe) = (UserId(1), UserId(2));
        assert!(Audience::Company(company).includes(ours, ana, true));
        assert!(!Audience::Company(company).includes(ours, ana, false));
        assert!(!Audience::Company(company).includes(theirs, ana, true));
        assert!(Audience::User(company, ana).includes(ours, ana, false));
        assert!(!Audience::User(company, ana).includes(ours, noe, true));
        // The same user, working for another company.
        assert!(!Audience::User(company, ana).includes(theirs, ana, true));
        assert!(Audience::Everybody.includes(theirs, noe, false));
        assert!(Audience::Operators.includes(instance, noe, true));
        assert!(!Audience::Operators.includes(ours, ana, true));
        for of_company in
            [Audience::Company(company), Audience::User(company, ana), Audience::Everybody]
        {
            assert!(!of_company.includes(instance, ana, true));
        }
    }

    #[test]
    fn news_are_ids_and_counts() {
        let progress = Progress { asked: 3, answered: 1 };
        let news = Live::Event(EventNews::new(EventId(7), EventStatus::Pending, progress));
        assert_eq!(
            serde_json::to_string(&news).unwrap(),
            r#"{"id":7,"status":"PENDING","signatureCount":1,"totalSignatureNeeded":3}"#
        );
    }
}
