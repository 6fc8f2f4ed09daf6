//! Bundles whose parts do not fit each other, or whose seal is of another key.

use super::*;

pub(super) fn of_unknown_keys() -> Vec<Forged> {
    let whole = withdrawn();
    let own = SealKey::from_bytes([8; 32]);
    vec![
        (
            "sealed-by-another-key",
            "bundle-key-other",
            whole.with(|made| {
                made.seal = own.seal(made.seal.chain_head, made.seal.pdf_sha256);
            }),
        ),
        ("without-a-seal", "bundle-seal-none", {
            let all = files(&whole.zip()).into_iter().filter(|(file, _)| file != "seal.json");
            zipped(&all.collect::<Vec<_>>())
        }),
        ("rewritten-and-sealed-by-another-key", "bundle-key-other", {
            let mut made = whole.clone();
            made.decisions.pop();
            made.decisions[0].uses.iter_mut().for_each(|one| one.accepted = true);
            let mut forged = Made::of(&[TEXT], made.decisions, &made.signatures);
            forged.seal = own.seal(forged.seal.chain_head, forged.seal.pdf_sha256);
            forged.zip()
        }),
    ]
}

/// The parts do not fit each other.
pub(super) fn altered_parts() -> Vec<Forged> {
    let whole = withdrawn();
    let case = |change: &dyn Fn(&mut Made)| whole.with(change);
    let own = SealKey::from_bytes([8; 32]);
    // Chains that were consistently written anew keep the seal of then.
    let anew = |change: &dyn Fn(&mut Vec<Step>)| {
        let mut made = whole.clone();
        let (seal, mut steps) = (made.seal.clone(), made.steps());
        change(&mut steps);
        made.chained(steps);
        made.seal = seal;
        made.zip()
    };
    // Resealed with the trusted key: rules that no server breaks, and a verifier must check.
    let resealed = |change: &dyn Fn(&mut Made), steps: &dyn Fn(&mut Vec<Step>)| {
        let mut made = whole.clone();
        change(&mut made);
        let mut chain = made.steps();
        steps(&mut chain);
        made.chained(chain);
        made.zip()
    };
    let keep = |_: &mut Made| {};
    vec![
        ("document-one-byte-more", "bundle-document-altered", case(&|m| m.documents[0].push(b' '))),
        ("document-added", "bundle-document-altered", case(&|m| m.documents.push(b"{}".to_vec()))),
        ("document-nobody-decided-on-whose-step-was-erased", "bundle-document-undecided", {
            let mut made = whole.clone();
            made.documents.push(SECOND.to_vec());
            let mut made = Made::of(&[TEXT, SECOND], made.decisions, &made.signatures);
            let steps = made.chain.iter_mut();
            steps.filter(|step| step.kind == EvidenceKind::DocumentShown).for_each(Entry::erase);
            made.zip()
        }),
        ("decision-with-a-use-twice", "bundle-decision-altered", {
            let mut all = accepted().decisions;
            let mut again = all[0].uses[0].clone();
            again.accepted = !again.accepted;
            all[0].uses.push(again);
            Made::of(&[TEXT], all, &accepted().signatures).zip()
        }),
        // Also where no chain records it.
        ("decision-with-a-use-twice-and-no-chain", "bundle-decision-altered", {
            let mut all = accepted().decisions;
            let again = all[0].uses[1].clone();
            all[0].uses.push(again);
            let made = Made::of(&[TEXT], all, &accepted().signatures);
            let all = files(&made.zip()).into_iter().filter(|(file, _)| file != "chain.json");
            zipped(&all.collect::<Vec<_>>())
        }),
        ("one-of-two-equal-signatures-missing", "bundle-signatures-order", {
            let mut all = of_guardians(DecisionKind::Accepted).decisions;
            let same = typed("Moreau");
            for one in &mut all {
                one.signature_sha256 = Some(same.digest().unwrap());
            }
            Made::of(&[TEXT, SECOND], all, &[same]).zip()
        }),
        ("instant-after-the-last-one", "bundle-file-malformed", {
            rewritten(&accepted(), "chain.json", |text| {
                text.replacen("\"at\":\"2026-05-20", "\"at\":\"9999-12-31", 1)
            })
        }),
        ("more-guardians-than-there-may-be", "bundle-file-malformed", {
            rewritten(&of_guardians(DecisionKind::Accepted), "decisions.json", |text| {
                text.replacen("\"needed\":2", "\"needed\":256", 1)
            })
        }),
        ("document-nobody-decided-on", "bundle-document-undecided", {
            let mut made = whole.clone();
            made.documents.push(SECOND.to_vec());
            let mut steps = made.steps();
            let shown = vec![(field::DOCUMENT_SHA256, Digest::of(SECOND).hex())];
            steps.insert(3, (EvidenceKind::DocumentShown, -2_000, shown));
            made.chained(steps);
            made.zip()
        }),
        ("documents-in-another-order", "bundle-documents-order", {
            of_guardians(DecisionKind::Accepted).with(|m| m.documents.swap(0, 1))
        }),
        (
            "decision-allows-one-more-use",
            "bundle-decision-altered",
            case(&|m| {
                m.decisions[0].uses[2].accepted = true;
            }),
        ),
        (
            "decision-of-another-name",
            "bundle-decision-altered",
            case(&|m| {
                m.decisions[0].signer.push('e');
            }),
        ),
        (
            "decision-at-another-time",
            "bundle-decision-altered",
            case(&|m| {
                m.decisions[0].at = m.decisions[0].at.plus(1);
            }),
        ),
        (
            "decision-of-another-reference",
            "bundle-decision-altered",
            case(&|m| {
                m.decisions[1].reference.push('x');
            }),
        ),
        (
            "decision-without-its-document",
            "bundle-decision-altered",
            case(&|m| {
                m.decisions[0].document_sha256 = None;
            }),
        ),
        ("decisions-swapped", "bundle-decisions-order", case(&|m| m.decisions.swap(0, 1))),
        (
            "decision-twice",
            "bundle-decisions-order",
            case(&|m| {
                m.decisions.push(m.decisions[1].clone());
            }),
        ),
        (
            "decision-replaced-by-another",
            "bundle-decision-altered",
            case(&|m| {
                m.decisions[1] =
                    decision(DecisionKind::Withdrawn, 1_440, &["internal", "web"], None, None);
            }),
        ),
        (
            "no-decision-at-all",
            "bundle-undecided",
            resealed(
                &|m| (m.decisions.clear(), m.signatures.clear(), m.documents.clear()).0,
                &|steps| {
                    steps.retain(|step| {
                        !matches!(
                            step.0,
                            EvidenceKind::Answered
                                | EvidenceKind::Withdrawn
                                | EvidenceKind::DocumentShown
                        )
                    })
                },
            ),
        ),
        (
            "more-decisions-than-steps",
            "bundle-decisions-count",
            case(&|m| {
                m.chain[5].erase();
                m.decisions.push(decision(DecisionKind::Withdrawn, 2_000, &WEB, None, None));
            }),
        ),
        (
            "withdrawal-recorded-as-an-answer",
            "bundle-decision-altered",
            resealed(&keep, &|steps| {
                for step in steps.iter_mut().filter(|step| step.0 == EvidenceKind::Withdrawn) {
                    step.0 = EvidenceKind::Answered;
                }
            }),
        ),
        (
            "decision-recorded-by-no-step",
            "bundle-decision-altered",
            resealed(&keep, &|steps| {
                steps.retain(|step| step.0 != EvidenceKind::Withdrawn);
            }),
        ),
        ("acceptance-without-a-signature", "bundle-decision-unsigned", {
            let said = decision(DecisionKind::Accepted, 0, &WEB, Some(TEXT), None);
            Made::of(&[TEXT], vec![said], &[]).zip()
        }),
        ("acceptance-of-nothing", "bundle-decision-unsigned", {
            let signature = typed("Zoé Martin");
            let said = decision(DecisionKind::Accepted, 0, &[], Some(TEXT), Some(&signature));
            Made::of(&[TEXT], vec![said], &[signature]).zip()
        }),
        ("acceptance-of-no-document", "bundle-decision-document", {
            let signature = typed("Zoé Martin");
            let all = vec![
                decision(DecisionKind::Refused, 0, &[], Some(TEXT), None),
                decision(DecisionKind::Accepted, 1, &WEB, None, Some(&signature)),
            ];
            Made::of(&[TEXT], all, &[signature]).zip()
        }),
        ("decisions-of-two-answers", "bundle-reference-differs", {
            let mut all = whole.decisions.clone();
            all[1].reference = "AAAA-BBBB-CCCC-DDDD-EEEE-FFFF".to_owned();
            Made::of(&[TEXT], all, &whole.signatures).zip()
        }),
        (
            "signature-of-somebody-else",
            "bundle-signature-altered",
            case(&|m| {
                m.signatures.push(typed("Somebody"));
            }),
        ),
        (
            "signature-replaced",
            "bundle-signature-altered",
            case(&|m| {
                m.signatures[0] = typed("Zoé Martin.");
            }),
        ),
        (
            "signature-twice",
            "bundle-signatures-order",
            case(&|m| {
                m.signatures.push(m.signatures[0].clone());
            }),
        ),
        ("signatures-swapped", "bundle-signatures-order", {
            of_guardians(DecisionKind::Accepted).with(|m| m.signatures.swap(0, 1))
        }),
        ("step-removed", "bundle-chain-broken", case(&|m| drop(m.chain.remove(1)))),
        ("last-step-removed", "bundle-seal-other-chain", case(&|m| drop(m.chain.pop()))),
        (
            "withdrawal-cut-off",
            "bundle-seal-other-chain",
            case(&|m| {
                m.chain.pop();
                m.decisions.pop();
            }),
        ),
        ("steps-swapped", "bundle-chain-broken", case(&|m| m.chain.swap(1, 2))),
        ("step-twice", "bundle-chain-broken", case(&|m| m.chain.insert(1, m.chain[0].clone()))),
        ("no-steps", "bundle-chain-broken", case(&|m| m.chain.clear())),
        (
            "value-of-a-field",
            "bundle-chain-broken",
            case(&|m| {
                m.chain[1].fields[0].value = Some("192.0.2.8".to_owned());
            }),
        ),
        (
            "name-of-a-field",
            "bundle-chain-broken",
            case(&|m| {
                m.chain[1].fields[0].name = "IP".to_owned();
            }),
        ),
        (
            "field-moved-between-name-and-value",
            "bundle-chain-broken",
            case(&|m| {
                m.chain[1].fields[0].name = "ip1".to_owned();
                m.chain[1].fields[0].value = Some("92.0.2.7".to_owned());
            }),
        ),
        ("field-half-erased", "bundle-chain-broken", case(&|m| m.chain[1].fields[0].salt = None)),
        ("field-removed", "bundle-chain-broken", case(&|m| drop(m.chain[0].fields.pop()))),
        ("fields-swapped", "bundle-chain-broken", case(&|m| m.chain[0].fields.swap(0, 1))),
        (
            "kind-of-a-step",
            "bundle-chain-broken",
            case(&|m| {
                m.chain[5].kind = EvidenceKind::Answered;
            }),
        ),
        (
            "time-of-a-step",
            "bundle-chain-broken",
            case(&|m| m.chain[3].at = m.chain[3].at.plus(-1)),
        ),
        ("number-of-a-step", "bundle-chain-broken", case(&|m| m.chain[3].seq = 5)),
        (
            "predecessor-of-a-step",
            "bundle-chain-broken",
            case(&|m| {
                m.chain[3].previous = Digest::ZERO;
            }),
        ),
        (
            "chain-written-anew",
            "bundle-seal-other-chain",
            anew(&|steps| {
                steps[1].2[0].1 = "198.51.100.1".to_owned();
            }),
        ),
        (
            "chain-written-anew-without-the-withdrawal",
            "bundle-seal-other-chain",
            anew(&|steps| {
                steps.pop();
            }),
        ),
        (
            "step-appended-behind-the-seal",
            "bundle-seal-later",
            anew(&|steps| {
                steps.push((EvidenceKind::Expired, 90_000_000, vec![]));
            }),
        ),
        ("decision-appended-behind-the-seal", "bundle-seal-later", {
            let again = decision(DecisionKind::Withdrawn, 2_000, &[], None, None);
            let mut made = whole.clone();
            let (seal, mut steps) = (made.seal.clone(), made.steps());
            let bound = vec![(field::DECISION_SHA256, again.digest().unwrap().hex())];
            steps.push((EvidenceKind::Withdrawn, 120_000_000, bound));
            made.decisions.push(again);
            made.chained(steps);
            made.seal = seal;
            made.zip()
        }),
        (
            "answer-that-binds-nothing",
            "bundle-step-unbound",
            resealed(&keep, &|steps| {
                steps.push((EvidenceKind::Answered, 90_000_000, vec![]));
            }),
        ),
        (
            "answer-that-binds-two",
            "bundle-step-unbound",
            resealed(&keep, &|steps| {
                let more = steps[5].2[0].clone();
                steps[3].2.push(more);
            }),
        ),
        (
            "binding-in-capitals",
            "bundle-step-unbound",
            resealed(&keep, &|steps| {
                steps[3].2[0].1 = steps[3].2[0].1.to_uppercase();
            }),
        ),
        (
            "pdf-one-byte-more",
            "bundle-pdf-not-sealed",
            case(&|m| {
                m.pdf.as_mut().unwrap().push(b'\n');
            }),
        ),
        (
            "pdf-recorded-by-no-step",
            "bundle-pdf-not-recorded",
            resealed(&keep, &|steps| {
                steps.retain(|step| step.0 != EvidenceKind::PdfMade);
            }),
        ),
        (
            "seal-of-another-answer",
            "bundle-seal-other-chain",
            case(&|m| {
                m.seal = of_guardians(DecisionKind::Accepted).seal;
            }),
        ),
        (
            "seal-with-another-head",
            "bundle-seal-broken",
            case(&|m| {
                m.seal.chain_head = m.chain[4].hash;
            }),
        ),
        (
            "seal-with-another-pdf",
            "bundle-seal-broken",
            case(&|m| {
                m.seal.pdf_sha256 = Digest::ZERO;
            }),
        ),
        ("seal-with-one-bit-flipped", "bundle-seal-broken", case(&|m| m.seal.signature.0[9] ^= 4)),
        (
            "seal-of-another-algorithm",
            "bundle-seal-algorithm",
            case(&|m| {
                m.seal.algorithm = "None".to_owned();
            }),
        ),
        (
            "seal-that-names-the-trusted-key-only",
            "bundle-seal-broken",
            case(&|m| {
                let key = m.seal.public_key;
                m.seal = own.seal(m.seal.chain_head, m.seal.pdf_sha256);
                m.seal.public_key = key;
            }),
        ),
        // RFC 8032, 5.1.7: S below the order of the group, or anybody makes a second signature.
        (
            "seal-with-a-malleable-signature",
            "bundle-seal-broken",
            case(&|m| {
                add_order(&mut m.seal.signature.0);
            }),
        ),
        // The identity as key: the signature of any message by anybody.
        (
            "seal-of-a-key-of-small-order",
            "bundle-seal-broken",
            case(&|m| {
                let mut identity = [0; 32];
                identity[0] = 1;
                m.seal.public_key.0 = identity;
                m.seal.signature.0 = [0; 64];
                m.seal.signature.0[0] = 1;
            }),
        ),
    ]
}

/// Adds the order of the group to S.
pub(super) fn add_order(signature: &mut [u8; 64]) {
    let mut order = [0_u8; 32];
    hex::decode_to_slice(
        "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010",
        &mut order,
    )
    .unwrap();
    let mut carry = 0;
    for (digit, add) in signature[32..].iter_mut().zip(order) {
        let sum = u16::from(*digit) + u16::from(add) + carry;
        *digit = sum as u8;
        carry = sum >> 8;
    }
}
