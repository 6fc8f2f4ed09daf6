//! `/verify/roots`: the daily roots. It is also an API address, for clients that do not accept HTML.

use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::show;
use crate::App;
use crate::actions::answers;
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::model::{Locale, printable};
use crate::render::dates;
use crate::render::page::{Frame, RootRow, RootStamp, Roots};

/// The number of roots on a page: a month.
const ROOTS: usize = 31;

#[derive(Deserialize, Default)]
pub struct RootsQuery {
    lang: Option<String>,
    /// Show those with lower numbers.
    before: Option<u64>,
}

/// The roots, the newest first.
#[handler]
pub async fn roots(
    app: Data<&App>,
    caller: Caller,
    Query(params): Query<RootsQuery>,
) -> Result<Response, Problem> {
    let lang = params.lang.as_deref().and_then(Locale::from_tag);
    let locale = lang.unwrap_or_else(|| caller.locale());
    let found = answers::daily_roots(&app, params.before, ROOTS, &caller.address()).await?;
    let zone = &app.config.time_zone;
    let stamp = |kept: &answers::KeptToken| RootStamp {
        at: dates::utc(kept.at),
        authority: printable(&kept.authority.name),
        certificate: kept.authority.certificate.hex(),
        is_checked: kept.is_checked,
    };
    let rows = found.roots.iter().map(|(root, tokens)| RootRow {
        number: root.number.to_string(),
        day: dates::date(locale, root.at.day_in(zone)),
        at: dates::utc(root.at),
        leaves: root.leaves,
        root: root.root.hex(),
        stamps: tokens.iter().map(stamp).collect(),
    });
    let path = match params.before {
        Some(before) => format!("/verify/roots?before={before}"),
        None => "/verify/roots".to_owned(),
    };
    let page = Roots {
        frame: Frame { path: Some(path), ..Frame::plain(locale) },
        rows: rows.collect(),
        next: found.next,
    };
    Ok(show(StatusCode::OK, &page))
}
