//! The companies of a user.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::App;
use crate::config::Registration;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::check::{colour, line, siret, time_zone, vat_number};
use crate::model::{
    Address, Check, Company, CompanyId, Email, Fact, Identity, Logo, Once, Page, PageQuery,
    Reminders, Right, Role, UserId, phone,
};
use crate::store::sessions::Origin;
use crate::store::{
    AllRead, Scope, audit, companies, facts, files, idempotency, memberships, users,
};

pub use crate::store::companies::Order;

/// The names of some companies, for an administrator.
pub async fn names(app: &App, ids: BTreeSet<CompanyId>) -> Result<BTreeMap<CompanyId, String>> {
    app.db
        .read_all(move |all| {
            let mut names = BTreeMap::new();
            for id in ids {
                names.extend(companies::name(all, id)?.map(|name| (id, name)));
            }
            Ok(names)
        })
        .await
}

/// A company, as typed. A number that is None is not changed.
pub struct Details {
    pub name: String,
    pub siret: Option<String>,
    pub colour: Option<String>,
    pub address: Address,
    pub contact_email: Option<String>,
    /// None: not changed.
    pub identity: Option<Identity>,
    pub guardians_needed: Option<u8>,
    pub assent_age: Option<u8>,
    pub withdrawal_days: Option<u32>,
    pub licence_months: Option<u32>,
    pub evidence_months: Option<u32>,
    pub retention_months: Option<u32>,
    pub reminders: Option<ReminderChanges>,
}

/// The settings of reminders, as typed; None: not changed.
#[derive(Default)]
pub struct ReminderChanges {
    pub enabled: Option<bool>,
    pub first_after_days: Option<u32>,
    pub every_days: Option<u32>,
    pub at_most: Option<u32>,
    pub last_days: Option<u32>,
    pub hour: Option<u8>,
    pub time_zone: Option<String>,
}

/// The companies the user is a member of.
pub async fn list(app: &App, user: UserId, query: PageQuery<Order>) -> Result<Page<Company>> {
    app.db.read_all(move |all| companies::list_of_user(all, user, &query)).await
}

/// A company the user is a member of.
pub async fn find(app: &App, user: UserId, id: CompanyId) -> Result<Company> {
    app.db.read_all(move |all| of_member(all, user, id)).await
}

/// A company that has asked a user, or may, for their consent.
pub struct OwnCompany {
    /// Of what is the user's own.
    pub scope: Scope,
    pub name: String,
    /// The e-mail address for questions.
    pub contact: Option<String>,
}

/// The companies in which the verified e-mail of a user is an employee's or a guardian's, by name.
/// The user need not be a member of them.
pub async fn of_person(app: &App, user: UserId) -> Result<Vec<OwnCompany>> {
    let found = app.db.read_all(move |all| memberships::own_scopes(all, user)).await?;
    let company = |(scope, name, contact)| OwnCompany { scope, name, contact };
    Ok(found.into_iter().map(company).collect())
}

/// Within how many days the company has to carry out a withdrawal.
pub async fn withdrawal_days(app: &App, scope: Scope) -> Result<u32> {
    let found = app.db.read(scope, companies::current).await?;
    Ok(found.ok_or(Error::NotFound("company"))?.withdrawal_days)
}

pub async fn logo(app: &App, scope: Scope) -> Result<Option<Logo>> {
    app.db.read(scope, files::logo).await
}

/// Creates another company, with the user as its OWNER. If registration is not open, only an OWNER
/// of a company or the ADMIN may.
pub async fn create(
    app: &App,
    user: UserId,
    details: Details,
    once: Option<Once>,
    origin: Origin,
) -> Result<Company> {
    let details = details.checked()?;
    let open = app.config.registration == Registration::Open;
    let (licence, evidence) = app.config.consent.months();
    app.db
        .write_all(move |all| {
            if let Some(once) = &once
                && let Some(made) = idempotency::made(all, once)?
            {
                return Ok(made);
            }
            let runs =
                users::find(all, user)?.is_some_and(|user| user.instance_role == Some(Role::Admin));
            let mut owns = false;
            for one in memberships::of_user(all, user)? {
                owns |= one.role == Role::Owner;
                // A company that is suspended does not go on under another name.
                let plans = Right::Plan.is_held_by(&[one.role]);
                if plans && !runs && companies::is_suspended_one(all, one.company)? {
                    return Err(Error::Barred("company_suspended"));
                }
            }
            if !(open || owns || runs) {
                return Err(Error::Forbidden);
            }
            let scope = companies::create_owned(all, &details.name, licence, evidence, user)?;
            let tx = companies::enter(all, scope);
            let fresh = companies::current(&tx)?.ok_or(Error::NotFound("company"))?;
            companies::update(&tx, &details.onto(fresh))?;
            facts::record(&tx, Fact::CompanyUpdated)?;
            let ip = origin.ip.as_deref();
            audit::note(
                all,
                Some(scope.company()),
                Some(user),
                AuditAction::CreateCompany,
                json!({}),
                ip,
            )?;
            let made = of_member(all, user, scope.company())?;
            if let Some(once) = &once {
                idempotency::keep(all, once, &made)?;
            }
            Ok(made)
        })
        .await
}

