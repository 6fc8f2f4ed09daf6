//! Who may call the operations on jobs, schedules and mails.

use be_right::model::Role;

use super::table::Who::Company;
use super::table::{Line, none};

const OPERATORS: &[Role] = &[Role::Admin, Role::Developer];
const ADMIN: &[Role] = &[Role::Admin];
const OWNERS: &[Role] = &[Role::Owner];

pub fn lines() -> Vec<Line> {
    vec![
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
        Line("listBroadcasts", "/admin/broadcast", none, Company(ADMIN), &[]),
        Line("endBroadcast", "/admin/broadcast/1", none, Company(ADMIN), &[]),
        Line("noteBounce", "/mail/{mail}/bounced", none, Company(OWNERS), &[]),
        Line("forgetBounce", "/mail/{mail}/bounced", none, Company(OWNERS), &[]),
    ]
}
