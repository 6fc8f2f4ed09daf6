//! What a file leaves open (order of dates, encoding, country): assumed, reported, and changed by
//! the user.

use encoding_rs::{GB18030, MACINTOSH, WINDOWS_1250, WINDOWS_1252};
use serde_json::{Value, json};

use super::{UPLOAD, count, imports, imports_with, people, studio, tally};
use crate::support::Server;

fn names(people: &[Value]) -> Vec<String> {
    let text = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
    people
        .iter()
        .map(|one| format!("{} {}", text(one, "firstName"), text(one, "lastName")))
        .collect()
}

#[tokio::test]
async fn ambiguous_dates_are_read_day_first_and_reported() {
    let server = Server::start();
    let studio = studio(&server).await;
    let text = "First Name,Last Name,Email,Birthday\n\
                Ana,Un,ana@example.org,3/4/2010\nBea,Deux,bea@example.org,5/6/2011\n";
    let import = imports(&studio, text).await;
    assert_eq!(
        (&import["dateOrder"], &import["assumed"]),
        (&json!("DAY_FIRST"), &json!(["dateOrder"]))
    );
    assert_eq!(people(&studio).await[1]["birthDate"], "2010-04-03");

    let import = imports_with(&studio, text, &[("dateOrder", "MONTH_FIRST")]).await;
    assert_eq!((&import["dateOrder"], &import["assumed"]), (&json!("MONTH_FIRST"), &json!([])));
    assert_eq!(tally(&import), [0, 2, 0, 0]);
    assert_eq!(people(&studio).await[1]["birthDate"], "2010-03-04");

    // A file that shows its order is certain, and nothing is reported as assumed.
    let import = imports(&studio, text.replace("5/6/2011", "5/16/2011")).await;
    assert_eq!((&import["dateOrder"], &import["assumed"]), (&json!("MONTH_FIRST"), &json!([])));
    let import =
        imports(&studio, text.replace("3/4/2010", "2010-03-04").replace("5/6/2011", "")).await;
    assert_eq!(import["assumed"], json!([]));
    // A file that contradicts itself is not certain.
    let mixed = text.replace("3/4/2010", "31/12/2010").replace("5/6/2011", "12/31/2011");
    let import = imports(&studio, mixed).await;
    assert_eq!(import["assumed"], json!(["dateOrder"]));
    assert_eq!(import["rows"][1]["errors"][0]["code"], "birth_day", "{import}");
    let wrong = studio.sends(UPLOAD, "a.csv", text, &[("dateOrder", "YEAR_FIRST")]).await;
    wrong.refuses(&["dateOrder"]);
}

#[tokio::test]
async fn the_encoding_is_named_and_may_be_chosen() {
    let server = Server::start();
    let studio = studio(&server).await;
    let file = |last: &str| format!("Nom;Prénom;E-mail\n{last};Zoé;z@example.org\n");
    let import = imports(&studio, file("Lefèvre")).await;
    assert_eq!((&import["encoding"], &import["assumed"]), (&json!("UTF-8"), &json!([])));
    let import = imports(&studio, WINDOWS_1252.encode(&file("Lefèvre")).0.into_owned()).await;
    assert_eq!(import["encoding"], "windows-1252");
    assert_eq!(tally(&import), [0, 0, 1, 0], "{import}");
    let import = imports(&studio, MACINTOSH.encode(&file("Lefèvre")).0.into_owned()).await;
    assert_eq!(import["encoding"], "macintosh");
    assert_eq!(tally(&import), [0, 0, 1, 0], "{import}");

    // ř is encoded as the byte that is ø in western Europe: one of the two is meant.
    let czech = "Nom;Prenom;E-mail\nBuriánek;Jiří;jiri@example.org\n";
    let bytes = WINDOWS_1250.encode(czech).0.into_owned();
    let import = imports_with(&studio, bytes.clone(), &[("dryRun", "true")]).await;
    assert_eq!(import["assumed"], json!(["encoding"]), "{import}");
    let import = imports_with(&studio, bytes.clone(), &[("encoding", "cp1250")]).await;
    assert_eq!((&import["encoding"], &import["assumed"]), (&json!("windows-1250"), &json!([])));
    assert!(names(&people(&studio).await).contains(&"Jiří Buriánek".to_owned()));

    for (name, code) in [("klingon", "unknown_encoding"), ("utf-8", "other_encoding")] {
        let wrong = studio.sends(UPLOAD, "a.csv", bytes.clone(), &[("encoding", name)]).await;
        assert_eq!(wrong.refuses(&["encoding"]).json["errors"][0]["code"], code);
    }
}

