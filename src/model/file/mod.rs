//! Files: their kinds, owners and names, and whether a photograph may be published given the
//! consents of the people on it.

mod name;
mod publication;

pub use name::{given_name, portable_name, served_name, typed_name};
pub use publication::{
    Consent, GivenAnswer, Obstacle, Others, PhotoState, UsePermission, UseStanding,
};

use super::media::{Focus, Format, Region};
use super::{CompanyId, Digest, EmployeeId, EventId, FileId, Timestamp, UploadId, UserId};

/// The number of bytes of a file that are read, hashed or written at a time.
pub const PIECE: usize = 1 << 18;
/// The maximum number of files in one request.
pub const FILES_AT_ONCE: usize = 100;
/// The maximum number of people named on a photograph.
pub const PEOPLE_ON_PHOTO: usize = 200;
/// The maximum number of photographs in one request.
pub const PHOTOS_AT_ONCE: usize = 500;
/// The longest description, in characters.
pub const LONGEST_DESCRIPTION: usize = 2_000;
/// The maximum number of faces marked on a photograph.
pub const FACES_ON_PHOTO: usize = 100;

crate::model::published! { "SCREAMING_SNAKE_CASE"
/// What a file is for.
///
/// - `MODEL`: a portrait by which an employee is recognised on the day of the event.
/// - `IMAGE_RIGHT`: a release signed on paper.
/// - `EVENT_PHOTO`: a photograph of an event, which may be published if its people consent.
/// - `DOCUMENT`: any other document.
/// - `LOGO`: the logo of the company, which is public.
/// - `WATERMARK`: the watermark of the company, which is laid over pictures.
#[derive(Hash)]
pub enum FileKind {
    /// A portrait by which an employee is recognised on the day of the event.
    Model,
    /// A release signed on paper.
    ImageRight,
    /// A photograph of an event, which may be published if its people consent.
    EventPhoto,
    /// Any other document.
    Document,
    /// The logo of the company, which is public.
    Logo,
    /// The watermark of the company, which is laid over pictures.
    Watermark,
}
}

impl FileKind {
    /// Whether this kind accepts the format: documents may be images too.
    pub fn takes(self, format: Format) -> bool {
        let is_document = matches!(self, FileKind::ImageRight | FileKind::Document);
        format.is_picture() || (is_document && format == Format::Pdf)
    }
}

/// The owner of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileOwner {
    Event(EventId),
    Employee(EmployeeId),
    /// The company itself: its logo and its watermark.
    Company,
}

impl FileOwner {
    /// The default kind of this owner's files.
    pub fn usual_kind(self) -> FileKind {
        match self {
            FileOwner::Event(_) => FileKind::EventPhoto,
            FileOwner::Employee(_) => FileKind::Model,
            FileOwner::Company => FileKind::Logo,
        }
    }

    /// Whether this owner can have files of that kind.
    pub fn has(self, kind: FileKind) -> bool {
        match kind {
            FileKind::ImageRight | FileKind::Document => self != FileOwner::Company,
            FileKind::Model => matches!(self, FileOwner::Employee(_) | FileOwner::Event(_)),
            FileKind::EventPhoto => matches!(self, FileOwner::Event(_)),
            FileKind::Logo | FileKind::Watermark => self == FileOwner::Company,
        }
    }
}

/// Which version of a photograph is put into an archive.
///
/// - `original`: the bytes as uploaded, with all metadata of the camera: when, and often where.
/// - `web`: upright, in sRGB, at most 2,048 pixels a side, as JPEG or, if it is transparent, PNG.
///   Of the metadata only artist and copyright are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, poem_openapi::Enum)]
#[oai(rename = "PhotoVersion", rename_all = "lowercase")]
pub enum Version {
    /// The bytes as uploaded, with all metadata of the camera: when, and often where.
    #[default]
    Original,
    /// Upright, in sRGB, at most 2,048 pixels a side, as JPEG or, if it is transparent, PNG. Of the
    /// metadata only artist and copyright are kept.
    Web,
}

