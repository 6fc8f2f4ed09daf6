//! Who may do what, operation by operation. Every operation of the API needs a line here.

use be_right::model::Role;
use serde_json::{Value, json};

use super::rows::Rows;
use crate::support::PASSWORD;

use Role::{Owner, Photographer, SuperUser, User};

/// In the name of all our rows: no other company may ever read it.
pub const MARK: &str = "Zanzibar";

/// Who may call an operation.
#[derive(Clone, Copy)]
pub enum Who {
    /// Everybody.
    Public,
    /// The holder of a signing session; an access token is not accepted.
    Signer,
    /// Every signed-in user, on their own data.
    Anyone,
    /// The owner of the row; others get 404.
    Holder,
    /// These roles of the company in the path; outsiders get 404.
    Member(&'static [Role]),
    /// The users of the company that the body names; to others it is unknown (422).
    Belonging,
    /// Whoever is invited or concerned, which none of the callers is: they get 404. A caller with
    /// none of these roles gets 403.
    Concerned(&'static [Role]),
    /// As Company of the staff, but EMPLOYEE too: they find only their own answers, and get 404 for
    /// the row in the path.
    Answers,
    /// These roles of the active company.
    Company(&'static [Role]),
    /// As Company; other roles of the company get 404, because the row is outside their reach.
    Within(&'static [Role]),
    /// The owner of the row, while they work for its company.
    Own,
}

pub const STAFF: &[Role] = &[Owner, SuperUser, User];
pub const SHOOTS: &[Role] = &[Owner, SuperUser, User, Photographer];
const CURATORS: &[Role] = &[Owner, SuperUser];
pub const OWNERS: &[Role] = &[Owner];
const ADMIN: &[Role] = &[Role::Admin];
pub const EVERY: &[Role] = &[Owner, SuperUser, User, Photographer, Role::Employee];

/// One operation: its id, its path with our rows, a valid body, who may call it, and the fields of
/// the body that name rows.
pub struct Line(
    pub &'static str,
    pub &'static str,
    pub fn(&Rows) -> Value,
    pub Who,
    pub &'static [Named],
);

/// A field, and a function that makes it name another company's row.
pub type Named = (&'static str, fn(&mut Rows, &Rows));

const EVENT: Named = ("eventId", |ours, theirs| ours.event = theirs.event);
const EMPLOYEE: Named = ("employeeId", |ours, theirs| ours.unasked = theirs.employee);
const ANSWER: Named = ("ids.0", |ours, theirs| ours.answer = theirs.answer);
const ASKED: Named = ("employeeIds.0", |ours, theirs| ours.unasked = theirs.employee);
const INVITED: Named = ("employeeIds.0", |ours, theirs| ours.employee = theirs.employee);
const GROUP: Named = ("groupIds.0", |ours, theirs| ours.group = theirs.group);
const GROUPED: Named = ("employeeIds.0", |ours, theirs| ours.unasked = theirs.employee);
const PHOTO: Named = ("fileIds.0", |ours, theirs| ours.file = theirs.file);
const PARTNER: Named = ("partnerId", |ours, theirs| ours.partner = theirs.partner);

pub fn none(_: &Rows) -> Value {
    Value::Null
}

pub fn table() -> Vec<Line> {
    use Who::{
        Answers, Anyone, Belonging, Company, Concerned, Holder, Member, Public, Signer, Within,
    };
    let lines = vec![
        Line("register", "/auth/register", |_| json!({}), Public, &[]),
        Line(
            "login",
            "/auth/login",
            |r| json!({ "email": r.email, "password": PASSWORD }),
            Public,
            &[],
        ),
        Line("refresh", "/auth/refresh", |_| json!({ "refreshToken": "x" }), Public, &[]),
        Line(
            "forgotPassword",
            "/auth/forgot-password",
            |_| json!({ "email": "a@b.example" }),
            Public,
            &[],
        ),
        Line(
            "resetPassword",
            "/auth/reset-password",
            |_| json!({ "token": "x", "password": PASSWORD }),
            Public,
            &[],
        ),
        Line("join", "/auth/join", |_| json!({ "token": "x", "password": PASSWORD }), Public, &[]),
        Line(
            "switchCompany",
            "/auth/switch-company",
            |r| json!({ "companyId": r.company }),
            Belonging,
            &[],
        ),
        Line("logout", "/auth/logout", none, Anyone, &[]),
        Line("listSessions", "/auth/sessions", none, Anyone, &[]),
        Line("endSession", "/auth/sessions/{session}", none, Holder, &[]),
        Line("getProfile", "/user/profile", none, Anyone, &[]),
        Line("exportAccount", "/user/profile/export", none, Anyone, &[]),
        Line(
            "updateProfile",
            "/user/profile",
            |r| json!({ "email": r.email, "firstName": "A", "lastName": "B" }),
            Anyone,
            &[],
        ),
        Line(
            "setSignature",
            "/user/signature",
            |_| json!({ "signature": { "kind": "TYPED", "name": "A" } }),
            Anyone,
            &[],
        ),
        Line("listMemberships", "/user/companies", none, Anyone, &[]),
        Line(
            "acceptInvitation",
            "/user/companies/{company}/accept",
            none,
            Concerned(&Role::ALL),
            &[],
        ),
        Line(
            "declineInvitation",
            "/user/companies/{company}/decline",
            none,
            Concerned(&Role::ALL),
            &[],
        ),
        Line("getSettings", "/settings", none, Anyone, &[]),
        Line("updateSettings", "/settings", |_| json!({ "theme": "DARK" }), Anyone, &[]),
        Line("listUsers", "/user?limit=100&withDeleted=true", none, Company(STAFF), &[]),
        Line(
            "inviteUser",
            "/user",
            |r| json!({ "email": r.unused, "firstName": "A", "lastName": "B", "role": "USER" }),
            Company(OWNERS),
            &[],
        ),
        Line(
            "invitePhotographer",
            "/user/photographer",
            |r| json!({ "email": r.unused, "firstName": "A", "lastName": "B" }),
            Company(STAFF),
            &[],
        ),
        Line("inviteEmployee", "/employee/{employee}/account", none, Company(STAFF), &[]),
        Line("listInvitations", "/user/invitation", none, Company(STAFF), &[]),
        Line("withdrawInvitation", "/user/invitation/{invitation}", none, Company(STAFF), &[]),
        Line("listPartners", "/user/partners", none, Company(STAFF), &[]),
        Line("getUser", "/user/{user}", none, Company(STAFF), &[]),
        Line(
            "setUserRole",
            "/user/{user}",
            |_| json!({ "role": "PHOTOGRAPHER" }),
            Company(OWNERS),
            &[],
        ),
        Line("removeUser", "/user/{user}", none, Company(OWNERS), &[]),
        Line("restoreUser", "/user/{gone_user}/restore", none, Company(OWNERS), &[]),
        Line(
            "setOwner",
            "/company/owners/{user}",
            |_| json!({ "owner": true }),
            Company(OWNERS),
            &[],
        ),
        Line("listCompanies", "/company", none, Anyone, &[]),
        Line("createCompany", "/company", |_| json!({ "name": "Another" }), Anyone, &[]),
        Line("createOwnCompany", "/user/company", |_| json!({ "name": "Another" }), Anyone, &[]),
        Line("getCompany", "/company/{company}", none, Member(EVERY), &[]),
        Line(
            "updateCompany",
            "/company/{company}",
            |_| json!({ "name": format!("Studio {MARK}") }),
            Member(OWNERS),
            &[],
        ),
        Line("listTemplates", "/template", none, Company(STAFF), &[]),
        Line("getTemplate", "/template/{template}", none, Company(STAFF), &[]),
        Line(
            "confirmTemplate",
            "/template/{template}/confirm",
            |_| json!({ "signature": { "kind": "TYPED", "name": "Ana" } }),
            Company(OWNERS),
            &[],
        ),
        Line(
            "publishTemplate",
            "/template/current/fr",
            |r| json!({ "title": r.unused, "body": "{company} {person} {duration}", "uses": ["web"] }),
            Company(OWNERS),
            &[],
        ),
        Line("listEmployees", "/employee?withDeleted=true", none, Company(STAFF), &[]),
        Line(
            "createEmployee",
            "/employee",
            |r| json!({ "firstName": "A", "lastName": "B", "email": r.unused }),
            Company(STAFF),
            &[],
        ),
        Line(
            "createEmployees",
            "/employee/many",
            |r| {
                let one = json!({ "firstName": "A", "lastName": "B", "email": r.unused });
                json!({ "employees": [one] })
            },
            Company(STAFF),
            &[],
        ),
        Line("getOwnEmployees", "/employee/me", none, Company(&[Role::Employee]), &[]),
        Line("getEmployee", "/employee/{employee}", none, Company(STAFF), &[]),
        Line(
            "updateEmployee",
            "/employee/{employee}",
            |r| json!({ "firstName": "A", "lastName": MARK, "email": r.unused }),
            Company(STAFF),
            &[],
        ),
        Line("deleteEmployee", "/employee/{employee}", none, Company(CURATORS), &[]),
        Line("restoreEmployee", "/employee/{gone_employee}/restore", none, Company(CURATORS), &[]),
        Line("tryEmailAgain", "/employee/{employee}/bounced", none, Company(STAFF), &[]),
        Line("eraseEmployee", "/employee/{employee}/forever", none, Company(OWNERS), &[]),
        Line("eraseAnyEmployee", "/admin/employee/{employee}/forever", none, Company(ADMIN), &[]),
        Line("eraseAnyEvent", "/admin/event/{event}/forever", none, Company(ADMIN), &[]),
        Line("listEmployeesOfEvent", "/employee/event/{event}", none, Company(STAFF), &[]),
        Line("importEmployees", "/employee-upload/csv", Rows::file, Company(CURATORS), &[]),
        Line(
            "importGroup",
            "/group/csv",
            |r| {
                let mut body = r.file();
                body["$form"]["name"] = json!("Choir");
                body
            },
            Company(CURATORS),
            &[],
        ),
        Line(
            "exportCompany",
            "/export",
            |_| json!({ "currentPassword": PASSWORD }),
            Company(OWNERS),
            &[],
        ),
        Line("listCompanyExports", "/export", none, Company(OWNERS), &[]),
        Line("getCompanyExport", "/export/{export}", none, Company(OWNERS), &[]),
        Line("downloadCompanyExport", "/export/{export}/archive", none, Company(OWNERS), &[]),
        Line("listImports", "/import", none, Company(CURATORS), &[]),
        Line("getImport", "/import/{import}", none, Company(CURATORS), &[]),
        Line("downloadImportReport", "/import/{import}/report.csv", none, Company(CURATORS), &[]),
        Line("cancelImport", "/import/{import}/cancel", none, Company(CURATORS), &[]),
        Line("deleteImport", "/import/{ended_import}", none, Company(CURATORS), &[]),
        Line("exportEmployee", "/employee/{employee}/export", none, Company(STAFF), &[]),
        Line("exportEmployees", "/employee/export", none, Company(STAFF), &[]),
        Line("exportAnswers", "/answer/event/{event}/export", none, Company(STAFF), &[]),
        Line("exportRoster", "/event/{event}/roster", none, Company(STAFF), &[]),
        Line("listGroups", "/group?withDeleted=true", none, Company(STAFF), &[]),
        Line(
            "createGroup",
            "/group",
            |r| json!({ "name": r.unused, "employeeIds": [r.unasked] }),
            Company(CURATORS),
            &[GROUPED],
        ),
        Line("getGroup", "/group/{group}", none, Company(STAFF), &[]),
        Line(
            "updateGroup",
            "/group/{group}",
            |r| json!({ "name": r.unused }),
            Company(CURATORS),
            &[],
        ),
        Line("deleteGroup", "/group/{group}", none, Company(CURATORS), &[]),
        Line("restoreGroup", "/group/{gone_group}/restore", none, Company(CURATORS), &[]),
        Line("listGroupEmployees", "/group/{group}/employees", none, Company(STAFF), &[]),
        Line(
            "addGroupEmployees",
            "/group/{group}/employees",
            |r| json!({ "employeeIds": [r.unasked] }),
            Company(CURATORS),
            &[GROUPED],
        ),
        Line(
            "removeGroupEmployees",
            "/group/{group}/employees?ids={employee}",
            none,
            Company(CURATORS),
            &[],
        ),
        Line("listGroupsOfEmployee", "/group/employee/{employee}", none, Company(STAFF), &[]),
        Line("listEvents", "/event?withDeleted=true", none, Company(SHOOTS), &[]),
        Line("createEvent", "/event", Rows::shoot, Company(STAFF), &[INVITED, GROUP, PARTNER]),
        Line("listDeletedEvents", "/event/deleted", none, Company(STAFF), &[]),
        Line("getEvent", "/event/{event}", none, Company(SHOOTS), &[]),
        Line("updateEvent", "/event/{event}", Rows::moved, Company(STAFF), &[PARTNER]),
        Line("deleteEvent", "/event/{event}", none, Company(CURATORS), &[]),
        Line("restoreEvent", "/event/{gone_event}/restore", none, Company(CURATORS), &[]),
        Line("eraseEvent", "/event/{event}/forever", none, Company(OWNERS), &[]),
        Line("duplicateEvent", "/event/{event}/duplicate", Rows::again, Company(STAFF), &[]),
        Line("readCalendarFeed", "/calendar/{feed}", none, Public, &[]),
        Line(
            "getCalendar",
            "/event/calendar?start=2026-05-01&end=2026-05-31",
            none,
            Company(SHOOTS),
            &[],
        ),
        Line("downloadCalendar", "/event/calendar.ics", none, Company(SHOOTS), &[]),
        Line("getCalendarFeedState", "/event/calendar/feed", none, Company(SHOOTS), &[]),
        Line("openCalendarFeed", "/event/calendar/feed", none, Company(SHOOTS), &[]),
        Line("closeCalendarFeed", "/event/calendar/feed", none, Company(SHOOTS), &[]),
        Line("getEventDetails", "/event/{event}/details", none, Company(STAFF), &[]),
        Line("listParticipants", "/event/{event}/participants", none, Company(SHOOTS), &[]),
        Line("listAnswers", "/answer?withDeleted=true", none, Answers, &[]),
        Line(
            "createAnswer",
            "/answer",
            |r| json!({ "eventId": r.event, "employeeId": r.unasked }),
            Company(STAFF),
            &[EVENT, EMPLOYEE],
        ),
        Line(
            "createAnswers",
            "/answer/many",
            |r| json!({ "eventId": r.event, "employeeIds": [r.unasked] }),
            Company(STAFF),
            &[EVENT, ASKED],
        ),
        Line("getAnswer", "/answer/{answer}", none, Answers, &[]),
        Line(
            "withdrawAnswer",
            "/answer/{answer}/withdraw",
            |_| json!({}),
            Concerned(&[Role::Employee]),
            &[],
        ),
        Line("listSigners", "/answer/{answer}/signers", none, Company(CURATORS), &[]),
        Line(
            "recordWithdrawal",
            "/answer/{answer}/withdrawal",
            |_| json!({ "reason": "asked on the phone" }),
            Company(CURATORS),
            &[],
        ),
        Line(
            "updateAnswer",
            "/answer/{answer}",
            |_| json!({ "locale": "en" }),
            Company(STAFF),
            &[],
        ),
        Line(
            "releaseAnswer",
            "/answer/{answer}/release",
            |_| json!({ "reason": "asked on the phone" }),
            Company(OWNERS),
            &[],
        ),
        Line("deleteAnswer", "/answer/{answer}", none, Company(CURATORS), &[]),
        Line("restoreAnswer", "/answer/{gone_answer}/restore", none, Company(CURATORS), &[]),
        Line("listEventAnswers", "/answer/event/{event}", none, Company(STAFF), &[]),
        Line("listEmployeeAnswers", "/answer/employee/{employee}", none, Company(STAFF), &[]),
        Line("remindAnswer", "/answer/{answer}/raise", none, Company(CURATORS), &[]),
        Line("remindEvent", "/event/{event}/raise", none, Company(CURATORS), &[]),
        Line("synchroniseEvent", "/event/{event}/synchronise", none, Company(STAFF), &[]),
        Line("renewEvent", "/event/{event}/renew", none, Company(CURATORS), &[]),
        Line(
            "renewAnswers",
            "/answer/renew",
            |r| json!({ "ids": [r.answer] }),
            Company(CURATORS),
            &[ANSWER],
        ),
        Line("copyAnswerLink", "/answer/{answer}/link", none, Company(STAFF), &[]),
        Line("downloadEventRoster", "/event/{event}/accepted.pdf", none, Company(SHOOTS), &[]),
        Line("downloadAnswerPdfs", "/answer/pdf?ids={answer}", none, Company(STAFF), &[ANSWER]),
        Line("downloadAnswerPdf", "/answer/{answer}/pdf", none, Answers, &[]),
        Line("getConsentRecord", "/answer/{answer}/record", none, Answers, &[]),
        Line("listAnswerReceipts", "/answer/{answer}/receipts", none, Answers, &[]),
        Line("downloadAnswerReceipt", "/answer/{answer}/receipts/1", none, Answers, &[]),
        Line("downloadAnswerEvidence", "/answer/{answer}/evidence", none, Answers, &[]),
        Line("uploadFiles", "/file/{event}?owner=event", none, Company(SHOOTS), &[]),
        Line("uploadLogo", "/file/logo", none, Company(OWNERS), &[]),
        Line("uploadWatermark", "/file/watermark", none, Company(OWNERS), &[]),
        Line("uploadPortrait", "/file/profile", none, Anyone, &[]),
        Line("getPortrait", "/file/profile", none, Anyone, &[]),
        Line("deletePortrait", "/file/profile", none, Anyone, &[]),
        Line("listEventFiles", "/file/event/{event}", none, Company(EVERY), &[]),
        Line(
            "listEmployeeFiles",
            "/file/employee/{employee}",
            none,
            Within(&[Owner, SuperUser, User, Role::Employee]),
            &[],
        ),
        // The first file of the instance is ours.
        Line("getFiles", "/file/many?ids=1", none, Company(EVERY), &[]),
        Line("getFile", "/file/{file}", none, Within(SHOOTS), &[]),
        Line("downloadFile", "/file/{file}/content", none, Within(SHOOTS), &[]),
        Line("updateFile", "/file/{file}", |_| json!({ "name": MARK }), Company(STAFF), &[]),
        Line("deleteFile", "/file/{file}", none, Company(CURATORS), &[]),
        Line("restoreFile", "/file/{gone_file}/restore", none, Company(CURATORS), &[]),
        Line(
            "linkFile",
            "/file/{file}/link",
            |_| json!({ "transform": "w_100" }),
            Company(STAFF),
            &[],
        ),
        Line(
            "nameFilePeople",
            "/file/{file}/people",
            |r| json!({ "employeeIds": [r.employee] }),
            Company(SHOOTS),
            &[INVITED],
        ),
        Line(
            "nameFilesPeople",
            "/file/people",
            |r| json!({ "fileIds": [r.file], "employeeIds": [r.employee] }),
            Company(SHOOTS),
            &[PHOTO, INVITED],
        ),
        Line("listPublications", "/publication", none, Company(STAFF), &[]),
        Line(
            "notePublications",
            "/publication",
            |r| json!({ "fileIds": [r.file], "use": "web", "medium": "OTHER", "place": r.mark }),
            Company(STAFF),
            &[PHOTO],
        ),
        Line("getPublication", "/publication/{publication}", none, Company(STAFF), &[]),
        Line(
            "endPublication",
            "/publication/{publication}/end",
            |_| json!({ "outcome": "REMOVED" }),
            Company(STAFF),
            &[],
        ),
        Line("deletePublication", "/publication/{publication}", none, Company(STAFF), &[]),
        Line("listPhotos", "/event/{event}/photos", none, Company(SHOOTS), &[]),
        Line("exportPhotos", "/event/{event}/photos.zip?use=web", none, Company(SHOOTS), &[]),
        Line("search", "/search?q=Zanzibar", none, Company(EVERY), &[]),
        Line("openConsent", "/consent/{link}", none, Public, &[]),
        Line("requestConsentCode", "/consent/{link}/code", none, Public, &[]),
        Line(
            "verifyConsentCode",
            "/consent/{link}/verify",
            |_| json!({ "code": "000000" }),
            Public,
            &[],
        ),
        Line("getConsentDocument", "/consent/{link}/document", none, Signer, &[]),
        Line(
            "answerConsent",
            "/consent/{link}/answer",
            |_| json!({ "uses": {}, "accepted": false, "documentSha256": "0".repeat(64), "keepSignature": false }),
            Signer,
            &[],
        ),
        Line("withdrawConsent", "/consent/{link}/withdraw", |_| json!({}), Signer, &[]),
        Line("downloadConsentReceipt", "/consent/{link}/receipt.pdf", none, Signer, &[]),
        Line("downloadConsentPdf", "/consent/{link}/document.pdf", none, Signer, &[]),
        Line("verifyDocument", "/verify/01234567890123456789ABCDEF", none, Public, &[]),
        Line("listDailyRoots", "/verify/roots", none, Public, &[]),
        Line("restoreCompany", "/company/{company}/restore", none, Holder, &[]),
        // The last one: it deletes the company.
        Line("deleteCompany", "/company/{company}", none, Member(OWNERS), &[]),
    ];
    let others = super::notifications::lines().into_iter().chain(super::accounts::lines());
    let others = others.chain(super::operated::lines()).chain(lines);
    others.chain(super::accounts::last()).collect()
}