#[tokio::test]
async fn twenty_chinese_names_do_not_become_cyrillic() {
    let server = Server::start();
    let studio = studio(&server).await;
    let people_ = [
        ("王", "小明"),
        ("李", "娜"),
        ("张", "伟"),
        ("刘", "洋"),
        ("陈", "静"),
        ("杨", "丽"),
        ("赵", "磊"),
        ("黄", "敏"),
        ("周", "杰"),
        ("吴", "芳"),
        ("徐", "强"),
        ("孙", "艳"),
        ("胡", "军"),
        ("朱", "秀英"),
        ("高", "明"),
        ("林", "霞"),
        ("何", "平"),
        ("郭", "刚"),
        ("马", "桂英"),
        ("罗", "文"),
    ];
    let lines: String = people_
        .iter()
        .enumerate()
        .map(|(at, (last, first))| format!("{last},{first},p{at}@example.org\n"))
        .collect();
    let text = format!("Last Name,First Name,Email\n{lines}");
    let import = imports(&studio, GB18030.encode(&text).0.into_owned()).await;
    assert_eq!(import["encoding"], "gb18030", "{import}");
    assert_eq!(tally(&import), [20, 0, 0, 0]);
    assert!(names(&people(&studio).await).contains(&"小明 王".to_owned()));
}

#[tokio::test]
async fn the_country_of_a_number_is_taken_from_row_upload_or_company() {
    let server = Server::start();
    let studio = studio(&server).await;
    let text = "Nom;Prénom;E-mail;Tél.;Pays\n\
                Un;Ana;a@example.org;02 512 34 56;\nDeux;Bea;b@example.org;06 12 34 56 78;France\n";
    // Not a French number.
    let import = imports_with(&studio, text, &[("dryRun", "true")]).await;
    assert_eq!((&import["country"], &import["assumed"]), (&json!("FR"), &json!(["country"])));
    assert_eq!(import["rows"][0]["errors"][0]["code"], "phone");
    let fields = [("country", "Belgique"), ("dryRun", "true")];
    let import = imports_with(&studio, text, &fields).await;
    assert_eq!((&import["country"], &import["assumed"]), (&json!("BE"), &json!([])));
    assert_eq!(tally(&import), [2, 0, 0, 0], "{import}");
    // A company in Belgium need not say so.
    let company = format!("/company/{}", studio.company);
    let address = json!({ "city": "Liège", "country": "Belgique" });
    studio.put(&company, json!({ "name": "Lumière", "address": address })).await.is(200);
    let import = imports(&studio, text).await;
    assert_eq!((&import["country"], &import["assumed"]), (&json!("BE"), &json!(["country"])));
    let phones: Vec<_> = people(&studio).await.iter().map(|one| one["phone"].clone()).collect();
    assert_eq!(phones, [json!("+33612345678"), json!("+3225123456")]);
    let wrong = studio.sends(UPLOAD, "a.csv", text, &[("country", "Narnia")]).await;
    assert_eq!(wrong.refuses(&["country"]).json["errors"][0]["code"], "unknown_country");
}

