//! What one line asks for: the cells under each header, checked as the API
//! checks a person.

use jiff::civil::Date;

use super::columns::{Columns, Detail, Field};
use super::dates::{self, DayOrder};
use super::names;
use crate::error::{Error, Invalid};
use crate::model::check::line;
use crate::model::employee::{Details, EmployeeInput, GUARDIANS_MOST, GuardianInput};
use crate::model::group::GROUPS;
use crate::model::{Address, Locale, fold};

/// What a line says of a person, checked. What its empty cells leave open is
/// none, and erases nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Wish {
    /// `locale` is a stand-in if the line says nothing; the guardians stand by the
    /// place of their columns.
    pub details: Details,
    pub locale: Option<Locale>,
    /// The columns each of `details.guardians` stood in: 0 or 1.
    pub guardian_places: Vec<usize>,
    /// Names of groups the person joins, each once.
    pub groups: Vec<String>,
}

/// What is the same for every line of a file.
#[derive(Debug, Clone)]
pub struct Reading {
    pub columns: Columns,
    pub day_order: DayOrder,
    pub today: Date,
    /// For people whose line says nothing about theirs.
    pub locale: Locale,
}

impl Reading {
    /// Reads one line; `Err` names every cell that is wrong.
    pub fn wish(&self, cells: &[String]) -> Result<Wish, Vec<Invalid>> {
        let mut wrong = vec![];
        let of = |detail| self.text(cells, Field::Of(detail));
        let (first_name, last_name) = match self.full(cells, Field::Of) {
            Some(Ok(names)) => names,
            Some(Err(code)) => {
                wrong.push(Invalid { field: "lastName".into(), code });
                ("?".to_owned(), "?".to_owned())
            }
            None => (of(Detail::First).unwrap_or_default(), of(Detail::Last).unwrap_or_default()),
        };
        let birth_date = of(Detail::BirthDate).map(|text| {
            dates::day(&text, self.day_order, self.today)
                .map(|day| day.to_string())
                .ok_or("birth_day")
        });
        let locale = of(Detail::Locale).map(|text| language(&text).ok_or("language"));
        let locale = note(&mut wrong, "locale", locale);
        let birth_date = note(&mut wrong, "birthDate", birth_date);
        let (guardian_places, guardians) = self.guardians(cells, &mut wrong);
        let dated = birth_date.is_some();
        let input = EmployeeInput {
            first_name,
            last_name,
            email: of(Detail::Email).unwrap_or_default(),
            phone: of(Detail::Phone),
            // The birth date may be known already: whether there is one is asked later.
            birth_date: birth_date
                .or_else(|| (!guardians.is_empty()).then(|| self.today.to_string())),
            locale,
            address: Address {
                line: of(Detail::Line),
                line2: of(Detail::Line2),
                postal_code: of(Detail::PostalCode),
                city: of(Detail::City),
                subdivision: of(Detail::Subdivision),
                subdivision2: of(Detail::Subdivision2),
                country: of(Detail::Country),
                lat: None,
                lng: None,
            },
            guardians,
            groups: None,
        };
        let groups = note(&mut wrong, "groups", Some(self.groups(cells))).unwrap_or_default();
        match input.checked(self.today, self.locale) {
            Ok(mut details) if wrong.is_empty() => {
                if !dated {
                    details.birth_date = None;
                }
                Ok(Wish { details, locale, guardian_places, groups })
            }
            Ok(_) => Err(wrong),
            Err(Error::Invalid(mut fields)) => {
                // Guardians are told by the place of their columns.
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
            // Nothing else comes of checking; a line is refused rather than lost.
            Err(_) => match Error::invalid("line", "wrong_type") {
                Error::Invalid(fields) => Err(fields),
                _ => Err(wrong),
            },
        }
    }

    /// The first cell under `field` that says something.
    fn text(&self, cells: &[String], field: Field) -> Option<String> {
        self.columns.all(field).find_map(|at| cells.get(at).and_then(|cell| clean(cell)))
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
            let email = email.unwrap_or_default();
            guardians.push(GuardianInput { first_name, last_name, email, locale: None });
        }
        (places, guardians)
    }

    fn groups(&self, cells: &[String]) -> Result<Vec<String>, &'static str> {
        let mut groups: Vec<String> = vec![];
        for at in self.columns.all(Field::Groups) {
            let cell = cells.get(at).map(String::as_str).unwrap_or_default();
            for name in cell.split([',', ';', '|', '\n', '\r']).filter_map(clean) {
                let name = line(&name, 100)?;
                if groups.iter().all(|one| fold(one) != fold(&name)) {
                    groups.push(name);
                }
            }
        }
        if groups.len() > GROUPS { Err("too_many_groups") } else { Ok(groups) }
    }
}

