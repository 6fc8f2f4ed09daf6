//! Files of shoots, people and the company, and one's own portrait.

pub mod photos;
mod shapes;
pub mod take;

use poem::http::HeaderMap;
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

pub use photos::{ExportsApi, PhotosApi};
pub use shapes::{File, FileChange, Owner, Uploaded};
use shapes::{Files, Link, LinkBody, Portrait, Uploads};

use super::Tag;
use super::lists::{Listed, Wanted};
use crate::actions::Scope;
use crate::actions::files::{self, Filter, LinkWanted, Order};
use crate::actions::search;
use crate::http::body::Body;
use crate::http::caller::Caller;
use crate::http::guard::Member;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Created, Done};
use crate::http::send::{Original, Sent};
use crate::http::upload::Form;
use crate::model::api_token::TokenScope::{FilesRead, FilesWrite};
use crate::model::file::served_name;
use crate::model::{
    self, EmployeeId, EventId, FileId, FileKind, FileOwner, List, PageQuery, Right, SearchKind,
};
use crate::{App, Error};

pub const OPERATIONS: &[Operation] = &[
    op("uploadFiles").scopes(&[FilesWrite]).no_conflict().paid().upload(),
    op("uploadLogo").no_conflict().paid().upload(),
    op("uploadWatermark").no_conflict().paid().upload(),
    op("uploadPortrait").no_conflict().upload(),
    op("getPortrait").not_found(),
    op("deletePortrait").not_found().no_conflict(),
    op("listEventFiles").scopes(&[FilesRead]),
    op("listEmployeeFiles").scopes(&[FilesRead]),
    op("getFiles").scopes(&[FilesRead]),
    op("getFile").scopes(&[FilesRead]),
    op("updateFile").scopes(&[FilesWrite]).no_conflict(),
    op("deleteFile").scopes(&[FilesWrite]).no_conflict(),
    op("restoreFile").scopes(&[FilesWrite]),
    op("downloadFile").scopes(&[FilesRead]),
    op("linkFile").scopes(&[FilesWrite]),
];

const ORDERS: [(&str, Order); 3] =
    [("createdAt", Order::CreatedAt), ("capturedAt", Order::CapturedAt), ("name", Order::Name)];

pub struct FilesApi;

#[OpenApi(tag = "Tag::Files")]
impl FilesApi {
    /// Upload files to a shoot or a person
    ///
    /// One or several, each in a field `file` of a form: photographs as JPEG, PNG, WebP
    /// or GIF, papers as PDF too. What a file is, its bytes tell; its name is not
    /// believed. They are kept byte for byte, once in the company however often they
    /// are uploaded; what the same shoot or person has already is not added again, and
    /// comes back with `duplicate`.
    ///
    /// Each file is answered for itself: a file, or the problem it has. If none was
    /// taken, the problem of the first is the answer, with its status.
    ///
    /// A photographer uploads photographs to the shoots they are the partner of. Large
    /// files over weak lines go better by tus 1.0 at `/tus`, see the introduction.
    #[oai(path = "/file/:id", method = "post", operation_id = "uploadFiles")]
    async fn upload(
        &self,
        app: Data<&App>,
        member: Member,
        caller: Caller,
        /// The shoot or the person.
        id: Path<i64>,
        /// Whose id it is.
        owner: Query<Owner>,
        form: Form,
    ) -> Result<Created<Uploads>, Problem> {
        let scope = member.may(Right::Upload)?;
        let owner = owner.0.of(id.0);
        let intake = files::begin(&app, scope, member.0.user, owner).await?;
        take::all(&app, &caller, scope, intake, None, form).await.map(Created)
    }

    /// Upload the company's logo
    ///
    /// In place of the one before. It is what the public sees of the company: its
    /// address in each preset needs no signature. Mails and pages of the company bear
    /// it in place of the name, at most 220 by 48 CSS pixels large; a PNG with
    /// transparency is best, and is shown on a ground it can be seen on.
    #[oai(path = "/file/logo", method = "post", operation_id = "uploadLogo")]
    async fn logo(
        &self,
        app: Data<&App>,
        member: Member,
        caller: Caller,
        form: Form,
    ) -> Result<Created<Uploads>, Problem> {
        let scope = member.may(Right::Govern)?;
        let intake = files::begin(&app, scope, member.0.user, FileOwner::Company).await?;
        take::all(&app, &caller, scope, intake, Some(FileKind::Logo), form).await.map(Created)
    }

