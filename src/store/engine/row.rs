//! A row of a result, read by the names of its columns.

use std::cell::{Cell, RefCell};

use anyhow::anyhow;

use super::{FromColumn, Value};
use crate::error::{Error, Result};

/// The columns of the row that an engine is at.
pub trait Cells {
    /// The position of the column with this name, looked for from a position on and then from the
    /// first.
    fn position(&self, name: &str, from: usize) -> Option<usize>;

    fn value(&self, at: usize) -> Result<Value<'_>>;
}

/// The columns that were read of each row of a result, in that order. All rows are read alike, so
/// only the first one has its columns looked up by name.
#[derive(Default)]
pub struct Asked(RefCell<Vec<(&'static str, usize)>>);

/// A row of a result.
pub struct Row<'r> {
    cells: &'r dyn Cells,
    asked: &'r Asked,
    /// How many columns were read of this row.
    read: Cell<usize>,
}

impl<'r> Row<'r> {
    pub fn new(cells: &'r dyn Cells, asked: &'r Asked) -> Self {
        Self { cells, asked, read: Cell::new(0) }
    }

    /// The value of the column with this name.
    pub fn get<T: FromColumn>(&self, name: &'static str) -> Result<T> {
        let value = self.value(name)?;
        T::from_column(value).ok_or_else(|| misread(name, value))
    }

    /// As [`Row::get`], for a text that is not kept.
    pub fn text(&self, name: &'static str) -> Result<&'r str> {
        self.text_if_any(name)?.ok_or_else(|| misread(name, Value::Null))
    }

    /// As [`Row::text`], of a column that may be NULL.
    pub fn text_if_any(&self, name: &'static str) -> Result<Option<&'r str>> {
        match self.value(name)? {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text)),
            other => Err(misread(name, other)),
        }
    }

    /// The value of the only column, or of one without a name: from 0.
    pub fn at<T: FromColumn>(&self, position: usize) -> Result<T> {
        let value = self.cells.value(position)?;
        T::from_column(value).ok_or_else(|| misread("a column", value))
    }

    fn value(&self, name: &'static str) -> Result<Value<'r>> {
        let turn = self.read.replace(self.read.get() + 1);
        let known = self.asked.0.borrow().get(turn).copied();
        match known {
            Some((asked, position)) if asked == name => self.cells.value(position),
            _ => self.cells.value(self.look_up(turn, name)?),
        }
    }

    #[cold]
    fn look_up(&self, turn: usize, name: &'static str) -> Result<usize> {
        let mut asked = self.asked.0.borrow_mut();
        // Columns are mostly read in the order in which they were selected.
        let from = turn.checked_sub(1).and_then(|last| asked.get(last));
        let from = from.map_or(0, |(_, position)| position + 1);
        let position =
            self.cells.position(name, from).ok_or_else(|| anyhow!("no column {name}"))?;
        match asked.get_mut(turn) {
            Some(other) => *other = (name, position),
            None => {
                asked.reserve(16);
                asked.push((name, position));
            }
        }
        Ok(position)
    }
}

#[cold]
fn misread(name: &str, value: Value<'_>) -> Error {
    let kind = match value {
        Value::Null => "NULL",
        Value::Integer(_) => "an integer",
        Value::Real(_) => "a real number",
        Value::Text(_) => "a text",
        Value::Blob(_) => "a blob",
    };
    tracing::error!(column = name, "a stored value cannot be read");
    Error::Internal(anyhow!("{name} cannot be read from {kind}"))
}
