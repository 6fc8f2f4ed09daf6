//! The configuration file as people keep it: settings are changed in it, comments stay.

use toml_edit::{DocumentMut, Item, Table, Value};

/// The text of a file with these settings in effect. A key that is set keeps its place; one that is
/// commented out, as in the sample, is set where it stands; any other comes last in its section.
///
/// # Errors
/// The text is no TOML.
pub fn changed(text: &str, changes: &[(String, Value)]) -> Result<String, toml_edit::TomlError> {
    let mut text = text.to_owned();
    for (key, value) in changes {
        let (section, name) = key.rsplit_once('.').unwrap_or(("", key));
        let mut document: DocumentMut = text.parse()?;
        let table = match section {
            "" => Some(document.as_table_mut()),
            _ => document.get_mut(section).and_then(Item::as_table_mut),
        };
        if let Some(set) = table.and_then(|table| table.get_mut(name)) {
            *set = Item::Value(value.clone());
        } else if let Some(set) = uncommented(&text, section, name, value) {
            text = set;
            continue;
        } else if section.is_empty() {
            document.insert(name, Item::Value(value.clone()));
        } else {
            let table = document.entry(section).or_insert_with(|| Item::Table(Table::new()));
            if let Some(table) = table.as_table_like_mut() {
                table.insert(name, Item::Value(value.clone()));
            }
        }
        text = document.to_string();
    }
    Ok(text)
}

/// The text with the line `#name = …` of the section set; None if it has none.
fn uncommented(text: &str, section: &str, name: &str, value: &Value) -> Option<String> {
    let mut current = "";
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let shown = line.trim_end();
        if let Some(header) = shown.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            current = header.trim();
        }
        let is_it = || {
            let (key, _) = shown.strip_prefix('#')?.split_once('=')?;
            (current == section && key.trim() == name).then_some(())
        };
        if is_it().is_some() {
            let (before, after) = (&text[..at], &text[at + line.len()..]);
            let value = value.to_string();
            return Some(format!("{before}{name} = {}\n{after}", value.trim()));
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::SAMPLE;

    fn with(text: &str, key: &str, value: impl Into<Value>) -> String {
        changed(text, &[(key.to_owned(), value.into())]).unwrap()
    }

    #[test]
    fn a_setting_takes_the_place_of_its_default_in_the_sample() {
        let text = with(SAMPLE, "smtp.host", "mail.example.org");
        let lines = || SAMPLE.lines().zip(text.lines()).filter(|(before, after)| before != after);
        assert_eq!(lines().collect::<Vec<_>>(), [("#host = \"\"", "host = \"mail.example.org\"")]);
        assert!(
            with(SAMPLE, "public_url", "https://a.example")
                .contains("\npublic_url = \"https://a.example\"\n")
        );
    }

    #[test]
    fn a_setting_that_is_set_is_replaced_and_its_comment_stays() {
        let text = "# ours\n[listen]\n# why\nport = 80\n";
        assert_eq!(with(text, "listen.port", 443), "# ours\n[listen]\n# why\nport = 443\n");
    }

    #[test]
    fn a_setting_of_a_file_without_comments_is_added() {
        assert_eq!(
            with("locale = \"en\"\n", "tls.acme", true),
            "locale = \"en\"\n\n[tls]\nacme = true\n"
        );
        assert_eq!(
            with("[tls]\nacme = true\n", "tls.redirect_port", 80),
            "[tls]\nacme = true\nredirect_port = 80\n"
        );
        let top = with("[tls]\nacme = true\n", "locale", "en");
        assert!(top.starts_with("locale = \"en\"\n"), "{top}");
    }

    #[test]
    fn a_key_of_another_section_is_left_alone() {
        let text = "[jwt]\n#key = \"\"\n[stripe]\n#key = \"\"\n";
        assert_eq!(with(text, "stripe.key", "sk"), "[jwt]\n#key = \"\"\n[stripe]\nkey = \"sk\"\n");
    }

    #[test]
    fn what_is_no_toml_is_refused() {
        assert!(changed("[listen\n", &[("locale".to_owned(), "en".into())]).is_err());
    }
}
