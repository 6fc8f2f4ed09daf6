//! The people on photographs, and what may be published because of them.

use std::collections::{HashMap, HashSet};

use serde_json::json;

use super::intake::known;
use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::file::{
    Consent, Others, PEOPLE_ON_PHOTO, PHOTOS_AT_ONCE, PhotoState, UseStanding,
};
use crate::model::uses::UseLabels;
use crate::model::{
    Check, EmployeeId, EventId, File, FileId, FileKind, FileOwner, Locale, Page, Timestamp, Use,
    UserId,
};
use crate::store::{
    Reach, Read, Scope, Tx, audit, employees, events, files, photos as store, takedowns, uses,
};

/// A file with its publication.
#[derive(Debug, Clone)]
pub struct Photo {
    pub file: File,
    /// The people on it; empty for callers who may not know.
    pub people: Vec<EmployeeId>,
    /// The state of each use; empty if it is no photograph, or for callers who may not know.
    pub states: Vec<UseStanding>,
}

/// The number of photographs of an event in each state for a use.
pub type Tally = Vec<(PhotoState, usize)>;

/// The photographs of an event, in the order they were taken. With `only`, those with that state
/// for that use.
pub async fn photos(
    app: &App,
    scope: Scope,
    event: EventId,
    page: (u32, u32),
    only: Option<(Use, PhotoState)>,
) -> Result<Page<Photo>> {
    let (wanted, state) = only.unzip();
    Ok(album(app, scope, event, page, wanted, state).await?.0)
}

/// The same, with the number in each state for the use, and the uses that photographs of the event
/// are sorted by: those offered now, and those that its answers offered. In one read.
pub async fn album(
    app: &App,
    scope: Scope,
    event: EventId,
    page: (u32, u32),
    wanted: Option<Use>,
    only: Option<PhotoState>,
) -> Result<(Page<Photo>, Tally, OfferedUses)> {
    let (page, limit) = page;
    app.db
        .read(scope, move |read| {
            let publication = Publication::of_event(read, event)?;
            let mut ids = store::ids(read, event)?;
            let tally = match wanted {
                Some(wanted) => {
                    let states: Vec<PhotoState> =
                        ids.iter().map(|id| publication.state(*id, wanted)).collect();
                    if let Some(only) = only {
                        let mut each = states.iter();
                        ids.retain(|_| each.next() == Some(&only));
                    }
                    let count = |state| states.iter().filter(|one| **one == state).count();
                    PhotoState::ALL.into_iter().map(|state| (state, count(state))).collect()
                }
                None => vec![],
            };
            let total = ids.len() as i64;
            let skipped = page.saturating_sub(1) as usize * limit as usize;
            let mut data = vec![];
            for id in ids.into_iter().skip(skipped).take(limit as usize) {
                data.push(publication.photo(known(read, id)?));
            }
            Ok((Page { data, page, limit, total }, tally, offered(read, event)?))
        })
        .await
}

/// Uses, with what the company calls them.
pub type OfferedUses = (Vec<Use>, UseLabels);

/// What the company calls uses.
pub async fn use_labels(app: &App, scope: Scope) -> Result<UseLabels> {
    app.db.read(scope, |read| uses::labels(read, &[])).await
}

/// The uses that the texts in force offer, and those that the answers of an event offered.
fn offered(read: &Read, event: EventId) -> Result<OfferedUses> {
    let labels = uses::labels(read, &[])?;
    let mut offered = labels.offered(Locale::default());
    let also = uses::of_event(read, event)?;
    offered.extend(also.into_iter().filter(|one| !labels.offered(Locale::default()).contains(one)));
    Ok((offered, labels))
}

/// The number of photographs of an event.
pub async fn count_photos(app: &App, scope: Scope, event: EventId) -> Result<i64> {
    app.db
        .read(scope, move |read| {
            events::find(read, event)?.ok_or(Error::NotFound("event"))?;
            store::count(read, event)
        })
        .await
}

