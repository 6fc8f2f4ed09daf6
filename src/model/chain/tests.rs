//! Verification of chains: which changes are detected.

use proptest::prelude::*;

use super::*;

fn chain() -> Vec<Entry> {
    let mut salt = 0;
    let mut salts = || {
        salt += 1;
        [salt; 16]
    };
    let mut entries: Vec<Entry> = vec![];
    for (kind, at, fields) in [
        (EvidenceKind::InvitationSent, 1_000, vec![("to", "a@b.fr".to_owned())]),
        (EvidenceKind::CodeVerified, 2_345, vec![("ip", "::1".into()), ("agent", "".into())]),
        (EvidenceKind::Answered, 3_000, vec![]),
        (EvidenceKind::PdfMade, 4_000, vec![("sha256", Digest::of("x").hex())]),
    ] {
        let head = entries.last().map(Entry::head);
        entries.push(Entry::next(head.as_ref(), kind, Timestamp(at), fields, &mut salts));
    }
    entries
}

#[test]
fn a_whole_chain_gives_its_head() {
    let chain = chain();
    assert_eq!(verify(&chain).unwrap(), chain[3].head());
    assert_eq!(verify(&chain[..2]).unwrap(), chain[1].head());
    assert_eq!(verify([]).unwrap_err(), Broken { seq: 0, why: Why::Empty });
}

#[test]
fn the_documented_bytes_are_the_hashed_ones() {
    let entry = &chain()[0];
    let field = Digest::of_parts(&[&[1; 16], &[0, 0, 0, 2], b"to", b"a@b.fr"]);
    assert_eq!(entry.fields[0].hash, field);
    let mut bytes = b"be-right evidence 1\n".to_vec();
    bytes.extend([0; 32]);
    bytes.extend([0, 0, 0, 0, 0, 0, 0, 1]);
    bytes.extend(b"\0\0\0\x0fINVITATION_SENT");
    bytes.extend([0, 0, 0, 0, 0, 0, 3, 0xe8]);
    bytes.extend([0, 0, 0, 1]);
    bytes.extend(b"\0\0\0\x02to");
    bytes.extend(field.as_bytes());
    assert_eq!(entry.hash, Digest::of(bytes));
}

#[test]
fn an_erased_chain_still_verifies_and_knows_no_value() {
    let mut chain = chain();
    let head = verify(&chain).unwrap();
    chain.iter_mut().for_each(Entry::erase);
    assert_eq!(verify(&chain).unwrap(), head);
    let json = serde_json::to_string(&chain).unwrap();
    assert!(!json.contains("a@b.fr") && !json.contains("salt"), "{json}");
}

#[test]
fn an_incomplete_erasure_is_detected() {
    let mut chain = chain();
    chain[1].fields[0].salt = None;
    let broken = verify(&chain).unwrap_err();
    assert_eq!(broken, Broken { seq: 2, why: Why::HalfErased("ip".into()) });
}

#[test]
fn entries_dropped_swapped_or_repeated_break_the_chain() {
    let whole = chain();
    for at in 0..3 {
        let mut chain = whole.clone();
        chain.remove(at);
        assert_eq!(verify(&chain).unwrap_err().seq, at as u64 + 1);
        let mut chain = whole.clone();
        chain.swap(at, at + 1);
        assert_eq!(verify(&chain).unwrap_err().why, Why::Sequence);
        let mut chain = whole.clone();
        chain.insert(at, whole[at].clone());
        assert_eq!(verify(&chain).unwrap_err().why, Why::Sequence);
    }
    // Renumbering the rest is still detected.
    let mut chain = whole.clone();
    chain.remove(1);
    chain[1].seq = 2;
    assert_eq!(verify(&chain).unwrap_err().why, Why::Previous);
}

#[test]
fn names_are_stable_and_read_back() {
    for kind in EvidenceKind::ALL {
        assert_eq!(EvidenceKind::from_name(kind.name()), Some(kind));
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
    }
}

#[test]
fn json_gives_the_same_chain_back() {
    let chain = chain();
    let json = serde_json::to_string(&chain).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Entry>>(&json).unwrap(), chain);
    assert!(json.contains(r#""at":"1970-01-01T00:00:02.345Z""#), "{json}");
}

proptest! {
    #[test]
    fn any_flipped_bit_breaks_it(place in 0usize..10_000, bit in 0u32..8) {
        let whole = chain();
        let mut json = serde_json::to_vec(&whole).unwrap();
        let place = place % json.len();
        json[place] ^= 1 << bit;
        // A mutation makes it unparsable, or leaves it equal (upper-case hexadecimal, white
        // space), or breaks it.
        if let Ok(read) = serde_json::from_slice::<Vec<Entry>>(&json)
            && read != whole
        {
            prop_assert!(verify(&read).is_err(), "{}", String::from_utf8_lossy(&json));
        }
    }
}
