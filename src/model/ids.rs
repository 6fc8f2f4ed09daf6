//! One type per kind of id, so that an event's number can't be passed for an answer's.

/// Calls a macro with the names of all types of ids: the only list of them.
macro_rules! each_id {
    ($then:ident) => {
        $then! {
            AnswerId ApiTokenId BackupId BroadcastId
            CodeId CompanyId DecisionId DocumentId
            EmailChangeId EmployeeId EventId ExportId FactId
            FileId GroupId GuardianId ImportId
            InvitationId InvoiceId JobId LinkId MailId
            NotificationId OrderId PublicationId ResetId SessionId SignerId
            TakedownId TemplateId UploadId UserId
        }
    };
}
pub(crate) use each_id;

macro_rules! declare {
    ($($name:ident)+) => {$(
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub i64);
    )+};
}

each_id!(declare);
