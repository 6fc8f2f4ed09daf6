//! Badges that users earn by using the service.

use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Tag;
use crate::App;
use crate::actions::badges::{self, Standing};
use crate::http::caller::Caller;
use crate::http::guard::Allowed;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::Instant;
use crate::http::right;
use crate::model::badge::BadgeRule;
use crate::model::{self, Locale};
use crate::render::notification::{badge_name, badge_text};

pub const OPERATIONS: &[Operation] = &[op("listBadges"), op("listOwnBadges")];

pub struct BadgesApi;

#[OpenApi(tag = "Tag::Badges")]
impl BadgesApi {
    /// List all badges
    ///
    /// Returns every badge with its name and condition, in the caller's language. A badge is earned
    /// by one user in one company: for adding and deleting employees and events, for events they
    /// planned to which everybody has answered, and for owning a company with a plan. For every
    /// member of the company.
    #[oai(path = "/badges", method = "get", operation_id = "listBadges")]
    async fn list(
        &self,
        _member: Allowed<right::Belong>,
        caller: Caller,
    ) -> Result<Json<Vec<Badge>>, Problem> {
        let all = model::Badge::ALL.iter();
        Ok(Json(all.map(|badge| Badge::of(*badge, caller.locale())).collect()))
    }

    /// List your own badges
    ///
    /// Returns every badge with the time at which the caller earned it in the active company, or
    /// the progress towards it. The same action on the same subject counts once; undoing it removes
    /// no badge. For every member of the company.
    #[oai(path = "/badges/user", method = "get", operation_id = "listOwnBadges")]
    async fn own(
        &self,
        app: Data<&App>,
        member: Allowed<right::Belong>,
        caller: Caller,
    ) -> Result<Json<Vec<OwnBadge>>, Problem> {
        let scope = member.scope()?;
        let all = badges::of_user(&app, scope, member.0.user).await?;
        Ok(Json(all.into_iter().map(|one| OwnBadge::of(one, caller.locale())).collect()))
    }
}

/// A badge and its condition.
#[derive(Object)]
#[oai(rename = "BadgeOffered", rename_all = "camelCase")]
struct Badge {
    /// The badge.
    badge: model::Badge,
    /// Its name, in the caller's language.
    name: String,
    /// What it is awarded for, in the caller's language.
    description: String,
    /// How many actions it requires. Null if nothing is counted.
    needed: Option<i64>,
}

impl Badge {
    fn of(badge: model::Badge, locale: Locale) -> Self {
        let needed = match badge.rule() {
            BadgeRule::Count(_, needed) => Some(needed),
            BadgeRule::Plan(_) => None,
        };
        let (name, description) = (badge_name(locale, badge), badge_text(locale, badge));
        Self { badge, name, description, needed }
    }
}

/// A badge and the caller's progress.
#[derive(Object)]
#[oai(rename = "EarnedBadge", rename_all = "camelCase")]
struct OwnBadge {
    /// The badge.
    badge: model::Badge,
    /// Its name, in the caller's language.
    name: String,
    /// What it is awarded for, in the caller's language.
    description: String,
    /// Whether the caller has earned it.
    earned: bool,
    /// When the caller earned it. Null if they have not.
    earned_at: Option<Instant>,
    /// How many actions count so far, at most `needed`. Null if nothing is counted.
    count: Option<i64>,
    /// How many actions it requires. Null if nothing is counted.
    needed: Option<i64>,
}

impl OwnBadge {
    fn of(standing: Standing, locale: Locale) -> Self {
        let Standing { badge, earned_at, progress } = standing;
        Self {
            badge,
            name: badge_name(locale, badge),
            description: badge_text(locale, badge),
            earned: earned_at.is_some(),
            earned_at: earned_at.map(Into::into),
            count: progress.map(|(count, _)| count),
            needed: progress.map(|(_, needed)| needed),
        }
    }
}
