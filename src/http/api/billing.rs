//! Billing: the plan of a company, payment pages, invoices; for administrators, plans by hand.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{Enum, Object, OpenApi};
use serde::Deserialize;

use super::Tag;
use super::events::NewEvent;
use super::lists::{ListQuery, Listed};
use crate::App;
use crate::actions::billing::{self, Overview, Subscriber};
use crate::actions::events;
use crate::error::Error;
use crate::http::Caller;
use crate::http::body::Body;
use crate::http::guard::Allowed;
use crate::http::operation::{LIST, Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Accepted, Download, Instant, Sheet};
use crate::http::right;
use crate::model::billing::invoice::{self, InvoiceKind};
use crate::model::billing::payments::Status;
use crate::model::billing::{self as model, Limit, OrderState, Ordered, decimal};
use crate::model::{InvoiceId, Plan, Right};

pub const OPERATIONS: &[Operation] = &[
    op("getSubscription"),
    op("createCustomer"),
    op("createPayment").paid().counted(),
    op("getPayment"),
    op("openPortal").counted(),
    op("listInvoices").list(LIST.fixed_size()),
    op("downloadInvoice").sends(&["application/pdf"]),
    op("listAllSubscriptions").list(LIST.search().fixed_size()),
    op("setSubscription"),
    op("syncSubscription"),
    op("exportInvoices").sends(&["text/csv"]),
];

pub struct BillingApi;

#[OpenApi(tag = "Tag::Billing")]
impl BillingApi {
    /// Get the plan of the company
    ///
    /// Returns the plan with its limits, what the company uses of each, and the state of its
    /// subscription. For OWNER, SUPER_USER and USER.
    ///
    /// 503 `billing_disabled` if the instance bills nothing: then no plan limits anybody. So it is
    /// for all operations here.
    #[oai(path = "/subscription", method = "get", operation_id = "getSubscription")]
    async fn subscription(
        &self,
        app: Data<&App>,
        member: Allowed<right::Read>,
    ) -> Result<Json<PlanOverview>, Problem> {
        let scope = member.scope()?;
        Ok(Json(billing::overview(&app, scope).await?.into()))
    }

    /// Create the customer of the company
    ///
    /// Creates the company as a customer of the payment service, or returns the customer that it
    /// is. For OWNER.
    ///
    /// 503 `payments_unavailable` if the payment service is out of reach.
    #[oai(path = "/stripe/customer", method = "post", operation_id = "createCustomer")]
    async fn customer(
        &self,
        app: Data<&App>,
        member: Allowed<right::Govern>,
        caller: Caller,
    ) -> Result<Json<Customer>, Problem> {
        let scope = member.scope()?;
        let by = member.0.user;
        let made = billing::create_customer(&app, scope, by, caller.locale()).await?;
        Ok(Json(Customer { customer_id: made.0 }))
    }

    /// Order a subscription or an event
    ///
    /// Returns a payment page. With `mode` `subscription`, it subscribes to `plan`; for OWNER. With
    /// `mode` `payment`, it pays for the consents of `event`, a price for each recipient; the event
    /// is checked now and created once it is paid for. For OWNER, SUPER_USER and USER. The same
    /// order again returns the same page, so that nothing is paid twice.
    ///
    /// 409 `already_subscribed` if there is a subscription (change it with `POST /stripe/portal`),
    /// `order_under_way` if another one is being paid for, `plan_not_sold`, `nothing_to_pay` if the
    /// event costs nothing on this plan: create it with `POST /event`; `address_needed`,
    /// `siret_needed` (of a business in France) or `vat_number_needed` (of one elsewhere in the European
    /// Union) if the company has not told what invoices need. 402 `plan_limit` if the plan allows no more
    /// events.
    #[oai(path = "/stripe/payment", method = "post", operation_id = "createPayment")]
    async fn pay(
        &self,
        app: Data<&App>,
        member: Allowed<right::Plan>,
        caller: Caller,
        body: Body<NewPayment>,
    ) -> Result<Json<Payment>, Problem> {
        let (by, locale) = (member.0.user, caller.locale());
        let NewPayment { mode, plan, event } = body.0;
        let made = match mode {
            PaymentMode::Subscription => {
                let scope = member.may(Right::Govern)?;
                let plan = plan.filter(|plan| *plan != Plan::Basic);
                let plan = plan.ok_or_else(|| Error::invalid("plan", "required"))?;
                billing::order(&app, scope, by, Ordered::Plan(plan), 0, locale).await?
            }
            PaymentMode::Payment => {
                let scope = member.scope()?;
                billing::is_on(&app)?;
                let event = event.ok_or_else(|| Error::invalid("event", "required"))?;
                let (input, invited) = event.into_parts()?;
                let (draft, people) = events::draft(&app, scope, input, invited).await?;
                billing::order(&app, scope, by, Ordered::Event(Box::new(draft)), people, locale)
                    .await?
            }
        };
        Ok(Json(made.into()))
    }

