//! The static files of the pages, compiled in. Their URLs contain a hash of them all, so that
//! they can be cached for ever and modules can import each other.

use std::borrow::Cow;
use std::sync::LazyLock;

use rust_embed::{Embed, EmbeddedFile};
use sha2::{Digest, Sha256};

#[derive(Embed)]
#[folder = "assets/static/"]
struct Static;

static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut names: Vec<_> = Static::iter().collect();
    names.sort();
    let mut all = Sha256::new();
    for name in names {
        all.update(name.as_bytes());
        all.update(Static::get(&name).map_or([0; 32], |file| file.metadata.sha256_hash()));
    }
    hex::encode(&all.finalize()[..6])
});

/// A static file, as served.
pub struct Asset {
    pub bytes: Cow<'static, [u8]>,
    /// Its SHA-256 in hex.
    pub sha256: String,
    pub content_type: &'static str,
}

/// The version of the whole set, as used in URLs.
pub fn version() -> &'static str {
    &VERSION
}

/// The URL of a file: `/assets/{version}/{name}`.
pub fn url(name: &str) -> String {
    format!("/assets/{}/{name}", version())
}

/// The file called `name`, if it exists.
pub fn find(name: &str) -> Option<Asset> {
    let EmbeddedFile { data, metadata, .. } = Static::get(name)?;
    let content_type = match name.rsplit_once('.').map(|(_, end)| end) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    };
    Some(Asset { bytes: data, sha256: hex::encode(metadata.sha256_hash()), content_type })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_a_page_loads_is_there_and_small() {
        let mut total = 0;
        for name in [
            "app.css",
            "icon.svg",
            "sign.js",
            "pad.js",
            "send.js",
            "verify.js",
            "letter.js",
            "file.js",
        ] {
            let asset = find(name).unwrap_or_else(|| panic!("no {name}"));
            assert_ne!(asset.content_type, "application/octet-stream");
            total += asset.bytes.len();
        }
        // The console loads these as well; recipients' pages do not.
        for name in ["console.css", "console.js", "upload.js", "photo.js", "import.js", "copy.js"]
            .into_iter()
            .chain(["ui.css", "ui.js", "settings.css", "release.js", "draft.js"])
        {
            let asset = find(name).unwrap_or_else(|| panic!("no {name}"));
            assert_ne!(asset.content_type, "application/octet-stream");
            let most = if name == "ui.css" { 30_000 } else { 20_000 };
            assert!(asset.bytes.len() < most, "{name}");
        }
        assert!(total < 45_000, "{total} bytes are a lot on a slow network");
    }
}
