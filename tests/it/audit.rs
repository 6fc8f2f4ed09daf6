//! The audit log: who did what of importance, for owners and administrators.

use std::collections::BTreeSet;

use be_right::model::audit::AuditAction;
use be_right::model::{Digest, Role, UserId};
use be_right::store::users;
use serde_json::{Value, json};

use crate::console::ConsoleContext;
use crate::support::{PASSWORD, Recipient, Server, Studio, join_token};

async fn admin(server: &Server) -> Studio<'_> {
    let admin = server.studio("instance").await;
    let user = UserId(admin.user);
    let made =
        server.app.db.write_all(move |all| users::set_instance_role(all, user, Some(Role::Admin)));
    assert!(made.await.unwrap());
    admin.comes_back().await
}

async fn entries(studio: &Studio<'_>, path: &str) -> Vec<Value> {
    studio.get(path).await.is(200).json["data"].as_array().unwrap().clone()
}

pub async fn actions(studio: &Studio<'_>, path: &str) -> Vec<String> {
    let found = entries(studio, path).await;
    found.iter().map(|entry| entry["action"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn an_owner_sees_who_deleted_a_shoot() {
    let server = Server::start();
    let owner = server.studio("lumiere").await;
    let colleague = owner.hires("paul@lumiere.example", "SUPER_USER").await;
    let (event, _) = owner.plans("Open day", &[]).await;
    server.clock.advance(60_000);
    colleague.delete(&format!("/event/{event}")).await.is(204);
    server.settle().await;

    let found = entries(&owner, "/audit?topic=DATA").await;
    let [entry] = &found[..] else { panic!("{found:?}") };
    assert_eq!(entry["action"], "delete_event");
    assert_eq!(entry["userId"], colleague.user);
    assert_eq!(entry["subject"], "Open day");
    assert_eq!(entry["about"], format!(r#"{{"event":{event}}}"#));
    let by_owner = format!("/audit?topic=DATA&userId={}", owner.user);
    assert_eq!(entries(&owner, &by_owner).await, Vec::<Value>::new());
    let before = entry["at"].as_str().unwrap().replace(':', "%3A");
    assert!(
        actions(&owner, &format!("/audit?until={before}"))
            .await
            .iter()
            .all(|one| one != "delete_event")
    );
    assert_eq!(actions(&owner, &format!("/audit?from={before}")).await, ["delete_event"]);

    // Only owners; and each company its own.
    colleague.get("/audit").await.is_problem(403, "forbidden");
    colleague.get("/audit/export").await.is_problem(403, "forbidden");
    owner.get("/admin/audit").await.is_problem(403, "forbidden");
    let stranger = server.studio("pathe").await;
    assert_eq!(entries(&stranger, "/audit?action=delete_event").await, Vec::<Value>::new());
    assert!(!actions(&stranger, "/audit").await.is_empty());
    owner.get("/audit?topic=NOTHING").await.is(422);
}

#[tokio::test]
async fn three_clicks_in_the_console_lead_to_who_deleted_a_shoot() {
    let server = Server::start();
    let owner = server.studio("lumiere").await;
    let (event, _) = owner.plans("Open day <b>", &[]).await;
    owner.delete(&format!("/event/{event}")).await.is(204);
    server.settle().await;
    let console = ConsoleContext::of(&server, &owner.email).await;
    assert!(
        console.get("/console/settings").await.is(200).text().contains("/console/settings/audit")
    );
    let page = console.get("/console/settings/audit").await.is(200).text();
    assert!(page.contains("Suppression d’une séance"), "{page}");
    assert!(page.contains("Open day &#60;b&#62;"), "{page}");
    assert!(page.contains("Connexion"));
    let page = console.get("/console/settings/audit?topic=data&from=x&until=2000-01-01").await;
    assert!(page.is(200).text().contains("Aucune entrée"));
    let page = console.get("/console/settings/audit?topic=data").await.is(200).text();
    assert!(!page.contains(">Connexion<"));
    let export = console.get("/console/settings/audit/export?topic=data").await;
    let text = export.is(200).text();
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(text.contains("delete_event"));
    console.get("/console/instance/audit").await.is(403);
}

#[tokio::test]
async fn sign_ins_and_refused_ones_are_recorded_where_their_owner_sees_them() {
    let server = Server::start();
    let admin = admin(&server).await;
    let owner = server.studio("lumiere").await;
    let wrong = json!({ "email": owner.email, "password": "not the password" });
    server.post("/auth/login", wrong).await.is(401);
    let unknown = json!({ "email": "nobody@lumiere.example", "password": "not the password" });
    server.post("/auth/login", unknown).await.is(401);
    let owner = owner.comes_back().await;

    let found = actions(&owner, "/audit?topic=SIGN_IN").await;
    assert_eq!(found, ["sign_in", "sign_in_refused", "register"]);
    let refused = entries(&admin, "/admin/audit?action=sign_in_refused").await;
    let users: Vec<&Value> = refused.iter().map(|entry| &entry["userId"]).collect();
    assert_eq!(users, [&Value::Null, &json!(owner.user)]);
    let company = format!("/admin/audit?companyId={}", owner.company);
    assert_eq!(actions(&admin, &company).await, ["sign_in", "sign_in_refused", "register"]);
    admin.get("/admin/audit?companyId=999").await.is_problem(422, "invalid");
    let page = ConsoleContext::of(&server, &admin.email).await;
    let page = page.get("/console/instance/audit").await.is(200).text();
    assert!(page.contains("Sans connexion"), "{page}");
}

/// The hashes of an export, computed as the documentation of `GET /audit` says.
#[tokio::test]
async fn an_export_can_be_checked_by_whoever_has_it() {
    let server = Server::start();
    let owner = server.studio("lumiere").await;
    let group = owner.post("/group", json!({ "name": "=2+3" })).await.id("/id");
    owner.delete(&format!("/group/{group}")).await.is(204);
    let listed = entries(&owner, "/audit").await;
    assert!(listed.len() >= 2, "{listed:?}");
    let mut next: Option<String> = None;
    for entry in &listed {
        let at = entry["at"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
        let fields = json!([
            entry["previousHash"],
            entry["companyId"],
            entry["userId"],
            entry["action"],
            entry["about"],
            entry["ip"],
            at.as_millisecond(),
        ]);
        let hash = Digest::of(fields.to_string()).hex();
        assert_eq!(entry["hash"], hash);
        assert!(next.is_none_or(|next| next == hash));
        next = entry["previousHash"].as_str().map(str::to_owned);
    }
    assert_eq!(next, Some("0".repeat(64)));
    let export = owner.get("/audit/export").await;
    let text = export.is(200).text();
    for entry in &listed {
        assert!(text.contains(entry["hash"].as_str().unwrap()), "{text}");
    }
    assert!(text.contains("'=2+3"), "{text}");
    let workbook = owner.get("/audit/export?format=xlsx").await;
    assert!(workbook.is(200).header("content-type").contains("spreadsheet"));
}

/// Somebody who declines an invitation stays a stranger.
#[tokio::test]
async fn who_declines_an_invitation_is_not_named_to_the_company() {
    let server = Server::start();
    let owner = server.studio("lumiere").await;
    let stranger = server.studio("pathe").await;
    let asked = json!({
        "email": stranger.email, "firstName": "X", "lastName": "Y", "role": "USER",
    });
    owner.post("/user", asked).await.is(201);
    server.settle().await;
    let token = join_token(&server, &stranger.email);
    be_right::actions::invitations::decline(&server.app, &token).await.unwrap();
    let found = entries(&owner, "/audit?action=decline_invitation").await;
    let [entry] = &found[..] else { panic!("{found:?}") };
    assert_eq!((&entry["userId"], &entry["userName"]), (&Value::Null, &Value::Null));
    assert_eq!(entry["subject"], "X Y");
}

/// A row that cannot be read is reported, and keeps nobody out.
/// Which entry an operation makes, or why it makes none.
enum Decision {
    Noted(AuditAction),
    /// In the history of the event or the person.
    History,
    /// In the evidence of the answer.
    Evidence,
    Not(&'static str),
}

use AuditAction::*;
use Decision::*;

const DECIDED: &[(&str, Decision)] = &[
    ("makeBackup", Noted(RequestBackup)),
    ("notePublications", Noted(NotePublication)),
    ("endPublication", Noted(EndPublication)),
    ("deletePublication", Noted(EndPublication)),
    ("renameAnyCompany", Noted(UpdateCompany)),
    ("deleteAnyCompany", Noted(DeleteCompany)),
    ("restoreAnyCompany", Noted(RestoreCompany)),
    ("suspendCompany", Noted(SuspendCompany)),
    ("reopenCompany", Noted(ReopenCompany)),
    ("signCompanyOut", Noted(SignCompanyOut)),
    ("enterCompany", Noted(EnterCompany)),
    ("leaveCompany", Noted(LeaveCompany)),
    ("deleteAnyEvent", Noted(ActForCompany)),
    ("restoreAnyEvent", Noted(ActForCompany)),
    ("deleteAnyEmployee", Noted(ActForCompany)),
    ("restoreAnyEmployee", Noted(ActForCompany)),
    ("deleteAnyAnswer", Noted(ActForCompany)),
    ("restoreAnyAnswer", Noted(ActForCompany)),
    ("createAnyUser", Noted(CreateAccount)),
    ("renameAnyUser", Noted(RenameAccount)),
    ("deleteAnyUser", Noted(DeleteUser)),
    ("eraseAnyUser", Noted(EraseAccount)),
    ("restoreAnyUser", Noted(RestoreAccount)),
    ("suspendUser", Noted(SuspendUser)),
    ("reopenUser", Noted(ReopenUser)),
    ("signUserOut", Noted(SignUserOut)),
    ("signEverybodyOut", Noted(SignEverybodyOut)),
    ("setInstanceRole", Noted(SetInstanceRole)),
    ("broadcast", Noted(Broadcast)),
    ("endBroadcast", Noted(EndBroadcast)),
    ("eraseAnyEmployee", Noted(EraseEmployee)),
    ("eraseAnyEvent", Noted(EraseEvent)),
    ("dropJob", Noted(DropJob)),
    ("retryJob", Noted(RetryJob)),
    ("noteBounceOfAny", Noted(SetBounced)),
    ("forgetBounceOfAny", Noted(SetBounced)),
    ("noteBounce", Noted(SetBounced)),
    ("forgetBounce", Noted(SetBounced)),
    ("resendMail", Noted(ResendMail)),
    ("resendMailOfCompany", Noted(ResendMail)),
    ("runSchedule", Noted(RunSchedule)),
    ("resetSecondFactor", Noted(ResetSecondFactor)),
    ("resetSecondFactorOfUser", Noted(ResetSecondFactor)),
    ("createCustomer", Not("it is at the payment service, with nothing of ours but the address")),
    ("createPayment", Not("an order, until it is paid: then the plan changes")),
    ("openPortal", Not("an address to open")),
    ("setSubscription", Noted(ChangePlan)),
    ("syncSubscription", Not("what it finds is an entry, if it is another plan")),
    ("createAnswer", Evidence),
    ("createAnswers", Evidence),
    ("renewAnswers", Evidence),
    ("renewEvent", Evidence),
    ("updateAnswer", History),
    ("deleteAnswer", History),
    ("restoreAnswer", History),
    ("copyAnswerLink", Noted(CopyLink)),
    ("remindAnswer", Evidence),
    ("remindEvent", Evidence),
    ("releaseAnswer", Noted(ReleaseHold)),
    ("withdrawAnswer", Noted(WithdrawFor)),
    ("recordWithdrawal", Noted(WithdrawFor)),
    ("answerConsent", Evidence),
    ("requestConsentCode", Evidence),
    ("verifyConsentCode", Evidence),
    ("withdrawConsent", Evidence),
    ("createApiToken", Noted(CreateApiToken)),
    ("revokeApiToken", Noted(RevokeApiToken)),
    ("forgotPassword", Noted(ForgotPassword)),
    ("resetPassword", Noted(ResetPassword)),
    ("join", Noted(AcceptInvitation)),
    ("login", Noted(SignIn)),
    ("logout", Not("the user's own session, which ends")),
    ("refresh", Not("a session goes on; a token used twice is recorded")),
    ("register", Noted(Register)),
    ("endSession", Noted(EndSession)),
    ("endOtherSessions", Noted(EndOtherSessions)),
    ("switchCompany", Noted(SwitchCompany)),
    ("createCompany", Noted(CreateCompany)),
    ("createOwnCompany", Noted(CreateCompany)),
    ("setOwner", Noted(SetRole)),
    ("updateCompany", Noted(UpdateCompany)),
    ("deleteCompany", Noted(DeleteCompany)),
    ("restoreCompany", Noted(RestoreCompany)),
    ("uploadLogo", Not("a picture that everybody sees")),
    ("uploadWatermark", Not("a picture that everybody sees")),
    ("publishTemplate", Noted(PublishTemplate)),
    ("confirmTemplate", Noted(ConfirmTemplate)),
    ("createEmployee", History),
    ("createEmployees", History),
    ("updateEmployee", History),
    ("importEmployees", Noted(ImportEmployees)),
    ("deleteEmployee", Noted(DeleteEmployee)),
    ("restoreEmployee", Noted(RestoreEmployee)),
    ("eraseEmployee", Noted(EraseEmployee)),
    ("inviteEmployee", Noted(InviteUser)),
    ("tryEmailAgain", Noted(TryEmailAgain)),
    ("createEvent", History),
    ("updateEvent", History),
    ("duplicateEvent", History),
    ("synchroniseEvent", History),
    ("deleteEvent", Noted(DeleteEvent)),
    ("restoreEvent", Noted(RestoreEvent)),
    ("eraseEvent", Noted(EraseEvent)),
    ("openCalendarFeed", Noted(OpenCalendarFeed)),
    ("closeCalendarFeed", Noted(CloseCalendarFeed)),
    ("exportCompany", Noted(RequestExport)),
    ("nameFilesPeople", Noted(UnnamePeople)),
    ("nameFilePeople", Noted(UnnamePeople)),
    ("uploadPortrait", Not("the user's own picture")),
    ("deletePortrait", Not("the user's own picture")),
    ("uploadFiles", Not("the files show who added them, and when")),
    ("updateFile", Not("a name or a description")),
    ("deleteFile", Noted(DeleteFile)),
    ("restoreFile", Noted(RestoreFile)),
    ("linkFile", Noted(LinkFile)),
    ("createGroup", Not("a name; who is in a group is not who is asked")),
    ("importGroup", Not("as createGroup")),
    ("updateGroup", Not("as createGroup")),
    ("addGroupEmployees", Not("as createGroup")),
    ("removeGroupEmployees", Not("as createGroup")),
    ("deleteGroup", Noted(DeleteGroup)),
    ("restoreGroup", Noted(RestoreGroup)),
    ("deleteImport", Not("the file and the report, which end by themselves")),
    ("cancelImport", Noted(ImportEmployees)),
    ("subscribe", Not("the user's own notifications")),
    ("unsubscribe", Not("the user's own notifications")),
    ("setManyNotificationsRead", Not("the user's own notifications")),
    ("setNotificationRead", Not("the user's own notifications")),
    ("deleteNotification", Not("the user's own notifications")),
    ("updateSettings", Not("the user's own language, zone and lists")),
    ("createStreamTicket", Not("a stream of the same session")),
    ("inviteUser", Noted(InviteUser)),
    ("invitePhotographer", Noted(InviteUser)),
    ("withdrawInvitation", Noted(WithdrawInvitation)),
    ("acceptInvitation", Noted(AcceptInvitation)),
    ("declineInvitation", Noted(DeclineInvitation)),
    ("changePassword", Noted(ChangePassword)),
    ("updateProfile", Noted(ChangeEmail)),
    ("setSignature", Not("the user's own")),
    ("beginSecondFactor", Not("nothing is on before it is confirmed")),
    ("confirmSecondFactor", Noted(SecondFactorOn)),
    ("turnSecondFactorOff", Noted(SecondFactorOff)),
    ("renewRecoveryCodes", Noted(RenewRecoveryCodes)),
    ("setUserRole", Noted(SetRole)),
    ("removeUser", Noted(RemoveUser)),
    ("restoreUser", Noted(RestoreUser)),
];

/// Actions that no changing operation makes: downloads, the command line and schedules.
const OTHERS: &[AuditAction] = &[
    Claim,
    SignInRefused,
    SecondFactorRefused,
    RefreshTokenReused,
    ResetSecondFactorLocally,
    SetPasswordLocally,
    SetRoleLocally,
    AddUserLocally,
    ExportEmployees,
    ReadRow,
    ReadRows,
    ExportPerson,
    ExportAccount,
    ExportAudit,
    ExportAnswers,
    ExportPhotos,
    DownloadExport,
    OpenArchive,
    DownloadEvidence,
    EvidenceContradicted,
    RootsContradicted,
    AcceptRoots,
    PdfDamaged,
    MakeDailyRoot,
    RotateSealKey,
    ChangePlan,
    UnsubscribeByLink,
    Backup,
    Restore,
    CheckDatabase,
    ConfirmAlarm,
    RetryJobs,
    SendHeldMails,
    PruneAudit,
];

#[test]
fn each_operation_that_changes_something_is_recorded_or_says_why_not() {
    let document: Value = serde_json::from_str(be_right::http::DOCUMENT).unwrap();
    let mut published = BTreeSet::new();
    for operations in document["paths"].as_object().unwrap().values() {
        for method in ["post", "put", "patch", "delete"] {
            if let Some(id) = operations[method]["operationId"].as_str() {
                published.insert(id);
            }
        }
    }
    let decided: BTreeSet<&str> = DECIDED.iter().map(|(id, _)| *id).collect();
    let missing: Vec<_> = published.difference(&decided).collect();
    assert!(missing.is_empty(), "decide whether these are in the audit log: {missing:?}");
    let gone: Vec<_> = decided.difference(&published).collect();
    assert!(gone.is_empty(), "no operation has these names: {gone:?}");
    let mut noted: BTreeSet<AuditAction> = OTHERS.iter().copied().collect();
    for (id, decision) in DECIDED {
        match decision {
            Noted(action) => drop(noted.insert(*action)),
            Not(reason) => assert!(!reason.is_empty(), "{id}"),
            History | Evidence => {}
        }
    }
    let unused: Vec<_> = AuditAction::ALL.into_iter().filter(|one| !noted.contains(one)).collect();
    assert!(unused.is_empty(), "nothing makes these entries: {unused:?}");
}

#[tokio::test]
async fn what_owners_do_in_a_day_is_in_the_log() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let colleague = studio.hires("paul@lumiere.example", "USER").await;
    studio
        .patch(&format!("/user/{}", colleague.user), json!({ "role": "SUPER_USER" }))
        .await
        .is(200);
    studio.patch(&format!("/company/owners/{}", colleague.user), json!({ "isOwner": true })).await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let bob = studio.employs("Bob", "Moreau", "bob@example.org").await;
    let (event, answers) = studio.plans("Été", &[ana, bob]).await;
    server.settle().await;
    studio.post(&format!("/answer/{}/link", answers[1]), json!({})).await;
    let mut recipient = Recipient::invited(&server, "ana@example.org");
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
    studio.get(&format!("/answer/{}/evidence", answers[0])).await.is(200);
    studio.get("/employee/export").await.is(200);
    studio.get(&format!("/employee/{ana}/export")).await.is(200);
    studio.get("/audit/export").await.is(200);
    studio.get(&format!("/answer/event/{event}/export")).await.is(200);
    studio.get(&format!("/event/{event}/photos.zip?use=web")).await.is(200);
    studio.delete(&format!("/employee/{bob}")).await.is(204);
    studio.post(&format!("/employee/{bob}/restore"), json!({})).await.is(200);
    studio.delete(&format!("/employee/{bob}/forever")).await.is(204);
    let token = json!({ "name": "Site", "scopes": ["people:read"], "currentPassword": PASSWORD });
    studio.post("/api-token", token).await;
    server.settle().await;
    let found: BTreeSet<String> = actions(&studio, "/audit?limit=100").await.into_iter().collect();
    for action in [
        Register,
        InviteUser,
        AcceptInvitation,
        SetRole,
        CopyLink,
        DownloadEvidence,
        ExportEmployees,
        ExportPerson,
        ExportAudit,
        ExportAnswers,
        ExportPhotos,
        DeleteEmployee,
        RestoreEmployee,
        EraseEmployee,
        CreateApiToken,
    ] {
        assert!(found.contains(action.name()), "{} is not in {found:?}", action.name());
    }
    // What it says of somebody who was erased is an id.
    let erased = entries(&studio, "/audit?action=erase_employee").await;
    assert_eq!(erased[0]["subject"], Value::Null);
    assert_eq!(erased[0]["about"], format!(r#"{{"employee":{bob}}}"#));
}
