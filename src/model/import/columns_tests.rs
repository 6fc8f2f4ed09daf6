use super::*;

fn read(headers: &[&str]) -> Vec<String> {
    let headers: Vec<String> = headers.iter().map(|one| (*one).to_owned()).collect();
    let fields = settled(headers.iter().map(|header| field(header)).collect());
    fields.into_iter().map(|one| one.map_or("-".to_owned(), Field::name)).collect()
}

fn one(header: &str) -> String {
    read(&[header]).remove(0)
}

#[test]
fn headers_are_read_as_people_write_them() {
    for header in [
        "Prénom",
        "PRENOM",
        "prénom(s)",
        "Prénom de l’élève",
        "First name",
        "first_name",
        "firstName",
        "Given Name",
    ] {
        assert_eq!(one(header), "firstName", "{header}");
    }
    for header in ["Nom de famille", "Last Name", "lastName", "SURNAME", "Nom d'usage"] {
        assert_eq!(one(header), "lastName", "{header}");
    }
    for header in [
        "E-mail",
        "Mail",
        "Courriel",
        "Adresse e-mail",
        "adresse mail",
        "Mél.",
        "E-mail 1 - Value",
        "Email Address",
        "e_mail",
        "Mail perso",
    ] {
        assert_eq!(one(header), "email", "{header}");
    }
    for header in ["Tél.", "Téléphone", "Portable", "N° de téléphone", "Mobile Phone", "Tel 1"]
    {
        assert_eq!(one(header), "phone", "{header}");
    }
    for header in
        ["Date de naissance", "Né(e) le", "Date of birth", "DOB", "Birthday", "birth_date"]
    {
        assert_eq!(one(header), "birthDate", "{header}");
    }
    for (header, field) in [
        ("Langue", "locale"),
        ("Adresse", "address.line"),
        ("Adresse 2", "address.line2"),
        ("Complément d’adresse", "address.line2"),
        ("Code postal", "address.postalCode"),
        ("CP", "address.postalCode"),
        ("Ville", "address.city"),
        ("Département", "address.subdivision"),
        ("Région", "address.subdivision2"),
        ("Pays", "address.country"),
        ("Groupe(s)", "groups"),
        ("Groups", "groups"),
        ("Taille", "-"),
        ("Motif", "-"),
        ("Ligne", "-"),
        ("", "-"),
    ] {
        assert_eq!(one(header), field, "{header}");
    }
}

#[test]
fn headers_of_forms_and_programs_are_read() {
    for (header, field) in [
        // Headers of forms, with additions.
        ("Student's First Name", "firstName"),
        ("Student’s Last Name", "lastName"),
        ("What is your first name?", "firstName"),
        ("Quel est votre prénom ?", "firstName"),
        ("Quelle est ton adresse mail ?", "email"),
        ("1. Prénom", "firstName"),
        ("2) Nom de famille", "lastName"),
        ("Q3 - E-mail", "email"),
        ("2. Email du parent", "guardians.0.email"),
        ("email (obligatoire)", "email"),
        ("Prénom *", "firstName"),
        ("Téléphone (facultatif)", "phone"),
        ("Date de naissance (JJ/MM/AAAA)", "birthDate"),
        ("Date of birth (dd/mm/yyyy)", "birthDate"),
        ("Portable (ex. : 06 12 34 56 78)", "phone"),
        ("Prénom / First name", "firstName"),
        ("Nom / Last name", "lastName"),
        ("Adresse e-mail / Email address", "email"),
        ("Work Email", "email"),
        ("E-mail professionnel", "email"),
        ("Nom patronymique", "lastName"),
        ("Nom de jeune fille", "lastName"),
        ("Your email address", "email"),
        ("Please enter your phone number", "phone"),
        // Outlook, in French and English.
        ("E-mail Address", "email"),
        ("Adresse de messagerie", "email"),
        ("Mobile Phone", "phone"),
        ("Tél. mobile", "phone"),
        ("Téléphone (domicile)", "phone"),
        ("Business Phone", "phone"),
        ("Home Street", "address.line"),
        ("Rue (domicile)", "address.line"),
        ("Ville (domicile)", "address.city"),
        ("Code postal (domicile)", "address.postalCode"),
        ("Pays/Région (domicile)", "address.country"),
        ("Home Country/Region", "address.country"),
        ("Anniversaire", "birthDate"),
        ("Middle Name", "-"),
        ("Deuxième prénom", "-"),
        ("E-mail Type", "-"),
        ("E-mail 2 Address", "-"),
        ("Business Street", "-"),
        // Google Contacts.
        ("E-mail 1 - Value", "email"),
        ("E-mail 1 - Label", "-"),
        ("Phone 1 - Value", "phone"),
        ("Address 1 - Street", "address.line"),
        ("Address 1 - City", "address.city"),
        ("Address 1 - Postal Code", "address.postalCode"),
        ("Address 1 - Country", "address.country"),
        ("Organization Name", "-"),
        // School software: Pronote, École directe, ONDE, SIECLE.
        ("NE(E)LE", "birthDate"),
        ("TELEPHONE PORTABLE", "phone"),
        ("Date Naissance", "birthDate"),
        ("Prénom 1", "firstName"),
        ("Prénom 2", "-"),
        ("Nom élève", "lastName"),
        ("Prénom élève", "firstName"),
        ("Nom resp légal 1", "guardians.0.lastName"),
        ("Courriel resp légal 2", "guardians.1.email"),
        ("Classe", "-"),
        ("Nom de la classe", "-"),
        ("Nom de l’école", "-"),
        ("Company name", "-"),
        ("Username", "-"),
    ] {
        assert_eq!(one(header), field, "{header}");
    }
}

