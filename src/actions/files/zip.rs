//! The photographs of an event in one state for a use, as a ZIP with a manifest that lists the
//! consents.

use std::collections::HashSet;
use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::intake::known;
use super::publication::Publication;
use crate::App;
use crate::error::{Error, Result};
use crate::model::file::{PhotoState, Version, portable_name, served_name};
use crate::model::media::{Format, PictureRequest, Rendered};
use crate::model::transform::{Accepts, Transform};
use crate::model::{EventId, File, Locale, Use};
use crate::ports::{BlobReader, Blobs, LocalCopy, Shelf};
use crate::render::manifest::{self, ManifestLine, ManifestPerson};
use crate::render::words;
use crate::store::{Scope, events, photos};

/// The longest time a client may take to receive a piece.
const PATIENCE: Duration = Duration::from_secs(60);
/// Pieces in the queue to the client.
const WAITING: usize = 8;
const PIECE: usize = 1 << 17;

/// A ZIP that is being sent.
pub struct Export {
    /// The file name.
    pub name: String,
    pub pieces: mpsc::Receiver<io::Result<Vec<u8>>>,
}

/// The contents of a ZIP.
struct Contents {
    photos: Vec<(File, PhotoState, Vec<ManifestPerson>)>,
    wanted: Use,
    locale: Locale,
    shelf: Arc<dyn Blobs>,
    /// None: originals.
    developer: Option<Developer>,
}

/// Renders pictures in the thread that writes the ZIP, one at a time.
struct Developer {
    app: App,
    runtime: tokio::runtime::Handle,
    transform: Transform,
}

impl Developer {
    fn make(&self, file: &File, copy: &LocalCopy) -> Result<Rendered> {
        let has_alpha = file.picture.as_ref().is_some_and(|seen| seen.has_alpha);
        let transform = self.transform.settle(Accepts::default(), has_alpha, false);
        let order = PictureRequest { transform, focus: file.focus, faces: vec![], watermark: None };
        let mut tries = 0;
        loop {
            let made = self.app.make(copy.clone(), order.clone());
            match self.runtime.block_on(made) {
                // Requests from pages have priority over a ZIP.
                Err(Error::Unavailable(_)) if tries < TRIES => tries += 1,
                made => return made,
            }
        }
    }
}

/// The transform of the web version.
const WEB: &str = "w_2048,h_2048,c_limit,q_auto,f_auto";
/// The number of attempts to render a picture while the picture pool is full.
const TRIES: u32 = 20;

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
    let (name, chosen) = app
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
                        reference: answer.map(|answer| answer.reference.clone()),
                        signed_at: answer.and_then(|answer| answer.signed_at),
                        expires_at: answer.and_then(|answer| answer.expires_at),
                    }
                });
                chosen.push((known(read, id)?, state, people.collect()));
            }
            Ok((event.name, chosen))
        })
        .await?;
    let shelf = app.blobs.shelf(Shelf::Company(scope.company()));
    let (sender, pieces) = mpsc::channel(WAITING);
    let runtime = tokio::runtime::Handle::current();
    let developer = match version {
        Version::Original => None,
        Version::Web => Some(Developer {
            app: app.clone(),
            runtime: runtime.clone(),
            transform: WEB.parse().map_err(|code: &str| anyhow::anyhow!("{WEB}: {code}"))?,
        }),
    };
    let contents = Contents { photos: chosen, wanted, locale, shelf, developer };
    // The thread is not awaited: it ends with the ZIP, or when the client is gone.
    tokio::task::spawn_blocking(move || {
        let _seat = seat;
        let mut out = Pieces { sender: sender.clone(), runtime: runtime.clone(), piece: vec![] };
        let written = contents.write(&mut out).and_then(|()| out.flush());
        if let Err(error) = written {
            // Cuts the connection, so that an incomplete ZIP is not taken for a complete one.
            let _ = sender.try_send(Err(error));
        }
    });
    let name = crate::model::slug(&name);
    let size = if version == Version::Web { "-2048" } else { "" };
    let name = format!("{name}-{}-{}{size}.zip", wanted.name(), state.name());
    Ok(Export { name, pieces })
}

