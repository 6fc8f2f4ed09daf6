//! Files in a blob store on another machine: nothing but the store knows where bytes are kept.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use be_right::Result;
use be_right::actions::{backup, files};
use be_right::adapters::DiskBackupStore;
use be_right::model::{Digest, Timestamp};
use be_right::ports::{Blob, BlobReader, Blobs, Condition, Draft, LocalCopy, Shelf};

use super::publication::{names, unzip};
use super::resume::{announces, appends};
use super::{drafts, fetch, id, jpeg, photo};
use crate::support::{Server, Studio};

/// A store that gives neither open files nor paths of its own: a local copy is a temporary file
/// below `folder`.
struct Remote {
    store: Arc<dyn Blobs>,
    folder: PathBuf,
}

/// Bytes that were downloaded.
struct Downloaded(Vec<u8>);

impl BlobReader for Downloaded {
    fn bytes(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_exact_at(&self, into: &mut [u8], at: u64) -> io::Result<()> {
        let from = self.0.get(at as usize..).unwrap_or_default();
        let part = from.get(..into.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
        into.copy_from_slice(part);
        Ok(())
    }
}

/// A draft whose bytes are elsewhere.
struct RemoteDraft {
    draft: Box<dyn Draft>,
    folder: PathBuf,
}

fn downloaded(from: &Path, folder: &Path) -> LocalCopy {
    let copy = tempfile::NamedTempFile::new_in(folder).unwrap();
    std::fs::copy(from, copy.path()).unwrap();
    LocalCopy::Temporary(Arc::new(copy.into_temp_path()))
}

impl Remote {
    fn draft_of(&self, draft: Box<dyn Draft>) -> Box<dyn Draft> {
        Box::new(RemoteDraft { draft, folder: self.folder.clone() })
    }
}

impl Blobs for Remote {
    fn put(&self, bytes: &[u8]) -> Result<Digest> {
        self.store.put(bytes)
    }

    fn get(&self, name: Digest) -> Result<Option<Vec<u8>>> {
        self.store.get(name)
    }

    fn delete(&self, name: Digest) -> Result<()> {
        self.store.delete(name)
    }

    fn shelf(&self, owner: Shelf) -> Arc<dyn Blobs> {
        Arc::new(Self { store: self.store.shelf(owner), folder: self.folder.clone() })
    }

    fn shelves(&self) -> Result<Vec<Shelf>> {
        self.store.shelves()
    }

    fn draft(&self) -> Result<Box<dyn Draft>> {
        Ok(self.draft_of(self.store.draft()?))
    }

    fn part(&self, token: &str, now: Timestamp) -> Result<Box<dyn Draft>> {
        Ok(self.draft_of(self.store.part(token, now)?))
    }

    fn part_bytes(&self, token: &str) -> Result<Option<u64>> {
        self.store.part_bytes(token)
    }

    fn drop_part(&self, token: &str) -> Result<()> {
        self.store.drop_part(token)
    }

    fn has(&self, name: Digest) -> Result<bool> {
        self.store.has(name)
    }

    fn open(&self, name: Digest) -> Result<Option<Box<dyn BlobReader>>> {
        let bytes = self.store.get(name)?;
        Ok(bytes.map(|bytes| Box::new(Downloaded(bytes)) as Box<dyn BlobReader>))
    }

    fn local_copy(&self, name: Digest) -> Result<Option<LocalCopy>> {
        Ok(self.store.local_copy(name)?.map(|stored| downloaded(&stored, &self.folder)))
    }

    fn unverified_copy(&self, name: Digest) -> Result<Option<LocalCopy>> {
        Ok(self.store.unverified_copy(name)?.map(|stored| downloaded(&stored, &self.folder)))
    }

    fn check(&self, name: Digest) -> Result<Condition> {
        self.store.check(name)
    }

    fn list(&self) -> Result<Vec<Blob>> {
        self.store.list()
    }

    fn forget(&self, name: Digest, before: Timestamp) -> Result<bool> {
        self.store.forget(name, before)
    }

    fn set_aside(&self, name: Digest, before: Timestamp, now: Timestamp) -> Result<bool> {
        self.store.set_aside(name, before, now)
    }

    fn delete_set_aside(&self, before: Timestamp) -> Result<u64> {
        self.store.delete_set_aside(before)
    }

    fn sweep(&self, before: Timestamp) -> Result<usize> {
        self.store.sweep(before)
    }
}

impl Draft for RemoteDraft {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.draft.write(bytes)
    }

    fn bytes(&self) -> u64 {
        self.draft.bytes()
    }

    fn sync(&mut self) -> Result<()> {
        self.draft.sync()
    }

    fn cut(&mut self, bytes: u64) -> Result<()> {
        self.draft.cut(bytes)
    }

    fn name(&mut self) -> Result<Digest> {
        self.draft.name()
    }

    fn local_copy(&mut self) -> Result<LocalCopy> {
        Ok(downloaded(&self.draft.local_copy()?, &self.folder))
    }

    fn keep(self: Box<Self>, now: Timestamp) -> Result<Digest> {
        self.draft.keep(now)
    }
}

async fn ranged(studio: &Studio<'_>, file: i64, range: &str) -> Vec<u8> {
    let authorization = format!("Bearer {}", studio.token);
    let headers = [("authorization", authorization.as_str()), ("range", range)];
    let part = fetch(studio.server, &format!("/file/{file}/content"), &headers).await;
    part.is(206).bytes.clone()
}

#[tokio::test]
async fn a_store_without_files_of_its_own_serves_as_well_and_leaves_no_copies_behind() {
    let copies = tempfile::tempdir().unwrap();
    let server = Server::start_on(&[], |app| {
        let (store, folder) = (app.blobs.clone(), copies.path().to_owned());
        app.blobs = Arc::new(Remote { store, folder });
    });
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "M", "ana@example.org").await;
    let (event, _) = studio.plans("Été", &[ana]).await;
    let form = id(&photo(&studio, event, 1).await);
    let bytes = jpeg(2);
    let at = announces(&studio, event, bytes.len()).await.is(201).header("location").to_owned();
    appends(&studio, &at, 0, &bytes[..1_000]).await.is(204);
    let done = appends(&studio, &at, 1_000, &bytes[1_000..]).await;
    let resumed: i64 = done.is(204).header("x-file-id").parse().unwrap();
    assert_eq!(drafts(&server), 0);

