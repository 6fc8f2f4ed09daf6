//! The settings of users.

use std::collections::BTreeMap;

use crate::App;
use crate::error::Result;
use crate::model::check::time_zone;
use crate::model::user::PAGE_MOST;
use crate::model::{Check, List, Locale, Settings, Theme, UserId};
use crate::store::settings;

/// Settings to change; None: not changed.
#[derive(Default)]
pub struct Changes {
    pub theme: Option<Theme>,
    pub locale: Option<Locale>,
    pub time_zone: Option<String>,
    /// By the name of the list.
    pub page_sizes: BTreeMap<String, u32>,
}

/// The settings of a user, or the defaults of the instance.
pub async fn find(app: &App, user: UserId) -> Result<Settings> {
    let set = app.db.read_all(move |all| settings::find(all, user)).await?;
    Ok(set.unwrap_or_else(|| app.default_settings()))
}

/// Changes some settings.
pub async fn change(app: &App, user: UserId, changes: Changes) -> Result<Settings> {
    let mut check = Check::new();
    let zone = check.optional("timeZone", changes.time_zone.as_deref(), time_zone);
    let mut sizes = BTreeMap::new();
    for (name, size) in changes.page_sizes {
        let list = List::from_name(&name);
        check.require(list.is_some(), format!("pageSizes.{name}"), "unknown_field");
        check.require((1..=PAGE_MOST).contains(&size), format!("pageSizes.{name}"), "limit");
        sizes.extend(list.map(|list| (list, size)));
    }
    check.done()?;
    let fresh = app.default_settings();
    app.db
        .write_all(move |all| {
            let mut own = settings::find(all, user)?.unwrap_or(fresh);
            own.theme = changes.theme.unwrap_or(own.theme);
            own.locale = changes.locale.unwrap_or(own.locale);
            own.time_zone = zone.unwrap_or(own.time_zone);
            own.page_sizes.extend(sizes);
            settings::put(all, user, &own)?;
            Ok(own)
        })
        .await
}
