//! Imports of employees from a file: columns, lines, results. Nothing here reads files: a line is
//! a list of texts.

pub mod columns;
mod dates;
mod empty_cell;
mod line;
mod merge;
mod names;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{CompanyId, EmployeeId, GroupId, ImportId, Locale, Timestamp, UserId};

pub use columns::{Columns, Field, is_probably_groups, score};
pub use dates::{Calendar, DayOrder, EPOCH_1900, EPOCH_1904, Orders};
pub use line::{ImportedEmployee, Reading, group_names};
pub use merge::merged;

/// The maximum number of columns.
pub const COLUMNS_MOST: usize = 256;
/// The maximum length of a cell's text, in characters: Excel's limit.
pub const CELL_MOST: usize = 32_767;
/// The maximum number of non-empty lines above the headers.
pub const TITLES_MOST: usize = 30;

/// An import and its progress.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    pub id: ImportId,
    pub company: CompanyId,
    /// The user who uploaded it.
    pub user: Option<UserId>,
    /// The group that everybody in it joins.
    pub group: Option<GroupId>,
    /// The group that a dry run would have created.
    pub group_name: Option<String>,
    /// None once the file has been deleted.
    pub file_name: Option<String>,
    /// The default language of employees.
    pub locale: Locale,
    /// Nothing is written but the report.
    pub dry_run: bool,
    pub state: ImportState,
    pub columns: Vec<Header>,
    /// How it was read where the file does not say. None for imports older than this field.
    #[serde(default)]
    pub reading: Option<HowRead>,
    /// Non-empty lines, without the headers and what is above them.
    pub total: i64,
    /// How many of them have been processed, from the first.
    pub done: i64,
    pub tally: Tally,
    pub created_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
}

/// How a file is to be read, as far as the user chose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    /// Any label of an encoding: `windows-1252`, `cp850`.
    pub encoding: Option<String>,
    pub date_order: Option<DayOrder>,
    /// The default for phone numbers without a country code: two letters, or a name.
    pub country: Option<String>,
    /// Headers of columns with group names, such as `Classe`.
    pub groups: Vec<String>,
    /// Whether columns that are probably names of groups are read as such without being chosen.
    pub finds_groups: bool,
}

/// How a file was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HowRead {
    /// The encoding of its text; None for a workbook.
    pub encoding: Option<String>,
    pub date_order: DayOrder,
    /// Two letters.
    pub country: String,
    /// Headers of the columns chosen as group names.
    pub groups: Vec<String>,
    /// The columns that can be read as group names, chosen or not.
    #[serde(default)]
    pub offered: Vec<GroupColumn>,
    /// What was assumed, so that it might be wrong.
    pub assumed: Vec<Assumption>,
}

impl HowRead {
    /// The choices that read the same file the same way again.
    pub fn choices(&self) -> Choices {
        Choices {
            encoding: self.encoding.clone(),
            date_order: Some(self.date_order),
            country: Some(self.country.clone()),
            groups: self.groups.clone(),
            finds_groups: false,
        }
    }
}

/// A column whose cells can be names of groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupColumn {
    pub header: String,
    /// How many different names there are.
    pub groups: usize,
}

/// What was assumed to read a file.
///
/// - `encoding`: the character encoding; more than one makes sense of the file.
/// - `dateOrder`: the order of day and month; the dates can be read both ways, or contradict each
///   other.
/// - `country`: the country of telephone numbers; some have no country code, on lines without a
///   country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, poem_openapi::Enum)]
#[serde(rename_all = "camelCase")]
#[oai(rename_all = "camelCase")]
pub enum Assumption {
    /// The character encoding: more than one makes sense of the file.
    Encoding,
    /// The order of day and month: the dates can be read both ways, or contradict each other.
    DateOrder,
    /// The country of telephone numbers: some have no country code, on lines without a country.
    Country,
}

