//! Converts the text of the layers to values and collects every problem.

use std::any::TypeId;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::RangeInclusive;

use figment::value::Value;

use super::kinds::Kind;
use super::layers::Layers;
use crate::model::Secret;
use crate::model::transform::{Preset, Presets};

/// Every problem with the configuration, one per line.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Problems(Vec<String>);

impl Problems {
    pub(super) fn one(problem: String) -> Self {
        Self(vec![problem])
    }

    pub(super) fn add(&mut self, problem: String) {
        // MAIL_ADRESS sets two settings; its problem is listed once.
        if !self.0.contains(&problem) {
            self.0.push(problem);
        }
    }

    /// `value` if there are no problems.
    pub(super) fn or<T>(self, value: T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }

    pub fn lines(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the configuration cannot be used:")?;
        self.0.iter().try_for_each(|problem| write!(out, "\n  - {problem}"))
    }
}

impl std::error::Error for Problems {}

/// Reads settings from the layers, one by one.
pub(super) struct Reading<'a> {
    layers: &'a Layers,
    problems: RefCell<Problems>,
    taken: RefCell<BTreeSet<String>>,
    secrets: RefCell<BTreeSet<String>>,
}

impl<'a> Reading<'a> {
    pub fn of(layers: &'a Layers) -> Self {
        Self {
            layers,
            problems: RefCell::default(),
            taken: RefCell::default(),
            secrets: RefCell::default(),
        }
    }

    /// The value of `key`; None if it is invalid, which is recorded as a problem.
    pub fn take<S: Setting>(&self, key: &str) -> Option<S::Value> {
        if S::is_secret() {
            self.secrets.borrow_mut().insert(key.to_owned());
        }
        let (value, from) = self.look(key)?;
        S::read(self, key, value, &from)
    }

    /// The same number, if it is within `limits`.
    pub fn within<N: PartialOrd + fmt::Display>(
        &self,
        key: &str,
        number: Option<N>,
        limits: RangeInclusive<N>,
    ) -> Option<N> {
        let number = number?;
        if !limits.contains(&number) {
            let (least, most) = (limits.start(), limits.end());
            self.refuse(key, &format!("{number} is not between {least} and {most}"));
            return None;
        }
        Some(number)
    }

    /// Records a problem with `key`.
    pub fn refuse(&self, key: &str, problem: &str) {
        let from = self.layers.value(key).map_or(String::new(), |(_, from)| from);
        self.problems.borrow_mut().add(format!("{from}: {key}: {problem}"));
    }

    /// The built value, if there are no problems.
    pub fn finish<T>(self, built: Option<T>) -> Result<T, Problems> {
        let problems = self.problems.into_inner();
        match built {
            Some(built) => problems.or(built),
            None if problems.0.is_empty() => Err(Problems::one("a setting is missing".to_owned())),
            None => Err(problems),
        }
    }

    /// The known keys that were not read.
    pub fn forgotten(&self) -> Vec<String> {
        let taken = self.taken.borrow();
        self.layers.known().iter().filter(|key| !taken.contains(*key)).cloned().collect()
    }

    /// The keys that were read as secrets.
    pub fn secrets(self) -> BTreeSet<String> {
        self.secrets.into_inner()
    }

    fn look(&self, key: &str) -> Option<(Value, String)> {
        self.taken.borrow_mut().insert(key.to_owned());
        let found = self.layers.value(key);
        if found.is_none() {
            self.problems.borrow_mut().add(format!("{key}: there is no such setting"));
        }
        found
    }

    fn read<K: Kind>(&self, key: &str, value: &Value, from: &str) -> Option<K::Value> {
        let word = match value {
            Value::String(_, text) => Some(text.trim().to_owned()),
            Value::Bool(_, yes) => Some(yes.to_string()),
            Value::Num(_, number) => number.to_i128().map(|whole| whole.to_string()),
            _ => None,
        };
        let read = word.as_deref().and_then(K::read);
        if read.is_none() {
            let found = match word {
                _ if is_secret::<K::Value>() => String::new(),
                Some(word) => format!(", found {word:?}"),
                None => String::new(),
            };
            self.problems
                .borrow_mut()
                .add(format!("{from}: {key}: expected {}{found}", K::EXPECTED));
        }
        read
    }
}

