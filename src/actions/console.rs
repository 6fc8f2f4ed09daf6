//! What every page of the console shows around its content.

use jiff::tz::TimeZone;

use crate::App;
use crate::error::{Error, Result};
use crate::model::{Logo, Membership, Theme, UserId};
use crate::store::{Scope, companies, live, memberships, notifications, settings, users};

/// The company, the user, and the last live event of the instance so far.
pub struct ConsoleFrame {
    /// The name of the company; None without one.
    pub company: Option<String>,
    /// Its country, as it was written.
    pub country: Option<String>,
    pub colour: Option<String>,
    pub logo: Option<Logo>,
    pub user: String,
    /// The user's time zone.
    pub zone: TimeZone,
    pub theme: Theme,
    /// Why the company is suspended, if it is.
    pub suspended_for: Option<String>,
    /// The number of their unread notifications; None without a company.
    pub unread: Option<i64>,
    /// Their memberships in other companies.
    pub elsewhere: Vec<Membership>,
    /// A page listens for the events after this one.
    pub since: i64,
}

/// The frame for a user, as a member of a company if they have one, in one read.
pub async fn frame(app: &App, user: UserId, within: Option<Scope>) -> Result<ConsoleFrame> {
    let default = app.config.time_zone.clone();
    app.db
        .read_all(move |all| {
            let known = users::find(all, user)?.ok_or(Error::NotFound("user"))?;
            let mut elsewhere = memberships::of_user(all, user)?;
            elsewhere.retain(|one| within.is_none_or(|scope| one.company != scope.company()));
            let company = match within {
                Some(scope) => {
                    let company = companies::current(&companies::look(all, scope))?;
                    Some(company.ok_or(Error::NotFound("company"))?)
                }
                None => None,
            };
            let set = settings::find(all, user)?;
            let theme = set.as_ref().map_or(Theme::System, |set| set.theme);
            let zone = set.map(|set| set.time_zone);
            let zone = zone.map_or(default, |name| TimeZone::get(&name).unwrap_or(TimeZone::UTC));
            Ok(ConsoleFrame {
                colour: company.as_ref().and_then(|company| company.colour.clone()),
                country: company.as_ref().and_then(|company| company.address.country.clone()),
                company: company.map(|company| company.name),
                logo: within.map(|scope| companies::logo(all, scope)).transpose()?.flatten(),
                suspended_for: within
                    .map(|scope| companies::suspended_for(&companies::look(all, scope)))
                    .transpose()?
                    .flatten(),
                user: known.name(),
                unread: within
                    .map(|scope| notifications::unread(&companies::look(all, scope), user))
                    .transpose()?,
                elsewhere,
                zone,
                theme,
                since: live::last(all)?,
            })
        })
        .await
}
