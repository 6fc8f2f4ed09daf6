//! A recipient with an invitation.

use poem::http::Method;
use serde_json::{Value, json};

use super::{Reply, Server};

pub struct Recipient<'s> {
    pub server: &'s Server,
    pub email: String,
    pub token: String,
    pub session: String,
    pub sha256: String,
    /// Whether the child is asked as well, for whom they sign.
    pub asks_child: bool,
}

impl<'s> Recipient<'s> {
    /// Takes the link out of the last invitation or reminder to an address.
    pub fn invited(server: &'s Server, email: &str) -> Self {
        Self::of(server, email, &server.postbox.last_to(email).text)
    }

    /// Takes the link out of the text of a mail.
    pub fn of(server: &'s Server, email: &str, text: &str) -> Self {
        let start = text.find("/sign/").unwrap_or_else(|| panic!("no link in: {text}")) + 6;
        let token =
            text[start..].split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
        let token = token.into_iter().next().unwrap().to_owned();
        Self {
            server,
            email: email.into(),
            token,
            session: String::new(),
            sha256: String::new(),
            asks_child: false,
        }
    }

    /// The same link, at another server that has the same data and keys.
    pub fn at<'t>(&self, server: &'t Server) -> Recipient<'t> {
        let (email, token) = (self.email.clone(), self.token.clone());
        Recipient {
            server,
            email,
            token,
            session: String::new(),
            sha256: String::new(),
            asks_child: false,
        }
    }

    fn path(&self, rest: &str) -> String {
        format!("/consent/{}{rest}", self.token)
    }

    pub async fn opens(&self) -> Reply {
        self.server.get(&self.path("")).await
    }

    pub async fn asks_for_code(&self) -> Reply {
        self.server.send(None, Method::POST, &self.path("/code"), None).await
    }

    /// The digits of the code in the last mail.
    pub fn code(&self) -> String {
        let text = self.server.postbox.last_to(&self.email).text;
        let digits = text.split(|c: char| !c.is_ascii_digit()).find(|part| part.len() == 6);
        digits.unwrap_or_else(|| panic!("no code in: {text}")).to_owned()
    }

    pub async fn types(&self, code: &str) -> Reply {
        self.server.post(&self.path("/verify"), json!({ "code": code })).await
    }

    /// Asks for the code, reads it and types it; afterwards the recipient can answer.
    pub async fn proves_the_email(&mut self) -> Reply {
        self.asks_for_code().await.is(202);
        self.server.settle().await;
        let reply = self.types(&self.code()).await;
        reply.is(200);
        self.session = reply.json["session"].as_str().unwrap().to_owned();
        self.asks_child = reply.json["document"]["asksChild"] == true;
        self.sha256 = reply.json["documentSha256"].as_str().unwrap().to_owned();
        reply
    }

    pub async fn sends(&self, method: Method, rest: &str, body: Option<&Value>) -> Reply {
        self.server.send(Some(&self.session), method, &self.path(rest), body).await
    }

    /// Answers with this body; the hash of the document is added if it is missing.
    pub async fn answers(&self, mut body: Value) -> Reply {
        if body.get("documentSha256").is_none() {
            body["documentSha256"] = json!(self.sha256);
        }
        self.sends(Method::POST, "/answer", Some(&body)).await
    }

    /// Accepts these uses with a drawn signature.
    pub async fn accepts(&self, uses: &[&str]) -> Reply {
        let uses: Value = uses.iter().map(|one| ((*one).to_owned(), json!(true))).collect();
        let mut body = json!({ "accepted": true, "uses": uses, "signature": drawn() });
        if self.asks_child {
            body["childAgrees"] = json!(true);
        }
        self.answers(body).await
    }

    pub async fn refuses(&self, reason: Option<&str>) -> Reply {
        self.answers(json!({ "accepted": false, "reason": reason })).await
    }

    pub async fn withdraws(&self, uses: Option<&[&str]>) -> Reply {
        self.sends(Method::POST, "/withdraw", Some(&json!({ "uses": uses }))).await
    }
}

/// A signature as the pad sends it.
pub fn drawn() -> Value {
    let stroke: Vec<Value> = (0..40)
        .map(|n| json!([20.0 + 6.0 * f64::from(n), 60.0 + f64::from(n % 7) * 5.0, n * 12]))
        .collect();
    json!({ "kind": "STROKES", "width": 300, "height": 120, "strokes": [stroke] })
}
