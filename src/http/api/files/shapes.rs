//! Files on the wire.

use std::collections::BTreeMap;

use poem_openapi::{Enum, Object};
use serde::Deserialize;

use crate::App;
use crate::actions::files::{self, Change, Photo};
use crate::error::Result;
use crate::http::problem::ProblemDocument;
use crate::http::reply::Instant;
use crate::model::file::{PhotoState, UseStanding};
use crate::model::media::{Focus, Region};
use crate::model::transform::Fraction;
use crate::model::{self, Check, EmployeeId, EventId, FileKind, FileOwner, Use};

/// Whose files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "lowercase")]
pub enum Owner {
    Event,
    Employee,
}

impl Owner {
    pub fn of(self, id: i64) -> FileOwner {
        match self {
            Owner::Event => FileOwner::Event(EventId(id)),
            Owner::Employee => FileOwner::Employee(EmployeeId(id)),
        }
    }
}

/// A spot of the upright picture, in parts of its sides from the upper left corner.
#[derive(Debug, Clone, Copy, Object, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spot {
    /// 0 to 1.
    pub x: f64,
    /// 0 to 1.
    pub y: f64,
}

/// A box of the upright picture, in parts of its sides.
#[derive(Debug, Clone, Copy, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(rename = "Box")]
pub struct Face {
    /// Of its left side, 0 to 1.
    pub x: f64,
    /// Of its upper side, 0 to 1.
    pub y: f64,
    /// Above 0, and no further than the right side of the picture.
    pub width: f64,
    /// Above 0, and no further than the lower side of the picture.
    pub height: f64,
}

/// A file.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct File {
    pub id: i64,
    /// What it is for.
    #[oai(rename = "type")]
    pub kind: FileKind,
    pub event_id: Option<i64>,
    pub employee_id: Option<i64>,
    pub name: String,
    pub description: Option<String>,
    /// What its bytes are: `jpg`, `png`, `webp`, `gif` or `pdf`.
    pub format: String,
    /// As in `Content-Type`.
    pub media_type: String,
    pub bytes: u64,
    /// Of its bytes, in hexadecimal.
    pub sha256: String,
    /// In pixels, upright; none for a PDF.
    pub width: Option<u32>,
    pub height: Option<u32>,
    /// As EXIF counts, 1 upright to 8; width and height count it in.
    pub orientation: Option<u8>,
    /// By the clock of the camera.
    pub captured_at: Option<Instant>,
    pub camera: Option<String>,
    /// A ThumbHash in base64: a blurred preview until the picture is there.
    pub placeholder: Option<String>,
    /// The colour most of it has, `#rrggbb`.
    pub colour: Option<String>,
    /// What `g_auto` keeps in sight.
    pub focus: Option<Spot>,
    /// What `e_blur_faces` hides.
    pub faces: Vec<Face>,
    /// What its addresses name it by.
    pub public_id: String,
    /// Where its bytes are, for who may see it, with the access token.
    pub content_url: String,
    /// Its picture in each preset, without a token, for two days.
    pub urls: BTreeMap<String, String>,
    /// Who is on the photograph, as far as the caller may know.
    pub employee_ids: Vec<i64>,
    /// For a photograph: what may be done with it, per use.
    pub consent: Option<BTreeMap<String, PhotoState>>,
    /// For a photograph: per use that is not allowed, because of whom, as far as the
    /// caller may know.
    pub blocked: Option<BTreeMap<String, Blocked>>,
    /// Whether the studio said that nobody on the photograph can be recognised.
    pub nobody_recognisable: bool,
    /// The user who said so.
    pub nobody_recognisable_by: Option<i64>,
    pub uploaded_by: Option<i64>,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub deleted_at: Option<Instant>,
}

