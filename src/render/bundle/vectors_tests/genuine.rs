//! Bundles that are whole, and bundles of which something was left out or erased.

use super::*;

/// What must be judged genuine.
pub(super) fn genuine() -> Vec<(&'static str, Vec<u8>)> {
    let accepted = accepted();
    let refusal = {
        let mut said = decision(DecisionKind::Refused, 0, &[], Some(TEXT), None);
        said.reason = Some("Je préfère pas,\n\t« merci » \\ \"non\" \u{1} \u{7f} 🙂".to_owned());
        said.signer = "أمل \u{5d0}\u{5d1} 李小龍".to_owned();
        Made::of(&[TEXT], vec![said], &[])
    };
    let twice = {
        let mut all = withdrawn().decisions;
        all.push(decision(DecisionKind::Withdrawn, 2_880, &[], None, None));
        Made::of(&[TEXT], all, &withdrawn().signatures)
    };
    let alone = {
        let mut said = accepted.decisions[0].clone();
        said.role = "GUARDIAN".to_owned();
        said.guardians = Some(GuardianRule { needed: 2, known: 1 });
        said.sole_authority = true;
        Made::of(&[TEXT], vec![said], &accepted.signatures)
    };
    let naming_the_other = {
        let mut said = alone.decisions[0].clone();
        said.sole_authority = false;
        let (name, email) = ("Luc Moreau".to_owned(), "luc@example.org".to_owned());
        said.other_guardian = Some(NamedGuardian { name, email });
        Made::of(&[TEXT], vec![said], &accepted.signatures)
    };
    let drawn = {
        let stroke = r#"{"kind":"STROKES","width":300,"height":120.5,"strokes":[[[1,2,0],[3.25,4,16]],[[9.5,8,40],[10,11.75,52]]]}"#;
        let signature: Signature = serde_json::from_str(stroke).unwrap();
        let said = decision(DecisionKind::Accepted, 0, &WEB, Some(TEXT), Some(&signature));
        Made::of(&[TEXT], vec![said], &[signature])
    };
    let mut busy = accepted.clone();
    let mut steps = busy.steps();
    let shown = steps[2].clone();
    steps.insert(3, (EvidenceKind::Reminded, -2_400, vec![(field::TO, "zoe@example.org".into())]));
    steps
        .insert(4, (EvidenceKind::EmailChanged, -2_350, vec![(field::TO, "z@example.org".into())]));
    steps.insert(5, (EvidenceKind::LinkCopied, -2_300, vec![]));
    steps.insert(6, shown);
    steps.push((EvidenceKind::Expired, 90_000_000, vec![]));
    busy.chained(steps);
    vec![
        ("accepted", accepted.zip()),
        ("accepted-then-withdrawn-in-part", withdrawn().zip()),
        ("accepted-then-withdrawn-twice", twice.zip()),
        ("refused-with-a-reason-in-many-scripts", refusal.zip()),
        ("two-guardians-accept", of_guardians(DecisionKind::Accepted).zip()),
        ("two-guardians-one-refuses", of_guardians(DecisionKind::Refused).zip()),
        ("one-guardian-with-sole-authority", alone.zip()),
        ("one-guardian-who-names-the-other", naming_the_other.zip()),
        ("signature-drawn", drawn.zip()),
        ("steps-of-other-kinds", busy.zip()),
        ("before-the-pdf", accepted.before_pdf().zip()),
        (
            "before-the-pdf-of-two-guardians",
            of_guardians(DecisionKind::Accepted).before_pdf().zip(),
        ),
        ("accepted-with-the-format", accepted.whole()),
        ("archive-not-compressed", stored(&accepted)),
        ("archive-in-another-order", {
            let mut all = files(&withdrawn().zip());
            all.reverse();
            zipped(&all)
        }),
        ("archive-with-sizes-behind-the-data", with_sizes_behind(&withdrawn().zip())),
        ("two-signatures-that-are-the-same", {
            let both = [typed("A. Moreau"), typed("A. Moreau")];
            let mut made = of_guardians(DecisionKind::Accepted);
            for (one, signature) in made.decisions.iter_mut().zip(&both) {
                one.signature_sha256 = Some(signature.digest().unwrap());
            }
            Made::of(&[TEXT, SECOND], made.decisions, &both).zip()
        }),
        ("archive-with-times-in-extra-fields", {
            // The "extended timestamp" of Info-ZIP.
            with_extra(&accepted, &[0x55, 0x54, 5, 0, 1, 0, 0, 0, 0])
        }),
    ]
}

