//! Steps that are forged, erased, cut off or added, and rewritten chains.

use be_right::model::Digest;
use be_right::model::chain::{Entry, EvidenceKind};
use be_right::model::seal::SealKey;
use serde_json::json;

use super::{ALTERED, Bundle, GENUINE, INCOMPLETE, Tampering, UNKNOWN_KEY, judge};

const ERASED: &str = "Nothing shows any more that decision no. 1";
const BEHIND: &str = "The last step is not covered by the seal";
const BROKEN: &str = "The chain is broken at step";

/// Bundles with steps removed, or added after the seal.
const OF_STEPS: &[Tampering] = &[
    ("nothing", |_| {}, GENUINE, "GENUINE"),
    ("nothing, in print", |_| {}, GENUINE, "printed in the PDF is that of these steps"),
    (
        "a decision whose step says nothing",
        |b| {
            b.erase("ANSWERED", "decisionSha256");
            b.change("decisions.json", |all| all[0]["signer"] = json!("Somebody Else"));
        },
        ALTERED,
        ERASED,
    ),
    (
        "a document whose step says nothing",
        |b| {
            b.erase("DOCUMENT_SHOWN", "documentSha256");
            b.edit("document.json", "Ana Moreau", "Eve Moreau");
        },
        ALTERED,
        "Nothing shows any more that document.json",
    ),
    (
        "decision, text, signer, date and signature",
        |b| {
            b.erase("ANSWERED", "decisionSha256");
            b.erase("DOCUMENT_SHOWN", "documentSha256");
            b.edit("document.json", "Ana Moreau", "Eve Moreau");
            let document = Digest::of(b.file("document.json").as_slice()).hex();
            b.set_list("signatures.json", &[json!({ "kind": "TYPED", "name": "Eve Moreau" })]);
            let signature = Digest::of(r#"{"kind":"TYPED","name":"Eve Moreau"}"#).hex();
            b.change("decisions.json", |all| {
                all[0]["signer"] = json!("Eve Moreau");
                all[0]["at"] = json!("2026-05-02T08:00:00Z");
                all[0]["documentSha256"] = json!(document);
                all[0]["signatureSha256"] = json!(signature);
                for offered in all[0]["uses"].as_array_mut().unwrap() {
                    offered["accepted"] = json!(true);
                }
            });
        },
        ALTERED,
        ERASED,
    ),
    ("whom a mail went to", |b| b.erase("CODE_SENT", "to"), INCOMPLETE, "Details of one step"),
    ("what the PDF is", |b| b.erase("PDF_MADE", "pdfSha256"), INCOMPLETE, "Details of one step"),
    (
        "another PDF whose step says nothing",
        |b| {
            b.erase("PDF_MADE", "pdfSha256");
            b.file("consent.pdf").push(b'\n');
        },
        ALTERED,
        "not the one that was sealed",
    ),
    (
        "half an erasure",
        |b| {
            b.step("ANSWERED", |step| {
                step["fields"][0].as_object_mut().unwrap().retain(|key, _| key != "salt");
            })
        },
        ALTERED,
        "only half erased",
    ),
    (
        "a step's binding field",
        |b| {
            b.step("ANSWERED", |step| {
                let fields = step["fields"].as_array_mut().unwrap();
                fields.retain(|field| field["name"] != "decisionSha256");
            })
        },
        ALTERED,
        "does not say what it is about",
    ),
    (
        "everything erased",
        |b| {
            let mut chain = b.chain();
            chain.iter_mut().for_each(Entry::erase);
            b.set_chain(&chain);
        },
        INCOMPLETE,
        ERASED,
    ),
    (
        "a forged withdrawal behind the seal",
        |b| {
            b.change("decisions.json", |all| {
                let mut forged = all[1].clone();
                for offered in forged["uses"].as_array_mut().unwrap() {
                    offered["accepted"] = json!(false);
                }
                all.push(forged);
            });
            let record = b.list("decisions.json")[2].to_string();
            let fields = vec![("decisionSha256", Digest::of(record).hex())];
            b.add_step(EvidenceKind::Withdrawn, fields);
        },
        ALTERED,
        BEHIND,
    ),
    (
        "a forged acceptance behind the seal",
        |b| {
            b.change("decisions.json", |all| all.push(all[0].clone()));
            let record = b.list("decisions.json")[0].to_string();
            let fields = vec![("decisionSha256", Digest::of(record).hex())];
            b.add_step(EvidenceKind::Answered, fields);
        },
        ALTERED,
        BEHIND,
    ),
    (
        "a harmless step behind the seal",
        |b| b.add_step(EvidenceKind::Sent, vec![]),
        ALTERED,
        BEHIND,
    ),
    (
        "two steps behind the seal",
        |b| {
            b.add_step(EvidenceKind::Sent, vec![]);
            b.add_step(EvidenceKind::Expired, vec![]);
        },
        ALTERED,
        "The last 2 steps are not covered",
    ),
    (
        "the last step cut off",
        |b| b.change("chain.json", |chain| drop(chain.pop())),
        ALTERED,
        "The seal is not that of these steps",
    ),
    (
        "the withdrawal cut off",
        |b| {
            b.change("chain.json", |chain| chain.truncate(8));
            b.change("decisions.json", |all| drop(all.pop()));
        },
        ALTERED,
        "The seal is not that of these steps",
    ),
    (
        "the first step cut off",
        |b| b.change("chain.json", |chain| drop(chain.remove(0))),
        ALTERED,
        BROKEN,
    ),
    ("two steps swapped", |b| b.change("chain.json", |chain| chain.swap(2, 3)), ALTERED, BROKEN),
    (
        "a step twice",
        |b| b.change("chain.json", |chain| chain.insert(3, chain[3].clone())),
        ALTERED,
        BROKEN,
    ),
    (
        "when",
        |b| b.step("ANSWERED", |step| step["at"] = json!("2026-05-02T08:00:00Z")),
        ALTERED,
        BROKEN,
    ),
    (
        "what happened",
        |b| b.step("ANSWERED", |step| step["kind"] = json!("WITHDRAWN")),
        ALTERED,
        BROKEN,
    ),
    (
        "to whom",
        |b| b.step("CODE_SENT", |step| step["fields"][0]["value"] = json!("eve@example.org")),
        ALTERED,
        BROKEN,
    ),
    ("no step at all", |b| b.set_list("chain.json", &[]), ALTERED, "it has no step at all"),
    ("a chain written anew", Bundle::rewrite, ALTERED, "The seal is not that of these steps"),
    (
        "a chain written anew, with a key of one's own",
        |b| {
            b.rewrite();
            b.reseal(&SealKey::from_bytes([8; 32]));
        },
        UNKNOWN_KEY,
        "The seal is that of another key",
    ),
    (
        "a chain written anew, with the server's key",
        |b| {
            b.rewrite();
            b.reseal(&SealKey::from_bytes([9; 32]));
        },
        ALTERED,
        "they were written anew after the PDF was made",
    ),
];

#[tokio::test]
async fn no_step_can_be_forged_erased_or_added() {
    judge(OF_STEPS).await;
}
