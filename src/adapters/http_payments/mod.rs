//! Payments by the API of Stripe (<https://docs.stripe.com/api>): forms are sent, JSON is replied.
//! Every request names the version it was written for, and every one that creates something a key,
//! so that a repetition creates nothing. The secret key stands in a header that is marked as
//! sensitive; neither logs nor errors have it, nor what a reply says about customers.

mod replies;

use std::time::Duration;

use anyhow::Context;
use async_trait::async_trait;
use moka::sync::Cache as Moka;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Client, Method, StatusCode, Url};
use serde::de::DeserializeOwned;

use super::http_client::client;
use crate::error::Result;
use crate::model::billing::payments::{
    Bought, Checkout, CustomerId, CustomerState, Endpoint, KnownEndpoint, NewCheckout, NewCustomer,
    Price,
};
use crate::model::{Locale, Secret};
use crate::ports::{Payments, Unpaid};

use replies::{
    Charge, Customer, Failure, Listed, Portal, RawEndpoint, RawInvoice, RawPrice, RawSession,
    RawSubscription,
};

/// The version of the API that the requests and replies here are written for. A webhook endpoint
/// has the default version of its account unless another is given when it is created.
pub const VERSION: &str = "2026-09-30.endive";

/// The longest reply: a hundred invoices with their lines.
const LARGEST: usize = 8 << 20;
/// For a whole reply. Stripe is mostly done within one or two seconds.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a price is remembered.
const PRICE_LASTS: Duration = Duration::from_secs(3_600);
/// Rows of a page, and pages of a list: a customer with more has its oldest ones read already.
const PAGE: &str = "100";
const PAGES: usize = 20;

/// Fields of a form.
type Form = Vec<(&'static str, String)>;

/// An account at Stripe.
pub struct HttpPayments {
    client: Client,
    url: Url,
    key: Secret,
    livemode: bool,
    /// Pages show prices, and they hardly ever change.
    prices: Moka<String, Option<Price>>,
}

impl HttpPayments {
    /// The account that a secret key belongs to. `url` is the service's, without `/v1`.
    pub fn new(url: &str, key: Secret, livemode: bool) -> Result<Self> {
        let url = Url::parse(url).context("stripe.url is no address")?;
        let prices = Moka::builder().max_capacity(100).time_to_live(PRICE_LASTS).build();
        Ok(Self { client: client(PATIENCE)?, url, key, livemode, prices })
    }

    async fn post<T: DeserializeOwned>(
        &self,
        path: &[&str],
        key: Option<&str>,
        form: Form,
    ) -> Result<T, Unpaid> {
        self.send(Method::POST, path, key, form).await
    }

    async fn get<T: DeserializeOwned>(&self, path: &[&str], query: Form) -> Result<T, Unpaid> {
        self.send(Method::GET, path, None, query).await
    }

    /// All rows of a list.
    async fn all<T>(&self, path: &[&str], query: Form) -> Result<Vec<T>, Unpaid>
    where
        T: DeserializeOwned + Identified,
    {
        let mut all: Vec<T> = vec![];
        for _ in 0..PAGES {
            let mut query = query.clone();
            query.push(("limit", PAGE.to_owned()));
            if let Some(last) = all.last() {
                query.push(("starting_after", last.id().to_owned()));
            }
            let page: Listed<T> = self.get(path, query).await?;
            let is_last = !page.has_more || page.data.is_empty();
            all.extend(page.data);
            if is_last {
                return Ok(all);
            }
        }
        Ok(all)
    }

    async fn send<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &[&str],
        key: Option<&str>,
        fields: Form,
    ) -> Result<T, Unpaid> {
        let mut url = self.url.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push("v1").extend(path);
        }
        let mut request = self.client.request(method.clone(), url).headers(self.headers()?);
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        request = match method {
            Method::GET => request.query(&fields),
            _ => request
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(encode(&fields)),
        };
        let unreached = |error: reqwest::Error| {
            let error = anyhow::Error::from(error.without_url());
            Unpaid::Unreached(format!("{error:#}"))
        };
        let mut reply = request.send().await.map_err(unreached)?;
        let status = reply.status();
        let mut body = vec![];
        while let Some(part) = reply.chunk().await.map_err(unreached)? {
            body.extend_from_slice(&part);
            if body.len() > LARGEST {
                return Err(Unpaid::Unreached("its reply is too long".to_owned()));
            }
        }
        if status.is_success() {
            // The path of the field, without what stands there.
            let mut from = serde_json::Deserializer::from_slice(&body);
            return serde_path_to_error::deserialize(&mut from).map_err(|error| {
                Unpaid::Unreached(format!("its reply is not understood at {}", error.path()))
            });
        }
        let code = Failure::code(&body).unwrap_or_else(|| status.as_u16().to_string());
        // 409: another request with the same key is still at work.
        if status.is_server_error()
            || matches!(
                status,
                StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT | StatusCode::CONFLICT
            )
        {
            return Err(Unpaid::Unreached(format!("it replies {}: {code}", status.as_u16())));
        }
        Err(Unpaid::Refused(code))
    }

    fn headers(&self) -> Result<HeaderMap, Unpaid> {
        let bearer = format!("Bearer {}", self.key.reveal());
        let mut key = HeaderValue::from_str(&bearer)
            .map_err(|_| Unpaid::Refused("stripe.key has other characters than a key".into()))?;
        key.set_sensitive(true);
        let version = HeaderValue::from_static(VERSION);
        Ok([(AUTHORIZATION, key), (replies::VERSION_HEADER, version)].into_iter().collect())
    }
}

