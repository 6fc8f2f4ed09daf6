//! Bundles with time-stamps of their daily root, and time-stamps that prove nothing.

use super::*;
use crate::model::time_token::MAX_TOKEN;
use crate::model::time_token::sample::{CLIENT_AUTHENTICATION, Maker};

/// Tokens of another program over the root of [`anchored`]: RSA with SHA-256 and the attribute of RFC
/// 2634, and P-384 with SHA-384.
const OF_OTHERS: [&[u8]; 2] = [include_bytes!("rsa.tst"), include_bytes!("p384.tst")];

fn anchored() -> Made {
    withdrawn().anchored(7, 4)
}

/// The hash by which the next root names the one of [`anchored`].
fn hash(made: &Made) -> Digest {
    made.anchor.as_ref().unwrap().daily_root.hash()
}

fn with(tokens: &[&[u8]]) -> Vec<u8> {
    anchored().with(|made| made.tokens = tokens.iter().map(|token| token.to_vec()).collect())
}

fn stamped(change: impl FnOnce(&mut Maker)) -> Vec<u8> {
    let mut maker = Maker::default();
    change(&mut maker);
    with(&[&maker.token(hash(&anchored()))])
}

/// With a time-stamp under another name.
fn named(name: &str, token: Vec<u8>) -> Vec<u8> {
    let mut all = files(&anchored().zip());
    all.push((name.to_owned(), token));
    zipped(&all)
}

pub(super) fn genuine() -> Vec<(&'static str, Vec<u8>)> {
    let token = Maker::default().token(hash(&anchored()));
    vec![
        ("time-stamped", with(&[&token])),
        (
            "time-stamped-with-attributes-not-signed",
            stamped(|maker| maker.unsigned = &[0xa1, 0x02, 0x30, 0x00]),
        ),
        (
            "time-stamped-by-a-certificate-without-an-end",
            stamped(|maker| maker.until = "99991231235959Z"),
        ),
        ("time-stamped-by-two-others", with(&OF_OTHERS)),
        ("time-stamped-late", stamped(|maker| maker.at = "20260601120000.5Z")),
        (
            "time-stamped-by-a-clock-five-minutes-behind",
            stamped(|maker| maker.at = "20260522072500Z"),
        ),
        ("time-stamped-under-the-last-name", named("anchor-8.tst", token)),
    ]
}

