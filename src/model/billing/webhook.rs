//! What the payment service calls us with: `Stripe-Signature` over the raw body
//! (<https://docs.stripe.com/webhooks#verify-manually>), and the few fields that are read. The rest
//! of the body is never applied: it only says of whom to ask.

use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use serde_json::Value;
use sha2::Sha256;

use super::super::{Secret, Timestamp};
use super::payments::CustomerId;

/// How far the clock of the sender may be from ours, in milliseconds.
const TOLERANCE: i64 = 5 * Timestamp::MINUTE;
/// The longest id of an event.
const LONGEST_ID: usize = 255;

/// Why a call is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// There is no signature, or none by one of our secrets.
    Forged,
    /// It was signed too long ago, or in the future.
    Stale,
    /// The body is no event.
    Unreadable,
    /// It is about test data and the key is not, or the other way round.
    WrongMode,
}

/// An event of the payment service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    pub id: String,
    pub kind: String,
    /// Whom it is about, if anybody.
    pub customer: Option<CustomerId>,
}

/// Reads a call, if one of `secrets` signed it within the tolerance.
pub fn read(
    header: &str,
    body: &[u8],
    secrets: &[Secret],
    livemode: bool,
    now: Timestamp,
) -> Result<Call, Refusal> {
    let (mut at, mut signatures) = (None, vec![]);
    for part in header.split(',') {
        match part.trim().split_once('=') {
            Some(("t", seconds)) => at = Some(seconds),
            Some(("v1", hex)) => signatures.extend(hex::decode(hex).ok()),
            _ => {}
        }
    }
    let at = at.ok_or(Refusal::Forged)?;
    let is_ours = |secret: &Secret, signature: &[u8]| {
        Hmac::<Sha256>::new_from_slice(secret.reveal().as_bytes())
            .map(|mac| mac.chain_update(at).chain_update(".").chain_update(body))
            .is_ok_and(|mac| mac.verify_slice(signature).is_ok())
    };
    let by_any = |signature: &Vec<u8>| secrets.iter().any(|secret| is_ours(secret, signature));
    if !signatures.iter().any(by_any) {
        return Err(Refusal::Forged);
    }
    let seconds: i64 = at.parse().map_err(|_| Refusal::Forged)?;
    let distance = now.since(Timestamp(seconds.saturating_mul(1_000)));
    if distance.saturating_abs() > TOLERANCE {
        return Err(Refusal::Stale);
    }
    let event: RawEvent = serde_json::from_slice(body).map_err(|_| Refusal::Unreadable)?;
    if event.id.is_empty() || event.id.len() > LONGEST_ID {
        return Err(Refusal::Unreadable);
    }
    if event.livemode != livemode {
        return Err(Refusal::WrongMode);
    }
    let customer = event.data.and_then(|data| customer(&data.object));
    Ok(Call { id: event.id, kind: event.kind, customer })
}

/// The customer an object is, or is about: their id, or the object itself.
fn customer(object: &Value) -> Option<CustomerId> {
    let id = match object["object"].as_str() {
        Some("customer") => object["id"].as_str(),
        _ => object["customer"].as_str().or_else(|| object["customer"]["id"].as_str()),
    };
    id.map(|id| CustomerId(id.to_owned()))
}

#[derive(Deserialize)]
struct RawEvent {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    livemode: bool,
    data: Option<RawData>,
}

#[derive(Deserialize)]
struct RawData {
    object: Value,
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_790_000_000_000);
    const BODY: &[u8] = br#"{"id":"evt_1","type":"invoice.paid","livemode":false,
        "data":{"object":{"object":"invoice","customer":"cus_1"}}}"#;

    /// The header of a body signed at an instant.
    fn sign(secret: &Secret, body: &[u8], at: Timestamp) -> Option<String> {
        let seconds = at.0.div_euclid(1_000);
        let mac = Hmac::<Sha256>::new_from_slice(secret.reveal().as_bytes()).ok()?;
        let mac = mac.chain_update(seconds.to_string()).chain_update(".").chain_update(body);
        Some(format!("t={seconds},v1={}", hex::encode(mac.finalize().into_bytes())))
    }

    fn secrets() -> Vec<Secret> {
        vec![Secret::new("whsec_new"), Secret::new("whsec_old")]
    }

    fn judged(header: &str, body: &[u8]) -> Result<String, Refusal> {
        read(header, body, &secrets(), false, NOW).map(|call| call.id)
    }

    #[test]
    fn either_secret_signs_and_no_other() {
        for secret in ["whsec_new", "whsec_old"] {
            let header = sign(&Secret::new(secret), BODY, NOW).unwrap();
            assert_eq!(judged(&header, BODY), Ok("evt_1".to_owned()));
        }
        let other = sign(&Secret::new("whsec_other"), BODY, NOW).unwrap();
        assert_eq!(judged(&other, BODY), Err(Refusal::Forged));
        let header = sign(&Secret::new("whsec_new"), BODY, NOW).unwrap();
        assert_eq!(judged(&header, b"{}"), Err(Refusal::Forged));
        for header in ["", "t=1", "v1=00", "t=1,v1=zz", &header.replace("v1", "v0")] {
            assert_eq!(judged(header, BODY), Err(Refusal::Forged), "{header}");
        }
        // While a secret is replaced, Stripe signs with both.
        let both = format!("{other},{}", header.split(',').nth(1).unwrap());
        assert_eq!(judged(&both, BODY), Ok("evt_1".to_owned()));
    }

    /// The example of a signature computed by hand: HMAC-SHA256 of `1790000000.{}`.
    #[test]
    fn a_signature_is_over_the_time_and_the_raw_body() {
        let header = sign(&Secret::new("whsec_new"), b"{}", NOW).unwrap();
        let mac = Hmac::<Sha256>::new_from_slice(b"whsec_new").unwrap();
        let mac = mac.chain_update("1790000000.{}").finalize().into_bytes();
        assert_eq!(header, format!("t=1790000000,v1={}", hex::encode(mac)));
    }

    #[test]
    fn five_minutes_are_tolerated_and_no_more() {
        let at = |seconds: i64| {
            let then = NOW.plus(seconds * 1_000);
            judged(&sign(&Secret::new("whsec_new"), BODY, then).unwrap(), BODY).err()
        };
        assert_eq!([at(-300), at(300)], [None, None]);
        assert_eq!([at(-301), at(301)], [Some(Refusal::Stale); 2]);
    }

    #[test]
    fn the_wrong_mode_is_refused_and_the_customer_is_found_wherever_it_stands() {
        let header = sign(&Secret::new("whsec_new"), BODY, NOW).unwrap();
        let wrong = read(&header, BODY, &secrets(), true, NOW);
        assert_eq!(wrong, Err(Refusal::WrongMode));
        for object in [
            r#"{"object":"customer","id":"cus_1"}"#,
            r#"{"object":"invoice","customer":"cus_1"}"#,
            r#"{"object":"invoice","customer":{"id":"cus_1"}}"#,
        ] {
            let found = customer(&serde_json::from_str(object).unwrap());
            assert_eq!(found, Some(CustomerId("cus_1".to_owned())));
        }
    }
}
