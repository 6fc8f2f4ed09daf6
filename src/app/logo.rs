//! A company's logo, rendered for print or mail.

use super::App;
use crate::error::Result;
use crate::model::media::PictureRequest;
use crate::model::{Ground, Logo};
use crate::ports::Shelf;
use crate::store::{Scope, files};

impl App {
    /// The logo of a company and its bytes, with `density` pixels per CSS pixel, on its background
    /// colour, in the format of `format` (a transform). None if the company has no logo.
    pub async fn logo(
        &self,
        scope: Scope,
        density: u32,
        format: &str,
    ) -> Result<Option<(Logo, Vec<u8>)>> {
        let Some(logo) = self.db.read(scope, files::logo).await? else { return Ok(None) };
        let ground = match logo.ground {
            Ground::Dark => "1e1d1b",
            Ground::Light | Ground::Own => "ffffff",
        };
        let words = format!("{},b_{ground},{format}", Logo::fitted(density));
        let order = words.parse().map_err(|why| anyhow::anyhow!("{words}: {why}"))?;
        let shelf = Shelf::Company(logo.company);
        let made = self.derivative(shelf, logo.sha256, PictureRequest::plain(order)).await?;
        let derivatives = self.derivatives.clone();
        let read = move || -> Result<Vec<u8>> {
            let reader = derivatives.open(&made)?;
            Ok(reader.read(0..reader.bytes()).map_err(anyhow::Error::from)?)
        };
        Ok(Some((logo, self.on_disk(read).await??)))
    }
}