#[async_trait]
impl Payments for HttpPayments {
    fn livemode(&self) -> bool {
        self.livemode
    }

    fn version(&self) -> &'static str {
        VERSION
    }

    async fn create_customer(&self, new: NewCustomer) -> Result<CustomerId, Unpaid> {
        let form = vec![
            ("name", new.name),
            ("email", new.email),
            ("preferred_locales[0]", new.locale.tag().to_owned()),
            ("metadata[key]", new.key.clone()),
        ];
        let made: Customer = self.post(&["customers"], Some(&new.key), form).await?;
        Ok(CustomerId(made.id))
    }

    async fn create_checkout(&self, new: NewCheckout) -> Result<Checkout, Unpaid> {
        let mut form = vec![
            ("customer", new.customer.0),
            ("client_reference_id", new.key.clone()),
            ("locale", new.locale.tag().to_owned()),
            ("success_url", new.success_url),
            ("cancel_url", new.cancel_url),
            ("metadata[key]", new.key.clone()),
        ];
        match new.what {
            Bought::Once { label, quantity, unit_amount, currency } => form.extend([
                ("mode", "payment".to_owned()),
                ("line_items[0][quantity]", quantity.to_string()),
                ("line_items[0][price_data][currency]", currency),
                ("line_items[0][price_data][unit_amount]", unit_amount.to_string()),
                ("line_items[0][price_data][product_data][name]", label),
                ("payment_intent_data[metadata][key]", new.key.clone()),
            ]),
            Bought::Subscription { price } => form.extend([
                ("mode", "subscription".to_owned()),
                ("line_items[0][quantity]", "1".to_owned()),
                ("line_items[0][price]", price),
                ("subscription_data[metadata][key]", new.key.clone()),
            ]),
        }
        let made: RawSession = self.post(&["checkout", "sessions"], Some(&new.key), form).await?;
        Ok(made.into())
    }

    async fn expire_checkout(&self, id: &str) -> Result<(), Unpaid> {
        let path = ["checkout", "sessions", id, "expire"];
        self.post::<RawSession>(&path, None, vec![]).await.map(drop)
    }

    async fn end_subscription(&self, id: &str) -> Result<(), Unpaid> {
        let form = vec![("cancel_at_period_end", "true".to_owned())];
        self.post::<RawSubscription>(&["subscriptions", id], None, form).await.map(drop)
    }

    async fn portal(
        &self,
        customer: &CustomerId,
        return_url: &str,
        locale: Locale,
    ) -> Result<String, Unpaid> {
        let form = vec![
            ("customer", customer.0.clone()),
            ("return_url", return_url.to_owned()),
            ("locale", locale.tag().to_owned()),
        ];
        let made: Portal = self.post(&["billing_portal", "sessions"], None, form).await?;
        Ok(made.url)
    }

    async fn state(&self, customer: &CustomerId) -> Result<CustomerState, Unpaid> {
        let of = || vec![("customer", customer.0.clone())];
        let with = |more: &[(&'static str, &str)]| {
            let more = more.iter().map(|(name, value)| (*name, (*value).to_owned()));
            of().into_iter().chain(more).collect::<Form>()
        };
        let subscriptions: Vec<RawSubscription> =
            self.all(&["subscriptions"], with(&[("status", "all")])).await?;
        let checkouts: Vec<RawSession> = self.all(&["checkout", "sessions"], of()).await?;
        let paid = with(&[("status", "paid"), ("expand[]", "data.payments")]);
        let invoices: Vec<RawInvoice> = self.all(&["invoices"], paid).await?;
        let charges: Vec<Charge> = self.all(&["charges"], of()).await?;
        Ok(CustomerState {
            subscriptions: subscriptions.into_iter().map(Into::into).collect(),
            checkouts: checkouts.into_iter().map(Into::into).collect(),
            invoices: invoices.into_iter().filter_map(RawInvoice::billed).collect(),
            refunds: charges.into_iter().filter_map(Charge::refunded).collect(),
        })
    }

    async fn price(&self, id: &str) -> Result<Option<Price>, Unpaid> {
        if let Some(known) = self.prices.get(id) {
            return Ok(known);
        }
        let found = match self.get::<RawPrice>(&["prices", id], vec![]).await {
            Ok(found) => Some(Price::from(found)),
            Err(Unpaid::Refused(code)) if code == "resource_missing" => None,
            Err(error) => return Err(error),
        };
        self.prices.insert(id.to_owned(), found.clone());
        Ok(found)
    }

    async fn create_endpoint(&self, url: &str, kinds: &[&str]) -> Result<Endpoint, Unpaid> {
        let mut form = vec![
            ("url", url.to_owned()),
            ("api_version", VERSION.to_owned()),
            ("description", "be-right".to_owned()),
        ];
        form.extend(kinds.iter().map(|kind| ("enabled_events[]", (*kind).to_owned())));
        let made: RawEndpoint = self.post(&["webhook_endpoints"], None, form).await?;
        let secret = made.secret.ok_or_else(|| Unpaid::Unreached("it gives no secret".into()))?;
        Ok(Endpoint { id: made.id, secret: Secret::new(secret) })
    }

    async fn endpoints(&self) -> Result<Vec<KnownEndpoint>, Unpaid> {
        let all: Vec<RawEndpoint> = self.all(&["webhook_endpoints"], vec![]).await?;
        Ok(all.into_iter().map(Into::into).collect())
    }
}

/// A row of a list, which the next page comes after.
trait Identified {
    fn id(&self) -> &str;
}

/// A form as browsers send it.
fn encode(fields: &[(&'static str, String)]) -> String {
    let mut form = reqwest::Url::parse("form:?").ok();
    let Some(url) = &mut form else { return String::new() };
    url.query_pairs_mut().extend_pairs(fields.iter().map(|(name, value)| (*name, value.as_str())));
    url.query().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_encoded_as_browsers_do() {
        let form = vec![("a[0]", "é & =+".to_owned()), ("b", "{X}".to_owned())];
        assert_eq!(encode(&form), "a%5B0%5D=%C3%A9+%26+%3D%2B&b=%7BX%7D");
        assert_eq!(encode(&[]), "");
    }

    #[test]
    fn the_key_is_not_printed() {
        let payments =
            HttpPayments::new("https://api.stripe.com", Secret::new("sk_test_x"), false).unwrap();
        let headers = payments.headers().unwrap();
        assert!(!format!("{headers:?}").contains("sk_test_x"));
    }
}
