//! The PDFs as read by other programs: `pdftotext` (Debian's poppler-utils) and `qpdf`.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;
use proptest::prelude::*;

use super::*;
use crate::model::seal::SealKey;
use crate::model::time_token::TimeToken;
use crate::model::time_token::sample::Maker;
use crate::model::{Locale, Signature};

/// Without installed fonts, for the same result on every machine.
fn made(input: &Release) -> Pdf {
    made_with(input, &Library::default())
}

fn made_with(input: &Release, library: &Library) -> Pdf {
    let signing = SignedBy { identity: &sample_identity(), at: input.made_at, has_room: false };
    with_fonts(input, library, Some(&signing)).unwrap()
}

fn run(program: &str, package: &str, arguments: &[&str], pdf: &Pdf) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&pdf.bytes).unwrap();
    let path = file.path().to_str().unwrap();
    let arguments: Vec<_> =
        arguments.iter().map(|word| if *word == "FILE" { path } else { word }).collect();
    let output = Command::new(program).args(arguments).output();
    let output = output.unwrap_or_else(|problem| {
        panic!("{program} did not start ({problem}): apt install {package}")
    });
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    said.into_owned()
}

/// The text, page by page, roughly in its layout; the distance between columns depends on the
/// rest of the page, and is normalised.
fn laid_out(pdf: &Pdf) -> String {
    let text = run("pdftotext", "poppler-utils", &["-layout", "FILE", "-"], pdf);
    let line = |line: &str| {
        let cells = line.split("   ").map(str::trim).filter(|cell| !cell.is_empty());
        cells.collect::<Vec<_>>().join("   ")
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// The text as copied, with white space normalised.
fn copied(pdf: &Pdf) -> String {
    let text = run("pdftotext", "poppler-utils", &["FILE", "-"], pdf);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn sound(pdf: &Pdf) {
    run("qpdf", "qpdf", &["--check", "FILE"], pdf);
}

fn named(name: &str) -> Release {
    let mut input = sample();
    input.person.name = name.to_owned();
    input.signers[0].name = name.to_owned();
    input
}

fn english() -> Release {
    let mut input = sample();
    input.locale = Locale::En;
    input.title = "Image release".to_owned();
    input.text = vec!["I allow Atelier Lumière to use my image.".to_owned()];
    input
}

/// One document of each kind, with its name.
fn papers() -> Vec<(&'static str, Release)> {
    let bundle = Some(Carried { zip: vec![7; 6_000], is_whole: true });
    let mut logo = image::RgbaImage::from_pixel(660, 144, image::Rgba([255; 4]));
    for (x, y, pixel) in logo.enumerate_pixels_mut() {
        let (dx, dy) = (f64::from(x) - 72.0, f64::from(y) - 72.0);
        if dx.hypot(dy) < 66.0 || (x > 160 && y.abs_diff(72) < 30) {
            *pixel = image::Rgba([31, 92, 138, 255]);
        }
    }
    let mut png = std::io::Cursor::new(vec![]);
    logo.write_to(&mut png, image::ImageFormat::Png).unwrap();
    let logo = Logo { png: png.into_inner(), width: 165.0, height: 36.0 };
    let mut two = with_guardians();
    two.text = sample().text;
    two.steps[3].signer = Some("Tomáš Łęcki".to_owned());
    let mut part = two.clone();
    part.bundle = bundle.clone().map(|bundle| Carried { is_whole: false, ..bundle });
    let mut scripts = named("عمر الخيام – דוד כהן");
    scripts.company.name = "Анна Ћирић, Ἀριστοτέλης Παπαδόπουλος".to_owned();
    scripts.event.name = "Nguyễn Thị Hồng, 山田 太郎, नरेन्द्र".to_owned();
    let mut long = sample();
    long.text = (1..=40).map(|n| format!("{n}. {}", sample().text[n % 5])).collect();
    long.person.name = "Marie-Antoinette Josèphe Jeanne de La Tour d’Auvergne-Lorraine, Princesse de Bouillon et de Turenne".to_owned();
    long.signers[0].name = long.person.name.clone();
    vec![
        ("adult", Release { bundle, logo: Some(logo), ..sample() }),
        ("guardians", part),
        ("refusal", refused()),
        ("scripts", scripts),
        ("long", long),
    ]
}

#[test]
fn a_french_consent_reads_like_this() {
    let pdf = made(&sample());
    sound(&pdf);
    assert_eq!(pdf.pages, 2);
    assert!(!pdf.unprinted);
    assert_snapshot!(laid_out(&pdf));
}

fn with_guardians() -> Release {
    let mut input = english();
    let mut other = input.signers[0].clone();
    other.name = "Tomáš Łęcki".to_owned();
    other.signature = Some(Signature::Typed { name: "Tomáš Łęcki".to_owned() });
    input.signers.push(other);
    for (signer, address) in
        input.signers.iter_mut().zip(["sarka@example.org", "tomas@example.org"])
    {
        signer.role = Role::Guardian;
        signer.email = Some(address.to_owned());
    }
    input.signers[1].document_sha256 = Digest::of("the document shown to the other");
    let named =
        Some(("Šárka Müller-Łęcka".to_owned(), "Tomáš Łęcki <tomas@example.org>".to_owned()));
    input.guardians = Some(Guardians { needed: 2, known: 1, alone: None, named, child: None });
    input.person.name = "Zoé Łęcka".to_owned();
    for step in &mut input.steps {
        step.signer = Some("Šárka Müller-Łęcka".to_owned());
    }
    input
}

#[test]
fn a_partial_english_consent_with_guardians_reads_like_this() {
    let pdf = made(&with_guardians());
    sound(&pdf);
    assert_snapshot!(laid_out(&pdf));
}

fn refused() -> Release {
    let mut input = sample();
    input.uses.iter_mut().for_each(|offered| offered.accepted = false);
    input.signers[0].accepted = false;
    input.signers[0].signature = None;
    input.expires_at = None;
    input.reason = Some("Je ne souhaite pas apparaître.".to_owned());
    input
}

#[test]
fn a_refusal_reads_like_this() {
    let pdf = made(&refused());
    sound(&pdf);
    assert_snapshot!(laid_out(&pdf));
}

/// Written to `target/papers`, for inspection.
#[test]
fn papers_for_inspection() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/papers");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, input) in papers() {
        let pdf = made(&input);
        sound(&pdf);
        std::fs::write(folder.join(format!("{name}.pdf")), &pdf.bytes).unwrap();
    }
}

#[test]
fn a_time_stamp_is_put_beside_the_signature_if_there_is_room() {
    let signing = SignedBy { identity: &sample_identity(), at: sample().made_at, has_room: true };
    let plain = with_fonts(&sample(), &Library::default(), Some(&signing)).unwrap();
    let digest = signed::signature_digest(&plain.bytes).unwrap();
    let token = |of| TimeToken::read(&Maker::default().token(of)).unwrap();
    let stamped = signed::time_stamped(&plain.bytes, &token(digest)).unwrap();
    assert_eq!(signed::verify(&stamped).unwrap().timestamp, Some(token(digest)));
    assert_eq!(signed::verify(&plain.bytes).unwrap().timestamp, None);
    assert_eq!(
        (stamped.len(), signed::signature_digest(&stamped)),
        (plain.bytes.len(), Some(digest))
    );
    // Another token in its place, or the same one changed.
    let swapped = signed::time_stamped(&stamped, &token(Digest::ZERO)).unwrap();
    assert!(signed::verify(&swapped).is_err());
    let place = stamped.iter().zip(&plain.bytes).rposition(|(one, other)| one != other).unwrap();
    for at in (place - 400..=place).step_by(20) {
        let mut changed = stamped.clone();
        changed[at] = if changed[at] == b'0' { b'1' } else { b'0' };
        assert!(signed::verify(&changed).is_err(), "{at}");
    }
    // Without room, or with more than fits, the file stays what it is.
    assert!(signed::time_stamped(&made(&sample()).bytes, &token(digest)).is_none());
    let mut large = token(digest);
    large.der = vec![0; writer::RESERVED_FOR_TOKEN + 600];
    assert!(signed::time_stamped(&plain.bytes, &large).is_none());
    assert!(signed::time_stamped(b"%PDF-1.7", &token(digest)).is_none());
    let pdf = Pdf { sha256: Digest::of(&stamped), bytes: stamped, ..plain };
    sound(&pdf);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/papers");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("time-stamped.pdf"), &pdf.bytes).unwrap();
}

#[test]
fn the_same_values_give_the_same_bytes() {
    let (one, two) = (made(&sample()), made(&sample()));
    assert_eq!(one.sha256, two.sha256);
    assert_eq!(one.sha256, Digest::of(&one.bytes));
}

#[test]
fn two_pages_with_their_evidence_weigh_less_than_90_kb() {
    let pdf = crate::render::bundle::sample().unwrap().pdf;
    assert!(pdf.len() < 90_000, "{}", pdf.len());
}

#[test]
fn names_of_many_scripts_are_printed_and_can_be_copied() {
    for name in [
        "Šárka Müller-Łęcka",
        "Ἀριστοτέλης Παπαδόπουλος",
        "Анна Ћирић",
        "Աննա Սարգսյան",
        "ნინო კაპანაძე",
        "Nguyễn Thị Hồng",
        "Zoe\u{308} Œuvrard",
        "Ñandú Íñiguez",
        "山田 太郎",
        "花子 さとう",
        "김민수",
        "王小明",
        "አበበ ቢቂላ",
    ] {
        let pdf = made(&named(name));
        assert!(!pdf.unprinted, "{name}");
        use unicode_normalization::UnicodeNormalization as _;
        let composed: String = name.nfc().collect();
        let text = copied(&pdf);
        assert!(text.matches(&composed).count() >= 2, "{name} in {text}");
    }
}

#[test]
fn right_to_left_names_are_joined_turned_and_can_be_copied() {
    for name in ["عمر", "דוד כהן", "عمر حسن"] {
        let pdf = made(&named(name));
        assert!(!pdf.unprinted, "{name}");
        sound(&pdf);
        // pdftotext adds direction marks.
        let text = copied(&pdf).replace(['\u{202b}', '\u{202c}'], "");
        assert!(text.contains(name), "{name} in {text}");
    }
}

#[test]
fn right_to_left_letters_are_drawn_from_right_to_left() {
    let fonts = fonts::Fonts::new(&[]).unwrap();
    let shaped = text::shape("a عمر b", fonts::Cut::Regular, &fonts);
    let line = &shaped.lines(1e6)[0];
    let drawn: Vec<_> = line.clusters.iter().map(|c| &shaped.text[c.range.clone()]).collect();
    assert_eq!(drawn, ["a", " ", "ر", "م", "ع", " ", "b"]);
    // Joined: the medial form differs from the isolated one.
    let alone =
        text::shape("م", fonts::Cut::Regular, &fonts).lines(1e6)[0].clusters[0].glyphs[0].id;
    assert_ne!(line.clusters[3].glyphs[0].id, alone);
}

#[test]
fn what_no_font_has_is_not_guessed_but_marked_and_said() {
    for (name, printed) in [
        ("नरेन्द्र", "□"),
        ("Zoé 🦄 Martin", "Zoé □ Martin"),
        ("Zoé👩‍👩‍👧", "Zoé□"),
        ("\u{f8ff}\u{10fffd}", "□□"),
    ] {
        let pdf = made(&named(name));
        assert!(pdf.unprinted, "{name}");
        sound(&pdf);
        let text = copied(&pdf);
        assert!(text.contains(printed), "{printed} in {text}");
        assert!(text.contains("Aucune police de ce serveur"), "{text}");
        assert!(!text.contains("Shan") && !text.contains("unicorn"), "a guess: {text}");
    }
    // A compatibility form of the same letters is not a guess.
    use unicode_normalization::UnicodeNormalization as _;
    let pdf = made(&named("Ａｎａ Petit"));
    assert!(!pdf.unprinted);
    let text: String = copied(&pdf).nfkc().collect();
    assert!(text.contains("Ana Petit"), "{text}");
}

#[test]
fn control_and_direction_marks_in_a_name_do_not_reach_the_sentence_around_it() {
    let mut input = named("A\u{202e}live\u{0}\u{7}\u{2066}");
    input.text = vec!["Je, A\u{202e}live, autorise ceci.".to_owned()];
    let text = copied(&made(&input));
    assert!(text.contains("Je, Alive, autorise ceci."), "{text}");
}

#[test]
fn markup_is_printed_as_it_was_typed() {
    let markup = "<script>alert(1)</script> & <b>\"'</b> %PDF-1.4 endobj )) \\";
    let mut input = named(markup);
    input.company.name = markup.to_owned();
    input.event.name = markup.to_owned();
    input.title = markup.to_owned();
    input.text = vec![markup.to_owned()];
    input.reason = Some(markup.to_owned());
    input.steps[0].user_agent = Some(markup.to_owned());
    let pdf = made(&input);
    sound(&pdf);
    let text = copied(&pdf);
    assert!(text.matches("<script>alert(1)</script>").count() >= 6, "{text}");
    let about = run("pdfinfo", "poppler-utils", &["FILE"], &pdf);
    assert!(about.contains(&format!("Author:          {markup}")), "{about}");
}

#[test]
fn absurdly_long_texts_wrap_and_lose_nothing() {
    let name = "Zoé".repeat(100);
    let mut input = named(&name);
    input.event.name = "日".repeat(300);
    input.company.name = "W".repeat(300);
    input.company.address = vec!["x".repeat(500); 4];
    input.steps[2].reply = Some("Agent/".repeat(700));
    input.uses = (0..60)
        .map(|n| Use {
            label: format!("{n} {}", "usage ".repeat(40)),
            sentence: (n % 3 == 0).then(|| "sens ".repeat(60)),
            accepted: n % 2 == 0,
        })
        .collect();
    input.text = vec!["mot ".repeat(3_000)];
    let pdf = made(&input);
    sound(&pdf);
    let text = copied(&pdf).replace(' ', "");
    assert!(text.matches("Zoé").count() >= 200, "{}", text.matches("Zoé").count());
    assert_eq!(text.matches("Agent/").count(), 700);
    assert_eq!(text.matches("usage").count(), 60 * 40 + 3);
    assert_eq!(text.matches("mot").count(), 3_000);
    assert!(pdf.pages > 5 && pdf.pages < 30, "{}", pdf.pages);
}

#[test]
fn nothing_at_all_is_still_a_document() {
    let mut input = named("");
    input.company.name = String::new();
    input.company.address = vec![];
    input.event.name = " ".to_owned();
    input.text = vec![String::new(), "\n\n".to_owned()];
    input.uses = vec![];
    input.signers = vec![];
    input.steps = vec![];
    input.verify_url = "x".repeat(5_000);
    sound(&made(&input));
}

#[test]
fn every_kind_of_signature_is_drawn() {
    let mut pixels = image::RgbaImage::new(1_600, 500);
    for x in 100..1_500 {
        for thick in 0..6 {
            let y = 250.0 + 180.0 * (f64::from(x) / 90.0).sin();
            pixels.put_pixel(x, y as u32 + thick, image::Rgba([250, 250, 250, 255]));
        }
    }
    let mut png = std::io::Cursor::new(vec![]);
    pixels.write_to(&mut png, image::ImageFormat::Png).unwrap();
    let mut input = sample();
    input.signers[0].signature = Some(Signature::Png(png.into_inner()));
    let pdf = made(&input);
    sound(&pdf);
    let images = run("pdfimages", "poppler-utils", &["-list", "FILE"], &pdf);
    assert!(images.contains("smask"), "{images}");
    assert!(pdf.bytes.len() < 100_000, "{}", pdf.bytes.len());
    // An invalid PNG does not fail the document.
    input.signers[0].signature = Some(Signature::Png(b"\x89PNG".to_vec()));
    sound(&made(&input));
}

#[test]
fn the_file_says_what_it_is_and_no_more() {
    let pdf = made(&sample());
    let file = lopdf::Document::load_mem(&pdf.bytes).unwrap();
    let catalog = file.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"fr");
    assert!(!pdf.bytes.windows(8).any(|bytes| bytes == b"GTS_PDFX"));
    let about = run("pdfinfo", "poppler-utils", &["FILE"], &pdf);
    assert!(about.contains("Title:           Autorisation d’utilisation de l’image – Šárka"));
    let fonts = run("pdffonts", "poppler-utils", &["FILE"], &pdf);
    for font in fonts.lines().skip(2) {
        assert!(font.contains(" yes yes yes "), "embedded, subset, with Unicode: {font}");
    }
}

