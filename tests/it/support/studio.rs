//! A company and one of its users.

use std::io::Cursor;

use be_right::actions::auth;
use be_right::model::Locale;
use poem::http::Method;
use poem::test::{TestForm, TestFormField};
use serde_json::{Value, json};
use zip::ZipArchive;

use super::{PASSWORD, Reply, Server};

/// The token of the last invitation to an account that was mailed to an address.
pub fn join_token(server: &Server, email: &str) -> String {
    let text = server.postbox.last_to(email).text;
    let token = text.split("/join/").nth(1).unwrap_or_else(|| panic!("no link in: {text}"));
    token.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect()
}

/// A company on an instance that allows no sign-up, and its owner.
pub async fn first_studio(server: &Server) -> Studio<'_> {
    let person = auth::NewPerson {
        email: "owner@lumiere.example".into(),
        password: PASSWORD.into(),
        first_name: "Claire".into(),
        last_name: "Fontaine".into(),
        company_name: Some("Lumière".into()),
        role: None,
        locale: Locale::Fr,
    };
    auth::add(&server.app, person).await.unwrap();
    Studio::enters(server, "owner@lumiere.example").await
}

pub struct Studio<'s> {
    pub server: &'s Server,
    pub email: String,
    pub token: String,
    pub refresh: String,
    pub company: i64,
    pub user: i64,
}

impl<'s> Studio<'s> {
    /// From the reply to a login or a registration.
    pub fn of(server: &'s Server, email: String, entered: &Value) -> Self {
        let text = |key: &str| entered[key].as_str().unwrap().to_owned();
        Self {
            server,
            email,
            token: text("accessToken"),
            refresh: text("refreshToken"),
            company: entered["company"]["id"].as_i64().unwrap_or(0),
            user: entered["user"]["id"].as_i64().unwrap(),
        }
    }

    /// Signs in again, after the access token has expired.
    pub async fn back(self) -> Self {
        let body = json!({ "email": self.email, "password": super::PASSWORD });
        let reply = self.server.post("/auth/login", body).await;
        reply.is(200);
        Self::of(self.server, self.email, &reply.json)
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.server.send(Some(&self.token), Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.server.send(Some(&self.token), Method::POST, path, Some(&body)).await
    }

    /// A POST with an idempotency key.
    pub async fn post_once(&self, path: &str, key: &str, body: &Value) -> Reply {
        let request = self.server.client().request(Method::POST, path);
        let request = request
            .header("authorization", format!("Bearer {}", self.token))
            .header("idempotency-key", key)
            .content_type("application/json")
            .body(body.to_string());
        Reply::read(request.send().await).await
    }

    /// A file, and the fields beside it.
    pub async fn sends(
        &self,
        path: &str,
        name: &str,
        bytes: impl Into<Vec<u8>>,
        fields: &[(&str, &str)],
    ) -> Reply {
        let file = TestFormField::bytes(bytes).name("file").filename(name);
        let form = TestForm::new().field(file);
        let form = fields.iter().fold(form, |form, (name, value)| form.text(*name, *value));
        self.server.send_form(&self.token, path, form).await
    }

    /// A POST without a body.
    pub async fn acts(&self, path: &str) -> Reply {
        self.server.send(Some(&self.token), Method::POST, path, None).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Reply {
        self.server.send(Some(&self.token), Method::PUT, path, Some(&body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Reply {
        self.server.send(Some(&self.token), Method::PATCH, path, Some(&body)).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.server.send(Some(&self.token), Method::DELETE, path, None).await
    }

    /// A new user of the same company, who has accepted the invitation.
    pub async fn hires(&self, email: &str, role: &str) -> Studio<'s> {
        let body = json!({ "email": email, "firstName": "Noé", "lastName": "Blanc", "role": role });
        self.post("/user", body).await.is(201);
        self.server.settle().await;
        let token = join_token(self.server, email);
        let yes = json!({ "token": token, "password": PASSWORD });
        self.server.post("/auth/join", yes).await.is(200);
        Self::enters(self.server, email).await
    }

    /// Signs in again, after the access token has expired.
    pub async fn comes_back(&self) -> Studio<'s> {
        Self::enters(self.server, &self.email).await
    }

    pub async fn enters(server: &'s Server, email: &str) -> Studio<'s> {
        let login =
            server.post("/auth/login", json!({ "email": email, "password": PASSWORD })).await;
        Self::of(server, email.to_owned(), &login.is(200).json)
    }

    /// The mails sent in the name of the company, the earliest first; `filter` begins with `&`.
    pub async fn mails(&self, filter: &str) -> Vec<Value> {
        let found = self.get(&format!("/mail?limit=100{filter}")).await;
        found.is(200).json["data"].as_array().unwrap().iter().rev().cloned().collect()
    }

    /// The id of the last mail to an address.
    pub async fn mail_to(&self, email: &str) -> i64 {
        let mails = self.mails("").await;
        mails.iter().rfind(|mail| mail["to"] == email).unwrap()["id"].as_i64().unwrap()
    }

    /// The steps of this kind in the evidence of an answer, from its bundle.
    pub async fn steps(&self, answer: i64, kind: &str) -> Vec<Value> {
        let bundle = self.get(&format!("/answer/{answer}/evidence")).await;
        let mut zip = ZipArchive::new(Cursor::new(&bundle.is(200).bytes)).unwrap();
        let chain: Vec<Value> =
            serde_json::from_reader(zip.by_name("chain.json").unwrap()).unwrap();
        chain.into_iter().filter(|step| step["kind"] == kind).collect()
    }

    /// Adds an employee; returns the id.
    pub async fn employs(&self, first: &str, last: &str, email: &str) -> i64 {
        let body = json!({ "firstName": first, "lastName": last, "email": email });
        let reply = self.post("/employee", body).await;
        reply.is(201).id("/id")
    }

    /// Plans an event of one day in two weeks with these employees; returns its id and its answers'
    /// ids.
    pub async fn plans(&self, name: &str, employees: &[i64]) -> (i64, Vec<i64>) {
        let now = self.server.app.now();
        let body = json!({
            "name": name, "start": now.plus(14 * 86_400_000).rfc3339(),
            "end": now.plus(15 * 86_400_000).rfc3339(),
            "address": { "line": "12 rue des Lilas", "postalCode": "75011", "city": "Paris" },
            "employeeIds": employees,
        });
        let reply = self.post("/event", body).await;
        let event = reply.is(201).id("/event/id");
        let answers = reply.json["answers"].as_array().unwrap();
        (event, answers.iter().map(|answer| answer["id"].as_i64().unwrap()).collect())
    }
}
