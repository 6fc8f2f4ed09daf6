//! Converts the text of the layers to values and collects every problem.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::RangeInclusive;

use figment::value::Value;

use super::kinds::Kind;
use super::layers::{Layers, is_secret};

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
}

impl<'a> Reading<'a> {
    pub fn of(layers: &'a Layers) -> Self {
        Self { layers, problems: RefCell::default(), taken: RefCell::default() }
    }

    /// The value of `key`; None if it is invalid, which is recorded as a problem.
    pub fn take<T: Kind>(&self, key: &str) -> Option<T> {
        let (value, from) = self.look(key)?;
        self.read(key, &value, &from)
    }

    /// Like `take`, with `""` for "not set": `Some(None)`.
    pub fn take_if_set<T: Kind>(&self, key: &str) -> Option<Option<T>> {
        let (value, from) = self.look(key)?;
        if value.as_str() == Some("") {
            return Some(None);
        }
        self.read(key, &value, &from).map(Some)
    }

    /// A list; one string may hold several values, separated by commas.
    pub fn take_list<T: Kind>(&self, key: &str) -> Option<Vec<T>> {
        let (value, from) = self.look(key)?;
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
        let read: Vec<Option<T>> = items.iter().map(|item| self.read(key, item, &from)).collect();
        read.into_iter().collect()
    }

    /// A number within `limits`.
    pub fn take_within(&self, key: &str, limits: RangeInclusive<u32>) -> Option<u32> {
        let number = self.take(key)?;
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

    fn look(&self, key: &str) -> Option<(Value, String)> {
        self.taken.borrow_mut().insert(key.to_owned());
        let found = self.layers.value(key);
        if found.is_none() {
            self.problems.borrow_mut().add(format!("{key}: there is no such setting"));
        }
        found
    }

    fn read<T: Kind>(&self, key: &str, value: &Value, from: &str) -> Option<T> {
        let word = match value {
            Value::String(_, text) => Some(text.trim().to_owned()),
            Value::Bool(_, yes) => Some(yes.to_string()),
            Value::Num(_, number) => number.to_i128().map(|whole| whole.to_string()),
            _ => None,
        };
        let read = word.as_deref().and_then(T::read);
        if read.is_none() {
            let found = match word {
                _ if is_secret(key) => String::new(),
                Some(word) => format!(", found {word:?}"),
                None => String::new(),
            };
            self.problems
                .borrow_mut()
                .add(format!("{from}: {key}: expected {}{found}", T::EXPECTED));
        }
        read
    }
}
