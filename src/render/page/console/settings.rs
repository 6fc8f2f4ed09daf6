//! The settings, under `/console/settings`: those of the company, and those of one's own account.

use askama::Template;

use super::{Chrome, Pager, Picture, Theirs, UseEditor};
use crate::model::Right;
use crate::render::page::ui::{FieldProblems, Filled, FormField, FormPanel};
use crate::render::page::{Block, Frame, Release};

/// The pages of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingsTab {
    Studio,
    Release,
    Requests,
    Team,
    Tokens,
    Mails,
    Audit,
    Data,
    /// Only where something is billed.
    Plan,
    Profile,
    Security,
    Channels,
    Companies,
}

impl SettingsTab {
    /// Those of the company, then those of the account.
    const GROUPS: [(&'static str, &'static [SettingsTab]); 2] = [
        (
            "settings-of-studio",
            &[
                Self::Studio,
                Self::Release,
                Self::Requests,
                Self::Team,
                Self::Tokens,
                Self::Mails,
                Self::Audit,
                Self::Plan,
                Self::Data,
            ],
        ),
        ("settings-of-account", &[Self::Profile, Self::Security, Self::Channels, Self::Companies]),
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Studio => "studio",
            Self::Release => "release",
            Self::Requests => "requests",
            Self::Team => "team",
            Self::Tokens => "tokens",
            Self::Mails => "mails",
            Self::Audit => "audit",
            Self::Data => "data",
            Self::Plan => "plan",
            Self::Profile => "profile",
            Self::Security => "security",
            Self::Channels => "notifications",
            Self::Companies => "companies",
        }
    }

    pub fn path(self) -> String {
        format!("/console/settings/{}", self.name())
    }

    /// The right without which the page is not offered.
    pub fn right(self) -> Right {
        match self {
            Self::Studio | Self::Requests | Self::Mails | Self::Audit | Self::Plan | Self::Data => {
                Right::Govern
            }
            Self::Release | Self::Team => Right::Read,
            Self::Tokens => Right::SeeEvents,
            Self::Channels => Right::Belong,
            Self::Profile | Self::Security | Self::Companies => Right::OwnAccount,
        }
    }

    /// The key of its name.
    pub fn key(self) -> String {
        format!("settings-{}", self.name())
    }

    /// The key of what it is for.
    fn lead(self) -> String {
        format!("{}-lead", self.key())
    }

    fn icon(self) -> &'static str {
        match self {
            Self::Studio => "home",
            Self::Release => "paper",
            Self::Requests => "clock",
            Self::Team => "people",
            Self::Tokens => "link",
            Self::Mails => "mail",
            Self::Audit => "paper",
            Self::Data => "download",
            Self::Plan => "part",
            Self::Profile => "user",
            Self::Security => "lock",
            Self::Channels => "bell",
            Self::Companies => "switch",
        }
    }
}

/// The navigation between the settings, of what the user may open.
pub struct SettingsNav {
    /// None on the page that lists them all.
    pub here: Option<SettingsTab>,
    pub groups: Vec<(&'static str, Vec<SettingsTab>)>,
}

impl SettingsNav {
    pub fn new(here: Option<SettingsTab>, offers: impl Fn(SettingsTab) -> bool) -> Self {
        let groups = SettingsTab::GROUPS.into_iter().map(|(title, tabs)| {
            let open = tabs.iter().copied().filter(|tab| offers(*tab));
            (title, open.collect::<Vec<_>>())
        });
        Self { here, groups: groups.filter(|(_, tabs)| !tabs.is_empty()).collect() }
    }

    /// All of them.
    pub fn tabs(self) -> Vec<SettingsTab> {
        self.groups.into_iter().flat_map(|(_, tabs)| tabs).collect()
    }

    pub(super) fn is_here(&self, tab: &SettingsTab) -> bool {
        self.here == Some(*tab)
    }

