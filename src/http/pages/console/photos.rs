//! The photos of an event, a single photo, and the publishable ones.

use std::collections::HashMap;

use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{IntoResponse, Response, handler};
use serde::Deserialize;

use super::forms::After;
use super::{Console, ConsoleContext, SeeEvents};
use crate::App;
use crate::actions::files::{self, OfferedUses, Photo, PhotoOfEvent};
use crate::actions::{employees, events, search, takedowns};
use crate::http::pages::fields::Fields;
use crate::http::pages::show;
use crate::http::problem::Problem;
use crate::http::send::Streamed;
use crate::model::file::{Obstacle, PhotoState, UseStanding, Version};
use crate::model::search::SearchKind;
use crate::model::{
    EmployeeId, EventId, File, FileId, List, Locale, PageQuery, Person, Right, Use,
};
use crate::render::dates;
use crate::render::page::console::{
    Finder, Notice, Pager, PersonTick, PhotoPage, Photos, Picture, Tab, Tile, Turn, UseVerdict,
};
use crate::render::page::ui::Undo;

/// Photos per page.
const TILES: u32 = 60;
/// People found at a time; a longer search text narrows them down.
const FOUND: u32 = 8;
/// The most characters of a searched name.
const LONGEST_NAME: usize = 100;

/// The query of these pages.
#[derive(Deserialize, Default)]
pub struct PhotosQuery {
    page: Option<u32>,
    #[serde(rename = "use", default)]
    wanted: String,
    #[serde(default)]
    state: String,
    /// The version in an archive: `original` or `web`.
    #[serde(default)]
    version: String,
    /// The action just done: people `named`.
    #[serde(default)]
    after: String,
}

impl PhotosQuery {
    /// Of a form on the page of all photographs.
    pub(super) fn of(fields: &Fields) -> Self {
        let text = |name| fields.text(name).to_owned();
        let page = fields.text("page").parse().ok();
        Self { page, wanted: text("use"), state: text("state"), ..Self::default() }
    }

    /// The address of the same page, up to what may follow.
    pub(super) fn path(&self, event: EventId) -> String {
        let mut path = format!("/console/shoots/{}/photos?", event.0);
        if let Some(wanted) = Use::from_name(&self.wanted) {
            path.push_str(&format!("use={}&", wanted.name()));
        }
        if let Some(state) = PhotoState::from_name(&self.state) {
            path.push_str(&format!("state={}&", state.name()));
        }
        if let Some(page) = self.page.filter(|page| *page > 1) {
            path.push_str(&format!("page={page}&"));
        }
        path
    }
}

/// A form shown again with its input, before anything is saved.
#[derive(Default)]
pub(super) struct Returned {
    /// The people ticked; None: those already named.
    pub people: Option<Vec<EmployeeId>>,
    pub photos: Vec<FileId>,
    /// The name searched for, as entered.
    pub find: String,
}

/// All photos, or those in a given state for a use.
#[handler]
pub async fn list_photos(
    app: Data<&App>,
    Path(id): Path<i64>,
    Query(params): Query<PhotosQuery>,
    Query(after): Query<After>,
    context: Console<SeeEvents>,
) -> poem::Result<Response> {
    let notice = (params.after == "named").then(|| context.good("console-named"));
    let event = EventId(id);
    let mut page = album(&app, &context, event, params, notice, Returned::default()).await?;
    let ids = after.ids();
    let undo = (after.is("deleted-photos") && !ids.is_empty()).then(|| Undo {
        action: format!("/console/shoots/{id}/people"),
        fields: [("do", "restore".to_owned())]
            .into_iter()
            .chain(ids.iter().map(|id| ("photo", id.to_string())))
            .collect(),
    });
    page.chrome.toast = context.toast(&after, undo);
    Ok(show(StatusCode::OK, &page))
}

