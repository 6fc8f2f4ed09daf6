//! What every page of the console shows around its content.

use jiff::tz::TimeZone;

use crate::App;
use crate::error::{Error, Result};
use crate::model::{CompanyId, Logo, Membership, Theme, UserId};
use crate::store::{Scope, companies, live, memberships, notifications, settings, users};

/// The company, the user, and the last live event of the instance so far.
pub struct ConsoleFrame {
    pub company: String,
    pub colour: Option<String>,
    pub logo: Option<Logo>,
    pub user: String,
    /// The user's time zone.
    pub zone: TimeZone,
    pub theme: Theme,
    /// The number of their unread notifications.
    pub unread: i64,
    /// Their memberships in other companies.
    pub elsewhere: Vec<Membership>,
    /// A page listens for the events after this one.
    pub since: i64,
}

/// The frame for a member of a company, in one read.
pub async fn frame(
    app: &App,
    scope: Scope,
    user: UserId,
    company: CompanyId,
) -> Result<ConsoleFrame> {
    let default = app.config.time_zone.clone();
    app.db
        .read_all(move |all| {
            let known = users::find(all, user)?.ok_or(Error::NotFound("user"))?;
            let mut elsewhere = memberships::of_user(all, user)?;
            elsewhere.retain(|one| one.company != company);
            let company = companies::of_member(all, user, company)?;
            let (company, _) = company.ok_or(Error::NotFound("company"))?;
            let set = settings::find(all, user)?;
            let theme = set.as_ref().map_or(Theme::System, |set| set.theme);
            let zone = set.map(|set| set.time_zone);
            let zone = zone.map_or(default, |name| TimeZone::get(&name).unwrap_or(TimeZone::UTC));
            Ok(ConsoleFrame {
                company: company.name,
                colour: company.colour,
                logo: companies::logo(all, scope)?,
                user: known.name(),
                unread: notifications::unread(&companies::look(all, scope), user)?,
                elsewhere,
                zone,
                theme,
                since: live::last(all)?,
            })
        })
        .await
}