    /// The key of the sentence below the title.
    pub(super) fn lead(&self) -> String {
        let is_own = self.groups.iter().all(|(title, _)| *title != SettingsTab::GROUPS[0].0);
        match self.here {
            None if is_own => "settings-own-lead".to_owned(),
            _ => format!("{}-lead", self.title()),
        }
    }

    /// The key of the page's title.
    pub(super) fn title(&self) -> String {
        match self.here {
            Some(tab) => tab.key(),
            None => "settings-title".to_owned(),
        }
    }
}

/// `/console/settings`: all of them, each with what it is for.
#[derive(Template)]
#[template(path = "pages/console/settings/index.html")]
pub struct SettingsIndex {
    pub chrome: Chrome,
    pub nav: SettingsNav,
}

/// A page made of forms alone.
#[derive(Template)]
#[template(path = "pages/console/settings/forms.html")]
pub struct SettingsForms {
    pub chrome: Chrome,
    pub nav: SettingsNav,
    pub panels: Vec<FormPanel>,
    /// A sentence above the forms.
    pub note: Option<String>,
    /// The badges of a user in the company; empty on other pages.
    pub badges: Vec<BadgeRow>,
}

impl SettingsForms {
    fn earned(&self) -> usize {
        self.badges.iter().filter(|one| one.earned.is_some()).count()
    }
}

/// A badge, earned or not.
pub struct BadgeRow {
    pub name: String,
    /// What it is awarded for.
    pub text: String,
    /// The day on which it was earned, in words.
    pub earned: Option<String>,
    /// The count so far, and the count required.
    pub progress: Option<(i64, i64)>,
}

/// `/console/settings/studio`.
#[derive(Template)]
#[template(path = "pages/console/settings/studio.html")]
pub struct StudioSettings {
    pub chrome: Chrome,
    pub nav: SettingsNav,
    pub panel: FormPanel,
    /// What releases cannot say of the studio.
    pub missing: Option<String>,
    /// Why the logo was not taken.
    pub logo_problem: Option<String>,
    /// None: the name is laid over pictures.
    pub watermark: Option<Picture>,
    /// Why the watermark was not taken.
    pub watermark_problem: Option<String>,
}

/// `/console/settings/release`: the text in one language, as edited, beside what a signer sees.
#[derive(Template)]
#[template(path = "pages/console/settings/release.html")]
pub struct ReleaseSettings {
    pub chrome: Chrome,
    pub nav: SettingsNav,
    /// The languages: address, tag, name, and whether it is shown.
    pub tabs: Vec<(String, &'static str, &'static str, bool)>,
    /// The tag of the language that is shown.
    pub language: &'static str,
    pub fields: Vec<FormField>,
    pub uses: UseEditor,
    pub filled: Filled,
    /// The version that the form began with.
    pub begun: i64,
    /// What somebody else has published meanwhile.
    pub theirs: Theirs,
    pub preview: ReleasePreview,
    /// What stands in braces in the text and is no placeholder.
    pub unknown: Vec<String>,
    /// The settings of the studio that the text needs and that are missing.
    pub missing: Option<String>,
    /// Whether the text that is shipped today is another one, and may be adopted.
    pub offers_default: bool,
    /// Who has signed the version in force for the studio.
    pub signed: Option<String>,
    /// The form to sign it.
    pub sign: Option<ReleaseSign>,
    pub versions: Vec<VersionRow>,
    /// The version in force, as shown.
    pub current: u32,
    pub may_edit: bool,
    /// The languages offer different uses.
    pub is_uneven: bool,
}

impl ReleaseSettings {
    fn problems(&self) -> FieldProblems {
        let mut fields: Vec<&FormField> = self.fields.iter().collect();
        let uses = FormField::new("uses", self.uses.ticks.legend.clone());
        fields.push(&uses);
        fields.extend(self.uses.own.iter().flat_map(|one| &one.fields));
        self.filled.problems(&fields).titled(self.chrome.frame.t("ui-problems"))
    }

