//! Changed decisions, signatures and seals, and JSON in another notation.

use be_right::model::seal::SealKey;
use serde_json::json;

use super::{ALTERED, INCOMPLETE, Tampering, UNKNOWN_KEY, judge};

const REWRITTEN: &str = "is not written as the server writes it";

/// Bundles whose seal, decisions or signatures are changed.
const OF_CONTENT: &[Tampering] = &[
    ("no key to compare", |b| b.key = None, UNKNOWN_KEY, "Compare this key"),
    ("another key to compare", |b| b.key = Some("ab".repeat(32)), UNKNOWN_KEY, "another key"),
    ("a key of one's own", |b| b.reseal(&SealKey::from_bytes([8; 32])), UNKNOWN_KEY, "another key"),
    (
        "the seal's signature",
        |b| b.edit("seal.json", "\"signature\": \"", "\"signature\": \"00"),
        ALTERED,
        "seal.json does not have the expected form",
    ),
    (
        "the seal's head",
        |b| {
            let other = b.chain()[3].hash.hex();
            let head = b.chain().last().unwrap().hash.hex();
            b.edit("seal.json", &head, &other);
        },
        ALTERED,
        "The seal does not match what it seals",
    ),
    ("the seal's method", |b| b.edit("seal.json", "Ed25519", "none"), ALTERED, "unknown method"),
    (
        "the seal's key",
        |b| {
            let own = b.key.clone().unwrap();
            b.edit("seal.json", &own, &SealKey::from_bytes([8; 32]).public().to_string());
        },
        ALTERED,
        "The seal does not match what it seals",
    ),
    (
        "a use",
        |b| b.edit("decisions.json", r#""accepted":false"#, r#""accepted":true"#),
        ALTERED,
        "Decision no. 1 is not the one",
    ),
    ("a name", |b| b.edit("decisions.json", "Ana Moreau", "Ana Morel"), ALTERED, "Decision no. 1"),
    (
        "a reason",
        |b| b.edit("decisions.json", r#","documentSha256""#, r#","reason":"x","documentSha256""#),
        ALTERED,
        "Decision no. 1 is not the one",
    ),
    (
        "the withdrawal left out",
        |b| b.change("decisions.json", |all| drop(all.pop())),
        INCOMPLETE,
        "One decision that was witnessed is not in the bundle",
    ),
    (
        "a decision twice",
        |b| b.change("decisions.json", |all| all.push(all[0].clone())),
        ALTERED,
        "Decision no. 3 is not in its place",
    ),
    (
        "decisions swapped",
        |b| b.change("decisions.json", |all| all.swap(0, 1)),
        ALTERED,
        "Decision no. 2 is not in its place",
    ),
    (
        "an unknown key",
        |b| b.edit("decisions.json", r#"{"reference""#, r#"{"note":1,"reference""#),
        ALTERED,
        "decisions.json does not have the expected form",
    ),
    (
        "a repeated key",
        |b| {
            b.edit(
                "decisions.json",
                r#""kind":"ACCEPTED""#,
                r#""kind":"REFUSED","kind":"ACCEPTED""#,
            );
        },
        ALTERED,
        "decisions.json does not have the expected form",
    ),
    (
        "keys in another order",
        |b| {
            b.edit("decisions.json", r#""kind":"ACCEPTED","#, "");
            b.edit("decisions.json", r#"{"reference""#, r#"{"kind":"ACCEPTED","reference""#);
        },
        ALTERED,
        REWRITTEN,
    ),
    ("a space", |b| b.edit("decisions.json", r#""kind":"#, r#""kind": "#), ALTERED, REWRITTEN),
    ("a line", |b| b.file("chain.json").push(b'\n'), ALTERED, REWRITTEN),
    ("an escape", |b| b.edit("decisions.json", "Moreau", "Morea\\u0075"), ALTERED, REWRITTEN),
    (
        "a fingerprint in capitals",
        |b| {
            let hash = b.chain()[2].hash.hex();
            b.edit("chain.json", &hash, &hash.to_uppercase());
        },
        ALTERED,
        REWRITTEN,
    ),
    ("two documents in one file", |b| b.file("seal.json").extend(b"{}"), ALTERED, "seal.json"),
    (
        "a point by 0.004",
        |b| {
            b.change("signatures.json", |all| {
                let x = all[0]["strokes"][0][0][0].as_f64().unwrap();
                all[0]["strokes"][0][0][0] = json!(x + 0.004);
            })
        },
        ALTERED,
        REWRITTEN,
    ),
    (
        "a point by 1",
        |b| {
            b.change("signatures.json", |all| {
                let x = all[0]["strokes"][0][0][0].as_f64().unwrap();
                all[0]["strokes"][0][0][0] = json!((x + 1.0) as i64);
            })
        },
        ALTERED,
        "Signature no. 1 belongs to no decision",
    ),
    (
        "an empty stroke",
        |b| {
            b.change("signatures.json", |all| {
                all[0]["strokes"].as_array_mut().unwrap().push(json!([]));
            })
        },
        ALTERED,
        REWRITTEN,
    ),
    (
        "the signature left out",
        |b| b.set_list("signatures.json", &[]),
        INCOMPLETE,
        "The signature of decision no. 1 is missing",
    ),
    (
        "one more signature",
        |b| {
            b.change("signatures.json", |all| {
                all.push(json!({ "kind": "TYPED", "name": "Eve" }));
            })
        },
        ALTERED,
        "Signature no. 2 belongs to no decision",
    ),
    (
        "the signature twice",
        |b| b.change("signatures.json", |all| all.push(all[0].clone())),
        ALTERED,
        "not in the order of the decisions",
    ),
];

#[tokio::test]
async fn no_decision_signature_or_seal_can_be_forged() {
    judge(OF_CONTENT).await;
}
