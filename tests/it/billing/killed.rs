//! The process is killed at the commits of billing, and before the writes that follow one: so between its
//! steps, those at the payment service too. Nothing is created twice or lost, and each payment has one
//! invoice. Of three places in a row two are tried, all of them with `KILL_EVERYWHERE=1`.

use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;

use be_right::adapters::SystemClock;
use be_right::model::Timestamp;
use be_right::ports::Clock;
use serde_json::{Value, json};

use crate::support::smtp_server::SmtpServer;
use crate::support::stripe::{KEY, SECRET, SETTINGS, Stripe, about, signature};
use crate::support::waiting::until;
use crate::support::{Killer, PASSWORD, Running, fetch, rows};

/// A studio that buys, and the process that sells, which is killed and started again.
struct Shop {
    stripe: Stripe,
    _smtp: SmtpServer,
    _folder: tempfile::TempDir,
    data: PathBuf,
    killer: Killer,
    variables: Vec<(String, String)>,
    running: Running,
    token: String,
    customer: String,
    people: [i64; 2],
    kills: usize,
    calls: usize,
}

impl Shop {
    async fn opens() -> Self {
        let stripe = Stripe::start();
        stripe.control("now", SystemClock.now().0 / 1_000).await;
        let smtp = SmtpServer::start("plain");
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let data = root.join("data");
        let killer = Killer::of(&root, &data);
        let mut variables: Vec<(String, String)> = SETTINGS
            .iter()
            .map(|(key, value)| {
                let name = format!("BE_RIGHT_{}", key.replace('.', "_").to_uppercase());
                (name, (*value).to_owned())
            })
            .collect();
        let port = smtp.port().to_string();
        for (name, value) in [
            // Each process has another port.
            ("BE_RIGHT_PUBLIC_URL", "http://localhost:8080"),
            ("BE_RIGHT_SMTP_HOST", "127.0.0.1"),
            ("BE_RIGHT_SMTP_PORT", &port),
            ("BE_RIGHT_SMTP_SECURITY", "none"),
            ("BE_RIGHT_SMTP_FROM", "studio@example.org"),
            ("BE_RIGHT_REGISTRATION", "open"),
            ("BE_RIGHT_TOKENS_ACCESS", "12h"),
            ("BE_RIGHT_LOG_LEVEL", "info,be_right::http=warn"),
            ("BE_RIGHT_STRIPE_KEY", KEY),
            ("BE_RIGHT_STRIPE_URL", &stripe.url),
            ("BE_RIGHT_STRIPE_WEBHOOK_SECRETS", SECRET),
            ("BE_RIGHT_STRIPE_RECIPIENT_PRICE", "150"),
            ("BE_RIGHT_BILLING_EVENTS_BASIC", "1000"),
        ] {
            variables.push((name.to_owned(), value.to_owned()));
        }
        let running = killer.serves(&variables);
        let account = json!({
            "email": "claire@example.org", "password": PASSWORD, "firstName": "Claire",
            "lastName": "Fontaine", "companyName": "Studio Lumière",
        });
        let (status, entered) = running.ask("POST", "/auth/register", "", &account).unwrap();
        assert_eq!(status, 201, "{entered}");
        let mut shop = Self {
            stripe,
            _smtp: smtp,
            _folder: folder,
            data,
            killer,
            variables,
            running,
            token: entered["accessToken"].as_str().unwrap().to_owned(),
            customer: String::new(),
            people: [0; 2],
            kills: 0,
            calls: 0,
        };
        let company = json!({
            "name": "Studio Lumière", "siret": "44306184100047",
            "address": { "line": "12 rue des Lilas", "postalCode": "69003", "city": "Lyon" },
        });
        shop.insists("PUT", &format!("/company/{}", entered["company"]["id"]), &company);
        shop.people = ["ana", "bob"].map(|name| {
            let email = format!("{name}@example.org");
            let body = json!({ "firstName": name, "lastName": "Moreau", "email": email });
            shop.insists("POST", "/employee", &body)["id"].as_i64().unwrap()
        });
        shop.settles();
        shop
    }

