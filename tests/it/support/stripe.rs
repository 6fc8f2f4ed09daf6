//! A stateful fake of Stripe, `tests/stripe/server.py`, and the calls of its webhook.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;

use be_right::App;
use be_right::adapters::HttpPayments;
use be_right::config::Config;
use be_right::model::{Secret, Timestamp};
use hmac::{Hmac, KeyInit, Mac};
use poem::http::Method;
use serde_json::{Value, json};
use sha2::Sha256;

use super::{Reply, Server, Studio, python};

pub const KEY: &str = "sk_test_of_the_tests";
pub const SECRET: &str = "whsec_of_the_tests";
/// The former secret, while it is replaced.
pub const FORMER: &str = "whsec_of_before";

/// What is sold, and who sells.
pub const SETTINGS: [(&str, &str); 9] = [
    ("stripe.price_medium", "price_medium"),
    ("stripe.price_premium", "price_premium"),
    ("billing.seller_name", "Be Right & Co"),
    ("billing.seller_legal_form", "SAS au capital de 1 000 €"),
    ("billing.seller_siret", "73282932000074"),
    ("billing.seller_line", "1 rue de la Paix"),
    ("billing.seller_postal_code", "75002"),
    ("billing.seller_city", "Paris"),
    ("billing.seller_email", "billing@be-right.example"),
];

/// The process. It ends with its input, so with this one.
pub struct Stripe {
    _process: Child,
    _input: ChildStdin,
    pub url: String,
}

impl Stripe {
    pub fn start() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut process = Command::new(python(root))
            .arg(root.join("tests/stripe/server.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap();
        let input = process.stdin.take().unwrap();
        let url = format!("http://127.0.0.1:{}", ready["port"]);
        Self { _process: process, _input: input, url }
    }

    /// A server that bills by it, with more settings.
    pub fn server(&self, flags: &[(&str, &str)]) -> Server {
        self.server_in(tempfile::tempdir().unwrap(), flags)
    }

    /// On the data of a folder.
    pub fn server_in(&self, folder: tempfile::TempDir, flags: &[(&str, &str)]) -> Server {
        let mut all = SETTINGS.to_vec();
        all.retain(|(key, _)| flags.iter().all(|(own, _)| own != key));
        all.extend(flags);
        Server::start_in(folder, &all, |app| self.bills(app))
    }

    /// Has an instance bill by it: secrets cannot be given as flags.
    fn bills(&self, app: &mut App) {
        let mut config: Config = (*app.config).clone();
        config.stripe.key = Some(Secret::new(KEY));
        config.stripe.webhook_secrets = vec![Secret::new(SECRET), Secret::new(FORMER)];
        app.payments =
            Some(Arc::new(HttpPayments::new(&self.url, Secret::new(KEY), false).unwrap()));
        app.config = Arc::new(config);
    }

    /// See `control` in the fake.
    pub async fn control(&self, path: &str, value: impl ToString) -> Value {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let url = format!("{}/control/{path}", self.url);
        let sent = reqwest::Client::new().post(url).body(value.to_string()).send().await.unwrap();
        let ok = sent.status().is_success();
        let body: Value = serde_json::from_slice(&sent.bytes().await.unwrap()).unwrap();
        assert!(ok, "{path}: {body}");
        body
    }

    /// The rows of a list, the oldest first.
    pub async fn rows(&self, kind: &str) -> Vec<Value> {
        self.control("state", "").await["rows"][kind].as_array().unwrap().clone()
    }

    /// How many requests it got to a path.
    pub async fn asked(&self, method: &str, path: &str) -> usize {
        let state = self.control("state", "").await;
        let all = state["requests"].as_array().unwrap();
        all.iter().filter(|one| one[0] == method && one[1] == path).count()
    }

    /// The time of the fake follows that of a server.
    pub async fn follows(&self, server: &Server) {
        self.control("now", server.app.now().0 / 1_000).await;
    }
}

/// An event of the payment service about a customer.
pub fn about(id: &str, kind: &str, customer: &str) -> Value {
    let object = json!({ "object": "invoice", "id": "in_x", "customer": customer });
    json!({
        "id": id, "object": "event", "type": kind, "livemode": false, "data": { "object": object },
    })
}

/// Sends a call as it would come, signed with a secret at an instant.
pub async fn call(server: &Server, secret: &str, at: Timestamp, event: &Value) -> Reply {
    let body = event.to_string();
    send(server, &signature(secret, &body, at), body).await
}

/// The `Stripe-Signature` of a body signed at an instant.
pub fn signature(secret: &str, body: &str, at: Timestamp) -> String {
    let seconds = at.0.div_euclid(1_000);
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    let mac = mac.chain_update(format!("{seconds}.{body}"));
    format!("t={seconds},v1={}", hex::encode(mac.finalize().into_bytes()))
}

/// Sends a call with any signature.
pub async fn send(server: &Server, signature: &str, body: String) -> Reply {
    let request = server.client().request(Method::POST, "/stripe/webhook");
    let request = request.content_type("application/json; charset=utf-8");
    Reply::read(request.header("stripe-signature", signature).body(body).send().await).await
}

/// A studio with an address, which can buy.
pub async fn buyer<'s>(server: &'s Server, name: &str) -> Studio<'s> {
    let studio = server.studio(name).await;
    let body = json!({
        "name": name, "siret": "44306184100047", "contactEmail": "compta@lumiere.example",
        "address": { "line": "12 rue des Lilas", "postalCode": "69003", "city": "Lyon",
            "country": "France" },
    });
    studio.put(&format!("/company/{}", studio.company), body).await.is(200);
    server.settle().await;
    studio
}
