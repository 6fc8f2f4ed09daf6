//! Forged bundles, and the verdict of `be-right verify` on each: a real bundle, a list of changes,
//! and for each the exit code and a sentence.

use std::io::{Cursor, Read, Write};
use std::process::Command;

use be_right::model::Digest;
use be_right::model::chain::{Entry, EvidenceKind};
use be_right::model::seal::SealKey;
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

mod content;
mod files;
mod steps;

use super::asked;
use crate::support::Server;

const GENUINE: i32 = 0;
const ALTERED: i32 = 1;
const UNREADABLE: i32 = 2;
const INCOMPLETE: i32 = 3;
const UNKNOWN_KEY: i32 = 4;

/// The parts of a bundle, which can be changed and packed again.
#[derive(Clone)]
struct Bundle {
    files: Vec<(String, Vec<u8>)>,
    key: Option<String>,
    pdf: Option<Vec<u8>>,
    method: CompressionMethod,
    /// A change of the archive's bytes.
    bytes: fn(Vec<u8>) -> Vec<u8>,
}

impl Bundle {
    /// The bundle of a recipient who allowed two uses of five and withdrew one.
    async fn genuine(server: &Server) -> Self {
        let (studio, answer, mut recipient) = asked(server).await;
        recipient.proves_the_email().await;
        recipient.accepts(&["web", "print"]).await.is(201);
        server.settle().await;
        recipient.withdraws(Some(&["web"])).await.is(200);
        server.settle().await;
        let zip = studio.get(&format!("/answer/{answer}/evidence")).await.is(200).bytes.clone();
        let mut archive = ZipArchive::new(Cursor::new(zip)).unwrap();
        let files = (0..archive.len()).map(|at| {
            let mut file = archive.by_index(at).unwrap();
            let mut content = vec![];
            file.read_to_end(&mut content).unwrap();
            (file.name().unwrap().into_owned(), content)
        });
        Self {
            files: files.collect(),
            key: Some(server.app.keys.seal.public().to_string()),
            pdf: None,
            method: CompressionMethod::Deflated,
            bytes: |zip| zip,
        }
    }

    fn file(&mut self, name: &str) -> &mut Vec<u8> {
        let found = self.files.iter_mut().find(|(file, _)| file == name);
        &mut found.unwrap_or_else(|| panic!("no {name}")).1
    }

    fn remove(&mut self, name: &str) {
        self.files.retain(|(file, _)| file != name);
    }

    /// Replaces a text, which must occur.
    fn edit(&mut self, name: &str, from: &str, to: &str) {
        let text = String::from_utf8(self.file(name).clone()).unwrap();
        assert!(text.contains(from), "{name} has no {from}");
        *self.file(name) = text.replacen(from, to, 1).into_bytes();
    }

    fn list(&mut self, name: &str) -> Vec<Value> {
        serde_json::from_slice(self.file(name)).unwrap()
    }

    /// Writes a list in the server's notation.
    fn set_list(&mut self, name: &str, items: &[Value]) {
        let items: Vec<String> = items.iter().map(Value::to_string).collect();
        *self.file(name) = format!("[\n{}\n]\n", items.join(",\n")).into_bytes();
    }

    fn change(&mut self, name: &str, change: impl FnOnce(&mut Vec<Value>)) {
        let mut items = self.list(name);
        change(&mut items);
        self.set_list(name, &items);
    }

    /// Changes the step of a kind.
    fn step(&mut self, kind: &str, change: impl FnOnce(&mut Value)) {
        self.change("chain.json", |chain| {
            let step = chain.iter_mut().find(|step| step["kind"] == kind);
            change(step.unwrap_or_else(|| panic!("no {kind}")));
        });
    }

    /// Removes a field's value and salt from a step, as an erasure does.
    fn erase(&mut self, kind: &str, name: &str) {
        self.step(kind, |step| {
            let field = step["fields"].as_array_mut().unwrap().iter_mut();
            let field = field.into_iter().find(|field| field["name"] == name).unwrap();
            field.as_object_mut().unwrap().retain(|key, _| key != "value" && key != "salt");
        });
    }

    fn chain(&mut self) -> Vec<Entry> {
        serde_json::from_slice(self.file("chain.json")).unwrap()
    }

    fn set_chain(&mut self, chain: &[Entry]) {
        let chain: Vec<Value> =
            chain.iter().map(|entry| serde_json::to_value(entry).unwrap()).collect();
        self.set_list("chain.json", &chain);
    }