    /// Get the order of a payment page
    ///
    /// Returns the order of the page that a browser came back from. While it is not paid, the payment
    /// service is asked again, soon after: repeat the call. For OWNER, SUPER_USER and USER.
    #[oai(path = "/stripe/payment/:sessionId", method = "get", operation_id = "getPayment")]
    async fn payment(
        &self,
        app: Data<&App>,
        member: Allowed<right::Read>,
        /// The id of the payment page.
        #[oai(name = "sessionId")]
        session_id: Path<String>,
    ) -> Result<Json<Payment>, Problem> {
        let scope = member.scope()?;
        Ok(Json(billing::returned(&app, scope, session_id.0).await?.into()))
    }

    /// Open the customer portal
    ///
    /// Returns the address of a page of the payment service where the company changes its card,
    /// changes its plan or ends its subscription. For OWNER.
    #[oai(path = "/stripe/portal", method = "post", operation_id = "openPortal")]
    async fn portal(
        &self,
        app: Data<&App>,
        member: Allowed<right::Govern>,
        caller: Caller,
    ) -> Result<Json<Portal>, Problem> {
        let scope = member.scope()?;
        let url = billing::portal(&app, scope, member.0.user, caller.locale()).await?;
        Ok(Json(Portal { url }))
    }

    /// List the invoices of the company
    ///
    /// Returns invoices and credit notes, the newest first. They are never changed. For OWNER.
    #[oai(path = "/invoice", method = "get", operation_id = "listInvoices")]
    async fn invoices(
        &self,
        app: Data<&App>,
        member: Allowed<right::Govern>,
        list: ListQuery,
    ) -> Result<Json<Listed<Invoice>>, Problem> {
        let scope = member.scope()?;
        let query = list.checked_in_order(true, None)?;
        let page = billing::list_invoices(&app, scope, query.page, query.limit).await?;
        Ok(Json(Listed::of(page, Into::into)))
    }

    /// Download an invoice
    ///
    /// Returns a PDF (PDF/A-3) with the data of the invoice inside (Factur-X, profile EN 16931). For
    /// OWNER.
    #[oai(path = "/invoice/:id/pdf", method = "get", operation_id = "downloadInvoice")]
    async fn invoice(
        &self,
        app: Data<&App>,
        member: Allowed<right::Govern>,
        /// The id of the invoice.
        id: Path<i64>,
    ) -> Result<Download, Problem> {
        let scope = member.scope()?;
        let made = billing::pdf(&app, scope, InvoiceId(id.0)).await?;
        Ok(Download { bytes: made.bytes, media_type: "application/pdf", name: made.name })
    }

    /// List all subscriptions
    ///
    /// Returns the plan of each company, the latest company first. `search` finds companies whose name
    /// contains all the words, and the company with that id. For ADMIN.
    #[oai(path = "/admin/subscription", method = "get", operation_id = "listAllSubscriptions")]
    async fn list(
        &self,
        app: Data<&App>,
        _member: Allowed<right::Administer>,
        list: ListQuery,
    ) -> Result<Json<Listed<CompanyPlan>>, Problem> {
        let query = list.checked_in_order(true, None)?;
        let search = list.search().map(str::to_owned);
        let page = billing::list(&app, query, None, search).await?;
        Ok(Json(Listed::of(page, Into::into)))
    }

    /// Set a plan by hand
    ///
    /// Gives a company a plan until `until`, whatever it pays for; without `plan`, a plan set by hand
    /// ends. The reason is kept. For ADMIN.
    #[oai(path = "/admin/subscription/:id", method = "patch", operation_id = "setSubscription")]
    async fn set(
        &self,
        app: Data<&App>,
        member: Allowed<right::Administer>,
        /// The id of the subscription.
        id: Path<i64>,
        body: Body<PlanByHand>,
    ) -> Result<Json<CompanyPlan>, Problem> {
        let by = member.user();
        let PlanByHand { plan, until, reason } = body.0;
        let input = billing::ByHandInput { plan, until: until.map(|at| at.0), reason };
        Ok(Json(billing::set_by_hand(&app, id.0, by, input).await?.into()))
    }