#[test]
fn installed_fonts_are_only_looked_for_when_needed_and_never_required() {
    let nowhere = Library::in_folders([Path::new("/nonexistent")].into_iter());
    assert!(nowhere.covering(['山'].into()).is_empty());
    assert!(fonts::spares_for(sample().texts().into_iter(), Library::installed()).is_empty());
    // With any installed fonts.
    sound(&made_with(&named("山田太郎 नरेन्द्र 🦄"), Library::installed()));
}

#[test]
fn a_broken_font_among_the_installed_ones_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let whole = dejavu::serif::regular();
    for (name, bytes) in [
        ("cut.ttf", &whole[..whole.len() / 3]),
        ("empty.otf", &[][..]),
        ("text.ttc", &b"ttcf not a font"[..]),
        ("zeroes.ttf", &[0; 4096][..]),
    ] {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let library = Library::in_folders([folder.path()].into_iter());
    sound(&made_with(&named("山田 \u{1d49c}"), &library));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn no_name_keeps_a_document_from_being_made(name in "\\PC{0,80}", other in ".{0,200}") {
        let mut input = named(&name);
        input.event.name = other.clone();
        input.reason = Some(other.clone());
        input.steps[0].user_agent = Some(other);
        let pdf = made(&input);
        lopdf::Document::load_mem(&pdf.bytes).unwrap();
    }
}