    /// Appends another step to the chain, which needs no key.
    fn add_step(&mut self, kind: EvidenceKind, fields: Vec<(&'static str, String)>) {
        let mut chain = self.chain();
        let last = chain.last().unwrap();
        let next = Entry::next(Some(&last.head()), kind, last.at, fields, || [1; 16]);
        chain.push(next);
        self.set_chain(&chain);
    }

    /// Replaces the first decision, and its hash in the chain, as one of format 1: without manifests.
    fn rewrite(&mut self) {
        let of_manifests = ["manifest", "record", "receipt"];
        self.files.retain(|(name, _)| !of_manifests.iter().any(|of| name.starts_with(of)));
        let record = json!(self.list("decisions.json")[0]).to_string();
        let record = record.replace(r#""accepted":false"#, r#""accepted":true"#);
        self.change("decisions.json", |all| all[0] = serde_json::from_str(&record).unwrap());
        let mut chain: Vec<Entry> = vec![];
        let steps = self.chain().into_iter().filter(|entry| entry.kind != EvidenceKind::Sealed);
        for entry in steps {
            let fields = entry.fields.iter().map(|field| {
                let value = field.value.clone().unwrap_or_default();
                let name: &'static str = match field.name.as_str() {
                    "documentSha256" => "documentSha256",
                    "decisionSha256" => "decisionSha256",
                    "pdfSha256" => "pdfSha256",
                    "smtpReply" => "smtpReply",
                    "ip" => "ip",
                    "to" => "to",
                    _ => "userAgent",
                };
                let is_it = entry.kind == EvidenceKind::Answered && name == "decisionSha256";
                (name, if is_it { Digest::of(&record).hex() } else { value })
            });
            let head = chain.last().map(Entry::head);
            let fields = fields.collect();
            chain.push(Entry::next(head.as_ref(), entry.kind, entry.at, fields, || [2; 16]));
        }
        self.set_chain(&chain);
    }

    /// Seals the bundle with the given key.
    fn reseal(&mut self, key: &SealKey) {
        let head = self.chain().last().unwrap().hash;
        let pdf = Digest::of(self.file("consent.pdf").as_slice());
        *self.file("seal.json") = serde_json::to_vec_pretty(&key.seal(head, pdf)).unwrap();
    }

    fn zip(&self) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(vec![]));
        let options = SimpleFileOptions::default().compression_method(self.method);
        for (name, content) in &self.files {
            zip.start_file(name.as_str(), options).unwrap();
            zip.write_all(content).unwrap();
        }
        (self.bytes)(zip.finish().unwrap().into_inner())
    }

    /// The exit code and the output of the command.
    fn verdict(&self) -> (i32, String) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("bundle.zip");
        std::fs::write(&file, self.zip()).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_be-right"));
        command.args(["verify", "--lang", "en"]).arg(&file);
        if let Some(key) = &self.key {
            command.args(["--key", key]);
        }
        if let Some(pdf) = &self.pdf {
            let path = folder.path().join("other.pdf");
            std::fs::write(&path, pdf).unwrap();
            command.arg("--pdf").arg(path);
        }
        let judged = command.output().unwrap();
        (judged.status.code().unwrap(), String::from_utf8(judged.stdout).unwrap())
    }
}

type Tampering = (&'static str, fn(&mut Bundle), i32, &'static str);

async fn judge(all: &[Tampering]) {
    let server = Server::start();
    let genuine = Bundle::genuine(&server).await;
    let mut wrong = vec![];
    for (name, change, code, sentence) in all {
        let mut bundle = genuine.clone();
        change(&mut bundle);
        let (ended, said) = bundle.verdict();
        let unseen = |c: char| c != '\n' && (c.is_control() || "\u{202e}\u{2028}".contains(c));
        if ended != *code || !said.contains(sentence) || said.contains(unseen) {
            wrong.push(format!("{name}: {ended}, not {code} and {sentence:?}:\n{said}"));
        }
        if *code != GENUINE && said.starts_with("GENUINE") {
            wrong.push(format!("{name}: {said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A bundle made by be-right 0.1.0, when the README was different and seals were made at download.
#[test]
fn a_bundle_of_an_earlier_version_stays_genuine() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/genuine-0.1.0.zip");
    let key = "fe0ed778ca8401b0690c9cf20dc19025b033c24e26c1a15b844139f622024f60";
    let mut command = Command::new(env!("CARGO_BIN_EXE_be-right"));
    let judged = command.args(["verify", "--lang", "en", file, "--key", key]).output().unwrap();
    let said = String::from_utf8_lossy(&judged.stdout);
    assert_eq!(judged.status.code(), Some(GENUINE), "{said}");
}
