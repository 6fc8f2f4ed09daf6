//! Named transforms, configured for the instance: usable without specifying sizes, and used by
//! pages and mails.

use std::collections::BTreeMap;

use super::Transform;

/// A name and its transform: `card: w_400 h_300 c_fill g_auto`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preset {
    pub name: String,
    pub transform: Transform,
}

impl Preset {
    /// Parses `name: words`, the words separated by spaces or commas.
    pub fn read(text: &str) -> Option<Self> {
        let (name, words) = text.split_once(':')?;
        let name = name.trim();
        let is_name = (1..=32).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let words = words.split([' ', ',']).filter(|word| !word.is_empty());
        let transform = words.collect::<Vec<_>>().join(",").parse().ok()?;
        is_name.then(|| Preset { name: name.to_owned(), transform })
    }
}

/// All presets of an instance.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Presets(BTreeMap<String, Transform>);

impl Presets {
    /// Fails with the first duplicate name, if any.
    pub fn of(presets: Vec<Preset>) -> Result<Self, String> {
        let mut by_name = BTreeMap::new();
        for Preset { name, transform } in presets {
            if by_name.insert(name.clone(), transform).is_some() {
                return Err(name);
            }
        }
        Ok(Self(by_name))
    }

    pub fn find(&self, name: &str) -> Option<&Transform> {
        self.0.get(name)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Parses the part of a URL: `t_` and the name of a preset, or words.
    pub fn read(&self, text: &str) -> Result<Transform, &'static str> {
        match text.strip_prefix("t_") {
            Some(name) => self.find(name).cloned().ok_or("transform_preset"),
            None => text.parse(),
        }
    }
}
