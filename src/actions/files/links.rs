//! Links to pictures, for users and for those they share them with.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::intake::known;
use super::publication::{event_of, state_of};
use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::file::PhotoState;
use crate::model::media::Format;
use crate::model::media_url::{MediaLink, MediaPass, PHOTO_LINK};
use crate::model::{Check, File, FileId, Logo, Timestamp, Use};
use crate::store::{Scope, events, photos};

/// A link, as requested.
#[derive(Debug, Default)]
pub struct Wanted {
    /// `t_` and a preset, or single transforms.
    pub transform: String,
    /// The link ends once this use of the photograph is not allowed.
    pub bound: Option<Use>,
    pub until: Option<Timestamp>,
}

/// A link to a transformed picture, and when it expires.
pub async fn link(
    app: &App,
    scope: Scope,
    id: FileId,
    wanted: Wanted,
) -> Result<(String, Option<Timestamp>)> {
    let now = app.now();
    let mut check = Check::new();
    let transform = check.field("transform", app.config.media.presets.read(&wanted.transform));
    check.require(wanted.until.is_none_or(|until| until > now), "expiresAt", "in_the_past");
    let transform = check.finish(transform)?;
    let bound = wanted.bound;
    let (file, is_photograph) = app
        .db
        .read(scope, move |read| {
            let file = known(read, id)?;
            let Some(bound) = bound else {
                let is_photograph = photos::is_photograph(read, id)?;
                return Ok((file, is_photograph));
            };
            let event = event_of(&file).ok_or(Error::Conflict("not_a_photo"))?;
            events::find(read, event)?.ok_or(Error::Conflict("not_publishable"))?;
            let photo = state_of(read, file)?;
            match photo.states.iter().find(|one| one.wanted == bound) {
                Some(one) if one.state == PhotoState::Allowed => Ok((photo.file, true)),
                _ => Err(Error::Conflict("not_publishable")),
            }
        })
        .await?;
    if file.picture.is_none() {
        return Err(Error::Conflict("not_a_picture"));
    }
    let mut until = wanted.until;
    // Whatever it was uploaded as: what shows the people of a shoot is guarded as such.
    if (is_photograph || event_of(&file).is_some()) && bound.is_none() {
        let latest = now.plus(PHOTO_LINK);
        if until.is_some_and(|until| until > latest) {
            return Err(Error::invalid("expiresAt", "link_too_long"));
        }
        until = Some(until.unwrap_or(now.plus(Timestamp::DAY)));
    }
    let format = transform.target.format().unwrap_or(Format::Jpeg);
    // A preset is kept by its name, so that the link follows later changes of the preset.
    let words = match wanted.transform.starts_with("t_") {
        true => wanted.transform,
        false => transform.to_string(),
    };
    let link = MediaLink {
        transform: words,
        public_id: file.public_id,
        extension: format.extension().to_owned(),
        pass: MediaPass { until, bound: bound.map(|one| one.name().to_owned()) },
    };
    let about = serde_json::json!({ "file": id, "use": bound.map(|one| one.name().to_owned()) });
    app.note(scope, AuditAction::LinkFile, about).await?;
    Ok((app.url(&link.path(&app.keys)), until))
}

/// A picture in several sizes: width in pixels, and path.
pub type Sizes = Vec<(u32, String)>;

/// The paths of a picture for our own pages: square thumbnails, and the whole picture, never
/// enlarged. They expire as those of [`urls`] do.
pub fn sizes(app: &App, file: &File) -> (Sizes, Sizes) {
    let path = |transform: String| {
        let pass = MediaPass { until: Some(until(app)), bound: None };
        let (public_id, extension) = (file.public_id.clone(), "jpg".to_owned());
        MediaLink { transform, public_id, extension, pass }.path(&app.keys)
    };
    let square = |side: u32| (side, path(format!("w_{side},h_{side},c_fill,g_auto,q_auto,f_auto")));
    let (width, height) = file.picture.as_ref().map_or((1, 1), |seen| (seen.width, seen.height));
    let whole = |side: u32| {
        // Fitted into a square, so a tall picture is narrower than the side.
        let wide = u64::from(side) * u64::from(width) / u64::from(width.max(height).max(1));
        let wide = u32::try_from(wide).unwrap_or(side).min(width).max(1);
        (wide, path(format!("w_{side},h_{side},c_limit,q_auto,f_auto")))
    };
    let mut wholes: Sizes = [800, 1600, 2400].map(whole).into();
    wholes.dedup_by_key(|(wide, _)| *wide);
    ([240, 480, 720].map(square).into(), wholes)
}

/// Tiny previews for a page to show while pictures load: `data:` URLs of some hundred bytes, in the
/// order of the files. None for a file that is no picture or has no hash.
pub async fn previews(app: &App, files: &[File]) -> Result<Vec<Option<String>>> {
    let hash = |file: &File| {
        let seen = file.picture.as_ref()?;
        BASE64_STANDARD.decode(&seen.placeholder).ok()
    };
    let hashes = files.iter().map(|file| hash(file).unwrap_or_default()).collect();
    let made = app.previews(hashes).await?.into_iter();
    let address =
        |webp: Vec<u8>| format!("data:image/webp;base64,{}", BASE64_STANDARD.encode(webp));
    Ok(made.map(|webp| webp.map(address)).collect())
}

/// The path of a logo for our own pages: public, and permanent.
pub fn logo_path(app: &App, logo: &Logo) -> String {
    MediaLink {
        transform: format!("{},q_auto,f_auto", Logo::fitted(2)),
        public_id: logo.public_id.clone(),
        extension: "jpg".to_owned(),
        pass: MediaPass { until: None, bound: None },
    }
    .path(&app.keys)
}

/// Within two days, and the same for a whole day.
fn until(app: &App) -> Timestamp {
    Timestamp((app.now().0 / Timestamp::DAY + 2) * Timestamp::DAY)
}

/// The URL of a picture in each preset, for users who may see it now. They expire within two days
/// and are the same for a whole day, so that browsers can cache them.
pub fn urls(app: &App, public_id: &str) -> Vec<(String, String)> {
    let until = until(app);
    let presets = &app.config.media.presets;
    let url = |name: &str| {
        let format = presets.find(name).and_then(|one| one.target.format()).unwrap_or(Format::Jpeg);
        let link = MediaLink {
            transform: format!("t_{name}"),
            public_id: public_id.to_owned(),
            extension: format.extension().to_owned(),
            pass: MediaPass { until: Some(until), bound: None },
        };
        (name.to_owned(), app.url(&link.path(&app.keys)))
    };
    presets.names().map(url).collect()
}