/// The files, stored without compression.
pub(super) fn stored(made: &Made) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(vec![]));
    for (name, content) in files(&made.zip()) {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        zip.start_file(name, options).unwrap();
        zip.write_all(&content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The archive as programs write it that do not know sizes beforehand.
pub(super) fn with_sizes_behind(zip: &[u8]) -> Vec<u8> {
    let end = zip.len() - 22;
    let long = |at: usize| u32::from_le_bytes(zip[at..at + 4].try_into().unwrap()) as usize;
    let short = |at: usize| usize::from(u16::from_le_bytes(zip[at..at + 2].try_into().unwrap()));
    let (directory, mut out, mut headers) = (long(end + 16), vec![], vec![]);
    let mut at = directory;
    while at < end {
        let size = 46 + short(at + 28) + short(at + 30);
        let start = long(at + 42);
        let mut header = zip[at..at + size].to_vec();
        header[8] |= 8;
        header[42..46].copy_from_slice(&(out.len() as u32).to_le_bytes());
        headers.extend(header);
        let data = start + 30 + short(start + 26) + short(start + 28);
        let mut local = zip[start..data].to_vec();
        local[6] |= 8;
        local[14..26].fill(0);
        out.extend(local);
        out.extend(&zip[data..data + long(at + 20)]);
        out.extend(b"PK\x07\x08");
        out.extend(&zip[at + 16..at + 28]);
        at += size;
    }
    let mut last = zip[end..].to_vec();
    last[16..20].copy_from_slice(&(out.len() as u32).to_le_bytes());
    [out, headers, last].concat()
}

/// The archive with an extra field in both headers of its first file.
pub(super) fn with_extra(made: &Made, extra: &[u8]) -> Vec<u8> {
    let zip = stored(made);
    let end = zip.len() - 22;
    let long = |at: usize| u32::from_le_bytes(zip[at..at + 4].try_into().unwrap()) as usize;
    let short = |at: usize| usize::from(u16::from_le_bytes(zip[at..at + 2].try_into().unwrap()));
    let directory = long(end + 16);
    let more = extra.len();
    let after_name = 30 + short(26);
    let mut out = zip[..after_name].to_vec();
    out[28..30].copy_from_slice(&(more as u16).to_le_bytes());
    out.extend(extra);
    out.extend(&zip[after_name..directory]);
    let mut at = directory;
    while at < end {
        let size = 46 + short(at + 28) + short(at + 30);
        let mut header = zip[at..at + size].to_vec();
        if at == directory {
            header[30..32].copy_from_slice(&(more as u16).to_le_bytes());
            header.extend(extra);
        } else {
            let start = (long(at + 42) + more) as u32;
            header[42..46].copy_from_slice(&start.to_le_bytes());
        }
        out.extend(header);
        at += size;
    }
    let mut last = zip[end..].to_vec();
    last[12..16].copy_from_slice(&((long(end + 12) + more) as u32).to_le_bytes());
    last[16..20].copy_from_slice(&((directory + more) as u32).to_le_bytes());
    out.extend(last);
    out
}

/// What is left out or erased.
pub(super) fn incomplete() -> Vec<Forged> {
    let whole = withdrawn();
    let without = |name: &str| {
        let all = files(&whole.zip()).into_iter().filter(|(file, _)| file != name);
        zipped(&all.collect::<Vec<_>>())
    };
    vec![
        (
            "erased-whole-chain",
            "bundle-erased",
            whole.with(|made| {
                made.chain.iter_mut().for_each(Entry::erase);
            }),
        ),
        ("erased-one-step", "bundle-erased", whole.with(|made| made.chain[0].erase())),
        (
            "erased-step-of-the-decision",
            "bundle-decision-unproved",
            whole.with(|made| {
                made.chain[3].erase();
            }),
        ),
        (
            "left-out-withdrawal",
            "bundle-decisions-left-out",
            whole.with(|made| {
                made.decisions.pop();
            }),
        ),
        (
            "left-out-signature",
            "bundle-signature-missing",
            whole.with(|made| {
                made.signatures.clear();
            }),
        ),
        ("left-out-decisions-file", "bundle-file-missing", without("decisions.json")),
        ("left-out-signatures-file", "bundle-file-missing", without("signatures.json")),
        ("left-out-chain", "bundle-file-missing", without("chain.json")),
        ("left-out-pdf", "bundle-file-missing", without("consent.pdf")),
        ("left-out-document", "bundle-file-missing", without("document.json")),
        ("left-out-notes", "bundle-file-missing", without("README.txt")),
        ("documents-with-a-gap", "bundle-file-missing", {
            let mut all = files(&of_guardians(DecisionKind::Accepted).zip());
            for (name, _) in all.iter_mut().filter(|(name, _)| name == "document-2.json") {
                *name = "document-3.json".to_owned();
            }
            zipped(&all)
        }),
        ("left-out-first-of-two-documents", "bundle-file-missing", {
            let two = of_guardians(DecisionKind::Accepted).zip();
            let all = files(&two).into_iter().filter(|(file, _)| file != "document.json");
            zipped(&all.collect::<Vec<_>>())
        }),
        // Nothing of these may be shown as decided.
        ("forged-decision-without-a-chain", "bundle-file-missing", {
            let forged = whole.with(|made| {
                made.decisions[0].uses.iter_mut().for_each(|one| one.accepted = true);
            });
            let all = files(&forged).into_iter().filter(|(file, _)| file != "chain.json");
            zipped(&all.collect::<Vec<_>>())
        }),
        (
            "forged-acceptance-for-an-erased-withdrawal",
            "bundle-decision-unproved",
            whole.with(|made| {
                made.chain[5].erase();
                let again = Signature::Typed { name: "Zoé Martin".to_owned() };
                let (all, text) = (["internal", "web", "print"], Some(TEXT));
                made.decisions[1] =
                    decision(DecisionKind::Accepted, 1_440, &all, text, Some(&again));
                made.signatures.push(again);
            }),
        ),
        ("left-out-second-document", "bundle-decision-document", {
            let two = of_guardians(DecisionKind::Accepted).zip();
            let all = files(&two).into_iter().filter(|(file, _)| file != "document-2.json");
            zipped(&all.collect::<Vec<_>>())
        }),
    ]
}
