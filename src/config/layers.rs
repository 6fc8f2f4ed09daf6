//! The sources of settings: defaults, file, environment, flags; their precedence, and where each
//! value was found.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use figment::providers::{Format, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider};

use super::check;
use super::reading::Problems;

/// The sample configuration file: every key with its default.
pub const SAMPLE: &str = include_str!("../../packaging/be-right.toml");

/// Keys that apply to this machine only.
const HERE: [&str; 2] = ["data_dir", "listen.port"];

/// Environment variables of the former system that are still accepted.
const FORMER: &[(&str, &str)] = &[
    ("PORT", "listen.port"),
    ("FRONT_URL", "public_url"),
    ("JWT_SECRET", "jwt.secret"),
    ("ADMIN_EMAIL", "admin.email"),
    ("ADMIN_PASSWORD", "admin.password"),
    ("ADMIN_FIRTNAME", "admin.first_name"),
    ("ADMIN_LASTNAME", "admin.last_name"),
    ("STRIPE_PRIVATE_KEY", "stripe.key"),
    ("GEO_CODING_API_URL", "geocoding.url"),
    ("CONCURRENT_WORKERS", "jobs.workers"),
    ("IS_FEATURE_MAIL_ENABLED", "mail.enabled"),
    ("MAIL_ADRESS", "smtp.username"),
    ("MAIL_ADRESS", "smtp.from"),
    ("MAIL_MDP", "smtp.password"),
];

/// The prefix of our environment variables.
const PREFIX: &str = "BE_RIGHT_";
/// The path of the configuration file; not a key of that file.
const FILE_VARIABLE: &str = "BE_RIGHT_CONFIG";
const FLAG: &str = "flag --set";

/// The sources besides the defaults.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    pub file: Option<PathBuf>,
    /// The environment; other programs' variables are ignored.
    pub variables: BTreeMap<String, String>,
    /// Keys and values from the command line.
    pub flags: Vec<(String, String)>,
}

/// The settings as text, each with its source.
pub struct Layers {
    figment: Figment,
    defaults: Figment,
    known: Vec<String>,
    /// The keys of type [`Secret`](crate::model::Secret): their values are never shown, and may be
    /// read from a separate file.
    secrets: BTreeSet<String>,
    file: Option<PathBuf>,
}

/// Where settings were found, for moving them to another machine.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Provenance {
    pub file: Option<PathBuf>,
    /// Keys set outside the file: in variables, flags and secret files.
    pub elsewhere: Vec<String>,
    /// Whether the file itself contains a secret.
    pub has_secret: bool,
    /// Every setting in effect, secrets masked.
    pub effective: Vec<Effective>,
}

/// A setting in effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    pub key: String,
    /// As TOML; `"***"` for a secret that is set.
    pub value: String,
    /// The source: "default", "file /etc/…", "variable PORT", "flag --set".
    pub from: String,
}

