//! The badges of a user in a company, and their progress.

use crate::App;
use crate::error::Result;
use crate::model::badge::{BadgeCounter, BadgeRule};
use crate::model::{Badge, Timestamp, UserId};
use crate::store::{Scope, badges};

/// The state of one badge of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub badge: Badge,
    pub earned_at: Option<Timestamp>,
    /// The current count and the count required; None for badges that are not counted.
    pub progress: Option<(i64, i64)>,
}

/// The state of each badge, in the order of the catalogue.
pub async fn of_user(app: &App, scope: Scope, user: UserId) -> Result<Vec<Standing>> {
    app.db
        .read(scope, move |read| {
            let earned = badges::of_user(read, user)?;
            let mut counts = vec![];
            for counter in BadgeCounter::ALL {
                counts.push((counter, badges::counted(read, user, counter)?));
            }
            let standing = |badge: &Badge| {
                let progress = match badge.rule() {
                    BadgeRule::Count(counter, needed) => {
                        let count = counts.iter().find(|(of, _)| *of == counter);
                        Some((count.map_or(0, |(_, count)| *count).min(needed), needed))
                    }
                    BadgeRule::Plan(_) => None,
                };
                let earned = earned.iter().find(|(of, _)| of == badge);
                Standing { badge: *badge, earned_at: earned.map(|(_, at)| *at), progress }
            };
            Ok(Badge::ALL.iter().map(standing).collect())
        })
        .await
}