/// A photograph with its position in the event.
#[derive(Debug, Clone)]
pub struct PhotoOfEvent {
    pub photo: Photo,
    /// The previous and next photographs, in the order they were taken.
    pub before: Option<FileId>,
    pub after: Option<FileId>,
    /// Its position, from 1, and the number of photographs.
    pub place: usize,
    pub total: usize,
    /// The uses that photographs of the event are sorted by.
    pub uses: OfferedUses,
}

/// A photograph of an event, with its neighbours.
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
                uses: offered(read, event)?,
            })
        })
        .await
}

/// Files with their publication, as of now.
pub async fn states(app: &App, scope: Scope, files: Vec<File>) -> Result<Vec<Photo>> {
    app.db
        .read(scope, move |read| {
            let uses = uses_of_company(read)?;
            files.into_iter().map(|file| state_in(read, file, &uses)).collect()
        })
        .await
}

/// A file with its publication.
pub(super) fn state_of(read: &Read, file: File) -> Result<Photo> {
    let uses = uses_of_company(read)?;
    state_in(read, file, &uses)
}

/// The uses that replies name the state of: those of all companies, and those that this one has ever
/// offered.
fn uses_of_company(read: &Read) -> Result<Vec<Use>> {
    Ok(Use::sorted(Use::DEFAULT.into_iter().chain(uses::ever_offered(read)?)))
}

fn state_in(read: &Read, file: File, uses: &[Use]) -> Result<Photo> {
    // Employees and signers may not learn who else is on a photograph, or what they decided.
    let may_know = matches!(read.scope().reach(), Reach::Company | Reach::PartnerOf(_));
    if file.kind != FileKind::EventPhoto || !may_know {
        return Ok(Photo { file, people: vec![], states: vec![] });
    }
    let consents = store::consents(read, file.id)?;
    let now = read.now();
    let standing = |wanted: &Use| UseStanding::of_file(*wanted, &file, &consents, now);
    let states = uses.iter().map(standing).collect();
    Ok(Photo { people: store::people(read, file.id)?, states, file })
}

/// The people on the photographs of an event, and their consents.
pub(super) struct Publication {
    pub people: HashMap<FileId, Vec<EmployeeId>>,
    pub consents: HashMap<EmployeeId, Consent>,
    /// What is known of who else is on the photographs.
    others: HashMap<FileId, Others>,
    /// The uses that the photographs have a state for.
    uses: Vec<Use>,
    pub now: Timestamp,
}