impl Layers {
    /// Merges the sources by precedence, or reports unreadable sources and unknown keys.
    pub fn find(sources: &Sources) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let defaults = defaults();
        let figment = match defaults.data() {
            Ok(_) => Figment::from(defaults),
            Err(error) => return Err(Problems::one(format!("the built-in defaults: {error}"))),
        };
        let mut layers = Self {
            defaults: figment.clone(),
            figment,
            known: keys(),
            secrets: BTreeSet::new(),
            file: sources.file.clone(),
        };
        layers.secrets = check::secret_keys(&layers);
        if let Some(file) = &sources.file {
            layers.lay_file(file, &mut problems);
        }
        layers.lay_former(&sources.variables, &mut problems);
        layers.lay_ours(&sources.variables, &mut problems);
        layers.lay_flags(&sources.flags, &mut problems);
        problems.or(layers)
    }

    /// Where the settings were found.
    pub fn provenance(&self) -> Provenance {
        let file = self.file.as_ref().map(|file| format!("file {}", file.display()));
        let is_elsewhere = |one: &Effective| {
            one.from != "default"
                && Some(&one.from) != file.as_ref()
                && one.value != "\"\""
                && !HERE.contains(&one.key.as_str())
        };
        let effective = self.effective();
        let has_secret =
            effective.iter().any(|one| Some(&one.from) == file.as_ref() && one.value == "\"***\"");
        let elsewhere =
            effective.iter().filter(|one| is_elsewhere(one)).map(|one| one.key.clone()).collect();
        Provenance { file: self.file.clone(), elsewhere, has_secret, effective }
    }

    /// All keys, in the order of the sample.
    pub fn known(&self) -> &[String] {
        &self.known
    }

    /// The value of `key` and its source.
    pub(super) fn value(&self, key: &str) -> Option<(Value, String)> {
        let value = self.figment.find_value(key).ok()?;
        let from = self.figment.get_metadata(value.tag()).map_or("default", |data| &data.name);
        Some((value, from.to_owned()))
    }

    /// Every setting in effect, secrets masked.
    pub fn effective(&self) -> Vec<Effective> {
        let show = |key: &String| {
            let (value, from) = self.value(key)?;
            let is_empty = value.as_str() == Some("");
            let value = match &value {
                _ if self.is_secret(key) && !is_empty => "\"***\"".to_owned(),
                // Variables and flags are strings; a number in one is shown as a number.
                Value::String(_, word) if !self.is_text(key) && !is_empty => word.clone(),
                other => as_toml(other),
            };
            Some(Effective { key: key.clone(), value, from })
        };
        self.known.iter().filter_map(show).collect()
    }

    /// Whether the setting is a TOML string.
    fn is_text(&self, key: &str) -> bool {
        matches!(self.defaults.find_value(key), Ok(Value::String(..) | Value::Array(..)))
    }

    fn is_secret(&self, key: &str) -> bool {
        self.secrets.contains(key)
    }

    fn lay(&mut self, key: &str, value: Value, from: impl Into<String>) {
        let given = Given { key: key.to_owned(), value, from: from.into() };
        self.figment = std::mem::take(&mut self.figment).merge(given);
    }

    fn lay_file(&mut self, file: &Path, problems: &mut Problems) {
        let from = format!("file {}", file.display());
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) => return problems.add(format!("{from}: {error}")),
        };
        let data = match Toml::string(&text).data() {
            Ok(mut data) => data.remove(&Profile::Default).unwrap_or_default(),
            Err(error) => return problems.add(format!("{from}: {}", error.to_string().trim())),
        };
        let mut found = vec![];
        flatten("", &data, &mut |key, value| found.push((key, value.clone())));
        let mut given: Vec<String> = vec![];
        for (key, value) in found {
            let secret =
                key.strip_suffix("_file").filter(|key| self.is_secret(key)).map(str::to_owned);
            let of = secret.clone().unwrap_or_else(|| key.clone());
            if matches!(value, Value::Dict(..)) && self.is_section(&key) {
                continue;
            } else if !self.known.contains(&of) {
                problems.add(self.unknown(&key, &from));
            } else if given.contains(&of) {
                problems.add(format!("{from}: {of} and {of}_file, of which only one can hold"));
            } else if secret.is_none() {
                self.lay(&of, value, from.as_str());
            } else if let Some(path) = value.as_str() {
                self.lay_secret(&of, Path::new(path), &from, problems);
            } else {
                problems.add(format!("{from}: {key}: expected a path"));
            }
            given.push(of);
        }
    }

    fn lay_former(&mut self, variables: &BTreeMap<String, String>, problems: &mut Problems) {
        for (name, key) in FORMER {
            // The former system's sample lists all of them, most of them empty.
            if variables.get(*name).is_some_and(|value| value.is_empty()) {
                continue;
            }
            self.lay_variable(name, key, variables, problems);
        }
    }

    fn lay_ours(&mut self, variables: &BTreeMap<String, String>, problems: &mut Problems) {
        let mut ours: Vec<String> = vec![FILE_VARIABLE.to_owned()];
        for key in self.known.clone() {
            let name = format!("{PREFIX}{}", key.replace('.', "_").to_ascii_uppercase());
            self.lay_variable(&name, &key, variables, problems);
            if self.is_secret(&key) {
                ours.push(format!("{name}_FILE"));
            }
            ours.push(name);
        }
        for name in variables.keys() {
            if name.starts_with(PREFIX) && !ours.contains(name) {
                let near = did_you_mean(name, &ours);
                problems.add(format!("variable {name}: there is no such setting{near}"));
            }
        }
    }

    fn lay_flags(&mut self, flags: &[(String, String)], problems: &mut Problems) {
        for (key, value) in flags {
            if !self.known.contains(key) {
                problems.add(self.unknown(key, FLAG));
            } else if self.is_secret(key) {
                problems.add(format!(
                    "{FLAG}: {key}: everyone on this machine can read flags; give a variable or a file"
                ));
            } else {
                self.lay(key, value.clone().into(), FLAG);
            }
        }
    }

    fn lay_variable(
        &mut self,
        name: &str,
        key: &str,
        variables: &BTreeMap<String, String>,
        problems: &mut Problems,
    ) {
        let from = format!("variable {name}");
        let file = variables.get(&format!("{name}_FILE")).filter(|_| self.is_secret(key));
        match (variables.get(name), file) {
            (Some(_), Some(_)) => {
                problems.add(format!("{from} and {name}_FILE, of which only one can hold"));
            }
            (Some(value), None) => self.lay(key, value.clone().into(), from),
            (None, Some(path)) => {
                self.lay_secret(key, Path::new(path), &format!("{from}_FILE"), problems);
            }
            (None, None) => {}
        }
    }

    fn lay_secret(&mut self, key: &str, path: &Path, from: &str, problems: &mut Problems) {
        match std::fs::read_to_string(path) {
            // Editors and `echo` append a newline, which is not part of the password.
            Ok(text) => {
                let text = text.trim_end_matches(['\r', '\n']);
                self.lay(key, text.into(), format!("{from}, file {}", path.display()));
            }
            Err(error) => problems.add(format!("{from}: {key}: {}: {error}", path.display())),
        }
    }

    fn is_section(&self, name: &str) -> bool {
        self.known.iter().any(|key| key.split_once('.').is_some_and(|(section, _)| section == name))
    }

    fn unknown(&self, key: &str, from: &str) -> String {
        format!("{from}: {key}: there is no such setting{}", did_you_mean(key, &self.known))
    }
}