    /// Sends a request until there is a reply, which must be a success.
    fn insists(&mut self, method: &str, path: &str, body: &Value) -> Value {
        let token = self.token.clone();
        self.sends(method, path, &[("Authorization", &token)], body)
    }

    fn sends(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Value {
        loop {
            if let Some((status, reply)) = fetch(self.running.port(), method, path, headers, body) {
                let text = String::from_utf8_lossy(&reply).into_owned();
                assert!((200..300).contains(&status), "{method} {path}: {status} {text}");
                return serde_json::from_slice(&reply).unwrap_or_default();
            }
            until("the end of a process that does not reply", || self.starts_again());
        }
    }

    /// Starts the process again if it was killed.
    fn starts_again(&mut self) -> bool {
        let Some(status) = self.running.ended() else { return false };
        assert_eq!(status.signal(), Some(9), "{}", self.running.received);
        self.kills += 1;
        self.running = self.killer.serves(&self.variables);
        true
    }

    /// Waits until nothing is left to do.
    fn settles(&mut self) {
        let left = "SELECT id FROM jobs WHERE kind <> 'settle_event'";
        let data = self.data.clone();
        until("the end of all jobs", || !self.starts_again() && rows(&data, left).is_empty());
    }

    /// The payment service calls, again and again until it is replied to.
    fn is_notified(&mut self) {
        self.calls += 1;
        let event = about(&format!("evt_{}", self.calls), "invoice.paid", &self.customer);
        let signed = signature(SECRET, &event.to_string(), SystemClock.now());
        self.sends("POST", "/stripe/webhook", &[("stripe-signature", &signed)], &event);
        self.settles();
    }

    async fn pays(&self, order: &Value) {
        let session = order["sessionId"].as_str().unwrap();
        self.stripe.control(&format!("pay/{session}"), "").await;
    }

    /// The live subscription at the payment service.
    async fn subscription(&self) -> String {
        let all = self.stripe.rows("subscriptions").await;
        let live = all.iter().find(|one| one["status"] != "canceled").unwrap();
        live["id"].as_str().unwrap().to_owned()
    }

    fn plan(&self) -> String {
        rows(&self.data, "SELECT label FROM subscriptions").concat().concat()
    }

    /// Does something once for each place where the process can be killed while it is done, until one
    /// is past its end.
    async fn does(&mut self, act: Act) {
        let before = self.kills;
        let everywhere = std::env::var_os("KILL_EVERYWHERE").is_some();
        for nth in (0_usize..).filter(|nth| everywhere || nth % 3 != 2) {
            let (commits, when) = (nth / 2, if nth.is_multiple_of(2) { 'w' } else { 'c' });
            // `0w`, `1c`, `1w`, `2c`, …
            let commits = if when == 'c' { commits + 1 } else { commits };
            act.is_prepared(self).await;
            let known = self.kills;
            self.killer.aims(commits, when);
            act.is_done(self, nth).await;
            self.settles();
            let is_past = self.kills == known;
            // It may be there still.
            self.killer.rests();
            self.adds_up().await;
            act.is_checked(self, nth);
            if is_past {
                break;
            }
        }
        println!("{act:?}: killed {} times", self.kills - before);
    }

    /// What must hold whatever happened: the money at the payment service is ours, once.
    async fn adds_up(&self) {
        let none: Vec<Vec<String>> = vec![];
        let look = |sql: &str| rows(&self.data, sql);
        assert_eq!(self.stripe.rows("customers").await.len(), 1);
        // Each page is of one order, and each order has one page.
        let pages = self.stripe.rows("checkout/sessions").await;
        let orders: BTreeMap<String, Vec<String>> = look("SELECT key, session, state FROM orders")
            .into_iter()
            .map(|row| (row[0].clone(), row[1..].to_vec()))
            .collect();
        assert_eq!(orders.len(), pages.len());
        for page in &pages {
            let order = &orders[page["client_reference_id"].as_str().unwrap()];
            assert_eq!(order[0], page["id"].as_str().unwrap());
            assert_eq!(order[1] == "DONE", page["payment_status"] == "paid", "{page}");
        }
        // Each event that was paid for was created once.
        let paid = pages.iter().filter(|it| it["mode"] == "payment" && it["status"] == "complete");
        let paid = paid.count();
        assert_eq!(look("SELECT id FROM events").len(), paid);
        assert_eq!(look("SELECT DISTINCT event_id FROM orders WHERE plan IS NULL").len(), paid);
        assert_eq!(look("SELECT name FROM events GROUP BY name HAVING COUNT(*) > 1"), none);
        assert_eq!(look("SELECT id FROM events WHERE asked <> 2"), none);
        let invited = "SELECT answer_id FROM mails WHERE kind = 'INVITATION' AND status = 'SENT'";
        assert_eq!(look(invited).len(), 2 * paid, "each person is asked once");
        // Each payment has one invoice, and what was given back its credit notes.
        let billed = self.stripe.rows("invoices").await.len() + paid;
        let invoices = look("SELECT nth, kind, gross FROM invoices ORDER BY year, nth");
        assert_eq!(invoices.iter().filter(|it| it[1] == "INVOICE").count(), billed);
        for (at, invoice) in invoices.iter().enumerate() {
            assert_eq!(invoice[0], (at + 1).to_string(), "numbers without gaps");
        }
        let credited = invoices.iter().filter(|it| it[1] == "CREDIT_NOTE");
        let credited: i64 = credited.map(|it| it[2].parse::<i64>().unwrap()).sum();
        let charges = self.stripe.rows("charges").await;
        let refunded = charges.iter().map(|it| it["amount_refunded"].as_i64().unwrap());
        assert_eq!(credited, refunded.sum::<i64>());
        let received: i64 = charges.iter().map(|it| it["amount"].as_i64().unwrap()).sum();
        let invoiced = invoices.iter().filter(|it| it[1] == "INVOICE");
        assert_eq!(invoiced.map(|it| it[2].parse::<i64>().unwrap()).sum::<i64>(), received);
        assert_eq!(look("SELECT id FROM strange_payments"), none);
        assert_eq!(look("SELECT kind FROM jobs WHERE parked_at IS NOT NULL"), none);
        assert_eq!(look("SELECT about FROM mails GROUP BY about HAVING COUNT(*) > 1"), none);
        assert_eq!(look("PRAGMA integrity_check"), [["ok"]]);
    }
}

/// What is done while the process is killed.
#[derive(Debug, Clone, Copy)]
enum Act {
    /// The company becomes a customer.
    Customer,
    /// An event is ordered, paid for and created.
    Shoot,
    /// A subscription is ordered and paid for.
    Subscribe,
    /// Its next month is paid for.
    Renew,
    /// It is changed for another plan.
    Change,
    /// The card fails, and is charged later.
    Fail,
    /// Part of a payment is given back.
    Refund,
    /// It ends.
    Cancel,
}

impl Act {
    /// What must be so before, done without a kill.
    async fn is_prepared(self, shop: &mut Shop) {
        let is_subscribed = shop.plan() != "BASIC";
        match self {
            Self::Customer => {
                crate::support::change(&shop.data, "UPDATE subscriptions SET customer = NULL");
            }
            Self::Shoot => {}
            Self::Subscribe if is_subscribed => Self::Cancel.is_done(shop, 0).await,
            Self::Subscribe => {}
            _ if !is_subscribed => Self::Subscribe.is_done(shop, 0).await,
            _ => {}
        }
    }

