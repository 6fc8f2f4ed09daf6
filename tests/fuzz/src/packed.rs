//! Formats inside archives. A changed archive would fail its checksums, so the input is one of the
//! files inside it, and the archive is built here.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::sync::OnceLock;

use be_right::render::bundle::{Sample, Trust, Verdict, examine, sample};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::targets::table;

/// Longer files of a bundle are no seeds: their content is not parsed.
const LONGEST_SEED: usize = 20_000;

type File = (String, Vec<u8>);

/// A workbook of one sheet: its XML, then a zero byte and its shared texts.
pub fn workbook(bytes: &[u8]) {
    let mut parts = bytes.splitn(2, |byte| *byte == 0);
    let sheet = parts.next().unwrap_or_default();
    let texts = parts.next().unwrap_or(b"<sst><si><t>Nom</t></si><si><t>E-mail</t></si></sst>");
    let relation = |id: &str, kind: &str, target: &str| {
        let schema = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        format!(r#"<Relationship Id="{id}" Type="{schema}/{kind}" Target="{target}"/>"#)
    };
    let relations = |inside: String| {
        let schema = "http://schemas.openxmlformats.org/package/2006/relationships";
        format!(r#"<Relationships xmlns="{schema}">{inside}</Relationships>"#).into_bytes()
    };
    let of_book = relation("r1", "worksheet", "worksheets/sheet1.xml")
        + &relation("r2", "sharedStrings", "sharedStrings.xml");
    let book = r#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    let files: [(&str, &[u8]); 6] = [
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", &relations(relation("r1", "officeDocument", "xl/workbook.xml"))),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", &relations(of_book)),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml", texts),
    ];
    table(&pack(files));
}

/// A genuine bundle with one of its files replaced: the first byte of the input selects the file,
/// the rest is its content. If the bundle is still genuine, its decision must be unchanged.
pub fn bundle(bytes: &[u8]) {
    let (genuine, files) = genuine();
    let Some((which, content)) = bytes.split_first() else { return };
    let which = usize::from(*which) % files.len();
    let zip = pack(files.iter().enumerate().map(|(at, (name, kept))| {
        (name.as_str(), if at == which { content } else { kept.as_slice() })
    }));
    let report = examine(&zip, &Trust { key: Some(genuine.key), pdf: None });
    if report.verdict == Verdict::Genuine {
        assert_eq!(report.decisions, genuine.decisions);
        let (name, kept) = &files[which];
        assert!(!name.ends_with(".pdf") || content == kept, "another PDF passes");
    }
}

/// Writes the files of a genuine bundle as seeds for [`bundle`].
pub fn write_seeds(folder: &Path) -> std::io::Result<()> {
    let (genuine, files) = genuine();
    let trust = Trust { key: Some(genuine.key), pdf: None };
    assert_eq!(examine(&genuine.zip, &trust).verdict, Verdict::Genuine);
    for (which, (name, content)) in files.iter().enumerate() {
        if content.len() <= LONGEST_SEED {
            let mut seed = vec![u8::try_from(which).expect("few files")];
            seed.extend_from_slice(content);
            fs::write(folder.join(name.replace('/', "-")), seed)?;
        }
    }
    Ok(())
}

fn genuine() -> &'static (Sample, Vec<File>) {
    static GENUINE: OnceLock<(Sample, Vec<File>)> = OnceLock::new();
    GENUINE.get_or_init(|| {
        let sample = sample().expect("a bundle");
        let mut archive = ZipArchive::new(Cursor::new(sample.zip.as_slice())).expect("a ZIP");
        let mut files = vec![];
        for at in 0..archive.len() {
            let mut file = archive.by_index(at).expect("a file");
            let name = file.name().expect("its name").into_owned();
            let mut content = vec![];
            file.read_to_end(&mut content).expect("its bytes");
            files.push((name, content));
        }
        (sample, files)
    })
}

fn pack<'f>(files: impl IntoIterator<Item = (&'f str, &'f [u8])>) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(vec![]));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in files {
        zip.start_file(name, stored).expect("a name");
        zip.write_all(content).expect("memory");
    }
    zip.finish().expect("memory").into_inner()
}
