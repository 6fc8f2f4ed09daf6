//! Converts a line to an employee: the cells under each header, checked as by the API.

use std::collections::BTreeMap;

use jiff::civil::Date;
use phonenumber::country::Id as Country;

use super::columns::{Columns, Detail, Field};
use super::dates::{self, Calendar};
use super::empty_cell::{is_nothing, is_nothing_anywhere};
use super::{Cells, Sample, Trouble, names};
use crate::error::{Error, Invalid};
use crate::model::check::line;
use crate::model::employee::fields::{Cell, FIELDS, Kind};
use crate::model::employee::{Details, EmployeeInput, GUARDIANS_MOST, GuardianInput, Typed};
use crate::model::group::GROUPS;
use crate::model::{Email, Locale, fold, formula, person, phone};

/// The employee of a line, checked. Empty cells are None and erase nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedEmployee {
    /// `locale` is the default if the line has none; `guardian_places` gives the guardians'
    /// columns.
    pub details: Details,
    pub locale: Option<Locale>,
    /// The guardian number of the columns of each of `details.guardians`: 0 or 1.
    pub guardian_places: Vec<usize>,
    /// Names of groups to join, each once.
    pub groups: Vec<String>,
    /// What was left out or chosen among alternatives in an accepted line. The text is
    /// `note-{code}`, with hyphens.
    pub notes: Vec<Trouble>,
}

/// The settings shared by all lines of a file.
#[derive(Debug, Clone)]
pub struct Reading {
    pub columns: Columns,
    pub calendar: Calendar,
    /// The default for phone numbers without a country code, on lines without a country.
    pub country: Country,
    /// The default language.
    pub locale: Locale,
}

/// The maximum length of a cell's value in a report, in characters.
const SHOWN_MOST: usize = 80;

impl Reading {
    /// Dates as in [`Calendar::new`], French phone numbers.
    pub fn new(columns: Columns, today: Date, locale: Locale) -> Self {
        Self { columns, calendar: Calendar::new(today), country: phone::HOME, locale }
    }

    /// Reads one line; `Err` lists every invalid cell.
    pub fn employee(&self, cells: &[String]) -> Result<ImportedEmployee, Vec<Invalid>> {
        let mut wrong = vec![];
        let mut notes = vec![];
        let of = |detail| self.text(cells, Field::Of(detail));
        let (first_name, last_name) = match self.full(cells, Field::Of) {
            Some(Ok(names)) => names,
            Some(Err(code)) => {
                wrong.push(Invalid { field: "lastName".into(), code });
                ("?".to_owned(), "?".to_owned())
            }
            None => (of(Detail::First).unwrap_or_default(), of(Detail::Last).unwrap_or_default()),
        };
        let birth_date = self.birth_date(cells, &mut notes);
        let locale = of(Detail::LOCALE).map(|text| language(&text).ok_or("language"));
        let locale = note(&mut wrong, "locale", locale);
        let birth_date = note(&mut wrong, "birthDate", birth_date);
        let phone = note(&mut wrong, "phone", self.phone(cells, &mut notes));
        let (guardian_places, guardians) = self.guardians(cells, &mut wrong, &mut notes);
        self.refuse_formulas(cells, &mut wrong);
        let dated = birth_date.is_some();
        let mut fields = Typed {
            phone,
            // The birth date may be stored already: whether one is missing is checked later.
            birth_date: birth_date
                .or_else(|| (!guardians.is_empty()).then(|| self.calendar.today.to_string())),
            locale,
            ..Typed::default()
        };
        for field in FIELDS {
            let Some(import) = &field.import else { continue };
            match (import.cell, &field.kind) {
                (Cell::Text, Kind::Text(at, _)) => {
                    *(at.typed)(&mut fields) = of(Detail::Field(field));
                }
                // A test sees to it that there is no other field of these.
                (Cell::Text | Cell::Phone | Cell::BirthDate | Cell::Language, _) => {}
            }
        }
        let input = EmployeeInput {
            first_name,
            last_name,
            email: of(Detail::Email)
                .map(|text| one_email(&text, "email", &mut notes))
                .unwrap_or_default(),
            fields,
            guardians,
            groups: None,
        };
        let groups = note(&mut wrong, "groups", Some(self.groups(cells))).unwrap_or_default();
        match input.checked(self.calendar.today, self.locale) {
            Ok(mut details) if wrong.is_empty() => {
                if !dated {
                    details.fields.birth_date = None;
                }
                Ok(ImportedEmployee { details, locale, guardian_places, groups, notes })
            }
            Ok(_) => Err(wrong),
            Err(Error::Invalid(mut fields)) => {
                // Guardians are named by their columns.
                for field in &mut fields {
                    let place = |at: usize| guardian_places.get(at).copied().unwrap_or(at);
                    for at in (0..GUARDIANS_MOST).rev() {
                        let start = format!("guardians.{at}.");
                        if let Some(rest) = field.field.strip_prefix(&start) {
                            field.field = format!("guardians.{}.{rest}", place(at)).into();
                            break;
                        }
                    }
                }
                wrong.extend(fields);
                Err(wrong)
            }
            // Checking returns no other error; a line is refused rather than lost.
            Err(_) => match Error::invalid("line", "wrong_type") {
                Error::Invalid(fields) => Err(fields),
                _ => Err(wrong),
            },
        }
    }

