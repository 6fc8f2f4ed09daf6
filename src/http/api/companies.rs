//! Companies: the photo studios that ask for consent.

use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{Object, OpenApi};
use serde::Deserialize;

use super::Tag;
use super::lists::{ListQuery, Listed};
use super::shapes::{Address, Company, Identity};
use crate::App;
use crate::actions::companies;
use crate::http::body::Body;
use crate::http::caller::Caller;
use crate::http::guard::{Allowed, IdempotencyKey, Owner};
use crate::http::operation::{LIST, Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Created, Done};
use crate::http::right;
use crate::model::{CompanyId, CustomerKind, List};

pub const OPERATIONS: &[Operation] = &[
    op("listCompanies").list(LIST.by(&["createdAt", "name"]).with_deleted()),
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
    /// List the caller's companies
    ///
    /// Returns the companies that the caller is a member of, in full. The order is that of
    /// creation, unless `orderBy` is given. The caller's role in each is at `GET /user/companies`.
    /// For every user.
    #[oai(path = "/company", method = "get", operation_id = "listCompanies")]
    async fn list(
        &self,
        app: Data<&App>,
        member: Allowed<right::OwnAccount>,
        list: ListQuery,
    ) -> Result<Json<Listed<Company>>, Problem> {
        let user = member.user();
        let orders = [("createdAt", companies::Order::CreatedAt), ("name", companies::Order::Name)];
        let size = member.page_size(List::Companies);
        let query = list.checked_with_deleted(&orders, false, size)?;
        Ok(Json(Listed::of(companies::list(&app, user, query).await?, Company::from)))
    }

    /// Create a company
    ///
    /// Creates another company; the caller becomes its OWNER. For every user where registration is
    /// open; elsewhere only for users who are already an OWNER somewhere, and for an ADMIN (403 for
    /// others).
    ///
    /// 403 `company_suspended` for an OWNER, SUPER_USER or USER of a company that is suspended.
    #[oai(path = "/company", method = "post", operation_id = "createCompany")]
    async fn create(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Allowed<right::OwnAccount>,
        #[oai(name = "Idempotency-Key")] key: IdempotencyKey,
        body: Body<CompanyDetails>,
    ) -> Result<Created<Company>, Problem> {
        make(&app, &caller, &member, key, body).await
    }

    /// Create a company, under another path
    ///
    /// Works exactly as `POST /company`.
    #[oai(path = "/user/company", method = "post", operation_id = "createOwnCompany")]
    async fn create_own(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Allowed<right::OwnAccount>,
        #[oai(name = "Idempotency-Key")] key: IdempotencyKey,
        body: Body<CompanyDetails>,
    ) -> Result<Created<Company>, Problem> {
        make(&app, &caller, &member, key, body).await
    }

    /// Get a company
    ///
    /// Returns a company that the caller is a member of. It need not be the active one. For every
    /// user.
    #[oai(path = "/company/:id", method = "get", operation_id = "getCompany")]
    async fn find(
        &self,
        app: Data<&App>,
        member: Allowed<right::OwnAccount>,
        /// The id of the company.
        id: Path<i64>,
    ) -> Result<Json<Company>, Problem> {
        let user = member.user();
        Ok(Json(companies::find(&app, user, CompanyId(id.0)).await?.into()))
    }

    /// Replace the details of a company
    ///
    /// For an OWNER of the company, which need not be the active one; other members get 403.
    /// Numbers and reminder settings that are left out stay unchanged; other fields that are left
    /// out are emptied. Documents that are already signed do not change.
    #[oai(path = "/company/:id", method = "put", operation_id = "updateCompany")]
    async fn update(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Owner,
        /// The id of the company.
        id: Path<i64>,
        body: Body<CompanyDetails>,
    ) -> Result<Json<Company>, Problem> {
        let user = member.user();
        let (id, details) = (CompanyId(id.0), body.0.into());
        Ok(Json(companies::update(&app, user, id, details, caller.origin()).await?.into()))
    }

    /// Delete a company
    ///
    /// Deletes the company with all it holds. Its users keep their accounts. It can be restored
    /// until it is purged. A subscription that it pays for ends with the period that is paid for. For an OWNER of the company; other members get 403.
    #[oai(path = "/company/:id", method = "delete", operation_id = "deleteCompany")]
    async fn delete(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Owner,
        /// The id of the company.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let user = member.user();
        companies::delete(&app, user, CompanyId(id.0), caller.origin()).await?;
        Ok(Done)
    }

    /// Restore a deleted company
    ///
    /// Restores the company with all it held, until it is purged. For an OWNER of the company.
    ///
    /// 409 `not_deleted` if it is not deleted.
    #[oai(path = "/company/:id/restore", method = "post", operation_id = "restoreCompany")]
    async fn restore(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Allowed<right::OwnAccount>,
        /// The id of the company.
        id: Path<i64>,
    ) -> Result<Json<Company>, Problem> {
        let user = member.user();
        let restored = companies::restore(&app, user, CompanyId(id.0), caller.origin()).await?;
        Ok(Json(restored.into()))
    }
}

