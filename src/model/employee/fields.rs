//! The fields of an employee besides name and e-mail, each declared once in [`FIELDS`]. From the
//! declaration follow its column (insert, update, select, erasure), what an import reads, what an
//! export writes, what is searched, and what a guardian can read.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::model::address::part;
use crate::model::{Address, Check, Locale, person, phone};

/// The values of the fields, checked.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Fields {
    /// E.164.
    pub phone: Option<String>,
    pub birth_date: Option<Date>,
    /// The language of mails to them.
    pub locale: Locale,
    pub address: Address,
}

/// The values of the fields, as typed.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    pub phone: Option<String>,
    pub birth_date: Option<String>,
    /// None: the default, or unchanged.
    pub locale: Option<Locale>,
    pub address: Address,
}

/// Where the member with this name is in [`Fields`] and in [`Typed`].
macro_rules! at {
    ($($member:ident).+) => {
        At {
            get: |fields| &fields.$($member).+,
            get_mut: |fields| &mut fields.$($member).+,
            typed: |typed| &mut typed.$($member).+,
        }
    };
}
/// All fields, in the order of their errors and of the columns of an export.
pub static FIELDS: [&EmployeeField; 12] = [
    &PHONE,
    &BIRTH_DATE,
    &LOCALE,
    &LINE,
    &LINE2,
    &POSTAL_CODE,
    &CITY,
    &SUBDIVISION,
    &SUBDIVISION2,
    &COUNTRY,
    &LAT,
    &LNG,
];

pub static PHONE: EmployeeField = EmployeeField {
    name: "phone",
    column: "phone",
    kind: Kind::Text(at!(phone), |text, with| {
        phone::parse_in(text, with.country.as_deref(), phone::HOME)
    }),
    erasure: Erasure::Emptied,
    guardian_reads: false,
    import: Some(Import {
        cell: Cell::Phone,
        headers: "tel tels telephone telephones phone phonenumber telephonenumber portable mobile \
                  gsm cell cellphone mobilephone mobilenumber homephone telportable telmobile \
                  telfixe telephoneportable telephonemobile telephonefixe numtel ntel notel \
                  numerotel numerotelephone numeroportable ntelephone portableprefere phoneno \
                  mobileno telno cellno cellnumber cellphonenumber mobilephonenumber primaryphone \
                  numtelephone numeromobile numerogsm nportable noportable nmobile numtelportable \
                  telmob telport telperso telephonecellulaire cellulaire natel coordonneestel \
                  numerotelephoneportable numerotelephonemobile numerotelportable",
    }),
    export: Some("sheet-phone"),
    search: Search::Phone { highlighted: true },
};

pub static BIRTH_DATE: EmployeeField = EmployeeField {
    name: "birthDate",
    column: "birth_date",
    kind: Kind::Day(at!(birth_date), |text, with| person::birth_date(text, with.today)),
    erasure: Erasure::Emptied,
    guardian_reads: true,
    import: Some(Import {
        cell: Cell::BirthDate,
        headers: "datenaissance naissance datenaiss dnaissance datenais ddn nele ne nee birthdate \
                  datebirth dob birthday born bornon anniversaire dateanniversaire birthdaydate \
                  dateborn datenee datenaissances",
    }),
    export: Some("sheet-birth-date"),
    search: Search::No,
};

pub static LOCALE: EmployeeField = EmployeeField {
    name: "locale",
    column: "locale",
    kind: Kind::Language(at!(locale)),
    erasure: Erasure::Kept("the tombstone"),
    guardian_reads: true,
    import: Some(Import {
        cell: Cell::Language,
        headers: "langue languepreferee language preferredlanguage locale lang",
    }),
    export: Some("sheet-locale"),
    search: Search::No,
};