    async fn is_done(self, shop: &mut Shop, nth: usize) {
        match self {
            Self::Customer => {
                let reply = shop.insists("POST", "/stripe/customer", &Value::Null);
                shop.customer = reply["customerId"].as_str().unwrap().to_owned();
            }
            Self::Shoot => {
                let start = SystemClock.now().plus(30 * Timestamp::DAY);
                let event = json!({
                    "name": format!("Shoot {nth}"), "start": start.rfc3339(),
                    "end": start.plus(Timestamp::HOUR).rfc3339(), "employeeIds": shop.people,
                });
                let body = json!({ "mode": "payment", "event": event });
                let order = shop.insists("POST", "/stripe/payment", &body);
                shop.pays(&order).await;
                // The browser and the webhook, in turn.
                if nth % 4 < 2 {
                    let path = format!("/stripe/payment/{}", order["sessionId"].as_str().unwrap());
                    shop.insists("GET", &path, &Value::Null);
                    shop.settles();
                } else {
                    shop.is_notified();
                }
            }
            Self::Subscribe => {
                let body = json!({ "mode": "subscription", "plan": "MEDIUM" });
                let order = shop.insists("POST", "/stripe/payment", &body);
                shop.pays(&order).await;
                shop.is_notified();
            }
            Self::Renew => {
                let id = shop.subscription().await;
                shop.stripe.control(&format!("renew/{id}"), "").await;
                shop.is_notified();
            }
            Self::Change => {
                let id = shop.subscription().await;
                let price = if nth.is_multiple_of(2) { "price_premium" } else { "price_medium" };
                shop.stripe.control(&format!("price/{id}/{price}"), "").await;
                shop.is_notified();
            }
            Self::Fail => {
                let id = shop.subscription().await;
                let status = if nth.is_multiple_of(2) { "past_due" } else { "active" };
                shop.stripe.control(&format!("status/{id}/{status}"), "").await;
                shop.is_notified();
            }
            Self::Refund => {
                let charges = shop.stripe.rows("charges").await;
                let whole = charges.iter().rfind(|it| it["amount"].as_i64().unwrap() >= 2_900);
                let payment = whole.unwrap()["payment_intent"].as_str().unwrap().to_owned();
                shop.stripe.control(&format!("refund/{payment}"), 5).await;
                shop.is_notified();
            }
            Self::Cancel => {
                let id = shop.subscription().await;
                shop.stripe.control(&format!("status/{id}/canceled"), "").await;
                shop.is_notified();
            }
        }
    }

