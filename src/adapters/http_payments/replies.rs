//! The replies of Stripe: the fields that are read, and what they mean here.

use std::collections::BTreeMap;

use reqwest::header::HeaderName;
use serde::Deserialize;
use serde_json::Value;

use super::Identified;
use crate::model::Timestamp;
use crate::model::billing::payments::{
    Billed, Checkout, CheckoutState, KnownEndpoint, Price, Refunded, Status, Subscribed,
};

pub const VERSION_HEADER: HeaderName = HeaderName::from_static("stripe-version");

macro_rules! identified {
    ($($row:ident)+) => {$(
        impl Identified for $row {
            fn id(&self) -> &str {
                &self.id
            }
        }
    )+};
}

identified!(RawSession RawSubscription RawInvoice Charge RawEndpoint);

/// Seconds since 1970.
fn instant(seconds: i64) -> Timestamp {
    Timestamp(seconds.saturating_mul(1_000))
}

/// An id, or the object with that id where a reply was expanded.
fn id_of(value: &Value) -> Option<String> {
    value.as_str().or_else(|| value["id"].as_str()).map(str::to_owned)
}

#[derive(Deserialize)]
pub struct Listed<T> {
    pub data: Vec<T>,
    #[serde(default)]
    pub has_more: bool,
}

/// An error, of which only the code is read: the message may have personal data.
#[derive(Deserialize)]
pub struct Failure {
    error: FailureBody,
}