pub static LINE: EmployeeField = EmployeeField {
    name: "address.line",
    column: "line",
    kind: Kind::Text(at!(address.line), |text, _| part(text)),
    erasure: Erasure::Emptied,
    guardian_reads: false,
    import: Some(Import {
        cell: Cell::Text,
        headers: "adresse address rue street voie adressepostale postaladdress streetaddress \
                  homestreet adresseligne adresseligne1 adresse1 addressline addressline1 address1 \
                  street1 ligneadresse address1street ruenumero numerorue nrue adressecomplete",
    }),
    export: Some("sheet-line"),
    search: Search::Contact { highlighted: false },
};

pub static LINE2: EmployeeField = EmployeeField {
    name: "address.line2",
    column: "line2",
    kind: Kind::Text(at!(address.line2), |text, _| part(text)),
    erasure: Erasure::Emptied,
    guardian_reads: false,
    import: Some(Import {
        cell: Cell::Text,
        headers: "complement complementadresse adressecomplement adresse2 adresseligne2 address2 \
                  addressline2 street2",
    }),
    export: Some("sheet-line2"),
    search: Search::No,
};

pub static POSTAL_CODE: EmployeeField = EmployeeField {
    name: "address.postalCode",
    column: "postal_code",
    kind: Kind::Text(at!(address.postal_code), |text, _| part(text)),
    erasure: Erasure::Emptied,
    guardian_reads: false,
    import: Some(Import {
        cell: Cell::Text,
        headers: "codepostal cp cpostal postalcode postcode zip zipcode npa homepostalcode \
                  address1postalcode postal",
    }),
    export: Some("sheet-postal-code"),
    search: Search::Contact { highlighted: false },
};

pub static CITY: EmployeeField = EmployeeField {
    name: "address.city",
    column: "city",
    kind: Kind::Text(at!(address.city), |text, _| part(text)),
    erasure: Erasure::Emptied,
    guardian_reads: false,
    import: Some(Import {
        cell: Cell::Text,
        headers: "ville city commune town localite homecity address1city",
    }),
    export: Some("sheet-city"),
    search: Search::Contact { highlighted: true },
};

pub static SUBDIVISION: EmployeeField = EmployeeField {
    name: "address.subdivision",
    column: "subdivision",
    kind: Kind::Text(at!(address.subdivision), |text, _| part(text)),
    erasure: Erasure::Emptied,
    guardian_reads: false,
    import: Some(Import {
        cell: Cell::Text,
        headers: "departement state province county subdivision address1region",
    }),
    export: Some("sheet-subdivision"),
    search: Search::No,
};

pub static SUBDIVISION2: EmployeeField = EmployeeField {
    name: "address.subdivision2",
    column: "subdivision2",
    kind: Kind::Text(at!(address.subdivision2), |text, _| part(text)),
    erasure: Erasure::Emptied,
    guardian_reads: false,
    import: Some(Import { cell: Cell::Text, headers: "region subdivision2" }),
    export: Some("sheet-subdivision2"),
    search: Search::No,
};

pub static COUNTRY: EmployeeField = EmployeeField {
    name: "address.country",
    column: "country",
    kind: Kind::Text(at!(address.country), |text, _| part(text)),
    erasure: Erasure::Emptied,
    guardian_reads: false,
    import: Some(Import {
        cell: Cell::Text,
        headers: "pays country homecountry paysregion countryregion address1country",
    }),
    export: Some("sheet-country"),
    search: Search::No,
};

pub static LAT: EmployeeField = EmployeeField {
    name: "address.lat",
    column: "lat",
    kind: Kind::Number(at!(address.lat)),
    erasure: Erasure::Emptied,
    guardian_reads: false,
    import: None,
    export: None,
    search: Search::No,
};

pub static LNG: EmployeeField = EmployeeField {
    name: "address.lng",
    column: "lng",
    kind: Kind::Number(at!(address.lng)),
    erasure: Erasure::Emptied,
    guardian_reads: false,
    import: None,
    export: None,
    search: Search::No,
};

