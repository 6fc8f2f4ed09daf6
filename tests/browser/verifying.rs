//! The public page that verifies a document.

use std::io::Write as _;

use poem::http::Method;

use super::browser::Screen;
use super::stage::play;
use super::support::Recipient;

#[tokio::test]
async fn a_file_is_hashed_where_it_lies() {
    play(Screen::Phone, async |server, phone| {
        phone.goes("/").await;
        phone.reads("droit à l’image").await;
        phone.pictures("phone-home").await;
        phone.presses("a[href^=\"/verify\"]").await;
        phone.reads("Ce document est-il authentique").await;
        phone.pictures("phone-verify").await;
        let file = server.folder.path().join("other.pdf");
        std::fs::write(&file, "%PDF-1.7 https://x/verify/0123456789abcdefghjkmnpqrs").unwrap();
        phone.types("#file", &file.display().to_string()).await;
        phone.reads("Référence inconnue").await;
        let hash = be_right::model::Digest::of(std::fs::read(&file).unwrap()).hex();
        assert_eq!(phone.asks("return document.querySelector('#sha256').value").await, hash);
        phone.pictures("phone-verify-unknown").await;
    })
    .await;
}

#[tokio::test]
async fn the_sealed_copy_is_genuine_and_a_changed_one_is_not() {
    play(Screen::Desktop, async |server, browser| {
        let studio = server.studio("Lumière").await;
        let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
        let (_, answers) = studio.plans("Portes ouvertes", &[zoe]).await;
        server.settle().await;
        let mut zoe = Recipient::invited(server, "zoe@example.net");
        zoe.proves_the_email().await;
        let given = zoe.accepts(&["web"]).await;
        server.settle().await;
        let pdf = zoe.sends(Method::GET, "/document.pdf", None).await.bytes;
        assert!(pdf.starts_with(b"%PDF"));
        let reference = given.json["reference"].as_str().unwrap();

        let file = server.folder.path().join("copy.pdf");
        std::fs::write(&file, &pdf).unwrap();
        browser.goes(&format!("/verify/{reference}?lang=en")).await;
        browser.reads("This reference exists").await;
        // The file alone is enough: it contains its reference.
        browser.goes("/verify?lang=en").await;
        browser.types("#file", &file.display().to_string()).await;
        browser.reads("Genuine").await;
        browser.reads("1 May 2026").await;
        browser.pictures("desktop-verify-genuine").await;

        // So is the PDF in the evidence bundle, which does not leave the device either.
        let bundle = studio.get(&format!("/answer/{}/evidence", answers[0])).await.bytes;
        let zip = server.folder.path().join("evidence.zip");
        std::fs::write(&zip, &bundle).unwrap();
        browser.goes("/verify?lang=en").await;
        browser.types("#file", &zip.display().to_string()).await;
        // Nothing else in it was read, so nothing is said of it.
        browser.reads("The PDF in it is the one that was sealed here").await;
        browser.reads("Nothing else in the evidence bundle was read").await;
        browser.pictures("desktop-verify-bundle").await;
        browser.presses("[data-typed] button").await;
        browser.reads("Nothing else in the evidence bundle was read").await;
        // Which of two files of one name another program would open, nobody can say.
        let two = twice(&bundle);
        std::fs::write(&zip, two).unwrap();
        browser.types("#file", &zip.display().to_string()).await;
        browser.reads("This file could not be read").await;

        std::fs::write(&file, [&pdf[..], b" "].concat()).unwrap();
        browser.types("#file", &file.display().to_string()).await;
        browser.reads("Not the same document").await;
        browser.pictures("desktop-verify-altered").await;
    })
    .await;
}

/// The archive with another file named as the PDF before it.
fn twice(bundle: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bundle)).unwrap();
    let mut written = zip::ZipWriter::new(std::io::Cursor::new(vec![]));
    let options = zip::write::SimpleFileOptions::default();
    written.start_file("consent.pdx", options).unwrap();
    written.write_all(b"%PDF-1.7 Something else").unwrap();
    for at in 0..archive.len() {
        written.raw_copy_file(archive.by_index_raw(at).unwrap()).unwrap();
    }
    let mut bytes = written.finish().unwrap().into_inner();
    // The writer refuses two of one name.
    let all: Vec<usize> = bytes
        .windows(11)
        .enumerate()
        .filter(|(_, part)| *part == b"consent.pdx")
        .map(|(at, _)| at)
        .collect();
    assert_eq!(all.len(), 2);
    for at in all {
        bytes[at..at + 11].copy_from_slice(b"consent.pdf");
    }
    bytes
}
