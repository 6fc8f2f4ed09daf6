//! Integrity of blobs: damaged ones are not served.

use super::App;
use crate::error::{Error, Result};
use crate::model::Digest;
use crate::ports::{BlobReader, Blobs, Condition, LocalCopy, Shelf};
use crate::store::lost;
use crate::store::restore::Referred;

impl App {
    /// Opens a blob, checked against its SHA-256 before the process serves it for the first time
    /// (at the speed of the disk: about 10 ms for a photograph of 10 MB). A missing or damaged blob
    /// is recorded, and administrators are notified.
    pub async fn open_blob(&self, shelf: Shelf, name: Digest) -> Result<Box<dyn BlobReader>> {
        self.verified_blob(shelf, name, |on, name| on.open(name)).await
    }

    /// As [`App::open_blob`], as a local file.
    pub async fn local_copy(&self, shelf: Shelf, name: Digest) -> Result<LocalCopy> {
        self.verified_blob(shelf, name, |on, name| on.local_copy(name)).await
    }

    /// The bytes of a sealed document. If they are missing or damaged, that is recorded with an entry of
    /// the audit log, and administrators are notified.
    pub async fn sealed_pdf(&self, name: Digest) -> Result<Vec<u8>> {
        let blobs = self.blobs.clone();
        let found = self
            .off_thread(move || match blobs.get(name) {
                Ok(Some(bytes)) => Ok(Ok(bytes)),
                Ok(None) => Ok(Err(Condition::Missing)),
                // Either the bytes are damaged, or they cannot be read for another reason.
                Err(error) => match blobs.check(name)? {
                    Condition::Whole => Err(error),
                    condition => Ok(Err(condition)),
                },
            })
            .await??;
        match found {
            Ok(bytes) => Ok(bytes),
            Err(condition) => {
                tracing::error!(blob = %name, ?condition, "the bytes of a sealed PDF are lost");
                let blob = Referred { shelf: None, name, bytes: 0 };
                let rotten = condition == Condition::Rotten;
                self.db.write_all(move |all| lost::note(all, &blob, rotten)).await?;
                Err(Error::Unavailable("pdf_damaged"))
            }
        }
    }

    async fn verified_blob<T: Send + 'static>(
        &self,
        shelf: Shelf,
        name: Digest,
        get: fn(&dyn Blobs, Digest) -> Result<Option<T>>,
    ) -> Result<T> {
        let on = self.blobs.shelf(shelf);
        let found = self
            .on_disk(move || match get(&*on, name) {
                Ok(Some(blob)) => Ok((Some(blob), Condition::Whole)),
                Ok(None) => Ok((None, Condition::Missing)),
                // Either the blob is damaged, or it cannot be read for another reason.
                Err(error) => match on.check(name)? {
                    Condition::Whole => Err(error),
                    condition => Ok((None, condition)),
                },
            })
            .await??;
        match found {
            (Some(blob), _) => Ok(blob),
            (None, condition) => {
                tracing::error!(blob = %name, ?condition, "a file's bytes are lost");
                let blob = Referred { shelf: Some(shelf), name, bytes: 0 };
                let rotten = condition == Condition::Rotten;
                self.db.write_all(move |all| lost::note(all, &blob, rotten)).await?;
                Err(Error::Unavailable("file_damaged"))
            }
        }
    }
}
