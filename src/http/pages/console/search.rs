//! Search over all kinds: employees, groups, events, answers and files.

use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::people::LONGEST_SEARCH;
use super::{Console, ConsoleContext, SeeEvents, encoded};
use crate::App;
use crate::actions::files;
use crate::actions::search::{self, KINDS, Match, SearchRow, Titled};
use crate::http::pages::show;
use crate::http::problem::Problem;
use crate::model::search::Piece;
use crate::model::{FileId, FileKind, List, PageQuery, Right, SearchKind};
use crate::render::dates;
use crate::render::page::console::{FoundGroup, FoundRow, Pager, Search};
use crate::render::words;

/// Results per kind where all kinds are shown.
const A_FEW: u32 = 6;
/// At most a thousand results can be paged through.
const MOST: i64 = 1_000;
/// The most characters of a text beside a name.
const LONGEST_DETAIL: usize = 160;

/// The query of the search.
#[derive(Deserialize, Default)]
pub struct SearchQuery {
    page: Option<u32>,
    #[serde(default)]
    q: String,
    /// Restricts the search to one kind, named as in the API, in any case.
    #[serde(default, rename = "type")]
    kind: String,
}

/// The results of each kind, or a page of one kind.
#[handler]
pub async fn search_all(
    app: Data<&App>,
    Query(params): Query<SearchQuery>,
    context: Console<SeeEvents>,
) -> poem::Result<Response> {
    let text: String = params.q.trim().chars().take(LONGEST_SEARCH).collect();
    let kind = SearchKind::from_name(&params.kind.to_uppercase()).filter(|one| KINDS.contains(one));
    let whole = format!("/console/search?q={}", encoded(&text));
    let here = match kind {
        Some(kind) => format!("{whole}&type={}", kind.name().to_lowercase()),
        None => whole.clone(),
    };
    let query = context.page_of(List::Employees, params.page, ());
    let query = match kind {
        Some(_) => PageQuery { limit: query.limit, ..query },
        None => PageQuery { limit: A_FEW, page: 1, ..query },
    };
    let page_number = query.page;
    let mut chrome = context.chrome(here.clone());
    chrome.search.clone_from(&text);
    let base = format!("{here}&page=");
    let mut page = Search {
        chrome,
        text: text.clone(),
        kind,
        groups: vec![],
        total: 0,
        complete: true,
        whole: whole.clone(),
        pager: Pager { page: page_number, pages: 1, base },
    };
    let mut totals: Option<Vec<(SearchKind, u64)>> = None;
    for one in KINDS.into_iter().filter(|one| kind.is_none_or(|kind| kind == *one)) {
        // The first search counts all kinds.
        let count = |totals: &[(SearchKind, u64)]| {
            totals.iter().find(|(other, _)| *other == one).map_or(0, |(_, count)| *count)
        };
        if totals.as_ref().is_some_and(|totals| count(totals) == 0) {
            continue;
        }
        let found = search::find(&app, context.scope, &text, Some(one), query.clone()).await;
        let found = found.map_err(Problem)?;
        page.complete &= found.complete;
        let of_kind = count(&found.totals);
        if kind.is_some() {
            let pages = (found.page.total.min(MOST) + i64::from(query.limit) - 1)
                / i64::from(query.limit.max(1));
            page.pager.pages = pages.max(1);
        }
        let shown = found.page.data.len() as u64;
        let more = (kind.is_none() && of_kind > shown)
            .then(|| format!("{whole}&type={}", one.name().to_lowercase()));
        if shown > 0 {
            let rows = rows(&app, &context, found.page.data).await?;
            page.groups.push(FoundGroup { kind: one, total: of_kind, rows, more });
        }
        page.total = match kind {
            Some(_) => of_kind,
            None => found.totals.iter().map(|(_, count)| count).sum(),
        };
        totals = Some(found.totals);
    }
    Ok(show(StatusCode::OK, &page))
}

async fn rows(
    app: &App,
    context: &ConsoleContext,
    found: Vec<Match>,
) -> Result<Vec<FoundRow>, Problem> {
    let of_events = found.iter().filter_map(|one| match &one.row {
        SearchRow::File(Titled { event: Some(_), .. }) => Some(FileId(one.hit.row)),
        _ => None,
    });
    let photos = files::many(app, context.scope, of_events.collect()).await?;
    let photos = photos.into_iter().filter(|file| file.kind == FileKind::EventPhoto);
    let photos: Vec<FileId> = photos.map(|file| file.id).collect();
    Ok(found.into_iter().map(|one| row(context, &photos, one)).collect())
}

fn row(context: &ConsoleContext, photos: &[FileId], found: Match) -> FoundRow {
    let (id, mut marks) = (found.hit.row, found.marks);
    // Split into pieces where the field matches, else as it is.
    let mut shown = |field: &str, text: &str| {
        let at = marks.iter().position(|(name, _)| *name == field);
        match at {
            Some(at) => marks.remove(at).1,
            None => plain(text),
        }
    };
    let reads = context.may(Right::Read);
    let (mut detail, mut state) = (vec![], None);
    let (name, href) = match found.row {
        SearchRow::Employee { name, email, .. } => {
            detail.push(shown("email", &email));
            let href = reads.then(|| format!("/console/people/{id}"));
            (shown("name", &name), href)
        }
        SearchRow::Group { name, description, .. } => {
            detail.push(shown("description", &description.unwrap_or_default()));
            (shown("name", &name), reads.then(|| format!("/console/groups/{id}")))
        }
        SearchRow::Event { name, place, start, end, .. } => {
            let when = dates::range(context.locale, start, end, &context.zone);
            detail.push(plain(&when));
            detail.push(shown("place", &place));
            (shown("name", &name), Some(format!("/console/shoots/{id}")))
        }
        SearchRow::Answer { name, event, event_name, state: stands, part, on_hold, .. } => {
            let words = words(context.locale);
            state = Some(match part {
                Some((allowed, offered)) => {
                    let counts = [("accepted", allowed.into()), ("offered", offered.into())];
                    words.say_with("console-answer-partly", counts).into_owned()
                }
                None => {
                    let state = stands.name().to_lowercase();
                    let state = on_hold.map_or(state.as_str(), |reason| reason.key());
                    let key = format!("console-answer-{state}");
                    words.say(&key).into_owned()
                }
            });
            detail.push(shown("event", &event_name));
            (shown("name", &name), Some(format!("/console/shoots/{}", event.0)))
        }
        SearchRow::File(Titled { name, event, owner_name, .. }) => {
            let field = if event.is_some() { "event" } else { "employee" };
            detail.push(shown(field, &owner_name.unwrap_or_default()));
            let event = event.filter(|_| photos.contains(&FileId(id)));
            let href = event.map(|event| format!("/console/shoots/{}/photos/{id}", event.0));
            (shown("name", &name), href)
        }
    };
    // The other fields that match.
    detail.extend(marks.into_iter().map(|(_, pieces)| pieces));
    detail.retain(|pieces| !pieces.is_empty());
    FoundRow { href, name, detail, state }
}

fn plain(text: &str) -> Vec<Piece> {
    let mut cut: String = text.chars().take(LONGEST_DETAIL).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    if cut.is_empty() { vec![] } else { vec![Piece { text: cut, hit: false }] }
}
