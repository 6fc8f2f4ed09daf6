use super::sample::{CLIENT_AUTHENTICATION, Maker, root_pem};
use super::*;
use crate::model::der::{sequence, small};

fn hash() -> Digest {
    Digest::of("root")
}

fn read(change: impl FnOnce(&mut Maker)) -> Result<TimeToken, Wrong> {
    let mut maker = Maker::default();
    change(&mut maker);
    TimeToken::read(&maker.token(hash()))
}

#[test]
fn a_token_says_who_signed_what_and_when() {
    let nonce = Nonce::of(u64::MAX);
    let token = read(|maker| maker.nonce = Some(nonce.clone())).unwrap();
    assert_eq!((token.imprint, token.at.rfc3339().as_str()), (hash(), "2026-05-22T07:32:10Z"));
    assert_eq!(token.authority.name, "Horodatage, Exemple");
    assert!(token.answers(&nonce) && !token.answers(&Nonce::of(7)));
    assert!(!read(|_| {}).unwrap().answers(&nonce));
    let near = |millis| token.is_near(token.at.plus(millis));
    assert!(near(300_000) && near(-300_000) && !near(300_001) && !near(-300_001));
    let token = read(|maker| maker.at = "20260522073210.2567Z").unwrap();
    assert_eq!(token.at.rfc3339(), "2026-05-22T07:32:10.256Z");
}

#[test]
fn what_is_wrong_with_a_token_is_said() {
    for (wrong, change) in [
        (Wrong::Signature, (|maker| maker.signs_with = 22) as fn(&mut Maker)),
        (Wrong::Certificate, |maker| maker.has_certificate = false),
        (Wrong::Usage, |maker| maker.usages = vec![CLIENT_AUTHENTICATION]),
        (Wrong::Usage, |maker| maker.usages.push(CLIENT_AUTHENTICATION)),
        (Wrong::Usage, |maker| maker.is_critical = false),
        (Wrong::Expired, |maker| maker.until = "20260522073209Z"),
        (Wrong::Expired, |maker| maker.at = "20191231235959Z"),
        (Wrong::Attributes, |maker| maker.names = None),
        (Wrong::Attributes, |maker| maker.names = Some(22)),
        (Wrong::Attributes, |maker| maker.digest = Some(Digest::ZERO)),
        (Wrong::Unreadable, |maker| maker.at = "20260522093210+0200"),
        (Wrong::Unreadable, |maker| maker.at = "20260532073210Z"),
    ] {
        assert_eq!(read(change), Err(wrong));
    }
}

#[test]
fn no_byte_of_what_is_signed_can_be_changed_or_cut() {
    let der = Maker::default().token(hash());
    for cut in 0..der.len() {
        assert_eq!(TimeToken::read(&der[..cut]), Err(Wrong::Unreadable), "{cut}");
    }
    assert_eq!(TimeToken::read(&[&der[..], &[0]].concat()), Err(Wrong::Unreadable));
    let whole = TimeToken::read(&der).unwrap();
    for at in 0..der.len() {
        let mut changed = der.clone();
        changed[at] ^= 1;
        // Some bytes around the signed ones say nothing, like the version.
        if let Ok(read) = TimeToken::read(&changed) {
            assert_eq!(
                TimeToken { der: vec![], ..read },
                TimeToken { der: vec![], ..whole.clone() }
            );
        }
    }
}

#[test]
fn a_chain_ends_at_a_root_that_is_trusted_or_not() {
    let token = read(|_| {}).unwrap();
    let roots = |pem: &str| AuthorityRoots::from_pem(pem.as_bytes());
    assert!(token.leads_to(&roots(&root_pem(20)).unwrap()));
    assert!(!token.leads_to(&roots(&root_pem(30)).unwrap()));
    assert!(token.leads_to(&roots(&[root_pem(30), root_pem(20)].concat()).unwrap()));
    // The same name, another key.
    assert!(!read(|maker| maker.root = 30).unwrap().leads_to(&roots(&root_pem(20)).unwrap()));
    assert!(roots("").is_none() && roots("-----BEGIN CERTIFICATE-----\nAAAA").is_none());
}

#[test]
fn requests_and_replies_are_as_rfc_3161_has_them() {
    let nonce = Nonce::of(0x80);
    let asked = hex::encode(request(hash(), &nonce));
    let hash = hash().hex();
    // Written by hand after section 2.4.1: version, imprint, nonce, certReq.
    assert_eq!(
        asked,
        format!("303d0201013031300d060960864801650304020105000420{hash}020200800101ff")
    );
    let reply = |status: u8, rest: &[u8]| sequence(&[&sequence(&[&small(status)]), rest]);
    let token = sequence(&[&small(9)]);
    for status in [0, 1] {
        assert_eq!(granted(&reply(status, &token)), Ok(Reply::Token(&token)));
        assert_eq!(granted(&reply(status, &[])), Err(Wrong::Unreadable));
    }
    assert_eq!(granted(&reply(2, &[])), Ok(Reply::Refused(2)));
    assert_eq!(granted(&reply(2, &token)), Err(Wrong::Unreadable));
    assert_eq!(granted(&[reply(0, &token), vec![0]].concat()), Err(Wrong::Unreadable));
    assert_eq!(granted(b"<html>"), Err(Wrong::Unreadable));
    assert_eq!(granted(b""), Err(Wrong::Unreadable));
}
