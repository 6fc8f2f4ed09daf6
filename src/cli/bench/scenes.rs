//! The scenarios of the benchmark: a sample studio, and the requests of its users.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use mail_parser::MessageParser;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::client::{Client, form_request, request};
use super::load::{Tally, expect};
use crate::adapters::SystemClock;
use crate::cli::failure::Failure;
use crate::model::Timestamp;
use crate::ports::Clock;

const EMAIL: &str = "owner@bench.example";
const PASSWORD: &str = "mesurer n'est pas jouer";
/// Employees asked per event.
const ASKED: usize = 4;
/// Employees asked for each event of [`Studio::plans_at_once`], and the connections that create them.
const MANY: usize = 20;
const PLANNERS: usize = 4;
/// The timeout for a mail.
const PATIENCE: Duration = Duration::from_secs(60);

/// A studio with employees and events.
pub struct Studio {
    address: SocketAddr,
    pub token: String,
    /// The ids of its events.
    pub events: Vec<i64>,
    /// The ids of its employees.
    people: Vec<Value>,
}

impl Studio {
    /// Registers the studio.
    pub async fn open(address: SocketAddr) -> Result<Self, Failure> {
        let mut studio = Self { address, token: String::new(), events: vec![], people: vec![] };
        let body = json!({
            "email": EMAIL, "password": PASSWORD, "firstName": "Claire",
            "lastName": "Fontaine", "companyName": "Studio Lumière",
        });
        let entered = studio.post(&mut Client::new(address), "/auth/register", &body).await?;
        studio.token = text(&entered["accessToken"]);
        Ok(studio)
    }

    /// The instance was restarted on another address.
    pub fn moves(&mut self, address: SocketAddr) {
        self.address = address;
    }

    pub fn login() -> Vec<u8> {
        request("POST", "/auth/login", "", &json!({ "email": EMAIL, "password": PASSWORD }))
    }

    /// Signs in to the console; returns the session cookie.
    pub async fn opens_the_console(address: SocketAddr) -> Result<String, Failure> {
        let form = format!("email={EMAIL}&password={}", PASSWORD.replace(' ', "+"));
        let sent = Client::new(address).send(&form_request("/console/login", &form)).await?;
        let cookie = expect(sent, 303)?.cookie;
        cookie.ok_or_else(|| Failure::new("signing in set no cookie".to_owned()))
    }

    /// Adds an employee with a unique `name`.
    pub fn employ(token: &str, name: &str) -> Vec<u8> {
        let email = email(name);
        let body = json!({ "firstName": "Ana", "lastName": name, "email": email });
        request("POST", "/employee", token, &body)
    }

    /// Creates events, each with [`ASKED`] new employees.
    pub async fn plan(&mut self, what: &str, events: usize) -> Result<Vec<String>, Failure> {
        let (mut client, mut asked) = (Client::new(self.address), vec![]);
        let start = SystemClock.now().plus(30 * Timestamp::DAY);
        for nth in 0..events {
            let mut people = vec![];
            for person in 0..ASKED {
                let name = format!("{what}-{nth}-{person}");
                let reply = client.send(&Self::employ(&self.token, &name)).await?;
                people.push(json_of(&expect(reply, 201)?.body)["id"].clone());
                asked.push(email(&name));
            }
            self.people.extend(people.iter().cloned());
            let body = json!({
                "name": format!("Shoot {what} {nth}"), "start": start.rfc3339(),
                "end": start.plus(Timestamp::HOUR).rfc3339(), "employeeIds": people,
                "address": { "line": "12 rue des Lilas", "postalCode": "75011", "city": "Paris" },
            });
            let planned = self.post(&mut client, "/event", &body).await?;
            self.events.extend(planned["event"]["id"].as_i64());
        }
        Ok(asked)
    }

    /// Creates this many events over a few connections, each with the same people. All of them are
    /// written to, so there is a limited number, not a limited time.
    pub async fn plans_at_once(&self, events: usize) -> Result<Tally, Failure> {
        let start = SystemClock.now().plus(60 * Timestamp::DAY);
        let people: Vec<&Value> = self.people.iter().take(MANY).collect();
        let body = json!({
            "name": "Everybody", "start": start.rfc3339(),
            "end": start.plus(Timestamp::HOUR).rfc3339(), "employeeIds": people,
        });
        let plan = Arc::new(request("POST", "/event", &self.token, &body));
        let (began, address) = (Instant::now(), self.address);
        let mut all = JoinSet::new();
        for _ in 0..PLANNERS {
            let plan = plan.clone();
            all.spawn(async move {
                let (mut client, mut micros) = (Client::new(address), vec![]);
                for _ in 0..events.div_ceil(PLANNERS) {
                    let asked = Instant::now();
                    expect(client.send(&plan).await?, 201)?;
                    micros.push(asked.elapsed().as_micros() as u32);
                }
                Ok::<_, Failure>(micros)
            });
        }
        let mut micros = vec![];
        while let Some(one) = all.join_next().await {
            micros.extend(one.map_err(anyhow::Error::from)??);
        }
        Ok(Tally::new(PLANNERS, began.elapsed(), micros))
    }

    /// Moves an event to now or to the future, which is sent to all subscribers.
    pub async fn moves_event(
        &self,
        client: &mut Client,
        event: i64,
        goes_on: bool,
    ) -> Result<(), Failure> {
        let start = SystemClock.now().plus(if goes_on { 0 } else { 30 * Timestamp::DAY });
        let end = start.plus(Timestamp::HOUR).rfc3339();
        let body = json!({ "name": "Moved", "start": start.rfc3339(), "end": end });
        let path = format!("/event/{event}");
        expect(client.send(&request("PUT", &path, &self.token, &body)).await?, 200).map(drop)
    }

