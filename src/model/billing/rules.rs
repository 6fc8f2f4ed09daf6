//! The rules of billing of this instance, from its settings.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::super::{Locale, Plan, Timestamp};
use super::invoice::Seller;
use super::payments::Prices;
use super::{Access, Limit, PlanLimits, Standing};

/// What plans allow and cost. There are none if billing is off: then no plan limits anybody.
#[derive(Debug, Clone)]
pub struct PlanRules {
    /// Of BASIC, MEDIUM and PREMIUM.
    pub limits: [PlanLimits; 3],
    /// How long a missing payment has no consequence, in milliseconds.
    pub grace: i64,
    /// In which months begin, and years of invoices.
    pub zone: TimeZone,
    /// Of invoices to companies whose owner chose none.
    pub locale: Locale,
    pub prices: Prices,
    /// What each consent costs those who are not on PREMIUM, in the smallest unit of the currency.
    pub recipient_price: u32,
    pub currency: String,
    pub seller: Seller,
}

impl PlanRules {
    pub fn limits(&self, plan: Plan) -> &PlanLimits {
        let [basic, medium, premium] = &self.limits;
        match plan {
            Plan::Basic => basic,
            Plan::Medium => medium,
            Plan::Premium => premium,
        }
    }

    /// What the consents of an event cost on this plan; None: nothing need be paid.
    pub fn price_of(&self, plan: Plan, recipients: u32) -> Option<i64> {
        let is_paid = plan != Plan::Premium && self.recipient_price > 0;
        is_paid.then(|| i64::from(self.recipient_price) * i64::from(recipients))
    }

    pub fn access(&self, standing: &Standing, now: Timestamp) -> Access {
        standing.access(now, self.grace)
    }

    /// The first instant of the calendar month.
    pub fn month(&self, now: Timestamp) -> Timestamp {
        self.begin_of(now.day_in(&self.zone).first_of_month())
    }

    /// The first instant of a day.
    pub fn begin_of(&self, day: Date) -> Timestamp {
        let begin = day.to_zoned(self.zone.clone());
        begin.map_or(Timestamp(0), |at| Timestamp(at.timestamp().as_millisecond()))
    }

    /// The year of an invoice issued at an instant.
    pub fn year(&self, at: Timestamp) -> i32 {
        i32::from(at.day_in(&self.zone).year())
    }

    /// The limit that stands in the way of adding so many, if one does.
    pub fn refusal(
        &self,
        standing: &Standing,
        (of, used, more): (Limit, u64, u64),
        now: Timestamp,
    ) -> Option<Limit> {
        let access = self.access(standing, now);
        if !access.may_add {
            return Some(Limit::Payment);
        }
        let most = self.limits(access.plan).most(of)?;
        (used.saturating_add(more) > most).then_some(of)
    }
}

#[cfg(test)]
mod tests {
    use super::super::payments::Status;
    use super::super::{CompanyId, Paid};
    use super::*;

    fn rules() -> PlanRules {
        let limits = |events| PlanLimits { events, ..PlanLimits::default() };
        PlanRules {
            limits: [limits(Some(2)), limits(Some(5)), limits(None)],
            grace: 0,
            zone: TimeZone::get("Europe/Paris").unwrap(),
            locale: Locale::Fr,
            prices: Prices::default(),
            recipient_price: 150,
            currency: "eur".to_owned(),
            seller: Seller::default(),
        }
    }

    fn standing(plan: Plan, status: Status) -> Standing {
        let (period_end, past_due_since, cancels) = (None, None, false);
        Standing {
            id: 1,
            company: CompanyId(1),
            plan,
            by_hand: None,
            paid: Some(Paid { plan, status, period_end, past_due_since, cancels }),
            customer: None,
            synced_at: None,
            created_at: Timestamp(0),
        }
    }

    #[test]
    fn a_limit_is_reached_and_not_exceeded() {
        let at = |plan, used| {
            let active = standing(plan, Status::Active);
            rules().refusal(&active, (Limit::Events, used, 1), Timestamp(1))
        };
        assert_eq!(at(Plan::Medium, 4), None);
        assert_eq!(at(Plan::Medium, 5), Some(Limit::Events));
        assert_eq!(at(Plan::Premium, 1_000_000), None);
        let unpaid = standing(Plan::Premium, Status::Unpaid);
        let refused = rules().refusal(&unpaid, (Limit::Events, 0, 1), Timestamp(1));
        assert_eq!(refused, Some(Limit::Payment));
    }

    #[test]
    fn months_and_years_begin_in_the_zone_of_the_instance() {
        let at = |text| Timestamp::parse_rfc3339(text).unwrap();
        let month = rules().month(at("2026-12-31T23:30:00Z"));
        assert_eq!(month.rfc3339(), "2026-12-31T23:00:00Z");
        assert_eq!(rules().year(at("2026-12-31T22:59:59Z")), 2026);
        assert_eq!(rules().year(at("2026-12-31T23:00:00Z")), 2027);
    }

    #[test]
    fn premium_pays_nothing_for_an_event() {
        let prices = [Plan::Basic, Plan::Medium, Plan::Premium].map(|it| rules().price_of(it, 20));
        assert_eq!(prices, [Some(3_000), Some(3_000), None]);
    }
}