    /// Ask the payment service about a company
    ///
    /// Queues a job that reads what the payment service says of the company, and writes it. It is
    /// queued without this as well: when the service calls, when somebody pays, and every night. For
    /// ADMIN.
    #[oai(
        path = "/admin/subscription/:id/sync",
        method = "post",
        operation_id = "syncSubscription"
    )]
    async fn sync(
        &self,
        app: Data<&App>,
        _member: Allowed<right::Administer>,
        /// The id of the subscription.
        id: Path<i64>,
    ) -> Result<Accepted, Problem> {
        billing::sync_by_hand(&app, id.0).await?;
        Ok(Accepted)
    }

    /// Export the invoices of a month
    ///
    /// Returns the invoices and credit notes of all companies as a table for an accountant, by their
    /// numbers. Credit notes are negative. For ADMIN.
    #[oai(path = "/admin/invoice/export", method = "get", operation_id = "exportInvoices")]
    async fn export(
        &self,
        app: Data<&App>,
        _member: Allowed<right::Administer>,
        caller: Caller,
        /// The month, for example `2026-11`.
        month: Query<String>,
    ) -> Result<Sheet, Problem> {
        Ok(Sheet(billing::csv(&app, &month.0, caller.locale()).await?))
    }
}

/// What is paid for.
///
/// - `payment`: an event, once.
/// - `subscription`: a plan, each month or year.
#[derive(Clone, Copy, Enum, Deserialize)]
#[oai(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
enum PaymentMode {
    /// An event, once.
    Payment,
    /// A plan, each month or year.
    Subscription,
}

/// What is ordered.
#[derive(Object, Deserialize)]
#[oai(rename = "PaymentInput", rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewPayment {
    /// What is paid for.
    mode: PaymentMode,
    /// The plan to subscribe to, MEDIUM or PREMIUM. Only for `subscription`.
    plan: Option<Plan>,
    /// The event to create once it is paid for. Only for `payment`.
    event: Option<NewEvent>,
}

impl Example for NewPayment {
    fn example() -> Self {
        Self { mode: PaymentMode::Subscription, plan: Some(Plan::Medium), event: None }
    }
}

/// An order and its payment page.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Payment {
    /// The id of the order.
    order_id: i64,
    /// The id of the payment page.
    session_id: Option<String>,
    /// The address of the payment page. Null once it is paid or over.
    url: Option<String>,
    /// The state of the order.
    state: OrderState,
    /// The plan that is subscribed to. Null for an event.
    plan: Option<Plan>,
    /// The id of the event, once it was created.
    event_id: Option<i64>,
    /// How many consents are paid for.
    recipients: u32,
    /// What they cost together, for example `30.00`. For a plan, each month or
    /// year; `0.00` if only the payment page says it.
    amount: String,
    /// The currency of `amount`, for example `eur`.
    currency: String,
    /// When the payment page ends.
    expires_at: Option<Instant>,
}

impl From<model::Order> for Payment {
    fn from(from: model::Order) -> Self {
        Self {
            order_id: from.id.0,
            session_id: from.session,
            url: from.url,
            state: from.state,
            plan: from.plan,
            event_id: from.event.map(|event| event.0),
            recipients: from.recipients,
            amount: decimal(from.amount),
            currency: from.currency,
            expires_at: from.expires_at.map(Into::into),
        }
    }
}

/// The customer that a company is at the payment service.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Customer {
    /// The id of the customer.
    customer_id: String,
}

/// The customer portal.
#[derive(Object)]
struct Portal {
    /// The address to open, for some minutes.
    url: String,
}

/// A limit of a plan, and what is used of it.
#[derive(Object)]
struct LimitUse {
    /// The limit.
    limit: Limit,
    /// How much is used.
    used: u64,
    /// How much the plan allows. Null: any amount.
    most: Option<u64>,
}

/// The plan of a company, and what it uses of it.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct PlanOverview {
    /// The id of the subscription.
    id: i64,
    /// The plan in force.
    plan: Plan,
    /// Whether anything can be added. False while a payment is missing for longer than is forgiven.
    may_add: bool,
    /// Until when a missing payment has no consequence. Null if none is missing.
    grace_until: Option<Instant>,
    /// The state of the subscription at the payment service. Null if there is none.
    status: Option<Status>,
    /// When the period that is paid for ends.
    period_end: Option<Instant>,
    /// Whether the subscription ends with the period.
    cancels: bool,
    /// Whether an administrator set the plan.
    by_hand: bool,
    /// Until when the plan is set by hand. Null: without an end.
    until: Option<Instant>,
    /// What each consent of an event costs. Null: nothing.
    recipient_price: Option<String>,
    /// The currency of `recipientPrice`.
    currency: String,
    /// The limits of the plan.
    limits: Vec<LimitUse>,
}

