//! Studios.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{Object, OpenApi};
use serde::Deserialize;

use super::Tag;
use super::lists::{Listed, Wanted};
use super::shapes::{Address, Company};
use crate::App;
use crate::actions::companies;
use crate::http::body::Body;
use crate::http::caller::Caller;
use crate::http::guard::{IdempotencyKey, Member};
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Created, Done};
use crate::model::{CompanyId, List, Right};

pub const OPERATIONS: &[Operation] = &[
    op("listCompanies"),
    op("createCompany"),
    op("createOwnCompany"),
    op("getCompany"),
    op("updateCompany").no_conflict(),
    op("deleteCompany").no_conflict(),
    op("restoreCompany"),
];

pub struct CompaniesApi;

#[OpenApi(tag = "Tag::Companies")]
impl CompaniesApi {
    /// List the companies one belongs to, in full
    ///
    /// By creation, unless ordered otherwise: `createdAt`, `name`. One's role in each is at
    /// `GET /user/companies`.
    #[oai(path = "/company", method = "get", operation_id = "listCompanies")]
    async fn list(
        &self,
        app: Data<&App>,
        member: Member,
        /// The page to return, from 1. Defaults to 1.
        page: Query<Option<u32>>,
        /// Rows per page, 1 to 100. Defaults to the caller's page size for this list (`GET
        /// /settings`), else 20.
        limit: Query<Option<u32>>,
        /// For example `name:asc`.
        #[oai(name = "orderBy")]
        order_by: Query<Option<String>>,
        /// With the deleted ones that one is an OWNER of, until they are purged.
        #[oai(name = "withDeleted")]
        with_deleted: Query<Option<bool>>,
    ) -> Result<Json<Listed<Company>>, Problem> {
        let user = member.allowed(Right::OwnAccount)?;
        let order_by = order_by.0.as_deref();
        let with_deleted = with_deleted.0;
        let wanted = Wanted { page: page.0, limit: limit.0, order_by, with_deleted };
        let orders = [("createdAt", companies::Order::CreatedAt), ("name", companies::Order::Name)];
        let size = member.page_size(List::Companies);
        let query = wanted.checked(&orders, false, size)?;
        Ok(Json(Listed::of(companies::list(&app, user, query).await?, Company::from)))
    }

    /// Make another company
    ///
    /// One becomes its OWNER. Where strangers may not sign up, this is for who is an OWNER
    /// already, and for the ADMIN.
    #[oai(path = "/company", method = "post", operation_id = "createCompany")]
    async fn create(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Member,
        /// A key that makes it safe to repeat the call: 1 to 255 visible ASCII characters of your
        /// own choice. For 24 hours the same key with the same request returns the first reply and
        /// creates nothing more; with another request it is 422.
        #[oai(name = "Idempotency-Key")]
        key: IdempotencyKey,
        body: Body<CompanyDetails>,
    ) -> Result<Created<Company>, Problem> {
        make(&app, &caller, &member, key, body).await
    }

    /// Make another company of one's own
    ///
    /// The same as `POST /company`.
    #[oai(path = "/user/company", method = "post", operation_id = "createOwnCompany")]
    async fn create_own(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Member,
        /// A key that makes it safe to repeat the call: 1 to 255 visible ASCII characters of your
        /// own choice. For 24 hours the same key with the same request returns the first reply and
        /// creates nothing more; with another request it is 422.
        #[oai(name = "Idempotency-Key")]
        key: IdempotencyKey,
        body: Body<CompanyDetails>,
    ) -> Result<Created<Company>, Problem> {
        make(&app, &caller, &member, key, body).await
    }

    /// Read a company
    ///
    /// One that one belongs to; it need not be the active one.
    #[oai(path = "/company/:id", method = "get", operation_id = "getCompany")]
    async fn find(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the company.
        id: Path<i64>,
    ) -> Result<Json<Company>, Problem> {
        let user = member.allowed(Right::OwnAccount)?;
        Ok(Json(companies::find(&app, user, CompanyId(id.0)).await?.into()))
    }

    /// Replace a company's details
    ///
    /// One that one is an OWNER of. Numbers that are left out stay as they are; anything
    /// else left out is removed. Documents already signed do not change.
    #[oai(path = "/company/:id", method = "put", operation_id = "updateCompany")]
    async fn update(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Member,
        /// The id of the company.
        id: Path<i64>,
        body: Body<CompanyDetails>,
    ) -> Result<Json<Company>, Problem> {
        let user = member.allowed(Right::OwnAccount)?;
        let (id, details) = (CompanyId(id.0), body.0.into());
        Ok(Json(companies::update(&app, user, id, details, caller.origin()).await?.into()))
    }