/// A line as read, for previews.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// The line number as in a spreadsheet, from 1.
    pub line: u32,
    pub name: String,
    pub email: String,
    /// E.164.
    pub phone: Option<String>,
    /// As in the file, and as parsed.
    pub born: Option<(String, Date)>,
}

/// A header and the field it was recognised as; None if ignored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    pub header: String,
    pub field: Option<String>,
}

/// The number of lines per outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub created: i64,
    pub updated: i64,
    pub unchanged: i64,
    pub refused: i64,
}

impl Tally {
    /// Counts one more line.
    pub fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Created => self.created += 1,
            Outcome::Updated => self.updated += 1,
            Outcome::Unchanged => self.unchanged += 1,
            Outcome::Refused => self.refused += 1,
        }
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, poem_openapi::Enum,
        )]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        #[oai(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum $name { $($(#[$each])* $variant),+ }

        impl $name {
            /// As stored and as published.
            pub fn name(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            /// Reads [`Self::name`].
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($word => Some($name::$variant),)+ _ => None }
            }
        }
    };
}

words! {
    /// The state of an import.
    ///
    /// - `WAITING`: the file was accepted, and processing has not begun.
    /// - `RUNNING`: lines are being processed.
    /// - `DONE`: all lines have been processed.
    /// - `CANCELLED`: a user cancelled it; what had been written stays.
    /// - `FAILED`: the file could not be read again; what had been written stays.
    ImportState {
        /// The file was accepted, and processing has not begun.
        Waiting = "WAITING",
        /// Lines are being processed.
        Running = "RUNNING",
        /// All lines have been processed.
        Done = "DONE",
        /// A user cancelled it; what had been written stays.
        Cancelled = "CANCELLED",
        /// The file could not be read again; what had been written stays.
        Failed = "FAILED",
    }
}

words! {
    /// The outcome of a line of an import.
    ///
    /// - `CREATED`: an employee was added.
    /// - `UPDATED`: an existing employee was changed.
    /// - `UNCHANGED`: an existing employee had all data of the line already.
    /// - `REFUSED`: nothing of the line was written.
    Outcome {
        /// An employee was added.
        Created = "CREATED",
        /// An existing employee was changed.
        Updated = "UPDATED",
        /// An existing employee had all data of the line already.
        Unchanged = "UNCHANGED",
        /// Nothing of the line was written.
        Refused = "REFUSED",
    }
}

impl ImportState {
    /// Whether the import has ended.
    pub fn is_over(self) -> bool {
        !matches!(self, ImportState::Waiting | ImportState::Running)
    }
}

/// The result of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportLine {
    /// The line number as in a spreadsheet, from 1.
    pub line: u32,
    pub outcome: Outcome,
    /// The employee; None if the line was refused, or in a dry run.
    pub employee: Option<EmployeeId>,
    /// The errors of a refused line; of any other, its warnings.
    pub problems: Vec<Trouble>,
    /// What was left out or chosen among alternatives in an accepted line.
    pub notes: Vec<Trouble>,
    /// The cells shown of a refused line; None once deleted.
    pub cells: Option<Cells>,
}

impl ReportLine {
    /// A line without problems or notes.
    pub fn of(line: u32, outcome: Outcome, employee: Option<EmployeeId>) -> Self {
        Self { line, outcome, employee, problems: vec![], notes: vec![], cells: None }
    }
}

/// The cells of a line that a report shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cells {
    /// The name, if the line has one.
    pub name: Option<String>,
    /// The values of invalid cells, by field.
    pub values: BTreeMap<String, String>,
}

/// An invalid cell, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// As the API names it: `email`, `guardians.0.email`.
    pub field: String,
    /// The text is `invalid-{code}`, or `note-{code}` for a note, with hyphens.
    pub code: String,
}

impl Trouble {
    pub fn new(field: impl Into<String>, code: impl Into<String>) -> Self {
        Self { field: field.into(), code: code.into() }
    }
}
