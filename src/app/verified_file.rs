//! Integrity of files: damaged ones are not served.

use std::path::PathBuf;

use super::App;
use crate::error::{Error, Result};
use crate::model::Digest;
use crate::ports::{Condition, Shelf};
use crate::store::lost;
use crate::store::restore::Referred;

impl App {
    /// The path of a blob, checked against its SHA-256 before the process serves it for the first
    /// time (at the speed of the disk: about 10 ms for a photograph of 10 MB). A missing or damaged
    /// blob is recorded, and administrators are notified.
    pub async fn verified_file(&self, shelf: Shelf, name: Digest) -> Result<PathBuf> {
        let on = self.blobs.shelf(shelf);
        let found = self
            .on_disk(move || match on.verified_file(name) {
                Ok(Some(path)) => Ok((Some(path), Condition::Whole)),
                Ok(None) => Ok((None, Condition::Missing)),
                // Either the file is damaged, or it cannot be read for another reason.
                Err(error) => match on.check(name)? {
                    Condition::Whole => Err(error),
                    condition => Ok((None, condition)),
                },
            })
            .await??;
        match found {
            (Some(path), _) => Ok(path),
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
