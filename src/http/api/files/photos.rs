//! Photographs of events: the people on them, and what may be published.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};
use serde::Deserialize;

use super::shapes::{File, Files};
use crate::actions::files::{self, NamedBy, Names};
use crate::http::api::Tag;
use crate::http::api::lists::{ListQuery, Listed};
use crate::http::body::Body;
use crate::http::caller::Caller;
use crate::http::guard::{Allowed, Member};
use crate::http::operation::{LIST, Operation, op};
use crate::http::problem::Problem;
use crate::http::right;
use crate::http::send::Streamed;
use crate::model::api_token::TokenScope::{FilesRead, FilesWrite};
use crate::model::file::{PhotoState, Version};
use crate::model::{EmployeeId, EventId, FileId, List, Right, Use};
use crate::{App, Error};

pub const OPERATIONS: &[Operation] = &[
    op("nameFilePeople").scopes(&[FilesWrite]),
    op("nameFilesPeople").scopes(&[FilesWrite]),
    op("listPhotos").list(LIST).scopes(&[FilesRead]),
    op("exportPhotos").sends(&["application/zip"]).scopes(&[FilesRead]),
];

pub struct PhotosApi;

pub struct ExportsApi;

#[OpenApi(tag = "Tag::Files")]
impl PhotosApi {
    /// Set who is on a photograph
    ///
    /// Replaces the employees named on it. Exactly one of these fields is required: `employeeIds`;
    /// `sameAsPrevious`, for the employees on the photograph taken before it; `people: "none"`, to
    /// declare that nobody on it can be recognised. Without any employee the state is `unknown`;
    /// after `people: "none"` it is `allowed` for every use until an employee is named. Withdrawing
    /// the declaration restores the names that it removed. Every employee of the company can be
    /// named, also one who was not asked for this event: nothing may be published until they are
    /// asked and accept. For OWNER, SUPER_USER and USER; a PHOTOGRAPHER can name, on photographs of
    /// the events they are the partner of, the employees who were asked for it.
    ///
    /// An employee who has refused, has withdrawn, or has not allowed all uses offered for the
    /// event keeps their name: 409 `refused_on_photo`, unless a user with an access token (not an
    /// API token) sends `confirm: true`. A program with an API token can add names and remove none,
    /// and can declare `people: "none"` only where nobody was ever named. Who removed which name,
    /// and when, is recorded. 409
    /// `not_a_photo` for another file, `no_previous_photo` if there is none before it.
    #[oai(path = "/file/:id/people", method = "put", operation_id = "nameFilePeople")]
    async fn name(
        &self,
        app: Data<&App>,
        member: Allowed<right::Name>,
        /// The id of the photograph (a file).
        id: Path<i64>,
        body: Body<PeopleBody>,
    ) -> Result<Json<File>, Problem> {
        let scope = member.scope()?;
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
        let named = files::name_people(&app, scope, by, files, names, files::IdsFrom::Path).await?;
        let photo = named.into_iter().next().ok_or(Error::NotFound("file"))?;
        Ok(Json(File::of(&app, photo)))
    }

    /// Set who is on several photographs
    ///
    /// Names the same employees on at most 500 photographs at once. They replace the employees
    /// named before, or are added to them with `add`; or `people: "none"` declares that nobody on
    /// them can be recognised. All or nothing. `confirm` and 409 `refused_on_photo` are as for one
    /// photograph. For OWNER, SUPER_USER and USER; for a PHOTOGRAPHER as for one photograph.
    #[oai(path = "/file/people", method = "put", operation_id = "nameFilesPeople")]
    async fn name_many(
        &self,
        app: Data<&App>,
        member: Allowed<right::Name>,
        body: Body<ManyPeopleBody>,
    ) -> Result<Json<Files>, Problem> {
        let scope = member.scope()?;
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
        let named = files::name_people(&app, scope, by, files, names, files::IdsFrom::Body).await?;
        let data = named.into_iter().map(|photo| File::of(&app, photo)).collect();
        Ok(Json(Files { data }))
    }

