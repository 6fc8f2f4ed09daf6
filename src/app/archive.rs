//! A ZIP that is written while it is sent: with constant memory, and no further ahead than the
//! client reads.

use std::collections::HashSet;
use std::future::Future;
use std::io::{self, Write};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, anyhow};
use tokio::sync::mpsc;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use crate::error::Result;
use crate::model::file::{PIECE, portable_name};
use crate::ports::BlobReader;

/// An archive to send.
pub struct Sending {
    /// Its pieces. An error cuts the connection, so that an incomplete archive is not taken for a
    /// complete one.
    pub pieces: mpsc::Receiver<io::Result<Vec<u8>>>,
    /// Makes the pieces, in a task of its own. It ends with the archive, or when nobody receives it
    /// any more.
    pub work: Pin<Box<dyn Future<Output = ()> + Send>>,
}

/// An archive to send, with its file name.
pub struct Export {
    pub name: String,
    pub archive: Sending,
}

/// The longest time a client may take to receive a piece.
const PATIENCE: Duration = Duration::from_secs(60);
/// Pieces in the queue to the client.
const WAITING: usize = 4;

/// Adds files to an archive that is being sent. Names are stored as UTF-8, and the caller makes each
/// of them unique.
pub struct Archive {
    /// None while a thread writes to it.
    zip: Option<ZipWriter<StreamWriter<Outgoing>>>,
    outgoing: Outgoing,
    client: mpsc::Sender<io::Result<Vec<u8>>>,
}

/// Sends what `fill` adds. If it fails, the client receives an error instead of the end. It stops
/// at the next file when the client is gone.
pub fn send<F>(fill: impl FnOnce(Archive) -> F) -> Sending
where
    F: Future<Output = Result<Archive>> + Send + 'static,
{
    let (client, pieces) = mpsc::channel(WAITING);
    let outgoing = Outgoing::default();
    let zip = Some(ZipWriter::new_stream(outgoing.clone()));
    let filling = fill(Archive { zip, outgoing, client: client.clone() });
    let work = Box::pin(async move {
        let sent = async { filling.await?.close().await };
        if let Err(error) = sent.await
            && !client.is_closed()
        {
            tracing::error!(%error, "an archive could not be completed");
            let broken = io::Error::other("the archive could not be completed");
            let _ = client.send(Err(broken)).await;
        }
    });
    Sending { pieces, work }
}

/// Begins an archive whose pieces the caller receives while it adds files. If it stops before
/// [`Archive::finish`], the pieces end too early.
pub fn begin() -> (Archive, mpsc::Receiver<io::Result<Vec<u8>>>) {
    let (client, pieces) = mpsc::channel(WAITING);
    let outgoing = Outgoing::default();
    let zip = Some(ZipWriter::new_stream(outgoing.clone()));
    (Archive { zip, outgoing, client }, pieces)
}

impl Archive {
    /// Writes the end of an archive that was begun with [`begin`].
    pub async fn finish(self) -> Result<()> {
        self.close().await
    }

    /// Adds a file whose bytes are compressed already. At most 4 GiB.
    pub async fn put(&mut self, name: &str, bytes: Vec<u8>) -> Result<()> {
        self.add(name, bytes, CompressionMethod::Stored).await
    }

    /// Adds a text, compressed.
    pub async fn put_text(&mut self, name: &str, text: Vec<u8>) -> Result<()> {
        self.add(name, text, CompressionMethod::Deflated).await
    }

    /// Adds a JSON file, indented and compressed.
    pub async fn put_json(&mut self, name: &str, json: &serde_json::Value) -> Result<()> {
        let text = serde_json::to_vec_pretty(json).map_err(anyhow::Error::from)?;
        self.put_text(name, text).await
    }

    /// Begins a text that is written in pieces, compressed; [`Archive::append`] adds them.
    pub async fn begin_text(&mut self, name: &str) -> Result<()> {
        let name = name.to_owned();
        let deflated = CompressionMethod::Deflated;
        let options = SimpleFileOptions::default().compression_method(deflated).large_file(true);
        self.write(move |zip| Ok(zip.start_file(name, options)?)).await
    }

    /// Adds a piece to the text that was begun last.
    pub async fn append(&mut self, piece: Vec<u8>) -> Result<()> {
        self.write(move |zip| zip.write_all(&piece)).await
    }

    async fn add(&mut self, name: &str, bytes: Vec<u8>, method: CompressionMethod) -> Result<()> {
        let name = name.to_owned();
        let options = SimpleFileOptions::default().compression_method(method);
        self.write(move |zip| {
            zip.start_file(name, options)?;
            zip.write_all(&bytes)
        })
        .await
    }

    /// Adds a blob of any size (ZIP64), whose bytes are compressed already.
    pub async fn copy(&mut self, name: &str, blob: Box<dyn BlobReader>) -> Result<()> {
        let (name, blob) = (name.to_owned(), Arc::<dyn BlobReader>::from(blob));
        let stored = CompressionMethod::Stored;
        let options = SimpleFileOptions::default().compression_method(stored).large_file(true);
        self.write(move |zip| Ok(zip.start_file(name, options)?)).await?;
        let bytes = blob.bytes();
        let mut at = 0;
        while at < bytes {
            let (blob, to) = (blob.clone(), bytes.min(at + PIECE as u64));
            self.write(move |zip| zip.write_all(&blob.read(at..to)?)).await?;
            at = to;
        }
        Ok(())
    }

