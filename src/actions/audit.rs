//! The audit log: read by owners for their company and by administrators for the instance, exported,
//! checked every night, and deleted after the time that the instance keeps it.

use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::{AlarmKind, CompanyId, Locale, Page, PageQuery, Timestamp, UserId};
use crate::render::sheet::{Cell, Format, Writer, Written};
use crate::render::words::words;
use crate::store::audit::{CheckState, CheckStep};
use crate::store::audit_heads::{self, Signed};
use crate::store::sessions::Origin;
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

/// Writes the entries as a table, the latest first, with all that their hashes cover. That `user` did so
/// is recorded.
pub async fn export(
    app: &App,
    (user, origin): (UserId, Origin),
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
    let (action, about) = (AuditAction::ExportAudit, serde_json::json!({}));
    match extent {
        Extent::Company(scope) => app.note(scope, action, about).await?,
        Extent::All => {
            app.db
                .write_all(move |all| {
                    audit::note(all, None, Some(user), action, about, origin.ip.as_deref())
                })
                .await?;
        }
    }
    let name = format!("{}.{}", words.say("sheet-file-audit"), format.extension());
    Ok(Written { file, format, name })
}

fn cells(entry: AuditEntry, locale: Locale) -> Vec<Cell> {
    let said = said(&entry.action, &entry.about, locale);
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
pub fn said(action: &str, about: &str, locale: Locale) -> String {
    let about = || serde_json::from_str::<serde_json::Value>(about).unwrap_or_default();
    let key = match AuditAction::from_name(action) {
        Some(AuditAction::ReadRows) => match about()["list"].as_str() {
            Some("employees") => "audit-read-employees",
            Some("answers") => "audit-read-answers",
            _ => "audit-read-rows",
        },
        Some(AuditAction::ReadRow) if about()["answer"].is_number() => "audit-read-answer",
        Some(AuditAction::ReadRow) => "audit-read-employee",
        Some(_) => return words(locale).say(&format!("audit-{}", action.replace('_', "-"))).into(),
        None => return action.to_owned(),
    };
    words(locale).say(key).into_owned()
}

/// Checks all entries, and that each chain holds the end that was signed last. Then it deletes the
/// entries that are older than the instance keeps them and signs the ends, both of chains that are
/// whole: a deletion would remove the traces of a fault, a signature would hide it. A fault raises an
/// alarm; once somebody has confirmed that, all ends are signed as they are.
pub async fn check(app: &App) -> Result<()> {
    let before = app.now().minus(i64::from(app.config.audit.keep_days) * Timestamp::DAY);
    let (key, chains) = (app.keys.seal.public(), app.db.read_all(audit::chains).await?);
    let signed = app.db.read_all(move |all| audit_heads::signed(all, key)).await?;
    let is_forged = matches!(signed, Signed::Forged);
    let (mut faults, mut heads) = (vec![], signed.heads());
    if is_forged {
        faults.push("the signed ends are missing, or not of this instance".to_owned());
    }
    let mut wrong = vec![];
    for head in &heads {
        let looked = *head;
        if !app.db.read_all(move |all| audit_heads::is_kept(all, &looked)).await? {
            faults.push(format!(
                "entry {} of {}, which was signed",
                head.entry,
                named(head.company)
            ));
            wrong.push(head.company);
        }
    }
    for of in chains {
        if let Some(id) = first_fault(app, of).await? {
            faults.push(format!("entry {id} of {}", named(of)));
            wrong.push(of);
        } else if !wrong.contains(&of) {
            while app.db.write_all(move |all| audit::prune(all, of, before)).await? {}
        }
    }
    for fault in &faults {
        tracing::error!(fault, "the audit log is not as it was written");
    }
    heads.retain(|head| wrong.contains(&head.company));
    let keys = app.keys.clone();
    app.db
        .write_all(move |all| {
            if audit::is_cut(all)? {
                faults.push("the last entries".to_owned());
            }
            let detail = match faults.first() {
                Some(first) => format!("{} faults, the first: {first}", faults.len()),
                None => "ok".to_owned(),
            };
            let kind = AlarmKind::AuditContradicted;
            if faults.is_empty() {
                alarms::clear(all, kind)?;
            } else {
                alarms::raise(all, kind, &detail)?;
                let alarm = alarms::find(all, kind)?;
                if alarm.is_some_and(|alarm| alarm.confirmed_at.is_some()) {
                    heads.clear();
                    wrong.clear();
                } else if is_forged {
                    return schedules::set_outcome(all, "check_audit", &detail);
                }
            }
            audit_heads::sign(all, &keys.seal, heads, &wrong)?;
            schedules::set_outcome(all, "check_audit", &detail)
        })
        .await
}

fn named(of: Option<CompanyId>) -> String {
    of.map_or("the instance".to_owned(), |id| format!("company {}", id.0))
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
