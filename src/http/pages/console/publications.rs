//! Where photographs were published: noted for one or several, listed, and ticked off once they are
//! taken down.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::forms::{After, filled, once};
use super::{Console, ConsoleContext, ConsoleForm, Plan, Read};
use crate::actions::files::{self, PhotoOfEvent};
use crate::actions::takedowns::{self, Filter, NewPublications, Order};
use crate::actions::{employees, events};
use crate::http::pages::fields::Fields;
use crate::http::pages::{go, show};
use crate::http::problem::{self, Problem};
use crate::model::keys::fresh_nonce;
use crate::model::takedown::{Medium, PLACE, PlaceInput, Publication, PublicationState, Takedown};
use crate::model::uses::UseLabels;
use crate::model::{EmployeeId, EventId, FileId, List, PublicationId, Right, Timestamp, Use};
use crate::render::page::console::{Pager, PublicationRow, PublicationsPage, PublishPage};
use crate::render::page::ui::{FieldKind, Filled, FormPanel};
use crate::render::{dates, words};
use crate::{App, Error};

const HERE: &str = "/console/publications";
/// The fields of the form, named as in the API.
const NAMES: &[&str] = &["place", "medium", "use", "publishedOn", "note"];
/// The most photographs that one form is about.
const MOST: usize = 100;

/// What is listed.
#[derive(Deserialize, Default)]
pub struct PublicationsQuery {
    page: Option<u32>,
    /// `due`, `published` or `ended`; empty: all.
    #[serde(default)]
    show: String,
    person: Option<i64>,
    photo: Option<i64>,
    #[serde(rename = "shoot")]
    event: Option<i64>,
}

impl PublicationsQuery {
    fn state(&self) -> Option<PublicationState> {
        PublicationState::from_name(&self.show.to_uppercase())
    }

    /// The address of the list in a state, up to the page.
    fn path(&self, state: Option<PublicationState>) -> String {
        let mut path = format!("{HERE}?");
        if let Some(state) = state {
            path.push_str(&format!("show={}&", state.name().to_lowercase()));
        }
        for (name, id) in [("person", self.person), ("photo", self.photo), ("shoot", self.event)] {
            if let Some(id) = id {
                path.push_str(&format!("{name}={id}&"));
            }
        }
        path
    }
}

/// The publications of the company.
#[handler]
pub async fn list_publications(
    app: Data<&App>,
    Query(params): Query<PublicationsQuery>,
    Query(after): Query<After>,
    context: Console<Read>,
) -> poem::Result<Response> {
    let state = params.state();
    let filter = Filter {
        event: params.event.map(EventId),
        file: params.photo.map(FileId),
        employee: params.person.map(EmployeeId),
        state,
    };
    let mut query = context.page_of(List::Files, params.page, Order::DueAt);
    if state == Some(PublicationState::Ended) {
        (query.order, query.descending) = (Order::CreatedAt, true);
    }
    let scope = context.scope;
    let found = takedowns::list(&app, scope, query, filter).await.map_err(Problem)?;
    let (due, _) = takedowns::due(&app, scope).await.map_err(Problem)?;
    let base = params.path(state);
    let pager =
        Pager { page: found.page, pages: found.total_pages(), base: format!("{base}page=") };
    let tab = |one: Option<PublicationState>| {
        let key = one.map_or("all".to_owned(), |one| one.name().to_lowercase());
        let count = (one == Some(PublicationState::Due) && due > 0).then_some(due);
        let path = params.path(one);
        let path = path.trim_end_matches(['?', '&']).to_owned();
        (path, context.say(&format!("publications-{key}")), count, one == state)
    };
    let states = [PublicationState::Due, PublicationState::Published, PublicationState::Ended];
    let tabs = std::iter::once(None).chain(states.map(Some)).map(tab).collect();
    let now = app.now();
    let labels = files::use_labels(&app, scope).await.map_err(Problem)?;
    let rows = found.data.into_iter().map(|one| context.publication_row(one, &labels, now));
    let rows = rows.collect();
    let here = format!("{base}page={}", pager.page);
    let mut chrome = context.chrome(here.clone());
    chrome.toast = context.toast(&after, None);
    let page = PublicationsPage {
        chrome,
        tabs,
        only: context.only(&app, &params).await?,
        rows,
        here,
        pager,
        nothing: match state {
            Some(PublicationState::Due) => "publications-none-due",
            _ => "publications-none",
        },
        may_change: context.may(Right::Plan),
    };
    Ok(show(StatusCode::OK, &page))
}

impl ConsoleContext {
    /// What the list is narrowed to.
    async fn only(&self, app: &App, params: &PublicationsQuery) -> Result<Option<String>, Problem> {
        let scope = self.scope;
        Ok(if let Some(id) = params.person {
            let person = employees::find(app, scope, EmployeeId(id)).await?.employee;
            Some(self.say_with("publications-of-person", "person", person.name().trim()))
        } else if let Some(id) = params.photo {
            let photo = files::find(app, scope, FileId(id)).await?;
            Some(self.say_with("publications-of-photo", "photo", &photo.name))
        } else if let Some(id) = params.event {
            let event = events::find(app, scope, EventId(id)).await?;
            Some(self.say_with("publications-of-shoot", "shoot", &event.name))
        } else {
            None
        })
    }