/// A name that takes several lines, in two directions.
const LONG_NAME: &str = "Marie-Antoinette Josèphe de La Tour d’Auvergne-Lorraine \u{62f}\u{646}\u{64a}\u{627} \u{627}\u{644}\u{62e}\u{64a}\u{627}\u{645}";

/// A withdrawal, one that a guardian told the studio of, and an end, in each language.
fn receipts() -> Vec<Receipt> {
    let mut all = vec![];
    for (locale, titles) in [
        (Locale::Fr, ["pdf-receipt-title-withdrawn", "pdf-receipt-title-ended"]),
        (Locale::En, ["pdf-receipt-title-withdrawn", "pdf-receipt-title-ended"]),
    ] {
        let title = |key: &str| words(locale).say(key).into_owned();
        let release = Release { locale, title: title(titles[0]), ..sample() };
        let at = release.made_at.plus(40 * Timestamp::DAY);
        let left = [
            UseLeft::Withdrawn,
            UseLeft::Allowed,
            UseLeft::Withdrawn,
            UseLeft::Refused,
            UseLeft::Allowed,
        ];
        let labels = release.uses.iter().map(|one| one.label.clone());
        let uses: Vec<_> = labels.zip(left).collect();
        let withdrawn = |signer: &str, is_guardian| ReceiptOf::Withdrawal {
            signer: signer.to_owned(),
            at,
            is_guardian,
            is_reported: is_guardian,
            days: Some(7),
        };
        let pdf_sha256 = Digest::of("the PDF");
        let own = Receipt {
            of: withdrawn(&release.person.name, false),
            uses: uses.clone(),
            pdf_sha256,
            release: release.clone(),
        };
        let gone = uses.iter().map(|(label, _)| (label.clone(), UseLeft::Withdrawn));
        let told = Receipt {
            of: withdrawn("Ana Moreau", true),
            uses: gone.clone().collect(),
            ..own.clone()
        };
        let ended = gone.map(|(label, _)| (label, UseLeft::Ended));
        let end = Receipt {
            of: ReceiptOf::End { given_at: release.made_at, ended_at: at },
            uses: ended.collect(),
            release: Release {
                title: title(titles[1]),
                person: Person { name: LONG_NAME.to_owned(), ..release.person.clone() },
                ..release
            },
            ..own.clone()
        };
        all.extend([own, told, end]);
    }
    all
}