/// The declaration of a field.
#[derive(Debug)]
pub struct EmployeeField {
    /// As the API names it; a dot leads into a nested object.
    pub name: &'static str,
    /// The column of the table `employees`.
    pub column: &'static str,
    pub kind: Kind,
    pub erasure: Erasure,
    /// Whether a guardian can read it of the minor they sign for.
    pub guardian_reads: bool,
    /// How an import reads it; None: it does not.
    pub import: Option<Import>,
    /// The key of its header in an export, in `sheets.ftl`; None: it is not exported.
    pub export: Option<&'static str>,
    pub search: Search,
}

/// The type of a field, where its values are, and how a typed one is checked.
#[derive(Debug)]
pub enum Kind {
    Text(At<Option<String>, Option<String>>, fn(&str, &With) -> Result<String, &'static str>),
    Day(At<Option<Date>, Option<String>>, fn(&str, &With) -> Result<Date, &'static str>),
    Language(At<Locale, Option<Locale>>),
    /// Checked with the others of its group.
    Number(At<Option<f64>, Option<f64>>),
}

/// Where a field is in [`Fields`] and in [`Typed`].
#[derive(Debug)]
pub struct At<T, I> {
    pub get: fn(&Fields) -> &T,
    pub get_mut: fn(&mut Fields) -> &mut T,
    pub typed: fn(&mut Typed) -> &mut I,
}

/// What a check may depend on besides the text.
#[derive(Debug)]
pub struct With {
    pub today: Date,
    /// The country of the address, as typed.
    pub country: Option<String>,
}

/// What erasing an employee does to a column.
#[derive(Debug, Clone, Copy)]
pub enum Erasure {
    Emptied,
    /// Kept, for the reason given.
    Kept(&'static str),
}

/// How an import reads a field.
#[derive(Debug)]
pub struct Import {
    /// What the cells contain.
    pub cell: Cell,
    /// The headers that mean it, as the words of a header are joined: `codepostal`.
    pub headers: &'static str,
}

/// What the cells of an imported column contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// Any text.
    Text,
    Phone,
    BirthDate,
    Language,
}

/// How a field is searched. Only staff finds people by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Search {
    No,
    /// By its words. Highlighted: a result shows the part that matches.
    Contact {
        highlighted: bool,
    },
    /// By digits, as [`Search::Contact`].
    Phone {
        highlighted: bool,
    },
}

impl Search {
    pub fn is_highlighted(self) -> bool {
        matches!(self, Search::Contact { highlighted: true } | Search::Phone { highlighted: true })
    }
}

/// A field is known by its name.
impl PartialEq for EmployeeField {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for EmployeeField {}

impl EmployeeField {
    /// The last part of its name: `postalCode`.
    pub fn short_name(&self) -> &'static str {
        self.name.rsplit('.').next().unwrap_or(self.name)
    }

    /// Whether the joined words of a header mean this field.
    pub fn is_headed(&self, words: &str) -> bool {
        let headers = self.import.as_ref().map_or("", |import| import.headers);
        headers.split_whitespace().any(|header| header == words)
    }
}

impl Fields {
    /// As typed again.
    pub fn typed(&self) -> Typed {
        let mut typed = Typed::default();
        for field in FIELDS {
            match &field.kind {
                Kind::Text(at, _) => (at.typed)(&mut typed).clone_from((at.get)(self)),
                Kind::Day(at, _) => {
                    *(at.typed)(&mut typed) = (at.get)(self).map(|day| day.to_string());
                }
                Kind::Language(at) => *(at.typed)(&mut typed) = Some(*(at.get)(self)),
                Kind::Number(at) => *(at.typed)(&mut typed) = *(at.get)(self),
            }
        }
        typed
    }

