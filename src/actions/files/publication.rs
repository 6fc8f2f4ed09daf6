//! Who is on a photograph, and what may be done with it for that reason.

use std::collections::{HashMap, HashSet};

use serde_json::json;

use super::intake::known;
use crate::App;
use crate::error::{Error, Result};
use crate::model::file::{Consent, PEOPLE_ON_PHOTO, PHOTOS_AT_ONCE, PhotoState, UseStanding};
use crate::model::{
    Check, EmployeeId, EventId, File, FileId, FileKind, FileOwner, Page, Timestamp, Use, UserId,
};
use crate::store::{Reach, Read, Scope, audit, employees, events, files, photos as store};

/// A file with what the publication says of it.
#[derive(Debug, Clone)]
pub struct Photo {
    pub file: File,
    /// Who is on it, for those who may know.
    pub people: Vec<EmployeeId>,
    /// For each use, for a photograph and for those who may know; else empty.
    pub states: Vec<UseStanding>,
}

/// The photographs of a shoot, in the order they were taken: those whose state for
/// a use is `state`, if that is given.
pub async fn photos(
    app: &App,
    scope: Scope,
    event: EventId,
    page: (u32, u32),
    only: Option<(Use, PhotoState)>,
) -> Result<Page<Photo>> {
    let (page, limit) = page;
    app.db
        .read(scope, move |read| {
            let publication = Publication::of_event(read, event)?;
            let mut ids = store::ids(read, event)?;
            if let Some((wanted, state)) = only {
                ids.retain(|id| publication.state(*id, wanted) == state);
            }
            let total = ids.len() as i64;
            let skipped = page.saturating_sub(1) as usize * limit as usize;
            let mut data = vec![];
            for id in ids.into_iter().skip(skipped).take(limit as usize) {
                data.push(publication.photo(known(read, id)?));
            }
            Ok(Page { data, page, limit, total })
        })
        .await
}

/// A photograph of a shoot among the others.
#[derive(Debug, Clone)]
pub struct PhotoOfEvent {
    pub photo: Photo,
    /// Those before and after it, as they were taken.
    pub before: Option<FileId>,
    pub after: Option<FileId>,
    /// Its place, from 1, and how many there are.
    pub place: usize,
    pub total: usize,
}

/// One photograph of a shoot, and where to turn from there.
pub async fn among(app: &App, scope: Scope, event: EventId, id: FileId) -> Result<PhotoOfEvent> {
    app.db
        .read(scope, move |read| {
            let publication = Publication::of_event(read, event)?;
            let ids = store::ids(read, event)?;
            let at = ids.iter().position(|one| *one == id).ok_or(Error::NotFound("file"))?;
            let before = at.checked_sub(1).and_then(|at| ids.get(at)).copied();
            Ok(PhotoOfEvent {
                photo: publication.photo(known(read, id)?),
                before,
                after: ids.get(at + 1).copied(),
                place: at + 1,
                total: ids.len(),
            })
        })
        .await
}

/// How many photographs of a shoot stand in each state for a use.
pub async fn tally(
    app: &App,
    scope: Scope,
    event: EventId,
    wanted: Use,
) -> Result<Vec<(PhotoState, usize)>> {
    app.db
        .read(scope, move |read| {
            let publication = Publication::of_event(read, event)?;
            let states: Vec<PhotoState> = store::ids(read, event)?
                .into_iter()
                .map(|id| publication.state(id, wanted))
                .collect();
            let count = |state| states.iter().filter(|one| **one == state).count();
            Ok(PhotoState::ALL.into_iter().map(|state| (state, count(state))).collect())
        })
        .await
}

/// Files with what the publication says of each, as of now.
pub async fn states(app: &App, scope: Scope, files: Vec<File>) -> Result<Vec<Photo>> {
    app.db
        .read(scope, move |read| files.into_iter().map(|file| state_of(read, file)).collect())
        .await
}

