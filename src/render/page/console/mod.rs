//! The console's pages, under `/console`: plain values converted to HTML. Everything works by
//! links and forms, without scripts.

mod administration;
mod calendar;
mod confirm;
mod event_papers;
mod event_plan;
mod events;
mod home;
mod imports;
mod instance;
mod mine;
mod notifications;
mod people;
mod photos;
mod plan;
mod publications;
mod register;
mod search;
mod settings;
mod uses;

pub use administration::{
    AdminList, AdminListPage, AdminOnePage, AdminRow, Figures, InstanceSettings, SettingRow,
};
pub use calendar::{Calendar, CalendarDay, CalendarEvent, Feed};
pub use confirm::{Confirm, CopiedLinks, LinkRow};
pub use event_papers::{
    AnswerPapers, EventHistory, EventPapers, HistoryRow, PaperRow, ReceiptLink, Steps,
};
pub use event_plan::{AskPage, DuplicatePage, PlanPage, Theirs};
pub use events::{EventHead, EventPage, EventRow, EventsPage, Mailbox, NotArrived, PersonRow, Tab};
pub use home::{Home, ToDoPart, ToDoRow};
pub use imports::{
    GroupChoice, How, Import, ImportRow, Imports, ReadingChoices, Reason, RefusedLine, Sample,
};
pub use instance::{
    AuditLog, AuditRow, BackupRow, BackupTryRow, InstanceAudit, InstanceBackups, InstanceIndex,
    InstanceJobs, InstanceMails, InstanceMessages, InstanceNav, InstanceSchedules, InstanceState,
    InstanceTab, JobRow, LoggedMail, MailLog, MessageRow, ScheduleRow, StudioAudit, StudioMails,
};
pub use mine::{Mine, OwnConsent, OwnRecord, OwnStudio};
pub use notifications::{NotificationRow, NotificationsPage};
pub use people::{
    AccountRow, ConsentRow, Group, GroupPage, GroupRow, GroupTick, Groups, GuardianFields,
    GuardianRow, MailRow, People, Person, PersonForm, PersonPage, PhotoOfPerson,
};
pub use photos::{Finder, Notice, PersonTick, PhotoPage, Photos, Picture, Tile, Turn, UseVerdict};
pub use plan::{InvoiceRow, LimitRow, PlanOffer, PlanSettings, ToPayments};
pub use publications::{PublicationRow, PublicationsPage, PublishPage};
pub use register::{RegisterActivity, RegisterLine, RegisterPage};
pub use search::{FoundGroup, FoundRow, Search};
pub use settings::{
    BadgeRow, ChannelSettings, CompanyInvitation, CompanyRow, CompanySettings, DataSettings,
    EnrolmentShown, ExportRow, InvitationRow, MemberRow, NoCompany, RecoveryCodesShown,
    ReleasePreview, ReleaseSettings, ReleaseSign, ReleaseStandard, ReleaseVersion,
    SecuritySettings, SessionRow, SettingsForms, SettingsIndex, SettingsNav, SettingsTab,
    StudioSettings, TeamSettings, TokenRow, TokenSettings, VersionRow,
};
pub use uses::{OwnUse, UseEditor};

use askama::Template;

use super::Frame;
use super::ui::Toast;

/// The frame of pages for signed-in users.
pub struct Chrome {
    pub frame: Frame,
    pub place: Place,
    /// The parts in the navigation.
    pub offer: Offer,
    /// Their name, and their id in event streams.
    pub user: String,
    pub user_id: i64,
    /// The number of their unread notifications; None for users without a company.
    pub unread: Option<i64>,
    /// Their other companies: ids and names.
    pub elsewhere: Vec<(i64, String)>,
    /// The number of the last live event before the page was made.
    pub since: i64,
    /// The search text, as typed.
    pub search: String,
    /// Whether they may import, delete and restore.
    pub may_curate: bool,
    /// The settings they may open.
    pub settings: Vec<SettingsTab>,
    /// The pages of the instance they may open.
    pub instance: Vec<InstanceTab>,
    /// Why nothing of the company can be changed, if so.
    pub bar: Option<ChromeBar>,
    /// What was just done.
    pub toast: Option<Toast>,
}