    /// What must be so afterwards, besides what always must.
    fn is_checked(self, shop: &Shop, nth: usize) {
        let status = rows(&shop.data, "SELECT paid_status FROM subscriptions").concat().concat();
        match self {
            Self::Customer => assert_eq!(
                rows(&shop.data, "SELECT customer FROM subscriptions"),
                [[shop.customer.as_str()]]
            ),
            Self::Shoot => {
                let sql = format!("SELECT id FROM events WHERE name = 'Shoot {nth}'");
                assert_eq!(rows(&shop.data, &sql).len(), 1);
            }
            Self::Subscribe | Self::Renew | Self::Refund => assert_eq!(shop.plan(), "MEDIUM"),
            Self::Change => {
                assert_eq!(shop.plan(), if nth.is_multiple_of(2) { "PREMIUM" } else { "MEDIUM" });
            }
            Self::Fail => {
                assert_eq!(status, if nth.is_multiple_of(2) { "past_due" } else { "active" })
            }
            Self::Cancel => assert_eq!(shop.plan(), "BASIC"),
        }
    }
}

#[tokio::test]
async fn an_event_that_is_paid_for_is_created_once_wherever_the_process_ends() {
    let mut shop = Shop::opens().await;
    shop.does(Act::Customer).await;
    shop.does(Act::Shoot).await;
    assert!(shop.kills >= 16, "only {} kills", shop.kills);
}

#[tokio::test]
async fn each_payment_has_one_invoice_wherever_the_process_ends() {
    let mut shop = Shop::opens().await;
    shop.does(Act::Customer).await;
    for act in [Act::Subscribe, Act::Renew, Act::Refund, Act::Fail, Act::Cancel] {
        shop.does(act).await;
    }
    shop.does(Act::Change).await;
    assert!(shop.kills >= 55, "only {} kills", shop.kills);
}
