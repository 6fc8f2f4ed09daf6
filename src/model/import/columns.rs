//! Recognises the meaning of column headers, in any spelling and in either language.

use super::names::NameOrder;
use crate::model::employee::fields::{self, Cell, FIELDS};
use crate::model::fold;

/// The content of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Of(Detail),
    /// Of the first or second guardian: 0 or 1.
    Guardian(usize, Detail),
    /// Names of groups, separated by commas.
    Groups,
}

/// A detail of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    First,
    Last,
    /// First and last name in one cell.
    Full(NameOrder),
    /// `Nom`, `Name`: the last name if there is a first name column, else the full name.
    Name,
    Email,
    /// Any other field.
    Field(&'static fields::EmployeeField),
}

impl Detail {
    pub(super) const PHONE: Self = Self::Field(&fields::PHONE);
    pub const BIRTH_DATE: Self = Self::Field(&fields::BIRTH_DATE);
    pub(super) const LOCALE: Self = Self::Field(&fields::LOCALE);
    pub(super) const COUNTRY: Self = Self::Field(&fields::COUNTRY);

    /// Whether it is a name, or a part of one.
    pub(super) fn is_name(self) -> bool {
        matches!(self, Detail::First | Detail::Last | Detail::Full(_) | Detail::Name)
    }

    /// Whether its cells have a form of their own and are checked by it.
    pub(super) fn is_typed(self) -> bool {
        match self {
            Detail::Email => true,
            Detail::Field(field) => {
                field.import.as_ref().is_some_and(|import| import.cell != Cell::Text)
            }
            _ => false,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Detail::First => "firstName",
            Detail::Last | Detail::Name | Detail::Full(_) => "lastName",
            Detail::Email => "email",
            Detail::Field(field) => field.name,
        }
    }
}

impl Field {
    /// As the API names it.
    pub fn name(self) -> String {
        match self {
            Field::Of(detail) => detail.name().to_owned(),
            Field::Guardian(at, detail) => format!("guardians.{at}.{}", detail.name()),
            Field::Groups => "groups".to_owned(),
        }
    }
}

/// The fields of a table's columns, by index from 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    fields: Vec<Option<Field>>,
}

impl Columns {
    /// Reads a header line. `Err` with a code if no column identifies people.
    pub fn of(headers: &[String]) -> Result<Self, &'static str> {
        let fields = settled(headers.iter().map(|header| field(header)).collect());
        let columns = Self { fields };
        let has = |detail| columns.has(Field::Of(detail));
        let full = columns.fields.iter().any(|one| matches!(one, Some(Field::Of(Detail::Full(_)))));
        let is_named = full || (has(Detail::First) && has(Detail::Last));
        if !is_named {
            return Err("no_name_column");
        }
        // A minor without an address has that of the first guardian.
        if !has(Detail::Email) && !columns.has(Field::Guardian(0, Detail::Email)) {
            return Err("no_email_column");
        }
        Ok(columns)
    }

    /// Treats the columns with these headers as group names, unless they have another meaning.
    /// Returns the headers found.
    pub fn read_as_groups(&mut self, headers: &[String], wanted: &[String]) -> Vec<String> {
        let mut found = vec![];
        for (field, header) in self.fields.iter_mut().zip(headers) {
            let is_wanted = wanted.iter().any(|one| fold(one) == fold(header));
            if is_wanted
                && !header.trim().is_empty()
                && field.is_none_or(|one| one == Field::Groups)
            {
                *field = Some(Field::Groups);
                found.push(header.trim().to_owned());
            }
        }
        found
    }

    /// The field of a column; None if it is ignored.
    pub fn get(&self, column: usize) -> Option<Field> {
        self.fields.get(column).copied().flatten()
    }

    /// The columns that hold `field`, from the left.
    pub fn all(&self, field: Field) -> impl Iterator<Item = usize> + '_ {
        let fields = self.fields.iter().enumerate();
        fields.filter(move |(_, one)| **one == Some(field)).map(|(at, _)| at)
    }

    /// Every recognised column, from the left.
    pub fn known(&self) -> impl Iterator<Item = (usize, Field)> + '_ {
        self.fields.iter().enumerate().filter_map(|(at, field)| Some((at, (*field)?)))
    }

    fn has(&self, field: Field) -> bool {
        self.all(field).next().is_some()
    }
}

