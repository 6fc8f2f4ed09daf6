//! The port for geocoding addresses.

use async_trait::async_trait;

use crate::error::Result;
use crate::model::address::{GeocodeQuery, Spot};

/// Finds the coordinates of addresses.
#[async_trait]
pub trait Geocoder: Send + Sync {
    /// The coordinates of a place; None if there is no such place or it is ambiguous.
    /// `Unavailable` if a later attempt may succeed.
    async fn find(&self, place: &GeocodeQuery) -> Result<Option<Spot>>;
}
