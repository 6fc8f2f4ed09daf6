//! A file of people: what its columns mean, what a line asks for, and what
//! became of it. Nothing here reads files: a line is a list of texts.

pub mod columns;
mod dates;
mod line;
mod merge;
mod names;
mod nothing;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{CompanyId, EmployeeId, GroupId, ImportId, Locale, Timestamp, UserId};

pub use columns::{Columns, Field, score};
pub use dates::{Calendar, DayOrder, EPOCH_1900, EPOCH_1904, Orders};
pub use line::{ImportedEmployee, Reading};
pub use merge::merged;

/// The widest table that is read, in columns.
pub const COLUMNS_MOST: usize = 256;
/// The longest text in a cell that is read, in characters: what Excel takes.
pub const CELL_MOST: usize = 32_767;
/// How many lines with something in them may stand above the headers.
pub const TITLES_MOST: usize = 30;

/// A file of people, and how far reading it has got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    pub id: ImportId,
    pub company: CompanyId,
    /// Who sent it.
    pub user: Option<UserId>,
    /// Everybody in it joins this group.
    pub group: Option<GroupId>,
    /// The group a trial run would have made.
    pub group_name: Option<String>,
    /// None once the file has been forgotten.
    pub file_name: Option<String>,
    /// For people whose line says nothing about theirs.
    pub locale: Locale,
    /// Nothing is written but the report.
    pub dry_run: bool,
    pub state: ImportState,
    pub columns: Vec<Header>,
    /// How it was read, where a file does not say it itself. None of one that came before
    /// this was kept.
    #[serde(default)]
    pub reading: Option<HowRead>,
    /// Lines with something in them, the headers and what is above them left out.
    pub total: i64,
    /// How many of them have been dealt with, from the first.
    pub done: i64,
    pub tally: Tally,
    pub created_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
}

/// How a file is to be read, as far as somebody says so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    /// By any of its names: `windows-1252`, `cp850`.
    pub encoding: Option<String>,
    pub date_order: Option<DayOrder>,
    /// Of telephone numbers without a code: two letters, or a name.
    pub country: Option<String>,
    /// Headers of columns that are names of groups, such as `Classe`.
    pub groups: Vec<String>,
}

/// How a file was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HowRead {
    /// Of its text; none of a workbook.
    pub encoding: Option<String>,
    pub date_order: DayOrder,
    /// Two letters.
    pub country: String,
    /// Headers of the columns that somebody chose as names of groups.
    pub groups: Vec<String>,
    /// What nobody chose and the file left open, so that it might be wrong.
    pub assumed: Vec<Assumption>,
}

impl HowRead {
    /// The choices by which the same file is read the same way again.
    pub fn choices(&self) -> Choices {
        Choices {
            encoding: self.encoding.clone(),
            date_order: Some(self.date_order),
            country: Some(self.country.clone()),
            groups: self.groups.clone(),
        }
    }
}

/// What of a file's reading may be assumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, poem_openapi::Enum)]
#[serde(rename_all = "camelCase")]
#[oai(rename_all = "camelCase")]
pub enum Assumption {
    /// More than one makes sense of it.
    Encoding,
    /// Its dates can be read both ways, or some of them only one way and some only the other.
    DateOrder,
    /// Numbers stand in it without a code, on lines that name no country.
    Country,
}

/// A line of a file as it is read, to see whether it is read well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// As a spreadsheet counts the lines of the file, from 1.
    pub line: u32,
    pub name: String,
    pub email: String,
    /// E.164.
    pub phone: Option<String>,
    /// As the file has it, and as it was read.
    pub born: Option<(String, Date)>,
}

/// A header of the file, and the field it was read as; none if it was passed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    pub header: String,
    pub field: Option<String>,
}

/// How many lines came to what.
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
    /// How far an import has got.
    ImportState {
        /// The file has been taken; nobody has begun with it.
        Waiting = "WAITING",
        Running = "RUNNING",
        Done = "DONE",
        /// Stopped by somebody; what had been written by then stays.
        Cancelled = "CANCELLED",
        /// The file could not be read again. What had been written by then stays.
        Failed = "FAILED",
    }
}

words! {
    /// What became of a line.
    Outcome {
        Created = "CREATED",
        /// The person was there, and knew something less than the file.
        Updated = "UPDATED",
        /// The person was there, and all the file says was known.
        Unchanged = "UNCHANGED",
        /// Nothing of the line was written.
        Refused = "REFUSED",
    }
}

impl ImportState {
    /// Whether nothing more will happen.
    pub fn is_over(self) -> bool {
        !matches!(self, ImportState::Waiting | ImportState::Running)
    }
}

/// What became of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportLine {
    /// As a spreadsheet counts the lines of the file, from 1.
    pub line: u32,
    pub outcome: Outcome,
    /// The person; none if the line was refused, or nothing was to be written.
    pub employee: Option<EmployeeId>,
    /// What is wrong, of a refused line; of any other, what to know about it.
    pub problems: Vec<Trouble>,
    /// What was left out or chosen from, of one that was taken.
    pub notes: Vec<Trouble>,
    /// What a refused line says, as far as it is shown; none once it has been forgotten.
    pub cells: Option<Cells>,
}

impl ReportLine {
    /// A line with nothing more to tell.
    pub fn of(line: u32, outcome: Outcome, employee: Option<EmployeeId>) -> Self {
        Self { line, outcome, employee, problems: vec![], notes: vec![], cells: None }
    }
}

/// What a report shows of a line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cells {
    /// Whose line it is, as far as it says.
    pub name: Option<String>,
    /// What stands in the cells that are wrong, by their field.
    pub values: BTreeMap<String, String>,
}

/// A cell that is refused, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// As the API calls it: `email`, `guardians.0.email`.
    pub field: String,
    /// The sentence is `invalid-{code}`, of a note `note-{code}`, with hyphens.
    pub code: String,
}

impl Trouble {
    pub fn new(field: impl Into<String>, code: impl Into<String>) -> Self {
        Self { field: field.into(), code: code.into() }
    }
}
