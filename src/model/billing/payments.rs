//! What the payment service and the instance exchange. Names are ours, not those of one service.

use std::cmp::Reverse;
use std::fmt;

use super::super::{Locale, Plan, Secret, Timestamp};

/// The id of a customer at the payment service.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CustomerId(pub String);

impl fmt::Display for CustomerId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

crate::model::published! { "snake_case"
/// The state of a subscription, in the words of Stripe.
pub enum Status {
    /// It is tried for free.
    Trialing,
    /// It is paid for.
    Active,
    /// Its last payment failed and is tried again.
    PastDue,
    /// Its payments failed and are not tried any more.
    Unpaid,
    /// It is paused.
    Paused,
    /// Its first payment is missing.
    Incomplete,
    /// Its first payment was not made in time.
    IncompleteExpired,
    /// It ended.
    Canceled,
}
}

impl Status {
    /// A status that this version does not know is taken for a missing payment: nothing is lost by
    /// it, and it ends with the next that is known.
    pub fn read(name: &str) -> Self {
        Self::from_name(name).unwrap_or(Status::Unpaid)
    }

    /// Whether the subscription has begun and not ended: there may be one such.
    pub fn is_live(self) -> bool {
        !matches!(self, Status::Canceled | Status::Incomplete | Status::IncompleteExpired)
    }
}

/// A customer to create.
#[derive(Debug, Clone)]
pub struct NewCustomer {
    /// The same key never makes a second one.
    pub key: String,
    pub name: String,
    pub email: String,
    pub locale: Locale,
}

/// A payment page to create.
#[derive(Debug, Clone)]
pub struct NewCheckout {
    /// The key of the order: the same never makes a second page.
    pub key: String,
    pub customer: CustomerId,
    pub locale: Locale,
    pub what: Bought,
    /// Where the browser goes afterwards; `{CHECKOUT_SESSION_ID}` is replaced.
    pub success_url: String,
    pub cancel_url: String,
}

/// What is paid for on a payment page.
#[derive(Debug, Clone)]
pub enum Bought {
    /// So many of something, each at a price in the smallest unit of the currency.
    Once { label: String, quantity: u32, unit_amount: i64, currency: String },
    /// A subscription to a price of the service.
    Subscription { price: String },
}

/// A payment page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    pub id: String,
    /// The key of the order.
    pub key: Option<String>,
    /// None once it is over.
    pub url: Option<String>,
    pub state: CheckoutState,
    pub expires_at: Option<Timestamp>,
    /// What was paid, in the smallest unit of the currency.
    pub amount: i64,
    pub currency: String,
    /// The payment, by which a refund is found.
    pub payment: Option<String>,
    pub is_subscription: bool,
    pub created_at: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckoutState {
    Open,
    Paid,
    /// Complete, but the money is on its way, as by direct debit.
    Awaited,
    Expired,
}

/// A subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscribed {
    pub id: String,
    pub status: Status,
    /// The price of its first item.
    pub price: String,
    pub period_end: Option<Timestamp>,
    pub cancels: bool,
    pub created_at: Timestamp,
}

/// A paid invoice of the payment service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Billed {
    pub id: String,
    pub label: String,
    /// In the smallest unit of the currency, taxes included.
    pub amount: i64,
    pub currency: String,
    pub paid_at: Timestamp,
    pub payment: Option<String>,
    /// The first and last instant it is for.
    pub period: Option<(Timestamp, Timestamp)>,
}

/// Money that was given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refunded {
    pub payment: String,
    /// All refunds of this payment together.
    pub amount: i64,
}

/// All that the payment service knows of a customer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomerState {
    pub subscriptions: Vec<Subscribed>,
    pub checkouts: Vec<Checkout>,
    pub invoices: Vec<Billed>,
    pub refunds: Vec<Refunded>,
}

impl CustomerState {
    /// The subscription that counts: one that is paid for before one whose payment is missing, both
    /// before one that ended; of several the highest plan, then the oldest. There should be one, and
    /// whoever pays for two is not given the lesser.
    pub fn current(&self, prices: &Prices) -> Option<&Subscribed> {
        let rank = |one: &&Subscribed| {
            let standing = match one.status {
                Status::Trialing | Status::Active => 0,
                Status::PastDue => 1,
                status if status.is_live() => 2,
                _ => 3,
            };
            (standing, Reverse(prices.plan_of(&one.price)), one.created_at)
        };
        self.subscriptions.iter().min_by_key(rank)
    }
}

/// A webhook endpoint that was created.
#[derive(Debug, Clone)]
pub struct Endpoint {
    pub id: String,
    /// Signs what is sent to it; shown once.
    pub secret: Secret,
}

/// A webhook endpoint that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownEndpoint {
    pub url: String,
    pub version: Option<String>,
    pub is_enabled: bool,
}

/// A price of the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    pub id: String,
    pub is_active: bool,
    /// In the smallest unit of the currency; None: it has several.
    pub amount: Option<i64>,
    pub currency: String,
    /// `month` or `year`; None: it is paid once.
    pub interval: Option<String>,
}

/// Which price is of which plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prices {
    pub medium: Option<String>,
    pub premium: Option<String>,
}

impl Prices {
    pub fn of(&self, plan: Plan) -> Option<&str> {
        match plan {
            Plan::Basic => None,
            Plan::Medium => self.medium.as_deref(),
            Plan::Premium => self.premium.as_deref(),
        }
    }

    /// The plan of a price. One that is not ours is the smallest that is paid for: whoever pays
    /// is given something, and doctor names what is missing.
    pub fn plan_of(&self, price: &str) -> Plan {
        if self.premium.as_deref() == Some(price) { Plan::Premium } else { Plan::Medium }
    }
}

/// Whether a secret key moves real money; None: it is no key that this version knows.
pub fn livemode_of(key: &str) -> Option<bool> {
    let rest = key.strip_prefix("sk_").or_else(|| key.strip_prefix("rk_"))?;
    match rest.split('_').next()? {
        "live" => Some(true),
        "test" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_says_whether_it_moves_money() {
        let read = ["sk_live_1", "rk_live_1", "sk_test_1", "pk_live_1", "x"].map(livemode_of);
        assert_eq!(read, [Some(true), Some(true), Some(false), None, None]);
    }

    #[test]
    fn what_is_paid_for_counts_and_of_several_the_highest_plan() {
        let one = |id: &str, status, at| Subscribed {
            id: id.to_owned(),
            status,
            price: String::new(),
            period_end: None,
            cancels: false,
            created_at: Timestamp(at),
        };
        let prices = Prices { medium: Some("m".to_owned()), premium: Some("p".to_owned()) };
        let current = |subscriptions: Vec<Subscribed>| {
            let state = CustomerState { subscriptions, ..CustomerState::default() };
            state.current(&prices).map(|one| one.id.clone())
        };
        let (ended, late) = (one("ended", Status::Canceled, 1), one("late", Status::PastDue, 2));
        let (first, second) = (one("first", Status::Active, 3), one("second", Status::Trialing, 4));
        let most = Subscribed { price: "p".to_owned(), ..one("most", Status::Active, 5) };
        let unpaid = Subscribed { status: Status::Unpaid, id: "unpaid".to_owned(), ..most.clone() };
        let all = [ended, unpaid, late, second, first, most];
        let expected = ["ended", "unpaid", "late", "second", "first", "most"];
        for (nth, id) in expected.iter().enumerate() {
            assert_eq!(current(all[..=nth].to_vec()).as_deref(), Some(*id));
        }
        assert_eq!(Status::read("a_new_one"), Status::Unpaid);
    }
}