/// Replaces a company's details.
pub async fn update(
    app: &App,
    user: UserId,
    id: CompanyId,
    details: Details,
    origin: Origin,
) -> Result<Company> {
    let details = details.checked()?;
    app.db
        .write_all(move |all| {
            let tx = companies::enter(all, governed_scope(all, user, id)?);
            let before = companies::current(&tx)?.ok_or(Error::NotFound("company"))?;
            companies::update(&tx, &details.onto(before))?;
            facts::record(&tx, Fact::CompanyUpdated)?;
            let ip = origin.ip.as_deref();
            audit::note(all, Some(id), Some(user), AuditAction::UpdateCompany, json!({}), ip)?;
            companies::current(&tx)?.ok_or(Error::NotFound("company"))
        })
        .await
}

/// Deletes (soft) a company with all its rows. Its members keep their accounts.
pub async fn delete(app: &App, user: UserId, id: CompanyId, origin: Origin) -> Result<()> {
    app.db
        .write_all(move |all| {
            let tx = companies::enter(all, governed_scope(all, user, id)?);
            companies::delete(&tx)?;
            let ip = origin.ip.as_deref();
            audit::note(all, Some(id), Some(user), AuditAction::DeleteCompany, json!({}), ip)
        })
        .await
}

/// Restores a deleted company of which the user was an OWNER, until it is purged.
pub async fn restore(app: &App, user: UserId, id: CompanyId, origin: Origin) -> Result<Company> {
    app.db
        .write_all(move |all| {
            let known = companies::of_member_any(all, user, id)?;
            let (kept, role) = known.ok_or(Error::NotFound("company"))?;
            if !Right::Govern.is_held_by(&[role]) {
                return Err(Error::NotFound("company"));
            }
            if kept.deleted_at.is_none() {
                return Err(Error::Conflict("not_deleted"));
            }
            if !kept.can_be_used_again(all.now()) {
                return Err(Error::NotFound("company"));
            }
            companies::restore(&companies::enter(all, kept.scope))?;
            let ip = origin.ip.as_deref();
            audit::note(all, Some(id), Some(user), AuditAction::RestoreCompany, json!({}), ip)?;
            of_member(all, user, id)
        })
        .await
}

fn of_member(all: &AllRead, user: UserId, id: CompanyId) -> Result<Company> {
    let found = companies::of_member(all, user, id)?;
    Ok(found.ok_or(Error::NotFound("company"))?.0)
}

/// Whether the user may change a company, which need not be the active one.
///
/// # Errors
/// [`Error::NotFound`] if they are no member, [`Error::Forbidden`] if they are no OWNER,
/// [`Error::Barred`] while it is suspended.
pub async fn check_governed(app: &App, user: UserId, id: CompanyId) -> Result<()> {
    app.db.read_all(move |all| governed_scope(all, user, id).map(drop)).await
}

/// The scope of a company that `user` governs. It need not be the active one, so the right is
/// derived from their role in this company.
fn governed_scope(all: &AllRead, user: UserId, id: CompanyId) -> Result<Scope> {
    let (scope, role) =
        companies::scope_of_member(all, user, id)?.ok_or(Error::NotFound("company"))?;
    if !Right::Govern.is_held_by(&[role]) {
        return Err(Error::Forbidden);
    }
    if companies::is_suspended(&companies::look(all, scope))? {
        return Err(Error::Barred("company_suspended"));
    }
    Ok(scope)
}

impl From<Company> for Details {
    /// A company as it is; its numbers and reminders are left as they are.
    fn from(company: Company) -> Self {
        Self {
            name: company.name,
            siret: company.siret,
            colour: company.colour,
            address: company.address,
            contact_email: company.contact_email,
            identity: None,
            assent_age: None,
            withdrawal_days: None,
            guardians_needed: None,
            licence_months: None,
            evidence_months: None,
            retention_months: None,
            reminders: None,
        }
    }
}