    /// Upload the company's watermark
    ///
    /// In place of the one before: what `l_watermark` lays over pictures. A PNG with
    /// transparency is best. Without one, the company's name is written.
    #[oai(path = "/file/watermark", method = "post", operation_id = "uploadWatermark")]
    async fn watermark(
        &self,
        app: Data<&App>,
        member: Member,
        caller: Caller,
        form: Form,
    ) -> Result<Created<Uploads>, Problem> {
        let scope = member.may(Right::Govern)?;
        let intake = files::begin(&app, scope, member.0.user, FileOwner::Company).await?;
        take::all(&app, &caller, scope, intake, Some(FileKind::Watermark), form).await.map(Created)
    }

    /// Upload one's own portrait
    ///
    /// In place of the one before. It belongs to the user, not to a company.
    #[oai(path = "/file/profile", method = "post", operation_id = "uploadPortrait")]
    async fn upload_portrait(
        &self,
        app: Data<&App>,
        member: Member,
        form: Form,
    ) -> Result<Created<Portrait>, Problem> {
        let user = member.allowed(Right::OwnAccount)?;
        let portrait = take::portrait(&app, user, form).await?;
        Ok(Created(Portrait::of(&app, portrait)))
    }

    /// Get one's own portrait
    ///
    /// With its addresses in each preset; 404 for who has none.
    #[oai(path = "/file/profile", method = "get", operation_id = "getPortrait")]
    async fn portrait(&self, app: Data<&App>, member: Member) -> Result<Json<Portrait>, Problem> {
        let user = member.allowed(Right::OwnAccount)?;
        Ok(Json(Portrait::of(&app, files::portrait(&app, user).await?)))
    }

    /// Take one's own portrait away
    ///
    /// Its addresses stop working at once.
    #[oai(path = "/file/profile", method = "delete", operation_id = "deletePortrait")]
    async fn delete_portrait(&self, app: Data<&App>, member: Member) -> Result<Done, Problem> {
        files::delete_portrait(&app, member.allowed(Right::OwnAccount)?).await?;
        Ok(Done)
    }

    /// List the files of a shoot
    ///
    /// A photographer sees the photographs of the shoots they are the partner of, an
    /// employee those they are on.
    #[oai(path = "/file/event/:id", method = "get", operation_id = "listEventFiles")]
    #[expect(clippy::too_many_arguments, reason = "one per query parameter")]
    async fn of_event(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the event.
        id: Path<i64>,
        /// The page to return, from 1. Defaults to 1.
        page: Query<Option<u32>>,
        /// Rows per page, 1 to 100. Defaults to the caller's page size for this list (`GET
        /// /settings`), else 20.
        limit: Query<Option<u32>>,
        /// `createdAt`, `capturedAt` or `name`, then `:asc` or `:desc`.
        #[oai(name = "orderBy")]
        order_by: Query<Option<String>>,
        /// Include deleted files. Defaults to false.
        #[oai(name = "withDeleted")]
        with_deleted: Query<Option<bool>>,
        /// Only the files of this kind.
        #[oai(name = "type")]
        kind: Query<Option<FileKind>>,
        /// Return only rows that match these words, with the rules of `GET /search`. Misspelt words
        /// match only if nothing matches the words as written. If more than 100,000 rows match,
        /// only the 100,000 best matches are used.
        search: Query<Option<String>>,
    ) -> Result<Json<Listed<File>>, Problem> {
        let wanted = Wanted {
            page: page.0,
            limit: limit.0,
            order_by: order_by.0.as_deref(),
            with_deleted: with_deleted.0,
        };
        let owner = FileOwner::Event(EventId(id.0));
        listed(&app, &member, owner, wanted, Filter { kind: kind.0 }, search.0).await
    }

