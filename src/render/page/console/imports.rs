//! The import pages: the form, progress, and the result of each line.

use askama::Template;

use super::{Chrome, Notice, Pager};
use crate::model::import::{Assumption, Choices, DayOrder, GroupColumn, HowRead, Tally};
use crate::model::{ImportState, Locale, country, legacy_text};
use crate::render::page::Frame;

/// `/console/people/import`.
#[derive(Template)]
#[template(path = "pages/console/import.html")]
pub struct Imports {
    pub chrome: Chrome,
    /// The maximum in bytes and in lines.
    pub most: u64,
    pub lines: usize,
    /// The options for reading the file.
    pub choices: ReadingChoices,
    /// Earlier imports, the latest first.
    pub rows: Vec<ImportRow>,
    pub pager: Pager,
    pub notice: Option<Notice>,
}

impl Imports {
    /// In mebibytes.
    pub fn most_said(&self) -> String {
        (self.most >> 20).to_string()
    }

    pub fn hint(&self) -> String {
        let frame = &self.chrome.frame;
        let lines = frame.n(self.lines);
        frame.t2("import-hint", ("most", &self.most_said()), ("lines", &lines)).into_owned()
    }
}

/// An uploaded file.
pub struct ImportRow {
    pub id: i64,
    /// None once deleted.
    pub name: Option<String>,
    /// The time of upload, in words.
    pub when: String,
    pub state: ImportState,
    /// Nothing was written.
    pub dry_run: bool,
    pub done: i64,
    pub total: i64,
    pub tally: Tally,
}

impl ImportRow {
    pub fn title(&self, frame: &Frame) -> String {
        let name = self.name.clone().filter(|name| !name.is_empty());
        name.unwrap_or_else(|| frame.t1("import-unnamed", "id", &self.id.to_string()).into_owned())
    }

    pub fn state_key(&self) -> String {
        format!("import-state-{}", self.state.name().to_lowercase())
    }

    /// The badge class, as for events.
    pub fn class(&self) -> &'static str {
        match self.state {
            ImportState::Waiting | ImportState::Running => "is-PENDING",
            ImportState::Done => "is-COMPLETED",
            ImportState::Cancelled | ImportState::Failed => "is-CLOSED",
        }
    }

    pub fn is_over(&self) -> bool {
        self.state.is_over()
    }

    /// The progress, in words.
    pub fn progress(&self, frame: &Frame) -> String {
        let (done, total) = (frame.n(self.done), frame.n(self.total));
        frame.t2("import-progress", ("done", &done), ("total", &total)).into_owned()
    }

    /// The number of lines per outcome, in words, without zeroes.
    pub fn counts(&self, frame: &Frame) -> Vec<(&'static str, String)> {
        let kind = if self.dry_run { "would" } else { "did" };
        let counts = [
            ("created", self.tally.created),
            ("updated", self.tally.updated),
            ("unchanged", self.tally.unchanged),
            ("refused", self.tally.refused),
        ];
        let some = counts.into_iter().filter(|(_, count)| *count > 0);
        some.map(|(name, count)| {
            let key = format!("import-{kind}-{name}");
            (name, frame.count(&key, "count", count.unsigned_abs()).into_owned())
        })
        .collect()
    }
}

/// `/console/people/import/{id}`: progress and results.
#[derive(Template)]
#[template(path = "pages/console/import_report.html")]
pub struct Import {
    pub chrome: Chrome,
    pub row: ImportRow,
    /// The headers of recognised and of ignored columns.
    pub read: Vec<String>,
    pub passed_over: Vec<String>,
    /// The columns that can be read as group names.
    pub offered: Vec<GroupChoice>,
    /// None for imports older than this field.
    pub how: Option<How>,
    /// Sample lines as read; none once the file has been deleted.
    pub samples: Vec<Sample>,
    /// The lines to correct, one page of them.
    pub refused: Vec<RefusedLine>,
    /// The first accepted lines with warnings, and their total number.
    pub warned: Vec<RefusedLine>,
    pub warned_total: u64,
    pub pager: Pager,
    pub notice: Option<Notice>,
}

/// A column that can be read as group names.
pub struct GroupChoice {
    pub header: String,
    /// How many different names there are.
    pub groups: usize,
    pub is_ticked: bool,
}

impl GroupChoice {
    pub fn of(how: &HowRead) -> Vec<Self> {
        let choice = |one: &GroupColumn| Self {
            header: one.header.clone(),
            groups: one.groups,
            is_ticked: how.groups.contains(&one.header),
        };
        how.offered.iter().map(choice).collect()
    }
}

/// A line that was refused or has warnings.
pub struct RefusedLine {
    /// The line number as in a spreadsheet, from 1.
    pub line: u32,
    /// The name, if the line has one.
    pub name: Option<String>,
    pub reasons: Vec<Reason>,
}

/// Why a cell is refused.
pub struct Reason {
    /// The column and the error, in words.
    pub said: String,
    /// The value of the cell.
    pub value: Option<String>,
}

/// A line as read.
pub struct Sample {
    /// The line number as in a spreadsheet, from 1.
    pub line: u32,
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
    /// The birth date as in the file, and as parsed, in words.
    pub born: Option<(String, String)>,
}