impl Details {
    /// A company of which only the name is known.
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            siret: None,
            colour: None,
            address: Address::default(),
            contact_email: None,
            identity: None,
            assent_age: None,
            withdrawal_days: None,
            guardians_needed: None,
            licence_months: None,
            evidence_months: None,
            retention_months: None,
            reminders: None,
        }
    }

    fn checked(self) -> Result<Self> {
        let mut check = Check::new();
        let name = check.field("name", line(&self.name, 200));
        let siret = check.optional("siret", self.siret.as_deref(), siret);
        let colour = check.optional("colour", self.colour.as_deref(), colour);
        let address = self.address.checked(&mut check, "address");
        let contact_email = check.optional("contactEmail", self.contact_email.as_deref(), |text| {
            Email::parse(text).map(|email| email.address)
        });
        let identity = self.identity.map(|typed| identity(&typed, &address, &mut check));
        let within = |value: Option<u32>, least, most| {
            value.is_none_or(|value| (least..=most).contains(&value))
        };
        let guardians = self.guardians_needed.is_none_or(|needed| matches!(needed, 1 | 2));
        check.require(guardians, "guardiansNeeded", "guardians_needed");
        let (least, most) = Company::ASSENT;
        let age = within(self.assent_age.map(u32::from), least, most);
        check.require(age, "assentAge", "assent_age");
        let (least, most) = Company::WITHDRAWAL;
        let days = within(self.withdrawal_days, least, most);
        check.require(days, "withdrawalDays", "withdrawal_days");
        check.require(within(self.licence_months, 1, 1200), "licenceMonths", "licence_months");
        check.require(within(self.evidence_months, 0, 1200), "evidenceMonths", "evidence_months");
        check.require(within(self.retention_months, 1, 120), "retentionMonths", "retention_months");
        let reminders = self.reminders.map(|typed| typed.checked(&mut check));
        let name = check.finish(name)?;
        Ok(Self { name, siret, colour, address, contact_email, identity, reminders, ..self })
    }

    fn onto(self, company: Company) -> Company {
        Company {
            name: self.name,
            siret: self.siret,
            colour: self.colour,
            address: self.address,
            contact_email: self.contact_email,
            identity: self.identity.unwrap_or(company.identity),
            guardians_needed: self.guardians_needed.unwrap_or(company.guardians_needed),
            assent_age: self.assent_age.unwrap_or(company.assent_age),
            withdrawal_days: self.withdrawal_days.unwrap_or(company.withdrawal_days),
            licence_months: self.licence_months.unwrap_or(company.licence_months),
            evidence_months: self.evidence_months.unwrap_or(company.evidence_months),
            retention_months: self.retention_months.unwrap_or(company.retention_months),
            reminders: match self.reminders {
                Some(changes) => changes.onto(company.reminders),
                None => company.reminders,
            },
            ..company
        }
    }
}

/// Checks who a company is. A telephone number without the code of its country is one of that in
/// `address`.
fn identity(typed: &Identity, address: &Address, check: &mut Check) -> Identity {
    let mut part = Check::new();
    let country = address.country.as_deref();
    let mut text = |field, value: &Option<String>, most| {
        part.optional(field, value.as_deref(), |text| line(text, most))
    };
    let checked = Identity {
        legal_form: text("legalForm", &typed.legal_form, 100),
        representative: text("representative", &typed.representative, 200),
        capacity: text("capacity", &typed.capacity, 100),
        contact_name: text("contactName", &typed.contact_name, 200),
        vat_number: part.optional("vatNumber", typed.vat_number.as_deref(), vat_number),
        contact_phone: part.optional("contactPhone", typed.contact_phone.as_deref(), |text| {
            phone::parse_in(text, country, phone::HOME)
        }),
        privacy_contact: part.optional(
            "privacyContact",
            typed.privacy_contact.as_deref(),
            |text| Email::parse(text).map(|email| email.address),
        ),
        customer_kind: typed.customer_kind,
    };
    check.absorb("identity", part);
    checked
}

impl ReminderChanges {
    fn checked(self, check: &mut Check) -> Self {
        let within = |value: Option<u32>, (least, most)| {
            value.is_none_or(|value| (least..=most).contains(&value))
        };
        let first = within(self.first_after_days, Reminders::DAYS);
        check.require(first, "reminders.firstAfterDays", "reminder_days");
        let every = within(self.every_days, Reminders::DAYS);
        check.require(every, "reminders.everyDays", "reminder_days");
        let most = within(self.at_most, Reminders::MOST);
        check.require(most, "reminders.atMost", "reminders_at_most");
        let last = within(self.last_days, Reminders::LAST_DAYS);
        check.require(last, "reminders.lastDays", "reminders_last_days");
        let hour = within(self.hour.map(u32::from), Reminders::HOURS);
        check.require(hour, "reminders.hour", "reminder_hour");
        let zone = check.optional("reminders.timeZone", self.time_zone.as_deref(), time_zone);
        Self { time_zone: zone, ..self }
    }

    fn onto(self, kept: Reminders) -> Reminders {
        Reminders {
            enabled: self.enabled.unwrap_or(kept.enabled),
            first_after_days: self.first_after_days.unwrap_or(kept.first_after_days),
            every_days: self.every_days.unwrap_or(kept.every_days),
            at_most: self.at_most.unwrap_or(kept.at_most),
            last_days: self.last_days.unwrap_or(kept.last_days),
            hour: self.hour.unwrap_or(kept.hour),
            time_zone: self.time_zone.or(kept.time_zone),
        }
    }
}