impl Version {
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "original" => Some(Version::Original),
            "web" => Some(Version::Web),
            _ => None,
        }
    }
}

/// A stored file.
#[derive(Debug, Clone, PartialEq)]
pub struct File {
    pub id: FileId,
    pub company: CompanyId,
    pub kind: FileKind,
    pub owner: FileOwner,
    pub sha256: Digest,
    pub bytes: u64,
    pub name: String,
    pub description: Option<String>,
    pub format: Format,
    /// The properties of the image; None for a PDF.
    pub picture: Option<Seen>,
    pub focus: Option<Focus>,
    /// The boxes that `e_blur_faces` and `e_pixelate_faces` hide.
    pub faces: Vec<Region>,
    /// Random: identifies the file in URLs.
    pub public_id: String,
    /// Who declared that nobody on it can be recognised, and when; None: not declared.
    pub nobody_recognisable: Option<(UserId, Timestamp)>,
    /// When a restore could not name everybody on it; None once a user has named people.
    pub names_lost_at: Option<Timestamp>,
    pub uploaded_by: Option<UserId>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

/// The stored properties of an image. The place where it was taken is not stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// In pixels, upright.
    pub width: u32,
    pub height: u32,
    /// As in EXIF, 1 to 8; `width` and `height` already include it.
    pub orientation: u8,
    pub has_alpha: bool,
    pub captured_at: Option<Timestamp>,
    pub camera: Option<String>,
    /// A ThumbHash in base64.
    pub placeholder: String,
    /// `#rrggbb`.
    pub colour: String,
}

/// A file about to be recorded; its bytes are already stored.
#[derive(Debug, Clone, PartialEq)]
pub struct NewFile {
    pub kind: FileKind,
    pub owner: FileOwner,
    pub sha256: Digest,
    pub bytes: u64,
    pub name: String,
    pub description: Option<String>,
    pub format: Format,
    pub picture: Option<Seen>,
}

/// A user's portrait, independent of companies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portrait {
    pub user: UserId,
    pub sha256: Digest,
    pub bytes: u64,
    pub format: Format,
    pub width: u32,
    pub height: u32,
    pub has_alpha: bool,
    pub placeholder: String,
    pub colour: String,
    pub public_id: String,
    pub updated_at: Timestamp,
}

/// A resumable upload (tus 1.0).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    pub id: UploadId,
    /// Random: part of its URL, and the name of its draft.
    pub token: String,
    pub kind: FileKind,
    pub owner: FileOwner,
    pub name: String,
    pub description: Option<String>,
    /// `Upload-Metadata` as sent by the client, returned unchanged.
    pub metadata: Option<String>,
    /// The declared length.
    pub bytes: u64,
    /// The resulting file.
    pub file: Option<FileId>,
    /// The digest under which the bytes were, or were about to be, stored; set once all have
    /// arrived.
    pub kept_as: Option<Digest>,
    pub expires_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_owner_has_its_kinds() {
        let (event, person) = (FileOwner::Event(EventId(1)), FileOwner::Employee(EmployeeId(1)));
        for owner in [event, person, FileOwner::Company] {
            assert!(owner.has(owner.usual_kind()));
        }
        assert!(!person.has(FileKind::EventPhoto) && !event.has(FileKind::Logo));
        assert!(!FileOwner::Company.has(FileKind::Document));
    }

    #[test]
    fn only_documents_may_be_a_pdf() {
        for kind in FileKind::ALL {
            assert!(kind.takes(Format::Jpeg));
            let is_document = matches!(kind, FileKind::ImageRight | FileKind::Document);
            assert_eq!(kind.takes(Format::Pdf), is_document, "{kind:?}");
            assert!(!kind.takes(Format::Svg));
            assert_eq!(FileKind::from_name(kind.name()), Some(kind));
        }
    }
}