impl File {
    pub fn of(app: &App, photo: Photo) -> Self {
        let Photo { file, people, states } = photo;
        let (event, employee) = match file.owner {
            FileOwner::Event(id) => (Some(id.0), None),
            FileOwner::Employee(id) => (None, Some(id.0)),
            FileOwner::Company => (None, None),
        };
        let urls = match (&file.picture, file.deleted_at) {
            (Some(_), None) => files::urls(app, &file.public_id).into_iter().collect(),
            _ => BTreeMap::new(),
        };
        let consent: BTreeMap<_, _> =
            states.iter().map(|one| (one.wanted.name().to_owned(), one.state)).collect();
        let blocked: BTreeMap<_, _> = states.into_iter().filter_map(Blocked::of).collect();
        let is_photo = !consent.is_empty();
        let picture = file.picture;
        let seen = picture.as_ref();
        Self {
            id: file.id.0,
            kind: file.kind,
            event_id: event,
            employee_id: employee,
            description: file.description,
            format: file.format.extension().to_owned(),
            media_type: file.format.mime().to_owned(),
            bytes: file.bytes,
            sha256: file.sha256.hex(),
            width: seen.map(|seen| seen.width),
            height: seen.map(|seen| seen.height),
            orientation: seen.map(|seen| seen.orientation),
            captured_at: seen.and_then(|seen| seen.captured_at).map(Into::into),
            camera: seen.and_then(|seen| seen.camera.clone()),
            placeholder: seen.map(|seen| seen.placeholder.clone()),
            colour: seen.map(|seen| seen.colour.clone()),
            focus: file.focus.map(|focus| Spot { x: focus.x.value(), y: focus.y.value() }),
            faces: file.faces.into_iter().map(Face::of).collect(),
            content_url: app.url(&format!("/file/{}/content", file.id.0)),
            public_id: file.public_id,
            urls,
            employee_ids: people.into_iter().map(|id| id.0).collect(),
            consent: is_photo.then_some(consent),
            blocked: is_photo.then_some(blocked),
            nobody_recognisable: file.nobody_recognisable.is_some(),
            nobody_recognisable_by: file.nobody_recognisable.map(|(user, _)| user.0),
            uploaded_by: file.uploaded_by.map(|id| id.0),
            created_at: file.created_at.into(),
            updated_at: file.updated_at.into(),
            deleted_at: file.deleted_at.map(Into::into),
            name: file.name,
        }
    }
}

impl Face {
    fn of(region: Region) -> Self {
        Self {
            x: region.x.value(),
            y: region.y.value(),
            width: region.width.value(),
            height: region.height.value(),
        }
    }

    fn checked(self) -> Option<Region> {
        let Self { x, y, width, height } = self;
        let inside = [x, y].iter().all(|part| (0.0..1.0).contains(part));
        let has_size = [width, height].iter().all(|part| *part > 0.0 && *part <= 1.0);
        let ends = x + width <= 1.000_05 && y + height <= 1.000_05;
        let near = |part: f64| Fraction::near(part);
        (inside && has_size && ends).then(|| Region {
            x: near(x),
            y: near(y),
            width: near(width.min(1.0 - x)),
            height: near(height.min(1.0 - y)),
        })
    }
}

/// Who keeps a photograph from a use.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Blocked {
    /// The people who declined this use, withdrew it, or whose consent has ended.
    pub refused_by: Vec<i64>,
    /// The people who have not answered, or were never asked.
    pub awaited: Vec<i64>,
}

impl Blocked {
    /// By the name of the use; none where nobody keeps it from that.
    fn of(standing: UseStanding) -> Option<(String, Self)> {
        let UseStanding { wanted, refused_by, awaited, .. } = standing;
        let ids = |people: Vec<EmployeeId>| people.into_iter().map(|id| id.0).collect();
        let anybody = !refused_by.is_empty() || !awaited.is_empty();
        let blocked = || Self { refused_by: ids(refused_by), awaited: ids(awaited) };
        anybody.then(|| (wanted.name().to_owned(), blocked()))
    }
}

/// Several files.
#[derive(Object)]
pub struct Files {
    pub data: Vec<File>,
}