async fn make(
    app: &App,
    caller: &Caller,
    member: &Allowed<right::OwnAccount>,
    key: IdempotencyKey,
    body: Body<CompanyDetails>,
) -> Result<Created<Company>, Problem> {
    let user = member.user();
    let once = member.once("createCompany", key, &body)?;
    let made = companies::create(app, user, body.0.into(), once, caller.origin()).await?;
    Ok(Created(made.into()))
}

/// The details of a company.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CompanyDetails {
    /// The name, as it appears on pages, mails and documents.
    name: String,
    /// The French establishment number (SIRET): fourteen digits, checked by their key.
    siret: Option<String>,
    /// The accent colour of pages, mails and documents, as `#rrggbb`.
    colour: Option<String>,
    /// The postal address.
    address: Option<Address>,
    /// The address for replies to mails to employees and guardians, which is also named in them. If
    /// it is left out, replies go to the user who planned the event, or to an OWNER.
    contact_email: Option<String>,
    /// Who the company is in law, and who answers questions; release texts name it. If it is left
    /// out, it stays unchanged; fields that are left out in it are emptied.
    identity: Option<Identity>,
    /// How many guardians sign for a minor: 1 or 2.
    guardians_needed: Option<u8>,
    /// From which age a minor is asked as well, on the page of a guardian who signs: 6 to 17, or 18
    /// for never.
    assent_age: Option<u8>,
    /// Within how many days the company carries out a withdrawal, as its release text says: 1 to 30.
    withdrawal_days: Option<u32>,
    /// How long a consent lasts, in months: 1 to 1,200.
    licence_months: Option<u32>,
    /// How long evidence is kept after the consent ends, in months: 0 to 1,200. That of a refusal
    /// is kept for at least a year.
    evidence_months: Option<u32>,
    /// How long deleted rows can be restored, in months: 1 to 120.
    retention_months: Option<u32>,
    /// When signers who have not answered are reminded. Fields that are left out stay unchanged.
    reminders: Option<ReminderDetails>,
}

/// When signers who have not answered are reminded. Nobody is reminded between 20:00 and 08:00,
/// twice within a day, or after they have answered.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ReminderDetails {
    /// Whether reminders are sent automatically. If false, only by hand.
    enabled: Option<bool>,
    /// Days from the invitation to the first reminder, 1 to 60.
    first_after_days: Option<u32>,
    /// Days between further reminders, 1 to 60.
    every_days: Option<u32>,
    /// The maximum number of reminders, 0 to 20. Reminders sent by hand count.
    at_most: Option<u32>,
    /// In addition, remind on each of this many days before the event, 0 to 14.
    last_days: Option<u32>,
    /// The hour of the day from which reminders are sent, 8 to 19.
    hour: Option<u8>,
    /// The IANA time zone of hours and days. Until it is set, the instance's.
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
            identity: from.identity.map(Into::into),
            assent_age: from.assent_age,
            withdrawal_days: from.withdrawal_days,
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
            identity: Some(Identity {
                legal_form: Some("SAS".into()),
                representative: Some("Jeanne Morel".into()),
                capacity: Some("présidente".into()),
                vat_number: Some("FR44732829320".into()),
                contact_name: Some("Jeanne Morel".into()),
                contact_phone: Some("+33472000000".into()),
                privacy_contact: Some("donnees@studio-lumiere.example".into()),
                customer_kind: Some(CustomerKind::Business),
            }),
            guardians_needed: Some(2),
            assent_age: Some(12),
            withdrawal_days: Some(15),
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