/// Words of headers whose columns are probably names of groups.
const GROUP_WORDS: &[&str] = &[
    "classe",
    "classes",
    "class",
    "groupe",
    "group",
    "equipe",
    "team",
    "section",
    "division",
    "niveau",
    "grade",
    "promotion",
    "promo",
    "atelier",
    "service",
    "departement",
    "department",
];

/// Whether a header is one of a column with names of groups, such as `Classe 2026`.
pub fn is_probably_groups(header: &str) -> bool {
    let header = fold(header);
    let words: Vec<&str> = header.split(|c: char| !c.is_alphanumeric()).collect();
    words.len() <= 4 && words.iter().any(|word| GROUP_WORDS.contains(word))
}

/// How much a line resembles headers: the number of recognised cells, 0 unless a name or an
/// e-mail is among them.
pub fn score(cells: &[String]) -> usize {
    let fields = settled(cells.iter().map(|cell| field(cell)).collect());
    let mut seen: Vec<Field> = fields.into_iter().flatten().collect();
    seen.dedup();
    let identifies = |field: &Field| {
        let Field::Of(detail) = field else { return false };
        matches!(detail, Detail::First | Detail::Last | Detail::Full(_) | Detail::Email)
    };
    if seen.iter().any(identifies) { seen.len() } else { 0 }
}

/// Decides the meaning of `Nom` by the other columns.
fn settled(mut fields: Vec<Option<Field>>) -> Vec<Option<Field>> {
    let settle = |fields: &mut Vec<Option<Field>>, of: &dyn Fn(Detail) -> Field| {
        let split = fields.contains(&Some(of(Detail::First)));
        let known = fields.contains(&Some(of(Detail::Last)));
        for field in fields.iter_mut().filter(|field| **field == Some(of(Detail::Name))) {
            *field = match (split, known) {
                (true, false) => Some(of(Detail::Last)),
                // First and last name have columns of their own: this one repeats them.
                (true, true) => None,
                (false, _) => Some(of(Detail::Full(NameOrder::Unsaid))),
            };
        }
        if split && fields.contains(&Some(of(Detail::Last))) {
            let whole = |field: &Option<Field>| {
                [NameOrder::Unsaid, NameOrder::FirstLast, NameOrder::LastFirst]
                    .iter()
                    .any(|order| *field == Some(of(Detail::Full(*order))))
            };
            fields.iter_mut().filter(|field| whole(field)).for_each(|field| *field = None);
        }
    };
    settle(&mut fields, &Field::Of);
    settle(&mut fields, &|detail| Field::Guardian(0, detail));
    settle(&mut fields, &|detail| Field::Guardian(1, detail));
    fields
}

/// Words without meaning of their own: articles, notation, phrasing of forms.
#[rustfmt::skip]
const FILLERS: &[&str] = &[
    "de", "du", "des", "la", "le", "les", "l", "d", "et", "en", "au", "aux", "un", "une", "a", "an",
    "the", "of", "and", "your", "his", "her", "their", "my", "our", "votre", "vos", "ton", "ta",
    "tes", "mon", "ma", "mes", "son", "sa", "ses", "notre", "nos", "value", "valeur", "perso",
    "personnel", "personnelle", "personal", "principal", "principale", "primary", "main", "legal",
    "legale", "legaux", "valide", "valid", "complete",
    // Phrasing of forms.
    "quel", "quelle", "quels", "quelles", "est", "sont", "what", "is", "are", "please", "enter",
    "provide", "merci", "indiquer", "indiquez", "saisir", "saisissez", "entrez", "svp", "stp",
    "question", "q", "obligatoire", "obligatoires", "requis", "requise", "required", "mandatory",
    "optional", "optionnel", "optionnelle", "facultatif", "facultative", "exact", "exacte",
    // Date notation.
    "jj", "mm", "aaaa", "aa", "dd", "yyyy", "yy", "format",
];

/// Words for the kind of an address or number (private, work). They are ignored for e-mail and
/// phone, but not for postal addresses.
const KINDS: &[&str] = &[
    "pro",
    "professionnel",
    "professionnelle",
    "work",
    "business",
    "bureau",
    "entreprise",
    "scolaire",
    "school",
    "prive",
    "privee",
    "private",
];
const AT_HOME: &[&str] = &["domicile", "home", "residence", "maison"];