impl Contents {
    fn write(self, out: &mut Pieces) -> io::Result<()> {
        let Self { photos, wanted, locale, shelf, developer } = self;
        let mut zip = ZipWriter::new_stream(out);
        // Photographs are already compressed.
        let stored = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .large_file(true);
        let mut taken = HashSet::from(["manifest.csv".to_owned()]);
        let mut lines = vec![];
        for (file, state, people) in photos {
            let source = contents_of(&*shelf, &file, developer.as_ref());
            let name = match source.map_err(io::Error::other)? {
                Some(Source::Made(made)) => {
                    let name = free_name(&renamed(&file.name, made.format), &mut taken);
                    zip.start_file(name.as_str(), stored)?;
                    zip.write_all(&made.bytes)?;
                    name
                }
                Some(Source::Original(original)) => {
                    let name = free_name(&served_name(&file.name, file.format), &mut taken);
                    zip.start_file(name.as_str(), stored)?;
                    for piece in pieces(original.bytes()) {
                        zip.write_all(&original.read(piece)?)?;
                    }
                    name
                }
                // Purged since: the manifest lists it without a file.
                None => String::new(),
            };
            let line = |person| ManifestLine { file: name.clone(), id: file.id.0, state, person };
            if people.is_empty() {
                lines.push(line(None));
            }
            lines.extend(people.into_iter().map(|person| line(Some(person))));
        }
        let table =
            manifest::csv(&lines, wanted.name(), &words(locale)).map_err(io::Error::other)?;
        let small = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        zip.start_file("manifest.csv", small)?;
        zip.write_all(&table)?;
        zip.finish()?;
        Ok(())
    }
}

/// The content of the next entry.
enum Source {
    Original(Box<dyn BlobReader>),
    Made(Rendered),
}

/// None if the blob is gone. An error ends the ZIP: a missing file would look as if it must not be
/// published.
fn contents_of(
    shelf: &dyn Blobs,
    file: &File,
    developer: Option<&Developer>,
) -> Result<Option<Source>> {
    match developer {
        None => Ok(shelf.open(file.sha256)?.map(Source::Original)),
        Some(developer) => match shelf.local_copy(file.sha256)? {
            Some(copy) => Ok(Some(Source::Made(developer.make(file, &copy)?))),
            None => Ok(None),
        },
    }
}

/// The ranges in which that many bytes are read.
fn pieces(bytes: u64) -> impl Iterator<Item = Range<u64>> {
    (0..bytes).step_by(PIECE).map(move |at| at..bytes.min(at + PIECE as u64))
}

/// The name of a rendered picture: with the extension of its format.
fn renamed(name: &str, format: Format) -> String {
    match name.rsplit_once('.') {
        Some((stem, ending)) if Format::of_extension(ending).is_some() => served_name(stem, format),
        _ => served_name(name, format),
    }
}

/// A name that is unique in the ZIP, ignoring case as Windows and macOS do, and valid on all
/// systems.
fn free_name(name: &str, taken: &mut HashSet<String>) -> String {
    let safe = portable_name(name);
    let (stem, ending) = safe.rsplit_once('.').unwrap_or((&safe, ""));
    let mut number = 1;
    loop {
        let name = match number {
            1 => safe.clone(),
            _ => format!("{stem} ({number}).{ending}"),
        };
        if taken.insert(name.to_lowercase()) {
            return name;
        }
        number += 1;
    }
}

/// Sends what is written, in pieces, as fast as the client receives them.
struct Pieces {
    sender: mpsc::Sender<io::Result<Vec<u8>>>,
    runtime: tokio::runtime::Handle,
    piece: Vec<u8>,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = std::mem::take(&mut self.piece);
        let sent = self
            .runtime
            .block_on(async { tokio::time::timeout(PATIENCE, self.sender.send(Ok(piece))).await });
        match sent {
            Ok(Ok(())) => Ok(()),
            _ => Err(io::Error::other("nobody takes it any more")),
        }
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

    #[test]
    fn every_name_in_an_archive_is_its_own_and_can_be_written_everywhere() {
        let mut taken = HashSet::from(["manifest.csv".to_owned()]);
        let mut free = |name: &str| free_name(name, &mut taken);
        assert_eq!(free("a.jpg"), "a.jpg");
        assert_eq!(free("A.JPG"), "A (2).JPG");
        assert_eq!(free("a.jpg"), "a (3).jpg");
        assert_eq!(free("manifest.csv"), "manifest (2).csv");
        assert_eq!(free("12:30?.jpg"), "12_30_.jpg");
        assert_eq!(free("CON.jpg"), "CON_.jpg");
    }
}
