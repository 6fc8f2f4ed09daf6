//! `be-right verify`: verifies an evidence bundle, or a signed PDF with the bundle in it, offline.
//! Exit codes: 0 genuine, 1 altered, 2 cannot be judged, 3 incomplete, 4 sealed with a key that is
//! not known to be the studio's.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::model::printable;
use crate::model::seal::PublicKey;
use crate::model::seal_history::PublishedKeys;
use crate::model::time_token::AuthorityRoots;
use crate::model::{Digest, Locale};
use crate::render::bundle::{MAX_ARCHIVE, Outside, Verdict};
use crate::render::{Words, judge, words};

/// The bundle to verify, and what to compare it with.
#[derive(Debug, Args)]
pub struct Verify {
    /// The evidence bundle, a .zip file, or the PDF that a signer received
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// A PDF that should equal the one in the bundle
    #[arg(long, value_name = "FILE.pdf")]
    pdf: Option<PathBuf>,
    /// The public key of the studio's server, obtained from elsewhere than the bundle; repeat it
    /// for the keys of earlier years
    #[arg(long, value_name = "PUBLIC_KEY")]
    key: Vec<String>,
    /// The keys of the studio's server, of today and of before, as it publishes them at
    /// /.well-known/be-right/keys.json: what a former key sealed after its end is altered. With
    /// --key, only keys that follow that one are believed
    #[arg(long, value_name = "FILE.json")]
    keys: Option<PathBuf>,
    /// A daily root from elsewhere than the bundle, such as a mail: the bundle must be in it; repeat
    /// it for the roots of several days
    #[arg(long, value_name = "ROOT")]
    root: Vec<String>,
    /// The root certificates of time-stamping authorities that you trust, in PEM: a time-stamp in the
    /// bundle must come from one of them
    #[arg(long, value_name = "FILE.pem")]
    timestamp_roots: Option<PathBuf>,
    /// The language of the report: fr or en [default: the system's, else fr]
    #[arg(long, value_name = "fr|en", value_parser = language)]
    lang: Option<Locale>,
}

/// The exit code when nothing could be judged.
const UNREADABLE: u8 = 2;

/// Prints the report on `out`.
pub fn run(args: &Verify, out: &mut dyn Write) -> ExitCode {
    let words = words(args.lang.or_else(system_language).unwrap_or_default());
    let (lines, code) = report(args, &words);
    for line in lines {
        // If printing fails, there is nowhere left to report it.
        let _ = writeln!(out, "{line}");
    }
    ExitCode::from(code)
}

fn report(args: &Verify, words: &Words) -> (Vec<String>, u8) {
    let keys: Option<Vec<PublicKey>> = args.key.iter().map(|key| PublicKey::parse(key)).collect();
    let Some(mut keys) = keys else {
        return (vec![words.say("bundle-bad-key").into_owned()], UNREADABLE);
    };
    let roots: Option<Vec<Digest>> = args.root.iter().map(|root| Digest::parse(root)).collect();
    let Some(roots) = roots else {
        return (vec![words.say("bundle-bad-root").into_owned()], UNREADABLE);
    };
    let read =
        |path: &Path| content(path).map_err(|why| (vec![unopened(path, &why, words)], UNREADABLE));
    let history = match args.keys.as_deref().map(read).transpose() {
        Ok(None) => None,
        Ok(Some(json)) => {
            let Some((current, history)) = PublishedKeys::read(&json) else {
                return (vec![words.say("bundle-bad-keys").into_owned()], UNREADABLE);
            };
            let known = history.trusted_with(current, &keys);
            keys.extend(known);
            Some(history)
        }
        Err(failed) => return failed,
    };
    let authorities = match args.timestamp_roots.as_deref().map(read).transpose() {
        Ok(None) => None,
        Ok(Some(pem)) => match AuthorityRoots::from_pem(&pem) {
            None => return (vec![words.say("bundle-bad-authorities").into_owned()], UNREADABLE),
            some => some,
        },
        Err(failed) => return failed,
    };
    let (history, authorities) = (history.as_ref(), authorities.as_ref());
    let outside = Outside { keys: &keys, history, roots: &roots, authorities };
    let file = match read(&args.file) {
        Ok(file) => file,
        Err(failed) => return failed,
    };
    let pdf = match args.pdf.as_deref().map(read).transpose() {
        Ok(pdf) => pdf.map(Digest::of),
        Err(failed) => return failed,
    };
    if file.starts_with(b"%PDF-") {
        if pdf.is_some_and(|given| given != Digest::of(&file)) {
            let line = words.say("signed-pdf-two").into_owned();
            return (
                vec![words.say("signed-pdf-altered").into_owned(), line],
                Verdict::Altered.code(),
            );
        }
        if !roots.is_empty() {
            return (vec![words.say("bundle-root-of-pdf").into_owned()], UNREADABLE);
        }
    }
    match judge::judge(&file, pdf, &outside, u64::MAX, words) {
        Ok(judged) => (judged.lines, judged.verdict.code()),
        Err(_) => (pdf_alone(&args.file, &file, words), UNREADABLE),
    }
}

