//! Delivery of pictures by URL: rendered once, cached while there is room, and refused as soon as
//! the use that the URL is bound to is not allowed.

use std::sync::Arc;

use crate::App;
use crate::error::{Error, Result};
use crate::model::file::Portrait;
use crate::model::file::{PhotoState, UseStanding};
use crate::model::media::{Focus, Format, PictureRequest, Region, Watermark};
use crate::model::media_url::{BadLink, MediaLink};
use crate::model::transform::{Accepts, Transform};
use crate::model::{Digest, File, Use};
use crate::ports::{Derivative, Lookup, Shelf};
use crate::store::files::{self, Delivered};
use crate::store::{AllRead, portraits};

/// The signature of URLs that need none.
const PUBLIC: &str = "public";

/// A request, as in the path.
#[derive(Debug, Clone)]
pub struct MediaRequest {
    pub signature: String,
    pub transform: String,
    pub public_id: String,
    pub extension: String,
    pub accepts: Accepts,
    /// The ETags the client has, as sent, weak or strong.
    pub has: Vec<String>,
}

/// How a response may be cached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// By anyone, permanently: a logo.
    Public,
    /// By the client, permanently: a URL always gives the same picture.
    Private,
    /// By the client, which must revalidate each time.
    Asking,
}

/// A picture to send.
#[derive(Debug)]
pub struct Delivery {
    /// The strong ETag, in quotes.
    pub tag: String,
    pub format: Format,
    pub keeping: Keeping,
    /// Whether the format depends on the client.
    pub varies: bool,
    /// Whether text and data mining is reserved.
    pub reserves_mining: bool,
    /// None if the client has it already.
    pub picture: Option<Derivative>,
    /// A picture worth rendering after the response; see [`improve`].
    pub better: Option<Better>,
}

/// A picture that may become smaller in another format.
#[derive(Debug)]
pub struct Better {
    order: PictureRequest,
    shelf: Shelf,
    sha256: Digest,
    key: Digest,
}

/// The smallest picture, in bytes as sent, that is also rendered as AVIF; below it, little is
/// saved.
const AVIF_FROM: u64 = 16 << 10;
/// The largest; above it, rendering takes too long.
const AVIF_UP_TO: u64 = 1 << 20;

/// The file or portrait of a URL.
struct Found {
    shelf: Shelf,
    sha256: Digest,
    has_alpha: bool,
    focus: Option<Focus>,
    faces: Vec<Region>,
    company_name: Option<String>,
    watermark: Option<File>,
    /// Whether it is the company's current logo.
    is_logo: bool,
    /// Whether the same bytes are a photograph of a shoot.
    is_photograph: bool,
}

/// Delivers the picture of a URL.
pub async fn deliver(app: &App, asked: MediaRequest) -> Result<Delivery> {
    let missing = || Error::NotFound("picture");
    let (bound, is_long) = authorise(app, &asked)?;
    let transform = app.config.media.presets.read(&asked.transform).map_err(|_| missing())?;
    let found = find(app, &asked, bound).await?.ok_or_else(missing)?;
    let reserves_mining = app.config.media.reserve_mining && bound != Some(Use::AI);
    // It may have been uploaded as something else before, and linked to for good.
    if is_long && found.is_photograph {
        return Err(Error::Gone("not_published"));
    }
    let keeping = match (bound, found.is_logo && !found.is_photograph) {
        (Some(_), _) => Keeping::Asking,
        (None, true) => Keeping::Public,
        (None, false) => Keeping::Private,
    };
    let varies = transform.varies();
    let order = order(app, &found, transform.settle(asked.accepts, found.has_alpha, false)).await?;
    let format = order.transform.target.format().unwrap_or(Format::Jpeg);
    let key = order.key(found.sha256);
    let avif = (app.config.media.avif && varies && asked.accepts.avif).then(|| {
        let transform = transform.settle(asked.accepts, found.has_alpha, true);
        let order = PictureRequest { transform, ..order.clone() };
        let key = order.key(found.sha256);
        Better { order, shelf: found.shelf, sha256: found.sha256, key }
    });
    let has =
        |tag: &str| asked.has.iter().any(|one| one.trim_start_matches("W/") == tag || one == "*");
    let tags = [Some((key, format)), avif.as_ref().map(|better| (better.key, Format::Avif))];
    for (key, format) in tags.into_iter().flatten() {
        let tag = format!("\"{key}\"");
        if has(&tag) {
            let (picture, better) = (None, None);
            return Ok(Delivery { tag, format, keeping, varies, reserves_mining, picture, better });
        }
    }
    let plain = app.derivative(found.shelf, found.sha256, order).await?;
    let mut sent = Delivery {
        tag: format!("\"{key}\""),
        format,
        keeping,
        varies,
        reserves_mining,
        picture: Some(plain),
        better: None,
    };
    let Some(better) = avif else { return Ok(sent) };
    match app.derivatives.find(better.sha256, better.key, Format::Avif)? {
        // AVIF is only used if it saves a tenth.
        Some(avif) if avif.bytes * 10 <= plain.bytes * 9 => {
            sent.tag = format!("\"{}\"", better.key);
            (sent.format, sent.picture) = (Format::Avif, Some(avif));
        }
        None if (AVIF_FROM..=AVIF_UP_TO).contains(&plain.bytes) => sent.better = Some(better),
        _ => {}
    }
    Ok(sent)
}