/// The page of all photos, with a notice above it.
pub(super) async fn album(
    app: &App,
    context: &ConsoleContext,
    event: EventId,
    params: PhotosQuery,
    notice: Option<Notice>,
    back: Returned,
) -> Result<Photos, Problem> {
    let head = context.head(app, event, Tab::Photos).await?;
    let wanted = Use::from_name(&params.wanted);
    let state = PhotoState::from_name(&params.state).filter(|_| wanted.is_some());
    let page = (params.page.unwrap_or(1).clamp(1, 1_000_000), TILES);
    let (found, tally, offered) =
        files::album(app, context.scope, event, page, wanted, state).await?;
    let mut query = String::new();
    if let Some(wanted) = wanted {
        query.push_str(&format!("use={}&", wanted.name()));
    }
    if let Some(state) = state {
        query.push_str(&format!("state={}&", state.name()));
    }
    let base = format!("/console/shoots/{}/photos?{query}", event.0);
    let pager =
        Pager { page: found.page, pages: found.total_pages(), base: format!("{base}page=") };
    let named = found.data.iter().flat_map(|photo| photo.people.clone());
    let ticked = back.people.clone().unwrap_or_default();
    let named = named.chain(ticked.iter().copied()).collect();
    let mut people = people(app, context, event, named).await?;
    for person in &mut people {
        person.ticked = ticked.contains(&EmployeeId(person.id));
    }
    let finder = finder(app, context, back.find, &people).await?;
    let files: Vec<File> = found.data.iter().map(|photo| photo.file.clone()).collect();
    let blurs = files::previews(app, &files).await?;
    let tiles = found
        .data
        .into_iter()
        .zip(blurs)
        .map(|(photo, blur)| {
            let on_it = people.iter().filter(|one| photo.people.contains(&EmployeeId(one.id)));
            Tile {
                id: photo.file.id.0,
                picked: back.photos.contains(&photo.file.id),
                people: on_it.map(|one| one.name.clone()).collect(),
                picture: square(app, &photo.file, blur),
                nobody: photo.file.nobody_recognisable.is_some(),
                state: wanted.and_then(|wanted| standing(&photo, wanted)).map(|one| one.state),
                because: wanted
                    .and_then(|wanted| standing(&photo, wanted))
                    .map(|one| because(context.locale, one, &people))
                    .unwrap_or_default(),
                name: photo.file.name,
            }
        })
        .collect();
    Ok(Photos {
        chrome: context.chrome(format!("{base}page={}", pager.page)),
        head,
        wanted,
        state,
        uses: uses(context.locale, &offered, wanted),
        tally,
        tiles,
        pager,
        people,
        finder,
        may_name: context.may(Right::Name),
        may_publish: context.may(Right::Plan),
        may_delete: context.may(Right::Curate),
        most: app.config.media.file_limit,
        confirm: None,
        notice,
    })
}

/// A single photo.
#[handler]
pub async fn show_photo(
    app: Data<&App>,
    Path((id, file)): Path<(i64, i64)>,
    Query(params): Query<PhotosQuery>,
    context: Console<SeeEvents>,
) -> poem::Result<Response> {
    let notice = match params.after.as_str() {
        "named" => Some(context.good("console-named")),
        "place-noted" => Some(context.good("toast-place-noted")),
        _ => None,
    };
    let page =
        single(&app, &context, EventId(id), FileId(file), notice, Returned::default()).await?;
    Ok(show(StatusCode::OK, &page))
}

/// The page of a single photo, with a notice above it.
pub(super) async fn single(
    app: &App,
    context: &ConsoleContext,
    event: EventId,
    file: FileId,
    notice: Option<Notice>,
    back: Returned,
) -> Result<PhotoPage, Problem> {
    let head = context.head(app, event, Tab::Photos).await?;
    let PhotoOfEvent { photo, before, after, place, total, uses: offered } =
        files::among(app, context.scope, event, file).await?;
    let ticked = back.people.unwrap_or_else(|| photo.people.clone());
    let named = photo.people.iter().chain(&ticked).copied().collect();
    let mut people = people(app, context, event, named).await?;
    for person in &mut people {
        person.ticked = ticked.contains(&EmployeeId(person.id));
    }
    let finder = finder(app, context, back.find, &people).await?;
    let blur = files::previews(app, std::slice::from_ref(&photo.file)).await?.pop().flatten();
    let states = uses(context.locale, &offered, None).into_iter().filter_map(|(wanted, label)| {
        let one = standing(&photo, wanted)?;
        let because = because(context.locale, one, &people);
        Some(UseVerdict { state: one.state, wanted, label, because })
    });
    let states = states.collect();
    let published = match context.may(Right::Read) {
        true => takedowns::of_photo(app, context.scope, file).await?,
        false => vec![],
    };
    let published = published.into_iter().map(|one| (one.place.clone(), one.due().is_some()));
    let published = published.collect();
    let turn = Turn { before: before.map(|id| id.0), after: after.map(|id| id.0), place, total };
    Ok(PhotoPage {
        chrome: context.chrome(format!("/console/shoots/{}/photos/{}", event.0, file.0)),
        head,
        id: file.0,
        picture: whole(app, &photo.file, blur),
        taken: taken(app, context.locale, &photo.file),
        nobody: photo.file.nobody_recognisable.is_some(),
        names_lost: photo.file.names_lost_at.is_some(),
        states,
        people,
        finder,
        turn,
        published,
        may_read: context.may(Right::Read),
        may_link: context.may(Right::Plan),
        may_name: context.may(Right::Name),
        may_delete: context.may(Right::Curate),
        link: None,
        confirm: None,
        notice,
        name: photo.file.name,
    })
}