/// What a cell says: without what programs put around it, on one line; none if empty.
fn clean(cell: &str) -> Option<String> {
    let blank =
        |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{ad}');
    let mut text = cell.trim_matches(blank);
    // Excel keeps `="0612345678"` from becoming a number.
    if let Some(inner) = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        text = inner.trim_matches(blank);
    }
    // Our own exports keep a formula from being one by an apostrophe.
    if let Some(rest) = text.strip_prefix('\'')
        && rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\''])
    {
        text = rest;
    }
    let text = text.split(['\n', '\r', '\t']).map(str::trim).filter(|part| !part.is_empty());
    let text = text.collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
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
mod tests {
    use super::*;

    fn reading(headers: &[&str]) -> Reading {
        let headers: Vec<String> = headers.iter().map(|one| (*one).to_owned()).collect();
        Reading {
            columns: Columns::of(&headers).unwrap(),
            day_order: DayOrder::DayFirst,
            today: jiff::civil::date(2026, 5, 1),
            locale: Locale::Fr,
        }
    }

    fn read(headers: &[&str], cells: &[&str]) -> Result<Wish, Vec<(String, &'static str)>> {
        let cells: Vec<String> = cells.iter().map(|one| (*one).to_owned()).collect();
        let told = |wrong: Vec<Invalid>| {
            wrong.into_iter().map(|one| (one.field.into_owned(), one.code)).collect()
        };
        reading(headers).wish(&cells).map_err(told)
    }

    #[test]
    fn a_cell_says_what_is_written_in_it() {
        for (cell, said) in [
            ("  Ana\u{a0}", Some("Ana")),
            ("=\"0612345678\"", Some("0612345678")),
            ("'+33612345678", Some("+33612345678")),
            ("'t Hooft", Some("'t Hooft")),
            ("12 rue\nde la Paix", Some("12 rue de la Paix")),
            ("\u{feff}\u{200b} ", None),
        ] {
            assert_eq!(clean(cell).as_deref(), said, "{cell:?}");
        }
    }

    #[test]
    fn a_line_is_read_whole() {
        let headers = [
            "Nom",
            "Prénom",
            "Mail",
            "Portable",
            "Né(e) le",
            "Langue",
            "Groupes",
            "Mère : mail",
            "Mère : nom",
            "Mère : prénom",
        ];
        let cells = [
            "Petit",
            "Zoé",
            "zoe@example.org",
            "0612345678",
            "14/03/2010",
            "anglais",
            "3e A, Chorale;3E a",
            "anne@example.org",
            "Petit",
            "Anne",
        ];
        let wish = read(&headers, &cells).unwrap();
        assert_eq!(wish.details.phone.as_deref(), Some("+33612345678"));
        assert_eq!(wish.details.birth_date, Some(jiff::civil::date(2010, 3, 14)));
        assert_eq!(wish.locale, Some(Locale::En));
        assert_eq!(wish.groups, ["3e A", "Chorale"]);
        assert_eq!(wish.details.guardians[0].email.key, "anne@example.org");
        assert_eq!(wish.guardian_places, [0]);
    }

    #[test]
    fn everything_wrong_with_a_line_is_told_by_its_columns() {
        let headers = ["Nom complet", "Mail", "Tél", "Né le", "Langue", "Père mail"];
        let cells = ["Jean Marie Dupont", "jean", "12", "hier", "klingon", "x"];
        assert_eq!(
            read(&headers, &cells).unwrap_err(),
            [
                ("lastName", "full_name"),
                ("locale", "language"),
                ("birthDate", "birth_day"),
                ("email", "email"),
                ("phone", "phone"),
                ("guardians.1.firstName", "required"),
                ("guardians.1.lastName", "required"),
                ("guardians.1.email", "email"),
            ]
            .map(|(field, code)| (field.to_owned(), code))
        );
    }

    #[test]
    fn a_short_line_lacks_what_it_lacks() {
        let wrong = read(&["Nom", "Prénom", "Mail"], &["Dupont"]).unwrap_err();
        assert_eq!(wrong, [("firstName".to_owned(), "required"), ("email".into(), "required")]);
        let wish =
            read(&["Nom", "Prénom", "Mail"], &["Dupont", "Jean", "j@x.org", "more"]).unwrap();
        assert_eq!((wish.details.phone, wish.details.birth_date), (None, None));
    }
}
