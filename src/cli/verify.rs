//! `be-right verify`: whether an evidence bundle is genuine, offline. Exit codes:
//! 0 genuine, 1 not genuine, 2 nothing that could be judged.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::model::seal::PublicKey;
use crate::model::{Digest, Locale};
use crate::render::bundle::{Trust, Verdict, examine};
use crate::render::{Words, words};

/// What to check, and against what.
#[derive(Debug, Args)]
pub struct Verify {
    /// The evidence bundle, a .zip file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// A PDF that should be the one in the bundle
    #[arg(long, value_name = "FILE.pdf")]
    pdf: Option<PathBuf>,
    /// The public key of the studio's server, from elsewhere than the bundle
    #[arg(long, value_name = "PUBLIC_KEY")]
    key: Option<String>,
    /// The language of the report: fr or en [default: that of the system, else fr]
    #[arg(long, value_name = "fr|en", value_parser = language)]
    lang: Option<Locale>,
}

/// Prints the report on `out`.
pub fn run(args: &Verify, out: &mut dyn Write) -> ExitCode {
    let words = words(args.lang.or_else(system_language).unwrap_or_default());
    let (lines, code) = judge(args, &words);
    for line in lines {
        // Nobody is left to tell if this cannot be printed.
        let _ = writeln!(out, "{line}");
    }
    ExitCode::from(code)
}

fn judge(args: &Verify, words: &Words) -> (Vec<String>, u8) {
    let key = match args.key.as_deref().map(PublicKey::parse) {
        Some(None) => return (vec![words.say("bundle-bad-key").into_owned()], 2),
        Some(key) => key,
        None => None,
    };
    let read = |path: &Path| fs::read(path).map_err(|why| (vec![unopened(path, &why, words)], 2));
    let file = match read(&args.file) {
        Ok(file) => file,
        Err(failed) => return failed,
    };
    if file.starts_with(b"%PDF-") {
        return (pdf_alone(&args.file, &file, words), 2);
    }
    let pdf = match args.pdf.as_deref().map(read).transpose() {
        Ok(pdf) => pdf.map(Digest::of),
        Err(failed) => return failed,
    };
    let report = examine(&file, &Trust { key, pdf });
    let code = match report.verdict {
        Verdict::Genuine => 0,
        Verdict::Broken => 1,
        Verdict::Unreadable => 2,
    };
    (report.lines(words), code)
}

fn pdf_alone(path: &Path, bytes: &[u8], words: &Words) -> Vec<String> {
    let path = path.display().to_string();
    let values = [("what", path.into()), ("why", Digest::of(bytes).hex().into())];
    let next = words.say_with("bundle-pdf-alone-next", values);
    vec![words.say("bundle-pdf-alone").into_owned(), next.into_owned()]
}

fn unopened(path: &Path, why: &io::Error, words: &Words) -> String {
    let values = [("what", path.display().to_string().into()), ("why", why.to_string().into())];
    words.say_with("bundle-cannot-open", values).into_owned()
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
    use super::*;
    use crate::render::bundle::sample;

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
        let key = key.map(str::to_owned);
        let args = Verify { file, pdf, key, lang: Some(Locale::En) };
        let (lines, code) = judge(&args, &words(Locale::En));
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
    fn another_pdf_or_another_key_exits_with_1() {
        let case = Case::new();
        let sample = sample().unwrap();
        let file = case.file("bundle.zip", &sample.zip);
        let pdf = case.file("consent.pdf", b"%PDF-1.7 another");
        let (said, code) = verify(file.clone(), Some(pdf), None);
        assert!(said.starts_with("NOT GENUINE"), "{said}");
        assert_eq!(code, 1);
        let (said, code) = verify(file, None, Some(&"ab".repeat(32)));
        assert!(said.contains("✗ The seal is that of another key"), "{said}");
        assert_eq!(code, 1);
    }

    #[test]
    fn what_cannot_be_judged_exits_with_2_and_says_what_else_is_needed() {
        let case = Case::new();
        let sample = sample().unwrap();
        let pdf = case.file("consent.pdf", &sample.pdf);
        let (said, code) = verify(pdf, None, None);
        assert!(said.contains("Ask for the evidence bundle"), "{said}");
        assert!(said.contains(&Digest::of(&sample.pdf).hex()), "{said}");
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