/// How a setting is read: a value that is always there, an optional one, or a list.
pub(super) trait Setting {
    type Value;

    /// Whether its value must never be shown.
    fn is_secret() -> bool;

    /// None if it is invalid, which is recorded as a problem.
    fn read(from: &Reading, key: &str, value: Value, source: &str) -> Option<Self::Value>;
}

impl<K: Kind> Setting for K {
    type Value = K::Value;

    fn is_secret() -> bool {
        is_secret::<K::Value>()
    }

    fn read(from: &Reading, key: &str, value: Value, source: &str) -> Option<K::Value> {
        from.read::<K>(key, &value, source)
    }
}

/// `""` for "not set".
impl<K: Kind> Setting for Option<K> {
    type Value = Option<K::Value>;

    fn is_secret() -> bool {
        is_secret::<K::Value>()
    }

    fn read(from: &Reading, key: &str, value: Value, source: &str) -> Option<Self::Value> {
        match value.as_str() {
            Some("") => Some(None),
            _ => from.read::<K>(key, &value, source).map(Some),
        }
    }
}

/// One string may hold several values, separated by commas.
impl<K: Kind> Setting for Vec<K> {
    type Value = Vec<K::Value>;

    fn is_secret() -> bool {
        is_secret::<K::Value>()
    }

    fn read(from: &Reading, key: &str, value: Value, source: &str) -> Option<Self::Value> {
        let items: Vec<Value> = match value {
            Value::Array(_, items) => items,
            Value::String(_, text) => text
                .split(',')
                .map(str::trim)
                .filter(|text| !text.is_empty())
                .map(Value::from)
                .collect(),
            other => vec![other],
        };
        // Not `collect`, which would stop at the first invalid one.
        let read: Vec<Option<K::Value>> =
            items.iter().map(|item| from.read::<K>(key, item, source)).collect();
        read.into_iter().collect()
    }
}

impl Setting for Presets {
    type Value = Presets;

    fn is_secret() -> bool {
        false
    }

    fn read(from: &Reading, key: &str, value: Value, source: &str) -> Option<Presets> {
        let presets = <Vec<Preset> as Setting>::read(from, key, value, source)?;
        let doubled = |name| from.refuse(key, &format!("{name} is there twice"));
        Presets::of(presets).map_err(doubled).ok()
    }
}

fn is_secret<V: 'static>() -> bool {
    TypeId::of::<V>() == TypeId::of::<Secret>()
}

/// Declares a section of the configuration: each field is the setting `section.field`, of a
/// [`Kind`] if its type is not one itself (`as Bytes`), and of a number within limits
/// (`[1..=64]`). Its default and its sentence stand in `packaging/be-right.toml`.
macro_rules! section {
    (
        $(#[$about:meta])*
        pub struct $name:ident in $section:literal {
            $($(#[$doc:meta])* pub $field:ident: $type:ty $(as $kind:ty)? $([$limits:expr])?,)+
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone)]
        pub struct $name {
            $($(#[$doc])* pub $field: $type,)+
        }

        impl $name {
            /// Reads every setting before it gives up on any, so that all problems are reported.
            pub(in crate::config) fn read(
                from: &$crate::config::reading::Reading,
            ) -> Option<Self> {
                $(
                    let key = concat!($section, ".", stringify!($field));
                    let $field = from.take::<$crate::config::reading::kind!($type $(, $kind)?)>(key);
                    $(let $field = from.within(key, $field, $limits);)?
                )+
                Some(Self { $($field: $field?,)+ })
            }
        }
    };
}
pub(super) use section;

/// The second type, if there is one.
macro_rules! kind {
    ($type:ty) => {
        $type
    };
    ($type:ty, $kind:ty) => {
        $kind
    };
}
pub(super) use kind;
