//! One type per kind of id, so that an event's number can't be passed for an answer's.

macro_rules! ids {
    ($($name:ident),+ $(,)?) => {$(
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub i64);
    )+};
}

ids!(
    AnswerId,
    ApiTokenId,
    BackupId,
    BroadcastId,
    CodeId,
    CompanyId,
    DecisionId,
    DocumentId,
    EmailChangeId,
    EmployeeId,
    EventId,
    FactId,
    FileId,
    GroupId,
    GuardianId,
    ImportId,
    InvitationId,
    JobId,
    LinkId,
    MailId,
    NotificationId,
    ResetId,
    SessionId,
    SignerId,
    TemplateId,
    UploadId,
    UserId,
);