impl Publication {
    /// Of a live event in the scope.
    pub fn of_event(read: &Read, event: EventId) -> Result<Self> {
        events::find(read, event)?.ok_or(Error::NotFound("event"))?;
        let consents = store::consents_of_event(read, event)?;
        Ok(Self {
            people: store::people_of_event(read, event)?,
            consents: consents.into_iter().map(|one| (one.employee, one)).collect(),
            others: store::others(read, event)?,
            uses: uses_of_company(read)?,
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
        let others = self.others.get(&file).copied().unwrap_or(Others::Unknown);
        UseStanding::of(wanted, others, people, self.now)
    }

    fn photo(&self, file: File) -> Photo {
        let states = self.uses.iter().map(|wanted| self.standing(file.id, *wanted)).collect();
        Photo { people: self.people(file.id).to_vec(), states, file }
    }
}

/// Who is named on photographs.
#[derive(Debug, Clone)]
pub enum Names {
    /// Exactly these.
    These(Vec<EmployeeId>),
    /// These, in addition to those already named.
    Also(Vec<EmployeeId>),
    /// Those of the previous photograph, in the order they were taken.
    AsPrevious,
    /// Nobody: nobody is recognisable.
    Nobody,
}

/// The user who names people.
#[derive(Debug, Clone, Copy)]
pub struct NamedBy {
    pub user: UserId,
    /// A signed-in user, not an API token, has confirmed that people who refused may be un-named.
    pub confirmed: bool,
    /// An API token: a program does not look at photographs.
    pub is_program: bool,
}

/// A person who refused would no longer be named on a photograph.
pub const REFUSED_ON_PHOTO: Error = Error::Conflict("refused_on_photo");

/// The employees of an event who can be named.
fn names_of_event(read: &Read, event: EventId) -> Result<HashSet<EmployeeId>> {
    let names = employees::names_of_event(read, event)?;
    Ok(names.into_iter().map(|(id, ..)| id).collect())
}

/// Where a request has the ids of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdsFrom {
    /// In its path: an unknown file is not found.
    Path,
    /// In its body: an unknown file is an invalid field.
    Body,
}

/// Names the people on photographs. Un-naming someone who refused for the event must be confirmed,
/// because the photograph might then be published.
pub async fn name_people(
    app: &App,
    scope: Scope,
    by: NamedBy,
    ids: Vec<FileId>,
    names: Names,
    from: IdsFrom,
) -> Result<Vec<Photo>> {
    if ids.is_empty() || ids.len() > PHOTOS_AT_ONCE {
        return Err(Error::invalid("fileIds", "count_photos"));
    }
    app.db
        .write(scope, move |tx| {
            let mut check = Check::new();
            let asked = check_files(tx, &mut check, &ids, from)?;
            if let Names::These(people) | Names::Also(people) = &names {
                check_people(tx, &mut check, people, &asked)?;
            }
            check.done()?;
            ids.into_iter().map(|id| name_one(tx, by, id, &names)).collect()
        })
        .await
}

/// Refuses unknown files, and files that are no photographs. Returns for a photographer, who knows
/// only who was asked for their event, the people of the event of each photograph.
fn check_files(
    read: &Read,
    check: &mut Check,
    ids: &[FileId],
    from: IdsFrom,
) -> Result<Vec<HashSet<EmployeeId>>> {
    let is_partner = matches!(read.scope().reach(), Reach::PartnerOf(_));
    let mut asked = vec![];
    for (n, id) in ids.iter().enumerate() {
        let is_photo = |file: &File| file.kind == FileKind::EventPhoto;
        match (files::find(read, *id)?, from) {
            (None, IdsFrom::Path) => return Err(Error::NotFound("file")),
            (None, IdsFrom::Body) => check.refuse(format!("fileIds.{n}"), "unknown"),
            (Some(file), IdsFrom::Path) if !is_photo(&file) => {
                return Err(Error::Conflict("not_a_photo"));
            }
            (Some(file), IdsFrom::Body) if !is_photo(&file) => {
                check.refuse(format!("fileIds.{n}"), "not_a_photo");
            }
            (Some(file), _) => {
                if let (true, FileOwner::Event(event)) = (is_partner, file.owner) {
                    asked.push(names_of_event(read, event)?);
                }
            }
        }
    }
    Ok(asked)
}

/// Refuses people who are unknown, given twice, too many, or not in each of the sets `asked`.
fn check_people(
    read: &Read,
    check: &mut Check,
    people: &[EmployeeId],
    asked: &[HashSet<EmployeeId>],
) -> Result<()> {
    check.require(people.len() <= PEOPLE_ON_PHOTO, "employeeIds", "too_many_on_photo");
    for (n, person) in people.iter().enumerate().take(PEOPLE_ON_PHOTO) {
        let field = format!("employeeIds.{n}");
        if people[..n].contains(person) {
            check.refuse(field, "twice");
        } else if employees::find(read, *person)?.is_none()
            || asked.iter().any(|known| !known.contains(person))
        {
            check.refuse(field, "unknown");
        }
    }
    Ok(())
}

/// Names the people on one photograph.
fn name_one(tx: &Tx, by: NamedBy, id: FileId, names: &Names) -> Result<Photo> {
    let (people, nobody) = people_to_name(tx, id, names)?;
    let refused = refusers_no_longer_named(tx, id, &people)?;
    if !refused.is_empty() && !by.confirmed {
        return Err(REFUSED_ON_PHOTO);
    }
    if by.is_program && loses_names(tx, id, &people, nobody)? {
        return Err(REFUSED_ON_PHOTO);
    }
    let unnamed = store::set_people(tx, id, &people, by.user, nobody)?;
    store::set_nobody(tx, id, nobody.then_some(by.user))?;
    if !people.is_empty() {
        store::set_somebody_on_copies(tx, id)?;
    }
    if !by.is_program {
        store::names_found(tx, id, !people.is_empty())?;
    }
    takedowns::settle(tx, &takedowns::standing_of_file(tx, id)?, true)?;
    if !unnamed.is_empty() {
        let ids = |people: &[EmployeeId]| people.iter().map(|id| id.0).collect::<Vec<_>>();
        let about = json!({
            "file": id.0, "unnamed": ids(&unnamed), "saidNo": ids(&refused), "nobody": nobody,
        });
        audit::note_in(tx, Some(by.user), AuditAction::UnnamePeople, about)?;
    }
    state_of(tx, known(tx, id)?)
}

/// The people to name on a photograph, and whether it is marked "nobody recognisable".
fn people_to_name(read: &Read, id: FileId, names: &Names) -> Result<(Vec<EmployeeId>, bool)> {
    let mut nobody = matches!(names, Names::Nobody);
    let before = store::people(read, id)?;
    let mut people = match names {
        Names::These(people) => people.clone(),
        Names::Also(people) => {
            let mut all = before.clone();
            add(&mut all, people);
            all
        }
        Names::AsPrevious => {
            let previous = store::previous(read, id)?;
            let previous = previous.ok_or(Error::Conflict("no_previous_photo"))?;
            nobody = known(read, previous)?.nobody_recognisable.is_some();
            store::people(read, previous)?
        }
        Names::Nobody => vec![],
    };
    // Deleted and erased people cannot be named by the caller but stay named, so that their
    // decisions still count.
    for gone in &before {
        if !people.contains(gone) && employees::find(read, *gone)?.is_none() {
            people.push(*gone);
        }
    }
    if !nobody {
        add(&mut people, &store::removed_as_unrecognisable(read, id)?);
    }
    Ok((people, nobody))
}

/// Adds those of `more` that are not in the list.
fn add(people: &mut Vec<EmployeeId>, more: &[EmployeeId]) {
    for one in more {
        if !people.contains(one) {
            people.push(*one);
        }
    }
}

/// Whether a photograph would lose names. Only a user may remove them: whoever was named may still
/// refuse, and a program does not look at photographs.
fn loses_names(read: &Read, id: FileId, people: &[EmployeeId], nobody: bool) -> Result<bool> {
    let was_named = || -> Result<bool> {
        Ok(store::was_anybody_named(read, id)? || known(read, id)?.names_lost_at.is_some())
    };
    if nobody && was_named()? {
        return Ok(true);
    }
    Ok(store::people_by_content(read, id)?.iter().any(|one| !people.contains(one)))
}

/// The people who refused for the event of a photograph and would no longer be named on it.
fn refusers_no_longer_named(
    read: &Read,
    file: FileId,
    people: &[EmployeeId],
) -> Result<Vec<EmployeeId>> {
    let gone = store::consents_by_content(read, file)?;
    let gone = gone.iter().filter(|one| one.said_no(read.now()) && !people.contains(&one.employee));
    Ok(gone.map(|one| one.employee).collect())
}

/// The names of people on photographs who refused for their event, each once, except those who stay
/// named.
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
                for one in said.into_iter().filter(|one| one.said_no(read.now())) {
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

/// The event a photograph belongs to.
pub(super) fn event_of(file: &File) -> Option<EventId> {
    match (file.kind, file.owner) {
        (FileKind::EventPhoto, FileOwner::Event(event)) => Some(event),
        _ => None,
    }
}