/// A file with what the publication says of it.
pub(super) fn state_of(read: &Read, file: File) -> Result<Photo> {
    // Whom else one is photographed with, and what they said, is theirs to tell.
    let may_know = matches!(read.scope().reach(), Reach::Company | Reach::PartnerOf(_));
    if file.kind != FileKind::EventPhoto || !may_know {
        return Ok(Photo { file, people: vec![], states: vec![] });
    }
    let consents = store::consents(read, file.id)?;
    let now = read.now();
    let nobody = file.nobody_recognisable.is_some();
    let people = || consents.iter().map(|one| (one.employee, Some(one)));
    let states = Use::ALL.map(|wanted| UseStanding::of(wanted, nobody, people(), now)).to_vec();
    Ok(Photo { people: store::people(read, file.id)?, states, file })
}

/// What everybody said who is on the photographs of a shoot.
pub(super) struct Publication {
    pub people: HashMap<FileId, Vec<EmployeeId>>,
    pub consents: HashMap<EmployeeId, Consent>,
    /// On which nobody can be recognised.
    without_people: HashSet<FileId>,
    pub now: Timestamp,
}

impl Publication {
    /// Of a live shoot within reach.
    pub fn of_event(read: &Read, event: EventId) -> Result<Self> {
        events::find(read, event)?.ok_or(Error::NotFound("event"))?;
        let consents = store::consents_of_event(read, event)?;
        Ok(Self {
            people: store::people_of_event(read, event)?,
            consents: consents.into_iter().map(|one| (one.employee, one)).collect(),
            without_people: store::without_people(read, event)?,
            now: read.now(),
        })
    }

    pub fn people(&self, file: FileId) -> &[EmployeeId] {
        self.people.get(&file).map_or(&[], Vec::as_slice)
    }

    pub fn state(&self, file: FileId, wanted: Use) -> PhotoState {
        self.standing(file, wanted).state
    }

    fn standing(&self, file: FileId, wanted: Use) -> UseStanding {
        let people = self.people(file).iter().map(|id| (*id, self.consents.get(id)));
        UseStanding::of(wanted, self.without_people.contains(&file), people, self.now)
    }

    fn photo(&self, file: File) -> Photo {
        let states = Use::ALL.map(|wanted| self.standing(file.id, wanted)).to_vec();
        Photo { people: self.people(file.id).to_vec(), states, file }
    }
}

/// Who is to be named on photographs.
#[derive(Debug, Clone)]
pub enum Names {
    /// These, and nobody else.
    These(Vec<EmployeeId>),
    /// These beside those who are named already.
    Also(Vec<EmployeeId>),
    /// Those of the photograph before, as they were taken.
    AsPrevious,
    /// Nobody: nobody on them can be recognised.
    Nobody,
}

/// Who says so.
#[derive(Debug, Clone, Copy)]
pub struct NamedBy {
    pub user: UserId,
    /// A signed-in user, not a program, has confirmed that whoever said no is un-named.
    pub confirmed: bool,
}

/// A photograph shows somebody who said no, and is to lose their name.
pub const REFUSED_ON_PHOTO: Error = Error::Conflict("refused_on_photo");