/// Renders a picture as AVIF, which is a hundred times as expensive, for later requests. Does
/// nothing if it is being rendered, or if the queue is long.
pub async fn improve(app: &App, better: Better) -> Result<()> {
    app.derivative_later(better.shelf, better.sha256, better.order).await
}

/// Checks the signature. Returns the use the URL is bound to, if any, and whether it lasts longer than
/// a link to a photograph may that is bound to none.
fn authorise(app: &App, asked: &MediaRequest) -> Result<(Option<Use>, bool)> {
    if asked.signature == PUBLIC {
        // Without a signature only presets are allowed.
        let is_preset = asked.transform.starts_with("t_");
        return if is_preset { Ok((None, true)) } else { Err(Error::NotFound("picture")) };
    }
    let MediaRequest { signature, transform, public_id, extension, .. } = asked;
    let link = MediaLink::check(&app.keys, app.now(), signature, transform, public_id, extension)
        .map_err(|bad| match bad {
        BadLink::Forged => Error::NotFound("picture"),
        BadLink::Expired => Error::Gone("link_expired"),
    })?;
    let is_long = link.pass.is_too_long_for_photo(app.now());
    match link.pass.bound {
        None => Ok((None, is_long)),
        Some(word) => {
            let bound = Use::from_name(&word).ok_or(Error::NotFound("picture"))?;
            Ok((Some(bound), is_long))
        }
    }
}

/// The picture with that public id. Whether its use is allowed is checked at each request.
async fn find(app: &App, asked: &MediaRequest, bound: Option<Use>) -> Result<Option<Arc<Found>>> {
    let id = asked.public_id.clone();
    let Some(bound) = bound else {
        let key = Digest::of(&id);
        let look = move |all: &AllRead| match files::delivered(all, &id, false)? {
            Some(delivered) => Ok(Found::of(delivered)),
            None => Ok(portraits::find_public(all, &id)?.map(Found::of_user)),
        };
        let found = app.look_up(Lookup::Pictures, key, look).await?;
        return Ok(found.filter(|found| found.is_logo || asked.signature != PUBLIC));
    };
    let now = app.now();
    let look = move |all: &AllRead| {
        let Some(delivered) = files::delivered(all, &id, true)? else { return Ok(None) };
        let consents = delivered.consents.as_deref().ok_or(Error::Gone("not_published"))?;
        let standing = UseStanding::of_file(bound, &delivered.file, consents, now);
        if standing.state != PhotoState::Allowed {
            return Err(Error::Gone("not_published"));
        }
        Ok(Found::of(delivered).map(Arc::new))
    };
    app.db.read_all(look).await
}

impl Found {
    /// None if the file is no picture.
    fn of(delivered: Delivered) -> Option<Self> {
        let Delivered { file, company_name, watermark, is_logo, is_photograph, .. } = delivered;
        Some(Self {
            shelf: Shelf::Company(file.company),
            sha256: file.sha256,
            has_alpha: file.picture.as_ref()?.has_alpha,
            focus: file.focus,
            faces: file.faces,
            company_name: Some(company_name),
            watermark,
            is_logo,
            is_photograph,
        })
    }

    fn of_user(portrait: Portrait) -> Self {
        Self {
            shelf: Shelf::User(portrait.user),
            sha256: portrait.sha256,
            has_alpha: portrait.has_alpha,
            focus: None,
            faces: vec![],
            company_name: None,
            watermark: None,
            is_logo: false,
            is_photograph: false,
        }
    }
}

async fn order(app: &App, found: &Found, transform: Transform) -> Result<PictureRequest> {
    let watermark = match (&transform.layer, &found.watermark, &found.company_name) {
        (None, _, _) => None,
        (Some(_), Some(file), _) => {
            let (shelf, name) = (app.blobs.shelf(found.shelf), file.sha256);
            let bytes = app.on_disk(move || shelf.get(name)).await??;
            bytes.map(Watermark::Picture)
        }
        (Some(_), None, Some(name)) => Some(Watermark::Text(format!("© {name}"))),
        (Some(_), None, None) => None,
    };
    Ok(PictureRequest { transform, focus: found.focus, faces: found.faces.clone(), watermark })
}
