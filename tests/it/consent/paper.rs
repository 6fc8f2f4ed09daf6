//! The PDF as other programs judge it: its digital signature, whether it can be kept for decades
//! and read aloud, and the evidence inside it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use be_right::render::bundle::{Verdict, examine};
use serde_json::json;

use super::asked;
use crate::files::{form, send_form};
use crate::support::{Recipient, Server, Studio, python};

/// What `tests/pdf/judge.py` says of a file (pyHanko, pikepdf), and the files inside it.
fn judged(pdf: &[u8], options: &[&str]) -> Result<Vec<(String, Vec<u8>)>, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("inside");
    std::fs::create_dir(&inside).unwrap();
    let path = folder.path().join("consent.pdf");
    std::fs::write(&path, pdf).unwrap();
    let run = Command::new(python(root))
        .arg(root.join("tests/pdf/judge.py"))
        .args([&path, &inside])
        .args(options)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    if !run.status.success() {
        return Err(format!("{said}{}", String::from_utf8_lossy(&run.stderr)));
    }
    let names = std::fs::read_dir(&inside).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: PathBuf| {
        (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap())
    };
    Ok(names.map(read).collect())
}

/// The output of a program of Debian's poppler-utils or qpdf, whose last argument is the file.
fn output(program: &str, arguments: &[&str], pdf: &[u8]) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pdf).unwrap();
    let run = Command::new(program).args(arguments).arg(file.path()).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(run.status.success(), "{program}: {said}{}", String::from_utf8_lossy(&run.stderr));
    said
}

/// The exit code and the output of `be-right verify`.
fn verified(pdf: &[u8], key: Option<&str>) -> (i32, String) {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pdf).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_be-right"));
    command.args(["verify", "--lang", "en"]).arg(file.path());
    if let Some(key) = key {
        command.args(["--key", key]);
    }
    let run = command.output().unwrap();
    (run.status.code().unwrap(), String::from_utf8(run.stdout).unwrap())
}

async fn pdf(studio: &Studio<'_>, answer: i64) -> Vec<u8> {
    studio.get(&format!("/answer/{answer}/pdf")).await.is(200).bytes.clone()
}

#[tokio::test]
async fn the_pdf_is_signed_can_be_kept_and_read_aloud_and_carries_its_evidence() {
    let server = Server::start();
    let (studio, answer, mut recipient) = asked(&server).await;
    let mut logo = std::io::Cursor::new(vec![]);
    let picture = image::RgbaImage::from_pixel(300, 90, image::Rgba([20, 90, 140, 255]));
    picture.write_to(&mut logo, image::ImageFormat::Png).unwrap();
    let logo = form(&[], &[("logo.png", &logo.into_inner())]);
    send_form(studio.server, &studio.token, "/file/logo", logo).await.is(201);
    recipient.proves_the_email().await;
    recipient.accepts(&["web", "print"]).await.is(201);
    server.settle().await;
    let pdf = pdf(&studio, answer).await;
    let inside = judged(&pdf, &[]).unwrap_or_else(|faults| panic!("{faults}"));
    output("qpdf", &["--check"], &pdf);
    let signed = output("pdfsig", &["-nocert"], &pdf);
    assert!(signed.contains("Signature is Valid.") && signed.contains("Total document signed"));
    assert!(output("pdfimages", &["-list"], &pdf).contains(" rgb "), "no logo");
    let read = output("pdfinfo", &["-struct-text"], &pdf);
    let order = ["H1 (block)", "Ana Moreau", "Table (block)", "Signatures", "Page de preuve"];
    let places = order.map(|part| read.find(part).unwrap_or_else(|| panic!("{part} in {read}")));
    assert!(places.is_sorted(), "{places:?}");
    // What the PDF carries is genuine, as is what the studio exports later.
    let [(name, bundle)] = &inside[..] else { panic!("{} files inside", inside.len()) };
    assert!(name.ends_with(".zip"), "{name}");
    let report = examine(bundle, &server.trust());
    assert!(report.verdict == Verdict::Genuine, "{:?}", report.checks);
    assert_eq!(report.decisions.len(), 1);
    let whole = studio.get(&format!("/answer/{answer}/evidence")).await.is(200).bytes.clone();
    assert!(examine(&whole, &server.trust()).verdict == Verdict::Genuine);
}

