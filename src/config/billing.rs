//! The settings of billing: the payment service, what plans allow, and who sells.

use std::time::Duration;

use super::Config;
use super::kinds::{Currency, Email, Percent, WebAddress};
use super::reading::section;
use crate::model::billing::PlanLimits;
use crate::model::billing::invoice::Seller;
use crate::model::billing::payments::{Prices, livemode_of};
use crate::model::billing::rules::PlanRules;
use crate::model::{Plan, Secret};

section! {
    /// The payment service.
    pub struct Stripe in "stripe" {
        /// None: billing is off, and no plan limits anybody.
        pub key: Option<Secret>,
        /// The secrets that sign what is sent to the webhook: two while one replaces the other.
        pub webhook_secrets: Vec<Secret>,
        pub url: String as WebAddress,
        /// The ids of the prices of subscriptions.
        pub price_medium: Option<String>,
        pub price_premium: Option<String>,
        /// What each consent of an event costs those who are not on PREMIUM, in the smallest unit
        /// of the currency; 0: nothing.
        pub recipient_price: u32 [0..=1_000_000],
        pub currency: String as Currency,
    }
}

section! {
    /// What plans allow, and who sells.
    pub struct Billing in "billing" {
        /// How long a missing payment has no consequence.
        pub grace: Duration,
        pub events_basic: Option<u32>,
        pub events_medium: Option<u32>,
        pub events_premium: Option<u32>,
        pub people_basic: Option<u32>,
        pub people_medium: Option<u32>,
        pub people_premium: Option<u32>,
        pub photos_basic: Option<u32>,
        pub photos_medium: Option<u32>,
        pub photos_premium: Option<u32>,
        pub seats_basic: Option<u32>,
        pub seats_medium: Option<u32>,
        pub seats_premium: Option<u32>,
        pub seller_name: String,
        pub seller_legal_form: String,
        pub seller_siret: String,
        pub seller_vat_number: String,
        pub seller_line: String,
        pub seller_postal_code: String,
        pub seller_city: String,
        pub seller_country: String,
        pub seller_email: Option<String> as Option<Email>,
        /// In hundredths of a percent: 2000 is 20 %.
        pub vat_rate: u32 as Percent,
        /// What is said of late payments, in French and English.
        pub penalties_fr: String,
        pub penalties_en: String,
    }
}

impl Stripe {
    pub fn is_on(&self) -> bool {
        self.key.is_some()
    }

    /// Whether real money is moved.
    pub fn livemode(&self) -> bool {
        self.key.as_ref().and_then(|key| livemode_of(key.reveal())).unwrap_or(false)
    }

    fn prices(&self) -> Prices {
        Prices { medium: self.price_medium.clone(), premium: self.price_premium.clone() }
    }
}

impl Billing {
    /// What a plan allows, but for storage.
    fn limits(&self, plan: Plan) -> PlanLimits {
        let [events, people, photos, seats] = match plan {
            Plan::Basic => {
                [self.events_basic, self.people_basic, self.photos_basic, self.seats_basic]
            }
            Plan::Medium => {
                [self.events_medium, self.people_medium, self.photos_medium, self.seats_medium]
            }
            Plan::Premium => {
                [self.events_premium, self.people_premium, self.photos_premium, self.seats_premium]
            }
        };
        PlanLimits { events, people, photos, seats, storage: None }
    }

    /// Who sells, as invoices name them.
    pub fn seller(&self) -> Seller {
        Seller {
            name: self.seller_name.clone(),
            legal_form: self.seller_legal_form.clone(),
            siret: self.seller_siret.clone(),
            vat_number: self.seller_vat_number.clone(),
            line: self.seller_line.clone(),
            postal_code: self.seller_postal_code.clone(),
            city: self.seller_city.clone(),
            country: self.seller_country.clone(),
            email: self.seller_email.clone().unwrap_or_default(),
            vat_rate: self.vat_rate,
            penalties_fr: self.penalties_fr.clone(),
            penalties_en: self.penalties_en.clone(),
        }
    }
}

impl Config {
    /// The rules of billing; None if it is off.
    pub fn plan_rules(&self) -> Option<PlanRules> {
        self.stripe.is_on().then(|| PlanRules {
            limits: [Plan::Basic, Plan::Medium, Plan::Premium].map(|plan| PlanLimits {
                storage: self.media.quota(plan),
                ..self.billing.limits(plan)
            }),
            grace: i64::try_from(self.billing.grace.as_millis()).unwrap_or(i64::MAX),
            zone: self.time_zone.clone(),
            locale: self.locale,
            prices: self.stripe.prices(),
            recipient_price: self.stripe.recipient_price,
            currency: self.stripe.currency.clone(),
            seller: self.billing.seller(),
        })
    }
}
