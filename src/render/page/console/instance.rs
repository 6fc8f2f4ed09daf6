//! The instance, under `/console/instance`, for those who operate it; and the log of mails, which
//! owners have of their company.

use askama::Template;

use super::{Chrome, Pager, SettingsNav};
use crate::model::Right;
use crate::render::page::Frame;
use crate::render::page::ui::FormPanel;

/// The pages of the instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstanceTab {
    Companies,
    Users,
    Plans,
    Events,
    Employees,
    Answers,
    Mails,
    Jobs,
    Schedules,
    Backups,
    Messages,
    Audit,
    Settings,
}

impl InstanceTab {
    pub const ALL: [Self; 13] = [
        Self::Companies,
        Self::Users,
        Self::Plans,
        Self::Events,
        Self::Employees,
        Self::Answers,
        Self::Audit,
        Self::Mails,
        Self::Jobs,
        Self::Schedules,
        Self::Backups,
        Self::Messages,
        Self::Settings,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Companies => "companies",
            Self::Users => "users",
            Self::Plans => "plans",
            Self::Events => "shoots",
            Self::Employees => "people",
            Self::Answers => "consents",
            Self::Settings => "settings",
            Self::Mails => "mails",
            Self::Jobs => "jobs",
            Self::Schedules => "schedules",
            Self::Backups => "backups",
            Self::Messages => "messages",
            Self::Audit => "audit",
        }
    }

    pub fn path(self) -> String {
        let rows = match self {
            Self::Events | Self::Employees | Self::Answers => "all/",
            _ => "",
        };
        format!("/console/instance/{rows}{}", self.name())
    }

    /// The right without which the page is not offered. Mails have addresses, messages go to all,
    /// the audit log and lists of companies and accounts name people, settings name addresses.
    pub fn right(self) -> Right {
        match self {
            Self::Companies
            | Self::Users
            | Self::Plans
            | Self::Events
            | Self::Employees
            | Self::Answers
            | Self::Settings
            | Self::Mails
            | Self::Messages
            | Self::Audit => Right::Administer,
            Self::Jobs | Self::Schedules | Self::Backups => Right::Operate,
        }
    }

    pub fn key(self) -> String {
        format!("instance-{}", self.name())
    }

    fn lead(self) -> String {
        format!("{}-lead", self.key())
    }

    fn icon(self) -> &'static str {
        match self {
            Self::Companies => "group",
            Self::Users => "people",
            Self::Plans => "part",
            Self::Events => "calendar",
            Self::Employees => "people",
            Self::Answers => "paper",
            Self::Settings => "operate",
            Self::Mails => "mail",
            Self::Jobs => "gear",
            Self::Schedules => "clock",
            Self::Backups => "download",
            Self::Messages => "bell",
            Self::Audit => "paper",
        }
    }
}

/// The navigation between the pages of the instance that the user may open.
pub struct InstanceNav {
    /// None on the page that lists them all.
    pub here: Option<InstanceTab>,
    pub tabs: Vec<InstanceTab>,
}

impl InstanceNav {
    /// `bills`: whether anything is billed.
    pub fn new(here: Option<InstanceTab>, bills: bool, may: impl Fn(Right) -> bool) -> Self {
        let is_there =
            |tab: &InstanceTab| (*tab != InstanceTab::Plans || bills) && may(tab.right());
        Self { here, tabs: InstanceTab::ALL.into_iter().filter(is_there).collect() }
    }

    pub(super) fn title(&self) -> String {
        self.here.map_or_else(|| "instance-title".to_owned(), InstanceTab::key)
    }

    pub(super) fn lead(&self) -> String {
        format!("{}-lead", self.title())
    }

    pub(super) fn is_here(&self, tab: &InstanceTab) -> bool {
        self.here == Some(*tab)
    }
}

/// `/console/instance`: how the instance is, and its pages.
#[derive(Template)]
#[template(path = "pages/console/instance/index.html")]
pub struct InstanceIndex {
    pub chrome: Chrome,
    pub nav: InstanceNav,
    /// The figures of the instance, as a part of the page.
    pub figures: String,
    /// The open alarms: title and text.
    pub alarms: Vec<(String, String)>,
    /// How it is, each with whether somebody should look, in the order of the pages.
    pub states: Vec<(InstanceTab, Option<InstanceState>)>,
    pub version: &'static str,
}

/// What the list of pages says of one.
pub struct InstanceState {
    pub said: String,
    pub is_wrong: bool,
}

/// `/console/instance/mails`.
#[derive(Template)]
#[template(path = "pages/console/instance/mails.html")]
pub struct InstanceMails {
    pub chrome: Chrome,
    pub nav: InstanceNav,
    pub log: MailLog,
}

/// `/console/settings/mails`.
#[derive(Template)]
#[template(path = "pages/console/settings/mails.html")]
pub struct StudioMails {
    pub chrome: Chrome,
    pub nav: SettingsNav,
    pub log: MailLog,
}