/// Words for a person: alone they mean a name, beside others they are ignored.
const PERSONS: &[&str] = &[
    "personne",
    "person",
    "participant",
    "participante",
    "participants",
    "salarie",
    "salariee",
    "employe",
    "employee",
    "collaborateur",
    "collaboratrice",
    "eleve",
    "enfant",
    "child",
    "student",
    "pupil",
    "membre",
    "member",
    "adherent",
    "adherente",
    "contact",
    "recipient",
    "destinataire",
];

/// Words for a guardian, and which of the two, if specified.
const GUARDIANS: &[(&str, Option<usize>)] = &[
    ("responsable", None),
    ("responsables", None),
    ("resp", None),
    ("representant", None),
    ("representante", None),
    ("tuteur", None),
    ("tutrice", None),
    ("parent", None),
    ("parents", None),
    ("guardian", None),
    ("mere", Some(0)),
    ("mother", Some(0)),
    ("pere", Some(1)),
    ("father", Some(1)),
];

/// The meaning of a header, if recognised: as it is, without parentheses, or as the same meaning
/// in two languages.
fn field(header: &str) -> Option<Field> {
    let header = unnumbered(header);
    if header.chars().count() > 80 {
        return None;
    }
    let plain = || {
        let (before, rest) = header.split_once(['(', '['])?;
        let (_, after) = rest.split_once([')', ']'])?;
        Some(format!("{before} {after}"))
    };
    said(header).or_else(|| said(&plain()?)).or_else(|| in_two_languages(header))
}

/// Without a question's number: `1. Prénom`, `Q2) E-mail`.
fn unnumbered(header: &str) -> &str {
    let text = header.trim_start();
    let rest = text.trim_start_matches(['Q', 'q', '#']);
    let rest = if rest.len() + 1 >= text.len() { rest } else { text };
    let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let mark = digits.trim_start();
    let is_numbered = digits.len() < rest.len()
        && rest.len() - digits.len() <= 3
        && mark.starts_with(['.', ')', ':', '-', '–', '/', '°']);
    if is_numbered {
        mark[mark.chars().next().map_or(0, char::len_utf8)..].trim_start()
    } else {
        text
    }
}

/// `Nom / Last name`: both parts have the same meaning.
fn in_two_languages(header: &str) -> Option<Field> {
    let marks = ['/', '|', '\n', '–', '—', ';'];
    let parts: Vec<&str> = match header.contains(marks) {
        true => header.split(marks).collect(),
        false => header.split(" - ").collect(),
    };
    let [first, second] = parts[..] else { return None };
    let (first, second) = (said(first)?, said(second)?);
    let is_name =
        |field| matches!(field, Field::Of(Detail::Name) | Field::Guardian(_, Detail::Name));
    match () {
        _ if first == second => Some(first),
        _ if is_name(first) && matches!(second, Field::Of(Detail::Last | Detail::Full(_))) => {
            Some(second)
        }
        _ if is_name(second) && matches!(first, Field::Of(Detail::Last | Detail::Full(_))) => {
            Some(first)
        }
        _ => None,
    }
}

fn said(header: &str) -> Option<Field> {
    let mut words = words(header);
    words.retain(|word| !FILLERS.contains(&word.as_str()));
    let whose = words.iter().find_map(|word| {
        GUARDIANS.iter().find(|(known, _)| known == word).map(|(_, which)| *which)
    });
    let persons = words.len();
    words.retain(|word| !PERSONS.contains(&word.as_str()));
    let names_a_person = words.len() < persons;
    match whose {
        Some(which) => {
            words.retain(|word| GUARDIANS.iter().all(|(known, _)| known != word));
            let said = |number: &str| words.iter().any(|word| word == number);
            let at = if said("2") { 1 } else { which.unwrap_or(0) };
            words.retain(|word| word != "1" && word != "2");
            let detail = if words.is_empty() { Detail::Name } else { detail_of(&words)? };
            let taken = detail.is_name() || detail == Detail::Email;
            taken.then_some(Field::Guardian(at, detail))
        }
        None if words.is_empty() => names_a_person.then_some(Field::Of(Detail::Name)),
        None => {
            if words.len() > 1 && words.last().is_some_and(|word| word == "1") {
                words.pop();
            }
            match words.concat().as_str() {
                "groupe" | "groupes" | "group" | "groups" => Some(Field::Groups),
                _ => detail_of(&words).map(Field::Of),
            }
        }
    }
}

