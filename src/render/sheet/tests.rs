use std::io::{Cursor, Read, Write};

use proptest::prelude::*;

use super::*;
use crate::model::Locale;
use crate::model::import::{columns, score};

const LIMITS: Limits = Limits { lines: 1000, columns: 20, cell: 500, unpacked: 1 << 20 };

fn table(text: &str) -> Vec<(u32, Vec<String>)> {
    let lines = read(text.as_bytes(), &LIMITS, &columns::score).unwrap();
    lines.into_iter().map(|line| (line.number, line.cells)).collect()
}

fn row(number: u32, cells: &[&str]) -> (u32, Vec<String>) {
    (number, cells.iter().map(|cell| (*cell).to_owned()).collect())
}

#[test]
fn any_separator_and_any_line_end_will_do() {
    for separator in [",", ";", "\t", "|"] {
        for end in ["\n", "\r\n", "\r"] {
            let text = format!(
                "Nom{separator}Prénom{separator}E-mail{end}Dupont{separator}Jean{separator}j@x.org{end}"
            );
            let expected =
                [row(1, &["Nom", "Prénom", "E-mail"]), row(2, &["Dupont", "Jean", "j@x.org"])];
            assert_eq!(table(&text), expected, "{separator:?} {end:?}");
        }
    }
}

#[test]
fn lines_are_counted_as_a_spreadsheet_counts_them() {
    let text =
        "\n\r\nListe;;\n;;\nNom;Prénom;E-mail\n\"Du\npont\";Jean;j@x.org\n\nPetit;Zoé;z@x.org";
    let lines = table(text);
    let numbers: Vec<u32> = lines.iter().map(|line| line.0).collect();
    assert_eq!(numbers, [3, 5, 6, 8]);
    assert_eq!(lines[2].1[0], "Du\npont");
}

#[test]
fn excel_may_name_its_separator() {
    let text = "sep=,\nNom,Prénom,E-mail\n\"Dupont; père\",Jean,j@x.org\n";
    assert_eq!(table(text)[1], row(3, &["Dupont; père", "Jean", "j@x.org"]));
}

#[test]
fn a_comma_in_a_cell_does_not_decide_for_commas() {
    let text = "Nom;Prénom;E-mail;Adresse\nA;B;c@x.org;1, rue X, Bât. 2, Lyon, France\n";
    assert_eq!(table(text)[1].1.len(), 4);
}

#[test]
fn a_quote_that_never_closes_does_not_swallow_the_file() {
    let mut text = "Nom;Prénom;E-mail\n\"Dupont;Jean;j@x.org\n".to_owned();
    for n in 0..50 {
        text.push_str(&format!("Petit{n};Zoé;z{n}@x.org\n"));
    }
    let lines = table(&text);
    assert_eq!((lines.len(), lines[51].0), (52, 52));
    assert_eq!(lines[1].1[0], "\"Dupont");
}

#[test]
fn limits_hold_from_both_sides() {
    let read = |text: &str| read(text.as_bytes(), &LIMITS, &columns::score);
    let lines = |count: usize| format!("Nom;Prénom;E-mail\n{}", "a;b;c@x.org\n".repeat(count));
    assert_eq!(read(&lines(999)).unwrap().len(), 1000);
    assert_eq!(read(&lines(1000)), Err("too_many_lines"));
    let wide = |count: usize| format!("Nom;Prénom;E-mail\n{}x\n", "a;".repeat(count - 1));
    assert_eq!(read(&wide(20)).unwrap().len(), 2);
    assert_eq!(read(&wide(21)), Err("too_many_columns"));
    // Spreadsheets leave empty cells beyond the last column.
    assert_eq!(read(&format!("Nom;Prénom;E-mail\na;b;c{}\n", ";".repeat(90))).unwrap().len(), 2);
    let long = |count: usize| format!("Nom;Prénom;E-mail\n{};b;c\n", "é".repeat(count));
    assert_eq!(read(&long(500)).unwrap().len(), 2);
    assert_eq!(read(&long(501)), Err("cell_too_long"));
}

#[test]
fn what_is_no_table_is_said_to_be_none() {
    let refused = |bytes: &[u8]| read(bytes, &LIMITS, &columns::score).unwrap_err();
    assert_eq!(refused(b""), "empty_file");
    assert_eq!(refused(b"\xef\xbb\xbf \r\n"), "empty_file");
    assert_eq!(refused(b"%PDF-1.7\n..."), "not_a_table");
    assert_eq!(refused(b"\x89PNG\r\n\x1a\n"), "not_a_table");
    assert_eq!(refused(b"\n<!DOCTYPE html><table><tr><td>Nom"), "not_a_table");
    assert_eq!(refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on"), "old_workbook");
    assert_eq!(refused(b"PK\x03\x04 cut"), "broken_workbook");
    let locked: Vec<u8> = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        .iter()
        .copied()
        .chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(refused(&locked), "locked_workbook");
}

fn written(format: Format, locale: Locale, lines: &[Vec<Cell>]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let headers = ["Nom", "Prénom", "E-mail", "Né le"];
    let mut writer = Writer::begin(format, locale, folder.path(), &headers).unwrap();
    for line in lines {
        writer.line(line).unwrap();
    }
    let mut bytes = vec![];
    writer.finish().unwrap().read_to_end(&mut bytes).unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "left behind");
    bytes
}