/// How a file was read, and the alternatives.
pub struct How {
    /// The encoding of its text; None for a workbook.
    pub encoding: Option<String>,
    pub order: DayOrder,
    /// The name of the default country for phone numbers.
    pub country: String,
    pub assumed: Vec<Assumption>,
    pub choices: ReadingChoices,
}

impl How {
    pub fn of(locale: Locale, how: &HowRead) -> Self {
        let listed = country::all().find(|(code, ..)| *code == how.country);
        let name = listed.map(|(_, french, english)| match locale {
            Locale::Fr => french,
            Locale::En => english,
        });
        Self {
            encoding: how.encoding.clone(),
            order: how.date_order,
            country: name.unwrap_or(&how.country).to_owned(),
            assumed: how.assumed.clone(),
            choices: ReadingChoices::of(locale, &how.choices()),
        }
    }

    /// A sentence for each assumption.
    pub fn doubts(&self) -> Vec<&'static str> {
        let doubt = |one: &Assumption| match one {
            Assumption::Encoding => "import-doubt-encoding",
            Assumption::DateOrder => "import-doubt-date-order",
            Assumption::Country => "import-doubt-country",
        };
        self.assumed.iter().map(doubt).collect()
    }

    pub fn order_key(&self) -> &'static str {
        order_key(self.order)
    }
}

fn order_key(order: DayOrder) -> &'static str {
    match order {
        DayOrder::DayFirst => "import-day-first",
        DayOrder::MonthFirst => "import-month-first",
    }
}

/// The form fields for how a file is read.
pub struct ReadingChoices {
    pub encodings: Vec<Choice>,
    pub orders: Vec<Choice>,
    pub countries: Vec<Choice>,
}

/// An option of a select field.
pub struct Choice {
    pub value: String,
    /// A proper name, or a name in the page's language.
    pub name: String,
    /// The key of a text to append or to show instead of the name; empty if there is none.
    pub key: String,
    pub is_chosen: bool,
}

impl ReadingChoices {
    pub fn of(locale: Locale, chosen: &Choices) -> Self {
        let choice = |value: &str, name: &str, key: String, chosen: Option<&str>| Choice {
            value: value.to_owned(),
            name: name.to_owned(),
            key,
            is_chosen: chosen == Some(value),
        };
        let encoding = chosen.encoding.as_deref();
        let mut encodings: Vec<Choice> = legacy_text::OFFERED
            .iter()
            .map(|(value, place)| {
                let key = match place.is_empty() {
                    true => String::new(),
                    false => format!("import-encoding-{place}"),
                };
                choice(value, value, key, encoding)
            })
            .collect();
        // Add the detected or chosen encoding if it is not among the options.
        if let Some(other) = encoding.filter(|name| encodings.iter().all(|one| one.value != *name))
        {
            encodings.push(choice(other, other, String::new(), encoding));
        }
        let order = chosen.date_order.map(DayOrder::name);
        let orders = [DayOrder::DayFirst, DayOrder::MonthFirst];
        let orders = orders.map(|one| choice(one.name(), "", order_key(one).to_owned(), order));
        let country = chosen.country.as_deref();
        let countries = country::listed(locale);
        let countries = countries
            .into_iter()
            .map(|(code, name)| choice(code, name, String::new(), country))
            .collect();
        Self { encodings, orders: orders.into(), countries }
    }
}

impl Import {
    /// The URL of the import.
    pub fn path(&self) -> String {
        format!("/console/people/import/{}", self.row.id)
    }

    /// The number of lines with warnings, in words.
    pub fn warned_said(&self) -> String {
        self.chrome.frame.count("import-warned", "count", self.warned_total).into_owned()
    }

    fn has_ticked_columns(&self) -> bool {
        self.offered.iter().any(|one| one.is_ticked)
    }

    fn has_more_columns(&self) -> bool {
        self.offered.iter().any(|one| !one.is_ticked)
    }

    /// The number of lines a dry run would have imported.
    pub fn would(&self) -> u64 {
        let tally = &self.row.tally;
        (tally.created + tally.updated).unsigned_abs()
    }

    /// Whether it can be imported for real: a completed dry run with at least one line.
    pub fn is_promising(&self) -> bool {
        self.row.dry_run && self.row.state == ImportState::Done && self.would() > 0
    }

    /// Whether the dry run can be repeated with other options.
    pub fn is_changeable(&self) -> bool {
        self.row.dry_run && self.row.is_over() && self.row.name.is_some() && self.how.is_some()
    }

    /// The key of the result's sentence.
    pub fn verdict(&self) -> &'static str {
        match (self.row.state, self.row.dry_run, self.row.tally.refused) {
            (ImportState::Waiting | ImportState::Running, true, _) => "import-trying",
            (ImportState::Waiting | ImportState::Running, false, _) => "import-running",
            (ImportState::Done, true, _) => "import-tried",
            (ImportState::Done, false, 0) => "import-done",
            (ImportState::Done, false, _) => "import-done-some",
            (ImportState::Cancelled, true, _) => "import-tried-cancelled",
            (ImportState::Cancelled, false, _) => "import-cancelled",
            (ImportState::Failed, ..) => "import-failed",
        }
    }

    pub fn verdict_class(&self) -> &'static str {
        match (self.row.state, self.row.tally.refused) {
            (ImportState::Done, 0) => "good",
            (ImportState::Failed, _) => "alert",
            _ => "note",
        }
    }
}
