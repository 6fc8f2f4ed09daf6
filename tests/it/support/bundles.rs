//! PDFs and evidence bundles, as other programs read them.

use std::io::{Cursor, Write as _};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Runs a program of poppler on a PDF.
fn poppler(program: &str, pdf: &[u8], args: impl FnOnce(&mut Command, &Path)) -> Vec<u8> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pdf).unwrap();
    let mut command = Command::new(program);
    args(&mut command, file.path());
    let run = command.output();
    let run = run.unwrap_or_else(|error| panic!("{program}: {error}: apt install poppler-utils"));
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    run.stdout
}

/// The text that `pdftotext` extracts, in the order of reading.
pub fn pdf_text(pdf: &[u8]) -> String {
    let text = poppler("pdftotext", pdf, |run, file| {
        run.arg(file).arg("-");
    });
    String::from_utf8(text).unwrap()
}

/// The text that `pdftotext` extracts, laid out as on the page.
pub fn pdf_layout(pdf: &[u8]) -> String {
    let text = poppler("pdftotext", pdf, |run, file| {
        run.arg("-layout").arg(file).arg("-");
    });
    String::from_utf8(text).unwrap()
}

/// The first file that a PDF carries.
pub fn pdf_attachment(pdf: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("attached");
    poppler("pdfdetach", pdf, |run, file| {
        run.args(["-save", "1", "-o"]).arg(&path).arg(file);
    });
    std::fs::read(path).unwrap()
}

/// What `be-right verify` says of a file with a key, and its exit code.
pub fn verifies(bytes: &[u8], name: &str, key: &str) -> (String, i32) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_be-right"))
        .args(["verify", "--lang", "en", "--key", key])
        .arg(&path)
        .output()
        .unwrap();
    (String::from_utf8_lossy(&run.stdout).into_owned(), run.status.code().unwrap())
}

/// One file of a bundle.
pub fn read_bytes(bundle: &[u8], name: &str) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bundle)).unwrap();
    let mut bytes = vec![];
    std::io::Read::read_to_end(&mut zip.by_name(name).unwrap(), &mut bytes).unwrap();
    bytes
}

/// One JSON file of a bundle.
pub fn read_json(bundle: &[u8], name: &str) -> Value {
    let mut zip = zip::ZipArchive::new(Cursor::new(bundle)).unwrap();
    serde_json::from_reader(zip.by_name(name).unwrap()).unwrap()
}