    fn publication_row(
        &self,
        one: Publication,
        labels: &UseLabels,
        now: Timestamp,
    ) -> PublicationRow {
        let state = one.state();
        let due = one.due().map(|takedown| {
            let why = self.why(takedown);
            let day = self.day(takedown.due_at);
            let key =
                if takedown.due_at < now { "publications-late" } else { "publications-until" };
            format!("{why} {}", self.say_with(key, "day", &day))
        });
        let is_late = one.due().is_some_and(|takedown| takedown.due_at < now);
        let letter = one.due().map(|takedown| self.letter(&one, &self.day(takedown.due_at)));
        let history = one.takedowns.iter().filter_map(|takedown| self.ended(takedown)).collect();
        let label = labels.label(self.locale, one.wanted);
        let on = one.published_on.map(|day| dates::day(self.locale, day));
        let noted = match one.noted_by.as_str() {
            "" => self.say_with("publications-noted", "day", &self.day(one.created_at)),
            name => self.say_with("publications-noted-by", "name", name),
        };
        let medium = self.say(&format!("medium-{}", one.medium.name().to_lowercase()));
        // Some uses are named as the medium is.
        let medium = Some(medium).filter(|medium| *medium != label);
        PublicationRow {
            id: one.id.0,
            photo: one.file.map(|id| format!("/console/shoots/{}/photos/{}", one.event.0, id.0)),
            photo_name: one.file_name.unwrap_or_else(|| self.say("publications-photo-erased")),
            event_name: one.event_name,
            href: is_address(&one.place).then(|| one.place.clone()),
            place: one.place,
            about: [medium, Some(label), on, Some(noted)].into_iter().flatten().collect(),
            note: one.note,
            state,
            due,
            is_late,
            letter,
            history,
        }
    }

    /// A letter to whoever published a photograph: it names nobody who is on it.
    fn letter(&self, one: &Publication, day: &str) -> String {
        let photo = one.file_name.clone().unwrap_or_else(|| self.say("publications-photo-erased"));
        let studio = self.brand.as_ref().map(|brand| brand.name.as_str()).unwrap_or_default();
        let values = [
            ("place", one.place.as_str().into()),
            ("photo", photo.as_str().into()),
            ("shoot", one.event_name.as_str().into()),
            ("day", day.into()),
            ("studio", studio.into()),
        ];
        let text = words(self.locale).say_with("takedown-letter", values);
        let subject = self.say("takedown-letter-subject");
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        // Lines end as RFC 6068, section 5, has it.
        let text = text.replace('\n', "\r\n");
        format!("mailto:?subject={}&body={}", encoded(&subject), encoded(&text))
    }

    /// Why a photograph has to be taken down.
    pub(super) fn why(&self, takedown: &Takedown) -> String {
        let key = format!("takedown-{}", takedown.cause.name().to_lowercase().replace('_', "-"));
        let person = match takedown.person.as_str() {
            "" => self.say("notification-person-gone"),
            name => name.to_owned(),
        };
        self.say_with(&key, "person", &person)
    }

    /// What became of a takedown.
    fn ended(&self, takedown: &Takedown) -> Option<String> {
        let (outcome, at) = takedown.outcome.zip(takedown.ended_at)?;
        let key = format!("takedown-was-{}", outcome.name().to_lowercase());
        let said = format!("{} {}", self.why(takedown), self.say_with(&key, "day", &self.day(at)));
        Some(match &takedown.note {
            Some(note) => format!("{said} {note}"),
            None => said,
        })
    }
}

