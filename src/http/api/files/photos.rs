//! Photographs of shoots: who is on them, and what may be published.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};
use serde::Deserialize;

use super::shapes::{File, Files};
use crate::actions::files::{self, NamedBy, Names};
use crate::http::api::Tag;
use crate::http::api::lists::{Listed, Wanted};
use crate::http::body::Body;
use crate::http::caller::Caller;
use crate::http::guard::Member;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::send::Streamed;
use crate::model::api_token::TokenScope::{FilesRead, FilesWrite};
use crate::model::file::{PhotoState, Version};
use crate::model::{EmployeeId, EventId, FileId, List, Right, Use};
use crate::{App, Error};

pub const OPERATIONS: &[Operation] = &[
    op("nameFilePeople").scopes(&[FilesWrite]),
    op("nameFilesPeople").scopes(&[FilesWrite]),
    op("listPhotos").scopes(&[FilesRead]),
    op("exportPhotos").scopes(&[FilesRead]),
];

pub struct PhotosApi;

pub struct ExportsApi;

#[OpenApi(tag = "Tag::Files")]
impl PhotosApi {
    /// Say who is on a photograph
    ///
    /// In place of whoever was named before; nobody, and it is `unknown` again. One of
    /// `employeeIds`, `sameAsPrevious` for the people of the photograph before, as they
    /// were taken, or `people: "none"`: nobody on it can be recognised, so that it is
    /// `allowed` for every use until somebody is named; whoever that un-names is named again
    /// by the call that takes it back. Everybody of the company can be named, also who was not asked
    /// for this shoot: until they are and say yes, nothing may be published.
    ///
    /// Whoever is named and has refused, taken back, or not allowed all that was offered for
    /// the shoot keeps their name: 409 `refused_on_photo`, unless a signed-in user, not an
    /// API token, says `confirm: true`. Who un-named whom, and when, stays on record.
    #[oai(path = "/file/:id/people", method = "put", operation_id = "nameFilePeople")]
    async fn name(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the photograph (a file).
        id: Path<i64>,
        body: Body<PeopleBody>,
    ) -> Result<Json<File>, Problem> {
        let scope = member.may(Right::Plan)?;
        let PeopleBody { employee_ids, same_as_previous, people, confirm } = body.0;
        let names = match (employee_ids, same_as_previous.unwrap_or(false), people) {
            (Some(people), false, None) => {
                Names::These(people.into_iter().map(EmployeeId).collect())
            }
            (None, true, None) => Names::AsPrevious,
            (None, false, Some(NoPeople::None)) => Names::Nobody,
            (None, false, None) => return Err(Error::invalid("employeeIds", "required").into()),
            _ => return Err(Error::invalid("employeeIds", "people_or_same").into()),
        };
        let files = vec![FileId(id.0)];
        let by = named_by(&member, confirm);
        let named = files::name_people(&app, scope, by, files, names, false).await?;
        let photo = named.into_iter().next().ok_or(Error::NotFound("file"))?;
        Ok(Json(File::of(&app, photo)))
    }

    /// Say who is on several photographs
    ///
    /// The same people on each, at most 500 photographs at a time: in place of whoever
    /// was named before, or with `add` beside them; or `people: "none"`, nobody on them
    /// can be recognised. All or nothing. `confirm` as for one photograph.
    #[oai(path = "/file/people", method = "put", operation_id = "nameFilesPeople")]
    async fn name_many(
        &self,
        app: Data<&App>,
        member: Member,
        body: Body<ManyPeopleBody>,
    ) -> Result<Json<Files>, Problem> {
        let scope = member.may(Right::Plan)?;
        let ManyPeopleBody { file_ids, employee_ids, add, people, confirm } = body.0;
        let ids = |ids: Vec<i64>| ids.into_iter().map(EmployeeId).collect();
        let names = match (employee_ids, add.unwrap_or(false), people) {
            (Some(people), true, None) => Names::Also(ids(people)),
            (Some(people), false, None) => Names::These(ids(people)),
            (None, false, Some(NoPeople::None)) => Names::Nobody,
            (None, _, None) => return Err(Error::invalid("employeeIds", "required").into()),
            _ => return Err(Error::invalid("employeeIds", "people_or_same").into()),
        };
        let files = file_ids.into_iter().map(FileId).collect();
        let by = named_by(&member, confirm);
        let named = files::name_people(&app, scope, by, files, names, true).await?;
        let data = named.into_iter().map(|photo| File::of(&app, photo)).collect();
        Ok(Json(Files { data }))
    }

