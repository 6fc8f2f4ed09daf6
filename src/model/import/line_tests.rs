use super::*;

fn reading(headers: &[&str]) -> Reading {
    let headers: Vec<String> = headers.iter().map(|one| (*one).to_owned()).collect();
    let today = jiff::civil::date(2026, 5, 1);
    Reading::new(Columns::of(&headers).unwrap(), today, Locale::Fr)
}

fn read(headers: &[&str], cells: &[&str]) -> Result<ImportedEmployee, Vec<(String, &'static str)>> {
    let cells: Vec<String> = cells.iter().map(|one| (*one).to_owned()).collect();
    let errors = |wrong: Vec<Invalid>| {
        wrong.into_iter().map(|one| (one.field.into_owned(), one.code)).collect()
    };
    reading(headers).employee(&cells).map_err(errors)
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
        let read = clean(cell);
        assert_eq!(read.as_ref().map(|read| read.text.as_str()), said, "{cell:?}");
        assert!(read.is_none_or(|read| !read.is_formula), "{cell:?}");
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
    let imported = read(&headers, &cells).unwrap();
    assert_eq!(imported.details.fields.phone.as_deref(), Some("+33612345678"));
    assert_eq!(imported.details.fields.birth_date, Some(jiff::civil::date(2010, 3, 14)));
    assert_eq!(imported.locale, Some(Locale::En));
    assert_eq!(imported.groups, ["3e A", "Chorale"]);
    assert_eq!(imported.details.guardians[0].email.key, "anne@example.org");
    assert_eq!(imported.guardian_places, [0]);
}

/// The employee of a line with these cells beside a name and an e-mail.
fn with(header: &str, cell: &str) -> Result<ImportedEmployee, Vec<(String, &'static str)>> {
    read(&["Nom", "Prénom", "Mail", header], &["Petit", "Zoé", "z@example.org", cell])
}

#[test]
fn what_people_write_for_nothing_is_nothing() {
    for cell in [
        "-",
        "–",
        "—",
        "--",
        "?",
        "/",
        ".",
        "N/A",
        "n/a",
        "NA",
        "#N/A",
        "#N/D",
        "#REF!",
        "#VALEUR!",
        "NULL",
        "null",
        "(null)",
        "None",
        "NaN",
        "nil",
        "Aucun",
        "néant",
        "NC",
        "inconnu",
        "non renseigné",
        "(vide)",
        "\u{a0}",
        "'-",
        "0",
    ] {
        for header in ["Né(e) le", "Tél.", "Langue"] {
            if header == "Langue" && cell == "0" {
                continue;
            }
            let imported =
                with(header, cell).unwrap_or_else(|wrong| panic!("{header} {cell}: {wrong:?}"));
            assert_eq!(imported.details.fields.birth_date, None, "{cell}");
            assert_eq!(imported.details.fields.phone, None, "{cell}");
            assert_eq!(imported.locale, None, "{cell}");
            assert_eq!(imported.notes, [], "{cell}");
        }
    }
    for cell in ["-", "N/A", "#N/A", "NULL", "?"] {
        for header in ["Ville", "Adresse", "Groupes", "Mère : mail", "Pays"] {
            let imported =
                with(header, cell).unwrap_or_else(|wrong| panic!("{header} {cell}: {wrong:?}"));
            assert!(imported.details.fields.address.is_empty(), "{header} {cell}");
            assert!(
                imported.groups.is_empty() && imported.details.guardians.is_empty(),
                "{header} {cell}"
            );
        }
    }
    // There are places and groups with these names.
    for (header, cell) in [("Ville", "Y"), ("Ville", "Nil"), ("Groupes", "Sans")] {
        let imported = with(header, cell).unwrap();
        assert!(
            !imported.details.fields.address.is_empty() || !imported.groups.is_empty(),
            "{cell}"
        );
    }
}

#[test]
fn what_is_left_out_of_a_line_is_noted() {
    let notes = |header: &str, cell: &str| -> Vec<String> {
        let notes = with(header, cell).unwrap().notes;
        notes.into_iter().map(|one| format!("{} {}", one.field, one.code)).collect()
    };
    assert_eq!(notes("Né(e) le", "00/01/1900"), ["birthDate birth_day_none"]);
    assert_eq!(notes("Né(e) le", "--03-14"), ["birthDate birth_day_none"]);
    assert_eq!(notes("Né(e) le", "0/0/00"), [""; 0]);
    assert_eq!(notes("Tél.", "06 12 34 56 78 / 06 87 65 43 21"), ["phone several_phones"]);
    assert_eq!(notes("Tél.", "06 12 34 56 78 (mère)"), [""; 0]);
}

