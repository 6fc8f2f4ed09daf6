//! Writes a ZIP while it is sent: one file in memory at a time, and no further ahead than the
//! client reads.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use poem::http::header;
use poem::{Body, IntoResponse, Response};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::reply::attachment;
use crate::error::Result;

/// The buffer of bytes to send next.
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

/// Adds files to a ZIP that is being sent.
pub struct Archive {
    zip: ZipWriter<StreamWriter<Outgoing>>,
    outgoing: Outgoing,
    reader: mpsc::Sender<io::Result<Vec<u8>>>,
}

impl Archive {
    /// An archive, and the response that sends it.
    pub fn open(name: &str) -> (Self, Response) {
        let (reader, parts) = mpsc::channel(2);
        let outgoing = Outgoing::default();
        let zip = ZipWriter::new_stream(outgoing.clone());
        let response = Response::builder()
            .header(header::CONTENT_TYPE, "application/zip")
            .header(header::CONTENT_DISPOSITION, attachment(name))
            .header(header::CACHE_CONTROL, "private, no-store")
            .body(Body::from_bytes_stream(ReceiverStream::new(parts)))
            .into_response();
        (Self { zip, outgoing, reader }, response)
    }

    /// Adds a file uncompressed; false if the client is gone.
    pub async fn put(&mut self, name: &str, bytes: &[u8]) -> Result<bool> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        self.zip.start_file(name, options).map_err(anyhow::Error::from)?;
        self.zip.write_all(bytes).map_err(anyhow::Error::from)?;
        let part = self.outgoing.take();
        Ok(self.reader.send(Ok(part)).await.is_ok())
    }

    /// Writes the central directory and ends the archive.
    pub async fn close(self) -> Result<()> {
        self.zip.finish().map_err(anyhow::Error::from)?;
        let part = self.outgoing.take();
        // The client may be gone.
        let _ = self.reader.send(Ok(part)).await;
        Ok(())
    }

    /// Aborts the response, so that a partial archive is not taken for a whole one.
    pub async fn fail(self) {
        let broken = io::Error::other("the archive could not be completed");
        let _ = self.reader.send(Err(broken)).await;
    }
}