#[derive(Deserialize)]
struct FailureBody {
    code: Option<String>,
    param: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

impl Failure {
    pub fn code(body: &[u8]) -> Option<String> {
        let FailureBody { code, param, kind } = serde_json::from_slice::<Failure>(body).ok()?.error;
        let code = code.or(kind)?;
        match param {
            Some(param) if code != "resource_missing" => Some(format!("{code} ({param})")),
            _ => Some(code),
        }
    }
}

#[derive(Deserialize)]
pub struct Customer {
    pub id: String,
}

#[derive(Deserialize)]
pub struct Portal {
    pub url: String,
}

#[derive(Deserialize)]
pub struct RawSession {
    id: String,
    url: Option<String>,
    client_reference_id: Option<String>,
    mode: String,
    status: Option<String>,
    payment_status: String,
    amount_total: Option<i64>,
    currency: Option<String>,
    #[serde(default)]
    payment_intent: Value,
    created: i64,
    expires_at: Option<i64>,
}

impl From<RawSession> for Checkout {
    fn from(raw: RawSession) -> Self {
        let state = match (raw.status.as_deref(), raw.payment_status.as_str()) {
            (Some("expired"), _) => CheckoutState::Expired,
            (Some("complete"), "unpaid") => CheckoutState::Awaited,
            (Some("complete"), _) => CheckoutState::Paid,
            _ => CheckoutState::Open,
        };
        Checkout {
            id: raw.id,
            key: raw.client_reference_id,
            url: raw.url,
            state,
            expires_at: raw.expires_at.map(instant),
            amount: raw.amount_total.unwrap_or(0),
            currency: raw.currency.unwrap_or_default(),
            payment: id_of(&raw.payment_intent),
            is_subscription: raw.mode == "subscription",
            created_at: instant(raw.created),
        }
    }
}

#[derive(Deserialize)]
pub struct RawSubscription {
    id: String,
    status: String,
    #[serde(default)]
    cancel_at_period_end: bool,
    cancel_at: Option<i64>,
    created: i64,
    items: Listed<RawItem>,
}

#[derive(Deserialize)]
struct RawItem {
    price: RawItemPrice,
    current_period_end: Option<i64>,
}

#[derive(Deserialize)]
struct RawItemPrice {
    id: String,
}

impl From<RawSubscription> for Subscribed {
    fn from(raw: RawSubscription) -> Self {
        let item = raw.items.data.into_iter().next();
        let (price, period_end) =
            item.map_or((String::new(), None), |item| (item.price.id, item.current_period_end));
        Subscribed {
            id: raw.id,
            status: Status::read(&raw.status),
            price,
            period_end: period_end.map(instant),
            cancels: raw.cancel_at_period_end || raw.cancel_at.is_some(),
            created_at: instant(raw.created),
        }
    }
}

#[derive(Deserialize)]
pub struct RawInvoice {
    id: String,
    status: Option<String>,
    amount_paid: i64,
    currency: String,
    created: i64,
    #[serde(default)]
    status_transitions: BTreeMap<String, Option<i64>>,
    lines: Option<Listed<RawLine>>,
    payments: Option<Listed<RawPayment>>,
}

#[derive(Deserialize)]
struct RawLine {
    description: Option<String>,
    period: Option<RawPeriod>,
}

#[derive(Deserialize)]
struct RawPeriod {
    start: i64,
    end: i64,
}

#[derive(Deserialize)]
struct RawPayment {
    #[serde(default)]
    payment: Value,
}

impl RawInvoice {
    /// None if nothing was paid, as for the first days of a trial.
    pub fn billed(self) -> Option<Billed> {
        if self.status.as_deref() != Some("paid") || self.amount_paid <= 0 {
            return None;
        }
        let paid_at = self.status_transitions.get("paid_at").copied().flatten();
        let line = self.lines.and_then(|lines| lines.data.into_iter().next());
        let payments = self.payments.map(|all| all.data).unwrap_or_default();
        let (label, period) = line.map_or((None, None), |line| (line.description, line.period));
        Some(Billed {
            id: self.id,
            label: label.unwrap_or_default(),
            amount: self.amount_paid,
            currency: self.currency,
            paid_at: instant(paid_at.unwrap_or(self.created)),
            payment: payments.iter().find_map(|one| id_of(&one.payment["payment_intent"])),
            period: period.map(|period| (instant(period.start), instant(period.end))),
        })
    }
}

#[derive(Deserialize)]
pub struct Charge {
    id: String,
    amount_refunded: i64,
    #[serde(default)]
    payment_intent: Value,
}

impl Charge {
    pub fn refunded(self) -> Option<Refunded> {
        let payment = id_of(&self.payment_intent)?;
        (self.amount_refunded > 0).then_some(Refunded { payment, amount: self.amount_refunded })
    }
}

#[derive(Deserialize)]
pub struct RawPrice {
    id: String,
    active: bool,
    unit_amount: Option<i64>,
    currency: String,
    recurring: Option<RawRecurring>,
}

#[derive(Deserialize)]
struct RawRecurring {
    interval: String,
}

impl From<RawPrice> for Price {
    fn from(raw: RawPrice) -> Self {
        Price {
            id: raw.id,
            is_active: raw.active,
            amount: raw.unit_amount,
            currency: raw.currency,
            interval: raw.recurring.map(|recurring| recurring.interval),
        }
    }
}

#[derive(Deserialize)]
pub struct RawEndpoint {
    pub id: String,
    pub secret: Option<String>,
    #[serde(default)]
    url: String,
    api_version: Option<String>,
    #[serde(default)]
    status: String,
}

impl From<RawEndpoint> for KnownEndpoint {
    fn from(raw: RawEndpoint) -> Self {
        KnownEndpoint {
            url: raw.url,
            version: raw.api_version,
            is_enabled: raw.status == "enabled",
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_session_is_paid_once_the_money_is_there() {
        let read = |status: &str, payment_status: &str| {
            let raw = json!({
                "id": "cs_1", "mode": "payment", "status": status, "created": 1,
                "payment_status": payment_status, "payment_intent": {"id": "pi_1"},
            });
            Checkout::from(serde_json::from_value::<RawSession>(raw).unwrap())
        };
        assert_eq!(read("open", "unpaid").state, CheckoutState::Open);
        assert_eq!(read("complete", "unpaid").state, CheckoutState::Awaited);
        assert_eq!(read("complete", "paid").state, CheckoutState::Paid);
        assert_eq!(read("complete", "no_payment_required").state, CheckoutState::Paid);
        assert_eq!(read("expired", "unpaid").state, CheckoutState::Expired);
        assert_eq!(read("complete", "paid").payment.as_deref(), Some("pi_1"));
    }

    #[test]
    fn of_an_error_only_the_code_is_read() {
        let body = br#"{"error":{"type":"invalid_request_error","code":"email_invalid",
            "param":"email","message":"jane@example.org is no address"}}"#;
        assert_eq!(Failure::code(body).as_deref(), Some("email_invalid (email)"));
        assert_eq!(Failure::code(b"<html>"), None);
    }

    #[test]
    fn an_invoice_of_nothing_is_none() {
        let raw = |amount: i64| {
            let raw = json!({
                "id": "in_1", "status": "paid", "amount_paid": amount, "currency": "eur",
                "created": 1, "status_transitions": {"paid_at": 5, "voided_at": null},
                "lines": {"data": [{"description": "Medium", "period": {"start": 1, "end": 2}}]},
                "payments": {"data": [{"payment": {"type": "payment_intent",
                    "payment_intent": "pi_9"}}]},
            });
            serde_json::from_value::<RawInvoice>(raw).unwrap().billed()
        };
        assert_eq!(raw(0), None);
        let billed = raw(2_900).unwrap();
        assert_eq!((billed.paid_at, billed.payment.as_deref()), (Timestamp(5_000), Some("pi_9")));
        assert_eq!(billed.period, Some((Timestamp(1_000), Timestamp(2_000))));
    }
}