/// Why nothing of the company can be changed: above every page.
#[derive(Debug, Clone)]
pub struct ChromeBar {
    pub text: String,
    /// Why the company is suspended.
    pub reason: Option<String>,
    /// Whether it is a visit, which can be left.
    pub leaves: bool,
}

/// The parts of the console a user may open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// Events, people, calendar, search.
    Studio,
    /// The same without people, for photographers.
    Events,
    /// Only the user's own consents.
    Own,
    /// Only the user's own account.
    Nothing,
}

/// The parts of the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Home,
    Events,
    People,
    Groups,
    Calendar,
    /// Search across all kinds.
    Search,
    Own,
    Settings,
    Instance,
    Notifications,
    /// An error page: none of them.
    Nowhere,
}

impl Place {
    /// The part that a path belongs to.
    pub fn of(path: &str) -> Self {
        match path.strip_prefix("/console/").unwrap_or_default() {
            rest if rest.starts_with("people") => Place::People,
            rest if rest.starts_with("groups") => Place::Groups,
            rest if rest.starts_with("calendar") => Place::Calendar,
            rest if rest.starts_with("search") => Place::Search,
            rest if rest.starts_with("mine") => Place::Own,
            rest if rest.starts_with("settings") => Place::Settings,
            rest if rest.starts_with("instance") => Place::Instance,
            rest if rest.starts_with("notifications") => Place::Notifications,
            rest if rest.starts_with("shoots") => Place::Events,
            _ if path.is_empty() => Place::Nowhere,
            _ => Place::Home,
        }
    }
}

impl Chrome {
    /// The navigation: path, key of the label, icon, and whether it is the current one.
    pub fn places(&self) -> Vec<(&'static str, &'static str, &'static str, bool)> {
        let home = ("/console", "home-title", "home", Place::Home);
        let events = ("/console/shoots", "console-shoots", "camera", Place::Events);
        let people = ("/console/people", "console-people", "people", Place::People);
        let groups = ("/console/groups", "console-groups", "group", Place::Groups);
        let calendar = ("/console/calendar", "month-calendar", "calendar", Place::Calendar);
        let settings = ("/console/settings", "settings-title", "gear", Place::Settings);
        let own = ("/console/mine", "mine-title", "paper", Place::Own);
        let places = match self.offer {
            Offer::Studio => vec![home, events, people, groups, calendar, settings],
            Offer::Events => vec![home, events, calendar, settings],
            Offer::Own => vec![own, settings],
            Offer::Nothing => vec![settings],
        };
        let instance = ("/console/instance", "instance-title", "operate", Place::Instance);
        let places = places.into_iter().chain((!self.instance.is_empty()).then_some(instance));
        let place = |(href, key, icon, place)| (href, key, icon, self.place == place);
        places.map(place).collect()
    }

    /// Whether a place is left out of the row of places on a phone, which has room for five.
    pub fn is_lesser(&self, href: &str) -> bool {
        self.places().len() > 5 && ["/console/settings", "/console/instance"].contains(&href)
    }

    /// These places: on a phone they are in the menu of the account.
    pub fn lesser_places(&self) -> Vec<(&'static str, &'static str, &'static str, bool)> {
        self.places().into_iter().filter(|(href, ..)| self.is_lesser(href)).collect()
    }

    /// What the command palette offers before anything is typed: path and key of the label.
    pub fn commands(&self) -> Vec<(String, String)> {
        let places = self.places().into_iter().map(|(href, key, ..)| (href, key));
        let notices = self.unread.map(|_| ("/console/notifications", "notices-title"));
        let actions: &[(&str, &str)] = match self.plans() {
            true => &[
                ("/console/shoots/new", "event-new"),
                ("/console/people/new", "person-new"),
                ("/console/publications", "publications-title"),
            ],
            false => &[],
        };
        let import = self.may_curate.then_some(("/console/people/import", "import-go"));
        let fixed = places.chain(notices).chain(actions.iter().copied()).chain(import);
        let fixed = fixed.map(|(href, key)| (href.to_owned(), key.to_owned()));
        // The list of notifications is among them already.
        let settings = self.settings.iter().filter(|tab| **tab != SettingsTab::Channels);
        let settings = settings.map(|tab| (tab.path(), tab.key()));
        let instance = self.instance.iter().map(|tab| (tab.path(), tab.key()));
        fixed.chain(settings).chain(instance).collect()
    }
}