    /// List the files of a person
    ///
    /// An employee sees their own.
    #[oai(path = "/file/employee/:id", method = "get", operation_id = "listEmployeeFiles")]
    #[expect(clippy::too_many_arguments, reason = "one per query parameter")]
    async fn of_employee(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the employee.
        id: Path<i64>,
        /// The page to return, from 1. Defaults to 1.
        page: Query<Option<u32>>,
        /// Rows per page, 1 to 100. Defaults to the caller's page size for this list (`GET
        /// /settings`), else 20.
        limit: Query<Option<u32>>,
        /// `createdAt`, `capturedAt` or `name`, then `:asc` or `:desc`.
        #[oai(name = "orderBy")]
        order_by: Query<Option<String>>,
        /// Include deleted files. Defaults to false.
        #[oai(name = "withDeleted")]
        with_deleted: Query<Option<bool>>,
        /// Only the files of this kind.
        #[oai(name = "type")]
        kind: Query<Option<FileKind>>,
        /// Return only rows that match these words, with the rules of `GET /search`. Misspelt words
        /// match only if nothing matches the words as written. If more than 100,000 rows match,
        /// only the 100,000 best matches are used.
        search: Query<Option<String>>,
    ) -> Result<Json<Listed<File>>, Problem> {
        let wanted = Wanted {
            page: page.0,
            limit: limit.0,
            order_by: order_by.0.as_deref(),
            with_deleted: with_deleted.0,
        };
        let owner = FileOwner::Employee(EmployeeId(id.0));
        listed(&app, &member, owner, wanted, Filter { kind: kind.0 }, search.0).await
    }

    /// Get several files
    ///
    /// In the order asked for; those that are not there, or not the caller's to see,
    /// are left out.
    #[oai(path = "/file/many", method = "get", operation_id = "getFiles")]
    async fn many(
        &self,
        app: Data<&App>,
        member: Member,
        /// Their ids, separated by commas; at most 100.
        ids: Query<String>,
    ) -> Result<Json<Files>, Problem> {
        let scope = member.may(Right::SeeFiles)?;
        let read: Option<Vec<FileId>> =
            ids.0.split(',').map(|id| id.trim().parse().ok().map(FileId)).collect();
        let ids = read.filter(|ids| (1..=100).contains(&ids.len()));
        let ids = ids.ok_or(Error::invalid("ids", "ids"))?;
        let files = files::many(&app, scope, ids).await?;
        let photos = files::states(&app, scope, files).await?;
        let data = photos.into_iter().map(|photo| File::of(&app, photo)).collect();
        Ok(Json(Files { data }))
    }

    /// Get a file
    ///
    /// What it is, where its bytes are (`contentUrl`, with the access token) and the
    /// addresses of its picture in each preset, which work without one for two days.
    /// For a photograph of a shoot also who is on it and what may be done with it.
    #[oai(path = "/file/:id", method = "get", operation_id = "getFile")]
    async fn find(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the file.
        id: Path<i64>,
    ) -> Result<Json<File>, Problem> {
        let scope = member.may(Right::SeeFiles)?;
        let file = files::find(&app, scope, FileId(id.0)).await?;
        Ok(Json(shown(&app, scope, file).await?))
    }

    /// Change what is said of a file
    ///
    /// What is left out stays. `focus` is the spot that `g_auto` keeps in sight;
    /// `faces` are the boxes that `e_blur_faces` and `e_pixelate_faces` hide. The bytes
    /// never change.
    #[oai(path = "/file/:id", method = "patch", operation_id = "updateFile")]
    async fn update(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the file.
        id: Path<i64>,
        body: Body<FileChange>,
    ) -> Result<Json<File>, Problem> {
        let scope = member.may(Right::Plan)?;
        let file = files::update(&app, scope, FileId(id.0), body.0.checked()?).await?;
        Ok(Json(shown(&app, scope, file).await?))
    }

    /// Delete a file
    ///
    /// Its addresses stop working at once. It can be restored until it is purged.
    #[oai(path = "/file/:id", method = "delete", operation_id = "deleteFile")]
    async fn delete(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the file.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        files::delete(&app, member.may(Right::Curate)?, FileId(id.0)).await?;
        Ok(Done)
    }

