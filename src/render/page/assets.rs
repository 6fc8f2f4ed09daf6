//! The static files of the pages, compiled in. Their URLs contain a hash of them all, so that
//! they can be cached for ever and modules can import each other.

use std::borrow::Cow;
use std::sync::LazyLock;

use rust_embed::{Embed, EmbeddedFile};
use sha2::{Digest, Sha256};

use crate::model::Theme;

/// Before the rules of stylesheets for devices that are set to dark.
pub const DARK_DEVICE: &str = "@media (prefers-color-scheme: dark)";

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

/// The name of a file for readers who chose a theme: of a stylesheet `app.css` it is `app.dark.css`.
pub fn in_theme(name: &str, theme: Theme) -> String {
    match (name.strip_suffix(".css"), theme) {
        (Some(sheet), Theme::Light) => format!("{sheet}.light.css"),
        (Some(sheet), Theme::Dark) => format!("{sheet}.dark.css"),
        (None, _) | (_, Theme::System) => name.to_owned(),
    }
}

/// What [`in_theme`] was made of.
pub fn theme_of(name: &str) -> (Cow<'_, str>, Theme) {
    let endings = [(".light.css", Theme::Light), (".dark.css", Theme::Dark)];
    let found = endings.iter().find_map(|(ending, theme)| {
        name.strip_suffix(ending).map(|sheet| (Cow::from(format!("{sheet}.css")), *theme))
    });
    found.unwrap_or((Cow::from(name), Theme::System))
}

/// A stylesheet that follows the device, made to follow a chosen theme.
pub fn themed(sheet: &str, theme: Theme) -> Cow<'_, str> {
    let (scheme, dark) = match theme {
        Theme::System => return sheet.into(),
        Theme::Light => ("light", "not all"),
        Theme::Dark => ("dark", "screen"),
    };
    sheet
        .replace("color-scheme: light dark;", &format!("color-scheme: {scheme};"))
        .replace(DARK_DEVICE, &format!("@media {dark}"))
        .into()
}

/// The file called `name`, if it exists.
pub fn find(name: &str) -> Option<Asset> {
    let (name, theme) = theme_of(name);
    let EmbeddedFile { data, metadata, .. } = Static::get(&name)?;
    let content_type = match name.rsplit_once('.').map(|(_, end)| end) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    };
    if theme != Theme::System {
        let bytes = themed(str::from_utf8(&data).ok()?, theme).into_owned().into_bytes();
        let sha256 = hex::encode(Sha256::digest(&bytes));
        return Some(Asset { bytes: bytes.into(), sha256, content_type });
    }
    Some(Asset { bytes: data, sha256: hex::encode(metadata.sha256_hash()), content_type })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rules that say it otherwise would not follow a theme that was chosen.
    #[test]
    fn every_rule_about_dark_devices_follows_the_theme_that_was_chosen() {
        for name in Static::iter().filter(|name| name.ends_with(".css")) {
            let sheet = |theme| {
                let asset = find(&in_theme(&name, theme)).unwrap();
                String::from_utf8(asset.bytes.into_owned()).unwrap()
            };
            let own = sheet(Theme::System);
            let rules = own.matches(DARK_DEVICE).count();
            for (theme, dark) in [(Theme::Light, "@media not all"), (Theme::Dark, "@media screen")]
            {
                let made = sheet(theme);
                assert!(!made.contains("prefers-color-scheme"), "{name}");
                assert!(!made.contains("light dark"), "{name}");
                assert_eq!(made.matches(dark).count(), own.matches(dark).count() + rules, "{name}");
            }
        }
        assert!(find("icon.dark.svg").is_none() && find("nothing.dark.css").is_none());
    }

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
            .chain([
                "ui.css",
                "ui.js",
                "settings.css",
                "publications.css",
                "release.js",
                "draft.js",
                "print.css",
            ])
        {
            let asset = find(name).unwrap_or_else(|| panic!("no {name}"));
            assert_ne!(asset.content_type, "application/octet-stream");
            let most = if name == "ui.css" { 30_000 } else { 20_000 };
            assert!(asset.bytes.len() < most, "{name}");
        }
        assert!(total < 45_000, "{total} bytes are a lot on a slow network");
    }
}
