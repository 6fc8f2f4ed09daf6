//! The port for payments: a service with customers, payment pages and subscriptions. Amounts are in
//! the smallest unit of their currency.

use async_trait::async_trait;

use crate::model::Locale;
use crate::model::billing::payments::{
    Checkout, CustomerId, CustomerState, Endpoint, KnownEndpoint, NewCheckout, NewCustomer, Price,
};

/// The payment service.
#[async_trait]
pub trait Payments: Send + Sync {
    /// Whether real money is moved.
    fn livemode(&self) -> bool;

    /// The version of the service's interface that is spoken.
    fn version(&self) -> &'static str;

    /// Creates a customer; the same key never makes a second one.
    async fn create_customer(&self, new: NewCustomer) -> Result<CustomerId, Unpaid>;

    /// Creates a payment page; the same key never makes a second one.
    async fn create_checkout(&self, new: NewCheckout) -> Result<Checkout, Unpaid>;

    /// Ends a payment page that nobody paid on; an error if somebody did.
    async fn expire_checkout(&self, id: &str) -> Result<(), Unpaid>;

    /// Has a subscription end with the period that is paid for.
    async fn end_subscription(&self, id: &str) -> Result<(), Unpaid>;

    /// The address of a page where a customer manages cards, subscription and receipts.
    async fn portal(
        &self,
        customer: &CustomerId,
        return_url: &str,
        locale: Locale,
    ) -> Result<String, Unpaid>;

    /// All that is known of a customer; empty if there is no such one.
    async fn state(&self, customer: &CustomerId) -> Result<CustomerState, Unpaid>;

    /// A price; None if there is no such one. It may be some time old.
    async fn price(&self, id: &str) -> Result<Option<Price>, Unpaid>;

    /// Has events sent to an address.
    async fn create_endpoint(&self, url: &str, kinds: &[&str]) -> Result<Endpoint, Unpaid>;

    async fn endpoints(&self) -> Result<Vec<KnownEndpoint>, Unpaid>;
}

/// Why the payment service did not do it. The texts have neither keys nor personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unpaid {
    /// It is out of reach or overloaded: a later attempt may succeed.
    #[error("{0}")]
    Unreached(String),
    /// It refuses: with its code.
    #[error("it refuses: {0}")]
    Refused(String),
}