fn detail_of(words: &[String]) -> Option<Detail> {
    let without = |kinds: &[&str]| -> Option<Detail> {
        let rest: Vec<&str> = words
            .iter()
            .map(String::as_str)
            .filter(|word| !kinds.contains(word) && !AT_HOME.contains(word))
            .collect();
        if rest.len() == words.len() { None } else { detail(&rest.concat()) }
    };
    let at_home = || without(&[]).filter(|one| !one.is_name());
    let kind = || without(KINDS).filter(|one| [Detail::Email, Detail::PHONE].contains(one));
    detail(&words.concat()).or_else(at_home).or_else(kind)
}

fn detail(key: &str) -> Option<Detail> {
    use Detail::{Email, Field, First, Full, Last, Name};
    Some(match key {
        "prenom" | "prenoms" | "prenomusage" | "prenomusuel" | "firstname" | "firstnames"
        | "givenname" | "givennames" | "forename" | "forenames" | "first" | "fname"
        | "prenomprincipal" | "prenometatcivil" => First,
        "nomfamille" | "nomusage" | "nomusuel" | "nomnaissance" | "lastname" | "surname"
        | "familyname" | "familynames" | "surnames" | "lastnames" | "last" | "lname"
        | "patronyme" | "nompatronymique" | "nommarital" | "nomepouse" | "nomjeunefille"
        | "nometatcivil" => Last,
        "nom" | "noms" | "name" => Name,
        "nomcomplet" | "nomentier" | "fullname" | "completename" | "displayname" | "identite" => {
            Full(NameOrder::Unsaid)
        }
        "nomprenom" | "nomprenoms" | "lastfirst" | "lastnamefirstname" | "namefirstname" => {
            Full(NameOrder::LastFirst)
        }
        "prenomnom" | "prenomsnom" | "firstlast" | "firstnamelastname" | "firstnamename" => {
            Full(NameOrder::FirstLast)
        }
        "email"
        | "emails"
        | "mail"
        | "mails"
        | "mel"
        | "courriel"
        | "courriels"
        | "courrielelectronique"
        | "courrierelectronique"
        | "adresseemail"
        | "adressemail"
        | "adressemel"
        | "adressecourriel"
        | "adresseelectronique"
        | "adressemessagerie"
        | "adressemessagerieelectronique"
        | "adressecourrielelectronique"
        | "adressecourrierelectronique"
        | "emailid"
        | "emailaddresses"
        | "electronicmail"
        | "messagerie"
        | "emailaddress"
        | "mailaddress"
        | "emailadresse"
        | "mailadresse" => Email,
        _ => Field(FIELDS.into_iter().find(|field| field.is_headed(key))?),
    })
}

/// The words of a header, folded: split at anything that is neither letter nor digit, at
/// `camelCase` and before numbers.
fn words(header: &str) -> Vec<String> {
    let mut spaced = String::new();
    let mut before = ' ';
    for c in header.chars() {
        let begins = (before.is_lowercase() && c.is_uppercase())
            || (before.is_alphabetic() && c.is_ascii_digit())
            || (before.is_ascii_digit() && c.is_alphabetic());
        if begins {
            spaced.push(' ');
        }
        spaced.push(c);
        before = c;
    }
    let folded = fold(&spaced);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut words: Vec<String> = words.map(str::to_owned).collect();
    // `Prénom(s)`, `Né(e) le`: endings in parentheses are not words.
    if header.contains('(') {
        words.retain(|word| !matches!(word.as_str(), "s" | "e" | "es"));
    }
    // `Student's`.
    if header.contains("'s")
        || header.contains("’s")
        || header.contains("s'")
        || header.contains("s’")
    {
        words.retain(|word| word != "s");
    }
    words
}

#[cfg(test)]
#[path = "columns_tests.rs"]
mod tests;