impl Chrome {
    /// Whether this is the page of the search, which has the box on small screens too.
    pub fn is_searching(&self) -> bool {
        self.place == Place::Search
    }

    /// Whether this is the list of notifications.
    pub fn is_notified(&self) -> bool {
        self.place == Place::Notifications
    }

    /// Whether the user may plan events.
    pub fn plans(&self) -> bool {
        self.offer == Offer::Studio
    }

    /// Whether the user may search.
    pub fn searches(&self) -> bool {
        matches!(self.offer, Offer::Studio | Offer::Events)
    }
}

/// `/console/login`.
#[derive(Template)]
#[template(path = "pages/console/login.html")]
pub struct Login {
    pub frame: Frame,
    pub email: String,
    /// The e-mail of a demonstration's sample account; None: not filled in.
    pub guest: bool,
    /// Whether anybody may open a company.
    pub open: bool,
    /// The page to open after signing in.
    pub next: String,
    /// Whether the second factor's code is required too.
    pub second: bool,
    /// A form that was sent without a session: where to, and its fields.
    pub kept: Option<(String, String)>,
    /// Why signing in failed, in words.
    pub problem: Option<String>,
}

/// After signing in: the form that was sent without a session.
#[derive(Template)]
#[template(path = "pages/console/resume.html")]
pub struct Resume {
    pub frame: Frame,
    /// The title of the form, if it is known.
    pub title: Option<String>,
    /// Labels and values of its main fields.
    pub said: Vec<(String, String)>,
    /// Where it is sent.
    pub action: String,
    /// What its button sends as `do`.
    pub act: Option<String>,
    /// All its fields, without `do`.
    pub fields: Vec<(String, String)>,
    /// Whether it can be opened as it was.
    pub can_review: bool,
    /// The page that it stood on.
    pub back: String,
}

/// `/console/forgot`.
#[derive(Template)]
#[template(path = "pages/console/forgot.html")]
pub struct Forgot {
    pub frame: Frame,
    pub email: String,
    pub problem: Option<String>,
    /// Whether the mail is on its way, if there is such an account.
    pub is_sent: bool,
}

/// The other pages of a list.
pub struct Pager {
    pub page: u32,
    pub pages: i64,
    /// The list's URL, up to the page number: `/console?page=`.
    pub base: String,
}

impl Pager {
    pub fn before(&self) -> Option<u32> {
        self.page.checked_sub(1).filter(|page| *page >= 1)
    }

    pub fn after(&self) -> Option<u32> {
        (i64::from(self.page) < self.pages).then_some(self.page + 1)
    }

    pub fn said(&self, frame: &Frame) -> String {
        let (page, pages) = (frame.n(self.page), frame.n(self.pages));
        frame.t2("console-page", ("page", &page), ("pages", &pages)).into_owned()
    }

    /// Whether there are so many that one types the number.
    pub fn jumps(&self) -> bool {
        self.pages > 5
    }

    /// `of 1,234`.
    pub fn of(&self, frame: &Frame) -> String {
        frame.count("console-page-of", "pages", self.pages.unsigned_abs()).into_owned()
    }

    /// The path of the list.
    pub fn path(&self) -> &str {
        self.base.split('?').next().unwrap_or_default()
    }

    /// What the address says of the list besides the page, as it was before it was encoded.
    pub fn kept(&self) -> Vec<(String, String)> {
        let query = self.base.split_once('?').map_or("", |(_, query)| query);
        let plain = |text: &str| {
            let text = text.replace('+', " ");
            percent_encoding::percent_decode_str(&text).decode_utf8_lossy().into_owned()
        };
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let pairs = pairs.filter(|(name, value)| !name.is_empty() && !value.is_empty());
        pairs.map(|(name, value)| (plain(name), plain(value))).collect()
    }
}
