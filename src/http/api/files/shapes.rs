//! Bodies and replies of the operations on files.

use std::collections::BTreeMap;

use poem_openapi::{Enum, Object};
use serde::Deserialize;

use crate::App;
use crate::actions::files::{self, Change, Photo};
use crate::error::Result;
use crate::http::problem::ProblemDocument;
use crate::http::reply::Instant;
use crate::model::file::{Obstacle, PhotoState, UseStanding};
use crate::model::media::{Focus, Region};
use crate::model::transform::Fraction;
use crate::model::{self, Check, EmployeeId, EventId, FileKind, FileOwner, Use};

/// What a file belongs to.
///
/// - `event`: an event.
/// - `employee`: an employee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename = "FileOwner", rename_all = "lowercase")]
pub enum Owner {
    /// An event.
    Event,
    /// An employee.
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

/// A point in the upright picture, as fractions of its sides, from the upper left corner.
#[derive(Debug, Clone, Copy, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(rename = "FocusPoint")]
pub struct Spot {
    /// The distance from the left side, 0 to 1.
    pub x: f64,
    /// The distance from the upper side, 0 to 1.
    pub y: f64,
}

/// A rectangle in the upright picture, as fractions of its sides, from the upper left corner.
#[derive(Debug, Clone, Copy, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(rename = "FaceBox")]
pub struct Face {
    /// The distance of its left side from that of the picture, 0 to 1.
    pub x: f64,
    /// The distance of its upper side from that of the picture, 0 to 1.
    pub y: f64,
    /// Its width: above 0, and within the picture.
    pub width: f64,
    /// Its height: above 0, and within the picture.
    pub height: f64,
}

/// A file of an event, an employee or the company.
#[derive(Object)]
#[oai(rename = "StoredFile", rename_all = "camelCase")]
pub struct File {
    /// The id of the file.
    pub id: i64,
    /// What the file is for.
    #[oai(rename = "type")]
    pub kind: FileKind,
    /// The id of the event it belongs to, or null.
    pub event_id: Option<i64>,
    /// The id of the employee it belongs to, or null.
    pub employee_id: Option<i64>,
    /// The file name.
    pub name: String,
    /// The description. Null if there is none.
    pub description: Option<String>,
    /// The format of its bytes: `jpg`, `png`, `webp`, `gif` or `pdf`.
    pub format: String,
    /// The media type of its bytes, as in `Content-Type`.
    pub media_type: String,
    /// The size in bytes.
    pub bytes: u64,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// The width of the upright picture in pixels. Null for a PDF.
    pub width: Option<u32>,
    /// The height of the upright picture in pixels. Null for a PDF.
    pub height: Option<u32>,
    /// The EXIF orientation, 1 (upright) to 8; `width` and `height` take it into account. Null for
    /// a PDF.
    pub orientation: Option<u8>,
    /// When the photograph was taken, by the clock of the camera. Null if not known.
    pub captured_at: Option<Instant>,
    /// The camera. Null if not known.
    pub camera: Option<String>,
    /// A ThumbHash in base64: a blurred preview to show until the picture is loaded. Null for a
    /// PDF.
    pub placeholder: Option<String>,
    /// The dominant colour, `#rrggbb`. Null for a PDF.
    pub colour: Option<String>,
    /// The point that `g_auto` keeps in the picture. Null if none was set.
    pub focus: Option<Spot>,
    /// The rectangles that `e_blur_faces` and `e_pixelate_faces` hide.
    pub faces: Vec<Face>,
    /// The id of the file in picture addresses.
    pub public_id: String,
    /// The address of the original bytes. It requires the access token.
    pub content_url: String,
    /// The address of the picture in each preset. They work without a token, for two days.
    pub urls: BTreeMap<String, String>,
    /// The ids of the employees on the photograph, as far as the caller may know them.
    pub employee_ids: Vec<i64>,
    /// For a photograph of an event: its state for each use that the company's texts have ever
    /// offered, and always for `internal`, `web`, `social`, `press` and `print`. Null for other files.
    pub consent: Option<BTreeMap<String, PhotoState>>,
    /// For a photograph of an event: for each use that is not allowed, the employees who cause it,
    /// as far as the caller may know them. Null for other files.
    pub blocked: Option<BTreeMap<String, Blocked>>,
    /// Whether a user declared that nobody on the photograph can be recognised.
    pub nobody_recognisable: bool,
    /// The id of the user who declared it, or null.
    pub nobody_recognisable_by: Option<i64>,
    /// Whether a restore could not name somebody who was named on the photograph, because they were
    /// not in the backup. Its uses are `unknown` or `refused` until a signed-in user names the
    /// people on it; an API token cannot change that.
    pub names_lost: bool,
    /// The id of the user who uploaded it. Null if not known.
    pub uploaded_by: Option<i64>,
    /// When it was uploaded.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// When it was deleted. Null if it is not.
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
            names_lost: file.names_lost_at.is_some(),
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

/// The employees because of whom a photograph is not allowed for a use.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Blocked {
    /// The ids of those who refused the use or withdrew it, whose consent has ended or is on hold, or
    /// who were erased.
    pub refused_by: Vec<i64>,
    /// The ids of those who have answered, but were not asked about this use.
    pub not_offered_to: Vec<i64>,
    /// The ids of those who have not answered, or were never asked.
    pub awaited: Vec<i64>,
}

impl Blocked {
    /// The name of a use, and who prevents it; None if nobody does.
    fn of(standing: UseStanding) -> Option<(String, Self)> {
        let not_offered_to = standing.with(Obstacle::NotOffered);
        let UseStanding { wanted, refused_by, awaited, .. } = standing;
        let ids = |people: Vec<EmployeeId>| people.into_iter().map(|id| id.0).collect();
        let anybody = !refused_by.is_empty() || !awaited.is_empty();
        let refused_by = refused_by.into_iter().map(|(id, _)| id);
        let refused_by = refused_by.filter(|id| !not_offered_to.contains(id)).collect();
        let blocked = || Self {
            refused_by: ids(refused_by),
            not_offered_to: ids(not_offered_to),
            awaited: ids(awaited),
        };
        anybody.then(|| (wanted.name().to_owned(), blocked()))
    }
}

/// Several files.
#[derive(Object)]
#[oai(rename = "FileList")]
pub struct Files {
    /// The files.
    pub data: Vec<File>,
}

/// The result of an upload.
#[derive(Object)]
pub struct Uploads {
    /// One result for each file of the form, in its order.
    pub data: Vec<Uploaded>,
}

/// The result for one uploaded file: a file or a problem.
#[derive(Object)]
pub struct Uploaded {
    /// The file name in the form. Null if there was none.
    pub name: Option<String>,
    /// The stored file. Null if it was refused.
    pub file: Option<File>,
    /// True if the event or employee had the same bytes already: nothing was added.
    pub duplicate: bool,
    /// Why the file was refused. Null if it was stored.
    pub problem: Option<ProblemDocument>,
}

/// The changes of a file. Fields that are left out stay unchanged; `null` removes the value.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FileChange {
    /// The file name: one line, at most 200 characters, without slashes.
    pub name: Option<String>,
    /// The description: several lines, at most 2,000 characters.
    #[serde(default, deserialize_with = "given")]
    pub description: Option<Option<String>>,
    /// The point that `g_auto` keeps in the picture.
    #[serde(default, deserialize_with = "given")]
    pub focus: Option<Option<Spot>>,
    /// The rectangles that `e_blur_faces` and `e_pixelate_faces` hide; at most 100.
    pub faces: Option<Vec<Face>>,
}