    fn unknown_said(&self) -> String {
        let names: Vec<String> = self.unknown.iter().map(|name| format!("{{{name}}}")).collect();
        self.chrome.frame.t1("release-unknown", "names", &names.join(", ")).into_owned()
    }
}

/// The studio's signature under the version in force.
pub struct ReleaseSign {
    pub id: i64,
    /// Whether the user keeps a signature, which is used unless a name is typed.
    pub has_kept: bool,
    pub wrong: Option<String>,
}

/// The release as a signer sees it.
#[derive(Template)]
#[template(path = "pages/console/settings/preview.html")]
pub struct ReleasePreview {
    /// As a guardian reads it.
    pub guardian: Release,
    pub frame: Frame,
    pub release: Release,
    /// The labels and sentences of the uses, in the language of the release.
    pub uses: Vec<(String, Option<String>)>,
}

/// A version of the release.
pub struct VersionRow {
    pub id: i64,
    pub version: u32,
    pub title: String,
    pub uses: usize,
    pub on: String,
    pub is_current: bool,
}

/// `/console/settings/release/{id}`: one version.
#[derive(Template)]
#[template(path = "pages/console/settings/version.html")]
pub struct ReleaseVersion {
    pub chrome: Chrome,
    pub nav: SettingsNav,
    pub version: u32,
    pub language: &'static str,
    pub on: String,
    pub preview: ReleasePreview,
    /// The page that loads it into the editor.
    pub again: Option<String>,
}

/// `/console/settings/release/standard`: the text in force beside the one that is shipped.
#[derive(Template)]
#[template(path = "pages/console/settings/standard.html")]
pub struct ReleaseStandard {
    pub chrome: Chrome,
    pub nav: SettingsNav,
    /// The tag of the language that is shown.
    pub language: &'static str,
    pub yours: ReleasePreview,
    pub standard: ReleasePreview,
    pub missing: Option<String>,
}

/// `/console/settings/team`.
#[derive(Template)]
#[template(path = "pages/console/settings/team.html")]
pub struct TeamSettings {
    pub chrome: Chrome,
    pub nav: SettingsNav,
    pub rows: Vec<MemberRow>,
    pub total: i64,
    pub pager: Pager,
    pub search: String,
    /// The role that is shown; empty: all.
    pub role: String,
    pub roles: Vec<(&'static str, String)>,
    pub invitations: Vec<InvitationRow>,
    pub invite: FormPanel,
    pub may_govern: bool,
    /// Why a change was refused.
    pub problems: FieldProblems,
}

/// A member of the company.
pub struct MemberRow {
    pub id: i64,
    pub name: String,
    pub email: String,
    pub role: &'static str,
    /// The name of the role in forms.
    pub role_name: &'static str,
    pub is_self: bool,
    /// Whether they have chosen a password.
    pub is_active: bool,
    pub since: String,
}

/// An invitation that nobody has answered.
pub struct InvitationRow {
    pub id: i64,
    pub name: String,
    pub email: String,
    pub role: &'static str,
    /// Until when it is valid, in words.
    pub until: String,
    pub is_over: bool,
    pub may_change: bool,
}

/// `/console/settings/tokens`.
#[derive(Template)]
#[template(path = "pages/console/settings/tokens.html")]
pub struct TokenSettings {
    pub chrome: Chrome,
    pub nav: SettingsNav,
    pub rows: Vec<TokenRow>,
    pub create: FormPanel,
    /// A token just made: its name, and the secret that is shown once.
    pub made: Option<(String, String)>,
}

/// An API token.
pub struct TokenRow {
    pub id: i64,
    pub name: String,
    pub prefix: String,
    pub scopes: Vec<&'static str>,
    /// The member it belongs to, if it is somebody else.
    pub owner: Option<String>,
    pub made: String,
    pub used: Option<String>,
    pub until: String,
    pub is_over: bool,
}

/// `/console/settings/data`.
#[derive(Template)]
#[template(path = "pages/console/settings/data.html")]
pub struct DataSettings {
    pub chrome: Chrome,
    pub nav: SettingsNav,
    pub export: FormPanel,
    pub exports: Vec<ExportRow>,
    pub close: FormPanel,
}

impl DataSettings {
    /// Whether an export is being made.
    pub fn is_under_way(&self) -> bool {
        self.exports.iter().any(|one| one.progress.is_some())
    }
}

/// An export of everything. Dates are already in words.
pub struct ExportRow {
    pub id: i64,
    /// When it was asked for.
    pub asked: String,
    /// Its state in words.
    pub state: String,
    /// The parts written and all parts, while it is being made.
    pub progress: Option<(i64, i64)>,
    /// Whether it can be downloaded.
    pub is_ready: bool,
}

/// `/console/settings/security`.
#[derive(Template)]
#[template(path = "pages/console/settings/security.html")]
pub struct SecuritySettings {
    pub chrome: Chrome,
    pub nav: SettingsNav,
    pub password: FormPanel,
    /// Since when the second factor is on, in words.
    pub since: Option<String>,
    pub codes_left: i64,
    /// What can be done about the second factor.
    pub factor: Vec<FormPanel>,
    pub enrolment: Option<EnrolmentShown>,
    pub sessions: Vec<SessionRow>,
}

/// A second factor that is being turned on.
pub struct EnrolmentShown {
    /// The QR code and the secret to type; None once a code was wrong: they are shown once.
    pub secret: Option<(Option<String>, String)>,
    pub confirm: FormPanel,
}

/// The recovery codes, shown once.
#[derive(Template)]
#[template(path = "pages/console/settings/recovery.html")]
pub struct RecoveryCodesShown {
    pub chrome: Chrome,
    pub nav: SettingsNav,
    pub codes: Vec<String>,
}

/// An open session.
pub struct SessionRow {
    pub id: i64,
    /// The browser and system; empty if unknown.
    pub agent: String,
    pub ip: Option<String>,
    pub used: String,
    pub is_current: bool,
}

/// `/console/settings/notifications`.
#[derive(Template)]
#[template(path = "pages/console/settings/channels.html")]
pub struct ChannelSettings {
    pub chrome: Chrome,
    pub nav: SettingsNav,
    /// By what they are about.
    pub groups: Vec<(String, Vec<FormField>)>,
    /// The choices that the form begins with.
    pub hidden: Vec<(String, String)>,
    /// What was chosen elsewhere meanwhile.
    pub theirs: Theirs,
}

/// `/console/settings/companies`.
#[derive(Template)]
#[template(path = "pages/console/settings/companies.html")]
pub struct CompanySettings {
    pub chrome: Chrome,
    pub nav: SettingsNav,
    pub rows: Vec<CompanyRow>,
    pub invitations: Vec<CompanyInvitation>,
    /// Those that were closed, with the day.
    pub closed: Vec<(i64, String, String)>,
    pub create: Option<FormPanel>,
}

/// The page of a user without a company.
#[derive(Template)]
#[template(path = "pages/console/no_company.html")]
pub struct NoCompany {
    pub chrome: Chrome,
    pub rows: Vec<CompanyRow>,
    pub invitations: Vec<CompanyInvitation>,
    /// Those that were closed, with the day.
    pub closed: Vec<(i64, String, String)>,
    pub create: Option<FormPanel>,
}

/// A company of the user.
pub struct CompanyRow {
    pub id: i64,
    pub name: String,
    pub role: &'static str,
    pub is_current: bool,
}

/// A company that invites the user.
pub struct CompanyInvitation {
    pub company: i64,
    pub name: String,
    pub role: &'static str,
    pub by: Option<String>,
}

/// Whether a role has this key.
fn is_role(key: &str, role: &str) -> bool {
    key == format!("role-{}", role.to_lowercase().replace('_', "-"))
}

/// The key of what a role may do.
fn role_hint(role: &str) -> String {
    format!("role-{}-hint", role.to_lowercase().replace('_', "-"))
}