/// Mails with what became of them.
#[derive(Template)]
#[template(path = "pages/console/instance/mail_log.html")]
pub struct MailLog {
    pub frame: Frame,
    /// The page it stands on.
    pub path: String,
    pub rows: Vec<LoggedMail>,
    pub total: i64,
    /// The states and kinds to choose from: value and label, and the chosen ones.
    pub states: Vec<(&'static str, String)>,
    pub state: String,
    pub kinds: Vec<(&'static str, String)>,
    pub kind: String,
    pub pager: Pager,
}

/// A mail of the log.
pub struct LoggedMail {
    pub id: i64,
    pub kind: String,
    /// None once the recipient is erased.
    pub to: Option<String>,
    /// `is-yes`, `is-no` or nothing.
    pub class: &'static str,
    pub said: String,
    /// Until when it waits, and for what.
    pub next: Option<String>,
    /// What the mail server said, or why it was dropped.
    pub reply: Option<String>,
    /// Who has to act, in words.
    pub verdict: Option<String>,
    /// When it was queued, and sent.
    pub at: String,
    pub message_id: String,
    /// Of a mail of the instance's log.
    pub company: Option<String>,
    pub may_resend: bool,
}

/// `/console/instance/audit`.
#[derive(Template)]
#[template(path = "pages/console/instance/audit.html")]
pub struct InstanceAudit {
    pub chrome: Chrome,
    pub nav: InstanceNav,
    pub log: AuditLog,
}

/// `/console/settings/audit`.
#[derive(Template)]
#[template(path = "pages/console/settings/audit.html")]
pub struct StudioAudit {
    pub chrome: Chrome,
    pub nav: SettingsNav,
    pub log: AuditLog,
}

/// Entries of the audit log.
#[derive(Template)]
#[template(path = "pages/console/instance/audit_log.html")]
pub struct AuditLog {
    pub frame: Frame,
    /// The page it stands on.
    pub path: String,
    /// Where the same entries are a table.
    pub export: String,
    pub rows: Vec<AuditRow>,
    pub total: i64,
    /// What to choose from: value and label; and what is chosen. Without users there is no choice.
    pub topics: Vec<(String, String)>,
    pub topic: String,
    pub users: Vec<(String, String)>,
    pub user: String,
    /// The company and the user whose entries alone are listed: name of the field, id and name.
    pub only: Vec<(&'static str, String, String)>,
    pub from: String,
    pub until: String,
    pub pager: Pager,
}

/// An entry of the audit log.
pub struct AuditRow {
    pub what: String,
    /// The name of what it is about, and its page.
    pub subject: Option<String>,
    pub link: Option<String>,
    pub who: String,
    /// In the log of the instance.
    pub company: Option<String>,
    pub when: String,
    pub ip: Option<String>,
    /// The reason that was given.
    pub reason: Option<String>,
}

/// `/console/instance/jobs`.
#[derive(Template)]
#[template(path = "pages/console/instance/jobs.html")]
pub struct InstanceJobs {
    pub chrome: Chrome,
    pub nav: InstanceNav,
    pub rows: Vec<JobRow>,
    pub total: i64,
    pub states: Vec<(&'static str, String)>,
    pub state: String,
    pub pager: Pager,
    pub may_change: bool,
}

/// A job of the queue.
pub struct JobRow {
    pub id: i64,
    pub name: String,
    /// `is-no` for one that failed for good, `is-part` for one that is tried again.
    pub class: &'static str,
    pub state: String,
    pub attempts: String,
    pub due: String,
    pub error: Option<String>,
    pub company: Option<String>,
    /// What is done of what there is to do.
    pub progress: Option<(i64, i64)>,
    pub may_change: bool,
}

/// `/console/instance/schedules`.
#[derive(Template)]
#[template(path = "pages/console/instance/schedules.html")]
pub struct InstanceSchedules {
    pub chrome: Chrome,
    pub nav: InstanceNav,
    pub rows: Vec<ScheduleRow>,
    pub zone: String,
    pub may_run: bool,
}

/// A schedule, with its last run and its next.
pub struct ScheduleRow {
    pub name: &'static str,
    pub label: String,
    pub often: String,
    /// None: it has not run.
    pub last: Option<String>,
    /// How the last run ended: class and words.
    pub outcome: Option<(&'static str, String)>,
    pub next: String,
}

/// `/console/instance/backups`.
#[derive(Template)]
#[template(path = "pages/console/instance/backups.html")]
pub struct InstanceBackups {
    pub chrome: Chrome,
    pub nav: InstanceNav,
    /// Whether a folder is set.
    pub is_on: bool,
    /// One sentence: when the next is made, and how many are kept.
    pub plan: String,
    /// Whether one is queued or being made.
    pub is_under_way: bool,
    /// Why the folder cannot be read.
    pub trouble: Option<String>,
    pub kept: Vec<BackupRow>,
    pub tries: Vec<BackupTryRow>,
}

/// A complete backup.
pub struct BackupRow {
    pub name: String,
    pub at: String,
    pub size: String,
    pub files: String,
    /// How many files were lost already, in words.
    pub lost: Option<String>,
    pub version: String,
}

/// An attempt.
pub struct BackupTryRow {
    pub at: String,
    pub class: &'static str,
    pub said: String,
    pub detail: String,
}

/// `/console/instance/messages`.
#[derive(Template)]
#[template(path = "pages/console/instance/messages.html")]
pub struct InstanceMessages {
    pub chrome: Chrome,
    pub nav: InstanceNav,
    pub form: FormPanel,
    pub rows: Vec<MessageRow>,
}

/// A message to all users.
pub struct MessageRow {
    pub id: i64,
    /// In the language of the page.
    pub title: String,
    pub text: String,
    pub at: String,
    pub readers: String,
    /// Until when it is seen.
    pub ends: Option<String>,
    /// Since when nobody sees it.
    pub ended: Option<String>,
}