/// The publishable photos, as an archive.
#[handler]
pub async fn download(
    app: Data<&App>,
    Path(id): Path<i64>,
    Query(params): Query<PhotosQuery>,
    context: Console<SeeEvents>,
) -> poem::Result<Response> {
    let wanted = Use::from_name(&params.wanted);
    let wanted = wanted.ok_or(Problem(crate::Error::invalid("use", "required")))?;
    let state = PhotoState::from_name(&params.state).unwrap_or(PhotoState::Allowed);
    let version = Version::from_name(&params.version).unwrap_or_default();
    let (event, locale) = (EventId(id), context.locale);
    let made = files::export(&app, context.scope, event, (wanted, state), version, locale).await;
    let export = made.map_err(Problem)?;
    let (name, archive) = (export.name, export.archive);
    Ok(Streamed { name, media_type: "application/zip", archive }.into_response())
}

/// The uses to choose from, with their labels; also the one that is `wanted`, if the company knows it.
fn uses(locale: Locale, offered: &OfferedUses, wanted: Option<Use>) -> Vec<(Use, String)> {
    let (uses, labels) = offered;
    let known = labels.ever_offered();
    let also = wanted.filter(|one| known.contains(one) && !uses.contains(one));
    uses.iter().copied().chain(also).map(|one| (one, labels.label(locale, one))).collect()
}

fn standing(photo: &Photo, wanted: Use) -> Option<&UseStanding> {
    photo.states.iter().find(|one| one.wanted == wanted)
}

/// Who prevents a use of a photo, by name: one sentence for those who refused and one for those who
/// have not answered.
fn because(locale: Locale, standing: &UseStanding, people: &[PersonTick]) -> Vec<String> {
    let words = crate::render::words(locale);
    let say = |key: &str, who: &[EmployeeId]| {
        let name = |id: &EmployeeId| people.iter().find(|one| one.id == id.0);
        let named: Vec<&str> = who.iter().filter_map(name).map(|one| one.name.as_str()).collect();
        // Erased, or deleted since: there is no name to show.
        let nameless = who.len() - named.len();
        let mut text = named.join(", ");
        if nameless > 0 {
            let others = words.say_with("console-nameless", [("count", nameless.into())]);
            text = if text.is_empty() { others.into_owned() } else { format!("{text}, {others}") };
        }
        words.say_with(key, [("people", text.as_str().into())]).into_owned()
    };
    let mut because = vec![];
    for obstacle in Obstacle::ALL {
        let people = standing.with(obstacle);
        if !people.is_empty() {
            because.push(say(key_of(obstacle), &people));
        }
    }
    if !standing.awaited.is_empty() {
        because.push(say("console-awaited", &standing.awaited));
    }
    because
}

/// The sentence about those because of whom a use is not allowed.
fn key_of(obstacle: Obstacle) -> &'static str {
    match obstacle {
        Obstacle::Refused => "console-refused-by",
        Obstacle::Withdrawn => "console-withdrawn-by",
        Obstacle::Ended => "console-ended-of",
        Obstacle::OnHold => "console-held-of",
        Obstacle::NotOffered => "console-not-offered-to",
        Obstacle::Erased => "console-erased-of",
    }
}

/// The people who can be named: those of the event, and those already named.
async fn people(
    app: &App,
    context: &ConsoleContext,
    event: EventId,
    named: Vec<EmployeeId>,
) -> Result<Vec<PersonTick>, Problem> {
    let asked = events::names(app, context.scope, event).await?;
    let name = |first: &str, last: &str| format!("{first} {last}").trim().to_owned();
    // An erased employee cannot be named, nor removed.
    let mut people: Vec<PersonTick> = asked
        .iter()
        .map(|(id, first, last)| PersonTick {
            id: id.0,
            name: name(first, last),
            detail: None,
            ticked: false,
            asked: true,
        })
        .collect();
    if context.may(Right::Read) {
        for id in named {
            if people.iter().any(|one| one.id == id.0) {
                continue;
            }
            // An employee deleted or erased since stays named, but is not shown.
            if let Ok(person) = employees::find(app, context.scope, id).await {
                let name = name(&person.employee.first_name, &person.employee.last_name);
                people.push(PersonTick {
                    id: id.0,
                    name,
                    detail: None,
                    ticked: false,
                    asked: false,
                });
            }
        }
        distinguish(app, context, &mut people, &[]).await?;
    }
    Ok(people)
}