    /// List the photographs of an event
    ///
    /// Returns the photographs with their current state for each use. `use` and `state` together
    /// select: `use=web&state=allowed` returns what may be put on a web site today. For OWNER,
    /// SUPER_USER and USER; a PHOTOGRAPHER sees the photographs of the events they are the partner
    /// of.
    #[oai(path = "/event/:id/photos", method = "get", operation_id = "listPhotos")]
    async fn list(
        &self,
        app: Data<&App>,
        member: Allowed<right::SeeEvents>,
        /// The id of the event.
        id: Path<i64>,
        list: ListQuery,
        /// The use that `state` is about. One that nobody was asked about is refused by everybody who
        /// has answered.
        #[oai(name = "use")]
        wanted: Query<Option<Use>>,
        /// Return only photographs in this state for `use`, which is then required.
        state: Query<Option<PhotoState>>,
    ) -> Result<Json<Listed<File>>, Problem> {
        let scope = member.scope()?;
        let query = list.checked_in_order(false, member.page_size(List::Files))?;
        let only = chosen(wanted.0, state.0)?;
        let page = (query.page, query.limit);
        let photos = files::photos(&app, scope, EventId(id.0), page, only).await?;
        Ok(Json(Listed::of(photos, |photo| File::of(&app, photo))))
    }
}

#[OpenApi(tag = "Tag::Files")]
impl ExportsApi {
    /// Download the photographs that may be published
    ///
    /// Streams a ZIP archive while it is made: the photographs of the event that are in `state` for
    /// this `use` now, and `manifest.csv` with a line for each photograph and employee, with the
    /// reference of the answer that allows it. For OWNER, SUPER_USER and USER; a PHOTOGRAPHER can
    /// download those of the events they are the partner of.
    ///
    /// By default the files are the originals, byte for byte: they contain when and often where
    /// they were taken. With `version=web` they contain neither: they are upright, in sRGB, and at
    /// most 2,048 pixels a side. 503 `too_many_exports` if too many archives are being made.
    #[oai(path = "/event/:id/photos.zip", method = "get", operation_id = "exportPhotos")]
    #[expect(clippy::too_many_arguments, reason = "one per query parameter")]
    async fn export(
        &self,
        app: Data<&App>,
        member: Allowed<right::SeeEvents>,
        caller: Caller,
        /// The id of the event.
        id: Path<i64>,
        /// The use for which the photographs are to be published.
        #[oai(name = "use")]
        wanted: Query<Use>,
        /// The state to select. Defaults to `allowed`.
        state: Query<Option<PhotoState>>,
        /// The version of the photographs. Defaults to `original`.
        version: Query<Option<Version>>,
    ) -> Result<Streamed, Problem> {
        let scope = member.scope()?;
        let state = state.0.unwrap_or(PhotoState::Allowed);
        let (event, version) = (EventId(id.0), version.0.unwrap_or_default());
        let (stands, locale) = ((wanted.0, state), caller.locale());
        let export = files::export(&app, scope, event, stands, version, locale).await?;
        Ok(Streamed { name: export.name, media_type: "application/zip", archive: export.archive })
    }
}

/// A program cannot confirm: a person has to look at the photograph.
fn named_by(member: &Member, confirm: Option<bool>) -> NamedBy {
    let is_program = member.0.session().is_none();
    // Who refused stays named, unless somebody of the studio says otherwise.
    let may_confirm = member.may(Right::Plan).is_ok();
    let confirmed = confirm.unwrap_or(false) && !is_program && may_confirm;
    NamedBy { user: member.0.user, confirmed, is_program }
}

/// The use and the state to select by; a state without a use is refused.
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
#[oai(rename = "PhotoPeopleInput", rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PeopleBody {
    /// The ids of the employees, at most 200.
    employee_ids: Option<Vec<i64>>,
    /// If true, the employees on the photograph taken before this one.
    same_as_previous: Option<bool>,
    /// `none`: nobody on it can be recognised.
    people: Option<NoPeople>,
    /// True if the user has looked at the photograph and removes the name of an employee who
    /// refused.
    confirm: Option<bool>,
}

/// Declares that nobody on a photograph can be recognised.
///
/// - `none`: nobody can be recognised.
#[derive(Enum, Deserialize)]
#[oai(rename_all = "lowercase")]
#[serde(rename_all = "lowercase")]
enum NoPeople {
    /// Nobody can be recognised.
    None,
}

/// Who is on several photographs.
#[derive(Object, Deserialize)]
#[oai(rename = "PhotosPeopleInput", rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ManyPeopleBody {
    /// The ids of the photographs, 1 to 500.
    file_ids: Vec<i64>,
    /// The ids of the employees, at most 200.
    employee_ids: Option<Vec<i64>>,
    /// If true, add them to the employees named already. Defaults to false: replace those.
    add: Option<bool>,
    /// `none`, instead of `employeeIds`: nobody on them can be recognised.
    people: Option<NoPeople>,
    /// True if the user has looked at the photographs and removes the name of an employee who
    /// refused.
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