#[tokio::test]
async fn a_column_of_classes_becomes_groups_if_somebody_says_so() {
    let server = Server::start();
    let studio = studio(&server).await;
    let text = "Nom;Prénom;E-mail;Classe;Taille\nUn;Ana;a@example.org;3e A;M\nDeux;Bea;b@example.org;3e B;S\n";
    let import = imports_with(&studio, text, &[("dryRun", "true")]).await;
    assert_eq!(import["columns"][3]["field"], Value::Null);
    let import = imports_with(&studio, text, &[("groupColumns", "Classe\n")]).await;
    assert_eq!(import["columns"][3]["field"], "groups");
    let groups = studio.get("/group").await;
    let groups: Vec<_> = groups.is(200).json["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].clone())
        .collect();
    assert_eq!(groups, [json!("3e A"), json!("3e B")]);
}

#[tokio::test]
async fn what_was_left_out_of_a_line_is_noted_and_what_is_refused_is_shown() {
    let server = Server::start();
    let studio = studio(&server).await;
    let text = "Nom;Prénom;E-mail;Tél.;Né(e) le\n\
                Un;Ana;a@example.org ::: b@example.org;06 12 34 56 78 ::: 06 87 65 43 21;00/01/1900\n\
                Deux;Bea;bea(at)example.org;4.41E+11;\n\
                =cmd|' /C calc'!A0;Cea;c@example.org;;\n";
    let import = imports(&studio, text).await;
    assert_eq!(tally(&import), [1, 0, 0, 2], "{import}");
    let notes: Vec<_> = import["rows"][0]["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].clone())
        .collect();
    assert_eq!(notes, [json!("birth_day_none"), json!("several_phones"), json!("several_emails")]);
    assert_eq!(import["rows"][0]["notes"][2]["column"], "E-mail");
    assert_eq!(people(&studio).await[0]["email"], "a@example.org");
    let bea = &import["rows"][1];
    assert_eq!(bea["name"], "Deux Bea");
    let errors: Vec<_> = bea["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["code"].as_str().unwrap(), one["value"].as_str().unwrap()))
        .collect();
    assert_eq!(errors, [("phone_rounded", "4.41E+11"), ("email", "bea(at)example.org")]);
    let cea = &import["rows"][2]["errors"][0];
    assert_eq!((&cea["code"], &cea["value"]), (&json!("formula"), &json!("=cmd|' /C calc'!A0")));
}

#[tokio::test]
async fn nothing_of_a_refused_line_outlives_a_person_of_its_file_who_is_erased() {
    let server = Server::start();
    let studio = studio(&server).await;
    let text = "Nom;Prénom;E-mail\nUn;Ana;a@example.org\nDeux;Bea;bea(at)example.org\n";
    let import = imports(&studio, text).await;
    let ana = import["rows"][0]["employeeId"].as_i64().unwrap();
    studio.delete(&format!("/employee/{ana}")).await.is(204);
    studio.delete(&format!("/employee/{ana}/forever")).await.is(204);
    server.settle().await;
    let seen = studio.get(&format!("/import/{}", import["id"])).await.is(200).json.clone();
    assert_eq!(seen["rows"][1]["errors"][0]["value"], Value::Null, "{seen}");
    assert_eq!(seen["rows"][1]["name"], Value::Null);
    assert_eq!(count(&studio).await, 0);
}

#[tokio::test]
async fn a_file_of_every_program_is_read() {
    for (program, text, expected) in [
        (
            "Outlook",
            "\"First Name\",\"Middle Name\",\"Last Name\",\"Mobile Phone\",\"Birthday\",\"E-mail Address\",\"E-mail Type\",\"Home Country/Region\"\n\
             \"Ana\",\"\",\"Un\",\"0612345678\",\"0/0/00\",\"ana@example.org\",\"SMTP\",\"\"\n",
            "Un Ana ana@example.org +33612345678 - -",
        ),
        (
            "Outlook in French",
            "Prénom,Deuxième prénom,Nom,Adresse de messagerie,Tél. mobile,Anniversaire,Ville (domicile),Pays/Région (domicile)\n\
             Ana,,Un,ana@example.org,06 12 34 56 78,14/3/2010,Lyon,France\n",
            "Un Ana ana@example.org +33612345678 2010-03-14 Lyon",
        ),
        (
            "Google Contacts",
            "First Name,Middle Name,Last Name,Birthday,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - City,Address 1 - Country\n\
             Ana,,Un,--03-14,* myContacts,* Home,ana@example.org ::: b@example.org,Mobile,+33 6 12 34 56 78,Lyon,FR\n",
            "Un Ana ana@example.org +33612345678 - Lyon",
        ),
        (
            "Google Forms",
            "Horodateur,Quel est votre prénom ?,Quel est votre nom ?,Adresse e-mail,Date de naissance (JJ/MM/AAAA)\n\
             14/03/2026 10:00:00,Ana,Un,ana@example.org,14/03/2010\n",
            "Un Ana ana@example.org - 2010-03-14 -",
        ),
        (
            "Numbers",
            "Tableau 1;;;;\nNom de famille;Prénom;E-mail;Date de naissance;Téléphone\nUn;Ana;ana@example.org;14 mars 2010;06\u{202f}12\u{202f}34\u{202f}56\u{202f}78\n",
            "Un Ana ana@example.org +33612345678 2010-03-14 -",
        ),
        (
            "LibreOffice",
            "Nom\tPrénom\tCourriel\tNé(e) le\nUn\tAna\tana@example.org\t14/03/10 00:00\n",
            "Un Ana ana@example.org - 2010-03-14 -",
        ),
        (
            "Pronote",
            "NOM;PRENOM;NE(E) LE;CLASSES;EMAIL;TELEPHONE PORTABLE\nUN;Ana;14/03/2010;3A;ana@example.org;33612345678\n",
            "UN Ana ana@example.org +33612345678 2010-03-14 -",
        ),
        (
            "École directe",
            "Nom;Prénom;Classe;Date de naissance;Email;Tél mobile;Responsable 1 : Nom;Responsable 1 : Prénom;Responsable 1 : Email\n\
             Un;Ana;3A;2010-03-13T23:00:00.000Z;ana@example.org;N/A;Un;Léa;lea@example.org\n",
            "Un Ana ana@example.org - 2010-03-14 -",
        ),
        (
            "a database",
            "last_name|first_name|email|birth_date|phone|city\nUn|Ana|ana@example.org|20100314|NULL|NULL\n",
            "Un Ana ana@example.org - 2010-03-14 -",
        ),
        (
            "a Belgian form",
            "1. Nom de famille;2. Prénom;3. Email (obligatoire);4. GSM;5. Pays\nUn;Ana;ana@example.org;0470/12.34.56;Belgique\n",
            "Un Ana ana@example.org +32470123456 - -",
        ),
    ] {
        let server = Server::start();
        let studio = studio(&server).await;
        let import = imports(&studio, text).await;
        assert_eq!(import["refused"], 0, "{program}: {import}");
        let one = &people(&studio).await[0];
        let said = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let read =
            ["lastName", "firstName", "email", "phone", "birthDate"].map(|key| said(&one[key]));
        let city = said(&one["address"]["city"]);
        assert_eq!(format!("{} {city}", read.join(" ")), expected, "{program}");
    }
}
