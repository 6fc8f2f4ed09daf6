//! The audit log: read by owners for their company and by administrators for the instance, exported,
//! checked every night, and deleted after the time that the instance keeps it.

use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::{AlarmKind, CompanyId, Locale, Page, PageQuery, Timestamp};
use crate::render::sheet::{Cell, Format, Writer, Written};
use crate::render::words::words;
use crate::store::audit::{CheckState, CheckStep};
use crate::store::{Scope, alarms, audit, companies, schedules};

pub use crate::store::audit::{AuditEntry, AuditFilter};

/// The entries per read of an export, so that no read transaction stays open while it is written.
const PAGE: u32 = 500;

/// The headers of an export.
const HEADERS: [&str; 11] = [
    "sheet-audit-id",
    "sheet-audit-at",
    "sheet-audit-company",
    "sheet-audit-user",
    "sheet-audit-action",
    "sheet-audit-said",
    "sheet-audit-subject",
    "sheet-audit-about",
    "sheet-audit-ip",
    "sheet-audit-previous",
    "sheet-audit-hash",
];

/// Whose entries are read.
#[derive(Debug, Clone, Copy)]
pub enum Extent {
    /// Of one company.
    Company(Scope),
    /// Of all companies and of the instance.
    All,
}

/// Entries, the latest first.
pub async fn list(
    app: &App,
    extent: Extent,
    query: PageQuery<()>,
    filter: AuditFilter,
) -> Result<Page<AuditEntry>> {
    match extent {
        Extent::Company(scope) => {
            app.db.read(scope, move |read| audit::list(read, &query, &filter)).await
        }
        Extent::All => {
            app.db
                .read_all(move |all| {
                    if let Some(company) = filter.company
                        && !companies::exists(all, company)?
                    {
                        return Err(Error::invalid("companyId", "unknown"));
                    }
                    audit::list_all(all, &query, &filter)
                })
                .await
        }
    }
}

/// Writes the entries as a table, the latest first, with all that their hashes cover.
pub async fn export(
    app: &App,
    extent: Extent,
    filter: AuditFilter,
    format: Format,
    locale: Locale,
) -> Result<Written> {
    let words = words(locale);
    let headers = HEADERS.map(|key| words.say(key));
    let headers: Vec<&str> = headers.iter().map(AsRef::as_ref).collect();
    let mut writer = Writer::begin(format, locale, &app.config.data_dir, &headers)?;
    let mut filter = filter;
    loop {
        let query = PageQuery {
            page: 1,
            limit: PAGE,
            order: (),
            descending: true,
            with_deleted: false,
            among: None,
        };
        let found = list(app, extent, query, filter.clone()).await?.data;
        let is_last = found.len() < PAGE as usize;
        // By id: entries that are made meanwhile would move the pages.
        filter.before = found.last().map(|entry| entry.id);
        writer = app
            .off_thread(move || {
                found.into_iter().try_for_each(|entry| writer.line(&cells(entry, locale)))?;
                Ok::<_, Error>(writer)
            })
            .await??;
        if is_last {
            break;
        }
    }
    let file = app.off_thread(move || writer.finish()).await??;
    let name = format!("{}.{}", words.say("sheet-file-audit"), format.extension());
    Ok(Written { file, format, name })
}

fn cells(entry: AuditEntry, locale: Locale) -> Vec<Cell> {
    let said = said(&entry.action, locale);
    vec![
        entry.id.to_string().into(),
        entry.at.rfc3339().into(),
        entry.company_name.into(),
        entry.user_name.into(),
        entry.action.into(),
        said.into(),
        entry.subject.into(),
        entry.about.into(),
        entry.ip.into(),
        entry.previous.into(),
        entry.hash.into(),
    ]
}

/// What was done, in words. An action of an earlier version is named as it is stored.
pub fn said(action: &str, locale: Locale) -> String {
    match AuditAction::from_name(action) {
        Some(_) => words(locale).say(&format!("audit-{}", action.replace('_', "-"))).into_owned(),
        None => action.to_owned(),
    }
}

/// Checks all entries, then deletes those that are older than the instance keeps them, of chains that
/// are whole: a deletion would remove the traces of a fault. A fault raises an alarm.
pub async fn check(app: &App) -> Result<()> {
    let before = app.now().minus(i64::from(app.config.audit.keep_days) * Timestamp::DAY);
    let chains = app.db.read_all(audit::chains).await?;
    let mut wrong = vec![];
    for of in chains {
        match first_fault(app, of).await? {
            Some(id) => {
                let company = of.map(|id| id.0);
                tracing::error!(entry = id, company, "the audit log is not as it was written");
                wrong.push(id);
            }
            None => while app.db.write_all(move |all| audit::prune(all, of, before)).await? {},
        }
    }
    app.db
        .write_all(move |all| {
            let is_cut = audit::is_cut(all)?;
            let detail = match wrong.first() {
                Some(id) => format!("{} faults, the first at entry {id}", wrong.len()),
                None if is_cut => "the last entries are missing".to_owned(),
                None => "ok".to_owned(),
            };
            match wrong.is_empty() && !is_cut {
                true => alarms::clear(all, AlarmKind::AuditContradicted).map(drop)?,
                false => alarms::raise(all, AlarmKind::AuditContradicted, &detail).map(drop)?,
            }
            schedules::set_outcome(all, "check_audit", &detail)
        })
        .await
}

async fn first_fault(app: &App, of: Option<CompanyId>) -> Result<Option<i64>> {
    let mut checked = CheckState::default();
    loop {
        match app.db.read_all(move |all| audit::check(all, of, checked)).await? {
            CheckStep::More(more) => checked = more,
            CheckStep::Whole => return Ok(None),
            CheckStep::Broken(id) => return Ok(Some(id)),
        }
    }
}
