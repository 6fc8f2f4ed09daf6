//! What those who listen are told as it happens.

use serde::Serialize;

use super::{
    AnswerId, AnswerState, CompanyId, EventId, EventStatus, FileId, ImportId, ImportState, JobId,
    MailId, NotificationId, NotificationType, Progress, UploadId, UserId,
};

/// Something that has just changed: ids and counts, never a name. Who listens
/// fetches what they want to show.
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

/// A new notification of the one who listens. Without an id it was made for
/// everybody of the instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NotificationNews {
    pub id: Option<NotificationId>,
    #[serde(rename = "type")]
    pub kind: NotificationType,
}

/// An answer that stands elsewhere than it stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AnswerNews {
    pub id: AnswerId,
    pub event_id: EventId,
    pub state: AnswerState,
}

/// A shoot's status or counts have changed.
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

/// How far an import is. `state` is that of GET /import/:id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportNews {
    pub id: ImportId,
    pub state: ImportState,
    pub done: i64,
    pub total: i64,
}

/// How far an upload is, in bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UploadNews {
    /// None: it came in a form, and is told of once it is there.
    pub id: Option<UploadId>,
    /// None: it is not for a shoot.
    pub event_id: Option<EventId>,
    /// Who uploads.
    pub user_id: UserId,
    pub state: UploadState,
    pub done: u64,
    pub total: u64,
    /// What it has become.
    pub file_id: Option<FileId>,
}

/// Where an upload stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, poem_openapi::Enum)]
#[serde(rename_all = "UPPERCASE")]
#[oai(rename_all = "UPPERCASE")]
pub enum UploadState {
    /// On its way, or resting until it goes on.
    Arriving,
    /// It is a file.
    Done,
    /// Given up, or refused.
    Stopped,
}

/// Work in the background, and how it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct JobNews {
    pub id: JobId,
    /// Such as `make_pdf`.
    pub kind: String,
    pub state: JobState,
    /// Which try this is or was, from 1.
    pub tries: i64,
    /// How far it has come, where that is counted.
    pub progress: Option<JobProgress>,
    /// The answer it is about, if it is about one.
    pub answer_id: Option<AnswerId>,
    /// The import it is about, if it is about one.
    pub import_id: Option<ImportId>,
    /// Whose it is, where operators are told; none for the instance's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_id: Option<CompanyId>,
}

/// How far a job has come, in units of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct JobProgress {
    pub done: i64,
    /// May grow: what there is to do is found out on the way.
    pub total: i64,
}

/// How a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, poem_openapi::Enum)]
#[serde(rename_all = "UPPERCASE")]
#[oai(rename_all = "UPPERCASE")]
pub enum JobState {
    /// It has begun.
    Running,
    /// It failed, and will be tried again by itself.
    Waiting,
    Done,
    /// Given up on, until someone has it tried again.
    Parked,
}

/// A mail to somebody who is asked for an answer, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MailNews {
    pub id: MailId,
    /// Such as `INVITATION`.
    pub kind: String,
    pub state: MailState,
    /// How often it was tried.
    pub tries: i64,
    pub answer_id: AnswerId,
    pub event_id: EventId,
}

/// What became of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, poem_openapi::Enum)]
#[serde(rename_all = "UPPERCASE")]
#[oai(rename_all = "UPPERCASE")]
pub enum MailState {
    /// The mail server did not take it, and will be asked again.
    Waiting,
    /// The mail server took it.
    Sent,
    /// The mail server will never take it.
    Failed,
    /// It was not wanted any more when its turn came.
    Dropped,
}

impl Live {
    /// The name of the event on the wire.
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

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Everybody of the instance.
    Everybody,
    /// Whoever may read all of the company.
    Company(CompanyId),
    /// One user, while they work for the company.
    User(CompanyId, UserId),
    /// Whoever runs the instance, in the stream of its own.
    Operators,
}

/// What somebody listens to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Room {
    /// What happens in a company.
    Company(CompanyId),
    /// The instance itself.
    Instance,
}

impl Audience {
    /// Whether it is meant for `user`, who listens in `room`; `reads_all`: their role
    /// reaches into all of it.
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
        // The same person, at work for someone else.
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
