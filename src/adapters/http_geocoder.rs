//! A geocoder over HTTP, with the API of the French national address base (BAN,
//! <https://adresse.data.gouv.fr/outils/api-doc/adresse>): `GET …/search/?q=…&limit=1`, answered
//! in GeoJSON, where coordinates are longitude first.
//!
//! The URL of the service is set by the administrator; user input is only a query parameter.
//! Redirects are not followed, so that no reply can send requests elsewhere; replies are limited
//! in size and time. Queries are personal data: neither logs nor errors contain them.

use std::time::Duration;

use anyhow::Context;
use async_trait::async_trait;
use reqwest::{Client, StatusCode, Url};
use serde::Deserialize;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

use super::http_client::client;
use crate::error::{Error, Result};
use crate::model::address::{GeocodeQuery, Spot};
use crate::ports::Geocoder;

/// A reply to `limit=1` has some 800 bytes.
const LARGEST: usize = 64 * 1024;
/// Between two requests: the French service allows 50 a second per client address.
const PACE: Duration = Duration::from_millis(50);
/// Results with a lower score of the service are discarded: a wrong place is worse than none.
const SURE: f64 = 0.4;

/// Queries a service over HTTP, at a limited rate.
pub struct HttpGeocoder {
    client: Client,
    url: Url,
    next: Mutex<Instant>,
}

impl HttpGeocoder {
    /// `url` is the service's, with or without path; the default path is `/search/`. `patience`
    /// is the time limit for the whole reply.
    pub fn new(url: &str, patience: Duration) -> Result<Self> {
        let mut url = Url::parse(url).context("geocoding.url is no address")?;
        if url.path() == "/" {
            url.set_path("/search/");
        }
        Ok(Self { client: client(patience)?, url, next: Mutex::new(Instant::now()) })
    }

    /// Waits as the rate limit requires.
    async fn pace(&self) {
        let mut next = self.next.lock().await;
        sleep_until(*next).await;
        *next = Instant::now() + PACE;
    }
}

#[async_trait]
impl Geocoder for HttpGeocoder {
    async fn find(&self, place: &GeocodeQuery) -> Result<Option<Spot>> {
        self.pace().await;
        let mut question = vec![("q", place.text.as_str()), ("limit", "1")];
        question.extend(place.postal_code.as_deref().map(|code| ("postcode", code)));
        let reply = self.client.get(self.url.clone()).query(&question).send().await;
        let mut reply = reply.map_err(|error| unavailable(&error.without_url()))?;
        let status = reply.status();
        if status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::REQUEST_TIMEOUT {
            return Err(unavailable(&status));
        }
        if status.is_client_error() {
            tracing::info!(%status, "the geocoder does not understand an address");
            return Ok(None);
        }
        if !status.is_success() {
            return Err(unavailable(&status));
        }
        let mut body = vec![];
        loop {
            let part = reply.chunk().await.map_err(|error| unavailable(&error.without_url()))?;
            let Some(part) = part else { break };
            body.extend_from_slice(&part);
            if body.len() > LARGEST {
                return Err(unavailable(&"the reply is too long"));
            }
        }
        read(&body).ok_or_else(|| unavailable(&"the reply is no GeoJSON"))
    }
}

fn unavailable(why: &dyn std::fmt::Display) -> Error {
    tracing::warn!(%why, "the geocoder did not answer");
    Error::Unavailable("geocoder_unavailable")
}

#[derive(Deserialize)]
struct Found {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    geometry: Geometry,
    #[serde(default)]
    properties: Properties,
}

#[derive(Deserialize)]
struct Geometry {
    /// Longitude, then latitude (RFC 7946, 3.1.1).
    coordinates: Vec<f64>,
}

#[derive(Deserialize, Default)]
struct Properties {
    score: Option<f64>,
}

/// None if it cannot be parsed; `Some(None)` if there is no such place.
fn read(body: &[u8]) -> Option<Option<Spot>> {
    let found: Found = serde_json::from_slice(body).ok()?;
    let Some(first) = found.features.first() else { return Some(None) };
    if first.properties.score.is_some_and(|score| score < SURE) {
        return Some(None);
    }
    let (lng, lat) = (*first.geometry.coordinates.first()?, *first.geometry.coordinates.get(1)?);
    Spot::new(lat, lng).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longitude_comes_first() {
        let body = br#"{"type":"FeatureCollection","features":[{"type":"Feature",
            "geometry":{"type":"Point","coordinates":[2.381,48.858]},
            "properties":{"score":0.93}}]}"#;
        assert_eq!(read(body), Some(Some(Spot { lat: 48.858, lng: 2.381 })));
    }

    #[test]
    fn what_is_unsure_is_no_place_and_what_is_no_place_no_reply() {
        let of = |coordinates: &str, score: &str| {
            let body = format!(
                r#"{{"features":[{{"geometry":{{"coordinates":{coordinates}}},
                    "properties":{{"score":{score}}}}}]}}"#
            );
            read(body.as_bytes())
        };
        assert_eq!(of("[2,48]", "0.2"), Some(None));
        assert_eq!(of("[2,48]", "null"), Some(Some(Spot { lat: 48.0, lng: 2.0 })));
        for broken in ["[]", "[2]", "[2,91]", "[181,48]", "\"2,48\""] {
            assert_eq!(of(broken, "0.9"), None, "{broken}");
        }
        assert_eq!(read(b"{\"features\":[]}"), Some(None));
        assert_eq!(read(b"<html>"), None);
    }
}