    /// Writes to the ZIP in a thread, and sends what was written.
    async fn write(
        &mut self,
        work: impl FnOnce(&mut ZipWriter<StreamWriter<Outgoing>>) -> io::Result<()> + Send + 'static,
    ) -> Result<()> {
        let mut zip = self.zip.take().context("an archive failed before")?;
        let written = tokio::task::spawn_blocking(move || work(&mut zip).map(|()| zip));
        let written = written.await.context("writing an archive stopped halfway")?;
        self.zip = Some(written.context("cannot write an archive")?);
        self.send().await
    }

    async fn send(&mut self) -> Result<()> {
        let piece = self.outgoing.take();
        match tokio::time::timeout(PATIENCE, self.client.send(Ok(piece))).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(anyhow!("nobody receives an archive any more").into()),
        }
    }

    /// Writes the central directory.
    async fn close(mut self) -> Result<()> {
        let zip = self.zip.take().context("an archive failed before")?;
        let written = tokio::task::spawn_blocking(move || zip.finish().map(drop));
        written.await.context("writing an archive stopped halfway")?.context("cannot end it")?;
        self.send().await
    }
}

/// The bytes to send next.
#[derive(Clone, Default)]
struct Outgoing(Arc<Mutex<Vec<u8>>>);

impl Write for Outgoing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Outgoing {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A name that is unique in the ZIP, ignoring case as Windows and macOS do, and valid on all
/// systems.
pub fn unique_name(name: &str, taken: &mut HashSet<String>) -> String {
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

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use zip::ZipArchive;

    use super::*;

    /// Letters of the alphabet, without end.
    struct Letters(u64);

    impl BlobReader for Letters {
        fn bytes(&self) -> u64 {
            self.0
        }

        fn read_exact_at(&self, into: &mut [u8], at: u64) -> io::Result<()> {
            let letter = |at: u64| b'a' + (at % 26) as u8;
            (at..).zip(into).for_each(|(at, byte)| *byte = letter(at));
            Ok(())
        }
    }

    async fn received(sending: Sending) -> io::Result<Vec<u8>> {
        let Sending { mut pieces, work } = sending;
        let all = async {
            let mut all = vec![];
            while let Some(piece) = pieces.recv().await {
                all.extend(piece?);
            }
            io::Result::Ok(all)
        };
        tokio::join!(all, work).0
    }

    #[tokio::test]
    async fn what_is_added_is_read_back_under_its_name() {
        let long = 3 * PIECE as u64 + 7;
        let sending = send(|mut archive| async move {
            archive.put("Été – 夏.pdf", b"a document".to_vec()).await?;
            archive.copy("long.jpg", Box::new(Letters(long))).await?;
            archive.copy("empty.jpg", Box::new(Letters(0))).await?;
            archive.put_text("manifest.csv", b"file".repeat(1_000)).await?;
            archive.begin_text("long.json").await?;
            archive.append(b"[1,".to_vec()).await?;
            archive.append(b"2]".to_vec()).await?;
            Ok(archive)
        });
        let bytes = received(sending).await.unwrap();
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut read = |name: &str| {
            let (mut entry, mut content) = (archive.by_name(name).unwrap(), vec![]);
            entry.read_to_end(&mut content).unwrap();
            (content, entry.compression())
        };
        assert_eq!(read("Été – 夏.pdf"), (b"a document".to_vec(), CompressionMethod::Stored));
        assert!(read("long.jpg").0 == Letters(long).read(0..long).unwrap(), "byte for byte");
        assert_eq!(read("long.json").0, b"[1,2]");
        assert_eq!(read("empty.jpg").0, b"");
        assert_eq!(read("manifest.csv"), (b"file".repeat(1_000), CompressionMethod::Deflated));
    }

    #[tokio::test]
    async fn an_archive_that_fails_ends_with_an_error() {
        let sending = send(|mut archive| async move {
            archive.put("a.pdf", b"a".to_vec()).await?;
            Err(anyhow!("the disk is gone").into())
        });
        assert!(received(sending).await.is_err());
    }

    #[tokio::test]
    async fn no_more_is_read_than_a_client_takes() {
        let (done, ended) = tokio::sync::oneshot::channel();
        let Sending { mut pieces, work } = send(|mut archive| async move {
            let copied = archive.copy("endless.jpg", Box::new(Letters(u64::MAX))).await;
            done.send(copied.is_err()).unwrap();
            Ok(archive)
        });
        let receive = async move {
            for _ in 0..10 {
                assert!(pieces.recv().await.unwrap().unwrap().len() <= PIECE);
            }
            assert!(pieces.len() <= WAITING);
        };
        tokio::join!(receive, work);
        assert!(ended.await.unwrap());
    }

    #[test]
    fn every_name_in_an_archive_is_its_own_and_can_be_written_everywhere() {
        let mut taken = HashSet::from(["manifest.csv".to_owned()]);
        let mut free = |name: &str| unique_name(name, &mut taken);
        assert_eq!(free("a.jpg"), "a.jpg");
        assert_eq!(free("A.JPG"), "A (2).JPG");
        assert_eq!(free("a.jpg"), "a (3).jpg");
        assert_eq!(free("manifest.csv"), "manifest (2).csv");
        assert_eq!(free("12:30?.jpg"), "12_30_.jpg");
        assert_eq!(free("CON.jpg"), "CON_.jpg");
    }
}
