//! Files of people on their way in: the form, and what became of each line.

use askama::Template;

use super::{Chrome, Notice, Pager};
use crate::model::import::{Assumption, Choices, DayOrder, HowRead, Tally};
use crate::model::{ImportState, Locale, country, fold, legacy_text};
use crate::render::page::Frame;

/// `/console/people/import`.
#[derive(Template)]
#[template(path = "pages/console/import.html")]
pub struct Imports {
    pub chrome: Chrome,
    /// In bytes and in lines: what is larger is not taken.
    pub most: u64,
    pub lines: usize,
    /// How the file may be said to be read.
    pub choices: ReadingChoices,
    /// Earlier ones, the latest first.
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
        let lines = in_thousands(frame.locale, self.lines);
        frame.t2("import-hint", ("most", &self.most_said()), ("lines", &lines)).into_owned()
    }
}

/// A number as it is read: `50 000`, `50,000`.
fn in_thousands(locale: Locale, number: usize) -> String {
    let digits = number.to_string();
    let mut said = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            said.push(match locale {
                Locale::Fr => '\u{a0}',
                Locale::En => ',',
            });
        }
        said.push(digit);
    }
    said
}

/// A file that was sent.
pub struct ImportRow {
    pub id: i64,
    /// None once it has been forgotten.
    pub name: Option<String>,
    /// When it was sent, in words.
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

    /// As the badges of shoots are coloured.
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

    /// How far it is, in words.
    pub fn progress(&self, frame: &Frame) -> String {
        let (done, total) = (self.done.to_string(), self.total.to_string());
        frame.t2("import-progress", ("done", &done), ("total", &total)).into_owned()
    }

    /// What its lines came to, in words: what there is none of is left out.
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

/// `/console/people/import/{id}`: how far it is, and what became of it.
#[derive(Template)]
#[template(path = "pages/console/import_report.html")]
pub struct Import {
    pub chrome: Chrome,
    pub row: ImportRow,
    /// The headers of the columns that were read, and of those passed over.
    pub read: Vec<String>,
    pub passed_over: Vec<String>,
    /// Headers of columns that somebody chose as names of groups.
    pub groups: Vec<String>,
    /// None of one from before this was kept.
    pub how: Option<How>,
    /// Some people as they were read; none once the file has been forgotten.
    pub samples: Vec<Sample>,
    /// The lines to correct, a page of them.
    pub refused: Vec<RefusedLine>,
    /// The first lines that were taken with something to know about them, and how many there are.
    pub warned: Vec<RefusedLine>,
    pub warned_total: u64,
    pub pager: Pager,
    pub notice: Option<Notice>,
}

/// A line of the file that was refused, or that there is something to know about.
pub struct RefusedLine {
    /// As a spreadsheet counts them, from 1.
    pub line: u32,
    /// Whose it is, as far as it says.
    pub name: Option<String>,
    pub reasons: Vec<Reason>,
}

/// Why a cell is refused.
pub struct Reason {
    /// Where it is and what is wrong, in words.
    pub said: String,
    /// What stands in it.
    pub value: Option<String>,
}

/// A line as it was read.
pub struct Sample {
    /// As a spreadsheet counts them, from 1.
    pub line: u32,
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
    /// The birth date as the file has it, and as it was read, in words.
    pub born: Option<(String, String)>,
}

/// How a file was read, and what may be chosen instead.
pub struct How {
    /// Of its text; none of a workbook.
    pub encoding: Option<String>,
    pub order: DayOrder,
    /// Of numbers without a code: its name.
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

    /// What the file left open, a sentence for each.
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

/// The fields by which somebody says how a file is to be read.
pub struct ReadingChoices {
    pub encodings: Vec<Choice>,
    pub orders: Vec<Choice>,
    pub countries: Vec<Choice>,
}

/// One of several.
pub struct Choice {
    pub value: String,
    /// A name that is the same in every language, or one in this one.
    pub name: String,
    /// A sentence to add or to show in place of the name; empty if there is none.
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
        // One that was found or named though it is not offered.
        if let Some(other) = encoding.filter(|name| encodings.iter().all(|one| one.value != *name))
        {
            encodings.push(choice(other, other, String::new(), encoding));
        }
        let order = chosen.date_order.map(DayOrder::name);
        let orders = [DayOrder::DayFirst, DayOrder::MonthFirst];
        let orders = orders.map(|one| choice(one.name(), "", order_key(one).to_owned(), order));
        let country = chosen.country.as_deref();
        let mut countries: Vec<Choice> = country::all()
            .map(|(code, french, english)| {
                let name = match locale {
                    Locale::Fr => french,
                    Locale::En => english,
                };
                choice(code, name, String::new(), country)
            })
            .collect();
        countries.sort_by_key(|one| fold(&one.name));
        Self { encodings, orders: orders.into(), countries }
    }
}

impl Import {
    /// Its address.
    pub fn path(&self) -> String {
        format!("/console/people/import/{}", self.row.id)
    }

    /// How many lines there is something to know about, in words.
    pub fn warned_said(&self) -> String {
        self.chrome.frame.count("import-warned", "count", self.warned_total).into_owned()
    }

    /// How many lines a trial run would have brought in.
    pub fn would(&self) -> u64 {
        let tally = &self.row.tally;
        (tally.created + tally.updated).unsigned_abs()
    }

    /// Whether it can be imported for good: tried to the end, and something is in it.
    pub fn is_promising(&self) -> bool {
        self.row.dry_run && self.row.state == ImportState::Done && self.would() > 0
    }

    /// Whether it may be tried once more and read otherwise.
    pub fn is_changeable(&self) -> bool {
        self.row.dry_run && self.row.is_over() && self.row.name.is_some() && self.how.is_some()
    }

    /// What it came to, in a sentence.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_read_in_threes() {
        let said = |number| in_thousands(Locale::En, number);
        assert_eq!(said(50_000), "50,000");
        assert_eq!([said(0), said(999), said(1_000)], ["0", "999", "1,000"]);
        assert_eq!(in_thousands(Locale::Fr, 1_234_567), "1\u{a0}234\u{a0}567");
    }
}
