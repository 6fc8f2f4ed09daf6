//! Search, and the index, which is kept up to date with the rows.

mod check;
mod follow;

pub use check::{count, reconcile, try_open, waiting};
pub use follow::{Followed, follow, forget, rebuild_later, trim};

use crate::App;
use crate::error::{Error, Result};
use crate::model::search::{
    AMONG_MOST, FOUND_MOST, Found, Hit, Piece, SearchReach, SearchText, Wanted, excerpt, marks,
};
use crate::model::{Page, PageQuery, SearchKind, UserId};
pub use crate::store::files::Titled;
pub use crate::store::search::SearchRow;
use crate::store::{Reach, Scope, search};

/// The kinds that users can search; members have a list of their own.
pub const KINDS: [SearchKind; 5] = [
    SearchKind::Employee,
    SearchKind::Group,
    SearchKind::Event,
    SearchKind::Answer,
    SearchKind::File,
];

/// The longest excerpt, in characters.
const EXCERPT: usize = 160;

/// A page of results.
pub struct Results {
    pub page: Page<Match>,
    /// The number of results of each of [`KINDS`], within the scope.
    pub totals: Vec<(SearchKind, u64)>,
    /// False while the index is being built.
    pub complete: bool,
}

/// A result, with its current row.
pub struct Match {
    pub hit: Hit,
    pub row: SearchRow,
    /// The fields that match, with the matching pieces.
    pub marks: Vec<(&'static str, Vec<Piece>)>,
}

/// Searches within the scope. An empty text finds nothing.
pub async fn find(
    app: &App,
    scope: Scope,
    text: &str,
    kind: Option<SearchKind>,
    page: PageQuery<()>,
) -> Result<Results> {
    let text = SearchText::parse(text).map_err(|code| Error::invalid("q", code))?;
    let (reach, owner) = reach(app, scope).await?;
    let (skip, take) = (page.offset() as usize, page.limit as usize);
    let wanted = Wanted {
        company: scope.company(),
        reach,
        text: text.clone(),
        kinds: kind.map_or_else(|| KINDS.to_vec(), |kind| vec![kind]),
        with_deleted: false,
        strict_first: false,
        limit: skip.saturating_add(take).min(FOUND_MOST),
    };
    let Found { hits, totals, complete } = match text.is_empty() {
        true => Found { complete: true, ..Found::default() },
        false => app.of_search(move |search| search.find(&wanted)).await?,
    };
    let count = |kind: SearchKind| {
        totals.iter().find(|(one, _)| *one == kind).map_or(0, |(_, count)| *count)
    };
    let totals: Vec<_> = KINDS.into_iter().map(|kind| (kind, count(kind))).collect();
    let total = match kind {
        Some(kind) => count(kind),
        None => totals.iter().map(|(_, count)| count).sum(),
    };
    let wanted: Vec<Hit> = hits.into_iter().skip(skip).take(take).collect();
    let rows = app
        .db
        .read(scope, move |read| {
            let mut rows = vec![];
            for hit in wanted {
                let row = search::row(read, hit.kind, hit.row, owner.as_deref())?;
                rows.extend(row.map(|row| (hit, row)));
            }
            Ok(rows)
        })
        .await?;
    let shown = |(hit, row): (Hit, SearchRow)| {
        let marks = marked(app, &row, &text);
        Match { hit, row, marks }
    };
    let data = rows.into_iter().map(shown).collect();
    let page = Page { data, page: page.page, limit: page.limit, total: total as i64 };
    Ok(Results { page, totals, complete })
}

/// The ids of the rows of a kind that match, at most [`AMONG_MOST`], to filter a list; None if
/// there is no text. The list applies its own filters, and the scope again.
pub async fn among(
    app: &App,
    scope: Scope,
    kind: SearchKind,
    text: Option<&str>,
    with_deleted: bool,
) -> Result<Option<Vec<i64>>> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let text = SearchText::parse(text).map_err(|code| Error::invalid("search", code))?;
    if text.is_empty() {
        return Ok(Some(vec![]));
    }
    let (reach, _) = reach(app, scope).await?;
    let wanted = Wanted {
        company: scope.company(),
        reach,
        text,
        kinds: vec![kind],
        with_deleted,
        strict_first: true,
        limit: AMONG_MOST,
    };
    let found = app.of_search(move |search| search.find(&wanted)).await?;
    Ok(Some(found.hits.into_iter().map(|hit| hit.row).collect()))
}

/// The reach of the scope in terms of the index, with the user's proved e-mail if it depends on
/// that. Without a proved e-mail it contains nothing.
async fn reach(app: &App, scope: Scope) -> Result<(SearchReach, Option<String>)> {
    let user: UserId = match scope.reach() {
        Reach::Company => return Ok((SearchReach::Company, None)),
        Reach::PartnerOf(user) => return Ok((SearchReach::PartnerOf(user), None)),
        Reach::Own(user) => user,
        Reach::Signer(_) => return Err(Error::Forbidden),
    };
    let owner = app.db.read(scope, move |read| search::owner(read, user)).await?;
    Ok((SearchReach::Own(owner.clone().unwrap_or_default()), owner))
}

fn marked(app: &App, row: &SearchRow, text: &SearchText) -> Vec<(&'static str, Vec<Piece>)> {
    let stems = |word: &str| app.search.stems(word);
    let plain = |_: &str| vec![];
    let mut marked = vec![];
    let mut look = |field, value: &str, is_prose: bool| {
        let pieces = match is_prose {
            true => excerpt(value, text, &stems, EXCERPT),
            false => marks(value, text, &plain),
        };
        marked.extend(pieces.map(|pieces| (field, pieces)));
    };
    match row {
        SearchRow::Employee { name, email, fields } => {
            look("name", name, false);
            look("email", email, false);
            fields.iter().for_each(|(field, text)| look(field, text, false));
        }
        SearchRow::Group { name, description, .. } => {
            look("name", name, true);
            look("description", description.as_deref().unwrap_or_default(), true);
        }
        SearchRow::Event { name, description, place, .. } => {
            look("name", name, true);
            look("description", description.as_deref().unwrap_or_default(), true);
            look("place", place, false);
        }
        SearchRow::Answer { name, email, event_name, reference, .. } => {
            look("name", name, false);
            look("email", email, false);
            look("event", event_name, true);
            look("reference", reference, false);
        }
        SearchRow::File(Titled { name, description, event, owner_name, .. }) => {
            look("name", name, false);
            look("description", description.as_deref().unwrap_or_default(), true);
            let owner = if event.is_some() { "event" } else { "employee" };
            look(owner, owner_name.as_deref().unwrap_or_default(), event.is_some());
        }
    }
    marked
}