    let whole = studio.get(&format!("/file/{resumed}/content")).await;
    assert!(whole.is(200).bytes == bytes, "byte for byte");
    assert!(ranged(&studio, form, "bytes=10-99").await == jpeg(1)[10..100], "byte for byte");
    let body = serde_json::json!({ "transform": "w_99" });
    let link = studio.post(&format!("/file/{form}/link"), body).await;
    let url = link.is(201).json["url"].as_str().unwrap().to_owned();
    fetch(&server, &url, &[]).await.is(200);
    names(&studio, form, &[ana]).await;
    for version in ["original", "web"] {
        let path = format!("/event/{event}/photos.zip?use=web&state=pending&version={version}");
        assert_eq!(unzip(&studio.get(&path).await.is(200).bytes).0.len(), 1, "{version}");
    }

    let kept = tempfile::tempdir().unwrap();
    let secrets = tempfile::tempdir().unwrap();
    for key in ["links.key", "seal.key"] {
        std::fs::write(secrets.path().join(key), hex::encode([7; 32])).unwrap();
    }
    let store = DiskBackupStore::new(&kept.path().join("kept"), secrets.path(), None);
    let made = backup::make_elsewhere(&server.app, Arc::new(store), None).await.unwrap();
    assert_eq!((made.kept.manifest.blobs, made.kept.manifest.lost.len()), (2, 0));
    assert_eq!(files::check(&server.app).await.unwrap().blobs, 2);
    assert_eq!(std::fs::read_dir(copies.path()).unwrap().count(), 0);
    server.settle().await;
}
