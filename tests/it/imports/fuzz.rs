//! Thousands of damaged files: each is read as a table or refused, without a panic. The damage is
//! the same in every run; `BE_RIGHT_FUZZ=10000` damages more
//! files.

use std::io::{Cursor, Read, Write};

use be_right::model::Locale;
use be_right::model::import::{Columns, Reading, score};
use be_right::render::sheet::{self, Limits};
use encoding_rs::WINDOWS_1252;

/// How many files are damaged, unless `BE_RIGHT_FUZZ` says otherwise.
const FILES: u32 = 1_500;

const LIMITS: Limits = Limits { lines: 500, columns: 64, cell: 2_000, unpacked: 1 << 20 };

/// A pseudorandom generator (Marsaglia's xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % below.max(1) as u64).unwrap()
    }
}

/// Fragments that matter in one of these formats.
const TOKENS: &[&[u8]] = &[
    b"\"",
    b";",
    b",",
    b"\t",
    b"\r",
    b"\n",
    b"\r\n",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xe9",
    b"sep=;\n",
    b"=\"1\"",
    b"'+33",
    b"99999999999999999999",
    b"-1",
    b"1e308",
    b"31/12/2009",
    b"<c r=\"XFD1048576\"><v>1</v></c>",
    b"<c t=\"s\"><v>99999</v></c>",
    b"<row r=\"0\">",
    b"</sheetData>",
    b"&amp;",
    b"&#x0;",
    b"<![CDATA[",
    b"r=\"A0\"",
    b"t=\"d\"",
    b"s=\"7\"",
    b"\xf0\x9f\x99\x83",
    b"Nom;Pr\xc3\xa9nom;E-mail\n",
    b"PK\x01\x02",
];

fn damage(bytes: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.roll(6) {
        let at = dice.roll(bytes.len() + 1).min(bytes.len());
        match dice.roll(5) {
            0 if at < bytes.len() => bytes[at] = dice.roll(256) as u8,
            1 => {
                let end = (at + dice.roll(40)).min(bytes.len());
                bytes.drain(at..end);
            }
            2 => {
                let token = TOKENS[dice.roll(TOKENS.len())];
                bytes.splice(at..at, token.iter().copied());
            }
            3 => {
                let end = (at + dice.roll(60)).min(bytes.len());
                let again = bytes[at..end].repeat(dice.roll(20));
                bytes.splice(at..at, again);
            }
            _ if at < bytes.len() => bytes[at] ^= 1 << dice.roll(8),
            _ => {}
        }
    }
}

/// Damages a file inside a workbook and packs it again, so that its checksum is right.
fn damage_workbook(book: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let mut zip = zip::ZipWriter::new(Cursor::new(vec![]));
    let hit = dice.roll(archive.len());
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut bytes = vec![];
        file.read_to_end(&mut bytes).unwrap();
        if at == hit || name.contains("sheet1") || name.contains("sharedStrings") {
            damage(&mut bytes, dice);
        }
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Reads a file as the import does; returns whether it was a table of employees.
fn is_read(bytes: &[u8]) -> bool {
    let Ok(lines) = sheet::read(bytes, &LIMITS, &score) else { return false };
    assert!(lines.len() <= LIMITS.lines);
    assert!(lines.windows(2).all(|two| two[0].number < two[1].number));
    let Some(at) = lines.iter().position(|line| score(&line.cells) > 1) else { return false };
    let Ok(columns) = Columns::of(&lines[at].cells) else { return false };
    let reading = Reading::new(columns, jiff::civil::date(2026, 5, 1), Locale::Fr);
    for line in &lines[at + 1..] {
        match reading.employee(&line.cells) {
            Ok(imported) => assert!(!imported.details.last_name.trim().is_empty()),
            Err(wrong) => assert!(!wrong.is_empty()),
        }
    }
    true
}

#[test]
fn a_damaged_file_is_a_table_or_a_clear_refusal() {
    let text = "Liste;;\n\nNom;Prénom;E-mail;Tél;Né(e) le;Adresse;Groupes;Mère mail;Mère\n\
        Lefèvre;Éloïse;e@example.org;0612345678;31/12/1989;\"12, rue\nX\";A, B;a@x.org;PETIT Anne\n\
        Garçon;Zoé;z@example.org;+33612345678;2010-03-14;;;;\n";
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet();
    for (row, line) in (0..).zip(text.lines()) {
        for (column, cell) in (0..).zip(line.split(';')) {
            match cell.parse::<f64>() {
                Ok(number) => page.write(row, column, number).unwrap(),
                Err(_) => page.write(row, column, cell).unwrap(),
            };
        }
    }
    let book = book.save_to_buffer().unwrap();
    let wide: Vec<u8> =
        format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let seeds = [
        text.as_bytes().to_vec(),
        WINDOWS_1252.encode(text).0.into_owned(),
        wide,
        text.replace(';', "\t").into_bytes(),
        book.clone(),
    ];
    for seed in &seeds {
        assert!(is_read(seed), "a seed is not read");
    }
    let count = std::env::var("BE_RIGHT_FUZZ").map_or(FILES, |text| text.parse().unwrap());
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut tables = 0;
    for nth in 0..count {
        let bytes = match dice.roll(6) {
            0 | 1 => damage_workbook(&book, &mut dice),
            _ => {
                let mut bytes = seeds[dice.roll(seeds.len())].clone();
                damage(&mut bytes, &mut dice);
                bytes
            }
        };
        let read = std::panic::catch_unwind(|| is_read(&bytes));
        let Ok(read) = read else {
            let kept = std::env::temp_dir().join("be-right-fuzz.bin");
            std::fs::write(&kept, &bytes).unwrap();
            panic!("file {nth} broke the reader: {}", kept.display());
        };
        tables += u32::from(read);
    }
    println!("{count} files, {tables} of them still tables");
    assert!(tables * 10 > count, "hardly anything got through: {tables} of {count}");
}