    /// The cells of a refused line that a report shows: the name, and the invalid values.
    pub fn shown(&self, cells: &[String], wrong: &[Invalid]) -> Cells {
        let cut = |text: String| -> String { text.chars().take(SHOWN_MOST).collect() };
        let is_name = |field: Field| {
            matches!(field, Field::Of(Detail::First | Detail::Last | Detail::Full(_)))
        };
        let names = self.columns.known().filter(|(_, field)| is_name(*field));
        let names: Vec<String> = names
            .filter_map(|(at, _)| cells.get(at).and_then(|cell| clean(cell)))
            .map(|said| said.text)
            .collect();
        let mut values = BTreeMap::new();
        for one in wrong {
            let columns = self.columns.known().filter(|(_, field)| field.name() == one.field);
            let said = columns.filter_map(|(at, _)| cells.get(at).map(|cell| cell.trim()));
            if let Some(text) = said.into_iter().find(|text| !text.is_empty()) {
                values.insert(one.field.to_string(), cut(text.to_owned()));
            }
        }
        Cells { name: Some(cut(names.join(" "))).filter(|name| !name.is_empty()), values }
    }

    /// A line as read, without its errors.
    pub fn sample(&self, line: u32, cells: &[String]) -> Sample {
        let of = |detail| self.text(cells, Field::Of(detail));
        let whole = || self.full(cells, Field::Of);
        let parts = || {
            [of(Detail::First), of(Detail::Last)]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" ")
        };
        let name = match whole() {
            Some(Ok((first, last))) => format!("{first} {last}"),
            Some(Err(_)) => self.shown(cells, &[]).name.unwrap_or_default(),
            None => parts(),
        };
        let born = of(Detail::BIRTH_DATE).filter(|text| !dates::is_none(text));
        let born = born.and_then(|text| {
            let day = dates::day(&text, &self.calendar)?;
            Some((text, day))
        });
        let phone = self.phone(cells, &mut vec![]).and_then(Result::ok);
        Sample { line, name, email: of(Detail::Email).unwrap_or_default(), phone, born }
    }

    /// Whether a line has a phone number without country code and names no country, so that the
    /// default decides.
    pub fn needs_country(&self, cells: &[String]) -> bool {
        let no_country = || self.text(cells, Field::Of(Detail::COUNTRY)).is_none();
        let mut texts = self.all(cells, Field::Of(Detail::PHONE)).map(|said| said.text);
        texts.any(|text| !is_nothing(&text) && !phone::international(&text)) && no_country()
    }

    /// The first non-empty cell under `field`.
    fn text(&self, cells: &[String], field: Field) -> Option<String> {
        let known = |text: &String| match field {
            Field::Of(detail) if detail.is_name() => true,
            Field::Of(detail) | Field::Guardian(_, detail) if detail.is_typed() => {
                !is_nothing(text)
            }
            _ => !is_nothing_anywhere(text),
        };
        self.all(cells, field).map(|said| said.text).find(known)
    }

    /// Every non-empty cell under `field`, from the left.
    fn all<'c>(&'c self, cells: &'c [String], field: Field) -> impl Iterator<Item = Said> + 'c {
        self.columns.all(field).filter_map(|at| cells.get(at).and_then(|cell| clean(cell)))
    }

    /// Records cells that a spreadsheet would evaluate: formulas saved in place of their results.
    /// In free text other than names, a leading `+` or `-` is allowed.
    fn refuse_formulas(&self, cells: &[String], wrong: &mut Vec<Invalid>) {
        for (at, field) in self.columns.known() {
            let Some(said) = cells.get(at).and_then(|cell| clean(cell)) else { continue };
            let (is_name, checked_otherwise) = match field {
                Field::Of(detail) | Field::Guardian(_, detail) => {
                    (detail.is_name(), detail.is_typed())
                }
                Field::Groups => (false, false),
            };
            let refused = match said.is_formula && said.text.chars().any(char::is_alphanumeric) {
                true if is_name => true,
                true if !checked_otherwise => said.text.starts_with(['=', '＝', '@', '＠']),
                _ => false,
            };
            let judged = match () {
                () if refused => Err("formula"),
                () if is_name && said.text.contains('\u{fffd}') => Err("unreadable"),
                () => Ok(()),
            };
            if let Err(code) = judged
                && wrong.iter().all(|one| one.field != field.name())
            {
                wrong.push(Invalid { field: field.name().into(), code });
            }
        }
    }

    fn birth_date(
        &self,
        cells: &[String],
        notes: &mut Vec<Trouble>,
    ) -> Option<Result<String, &'static str>> {
        let field = Field::Of(Detail::BIRTH_DATE);
        let text = self.text(cells, field)?;
        if dates::is_none(&text) {
            // Zeroes mean empty; anything else left out is noted.
            if text.bytes().any(|b| matches!(b, b'1'..=b'9')) {
                notes.push(Trouble::new("birthDate", "birth_day_none"));
            }
            return None;
        }
        let day = dates::day(&text, &self.calendar);
        let day = day.map(|day| day.to_string()).ok_or("birth_day");
        // A file's dates are in its own notation, so the error is about that.
        let known = |day: &String| {
            person::birth_date(day, self.calendar.today).map_err(|_| "birth_day_range")
        };
        Some(day.and_then(|day| known(&day).map(|_| day)))
    }

    /// The first valid number of the cells that may contain one.
    fn phone(
        &self,
        cells: &[String],
        notes: &mut Vec<Trouble>,
    ) -> Option<Result<String, &'static str>> {
        let country = self.text(cells, Field::Of(Detail::COUNTRY));
        let mut first_wrong = None;
        let texts = self.all(cells, Field::Of(Detail::PHONE)).map(|said| said.text);
        for text in texts.filter(|text| !is_nothing(text)) {
            match phone::parse_in(&text, country.as_deref(), self.country) {
                Ok(number) => {
                    if phone::holds_more(&text) {
                        notes.push(Trouble::new("phone", "several_phones"));
                    }
                    return Some(Ok(number));
                }
                Err(code) => first_wrong = first_wrong.or(Some(code)),
            }
        }
        first_wrong.map(Err)
    }

    fn full(
        &self,
        cells: &[String],
        of: impl Fn(Detail) -> Field,
    ) -> Option<Result<(String, String), &'static str>> {
        use names::NameOrder::{FirstLast, LastFirst, Unsaid};
        [Unsaid, LastFirst, FirstLast].into_iter().find_map(|order| {
            let text = self.text(cells, of(Detail::Full(order)))?;
            Some(names::apart(&text, order))
        })
    }

    fn guardians(
        &self,
        cells: &[String],
        wrong: &mut Vec<Invalid>,
        notes: &mut Vec<Trouble>,
    ) -> (Vec<usize>, Vec<GuardianInput>) {
        let mut places = vec![];
        let mut guardians = vec![];
        for at in 0..GUARDIANS_MOST {
            let of = |detail| self.text(cells, Field::Guardian(at, detail));
            let full = self.full(cells, |detail| Field::Guardian(at, detail));
            let (first, last) = (of(Detail::First), of(Detail::Last));
            let email = of(Detail::Email);
            if full.is_none() && first.is_none() && last.is_none() && email.is_none() {
                continue;
            }
            let (first_name, last_name) = match full {
                Some(Ok(names)) => names,
                Some(Err(code)) => {
                    let field = format!("guardians.{at}.lastName").into();
                    wrong.push(Invalid { field, code });
                    ("?".to_owned(), "?".to_owned())
                }
                None => (first.unwrap_or_default(), last.unwrap_or_default()),
            };
            places.push(at);
            let field = format!("guardians.{at}.email");
            let email = email.map(|text| one_email(&text, &field, notes)).unwrap_or_default();
            guardians.push(GuardianInput { first_name, last_name, email, locale: None });
        }
        (places, guardians)
    }

    fn groups(&self, cells: &[String]) -> Result<Vec<String>, &'static str> {
        let mut groups: Vec<String> = vec![];
        for at in self.columns.all(Field::Groups) {
            for name in group_names(cells.get(at).map(String::as_str).unwrap_or_default()) {
                let name = line(&name, 100)?;
                if groups.iter().all(|one| fold(one) != fold(&name)) {
                    groups.push(name);
                }
            }
        }
        if groups.len() > GROUPS { Err("too_many_groups") } else { Ok(groups) }
    }
}