/// Tells null from a field that is left out.
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

/// The address to make.
#[derive(Object, Deserialize)]
#[oai(rename = "MediaLinkInput", rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LinkBody {
    /// `t_` and a preset, or words such as `w_1200,c_limit,q_auto,f_auto`.
    pub transform: String,
    /// The use of the photograph that the address is bound to. Null: none.
    #[oai(rename = "use")]
    #[serde(rename = "use")]
    pub bound: Option<Use>,
    /// When the address expires. Null: it lasts as long as it is allowed; one day for a photograph
    /// without a `use`.
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
        Self { transform, bound: Some(Use::WEB), expires_at: None }
    }
}

/// The address of a picture.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Link {
    /// The address.
    pub url: String,
    /// When the address expires. Null: it has no end of its own.
    pub expires_at: Option<Instant>,
}

/// The portrait of a user.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Portrait {
    /// The media type of its bytes, as in `Content-Type`.
    pub media_type: String,
    /// The size in bytes.
    pub bytes: u64,
    /// The width of the upright picture in pixels.
    pub width: u32,
    /// The height of the upright picture in pixels.
    pub height: u32,
    /// A ThumbHash in base64: a blurred preview to show until the picture is loaded.
    pub placeholder: String,
    /// The dominant colour, `#rrggbb`.
    pub colour: String,
    /// The address of the picture in each preset. They work without a token, for two days.
    pub urls: BTreeMap<String, String>,
    /// When it was uploaded.
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