#[test]
fn what_is_written_is_read_again() {
    let born = jiff::civil::date(2010, 3, 14);
    let line = vec![
        Cell::from("Petit \"Zaza\""),
        Cell::from("Zoé;\nAnne"),
        Cell::from("山田@example.org"),
        Cell::Day(born),
    ];
    for (format, locale, day) in [
        (Format::Csv, Locale::Fr, "14/03/2010"),
        (Format::Csv, Locale::En, "2010-03-14"),
        (Format::Xlsx, Locale::Fr, "2010-03-14"),
        (Format::Xlsx, Locale::En, "2010-03-14"),
    ] {
        let bytes = written(format, locale, std::slice::from_ref(&line));
        let lines = read(&bytes, &LIMITS, &columns::score).unwrap();
        assert_eq!(lines[1].number, 2);
        assert_eq!(lines[1].cells, ["Petit \"Zaza\"", "Zoé;\nAnne", "山田@example.org", day]);
    }
}

#[test]
fn no_cell_is_a_formula() {
    let evil = ["=1+1", "+33612345678", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "'=1", "＝1"];
    let lines: Vec<Vec<Cell>> = evil.iter().map(|text| vec![Cell::Text((*text).into())]).collect();
    let csv = String::from_utf8(written(Format::Csv, Locale::Fr, &lines)).unwrap();
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b';').flexible(true).from_reader(csv.as_bytes());
    for (record, text) in reader.records().zip(evil) {
        assert_eq!(record.unwrap().get(0), Some(format!("'{text}").as_str()));
    }
    let xlsx = written(Format::Xlsx, Locale::Fr, &lines);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(xlsx)).unwrap();
    let mut sheet = String::new();
    archive.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut sheet).unwrap();
    assert!(!sheet.contains("<f>"), "{sheet}");
}

#[test]
fn a_workbook_that_would_unpack_to_too_much_is_refused_before_it_does() {
    use std::io::Write;
    let book = |size: usize| {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(vec![]));
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file("[Content_Types].xml", options).unwrap();
        zip.write_all(b"<Types/>").unwrap();
        zip.start_file("xl/worksheets/sheet1.xml", options).unwrap();
        zip.write_all(&vec![b' '; size]).unwrap();
        zip.finish().unwrap().into_inner()
    };
    let refused = |bytes: &[u8]| read(bytes, &LIMITS, &columns::score).unwrap_err();
    assert_eq!(refused(&book(1000)), "broken_workbook");
    let bomb = book(2 << 20);
    assert!(bomb.len() < 4096);
    assert_eq!(refused(&bomb), "too_big_unpacked");
    // The same, with small sizes declared.
    let mut liar = bomb;
    let size = u32::to_le_bytes(2 << 20);
    let places: Vec<usize> = (0..liar.len() - 4).filter(|at| liar[*at..*at + 4] == size).collect();
    assert!(!places.is_empty());
    for at in places {
        liar[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
    }
    assert!(matches!(refused(&liar), "too_big_unpacked" | "broken_workbook"));
}

/// Found by fuzzing: a line with very many empty cells.
#[test]
fn empty_cells_beyond_the_last_column_are_left_out() {
    let text = format!("Nom;E-mail\nDupont;j@x.org{}\n", ";".repeat(100));
    let lines = read(text.as_bytes(), &LIMITS, &columns::score).unwrap();
    assert_eq!(lines[1].cells.len(), LIMITS.columns);
    assert_eq!(lines[1].cells[..3], ["Dupont", "j@x.org", ""]);
}

/// Found by fuzzing: its extent ends before it begins.
#[test]
fn a_workbook_that_makes_the_library_panic_is_a_broken_one() {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!(
            r#"<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/{kind}" Target="{target}"/></Relationships>"#
        )
    };
    let mut zip = zip::ZipWriter::new(Cursor::new(vec![]));
    for (name, content) in [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns:r="{office}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>"#
            ),
        ),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")),
        (
            "xl/worksheets/sheet1.xml",
            r#"<worksheet><dimension ref="A5:C3"/><sheetData></sheetData></worksheet>"#.to_owned(),
        ),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    let read = read(&bytes, &LIMITS, &|_| 0);
    // Without overflow checks it is an empty workbook.
    let expected = if cfg!(debug_assertions) { "broken_workbook" } else { "empty_file" };
    assert_eq!(read, Err(expected));
}

proptest! {
    #[test]
    fn any_bytes_are_a_table_or_a_clear_refusal(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let _ = read(&bytes, &LIMITS, &score);
        let mut zip = b"PK\x03\x04".to_vec();
        zip.extend_from_slice(&bytes);
        let _ = read(&zip, &LIMITS, &score);
    }

    #[test]
    fn any_text_comes_back_from_csv(cells in prop::collection::vec("[^\u{0}-\u{8}\u{b}-\u{1f}\u{7f}-\u{9f}\u{feff}\u{200b}]{1,20}", 3)) {
        prop_assume!(cells.iter().all(|cell| !cell.trim().is_empty()));
        let line: Vec<Cell> = cells.iter().map(|cell| Cell::Text(cell.clone())).collect();
        for locale in [Locale::Fr, Locale::En] {
            let bytes = written(Format::Csv, locale, std::slice::from_ref(&line));
            let lines = read(&bytes, &LIMITS, &score).unwrap();
            for (read, cell) in lines[1].cells.iter().zip(&cells) {
                let plain = read.strip_prefix('\'').filter(|_| read != cell).unwrap_or(read);
                prop_assert_eq!(plain, cell);
            }
        }
    }
}
