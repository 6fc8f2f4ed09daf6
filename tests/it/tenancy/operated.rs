//! Who may call the operations on jobs, schedules and mails.

use be_right::model::Role;
use serde_json::{Value, json};

use super::rows::Rows;
use super::table::MARK;
use super::table::Who::{Company, Concerned};
use super::table::{Line, STAFF, none};

const OPERATORS: &[Role] = &[Role::Admin, Role::Developer];
const ADMIN: &[Role] = &[Role::Admin];
const OWNERS: &[Role] = &[Role::Owner];

fn because(_: &Rows) -> Value {
    json!({ "reason": "A" })
}

fn opened(_: &Rows) -> Value {
    json!({
        "email": "opened@example.org", "firstName": "A", "lastName": "B", "reason": "A",
    })
}

fn renamed(_: &Rows) -> Value {
    json!({ "firstName": "A", "lastName": "B", "reason": "A" })
}

pub fn lines() -> Vec<Line> {
    vec![
        Line("listSettings", "/admin/settings", none, Company(ADMIN), &[]),
        Line("listAllCompanies", "/admin/company", none, Company(ADMIN), &[]),
        Line("getAnyCompany", "/admin/company/{company}", none, Company(ADMIN), &[]),
        Line(
            "renameAnyCompany",
            "/admin/company/{company}",
            |_| json!({ "name": MARK, "reason": "As it is" }),
            Company(ADMIN),
            &[],
        ),
        Line("listAllUsers", "/admin/user", none, Company(ADMIN), &[]),
        Line("getAnyUser", "/admin/user/{user}", none, Company(ADMIN), &[]),
        Line("listAllEvents", "/admin/event", none, Company(ADMIN), &[]),
        Line("getAnyEvent", "/admin/event/{event}", none, Company(ADMIN), &[]),
        Line("listAllEmployees", "/admin/employee", none, Company(ADMIN), &[]),
        Line("getAnyEmployee", "/admin/employee/{employee}", none, Company(ADMIN), &[]),
        Line("listAllAnswers", "/admin/answer", none, Company(ADMIN), &[]),
        Line("getAnyAnswer", "/admin/answer/{answer}", none, Company(ADMIN), &[]),
        // What would end the rows of the other operations is tried with none.
        Line("deleteAnyCompany", "/admin/company/999999?reason=A", none, Concerned(ADMIN), &[]),
        Line("restoreAnyCompany", "/admin/company/999999/restore", because, Concerned(ADMIN), &[]),
        Line("suspendCompany", "/admin/company/999999/suspend", because, Concerned(ADMIN), &[]),
        Line("reopenCompany", "/admin/company/999999/reopen", because, Concerned(ADMIN), &[]),
        Line("signCompanyOut", "/admin/company/999999/sign-out", because, Concerned(ADMIN), &[]),
        Line("enterCompany", "/admin/company/999999/enter", because, Concerned(ADMIN), &[]),
        Line("leaveCompany", "/admin/leave", none, Company(ADMIN), &[]),
        Line("createAnyUser", "/admin/user", opened, Company(ADMIN), &[]),
        Line("renameAnyUser", "/admin/user/999999", renamed, Concerned(ADMIN), &[]),
        Line("deleteAnyUser", "/admin/user/999999?reason=A", none, Concerned(ADMIN), &[]),
        Line("eraseAnyUser", "/admin/user/999999/forever?reason=A", none, Concerned(ADMIN), &[]),
        Line("deleteAnyEvent", "/admin/event/999999?reason=A", none, Concerned(ADMIN), &[]),
        Line("restoreAnyEvent", "/admin/event/999999/restore", because, Concerned(ADMIN), &[]),
        Line("deleteAnyEmployee", "/admin/employee/999999?reason=A", none, Concerned(ADMIN), &[]),
        Line(
            "restoreAnyEmployee",
            "/admin/employee/999999/restore",
            because,
            Concerned(ADMIN),
            &[],
        ),
        Line("deleteAnyAnswer", "/admin/answer/999999?reason=A", none, Concerned(ADMIN), &[]),
        Line("restoreAnyAnswer", "/admin/answer/999999/restore", because, Concerned(ADMIN), &[]),
        Line("restoreAnyUser", "/admin/user/999999/restore", because, Concerned(ADMIN), &[]),
        Line("suspendUser", "/admin/user/999999/suspend", because, Concerned(ADMIN), &[]),
        Line("reopenUser", "/admin/user/999999/reopen", because, Concerned(ADMIN), &[]),
        Line("signUserOut", "/admin/user/999999/sign-out", because, Concerned(ADMIN), &[]),
        Line(
            "setInstanceRole",
            "/admin/user/999999/role",
            |_| json!({ "role": "NONE", "reason": "A" }),
            Concerned(ADMIN),
            &[],
        ),
        Line("getStats", "/admin/stats", none, Company(OPERATORS), &[]),
        Line("listJobs", "/admin/jobs", none, Company(OPERATORS), &[]),
        Line("retryJob", "/admin/jobs/{job}/retry", none, Company(ADMIN), &[]),
        Line("dropJob", "/admin/jobs/{job}", none, Company(ADMIN), &[]),
        Line("listenToInstance", "/admin/sse", none, Company(OPERATORS), &[]),
        Line("listSchedules", "/admin/schedules", none, Company(OPERATORS), &[]),
        Line("runSchedule", "/admin/schedules/sweep/run", none, Company(ADMIN), &[]),
        Line("listBackups", "/admin/backup", none, Company(OPERATORS), &[]),
        Line("makeBackup", "/admin/backup", none, Company(OPERATORS), &[]),
        Line("listAllAudit", "/admin/audit", none, Company(ADMIN), &[]),
        Line("exportAllAudit", "/admin/audit/export", none, Company(ADMIN), &[]),
        Line("listAudit", "/audit", none, Company(OWNERS), &[]),
        Line("exportAudit", "/audit/export", none, Company(OWNERS), &[]),
        Line("listAllMails", "/admin/mail", none, Company(ADMIN), &[]),
        Line("resendMail", "/admin/mail/{mail}/resend", none, Company(ADMIN), &[]),
        Line("noteBounceOfAny", "/admin/mail/{mail}/bounced", none, Company(ADMIN), &[]),
        Line("forgetBounceOfAny", "/admin/mail/{mail}/bounced", none, Company(ADMIN), &[]),
        Line("listMails", "/mail", none, Company(OWNERS), &[]),
        Line("resendMailOfCompany", "/mail/{mail}/resend", none, Company(OWNERS), &[]),
        Line("listAllSubscriptions", "/admin/subscription", none, Company(ADMIN), &[]),
        Line(
            "setSubscription",
            "/admin/subscription/1",
            |_| json!({ "plan": "PREMIUM", "reason": "a partner" }),
            Company(ADMIN),
            &[],
        ),
        Line("syncSubscription", "/admin/subscription/1/sync", none, Company(ADMIN), &[]),
        Line("exportInvoices", "/admin/invoice/export?month=2026-05", none, Company(ADMIN), &[]),
        Line("getSubscription", "/subscription", none, Company(STAFF), &[]),
        Line("createCustomer", "/stripe/customer", none, Company(OWNERS), &[]),
        Line(
            "createPayment",
            "/stripe/payment",
            |_| json!({ "mode": "subscription", "plan": "MEDIUM" }),
            Company(OWNERS),
            &[],
        ),
        Line("getPayment", "/stripe/payment/cs_1", none, Company(STAFF), &[]),
        Line("openPortal", "/stripe/portal", none, Company(OWNERS), &[]),
        Line("listInvoices", "/invoice", none, Company(OWNERS), &[]),
        Line("downloadInvoice", "/invoice/1/pdf", none, Company(OWNERS), &[]),
        Line("listBroadcasts", "/admin/broadcast", none, Company(ADMIN), &[]),
        Line("endBroadcast", "/admin/broadcast/1", none, Company(ADMIN), &[]),
        Line("noteBounce", "/mail/{mail}/bounced", none, Company(OWNERS), &[]),
        Line("forgetBounce", "/mail/{mail}/bounced", none, Company(OWNERS), &[]),
    ]
}
