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

#[cfg(test)]
mod tests {
    use super::*;

    /// A row of `id`, `name` and `day`, which counts how often a name is looked up.
    #[derive(Default)]
    struct Fake(Cell<usize>);

    impl Cells for Fake {
        fn position(&self, name: &str, _: usize) -> Option<usize> {
            self.0.set(self.0.get() + 1);
            ["id", "name", "day"].iter().position(|one| *one == name)
        }

        fn value(&self, at: usize) -> Result<Value<'_>> {
            Ok([Value::Integer(7), Value::Text("Ana"), Value::Null][at])
        }
    }

    #[test]
    fn only_the_first_row_of_a_result_has_its_columns_looked_up() {
        let (fake, asked) = (Fake::default(), Asked::default());
        for _ in 0..3 {
            let row = Row::new(&fake, &asked);
            assert_eq!(row.text("name").unwrap(), "Ana");
            assert_eq!(row.get::<Option<i64>>("day").unwrap(), None);
            assert_eq!(row.get::<i64>("id").unwrap(), 7);
        }
        assert_eq!(fake.0.get(), 3);
    }

    #[test]
    fn a_row_may_be_read_otherwise_than_the_one_before() {
        let (fake, asked) = (Fake::default(), Asked::default());
        for names in [["id", "name"], ["name", "id"], ["id", "id"], ["name", "name"]] {
            let row = Row::new(&fake, &asked);
            for name in names {
                let is_id = name == "id";
                assert_eq!(row.get::<i64>(name).is_ok(), is_id);
                assert_eq!(row.text("name").unwrap(), "Ana");
            }
        }
    }

    #[test]
    fn a_value_that_cannot_be_read_is_named() {
        let (fake, asked) = (Fake::default(), Asked::default());
        let row = Row::new(&fake, &asked);
        let message = |error: Error| error.to_string();
        assert_eq!(message(row.get::<i64>("name").unwrap_err()), "name cannot be read from a text");
        assert_eq!(message(row.text("day").unwrap_err()), "day cannot be read from NULL");
        assert_eq!(message(row.get::<i64>("height").unwrap_err()), "no column height");
    }
}
