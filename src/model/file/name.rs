//! File names. A name that came with an upload is untrusted: no path is ever built from it.

use unicode_normalization::UnicodeNormalization;

use crate::model::check::line;
use crate::model::media::Format;
use crate::model::text::{Layout, deceives, is_blank, shown};

/// The maximum length, in bytes of UTF-8, as in file systems.
const LONGEST: usize = 255;

/// Sanitises an uploaded file's name: the last part of a path, no control characters, at most 255
/// bytes with the extension kept. None if nothing is left.
pub fn given_name(text: &str) -> Option<String> {
    let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
    // Nobody typed it, so it is cleaned instead of refused: direction overrides, by which
    // `gpj.exe` looks like `exe.jpg`, are removed as well.
    let seen = last.nfc().filter(|c| !c.is_control() && !deceives(*c)).collect::<String>();
    let plain = shown(&seen, Layout::Line).filter(|text| !is_blank(text)).unwrap_or_default();
    let name = plain.trim().trim_start_matches('.').trim();
    if name.is_empty() {
        return None;
    }
    if name.len() <= LONGEST {
        return Some(name.to_owned());
    }
    let ending = match name.rfind('.') {
        Some(at) if name.len() - at <= 16 => &name[at..],
        _ => "",
    };
    let room = LONGEST - ending.len();
    let stem = &name[..name.floor_char_boundary(room)];
    Some(format!("{}{ending}", stem.trim_end()))
}

/// A typed name: one line that is a valid file name.
pub fn typed_name(text: &str) -> Result<String, &'static str> {
    let name = line(text, 200)?;
    if name.len() > LONGEST {
        return Err("too_long");
    }
    if name.contains(['/', '\\']) || name.starts_with('.') {
        return Err("file_name");
    }
    Ok(name.nfc().collect())
}

/// The name for downloads: its extension is that of the content's format.
pub fn served_name(name: &str, format: Format) -> String {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    if ending.is_some_and(|ending| Format::of_extension(ending) == Some(format)) {
        return name.to_owned();
    }
    format!("{name}.{}", format.extension())
}

/// A name valid on every system: without characters and endings that some refuse, and without the
/// device names of Windows, with any extension (`CON.jpg` opens the console; Microsoft, "Naming
/// files, paths and namespaces").
pub fn portable_name(name: &str) -> String {
    let name = name.replace(|c: char| "\\/:*?\"<>|".contains(c) || c.is_control(), "_");
    let name = name.trim_end_matches([' ', '.']);
    let stem = name.split('.').next().unwrap_or_default();
    let device = stem.trim_end().to_ascii_uppercase();
    let is_port = |name: &str| {
        let number = device.strip_prefix(name);
        number.is_some_and(|number| "0123456789¹²³".contains(number) && number.chars().count() == 1)
    };
    let is_device = matches!(&device[..], "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$")
        || is_port("COM")
        || is_port("LPT");
    match is_device {
        true => format!("{stem}_{}", &name[stem.len()..]),
        false => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_name_is_one_on_every_system() {
        for (name, saved) in [
            ("a.jpg", "a.jpg"),
            ("12:30?.jpg", "12_30_.jpg"),
            ("Été. ", "Été"),
            ("CON.jpg", "CON_.jpg"),
            ("con", "con_"),
            ("Aux.tar.gz", "Aux_.tar.gz"),
            ("nul .jpg", "nul _.jpg"),
            ("COM1.jpg", "COM1_.jpg"),
            ("lpt².png", "lpt²_.png"),
            ("COM10.jpg", "COM10.jpg"),
            ("COM.jpg", "COM.jpg"),
            ("Conny.jpg", "Conny.jpg"),
            ("a.con", "a.con"),
        ] {
            assert_eq!(portable_name(name), saved, "{name}");
        }
    }

    #[test]
    fn no_name_leads_anywhere() {
        for (came, kept) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\ana\\Été.jpg", "Été.jpg"),
            ("a\0b.jpg", "ab.jpg"),
            (".htaccess", "htaccess"),
            ("line\r\nSet-Cookie: x", "lineSet-Cookie: x"),
            ("photo\u{202e}gpj.exe", "photogpj.exe"),
            ("e\u{301}.png", "é.png"),
        ] {
            assert_eq!(given_name(came).as_deref(), Some(kept), "{came:?}");
        }
        for nothing in ["", "..", "/", "\0", "a/..", " . "] {
            assert_eq!(given_name(nothing), None, "{nothing:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let fits = format!("{}.jpg", "a".repeat(251));
        assert_eq!(given_name(&fits), Some(fits.clone()));
        let long = given_name(&format!("{}.jpg", "é".repeat(200))).unwrap();
        assert!(long.len() <= 255 && long.len() > 250 && long.ends_with("é.jpg"), "{long}");
    }

    #[test]
    fn a_typed_name_is_one_line_without_folders() {
        assert_eq!(typed_name(" Été 2026.jpg "), Ok("Été 2026.jpg".into()));
        assert_eq!(typed_name("a/b"), Err("file_name"));
        assert_eq!(typed_name("a\nb"), Err("control_characters"));
        assert_eq!(typed_name(""), Err("required"));
        assert!(typed_name(&"a".repeat(200)).is_ok());
        assert_eq!(typed_name(&"a".repeat(201)), Err("too_long"));
    }

    #[test]
    fn a_file_is_saved_as_what_it_is() {
        assert_eq!(served_name("a.JPEG", Format::Jpeg), "a.JPEG");
        assert_eq!(served_name("a.html", Format::Jpeg), "a.html.jpg");
        assert_eq!(served_name("a", Format::Pdf), "a.pdf");
    }
}