/// The lines for a PDF without its bundle: how to request the bundle, or to check the PDF on the
/// studio's page.
fn pdf_alone(path: &Path, bytes: &[u8], words: &Words) -> Vec<String> {
    let path = printable(&path.display().to_string());
    let mut lines = vec![
        words.say("bundle-pdf-alone").into_owned(),
        words.say_with("bundle-pdf-alone-next", [("what", path.into())]).into_owned(),
    ];
    if let Some(reference) = reference(bytes) {
        let values = [("what", reference.into())];
        lines.push(words.say_with("bundle-pdf-alone-reference", values).into_owned());
    }
    let values = [("what", Digest::of(bytes).hex().into())];
    lines.push(words.say_with("bundle-pdf-alone-hash", values).into_owned());
    lines
}

/// The reference in the verification page's address, which our PDFs contain in clear text. The
/// address itself is not returned: in a forged PDF it would lead to the forger.
fn reference(pdf: &[u8]) -> Option<String> {
    const PAGE: &[u8] = b"/verify/";
    let at = pdf.windows(PAGE.len()).position(|window| window == PAGE)? + PAGE.len();
    let text = pdf[at..].iter().take(64).copied().map(char::from);
    let reference: String = text.take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    (reference.len() >= 16).then_some(reference)
}

fn unopened(path: &Path, why: &io::Error, words: &Words) -> String {
    let path = printable(&path.display().to_string());
    let values = [("what", path.into()), ("why", why.to_string().into())];
    words.say_with("bundle-cannot-open", values).into_owned()
}

/// Reads a file, at most the size of the largest bundle: it may be endless.
fn content(path: &Path) -> io::Result<Vec<u8>> {
    let mut content = vec![];
    File::open(path)?.take(MAX_ARCHIVE as u64 + 1).read_to_end(&mut content)?;
    match content.len() > MAX_ARCHIVE {
        true => Err(io::ErrorKind::FileTooLarge.into()),
        false => Ok(content),
    }
}

fn language(text: &str) -> Result<Locale, String> {
    Locale::from_tag(text).ok_or_else(|| "expected fr or en".to_owned())
}

