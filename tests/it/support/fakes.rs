//! A clock that only moves when told to, and a postman who keeps copies.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use async_trait::async_trait;
use be_right::model::{Mail, Timestamp};
use be_right::ports::{Clock, Mailer, Receipt, Stage, Undelivered};

/// Noon in Paris on 1 May 2026, until moved.
pub struct HandClock(AtomicI64);

impl Default for HandClock {
    fn default() -> Self {
        Self(AtomicI64::new(Timestamp::parse_rfc3339("2026-05-01T10:00:00Z").unwrap().0))
    }
}

impl HandClock {
    pub fn advance(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// Every mail sent, in order. `breaks` makes the next ones fail.
#[derive(Default)]
pub struct Postbox {
    mails: Mutex<Vec<Mail>>,
    broken: Mutex<Option<Undelivered>>,
}

impl Postbox {
    /// The mails to an address, in order.
    pub fn to(&self, address: &str) -> Vec<Mail> {
        let mails = self.mails.lock().unwrap();
        mails.iter().filter(|mail| mail.to.address == address).cloned().collect()
    }

    /// The last mail to an address.
    pub fn last_to(&self, address: &str) -> Mail {
        self.to(address).pop().unwrap_or_else(|| panic!("no mail to {address}"))
    }

    pub fn count(&self) -> usize {
        self.mails.lock().unwrap().len()
    }

    /// From now on the server refuses, for good or for now.
    pub fn breaks(&self, permanent: bool) {
        let reply = if permanent { "550 no such user" } else { "451 try later" };
        *self.broken.lock().unwrap() =
            Some(Undelivered { stage: Stage::Recipient, permanent, reply: reply.into() });
    }

    pub fn mends(&self) {
        *self.broken.lock().unwrap() = None;
    }
}

#[async_trait]
impl Mailer for Postbox {
    async fn send(&self, mail: &Mail) -> Result<Receipt, Undelivered> {
        if let Some(failure) = self.broken.lock().unwrap().clone() {
            return Err(failure);
        }
        self.mails.lock().unwrap().push(mail.clone());
        Ok(Receipt { reply: "250 2.0.0 Ok: queued".into() })
    }
}