#[test]
fn a_column_that_is_passed_over_may_be_read_as_groups() {
    let headers = ["Nom", "Prénom", "E-mail", "Classe", "Taille"].map(str::to_owned);
    let mut columns = Columns::of(&headers).unwrap();
    let wanted = ["CLASSE", "Nom", "Rien"].map(str::to_owned);
    assert_eq!(columns.read_as_groups(&headers, &wanted), ["Classe"]);
    assert_eq!(columns.get(3), Some(Field::Groups));
    assert_eq!(columns.get(0), Some(Field::Of(Detail::Last)));
    assert_eq!(columns.get(4), None);
}

#[test]
fn a_name_is_decided_by_its_neighbours() {
    assert_eq!(read(&["Nom", "Prénom"]), ["lastName", "firstName"]);
    assert_eq!(read(&["Name", "E-mail"]), ["lastName", "email"]);
    let full = Some(Field::Of(Detail::Full(NameOrder::Unsaid)));
    assert_eq!(settled(vec![field("Nom"), field("E-mail")])[0], full);
    assert_eq!(settled(vec![field("Participant")])[0], full);
    // Exports of address books have all three.
    assert_eq!(read(&["Name", "Given Name", "Family Name"]), ["-", "firstName", "lastName"]);
    assert_eq!(field("Nom et prénom"), Some(Field::Of(Detail::Full(NameOrder::LastFirst))));
}

#[test]
fn those_who_sign_for_a_minor_have_columns_of_their_own() {
    for (header, field) in [
        ("Responsable 1 – Prénom", "guardians.0.firstName"),
        ("Nom du responsable légal 2", "guardians.1.lastName"),
        ("E-mail parent 2", "guardians.1.email"),
        ("Mère : courriel", "guardians.0.email"),
        ("Mail du père", "guardians.1.email"),
        ("guardian1FirstName", "guardians.0.firstName"),
        ("Guardian 2 email", "guardians.1.email"),
        ("Responsable légal", "guardians.0.lastName"),
        ("Tél. responsable", "-"),
    ] {
        assert_eq!(one(header), field, "{header}");
    }
    assert_eq!(
        read(&["Responsable 1 nom", "Responsable 1 prénom"]),
        ["guardians.0.lastName", "guardians.0.firstName"]
    );
}

#[test]
fn a_line_of_data_is_no_line_of_headers() {
    let line = |cells: &[&str]| -> Vec<String> { cells.iter().map(|c| (*c).into()).collect() };
    assert_eq!(score(&line(&["Dupont", "Jean", "jean@example.org"])), 0);
    assert_eq!(score(&line(&["Liste du personnel", "", ""])), 0);
    assert_eq!(score(&line(&["NOM", "Prénom", "E-mail", "Taille"])), 3);
    assert_eq!(score(&line(&["Ville", "Pays"])), 0);
    assert_eq!(Columns::of(&line(&["Nom", "E-mail"])).map(|_| ()), Ok(()));
    assert_eq!(Columns::of(&line(&["Prénom", "E-mail"])), Err("no_name_column"));
    assert_eq!(Columns::of(&line(&["Nom", "Prénom"])), Err("no_email_column"));
}