    /// Takes the values that a line of an import has: an empty cell changes nothing. The language
    /// stays, since `said` has one in any case.
    pub fn take(&mut self, said: &Fields) {
        let before = self.address.clone();
        for field in FIELDS.into_iter().filter(|field| field.import.is_some()) {
            match &field.kind {
                Kind::Text(at, _) => over((at.get_mut)(self), (at.get)(said)),
                Kind::Day(at, _) => over((at.get_mut)(self), (at.get)(said)),
                Kind::Number(at) => over((at.get_mut)(self), (at.get)(said)),
                Kind::Language(_) => {}
            }
        }
        // A new address invalidates the old coordinates.
        if self.address != before {
            (self.address.lat, self.address.lng) = (None, None);
        }
    }

    /// Empties what a guardian cannot read.
    pub fn hide_from_guardian(&mut self) {
        for field in FIELDS.into_iter().filter(|field| !field.guardian_reads) {
            match &field.kind {
                Kind::Text(at, _) => *(at.get_mut)(self) = None,
                Kind::Day(at, _) => *(at.get_mut)(self) = None,
                Kind::Number(at) => *(at.get_mut)(self) = None,
                Kind::Language(at) => *(at.get_mut)(self) = Locale::default(),
            }
        }
    }
}

fn over<T: Clone>(known: &mut Option<T>, said: &Option<T>) {
    if said.is_some() {
        known.clone_from(said);
    }
}

impl Typed {
    /// Checks every field. `locale` is the default.
    pub(super) fn checked(mut self, check: &mut Check, today: Date, locale: Locale) -> Fields {
        let mut fields = Fields { locale, ..Fields::default() };
        let with = With { today, country: self.address.country.clone() };
        for field in FIELDS {
            match &field.kind {
                Kind::Text(at, parse) => {
                    let typed = (at.typed)(&mut self).take();
                    *(at.get_mut)(&mut fields) =
                        check.optional(field.name, typed.as_deref(), |text| parse(text, &with));
                }
                Kind::Day(at, parse) => {
                    let typed = (at.typed)(&mut self).take();
                    *(at.get_mut)(&mut fields) =
                        check.optional(field.name, typed.as_deref(), |text| parse(text, &with));
                }
                Kind::Language(at) => {
                    let chosen = (at.typed)(&mut self).unwrap_or(locale);
                    *(at.get_mut)(&mut fields) = chosen;
                }
                Kind::Number(at) => *(at.get_mut)(&mut fields) = *(at.typed)(&mut self),
            }
        }
        fields.address.check_coordinates(check, "address");
        fields
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    #[test]
    fn every_value_is_declared_once() {
        let mut members = vec![];
        let Ok(Value::Object(all)) = serde_json::to_value(Fields::default()) else { panic!() };
        for (name, value) in all {
            match value {
                Value::Object(parts) => members.extend(parts.into_iter().map(|(name, _)| name)),
                _ => members.push(name),
            }
        }
        members.sort();
        let mut declared: Vec<_> = FIELDS.iter().map(|field| field.column.to_owned()).collect();
        declared.sort();
        assert_eq!(declared, members, "FIELDS (left) and the members of Fields");
        let names: BTreeSet<_> = FIELDS.iter().map(|field| field.name).collect();
        assert_eq!(names.len(), FIELDS.len(), "two have the same name");
    }

    #[test]
    fn an_import_reads_every_declared_cell() {
        for field in FIELDS {
            let Some(import) = &field.import else { continue };
            match import.cell {
                Cell::Text => assert!(matches!(field.kind, Kind::Text(..)), "{}", field.name),
                // `import/line.rs` reads these by name.
                Cell::Phone => assert_eq!(field, &PHONE),
                Cell::BirthDate => assert_eq!(field, &BIRTH_DATE),
                Cell::Language => assert_eq!(field, &LOCALE),
            }
        }
    }

    #[test]
    fn a_header_means_one_field() {
        let mut known = BTreeSet::new();
        for import in FIELDS.iter().filter_map(|field| field.import.as_ref()) {
            for header in import.headers.split_whitespace() {
                assert!(known.insert(header), "{header} is there twice");
            }
        }
    }
}
