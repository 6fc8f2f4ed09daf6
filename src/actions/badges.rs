//! What one has earned in the company, and what comes next.

use crate::App;
use crate::error::Result;
use crate::model::badge::{BadgeCounter, BadgeRule};
use crate::model::{Badge, Timestamp, UserId};
use crate::store::{Scope, badges};

/// Where someone stands with a badge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub badge: Badge,
    pub earned_at: Option<Timestamp>,
    /// How many count, of how many; none for badges that are not counted.
    pub progress: Option<(i64, i64)>,
}

/// Where someone stands with each badge, in the order of the catalogue.
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
