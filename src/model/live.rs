//! What those who listen are told as it happens.

use serde::Serialize;

use super::{
    AnswerId, AnswerState, CompanyId, EventId, EventStatus, FileId, ImportId, ImportState, JobId,
    NotificationId, NotificationType, Progress, UploadId, UserId,
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

/// Work in the background that has come to an end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct JobNews {
    pub id: JobId,
    /// Such as `make_pdf`.
    pub kind: String,
    pub state: JobState,
    /// The answer it was about, if it was about one.
    pub answer_id: Option<AnswerId>,
}

/// How a job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, poem_openapi::Enum)]
#[serde(rename_all = "UPPERCASE")]
#[oai(rename_all = "UPPERCASE")]
pub enum JobState {
    Done,
    /// Given up on, until someone has it tried again.
    Parked,
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
}

impl Audience {
    /// Whether it is meant for someone who works for `company` as `user`;
    /// `reads_all`: their role reaches into all of it.
    pub fn includes(self, company: CompanyId, user: UserId, reads_all: bool) -> bool {
        match self {
            Audience::Everybody => true,
            Audience::Company(of) => of == company && reads_all,
            Audience::User(of, to) => of == company && to == user,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_told_what_is_not_theirs() {
        let (ours, theirs) = (CompanyId(1), CompanyId(2));
        let (ana, noe) = (UserId(1), UserId(2));
        assert!(Audience::Company(ours).includes(ours, ana, true));
        assert!(!Audience::Company(ours).includes(ours, ana, false));
        assert!(!Audience::Company(ours).includes(theirs, ana, true));
        assert!(Audience::User(ours, ana).includes(ours, ana, false));
        assert!(!Audience::User(ours, ana).includes(ours, noe, true));
        // The same person, at work for someone else.
        assert!(!Audience::User(ours, ana).includes(theirs, ana, true));
        assert!(Audience::Everybody.includes(theirs, noe, false));
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
