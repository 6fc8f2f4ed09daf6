//! `/console/settings`: the settings of the company and of one's own account. Each page takes its
//! own forms, and calls the same actions as the API.

mod channels;
mod companies;
mod data;
mod plan;
mod profile;
mod register;
mod release;
mod requests;
mod security;
mod standard;
mod studio;
mod team;
mod tokens;
mod uses;

pub use channels::{save_channels, show_channels};
pub use companies::{change_companies, page_without_company, show_companies};
pub use data::{change_data, download_export, show_data};
pub use plan::{change_plan, download_invoice, show_plan};
pub(super) use plan::{cost, plan_name, price};
pub use profile::{save_profile, show_profile};
pub use register::show_register;
pub use release::{publish_release, show_release, show_version};
pub use requests::{save_requests, show_requests};
pub use security::{change_password, change_second_factor, end_sessions, show_security};
pub use standard::{adopt_standard, show_standard};
pub use studio::{change_own_picture, remove_own_picture, save_studio, show_studio};
pub use team::{change_invitation, change_member, invite_member, show_team};
pub use tokens::{create_token, revoke_token, show_tokens};

use jiff::tz::TimeZone;
use poem::http::StatusCode;
use poem::{Response, handler};

use super::{Console, ConsoleContext, OwnAccount};
use crate::Error;
use crate::http::pages::show;
use crate::http::problem::Problem;
use crate::model::{Locale, Role, Timestamp};
use crate::render::dates;
use crate::render::page::console::{Chrome, SettingsIndex, SettingsNav, SettingsTab};
use crate::render::page::ui::FormPanel;

/// The list of all settings.
#[handler]
pub async fn show_settings(context: Console<OwnAccount>) -> Response {
    let chrome = context.chrome("/console/settings".to_owned());
    show(StatusCode::OK, &SettingsIndex { chrome, nav: context.settings(None) })
}

impl ConsoleContext {
    pub(super) fn settings(&self, here: Option<SettingsTab>) -> SettingsNav {
        let is_there = |tab: SettingsTab| tab != SettingsTab::Plan || self.bills;
        SettingsNav::new(here, |tab| is_there(tab) && self.may(tab.right()))
    }

    fn settings_chrome(&self, tab: SettingsTab) -> Chrome {
        self.chrome(tab.path())
    }

    /// A form that is sent to the page it stands on.
    fn panel(&self, id: &'static str, title: &str, tab: SettingsTab, go: &str) -> FormPanel {
        FormPanel::new(self.frame(None), id, self.say(title), tab.path(), self.say(go))
    }

    pub(super) fn day(&self, at: Timestamp) -> String {
        dates::date(self.locale, at.day_in(&self.zone))
    }
}

/// What a form is not shown again for: the error is not about what was typed.
fn is_beyond_the_form(error: &Error) -> bool {
    matches!(
        error,
        Error::Internal(_) | Error::NotFound(_) | Error::Forbidden | Error::Unavailable(_)
    )
}

/// The languages to choose from.
pub(in crate::http::pages::console) fn languages() -> [(String, String); Locale::ALL.len()] {
    Locale::ALL.map(|locale| (locale.tag().to_owned(), locale.name().to_owned()))
}

/// The time zones to choose from: places, not offsets; and the present one.
fn zones(now: &str) -> Vec<(String, String)> {
    const REGIONS: &[&str] = &[
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    ];
    let is_place = |name: &str| name.split_once('/').is_some_and(|(of, _)| REGIONS.contains(&of));
    let mut names: Vec<String> = jiff::tz::db()
        .available()
        .map(|name| name.to_string())
        .filter(|one| is_place(one))
        .collect();
    let is_known = TimeZone::get(now).is_ok();
    if is_known && !names.iter().any(|one| one == now) {
        names.push(now.to_owned());
    }
    names.sort();
    names.into_iter().map(|name| (name.clone(), name.replace('_', " "))).collect()
}

/// The key of the name of a role.
pub(super) fn role_key(role: Role) -> &'static str {
    match role {
        Role::Admin => "role-admin",
        Role::Developer => "role-developer",
        Role::Owner => "role-owner",
        Role::SuperUser => "role-super-user",
        Role::User => "role-user",
        Role::Photographer => "role-photographer",
        Role::Employee => "role-employee",
    }
}

/// An error that is shown in full, or passed on if it is not about what was typed.
fn passed_on(error: Error) -> Result<Error, Problem> {
    if is_beyond_the_form(&error) { Err(Problem(error)) } else { Ok(error) }
}
