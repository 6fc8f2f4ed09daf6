//! The manifest of a photo export: who is on each photograph, their answers, and the references.

use crate::model::file::PhotoState;
use crate::model::{Timestamp, formula};
use crate::render::sheet;
use crate::render::words::Words;

/// A photograph and a person on it; a photograph without named people has one line without a
/// person.
#[derive(Debug, Clone)]
pub struct ManifestLine {
    /// Its name in the export; empty if the file could not be included.
    pub file: String,
    pub id: i64,
    pub state: PhotoState,
    pub person: Option<ManifestPerson>,
}

/// A person on a photograph.
#[derive(Debug, Clone)]
pub struct ManifestPerson {
    pub name: String,
    pub reference: Option<String>,
    pub signed_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
}

/// The table, for a use with its code and its label, as CSV for spreadsheets: UTF-8 with a byte order mark, so that accents are read
/// correctly, and formulas guarded.
pub fn csv(
    lines: &[ManifestLine],
    (wanted, label): (&str, &str),
    words: &Words,
) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(sheet::separator(words.locale))
        .from_writer(b"\xef\xbb\xbf".to_vec());
    let heads = ["file", "id", "person", "use", "state", "reference", "signed", "expires", "label"];
    writer.write_record(heads.map(|head| words.say(&format!("manifest-{head}")).into_owned()))?;
    for line in lines {
        let person = line.person.as_ref();
        let at = |at: Option<Timestamp>| at.map(Timestamp::rfc3339).unwrap_or_default();
        writer.write_record([
            formula::guarded(&line.file).into_owned(),
            line.id.to_string(),
            formula::guarded(person.map_or("", |person| &person.name)).into_owned(),
            wanted.to_owned(),
            line.state.name().to_owned(),
            person.and_then(|person| person.reference.clone()).unwrap_or_default(),
            at(person.and_then(|person| person.signed_at)),
            at(person.and_then(|person| person.expires_at)),
            formula::guarded(label).into_owned(),
        ])?;
    }
    writer.into_inner().map_err(|error| anyhow::anyhow!("{error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Locale;
    use crate::render::words::words;

    #[test]
    fn no_name_becomes_a_formula() {
        let line = ManifestLine {
            file: "=cmd.jpg".into(),
            id: 7,
            state: PhotoState::Allowed,
            person: Some(ManifestPerson {
                name: "@Ana; \"M\"".into(),
                reference: Some("R1".into()),
                signed_at: Some(Timestamp(0)),
                expires_at: None,
            }),
        };
        let text =
            csv(std::slice::from_ref(&line), ("web", "Website"), &words(Locale::En)).unwrap();
        let text = String::from_utf8(text).unwrap();
        let row = text.lines().nth(1).unwrap();
        assert_eq!(
            row,
            "'=cmd.jpg,7,\"'@Ana; \"\"M\"\"\",web,allowed,R1,1970-01-01T00:00:00Z,,Website"
        );
        assert!(text.starts_with('\u{feff}'));
        let french =
            csv(&[ManifestLine { person: None, ..line }], ("web", "Website"), &words(Locale::Fr))
                .unwrap();
        let french = String::from_utf8(french).unwrap();
        assert!(french.lines().next().unwrap().starts_with("\u{feff}Fichier;"), "{french}");
        assert_eq!(french.lines().nth(1), Some("'=cmd.jpg;7;;web;allowed;;;;Website"));
    }
}