    /// Restore a deleted file
    ///
    /// Unless the same has been uploaded again since: `file_exists`.
    #[oai(path = "/file/:id/restore", method = "post", operation_id = "restoreFile")]
    async fn restore(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the file.
        id: Path<i64>,
    ) -> Result<Json<File>, Problem> {
        let scope = member.may(Right::Curate)?;
        let file = files::restore(&app, scope, FileId(id.0)).await?;
        Ok(Json(shown(&app, scope, file).await?))
    }

    /// Download a file
    ///
    /// The bytes as they were uploaded, with all that the camera wrote into them:
    /// `Range`, `If-Range` and `If-None-Match` are heeded. They are offered to be saved,
    /// never shown by the browser as a page.
    #[oai(path = "/file/:id/content", method = "get", operation_id = "downloadFile")]
    async fn content(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the file.
        id: Path<i64>,
        headers: &HeaderMap,
    ) -> Result<Original, Problem> {
        let scope = member.may(Right::SeeFiles)?;
        let (file, path) = files::content(&app, scope, FileId(id.0)).await?;
        let sent = Sent {
            path: &path,
            media_type: file.format.mime(),
            name: &served_name(&file.name, file.format),
            tag: format!("\"{}\"", file.sha256),
        };
        Ok(Original::of(&app, headers, sent).await?)
    }

    /// Make an address for a picture
    ///
    /// In any size, `w_1200,h_800,c_fill,g_auto,q_auto,f_auto`, or in a preset, `t_card`;
    /// whoever has the address sees the picture, without a token. Bound to a `use`, it
    /// is made only if the photograph may be published for it, and stops working at the
    /// first request after somebody on it takes that back, after a consent has ended,
    /// or after the file or its shoot was deleted. To a photograph without a `use` it
    /// works for a day, at most seven: it is for the studio's own eyes.
    #[oai(path = "/file/:id/link", method = "post", operation_id = "linkFile")]
    async fn link(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the file.
        id: Path<i64>,
        body: Body<LinkBody>,
    ) -> Result<Created<Link>, Problem> {
        let scope = member.may(Right::Plan)?;
        let wanted = LinkWanted {
            transform: body.0.transform,
            bound: body.0.bound,
            until: body.0.expires_at.map(|at| at.0),
        };
        let (url, until) = files::link(&app, scope, FileId(id.0), wanted).await?;
        Ok(Created(Link { url, expires_at: until.map(Into::into) }))
    }
}

async fn listed(
    app: &App,
    member: &Member,
    owner: FileOwner,
    wanted: Wanted<'_>,
    filter: Filter,
    text: Option<String>,
) -> Result<Json<Listed<File>>, Problem> {
    let query = wanted.checked(&ORDERS, false, member.page_size(List::Files))?;
    let scope = member.may(Right::SeeFiles)?;
    // Deleted ones too: the list leaves out what it does not show, and files of what is
    // deleted count as deleted to a search.
    let found = search::among(app, scope, SearchKind::File, text.as_deref(), true).await?;
    let query = query.among(found);
    let page = files::list(app, scope, owner, query, filter).await?;
    let model::Page { data, page, limit, total } = page;
    let data = files::states(app, scope, data).await?;
    let page = model::Page { data, page, limit, total };
    Ok(Json(Listed::of(page, |photo| File::of(app, photo))))
}

/// The first files of a shoot, and how many there are.
pub async fn first(app: &App, scope: Scope, event: EventId) -> Result<(Vec<File>, i64), Problem> {
    let (order, owner) = (Order::CreatedAt, FileOwner::Event(event));
    let query = PageQuery {
        page: 1,
        limit: 100,
        order,
        descending: false,
        with_deleted: false,
        among: None,
    };
    let page = files::list(app, scope, owner, query, Filter::default()).await?;
    let photos = files::states(app, scope, page.data).await?;
    Ok((photos.into_iter().map(|photo| File::of(app, photo)).collect(), page.total))
}

async fn shown(app: &App, scope: Scope, file: model::File) -> Result<File, Problem> {
    let photos = files::states(app, scope, vec![file]).await?;
    let photo = photos.into_iter().next().ok_or(Error::NotFound("file"))?;
    Ok(File::of(app, photo))
}
