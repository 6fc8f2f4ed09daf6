//! Acceptance of a file: opened at once, so that an unreadable one is refused immediately; imported
//! by a job.

use anyhow::anyhow;

use super::open::{Ask, open};
use crate::App;
use crate::error::{Error, Result};
use crate::model::file::given_name;
use crate::model::group::{Details, GroupInput};
use crate::model::import::Choices;
use crate::model::{Fact, GroupId, Import, Job, Locale, Once, UserId, country, phone};
use crate::store::imports::NewImport;
use crate::store::{Scope, Tx, companies, facts, groups, idempotency, imports, jobs};

/// A file, as sent.
pub struct Sent {
    pub file_name: String,
    pub bytes: Vec<u8>,
    /// Only report what would be done.
    pub dry_run: bool,
    /// The name of a group that all employees of the file join; created if there is none.
    pub group: Option<String>,
    /// For employees whose line gives no language.
    pub locale: Locale,
    /// How the file is to be read, as far as the user chose.
    pub choices: Choices,
}

/// Accepts a file of employees, or returns what is wrong with it.
pub async fn take(
    app: &App,
    scope: Scope,
    user: UserId,
    sent: Sent,
    once: Option<Once>,
) -> Result<Import> {
    let most = app.config.import.max_bytes;
    if sent.bytes.len() as u64 > most {
        return Err(Error::TooLarge(most));
    }
    let group = sent.group.map(|name| GroupInput { name, description: None }.checked());
    let group = group.transpose().map_err(|_| Error::invalid("name", "group_name"))?;
    let Sent { file_name, bytes, dry_run, locale, choices, .. } = sent;
    let file_name = given_name(&file_name).unwrap_or_default().chars().take(200).collect();
    let file = File { user, group: None, group_name: None, file_name, locale, dry_run };
    let (mut new, bytes) = opened(app, scope, file, bytes, choices).await?;
    app.db
        .write(scope, move |tx| {
            idempotency::once(tx, once.as_ref(), || {
                match &group {
                    Some(group) if new.dry_run => {
                        new.group = groups::by_name(tx, &group.name_key())?.map(|found| found.id);
                        new.group_name = new.group.is_none().then(|| group.name.clone());
                    }
                    Some(group) => new.group = Some(found_or_made(tx, group)?),
                    None => {}
                }
                begin(tx, &new, &bytes)
            })
        })
        .await
}

/// What is known of a file before it is opened.
pub(super) struct File {
    pub user: UserId,
    pub group: Option<GroupId>,
    pub group_name: Option<String>,
    pub file_name: String,
    pub locale: Locale,
    pub dry_run: bool,
}

/// Opens a file. Returns the import to store, and the bytes.
pub(super) async fn opened(
    app: &App,
    scope: Scope,
    file: File,
    bytes: Vec<u8>,
    choices: Choices,
) -> Result<(NewImport, Vec<u8>)> {
    let studio = app.db.read(scope, companies::current).await?;
    let home = studio.and_then(|studio| country::named(&studio.address.country?));
    let ask = Ask {
        today: app.now().day_in(&app.config.time_zone),
        locale: file.locale,
        choices,
        home: home.unwrap_or(phone::HOME),
    };
    let config = app.config.clone();
    let (bytes, opened) = app
        .off_thread(move || {
            let opened = open(&config, &bytes, &ask);
            let opened = opened
                .map(|opened| (opened.columns(), opened.lines.len(), opened.samples(), opened.how));
            (bytes, opened)
        })
        .await?;
    let (columns, total, samples, reading) = opened?;
    let File { user, group, group_name, file_name, locale, dry_run } = file;
    let new = NewImport {
        user,
        group,
        group_name,
        file_name,
        locale,
        dry_run,
        columns,
        reading,
        samples,
        total,
    };
    Ok((new, bytes))
}

/// The group of that name; created if there is none.
pub(super) fn found_or_made(tx: &Tx, group: &Details) -> Result<GroupId> {
    if let Some(found) = groups::by_name(tx, &group.name_key())? {
        return Ok(found.id);
    }
    let made = groups::create(tx, group)?;
    let group = made.ok_or(Error::Internal(anyhow!("a group came between")))?;
    facts::record(tx, Fact::GroupCreated { group })?;
    Ok(group)
}

/// Stores an import with its file, and queues its job.
pub(super) fn begin(tx: &Tx, new: &NewImport, bytes: &[u8]) -> Result<Import> {
    let id = imports::create(tx, new, bytes)?;
    jobs::enqueue(tx, &Job::Import { import: id })?;
    imports::find(tx, id)?.ok_or(Error::NotFound("import"))
}
