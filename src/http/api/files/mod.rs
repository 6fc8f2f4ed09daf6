//! Files of events, employees and the company, and the portrait of the caller.

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
use super::lists::{ListQuery, Listed};
use crate::actions::Scope;
use crate::actions::files::{self, Filter, LinkWanted, Order};
use crate::actions::search;
use crate::http::body::Body;
use crate::http::caller::Caller;
use crate::http::guard::Allowed;
use crate::http::operation::{LIST, Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Created, Done};
use crate::http::right;
use crate::http::send::{Original, Sent};
use crate::http::upload::Form;
use crate::model::api_token::TokenScope::{FilesRead, FilesWrite};
use crate::model::file::served_name;
use crate::model::{
    self, EmployeeId, EventId, FileId, FileKind, FileOwner, List, PageQuery, SearchKind,
};
use crate::{App, Error};

pub const OPERATIONS: &[Operation] = &[
    op("uploadFiles").scopes(&[FilesWrite]).no_conflict().paid().upload(),
    op("uploadLogo").no_conflict().paid().picture(),
    op("uploadWatermark").no_conflict().paid().picture(),
    op("uploadPortrait").no_conflict().picture(),
    op("getPortrait").not_found(),
    op("deletePortrait").not_found().no_conflict(),
    op("listEventFiles")
        .list(LIST.by(&["createdAt", "capturedAt", "name"]).with_deleted().search())
        .scopes(&[FilesRead]),
    op("listEmployeeFiles")
        .list(LIST.by(&["createdAt", "capturedAt", "name"]).with_deleted().search())
        .scopes(&[FilesRead]),
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
    /// Upload files to an event or an employee
    ///
    /// Stores one or several files, each in a field `file` of the form, at most 100. Photographs
    /// may be JPEG, PNG, WebP or GIF; documents may also be PDF. The format is decided by the
    /// bytes, not by the name. Files are kept byte for byte, and only once in the company however
    /// often they are uploaded. A file that the same event or employee has already is not added
    /// again, and is returned with `duplicate`.
    ///
    /// Each file has its own result: a file or a problem. If no file was accepted, the reply is the
    /// problem of the first one, with its status: 402 `storage_quota` if the storage of the plan is
    /// used up, 413 for a file that is too large, 415 for a format that is not accepted.
    ///
    /// For OWNER, SUPER_USER and USER; a PHOTOGRAPHER can upload photographs to the events they are
    /// the partner of. For large files over unreliable connections, use tus 1.0 at `/tus` (see the
    /// introduction).
    #[oai(path = "/file/:id", method = "post", operation_id = "uploadFiles")]
    async fn upload(
        &self,
        app: Data<&App>,
        member: Allowed<right::Upload>,
        caller: Caller,
        /// The id of the event or employee.
        id: Path<i64>,
        /// Whether `id` is the id of an event or of an employee.
        owner: Query<Owner>,
        form: Form,
    ) -> Result<Created<Uploads>, Problem> {
        let scope = member.scope()?;
        let owner = owner.0.of(id.0);
        let intake = files::begin(&app, scope, member.0.user, owner).await?;
        take::all(&app, &caller, scope, intake, None, form).await.map(Created)
    }

    /// Upload the company's logo
    ///
    /// Replaces the current logo. The logo is public: its address in each preset needs no
    /// signature. Mails and pages of the company show it in place of the name, at most 220 by 48
    /// CSS pixels large. A PNG with transparency is best; it is shown on a background with enough
    /// contrast. For OWNER.
    #[oai(path = "/file/logo", method = "post", operation_id = "uploadLogo")]
    async fn logo(
        &self,
        app: Data<&App>,
        member: Allowed<right::Govern>,
        caller: Caller,
        form: Form,
    ) -> Result<Created<Uploads>, Problem> {
        let scope = member.scope()?;
        let intake = files::begin(&app, scope, member.0.user, FileOwner::Company).await?;
        take::all(&app, &caller, scope, intake, Some(FileKind::Logo), form).await.map(Created)
    }

    /// Upload the company's watermark
    ///
    /// Replaces the current watermark, which `l_watermark` lays over pictures. A PNG with
    /// transparency is best. Without a watermark, the name of the company is used. For OWNER.
    #[oai(path = "/file/watermark", method = "post", operation_id = "uploadWatermark")]
    async fn watermark(
        &self,
        app: Data<&App>,
        member: Allowed<right::Govern>,
        caller: Caller,
        form: Form,
    ) -> Result<Created<Uploads>, Problem> {
        let scope = member.scope()?;
        let intake = files::begin(&app, scope, member.0.user, FileOwner::Company).await?;
        take::all(&app, &caller, scope, intake, Some(FileKind::Watermark), form).await.map(Created)
    }

    /// Upload your own portrait
    ///
    /// Replaces the current portrait. It belongs to the user, not to a company. For every user.
    #[oai(path = "/file/profile", method = "post", operation_id = "uploadPortrait")]
    async fn upload_portrait(
        &self,
        app: Data<&App>,
        member: Allowed<right::OwnAccount>,
        form: Form,
    ) -> Result<Created<Portrait>, Problem> {
        let user = member.user();
        let portrait = take::portrait(&app, user, form).await?;
        Ok(Created(Portrait::of(&app, portrait)))
    }

    /// Get your own portrait
    ///
    /// Returns the portrait with its addresses in each preset. 404 if the caller has none. For
    /// every user.
    #[oai(path = "/file/profile", method = "get", operation_id = "getPortrait")]
    async fn portrait(
        &self,
        app: Data<&App>,
        member: Allowed<right::OwnAccount>,
    ) -> Result<Json<Portrait>, Problem> {
        let user = member.user();
        Ok(Json(Portrait::of(&app, files::portrait(&app, user).await?)))
    }

    /// Delete your own portrait
    ///
    /// Its addresses stop working at once. 404 if the caller has none. For every user.
    #[oai(path = "/file/profile", method = "delete", operation_id = "deletePortrait")]
    async fn delete_portrait(
        &self,
        app: Data<&App>,
        member: Allowed<right::OwnAccount>,
    ) -> Result<Done, Problem> {
        files::delete_portrait(&app, member.user()).await?;
        Ok(Done)
    }

    /// List the files of an event
    ///
    /// Returns the files of the event, by upload time unless `orderBy` is given. For OWNER,
    /// SUPER_USER and USER; a PHOTOGRAPHER sees the photographs of the events they are the partner
    /// of, an EMPLOYEE those they are on.
    #[oai(path = "/file/event/:id", method = "get", operation_id = "listEventFiles")]
    async fn of_event(
        &self,
        app: Data<&App>,
        member: Allowed<right::SeeFiles>,
        /// The id of the event.
        id: Path<i64>,
        list: ListQuery,
        /// Return only files of this type.
        #[oai(name = "type")]
        kind: Query<Option<FileKind>>,
    ) -> Result<Json<Listed<File>>, Problem> {
        let owner = FileOwner::Event(EventId(id.0));
        listed(&app, &member, owner, &list, Filter { kind: kind.0 }).await
    }

    /// List the files of an employee
    ///
    /// Returns the files of the employee, by upload time unless `orderBy` is given. For OWNER,
    /// SUPER_USER and USER; an EMPLOYEE sees their own.
    #[oai(path = "/file/employee/:id", method = "get", operation_id = "listEmployeeFiles")]
    async fn of_employee(
        &self,
        app: Data<&App>,
        member: Allowed<right::SeeFiles>,
        /// The id of the employee.
        id: Path<i64>,
        list: ListQuery,
        /// Return only files of this type.
        #[oai(name = "type")]
        kind: Query<Option<FileKind>>,
    ) -> Result<Json<Listed<File>>, Problem> {
        let owner = FileOwner::Employee(EmployeeId(id.0));
        listed(&app, &member, owner, &list, Filter { kind: kind.0 }).await
    }

    /// Get several files
    ///
    /// Returns the files in the requested order. Files that do not exist, or that the caller may
    /// not see, are left out. For every member of the company.
    #[oai(path = "/file/many", method = "get", operation_id = "getFiles")]
    async fn many(
        &self,
        app: Data<&App>,
        member: Allowed<right::SeeFiles>,
        /// The ids of the files, separated by commas; 1 to 100.
        ids: Query<String>,
    ) -> Result<Json<Files>, Problem> {
        let scope = member.scope()?;
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
    /// Returns what the file is, the address of its bytes (`contentUrl`, with the access token) and
    /// the addresses of its picture in each preset, which work without a token for two days. For a
    /// photograph of an event, also who is on it and which uses are allowed. For every member of
    /// the company, as far as they may see the file.
    #[oai(path = "/file/:id", method = "get", operation_id = "getFile")]
    async fn find(
        &self,
        app: Data<&App>,
        member: Allowed<right::SeeFiles>,
        /// The id of the file.
        id: Path<i64>,
    ) -> Result<Json<File>, Problem> {
        let scope = member.scope()?;
        let file = files::find(&app, scope, FileId(id.0)).await?;
        Ok(Json(shown(&app, scope, file).await?))
    }

    /// Change the details of a file
    ///
    /// Changes the name, the description, the point that `g_auto` keeps in the picture (`focus`)
    /// and the rectangles that `e_blur_faces` and `e_pixelate_faces` hide (`faces`). Fields that
    /// are left out stay unchanged. The bytes never change. For OWNER, SUPER_USER and USER.
    #[oai(path = "/file/:id", method = "patch", operation_id = "updateFile")]
    async fn update(
        &self,
        app: Data<&App>,
        member: Allowed<right::Plan>,
        /// The id of the file.
        id: Path<i64>,
        body: Body<FileChange>,
    ) -> Result<Json<File>, Problem> {
        let scope = member.scope()?;
        let file = files::update(&app, scope, FileId(id.0), body.0.checked()?).await?;
        Ok(Json(shown(&app, scope, file).await?))
    }

    /// Delete a file
    ///
    /// Its addresses stop working at once. It can be restored until it is purged. For OWNER and
    /// SUPER_USER.
    #[oai(path = "/file/:id", method = "delete", operation_id = "deleteFile")]
    async fn delete(
        &self,
        app: Data<&App>,
        member: Allowed<right::Curate>,
        /// The id of the file.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        files::delete(&app, member.scope()?, FileId(id.0)).await?;
        Ok(Done)
    }

    /// Restore a deleted file
    ///
    /// For OWNER and SUPER_USER.
    ///
    /// 409 `file_exists` if the same bytes have been uploaded again since, `not_deleted` if the
    /// file is not deleted.
    #[oai(path = "/file/:id/restore", method = "post", operation_id = "restoreFile")]
    async fn restore(
        &self,
        app: Data<&App>,
        member: Allowed<right::Curate>,
        /// The id of the file.
        id: Path<i64>,
    ) -> Result<Json<File>, Problem> {
        let scope = member.scope()?;
        let file = files::restore(&app, scope, FileId(id.0)).await?;
        Ok(Json(shown(&app, scope, file).await?))
    }

    /// Download a file
    ///
    /// Returns the bytes as they were uploaded, with all metadata that the camera wrote into them.
    /// `Range`, `If-Range` and `If-None-Match` are honoured. The reply is an attachment: browsers
    /// save it and never show it as a page. For every member of the company, as far as they may see
    /// the file.
    #[oai(path = "/file/:id/content", method = "get", operation_id = "downloadFile")]
    async fn content(
        &self,
        app: Data<&App>,
        member: Allowed<right::SeeFiles>,
        /// The id of the file.
        id: Path<i64>,
        headers: &HeaderMap,
    ) -> Result<Original, Problem> {
        let scope = member.scope()?;
        let (file, bytes) = files::content(&app, scope, FileId(id.0)).await?;
        let sent = Sent {
            bytes,
            media_type: file.format.mime(),
            name: &served_name(&file.name, file.format),
            tag: format!("\"{}\"", file.sha256),
        };
        Ok(Original::of(&app, headers, sent).await?)
    }

    /// Create an address for a picture
    ///
    /// Returns an address in any size (`w_1200,h_800,c_fill,g_auto,q_auto,f_auto`) or preset
    /// (`t_card`). Whoever has the address sees the picture, without a token. For OWNER, SUPER_USER
    /// and USER.
    ///
    /// With a `use`, the address is made only if the photograph is allowed for it (409
    /// `not_publishable`), and stops working with the first request after somebody on it withdraws
    /// the use, after a consent has ended, or after the file or its event was deleted. Without a
    /// `use`, an address of a photograph is for the company's own eyes: it works for one day, at
    /// most seven (422 `link_too_long`).
    ///
    /// 409 `not_a_picture` for a PDF, `not_a_photo` for a `use` of a file that is no photograph.
    #[oai(path = "/file/:id/link", method = "post", operation_id = "linkFile")]
    async fn link(
        &self,
        app: Data<&App>,
        member: Allowed<right::Plan>,
        /// The id of the file.
        id: Path<i64>,
        body: Body<LinkBody>,
    ) -> Result<Created<Link>, Problem> {
        let scope = member.scope()?;
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
    member: &Allowed<right::SeeFiles>,
    owner: FileOwner,
    list: &ListQuery,
    filter: Filter,
) -> Result<Json<Listed<File>>, Problem> {
    let query = list.checked_with_deleted(&ORDERS, false, member.page_size(List::Files))?;
    let scope = member.scope()?;
    // The search includes deleted files: those of a deleted event or employee count as deleted
    // there, and the list leaves out what it does not show.
    let found = search::among(app, scope, SearchKind::File, list.search(), true).await?;
    let query = query.among(found);
    let page = files::list(app, scope, owner, query, filter).await?;
    let model::Page { data, page, limit, total } = page;
    let data = files::states(app, scope, data).await?;
    let page = model::Page { data, page, limit, total };
    Ok(Json(Listed::of(page, |photo| File::of(app, photo))))
}

/// The first files of an event, and how many there are.
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