/// Says who is on photographs. `in_body`: the ids of the files came in the body,
/// where an unknown one is refused by its place. Whoever has said no for the shoot loses
/// their name only if that is confirmed: without it the photograph could be published.
pub async fn name_people(
    app: &App,
    scope: Scope,
    by: NamedBy,
    ids: Vec<FileId>,
    names: Names,
    in_body: bool,
) -> Result<Vec<Photo>> {
    if ids.is_empty() || ids.len() > PHOTOS_AT_ONCE {
        return Err(Error::invalid("fileIds", "count_photos"));
    }
    app.db
        .write(scope, move |tx| {
            let mut check = Check::new();
            for (n, id) in ids.iter().enumerate() {
                match files::find(tx, *id)? {
                    None if !in_body => return Err(Error::NotFound("file")),
                    None => check.refuse(format!("fileIds.{n}"), "unknown"),
                    Some(file) if file.kind != FileKind::EventPhoto && !in_body => {
                        return Err(Error::Conflict("not_a_photo"));
                    }
                    Some(file) if file.kind != FileKind::EventPhoto => {
                        check.refuse(format!("fileIds.{n}"), "not_a_photo");
                    }
                    Some(_) => {}
                }
            }
            if let Names::These(people) | Names::Also(people) = &names {
                check.require(people.len() <= PEOPLE_ON_PHOTO, "employeeIds", "too_many_on_photo");
                for (n, person) in people.iter().enumerate().take(PEOPLE_ON_PHOTO) {
                    let field = format!("employeeIds.{n}");
                    if people[..n].contains(person) {
                        check.refuse(field, "twice");
                    } else if employees::find(tx, *person)?.is_none() {
                        check.refuse(field, "unknown");
                    }
                }
            }
            check.done()?;
            let mut named = vec![];
            for id in ids {
                let mut nobody = matches!(names, Names::Nobody);
                let mut people = match &names {
                    Names::These(people) => people.clone(),
                    Names::Also(people) => {
                        let mut all = store::people(tx, id)?;
                        all.extend(
                            people
                                .iter()
                                .filter(|one| !all.contains(one))
                                .copied()
                                .collect::<Vec<_>>(),
                        );
                        all
                    }
                    Names::AsPrevious => {
                        let before = store::previous(tx, id)?;
                        let before = before.ok_or(Error::Conflict("no_previous_photo"))?;
                        nobody = known(tx, before)?.nobody_recognisable.is_some();
                        store::people(tx, before)?
                    }
                    Names::Nobody => vec![],
                };
                // Who has been deleted or erased since cannot be named by anybody, and is
                // still on it: what they said goes on counting.
                let before = store::people(tx, id)?;
                for gone in &before {
                    if !people.contains(gone) && employees::find(tx, *gone)?.is_none() {
                        people.push(*gone);
                    }
                }
                if !nobody {
                    let again = store::unnamed_with_nobody(tx, id)?;
                    people.extend(
                        again
                            .iter()
                            .filter(|one| !people.contains(one))
                            .copied()
                            .collect::<Vec<_>>(),
                    );
                }
                let refused = unnamed_despite_no(tx, id, &people)?;
                if !refused.is_empty() && !by.confirmed {
                    return Err(REFUSED_ON_PHOTO);
                }
                let unnamed = store::set_people(tx, id, &people, by.user, nobody)?;
                store::set_nobody(tx, id, nobody.then_some(by.user))?;
                if !unnamed.is_empty() {
                    let ids =
                        |people: &[EmployeeId]| people.iter().map(|id| id.0).collect::<Vec<_>>();
                    let about = json!({
                        "file": id.0, "unnamed": ids(&unnamed), "saidNo": ids(&refused),
                        "nobody": nobody,
                    });
                    audit::note_in(tx, Some(by.user), "unname_people", about)?;
                }
                named.push(state_of(tx, known(tx, id)?)?);
            }
            Ok(named)
        })
        .await
}

/// Who said no for the shoot of a photograph and would not be named on it any more.
fn unnamed_despite_no(read: &Read, file: FileId, people: &[EmployeeId]) -> Result<Vec<EmployeeId>> {
    let gone = store::consents_by_content(read, file)?;
    let gone = gone.iter().filter(|one| one.said_no() && !people.contains(&one.employee));
    Ok(gone.map(|one| one.employee).collect())
}

/// The names of those on photographs who said no for their shoot, each once, but for those
/// who stay named.
pub async fn who_said_no(
    app: &App,
    scope: Scope,
    ids: Vec<FileId>,
    staying: Vec<EmployeeId>,
) -> Result<Vec<String>> {
    app.db
        .read(scope, move |read| {
            let mut names: Vec<String> = vec![];
            for id in ids {
                let said = store::consents_by_content(read, id)?;
                for one in said.into_iter().filter(Consent::said_no) {
                    if staying.contains(&one.employee) {
                        continue;
                    }
                    if !one.person.is_empty() && !names.contains(&one.person) {
                        names.push(one.person);
                    }
                }
            }
            Ok(names)
        })
        .await
}

/// The shoot a photograph belongs to.
pub(super) fn event_of(file: &File) -> Option<EventId> {
    match (file.kind, file.owner) {
        (FileKind::EventPhoto, FileOwner::Event(event)) => Some(event),
        _ => None,
    }
}