#[test]
fn a_receipt_has_two_pages_below_90_kb_and_says_what_became_of_each_use() {
    let says = [
        ["✗ Retiré", "✓ Toujours autorisé"],
        ["{ANA}", "par téléphone ou par écrit"],
        ["✗ Terminé", "arrivée à son terme"],
        ["✗ Withdrawn", "✓ Still allowed"],
        ["Ana Moreau withdrew", "by telephone or on paper"],
        ["✗ Ended", "Consent ended"],
    ];
    // Written to `target/papers`, too.
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/papers");
    std::fs::create_dir_all(&folder).unwrap();
    for (nth, (input, says)) in receipts().iter().zip(says).enumerate() {
        let at = input.release.made_at;
        let signing = SignedBy { identity: &sample_identity(), at, has_room: false };
        let made = with_fonts(input, &Library::default(), Some(&signing)).unwrap();
        assert!(
            made.pages == 2 && made.bytes.len() < 90_000,
            "{} {}",
            made.pages,
            made.bytes.len()
        );
        sound(&made);
        assert_eq!(signed::verify(&made.bytes).unwrap().key, SealKey::from_bytes([7; 32]).public());
        std::fs::write(folder.join(format!("receipt-{nth}.pdf")), &made.bytes).unwrap();
        let text = copied(&made);
        for said in says {
            let said = said.replace("{ANA}", "Ana Moreau a retiré");
            assert!(text.contains(&said), "{said}: {text}");
        }
    }
}