pub(super) fn altered() -> Vec<Forged> {
    let made = anchored();
    let good = Maker::default().token(hash(&made));
    let of = |digest: Digest| with(&[&Maker::default().token(digest)]);
    let swapped = accepted().anchored(7, 4);
    let (broken, other) = ("bundle-timestamp-broken", "bundle-timestamp-other");
    vec![
        ("time-stamp-of-another-root", other, of(hash(&swapped))),
        ("time-stamp-of-the-merkle-root", other, of(made.anchor.unwrap().daily_root.root)),
        ("time-stamp-right-beside-a-wrong-one", other, {
            with(&[&good, &Maker::default().token(Digest::ZERO)])
        }),
        ("time-stamp-cut", broken, with(&[&good[..good.len() - 1]])),
        ("time-stamp-with-a-byte-more", broken, with(&[&[&good[..], &[0]].concat()])),
        ("time-stamp-empty", broken, with(&[&[]])),
        ("time-stamp-signed-by-another-key", broken, stamped(|maker| maker.signs_with = 22)),
        (
            "time-stamp-by-a-certificate-for-something-else",
            broken,
            stamped(|maker| maker.usages = vec![CLIENT_AUTHENTICATION]),
        ),
        (
            "time-stamp-by-a-certificate-for-more",
            broken,
            stamped(|maker| maker.usages.push(CLIENT_AUTHENTICATION)),
        ),
        (
            "time-stamp-by-a-certificate-for-anything",
            broken,
            stamped(|maker| maker.has_usage = false),
        ),
        (
            "time-stamp-by-a-certificate-not-critically-for-time",
            broken,
            stamped(|maker| maker.is_critical = false),
        ),
        (
            "time-stamp-by-an-expired-certificate",
            broken,
            stamped(|maker| maker.until = "20260522073209Z"),
        ),
        (
            "time-stamp-without-a-certificate",
            broken,
            stamped(|maker| maker.has_certificate = false),
        ),
        ("time-stamp-naming-another-certificate", broken, stamped(|maker| maker.names = Some(22))),
        ("time-stamp-naming-no-certificate", broken, stamped(|maker| maker.names = None)),
        (
            "time-stamp-of-another-content",
            broken,
            stamped(|maker| maker.digest = Some(Digest::of("another"))),
        ),
        ("time-stamp-in-local-time", broken, stamped(|maker| maker.at = "20260522093210+0200")),
        ("time-stamp-of-month-13", broken, stamped(|maker| maker.at = "20261322073210Z")),
        ("time-stamp-of-30-february", broken, stamped(|maker| maker.at = "20270230073210Z")),
        ("time-stamp-of-hour-24", broken, stamped(|maker| maker.at = "20260522243210Z")),
        ("time-stamp-of-a-leap-second", broken, stamped(|maker| maker.at = "20260522073260Z")),
        (
            "time-stamp-with-an-empty-list-of-certificates",
            broken,
            stamped(|maker| maker.names_nothing = true),
        ),
        (
            "time-stamp-with-a-length-that-is-not-definite",
            broken,
            stamped(|maker| maker.unsigned = &[0xa1, 0x02, 0x30, 0x80]),
        ),
        ("time-stamp-of-nested-sequences", broken, with(&[&nested()])),
        (
            "time-stamp-older-than-its-root",
            "bundle-timestamp-early",
            stamped(|maker| maker.at = "20260522072459Z"),
        ),
        ("time-stamp-without-a-root", "bundle-timestamp-alone", {
            let mut all = files(&with(&[&good]));
            all.retain(|(name, _)| name != ANCHOR);
            zipped(&all)
        }),
        ("time-stamp-number-one", "bundle-file-unknown", named("anchor-1.tst", good.clone())),
        ("time-stamp-number-nine", "bundle-file-unknown", named("anchor-9.tst", good.clone())),
        ("time-stamp-too-large", "bundle-file-damaged", {
            named("anchor.tst", [&good[..], &vec![0; MAX_TOKEN]].concat())
        }),
    ]
}

/// Sequences in sequences, as deep as a token may be.
fn nested() -> Vec<u8> {
    let mut all: Vec<u8> = vec![];
    // From the inside, in front: turned round at the end.
    while all.len() < MAX_TOKEN - 4 {
        let bytes = all.len();
        match bytes {
            0..0x80 => all.push(bytes as u8),
            0x80..0x100 => all.extend([bytes as u8, 0x81]),
            _ => all.extend([bytes as u8, (bytes >> 8) as u8, 0x82]),
        }
        all.push(0x30);
    }
    all.reverse();
    all
}

#[test]
fn whose_the_time_stamps_are_is_known_by_the_certificates_that_are_trusted() {
    use crate::model::time_token::AuthorityRoots;
    use crate::model::time_token::sample::root_pem;
    let trust = Trust { key: Some(SealKey::from_bytes(TRUSTED).public()), pdf: None };
    let own = Maker::default().token(hash(&anchored()));
    let roots = |root| AuthorityRoots::from_pem(root_pem(root).as_bytes()).unwrap();
    let says = |zip: &[u8], root| {
        let authorities = roots(root);
        let outside = Outside { authorities: Some(&authorities), ..Outside::default() };
        let report = examine_with(zip, &trust, &outside);
        let keys = report.checks.iter().map(|check| check.key);
        let keys = keys.filter(|key| key.starts_with("bundle-timestamp"));
        (report.verdict, keys.collect::<Vec<_>>())
    };
    let (good, trusted) = ("bundle-timestamp-good", "bundle-timestamp-trusted");
    assert_eq!(says(&with(&[&own]), 20), (Verdict::Genuine, vec![trusted]));
    let unknown = vec![good, "bundle-timestamp-authority"];
    assert_eq!(says(&with(&[&own]), 30), (Verdict::UnknownKey, unknown));
    // One of several is enough, and none is asked for.
    let several = with(&[OF_OTHERS[0], &own]);
    assert_eq!(says(&several, 20), (Verdict::Genuine, vec![good, trusted]));
    assert_eq!(says(&anchored().zip(), 20), (Verdict::Genuine, vec![]));
    let altered = stamped(|maker| maker.signs_with = 22);
    assert_eq!(says(&altered, 20), (Verdict::Altered, vec!["bundle-timestamp-broken"]));
}