#[test]
fn of_several_addresses_the_first_is_taken_and_that_is_noted() {
    let email = |cell: &str| {
        let imported = read(&["Nom", "Prénom", "Mail"], &["Petit", "Zoé", cell])?;
        Ok((imported.details.email.address, imported.notes.len()))
    };
    let of =
        |address: &str, notes: usize| Ok::<_, Vec<(String, &str)>>((address.to_owned(), notes));
    for cell in [
        "a@x.org ::: b@x.org",
        "a@x.org; b@x.org",
        "a@x.org,b@x.org",
        "a@x.org / b@x.org",
        "a@x.org\nb@x.org",
    ] {
        assert_eq!(email(cell), of("a@x.org", 1), "{cell}");
    }
    for cell in
        ["a@x.org", "mailto:a@x.org", "Zoé Petit <a@x.org>", "'a@x.org'", "<a@x.org>", "a@x.org ;"]
    {
        assert_eq!(email(cell), of("a@x.org", 0), "{cell}");
    }
    for cell in ["a", "a@", "a(at)x.org", "a b@", "@x.org"] {
        assert!(email(cell).is_err(), "{cell}");
    }
}

#[test]
fn the_country_of_a_line_is_that_of_its_number() {
    let headers = ["Nom", "Prénom", "Mail", "Tél.", "Pays"];
    let phone = |number: &str, country: &str| {
        let imported = read(&headers, &["Petit", "Zoé", "z@example.org", number, country]);
        imported.map(|imported| imported.details.fields.phone.unwrap())
    };
    assert_eq!(phone("0470 12 34 56", "Belgique").as_deref(), Ok("+32470123456"));
    assert_eq!(phone("0692 12 34 56", "").as_deref(), Ok("+262692123456"));
    assert_eq!(phone("06 12 34 56 78", "-").as_deref(), Ok("+33612345678"));
    assert_eq!(phone("06 12 34 56 78", "Narnia"), Err(vec![("phone".into(), "phone_country")]));
    assert_eq!(phone("4.41E+11", ""), Err(vec![("phone".into(), "phone_rounded")]));
    // The first of several columns with a valid value.
    let two = read(
        &["Nom", "Prénom", "Mail", "Tél.", "Portable"],
        &["Petit", "Zoé", "z@x.org", "12", "0612345678"],
    );
    assert_eq!(two.unwrap().details.fields.phone.as_deref(), Some("+33612345678"));
}

#[test]
fn a_formula_is_no_name_unless_it_is_guarded() {
    let name = |cell: &str| {
        read(&["Nom", "Prénom", "Mail"], &[cell, "Zoé", "z@example.org"])
            .map(|imported| imported.details.last_name)
    };
    let refused = Err(vec![("lastName".to_owned(), "formula")]);
    for cell in
        ["=cmd|' /C calc'!A0", "=1+1", "@SUM(A1)", "+cmd", "-1+1", "\t=1", "＝1", "=\"a\"&\"b\""]
    {
        assert_eq!(name(cell), refused, "{cell}");
    }
    assert_eq!(name("'=1+1").as_deref(), Ok("=1+1"));
    assert_eq!(name("=\"Petit\"").as_deref(), Ok("Petit"));
    assert_eq!(name("Le\u{fffd}vre"), Err(vec![("lastName".to_owned(), "unreadable")]));
    assert_eq!(with("Adresse", "=A1").unwrap_err(), [("address.line".to_owned(), "formula")]);
    assert_eq!(with("Groupes", "+18 ans").unwrap().groups, ["+18 ans"]);
    assert_eq!(
        with("Tél.", "+33612345678").unwrap().details.fields.phone.as_deref(),
        Some("+33612345678")
    );
}

#[test]
fn a_refused_line_shows_whose_it_is_and_what_is_wrong() {
    let headers = ["Nom", "Prénom", "Mail", "Tél."];
    let cells = ["Petit", "Zoé", "z(at)x.org", "12"].map(str::to_owned);
    let reading = reading(&headers);
    let wrong = reading.employee(&cells).unwrap_err();
    let shown = reading.shown(&cells, &wrong);
    assert_eq!(shown.name.as_deref(), Some("Petit Zoé"));
    let values: Vec<_> = shown.values.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(values, [("email", "z(at)x.org"), ("phone", "12")]);
}

#[test]
fn all_errors_of_a_line_name_their_columns() {
    let headers = ["Nom complet", "Mail", "Tél", "Né le", "Langue", "Père mail"];
    let cells = ["Jean Marie Dupont", "jean", "12", "hier", "klingon", "paul"];
    assert_eq!(
        read(&headers, &cells).unwrap_err(),
        [
            ("lastName", "full_name"),
            ("locale", "language"),
            ("birthDate", "birth_day"),
            ("phone", "phone"),
            ("email", "email"),
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
    let imported =
        read(&["Nom", "Prénom", "Mail"], &["Dupont", "Jean", "j@x.org", "more"]).unwrap();
    assert_eq!((imported.details.fields.phone, imported.details.fields.birth_date), (None, None));
}
