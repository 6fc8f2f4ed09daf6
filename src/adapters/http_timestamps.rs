//! Time-stamps over HTTP (RFC 3161, 3.4): the request in DER is posted, the reply is in DER. Replies
//! are limited in size and time, and checked as far as that is possible without knowing the
//! authority.

use std::time::Duration;

use anyhow::Context;
use async_trait::async_trait;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{Client, Url};

use super::http_client::client;
use crate::error::Result;
use crate::model::Digest;
use crate::model::time_token::{MAX_TOKEN, Nonce, Reply, TimeToken, Wrong, granted, request};
use crate::ports::{Timestamps, Unstamped};

const QUERY: &str = "application/timestamp-query";
const REPLY: &str = "application/timestamp-reply";
/// A token, and what a reply says besides.
const LARGEST: usize = MAX_TOKEN + 1_024;
/// A request that names no other limit.
const PATIENCE: Duration = Duration::from_secs(10);

/// One authority.
pub struct HttpTimestamps {
    client: Client,
    url: Url,
    name: String,
}

impl HttpTimestamps {
    /// The authority at this address.
    pub fn new(url: &str) -> Result<Self> {
        let parsed = Url::parse(url).context("proof.timestamp_urls has something else")?;
        Ok(Self { client: client(PATIENCE)?, url: parsed, name: url.to_owned() })
    }
}

#[async_trait]
impl Timestamps for HttpTimestamps {
    fn url(&self) -> &str {
        &self.name
    }

    async fn stamp(&self, digest: Digest, patience: Duration) -> Result<TimeToken, Unstamped> {
        let unreached = |error: reqwest::Error| {
            let error = anyhow::Error::from(error.without_url());
            Unstamped::Unreached(format!("{error:#}"))
        };
        let nonce = Nonce::of(rand::random());
        let asked = self.client.post(self.url.clone()).timeout(patience);
        let asked = asked.header(CONTENT_TYPE, QUERY).header(ACCEPT, REPLY);
        let mut reply = asked.body(request(digest, &nonce)).send().await.map_err(unreached)?;
        if !reply.status().is_success() {
            return Err(Unstamped::Unreached(format!("it replies {}", reply.status())));
        }
        let mut body = vec![];
        while let Some(part) = reply.chunk().await.map_err(unreached)? {
            body.extend_from_slice(&part);
            if body.len() > LARGEST {
                return Err(Wrong::Unreadable.into());
            }
        }
        match granted(&body)? {
            Reply::Refused(status) => {
                Err(Unstamped::Unreached(format!("it refuses with status {status}")))
            }
            Reply::Token(token) => {
                let token = TimeToken::read(token)?;
                if token.imprint != digest {
                    return Err(Wrong::Imprint.into());
                }
                if !token.answers(&nonce) {
                    return Err(Wrong::Nonce.into());
                }
                Ok(token)
            }
        }
    }
}
