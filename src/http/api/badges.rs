//! What one earns by using be-right.

use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Tag;
use crate::App;
use crate::actions::badges::{self, Standing};
use crate::http::caller::Caller;
use crate::http::guard::Member;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::Instant;
use crate::model::badge::BadgeRule;
use crate::model::{self, Locale, Right};
use crate::render::notification::{badge_name, badge_text};

pub const OPERATIONS: &[Operation] = &[op("listBadges"), op("listOwnBadges")];

pub struct BadgesApi;

#[OpenApi(tag = "Tag::Badges")]
impl BadgesApi {
    /// List all badges
    ///
    /// Names and what they are for, in the caller's language. Badges are for what one
    /// user does in one company: adding and deleting people and shoots, gathering all
    /// answers of shoots one planned, and owning a company with a plan.
    #[oai(path = "/badges", method = "get", operation_id = "listBadges")]
    async fn list(&self, member: Member, caller: Caller) -> Result<Json<Vec<Badge>>, Problem> {
        member.may(Right::Belong)?;
        let all = model::Badge::ALL.iter();
        Ok(Json(all.map(|badge| Badge::of(*badge, caller.locale())).collect()))
    }

    /// List one's own badges
    ///
    /// Each of the catalogue, with when it was earned in the active company, or how far
    /// the caller is. The same thing counts once; undoing it takes no badge away.
    #[oai(path = "/badges/user", method = "get", operation_id = "listOwnBadges")]
    async fn own(
        &self,
        app: Data<&App>,
        member: Member,
        caller: Caller,
    ) -> Result<Json<Vec<OwnBadge>>, Problem> {
        let scope = member.may(Right::Belong)?;
        let all = badges::of_user(&app, scope, member.0.user).await?;
        Ok(Json(all.into_iter().map(|one| OwnBadge::of(one, caller.locale())).collect()))
    }
}

/// A badge.
#[derive(Object)]
#[oai(rename = "BadgeOffered", rename_all = "camelCase")]
struct Badge {
    badge: model::Badge,
    /// In the caller's language.
    name: String,
    /// What it is for.
    description: String,
    /// How many of these it takes; null where nothing is counted.
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

/// Where one stands with a badge.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct OwnBadge {
    badge: model::Badge,
    /// In the caller's language.
    name: String,
    /// What it is for.
    description: String,
    earned: bool,
    earned_at: Option<Instant>,
    /// How many count, at most `needed`; null where nothing is counted.
    count: Option<i64>,
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