#[tokio::test]
async fn a_pdf_that_was_changed_after_it_was_signed_is_found_out() {
    let server = Server::start();
    let (studio, answer, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
    let pdf = pdf(&studio, answer).await;
    // A change of the clear text of the metadata, and bytes behind the end.
    let mut changed = pdf.clone();
    let at = changed.windows(8).position(|part| part == b"be-right").unwrap();
    changed[at] = b'B';
    let key = server.app.keys.seal.public().to_string();
    for changed in [changed, [&pdf[..], b"\n% more\n"].concat()] {
        let faults = judged(&changed, &[]).unwrap_err();
        assert!(faults.contains("signature"), "{faults}");
        let (code, said) = verified(&changed, Some(&key));
        assert!(code == 1 && said.starts_with("ALTERED"), "{code} {said}");
    }
    let (code, said) = verified(&pdf, Some(&key));
    assert!(code == 0 && said.starts_with("GENUINE"), "{code} {said}");
    assert!(said.contains("Ana Moreau accepted: web."), "{said}");
    for other in [None, Some("ab".repeat(32))] {
        let (code, said) = verified(&pdf, other.as_deref());
        assert!(code == 4 && said.starts_with("UNKNOWN KEY"), "{code} {said}");
    }
}

#[tokio::test]
async fn no_byte_of_a_pdf_can_be_changed_unseen() {
    let server = Server::start();
    let (studio, answer, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
    let pdf = pdf(&studio, answer).await;
    assert!(be_right::render::pdf::signed::verify(&pdf).is_ok());
    for at in (0..pdf.len()).step_by(pdf.len() / 60) {
        let mut changed = pdf.clone();
        changed[at] ^= 1;
        assert!(be_right::render::pdf::signed::verify(&changed).is_err(), "{at}");
        assert!(be_right::render::pdf::signed::verify(&pdf[..at]).is_err(), "cut at {at}");
    }
    // Every byte of the signature, which no signature covers.
    let start = pdf.windows(11).position(|part| part == b"/Contents <").unwrap();
    for at in (start - 60..start + 2_900).step_by(9) {
        for flip in [1, 0x20] {
            let mut changed = pdf.clone();
            changed[at] ^= flip;
            assert!(be_right::render::pdf::signed::verify(&changed).is_err(), "{at}");
        }
    }
}

#[tokio::test]
async fn what_guardians_may_not_learn_of_each_other_is_not_in_the_evidence_of_their_pdf() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let guardian = |first: &str| {
        let email = format!("{}@example.org", first.to_lowercase());
        json!({ "firstName": first, "lastName": "Petit", "email": email })
    };
    let child = json!({
        "firstName": "Zoé", "lastName": "Petit", "email": "famille@example.org",
        "birthDate": "2016-03-01", "guardians": [guardian("Anne"), guardian("Paul")],
    });
    let zoe = studio.post("/employee", child).await.is(201).id("/id");
    let (_, answers) = studio.plans("Kermesse", &[zoe]).await;
    server.settle().await;
    for email in ["anne@example.org", "paul@example.org"] {
        let mut guardian = Recipient::invited(&server, email);
        guardian.proves_the_email().await;
        guardian.accepts(&["web"]).await.is(201);
        server.settle().await;
    }
    let made = pdf(&studio, answers[0]).await;
    let key = server.app.keys.seal.public().to_string();
    let (code, said) = verified(&made, Some(&key));
    assert!(code == 3 && said.starts_with("INCOMPLETE"), "{code} {said}");
    let inside = judged(&made, &[]);
    let inside = inside.unwrap_or_else(|faults| panic!("{faults}"));
    let [(_, bundle)] = &inside[..] else { panic!("{} files inside", inside.len()) };
    let report = examine(bundle, &server.trust());
    assert!(report.verdict == Verdict::Incomplete, "{:?}", report.checks);
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bundle)).unwrap();
    for at in 0..zip.len() {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut zip.by_index(at).unwrap(), &mut text).unwrap();
        assert!(!text.contains("@example.org"), "{text}");
    }
}

#[tokio::test]
async fn a_refusal_and_the_list_of_consents_can_be_kept_and_read_aloud_too() {
    let server = Server::start();
    let (studio, answer, mut recipient) = asked(&server).await;
    let signature = json!({ "signature": { "kind": "TYPED", "name": "Jeanne Studio" } });
    studio.put("/user/signature", signature).await;
    recipient.proves_the_email().await;
    recipient.refuses(Some("Je n’aime pas les photos.")).await.is(201);
    server.settle().await;
    judged(&pdf(&studio, answer).await, &[]).unwrap_or_else(|faults| panic!("{faults}"));
    let event = studio.get(&format!("/answer/{answer}")).await.is(200).json["eventId"].clone();
    let list = studio.get(&format!("/event/{event}/accepted.pdf")).await.is(200).bytes.clone();
    judged(&list, &["--unsigned"]).unwrap_or_else(|faults| panic!("{faults}"));
}
