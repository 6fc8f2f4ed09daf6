//! The settings in effect, and where each was found.

use poem::http::StatusCode;
use poem::web::Data;
use poem::{Response, handler};

use super::super::{Administer, Console};
use crate::App;
use crate::actions::instance;
use crate::http::pages::show;
use crate::render::page::console::{InstanceSettings, InstanceTab, SettingRow};

/// The page: sections as in the file.
#[handler]
pub async fn show_instance_settings(
    app: Data<&App>,
    context: Console<Administer>,
) -> poem::Result<Response> {
    let mut sections: Vec<(String, Vec<SettingRow>)> = vec![];
    for one in instance::settings(&app) {
        let (section, name) = one.key.split_once('.').unwrap_or(("", &one.key));
        if sections.last().is_none_or(|(last, _)| last != section) {
            sections.push((section.to_owned(), vec![]));
        }
        let is_set = one.from != "default";
        let from = if is_set { one.from.clone() } else { context.say("instance-settings-default") };
        let row = SettingRow { key: name.to_owned(), value: one.value, from, is_set };
        if let Some((_, rows)) = sections.last_mut() {
            rows.push(row);
        }
    }
    let tab = InstanceTab::Settings;
    let page = InstanceSettings {
        chrome: context.chrome(tab.path()),
        nav: context.instance(Some(tab)),
        missing: instance::missing_of_seller(&app),
        sections,
    };
    Ok(show(StatusCode::OK, &page))
}