    /// Delete a company
    ///
    /// One that one is an OWNER of, with all it holds. Its people keep their accounts.
    #[oai(path = "/company/:id", method = "delete", operation_id = "deleteCompany")]
    async fn delete(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Member,
        /// The id of the company.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let user = member.allowed(Right::OwnAccount)?;
        companies::delete(&app, user, CompanyId(id.0), caller.origin()).await?;
        Ok(Done)
    }

    /// Restore a deleted company
    ///
    /// One that one is an OWNER of, with all it held, until it is purged.
    #[oai(path = "/company/:id/restore", method = "post", operation_id = "restoreCompany")]
    async fn restore(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Member,
        /// The id of the company.
        id: Path<i64>,
    ) -> Result<Json<Company>, Problem> {
        let user = member.allowed(Right::OwnAccount)?;
        let restored = companies::restore(&app, user, CompanyId(id.0), caller.origin()).await?;
        Ok(Json(restored.into()))
    }
}

async fn make(
    app: &App,
    caller: &Caller,
    member: &Member,
    key: IdempotencyKey,
    body: Body<CompanyDetails>,
) -> Result<Created<Company>, Problem> {
    let user = member.allowed(Right::OwnAccount)?;
    let once = member.once("createCompany", key, &body)?;
    let made = companies::create(app, user, body.0.into(), once, caller.origin()).await?;
    Ok(Created(made.into()))
}

/// A company's details.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CompanyDetails {
    name: String,
    /// The French establishment number: fourteen digits, checked by their key.
    siret: Option<String>,
    /// `#rrggbb`, the accent of pages, mails and documents.
    colour: Option<String>,
    address: Option<Address>,
    /// Where answers to mails to people and guardians go, which name it too. Left out: to who
    /// planned the shoot, or an owner.
    contact_email: Option<String>,
    /// How many guardians sign for a minor: 1 or 2.
    guardians_needed: Option<u8>,
    /// How long a consent lasts, 1 to 1200.
    licence_months: Option<u32>,
    /// How long evidence is kept after that, 0 to 1200.
    evidence_months: Option<u32>,
    /// How long deleted rows can be restored, 1 to 120.
    retention_months: Option<u32>,
    /// When those who have not answered are written to again; what is left out of it
    /// stays as it is.
    reminders: Option<ReminderDetails>,
}

/// When those who have not answered are written to again. Nobody is written to between
/// 20:00 and 08:00, nor twice within a day, nor after they have answered.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ReminderDetails {
    /// False: only by hand.
    enabled: Option<bool>,
    /// So many days after the invitation, 1 to 60.
    first_after_days: Option<u32>,
    /// Then again every so many days, 1 to 60.
    every_days: Option<u32>,
    /// At most so often, 0 to 20; reminders by hand count.
    at_most: Option<u32>,
    /// On top of these, each of so many days before the shoot, 0 to 14.
    last_days: Option<u32>,
    /// From this hour of the day on, 8 to 19.
    hour: Option<u8>,
    /// IANA, in which hours and days are counted; the instance's until it is set.
    time_zone: Option<String>,
}

impl From<ReminderDetails> for companies::ReminderChanges {
    fn from(from: ReminderDetails) -> Self {
        Self {
            enabled: from.enabled,
            first_after_days: from.first_after_days,
            every_days: from.every_days,
            at_most: from.at_most,
            last_days: from.last_days,
            hour: from.hour,
            time_zone: from.time_zone,
        }
    }
}

impl From<CompanyDetails> for companies::Details {
    fn from(from: CompanyDetails) -> Self {
        Self {
            name: from.name,
            siret: from.siret,
            colour: from.colour,
            address: from.address.map(Into::into).unwrap_or_default(),
            contact_email: from.contact_email,
            guardians_needed: from.guardians_needed,
            licence_months: from.licence_months,
            evidence_months: from.evidence_months,
            retention_months: from.retention_months,
            reminders: from.reminders.map(Into::into),
        }
    }
}

impl Example for CompanyDetails {
    fn example() -> Self {
        Self {
            name: "Studio Lumière".into(),
            siret: Some("73282932000074".into()),
            colour: Some("#1a6b54".into()),
            address: Some(Address {
                line: Some("12 rue des Lilas".into()),
                line2: None,
                postal_code: Some("75011".into()),
                city: Some("Paris".into()),
                subdivision: None,
                subdivision2: None,
                country: Some("France".into()),
                lat: None,
                lng: None,
            }),
            contact_email: Some("contact@studio-lumiere.example".into()),
            guardians_needed: Some(2),
            licence_months: Some(96),
            evidence_months: Some(60),
            retention_months: Some(12),
            reminders: Some(ReminderDetails {
                enabled: Some(true),
                first_after_days: Some(3),
                every_days: Some(4),
                at_most: Some(3),
                last_days: Some(6),
                hour: Some(9),
                time_zone: Some("Europe/Paris".into()),
            }),
        }
    }
}
