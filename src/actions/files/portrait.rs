//! The portraits of users, who can only change their own.

use std::sync::Arc;

use super::intake::{Arrived, Arriving, look_into, seen};
use crate::App;
use crate::error::{Error, Result};
use crate::model::UserId;
use crate::model::file::Portrait;
use crate::model::keys::fresh_nonce;
use crate::ports::{Blobs, Shelf};
use crate::store::portraits;

/// Accepts a portrait.
pub struct PortraitIntake {
    app: App,
    user: UserId,
    shelf: Arc<dyn Blobs>,
}

impl PortraitIntake {
    pub fn of(app: &App, user: UserId) -> Self {
        let shelf = app.blobs.shelf(Shelf::User(user));
        Self { app: app.clone(), user, shelf }
    }

    pub async fn next(&self) -> Result<Arriving> {
        Arriving::begin(&self.app, self.shelf.clone()).await
    }

    pub async fn arrived(&self, file: Arriving) -> Result<Arrived> {
        let (draft, bytes) = file.whole(&self.app).await?;
        look_into(&self.app, draft, bytes, None).await
    }

    /// Stores the portrait in place of the former one.
    pub async fn keep(self, arrived: Arrived) -> Result<Portrait> {
        let (stored, picture) = arrived.store_picture(&self.app).await?;
        let seen = seen(&self.app, picture);
        let portrait = Portrait {
            user: self.user,
            sha256: stored.sha256,
            bytes: stored.bytes,
            format: stored.inspected.format,
            width: seen.width,
            height: seen.height,
            has_alpha: seen.has_alpha,
            placeholder: seen.placeholder,
            colour: seen.colour,
            public_id: fresh_nonce(),
            updated_at: self.app.now(),
        };
        let kept = portrait.clone();
        // The former blob has no row any more, and the sweep deletes it.
        self.app.db.write_all(move |all| portraits::put(all, &kept).map(drop)).await?;
        Ok(portrait)
    }
}

/// The portrait of a user.
pub async fn portrait(app: &App, user: UserId) -> Result<Portrait> {
    let found = app.db.read_all(move |all| portraits::find(all, user)).await?;
    found.ok_or(Error::NotFound("portrait"))
}

/// Deletes the portrait of a user.
pub async fn delete_portrait(app: &App, user: UserId) -> Result<()> {
    let gone = app.db.write_all(move |all| portraits::delete(all, user)).await?;
    if gone { Ok(()) } else { Err(Error::NotFound("portrait")) }
}