/// Says of people whose name others have too, among them or among `others`, what tells them apart: their groups, else their e-mail.
async fn distinguish(
    app: &App,
    context: &ConsoleContext,
    people: &mut [PersonTick],
    others: &[PersonTick],
) -> Result<(), Problem> {
    let mut named: HashMap<&str, usize> = HashMap::new();
    for person in people.iter().chain(others) {
        *named.entry(&person.name).or_default() += 1;
    }
    let is_shared = |person: &&PersonTick| named.get(person.name.as_str()) > Some(&1);
    let same: Vec<i64> = people.iter().filter(is_shared).map(|person| person.id).collect();
    let mut details: HashMap<i64, String> = HashMap::new();
    for ids in same.chunks(100) {
        let query = PageQuery {
            limit: 100,
            ..context.page_of(List::Employees, None, employees::Order::Name)
        };
        let query = query.among(Some(ids.to_vec()));
        for person in employees::list(app, context.scope, query, None, None).await?.data {
            details.insert(person.employee.id.0, detail(&person));
        }
    }
    for person in people {
        person.detail = details.remove(&person.id);
    }
    Ok(())
}

fn detail(person: &Person) -> String {
    let groups: Vec<&str> = person.groups.iter().map(|group| group.name.as_str()).collect();
    if groups.is_empty() { person.employee.email.clone() } else { groups.join(", ") }
}

/// The employees that match the search, except those already listed. None if the user may not
/// search.
async fn finder(
    app: &App,
    context: &ConsoleContext,
    text: String,
    listed: &[PersonTick],
) -> Result<Option<Finder>, Problem> {
    if !(context.may(Right::Read) && context.may(Right::Plan)) {
        return Ok(None);
    }
    // Cut to the longest the field accepts.
    let text: String = text.chars().take(LONGEST_NAME).collect();
    let known = search::among(app, context.scope, SearchKind::Employee, Some(&text), false).await?;
    let Some(known) = known else { return Ok(Some(Finder { text, ..Finder::default() })) };
    let others: Vec<i64> =
        known.into_iter().filter(|id| listed.iter().all(|one| one.id != *id)).collect();
    let query = PageQuery {
        page: 1,
        limit: FOUND,
        order: employees::Order::Name,
        descending: false,
        with_deleted: false,
        among: Some(others),
    };
    let page = employees::list(app, context.scope, query, None, None).await?;
    let more = page.total > i64::from(FOUND);
    let found = page.data.into_iter().map(|person| PersonTick {
        id: person.employee.id.0,
        detail: None,
        name: person.employee.name(),
        ticked: false,
        asked: false,
    });
    let mut found: Vec<PersonTick> = found.collect();
    distinguish(app, context, &mut found, listed).await?;
    Ok(Some(Finder { text, found, more }))
}

fn taken(app: &App, locale: Locale, file: &File) -> Option<String> {
    let seen = file.picture.as_ref()?;
    let at = seen.captured_at.map(|at| dates::moment(locale, at, &app.config.time_zone));
    let parts: Vec<String> = at.into_iter().chain(seen.camera.clone()).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

pub(super) fn square(app: &App, file: &File, blur: Option<String>) -> Option<Picture> {
    let seen = file.picture.as_ref()?;
    let (squares, _) = files::sizes(app, file);
    Some(Picture {
        src: squares.first()?.1.clone(),
        set: set(&squares),
        width: 240,
        height: 240,
        colour: seen.colour.clone(),
        blur,
    })
}

pub(super) fn whole(app: &App, file: &File, blur: Option<String>) -> Option<Picture> {
    let seen = file.picture.as_ref()?;
    let (_, wholes) = files::sizes(app, file);
    Some(Picture {
        src: wholes.first()?.1.clone(),
        set: set(&wholes),
        width: seen.width,
        height: seen.height,
        colour: seen.colour.clone(),
        blur,
    })
}

/// The value of `srcset`. Our paths contain commas, but never end with one.
fn set(sizes: &files::Sizes) -> String {
    let each = sizes.iter().map(|(width, path)| format!("{path} {width}w"));
    each.collect::<Vec<_>>().join(", ")
}