/// The lines of the sample, without the `#` before each key.
fn uncommented() -> impl Iterator<Item = &'static str> {
    let is_key = |rest: &&str| rest.starts_with(|c: char| c.is_ascii_lowercase());
    SAMPLE.lines().map(move |line| line.strip_prefix('#').filter(is_key).unwrap_or(line))
}

fn defaults() -> impl Provider {
    let text = uncommented().collect::<Vec<_>>().join("\n");
    Named { inner: Toml::string(&text), name: "default" }
}

/// The keys of the sample, in its order.
fn keys() -> Vec<String> {
    let mut keys = vec![];
    let mut section = "";
    for line in uncommented() {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name;
        } else if let Some((name, _)) = line.split_once(" = ")
            && !line.starts_with('#')
        {
            let dot = if section.is_empty() { "" } else { "." };
            keys.push(format!("{section}{dot}{name}"));
        }
    }
    keys
}

/// A figment provider with a name of ours.
struct Named<P> {
    inner: P,
    name: &'static str,
}

impl<P: Provider> Provider for Named<P> {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.name)
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        self.inner.data()
    }
}

/// A value and its source.
struct Given {
    key: String,
    value: Value,
    from: String,
}

impl Provider for Given {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.from.clone())
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        match figment::util::nest(&self.key, self.value.clone()) {
            Value::Dict(_, dict) => Ok(Profile::Default.collect(dict)),
            _ => Ok(Map::new()),
        }
    }
}

fn flatten(before: &str, dict: &Dict, found: &mut impl FnMut(String, &Value)) {
    for (name, value) in dict {
        let key = if before.is_empty() { name.clone() } else { format!("{before}.{name}") };
        match value {
            Value::Dict(_, inner) if !inner.is_empty() => flatten(&key, inner, found),
            other => found(key, other),
        }
    }
}

/// Suggests the key that was probably meant: a typo, or the right name in another section.
fn did_you_mean(name: &str, all: &[String]) -> String {
    let word = |key: &str| key.rsplit('.').next().unwrap_or_default().to_owned();
    let far = |other: &&String| strsim::damerau_levenshtein(name, other);
    let slip = all.iter().min_by_key(far).filter(|other| far(other) <= 1 + name.len() / 4);
    let near = slip.or_else(|| all.iter().find(|other| word(other) == word(name)));
    near.map_or(String::new(), |near| format!("; did you mean {near}?"))
}

fn as_toml(value: &Value) -> String {
    match value {
        Value::String(_, text) => toml::Value::from(text.as_str()).to_string(),
        Value::Char(_, character) => toml::Value::from(character.to_string()).to_string(),
        Value::Bool(_, yes) => yes.to_string(),
        Value::Num(_, number) => match number.to_i128() {
            Some(whole) => whole.to_string(),
            None => number.to_f64().map_or(String::new(), |real| real.to_string()),
        },
        Value::Array(_, items) => {
            format!("[{}]", items.iter().map(as_toml).collect::<Vec<_>>().join(", "))
        }
        Value::Empty(..) | Value::Dict(..) => "\"\"".to_owned(),
    }
}

#[cfg(test)]
#[path = "layers_tests.rs"]
mod tests;