fn system_language() -> Option<Locale> {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let tag = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set)?;
    Locale::from_tag(tag.split('.').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::model::DocumentKey;
    use crate::model::seal::SealKey;
    use crate::render::bundle::sample;
    use crate::render::pdf;

    struct Case {
        folder: tempfile::TempDir,
    }

    impl Case {
        fn new() -> Self {
            Self { folder: tempfile::tempdir().unwrap() }
        }

        fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
            let path = self.folder.path().join(name);
            fs::write(&path, bytes).unwrap();
            path
        }
    }

    fn verify(file: PathBuf, pdf: Option<PathBuf>, key: Option<&str>) -> (String, u8) {
        let key = key.map(str::to_owned).into_iter().collect();
        let (keys, root, lang) = (None, vec![], Some(Locale::En));
        let args = Verify { file, pdf, key, keys, root, timestamp_roots: None, lang };
        let (lines, code) = report(&args, &words(Locale::En));
        (lines.join("\n"), code)
    }

    #[test]
    fn a_genuine_bundle_exits_with_0_and_says_so() {
        let case = Case::new();
        let sample = sample().unwrap();
        let file = case.file("bundle.zip", &sample.zip);
        let pdf = case.file("consent.pdf", &sample.pdf);
        let (said, code) = verify(file, Some(pdf), Some(&sample.key.to_string()));
        assert!(said.starts_with("GENUINE"), "{said}");
        assert!(said.contains("✓ The PDF you gave is the one in the bundle."), "{said}");
        assert!(said.contains("✓ The seal is that of the key you gave."), "{said}");
        assert_eq!(code, 0);
    }

    #[test]
    fn another_pdf_exits_with_1_and_another_key_or_none_with_4() {
        let case = Case::new();
        let sample = sample().unwrap();
        let file = case.file("bundle.zip", &sample.zip);
        let pdf = case.file("consent.pdf", b"%PDF-1.7 another");
        let (said, code) = verify(file.clone(), Some(pdf), Some(&sample.key.to_string()));
        assert!(said.starts_with("ALTERED"), "{said}");
        assert_eq!(code, 1);
        let (said, code) = verify(file.clone(), None, Some(&"ab".repeat(32)));
        assert!(said.contains("? The seal is that of another key"), "{said}");
        assert_eq!(code, 4);
        let (said, code) = verify(file, None, None);
        assert!(said.starts_with("UNKNOWN KEY"), "{said}");
        assert_eq!(code, 4);
    }

    #[test]
    fn a_signed_pdf_is_judged_with_the_bundle_in_it() {
        let case = Case::new();
        let sample = sample().unwrap();
        let pdf = case.file("consent.pdf", &sample.pdf);
        let (said, code) = verify(pdf, None, Some(&sample.key.to_string()));
        assert!(said.starts_with("GENUINE") && code == 0, "{said}");
        // The same bundle in a PDF that somebody else has signed.
        let own = SealKey::from_bytes([8; 32]);
        let identity = pdf::Identity::new(DocumentKey::of(&own), "other.example");
        let mut release = pdf::sample();
        release.bundle = Some(pdf::Carried { zip: sample.zip.clone(), is_whole: true });
        let signing = pdf::SignedBy { identity: &identity, at: release.made_at, has_room: false };
        let forged = pdf::release(&release, &signing).unwrap().bytes;
        let file = case.file("forged.pdf", &forged);
        for key in [sample.key, own.public()] {
            let (said, code) = verify(file.clone(), None, Some(&key.to_string()));
            assert!(said.starts_with("ALTERED") && code == 1, "{said}");
        }
        // The signature of one file in another.
        let gap = |pdf: &[u8]| {
            let start = pdf.windows(11).position(|part| part == b"/Contents <").unwrap() + 11;
            start..start + pdf[start..].iter().position(|byte| *byte == b'>').unwrap()
        };
        let mut mixed = sample.pdf.clone();
        mixed[gap(&sample.pdf)].copy_from_slice(&forged[gap(&forged)]);
        let file = case.file("mixed.pdf", &mixed);
        assert_eq!(verify(file, None, Some(&own.public().to_string())).1, 1);
        let (good, mixed) = (case.file("good.pdf", &sample.pdf), case.file("mixed.pdf", &mixed));
        let key = sample.key.to_string();
        assert_eq!(verify(good.clone(), Some(mixed), Some(&key)).1, 1);
        assert_eq!(verify(good.clone(), Some(good), Some(&key)).1, 0);
    }

    #[test]
    fn the_bundle_in_a_pdf_is_not_compared_with_a_root() {
        let case = Case::new();
        let sample = sample().unwrap();
        let file = case.file("consent.pdf", &sample.pdf);
        let (key, root) = (vec![sample.key.to_string()], vec!["ab".repeat(32)]);
        let (timestamp_roots, lang) = (None, Some(Locale::En));
        let args = Verify { file, pdf: None, key, keys: None, root, timestamp_roots, lang };
        let (lines, code) = report(&args, &words(Locale::En));
        assert!(code == 2 && lines[0].contains("Ask the studio for the evidence bundle"));
        let file = case.file("bundle.zip", &sample.zip);
        let (lines, code) = report(&Verify { file, ..args }, &words(Locale::En));
        assert!(code == 1 && lines.join("\n").contains("this bundle is in none"), "{lines:?}");
    }

    #[test]
    fn what_cannot_be_judged_exits_with_2_and_says_what_else_is_needed() {
        let case = Case::new();
        let sample = sample().unwrap();
        // As earlier versions made it: without a signature.
        let text = String::from_utf8_lossy(&sample.pdf).replace("/ByteRange", "/ByteRanges");
        let pdf = case.file("consent.pdf", text.as_bytes());
        let (said, code) = verify(pdf, None, None);
        assert!(said.contains("Ask the studio for the evidence bundle"), "{said}");
        assert!(said.contains(&sample.decisions[0].reference), "{said}");
        assert!(said.contains(&Digest::of(text.as_bytes()).hex()), "{said}");
        assert_eq!(code, 2);
        let (said, code) = verify(case.file("photo.jpg", b"\xff\xd8\xff"), None, None);
        assert!(said.starts_with("UNREADABLE"), "{said}");
        assert_eq!(code, 2);
        let (said, code) = verify(case.folder.path().join("none.zip"), None, None);
        assert!(said.contains("none.zip cannot be opened"), "{said}");
        assert_eq!(code, 2);
        let (_, code) = verify(case.file("bundle.zip", &sample.zip), None, Some("short"));
        assert_eq!(code, 2);
    }
}