    /// List the photographs of a shoot
    ///
    /// With what may be done with each, as of now. `use` and `state` together choose:
    /// `use=web&state=allowed` is what may go on a web site today. A photograph is
    /// `allowed` for a use if everybody on it said yes to it and that still stands,
    /// `refused` if somebody said no, took it back or it has ended, `pending` if
    /// somebody has not answered or was never asked, `unknown` if nobody said who is
    /// on it. A photographer sees the shoots they are the partner of.
    #[oai(path = "/event/:id/photos", method = "get", operation_id = "listPhotos")]
    #[expect(clippy::too_many_arguments, reason = "one per query parameter")]
    async fn list(
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
        /// What it would be published for.
        #[oai(name = "use")]
        wanted: Query<Option<Use>>,
        /// Only those that stand there for this use.
        state: Query<Option<PhotoState>>,
    ) -> Result<Json<Listed<File>>, Problem> {
        let scope = member.may(Right::SeeShoots)?;
        let query = Wanted { page: page.0, limit: limit.0, order_by: None, with_deleted: None };
        let query = query.checked(&[("createdAt", ())], false, member.page_size(List::Files))?;
        let only = chosen(wanted.0, state.0)?;
        let page = (query.page, query.limit);
        let photos = files::photos(&app, scope, EventId(id.0), page, only).await?;
        Ok(Json(Listed::of(photos, |photo| File::of(&app, photo))))
    }
}

#[OpenApi(tag = "Tag::Files")]
impl ExportsApi {
    /// Download the photographs of a shoot that may be published
    ///
    /// One ZIP archive, sent as it is made: what stands in `state` for this `use` as of
    /// now, and `manifest.csv` with a line for
    /// each photograph and person: who, and the reference of the answer that says so.
    ///
    /// The originals are as they were uploaded, byte for byte: with when and often where
    /// they were taken. `version=web` takes none of that along: upright, in sRGB, at
    /// most 2,048 pixels a side.
    #[oai(path = "/event/:id/photos.zip", method = "get", operation_id = "exportPhotos")]
    #[expect(clippy::too_many_arguments, reason = "one per query parameter")]
    async fn export(
        &self,
        app: Data<&App>,
        member: Member,
        caller: Caller,
        /// The id of the event.
        id: Path<i64>,
        /// What they are to be published for.
        #[oai(name = "use")]
        wanted: Query<Use>,
        /// `allowed` unless said otherwise.
        state: Query<Option<PhotoState>>,
        /// `original` unless said otherwise.
        version: Query<Option<Version>>,
    ) -> Result<Streamed, Problem> {
        let scope = member.may(Right::SeeShoots)?;
        let state = state.0.unwrap_or(PhotoState::Allowed);
        let (event, version) = (EventId(id.0), version.0.unwrap_or_default());
        let (stands, locale) = ((wanted.0, state), caller.locale());
        let export = files::export(&app, scope, event, stands, version, locale).await?;
        Ok(Streamed { name: export.name, media_type: "application/zip", pieces: export.pieces })
    }
}

/// A program cannot confirm: somebody has to look at the photograph.
fn named_by(member: &Member, confirm: Option<bool>) -> NamedBy {
    let confirmed = confirm.unwrap_or(false) && member.0.session().is_some();
    NamedBy { user: member.0.user, confirmed }
}

/// A use and the state asked for; a state of no use says nothing.
fn chosen(
    wanted: Option<Use>,
    state: Option<PhotoState>,
) -> Result<Option<(Use, PhotoState)>, Problem> {
    match (wanted, state) {
        (Some(wanted), Some(state)) => Ok(Some((wanted, state))),
        (None, Some(_)) => Err(Error::invalid("use", "required").into()),
        (_, None) => Ok(None),
    }
}

/// Who is on a photograph.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PeopleBody {
    /// At most 200.
    employee_ids: Option<Vec<i64>>,
    /// Those of the photograph before.
    same_as_previous: Option<bool>,
    /// `none`: nobody on it can be recognised.
    people: Option<NoPeople>,
    /// Somebody who said no loses their name, as the signed-in user has seen.
    confirm: Option<bool>,
}

/// That nobody on a photograph can be recognised.
#[derive(Enum, Deserialize)]
#[oai(rename_all = "lowercase")]
#[serde(rename_all = "lowercase")]
enum NoPeople {
    None,
}

/// Who is on several photographs.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ManyPeopleBody {
    /// At most 500.
    file_ids: Vec<i64>,
    /// At most 200.
    employee_ids: Option<Vec<i64>>,
    /// Beside those named already, instead of in their place.
    add: Option<bool>,
    /// `none`, in place of `employeeIds`: nobody on them can be recognised.
    people: Option<NoPeople>,
    /// Somebody who said no loses their name, as the signed-in user has seen.
    confirm: Option<bool>,
}

impl poem_openapi::types::Example for PeopleBody {
    fn example() -> Self {
        Self { employee_ids: Some(vec![1, 2]), same_as_previous: None, people: None, confirm: None }
    }
}

impl poem_openapi::types::Example for ManyPeopleBody {
    fn example() -> Self {
        let employee_ids = Some(vec![1]);
        Self { file_ids: vec![7, 8, 9], employee_ids, add: Some(true), people: None, confirm: None }
    }
}