/// The names of groups in a cell.
pub fn group_names(cell: &str) -> impl Iterator<Item = String> {
    // The separator of Google Contacts.
    let names = cell.split([',', ';', '|', '\n', '\r']).flat_map(|part| part.split(":::"));
    names.filter_map(clean).map(|said| said.text).filter(|name| !is_nothing_anywhere(name))
}

/// The content of a cell.
struct Said {
    text: String,
    /// A spreadsheet would evaluate it, and it has no guard.
    is_formula: bool,
}

/// The content of a cell, without wrapping added by programs, on one line; None if empty.
fn clean(cell: &str) -> Option<Said> {
    let blank = |c: char| {
        c.is_whitespace()
            || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{ad}' | '\u{2060}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut text = cell.trim_matches(blank);
    let mut is_text = false;
    // Excel writes `="0612345678"` to keep text from becoming a number.
    if let Some(inner) = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'))
        && !inner.contains('"')
    {
        text = inner.trim_matches(blank);
        is_text = true;
    }
    // Our own exports guard formulas.
    let (text, is_guarded) = formula::unguarded(text);
    let is_formula = !is_text && !is_guarded && formula::is_formula(text);
    let text = text.split(['\n', '\r', '\t']).map(str::trim).filter(|part| !part.is_empty());
    let text = text.collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(Said { text, is_formula })
}

/// The address in a cell: the first of several (`a@x.org ::: b@x.org`, as Google Contacts exports
/// them), without display name or scheme.
fn one_email(text: &str, field: &str, notes: &mut Vec<Trouble>) -> String {
    if Email::parse(text).is_ok() {
        return text.to_owned();
    }
    let around = |c: char| c.is_whitespace() || ",;|<>()[]\"'".contains(c);
    let parts = text.split(around).flat_map(|part| part.split(":::"));
    let parts = parts.map(|part| part.trim_start_matches("mailto:").trim_matches([':', '/', '.']));
    let mut found: Vec<&str> = vec![];
    for part in parts.filter(|part| Email::parse(part).is_ok()) {
        if !found.iter().any(|one| one.eq_ignore_ascii_case(part)) {
            found.push(part);
        }
    }
    // An invalid address beside a valid one may be the intended one.
    let named = text.matches('@').count();
    match found.as_slice() {
        [one] if named == 1 => (*one).to_owned(),
        [first, ..] if text.trim().starts_with(first) || found.len() == named => {
            if found.len() > 1 || named > 1 {
                notes.push(Trouble::new(field, "several_emails"));
            }
            (*first).to_owned()
        }
        _ => text.to_owned(),
    }
}

fn language(text: &str) -> Option<Locale> {
    match fold(text).as_str() {
        "francais" | "francaise" | "french" | "fra" | "fre" => Some(Locale::Fr),
        "anglais" | "anglaise" | "english" | "eng" => Some(Locale::En),
        tag => Locale::from_tag(tag),
    }
}

fn note<T>(
    wrong: &mut Vec<Invalid>,
    field: &'static str,
    read: Option<Result<T, &'static str>>,
) -> Option<T> {
    match read? {
        Ok(value) => Some(value),
        Err(code) => {
            wrong.push(Invalid { field: field.into(), code });
            None
        }
    }
}

#[cfg(test)]
#[path = "line_tests.rs"]
mod tests;