impl From<Overview> for PlanOverview {
    fn from(from: Overview) -> Self {
        let limits = Limit::COUNTED.map(|limit| LimitUse {
            limit,
            used: from.usage.of(limit),
            most: from.limits.most(limit),
        });
        let Overview { standing, access, rules, .. } = from;
        let is_in_force = |hand: &&model::ByHand| hand.until.is_none_or(|at| from.now < at);
        let hand = standing.by_hand.as_ref().filter(is_in_force);
        Self {
            id: standing.id,
            plan: access.plan,
            may_add: access.may_add,
            grace_until: access.grace_until.map(Into::into),
            status: standing.paid.map(|paid| paid.status),
            period_end: standing.paid.and_then(|paid| paid.period_end).map(Into::into),
            cancels: standing.paid.is_some_and(|paid| paid.cancels),
            by_hand: hand.is_some(),
            until: hand.and_then(|hand| hand.until).map(Into::into),
            recipient_price: rules.price_of(access.plan, 1).map(decimal),
            currency: rules.currency,
            limits: limits.into(),
        }
    }
}

/// The plan of a company, for administrators.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct CompanyPlan {
    /// The id of the subscription.
    id: i64,
    /// The id of the company.
    company_id: i64,
    /// The name of the company.
    company_name: String,
    /// The plan that was last written.
    plan: Plan,
    /// Why it was set by hand. Null if it was not.
    reason: Option<String>,
    /// Until when it is set by hand. Null: without an end.
    until: Option<Instant>,
    /// The plan that is subscribed to. Null if none is.
    paid_plan: Option<Plan>,
    /// The state of the subscription at the payment service. Null if there is none.
    status: Option<Status>,
    /// When the period that is paid for ends.
    period_end: Option<Instant>,
    /// When the payment service was last asked.
    synced_at: Option<Instant>,
}

impl From<Subscriber> for CompanyPlan {
    fn from(from: Subscriber) -> Self {
        let Subscriber { company, standing } = from;
        let (until, reason) = match standing.by_hand {
            Some(hand) => (hand.until, Some(hand.reason)),
            None => (None, None),
        };
        Self {
            id: standing.id,
            company_id: standing.company.0,
            company_name: company,
            plan: standing.plan,
            reason,
            until: until.map(Into::into),
            paid_plan: standing.paid.map(|paid| paid.plan),
            status: standing.paid.map(|paid| paid.status),
            period_end: standing.paid.and_then(|paid| paid.period_end).map(Into::into),
            synced_at: standing.synced_at.map(Into::into),
        }
    }
}

/// A plan to set by hand.
#[derive(Object, Deserialize)]
#[oai(rename = "PlanByHandInput", rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PlanByHand {
    /// The plan. Without it, the plan that was set by hand ends.
    plan: Option<Plan>,
    /// When it ends. Without it, it does not end.
    until: Option<Instant>,
    /// Why, at most 500 characters.
    reason: String,
}

impl Example for PlanByHand {
    fn example() -> Self {
        Self { plan: Some(Plan::Premium), until: None, reason: "A partner of ours".into() }
    }
}

/// An invoice or credit note.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Invoice {
    /// The id of the invoice.
    id: i64,
    /// The number, without gaps in each year.
    number: String,
    /// What it is.
    kind: InvoiceKind,
    /// When it was issued.
    issued_at: Instant,
    /// What was paid for.
    label: String,
    /// The amount without VAT, for example `25.00`.
    net: String,
    /// The VAT.
    vat: String,
    /// The amount with VAT.
    gross: String,
    /// The currency, for example `eur`.
    currency: String,
    /// The number of the invoice that a credit note corrects.
    corrects: Option<String>,
}

impl From<invoice::Invoice> for Invoice {
    fn from(from: invoice::Invoice) -> Self {
        let sums = from.content.sums();
        Self {
            id: from.id.0,
            number: from.number,
            kind: from.kind,
            issued_at: from.issued_at.into(),
            label: from.content.line.label,
            net: decimal(sums.net),
            vat: decimal(sums.vat),
            gross: decimal(sums.gross),
            currency: from.content.currency,
            corrects: from.content.corrects.map(|(number, _)| number),
        }
    }
}