/// Whether a browser opens it.
fn is_address(place: &str) -> bool {
    let rest = place.strip_prefix("https://").or_else(|| place.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
}

/// `do=removed` and `impossible` end a publication, `mistake` takes back what was noted.
#[handler]
pub async fn change_publication(
    app: Data<&App>,
    Path(id): Path<i64>,
    form: ConsoleForm<Plan>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let (scope, by, id) = (context.scope, context.actor.user, PublicationId(id));
    let act = fields.text("do");
    let done = match act {
        "mistake" => takedowns::take_back(&app, scope, by, id).await,
        _ => takedowns::end(&app, scope, by, id, act != "impossible", None).await.map(drop),
    };
    let back = fields
        .text("to")
        .strip_prefix(HERE)
        .map_or(HERE.to_owned(), |rest| format!("{HERE}{rest}"));
    let join = if back.contains('?') { '&' } else { '?' };
    match done {
        Ok(()) => Ok(go(&format!(
            "{back}{join}after=publication-{}",
            if act == "mistake" { "mistake" } else { "ended" }
        ))),
        // Ended meanwhile, perhaps by the second click.
        Err(Error::Conflict(_)) => Ok(go(&back)),
        Err(error) => Err(Problem(error).into()),
    }
}

/// The photographs of the form.
#[derive(Deserialize, Default)]
pub struct PublishQuery {
    /// Ids, separated by dots.
    #[serde(default)]
    photos: String,
}

/// The form in which a place is noted.
#[handler]
pub async fn show_publish(
    app: Data<&App>,
    Path(id): Path<i64>,
    Query(params): Query<PublishQuery>,
    context: Console<Plan>,
) -> poem::Result<Response> {
    let ids = params.photos.split('.').filter_map(|id| id.parse().ok()).map(FileId);
    let photos: Vec<FileId> = ids.take(MOST).collect();
    // The form begins with a website.
    let typed = Filled::new(vec![("use".to_owned(), Use::WEB.name().to_owned())]);
    let page = form_page(&app, &context, EventId(id), &photos, typed, fresh_nonce()).await?;
    Ok(show(StatusCode::OK, &page))
}

/// Notes where photographs were published.
#[handler]
pub async fn publish(
    app: Data<&App>,
    Path(id): Path<i64>,
    form: ConsoleForm<Plan>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let event = EventId(id);
    let photos: Vec<FileId> = fields.ids("photo").into_iter().map(FileId).collect();
    let (scope, by) = (context.scope, context.actor.user);
    let once = once(&fields, by, "console/publish").map(|one| one.about(id));
    let made = match new(&fields, photos.clone()) {
        Ok(new) => takedowns::note(&app, scope, by, new, once).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(made) => Ok(match (&photos[..], made.iter().any(|one| one.due().is_some())) {
            // What may not be shown there is what one sees next.
            (_, true) => go(&format!("{HERE}?show=due&shoot={id}&after=place-noted-due")),
            ([photo], false) => {
                go(&format!("/console/shoots/{id}/photos/{}?after=place-noted", photo.0))
            }
            _ => go(&format!("/console/shoots/{id}/photos?after=place-noted")),
        }),
        Err(error @ (Error::Internal(_) | Error::NotFound(_))) => Err(Problem(error).into()),
        Err(error) => {
            let errors = context.errors(&error, |name| match name.starts_with("fileIds") {
                true => String::new(),
                false => name.to_owned(),
            });
            let typed = filled(&fields, NAMES).with_errors(errors);
            let key = fields.text("once").to_owned();
            let page = form_page(&app, &context, event, &photos, typed, key).await?;
            Ok(show(problem::status(&error), &page))
        }
    }
}

fn new(fields: &Fields, files: Vec<FileId>) -> crate::Result<NewPublications> {
    let wanted = Use::from_name(fields.text("use")).ok_or(Error::invalid("use", "required"))?;
    let medium = Medium::from_name(fields.text("medium"));
    let text = |name| fields.filled(name).map(str::to_owned);
    Ok(NewPublications {
        files,
        wanted,
        medium: medium.ok_or(Error::invalid("medium", "required"))?,
        place: PlaceInput {
            place: fields.text("place").to_owned(),
            published_on: text("publishedOn"),
            note: text("note"),
        },
    })
}

async fn form_page(
    app: &App,
    context: &ConsoleContext,
    event: EventId,
    photos: &[FileId],
    typed: Filled,
    key: String,
) -> Result<PublishPage, Problem> {
    let base = format!("/console/shoots/{}/photos", event.0);
    let first = *photos.first().ok_or(Problem(Error::NotFound("file")))?;
    let PhotoOfEvent { photo, uses, .. } = files::among(app, context.scope, event, first).await?;
    let (offered, labels) = uses;
    let locale = context.locale;
    let choices = offered.iter().map(|one| (one.name().to_owned(), labels.label(locale, *one)));
    let media = Medium::ALL.into_iter().map(|one| {
        (one.name().to_owned(), context.say(&format!("medium-{}", one.name().to_lowercase())))
    });
    let optional = || context.say("ui-optional");
    let form = FormPanel::new(
        context.frame(None),
        "publish",
        match photos.len() {
            1 => photo.file.name.clone(),
            count => context.count("publish-photos", count),
        },
        format!("/console/shoots/{}/publish", event.0),
        context.say("publish-go"),
    )
    .fields(vec![
        typed
            .field("place", context.say("publish-place"))
            .help(context.say("publish-place-hint"))
            .required()
            .most(PLACE)
            .wide(),
        typed.field("medium", context.say("publish-medium")).choices(media).required(),
        typed.field("use", context.say("publish-use")).choices(choices).required(),
        typed
            .field("publishedOn", context.say("publish-day"))
            .kind(FieldKind::Date)
            .optional(optional()),
        typed
            .field("note", context.say("publish-note"))
            .kind(FieldKind::Lines)
            .optional(optional())
            .most(crate::model::takedown::NOTE)
            .wide(),
    ])
    .once(key)
    .with_problems(&typed, context.say("ui-problems"));
    let mut form = form;
    form.hidden = photos.iter().map(|id| ("photo".to_owned(), id.0.to_string())).collect();
    let back = match photos {
        [only] => (format!("{base}/{}", only.0), photo.file.name),
        _ => (base, context.say("console-photos")),
    };
    Ok(PublishPage { chrome: context.chrome_without_path(), back, form })
}