    pub async fn post(
        &self,
        client: &mut Client,
        path: &str,
        body: &Value,
    ) -> Result<Value, Failure> {
        let reply = client.send(&request("POST", path, &self.token, body)).await?;
        Ok(json_of(&expect(reply, 201)?.body))
    }
}

fn email(name: &str) -> String {
    format!("{name}@bench.example")
}

/// The mails in the outbox of the instance, which are deleted once read.
#[derive(Clone)]
pub struct Outbox {
    folder: PathBuf,
    mails: Arc<Mutex<Mails>>,
}

/// The texts of mails, by recipient.
type Mails = HashMap<String, Vec<String>>;

impl Outbox {
    pub fn new(data: &Path) -> Self {
        Self { folder: data.join("outbox"), mails: Arc::default() }
    }

    /// Reads new mails, for ever.
    pub async fn watch(self) -> Result<(), Failure> {
        loop {
            let outbox = self.clone();
            tokio::task::spawn_blocking(move || outbox.collect())
                .await
                .map_err(anyhow::Error::from)??;
            tokio::time::sleep(Duration::from_millis(4)).await;
        }
    }

    fn collect(&self) -> Result<(), Failure> {
        for entry in std::fs::read_dir(&self.folder)? {
            let path = entry?.path();
            if path.extension().is_none_or(|extension| extension != "eml") {
                continue;
            }
            let bytes = std::fs::read(&path)?;
            // Read once: looking through all mails again and again would take a part of a core.
            std::fs::remove_file(&path)?;
            let message = MessageParser::default().parse(&bytes);
            let to = message.as_ref().and_then(|message| message.to()?.first()?.address());
            let text = message.as_ref().and_then(|message| message.body_text(0));
            if let (Some(to), Some(text)) = (to, text) {
                let (to, text) = (to.to_owned(), text.into_owned());
                self.locked(|mails| mails.entry(to).or_default().push(text));
            }
        }
        Ok(())
    }

    fn locked<T>(&self, see: impl FnOnce(&mut Mails) -> T) -> T {
        see(&mut self.mails.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits until a mail to `reader` matches.
    pub async fn read<T>(
        &self,
        reader: &str,
        find: impl Fn(&[String]) -> Option<T>,
    ) -> Result<T, Failure> {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if let Some(found) = self.locked(|mails| find(mails.get(reader)?)) {
                return Ok(found);
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Err(Failure::new(format!("a mail to {reader} did not come")))
    }

    /// Waits until each recipient has this many mails.
    pub async fn all_have(&self, readers: &[String], mails: usize) -> Result<(), Failure> {
        for reader in readers {
            self.read(reader, |texts| (texts.len() >= mails).then_some(())).await?;
        }
        Ok(())
    }
}

/// Each employee asked signs, over this many connections: requests the code, waits for its mail,
/// enters it, signs.
pub async fn consents(
    address: SocketAddr,
    connections: usize,
    outbox: &Outbox,
    asked: &[String],
) -> Result<Tally, Failure> {
    let queue = Arc::new(Mutex::new(asked.to_vec()));
    let began = Instant::now();
    let mut all = JoinSet::new();
    for _ in 0..connections {
        let (queue, outbox) = (queue.clone(), outbox.clone());
        all.spawn(async move {
            let (mut client, mut micros) = (Client::new(address), vec![]);
            loop {
                let next = queue.lock().unwrap_or_else(PoisonError::into_inner).pop();
                let Some(reader) = next else { return Ok::<_, Failure>(micros) };
                let start = Instant::now();
                consent(&mut client, &outbox, &reader).await?;
                micros.push(start.elapsed().as_micros() as u32);
            }
        });
    }
    let mut micros = vec![];
    while let Some(one) = all.join_next().await {
        micros.extend(one.map_err(anyhow::Error::from)??);
    }
    Ok(Tally::new(connections, began.elapsed(), micros))
}

async fn consent(client: &mut Client, outbox: &Outbox, reader: &str) -> Result<(), Failure> {
    let link = outbox.read(reader, |texts| texts.iter().find_map(|text| link(text))).await?;
    let path = |rest: &str| format!("/consent/{link}{rest}");
    expect(client.send(&request("GET", &path(""), "", &Value::Null)).await?, 200)?;
    expect(client.send(&request("POST", &path("/code"), "", &Value::Null)).await?, 202)?;
    let code = outbox.read(reader, |texts| texts.iter().find_map(|text| code(text))).await?;
    let verify = request("POST", &path("/verify"), "", &json!({ "code": code }));
    let shown = json_of(&expect(client.send(&verify).await?, 200)?.body);
    let body = json!({
        "accepted": true, "uses": { "internal": true, "web": true },
        "documentSha256": shown["documentSha256"], "signature": drawn(),
    });
    let answer = request("POST", &path("/answer"), &text(&shown["session"]), &body);
    expect(client.send(&answer).await?, 201)?;
    Ok(())
}

fn link(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("/sign/")?;
    Some(rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect())
}

fn code(text: &str) -> Option<String> {
    // The code is a word of its own: a link may contain six digits in a row too.
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c));
    let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit());
    words.into_iter().find(is_code).map(str::to_owned)
}

/// A signature of a hundred points.
fn drawn() -> Value {
    let point = |n: u32| json!([20 + n * 2, 60 + (n % 7) * 5, n * 12]);
    let stroke: Vec<Value> = (0..100).map(point).collect();
    json!({ "kind": "STROKES", "width": 300, "height": 120, "strokes": [stroke] })
}

fn json_of(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap_or_default()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