/// What became of each file of a form, in its order.
#[derive(Object)]
pub struct Uploads {
    pub data: Vec<Uploaded>,
}

/// A file that was taken, or why it was not.
#[derive(Object)]
pub struct Uploaded {
    /// As the form called it.
    pub name: Option<String>,
    pub file: Option<File>,
    /// The shoot or person had these very bytes already: nothing was added.
    pub duplicate: bool,
    pub problem: Option<ProblemDocument>,
}

/// What is to be another of a file; what is left out stays, what is null goes.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FileChange {
    /// One line, at most 200 characters, without slashes.
    pub name: Option<String>,
    /// Several lines, at most 2,000 characters.
    #[serde(default, deserialize_with = "given")]
    pub description: Option<Option<String>>,
    /// What `g_auto` keeps in sight.
    #[serde(default, deserialize_with = "given")]
    pub focus: Option<Option<Spot>>,
    /// What `e_blur_faces` hides; at most 100.
    pub faces: Option<Vec<Face>>,
}

/// Tells what is null from what is left out.
fn given<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl FileChange {
    pub fn checked(self) -> Result<Change> {
        let mut check = Check::new();
        let inside = |part: f64| (0.0..=1.0).contains(&part);
        let focus = self.focus.map(|focus| {
            focus.and_then(|Spot { x, y }| {
                check.require(inside(x) && inside(y), "focus", "focus");
                let near = Fraction::near;
                inside(x).then(|| Focus { x: near(x), y: near(y) })
            })
        });
        let faces = self.faces.map(|faces| {
            let read = |(n, face): (usize, Face)| {
                let region = face.checked();
                check.require(region.is_some(), format!("faces.{n}"), "face");
                region
            };
            faces.into_iter().enumerate().filter_map(read).collect()
        });
        check.done()?;
        Ok(Change { name: self.name, description: self.description, focus, faces })
    }
}

/// What an address is wanted for.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LinkBody {
    /// `t_` and a preset, or words such as `w_1200,c_limit,q_auto,f_auto`.
    pub transform: String,
    /// The use of the photograph the address is bound to.
    #[oai(rename = "use")]
    #[serde(rename = "use")]
    pub bound: Option<Use>,
    /// None: as long as it stands; a photograph without a use, one day.
    pub expires_at: Option<Instant>,
}

impl poem_openapi::types::Example for FileChange {
    fn example() -> Self {
        Self {
            name: Some("Sur la plage.jpg".into()),
            description: None,
            focus: Some(Some(Spot { x: 0.5, y: 0.3 })),
            faces: None,
        }
    }
}

impl poem_openapi::types::Example for LinkBody {
    fn example() -> Self {
        let transform = "w_1200,h_800,c_fill,g_auto,q_auto,f_auto".into();
        Self { transform, bound: Some(Use::Web), expires_at: None }
    }
}

/// An address.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Link {
    pub url: String,
    /// None: it does not end by itself.
    pub expires_at: Option<Instant>,
}

/// A user's portrait.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Portrait {
    /// What its bytes are.
    pub media_type: String,
    pub bytes: u64,
    /// In pixels, upright.
    pub width: u32,
    pub height: u32,
    /// A ThumbHash in base64.
    pub placeholder: String,
    /// `#rrggbb`.
    pub colour: String,
    /// In each preset, without a token, for two days.
    pub urls: BTreeMap<String, String>,
    pub updated_at: Instant,
}

impl Portrait {
    pub fn of(app: &App, portrait: model::file::Portrait) -> Self {
        Self {
            media_type: portrait.format.mime().to_owned(),
            bytes: portrait.bytes,
            width: portrait.width,
            height: portrait.height,
            placeholder: portrait.placeholder,
            colour: portrait.colour,
            urls: files::urls(app, &portrait.public_id).into_iter().collect(),
            updated_at: portrait.updated_at.into(),
        }
    }
}
