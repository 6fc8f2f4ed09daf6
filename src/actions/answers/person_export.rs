//! Everything that a company holds about one person, to hand to them when they ask for it (GDPR,
//! articles 15 and 20): a ZIP with the rows, the papers of each consent, a record of each consent for
//! other systems, and the photographs that they are named on.

use std::collections::HashSet;

use serde_json::{Value as Json, json};

use super::archive::Archive as Access;
use super::proof;
use crate::App;
use crate::app::archive::{self, Archive, Export, unique_name};
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::file::served_name;
use crate::model::{AnswerId, Employee, EmployeeId, slug};
use crate::ports::Shelf;
use crate::render::consent_record::{RecordParts, consent_record};
use crate::store::{
    Read, Scope, answers, companies, decisions, documents, employees, events, files, person_dump,
    uses,
};

/// The rows that are read at a time.
const ROWS: u32 = 500;
/// What explains the files, in both languages.
const README: [(&str, &str); 2] = [
    ("LISEZMOI.txt", include_str!("../../../assets/export/person/LISEZMOI.txt")),
    ("README.txt", include_str!("../../../assets/export/person/README.txt")),
];

/// Begins the ZIP of an employee who is not erased. `with_photos`: with the photographs and
/// documents themselves; without, they are listed only.
///
/// # Errors
/// [`Error::Unavailable`] `too_many_exports`.
pub async fn export_person(
    app: &App,
    scope: Scope,
    id: EmployeeId,
    with_photos: bool,
) -> Result<Export> {
    let seat = app.exports.clone().try_acquire_owned();
    let seat = seat.map_err(|_| Error::Unavailable("too_many_exports"))?;
    let person = app.db.read(scope, move |read| known(read, id)).await?;
    app.note(scope, AuditAction::ExportPerson, json!({ "employee": id })).await?;
    let name = format!("{}.zip", slug(&format!("{} {}", person.first_name, person.last_name)));
    let writing = Writing { app: app.clone(), scope, id, with_photos };
    let archive = archive::send(|archive| async move {
        let _seat = seat;
        writing.fill(archive).await
    });
    Ok(Export { name, archive })
}

/// The employee, deleted or not, unless erased.
fn known(read: &Read, id: EmployeeId) -> Result<Employee> {
    employees::find_any(read, id)?.ok_or(Error::NotFound("employee"))
}

/// The consent record (ISO/IEC TS 27560) of an answer.
pub async fn record_of(app: &App, scope: Scope, id: AnswerId) -> Result<Json> {
    let public_url = app.config.public_url.clone();
    app.db.read(scope, move |read| record(read, id, &public_url)).await
}

/// The same, as it is sealed.
pub(super) fn record_text(read: &Read, id: AnswerId, public_url: &str) -> Result<String> {
    let record = record(read, id, public_url)?;
    Ok(serde_json::to_string_pretty(&record).map_err(anyhow::Error::from)?)
}

fn record(read: &Read, id: AnswerId, public_url: &str) -> Result<Json> {
    let answer = answers::find_given(read, id)?.ok_or(Error::NotFound("answer"))?;
    if answers::is_erased(read, id)? {
        return Err(Error::NotFound("answer"));
    }
    let event = events::find_any(read, answer.event)?.ok_or(Error::NotFound("event"))?;
    let company = companies::kept(read)?.ok_or(Error::NotFound("company"))?;
    Ok(consent_record(&RecordParts {
        answer: &answer,
        event: &event,
        company: &company,
        labels: &uses::labels(read, &[id])?,
        decisions: &decisions::of_answer(read, id)?,
        notice: documents::decided_on(read, id)?.pop().map(|document| document.sha256),
        public_url,
    }))
}

/// A ZIP that is being written.
struct Writing {
    app: App,
    scope: Scope,
    id: EmployeeId,
    with_photos: bool,
}

impl Writing {
    async fn fill(self, mut archive: Archive) -> Result<Archive> {
        for (name, text) in README {
            archive.put_text(name, text.as_bytes().to_vec()).await?;
        }
        self.rows(&mut archive).await?;
        self.consents(&mut archive).await?;
        if self.with_photos {
            self.files(&mut archive).await?;
        }
        Ok(archive)
    }

    /// The rows about the person, with what their fields hold.
    async fn rows(&self, archive: &mut Archive) -> Result<()> {
        let mut fields = serde_json::Map::new();
        for (table, condition) in person_dump::tables() {
            let names = table.fields().into_iter().map(|(name, kind)| (name, Json::from(kind)));
            fields.insert(format!("{}.json", table.name), Json::Object(names.collect()));
            let (id, mut after, mut rows) = (self.id, 0, vec![]);
            loop {
                let page = self.app.db.read(self.scope, move |read| {
                    person_dump::page_after(read, (table, condition), id, after, ROWS)
                });
                let page = page.await?;
                let Some((last, _)) = page.last() else { break };
                after = *last;
                rows.extend(page.into_iter().map(|(_, row)| row));
            }
            archive.put_json(&format!("data/{}.json", table.name), &rows.into()).await?;
        }
        archive.put_json("fields.json", &Json::Object(fields)).await
    }

    /// A record of each request; of each answer that was given the PDF and its evidence.
    async fn consents(&self, archive: &mut Archive) -> Result<()> {
        let id = self.id;
        let public_url = self.app.config.public_url.clone();
        let read = self.app.db.read(self.scope, move |read| {
            let asked = person_dump::answers_of(read, id)?;
            let mut records = vec![];
            for (id, ..) in &asked {
                match record(read, *id, &public_url) {
                    Ok(record) => records.push(record),
                    // Erased with its event.
                    Err(Error::NotFound(_)) => {}
                    Err(error) => return Err(error),
                }
            }
            Ok((records, asked))
        });
        let (records, asked) = read.await?;
        archive.put_json("consent-records.json", &records.into()).await?;
        let mut left_out = vec![];
        for (id, reference, _) in asked.into_iter().filter(|(.., is_given)| *is_given) {
            let pdf = proof::pdf(&self.app, self.scope, id, Access::Closed).await;
            let evidence = proof::evidence(&self.app, self.scope, id, Access::Closed).await;
            for (made, extension) in [(pdf, "pdf"), (evidence, "zip")] {
                let name = format!("consents/{reference}.{extension}");
                match made {
                    Ok((_, bytes)) => archive.put(&name, bytes).await?,
                    Err(Error::Internal(error)) => return Err(Error::Internal(error)),
                    // Not made yet, or found to be changed.
                    Err(error) => left_out.push(json!({ "file": name, "why": error.to_string() })),
                }
            }
        }
        if left_out.is_empty() {
            return Ok(());
        }
        archive.put_json("consents/left-out.json", &left_out.into()).await
    }

    /// The photographs that the person is named on and the documents about them, byte for byte.
    async fn files(&self, archive: &mut Archive) -> Result<()> {
        let id = self.id;
        let ids = self.app.db.read(self.scope, move |read| person_dump::files_of(read, id)).await?;
        let shelf = Shelf::Company(self.scope.company());
        let mut taken = HashSet::new();
        for id in ids {
            let found = self.app.db.read(self.scope, move |read| files::find(read, id));
            // One that was deleted meanwhile is left out.
            let Some(file) = found.await? else { continue };
            let (on, sha256) = (self.app.blobs.shelf(shelf), file.sha256);
            if let Some(bytes) = self.app.on_disk(move || on.open(sha256)).await?? {
                let name = unique_name(&served_name(&file.name, file.format), &mut taken);
                archive.copy(&format!("files/{name}"), bytes).await?;
            }
        }
        Ok(())
    }
}
