//! The photographs of an event in one state for a use, as a ZIP with a manifest that lists the
//! consents.

use std::collections::HashSet;
use std::sync::Arc;

use super::intake::known;
use super::publication::Publication;
use crate::App;
use crate::app::archive::{self, Archive, Export, unique_name};
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::file::{PhotoState, Version, served_name};
use crate::model::keys::in_fours;
use crate::model::media::{Format, PictureRequest, Rendered};
use crate::model::transform::{Accepts, Transform};
use crate::model::{EventId, File, Locale, Use};
use crate::ports::{Blobs, LocalCopy, Shelf};
use crate::render::manifest::{self, ManifestLine, ManifestPerson};
use crate::render::words;
use crate::store::{Scope, events, photos, uses};

/// The transform of the web version.
const WEB: &str = "w_2048,h_2048,c_limit,q_auto,f_auto";
/// The number of attempts to render a picture while the picture pool is full.
const TRIES: u32 = 20;

/// The contents of a ZIP.
struct Contents {
    app: App,
    photos: Vec<(File, PhotoState, Vec<ManifestPerson>)>,
    wanted: Use,
    /// The use in words.
    label: String,
    locale: Locale,
    shelf: Arc<dyn Blobs>,
    /// None: originals.
    transform: Option<Transform>,
}

/// Begins a ZIP of the photographs in a state for a use, as of now.
pub async fn export(
    app: &App,
    scope: Scope,
    event: EventId,
    (wanted, state): (Use, PhotoState),
    version: Version,
    locale: Locale,
) -> Result<Export> {
    let seat = app.exports.clone().try_acquire_owned();
    let seat = seat.map_err(|_| Error::Unavailable("too_many_exports"))?;
    let (name, label, chosen) = app
        .db
        .read(scope, move |read| {
            let event = events::find(read, event)?.ok_or(Error::NotFound("event"))?;
            let publication = Publication::of_event(read, event.id)?;
            let mut chosen = vec![];
            for id in photos::ids(read, event.id)? {
                if publication.state(id, wanted) != state {
                    continue;
                }
                let people =
                    publication.people(id).iter().filter_map(|id| publication.consents.get(id));
                let people = people.map(|consent| {
                    let answer = consent.answer.as_ref();
                    ManifestPerson {
                        name: consent.person.clone(),
                        reference: answer.map(|answer| in_fours(&answer.reference)),
                        signed_at: answer.and_then(|answer| answer.signed_at),
                        expires_at: answer.and_then(|answer| answer.expires_at),
                    }
                });
                chosen.push((known(read, id)?, state, people.collect()));
            }
            let label = uses::labels(read, &[])?.label(locale, wanted);
            Ok((event.name, label, chosen))
        })
        .await?;
    let about = serde_json::json!({ "event": event, "use": wanted.name(), "photos": chosen.len() });
    app.note(scope, AuditAction::ExportPhotos, about).await?;
    let shelf = app.blobs.shelf(Shelf::Company(scope.company()));
    let transform = match version {
        Version::Original => None,
        Version::Web => Some(WEB.parse().map_err(|code: &str| anyhow::anyhow!("{WEB}: {code}"))?),
    };
    let contents =
        Contents { app: app.clone(), photos: chosen, wanted, label, locale, shelf, transform };
    let archive = archive::send(|archive| async move {
        let _seat = seat;
        contents.fill(archive).await
    });
    let name = crate::model::slug(&name);
    let size = if version == Version::Web { "-2048" } else { "" };
    let name = format!("{name}-{}-{}{size}.zip", wanted.name(), state.name());
    Ok(Export { name, archive })
}

impl Contents {
    async fn fill(mut self, mut archive: Archive) -> Result<Archive> {
        let mut taken = HashSet::from(["manifest.csv".to_owned()]);
        let mut lines = vec![];
        for (file, state, people) in std::mem::take(&mut self.photos) {
            // A file purged since has no name: the manifest lists it without one. Any other failure
            // ends the ZIP: a missing file would look as if it must not be published.
            let name = self.add(&file, &mut archive, &mut taken).await?.unwrap_or_default();
            let line = |person| ManifestLine { file: name.clone(), id: file.id.0, state, person };
            if people.is_empty() {
                lines.push(line(None));
            }
            lines.extend(people.into_iter().map(|person| line(Some(person))));
        }
        let (wanted, label, locale) = (self.wanted, self.label, self.locale);
        let table = move || manifest::csv(&lines, (wanted.name(), &label), &words(locale));
        archive.put_text("manifest.csv", self.app.on_disk(table).await??).await?;
        Ok(archive)
    }

    /// Adds a photograph, and returns its name in the ZIP; None if its bytes are gone.
    async fn add(
        &self,
        file: &File,
        archive: &mut Archive,
        taken: &mut HashSet<String>,
    ) -> Result<Option<String>> {
        let (shelf, sha256) = (self.shelf.clone(), file.sha256);
        let Some(transform) = &self.transform else {
            let original = self.app.on_disk(move || shelf.open(sha256)).await??;
            let Some(original) = original else { return Ok(None) };
            let name = unique_name(&served_name(&file.name, file.format), taken);
            archive.copy(&name, original).await?;
            return Ok(Some(name));
        };
        let copy = self.app.on_disk(move || shelf.local_copy(sha256)).await??;
        let Some(copy) = copy else { return Ok(None) };
        let made = develop(&self.app, file, &copy, transform).await?;
        let name = unique_name(&renamed(&file.name, made.format), taken);
        archive.put(&name, made.bytes).await?;
        Ok(Some(name))
    }
}

/// Renders a photograph.
async fn develop(
    app: &App,
    file: &File,
    copy: &LocalCopy,
    transform: &Transform,
) -> Result<Rendered> {
    let has_alpha = file.picture.as_ref().is_some_and(|seen| seen.has_alpha);
    let transform = transform.settle(Accepts::default(), has_alpha, false);
    let order = PictureRequest { transform, focus: file.focus, faces: vec![], watermark: None };
    let mut tries = 0;
    loop {
        match app.make(copy.clone(), order.clone()).await {
            // Requests from pages have priority over a ZIP.
            Err(Error::Unavailable(_)) if tries < TRIES => tries += 1,
            made => return made,
        }
    }
}

/// The name of a rendered picture: with the extension of its format.
fn renamed(name: &str, format: Format) -> String {
    match name.rsplit_once('.') {
        Some((stem, ending)) if Format::of_extension(ending).is_some() => served_name(stem, format),
        _ => served_name(name, format),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_of_a_file_ends_as_what_it_is() {
        assert_eq!(renamed("a.PNG", Format::Jpeg), "a.jpg");
        assert_eq!(renamed("a.jpeg", Format::Jpeg), "a.jpg");
        assert_eq!(renamed("Dr. No", Format::Png), "Dr. No.png");
    }
}
